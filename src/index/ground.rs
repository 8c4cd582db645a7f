//! The folder that the engine writes its segments into: memory-mapped files, and its lists of them as sealed files.
//!
//! Over the engine's own directory it adds what an archive needs that outlives its machine: the list of segments has a
//! checksum and a second copy, a rename holds when the power fails, others may read what this user wrote, and a medium
//! that cannot be written can be searched.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use crate::index::blocks;
use crate::index::check::{SegmentList, Sum, Sums};
use crate::index::disk::{self, Deed};
use crate::index::sealed;

/// The engine's list of segments, which makes a commit one.
pub(crate) const SEGMENT_LIST: &str = "meta.json";

/// A second copy of it: the only file without which no article can be read has to be damaged twice.
pub(crate) const SEGMENT_LIST_COPY: &str = "meta.copy.json";

/// The engine's list of the files that it made, which is not kept.
pub(crate) const FILE_LIST: &str = ".managed.json";

/// The folder.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    inner: MmapDirectory,
    dir: PathBuf,
    /// Why the folder could not be synced once: the system may have forgotten what it could not write, and say next time
    /// that all is well. Whoever opens the folder anew tries anew.
    broken: Arc<OnceLock<io::Error>>,
    /// Whether a writer of the engine has the lock here. When one of its threads fails, it leaves the others to themselves,
    /// and they would go on to make files after the failed writer is gone and its files are deleted.
    written: Arc<RwLock<bool>>,
}

/// The lock of a writer, which lets it make files.
struct Written {
    _lock: DirectoryLock,
    written: Arc<RwLock<bool>>,
}

impl Drop for Written {
    fn drop(&mut self) {
        *self.written.write().unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// To the engine a folder that cannot be asked is none, or no folder; here it is asked once more, and what the system says then
/// is told.
fn open_engine(dir: &Path) -> Result<MmapDirectory, OpenDirectoryError> {
    let refused = match MmapDirectory::open(dir) {
        Err(err @ (OpenDirectoryError::NotADirectory(_) | OpenDirectoryError::DoesNotExist(_))) => err,
        opened => return opened,
    };
    match fs::metadata(dir) {
        Ok(found) if found.is_dir() => MmapDirectory::open(dir),
        Err(err) if err.kind() != ErrorKind::NotFound => Err(OpenDirectoryError::wrap_io_error(err, dir.to_owned())),
        _ => Err(refused),
    }
}

impl Ground {
    /// # Errors
    /// When there is no folder at `dir`.
    pub(crate) fn open(dir: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { inner: open_engine(dir)?, dir: dir.to_owned(), broken: Arc::default(), written: Arc::default() })
    }

    /// The names of all files that the engine made, or had begun to make.
    pub(crate) fn files(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in self.dir.read_dir()? {
            names.extend(entry?.file_name().into_string().ok().filter(|name| is_part(name)));
        }
        Ok(names)
    }

    /// The line of sums behind a list of segments: without it, two files that changed places would both look whole.
    fn sums_of(&self, data: &[u8]) -> io::Result<Vec<u8>> {
        let list = SegmentList::parse(data)?;
        // files are written once: what is known of one was right when it was new, whatever a disk has done since
        let last = sealed::read(&self.dir.join(SEGMENT_LIST)).and_then(|bytes| SegmentList::parse(&bytes));
        let known = last.map(|last| last.sums).unwrap_or_default();
        let mut sums = BTreeMap::new();
        for name in list.segments.iter().flat_map(|segment| segment.files()) {
            let sum = match known.get(&name) {
                Some(sum) => *sum,
                None => Sum::of(&mut disk::open(&self.dir.join(&name))?)?,
            };
            sums.insert(name, sum);
        }
        let mut line = serde_json::to_vec(&Sums { files: sums })?;
        line.push(b'\n');
        Ok(line)
    }
}

/// What the line begins with that stands behind a list of segments.
const SUMS: &[u8] = b"{\"files\":";

/// A list of segments, and the line of sums behind it.
pub(crate) fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if text[line..].starts_with(SUMS) { bytes.split_at(line) } else { (bytes, &[]) }
}

/// Whether the engine may have called a file so that it lists and deletes itself: its list of segments, and the parts of
/// segments, which are 32 hexadecimal digits and an ending. Whatever else stands in its folder is a person's.
pub(crate) fn is_part(name: &str) -> bool {
    let is_id = |stem: &str| stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    name == SEGMENT_LIST || name.split_once('.').is_some_and(|(stem, _)| is_id(stem))
}

impl Directory for Ground {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let wrap = |err| OpenReadError::wrap_io_error(err, path.to_owned());
        let full = self.dir.join(path);
        disk::tell(Deed::Read(&full)).map_err(wrap)?;
        // what is not there is told by the engine
        match full.metadata().is_ok_and(|found| !found.is_file()) {
            true => Err(wrap(disk::no_file())),
            false => {
                let file = self.inner.get_file_handle(path)?;
                if path.extension().is_some_and(|part| part == "store") {
                    blocks::look_at(&*file).map_err(wrap)?;
                }
                Ok(file)
            }
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        disk::remove(&self.dir.join(path)).map_err(|err| match err.kind() {
            ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(err), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        // held until the file is there: who takes the right away knows all files
        let written = self.written.read().unwrap_or_else(PoisonError::into_inner);
        if !*written {
            let gone = io::Error::other("its writer is gone");
            return Err(OpenWriteError::wrap_io_error(gone, path.to_owned()));
        }
        let file = disk::Out::create_new(&self.dir.join(path)).map_err(|err| match err.kind() {
            ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(err, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = if path == Path::new(FILE_LIST) {
            // the folder itself says it best: a list of its own may be behind after a power cut
            self.files().map(|files| serde_json::to_vec(&files).expect("names are strings"))
        } else {
            sealed::read(&self.dir.join(path)).map(|mut bytes| {
                bytes.truncate(split(&bytes).0.len());
                bytes
            })
        };
        read.map_err(|err| match err.kind() {
            ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(err, path.to_owned()),
        })
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(FILE_LIST) {
            return Ok(());
        }
        if path != Path::new(SEGMENT_LIST) {
            return sealed::write(&self.dir.join(path), data);
        }
        let bytes = [data, &self.sums_of(data)?].concat();
        // before the commit: its failure is one of the commit, and what it names is there
        sealed::write(&self.dir.join(SEGMENT_LIST_COPY), &bytes)?;
        sealed::write(&self.dir.join(path), &bytes)
    }

    fn sync_directory(&self) -> io::Result<()> {
        if self.broken.get().is_none()
            && let Err(err) = disk::sync_folder(&self.dir)
        {
            let _ = self.broken.set(err);
        }
        match self.broken.get() {
            None => Ok(()),
            Some(err) => Err(err.raw_os_error().map_or_else(|| err.kind().into(), io::Error::from_raw_os_error)),
        }
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let told = disk::tell(Deed::Create(&self.dir.join(&lock.filepath))).map_err(LockError::wrap_io_error);
        match told.and_then(|()| self.inner.acquire_lock(lock)) {
            Ok(held) if lock.filepath == INDEX_WRITER_LOCK.filepath => {
                *self.written.write().unwrap_or_else(PoisonError::into_inner) = true;
                Ok(DirectoryLock::from(Box::new(Written { _lock: held, written: self.written.clone() })))
            }
            Err(LockError::IoError(err)) if lock.filepath != INDEX_WRITER_LOCK.filepath && is_for_readers(&err) => {
                // whoever may only read can hold the lock all the same, if somebody who may write has made it
                let held = File::open(self.dir.join(&lock.filepath)).ok();
                let held = held.filter(|file| file.lock().is_ok());
                Ok(DirectoryLock::from(Box::new(held)))
            }
            held => held,
        }
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(watch_callback)
    }
}

/// Whether it says that here one may read and not write.
fn is_for_readers(err: &io::Error) -> bool {
    matches!(err.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tantivy::directory::META_LOCK;

    const LIST: &[u8] = b"{\"segments\":[],\"opstamp\":0}\n";

    fn ground() -> (tempfile::TempDir, Ground) {
        let folder = tempfile::tempdir().unwrap();
        let ground = Ground::open(folder.path()).unwrap();
        (folder, ground)
    }

    #[test]
    fn the_list_of_segments_stands_there_twice() {
        let (folder, ground) = ground();
        ground.atomic_write(Path::new(SEGMENT_LIST), LIST).unwrap();
        assert_eq!(ground.atomic_read(Path::new(SEGMENT_LIST)).unwrap(), LIST);
        let both = [SEGMENT_LIST, SEGMENT_LIST_COPY].map(|name| fs::read(folder.path().join(name)).unwrap());
        assert_eq!(both[0], both[1]);
        fs::write(folder.path().join(SEGMENT_LIST), "{}\n").unwrap();
        assert!(matches!(ground.atomic_read(Path::new(SEGMENT_LIST)), Err(OpenReadError::IoError { .. })));
    }

    #[test]
    fn the_list_of_files_is_the_folder() {
        let (folder, ground) = ground();
        let part = "0123456789abcdef0123456789abcdef.store";
        for name in [FILE_LIST, SEGMENT_LIST_COPY, part, "mine.store", ".lock"] {
            fs::write(folder.path().join(name), "[").unwrap();
        }
        ground.atomic_write(Path::new(FILE_LIST), b"[\"a.store\"]").unwrap();
        assert_eq!(ground.atomic_read(Path::new(FILE_LIST)).unwrap(), format!("[\"{part}\"]").as_bytes());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, ground) = ground();
        ground.atomic_write(Path::new(SEGMENT_LIST), LIST).unwrap();
        fs::write(folder.path().join("plain"), "").unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode(SEGMENT_LIST), mode("plain"));
    }

    #[test]
    fn parts_are_made_only_while_a_writer_has_the_lock() {
        let (folder, ground) = ground();
        let part = |letter: &str| format!("{}.store", letter.repeat(32));
        assert!(ground.open_write(Path::new(&part("a"))).is_err());
        let held = ground.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        let readers = ground.acquire_lock(&META_LOCK).unwrap();
        drop(ground.clone().open_write(Path::new(&part("b"))).unwrap());
        drop(readers);
        drop(ground.open_write(Path::new(&part("c"))).unwrap());
        drop(held);
        assert!(ground.clone().open_write(Path::new(&part("d"))).is_err());
        let there = ["a", "b", "c", "d"].map(|letter| folder.path().join(part(letter)).exists());
        assert_eq!(there, [false, true, true, false]);
    }

    #[test]
    fn locks_exclude_each_other() {
        let (_folder, ground) = ground();
        let held = ground.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert!(ground.acquire_lock(&INDEX_WRITER_LOCK).is_err());
        drop(held);
        assert!(ground.acquire_lock(&INDEX_WRITER_LOCK).is_ok());
        assert!(ground.acquire_lock(&META_LOCK).is_ok());
    }
}
