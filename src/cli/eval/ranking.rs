//! `newsdex eval --queries … --qrels …`: how well articles are ranked.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Local;
use clap::ValueEnum;
use newsdex::index::Index;
use newsdex::measure::BadLine;
use newsdex::measure::ranking::{Asker, Judged, Measure, Qrels, Run, Topic, TopicField, parse_topics, score};
use newsdex::present;
use newsdex::query::Effort;
use newsdex::search::{Request, Weights};

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::eval::settings::{Setting, Trial, grid, setting, trial};
use crate::cli::eval::{lines, open, tables, unpacked};
use crate::cli::failure::{Done, Failure};
use crate::cli::search::half_life;

/// Articles listed for each query, where nobody says how many: what R@100 looks at.
const DEPTH: u32 = 100;

/// The flag that standard input can stand for.
const QUERIES: &str = "--queries";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Ranking")]
pub(super) struct Ranking {
    /// Queries: lines of id, tab, query, or TREC topics; '-' is standard input
    #[arg(long, value_name = "FILE", group = "gold", requires = "qrels")]
    queries: Option<PathBuf>,
    /// Judgements: lines of 'query 0 article grade', or with tabs 'query article grade'
    #[arg(long, value_name = "FILE")]
    qrels: Option<PathBuf>,
    /// What of a TREC topic is asked
    #[arg(long, value_enum, default_value = "title", requires = "queries")]
    field: FieldArg,
    /// How many articles of each list count, those of a run too
    #[arg(long, value_name = "N", default_value_t = DEPTH, requires = "queries")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    depth: u32,
    /// Ask as 'search --fresh' does: newer articles stand higher, by half as much after DAYS
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "30")]
    #[arg(value_parser = half_life, requires = "queries")]
    fresh: Option<f32>,
    /// Write the lists as a TREC run; '-' is standard output, and then nothing else stands there
    #[arg(long, value_name = "FILE", requires = "queries", conflicts_with_all = ["against", "trials"])]
    run: Option<PathBuf>,
    /// Compare two TREC runs, or with --queries one and this index
    #[arg(long, value_name = "RUN", num_args = 1..=2, group = "gold", requires = "qrels")]
    #[arg(conflicts_with_all = ["against", "trials"])]
    compare: Vec<PathBuf>,
    /// Rank with other weights than shipped: NAME=VALUE,…, or 'lexical'
    #[arg(long, value_name = "WEIGHTS", value_parser = setting, requires = "queries")]
    set: Option<Setting>,
    /// Compare with these weights: NAME=VALUE,…
    #[arg(long, value_name = "WEIGHTS", value_parser = setting, requires = "queries", conflicts_with = "trials")]
    against: Option<Setting>,
    /// Measure with each of these values, cross-validated: NAME=VALUE,VALUE…; twice: all combinations
    #[arg(long = "try", id = "trials", value_name = "VALUES", value_parser = trial, requires = "queries")]
    trials: Vec<Trial>,
    /// What --try chooses by
    #[arg(long, value_enum, default_value = "ndcg", requires = "trials")]
    choose_by: MeasureArg,
    /// List every query
    #[arg(long, conflicts_with = "trials")]
    per_query: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FieldArg {
    Title,
    Desc,
    #[value(name = "title+desc")]
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MeasureArg {
    Ndcg,
    Map,
    #[value(name = "p5")]
    P5,
    #[value(name = "r100")]
    R100,
}

/// What was measured against what.
#[derive(Debug, Default)]
pub(super) struct Gold {
    /// The queries in the order of their file; none where runs are compared.
    pub(super) topics: Vec<Topic>,
    /// Queries of that file that nobody judged: they are not measured.
    pub(super) unjudged: usize,
    /// Judged queries that have a relevant article and are not in that file: they count as nothing found.
    pub(super) unasked: usize,
    /// Judged queries without a relevant article: they are not measured.
    pub(super) unanswerable: usize,
    /// Different articles that are relevant for some query.
    pub(super) relevant: usize,
    /// How many of them are not in the index; `None` where no index was asked.
    pub(super) missing: Option<usize>,
    /// Articles of each list that count; `None` where all of them do.
    pub(super) depth: Option<u32>,
}

/// A ranked list for every query, judged.
#[derive(Debug)]
pub(super) struct System {
    /// What it is: a file, or the setting of the weights.
    pub(super) name: String,
    /// Its figures.
    pub(super) judged: Judged,
    /// How the index answered; `None` for a run from a file.
    pub(super) asked: Option<Asked>,
}

/// How an index answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Queries asked.
    pub(super) queries: usize,
    /// Of these, queries for which nothing was found.
    pub(super) nothing: usize,
    /// Time of all.
    pub(super) time: Duration,
}

/// What is printed.
#[derive(Debug)]
pub(super) enum Report {
    /// The figures of one system.
    One(System),
    /// Two systems.
    Two(System, System),
    /// Settings that were tried, with the measure that chooses; the shipped weights stand apart.
    Grid(Vec<System>, System, Measure),
}

impl Gold {
    /// What people call a measure: the recall of lists that are cut before the hundredth place is not `R@100`.
    pub(super) fn title(&self, measure: Measure) -> String {
        self.short_recall(measure).map_or_else(|| measure.title().to_owned(), |depth| format!("R@{depth}"))
    }

    /// What programs call a measure.
    pub(super) fn name(&self, measure: Measure) -> String {
        self.short_recall(measure).map_or_else(|| measure.name().to_owned(), |depth| format!("recall_{depth}"))
    }

    fn short_recall(&self, measure: Measure) -> Option<u32> {
        self.depth.filter(|depth| measure == Measure::Recall100 && *depth < DEPTH)
    }
}

impl Ranking {
    pub(super) fn run(&self, json: bool, shared: &Shared) -> Result<Done, Failure> {
        self.check()?;
        let Some(path) = &self.qrels else {
            return Err(Failure::Usage("no judgements; give --qrels FILE".to_owned()));
        };
        let qrels = Qrels::parse(&text(path, "--qrels")?).map_err(|bad| named(path, &bad))?;
        let mut gold = Gold { unanswerable: qrels.unanswerable(), relevant: qrels.relevant().len(), ..Gold::default() };
        if gold.relevant == 0 {
            return Err(Failure::Usage(format!(
                "no relevant article in '{}'; a grade above 0 makes one",
                path.display()
            )));
        }
        let (report, run) = match (&self.queries, self.compare.as_slice()) {
            (None, [first, second]) => {
                (Report::Two(from_file(first, &qrels, None)?, from_file(second, &qrels, None)?), None)
            }
            (Some(queries), [] | [_]) => self.asked(queries, &qrels, &mut gold, shared)?,
            _ => return Err(Failure::Usage("--compare takes two runs, or one and --queries".to_owned())),
        };
        if report.is_empty() {
            return Err(Failure::Usage(format!(
                "nothing to measure: no query that is judged in '{}' is asked; their ids must be the same",
                path.display()
            )));
        }
        let to_stdout = self.run.as_deref() == Some(Path::new("-"));
        if let (Some(path), Some(run)) = (&self.run, &run) {
            write(run, path)?;
        }
        if !to_stdout {
            let mut out = output();
            match json {
                true => lines::write(&mut out, &report, &gold, self.per_query)?,
                false => tables::draw(&mut out, &report, &gold, self.per_query)?,
            }
            out.flush()?;
        }
        Ok(if report.found() { Done::Well } else { Done::Nothing })
    }

    /// Asks this index.
    fn asked(
        &self,
        path: &Path,
        qrels: &Qrels,
        gold: &mut Gold,
        shared: &Shared,
    ) -> Result<(Report, Option<Run>), Failure> {
        let topics = parse_topics(&text(path, QUERIES)?, self.field.into()).map_err(|bad| named(path, &bad))?;
        let (judged, others): (Vec<Topic>, Vec<Topic>) =
            topics.into_iter().partition(|topic| qrels.grades(&topic.id).is_some());
        gold.unjudged = others.len();
        let asked: HashSet<&str> = judged.iter().map(|topic| topic.id.as_str()).collect();
        gold.unasked = qrels.answerable().filter(|(id, _)| !asked.contains(id)).count();
        gold.topics = judged;
        let set = self.set.clone().unwrap_or_default();
        let settings = grid(&self.trials, &set).map_err(Failure::Usage)?;
        gold.depth = Some(self.depth);
        let first = self.compare.first().map(|first| from_file(first, qrels, gold.depth)).transpose()?;
        let index = shared.open()?;
        let mut asker = self.asker(&index)?;
        let missing = asker.missing(qrels)?;
        gold.missing = Some(missing);
        if missing == gold.relevant {
            let dir = present::one_line(&index.dir().display().to_string());
            shared.say(|aside| {
                writeln!(aside, "no relevant article is in the index '{dir}'; if it is the wrong one, give --index DIR")
            });
        }
        let mut ask = |setting: &Setting| ask(&mut asker, &gold.topics, qrels, setting);
        if !self.trials.is_empty() {
            let systems = settings.iter().map(|setting| Ok(ask(setting)?.0)).collect::<Result<Vec<_>, Failure>>()?;
            let shipped = ask(&Setting::default())?.0;
            return Ok((Report::Grid(systems, shipped, self.choose_by.into()), None));
        }
        let (system, mut run) = ask(&set)?;
        if let Some(against) = &self.against {
            return Ok((Report::Two(system, ask(against)?.0), None));
        }
        if self.run.is_some() {
            // a run is for others, who may have more judgements
            let more = asker.ask(&others, qrels, set.weights)?.run;
            more.queries().for_each(|(query, found)| run.insert(query.to_owned(), found.to_vec()));
        }
        let report = match first {
            Some(first) => Report::Two(first, system),
            None => Report::One(system),
        };
        Ok((report, Some(run)))
    }

    fn asker<'a>(&self, index: &'a Index) -> Result<Asker<'a>, Failure> {
        let request = Request {
            limit: Some(usize::try_from(self.depth).unwrap_or(usize::MAX)),
            fresh: self.fresh,
            today: Local::now().date_naive(),
            own: Config::here()?.own,
            // queries of one's own, and their time is what is measured
            effort: Effort::of_seconds(None),
            ..Request::default()
        };
        Ok(Asker::new(index, request)?)
    }

    /// Refuses a weight that would change nothing.
    fn check(&self) -> Result<(), Failure> {
        let typed = self.set.iter().chain(&self.against).map(|setting| setting.weights.fresh);
        let shipped = Weights::default().fresh;
        let is_set = typed.into_iter().any(|fresh| fresh != shipped) || self.trials.iter().any(Trial::is_of_age);
        if is_set && self.fresh.is_none() {
            return Err(Failure::Usage("the weight 'fresh' counts only with --fresh; give both".to_owned()));
        }
        Ok(())
    }
}

fn ask(asker: &mut Asker<'_>, topics: &[Topic], qrels: &Qrels, setting: &Setting) -> Result<(System, Run), Failure> {
    let answers = asker.ask(topics, qrels, setting.weights)?;
    let asked = Asked { queries: topics.len(), nothing: answers.nothing, time: answers.time };
    let system = System { name: setting.to_string(), judged: score(qrels, &answers.run), asked: Some(asked) };
    Ok((system, answers.run))
}

/// Judges a run, of each list no more than `depth` articles, so that none has more of them than another.
fn from_file(path: &Path, qrels: &Qrels, depth: Option<u32>) -> Result<System, Failure> {
    let mut run = Run::parse(&text(path, "--compare")?).map_err(|bad| named(path, &bad))?;
    if let Some(depth) = depth {
        run.cut(usize::try_from(depth).unwrap_or(usize::MAX));
    }
    Ok(System { name: path.display().to_string(), judged: score(qrels, &run), asked: None })
}

/// The text of a file, or for the queries of standard input, which may be compressed with gzip. Bytes that are no UTF-8 are replaced: only queries have words.
fn text(path: &Path, flag: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let is_input = flag == QUERIES && path == Path::new("-");
    let stream = if is_input { unpacked(io::stdin()) } else { open(path) };
    let read = stream.and_then(|mut stream| stream.read_to_end(&mut bytes));
    read.map_err(|err| Failure::Usage(format!("cannot read {flag} '{}': {err}", path.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn named(path: &Path, bad: &BadLine) -> Failure {
    Failure::Usage(format!("{}:{}: {}", path.display(), bad.line, bad.reason))
}

fn write(run: &Run, path: &Path) -> Result<(), Failure> {
    if path == Path::new("-") {
        let mut out = output();
        run.write(&mut out)?;
        return Ok(out.flush()?);
    }
    let written = File::create(path).and_then(|file| {
        let mut file = BufWriter::new(file);
        run.write(&mut file).and_then(|()| file.flush())
    });
    written.map_err(|err: io::Error| Failure::Usage(format!("cannot write --run '{}': {err}", path.display())))
}

impl Report {
    fn systems(&self) -> Vec<&System> {
        match self {
            Self::One(system) => vec![system],
            Self::Two(first, second) => vec![first, second],
            Self::Grid(systems, shipped, _) => systems.iter().chain([shipped]).collect(),
        }
    }

    /// Whether no query has both judgements and an asker.
    fn is_empty(&self) -> bool {
        self.systems().iter().all(|system| match system.asked {
            Some(asked) => asked.queries == 0,
            None => system.judged.unanswered() == system.judged.queries().len(),
        })
    }

    /// Whether anything was found for any query.
    fn found(&self) -> bool {
        self.systems().iter().any(|system| system.judged.unanswered() < system.judged.queries().len())
    }
}

impl From<FieldArg> for TopicField {
    fn from(field: FieldArg) -> Self {
        match field {
            FieldArg::Title => Self::Title,
            FieldArg::Desc => Self::Description,
            FieldArg::Both => Self::Both,
        }
    }
}

impl From<MeasureArg> for Measure {
    fn from(measure: MeasureArg) -> Self {
        match measure {
            MeasureArg::Ndcg => Self::Ndcg10,
            MeasureArg::Map => Self::Map,
            MeasureArg::P5 => Self::P5,
            MeasureArg::R100 => Self::Recall100,
        }
    }
}
