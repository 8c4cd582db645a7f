//! Tar archives: member after member, in bounded memory whatever their headers say.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use tar::{Archive, Entry};

use crate::read::container::{Layer, Names};
use crate::read::{Chunk, Skip, unreadable};

/// Bytes that may stand between two members: names longer than the header's 100 bytes and the records of POSIX.1-2001 take
/// some hundreds, and all of them are held.
const BETWEEN: u64 = 1 << 20;

/// Bytes of a block, to the end of which every member is filled up.
const BLOCK: u64 = 512;

/// Cuts the members of an archive into chunks.
pub(super) fn split(layer: &Layer<'_>, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let ration = Ration { at: Cell::new(0), until: Cell::new(BETWEEN) };
    let mut archive = Archive::new(Rationed { input, ration: &ration });
    let mut names = Names::default();
    let entries = archive.entries().map_err(|error| unreadable(&error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let end = end_of(&entry);
        // as far as the member goes, it is read piece by piece
        ration.until.set(u64::MAX);
        take(layer, entry, &mut names, each);
        ration.until.set(end.max(ration.at.get()).saturating_add(BETWEEN));
    }
    Ok(())
}

/// Where the bytes of a member end within the archive.
fn end_of(entry: &Entry<'_, impl Read>) -> u64 {
    let kept = entry.header().entry_size().unwrap_or_default();
    // records before the header may state a size that it has no room for; that of a sparse file counts its holes
    let stated = if entry.header().entry_type().is_gnu_sparse() { kept } else { entry.size() };
    entry.raw_file_position().saturating_add(kept.max(stated)).saturating_add(BLOCK)
}

fn take(layer: &Layer<'_>, entry: Entry<'_, impl Read>, names: &mut Names, each: &mut dyn FnMut(Chunk)) {
    let kind = entry.header().entry_type();
    let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let missing = entry.size();
    let whole = Whole { entry, missing };
    if kind.is_gnu_sparse() {
        // its holes take no room in the archive and are made here
        names.member(layer, path, layer.ledger.bound(whole), each);
    } else if kind.is_file() {
        names.member(layer, path, whole, each);
    }
}

/// How far an archive has been read, and how far it may be.
struct Ration {
    at: Cell<u64>,
    until: Cell<u64>,
}

struct Rationed<'a> {
    input: &'a mut dyn BufRead,
    ration: &'a Ration,
}

impl Read for Rationed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ration { at, until } = self.ration;
        let left = until.get().saturating_sub(at.get());
        if left == 0 {
            return Err(io::Error::other(format!("over {} MiB between two members of the archive", BETWEEN >> 20)));
        }
        let room = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let len = self.input.read(&mut buffer[..room])?;
        at.set(at.get() + len as u64);
        Ok(len)
    }
}

/// A member that says when the archive ends within it, which the archive itself passes over in silence.
struct Whole<R> {
    entry: R,
    /// Bytes not yet read.
    missing: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.entry.read(buffer)?;
        if len == 0 && self.missing > 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends too early"));
        }
        self.missing = self.missing.saturating_sub(len as u64);
        Ok(len)
    }
}
