//! What can be done about damage: small files are made from what else is known, segments from their stored records.

use std::path::Path;

use crate::error::{Error, Result};
use crate::index::check::{Checked, Depth, ListedSegment, SegmentList, check};
use crate::index::ground::{Ground, SEGMENT_LIST, SEGMENT_LIST_COPY};
use crate::index::lists::is_list_name;
use crate::index::lock::{Patience, WriterLock};
use crate::index::manifest::FILE as MANIFEST;
use crate::index::marker::Marker;
use crate::index::rebuild::{Damage, Rebuilt, Source, rebuild};
use crate::index::{Index, MARKER, Manifest, sealed};

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// What the check before it found.
    pub before: Checked,
    /// What became of the articles, where any had to be made anew.
    pub rebuilt: Option<Rebuilt>,
    /// Whether the lists of what the articles teach are lost: the next run has to settle them.
    pub lists_lost: bool,
}

/// Mends the index at `dir`: drops what cannot be saved, and nothing before what takes its place is verified.
///
/// # Errors
/// [`Error::Locked`] when another process writes and nobody wants to wait; [`Error::Index`] when nothing can be saved, or
/// the disk cannot be written.
pub fn mend(
    dir: &Path,
    depth: Depth,
    patience: Option<Patience>,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<Mended> {
    // no lock is left in a folder that is no index
    Marker::read_or_guess(dir)?;
    // before anything is looked at: a writer may make the index anew. One that is whole needs none
    let lock = WriterLock::take_when_free(dir, patience);
    let before = check(dir, depth, note)?;
    let mut mended = Mended { before, ..Mended::default() };
    if let Some(finding) = mended.before.not_allowed() {
        let reason = format!("'{}' {}; {}", finding.file, finding.reason, finding.remedy);
        return Err(Error::Index { action: "mended", path: dir.to_owned(), reason });
    }
    let is_damaged = |file: &str| mended.before.is_damaged(file);
    if mended.before.findings.is_empty() {
        return Ok(mended);
    }
    let _lock = lock?;
    let marker = Marker::read_or_guess(dir)?;
    let engine = marker.engine.clone();
    let ground = Ground::open(&dir.join(&engine)).map_err(|err| Error::unwritable(dir, &err))?;
    let list = small_files(dir, &engine, &is_damaged)?;
    if is_damaged(MARKER) {
        marker.write(dir)?;
    }
    let small = [SEGMENT_LIST, SEGMENT_LIST_COPY].map(|name| format!("{engine}/{name}"));
    // with the lists mended more may be seen, such as files that do not fit together
    let now = if small.iter().any(|name| is_damaged(name)) { check(dir, depth, note)? } else { mended.before.clone() };
    let manifest = Manifest::at(dir, list.opstamp);
    let rebuilt = if now.is_engine_damaged(&engine) {
        let sums = list.sums_alone();
        let damage = |segment: &ListedSegment| {
            let is_damaged = |name: String| now.is_damaged(&format!("{engine}/{name}"));
            let is_found = is_damaged(segment.store());
            // records that are whole and fit no other file are those of articles all the same
            let is_broken = is_found && !sums.is_whole_in(&dir.join(&engine), &segment.store());
            Damage::of(is_broken, is_found || segment.deletions().is_some_and(is_damaged))
        };
        let source = Source { dir, engine: &engine, files: Box::new(ground.clone()), list, manifest, is_sealed: true };
        Some(rebuild(source, &damage, note)?)
    } else {
        if now.is_damaged(MANIFEST) {
            let index = Index::open(dir)?;
            Manifest::rebuild(&index)?.save(&index, index.opstamp()?)?;
        }
        None
    };
    let lists_lost = now.findings.iter().any(|finding| is_list_name(&finding.file));
    (mended.rebuilt, mended.lists_lost) = (rebuilt, lists_lost);
    for finding in now.findings {
        mended.before.find(finding.file, finding.reason, finding.remedy);
    }
    Ok(mended)
}

/// Mends the lists of the engine, and gives that of segments.
fn small_files(dir: &Path, engine: &str, is_damaged: &dyn Fn(&str) -> bool) -> Result<SegmentList> {
    let failed = |err: &dyn std::fmt::Display| Error::unwritable(dir, err);
    let engine_dir = dir.join(engine);
    let read = |name: &str| {
        let bytes = sealed::read(&engine_dir.join(name))?;
        SegmentList::parse(&bytes).map(|list| (bytes, list))
    };
    let found = read(SEGMENT_LIST).or_else(|_| read(SEGMENT_LIST_COPY));
    let (bytes, list) = found.map_err(|_| {
        let reason = "both lists of its segments are damaged; index its sources into a new folder";
        Error::Index { action: "mended", path: dir.to_owned(), reason: reason.to_owned() }
    })?;
    if [SEGMENT_LIST, SEGMENT_LIST_COPY].iter().any(|name| is_damaged(&format!("{engine}/{name}"))) {
        // as it stood, with its sums: those of damaged files must not become the right ones
        for name in [SEGMENT_LIST_COPY, SEGMENT_LIST] {
            sealed::write(&engine_dir.join(name), &bytes).map_err(|err| failed(&err))?;
        }
    }
    Ok(list)
}
