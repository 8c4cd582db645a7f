//! `newsdex bench`: how fast queries are answered on this index.

mod cold;
mod json;
mod plot;
mod report;
mod versus;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use newsdex::index::Index;
use newsdex::measure::{self, Class, Session, Throughput, class_names};
use newsdex::present;
use newsdex::query::Effort;
use newsdex::search::{Request, Weights};

use crate::cli::args::{Shared, output};
use crate::cli::bench::cold::Cold;
use crate::cli::bench::report::{About, Report};
use crate::cli::failure::{Done, Failure};
use crate::cli::progress::Steps;
use crate::cli::stop;

/// Most threads that can be asked for: more than the processors of any machine that this is run on.
const MAX_THREADS: u16 = 1024;

/// Measure: how fast queries are answered on this index
///
/// Queries of 21 classes are drawn from the articles: each article is as likely as any other to be the one that a query is
/// made of, and each query has an answer. The same seed and index give the same queries, whatever other classes are measured.
/// Rare words stand in less than one of 1,000 articles (or in one alone), frequent ones in more than one of 20. Every query
/// is asked once to warm the caches and then in rounds, all classes in each round, one after the other in one thread, on an
/// index that is open. A query's time is from request to a page of ten hits with snippets, unless the class says otherwise.
///
/// p50, p95 and p99 are of all runs: 95 of 100 were as fast as p95 or faster. 'found' is how many articles the query in the
/// middle finds, 'cpu' the processor time a query (Linux). A cold first query is a whole 'newsdex search' in a process of its
/// own, from its start to its end, with two words: nothing is in its memory, the index is opened anew. The system's cache of
/// files is not emptied, which only an administrator may do: after a restart of the machine the disk comes on top.
///
/// With several threads all classes are asked at once, as many queries for any number of threads. Memory is what the process
/// has for itself, at its largest after a query; pages of the mapped index, which the system takes back when it needs them,
/// are in the peak alone.
///
/// --compare prints the p50 of A and of B, and as B/A how the times of B compare with those of A: the geometric mean over the
/// queries of each one's median over the rounds ('cpu' is B/A of processor time). The range is from 10,000 resamples of rounds
/// and of queries, so wide that in 95 of 100 comparisons it holds for all classes at once (bootstrap of two levels as in
/// Kalibera and Jones 2013, Bonferroni). 'Faster' and 'slower' are differences of 5 % or more whose range leaves out 1; with
/// fewer than three rounds none is. A machine that is busy while one of both is measured makes a difference too: measure each
/// twice, A B A B.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: newsdex bench --json > before.json; newsdex bench --compare before.json after.json")]
pub(crate) struct Args {
    /// Queries of your own in place of drawn ones, one a line: 'id TAB query', or the query alone
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed", "class", "per_class"])]
    queries: Option<PathBuf>,
    /// Only classes with this in their name: 'phrase', 'any', 'cold'; may be repeated
    #[arg(long, value_name = "NAME")]
    class: Vec<String>,
    /// Queries drawn for each class
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    per_class: u16,
    /// How often each query is asked
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Queries a second with so many threads: '1,2,4' [default: 1, 2, 4 … up to the processors]
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=MAX_THREADS as i64))]
    threads: Vec<u16>,
    /// Rank by words and where they stand, as 'search --lexical'
    #[arg(long)]
    lexical: bool,
    /// Each copy of a story as a hit of its own, as 'search --all-copies'
    #[arg(long)]
    all_copies: bool,
    /// NDJSON on standard output, which --compare reads ('newsdex help json')
    #[arg(long)]
    json: bool,
    /// Draw p50, p95 and p99 of each class as an SVG picture, too
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Compare two measurements, written with --json: B against A
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    #[arg(conflicts_with_all = ["queries", "class", "per_class", "rounds", "seed", "threads", "lexical", "all_copies", "svg"])]
    compare: Option<Vec<PathBuf>>,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        if let Some([first, second]) = self.compare.as_deref() {
            return versus::run(first, second, self.json, shared);
        }
        self.check()?;
        let started = Instant::now();
        let base = self.base();
        let given = self.queries.as_deref().map(|path| queries(path, &base)).transpose()?;
        let (index, stop) = (shared.open()?, stop::flag()?);
        if cfg!(debug_assertions) {
            shared.say(|out| {
                writeln!(out, "this program was built without optimisation: its times say nothing (use --release)")
            });
        }
        let classes = match &given {
            Some(class) => vec![class.clone()],
            None => measure::draw(&index, &base, &|name| self.wants(name), self.seed, self.per_class.into())?,
        };
        let cold = if self.wants(cold::NAME) { self.cold(&index, given, &base)? } else { Cold::default() };
        if classes.iter().all(|class| class.requests.is_empty()) && cold.is_empty() {
            shared.say(|out| {
                writeln!(out, "the index holds no such queries (index something first, or ask for other classes)")
            });
            return Ok(Done::Nothing);
        }
        let mut report = self.measure(&index, &classes, cold, stop, shared)?;
        report.about.took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.print(&report, shared)?;
        Ok(if report.about.interrupted { Done::Interrupted } else { Done::Well })
    }

    /// What would otherwise be found out behind the measurement.
    fn check(&self) -> Result<(), Failure> {
        let names = || class_names().chain([cold::NAME]);
        let unknown = |wanted: &&String| !names().any(|name| name.contains(&wanted.to_lowercase()));
        if let Some(wanted) = self.class.iter().find(unknown) {
            let names: Vec<&str> = names().collect();
            return Err(Failure::Usage(format!("no class '{wanted}'; there are: {}", names.join("; "))));
        }
        if let Some(path) = &self.svg {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !folder.is_dir() || path.is_dir() {
                return Err(Failure::Usage(format!(
                    "cannot write --svg '{}'; name a file in a folder that exists",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn wants(&self, name: &str) -> bool {
        self.class.is_empty() || self.class.iter().any(|wanted| name.contains(&wanted.to_lowercase()))
    }

    /// What is asked besides the query. That a query takes long is what is to be seen: nothing bounds it.
    fn base(&self) -> Request {
        Request {
            weights: if self.lexical { Weights::default().lexical() } else { Weights::default() },
            all_copies: self.all_copies,
            effort: Effort::of_seconds(None),
            ..Request::default()
        }
    }

    fn cold(&self, index: &Index, given: Option<Class>, base: &Request) -> Result<Cold, Failure> {
        let queries = cold::QUERIES.min(self.per_class.into());
        let mut requests = match given {
            Some(class) => class.requests,
            None => {
                let drawn = measure::draw(index, base, &|name| name == cold::DRAWN_AS, self.seed, queries)?;
                drawn.into_iter().flat_map(|class| class.requests).collect()
            }
        };
        requests.truncate(queries);
        Ok(Cold::new(index.dir(), &requests, self.lexical, self.all_copies))
    }

    /// Rounds over all classes, then throughput, until somebody says stop.
    fn measure(
        &self,
        index: &Index,
        classes: &[Class],
        mut cold: Cold,
        stop: &AtomicBool,
        shared: &Shared,
    ) -> Result<Report, Failure> {
        let queries: usize = classes.iter().map(|class| class.requests.len()).sum();
        let rounds = usize::from(self.rounds);
        let steps = Steps::new(shared, "queries", queries * (rounds + 1) + cold.len() * rounds);
        let tell = |queries: usize| steps.add(queries);
        let mut session = Session::new(index, classes)?;
        session.warm(stop, &tell)?;
        for _ in 0..rounds {
            session.round(stop, &tell)?;
            cold.round(stop, &tell)?;
        }
        let mut throughput: Vec<Throughput> = Vec::new();
        for threads in self.threads() {
            throughput.extend(session.throughput(threads, self.seed, stop)?);
        }
        steps.finish();
        let mut about = About::of(index, self)?;
        about.private_bytes = session.private_bytes();
        about.interrupted = stop.load(Ordering::Relaxed);
        let timings = session.timings().iter().chain(cold.timings()).cloned().collect();
        Ok(Report { timings, throughput, about })
    }

    /// As asked for; otherwise one, and twice as many until every processor has one.
    fn threads(&self) -> Vec<usize> {
        if !self.threads.is_empty() {
            return self.threads.iter().map(|threads| usize::from(*threads)).collect();
        }
        let most = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut threads: Vec<usize> =
            std::iter::successors(Some(1), |threads| Some(threads * 2)).take_while(|threads| *threads < most).collect();
        threads.push(most);
        threads
    }

    fn print(&self, report: &Report, shared: &Shared) -> Result<(), Failure> {
        let mut out = output();
        match self.json {
            true => json::write(&mut out, report)?,
            false => report.draw(&mut out)?,
        }
        out.flush()?;
        if let Some(path) = &self.svg {
            fs::write(path, plot::draw(report)?)
                .map_err(|err| Failure::Usage(format!("cannot write --svg '{}': {err}", path.display())))?;
        }
        let notes = report.notes(self.queries.is_none().then(|| self.per_class.into()));
        shared.say(|out| notes.iter().try_for_each(|note| writeln!(out, "{}", present::one_line(note))));
        Ok(())
    }
}

/// The queries of a file, without their ids.
fn queries(path: &Path, base: &Request) -> Result<Class, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|err| Failure::Usage(format!("cannot read --queries '{}': {err}", path.display())))?;
    let query = |line| str::split_once(line, '\t').map_or(line, |(_, query)| query);
    let class = measure::from_lines(&text.lines().map(query).collect::<Vec<_>>().join("\n"), base);
    if class.requests.is_empty() {
        return Err(Failure::Usage(format!("no queries in '{}'; write one a line", path.display())));
    }
    Ok(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_come_with_or_without_ids() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("queries.tsv");
        fs::write(&file, "1\trare earths\n\nport strike\n").unwrap();
        let class = queries(&file, &Request::default()).unwrap();
        let asked: Vec<&str> = class.requests.iter().map(|request| request.query.as_str()).collect();
        assert_eq!(asked, ["rare earths", "port strike"]);
        fs::write(&file, "\n").unwrap();
        assert!(queries(&file, &Request::default()).is_err());
    }
}
