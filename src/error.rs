//! Every way the library can fail, worded once.

use std::path::PathBuf;

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
    #[error("the index at '{}' has schema {found}, this newsdex reads schema {expected}; remove the folder and run 'newsdex index PATH' again", path.display())]
    OtherSchema {
        /// The folder.
        path: PathBuf,
        /// The version that the index names.
        found: u32,
        /// The version of this program.
        expected: u32,
    },
    /// Somebody else writes.
    #[error("the index at '{}' is being written by another newsdex; wait until it has finished", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The index could not be read or written.
    #[error("the index at '{}' could not be {action}: {reason}", path.display())]
    Index {
        /// `read` or `written`
        action: &'static str,
        /// The folder.
        path: PathBuf,
        /// What the engine says.
        reason: String,
    },
    /// A value that a person typed is not known; `nearest` are the values that come close.
    #[error("unknown {what} '{value}'{}", hint(nearest))]
    Unknown {
        /// `country`, `topic`, `language`, …
        what: &'static str,
        /// What was typed.
        value: String,
        /// The nearest known values, best first.
        nearest: Vec<String>,
    },
    /// A value that a person typed means several things.
    #[error("'{value}' is more than one {what}: {}", one_of(choices))]
    Ambiguous {
        /// `country`, `article`, …
        what: &'static str,
        /// What was typed.
        value: String,
        /// What it may mean.
        choices: Vec<String>,
    },
    /// A value that a person typed cannot be used.
    #[error("{what} '{value}': {expected}")]
    Invalid {
        /// The flag or field.
        what: &'static str,
        /// What was typed.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A person stopped the work.
    #[error("interrupted")]
    Interrupted,
}

fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", one_of(nearest)) }
}

fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [one] => format!("'{one}'"),
        [rest @ .., last] => format!("'{}' or '{last}'", rest.join("', '")),
    }
}
