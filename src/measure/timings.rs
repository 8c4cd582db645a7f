//! Running queries against the clock.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tantivy::Searcher;

use crate::error::Result;
use crate::index::Index;
use crate::measure::Class;
use crate::measure::dice::Dice;
use crate::measure::usage::{private_bytes, thread_cpu};
use crate::search::{Request, search_in};

/// Wall-clock time of a throughput of one thread at least: shorter ones say more about the scheduler than about the work.
const LEAST_SECONDS: f64 = 1.0;

/// How long the queries of one class took, one after the other, in one thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timings {
    /// The class.
    pub name: String,
    /// Its queries.
    pub queries: Vec<Timed>,
    /// Processor time a query in microseconds; `None` where the system does not tell cheaply (all but Linux).
    pub cpu_us: Option<f64>,
}

/// One query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timed {
    /// As typed.
    pub query: String,
    /// Articles that match; `None` where the search does not count them.
    pub found: Option<u64>,
    /// Hits on its page.
    pub hits: usize,
    /// What each round took, microseconds from request to results.
    pub runs_us: Vec<f64>,
}

impl Timings {
    /// How often each query was run.
    pub fn rounds(&self) -> usize {
        self.queries.iter().map(|timed| timed.runs_us.len()).min().unwrap_or(0)
    }

    /// The smallest time that `percent` of all runs are not above (nearest rank), in microseconds; 0 of none.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut runs: Vec<f64> = self.runs().collect();
        runs.sort_unstable_by(f64::total_cmp);
        let rank = (runs.len() * percent).div_ceil(100).max(1);
        runs.get(rank - 1).copied().unwrap_or(0.0)
    }

    /// Queries answered a second, one after the other.
    pub fn per_second(&self) -> f64 {
        let (runs, sum) = self.runs().fold((0.0, 0.0), |(runs, sum), time| (runs + 1.0, sum + time));
        if sum > 0.0 { runs * 1e6 / sum } else { 0.0 }
    }

    /// Hits a query on average.
    pub fn hits(&self) -> f64 {
        let hits: usize = self.queries.iter().map(|timed| timed.hits).sum();
        hits as f64 / self.queries.len().max(1) as f64
    }

    /// Articles that the query in the middle finds; `None` where searches of this class do not count them.
    pub fn found(&self) -> Option<u64> {
        let mut found: Vec<u64> = self.queries.iter().filter_map(|timed| timed.found).collect();
        found.sort_unstable();
        found.get(found.len().saturating_sub(1) / 2).copied()
    }

    fn runs(&self) -> impl Iterator<Item = f64> {
        self.queries.iter().flat_map(|timed| &timed.runs_us).copied()
    }
}

/// Queries a second with several threads that search at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throughput {
    /// How many.
    pub threads: usize,
    /// Queries answered, of all classes, each as often as any other.
    pub queries: usize,
    /// From the first to the last of them, on the wall.
    pub seconds: f64,
}

impl Throughput {
    /// Queries answered a second, by all threads together.
    pub fn per_second(&self) -> f64 {
        self.queries as f64 / self.seconds.max(f64::MIN_POSITIVE)
    }
}

/// Classes and their times so far, on an index that is opened once: what a server or a second query would see. Opening the
/// index is not in it.
pub struct Session<'a> {
    index: &'a Index,
    searcher: Searcher,
    classes: &'a [Class],
    timings: Vec<Timings>,
    /// Processor time of each class, in all rounds; `None` as soon as the system does not say.
    cpu: Vec<Option<Duration>>,
    private_bytes: Option<u64>,
}

impl<'a> Session<'a> {
    /// Nothing has run yet.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub fn new(index: &'a Index, classes: &'a [Class]) -> Result<Self> {
        let timed = |request: &Request| Timed { query: request.query.clone(), ..Timed::default() };
        let timings = classes.iter().map(|class| Timings {
            name: class.name.to_owned(),
            queries: class.requests.iter().map(timed).collect(),
            cpu_us: None,
        });
        let (timings, cpu) = (timings.collect(), vec![Some(Duration::ZERO); classes.len()]);
        Ok(Self { index, searcher: index.searcher()?, classes, timings, cpu, private_bytes: None })
    }

    /// Asks each query once, to warm caches and to see what it finds and how much memory it leaves. Not all of them when told
    /// to `stop`; `tell` hears of each class.
    ///
    /// # Errors
    /// As [`crate::search::search`].
    pub fn warm(&mut self, stop: &AtomicBool, tell: &dyn Fn(usize)) -> Result<()> {
        for (class, timings) in self.classes.iter().zip(&mut self.timings) {
            for (request, timed) in class.requests.iter().zip(&mut timings.queries) {
                if stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let results = search_in(self.index, &self.searcher, request)?;
                (timed.found, timed.hits) = (results.total, results.hits.len());
                self.private_bytes = self.private_bytes.max(private_bytes());
            }
            tell(class.requests.len());
        }
        Ok(())
    }

    /// Asks each query once more, one class after the other: a machine that is busy for a while slows no class alone.
    /// A round that is told to `stop` does not count.
    ///
    /// # Errors
    /// As [`crate::search::search`].
    pub fn round(&mut self, stop: &AtomicBool, tell: &dyn Fn(usize)) -> Result<()> {
        let mut times: Vec<(Vec<f64>, Option<Duration>)> = Vec::with_capacity(self.classes.len());
        for class in self.classes {
            let before = thread_cpu();
            let mut runs = Vec::with_capacity(class.requests.len());
            for request in &class.requests {
                if stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let started = Instant::now();
                search_in(self.index, &self.searcher, request)?;
                runs.push(started.elapsed().as_secs_f64() * 1e6);
            }
            let cpu = before.zip(thread_cpu()).map(|(before, after)| after.saturating_sub(before));
            times.push((runs, cpu));
            tell(class.requests.len());
        }
        for ((timings, total), (runs, cpu)) in self.timings.iter_mut().zip(&mut self.cpu).zip(times) {
            timings.queries.iter_mut().zip(runs).for_each(|(timed, run)| timed.runs_us.push(run));
            *total = total.zip(cpu).map(|(total, cpu)| total + cpu);
            let asked = (timings.rounds() * timings.queries.len()).max(1) as f64;
            timings.cpu_us = total.map(|total| total.as_secs_f64() * 1e6 / asked);
        }
        Ok(())
    }

    /// All classes at once in so many threads, which share the open index and take the next query of one list, in an order
    /// drawn by `seed`. The list is as long for any number of threads; `None` when told to `stop`, and without a query.
    ///
    /// # Errors
    /// As [`crate::search::search`].
    pub fn throughput(&mut self, threads: usize, seed: u64, stop: &AtomicBool) -> Result<Option<Throughput>> {
        let list = self.list(seed);
        let next = AtomicUsize::new(0);
        let work = || -> Result<()> {
            while let Some(request) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                search_in(self.index, &self.searcher, request)?;
            }
            Ok(())
        };
        let started = Instant::now();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        let seconds = started.elapsed().as_secs_f64();
        self.private_bytes = self.private_bytes.max(private_bytes());
        let is_whole = !stop.load(Ordering::Relaxed) && !list.is_empty();
        Ok(is_whole.then_some(Throughput { threads, queries: list.len(), seconds }))
    }

    /// Every query, as often as one thread needs to be busy for [`LEAST_SECONDS`], shuffled (Fisher and Yates).
    fn list(&self, seed: u64) -> Vec<&'a Request> {
        let once: Vec<&Request> = self.classes.iter().flat_map(|class| &class.requests).collect();
        let asked: f64 = self.timings.iter().map(|timings| timings.rounds() as f64).fold(0.0, f64::max);
        let seconds: f64 = self.timings.iter().flat_map(Timings::runs).sum::<f64>() / 1e6 / asked.max(1.0);
        let passes = if seconds > 0.0 { (LEAST_SECONDS / seconds).ceil() } else { 1.0 };
        // of queries that take a microsecond enough, too
        let mut list: Vec<&Request> = once.repeat((passes as usize).clamp(1, 1000));
        let mut dice = Dice(seed);
        (1..list.len()).rev().for_each(|last| list.swap(last, dice.below(last + 1)));
        list
    }

    /// The largest [`private_bytes`] seen after a query.
    pub fn private_bytes(&self) -> Option<u64> {
        self.private_bytes
    }

    /// The times of all rounds.
    pub fn timings(&self) -> &[Timings] {
        &self.timings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date, Labels, Metadata, Origin};
    use crate::index::{Entry, Payload};
    use crate::measure::{class_names, draw};
    use crate::query::Effort;
    use crate::search::Matching;

    static GO_ON: AtomicBool = AtomicBool::new(false);

    fn timings(runs: &[f64]) -> Timings {
        let timed = |us: &f64| Timed { runs_us: vec![*us], found: Some(*us as u64), hits: 2, ..Timed::default() };
        Timings { queries: runs.iter().map(timed).collect(), ..Timings::default() }
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let ten = timings(&[10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
        assert_eq!([50, 95, 99].map(|percent| ten.percentile(percent)), [5.0, 10.0, 10.0]);
        assert_eq!((ten.found(), ten.hits(), ten.rounds()), (Some(5), 2.0, 1));
        assert!((ten.per_second() - 1e7 / 55.0).abs() < 1e-6);
        assert_eq!((timings(&[1.0]).percentile(50), timings(&[]).percentile(50)), (1.0, 0.0));
        assert_eq!((timings(&[]).per_second(), timings(&[]).found()), (0.0, None));
    }

    /// Eighty articles of invented words in two segments: all have some, three neighbours another, each its own.
    fn archive() -> Index {
        let letters = |n: u32| -> String {
            format!("{n:02}").repeat(2).chars().map(|digit| (b'k' + digit as u8 - b'0') as char).collect()
        };
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        for n in 0..80 {
            if n == 40 {
                writer.commit(&Payload::default()).unwrap();
            }
            let (word, name) = (letters(n / 3), letters(n));
            let entry = Entry {
                origin: Origin { root: "r".into(), path: n.to_string(), record: None },
                article: Article {
                    text: format!("common matter harbour{word} standing thing{name}").into(),
                    meta: Metadata { date: Date::day(2025, 10, 28), ..Metadata::default() },
                    ..Article::default()
                },
                labels: Labels { main: vec!["JP".into()], topics: vec!["economy/trade".into()], ..Labels::default() },
                ..Entry::default()
            };
            writer.add(index.document(&entry)).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        index
    }

    fn base() -> Request {
        Request { effort: Effort::of_seconds(None), ..Request::default() }
    }

    #[test]
    fn every_class_is_drawn_and_answered() {
        let index = archive();
        let classes = draw(&index, &base(), &|_| true, 1, 3).unwrap();
        assert_eq!(classes, draw(&index, &base(), &|_| true, 1, 3).unwrap());
        assert_eq!(classes.iter().map(|class| class.name).collect::<Vec<_>>(), class_names().collect::<Vec<_>>());
        let mut session = Session::new(&index, &classes).unwrap();
        session.warm(&GO_ON, &|_| {}).unwrap();
        session.round(&GO_ON, &|_| {}).unwrap();
        session.round(&GO_ON, &|_| {}).unwrap();
        for timings in session.timings() {
            assert!(!timings.queries.is_empty(), "{}", timings.name);
            assert_eq!(timings.rounds(), 2);
            assert!(timings.hits() >= 1.0, "every drawn query has an answer: {timings:?}");
            assert!(timings.percentile(50) <= timings.percentile(95), "{timings:?}");
        }
    }

    #[test]
    fn classes_are_what_their_names_say() {
        let index = archive();
        let classes = draw(&index, &base(), &|_| true, 7, 4).unwrap();
        let of = |name: &str| &classes.iter().find(|class| class.name == name).unwrap().requests;
        let has = |name: &str, sign: &str| of(name).iter().all(|request| request.query.contains(sign));
        assert!(of("rare word").iter().all(|request| request.query.starts_with("thing")), "{:?}", of("rare word"));
        assert!(of("frequent word").iter().all(|request| !request.query.starts_with("thing")));
        assert!(has("phrase", "\"") && has("proximity, w/5", " w/5 ") && has("truncation, word*", "*"));
        assert!(has("fuzzy, word~", "~") && has("filter, country", " country:JP"));
        assert!(has("filter, topic", " topic:\"economy/trade\"") && has("filter, month", " date:2025-10"));
        assert!(of("two words, all").iter().all(|request| request.matching == Some(Matching::All)));
        let words = |name: &str| of(name).iter().map(|request| request.query.clone()).collect::<Vec<_>>();
        assert_eq!(words("three words, any"), words("three words, all"));
        assert_eq!(words("ten snippets"), words("hundred snippets"));
        let alone = draw(&index, &base(), &|name| name == "phrase", 7, 4).unwrap();
        assert_eq!(&alone[0].requests, of("phrase"), "a class alone has the queries that it has beside others");
        assert_ne!(draw(&index, &base(), &|name| name == "rare word", 8, 4).unwrap()[0].requests, *of("rare word"));
    }

    #[test]
    fn queries_come_from_all_segments() {
        let index = archive();
        let drawn = draw(&index, &base(), &|name| name == "rare word", 1, 60).unwrap();
        let number = |request: &Request| request.query.as_bytes()["thing".len()] - b'k';
        let (first, second): (Vec<u8>, Vec<u8>) = drawn[0].requests.iter().map(number).partition(|tens| *tens < 4);
        assert!(first.len() > 10 && second.len() > 10, "{first:?} {second:?}");
        let different: std::collections::HashSet<_> = drawn[0].requests.iter().map(|request| &request.query).collect();
        assert_eq!(different.len(), drawn[0].requests.len());
    }

    #[test]
    fn what_cannot_be_drawn_is_left_empty() {
        let empty = Index::in_memory();
        assert!(draw(&empty, &base(), &|_| true, 1, 5).unwrap().iter().all(|class| class.requests.is_empty()));
        let classes = draw(&empty, &base(), &|_| true, 1, 5).unwrap();
        let mut session = Session::new(&empty, &classes).unwrap();
        session.round(&GO_ON, &|_| {}).unwrap();
        assert_eq!(session.throughput(1, 1, &GO_ON).unwrap(), None);
    }

    #[test]
    fn threads_share_one_list() {
        let index = archive();
        let classes = draw(&index, &base(), &|name| name == "phrase", 1, 2).unwrap();
        let mut session = Session::new(&index, &classes).unwrap();
        let all = classes[0].requests.len();
        for threads in [1, 3] {
            let throughput = session.throughput(threads, 1, &GO_ON).unwrap().unwrap();
            assert_eq!((throughput.threads, throughput.queries), (threads, all));
            assert!(throughput.per_second() > 0.0);
        }
        let stop = AtomicBool::new(true);
        assert_eq!(session.throughput(2, 1, &stop).unwrap(), None);
        session.round(&stop, &|_| {}).unwrap();
        assert_eq!(session.timings()[0].rounds(), 0, "a round that is stopped does not count");
    }
}
