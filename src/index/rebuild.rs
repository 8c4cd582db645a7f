//! Another folder for the engine, made from the stored records of the one that is there: what an older version wrote, or
//! what damage left. The old folder stays until the new one is verified; then the marker names the new one, at once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::DocId;
use tantivy::directory::{Directory, ManagedDirectory};
use tantivy::fastfield::AliveBitSet;
use tantivy::store::StoreReader;

use crate::error::{Error, Result};
use crate::index::check::{Checked, Depth, ListedSegment, SegmentList, check_engine};
use crate::index::ground::{SEGMENT_LIST, SEGMENT_LIST_COPY};
use crate::index::marker::{Marker, engines, is_all_engines};
use crate::index::records::record_in;
use crate::index::{Entry, FileRecord, Index, Manifest, Payload, Root, STORY_RULES, Versions, Writer, sealed};
use crate::meaning;

/// Records that wait to be indexed: some thousand kilobytes.
const WAITING: usize = 64;

/// A folder of the engine that is read record by record; whoever made it holds the locks.
pub(crate) struct Source<'a> {
    /// The index.
    pub(crate) dir: &'a Path,
    /// The name of the engine's folder in it.
    pub(crate) engine: &'a str,
    /// That folder, opened as whoever made it did.
    pub(crate) files: Box<dyn Directory>,
    /// The commit.
    pub(crate) list: SegmentList,
    /// What is known of its files; `None` when that is lost.
    pub(crate) manifest: Option<Manifest>,
    /// Whether its records have checksums of their own.
    pub(crate) is_sealed: bool,
}

/// What of the files that the records of a segment are read from is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Damage {
    /// None of them.
    None,
    /// Which of its records are deleted is lost; the records are whole.
    Deletions,
    /// Records: those are read whose own checksum is right, where they have one.
    Records,
    /// Both.
    Both,
}

impl Damage {
    pub(crate) fn of(store: bool, deletions: bool) -> Self {
        match (store, deletions) {
            (true, true) => Self::Both,
            (true, false) => Self::Records,
            (false, true) => Self::Deletions,
            (false, false) => Self::None,
        }
    }
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
    /// The folder in that of the index to which the damaged files went, because not all of the missing articles have their
    /// sources there.
    pub aside: Option<String>,
}

/// Makes a new folder of the engine from all records of `source` that can be trusted, verifies it, lets the marker name it
/// and removes all others. Killed at any moment, one of them is there, whole. `note` hears how many articles are done, and
/// of how many. Damaged files stay, beside the engine's, where articles are missing whose sources are not there.
///
/// # Errors
/// When the new folder cannot be written; the old one then still stands, and nothing else.
pub(crate) fn rebuild(
    source: Source<'_>,
    damage: &dyn Fn(&ListedSegment) -> Damage,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<Rebuilt> {
    let (dir, current) = (source.dir, source.engine.to_owned());
    // what is left of tries that were killed may be as large as the index
    remove_engines(dir, &current)?;
    let engine = free_name(dir);
    let rebuilt = rebuild_as(&engine, source, damage, note);
    if rebuilt.is_err() && Marker::read(dir).is_ok_and(|marker| marker.engine == current) {
        // the disk may be full because of it; what fails here the next try removes
        let _ = fs::remove_dir_all(dir.join(engine));
    }
    rebuilt
}

fn rebuild_as(
    engine: &str,
    source: Source<'_>,
    damage: &dyn Fn(&ListedSegment) -> Damage,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<Rebuilt> {
    let dir = source.dir;
    let failed = |err: &dyn std::fmt::Display| Error::unwritable(dir, err);
    let old = source.list.payload().map_err(|err| failed(&err))?;
    let payload = carried(old);
    let index = Index::create_engine(dir, engine)?;
    // whoever calls holds the lock
    let mut writer = Writer::under(&index, None)?;
    let mut segments: Vec<(Damage, &ListedSegment)> =
        source.list.segments.iter().map(|segment| (damage(segment), segment)).collect();
    // of two records with one key that is known to be alive comes first
    segments.sort_by_key(|(damage, _)| *damage);
    let all = segments.iter().map(|(_, segment)| segment.articles()).sum();
    let files = ManagedDirectory::wrap(source.files.box_clone()).map_err(|err| failed(&err))?;
    let copied = copy(&index, &writer, &files, &segments, source.is_sealed, &|done| note("articles", done, all))?;
    let (kept, dropped) = (copied.kept, copied.lost.iter().map(|(_, articles)| articles).sum());
    let lost: Vec<&ListedSegment> = copied.lost.iter().map(|(segment, _)| segments[*segment].1).collect();
    let opstamp = writer.commit(&payload)?;
    writer.finish()?;
    verify(dir, engine, kept, note)?;
    let (roots, stamps) = (&payload.roots, source.manifest.clone());
    let (manifest, missing) = what_is_left(source.manifest, copied);
    let is_restorable = stamps.is_some_and(|manifest| are_sources_there(roots, &manifest, &missing));
    let aside = match dropped > 0 && !is_restorable {
        true => Some(put_aside(dir, source.engine, &lost)?),
        false => None,
    };
    // first, so that the files with missing articles are read again whatever happens next
    manifest.save(&index, opstamp)?;
    Marker::of(engine).write(dir)?;
    remove_engines(dir, engine)?;
    Ok(Rebuilt { kept, dropped, missing, aside })
}

/// Whether the files of which articles are missing are there, as large as they were.
fn are_sources_there(roots: &[Root], manifest: &Manifest, missing: &[(String, String, u64)]) -> bool {
    !missing.is_empty()
        && missing.iter().all(|(name, path, _)| {
            let known = manifest.get(name, path).and_then(|file| file.stamp);
            let root = roots.iter().find(|root| root.name == *name).map(|root| Path::new(&root.path));
            let file = root.map(|root| if path.is_empty() { root.to_owned() } else { root.join(path) });
            let bytes = file.and_then(|file| fs::metadata(file).ok()).map(|found| found.len());
            bytes.is_some() && bytes == known.map(|stamp| stamp.size)
        })
}

/// How the folders begin to which damaged files go.
pub(crate) const ASIDE: &str = "damaged-segments-";

/// Gives the files of these segments, and the lists of them, a second name in a folder that nobody removes but a person. Both
/// names stand until the marker names the new folder: killed at any moment, they are there.
fn put_aside(dir: &Path, engine: &str, segments: &[&ListedSegment]) -> Result<String> {
    let name = |number: u32| format!("{ASIDE}{number}");
    let number = (1..u32::MAX).find(|number| !dir.join(name(*number)).exists()).unwrap_or(u32::MAX);
    let (from, to) = (dir.join(engine), dir.join(name(number)));
    let failed = |source| Error::File { action: "write", path: to.clone(), source };
    fs::create_dir(&to).map_err(failed)?;
    let files = segments.iter().flat_map(|segment| segment.files());
    for file in files.chain([SEGMENT_LIST, SEGMENT_LIST_COPY].map(str::to_owned)) {
        let (from, to) = (from.join(&file), to.join(&file));
        if from.exists() && fs::hard_link(&from, &to).is_err() {
            // some file systems have no second names
            fs::copy(&from, &to).map_err(failed)?;
        }
    }
    sealed::sync_folder(&to.join(SEGMENT_LIST)).and_then(|()| sealed::sync_folder(&to)).map_err(failed)?;
    Ok(name(number))
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
#[derive(Default)]
struct Copied {
    kept: u64,
    /// Which segments had more articles than could be read, and how many.
    lost: Vec<(usize, u64)>,
    /// Articles of each file, given by root and path.
    files: HashMap<(String, String), u64>,
    /// Files of which an article stood there twice, or may have been deleted.
    doubtful: HashSet<(String, String)>,
}

/// Indexes every record that is alive, each key once.
fn copy(
    index: &Index,
    writer: &Writer,
    files: &ManagedDirectory,
    segments: &[(Damage, &ListedSegment)],
    is_sealed: bool,
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
        read_all(files, segments, is_sealed, &sender, note).inspect(|_| drop(sender))
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(err) => Err(err),
        None => read.ok_or_else(|| index.unwritable(&"its threads ended")),
    }
}

fn put_all(index: &Index, writer: &Writer, records: Receiver<Entry>) -> Result<()> {
    records.iter().try_for_each(|entry| writer.add(index.document(&entry)))
}

/// Hands on the records of `segments`. Of two with one key nobody knows which is the right one: the first is taken, and its
/// file counts as one that lacks an article, so that it is read again; so do files whose articles may have been deleted.
/// `None` when nobody takes them any more, which is after a failure.
fn read_all(
    files: &ManagedDirectory,
    segments: &[(Damage, &ListedSegment)],
    is_sealed: bool,
    entries: &Sender<Entry>,
    note: &dyn Fn(u64),
) -> Option<Copied> {
    let (mut copied, mut seen) = (Copied::default(), HashSet::new());
    for (place, (damage, segment)) in segments.iter().enumerate() {
        let mut read = 0;
        let mut is_taken = true;
        for_each_record(files, segment, *damage, is_sealed, &mut |entry| {
            read += 1;
            let file = (entry.origin.root.clone(), entry.origin.path.clone());
            let is_new = seen.insert(entry.key().short());
            if !is_new || *damage != Damage::None {
                copied.doubtful.insert(file.clone());
            }
            if is_new {
                *copied.files.entry(file).or_default() += 1;
                copied.kept += 1;
                note(copied.kept);
                is_taken = entries.send(entry).is_ok();
            }
            is_taken
        });
        if !is_taken {
            return None;
        }
        if read < segment.articles() {
            copied.lost.push((place, segment.articles() - read));
        }
    }
    Some(copied)
}

/// Reads the records of a segment that are not deleted, until `each` says that it is enough. What cannot be read is passed
/// over.
fn for_each_record(
    files: &ManagedDirectory,
    segment: &ListedSegment,
    damage: Damage,
    is_sealed: bool,
    each: &mut dyn FnMut(Entry) -> bool,
) {
    if matches!(damage, Damage::Records | Damage::Both) && !is_sealed {
        return;
    }
    // what the engine needs to open a file may be damaged too
    let _ = catch_unwind(AssertUnwindSafe(|| for_each_readable(files, segment, damage, is_sealed, each)));
}

fn for_each_readable(
    files: &ManagedDirectory,
    segment: &ListedSegment,
    damage: Damage,
    is_sealed: bool,
    each: &mut dyn FnMut(Entry) -> bool,
) {
    let open = |name: String| files.open_read(&PathBuf::from(name)).ok();
    let deletions = segment.deletions().filter(|_| matches!(damage, Damage::None | Damage::Records));
    let alive = deletions.map(|name| open(name)?.read_bytes().ok().map(AliveBitSet::open));
    // one block is in use at a time
    let store = open(segment.store()).and_then(|file| StoreReader::open(file, 1).ok());
    // not to know which are deleted is another damage
    let (Some(store), false) = (store, alive.as_ref().is_some_and(Option::is_none)) else { return };
    let alive = alive.flatten();
    for doc in (0..segment.max_doc()).filter(|doc| alive.as_ref().is_none_or(|alive| alive.is_alive(*doc))) {
        // where records are damaged the engine may be led astray by what stands between them
        let read = catch_unwind(AssertUnwindSafe(|| entry_of(&store, doc, is_sealed)));
        if let Ok(Some(entry)) = read
            && !each(entry)
        {
            break;
        }
    }
}

fn entry_of(store: &StoreReader, doc: DocId, is_sealed: bool) -> Option<Entry> {
    let document = store.get_document_bytes(doc).ok()?;
    let record = record_in(&document)?;
    if is_sealed { Entry::of_record(record).ok() } else { serde_json::from_slice(record).ok() }
}

/// Whether the new folder is whole, and has every article once.
fn verify(dir: &Path, engine: &str, kept: u64, note: &dyn Fn(&'static str, u64, u64)) -> Result<()> {
    let mut checked = Checked::default();
    check_engine(dir, engine, Depth::default(), &mut checked, note)?;
    // the manifest and the lists are not yet those of the new folder
    let wrong = checked.findings.iter().find(|finding| finding.is_within(engine));
    if let Some(wrong) = wrong {
        return Err(Error::unwritable(dir, &format!("'{}' {}", wrong.file, wrong.reason)));
    }
    if checked.articles != kept {
        return Err(Error::unwritable(dir, &format!("{} of {kept} articles arrived", checked.articles)));
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
    for (root, path) in copied.doubtful {
        let articles = copied.files.get(&(root.clone(), path.clone())).copied().unwrap_or(0);
        // one that the manifest does not know was removed once: it is known again, so that it can be once more
        let file = manifest.get(&root, &path).cloned().unwrap_or_default();
        manifest.set(&root, &path, FileRecord { stamp: None, articles, ..file });
    }
    (manifest, missing)
}
