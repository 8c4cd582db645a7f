//! Why an article is not found, or stands low: which parts of the query it fails, and what stands above it.

use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use crate::article::Key;
use crate::error::Result;
use crate::index::{Entry, Index};
use crate::query::{QueryPart, Role};
use crate::search::by_date::by_date;
use crate::search::engine::{Road, afforded};
use crate::search::parts::has;
use crate::search::rank::{Place, Ranker};
use crate::search::{Matching, Request};

/// A part of a query that an article fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// As `read_as` has it; an exclusion with its minus.
    pub label: String,
    /// Whether cleaning took out of the article what was asked for.
    pub removed: bool,
}

/// Where an article stands among the hits by relevance.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// From 1; articles with the same score stand at the same place.
    pub rank: u64,
    /// Articles that match.
    pub total: u64,
    /// Its own score.
    pub score: f32,
    /// The score of the first hit.
    pub best: f32,
    /// Words and phrases that it has not.
    pub lacks: Vec<String>,
    /// Hits that stand above it only because they have all words.
    pub first: u64,
}

/// What [`why_not`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyNot {
    /// The article.
    pub entry: Entry,
    /// What of the query it fails; empty where it is a hit.
    pub fails: Vec<Failed>,
    /// Where it stands; `None` where it is no hit, and without words to rank by.
    pub stands: Option<Stand>,
    /// The query as understood.
    pub read_as: String,
    /// What could not be honoured.
    pub notes: Vec<String>,
}

/// Says why `entry` is no hit of `request`, or where it stands.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn why_not(index: &Index, request: &Request, entry: Entry) -> Result<WhyNot> {
    let searcher = index.searcher()?;
    afforded(index, request, || {
        let unreadable = |err: tantivy::TantivyError| index.unreadable(&err);
        let mut road = Road::new(index, &searcher, request)?;
        let address = address(&road, entry.key())?;
        let matching = road.count().map_err(unreadable)?.matching;
        let fails = failed_parts(&road, matching, address).map_err(unreadable)?;
        let is_ranked = fails.is_empty() && !road.compiled.clauses.is_empty();
        let stands = if is_ranked { Some(stands(&road, matching, address).map_err(unreadable)?) } else { None };
        Ok(WhyNot { entry, fails, stands, read_as: road.read_as(), notes: road.notes })
    })
}

/// What of the request the article with that key fails.
pub(super) fn fails(road: &mut Road<'_>, key: Key) -> Result<Vec<Failed>> {
    let index = road.index;
    let address = address(road, key)?;
    let matching = road.count().map_err(|err| index.unreadable(&err))?.matching;
    failed_parts(road, matching, address).map_err(|err| index.unreadable(&err))
}

fn address(road: &Road<'_>, key: Key) -> Result<DocAddress> {
    let term = Term::from_field_u64(road.index.fields().short_key, key.short());
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let found = by_date(road.searcher, &query, false, 1).map_err(|err| road.index.unreadable(&err))?;
    found.first().copied().ok_or_else(|| road.index.unreadable(&"an article is in no list of keys"))
}

fn failed_parts(road: &Road<'_>, matching: Matching, address: DocAddress) -> tantivy::Result<Vec<Failed>> {
    let parts = road.asked_parts(matching);
    let mut fails = Vec::new();
    let mut one_of: Vec<&QueryPart> = Vec::new();
    let mut any = false;
    for part in &parts {
        let has = has(road.searcher, address, &*part.query)?;
        match part.role {
            Role::OneOf => {
                one_of.push(part);
                any |= has;
            }
            Role::Needed if !has => fails.push(failed(road, &part.label, address)?),
            Role::Excluded if has => fails.push(Failed { label: part.label.clone(), removed: false }),
            _ => {}
        }
    }
    if !any {
        for part in one_of {
            fails.push(failed(road, &part.label, address)?);
        }
    }
    Ok(fails)
}

fn failed(road: &Road<'_>, label: &str, address: DocAddress) -> tantivy::Result<Failed> {
    let clause = road.compiled.clauses.iter().find(|clause| clause.typed == label);
    let query = clause.and_then(|clause| road.compiled.in_removed(road.index.fields(), clause));
    let removed = query.map(|query| has(road.searcher, address, &*query)).transpose()?.unwrap_or(false);
    Ok(Failed { label: label.to_owned(), removed })
}

fn stands(road: &Road<'_>, matching: Matching, address: DocAddress) -> tantivy::Result<Stand> {
    let ranker = Ranker::new(road.index, road.searcher, road.request, &road.compiled)?;
    let place = ranker.place(&*road.query(matching), address)?;
    let Place { of: total, mut rank, mut score, mut best, .. } = place;
    let mut first = 0;
    if matching == Matching::Any && road.puts_all_first() {
        let with_all = road.query(Matching::All);
        let among = ranker.place(&*with_all, address)?;
        if has(road.searcher, address, &*with_all)? {
            // what meaning adds is seen in relation to these alone
            (rank, score) = (among.rank, among.score);
        } else {
            first = among.of.saturating_sub(place.with_all);
            rank += first;
        }
        if among.of > 0 {
            best = among.best;
        }
    }
    let mut lacks = Vec::new();
    for clause in &road.compiled.clauses {
        let query = road.compiled.query(road.index.fields(), clause);
        if !has(road.searcher, address, &*query)? {
            lacks.push(clause.typed.clone());
        }
    }
    Ok(Stand { rank, total, score, best, lacks, first })
}
