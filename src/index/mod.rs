//! The index on disk: schema, stored records, opening, writing, and what was indexed from where.

pub mod schema;

pub mod check;

mod blocks;
mod disk;
mod entry;
#[cfg(test)]
mod fault_tests;
mod folder;
mod garbage;
mod gate;
mod ground;
mod held;
mod leaders;
mod lists;
mod lock;
mod manifest;
mod marker;
mod merging;
mod named;
mod mend;
mod passages;
mod payload;
#[cfg(test)]
mod power_tests;
#[cfg(test)]
mod probe;
mod rebuild;
mod records;
mod removed;
mod renew;
mod residue;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod script_tests;
mod sealed;
pub(crate) mod stored;
mod stories;
mod story_list;
mod tally;
mod text_columns;
mod told;
mod trained;
mod vouch;
mod writer;

pub(crate) use entry::count_words;
pub use entry::{Entry, term_text};
pub use folder::Index;
pub use held::Held;
pub use lists::{label_part, read_learned};
pub use lock::Patience;
pub use manifest::{FileRecord, Manifest, SkippedRecord, Stamp};
pub use marker::MARKER;
pub use mend::{Mended, mend};
pub use named::NamedLeader;
pub use passages::Passages;
pub use payload::{Payload, Root, Versions, label_edition};
pub use rebuild::Rebuilt;
pub use removed::{HEAVY_LOSS, OutletCounts, RemovedCounts};
pub use renew::renew;
pub(crate) use stories::VERSION as STORY_RULES;
pub(crate) use story_list::{ALONE, Verdicts};
pub use story_list::{Member, Stories};
pub(crate) use tally::Tally;
pub(crate) use text_columns::TextColumns;
pub use told::Told;
pub use trained::{trained, trained_path};
pub use writer::Writer;
