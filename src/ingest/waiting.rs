//! Articles that wait for what later ones teach, so that most are labelled once and written once.
//!
//! What an article teaches, and its topics, are found when it is read. The other labels, and the lines that are residue only
//! because many articles have them, depend on what all articles teach: they are found when the article is written, and that
//! is when too many wait, or a commit comes, or the last one was read.
//! Until then it lies packed in memory. Its file is not done before all its articles are written, so that a commit never
//! claims what only waits.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use zstd::bulk::{Compressor, decompress};

use crate::clean::{LineKey, line_keys, publisher, publisher_key};
use crate::error::Result;
use crate::index::{Entry, stored};
use crate::ingest::file::{FileState, Put};
use crate::ingest::pipeline::{Event, Run, lock};
use crate::ingest::prepare::FAILED;
use crate::ingest::rework::{labels, labels_by_learned};
use crate::ingest::stages::{Laps, Part};

/// Bytes of the articles that wait at most, packed and with the keys of their lines: 20,000 articles of 3 kB take 29 MB, and
/// a run is to hold no more than 300 MB whatever it reads.
pub(crate) const MOST: usize = 30_000_000;

/// How hard articles are packed: zstd's lightest level makes 26 MB of 20,000 articles of 3 kB, 256 KiB at a time.
const LEVEL: i32 = 1;

/// What packs the articles of a thread; made for the first of them.
#[derive(Default)]
pub(crate) struct Packer(Option<Compressor<'static>>);

impl Packer {
    fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let compressor = match &mut self.0 {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(LEVEL)?),
        };
        // what it gives has room for bytes that cannot be packed: a copy has none
        Ok(compressor.compress(bytes)?.as_slice().to_vec())
    }
}

/// An article that waits.
pub(crate) struct Waits {
    /// Its short key.
    pub key: u64,
    /// Its outlet, see [`publisher_key`].
    pub publisher: u64,
    /// See [`line_keys`].
    pub lines: Box<[LineKey]>,
    /// Its record within the file.
    number: usize,
    put: Put,
    /// Its moment, where it keeps the one that it had.
    kept: Option<u64>,
    /// One past its last byte among the bytes of its batch.
    end: usize,
}

/// Articles of one chunk.
pub(crate) struct Batch {
    pub file: Arc<FileState>,
    /// The member of the archive that they stand in.
    pub member: Option<String>,
    articles: Vec<Waits>,
    /// Their entries, one behind the other, packed while they wait.
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
            lines: line_keys(&article.text).into_iter().collect(),
            number,
            put,
            kept,
            end: self.bytes.len(),
        });
    }

    pub(crate) fn articles(&self) -> &[Waits] {
        &self.articles
    }

    /// Its articles.
    ///
    /// # Errors
    /// When the memory that they lay in is not what was packed.
    pub(crate) fn entries(&self) -> io::Result<Entries<'_>> {
        let bytes = decompress(&self.bytes, self.articles.last().map_or(0, |last| last.end))?;
        Ok(Entries { articles: &self.articles, bytes })
    }

    /// Bytes that it takes while it waits.
    fn size(&self) -> usize {
        self.bytes.len()
            + self.articles.iter().map(|waits| size_of::<Waits>() + size_of_val(&*waits.lines)).sum::<usize>()
    }
}

/// The articles of a batch, unpacked.
pub(crate) struct Entries<'a> {
    articles: &'a [Waits],
    bytes: Vec<u8>,
}

impl Entries<'_> {
    /// The article with this number; `None` when there is none.
    pub(crate) fn read(&self, number: usize) -> Option<Entry> {
        let end = self.articles.get(number)?.end;
        let start = number.checked_sub(1).map_or(0, |last| self.articles[last].end);
        stored::read(self.bytes.get(start..end)?)
    }
}

/// The articles that wait, those that came first in front.
pub(crate) struct Waiting {
    queue: Mutex<Queue>,
    most: usize,
}

#[derive(Default)]
struct Queue {
    batches: VecDeque<Batch>,
    bytes: usize,
}

impl Waiting {
    /// A queue in which so many bytes wait at most.
    pub(crate) fn new(most: usize) -> Self {
        Self { queue: Mutex::default(), most }
    }

    fn push(&self, batch: Batch) {
        let mut queue = lock(&self.queue);
        queue.bytes += batch.size();
        queue.batches.push_back(batch);
    }

    /// Shows all that waits.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&VecDeque<Batch>) -> T) -> T {
        look(&lock(&self.queue).batches)
    }

    /// Whether more than `most` bytes wait.
    fn is_beyond(&self, most: usize) -> bool {
        lock(&self.queue).bytes > most
    }

    /// Takes the first batch where more than `most` bytes wait.
    fn pop_beyond(&self, most: usize) -> Option<Batch> {
        let mut queue = lock(&self.queue);
        let batch = if queue.bytes > most { queue.batches.pop_front() } else { None }?;
        queue.bytes -= batch.size();
        Some(batch)
    }
}

impl Run<'_> {
    /// Lets the articles of a batch wait, and writes those for which there is no room any more.
    pub(crate) fn wait(&self, mut batch: Batch, packer: &mut Packer, laps: &Laps) -> Result<()> {
        if batch.articles.is_empty() {
            self.release(batch.file);
            return Ok(());
        }
        batch.bytes = packer.pack(&batch.bytes).map_err(|err| self.index.unwritable(&err))?;
        laps.end_of(Part::Document);
        self.waiting.push(batch);
        if self.waiting.is_beyond(self.waiting.most) {
            self.learn_early();
        }
        while let Some(batch) = self.waiting.pop_beyond(self.waiting.most) {
            self.write(batch, laps)?;
        }
        Ok(())
    }

    /// Writes what waits now, on all cores. Nothing waits any more where nothing is read meanwhile.
    pub(crate) fn write_waiting(&self) {
        if !self.waiting.is_beyond(0) {
            return;
        }
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, |n| n.get()) {
                scope.spawn(|| self.write_all());
            }
        });
    }

    /// The same in one of several threads, at the end of reading.
    pub(crate) fn write_rest(&self) {
        self.write_all();
        self.tell(Event::Ended);
    }

    /// The writing stage of one thread: takes what waits until nothing does.
    fn write_all(&self) {
        let laps = Laps::new();
        self.learn_early();
        laps.end_of(Part::Clean);
        while let Some(batch) = self.waiting.pop_beyond(0) {
            if lock(&self.failure).is_none()
                && let Err(error) = self.write(batch, &laps)
            {
                self.fail(error);
            }
        }
        self.stages.has_worked(&laps);
    }

    /// Labels the articles of a batch and puts them into the index.
    fn write(&self, batch: Batch, laps: &Laps) -> Result<()> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let newest = self.teaching.newest(self.annotator(), &self.lists);
        let annotator = newest.as_deref().unwrap_or_else(|| self.annotator());
        let entries = batch.entries().map_err(|err| self.index.unreadable(&err))?;
        for (place, waits) in batch.articles.iter().enumerate() {
            let mut entry = entries.read(place).expect("these are the bytes of an entry");
            let Entry { origin, article, .. } = &mut entry;
            let cleaned = self.early.clean(origin, article, waits.publisher, &waits.lines);
            laps.end_of(Part::Clean);
            let labels = match cleaned {
                true => labels(annotator, &entry.article),
                false => labels_by_learned(annotator, &entry),
            };
            let Some(labels) = labels else {
                lock(&batch.file.progress).lose(waits.key, batch.member.as_deref(), waits.number, FAILED);
                continue;
            };
            entry.labels = labels;
            laps.end_of(Part::Label);
            let moment = self.indexed.load(Ordering::Relaxed);
            entry.indexed = waits.kept.unwrap_or(moment);
            let mut document = self.index.document_of_lines(&entry, &waits.lines);
            laps.end_of(Part::Document);
            // held until the article is in the index, so that two records with one id cannot overtake each other
            let progress = lock(&batch.file.progress);
            if !progress.stands(waits.key, waits.number) {
                continue;
            }
            let writer = writer.read().unwrap_or_else(PoisonError::into_inner);
            // no commit comes while the writer is held; one that came since ended another batch of moments
            let moment = self.indexed.load(Ordering::Relaxed);
            if waits.kept.is_none() && entry.indexed != moment {
                entry.indexed = moment;
                document = self.index.document_of_lines(&entry, &waits.lines);
            }
            if waits.put == Put::Replace {
                writer.remove(waits.key);
            }
            writer.add(document)?;
            laps.end_of(Part::Wait);
        }
        self.release(batch.file);
        Ok(())
    }
}
