//! Timings of queries on an index.
//!
//! [`draw`] makes queries of several classes from the articles of an index, [`from_lines`] takes them from a file;
//! [`bench`] runs them and gives plain data.

mod draw;
mod timings;

pub use draw::{Class, draw, from_lines};
pub use timings::{Timings, bench};
