//! The order of the first articles of a list, by all that counts: words, the form as typed, what articles are about, age.
//!
//! The score of an article is a sum of parts on the scale of BM25, none of them negative, so that the articles of the pool
//! stay above those that words alone put behind them.

use tantivy::query::Weight;
use tantivy::{Score, Searcher, SegmentReader};

use crate::index::Index;
use crate::query::{Compiled, Written};
use crate::search::about::Named;
use crate::search::fresh::Freshness;
use crate::search::rank::{Ranked, reach};
use crate::search::{Request, Weights};

/// What a score is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// BM25 of the clauses, added up in the order of the query.
    pub(crate) words: Score,
    /// See [`Weights::as_typed`].
    pub(crate) as_typed: Score,
    /// See [`Weights::next_to`] and [`Weights::near`].
    pub(crate) nearness: Score,
    /// See [`Weights::meaning`].
    pub(crate) meaning: Score,
    /// See [`Weights::about`].
    pub(crate) about: Score,
    /// See [`Weights::fresh`].
    pub(crate) fresh: Score,
}

impl Parts {
    /// What the words do, wherever and however they stand.
    fn lexical(&self) -> Score {
        self.words + self.as_typed + self.nearness
    }

    /// The score.
    pub(crate) fn sum(&self) -> Score {
        self.lexical() + self.meaning + self.about + self.fresh
    }
}

/// The clauses of a query and what else of it counts.
pub(crate) struct Pool<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    weights: Weights,
    written: Written,
    named: Named,
    fresh: Option<Freshness>,
}

impl<'a> Pool<'a> {
    pub(crate) fn new(
        index: &'a Index,
        searcher: &'a Searcher,
        request: &Request,
        compiled: &Compiled,
    ) -> tantivy::Result<Self> {
        let written = Written::new(searcher, index.fields(), compiled)?;
        let named = Named::new(compiled, &request.own);
        let fresh = request.fresh.map(|half_life| Freshness::new(searcher, half_life, request.today)).transpose()?;
        Ok(Self { index, searcher, weights: request.weights, written, named, fresh })
    }

    /// Orders `pool`, whose words are scored, by all that counts.
    pub(crate) fn rank(&self, clauses: &[Box<dyn Weight>], pool: &mut [Ranked]) -> tantivy::Result<()> {
        pool.sort_by_key(|ranked| ranked.address);
        pool.iter_mut().for_each(|ranked| ranked.in_pool = true);
        let scores = self.scores(clauses, pool)?;
        self.add_about(&scores, pool)?;
        if let Some(fresh) = &self.fresh {
            let range = range(pool);
            for ranked in &mut *pool {
                ranked.parts.fresh = self.weights.fresh * range * fresh.of(ranked.published());
            }
        }
        pool.sort_by(Ranked::compare);
        Ok(())
    }

    /// The scores of each clause, one for each article of the pool; adds what the form as typed is worth.
    fn scores(&self, clauses: &[Box<dyn Weight>], pool: &mut [Ranked]) -> tantivy::Result<Vec<Vec<Score>>> {
        let mut scores = vec![Vec::with_capacity(pool.len()); clauses.len()];
        for docs in pool.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader: &SegmentReader = self.searcher.segment_reader(docs[0].address.segment_ord);
            let mut seen = self.written.segment(reader, self.index.fields())?;
            for ((number, clause), scores) in clauses.iter().enumerate().zip(&mut scores) {
                let mut scorer = clause.scorer(reader, 1.0)?;
                for ranked in &mut *docs {
                    let doc = ranked.address.doc_id;
                    let score = if reach(&mut *scorer, doc) { scorer.score() } else { 0.0 };
                    if score > 0.0 {
                        ranked.parts.as_typed += self.weights.as_typed * score * seen.share(number, doc);
                    }
                    scores.push(score);
                }
            }
        }
        Ok(scores)
    }

    fn add_about(&self, scores: &[Vec<Score>], pool: &mut [Ranked]) -> tantivy::Result<()> {
        if self.weights.about == 0.0 || self.named.is_empty() {
            return Ok(());
        }
        let best: Vec<Score> = scores.iter().map(|clause| clause.iter().copied().fold(0.0, Score::max)).collect();
        for docs in pool.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader = self.searcher.segment_reader(docs[0].address.segment_ord);
            let mut labels = self.named.labels(reader)?;
            for ranked in docs {
                let clauses = labels.of(ranked.address.doc_id)?.clauses;
                ranked.parts.about = self.weights.about * clauses.iter().map(|clause| best[*clause]).sum::<Score>();
            }
        }
        Ok(())
    }
}

/// The difference that words make between the first and the last article of a pool.
fn range(pool: &[Ranked]) -> Score {
    let lexical = || pool.iter().map(|ranked| ranked.parts.lexical());
    let most = lexical().fold(Score::MIN, Score::max);
    let least = lexical().fold(Score::MAX, Score::min);
    if pool.is_empty() { 0.0 } else { most - least }
}
