//! What the index holds: all entries, and of a file the columns that tell new, changed and unchanged apart.

use std::collections::HashMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use crate::article::Key;
use crate::error::Result;
use crate::index::schema::column;
use crate::index::{Entry, Index};

/// What tells an article that is read again from the one that the index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Hash of the record as it was read and of the edition that made it.
    pub content: u64,
    /// When it was indexed, see [`Entry::indexed`].
    pub indexed: u64,
}

impl Index {
    /// The articles of a file, given the key of the file: short key to what tells them apart.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn held(&self, searcher: &Searcher, file: Key) -> Result<HashMap<u64, Held>> {
        self.read_held(searcher, file).map_err(|err| self.unreadable(&err))
    }

    fn read_held(&self, searcher: &Searcher, file: Key) -> tantivy::Result<HashMap<u64, Held>> {
        let term = Term::from_field_text(self.fields().file, file.as_str());
        let mut held = HashMap::new();
        for segment in searcher.segment_readers() {
            let postings =
                segment.inverted_index(self.fields().file)?.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let keys = segment.fast_fields().u64(column::SHORT_KEY)?;
            let contents = segment.fast_fields().u64(column::CONTENT)?;
            let indexed = segment.fast_fields().u64(column::INDEXED)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc)
                    && let (Some(key), Some(content)) = (keys.first(doc), contents.first(doc))
                {
                    held.insert(key, Held { content, indexed: indexed.first(doc).unwrap_or(0) });
                }
                doc = postings.advance();
            }
        }
        Ok(held)
    }

    /// Every article, in no order, one at a time.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the store is damaged.
    pub fn for_each_entry(&self, each: &mut dyn FnMut(Entry)) -> Result<()> {
        for segment in self.searcher()?.segment_readers() {
            // one block is in use at a time
            let store = segment.get_store_reader(1).map_err(|err| self.unreadable(&err))?;
            for doc in segment.doc_ids_alive() {
                each(self.entry_in(&store, doc)?);
            }
        }
        Ok(())
    }

    /// How many articles the index holds.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when it cannot be read.
    pub fn articles(&self) -> Result<u64> {
        let metas = self.engine().load_metas().map_err(|err| self.unreadable(&err))?;
        Ok(metas.segments.iter().map(|segment| u64::from(segment.num_docs())).sum())
    }
}
