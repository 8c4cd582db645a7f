//! Names as typed behind flags.

use newsdex::Result;
use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::query::{Countries, known_topics, topic, values};
use newsdex::text::language;

/// Each of `typed` through `resolve`; the first that is unknown or ambiguous ends it.
pub(crate) fn resolve_all(typed: &[String], resolve: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    typed.iter().map(|text| resolve(text)).collect()
}

/// The codes of countries; `index` is opened only for a name that nobody knows.
pub(crate) fn country_codes(typed: &[String], own: &Own, index: &dyn Fn() -> Option<Index>) -> Result<Vec<String>> {
    let held = |code: &str| {
        let values = index().and_then(|index| values(&index.searcher().ok()?, index.fields().mentioned).ok());
        values.is_some_and(|held| held.iter().any(|known| known == code))
    };
    resolve_all(typed, |text| Countries { own, held: &held }.code(text))
}

/// The names of topics.
pub(crate) fn topics(own: &Own, index: &Index, typed: &[String]) -> Result<Vec<String>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let known = known_topics(&index.searcher()?, index.fields(), own).map_err(|err| index.unreadable(&err))?;
    resolve_all(typed, |text| topic(&known, text))
}

/// The code of a language.
pub(crate) fn language(text: &str) -> Result<String> {
    language::resolve(text).map(str::to_owned)
}
