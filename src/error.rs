//! Every way the library can fail, worded once.

use std::path::{Path, PathBuf};

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, the value it went wrong with, and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} '{}': {source}", path.display())]
    File {
        /// `read`, `write`, `open`, …
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no index where one was looked for.
    #[error("no index at '{}' (make one with 'newsdex index PATH'){looked}", path.display())]
    NoIndex {
        /// Where it was looked for.
        path: PathBuf,
        /// Why there: ` (from NEWSDEX_INDEX)`, or empty.
        looked: String,
    },
    /// The folder holds something else.
    #[error("'{}' is neither empty nor an index; give an empty or a new folder to --index", path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The index was made by another version.
    #[error("the index at '{}' was made by another version of newsdex ({what} {found}, this one reads {expected}); {}", path.display(), other_schema(*found, *expected))]
    OtherSchema {
        /// The folder.
        path: PathBuf,
        /// What has versions: `schema`, or `reading of words`.
        what: &'static str,
        /// The version that the index names.
        found: u32,
        /// The version of this program.
        expected: u32,
    },
    /// Somebody else writes.
    #[error("the index at '{}' is being written by {by}; wait until it has finished, or say --wait", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// `process 4711 since 2026-11-23 04:10:33`, or `another newsdex` where nobody knows.
        by: String,
    },
    /// The index could not be read or written.
    #[error("the index at '{}' could not be {action}: {reason}{}", path.display(), index_hint(action))]
    Index {
        /// `read` or `written`
        action: &'static str,
        /// The folder.
        path: PathBuf,
        /// What the engine says.
        reason: String,
    },
    /// The topics that a person trained cannot be used.
    #[error("cannot use '{}': {reason} (train anew with 'newsdex topics train', or remove it)", path.display())]
    Trained {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A value that a person typed is not known; `nearest` are the values that come close.
    #[error("unknown {what} '{value}'{}", hint(what, nearest))]
    Unknown {
        /// `country`, `topic`, `language`, …
        what: &'static str,
        /// What was typed.
        value: String,
        /// The nearest known values, best first.
        nearest: Vec<String>,
    },
    /// A value that a person typed means several things.
    #[error("'{value}' is more than one {what}:{}", listed(choices))]
    Ambiguous {
        /// `country`, `article`, …
        what: &'static str,
        /// What was typed.
        value: String,
        /// What it may mean; the last is `…` where there is more.
        choices: Vec<String>,
    },
    /// A part of a request is longer than it may be.
    #[error("{what} has more than {most} {of}; give fewer")]
    TooLong {
        /// The flag.
        what: &'static str,
        /// As much as it may have.
        most: usize,
        /// What there is too much of: `values`, `bytes in a value`.
        of: &'static str,
    },
    /// A question that costs more than it may, see [`crate::query::Effort`].
    #[error(
        "the query costs too much to answer: it used up {used}; narrow it with rarer words, fewer operators or patterns, shorter distances or filters, or allow it more with '--timeout SECONDS'"
    )]
    TooCostly {
        /// `0.8 s of processor time`, …
        used: String,
    },
    /// A person stopped the work.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// That the index at `dir` cannot be read.
    pub(crate) fn unreadable(dir: &Path, err: &dyn std::fmt::Display) -> Self {
        Self::Index { action: "read", path: dir.to_owned(), reason: err.to_string() }
    }

    /// That the index at `dir` cannot be written.
    pub(crate) fn unwritable(dir: &Path, err: &dyn std::fmt::Display) -> Self {
        Self::Index { action: "written", path: dir.to_owned(), reason: err.to_string() }
    }
}

/// The way out for an index of another version.
fn other_schema(found: u32, expected: u32) -> &'static str {
    if found < expected {
        "'newsdex upgrade' makes it one of this version, from the articles that it holds"
    } else {
        "it is newer: use the newsdex that made it"
    }
}

/// The way out for an index that cannot be read.
fn index_hint(action: &str) -> &'static str {
    if action == "read" { " ('newsdex check' says what is damaged, 'newsdex check --repair' mends it)" } else { "" }
}

/// The way out: the nearest names, or else what names there are.
fn hint(what: &str, nearest: &[String]) -> String {
    match (nearest, what) {
        ([], "country") => "; give a name, a demonym or an ISO 3166 code such as 'JP'".to_owned(),
        ([], "language") => "; give a name or an ISO 639 code such as 'de'".to_owned(),
        ([], "cleaning rule") => "; 'newsdex help cleaning' lists them".to_owned(),
        ([], "topic") => "; 'newsdex help labels' names them".to_owned(),
        ([], _) => String::new(),
        (nearest, _) => format!("; did you mean {}?", one_of(nearest)),
    }
}

/// As many choices as are read at a glance stand in the sentence, more of them one a line.
const IN_A_SENTENCE: usize = 4;

fn listed(choices: &[String]) -> String {
    if choices.len() <= IN_A_SENTENCE {
        return format!(" {}", one_of(choices));
    }
    choices.iter().map(|choice| format!("\n  {choice}")).collect()
}

fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [one] => format!("'{one}'"),
        [rest @ .., last] => format!("'{}' or '{last}'", rest.join("', '")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_comes_with_a_way_out() {
        let check = |what, nearest: &[&str], expected: &str| {
            let nearest = nearest.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(Error::Unknown { what, value: "x".into(), nearest }.to_string(), expected);
        };
        check("language", &["Dutch"], "unknown language 'x'; did you mean 'Dutch'?");
        check("language", &[], "unknown language 'x'; give a name or an ISO 639 code such as 'de'");
        check("country", &[], "unknown country 'x'; give a name, a demonym or an ISO 3166 code such as 'JP'");
        check("topic", &[], "unknown topic 'x'; 'newsdex help labels' names them");
    }

    #[test]
    fn many_choices_stand_one_a_line() {
        let of = |number: usize| {
            let choices = (1..=number).map(|number| format!("a#{number}")).collect();
            Error::Ambiguous { what: "article", value: "a".into(), choices }.to_string()
        };
        assert_eq!(of(2), "'a' is more than one article: 'a#1' or 'a#2'");
        assert_eq!(of(5), "'a' is more than one article:\n  a#1\n  a#2\n  a#3\n  a#4\n  a#5");
    }
}
