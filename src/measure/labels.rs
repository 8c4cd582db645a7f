//! How well labels do against articles that people have labelled.
//!
//! Gold is one JSON object a line: an article as `newsdex index -` takes it, and those of its labels that people have
//! judged: `countries_main`, `countries_mentioned`, `leaders`, `topics` (a list that is missing is not scored, one that is
//! empty is), and `leaders_optional`, who count neither for nor against.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::annotate::Annotator;
use crate::article::{Labels, Origin};
use crate::ingest::{Cleaning, prepare};
use crate::lexicon;
use crate::lexicon::topics;
use crate::measure::{BadLine, Score};
use crate::read::{self, Chunk, Format};

/// What kind of label is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The countries that an article is about.
    Main,
    /// Every country that it names.
    Mentioned,
    /// The leaders that it names, spelled alike but for accents, case and hyphens.
    Leaders,
    /// The topics, each by its top.
    Tops,
    /// The topics as they are; scored only where gold has more than tops.
    Topics,
}

impl Kind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Main, Self::Mentioned, Self::Leaders, Self::Tops, Self::Topics];

    /// What people and programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "countries_main",
            Self::Mentioned => "countries_mentioned",
            Self::Leaders => "leaders",
            Self::Tops => "topics_top",
            Self::Topics => "topics",
        }
    }
}

/// How often a label was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelCounts {
    /// Where gold has it.
    pub right: u64,
    /// Where gold does not.
    pub wrong: u64,
    /// Not given where gold has it.
    pub missed: u64,
}

impl LabelCounts {
    /// Precision and recall.
    pub fn score(&self) -> Score {
        Score::of(self.right, self.wrong, self.missed)
    }

    /// Articles whose gold has the label.
    pub fn gold(&self) -> u64 {
        self.right + self.missed
    }

    fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

/// The labels of one kind against gold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KindScores {
    /// Articles whose gold says something of this kind.
    pub articles: u64,
    /// Every label that was given or should have been.
    pub labels: BTreeMap<String, LabelCounts>,
}

impl KindScores {
    /// All labels of all articles together: what is frequent weighs most.
    pub fn micro(&self) -> LabelCounts {
        self.labels.values().fold(LabelCounts::default(), |mut sum, counts| {
            sum.add(counts);
            sum
        })
    }

    /// The mean F1 of the labels that gold has at least once, each weighing the same, and how many these are; `None` of
    /// none.
    pub fn macro_f1(&self) -> Option<(f64, u64)> {
        let known: Vec<f64> =
            self.labels.values().filter(|counts| counts.gold() > 0).map(|counts| counts.score().f1()).collect();
        (!known.is_empty()).then(|| (known.iter().sum::<f64>() / known.len() as f64, known.len() as u64))
    }
}

/// An article whose labels of one kind differ from gold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id, or the number of its line.
    pub article: String,
    /// The kind of label.
    pub kind: Kind,
    /// Given, and not in gold.
    pub wrong: Vec<String>,
    /// In gold, and not given.
    pub missed: Vec<String>,
}

/// What a file of gold gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelScores {
    /// Articles scored.
    pub articles: u64,
    /// Lines that gave no article (nothing left after cleaning): all their labels count as missed.
    pub without: u64,
    /// Each kind that gold judges.
    pub kinds: BTreeMap<Kind, KindScores>,
    /// Countries of gold that are no codes, so that nothing can be right.
    pub unknown: BTreeSet<String>,
    /// Every difference, in the order of the articles.
    pub differences: Vec<Difference>,
    /// Bytes of the lines.
    pub bytes: u64,
    /// Wall-clock time of reading, cleaning and labelling, one article after the other.
    pub time: Duration,
    /// Lines that are no gold, which are not scored.
    pub bad: Vec<BadLine>,
}

#[derive(Deserialize)]
struct Gold {
    countries_main: Option<BTreeSet<String>>,
    countries_mentioned: Option<BTreeSet<String>>,
    leaders: Option<BTreeSet<String>>,
    #[serde(default)]
    leaders_optional: BTreeSet<String>,
    topics: Option<BTreeSet<String>>,
}

/// Scores every line of `gold`.
///
/// Of topics only those are scored that gold can have: where all its topics are a person's own, ours do not count as
/// wrong, and the other way round.
///
/// # Errors
/// The first line after which the file cannot be read, in lower case.
pub fn score_labels(gold: &mut dyn BufRead, cleaning: &Cleaning, annotator: &Annotator) -> Result<LabelScores, String> {
    let mut scores = LabelScores::default();
    let mut topics: Vec<(String, BTreeSet<String>, BTreeSet<String>)> = Vec::new();
    for (number, line) in (1..).zip(gold.lines()) {
        let line = line.map_err(|err| format!("cannot read line {number}: {err}"))?;
        if line.trim().is_empty() {
            continue;
        }
        let gold: Gold = match serde_json::from_str(&line) {
            Ok(gold) => gold,
            Err(err) => {
                scores.bad.push(BadLine::new(number, err.to_string()));
                continue;
            }
        };
        let started = Instant::now();
        let found = labels(&line, cleaning, annotator);
        scores.time += started.elapsed();
        scores.articles += 1;
        scores.bytes += line.len() as u64;
        scores.without += u64::from(found.is_none());
        let (id, found) = found.unwrap_or_default();
        let article = id.unwrap_or_else(|| format!("line {number}"));
        let set = |labels: &[String]| labels.iter().cloned().collect::<BTreeSet<_>>();
        let countries = gold.countries_main.iter().chain(&gold.countries_mentioned).flatten();
        scores.unknown.extend(countries.filter(|code| !annotator.knows_country(code)).cloned());
        if let Some(gold) = gold.countries_main {
            scores.score(&article, Kind::Main, &set(&found.main), &gold);
        }
        if let Some(gold) = gold.countries_mentioned {
            scores.score(&article, Kind::Mentioned, &set(&found.mentioned), &gold);
        }
        if let Some(leaders) = &gold.leaders {
            let (found, leaders) = judged_leaders(&found.leaders, leaders, &gold.leaders_optional);
            scores.score(&article, Kind::Leaders, &found, &leaders);
        }
        if let Some(gold) = gold.topics {
            topics.push((article, set(&found.topics), gold));
        }
    }
    scores.topics(topics);
    Ok(scores)
}

/// The id and the labels of the article in a line of NDJSON; `None` when it gives none.
fn labels(line: &str, cleaning: &Cleaning, annotator: &Annotator) -> Option<(Option<String>, Labels)> {
    let bytes = line.as_bytes().to_vec();
    let chunk = Chunk { format: Format::Ndjson, bytes, first: 1, bad: Vec::new(), member: None, torn: false };
    let mut raw = None;
    read::parse("", &chunk, &mut |record| raw = record.ok().map(|record| record.raw));
    let (article, labels) = prepare(&Origin::default(), raw?, cleaning, annotator).ok()?;
    Some((article.id, labels))
}

/// Found leaders and those of gold, spelled alike, without those that count neither way.
fn judged_leaders(
    found: &[String],
    gold: &BTreeSet<String>,
    optional: &BTreeSet<String>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let key = |name: &str| lexicon::fold(&name.replace('-', " "));
    let optional: BTreeSet<String> = optional.iter().map(|name| key(name)).collect();
    // what gold calls a name is what the table shows
    let names: BTreeMap<String, &String> = gold.iter().map(|name| (key(name), name)).collect();
    let as_gold = |name: &String| names.get(&key(name)).map_or(name, |gold| gold).clone();
    let counts = |name: &&String| names.contains_key(&key(name)) || !optional.contains(&key(name));
    (found.iter().filter(counts).map(as_gold).collect(), names.values().map(|name| (*name).clone()).collect())
}

impl LabelScores {
    fn score(&mut self, article: &str, kind: Kind, found: &BTreeSet<String>, gold: &BTreeSet<String>) {
        let scores = self.kinds.entry(kind).or_default();
        scores.articles += 1;
        for label in found.union(gold) {
            let counts = scores.labels.entry(label.clone()).or_default();
            match (found.contains(label), gold.contains(label)) {
                (true, true) => counts.right += 1,
                (true, false) => counts.wrong += 1,
                _ => counts.missed += 1,
            }
        }
        if found != gold {
            let (wrong, missed) =
                (found.difference(gold).cloned().collect(), gold.difference(found).cloned().collect());
            self.differences.push(Difference { article: article.to_owned(), kind, wrong, missed });
        }
    }

    /// Topics are scored at the end: only all of gold tells what labels it can have.
    fn topics(&mut self, articles: Vec<(String, BTreeSet<String>, BTreeSet<String>)>) {
        let is_ours = |topic: &str| topics::code(topic).is_some();
        let all = || articles.iter().flat_map(|(_, _, gold)| gold);
        let (ours, own) = (all().any(|topic| is_ours(topic)), all().any(|topic| !is_ours(topic)));
        let has_children = all().any(|topic| topic.contains('/'));
        let top = |topic: &String| topics::top(topic).to_owned();
        for (article, mut found, gold) in articles {
            // without any topic in gold there is nothing that says which it can have
            found.retain(|topic| if is_ours(topic) { ours || !own } else { own });
            self.score(&article, Kind::Tops, &found.iter().map(top).collect(), &gold.iter().map(top).collect());
            if has_children {
                self.score(&article, Kind::Topics, &found, &gold);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(gold: &str) -> LabelScores {
        score_labels(&mut gold.as_bytes(), &Cleaning::default(), &Annotator::default()).expect("gold is well formed")
    }

    const TALKS: &str = "Angela Merkel flew from Germany to Lima for talks on tariffs, and German papers liked it.";

    fn line(labels: &str) -> String {
        format!("{{\"id\": \"a\", \"text\": \"{TALKS}\", {labels}}}\n")
    }

    #[test]
    fn labels_are_right_wrong_or_missed() {
        let scores = score(&line("\"countries_mentioned\": [\"DE\", \"CL\"], \"leaders\": [\"Ángela Merkel\"]"));
        let mentioned = &scores.kinds[&Kind::Mentioned];
        assert_eq!(mentioned.micro(), LabelCounts { right: 1, wrong: 1, missed: 1 });
        assert_eq!(mentioned.labels["PE"], LabelCounts { wrong: 1, ..LabelCounts::default() });
        assert_eq!(mentioned.macro_f1(), Some((0.5, 2)), "Peru stands in no gold");
        assert_eq!(scores.kinds[&Kind::Leaders].micro().score(), Score { precision: 1.0, recall: 1.0 });
        assert!(!scores.kinds.contains_key(&Kind::Main), "gold says nothing of it");
        let [difference] = &scores.differences[..] else { panic!("{:?}", scores.differences) };
        assert_eq!((difference.article.as_str(), difference.kind), ("a", Kind::Mentioned));
        assert_eq!((&difference.wrong[..], &difference.missed[..]), (&["PE".to_owned()][..], &["CL".to_owned()][..]));
    }

    #[test]
    fn an_empty_list_is_judged_and_optional_leaders_are_not() {
        let scores = score(&line("\"leaders\": []"));
        assert_eq!(scores.kinds[&Kind::Leaders].micro(), LabelCounts { wrong: 1, ..LabelCounts::default() });
        assert_eq!(scores.kinds[&Kind::Leaders].macro_f1(), None);
        let scores = score(&line("\"leaders\": [], \"leaders_optional\": [\"Angela Merkel\"]"));
        assert_eq!(scores.kinds[&Kind::Leaders].micro(), LabelCounts::default());
    }

    #[test]
    fn only_topics_that_gold_can_have_are_scored() {
        let own = score(&line("\"topics\": [\"visits\"]"));
        assert_eq!(own.kinds[&Kind::Tops].micro(), LabelCounts { missed: 1, ..LabelCounts::default() });
        assert!(!own.kinds.contains_key(&Kind::Topics), "tops alone");
        let text = "The free trade agreement failed, exporters feared the import tariffs, and the trade war went on.";
        let ours = score(&format!("{{\"text\": \"{text}\", \"topics\": [\"economy/trade\"]}}"));
        assert_eq!(ours.kinds[&Kind::Topics].labels["economy/trade"].right, 1);
        assert_eq!(ours.kinds[&Kind::Tops].labels["economy"].right, 1);
    }

    #[test]
    fn what_is_no_gold_is_named() {
        let odd = score(&line("\"countries_main\": [\"Germany\", \"DE\", \"QX\"]"));
        assert_eq!(odd.unknown.iter().collect::<Vec<_>>(), ["Germany", "QX"]);
        let bad = |gold: &str| score(gold).bad.iter().map(|bad| bad.line).collect::<Vec<_>>();
        assert_eq!(bad("{\"text\": \"x\"}\n[\n\n{\"leaders\": 7}\n{\"text\": \"y\"}"), [2, 4]);
        assert_eq!(score("{\"text\": \"x\"}\n[\n{\"text\": \"y\"}").articles, 2, "the others are scored");
        let scores = score("{\"text\": \"\", \"leaders\": [\"Angela Merkel\"]}\n\n");
        assert_eq!((scores.articles, scores.without), (1, 1));
        assert_eq!(scores.kinds[&Kind::Leaders].micro(), LabelCounts { missed: 1, ..LabelCounts::default() });
    }
}
