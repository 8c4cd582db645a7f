//! The books of a run: manifest, counts and commits.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use crossbeam_channel::Receiver;

use crate::article::{Key, Origin};
use crate::error::Result;
use crate::index::{FileRecord, Manifest, Payload, SkippedRecord};
use crate::ingest::pipeline::{Event, Outcome, Run, file_record};
use crate::ingest::run::next_moment;
use crate::ingest::stages::Stage;
use crate::ingest::{Progress, Skipped, Summary};

/// What the coordinator of a run knows.
pub(crate) struct Books<'a> {
    pub run: &'a Run<'a>,
    pub manifest: &'a RwLock<Manifest>,
    pub payload: Payload,
    pub summary: Summary,
    /// Articles of each root when the run began.
    pub totals: HashMap<String, u64>,
    /// Content hashes met in this run: a file that is gone and stands elsewhere was moved.
    pub hashes: HashSet<String>,
    /// Articles that files no longer have, by root and path: short keys.
    pub gone: Vec<(String, String, Vec<u64>)>,
    /// What is told to who watches.
    progress: Progress,
    /// Files whose articles may be in the index already, and whose end has not been heard of.
    open: u64,
    /// The payload of the last commit.
    committed: Payload,
    last_commit: Instant,
    /// The manifest differs from the one on disk.
    unsaved: bool,
    /// The index differs from its last commit.
    uncommitted: bool,
}

impl<'a> Books<'a> {
    pub(crate) fn open(run: &'a Run<'a>, manifest: &'a RwLock<Manifest>, payload: Payload, committed: Payload) -> Self {
        let books = manifest.read().unwrap_or_else(PoisonError::into_inner);
        let articles =
            |files: &std::collections::BTreeMap<String, FileRecord>| files.values().map(|file| file.articles).sum();
        let totals = books.roots.iter().map(|(root, files)| (root.clone(), articles(files))).collect();
        drop(books);
        Self {
            run,
            manifest,
            payload: Payload { versions: payload.versions.going_on(run.before.num_docs() == 0), ..payload },
            summary: Summary::default(),
            totals,
            hashes: HashSet::new(),
            gone: Vec::new(),
            progress: Progress::default(),
            open: 0,
            committed,
            last_commit: Instant::now(),
            unsaved: false,
            uncommitted: false,
        }
    }

    /// What has been done so far.
    pub(crate) fn progress(&self) -> Progress {
        self.progress
    }

    /// Takes an event into the books.
    pub(crate) fn note(&mut self, event: Event) {
        match event {
            Event::Parsed(articles) => self.progress.articles += articles,
            Event::Written(articles) => self.progress.written += articles,
            // until it is done it counts as to be read again, so that a commit in between forgets nothing of it
            Event::Started(found) => {
                self.open += 1;
                self.change(&found.root, &found.path, |known| FileRecord { stamp: None, hash: String::new(), ..known });
            }
            Event::Done(outcome) => self.note_outcome(&outcome),
            Event::Ended => {}
        }
    }

    fn note_outcome(&mut self, outcome: &Outcome) {
        let Outcome { found, known, progress, same_bytes, .. } = outcome;
        // what has the bytes of the last run was never opened for its articles
        self.open -= u64::from(!same_bytes);
        let record = file_record(outcome, self.run.edition);
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
            self.summary.read += counts.new + counts.changed + counts.unchanged;
            self.summary.ignored += u64::from(progress.ignored);
            self.summary.bytes += progress.bytes;
            if let Some((articles, place)) = &progress.garbled {
                let (sum, _) = self.summary.garbled.get_or_insert_with(|| (0, place.clone()));
                *sum += articles;
            }
            self.wrote_articles(counts.new + counts.changed);
            self.payload.settled &= counts.new + counts.changed == 0;
        }
        self.progress.files_done += 1;
        self.progress.bytes += progress.bytes;
        self.progress.skipped += skipped.len() as u64;
        if !record.hash.is_empty() {
            self.hashes.insert(record.hash.clone());
        }
        if !outcome.gone.is_empty() {
            self.gone.push((found.root.clone(), found.path.clone(), outcome.gone.clone()));
        }
        self.change(&found.root, &found.path, |_| record);
    }

    /// Commits what was done so far, and the manifest that belongs to it.
    pub(crate) fn commit(&mut self, heard: &Receiver<Event>) -> Result<()> {
        self.commit_untold(heard)?;
        // all of it is on the disk now, and not before: who watches may rely on it
        let committed = if self.run.writer.is_some() { Some(self.run.index.articles()?) } else { None };
        (self.run.show)(&Progress { committed, ..Progress::default() });
        Ok(())
    }

    fn commit_untold(&mut self, heard: &Receiver<Event>) -> Result<()> {
        self.last_commit = Instant::now();
        let Some(writer) = &self.run.writer else { return Ok(()) };
        let mut writer = writer.write().unwrap_or_else(PoisonError::into_inner);
        // with the writer held no article moves: all files it holds articles of are heard of now
        heard.try_iter().for_each(|event| self.note(event));
        // a kill from now on must not leave articles that nobody has learned from under the name of settled ones
        let settled = self.payload.settled && self.open == 0;
        let is_provisional = self.payload.provisional || self.run.teaching.is_used() || self.run.early.is_used();
        let provisional = !settled && is_provisional;
        let payload = Payload { settled, provisional, ..self.payload.clone() };
        let opstamp = if self.uncommitted || self.open > 0 || payload != self.committed {
            self.payload.indexed = self.run.indexed.load(Ordering::Relaxed);
            let payload = Payload { indexed: self.payload.indexed, ..payload };
            let stage = self.run.stages.begin(Stage::Commit);
            let opstamp = writer.commit(&payload)?;
            self.run.stages.begin(stage);
            self.run.indexed.store(next_moment(payload.indexed), Ordering::Relaxed);
            self.committed = payload;
            opstamp
        } else {
            self.run.index.opstamp()?
        };
        self.manifest.read().unwrap_or_else(PoisonError::into_inner).save(self.run.index, opstamp)?;
        (self.uncommitted, self.unsaved) = (false, false);
        Ok(())
    }

    /// Commits the names of roots that the last commit does not have.
    pub(crate) fn commit_new_roots(&mut self) -> Result<()> {
        let is_known = self.payload.roots == self.committed.roots;
        // no article came of it
        if is_known { Ok(()) } else { self.commit_untold(&crossbeam_channel::never()) }
    }

    /// Commits what differs from the last commit.
    pub(crate) fn commit_if_changed(&mut self) -> Result<()> {
        if self.unsaved || self.uncommitted || self.payload != self.committed {
            self.commit(&crossbeam_channel::never())?;
        }
        Ok(())
    }

    /// Notes that so many articles were written since the last commit.
    pub(crate) fn wrote_articles(&mut self, articles: u64) {
        self.uncommitted |= articles > 0;
    }

    /// Whether it is time for a commit.
    pub(crate) fn is_commit_due(&self) -> bool {
        self.last_commit.elapsed() > self.run.commit_every
    }

    /// Puts off the next commit after one that failed.
    pub(crate) fn put_off_commit(&mut self) {
        self.last_commit = Instant::now();
    }

    /// Changes what the manifest says of a file.
    pub(crate) fn change(&mut self, root: &str, path: &str, change: impl FnOnce(FileRecord) -> FileRecord) {
        let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
        let known = manifest.get(root, path).cloned().unwrap_or_default();
        manifest.set(root, path, change(known));
        self.unsaved = true;
    }

    /// Names an input that gave no article and can be known from the last run; what the manifest holds of it stays, and
    /// it is read again the next time.
    pub(crate) fn name_skip(&mut self, root: &str, path: &str, reason: String) {
        let skip = SkippedRecord::file(reason);
        let mut is_known = false;
        self.change(root, path, |known| {
            is_known = known.skipped.contains(&skip);
            FileRecord { stamp: None, skipped: vec![skip.clone()], ..known }
        });
        self.summary.skipped.push(shown(root, path, &skip, is_known));
    }

    /// Why a place gave no article, if it was named so.
    pub(crate) fn skip_of(&self, root: &str, path: &str) -> Option<String> {
        let manifest = self.manifest.read().unwrap_or_else(PoisonError::into_inner);
        manifest.get(root, path)?.skipped.first().map(|skip| skip.reason.clone())
    }

    /// Removes a file with all its articles.
    pub(crate) fn remove_file(&mut self, root: &str, path: &str) {
        let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
        self.summary.removed += manifest.get(root, path).map_or(0, |file| file.articles);
        manifest.remove(root, path);
        if let Some(writer) = &self.run.writer {
            let origin = Origin { root: root.to_owned(), path: path.to_owned(), record: None };
            writer.read().unwrap_or_else(PoisonError::into_inner).remove_file(Key::of(&origin));
        }
        (self.uncommitted, self.unsaved, self.payload.settled) = (true, true, false);
    }

    /// Removes articles that their file no longer has.
    pub(crate) fn remove_articles(&mut self, short_keys: &[u64]) {
        self.summary.removed += short_keys.len() as u64;
        (self.uncommitted, self.payload.settled) = (true, false);
        if let Some(writer) = &self.run.writer {
            let writer = writer.read().unwrap_or_else(PoisonError::into_inner);
            short_keys.iter().for_each(|key| writer.remove(*key));
        }
    }

    /// The last commit of the run, and its summary.
    pub(crate) fn close(mut self) -> Result<Summary> {
        self.commit_if_changed()?;
        // who only looks holds no lock, and knows no more than what was when it began
        if self.run.writer.is_some() {
            self.run.index.drop_other_lists(&self.payload);
        }
        self.summary.skipped.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        Ok(self.summary)
    }
}

pub(crate) fn shown(root: &str, path: &str, skip: &SkippedRecord, known: bool) -> Skipped {
    Skipped { path: skip.place(root, path), record: skip.number, reason: skip.reason.clone(), known }
}
