//! Which stage of a run took how much time of the processors.
//!
//! What the threads of this module do for an article is timed by the clock, which costs 30 ns a stage, and their processor
//! time is shared out by it. What the engine does in threads of its own is what is left of the time of the whole process.
//! Where the system has no `/proc` as Linux has, nothing is told.

use std::array;
use std::cell::Cell;
use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::ingest::pipeline::lock;

/// A stage that the whole process is in, one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Articles come: the stages of [`Part`], and the engine beside them.
    #[default]
    Articles,
    /// Segments are finished, synced and named.
    Commit,
    /// Lines of residue are learned, and articles cleaned again.
    Residue,
    /// Copies are told.
    Stories,
    /// Leaders are learned, and articles labelled again.
    Leaders,
    /// The last merges.
    Merge,
}

/// How people call them; the first one is what is left of it for the engine.
const STAGES: [&str; 6] = ["index", "commit", "learn residue", "compare copies", "learn leaders", "merge"];

/// What a thread of the working stage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Bytes to raw records.
    Parse,
    /// Raw records to articles.
    Clean,
    /// Articles to labels.
    Label,
    /// Both to a document of the engine: columns, passages, the stored record.
    Document,
    /// Waiting for the engine, which is no work.
    Wait,
}

const PARTS: [&str; 4] = ["parse", "clean", "label", "make documents"];

/// The time of one thread, by what it did.
pub(crate) struct Laps {
    since: Cell<Instant>,
    parts: [Cell<Duration>; PARTS.len()],
}

impl Laps {
    pub(crate) fn new() -> Self {
        Self { since: Cell::new(Instant::now()), parts: array::from_fn(|_| Cell::default()) }
    }

    /// Counts the time since the last call for `part`.
    pub(crate) fn end_of(&self, part: Part) {
        let now = Instant::now();
        let lap = now - self.since.replace(now);
        // waiting has no place
        if let Some(sum) = self.parts.get(part as usize) {
            sum.set(sum.get() + lap);
        }
    }
}

/// The times of a run.
#[derive(Debug, Default)]
pub(crate) struct Stages(Mutex<Times>);

#[derive(Debug, Default)]
struct Times {
    read: Duration,
    parts: [Duration; PARTS.len()],
    stages: [Duration; STAGES.len()],
    now: Stage,
    /// Time of the process when this stage began.
    since: Option<Duration>,
}

impl Stages {
    /// Of a process that begins with articles.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Times { since: process_time(), ..Times::default() }))
    }

    /// Ends the stage that the process is in, which is returned, and begins another one.
    pub(crate) fn begin(&self, stage: Stage) -> Stage {
        let mut times = lock(&self.0);
        let (before, now) = (times.now, process_time());
        let spent = now.zip(times.since).map_or(Duration::ZERO, |(now, since)| now.saturating_sub(since));
        times.stages[before as usize] += spent;
        (times.now, times.since) = (stage, now);
        before
    }

    /// The reading thread has ended: this one.
    pub(crate) fn has_read(&self) {
        lock(&self.0).read += thread_time().unwrap_or_default();
    }

    /// A working thread has ended: this one.
    pub(crate) fn has_worked(&self, laps: &Laps) {
        let all: Duration = laps.parts.iter().map(Cell::get).sum();
        let share = thread_time().unwrap_or_default().as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
        let mut times = lock(&self.0);
        for (sum, part) in times.parts.iter_mut().zip(&laps.parts) {
            *sum += part.get().mul_f64(share);
        }
    }

    /// All stages in the order of the road, those that took no time left out.
    pub(crate) fn told(&self) -> Vec<(&'static str, Duration)> {
        self.begin(Stage::Merge);
        let times = lock(&self.0);
        let ours = times.read + times.parts.iter().sum::<Duration>();
        let mut stages = times.stages;
        stages[0] = stages[0].saturating_sub(ours);
        let parts = PARTS.into_iter().zip(times.parts);
        let all = [("read", times.read)].into_iter().chain(parts).chain(STAGES.into_iter().zip(stages));
        all.filter(|(_, time)| !time.is_zero()).collect()
    }
}

/// Processor time of this thread so far: Linux tells nanoseconds in the first number of `schedstat`.
fn thread_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_ascii_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// A tick of `/proc`: Linux says 100 a second to programs on all machines that Rust's standard library supports.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of this process so far, in the program and for it in the system.
fn process_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // fields 14 and 15, counted from behind the name of the program, which is the second and may hold blanks
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_thread_waits_counts_nowhere() {
        let laps = Laps::new();
        laps.end_of(Part::Wait);
        assert!(laps.parts.iter().all(|part| part.get().is_zero()));
        while laps.parts[Part::Clean as usize].get().is_zero() {
            laps.end_of(Part::Clean);
        }
        assert!(laps.parts[Part::Label as usize].get().is_zero());
    }

    #[test]
    fn a_stage_within_another_one_ends_and_the_other_goes_on() {
        let stages = Stages::new();
        assert_eq!(stages.begin(Stage::Commit), Stage::Articles);
        assert_eq!(stages.begin(Stage::Articles), Stage::Commit);
    }

    #[test]
    fn the_engine_has_what_is_left() {
        let second = Duration::from_secs;
        let mut times = Times { read: second(1), ..Times::default() };
        times.parts[Part::Label as usize] = second(3);
        times.stages[Stage::Articles as usize] = second(9);
        let told = Stages(Mutex::new(times)).told();
        assert_eq!(told, [("read", second(1)), ("label", second(3)), ("index", second(5))]);
    }
}
