//! Countries, topics and languages as typed, to the codes that the index holds.

use newsdex::{Error, Result};

/// Each of `typed` through `resolve`; the first that is unknown or ambiguous ends it.
pub(crate) fn resolve_all(typed: &[String], resolve: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    typed.iter().map(|text| resolve(text)).collect()
}

/// Replaced at the merge by `newsdex::lexicon::countries::resolve`: `One(code)`, `Many(codes)` to [`Error::Ambiguous`],
/// `None(nearest)` to [`Error::Unknown`].
pub(crate) fn country(text: &str) -> Result<String> {
    code(text, "country", 2).map(|code| code.to_uppercase())
}

/// Replaced at the merge by `newsdex::lexicon::topics::resolve(text).map(str::to_owned)`.
pub(crate) fn topic(text: &str) -> Result<String> {
    Ok(text.to_lowercase())
}

/// Replaced at the merge by `newsdex::text::language::resolve(text).map(str::to_owned)`.
pub(crate) fn language(text: &str) -> Result<String> {
    code(text, "language", 2).map(|code| code.to_lowercase())
}

fn code(text: &str, what: &'static str, letters: usize) -> Result<String> {
    if text.len() == letters && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Ok(text.to_owned());
    }
    Err(Error::Unknown { what, value: text.to_owned(), nearest: Vec::new() })
}
