//! The columns that are made of title and body alone and cost the most to make.

use tantivy::{DocId, SegmentReader};

use crate::index::entry::count_spaced;
use crate::index::schema::column;
use crate::meaning;
use crate::text::Signature;

/// Those of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextColumns {
    /// Words of the body.
    pub words: u64,
    /// Values of the [`Signature`]; none for a short text.
    pub signature: Vec<u64>,
    /// See [`meaning::passages`].
    pub passages: Vec<u64>,
}

impl TextColumns {
    /// Makes them.
    pub(crate) fn of(lang: Option<&str>, title: &str, body: &str) -> Self {
        let (signature, words) = Signature::and_words(body);
        Self {
            words: count_spaced(body).unwrap_or(words as u64),
            signature: signature.iter().flat_map(Signature::values).collect(),
            passages: meaning::passages(lang, title, body),
        }
    }

    /// Reads those that a segment holds of a document.
    ///
    /// # Errors
    /// When the segment is damaged.
    pub(crate) fn read(segment: &SegmentReader, doc: DocId) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let values = |name| tantivy::Result::Ok(fast.u64(name)?.values_for_doc(doc).collect());
        Ok(Self {
            words: fast.u64(column::WORDS)?.first(doc).unwrap_or_default(),
            signature: values(column::SIGNATURE)?,
            passages: values(column::PASSAGES)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::{Entry, Index, Payload};

    #[test]
    fn what_is_read_is_what_was_made() {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        let long = "The ferry left the old quay at noon, and nobody who stood there waved to it. ".repeat(40);
        let texts = ["Nothing much.", long.as_str(), "", "Die Fähre fuhr."];
        for (number, text) in texts.iter().enumerate() {
            let origin = Origin { root: "r".into(), path: number.to_string(), record: None };
            let mut article = Article { text: (*text).to_owned().into(), ..Article::default() };
            article.meta.lang = Some(if number == 3 { "de" } else { "en" }.to_owned());
            article.meta.title = Some("A title".to_owned());
            writer.add(index.document(&Entry { origin, article, ..Entry::default() })).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        let searcher = index.searcher().unwrap();
        let mut seen = 0;
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            for doc in segment.doc_ids_alive() {
                let entry = index.entry(&searcher, tantivy::DocAddress::new(ord, doc)).unwrap();
                let meta = &entry.article.meta;
                let body = entry.article.text.body();
                let made = TextColumns::of(meta.lang.as_deref(), "A title", &body);
                assert_eq!(TextColumns::read(segment, doc).unwrap(), made);
                seen += 1;
            }
        }
        assert_eq!(seen, texts.len());
    }
}
