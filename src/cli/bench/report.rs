//! What a measurement says: the times, and what they are of.

use std::io::{self, Write};

use newsdex::index::Index;
use newsdex::measure::{Throughput, Timings, peak_bytes};
use newsdex::present;
use serde::{Deserialize, Serialize};

use crate::cli::bench::Args;
use crate::cli::failure::Failure;
use crate::cli::stats::size;

/// A measurement.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// By class; those without a query too.
    pub(super) timings: Vec<Timings>,
    /// By threads.
    pub(super) throughput: Vec<Throughput>,
    /// What was measured, on what.
    pub(super) about: About,
}

/// What was measured, on what: the fields of the last line of JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct About {
    /// The version of newsdex.
    pub(super) newsdex: String,
    /// Whether it was built without optimisation.
    pub(super) debug: bool,
    /// The system: `linux x86_64`.
    pub(super) system: String,
    /// The processor as its maker calls it, where the system says.
    pub(super) processor: Option<String>,
    /// Processors that this process may use.
    pub(super) processors: usize,
    /// Where the index is.
    pub(super) index: String,
    pub(super) articles: u64,
    pub(super) segments: usize,
    /// Bytes of the index.
    pub(super) bytes: u64,
    /// The file of the queries; `None` where they were drawn.
    pub(super) queries_file: Option<String>,
    /// The seed of the draw; `None` with a file.
    pub(super) seed: Option<u64>,
    pub(super) lexical: bool,
    pub(super) all_copies: bool,
    /// The largest memory of the process's own after a query, in bytes, where the system says.
    pub(super) private_bytes: Option<u64>,
    /// The largest memory at any time, pages of the index among it.
    pub(super) peak_bytes: Option<u64>,
    /// Time of all, from start to end.
    pub(super) took_us: u64,
    /// Whether somebody stopped it.
    pub(super) interrupted: bool,
}

impl About {
    pub(super) fn of(index: &Index, args: &Args) -> Result<Self, Failure> {
        let searcher = index.searcher()?;
        Ok(Self {
            newsdex: env!("CARGO_PKG_VERSION").to_owned(),
            debug: cfg!(debug_assertions),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            processor: processor(),
            processors: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            index: index.dir().display().to_string(),
            articles: searcher.num_docs(),
            segments: searcher.segment_readers().len(),
            bytes: size(index.dir()),
            queries_file: args.queries.as_ref().map(|path| path.display().to_string()),
            seed: args.queries.is_none().then_some(args.seed),
            lexical: args.lexical,
            all_copies: args.all_copies,
            peak_bytes: peak_bytes(),
            ..Self::default()
        })
    }

    /// `20,000 articles in 4 segments, 85 MB; newsdex 0.1.0 on linux x86_64, 2 processors`
    pub(super) fn sentence(&self) -> String {
        format!(
            "{} in {}, {}; newsdex {}{} on {}, {}",
            present::counted(self.articles, "article"),
            present::counted(self.segments as u64, "segment"),
            present::bytes(self.bytes),
            self.newsdex,
            if self.debug { " (not optimised)" } else { "" },
            self.system,
            present::counted(self.processors as u64, "processor"),
        )
    }
}

/// The processor as Linux calls it.
fn processor() -> Option<String> {
    let info = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = info.lines().find(|line| line.starts_with("model name"))?.split_once(':')?.1.trim();
    Some(name.to_owned())
}

impl Report {
    /// Classes that were asked for and have times.
    pub(super) fn measured(&self) -> impl Iterator<Item = &Timings> {
        self.timings.iter().filter(|timings| timings.rounds() > 0)
    }

    /// How often each query was asked.
    pub(super) fn rounds(&self) -> usize {
        self.measured().map(Timings::rounds).max().unwrap_or(0)
    }

    /// Draws the tables.
    pub(super) fn draw(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<Vec<String>> = self.measured().map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        present::scores(
            out,
            &["class, one thread", "queries", "found", "p50 ms", "p95 ms", "p99 ms", "cpu ms"],
            &rows,
        )?;
        let one = self.throughput.iter().find(|throughput| throughput.threads == 1).map(Throughput::per_second);
        let rows: Vec<Vec<String>> = self.throughput.iter().map(|throughput| threads(throughput, one)).collect();
        if !rows.is_empty() {
            writeln!(out)?;
            present::scores(out, &["all classes at once", "queries/s", "of one thread"], &rows)?;
        }
        writeln!(out, "\n{}", self.memory())
    }

    fn memory(&self) -> String {
        let About { private_bytes, peak_bytes, .. } = self.about;
        let private = private_bytes.map(|bytes| format!("{} of its own", present::bytes(bytes)));
        let peak = peak_bytes
            .map(|bytes| format!("{} at its peak, mapped files and the draw included", present::bytes(bytes)));
        let known: Vec<String> = private.into_iter().chain(peak).collect();
        if known.is_empty() {
            "memory: this system does not say".to_owned()
        } else {
            format!("memory: {}", known.join(", "))
        }
    }

    /// What a person should know besides; `wanted` queries were to be drawn for each class.
    pub(super) fn notes(&self, wanted: Option<usize>) -> Vec<String> {
        let mut notes = Vec::new();
        if self.about.interrupted {
            let rounds = present::counted(self.rounds() as u64, "whole round");
            notes.push(format!("interrupted: after {rounds}"));
        }
        let names = |fits: &dyn Fn(usize) -> bool| {
            let fit = self.timings.iter().filter(|timings| fits(timings.queries.len()));
            fit.map(|timings| timings.name.as_str()).collect::<Vec<_>>().join("; ")
        };
        let empty = names(&|queries| queries == 0);
        if !empty.is_empty() {
            notes.push(format!("the index has no queries for: {empty}"));
        }
        // the class of starts has fewer on purpose
        let least = wanted.map_or(0, |wanted| wanted.min(crate::cli::bench::cold::QUERIES));
        let short = names(&|queries| queries > 0 && queries < least);
        if !short.is_empty() {
            notes.push(format!("the index has few queries for: {short}"));
        }
        let unanswered =
            self.timings.iter().flat_map(|timings| &timings.queries).filter(|timed| timed.found == Some(0));
        let unanswered = unanswered.count();
        if unanswered > 0 {
            notes.push(format!(
                "{} found nothing",
                present::counted(unanswered as u64, "query").replace("querys", "queries")
            ));
        }
        let took = present::duration(std::time::Duration::from_micros(self.about.took_us));
        notes.push(format!("{}; {} in {took}", self.about.sentence(), present::counted(self.rounds() as u64, "round")));
        notes
    }
}

fn row(timings: &Timings) -> Vec<String> {
    let [p50, p95, p99] = [50, 95, 99].map(|percent| ms(timings.percentile(percent)));
    vec![
        timings.name.clone(),
        timings.queries.len().to_string(),
        timings.found().map_or("-".to_owned(), present::count),
        p50,
        p95,
        p99,
        timings.cpu_us.map_or("-".to_owned(), ms),
    ]
}

fn threads(throughput: &Throughput, one: Option<f64>) -> Vec<String> {
    let speed = throughput.per_second();
    let times = one.map_or("-".to_owned(), |one| format!("{:.2} x", speed / one));
    vec![present::counted(throughput.threads as u64, "thread"), present::count(speed.round() as u64), times]
}

/// Microseconds as milliseconds, with three figures where they say something.
pub(super) fn ms(us: f64) -> String {
    match us / 1e3 {
        ms if ms < 9.995 => format!("{ms:.2}"),
        ms if ms < 99.95 => format!("{ms:.1}"),
        ms => format!("{ms:.0}"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use newsdex::measure::Timed;

    /// One class of two queries in three rounds, each as long as the last but for `factor`.
    pub(crate) fn report(factor: f64) -> Report {
        let timed = |query: &str, us: f64| Timed {
            query: query.into(),
            found: Some(1234),
            hits: 10,
            runs_us: vec![us * factor; 3],
        };
        let queries = vec![timed("tide", 100.0), timed("harbour", 20_000.0)];
        Report {
            timings: vec![
                Timings { name: "rare word".into(), queries, cpu_us: Some(91.0) },
                Timings { name: "phrase".into(), ..Timings::default() },
            ],
            throughput: [1, 2].map(|threads| Throughput { threads, queries: 1500 * threads, seconds: 1.0 }).to_vec(),
            about: About {
                articles: 20_000,
                segments: 4,
                bytes: 85_000_000,
                newsdex: "0.1.0".into(),
                ..About::default()
            },
        }
    }

    #[test]
    fn the_tables_are_aligned() {
        let mut out = Vec::new();
        report(1.0).draw(&mut out).unwrap();
        let expected = "class, one thread  queries  found  p50 ms  p95 ms  p99 ms  cpu ms\n\
                        rare word                2  1,234    0.10    20.0    20.0    0.09\n\
                        \n\
                        all classes at once  queries/s  of one thread\n\
                        1 thread                 1,500         1.00 x\n\
                        2 threads                3,000         2.00 x\n\
                        \n\
                        memory: this system does not say\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn notes_name_what_is_missing() {
        let notes = report(1.0).notes(Some(50)).join("\n");
        assert!(
            notes.contains("no queries for: phrase\n") && notes.contains("few queries for: rare word\n"),
            "{notes}"
        );
        assert!(notes.contains("20,000 articles in 4 segments, 85 MB; newsdex 0.1.0 on "), "{notes}");
        assert!(!notes.contains("interrupted") && !notes.contains("found nothing"), "{notes}");
        assert!(!report(1.0).notes(None).join("\n").contains("few queries"));
    }
}
