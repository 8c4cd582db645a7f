//! How words begin that may have one of some stems: what begins otherwise need not be stemmed to know that it has none.
//!
//! A stemmer takes endings off and puts few letters in their place (`flies`, `fli`; `dying`, `die`). German ones besides read
//! `ae`, `oe` and `ue` as the letters with two dots, wherever they stand.

use std::collections::HashSet;

use crate::text::fold;

/// Letters at the end of a stem that its words need not have: of 1.7 million words, real ones and such with two endings at
/// random, those of 12 languages lack 2 at most (`tying`, `tie`). One more is for words that nobody tried.
const CHANGED: usize = 3;

/// What words with one of some stems begin with.
pub(crate) struct Beginnings {
    /// As [`key`] has them, sorted; none begins with another.
    keys: Vec<String>,
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
        Self { keys }
    }

    /// Whether `word` begins so, whatever its accents.
    pub(crate) fn are_in(&self, word: &str) -> bool {
        let key = key(&spelled_plainly(word));
        // the last one that is not behind it, since none begins with another
        let at = self.keys.partition_point(|known| *known <= key);
        at > 0 && key.starts_with(self.keys[at - 1].as_str())
    }

    /// With what the plain spellings of all these words begin: one beginning, or else, and where not `narrow`, their first
    /// letters.
    pub(crate) fn ranges(&self, narrow: bool) -> Vec<String> {
        let [Some(first), Some(last)] = [self.keys.first(), self.keys.last()] else { return Vec::new() };
        let shared = first.chars().zip(last.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one);
        let mut shared: String = shared.collect();
        // what follows them may be an `e` that the key has not
        if let Some(at) = shared.find(['a', 'o', 'u']) {
            shared.truncate(at + 1);
        }
        if narrow && !shared.is_empty() {
            return vec![shared];
        }
        let mut firsts: Vec<String> = self.keys.iter().filter_map(|key| key.chars().next()).map(String::from).collect();
        firsts.dedup();
        firsts
    }
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
        ];
        let (mut written, mut stem) = (String::new(), String::new());
        for (lang, words) in words {
            let mut terms = Terms::new(lang);
            for word in words.split(' ') {
                terms.of(word, &mut written, &mut stem);
                for stem in std::iter::once(stem.as_str()).chain(terms.unaccented()) {
                    assert!(of(&[stem, "zzz"]).are_in(&written), "{lang} {word} {stem}");
                    let plain = spelled_plainly(&written);
                    assert!(
                        of(&[stem]).ranges(true).iter().any(|begin| plain.starts_with(begin)),
                        "{lang} {word} {stem}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_begins_otherwise_is_none_of_their_words() {
        let near = of(&["harbor", "harbour", "haulag"]);
        assert!(["harbors", "haring", "hárbor", "haulage"].iter().all(|word| near.are_in(word)));
        assert!(["hazard", "hello", "arbor", "zebra", "h"].iter().all(|word| !near.are_in(word)));
        assert_eq!([near.ranges(true), near.ranges(false)], [["ha"], ["h"]]);
        assert_eq!(of(&["harbor", "pier"]).ranges(true), ["h", "p"]);
    }
}
