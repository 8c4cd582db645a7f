//! Timings of queries on an index, and scores of cleaning, labels and ranking by what people have judged.
//!
//! [`draw()`] makes queries of several classes from the articles of an index, [`from_lines`] takes them from a file;
//! [`bench()`] runs them and gives plain data. [`score_cleaning`] does so for cleaning and for bodies out of HTML,
//! [`score_labels`] for countries, leaders and topics. [`ranking`] measures the order of hits on judged queries.

mod bad_line;
mod cleaning;
mod dice;
mod draw;
mod labels;
mod matching;
pub mod ranking;
mod timings;

pub use bad_line::BadLine;
pub use cleaning::{
    CleaningScores, GoldLine, LineCounts, LineScores, PageScores, Score, Tally, line_counts, score_cleaning,
    shingle_score,
};
pub use draw::{Class, draw, from_lines};
pub use labels::{Difference, Kind, KindScores, LabelCounts, LabelScores, score_labels};
pub use timings::{Timings, bench};
