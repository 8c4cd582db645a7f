//! What the articles taught: after a run the list of learned lines is made anew, and the articles that it concerns are
//! cleaned again from their stored records.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use tantivy::{DocAddress, Searcher};

use crate::clean::{LEARNED_RULE, Learned, publisher};
use crate::error::Result;
use crate::index::{Entry, Writer};
use crate::ingest::Relearned;
use crate::ingest::books::Books;
use crate::ingest::pipeline::Run;

/// Makes the index the function of its articles that it has to be: whatever came and went, and in whatever order, the
/// same articles have the same bodies. Does nothing when nothing came or went since it was last done.
///
/// # Errors
/// When the index cannot be read or written; the last commit then still stands, and the next run settles it.
pub(crate) fn settle(books: &mut Books<'_>, kept: &[String]) -> Result<()> {
    if books.payload.kept != kept {
        books.payload.kept = kept.to_vec();
        books.payload.settled = false;
    }
    let Some(writer) = &books.run.writer else { return Ok(()) };
    let index = books.run.index;
    let old = index.learned(&books.payload);
    if books.payload.settled && old.is_some() {
        return Ok(());
    }
    books.payload.settled = false;
    books.commit(&crossbeam_channel::never())?;
    let searcher = index.searcher()?;
    let new = if books.run.cleaning.settings.allows(LEARNED_RULE) {
        index.learn(&searcher, kept)?
    } else {
        Learned::default()
    };
    let articles = match &old {
        Some(old) => index.holding(&searcher, old.beyond(&new).chain(new.beyond(old)))?,
        // nobody knows what was removed by the list that is lost
        None => {
            let mut articles = index.with_learned_residue(&searcher)?;
            articles.extend(index.holding(&searcher, new.beyond(&Learned::default()))?);
            articles
        }
    };
    let cleaned = clean_again(books.run, &searcher, writer, articles, &new)?;
    if books.run.is_over() {
        // half of it would belong to no list; the next run does all of it
        return writer.write().unwrap_or_else(PoisonError::into_inner).rollback();
    }
    books.payload.learned = index.save_learned(&new)?;
    books.payload.settled = true;
    books.wrote_articles(cleaned);
    books.summary.relearned = (cleaned > 0).then(|| Relearned { lines: new.lines().len() as u64, articles: cleaned });
    Ok(())
}

/// Applies the list to each article on all cores and puts those back whose body changed; how many these were.
fn clean_again(
    run: &Run<'_>,
    searcher: &Searcher,
    writer: &RwLock<Writer>,
    articles: HashSet<DocAddress>,
    learned: &Learned,
) -> Result<u64> {
    let mut articles: Vec<DocAddress> = articles.into_iter().collect();
    // neighbours share a block of the store
    articles.sort_unstable();
    let (next, cleaned) = (AtomicUsize::new(0), AtomicU64::new(0));
    let work = || -> Result<()> {
        while let Some(address) = articles.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !run.is_over()) {
            let mut entry = run.index.entry(searcher, *address)?;
            if !learned.apply(&publisher(&entry.origin, &entry.article.meta), &mut entry.article) {
                continue;
            }
            entry.labels = run.annotator.annotate(&entry.article);
            put_back(run, writer, &entry)?;
            cleaned.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.collect::<Result<Vec<()>>>()
    })?;
    Ok(cleaned.into_inner())
}

fn put_back(run: &Run<'_>, writer: &RwLock<Writer>, entry: &Entry) -> Result<()> {
    let document = run.index.document(entry);
    let writer = writer.read().unwrap_or_else(PoisonError::into_inner);
    writer.remove(entry.key().short());
    writer.add(document)
}
