//! What the figures were measured on: processor, memory, system, compiler, day and command; no names of hosts or folders.

use std::fs;
use std::process::Command;

/// Lines of Markdown.
pub(crate) fn described() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let lines = [
        format!("- day: {}", chrono::Local::now().date_naive()),
        format!("- processor: {}, {cores} cores for this program", processor()),
        format!("- memory: {}", memory()),
        format!("- system: {} {}, {}", std::env::consts::OS, output("uname", &["-r"]), std::env::consts::ARCH),
        format!("- compiler: {}", output("rustc", &["--version"])),
        format!("- newsdex: {}", env!("CARGO_PKG_VERSION")),
        format!("- command: cargo bench --features peers --bench peers -- {}", arguments()),
    ];
    lines.join("\n")
}

/// What was asked, without paths.
fn arguments() -> String {
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let shown = words.map(|word| if word.contains('/') { "PATH".to_owned() } else { word });
    shown.collect::<Vec<_>>().join(" ")
}

fn processor() -> String {
    let listed = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |name: &str| {
        let line = listed.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    value("model name").unwrap_or_else(|| output("sysctl", &["-n", "machdep.cpu.brand_string"]))
}

fn memory() -> String {
    let listed = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes = listed.lines().find_map(|line| line.strip_prefix("MemTotal:")).map(str::trim);
    let bytes = match kibibytes.and_then(|line| line.split(' ').next()?.parse::<u64>().ok()) {
        Some(kibibytes) => kibibytes * 1024,
        None => output("sysctl", &["-n", "hw.memsize"]).parse().unwrap_or_default(),
    };
    format!("{:.0} GB", bytes as f64 / 1e9)
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or("unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
