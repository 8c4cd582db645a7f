//! Marks: the words and phrases of a query where they stand in an article, as far as they are why it was found.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::matches::reading::{BODY, Reading};
use crate::matches::vocabulary::Vocabulary;
use crate::query::{Clause, Condition, Leaf, Match, Resolved, Span, Tree, Unit, Words, evaluate, sequence};

/// A place that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the title or of the body, on character boundaries; a phrase is one mark from its first to its last word.
    pub range: Range<usize>,
    /// Which words and phrases of the query stand there: one bit each, in the order typed; from the 65th on the bits are
    /// used again.
    pub leaves: u64,
}

/// What a query finds in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Marks in the title, in the order of their ends.
    pub title: Vec<Mark>,
    /// Marks in the body, in the order of their ends.
    pub body: Vec<Mark>,
    /// The clauses that the article satisfies: their numbers, rising.
    pub clauses: Vec<usize>,
    /// From the first to the last word of each match in the body that has several marks (`a w/5 b`), by their starts; the
    /// shortest that begins there.
    pub(crate) wholes: Vec<Range<usize>>,
    /// Where the sentences of the title begin.
    pub(crate) title_sentences: Vec<usize>,
    /// Where the sentences of the body begin.
    pub(crate) sentences: Vec<usize>,
}

impl Found {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.body.is_empty()
    }
}

/// A word or a phrase of the query with its slots by number.
struct Wanted {
    /// Its place among all words and phrases of the query.
    number: usize,
    slots: Vec<u32>,
    slop: u32,
}

/// Finds what the clauses of one query match in articles.
///
/// What is marked follows what the engine finds: both ask [`evaluate`]. A phrase is marked only where it stands as one;
/// of `a w/5 b` the words of a pair that is near enough; a clause that the article does not satisfy as a whole marks
/// nothing, and neither do exclusions and filters.
pub struct Matcher {
    clauses: Vec<Tree<Wanted, Condition>>,
    vocabulary: Vocabulary,
    leaves: usize,
}

impl Matcher {
    /// For the clauses that articles should have; excluded ones are never marked.
    pub fn new(clauses: &[Clause]) -> Self {
        let mut matcher = Self { clauses: Vec::new(), vocabulary: Vocabulary::default(), leaves: 0 };
        matcher.clauses = clauses.iter().map(|clause| matcher.wanted(&clause.tree)).collect();
        matcher
    }

    fn wanted(&mut self, tree: &Resolved) -> Tree<Wanted, Condition> {
        let mut all = |parts: &[Resolved]| parts.iter().map(|part| self.wanted(part)).collect::<Vec<_>>();
        match tree {
            Tree::Leaf(leaf) => Tree::Leaf(self.leaf(leaf)),
            Tree::Near { left, right, distance, ordered } => {
                let (left, right) = (Box::new(self.wanted(left)), Box::new(self.wanted(right)));
                Tree::Near { left, right, distance: *distance, ordered: *ordered }
            }
            Tree::Same { unit, parts } => Tree::Same { unit: *unit, parts: all(parts) },
            Tree::All(parts) => Tree::All(all(parts)),
            Tree::Any(parts) => Tree::Any(all(parts)),
            Tree::Not(tree) => Tree::Not(Box::new(self.wanted(tree))),
            Tree::In { part, tree } => Tree::In { part: *part, tree: Box::new(self.wanted(tree)) },
            Tree::AtLeast { times, tree } => Tree::AtLeast { times: *times, tree: Box::new(self.wanted(tree)) },
            Tree::Filter(condition) => Tree::Filter(condition.clone()),
        }
    }

    fn leaf(&mut self, leaf: &Leaf) -> Wanted {
        let number = self.leaves;
        self.leaves += 1;
        Wanted { number, slots: leaf.slots.iter().map(|slot| self.vocabulary.add(slot)).collect(), slop: leaf.slop }
    }

    /// Reads an article in language `lang` once; `passes` says whether it passes a filter of the query.
    pub fn find(
        &mut self,
        lang: Option<&str>,
        title: &str,
        body: &str,
        passes: &mut dyn FnMut(&Condition) -> bool,
    ) -> Found {
        let reading = Reading::new(&mut self.vocabulary, lang.unwrap_or_default(), title, body);
        let mut found = Found {
            title_sentences: reading.sentences_of_title(),
            sentences: reading.sentences_of_body(),
            ..Found::default()
        };
        let mut article = Evaluated { reading: &reading, passes, leaves: FxHashMap::default() };
        for (number, tree) in self.clauses.iter().enumerate() {
            article.leaves.clear();
            let Some(matches) = evaluate(tree, &mut article) else { continue };
            found.clauses.push(number);
            if !reading.is_empty() {
                found.add(&matches, &article);
            }
        }
        for marks in [&mut found.title, &mut found.body] {
            marks.sort_by_key(|mark| (mark.range.end, mark.range.start));
        }
        found.wholes.sort_by_key(|whole| (whole.start, whole.end));
        found.wholes.dedup_by_key(|whole| whole.start);
        found
    }
}

impl Found {
    fn add(&mut self, matches: &[Match], article: &Evaluated<'_>) {
        let mut spans: Vec<Span> = matches.iter().flat_map(|found| found.leaves.iter().copied()).collect();
        spans.sort_unstable();
        spans.dedup();
        for span in spans {
            let Some(range) = article.reading.bytes(span) else { continue };
            let mark = Mark { range, leaves: article.leaves.get(&span).copied().unwrap_or(0) };
            if span.start < BODY { self.title.push(mark) } else { self.body.push(mark) }
        }
        let wholes = matches.iter().filter(|found| found.leaves.len() > 1 && found.span.start >= BODY);
        self.wholes.extend(wholes.filter_map(|found| article.reading.bytes(found.span)));
    }
}

/// An article that was read, as `evaluate` asks of it.
struct Evaluated<'a> {
    reading: &'a Reading,
    passes: &'a mut dyn FnMut(&Condition) -> bool,
    /// Which words and phrases stand at a span.
    leaves: FxHashMap<Span, u64>,
}

impl Words<Wanted, Condition> for Evaluated<'_> {
    fn occurrences(&mut self, leaf: &Wanted) -> Vec<Match> {
        let slots: Vec<&[u32]> = leaf.slots.iter().map(|slot| self.reading.positions(*slot)).collect();
        let found = sequence(&slots, leaf.slop);
        for span in found.iter().flat_map(|found| &found.leaves) {
            *self.leaves.entry(*span).or_default() |= 1 << (leaf.number % 64);
        }
        found
    }

    fn unit(&mut self, unit: Unit, position: u32) -> u32 {
        self.reading.unit(unit, position)
    }

    fn passes(&mut self, filter: &Condition) -> bool {
        (self.passes)(filter)
    }
}

/// The ranges of marks in order, those that overlap as one.
pub fn merged<'a>(marks: impl IntoIterator<Item = &'a Mark>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = marks.into_iter().map(|mark| mark.range.clone()).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests;
