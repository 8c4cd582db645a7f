//! The words of the index that look like the one typed, and how their terms are written.

use std::collections::BTreeMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::query::spell::may_be_meant;
use crate::text::near::distance;
use crate::text::{EXACT, Terms, fold};

/// The terms of a field, with what tells how they are written.
pub(super) struct Dictionary<'a> {
    searcher: &'a Searcher,
    field: Field,
    /// Of each language of the index, and of none.
    languages: Vec<Terms>,
}

/// A word of the index that looks like the one typed.
pub(super) struct Neighbour {
    pub(super) word: String,
    /// The term of its articles: the word itself, or its exact form.
    pub(super) term: String,
    /// Errors between them.
    pub(super) away: usize,
    /// Articles with just this word.
    pub(super) articles: u64,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(searcher: &'a Searcher, field: Field, languages: &[String]) -> Self {
        // and of articles whose language is not known
        let all = std::iter::once("").chain(languages.iter().map(String::as_str));
        Self { searcher, field, languages: all.map(Terms::new).collect() }
    }

    /// The articles that have a term.
    pub(super) fn having(&self, term: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(self.field, term))
    }

    /// The terms under which articles have just `surface`: its exact form, and itself where it may be its own stem.
    pub(super) fn own_terms(&mut self, surface: &str) -> tantivy::Result<Vec<String>> {
        let mut terms = vec![format!("{EXACT}{surface}")];
        let mut plain = surface.to_owned();
        fold(&mut plain);
        if self.stems(surface).contains(&plain) {
            terms.push(plain);
        }
        let mut known = Vec::new();
        for term in terms {
            if self.having(&term)? > 0 {
                known.push(term);
            }
        }
        Ok(known)
    }

    /// The terms that a search for `word` looks for, each once: its stems in all languages, and itself without accents.
    pub(super) fn stems(&mut self, word: &str) -> Vec<String> {
        let (mut surface, mut term) = (String::new(), String::new());
        let mut all = Vec::with_capacity(self.languages.len() + 1);
        for terms in &mut self.languages {
            terms.of(word, &mut surface, &mut term);
            for stem in std::iter::once(term.as_str()).chain(terms.unaccented()) {
                if !all.iter().any(|known| known == stem) {
                    all.push(stem.to_owned());
                }
            }
        }
        all
    }

    /// The words of the index at most `errors` away; not those that a search for `word` finds anyhow. A term that only
    /// ever stands for other forms (`climat` for climate) is no word, and left out where one of those forms is as near.
    pub(super) fn near(&mut self, word: &str, errors: u8) -> tantivy::Result<Vec<Neighbour>> {
        let mut own = word.to_owned();
        fold(&mut own);
        let own_terms = self.stems(word);
        let mut near: Vec<(Neighbour, bool)> = Vec::new();
        for ((other, is_surface), articles) in self.terms_near(word, errors)? {
            let mut plain = other.clone();
            fold(&mut plain);
            if plain == own || !may_be_meant(&other) || self.is_found(&other, &own_terms)? {
                continue;
            }
            if let Some(away) = distance(word, &other, errors.into()) {
                let term = if is_surface { format!("{EXACT}{other}") } else { other.clone() };
                near.push((Neighbour { word: other, term, away, articles }, is_surface));
            }
        }
        let surfaces = near.iter().filter(|(_, is_surface)| *is_surface);
        let forms: Vec<(Vec<String>, usize)> =
            surfaces.map(|(other, _)| (self.stems(&other.word), other.away)).collect();
        near.retain(|(other, is_surface)| {
            *is_surface || !forms.iter().any(|(stems, away)| *away <= other.away && stems.contains(&other.word))
        });
        Ok(near.into_iter().map(|(other, _)| other).collect())
    }

    /// Whether a search for `own_terms` finds most articles that one for `word` does: by the stem that most have. That a
    /// stemmer of another language takes two words for one says nothing.
    fn is_found(&mut self, word: &str, own_terms: &[String]) -> tantivy::Result<bool> {
        let stems = self.stems(word);
        if !stems.iter().any(|stem| own_terms.contains(stem)) {
            return Ok(false);
        }
        let mut most = (0, false);
        for stem in &stems {
            most = most.max((self.having(stem)?, own_terms.contains(stem)));
        }
        Ok(most.1)
    }

    /// The terms of the index at most `errors` away, whether they are surface forms, and how many articles have them.
    fn terms_near(&self, word: &str, errors: u8) -> tantivy::Result<BTreeMap<(String, bool), u64>> {
        let marked = format!("{EXACT}{word}");
        let mut found: BTreeMap<(String, bool), u64> = BTreeMap::new();
        for (start, is_surface) in [(word, false), (&marked, true)] {
            // a swap of neighbours is one error
            let query = FuzzyTermQuery::new(Term::from_field_text(self.field, start), errors, true);
            for reader in self.searcher.segment_readers() {
                let index = reader.inverted_index(self.field)?;
                let mut stream = index.terms().search(query.automaton()?).into_stream()?;
                while stream.advance() {
                    let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                    let exact = term.strip_prefix(EXACT);
                    if exact.is_some() == is_surface {
                        let key = (exact.unwrap_or(term).to_owned(), is_surface);
                        *found.entry(key).or_default() += u64::from(stream.value().doc_freq);
                    }
                }
            }
        }
        Ok(found)
    }

    /// `term` as it is written: where each of its articles may have another form (`picture` for `pictur`), the one that
    /// most have.
    pub(super) fn written(&mut self, term: String, articles: u64) -> tantivy::Result<String> {
        // a stem may change its word's last letter: happi, happy
        let kept = term.char_indices().next_back().map_or(0, |(last, _)| last);
        let begins = format!("{EXACT}{}", &term[..kept]);
        let mut forms: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.field)?;
            let mut stream = index.terms().range().ge(&begins).lt(format!("{begins}\u{10ffff}")).into_stream()?;
            while stream.advance() {
                let Some(form) = std::str::from_utf8(stream.key()).ok().and_then(|key| key.strip_prefix(EXACT)) else {
                    continue;
                };
                *forms.entry(form.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        forms.retain(|form, _| self.stems(form).contains(&term));
        let all: u64 = forms.values().sum();
        let most = forms.into_iter().max_by_key(|(_, number)| *number);
        Ok(most.filter(|_| all >= articles).map_or(term, |(form, _)| form))
    }
}
