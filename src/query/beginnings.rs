//! How words begin that may have one of some stems: what begins otherwise need not be stemmed to know that it has none.
//!
//! A stemmer takes endings off and puts few letters in their place (`flies`, `fli`; `dying`, `die`). German ones besides read
//! `ae`, `oe` and `ue` as the letters with two dots, wherever they stand.

use std::collections::HashSet;

use crate::text::fold;

/// Letters at the end of a stem that its words need not have: of 1.7 million words, real ones and such with two endings at
/// random, those of 12 languages lack 2 at most (`tying`, `tie`). One more is for words that nobody tried.
const CHANGED: usize = 3;

/// What the Dutch stemmer takes away at the beginning of a word and within it.
const GE: &str = "ge";

/// The vowels of Finnish, spelled plainly.
const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// What words with one of some stems begin with.
pub(crate) struct Beginnings {
    /// As [`key`] has them, sorted; none begins with another.
    keys: Vec<String>,
    /// Whether a stem is one letter. In Turkish, whose stemmer writes a `b` at the end as a `p`, that letter may be another one.
    has_letter: bool,
}

impl Beginnings {
    /// Of words with one of `stems`, each spelled plainly and at least a letter long.
    pub(crate) fn of(stems: &HashSet<String>) -> Self {
        let mut all: Vec<String> = stems.iter().map(|stem| beginning(&key(stem))).collect();
        all.sort_unstable();
        let mut keys: Vec<String> = Vec::new();
        for key in all {
            if keys.last().is_none_or(|last| !key.starts_with(last.as_str())) {
                keys.push(key);
            }
        }
        let has_letter = stems.iter().any(|stem| stem.chars().nth(1).is_none());
        Self { keys, has_letter }
    }

    /// Whether `word` begins so, whatever its accents.
    pub(crate) fn are_in(&self, word: &str) -> bool {
        let key = key(&spelled_plainly(word));
        // the last one that is not behind it, since none begins with another
        let at = self.keys.partition_point(|known| *known <= key);
        at > 0 && key.starts_with(self.keys[at - 1].as_str())
    }

    /// Whether `word`, of which it is known whether it begins so, may have one of the stems in a language.
    pub(crate) fn may_be_of(&self, word: &str, begins_so: bool, lang: &str) -> bool {
        begins_so
            || match lang {
                // `gewerkt` has the stem of `werk`, `opgebeld` that of `opbel`
                "nl" => word.contains(GE) || !word.is_ascii() && spelled_plainly(word).contains(GE),
                "fi" => has_pair(word) || !word.is_ascii() && has_pair(&spelled_plainly(word)),
                "tr" => self.has_letter,
                // what they take away at the beginning is in their own letters, and what stays too
                "ar" | "el" | "ta" => !word.is_ascii(),
                _ => false,
            }
    }

    /// With what the plain spellings of all words begin that may be of these stems in one of `languages`, or with another
    /// sign than ASCII; none begins another.
    pub(crate) fn ranges(&self, languages: &[&str]) -> Vec<String> {
        let [Some(first), Some(last)] = [self.keys.first(), self.keys.last()] else { return Vec::new() };
        if self.has_letter && languages.contains(&"tr") {
            return vec![String::new()];
        }
        let shared = first.chars().zip(last.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one);
        let mut shared: String = shared.collect();
        // what follows them may be an `e` that the key has not
        if let Some(at) = shared.find(['a', 'o', 'u']) {
            shared.truncate(at + 1);
        }
        if languages.contains(&"fi") {
            // the letter that was taken away stood before the vowels at the end
            shared.truncate(shared.trim_end_matches(VOWELS).len());
        }
        if languages.contains(&"el") && !shared.is_ascii() {
            shared.clear();
        }
        let mut ranges: Vec<String> = match shared.is_empty() {
            true => self.keys.iter().filter_map(|key| key.chars().next()).map(String::from).collect(),
            false => vec![shared.clone()],
        };
        if languages.contains(&"nl") {
            ranges.extend(shared.char_indices().map(|(at, _)| format!("{}{GE}", &shared[..at])));
            ranges.push(GE.to_owned());
        }
        ranges.sort_unstable();
        ranges.dedup_by(|range, before| range.starts_with(before.as_str()));
        ranges
    }
}

fn has_pair(word: &str) -> bool {
    word.chars().zip(word.chars().skip(1)).any(|(one, other)| one == other)
}

/// A plain spelling in which the ways to write a German letter are one.
fn key(plain: &str) -> String {
    let mut key = String::with_capacity(plain.len());
    for letter in plain.chars() {
        if letter != 'e' || !key.ends_with(['a', 'o', 'u']) {
            key.push(letter);
        }
    }
    key
}

/// The first letters of a stem that its words have too.
fn beginning(key: &str) -> String {
    let kept = key.chars().count().saturating_sub(CHANGED).max(1);
    key.chars().take(kept).collect()
}

pub(crate) fn spelled_plainly(word: &str) -> String {
    let mut text = word.to_owned();
    fold(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Terms;

    fn of(stems: &[&str]) -> Beginnings {
        Beginnings::of(&stems.iter().map(|stem| (*stem).to_owned()).collect())
    }

    fn check(lang: &str, written: &str, stem: &str) {
        let plain = spelled_plainly(written);
        for beside in [stem, "zzz", "z"] {
            let near = of(&[stem, beside]);
            assert!(near.may_be_of(written, near.are_in(written), lang), "{lang} {written} {stem} {beside}");
            let is_there = near.ranges(&[lang]).iter().any(|begin| plain.starts_with(begin))
                || !written.starts_with(|c: char| c.is_ascii());
            assert!(is_there, "{lang} {written} {stem} {beside}");
        }
    }

    #[test]
    fn words_of_a_stem_begin_as_it_does() {
        let words = [
            ("en", "tying flies gently normalization relational skies hopping"),
            ("fr", "chevaux évidemment généreuse logiques constamment œuvres"),
            ("de", "faehrt zuverlässig zuverlaessig Bäckereien straße baeckereien"),
            ("es", "llegándose soluciones psicología referencias"),
            ("pt", "soluções referências facilmente"),
            ("it", "tendenze mangiandosi psicologie"),
            ("sv", "lösningarna fullt"),
            ("hu", "házakból"),
            ("ru", "возможностями"),
            ("nl", "gewerkt opgebeld angeland gérald lopende"),
            ("fi", "kissaa talossakin kattoaioeia meßaioei"),
            ("tr", "bimin kitabı evlerinde"),
            ("ar", "والكتاب المدرسة"),
            ("ta", "வீடுகள்"),
            ("el", "αυτοκίνητα θάλασσες"),
        ];
        let (mut written, mut stem) = (String::new(), String::new());
        for (lang, words) in words {
            let mut terms = Terms::new(lang);
            for word in words.split(' ') {
                terms.of(word, &mut written, &mut stem);
                for stem in std::iter::once(stem.as_str()).chain(terms.unaccented()) {
                    check(lang, &written, stem);
                }
            }
        }
    }

    #[test]
    fn what_begins_otherwise_is_none_of_their_words() {
        let near = of(&["harbor", "harbour", "haulag"]);
        assert!(["harbors", "haring", "hárbor", "haulage"].iter().all(|word| near.are_in(word)));
        assert!(["hazard", "hello", "arbor", "zebra", "h"].iter().all(|word| !near.are_in(word)));
        assert_eq!(near.ranges(&["en", "tr", "ar"]), ["ha"]);
        assert_eq!(near.ranges(&["fi"]), ["h"]);
        assert_eq!(near.ranges(&["nl"]), ["ge", "ha", "hge"]);
        assert_eq!(of(&["mineral"]).ranges(&["fi"]), ["min"]);
        assert_eq!(of(&["harbor", "pier"]).ranges(&["en"]), ["h", "p"]);
        assert_eq!(of(&["harbor", "gain"]).ranges(&["nl"]), ["g", "h"]);
        assert_eq!(of(&["p"]).ranges(&["tr"]), [""]);
        for (lang, word) in [("nl", "zwerk"), ("fi", "zebra"), ("tr", "zebra"), ("ar", "zebra"), ("en", "zebbrage")] {
            assert!(!near.may_be_of(word, false, lang), "{lang} {word}");
        }
    }
}
