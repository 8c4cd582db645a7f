//! Whether an index is as it was written: every byte that it stands on, its counts, and articles against their records.
//!
//! Nothing is written and no lock is held. Beside a writer all files of one commit are opened before any of them is read:
//! what that writer deletes meanwhile can still be read.

mod contents;
mod files;
mod sample;
mod sum;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::index::marker::Marker;
use crate::index::{Index, schema};

pub(crate) use crate::index::check::files::{ListedSegment, SegmentList};
pub(crate) use crate::index::check::sum::{Sum, Sums};

/// What is wrong, where, and what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file within the folder of the index.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
    /// What to do.
    pub remedy: &'static str,
}

impl Finding {
    /// Whether it is about this folder of the index, or a file below it.
    pub(crate) fn is_within(&self, folder: &str) -> bool {
        self.file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is damaged; empty when everything is as it was written.
    pub findings: Vec<Finding>,
    /// What is no damage, but worth knowing: files that nobody knows, a run that did not end.
    pub notes: Vec<String>,
    /// Articles of the commit.
    pub articles: u64,
    /// Segments of the commit.
    pub segments: u64,
    /// Files that were read to their last byte.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Articles that were compared with their stored records.
    pub compared: u64,
}

/// What `newsdex check --repair` can do about a damaged file.
pub(crate) const REPAIR: &str = "'newsdex check --repair' mends it";

/// The same for a file of which more than a copy is lost.
pub(crate) const RESTORE: &str =
    "'newsdex check --repair' drops what cannot be saved, 'newsdex index' restores it from the sources";

/// The same for a file that this user may not read: nobody knows whether it is damaged.
pub(crate) const NOT_ALLOWED: &str = "let this user read it (chmod, chown): it may well be whole";

impl Checked {
    /// The first file that may be whole and cannot be looked at.
    pub(crate) fn not_allowed(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.remedy == NOT_ALLOWED)
    }

    pub(crate) fn find(&mut self, file: impl Into<String>, reason: impl Into<String>, remedy: &'static str) {
        let (file, reason) = (file.into(), reason.into());
        if !self.findings.iter().any(|known| known.file == file) {
            self.findings.push(Finding { file, reason, remedy });
        }
    }

    /// Whether this file is damaged.
    pub(crate) fn is_damaged(&self, file: &str) -> bool {
        self.findings.iter().any(|finding| finding.file == file)
    }

    /// Whether a file below the engine's folder, or that folder, is damaged.
    pub(crate) fn is_engine_damaged(&self, engine: &str) -> bool {
        self.findings.iter().any(|finding| finding.is_within(engine))
    }
}

/// How many articles are compared with their stored records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// So many, spread over all segments.
    Sample(u32),
    /// Every one.
    All,
}

impl Default for Depth {
    /// 200 articles: half a second, and damage to one article in a hundred shows with a probability of .87.
    fn default() -> Self {
        Self::Sample(200)
    }
}

/// Checks the index at `dir`. `note` hears of each file and each thousand articles: what is looked at, how much is done,
/// and how much there is.
///
/// # Errors
/// [`Error::NoIndex`], [`Error::OtherSchema`]; what is damaged is no error but a finding.
pub fn check(dir: &Path, depth: Depth, note: &dyn Fn(&'static str, u64, u64)) -> Result<Checked> {
    let mut checked = Checked::default();
    let Some(marker) = marker(dir, &mut checked)? else { return Ok(checked) };
    if marker.schema != schema::VERSION {
        return Err(marker.of_other_schema(dir));
    }
    check_engine(dir, &marker.engine, depth, &mut checked, note)?;
    Ok(checked)
}

/// What is damaged of the index at `dir`, for people, as far as checksums say so: asked when the engine failed over it.
pub fn damage(dir: &Path) -> Option<String> {
    let mut checked = Checked::default();
    if let Some(marker) = marker(dir, &mut checked).ok()? {
        files::verify(dir, &marker.engine, &mut checked, &|_, _, _| ()).ok()?;
    }
    let finding = checked.findings.first()?;
    Some(format!("'{}' is damaged: {}", finding.file, finding.reason))
}

/// Checks the folder of the engine `engine` in the index at `dir`, and what its commit names beside it.
pub(crate) fn check_engine(
    dir: &Path,
    engine: &str,
    depth: Depth,
    checked: &mut Checked,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<()> {
    files::verify(dir, engine, checked, note)?;
    if checked.is_engine_damaged(engine) {
        checked.notes.push("articles were not compared with their records: the files of the engine are damaged".into());
        return Ok(());
    }
    // the engine trusts its files: those whose checksums are right may still not fit together
    let compared = catch_unwind(AssertUnwindSafe(|| {
        let index = Index::open_engine(dir, engine)?;
        contents::compare(&index, engine, depth, checked, note)
    }));
    let reason = match compared {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(err @ Error::OtherSchema { .. })) => return Err(err),
        Ok(Err(err)) => err.to_string(),
        Err(_) => "its files do not fit together".to_owned(),
    };
    checked.find(engine, reason, RESTORE);
    Ok(())
}

/// The marker; where it is lost or damaged, the one that the folder lets us guess.
fn marker(dir: &Path, checked: &mut Checked) -> Result<Option<Marker>> {
    match Marker::read(dir) {
        Ok(marker) => Ok(Some(marker)),
        Err(err @ (Error::NoIndex { .. } | Error::Index { .. })) => match (Marker::guess(dir), err) {
            (Some(marker), Error::NoIndex { .. }) => {
                checked.find(crate::index::MARKER, "is missing", REPAIR);
                Ok(Some(marker))
            }
            (guess, Error::Index { reason, .. }) => {
                checked.find(crate::index::MARKER, reason, REPAIR);
                Ok(guess)
            }
            (_, err) => Err(err),
        },
        Err(err) => Err(err),
    }
}

#[cfg(test)]
mod tests;
