//! `newsdex eval`: how well cleaning and labels do on articles that people have judged.

mod labels;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use flate2::bufread::MultiGzDecoder;
use newsdex::annotate::Annotator;
use newsdex::clean::{Settings, Strength};
use newsdex::ingest::Cleaning;
use newsdex::measure::{self, CleaningScores, LineScores, PageScores, Score, Tally};
use newsdex::present;

use crate::cli::args::{Shared, output};
use crate::cli::clean::named_lists;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};

/// What a file compressed with gzip begins with (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Measure: how well articles that people have judged are cleaned and labelled
///
/// --clean takes a file of judged articles, one JSON object a line, in either of two forms. Pages have 'html' and 'body', and
/// 'title', 'date' and 'authors' if they are known: scored are the 4-word shingles of the body (precision and recall of each
/// page, then their means), and the share of pages with the right day, title and set of authors. Texts have 'lines', each
/// with 'text' and 'keep' (true is body, false is not, null does not count) and 'gold' for the part of a doubtful line that
/// is body: scored are the lines taken out, the words of the body that are left, and articles that lose a line of it.
///
/// --labels takes articles as 'newsdex index -' does, one JSON object a line, with the labels that people have judged:
/// 'countries_main', 'countries_mentioned', 'leaders', 'topics', each a list, which may be empty and is not scored where it is
/// missing; 'leaders_optional' count neither for nor against. Micro figures count every label of every article, the macro F1
/// is the mean over the labels that gold has. Labels are those of newsdex.toml too, and with --index DIR what its articles
/// taught and what was trained for it.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("gold").required(true)))]
pub(crate) struct Args {
    /// Judged articles: NDJSON, may be compressed with gzip
    #[arg(long, value_name = "GOLD", group = "gold")]
    clean: Option<PathBuf>,
    /// Labelled articles: NDJSON, may be compressed with gzip
    #[arg(long, value_name = "GOLD", group = "gold")]
    labels: Option<PathBuf>,
    /// Precision and recall of every single label too
    #[arg(long, requires = "labels")]
    per_label: bool,
    /// Name every article whose labels differ from gold, and how
    #[arg(long, requires = "labels")]
    errors: bool,
    /// Only articles whose 'variant' is NAME
    #[arg(long, value_name = "NAME", requires = "clean", conflicts_with = "labels")]
    variant: Option<String>,
    /// Score the strict cleaning, which takes out what is probably no body too
    #[arg(long)]
    strict: bool,
    /// NDJSON on standard output: one line a table
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        match (&self.clean, &self.labels) {
            (Some(gold), _) => self.cleaning(gold, shared),
            (_, Some(gold)) => self.labelling(gold, shared),
            _ => Ok(Done::Well),
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
        Ok(Done::Well)
    }

    fn cleaning(&self, path: &Path, shared: &Shared) -> Result<Done, Failure> {
        let unusable = |err: String| Failure::Usage(format!("cannot score --clean '{}': {err}", path.display()));
        let settings = self.settings();
        let mut gold = open(path).map_err(|err| unusable(err.to_string()))?;
        let CleaningScores { pages, lines } =
            measure::score_cleaning(&mut *gold, &settings, self.variant.as_deref()).map_err(unusable)?;
        if pages.pages + lines.articles == 0 {
            shared.say(|out| writeln!(out, "no judged articles in '{}'", path.display()));
            return Ok(Done::Nothing);
        }
        let mut out = output();
        if pages.pages > 0 {
            if self.json {
                present::write_line(&mut out, &json_of_pages(&pages))?
            } else {
                draw_pages(&mut out, &pages)?
            }
        }
        if lines.articles > 0 {
            if self.json {
                present::write_line(&mut out, &json_of_lines(&lines))?
            } else {
                draw_lines(&mut out, &lines)?
            }
        }
        out.flush()?;
        Ok(Done::Well)
    }
}

/// A file of judged articles, whether it is compressed or not.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    let is_packed = file.fill_buf()?.starts_with(GZIP);
    Ok(if is_packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
}

fn json_of_pages(scores: &PageScores) -> serde_json::Value {
    let PageScores { pages, without, body, dates, titles, authors, bytes, time } = scores;
    serde_json::json!({
        "type": "eval", "version": 1, "name": "pages", "articles": pages, "without_article": without,
        "precision": body.precision, "recall": body.recall, "f1": body.f1(),
        "dates": dates.share(), "titles": titles.share(), "authors": authors.share(),
        "bytes": bytes, "took_us": time.as_micros() as u64,
    })
}

fn json_of_lines(scores: &LineScores) -> serde_json::Value {
    let LineScores { articles, residue, kept, losing, bytes, time } = scores;
    serde_json::json!({
        "type": "eval", "version": 1, "name": "lines", "articles": articles,
        "precision": residue.precision, "recall": residue.recall, "f1": residue.f1(),
        "body_kept": kept.share(), "losing_body": losing.share(),
        "bytes": bytes, "took_us": time.as_micros() as u64,
    })
}

fn draw_pages(out: &mut dyn Write, scores: &PageScores) -> io::Result<()> {
    let PageScores { pages, without, body, dates, titles, authors, bytes, time } = scores;
    let head = present::counted(*pages, "page");
    let rows = [
        row("body, 4-word shingles", body),
        second_head(),
        tally("day of publication", dates),
        tally("title", titles),
        tally("authors", authors),
        tally("pages without an article", &Tally { yes: *without, of: *pages }),
        speed(*bytes, *time),
    ];
    present::scores(out, &[&head, "precision", "recall", "F1"], &rows.concat())
}

fn draw_lines(out: &mut dyn Write, scores: &LineScores) -> io::Result<()> {
    let LineScores { articles, residue, kept, losing, bytes, time } = scores;
    let head = present::counted(*articles, "text");
    let rows = [
        row("lines that are no body", residue),
        second_head(),
        tally("words of the body that are left", kept),
        tally("texts that lose a line of body", losing),
        speed(*bytes, *time),
    ];
    present::scores(out, &[&head, "precision", "recall", "F1"], &rows.concat())
}

fn row(name: &str, score: &Score) -> Vec<Vec<String>> {
    let figures = [score.precision, score.recall, score.f1()].map(|figure| format!("{figure:.4}"));
    vec![std::iter::once(name.to_owned()).chain(figures).collect()]
}

fn second_head() -> Vec<Vec<String>> {
    vec![["", "share", "number", "of"].map(str::to_owned).to_vec()]
}

fn tally(name: &str, tally: &Tally) -> Vec<Vec<String>> {
    let share = tally.share().map_or("-".to_owned(), |share| format!("{share:.4}"));
    vec![vec![name.to_owned(), share, tally.yes.to_string(), tally.of.to_string()]]
}

fn speed(bytes: u64, time: std::time::Duration) -> Vec<Vec<String>> {
    present::rate(bytes, time).map(|rate| vec!["one after the other".to_owned(), rate]).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_aligned() {
        let mut out = Vec::new();
        let residue = Score { precision: 0.5, recall: 1.0 };
        let (kept, losing) = (Tally { yes: 99, of: 100 }, Tally { yes: 1, of: 2 });
        draw_lines(&mut out, &LineScores { articles: 2, residue, kept, losing, ..LineScores::default() }).unwrap();
        draw_pages(&mut out, &PageScores { pages: 1, body: residue, ..PageScores::default() }).unwrap();
        let expected = "2 texts                          precision  recall      F1\n\
                        lines that are no body              0.5000  1.0000  0.6667\n\
                        \x20                                    share  number      of\n\
                        words of the body that are left     0.9900      99     100\n\
                        texts that lose a line of body      0.5000       1       2\n\
                        1 page                    precision  recall      F1\n\
                        body, 4-word shingles        0.5000  1.0000  0.6667\n\
                        \x20                             share  number      of\n\
                        day of publication                -       0       0\n\
                        title                             -       0       0\n\
                        authors                           -       0       0\n\
                        pages without an article     0.0000       0       1\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
