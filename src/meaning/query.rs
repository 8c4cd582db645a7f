//! What a query means, and how near the passages of an article come to it.

use std::ops::ControlFlow;

use crate::meaning::is_latin;
use crate::meaning::packed::{MOST_PIECES, PASSAGE_WORDS, Sum, length, products};
use crate::meaning::pieces::{Memory, pieces};
use crate::meaning::table::PRESENT;

/// The vector of a query.
#[derive(Clone)]
pub struct Query {
    /// See [`products`].
    products: Vec<[i32; 256]>,
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
        let _ = pieces(text, &mut Memory::default(), |piece| {
            sum.add(piece);
            if sum.pieces() < MOST_PIECES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let length = sum.length();
        (length > 0.0).then(|| Self { products: products(sum.values()), length })
    }

    /// The cosine of the angle between the query and that passage of an article that comes nearest, -1 to 1; `None` without
    /// a passage. `passages` are the words of the article's passages, [`PASSAGE_WORDS`] for each.
    pub fn similarity(&self, passages: &[u64]) -> Option<f32> {
        let passages = passages.as_chunks::<PASSAGE_WORDS>().0;
        passages.iter().map(|passage| self.cosine(passage)).max_by(f32::total_cmp)
    }

    /// The cosine of the angle between the query and a passage.
    fn cosine(&self, passage: &[u64; PASSAGE_WORDS]) -> f32 {
        let mut product = 0;
        for (products, word) in self.products.as_chunks::<8>().0.iter().zip(passage) {
            for (products, byte) in products.iter().zip(word.to_le_bytes()) {
                product += products[usize::from(byte)];
            }
        }
        product as f32 / (self.length * length(passage))
    }
}

#[cfg(test)]
#[cfg(feature = "meaning")]
mod tests {
    use super::*;
    use crate::meaning::passages;

    const FERRY: &str = "Two ferries ran aground in fog outside the port, and divers searched the hull for leaks.";
    const BUDGET: &str = "Parliament passed the spending bill by three votes, and the treasury secretary stepped down.";
    const FOOTBALL: &str = "The goalkeeper saved two penalties in her first match for the national team.";
    const QUAKE: &str = "A strong tremor shook the coast before dawn; houses collapsed and the power failed.";
    const BANK: &str = "The central bank raised interest rates by half a point to slow the rise of prices.";

    fn similarity(query: &str, text: &str) -> f32 {
        Query::new(query).unwrap().similarity(&passages(Some("en"), "", text)).unwrap()
    }

    #[test]
    fn a_word_is_near_to_its_kind() {
        let of = |word: &str| similarity("grain", &format!("The price of {word} rose again."));
        assert!(of("wheat") > of("steel"), "{} {}", of("wheat"), of("steel"));
    }

    #[test]
    fn related_texts_come_first_without_a_word_in_common() {
        let cases = [
            ("shipwreck at sea", FERRY),
            ("government finances vote", BUDGET),
            ("women's soccer", FOOTBALL),
            ("earthquake damage", QUAKE),
            ("inflation monetary policy", BANK),
        ];
        for (query, expected) in cases {
            let mut texts = [FERRY, BUDGET, FOOTBALL, QUAKE, BANK];
            texts.sort_by(|a, b| similarity(query, b).total_cmp(&similarity(query, a)));
            assert_eq!(texts[0], expected, "{query}");
        }
    }

    #[test]
    fn a_text_is_like_itself() {
        for text in [FERRY, BUDGET, "Tariff"] {
            let own = similarity(text, text);
            assert!((0.92..=1.0001).contains(&own), "{text}: {own}");
        }
    }

    #[test]
    fn the_nearest_passage_counts() {
        let long = format!("{} {QUAKE} {}", "The council met. ".repeat(60), "The council met. ".repeat(60));
        let words = passages(Some("en"), "", &long);
        assert!(words.len() > PASSAGE_WORDS);
        let query = Query::new("earthquake damage").unwrap();
        let each = words.chunks(PASSAGE_WORDS).map(|passage| query.similarity(passage).unwrap());
        assert_eq!(query.similarity(&words), each.clone().max_by(f32::total_cmp));
        assert!(each.clone().fold(1.0, f32::min) < query.similarity(&words).unwrap());
    }

    #[test]
    fn without_passages_nothing_is_said() {
        assert_eq!(Query::new("harbour").unwrap().similarity(&[]), None);
        // half a passage is none
        assert_eq!(Query::new("harbour").unwrap().similarity(&[1, 2]), None);
    }

    #[test]
    fn queries_without_pieces_have_no_vector() {
        for query in ["", "  ", "☃", "1987", "東京 地震", "землетрясение", "ارتفاع الأسعار"]
        {
            assert!(Query::new(query).is_none(), "{query}");
        }
        assert!(Query::new("Tokyo earthquake 地震").is_some());
        assert!(Query::new(&"x".repeat(1_000_000)).is_none());
        assert!(Query::new(&"tariff ".repeat(100_000)).is_some());
    }
}
