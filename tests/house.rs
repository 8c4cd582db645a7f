//! The rules of the house, checked like any other behaviour.
//!
//! The order of the `mod` lines in `lib.rs` is the architecture: a module may
//! use the modules above it in that list and none below. There are no cycles
//! because there is no way to write one.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file may hold this many lines of code, without comments and tests.
const MAX_CODE_LINES: usize = 400;

#[test]
fn every_module_uses_only_modules_above_it() {
    let order = floors();
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(here) = order.iter().position(|m| *m == module(&path)) else { continue };
        for used in uses(&code(&path)) {
            if order.iter().position(|m| *m == used).is_some_and(|there| there > here) {
                wrong.push(format!("{}: uses {used}, which stands below it in lib.rs", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<PathBuf> = sources().into_iter().filter(|p| !read(p).starts_with("//! ")).collect();
    assert!(silent.is_empty(), "files without a first line `//! …`: {silent:#?}");
}

#[test]
fn no_file_is_a_hall() {
    let long: Vec<String> = sources()
        .iter()
        .map(|p| (p, code(p).lines().count()))
        .filter(|(_, n)| *n > MAX_CODE_LINES)
        .map(|(p, n)| format!("{}: {n}", p.display()))
        .collect();
    assert!(long.is_empty(), "more than {MAX_CODE_LINES} lines of code: {long:#?}");
}

/// The module names in `lib.rs`, ground floor first.
fn floors() -> Vec<String> {
    read(&root().join("lib.rs"))
        .lines()
        .filter_map(|l| l.strip_prefix("pub mod ").or(l.strip_prefix("mod ")))
        .map(|l| l.trim_end_matches(';').to_owned())
        .collect()
}

#[test]
fn imports_are_written_so_that_this_test_can_see_them() {
    let hidden: Vec<PathBuf> = sources()
        .into_iter()
        .filter(|p| {
            let code = code(p);
            code.contains("crate::{") || code.contains("super::")
        })
        .collect();
    assert!(hidden.is_empty(), "write `use crate::module::Item;`, one line per module: {hidden:#?}");
}

/// The modules that a piece of code reaches through `crate::`.
fn uses(code: &str) -> Vec<String> {
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// A file's code: no comments, no blank lines, nothing after `#[cfg(test)]`.
fn code(path: &Path) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty() && !l.trim().starts_with("//")).collect();
    lines.join("\n")
}

/// The top-level module a file belongs to: `read/warc.rs` belongs to `read`.
fn module(path: &Path) -> String {
    let first = path.strip_prefix(root()).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
