//! Hits along time, drawn: numbers, their share of all articles of that time, bars; gaps of the archive as gaps.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

use crate::present::terminal::write_wrapped;
use crate::present::{Look, PLACE, QUIET, TITLE, count, counted};
use crate::search::{Row, Step, Timeline};

/// Columns of the longest bar.
const MAX_BAR: usize = 50;

/// So many rows without any article are drawn one by one; a longer gap is one line, which says how long it is.
const MAX_GAP: usize = 3;

/// Draws a timeline.
///
/// # Errors
/// Those of `out`.
pub fn timeline(out: &mut dyn Write, timeline: &Timeline, look: &Look) -> io::Result<()> {
    let Timeline { step, rows, .. } = timeline;
    let head = format!("articles a {}, and their share of all articles of that {0}", step_name(*step));
    write_wrapped(out, &look.paint(TITLE, &head), "", "", look)?;
    let most = rows.iter().map(|row| row.hits).max().unwrap_or(0);
    let label_width = rows.first().map_or(0, |row| label(*step, row.start).len());
    let digits = count(most).len();
    // two columns of margin, two between, eight for the share, two before the bar
    let columns = look.width.saturating_sub(2 + label_width + 2 + digits + 8 + 2).min(MAX_BAR);
    for group in rows.chunk_by(|a, b| (a.all == 0) == (b.all == 0)) {
        if group[0].all == 0 && group.len() > MAX_GAP {
            let gap = format!("… {} without any article", counted(group.len() as u64, step_name(*step)));
            writeln!(out, "  {}", look.paint(QUIET, &gap))?;
            continue;
        }
        for row in group {
            draw(out, *step, row, (most, digits, columns), look)?;
        }
    }
    for (number, why) in [(timeline.coarse, "without so exact a date"), (timeline.undated, "undated")] {
        if number > 0 {
            writeln!(out, "  {}", look.paint(QUIET, &format!("{why}: {}", count(number))))?;
        }
    }
    Ok(())
}

fn draw(
    out: &mut dyn Write,
    step: Step,
    row: &Row,
    (most, digits, columns): (u64, usize, usize),
    look: &Look,
) -> io::Result<()> {
    let label = label(step, row.start);
    if row.all == 0 {
        return writeln!(out, "  {label}  {}", look.paint(QUIET, &format!("{:>digits$}  no articles", "-")));
    }
    // a bar of no length stands for nothing, not for little
    let length = match row.hits {
        0 => 0,
        hits => ((hits as f64 / most.max(1) as f64 * columns as f64).round() as usize).max(1),
    };
    let bar = look.paint(PLACE, &"█".repeat(length));
    let line = format!("  {label}  {:>digits$}  {:>6}  {bar}", count(row.hits), share(row));
    writeln!(out, "{}", line.trim_end())
}

/// `3.1 %`, two digits that say something.
fn share(row: &Row) -> String {
    let percent = row.hits as f64 * 100.0 / row.all.max(1) as f64;
    match percent {
        0.0 => "0 %".to_owned(),
        _ if percent < 0.1 => "<0.1 %".to_owned(),
        _ if percent < 10.0 => format!("{percent:.1} %"),
        _ => format!("{percent:.0} %"),
    }
}

/// `2025-10-28`, `2025-W44`, `2025-10`, `2025`.
pub(crate) fn label(step: Step, start: NaiveDate) -> String {
    match step {
        Step::Day => start.to_string(),
        Step::Week => format!("{:04}-W{:02}", start.iso_week().year(), start.iso_week().week()),
        Step::Month => format!("{:04}-{:02}", start.year(), start.month()),
        Step::Year => format!("{:04}", start.year()),
    }
}

/// As on the command line and in JSON.
pub(crate) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Day => "day",
        Step::Week => "week",
        Step::Month => "month",
        Step::Year => "year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_shares_and_gaps() {
        let row = |month: u32, hits, all| Row { start: NaiveDate::from_ymd_opt(2025, month, 1).unwrap(), hits, all };
        let rows = vec![
            row(1, 20, 100),
            row(2, 0, 50),
            row(3, 0, 0),
            row(4, 1, 3000),
            row(5, 0, 0),
            row(6, 0, 0),
            row(7, 0, 0),
            row(8, 0, 0),
            row(9, 10, 1000),
        ];
        let line = Timeline { step: Step::Month, rows, coarse: 2, undated: 0 };
        let mut out = Vec::new();
        timeline(&mut out, &line, &Look { width: 40, ..Look::default() }).unwrap();
        let expected = "\
articles a month, and their share of all
articles of that month
  2025-01  20    20 %  █████████████████
  2025-02   0     0 %
  2025-03   -  no articles
  2025-04   1  <0.1 %  █
  … 4 months without any article
  2025-09  10   1.0 %  █████████
  without so exact a date: 2
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn rows_are_labelled_by_their_step() {
        let day = NaiveDate::from_ymd_opt(2024, 12, 30).unwrap();
        let labels = [Step::Day, Step::Week, Step::Month, Step::Year].map(|step| label(step, day));
        assert_eq!(labels, ["2024-12-30", "2025-W01", "2024-12", "2024"]);
    }
}
