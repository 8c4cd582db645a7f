//! A measurement as NDJSON, written and read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use newsdex::measure::{Throughput, Timed, Timings};
use newsdex::present;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::bench::report::{About, Report};
use crate::cli::failure::Failure;

/// Raised when a field changes its meaning or goes.
const VERSION: u64 = 1;

/// Writes a line a class, a line a query, a line for each number of threads, and a summary.
pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    report.measured().try_for_each(|timings| present::write_line(out, &class(timings)))?;
    for timings in report.measured() {
        timings.queries.iter().try_for_each(|timed| present::write_line(out, &query(&timings.name, timed)))?;
    }
    for throughput in &report.throughput {
        let Throughput { threads, queries, seconds } = throughput;
        let took_us = (seconds * 1e6).round() as u64;
        let line = json!({"type": "throughput", "threads": threads, "queries": queries, "took_us": took_us,
            "per_second": tenths(throughput.per_second())});
        present::write_line(out, &line)?;
    }
    present::write_line(out, &summary(report)?)
}

fn class(timings: &Timings) -> Value {
    let [p50, p95, p99] = [50, 95, 99].map(|percent| timings.percentile(percent).round() as u64);
    json!({
        "type": "bench", "version": VERSION, "name": timings.name, "queries": timings.queries.len(),
        "rounds": timings.rounds(), "p50_us": p50, "p95_us": p95, "p99_us": p99,
        "per_second": tenths(timings.per_second()), "cpu_us": timings.cpu_us.map(tenths), "hits": tenths(timings.hits()),
        "found": timings.found(),
    })
}

fn query(name: &str, timed: &Timed) -> Value {
    let runs: Vec<f64> = timed.runs_us.iter().copied().map(tenths).collect();
    json!({"type": "query", "name": name, "query": timed.query, "found": timed.found, "hits": timed.hits, "runs_us": runs})
}

fn summary(report: &Report) -> io::Result<Value> {
    let mut line = json!({"type": "summary", "version": VERSION});
    let without: Vec<&str> =
        report.timings.iter().filter(|timings| timings.queries.is_empty()).map(|t| t.name.as_str()).collect();
    line["without_queries"] = json!(without);
    line["rounds"] = json!(report.rounds());
    if let (Some(line), Value::Object(about)) = (line.as_object_mut(), serde_json::to_value(&report.about)?) {
        line.extend(about);
    }
    Ok(line)
}

/// One digit behind the point: the clock knows no more.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A line, whatever its type.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Bench {
        version: u64,
        name: String,
        cpu_us: Option<f64>,
    },
    Query {
        name: String,
        query: String,
        found: Option<u64>,
        hits: usize,
        runs_us: Vec<f64>,
    },
    Throughput {
        threads: usize,
        queries: usize,
        took_us: u64,
    },
    Summary(About),
    #[serde(other)]
    Unknown,
}

/// Reads what [`write`] wrote.
pub(super) fn read(path: &Path) -> Result<Report, Failure> {
    let unusable = |why: String| Failure::Usage(format!("cannot compare '{}': {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|err| unusable(err.to_string()))?;
    let mut report = Report::default();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let line = serde_json::from_str(line).map_err(|err| unusable(format!("line {number}: {err}")))?;
        take(&mut report, line).map_err(&unusable)?;
    }
    if report.measured().next().is_none() {
        return Err(unusable("it has no times of queries (write one with 'newsdex bench --json')".to_owned()));
    }
    Ok(report)
}

fn take(report: &mut Report, line: Line) -> Result<(), String> {
    match line {
        Line::Bench { version, .. } if version > VERSION => {
            return Err(format!("a newer newsdex wrote it (version {version}, this one reads {VERSION})"));
        }
        Line::Bench { name, cpu_us, .. } => report.timings.push(Timings { name, cpu_us, queries: Vec::new() }),
        Line::Query { name, query, found, hits, runs_us } => {
            let class = report.timings.iter_mut().find(|timings| timings.name == name);
            let class = class.ok_or_else(|| format!("a query of a class that it has not: '{name}'"))?;
            class.queries.push(Timed { query, found, hits, runs_us });
        }
        Line::Throughput { threads, queries, took_us } => {
            report.throughput.push(Throughput { threads, queries, seconds: took_us as f64 / 1e6 });
        }
        Line::Summary(about) => report.about = about,
        Line::Unknown => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bench::report::tests::report;

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let written = report(1.0);
        let mut file = fs::File::create(&path).unwrap();
        write(&mut file, &written).unwrap();
        writeln!(file, "{{\"type\":\"of a later version\"}}").unwrap();
        let read = super::read(&path).unwrap();
        assert_eq!(read.timings, written.timings[..1], "a class without a query has no line");
        assert_eq!((read.throughput, read.about), (written.throughput, written.about));
        let text = fs::read_to_string(&path).unwrap();
        let last: Value = serde_json::from_str(text.lines().rev().nth(1).unwrap()).unwrap();
        assert_eq!((&last["type"], &last["without_queries"][0]), (&"summary".into(), &"phrase".into()));
    }

    #[test]
    fn what_is_no_measurement_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let why = |text: &str| {
            fs::write(&path, text).unwrap();
            read(&path).unwrap_err().to_string()
        };
        assert!(why("").contains("no times of queries"));
        assert!(why("{\"type\":\"hit\"}\n").contains("no times of queries"));
        assert!(why("\nhello\n").contains("a.json': line 2: "));
        assert!(why("{\"type\":\"bench\",\"version\":9,\"name\":\"x\"}").contains("a newer newsdex wrote it"));
    }
}
