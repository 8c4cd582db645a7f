//! How rare a word is: in all its forms together, whatever the language of an article makes of it.

use std::collections::HashMap;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Result, Searcher, Term};

use crate::query::tree::{Leaf, Resolved};

/// The statistics of an index in which the terms of one word are as frequent as the most frequent of them. Otherwise a form
/// that few articles have, in another language or with another accent, would count as a rare word, and these articles would
/// come first for it.
pub(crate) struct Joint<'a> {
    searcher: &'a Searcher,
    /// Articles that have the most frequent form, by term; only of words of several forms.
    frequencies: HashMap<Term, u64>,
}

impl<'a> Joint<'a> {
    /// For the words of `trees` in `field`.
    ///
    /// # Errors
    /// The engine's, when a dictionary cannot be read.
    pub(crate) fn new<'t>(
        searcher: &'a Searcher,
        field: Field,
        trees: impl Iterator<Item = &'t Resolved>,
    ) -> Result<Self> {
        let mut words: Vec<&[String]> = Vec::new();
        for tree in trees {
            tree.wanted(&mut |leaf: &Leaf| {
                words.extend(leaf.slots.iter().map(|slot| slot.stems.as_slice()).filter(|stems| stems.len() > 1));
            });
        }
        let mut frequencies: HashMap<Term, u64> = HashMap::new();
        for stems in words {
            let terms: Vec<Term> = stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            let most = most_frequent(searcher, &terms)?;
            for term in terms {
                let known = frequencies.entry(term).or_default();
                *known = most.max(*known);
            }
        }
        Ok(Self { searcher, frequencies })
    }
}

/// How many articles have the most frequent of the terms of one word; 0 without any.
///
/// # Errors
/// The engine's, when a dictionary cannot be read.
pub(crate) fn most_frequent(searcher: &Searcher, terms: &[Term]) -> Result<u64> {
    terms.iter().try_fold(0, |most, term| Ok(searcher.doc_freq(term)?.max(most)))
}

impl Bm25StatisticsProvider for Joint<'_> {
    fn total_num_tokens(&self, field: Field) -> Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> Result<u64> {
        match self.frequencies.get(term) {
            Some(known) => Ok(*known),
            None => self.searcher.doc_freq(term),
        }
    }
}
