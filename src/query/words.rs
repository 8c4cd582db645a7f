//! The words of the index as they are written: what stands beside a stem, what a pattern or a misspelling means.
//!
//! The dictionary holds stems, and exact forms where they differ from their stems. So a plain term may be a written word,
//! a stem of others, or both.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Searcher;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::Field;
use tantivy::termdict::TermStreamer;
use tantivy_fst::Automaton;

use crate::query::Glob;
use crate::query::accented::Accented;
use crate::query::beginnings::{Beginnings, spelled_plainly};
use crate::query::effort::Effort;
use crate::query::misspelt::{Kind, MAX_ERRORS, Misspelt};
use crate::query::tree::Slot;
use crate::text::{EXACT, Terms, fold, surface};

/// Most words that a pattern or a misspelling stands for; of more, the most frequent. Lucene's queries take 1,024 clauses.
const MAX_EXPANSIONS: usize = 1000;

/// Most terms that are read to find the exact forms of one stem, and as many with accents: 1,000 take 0.05 ms.
const MAX_READ: usize = 1000;

/// What it takes to read and compare a word of the dictionary, against reading a place of one.
const STEPS_OF_A_TERM: usize = 20;

/// Before all plain terms that are words.
const FIRST_WORD: &str = "\u{4}";

/// What is known of the exact forms in a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forms {
    /// Of a word that may stand as its own stem, the exact forms of others with that stem, but for those that stand wherever
    /// it is asked for.
    others: BTreeMap<String, Vec<String>>,
    /// Words and phrases as typed, of which some words stand for many.
    pub(crate) expanded: BTreeSet<String>,
    /// Of each word and phrase as typed, its words as written; `None` for those that stand for others.
    pub(crate) written: BTreeMap<String, Vec<Option<String>>>,
}

impl Forms {
    /// Exact forms of the other words whose stem is `surface`, which do not stand beside it in every slot; `None` where it is
    /// never its own stem.
    pub(crate) fn others(&self, surface: &str) -> Option<&[String]> {
        self.others.get(surface).map(Vec::as_slice)
    }
}

/// Words that fit, and how many there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expansion {
    /// At most [`MAX_EXPANSIONS`], most frequent first.
    pub(crate) surfaces: Vec<String>,
    /// Of so many.
    pub(crate) there: usize,
}

/// Words, and in how many articles each stands.
#[derive(Default)]
struct Found(HashMap<String, u64>);

impl Found {
    fn take(&mut self, word: &str, frequency: u32) {
        match self.0.get_mut(word) {
            Some(known) => *known += u64::from(frequency),
            None => drop(self.0.insert(word.to_owned(), u64::from(frequency))),
        }
    }

    fn most_frequent(self) -> Expansion {
        let there = self.0.len();
        let mut found: Vec<(String, u64)> = self.0.into_iter().collect();
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(MAX_EXPANSIONS);
        Expansion { surfaces: found.into_iter().map(|(word, _)| word).collect(), there }
    }
}

/// The terms of a field.
pub(crate) struct Dictionary {
    segments: Vec<Arc<InvertedIndexReader>>,
    languages: Vec<Terms>,
    known: HashMap<(String, u8), Expansion>,
    effort: Effort,
}

impl Dictionary {
    /// `languages` are ISO 639-1 codes of all articles.
    pub(crate) fn new(
        searcher: &Searcher,
        field: Field,
        languages: &[String],
        effort: &Effort,
    ) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(|segment| segment.inverted_index(field));
        Ok(Self {
            segments: segments.collect::<tantivy::Result<_>>()?,
            languages: each_once(languages),
            known: HashMap::new(),
            effort: effort.clone(),
        })
    }

    /// Words like `pattern`, where `*` stands for any letters and `?` for one.
    pub(crate) fn like(&mut self, pattern: &str) -> tantivy::Result<Expansion> {
        let pattern = folded(pattern);
        let key = (pattern.clone(), 0);
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let begin = pattern.split(['*', '?']).next().unwrap_or_default();
        let glob = Glob::new(&pattern);
        let found = self.words(begin, &|word| word.starts_with(begin) && glob.matches(word))?;
        self.known.insert(key, found.clone());
        Ok(found)
    }

    /// Words at most `errors` typing errors away from `word`. Two errors leave the first letter alone: of the words that
    /// people misspell few begin wrongly, and a dictionary has a twentieth of its words under one letter.
    pub(crate) fn near(&mut self, word: &str, errors: u8) -> tantivy::Result<Expansion> {
        let typed = folded(word);
        let key = (typed.clone(), errors.clamp(1, MAX_ERRORS));
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let found = self.misspelt(&typed, key.1)?;
        self.known.insert(key, found.clone());
        Ok(found)
    }

    fn misspelt(&self, typed: &str, errors: u8) -> tantivy::Result<Expansion> {
        let letters: Vec<char> = typed.chars().collect();
        let mut found = Found::default();
        for segment in &self.segments {
            for kind in [Kind::Plain, Kind::Exact] {
                let near = Misspelt::new(&letters, errors, errors > 1, kind, &self.effort);
                let mut stream = segment.terms().search(near).into_stream()?;
                while stream.advance() && self.effort.spend(STEPS_OF_A_TERM) {
                    if let Ok(term) = std::str::from_utf8(stream.key()) {
                        found.take(term.strip_prefix(EXACT).unwrap_or(term), stream.value().doc_freq);
                    }
                }
            }
        }
        Ok(found.most_frequent())
    }

    /// The words whose plain spelling begins with `begin` and is accepted.
    fn words(&self, begin: &str, accepts: &dyn Fn(&str) -> bool) -> tantivy::Result<Expansion> {
        let mut found = Found::default();
        let plain = (if begin.is_empty() { FIRST_WORD } else { begin }, behind(begin));
        self.visit(plain.0, &plain.1, &mut |word, frequency| {
            if accepts(word) {
                found.take(word, frequency);
            }
        })?;
        self.exact_forms(&[begin.to_owned()], &mut |word, frequency| {
            let fits = if word.is_ascii() { accepts(word) } else { accepts(&spelled_plainly(word)) };
            if fits {
                found.take(word, frequency);
            }
        })?;
        Ok(found.most_frequent())
    }

    /// Exact forms whose plain spelling begins with one of `begins`, no word twice where none begins another.
    fn exact_forms(&self, begins: &[String], visit: &mut dyn FnMut(&str, u32)) -> tantivy::Result<()> {
        let ranges: BTreeSet<(String, String)> = begins.iter().flat_map(|begin| exact_ranges(begin)).collect();
        for (from, until) in &ranges {
            self.visit(from, until, &mut |term, frequency| visit(term.strip_prefix(EXACT).unwrap_or(term), frequency))?;
        }
        Ok(())
    }

    fn visit(&self, from: &str, until: &str, visit: &mut dyn FnMut(&str, u32)) -> tantivy::Result<()> {
        for segment in &self.segments {
            let mut range = segment.terms().range().ge(from);
            if !until.is_empty() {
                range = range.lt(until);
            }
            let mut stream = range.into_stream()?;
            while stream.advance() && self.effort.spend(STEPS_OF_A_TERM) {
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    visit(term, stream.value().doc_freq);
                }
            }
        }
        Ok(())
    }

    /// Exact forms that share `stem` with it as a word: those that begin with it, whatever their accents, and are at most
    /// twice as long. Others are odd, and rare: to find them all letters of the dictionary would be read.
    pub(crate) fn beside(&mut self, stem: &str) -> tantivy::Result<Vec<String>> {
        let longest = 2 * stem.chars().count();
        let (from, until) = (format!("{EXACT}{stem}"), behind(&format!("{EXACT}{stem}")));
        let mut fitting = BTreeSet::new();
        let mut take = |term: &str| {
            let word = term.strip_prefix(EXACT).unwrap_or(term);
            if word != stem && word.chars().count() <= longest {
                fitting.insert(word.to_owned());
            }
        };
        for segment in &self.segments {
            visit_some(segment.terms().range().ge(&from).lt(&until).into_stream()?, &mut take);
            if stem.is_ascii() {
                visit_some(segment.terms().search(Accented::of(stem)).into_stream()?, &mut take);
            }
        }
        let (mut written, mut other) = (String::new(), String::new());
        let mut languages = std::mem::take(&mut self.languages);
        let shares = |word: &String| {
            languages.iter_mut().any(|terms| {
                terms.of(word, &mut written, &mut other);
                other == stem
            })
        };
        let found = fitting.into_iter().filter(shares).collect();
        self.languages = languages;
        Ok(found)
    }

    /// Whether a term is in the dictionary.
    pub(crate) fn has(&self, term: &str) -> tantivy::Result<bool> {
        for segment in &self.segments {
            if segment.terms().get(term)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Prepares `slots` for searching: what else stands where their words are their own stems, and whole stems in place
    /// of all their words.
    pub(crate) fn settle(&mut self, slots: &mut [&mut Slot], forms: &mut Forms) -> tantivy::Result<()> {
        let of_slots = slots.iter().flat_map(|slot| &slot.surfaces);
        // whatever has an accent has another stem
        let wanted: HashSet<String> = of_slots.filter(|word| spelled_plainly(word) == **word).cloned().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let near = Beginnings::of(&wanted);
        let spoken: Vec<&str> = self.languages.iter().map(Terms::language).collect();
        let begins = near.ranges(&spoken);
        let mut languages = self.languages.clone();
        let mut others: FxHashMap<String, BTreeSet<String>> =
            wanted.iter().map(|word| (word.clone(), BTreeSet::new())).collect();
        let everywhere = in_all(slots);
        let (mut written, mut stem) = (String::new(), String::new());
        // most forms stand in each segment, and their stems cost more than to know them again
        let mut seen = FxHashSet::default();
        self.exact_forms(&begins, &mut |word, _| {
            if everywhere.contains(word) {
                return;
            }
            let begins_so = near.are_in(word);
            let mut those_of = languages.iter_mut().filter(|terms| near.may_be_of(word, begins_so, terms.language()));
            let Some(first) = those_of.next().filter(|_| seen.insert(word.to_owned())) else { return };
            for terms in std::iter::once(first).chain(those_of) {
                terms.of(word, &mut written, &mut stem);
                for stem in std::iter::once(stem.as_str()).chain(terms.unaccented()) {
                    if word != stem
                        && let Some(others) = others.get_mut(stem)
                    {
                        others.insert(word.to_owned());
                    }
                }
            }
        })?;
        drop(everywhere);
        forms.others = others.into_iter().map(|(word, others)| (word, others.into_iter().collect())).collect();
        slots.iter_mut().for_each(|slot| self.whole_stems(slot, forms));
        Ok(())
    }

    /// Where all words of a stem are in the slot, the stem says it.
    fn whole_stems(&mut self, slot: &mut Slot, forms: &Forms) {
        let words: HashSet<&String> = slot.surfaces.iter().collect();
        let is_whole =
            |word: &&String| forms.others(word).is_some_and(|others| others.iter().all(|other| words.contains(other)));
        let whole: Vec<String> = slot.surfaces.iter().filter(is_whole).cloned().collect();
        if whole.is_empty() {
            return;
        }
        let known: HashSet<&String> = whole.iter().collect();
        let (mut written, mut stem) = (String::new(), String::new());
        let mut languages = std::mem::take(&mut self.languages);
        slot.surfaces.retain(|word| {
            let covered = languages.iter_mut().all(|terms| {
                terms.of(word, &mut written, &mut stem);
                known.contains(&stem)
            });
            !covered
        });
        self.languages = languages;
        slot.stems.extend(whole);
        slot.stems.sort_unstable();
        slot.stems.dedup();
    }
}

/// The languages, one of those that make the same terms of every word.
fn each_once(languages: &[String]) -> Vec<Terms> {
    let mut all: Vec<Terms> = Vec::new();
    for terms in languages.iter().map(|lang| Terms::new(lang)) {
        if !all.iter().any(|known| known.are_those_of(&terms)) {
            all.push(terms);
        }
    }
    all
}

/// The words that stand in every slot that has written words: where one of their stems counts, so do they, and need not be
/// taken from it.
fn in_all<'a>(slots: &'a [&mut Slot]) -> FxHashSet<&'a str> {
    let mut slots = slots.iter().filter(|slot| !slot.surfaces.is_empty());
    let Some(first) = slots.next() else { return FxHashSet::default() };
    let mut all: FxHashSet<&str> = first.surfaces.iter().map(String::as_str).collect();
    for slot in slots {
        let words: FxHashSet<&str> = slot.surfaces.iter().map(String::as_str).collect();
        all.retain(|word| words.contains(word));
    }
    all
}

/// Calls `visit` with the first [`MAX_READ`] of some terms.
fn visit_some<A>(mut terms: TermStreamer<'_, A>, visit: &mut dyn FnMut(&str))
where
    A: Automaton,
    A::State: Clone,
{
    for _ in 0..MAX_READ {
        if !terms.advance() {
            break;
        }
        if let Ok(term) = std::str::from_utf8(terms.key()) {
            visit(term);
        }
    }
}

/// The ranges of the dictionary with all exact forms whose plain spelling begins with `begin`. Folding leaves ASCII letters
/// alone: such a form begins with `begin` itself, or has another sign than ASCII where it first differs.
fn exact_ranges(begin: &str) -> Vec<(String, String)> {
    let range = |from: String, begin: &str| (from, behind(&format!("{EXACT}{begin}")));
    let ascii = begin.find(|c: char| !c.is_ascii());
    let differing = match ascii {
        Some(ascii) => 0..ascii + 1,
        None => 0..begin.len(),
    };
    let differing = differing.map(|at| range(format!("{EXACT}{}\u{80}", &begin[..at]), &begin[..at]));
    differing.chain(ascii.is_none().then(|| range(format!("{EXACT}{begin}"), begin))).collect()
}

/// The first text behind all that begin with `begin`; empty where there is none.
fn behind(begin: &str) -> String {
    let mut chars: Vec<char> = begin.chars().collect();
    while let Some(last) = chars.pop() {
        // the next character, past the gap of the surrogates
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            chars.push(next);
            return chars.into_iter().collect();
        }
    }
    String::new()
}

/// A typed word in the spelling of terms.
fn folded(word: &str) -> String {
    let mut text = String::new();
    surface(word, &mut text);
    fold(&mut text);
    text
}
