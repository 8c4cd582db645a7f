//! newsdex against what else a person could take: bare tantivy, SQLite's FTS5, Xapian and ripgrep, on one archive.
//!
//! One command makes the archive, builds every index, asks the same queries in turns and prints tables of ratios in
//! Markdown. What each program does and does not do is said where it is asked: [`builds`], [`asks`], [`inside`].

mod archive;
mod asks;
mod bare;
mod builds;
mod contest;
mod draw;
#[path = "../generator/mod.rs"]
mod generator;
mod growth;
mod inside;
mod machine;
mod process;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::archive::Archive;
use crate::bare::Bare;
use crate::draw::Drawn;

const USAGE: &str = "usage: cargo bench --features peers --bench peers -- --articles N[,N…] [--seed N] [--work DIR] \
    [--rounds N] [--queries N] [--newsdex PROGRAM] [--json FILE]";

/// What is asked.
struct Options {
    /// Sizes of the archives, one after the other.
    articles: Vec<u64>,
    seed: u64,
    /// Where archives and indexes go, some 8 kB an article; they are removed in the end.
    work: PathBuf,
    /// Measurements of each whole process.
    rounds: usize,
    /// Queries of each class within one process.
    queries: usize,
    /// The newsdex that is started as a process.
    newsdex: PathBuf,
    json: Option<PathBuf>,
}

/// What was measured on one archive.
#[derive(Serialize)]
struct Measured {
    articles: u64,
    seed: u64,
    text_bytes: u64,
    builds: Vec<builds::Build>,
    asks: Vec<asks::Ask>,
    classes: Vec<inside::Class>,
}

fn main() -> Result<()> {
    let Some(options) = options()? else {
        // a plain `cargo bench` runs this program too
        eprintln!("{USAGE}");
        return Ok(());
    };
    println!("{}\n", machine::described());
    let mut all = Vec::new();
    for &articles in &options.articles {
        let measured = measured(&options, articles)?;
        print!("{}", table::of(&measured));
        all.push(measured);
    }
    print!("{}", growth::table(&all));
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_vec(&all)?)
            .with_context(|| format!("cannot write '{}'", file.display()))?;
    }
    Ok(())
}

fn measured(options: &Options, articles: u64) -> Result<Measured> {
    let archive = Archive::make(&options.work, articles, options.seed)?;
    eprintln!("{articles} articles, {:.1} MB of text", archive.text_bytes as f64 / 1e6);
    let builds = builds::all(&archive, &options.newsdex)?;
    let tantivy = Bare::open(&archive.index("tantivy"))?;
    let drawn = Drawn::from(&archive.generator, articles, &tantivy, options.seed, options.queries)?;
    let asks = asks::all(&archive, &options.newsdex, &drawn, options.rounds)?;
    let classes = inside::all(&archive.index("newsdex"), &tantivy, &drawn)?;
    let text_bytes = archive.text_bytes;
    archive.remove()?;
    Ok(Measured { articles, seed: options.seed, text_bytes, builds, asks, classes })
}

fn options() -> Result<Option<Options>> {
    let mut options = Options {
        articles: Vec::new(),
        seed: 1,
        work: std::env::temp_dir(),
        rounds: 15,
        queries: 100,
        newsdex: PathBuf::from(env!("CARGO_BIN_EXE_newsdex")),
        json: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        // cargo adds it
        if word == "--bench" {
            continue;
        }
        let value = words.next().with_context(|| format!("'{word}' needs a value\n{USAGE}"))?;
        let number = |text: &str| text.parse::<u64>().with_context(|| format!("not a number: '{text}'"));
        match word.as_str() {
            "--articles" => options.articles = value.split(',').map(number).collect::<Result<_>>()?,
            "--seed" => options.seed = number(&value)?,
            "--work" => options.work = PathBuf::from(value),
            "--rounds" => options.rounds = usize::try_from(number(&value)?)?.max(1),
            "--queries" => options.queries = usize::try_from(number(&value)?)?.max(1),
            "--newsdex" => options.newsdex = PathBuf::from(value),
            "--json" => options.json = Some(PathBuf::from(value)),
            other => anyhow::bail!("unknown option '{other}'\n{USAGE}"),
        }
    }
    ensure!(options.articles.iter().all(|articles| *articles >= 100), "an archive below 100 articles tells nothing");
    Ok(Some(options).filter(|options| !options.articles.is_empty()))
}
