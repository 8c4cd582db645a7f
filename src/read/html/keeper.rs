//! The keeper of a worker: hands it pages, waits for answers, and ends it when a page takes too much.
//!
//! A worker is started at the first page of a thread and serves it to its end. It ends when its input does, so it
//! outlives this process only until it looks up.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::article::Raw;
use crate::read::html::BROKEN;
use crate::read::html::worker::{self, HELLO, Task};

/// How long is waited before the worker is looked at. Time is counted in these, so that a night in which the machine slept
/// is one.
const TICK: Duration = Duration::from_millis(50);

/// Processor time of a page.
const TIME: Duration = Duration::from_millis(1500);

/// Where processor time is known, so many seconds of waiting count as one: others may want the machine too.
const SHARE: u32 = 8;

/// Memory of a worker in KiB.
const MEMORY: u64 = 200 << 10;

/// Bytes of the longest answer: a page has at most 1 MiB of text and as much JSON-LD, either with escapes.
const ANSWER: usize = 32 << 20;

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Lets the worker of this thread do a task; `None` when workers are not wanted or cannot be started.
pub(super) fn ask(task: Task, text: &str) -> Option<Result<Raw, String>> {
    let (program, args) = worker::program()?;
    WORKER.with_borrow_mut(|kept| {
        let mut worker = match kept.take().and_then(Worker::living) {
            Some(worker) => worker,
            None => Worker::start(program, args).ok()?,
        };
        let answer = worker.ask(task, text);
        if answer.is_ok() && !worker.is_bloated {
            *kept = Some(worker);
        }
        Some(answer.unwrap_or_else(|trouble| Err(trouble.reason())))
    })
}

/// Why there is no answer; the worker is of no use any more.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Slow,
    Large,
    Dead,
}

impl Trouble {
    fn reason(self) -> String {
        match self {
            Self::Slow => format!("the page takes too long to read (over {} s)", TIME.as_secs_f64()),
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
        let child = spawn(program, args, theirs)?;
        let mut worker = Self { child, line, is_bloated: false };
        let mut hello = [0; HELLO.len()];
        let mut watch = Watch::new(worker.child.id());
        match worker.fill(&mut hello, &mut watch) {
            Ok(()) if hello == *HELLO => Ok(worker),
            _ => Err(io::Error::other("the worker is none of ours")),
        }
    }

    /// It, unless somebody has ended it between two pages, which is no fault of the next one.
    fn living(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    fn ask(&mut self, task: Task, text: &str) -> Result<Result<Raw, String>, Trouble> {
        // a worker without work reads at once, so this waits for nothing
        worker::request(&mut self.line, task, text)?;
        let mut watch = Watch::new(self.child.id());
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

    /// Reads until `buffer` is full or the worker has had enough time.
    fn fill(&mut self, buffer: &mut [u8], watch: &mut Watch) -> Result<(), Trouble> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.line.read(&mut buffer[filled..]) {
                Ok(0) => return Err(Trouble::Dead),
                Ok(read) => filled += read,
                Err(err) => match err.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => watch.tick()?,
                    io::ErrorKind::Interrupted => {}
                    _ => return Err(err.into()),
                },
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

    fn tick(&mut self) -> Result<(), Trouble> {
        self.waited += TICK;
        if self.spent() >= TIME {
            return Err(Trouble::Slow);
        }
        match memory_of(self.process) {
            Some(memory) if memory > MEMORY => Err(Trouble::Large),
            _ => Ok(()),
        }
    }

    fn spent(&mut self) -> Duration {
        let Some(now) = cpu_of(self.process) else { return self.waited };
        // at the first tick all of it may be this page's
        let before = *self.before.get_or_insert(now.saturating_sub(TICK));
        now.saturating_sub(before).max(self.waited / SHARE)
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
