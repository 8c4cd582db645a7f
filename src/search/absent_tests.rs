//! Ranked phrases that no article has, and those that stay phrases.

use crate::index::Index;
use crate::search::tests::{entry, index};
use crate::search::{Matching, Request, Results, search};

/// Two articles about a pier, one with the words of a phrase apart, and one article that is gone.
fn harbour() -> Index {
    index(
        &[
            entry("bridge.txt", "en", "", "The toll bridge of the harbour is closed to lorries"),
            entry("pier.txt", "en", "", "A pier at the far end of the town, and a bridge that takes no toll"),
            entry("fish.txt", "en", "", "Prices of fish are up again"),
        ],
        2,
    )
}

fn ask(query: &str, matching: Matching) -> Results {
    search(&harbour(), &Request { query: query.into(), matching: Some(matching), ..Request::default() }).unwrap()
}

/// What is found with any word, how many articles have all, and what is said.
#[track_caller]
fn check(query: &str, expected: &[&str], with_all: u64, note: Option<&str>) {
    let results = ask(query, Matching::Any);
    let mut paths: Vec<&str> = results.hits.iter().map(|hit| hit.origin.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, expected, "{query}");
    assert_eq!(results.total_all, Some(with_all), "{query}");
    let said: Vec<&String> = results.notes.iter().filter(|note| note.contains("as a phrase")).collect();
    assert_eq!(said, Vec::from_iter(note), "{query}");
    let again = ask(&results.read_as, Matching::Any);
    assert_eq!((&again.read_as, again.total, again.total_all), (&results.read_as, results.total, results.total_all));
}

#[test]
fn a_phrase_that_no_article_has_counts_by_its_words() {
    check(
        "pier \"bridge toll\"",
        &["bridge.txt", "pier.txt"],
        1,
        Some("no article has \"bridge toll\" as a phrase; its words count one by one"),
    );
    check(
        "pier \"toll bridge fish\" toll-pier \"no lorries\" end-town prices",
        &["bridge.txt", "fish.txt", "pier.txt"],
        0,
        Some(
            "no article has \"toll bridge fish\" or \"toll-pier\" or \"no lorries\" or 1 more as a phrase; their words \
             count one by one",
        ),
    );
}

#[test]
fn a_phrase_that_an_article_has_stays_one() {
    check("pier \"toll bridge\"", &["bridge.txt", "pier.txt"], 0, None);
    check("fish \"far end\"", &["fish.txt", "pier.txt"], 0, None);
    check("lorries \"toll pier\"~20", &["bridge.txt", "pier.txt"], 0, None);
}

#[test]
fn a_phrase_that_was_asked_for_as_one_stays_one() {
    check("\"bridge toll\"", &[], 0, None);
    check("pier +\"bridge toll\"", &[], 0, None);
    check("+pier \"bridge toll\"", &["pier.txt"], 0, None);
    check("pier -\"bridge toll\"", &["pier.txt"], 1, None);
    check("pier AND \"bridge toll\"", &[], 0, None);
    check("pier title:\"bridge toll\"", &["pier.txt"], 0, None);
    check("pier =\"bridge toll\"", &["pier.txt"], 0, None);
    check("pier https://toll.example/bridge toll@bridge.example bridge.toll.example", &["pier.txt"], 0, None);
}

#[test]
fn so_many_phrases_are_looked_up() {
    let phrases = |number: usize| (0..number).map(|n| format!("\"toll{n} bridge\" ")).collect::<String>();
    let bridges = |number: usize| {
        let results = ask(&format!("{}pier", phrases(number)), Matching::Any);
        let note = results.notes.iter().find(|note| note.contains("as a phrase")).unwrap().clone();
        (results.hits.len(), note)
    };
    // the words of those that are looked up find the bridge, those of others are not looked for
    let (found, note) = bridges(16);
    assert_eq!((found, note.contains(" or 13 more as a phrase")), (2, true), "{note}");
    let (found, note) = bridges(17);
    assert_eq!((found, note.contains(" or 13 more as a phrase")), (2, true), "{note}");
    let results = ask(&format!("{}\"lorries fish\" pier", phrases(16)), Matching::Any);
    assert!(results.hits.iter().all(|hit| hit.origin.path != "fish.txt"), "the seventeenth stays a phrase");
}

#[test]
fn words_that_are_asked_for_already_count_once_more() {
    let results = ask("bridge \"bridge pier\" lorries", Matching::All);
    assert_eq!(results.total, Some(0));
    assert_eq!(results.read_as, "bridge \"bridge pier\" lorries");
    let results = ask("\"bridge end\" bridge town", Matching::All);
    assert_eq!(results.hits.len(), 1);
    assert!(results.hits[0].all_words);
}
