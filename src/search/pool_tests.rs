//! The order of the pool: what counts, what must not, and that all pages of a list agree.

use chrono::NaiveDate;

use crate::article::{Date, Labels};
use crate::index::{Entry, Index};
use crate::search::rank::POOL;
use crate::search::tests::{entry, index};
use crate::search::{Request, Results, Weights, search};

fn ask(index: &Index, query: &str, weights: Weights) -> Results {
    let request = Request { query: query.into(), weights, explain: true, all_copies: true, ..Request::default() };
    search(index, &request).unwrap()
}

fn order(results: &Results) -> String {
    results.hits.iter().map(|hit| hit.origin.path.as_str()).collect::<Vec<_>>().join(" ")
}

/// By words, and one weight beside them.
fn only(name: &str, weight: f32) -> Weights {
    let mut weights = Weights::default();
    for name in Weights::NAMES {
        assert!(weights.set(name, 0.0));
    }
    weights.function_words = 1.0;
    assert!(name.is_empty() || weights.set(name, weight));
    weights
}

fn labelled(path: &str, body: &str, countries: &[&str], leaders: &[&str]) -> Entry {
    let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let labels = Labels { main: own(countries), mentioned: own(countries), leaders: own(leaders), ..Labels::default() };
    Entry { labels, ..entry(path, "en", "", body) }
}

#[test]
fn articles_about_what_is_named_come_before_those_that_mention_it() {
    let index = index(
        &[
            labelled("names-it", "Japan and Japan again: ports and ferries of Ada Stone", &[], &[]),
            labelled(
                "is-about-it",
                "The ports and the ferries of Japan, and what Ada Stone says of them",
                &["JP"],
                &[],
            ),
            labelled("her", "The ferries of Japan in long words and more of them, Stone says", &[], &["Ada Stone"]),
        ],
        2,
    );
    let check = |query: &str, about: f32, expected: &str| {
        assert_eq!(order(&ask(&index, query, only("about", about))), expected, "{query}");
    };
    check("japan", 0.0, "names-it her is-about-it");
    check("japan", 1.0, "is-about-it names-it her");
    check("Japanese ferries Japan", 2.0, "is-about-it names-it her");
    check("ferries Stone", 2.0, "her names-it is-about-it");
    // `Ada` alone is no name of hers, `ferries` none at all
    check("ferries Ada", 2.0, "names-it is-about-it her");
    let named = ask(&index, "japan", only("about", 1.0)).hits.remove(0).explanation.unwrap();
    assert_eq!((named.named, named.about > 0.0), (vec!["JP".to_owned()], true));
}

#[test]
fn short_names_are_names_where_they_are_typed_as_such() {
    let body = "Xi and Li of the ports of the US, the UK and of Korea, who may tell us more";
    let index = index(
        &[
            labelled("none", body, &[], &[]),
            labelled("us", &format!("{body} of it"), &["US"], &[]),
            labelled("uk", &format!("{body} of it"), &["GB"], &[]),
            labelled("north", &format!("{body} of it"), &["KP"], &[]),
            labelled("xi", &format!("{body} of it"), &[], &["Xi Jinping"]),
        ],
        2,
    );
    let first = |query: &str| ask(&index, query, only("about", 3.0)).hits[0].origin.path.clone();
    for (query, expected) in [
        ("US ports", "us"),
        ("U.S. ports", "us"),
        ("ports that tell us more", "none"),
        ("the UK's ports", "uk"),
        ("Korea ports", "north"),
        ("Xi ports", "xi"),
        ("xi ports", "none"),
    ] {
        assert_eq!(first(query), expected, "{query}");
    }
}

#[test]
fn a_name_within_a_longer_one_is_none() {
    let index = index(
        &[
            labelled("names-it", "South Sudan, Sudan", &[], &[]),
            labelled("sudan", "The south of Sudan has more roads and railways than it had", &["SD"], &[]),
            labelled("south-sudan", "Roads and railways of the whole south, and what Sudan says", &["SS"], &[]),
        ],
        1,
    );
    let check = |query: &str, expected: &str| {
        assert_eq!(order(&ask(&index, query, only("about", 1.0))), expected, "{query}");
    };
    check("south sudan", "south-sudan names-it sudan");
    check("sudan", "sudan names-it south-sudan");
}

#[cfg(feature = "meaning")]
#[test]
fn the_nearest_in_meaning_comes_first() {
    let index = index(
        &[
            entry("music", "en", "", "The strike of the bell opened the concert, and the choir sang."),
            entry("work", "en", "", "The strike of the dockers closed the port, and the union asked for wages."),
        ],
        1,
    );
    let check = |query: &str, expected: &str| {
        assert_eq!(order(&ask(&index, query, only("meaning", 2.0))), expected, "{query}");
    };
    check("strike labour dispute", "work music");
    check("strike orchestra", "music work");
}

#[cfg(feature = "meaning")]
#[test]
fn an_article_without_passages_means_as_much_as_its_words() {
    let strike = "Strike: the dockers closed the port.";
    let index = index(
        &[
            entry("first", "de", "", "Strike, Strike, Strike."),
            entry("second", "en", "", strike),
            entry("third", "en", "", &format!("{strike} Ships wait, and so does the town, for whatever comes next.")),
        ],
        3,
    );
    let results = ask(&index, "strike", only("meaning", 0.5));
    let why = results.hits.iter().find(|hit| hit.origin.path == "first").unwrap().explanation.clone().unwrap();
    assert_eq!(why.likeness, None);
    let least = ask(&index, "strike", only("", 0.0)).hits.last().unwrap().score.unwrap();
    let words = why.words[0].1.unwrap();
    assert!((why.meaning - 0.5 * (words - least)).abs() < 1e-5, "{why:?}");
}

#[cfg(feature = "meaning")]
#[test]
fn what_is_asked_in_another_language_is_not_compared() {
    let index = index(
        &[
            entry("de-1", "de", "", "Die Lokführer streiken an der Küste, und der Bahn fehlt das Geld"),
            entry("de-2", "de", "", "Lokführer streiken bei der Bahn"),
            entry("en-1", "en", "", "A strike of train drivers; an der Bahn, says a sign in the hall"),
            entry("en-2", "en", "", "The wage talks of the German railway, Bahn, have failed"),
        ],
        2,
    );
    let compared = |query: &str| {
        let hits = ask(&index, query, only("meaning", 2.0)).hits;
        hits.iter().filter(|hit| hit.explanation.as_ref().unwrap().likeness.is_some()).count()
    };
    assert_eq!(compared("Lokführer streiken bei der Bahn"), 0, "its function words are German");
    assert_eq!(compared("Lokführer Bahn Geld"), 0, "German articles are the best by words");
    assert_eq!(compared("strike of the Bahn"), 2);
}

#[test]
fn parts_add_up_and_words_alone_have_no_others() {
    let index = index(
        &[
            labelled("a", "Japan opens its ports to ferries from Korea this year", &["JP"], &[]),
            labelled("b", "Ferry ports in Japan", &["JP"], &[]),
            labelled("c", "A port in Japan, and another one", &[], &[]),
            entry("d", "fr", "", "Japan ouvre ses ports"),
        ],
        2,
    );
    let fresh = Request { fresh: Some(30.0), ..Request::default() };
    for (query, base) in [("japan ports", Request::default()), ("the ferry \"ports in japan\" opens", fresh)] {
        for weights in [Weights::default(), Weights::default().lexical()] {
            let request = Request { query: query.into(), weights, explain: true, ..base.clone() };
            let results = search(&index, &request).unwrap();
            assert!(!results.hits.is_empty());
            for hit in results.hits {
                let (score, why) = (hit.score.unwrap(), hit.explanation.unwrap());
                assert!((score - why.score()).abs() <= 1e-5 * score, "{query}: {score} {why:?}");
                assert!(why.in_pool && why.score() >= why.words.iter().filter_map(|word| word.1).sum::<f32>());
                assert!(weights.meaning > 0.0 || why.meaning + why.about == 0.0);
            }
        }
    }
    let plain = search(&index, &Request { query: "japan".into(), ..Request::default() }).unwrap();
    assert!(plain.hits.iter().all(|hit| hit.explanation.is_none()));
}

#[test]
fn newer_articles_come_first_only_where_that_is_asked_for() {
    let dated = |path: &str, body: &str, year: i32, month: u32| {
        let mut entry = entry(path, "en", "", body);
        entry.article.meta.date = Date::day(year, month, 5);
        entry
    };
    let mut undated = entry("undated", "en", "", "Ferries and ferries once more, and the port");
    undated.article.meta.date = None;
    let index = index(
        &[
            dated("old", "Ferries, ferries, ferries", 2024, 10),
            dated("new", "Ferries in the port, and what else is new", 2025, 10),
            undated,
        ],
        2,
    );
    let asked = |fresh| {
        let weights = only("fresh", 2.0);
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let request = Request { query: "ferries".into(), weights, fresh, today, ..Request::default() };
        order(&search(&index, &request).unwrap())
    };
    assert_eq!(asked(None), "old undated new");
    assert_eq!(asked(Some(30.0)), "new old undated");
    // ages that differ by nothing against such a half-life leave the order of words, but for what has no date
    assert_eq!(asked(Some(1e9)), "old new undated");
}

#[test]
fn pages_agree_across_the_end_of_the_pool() {
    let count = POOL + 60;
    let body = |number: usize| {
        let more = ["and a port", "in fog on the river", "with lorries of steel and grain"][number % 3];
        format!("Ferry {} {more} {}", if number.is_multiple_of(2) { "ferries" } else { "" }, "word ".repeat(number % 7))
    };
    let entries: Vec<Entry> =
        (0..count).map(|number| entry(&format!("{number:03}"), "en", "", &body(number))).collect();
    let index = index(&entries, 100);
    let page = |limit: usize, offset: usize| {
        let request = Request { query: "ferry port grain river lorries".into(), limit: Some(limit), offset, ..all() };
        search(&index, &request).unwrap().hits
    };
    let whole = page(count, 0);
    assert_eq!(whole.len(), count);
    assert_eq!(whole.iter().filter(|hit| hit.explanation.as_ref().unwrap().in_pool).count(), POOL);
    assert!(whole.windows(2).all(|pair| pair[0].score >= pair[1].score));
    for limit in [7, 50, 299, 301] {
        let pages: Vec<_> = (0..count).step_by(limit).flat_map(|offset| page(limit, offset)).collect();
        let paths = |hits: &[crate::search::Hit]| hits.iter().map(|hit| hit.origin.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&pages), paths(&whole), "{limit}");
    }
}

fn all() -> Request {
    Request { all_copies: true, explain: true, ..Request::default() }
}
