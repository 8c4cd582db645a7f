//! Operators on small indexes: what matches, and what nearly does.

use chrono::NaiveDate;

use crate::annotate::Own;
use crate::article::{Date, Labels};
use crate::index::{Entry, Index};
use crate::query::{
    Asked, Asks, Compiled, Condition, Context, Effort, Filters, Form, LEAD_WORDS, Leaf, Occur, Parsed, Part, Tree,
    Typed, TypedWord, Unit, compile_parsed, languages,
};
use crate::search::by_date::by_date;
use crate::search::tests::{archive, entry, index};
use crate::search::{OnlyMentioning, Request, search};

pub(crate) type Query = Tree<Typed, Asked>;

/// A word or a phrase: `=exact`, `pat*`, `near~`, `two words`, `two words~3`.
pub(crate) fn leaf(text: &str) -> Query {
    let (text, slop) = match text.rsplit_once('~') {
        Some((before, slop)) if slop.parse::<u32>().is_ok() => (before, slop.parse().unwrap()),
        _ => (text, 0),
    };
    let word = |word: &str| {
        let (text, form) = if let Some(exact) = word.strip_prefix('=') {
            (exact, Form::Exact)
        } else if let Some(near) = word.strip_suffix("~~") {
            (near, Form::Fuzzy(2))
        } else if let Some(near) = word.strip_suffix('~') {
            (near, Form::Fuzzy(1))
        } else {
            (word, if word.contains(['*', '?']) { Form::Pattern } else { Form::Stem })
        };
        TypedWord { text: text.to_owned(), form }
    };
    Tree::Leaf(Typed { typed: format!("{text}~{slop}"), words: text.split(' ').map(word).collect(), slop })
}

pub(crate) fn near(left: Query, right: Query, distance: u32, ordered: bool) -> Query {
    Tree::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
}

fn same(unit: Unit, parts: &[&str]) -> Query {
    Tree::Same { unit, parts: parts.iter().map(|part| leaf(part)).collect() }
}

pub(crate) fn not(tree: Query) -> Query {
    Tree::Not(Box::new(tree))
}

pub(crate) fn inside(part: Part, tree: Query) -> Query {
    Tree::In { part, tree: Box::new(tree) }
}

pub(crate) fn at_least(times: u32, tree: Query) -> Query {
    Tree::AtLeast { times, tree: Box::new(tree) }
}

fn filter(asks: Asks, value: &str) -> Query {
    Tree::Filter(Asked { asks, value: value.to_owned() })
}

fn compiled(index: &Index, clauses: Vec<(Occur, Query)>) -> Compiled {
    let searcher = index.searcher().unwrap();
    let langs = languages(&searcher, index.fields().lang).unwrap();
    let today = NaiveDate::from_ymd_opt(2025, 10, 31).unwrap();
    let (fields, own) = (index.fields(), &Own::default());
    let context = Context { searcher: &searcher, fields, languages: &langs, own, today, effort: &Effort::default() };
    compile_parsed(Parsed { clauses, ..Parsed::default() }, &context).unwrap()
}

/// The paths of the articles that have all clauses, in order.
pub(crate) fn found(index: &Index, clauses: Vec<(Occur, Query)>) -> Vec<String> {
    let (compiled, fields) = (compiled(index, clauses), index.fields());
    let filters = compiled.passing(fields, |_| true);
    let query = compiled.narrow(fields, compiled.all(fields), &filters);
    let searcher = index.searcher().unwrap();
    let found = by_date(&searcher, &*query, false, 1000).unwrap();
    let mut paths: Vec<String> =
        found.into_iter().map(|address| index.entry(&searcher, address).unwrap().origin.path).collect();
    paths.sort_unstable();
    paths
}

/// Asks for articles; those that match are called `y…`, those that nearly do `n…`.
pub(crate) fn check(query: &Query, articles: &[(&str, &str)]) {
    let entries: Vec<Entry> = articles
        .iter()
        .map(|(path, text)| {
            let (title, body) = text.split_once('|').unwrap_or(("", text));
            entry(path, "en", title, body)
        })
        .collect();
    let index = index(&entries, 2);
    let expected: Vec<&str> = articles.iter().map(|article| article.0).filter(|path| path.starts_with('y')).collect();
    assert_eq!(found(&index, vec![(Occur::Required, query.clone())]), expected, "{query:?}");
}

#[test]
fn phrases_with_room_stand_in_any_order() {
    check(
        &leaf("rare earths~2"),
        &[
            ("n1", "rare and very deep lying earths"),
            ("n2", "a rare bird"),
            ("n3", "rare|earths"),
            ("y1", "earths that are rare"),
            ("y2", "Rare earths"),
        ],
    );
}

#[test]
fn near_counts_words_and_order() {
    let articles = [
        ("n1", "steel once more had its tariffs"),
        ("n2", "steel|tariffs"),
        ("n3", "steel alone"),
        ("y1", "steel under tariffs"),
        ("y2", "tariffs on steel"),
    ];
    check(&near(leaf("steel"), leaf("tariff"), 2, false), &articles);
    check(&near(leaf("steel"), leaf("tariff"), 2, true), &[("n1", "tariffs on steel"), ("y1", "steel under tariffs")]);
    let group = Tree::Any(vec![leaf("steel"), leaf("alumin*")]);
    let query = near(group, leaf("new tariffs"), 3, false);
    check(
        &query,
        &[("n1", "aluminium, tariffs new"), ("y1", "new tariffs on aluminum"), ("y2", "steel: the new tariff")],
    );
    let nested = near(near(leaf("a1"), leaf("b1"), 1, true), leaf("c1"), 2, false);
    check(&nested, &[("n1", "a1 x b1 c1"), ("n2", "b1 a1 c1"), ("y1", "c1 x a1 b1"), ("y2", "a1 b1 c1")]);
}

#[test]
fn sentences_and_paragraphs() {
    let articles = [
        ("n1", "Steel rose. Then tariffs came."),
        ("n2", "Steel and tariffs|Nothing. Steel. Tariffs."),
        ("y1", "Nothing. Tariffs hit steel."),
    ];
    let (first, last) = (&articles[0], &articles[2]);
    check(&same(Unit::Sentence, &["steel", "tariff"]), &[*first, *last]);
    let paragraphs = [
        ("n1", "Steel rose.\n\nThen tariffs came."),
        ("n2", "Steel|Tariffs"),
        ("y1", "Other.\n\nSteel rose. Tariffs came."),
        ("y2", "Steel and tariffs|Other"),
    ];
    check(&same(Unit::Paragraph, &["steel", "tariff"]), &paragraphs);
    check(&same(Unit::Sentence, &["steel", "steel"]), &[("n1", "steel. Steel."), ("y1", "steel is steel")]);
}

#[test]
fn parts_of_an_article() {
    let late = format!("Ships|{}steel", "word ".repeat(LEAD_WORDS as usize));
    let all = |names: [&'static str; 4]| {
        let texts = ["Steel|word", "Ships|new steel", late.as_str(), "Ships|word"];
        let mut rows: Vec<(&str, String)> = names.into_iter().zip(texts.map(str::to_owned)).collect();
        rows.sort();
        rows
    };
    for (part, names) in [
        (Part::Title, ["y1", "n1", "n2", "n3"]),
        (Part::Lead, ["n1", "y1", "n2", "n3"]),
        (Part::Body, ["n1", "y1", "y2", "n3"]),
        (Part::TitleOrLead, ["y1", "y2", "n2", "n3"]),
    ] {
        let rows = all(names);
        let rows: Vec<(&str, &str)> = rows.iter().map(|(name, text)| (*name, text.as_str())).collect();
        check(&inside(part, leaf("steel")), &rows);
    }
    let group = inside(Part::Title, Tree::Any(vec![leaf("steel"), leaf("new tariffs")]));
    check(&group, &[("n1", "Tariffs|steel, new tariffs"), ("y1", "New tariff|x"), ("y2", "Steel|x")]);
}

#[test]
fn at_least_so_many_times() {
    let query = at_least(3, leaf("tariff"));
    check(
        &query,
        &[
            ("n1", "tariff, tariffs"),
            ("n2", "Tariffs|tariff and"),
            ("y1", "Tariff|tariff tariffs"),
            ("y2", "tariff tariff tariff"),
        ],
    );
    let either = at_least(2, Tree::Any(vec![leaf("steel"), leaf("tariff")]));
    check(&either, &[("n1", "steel"), ("y1", "steel tariff"), ("y2", "tariffs, tariffs")]);
}

#[test]
fn operators_of_logic() {
    let articles =
        [("n1", "steel"), ("n2", "steel tariff ban"), ("n3", "ban"), ("y1", "steel tariff"), ("y2", "tariff copper")];
    let either = Tree::Any(vec![leaf("steel"), leaf("copper")]);
    check(&Tree::All(vec![leaf("tariff"), either, not(leaf("ban"))]), &articles);
    check(&Tree::All(vec![leaf("tariff"), not(leaf("=tariffs ban"))]), &[("n1", "tariffs ban"), ("y1", "tariff ban")]);
    check(&not(leaf("steel")), &[("n1", "steel"), ("y1", "copper")]);
}

#[test]
fn exact_forms_are_as_written() {
    check(&leaf("=market"), &[("n1", "markets"), ("n2", "marketed"), ("y1", "Markets|a market"), ("y2", "MARKET")]);
    check(&leaf("=markets"), &[("n1", "market"), ("y1", "Markets")]);
    check(&leaf("=Zürich"), &[("n1", "Zurich"), ("y1", "ZÜRICH")]);
    check(&leaf("=zurich"), &[("n1", "Zürich"), ("y1", "Zurich")]);
    check(&leaf("=market =rates"), &[("n1", "markets rates"), ("n2", "market rate"), ("y1", "market rates")]);
    // the stem of `ponies` is no word
    check(&leaf("=poni"), &[("n1", "ponies"), ("n2", "pony"), ("y1", "poni")]);
}

#[test]
fn patterns_stand_for_words_as_written() {
    check(&leaf("climat*"), &[("n1", "acclimate"), ("n2", "clima"), ("y1", "climates"), ("y2", "Climatology")]);
    check(&leaf("wom?n"), &[("n1", "womn"), ("n2", "womaan"), ("y1", "Woman"), ("y2", "women")]);
    check(&leaf("*ology"), &[("n1", "biologist"), ("y1", "Biology"), ("y2", "ecology")]);
    check(&leaf("zur*"), &[("n1", "azur"), ("y1", "Zürich"), ("y2", "zurück")]);
    check(&leaf("Zür*"), &[("n1", "zu"), ("y1", "Zürich"), ("y2", "zurich")]);
    check(&leaf("poni*"), &[("n1", "pony"), ("y1", "ponies"), ("y2", "poni")]);
    check(&leaf("pony*"), &[("n1", "ponies"), ("y1", "pony")]);
    check(&leaf("nothing*"), &[("n1", "something")]);
    check(&leaf("rare eart*"), &[("n1", "earthly rare"), ("y1", "rare earth"), ("y2", "rare earths")]);
}

#[test]
fn misspelled_words_are_found() {
    check(&leaf("zelenski~"), &[("n1", "zelenskaya"), ("y1", "Zelensky"), ("y2", "zelenskij")]);
    check(&leaf("relenski~"), &[("n1", "relen"), ("y1", "Zelenski")]);
    check(&leaf("relenski~~"), &[("n1", "Zelensky"), ("n2", "relenskaya"), ("y1", "relensky")]);
    check(&leaf("tairff~"), &[("n1", "sheriff"), ("n2", "tariffs"), ("y1", "tariff")]);
}

#[test]
fn too_many_patterns_and_words_are_noted() {
    let many: String = (0..1200).map(|n| format!("q{n} ")).collect();
    let index = index(&[entry("a", "en", "", &many)], 1);
    let notes = compiled(&index, vec![(Occur::Required, leaf("q*"))]).notes;
    assert_eq!(notes, ["'q*' stands for the 1,000 most frequent of 1,200 words"]);
    let patterns = (0..20).map(|n| (Occur::Optional, leaf(&format!("q{n}*")))).collect();
    let notes = compiled(&index, patterns).notes;
    assert_eq!(notes[0], "a query has at most 16 words with *, ? or ~; 'q16*' stands for no word");
    assert_eq!(compiled(&index, vec![(Occur::Required, leaf("zzz~"))]).notes, ["no word of the index is like 'zzz~'"]);
}

fn labelled() -> Index {
    let mut one = entry("one", "en", "Steel", "one two three four five");
    one.article.meta.date = Date::day(2025, 10, 28);
    one.article.meta.source = Some("Harbour Post".into());
    one.article.meta.authors = vec!["Ána Ruiz".into()];
    one.labels = Labels {
        main: vec!["JP".into()],
        mentioned: vec!["CN".into(), "JP".into()],
        leaders: vec!["Ada Stone".into()],
        topics: vec!["economy/trade".into()],
        ..Labels::default()
    };
    let mut two = entry("two", "de", "Stahl", "steel eins");
    two.article.meta.date = Date::day(2025, 9, 3);
    two.labels = Labels { main: vec!["KR".into()], mentioned: vec!["KR".into()], ..Labels::default() };
    let mut three = entry("three", "en", "Steel", "steel steel");
    three.labels = Labels { main: vec!["KP".into()], mentioned: vec!["KP".into(), "JP".into()], ..Labels::default() };
    index(&[one, two, three], 2)
}

#[test]
fn filters_within_a_query_pass_or_not() {
    let index = labelled();
    let check = |asks, value: &str, expected: &[&str]| {
        let clauses = vec![(Occur::Optional, leaf("steel")), (Occur::Required, filter(asks, value))];
        assert_eq!(found(&index, clauses), expected, "{asks:?} {value}");
        let tree = Tree::All(vec![leaf("steel"), filter(asks, value)]);
        assert_eq!(found(&index, vec![(Occur::Required, tree)]), expected, "{asks:?} {value}");
    };
    check(Asks::Country, "Japan", &["one"]);
    check(Asks::Country, "japan,south korea", &["one", "two"]);
    check(Asks::Country, "Korea", &["three", "two"]);
    check(Asks::Country, "Nowhereland", &[]);
    check(Asks::Mentions, "jp", &["one", "three"]);
    check(Asks::Leader, "stone", &["one"]);
    check(Asks::Leader, "nobody", &[]);
    check(Asks::Topic, "economy", &["one"]);
    check(Asks::Topic, "trade", &["one"]);
    check(Asks::Topic, "sport", &[]);
    check(Asks::Source, "HARBOUR post", &["one"]);
    check(Asks::Author, "ana ruiz", &["one"]);
    check(Asks::Author, "Ruiz", &["one"]);
    check(Asks::Author, "rui", &[]);
    check(Asks::Lang, "german", &["two"]);
    check(Asks::Date, "2025-10", &["one"]);
    check(Asks::Date, "2025-09-01..2025-10-28", &["one", "two"]);
    check(Asks::Date, "last month", &["two"]);
    check(Asks::Date, "someday", &[]);
    check(Asks::Since, "2025-10", &["one"]);
    check(Asks::Until, "2025-09", &["two"]);
    check(Asks::Words, ">4", &["one"]);
    check(Asks::Words, "<3", &["three", "two"]);
    check(Asks::Words, "2..4", &["three", "two"]);
    check(Asks::Words, "5", &["one"]);
    check(Asks::Words, "many", &[]);
}

#[test]
fn names_that_nobody_knows_or_many_bear_are_noted() {
    let index = labelled();
    let notes = |asks, value: &str| compiled(&index, vec![(Occur::Required, filter(asks, value))]).notes.join("; ");
    assert_eq!(
        notes(Asks::Country, "Jappan"),
        "unknown country 'Jappan'; did you mean 'Japan'?; the filter finds nothing"
    );
    let korea = notes(Asks::Country, "Korea");
    assert!(korea.starts_with("'Korea' is more than one country, and all are meant: "), "{korea}");
    assert_eq!(notes(Asks::Leader, "Stine"), "no article has the leader 'Stine'; nearest: 'Ada Stone'");
    assert!(notes(Asks::Date, "someday").starts_with("no date in 'someday'; write 2025,"));
    assert!(notes(Asks::Words, "many").starts_with("no number of words in 'many'"));
    assert_eq!(notes(Asks::Country, "Japan"), "");
}

#[test]
fn a_filter_that_finds_nothing_is_told_as_it_was_typed() {
    let index = labelled();
    let told = |asks, value: &str| {
        let compiled = compiled(&index, vec![(Occur::Required, filter(asks, value))]);
        compiled.parts(index.fields(), true).into_iter().map(|part| part.label).collect::<Vec<_>>()
    };
    assert_eq!(told(Asks::Author, "Nobody"), ["author:Nobody"]);
    assert_eq!(told(Asks::Country, "Nowhereland"), ["country:Nowhereland"]);
    assert_eq!(told(Asks::Topic, "basket weaving"), ["topic:\"basket weaving\""]);
    assert_eq!(told(Asks::Country, "japan"), ["country:JP"]);
}

#[test]
fn filters_join_with_operators() {
    let index = labelled();
    let either = Tree::Any(vec![filter(Asks::Country, "Japan"), filter(Asks::Lang, "de")]);
    assert_eq!(found(&index, vec![(Occur::Required, either.clone())]), ["one", "two"]);
    let but = Tree::All(vec![leaf("steel"), not(filter(Asks::Country, "Japan"))]);
    assert_eq!(found(&index, vec![(Occur::Required, but)]), ["three", "two"]);
    assert_eq!(found(&index, vec![(Occur::Excluded, filter(Asks::Lang, "de"))]), ["one", "three"]);
    let tree = Tree::All(vec![either, leaf("eins")]);
    assert_eq!(found(&index, vec![(Occur::Required, tree)]), ["two"]);
    let compiled = compiled(&index, vec![(Occur::Required, filter(Asks::Until, "yesterday"))]);
    let until = NaiveDate::from_ymd_opt(2025, 10, 30);
    assert_eq!(compiled.conditions, [Condition::Date(vec![crate::query::Period { since: None, until }])]);
    assert!(compiled.clauses.is_empty());
}

/// A leaf as the index knows it is as small as it can be.
#[test]
fn whole_stems_stand_for_all_their_words() {
    let index = index(&[entry("a", "en", "", "climate climates climatic market markets")], 1);
    let slot = |text: &str| match &compiled(&index, vec![(Occur::Required, leaf(text))]).clauses[0].tree {
        Tree::Leaf(Leaf { slots, .. }) => slots[0].clone(),
        other => panic!("a leaf: {other:?}"),
    };
    assert!(slot("climat*").surfaces.is_empty());
    assert_eq!(slot("=market").surfaces, ["market"]);
    assert!(slot("market*").surfaces.is_empty());
}

#[test]
fn articles_that_only_mention_a_country_are_counted() {
    let of = |countries: &[&str], query: &str| {
        let countries = countries.iter().map(|code| (*code).to_owned()).collect();
        let request =
            Request { query: query.into(), filters: Filters { countries, ..Filters::default() }, ..Request::default() };
        search(&archive(), &request).unwrap().only_mentioning
    };
    let cn = |articles| Some(OnlyMentioning { countries: vec!["CN".into()], articles });
    assert_eq!(of(&["CN"], ""), cn(1));
    assert_eq!(of(&["CN"], "tariff"), cn(1));
    assert_eq!(of(&["CN"], "looms"), cn(0));
    assert_eq!(of(&[], "tariff"), None);
}
