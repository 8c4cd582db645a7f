//! `newsdex eval`: how well articles are ranked, cleaned and labelled, by what people have judged.

mod clean;
mod labels;
mod lines;
mod ranking;
mod settings;
mod tables;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use flate2::bufread::MultiGzDecoder;
use newsdex::annotate::Annotator;
use newsdex::clean::{Settings, Strength};
use newsdex::ingest::Cleaning;
use newsdex::measure::{self, BadLine};
use newsdex::present;

use crate::cli::args::{Shared, output};
use crate::cli::clean::named_lists;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};

/// What a file compressed with gzip begins with (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// The ways to run it.
const USAGE: &str = "newsdex eval --queries <FILE> --qrels <FILE> [OPTIONS]
       newsdex eval --compare <RUN> <RUN> --qrels <FILE> [OPTIONS]
       newsdex eval --clean <GOLD> [OPTIONS]
       newsdex eval --labels <GOLD> [OPTIONS]";

/// Measure: how well articles are ranked, cleaned and labelled, by what people have judged
///
/// RANKING. --queries is a file of questions, one a line: an id, a tab, the query; or TREC topics. --qrels says which
/// articles answer them: a line has the id of a query, a 0, the id of an article ('newsdex search --ids' prints them) and a
/// grade, 0 for one that does not answer and more for a better one. Each query is asked of the index, and scored are
/// nDCG@10 (how good the first page is, 1 is the best possible one), MAP (how early all relevant articles come), P@5 (the
/// share of relevant ones among the first five) and R@100 (the share of all relevant ones among the first hundred), as
/// trec_eval -c does. Behind each mean stands the range that it would have in 95 of 100 sets of such queries.
///
/// Two systems are compared query by query: --compare A B two TREC runs, --compare A a run with this index, --set with
/// --against two settings of the weights. All differences are the second less the first, and p is how often chance alone
/// makes so great a difference. --try measures all combinations of values; its cross-validated figure is that of queries
/// which had no say in the choice, and the one to report: each tenth of the queries is measured with the values that are
/// best on the other nine, and 'folds' says how many tenths had these values. 'lexical' in --set is the words alone.
///
/// CLEANING. --clean takes a file of judged articles, one JSON object a line, in either of two forms. Pages have 'html' and
/// 'body', and 'title', 'date' and 'authors' if they are known: scored are the 4-word shingles of the body (precision and
/// recall of each page, then their means), and the share of pages with the right day, title and set of authors. Texts have
/// 'lines', each with 'text' and 'keep' (true is body, false is not, null does not count) and 'gold' for the part of a
/// doubtful line that is body: scored are the lines taken out, the words of the body that are left, and articles that lose a
/// line of it.
///
/// LABELS. --labels takes articles as 'newsdex index -' does, one JSON object a line, with the labels that people have
/// judged: 'countries_main', 'countries_mentioned', 'leaders', 'topics', each a list, which may be empty and is not scored
/// where it is missing; 'leaders_optional' count neither for nor against. Micro figures count every label of every article,
/// the macro F1 is the mean over the labels that gold has. Labels are those of newsdex.toml too, and with --index DIR what
/// its articles taught and what was trained for it.
#[derive(Debug, clap::Args)]
// clap would list among what a run must have whatever was typed
#[command(override_usage = USAGE)]
#[command(group(ArgGroup::new("gold").required(true).multiple(true)))]
#[command(after_help = "Example: newsdex eval --queries tests/ranking/queries.tsv --qrels tests/ranking/qrels.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    ranking: ranking::Ranking,
    /// Judged articles: NDJSON, may be compressed with gzip
    #[arg(long, value_name = "GOLD", group = "gold", conflicts_with_all = ["labels", "queries", "compare", "qrels"])]
    #[arg(help_heading = "Cleaning and labels")]
    clean: Option<PathBuf>,
    /// Labelled articles: NDJSON, may be compressed with gzip
    #[arg(long, value_name = "GOLD", group = "gold", conflicts_with_all = ["queries", "compare", "qrels"])]
    #[arg(help_heading = "Cleaning and labels")]
    labels: Option<PathBuf>,
    /// Precision and recall of every single label too
    #[arg(long, requires = "labels", help_heading = "Cleaning and labels")]
    per_label: bool,
    /// Name every article whose labels differ from gold, and how
    #[arg(long, requires = "labels", help_heading = "Cleaning and labels")]
    errors: bool,
    /// Only articles whose 'variant' is NAME
    #[arg(long, value_name = "NAME", requires = "clean", conflicts_with = "labels")]
    #[arg(help_heading = "Cleaning and labels")]
    variant: Option<String>,
    /// Score the strict cleaning, which takes out what is probably no body too
    #[arg(long, conflicts_with_all = ["queries", "compare"], help_heading = "Cleaning and labels")]
    strict: bool,
    /// NDJSON on standard output: one line a table ('newsdex help json')
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        match (&self.clean, &self.labels) {
            (Some(gold), _) => self.cleaning(gold, shared),
            (_, Some(gold)) => self.labelling(gold, shared),
            _ => self.ranking.run(self.json, shared),
        }
    }

    fn settings(&self) -> Settings {
        let strength = if self.strict { Strength::Strict } else { Strength::Careful };
        Settings { strength, ..Settings::default() }
    }

    fn labelling(&self, path: &Path, shared: &Shared) -> Result<Done, Failure> {
        let unusable = |err: String| Failure::Usage(format!("cannot score --labels '{}': {err}", path.display()));
        let cleaning = Cleaning { settings: self.settings(), ..Cleaning::default() };
        let mut gold = open(path).map_err(|err| unusable(err.to_string()))?;
        let annotator = Annotator::new(&named_lists(&Config::here()?, shared)?);
        let scores = measure::score_labels(&mut *gold, &cleaning, &annotator).map_err(unusable)?;
        let done = skipped(path, &scores.bad, scores.articles == 0, shared).map_err(unusable)?;
        if scores.kinds.is_empty() {
            shared.say(|out| writeln!(out, "no labelled articles in '{}'", path.display()));
            return Ok(Done::Nothing);
        }
        if !scores.unknown.is_empty() {
            let codes: Vec<&str> = scores.unknown.iter().map(String::as_str).collect();
            let codes = present::one_line(&codes.join(", "));
            shared.say(|aside| writeln!(aside, "countries of gold that are no codes, such as 'JP': {codes}"));
        }
        let mut out = output();
        let shown = labels::Shown { labels: self.per_label, differences: self.errors };
        let show = if self.json { labels::json } else { labels::draw };
        show(&mut out, &scores, shown)?;
        out.flush()?;
        Ok(done)
    }

    fn cleaning(&self, path: &Path, shared: &Shared) -> Result<Done, Failure> {
        let unusable = |err: String| Failure::Usage(format!("cannot score --clean '{}': {err}", path.display()));
        let settings = self.settings();
        let mut gold = open(path).map_err(|err| unusable(err.to_string()))?;
        let scores = measure::score_cleaning(&mut *gold, &settings, self.variant.as_deref()).map_err(unusable)?;
        let is_empty = scores.pages.pages + scores.lines.articles == 0;
        let done = skipped(path, &scores.bad, is_empty, shared).map_err(unusable)?;
        if is_empty {
            shared.say(|out| writeln!(out, "no judged articles in '{}'", path.display()));
            return Ok(Done::Nothing);
        }
        let mut out = output();
        let show = if self.json { clean::json } else { clean::draw };
        show(&mut out, &scores)?;
        out.flush()?;
        Ok(done)
    }
}

/// Names the lines of gold that are none; when nothing else is in it, that is an error.
fn skipped(path: &Path, bad: &[BadLine], is_empty: bool, shared: &Shared) -> Result<Done, String> {
    let Some(first) = bad.first() else { return Ok(Done::Well) };
    if is_empty {
        return Err(format!("line {}: {}", first.line, first.reason));
    }
    for BadLine { line, reason } in bad {
        let skip = format!("skipped {}:{line}: {reason}", path.display());
        shared.say(|aside| writeln!(aside, "{}", present::one_line(&skip)));
    }
    Ok(Done::Skipped)
}

/// A file of judged articles, whether it is compressed or not.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    unpacked(File::open(path)?)
}

/// What a stream says, whether it is compressed or not.
fn unpacked(stream: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(stream);
    let is_packed = file.fill_buf()?.starts_with(GZIP);
    Ok(if is_packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
}

fn speed(bytes: u64, time: std::time::Duration) -> Vec<Vec<String>> {
    present::rate(bytes, time).map(|rate| vec!["one after the other".to_owned(), rate]).into_iter().collect()
}
