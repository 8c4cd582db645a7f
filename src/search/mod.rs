//! The road of a query: request in, results out.

mod request;
mod results;

pub use request::{FacetKind, Matching, Request, Sort};
pub use results::{FacetCounts, Hit, Passage, Results};
