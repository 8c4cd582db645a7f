//! What makes a folder an index: its marker, and the folders in it that belong to the engine.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::index::check::SegmentList;
use crate::index::ground::{SEGMENT_LIST, SEGMENT_LIST_COPY, is_part};
use crate::index::{lock, manifest, schema, sealed};

/// The file that makes a folder an index. Folders that carry it are never entered when indexing.
pub const MARKER: &str = "newsdex.json";

/// The folder within the index that belongs to the engine: its name, or how it begins where there was more than one.
pub(crate) const ENGINE: &str = "segments";

/// Markers of this schema and older ones have no seal.
const UNSEALED: u32 = 4;

#[derive(Serialize, Deserialize)]
pub(crate) struct Marker {
    /// For people who open the file.
    what: String,
    /// The version of its schema.
    pub(crate) schema: u32,
    /// Which folder belongs to the engine.
    #[serde(default = "first_engine")]
    pub(crate) engine: String,
}

fn first_engine() -> String {
    ENGINE.to_owned()
}

impl Marker {
    /// The marker of the index at `dir`, of whatever schema.
    pub(crate) fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(MARKER);
        let parse = |bytes: &[u8]| serde_json::from_slice::<Self>(bytes);
        match sealed::read(&path) {
            Ok(bytes) => parse(&bytes).map_err(|err| Error::unreadable(dir, &err)),
            Err(err) if err.kind() == ErrorKind::NotFound => {
                if engines(dir).iter().any(|name| !is_beginning(&dir.join(name))) {
                    // it comes before the first article, and may have come since
                    let late = sealed::read(&path).ok().and_then(|bytes| parse(&bytes).ok());
                    return late.ok_or_else(|| Error::unreadable(dir, &format!("{MARKER} is missing")));
                }
                Err(Error::NoIndex { path: dir.to_owned(), looked: String::new() })
            }
            Err(err) if err.kind() == ErrorKind::NotADirectory => Err(Error::NotAnIndex { path: dir.to_owned() }),
            Err(err) if err.kind() == ErrorKind::InvalidData => {
                let older = fs::read(&path).ok().and_then(|bytes| parse(&bytes).ok());
                let older = older.filter(|marker| marker.schema <= UNSEALED);
                older.ok_or_else(|| Error::unreadable(dir, &format!("{MARKER} is damaged: {err}")))
            }
            Err(source) => Err(Error::File { action: "read", path, source }),
        }
    }

    /// That another version made the index at `dir`.
    pub(crate) fn of_other_schema(&self, dir: &Path) -> Error {
        Error::OtherSchema { path: dir.to_owned(), what: "schema", found: self.schema, expected: schema::VERSION }
    }

    /// Of this program's schema, with the engine's files in the folder `engine`.
    pub(crate) fn of(engine: &str) -> Self {
        Self { what: "a newsdex index".to_owned(), schema: schema::VERSION, engine: engine.to_owned() }
    }

    /// Whether indexes of its time have seals.
    pub(crate) fn is_sealed(&self) -> bool {
        self.schema > UNSEALED
    }

    /// The engine's folder of this number.
    pub(crate) fn numbered(number: u32) -> String {
        format!("{ENGINE}-{number}")
    }

    /// What a marker that is lost must have said: there is one folder with a list of segments in it. Whether the list has a
    /// seal tells its time.
    pub(crate) fn guess(dir: &Path) -> Option<Self> {
        let names = engines(dir);
        let mut listed = names.iter().filter(|name| has_list(&dir.join(name)));
        let name = listed.next().filter(|_| listed.next().is_none())?;
        let schema = if is_unsealed(&dir.join(name)) { UNSEALED } else { schema::VERSION };
        Some(Self { schema, ..Self::of(name) })
    }

    /// The marker, or where it is lost or damaged what it must have said.
    ///
    /// # Errors
    /// As [`Marker::read`], when nobody knows what it said.
    pub(crate) fn read_or_guess(dir: &Path) -> Result<Self> {
        match Self::read(dir) {
            Err(err @ (Error::NoIndex { .. } | Error::Index { .. })) => Self::guess(dir).ok_or(err),
            read => read,
        }
    }

    /// Makes `dir` an index, or another one, at once.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let path = dir.join(MARKER);
        let mut text = serde_json::to_vec(self).expect("a marker holds strings and a number");
        text.push(b'\n');
        sealed::write(&path, &text).map_err(|source| Error::File { action: "write", path, source })
    }
}

/// The folders of the engine in an index.
pub(crate) fn engines(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| is_engines(dir, name));
    names.sort();
    names
}

/// Whether this is a folder of the engine: it is called so, and holds what the engine writes. A person's may be called so
/// too.
fn is_engines(dir: &Path, name: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_ours = |rest: &str| rest.is_empty() || rest.strip_prefix('-').is_some_and(is_number);
    let folder = dir.join(name);
    name.strip_prefix(ENGINE).is_some_and(is_ours)
        && folder.symlink_metadata().is_ok_and(|found| found.is_dir())
        && is_engine(&folder)
}

fn has_list(engine_dir: &Path) -> bool {
    [SEGMENT_LIST, SEGMENT_LIST_COPY].iter().any(|name| engine_dir.join(name).exists())
}

/// Whether a list of segments is of the time before there were seals, and second copies.
fn is_unsealed(engine_dir: &Path) -> bool {
    let list = || SegmentList::parse(&fs::read(engine_dir.join(SEGMENT_LIST)).ok()?).ok();
    !engine_dir.join(SEGMENT_LIST_COPY).exists()
        && sealed::read(&engine_dir.join(SEGMENT_LIST)).is_err()
        && list().is_some()
}

/// Whether the engine works in a folder, or began to.
fn is_engine(folder: &Path) -> bool {
    has_list(folder) || is_all_engines(folder)
}

/// Whether nobody misses anything of a folder but the engine.
pub(crate) fn is_all_engines(folder: &Path) -> bool {
    holds_only(folder, may_be_engines)
}

/// Whether no article ever came into a folder of the engine: there are lists and locks in it.
fn is_beginning(engine_dir: &Path) -> bool {
    holds_only(engine_dir, |name| name.starts_with('.') || [SEGMENT_LIST, SEGMENT_LIST_COPY].contains(&name))
}

/// Whether a file of the engine may be called so: lists, locks, parts of segments. A person's folder holds others.
fn may_be_engines(name: &str) -> bool {
    name.starts_with('.') || name == SEGMENT_LIST_COPY || is_part(name)
}

/// Whether all that stands in a folder are files that are called so.
fn holds_only(folder: &Path, is_called: impl Fn(&str) -> bool) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.into_iter().all(|entry| {
        let entry = entry.ok().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        entry.is_some_and(|entry| entry.file_name().to_str().is_some_and(&is_called))
    })
}

/// Whether nothing stands in a folder that a person could miss: a README or hidden files may stay beside the index, and
/// the beginning of an index that was cut short.
pub(crate) fn is_vacant(dir: &Path) -> std::io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        // looked at only now: it may have been made after the last look
        let is_engine = is_engines(dir, &name) && is_beginning(&dir.join(&*name));
        let is_left = name == lock::FILE || is_engine || is_manifest(dir, &name);
        // who makes an index at this moment may have taken away what another one had begun
        let is_gone = || dir.join(&*name).symlink_metadata().is_err();
        if !is_left && name != "README.md" && !name.starts_with('.') && !is_gone() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether it is a manifest of ours: it stands there before the marker does.
fn is_manifest(dir: &Path, name: &str) -> bool {
    name == manifest::FILE && sealed::read(&dir.join(name)).is_ok()
}
