//! How well cleaning and extraction do against articles that people have judged.
//!
//! Two forms of gold, one JSON object a line: pages (`html`, `body`, and `title`, `date`, `authors` if known) and lines
//! (`lines`: each with `text`, `keep`, and `gold` for what is body in a mixed line).

use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::time::{Duration, Instant};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::article::{Metadata, Raw};
use crate::clean::{Settings, clean};
use crate::measure::BadLine;
use crate::measure::matching::{Block, blocks};
use crate::read::{self, Chunk, Format};

/// Words of a shingle, as in the article-extraction benchmark of Scrapinghub (2020).
const SHINGLE: usize = 4;

/// Precision and recall, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// What was found rightly, of what was found.
    pub precision: f64,
    /// What was found rightly, of what there was to find.
    pub recall: f64,
}

impl Score {
    /// From what was found rightly, found wrongly and missed; nothing to find and nothing found is 1.
    pub fn of(right: u64, wrong: u64, missed: u64) -> Self {
        Self { precision: share(right, right + wrong), recall: share(right, right + missed) }
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that are so.
    pub yes: u64,
    /// All.
    pub of: u64,
}

impl Tally {
    /// From 0 to 1; `None` of none.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| share(self.yes, self.of))
    }

    fn count(&mut self, yes: bool) {
        self.yes += u64::from(yes);
        self.of += 1;
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Pages against their articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageScores {
    /// Pages scored.
    pub pages: u64,
    /// Pages that gave no article: they count as empty ones.
    pub without: u64,
    /// Precision and recall of the bodies' 4-word shingles, each the mean over all pages.
    pub body: Score,
    /// Pages with the right day, of those whose gold has one.
    pub dates: Tally,
    /// Pages with the right title, apart from white space and case.
    pub titles: Tally,
    /// Pages with the right set of authors, apart from white space and case.
    pub authors: Tally,
    /// Bytes of the pages.
    pub bytes: u64,
    /// Wall-clock time of reading and cleaning, one page after the other.
    pub time: Duration,
}

/// Texts against the judgement of each line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineScores {
    /// Texts scored.
    pub articles: u64,
    /// Lines that are no body: removed rightly, wrongly, not at all. A line is gone when at most half of its words are left.
    pub residue: Score,
    /// Words of the body that are left.
    pub kept: Tally,
    /// Articles that lose a line of their body.
    pub losing: Tally,
    /// Bytes of the texts.
    pub bytes: u64,
    /// Wall-clock time of cleaning, one text after the other.
    pub time: Duration,
}

/// What a file of gold gives: either form, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CleaningScores {
    /// Its pages.
    pub pages: PageScores,
    /// Its judged lines.
    pub lines: LineScores,
    /// Lines that have neither form, which are not scored.
    pub bad: Vec<BadLine>,
}

/// Scores every line of `gold` whose `variant` is the one that is asked for, if any is.
///
/// # Errors
/// The first line after which the file cannot be read, in lower case.
pub fn score_cleaning(
    gold: &mut dyn BufRead,
    settings: &Settings,
    variant: Option<&str>,
) -> Result<CleaningScores, String> {
    let mut tallies = Tallies::default();
    for (number, line) in (1..).zip(gold.lines()) {
        let line = line.map_err(|err| format!("cannot read line {number}: {err}"))?;
        if line.trim().is_empty() {
            continue;
        }
        let gold: Gold = match serde_json::from_str(&line) {
            Ok(gold) => gold,
            Err(err) => {
                tallies.bad.push(BadLine::new(number, err.to_string()));
                continue;
            }
        };
        if variant.is_some_and(|wanted| gold.variant.as_deref() != Some(wanted)) {
            continue;
        }
        match (&gold.html, &gold.body, &gold.lines) {
            (Some(html), Some(body), None) => tallies.page(html, body, &gold, settings),
            (None, _, Some(lines)) => tallies.text(lines, settings),
            _ => tallies.bad.push(BadLine::new(number, "expected either 'html' and 'body', or 'lines'")),
        }
    }
    Ok(tallies.scores())
}

#[derive(Deserialize)]
struct Gold {
    variant: Option<String>,
    html: Option<String>,
    body: Option<String>,
    title: Option<String>,
    date: Option<String>,
    authors: Option<Vec<String>>,
    lines: Option<Vec<GoldLine>>,
}

/// A judged line. `keep` is missing where a line is doubtful, and then `gold` may say which of its words are body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct GoldLine {
    /// The line.
    pub text: String,
    /// Whether it is body.
    pub keep: Option<bool>,
    /// The part of it that is.
    pub gold: Option<String>,
}

/// Sums over all that was scored.
#[derive(Default)]
struct Tallies {
    pages: PageScores,
    lines: LineScores,
    /// Of pages: the sums of their precisions and recalls.
    body: Score,
    /// Of lines.
    counts: LineCounts,
    bad: Vec<BadLine>,
}

impl Tallies {
    fn page(&mut self, html: &str, body: &str, gold: &Gold, settings: &Settings) {
        let started = Instant::now();
        let found = article(html).map(|raw| clean(raw, settings));
        self.pages.time += started.elapsed();
        self.pages.pages += 1;
        self.pages.bytes += html.len() as u64;
        self.pages.without += u64::from(found.is_none());
        let (meta, text) = found.map_or_else(Default::default, |found| (found.meta, found.text.body()));
        let score = shingle_score(body, &text);
        self.body.precision += score.precision;
        self.body.recall += score.recall;
        self.metadata(gold, &meta);
    }

    fn metadata(&mut self, gold: &Gold, found: &Metadata) {
        let day = |date: &str| date.chars().take("2025-10-28".len()).collect::<String>();
        if let Some(date) = gold.date.as_deref().filter(|date| !date.is_empty()) {
            self.pages.dates.count(found.date.map(|date| day(&date.iso())) == Some(day(date)));
        }
        if let Some(title) = &gold.title {
            self.pages.titles.count(folded(found.title.as_deref().unwrap_or_default()) == folded(title));
        }
        if let Some(authors) = &gold.authors {
            let names = |names: &[String]| names.iter().map(|name| folded(name)).collect::<HashSet<_>>();
            self.pages.authors.count(names(&found.authors) == names(authors));
        }
    }

    fn text(&mut self, lines: &[GoldLine], settings: &Settings) {
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.lines.articles += 1;
        self.lines.bytes += text.len() as u64;
        let started = Instant::now();
        let cleaned = clean(Raw { text, ..Raw::default() }, settings);
        self.lines.time += started.elapsed();
        let counts = line_counts(lines, &cleaned.text.body());
        self.lines.losing.count(counts.body_lines_lost > 0);
        self.counts.add(&counts);
    }

    fn scores(mut self) -> CleaningScores {
        let pages = self.pages.pages.max(1) as f64;
        self.pages.body = Score { precision: self.body.precision / pages, recall: self.body.recall / pages };
        let LineCounts { residue_removed, residue_left, body_lines_lost, words_kept, words_lost } = self.counts;
        self.lines.residue = Score::of(residue_removed, body_lines_lost, residue_left);
        self.lines.kept = Tally { yes: words_kept, of: words_kept + words_lost };
        CleaningScores { pages: self.pages, lines: self.lines, bad: self.bad }
    }
}

/// The article of a page, read as a record of NDJSON is.
fn article(html: &str) -> Option<Raw> {
    let bytes = serde_json::json!({"html": html}).to_string().into_bytes();
    let mut found = None;
    read::parse(
        "",
        &Chunk { format: Format::Ndjson, bytes, first: 1, bad: Vec::new(), member: None, torn: false },
        &mut |record| {
            found = record.ok().map(|record| record.raw);
        },
    );
    found
}

/// Precision and recall of the runs of four words that `found` has, each counted as often as it occurs; a shorter text is
/// one run.
pub fn shingle_score(gold: &str, found: &str) -> Score {
    let (gold, found): (Vec<&str>, Vec<&str>) = (words(gold).collect(), words(found).collect());
    let mut counts: HashMap<&[&str], (u64, u64)> = HashMap::new();
    shingles(&gold).for_each(|shingle| counts.entry(shingle).or_default().0 += 1);
    shingles(&found).for_each(|shingle| counts.entry(shingle).or_default().1 += 1);
    let (mut right, mut of_gold, mut of_found) = (0, 0, 0);
    for (gold, found) in counts.into_values() {
        right += gold.min(found);
        of_gold += gold;
        of_found += found;
    }
    // no text where there is one has no precision
    let precision = if of_found == 0 && of_gold > 0 { 0.0 } else { share(right, of_found) };
    Score { precision, recall: share(right, of_gold) }
}

fn shingles<'a, 'b>(words: &'b [&'a str]) -> impl Iterator<Item = &'b [&'a str]> {
    words.windows(SHINGLE.min(words.len()).max(1))
}

/// What became of the lines and words of one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Lines that are no body and are gone.
    pub residue_removed: u64,
    /// Lines that are no body and are left.
    pub residue_left: u64,
    /// Lines of the body that are gone.
    pub body_lines_lost: u64,
    /// Words of the body that are left.
    pub words_kept: u64,
    /// Words of the body that are gone.
    pub words_lost: u64,
}

impl LineCounts {
    fn add(&mut self, other: &Self) {
        self.residue_removed += other.residue_removed;
        self.residue_left += other.residue_left;
        self.body_lines_lost += other.body_lines_lost;
        self.words_kept += other.words_kept;
        self.words_lost += other.words_lost;
    }
}

/// Compares a cleaned text with the judged lines that it was made from. Lines without a word do not count.
pub fn line_counts(gold: &[GoldLine], cleaned: &str) -> LineCounts {
    let tokens: Vec<(&GoldLine, Vec<String>)> = gold.iter().map(|line| (line, folded_words(&line.text))).collect();
    let tokens: Vec<_> = tokens.into_iter().filter(|(_, words)| !words.is_empty()).collect();
    let left: Vec<Vec<String>> = cleaned.split('\n').map(folded_words).filter(|words| !words.is_empty()).collect();
    let lines: Vec<&[String]> = tokens.iter().map(|(_, words)| words.as_slice()).collect();
    let left: Vec<&[String]> = left.iter().map(Vec::as_slice).collect();
    let mut counts = LineCounts::default();
    for ((line, words), kept) in tokens.iter().zip(kept(&lines, &left)) {
        let total = kept.iter().filter(|kept| **kept).count();
        let is_left = 2 * total > kept.len();
        let (body, length) = match (line.keep, &line.gold) {
            (Some(true), _) => (0..words.len(), words.len()),
            (None, Some(gold)) => {
                let part = folded_words(gold);
                (place(words, &part), part.len())
            }
            _ => (0..0, 0),
        };
        let body_kept = kept[body].iter().filter(|kept| **kept).count();
        counts.words_kept += body_kept as u64;
        counts.words_lost += (length - body_kept) as u64;
        counts.residue_removed += u64::from(line.keep == Some(false) && !is_left);
        counts.residue_left += u64::from(line.keep == Some(false) && is_left);
        counts.body_lines_lost += u64::from(line.keep == Some(true) && !is_left);
    }
    counts
}

/// Where `part` stands in `words`; at the beginning where it does not, cut to what is there.
fn place(words: &[String], part: &[String]) -> std::ops::Range<usize> {
    let at = words.windows(part.len().max(1)).position(|window| window == part).unwrap_or(0);
    at..(at + part.len()).min(words.len())
}

/// For each word of each line whether it is left: whole lines first, then words within lines that changed.
fn kept(lines: &[&[String]], left: &[&[String]]) -> Vec<Vec<bool>> {
    let mut kept: Vec<Vec<bool>> = lines.iter().map(|line| vec![false; line.len()]).collect();
    let (mut in_lines, mut in_left) = (0, 0);
    let end = Block { a: lines.len(), b: left.len(), len: 0 };
    for same in blocks(lines, left).into_iter().chain([end]) {
        if in_lines < same.a && in_left < same.b {
            let words: Vec<(usize, usize)> =
                (in_lines..same.a).flat_map(|line| (0..lines[line].len()).map(move |word| (line, word))).collect();
            let before: Vec<&String> = words.iter().map(|(line, word)| &lines[*line][*word]).collect();
            let after: Vec<&String> = left[in_left..same.b].iter().copied().flatten().collect();
            for block in blocks(&before, &after) {
                words[block.a..block.a + block.len].iter().for_each(|(line, word)| kept[*line][*word] = true);
            }
        }
        kept[same.a..same.a + same.len].iter_mut().for_each(|line| line.fill(true));
        (in_lines, in_left) = (same.a + same.len, same.b + same.len);
    }
    kept
}

/// White space as single spaces, compatible characters as one, lower case.
fn folded(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn folded_words(text: &str) -> Vec<String> {
    let text = text.nfkc().collect::<String>().to_lowercase();
    words(&text).map(str::to_owned).collect()
}

/// Runs of letters, digits and `_`: what `\w+` finds in Python, which takes no combining marks for letters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c == '_' || (c.is_alphanumeric() && !is_combining_mark(c) && !is_enclosed(c));
    text.split(move |c| !is_word(c)).filter(|word| !word.is_empty())
}

/// Letters in circles and squares: alphabetic by their property, symbols by their category.
fn is_enclosed(c: char) -> bool {
    matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}')
}

#[cfg(test)]
mod tests;
