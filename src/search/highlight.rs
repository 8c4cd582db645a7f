//! What a query marks in an article, and what of it the article fails: as a search for it would.

use tantivy::Searcher;

use crate::error::Result;
use crate::index::{Entry, Index};
use crate::matches::{Found, Matcher, passes};
use crate::search::engine::{Road, afforded};
use crate::search::why_not::fails;
use crate::search::{Failed, Request};

/// Marks what one request finds in articles of an index.
pub struct Highlighter<'a> {
    index: &'a Index,
    searcher: Searcher,
    request: &'a Request,
    matcher: Matcher,
    /// What could not be honoured.
    pub notes: Vec<String>,
}

/// What was marked in an article.
#[derive(Debug)]
pub struct Highlighted {
    /// The words of those parts of the query that the article has.
    pub found: Found,
    /// What of the query it fails; empty where it is a hit.
    pub fails: Vec<Failed>,
}

impl<'a> Highlighter<'a> {
    /// For the query and the filters of `request`.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub fn new(index: &'a Index, request: &'a Request) -> Result<Self> {
        let searcher = index.searcher()?;
        let (matcher, notes) = afforded(index, request, || {
            let road = Road::new(index, &searcher, request)?;
            Ok((Matcher::new(&road.compiled.clauses), road.notes))
        })?;
        Ok(Self { index, searcher, request, matcher, notes })
    }

    /// Reads one article.
    ///
    /// # Errors
    /// As [`Highlighter::new`].
    pub fn find(&mut self, entry: &Entry) -> Result<Highlighted> {
        let meta = &entry.article.meta;
        let (title, body) = (meta.title.as_deref().unwrap_or_default(), entry.article.text.body());
        let passes = &mut |condition: &_| passes(entry, condition);
        let found = self.matcher.find(meta.lang.as_deref(), title, &body, passes);
        let fails = afforded(self.index, self.request, || {
            fails(&mut Road::new(self.index, &self.searcher, self.request)?, entry.key())
        })?;
        Ok(Highlighted { found, fails })
    }
}
