//! `newsdex bench`: how fast queries are answered on this index.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use newsdex::index::Index;
use newsdex::present;
use newsdex::search::{self, Request};

use crate::cli::args::{Shared, output};
use crate::cli::failure::{Done, Failure};

/// Asks every query once to warm the caches, then in rounds, each in an order of its own, and reports percentiles of the
/// time from request to ten drawn-ready hits.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Queries, one a line: 'id TAB query', or the query alone
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// How often each query is asked
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Seed of the order
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// JSON on standard output
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let queries = queries(&self.queries)?;
        let index = shared.open()?;
        let times = times(&index, &queries, self.rounds, self.seed)?;
        let mut out = output();
        let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap_or(u32::MAX);
        let [p50, p90, p99, max] = [50, 90, 99, 100].map(|percent| percentile(&times, percent));
        if self.json {
            let line = serde_json::json!({
                "type": "bench", "version": 1, "queries": queries.len(), "rounds": self.rounds, "seed": self.seed,
                "mean_us": micros(mean), "p50_us": micros(p50), "p90_us": micros(p90), "p99_us": micros(p99),
                "max_us": micros(max),
            });
            present::write_line(&mut out, &line)?;
        } else {
            let asked = format!("{} queries, {} rounds", present::count(queries.len() as u64), self.rounds);
            writeln!(out, "{asked}")?;
            for (name, time) in [("mean", mean), ("p50", p50), ("p90", p90), ("p99", p99), ("max", max)] {
                writeln!(out, "{name:<4}  {:>9}", present::duration(time))?;
            }
        }
        out.flush()?;
        Ok(Done::Well)
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn queries(path: &Path) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|err| Failure::Usage(format!("cannot read --queries '{}': {err}", path.display())))?;
    let query = |line: &str| line.split_once('\t').map_or(line, |(_, query)| query).trim().to_owned();
    let queries: Vec<String> = text.lines().map(query).filter(|query| !query.is_empty()).collect();
    if queries.is_empty() {
        return Err(Failure::Usage(format!("no queries in '{}'; write one a line", path.display())));
    }
    Ok(queries)
}

/// Times of all rounds, shortest first. Replaced at the merge where `measure` has its own.
fn times(index: &Index, queries: &[String], rounds: u32, seed: u64) -> Result<Vec<Duration>, Failure> {
    let mut times = Vec::with_capacity(queries.len() * rounds as usize);
    let mut order: Vec<usize> = (0..queries.len()).collect();
    let mut random = seed;
    for round in 0..=rounds {
        shuffle(&mut order, &mut random);
        for &query in &order {
            let request = Request { query: queries[query].clone(), ..Request::default() };
            let started = Instant::now();
            search::search(index, &request)?;
            // the first round warms the caches
            if round > 0 {
                times.push(started.elapsed());
            }
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// Fisher-Yates over SplitMix64 (Steele, Lea, Flood 2014): the same order for the same seed on every machine.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for last in (1..order.len()).rev() {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        order.swap(last, (z % (last as u64 + 1)) as usize);
    }
}

/// The nearest-rank percentile of sorted times.
fn percentile(times: &[Duration], percent: usize) -> Duration {
    let rank = (times.len() * percent).div_ceil(100).max(1);
    times.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=10).map(Duration::from_millis).collect();
        assert_eq!([50, 90, 99, 100].map(|p| percentile(&times, p).as_millis()), [5, 9, 10, 10]);
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn the_same_seed_gives_the_same_order() {
        let order = |seed| {
            let mut order: Vec<usize> = (0..20).collect();
            shuffle(&mut order, &mut { seed });
            order
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut sorted = order(3);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn queries_come_with_or_without_ids() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("queries.tsv");
        fs::write(&file, "1\trare earths\n\nport strike\n").unwrap();
        assert_eq!(queries(&file).unwrap(), ["rare earths", "port strike"]);
        fs::write(&file, "\n").unwrap();
        assert!(queries(&file).is_err());
    }
}
