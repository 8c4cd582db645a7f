//! Where the bytes of an article come from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A file, or a record within it. `path` uses `/` on every system and is relative to the root, so that a colleague with
/// the same files gets the same keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the root in its index; `-` is standard input.
    pub root: String,
    /// The path below the root; empty when the root itself is a file or standard input.
    pub path: String,
    /// The record within the file: the id it carries, or `#` and its number, counted from 1; in an archive `!`, the path of
    /// the member, and if that holds several `#` and the number or `#=` and the id. `None` for a file that is one article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

impl Origin {
    /// The path as people see it: root and path.
    pub fn file(&self) -> String {
        if self.path.is_empty() { self.root.clone() } else { format!("{}/{}", self.root, self.path) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file())?;
        match &self.record {
            Some(record) if record.starts_with(['#', '!']) => f.write_str(record),
            Some(record) => write!(f, "#{record}"),
            None => Ok(()),
        }
    }
}
