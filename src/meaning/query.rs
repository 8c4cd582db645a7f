//! What a query means, and how near the passages of an article come to it.

use std::ops::ControlFlow;

use crate::meaning::packed::{MOST_PIECES, PASSAGE_WORDS, Sum, levels};
use crate::meaning::pieces::pieces;
use crate::meaning::table::PRESENT;
use crate::meaning::{DIMENSIONS, is_latin};

/// The vector of a query.
#[derive(Clone, Debug)]
pub struct Query {
    /// The sum of its pieces.
    values: [i16; DIMENSIONS],
    /// The sum of the values.
    total: i32,
    length: f32,
}

impl Query {
    /// Of what somebody is looking for, in English; of the first 256 word pieces where it is longer. `None` where none of
    /// its words has pieces, where its letters are not Latin, and where this program has no table.
    pub fn new(text: &str) -> Option<Self> {
        if !PRESENT || !is_latin(text, "") {
            return None;
        }
        let mut sum = Sum::default();
        let _ = pieces(text, |piece| {
            sum.add(piece);
            if sum.pieces() < MOST_PIECES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let (values, length) = (*sum.values(), sum.length());
        let total = values.iter().map(|value| i32::from(*value)).sum();
        (length > 0.0).then_some(Self { values, total, length })
    }

    /// The cosine of the angle between the query and that passage of an article that comes nearest, -1 to 1; `None` without
    /// a passage. `passages` are the words of the article's passages, [`PASSAGE_WORDS`] for each.
    pub fn similarity(&self, passages: &[u64]) -> Option<f32> {
        let passages = passages.as_chunks::<PASSAGE_WORDS>().0;
        passages.iter().map(|passage| self.cosine(passage)).max_by(f32::total_cmp)
    }

    /// The cosine of the angle between the query and a passage.
    fn cosine(&self, passage: &[u64; PASSAGE_WORDS]) -> f32 {
        let levels = levels(passage);
        // 128 x 15 x 32,512 at most: sums of whole numbers may be added in any order, and so many at once
        let (mut product, mut squares, mut sum) = (0, 0, 0);
        for (level, value) in levels.iter().zip(&self.values) {
            product += i32::from(*level) * i32::from(*value);
            squares += i32::from(*level) * i32::from(*level);
            sum += i32::from(*level);
        }
        // in half steps, so that all are whole: level l is 2 l - 15
        let product = 2 * i64::from(product) - 15 * i64::from(self.total);
        let squares = 4 * squares - 60 * sum + 225 * DIMENSIONS as i32;
        product as f32 / (self.length * (squares as f32).sqrt())
    }
}
