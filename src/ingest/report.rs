//! What a run of indexing did: counts, and every input that gave no article.

use std::time::Duration;

/// An input that should have given an article and did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Root and path as people see them, or the path as given when no root has it.
    pub path: String,
    /// The record within the file, counted from 1; `None` for the file as a whole.
    pub record: Option<usize>,
    /// Why, in lower case.
    pub reason: String,
    /// Whether an earlier run said so already and the file has not changed since.
    pub known: bool,
}

/// Where a run stands, for a progress bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that the walk has found so far.
    pub files_found: u64,
    /// Whether the walk has ended, so that `files_found` is the total.
    pub walked: bool,
    /// Files done, unchanged ones included.
    pub files_done: u64,
    /// Articles read.
    pub articles: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Inputs skipped, known ones included.
    pub skipped: u64,
}

/// What a run did. Articles are counted, not files, unless it says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Names of the roots that were brought up to date.
    pub roots: Vec<String>,
    /// Files that were opened and read.
    pub files_read: u64,
    /// Articles parsed out of them.
    pub read: u64,
    /// Not in the index before.
    pub new: u64,
    /// In the index before, otherwise than now.
    pub changed: u64,
    /// In the index before, as now; those of files that were not even opened included.
    pub unchanged: u64,
    /// In the index before, gone from disk.
    pub removed: u64,
    /// Inputs that gave no article, known ones included, in the order of roots and paths.
    pub skipped: Vec<Skipped>,
    /// Files that are no articles by nature (images, styles).
    pub ignored: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Articles read now with signs that were lost before (`�`), and where one of them is.
    pub garbled: Option<(u64, String)>,
    /// What the articles taught, if that changed any.
    pub relearned: Option<Relearned>,
    /// Wall time.
    pub elapsed: Duration,
    /// Articles in the index now.
    pub total: u64,
    /// Whether the run was stopped before its end; what was done is committed.
    pub interrupted: bool,
}

impl Summary {
    /// Inputs skipped that no earlier run has named.
    pub fn newly_skipped(&self) -> impl Iterator<Item = &Skipped> {
        self.skipped.iter().filter(|skipped| !skipped.known)
    }
}

/// What was learned of residue in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relearned {
    /// Lines that are known now.
    pub lines: u64,
    /// Articles that were cleaned again.
    pub articles: u64,
}
