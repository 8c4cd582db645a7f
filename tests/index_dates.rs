//! When articles were indexed: what a search since the last run goes by.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use newsdex::clean::{Settings, Strength};
use newsdex::index::{Entry, Index};
use newsdex::ingest::{Options, Summary, relabel, update};
use newsdex::query::Filters;
use newsdex::search::{Request, search};

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { folder }
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.news().join(path), text).unwrap();
    }

    fn news(&self) -> PathBuf {
        self.folder.path().join("news")
    }

    fn index(&self) -> Index {
        Index::open_or_create(&self.folder.path().join("index")).unwrap()
    }

    fn update(&self, options: &Options) -> Summary {
        update(&self.index(), &[self.news()], options, &|_| {}, &AtomicBool::new(false)).unwrap()
    }

    /// Path and index date of every article.
    fn dates(&self) -> BTreeMap<String, u64> {
        let mut dates = BTreeMap::new();
        let mut note = |entry: Entry| {
            dates.insert(entry.origin.path, entry.indexed);
        };
        self.index().for_each_entry(&mut note).unwrap();
        dates
    }

    fn moment(&self) -> u64 {
        self.index().payload().unwrap().indexed
    }

    /// The paths of what was indexed after one moment and not after another.
    fn between(&self, after: u64, until: u64) -> Vec<String> {
        let filters = Filters { indexed: Some((after, until)), ..Filters::default() };
        let request = Request { filters, limit: None, ..Request::default() };
        let mut paths: Vec<String> =
            search(&self.index(), &request).unwrap().hits.into_iter().map(|hit| hit.origin.path).collect();
        paths.sort();
        paths
    }
}

fn story(town: &str) -> String {
    format!(
        "Council met in {town} on Monday.\nLetters from the quay\nThe members spoke about ice in {town} for hours.\n"
    )
}

#[test]
fn runs_within_one_second_are_told_apart() {
    let desk = Desk::new();
    let mut moments = vec![desk.moment()];
    for round in 0..4 {
        desk.write(&format!("{round}.txt"), &story(&format!("Harbour {round}")));
        desk.update(&Options::default());
        moments.push(desk.moment());
    }
    assert!(moments.is_sorted_by(|a, b| a < b), "{moments:?}");
    for round in 0..4 {
        assert_eq!(desk.between(moments[round], moments[round + 1]), [format!("{round}.txt")]);
    }
    assert_eq!(desk.between(moments[1], moments[3]), ["1.txt", "2.txt"]);
    assert_eq!(desk.between(moments[4], u64::MAX), [""; 0]);
    // a run in which nothing changed brings nothing
    desk.update(&Options::default());
    assert_eq!(desk.between(moments[4], u64::MAX), [""; 0]);
}

#[test]
fn only_what_is_new_or_changed_gets_another_date() {
    let desk = Desk::new();
    desk.write("a.txt", &story("Oslo"));
    desk.write("b.txt", &story("Lima"));
    desk.update(&Options::default());
    let first = desk.dates();
    desk.write("b.txt", &story("Quito"));
    desk.write("c.txt", &story("Accra"));
    desk.update(&Options::default());
    let second = desk.dates();
    assert_eq!(first["a.txt"], second["a.txt"]);
    assert!(first["b.txt"] < second["b.txt"] && second["b.txt"] == second["c.txt"], "{first:?} {second:?}");
}

#[test]
fn to_clean_or_to_label_again_is_not_to_index_again() {
    let desk = Desk::new();
    // enough articles that they teach each other a line
    for (number, town) in ["Oslo", "Lima", "Quito", "Accra", "Hanoi", "Turin"].iter().enumerate() {
        desk.write(&format!("{number}.txt"), &story(town));
        desk.update(&Options::default());
    }
    let dates = desk.dates();
    assert_eq!(dates.values().collect::<std::collections::BTreeSet<_>>().len(), 6);
    relabel(&desk.index(), &Options::default(), &|_| {}, &AtomicBool::new(false)).unwrap();
    let settings = Settings { strength: Strength::Strict, ..Settings::default() };
    let summary = desk.update(&Options { settings, ..Options::default() });
    assert_eq!(summary.changed, 6, "another edition reads all again");
    assert_eq!(desk.dates(), dates);
    let moment = desk.moment();
    assert_eq!(desk.between(dates["5.txt"], moment), [""; 0]);
}
