//! What `newsdex clean --json` wrote and a folder holds: beside its sources every article would stand twice.

use crate::ingest::walk::Found;
use crate::read::Chunk;

/// Why such a file gives no articles.
pub(crate) const OWN_OUTPUT: &str =
    "written by 'newsdex clean --json' (to index it, name the file itself or pipe it into 'newsdex index -')";

/// Knows our own output while a file, or an archive, goes by in chunks. A file that a person names is an input.
#[derive(Default)]
pub(crate) struct OwnOutput {
    /// The file itself, or the member of an archive, whose chunks are passed over.
    passed: Option<Option<String>>,
}

/// Whose a chunk is.
pub(crate) enum Owner {
    /// The archive's.
    Theirs,
    /// Ours: the first chunk of the file or member, which is to be named.
    OursFirst,
    /// Ours, and named.
    Ours,
}

impl OwnOutput {
    pub(crate) fn owner(&mut self, found: &Found, chunk: &Chunk) -> Owner {
        if !found.path.is_empty() && chunk.begins_cleaned() {
            self.passed = Some(chunk.member.clone());
            return Owner::OursFirst;
        }
        if self.passed.as_ref() == Some(&chunk.member) { Owner::Ours } else { Owner::Theirs }
    }
}
