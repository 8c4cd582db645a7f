//! Stems: the Snowball stemmer of a text's own language, with accents folded after it.

use std::hash::BuildHasher;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;

use crate::text::fold;

/// Longest term in bytes. Longer runs of letters are no words; what is cut is cut alike in texts and queries.
const MAX_TERM_BYTES: usize = 64;

/// Longest surface and term that the cache keeps, in bytes: two of them and their lengths fill one line of the
/// processor's cache (64 bytes), and of 5 million words of generated news fewer than one in 10,000 is longer.
const SLOT_BYTES: usize = 31;

/// Places in the cache, a power of two: 1 MB for each language that a thread meets. Of 74,013 words
/// in 10,000 generated articles the most frequent ones that have room make up 97.8 of 100 in the text.
const SLOTS: usize = 16_384;

/// Turns words into terms, for one language.
#[derive(Clone)]
pub struct Terms {
    /// ISO 639-1; empty for none.
    lang: String,
    stemmer: Option<Stemmer>,
    /// Stems of the latest words, each at the place that its hash gives; of no places where few words come.
    cache: Vec<Slot>,
}

/// A surface form and its term.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Slot {
    surface: [u8; SLOT_BYTES],
    term: [u8; SLOT_BYTES],
    surface_len: u8,
    term_len: u8,
}

impl Slot {
    const EMPTY: Self = Self { surface: [0; SLOT_BYTES], term: [0; SLOT_BYTES], surface_len: 0, term_len: 0 };

    /// The term, if the slot holds it for `surface`.
    fn term_of(&self, surface: &str) -> Option<&str> {
        let held = &self.surface[..usize::from(self.surface_len)];
        let term = &self.term[..usize::from(self.term_len)];
        (held == surface.as_bytes()).then(|| std::str::from_utf8(term).expect("only whole terms are kept"))
    }

    fn keep(&mut self, surface: &str, term: &str) {
        if surface.len() <= SLOT_BYTES && term.len() <= SLOT_BYTES {
            self.surface[..surface.len()].copy_from_slice(surface.as_bytes());
            self.term[..term.len()].copy_from_slice(term.as_bytes());
            // both lengths are at most 31
            (self.surface_len, self.term_len) = (surface.len() as u8, term.len() as u8);
        }
    }
}

impl Terms {
    /// For an ISO 639-1 code; a language without a stemmer, or none, only folds.
    pub fn new(lang: &str) -> Self {
        Self { lang: lang.to_owned(), stemmer: algorithm(lang).map(Stemmer::new), cache: Vec::new() }
    }

    /// The same for many texts: remembers stems.
    pub fn cached(lang: &str) -> Self {
        let terms = Self::new(lang);
        let slots = if terms.stemmer.is_some() { SLOTS } else { 0 };
        Self { cache: vec![Slot::EMPTY; slots], ..terms }
    }

    /// The language, an ISO 639-1 code; empty for none.
    pub fn language(&self) -> &str {
        &self.lang
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
        let place = FxBuildHasher.hash_one(surface.as_str()) as usize % SLOTS;
        let mut slot = self.cache.get_mut(place);
        if let Some(known) = slot.as_ref().and_then(|slot| slot.term_of(surface)) {
            return term.push_str(known);
        }
        term.push_str(&stemmer.stem(surface));
        fold::fold(term);
        if let Some(slot) = &mut slot {
            slot.keep(surface, term);
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
    fn words_of_one_place_in_the_cache_do_not_mix() {
        let (mut surface, mut term) = (String::new(), String::new());
        let (mut cached, mut fresh) = (Terms::cached("en"), String::new());
        // three times as many words as places, so that most places are taken again and again
        for round in 0..2 {
            for number in 0..3 * SLOTS {
                let word = format!("tariff{number}s{}", "x".repeat(number % 40));
                cached.of(&word, &mut surface, &mut term);
                fresh.clear();
                fresh.push_str(&Stemmer::new(Algorithm::English).stem(&surface));
                assert_eq!(term, fresh, "round {round}");
            }
        }
    }

    #[test]
    fn endless_words_are_cut() {
        let (mut surface, mut term) = (String::new(), String::new());
        Terms::new("").of(&"é".repeat(99), &mut surface, &mut term);
        assert_eq!(surface.len(), MAX_TERM_BYTES);
    }
}
