//! What it costs to rank by more than words, on any index: CPU time a query of words alone, of `--lexical` and of everything
//! that counts, in turns.
//!
//! `cargo bench --bench ranking -- INDEX [--queries N] [--rounds N]`. Queries are drawn from the index, texts of 10 and 30
//! words from the generator's articles. Linux, which tells the CPU time of a thread.

mod generator;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use generator::Generator;
use newsdex::index::Index;
use newsdex::measure::draw;
use newsdex::search::{Request, Weights, addresses, search_in};
use newsdex::text::words;
use tantivy::Searcher;

/// Queries of each class, unless the command line says otherwise.
const QUERIES: usize = 30;

/// How often each is run with each setting, unless the command line says otherwise; its median counts.
const ROUNDS: usize = 7;

/// How long a measurement takes at least.
const LEAST: Duration = Duration::from_millis(100);

/// The seed of what is drawn.
const SEED: u64 = 1;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let Some(dir) = args.first().filter(|arg| !arg.starts_with('-')) else {
        eprintln!("usage: cargo bench --bench ranking -- INDEX [--queries N] [--rounds N]");
        return Ok(());
    };
    let queries = value("--queries").map_or(Ok(QUERIES), |number| number.parse())?;
    let rounds = value("--rounds").map_or(Ok(ROUNDS), |number| number.parse())?;
    let index = Index::open(Path::new(dir))?;
    let searcher = index.searcher()?;
    println!("{} articles in {} segments", searcher.num_docs(), searcher.segment_readers().len());
    println!("CPU a query in µs: median of {rounds} runs over all queries of the class; ranking without reading hits,");
    println!("and the whole search with everything on\n");
    println!("| class | queries | words alone | lexical | everything | more than lexical | whole search |");
    println!("|---|---|---|---|---|---|---|");
    for (name, queries) in classes(&index, queries)? {
        let [plain, lexical, all, whole] = times(&index, &searcher, &queries, rounds)?;
        let (count, more) = (queries.len(), all - lexical);
        println!("| {name} | {count} | {plain:.0} | {lexical:.0} | {all:.0} | {more:+.0} | {whole:.0} |");
    }
    Ok(())
}

/// Queries by class.
fn classes(index: &Index, count: usize) -> Result<Vec<(String, Vec<String>)>> {
    let drawn = draw(index, &Request::default(), &|_| true, SEED, 4 * count)?;
    let of = |name: &str| -> Vec<String> {
        let class = drawn.iter().find(|class| class.name == name);
        class.map_or(Vec::new(), |class| class.requests.iter().map(|request| request.query.clone()).collect())
    };
    let mut classes: Vec<(String, Vec<String>)> = Vec::new();
    for kind in ["rare", "medium", "frequent"] {
        let drawn = of(&format!("{kind} word"));
        for size in 1..=4 {
            let queries = drawn.chunks_exact(size).take(count).map(|words| words.join(" ")).collect();
            classes.push((format!("{size} {kind}"), queries));
        }
    }
    classes.push(("2 drawn".to_owned(), of("two words, any").into_iter().take(count).collect()));
    classes.push(("phrase".to_owned(), of("phrase").into_iter().take(count).collect()));
    let generator = Generator::new(SEED);
    for size in [10, 30] {
        let english = generator.articles(u64::MAX).filter(|article| article.lang == "en");
        let texts = english.take(count).map(|article| {
            let text = article.text();
            words(&text).map(|word| word.text).take(size).collect::<Vec<_>>().join(" ")
        });
        classes.push((format!("text of {size}"), texts.collect()));
    }
    classes.retain(|(_, queries)| !queries.is_empty());
    Ok(classes)
}

/// The CPU time of ranking by words alone, lexically and by everything, and of a whole search, in µs a query.
fn times(index: &Index, searcher: &Searcher, queries: &[String], rounds: usize) -> Result<[f64; 4]> {
    let words_alone = Weights { as_typed: 0.0, next_to: 0.0, near: 0.0, ..Weights::default().lexical() };
    let everything = Weights::default();
    let ranked = |weights| {
        for query in queries {
            addresses(index, searcher, &request(query, weights))?;
        }
        Ok(())
    };
    let whole = || {
        for query in queries {
            search_in(index, searcher, &request(query, everything))?;
        }
        Ok(())
    };
    let mut runs: [Vec<f64>; 4] = Default::default();
    for _ in 0..=rounds {
        runs[0].push(cpu(|| ranked(words_alone))?);
        runs[1].push(cpu(|| ranked(everything.lexical()))?);
        runs[2].push(cpu(|| ranked(everything))?);
        runs[3].push(cpu(whole)?);
    }
    Ok(runs.map(|mut runs| {
        // the first run warms up
        runs.remove(0);
        runs.sort_by(f64::total_cmp);
        runs[runs.len() / 2] / queries.len() as f64
    }))
}

fn request(query: &str, weights: Weights) -> Request {
    Request { query: query.to_owned(), weights, ..Request::default() }
}

/// The CPU time of `run` in this thread, in µs, repeated for [`LEAST`]: the system counts in ticks.
fn cpu(run: impl Fn() -> Result<()>) -> Result<f64> {
    let (started, before, mut times) = (Instant::now(), thread_cpu()?, 0);
    while times == 0 || started.elapsed() < LEAST {
        run()?;
        times += 1;
    }
    Ok((thread_cpu()? - before) / f64::from(times))
}

/// The CPU time of this thread so far, in µs.
fn thread_cpu() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().context("no number in schedstat")?;
    let nanoseconds: u64 = nanoseconds.parse()?;
    ensure!(nanoseconds > 0, "this system does not count CPU time in schedstat");
    Ok(nanoseconds as f64 / 1e3)
}
