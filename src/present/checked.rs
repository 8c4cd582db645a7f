//! What a check of the index found, and what a repair did about it.

use std::io::{self, Write};

use serde_json::json;

use crate::index::check::Checked;
use crate::index::{Mended, Rebuilt};
use crate::present::figures::{bytes, count, counted};
use crate::present::json::write_line;
use crate::present::one_line;

/// Files with missing articles that are named to people; all of them stand in the JSON.
const MAX_NAMED: usize = 100;

/// Findings, notes, and a sentence for all.
///
/// # Errors
/// Those of `out`.
pub fn checked(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    for finding in &checked.findings {
        writeln!(out, "{}: {} ({})", one_line(&finding.file), one_line(&finding.reason), finding.remedy)?;
    }
    for note in &checked.notes {
        writeln!(out, "note: {}", one_line(note))?;
    }
    let read = format!("{} read ({})", counted(checked.files, "file"), bytes(checked.bytes));
    if checked.findings.is_empty() {
        let held = format!("{} in {}", counted(checked.articles, "article"), counted(checked.segments, "segment"));
        let compared = counted(checked.compared, "article");
        return writeln!(out, "{held}, {read}, {compared} compared with their records: all as they were written");
    }
    writeln!(out, "{} damaged, {read} that are not", counted(checked.findings.len() as u64, "file"))
}

/// The same for programs.
///
/// # Errors
/// Those of `out`.
pub fn checked_json(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    for finding in &checked.findings {
        let line = json!({"type": "finding", "file": finding.file, "reason": finding.reason, "remedy": finding.remedy});
        write_line(out, &line)?;
    }
    for note in &checked.notes {
        write_line(out, &json!({"type": "note", "text": note}))?;
    }
    let line = json!({
        "type": "summary", "version": 1, "findings": checked.findings.len(), "articles": checked.articles,
        "segments": checked.segments, "files": checked.files, "bytes": checked.bytes, "compared": checked.compared,
    });
    write_line(out, &line)
}

/// What a repair did, after its findings were told; `is_there` says of a root and a path below it whether the source can
/// still be read.
///
/// # Errors
/// Those of `out`.
pub fn mended(out: &mut dyn Write, mended: &Mended, is_there: &dyn Fn(&str, &str) -> bool) -> io::Result<()> {
    let Some(rebuilt) = &mended.rebuilt else { return Ok(()) };
    writeln!(out, "{} made anew from their stored records", counted(rebuilt.kept, "article"))?;
    if rebuilt.dropped == 0 {
        return Ok(());
    }
    writeln!(out, "{} dropped: their records are damaged", counted(rebuilt.dropped, "article"))?;
    for (root, path, articles) in rebuilt.missing.iter().take(MAX_NAMED) {
        let gone = if is_there(root, path) { "" } else { ", lost: the source is no longer there" };
        writeln!(out, "  {}: {}{gone}", place(root, path), counted(*articles, "article"))?;
    }
    if rebuilt.missing.len() > MAX_NAMED {
        writeln!(out, "  and {} files more (--json names all)", count((rebuilt.missing.len() - MAX_NAMED) as u64))?;
    }
    if rebuilt.missing.is_empty() {
        writeln!(out, "of which files nobody knows: the manifest is of another commit, so all files are read again")?;
    }
    writeln!(out, "'newsdex index' restores them from their sources")?;
    put_aside(out, rebuilt)
}

/// Where damaged files went.
///
/// # Errors
/// Those of `out`.
pub fn put_aside(out: &mut dyn Write, rebuilt: &Rebuilt) -> io::Result<()> {
    let Some(aside) = &rebuilt.aside else { return Ok(()) };
    writeln!(
        out,
        "not all of their sources are there: the damaged files stay in '{aside}' within the index, until you remove it"
    )
}

/// The same for programs.
///
/// # Errors
/// Those of `out`.
pub fn mended_json(out: &mut dyn Write, mended: &Mended, is_there: &dyn Fn(&str, &str) -> bool) -> io::Result<()> {
    let Some(rebuilt) = &mended.rebuilt else { return Ok(()) };
    for (root, path, articles) in &rebuilt.missing {
        let line = json!({"type": "dropped", "root": root, "path": path, "articles": articles,
            "source_is_there": is_there(root, path)});
        write_line(out, &line)?;
    }
    write_line(
        out,
        &json!({"type": "repaired", "kept": rebuilt.kept, "dropped": rebuilt.dropped, "put_aside": rebuilt.aside}),
    )
}

fn place(root: &str, path: &str) -> String {
    one_line(&if path.is_empty() { root.to_owned() } else { format!("{root}/{path}") })
}
