//! The parts of a query one by one: which of them leaves nothing over, and which of them one article fails.

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::{DocAddress, Searcher};

use crate::query::Steady;
use crate::search::facets;

/// A part that hits must have, or must not have.
#[derive(Debug)]
pub(crate) struct Part {
    /// As `read_as` has it.
    pub(crate) label: String,
    pub(crate) query: Box<dyn Query>,
    /// Whether hits must not have it.
    pub(crate) excluded: bool,
}

/// What a part by itself finds, and what all the others find without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartCount {
    /// As `read_as` has it: `"rare earths"`, `country:JP`, `-tariff`.
    pub label: String,
    /// Articles that have it; of an exclusion those that it takes away.
    pub alone: u64,
    /// Articles that the rest of the query finds.
    pub without: u64,
}

/// Counts each of `parts` in the articles of `scope`, alone and left out.
pub(crate) fn count_parts(searcher: &Searcher, scope: &dyn Query, parts: &[Part]) -> tantivy::Result<Vec<PartCount>> {
    let number = |query: &dyn Query| Ok::<u64, tantivy::TantivyError>(facets::count(searcher, query, &[])?.0);
    let count = |(place, part): (usize, &Part)| {
        let within = vec![(Occur::Must, scope.box_clone()), (Occur::Must, part.query.box_clone())];
        let rest = parts.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, part)| part);
        Ok(PartCount {
            label: part.label.clone(),
            alone: number(&BooleanQuery::new(within))?,
            without: number(&*all_of(scope, rest))?,
        })
    };
    parts.iter().enumerate().map(count).collect()
}

/// The articles of `scope` that satisfy all of `parts`.
fn all_of<'a>(scope: &dyn Query, parts: impl Iterator<Item = &'a Part>) -> Box<dyn Query> {
    let mut all = vec![(Occur::Must, scope.box_clone())];
    all.extend(parts.map(|part| match part.excluded {
        true => (Occur::MustNot, Box::new(Steady(part.query.box_clone())) as Box<dyn Query>),
        false => (Occur::Must, part.query.box_clone()),
    }));
    Box::new(BooleanQuery::new(all))
}

/// Those of `parts` that the article at `address` does not satisfy, by their places.
pub(crate) fn failed(searcher: &Searcher, address: DocAddress, parts: &[Part]) -> tantivy::Result<Vec<usize>> {
    let mut failed = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        if has(searcher, address, &*part.query)? == part.excluded {
            failed.push(place);
        }
    }
    Ok(failed)
}

/// Whether the article at `address` matches `query`.
pub(crate) fn has(searcher: &Searcher, address: DocAddress, query: &dyn Query) -> tantivy::Result<bool> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
    let doc = address.doc_id;
    Ok((if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() }) == doc)
}

/// Articles of `query` that score more than `score`.
pub(crate) fn better(searcher: &Searcher, query: &dyn Query, score: f32) -> tantivy::Result<u64> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut better = 0;
    for reader in searcher.segment_readers() {
        let alive = reader.alive_bitset();
        weight.for_each(reader, &mut |doc, other| {
            better += u64::from(other > score && alive.is_none_or(|alive| alive.is_alive(doc)));
        })?;
    }
    Ok(better)
}
