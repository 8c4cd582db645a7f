//! A random sample of all that matches.

use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, Searcher, TERMINATED};

use crate::index::schema::column;
use crate::search::Sample;

/// The chosen articles of `query`, in random order: those whose keys, mixed with the seed, are the smallest. Every set of
/// that size is as likely as any other, and neither segments nor the order of indexing matter.
pub(crate) fn sample(searcher: &Searcher, query: &dyn Query, sample: Sample) -> tantivy::Result<Vec<DocAddress>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut chosen: BinaryHeap<(u64, DocAddress)> = BinaryHeap::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let keys = reader.fast_fields().u64(column::SHORT_KEY)?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if !reader.is_deleted(doc) {
                let place = mixed(keys.first(doc).unwrap_or(0) ^ mixed(sample.seed));
                chosen.push((place, DocAddress::new(segment, doc)));
                if chosen.len() > sample.size {
                    chosen.pop();
                }
            }
            doc = scorer.advance();
        }
    }
    Ok(chosen.into_sorted_vec().into_iter().map(|(_, address)| address).collect())
}

/// The output step of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every bit of the number concerns every
/// bit of the result.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_mixed_as_published() {
        // the first outputs of SplitMix64 seeded with 0, as in the reference code
        assert_eq!(mixed(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mixed(0x9e37_79b9_7f4a_7c15), 0x6e78_9e6a_a1b9_65f4);
    }
}
