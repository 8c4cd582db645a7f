//! What matched where in a text: marks and passages.

mod marks;
mod passages;

pub use marks::{Mark, Matcher, merged};
pub use passages::{Excerpt, PASSAGE_CHARS, PASSAGES};
