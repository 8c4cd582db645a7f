//! One process from start to exit: processor time, wall time, largest private memory.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// What a process took.
pub(crate) struct Taken {
    /// User and system, of all its threads and of the processes that it waited for.
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    /// Largest `RssAnon` in bytes: memory of the process itself, without pages of mapped files, which the system can take
    /// back. `None` where there is no `/proc`.
    pub(crate) private: Option<u64>,
}

/// Runs a command whose output nobody reads.
pub(crate) fn run(command: &mut Command) -> Result<Taken> {
    let (before, begun) = (children()?, Instant::now());
    let mut child = start(command)?;
    let ended = AtomicBool::new(false);
    let (status, private) = std::thread::scope(|scope| {
        let (pid, ended) = (child.id(), &ended);
        let watch = scope.spawn(move || watch(pid, ended));
        let status = child.wait();
        ended.store(true, Ordering::Relaxed);
        (status, watch.join().unwrap_or_default())
    });
    let wall = begun.elapsed();
    ensure!(status?.success(), "this command fails: {command:?}");
    Ok(Taken { cpu: children()? - before, wall, private })
}

/// Processor time of a short command; that nothing was found is no failure.
pub(crate) fn cpu(command: &mut Command) -> Result<Duration> {
    let before = children()?;
    let status = start(command)?.wait()?;
    ensure!(status.code().is_some_and(|code| code < 2), "this command fails: {command:?}");
    Ok(children()? - before)
}

/// Whether a program is there.
pub(crate) fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn start(command: &mut Command) -> Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().with_context(|| format!("cannot start {command:?}"))
}

/// Of all children that were waited for.
fn children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros)?))
}

fn watch(pid: u32, ended: &AtomicBool) -> Option<u64> {
    let mut largest = None;
    while !ended.load(Ordering::Relaxed) {
        largest = largest.max(private(pid));
        std::thread::sleep(LOOK);
    }
    largest
}

fn private(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Bytes of a file, or of all files below a folder.
pub(crate) fn size(path: &Path) -> u64 {
    let files = walkdir::WalkDir::new(path).into_iter().filter_map(std::result::Result::ok);
    files.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
}
