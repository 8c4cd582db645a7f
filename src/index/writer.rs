//! The one writer of an index: puts, removals, commits that hold.

use tantivy::directory::Directory;
use tantivy::directory::error::LockError;
use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use crate::article::Key;
use crate::error::{Error, Result};
use crate::index::folder::unwritable;
use crate::index::{Index, Payload, term_text};

/// Memory in bytes that all indexing threads together fill before they write segments. On 60 MB of text and two threads
/// 30 and 50 MB cost 1.6 and 1.2 times the CPU, because their small segments are merged, and 120 MB as much as 80. With
/// queues beside it that run held 206 MB at most.
const WRITER_BYTES: usize = 80_000_000;

/// Threads that share that memory: with more, each would fill segments below 20 MB. Not measured beyond two cores.
const MAX_THREADS: usize = 4;

/// Holds the lock of an index until it is dropped. What was put is there after [`Writer::commit`] and not before.
pub struct Writer {
    index: Index,
    engine: IndexWriter,
}

impl Writer {
    pub(crate) fn open(index: &Index) -> Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(MAX_THREADS);
        let engine = index.engine().writer_with_num_threads(threads, WRITER_BYTES);
        let engine: IndexWriter = engine.map_err(|err| match err {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Locked { path: index.dir().to_owned() },
            err => unwritable(index.dir(), &err),
        })?;
        index.remove_leftovers()?;
        // a process that was killed inside a commit leaves files that would make the same commit fail for ever
        engine.garbage_collect_files().wait().map_err(|err| unwritable(index.dir(), &err))?;
        Ok(Self { index: index.clone(), engine })
    }

    /// Adds an article that the index does not hold, as [`Index::document`] gives it.
    ///
    /// # Errors
    /// [`Error::Index`] when an indexing thread has failed; everything since the last commit must be sent again.
    pub fn add(&self, document: TantivyDocument) -> Result<()> {
        self.engine.add_document(document).map_err(|err| unwritable(self.index.dir(), &err))?;
        Ok(())
    }

    /// Removes the article whose key begins with these 60 bits.
    pub fn remove(&self, short_key: u64) {
        self.engine.delete_term(Term::from_field_u64(self.index.fields().short_key, short_key));
    }

    /// Removes all articles of a file, given the key of the file.
    pub fn remove_file(&self, file: Key) {
        self.engine.delete_term(Term::from_field_text(self.index.fields().file, file.as_str()));
    }

    /// Removes all articles of a root.
    pub fn remove_root(&self, root: &str) {
        self.engine.delete_term(Term::from_field_text(self.index.fields().root, term_text(root)));
    }

    /// Makes everything since the last commit durable and visible at once; gives its operation stamp.
    ///
    /// # Errors
    /// [`Error::Index`]; the last commit then still stands.
    pub fn commit(&mut self, payload: &Payload) -> Result<u64> {
        let text = serde_json::to_string(payload).expect("a payload holds strings and numbers");
        let mut commit = || -> tantivy::Result<u64> {
            let mut prepared = self.engine.prepare_commit()?;
            prepared.set_payload(&text);
            let opstamp = prepared.commit()?;
            // the engine does not sync the folder after it has renamed its list of segments
            self.index.engine().directory().sync_directory()?;
            Ok(opstamp)
        };
        commit().map_err(|err| unwritable(self.index.dir(), &err))
    }

    /// Takes back everything since the last commit.
    ///
    /// # Errors
    /// [`Error::Index`]; the last commit then still stands.
    pub fn rollback(&mut self) -> Result<()> {
        self.engine.rollback().map(drop).map_err(|err| unwritable(self.index.dir(), &err))
    }

    /// Waits for the merges that commits have started, and closes.
    ///
    /// # Errors
    /// [`Error::Index`] when a merging thread has failed.
    pub fn finish(self) -> Result<()> {
        let Self { index, engine } = self;
        engine.wait_merging_threads().map_err(|err| unwritable(index.dir(), &err))
    }
}
