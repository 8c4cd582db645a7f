//! What this process uses of the machine, where the system says it: Linux does.

use std::time::Duration;

/// Memory that belongs to this process alone, in bytes: not the pages of files that are mapped, such as an index. `None` where
/// the system does not say.
pub fn private_bytes() -> Option<u64> {
    status("RssAnon:")
}

/// The most memory that this process has had at any time, pages of mapped files among it, in bytes. `None` where the system
/// does not say.
pub fn peak_bytes() -> Option<u64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Processor time of this thread so far: Linux tells nanoseconds in the first number of `schedstat`, brought up to date at
/// every tick of its clock (1 to 10 ms). `None` where the system does not say.
pub(crate) fn thread_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Ticks of a second in `/proc`: Linux says 100 to programs on all machines that Rust's standard library supports.
const TICKS: f64 = 100.0;

/// Processor time of all children that have ended and were waited for, in microseconds, in steps of a tick. `None` where the
/// system does not say.
pub fn children_cpu_us() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // fields 16 and 17, counted from behind the name of the program, which is the second and may hold blanks
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(13);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * 1e6 / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_says_what_is_used() {
        let held = vec![1_u8; 30_000_000];
        assert!(private_bytes().unwrap() >= 30_000_000 && peak_bytes().unwrap() >= 30_000_000, "{}", held.len());
        assert!(thread_cpu().is_some() && children_cpu_us().is_some_and(|us| us >= 0.0));
    }
}
