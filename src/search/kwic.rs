//! A concordance: every occurrence in every hit, one line each.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Instant;

use tantivy::Searcher;

use crate::article::Date;
use crate::error::Result;
use crate::index::{Entry, Index};
use crate::matches::{Line, Matcher, passes};
use crate::query::Compiled;
use crate::search::engine::{afforded, guarded, listed, microseconds};
use crate::search::find::short_id;
use crate::search::rank::Ranked;
use crate::search::{Request, Results};
use crate::text::{Word, fold, surface, words};

/// Characters of context that a line carries on each side: more than half of the widest terminal, and enough to sort by.
pub const CONTEXT_CHARS: usize = 160;

/// Lines that are kept for sorting: a bound on memory. They took 100 MB with the program (1,667 generated articles in
/// Latin letters); contexts in letters of three bytes take up to three times as much. More than anybody reads.
pub const MAX_SORTED: usize = 100_000;

/// The order of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// As the hits are listed, and in each article as they are read.
    #[default]
    Hit,
    /// By the words before the keyword, from the keyword outwards.
    Left,
    /// By the words behind the keyword.
    Right,
}

/// One occurrence and the article that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The place of the article in the list of hits, from 1.
    pub rank: usize,
    /// The id given, or the key.
    pub id: String,
    /// The shortest beginning of the key that no other article shares.
    pub short_id: String,
    /// When it was published.
    pub date: Option<Date>,
    /// The outlet.
    pub source: Option<String>,
    /// The keyword in its context.
    pub line: Line,
}

/// What was said about the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Concordance {
    /// As of a search for the same, without hits; its time is that of all lines.
    pub results: Results,
    /// Lines given.
    pub lines: u64,
    /// Articles that they stand in.
    pub articles: u64,
    /// Lines that there are, given or not; of sorted ones those that were kept.
    pub all: u64,
}

/// Gives the lines of all hits of `request` to `give`, at most `most` of them, until it breaks off; all are counted. Lines in hit order
/// are given as they are read, one article in memory; of sorted ones the first [`MAX_SORTED`] in hit order are kept, with
/// a note where there are more.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn concordance(
    index: &Index,
    request: &Request,
    order: LineOrder,
    most: Option<usize>,
    give: &mut dyn FnMut(Occurrence) -> ControlFlow<()>,
) -> Result<Concordance> {
    kept_at_most(MAX_SORTED, index, request, order, most, give)
}

/// [`concordance`] with room for `keep` sorted lines.
pub(crate) fn kept_at_most(
    keep: usize,
    index: &Index,
    request: &Request,
    order: LineOrder,
    most: Option<usize>,
    give: &mut dyn FnMut(Occurrence) -> ControlFlow<()>,
) -> Result<Concordance> {
    let started = Instant::now();
    let searcher = index.searcher()?;
    let (ranked, compiled, results) = afforded(index, request, || listed(index, &searcher, request))?;
    let mut told =
        Told { give, most: most.map_or(u64::MAX, |most| most as u64), lines: 0, all: 0, articles: HashSet::new() };
    let mut concordance = Concordance { results, lines: 0, articles: 0, all: 0 };
    let reader = Reader { index, searcher: &searcher, ranked: &ranked, request };
    if order == LineOrder::Hit {
        reader.read(&compiled, &mut |occurrence| told.tell(occurrence))?;
    } else {
        let mut kept = Vec::new();
        reader.read(&compiled, &mut |occurrence| {
            if kept.len() == keep {
                concordance.results.notes.push(note(keep, order));
                return ControlFlow::Break(());
            }
            kept.push(occurrence);
            ControlFlow::Continue(())
        })?;
        // stable: equal contexts stay in hit order
        kept.sort_by_cached_key(|occurrence| key(&occurrence.line, order));
        let _ = kept.into_iter().try_for_each(|occurrence| told.tell(occurrence));
    }
    (concordance.lines, concordance.articles) = (told.lines, told.articles.len() as u64);
    concordance.all = told.all;
    concordance.results.took_us = microseconds(started);
    Ok(concordance)
}

fn note(keep: usize, order: LineOrder) -> String {
    let side = if order == LineOrder::Left { "left" } else { "right" };
    format!("there are more than {keep} lines: sorted by the {side} side are those of the first hits")
}

/// What lines are sorted by: the words on one side, from the keyword outwards, without case and accents; by their code
/// points, so that the order is the same everywhere.
fn key(line: &Line, order: LineOrder) -> String {
    let side = if order == LineOrder::Left { &line.left } else { &line.right };
    let plain = |word: Word<'_>| {
        let mut plain = String::new();
        surface(word.text, &mut plain);
        fold(&mut plain);
        plain
    };
    let mut words: Vec<String> = words(side).map(plain).collect();
    if order == LineOrder::Left {
        words.reverse();
    }
    // stands before every letter, so that the shorter of two words comes first
    words.join("\0")
}

/// Counts what is given.
struct Told<'a> {
    give: &'a mut dyn FnMut(Occurrence) -> ControlFlow<()>,
    /// How many are wanted.
    most: u64,
    lines: u64,
    all: u64,
    articles: HashSet<usize>,
}

impl Told<'_> {
    fn tell(&mut self, occurrence: Occurrence) -> ControlFlow<()> {
        self.all += 1;
        // all are counted, however few are wanted
        if self.lines == self.most {
            return ControlFlow::Continue(());
        }
        self.lines += 1;
        self.articles.insert(occurrence.rank);
        (self.give)(occurrence)
    }
}

struct Reader<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    ranked: &'a [Ranked],
    request: &'a Request,
}

impl Reader<'_> {
    fn read(&self, compiled: &Compiled, give: &mut dyn FnMut(Occurrence) -> ControlFlow<()>) -> Result<()> {
        let mut matcher = Matcher::new(&compiled.clauses);
        for (place, ranked) in self.ranked.iter().enumerate() {
            self.request.effort.check()?;
            let entry = guarded(self.index, || self.index.entry(self.searcher, ranked.address))?;
            if self.lines(&entry, self.request.offset + place + 1, &mut matcher, give)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn lines(
        &self,
        entry: &Entry,
        rank: usize,
        matcher: &mut Matcher,
        give: &mut dyn FnMut(Occurrence) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>> {
        let meta = &entry.article.meta;
        let (title, body) = (meta.title.as_deref().unwrap_or_default(), entry.article.text.body());
        let found = matcher.find(meta.lang.as_deref(), title, &body, &mut |condition| passes(entry, condition));
        if found.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let short = short_id(self.searcher, self.index.fields(), entry.key());
        let short_id = short.map_err(|err| self.index.unreadable(&err))?;
        let id = entry.id();
        Ok(found.lines(title, &body, CONTEXT_CHARS).try_for_each(|line| {
            give(Occurrence {
                rank,
                id: id.clone(),
                short_id: short_id.clone(),
                date: meta.date,
                source: meta.source.clone(),
                line,
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matches::Field;

    fn check(order: LineOrder, left: &str, right: &str, expected: &str) {
        let line = Line {
            field: Field::Body,
            left: left.into(),
            keyword: "x".into(),
            right: right.into(),
            offset: 0,
            sentence: 1,
        };
        assert_eq!(key(&line, order), expected);
    }

    #[test]
    fn contexts_are_compared_from_the_keyword_outwards() {
        check(LineOrder::Left, "The “Old” Émile ", " y", "emile\0old\0the");
        check(LineOrder::Right, "The", ", Zürich's old", "zurich\0old");
        check(LineOrder::Right, "The", "", "");
    }
}
