//! Small indexes for tests of what reads posting lists.

use crate::article::{Article, Metadata, Origin};
use crate::index::Entry;
pub(crate) use crate::index::samples::index;

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
