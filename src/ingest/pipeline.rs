//! The stages of a run, joined by bounded queues: walk, read, then clean and label on all cores, then the index.
//!
//! Memory is bounded by the queues: no stage holds more than a few chunks of text, but for those that wait packed (see
//! `waiting`), whatever the size of a file or a corpus.
//! What grows with the corpus is the manifest; with the file that is open, two numbers a record.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use tantivy::Searcher;

use crate::annotate::{Annotator, Lists};
use crate::article::{Article, Key, Origin, Raw};
use crate::error::{Error, Result};
use crate::index::{Entry, FileRecord, Index, SkippedRecord, Writer};
use crate::ingest::Progress;
use crate::ingest::batch::{Batch, Packer};
use crate::ingest::early::Early;
use crate::ingest::file::{Fate, FileProgress, FileState, Put};
use crate::ingest::own::{OWN_OUTPUT, OwnOutput, Owner};
use crate::ingest::prepare::{Cleaning, prepare_timed};
use crate::ingest::roots::STDIN;
use crate::ingest::stages::{Laps, Part, Stages};
use crate::ingest::teach::Teaching;
use crate::ingest::waiting::Waiting;
use crate::ingest::walk::{Found, is_settled, open, reason, stamp};
use crate::read::{self, Chunk, Disk, Record, Skip};

/// Bytes read from a file at once: fewer system calls than the 8 KiB of std, small beside a chunk.
pub(crate) const READ_BYTES: usize = 64 * 1024;

/// How long who has nothing to read may leave those waiting that are to be written.
const IDLE: Duration = Duration::from_secs(1);

/// A file to read, and what is known of it.
pub(crate) struct Job {
    pub found: Found,
    pub known: Option<FileRecord>,
}

/// What the coordinator hears.
pub(crate) enum Event {
    /// Articles of this file may reach the index from now on.
    Started(Found),
    /// Nothing more comes of this file.
    Done(Box<Outcome>),
    /// So many articles have been parsed.
    Parsed(u64),
    /// So many articles are in the index, to be committed.
    Written(u64),
    /// A worker has ended.
    Ended,
}

/// What came of a file.
pub(crate) struct Outcome {
    pub found: Found,
    pub known: Option<FileRecord>,
    pub progress: FileProgress,
    /// Its bytes were those of the last run.
    pub same_bytes: bool,
    /// When reading it began.
    pub opened: SystemTime,
    /// What the index held of it and it no longer has, by short key.
    pub gone: Vec<u64>,
}

/// A chunk on its way to a worker.
pub(crate) struct Task {
    file: Arc<FileState>,
    chunk: Chunk,
}

/// What all stages of a run share.
pub(crate) struct Run<'a> {
    pub index: &'a Index,
    /// The index as it was before the run.
    pub before: Searcher,
    /// `None`: only look. Workers hold it for reading, a commit for writing.
    pub writer: Option<RwLock<Writer>>,
    /// What people and the articles of the last commit add to the lexicons.
    pub lists: Lists,
    /// Built by the first article: a run that reads nothing pays nothing.
    pub annotator: OnceLock<Annotator>,
    /// What the articles of this run teach while they come.
    pub teaching: Teaching,
    /// What those taught of residue that waited when the first was written.
    pub early: Early,
    /// Articles that are read and not yet written.
    pub waiting: Waiting,
    /// How to clean.
    pub cleaning: Cleaning,
    /// What articles depend on besides their sources: `Versions::edition`.
    pub edition: u64,
    /// The moment of the batch that the next commit ends, see `Payload::indexed`; changed only with the writer held for
    /// writing.
    pub indexed: AtomicU64,
    /// How often to commit.
    pub commit_every: Duration,
    pub stop: &'a AtomicBool,
    pub show: &'a (dyn Fn(&Progress) + Sync),
    /// The first error that ends the run.
    pub failure: Mutex<Option<Error>>,
    pub events: Sender<Event>,
    pub stages: Stages,
}

impl Run<'_> {
    /// Whether the run is to end, by a person's wish or after an error.
    pub(crate) fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || lock(&self.failure).is_some()
    }

    /// The annotator of [`Run::lists`].
    pub(crate) fn annotator(&self) -> &Annotator {
        self.annotator.get_or_init(|| Annotator::new(&self.lists))
    }

    /// Tells who watches that so many stored articles have been looked at once more.
    pub(crate) fn show_reworked(&self, articles: u64) {
        (self.show)(&Progress { reworked: articles, ..Progress::default() });
    }

    pub(crate) fn fail(&self, error: Error) {
        lock(&self.failure).get_or_insert(error);
    }

    pub(crate) fn tell(&self, event: Event) {
        // the coordinator hears until all senders are gone
        let _ = self.events.send(event);
    }

    /// The reading stage: takes jobs, gives chunks.
    pub(crate) fn read_all(&self, jobs: Receiver<Job>, tasks: Sender<Task>) {
        for job in jobs {
            if self.is_over() {
                continue;
            }
            if let Err(error) = self.read_one(job, &tasks) {
                self.fail(error);
            }
        }
        self.stages.has_read();
    }

    fn read_one(&self, job: Job, tasks: &Sender<Task>) -> Result<()> {
        let opened = SystemTime::now();
        if let Some(hash) = self.unchanged_hash(&job) {
            let progress = FileProgress::of_known_bytes(hash);
            let gone = Vec::new();
            let outcome = Outcome { found: job.found, known: job.known, progress, same_bytes: true, opened, gone };
            self.tell(Event::Done(Box::new(outcome)));
            return Ok(());
        }
        self.tell(Event::Started(job.found.clone()));
        let file_key = Key::of(&Origin { root: job.found.root.clone(), path: job.found.path.clone(), record: None });
        let held =
            if self.before.num_docs() == 0 { HashMap::new() } else { self.index.held(&self.before, file_key)? };
        let file = Arc::new(FileState { found: job.found, known: job.known, held, opened, progress: Mutex::default() });
        let ended = if file.found.root == STDIN {
            self.split(&file, io::stdin(), None, tasks)
        } else {
            open(&file.found.disk).map_err(|err| Broken(reason(&err))).and_then(|input| {
                let is_over = || self.is_over();
                let disk = Disk::new(&input, &is_over).map_err(|err| Broken(reason(&err)))?;
                // no more than the walk saw: a file that grows while it is read may never end
                self.split(&file, (&input).take(file.found.stamp.size), Some(&disk), tasks)?;
                // read from several places, or changed on the way: the next run looks again
                let changed = input.metadata().map_or(true, |now| stamp(&now) != file.found.stamp);
                lock(&file.progress).unfinished |= changed;
                Ok(())
            })
        };
        if let Err(Broken(reason)) = ended {
            let mut progress = lock(&file.progress);
            progress.unfinished = true;
            progress.skipped.push(SkippedRecord::file(reason));
        }
        self.release(file);
        Ok(())
    }

    /// The hash of a file whose stamp is new and whose bytes are not.
    fn unchanged_hash(&self, job: &Job) -> Option<String> {
        let known = job.known.as_ref()?;
        let other_size = known.stamp.is_some_and(|stamp| stamp.size != job.found.stamp.size);
        if known.edition != self.edition || known.hash.is_empty() || other_size {
            return None;
        }
        let is_over = || self.is_over();
        let file = Hashing::new(open(&job.found.disk).ok()?, &is_over);
        let mut input = BufReader::with_capacity(READ_BYTES, file);
        drain(&mut input).ok()?;
        let hashing = input.into_inner();
        let hash = short_hash(&hashing.hasher);
        (!hashing.cut && hash == known.hash).then_some(hash)
    }

    /// Cuts one file into chunks and hashes it on the way.
    fn split(
        &self,
        file: &Arc<FileState>,
        input: impl Read,
        disk: Option<&Disk<'_>>,
        tasks: &Sender<Task>,
    ) -> std::result::Result<(), Broken> {
        let is_over = || self.is_over();
        let mut input = BufReader::with_capacity(READ_BYTES, Hashing::new(input, &is_over));
        let mut own_output = OwnOutput::default();
        let ended = read::split(file.found.name(), &mut input, disk, &mut |chunk| {
            match own_output.owner(&file.found, &chunk) {
                Owner::Theirs => {}
                Owner::Ours => return,
                Owner::OursFirst => {
                    let (member, reason) = (chunk.member, OWN_OUTPUT.to_owned());
                    return lock(&file.progress).skip(SkippedRecord { member, number: None, reason });
                }
            }
            file.note_torn(&chunk);
            // fails only when all workers are gone, which is after a failure
            let _ = tasks.send(Task { file: Arc::clone(file), chunk });
        });
        let read_on = drain(&mut input);
        let hashing = input.into_inner();
        let mut progress = lock(&file.progress);
        progress.bytes = hashing.bytes;
        progress.unfinished |= hashing.cut;
        if let Some(err) = hashing.error.or(read_on.err()) {
            return Err(Broken(reason(&err)));
        }
        match ended {
            // what was cut off looks damaged, and is not
            _ if hashing.cut => {}
            Ok(()) => {}
            Err(Skip::NotAnArticle) => progress.ignored = true,
            Err(Skip::Bad(reason)) => progress.skipped.push(SkippedRecord::file(reason)),
            Err(Skip::Torn(reason)) => {
                progress.torn = true;
                progress.skipped.push(SkippedRecord::file(reason));
            }
        }
        progress.hash = Some(short_hash(&hashing.hasher));
        Ok(())
    }

    /// The working stage: parses and cleans articles, lets them wait, and writes those that may not wait any more.
    pub(crate) fn work_all(&self, tasks: Receiver<Task>) {
        let laps = Laps::new();
        let mut packer = Packer::default();
        loop {
            let task = tasks.recv_timeout(IDLE);
            laps.end_of(Part::Wait);
            let done = match task {
                Ok(Task { file, chunk }) => {
                    let done = if self.is_over() {
                        lock(&file.progress).unfinished = true;
                        Ok(())
                    } else {
                        self.work_one(&file, &chunk, &mut packer, &laps)
                    };
                    self.release(file);
                    done
                }
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Err(error) = done.and_then(|()| self.drain(&laps)) {
                self.fail(error);
            }
        }
        self.stages.has_worked(&laps);
        self.tell(Event::Ended);
    }

    fn work_one(&self, file: &Arc<FileState>, chunk: &Chunk, packer: &mut Packer, laps: &Laps) -> Result<()> {
        let mut parsed = 0;
        let mut batch = Batch::of(file, chunk.member.clone());
        let is_whole = read::parse(file.found.name(), chunk, &mut |found| {
            laps.end_of(Part::Parse);
            let number = found.as_ref().map_or_else(|bad| bad.number, |record| record.number);
            match found.map_err(|bad| bad.reason).and_then(|record| self.put(&mut batch, record, laps)) {
                Ok(()) => parsed += 1,
                Err(reason) => {
                    let member = chunk.member.clone();
                    lock(&file.progress).skip(SkippedRecord { member, number, reason });
                }
            }
        });
        lock(&file.progress).torn |= !is_whole;
        self.tell(Event::Parsed(parsed));
        self.wait(batch, packer, laps)
    }

    /// Decides what is to be done with one article, and puts it into the batch of those that wait for it.
    fn put(&self, batch: &mut Batch, record: Record, laps: &Laps) -> std::result::Result<(), String> {
        let Record { number, raw } = record;
        let file = Arc::clone(&batch.file);
        let member = batch.member.as_deref();
        let origin = origin(&file.found, member, number, &raw);
        let key = Key::of(&origin).short();
        let content = raw.fingerprint() ^ self.edition;
        if raw.text.contains(char::REPLACEMENT_CHARACTER) {
            lock(&file.progress).note_garbled(|| origin.to_string());
        }
        let held = file.held.get(&key);
        let fate = match held {
            None => Fate::New,
            Some(held) if held.content == content => Fate::Unchanged,
            Some(_) => Fate::Changed,
        };
        // what is only cleaned otherwise than it was keeps its date
        let edition = file.known.as_ref().map_or(self.edition, |known| known.edition);
        let kept = held.filter(|held| held.content ^ edition == content ^ self.edition).map(|held| held.indexed);
        let made = |raw| {
            let label = |article: &Article| self.annotator().annotate_first(article);
            let (article, labels) = prepare_timed(&origin, raw, &self.cleaning, &label, laps)?;
            Ok::<_, String>(Entry { origin: origin.clone(), article, labels, content, indexed: 0 })
        };
        // made before the lock; what is unchanged is made only in the rare case that it has to be put back
        let (ready, raw) = match fate {
            Fate::New | Fate::Changed => (Some(made(raw)?), None),
            Fate::Unchanged => (None, Some(raw)),
        };
        let number = number.unwrap_or(1);
        let put = lock(&file.progress).meet(key, member, number, fate);
        if self.writer.is_none() || matches!(put, Put::Leave | Put::Refuse) {
            return Ok(());
        }
        let Some(entry) = ready.map(Ok).or(raw.map(made)).transpose()? else { return Ok(()) };
        batch.push(&entry, number, put, kept);
        laps.end_of(Part::Document);
        self.teaching.learn(&entry, self.annotator());
        laps.end_of(Part::Label);
        Ok(())
    }

    /// Whoever lets go of a file last sums it up.
    pub(crate) fn release(&self, file: Arc<FileState>) {
        let Some(state) = Arc::into_inner(file) else { return };
        let FileState { found, known, held, opened, progress } = state;
        let mut progress = progress.into_inner().unwrap_or_else(PoisonError::into_inner);
        // standard input only adds: what it said last week is not gone because it is silent now
        let is_whole = !progress.unfinished && !progress.torn && found.root != STDIN;
        let gone = if is_whole { progress.gone(&held).collect() } else { Vec::new() };
        progress.sum_up_skips();
        self.tell(Event::Done(Box::new(Outcome { found, known, progress, same_bytes: false, opened, gone })));
    }
}

/// The origin of a record. The member of an archive that it stands in and the id it carries name it; without an id its
/// number does, and in standard input, where numbers mean nothing the next time, its content. An id never reads like a
/// number or a member: a sign stands before it where it could.
pub(crate) fn origin(found: &Found, member: Option<&str>, number: Option<usize>, raw: &Raw) -> Origin {
    let id = match &raw.id {
        None if found.root == STDIN => Some(format!("{:016x}", raw.fingerprint())),
        id => id.clone(),
    };
    let record = match (member, number, id) {
        (None, None, id) => id.filter(|_| found.root == STDIN),
        (None, Some(_), Some(id)) if id.starts_with(['#', '!', '=']) => Some(format!("={id}")),
        (None, Some(_), Some(id)) => Some(id),
        (None, Some(number), None) => Some(format!("#{number}")),
        (Some(member), None, _) => Some(format!("!{member}")),
        (Some(member), Some(_), Some(id)) => Some(format!("!{member}#={id}")),
        (Some(member), Some(number), None) => Some(format!("!{member}#{number}")),
    };
    Origin { root: found.root.clone(), path: found.path.clone(), record }
}

/// What is noted of a file for the next run.
pub(crate) fn file_record(outcome: &Outcome, edition: u64) -> FileRecord {
    let Outcome { found, known, progress, same_bytes, opened, gone: _ } = outcome;
    // standard input has no stamp, and brings other bytes the next time
    let whole = !progress.unfinished && progress.hash.is_some() && found.root != STDIN;
    let stamp = (whole && is_settled(&found.stamp, *opened)).then_some(found.stamp);
    let known = known.clone().unwrap_or_default();
    if *same_bytes {
        return FileRecord { stamp, ..known };
    }
    let articles = match found.root.as_str() {
        STDIN => known.articles + progress.counts.new,
        _ if whole && !progress.torn => progress.articles(),
        _ => progress.articles().max(known.articles),
    };
    let hash = progress.hash.clone().filter(|_| whole).unwrap_or_default();
    FileRecord { stamp, hash, edition, articles, skipped: progress.skipped.clone() }
}

/// Why reading a file broke off.
struct Broken(String);

/// Locks; a thread that panicked with the lock left numbers that are good enough to report.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn short_hash(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Reads what a reader left, so that the hash is that of the whole file.
fn drain(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let len = input.fill_buf()?.len();
        if len == 0 {
            return Ok(());
        }
        input.consume(len);
    }
}

/// Passes bytes on, hashes them, ends early when the run is over, and remembers an error that a reader may swallow.
struct Hashing<'a, R> {
    inner: R,
    is_over: &'a dyn Fn() -> bool,
    hasher: blake3::Hasher,
    bytes: u64,
    cut: bool,
    error: Option<io::Error>,
}

impl<'a, R> Hashing<'a, R> {
    fn new(inner: R, is_over: &'a dyn Fn() -> bool) -> Self {
        Self { inner, is_over, hasher: blake3::Hasher::new(), bytes: 0, cut: false, error: None }
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.cut |= (self.is_over)();
        if self.cut {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Ok(len) => {
                self.hasher.update(&buffer[..len]);
                self.bytes += len as u64;
                Ok(len)
            }
            Err(err) => {
                if err.kind() != io::ErrorKind::Interrupted {
                    self.error = Some(io::Error::new(err.kind(), err.to_string()));
                }
                Err(err)
            }
        }
    }
}
