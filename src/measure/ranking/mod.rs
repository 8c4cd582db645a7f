//! How well articles are ranked for queries that people have judged, as trec_eval 9 reckons it.
//!
//! [`parse_topics`] reads queries, [`Qrels`] what people judged, [`Run`] the lists of a system; [`Asker`] gets them from an
//! index. [`score()`] gives the figures of every query, [`paired`] says whether two systems differ, [`cross_validate`] what
//! a setting is worth on queries that did not choose it.

mod asker;
mod grid;
mod metrics;
mod qrels;
mod runs;
mod score;
mod significance;
mod topics;

pub use asker::{Answers, Asker};
pub use grid::{CrossValidated, cross_validate};
pub use metrics::{Figures, Measure};
pub use qrels::Qrels;
pub use runs::Run;
pub use score::{Judged, Mean, score};
pub use significance::{Interval, Paired, interval, mean, paired};
pub use topics::{Topic, TopicField, parse_topics};
