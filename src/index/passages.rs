//! The passages that the articles of a view carry, see [`crate::meaning`].

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher, SegmentReader};

use crate::index::Index;
use crate::index::schema::column;
use crate::meaning::VERSION;

/// What is said where no article can be asked for its meaning: because this program has no table of words,
const NO_TABLE: &str = "ranked by words alone: this newsdex was built without the feature 'meaning'";

/// and because the index was not made with the same one.
const OTHER_VERSION: &str = "ranked by words alone: another version of newsdex made the index, or is making it \
                             ('newsdex index' brings it up to date)";

/// The passages of the articles of a segment.
pub struct Passages(Column<u64>);

impl Passages {
    /// Opens the column of a segment.
    ///
    /// # Errors
    /// When the segment is damaged.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self(segment.fast_fields().u64(column::PASSAGES)?))
    }

    /// Reads the passages of a document into `words`, in place of what is there: [`crate::meaning::PASSAGE_WORDS`] numbers
    /// for each, in the order of the text; nothing for an article in another language than English.
    pub fn read(&self, doc: DocId, words: &mut Vec<u64>) {
        words.clear();
        words.extend(self.0.values_for_doc(doc));
    }
}

impl Index {
    /// Why the articles of a view cannot be compared with a [`crate::meaning::Query`], for people; `None` where they can:
    /// where all carry the passages of this program's version.
    pub fn lacks_passages(&self, searcher: &Searcher) -> Option<&'static str> {
        if VERSION == 0 {
            return Some(NO_TABLE);
        }
        let of_view = self.views().payload(searcher).map(|payload| payload.versions.meaning);
        (of_view != Some(VERSION)).then_some(OTHER_VERSION)
    }
}
