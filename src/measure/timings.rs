//! Running queries against the clock.

use std::time::{Duration, Instant};

use crate::error::Result;
use crate::index::Index;
use crate::measure::Class;
use crate::search::search_in;

/// How long the queries of one class took, one after the other, in one thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Timings {
    /// The class.
    pub name: &'static str,
    /// Different queries.
    pub queries: usize,
    /// How often each was run.
    pub rounds: usize,
    /// Median in microseconds; this and the following by nearest rank over all runs.
    pub p50_us: u64,
    /// 95 of 100 were as fast or faster, microseconds.
    pub p95_us: u64,
    /// 99 of 100 were as fast or faster, microseconds.
    pub p99_us: u64,
    /// Queries answered a second.
    pub per_second: f64,
    /// Processor time a query in microseconds; `None` where the system does not tell cheaply (all but Linux).
    pub cpu_us: Option<f64>,
    /// Hits a query on average: what the time was spent on.
    pub hits: f64,
}

/// Runs each class once to warm up and then `rounds` times, on an index that is opened once: what a server or a second
/// query would see. Opening the index is not in it.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn bench(index: &Index, classes: &[Class], rounds: usize) -> Result<Vec<Timings>> {
    let searcher = index.searcher()?;
    let mut timings = Vec::with_capacity(classes.len());
    for class in classes.iter().filter(|class| !class.requests.is_empty()) {
        for request in &class.requests {
            search_in(index, &searcher, request)?;
        }
        let rounds = rounds.max(1);
        let mut times = Vec::with_capacity(rounds * class.requests.len());
        let (mut hits, cpu) = (0, thread_cpu());
        for request in std::iter::repeat_n(&class.requests, rounds).flatten() {
            let started = Instant::now();
            hits += search_in(index, &searcher, request)?.hits.len();
            times.push(started.elapsed());
        }
        let runs = times.len() as f64;
        let cpu = cpu.zip(thread_cpu()).map(|(before, after)| after.saturating_sub(before).as_secs_f64() * 1e6 / runs);
        timings.push(summary(class, rounds, times, cpu, hits as f64 / runs));
    }
    Ok(timings)
}

fn summary(class: &Class, rounds: usize, mut times: Vec<Duration>, cpu_us: Option<f64>, hits: f64) -> Timings {
    let seconds: f64 = times.iter().map(Duration::as_secs_f64).sum();
    times.sort_unstable();
    Timings {
        name: class.name,
        queries: class.requests.len(),
        rounds,
        p50_us: nearest_rank(&times, 50),
        p95_us: nearest_rank(&times, 95),
        p99_us: nearest_rank(&times, 99),
        per_second: times.len() as f64 / seconds.max(f64::MIN_POSITIVE),
        cpu_us,
        hits,
    }
}

/// The smallest time that `percent` of all are not above, in microseconds; 0 of none.
fn nearest_rank(sorted: &[Duration], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
}

/// Processor time of this thread so far: Linux tells nanoseconds in the first number of `schedstat`.
fn thread_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Labels, Origin};
    use crate::index::{Entry, Payload};
    use crate::measure::draw;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let times: Vec<Duration> = (1..=10).map(Duration::from_micros).collect();
        assert_eq!([50, 95, 99].map(|percent| nearest_rank(&times, percent)), [5, 10, 10]);
        assert_eq!(nearest_rank(&times[..1], 50), 1);
        assert_eq!(nearest_rank(&[], 50), 0);
    }

    /// Forty articles of invented words: each has a frequent one, some a medium one, all a rare one.
    fn archive() -> Index {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        for n in 0..40 {
            let body = format!("common matter {} item{n} thing{n}", if n % 25 == 0 { "seldom" } else { "often" });
            let entry = Entry {
                origin: Origin { root: "r".into(), path: n.to_string(), record: None },
                article: Article { text: body.into(), ..Article::default() },
                labels: Labels { main: vec!["JP".into()], ..Labels::default() },
                ..Entry::default()
            };
            writer.add(index.document(&entry)).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        index
    }

    #[test]
    fn drawn_queries_are_timed() {
        let index = archive();
        let classes = draw(&index, 1, 5).unwrap();
        assert_eq!(classes, draw(&index, 1, 5).unwrap());
        let names: Vec<&str> = classes.iter().map(|class| class.name).collect();
        // one of forty is no rare word
        let expected = ["medium word", "frequent word", "two words, any", "two words, all", "phrase"];
        assert_eq!(names[..5], expected);
        let timings = bench(&index, &classes, 2).unwrap();
        assert_eq!(timings.len(), classes.len());
        for timing in &timings {
            assert!(timing.p50_us <= timing.p95_us && timing.p95_us <= timing.p99_us, "{timing:?}");
            assert!(timing.hits >= 1.0, "every drawn query has an answer: {timing:?}");
        }
    }

    #[test]
    fn an_empty_index_has_no_queries() {
        assert_eq!(draw(&Index::in_memory(), 1, 5).unwrap(), []);
    }
}
