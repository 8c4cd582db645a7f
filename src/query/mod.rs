//! Text to compiled query: cannot fail, what it could not honour becomes a note.
//!
//! The road: [`parse()`] splits what was typed into words and phrases, [`compile()`] turns them into terms and the engine's
//! queries, [`resolve()`] looks the names of the filters up in the index.

mod build;
mod compile;
mod condition;
mod dates;
mod describe;
mod filter;
mod forms;
mod glob;
mod labels;
mod names;
mod parse;
mod places;
mod resolve;
mod span_query;
mod spans;
mod steady;
mod tree;
mod words;

#[cfg(test)]
pub(crate) use compile::compile_clauses;
pub use compile::{Compiled, Context, compile, compile_for};
pub use dates::{DATE_FORMS, days};
pub use filter::{Filters, Period};
pub use glob::Glob;
pub use labels::{Countries, known_topics, topic};
pub use names::{languages, values};
pub use parse::{MAX_BYTES, MAX_CLAUSES, MAX_WORDS, Parsed, Piece, parse};
pub use resolve::{Restriction, only_mentioning, resolve, resolve_root};
pub use spans::{Article as Words, LEAD_WORDS, Match, Span, evaluate, sequence};
pub use tree::{Asked, Asks, Clause, Condition, Form, Leaf, Occur, Part, Resolved, Slot, Tree, Typed, TypedWord, Unit};
