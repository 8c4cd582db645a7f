//! The keeper of a worker: hands it pages, waits for answers, and ends it when a page takes too much.
//!
//! A worker is started at the first page of a thread and serves it to its end. It ends when its input does, so it
//! outlives this process only until it looks up. A page whose worker was killed or not let run is read once more by a
//! fresh one: the system may be short of memory or time, and no article may be lost by that.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use crate::article::Raw;
use crate::read::html::BROKEN;
use crate::read::html::worker::{self, HELLO, Task};

/// How long is waited before the worker is looked at. Time is counted in these, so that a night in which the machine slept
/// is one.
const TICK: Duration = Duration::from_millis(50);

/// Processor time of a page: the slowest of 162 news pages takes 83 ms, the worst of 123 made to break parsers 0.99 s, both
/// in a release build; a debug build on a slow machine still has room.
const TIME: Duration = Duration::from_millis(1500);

/// Where processor time is known, so many seconds of waiting count as one: others may want the machine too, and 12 s of
/// waiting are enough for a page that gets no time.
const SHARE: u32 = 8;

/// Memory of a worker in KiB: of the same 123 pages the largest takes 191 MB in a fresh worker.
const MEMORY: u64 = 200 << 10;

/// Bytes of the longest answer: a page has at most 1 MiB of text and as much JSON-LD, either with escapes.
const ANSWER: usize = 32 << 20;

/// Starts that may fail one after the other before no more are tried: one failure may be chance, as when the system has too
/// many processes or kills one; three are a program that is no worker.
const STARTS: u32 = 3;

static STARTER: Starter = Starter { failed: AtomicU32::new(0) };

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Lets the worker of this thread do a task; `None` when workers are not wanted or cannot be started.
pub(super) fn ask(task: Task, text: &str) -> Option<Result<Raw, String>> {
    let (program, args) = worker::program()?;
    WORKER.with_borrow_mut(|kept| ask_twice(kept, &mut || STARTER.start(program, args), task, text))
}

/// Asks the worker that was kept or a fresh one, and another fresh one where that may help.
fn ask_twice(
    kept: &mut Option<Worker>,
    start: &mut dyn FnMut() -> Option<Worker>,
    task: Task,
    text: &str,
) -> Option<Result<Raw, String>> {
    let worker = kept.take().and_then(Worker::living).or_else(&mut *start)?;
    let answer = ask_once(worker, kept, task, text).or_else(|trouble| {
        let fresh = if trouble.is_chance() { start() } else { None };
        // without a fresh one the page is not read in this process either: it may have been the page after all
        fresh.map_or(Err(trouble), |fresh| ask_once(fresh, kept, task, text))
    });
    Some(answer.unwrap_or_else(|trouble| Err(trouble.reason())))
}

/// Asks a worker, and keeps it if it is still of use.
fn ask_once(
    mut worker: Worker,
    kept: &mut Option<Worker>,
    task: Task,
    text: &str,
) -> Result<Result<Raw, String>, Trouble> {
    let answer = worker.ask(task, text)?;
    if !worker.is_bloated {
        *kept = Some(worker);
    }
    Ok(answer)
}

/// Starts workers, and remembers when that is in vain.
struct Starter {
    /// Starts that failed since one succeeded.
    failed: AtomicU32,
}

impl Starter {
    /// A worker that has said hello; `None` after [`STARTS`] failures, and from then on at once.
    fn start(&self, program: &Path, args: &[OsString]) -> Option<Worker> {
        while self.failed.load(Ordering::Relaxed) < STARTS {
            if let Ok(worker) = Worker::start(program, args) {
                self.failed.store(0, Ordering::Relaxed);
                return Some(worker);
            }
            self.failed.fetch_add(1, Ordering::Relaxed);
            // whatever was short may be there again
            thread::sleep(TICK);
        }
        None
    }
}

/// Why there is no answer; the worker is of no use any more.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// The page has used up its processor time.
    Slow,
    /// The worker was given little processor time, or was stopped.
    Late,
    Large,
    Dead,
}

impl Trouble {
    /// Whether it need not be the page's doing. What a page spends is, and would be spent again.
    fn is_chance(self) -> bool {
        matches!(self, Self::Late | Self::Dead)
    }

    fn reason(self) -> String {
        match self {
            Self::Slow => format!("the page takes too long to read (over {} s)", TIME.as_secs_f64()),
            Self::Late => {
                format!("the page was not read in time (over {} s, most of it waiting)", (TIME * SHARE).as_secs())
            }
            Self::Large => format!("the page takes too much memory to read (over {} MiB)", MEMORY >> 10),
            Self::Dead => BROKEN.to_owned(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Dead
    }
}

/// A child process and the line to it.
struct Worker {
    child: Child,
    line: UnixStream,
    /// Whether a page has left it so large that a fresh one is better.
    is_bloated: bool,
}

impl Worker {
    fn start(program: &Path, args: &[OsString]) -> io::Result<Self> {
        let (line, theirs) = UnixStream::pair()?;
        line.set_read_timeout(Some(TICK))?;
        line.set_write_timeout(Some(TICK))?;
        let child = spawn(program, args, theirs)?;
        let mut worker = Self { child, line, is_bloated: false };
        let mut watch = Watch::new(worker.child.id());
        // sign by sign: another version may say less and wait
        for sign in HELLO {
            let mut said = [0];
            match worker.fill(&mut said, &mut watch) {
                Ok(()) if said == [*sign] => {}
                _ => return Err(io::Error::other("the worker is none of ours")),
            }
        }
        Ok(worker)
    }

    /// It, unless somebody has ended it between two pages, which is no fault of the next one.
    fn living(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    fn ask(&mut self, task: Task, text: &str) -> Result<Result<Raw, String>, Trouble> {
        let mut watch = Watch::new(self.child.id());
        self.send(&worker::head(task, text)?, &mut watch)?;
        self.send(text.as_bytes(), &mut watch)?;
        let mut length = [0; 4];
        self.fill(&mut length, &mut watch)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > ANSWER {
            return Err(Trouble::Large);
        }
        let mut answer = vec![0; length];
        self.fill(&mut answer, &mut watch)?;
        self.is_bloated = watch.is_bloated();
        Ok(worker::answer(&answer)?)
    }

    /// Writes all `bytes` unless the worker has had enough time: the system holds some 200 KiB of them, so one that
    /// is stopped may be known here already.
    fn send(&mut self, mut bytes: &[u8], watch: &mut Watch) -> Result<(), Trouble> {
        while !bytes.is_empty() {
            match self.line.write(bytes) {
                Ok(0) => return Err(Trouble::Dead),
                Ok(written) => bytes = &bytes[written..],
                Err(err) => watch.heard(err)?,
            }
        }
        Ok(())
    }

    /// Reads until `buffer` is full or the worker has had enough time.
    fn fill(&mut self, buffer: &mut [u8], watch: &mut Watch) -> Result<(), Trouble> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.line.read(&mut buffer[filled..]) {
                Ok(0) => return Err(Trouble::Dead),
                Ok(read) => filled += read,
                Err(err) => watch.heard(err)?,
            }
        }
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // whatever it does is not wanted any more; both fail only when it has ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the child. Its end of the line is open here no longer than this takes, or nobody would hear that it has ended.
fn spawn(program: &Path, args: &[OsString], line: UnixStream) -> io::Result<Child> {
    let output = line.try_clone()?;
    let mut command = Command::new(program);
    command.args(args).stdin(OwnedFd::from(line)).stdout(OwnedFd::from(output)).stderr(Stdio::null());
    // Ctrl-C is for this process, which may have to finish a page
    command.process_group(0).spawn()
}

/// What a worker has spent on a page, looked at every [`TICK`].
struct Watch {
    process: u32,
    waited: Duration,
    /// Processor time of the worker before this page, where the system tells.
    before: Option<Duration>,
}

impl Watch {
    fn new(process: u32) -> Self {
        Self { process, waited: Duration::ZERO, before: None }
    }

    /// Takes in an error of the line: nothing came or went for a tick, or it is over.
    fn heard(&mut self, err: io::Error) -> Result<(), Trouble> {
        match err.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => self.tick(),
            io::ErrorKind::Interrupted => Ok(()),
            _ => Err(err.into()),
        }
    }

    fn tick(&mut self) -> Result<(), Trouble> {
        self.waited += TICK;
        let used = self.used();
        if used >= TIME {
            return Err(Trouble::Slow);
        }
        if self.waited >= TIME * SHARE {
            // with half of its time used, a page is as likely a slow one
            return Err(if used < TIME / 2 { Trouble::Late } else { Trouble::Slow });
        }
        match memory_of(self.process) {
            Some(memory) if memory > MEMORY => Err(Trouble::Large),
            _ => Ok(()),
        }
    }

    /// Processor time of this page; where the system does not tell, all that was waited.
    fn used(&mut self) -> Duration {
        let Some(now) = cpu_of(self.process) else { return self.waited };
        // at the first tick all of it may be this page's
        let before = *self.before.get_or_insert(now.saturating_sub(TICK));
        now.saturating_sub(before)
    }

    /// Whether the allocator keeps much of what the page took; one that took less than a tick took little.
    fn is_bloated(&self) -> bool {
        !self.waited.is_zero() && memory_of(self.process).is_some_and(|memory| memory > MEMORY / 4)
    }
}

/// Processor time of a process of one thread: Linux tells nanoseconds in the first number of `schedstat`.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A worker that says hello and then does what `script` says.
    fn worker(script: &str) -> io::Result<Worker> {
        let hello = format!("printf '{}\\n'; {script}", String::from_utf8_lossy(HELLO).trim_end());
        Worker::start(Path::new("/bin/sh"), &["-c".into(), hello.into()])
    }

    #[track_caller]
    fn check(script: &str, reason: &str) {
        let trouble = worker(script).unwrap().ask(Task::Page, "<p>One</p>").unwrap_err();
        assert!(trouble.reason().contains(reason), "{script}: {trouble:?}");
    }

    /// Answers the first page, and reads on.
    const ANSWERS: &str = "printf '\\016\\0\\0\\0{\"Err\":\"none\"}'; exec cat > /dev/null";

    /// What becomes of a page when each worker started does what the next of `scripts` says, whether the last is kept, and
    /// how many were not started.
    fn ask_of(scripts: &[&str]) -> (Option<Result<Raw, String>>, bool, usize) {
        let mut scripts = scripts.iter();
        let mut kept = None;
        let mut start = || scripts.next().map(|script| worker(script).unwrap());
        let answer = ask_twice(&mut kept, &mut start, Task::Page, "<p>One</p>");
        (answer, kept.is_some(), scripts.len())
    }

    #[test]
    fn a_page_is_asked_again_when_its_worker_died() {
        let broken = Some(Err(BROKEN.to_owned()));
        let answered = Some(Err("none".to_owned()));
        assert_eq!(ask_of(&[ANSWERS, ANSWERS]), (answered.clone(), true, 1));
        assert_eq!(ask_of(&["kill -9 $$", ANSWERS, ANSWERS]), (answered, true, 1));
        assert_eq!(ask_of(&["exit 1", "kill -9 $$", ANSWERS]), (broken.clone(), false, 1));
        // not read in this process, which it may break as well
        assert_eq!(ask_of(&["exit 1"]), (broken, false, 0));
        assert_eq!(ask_of(&[]), (None, false, 0));
    }

    #[test]
    fn a_page_that_takes_too_much_is_not_asked_again() {
        for spends in ["while :; do :; done", "printf '\\377\\377\\377\\377'; sleep 9"] {
            let (answer, is_kept, left) = ask_of(&[spends, ANSWERS]);
            assert!(answer.unwrap().unwrap_err().contains("the page takes too"), "{spends}");
            assert!(!is_kept && left == 1, "{spends}");
        }
    }

    #[test]
    fn a_worker_that_does_not_read_is_ended() {
        let mut silent = worker("exec sleep 60").unwrap();
        // it has been waited for long enough but for three ticks
        let mut watch = Watch { waited: TIME * SHARE - TICK * 3, ..Watch::new(silent.child.id()) };
        let trouble = silent.send(&vec![b' '; 8 << 20], &mut watch).unwrap_err();
        assert!(matches!(trouble, Trouble::Late | Trouble::Slow) && watch.waited == TIME * SHARE, "{trouble:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_waited_is_late_and_who_worked_is_slow() {
        let ends = |script: &str| {
            let worker = worker(script).unwrap();
            let mut watch = Watch::new(worker.child.id());
            watch.tick().unwrap();
            // as if the machine had let it work but now and then
            while watch.used() < TIME / 2 && script != "exec sleep 60" {
                thread::sleep(TICK);
            }
            watch.waited = TIME * SHARE;
            watch.tick().unwrap_err()
        };
        assert!(ends("exec sleep 60").is_chance());
        assert!(matches!(ends("while :; do :; done"), Trouble::Slow));
    }

    #[test]
    fn a_start_that_fails_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let tries = folder.path().join("tries");
        let starts = |starter: &Starter, script: &str| {
            let script = format!("echo >> '{}'; {script}", tries.display());
            let worker = starter.start(Path::new("/bin/sh"), &["-c".into(), script.into()]);
            (worker.is_some(), std::fs::read_to_string(&tries).map_or(0, |text| text.len()))
        };
        let starter = Starter { failed: AtomicU32::new(0) };
        assert_eq!(starts(&starter, "echo another program"), (false, 3));
        assert_eq!(starts(&starter, "echo another program"), (false, 3));
        // two failures are forgiven when a worker starts
        let starter = Starter { failed: AtomicU32::new(STARTS - 1) };
        let hello = format!("printf '{}\\n'; cat", String::from_utf8_lossy(HELLO).trim_end());
        assert_eq!(starts(&starter, &hello), (true, 4));
        assert_eq!(starts(&starter, "exit 1"), (false, 7));
        let starter = Starter { failed: AtomicU32::new(0) };
        assert!(starter.start(Path::new("/nonexistent"), &[]).is_none());
    }

    #[test]
    fn a_worker_of_another_version_is_known_at_its_first_wrong_sign() {
        let began = std::time::Instant::now();
        let script = "printf 'newsdex pages 0\\n'; exec sleep 60";
        assert!(Worker::start(Path::new("/bin/sh"), &["-c".into(), script.into()]).is_err());
        assert!(began.elapsed() < TIME * SHARE);
    }

    #[test]
    fn a_worker_that_ends_breaks_its_page() {
        check("exit 1", BROKEN);
        check("kill -9 $$", BROKEN);
        check("printf '\\001'", BROKEN);
        check("printf '\\377\\377\\377\\377'; sleep 9", "too much memory");
    }

    #[test]
    fn a_worker_that_has_ended_is_known_to_have() {
        let mut worker = worker("exec sleep 99").unwrap().living().unwrap();
        worker.child.kill().unwrap();
        worker.child.wait().unwrap();
        assert!(worker.living().is_none());
    }

    #[test]
    fn a_worker_that_never_ends_is_ended() {
        check("while :; do :; done", "too long");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_worker_that_eats_the_memory_is_ended() {
        // takes 400 MiB and fills them again and again, with the line held open
        check("exec 3<&0 4>&1 dd if=/dev/zero of=/dev/null bs=400M", "too much memory");
    }

    #[test]
    fn a_program_that_is_no_worker_is_not_asked() {
        let start = |program: &str, args: &[&str]| {
            Worker::start(Path::new(program), &args.iter().map(OsString::from).collect::<Vec<_>>())
        };
        assert!(start("/nonexistent", &[]).is_err());
        assert!(start("/bin/sh", &["-c", "exit 0"]).is_err());
        assert!(start("/bin/sh", &["-c", "echo another program of which nobody knows"]).is_err());
    }
}
