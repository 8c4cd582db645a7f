//! RIS: one tag a line, two letters, two blanks, a hyphen and a blank, CR LF (Research Information Systems, 2011).
//!
//! The type is NEWS, a newspaper article, whose outlet stands in T2. Names stay as the article has them: who is called
//! what by family is not known.

use std::io::{self, Write};

use crate::article::Date;
use crate::present::export::{Entry, known};

pub(super) fn record(out: &mut dyn Write, entry: &Entry<'_>) -> io::Result<()> {
    let mut tag = |tag: &str, value: &str| match value {
        "" => Ok(()),
        value => write!(out, "{tag}  - {value}\r\n"),
    };
    tag("TY", "NEWS")?;
    tag("ID", &entry.hit.key.to_string())?;
    tag("TI", &entry.title())?;
    for author in entry.authors() {
        tag("AU", &author)?;
    }
    tag("T2", &entry.source().unwrap_or_default())?;
    if let Some(date) = entry.date() {
        tag("PY", &format!("{:04}", known(date).0))?;
        tag("DA", &day(date))?;
    }
    tag("UR", &entry.url().unwrap_or_default())?;
    tag("LA", &entry.lang().unwrap_or_default())?;
    tag("AB", &entry.quotes())?;
    tag("Y2", &entry.indexed().map(|at| at.format("%Y/%m/%d/").to_string()).unwrap_or_default())?;
    tag("N1", &entry.evidence())?;
    write!(out, "ER  - \r\n\r\n")
}

/// `2025/10/28/`, `2025/10//`, `2025///`: year, month, day, and other information, of which there is none.
fn day(date: &Date) -> String {
    let (year, month, day) = known(date);
    let part = |number: Option<u32>| number.map(|number| format!("{number:02}")).unwrap_or_default();
    format!("{year:04}/{}/{}/", part(month), part(day))
}
