//! Stems: the Snowball stemmer of a text's own language, with accents folded after it.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use crate::text::fold;

/// Stems kept in memory a language: the vocabulary of some ten thousand articles, about 6 MB; beyond it words are
/// stemmed anew.
const CACHE_WORDS: usize = 100_000;

/// Longest term in bytes. Longer runs of letters are no words; what is cut is cut alike in texts and queries.
const MAX_TERM_BYTES: usize = 64;

/// Turns words into terms, for one language.
#[derive(Clone)]
pub struct Terms {
    stemmer: Option<Stemmer>,
    cache: FxHashMap<Box<str>, Box<str>>,
}

impl Terms {
    /// For an ISO 639-1 code; a language without a stemmer, or none, only folds.
    pub fn new(lang: &str) -> Self {
        Self { stemmer: algorithm(lang).map(Stemmer::new), cache: FxHashMap::default() }
    }

    /// The surface form of `word` in `surface` and its term in `term`.
    pub fn of(&mut self, word: &str, surface: &mut String, term: &mut String) {
        fold::surface(word, surface);
        surface.truncate(surface.floor_char_boundary(MAX_TERM_BYTES));
        term.clear();
        let Some(stemmer) = &self.stemmer else {
            term.push_str(surface);
            return fold::fold(term);
        };
        if let Some(known) = self.cache.get(surface.as_str()) {
            return term.push_str(known);
        }
        term.push_str(&stemmer.stem(surface));
        fold::fold(term);
        if self.cache.len() < CACHE_WORDS {
            self.cache.insert(surface.as_str().into(), term.as_str().into());
        }
    }
}

/// The 18 languages that tantivy stems.
fn algorithm(lang: &str) -> Option<Algorithm> {
    Some(match lang {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: &str, word: &str, expected: &str) {
        let (mut surface, mut term) = (String::new(), String::new());
        let mut terms = Terms::new(lang);
        for _ in 0..2 {
            terms.of(word, &mut surface, &mut term);
            assert_eq!(term, expected, "{lang}: {word}");
        }
    }

    #[test]
    fn each_language_has_its_own_stems() {
        check("en", "Tariffs", "tariff");
        check("de", "Häuser", "haus");
        check("fr", "économies", "econom");
        check("", "Tariffs", "tariffs");
        check("xx", "Zürich", "zurich");
        check("ja", "東", "東");
    }

    #[test]
    fn endless_words_are_cut() {
        let (mut surface, mut term) = (String::new(), String::new());
        Terms::new("").of(&"é".repeat(99), &mut surface, &mut term);
        assert_eq!(surface.len(), MAX_TERM_BYTES);
    }
}
