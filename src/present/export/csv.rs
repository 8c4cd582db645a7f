//! CSV as RFC 4180 has it: commas, quotes where they are needed, lines ended by CR LF.
//!
//! A spreadsheet takes a cell for a formula that begins with one of a few signs, quoted or not, and a formula can send
//! what stands beside it to a stranger. Every cell with a text that begins so gets an apostrophe before it, which
//! spreadsheets hide; what reads like a number but comes from an article is a text too. The columns that are numbers,
//! rank and score, are ours and stay numbers.

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::article::Date;
use crate::present::export::{Answer, Entry};
use crate::present::one_line;

/// The columns of a hit.
const COLUMNS: [&str; 23] = [
    "rank",
    "score",
    "id",
    "title",
    "date",
    "date_precision",
    "source",
    "authors",
    "credit",
    "url",
    "path",
    "record",
    "lang",
    "countries",
    "mentioned",
    "leaders",
    "topics",
    "quote",
    "indexed",
    "original",
    "original_blake3",
    "all_words",
    "read_as",
];

/// The columns that say which of several queries is answered.
const ASKED: [&str; 3] = ["query_number", "query_id", "query"];

/// What stands between the values of a list.
const LIST: &str = "; ";

/// The names of the columns; `several` when several queries are answered.
pub(super) fn columns(several: bool) -> Vec<&'static str> {
    let asked: &[&str] = if several { &ASKED } else { &[] };
    asked.iter().chain(&COLUMNS).copied().collect()
}

/// A cell.
pub(super) enum Cell {
    /// One of our own.
    Number(String),
    /// From articles, and from people.
    Text(String),
}

impl Cell {
    pub(super) fn as_str(&self) -> &str {
        let (Self::Number(value) | Self::Text(value)) = self;
        value
    }
}

/// The cells of a hit, one for each of [`columns`].
pub(super) fn cells(answer: &Answer<'_>, entry: &Entry<'_>) -> Vec<Cell> {
    let text = |value: String| Cell::Text(value);
    let plain = |value: Option<&str>| Cell::Text(value.map(one_line).unwrap_or_default());
    let list =
        |values: &[String]| Cell::Text(values.iter().map(|value| one_line(value)).collect::<Vec<_>>().join(LIST));
    let hit = entry.hit;
    let mut cells = Vec::with_capacity(COLUMNS.len() + ASKED.len());
    if let Some(asked) = answer.asked {
        cells.push(Cell::Number(asked.number.to_string()));
        cells.push(plain(asked.id.as_deref()));
        cells.push(plain(Some(&answer.request.query)));
    }
    cells.extend([
        Cell::Number(hit.rank.to_string()),
        Cell::Number(hit.score.map(|score| score.to_string()).unwrap_or_default()),
        plain(Some(&hit.id)),
        plain(hit.meta.title.as_deref()),
        text(hit.meta.date.as_ref().map(Date::iso).unwrap_or_default()),
        plain(hit.meta.date.map(|date| date.precision.as_str())),
        text(entry.source().unwrap_or_default()),
        text(entry.authors().join(LIST)),
        plain(hit.meta.credit.as_deref()),
        plain(hit.meta.url.as_deref()),
        plain(Some(&hit.origin.file())),
        plain(hit.origin.record.as_deref()),
        plain(hit.meta.lang.as_deref()),
        list(&hit.labels.main),
        list(&hit.labels.mentioned),
        list(&hit.labels.leaders),
        list(&hit.labels.topics),
        text(entry.quotes()),
        text(entry.indexed().map(|at| at.format("%FT%TZ").to_string()).unwrap_or_default()),
        plain(Some(&hit.origin.to_string())),
        plain(Some(&hit.proof.file_hash)),
        plain(Some(if hit.all_words { "yes" } else { "no" })),
        plain(Some(&entry.read_as)),
    ]);
    cells
}

pub(super) fn head(out: &mut dyn Write, several: bool) -> io::Result<()> {
    let mut table = table(out);
    table.write_record(columns(several))?;
    table.flush()
}

pub(super) fn row(out: &mut dyn Write, answer: &Answer<'_>, entry: &Entry<'_>) -> io::Result<()> {
    let mut table = table(out);
    table.write_record(cells(answer, entry).into_iter().map(|cell| match cell {
        Cell::Number(number) => number,
        Cell::Text(text) => harmless(text),
    }))?;
    table.flush()
}

fn table(out: &mut dyn Write) -> Writer<&mut dyn Write> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

/// `text` so that no spreadsheet runs it: the signs are those of OWASP's page on CSV injection, with their full-width forms.
fn harmless(text: String) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if begins { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_texts_stay() {
        for text in ["=1+1", "+44 20", "-5", "@name", "＝A1"] {
            assert_eq!(harmless(text.to_owned()), format!("'{text}"));
        }
        for text in ["", "5", "a=b", "'=1", "“=1”"] {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }
}
