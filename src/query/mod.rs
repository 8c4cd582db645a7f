//! Text to compiled query: cannot fail, what it could not honour becomes a note.
//!
//! The road: [`read()`] takes what was typed apart, [`compile_for()`] turns words into terms and the engine's
//! queries, [`resolve()`] looks the names of the filters up in the index.

mod absent;
mod accented;
mod any_form;
mod beginnings;
mod build;
mod compile;
mod compiled;
mod condition;
mod dates;
mod describe;
mod effort;
mod filter;
mod forms;
mod found;
mod gathered;
mod glob;
pub mod grammar;
mod habits;
mod items;
mod joint;
mod labels;
mod lex;
mod memo;
mod misspelt;
mod names;
mod notes;
mod pairs;
mod parsed;
mod parts;
mod places;
pub mod print;
mod prose;
mod remembered;
mod resolve;
#[cfg(test)]
mod sample;
mod shape;
mod signs;
mod span_query;
mod spans;
mod spell;
mod spoken;
mod steady;
mod tree;
mod typed;
mod value;
mod weigh;
mod words;
mod written;

#[cfg(test)]
pub(crate) use compile::compile_parsed;
pub use compile::{Context, compile, compile_for};
pub use compiled::Compiled;
pub use dates::{DATE_FORMS, days};
pub use effort::Effort;
pub use filter::{Filters, MAX_VALUE, MAX_VALUES, Period, check_values};
pub(crate) use found::BODY;
pub use found::{LEAD_WORDS, Match, Span};
pub use glob::Glob;
pub use grammar::{Parsed, read};
pub use items::{MAX_CLAUSES, MAX_DEPTH, MAX_WORDS};
pub(crate) use joint::{Joint, most_frequent};
pub use labels::{Countries, known_topics, topic};
pub use lex::MAX_BYTES;
pub use names::{languages, values};
pub use pairs::Found;
pub use parts::{Part as QueryPart, Role};
pub(crate) use places::{Lists, Member, Sighting};
pub use resolve::{Restriction, only_mentioning, resolve, resolve_root};
pub use spans::{Article as Words, evaluate, sequence};
pub use spell::{Suggestion, corrected, suggest};
pub(crate) use steady::Steady;
pub use tree::{Asked, Asks, Clause, Condition, Form, Leaf, Occur, Part, Resolved, Slot, Tree, Typed, TypedWord, Unit};
pub(crate) use written::Written;
