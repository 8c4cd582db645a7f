//! `newsdex topics train`: labelled articles to trained topics.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use newsdex::annotate::topics::{Expected, Model, Trainer};
use newsdex::index::trained_path;
use newsdex::ingest;
use newsdex::measure::Score;
use newsdex::{Error, present};
use serde_json::json;

use crate::cli::args::{ProgressKind, Shared, output};
use crate::cli::config::Config;
use crate::cli::eval;
use crate::cli::failure::{Done, Failure};

/// A label with fewer examples is learned, and told of: its figures mean little.
const FEW: u64 = 3;

/// Train topics on labelled articles
///
/// GOLD is NDJSON as 'newsdex index -' reads it, with 'topics': a list of names, yours or ours; an empty list says that an
/// article has none, a line without 'topics' is passed over. What is trained decides alone about its topics; all others stay
/// as they were. It is saved beside the index and used from the next 'newsdex index' on ('--relabel' for what is in the
/// index already). Printed is what to expect, measured on articles that were held back, a fifth at a time.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: newsdex topics train labelled.jsonl.gz, then newsdex index --relabel")]
pub(crate) struct Args {
    /// Labelled articles; may be compressed with gzip
    #[arg(value_name = "GOLD", required = true)]
    gold: Vec<PathBuf>,
    /// Where to save; by default beside the index: ./index.topics
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// NDJSON on standard output: one line a label, then the sums
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let started = Instant::now();
        let path = match &self.output {
            Some(path) => path.clone(),
            None => trained_path(&shared.place()?.dir),
        };
        self.may_write(&path)?;
        let trainer = self.read(shared)?;
        let articles = trainer.articles();
        let labels: BTreeMap<String, usize> = trainer.labels().map(|(name, n)| (name.to_owned(), n)).collect();
        let steps = Steps::new(shared);
        let trained = ingest::train(trainer, &|done, all| steps.show(done, all));
        steps.finish();
        let (model, expected) = trained.map_err(|err| Failure::Usage(format!("cannot train: {err}")))?;
        save(&model, &path)?;
        let report = Report { articles, labels, expected };
        let mut out = output();
        if self.json {
            report.json(&mut out, &path)?
        } else {
            report.draw(&mut out)?
        }
        out.flush()?;
        shared.say(|out| {
            let (labels, time) = (model.labels().len() as u64, present::duration(started.elapsed()));
            let (labels, number) = (present::counted(labels, "topic"), present::counted(articles as u64, "article"));
            writeln!(out, "saved '{}': {labels} from {number} in {time}", path.display())?;
            report.say_few(out)
        });
        Ok(Done::Well)
    }

    /// Refuses to write over what is no trained topics: a mistyped --output must not cost the labelled articles.
    fn may_write(&self, path: &Path) -> Result<(), Failure> {
        match fs::read(path) {
            Ok(bytes) if !Model::is_begun_by(&bytes) => Err(Failure::Usage(format!(
                "'{}' is there and holds no trained topics; give --output a new file",
                path.display()
            ))),
            _ => Ok(()),
        }
    }

    fn read(&self, shared: &Shared) -> Result<Trainer, Failure> {
        let settings = Config::here()?.settings();
        let (mut trainer, mut without) = (Trainer::default(), 0);
        for path in &self.gold {
            let unusable = |err: String| Failure::Usage(format!("cannot train on '{}': {err}", path.display()));
            let mut gold = eval::open(path).map_err(|err| unusable(err.to_string()))?;
            without += ingest::examples(&mut *gold, &settings, &mut |example| {
                trainer.add(&example.title, &example.body, &example.topics);
            })
            .map_err(unusable)?;
        }
        if without > 0 {
            shared.say(|out| writeln!(out, "passed over {without} lines without 'topics'"));
        }
        Ok(trainer)
    }
}

/// Writes beside the place first, so that what was there stays whole until the new is.
fn save(model: &Model, path: &Path) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let written = fs::write(&new, model.to_bytes()).and_then(|()| fs::rename(&new, path));
    written.map_err(|source| Error::File { action: "write", path: path.to_owned(), source }.into())
}

/// What training found.
struct Report {
    articles: usize,
    /// Names with the number of their articles.
    labels: BTreeMap<String, usize>,
    expected: Vec<Expected>,
}

/// Precision and recall of one label.
fn score(found: &Expected) -> Score {
    Score::of(found.right, found.wrong, found.missed)
}

impl Report {
    /// Of all decisions together.
    fn micro(&self) -> Score {
        let sum = |of: fn(&Expected) -> u64| self.expected.iter().map(of).sum();
        Score::of(sum(|label| label.right), sum(|label| label.wrong), sum(|label| label.missed))
    }

    /// The mean F1 of the labels, each counting alike.
    fn macro_f1(&self) -> f64 {
        self.expected.iter().map(|label| score(label).f1()).sum::<f64>() / self.expected.len().max(1) as f64
    }

    /// The most frequent first.
    fn sorted(&self) -> Vec<(&Expected, usize)> {
        let count = |label: &Expected| self.labels.get(&label.label).copied().unwrap_or(0);
        let mut all: Vec<_> = self.expected.iter().map(|label| (label, count(label))).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all
    }

    fn draw(&self, out: &mut dyn Write) -> io::Result<()> {
        let widest = self.labels.keys().map(|name| textwrap::core::display_width(name)).max().unwrap_or(0).max(5);
        writeln!(out, "{:<widest$}  articles  precision  recall     f1", "topic")?;
        for (label, count) in self.sorted() {
            let (name, count, of) = (present::one_line(&label.label), present::count(count as u64), score(label));
            writeln!(out, "{name:<widest$}  {count:>8}  {:>9.3}  {:>6.3}  {:>5.3}", of.precision, of.recall, of.f1())?;
        }
        let (micro, mean) = (self.micro(), self.macro_f1());
        writeln!(
            out,
            "micro F1 {:.3} (precision {:.3}, recall {:.3}), macro F1 {mean:.3}",
            micro.f1(),
            micro.precision,
            micro.recall
        )
    }

    fn json(&self, out: &mut dyn Write, path: &Path) -> io::Result<()> {
        for (label, count) in self.sorted() {
            let of = score(label);
            let line = json!({
                "type": "label", "version": 1, "topic": label.label, "articles": count,
                "precision": of.precision, "recall": of.recall, "f1": of.f1(),
            });
            present::write_line(out, &line)?;
        }
        let micro = self.micro();
        let line = json!({
            "type": "summary", "version": 1, "articles": self.articles, "topics": self.expected.len(),
            "micro": {"precision": micro.precision, "recall": micro.recall, "f1": micro.f1()}, "macro_f1": self.macro_f1(),
            "saved": path.display().to_string(),
        });
        present::write_line(out, &line)
    }

    fn say_few(&self, out: &mut dyn Write) -> io::Result<()> {
        let few: Vec<&str> =
            self.labels.iter().filter(|(_, count)| (**count as u64) < FEW).map(|(name, _)| name.as_str()).collect();
        if !few.is_empty() {
            let names = present::one_line(&few.join(", "));
            writeln!(out, "fewer than {FEW} articles have, so that little is known of: {names}")?;
        }
        let every = self.labels.iter().filter(|(_, count)| **count == self.articles);
        let every: Vec<&str> = every.map(|(name, _)| name.as_str()).collect();
        if !every.is_empty() {
            let names = present::one_line(&every.join(", "));
            writeln!(out, "all articles have, so that nothing tells which articles have not: {names}")?;
        }
        Ok(())
    }
}

/// How far training is.
enum Steps {
    Silent,
    Bar(ProgressBar),
    Plain,
    Json,
}

impl Steps {
    fn new(shared: &Shared) -> Self {
        match shared.progress {
            ProgressKind::Auto if shared.quiet || !io::stderr().is_terminal() => Self::Silent,
            ProgressKind::Auto => {
                let style = ProgressStyle::with_template("{bar:30} {pos}/{len} topics")
                    .expect("the template is well formed, which a test checks");
                Self::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style))
            }
            ProgressKind::Plain => Self::Plain,
            ProgressKind::Json => Self::Json,
            ProgressKind::None => Self::Silent,
        }
    }

    fn show(&self, done: usize, all: usize) {
        // twenty lines are enough for a log
        let is_due = done == all || done.is_multiple_of(all.div_ceil(20));
        match self {
            Self::Bar(bar) => {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            }
            // nobody is left to hear that standard error is closed
            Self::Plain if is_due => drop(writeln!(io::stderr(), "{done} of {all} topics")),
            Self::Json if is_due => {
                drop(writeln!(io::stderr(), "{}", json!({"type": "progress", "topics_done": done, "topics": all})));
            }
            _ => {}
        }
    }

    fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
