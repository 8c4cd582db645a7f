//! Another folder for the engine, made from the stored records of the one that is there: what an older version wrote, or
//! what damage left. The old folder stays until the new one is verified; then the marker names the new one, at once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::directory::{Directory, ManagedDirectory};
use tantivy::fastfield::AliveBitSet;
use tantivy::schema::Value;
use tantivy::store::StoreReader;
use tantivy::{TantivyDocument, TantivyError};

use crate::error::{Error, Result};
use crate::index::check::{Checked, Depth, ListedSegment, SegmentList, check_engine};
use crate::index::folder::{Marker, engines, is_all_engines, unwritable};
use crate::index::{Entry, FileRecord, Index, Manifest, Payload, STORY_RULES, Versions, Writer};
use crate::meaning;

/// Records that wait to be indexed: some thousand kilobytes.
const WAITING: usize = 64;

/// A folder of the engine that is read record by record.
pub(crate) struct Source<'a> {
    /// The index.
    pub(crate) dir: &'a Path,
    /// The engine's folder, opened as whoever made it did.
    pub(crate) files: Box<dyn Directory>,
    /// The commit.
    pub(crate) list: SegmentList,
    /// What is known of its files; `None` when that is lost.
    pub(crate) manifest: Option<Manifest>,
}

/// What became of the articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Articles of the new index.
    pub kept: u64,
    /// Articles of the old one whose records could not be trusted.
    pub dropped: u64,
    /// The files of which articles are missing, as far as the manifest knows them: root, path below it, articles.
    pub missing: Vec<(String, String, u64)>,
}

/// Makes a new folder of the engine from all segments of `source` but those that `is_lost` says are, verifies it, lets the
/// marker name it and removes all others. Killed at any moment, one of them is there, whole. `note` hears how many articles
/// are done, and of how many.
///
/// # Errors
/// When the old records cannot be read or the new folder cannot be written; the old one then still stands.
pub(crate) fn rebuild(
    source: Source<'_>,
    is_lost: &dyn Fn(&ListedSegment) -> bool,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<Rebuilt> {
    let dir = source.dir;
    let failed = |err: &dyn std::fmt::Display| unwritable(dir, err);
    let payload = carried(source.list.payload().map_err(|err| failed(&err))?);
    let engine = free_name(dir);
    let index = Index::create_engine(dir, &engine)?;
    // whoever calls holds the lock
    let mut writer = Writer::under(&index, None)?;
    let saved: Vec<&ListedSegment> = source.list.segments.iter().filter(|segment| !is_lost(segment)).collect();
    let all = saved.iter().map(|segment| segment.articles()).sum();
    let files = ManagedDirectory::wrap(source.files.box_clone()).map_err(|err| failed(&err))?;
    let copied = copy(&index, &writer, &files, &saved, &|done| note("articles", done, all))?;
    let kept = copied.kept;
    let opstamp = writer.commit(&payload)?;
    writer.finish()?;
    verify(dir, &engine, kept, note)?;
    let (manifest, missing) = what_is_left(source.manifest, copied);
    // first, so that the files with missing articles are read again whatever happens next
    manifest.save(&index, opstamp)?;
    Marker::of(&engine).write(dir)?;
    remove_engines(dir, &engine)?;
    let listed: u64 = source.list.segments.iter().map(ListedSegment::articles).sum();
    Ok(Rebuilt { kept, dropped: listed.saturating_sub(kept), missing })
}

/// What the old commit says of itself that the new one can say too: all columns are made anew, and what the articles teach
/// has to be settled.
fn carried(old: Payload) -> Payload {
    let Versions { clean, labels, .. } = old.versions;
    let versions = Versions { clean, labels, meaning: meaning::VERSION, ..Versions::CURRENT };
    let stories = if old.told == STORY_RULES { old.stories } else { String::new() };
    Payload { versions, stories, told: STORY_RULES, settled: false, ..old }
}

/// A folder of the engine that is not there.
fn free_name(dir: &Path) -> String {
    let taken = |number: &u32| dir.join(Marker::numbered(*number)).exists();
    let free = (2..u32::MAX).find(|number| !taken(number)).unwrap_or(u32::MAX);
    Marker::numbered(free)
}

/// Removes the engine's folders but `current`; only who holds the writer's lock may do so.
///
/// # Errors
/// [`Error::File`].
pub(crate) fn remove_engines(dir: &Path, current: &str) -> Result<()> {
    for path in engines(dir).into_iter().filter(|name| name != current).map(|name| dir.join(name)) {
        // what a person has put there stays, and so does the folder
        if !is_all_engines(&path) {
            continue;
        }
        fs::remove_dir_all(&path).map_err(|source| Error::File { action: "remove", path, source })?;
    }
    Ok(())
}

/// What was copied.
struct Copied {
    kept: u64,
    /// Articles of each file, given by root and path.
    files: HashMap<(String, String), u64>,
    /// Files of which an article stood there twice.
    twice: Vec<(String, String)>,
}

/// Indexes every record that is alive, each key once.
fn copy(
    index: &Index,
    writer: &Writer,
    files: &ManagedDirectory,
    segments: &[&ListedSegment],
    note: &dyn Fn(u64),
) -> Result<Copied> {
    let (sender, records) = bounded(WAITING);
    let failure = Mutex::new(None);
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let read = std::thread::scope(|scope| {
        for _ in 0..threads {
            let records = records.clone();
            scope.spawn(|| {
                if let Err(err) = put_all(index, writer, records) {
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(err);
                }
            });
        }
        drop(records);
        read_all(index, files, segments, &sender, note).inspect(|_| drop(sender))
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(err) => Err(err),
        None => read,
    }
}

fn put_all(index: &Index, writer: &Writer, records: Receiver<Entry>) -> Result<()> {
    records.iter().try_for_each(|entry| writer.add(index.document(&entry)))
}

/// Hands on the records of `segments`. Of two with one key nobody knows which is the right one: the first is taken, and its
/// file counts as one that lacks an article, so that it is read again.
fn read_all(
    index: &Index,
    files: &ManagedDirectory,
    segments: &[&ListedSegment],
    entries: &Sender<Entry>,
    note: &dyn Fn(u64),
) -> Result<Copied> {
    let mut counts = HashMap::new();
    let (mut seen, mut twice, mut done) = (HashSet::new(), Vec::new(), 0);
    for segment in segments {
        for_each_record(index, files, segment, &mut |entry| {
            let file = (entry.origin.root.clone(), entry.origin.path.clone());
            if !seen.insert(entry.key().short()) {
                twice.push(file);
                return true;
            }
            *counts.entry(file).or_default() += 1;
            done += 1;
            note(done);
            // fails only when all who take them have ended, which is after a failure
            entries.send(entry).is_ok()
        })?;
    }
    Ok(Copied { kept: done, files: counts, twice })
}

/// Reads the records of a segment that are not deleted, until `each` says that it is enough.
fn for_each_record(
    index: &Index,
    files: &ManagedDirectory,
    segment: &ListedSegment,
    each: &mut dyn FnMut(Entry) -> bool,
) -> Result<()> {
    let failed = |err: TantivyError| index.unreadable(&err);
    let open = |name: String| files.open_read(&PathBuf::from(name)).map_err(|err| failed(err.into()));
    let alive = segment.deletions().map(&open).transpose()?;
    let alive = alive.map(|file| file.read_bytes()).transpose().map_err(|err| failed(err.into()))?;
    let alive = alive.map(AliveBitSet::open);
    // one block is in use at a time
    let store = StoreReader::open(open(segment.store())?, 1).map_err(|err| failed(err.into()))?;
    for document in store.iter::<TantivyDocument>(alive.as_ref()) {
        let document = document.map_err(failed)?;
        // the record is the only field that was ever stored, whatever its number was
        let record = document.field_values().next().and_then(|(_, value)| value.as_bytes().map(<[u8]>::to_vec));
        let entry = serde_json::from_slice(&record.unwrap_or_default()).map_err(|err| index.unreadable(&err))?;
        if !each(entry) {
            break;
        }
    }
    Ok(())
}

/// Whether the new folder is whole, and has every article once.
fn verify(dir: &Path, engine: &str, kept: u64, note: &dyn Fn(&'static str, u64, u64)) -> Result<()> {
    let mut checked = Checked::default();
    check_engine(dir, engine, Depth::default(), &mut checked, note)?;
    let wrong = checked.findings.iter().find(|finding| finding.file.starts_with(engine));
    if let Some(wrong) = wrong {
        return Err(unwritable(dir, &format!("'{}' {}", wrong.file, wrong.reason)));
    }
    if checked.articles != kept {
        return Err(unwritable(dir, &format!("{} of {kept} articles arrived", checked.articles)));
    }
    Ok(())
}

/// The manifest of what is left: files of which articles are missing are read again by the next run.
fn what_is_left(manifest: Option<Manifest>, copied: Copied) -> (Manifest, Vec<(String, String, u64)>) {
    let Some(mut manifest) = manifest else {
        let mut roots: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
        for ((root, path), articles) in copied.files {
            let file = FileRecord { articles, ..FileRecord::default() };
            roots.entry(root).or_default().insert(path, file);
        }
        return (Manifest { roots }, Vec::new());
    };
    let mut missing = Vec::new();
    for (root, files) in &mut manifest.roots {
        for (path, file) in files {
            let left = copied.files.get(&(root.clone(), path.clone())).copied().unwrap_or(0);
            if left < file.articles {
                missing.push((root.clone(), path.clone(), file.articles - left));
                (file.stamp, file.articles) = (None, left);
                file.hash.clear();
            }
        }
    }
    for (root, path) in copied.twice {
        if let Some(file) = manifest.roots.get_mut(&root).and_then(|files| files.get_mut(&path)) {
            file.stamp = None;
        }
    }
    (manifest, missing)
}
