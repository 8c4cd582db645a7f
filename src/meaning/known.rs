//! The pieces of the latest words: most of a text are words that were read before.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::meaning::table::Piece;

/// Longest word that is kept, in bytes: with its pieces and both lengths it fills one line of the processor's cache
/// (64 bytes).
const WORD_BYTES: usize = 32;

/// Most pieces of a word that is kept.
const WORD_PIECES: usize = 15;

/// Places, a power of two: 1 MB for each thread that makes passages, as for stems.
const SLOTS: usize = 16_384;

/// Pieces of words, each at the place that the hash of its word gives.
#[derive(Default)]
pub(crate) struct Known {
    /// Of no places where few words come.
    slots: Vec<Slot>,
    /// The pieces of the last word that was split.
    split: Vec<Piece>,
}

/// A word and its pieces.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Slot {
    word: [u8; WORD_BYTES],
    pieces: [Piece; WORD_PIECES],
    word_len: u8,
    count: u8,
}

impl Slot {
    const EMPTY: Self = Self { word: [0; WORD_BYTES], pieces: [Piece::FIRST; WORD_PIECES], word_len: 0, count: 0 };

    fn is_of(&self, word: &str) -> bool {
        &self.word[..usize::from(self.word_len)] == word.as_bytes()
    }

    fn keep(&mut self, word: &str, pieces: &[Piece]) {
        if word.len() <= WORD_BYTES && pieces.len() <= WORD_PIECES {
            self.word[..word.len()].copy_from_slice(word.as_bytes());
            self.pieces[..pieces.len()].copy_from_slice(pieces);
            // at most 32 and 15
            (self.word_len, self.count) = (word.len() as u8, pieces.len() as u8);
        }
    }
}

impl Known {
    /// For many texts.
    pub(crate) fn cached() -> Self {
        Self { slots: vec![Slot::EMPTY; SLOTS], split: Vec::new() }
    }

    /// The pieces of a word that is not empty; `split` finds those of one that is not known, and puts them into the empty
    /// list that it is given.
    pub(crate) fn pieces(&mut self, word: &str, split: impl FnOnce(&str, &mut Vec<Piece>)) -> &[Piece] {
        let place = FxBuildHasher.hash_one(word) as usize % SLOTS;
        if self.slots.get(place).is_some_and(|slot| slot.is_of(word)) {
            let slot = &self.slots[place];
            return &slot.pieces[..usize::from(slot.count)];
        }
        self.split.clear();
        split(word, &mut self.split);
        if let Some(slot) = self.slots.get_mut(place) {
            slot.keep(word, &self.split);
        }
        &self.split
    }
}

#[cfg(test)]
#[cfg(feature = "meaning")]
mod tests {
    use super::*;
    use crate::meaning::table::Hash;

    fn piece(name: &str) -> Piece {
        Hash::BEGINS.with(name.as_bytes()).piece(name.as_bytes(), false).unwrap()
    }

    #[test]
    fn a_known_word_is_not_split_again() {
        let mut known = Known::cached();
        let found = vec![piece("harbour"), piece("pier")];
        assert_eq!(known.pieces("harbourpier", |_, pieces| pieces.extend(&found)), found);
        assert_eq!(known.pieces("harbourpier", |_, _| panic!("it is known")), found);
        // nor is one without pieces
        assert_eq!(known.pieces("☃", |_, _| {}), []);
        assert_eq!(known.pieces("☃", |_, _| panic!("it is known")), []);
    }

    #[test]
    fn what_has_no_room_is_split_each_time() {
        let long = "x".repeat(WORD_BYTES + 1);
        let many = vec![piece("pier"); WORD_PIECES + 1];
        let mut known = Known::cached();
        for found in [&many[..2], &many[..3]] {
            assert_eq!(known.pieces(&long, |_, pieces| pieces.extend(found)), found);
        }
        for found in [&many[..], &many[..2]] {
            assert_eq!(known.pieces("short", |_, pieces| pieces.extend(found)), found);
        }
        let mut known = Known::default();
        for found in [&many[..2], &many[..3]] {
            assert_eq!(known.pieces("short", |_, pieces| pieces.extend(found)), found);
        }
    }
}
