//! Timings of queries on an index, and scores of cleaning, labels and ranking by what people have judged.
//!
//! [`draw()`] makes queries of several classes from the articles of an index, [`from_lines`] takes them from a file; a
//! [`Session`] runs them and gives plain data, [`compare`] tells two of its runs apart. [`score_cleaning`] does so for cleaning and for bodies out of HTML,
//! [`score_labels`] for countries, leaders and topics. [`ranking`] measures the order of hits on judged queries.

mod bad_line;
mod classes;
mod cleaning;
mod compare;
mod dice;
mod draw;
mod labels;
mod matching;
pub mod ranking;
mod timings;
mod usage;

pub use bad_line::BadLine;
pub use classes::{Class, class_names, draw, from_lines};
pub use cleaning::{
    CleaningScores, GoldLine, LineCounts, LineScores, PageScores, Score, Tally, line_counts, score_cleaning,
    shingle_score,
};
pub use compare::{Change, MARGIN, Verdict, compare};
pub use labels::{Difference, Kind, KindScores, LabelCounts, LabelScores, score_labels};
pub use timings::{Session, Throughput, Timed, Timings};
pub use usage::{children_cpu_us, peak_bytes, private_bytes};
