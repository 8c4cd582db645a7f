//! What the articles of a run teach while it goes on: articles are labelled with it when they are written, so that few have
//! to be written a second time when the run settles what all of them teach.
//!
//! It changes nothing of what stands in the index at the end: [`settle`](crate::ingest::settle) looks again at all articles
//! that name anybody who was not in all of these lists as they are in the last one. Which articles got which list depends
//! on the threads, and nobody has to know it; a commit says that such lists were in use, so that who goes on after a crash
//! looks at all articles.

use std::collections::{BTreeSet, HashSet};
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
    used: Mutex<Used>,
    /// Whether there was a list.
    is_used: AtomicBool,
    /// Whether articles were labelled without one.
    is_base_used: AtomicBool,
    making: Mutex<()>,
    articles: AtomicU64,
    /// Articles at which the next list is made.
    next: AtomicU64,
    first: u64,
}

impl Teaching {
    /// Of a run that makes its first list after so many articles.
    pub(crate) fn new(first: u64) -> Self {
        let first = first.max(1);
        Self {
            tally: Mutex::default(),
            newest: RwLock::default(),
            used: Mutex::default(),
            is_used: AtomicBool::new(false),
            is_base_used: AtomicBool::new(false),
            making: Mutex::default(),
            articles: AtomicU64::new(0),
            next: AtomicU64::new(first),
            first,
        }
    }

    /// Who labels with the newest list, which is made anew when many articles have come since; `None` before there was one,
    /// when `base` labels, the annotator of the lists that the run began with.
    pub(crate) fn newest(&self, base: &Annotator, lists: &Lists) -> Option<Arc<Annotator>> {
        if self.is_due() {
            // who comes meanwhile waits for it, or would label with one that is as good as none
            let _making = lock(&self.making);
            if self.is_due() {
                self.renew(base, lists);
                let articles = self.articles.load(Ordering::Relaxed);
                // a quarter more articles for each list: all lists of a run cost as much as five of its last one
                self.next.store(articles + articles.div_ceil(4), Ordering::Relaxed);
            }
        }
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner).clone();
        if newest.is_none() {
            self.is_base_used.store(true, Ordering::SeqCst);
        }
        newest
    }

    fn is_due(&self) -> bool {
        self.articles.load(Ordering::Relaxed) >= self.next.load(Ordering::Relaxed)
    }

    /// No more articles come to learn from: those that still wait are labelled with what all have taught. Before the first of
    /// them is written, so that what is counted no longer takes memory when the engine does.
    pub(crate) fn has_all(&self, base: Option<&Annotator>, lists: &Lists) {
        self.next.store(u64::MAX, Ordering::Relaxed);
        if let Some(base) = base.filter(|_| self.articles.load(Ordering::Relaxed) >= self.first) {
            self.renew(base, lists);
        }
        *lock(&self.tally) = Tally::default();
    }

    /// Whether articles may have been labelled with one of these lists.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::SeqCst)
    }

    /// Learns from an article that is to be written; `base` as above.
    pub(crate) fn learn(&self, entry: &Entry, base: &Annotator) {
        if !entry.labels.sightings.is_empty() {
            lock(&self.tally).count(entry, &|name| base.knows(name));
        }
        self.articles.fetch_add(1, Ordering::Relaxed);
    }

    /// Makes a list of what was counted so far.
    fn renew(&self, base: &Annotator, lists: &Lists) {
        let learned = lock(&self.tally).learned();
        if learned.is_empty() {
            return;
        }
        // who stands first is believed first: whom the articles before the run have taught
        let learned: Vec<_> = lists.learned.iter().cloned().chain(label_part(&learned)).collect();
        lock(&self.used).add(&learned);
        self.is_used.store(true, Ordering::SeqCst);
        let annotator = base.with_learned(&Lists { learned, ..lists.clone() });
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(annotator));
    }

    /// Ends it: everybody for whom articles may be labelled otherwise than by the list `now`. Those that were there before the
    /// run, if any `were_there`, were labelled by `before`, and so were those that came before the first list.
    pub(crate) fn end(
        &self,
        were_there: bool,
        before: &[LearnedLeader],
        now: &[LearnedLeader],
    ) -> HashSet<LearnedLeader> {
        let mut used = std::mem::take(&mut *lock(&self.used));
        if were_there || self.is_base_used.load(Ordering::SeqCst) {
            used.add(before);
        }
        used.concerned(now)
    }
}

/// The lists that articles were labelled with.
#[derive(Debug, Default)]
struct Used {
    /// Who is in all of them, the same in each, by their [`fingerprint`]: a million generated articles teach 40,335 people.
    /// `None` before there was one.
    in_all: Option<HashSet<u128>>,
    /// Who is in any of them, as far as articles are found by it.
    in_any: HashSet<LearnedLeader>,
}

impl Used {
    fn add(&mut self, list: &[LearnedLeader]) {
        self.in_any.extend(list.iter().map(found_by));
        let list: HashSet<u128> = list.iter().map(fingerprint).collect();
        match &mut self.in_all {
            Some(in_all) => in_all.retain(|one| list.contains(one)),
            none => *none = Some(list),
        }
    }

    /// Who is in `now` and not the same in all lists, or in any of them and not in `now`.
    fn concerned(self, now: &[LearnedLeader]) -> HashSet<LearnedLeader> {
        let Some(in_all) = self.in_all else { return HashSet::new() };
        let stay: BTreeSet<LearnedLeader> = now.iter().map(found_by).collect();
        let came = now.iter().filter(|one| !in_all.contains(&fingerprint(one))).cloned();
        came.chain(self.in_any.into_iter().filter(|one| !stay.contains(one))).collect()
    }
}

/// What tells people apart who differ in anything.
fn fingerprint(one: &LearnedLeader) -> u128 {
    let text = serde_json::to_vec(one).expect("text and numbers");
    let hash = blake3::hash(&text);
    u128::from_le_bytes(*hash.as_bytes().first_chunk().expect("it has 32 bytes"))
}

/// Name, other spellings and country.
fn found_by(one: &LearnedLeader) -> LearnedLeader {
    LearnedLeader {
        name: one.name.clone(),
        aliases: one.aliases.clone(),
        country: one.country.clone(),
        ..LearnedLeader::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leader(name: &str, last: &str) -> LearnedLeader {
        LearnedLeader { name: name.into(), last: last.into(), ..LearnedLeader::default() }
    }

    /// The names of who is concerned when articles were labelled with `lists` and are to be labelled with `now`.
    fn concerned(lists: &[&[(&str, &str)]], now: &[(&str, &str)]) -> Vec<String> {
        let list = |people: &[(&str, &str)]| people.iter().map(|(name, last)| leader(name, last)).collect::<Vec<_>>();
        let mut used = Used::default();
        lists.iter().for_each(|people| used.add(&list(people)));
        let mut names: Vec<String> = used.concerned(&list(now)).into_iter().map(|one| one.name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn who_came_went_or_changed_in_any_list_is_concerned_and_nobody_else() {
        let (aldo, later, mira) = (("Aldo Perrin", "2003"), ("Aldo Perrin", "2004"), ("Mira Quill", "2003"));
        assert!(concerned(&[], &[aldo]).is_empty(), "no article was labelled");
        assert!(concerned(&[&[aldo, mira], &[mira, aldo]], &[aldo, mira]).is_empty());
        assert_eq!(concerned(&[&[aldo], &[aldo, mira]], &[aldo, mira]), ["Mira Quill"], "she came");
        assert_eq!(concerned(&[&[aldo, mira], &[aldo]], &[aldo]), ["Mira Quill"], "she was there for a while");
        assert_eq!(concerned(&[&[aldo, mira], &[later, mira]], &[later, mira]), ["Aldo Perrin"], "his years changed");
        assert_eq!(concerned(&[&[]], &[aldo]), ["Aldo Perrin"]);
        assert_eq!(concerned(&[&[aldo]], &[]), ["Aldo Perrin"]);
    }
}
