//! What the index holds: all entries, and of a file the columns that tell new, changed and unchanged apart.

use std::collections::HashMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

use crate::article::Key;
use crate::error::Result;
use crate::index::schema::column;
use crate::index::{Entry, Index};

impl Index {
    /// The articles of a file, given the key of the file: short key to content hash.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn held(&self, searcher: &Searcher, file: Key) -> Result<HashMap<u64, u64>> {
        self.read_held(searcher, file).map_err(|err| self.unreadable(&err))
    }

    fn read_held(&self, searcher: &Searcher, file: Key) -> tantivy::Result<HashMap<u64, u64>> {
        let term = Term::from_field_text(self.fields().file, file.as_str());
        let mut held = HashMap::new();
        for segment in searcher.segment_readers() {
            let postings =
                segment.inverted_index(self.fields().file)?.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let keys = segment.fast_fields().u64(column::SHORT_KEY)?;
            let contents = segment.fast_fields().u64(column::CONTENT)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc)
                    && let (Some(key), Some(content)) = (keys.first(doc), contents.first(doc))
                {
                    held.insert(key, content);
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
            for document in store.iter(segment.alive_bitset()) {
                each(self.decode(&document.map_err(|err| self.unreadable(&err))?)?);
            }
        }
        Ok(())
    }

    /// How many articles the index holds.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when it cannot be read.
    pub fn articles(&self) -> Result<u64> {
        Ok(self.searcher()?.num_docs())
    }
}
