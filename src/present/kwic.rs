//! Lines of a concordance: the keyword of every line in the same column, as much context as the screen has room for.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::matches::Field;
use crate::present::{Look, MARK, PLACE, QUIET, day, one_line, sanitize};
use crate::search::Occurrence;
use crate::text::words;

/// Columns of an id: 6 letters, two more where archives are large; longer ones are not cut.
const ID: usize = 8;

/// Columns of a date: `28 Oct 2025`.
const DATE: usize = 11;

/// Columns of an outlet's name; longer ones are cut.
const OUTLET: usize = 16;

/// Columns that are left for the text before date and outlet get room: on a screen of 80 the date is there.
const LEAST_TEXT: usize = 57;

/// Columns of a line that no screen bounds: id, date, outlet, and a hundred for the text.
const PIPED: usize = ID + DATE + OUTLET + 3 * GAP.len() + 100;

/// Stands behind a line of a title.
const OF_TITLE: &str = " (title)";

/// Columns between two parts of a line.
const GAP: &str = "  ";

/// Of the columns for text the share before the keyword, in hundredths: a little less than half, because the keyword
/// takes some of the other half.
const LEFT_SHARE: usize = 45;

/// Draws one line: id, date and outlet as far as there is room, then the text with the keyword in a column of its own. For
/// files and programs there is room for all of them.
///
/// # Errors
/// Those of `out`.
pub fn kwic_line(out: &mut dyn Write, occurrence: &Occurrence, look: &Look) -> io::Result<()> {
    let layout = Layout::new(if look.terminal { look.width } else { PIPED });
    let id = padded(&one_line(&occurrence.short_id), ID);
    let mut line = look.paint(PLACE, &id);
    if layout.date {
        line.push_str(GAP);
        line.push_str(&look.paint(QUIET, &padded(&day(occurrence.date.as_ref()), DATE)));
    }
    if layout.outlet {
        let outlet = one_line(occurrence.source.as_deref().unwrap_or_default());
        line.push_str(GAP);
        line.push_str(&look.paint(QUIET, &padded(&shortened(&outlet, OUTLET), OUTLET)));
    }
    line.push_str(GAP);
    let taken = display_width(&id).saturating_sub(ID);
    line.push_str(&text(occurrence, layout.text.saturating_sub(taken), look));
    writeln!(out, "{}", line.trim_end())
}

/// How the columns of a screen are shared out.
struct Layout {
    date: bool,
    outlet: bool,
    /// Columns for left context, keyword and right context.
    text: usize,
}

impl Layout {
    fn new(width: usize) -> Self {
        let mut text = width.saturating_sub(ID + GAP.len());
        let mut has_room = |columns: usize| {
            let has = text >= LEAST_TEXT + columns + GAP.len();
            if has {
                text -= columns + GAP.len();
            }
            has
        };
        let date = has_room(DATE);
        let outlet = date && has_room(OUTLET);
        Self { date, outlet, text }
    }
}

fn text(occurrence: &Occurrence, columns: usize, look: &Look) -> String {
    let line = &occurrence.line;
    let room = columns * LEFT_SHARE / 100;
    let left = spaced(&line.left);
    let left = last_words(left.trim_start(), room);
    let marks = if look.color { 0 } else { 4 };
    let end = if line.field == Field::Title { OF_TITLE } else { "" };
    let rest = columns.saturating_sub(room + marks + end.len());
    let keyword = shortened(&one_line(&line.keyword), rest);
    let right = spaced(&line.right);
    let right = first_words(right.trim_end(), rest.saturating_sub(display_width(&keyword)));
    let keyword = if look.color { look.paint(MARK, &keyword) } else { format!("**{keyword}**") };
    // signs of the mark stand in the columns of the text before it, so that keywords begin in one column
    let pad = " ".repeat(room.saturating_sub(display_width(left)));
    format!("{pad}{left}{keyword}{right}{}", look.paint(QUIET, end))
}

/// One safe line that keeps one space at either end where there was white space.
fn spaced(text: &str) -> String {
    let line = one_line(text);
    let safe = sanitize(text);
    let before = if safe.starts_with(char::is_whitespace) { " " } else { "" };
    let after = if safe.ends_with(char::is_whitespace) { " " } else { "" };
    if line.is_empty() { before.to_owned() } else { format!("{before}{line}{after}") }
}

/// As many whole words at the end of `text` as fit.
fn last_words(text: &str, columns: usize) -> &str {
    if display_width(text) <= columns {
        return text;
    }
    let starts: Vec<usize> = words(text).map(|word| word.start).collect();
    let first = starts.partition_point(|start| display_width(&text[*start..]) > columns);
    starts.get(first).map_or("", |start| &text[*start..])
}

/// As many whole words at the beginning of `text` as fit.
fn first_words(text: &str, columns: usize) -> &str {
    if display_width(text) <= columns {
        return text;
    }
    let ends: Vec<usize> = words(text).map(|word| word.end()).collect();
    let fitting = ends.partition_point(|end| display_width(&text[..*end]) <= columns);
    fitting.checked_sub(1).map_or("", |last| &text[..ends[last]])
}

/// `text`, cut with an ellipsis where it is too wide; an accent stays with its letter.
fn shortened(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += display_width(c.encode_utf8(&mut [0; 4]));
        width < columns
    };
    let head: String = text.chars().take_while(fits).collect();
    format!("{}…", head.trim_end())
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(display_width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Date;
    use crate::matches::Line;

    fn occurrence(left: &str, keyword: &str, right: &str) -> Occurrence {
        Occurrence {
            rank: 1,
            id: "k7q2m4zzzz".into(),
            short_id: "k7q2m4".into(),
            date: Date::day(2025, 10, 28),
            source: Some("Harbour Post and Evening Star".into()),
            line: Line {
                field: Field::Body,
                left: left.into(),
                keyword: keyword.into(),
                right: right.into(),
                offset: 0,
                sentence: 1,
            },
        }
    }

    fn drawn(occurrence: &Occurrence, width: usize) -> String {
        let mut out = Vec::new();
        kwic_line(&mut out, occurrence, &Look { width, terminal: true, ..Look::default() }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn keywords_stand_in_one_column() {
        let cases = [
            ("Ships waited all night off the old ", "port", " because the cranes stood still after the storm."),
            ("", "Ports", ""),
            ("船は夜どおし古い大きな", "港", "の外で待っていた、嵐のあとクレーンが止まったから。"),
            ("Au cafe\u{301} du vieux\n", "port", ",\u{1b}[31m on attend."),
            ("an old-", "port", " quarrel"),
        ];
        for width in [80, 100, 140] {
            for (left, keyword, right) in cases {
                let line = drawn(&occurrence(left, keyword, right), width);
                let (before, _) = line.split_once("**").unwrap();
                let layout = Layout::new(width);
                let column = width - layout.text + layout.text * LEFT_SHARE / 100;
                assert_eq!(display_width(before), column, "{line}");
                assert!(display_width(line.trim_end()) <= width, "{width}: {line}");
                assert!(!line.contains('\u{1b}'));
            }
        }
    }

    #[test]
    fn words_are_whole() {
        let line = drawn(
            &occurrence(
                "Ships waited all night off the old ",
                "port",
                " because the cranes stood still after the storm.",
            ),
            80,
        );
        assert_eq!(line, "k7q2m4    28 Oct 2025     all night off the old **port** because the cranes\n");
    }

    #[test]
    fn date_and_outlet_come_where_there_is_room() {
        let line = drawn(&occurrence("the ", "port", " is"), 120);
        assert!(line.starts_with("k7q2m4    28 Oct 2025  Harbour Post an…  "), "{line}");
        assert!(!drawn(&occurrence("the ", "port", " is"), 79).contains("2025"));
        let line = drawn(&occurrence("the ", "port", " is"), 80);
        assert!(line.contains("28 Oct 2025") && !line.contains("Harbour"), "{line}");
    }

    #[test]
    fn a_program_gets_all_and_a_title_is_called_one() {
        let mut title = occurrence(&"x ".repeat(60), "port", " is");
        title.line.field = Field::Title;
        let mut out = Vec::new();
        kwic_line(&mut out, &title, &Look::default()).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(line.starts_with("k7q2m4    28 Oct 2025  Harbour Post an…   x x"), "{line}");
        assert!(line.ends_with("x **port** is (title)\n"), "{line}");
        let line = drawn(&title, 80);
        assert!(line.ends_with(" (title)\n") && display_width(line.trim_end()) <= 80, "{line}");
    }

    #[test]
    fn narrow_screens_and_endless_words_do_no_harm() {
        for width in [0, 1, 12, 30] {
            let line = drawn(&occurrence(&"x".repeat(160), &"港".repeat(300), &"y".repeat(160)), width);
            assert!(display_width(&line) <= width.max(24), "{line}");
        }
    }
}
