//! The best articles by relevance, in an order that any page agrees with.
//!
//! The engine may add the scores of clauses up in any order, so the last bits of a score differ between a short and a
//! long list. Lists are therefore cut with a little room to spare, and what is left is scored again clause by clause; then
//! articles that have the words as typed get a little more, for which there is room too.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader};

use crate::index::Index;
use crate::index::schema::column;
use crate::query::{Compiled, Written};

/// How much the sum of 64 scores may differ by the order of adding: 64 roundings of 2^-24, doubled.
pub(crate) const SLACK: Score = 1e-5;

/// What is added to the score of a clause, as a share of it, where an article has all its words as typed. It outweighs what a
/// word more or less in an article does to its score. Judged queries want it too: with .05, .1, .15 and .2 nDCG@10 is
/// .670, .673, .680 and .679 on `time` (.668 without), .378, .380, .380 and .378 on `cran` (.376), .419, .417, .415 and .414
/// on `cacm` (.413).
const AS_TYPED: Score = 0.1;

/// An article and how well it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    /// The scores of the clauses that it has, added up in the order of the query.
    pub(crate) score: Score,
    /// Whether it has all clauses.
    pub(crate) all: bool,
    /// Breaks ties: the newest first, then by key.
    order: (Reverse<i64>, u64),
}

impl Ranked {
    pub(crate) fn new(address: DocAddress) -> Self {
        Self { address, score: 0.0, all: true, order: (Reverse(0), 0) }
    }

    fn compare(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.order.cmp(&other.order))
    }
}

/// Ranks the articles of one query.
pub(crate) struct Ranker<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    clauses: Vec<Box<dyn Weight>>,
    written: Written,
}

impl<'a> Ranker<'a> {
    pub(crate) fn new(index: &'a Index, searcher: &'a Searcher, compiled: &Compiled) -> tantivy::Result<Self> {
        let fields = index.fields();
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let clauses = compiled.clauses.iter().map(|clause| compiled.query(fields, clause).weight(scoring));
        let written = Written::new(searcher, fields, compiled)?;
        Ok(Self { index, searcher, clauses: clauses.collect::<tantivy::Result<_>>()?, written })
    }

    /// By how much the score that the engine gives may lie below the one that counts, as a share of the latter.
    fn slack(&self) -> Score {
        if self.written.is_empty() { SLACK } else { SLACK + AS_TYPED / (1.0 + AS_TYPED) }
    }

    /// The best `k` articles of `query`, which must score as the sum of the clauses, best first.
    pub(crate) fn best(&self, query: &dyn Query, k: usize) -> tantivy::Result<Vec<Ranked>> {
        if k == 0 {
            return Ok(Vec::new());
        }
        let weight = query.weight(EnableScoring::enabled_from_searcher(self.searcher))?;
        let mut top = Top::new(k, self.slack());
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let alive = reader.alive_bitset();
            weight.for_each_pruning(top.floor, reader, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    top.push(score, DocAddress::new(segment, doc));
                }
                top.floor
            })?;
        }
        let mut ranked: Vec<Ranked> = top.finish().into_iter().map(Ranked::new).collect();
        self.judge(&mut ranked)?;
        ranked.sort_by(Ranked::compare);
        ranked.truncate(k);
        Ok(ranked)
    }

    /// Scores `docs` clause by clause.
    pub(crate) fn judge(&self, docs: &mut [Ranked]) -> tantivy::Result<()> {
        docs.sort_by_key(|ranked| ranked.address);
        for docs in docs.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader = self.searcher.segment_reader(docs[0].address.segment_ord);
            let mut seen = self.written.segment(reader, self.index.fields())?;
            for (number, clause) in self.clauses.iter().enumerate() {
                let mut scorer = clause.scorer(reader, 1.0)?;
                for ranked in &mut *docs {
                    let doc = ranked.address.doc_id;
                    let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                    if at == doc {
                        ranked.score += scorer.score() * (1.0 + AS_TYPED * seen.share(number, doc));
                    } else {
                        ranked.all = false;
                    }
                }
            }
            add_order(reader, docs)?;
        }
        Ok(())
    }
}

/// How many articles of a query score more than one of them.
pub(crate) struct Above {
    /// So many.
    pub(crate) better: u64,
    /// Of so many in all.
    pub(crate) all: u64,
    /// The best score.
    pub(crate) best: Score,
}

impl Ranker<'_> {
    /// How many articles of `query`, which must score as the sum of the clauses, score more than `score`.
    pub(crate) fn above(&self, query: &dyn Query, score: Score) -> tantivy::Result<Above> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(self.searcher))?;
        let (mut all, mut near, floor) = (0, Vec::new(), score * (1.0 - self.slack()) * (1.0 - SLACK));
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let alive = reader.alive_bitset();
            weight.for_each(reader, &mut |doc, other| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    all += 1;
                    if other >= floor {
                        near.push(Ranked::new(DocAddress::new(segment, doc)));
                    }
                }
            })?;
        }
        self.judge(&mut near)?;
        let better = near.iter().filter(|other| other.score > score).count() as u64;
        let best = near.iter().map(|other| other.score).fold(0.0, Score::max);
        Ok(Above { better, all, best })
    }
}

fn add_order(reader: &SegmentReader, docs: &mut [Ranked]) -> tantivy::Result<()> {
    let order = reader.fast_fields().i64(column::ORDER)?;
    let key = reader.fast_fields().u64(column::SHORT_KEY)?;
    for ranked in docs {
        let doc: DocId = ranked.address.doc_id;
        ranked.order = (Reverse(order.first(doc).unwrap_or(i64::MIN)), key.first(doc).unwrap_or(0));
    }
    Ok(())
}

/// The best `k` scores so far, and all articles that may be among them.
struct Top {
    k: usize,
    best: BinaryHeap<Reverse<Ordered>>,
    kept: Vec<(Score, DocAddress)>,
    /// Articles that score less cannot be among the best.
    floor: Score,
    /// See [`Ranker::slack`].
    slack: Score,
    /// How many are kept before those below the floor are dropped.
    room: usize,
}

impl Top {
    fn new(k: usize, slack: Score) -> Self {
        let room = k.saturating_mul(2).max(256);
        Self { k, best: BinaryHeap::new(), kept: Vec::new(), floor: Score::MIN, slack, room }
    }

    fn push(&mut self, score: Score, address: DocAddress) {
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
            self.floor = worst.0.0 * (1.0 - self.slack);
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

    fn finish(self) -> Vec<DocAddress> {
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
        let mut top = Top::new(2, SLACK);
        for (doc, score) in [3.0, 1.0, 2.0, 2.0, 2.0, 0.5].into_iter().enumerate() {
            top.push(score, DocAddress::new(0, doc as u32));
        }
        let docs: Vec<u32> = top.finish().iter().map(|address| address.doc_id).collect();
        assert_eq!(docs, [0, 2, 3, 4]);
    }

    #[test]
    fn many_are_pruned() {
        let mut top = Top::new(1, SLACK);
        for doc in 0..10_000_u32 {
            top.push(doc as f32, DocAddress::new(0, doc));
            assert!(top.kept.len() <= 256);
        }
        assert_eq!(top.finish().len(), 1);
    }
}
