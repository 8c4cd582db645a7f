//! The road of an article: from files on disk into the index, incremental and exact.
//!
//! `roots` says what a run covers, `walk` looks at stamps, `pipeline` reads and cleans, `waiting` labels and writes what `batch` packs, `early` learns from what waits, `run`
//! coordinates, `books` keeps manifest and counts and commits, `gone` removes what left the disk, `settle` makes the lists of what the
//! articles taught anew, `rework` cleans and labels stored articles again. `stages` counts what each of them costs. `examples` reads what topics are trained on.

mod batch;
mod books;
mod early;
mod examples;
mod file;
mod forget;
mod gone;
mod ignored;
mod look;
mod own;
mod pipeline;
mod prepare;
mod report;
mod rework;
mod roots;
mod run;
mod settle;
mod stages;
mod teach;
mod waiting;
mod walk;

pub use examples::{Example, examples, train};
pub use forget::{Target, forget, place_called};
pub use look::map_records;
pub use prepare::{Cleaning, prepare};
pub use report::{Progress, Relabelled, Relearned, Skipped, Summary};
pub use roots::{STDIN, locate};
pub use run::{Options, learn, relabel, update};
pub use waiting::Room;
