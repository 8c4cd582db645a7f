//! One article by what a person calls it: an id, the beginning of a key, a path, an address.

use std::collections::BTreeSet;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, Term};

use crate::article::{Key, Origin};
use crate::error::{Error, Result};
use crate::index::schema::Fields;
use crate::index::{Entry, Index, term_text};

/// Letters of a key that are enough to look it up: 20 bits, one in a million.
const MIN_PREFIX: usize = 4;

/// Letters of a short id: 30 bits, unique among some ten thousand articles; more where needed.
const MIN_SHORT: usize = 6;

/// Longest path that is looked up, in bytes: Linux opens none that is longer. Each sign in it that may begin a record is tried.
const MAX_PATH: usize = 4096;

/// How many candidates of an ambiguous name are told.
const MAX_CHOICES: usize = 10;

/// The article called `name`: an id as given, the beginning of a key (4 letters or more, whatever their case), a path
/// with or without its root, with `#record` for one of several, or an address on the web. The first of these that finds
/// anything counts. Nothing found: empty.
///
/// # Errors
/// [`Error::Ambiguous`] when it means several articles, [`Error::Index`] when the index cannot be read.
pub fn find(index: &Index, name: &str) -> Result<Vec<Entry>> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let searcher = index.searcher()?;
    let finder = Finder { index, searcher: &searcher };
    for way in [Finder::by_id, Finder::by_key, Finder::by_path, Finder::by_url] {
        let found = way(&finder, name).map_err(|err| index.unreadable(&err))?;
        let entries = found.iter().map(|address| index.entry(&searcher, *address)).collect::<Result<Vec<Entry>>>()?;
        match entries.len() {
            0 => {}
            1 => return Ok(entries),
            _ => return Err(ambiguous(name, &entries)),
        }
    }
    Ok(Vec::new())
}

/// Whether an article has exactly this id, given or ours.
///
/// # Errors
/// [`Error::Index`] when the index cannot be read.
pub fn is_known(index: &Index, searcher: &Searcher, id: &str) -> Result<bool> {
    let finder = Finder { index, searcher };
    let has = |field, id: &str| finder.documents(field, id).map(|found| !found.is_empty());
    let fields = index.fields();
    let is_known = has(fields.id, term_text(id)).and_then(|known| Ok(known || has(fields.key, id)?));
    is_known.map_err(|err| index.unreadable(&err))
}

fn ambiguous(name: &str, entries: &[Entry]) -> Error {
    let by_key = entries.iter().all(|entry| entry.key().as_str().starts_with(&name.to_ascii_lowercase()));
    let choice = |entry: &Entry| if by_key { entry.key().to_string() } else { entry.origin.to_string() };
    let more = (entries.len() > MAX_CHOICES).then(|| "…".to_owned());
    let choices = entries.iter().take(MAX_CHOICES).map(choice).chain(more).collect();
    Error::Ambiguous { what: "article", value: name.to_owned(), choices }
}

struct Finder<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
}

type Found = tantivy::Result<Vec<DocAddress>>;

impl Finder<'_> {
    fn by_id(&self, name: &str) -> Found {
        self.documents(self.index.fields().id, term_text(name))
    }

    fn by_key(&self, name: &str) -> Found {
        let prefix = name.to_ascii_lowercase();
        let is_key = (MIN_PREFIX..=Key::LEN).contains(&prefix.len())
            && prefix.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
        if !is_key {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for key in keys(self.searcher, self.index.fields(), &prefix)? {
            found.extend(self.documents(self.index.fields().key, &key)?);
            if found.len() > MAX_CHOICES {
                break;
            }
        }
        Ok(found)
    }

    /// Keys are hashes of root, path and record, so that each way of reading `name` is one look-up.
    fn by_path(&self, name: &str) -> Found {
        let name = name.strip_prefix("./").unwrap_or(name);
        if name.len() > MAX_PATH {
            return Ok(Vec::new());
        }
        let mut roots = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.index.fields().root)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                roots.insert(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        let mut found = BTreeSet::new();
        for root in roots {
            let below = name.strip_prefix(root.as_str());
            let below =
                below.and_then(|rest| if rest.starts_with(['#', '!']) { Some(rest) } else { rest.strip_prefix('/') });
            let whole = (name == root).then_some("");
            for path in [Some(name), below, whole].into_iter().flatten() {
                found.extend(self.at(&root, path)?);
            }
        }
        Ok(found.into_iter().collect())
    }

    fn at(&self, root: &str, path: &str) -> Found {
        let fields = self.index.fields();
        let origin = |path: &str, record: Option<&str>| {
            Key::of(&Origin { root: root.to_owned(), path: path.to_owned(), record: record.map(str::to_owned) })
        };
        let mut found = self.documents(fields.file, origin(path, None).as_str())?;
        // the sign may belong to the path, to an id, number the record, or lead into an archive
        for (at, _) in path.match_indices(['#', '!']) {
            for record in [&path[at..], &path[at + 1..]] {
                found.extend(self.documents(fields.key, origin(&path[..at], Some(record)).as_str())?);
            }
        }
        Ok(found)
    }

    fn by_url(&self, name: &str) -> Found {
        self.documents(self.index.fields().url, term_text(name))
    }

    /// Articles with this term, a few more than can be told of at most.
    fn documents(&self, field: Field, term: &str) -> Found {
        let term = Term::from_field_text(field, term);
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let index = reader.inverted_index(field)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED && found.len() <= MAX_CHOICES {
                if !reader.is_deleted(postings.doc()) {
                    found.push(DocAddress::new(segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }
}

/// The keys that begin with `prefix`, those of removed articles among them.
fn keys(searcher: &Searcher, fields: &Fields, prefix: &str) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(fields.key)?;
        // '~' follows every letter and digit
        let mut stream = index.terms().range().ge(prefix).lt(format!("{prefix}~")).into_stream()?;
        while stream.advance() {
            found.insert(String::from_utf8_lossy(stream.key()).into_owned());
        }
    }
    Ok(found)
}

/// The shortest beginning of `key`, 6 letters or more, that no other article has.
pub(crate) fn short_id(searcher: &Searcher, fields: &Fields, key: Key) -> tantivy::Result<String> {
    let key = key.as_str();
    let mut len = MIN_SHORT;
    for other in keys(searcher, fields, &key[..MIN_SHORT])? {
        if other != key {
            let shared = other.bytes().zip(key.bytes()).take_while(|(a, b)| a == b).count();
            len = len.max(shared + 1);
        }
    }
    Ok(key[..len.min(key.len())].to_owned())
}
