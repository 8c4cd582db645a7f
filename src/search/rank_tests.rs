//! Lists as people see them: places that are told, words that bind sentences, queries without much to rank.

use crate::index::{Entry, Index};
use crate::search::rank::POOL;
use crate::search::tests::{entry, index};
use crate::search::{Hit, Request, Sort, Weights, search, why_not};

fn request(query: &str) -> Request {
    Request { query: query.into(), all_copies: true, explain: true, limit: Some(100), ..Request::default() }
}

fn paths(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.origin.path.as_str()).collect()
}

/// Every mixture of four words, some of them twice.
fn mixed() -> Vec<Entry> {
    let words = ["ferry", "harbour", "grain", "steel"];
    let body = |number: usize| {
        let chosen = words.iter().enumerate().filter(|(bit, _)| number >> bit & 1 == 1).map(|(_, word)| *word);
        let mut text: Vec<&str> = chosen.clone().chain(chosen.take(number % 3)).collect();
        text.extend(["and", "the", "town", "sells", "bread"].iter().take(number % 5));
        text.join(" ")
    };
    (1..31).map(|number| entry(&format!("{number:02}"), "en", "", &body(number))).collect()
}

#[test]
fn the_place_that_is_told_is_the_place_in_the_list() {
    let entries = mixed();
    let index = index(&entries, 7);
    for query in ["ferry grain", "ferry harbour grain steel bread", "\"ferry harbour\" town", "steel"] {
        let request = request(query);
        let hits = search(&index, &request).unwrap().hits;
        assert!(hits.len() > 8, "{query}");
        for hit in &hits {
            let entry = entries.iter().find(|entry| entry.origin == hit.origin).unwrap();
            let stands = why_not(&index, &request, entry.clone()).unwrap().stands.unwrap();
            let name = &hit.origin.path;
            assert_eq!(stands.rank, hit.rank as u64, "{query}: {name}");
            let near = |one: f32, other: f32| (one - other).abs() <= 1e-5 * other;
            assert!(near(stands.score, hit.score.unwrap()), "{query}: {name} {stands:?} {hit:?}");
            assert!(near(stands.best, hits[0].score.unwrap()), "{query}: {name} {stands:?}");
        }
    }
}

#[test]
fn function_words_count_less_only_beside_others() {
    let mut entries = vec![entry("binds", "en", "", "Who says what"), entry("tells", "en", "", "Ferries say so")];
    entries.extend((0..9).map(|number| entry(&format!("{number}"), "en", "", "Bread and lorries beside it")));
    let index = index(&entries, 4);
    let ask = |query: &str, weight: f32| {
        let weights = Weights { function_words: weight, ..Weights::default().lexical() };
        let hits = search(&index, &Request { weights, ..request(query) }).unwrap().hits;
        hits.into_iter().map(|hit| (hit.origin.path, hit.score.unwrap())).collect::<Vec<_>>()
    };
    // two against one, and all three are as rare
    let query = "who or what are ferries";
    assert_eq!(ask(query, 1.0)[0].0, "binds");
    assert_eq!(ask(query, 0.1)[0].0, "tells");
    assert_eq!(ask("who what", 1.0), ask("who what", 0.1), "nothing else is asked");
    assert_eq!(ask("\"who says\" +what ferries", 1.0), ask("\"who says\" +what ferries", 0.1), "they were meant");
    // at weight 0 they still find, and what they find scores nothing
    assert_eq!(ask("what quay", 0.0), [("binds".to_owned(), 0.0)]);
}

#[test]
fn queries_with_little_to_rank_are_answered() {
    let mut entries = mixed();
    entries.push(entry("one", "en", "", "A lighthouse stands alone"));
    let index = index(&entries, 7);
    let ask = |query: &str| search(&index, &Request { fresh: Some(30.0), ..request(query) }).unwrap().hits;
    for query in ["zeppelin", "\"grain ferry harbour steel\"", "+zeppelin ferry", "lighthouse -alone"] {
        assert_eq!(ask(query).len(), 0, "{query}");
    }
    // a list of one has no differences to count meaning by, and what has no date no age
    for query in ["lighthouse", "\"stands alone\"", "lighthouse lighthouse lighthouse"] {
        let hits = ask(query);
        assert_eq!(paths(&hits), ["one"], "{query}");
        let why = hits[0].explanation.clone().unwrap();
        assert_eq!((why.meaning, why.fresh, hits[0].score), (0.0, 0.0, Some(why.score())), "{query}");
    }
    for query in ["-ferry", "lang:en", "-ferry lang:en"] {
        let hits = ask(query);
        assert!(hits.len() > 8 && hits.iter().all(|hit| hit.score.is_none() && hit.explanation.is_none()), "{query}");
    }
    let by_date = Request { sort: Sort::Newest, ..request("ferry") };
    assert!(search(&index, &by_date).unwrap().hits.iter().all(|hit| hit.score.is_none() && hit.explanation.is_none()));
}

#[test]
fn a_word_typed_twice_counts_twice() {
    let index: Index = index(&mixed(), 7);
    let words = |query: &str| {
        let weights = Weights { as_typed: 0.0, next_to: 0.0, near: 0.0, ..Weights::default().lexical() };
        let hits = search(&index, &Request { weights, ..request(query) }).unwrap().hits;
        let score = hits.iter().find(|hit| hit.origin.path == "05").unwrap().explanation.clone().unwrap();
        score.words.into_iter().map(|(_, score)| score.unwrap()).collect::<Vec<f32>>()
    };
    let (once, twice) = (words("ferry grain"), words("ferry grain Ferry"));
    assert_eq!((twice[0], twice[1]), (2.0 * once[0], once[1]));
}

#[test]
fn equals_behind_the_pool_have_places_of_their_own() {
    let all: Vec<Entry> = (0..POOL + 20).map(|number| entry(&number.to_string(), "en", "", "Ferries in fog")).collect();
    let index = index(&all, 400);
    let request = Request { query: "ferries".into(), limit: None, all_copies: true, ..Request::default() };
    let hits = search(&index, &request).unwrap().hits;
    for place in [0, POOL - 1, POOL, POOL + 19] {
        let found = why_not(&index, &request, entry(&hits[place].origin.path, "en", "", "Ferries in fog")).unwrap();
        assert_eq!(found.stands.unwrap().rank, place as u64 + 1);
    }
}

#[test]
fn a_form_that_few_articles_have_is_no_rare_word() {
    let mut entries: Vec<Entry> =
        (0..9).map(|number| entry(&number.to_string(), "en", "", "Systems of ports and ferries")).collect();
    // no stemmer knows this language, so that its word is a term of its own
    entries.push(entry("rare", "xx", "", "Systems of ports and ferries"));
    let index = index(&entries, 4);
    let mut weights = Weights::default().lexical();
    assert!(weights.set("as-typed", 0.0));
    let hits = search(&index, &Request { weights, ..request("system") }).unwrap().hits;
    assert_eq!(hits.len(), 9, "one form is not the other");
    let hits = search(&index, &Request { weights, ..request("systems") }).unwrap().hits;
    let score = |rare: bool| hits.iter().find(|hit| (hit.origin.path == "rare") == rare).unwrap().score.unwrap();
    assert_eq!(hits.len(), 10);
    // its field is shorter by the exact forms, which stand beside stems alone: one step of the norm at most
    assert!(score(true) < 1.25 * score(false), "{} {}", score(true), score(false));
}
