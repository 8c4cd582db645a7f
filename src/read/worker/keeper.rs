//! The keeper of a worker: hands it tasks, waits for answers, and ends it when a task takes too much.
//!
//! A worker is started at the first task of a thread and serves it to its end. It ends when its input does, so it
//! outlives this process only until it looks up. A task whose worker was killed or not let run is done once more by a
//! fresh one: the system may be short of memory or time, and no article may be lost by that.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::read::worker::watch::{Budget, TICK, Trouble, Watch};
use crate::read::worker::{CHUNK, Frames, HELLO, NO_WORKER, Task};

/// Bytes of the longest frame: a page has at most 1 MiB of text and as much JSON-LD, a record as many as the largest
/// export; either with escapes.
const FRAME: usize = 128 << 20;

/// The same of a page.
const PAGE_FRAME: usize = 32 << 20;

/// The signal of a program that ends itself (POSIX.1-2017, kill).
const SIGABRT: i32 = 6;

/// Starts that may fail in a thread one after the other before they count: one failure may be chance, as when the system has
/// too many processes or kills one; three are a program that is no worker, unless one has started before.
const STARTS: u32 = 3;

/// Whether any thread has ever started a worker.
static HAS_STARTED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static STARTER: Starter<'static> = const { Starter { failed: Cell::new(0), has_started: &HAS_STARTED } };
    static WORKER: Cell<Option<Worker>> = const { Cell::new(None) };
}

/// Lets the worker of this thread do a task; `None` when none can be started.
pub(super) fn ask(program: &Path, args: &[OsString], task: &Task<'_>, each: Frames<'_>) -> Option<Result<(), String>> {
    let mut kept = WORKER.take();
    let answer = ask_twice(&mut kept, &mut || STARTER.with(|starter| starter.start(program, args)), task, each);
    WORKER.set(kept);
    answer
}

/// Asks the worker that was kept or a fresh one, and another fresh one where that may help; `each` meets no frame twice.
fn ask_twice(
    kept: &mut Option<Worker>,
    start: &mut dyn FnMut() -> Result<Worker, NoWorker>,
    task: &Task<'_>,
    each: Frames<'_>,
) -> Option<Result<(), String>> {
    let worker = match kept.take().and_then(Worker::living).map_or_else(&mut *start, Ok) {
        Ok(worker) => worker,
        Err(NoWorker::Ever) => return None,
        Err(NoWorker::Now) => return Some(Err(NO_WORKER.to_owned())),
    };
    let mut given = 0;
    let answer = ask_once(worker, kept, task, &mut |frame| {
        each(frame)?;
        // one that was not understood is to come again
        given += 1;
        Ok(())
    });
    let answer = answer.or_else(|trouble| {
        let fresh = if trouble.is_chance() { start().ok() } else { None };
        // without a fresh one it is not done in this process either: it may have been the task after all
        let Some(fresh) = fresh else { return Err(trouble) };
        let mut met = 0;
        ask_once(fresh, kept, task, &mut |frame| {
            met += 1;
            if met > given { each(frame) } else { Ok(()) }
        })
    });
    Some(answer.map_err(|trouble| trouble.reason(task)))
}

/// Asks a worker, and keeps it if it is still of use.
fn ask_once(mut worker: Worker, kept: &mut Option<Worker>, task: &Task<'_>, each: Frames<'_>) -> Result<(), Trouble> {
    worker.ask(task, each).map_err(|trouble| worker.explained(trouble))?;
    if !worker.is_bloated {
        *kept = Some(worker);
    }
    Ok(())
}

/// Why there is no worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoWorker {
    /// None could ever be started: everything is read in this process.
    Ever,
    /// There have been some: what needs one waits for a better time, as it may be what broke them.
    Now,
}

/// Starts workers of a thread, and remembers when that is in vain.
struct Starter<'a> {
    /// Starts that failed since one succeeded.
    failed: Cell<u32>,
    /// Whether any ever succeeded, in any thread.
    has_started: &'a AtomicBool,
}

impl Starter<'_> {
    /// A worker that has said hello. After [`STARTS`] failures one more is tried each time, but none if there never was a
    /// worker.
    fn start(&self, program: &Path, args: &[OsString]) -> Result<Worker, NoWorker> {
        while self.failed.get() < STARTS {
            if let Ok(worker) = self.try_start(program, args) {
                return Ok(worker);
            }
            self.failed.set(self.failed.get() + 1);
            if self.failed.get() == STARTS {
                break;
            }
            // whatever was short may be there again
            thread::sleep(TICK);
        }
        if !self.has_started.load(Ordering::Relaxed) {
            return Err(NoWorker::Ever);
        }
        self.try_start(program, args).map_err(|_| NoWorker::Now)
    }

    fn try_start(&self, program: &Path, args: &[OsString]) -> io::Result<Worker> {
        let worker = Worker::start(program, args)?;
        self.failed.set(0);
        self.has_started.store(true, Ordering::Relaxed);
        Ok(worker)
    }
}

/// A child process and the line to it.
struct Worker {
    child: Child,
    line: UnixStream,
    /// Whether a task has left it so large that a fresh one is better.
    is_bloated: bool,
}

impl Worker {
    fn start(program: &Path, args: &[OsString]) -> io::Result<Self> {
        let (line, theirs) = UnixStream::pair()?;
        line.set_read_timeout(Some(TICK))?;
        line.set_write_timeout(Some(TICK))?;
        let child = spawn(program, args, theirs)?;
        let mut worker = Self { child, line, is_bloated: false };
        let mut watch = Watch::new(worker.child.id(), Budget::of(&Task::Page("")));
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

    /// It, unless somebody has ended it between two tasks, which is no fault of the next one.
    fn living(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    fn ask(&mut self, task: &Task<'_>, each: Frames<'_>) -> Result<(), Trouble> {
        let mut watch = Watch::new(self.child.id(), Budget::of(task));
        let head = task.head()?;
        let longest = if head[0] == CHUNK { FRAME } else { PAGE_FRAME };
        self.send(&head, &mut watch)?;
        self.send(task.body(), &mut watch)?;
        loop {
            let mut length = [0; 4];
            self.fill(&mut length, &mut watch)?;
            let length = u32::from_le_bytes(length) as usize;
            if length == 0 {
                self.is_bloated = watch.is_bloated();
                return Ok(());
            }
            if length > longest {
                return Err(Trouble::Large);
            }
            let mut frame = vec![0; length];
            self.fill(&mut frame, &mut watch)?;
            each(&frame)?;
            watch.restart()?;
        }
    }

    /// Trouble with a worker that ended, as the system tells it: what aborts does so by itself.
    fn explained(&mut self, trouble: Trouble) -> Trouble {
        if !matches!(trouble, Trouble::Dead) {
            return trouble;
        }
        // it has closed the line and may take a moment to end
        for _ in 0..10 {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(TICK / 10),
                Ok(Some(status)) if status.signal() == Some(SIGABRT) => return Trouble::Aborted,
                _ => break,
            }
        }
        trouble
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
    // Ctrl-C is for this process, which may have to finish a file
    command.process_group(0).spawn()
}

#[cfg(test)]
mod tests;
