//! What a process that was killed, or a power cut, left in the folder of an index; who has the writer's lock deletes it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tantivy::directory::{Directory, META_LOCK};

use crate::error::{Error, Result};
use crate::index::disk;
use crate::index::folder::Index;
use crate::index::ground::{FILE_LIST, SEGMENT_LIST, SEGMENT_LIST_COPY, is_part};
use crate::index::marker::Marker;
use crate::index::rebuild::remove_engines;
use crate::index::sealed::{UNFINISHED, place};

impl Index {
    /// Deletes all that the last commit does not name: files that were not finished, segments, lists of what articles
    /// taught, and other folders of the engine. Only who has the writer's lock may do so.
    ///
    /// Not only for their size: a file of a commit that was cut short would make the same commit fail for ever. What the
    /// last commit names must be so on the disk before anything goes that the one before it named.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Index`].
    pub(crate) fn remove_garbage(&self) -> Result<()> {
        if !self.is_on_disk() {
            return Ok(());
        }
        disk::sync_folder(self.engine_dir()).map_err(failed(self.engine_dir()))?;
        for folder in [self.dir(), self.engine_dir()] {
            remove_files(folder, &|name| name.starts_with(UNFINISHED))?;
        }
        self.remove_other_segments()?;
        // an index that is made beside the one in use must leave that alone
        let engine = Marker::read(self.dir())?.engine;
        if Some(engine.as_str()) == self.engine_dir().file_name().and_then(|name| name.to_str()) {
            remove_engines(self.dir(), &engine)?;
            self.drop_other_lists(&self.payload()?);
        }
        self.renew_copy()
    }

    /// An empty file without a name, for what need not outlive the process. Only who has the writer's lock may make one.
    ///
    /// # Errors
    /// Those of the disk, and [`ErrorKind::Unsupported`] where the index is not on one.
    pub(crate) fn scratch(&self) -> io::Result<File> {
        if !self.is_on_disk() {
            return Err(ErrorKind::Unsupported.into());
        }
        disk::unnamed(&self.dir().join(format!("{UNFINISHED}-scratch")))
    }

    fn remove_other_segments(&self) -> Result<()> {
        // who opens the index holds it from reading the list of segments until the files are open
        let lock = self.engine().directory().acquire_lock(&META_LOCK);
        let _lock = lock.map_err(|err| self.unwritable(&err))?;
        let listed = self.engine().load_metas().map_err(|err| self.unreadable(&err))?.list_segment_files();
        remove_files(self.engine_dir(), &|name| {
            // FILE_LIST was kept by older versions; a person's file stays
            let is_ours = name == FILE_LIST || name != SEGMENT_LIST && is_part(name);
            is_ours && !listed.contains(Path::new(name))
        })
    }

    /// The copy of the list of segments may be that of a commit that was cut short, whose files are gone.
    fn renew_copy(&self) -> Result<()> {
        let [list, copy] = [SEGMENT_LIST, SEGMENT_LIST_COPY].map(|name| self.engine_dir().join(name));
        let bytes = fs::read(&list).map_err(failed(&list))?;
        if fs::read(&copy).is_ok_and(|copy| copy == bytes) {
            return Ok(());
        }
        place(&copy, |mut file| file.write_all(&bytes).map(|()| file)).map_err(failed(&copy))
    }
}

fn remove_files(folder: &Path, is_garbage: &dyn Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        // no name of ours is anything else than UTF-8
        if entry.file_name().to_str().is_some_and(is_garbage) && entry.path().is_file() {
            match disk::remove(&entry.path()) {
                Err(err) if err.kind() != ErrorKind::NotFound => return Err(failed(&entry.path())(err)),
                _ => {}
            }
        }
    }
    Ok(())
}

fn failed(path: &Path) -> impl Fn(io::Error) -> Error {
    move |source| Error::File { action: "write", path: path.to_owned(), source }
}
