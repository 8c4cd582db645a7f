//! Readers beside a writer that never rests.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::desk::{Desk, Run};
use crate::world::{Batch, Dice, World, path_word};

/// What was done: printed by the long form.
#[derive(Debug, Default)]
pub(crate) struct Count {
    pub(crate) reads: usize,
    pub(crate) batches: usize,
    pub(crate) commits: usize,
}

/// Readers at a time.
const READERS: usize = 2;

/// Ends the readers even when the writer fails.
struct Bell<'a>(&'a AtomicBool);

impl Drop for Bell<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Searches while a writer indexes batch after batch, for so long.
pub(crate) fn read_beside(seed: u64, time: Duration) -> Count {
    let mut desk = Desk::new();
    desk.commit_every = Some(20);
    let mut world = World::new(seed, 40, &desk.news());
    assert_eq!(Run::start(desk.indexing()).end().code(), 0);
    let stay: Vec<String> = world.fixed_paths();
    let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut count = Count::default();
    let (desk, started) = (&desk, Instant::now());
    std::thread::scope(|scope| {
        let bell = Bell(&is_over);
        for reader in 0..READERS {
            let (stay, is_over, reads) = (&stay, &is_over, &reads);
            scope.spawn(move || {
                let mut dice = Dice::new(seed + 1 + reader as u64);
                // at least once, however slow the machine
                loop {
                    read_once(desk, &stay[dice.below(stay.len())], stay.len(), dice.below(3));
                    reads.fetch_add(1, Ordering::Relaxed);
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        // at least one batch as well
        while count.batches == 0 || started.elapsed() < time {
            world.change(Batch { added: 4, changed: 6, removed: 4 }, &desk.news());
            let ended = Run::start(desk.indexing()).end();
            assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
            count.commits += ended.commits().len();
            count.batches += 1;
        }
        drop(bell);
    });
    desk.check_whole(&world);
    count.reads = reads.into_inner();
    count
}

/// One look at an article that is always there.
fn read_once(desk: &Desk, path: &str, least: usize, kind: usize) {
    let word = path_word(path);
    let place = format!("news/{path}");
    let args: [&[&str]; 3] = [&["search", "--json", &word], &["show", "--json", &place], &["stats", "--json"]];
    let ended = Run::start(desk.command(args[kind])).end();
    let said = ended.lines.join("\n");
    assert_eq!(ended.code(), 0, "{:?} {said}", args[kind]);
    assert!(ended.sentence().is_none(), "{said}");
    let lines = || ended.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    match kind {
        0 => assert_eq!(lines().filter(|line| line["type"] == "hit").count(), 1, "{word}: {}", ended.stdout),
        1 => assert!(ended.stdout.contains(&word), "{path}: {}", ended.stdout),
        _ => {
            let articles = lines().find_map(|line| line["articles"].as_u64()).unwrap();
            assert!(articles >= least as u64, "{articles} articles of at least {least}");
        }
    }
}
