//! Vectors: sums of rows, packed into four bits a dimension for the index.
//!
//! The rows are rotated so that all dimensions of a sum have about the same variance. Divided by its length, a sum of 128
//! dimensions has a deviation of 1 / √128 in each, and those are rounded to 16 levels of equal distance, symmetric around
//! zero. The distance with the least error for a normal distribution is .3352 deviations, and its error 1.15 % of the
//! variance (Max 1960, "Quantizing for minimum distortion", table II).

use crate::meaning::DIMENSIONS;
use crate::meaning::table::Piece;

/// Dimensions in a word of 64 bits.
const IN_WORD: usize = 16;

/// Words of a packed passage.
pub const PASSAGE_WORDS: usize = DIMENSIONS / IN_WORD;

/// Distance of two levels, in deviations.
const STEP: f32 = 0.3352;

/// Most rows of a sum: as many of at most 127 fit into 16 bits.
pub(crate) const MOST_PIECES: usize = 256;

/// The lower half of each byte.
const LOW: u64 = 0x0F0F_0F0F_0F0F_0F0F;

/// The sum of rows.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    values: [i16; DIMENSIONS],
    pieces: usize,
}

impl Default for Sum {
    fn default() -> Self {
        Self { values: [0; DIMENSIONS], pieces: 0 }
    }
}

impl Sum {
    /// Adds the row of a piece, unless there are [`MOST_PIECES`].
    pub(crate) fn add(&mut self, piece: Piece) {
        if self.pieces < MOST_PIECES {
            self.pieces += 1;
            for (value, signed) in self.values.iter_mut().zip(piece.row()) {
                *value += i16::from(*signed as i8);
            }
        }
    }

    /// How many pieces it has.
    pub(crate) fn pieces(&self) -> usize {
        self.pieces
    }

    /// Its values.
    pub(crate) fn values(&self) -> &[i16; DIMENSIONS] {
        &self.values
    }

    /// Its length.
    pub(crate) fn length(&self) -> f32 {
        // at most 128 x 32,512²
        let squares: f32 = self.values.iter().map(|value| f32::from(*value).powi(2)).sum();
        squares.sqrt()
    }

    /// Its direction in four bits a dimension; `None` where it has none. Dimension 16 w + b is the lower half of byte b of
    /// word w, dimension 16 w + 8 + b the upper one.
    pub(crate) fn pack(&self) -> Option<[u64; PASSAGE_WORDS]> {
        let length = self.length();
        let scale = (DIMENSIONS as f32).sqrt() / (length * STEP);
        (length > 0.0).then(|| {
            let levels = self.values.map(|value| ((f32::from(value) * scale).floor() as i32 + 8).clamp(0, 15) as u8);
            let mut words = [0; PASSAGE_WORDS];
            for (word, levels) in words.iter_mut().zip(levels.as_chunks::<IN_WORD>().0) {
                let half = |at| u64::from_le_bytes(std::array::from_fn(|byte| levels[at + byte]));
                *word = half(0) | half(IN_WORD / 2) << 4;
            }
            words
        })
    }
}

/// The levels of a packed passage, 0 to 15: level l stands for (l - 7.5) steps.
pub(crate) fn levels(words: &[u64; PASSAGE_WORDS]) -> [i16; DIMENSIONS] {
    let mut levels = [0; DIMENSIONS];
    for (levels, word) in levels.as_chunks_mut::<IN_WORD>().0.iter_mut().zip(words) {
        let (lower, upper) = levels.split_at_mut(IN_WORD / 2);
        for (half, bytes) in [(lower, word & LOW), (upper, (word >> 4) & LOW)] {
            for (level, byte) in half.iter_mut().zip(bytes.to_le_bytes()) {
                *level = i16::from(byte);
            }
        }
    }
    levels
}
