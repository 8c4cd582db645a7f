//! The road of a query: request in, results out.

mod by_date;
mod engine;
mod facets;
mod find;
mod hits;
mod kwic;
#[cfg(test)]
mod kwic_tests;
mod rank;
mod request;
mod results;
#[cfg(test)]
mod tests;

pub use engine::{search, search_in};
pub use find::find;
pub use kwic::{CONTEXT_CHARS, Concordance, LineOrder, MAX_SORTED, Occurrence, concordance, highlighter};
pub use request::{FacetKind, Matching, Request, Sort};
pub use results::{FacetCounts, Hit, InRemoved, Passage, Results};
