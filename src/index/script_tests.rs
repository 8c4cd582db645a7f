//! What the tests of faults and of power cuts let a writer do: batches that add, replace and remove, with lists and a
//! manifest; and what has to be there after each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::article::{Article, Key, Origin};
use crate::clean::{Learned, LearnedLine};
use crate::error::Result;
use crate::index::ground::{SEGMENT_LIST, SEGMENT_LIST_COPY};
use crate::index::merging::MOST;
use crate::index::{Entry, FileRecord, Index, Manifest, Writer};

/// So many that the engine's rule merges segments on the way, and the end of the run merges what is left.
pub(crate) const BATCHES: usize = 9;

/// A folder in memory where there is one: what is tested is the order of the deeds, and syncing takes its time on a disk.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// Path and text of each article after so many batches.
pub(crate) fn expected(batches: usize) -> BTreeMap<String, String> {
    let mut articles = BTreeMap::new();
    for batch in 0..batches {
        for (path, text) in added(batch) {
            articles.insert(path, text);
        }
        if let Some(path) = removed(batch) {
            articles.remove(&path);
        }
    }
    articles
}

/// Three new articles, and another text for one of the batch before.
fn added(batch: usize) -> Vec<(String, String)> {
    let new =
        (0..3).map(|number| (format!("{batch}-{number}"), format!("The harbour in week {batch}, part {number}.")));
    let again =
        batch.checked_sub(1).map(|last| (format!("{last}-0"), format!("The harbour, corrected in week {batch}.")));
    new.chain(again).collect()
}

fn removed(batch: usize) -> Option<String> {
    batch.checked_sub(2).map(|before| format!("{before}-1"))
}

fn origin(path: &str) -> Origin {
    Origin { root: "r".to_owned(), path: path.to_owned(), record: None }
}

pub(crate) fn learned(batch: usize) -> Learned {
    Learned::of(vec![LearnedLine { publisher: None, line: format!("Line of week {batch}"), articles: 9 }])
}

fn manifest(batches: usize) -> Manifest {
    let mut manifest = Manifest::default();
    for path in expected(batches).keys() {
        manifest.set("r", path, FileRecord { articles: 1, hash: "ff".to_owned(), ..FileRecord::default() });
    }
    manifest
}

/// Does all batches that the index does not have yet; tells of each that was acknowledged.
pub(crate) fn run(index: &Index, acknowledged: &mut dyn FnMut(usize)) -> Result<()> {
    let mut writer = index.writer()?;
    let done = usize::try_from(index.payload()?.indexed).unwrap();
    let known = Manifest::load(index)?;
    assert_eq!(paths(&known), paths(&manifest(done)));
    if known != manifest(done) {
        // a commit stands whose manifest could not be written: a run reads the files again and knows their hashes
        manifest(done).save(index, index.opstamp()?)?;
    }
    for batch in done..BATCHES {
        if let Err(error) = write(index, &mut writer, batch) {
            // nothing may ever hold without what has failed
            assert_refused(index, &mut writer, &error.to_string());
            return Err(error);
        }
        acknowledged(batch + 1);
    }
    writer.finish()
}

fn write(index: &Index, writer: &mut Writer, batch: usize) -> Result<()> {
    for (path, text) in added(batch) {
        let article = Article { text: text.into(), ..Article::default() };
        let entry = Entry { origin: origin(&path), article, ..Entry::default() };
        writer.remove(entry.key().short());
        writer.add(index.document(&entry))?;
    }
    if let Some(path) = removed(batch) {
        writer.remove_file(Key::of(&origin(&path)));
    }
    let mut payload = index.payload()?;
    payload.indexed = batch as u64 + 1;
    payload.learned = index.save_learned(&learned(batch))?;
    let opstamp = writer.commit(&payload)?;
    manifest(batch + 1).save(index, opstamp)?;
    index.drop_other_lists(&payload);
    Ok(())
}

/// Where the writer itself has failed, it never commits again; where a file beside it did, there is nothing to refuse.
fn assert_refused(index: &Index, writer: &mut Writer, error: &str) {
    if error.starts_with("the index at") && writer.has_failed() {
        let document = index.document(&Entry::default());
        assert!(writer.add(document).is_err(), "goes on after: {error}");
        assert!(writer.rollback().is_err(), "goes on after: {error}");
        assert!(writer.commit(&crate::index::Payload::default()).is_err(), "goes on after: {error}");
    }
}

fn paths(manifest: &Manifest) -> Vec<&str> {
    manifest.roots.values().flat_map(|files| files.keys()).map(String::as_str).collect()
}

/// How many batches the index has, after looking that it has these whole, once, readable, and nothing else.
pub(crate) fn whole(index: &Index) -> usize {
    let batches = usize::try_from(index.payload().unwrap().indexed).unwrap();
    let mut found = BTreeMap::new();
    let mut articles = 0;
    index
        .for_each_entry(&mut |entry| {
            articles += 1;
            found.insert(entry.origin.path.clone(), entry.article.text.body().to_string());
        })
        .unwrap();
    assert_eq!(found, expected(batches), "after {batches} batches");
    assert_eq!(articles, found.len(), "each once");
    assert!(index.engine().validate_checksum().unwrap().is_empty());
    batches
}

/// Looks that the index is what a run without any mishap leaves.
pub(crate) fn finished(index: &Index) {
    assert_eq!(whole(index), BATCHES);
    let metas = index.engine().load_metas().unwrap();
    assert!(metas.segments.len() <= MOST, "{} segments", metas.segments.len());
    let listed = metas.list_segment_files();
    for entry in fs::read_dir(index.engine_dir()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_known = listed.contains(Path::new(&name)) || [SEGMENT_LIST, SEGMENT_LIST_COPY].contains(&name.as_str());
        assert!(is_known || (name.starts_with('.') && name.ends_with(".lock")), "'{name}' was left");
    }
    let left = fs::read_dir(index.dir())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".tmp"));
    assert_eq!(left.count(), 0);
    assert_eq!(Manifest::load(index).unwrap(), manifest(BATCHES));
    assert_eq!(index.learned(&index.payload().unwrap()).unwrap().lines(), learned(BATCHES - 1).lines());
}
