//! What the binary promises when it is killed, when the disk is full and when system calls fail: seen from outside.
//!
//! Short forms run with all tests; long forms with `cargo test --test crash -- --ignored --nocapture`, best one at a time and
//! with an optimised binary, whose path NEWSDEX_BIN says. NEWSDEX_SEED gives other worlds and other moments.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod asides;
mod calls;
mod desk;
mod full;
mod kills;
#[path = "../common/program.rs"]
mod program;
mod readers;
mod stage;
mod world;

use std::time::Duration;

use crate::calls::{can_trace, fail_each, fail_some, kill_at_renames};
use crate::desk::given;
use crate::full::{fill_disks, limit_files, may_mount};
use crate::kills::{kill_at_random, kill_streams};
use crate::readers::read_beside;
use crate::stage::Stage;
use crate::world::Batch;

fn seed() -> u64 {
    given("NEWSDEX_SEED", 7) as u64
}

/// A batch of which each part is there.
const BATCH: Batch = Batch { added: 5, changed: 4, removed: 3 };

/// The files whose being in their place makes a commit, and the books beside it.
const LISTS: &[&str] =
    &["segments/meta.json", "segments/meta.copy.json", "segments/.managed.json", "manifest.ndjson", "newsdex.json"];

#[test]
fn nothing_is_lost_by_a_kill() {
    let toll = kill_at_random(seed(), 5);
    assert!(toll.acknowledged > 0 && toll.fresh > 0, "{toll:?}");
}

#[test]
fn no_record_that_was_acknowledged_is_lost_by_a_kill() {
    let toll = kill_streams(seed(), 3);
    assert!(toll.acknowledged >= 3, "{toll:?}");
}

#[test]
#[ignore = "long: 1,000 kills, about 15 minutes"]
fn nothing_is_lost_by_a_thousand_kills() {
    let kills = given("NEWSDEX_KILLS", 1000);
    let folders = kill_at_random(seed(), kills * 3 / 4);
    eprintln!("folders: {folders:?}");
    let streams = kill_streams(seed(), kills - kills * 3 / 4);
    eprintln!("streams: {streams:?}");
    assert!(folders.acknowledged + streams.acknowledged >= kills / 2, "too few commits were acknowledged");
    assert!(folders.within + streams.within >= kills / 10, "too few kills fell into a commit or a merge");
}

#[test]
fn a_batch_that_met_with_a_mishap_is_made_good_by_the_same_batch() {
    let stage = Stage::new(seed(), 12, BATCH);
    let limits = limit_files(&stage, 2);
    assert!(limits.refused > 0, "{limits:?}");
    if can_trace() {
        let kills = kill_at_renames(&stage, &LISTS[..1], false, 2);
        assert!(kills.mishaps > 0, "{kills:?}");
        let failures = fail_some(&stage, seed(), 5);
        assert!(failures.mishaps > 0, "{failures:?}");
    }
}

#[test]
#[ignore = "long: kills at each rename and sync, about 10 minutes"]
fn kills_at_each_rename_and_sync_are_made_good_by_the_same_batch() {
    if can_trace() {
        for (stories, commit_every) in [(24, None), (0, None), (24, Some(1))] {
            let mut stage = Stage::new(seed(), stories, Batch { added: 8, ..BATCH });
            stage.desk.commit_every = commit_every;
            let count = kill_at_renames(&stage, LISTS, true, usize::MAX);
            eprintln!("after {stories} stories, commits every {commit_every:?} ms: {count:?}");
            assert!(count.mishaps >= 5, "{count:?}");
        }
    }
}

fn each_call_fails_after(stories: usize) {
    if can_trace() {
        let count = fail_each(&Stage::new(seed(), stories, BATCH), given("NEWSDEX_CALLS", usize::MAX));
        eprintln!("after {stories} stories: {count:?}");
        assert!(count.wrong == 0 && count.reported >= 10, "{count:?}");
    }
}

#[test]
#[ignore = "long: each system call of a run fails, about 10 minutes"]
fn each_system_call_that_fails_is_reported_and_made_good() {
    each_call_fails_after(12);
}

#[test]
#[ignore = "long: each system call of a run fails, about 10 minutes"]
fn each_system_call_that_fails_while_an_index_is_made_is_reported_and_made_good() {
    each_call_fails_after(0);
}

#[test]
fn a_full_disk_leaves_the_old_index_and_loses_nothing() {
    if may_mount("a_full_disk_leaves_the_old_index_and_loses_nothing") {
        let count = fill_disks(&mut Stage::new(seed(), 12, BATCH), 2);
        assert!(count.refused > 0, "{count:?}");
    }
}

#[test]
#[ignore = "long: 20 sizes"]
fn full_disks_of_twenty_sizes_leave_the_old_index_and_lose_nothing() {
    if may_mount("full_disks_of_twenty_sizes_leave_the_old_index_and_lose_nothing") {
        let count = fill_disks(&mut Stage::new(seed(), 40, Batch { added: 40, changed: 10, removed: 5 }), 20);
        eprintln!("disks: {count:?}");
        assert!(count.refused >= 15, "{count:?}");
    }
}

#[test]
#[ignore = "long: 20 sizes"]
fn files_that_may_not_grow_beyond_twenty_sizes_are_reported() {
    let count = limit_files(&Stage::new(seed(), 40, Batch { added: 40, changed: 10, removed: 5 }), 20);
    eprintln!("limits: {count:?}");
    assert!(count.refused >= 15, "{count:?}");
}

#[test]
fn readers_do_not_mind_a_writer() {
    let count = read_beside(seed(), Duration::from_secs(3));
    assert!(count.reads > 0, "{count:?}");
}

#[test]
#[ignore = "long: 10 minutes"]
fn readers_do_not_mind_a_writer_for_ten_minutes() {
    let count = read_beside(seed(), Duration::from_secs(given("NEWSDEX_SECONDS", 600) as u64));
    eprintln!("{count:?}");
    assert!(count.reads >= 100 && count.batches >= 10, "{count:?}");
}

#[test]
fn a_run_that_is_stopped_ends_well() {
    asides::stop_in_the_middle();
}

#[test]
fn a_run_that_is_stopped_twice_ends_at_once() {
    asides::stop_at_once();
}

#[test]
fn two_writers_take_turns() {
    asides::write_twice();
}

#[test]
fn a_dead_writer_is_no_obstacle() {
    asides::write_after_the_dead();
}
