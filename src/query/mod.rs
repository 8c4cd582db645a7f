//! Text to compiled query: cannot fail, what it could not honour becomes a note.

mod filter;

pub use filter::{Filters, Period};
