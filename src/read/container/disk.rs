//! A file read at places of its reader's choice, beside the stream of the same file: archives keep a directory at their end.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// A file on disk. Reading it here moves no position that others read from.
pub struct Disk<'a> {
    file: &'a File,
    size: u64,
    is_over: &'a dyn Fn() -> bool,
}

impl<'a> Disk<'a> {
    /// `file`, which seems to end when `is_over` says so.
    ///
    /// # Errors
    /// The system's, when it does not tell the size of the file.
    pub fn new(file: &'a File, is_over: &'a dyn Fn() -> bool) -> io::Result<Self> {
        Ok(Self { file, size: file.metadata()?.len(), is_over })
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// A reader of the whole file.
    pub(super) fn reader(&self) -> impl Read + Seek {
        io::BufReader::new(At { disk: self, at: 0 })
    }
}

struct At<'a> {
    disk: &'a Disk<'a>,
    at: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if (self.disk.is_over)() {
            return Ok(0);
        }
        let len = read_at(self.disk.file, buffer, self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for At<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.disk.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}
