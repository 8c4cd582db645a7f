//! The nouns that travel: origin, raw, article, residue, labels.

mod date;
mod key;
mod origin;
mod text;

pub use date::{Date, Precision};
pub use key::Key;
pub use origin::Origin;
pub use text::{Removal, Residue, Text};

use serde::{Deserialize, Serialize};

/// What a reader or a cleaner knows about an article besides its words. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The headline. `None` when the text came without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the outlet published it; undated is a value, never today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// People who signed it, without "By".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The outlet that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The agencies that the outlet credits, as it wrote them: `With inputs from agencies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Where it stood on the web, the canonical address if the page names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code: what the source declares, then what the text shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The outlet's own section, as it wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The outlet's own keywords, as it wrote them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

/// What a reader found in a source, not yet cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raw {
    /// The id that the record carries (`id`, `_id`, `doc_id`, `docno`), exactly as given.
    pub id: Option<String>,
    /// What the source declares.
    pub meta: Metadata,
    /// The text: lines ended by `\n`, valid UTF-8, no `\r`; of a page only what the extractor took for the article.
    pub text: String,
}

impl Raw {
    /// A hash of everything that was found: equal means that the article has not changed.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        serde_json::to_writer(&mut hasher, &(&self.id, &self.meta))
            .expect("hashing does not fail, and metadata is strings and numbers");
        hasher.update(self.text.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}

/// A cleaned article: its metadata, and its text with marks on what cleaning removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The id that the record carried, exactly as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the source declares, completed by what cleaning found in the text.
    pub meta: Metadata,
    /// Raw text and removals; `text.body()` is what is searched.
    pub text: Text,
}

impl Article {
    /// What to print where a headline is expected: the title, or the beginning of the body, at most `limit` characters.
    pub fn heading(&self, limit: usize) -> String {
        match &self.meta.title {
            Some(title) => title.clone(),
            None => shorten(self.text.body().lines().find(|line| !line.trim().is_empty()).unwrap_or_default(), limit),
        }
    }
}

/// Cuts at a word's end and says so with an ellipsis; `limit` counts characters.
fn shorten(line: &str, limit: usize) -> String {
    let line = line.trim();
    let Some((cut, _)) = line.char_indices().nth(limit) else { return line.to_owned() };
    let head = &line[..cut];
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(words, _)| words);
    format!("{} …", head.trim_end_matches(|c: char| c.is_whitespace() || c == ','))
}

/// What an article is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// ISO 3166-1 alpha-2 codes of the countries that the article is about, most salient first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub main: Vec<String>,
    /// Codes of every country named, main included, in alphabetical order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<String>,
    /// Canonical full names, in the order of their first mention.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaders: Vec<String>,
    /// IPTC top topics or `top/child`, most certain first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Full names that stand beside an office here: what leaders are learned from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
}

/// A full name beside an office of a state or of an international body, whether the name is known or not. A function of
/// the text and of the lists that people made, never of what was learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sighting {
    /// The full name as printed, in its usual order, without titles.
    pub name: String,
    /// The office in lower case, in English: `prime minister`, `finance minister`.
    pub office: String,
    /// ISO code of the country whose office it is; empty when the article does not say, and for international bodies.
    pub country: String,
    /// Whether the office is that of a head of state or government.
    pub head: bool,
}

/// Which words gave a label: computed when somebody asks, never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// `country`, `leader` or `topic`.
    pub kind: &'static str,
    /// The label, as in [`Labels`].
    pub label: String,
    /// The words in the article that speak for it, each once, in order, as they stand there.
    pub words: Vec<String>,
    /// Whether nobody wrote the name of this leader down: other articles have taught it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub learned: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_title_or_the_shortened_lead() {
        let mut article =
            Article { text: Text::from("\n  One two three four five\nNext".to_owned()), ..Article::default() };
        assert_eq!(article.heading(100), "One two three four five");
        assert_eq!(article.heading(12), "One two …");
        article.meta.title = Some("Head".to_owned());
        assert_eq!(article.heading(2), "Head");
    }
}
