//! Articles of one chunk, while they wait: what has to be known of each, and its entry, packed, in memory or in a file.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Instant;

use zstd::bulk::{Compressor, decompress};

use crate::clean::{LineKey, line_keys, publisher, publisher_key};
use crate::index::{Entry, stored};
use crate::ingest::file::{FileState, Put};

/// How hard articles are packed: zstd's lightest level makes 26 MB of 20,000 articles of 3 kB, 256 KiB at a time.
const LEVEL: i32 = 1;

/// Bytes of memory reckoned for a file of which one article waits, from the sizes of its parts: its state, its path three
/// times, its outcome so far.
const FILE: usize = 700;

/// What packs the articles of a thread; made for the first of them.
#[derive(Default)]
pub(crate) struct Packer(Option<Compressor<'static>>);

impl Packer {
    fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let compressor = match &mut self.0 {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(bytes)
    }
}

/// What has to be known of an article that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waits {
    /// Its short key.
    pub key: u64,
    /// Its outlet, see [`publisher_key`].
    pub publisher: u64,
    /// Its record within the file.
    pub number: usize,
    /// Whether one of its key may stand in the index.
    pub replaces: bool,
    /// Its moment, where it keeps the one that it had.
    pub kept: Option<u64>,
    /// One past its last byte among the bytes of its batch.
    end: usize,
    /// See [`line_keys`].
    pub lines: Box<[LineKey]>,
}

impl Waits {
    /// Numbers of eight bytes: how many lines there are stands before them.
    fn write(&self, into: &mut Vec<u8>) {
        let Self { key, publisher, number, replaces, kept, end, lines } = self;
        let known = [*key, *publisher, *number as u64, u64::from(*replaces)];
        let known = known.into_iter().chain([kept.is_some().into(), kept.unwrap_or_default(), *end as u64]);
        let words = known.chain([lines.len() as u64]).chain(lines.iter().map(|line| line.0));
        into.extend(words.flat_map(u64::to_le_bytes));
    }

    /// Reads what [`Waits::write`] wrote; `None` at the end.
    fn read(words: &mut impl Iterator<Item = u64>) -> Option<Self> {
        let mut next = || words.next();
        let (key, publisher, number, replaces) = (next()?, next()?, next()? as usize, next()? == 1);
        let kept = (next()? == 1, next()?);
        let (end, lines) = (next()? as usize, next()? as usize);
        let lines = words.take(lines).map(LineKey).collect();
        Some(Self { key, publisher, number, replaces, kept: kept.0.then_some(kept.1), end, lines })
    }
}

/// Articles of one chunk.
pub(crate) struct Batch {
    pub file: Arc<FileState>,
    /// The member of the archive that they stand in.
    pub member: Option<String>,
    articles: Vec<Waits>,
    /// Their entries, one behind the other.
    bytes: Vec<u8>,
}

impl Batch {
    pub(crate) fn of(file: &Arc<FileState>, member: Option<String>) -> Self {
        Self { file: Arc::clone(file), member, articles: Vec::new(), bytes: Vec::new() }
    }

    /// Adds an article with what is to be done with it; `kept` is the moment that it keeps.
    pub(crate) fn push(&mut self, entry: &Entry, number: usize, put: Put, kept: Option<u64>) {
        stored::write(entry, &mut self.bytes);
        let Entry { origin, article, .. } = entry;
        self.articles.push(Waits {
            key: entry.key().short(),
            publisher: publisher_key(Some(&publisher(origin, &article.meta))),
            number,
            replaces: put == Put::Replace,
            kept,
            end: self.bytes.len(),
            lines: line_keys(&article.text).into_iter().collect(),
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Makes it small.
    ///
    /// # Errors
    /// When there is no memory to do so.
    pub(crate) fn packed(self, packer: &mut Packer) -> io::Result<Packed> {
        let mut bytes = Vec::new();
        self.articles.iter().for_each(|waits| waits.write(&mut bytes));
        let heads = bytes.len();
        bytes.extend(packer.pack(&self.bytes)?);
        bytes.shrink_to_fit();
        let Self { file, member, bytes: entries, .. } = self;
        Ok(Packed { file, member, since: Instant::now(), heads, entries: entries.len(), place: Place::Memory(bytes) })
    }
}

/// A batch that waits.
pub(crate) struct Packed {
    pub file: Arc<FileState>,
    pub member: Option<String>,
    pub since: Instant,
    /// Bytes of what has to be known of them, which stand first.
    heads: usize,
    /// Bytes of their entries, unpacked.
    entries: usize,
    place: Place,
}

/// Where its bytes are.
enum Place {
    Memory(Vec<u8>),
    File(Arc<File>, Range<u64>),
}

impl Packed {
    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        self.movable() + size_of::<Self>() + FILE
    }

    /// Those that can be moved into a file.
    pub(crate) fn movable(&self) -> usize {
        if let Place::Memory(bytes) = &self.place { bytes.len() } else { 0 }
    }

    pub(crate) fn is_in_file(&self) -> bool {
        matches!(self.place, Place::File(..))
    }

    /// Moves its bytes behind the first `end` bytes of a file; where they end there.
    ///
    /// # Errors
    /// When they cannot be written; they stay where they are then.
    pub(crate) fn spill(&mut self, file: &Arc<File>, end: u64) -> io::Result<u64> {
        let Place::Memory(bytes) = &self.place else { return Ok(end) };
        file.write_all_at(bytes, end)?;
        let place = end..end + bytes.len() as u64;
        let end = place.end;
        self.place = Place::File(Arc::clone(file), place);
        Ok(end)
    }

    /// What has to be known of its articles.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub(crate) fn heads(&self) -> io::Result<Vec<Waits>> {
        let bytes = match &self.place {
            Place::Memory(bytes) => Cow::Borrowed(&bytes[..self.heads]),
            Place::File(file, place) => Cow::Owned(read(file, place.start..place.start + self.heads as u64)?),
        };
        Ok(heads(&bytes))
    }

    /// Its articles.
    ///
    /// # Errors
    /// When its file cannot be read, or it is not what was packed.
    pub(crate) fn entries(&self) -> io::Result<Entries> {
        let bytes = match &self.place {
            Place::Memory(bytes) => Cow::Borrowed(bytes),
            Place::File(file, place) => Cow::Owned(read(file, place.clone())?),
        };
        let (known, packed) = bytes.split_at(self.heads);
        Ok(Entries { heads: heads(known), bytes: decompress(packed, self.entries)? })
    }
}

fn read(file: &File, place: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    file.read_exact_at(&mut bytes, place.start)?;
    Ok(bytes)
}

fn heads(bytes: &[u8]) -> Vec<Waits> {
    let (words, _) = bytes.as_chunks();
    let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
    std::iter::from_fn(|| Waits::read(&mut words)).collect()
}

/// The articles of a batch, unpacked.
pub(crate) struct Entries {
    pub heads: Vec<Waits>,
    bytes: Vec<u8>,
}

impl Entries {
    /// The article with this number; `None` when there is none.
    pub(crate) fn read(&self, number: usize) -> Option<Entry> {
        let end = self.heads.get(number)?.end;
        let start = number.checked_sub(1).map_or(0, |last| self.heads[last].end);
        stored::read(self.bytes.get(start..end)?)
    }
}
