//! What is one word and who finds it: accents left out, words with signs.

use crate::query::Occur;
use crate::search::operator_tests::{check, found, leaf};
use crate::search::tests::{entry, index};

#[test]
fn accents_do_not_matter_but_for_exact_words() {
    let articles = [
        ("accented", "fr", "Rencontre à l'Élysée", "Le musée a rouvert"),
        ("plain", "fr", "", "LE MUSEE DE L'ELYSEE"),
        ("other", "fr", "Elise", "Il s'amuse au museum"),
        ("english", "en", "", "Talks at the Élysée and the Musée"),
    ];
    let entries = articles.map(|(path, lang, title, body)| entry(path, lang, title, body));
    let index = index(&entries, 3);
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(found(&index, vec![(Occur::Required, leaf(query))]), expected, "{query}");
    };
    let all = ["accented", "english", "plain"];
    for word in ["élysée", "elysee", "Élysee", "MUSÉE", "musee", "elys*", "elysse~"] {
        check(word, &all);
    }
    check("=élysée", &["accented", "english"]);
    check("=elysee", &["plain"]);
    check("=elyse", &[]);
    check("=elys", &[]);
    check("le musee", &["accented", "plain"]);
    check("l élysée", &["accented", "plain"]);
    check("the elysee and", &["english"]);
    check("musée elysee~2", &["english", "plain"]);
    check("elysee musée~1", &[]);
}

#[test]
fn languages_of_programmers_are_words() {
    check(&leaf("C++"), &[("n1", "C + + and vitamin C"), ("n2", "C+1, C#"), ("y1", "written in C++."), ("y2", "c++|")]);
    check(&leaf("=C#"), &[("n1", "C and C++"), ("n2", "tagged #C"), ("y1", "C#, a language")]);
    check(&leaf("C"), &[("n1", "written in C++ and C#"), ("y1", "vitamin C"), ("y2", "C+ and #C")]);
    check(&leaf("C++ code"), &[("n1", "C code++"), ("y1", "some C++ code")]);
}

#[test]
fn a_stem_of_another_language_is_another_word() {
    let articles = [
        ("english", "en", "", "A new quay for the harbour"),
        ("paper", "en", "", "The news of the harbour"),
        ("french", "fr", "", "Une news du port, un new deal"),
        ("unknown", "", "", "New"),
    ];
    let entries = articles.map(|(path, lang, title, body)| entry(path, lang, title, body));
    let index = index(&entries, 3);
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(found(&index, vec![(Occur::Required, leaf(query))]), expected, "{query}");
    };
    // French takes the s of news for a plural
    check("news", &["french", "paper"]);
    check("new", &["english", "french", "unknown"]);
    check("news of", &["paper"]);
    check("news du", &["french"]);
    check("harbour news~2", &["paper"]);
}
