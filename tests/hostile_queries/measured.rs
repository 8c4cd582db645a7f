//! A program that is measured while it runs: processor time, time on the wall, memory of its own.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Stands before what was printed and is no text.
pub(crate) const NO_TEXT: &str = "(no text) ";

/// How a run ended and what it cost.
pub(crate) struct Run {
    /// `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) wall: Duration,
    /// Seconds of processor time, to hundredths; 0 where the system has no `/proc` as Linux has.
    pub(crate) processor: f64,
    /// The most memory that was not mapped from a file, `RssAnon`, seen every 2 ms; 0 where the system does not say.
    pub(crate) megabytes: f64,
}

/// Runs `command` to its end; its output goes through files, so that nobody waits for anybody.
pub(crate) fn run(mut command: Command, input: &[u8]) -> Run {
    let mut files = [(); 3].map(|()| tempfile::tempfile().unwrap());
    files[0].write_all(input).unwrap();
    files[0].rewind().unwrap();
    let [stdin, stdout, stderr] = files.each_ref().map(|file| Stdio::from(file.try_clone().unwrap()));
    let begin = Instant::now();
    let mut child = command.stdin(stdin).stdout(stdout).stderr(stderr).spawn().unwrap();
    let (mut processor, mut megabytes) = (0.0_f64, 0.0_f64);
    let code = loop {
        // who has ended is still there until he is asked for
        let ended = state(child.id()).map(|(ended, seconds)| {
            processor = seconds;
            ended
        });
        megabytes = megabytes.max(memory(child.id()).unwrap_or(0.0));
        if ended != Some(false)
            && let Some(status) = child.try_wait().unwrap()
        {
            break status.code();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let wall = begin.elapsed();
    let [_, stdout, stderr] = files.map(text);
    Run { code, stdout, stderr, wall, processor, megabytes }
}

fn text(mut file: File) -> String {
    file.rewind().unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap_or_else(|err| format!("{NO_TEXT}{}", String::from_utf8_lossy(err.as_bytes())))
}

/// Whether a process has ended, and its processor time in seconds: Linux counts in hundredths.
fn state(id: u32) -> Option<(bool, f64)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    Some((fields.first() == Some(&"Z"), (ticks(11)? + ticks(12)?) / 100.0))
}

fn memory(id: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0 / 1e6)
}
