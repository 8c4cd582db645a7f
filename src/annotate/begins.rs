//! How the words begin that phrases begin with: one look tells for most words of a text that no phrase begins there.

use std::array::from_fn;

/// Letters looked at. Of English words half pass at four, three quarters at three, nearly all at two.
const LETTERS: usize = 4;

/// Bits of a place: 65,536 places take 8 KiB, a part of the processor's nearest cache, and some 2,000 are taken.
const PLACE_BITS: u32 = 16;

/// A set of beginnings in lower case, which may hold more than was put in.
pub(super) struct Begins {
    places: Vec<u64>,
}

impl Begins {
    /// Of phrases in lower case, whose words have one space between them; behind the last word a space, or it may go on.
    pub(super) fn of<'a>(phrases: impl Iterator<Item = &'a str>) -> Self {
        let mut begins = Self { places: vec![0; 1 << (PLACE_BITS - u64::BITS.ilog2())] };
        for phrase in phrases {
            match phrase.split_once(' ') {
                Some((word, _)) => begins.put(word.as_bytes()),
                None => begins.put_open(phrase.as_bytes()),
            }
        }
        begins
    }

    /// A word of any length.
    fn put(&mut self, word: &[u8]) {
        if let Some((at, bit)) = place(word) {
            self.places[at] |= bit;
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

    /// Whether a phrase may begin with this word, in whatever case.
    pub(super) fn may(&self, word: &[u8]) -> bool {
        place(word).is_none_or(|(at, bit)| self.places[at] & bit != 0)
    }
}

/// The place of a word, as number and bit; none where its first letters are not all ASCII.
fn place(word: &[u8]) -> Option<(usize, u64)> {
    let first = word.first_chunk().copied().unwrap_or_else(|| from_fn(|i| word.get(i).copied().unwrap_or(b' ')));
    let letters: [u8; LETTERS] = first;
    // small letters, digits and the space have this bit; capitals become small by it
    let key = u32::from_le_bytes(letters) | 0x2020_2020;
    // multiplicative hashing: 2^32 by the golden ratio (Knuth 6.4)
    let place = key.wrapping_mul(0x9E37_79B1) >> (u32::BITS - PLACE_BITS);
    letters.is_ascii().then_some(((place / u64::BITS) as usize, 1 << (place % u64::BITS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_may_begin_a_phrase() {
        let begins = Begins::of(["tax cut ", "vow", "steel", "öl "].into_iter());
        for word in ["tax", "TAX", "vow", "vowed", "Vow2", "vowél", "Steelworks", "öl", "Übung", "stéel"] {
            assert!(begins.may(word.as_bytes()), "{word}");
        }
        for word in ["taxes", "ta", "vo", "stare", "the", "a"] {
            assert!(!begins.may(word.as_bytes()), "{word}");
        }
    }
}
