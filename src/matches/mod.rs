//! What matched where in an article: marks, passages, lines of a concordance.

mod kwic;
mod marks;
mod passages;
mod passes;
mod reading;
#[cfg(test)]
mod slow;
mod vocabulary;

pub use kwic::{Field, Line};
pub use marks::{Found, Mark, Matcher, merged};
pub(crate) use passages::sentence_starts;
pub use passages::{Excerpt, PASSAGE_CHARS, PASSAGES};
pub use passes::passes;
