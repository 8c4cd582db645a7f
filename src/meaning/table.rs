//! The table of word pieces, used as it lies in the program: a search has no time to build anything.
//!
//! `make.py` beside this file makes it and describes its parts; the numbers here are checked against it when the program
//! is compiled.

use crate::meaning::DIMENSIONS;

/// The table; empty without the feature.
#[cfg(feature = "meaning")]
static TABLE: &[u8] = include_bytes!("pieces.bin");
#[cfg(not(feature = "meaning"))]
static TABLE: &[u8] = &[];

/// Whether this program has the table.
pub(crate) const PRESENT: bool = cfg!(feature = "meaning");

/// Bytes of the magic and of the five numbers behind it.
const HEAD: usize = 28;

/// Word pieces of bert-base-uncased.
pub(crate) const PIECES: usize = 30_522;

/// Places of the hash table, a power of two: 2.1 for each piece.
const SLOT_COUNT: usize = 1 << 16;

/// A place that holds nothing.
const EMPTY: u32 = u32::MAX;

/// What stands before the name of a piece that continues a word.
const CONTINUES: &[u8] = b"##";

/// The numbers of the table as those of this program.
const _: () = assert!(!PRESENT || number(0) == PIECES && number(2) == DIMENSIONS && number(3) == SLOT_COUNT);

/// Pieces that have a row, the first ones.
const ROW_COUNT: usize = number(1);

/// Ranges of characters of one class.
const RANGE_COUNT: usize = number(4);

/// One of the five numbers of the head; 0 without the table.
const fn number(index: usize) -> usize {
    if !PRESENT {
        return 0;
    }
    let numbers = TABLE.split_at(8).1.as_chunks::<4>().0;
    u32::from_le_bytes(numbers[index]) as usize
}

/// `len` bytes of the table.
const fn part(start: usize, len: usize) -> &'static [u8] {
    if PRESENT { TABLE.split_at(start).1.split_at(len).0 } else { &[] }
}

static ROWS: &[[u8; DIMENSIONS]] = part(HEAD, ROW_COUNT * DIMENSIONS).as_chunks().0;
const AFTER_ROWS: usize = HEAD + ROW_COUNT * DIMENSIONS;
static SLOTS: &[[u8; 4]] = part(AFTER_ROWS, 4 * SLOT_COUNT).as_chunks().0;
const AFTER_SLOTS: usize = AFTER_ROWS + 4 * SLOT_COUNT;
static ENDS: &[[u8; 4]] = part(AFTER_SLOTS, 4 * PIECES).as_chunks().0;
const AFTER_ENDS: usize = AFTER_SLOTS + 4 * PIECES;
static RANGES: &[[u8; 4]] = part(AFTER_ENDS, 4 * RANGE_COUNT).as_chunks().0;
const AFTER_RANGES: usize = AFTER_ENDS + 4 * RANGE_COUNT;
static NAMES: &[u8] = part(AFTER_RANGES, TABLE.len().saturating_sub(AFTER_RANGES));

/// The number of a word piece, below [`PIECES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece(u16);

impl Piece {
    /// The first one.
    pub(crate) const FIRST: Self = Self(0);

    /// Its weighted row: signed bytes, on one scale with all others. `None` where it counts for nothing.
    pub(crate) fn row(self) -> Option<&'static [u8; DIMENSIONS]> {
        ROWS.get(usize::from(self.0))
    }

    /// Its name, with `##` before it where it continues a word.
    pub(crate) fn name(self) -> &'static [u8] {
        let end = |piece: usize| u32::from_le_bytes(ENDS[piece]) as usize;
        let piece = usize::from(self.0);
        &NAMES[piece.checked_sub(1).map_or(0, end)..end(piece)]
    }
}

/// The hash of a piece's name, letter by letter: FNV-1a of 32 bits (Fowler, Noll and Vo, RFC 9923).
#[derive(Clone, Copy)]
pub(crate) struct Hash(u32);

impl Hash {
    /// Of a piece that begins a word.
    pub(crate) const BEGINS: Self = Self(0x811C_9DC5);
    /// Of a piece that continues one.
    pub(crate) const CONTINUES: Self = Self::BEGINS.with(CONTINUES);

    /// With these bytes behind it.
    pub(crate) const fn with(self, mut bytes: &[u8]) -> Self {
        let mut hash = self.0;
        while let [first, rest @ ..] = bytes {
            hash = (hash ^ *first as u32).wrapping_mul(0x0100_0193);
            bytes = rest;
        }
        Self(hash)
    }

    /// The piece of this hash, which begins a word with `text`, or continues one with it.
    pub(crate) fn piece(self, text: &[u8], continues: bool) -> Option<Piece> {
        let Self(hash) = self;
        let first = hash as usize % SLOT_COUNT;
        for at in first..first + SLOTS.len() {
            let slot = u32::from_le_bytes(SLOTS[at % SLOT_COUNT]);
            if slot == EMPTY {
                return None;
            }
            if slot >> 16 == hash >> 16 {
                // the lower half
                let piece = Piece(slot as u16);
                let name = if continues { piece.name().strip_prefix(CONTINUES) } else { Some(piece.name()) };
                if name == Some(text) {
                    return Some(piece);
                }
            }
        }
        None
    }
}

/// What bert-base-uncased does with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Part of a word.
    Letter,
    /// Taken out: accents, control characters.
    Vanishes,
    /// Parts words.
    Space,
    /// A word of its own: punctuation, Chinese characters.
    Alone,
}

/// The class of a character.
pub(crate) fn class(c: char) -> Class {
    let entry = |range: &[u8; 4]| u32::from_le_bytes(*range);
    let after = RANGES.partition_point(|range| entry(range) >> 8 <= u32::from(c));
    let class = after.checked_sub(1).map_or(0, |at| entry(&RANGES[at]) & 0xFF);
    match class {
        0 => Class::Letter,
        1 => Class::Vanishes,
        2 => Class::Space,
        _ => Class::Alone,
    }
}

#[cfg(test)]
#[cfg(feature = "meaning")]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = Piece> {
        (0..PIECES as u16).map(Piece)
    }

    #[test]
    fn every_piece_is_found_by_its_name() {
        for piece in all() {
            let name = piece.name();
            let found = match name.strip_prefix(CONTINUES) {
                Some(rest) if !rest.is_empty() => Hash::CONTINUES.with(rest).piece(rest, true),
                _ => Hash::BEGINS.with(name).piece(name, false),
            };
            assert_eq!(found, Some(piece), "{}", String::from_utf8_lossy(name));
        }
    }

    #[test]
    fn what_is_no_piece_is_not_found() {
        for name in ["", "qqqq", "Harbour", "newsdex"] {
            assert_eq!(Hash::BEGINS.with(name.as_bytes()).piece(name.as_bytes(), false), None, "{name}");
        }
        assert_eq!(Hash::CONTINUES.with(b"harbour").piece(b"harbour", true), None);
    }

    #[test]
    fn the_table_ends_with_its_names() {
        assert_eq!(TABLE.first_chunk(), Some(b"MEANING1"));
        assert_eq!(u32::from_le_bytes(ENDS[PIECES - 1]) as usize, NAMES.len());
        assert!(RANGES.is_sorted_by_key(|range| u32::from_le_bytes(*range)));
        // signed bytes that can be summed 256 times in 16 bits
        assert!(ROWS.iter().flatten().all(|value| *value as i8 > -128));
    }

    #[test]
    fn rare_pieces_weigh_more_than_frequent_ones() {
        let weight = |name: &str| {
            let piece = Hash::BEGINS.with(name.as_bytes()).piece(name.as_bytes(), false).unwrap();
            piece.row().map(|row| row.iter().map(|value| i32::from(*value as i8).pow(2)).sum::<i32>())
        };
        for (frequent, rare) in [("the", "harbour"), ("on", "parliament"), ("said", "earthquake")] {
            assert!(4 * weight(frequent).unwrap() < weight(rare).unwrap(), "{frequent} {rare}");
        }
        for nothing in ["[UNK]", "[unused7]", ",", "国", "я"] {
            assert_eq!(weight(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn characters_have_their_classes() {
        let cases = [
            ("aZé7ßनµ€", Class::Letter),
            ("\0\u{7f}\u{85}\u{ad}\u{200b}\u{feff}\u{fffd}\u{301}\u{94d}", Class::Vanishes),
            (" \t\n\r\u{a0}\u{2003}\u{2028}\u{3000}", Class::Space),
            (".$^~-“”’—«»¿、東市", Class::Alone),
        ];
        for (characters, expected) in cases {
            for c in characters.chars() {
                assert_eq!(class(c), expected, "{c:?}");
            }
        }
    }
}
