//! Merging segments, in our own hands: the engine would keep to itself that a merge has failed.
//!
//! Merges are started after a commit and are over before the next one, so that neither meets the other half done.

use std::sync::{Mutex, PoisonError};

use tantivy::FutureResult;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

use crate::index::Index;
use crate::index::writer::Engine;

/// Segments that a finished run leaves at most: a search opens each of them, and a word is looked up in each.
pub(crate) const MOST: usize = 4;

/// A segment of which more than one in so many articles is deleted is made anew without them, as Lucene's
/// `TieredMergePolicy` has it: the engine lets them stand until the segment happens to be merged.
const DELETED: u32 = 5;

/// Merges at work in threads of the engine.
#[derive(Default)]
pub(crate) struct Merges {
    /// A mutex, because threads that add share the writer, and the futures cannot be shared; nobody ever waits for it.
    pending: Mutex<Vec<FutureResult<Option<SegmentMeta>>>>,
}

impl Merges {
    /// Starts to merge what the last commit has too much of, by the engine's own rule: eight segments of about a size.
    ///
    /// # Errors
    /// Those of the engine, here and below.
    pub(crate) fn start(&mut self, index: &Index, engine: &mut Engine) -> tantivy::Result<()> {
        for MergeCandidate(ids) in candidates(engine)? {
            index.vouch_for(&ids)?;
            self.pending().push(engine.merge(&ids));
        }
        Ok(())
    }

    /// Waits for all of them; the first error is what is told.
    pub(crate) fn wait(&mut self) -> tantivy::Result<()> {
        let ended: Vec<_> = self.pending().drain(..).map(FutureResult::wait).collect();
        ended.into_iter().try_for_each(|ended| ended.map(drop))
    }

    /// Waits for all of them, merges the smallest segments until there are at most [`MOST`], and makes those anew that hold
    /// much of what is deleted.
    pub(crate) fn end(&mut self, index: &Index, engine: &mut Engine) -> tantivy::Result<()> {
        self.wait()?;
        let merges = last_merges(&engine.index().searchable_segment_metas()?);
        for ids in &merges {
            index.vouch_for(ids)?;
            // one at a time, each takes memory
            self.pending().push(engine.merge(ids));
            self.wait()?;
        }
        // each merge and each commit has done so, but for what somebody still looked at
        engine.garbage_collect_files().wait().map(drop)
    }

    fn pending(&mut self) -> &mut Vec<FutureResult<Option<SegmentMeta>>> {
        self.pending.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Merges {
    fn drop(&mut self) {
        // they must not write any more when the lock of the writer is given back
        let _ = self.wait();
    }
}

/// The smallest segments, as many as become one when there are too many, and each of the others that holds much of what is
/// deleted. What is known of a segment is not held on to, here and below: the engine keeps the files of what somebody knows.
fn last_merges(segments: &[SegmentMeta]) -> Vec<Vec<SegmentId>> {
    let mut segments: Vec<&SegmentMeta> = segments.iter().collect();
    segments.sort_by_key(|segment| segment.num_docs());
    let surplus = if segments.len() > MOST { segments.len() - MOST + 1 } else { 0 };
    let (surplus, others) = segments.split_at(surplus);
    let sparse = others.iter().filter(|segment| segment.num_deleted_docs() > segment.max_doc() / DELETED);
    let mut merges: Vec<_> = sparse.map(|segment| vec![segment.id()]).collect();
    if !surplus.is_empty() {
        merges.push(surplus.iter().map(|segment| segment.id()).collect());
    }
    merges
}

fn candidates(engine: &Engine) -> tantivy::Result<Vec<MergeCandidate>> {
    Ok(LogMergePolicy::default().compute_merge_candidates(&engine.index().searchable_segment_metas()?))
}

#[cfg(test)]
mod tests {
    use tantivy::schema::Schema;

    use super::*;

    /// Which of these segments, each so many articles and so many of them deleted, are merged with which at the end.
    fn merged(segments: &[(u32, u32)]) -> Vec<Vec<usize>> {
        let engine = tantivy::Index::create_in_ram(Schema::builder().build());
        let segments: Vec<_> = segments
            .iter()
            .map(|&(articles, deleted)| {
                engine.new_segment_meta(SegmentId::generate_random(), articles).with_delete_meta(deleted, 1)
            })
            .collect();
        let place = |id: SegmentId| segments.iter().position(|segment| segment.id() == id).unwrap();
        last_merges(&segments).into_iter().map(|ids| ids.into_iter().map(place).collect()).collect()
    }

    #[test]
    fn a_segment_is_made_anew_when_more_than_a_fifth_of_it_is_deleted() {
        assert_eq!(merged(&[(100, 21)]), [[0]]);
        assert_eq!(merged(&[(100, 20), (10, 3), (9, 0), (1, 1)]), [[3], [1]]);
        assert!(merged(&[(100, 20), (10, 2), (9, 1), (4, 0)]).is_empty());
    }

    #[test]
    fn the_smallest_segments_become_one_when_there_are_too_many() {
        assert_eq!(merged(&[(50, 0), (20, 0), (40, 0), (10, 0), (30, 0)]), [[3, 1]]);
        // by what is left of them; those that are merged lose what is deleted by that
        assert_eq!(merged(&[(50, 0), (60, 59), (40, 0), (10, 0), (30, 9), (100, 50)]), [vec![5], vec![1, 3, 4]]);
        assert!(merged(&[(50, 0), (20, 0), (40, 0), (10, 0)]).is_empty());
    }
}
