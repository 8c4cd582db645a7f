//! The order of the first articles of a list, by all that counts: words, the form as typed, how near each other
//! the words stand, meaning, what articles are about, age.
//!
//! The score of an article is a sum of parts on the scale of BM25, none of them negative, so that the articles of the pool
//! stay above those that words alone put behind them.

use std::ops::Range;

use tantivy::query::Weight;
use tantivy::{DocId, Score, Searcher, SegmentReader};

use crate::index::{Index, Passages};
use crate::meaning;
use crate::query::{Compiled, Written};
use crate::search::about::Named;
use crate::search::fresh::Freshness;
use crate::search::nearness::Nearness;
use crate::search::rank::{Ranked, reach};
use crate::search::{Request, Weights};

/// So many articles say in which language a query is: where an archive has little in it, others have one of its words by chance.
const BEST: usize = 3;

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
    /// `None` where the form does not count.
    written: Option<Written>,
    /// `None` where no two words stand side by side, or it does not count.
    nearness: Option<Nearness>,
    /// `None` where meaning does not count, or none is known.
    meaning: Option<meaning::Query>,
    /// `None` where it does not count what articles are about.
    named: Option<Named>,
    fresh: Option<Freshness>,
}

impl<'a> Pool<'a> {
    pub(crate) fn new(
        index: &'a Index,
        searcher: &'a Searcher,
        request: &Request,
        compiled: &Compiled,
    ) -> tantivy::Result<Self> {
        let Weights { as_typed, next_to, near, .. } = request.weights;
        let form = (as_typed > 0.0).then(|| Written::new(searcher, index.fields(), compiled));
        let written = form.transpose()?;
        let pairs = (next_to + near > 0.0).then(|| Nearness::new(searcher, index.fields(), compiled));
        let nearness = pairs.transpose()?.filter(|nearness| !nearness.is_empty());
        let means = request.weights.meaning > 0.0 && index.lacks_passages(searcher).is_none();
        let meaning = if means && !compiled.foreign { meaning::Query::new(&text_of(compiled)) } else { None };
        let named = (request.weights.about > 0.0).then(|| Named::new(compiled, &request.own));
        let fresh = request.fresh.map(|half_life| Freshness::new(searcher, half_life, request.today)).transpose()?;
        Ok(Self { index, searcher, weights: request.weights, written, nearness, meaning, named, fresh })
    }

    /// Orders `pool`, whose words are scored, by all that counts.
    pub(crate) fn rank(&self, clauses: &[Box<dyn Weight>], pool: &mut [Ranked]) -> tantivy::Result<()> {
        pool.sort_by_key(|ranked| ranked.address);
        pool.iter_mut().for_each(|ranked| ranked.in_pool = true);
        let scores = self.scores(clauses, pool)?;
        self.add_nearness(pool)?;
        let range = range(pool);
        self.add_meaning(&range, pool)?;
        self.add_about(&scores, pool)?;
        if let Some(fresh) = &self.fresh {
            for ranked in &mut *pool {
                ranked.parts.fresh = self.weights.fresh * range.end * fresh.of(ranked.published());
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
            let seen = self.written.as_ref().map(|written| written.segment(reader, self.index.fields()));
            let mut seen = seen.transpose()?;
            for ((number, clause), scores) in clauses.iter().enumerate().zip(&mut scores) {
                let mut scorer = clause.scorer(reader, 1.0)?;
                for ranked in &mut *docs {
                    let doc = ranked.address.doc_id;
                    let score = if reach(&mut *scorer, doc) { scorer.score() } else { 0.0 };
                    if let (Some(seen), true) = (&mut seen, score > 0.0) {
                        ranked.parts.as_typed += self.weights.as_typed * score * seen.share(number, doc);
                    }
                    scores.push(score);
                }
            }
        }
        Ok(scores)
    }

    fn add_nearness(&self, pool: &mut [Ranked]) -> tantivy::Result<()> {
        let Some(nearness) = &self.nearness else { return Ok(()) };
        for docs in pool.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader = self.searcher.segment_reader(docs[0].address.segment_ord);
            let mut nearness = nearness.segment(reader, self.index.fields())?;
            for ranked in docs {
                ranked.parts.nearness = nearness.score(ranked.address.doc_id, &self.weights);
            }
        }
        Ok(())
    }

    /// The cosine between the query and the nearest passage, from 0 for the least in the pool to 1 for the best, on the scale
    /// of words: the order of a convex combination of both, each from 0 to 1, which keeps what the differences say where
    /// reciprocal ranks lose it (Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval", 2023).
    fn add_meaning(&self, range: &Range<Score>, pool: &mut [Ranked]) -> tantivy::Result<()> {
        let Some(query) = &self.meaning else { return Ok(()) };
        let mut words = Vec::new();
        for docs in pool.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let passages = Passages::open(self.searcher.segment_reader(docs[0].address.segment_ord))?;
            for ranked in docs {
                passages.read(ranked.address.doc_id, &mut words);
                ranked.likeness = query.similarity(&words);
            }
        }
        if !are_comparable(pool) {
            pool.iter_mut().for_each(|ranked| ranked.likeness = None);
            return Ok(());
        }
        let alike = limits(pool.iter().filter_map(|ranked| ranked.likeness));
        for ranked in pool {
            // what has no passages, in another language mostly, means as much as its words say
            let share = match ranked.likeness {
                Some(likeness) => within(likeness, &alike),
                None => within(ranked.parts.lexical(), range),
            };
            ranked.parts.meaning = self.weights.meaning * (range.end - range.start) * share;
        }
        Ok(())
    }

    fn add_about(&self, scores: &[Vec<Score>], pool: &mut [Ranked]) -> tantivy::Result<()> {
        let Some(named) = self.named.as_ref().filter(|named| !named.is_empty()) else { return Ok(()) };
        let best: Vec<Score> = scores.iter().map(|clause| clause.iter().copied().fold(0.0, Score::max)).collect();
        for docs in pool.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader = self.searcher.segment_reader(docs[0].address.segment_ord);
            let asked: Vec<DocId> = docs.iter().map(|ranked| ranked.address.doc_id).collect();
            let labels = named.labels(reader, self.index.fields(), &asked)?;
            for ranked in docs {
                let clauses = labels.of(ranked.address.doc_id).clauses;
                ranked.parts.about = self.weights.about * clauses.iter().map(|clause| best[*clause]).sum::<Score>();
            }
        }
        Ok(())
    }
}

/// Whether most of the best articles by words, the [`BEST`] first, can be compared with the query in meaning. Where they
/// cannot, the query is in another language: the vectors say nothing of it, and what they say of English articles that have a
/// word of it is chance.
fn are_comparable(pool: &[Ranked]) -> bool {
    let mut best: Vec<&Ranked> = pool.iter().collect();
    best.sort_by(|a, b| b.parts.lexical().total_cmp(&a.parts.lexical()).then(a.address.cmp(&b.address)));
    best.truncate(BEST);
    2 * best.iter().filter(|ranked| ranked.likeness.is_some()).count() > best.len()
}

/// The words of a query, as often as they were typed.
fn text_of(compiled: &Compiled) -> String {
    let mut text = String::new();
    for (clause, words) in compiled.clauses.iter().zip(compiled.written()) {
        for _ in 0..clause.times {
            for (word, _) in &words {
                text.push_str(word);
                text.push(' ');
            }
        }
    }
    text
}

/// What words make of the last and of the first article of a pool.
fn range(pool: &[Ranked]) -> Range<Score> {
    limits(pool.iter().map(|ranked| ranked.parts.lexical()))
}

/// The least and the greatest; nothing of none.
fn limits(values: impl Iterator<Item = Score>) -> Range<Score> {
    values
        .map(|value| value..value)
        .reduce(|all, one| all.start.min(one.start)..all.end.max(one.end))
        .unwrap_or(0.0..0.0)
}

/// Where `value` stands between both ends, 0 to 1.
fn within(value: Score, range: &Range<Score>) -> Score {
    if range.is_empty() { 0.0 } else { (value - range.start) / (range.end - range.start) }
}
