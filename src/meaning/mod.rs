//! The meaning of words: passages and queries as sums of static vectors, compared by the angle between them.
//!
//! A word piece has a vector of its own, whatever stands around it: the first dimensions of a PCA of what all-MiniLM-L6-v2
//! makes of it (see NOTICE), times the inverse document frequency of the piece in news. A passage is the sum of its pieces.
//! So a query costs a few additions, and an article as many as it has words.
//!
//! The vectors know English only. Articles in other languages have none, and neither has a query in other letters.

mod packed;
mod pieces;
mod query;
mod table;

pub use packed::PASSAGE_WORDS;
pub use query::Query;

use std::ops::ControlFlow;

use crate::meaning::packed::Sum;
use crate::meaning::pieces::pieces;
use crate::meaning::table::PRESENT;

/// The version of the table and of how passages are cut, summed and packed; 0 where this program has no table. Raised when
/// any of it changes: then the passages of all articles are made anew.
pub const VERSION: u32 = if PRESENT { 1 } else { 0 };

/// Numbers of a vector, a power of two.
pub(crate) const DIMENSIONS: usize = 128;

/// Word pieces of a passage.
const PASSAGE_PIECES: usize = 128;

/// Most passages of an article: what stands behind them is not looked at.
pub const PASSAGES: usize = 5;

/// The packed passages of an article, [`PASSAGE_WORDS`] numbers each, in the order of the text: its title and then its body,
/// cut after every 128 word pieces. None for an article that says it is not in English, none where most letters are not Latin, and none where
/// the program has no table.
pub fn passages(lang: Option<&str>, title: &str, body: &str) -> Vec<u64> {
    let mut words = Vec::new();
    if !PRESENT || lang.is_some_and(|lang| lang != "en") || !is_latin(title, body) {
        return words;
    }
    let mut sum = Sum::default();
    let mut each = |piece: table::Piece| {
        sum.add(piece);
        if sum.pieces() == PASSAGE_PIECES {
            words.extend(sum.pack().into_iter().flatten());
            sum = Sum::default();
        }
        if words.len() < PASSAGES * PASSAGE_WORDS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let whole = pieces(title, &mut each).is_continue() && pieces(body, &mut each).is_continue();
    if whole {
        words.extend(sum.pack().into_iter().flatten());
    }
    words
}

/// Bytes in which [`is_latin`] looks for letters.
const SAMPLE: usize = 1000;

/// Whether half of what a text begins with is written in letters from A to Z: of running English 4 bytes in 5 are, of
/// Chinese or Russian that names an English company 1 in 10.
fn is_latin(title: &str, body: &str) -> bool {
    let (mut letters, mut others) = (0, 0);
    for byte in title.bytes().chain(body.bytes()).take(SAMPLE) {
        letters += usize::from(byte.is_ascii_alphabetic());
        others += usize::from(!byte.is_ascii());
    }
    letters > 0 && letters >= others
}
