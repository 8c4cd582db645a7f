//! Stems: the Snowball stemmer of a text's own language, with accents folded after it.
//!
//! A stemmer looks at accents, so that who leaves them out gets another stem: `élysée` gives `elys`, `elysee` gives
//! `elyse`. A word with accents therefore has two terms where they differ, the second as if written without them.

use std::hash::BuildHasher;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;

use crate::text::fold;

/// Longest term in bytes. Longer runs of letters are no words; what is cut is cut alike in texts and queries.
const MAX_TERM_BYTES: usize = 64;

/// Longest surface that the cache keeps, in bytes: with its terms and their lengths it fills one line of the processor's
/// cache (64 bytes), and of 5 million words of generated news fewer than one in 10,000 is longer.
const SURFACE_BYTES: usize = 30;

/// Bytes for the terms of a word in the cache; the second one is only there where it is another.
const TERMS_BYTES: usize = 31;

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
    /// Whether words without accents are looked for.
    accents: bool,
    /// The second term of the last word, empty where it has none.
    unaccented: String,
}

/// A surface form and its terms, one behind the other.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Slot {
    surface: [u8; SURFACE_BYTES],
    terms: [u8; TERMS_BYTES],
    surface_len: u8,
    term_len: u8,
    unaccented_len: u8,
}

impl Slot {
    const EMPTY: Self =
        Self { surface: [0; SURFACE_BYTES], terms: [0; TERMS_BYTES], surface_len: 0, term_len: 0, unaccented_len: 0 };

    /// Both terms, if the slot holds them for `surface`.
    fn terms_of(&self, surface: &str) -> Option<(&str, &str)> {
        if &self.surface[..usize::from(self.surface_len)] != surface.as_bytes() {
            return None;
        }
        let (term, rest) = self.terms.split_at(usize::from(self.term_len));
        let unaccented = &rest[..usize::from(self.unaccented_len)];
        let text = |bytes| std::str::from_utf8(bytes).expect("only whole terms are kept");
        Some((text(term), text(unaccented)))
    }

    fn keep(&mut self, surface: &str, term: &str, unaccented: &str) {
        let end = term.len() + unaccented.len();
        if surface.len() <= SURFACE_BYTES && end <= TERMS_BYTES {
            self.surface[..surface.len()].copy_from_slice(surface.as_bytes());
            self.terms[..term.len()].copy_from_slice(term.as_bytes());
            self.terms[term.len()..end].copy_from_slice(unaccented.as_bytes());
            // all lengths are at most 31
            (self.surface_len, self.term_len) = (surface.len() as u8, term.len() as u8);
            self.unaccented_len = unaccented.len() as u8;
        }
    }
}

impl Terms {
    /// For an ISO 639-1 code; a language without a stemmer only folds. Where none is known, mostly because a text is too short
    /// to tell, words are stemmed as English ones, as engines do that know no languages: of the 3,204 records of CACM half
    /// are titles alone, and with those only folded nDCG@10 was .418. It is .5085 with them stemmed, and with each word as
    /// rare as all its forms together.
    pub fn new(lang: &str) -> Self {
        Self::with(lang, algorithm(lang))
    }

    /// Of no language: folds only.
    pub fn folding() -> Self {
        Self::with("", None)
    }

    fn with(lang: &str, stemmer: Option<Algorithm>) -> Self {
        Self {
            lang: lang.to_owned(),
            stemmer: stemmer.map(Stemmer::new),
            cache: Vec::new(),
            // what folding changes in Russian is й, which nobody leaves out
            accents: lang != "ru",
            unaccented: String::new(),
        }
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

    /// Whether `other` makes the same terms of every word.
    pub(crate) fn are_those_of(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|terms| terms.stemmer.as_ref().and_then(|_| algorithm(&terms.lang)));
        // without a stemmer accents are folded once, whatever the language
        own == others && (own.is_none() || self.accents == other.accents)
    }

    /// The surface form of `word` in `surface` and its term in `term`; [`Terms::unaccented`] gives a second term.
    pub fn of(&mut self, word: &str, surface: &mut String, term: &mut String) {
        fold::surface(word, surface);
        surface.truncate(surface.floor_char_boundary(MAX_TERM_BYTES));
        term.clear();
        self.unaccented.clear();
        let Some(stemmer) = &self.stemmer else {
            term.push_str(surface);
            return fold::fold(term);
        };
        let place = FxBuildHasher.hash_one(surface.as_str()) as usize % SLOTS;
        let mut slot = self.cache.get_mut(place);
        if let Some((known, unaccented)) = slot.as_ref().and_then(|slot| slot.terms_of(surface)) {
            self.unaccented.push_str(unaccented);
            return term.push_str(known);
        }
        term.push_str(&stemmer.stem(surface));
        fold::fold(term);
        if self.accents && !surface.is_ascii() {
            let mut plain = surface.clone();
            fold::fold(&mut plain);
            self.unaccented.push_str(&stemmer.stem(&plain));
            fold::fold(&mut self.unaccented);
            if self.unaccented == *term {
                self.unaccented.clear();
            }
        }
        if let Some(slot) = &mut slot {
            slot.keep(surface, term, &self.unaccented);
        }
    }

    /// The term of the word last given to [`Terms::of`] as if it were written without accents, where it is another.
    pub fn unaccented(&self) -> Option<&str> {
        (!self.unaccented.is_empty()).then_some(self.unaccented.as_str())
    }
}

/// The 18 languages that tantivy stems, and no known one.
fn algorithm(lang: &str) -> Option<Algorithm> {
    Some(match lang {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" | "" => Algorithm::English,
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
        check("", "Tariffs", "tariff");
        check("xx", "Tariffs", "tariffs");
        check("xx", "Zürich", "zurich");
        check("ja", "東", "東");
    }

    /// The terms of a word, and then of the word without its accents.
    fn both(terms: &mut Terms, word: &str) -> [Vec<String>; 2] {
        let mut plain = word.to_lowercase();
        fold::fold(&mut plain);
        [word, &plain].map(|word| {
            let (mut surface, mut term) = (String::new(), String::new());
            terms.of(word, &mut surface, &mut term);
            std::iter::once(term).chain(terms.unaccented().map(str::to_owned)).collect()
        })
    }

    #[test]
    fn who_leaves_accents_out_gets_the_same_words() {
        let words = [
            ("fr", "Élysée musée lycée sécurité égalité trophée Corée armée année santé clé référé présidée"),
            ("es", "Perú canción elección están podrán político días españolas según inglés habrá"),
            ("sv", "regeringarna människorna åtgärder skådespelare företagens Malmö språket"),
            ("pt", "eleições situação três político"),
            ("it", "città perché sarà libertà"),
            ("ro", "alegerile țării guvernării"),
            ("de", "Häuser Straßen Bürgermeisterin fünf"),
            ("hu", "választások kormányzás"),
            ("tr", "Cumhurbaşkanlığı seçimleri İstanbul Türkiye"),
            ("fi", "hyväksyä eläkkeelle"),
            ("el", "Τσίπρας εκλογές"),
        ];
        for (lang, list) in words {
            // what is remembered is the same
            for mut terms in [Terms::new(lang), Terms::cached(lang)] {
                for word in list.split(' ').chain(list.split(' ')) {
                    let [accented, plain] = both(&mut terms, word);
                    assert_eq!(plain.len(), 1, "{lang}: {word}");
                    assert!(accented.contains(&plain[0]), "{lang}: {word}: {accented:?} {plain:?}");
                }
            }
        }
    }

    #[test]
    fn a_second_term_stands_only_where_it_is_another() {
        let check = |lang: &str, word: &str, expected: &[&str]| {
            assert_eq!(both(&mut Terms::new(lang), word)[0], expected, "{lang}: {word}");
        };
        check("fr", "Élysée", &["elys", "elyse"]);
        check("fr", "Elysee", &["elyse"]);
        check("fr", "marché", &["march"]);
        check("de", "Häuser", &["haus"]);
        check("xx", "Élysée", &["elysee"]);
        check("ru", "новый", &["нов"]);
        check("en", "tariffs", &["tariff"]);
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
        Terms::folding().of(&"é".repeat(99), &mut surface, &mut term);
        assert_eq!(surface.len(), MAX_TERM_BYTES);
    }
}
