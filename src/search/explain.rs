//! Why a hit stands where it stands: what its score is made of.

use tantivy::{DocAddress, Score};

use crate::search::about::Named;
use crate::search::engine::Road;
use crate::search::rank::{Ranked, Ranker};

/// What a score is made of. The parts add up to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// Words and phrases as `read_as` has them, and the BM25 score of each; `None` for one that the article has not.
    pub words: Vec<(String, Option<f32>)>,
    /// For words that stand in the article in the very form that was typed.
    pub as_typed: f32,
    /// For words that stand near each other as they do in the query.
    pub nearness: f32,
    /// For meaning.
    pub meaning: f32,
    /// The cosine between the query and the passage of the article that is nearest in meaning; `None` where meaning does not
    /// count, or is not known of this article, which then gets as much for its meaning as for its words.
    pub likeness: Option<f32>,
    /// For being about what the query names.
    pub about: f32,
    /// Countries and leaders that the query names and the article is about.
    pub named: Vec<String>,
    /// For its age.
    pub fresh: f32,
    /// Whether the article is one of those that are ordered by all of this; others stand behind them in the order of their
    /// words.
    pub in_pool: bool,
}

/// Explains the scores of `ranked`.
///
/// # Errors
/// The engine's, when the index cannot be read.
pub(crate) fn explain(road: &Road<'_>, ranked: &[Ranked]) -> tantivy::Result<Vec<Explanation>> {
    let ranker = Ranker::new(road.index, road.searcher, road.request, &road.compiled)?;
    let named = Named::new(&road.compiled, &road.request.own);
    ranked
        .iter()
        .map(|ranked| {
            let typed = road.compiled.clauses.iter().map(|clause| clause.typed.clone());
            let words = typed.zip(ranker.each_clause(ranked.address)?).collect();
            let parts = ranked.parts;
            let named = if parts.about > 0.0 { labels(road, &named, ranked.address)? } else { Vec::new() };
            Ok(Explanation {
                words,
                as_typed: parts.as_typed,
                nearness: parts.nearness,
                meaning: parts.meaning,
                likeness: ranked.likeness,
                about: parts.about,
                named,
                fresh: parts.fresh,
                in_pool: ranked.in_pool,
            })
        })
        .collect()
}

fn labels(road: &Road<'_>, named: &Named, address: DocAddress) -> tantivy::Result<Vec<String>> {
    let reader = road.searcher.segment_reader(address.segment_ord);
    Ok(named.labels(reader, road.index.fields(), &[address.doc_id])?.of(address.doc_id).names)
}

impl Explanation {
    /// The score of the hit.
    pub fn score(&self) -> f32 {
        let words: Score = self.words.iter().filter_map(|(_, score)| *score).sum();
        words + self.as_typed + self.nearness + self.meaning + self.about + self.fresh
    }
}
