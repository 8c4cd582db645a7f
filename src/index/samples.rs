//! Small indexes in memory, for tests.

use crate::index::{Entry, Index, Payload};

/// An index of `entries`, `batch` of them to a commit.
pub(crate) fn index(entries: &[Entry], batch: usize) -> Index {
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for entries in entries.chunks(batch) {
        entries.iter().for_each(|entry| writer.add(index.document(entry)).unwrap());
        writer.commit(&Payload::default()).unwrap();
    }
    writer.finish().unwrap();
    index
}
