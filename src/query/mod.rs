//! Text to compiled query: cannot fail, what it could not honour becomes a note.
//!
//! The road: [`parse()`] splits what was typed into words and phrases, [`compile()`] turns them into terms and the engine's
//! queries, [`resolve()`] looks the names of the filters up in the index.

mod compile;
mod describe;
mod filter;
mod glob;
pub mod grammar;
mod items;
mod lex;
mod names;
mod notes;
mod parse;
pub mod print;
mod resolve;
mod shape;
mod signs;
mod spans;
mod steady;
mod tree;
mod typed;

pub use compile::{Compiled, compile};
pub use filter::{Filters, Period};
pub use glob::Glob;
pub use names::{languages, values};
pub use parse::{MAX_BYTES, MAX_CLAUSES, MAX_WORDS, Parsed, Piece, parse};
pub use resolve::{Restriction, resolve, resolve_root};
pub use spans::{Article as Words, LEAD_WORDS, Match, Span, evaluate, sequence};
pub use tree::{Asked, Asks, Clause, Condition, Form, Leaf, Occur, Part, Resolved, Slot, Tree, Typed, TypedWord, Unit};
