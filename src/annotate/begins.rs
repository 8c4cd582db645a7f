//! How the words begin that phrases begin with: one look tells for most words of a text that no phrase begins there.

use std::array::from_fn;

use crate::annotate::folded;
use crate::annotate::folded::Word;

/// Letters looked at. Of English words half pass at four, three quarters at three, nearly all at two.
const LETTERS: usize = 4;

/// Bits of a place: 65,536 places take 8 KiB, a part of the processor's nearest cache, and some 2,000 are taken.
const PLACE_BITS: u32 = 16;

/// A set of beginnings, which may hold more than was put in.
pub(super) struct Begins {
    /// First words, by their hash.
    whole: Vec<u64>,
    /// First letters of words that may go on.
    open: Vec<u64>,
}

impl Begins {
    /// Of phrases in lower case, whose words have one space between them; behind the last word a space, or it may go on.
    pub(super) fn of<'a>(phrases: impl Iterator<Item = &'a str>) -> Self {
        let places = || vec![0; 1 << (PLACE_BITS - u64::BITS.ilog2())];
        let mut begins = Self { whole: places(), open: places() };
        let mut words = Vec::new();
        for phrase in phrases {
            folded::words_into(phrase, &mut words);
            if !phrase.contains(' ') {
                begins.put_open(phrase.as_bytes());
            } else if let Some(first) = words.first() {
                let (at, bit) = bit_of((first.hash >> u32::BITS) as u32);
                begins.whole[at] |= bit;
            }
        }
        begins
    }

    /// A word that has so many letters or more.
    fn put(&mut self, word: &[u8]) {
        if let Some((at, bit)) = place(word) {
            self.open[at] |= bit;
        }
    }

    /// All words that begin so.
    fn put_open(&mut self, start: &[u8]) {
        self.put(start);
        if start.len() < LETTERS {
            for next in (b'a'..=b'z').chain(b'0'..=b'9') {
                self.put_open(&[start, &[next]].concat());
            }
        }
    }

    /// Whether a phrase may begin with this word of a text, in whatever case.
    pub(super) fn may(&self, text: &str, word: &Word) -> bool {
        let (at, bit) = bit_of((word.hash >> u32::BITS) as u32);
        let letters = &text.as_bytes()[word.start..word.end];
        self.whole[at] & bit != 0 || place(letters).is_none_or(|(at, bit)| self.open[at] & bit != 0)
    }
}

/// The place of a word, as number and bit; none where its first letters are not all ASCII.
fn place(word: &[u8]) -> Option<(usize, u64)> {
    let first = word.first_chunk().copied().unwrap_or_else(|| from_fn(|i| word.get(i).copied().unwrap_or(b' ')));
    let letters: [u8; LETTERS] = first;
    // small letters, digits and the space have this bit; capitals become small by it
    let key = u32::from_le_bytes(letters) | 0x2020_2020;
    // multiplicative hashing: 2^32 by the golden ratio (Knuth 6.4)
    letters.is_ascii().then(|| bit_of(key.wrapping_mul(0x9E37_79B1)))
}

/// The place that the first bits of a hash give, as number and bit.
fn bit_of(hash: u32) -> (usize, u64) {
    let place = hash >> (u32::BITS - PLACE_BITS);
    ((place / u64::BITS) as usize, 1 << (place % u64::BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_may_begin_a_phrase() {
        let begins = Begins::of(["tax cut ", "vow", "steel", "öl "].into_iter());
        let may = |text: &str| begins.may(text, &folded::words(text)[0]);
        for word in ["tax", "TAX", "vow", "vowed", "Vow2", "vowél", "Steelworks", "öl", "Öl", "stéel"] {
            assert!(may(word), "{word}");
        }
        for word in ["taxes", "ta", "vo", "stare", "the", "a"] {
            assert!(!may(word), "{word}");
        }
    }
}
