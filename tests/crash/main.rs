//! What the binary promises when it is killed, when the disk is full and when system calls fail: seen from outside.
//!
//! Short forms run with all tests; long forms with `cargo test --test crash -- --ignored --nocapture`, best with an optimised
//! binary in NEWSDEX_BIN. NEWSDEX_SEED gives other worlds and other moments.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]
#![allow(clippy::print_stderr, reason = "tests that must be left out say so, long ones say what they found")]

mod desk;
mod kills;
mod world;

use crate::desk::given;
use crate::kills::{kill_at_random, kill_streams};

fn seed() -> u64 {
    given("NEWSDEX_SEED", 7) as u64
}

#[test]
fn nothing_is_lost_by_a_kill() {
    let toll = kill_at_random(seed(), 6);
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
