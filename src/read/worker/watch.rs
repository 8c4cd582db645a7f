//! What a worker may spend on a task, and what it has spent.

use std::io;
use std::time::{Duration, Instant};

use crate::read::worker::Task;

/// How long is waited before the worker is looked at. Time is counted in these, so that a night in which the machine slept
/// is one.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// Processor time of a page: the slowest of 162 news pages takes 83 ms, the worst of 123 made to break parsers 0.99 s, both
/// in a release build; a debug build on a slow machine still has room. Of anything else it is the time between two records.
const TIME: Duration = Duration::from_millis(1500);

/// Processor time that each MiB of a file adds, as its first record may come when all of it has been read: 10 MB/s, a third
/// of the slowest reader (RTF, in a release build).
const TIME_PER_MIB: Duration = Duration::from_millis(100);

/// Records that may use up their time: a file that breaks its parser again and again is given up. All of a file has
/// thirty times what the slowest reader takes, and 15 s more.
const SLOW_RECORDS: u32 = 10;

/// Where processor time is known, so many seconds of waiting count as one: others may want the machine too, and 12 s of
/// waiting are enough for a page that gets no time.
const SHARE: u32 = 8;

/// Memory of a worker in KiB: of the same 123 pages the largest takes 191 MB in a fresh worker, and an export of 64 MiB as
/// much, as it came and as paragraphs.
const MEMORY: u64 = 200 << 10;

/// What a task may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    /// Processor time until the next record.
    pub time: Duration,
    /// Processor time for all records.
    pub whole: Duration,
    /// Time until then, where the worker is given little processor time.
    pub waiting: Duration,
    /// KiB.
    pub memory: u64,
}

impl Budget {
    pub(super) fn of(task: &Task<'_>) -> Self {
        match task {
            Task::Page(_) | Task::Fragment(_) => Self::within(TIME, TIME * SHARE),
            Task::Chunk { chunk, .. } => {
                let mib = u32::try_from(chunk.bytes.len() >> 20).unwrap_or(u32::MAX);
                let time = TIME.saturating_add(TIME_PER_MIB.saturating_mul(mib));
                // the pages within have a worker of their own, for which this one waits
                Self::within(time, (time + TIME) * SHARE)
            }
        }
    }

    fn within(time: Duration, waiting: Duration) -> Self {
        Self { time, whole: time * SLOW_RECORDS, waiting, memory: MEMORY }
    }
}

/// Why there is no answer; the worker is of no use any more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trouble {
    /// The task has used up its processor time.
    Slow,
    /// Its records together have used up the processor time of the whole.
    Long,
    /// The worker was given little processor time, or was stopped.
    Late,
    /// It took too much memory.
    Large,
    /// It ended itself: its stack or the memory that the system gives it is used up.
    Aborted,
    /// It ended, or said what cannot be understood.
    Dead,
}

impl Trouble {
    /// Whether it need not be the task's doing. What a task spends is, and would be spent again.
    pub(super) fn is_chance(self) -> bool {
        matches!(self, Self::Late | Self::Dead)
    }

    pub(super) fn reason(self, task: &Task<'_>) -> String {
        let what = task.noun();
        let Budget { time, whole, waiting, memory } = Budget::of(task);
        match self {
            Self::Slow => format!("{what} takes too long to read (over {} s)", time.as_secs_f64()),
            Self::Long => format!("{what} takes too long to read (over {} s in all)", whole.as_secs_f64()),
            Self::Late => format!("{what} was not read in time (over {} s, most of it waiting)", waiting.as_secs()),
            Self::Large => format!("{what} takes too much memory to read (over {} MiB)", memory >> 10),
            Self::Aborted => format!("{what} broke its parser (more nesting or memory than it may have)"),
            Self::Dead => format!("{what} broke its parser"),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Dead
    }
}

/// What a worker has spent since its last answer, looked at every [`TICK`].
pub(super) struct Watch {
    process: u32,
    budget: Budget,
    pub(super) waited: Duration,
    /// Processor time of the worker before this, where the system tells.
    before: Option<Duration>,
    /// The same before the whole task.
    began: Option<Duration>,
    /// When it was last looked at, and how many ticks that makes.
    looked: Instant,
    looks: u32,
    /// Whether any answer took a tick.
    has_waited: bool,
}

impl Watch {
    pub(super) fn new(process: u32, budget: Budget) -> Self {
        let (waited, looked) = (Duration::ZERO, Instant::now());
        Self { process, budget, waited, before: None, began: None, looked, looks: 0, has_waited: false }
    }

    /// An answer has come: the next one has its own time, if any is left of the whole.
    pub(super) fn restart(&mut self) -> Result<(), Trouble> {
        self.waited = Duration::ZERO;
        self.before = None;
        // records that come faster than ticks make none
        if self.looked.elapsed() < TICK { Ok(()) } else { self.look() }
    }

    /// Looks at what the whole task has taken.
    fn look(&mut self) -> Result<(), Trouble> {
        self.looked = Instant::now();
        self.looks = self.looks.saturating_add(1);
        let now = cpu_of(self.process);
        let taken = now.map_or(TICK.saturating_mul(self.looks), |now| {
            now.saturating_sub(*self.began.get_or_insert(now.saturating_sub(TICK)))
        });
        if taken >= self.budget.whole { Err(Trouble::Long) } else { Ok(()) }
    }

    /// Takes in an error of the line: nothing came or went for a tick, or it is over.
    pub(super) fn heard(&mut self, err: io::Error) -> Result<(), Trouble> {
        match err.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => self.tick(),
            io::ErrorKind::Interrupted => Ok(()),
            _ => Err(err.into()),
        }
    }

    pub(super) fn tick(&mut self) -> Result<(), Trouble> {
        self.waited += TICK;
        self.has_waited = true;
        let used = self.used();
        let Budget { time, waiting, memory, .. } = self.budget;
        if used >= time {
            return Err(Trouble::Slow);
        }
        if self.waited >= waiting {
            // with half of its time used, a task is as likely a slow one
            return Err(if used < time / 2 { Trouble::Late } else { Trouble::Slow });
        }
        match memory_of(self.process) {
            Some(taken) if taken > memory => Err(Trouble::Large),
            _ => self.look(),
        }
    }

    /// Processor time since the last answer; where the system does not tell, all that was waited.
    pub(super) fn used(&mut self) -> Duration {
        let Some(now) = cpu_of(self.process) else { return self.waited };
        // at the first tick all of it may be this answer's
        let before = *self.before.get_or_insert(now.saturating_sub(TICK));
        now.saturating_sub(before)
    }

    /// Whether the allocator keeps much of what the task took; one that took less than a tick took little.
    pub(super) fn is_bloated(&self) -> bool {
        self.has_waited && memory_of(self.process).is_some_and(|memory| memory > MEMORY / 4)
    }
}

/// Processor time of a process whose first thread does all the work: Linux tells nanoseconds in the first number of
/// `schedstat`.
fn cpu_of(process: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Memory of a process in KiB, of which nothing is on disk alone; elsewhere than on Linux the guard's bounds must do.
fn memory_of(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
