//! The road of a query: request in, results out.

mod about;
mod beside;
mod by_date;
mod engine;
mod explain;
mod facets;
mod find;
mod fresh;
mod highlight;
mod hits;
mod kwic;
#[cfg(test)]
mod absent_tests;
#[cfg(test)]
mod kwic_tests;
mod nearness;
mod parts;
mod pool;
#[cfg(test)]
mod pool_tests;
mod rank;
#[cfg(test)]
mod rank_tests;
mod quotes;
mod request;
mod results;
mod sample;
mod similar;
mod stories;
#[cfg(test)]
mod operator_tests;
#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod story_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod word_tests;
mod timeline;
mod top;
mod weights;
mod why_not;
#[cfg(test)]
mod written_tests;

pub use engine::{addresses, search, search_in};
pub use explain::Explanation;
pub use find::{find, is_known};
pub use highlight::{Highlighted, Highlighter};
pub use kwic::{CONTEXT_CHARS, Concordance, LineOrder, MAX_SORTED, Occurrence, concordance};
pub use parts::PartCount;
pub use request::{FacetKind, Matching, Request, Sample, Sort};
pub use results::{
    Copies, FacetCounts, Hit, InRemoved, OnlyMentioning, Passage, Proof, Published, Results, StoryCount, Suggested,
};
pub use similar::{Similar, similar};
pub use timeline::{Row, Step, Timeline};
pub use weights::Weights;
pub use why_not::{Failed, Stand, WhyNot, why_not};
