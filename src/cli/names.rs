//! Countries, topics and languages as typed, to the codes that the index holds.

use newsdex::lexicon::countries::{self, Resolution};
use newsdex::lexicon::topics;
use newsdex::text::language;
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

/// The name of a topic.
pub(crate) fn topic(text: &str) -> Result<String> {
    topics::resolve(text).map(str::to_owned)
}

/// The code of a language.
pub(crate) fn language(text: &str) -> Result<String> {
    language::resolve(text).map(str::to_owned)
}
