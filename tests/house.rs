//! The rules of the house, checked like any other behaviour.
//!
//! The order of the `mod` lines in `lib.rs` is the architecture: a module may
//! use the modules above it in that list and none below. There are no cycles
//! because there is no way to write one. What a floor must do without is read
//! off its imports.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file may hold this many lines of code, without comments and tests.
const MAX_CODE_LINES: usize = 400;

/// A function may be this long, without comments: 99 of 100 are shorter in code that is admired.
const MAX_FUNCTION_LINES: usize = 80;

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

/// A file's code: no comments, no blank lines, no tests.
fn code(path: &Path) -> String {
    let text = without_tests(&read(path));
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty() && !l.trim().starts_with("//")).collect();
    lines.join("\n")
}

/// `text` without the blocks `#[cfg(test)] mod … {`; what stands behind them stays, and so does `mod tests;`.
fn without_tests(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut attributes = vec![line];
        if line == "#[cfg(test)]" {
            attributes.extend(std::iter::from_fn(|| lines.next_if(|next| next.starts_with("#["))));
            let is_block = |next: &&str| next.split(' ').any(|word| word == "mod") && next.ends_with('{');
            if lines.next_if(is_block).is_some() {
                // rustfmt ends a block at the margin where nothing else begins
                lines.by_ref().find(|line| *line == "}");
                continue;
            }
        }
        kept.extend(attributes);
    }
    kept.join("\n")
}

#[test]
fn only_blocks_of_tests_are_passed_over() {
    let cases = [
        ("a\n#[cfg(test)]\nmod tests {\n    b\n}\nc", "a\nc"),
        ("a\n#[cfg(test)]\n#[allow(x)]\npub(crate) mod tests {\n    b\n}", "a"),
        ("a\n#[cfg(test)]\nmod tests;\nb", "a\n#[cfg(test)]\nmod tests;\nb"),
        ("#[cfg(test)]\nfn a() {\n}\nb", "#[cfg(test)]\nfn a() {\n}\nb"),
    ];
    for (text, expected) in cases {
        assert_eq!(without_tests(text), expected);
    }
}

/// What only some files may mention: the words, and the folders and files below `src` that they belong to.
const BELONGS: &[(&[&str], &[&str])] = &[
    (&["clap"], &["cli", "main.rs"]),
    (&["trafilatura", "encoding_rs", "chardetng"], &["read"]),
    (
        &[
            "add_text_field",
            "add_bytes_field",
            "add_i64_field",
            "add_u64_field",
            "add_f64_field",
            "add_bool_field",
            "add_date_field",
            "add_facet_field",
            "add_json_field",
            "add_ip_addr_field",
            "add_field",
            "get_field",
            "find_field",
        ],
        &["index/schema.rs"],
    ),
    (&["whatlang", "frostem"], &["text"]),
    (&["ctrlc", "indicatif", "anstream", "terminal_size"], &["cli"]),
];

#[test]
fn what_belongs_to_one_floor_is_known_there_alone() {
    let mut wrong = Vec::new();
    for path in production() {
        let (here, code) = (below_src(&path), code(&path));
        for (words, homes) in BELONGS {
            if !homes.iter().any(|home| here.starts_with(home)) {
                wrong.extend(mentioned(&code, words).map(|word| format!("{here}: {word} belongs to {homes:?}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What floors must do without, and why.
const WITHOUT: &[(&[&str], &[&str], &str)] = &[
    (&["clean", "annotate"], OUTSIDE, "the same article gives the same result on every machine and day"),
    (&["present"], &["tantivy", "Searcher"], "results are drawn, never made"),
];

/// The disk, the clock, the environment, the network, and groups in which their names could hide.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::time",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::path",
    // threads that build tables side by side give the same tables; what waits or counts them does not
    "thread::sleep",
    "thread::park",
    "thread::current",
    "available_parallelism",
    "std::{",
    "fs::",
    "SystemTime",
    "Instant",
    "Utc",
    "Local",
    "walkdir",
];

#[test]
fn floors_do_without_what_would_make_them_fickle() {
    let mut wrong = Vec::new();
    for path in production() {
        let (here, code) = (below_src(&path), code(&path));
        for (floors, words, why) in WITHOUT {
            if floors.contains(&module(&path).as_str()) {
                wrong.extend(mentioned(&code, words).map(|word| format!("{here}: {word}, but {why}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn present_takes_data_from_search_and_no_function() {
    let mut wrong = Vec::new();
    for path in production().into_iter().filter(|path| module(path) == "present") {
        let code = code(&path);
        let taken = code.split("crate::search").skip(1).flat_map(|rest| {
            let names = rest.strip_prefix("::").unwrap_or_default();
            match names.strip_prefix('{').and_then(|names| names.split_once('}')) {
                Some((group, _)) => group.split(',').map(str::trim).collect(),
                None => vec![names.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()],
            }
        });
        // a list that ends in a comma ends in no name
        let functions = taken.filter(|name| !name.is_empty() && !name.starts_with(char::is_uppercase));
        wrong.extend(functions.map(|name| format!("{}: {name}", below_src(&path))));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn columns_are_read_by_the_names_of_the_schema() {
    let mut wrong = Vec::new();
    for path in production().into_iter().filter(|path| below_src(path) != "index/schema.rs") {
        let code: String = code(&path).split_whitespace().collect();
        for rest in code.split("fast_fields().").skip(1) {
            let argument = rest.split_once('(').map_or("", |(_, argument)| argument);
            if argument.starts_with(['"', '&']) {
                wrong.push(format!("{}: {}", below_src(&path), argument.chars().take(20).collect::<String>()));
            }
        }
    }
    assert!(wrong.is_empty(), "a column is named outside of index/schema.rs: {wrong:#?}");
}

#[test]
fn no_function_is_a_corridor() {
    let mut long = Vec::new();
    for path in production() {
        let code = code(&path);
        let lines: Vec<&str> = code.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line)) {
            // rustfmt closes a function at the margin where it began; one that ends on its own line is short
            let margin = &line[..line.len() - line.trim_start().len()];
            let ends = |line: &&str| line.strip_prefix(margin).is_some_and(|rest| rest == "}" || rest == ";");
            let is_open = !line.ends_with(['}', ';']);
            let length = if is_open { lines[at..].iter().position(ends).map_or(0, |end| end + 1) } else { 1 };
            if length > MAX_FUNCTION_LINES {
                long.push(format!("{}: {length} lines: {}", below_src(&path), line.trim()));
            }
        }
    }
    assert!(long.is_empty(), "functions of more than {MAX_FUNCTION_LINES} lines: {long:#?}");
}

/// Whether a function begins in a line: `fn` behind nothing but what may stand before it.
fn is_function(line: &str) -> bool {
    let before = line.trim_start().split(' ').take_while(|word| *word != "fn");
    line.contains("fn ")
        && before.clone().count() < line.trim_start().split(' ').count()
        && before.into_iter().all(|word| word.starts_with("pub") || ["const", "async", "in", "unsafe"].contains(&word))
}

/// Those of `words` that stand in `code` and are not part of a longer name.
fn mentioned<'a>(code: &str, words: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let stands = |word: &str| {
        code.match_indices(word).any(|(at, _)| {
            let (before, after) = (&code[..at], &code[at + word.len()..]);
            !before.ends_with(inside) && (word.ends_with([':', '{']) || !after.starts_with(inside))
        })
    };
    words.iter().copied().filter(|word| stands(word)).collect::<Vec<_>>().into_iter()
}

#[test]
fn a_word_is_mentioned_where_it_stands_alone() {
    let found = |code: &str| mentioned(code, &["clap", "fs::", "std::fs"]).collect::<Vec<_>>();
    assert_eq!(found("use clap::Arg;"), ["clap"]);
    assert_eq!(found("std::fs::read(path)"), ["fs::", "std::fs"]);
    assert!(found("clapper(); offs::x; std::fsync()").is_empty());
}

/// All sources but files that hold tests only.
fn production() -> Vec<PathBuf> {
    sources().into_iter().filter(|path| path.file_name().is_some_and(|name| name != "tests.rs")).collect()
}

/// `read/warc.rs`
fn below_src(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
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
