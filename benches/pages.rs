//! Processor time of web pages: the extractor alone, our reading in this process, and our reading in a worker.
//!
//! `cargo bench --bench pages -- PAGES.jsonl[.gz] [ROUNDS]`, where each line has a page in `html`. Linux only.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use newsdex::read::{self, Chunk, Format};
use trafilatura::Options;

/// The program whose hidden command is the worker.
const NEWSDEX: &str = env!("CARGO_BIN_EXE_newsdex");

/// Rounds unless the command line says otherwise; all three ways are measured in each.
const ROUNDS: usize = 3;

/// Clock ticks of `/proc/self/stat` a second: 100 on every Linux that people use.
const TICKS: f64 = 100.0;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let path = args.next().context("give a file of pages: PAGES.jsonl or PAGES.jsonl.gz")?;
    let rounds = args.next().map_or(Ok(ROUNDS), |rounds| rounds.parse())?;
    let pages = pages(&path)?;
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{} pages, {:.1} MB, {rounds} rounds; CPU and wall clock a page in ms", pages.len(), bytes as f64 / 1e6);
    // a worker cannot be taken back, so what is done without comes first; the first round of each only warms up
    let mut alone = Vec::new();
    let mut here = Vec::new();
    for _ in 0..=rounds {
        alone.push(measure(&pages, crate_alone)?);
        here.push(measure(&pages, ours)?);
    }
    read::use_worker(NEWSDEX.into(), vec!["page-worker".into()]);
    let mut child = Vec::new();
    let mut alone_again = Vec::new();
    for _ in 0..=rounds {
        alone_again.push(measure(&pages, crate_alone)?);
        child.push(measure(&pages, ours)?);
    }
    let base = show("the crate alone, with fallback", &alone[1..], None);
    show("newsdex, in this process", &here[1..], Some(base));
    let base = show("the crate alone, again", &alone_again[1..], None);
    show("newsdex, parent and worker", &child[1..], Some(base));
    Ok(())
}

/// Prints the medians; gives that of the CPU.
fn show(name: &str, rounds: &[(f64, f64)], base: Option<f64>) -> f64 {
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut times: Vec<f64> = rounds.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (cpu, wall) = (median(|round| round.0), median(|round| round.1));
    let ratio = base.map_or(String::new(), |base| format!("  {:.2} x", cpu / base));
    println!("{name:<32} {cpu:>6.2} {wall:>6.2}{ratio}");
    cpu
}

/// CPU and wall clock a page, in milliseconds, of a thread and of the worker that ends with it.
fn measure(pages: &[String], each: fn(&str)) -> Result<(f64, f64)> {
    let (cpu, began) = (cpu_seconds()?, Instant::now());
    thread::scope(|threads| {
        // joined, because only then the thread's worker has ended and its time is known
        threads.spawn(|| pages.iter().for_each(|page| each(page))).join()
    })
    .map_err(|_| anyhow::anyhow!("a page broke its parser"))?;
    let a_page = |seconds: f64| seconds * 1e3 / pages.len() as f64;
    Ok((a_page(cpu_seconds()? - cpu), a_page(began.elapsed().as_secs_f64())))
}

fn crate_alone(page: &str) {
    let _ = black_box(trafilatura::extract(page, &Options::default().with_fallback(true)));
}

fn ours(page: &str) {
    // the mark says that this is UTF-8, whatever the page says of the file it came from
    let bytes = ["\u{feff}", page].concat().into_bytes();
    let chunk = Chunk { format: Format::Html, bytes, first: 1, bad: Vec::new(), member: None, torn: false };
    read::parse("page.html", &chunk, &mut |record| drop(black_box(record)));
}

/// User and system time of this process and of its children that have ended.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(") ").context("a line of proc(5)")?.1;
    // utime, stime, cutime and cstime are the fields 14 to 17, the state is the third
    let ticks = fields.split(' ').skip(11).take(4).map(|field| field.parse::<f64>());
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}

fn pages(path: &str) -> Result<Vec<String>> {
    let file = File::open(path).with_context(|| path.to_owned())?;
    let input: Box<dyn Read> = if path.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let page = |line: std::io::Result<String>| -> Result<String> {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        Ok(record["html"].as_str().context("a line without 'html'")?.to_owned())
    };
    BufReader::new(input).lines().map(page).collect()
}
