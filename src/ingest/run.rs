//! A run: starts the stages, hears them to their end, and closes the books.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::annotate::Own;
use crate::clean::Settings;
use crate::error::Result;
use crate::index::{Index, Manifest, Payload, Stamp, Versions, Writer, label_edition};
use crate::ingest::books::{Books, shown};
use crate::ingest::early::Early;
use crate::ingest::gone::remove_gone;
use crate::ingest::pipeline::{Event, Job, Run, lock};
use crate::ingest::prepare::Cleaning;
use crate::ingest::rework::{all, label_again, labels};
use crate::ingest::roots::{Missing, STDIN, Scope, scopes};
use crate::ingest::settle::settle;
use crate::ingest::stages::{Stage, Stages};
use crate::ingest::teach::{FIRST, Teaching};
use crate::ingest::waiting::{Room, Waiting};
use crate::ingest::walk::{Found, Hidden, walk};
use crate::ingest::{Progress, Skipped, Summary};

/// How to bring an index up to date.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Look and count, change nothing.
    pub dry_run: bool,
    /// Remove even more than half of a root's articles.
    pub prune: bool,
    /// How to clean; what was cleaned otherwise is read again.
    pub settings: Settings,
    /// Lines that are body however many articles have them.
    pub kept: Vec<String>,
    /// Leaders, countries, topics and vetoes of a person's own; what was labelled by others is labelled again.
    pub own: Own,
    /// How often a long run commits; `None`: every minute. Tests of crashes want many commits.
    pub commit_every: Option<Duration>,
    /// After how many articles a run first labels with what they taught; `None`: 250. Tests have fewer.
    pub teach_after: Option<u64>,
    /// How much of articles waits for what later ones teach.
    pub room: Room,
}

/// How often a progress bar moves while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// A kill loses at most this much written work, and what waits to be written; more commits would make more and smaller segments.
const COMMIT_EVERY: Duration = Duration::from_secs(60);

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
    let run = run(index, writer, &before, options, progress, stop, events)?;
    // articles come now that are labelled otherwise than those that are there, unless there are none
    let edition = label_edition(&run.lists);
    if payload.labelled != edition {
        payload.labelled = if run.before.num_docs() == 0 { edition } else { String::new() };
    }
    let done = bring_up_to_date(&run, paths, options, payload, before, (&scopes, absent), &heard);
    let mut summary = ended(run, done, started)?;
    summary.roots = scopes.into_iter().map(|scope| scope.root.name).collect();
    Ok(summary)
}

/// What a run over files does with what its stages share.
fn bring_up_to_date(
    run: &Run<'_>,
    paths: &[PathBuf],
    options: &Options,
    payload: Payload,
    before: Payload,
    (scopes, absent): (&[Scope], Vec<Missing>),
    heard: &Receiver<Event>,
) -> Result<Summary> {
    let manifest = RwLock::new(Manifest::load(run.index)?);
    let mut books = Books::open(run, &manifest, payload, before);
    // first of all: whoever is killed early finds the roots again
    books.commit_new_roots()?;
    let walks = keep(&mut books, scopes, heard, run.show);
    if let Some(error) = lock(&run.failure).take() {
        return Err(error);
    }
    let stop = run.stop;
    for (root, skip) in absent {
        match root {
            // who names a path wants to know each time
            Some(root) if paths.is_empty() => books.name_skip(&root.name, "", skip.reason),
            _ => books.summary.skipped.push(skip),
        }
    }
    remove_gone(&mut books, &walks, options, stop.load(Ordering::Relaxed));
    if !stop.load(Ordering::Relaxed) {
        settle(&mut books, &options.kept, false)?;
    }
    books.close()
}

/// Labels all stored articles again, and settles what they teach; no source is looked at. A dry run counts what would
/// change, but for what the articles would then teach. `stop` ends the run cleanly: the last commit stands then.
///
/// # Errors
/// When the index cannot be read or written.
pub fn relabel(
    index: &Index,
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    stored(index, options, true, progress, stop)
}

/// Settles what the stored articles teach, where some came or went since that was last done, as [`forget`](crate::ingest::forget)
/// leaves it; no source is looked at.
///
/// # Errors
/// When the index cannot be read or written.
pub fn learn(
    index: &Index,
    options: &Options,
    progress: &(dyn Fn(&Progress) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    stored(index, options, false, progress, stop)
}

/// A run over what is stored; `relabel` labels everything again.
fn stored(
    index: &Index,
    options: &Options,
    relabel: bool,
    progress: &(dyn Fn(&Progress) + Sync),
    stop: &AtomicBool,
) -> Result<Summary> {
    let started = Instant::now();
    let writer = if options.dry_run { None } else { Some(index.writer()?) };
    let before = index.payload()?;
    let (events, _) = unbounded();
    let run = run(index, writer, &before, options, progress, stop, events)?;
    let done = again(&run, options, relabel, before);
    ended(run, done, started)
}

/// What a run over what is stored does with what its stages share.
fn again(run: &Run<'_>, options: &Options, relabel: bool, before: Payload) -> Result<Summary> {
    let manifest = RwLock::new(Manifest::load(run.index)?);
    let clean = before.versions.clean;
    let mut books = Books::open(run, &manifest, before.clone(), before);
    // whoever made the bodies, nothing here cleans them anew
    books.payload.versions.clean = clean;
    if options.dry_run {
        label_again(&mut books, &run.before, all(&run.before), &|entry| labels(run.annotator(), &entry.article))?;
    } else {
        settle(&mut books, &options.kept, relabel)?;
    }
    books.close()
}

/// The moment of a batch that begins now, after that of the last one whatever the clock says: microseconds since 1970.
pub(crate) fn next_moment(last: u64) -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(0).max(last.saturating_add(1))
}

/// What the stages of a run share.
fn run<'a>(
    index: &'a Index,
    writer: Option<Writer>,
    before: &Payload,
    options: &Options,
    show: &'a (dyn Fn(&Progress) + Sync),
    stop: &'a AtomicBool,
    events: Sender<Event>,
) -> Result<Run<'a>> {
    let learned = index.learned(before).unwrap_or_default();
    let commit_every = options.commit_every.unwrap_or(COMMIT_EVERY);
    Ok(Run {
        index,
        indexed: AtomicU64::new(next_moment(before.indexed)),
        before: index.searcher()?,
        writer: writer.map(RwLock::new),
        lists: index.lists(before, &options.own)?,
        annotator: OnceLock::new(),
        teaching: Teaching::new(options.teach_after.unwrap_or(FIRST)),
        early: Early::new(&options.kept),
        cleaning: Cleaning { settings: options.settings.clone(), learned },
        edition: Versions::edition(&options.settings),
        waiting: Waiting::new(options.room, commit_every),
        commit_every,
        stop,
        show,
        failure: Mutex::default(),
        events,
        stages: Stages::new(),
    })
}

/// Lets merges end and completes the summary; after an error the writer is dropped with all that it had not committed.
fn ended(run: Run<'_>, done: Result<Summary>, started: Instant) -> Result<Summary> {
    let Run { index, writer, stop, stages, .. } = run;
    stages.begin(Stage::Merge);
    let writer = writer.map(|writer| writer.into_inner().unwrap_or_else(PoisonError::into_inner));
    let mut summary = match (done, writer) {
        (Err(error), writer) => return Err(writer.and_then(Writer::abandon).unwrap_or(error)),
        (Ok(summary), None) => summary,
        (Ok(summary), Some(writer)) if stop.load(Ordering::Relaxed) => writer.close().map(|()| summary)?,
        (Ok(summary), Some(writer)) => writer.finish().map(|()| summary)?,
    };
    summary.interrupted = stop.load(Ordering::Relaxed);
    summary.elapsed = started.elapsed();
    summary.stages = stages.told();
    summary.total = index.articles()?;
    Ok(summary)
}

/// What a walk saw of a scope.
pub(crate) struct Walk {
    pub scope: Scope,
    /// Paths below the root that are there.
    pub seen: HashSet<String>,
    pub hidden: Vec<Hidden>,
    /// Known skips of files that have not changed.
    pub known_skips: Vec<Skipped>,
    /// Articles of files that have not changed.
    pub unchanged: u64,
    /// The walk came to its end.
    pub complete: bool,
}

/// Counts that the walk raises while the coordinator shows them.
#[derive(Default)]
struct Seen {
    found: AtomicU64,
    same: AtomicU64,
    walked: AtomicBool,
}

/// Runs all stages to their end and keeps the books meanwhile.
fn keep(
    books: &mut Books<'_>,
    scopes: &[Scope],
    heard: &Receiver<Event>,
    show: &(dyn Fn(&Progress) + Sync),
) -> Vec<Walk> {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get());
    let (run, manifest) = (books.run, books.manifest);
    let roots: HashSet<PathBuf> = books.payload.roots.iter().map(|root| PathBuf::from(&root.path)).collect();
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
        let show = |books: &Books<'_>| show_progress(books, &seen, show);
        hear(books, heard, &show, workers.len(), &is_running);
        // what waits is written when nothing more comes to learn from
        run.teaching.has_all(run.annotator.get(), &run.lists);
        let writers: Vec<_> = workers.iter().map(|_| threads.spawn(|| run.write_rest())).collect();
        let is_running = || writers.iter().any(|writer| !writer.is_finished());
        hear(books, heard, &show, writers.len(), &is_running);
        walker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Hears all events until every worker has ended; `is_running` is asked in case one ended in a panic.
fn hear(
    books: &mut Books<'_>,
    heard: &Receiver<Event>,
    show: &dyn Fn(&Books<'_>),
    workers: usize,
    is_running: &dyn Fn() -> bool,
) {
    let mut ended = 0;
    while ended < workers {
        match heard.recv_timeout(TICK) {
            Ok(Event::Ended) => ended += 1,
            Ok(event) => books.note(event),
            Err(_) if is_running() => {}
            Err(_) => break,
        }
        show(books);
        if books.is_commit_due() {
            // for a later commit: this one does not wait for it
            books.run.waiting.drain_old();
            if let Err(error) = books.commit(heard) {
                // the stages must end before the error can be told
                lock(&books.run.failure).get_or_insert(error);
                books.put_off_commit();
            }
        }
    }
    heard.try_iter().for_each(|event| books.note(event));
    show(books);
}

fn show_progress(books: &Books<'_>, seen: &Seen, show: &(dyn Fn(&Progress) + Sync)) {
    let mut shown = books.progress();
    shown.files_found = seen.found.load(Ordering::Relaxed);
    shown.files_done += seen.same.load(Ordering::Relaxed);
    shown.walked = seen.walked.load(Ordering::Relaxed);
    show(&shown);
}

/// Walks one scope: what did not change is counted, the rest becomes jobs.
fn look(
    scope: &Scope,
    roots: &HashSet<PathBuf>,
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
    let stdin = (scope.root.path == STDIN).then(|| Found {
        root: STDIN.to_owned(),
        path: String::new(),
        disk: PathBuf::from(STDIN),
        stamp: Stamp::default(),
    });
    let files: Box<dyn Iterator<Item = _>> = match stdin {
        Some(found) => Box::new(std::iter::once(Ok(found))),
        None => Box::new(walk(scope, roots)),
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
            Some(known) if known.edition == run.edition && known.stamp == Some(found.stamp) => {
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
