//! Marks of queries as people type them, and of operators.

use proptest::prelude::*;

use crate::matches::marks::*;
use crate::query::{Part, Slot, compile};
use crate::text::Terms;

const LANGS: [&str; 4] = ["en", "de", "nl", "tr"];

fn clauses(query: &str) -> Vec<Clause> {
    compile(query, &LANGS.map(str::to_owned)).clauses
}

fn marks(clauses: &[Clause], lang: &str, text: &str) -> Vec<Range<usize>> {
    merged(&Matcher::new(clauses).find(Some(lang), "", text, &mut |_| true).body)
}

/// `text` with its marks as `[word]`.
fn marked(text: &str, marks: &[Range<usize>]) -> String {
    let (mut shown, mut at) = (String::new(), 0);
    for range in marks {
        shown += &format!("{}[{}]", &text[at..range.start], &text[range.clone()]);
        at = range.end;
    }
    shown + &text[at..]
}

/// Marks are written as `[word]`.
fn check(query: &str, lang: &str, expected: &str) {
    let text = expected.replace(['[', ']'], "");
    assert_eq!(marked(&text, &marks(&clauses(query), lang, &text)), expected, "{query:?} in {lang}");
}

#[test]
fn words_are_marked_in_all_their_forms() {
    check("tariff", "en", "New [tariffs] and a [Tariff], not a tarifa");
    check("zurich", "de", "In [Zürich] schneit es, [ZÜRICH]!");
    check("Häuser", "de", "Das [Haus] und die [Häuser]");
    check("aerzte", "de", "no match: the stems differ");
    check("öl", "de", "[Öl] und [ol]");
    check("日本", "ja", "東[日本]の日と本");
    check("strasse", "de", "Die [Straße]");
    check("ruch", "nl", "een [geruch]");
    check("elysee musée", "en", "the [Élysée], the [Elysee], a [musée], but no museum");
    check("l'elysee", "de", "an [l’Élysée] vorbei");
    check("C++ F#", "en", "[C++], not C or C+; [f#]'s");
}

#[test]
fn a_phrase_marks_itself_alone() {
    check("\"rare earths\"", "en", "Rare birds, earths, and [rare earth] mines; [rare\nearths]");
    check("O'Brien", "en", "Mr [O’Brien] and O Henry, Brien");
    check("\"a b a\"", "", "[a b a b a] b b a");
    check("\"a a\"", "", "[a a a]");
    check("rare \"rare earths\"", "en", "[rare earths] are [rare]");
}

#[test]
fn excluded_words_are_not_marked() {
    check("gas -oil", "en", "[gas] and oil");
    check("-oil", "en", "gas and oil");
}

type Query = Resolved;

fn word(word: &str) -> Query {
    phrase(word, 0)
}

fn phrase(words: &str, slop: u32) -> Query {
    let mut terms = LANGS.map(Terms::new);
    let slots = words.split(' ').map(|word| Slot::stemmed(word, &mut terms)).collect();
    Tree::Leaf(Leaf { typed: words.to_owned(), slots, slop })
}

fn clause(tree: Query) -> Clause {
    Clause { typed: String::new(), tree, times: 1, function_word: false, boost: 1.0, required: true }
}

fn near(left: Query, right: Query, distance: u32) -> Query {
    Tree::Near { left: Box::new(left), right: Box::new(right), distance, ordered: false }
}

/// Title and body, parted by `|`, with marks as `[word]`.
fn check_tree(tree: Query, expected: &str) {
    let text = expected.replace(['[', ']'], "");
    let (title, body) = text.split_once('|').unwrap_or(("", &text));
    let found = Matcher::new(&[clause(tree.clone())]).find(Some("en"), title, body, &mut |_| true);
    let mut shown = marked(body, &merged(&found.body));
    if text.contains('|') {
        shown = format!("{}|{shown}", marked(title, &merged(&found.title)));
    }
    assert_eq!(shown, expected, "{tree:?}");
}

#[test]
fn proximity_marks_only_words_that_are_near_enough() {
    check_tree(near(word("port"), word("ship"), 2), "A port and one [ship] and [ports], but no ship");
    check_tree(near(word("port"), phrase("old ship", 0), 3), "[Old ship] in the [port]; old port, ship");
    check_tree(phrase("ship port", 1), "[port], [ship], and one more port");
    check_tree(near(word("port"), word("ship"), 99), "ship|port");
}

#[test]
fn sentences_and_paragraphs_hold_words_together() {
    let same = |unit| Tree::Same { unit, parts: vec![word("port"), word("ship")] };
    check_tree(same(Unit::Sentence), "A port. A [ship] in [port] and [port]. A ship.");
    check_tree(same(Unit::Paragraph), "A [port]. A [ship].\nA port.\nA ship.");
}

#[test]
fn a_clause_that_does_not_hold_marks_nothing() {
    let both = || Tree::All(vec![word("port"), word("ship")]);
    check_tree(Tree::Any(vec![both(), word("sea")]), "The [sea], the port");
    check_tree(Tree::Any(vec![both(), word("sea")]), "The [ship] and the [port]");
    check_tree(Tree::All(vec![word("port"), Tree::Not(Box::new(word("ship")))]), "A [port]");
    check_tree(Tree::All(vec![word("port"), Tree::Not(Box::new(word("ship")))]), "A port, a ship");
    check_tree(Tree::AtLeast { times: 2, tree: Box::new(word("port")) }, "A port");
    check_tree(Tree::AtLeast { times: 2, tree: Box::new(word("port")) }, "A [port] and [ports]");
}

#[test]
fn words_of_the_title_are_marked_there_alone() {
    let title = || Tree::In { part: Part::Title, tree: Box::new(word("port")) };
    check_tree(title(), "A [port]|A port");
    check_tree(Tree::Any(vec![title(), word("ship")]), "A [port], a [ship]|A port, a [ship]");
    check_tree(Tree::In { part: Part::Body, tree: Box::new(word("port")) }, "A port|A [port]");
}

#[test]
fn exact_forms_match_by_surface() {
    let slot = Slot { surfaces: vec!["ports".into(), "zürich".into()], ..Slot::default() };
    let exact = || Tree::Leaf(Leaf { typed: "=".into(), slots: vec![slot.clone()], slop: 0 });
    check_tree(exact(), "A port, [Ports] in [ZÜRICH], Zurich");
}

#[test]
fn filters_are_asked_and_mark_nothing() {
    let lang = |code: &str| Tree::Filter(Condition::Lang(vec![code.to_owned()]));
    let mut matcher = Matcher::new(&[
        clause(Tree::All(vec![word("port"), lang("en")])),
        clause(Tree::All(vec![word("ship"), lang("de")])),
        clause(lang("en")),
    ]);
    let found = matcher
        .find(Some("en"), "", "A ship, a port", &mut |condition| *condition == Condition::Lang(vec!["en".to_owned()]));
    assert_eq!(found.clauses, [0, 2]);
    assert_eq!(merged(&found.body).first(), Some(&(10..14)));
}

#[test]
fn marks_say_what_stands_there() {
    let query = Tree::Any(vec![word("port"), phrase("old port", 0), word("ports")]);
    let found = Matcher::new(&[clause(query)]).find(Some("en"), "", "old port", &mut |_| true);
    let leaves: Vec<u64> = found.body.iter().map(|mark| mark.leaves).collect();
    assert_eq!(leaves, [0b010, 0b101]);
}

proptest! {
    #[test]
    fn marks_stand_on_character_boundaries(text in "\\PC{0,80}", query in "\\PC{0,12}") {
        for range in marks(&clauses(&query), "en", &text) {
            prop_assert!(text.get(range).is_some_and(|marked| !marked.is_empty()));
        }
    }
}
