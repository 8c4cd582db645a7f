//! One hit for each story: on every page, in every order, and with a list that is lost or old.

use std::collections::BTreeSet;

use crate::article::{Article, Date, Metadata, Origin};
use crate::index::{Entry, Index, Payload};
use crate::search::{Matching, Request, Results, Sort, search, search_in, similar};

/// Sixty words on one subject, the same for the same seed.
fn prose(seed: usize) -> String {
    const WORDS: [&str; 12] = [
        "harbour", "storm", "council", "ferry", "repairs", "budget", "winter", "pilot", "cargo", "quay", "survey",
        "crane",
    ];
    let word = |n: usize| format!("{}{}", WORDS[(seed * 7 + n * 5) % 12], (seed * 31 + n) % 97);
    let sentence = |n: usize| (0..12).map(|k| word(n * 12 + k)).collect::<Vec<_>>().join(" ");
    (0..6).map(|n| format!("The {} is seed{seed} of ports. ", sentence(n))).collect()
}

fn entry(path: &str, outlet: &str, day: u32, body: &str) -> Entry {
    let meta = Metadata {
        title: Some(format!("Report {path}")),
        lang: Some("en".into()),
        source: Some(outlet.into()),
        date: Date::day(2025, 10, day),
        ..Metadata::default()
    };
    let article = Article { meta, text: body.to_owned().into(), ..Article::default() };
    Entry { origin: Origin { root: "r".into(), path: path.into(), record: None }, article, ..Entry::default() }
}

/// Twelve stories: of every third there are four copies in three outlets, each with a line of its own.
fn archive() -> Vec<Entry> {
    let mut entries = Vec::new();
    for story in 0..12 {
        let copies = if story % 3 == 0 { 4 } else { 1 };
        for copy in 0..copies {
            let outlet = ["Harbour Post", "Evening Star", "Meridian Wire", "Evening Star"][copy];
            let body = format!("Line {copy} of {outlet}. {}", prose(story));
            entries.push(entry(&format!("{story}-{copy}"), outlet, 1 + (story + copy) as u32, &body));
        }
    }
    entries
}

/// An index on disk, with the list of its stories.
fn index(entries: &[Entry]) -> (tempfile::TempDir, Index, Payload) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    let mut writer = index.writer().unwrap();
    for entries in entries.chunks(7) {
        entries.iter().for_each(|entry| writer.add(index.document(entry)).unwrap());
        writer.commit(&Payload::default()).unwrap();
    }
    let list = index.tell_stories(&index.searcher().unwrap(), &Default::default(), &|| false).unwrap().unwrap();
    let payload = Payload { stories: index.save_stories(&list).unwrap(), ..Payload::default() };
    writer.commit(&payload).unwrap();
    writer.finish().unwrap();
    (folder, index, payload)
}

fn paths(results: &Results) -> Vec<String> {
    results.hits.iter().map(|hit| hit.origin.path.clone()).collect()
}

fn story(path: &str) -> &str {
    path.split('-').next().unwrap()
}

#[test]
fn the_best_copy_stands_for_its_story() {
    let (_folder, index, _) = index(&archive());
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        for query in ["ports", "ports line", "seed3 ports post", ""] {
            let base = Request { query: query.into(), sort, count: true, ..Request::default() };
            let all = search(&index, &Request { all_copies: true, limit: None, ..base.clone() }).unwrap();
            let one = search(&index, &Request { limit: None, ..base.clone() }).unwrap();
            let mut seen = BTreeSet::new();
            let firsts: Vec<String> =
                paths(&all).into_iter().filter(|path| seen.insert(story(path).to_owned())).collect();
            assert_eq!(paths(&one), firsts, "{query:?} {sort:?}");
            let counts = (one.total, one.stories.map(|count| (count.stories, count.about)));
            assert_eq!(counts, (Some(all.hits.len() as u64), Some((firsts.len() as u64, false))), "{query:?} {sort:?}");
            assert_eq!(all.stories, one.stories);
            for offset in 0..=firsts.len() {
                let page = search(&index, &Request { offset, limit: Some(3), ..base.clone() }).unwrap();
                let expected = &firsts[offset..firsts.len().min(offset + 3)];
                assert_eq!(paths(&page), expected, "{query:?} {sort:?} from {offset}");
                assert!(page.hits.iter().zip(offset + 1..).all(|(hit, rank)| hit.rank == rank));
            }
        }
    }
}

#[test]
fn a_story_names_its_first_and_newest() {
    let (_folder, index, _) = index(&archive());
    let request = Request { query: "seed3".into(), ..Request::default() };
    let results = search(&index, &request).unwrap();
    let [hit] = results.hits.as_slice() else { panic!("{:?}", paths(&results)) };
    let copies = hit.copies.as_ref().unwrap();
    assert_eq!((copies.others, copies.ids.len()), (3, 3));
    assert!((2..=3).contains(&copies.sources));
    let day = |published: &Option<crate::search::Published>| published.as_ref().unwrap().date.iso();
    assert_eq!((day(&copies.first), day(&copies.newest)), ("2025-10-04".into(), "2025-10-07".into()));
    assert!(copies.ids.iter().all(|id| !hit.key.as_str().starts_with(id)));
    // an article without a copy, and where every copy is a hit
    let alone = search(&index, &Request { query: "seed4".into(), ..Request::default() }).unwrap();
    assert_eq!(alone.hits[0].copies, None);
    let unfolded = search(&index, &Request { all_copies: true, ..request }).unwrap();
    assert!(unfolded.hits.len() == 4 && unfolded.hits.iter().all(|hit| hit.copies.is_none()));
}

#[test]
fn without_their_list_copies_are_hits_and_a_note_says_so() {
    let (folder, index, payload) = index(&archive());
    let ask = |index: &Index| search(index, &Request { query: "seed3".into(), ..Request::default() }).unwrap();
    assert_eq!(ask(&index).notes, Vec::<String>::new());
    // the last run did not end
    let mut writer = index.writer().unwrap();
    writer.commit(&Payload { settled: false, ..payload.clone() }).unwrap();
    writer.finish().unwrap();
    let reopened = Index::open(index.dir()).unwrap();
    let results = ask(&reopened);
    assert!(results.hits.len() == 1 && results.notes[0].contains("did not end"), "{:?}", results.notes);
    let mut writer = index.writer().unwrap();
    writer.commit(&payload).unwrap();
    writer.finish().unwrap();
    let list = folder.path().join("index").join(format!("stories-{}.bin", payload.stories));
    for damage in [Some(&b"NDXSTOR1 and nothing more"[..]), None] {
        match damage {
            Some(bytes) => std::fs::write(&list, bytes).unwrap(),
            None => std::fs::remove_file(&list).unwrap(),
        }
        let results = ask(&Index::open(index.dir()).unwrap());
        assert!(results.hits.len() == 4 && results.notes[0].contains("was lost"), "{:?}", results.notes);
        assert_eq!(results.stories, None);
    }
}

#[test]
fn like_an_article_are_others_on_its_subject_and_not_its_copies() {
    let mut entries = archive();
    let near = format!("Another pilot wrote of seed3 and of the crane. {}", prose(40).replace("seed40", "seed3"));
    entries.push(entry("near-0", "Coast Courier", 20, &near));
    let (_folder, index, _) = index(&entries);
    let of = entries.iter().find(|entry| entry.origin.path == "3-0").unwrap();
    let found = similar(&index, of, 5, false).unwrap();
    let listed = paths(&found.results);
    assert!(listed.iter().all(|path| story(path) != "3"), "{listed:?}");
    assert!(listed.contains(&"near-0".to_owned()), "{listed:?}");
    let place = listed.iter().position(|path| path == "near-0").unwrap();
    assert!(found.shared[place].contains(&"seed3".to_owned()), "{:?}", found.shared);
    let mut stories: Vec<&str> = listed.iter().map(|path| story(path)).collect();
    stories.sort_unstable();
    stories.dedup();
    assert_eq!(stories.len(), listed.len(), "one of each story");
    let copies = paths(&similar(&index, of, 5, true).unwrap().results);
    assert_eq!(copies.iter().filter(|path| story(path) == "3").count(), 3, "{copies:?}");
    assert!(!copies.contains(&"3-0".to_owned()));
    assert!(similar(&index, of, 0, false).unwrap().results.hits.is_empty());
    let empty = entry("empty", "Harbour Post", 1, "");
    assert!(!similar(&index, &empty, 5, false).unwrap().results.hits.iter().any(|hit| hit.origin.path == "empty"));
}

#[test]
fn stories_are_counted_alike_however_often_they_are_asked_for() {
    let (_folder, index, _) = index(&archive());
    let searcher = index.searcher().unwrap();
    for query in ["ports", "\"of ports\"", "ports seed3"] {
        // one by one at first, then from an array of all articles
        for _ in 0..4 {
            let request = Request { query: query.into(), count: true, ..Request::default() };
            let results = search_in(&index, &searcher, &request).unwrap();
            let told = results.stories.map(|told| (told.stories, told.about));
            let expected = if query == "ports seed3" { (1, false) } else { (12, false) };
            assert_eq!((told, results.total), (Some(expected), Some(if expected.0 == 1 { 4 } else { 24 })), "{query}");
        }
    }
}

#[test]
fn any_and_all_are_counted_at_once_as_they_are_one_by_one() {
    let (_folder, index, payload) = index(&archive());
    let mut writer = index.writer().unwrap();
    writer.remove(archive()[2].key().short());
    writer.commit(&payload).unwrap();
    writer.finish().unwrap();
    let ask = |query: &str, matching| {
        search(&index, &Request { query: query.into(), matching, count: true, ..Request::default() }).unwrap()
    };
    for query in ["seed3 seed4", "seed0 line", "ports seed6 meridian", "seed1 unheard", "\"evening star\" ports"] {
        let both = ask(query, Some(Matching::Any));
        // a filter that everything passes: each way is counted by a query of its own
        let apart = ask(&format!("{query} lang:en"), Some(Matching::Any));
        assert_eq!(
            (both.total, both.total_all, both.stories),
            (apart.total, apart.total_all, apart.stories),
            "{query}"
        );
        assert_eq!(both.total_all, ask(query, Some(Matching::All)).total, "{query}");
    }
    assert!(ask("ports seed0", Some(Matching::Any)).stories.is_some_and(|told| told.stories < 23));
}
