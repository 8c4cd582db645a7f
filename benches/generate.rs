//! Writes an invented archive of any size: NDJSON, or a folder tree of text, pages and JSON.

mod generator;

use std::fs::File;
use std::io::{BufWriter, stdout};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use generator::Generator;
use generator::output::{write_folder, write_ndjson};

const USAGE: &str = "usage: cargo bench --bench generate -- [--articles N] [--seed N] --ndjson FILE|- | --folder DIR";

/// What is asked.
struct Options {
    articles: u64,
    seed: u64,
    ndjson: Option<String>,
    folder: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = options()?;
    let generator = Generator::new(options.seed);
    let articles = generator.articles(options.articles);
    let bytes = match (&options.ndjson, &options.folder) {
        (Some(file), None) if file == "-" => write_ndjson(articles, &mut BufWriter::new(stdout().lock()))?,
        (Some(file), None) => {
            let out = File::create(file).with_context(|| format!("cannot write '{file}'"))?;
            write_ndjson(articles, &mut BufWriter::new(out))?
        }
        (None, Some(folder)) => {
            write_folder(articles, folder).with_context(|| format!("cannot write below '{}'", folder.display()))?
        }
        (Some(_), Some(_)) => bail!("one of --ndjson and --folder, not both\n{USAGE}"),
        // a plain `cargo bench` runs this program too
        (None, None) => {
            eprintln!("{USAGE}");
            return Ok(());
        }
    };
    eprintln!("{} articles, {:.1} MB of text", options.articles, bytes as f64 / 1e6);
    Ok(())
}

fn options() -> Result<Options> {
    let mut options = Options { articles: 5000, seed: 1, ndjson: None, folder: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("'{word}' needs a value\n{USAGE}"));
        match word.as_str() {
            "--articles" => options.articles = number(&value()?)?,
            "--seed" => options.seed = number(&value()?)?,
            "--ndjson" => options.ndjson = Some(value()?),
            "--folder" => options.folder = Some(PathBuf::from(value()?)),
            // cargo adds it
            "--bench" => {}
            other => bail!("unknown option '{other}'\n{USAGE}"),
        }
    }
    Ok(options)
}

fn number(text: &str) -> Result<u64> {
    text.parse().with_context(|| format!("not a number: '{text}'"))
}
