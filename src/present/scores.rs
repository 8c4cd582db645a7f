//! Scores as a table: what was scored, and its figures under their names.

use std::io::{self, Write};

/// Draws `rows` of a name and its figures below `head`: names to the left, figures to the right, each column as wide as it
/// must be. Rows may be shorter than the head.
///
/// # Errors
/// Those of `out`.
pub fn scores(out: &mut dyn Write, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let all = || std::iter::once(&head).chain(rows);
    let width = |column: usize| all().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..head.len()).map(|column| width(column).unwrap_or(0)).collect();
    for row in all() {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("  {cell:>width$}"),
        });
        writeln!(out, "{}", cells.collect::<String>().trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let mut out = Vec::new();
        let rows = [row(&["body", "0.9500", "0.9"]), row(&["dates", "1.0000"])];
        scores(&mut out, &["2 pages", "precision", "recall"], &rows).unwrap();
        let expected = "2 pages  precision  recall\n\
                        body        0.9500     0.9\n\
                        dates       1.0000\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
