//! Stories that were told under other rules are told anew, from the stored articles and without their sources.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::fs;
use std::sync::atomic::AtomicBool;

use newsdex::index::{Index, Payload};
use newsdex::ingest::{Options, update};

#[test]
fn other_rules_tell_all_stories_anew() {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    let report: Vec<String> = (0..12)
        .map(|n| format!("Crew {n} of the harbour tug brought in {} crates of plums before noon.", 40 + 7 * n))
        .collect();
    fs::write(news.join("a.txt"), report.join(" ")).unwrap();
    fs::write(news.join("b.txt"), report[1..].join(" ")).unwrap();
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    let run = |paths: &[_]| {
        update(&index, paths, &Options::default(), &|_| {}, &AtomicBool::new(false)).unwrap();
        index.payload().unwrap()
    };
    let first = run(std::slice::from_ref(&news));
    let stories = index.stories_of(&index.searcher().unwrap()).stories.unwrap();
    assert_eq!((stories.len(), stories.articles()), (1, 2));
    // no list at all, told by rules that found nothing
    let before = Payload { told: first.told - 1, stories: String::new(), ..first.clone() };
    let mut writer = index.writer().unwrap();
    writer.commit(&before).unwrap();
    writer.finish().unwrap();
    let told = index.stories_of(&index.searcher().unwrap());
    assert!(told.stories.is_none() && told.note.is_some_and(|note| note.contains("another version")));
    let again = run(&[]);
    assert_eq!((again.told, &again.stories, again.settled), (first.told, &first.stories, true));
    let told = index.stories_of(&index.searcher().unwrap());
    assert!(told.note.is_none() && told.stories.is_some_and(|stories| stories.articles() == 2));
    // and where nothing changed, nothing is told
    assert_eq!(run(&[]), again);
}
