//! The best articles by relevance, in an order that any page agrees with.
//!
//! Words alone choose: the engine scores whatever has a word of the query by BM25. The first [`POOL`] of that list, however
//! long the page is, are then ordered by all that counts (see [`crate::search::pool`]); what follows stays in the order of
//! words. The engine may add the scores of clauses up in any order, so the last bits of a score differ between a short and a
//! long list. Lists are therefore cut with a little room to spare, and what is left is scored again clause by clause.

use std::cmp::{Ordering, Reverse};

use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader};

use crate::index::Index;
use crate::index::schema::column;
use crate::query::{Compiled, Joint};
use crate::search::Request;
use crate::search::pool::{Parts, Pool};
use crate::search::top::{SLACK, Top};

/// So many articles of a list are ordered by all that counts. With pools of 50, 100, 200, 300 and 1,000, meaning added .0157,
/// .0162, .0167, .0171 and .0177 nDCG@10 to BM25 on the average of four judged sets, and to look among all articles for those
/// nearest in meaning .0157: what costs more than 300 gains nothing that could be told from chance.
pub(crate) const POOL: usize = 300;

/// An article and how well it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    /// What its score is made of.
    pub(crate) parts: Parts,
    /// The cosine between the query and the passage that is nearest to it in meaning, where that is known.
    pub(crate) likeness: Option<Score>,
    /// Whether it is one of the [`POOL`].
    pub(crate) in_pool: bool,
    /// Whether it has all clauses.
    pub(crate) all: bool,
    /// Breaks ties: the newest first, then by key.
    order: (Reverse<i64>, u64),
}

impl Ranked {
    pub(crate) fn new(address: DocAddress) -> Self {
        let (parts, order) = (Parts::default(), (Reverse(0), 0));
        Self { address, parts, likeness: None, in_pool: false, all: true, order }
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        other.parts.sum().total_cmp(&self.parts.sum()).then(self.order.cmp(&other.order))
    }

    /// When it was published, in seconds since 1970 as [`column::ORDER`] has it.
    pub(crate) fn published(&self) -> i64 {
        self.order.0.0
    }
}

/// Ranks the articles of one query.
pub(crate) struct Ranker<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    request: &'a Request,
    compiled: &'a Compiled,
    joint: Joint<'a>,
    clauses: Vec<Box<dyn Weight>>,
}

impl<'a> Ranker<'a> {
    pub(crate) fn new(
        index: &'a Index,
        searcher: &'a Searcher,
        request: &'a Request,
        compiled: &'a Compiled,
    ) -> tantivy::Result<Self> {
        let fields = index.fields();
        let joint = Joint::new(searcher, fields.text, compiled.clauses.iter().map(|clause| &clause.tree))?;
        let scoring = EnableScoring::enabled_from_statistics_provider(&joint, searcher);
        let clauses = compiled.clauses.iter().map(|clause| compiled.query(fields, clause).weight(scoring));
        let clauses = clauses.collect::<tantivy::Result<_>>()?;
        Ok(Self { index, searcher, request, compiled, joint, clauses })
    }

    /// What orders the first articles of a list.
    pub(crate) fn pool(&self) -> tantivy::Result<Pool<'a>> {
        Pool::new(self.index, self.searcher, self.request, self.compiled)
    }

    /// The best `k` articles of `query`, which must score as the sum of the clauses, best first.
    pub(crate) fn best(&self, pool: &Pool<'_>, query: &dyn Query, k: usize) -> tantivy::Result<Vec<Ranked>> {
        if k == 0 {
            return Ok(Vec::new());
        }
        let mut ranked = self.by_words(query, k.max(POOL))?;
        let first = ranked.len().min(POOL);
        pool.rank(&self.clauses, &mut ranked[..first])?;
        ranked.truncate(k);
        Ok(ranked)
    }

    /// The best `k` articles by their words alone, at least one.
    fn by_words(&self, query: &dyn Query, k: usize) -> tantivy::Result<Vec<Ranked>> {
        let weight = query.weight(self.scoring())?;
        let mut top = Top::new(k);
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

    /// Scores the words of `docs` clause by clause, and leaves them in the order of the index.
    pub(crate) fn judge(&self, docs: &mut [Ranked]) -> tantivy::Result<()> {
        docs.sort_by_key(|ranked| ranked.address);
        for docs in docs.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let reader = self.searcher.segment_reader(docs[0].address.segment_ord);
            for clause in &self.clauses {
                let mut scorer = clause.scorer(reader, 1.0)?;
                for ranked in &mut *docs {
                    if reach(&mut *scorer, ranked.address.doc_id) {
                        ranked.parts.words += scorer.score();
                    } else {
                        ranked.all = false;
                    }
                }
            }
            add_order(reader, docs)?;
        }
        Ok(())
    }

    /// The score of each clause in one article; `None` for those that it has not.
    pub(crate) fn each_clause(&self, address: DocAddress) -> tantivy::Result<Vec<Option<Score>>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let mut scores = Vec::with_capacity(self.clauses.len());
        for clause in &self.clauses {
            let mut scorer = clause.scorer(reader, 1.0)?;
            scores.push(reach(&mut *scorer, address.doc_id).then(|| scorer.score()));
        }
        Ok(scores)
    }

    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(&self.joint, self.searcher)
    }
}

/// Where an article stands in a list.
pub(crate) struct Place {
    /// From 1.
    pub(crate) rank: u64,
    /// How many of those above it have all clauses.
    pub(crate) with_all: u64,
    /// Of so many.
    pub(crate) of: u64,
    /// Its own score.
    pub(crate) score: Score,
    /// The best score.
    pub(crate) best: Score,
}

impl Ranker<'_> {
    /// Where the article at `address` stands in the list of `query`, which must score as the sum of the clauses; one that is
    /// not in it, where its words would put it.
    pub(crate) fn place(&self, query: &dyn Query, address: DocAddress) -> tantivy::Result<Place> {
        let mut own = [Ranked::new(address)];
        self.judge(&mut own)?;
        let own = own[0];
        let pool = self.best(&self.pool()?, query, POOL)?;
        let best = pool.first().map_or(own.parts.words, |first| first.parts.sum());
        let (behind, of) = self.above(query, &own)?;
        let (above, score) = match pool.iter().position(|ranked| ranked.address == address) {
            Some(place) => (&pool[..place], pool[place].parts.sum()),
            None => (behind.as_slice(), own.parts.words),
        };
        let with_all = above.iter().filter(|ranked| ranked.all).count() as u64;
        Ok(Place { rank: above.len() as u64 + 1, with_all, of, score, best })
    }

    /// The articles of `query` that stand above `own` by words, and how many it has.
    fn above(&self, query: &dyn Query, own: &Ranked) -> tantivy::Result<(Vec<Ranked>, u64)> {
        let weight = query.weight(self.scoring())?;
        let (mut all, mut near, floor) = (0, Vec::new(), own.parts.words * (1.0 - SLACK));
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
        near.retain(|other| other.compare(own) == Ordering::Less);
        Ok((near, all))
    }
}

/// Goes on to `doc`, which is not before the last one that was asked for; whether it is there.
pub(crate) fn reach(scorer: &mut dyn Scorer, doc: DocId) -> bool {
    let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
    at == doc
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
