//! The parts of a query one by one: which of them leaves nothing over, and which of them one article fails.

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::{DocAddress, Searcher};

use crate::query::{QueryPart, Role, Steady};
use crate::search::facets;

/// What a part by itself finds, and what all the others find without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartCount {
    /// As `read_as` has it: `"rare earths"`, `country:JP`, `-tariff`.
    pub label: String,
    /// Articles that have it; of an exclusion those that it takes away.
    pub alone: u64,
    /// Articles that the rest of the query finds; 0 for a word beside others any of which is enough.
    pub without: u64,
    /// Whether it is a word, a phrase or a group that any of would do for, were not all asked for.
    pub ranked: bool,
}

/// Counts each of `parts` in the articles of `scope`, alone and left out. Where one of several words is enough, it is not
/// one of them that leaves nothing over.
pub(crate) fn count_parts(
    searcher: &Searcher,
    scope: &dyn Query,
    parts: &[QueryPart],
) -> tantivy::Result<Vec<PartCount>> {
    let number = |query: &dyn Query| Ok::<u64, tantivy::TantivyError>(facets::count(searcher, query, &[])?.0);
    let count = |(place, part): (usize, &QueryPart)| {
        let within = vec![(Occur::Must, scope.box_clone()), (Occur::Must, part.query.box_clone())];
        let rest = parts.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, part)| part);
        let without = if part.role == Role::OneOf { 0 } else { number(&all_of(scope, rest))? };
        let (label, ranked) = (part.label.clone(), part.ranked);
        Ok(PartCount { label, alone: number(&BooleanQuery::new(within))?, without, ranked })
    };
    parts.iter().enumerate().map(count).collect()
}

/// The articles of `scope` that satisfy all of `parts`.
fn all_of<'a>(scope: &dyn Query, parts: impl Iterator<Item = &'a QueryPart>) -> BooleanQuery {
    let mut all = vec![(Occur::Must, scope.box_clone())];
    let mut one_of = Vec::new();
    for part in parts {
        match part.role {
            Role::Needed => all.push((Occur::Must, part.query.box_clone())),
            Role::Excluded => all.push((Occur::MustNot, Box::new(Steady(part.query.box_clone())))),
            Role::OneOf => one_of.push(part.query.box_clone()),
        }
    }
    if !one_of.is_empty() {
        all.push((Occur::Must, Box::new(BooleanQuery::union(one_of))));
    }
    BooleanQuery::new(all)
}

/// Whether the article at `address` matches `query`.
pub(crate) fn has(searcher: &Searcher, address: DocAddress, query: &dyn Query) -> tantivy::Result<bool> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
    let doc = address.doc_id;
    Ok((if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() }) == doc)
}
