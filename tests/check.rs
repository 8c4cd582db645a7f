//! `newsdex check` and its repair, from outside: nothing is written without being asked, a writer beside it is no damage, and
//! what is dropped is named.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use common::Newsdex;

fn article(number: usize) -> String {
    format!(
        "Ferry {number} leaves the harbour\n\n2024-03-{:02}\n\nFerry {number} left Veldmark with grain.\n",
        number % 28 + 1
    )
}

/// An index of so many articles, each in a file of its own.
fn archive(articles: usize) -> Newsdex {
    let newsdex = Newsdex::new();
    for number in 0..articles {
        newsdex.write(&format!("news/{number}.txt"), &article(number));
    }
    newsdex.run(["index", "news"]).ends(0);
    newsdex
}

/// Every file below the index with its bytes and its last change.
fn state(newsdex: &Newsdex) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let files = walkdir::WalkDir::new(newsdex.path("index")).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path());
    files.map(|path| (path.clone(), (fs::read(&path).unwrap(), path.metadata().unwrap().modified().unwrap()))).collect()
}

/// The largest file of the engine whose name ends so.
fn part(newsdex: &Newsdex, ending: &str) -> PathBuf {
    let files = state(newsdex).into_iter().filter(|(path, _)| path.to_string_lossy().ends_with(ending));
    files.max_by_key(|(_, (bytes, _))| bytes.len()).unwrap().0
}

fn has(newsdex: &Newsdex, ending: &str) -> bool {
    state(newsdex).keys().any(|path| path.to_string_lossy().ends_with(ending))
}

fn flip(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_whole_index_is_whole_and_nothing_is_written() {
    let newsdex = archive(12);
    let before = state(&newsdex);
    let told = newsdex.run(["check", "--all"]).ends(0).stdout;
    assert!(told.starts_with("12 articles in ") && told.contains("12 articles compared"), "{told}");
    assert!(told.ends_with("all as they were written\n") && !told.contains("note"), "{told}");
    let json = newsdex.run(["check", "--json"]).ends(0).json();
    assert_eq!((json.len(), json[0]["findings"].as_u64(), json[0]["articles"].as_u64()), (1, Some(0), Some(12)));
    assert_eq!(newsdex.run(["check", "--repair"]).ends(0).stdout, newsdex.run(["check"]).ends(0).stdout);
    flip(&part(&newsdex, ".fast"));
    let damaged = state(&newsdex);
    newsdex.run(["check"]).ends(4);
    assert_eq!(state(&newsdex), damaged);
    assert_eq!(before.len(), damaged.len());
    newsdex.run(["check", "--index", "nowhere"]).ends(2);
}

#[test]
fn what_is_dropped_is_named_and_restored_from_its_source() {
    let newsdex = archive(12);
    flip(&part(&newsdex, ".store"));
    fs::remove_file(newsdex.path("news/5.txt")).unwrap();
    let told = newsdex.run(["check", "--repair"]).ends(0).stdout;
    let dropped = told.lines().filter(|line| line.starts_with("  news/")).count();
    // one block of a store holds several of such short articles, and records outside the damage are proven by their checksums
    assert!((1..12).contains(&dropped) && told.contains(&format!("{dropped} article")), "{told}");
    assert!(told.contains("'newsdex index' restores ") && told.ends_with("all as they were written\n"), "{told}");
    let gone = "  news/5.txt: 1 article, lost: the source is no longer there";
    let was_dropped = told.contains("news/5.txt");
    assert_eq!(told.contains(gone), was_dropped, "{told}");
    let run = newsdex.run(["index"]).ends(0).stderr;
    let expected = dropped - usize::from(was_dropped);
    assert!(run.contains(&format!("news: {expected} new")), "{run}");
    let told = newsdex.run(["check"]).ends(0).stdout;
    assert!(told.contains("11 articles in"), "{told}{run}");
}

/// An index of 30 articles, of which one was changed and one is gone: both have left a record behind.
fn with_deletions() -> Newsdex {
    let newsdex = archive(30);
    newsdex.write("news/3.txt", &article(103));
    fs::remove_file(newsdex.path("news/4.txt")).unwrap();
    newsdex.run(["index", "news"]).ends(0);
    newsdex
}

#[test]
fn damaged_deletions_cost_no_article() {
    // a thread that got few of the articles makes a segment that is made anew when two of them go
    let newsdex = (0..10).map(|_| with_deletions()).find(|newsdex| has(newsdex, ".del"));
    let newsdex = newsdex.expect("one of ten archives has deletions");
    flip(&part(&newsdex, ".del"));
    let json = newsdex.run(["check", "--repair", "--json"]).ends(0).json();
    let repaired = json.iter().find(|line| line["type"] == "repaired").unwrap();
    assert_eq!((repaired["dropped"].as_u64(), repaired["put_aside"].as_str()), (Some(0), None), "{repaired}");
    assert!(repaired["kept"].as_u64().unwrap() >= 29, "{repaired}");
    // the changed one stays as it was at last, the removed one goes once more
    newsdex.run(["index", "news"]).ends(0);
    assert!(newsdex.run(["check", "--all"]).ends(0).stdout.starts_with("29 articles in"));
    assert!(newsdex.run(["search", "\"Ferry 103\"", "--count"]).ends(0).stdout.starts_with('1'));
    newsdex.run(["search", "\"Ferry 3\"", "--count"]).ends(1);
}

#[test]
fn damaged_files_stay_where_an_article_has_no_source() {
    for is_there in [true, false] {
        let newsdex = archive(12);
        let damaged = part(&newsdex, ".store");
        flip(&damaged);
        let bytes = fs::read(&damaged).unwrap();
        if !is_there {
            fs::remove_dir_all(newsdex.path("news")).unwrap();
        }
        let told = newsdex.run(["check", "--repair"]).ends(0).stdout;
        let aside = newsdex.path("index/damaged-segments-1");
        assert_eq!(told.contains("stay in 'damaged-segments-1'"), !is_there, "{told}");
        assert_eq!(aside.exists(), !is_there);
        if !is_there {
            newsdex.run(["index", "news"]);
            assert_eq!(fs::read(aside.join(damaged.file_name().unwrap())).unwrap(), bytes);
        }
    }
}

#[test]
fn what_a_failed_repair_left_is_removed_and_a_writer_is_waited_for() {
    let newsdex = archive(12);
    flip(&part(&newsdex, ".idx"));
    newsdex.write("index/segments-2/0123456789abcdef0123456789abcdef.store", "half of an index");
    let lock = fs::File::options().write(true).open(newsdex.path("index/writer.lock")).unwrap();
    lock.lock().unwrap();
    let refused = newsdex.run(["check", "--repair"]);
    assert!(refused.code != 0 && refused.stderr.contains("is being written by"), "{}", refused.stderr);
    let command = newsdex.command(["check", "--repair", "--wait"]);
    let waited = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| common::output(command, ""));
        std::thread::sleep(Duration::from_millis(400));
        drop(lock);
        waiting.join().unwrap()
    });
    assert!(waited.ends(0).stderr.contains("waiting for the index"));
    assert!(newsdex.path("index/segments-2/meta.json").exists() && !newsdex.path("index/segments-3").exists());
}

#[test]
fn a_damaged_column_costs_no_article() {
    let newsdex = archive(12);
    let damaged = part(&newsdex, ".idx");
    let name = damaged.file_name().unwrap().to_string_lossy().into_owned();
    flip(&damaged);
    let json = newsdex.run(["check", "--repair", "--json"]).ends(0).json();
    let of = |kind: &str| json.iter().filter(|line| line["type"] == kind).collect::<Vec<_>>();
    assert!(of("finding")[0]["file"].as_str().unwrap().ends_with(&name), "{json:?}");
    assert_eq!((of("repaired")[0]["kept"].as_u64(), of("repaired")[0]["dropped"].as_u64()), (Some(12), Some(0)));
    assert_eq!(of("summary")[1]["findings"].as_u64(), Some(0));
    let run = newsdex.run(["index"]).ends(0).stderr;
    assert!(run.contains("0 new, 0 changed, 12 unchanged"), "{run}");
}

#[test]
fn strange_files_are_notes_and_a_lost_marker_is_no_empty_folder() {
    let newsdex = archive(3);
    newsdex.write("index/segments/notes.txt", "mine");
    let told = newsdex.run(["check"]).ends(0).stdout;
    assert!(told.contains("note: no file of an index: 'segments/notes.txt'"), "{told}");
    newsdex.run(["index", "news"]).ends(0);
    assert_eq!(newsdex.read("index/segments/notes.txt"), "mine");
    fs::remove_file(newsdex.path("index/newsdex.json")).unwrap();
    let run = newsdex.run(["index", "news"]).ends(4);
    assert!(run.stderr.contains("newsdex.json is missing") && run.stderr.contains("--repair"), "{}", run.stderr);
    newsdex.run(["check"]).ends(4);
    newsdex.run(["check", "--repair"]).ends(0);
    assert!(newsdex.run(["check"]).ends(0).stdout.contains("3 articles in"));
}

/// Checks again and again beside a writer that brings, changes and removes articles: how many checks, and how many runs.
fn beside_a_writer(time: Duration) -> (u64, u64) {
    let newsdex = archive(20);
    let (over, runs) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut checks = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let run = runs.fetch_add(1, Ordering::Relaxed) as usize;
                newsdex.write(&format!("news/{}.txt", run % 30), &article(run + 100));
                let _ = fs::remove_file(newsdex.path(&format!("news/{}.txt", (run + 7) % 30)));
                newsdex.run(["index", "news", "--prune"]).ends(0);
            }
        });
        let started = Instant::now();
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            while started.elapsed() < time {
                newsdex.run(["check"]).ends(0);
                checks += 1;
            }
        }));
        // the writer must end before a failure is told
        over.store(true, Ordering::Relaxed);
        checked.unwrap();
    });
    newsdex.run(["check", "--all"]).ends(0);
    (checks, runs.into_inner())
}

#[test]
fn a_writer_at_work_is_no_damage() {
    let (checks, runs) = beside_a_writer(Duration::from_secs(3));
    assert!(checks > 1 && runs > 1);
}

#[test]
#[ignore = "long: a minute"]
fn a_writer_at_work_for_a_minute_is_no_damage() {
    let (checks, runs) = beside_a_writer(Duration::from_secs(60));
    println!("{checks} checks beside {runs} runs of index: 0 false alarms");
}
