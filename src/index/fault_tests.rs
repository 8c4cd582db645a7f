//! Each deed on the disk failing once, or from then on: it is reported, the last commit stands, and the next run ends as a
//! clean one.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::directory::META_LOCK;

use crate::article::Origin;
use crate::index::disk::Deed;
use crate::index::merging::MOST;
use crate::index::probe::{Watch, Watcher};
use crate::index::script_tests::{BATCHES, finished, folder, run, whole};
use crate::index::{Entry, Index, Payload};

/// Input or output error; no space left. The numbers are the same on all systems that there are.
const ERRORS: [i32; 2] = [5, 28];

/// Lets the deed of a number fail, and those after it where `stays`.
struct Fault {
    at: usize,
    stays: bool,
    error: i32,
    deeds: AtomicUsize,
    /// Failed deeds that have to be reported, and others: a file that cannot be deleted is garbage and no loss, what cannot
    /// be read may have been a cache, and without the lock of readers the engine leaves garbage where it is.
    failed: [AtomicU32; 2],
    /// The first of them, for a message.
    first: OnceLock<String>,
}

impl Fault {
    fn new(at: usize, stays: bool, error: i32) -> Self {
        Self { at, stays, error, deeds: AtomicUsize::new(0), failed: Default::default(), first: OnceLock::new() }
    }
}

impl Watcher for Fault {
    fn before(&self, deed: Deed<'_>) -> io::Result<()> {
        let number = self.deeds.fetch_add(1, Ordering::Relaxed);
        // what was full is no bar to deleting and reading
        let lasts = self.stays && !matches!(deed, Deed::Remove(_) | Deed::Read(_));
        if number == self.at || (number > self.at && lasts) {
            let is_harmless = matches!(deed, Deed::Remove(_) | Deed::Read(_)) || is_lock_of_readers(deed);
            self.failed[usize::from(is_harmless)].fetch_add(1, Ordering::Relaxed);
            self.first.get_or_init(|| name(deed));
            return Err(io::Error::from_raw_os_error(self.error));
        }
        Ok(())
    }
}

fn is_lock_of_readers(deed: Deed<'_>) -> bool {
    matches!(deed, Deed::Create(path) if path.ends_with(META_LOCK.filepath.as_path()))
}

/// A deed and its file, without what is written.
fn name(deed: Deed<'_>) -> String {
    let deed = format!("{deed:?}");
    deed.chars().take(200).collect()
}

/// How many deeds there were, and whether the run told of the failure.
fn fail_at(folder: &Path, at: usize, stays: bool, error: i32) -> (usize, bool) {
    let fault = Arc::new(Fault::new(at, stays, error));
    let index = Index::open_or_create(folder).unwrap();
    let watch = Watch::over(folder, fault.clone());
    let mut acknowledged = 0;
    let ended = run(&index, &mut |batches| acknowledged = batches);
    drop((watch, index));
    let first = fault.first.get().map_or("none", String::as_str);
    let case = format!("deed {at} ({first}), stays: {stays}, error {error}: {ended:?}");
    if fault.failed[0].load(Ordering::Relaxed) > 0 {
        assert!(ended.is_err(), "silent: {case}");
    }
    let index = Index::open(folder).unwrap_or_else(|err| panic!("{case}: {err}"));
    let batches = whole(&index);
    assert!(
        acknowledged <= batches && batches <= acknowledged + 1,
        "{acknowledged} acknowledged, {batches} there: {case}"
    );
    run(&index, &mut |_| {}).unwrap_or_else(|err| panic!("the next run after {case}: {err}"));
    finished(&index);
    (fault.deeds.load(Ordering::Relaxed), ended.is_err())
}

/// Every `step`th deed of a run fails.
fn fail_all(step: usize) {
    let (mut at, mut runs, mut reported) = (0, 0, 0);
    loop {
        let (stays, error) = (runs % 4 >= 2, ERRORS[runs % 2]);
        let folder = folder();
        let (deeds, told) = fail_at(folder.path(), at, stays, error);
        if deeds <= at {
            break;
        }
        (at, runs, reported) = (at + step, runs + 1, reported + usize::from(told));
    }
    assert!(reported * 2 > runs, "{reported} of {runs}");
    println!(
        "{runs} runs with a failing deed, {reported} reported, the others lost nothing; all equal to a clean run after"
    );
}

#[test]
fn no_deed_fails_silently() {
    // a prime: not the same deed of each batch
    fail_all(127);
}

#[test]
#[ignore = "long: every deed of a run fails, minutes"]
fn no_deed_at_all_fails_silently() {
    fail_all(1);
}

/// The manifest of the last batch cannot be put in its place.
struct LastManifest(AtomicUsize);

impl Watcher for LastManifest {
    fn before(&self, deed: Deed<'_>) -> io::Result<()> {
        match deed {
            Deed::Rename(_, to)
                if to.ends_with("manifest.ndjson") && self.0.fetch_add(1, Ordering::Relaxed) + 1 == BATCHES =>
            {
                Err(io::Error::from_raw_os_error(28))
            }
            _ => Ok(()),
        }
    }
}

#[test]
fn a_commit_without_its_manifest_stands_and_gets_it_from_the_next_run() {
    let folder = folder();
    let index = Index::open_or_create(folder.path()).unwrap();
    let watch = Watch::over(folder.path(), Arc::new(LastManifest(AtomicUsize::new(0))));
    let ended = run(&index, &mut |_| {}).unwrap_err().to_string();
    assert!(ended.contains("manifest.ndjson"), "{ended}");
    drop((watch, index));
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(whole(&index), BATCHES);
    run(&index, &mut |_| {}).unwrap();
    drop(index.writer().unwrap());
    finished(&index);
}

#[test]
fn a_writer_that_has_failed_never_commits_again() {
    let folder = folder();
    let index = Index::open_or_create(folder.path()).unwrap();
    run(&index, &mut |_| {}).unwrap();
    let mut writer = index.writer().unwrap();
    let (before, payload) = (whole(&index), index.payload().unwrap());
    writer.add(index.document(&Entry::default())).unwrap();
    let watch = Watch::over(folder.path(), Arc::new(Fault::new(0, true, 28)));
    let full = writer.commit(&payload).unwrap_err().to_string();
    assert!(full.contains("could not be written: No space left on device"), "{full}");
    drop(watch);
    // there is room again, and the engine would commit without the article
    let again = writer.commit(&payload).unwrap_err().to_string();
    assert_eq!(again, full);
    drop(writer);
    assert_eq!(whole(&index), before);
    assert!(index.writer().unwrap().commit(&payload).is_ok());
}

/// While the index is opened without a lock, the first time, a commit takes away the files that are about to be opened.
struct Overtaken {
    index: Index,
    opening: AtomicBool,
}

impl Watcher for Overtaken {
    fn before(&self, deed: Deed<'_>) -> io::Result<()> {
        let is = |path: &Path, end: &str| path.to_string_lossy().ends_with(end);
        match deed {
            Deed::Create(path) if is(path, META) && self.opening.load(Ordering::Relaxed) => {
                Err(io::ErrorKind::ReadOnlyFilesystem.into())
            }
            Deed::Read(path) if !is(path, ".json") && self.opening.swap(false, Ordering::Relaxed) => {
                let payload = self.index.payload().unwrap();
                let mut writer = self.index.writer().unwrap();
                writer.remove_root("r");
                writer.add(self.index.document(&Entry::default())).unwrap();
                writer.commit(&payload).unwrap();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

const META: &str = ".tantivy-meta.lock";

#[test]
fn who_has_no_lock_opens_again_what_a_commit_took_away() {
    let folder = folder();
    let index = Index::open_or_create(folder.path()).unwrap();
    run(&index, &mut |_| {}).unwrap();
    fs::remove_file(index.engine_dir().join(META)).unwrap();
    let overtaken = Arc::new(Overtaken { index: index.clone(), opening: AtomicBool::new(true) });
    let _watch = Watch::over(folder.path(), overtaken.clone());
    let searcher = Index::open(folder.path()).unwrap().searcher().unwrap();
    assert!(!overtaken.opening.load(Ordering::Relaxed));
    assert_eq!(searcher.num_docs(), 1);
}

#[test]
fn a_merge_that_fails_is_an_error_and_the_next_run_works() {
    let folder = folder();
    let index = Index::open_or_create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    let articles = MOST + 2;
    for number in 0..articles {
        let origin = Origin { root: "r".to_owned(), path: number.to_string(), record: None };
        writer.add(index.document(&Entry { origin, ..Entry::default() })).unwrap();
        writer.commit(&Payload::default()).unwrap();
    }
    let segments = || index.engine().load_metas().unwrap().segments.len();
    assert_eq!(segments(), articles);
    let watch = Watch::over(folder.path(), Arc::new(Fault::new(0, true, 28)));
    let failed = writer.finish().unwrap_err().to_string();
    assert!(failed.contains("No space left on device"), "{failed}");
    drop(watch);
    assert_eq!((segments(), index.articles().unwrap()), (articles, articles as u64));
    index.writer().unwrap().finish().unwrap();
    assert_eq!((segments(), index.articles().unwrap()), (MOST, articles as u64));
}
