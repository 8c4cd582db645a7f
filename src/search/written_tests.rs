//! Articles with the form that was typed stand before those with another form of the word.

use crate::article::{Article, Metadata, Origin};
use crate::index::{Entry, Index, Payload};
use crate::search::{Request, search, why_not};

fn entry(path: &str, lang: &str, title: &str, body: &str) -> Entry {
    let lang = (!lang.is_empty()).then(|| lang.to_owned());
    let meta = Metadata { title: Some(title.to_owned()), lang, ..Metadata::default() };
    let article = Article { meta, text: body.to_owned().into(), ..Article::default() };
    Entry { origin: Origin { root: "r".into(), path: path.into(), record: None }, article, ..Entry::default() }
}

/// Articles of language, title and body, called by their numbers; each of the first half in a segment of its own.
fn index(articles: &[(&str, &str, &str)]) -> Index {
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for (number, (lang, title, body)) in articles.iter().enumerate() {
        writer.add(index.document(&entry(&number.to_string(), lang, title, body))).unwrap();
        if number < articles.len() / 2 {
            writer.commit(&Payload::default()).unwrap();
        }
    }
    writer.commit(&Payload::default()).unwrap();
    index
}

fn order(index: &Index, query: &str, limit: usize, offset: usize) -> String {
    let request = Request { query: query.into(), limit: Some(limit), offset, all_copies: true, ..Request::default() };
    let hits = search(index, &request).unwrap().hits;
    hits.into_iter().map(|hit| hit.origin.path).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(articles: &[(&str, &str, &str)], expected: &[(&str, &str)]) {
    let index = index(articles);
    for (query, expected) in expected {
        assert_eq!(order(&index, query, 10, 0), *expected, "{query:?}");
        let number = expected.split(' ').count();
        let pages: Vec<String> = (0..number).map(|offset| order(&index, query, 1, offset)).collect();
        assert_eq!(pages.join(" "), *expected, "{query:?} by pages of one");
    }
}

#[test]
fn accents_as_typed_come_first() {
    check(
        &[
            ("en", "", "The bank of Zürich has opened a branch by the lake"),
            ("en", "", "The bank of Zurich has opened a branch by the lake"),
        ],
        &[("Zürich", "0 1"), ("Zurich", "1 0"), ("zurich bank", "1 0"), ("\"bank of zürich\"", "0 1")],
    );
}

#[test]
fn endings_as_typed_come_first() {
    check(
        &[
            ("en", "", "Traders say that the markets will open late on Monday"),
            ("en", "", "Traders say that the market will open late on Monday"),
        ],
        &[
            ("markets", "0 1"),
            ("market", "1 0"),
            ("market AND Monday", "1 0"),
            ("markets w/9 Monday", "0 1"),
            ("title:traders OR market", "1 0"),
        ],
    );
    // what has no known language is read as English
    check(&[("", "", "Late markets open"), ("en", "", "Late market open")], &[("market open", "1 0")]);
}

#[test]
fn a_title_with_another_form_does_not_pass_for_the_form() {
    // twice in a title, the stem outnumbers its exact forms
    check(
        &[("en", "Markets open", "Nothing else is known"), ("en", "Market open", "Nothing else is known")],
        &[("market", "1 0"), ("markets", "0 1")],
    );
}

#[test]
fn a_better_answer_is_not_overtaken_by_a_form() {
    let twice = "The markets fell, and markets abroad fell too, said traders in markets";
    check(
        &[("en", "", twice), ("en", "", "The market fell late, said traders who left the hall early")],
        &[("market", "0 1")],
    );
    // words that differ in more than their form are no forms of each other
    check(
        &[
            ("en", "", "A marketplace and a market in the old town"),
            ("en", "", "A marketplace and markets in the old town"),
        ],
        &[("market", "0 1"), ("marketplace market", "0 1")],
    );
}

#[test]
fn excluded_words_and_patterns_have_no_form() {
    let articles = [("en", "", "Ports opened late"), ("en", "", "Port opened late")];
    let index = index(&articles);
    assert_eq!(order(&index, "opened -ports", 10, 0), "");
    assert_eq!(order(&index, "port*", 10, 0).split(' ').count(), 2);
}

#[test]
fn a_place_in_the_list_is_told_with_the_form_in_mind() {
    let body = |word: &str| format!("Traders say that the {word} will open late on Monday");
    let articles: Vec<(String, String)> =
        ["markets", "market", "markets"].iter().enumerate().map(|(n, word)| (n.to_string(), body(word))).collect();
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for (path, body) in &articles {
        writer.add(index.document(&entry(path, "en", "", body))).unwrap();
    }
    writer.commit(&Payload::default()).unwrap();
    let rank = |path: usize| {
        let request = Request { query: "market".into(), ..Request::default() };
        let (path, body) = &articles[path];
        let found = why_not(&index, &request, entry(path, "en", "", body)).unwrap();
        let stands = found.stands.unwrap();
        assert!(stands.best >= stands.score && stands.total == 3);
        stands.rank
    };
    let mut ranks = [rank(0), rank(2)];
    ranks.sort_unstable();
    assert_eq!((rank(1), ranks), (1, [2, 3]));
}
