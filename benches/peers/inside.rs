//! Asking within one process, with both indexes open: what a server would see, without the start of a program.
//!
//! newsdex is asked through its library, by words alone (`--lexical`) and each copy for itself, tantivy as
//! [`crate::bare`] says. Query by query they take turns; what a query costs is the median of its rounds, and percentiles
//! are those over the queries of a class. "Alone" is the search without reading and marking the texts of the hits; newsdex
//! still gives each hit its key.
//!
//! Both stem and both count where hits are ranked. By date neither counts. newsdex parses its query language, notes near
//! words, orders articles with all words of a short query first and takes dirt out of texts; tantivy does none of it. A
//! beginning is a pattern over stems with tantivy, which marks nothing in its snippets then.

use std::time::Duration;

use anyhow::Result;
use newsdex::index::Index;
use newsdex::query::{Filters, Period};
use newsdex::search::{Matching, Request, Sort, Weights, search_in};
use nix::time::ClockId;
use serde::Serialize;
use tantivy::Searcher;

use crate::bare::{Bare, Kind, day};
use crate::contest::{median, micros, nearest_rank};
use crate::draw::Drawn;

/// Turns of each query behind the one that warms up.
const ROUNDS: usize = 5;

/// The first day of the filter.
const SINCE: &str = "2020-01-01";

/// What the queries of a class cost, in microseconds of processor time.
#[derive(Serialize)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) queries: usize,
    /// Median, 95th and 99th percentile.
    pub(crate) newsdex: [f64; 3],
    pub(crate) tantivy: [f64; 3],
    /// Articles found, the median of the queries; `None` where nobody counts.
    pub(crate) found: Option<[f64; 2]>,
}

/// One class: how both are asked.
struct Plan<'a> {
    name: &'static str,
    queries: &'a [String],
    request: fn(&str) -> Request,
    /// Gives how many articles match, where it counts.
    tantivy: fn(&Bare, &str) -> tantivy::Result<Option<usize>>,
}

/// Every class that there are queries for.
pub(crate) fn all(newsdex: &std::path::Path, tantivy: &Bare, drawn: &Drawn) -> Result<Vec<Class>> {
    let index = Index::open(newsdex)?;
    let searcher = index.searcher()?;
    let plans = plans(drawn);
    let plans = plans.iter().filter(|plan| !plan.queries.is_empty());
    plans.map(|plan| plan.measured(&index, &searcher, tantivy)).collect()
}

fn plans(drawn: &Drawn) -> [Plan<'_>; 13] {
    let ranked: fn(&Bare, &str) -> _ = |bare, query| Ok(bare.ranked(Kind::Any, query, None)?.total);
    let all: fn(&Bare, &str) -> _ = |bare, query| Ok(bare.ranked(Kind::All, query, None)?.total);
    let plan = |name, queries, request, tantivy| Plan { name, queries, request, tantivy };
    [
        plan("rare word", &drawn.rare, ask, ranked),
        plan("medium word", &drawn.medium, ask, ranked),
        plan("frequent word", &drawn.frequent, ask, ranked),
        plan("2-4 words, any", &drawn.groups, ask, ranked),
        plan("2-4 words, all", &drawn.groups, |query| Request { matching: Some(Matching::All), ..ask(query) }, all),
        plan(
            "phrase",
            &drawn.phrases,
            |query| ask(&format!("\"{query}\"")),
            |bare, query| Ok(bare.ranked(Kind::Phrase, query, None)?.total),
        ),
        plan(
            "beginning of a word",
            &drawn.beginnings,
            |query| ask(&format!("{query}*")),
            |bare, query| Ok(bare.ranked(Kind::Begin, query, None)?.total),
        ),
        plan("word since a day", &drawn.medium, since, |bare, query| {
            Ok(bare.ranked(Kind::Any, query, Some(day(SINCE)))?.total)
        }),
        plan("frequent word, newest first", &drawn.frequent, newest, |bare, query| {
            Ok(bare.newest(Kind::Any, query)?.total)
        }),
        plan(
            "2-4 words, any, alone, to TopDocs",
            &drawn.groups,
            |query| alone(ask(query)),
            |bare, query| {
                bare.top(Kind::Any, query)?;
                Ok(None)
            },
        ),
        plan(
            "beginning, alone, to TopDocs of a regex",
            &drawn.beginnings,
            |query| alone(ask(&format!("{query}*"))),
            |bare, query| {
                bare.top(Kind::Begin, query)?;
                Ok(None)
            },
        ),
        plan(
            "newest first, alone, to order_by_fast_field",
            &drawn.frequent,
            |query| alone(newest(query)),
            |bare, query| {
                bare.newest_alone(Kind::Any, query)?;
                Ok(None)
            },
        ),
        plan(
            "2-4 words, any, newest first, alone",
            &drawn.groups,
            |query| Request { matching: Some(Matching::Any), ..alone(newest(query)) },
            |bare, query| {
                bare.newest_alone(Kind::Any, query)?;
                Ok(None)
            },
        ),
    ]
}

fn ask(query: &str) -> Request {
    Request { query: query.to_owned(), weights: Weights::default().lexical(), all_copies: true, ..Request::default() }
}

fn alone(request: Request) -> Request {
    Request { snippets: false, ..request }
}

fn newest(query: &str) -> Request {
    Request { sort: Sort::Newest, ..ask(query) }
}

fn since(query: &str) -> Request {
    let dates = vec![Period { since: SINCE.parse().ok(), until: None }];
    Request { filters: Filters { dates, ..Filters::default() }, ..ask(query) }
}

impl Plan<'_> {
    fn measured(&self, index: &Index, searcher: &Searcher, tantivy: &Bare) -> Result<Class> {
        let (mut times, mut found) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for query in self.queries {
            let request = (self.request)(query);
            let ours = || search_in(index, searcher, &request);
            let theirs = || (self.tantivy)(tantivy, query);
            let (our_total, their_total) = (ours()?.total, theirs()?);
            if let (Some(our), Some(their)) = (our_total, their_total) {
                found[0].push(our as f64);
                found[1].push(their as f64);
            }
            let mut rounds = [Vec::new(), Vec::new()];
            for round in 0..ROUNDS {
                for place in 0..2 {
                    match (round + place) % 2 {
                        0 => rounds[0].push(timed(ours)?),
                        _ => rounds[1].push(timed(theirs)?),
                    }
                }
            }
            times.iter_mut().zip(&rounds).for_each(|(times, rounds)| times.push(median(rounds)));
        }
        let percentiles = |times: &[f64]| [50, 95, 99].map(|percent| nearest_rank(times, percent));
        let found = (!found[0].is_empty()).then(|| found.map(|found| median(&found)));
        let [newsdex, tantivy] = times.map(|times| percentiles(&times));
        Ok(Class { name: self.name, queries: self.queries.len(), newsdex, tantivy, found })
    }
}

/// Microseconds that all threads of this process spent.
fn timed<T, E: Into<anyhow::Error>>(run: impl Fn() -> Result<T, E>) -> Result<f64> {
    let before = spent()?;
    let answer = run().map_err(Into::into)?;
    let after = spent()?;
    drop(answer);
    Ok(micros(after.saturating_sub(before)))
}

fn spent() -> Result<Duration> {
    Ok(ClockId::CLOCK_PROCESS_CPUTIME_ID.now()?.into())
}
