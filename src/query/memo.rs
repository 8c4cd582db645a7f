//! What evaluations of one request found: articles are counted, ranked and counted by label, and each of these asks the
//! same of the same articles.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::query::effort::Effort;
use crate::query::spoken::Tongues;
use crate::query::tree::Resolved;

/// Most articles of a segment that are remembered for a part of a query: 16 MB.
pub(crate) const MAX_KNOWN: usize = 1 << 20;

/// The terms of a phrase, the languages of the articles that count, and what is known of it.
type Phrase = (Vec<Term>, Option<Vec<String>>, Known);

/// All parts of a query that are evaluated on positions, for one view of an index, and what they cost. Clones share what they
/// know.
#[derive(Clone, Default)]
pub(crate) struct Memo {
    parts: Arc<Mutex<Vec<(Field, Resolved, Known)>>>,
    phrases: Arc<Mutex<Vec<Phrase>>>,
    tongues: Arc<Mutex<HashMap<SegmentId, Arc<Tongues>>>>,
    effort: Effort,
}

impl Memo {
    /// What evaluations cost is counted there.
    pub(crate) fn new(effort: Effort) -> Self {
        Self { effort, ..Self::default() }
    }

    /// What evaluations cost.
    pub(crate) fn effort(&self) -> &Effort {
        &self.effort
    }

    /// The languages of the documents of a segment.
    ///
    /// # Errors
    /// The engine's, when their column cannot be read.
    pub(crate) fn tongues(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Tongues>> {
        let mut all = held(&self.tongues);
        if let Some(known) = all.get(&reader.segment_id()) {
            return Ok(known.clone());
        }
        let tongues = Arc::new(Tongues::open(reader)?);
        all.insert(reader.segment_id(), tongues.clone());
        Ok(tongues)
    }

    /// What is known of `tree` in a text field.
    pub(crate) fn of(&self, field: Field, tree: &Resolved) -> Known {
        let mut all = held(&self.parts);
        if let Some((_, _, known)) = all.iter().find(|(of, asked, _)| *of == field && asked == tree) {
            return known.clone();
        }
        let known = Known { effort: self.effort.clone(), ..Known::default() };
        all.push((field, tree.clone(), known.clone()));
        known
    }

    /// What is known of the engine's phrase of `terms` in articles of some languages, or of all.
    pub(crate) fn of_phrase(&self, terms: &[Term], only: Option<&[String]>) -> Known {
        let mut all = held(&self.phrases);
        if let Some((_, _, known)) = all.iter().find(|(of, spoken, _)| of == terms && spoken.as_deref() == only) {
            return known.clone();
        }
        let known = Known::default();
        all.push((terms.to_vec(), only.map(<[String]>::to_vec), known.clone()));
        known
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

/// What is known changes no query.
impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Memo {}

/// What is known of one part of a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    segments: Arc<Mutex<HashMap<SegmentId, Segment>>>,
    /// In how many articles each of its words stands, once somebody has asked.
    frequencies: Arc<Mutex<Option<Vec<u64>>>>,
    /// What evaluations cost is counted there.
    pub(crate) effort: Effort,
}

impl Known {
    /// In how many articles each of its words stands, from `count` where it is not known: of a thousand words that is a look at
    /// the dictionary each. All who rank by one query count alike.
    ///
    /// # Errors
    /// Those of `count`.
    pub(crate) fn frequencies(&self, count: impl FnOnce() -> tantivy::Result<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        if let Some(known) = held(&self.frequencies).clone() {
            return Ok(known);
        }
        let counted = count()?;
        *held(&self.frequencies) = Some(counted.clone());
        Ok(counted)
    }

    /// In one segment.
    pub(crate) fn segment(&self, id: SegmentId) -> Segment {
        held(&self.segments).entry(id).or_default().clone()
    }
}

/// Articles that match, ascending, with their numbers of matches.
pub(crate) type Matching = Arc<[(DocId, u32)]>;

/// A walk through articles that were found before: nothing is opened and no place is read again. Leaves `seek_danger` to the
/// trait, which builds it on `doc` and `seek`.
pub(crate) struct Walk {
    all: Matching,
    at: usize,
}

impl Walk {
    /// Stands on the first of `all`.
    pub(crate) fn new(all: Matching) -> Self {
        Self { all, at: 0 }
    }

    /// The number of matches where it stands, 0 at the end.
    pub(crate) fn matches(&self) -> u32 {
        self.all.get(self.at).map_or(0, |(_, matches)| *matches)
    }
}

impl DocSet for Walk {
    fn advance(&mut self) -> DocId {
        self.at = self.all.len().min(self.at + 1);
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.all[self.at..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.all.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }
}

/// What is known in one segment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    /// Of each article that was asked about its number of matches, 0 for none.
    asked: Arc<Mutex<FxHashMap<DocId, u32>>>,
    /// All that match, once somebody has asked about every article.
    all: Arc<Mutex<Option<Matching>>>,
}

impl Segment {
    /// The number of matches in an article, from `evaluate` where it is not known.
    pub(crate) fn matches(&self, doc: DocId, evaluate: impl FnOnce() -> u32) -> u32 {
        if let Some(known) = held(&self.asked).get(&doc) {
            return *known;
        }
        let found = evaluate();
        let mut known = held(&self.asked);
        if known.len() < MAX_KNOWN {
            known.insert(doc, found);
        }
        found
    }

    /// All articles that match, if every one was asked about.
    pub(crate) fn all(&self) -> Option<Matching> {
        held(&self.all).clone()
    }

    /// Every article was asked about, and these match.
    pub(crate) fn is_all(&self, found: Vec<(DocId, u32)>) {
        if found.len() <= MAX_KNOWN {
            *held(&self.all) = Some(found.into());
        }
    }
}

/// What one thread left is whole: nothing here is written in two steps.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tree::{Leaf, Tree};

    #[test]
    fn an_article_is_evaluated_once_for_each_part() {
        let part = |word: &str| Tree::Leaf(Leaf { typed: word.into(), slots: Vec::new(), slop: 0 });
        let (memo, id) = (Memo::default(), SegmentId::generate_random());
        let ask = |word: &str, doc, found| {
            memo.clone().of(Field::from_field_id(0), &part(word)).segment(id).matches(doc, || found)
        };
        assert_eq!([ask("a", 1, 3), ask("a", 1, 7), ask("a", 2, 0), ask("a", 2, 7), ask("b", 1, 7)], [3, 3, 0, 0, 7]);
        let other = memo.of(Field::from_field_id(1), &part("a")).segment(id);
        assert_eq!(other.matches(1, || 9), 9);
        let segment = memo.of(Field::from_field_id(0), &part("a")).segment(SegmentId::generate_random());
        assert_eq!(segment.matches(1, || 8), 8);
    }
}
