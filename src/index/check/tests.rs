//! What no checksum tells: parts of an index that are whole and do not fit each other.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::schema::OwnedValue;

use crate::article::{Article, Origin, Text};
use crate::index::check::{Checked, Depth, Sums, check};
use crate::index::ground::{SEGMENT_LIST, SEGMENT_LIST_COPY, split};
use crate::index::{Entry, FileRecord, Index, Manifest, Payload, Stamp, mend, sealed};

fn entry(path: &str, body: &str) -> Entry {
    let origin = Origin { root: "r".into(), path: path.into(), record: None };
    let article = Article { text: Text::from(body.to_owned()), ..Article::default() };
    Entry { origin, article, ..Entry::default() }
}

/// An index with a segment for each of `batches`.
fn index_of(batches: &[&[Entry]]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    let mut opstamp = 0;
    for batch in batches {
        batch.iter().for_each(|entry| writer.add(index.document(entry)).unwrap());
        opstamp = writer.commit(&Payload::default()).unwrap();
    }
    writer.finish().unwrap();
    Manifest::default().save(&index, opstamp).unwrap();
    (folder, index)
}

fn checked(dir: &Path) -> Checked {
    check(dir, Depth::All, &|_, _, _| ()).unwrap()
}

/// The files that findings name.
fn found(dir: &Path) -> Vec<String> {
    checked(dir).findings.into_iter().map(|finding| finding.file).collect()
}

/// Takes the sums out of the list of segments, as if files had changed places before it was written.
fn forget_sums(dir: &Path) {
    for name in [SEGMENT_LIST, SEGMENT_LIST_COPY] {
        let path = dir.join("segments").join(name);
        let bytes = sealed::read(&path).unwrap();
        let (list, line) = split(&bytes);
        assert!(!serde_json::from_slice::<Sums>(line).unwrap().files.is_empty());
        sealed::write(&path, list).unwrap();
    }
}

/// The files of the two segments that end so.
fn pair(dir: &Path, ending: &str) -> [PathBuf; 2] {
    let files = fs::read_dir(dir.join("segments")).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    files.sort();
    files.try_into().unwrap()
}

#[test]
fn what_fits_is_no_finding() {
    let (folder, _) = index_of(&[&[entry("a", "One ferry."), entry("b", "Two ferries.")], &[entry("c", "No ferry.")]]);
    let told = checked(folder.path());
    assert_eq!((told.findings, told.notes), (Vec::new(), Vec::new()));
    assert_eq!((told.articles, told.compared), (3, 3));
    assert!(told.segments >= 2);
}

#[test]
fn files_that_changed_places_are_named() {
    for ending in ["store", "fast", "fieldnorm", "term", "idx", "pos"] {
        // as many articles in both, so that no count tells
        let batches = [[entry("a", "One ferry left the pier.")], [entry("b", "Grain, wool and salt were sold.")]];
        let (folder, _) = index_of(&[&batches[0], &batches[1]]);
        let [one, other] = pair(folder.path(), ending);
        let (a, b) = (fs::read(&one).unwrap(), fs::read(&other).unwrap());
        fs::write(&one, &b).unwrap();
        fs::write(&other, &a).unwrap();
        let is_in = |found: &[String], path: &Path| {
            found.iter().any(|file| file.ends_with(&*path.file_name().unwrap().to_string_lossy()))
        };
        let by_sums = found(folder.path());
        if a == b {
            assert!(by_sums.is_empty(), "{ending}: {by_sums:?}");
            continue;
        }
        assert!(is_in(&by_sums, &one) && is_in(&by_sums, &other), "{ending}: {by_sums:?}");
        // without sums the contents tell, if not always which of the files of a segment it is
        forget_sums(folder.path());
        assert!(!found(folder.path()).is_empty(), "{ending}");
    }
}

#[test]
fn an_article_that_stands_there_twice_is_named_and_stays_once() {
    let (folder, index) =
        index_of(&[&[entry("a", "One ferry."), entry("b", "Two.")], &[entry("a", "One ferry more.")]]);
    let told = checked(folder.path());
    assert_eq!(told.findings.len(), 1, "{:?}", told.findings);
    assert!(told.findings[0].reason.contains("1 articles stand in it twice"), "{:?}", told.findings);
    drop(index);
    let mended = mend(folder.path(), Depth::All, None, &|_, _, _| ()).unwrap();
    assert_eq!(mended.rebuilt.unwrap().kept, 2);
    assert_eq!(checked(folder.path()).findings, []);
    assert_eq!(Index::open(folder.path()).unwrap().articles().unwrap(), 2);
}

#[test]
fn a_record_that_is_another_articles_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    let mut document = index.document(&entry("a", "One ferry."));
    let other = index.document(&entry("a", "One ferry and a tug."));
    let schema_field = index.fields().text;
    let words = other.get_first(schema_field).map(OwnedValue::from).unwrap();
    let OwnedValue::Str(words) = words else { panic!("words are text") };
    // one value more than the record gives: its words are in no record
    document.add_text(schema_field, words);
    writer.add(document).unwrap();
    let opstamp = writer.commit(&Payload::default()).unwrap();
    writer.finish().unwrap();
    Manifest::default().save(&index, opstamp).unwrap();
    let found = checked(folder.path()).findings;
    assert!(found.iter().any(|finding| finding.reason.contains("does not fit its record")), "{found:?}");
}

#[test]
fn a_manifest_that_knows_more_articles_is_named() {
    let (folder, index) = index_of(&[&[entry("a", "One ferry.")]]);
    let file = |articles, stamp| FileRecord { articles, stamp, ..FileRecord::default() };
    let mut manifest = Manifest::default();
    let save = |manifest: &Manifest| manifest.save(&index, index.opstamp().unwrap()).unwrap();
    manifest.set("r", "a", file(1, Some(Stamp::default())));
    // one that was not read to its end may have more
    manifest.set("r", "b", file(4, None));
    save(&manifest);
    assert_eq!(found(folder.path()), Vec::<String>::new());
    manifest.set("r", "b", file(4, Some(Stamp::default())));
    save(&manifest);
    assert_eq!(found(folder.path()), ["manifest.ndjson"]);
}

#[test]
fn what_an_upgrade_left_is_removed_by_the_next_writer() {
    let (folder, index) = index_of(&[&[entry("a", "One ferry.")]]);
    drop(Index::create_engine(folder.path(), "segments-2").unwrap());
    fs::create_dir(folder.path().join("segments-of-mine")).unwrap();
    drop(index.writer().unwrap());
    let is_there = |name: &str| folder.path().join(name).exists();
    assert!(is_there("segments") && !is_there("segments-2") && is_there("segments-of-mine"));
}

#[test]
fn a_record_that_cannot_be_decoded_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.add(index.document(&entry("a", "One ferry."))).unwrap();
    // in a segment of its own, whichever thread takes the other one: what stands beside damage is read again, too
    writer.commit(&Payload::default()).unwrap();
    let mut strange = tantivy::TantivyDocument::default();
    for (field, value) in index.document(&entry("b", "Two ferries.")).field_values() {
        let record = field == index.fields().record;
        let value = if record { OwnedValue::Bytes(b"{\"origin\":".to_vec()) } else { OwnedValue::from(value) };
        strange.add_field_value(field, &value);
    }
    writer.add(strange).unwrap();
    let opstamp = writer.commit(&Payload::default()).unwrap();
    writer.finish().unwrap();
    let mut manifest = Manifest::default();
    let file = FileRecord { articles: 1, stamp: Some(Stamp::default()), ..FileRecord::default() };
    manifest.set("r", "a", file.clone());
    manifest.set("r", "b", file);
    manifest.save(&index, opstamp).unwrap();
    drop(index);
    assert_eq!(found(folder.path()).len(), 1);
    let rebuilt = mend(folder.path(), Depth::All, None, &|_, _, _| ()).unwrap().rebuilt.unwrap();
    assert_eq!((rebuilt.kept, rebuilt.dropped), (1, 1));
    assert_eq!(rebuilt.missing, [("r".to_owned(), "b".to_owned(), 1)]);
    assert_eq!(rebuilt.aside.as_deref(), Some("damaged-segments-1"));
    assert_eq!(checked(folder.path()).findings, []);
    let left = Manifest::load(&Index::open(folder.path()).unwrap()).unwrap();
    assert!(left.get("r", "a").unwrap().stamp.is_some() && left.get("r", "b").unwrap().stamp.is_none());
}
