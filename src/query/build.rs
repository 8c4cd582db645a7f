//! Trees to the engine's queries: plain words and phrases are its own, words whose places count are a [`SpanQuery`].

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::index::schema::Fields;
use crate::query::any_form::AnyForm;
use crate::query::condition::passing;
use crate::query::memo::Memo;
use crate::query::remembered::Remembered;
use crate::query::span_query::SpanQuery;
use crate::query::spoken::InLanguages;
use crate::query::steady::Steady;
use crate::query::tree::{Leaf, Resolved, Slot, Tree};
use crate::query::words::Forms;

/// A phrase of at most so many ways to say it is that many phrases of the engine's; one of more is read by places.
const MAX_WAYS: usize = 16;

/// Makes queries of trees.
pub(crate) struct Builder<'a> {
    pub(crate) fields: &'a Fields,
    /// The text fields to look in, any of them.
    pub(crate) texts: &'a [Field],
    pub(crate) forms: &'a Forms,
    pub(crate) memo: &'a Memo,
}

impl Builder<'_> {
    /// The articles that satisfy `tree`; words score, filters do not.
    pub(crate) fn query(&self, tree: &Resolved) -> Box<dyn Query> {
        match tree {
            Tree::Leaf(leaf) if self.is_plain(leaf) => self.in_any_text(|field| self.plain(field, leaf)),
            Tree::All(parts) => self.all(parts),
            Tree::Any(parts) => any(parts.iter().map(|part| self.query(part)).collect()),
            Tree::Not(_) => self.all(std::slice::from_ref(tree)),
            Tree::Filter(condition) => passing(self.fields, condition),
            Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } | Tree::In { .. } | Tree::AtLeast { .. } => {
                let filter = |condition: &_| passing(self.fields, condition);
                self.in_any_text(|field| {
                    Box::new(SpanQuery::new(field, tree, self.forms, self.memo.of(field, tree), &filter))
                })
            }
        }
    }

    /// The articles that do not satisfy `tree` are left by what this is.
    pub(crate) fn without(&self, tree: &Resolved) -> (Occur, Box<dyn Query>) {
        (Occur::MustNot, Box::new(Steady(self.query(tree))))
    }

    fn all(&self, parts: &[Resolved]) -> Box<dyn Query> {
        let part = |part: &Resolved| match part {
            Tree::Not(tree) => self.without(tree),
            other => (Occur::Must, self.query(other)),
        };
        let mut found: Vec<_> = parts.iter().map(part).collect();
        if found.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            // exclusions alone leave all others
            found.push((Occur::Must, everything()));
        }
        match found.len() {
            1 => found.remove(0).1,
            _ => Box::new(BooleanQuery::new(found)),
        }
    }

    /// The best of the alternatives scores.
    fn plain(&self, field: Field, leaf: &Leaf) -> Box<dyn Query> {
        let mut ways: Vec<Way<'_>> = vec![Way { stems: Vec::new(), only: None }];
        for slot in &leaf.slots {
            ways = ways.iter().flat_map(|way| slot.stems.iter().filter_map(move |stem| way.with(stem, slot))).collect();
        }
        if let ([slot], false) = (leaf.slots.as_slice(), ways.is_empty()) {
            let term = |stem: &String| Term::from_field_text(field, stem);
            if let ([stem], true) = (slot.stems.as_slice(), slot.only.is_empty()) {
                return sequence(vec![term(stem)]);
            }
            let forms = slot.stems.iter().map(|stem| (term(stem), slot.only.get(stem).cloned())).collect();
            return Box::new(AnyForm { forms, memo: self.memo.clone() });
        }
        let mut queries: Vec<Box<dyn Query>> = ways.into_iter().map(|way| way.query(field, self.memo)).collect();
        match queries.len() {
            0 => Box::new(EmptyQuery),
            1 => queries.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(queries)),
        }
    }

    fn in_any_text(&self, query: impl Fn(Field) -> Box<dyn Query>) -> Box<dyn Query> {
        any(self.texts.iter().map(|field| query(*field)).collect())
    }

    /// Whether the engine's own queries say it: stems next to each other.
    fn is_plain(&self, leaf: &Leaf) -> bool {
        let mut ways: usize = 1;
        for slot in &leaf.slots {
            ways = ways.saturating_mul(slot.stems.len());
        }
        let one_word = leaf.slots.len() == 1;
        let surfaces = leaf.slots.iter().any(|slot| !slot.surfaces.is_empty());
        // a word that stands for many scores as one
        let expanded = ways > 1 && self.forms.expanded.contains(&leaf.typed);
        !surfaces && !expanded && (leaf.slop == 0 || one_word) && (ways <= MAX_WAYS || one_word)
    }
}

/// Whether a tree is plain words and phrases, joined by AND and OR alone.
pub(crate) fn is_simple(tree: &Resolved) -> bool {
    match tree {
        Tree::Leaf(leaf) => leaf.slop == 0 && leaf.slots.iter().all(|slot| slot.surfaces.is_empty()),
        Tree::All(parts) | Tree::Any(parts) => parts.iter().all(is_simple),
        _ => false,
    }
}

/// Everything, without a score.
pub(crate) fn everything() -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// One way to say a phrase, and the languages in which it is one; `None` for all.
struct Way<'a> {
    stems: Vec<&'a str>,
    only: Option<Vec<&'a String>>,
}

impl<'a> Way<'a> {
    /// With one more stem; `None` where no language has all of them.
    fn with(&self, stem: &'a str, slot: &'a Slot) -> Option<Self> {
        let only = match (&self.only, slot.only.get(stem)) {
            (only, None) => only.clone(),
            (None, Some(spoken)) => Some(spoken.iter().collect()),
            (Some(only), Some(spoken)) => Some(only.iter().copied().filter(|lang| spoken.contains(lang)).collect()),
        };
        let stems = [self.stems.as_slice(), &[stem]].concat();
        only.as_ref().is_none_or(|only| !only.is_empty()).then_some(Self { stems, only })
    }

    fn query(self, field: Field, memo: &Memo) -> Box<dyn Query> {
        let terms: Vec<Term> = self.stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
        let only: Option<Vec<String>> = self.only.map(|only| only.into_iter().cloned().collect());
        let known = memo.of_phrase(&terms, only.as_deref());
        let query = sequence(terms);
        let query = match only {
            None => query,
            Some(languages) => Box::new(InLanguages { query, languages }),
        };
        Box::new(Remembered { query, known })
    }
}

fn sequence(mut terms: Vec<Term>) -> Box<dyn Query> {
    match terms.len() {
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}
