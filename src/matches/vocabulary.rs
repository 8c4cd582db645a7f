//! Which words of a text the query asks for: the quick first pass, by the same analysis that indexed it.

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use crate::query::Slot;
use crate::text::{Terms, fold};

/// Languages whose stemmers change beginnings (they take prefixes off; Turkish leaves single letters and changes them):
/// a term need not begin as its word does. The other 14 keep the first letter of each of 140,000 words of news.
const PREFIXING: &[&str] = &["ar", "nl", "ta", "tr"];

/// Words of one language that are remembered: some MB. News has fewer different ones that begin as the query's do.
const MAX_KNOWN: usize = 65_536;

/// Longest word that is remembered, in bytes: longer ones are addresses, which do not come back.
const MAX_KNOWN_BYTES: usize = 64;

/// No slot of the query.
const NONE: u32 = 0;

/// The words that a query's slots ask for.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// Different ones only, numbered in order.
    slots: Vec<Slot>,
    stems: FxHashMap<String, Vec<u32>>,
    surfaces: FxHashMap<String, Vec<u32>>,
    firsts: Firsts,
    /// Sets of slots that one word answers, as often as they were met: the first is empty.
    sets: Vec<Vec<u32>>,
    set_numbers: FxHashMap<Vec<u32>, u32>,
    languages: FxHashMap<String, Reader>,
}

/// One language's words.
struct Reader {
    terms: Terms,
    /// Whether a term may begin with another letter than its word.
    any_first: bool,
    /// The sets that words answer.
    known: FxHashMap<Box<str>, u32>,
    surface: String,
    term: String,
}

impl Vocabulary {
    /// The number of `slot`.
    pub(crate) fn add(&mut self, slot: &Slot) -> u32 {
        if let Some(known) = self.slots.iter().position(|known| known == slot) {
            return known as u32;
        }
        let number = u32::try_from(self.slots.len()).expect("a query has some hundred words at most");
        self.slots.push(slot.clone());
        for stem in &slot.stems {
            self.stems.entry(stem.clone()).or_default().push(number);
            self.firsts.add(stem);
        }
        let (mut cut, mut folded) = (String::new(), String::new());
        for surface in &slot.surfaces {
            // cut as those of texts are
            Terms::folding().of(surface, &mut cut, &mut folded);
            self.surfaces.entry(cut.clone()).or_default().push(number);
            self.firsts.add(&folded);
        }
        number
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// What tells the slots of words in language `lang`, none if empty.
    pub(crate) fn reader(&mut self, lang: &str) -> Words<'_> {
        let Self { slots, stems, surfaces, firsts, sets, set_numbers, languages } = self;
        if sets.is_empty() {
            sets.push(Vec::new());
            set_numbers.insert(Vec::new(), NONE);
        }
        if !languages.contains_key(lang) {
            languages.insert(lang.to_owned(), Reader::new(lang));
        }
        let reader = languages.get_mut(lang).expect("inserted above");
        if reader.known.len() >= MAX_KNOWN {
            reader.known.clear();
        }
        Words { slots, stems, surfaces, firsts, sets, set_numbers, reader }
    }
}

impl Reader {
    fn new(lang: &str) -> Self {
        Self {
            terms: Terms::new(lang),
            any_first: PREFIXING.contains(&lang),
            known: FxHashMap::default(),
            surface: String::new(),
            term: String::new(),
        }
    }
}

/// The vocabulary for one language.
pub(crate) struct Words<'a> {
    slots: &'a [Slot],
    stems: &'a FxHashMap<String, Vec<u32>>,
    surfaces: &'a FxHashMap<String, Vec<u32>>,
    firsts: &'a mut Firsts,
    sets: &'a mut Vec<Vec<u32>>,
    set_numbers: &'a mut FxHashMap<Vec<u32>, u32>,
    reader: &'a mut Reader,
}

impl Words<'_> {
    /// The slots that `word` answers, in order.
    pub(crate) fn slots(&mut self, word: &str) -> &[u32] {
        if !self.reader.any_first && !self.firsts.may_begin(word) {
            return &[];
        }
        let number = match self.reader.known.get(word) {
            Some(number) => *number,
            None => self.learn(word),
        };
        &self.sets[number as usize]
    }

    fn learn(&mut self, word: &str) -> u32 {
        let Reader { terms, known, surface, term, .. } = &mut *self.reader;
        terms.of(word, surface, term);
        let mut set = self.stems.get(term.as_str()).cloned().unwrap_or_default();
        set.extend(terms.unaccented().and_then(|other| self.stems.get(other)).into_iter().flatten());
        set.retain(|slot| {
            let slot = &self.slots[*slot as usize];
            let counts =
                |stem: &str| slot.stems.iter().any(|known| known == stem) && slot.counts_in(stem, terms.language());
            counts(term) || terms.unaccented().is_some_and(counts)
        });
        set.extend(self.surfaces.get(surface.as_str()).into_iter().flatten());
        set.sort_unstable();
        set.dedup();
        let number = match self.set_numbers.get(&set) {
            Some(number) => *number,
            None => {
                let number = self.sets.len() as u32;
                self.sets.push(set.clone());
                self.set_numbers.insert(set, number);
                number
            }
        };
        if word.len() <= MAX_KNOWN_BYTES && known.len() < MAX_KNOWN {
            known.insert(word.into(), number);
        }
        number
    }
}

/// The characters that the query's terms begin with: a word that begins otherwise need not be stemmed.
#[derive(Default)]
struct Firsts {
    /// One bit for each ASCII character.
    ascii: u128,
    others: Vec<char>,
    /// What was said of characters beyond ASCII.
    known: FxHashMap<char, bool>,
}

impl Firsts {
    fn add(&mut self, term: &str) {
        match term.chars().next() {
            Some(c) if c.is_ascii() => self.ascii |= 1 << u32::from(c),
            Some(c) => self.others.push(c),
            None => {}
        }
    }

    fn may_begin(&mut self, word: &str) -> bool {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return false };
        if first.is_ascii() {
            return self.ascii >> u32::from(first.to_ascii_lowercase()) & 1 == 1;
        }
        // what may grow together with the next letter: jamo of a Korean syllable, kana and their voicing
        if matches!(first, '\u{1100}'..='\u{11ff}') || chars.next().is_some_and(is_combining_mark) {
            return true;
        }
        if let Some(&known) = self.known.get(&first) {
            return known;
        }
        let mut folded: String = first.to_lowercase().collect();
        fold(&mut folded);
        let may = match folded.chars().next() {
            Some(c) if c.is_ascii() => self.ascii >> u32::from(c) & 1 == 1,
            Some(c) => self.others.contains(&c),
            // a lone accent folds to nothing, and its word to whatever follows
            None => true,
        };
        self.known.insert(first, may);
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(stems: &[&str], surfaces: &[&str]) -> Slot {
        let owned = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect();
        Slot { stems: owned(stems), surfaces: owned(surfaces), ..Slot::default() }
    }

    fn check(lang: &str, word: &str, expected: &[u32]) {
        let mut vocabulary = Vocabulary::default();
        for slot in [
            slot(&["tariff"], &[]),
            slot(&["haus", "house"], &[]),
            slot(&[], &["zürich", "tariffs"]),
            slot(&["zurich"], &[]),
            slot(&["が"], &["가"]),
            slot(&["elyse"], &[]),
        ] {
            vocabulary.add(&slot);
        }
        // what is remembered is the same
        for _ in 0..2 {
            assert_eq!(vocabulary.reader(lang).slots(word), expected, "{lang}: {word}");
        }
    }

    #[test]
    fn words_answer_by_stem_or_by_surface() {
        check("en", "Tariff", &[0]);
        check("en", "Tariffs", &[0, 2]);
        check("", "Tariffs", &[0, 2]);
        check("xx", "Tariffs", &[2]);
        check("de", "Häuser", &[1]);
        check("en", "Häuser", &[]);
        check("de", "ZÜRICH", &[2, 3]);
        check("de", "Zu\u{308}rich", &[2, 3]);
        check("de", "Zurich", &[3]);
        check("ja", "か\u{3099}", &[4]);
        check("ko", "\u{1100}\u{1161}", &[4]);
        check("en", "xylophone", &[]);
        check("fr", "Élysée", &[5]);
        check("fr", "Elysee", &[5]);
        check("fr", "élyséen", &[]);
    }

    #[test]
    fn equal_slots_have_one_number() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.add(&slot(&["a"], &[])), 0);
        assert_eq!(vocabulary.add(&slot(&["b"], &[])), 1);
        assert_eq!(vocabulary.add(&slot(&["a"], &[])), 0);
        assert_eq!(vocabulary.len(), 2);
    }
}
