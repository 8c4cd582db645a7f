//! Counts as aligned bars.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::present::{Look, PLACE, QUIET, TITLE, count, one_line};
use crate::search::{FacetCounts, FacetKind};

/// Values named for people; `--json` has all of them. Months are always complete: a gap in time would mislead.
const MAX_VALUES: usize = 20;

/// Columns of the longest bar.
const MAX_BAR: usize = 40;

/// Columns of the longest label.
const MAX_LABEL: usize = 32;

/// Draws each facet: values, numbers of articles, bars to the scale of the facet's largest.
///
/// # Errors
/// Those of `out`.
pub fn facets(out: &mut dyn Write, facets: &[FacetCounts], look: &Look) -> io::Result<()> {
    for (i, facet) in facets.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        draw(out, facet, look)?;
    }
    Ok(())
}

fn draw(out: &mut dyn Write, facet: &FacetCounts, look: &Look) -> io::Result<()> {
    writeln!(out, "{}", look.paint(TITLE, name(facet.kind)))?;
    let shown = if facet.kind == FacetKind::Month { facet.counts.len() } else { MAX_VALUES };
    let rows: Vec<(String, u64)> =
        facet.counts.iter().take(shown).map(|(value, number)| (label(value), *number)).collect();
    let widest = rows.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    let largest = rows.iter().map(|(_, number)| *number).max().unwrap_or(0);
    let digits = count(largest).len();
    // two columns of margin, two and one between
    let bar = look.width.saturating_sub(widest + digits + 5).min(MAX_BAR);
    for (label, number) in &rows {
        let pad = " ".repeat(widest - display_width(label));
        let bar = "█".repeat(length(*number, largest, bar));
        writeln!(out, "  {label}{pad}  {:>digits$} {}", count(*number), look.paint(PLACE, &bar))?;
    }
    let more = facet.counts.len() - rows.len();
    if more > 0 {
        writeln!(out, "  {}", look.paint(QUIET, &format!("and {} more", count(more as u64))))?;
    }
    if facet.none > 0 {
        writeln!(out, "  {}", look.paint(QUIET, &format!("none: {}", count(facet.none))))?;
    }
    Ok(())
}

/// Columns for `number`, at least one: every value that is named occurs.
fn length(number: u64, largest: u64, columns: usize) -> usize {
    let share = number as f64 / largest.max(1) as f64;
    ((share * columns as f64).round() as usize).clamp(1, columns.max(1))
}

fn label(value: &str) -> String {
    let value = one_line(value);
    if display_width(&value) <= MAX_LABEL {
        return value;
    }
    let mut short = String::new();
    for c in value.chars() {
        if display_width(&short) + 2 > MAX_LABEL {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// As in `--facets` and in JSON.
pub(crate) fn name(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Country => "country",
        FacetKind::Leader => "leader",
        FacetKind::Topic => "topic",
        FacetKind::Source => "source",
        FacetKind::Lang => "lang",
        FacetKind::Author => "author",
        FacetKind::Month => "month",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(facet: FacetCounts, width: usize) -> String {
        let mut out = Vec::new();
        facets(&mut out, &[facet], &Look { width, ..Look::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn bars_are_aligned() {
        let counts = vec![("Harbour Post".to_owned(), 1200), ("東京".to_owned(), 300), ("x\u{1b}[1m".to_owned(), 1)];
        let facet = FacetCounts { kind: FacetKind::Source, counts, none: 7 };
        let expected = "\
source
  Harbour Post  1,200 ████████████████
  東京            300 ████
  x[1m              1 █
  none: 7
";
        assert_eq!(drawn(facet, 38), expected);
    }

    #[test]
    fn months_are_complete_other_values_are_not() {
        let counts: Vec<(String, u64)> = (0..30).map(|i| (format!("v{i}"), 1)).collect();
        let authors = drawn(FacetCounts { kind: FacetKind::Author, counts: counts.clone(), none: 0 }, 80);
        assert!(authors.ends_with("  and 10 more\n") && authors.lines().count() == 22);
        assert_eq!(drawn(FacetCounts { kind: FacetKind::Month, counts, none: 0 }, 80).lines().count(), 31);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(label(&"n".repeat(50)), "n".repeat(31) + "…");
        assert_eq!(drawn(FacetCounts { kind: FacetKind::Lang, counts: vec![], none: 0 }, 1), "lang\n");
    }
}
