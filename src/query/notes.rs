//! What a query could not be honoured in, said once each.

/// Most notes of one query: a person reads a few, and a hostile query has thousands.
const MAX_NOTES: usize = 20;

/// Most letters of a value that a note repeats.
const SHOWN: usize = 40;

/// Notes in the order found.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<String>);

impl Notes {
    /// Says each thing once.
    pub(crate) fn add(&mut self, note: String) {
        if self.is_full() || self.0.contains(&note) {
            return;
        }
        let last = self.0.len() == MAX_NOTES;
        self.0.push(if last { "more of the query was not understood than is said here".to_owned() } else { note });
    }

    /// Whether no more will be said.
    pub(crate) fn is_full(&self) -> bool {
        self.0.len() > MAX_NOTES
    }

    pub(crate) fn into_vec(self) -> Vec<String> {
        self.0
    }
}

/// A value as a note repeats it.
pub(crate) fn short(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
