//! The road of an article: from files on disk into the index, incremental and exact.
//!
//! `roots` says what a run covers, `walk` looks at stamps, `pipeline` reads, cleans, labels and writes, `run` coordinates,
//! `books` keeps manifest and counts and commits, `gone` removes what left the disk.

mod books;
mod file;
mod forget;
mod gone;
mod ignored;
mod look;
mod pipeline;
mod prepare;
mod report;
mod roots;
mod run;
mod walk;

pub use forget::{Target, forget, place_called};
pub use look::for_each_record;
pub use prepare::prepare;
pub use report::{Progress, Skipped, Summary};
pub use roots::{STDIN, locate};
pub use run::{Options, update};
