//! Small indexes for tests of what reads posting lists.

use crate::article::{Article, Metadata, Origin};
use crate::index::{Entry, Index, Payload};

/// An article in a language, or in none where that is empty.
pub(crate) fn entry(path: &str, lang: &str, body: &str) -> Entry {
    let lang = (!lang.is_empty()).then(|| lang.to_owned());
    let meta = Metadata { lang, ..Metadata::default() };
    Entry {
        origin: Origin { root: "corpus".into(), path: path.into(), record: None },
        article: Article { meta, text: body.to_owned().into(), ..Article::default() },
        ..Entry::default()
    }
}

/// An index of `entries`, `batch` of them to a segment.
pub(crate) fn index(entries: &[Entry], batch: usize) -> Index {
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for entries in entries.chunks(batch) {
        entries.iter().for_each(|entry| writer.add(index.document(entry)).unwrap());
        writer.commit(&Payload::default()).unwrap();
    }
    writer.finish().unwrap();
    index
}
