//! Queries as understood, without an index.

use proptest::prelude::*;

use crate::query::{Clause, compile};

fn check(text: &str, read_as: &str) {
    let compiled = compile(text, &["en".to_owned(), "de".to_owned()]);
    assert_eq!(compiled.read_as, read_as, "{text:?}");
}

#[test]
fn a_query_is_read_as_it_is_understood() {
    check("", "");
    check("rare earths -china", "rare earths -china");
    check("„rare  earths“ -«new deal»", "\"rare earths\" -\"new deal\"");
    check("O'Brien COVID-19 U.S. 日本", "O'Brien COVID-19 U.S. 日本");
    check("Trump: We will win", "Trump We will win");
    check("\"tariffs\" (x)", "tariffs x");
    check("((((( AND OR", "\"AND\" \"OR\"");
}

#[test]
fn duplicates_collapse_where_no_language_tells_them_apart() {
    check("tariff Tariff TARIFF", "tariff");
    check("Zürich Zurich", "Zürich");
    check("tariff tariffs", "tariff");
    check("running runs", "running runs");
    check("x -x", "x -x");
    check("\"a b\" a-b", "\"a b\"");
    let compiled = compile("tariff steel tariff", &[]);
    assert_eq!(compiled.clauses.iter().map(|clause| clause.times).collect::<Vec<_>>(), [2, 1]);
}

/// The stems of each word.
fn stems(clause: &Clause) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    clause.tree.leaves(&mut |leaf| all.extend(leaf.slots.iter().map(|slot| slot.stems.clone())));
    all
}

#[test]
fn each_language_gives_an_alternative_once() {
    let compiled = compile("Häuser", &["de".to_owned(), "en".to_owned(), "xx".to_owned()]);
    assert_eq!(stems(&compiled.clauses[0]), [["hauser", "haus"]]);
    let compiled = compile("\"new houses\"", &["en".to_owned()]);
    assert_eq!(stems(&compiled.clauses[0]), [["new"], ["hous"]]);
}

#[test]
fn exclusions_alone_are_noted() {
    assert_eq!(compile("-x", &[]).notes.len(), 1);
    assert_eq!(compile("y -x", &[]).notes.len(), 0);
}

#[test]
fn a_word_that_is_required_later_is_required() {
    check("japan china +japan", "+japan china");
    check("+japan china japan", "+japan china");
    check("japan china +corea", "japan china +corea");
}

proptest! {
    #[test]
    fn what_is_understood_is_understood_again(text in "([+-]?(japan|tariffs?|\"a b\"|x|AND|OR|or|w/3|\\(|\\)|title:x) ){0,8}") {
        let first = compile(&text, &["en".to_owned()]);
        let again = compile(&first.read_as, &["en".to_owned()]);
        let shape = |clauses: &[Clause]| {
            clauses.iter().map(|clause| (clause.tree.clone(), clause.required)).collect::<Vec<_>>()
        };
        prop_assert_eq!(&again.read_as, &first.read_as);
        prop_assert_eq!(shape(&again.clauses), shape(&first.clauses), "{:?}", first.read_as);
        prop_assert_eq!(shape(&again.excluded), shape(&first.excluded));
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,200}") {
        compile(&text, &["en".to_owned(), "ar".to_owned()]);
    }

    #[test]
    fn marks_and_minuses_make_no_panic(text in "[-\"“”„«»「a-c' (\\n日.]{0,80}") {
        let compiled = compile(&text, &["en".to_owned()]);
        prop_assert!(compiled.clauses.iter().chain(&compiled.excluded).all(|clause| !stems(clause).is_empty()));
    }
}
