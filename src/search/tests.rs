//! Searches of small indexes in memory.

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::article::{Article, Date, Labels, Metadata, Origin};
use crate::error::Error;
pub(crate) use crate::index::samples::index;
use crate::index::{Entry, Index, Payload};
use crate::query::{Filters, Period};
use crate::search::{FacetKind, Matching, Request, Results, Sort, Weights, find, search};

pub(crate) fn entry(path: &str, lang: &str, title: &str, body: &str) -> Entry {
    let lang = (!lang.is_empty()).then(|| lang.to_owned());
    let title = (!title.is_empty()).then(|| title.to_owned());
    Entry {
        origin: Origin { root: "corpus".into(), path: path.into(), record: None },
        article: Article {
            meta: Metadata { title, lang, ..Metadata::default() },
            text: body.to_owned().into(),
            ..Article::default()
        },
        ..Entry::default()
    }
}

/// A small archive with labels and dates.
pub(crate) fn archive() -> Index {
    let mut tariffs = entry("asia/tariffs.txt", "en", "Tariffs on steel", "The new tariffs hit steel makers.");
    tariffs.article.meta.date = Date::day(2025, 10, 28);
    tariffs.article.meta.source = Some("Harbour Post".into());
    tariffs.article.meta.authors = vec!["Ána Ruiz".into()];
    tariffs.article.meta.url = Some("https://harbour.example/tariffs".into());
    tariffs.labels = Labels {
        main: vec!["JP".into()],
        mentioned: vec!["CN".into(), "JP".into()],
        leaders: vec!["Ada Stone".into()],
        topics: vec!["economy/trade".into()],
        ..Labels::default()
    };
    let mut earths =
        entry("asia/earths.txt", "en", "Rare metals", "Rare earths are mined. Steel is not. A tariff looms.");
    earths.article.meta.date = Date::month(2025, 10);
    earths.article.meta.source = Some("Evening Star".into());
    earths.labels = Labels { main: vec!["CN".into()], mentioned: vec!["CN".into()], ..Labels::default() };
    let mut zurich = entry("europe/zurich.txt", "de", "Häuser in Zürich", "Ein neues Haus steht am See. Rare Waren.");
    zurich.article.meta.date = Date::day(2024, 1, 5);
    zurich.article.id = Some("Z-1".into());
    let tokyo = entry("tokyo.txt", "ja", "東京の天気", "東日本は晴れ。京都は雨。");
    let split = entry("split.txt", "en", "The price of rare", "Earths crust is thick.");
    index(&[tariffs, earths, zurich, tokyo, split], 2)
}

fn ask(index: &Index, query: &str) -> Results {
    search(index, &Request { query: query.into(), ..Request::default() }).unwrap()
}

fn paths(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.origin.path.as_str()).collect()
}

fn filtered(filters: Filters) -> Results {
    search(&archive(), &Request { filters, ..Request::default() }).unwrap()
}

fn period(since: (u32, u32), until: (u32, u32)) -> Vec<Period> {
    let day = |(month, day)| NaiveDate::from_ymd_opt(2025, month, day);
    vec![Period { since: day(since), until: day(until) }]
}

#[test]
fn words_are_found_in_every_form_language_and_spelling() {
    let index = archive();
    let check = |query: &str, expected: &[&str]| {
        let results = ask(&index, query);
        let mut found = paths(&results);
        found.sort_unstable();
        assert_eq!(found, expected, "{query:?}");
        assert_eq!(results.total, Some(expected.len() as u64), "{query:?}");
    };
    check("tariff", &["asia/earths.txt", "asia/tariffs.txt"]);
    check("Zurich", &["europe/zurich.txt"]);
    check("ZÜRICH", &["europe/zurich.txt"]);
    check("häuser", &["europe/zurich.txt"]);
    check("haus", &["europe/zurich.txt"]);
    check("日本", &["tokyo.txt"]);
    check("東京", &["tokyo.txt"]);
    check("\"本京\"", &[]);
    check("nothing like it", &[]);
    check("tariff -mined", &["asia/tariffs.txt"]);
    check("-steel -東京 -see", &["split.txt"]);
    check("steel -\"not a tariff\"", &["asia/tariffs.txt"]);
    check("steel -\"not a steel\"", &["asia/earths.txt", "asia/tariffs.txt"]);
}

#[test]
fn a_phrase_is_found_only_as_a_phrase_and_never_across_the_title() {
    let index = archive();
    let results = ask(&index, "\"rare earths\"");
    assert_eq!(paths(&results), ["asia/earths.txt"]);
    assert_eq!(ask(&index, "\"earths rare\"").total, Some(0));
    let hit = &results.hits[0];
    assert!(hit.heading_marks.is_empty());
    let piece = &hit.snippets[0];
    assert_eq!(piece.marks.len(), 1);
    assert_eq!(&piece.text[piece.marks[0].clone()], "Rare earths");
}

#[test]
fn articles_with_all_words_come_first() {
    let mut entries = vec![entry("both", "en", "", &format!("alpha beta {}", "filler ".repeat(300)))];
    for n in 0..5 {
        entries.push(entry(&format!("one{n}"), "en", "alpha alpha", "alpha alpha alpha"));
    }
    entries.extend((0..20).map(|n| entry(&format!("none{n}"), "en", "", "gamma")));
    let index = index(&entries, 9);
    let results = ask(&index, "alpha beta");
    assert_eq!(paths(&results)[0], "both");
    assert_eq!((results.total, results.total_all), (Some(6), Some(1)));
    let all: Vec<bool> = results.hits.iter().map(|hit| hit.all_words).collect();
    assert_eq!(all, [true, false, false, false, false, false]);
    let all =
        search(&index, &Request { query: "alpha beta".into(), matching: Some(Matching::All), ..Request::default() });
    assert_eq!(paths(&all.unwrap()), ["both"]);
}

#[test]
fn where_only_the_title_matches_the_lead_is_shown_unmarked() {
    let results = ask(&archive(), "metals");
    let hit = &results.hits[0];
    assert_eq!((hit.heading_marks.len(), &hit.heading[hit.heading_marks[0].clone()]), (1, "metals"));
    let [title, lead] = hit.snippets.as_slice() else { panic!("title and lead: {:?}", hit.snippets) };
    assert_eq!((title.field, &title.text, &title.marks), ("title", &hit.heading, &hit.heading_marks));
    assert_eq!((title.offset, title.cut), (0, (false, false)));
    assert!(lead.field == "body" && lead.marks.is_empty() && lead.text.starts_with("Rare earths are mined."));
    assert_eq!((lead.offset, lead.cut), (0, (false, false)));
}

#[test]
fn a_heading_out_of_the_body_is_no_title() {
    let index = index(&[entry("a", "en", "", "The harbour closed. Ships wait.")], 9);
    let hit = ask(&index, "harbour").hits.remove(0);
    assert!(hit.meta.title.is_none() && !hit.heading_marks.is_empty());
    assert!(hit.snippets.iter().all(|piece| piece.field == "body"), "{:?}", hit.snippets);
}

#[test]
fn who_wants_no_snippets_pays_for_none() {
    let request = Request { query: "metals".into(), snippets: false, ..Request::default() };
    let hit = search(&archive(), &request).unwrap().hits.remove(0);
    assert!(hit.heading.is_empty() && hit.short_id.is_empty() && hit.snippets.is_empty());
    assert_eq!((hit.id.as_str(), hit.origin.path.as_str()), (hit.key.as_str(), "asia/earths.txt"));
}

#[test]
fn the_title_weighs_more_than_the_body() {
    let entries = [
        entry("body", "en", "A word on ships", "The harbour closed early today."),
        entry("title", "en", "The harbour closed", "A word on ships early today."),
        entry("none", "en", "Other", "Things altogether."),
    ];
    assert_eq!(paths(&ask(&index(&entries, 9), "harbour")), ["title", "body"]);
}

#[test]
fn every_filter_fires_and_spares() {
    let one = |value: &str| vec![value.to_owned()];
    let check = |filters: Filters, expected: &[&str]| {
        let results = filtered(filters);
        let mut found = paths(&results);
        found.sort_unstable();
        assert_eq!(found, expected, "{}", results.read_as);
    };
    let base = Filters::default;
    check(Filters { countries: one("JP"), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { mentioned: one("cn"), ..base() }, &["asia/earths.txt", "asia/tariffs.txt"]);
    check(Filters { countries: one("CN"), mentioned: one("JP"), ..base() }, &[]);
    check(Filters { leaders: one("stone"), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { leaders: one("tone"), ..base() }, &[]);
    check(Filters { topics: one("economy"), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { topics: one("economy/mining"), ..base() }, &[]);
    check(Filters { sources: one("harbour post"), ..base() }, &["asia/tariffs.txt"]);
    check(
        Filters { sources: vec!["harbour post".into(), "EVENING STAR".into()], ..base() },
        &["asia/earths.txt", "asia/tariffs.txt"],
    );
    check(Filters { authors: one("ana ruiz"), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { langs: one("de"), ..base() }, &["europe/zurich.txt"]);
    check(Filters { paths: one("corpus/*/t*.txt"), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { paths: one("**/*u*.txt"), ..base() }, &["europe/zurich.txt"]);
    check(Filters { root: Some(("corpus".into(), "asia".into())), ..base() }, &["asia/earths.txt", "asia/tariffs.txt"]);
    check(Filters { root: Some(("corpus".into(), "tokyo.txt".into())), ..base() }, &["tokyo.txt"]);
    check(Filters { root: Some(("corpus".into(), "tok".into())), ..base() }, &[]);
    check(Filters { root: Some(("other".into(), String::new())), ..base() }, &[]);
    check(Filters { dates: period((10, 1), (10, 31)), ..base() }, &["asia/earths.txt", "asia/tariffs.txt"]);
    check(Filters { dates: period((10, 28), (10, 28)), ..base() }, &["asia/tariffs.txt"]);
    check(Filters { dates: period((10, 1), (10, 1)), ..base() }, &["asia/earths.txt"]);
    check(
        Filters { dates: vec![Period::default()], ..base() },
        &["asia/earths.txt", "asia/tariffs.txt", "europe/zurich.txt"],
    );
    check(Filters { undated: true, ..base() }, &["split.txt", "tokyo.txt"]);
    assert_eq!(filtered(Filters { dates: period((10, 1), (10, 31)), ..base() }).undated, Some(2));
    assert_eq!(filtered(Filters { dates: vec![Period::default()], undated: true, ..base() }).notes.len(), 1);
    let filters = Filters { root: Some(("corpus".into(), "asia".into())), ..base() };
    assert_eq!(filtered(filters).searched, 2);
}

#[test]
fn filters_do_not_change_scores_of_words() {
    let index = archive();
    // what meaning adds is seen in relation to the other hits
    let weights = Weights::default().lexical();
    let request = Request { query: "tariff".into(), weights, ..Request::default() };
    let plain = search(&index, &request).unwrap();
    let filters = Filters { countries: vec!["JP".into()], dates: period((1, 1), (12, 31)), ..Filters::default() };
    let narrow = search(&index, &Request { filters, ..request }).unwrap();
    let same = plain.hits.iter().find(|hit| hit.origin == narrow.hits[0].origin).unwrap();
    assert_eq!(same.score, narrow.hits[0].score);
    assert_eq!(narrow.read_as, "tariff country:JP since:2025-01-01 until:2025-12-31");
}

#[test]
fn unknown_names_find_nothing_and_say_which_are_near() {
    let one = |value: &str| vec![value.to_owned()];
    let results = filtered(Filters { sources: one("Harbor Post"), leaders: one("Stonne"), ..Filters::default() });
    assert_eq!(results.total, Some(0));
    assert_eq!(
        results.notes,
        [
            "no article has the leader 'Stonne'; nearest: 'Ada Stone'",
            "no article has the source 'Harbor Post'; nearest: 'Harbour Post'"
        ]
    );
}

#[test]
fn facets_count_all_hits_most_first() {
    let facets = vec![FacetKind::Country, FacetKind::Topic, FacetKind::Month, FacetKind::Lang, FacetKind::Leader];
    let request = Request { facets, limit: Some(0), snippets: false, ..Request::default() };
    let results = search(&archive(), &request).unwrap();
    assert_eq!((results.total, results.hits.len()), (Some(5), 0));
    let counted: Vec<(Vec<(&str, u64)>, u64)> = results
        .facets
        .iter()
        .map(|facet| (facet.counts.iter().map(|(value, count)| (value.as_str(), *count)).collect(), facet.none))
        .collect();
    assert_eq!(counted[0], (vec![("CN", 1), ("JP", 1)], 3));
    assert_eq!(counted[1], (vec![("economy", 1), ("economy/trade", 1)], 4));
    assert_eq!(counted[2], (vec![("2024-01", 1), ("2025-10", 2)], 2));
    assert_eq!(counted[3], (vec![("en", 3), ("de", 1), ("ja", 1)], 0));
    assert_eq!(counted[4], (vec![("Ada Stone", 1)], 4));
}

#[test]
fn what_counts_takes_all_words_and_falls_back_with_a_note() {
    let index = archive();
    let count =
        |query: &str| search(&index, &Request { query: query.into(), count: true, ..Request::default() }).unwrap();
    let all = count("tariff mined");
    assert_eq!((all.matching, all.total, all.notes.len()), (Matching::All, Some(1), 0));
    let any = count("tariff zürich");
    assert_eq!((any.matching, any.total, any.total_all, any.notes.len()), (Matching::Any, Some(3), Some(0), 1));
    let none = count("qqq zzz");
    assert_eq!((none.matching, none.total, none.notes.len()), (Matching::All, Some(0), 0));
}

#[test]
fn date_order_puts_undated_articles_last() {
    let index = archive();
    let listed =
        |sort, query: &str| search(&index, &Request { sort, query: query.into(), ..Request::default() }).unwrap();
    let newest = listed(Sort::Newest, "");
    assert_eq!(paths(&newest)[..3], ["asia/tariffs.txt", "asia/earths.txt", "europe/zurich.txt"]);
    assert_eq!((newest.hits.len(), newest.total, newest.undated), (5, None, Some(2)));
    let oldest = listed(Sort::Oldest, "");
    assert_eq!(paths(&oldest)[..3], ["europe/zurich.txt", "asia/earths.txt", "asia/tariffs.txt"]);
    assert_eq!(paths(&oldest)[3..], paths(&newest)[3..]);
    let words = listed(Sort::Newest, "tariff");
    assert_eq!(paths(&words), ["asia/tariffs.txt", "asia/earths.txt"]);
    assert!(words.hits.iter().all(|hit| hit.score.is_none() && hit.all_words));
    // no words: newest first, and all counted
    assert_eq!((paths(&ask(&index, "")), ask(&index, "").total), (paths(&newest), Some(5)));
}

#[test]
fn any_words_by_date_say_which_have_all() {
    let request = Request {
        query: "tariff mined".into(),
        sort: Sort::Oldest,
        matching: Some(Matching::Any),
        ..Request::default()
    };
    let results = search(&archive(), &request).unwrap();
    let all: Vec<(&str, bool)> = results.hits.iter().map(|hit| (hit.origin.path.as_str(), hit.all_words)).collect();
    assert_eq!(all, [("asia/earths.txt", true), ("asia/tariffs.txt", false)]);
}

/// Many articles, many of them alike, in several segments.
fn crowd() -> Index {
    let words = ["alpha", "beta", "gamma", "delta"];
    let entries: Vec<Entry> = (0..120_usize)
        .map(|n| {
            let body: Vec<&str> = (0..4).filter(|bit| ((n % 13) >> bit) & 1 == 1).map(|bit| words[bit]).collect();
            let mut entry = entry(&format!("{n}"), "en", "", &body.join(" "));
            entry.article.meta.date = (n % 3 > 0).then(|| Date::day(2025, 1, 1 + n as u32 % 5)).flatten();
            entry
        })
        .collect();
    index(&entries, 25)
}

#[test]
fn pages_agree_with_one_long_list() {
    let index = crowd();
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        for query in
            ["alpha", "alpha beta", "alpha beta gamma delta", "alpha beta gamma delta \"alpha beta\"", "", "-beta"]
        {
            for matching in [Matching::Any, Matching::All] {
                let base = Request { sort, query: query.into(), matching: Some(matching), ..Request::default() };
                let long = search(&index, &Request { limit: None, ..base.clone() }).unwrap();
                let mut pages = Vec::new();
                for offset in (0..150).step_by(7) {
                    let page = search(&index, &Request { offset, limit: Some(7), ..base.clone() }).unwrap();
                    assert!(page.hits.iter().enumerate().all(|(n, hit)| hit.rank == offset + n + 1));
                    pages.extend(page.hits);
                }
                assert_eq!(pages, long.hits, "{query:?} {sort:?} {matching:?}");
                assert!(long.total.is_none_or(|total| total == long.hits.len() as u64));
            }
        }
    }
}

#[test]
fn an_article_is_found_by_what_people_call_it() {
    let index = archive();
    let check = |name: &str, expected: Option<&str>| {
        let found = find(&index, name).unwrap();
        assert_eq!(found.first().map(|entry| entry.origin.path.as_str()), expected, "{name:?}");
    };
    check("Z-1", Some("europe/zurich.txt"));
    check("z-1", None);
    check("corpus/tokyo.txt", Some("tokyo.txt"));
    check("./asia/earths.txt", Some("asia/earths.txt"));
    check("https://harbour.example/tariffs", Some("asia/tariffs.txt"));
    check("earths.txt", None);
    check("", None);
    let hit = &ask(&index, "東京").hits[0];
    assert_eq!(hit.short_id.len(), 6);
    check(&hit.short_id.to_uppercase(), Some("tokyo.txt"));
    check(&hit.key.as_str()[..4], Some("tokyo.txt"));
    check(&hit.key.as_str()[..3], None);
    check(hit.key.as_str(), Some("tokyo.txt"));
}

#[test]
fn a_record_is_found_by_its_number_and_a_file_of_many_asks_which() {
    let entries: Vec<Entry> = ["#1", "#2", "x#y"]
        .iter()
        .map(|record| {
            let mut entry = entry("all.jsonl", "en", record, "text");
            entry.origin.record = Some((*record).to_owned());
            entry
        })
        .collect();
    let index = index(&entries, 2);
    for (name, title) in [("all.jsonl#2", "#2"), ("corpus/all.jsonl#1", "#1"), ("all.jsonl#x#y", "x#y")] {
        assert_eq!(find(&index, name).unwrap()[0].article.meta.title.as_deref(), Some(title), "{name}");
    }
    let Err(Error::Ambiguous { choices, .. }) = find(&index, "all.jsonl") else { panic!("should be ambiguous") };
    assert_eq!(choices.len(), 3);
    assert!(choices.contains(&"corpus/all.jsonl#2".to_owned()));
}

#[test]
fn removed_articles_are_not_found() {
    let index = archive();
    let key = ask(&index, "東京").hits[0].key;
    let mut writer = index.writer().unwrap();
    writer.remove(key.short());
    writer.commit(&Payload::default()).unwrap();
    assert_eq!(ask(&index, "東京").total, Some(0));
    assert_eq!(ask(&index, "").total, Some(4));
    assert!(find(&index, key.as_str()).unwrap().is_empty());
}

#[test]
fn an_empty_index_answers() {
    let results = ask(&Index::in_memory(), "anything \"at all\" -x");
    assert_eq!((results.total, results.searched, results.hits.len()), (Some(0), 0, 0));
}

#[test]
fn limits_without_sense_are_served() {
    let index = archive();
    for (limit, offset, expected) in
        [(Some(usize::MAX), 0, 5), (Some(usize::MAX), usize::MAX, 0), (Some(0), 3, 0), (None, 4, 1), (Some(3), 99, 0)]
    {
        for sort in [Sort::Relevance, Sort::Oldest] {
            let request = Request { limit, offset, sort, ..Request::default() };
            let results = search(&index, &request).unwrap();
            assert_eq!(results.hits.len(), expected, "{limit:?} {offset}");
            assert!(results.found, "{limit:?} {offset}");
            let nothing = search(&index, &Request { query: "zeppelin".into(), ..request }).unwrap();
            assert!(!nothing.found && nothing.hits.is_empty(), "{limit:?} {offset}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_query_is_answered(query in "(\\PC{0,40}|[a-z\"„“ -]{0,60})", path in "[*?/a-c.]{0,20}") {
        thread_local!(static ARCHIVE: Index = archive());
        ARCHIVE.with(|index| {
            let filters = Filters { paths: vec![path], sources: vec![query.clone()], ..Filters::default() };
            search(index, &Request { query: query.clone(), ..Request::default() }).unwrap();
            search(index, &Request { query, filters, facets: vec![FacetKind::Month], ..Request::default() }).unwrap();
        });
    }
}
