//! The parts of each segment against each other: counts, keys, and the manifest's counts of each file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tantivy::index::SegmentMeta;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::article::{Key, Origin};
use crate::error::Result;
use crate::index::check::sample::compare_records;
use crate::index::check::{Checked, Depth, RESTORE};
use crate::index::manifest::FILE as MANIFEST;
use crate::index::records::record_in;
use crate::index::schema::column;
use crate::index::{Index, Manifest};

/// A segment and what is said of it.
pub(crate) struct Part<'a> {
    pub(crate) index: &'a Index,
    pub(crate) reader: &'a SegmentReader,
    /// What the names of its files begin with, from the folder of the index on.
    pub(crate) stem: String,
}

impl Part<'_> {
    /// Runs one comparison: what it says is wrong, or that the engine fails over it, is a finding at `ends`.
    fn look(
        &self,
        checked: &mut Checked,
        ends: &str,
        what: impl FnOnce(&Self) -> tantivy::Result<Option<String>>,
    ) -> bool {
        let looked = catch_unwind(AssertUnwindSafe(|| what(self)));
        let reason = match looked {
            Ok(Ok(None)) => return true,
            Ok(Ok(Some(reason))) => reason,
            Ok(Err(err)) => err.to_string(),
            Err(_) => "it does not fit the other files of its segment".to_owned(),
        };
        checked.find(self.file(ends), reason, RESTORE);
        false
    }

    pub(crate) fn file(&self, end: &str) -> String {
        format!("{}.{end}", self.stem)
    }
}

/// Compares what a view of the last commit holds.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn compare(
    index: &Index,
    engine: &str,
    depth: Depth,
    checked: &mut Checked,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<()> {
    let before = index.opstamp()?;
    let searcher = index.searcher()?;
    // a commit came in between: nobody knows which of the two the view is of
    let commit = Some(before).filter(|before| index.opstamp().is_ok_and(|after| after == *before));
    (checked.articles, checked.segments) = (searcher.num_docs(), searcher.segment_readers().len() as u64);
    let metas = index.engine().searchable_segment_metas().map_err(|err| index.unreadable(&err))?;
    let mut keys = Vec::new();
    for reader in searcher.segment_readers() {
        let id = reader.segment_id();
        let part = Part { index, reader, stem: format!("{engine}/{}", id.uuid_string()) };
        let same = |meta: &&SegmentMeta| meta.id() == id && meta.delete_opstamp() == reader.delete_opstamp();
        let meta = metas.iter().find(same);
        part.look(checked, "store", Part::records);
        let has_columns = part.look(checked, "fast", |part| part.columns(&mut keys));
        part.look(checked, "fieldnorm", Part::lengths);
        if let Some(meta) = meta.filter(|meta| meta.has_deletes()) {
            let end = format!("{}.del", meta.delete_opstamp().unwrap_or_default());
            part.look(checked, &end, |part| Ok(part.deletions(meta)));
        }
        if has_columns {
            part.look(checked, "term", Part::keys);
        }
    }
    unique(checked, engine, keys);
    if !checked.is_engine_damaged(engine) {
        compare_records(index, &searcher, engine, depth, checked, note)?;
        of_files(index, &searcher, commit, checked)?;
    }
    Ok(())
}

impl Part<'_> {
    /// The store has as many records as the segment articles.
    fn records(&self) -> tantivy::Result<Option<String>> {
        let (store, max) = (self.reader.get_store_reader(1)?, self.reader.max_doc());
        let has = |doc| store.get_document_bytes(doc).is_ok_and(|document| record_in(&document).is_some());
        let wrong = max > 0 && !has(max - 1) || has(max);
        Ok(wrong.then(|| format!("it does not hold {max} records, as the list of segments has it")))
    }

    /// Every article has a key in its column.
    fn columns(&self, keys: &mut Vec<u64>) -> tantivy::Result<Option<String>> {
        let (column, max) = (self.reader.fast_fields().u64(column::SHORT_KEY)?, self.reader.max_doc());
        if column.num_docs() != max {
            return Ok(Some(format!("it is of {} articles, the list of segments of {max}", column.num_docs())));
        }
        let before = keys.len();
        keys.extend(self.reader.doc_ids_alive().filter_map(|doc| column.first(doc)));
        let without = self.reader.num_docs() as usize - (keys.len() - before);
        Ok((without > 0).then(|| format!("{without} articles have no key")))
    }

    /// Every article has a length.
    fn lengths(&self) -> tantivy::Result<Option<String>> {
        let (lengths, max) = (self.reader.get_fieldnorms_reader(self.index.fields().text)?, self.reader.max_doc());
        Ok((lengths.num_docs() != max)
            .then(|| format!("it is of {} articles, the list of segments of {max}", lengths.num_docs())))
    }

    /// As many articles are deleted as the list of segments has it.
    fn deletions(&self, meta: &SegmentMeta) -> Option<String> {
        let (found, listed) = (self.reader.num_deleted_docs(), meta.num_deleted_docs());
        (found != listed).then(|| format!("it deletes {found} articles, the list of segments {listed}"))
    }

    /// The terms of the keys lead to the articles that have them in their column: every article, once.
    fn keys(&self) -> tantivy::Result<Option<String>> {
        let column = self.reader.fast_fields().u64(column::SHORT_KEY)?;
        let terms = self.reader.inverted_index(self.index.fields().short_key)?;
        let mut stream = terms.terms().stream()?;
        let mut found = 0;
        while stream.advance() {
            let key = <[u8; 8]>::try_from(stream.key()).ok().map(u64::from_be_bytes);
            let mut postings = terms.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if doc >= self.reader.max_doc() || column.first(doc) != key {
                    let key = key.map_or_else(|| "which is none".to_owned(), Key::beginning);
                    return Ok(Some(format!("the key {key} leads to another article than in its column")));
                }
                found += 1;
                doc = postings.advance();
            }
        }
        let max = self.reader.max_doc();
        Ok((found != max).then(|| format!("keys lead to {found} of {max} articles")))
    }
}

/// Keys that stand in the index more than once; the short ones are the beginnings of the long ones.
fn unique(checked: &mut Checked, engine: &str, mut keys: Vec<u64>) {
    keys.sort_unstable();
    let twice: Vec<u64> = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    if let Some(first) = twice.first() {
        let (number, first) = (twice.len(), Key::beginning(*first));
        checked.find(engine, format!("{number} articles stand in it twice, such as {first}"), RESTORE);
    }
}

/// As many articles of each file as the manifest says, where the two are of one commit and the file was read whole.
fn of_files(index: &Index, searcher: &Searcher, commit: Option<u64>, checked: &mut Checked) -> Result<()> {
    let Some(manifest) = commit.and_then(|commit| Manifest::of_commit(index, commit)) else { return Ok(()) };
    let (mut missing, mut example) = (0, None);
    for (root, files) in &manifest.roots {
        for (path, file) in files.iter().filter(|(_, file)| file.stamp.is_some()) {
            let origin = Origin { root: root.clone(), path: path.clone(), record: None };
            let held = articles_of(index, searcher, Key::of(&origin)).map_err(|err| index.unreadable(&err))?;
            if held < file.articles {
                missing += file.articles - held;
                example.get_or_insert_with(|| origin.to_string());
            }
        }
    }
    if let Some(example) = example {
        let reason =
            format!("it says that {missing} articles more were indexed than there are, such as of '{example}'");
        checked.find(MANIFEST, reason, RESTORE);
    }
    Ok(())
}

/// How many articles of a file, given its key, are in a view.
pub(crate) fn articles_of(index: &Index, searcher: &Searcher, file: Key) -> tantivy::Result<u64> {
    let term = Term::from_field_text(index.fields().file, file.as_str());
    let mut found = 0;
    for reader in searcher.segment_readers() {
        let terms = reader.inverted_index(index.fields().file)?;
        let Some(mut postings) = terms.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            found += u64::from(!reader.is_deleted(doc));
            doc = postings.advance();
        }
    }
    Ok(found)
}
