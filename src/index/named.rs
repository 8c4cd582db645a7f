//! Who stands in the articles as a leader, counted from the column.

use tantivy::Searcher;

use crate::article::Key;
use crate::error::Result;
use crate::index::Index;
use crate::index::leaders::{Calendar, Dated, first_and_last};

/// A leader whom articles have as a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLeader {
    /// The label.
    pub name: String,
    /// The day of the first article, or what is known of it; empty when none has a date.
    pub first: String,
    /// The day of the last one.
    pub last: String,
    /// Articles.
    pub articles: u64,
    /// The beginning of the key of the first of them.
    pub article: String,
}

impl Index {
    /// Everybody whom an article of `searcher` has as a leader, in alphabetical order.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn named_leaders(&self, searcher: &Searcher) -> Result<Vec<NamedLeader>> {
        let held = self.leaders_held(searcher).map_err(|err| self.unreadable(&err))?;
        let mut named = Vec::new();
        for (name, articles) in held {
            let Some((first, last)) = first_and_last(articles.iter()) else { continue };
            named.push(NamedLeader {
                name,
                first: first.day(),
                last: last.day(),
                articles: articles.len() as u64,
                article: Key::beginning(first.short_key),
            });
        }
        Ok(named)
    }

    fn leaders_held(&self, searcher: &Searcher) -> tantivy::Result<Vec<(String, Vec<Dated>)>> {
        let calendars = Calendar::all(searcher)?;
        let mut held: std::collections::BTreeMap<String, Vec<Dated>> = std::collections::BTreeMap::new();
        for (segment, calendar) in searcher.segment_readers().iter().zip(&calendars) {
            let index = segment.inverted_index(self.fields().leaders)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                let name = String::from_utf8_lossy(stream.key()).into_owned();
                held.entry(name).or_default().extend(calendar.holders(&index, stream.value())?);
            }
        }
        Ok(held.into_iter().collect())
    }
}
