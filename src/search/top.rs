//! The best scores of a list, and whatever may be among them.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::{DocAddress, Score};

/// How much the sum of 64 scores may differ by the order of adding, as a share: 64 roundings of 2^-24, doubled.
pub(crate) const SLACK: Score = 1e-5;

/// The best `k` scores so far, and all articles that may be among them.
pub(crate) struct Top {
    k: usize,
    best: BinaryHeap<Reverse<Ordered>>,
    kept: Vec<(Score, DocAddress)>,
    /// Articles that score less cannot be among the best.
    pub(crate) floor: Score,
    /// How many are kept before those below the floor are dropped.
    room: usize,
}

impl Top {
    /// Of at least one.
    pub(crate) fn new(k: usize) -> Self {
        let room = k.saturating_mul(2).max(256);
        Self { k, best: BinaryHeap::new(), kept: Vec::new(), floor: Score::MIN, room }
    }

    /// Looks at one more article.
    pub(crate) fn push(&mut self, score: Score, address: DocAddress) {
        if score < self.floor {
            return;
        }
        self.kept.push((score, address));
        if self.best.len() == self.k {
            if self.best.peek().is_some_and(|worst| worst.0.0 >= score) {
                return self.prune();
            }
            self.best.pop();
        }
        self.best.push(Reverse(Ordered(score)));
        if let (true, Some(worst)) = (self.best.len() == self.k, self.best.peek()) {
            self.floor = worst.0.0 * (1.0 - SLACK);
        }
        self.prune();
    }

    fn prune(&mut self) {
        if self.kept.len() >= self.room {
            let floor = self.floor;
            self.kept.retain(|(score, _)| *score >= floor);
            // equal scores cannot be dropped: grow, so that pruning stays cheap
            self.room = self.room.max(2 * self.kept.len());
        }
    }

    /// The articles that may be among the best, in the order of their coming.
    pub(crate) fn finish(self) -> Vec<DocAddress> {
        let floor = self.floor;
        self.kept.into_iter().filter(|(score, _)| *score >= floor).map(|(_, address)| address).collect()
    }
}

/// A score with a total order.
#[derive(Clone, Copy)]
struct Ordered(Score);

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ordered {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_are_all_kept() {
        let mut top = Top::new(2);
        for (doc, score) in [3.0, 1.0, 2.0, 2.0, 2.0, 0.5].into_iter().enumerate() {
            top.push(score, DocAddress::new(0, doc as u32));
        }
        let docs: Vec<u32> = top.finish().iter().map(|address| address.doc_id).collect();
        assert_eq!(docs, [0, 2, 3, 4]);
    }

    #[test]
    fn many_are_pruned() {
        let mut top = Top::new(1);
        for doc in 0..10_000_u32 {
            top.push(doc as f32, DocAddress::new(0, doc));
            assert!(top.kept.len() <= 256);
        }
        assert_eq!(top.finish().len(), 1);
    }
}
