//! An index of an older version becomes one of this version, from its own stored records.

use std::path::Path;

use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};

use crate::error::{Error, Result};
use crate::index::check::{ListedSegment, SegmentList};
use crate::index::ground::{Ground, SEGMENT_LIST};
use crate::index::lock::{Patience, WriterLock, when_free};
use crate::index::marker::Marker;
use crate::index::rebuild::{Damage, Rebuilt, Source, rebuild};
use crate::index::{Index, Manifest, schema};

/// Makes an index of an older schema, or of another analysis of words, one of this program's from its own records; `None`
/// when it is one already. What its articles teach has to be settled then.
///
/// # Errors
/// [`Error::OtherSchema`] when a newer version made it; [`Error::Locked`] when another process writes and nobody wants to
/// wait; [`Error::Index`] when it cannot be read at all, or the disk cannot be written.
pub fn renew(dir: &Path, patience: Option<Patience>, note: &dyn Fn(&'static str, u64, u64)) -> Result<Option<Rebuilt>> {
    if !is_older(dir)? {
        return Ok(None);
    }
    let _lock = WriterLock::take_when_free(dir, patience)?;
    // another one may have made it anew meanwhile
    if !is_older(dir)? {
        return Ok(None);
    }
    let marker = Marker::read_or_guess(dir)?;
    let engine_dir = dir.join(&marker.engine);
    let files: Box<dyn Directory> = match marker.is_sealed() {
        true => Box::new(Ground::open(&engine_dir).map_err(|err| failed(dir, &err))?),
        false => Box::new(MmapDirectory::open(&engine_dir).map_err(|err| failed(dir, &err))?),
    };
    let _older = when_free(patience, || lock_older(dir, &*files))?;
    let bytes = files.atomic_read(Path::new(SEGMENT_LIST)).map_err(|err| failed(dir, &err))?;
    let list = SegmentList::parse(&bytes).map_err(|err| failed(dir, &err))?;
    if Marker::read(dir).is_err() {
        marker.write(dir)?;
    }
    let manifest = match marker.is_sealed() {
        true => Manifest::at(dir, list.opstamp),
        false => Manifest::unsealed(dir, list.opstamp),
    };
    let sums = list.sums_alone();
    let damage = |segment: &ListedSegment| {
        let is_damaged = |name: String| !sums.is_whole_in(&engine_dir, &name);
        Damage::of(is_damaged(segment.store()), segment.deletions().is_some_and(is_damaged))
    };
    let source = Source { dir, engine: &marker.engine, files, list, manifest, is_sealed: marker.is_sealed() };
    rebuild(source, &damage, note).map(Some)
}

/// Whether an older version made it.
fn is_older(dir: &Path) -> Result<bool> {
    let marker = Marker::read_or_guess(dir)?;
    let opened = match marker.schema == schema::VERSION {
        true => Index::open(dir).map(|_| ()),
        false => Err(marker.of_other_schema(dir)),
    };
    match opened {
        Ok(()) => Ok(false),
        Err(Error::OtherSchema { found, expected, .. }) if found < expected => Ok(true),
        Err(err) => Err(err),
    }
}

/// The lock of the engine: versions before there were seals knew no other.
fn lock_older(dir: &Path, files: &dyn Directory) -> Result<DirectoryLock> {
    files.acquire_lock(&INDEX_WRITER_LOCK).map_err(|err| match err {
        LockError::LockBusy => Error::Locked { path: dir.to_owned(), by: "an older newsdex".to_owned() },
        err => failed(dir, &err),
    })
}

/// No hint to a repair goes with it: that knows no older index.
fn failed(dir: &Path, err: &dyn std::fmt::Display) -> Error {
    Error::Index { action: "upgraded", path: dir.to_owned(), reason: err.to_string() }
}
