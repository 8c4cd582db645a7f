//! Every byte that an index stands on: seals, names that are hashes, and the checksums of the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use serde::Deserialize;
use tantivy::directory::{Directory, META_LOCK};

use crate::error::{Error, Result};
use crate::index::check::{Checked, NOT_ALLOWED, REPAIR, RESTORE, Sum, Sums};
use crate::index::ground::{Ground, SEGMENT_LIST, SEGMENT_LIST_COPY, is_part, split};
use crate::index::lists::{is_list_name, list_names};
use crate::index::lock::FILE as WRITER_LOCK;
use crate::index::manifest::{FILE as MANIFEST, opstamp_of};
use crate::index::marker::engines;
use crate::index::rebuild::ASIDE;
use crate::index::sealed::{self, UNFINISHED};
use crate::index::{MARKER, Payload, disk};

/// What of the engine's list of segments has to be known to check its files.
#[derive(Debug, Deserialize)]
pub(crate) struct SegmentList {
    pub(crate) segments: Vec<ListedSegment>,
    pub(crate) opstamp: u64,
    #[serde(default)]
    pub(crate) payload: Option<String>,
    /// The sums of its files; older lists have none.
    #[serde(skip)]
    pub(crate) sums: BTreeMap<String, Sum>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListedSegment {
    segment_id: String,
    max_doc: u32,
    deletes: Option<Deletes>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Deletes {
    num_deleted_docs: u32,
    opstamp: u64,
}

/// How the names of the files of every segment end, in the words of the engine.
const PARTS: [&str; 6] = ["store", "fast", "fieldnorm", "term", "idx", "pos"];

impl ListedSegment {
    /// What the names of its files begin with.
    pub(crate) fn stem(&self) -> String {
        self.segment_id.replace('-', "")
    }

    /// The names of its files.
    pub(crate) fn files(&self) -> impl Iterator<Item = String> {
        let stem = self.stem();
        PARTS.into_iter().map(move |part| format!("{stem}.{part}")).chain(self.deletions())
    }

    /// The file of its deletions.
    pub(crate) fn deletions(&self) -> Option<String> {
        self.deletes.as_ref().map(|deletes| format!("{}.{}.del", self.stem(), deletes.opstamp))
    }

    /// Articles, with those that are deleted.
    pub(crate) fn max_doc(&self) -> u32 {
        self.max_doc
    }

    /// Articles that are not deleted.
    pub(crate) fn articles(&self) -> u64 {
        let deleted = self.deletes.as_ref().map_or(0, |deletes| deletes.num_deleted_docs);
        u64::from(self.max_doc.saturating_sub(deleted))
    }

    /// The file of its records.
    pub(crate) fn store(&self) -> String {
        format!("{}.store", self.stem())
    }

    /// The file of its columns.
    pub(crate) fn columns(&self) -> String {
        format!("{}.fast", self.stem())
    }
}

impl SegmentList {
    pub(crate) fn parse(bytes: &[u8]) -> io::Result<Self> {
        let (list, line) = split(bytes);
        let sums = if line.is_empty() { BTreeMap::new() } else { serde_json::from_slice::<Sums>(line)?.files };
        Ok(Self { sums, ..serde_json::from_slice(list)? })
    }

    /// Whether a file of the engine, which is open, is the one that was written, to its last byte.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn is_whole(&self, name: &str, file: &mut File) -> io::Result<bool> {
        let sum = Sum::of(file)?;
        Ok(self.sums.get(name).is_none_or(|listed| *listed == sum) && sum.is_right(file)?)
    }

    /// The same of a file in the engine's folder; one that cannot be read is none.
    pub(crate) fn is_whole_in(&self, engine_dir: &Path, name: &str) -> bool {
        disk::open(&engine_dir.join(name)).and_then(|mut file| self.is_whole(name, &mut file)).unwrap_or(false)
    }

    /// Of the list no more than the sums.
    pub(crate) fn sums_alone(&self) -> Self {
        Self { segments: Vec::new(), opstamp: self.opstamp, payload: None, sums: self.sums.clone() }
    }

    /// What the commit says of itself.
    pub(crate) fn payload(&self) -> serde_json::Result<Payload> {
        self.payload.as_deref().map_or(Ok(Payload::default()), serde_json::from_str)
    }
}

/// What is said of a file of the engine.
const WRONG: &str = "it is not what was written: its checksum is wrong";

/// Files of one commit, open so that nobody can take them away.
struct Held {
    list: SegmentList,
    /// Names within the index, and the files; `None` where there is none.
    engine: Vec<(String, io::Result<File>)>,
    lists: Vec<(String, String, io::Result<File>)>,
}

/// Reads every file to its last byte.
///
/// # Errors
/// None but those that stop the check; damage is a finding.
pub(crate) fn verify(
    dir: &Path,
    engine: &str,
    checked: &mut Checked,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<()> {
    let Some(held) = hold(dir, engine, checked)? else {
        // nobody knows which files there have to be: those that are there are looked at
        verify_strays(dir, engine, checked);
        return Ok(());
    };
    let (files, mut done) = ((held.engine.len() + held.lists.len()) as u64, 0);
    for (name, file) in held.engine {
        let in_folder = name.strip_prefix(&format!("{engine}/")).unwrap_or(&name).to_owned();
        let whole = |mut file: File| Ok((held.list.is_whole(&in_folder, &mut file)?, file.metadata()?.len()));
        let verified = file.and_then(whole);
        judge(checked, name, verified.map(|(whole, bytes)| (whole, bytes, WRONG)), RESTORE);
        done += 1;
        note("files", done, files);
    }
    for (name, hash, file) in held.lists {
        let verified = file.and_then(|mut file| {
            let mut hasher = blake3::Hasher::new();
            let bytes = io::copy(&mut file, &mut hasher)?;
            Ok((hasher.finalize().to_hex()[..16] == *hash, bytes, "its content is not what its name says"))
        });
        judge(checked, name, verified, "'newsdex check --repair' makes it anew, and so does the next 'newsdex index'");
        done += 1;
        note("files", done, files);
    }
    manifest(dir, &held.list, checked);
    strangers(dir, engine, &held.list, checked);
    Ok(())
}

/// What was found of a file: whether it is whole, its bytes, and what is wrong if it is not.
fn judge(checked: &mut Checked, name: String, verified: io::Result<(bool, u64, &str)>, remedy: &'static str) {
    match verified {
        Ok((true, bytes, _)) => {
            checked.files += 1;
            checked.bytes += bytes;
        }
        Ok((false, _, reason)) => checked.find(name, reason, remedy),
        Err(err) if err.kind() == ErrorKind::NotFound => checked.find(name, "is missing", remedy),
        Err(err) => {
            let is_barred = err.kind() == ErrorKind::PermissionDenied;
            checked.find(name, format!("cannot be read: {err}"), if is_barred { NOT_ALLOWED } else { remedy });
        }
    }
}

/// How often it is tried to find the same list of segments before and after all its files were opened; a commit takes
/// longer than to open some hundred files.
const TRIES: usize = 1000;

/// Opens all files of one commit; `None` when no list of segments can be read.
fn hold(dir: &Path, engine: &str, checked: &mut Checked) -> Result<Option<Held>> {
    let engine_dir = dir.join(engine);
    if !engine_dir.is_dir() {
        checked.find(
            engine,
            "is missing",
            "no article is left; 'newsdex index PATH' into a new folder makes them anew",
        );
        return Ok(None);
    }
    let ground = Ground::open(&engine_dir).map_err(|err| Error::unwritable(dir, &err))?;
    for _ in 0..TRIES {
        let before = segment_list(&engine_dir);
        let Ok((bytes, list)) = before else { break };
        let held = open_all(dir, engine, &ground, list);
        if segment_list(&engine_dir).is_ok_and(|(after, _)| after == bytes) {
            copies(&engine_dir, engine, checked);
            return Ok(Some(held));
        }
    }
    copies(&engine_dir, engine, checked);
    // the second copy names the same files but where a commit was cut short in between
    let bytes = sealed::read(&engine_dir.join(SEGMENT_LIST_COPY)).ok();
    let list = bytes.and_then(|bytes| SegmentList::parse(&bytes).ok());
    Ok(list.map(|list| open_all(dir, engine, &ground, list)))
}

fn segment_list(engine_dir: &Path) -> io::Result<(Vec<u8>, SegmentList)> {
    let bytes = sealed::read(&engine_dir.join(SEGMENT_LIST))?;
    let list = SegmentList::parse(&bytes)?;
    Ok((bytes, list))
}

fn open_all(dir: &Path, engine: &str, ground: &Ground, list: SegmentList) -> Held {
    // while it is held nobody decides what to delete; that it cannot be had on some media changes nothing
    let _lock = ground.acquire_lock(&META_LOCK);
    let open = |name: String| {
        let file = disk::open(&dir.join(&name));
        (name, file)
    };
    let files = list.segments.iter().flat_map(|segment| segment.files());
    let engine = files.map(|name| open(format!("{engine}/{name}"))).collect();
    let lists = list.payload().map(|payload| list_names(&payload)).unwrap_or_default();
    let lists = lists.into_iter().map(|(name, hash)| {
        let (name, file) = open(name);
        (name, hash, file)
    });
    let lists = lists.collect();
    Held { list, engine, lists }
}

/// The small files of the engine.
fn copies(engine_dir: &Path, engine: &str, checked: &mut Checked) {
    for name in [SEGMENT_LIST, SEGMENT_LIST_COPY] {
        let parsed = sealed::read(&engine_dir.join(name)).and_then(|bytes| {
            SegmentList::parse(&bytes)?.payload()?;
            Ok((true, bytes.len() as u64, ""))
        });
        let parsed = parsed.map_err(|err| match err.kind() {
            ErrorKind::InvalidData => io::Error::new(ErrorKind::InvalidData, "it is not what was written"),
            _ => err,
        });
        judge(checked, format!("{engine}/{name}"), parsed, REPAIR);
    }
}

/// The manifest: a cache, so that one that is behind is none that is damaged.
fn manifest(dir: &Path, list: &SegmentList, checked: &mut Checked) {
    let remedy = "'newsdex check --repair' makes it anew, and so does the next 'newsdex index'";
    match opstamp_of(&dir.join(MANIFEST)) {
        Ok((opstamp, bytes)) => {
            checked.files += 1;
            checked.bytes += bytes;
            if opstamp != list.opstamp {
                let behind =
                    "the manifest is of another commit: a run is at work, or did not end (the next one goes on)";
                checked.notes.push(behind.to_owned());
            }
        }
        Err(err) => judge(checked, MANIFEST.to_owned(), Err(err), remedy),
    }
}

/// What stands in the folders and is no part of the commit.
fn strangers(dir: &Path, engine: &str, list: &SegmentList, checked: &mut Checked) {
    let mut known: BTreeSet<String> = [MARKER, MANIFEST, WRITER_LOCK, engine].map(str::to_owned).into();
    known.extend([SEGMENT_LIST, SEGMENT_LIST_COPY].map(|name| format!("{engine}/{name}")));
    known.extend(list.segments.iter().flat_map(|segment| segment.files()).map(|name| format!("{engine}/{name}")));
    known.extend(list.payload().map(|payload| list_names(&payload)).unwrap_or_default().into_iter().map(|list| list.0));
    let mut strange = Vec::new();
    for (folder, before) in [(dir.to_owned(), String::new()), (dir.join(engine), format!("{engine}/"))] {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let is_ours = file.starts_with('.') && !file.starts_with(UNFINISHED) || file == "README.md";
            let name = format!("{before}{file}");
            if !is_ours && !known.contains(&name) {
                strange.push(name);
            }
        }
    }
    strange.sort();
    let engines = engines(dir);
    let (leftovers, strange): (Vec<_>, Vec<_>) = strange.into_iter().partition(|name| {
        is_leftover(name.strip_prefix(&format!("{engine}/")).unwrap_or(name)) || engines.contains(name)
    });
    if let Some(first) = leftovers.first() {
        let number = leftovers.len();
        let note = format!(
            "no part of the commit: {number} files such as '{first}'; a run at work needs them, otherwise the next removes them"
        );
        checked.notes.push(note);
    }
    checked.notes.extend(strange.into_iter().map(|name| match name.starts_with(ASIDE) {
        true => format!("damaged files that a repair put aside: '{name}'; remove it when nothing in it is missed"),
        false => format!("no file of an index: '{name}'"),
    }));
}

/// Whether it is a file of another commit.
fn is_leftover(name: &str) -> bool {
    name.starts_with(UNFINISHED) || is_list_name(name) || is_part(name)
}

/// Looks at what is there where no list says what has to be.
fn verify_strays(dir: &Path, engine: &str, checked: &mut Checked) {
    for entry in dir.join(engine).read_dir().into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        // what was being written has no checksum yet
        if file != SEGMENT_LIST && is_part(&file) && !file.ends_with(".temp") {
            let whole = disk::open(&entry.path()).and_then(|mut file| Sum::of(&mut file)?.is_right(&mut file));
            judge(checked, format!("{engine}/{file}"), whole.map(|whole| (whole, 0, WRONG)), RESTORE);
        }
    }
    if let Err(err) = opstamp_of(&dir.join(MANIFEST)) {
        judge(checked, MANIFEST.to_owned(), Err(err), REPAIR);
    }
}
