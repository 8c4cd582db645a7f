//! What Nexis and Factiva deliver: one file of many articles, known by its own marks, and as many articles as it states.

mod classic;
mod factiva;
mod label;
mod nexis;

use crate::article::{Date, Precision, Raw};
use crate::read::paragraph::{Paragraph, Style};
use crate::read::{BadRecord, Record, plain};

/// A line of an export.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// Without white space around it; empty where a blank line stood.
    text: &'a str,
    /// Characters of white space before it.
    indent: usize,
    style: Style,
}

impl<'a> Line<'a> {
    fn of(line: &'a str, style: Style) -> Self {
        let text = line.trim();
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        Self { text, indent: if text.is_empty() { 0 } else { indent }, style }
    }

    /// The column in which it ends.
    fn width(&self) -> usize {
        self.indent + self.text.chars().count()
    }
}

/// The layouts that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// LexisNexis Academic and nexis.com: `2 of 250 DOCUMENTS`, labels in capitals.
    Classic,
    /// Nexis Uni, Lexis Advance: a delivery cover, `Body`, `End of Document`.
    Nexis,
    /// Factiva with two-letter field codes.
    Codes,
    /// Factiva without.
    Factiva,
}

/// What was found of one document.
type Found = Result<Raw, String>;

/// The documents of an export.
struct Documents {
    found: Vec<Found>,
    /// How many it says that there are.
    stated: Option<usize>,
    /// Whether the last one lacks the line that the others end with.
    cut_off: bool,
}

/// What a document is told in which the file ends.
pub(super) const CUT_OFF: &str = "the file ends within this document";

/// Gives the articles of an export; `false`, and none, when the paragraphs are no export. `torn` says that the file that
/// they come from is not whole.
pub(super) fn parse(paragraphs: &[Paragraph], torn: bool, each: &mut dyn FnMut(Result<Record, BadRecord>)) -> bool {
    let lines = lines(paragraphs);
    let Documents { found, stated, cut_off } = match kind(&lines) {
        Some(Kind::Classic) => classic::documents(&lines),
        Some(Kind::Nexis) => nexis::documents(&lines),
        Some(Kind::Codes) => factiva::coded(&lines),
        Some(Kind::Factiva) => factiva::documents(&lines),
        None => return false,
    };
    if found.is_empty() && stated.is_none() {
        return false;
    }
    // a file of one article is named as one
    let several = found.len() > 1 || stated.is_some_and(|stated| stated > 1);
    let count = found.len();
    for (at, raw) in found.into_iter().enumerate() {
        let number = several.then_some(at + 1);
        if (cut_off || torn) && at + 1 == count {
            each(Err(BadRecord { number, reason: CUT_OFF.to_owned() }));
            // of which nothing is left but its head
            if raw.as_ref().map_or(true, |raw| raw.text.trim().is_empty()) {
                break;
            }
        }
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
    }
    if let Some(stated) = stated.filter(|stated| *stated != count) {
        let were = if count == 1 { "was" } else { "were" };
        let reason = format!("the export says {}, {count} {were} found", counted(stated));
        each(Err(BadRecord { number: several.then_some(count + 1), reason }));
    }
    true
}

fn counted(number: usize) -> String {
    if number == 1 { "1 document".to_owned() } else { format!("{number} documents") }
}

/// Whether a text that begins with `head` is an export: strong signs only, so that prose stays prose.
pub(super) fn is_export(head: &str) -> bool {
    let lines: Vec<Line> = head.lines().map(|line| Line::of(line, Style::Text)).collect();
    kind(&lines).is_some()
}

/// Gives the articles of an export that is text: each of its lines is a paragraph.
pub(super) fn parse_text(text: &str, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let text = text.trim_start_matches('\u{feff}');
    let paragraphs: Vec<Paragraph> = text.lines().map(Paragraph::plain).collect();
    if !parse(&paragraphs, false, each) {
        each(Ok(Record { number: None, raw: plain::parse(text) }));
    }
}

fn lines(paragraphs: &[Paragraph]) -> Vec<Line<'_>> {
    let pieces = paragraphs.iter().flat_map(|paragraph| {
        let style = paragraph.style;
        // an empty paragraph has no line of its own
        let blank = paragraph.text.is_empty().then_some("");
        paragraph.text.lines().chain(blank).map(move |text| Line::of(text, style))
    });
    pieces.collect()
}

/// Each kind by signs that stand together in no other text.
fn kind(lines: &[Line]) -> Option<Kind> {
    let any = |is: &dyn Fn(&str) -> bool| lines.iter().any(|line| is(line.text));
    let label = |what: label::What| move |line: &str| label::of(line).is_some_and(|(found, _)| found == what);
    if any(&|line| classic::separator(line).is_some()) && any(&label(label::What::Length)) {
        return Some(Kind::Classic);
    }
    let capital =
        |what: label::What| move |line: &str| label::in_capitals(line).is_some_and(|(found, _)| found == what);
    if any(&capital(label::What::Length)) && any(&capital(label::What::Load)) {
        return Some(Kind::Classic);
    }
    let cover = any(&|line| nexis::stated(line).is_some()) && any(&|line| line.starts_with("Job Number:"));
    let ended = any(&nexis::is_end) && (any(&label(label::What::Load)) || any(&label(label::What::Length)));
    let begun = any(&nexis::is_body) && any(&label(label::What::Length)) && any(&is_copyright);
    if cover || ended || begun {
        return Some(Kind::Nexis);
    }
    if factiva::is_coded(lines) {
        return Some(Kind::Codes);
    }
    let words = any(&|line| factiva::is_words(line));
    (words && any(&|line| factiva::accession(line).is_some())).then_some(Kind::Factiva)
}

/// `Copyright 2025 Harbour Post`, `(c) 2025, Harbour Post`, `© 2025 …`, and the sentence after it.
fn is_copyright(line: &str) -> bool {
    let lower = line.to_lowercase();
    let signed = ["copyright", "(c)", "©"].iter().any(|sign| lower.starts_with(sign));
    let year = line.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    (signed && (year || lower.contains("rights reserved")) && line.len() < LONGEST_NOTICE)
        || matches!(
            lower.trim_end_matches('.'),
            "all rights reserved" | "alle rechte vorbehalten" | "tous droits réservés"
        )
}

/// Bytes of the longest copyright line: what is longer is prose.
const LONGEST_NOTICE: usize = 300;

/// Most words of a line that is a date with an edition behind it.
const DATE_WORDS: usize = 16;

/// The date that a line begins with: `October 28, 2025 Tuesday 9:14 AM GMT`, `28. Oktober 2025 Dienstag Abendausgabe`.
/// A span of two days is none.
fn date(line: &str) -> Option<Date> {
    let ends: Vec<usize> = line
        .split_whitespace()
        .map(|word| word.as_ptr() as usize - line.as_ptr() as usize + word.len())
        .take(DATE_WORDS + 1)
        .collect();
    if ends.len() > DATE_WORDS {
        return None;
    }
    // a year alone, or a month of a year with words behind it, may begin a headline
    let least = ends.len().min(3);
    let (date, end) =
        ends.iter().skip(least.saturating_sub(1)).rev().find_map(|end| Some((Date::parse(&line[..*end])?, *end)))?;
    let year = line[end..].split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    (!year && (date.precision >= Precision::Day || ends.len() == 2)).then_some(date)
}

/// Lines that were wrapped become paragraphs again: a line goes on where the first word of the next did not fit.
///
/// Blank lines part paragraphs, and so does a first line that is set in. Lines longer than any screen were not wrapped and
/// are paragraphs as they are.
fn unwrapped(lines: &[Line]) -> String {
    let longest = lines.iter().map(Line::width).max().unwrap_or(0);
    let parted = |pair: &[Line]| pair[1].text.is_empty() || pair[1].indent > pair[0].indent;
    let wrapped = longest <= WIDEST && lines.windows(2).any(parted);
    let width = wrapped_at(lines, longest);
    let mut text = String::new();
    let mut above: Option<&Line> = None;
    for line in lines {
        if line.text.is_empty() {
            above = None;
            continue;
        }
        let first = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
        let goes_on =
            wrapped && above.is_some_and(|above| above.width() + 1 + first > width && line.indent <= above.indent);
        if !text.is_empty() {
            text.push(if goes_on { ' ' } else { '\n' });
        }
        text.push_str(line.text);
        above = Some(line);
    }
    text
}

/// The column at which lines were wrapped: the last one within a word's length of which three lines end, so that one long
/// address does not count.
fn wrapped_at(lines: &[Line], longest: usize) -> usize {
    const WORD: usize = 12;
    let mut widths: Vec<usize> = lines.iter().filter(|line| !line.text.is_empty()).map(Line::width).collect();
    widths.sort_unstable_by(|a, b| b.cmp(a));
    widths.windows(3).find(|three| three[0] - three[2] <= WORD).map_or(longest, |three| three[0])
}

/// Characters of the widest line that a program wraps.
const WIDEST: usize = 120;

#[cfg(test)]
mod wrapping {
    use crate::read::export::*;

    fn check(text: &str, expected: &str) {
        let lines: Vec<Line> = text.lines().map(|line| Line::of(line, Style::Text)).collect();
        assert_eq!(unwrapped(&lines), expected, "{text}");
    }

    #[test]
    fn wrapped_lines_become_paragraphs() {
        check("One two three\nfour five six\nseven\n\nEight\n", "One two three four five six seven\nEight");
        check(
            "   One two three\nfour five six\nseven\n   Eight nine\nten\n",
            "One two three four five six seven\nEight nine ten",
        );
        check("One two three\nfour.\nFive six seven\neight\n\nx\n", "One two three four.\nFive six seven eight\nx");
        check("One two\nthree four\n", "One two\nthree four");
    }

    #[test]
    fn one_long_address_does_not_count() {
        let text = format!("One two three\nfour five six\nseven eight\nhttps://example.org/{}\n\nx\n", "a".repeat(40));
        check(&text, &format!("One two three four five six seven eight https://example.org/{}\nx", "a".repeat(40)));
    }
}
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
