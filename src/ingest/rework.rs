//! Stored articles once more, on all cores and without their sources: cleaned again, labelled again.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tantivy::{DocAddress, Searcher, SegmentOrdinal};

use crate::annotate::Annotator;
use crate::article::{Article, Labels};
use crate::error::Result;
use crate::index::Entry;
use crate::ingest::Relabelled;
use crate::ingest::books::Books;
use crate::ingest::pipeline::{Run, lock};

/// Articles that a thread takes at once: neighbours share a block of the store, and who watches hears of them.
const BATCH: usize = 64;

/// What was done to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    /// Its text is what it was, and so are the columns that are made of it.
    Labels,
    All,
}

/// Gives each article to `again` and puts those back that it changed, where the run may write; stops when the run is
/// over. How many these were; they are not committed.
///
/// # Errors
/// When the index cannot be read or written.
pub(crate) fn rework(
    run: &Run<'_>,
    searcher: &Searcher,
    articles: impl Iterator<Item = DocAddress> + Send,
    again: &(dyn Fn(&mut Entry) -> Change + Sync),
) -> Result<u64> {
    let (articles, done, changed) = (Mutex::new(articles), AtomicU64::new(0), AtomicU64::new(0));
    let vouched = Mutex::new(HashSet::new());
    let work = || -> Result<()> {
        loop {
            let batch: Vec<DocAddress> = lock(&articles).by_ref().take(BATCH).collect();
            if batch.is_empty() || run.is_over() {
                return Ok(());
            }
            for address in &batch {
                vouch(run, searcher, address.segment_ord, &mut lock(&vouched))?;
                let mut entry = run.index.entry(searcher, *address)?;
                let change = again(&mut entry);
                if change != Change::None {
                    put_back(run, &entry, change, searcher, *address)?;
                    changed.fetch_add(1, Ordering::Relaxed);
                }
            }
            let batch = batch.len() as u64;
            run.show_reworked(done.fetch_add(batch, Ordering::Relaxed) + batch);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.collect::<Result<Vec<()>>>()
    })?;
    Ok(changed.into_inner())
}

/// Looks once whether the records of a segment are those that were written: what is made of them gets a right checksum.
fn vouch(
    run: &Run<'_>,
    searcher: &Searcher,
    segment: SegmentOrdinal,
    vouched: &mut HashSet<SegmentOrdinal>,
) -> Result<()> {
    if run.writer.is_some() && vouched.insert(segment) {
        let id = searcher.segment_reader(segment).segment_id();
        run.index.vouch_for_records(&[id])?;
    }
    Ok(())
}

/// Ends a step that was stopped: half of it would belong to no list; the next run does all of it.
///
/// # Errors
/// When the index cannot be written.
pub(crate) fn take_back(run: &Run<'_>) -> Result<()> {
    let Some(writer) = &run.writer else { return Ok(()) };
    writer.write().unwrap_or_else(PoisonError::into_inner).rollback()
}

/// In the order of the store.
pub(crate) fn in_order(articles: HashSet<DocAddress>) -> impl Iterator<Item = DocAddress> + Send {
    let mut articles: Vec<DocAddress> = articles.into_iter().collect();
    articles.sort_unstable();
    articles.into_iter()
}

/// Every article, in the order of the store.
pub(crate) fn all(searcher: &Searcher) -> impl Iterator<Item = DocAddress> + Send + '_ {
    let segments = (0..).zip(searcher.segment_readers());
    segments.flat_map(|(ord, segment)| segment.doc_ids_alive().map(move |doc| DocAddress::new(ord, doc)))
}

/// Labels these articles again, with what `again` gives, and notes what that changed.
///
/// # Errors
/// As [`rework`].
pub(crate) fn label_again(
    books: &mut Books<'_>,
    searcher: &Searcher,
    articles: impl Iterator<Item = DocAddress> + Send,
    again: &(dyn Fn(&Entry) -> Option<Labels> + Sync),
) -> Result<()> {
    let run = books.run;
    let changed = Mutex::new(Relabelled::default());
    let written = rework(run, searcher, articles, &|entry| {
        let Some(labels) = again(entry) else { return Change::None };
        if labels == entry.labels {
            return Change::None;
        }
        note(&mut lock(&changed), &entry.labels, &labels);
        entry.labels = labels;
        Change::Labels
    })?;
    if run.is_over() {
        return take_back(run);
    }
    books.wrote_articles(written);
    books.summary.relabelled.add(changed.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}

/// The labels of an article; `None` where our own code fails on it, which must not end the run: it keeps those it has.
pub(crate) fn labels(annotator: &Annotator, article: &Article) -> Option<Labels> {
    catch_unwind(AssertUnwindSafe(|| annotator.annotate(article))).ok()
}

/// As [`labels`], where nothing but the learned leaders is otherwise than when the entry got those that it has.
pub(crate) fn labels_by_learned(annotator: &Annotator, entry: &Entry) -> Option<Labels> {
    catch_unwind(AssertUnwindSafe(|| annotator.annotate_again(&entry.article, &entry.labels))).ok()
}

/// Counts what became otherwise. Sightings are no labels: an article in which only they changed counts nowhere.
fn note(changed: &mut Relabelled, old: &Labels, new: &Labels) {
    let kinds = [
        ("country", &old.main, &new.main),
        ("mention", &old.mentioned, &new.mentioned),
        ("leader", &old.leaders, &new.leaders),
        ("topic", &old.topics, &new.topics),
    ];
    changed.articles += u64::from(kinds.iter().any(|(_, old, new)| old != new));
    for (kind, old, new) in kinds {
        add(&mut changed.gained, kind, new.iter().filter(|label| !old.contains(label)));
        add(&mut changed.lost, kind, old.iter().filter(|label| !new.contains(label)));
    }
}

fn add<'a>(
    counts: &mut BTreeMap<(&'static str, String), u64>,
    kind: &'static str,
    labels: impl Iterator<Item = &'a String>,
) {
    labels.for_each(|label| *counts.entry((kind, label.clone())).or_default() += 1);
}

fn put_back(run: &Run<'_>, entry: &Entry, change: Change, searcher: &Searcher, at: DocAddress) -> Result<()> {
    let Some(writer) = &run.writer else { return Ok(()) };
    let document = match change {
        Change::Labels => run.index.document_of_labels(entry, searcher, at)?,
        _ => run.index.document(entry),
    };
    let writer = writer.read().unwrap_or_else(PoisonError::into_inner);
    writer.remove(entry.key().short());
    writer.add(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_counted_by_kind_and_label() {
        let labels = |main: &[&str], leaders: &[&str]| Labels {
            main: main.iter().map(|code| (*code).to_owned()).collect(),
            leaders: leaders.iter().map(|name| (*name).to_owned()).collect(),
            ..Labels::default()
        };
        let mut changed = Relabelled::default();
        note(&mut changed, &labels(&["FR", "BE"], &[]), &labels(&["BE"], &["Aldo Perrin"]));
        note(&mut changed, &labels(&["FR"], &[]), &labels(&[], &["Aldo Perrin"]));
        let seen = Labels { sightings: vec![crate::article::Sighting::default()], ..labels(&["FR"], &[]) };
        note(&mut changed, &labels(&["FR"], &[]), &seen);
        assert_eq!(changed.articles, 2);
        assert_eq!(changed.by_kind(), [("country", 0, 2), ("leader", 2, 0)]);
        assert_eq!(changed.commonest(1), [("country", "FR", -2)]);
        assert_eq!(changed.commonest(9), [("country", "FR", -2), ("leader", "Aldo Perrin", 2)]);
    }
}
