//! The road of a query: request in, results out.

mod by_date;
mod engine;
mod facets;
mod find;
mod hits;
mod rank;
mod request;
mod results;
mod similar;
mod stories;
#[cfg(test)]
mod story_tests;
#[cfg(test)]
mod tests;

pub use engine::{search, search_in};
pub use find::find;
pub use request::{FacetKind, Matching, Request, Sort};
pub use results::{Copies, FacetCounts, Hit, InRemoved, Passage, Published, Results, StoryCount};
pub use similar::{Similar, similar};
