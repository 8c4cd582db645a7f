//! All that is ever done to files of state, in one place: tests let each of these fail, or be forgotten by a power cut.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
#[cfg(test)]
use std::path::PathBuf;

use tantivy::directory::{AntiCallToken, TerminatingWrite};

#[cfg(test)]
pub(crate) use crate::index::probe::tell;

/// What is about to be done.
#[cfg_attr(not(test), allow(dead_code, reason = "only tests look at it"))]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed<'a> {
    Create(&'a Path),
    Write(&'a Path, &'a [u8]),
    Sync(&'a Path),
    Rename(&'a Path, &'a Path),
    Remove(&'a Path),
    SyncFolder(&'a Path),
    Read(&'a Path),
}

/// Whether it may be done; always, outside tests.
#[cfg(not(test))]
pub(crate) fn tell(_: Deed<'_>) -> io::Result<()> {
    Ok(())
}

/// A file to write and to read that has lost its name, which was `path`: it goes with the process, however that ends.
///
/// # Errors
/// Those of the disk.
pub(crate) fn unnamed(path: &Path) -> io::Result<File> {
    tell(Deed::Create(path))?;
    let file = File::options().read(true).write(true).create_new(true).open(path)?;
    remove(path).map(|()| file)
}

/// A file that is being written.
pub(crate) struct Out {
    file: File,
    #[cfg(test)]
    path: PathBuf,
}

impl Out {
    fn new(path: &Path, open: impl FnOnce() -> io::Result<File>) -> io::Result<Self> {
        tell(Deed::Create(path))?;
        Ok(Self {
            file: open()?,
            #[cfg(test)]
            path: path.to_owned(),
        })
    }

    /// In place of what stood there.
    ///
    /// # Errors
    /// Those of the disk, here and below.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Self::new(path, || File::create(path))
    }

    /// Where nothing stands.
    pub(crate) fn create_new(path: &Path) -> io::Result<Self> {
        Self::new(path, || File::create_new(path))
    }

    /// Puts what was written on the disk; its name is there only when the folder is, too.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        #[cfg(test)]
        tell(Deed::Sync(&self.path))?;
        self.file.sync_all()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(test)]
        tell(Deed::Write(&self.path, bytes))?;
        #[cfg(test)]
        return self.file.write_all(bytes).map(|()| bytes.len());
        #[cfg(not(test))]
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Out {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.sync()
    }
}

/// Moves a file into its place, and what stood there away.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    tell(Deed::Rename(from, to))?;
    fs::rename(from, to)
}

/// Deletes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    tell(Deed::Remove(path))?;
    fs::remove_file(path)
}

/// Opens a file for reading. Whoever opens a pipe waits for somebody who writes.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(no_file()),
    }
}

/// What is said of a pipe, a device or a folder in the place of a file.
pub(crate) fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is no file")
}

/// Puts on the disk which files a folder has: what was made, moved or deleted in it.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    tell(Deed::SyncFolder(folder))?;
    // no file system of Windows opens a folder as a file
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn nobody_waits_for_what_a_pipe_may_hold() {
        let folder = tempfile::tempdir().unwrap();
        let [pipe, file] = ["pipe", "file"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        fs::write(&file, "x").unwrap();
        assert_eq!(open(&pipe).unwrap_err().to_string(), "it is no file");
        assert_eq!(open(folder.path()).unwrap_err().to_string(), "it is no file");
        assert!(open(&file).is_ok());
        assert_eq!(open(&folder.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
