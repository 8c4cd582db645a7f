//! An open index: creating and opening it, reading it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tantivy::Directory;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{DocAddress, IndexSettings, IndexSortByField, Order, ReloadPolicy, Searcher, TantivyDocument};

use crate::clean::LineKey;
use crate::error::{Error, Result};
use crate::index::ground::{Ground, SEGMENT_LIST};
use crate::index::lock::{Patience, WriterLock};
use crate::index::marker::{ENGINE, Marker, is_vacant};
use crate::index::schema::{self, Fields, column};
use crate::index::sealed;
use crate::index::told::Views;
use crate::index::{Entry, Manifest, Payload, TextColumns, Writer};
use crate::text::{self, Analyzer};

/// How often, and after how long, who finds an index half made looks again: a second in all, for a few small files.
const LOOKS: u32 = 50;
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What the engine's list of segments says of the commit that it makes one.
#[derive(Deserialize)]
struct Commit {
    opstamp: u64,
    /// The text of a [`Payload`].
    #[serde(default)]
    payload: Option<String>,
}

/// An open index.
#[derive(Clone)]
pub struct Index {
    dir: PathBuf,
    /// Where the engine keeps its files.
    engine_dir: PathBuf,
    engine: tantivy::Index,
    fields: Fields,
    /// What is known of the views that were opened last.
    views: Arc<Views>,
    /// Whether its writer waits for another one.
    patience: Option<Patience>,
}

impl Index {
    /// Opens the index at `dir`.
    ///
    /// # Errors
    /// [`Error::NoIndex`] when there is none, [`Error::OtherSchema`] when another version made it, [`Error::Index`] when
    /// it is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        let marker = Marker::read(dir)?;
        if marker.schema != schema::VERSION {
            return Err(marker.of_other_schema(dir));
        }
        Self::open_engine(dir, &marker.engine)
    }

    /// Opens the index at `dir` whose engine has the folder `engine`, whatever the marker says.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub(crate) fn open_engine(dir: &Path, engine: &str) -> Result<Self> {
        let engine_dir = dir.join(engine);
        let ground = Ground::open(&engine_dir).map_err(|err| Error::unreadable(dir, &err))?;
        let engine = tantivy::Index::open(ground).map_err(|err| Error::unreadable(dir, &err))?;
        let index = Self::with(dir, &engine_dir, engine);
        let found = index.payload()?.versions.text;
        if found != text::VERSION {
            let what = "reading of words";
            return Err(Error::OtherSchema { path: dir.to_owned(), what, found, expected: text::VERSION });
        }
        Ok(index)
    }

    /// Opens the index at `dir`, or makes one there if the folder is absent or empty.
    ///
    /// # Errors
    /// As [`Index::open`]; [`Error::NotAnIndex`] when the folder holds something else.
    pub fn open_or_create(dir: &Path) -> Result<Self> {
        match Self::open(dir) {
            Err(Error::NoIndex { .. }) => Self::create(dir),
            opened => opened,
        }
    }

    /// An index that is gone with the process.
    pub fn in_memory() -> Self {
        let memory = Path::new("memory");
        let engine = Self::builder().create_in_ram().expect("the schema has the column that the settings sort by");
        Self::with(memory, memory, engine)
    }

    fn create(dir: &Path) -> Result<Self> {
        let file_error = |action| move |source| Error::File { action, path: dir.to_owned(), source };
        let is_taken = || Ok(dir.exists() && !is_vacant(dir).map_err(file_error("read"))?);
        if is_taken()? {
            return Self::made_meanwhile(dir);
        }
        create_folder(dir).map_err(file_error("write"))?;
        let _lock = match WriterLock::take(dir) {
            // somebody makes it at this moment, or has made it and writes already
            Err(Error::Locked { .. }) => return Self::made_by_another(dir),
            lock => lock?,
        };
        match Marker::read(dir) {
            Err(Error::NoIndex { .. }) if is_taken()? => return Err(Error::NotAnIndex { path: dir.to_owned() }),
            Err(Error::NoIndex { .. }) => {}
            Ok(_) => return Self::open(dir),
            Err(err) => return Err(err),
        }
        let index = Self::create_engine(dir, ENGINE)?;
        // before the first commit, so that one that is not there was lost
        Manifest::default().save(&index, index.opstamp()?)?;
        // last, so that a folder with a marker always holds an index
        Marker::of(ENGINE).write(dir)?;
        Ok(index)
    }

    /// An empty index in `dir` whose engine has the folder `engine`; what stood in that folder is gone: it was left over
    /// when a former creation was cut short before its marker stood.
    ///
    /// # Errors
    /// [`Error::File`] and [`Error::Index`].
    pub(crate) fn create_engine(dir: &Path, engine: &str) -> Result<Self> {
        let engine_dir = dir.join(engine);
        let file_error = |source| Error::File { action: "write", path: dir.to_owned(), source };
        if engine_dir.exists() {
            fs::remove_dir_all(&engine_dir).map_err(file_error)?;
        }
        create_folder(&engine_dir).map_err(file_error)?;
        let ground = Ground::open(&engine_dir).map_err(|err| Error::unwritable(dir, &err))?;
        let engine = Self::builder().open_or_create(ground).map_err(|err| Error::unwritable(dir, &err))?;
        Ok(Self::with(dir, &engine_dir, engine))
    }

    /// What stands in a folder that was no index a moment ago may be one by now.
    fn made_meanwhile(dir: &Path) -> Result<Self> {
        match Self::open(dir) {
            Err(Error::NoIndex { .. }) => Err(Error::NotAnIndex { path: dir.to_owned() }),
            opened => opened,
        }
    }

    /// The index that another process is making; it holds the lock for an instant before there is one.
    fn made_by_another(dir: &Path) -> Result<Self> {
        for _ in 0..LOOKS {
            match Self::open(dir) {
                Err(Error::NoIndex { .. }) => std::thread::sleep(LOOK_AGAIN),
                opened => return opened,
            }
        }
        WriterLock::take(dir).and_then(|_| Self::open(dir))
    }

    fn builder() -> tantivy::IndexBuilder {
        tantivy::Index::builder().schema(schema::build().0).settings(settings())
    }

    fn with(dir: &Path, engine_dir: &Path, engine: tantivy::Index) -> Self {
        engine.tokenizers().register(Analyzer::NAME, Analyzer::default());
        let (dir, engine_dir, fields) = (dir.to_owned(), engine_dir.to_owned(), schema::build().1);
        Self { dir, engine_dir, engine, fields, views: Arc::default(), patience: None }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn engine(&self) -> &tantivy::Index {
        &self.engine
    }

    /// Where the engine keeps its files.
    pub(crate) fn engine_dir(&self) -> &Path {
        &self.engine_dir
    }

    pub(crate) fn is_on_disk(&self) -> bool {
        self.engine_dir != self.dir
    }

    /// Lets its writers wait until another one has finished.
    #[must_use]
    pub fn patient(self, patience: Patience) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// The lock under which it is written; an index in memory has none.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process writes, [`Error::Index`] when another one has made it anew meanwhile.
    pub(crate) fn lock(&self) -> Result<Option<WriterLock>> {
        if !self.is_on_disk() {
            return Ok(None);
        }
        let lock = WriterLock::take_when_free(&self.dir, self.patience)?;
        if self.dir.join(Marker::read(&self.dir)?.engine) != self.engine_dir {
            return Err(self.unwritable(&"another newsdex has just made it anew; run this again"));
        }
        Ok(Some(lock))
    }

    /// Opens the index for writing.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process writes and nobody wants to wait, [`Error::Index`] otherwise.
    pub fn writer(&self) -> Result<Writer> {
        Writer::open(self)
    }

    /// A view of the last commit, unmoved by later ones; the one that was opened last where nothing was committed since.
    ///
    /// # Errors
    /// [`Error::Index`] when a segment cannot be opened.
    pub fn searcher(&self) -> Result<Searcher> {
        loop {
            let before = self.list()?;
            if let Some(searcher) = self.views.of_list(&before) {
                return Ok(searcher);
            }
            let reader = self.engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
            let list = self.list()?;
            match reader {
                // a commit came in between, and nobody knows which of the two the view is of; or the files of the list went
                // before they were open, because who may not write has no lock that keeps them
                _ if list != before => {}
                Ok(reader) => {
                    let searcher = tantivy::IndexReader::searcher(&reader);
                    let payload = self.payload_of(self.commit(&list)?)?;
                    self.views.opened(&searcher, list, payload);
                    return Ok(searcher);
                }
                Err(err) => return Err(self.unreadable(&err)),
            }
        }
    }

    /// The engine's list of segments as it stands in its file.
    fn list(&self) -> Result<Vec<u8>> {
        let list = self.engine.directory().atomic_read(Path::new(SEGMENT_LIST));
        list.map_err(|err| self.unreadable(&tantivy::TantivyError::from(err)))
    }

    /// What a list says of its commit. The engine would read the schema and all segments too, each time again.
    fn commit(&self, list: &[u8]) -> Result<Commit> {
        serde_json::from_slice(list).map_err(|err| self.unreadable(&err))
    }

    /// What is known of the views that were opened last.
    pub(crate) fn views(&self) -> &Views {
        &self.views
    }

    /// The stored record of a document.
    ///
    /// # Errors
    /// [`Error::Index`] when the store is damaged.
    pub fn entry(&self, searcher: &Searcher, address: DocAddress) -> Result<Entry> {
        self.records(searcher).entry(address)
    }

    /// The document that the index keeps of an article: the costly half of adding, done by whoever has it.
    pub fn document(&self, entry: &Entry) -> TantivyDocument {
        entry.document(&self.fields)
    }

    /// The same for an article whose lines are known, see [`line_keys`](crate::clean::line_keys).
    pub(crate) fn document_of_lines(&self, entry: &Entry, lines: &[LineKey]) -> TantivyDocument {
        entry.document_with(&self.fields, None, Some(lines))
    }

    /// The same for an article of which only labels are otherwise than where it stands in the index: the columns of its text,
    /// which are two thirds of that half, are taken from there.
    ///
    /// # Errors
    /// [`Error::Index`] when a column cannot be read.
    pub(crate) fn document_of_labels(
        &self,
        entry: &Entry,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<TantivyDocument> {
        let segment = searcher.segment_reader(address.segment_ord);
        let columns = TextColumns::read(segment, address.doc_id).map_err(|err| self.unreadable(&err))?;
        Ok(entry.document_with(&self.fields, Some(columns), None))
    }

    /// What the last commit says of itself; the default before the first one.
    ///
    /// # Errors
    /// [`Error::Index`] when it cannot be read.
    pub fn payload(&self) -> Result<Payload> {
        self.payload_of(self.commit(&self.list()?)?)
    }

    fn payload_of(&self, commit: Commit) -> Result<Payload> {
        match commit.payload {
            Some(text) => serde_json::from_str(&text).map_err(|err| self.unreadable(&err)),
            None => Ok(Payload::default()),
        }
    }

    /// The operation stamp of the last commit: which commit a manifest belongs to.
    ///
    /// # Errors
    /// [`Error::Index`] when it cannot be read.
    pub fn opstamp(&self) -> Result<u64> {
        Ok(self.commit(&self.list()?)?.opstamp)
    }

    /// The engine's error as ours.
    pub fn unreadable(&self, err: &dyn std::fmt::Display) -> Error {
        Error::unreadable(&self.dir, err)
    }

    /// The same where it was to be written.
    pub(crate) fn unwritable(&self, err: &dyn std::fmt::Display) -> Error {
        Error::unwritable(&self.dir, err)
    }
}

/// Makes a folder and those above it that are missing, and puts them on the disk.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    fs::create_dir_all(folder)?;
    missing.into_iter().try_for_each(sealed::sync_folder)
}

/// Newest first, so that date order can stop early; records compressed in blocks.
fn settings() -> IndexSettings {
    IndexSettings {
        sort_by_field: Some(IndexSortByField { field: column::ORDER.to_owned(), order: Order::Desc }),
        // level 1 makes the index of 60 MB of text 1.5 % larger; level 6 would take 3 % off the records, at a third of the speed
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        ..IndexSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::ground::SEGMENT_LIST_COPY;
    use crate::index::{MARKER, manifest};

    #[test]
    fn an_index_is_made_in_an_empty_folder_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("index");
        assert!(matches!(Index::open(&dir), Err(Error::NoIndex { .. })));
        Index::open_or_create(&dir).unwrap();
        Index::open_or_create(&dir).unwrap();
        assert_eq!(Index::open(&dir).unwrap().payload().unwrap(), Payload::default());
    }

    #[test]
    fn an_index_that_another_process_made_since_the_last_look_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let made = Index::open_or_create(folder.path()).unwrap();
        let mut writer = made.writer().unwrap();
        writer.add(made.document(&Entry::default())).unwrap();
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        assert_eq!(Index::create(folder.path()).unwrap().articles().unwrap(), 1);
    }

    #[test]
    fn a_folder_with_other_things_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("README.md"), "a note").unwrap();
        assert!(is_vacant(folder.path()).unwrap());
        fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(Index::open_or_create(folder.path()), Err(Error::NotAnIndex { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_is_called_as_the_engines_and_is_a_persons_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["segments", "segments-2"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("interview.wav"), "an hour of sound").unwrap();
        }
        assert!(matches!(Index::open_or_create(folder.path()), Err(Error::NotAnIndex { .. })));
        fs::remove_dir_all(folder.path().join("segments")).unwrap();
        assert!(matches!(Index::open_or_create(folder.path()), Err(Error::NotAnIndex { .. })));
        fs::rename(folder.path().join("segments-2"), folder.path().join("aside")).unwrap();
        let dir = folder.path().join("index");
        let index = Index::open_or_create(&dir).unwrap();
        fs::rename(folder.path().join("aside"), dir.join("segments-2")).unwrap();
        drop(index.writer().unwrap());
        assert!(dir.join("segments-2/interview.wav").exists());
    }

    #[test]
    fn articles_without_a_marker_are_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        writer.add(index.document(&Entry::default())).unwrap();
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        fs::remove_file(folder.path().join(MARKER)).unwrap();
        let engine = folder.path().join(ENGINE);
        for lost in [None, Some(SEGMENT_LIST), Some(SEGMENT_LIST_COPY)] {
            lost.map_or(Ok(()), |lost| fs::remove_file(engine.join(lost))).unwrap();
            let error = Index::open_or_create(folder.path()).err().unwrap();
            assert!(error.to_string().contains("newsdex.json is missing"), "{error}");
        }
    }

    #[test]
    fn a_creation_that_was_cut_short_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        Index::open_or_create(folder.path()).unwrap();
        fs::remove_file(folder.path().join(MARKER)).unwrap();
        Index::open_or_create(folder.path()).unwrap();
        fs::remove_file(folder.path().join(MARKER)).unwrap();
        // none of ours
        fs::write(folder.path().join(manifest::FILE), "{\"cargo\":\"grain\"}\n").unwrap();
        assert!(matches!(Index::open_or_create(folder.path()), Err(Error::NotAnIndex { .. })));
    }

    #[test]
    fn what_a_killed_process_left_is_removed_by_the_next_writer() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let left = folder.path().join(ENGINE).join(".tmpAb12");
        fs::write(&left, "half").unwrap();
        drop(index.writer().unwrap());
        assert!(!left.exists());
        assert!(Index::open(folder.path()).is_ok());
    }

    #[test]
    fn another_schema_is_named() {
        let folder = tempfile::tempdir().unwrap();
        Index::open_or_create(folder.path()).unwrap();
        let marker = |schema: u32| format!("{{\"what\":\"a newsdex index\",\"schema\":{schema}}}\n");
        // those of this time have a seal, the first ones had none
        sealed::write(&folder.path().join(MARKER), marker(999).as_bytes()).unwrap();
        let error = Index::open(folder.path()).err().unwrap();
        assert!(matches!(error, Error::OtherSchema { found: 999, .. }), "{error}");
        fs::write(folder.path().join(MARKER), marker(2)).unwrap();
        let error = Index::open(folder.path()).err().unwrap();
        assert!(matches!(error, Error::OtherSchema { found: 2, .. }), "{error}");
        fs::write(folder.path().join(MARKER), marker(schema::VERSION)).unwrap();
        let error = Index::open(folder.path()).err().unwrap();
        assert!(matches!(error, Error::Index { action: "read", .. }), "{error}");
    }
}
