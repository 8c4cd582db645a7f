//! Concordances of small indexes in memory.

use std::ops::ControlFlow;

use crate::article::{Article, Date, Metadata, Origin};
use crate::index::{Entry, Index, Payload};
use crate::search::kwic::kept_at_most;
use crate::search::{Concordance, LineOrder, Matching, Request, Sort, concordance};

fn index(bodies: &[(&str, &str)]) -> Index {
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for (place, (title, body)) in bodies.iter().enumerate() {
        let entry = Entry {
            origin: Origin { root: "corpus".into(), path: format!("{place}.txt"), record: None },
            article: Article {
                id: Some(format!("a{place}")),
                meta: Metadata {
                    title: (!title.is_empty()).then(|| (*title).to_owned()),
                    lang: Some("en".into()),
                    // the first one is the newest
                    date: Date::day(2025, 10, 28 - place as u32),
                    ..Metadata::default()
                },
                text: (*body).to_owned().into(),
            },
            ..Entry::default()
        };
        writer.add(index.document(&entry)).unwrap();
    }
    writer.commit(&Payload::default()).unwrap();
    writer.finish().unwrap();
    index
}

fn archive() -> Index {
    index(&[
        ("Old port", "The new port is open. No port was ever so new."),
        ("", "A new ship leaves the port."),
        ("Ships", "Nothing to see."),
    ])
}

/// As the command line asks: all hits, newest first.
fn request(query: &str) -> Request {
    Request { query: query.into(), sort: Sort::Newest, limit: None, snippets: false, ..Request::default() }
}

fn ask(index: &Index, request: &Request, order: LineOrder, most: Option<usize>) -> (Vec<String>, Concordance) {
    let mut lines = Vec::new();
    let found = concordance(index, request, order, most, &mut |line| {
        lines.push(format!("{} {}|{}|{}", line.id, line.line.left, line.line.keyword, line.line.right));
        ControlFlow::Continue(())
    });
    (lines, found.unwrap())
}

#[test]
fn all_occurrences_of_all_hits_have_a_line() {
    let (lines, found) = ask(&archive(), &request("port"), LineOrder::Hit, None);
    let expected = [
        "a0 Old |port|",
        "a0 The new |port| is open. No port was ever so new.",
        "a0 The new port is open. No |port| was ever so new.",
        "a1 A new ship leaves the |port|.",
    ];
    assert_eq!(lines, expected);
    assert_eq!((found.lines, found.articles, found.results.found), (4, 2, true));
    let (lines, found) = ask(&archive(), &request("port"), LineOrder::Hit, Some(2));
    assert_eq!(lines, expected[..2]);
    assert_eq!((found.lines, found.articles, found.all), (2, 1, 4));
}

#[test]
fn lines_are_sorted_by_either_side() {
    let (lines, _) = ask(&archive(), &request("port"), LineOrder::Left, None);
    let order: Vec<&str> = lines.iter().map(|line| line.split('|').next().unwrap()).collect();
    assert_eq!(order, ["a0 The new ", "a0 The new port is open. No ", "a0 Old ", "a1 A new ship leaves the "]);
    let (lines, _) = ask(&archive(), &request("port"), LineOrder::Right, None);
    let order: Vec<&str> = lines.iter().map(|line| line.rsplit('|').next().unwrap()).collect();
    assert_eq!(order, ["", ".", " is open. No port was ever so new.", " was ever so new."]);
}

#[test]
fn all_words_are_asked_for_unless_no_article_has_them() {
    let (lines, found) = ask(&archive(), &request("port ship"), LineOrder::Hit, None);
    assert_eq!(found.results.matching, Matching::All);
    assert!(lines.iter().all(|line| line.starts_with("a1")) && lines.len() == 2, "{lines:?}");
    let (lines, found) = ask(&archive(), &request("open see"), LineOrder::Hit, None);
    assert_eq!((found.results.matching, lines.len()), (Matching::Any, 2));
    assert_eq!(found.results.notes.len(), 1);
    let (lines, found) = ask(&archive(), &request("zeppelin"), LineOrder::Left, None);
    assert!(lines.is_empty() && !found.results.found);
}

#[test]
fn whoever_has_seen_enough_breaks_off() {
    let mut lines = 0;
    let found = concordance(&archive(), &request("port"), LineOrder::Hit, None, &mut |_| {
        lines += 1;
        ControlFlow::Break(())
    });
    assert_eq!((lines, found.unwrap().lines), (1, 1));
}

#[test]
fn more_lines_than_are_kept_are_noted() {
    let index = archive();
    let give = |keep, order| {
        let mut lines = Vec::new();
        let found = kept_at_most(keep, &index, &request("port"), order, None, &mut |line| {
            lines.push(line.line.right);
            ControlFlow::Continue(())
        });
        (lines, found.unwrap().results.notes)
    };
    // the first three in hit order, sorted
    let (lines, notes) = give(3, LineOrder::Right);
    assert_eq!(lines, ["", " is open. No port was ever so new.", " was ever so new."]);
    assert_eq!(notes, ["there are more than 3 lines: sorted by the right side are those of the first hits"]);
    assert_eq!(give(4, LineOrder::Left).0.len(), 4);
    assert_eq!(give(4, LineOrder::Left).1, [""; 0]);
    assert_eq!(give(3, LineOrder::Hit).0.len(), 4);
}
