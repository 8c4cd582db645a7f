//! The short run of the fuzz targets: every seed, and as many changes to the seeds as take a second.
//!
//! The long run is tests/fuzz/run, see README.md beside it.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod mutate;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mutate::Mutator;
use targets::{ALL, named, run, watch_panics};

/// Tests, each with the number of changed inputs that it tries: together about ten seconds of an unoptimised build.
macro_rules! tests {
    ($($name:ident $changes:literal)*) => {
        $(#[test]
        fn $name() {
            if let Some(found) = finding(stringify!($name), $changes) {
                panic!("{found}");
            }
        })*

        /// The names and numbers above.
        const TESTED: &[(&str, usize)] = &[$((stringify!($name), $changes)),*];
    };
}

tests! {
    query 120 dates 800 clean 600 annotate 120 words 400 languages 800
    html 300 read 1200 plain 1200 markdown 1200 json 1200 ndjson 1200 table 1200 feed 800 nitf 800 newsml 800 sgml 1200 warc 1200
    rtf 1200 docx 600 docx_xml 600 export 1200 gzip 600 zstd 600 tar 600 zip 600
    entry 600 manifest 600 payload 1200 lists 600 stories 600 topics 1200
}

#[test]
fn every_target_is_tested_and_has_seeds() {
    let names: Vec<&str> = ALL.iter().map(|target| target.name).collect();
    assert!(names.iter().eq(TESTED.iter().map(|(name, _)| name)), "{names:?}");
    for name in names {
        assert!(!seeds(name).is_empty(), "no seeds in tests/fuzz/seeds/{name}");
    }
}

#[test]
#[ignore = "long: a hundred times as many changes, for systems without libFuzzer"]
fn a_hundred_times_as_many_changes() {
    let start = Instant::now();
    let findings: Vec<String> = TESTED.iter().filter_map(|(name, changes)| finding(name, 100 * changes)).collect();
    let inputs: usize = TESTED.iter().map(|(_, changes)| 100 * changes).sum();
    println!("{inputs} changed inputs in {} s, {} findings", start.elapsed().as_secs(), findings.len());
    assert!(findings.is_empty(), "\n{}", findings.join("\n\n"));
}

#[test]
fn a_panic_in_a_target_is_told_with_its_input() {
    let target = targets::failing(|bytes| assert!(!bytes.starts_with(b"no"), "an input that begins with no"));
    watch_panics();
    assert_eq!(run(&target, b"yes"), Ok(()));
    assert!(run(&target, b"not so").unwrap_err().contains("begins with no"));
    // what our own code fails on counts even where somebody caught it
    let target = targets::failing(|_| {
        let _ = std::panic::catch_unwind(|| panic!("caught"));
    });
    assert!(run(&target, b"").unwrap_err().contains("caught"));
}

/// Gives a target its seeds and `changes` changed ones, the same in every run; the first that it fails on.
fn finding(name: &str, changes: usize) -> Option<String> {
    watch_panics();
    let target = named(name).unwrap();
    let seeds = seeds(name);
    let mut mutator = Mutator::new(name, &seeds);
    let changed = (0..changes).map(|_| mutator.next());
    seeds.iter().cloned().chain(changed).find_map(|input| {
        let why = run(&target, &input).err()?;
        let kept = keep(name, &input);
        let kept = kept.display();
        Some(format!("{why}\n\n{name} fails on '{kept}'; when it is mended, put the file into tests/fuzz/seeds/{name}"))
    })
}

/// The seeds of a target: files, and lines of `TARGET.lines`.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    let lines = fs::read_to_string(folder.join(format!("{name}.lines"))).unwrap_or_default();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.join(name)).into_iter().flatten().map(|file| file.unwrap().path()).collect();
    files.sort();
    let files = files.into_iter().map(|path| fs::read(path).unwrap());
    files.chain(lines.lines().map(|line| line.as_bytes().to_vec())).collect()
}

/// Keeps an input that a target fails on.
fn keep(name: &str, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-findings");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}-{}", &blake3::hash(input).to_hex()[..8]));
    fs::write(&path, input).unwrap();
    path
}
