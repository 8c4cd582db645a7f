//! Looks on while a question is answered, and ends what costs more processor time or memory than it may.
//!
//! Processor time and not time on the wall: the first search after a start waits for the disk, and is no hostile one.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use newsdex::Error;
use newsdex::query::Effort;

use crate::cli::failure::Failure;

/// Processor time of a question in seconds, if nobody says how much: with what it takes to start, to notice and to end, the
/// refusal comes within a second. Questions of people take 0.01 to 0.2 s on 200,000 articles.
/// An unoptimised program, which only tests ask, takes ten times as long.
const SECONDS: f64 = if cfg!(debug_assertions) { 8.0 } else { 0.8 };

/// Memory of a question, in bytes for each second that it may take: 160 MB in [`SECONDS`], so that with what comes between two
/// looks it stays within 200. Questions of people take 10 to 60 MB on 200,000 articles.
const BYTES_PER_SECOND: f64 = 200e6;

/// Least memory, whatever the time: what any question needs.
const MIN_BYTES: f64 = 160e6;

/// Processor time for each article that is listed: a hit of a page takes 0.3 to 0.6 ms to read, mark and print.
const SECONDS_PER_ARTICLE: f64 = 0.002;

/// Memory for each article that is listed: a hit with its passages takes 4 kB.
const BYTES_PER_ARTICLE: f64 = 10e3;

/// Time before the first look and between two, which cost 15 µs each: questions of people are answered before the first.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks from the word to stop until the process ends: our own work hears it within one, the engine's not.
const GRACE: u32 = 2;

/// What a question may cost.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Limit {
    /// Most processor time for a query, in seconds; 0: no bound on time nor memory [default: 0.8]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<f64>,
}

impl Limit {
    /// Seconds of processor time; `None` for no bound.
    fn seconds(self) -> Option<f64> {
        Some(self.timeout.unwrap_or(SECONDS)).filter(|seconds| *seconds > 0.0)
    }

    /// As many steps as are done in that time.
    pub(crate) fn effort(self) -> Effort {
        Effort::of_seconds(self.seconds())
    }

    /// As [`Limit::effort`], for a list of so many articles.
    pub(crate) fn effort_for(self, articles: usize) -> Effort {
        let effort = self.effort();
        effort.want(articles);
        effort
    }

    /// Begins to look on while the question is answered that `effort` counts.
    pub(crate) fn watch(self, effort: &Effort) -> Watch {
        self.begin(effort, true)
    }

    /// The same where hits are printed as they are found: `effort` is told to stop, the process is not ended over half of a
    /// line.
    pub(crate) fn watch_printing(self, effort: &Effort) -> Watch {
        self.begin(effort, false)
    }

    fn begin(self, effort: &Effort, ends: bool) -> Watch {
        let watch = Watch { answered: Arc::default() };
        if let Some(seconds) = self.seconds() {
            let watcher = Watcher { seconds, effort: effort.clone(), ends, answered: watch.answered.clone() };
            // without a thread to spare the steps are bounded all the same
            let _ = thread::Builder::new().name("watch".to_owned()).spawn(move || watcher.run());
        }
        watch
    }
}

fn seconds(typed: &str) -> Result<f64, String> {
    match typed.trim_end_matches('s').parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ => Err("it takes a number of seconds, such as 10; 0 is without bound".to_owned()),
    }
}

/// Somebody looks on until this is dropped.
pub(crate) struct Watch {
    /// Whether the question is answered.
    answered: Arc<Mutex<bool>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // From here on the process is ended no more: whoever holds the lock ends it before. Nobody is woken for it: a thread that
        // ends beside the last work of the process costs that 0.1 ms.
        *self.answered.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

struct Watcher {
    seconds: f64,
    effort: Effort,
    /// Whether the process is ended that does not hear the word.
    ends: bool,
    answered: Arc<Mutex<bool>>,
}

impl Watcher {
    fn run(self) {
        // the first look begins to count: most questions are answered before it, and need not pay for one
        let mut clock = None;
        let mut told = 0;
        loop {
            thread::sleep(PAUSE);
            let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            if *answered {
                return;
            }
            let clock = clock.get_or_insert_with(Clock::start);
            let Some(used) = self.used_up(clock) else { continue };
            self.effort.stop(&used);
            told += 1;
            if told > GRACE && self.ends {
                let failure = Failure::from(Error::TooCostly { used });
                let _ = writeln!(io::stderr(), "newsdex: {failure}");
                std::process::exit(failure.code().into());
            }
        }
    }

    /// What was used up, if anything was.
    fn used_up(&self, clock: &Clock) -> Option<String> {
        let wanted = self.effort.wanted() as f64;
        if clock.seconds() > self.seconds + wanted * SECONDS_PER_ARTICLE {
            let what = if clock.processor.is_some() { "processor time" } else { "time" };
            return Some(format!("{} s of {what}", self.seconds));
        }
        let bytes = (self.seconds * BYTES_PER_SECOND).max(MIN_BYTES);
        let used = private_bytes().zip(clock.memory).map(|(now, begin)| now - begin);
        let is_large = used.is_some_and(|used| used > bytes + wanted * BYTES_PER_ARTICLE);
        is_large.then(|| format!("{:.0} MB of memory", bytes / 1e6))
    }
}

/// What this process has used, and what since.
struct Clock {
    begin: Instant,
    /// Seconds of processor time when it began; `None` where the system does not say.
    processor: Option<f64>,
    /// Bytes of its own when it began: what indexing before a question has taken need not have gone back.
    memory: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { begin: Instant::now(), processor: processor_seconds(), memory: private_bytes() }
    }

    /// Since it began: of the processor where the system says it, else on the wall.
    fn seconds(&self) -> f64 {
        match (self.processor, processor_seconds()) {
            (Some(begin), Some(now)) => now - begin,
            _ => self.begin.elapsed().as_secs_f64(),
        }
    }
}

/// Ticks of a second in `/proc`: Linux says 100 to programs on all machines that Rust's standard library supports.
const TICKS: f64 = 100.0;

/// Seconds that all threads of this process have used of processors, in the program and for it in the system; `None` where the
/// system has no `/proc` as Linux has.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // fields 14 and 15, counted from behind the name of the program, which is the second and may hold blanks
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

/// Memory that belongs to this process alone, without mapped files; `None` where the system does not say.
fn private_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_a_number_of_seconds() {
        let read = |typed: &str| seconds(typed).ok().map(|timeout| Limit { timeout: Some(timeout) }.seconds());
        assert_eq!(read("10"), Some(Some(10.0)));
        assert_eq!(read("0.5s"), Some(Some(0.5)));
        assert_eq!(read("0"), Some(None));
        assert_eq!(["-1", "nan", "inf", "ten", ""].map(read), [None; 5]);
        assert_eq!(Limit::default().seconds(), Some(SECONDS));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_says_what_was_used() {
        let before = processor_seconds().unwrap();
        let held = vec![1_u8; 30_000_000];
        let begin = Instant::now();
        let mut sum = 0_u64;
        while processor_seconds().unwrap() < before + 0.05 {
            assert!(begin.elapsed() < Duration::from_secs(60), "{sum}");
            sum = held.iter().fold(sum, |sum, byte| sum.wrapping_add(u64::from(*byte)));
        }
        assert!(private_bytes().unwrap() >= 30e6);
    }

    #[test]
    fn work_that_takes_too_long_is_told_to_stop() {
        let effort = Effort::of_seconds(None);
        let clock = Clock { begin: Instant::now(), processor: None, memory: None };
        let watcher = |seconds| Watcher { seconds, effort: effort.clone(), ends: true, answered: Arc::default() };
        thread::sleep(Duration::from_millis(2));
        let used = watcher(0.001).used_up(&clock);
        // the time of the wall counts where the system knows no other
        assert!(used.is_some());
        assert_eq!(watcher(1e6).used_up(&clock), None);
    }
}
