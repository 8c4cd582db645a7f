//! Residue that no rule knows: lines that stand in several articles of one outlet, or of several outlets.
//!
//! What is learned is a list, found by counting over all articles of an index (`evidence.rs`) and applied here to
//! articles that the rules have cleaned. Both ask only for what the rules left, so that neither the order of indexing
//! nor what was learned before changes the outcome.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::article::{Article, Metadata, Origin, Text};
use crate::clean::page::{LONG, Line};

/// The name under which learned lines are removed.
pub const LEARNED_RULE: &str = "learned-residue";

/// Letters from which a line is worth counting: shorter ones are cells of tables and headings that any writer may use
/// (`Year` stands in 600 of 14,000 agency reports). A sign of a script without spaces counts as three.
const LETTERS: usize = 9;

/// A line that was learned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LearnedLine {
    /// The outlet whose articles it is removed from, as [`publisher`] gives it; `None` for all articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The line as one article has it.
    pub line: String,
    /// Articles that it stood in when it was learned, copies of one story counted too.
    pub articles: u64,
}

/// What was learned, ready to be applied.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    lines: Vec<LearnedLine>,
    keys: HashSet<(u64, LineKey)>,
}

/// A line as it is counted: a hash of its wording without case and signs, whose last bit says whether it reads like a
/// sentence or a paragraph. Numbers count: `Net 316 vs 298` is news each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineKey(pub u64);

impl LineKey {
    /// The key of a line.
    pub fn of(line: &str) -> Self {
        let line = Line::alone(line.trim());
        let digits = line.text.bytes().filter(u8::is_ascii_digit);
        let hash = digits.fold(stable_hash(&line.folded), add_byte);
        Self((hash & !1) | u64::from(line.looks_like_prose()))
    }

    /// Whether the line reads like a sentence or a paragraph, so that more must speak against it.
    pub fn is_prose(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Learned {
    /// What is in a list.
    pub fn of(mut lines: Vec<LearnedLine>) -> Self {
        lines.sort();
        let keys =
            lines.iter().map(|line| (publisher_key(line.publisher.as_deref()), LineKey::of(&line.line))).collect();
        Self { lines, keys }
    }

    /// The list, in alphabetical order of outlets and lines.
    pub fn lines(&self) -> &[LearnedLine] {
        &self.lines
    }

    /// Lines that this list has for an outlet (see [`publisher_key`]) and `other` has not.
    pub fn beyond<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u64, LineKey)> + 'a {
        self.keys.difference(&other.keys).copied()
    }

    /// Whether an article of an outlet (see [`publisher_key`]) with these lines has learned ones.
    pub(crate) fn has_any(&self, publisher: u64, lines: &[LineKey]) -> bool {
        let is_learned = |key| [publisher, publisher_key(None)].into_iter().any(|of| self.keys.contains(&(of, key)));
        !self.keys.is_empty() && lines.iter().any(|key| is_learned(*key))
    }

    /// Marks the learned lines of an article of `publisher`, and frees those that are no longer learned; whether its body
    /// changed. Rules come first: what they took stays theirs.
    pub fn apply(&self, publisher: &str, article: &mut Article) -> bool {
        let before: Vec<Range<usize>> = learned_ranges(&article.text).collect();
        article.text.restore(LEARNED_RULE);
        if !self.keys.is_empty() {
            let own = publisher_key(Some(publisher));
            let is_learned = |line: &str| {
                let key = LineKey::of(line);
                self.keys.contains(&(own, key)) || self.keys.contains(&(publisher_key(None), key))
            };
            for range in removals(&article.text, &is_learned) {
                article.text.remove(range, LEARNED_RULE);
            }
        }
        !learned_ranges(&article.text).eq(before)
    }
}

fn learned_ranges(text: &Text) -> impl Iterator<Item = Range<usize>> + '_ {
    text.removed().iter().filter(|removal| removal.rule == LEARNED_RULE).map(|removal| removal.start..removal.end)
}

/// The ranges of the lines that go, each with the blank lines below it that would make a run with those above.
fn removals(text: &Text, is_learned: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // at the top of the text blank lines go too
    let mut blank_above = true;
    for (range, rest) in kept_lines(text) {
        let is_blank = rest.trim().is_empty();
        let follows_removed = found.last().is_some_and(|last: &Range<usize>| last.end == range.start);
        if is_blank && blank_above && follows_removed || is_counted(&rest) && is_learned(&rest) {
            found.push(range);
        } else {
            blank_above = is_blank;
        }
    }
    found
}

/// The lines of a text that no rule took as a whole, with what is left of each: byte ranges with their line ends.
fn kept_lines(text: &Text) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let mut start = 0;
    text.raw().split_inclusive('\n').filter_map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        let rest = text.kept_of(range.clone(), LEARNED_RULE);
        // what is blank in the raw text is a blank line, what is blank because of a rule is none
        (line.trim().is_empty() && !rest.is_empty() || !rest.trim().is_empty()).then_some((range, rest))
    })
}

/// Whether a line can be residue: enough letters, and not the rest of a sentence that was wrapped, which begins small.
fn is_counted(line: &str) -> bool {
    // from the first Japanese syllables on, scripts write without spaces or with few
    let weight = |c: char| if c >= '\u{3040}' { 3 } else { 1 };
    let letters: usize = line.chars().filter(|c| c.is_alphabetic()).map(weight).take(LETTERS).sum();
    letters >= LETTERS && !line.trim_start().starts_with(char::is_lowercase)
}

/// The outlet of an article for counting: its name, else the host of its address, else the folder that it lies in.
pub fn publisher(origin: &Origin, meta: &Metadata) -> String {
    let host = || {
        let host = meta.url.as_deref()?.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
        Some(host.trim_start_matches("www.").to_lowercase())
    };
    let folder = || match origin.path.split_once('/') {
        Some((folder, _)) => format!("{}/{folder}", origin.root),
        None => origin.root.clone(),
    };
    meta.source.as_deref().map(str::to_lowercase).or_else(host).unwrap_or_else(folder)
}

/// The hash of an outlet; of `None` that of all outlets together.
pub fn publisher_key(publisher: Option<&str>) -> u64 {
    publisher.map_or(0, stable_hash)
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo 1991): it stands in indexes, so no library may change it.
fn stable_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, add_byte)
}

fn add_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The lines of an article that the rules left, each wording once: what is counted.
pub fn line_keys(text: &Text) -> BTreeSet<LineKey> {
    let lines = kept_lines(text).filter(|(_, rest)| rest.trim().len() <= LONG && is_counted(rest));
    lines.map(|(_, rest)| LineKey::of(&rest)).collect()
}

/// The first line of an article with this key, as it stands there.
pub fn line_with(text: &Text, key: LineKey) -> Option<String> {
    kept_lines(text).find(|(_, rest)| LineKey::of(rest) == key).map(|(_, rest)| rest.trim().to_owned())
}

/// Numbers in a [`sketch`]. Half of them are equal in 99 of 100 pairs that share four fifths of their sentences, in 64 that
/// share half, and in one of 200 pairs that share a tenth (binomial), which is what long boilerplate leaves.
pub const SKETCH: usize = 8;

/// A MinHash sketch (Broder 1997) of the sentences of an article: the share of equal numbers in two sketches estimates
/// the share of sentences that two articles have in common.
pub fn sketch(keys: &BTreeSet<LineKey>) -> [u32; SKETCH] {
    let any_prose = keys.iter().any(|line| line.is_prose());
    let mut least = [u32::MAX; SKETCH];
    for line in keys.iter().filter(|line| line.is_prose() || !any_prose) {
        for (seed, least) in (1u64..).zip(&mut least) {
            // the finaliser of SplitMix64 (Steele, Lea, Flood 2014) makes one hash many
            let mut mixed = line.0.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *least = (*least).min(((mixed ^ (mixed >> 31)) >> 32) as u32);
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Raw;
    use crate::clean::{Settings, clean};

    fn cleaned(text: &str) -> Article {
        clean(Raw { text: text.to_owned(), ..Raw::default() }, &Settings::default())
    }

    fn learned(lines: &[(&str, Option<&str>)]) -> Learned {
        let line = |(line, publisher): &(&str, Option<&str>)| LearnedLine {
            publisher: publisher.map(str::to_owned),
            line: (*line).to_owned(),
            articles: 3,
        };
        Learned::of(lines.iter().map(line).collect())
    }

    const PROSE: &str =
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.";

    #[test]
    fn learned_lines_go_and_come_back() {
        let mut article = cleaned(&format!("{PROSE}\n\nHarbour quiz: 12 questions\n\n{PROSE} Again.\n"));
        let whole = article.clone();
        let list = learned(&[("HARBOUR QUIZ: 12 questions", Some("post"))]);
        assert!(!list.apply("other", &mut article), "another outlet's line");
        assert!(!learned(&[("Harbour quiz: 7 questions", Some("post"))]).apply("post", &mut article), "another number");
        assert!(list.apply("post", &mut article));
        assert!(!list.apply("post", &mut article), "twice is once");
        assert_eq!(article.text.body(), format!("{PROSE}\n\n{PROSE} Again."));
        assert_eq!(article.text.residue().map(|piece| piece.rule).collect::<Vec<_>>(), [LEARNED_RULE]);
        assert_eq!(line_keys(&article.text), line_keys(&whole.text), "counting does not see what was learned");
        assert!(Learned::default().apply("post", &mut article));
        assert_eq!(article, whole);
        assert!(learned(&[("Harbour quiz: 12 questions", None)]).apply("other", &mut article));
    }

    #[test]
    fn what_a_rule_took_is_not_counted() {
        let article = cleaned(&format!(
            "{PROSE}\nQuiz of the day\n{PROSE} Again.\n12:34\nYear\nwas said then.\nShare this article\n"
        ));
        assert_eq!(line_keys(&article.text).len(), 3);
        assert_eq!(line_keys(&article.text).iter().filter(|line| line.is_prose()).count(), 2);
    }

    #[test]
    fn outlets_are_known_by_name_host_or_folder() {
        let origin = Origin { root: "r".into(), path: "post/a.txt".into(), record: None };
        let mut meta = Metadata::default();
        assert_eq!(publisher(&origin, &meta), "r/post");
        assert_eq!(publisher(&Origin { path: "a.txt".into(), ..origin.clone() }, &meta), "r");
        meta.url = Some("https://www.Post.example:80/a".into());
        assert_eq!(publisher(&origin, &meta), "post.example");
        meta.source = Some("Harbour Post".into());
        assert_eq!(publisher(&origin, &meta), "harbour post");
    }

    #[test]
    fn copies_have_like_sketches() {
        let story = |from: usize, to: usize| -> String {
            (from..to).map(|n| format!("{PROSE} It was the crossing of {}.\n", "x".repeat(n))).collect()
        };
        let same = |a: &str, b: &str| {
            let sketch = |text: &str| sketch(&line_keys(&Text::from(text.to_owned())));
            sketch(a).iter().zip(sketch(b)).filter(|(a, b)| *a == b).count()
        };
        assert_eq!(same(&story(1, 20), &story(1, 20)), SKETCH);
        assert!(same(&story(1, 20), &story(2, 21)) >= SKETCH / 2);
        assert!(same(&story(1, 20), &story(40, 60)) == 0);
    }
}
