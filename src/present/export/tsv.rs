//! TSV for programs: the columns of the CSV, one tab between, one line a hit, nothing quoted and nothing added.
//!
//! No value holds a tab or a line break, so `cut` and `awk` can be trusted. For a spreadsheet there is the CSV.

use std::io::{self, Write};

use crate::present::export::csv::{Cell, cells, columns};
use crate::present::export::{Answer, Entry};

pub(super) fn head(out: &mut dyn Write, several: bool) -> io::Result<()> {
    writeln!(out, "{}", columns(several).join("\t"))
}

pub(super) fn row(out: &mut dyn Write, answer: &Answer<'_>, entry: &Entry<'_>) -> io::Result<()> {
    let cells = cells(answer, entry);
    writeln!(out, "{}", cells.iter().map(Cell::as_str).collect::<Vec<_>>().join("\t"))
}
