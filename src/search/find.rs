//! One article by what a person calls it: an id, the beginning of a key, a path, an address.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use tantivy::schema::IndexRecordOption;
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
    let by_key = || match Key::try_from(id.to_owned()) {
        Ok(key) => finder.by_key(key.as_str()),
        Err(_) => Ok(Vec::new()),
    };
    let is_known = finder.by_id(id).and_then(|found| Ok(!found.is_empty() || !by_key()?.is_empty()));
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
        self.documents(&Term::from_field_text(self.index.fields().id, term_text(name)))
    }

    fn by_key(&self, name: &str) -> Found {
        let prefix = name.to_ascii_lowercase();
        let shorts = Key::shorts(&prefix).filter(|_| (MIN_PREFIX..=Key::LEN).contains(&prefix.len()));
        let Some(shorts) = shorts else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for short in keys(self.searcher, self.index.fields(), shorts)? {
            found.extend(self.of_key(short)?);
            if found.len() > MAX_CHOICES {
                break;
            }
        }
        // more letters than the index knows are in the record; one that is damaged is told of by who reads it next
        let is_meant = |entry: Entry| entry.key().as_str().starts_with(&prefix);
        if prefix.len() > Key::SHORT_LEN {
            found.retain(|address| self.index.entry(self.searcher, *address).map_or(true, is_meant));
        }
        Ok(found)
    }

    fn of_key(&self, short: u64) -> Found {
        self.documents(&Term::from_field_u64(self.index.fields().short_key, short))
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
        let mut found = self.documents(&Term::from_field_text(fields.file, origin(path, None).as_str()))?;
        // the sign may belong to the path, to an id, number the record, or lead into an archive
        for (at, _) in path.match_indices(['#', '!']) {
            for record in [&path[at..], &path[at + 1..]] {
                found.extend(self.of_key(origin(&path[..at], Some(record)).short())?);
            }
        }
        Ok(found)
    }

    fn by_url(&self, name: &str) -> Found {
        self.documents(&Term::from_field_text(self.index.fields().url, term_text(name)))
    }

    /// Articles with this term, a few more than can be told of at most.
    fn documents(&self, term: &Term) -> Found {
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let index = reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { continue };
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

/// The first 60 bits of the keys within `shorts`, those of removed articles among them.
fn keys(searcher: &Searcher, fields: &Fields, shorts: RangeInclusive<u64>) -> tantivy::Result<BTreeSet<u64>> {
    let mut found = BTreeSet::new();
    let [from, until] = [*shorts.start(), *shorts.end()].map(u64::to_be_bytes);
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(fields.short_key)?;
        let mut stream = index.terms().range().ge(from).le(until).into_stream()?;
        while stream.advance() {
            found.extend(<[u8; 8]>::try_from(stream.key()).map(u64::from_be_bytes));
        }
    }
    Ok(found)
}

/// The shortest beginning of `key`, 6 letters or more, that no other article has.
pub(crate) fn short_id(searcher: &Searcher, fields: &Fields, key: Key) -> tantivy::Result<String> {
    let (text, short) = (key.as_str(), key.short());
    let mut len = MIN_SHORT;
    let near = Key::shorts(&text[..MIN_SHORT]).map(|near| keys(searcher, fields, near)).transpose()?;
    for other in near.unwrap_or_default().into_iter().filter(|other| *other != short) {
        // letters have five bits of the sixty
        let shared = ((short ^ other).leading_zeros() - (u64::BITS - 60)) / 5;
        len = len.max(shared as usize + 1);
    }
    Ok(text[..len.min(text.len())].to_owned())
}
