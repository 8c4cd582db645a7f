//! Every article carries its own passages, whatever was committed, replaced and merged; those of another version are made
//! anew from the stored records.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use newsdex::index::{Index, Passages, Payload};
use newsdex::ingest::{Options, update};
use newsdex::meaning::{PASSAGE_WORDS, Query, VERSION, passages};
use tantivy::DocAddress;

fn run(index: &Index, paths: &[PathBuf]) -> Payload {
    update(index, paths, &Options::default(), &|_| {}, &AtomicBool::new(false)).unwrap();
    index.payload().unwrap()
}

/// Checks the passages of every article against its text; gives the numbers of articles and of passages.
fn check(index: &Index) -> (usize, usize) {
    let searcher = index.searcher().unwrap();
    let (mut articles, mut words, mut held) = (0, 0, Vec::new());
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let column = Passages::open(segment).unwrap();
        for doc in segment.doc_ids_alive() {
            let article = index.entry(&searcher, DocAddress::new(ord, doc)).unwrap().article;
            let title = article.meta.title.as_deref().unwrap_or_default();
            column.read(doc, &mut held);
            assert_eq!(held, passages(article.meta.lang.as_deref(), title, &article.text.body()), "{title}");
            articles += 1;
            words += held.len();
        }
    }
    (articles, words / PASSAGE_WORDS)
}

const PLACES: [&str; 5] = ["harbour", "parliament", "stadium", "railway", "hospital"];

fn write(news: &Path, number: usize, round: usize) {
    let place = PLACES[(number + round) % PLACES.len()];
    // longer ones have more passages; the index is sorted by date, which goes another way than the order of writing
    let sentence = format!("Work on the {place} of town {number} went on in round {round}, said its {place} office. ");
    let body = sentence.repeat(1 + number * 3 % 29);
    let day = 1 + number * 7 % 28;
    let article = serde_json::json!({"title": format!("The {place} of town {number}"), "date": format!("2021-03-{day:02}"),
        "lang": "en", "body": body});
    fs::write(news.join(format!("{number}.json")), article.to_string()).unwrap();
}

#[test]
fn every_article_has_its_own_passages() {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    fs::write(news.join("german.txt"), "Der Stadtrat teilte am Montag mit, dass die alte Brücke noch vor dem Winter erneuert werden soll, obwohl niemand sagen konnte, wer die Arbeiten bezahlt.").unwrap();
    let mut merged = false;
    for round in 0..14 {
        // three new ones, and two that are there already are written anew
        for number in (3 * round..3 * round + 3).chain([round, 2 * round]) {
            write(&news, number, round);
        }
        run(&index, std::slice::from_ref(&news));
        let (articles, count) = check(&index);
        assert_eq!(articles, 3 * round + 4);
        assert_eq!(count > articles, cfg!(feature = "meaning") && round > 0, "{count} passages of {articles} articles");
        merged |= index.searcher().unwrap().segment_readers().len() <= round / 2;
    }
    assert!(merged, "nothing was merged");
}

#[test]
fn passages_of_another_version_are_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    (0..6).for_each(|number| write(&news, number, 0));
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    let first = run(&index, std::slice::from_ref(&news));
    assert_eq!(first.versions.meaning, VERSION);
    let lacking = |index: &Index| index.lacks_passages(&index.searcher().unwrap());
    // a program without the table always lacks them, and says so
    assert_eq!(lacking(&index).is_none(), cfg!(feature = "meaning"));
    let mut other = first.clone();
    other.versions.meaning = VERSION + 1;
    let mut writer = index.writer().unwrap();
    writer.commit(&other).unwrap();
    writer.finish().unwrap();
    assert!(lacking(&index).is_some_and(|note| note.starts_with("ranked by words alone")));
    // no file has changed
    let again = run(&index, &[]);
    assert_eq!((again.versions, again.settled), (first.versions, true));
    assert_eq!(lacking(&index).is_none(), cfg!(feature = "meaning"));
    assert_eq!(check(&index).0, 6);
    assert_eq!(run(&index, &[]), again);
}

#[test]
fn a_payload_that_knows_of_no_passages_has_none() {
    let mut old = serde_json::to_value(Payload::default()).unwrap();
    old["versions"].as_object_mut().unwrap().remove("meaning");
    let old: Payload = serde_json::from_value(old).unwrap();
    assert_eq!(old.versions.meaning, 0);
}

#[test]
fn a_query_finds_what_it_means() {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    (0..5).for_each(|number| write(&news, number, 0));
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    run(&index, std::slice::from_ref(&news));
    let Some(query) = Query::new("ships in port") else { return assert_eq!(VERSION, 0) };
    let searcher = index.searcher().unwrap();
    let mut found = Vec::new();
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let column = Passages::open(segment).unwrap();
        for doc in segment.doc_ids_alive() {
            let mut words = Vec::new();
            column.read(doc, &mut words);
            let title = index.entry(&searcher, DocAddress::new(ord, doc)).unwrap().article.meta.title.unwrap();
            found.push((query.similarity(&words).unwrap(), title));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    assert_eq!(found[0].1, "The harbour of town 0");
}
