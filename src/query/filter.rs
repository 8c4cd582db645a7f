//! What hits must have besides the words: labels, outlet, language, path, date.

use chrono::NaiveDate;

use crate::error::{Error, Result};

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

/// Most values of one filter: more than the outlets of a country or the members of a parliament's committee that anybody
/// types, and each is compared with all names of the index.
pub const MAX_VALUES: usize = 256;

/// Longest value, in bytes: a name has a hundred, a path of most systems at most so many.
pub const MAX_VALUE: usize = 1024;

impl Filters {
    /// Whether a list or a value is longer than it may be.
    ///
    /// # Errors
    /// [`Error::TooLong`].
    pub fn check(&self) -> Result<()> {
        check_values("--country", &self.countries)?;
        check_values("--mentions", &self.mentioned)?;
        check_values("--leader", &self.leaders)?;
        check_values("--topic", &self.topics)?;
        check_values("--source", &self.sources)?;
        check_values("--author", &self.authors)?;
        check_values("--lang", &self.langs)?;
        check_values("--path", &self.paths)?;
        match self.dates.len() > MAX_VALUES {
            true => Err(Error::TooLong { what: "--date", most: MAX_VALUES, of: "values" }),
            false => Ok(()),
        }
    }
}

/// Whether the values of one filter are more or longer than they may be.
///
/// # Errors
/// [`Error::TooLong`].
pub fn check_values(what: &'static str, values: &[String]) -> Result<()> {
    if values.len() > MAX_VALUES {
        return Err(Error::TooLong { what, most: MAX_VALUES, of: "values" });
    }
    match values.iter().any(|value| value.len() > MAX_VALUE) {
        true => Err(Error::TooLong { what, most: MAX_VALUE, of: "bytes in a value" }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_values_have_an_end() {
        let of = |values: usize, bytes: usize| {
            let filters = Filters { sources: vec!["x".repeat(bytes); values], ..Filters::default() };
            filters.check().map_err(|err| err.to_string()).err()
        };
        assert_eq!(of(MAX_VALUES, MAX_VALUE), None);
        assert_eq!(of(257, 1).as_deref(), Some("--source has more than 256 values; give fewer"));
        assert_eq!(of(1, 1025).as_deref(), Some("--source has more than 1024 bytes in a value; give fewer"));
    }
}
