//! What hits must have besides the words: labels, outlet, language, path, date.

use chrono::NaiveDate;

/// A stretch of days, both ends included, open where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub since: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// Values of one list mean "or", lists mean "and"; an empty list asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// ISO codes of countries that the article is about.
    pub countries: Vec<String>,
    /// ISO codes of countries that it names.
    pub mentioned: Vec<String>,
    /// Names as typed: a full name, or a surname of someone in the index; case and accents do not matter.
    pub leaders: Vec<String>,
    /// Topics, as articles have them; a parent stands for its children.
    pub topics: Vec<String>,
    /// Outlets as typed; case and accents do not matter.
    pub sources: Vec<String>,
    /// Authors as typed; case and accents do not matter.
    pub authors: Vec<String>,
    /// ISO 639-1 codes.
    pub langs: Vec<String>,
    /// Patterns over `root/path`: `*` any run but `/`, `**` any run, `?` one character.
    pub paths: Vec<String>,
    /// The one root to search, by its name, with an optional path below it.
    pub root: Option<(String, String)>,
    /// Days of publication; an undated article is in no period.
    pub dates: Vec<Period>,
    /// Only what was indexed after the first of these moments and not after the second: microseconds since 1970 UTC, see
    /// `Payload::indexed`.
    pub indexed: Option<(u64, u64)>,
    /// Only articles without a date.
    pub undated: bool,
}
