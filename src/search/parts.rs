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
    /// Articles that the rest of the query finds.
    pub without: u64,
}

/// Counts each of `parts` in the articles of `scope`, alone and left out. Where one of several words is enough, leaving
/// one out means leaving all of these out.
pub(crate) fn count_parts(
    searcher: &Searcher,
    scope: &dyn Query,
    parts: &[QueryPart],
) -> tantivy::Result<Vec<PartCount>> {
    let number = |query: &dyn Query| Ok::<u64, tantivy::TantivyError>(facets::count(searcher, query, &[])?.0);
    let count = |(place, part): (usize, &QueryPart)| {
        let within = vec![(Occur::Must, scope.box_clone()), (Occur::Must, part.query.box_clone())];
        let goes =
            |(other, of): &(usize, &QueryPart)| *other == place || (part.role == Role::OneOf && of.role == Role::OneOf);
        let rest = parts.iter().enumerate().filter(|other| !goes(other)).map(|(_, part)| part);
        Ok(PartCount {
            label: part.label.clone(),
            alone: number(&BooleanQuery::new(within))?,
            without: number(&all_of(scope, rest))?,
        })
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
