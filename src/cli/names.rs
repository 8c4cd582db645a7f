//! Countries, topics and languages as typed, to the codes that the index holds.

use newsdex::index::Index;
use newsdex::lexicon::countries::{self, Resolution};
use newsdex::lexicon::topics;
use newsdex::query;
use newsdex::text::language;
use newsdex::text::near::nearest;
use newsdex::{Error, Result};

/// Each of `typed` through `resolve`; the first that is unknown or ambiguous ends it.
pub(crate) fn resolve_all(typed: &[String], resolve: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    typed.iter().map(|text| resolve(text)).collect()
}

/// The code of a country; a name that several bear asks which.
pub(crate) fn country(text: &str) -> Result<String> {
    let what = "country";
    match countries::resolve(text) {
        Resolution::One(code) => Ok(code.to_owned()),
        Resolution::Many(codes) => {
            let named = |code: &str| countries::name(code).unwrap_or_default().to_owned();
            Err(Error::Ambiguous { what, value: text.to_owned(), choices: codes.into_iter().map(named).collect() })
        }
        Resolution::None(nearest) => Err(Error::Unknown { what, value: text.to_owned(), nearest }),
    }
}

/// The names of topics: first those that articles of the index have, which a person may have made or trained, then those
/// of the lexicon, and what else these are called.
pub(crate) fn topics(index: &Index, typed: &[String]) -> Result<Vec<String>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let held = query::values(&index.searcher()?, index.fields().topics).map_err(|err| index.unreadable(&err))?;
    typed.iter().map(|text| topic(&held, text)).collect()
}

fn topic(held: &[String], text: &str) -> Result<String> {
    if let Some(name) = held.iter().find(|name| name.to_lowercase() == text.trim().to_lowercase()) {
        return Ok(name.clone());
    }
    topics::resolve(text).map(str::to_owned).map_err(|err| match err {
        Error::Unknown { what, value, nearest: known } => {
            let nearest = nearest(text, held.iter().chain(&known).map(String::as_str));
            Error::Unknown { what, value, nearest: if nearest.is_empty() { known } else { nearest } }
        }
        err => err,
    })
}

/// The code of a language.
pub(crate) fn language(text: &str) -> Result<String> {
    language::resolve(text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_the_index_come_first() {
        let held = ["Cod quota".to_owned(), "trade".to_owned()];
        let found = |text: &str| topic(&held, text).map_err(|err| err.to_string());
        assert_eq!(found("cod QUOTA"), Ok("Cod quota".to_owned()));
        assert_eq!(found("trade"), Ok("trade".to_owned()));
        assert_eq!(found("tariffs"), Ok("economy/trade".to_owned()));
        assert_eq!(topic(&[], "trade").ok().as_deref(), Some("economy/trade"));
        assert_eq!(found("cod quta"), Err("unknown topic 'cod quta'; did you mean 'Cod quota'?".to_owned()));
    }
}
