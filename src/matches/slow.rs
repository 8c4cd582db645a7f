//! The slow, obvious matcher that the quick one is tested against: every word is looked at for every word of the query,
//! every pair for every pair. It shares the parting of texts into words and their stems with the quick one, nothing else.

mod generated;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::query::{Condition, Leaf, Part, Resolved, Slot, Tree, Unit};
use crate::text::{Opens, Terms, surface, words};

/// Words of the lead.
const LEAD: usize = 50;

/// A word of an article.
struct Word {
    lang: String,
    in_title: bool,
    /// Its place in title or body, from 0.
    place: usize,
    bytes: Range<usize>,
    sentence: usize,
    paragraph: usize,
    surface: String,
    stem: String,
    /// The stem without accents, where it is another.
    other: Option<String>,
}

/// A place that may be marked: in the title or not, and the bytes.
pub(crate) type Place = (bool, usize, usize);

/// A true match: the numbers of its first and last word, and the sets of places that may be marked for it; one set unless
/// words may stand in any order.
#[derive(Clone)]
struct Hit {
    first: usize,
    last: usize,
    ways: Vec<BTreeSet<Place>>,
}

/// An article, word by word.
pub(crate) struct Page {
    words: Vec<Word>,
}

/// What a query matches in a page; one list of ways to mark it for each match.
pub(crate) type Ways = Vec<Vec<BTreeSet<Place>>>;

impl Page {
    pub(crate) fn new(lang: &str, title: &str, body: &str) -> Self {
        let mut page = Self { words: Vec::new() };
        let (mut sentence, mut paragraph) = (0, 0);
        for (in_title, text) in [(true, title), (false, body)] {
            for (place, word) in words(text).enumerate() {
                sentence += usize::from(word.opens != Opens::Nothing);
                paragraph += usize::from(word.opens == Opens::Paragraph);
                let (mut exact, mut cut, mut stem) = (String::new(), String::new(), String::new());
                surface(word.text, &mut exact);
                let mut terms = Terms::new(lang);
                terms.of(word.text, &mut cut, &mut stem);
                let other = terms.unaccented().map(str::to_owned);
                let bytes = word.start..word.end();
                page.words.push(Word {
                    lang: lang.to_owned(),
                    in_title,
                    place,
                    bytes,
                    sentence,
                    paragraph,
                    surface: exact,
                    stem,
                    other,
                });
            }
        }
        page
    }

    /// All matches; `None` where the page does not satisfy the query.
    pub(crate) fn find(&self, tree: &Resolved, passes: bool) -> Option<Ways> {
        Some(self.hits(tree, None, passes)?.into_iter().map(|hit| hit.ways).collect())
    }

    fn hits(&self, tree: &Resolved, part: Option<Part>, passes: bool) -> Option<Vec<Hit>> {
        let hits = |tree: &Resolved| self.hits(tree, part, passes);
        match tree {
            Tree::Leaf(leaf) => {
                let mut found = self.leaf(leaf);
                found.retain(|hit| part.is_none_or(|part| self.lies_in(hit, part)));
                (!found.is_empty()).then_some(found)
            }
            Tree::Near { left, right, distance, ordered } => {
                let (left, right) = (hits(left)?, hits(right)?);
                let mut found = Vec::new();
                for one in &left {
                    for other in &right {
                        let follows = |a: &Hit, b: &Hit| {
                            self.words[a.first].in_title == self.words[b.first].in_title
                                && (1..=*distance as usize).any(|words| a.last + words == b.first)
                        };
                        if follows(one, other) || (!ordered && follows(other, one)) {
                            found.push(together(&[one, other]));
                        }
                    }
                }
                (!found.is_empty()).then_some(found)
            }
            Tree::Same { unit, parts } => {
                let parts: Vec<Vec<Hit>> = parts.iter().map(hits).collect::<Option<_>>()?;
                let found = self.same(*unit, &parts);
                (!found.is_empty()).then_some(found)
            }
            Tree::All(parts) => {
                let parts: Option<Vec<Vec<Hit>>> = parts.iter().map(hits).collect();
                Some(parts?.concat())
            }
            Tree::Any(parts) => {
                let parts: Vec<Vec<Hit>> = parts.iter().filter_map(hits).collect();
                (!parts.is_empty()).then(|| parts.concat())
            }
            Tree::Not(tree) => hits(tree).is_none().then(Vec::new),
            // one within another is not generated
            Tree::In { part, tree } => self.hits(tree, Some(*part), passes),
            Tree::AtLeast { times, tree } => {
                let found = hits(tree)?;
                let different: BTreeSet<(usize, usize)> = found.iter().map(|hit| (hit.first, hit.last)).collect();
                (different.len() >= *times as usize).then_some(found)
            }
            Tree::Filter(Condition::Lang(_)) => passes.then(Vec::new),
            Tree::Filter(other) => panic!("not generated: {other:?}"),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Vec<Hit> {
        if leaf.slop > 0 && leaf.slots.len() > 1 {
            return self.loose(leaf);
        }
        let words = leaf.slots.len();
        (0..(self.words.len() + 1).saturating_sub(words))
            .filter(|start| {
                let run = &self.words[*start..start + words];
                run.iter().all(|word| word.in_title == run[0].in_title)
                    && run.iter().zip(&leaf.slots).all(|(word, slot)| word.answers(slot))
            })
            .map(|first| {
                let last = first + words - 1;
                Hit { first, last, ways: vec![BTreeSet::from([self.place(first, last)])] }
            })
            .collect()
    }

    /// Every choice of different words, one for each slot, in windows that hold no shorter one.
    fn loose(&self, leaf: &Leaf) -> Vec<Hit> {
        let mut choices: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
        for slot in &leaf.slots {
            let mut longer = Vec::new();
            for choice in &choices {
                for (number, word) in self.words.iter().enumerate() {
                    let mut chosen = choice.clone();
                    if word.answers(slot) && chosen.insert(number) && self.is_narrow(&chosen, leaf) {
                        longer.push(chosen);
                    }
                }
            }
            longer.sort();
            longer.dedup();
            choices = longer;
        }
        let ends = |choice: &BTreeSet<usize>| (*choice.first().unwrap(), *choice.last().unwrap());
        let windows: BTreeSet<(usize, usize)> = choices.iter().map(ends).collect();
        let is_shortest = |(first, last): &(usize, usize)| {
            !windows.iter().any(|other| other != &(*first, *last) && first <= &other.0 && &other.1 <= last)
        };
        let hit = |&(first, last): &(usize, usize)| {
            let of_window = choices.iter().filter(|choice| ends(choice) == (first, last));
            let places = |choice: &BTreeSet<usize>| choice.iter().map(|&word| self.place(word, word)).collect();
            Hit { first, last, ways: of_window.map(places).collect() }
        };
        windows.iter().filter(|window| is_shortest(window)).map(hit).collect()
    }

    fn is_narrow(&self, chosen: &BTreeSet<usize>, leaf: &Leaf) -> bool {
        let (first, last) = (*chosen.first().unwrap(), *chosen.last().unwrap());
        self.words[first].in_title == self.words[last].in_title && last - first < leaf.slots.len() + leaf.slop as usize
    }

    /// One match for each unit that has all parts at places of their own.
    fn same(&self, unit: Unit, parts: &[Vec<Hit>]) -> Vec<Hit> {
        let of = |word: usize| match unit {
            Unit::Sentence => self.words[word].sentence,
            Unit::Paragraph => self.words[word].paragraph,
        };
        let units: BTreeSet<usize> = (0..self.words.len()).map(of).collect();
        let mut found = Vec::new();
        for unit in units {
            let inside = |hit: &&Hit| of(hit.first) == unit && of(hit.last) == unit;
            let parts: Vec<Vec<&Hit>> = parts.iter().map(|hits| hits.iter().filter(inside).collect()).collect();
            if are_apart(&parts, &[]) {
                found.push(together(&parts.concat()));
            }
        }
        found
    }

    fn lies_in(&self, hit: &Hit, part: Part) -> bool {
        let word = &self.words[hit.last];
        let (title, lead) = (word.in_title, !word.in_title && word.place < LEAD);
        match part {
            Part::Title => title,
            Part::Lead => lead,
            Part::Body => !title,
            Part::TitleOrLead => title || lead,
        }
    }

    fn place(&self, first: usize, last: usize) -> Place {
        (self.words[first].in_title, self.words[first].bytes.start, self.words[last].bytes.end)
    }
}

impl Word {
    fn answers(&self, slot: &Slot) -> bool {
        let stems = std::iter::once(&self.stem).chain(&self.other);
        let answers = |stem: &String| slot.stems.contains(stem) && slot.counts_in(stem, &self.lang);
        stems.into_iter().any(answers) || slot.surfaces.contains(&self.surface)
    }
}

/// Whether each part can have a match that overlaps none of the others.
fn are_apart(parts: &[Vec<&Hit>], taken: &[&Hit]) -> bool {
    let [first, rest @ ..] = parts else { return true };
    first.iter().any(|hit| {
        let free = taken.iter().all(|other| hit.last < other.first || other.last < hit.first);
        free && are_apart(rest, &[taken, &[hit]].concat())
    })
}

/// Several matches as one: any way of each with any way of the others.
fn together(hits: &[&Hit]) -> Hit {
    let mut ways = vec![BTreeSet::new()];
    for hit in hits {
        let with = |way: &BTreeSet<Place>| hit.ways.iter().map(|other| way | other).collect::<Vec<_>>();
        ways = ways.iter().flat_map(with).collect();
        ways.sort();
        ways.dedup();
        assert!(ways.len() < 10_000, "the generated pages are small");
    }
    let first = hits.iter().map(|hit| hit.first).min().unwrap();
    let last = hits.iter().map(|hit| hit.last).max().unwrap();
    Hit { first, last, ways }
}
