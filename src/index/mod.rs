//! The index on disk: schema, stored records, opening, writing, and what was indexed from where.

pub mod schema;

mod entry;
mod folder;
mod held;
mod learn;
mod learned;
mod manifest;
mod payload;
mod removed;
mod writer;

pub use entry::{Entry, term_text};
pub use folder::{Index, MARKER};
pub use learned::read_learned;
pub use manifest::{FileRecord, Manifest, SkippedRecord, Stamp};
pub use payload::{Payload, Root, Versions};
pub use removed::{HEAVY_LOSS, OutletCounts, RemovedCounts};
pub use writer::Writer;
