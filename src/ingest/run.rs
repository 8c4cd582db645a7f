//! A run: starts the stages, keeps the manifest, commits, and removes what is gone from disk.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::annotate::Annotator;
use crate::article::{Key, Origin};
use crate::error::Result;
use crate::index::{FileRecord, Index, Manifest, Payload, Root, SkippedRecord, Stamp, Versions};
use crate::ingest::pipeline::{Event, Job, Outcome, Run, file_record, lock};
use crate::ingest::roots::{STDIN, Scope, scopes, within};
use crate::ingest::walk::{Found, Hidden, walk};
use crate::ingest::{Progress, Skipped, Summary};

/// How to bring an index up to date.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Look and count, change nothing.
    pub dry_run: bool,
    /// Remove even more than half of a root's articles.
    pub prune: bool,
}

/// A kill loses at most this much work; more commits would make more and smaller segments.
const COMMIT_EVERY: Duration = Duration::from_secs(60);

/// How often a progress bar moves while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Jobs that wait for the reader: enough that the walk, which only looks at stamps, runs ahead.
const JOBS: usize = 256;

/// Brings `index` up to date with files and folders; without `paths`, with all roots it holds. `stop` ends the run
/// cleanly at the next article: what was done until then is committed.
///
/// # Errors
/// Only what stops the whole run; inputs that give no article are named in the summary. The last commit stands then, and
/// the next run goes on from it.
pub fn update(
    index: &Index,
    paths: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    let started = Instant::now();
    // the writer first: it holds the lock under which everything else is read
    let writer = if options.dry_run { None } else { Some(index.writer()?) };
    let before = index.payload()?;
    let mut payload = before.clone();
    let (scopes, absent) = scopes(paths, &mut payload);
    let (events, heard) = unbounded();
    let run = Run {
        index,
        before: index.searcher()?,
        writer: writer.map(RwLock::new),
        annotator: LazyLock::new(Annotator::new),
        stale: before.versions != Versions::CURRENT && before != Payload::default(),
        stop,
        failure: Mutex::default(),
        events,
    };
    let manifest = RwLock::new(Manifest::load(index)?);
    let mut books = Books::new(&run, &manifest, payload, before, progress);
    books.summary.skipped = absent;
    let walks = books.keep(&scopes, heard);
    if let Some(error) = lock(&run.failure).take() {
        return Err(error);
    }
    if !stop.load(Ordering::Relaxed) {
        books.remove_gone(&walks, options);
    }
    let mut summary = books.close(&scopes)?;
    let Run { writer, .. } = run;
    if let Some(writer) = writer {
        writer.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    }
    summary.interrupted = stop.load(Ordering::Relaxed);
    summary.elapsed = started.elapsed();
    summary.total = index.articles()?;
    Ok(summary)
}

/// What a walk saw of a scope.
struct Walk {
    scope: Scope,
    /// Paths below the root that are there.
    seen: HashSet<String>,
    hidden: Vec<Hidden>,
    /// Known skips of files that have not changed.
    known_skips: Vec<Skipped>,
    unchanged: u64,
    complete: bool,
}

/// Counts that the walk raises while the coordinator shows them.
#[derive(Default)]
struct Seen {
    found: AtomicU64,
    same: AtomicU64,
    walked: AtomicBool,
}

/// The coordinator's books: manifest, counts and commits.
struct Books<'a> {
    run: &'a Run<'a>,
    manifest: &'a RwLock<Manifest>,
    payload: Payload,
    /// The payload of the last commit.
    committed: Payload,
    summary: Summary,
    progress: Progress,
    show: &'a (dyn Fn(&Progress) + Sync),
    last_commit: Instant,
    /// The index or the manifest differs from what is on disk.
    unsaved: bool,
    uncommitted: bool,
    /// Content hashes met in this run: a file that is gone and stands elsewhere was moved.
    hashes: HashSet<String>,
}

impl<'a> Books<'a> {
    fn new(
        run: &'a Run<'a>,
        manifest: &'a RwLock<Manifest>,
        payload: Payload,
        committed: Payload,
        show: &'a (dyn Fn(&Progress) + Sync),
    ) -> Self {
        Self {
            run,
            manifest,
            payload: Payload { versions: Versions::CURRENT, ..payload },
            committed,
            summary: Summary::default(),
            progress: Progress::default(),
            show,
            last_commit: Instant::now(),
            unsaved: false,
            uncommitted: false,
            hashes: HashSet::new(),
        }
    }

    /// Runs all stages to their end and keeps the books meanwhile.
    fn keep(&mut self, scopes: &[Scope], heard: Receiver<Event>) -> Vec<Walk> {
        let workers = std::thread::available_parallelism().map_or(1, |n| n.get());
        let (run, manifest, roots) = (self.run, self.manifest, self.payload.roots.clone());
        let seen = Seen::default();
        std::thread::scope(|threads| {
            let (jobs, jobs_heard) = bounded(JOBS);
            let (tasks, tasks_heard) = bounded(2 * workers);
            let walker = threads.spawn(|| {
                let walks = scopes.iter().map(|scope| look(scope, &roots, run, manifest, &seen, &jobs)).collect();
                drop(jobs);
                seen.walked.store(true, Ordering::Relaxed);
                walks
            });
            let reader = threads.spawn(move || run.read_all(jobs_heard, tasks));
            let workers: Vec<_> = (0..workers)
                .map(|_| {
                    let tasks = tasks_heard.clone();
                    threads.spawn(move || run.work_all(tasks))
                })
                .collect();
            drop(tasks_heard);
            let is_running = || !reader.is_finished() || workers.iter().any(|worker| !worker.is_finished());
            self.hear(&heard, &seen, workers.len(), &is_running);
            walker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Hears all events until every worker has ended; `is_running` is asked in case one ended in a panic.
    fn hear(&mut self, heard: &Receiver<Event>, seen: &Seen, workers: usize, is_running: &dyn Fn() -> bool) {
        let mut ended = 0;
        while ended < workers {
            match heard.recv_timeout(TICK) {
                Ok(Event::Ended) => ended += 1,
                Ok(event) => self.note(event),
                Err(_) if is_running() => {}
                Err(_) => break,
            }
            self.show_progress(seen);
            if self.last_commit.elapsed() > COMMIT_EVERY
                && let Err(error) = self.commit(heard)
            {
                // the stages must end before the error can be told
                lock(&self.run.failure).get_or_insert(error);
                self.last_commit = Instant::now();
            }
        }
        heard.try_iter().for_each(|event| self.note(event));
        self.show_progress(seen);
    }

    fn show_progress(&mut self, seen: &Seen) {
        let mut shown = self.progress;
        shown.files_found = seen.found.load(Ordering::Relaxed);
        shown.files_done += seen.same.load(Ordering::Relaxed);
        shown.walked = seen.walked.load(Ordering::Relaxed);
        (self.show)(&shown);
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Parsed(articles) => self.progress.articles += articles,
            // until it is done it counts as to be read again, so that a commit in between forgets nothing of it
            Event::Started(found) => {
                let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
                let known = manifest.get(&found.root, &found.path).cloned().unwrap_or_default();
                let open = FileRecord { stamp: None, hash: String::new(), ..known };
                manifest.set(&found.root, &found.path, open);
                self.unsaved = true;
            }
            Event::Done(outcome) => self.note_outcome(&outcome),
            Event::Ended => {}
        }
    }

    fn note_outcome(&mut self, outcome: &Outcome) {
        let Outcome { found, known, progress, same_bytes, .. } = outcome;
        let record = file_record(outcome);
        let known_skips = known.as_ref().map_or(&[][..], |known| &known.skipped);
        let skipped = if *same_bytes { known_skips } else { &progress.skipped };
        // a file that still cannot be opened was named before; what was read anew is named anew
        let is_known = |skip: &SkippedRecord| *same_bytes || (progress.unfinished && known_skips.contains(skip));
        self.summary.skipped.extend(skipped.iter().map(|skip| shown(&found.root, &found.path, skip, is_known(skip))));
        if *same_bytes {
            self.summary.unchanged += record.articles;
        } else {
            let counts = progress.counts;
            self.summary.files_read += 1;
            self.summary.new += counts.new;
            self.summary.changed += counts.changed;
            self.summary.unchanged += counts.unchanged;
            self.summary.removed += counts.removed;
            self.summary.read += counts.new + counts.changed + counts.unchanged;
            self.summary.ignored += u64::from(progress.ignored);
            self.summary.bytes += progress.bytes;
            self.uncommitted |= counts.new + counts.changed + counts.removed > 0;
        }
        self.progress.files_done += 1;
        self.progress.bytes += progress.bytes;
        self.progress.skipped += skipped.len() as u64;
        if !record.hash.is_empty() {
            self.hashes.insert(record.hash.clone());
        }
        self.unsaved = true;
        let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
        manifest.set(&found.root, &found.path, record);
    }

    /// Commits what was done so far, and the manifest that belongs to it.
    fn commit(&mut self, heard: &Receiver<Event>) -> Result<()> {
        self.last_commit = Instant::now();
        let Some(writer) = &self.run.writer else { return Ok(()) };
        let mut writer = writer.write().unwrap_or_else(PoisonError::into_inner);
        // with the writer held no article moves: all files it holds articles of are heard of now
        heard.try_iter().for_each(|event| self.note(event));
        let opstamp = if self.uncommitted || self.payload != self.committed {
            let opstamp = writer.commit(&self.payload)?;
            self.committed = self.payload.clone();
            opstamp
        } else {
            self.run.index.opstamp()?
        };
        self.manifest.read().unwrap_or_else(PoisonError::into_inner).save(self.run.index, opstamp)?;
        (self.uncommitted, self.unsaved) = (false, false);
        Ok(())
    }

    /// Removes what the index holds and complete walks did not see, unless that is most of a root.
    fn remove_gone(&mut self, walks: &[Walk], options: &Options) {
        for walk in walks {
            self.note_walk(walk);
        }
        for walk in walks.iter().filter(|walk| walk.complete && walk.scope.root.name != STDIN) {
            let gone = self.gone(walk);
            let lost: u64 =
                gone.iter().filter(|(_, file)| !self.hashes.contains(&file.hash)).map(|(_, f)| f.articles).sum();
            let total = self.articles_of(&walk.scope.root);
            if 2 * lost > total && !options.prune {
                let reason = format!("removing {lost} of its {total} articles, whose files are gone, needs --prune");
                self.summary.skipped.push(Skipped {
                    path: walk.scope.root.name.clone(),
                    record: None,
                    reason,
                    known: false,
                });
                continue;
            }
            for (path, file) in gone {
                self.remove_file(&walk.scope.root.name, &path, &file);
            }
        }
    }

    fn note_walk(&mut self, walk: &Walk) {
        self.summary.unchanged += walk.unchanged;
        self.summary.skipped.extend(walk.known_skips.iter().cloned());
        for Hidden { path, reason } in &walk.hidden {
            let root = &walk.scope.root.name;
            let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
            let skip = SkippedRecord { number: None, reason: reason.clone() };
            let known = manifest.get(root, path).is_some_and(|file| file.skipped.contains(&skip));
            self.summary.skipped.push(shown(root, path, &skip, known));
            manifest.set(root, path, FileRecord { skipped: vec![skip], ..FileRecord::default() });
            self.unsaved = true;
        }
    }

    /// Files below a scope that the manifest knows and the walk did not see. What could not be looked at is not gone.
    fn gone(&self, walk: &Walk) -> Vec<(String, FileRecord)> {
        let manifest = self.manifest.read().unwrap_or_else(PoisonError::into_inner);
        let empty = BTreeMap::new();
        let files = manifest.roots.get(&walk.scope.root.name).unwrap_or(&empty);
        let is_gone = |path: &str| {
            within(&walk.scope.below, path)
                && !walk.seen.contains(path)
                && !walk.hidden.iter().any(|hidden| path.starts_with(&hidden.path) || hidden.path == "/")
        };
        files.iter().filter(|(path, _)| is_gone(path)).map(|(path, file)| (path.clone(), file.clone())).collect()
    }

    fn articles_of(&self, root: &Root) -> u64 {
        let manifest = self.manifest.read().unwrap_or_else(PoisonError::into_inner);
        manifest.roots.get(&root.name).map_or(0, |files| files.values().map(|file| file.articles).sum())
    }

    fn remove_file(&mut self, root: &str, path: &str, file: &FileRecord) {
        if let Some(writer) = &self.run.writer {
            let key = Key::of(&Origin { root: root.to_owned(), path: path.to_owned(), record: None });
            writer.read().unwrap_or_else(PoisonError::into_inner).remove_file(key);
        }
        self.summary.removed += file.articles;
        (self.uncommitted, self.unsaved) = (true, true);
        self.manifest.write().unwrap_or_else(PoisonError::into_inner).remove(root, path);
    }

    /// The last commit of the run, and its summary.
    fn close(mut self, scopes: &[Scope]) -> Result<Summary> {
        if self.unsaved || self.uncommitted || self.payload != self.committed {
            self.commit(&crossbeam_channel::never())?;
        }
        self.summary.roots = scopes.iter().map(|scope| scope.root.name.clone()).collect();
        self.summary.skipped.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        Ok(self.summary)
    }
}

/// Walks one scope: what did not change is counted, the rest becomes jobs.
fn look(
    scope: &Scope,
    roots: &[Root],
    run: &Run<'_>,
    manifest: &RwLock<Manifest>,
    seen: &Seen,
    jobs: &Sender<Job>,
) -> Walk {
    let mut walk_of = Walk {
        scope: scope.clone(),
        seen: HashSet::new(),
        hidden: Vec::new(),
        known_skips: Vec::new(),
        unchanged: 0,
        complete: false,
    };
    let nested: Vec<PathBuf> =
        roots.iter().filter(|root| root.name != scope.root.name).map(|root| PathBuf::from(&root.path)).collect();
    let stdin = (scope.root.path == STDIN).then(|| Found {
        root: STDIN.to_owned(),
        path: String::new(),
        disk: PathBuf::from(STDIN),
        stamp: Stamp::default(),
    });
    let files: Box<dyn Iterator<Item = _>> = match stdin {
        Some(found) => Box::new(std::iter::once(Ok(found))),
        None => Box::new(walk(scope, &nested)),
    };
    for file in files {
        if run.is_over() {
            return walk_of;
        }
        let found = match file {
            Ok(found) => found,
            Err(hidden) => {
                walk_of.hidden.push(hidden);
                continue;
            }
        };
        seen.found.fetch_add(1, Ordering::Relaxed);
        walk_of.seen.insert(found.path.clone());
        let known = manifest.read().unwrap_or_else(PoisonError::into_inner).get(&found.root, &found.path).cloned();
        match known {
            Some(known) if !run.stale && known.stamp == Some(found.stamp) => {
                walk_of.unchanged += known.articles;
                let skips = known.skipped.iter().map(|skip| shown(&found.root, &found.path, skip, true));
                walk_of.known_skips.extend(skips);
                seen.same.fetch_add(1, Ordering::Relaxed);
            }
            known => {
                // fails only when the reader is gone, which is after a failure
                let _ = jobs.send(Job { found, known });
            }
        }
    }
    walk_of.complete = true;
    walk_of
}

fn shown(root: &str, path: &str, skip: &SkippedRecord, known: bool) -> Skipped {
    let path = Origin { root: root.to_owned(), path: path.to_owned(), record: None }.file();
    Skipped { path, record: skip.number, reason: skip.reason.clone(), known }
}
