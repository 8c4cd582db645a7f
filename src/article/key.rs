//! Stable document keys: the same files give the same keys on any machine.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::article::Origin;

/// 125 bits of a hash, printed as 25 letters of lower-case base32 (RFC 4648, no padding).
///
/// Two of a billion articles collide with a probability below 10^-19 (birthday bound).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key([u8; Key::LEN]);

impl Key {
    /// Letters in a key.
    pub const LEN: usize = 25;

    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

    /// The key of what stands at `origin`: a hash of root name, path and record.
    pub fn of(origin: &Origin) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [Some(origin.root.as_str()), Some(&origin.path), origin.record.as_deref()] {
            // the length keeps ("ab", "c") and ("a", "bc") apart, its presence keeps "" and none apart
            let part = part.map_or(String::new(), |text| format!("{}:{text}", text.len()));
            hasher.update(part.as_bytes());
            hasher.update(b"/");
        }
        let hash = hasher.finalize();
        let mut bits = 0u32;
        let mut held = 0;
        let mut bytes = hash.as_bytes().iter();
        let letters = std::array::from_fn(|_| {
            while held < 5 {
                bits = bits << 8 | u32::from(*bytes.next().expect("25 letters need 16 of the hash's 32 bytes"));
                held += 8;
            }
            held -= 5;
            Self::ALPHABET[(bits >> held & 31) as usize]
        });
        Self(letters)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }

    /// Letters of a key that its first 60 bits print: enough to find the article by.
    pub const SHORT_LEN: usize = 12;

    /// The beginning of the key whose first 60 bits are these.
    pub fn beginning(short: u64) -> String {
        let letter = |place: usize| Self::ALPHABET[(short >> (5 * place) & 31) as usize] as char;
        (0..Self::SHORT_LEN).rev().map(letter).collect()
    }

    /// The first 60 bits of all keys that begin with `prefix`, of which [`Key::SHORT_LEN`] letters count; `None` for what
    /// begins no key.
    pub fn shorts(prefix: &str) -> Option<RangeInclusive<u64>> {
        let prefix = &prefix.as_bytes()[..prefix.len().min(Self::SHORT_LEN)];
        let digits = prefix.iter().map(|letter| Self::ALPHABET.iter().position(|known| known == letter));
        let first = digits
            .map(|digit| digit.map(|digit| digit as u64))
            .try_fold(0, |number, digit| Some(number << 5 | digit?))?;
        let rest = 5 * (Self::SHORT_LEN - prefix.len());
        Some(first << rest..=(first << rest | ((1 << rest) - 1)))
    }

    /// The first 60 bits, for columns.
    pub fn short(&self) -> u64 {
        self.0[..Self::SHORT_LEN].iter().fold(0, |number, letter| {
            let digit =
                Self::ALPHABET.iter().position(|a| a == letter).expect("keys hold letters of the alphabet only");
            number << 5 | digit as u64
        })
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let letters: [u8; Self::LEN] =
            text.as_bytes().try_into().map_err(|_| format!("a key has {} letters: '{text}'", Self::LEN))?;
        if letters.iter().all(|letter| Self::ALPHABET.contains(letter)) {
            Ok(Self(letters))
        } else {
            Err(format!("not a key: '{text}'"))
        }
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.as_str().to_owned()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(root: &str, path: &str, record: Option<&str>) -> Key {
        Key::of(&Origin { root: root.to_owned(), path: path.to_owned(), record: record.map(str::to_owned) })
    }

    #[test]
    fn the_same_origin_gives_the_same_key_for_ever() {
        // a change here gives every user new ids: it needs a new schema version
        let pact = key("corpus", "meridian-wire/2025-h2.ndjson", Some("mw-20251028-0412"));
        assert_eq!(pact.as_str().len(), Key::LEN);
        assert!(pact.as_str().starts_with("74qvxn"), "{pact}");
    }

    #[test]
    fn a_key_begins_with_its_first_sixty_bits() {
        let key = key("corpus", "a.txt", None);
        assert_eq!(Key::beginning(key.short()), key.as_str()[..12]);
        assert_eq!(Key::beginning(0), "aaaaaaaaaaaa");
    }

    #[test]
    fn a_beginning_is_that_of_a_range_of_keys() {
        let key = key("corpus", "a.txt", None);
        for len in 0..=Key::LEN {
            let shorts = Key::shorts(&key.as_str()[..len]).unwrap();
            assert!(shorts.contains(&key.short()));
            assert_eq!(shorts.end() - shorts.start() + 1, 1 << (60 - 5 * len.min(Key::SHORT_LEN)), "{len}");
        }
        assert_eq!(Key::shorts("a1"), None);
        assert_eq!(Key::shorts("é"), None);
        assert_eq!(Key::shorts("77"), Some(1023 << 50..=(1 << 60) - 1));
    }

    #[test]
    fn different_origins_give_different_keys() {
        let keys = [
            key("ab", "c", None),
            key("a", "bc", None),
            key("a", "b", Some("c")),
            key("a", "b", Some("")),
            key("a", "b", None),
        ];
        for (i, a) in keys.iter().enumerate() {
            assert!(keys[i + 1..].iter().all(|b| a != b && a.short() != b.short()));
        }
    }

    #[test]
    fn a_key_survives_its_text() {
        let key = key("a", "b", None);
        assert_eq!(Key::try_from(key.to_string()), Ok(key));
        assert!(Key::try_from("short".to_owned()).is_err());
        assert!(Key::try_from("1".repeat(25)).is_err());
    }
}
