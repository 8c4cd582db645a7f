//! What can be done about damage: small files are made from what else is known, segments from their stored records.

use std::fs::File;
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory};

use crate::error::{Error, Result};
use crate::index::check::{Checked, Depth, ListedSegment, SegmentList, check};
use crate::index::folder::{Marker, unwritable};
use crate::index::ground::{Ground, SEGMENT_LIST, SEGMENT_LIST_COPY};
use crate::index::lists::is_list_name;
use crate::index::lock::WriterLock;
use crate::index::manifest::FILE as MANIFEST;
use crate::index::rebuild::{Rebuilt, Source, rebuild};
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
/// [`Error::Locked`] when another process writes; [`Error::Index`] when nothing can be saved, or the disk cannot be written.
pub fn mend(dir: &Path, depth: Depth, note: &dyn Fn(&'static str, u64, u64)) -> Result<Mended> {
    let before = check(dir, depth, note)?;
    let mut mended = Mended { before, ..Mended::default() };
    let is_damaged = |file: &str| mended.before.findings.iter().any(|finding| finding.file == file);
    if mended.before.findings.is_empty() {
        return Ok(mended);
    }
    let marker = match Marker::read(dir) {
        Ok(marker) => marker,
        Err(err) => Marker::guess(dir).ok_or(err)?,
    };
    let engine = marker.engine.clone();
    let ground = Ground::open(&dir.join(&engine)).map_err(|err| unwritable(dir, &err))?;
    let _lock = WriterLock::take(dir)?;
    if is_damaged(MARKER) {
        marker.write(dir)?;
    }
    let list = small_files(dir, &engine, &is_damaged)?;
    let small = [SEGMENT_LIST, SEGMENT_LIST_COPY].map(|name| format!("{engine}/{name}"));
    // with the lists mended more may be seen, such as files that do not fit together
    let now = if small.iter().any(|name| is_damaged(name)) { check(dir, depth, note)? } else { mended.before.clone() };
    let is_damaged = |file: &str| now.findings.iter().any(|finding| finding.file == file);
    let manifest = Manifest::at(dir, list.opstamp);
    let rebuilt = if now.findings.iter().any(|finding| finding.file.starts_with(&engine)) {
        let is_lost = |segment: &ListedSegment| {
            std::iter::once(segment.store())
                .chain(segment.deletions())
                .any(|name| is_damaged(&format!("{engine}/{name}")))
        };
        let source = Source { dir, files: Box::new(ground.clone()), list, manifest };
        Some(rebuild(source, &is_lost, note)?)
    } else {
        if is_damaged(MANIFEST) {
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
    let failed = |err: &dyn std::fmt::Display| unwritable(dir, err);
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

/// Makes an index of an older schema, or of another analysis of words, one of this program's from its own records; `None`
/// when it is one already. What its articles teach has to be settled then.
///
/// # Errors
/// [`Error::OtherSchema`] when a newer version made it; as [`mend`] otherwise.
pub fn renew(dir: &Path, note: &dyn Fn(&'static str, u64, u64)) -> Result<Option<Rebuilt>> {
    let err = match Index::open(dir) {
        Ok(_) => return Ok(None),
        Err(err) => err,
    };
    let Error::OtherSchema { found, expected, .. } = err else { return Err(err) };
    if found > expected {
        return Err(err);
    }
    let marker = Marker::read(dir)?;
    let engine_dir = dir.join(&marker.engine);
    let unreadable =
        |err: &dyn std::fmt::Display| Error::Index { action: "read", path: dir.to_owned(), reason: err.to_string() };
    let is_sealed = marker.is_sealed();
    let files: Box<dyn Directory> = match is_sealed {
        true => Box::new(Ground::open(&engine_dir).map_err(|err| unreadable(&err))?),
        false => Box::new(MmapDirectory::open(&engine_dir).map_err(|err| unreadable(&err))?),
    };
    let _lock = WriterLock::take(dir)?;
    let bytes = files.atomic_read(Path::new(SEGMENT_LIST)).map_err(|err| unreadable(&err))?;
    let list = SegmentList::parse(&bytes).map_err(|err| unreadable(&err))?;
    damaged_file(&engine_dir, &list).map_or(Ok(()), |name| {
        let reason = format!("'{}/{name}' is damaged; remove the folder and index its sources again", marker.engine);
        Err(unreadable(&reason))
    })?;
    let manifest = if is_sealed { Manifest::at(dir, list.opstamp) } else { Manifest::unsealed(dir, list.opstamp) };
    let source = Source { dir, files, list, manifest };
    rebuild(source, &|_| false, note).map(Some)
}

/// A file of which a checksum says that its records are not those that were written.
fn damaged_file(engine_dir: &Path, list: &SegmentList) -> Option<String> {
    let stores = list.segments.iter().flat_map(|segment| segment.deletions().into_iter().chain([segment.store()]));
    let is_whole =
        |name: &String| File::open(engine_dir.join(name)).and_then(|mut file| list.is_whole(name, &mut file));
    stores.into_iter().find(|name| !is_whole(name).unwrap_or(false))
}
