//! Hits for other programs: tables, citations, feeds, runs. One file a format.
//!
//! Every format but the run carries evidence: the sentences that matched as they stand in the original, the path and the
//! hash of the original, the day it was indexed, and the query as it was read. Texts are in one line and without
//! characters that could command a terminal, so that a file may be looked at with `cat`.

mod atom;
mod bibtex;
mod csl_json;
mod csv;
mod ris;
mod trec;
mod tsv;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::article::{Date, Precision};
use crate::present::links::web_address;
use crate::present::one_line;
use crate::search::{Hit, Request, Results};

pub(crate) use trec::encoded;
pub use trec::{run_line, unbroken};

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Values parted by commas (RFC 4180), for spreadsheets.
    Csv,
    /// Values parted by tabs, for programs.
    Tsv,
    /// RIS, for managers of references.
    Ris,
    /// BibTeX, for LaTeX.
    Bibtex,
    /// CSL-JSON, for citation processors.
    CslJson,
    /// Atom (RFC 4287), for feed readers.
    Atom,
    /// A TREC run, for evaluation.
    Trec,
}

/// Which of several questions is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// From 1: the line of a file of queries, or the place of a saved search.
    pub number: usize,
    /// What the question is called, where it has a name.
    pub id: Option<String>,
}

/// One question and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Which of several; `None` when it is the only one.
    pub asked: Option<&'a Asked>,
    /// What was asked.
    pub request: &'a Request,
    /// What was found.
    pub results: &'a Results,
}

/// Writes answers in a format, one after another.
#[derive(Debug)]
pub struct Export {
    format: Format,
    /// Whether anything was written.
    begun: bool,
    /// What citations are called so far: an article that answers several questions is cited once.
    cited: HashSet<String>,
    /// When the youngest hit so far was indexed.
    youngest: Option<DateTime<Utc>>,
    /// What a feed says of itself.
    feed: atom::Feed,
}

impl Export {
    /// Nothing is written yet.
    pub fn new(format: Format) -> Self {
        Self { format, begun: false, cited: HashSet::new(), youngest: None, feed: atom::Feed::default() }
    }

    /// Says what is searched: the folder of the index, and when it was last written, in microseconds since 1970 UTC.
    pub fn searches(&mut self, index: &str, written: u64) {
        self.feed.index = (index.to_owned(), written);
    }

    /// Says what is asked next: `name` is what the search is saved as.
    pub fn asks(&mut self, name: Option<&str>, answer: &Answer<'_>) {
        let (query, read_as) = (one_line(&answer.request.query), one_line(&answer.results.read_as));
        let title =
            name.map(one_line).unwrap_or_else(|| if query.is_empty() { read_as.clone() } else { query.clone() });
        self.feed.titles.push(title);
        // what yesterday is changes from day to day, what is saved does not
        self.feed.asked.push(name.map_or(read_as, |name| format!("{name}\0{query}")));
    }

    /// Writes the hits of one answer.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn answer(&mut self, out: &mut dyn Write, answer: &Answer<'_>) -> io::Result<()> {
        self.begin(out, answer.asked.is_some())?;
        for hit in &answer.results.hits {
            let first = self.cited.is_empty();
            self.youngest = self.youngest.max(indexed(hit));
            let entry = Entry { hit, read_as: one_line(&answer.results.read_as) };
            match self.format {
                Format::Csv => csv::row(out, answer, &entry)?,
                Format::Tsv => tsv::row(out, answer, &entry)?,
                Format::Trec => trec::line(out, answer, hit)?,
                _ if !self.cited.insert(hit.key.to_string()) => {}
                Format::Ris => ris::record(out, &entry)?,
                Format::Bibtex => bibtex::record(out, &entry)?,
                Format::CslJson => csl_json::item(out, &entry, first)?,
                Format::Atom => atom::entry(out, &entry)?,
            }
        }
        Ok(())
    }

    /// Writes what stands behind the last answer.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn end(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out, false)?;
        match self.format {
            Format::CslJson => csl_json::end(out, self.cited.is_empty()),
            Format::Atom => atom::end(out, &self.feed, self.youngest),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, out: &mut dyn Write, several: bool) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        match self.format {
            Format::Csv => csv::head(out, several),
            Format::Tsv => tsv::head(out, several),
            Format::CslJson => csl_json::begin(out),
            Format::Atom => atom::begin(out),
            Format::Ris | Format::Bibtex | Format::Trec => Ok(()),
        }
    }
}

/// A hit and how its query was read.
struct Entry<'a> {
    hit: &'a Hit,
    read_as: String,
}

impl Entry<'_> {
    fn title(&self) -> String {
        one_line(self.hit.meta.title.as_deref().unwrap_or(&self.hit.heading))
    }

    fn source(&self) -> Option<String> {
        self.hit.meta.source.as_deref().map(one_line).filter(|source| !source.is_empty())
    }

    fn authors(&self) -> Vec<String> {
        self.hit.meta.authors.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect()
    }

    /// Where it stands on the web.
    fn url(&self) -> Option<String> {
        self.hit.meta.url.as_deref().and_then(web_address)
    }

    fn lang(&self) -> Option<String> {
        self.hit.meta.lang.as_deref().map(one_line)
    }

    fn date(&self) -> Option<&Date> {
        self.hit.meta.date.as_ref()
    }

    /// The sentences that matched, with `…` between those that others may part.
    fn quotes(&self) -> String {
        self.hit.proof.quotes.iter().map(|quote| one_line(quote)).collect::<Vec<_>>().join(" … ")
    }

    fn indexed(&self) -> Option<DateTime<Utc>> {
        indexed(self.hit)
    }

    /// `k7q2…; harbour/a.html; blake3 0123456789abcdef; indexed 2026-01-05; found by: rare earths`
    fn evidence(&self) -> String {
        let hit = self.hit;
        let mut parts = vec![format!("id {}", one_line(&hit.id)), one_line(&hit.origin.to_string())];
        if !hit.proof.file_hash.is_empty() {
            parts.push(format!("blake3 {}", hit.proof.file_hash));
        }
        parts.extend(self.indexed().map(|at| format!("indexed {}", at.format("%F"))));
        if !self.read_as.is_empty() {
            parts.push(format!("found by: {}", self.read_as));
        }
        parts.join("; ")
    }
}

/// When a hit was indexed, if that is known.
pub(crate) fn indexed(hit: &Hit) -> Option<DateTime<Utc>> {
    let micros = i64::try_from(hit.proof.indexed).ok().filter(|micros| *micros > 0)?;
    DateTime::from_timestamp_micros(micros)
}

/// Year, and month and day as far as they are known, of the outlet's calendar.
fn known(date: &Date) -> (i32, Option<u32>, Option<u32>) {
    let day: NaiveDate = date.at.date();
    match date.precision {
        Precision::Year => (day.year(), None, None),
        Precision::Month => (day.year(), Some(day.month()), None),
        Precision::Day | Precision::Minute => (day.year(), Some(day.month()), Some(day.day())),
    }
}
