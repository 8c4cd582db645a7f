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

use std::cell::RefCell;
use std::ops::ControlFlow;

use crate::meaning::packed::Sum;
use crate::meaning::pieces::{Memory, pieces};
use crate::meaning::table::PRESENT;

/// The version of the table and of how passages are cut, summed and packed; 0 where this program has no table. Raised when
/// any of it changes: then the passages of all articles are made anew.
pub const VERSION: u32 = if PRESENT { 1 } else { 0 };

/// Numbers of a vector, a power of two.
pub(crate) const DIMENSIONS: usize = 256;

/// Word pieces of a passage.
const PASSAGE_PIECES: usize = 128;

/// Most passages of an article, some 3,000 words: what stands behind them is not looked at. 8 cost judged queries on long
/// reports up to .018 nDCG@10.
pub const PASSAGES: usize = 32;

/// The packed passages of an article, [`PASSAGE_WORDS`] numbers each, in the order of the text: its title and then its body,
/// cut after every 128 word pieces. None for an article that is known to be in another language than English, none where
/// most letters are not Latin, and none where the program has no table.
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
    let whole = MEMORY.with_borrow_mut(|memory| {
        pieces(title, memory, &mut each).is_continue() && pieces(body, memory, &mut each).is_continue()
    });
    if whole {
        words.extend(sum.pack().into_iter().flatten());
    }
    words
}

thread_local! {
    /// Each thread that makes passages makes many, and most words of an article stand in the last ones.
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::new());
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

#[cfg(test)]
#[cfg(feature = "meaning")]
mod tests {
    use super::*;

    const TITLE: &str = "Ferries aground";
    const BODY: &str = "Two ferries ran aground in fog outside the port on Monday.";

    const NONE: [u64; 0] = [];

    fn count(lang: Option<&str>, body: &str) -> usize {
        let words = passages(lang, TITLE, body);
        assert_eq!(words.len() % PASSAGE_WORDS, 0);
        words.len() / PASSAGE_WORDS
    }

    #[test]
    fn only_english_has_passages() {
        assert_eq!(count(Some("en"), BODY), 1);
        assert_eq!(count(None, BODY), 1);
        assert_eq!(count(Some("de"), BODY), 0);
        assert_eq!(count(Some("zh"), BODY), 0);
        assert_eq!(passages(None, "", "两艘渡轮星期一在港口外的大雾中搁浅，ABC 说。"), NONE);
        assert_eq!(passages(None, "", "В понедельник два парома сели на мель в тумане."), NONE);
        assert_eq!(passages(Some("en"), "", ""), NONE);
        assert_eq!(passages(Some("en"), "", "1987: 12, 13"), NONE);
    }

    #[test]
    fn a_text_is_cut_after_every_128_pieces() {
        // every word of it is one piece, and so is each full stop
        let sentence = "The council of the port met again in the old town hall . ";
        let pieces = |count: usize| sentence.split_inclusive(' ').cycle().take(count).collect::<String>();
        for (length, expected) in [(1, 1), (126, 1), (127, 2), (5 * 128 - 2, 5), (5 * 128 - 1, 6), (100_000, 32)] {
            assert_eq!(
                passages(Some("en"), "Port council", &pieces(length)).len() / PASSAGE_WORDS,
                expected,
                "{length}"
            );
        }
        let (short, long) = (pieces(126), pieces(700));
        let (short, long) = (passages(None, "Port council", &short), passages(None, "Port council", &long));
        assert_eq!(short, long[..PASSAGE_WORDS]);
    }

    #[test]
    fn the_title_is_part_of_the_first_passage() {
        assert_ne!(passages(None, "Ferries aground", BODY), passages(None, "Council meets", BODY));
        assert_eq!(passages(None, "Ferries", "aground"), passages(None, "", "Ferries aground"));
    }
}
