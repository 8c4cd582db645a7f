//! What the articles of a run teach while it goes on: later ones are labelled with it at once, so that few have to be
//! written a second time when the run settles what all of them teach.
//!
//! It changes nothing of what stands in the index at the end: [`settle`](crate::ingest::settle) looks again at all articles
//! that name anybody who was ever in one of these lists. Which articles got which list depends on the threads, and nobody
//! has to know it; a commit says that such lists were in use, so that who goes on after a crash looks at all articles.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::annotate::{Annotator, LearnedLeader, Lists};
use crate::index::{Entry, Tally, label_part};
use crate::ingest::pipeline::lock;

/// Articles before the first list, where nothing else is wanted: fewer teach nobody who is named often.
pub(crate) const FIRST: u64 = 250;

/// The lists of a run.
pub(crate) struct Teaching {
    tally: Mutex<Tally>,
    /// Labels with the newest list.
    newest: RwLock<Option<Arc<Annotator>>>,
    /// Everybody who was ever in a list, as far as articles are found by it: name, other spellings, country.
    taught: Mutex<HashSet<LearnedLeader>>,
    /// Whether there was a list.
    is_used: AtomicBool,
    articles: AtomicU64,
    /// Articles at which the next list is made.
    next: AtomicU64,
}

impl Teaching {
    /// Of a run that makes its first list after so many articles.
    pub(crate) fn new(first: u64) -> Self {
        Self {
            tally: Mutex::default(),
            newest: RwLock::default(),
            taught: Mutex::default(),
            is_used: AtomicBool::new(false),
            articles: AtomicU64::new(0),
            next: AtomicU64::new(first.max(1)),
        }
    }

    /// Who labels with the newest list; `None` before there was one.
    pub(crate) fn newest(&self) -> Option<Arc<Annotator>> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether articles may have been labelled with one of these lists.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::SeqCst)
    }

    /// Learns from an article that was put into the index; `base` is the annotator of the lists that the run began with.
    pub(crate) fn learn(&self, entry: &Entry, base: &Annotator, lists: &Lists) {
        if !entry.labels.sightings.is_empty() {
            lock(&self.tally).count(entry, &|name| base.knows(name));
        }
        let articles = self.articles.fetch_add(1, Ordering::Relaxed) + 1;
        let next = self.next.load(Ordering::Relaxed);
        // a quarter more articles for each list: all lists of a run cost as much as five of its last one
        let later = articles + articles.div_ceil(4);
        if articles >= next && self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.renew(base, lists);
        }
    }

    /// Makes a list of what was counted so far.
    fn renew(&self, base: &Annotator, lists: &Lists) {
        let learned = lock(&self.tally).learned();
        if learned.is_empty() {
            return;
        }
        let found_by = |one: &LearnedLeader| LearnedLeader {
            name: one.name.clone(),
            aliases: one.aliases.clone(),
            country: one.country.clone(),
            ..LearnedLeader::default()
        };
        lock(&self.taught).extend(learned.iter().map(found_by));
        self.is_used.store(true, Ordering::SeqCst);
        // who stands first is believed first: whom the articles before the run have taught
        let learned = lists.learned.iter().cloned().chain(label_part(&learned)).collect();
        let annotator = base.with_learned(&Lists { learned, ..lists.clone() });
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(annotator));
    }

    /// Ends it: everybody who was in a list.
    pub(crate) fn end(&self) -> HashSet<LearnedLeader> {
        *lock(&self.tally) = Tally::default();
        std::mem::take(&mut *lock(&self.taught))
    }
}
