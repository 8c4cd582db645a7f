//! `newsdex bench`: how fast queries are answered on this index.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use newsdex::measure::{self, Class, Timings};
use newsdex::present;

use crate::cli::args::{Shared, output};
use crate::cli::failure::{Done, Failure};

/// Queries drawn of each kind: with five rounds, the 99th percentile rests on 250 runs.
const PER_CLASS: usize = 50;

/// Measure: how fast queries are answered on this index
///
/// Without --queries, words and phrases of several kinds are drawn from the articles. Each query is asked once to warm the
/// caches and then in rounds, one after the other in one thread; a query's time is from request to ten hits with snippets.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Queries, one a line: 'id TAB query', or the query alone
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    queries: Option<PathBuf>,
    /// How often each query is asked
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// NDJSON on standard output: one line a kind of query
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let given = self.queries.as_deref().map(queries).transpose()?;
        let index = shared.open()?;
        let classes = match given {
            Some(class) => vec![class],
            None => measure::draw(&index, self.seed, PER_CLASS)?,
        };
        let timings = measure::bench(&index, &classes, self.rounds.into())?;
        if timings.is_empty() {
            shared.say(|out| writeln!(out, "the index holds no words to draw queries from (index something first)"));
            return Ok(Done::Nothing);
        }
        let mut out = output();
        match self.json {
            true => timings.iter().try_for_each(|timings| present::write_line(&mut out, &line(timings)))?,
            false => table(&mut out, &timings)?,
        }
        out.flush()?;
        Ok(Done::Well)
    }
}

fn line(timings: &Timings) -> serde_json::Value {
    serde_json::json!({
        "type": "bench", "version": 1, "name": timings.name, "queries": timings.queries, "rounds": timings.rounds,
        "p50_us": timings.p50_us, "p95_us": timings.p95_us, "p99_us": timings.p99_us,
        "per_second": timings.per_second, "cpu_us": timings.cpu_us, "hits": timings.hits,
    })
}

fn table(out: &mut dyn Write, timings: &[Timings]) -> io::Result<()> {
    let widest = timings.iter().map(|timings| timings.name.len()).max().unwrap_or(0);
    writeln!(out, "{:widest$}  queries  p50 ms  p95 ms  p99 ms  cpu ms  per second  hits", "")?;
    let ms = |us: u64| us as f64 / 1e3;
    for timings in timings {
        let Timings { name, queries, p50_us, p95_us, p99_us, per_second, hits, .. } = timings;
        let cpu = timings.cpu_us.map_or("-".to_owned(), |us| format!("{:.2}", us / 1e3));
        let [p50, p95, p99] = [*p50_us, *p95_us, *p99_us].map(ms);
        let per_second = present::count(per_second.round() as u64);
        writeln!(
            out,
            "{name:widest$}  {queries:>7}  {p50:>6.2}  {p95:>6.2}  {p99:>6.2}  {cpu:>6}  {per_second:>10}  {hits:>4.1}"
        )?;
    }
    Ok(())
}

/// The queries of a file, without their ids.
fn queries(path: &Path) -> Result<Class, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|err| Failure::Usage(format!("cannot read --queries '{}': {err}", path.display())))?;
    let query = |line| str::split_once(line, '\t').map_or(line, |(_, query)| query);
    let class = measure::from_lines(&text.lines().map(query).collect::<Vec<_>>().join("\n"));
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
        let class = queries(&file).unwrap();
        let queries: Vec<&str> = class.requests.iter().map(|request| request.query.as_str()).collect();
        assert_eq!(queries, ["rare earths", "port strike"]);
        fs::write(&file, "\n").unwrap();
        assert!(super::queries(&file).is_err());
    }

    #[test]
    fn the_table_is_aligned() {
        let timings = |name, p50_us, per_second, cpu_us| Timings {
            name,
            queries: 50,
            rounds: 5,
            p50_us,
            p95_us: 1500,
            p99_us: 20_000,
            per_second,
            cpu_us,
            hits: 9.96,
        };
        let mut out = Vec::new();
        table(&mut out, &[timings("rare word", 84, 12_345.6, Some(91.0)), timings("phrase", 912, 800.0, None)])
            .unwrap();
        let expected = "           queries  p50 ms  p95 ms  p99 ms  cpu ms  per second  hits\n\
                        rare word       50    0.08    1.50   20.00    0.09      12,346  10.0\n\
                        phrase          50    0.91    1.50   20.00       -         800  10.0\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
