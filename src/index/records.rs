//! Reading stored records, from where they stand in the engine's blocks.
//!
//! The engine itself reads a value into as much memory as the value says that it takes: of a damaged one that may be more than
//! there is, which ends the program. So its own way to take values out is used nowhere, and
//! [`crate::index::blocks`] looks at the list of blocks first. What a block says that it unpacks to is believed: up to 4 GB.

use std::io;
use std::sync::{Arc, OnceLock};

use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use crate::error::Result;
use crate::index::{Entry, Index};

/// Unpacked blocks that are kept of a segment: as many as the engine keeps of one, 1.6 MB.
const BLOCKS: usize = 100;

/// How the engine writes that a document stores one value: numbers have seven bits a byte, and the last byte of one has the
/// eighth bit too (its `VInt`).
const ONE_VALUE: u8 = 1 | LAST;
const LAST: u8 = 0x80;

/// The engine's code of a value of bytes (its `BYTES_CODE`).
const BYTES: u8 = 4;

/// Bytes of the number of a field.
const FIELD_BYTES: usize = 4;

/// Bytes of the longest number that a length takes.
const LENGTH_BYTES: usize = 5;

/// Readers of the stored records of a view, one for each segment, opened when its first record is read.
#[derive(Default)]
pub(crate) struct Stores {
    readers: Vec<OnceLock<StoreReader>>,
    /// Unpacked blocks that each keeps.
    blocks: usize,
}

impl Stores {
    /// For who reads one page of hits: these stand in as many blocks, and each is unpacked where the last one was. Memory that
    /// is touched for the first time is what a whole search waits for.
    pub(crate) fn for_once(searcher: &Searcher) -> Self {
        Self::of(searcher, 1)
    }

    /// For who reads again and again.
    pub(crate) fn to_keep(searcher: &Searcher) -> Self {
        Self::of(searcher, BLOCKS)
    }

    fn of(searcher: &Searcher, blocks: usize) -> Self {
        Self { readers: searcher.segment_readers().iter().map(|_| OnceLock::new()).collect(), blocks }
    }

    fn reader(&self, searcher: &Searcher, segment: SegmentOrdinal) -> io::Result<&StoreReader> {
        let store = &self.readers[segment as usize];
        if let Some(store) = store.get() {
            return Ok(store);
        }
        let opened = searcher.segment_reader(segment).get_store_reader(self.blocks)?;
        Ok(store.get_or_init(|| opened))
    }
}

/// Reads records of one view.
pub(crate) struct Records<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    stores: Arc<Stores>,
}

impl Index {
    /// Reads several records of a view. From the second time on what is unpacked for them is kept with the view: pages of hits
    /// follow one another.
    pub(crate) fn records<'a>(&'a self, searcher: &'a Searcher) -> Records<'a> {
        Records { index: self, searcher, stores: self.views().stores(searcher) }
    }
}

impl Records<'_> {
    /// The stored record of a document.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the store is damaged.
    pub(crate) fn entry(&self, address: DocAddress) -> Result<Entry> {
        let index = self.index;
        let store = self.stores.reader(self.searcher, address.segment_ord).map_err(|err| index.unreadable(&err))?;
        index.entry_in(store, address.doc_id)
    }
}

impl Index {
    /// The record of a document in a store.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the store is damaged.
    pub(crate) fn entry_in(&self, store: &StoreReader, doc: DocId) -> Result<Entry> {
        let document = store.get_document_bytes(doc).map_err(|err| self.unreadable(&err))?;
        let record = record_in(&document).ok_or_else(|| self.unreadable(&NO_RECORD))?;
        Entry::of_record(record).map_err(|err| self.unreadable(&err))
    }
}

/// What is said of a stored document that is none of ours.
const NO_RECORD: &str = "the record of an article is damaged";

/// The record in what the engine stored of a document, which is its only stored value; `None` for whatever looks otherwise.
pub(super) fn record_in(document: &[u8]) -> Option<&[u8]> {
    let (_field, value) = document.strip_prefix(&[ONE_VALUE])?.split_at_checked(FIELD_BYTES)?;
    let value = value.strip_prefix(&[BYTES])?;
    let end = value.iter().take(LENGTH_BYTES).position(|byte| byte & LAST != 0)?;
    let (length, record) = value.split_at(end + 1);
    let length = length.iter().rev().fold(0_u64, |length, byte| (length << 7) | u64::from(byte & !LAST));
    (record.len() as u64 == length).then_some(record)
}

#[cfg(test)]
mod tests {
    use tantivy::TantivyDocument;
    use tantivy::schema::Value;

    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::Payload;

    /// An index of articles whose texts have so many times two words.
    fn index(lengths: &[usize]) -> Index {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        for length in lengths {
            let origin = Origin { root: "r".into(), path: length.to_string(), record: None };
            let article = Article { text: "a b ".repeat(*length).into(), ..Article::default() };
            writer.add(index.document(&Entry { origin, article, ..Entry::default() })).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        index
    }

    #[test]
    fn records_are_those_that_the_engine_gives() {
        let index = index(&[0, 1, 100, 10_000]);
        let field = index.fields().record;
        let searcher = index.searcher().unwrap();
        let records = index.records(&searcher);
        let mut read = 0;
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let store = reader.get_store_reader(1).unwrap();
            for doc in 0..reader.max_doc() {
                let address = DocAddress::new(u32::try_from(segment).unwrap(), doc);
                #[expect(clippy::disallowed_methods, reason = "what the engine gives is what is asked")]
                let document: TantivyDocument = store.get(doc).unwrap();
                let record = document.get_first(field).and_then(|value| value.as_bytes()).unwrap();
                assert_eq!(record_in(&store.get_document_bytes(doc).unwrap()), Some(record));
                assert_eq!(records.entry(address).unwrap(), Entry::of_record(record).unwrap());
                read += 1;
            }
        }
        assert_eq!(read, 4);
    }

    #[test]
    fn a_view_that_is_not_the_last_is_read_too() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        let mut views = Vec::new();
        for path in ["a", "b", "c"] {
            let origin = Origin { root: "r".into(), path: path.into(), record: None };
            writer.add(index.document(&Entry { origin, ..Entry::default() })).unwrap();
            writer.commit(&Payload::default()).unwrap();
            views.push(index.searcher().unwrap());
        }
        let all = |view: &Searcher| {
            let records = index.records(view);
            let addresses = view
                .segment_readers()
                .iter()
                .zip(0..)
                .flat_map(|(reader, segment)| reader.doc_ids_alive().map(move |doc| DocAddress::new(segment, doc)));
            let mut paths: Vec<String> =
                addresses.map(|address| records.entry(address).unwrap().origin.path.to_string()).collect();
            paths.sort();
            paths.concat()
        };
        assert_eq!(views.iter().map(all).collect::<Vec<_>>(), ["a", "ab", "abc"]);
        writer.finish().unwrap();
    }

    #[test]
    fn what_looks_otherwise_is_no_record() {
        let document = [ONE_VALUE, 7, 0, 0, 0, BYTES, 3 | LAST, b'a', b'b', b'c'];
        assert_eq!(record_in(&document), Some(&b"abc"[..]));
        for at in [0, 5, 6] {
            let mut other = document;
            other[at] ^= 1;
            assert_eq!(record_in(&other), None, "byte {at}");
        }
        for end in 0..document.len() {
            assert_eq!(record_in(&document[..end]), None, "{end} bytes");
        }
        // a length of 2^63 and more, for which the engine would ask the system
        let huge = [&[ONE_VALUE, 7, 0, 0, 0, BYTES][..], &[0; 9], &[1 | LAST, b'a']].concat();
        assert_eq!(record_in(&huge), None);
        // two bytes of length: 1 and once 128
        let long = [&[ONE_VALUE, 7, 0, 0, 0, BYTES, 1, 1 | LAST][..], &[b'a'; 129]].concat();
        assert_eq!(record_in(&long).map(<[u8]>::len), Some(129));
    }
}
