//! The kinds of queries that are timed, and their queries.

use crate::error::Result;
use crate::index::Index;
use crate::measure::draw::{Draw, Frequency, Recipe};
use crate::search::{FacetKind, Matching, Request, Sort};

/// Queries of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// One of [`class_names`], or `given`.
    pub name: &'static str,
    /// What is asked; none where the index has no such query.
    pub requests: Vec<Request>,
}

/// The class of queries that somebody gives.
const GIVEN: &str = "given";

/// A kind of query: its name, how queries are made, and the form of the answer.
type Kind = (&'static str, Recipe, fn(&mut Request));

/// All kinds, in the order in which they are shown.
const KINDS: &[Kind] = &[
    ("rare word", Recipe::Word(Frequency::Rare), ranked),
    ("medium word", Recipe::Word(Frequency::Medium), ranked),
    ("frequent word", Recipe::Word(Frequency::Frequent), ranked),
    ("two words, any", Recipe::Words(2), any),
    ("three words, any", Recipe::Words(3), any),
    ("four words, any", Recipe::Words(4), any),
    ("two words, all", Recipe::Words(2), all),
    ("three words, all", Recipe::Words(3), all),
    ("four words, all", Recipe::Words(4), all),
    ("phrase", Recipe::Phrase, ranked),
    ("proximity, w/5", Recipe::Near, ranked),
    ("truncation, word*", Recipe::Truncated, ranked),
    ("fuzzy, word~", Recipe::Misspelt, ranked),
    ("filter, country", Recipe::Country, ranked),
    ("filter, topic", Recipe::Topic, ranked),
    ("filter, month", Recipe::Month, ranked),
    ("newest first", Recipe::Word(Frequency::Frequent), newest),
    ("facets", Recipe::Word(Frequency::Medium), counted),
    ("no snippets", Recipe::Broad, bare),
    ("ten snippets", Recipe::Broad, ranked),
    ("hundred snippets", Recipe::Broad, hundred),
];

/// The names of all kinds of queries that can be drawn, in their order.
pub fn class_names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, ..)| *name)
}

/// Draws up to `per_class` queries of each class whose name is `wanted`; what else is asked is in `base`. Every query has an
/// answer, and each article of the index is as likely as any other to be the one that a query is made of.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn draw(
    index: &Index,
    base: &Request,
    wanted: &dyn Fn(&str) -> bool,
    seed: u64,
    per_class: usize,
) -> Result<Vec<Class>> {
    let searcher = index.searcher()?;
    let mut draw = Draw::new(index, &searcher, base, seed)?;
    let mut classes = Vec::new();
    for (name, recipe, form) in KINDS.iter().filter(|(name, ..)| wanted(name)) {
        let mut requests: Vec<Request> = Vec::new();
        for query in draw.queries(*recipe, per_class)? {
            let mut request = Request { query, ..base.clone() };
            form(&mut request);
            requests.push(request);
        }
        classes.push(Class { name, requests });
    }
    Ok(classes)
}

/// One query a line, blank lines apart, asked as `base` is.
pub fn from_lines(text: &str, base: &Request) -> Class {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let ask = |line: &str| Request { query: line.to_owned(), ..base.clone() };
    Class { name: GIVEN, requests: lines.map(ask).collect() }
}

fn ranked(_: &mut Request) {}

fn any(request: &mut Request) {
    request.matching = Some(Matching::Any);
}

fn all(request: &mut Request) {
    request.matching = Some(Matching::All);
}

fn newest(request: &mut Request) {
    request.sort = Sort::Newest;
}

fn counted(request: &mut Request) {
    request.facets = vec![FacetKind::Country, FacetKind::Topic, FacetKind::Source, FacetKind::Month];
}

fn bare(request: &mut Request) {
    request.snippets = false;
}

fn hundred(request: &mut Request) {
    request.limit = Some(100);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_file_has_a_query_a_line() {
        let base = Request { all_copies: true, ..Request::default() };
        let class = from_lines("rare earths\n\n  \"new deal\" \n", &base);
        let queries: Vec<&str> = class.requests.iter().map(|request| request.query.as_str()).collect();
        assert_eq!(queries, ["rare earths", "\"new deal\""]);
        assert!(class.requests.iter().all(|request| request.all_copies));
    }

    #[test]
    fn every_class_has_a_name_of_its_own() {
        assert_eq!(class_names().collect::<HashSet<_>>().len(), KINDS.len());
        assert!(class_names().all(|name| name != GIVEN));
    }
}
