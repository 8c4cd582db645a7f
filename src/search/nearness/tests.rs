//! Pairs counted, and what they do to an article.

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::annotate::Own;
use crate::index::{Entry, Index};
use crate::query::{Context, Effort, compile_for, languages};
use crate::search::nearness::*;
use crate::search::tests::{entry, index};
use crate::search::{Request, search};

/// What each article scores for its pairs, by path.
fn scores(index: &Index, query: &str, weights: &Weights) -> Vec<(String, Score)> {
    let (searcher, fields) = (index.searcher().unwrap(), index.fields());
    let langs = languages(&searcher, fields.lang).unwrap();
    let today = NaiveDate::from_ymd_opt(2025, 10, 31).unwrap();
    let own = &Own::default();
    let context = Context { searcher: &searcher, fields, languages: &langs, own, today, effort: &Effort::default() };
    let nearness = Nearness::new(&searcher, fields, &compile_for(query, &context).unwrap()).unwrap();
    let mut scores = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let mut of = nearness.segment(reader, fields).unwrap();
        for doc in reader.doc_ids_alive() {
            let entry = index.entry(&searcher, tantivy::DocAddress::new(segment, doc)).unwrap();
            scores.push((entry.origin.path, of.score(doc, weights)));
        }
    }
    scores.sort_by(|a, b| a.0.cmp(&b.0));
    scores
}

/// The paths of the articles that score for their pairs, in their order.
fn near(index: &Index, query: &str) -> Vec<String> {
    let scores = scores(index, query, &Weights::default());
    scores.into_iter().filter(|(_, score)| *score > 0.0).map(|(path, _)| path).collect()
}

fn english(articles: &[(&str, &str)]) -> Index {
    let entries: Vec<Entry> = articles
        .iter()
        .map(|(path, text)| {
            let (title, body) = text.split_once('|').unwrap_or(("", text));
            entry(path, "en", title, body)
        })
        .collect();
    index(&entries, 3)
}

#[test]
fn nearer_words_score_more() {
    let index = english(&[
        ("a", "Rare earths were found below the old harbour of the island in spring, the survey says"),
        ("b", "Earths that are rare were found below the old harbour of the island, the survey says"),
        ("c", "Rare birds were found in spring below the old harbour of the island, on earths"),
    ]);
    let scores = scores(&index, "rare earths", &Weights::default());
    assert!(scores[0].1 > scores[1].1 && scores[1].1 > 0.0, "{scores:?}");
    assert_eq!(scores[2].1, 0.0);
}

#[test]
fn of_articles_with_the_same_words_those_come_first_where_they_stand_together() {
    let index = english(&[
        ("apart", "Earths of the valley and the hill are mined below where rare birds stand"),
        ("near", "Below the hill where birds stand earths are rare and mined of the valley"),
        ("next", "Below the hill where birds stand and of the valley rare earths are mined"),
    ]);
    let paths = |weights: Weights| -> Vec<String> {
        let request = Request { query: "rare earths".into(), weights, ..Request::default() };
        search(&index, &request).unwrap().hits.into_iter().map(|hit| hit.origin.path).collect()
    };
    assert_eq!(paths(Weights::default()), ["next", "near", "apart"]);
    let without = Weights { next_to: 0.0, near: 0.0, ..Weights::default() };
    assert_ne!(paths(without), ["next", "near", "apart"]);
}

#[test]
fn each_weight_has_its_own_count() {
    let index = english(&[("a", "a quay harbour"), ("b", "a harbour of the quay"), ("c", "a harbour")]);
    let only = |next_to, near| {
        let weights = Weights { next_to, near, ..Weights::default() };
        scores(&index, "quay harbour", &weights).into_iter().map(|(_, score)| score > 0.0).collect::<Vec<_>>()
    };
    assert_eq!(only(1.0, 0.0), [true, false, false]);
    assert_eq!(only(0.0, 1.0), [true, true, false]);
    assert_eq!(only(0.0, 0.0), [false, false, false]);
}

#[test]
fn a_pair_scores_as_its_words_do_that_often() {
    let index = english(&[("a", "salt quay"), ("b", "salt mast"), ("c", "quay mast"), ("d", "mast mast")]);
    let both = scores(&index, "salt quay", &Weights { next_to: 1.0, near: 1.0, ..Weights::default() });
    // N = 4, both words in 2 of them: ln 2; as long as the average, with k1 = 1.2 once counts for 1
    let idf = 2_f32.ln();
    assert!((both[0].1 - 2.0 * idf).abs() < 1e-5, "{both:?}");
}

#[test]
fn titles_and_bodies_are_two_texts() {
    let index = english(&[
        ("across", "The price of rare|Earths crust is thick"),
        ("body", "The price|Rare earths are thick"),
        ("title", "The price of rare earths|A crust is thick"),
    ]);
    assert_eq!(near(&index, "rare earths"), ["body", "title"]);
    assert_eq!(Counts::of(&[BODY - 1], &[BODY]), Counts::default());
    let long = format!("{} rare|earths", "word ".repeat(2000));
    assert_eq!(near(&english(&[("a", &long)]), "rare earths"), [""; 0]);
}

#[test]
fn words_of_a_title_are_counted_once_though_they_are_written_twice() {
    let index = english(&[("a", "Rare earths|x"), ("b", "x|Rare earths")]);
    let (searcher, fields) = (index.searcher().unwrap(), index.fields());
    for reader in searcher.segment_readers() {
        let lists = Lists { reader, index: reader.inverted_index(fields.text).unwrap(), field: fields.text };
        let member = Member { term: "earth".into(), unless: Vec::new(), only: None };
        let mut sighting = Sighting::new(&lists, &[member]).unwrap();
        for doc in reader.doc_ids_alive() {
            assert!(sighting.stands_in(doc));
            sighting.read();
            assert_eq!(sighting.places().len(), 1);
        }
    }
}

#[test]
fn every_form_of_a_word_counts() {
    let index = english(&[("a", "The ministers met"), ("b", "A minister meeting"), ("c", "Met by no minister at all")]);
    assert_eq!(near(&index, "minister meets"), ["b"]);
    assert_eq!(near(&index, "=ministers met"), ["a"]);
    assert_eq!(near(&index, "=minister =met"), ["c"]);
}

#[test]
fn a_stem_of_another_language_is_another_word() {
    let articles = [
        ("english", "en", "", "A new quay for all"),
        ("paper", "en", "", "The news quay of all"),
        ("french", "fr", "", "Une news quay, un new deal"),
    ];
    let index = index(&articles.map(|(path, lang, title, body)| entry(path, lang, title, body)), 3);
    // French takes the s of news for a plural
    assert_eq!(near(&index, "news quay"), ["french", "paper"]);
    assert_eq!(near(&index, "new quay"), ["english", "french"]);
}

#[test]
fn words_side_by_side_are_those_typed_so() {
    let index = english(&[
        ("ab", "alpha bravo"),
        ("bc", "bravo canto"),
        ("ca", "canto alpha"),
        ("cd", "canto delta"),
        ("da", "delta alpha"),
    ]);
    let check = |query: &str, expected: &[&str]| assert_eq!(near(&index, query), expected, "{query}");
    check("alpha bravo canto", &["ab", "bc"]);
    check("+alpha bravo +canto", &["ab", "bc"]);
    // a word that is typed again stands where it is typed
    check("canto alpha bravo canto delta", &["ab", "bc", "ca", "cd"]);
    // a phrase has its places; its ends have neighbours
    check("\"alpha bravo\" canto", &["bc"]);
    check("canto \"alpha bravo\"", &["ca"]);
    check("alpha country:us bravo", &["ab"]);
    for query in [
        "alpha",
        "alpha -bravo",
        "-alpha -bravo",
        "alpha OR bravo",
        "alpha AND bravo",
        "alpha w/5 bravo",
        "alph* bravo",
        "alpha bravo~",
        "\"delta alpha\"~2 bravo",
        "\"alpha bravo\"",
        "alpha nowhere",
        "",
        "country:us",
    ] {
        check(query, &[]);
    }
}

#[test]
fn function_words_are_passed_over() {
    let index = english(&[
        ("mf", "minister finance"),
        ("mof", "the minister of finance"),
        ("of", "one of finance"),
        ("tw", "seen by the who"),
    ]);
    let check = |query: &str, expected: &[&str]| assert_eq!(near(&index, query), expected, "{query}");
    check("minister of finance", &["mf", "mof"]);
    check("the minister of the finance", &["mf", "mof"]);
    // typed as it is written it is meant
    check("=of finance", &["mof", "of"]);
    check("the who", &["tw"]);
    check("of finance", &["mof", "of"]);
}

#[test]
fn long_queries_have_the_pairs_of_their_rarest_words() {
    let words: Vec<String> = (0..40).map(|number| format!("word{number}")).collect();
    let index = english(&[("a", &words.join(" ")), ("b", &words[..20].join(" ")), ("c", "nothing")]);
    let searcher = index.searcher().unwrap();
    let langs = ["en".to_owned()];
    let own = &Own::default();
    let context = Context {
        searcher: &searcher,
        fields: index.fields(),
        languages: &langs,
        own,
        today: NaiveDate::default(),
        effort: &Effort::default(),
    };
    let compiled = compile_for(&words.join(" "), &context).unwrap();
    let nearness = Nearness::new(&searcher, index.fields(), &compiled).unwrap();
    assert_eq!(nearness.pairs.len(), MAX_PAIRS);
    assert!(nearness.pairs.iter().flatten().all(|word| nearness.words[*word].articles == 1));
    assert!(!nearness.is_empty());
}

/// Positions, ascending, each once.
fn places() -> impl Strategy<Value = Vec<u32>> {
    let place = prop_oneof![0..40_u32, BODY - 10..BODY + 30, u32::MAX - 5..=u32::MAX];
    proptest::collection::btree_set(place, 0..25).prop_map(|places| places.into_iter().collect())
}

proptest! {
    #[test]
    fn counts_are_those_of_all_pairs(left in places(), right in places(), window in 0..12_u32) {
        let count = |holds: &dyn Fn(u32, u32) -> bool| {
            left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b))).filter(|(a, b)| holds(*a, *b)).count() as u32
        };
        prop_assert_eq!(ordered(&left, &right), count(&|a, b| b > a && b - a == 1));
        prop_assert_eq!(within(&left, &right, window), count(&|a, b| a != b && a.abs_diff(b) < window));
        let one_text = |a: u32, b: u32| (a < BODY) == (b < BODY);
        let expected = Counts {
            next_to: count(&|a, b| one_text(a, b) && b > a && b - a == 1),
            near: count(&|a, b| one_text(a, b) && a != b && a.abs_diff(b) < WINDOW),
        };
        prop_assert_eq!(Counts::of(&left, &right), expected);
    }
}
