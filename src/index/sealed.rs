//! Small files of state: whole or not at all, and with a checksum, so that what the disk changed is not believed.
//!
//! A file is written beside its place, synced, and moved there. Its last line is the seal, a hash of all lines before.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::index::disk::{self, Deed, Out};

/// How a file begins that is not in its place yet; who holds the writer's lock deletes them.
pub(crate) const UNFINISHED: &str = ".tmp";

/// What stands around the hash in the last line: JSON, as the lines before it.
const SEAL: (&[u8], &[u8]) = (b"{\"seal\":\"", b"\"}\n");

/// Hexadecimal digits of the hash: 64 bits, of which chance hits one in 10^19 damages.
const DIGITS: usize = 16;

/// Bytes of the last line.
const SEAL_BYTES: usize = SEAL.0.len() + DIGITS + SEAL.1.len();

/// Writes what `fill` gives to `path`; what stood there stays until all of it is on the disk. Lines that `fill` writes end
/// with a line feed.
///
/// # Errors
/// Those of the disk. What stood there still does then, unless it was the folder that could not be synced: then the new file
/// stands there, and may be gone after a power cut.
pub(crate) fn write_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    place(path, |file| {
        let mut out = Sealing { inner: BufWriter::new(file), hasher: blake3::Hasher::new() };
        fill(&mut out)?;
        out.seal()
    })
}

/// Puts what `fill` writes in the place of what stands at `path`, once it is on the disk; it gets no seal.
///
/// # Errors
/// As [`write_with`].
pub(crate) fn place(path: &Path, fill: impl FnOnce(Out) -> io::Result<Out>) -> io::Result<()> {
    let fresh = unfinished(path);
    let written = Out::create(&fresh).and_then(|file| {
        fill(file)?.sync()?;
        disk::rename(&fresh, path)
    });
    if written.is_err() {
        let _ = disk::remove(&fresh);
    }
    written?;
    sync_folder(path)
}

/// Writes `bytes`, which end with a line feed.
///
/// # Errors
/// As [`write_with`].
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |out| out.write_all(bytes))
}

/// What was written, without the seal.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] when it is not what was written, and those of the disk.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    disk::tell(Deed::Read(path))?;
    let mut bytes = Vec::new();
    disk::open(path)?.read_to_end(&mut bytes)?;
    let content = bytes.len().saturating_sub(SEAL_BYTES);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes[..content]);
    if bytes[content..] != seal_of(&hasher) {
        return Err(damaged());
    }
    bytes.truncate(content);
    Ok(bytes)
}

/// Hands on line after line, without its line feed, and tells only then whether they are what was written.
///
/// # Errors
/// As [`read`], and those of `each`.
pub(crate) fn for_each_line(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut lines = BufReader::new(disk::open(path)?);
    let mut hasher = blake3::Hasher::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(damaged());
        }
        if line.len() == SEAL_BYTES && line == seal_of(&hasher) {
            return if lines.read(&mut [0])? == 0 { Ok(()) } else { Err(damaged()) };
        }
        hasher.update(&line);
        each(line.strip_suffix(b"\n").ok_or_else(damaged)?)?;
    }
}

/// Puts the folder of `path` on the disk: what was made, moved or deleted in it.
///
/// # Errors
/// Those of the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    disk::sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// The same place for every try, so that tries leave one file at most.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = OsString::from(UNFINISHED);
    name.push("-");
    name.push(path.file_name().unwrap_or_default());
    path.with_file_name(name)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong")
}

fn seal_of(hasher: &blake3::Hasher) -> Vec<u8> {
    [SEAL.0, &hasher.finalize().to_hex().as_bytes()[..DIGITS], SEAL.1].concat()
}

/// Hashes what is written.
struct Sealing<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Sealing<BufWriter<Out>> {
    fn seal(mut self) -> io::Result<Out> {
        self.inner.write_all(&seal_of(&self.hasher))?;
        Ok(self.inner.into_inner()?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn lines(path: &Path) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        for_each_line(path, |line| {
            lines.push(String::from_utf8_lossy(line).into_owned());
            Ok(())
        })?;
        Ok(lines)
    }

    #[test]
    fn what_is_written_is_read_back_both_ways() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        for text in ["", "one\n", "one\ntwo\n", "{\"seal\":\"0123456789abcdef\"}\n"] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(read(&path).unwrap(), text.as_bytes());
            assert_eq!(lines(&path).unwrap(), text.lines().collect::<Vec<_>>());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_bit_can_be_changed_and_no_byte_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        write(&path, b"one\ntwo\n").unwrap();
        let whole = fs::read(&path).unwrap();
        let damages = (0..whole.len() * 8).map(|bit| {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        let torn = (0..whole.len()).map(|end| whole[..end].to_vec());
        let longer = [[&whole[..], b"\n"].concat(), [&whole[..], &whole[..]].concat(), b"one\ntwo\n".to_vec()];
        for bytes in damages.chain(torn).chain(longer) {
            fs::write(&path, &bytes).unwrap();
            assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::InvalidData, "{bytes:?}");
            assert_eq!(lines(&path).unwrap_err().kind(), io::ErrorKind::InvalidData, "{bytes:?}");
        }
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        write(&path, b"old\n").unwrap();
        let failed = write_with(&path, |out| {
            out.write_all(b"new\n")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(read(&path).unwrap(), b"old\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
