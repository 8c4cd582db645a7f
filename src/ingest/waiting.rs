//! Articles that wait for what later ones teach, so that most are labelled once and written once.
//!
//! What an article teaches, and its topics, are found when it is read. The other labels, and the lines that are residue only
//! because many articles have them, depend on what all articles teach: they are found when the article is written, and that
//! is when there is no more room, or it has waited long, or the last one was read.
//! Until then it lies packed in memory, those that came first in a file. The file of an article is not done before all its
//! articles are written, so that a commit never claims what only waits.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::Result;
use crate::index::{Entry, Index};
use crate::ingest::batch::{Batch, Packed, Packer};
use crate::ingest::pipeline::{Event, Run, lock};
use crate::ingest::prepare::FAILED;
use crate::ingest::rework::{labels, labels_by_learned};
use crate::ingest::stages::{Laps, Part};

/// How much of articles waits, packed, with the keys of their lines and the state of their files.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Bytes of memory.
    pub memory: usize,
    /// Bytes of a file in the folder of the index.
    pub file: u64,
}

impl Default for Room {
    /// 35,000 files of one article each take 30 MB wherever the articles are, and a run is to hold no more than 300 MB
    /// whatever it reads. Of a file that has many, 2 GB are 1,400,000 of 3 kB, half of what the index takes of them.
    fn default() -> Self {
        Self { memory: 30_000_000, file: 2_000_000_000 }
    }
}

/// Bytes that can be moved into the file and are not: 5,000 articles of 3 kB, so that small runs need none.
const MOVABLE: usize = 8_000_000;

/// So many times as long as a run may go without a commit an article waits, until the next commit. What waits is lost by a
/// kill, to be read again: 5 minutes, where a million generated articles are read in two and a half on 2 cores.
const PATIENCE: u32 = 5;

/// The articles that wait, those that came first in front.
pub(crate) struct Waiting {
    queue: Mutex<Queue>,
    room: Room,
    patience: Duration,
}

#[derive(Default)]
struct Queue {
    batches: VecDeque<Packed>,
    /// Of memory.
    bytes: usize,
    /// Those that can be moved into the file.
    movable: usize,
    /// How many of the batches are in the file: those in front.
    spilled: usize,
    /// The file, and where it ends; it has no name any more.
    spill: Option<(Arc<File>, u64)>,
    /// There is no more room, or the first one has waited long enough: all that waits is to be written.
    is_draining: bool,
}

impl Queue {
    /// Moves batches into the file until those in memory have room there.
    fn spill(&mut self, room: Room, index: &Index) {
        while (self.bytes > room.memory || self.movable > MOVABLE) && !self.is_draining {
            let Some(batch) = self.batches.get_mut(self.spilled) else {
                self.is_draining = true;
                return;
            };
            let movable = batch.movable();
            // what cannot be moved is written into the index, and that tells what is the matter with the disk
            let spilled = match self.spill.take().map_or_else(|| index.scratch().map(|file| (Arc::new(file), 0)), Ok) {
                Ok((file, end)) if end < room.file => batch.spill(&file, end).map(|end| (file, end)).ok(),
                _ => None,
            };
            self.is_draining = spilled.is_none();
            self.spill = spilled;
            if !self.is_draining {
                self.spilled += 1;
                self.bytes -= movable;
                self.movable -= movable;
            }
        }
    }

    fn pop(&mut self) -> Option<Packed> {
        let batch = self.batches.pop_front()?;
        self.bytes -= batch.size();
        self.movable -= batch.movable();
        self.spilled = self.spilled.saturating_sub(1);
        Some(batch)
    }
}

impl Waiting {
    /// A queue of a run that commits so often.
    pub(crate) fn new(room: Room, commit_every: Duration) -> Self {
        Self { queue: Mutex::default(), room, patience: commit_every * PATIENCE }
    }

    fn push(&self, batch: Packed, index: &Index) {
        let mut queue = lock(&self.queue);
        queue.bytes += batch.size();
        queue.movable += batch.movable();
        queue.batches.push_back(batch);
        queue.spill(self.room, index);
    }

    /// Shows all that waits.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&VecDeque<Packed>) -> T) -> T {
        look(&lock(&self.queue).batches)
    }

    /// Says that all that waits is to be written now, where the first has waited long enough.
    pub(crate) fn drain_old(&self) {
        let mut queue = lock(&self.queue);
        queue.is_draining |= queue.batches.front().is_some_and(|batch| batch.since.elapsed() >= self.patience);
    }

    fn is_draining(&self) -> bool {
        lock(&self.queue).is_draining
    }

    /// Takes the first batch where what waits is to be written; where nothing waits any more, others may again.
    fn drain(&self) -> Option<Packed> {
        let mut queue = lock(&self.queue);
        if !queue.is_draining {
            return None;
        }
        let batch = queue.pop();
        if batch.is_none() {
            (queue.is_draining, queue.spill) = (false, None);
        }
        batch
    }

    fn pop(&self) -> Option<Packed> {
        lock(&self.queue).pop()
    }
}

impl Run<'_> {
    /// Lets the articles of a batch wait.
    pub(crate) fn wait(&self, batch: Batch, packer: &mut Packer, laps: &Laps) -> Result<()> {
        if batch.is_empty() {
            self.release(batch.file);
            return Ok(());
        }
        let batch = batch.packed(packer).map_err(|err| self.index.unwritable(&err))?;
        self.waiting.push(batch, self.index);
        laps.end_of(Part::Document);
        Ok(())
    }

    /// Writes what waits where it may not wait any more, beside other threads that do so.
    pub(crate) fn drain(&self, laps: &Laps) -> Result<()> {
        if self.waiting.is_draining() {
            self.learn_early();
            laps.end_of(Part::Clean);
            // who stops a run does not wait for all of it
            while !self.is_over()
                && let Some(batch) = self.waiting.drain()
            {
                self.write(batch, laps)?;
            }
        }
        Ok(())
    }

    /// The writing stage of one of several threads, when all is read: takes what waits until nothing does. Of a run that
    /// was stopped only what is in memory is written, which takes seconds; the next run reads the rest again.
    pub(crate) fn write_rest(&self) {
        let laps = Laps::new();
        self.learn_early();
        laps.end_of(Part::Clean);
        while let Some(batch) = self.waiting.pop() {
            let is_stopped = self.stop.load(Ordering::Relaxed) && batch.is_in_file();
            if lock(&self.failure).is_none()
                && let Err(error) = if is_stopped { self.withdraw(batch) } else { self.write(batch, &laps) }
            {
                self.fail(error);
            }
        }
        self.stages.has_worked(&laps);
        self.tell(Event::Ended);
    }

    /// Takes the articles of a batch back, as if they had not been read.
    fn withdraw(&self, batch: Packed) -> Result<()> {
        let heads = batch.heads().map_err(|err| self.index.unreadable(&err))?;
        let mut progress = lock(&batch.file.progress);
        progress.unfinished = true;
        for waits in &heads {
            progress.withdraw(waits.key, waits.number);
        }
        drop(progress);
        self.release(batch.file);
        Ok(())
    }

    /// Labels the articles of a batch and puts them into the index.
    fn write(&self, batch: Packed, laps: &Laps) -> Result<()> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let newest = self.teaching.newest(self.annotator(), &self.lists);
        let annotator = newest.as_deref().unwrap_or_else(|| self.annotator());
        let entries = batch.entries().map_err(|err| self.index.unreadable(&err))?;
        for (place, waits) in entries.heads.iter().enumerate() {
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
            if waits.replaces {
                writer.remove(waits.key);
            }
            writer.add(document)?;
            laps.end_of(Part::Wait);
        }
        self.tell(Event::Written(entries.heads.len() as u64));
        self.release(batch.file);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::article::{Article, Origin, Text};
    use crate::index::Stamp;
    use crate::ingest::file::{FileProgress, FileState, Put};
    use crate::ingest::walk::Found;

    fn entry(number: usize) -> Entry {
        let origin = Origin { root: "r".into(), path: "many.jsonl".into(), record: Some(format!("#{number}")) };
        let text = Text::from(format!("The ferry number {number} is late.\nIt waits for {number} people.\n"));
        Entry { origin, article: Article { text, ..Article::default() }, ..Entry::default() }
    }

    /// Batches of two articles, the first of which keeps its moment.
    fn batches() -> impl Iterator<Item = Packed> {
        let found = Found { root: "r".into(), path: "f".into(), disk: "f".into(), stamp: Stamp::default() };
        let (opened, progress) = (std::time::SystemTime::now(), Mutex::new(FileProgress::default()));
        let file = Arc::new(FileState { found, known: None, held: HashMap::new(), opened, progress });
        let mut packer = Packer::default();
        (0..).step_by(2).map(move |number| {
            let mut batch = Batch::of(&file, None);
            batch.push(&entry(number), number, Put::Replace, Some(7));
            batch.push(&entry(number + 1), number + 1, Put::Add, None);
            batch.packed(&mut packer).unwrap()
        })
    }

    fn is_whole(batch: &Packed, number: usize) -> bool {
        let entries = batch.entries().unwrap();
        let known = entries.heads.iter().map(|waits| (waits.number, waits.replaces, waits.kept, waits.lines.len()));
        let read = (0..).map_while(|place| entries.read(place));
        batch.heads().unwrap() == entries.heads
            && known.eq([(number, true, Some(7), 2), (number + 1, false, None, 2)])
            && read.eq([entry(number), entry(number + 1)])
    }

    #[test]
    fn what_has_no_room_in_memory_waits_in_a_file_without_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(&folder.path().join("index")).unwrap();
        let names = || std::fs::read_dir(index.dir()).unwrap().count();
        let (before, ten) = (names(), batches().take(10).map(|batch| batch.size()).sum());
        let waiting = Waiting::new(Room { memory: ten, file: 1 << 20 }, Duration::from_secs(60));
        batches().take(11).for_each(|batch| waiting.push(batch, &index));
        let in_file = waiting.look(|batches| batches.iter().map(Packed::is_in_file).collect::<Vec<_>>());
        assert!(in_file[0] && !in_file[10] && in_file.is_sorted_by(|one, other| one >= other), "{in_file:?}");
        assert!(!waiting.is_draining() && names() == before);
        for number in 0..11 {
            assert!(is_whole(&waiting.pop().unwrap(), 2 * number));
        }
        let queue = waiting.queue.into_inner().unwrap();
        assert!(queue.batches.is_empty() && (queue.bytes, queue.spilled) == (0, 0));
    }

    #[test]
    fn all_is_written_where_there_is_no_more_room_and_then_others_wait() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(&folder.path().join("index")).unwrap();
        // of memory for what cannot be moved, of the file for one batch and the beginning of another
        for (memory, file) in [(1500, 1 << 20), (3000, 200)] {
            let waiting = Waiting::new(Room { memory, file }, Duration::from_secs(60));
            for _ in 0..2 {
                let mut pushed = 0;
                for batch in batches() {
                    assert!(waiting.drain().is_none());
                    waiting.push(batch, &index);
                    pushed += 1;
                    if waiting.is_draining() {
                        break;
                    }
                }
                assert!(pushed > 1);
                for number in 0..pushed {
                    assert!(is_whole(&waiting.drain().unwrap(), 2 * number));
                }
                assert!(waiting.drain().is_none() && !waiting.is_draining());
            }
        }
    }

    #[test]
    fn without_a_disk_all_is_written_and_so_is_what_has_waited_long() {
        let waiting = Waiting::new(Room { memory: 0, file: 1 << 20 }, Duration::from_secs(60));
        waiting.push(batches().next().unwrap(), &Index::in_memory());
        assert!(is_whole(&waiting.drain().unwrap(), 0));
        for (commit_every, is_old) in [(Duration::from_secs(60), false), (Duration::ZERO, true)] {
            let waiting = Waiting::new(Room::default(), commit_every);
            waiting.drain_old();
            assert!(!waiting.is_draining(), "nothing waits");
            waiting.push(batches().next().unwrap(), &Index::in_memory());
            waiting.drain_old();
            assert_eq!(waiting.drain().is_some(), is_old);
        }
    }
}
