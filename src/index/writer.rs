//! The one writer of an index: puts, removals, commits that hold.

use std::sync::OnceLock;

use tantivy::directory::Directory;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use crate::article::Key;
use crate::error::{Error, Result};
use crate::index::gate::{Admitted, Gate};
use crate::index::lock::WriterLock;
use crate::index::merging::Merges;
use crate::index::{Index, Payload, term_text};

/// Memory in bytes that all indexing threads together fill before they write segments. On 60 MB of text and two threads
/// 30 and 50 MB cost 1.6 and 1.2 times the CPU, because their small segments are merged, and 120 MB as much as 80. With
/// queues beside it that run held 206 MB at most.
const WRITER_BYTES: usize = 80_000_000;

/// Threads that share that memory: with more, each would fill segments below 20 MB. Not measured beyond two cores.
const MAX_THREADS: usize = 4;

/// The engine's writer.
pub(crate) type Engine = IndexWriter<Admitted>;

/// Holds the lock of an index until it is dropped. What was put is there after [`Writer::commit`] and not before.
///
/// After an error it refuses everything: the engine itself would go on, and a later commit would hold without what the
/// failed one was to bring. Whoever opens another one begins where the last commit ended.
pub struct Writer {
    index: Index,
    /// Why it refuses.
    failed: OnceLock<String>,
    /// Whether the folder could not be synced: a system may say later that all is well, and nothing was written.
    unsynced: bool,
    // dropped in this order: no new merge begins, those at work end, then the lock is free
    engine: Engine,
    gate: Gate,
    merges: Merges,
    _lock: Option<WriterLock>,
}

impl Writer {
    pub(crate) fn open(index: &Index) -> Result<Self> {
        let lock = index.lock()?;
        Self::under(index, lock)
    }

    /// Opens it for whoever has the lock already.
    pub(crate) fn under(index: &Index, lock: Option<WriterLock>) -> Result<Self> {
        let engine = index.engine().writer_with_num_threads(threads(), WRITER_BYTES);
        let engine: Engine = engine.map_err(|err| match err {
            // somebody has removed the lock of another writer
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                Error::Locked { path: index.dir().to_owned(), by: "another newsdex".to_owned() }
            }
            err => index.unwritable(&err),
        })?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        // nobody else writes: what is not named is nobody's
        index.remove_garbage()?;
        index.vouch_for_deletions()?;
        Ok(Self {
            index: index.clone(),
            failed: OnceLock::new(),
            unsynced: false,
            engine,
            gate: Gate::default(),
            merges: Merges::default(),
            _lock: lock,
        })
    }

    /// Adds an article that the index does not hold, as [`Index::document`] gives it.
    ///
    /// # Errors
    /// [`Error::Index`] when an indexing thread has failed; everything since the last commit must be sent again.
    pub fn add(&self, document: TantivyDocument) -> Result<()> {
        self.refuse()?;
        self.engine.add_document(self.gate.admit(document)).map(drop).map_err(|err| self.fail(&err))
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
    /// [`Error::Index`]; the last commit then still stands, unless it was a merge or a sync that failed after this one: then
    /// this one stands, and nobody may rely on it before it has been read again.
    pub fn commit(&mut self, payload: &Payload) -> Result<u64> {
        let text = serde_json::to_string(payload).expect("a payload holds strings and numbers");
        self.attempt(|writer| {
            writer.merges.wait()?;
            let mut prepared = writer.engine.prepare_commit()?;
            prepared.set_payload(&text);
            let opstamp = prepared.commit()?;
            // the engine tells nobody when this failed after it had deleted what is no longer needed
            writer.sync()?;
            writer.merges.start(&writer.index, &mut writer.engine)?;
            Ok(opstamp)
        })
    }

    /// Takes back everything since the last commit.
    ///
    /// # Errors
    /// [`Error::Index`]; the last commit then still stands.
    pub fn rollback(&mut self) -> Result<()> {
        self.attempt(|writer| {
            writer.merges.wait()?;
            writer.engine.rollback()?;
            // the engine has made itself anew
            writer.engine.set_merge_policy(Box::new(NoMergePolicy));
            Ok(())
        })
    }

    /// Lets the merges end that commits have started, merges what is left of small segments, and closes.
    ///
    /// # Errors
    /// [`Error::Index`] when a merge has failed; the last commit then still stands.
    pub fn finish(mut self) -> Result<()> {
        let done = self.attempt(|writer| {
            writer.merges.end(&writer.index, &mut writer.engine)?;
            writer.sync()
        });
        self.ended(done)
    }

    /// Lets the merges end that commits have started, and closes: for who is in a hurry.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn close(mut self) -> Result<()> {
        let done = self.attempt(|writer| {
            writer.merges.wait()?;
            writer.sync()
        });
        self.ended(done)
    }

    fn ended(self, done: Result<()>) -> Result<()> {
        done.map_err(|err| self.abandon().unwrap_or(err))
    }

    /// Closes after an error, its own or another one, with all that was not committed, so that a full disk has room again.
    /// Gives what stood behind its own: of that of an indexing thread [`Writer::add`] only hears that it ended.
    pub(crate) fn abandon(mut self) -> Option<Error> {
        let first = self.failed.take();
        let cause = first.map(|first| self.engine.prepare_commit().err().map_or(first, |err| said(&err)));
        let Self { index, unsynced, engine, merges, _lock, .. } = self;
        // they write until they are dropped
        drop((engine, merges));
        // where it is not known which commit stands, or this fails too, the next one who writes does it
        let _ = if unsynced { Ok(()) } else { index.remove_garbage() };
        cause.map(|cause| index.unwritable(&cause))
    }

    #[cfg(test)]
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.get().is_some()
    }

    fn sync(&mut self) -> tantivy::Result<()> {
        let synced = self.index.engine().directory().sync_directory();
        self.unsynced |= synced.is_err();
        Ok(synced?)
    }

    fn attempt<T>(&mut self, what: impl FnOnce(&mut Self) -> tantivy::Result<T>) -> Result<T> {
        self.refuse()?;
        what(self).map_err(|err| self.fail(&err))
    }

    fn refuse(&self) -> Result<()> {
        self.failed.get().map_or(Ok(()), |reason| Err(self.index.unwritable(reason)))
    }

    fn fail(&self, err: &TantivyError) -> Error {
        let reason = said(err);
        let _ = self.failed.set(reason.clone());
        self.index.unwritable(&reason)
    }
}

/// What the system says, where it is the system that failed: the engine shows it as programmers see it.
fn said(err: &TantivyError) -> String {
    match err {
        TantivyError::IoError(err)
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: err, .. })
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: err, .. })
        | TantivyError::LockFailure(LockError::IoError(err), _) => err.to_string(),
        // it hands on as text what the system said when columns were written
        TantivyError::InternalError(reason) | TantivyError::SystemError(reason) => reason.clone(),
        err => err.to_string(),
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get()).min(MAX_THREADS)
}
