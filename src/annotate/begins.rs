//! How the words begin that phrases begin with: one look tells for most words of a text that no phrase begins there.

use std::array::from_fn;

use crate::annotate::folded;
use crate::annotate::folded::Word;

/// Letters looked at of beginnings that have as many. Of the words of English news 12 % pass at four, 4 % at six.
const LETTERS: usize = 6;

/// Letters looked at of shorter ones.
const FEW: usize = 4;

/// Bits of a place: 65,536 places take 8 KiB, a part of the processor's nearest cache, and at most some 6,000 are taken.
const PLACE_BITS: u32 = 16;

/// Numbers that hold the bits of all places.
const PLACES: usize = 1 << (PLACE_BITS - u64::BITS.ilog2());

/// A set of beginnings, which may hold more than was put in.
pub(super) struct Begins {
    /// Phrases of one word, by its hash.
    whole: Places,
    /// The first two words of others, which are much rarer than the first alone: many begin with `the`.
    pairs: Places,
    /// First letters of words that may go on.
    open: Places,
    /// As many as [`FEW`] of them.
    short: Places,
}

impl Begins {
    /// Of phrases in lower case, whose words have one space between them; behind the last word a space, or it may go on.
    pub(super) fn of<'a>(phrases: impl Iterator<Item = &'a str>) -> Self {
        let [whole, pairs, open, short] = from_fn(|_| Places::new());
        let mut begins = Self { whole, pairs, open, short };
        let mut words = Vec::new();
        for phrase in phrases {
            folded::words_into(phrase, &mut words);
            match words[..] {
                _ if !phrase.contains(' ') => begins.put_open(phrase.as_bytes()),
                // the second word may go on
                [first, _] if !phrase.ends_with(' ') => begins.whole.put(upper(first.hash)),
                [first, second, ..] => begins.pairs.put(pair(&first, &second)),
                [first] => begins.whole.put(upper(first.hash)),
                [] => {}
            }
        }
        begins
    }

    /// All words that begin so.
    fn put_open(&mut self, start: &[u8]) {
        let Some(letters) = letters(start, start.len()) else { return };
        if start.len() >= LETTERS {
            return self.open.put(hash(letters));
        }
        self.short.put(hash(letters & FIRST_FEW));
        if start.len() < FEW {
            for next in (b'a'..=b'z').chain(b'0'..=b'9') {
                self.put_open(&[start, &[next]].concat());
            }
        }
    }

    /// Whether a phrase may begin with the first of these words of a text, in whatever case.
    pub(super) fn may(&self, text: &str, words: &[Word]) -> bool {
        let Some((first, rest)) = words.split_first() else { return false };
        self.whole.has(upper(first.hash))
            || rest.first().is_some_and(|second| self.pairs.has(pair(first, second)))
            || self.may_open(&text.as_bytes()[first.start..], first.end - first.start)
    }

    /// Whether a word of so many bytes may be one that goes on.
    fn may_open(&self, text: &[u8], len: usize) -> bool {
        letters(text, len).is_none_or(|letters| {
            self.short.has(hash(letters & FIRST_FEW)) || len >= LETTERS && self.open.has(hash(letters))
        })
    }
}

/// A set of hashes that may hold more than was put in.
struct Places(Box<[u64; PLACES]>);

impl Places {
    fn new() -> Self {
        Self(Box::new([0; PLACES]))
    }

    /// The place that the first bits of a hash give, as number and bit.
    fn place(hash: u32) -> (usize, u64) {
        let place = hash >> (u32::BITS - PLACE_BITS);
        ((place / u64::BITS) as usize, 1 << (place % u64::BITS))
    }

    fn put(&mut self, hash: u32) {
        let (at, bit) = Self::place(hash);
        self.0[at] |= bit;
    }

    fn has(&self, hash: u32) -> bool {
        let (at, bit) = Self::place(hash);
        self.0[at] & bit != 0
    }
}

/// The half of a hash whose bits depend on all letters.
fn upper(hash: u64) -> u32 {
    (hash >> u32::BITS) as u32
}

/// The hash of two words.
fn pair(first: &Word, second: &Word) -> u32 {
    upper(folded::mix(first.hash.rotate_left(1) ^ second.hash))
}

/// The bits of [`FEW`] letters.
const FIRST_FEW: u64 = (1 << (FEW * 8)) - 1;

/// The first letters of a word of so many bytes, small, spaces behind them; none where they are not all ASCII.
fn letters(text: &[u8], len: usize) -> Option<u64> {
    let first = text.first_chunk().copied().unwrap_or_else(|| from_fn(|i| text.get(i).copied().unwrap_or_default()));
    let own = (1 << (len.min(LETTERS) * 8)) - 1;
    let letters = u64::from_le_bytes(first) & own;
    // small letters, digits and the space have this bit; capitals become small by it, and nothing a space
    (letters & 0x8080_8080_8080_8080 == 0).then_some(letters | 0x2020_2020_2020_2020)
}

/// Multiplicative hashing: 2^64 by the golden ratio (Knuth 6.4).
fn hash(letters: u64) -> u32 {
    upper(letters.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_may_begin_a_phrase() {
        let begins = Begins::of(["tax cut ", "vow", "steel", "öl "].into_iter());
        let may = |text: &str| begins.may(text, &folded::words(text));
        for word in ["tax cut", "TAX-CUT", "vow", "vowed", "Vow2", "vowél", "Steelworks", "öl", "Öl", "stéel"] {
            assert!(may(word), "{word}");
        }
        for word in ["tax", "tax free", "taxes", "ta", "vo", "stare", "the", "a"] {
            assert!(!may(word), "{word}");
        }
    }
}
