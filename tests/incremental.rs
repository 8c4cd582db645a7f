//! Bringing an index up to date gives exactly what a clean index gives, whatever happened to the files in between.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use newsdex::article::Origin;
use newsdex::clean::Settings;
use newsdex::index::Index;
use newsdex::ingest::{Options, Progress, Room, Summary, Target, forget, place_called, update};
use proptest::prelude::*;

/// A folder of articles and an index beside it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("news").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn index(&self) -> Index {
        Index::open_or_create(&self.folder.path().join("index")).unwrap()
    }

    fn update(&self) -> Summary {
        self.update_with(&[self.path("")], &Options { prune: true, ..Options::default() })
    }

    fn update_with(&self, paths: &[PathBuf], options: &Options) -> Summary {
        update(&self.index(), paths, options, &|_| {}, &AtomicBool::new(false)).unwrap()
    }

    /// Key and stored record of every article.
    fn articles(&self) -> BTreeMap<String, String> {
        articles(&self.index())
    }

    /// The articles of an index made anew from the same folder.
    fn clean_articles(&self) -> BTreeMap<String, String> {
        let fresh = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(fresh.path()).unwrap();
        update(&index, &[self.path("")], &Options::default(), &|_| {}, &AtomicBool::new(false)).unwrap();
        articles(&index)
    }

    fn check(&self) {
        assert_eq!(self.articles(), self.clean_articles());
    }
}

fn articles(index: &Index) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut count = 0;
    let mut note = |mut entry: newsdex::index::Entry| {
        // when it was indexed depends on when somebody did
        entry.indexed = 0;
        count += 1;
        found.insert(entry.key().to_string(), serde_json::to_string(&entry).unwrap());
    };
    index.for_each_entry(&mut note).unwrap();
    assert_eq!(count, found.len(), "a key stands in the index twice");
    found
}

/// A text long enough to be an article, different for each seed.
fn story(seed: usize) -> String {
    let towns = ["Oslo", "Lima", "Hanoi", "Accra", "Quito"];
    let town = towns[seed % towns.len()];
    // a line that no rule knows, for what articles teach each other
    let residue = if seed.is_multiple_of(2) { "Letters from the quay\n" } else { "" };
    let topic = ["ice", "rope", "fish", "salt", "tar", "coal", "nets", "sails", "oars"][seed % 9];
    format!(
        "Council number {seed} met in {town} about {topic} on Monday.\n{residue}The members spoke about {topic} and budget \
         line {seed} for two hours before they went home.\n"
    )
}

fn record(id: &str, seed: usize) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "title": format!("Brief {seed}"), "text": story(seed) }))
}

#[test]
fn a_second_run_reads_nothing() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.write("deep/b.jsonl", &(record("x", 2) + &record("y", 3)));
    std::thread::sleep(std::time::Duration::from_millis(30));
    let first = desk.update();
    assert_eq!((first.new, first.read, first.files_read, first.total), (3, 3, 2, 3));
    let second = desk.update();
    assert_eq!((second.new, second.unchanged, second.files_read, second.total), (0, 3, 0, 3));
}

#[test]
fn each_change_is_counted_as_what_it_is() {
    let desk = Desk::new();
    for (number, name) in ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"].iter().enumerate() {
        desk.write(name, &story(number));
    }
    desk.write("x.jsonl", &(record("one", 10) + &record("two", 11) + &record("three", 12)));
    desk.update();
    desk.write("a.txt", &story(100));
    fs::remove_file(desk.path("b.txt")).unwrap();
    fs::rename(desk.path("c.txt"), desk.path("moved.txt")).unwrap();
    desk.write("d.txt", &story(3));
    desk.write("x.jsonl", &(record("three", 12) + &record("two", 99) + &record("four", 13)));
    let summary = desk.update();
    let counts = (summary.new, summary.changed, summary.unchanged, summary.removed);
    assert_eq!(counts, (2, 2, 3, 3), "moved and four; a and two; d, e and three; b, c and one");
    desk.check();
}

#[test]
fn swapped_files_are_told_apart() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.write("b.txt", &story(2));
    desk.update();
    fs::rename(desk.path("a.txt"), desk.path("t")).unwrap();
    fs::rename(desk.path("b.txt"), desk.path("a.txt")).unwrap();
    fs::rename(desk.path("t"), desk.path("b.txt")).unwrap();
    assert_eq!(desk.update().changed, 2);
    desk.check();
}

#[test]
fn an_edit_that_keeps_size_and_time_is_seen() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    let time = fs::metadata(desk.path("a.txt")).unwrap().modified().unwrap();
    desk.update();
    desk.write("a.txt", &story(6));
    fs::File::options().append(true).open(desk.path("a.txt")).unwrap().set_modified(time).unwrap();
    assert_eq!(desk.update().changed, 1);
    desk.check();
}

#[test]
fn the_first_of_two_records_with_one_id_stands() {
    let desk = Desk::new();
    desk.write("x.jsonl", &(record("same", 1) + &record("same", 2) + &record("other", 3)));
    let summary = desk.update();
    assert_eq!((summary.new, summary.skipped.len()), (2, 1));
    assert_eq!(summary.skipped[0].record, Some(2));
    desk.check();
    // the first one goes, the second one takes its place, and back
    desk.write("x.jsonl", &(record("same", 2) + &record("other", 3)));
    desk.update();
    desk.check();
    desk.write("x.jsonl", &(record("same", 1) + &record("same", 2) + &record("other", 3)));
    desk.update();
    desk.check();
}

#[test]
fn removing_most_of_a_root_needs_a_word() {
    let desk = Desk::new();
    (0..5).for_each(|number| desk.write(&format!("{number}.txt"), &story(number)));
    desk.update();
    (0..3).for_each(|number| fs::remove_file(desk.path(&format!("{number}.txt"))).unwrap());
    let careful = desk.update_with(&[], &Options::default());
    assert_eq!((careful.removed, careful.total, careful.skipped.len()), (0, 5, 1));
    assert!(careful.skipped[0].reason.contains("--prune"), "{:?}", careful.skipped);
    assert_eq!(desk.update().total, 2);
    desk.check();
}

#[test]
fn new_files_do_not_hide_that_most_of_a_root_is_gone() {
    let desk = Desk::new();
    (0..4).for_each(|number| desk.write(&format!("{number}.txt"), &story(number)));
    desk.update();
    (0..4).for_each(|number| fs::remove_file(desk.path(&format!("{number}.txt"))).unwrap());
    (10..20).for_each(|number| desk.write(&format!("{number}.txt"), &story(number)));
    let careful = desk.update_with(&[], &Options::default());
    assert_eq!((careful.new, careful.removed, careful.total), (10, 0, 14));
    let again = desk.update_with(&[], &Options::default());
    assert_eq!((again.new, again.removed, again.total), (0, 0, 14), "what was refused stays refused");
    assert_eq!(desk.update().removed, 4);
    desk.check();
}

#[test]
fn a_dump_that_was_cut_short_loses_nothing_without_a_word() {
    let desk = Desk::new();
    desk.write("dump.jsonl", &(0..9).map(|number| record(&number.to_string(), number)).collect::<String>());
    desk.update();
    desk.write("dump.jsonl", &record("0", 0));
    let careful = desk.update_with(&[], &Options::default());
    assert_eq!((careful.unchanged, careful.removed, careful.total), (1, 0, 9));
    assert!(careful.skipped[0].reason.contains("--prune") && !careful.skipped[0].known, "{:?}", careful.skipped);
    let again = desk.update_with(&[], &Options::default());
    assert_eq!((again.removed, again.total), (0, 9));
    assert!(again.skipped.iter().all(|skipped| skipped.known), "what was refused before is known");
    assert_eq!(desk.update().removed, 8);
    desk.check();
}

#[test]
fn moving_most_of_a_root_is_no_removal() {
    let desk = Desk::new();
    (0..5).for_each(|number| desk.write(&format!("old/{number}.txt"), &story(number)));
    desk.update();
    fs::rename(desk.path("old"), desk.path("new")).unwrap();
    let summary = desk.update_with(&[], &Options::default());
    assert_eq!((summary.new, summary.removed, summary.total), (5, 5, 5));
    desk.check();
}

#[test]
fn an_absent_root_keeps_its_articles() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.update();
    fs::rename(desk.path(""), desk.folder.path().join("away")).unwrap();
    let summary = desk.update_with(&[], &Options::default());
    assert_eq!((summary.removed, summary.total, summary.skipped.len()), (0, 1, 1));
    assert!(!summary.skipped[0].known);
    let summary = desk.update_with(&[], &Options::default());
    assert_eq!((summary.removed, summary.total, summary.skipped.len()), (0, 1, 1));
    assert!(summary.skipped[0].known, "what was absent before is known");
    assert!(!desk.update().skipped[0].known, "who names it is told each time");
    fs::rename(desk.folder.path().join("away"), desk.path("")).unwrap();
    let summary = desk.update();
    assert_eq!((summary.removed, summary.total, summary.skipped.len()), (0, 1, 0));
    desk.check();
}

#[test]
fn a_file_that_is_a_root_is_read_once() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.write("b.txt", &story(2));
    assert_eq!(desk.update_with(&[desk.path("a.txt")], &Options::default()).total, 1);
    assert_eq!(desk.update().total, 2);
    fs::remove_file(desk.path("a.txt")).unwrap();
    assert_eq!(desk.update_with(&[], &Options::default()).total, 2, "an absent root keeps its articles");
}

#[test]
fn a_folder_called_like_standard_input_is_a_folder() {
    let desk = Desk::new();
    desk.write("-/a.txt", &story(1));
    assert_eq!(desk.update_with(&[desk.path("-")], &Options::default()).total, 1);
}

#[test]
fn several_roots_live_their_own_lives() {
    let desk = Desk::new();
    desk.write("one/a.txt", &story(1));
    desk.write("two/a.txt", &story(1));
    let roots = [desk.path("one"), desk.path("two")];
    assert_eq!(desk.update_with(&roots, &Options::default()).total, 2);
    fs::remove_file(desk.path("one/a.txt")).unwrap();
    let other = desk.update_with(&roots[1..], &Options::default());
    assert_eq!((other.removed, other.total), (0, 2), "indexing one root removes nothing of the other");
    let nested = desk.update_with(&[desk.path("")], &Options::default());
    assert_eq!(nested.total, 2, "a root within another one is not read twice");
    let all = desk.update_with(&[], &Options { prune: true, ..Options::default() });
    assert_eq!((all.removed, all.total), (1, 1));
}

#[test]
fn a_place_within_a_root_is_brought_up_to_date_alone() {
    let desk = Desk::new();
    ["a/1.txt", "a/2.txt", "a/3.txt", "b/1.txt", "b/2.txt"]
        .iter()
        .enumerate()
        .for_each(|(n, p)| desk.write(p, &story(n)));
    desk.update();
    fs::remove_file(desk.path("a/1.txt")).unwrap();
    fs::remove_file(desk.path("b/1.txt")).unwrap();
    desk.write("a/4.txt", &story(40));
    let summary = desk.update_with(&[desk.path("a")], &Options::default());
    assert_eq!((summary.new, summary.removed, summary.total), (1, 1, 5));
    desk.update();
    desk.check();
}

#[test]
fn a_dry_run_changes_nothing() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    let summary = desk.update_with(&[desk.path("")], &Options { dry_run: true, ..Options::default() });
    assert_eq!((summary.new, summary.total), (1, 0));
    assert_eq!(desk.update().new, 1);
    desk.write("a.txt", &story(2));
    let summary = desk.update_with(&[], &Options { dry_run: true, ..Options::default() });
    assert_eq!(summary.changed, 1);
    assert_eq!(desk.update().changed, 1);
}

#[test]
fn a_lost_or_stale_manifest_costs_a_read_and_nothing_else() {
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.write("gone.txt", &story(2));
    desk.update();
    let manifest = desk.folder.path().join("index/manifest.ndjson");
    fs::remove_file(&manifest).unwrap();
    fs::remove_file(desk.path("gone.txt")).unwrap();
    let summary = desk.update();
    assert_eq!((summary.new, summary.unchanged, summary.removed, summary.files_read), (0, 1, 1, 1));
    desk.check();
}

#[test]
fn a_stopped_run_keeps_what_it_did_and_the_next_one_goes_on() {
    let desk = Desk::new();
    (0..200).for_each(|number| desk.write(&format!("{number}.txt"), &story(number)));
    desk.write("many.jsonl", &(0..5000).map(|number| record(&number.to_string(), number)).collect::<String>());
    let stop = AtomicBool::new(false);
    let seen = std::sync::atomic::AtomicU64::new(0);
    let watch = |progress: &newsdex::ingest::Progress| {
        seen.fetch_max(progress.articles, std::sync::atomic::Ordering::Relaxed);
        if progress.articles > 20 {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let summary = update(&desk.index(), &[desk.path("")], &Options::default(), &watch, &stop).unwrap();
    assert!(summary.interrupted && summary.total > 0 && summary.total < 5200, "{summary:?}");
    let next = desk.update();
    assert_eq!((next.total, next.removed), (5200, 0));
    assert_eq!(next.unchanged, summary.total);
    desk.check();
}

#[test]
fn what_waits_in_a_file_when_a_run_is_stopped_is_read_again() {
    let desk = Desk::new();
    desk.write("many.jsonl", &(0..3000).map(|number| record(&number.to_string(), number)).collect::<String>());
    let stop = AtomicBool::new(false);
    let watch = |progress: &Progress| {
        stop.fetch_or(progress.articles == 3000, Ordering::Relaxed);
    };
    let options = Options { room: Room { memory: 100_000, file: 1 << 30 }, ..Options::default() };
    let stopped = update(&desk.index(), &[desk.path("")], &options, &watch, &stop).unwrap();
    assert!(stopped.interrupted && stopped.total < 2000, "{stopped:?}");
    assert_eq!((stopped.new, desk.index().articles().unwrap()), (stopped.total, stopped.total));
    let next = desk.update_with(&[], &options);
    assert_eq!((next.total, next.new, next.unchanged), (3000, 3000 - stopped.total, stopped.total));
    desk.check();
}

#[test]
fn what_is_forgotten_stays_forgotten_until_it_changes() {
    let desk = Desk::new();
    ["a.txt", "b.txt", "c.txt"].iter().enumerate().for_each(|(number, path)| desk.write(path, &story(number)));
    desk.write("x.jsonl", &(record("one", 10) + &record("two", 11)));
    std::thread::sleep(std::time::Duration::from_millis(30));
    desk.update();
    let origin = Origin { root: "news".into(), path: "x.jsonl".into(), record: Some("one".into()) };
    assert_eq!(forget(&desk.index(), &Target::Articles(vec![origin])).unwrap(), 1);
    let place = place_called(&desk.index(), desk.path("a.txt").to_str().unwrap()).unwrap().unwrap();
    assert_eq!(forget(&desk.index(), &place).unwrap(), 1);
    assert_eq!(desk.update().total, 3);
    assert_eq!(place_called(&desk.index(), "nothing like it").unwrap(), None);
    assert_eq!(place_called(&desk.index(), "news").unwrap(), Some(Target::Root("news".into())));
    assert_eq!(forget(&desk.index(), &Target::Root("news".into())).unwrap(), 3);
    assert_eq!(desk.update_with(&[], &Options::default()).total, 0);
    desk.update();
    desk.check();
}

/// How many bodies hold the line that no rule knows.
fn with_residue(desk: &Desk) -> usize {
    let mut found = 0;
    desk.index()
        .for_each_entry(&mut |entry| found += usize::from(entry.article.text.body().contains("Letters from the quay")))
        .unwrap();
    found
}

#[test]
fn what_articles_teach_each_other_does_not_depend_on_their_order() {
    let desk = Desk::new();
    desk.write("a.txt", &story(0));
    desk.write("b.txt", &story(2));
    assert_eq!(desk.update().relearned, None);
    assert_eq!(with_residue(&desk), 2);
    desk.write("c.txt", &story(2));
    desk.update();
    assert_eq!(with_residue(&desk), 3, "copies of one story count once");
    desk.write("d.txt", &story(4));
    let learned = desk.update().relearned.unwrap();
    assert_eq!((learned.lines, learned.articles, with_residue(&desk)), (1, 4, 0));
    desk.check();
    assert_eq!(desk.update().relearned, None);
    fs::remove_file(desk.path("a.txt")).unwrap();
    let forgotten = desk.update().relearned.unwrap();
    assert_eq!((forgotten.lines, forgotten.articles, with_residue(&desk)), (0, 3, 3));
    desk.check();
}

/// How many articles each segment has, and how many of them are deleted: threads share articles out as it happens.
fn segments(index: &Index) -> Vec<(u32, u32)> {
    let searcher = index.searcher().unwrap();
    searcher.segment_readers().iter().map(|segment| (segment.max_doc(), segment.num_deleted_docs())).collect()
}

/// Articles that were put into the index and are no longer there.
fn written_in_vain(index: &Index) -> u32 {
    segments(index).iter().map(|(_, deleted)| deleted).sum()
}

#[test]
fn what_waits_is_written_without_the_residue_that_it_teaches() {
    let desk = Desk::new();
    (0..6).for_each(|number| desk.write(&format!("{number}.txt"), &story(2 * number)));
    let learned = desk.update().relearned.unwrap();
    assert_eq!((learned.lines, learned.articles, with_residue(&desk)), (1, 6, 0));
    assert_eq!(written_in_vain(&desk.index()), 0);
    // a later run knows the line
    desk.write("7.txt", &story(14));
    assert_eq!(desk.update().relearned, None);
    assert_eq!((with_residue(&desk), written_in_vain(&desk.index())), (0, 0));
    desk.check();
}

/// A desk where the articles that come first have a line that is no residue in the end, beside so many that have not.
fn misleading(others: usize) -> Desk {
    let desk = Desk::new();
    (0..9).for_each(|number| desk.write(&format!("a{number}.txt"), &story(2 * number)));
    (0..others).for_each(|number| desk.write(&format!("b{number:03}.txt"), &story(2 * number + 1)));
    desk
}

/// Few wait: the first are written when the others have not been read.
fn few_wait() -> Options {
    Options { room: Room { memory: 4000, file: 0 }, ..Options::default() }
}

#[test]
fn what_was_deleted_is_dropped_when_it_is_much() {
    let desk = Desk::new();
    desk.write("many.jsonl", &(0..100).map(|number| record(&number.to_string(), number)).collect::<String>());
    desk.update();
    for changed in [10, 30, 90] {
        let number = |place| if place < changed { place + 500 } else { place };
        desk.write("many.jsonl", &(0..100).map(|place| record(&place.to_string(), number(place))).collect::<String>());
        assert_eq!(desk.update().total, 100);
        let segments = segments(&desk.index());
        assert_eq!(segments.iter().map(|(articles, deleted)| articles - deleted).sum::<u32>(), 100, "{segments:?}");
        assert!(segments.iter().all(|(articles, deleted)| *deleted <= articles / 5), "{changed}: {segments:?}");
    }
    desk.write("many.jsonl", &record("7", 7));
    desk.update_with(&[], &Options { prune: true, ..Options::default() });
    assert_eq!(segments(&desk.index()), [(1, 0)]);
    desk.check();
}

#[test]
fn what_was_learned_too_early_is_taken_back() {
    let desk = misleading(500);
    let taken_back = desk.update_with(&[desk.path("")], &few_wait()).relearned.unwrap();
    assert!(taken_back.articles > 0 && taken_back.lines == 0, "{taken_back:?}");
    assert_eq!(with_residue(&desk), 9);
    desk.check();
}

#[test]
fn what_a_stopped_run_learned_too_early_is_taken_back_by_the_next() {
    let desk = misleading(500);
    let stop = AtomicBool::new(false);
    let watch = |progress: &Progress| stop.store(progress.articles > 60, Ordering::Relaxed);
    update(&desk.index(), &[desk.path("")], &few_wait(), &watch, &stop).unwrap();
    let payload = desk.index().payload().unwrap();
    assert!(payload.provisional && !payload.settled);
    assert!(with_residue(&desk) < 9);
    desk.update();
    assert_eq!(with_residue(&desk), 9);
    assert!(!desk.index().payload().unwrap().provisional);
    desk.check();
}

#[test]
fn a_person_may_keep_a_learned_line() {
    let desk = Desk::new();
    (0..6).for_each(|number| desk.write(&format!("{number}.txt"), &story(2 * number)));
    desk.update();
    assert_eq!(with_residue(&desk), 0);
    let options = Options { kept: vec!["LETTERS from the quay".to_owned()], ..Options::default() };
    desk.update_with(&[], &options);
    assert_eq!(with_residue(&desk), 6);
    assert_eq!(desk.update_with(&[], &options).relearned, None);
    desk.update_with(&[], &Options::default());
    assert_eq!(with_residue(&desk), 0);
}

#[test]
fn a_list_that_was_lost_is_made_anew() {
    let desk = Desk::new();
    (0..6).for_each(|number| desk.write(&format!("{number}.txt"), &story(2 * number)));
    desk.update();
    let lists = || {
        let files = fs::read_dir(desk.folder.path().join("index")).unwrap().flatten().map(|entry| entry.path());
        files.filter(|path| path.to_string_lossy().contains("learned-")).collect::<Vec<_>>()
    };
    assert_eq!(lists().len(), 1);
    fs::remove_file(&lists()[0]).unwrap();
    desk.write("7.txt", &story(14));
    desk.update();
    assert_eq!((with_residue(&desk), lists().len()), (0, 1));
    desk.check();
    fs::remove_file(&lists()[0]).unwrap();
    desk.update_with(&[], &Options { dry_run: true, ..Options::default() });
    assert_eq!(lists().len(), 0);
    desk.update();
    assert_eq!((with_residue(&desk), lists().len()), (0, 1), "without any other change too");
    desk.update_with(&[], &Options { dry_run: true, ..Options::default() });
    assert_eq!(lists().len(), 1, "who only looks deletes nothing");
}

#[test]
fn learning_can_be_switched_off() {
    let desk = Desk::new();
    (0..6).for_each(|number| desk.write(&format!("{number}.txt"), &story(2 * number)));
    let off = Settings { off: ["learned-residue".to_owned()].into(), ..Settings::default() };
    let options = Options { settings: off, prune: true, ..Options::default() };
    desk.update();
    assert_eq!(with_residue(&desk), 0);
    desk.update_with(&[], &options);
    assert_eq!(with_residue(&desk), 6);
    desk.update();
    assert_eq!(with_residue(&desk), 0);
}

#[test]
fn a_torn_archive_keeps_what_may_stand_behind_the_tear() {
    let desk = Desk::new();
    let lines: String = (0..400).map(|seed| record(&seed.to_string(), seed)).collect();
    let packed = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    fs::write(desk.path("a.jsonl.zst"), &packed).unwrap();
    desk.write("b.txt", &story(500));
    assert_eq!(desk.update().total, 401);
    fs::write(desk.path("a.jsonl.zst"), &packed[..packed.len() / 2]).unwrap();
    let torn = desk.update();
    assert_eq!((torn.total, torn.removed), (401, 0));
    assert!(torn.skipped.iter().any(|skip| skip.reason.starts_with("cannot be read to its end")), "{:?}", torn.skipped);
    let again = desk.update();
    assert_eq!((again.total, again.unchanged, again.newly_skipped().count()), (401, 401, 0));
    fs::write(desk.path("a.jsonl.zst"), &packed).unwrap();
    assert_eq!(desk.update().total, 401);
    desk.check();
}

#[cfg(unix)]
#[test]
fn an_unreadable_folder_is_a_skip_and_no_removal() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.write("a.txt", &story(1));
    desk.write("closed/b.txt", &story(2));
    desk.update();
    let closed = desk.path("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // root may read everything: then there is nothing to see here
    if fs::read_dir(&closed).is_err() {
        let summary = desk.update();
        assert_eq!((summary.removed, summary.total, summary.skipped.len()), (0, 2, 1));
        assert!(desk.update().skipped.iter().all(|skipped| skipped.known));
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(desk.update().total, 2);
}

/// One thing that can happen to a folder.
#[derive(Clone, Debug)]
enum Act {
    Write(usize, usize),
    Records(usize, Vec<usize>),
    Touch(usize),
    Remove(usize),
    Rename(usize, usize),
    Swap(usize, usize),
    Break(usize),
    Update,
}

const NAMES: usize = 6;

fn name(number: usize) -> String {
    let folder = ["", "x/", "x/y/"][number % 3];
    format!("{folder}{number}.{}", if number.is_multiple_of(2) { "txt" } else { "jsonl" })
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let file = || 0..NAMES;
    let act = prop_oneof![
        (file(), 0..9usize).prop_map(|(file, seed)| Act::Write(file, seed)),
        (file(), prop::collection::vec(0..9usize, 0..4)).prop_map(|(file, seeds)| Act::Records(file, seeds)),
        file().prop_map(Act::Touch),
        file().prop_map(Act::Remove),
        (file(), file()).prop_map(|(a, b)| Act::Rename(a, b)),
        (file(), file()).prop_map(|(a, b)| Act::Swap(a, b)),
        file().prop_map(Act::Break),
        Just(Act::Update),
    ];
    prop::collection::vec(act, 1..12)
}

fn act(desk: &Desk, act: &Act) {
    let at = |number: usize| desk.path(&name(number));
    let rename = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let _ = fs::rename(from, to);
    };
    match act {
        Act::Write(file, seed) => desk.write(&name(*file), &story(*seed)),
        Act::Records(file, seeds) => {
            let text = seeds.iter().map(|seed| record(&(seed / 2).to_string(), *seed)).collect::<String>();
            desk.write(&name(*file), &text);
        }
        Act::Touch(file) => {
            if let Ok(file) = fs::File::options().append(true).open(at(*file)) {
                file.set_modified(std::time::SystemTime::now()).unwrap();
            }
        }
        Act::Remove(file) => drop(fs::remove_file(at(*file))),
        Act::Rename(from, to) => rename(&at(*from), &at(*to)),
        Act::Swap(a, b) => {
            rename(&at(*a), &desk.folder.path().join("aside"));
            rename(&at(*b), &at(*a));
            rename(&desk.folder.path().join("aside"), &at(*b));
        }
        Act::Break(file) => desk.write(&name(*file), "\0\0\u{1}\0"),
        Act::Update => drop(desk.update()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_history_ends_in_the_clean_index(history in acts()) {
        let desk = Desk::new();
        history.iter().for_each(|step| act(&desk, step));
        desk.update();
        desk.check();
        let again = desk.update();
        prop_assert_eq!((again.new, again.changed, again.removed), (0, 0, 0));
    }
}
