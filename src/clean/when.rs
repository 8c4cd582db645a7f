//! Lines that hold a date or a time and nothing else.

use std::sync::LazyLock;

use crate::article::Date;
use crate::clean::vocabulary::Words;

/// Months with their numbers, words that say what a date is of, of lengths of time, of days, and what may stand beside.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(include_str!("phrases/dates.txt")));

/// The sections of the months in the word list.
const MONTHS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

/// What a line of date words holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// `Published`, `Stand`, `5 min read`: no prose begins or ends so.
    pub(crate) labelled: bool,
    /// A day is named, by a month's name or by figures.
    pub(crate) day: bool,
    /// A time of day, a day without a number.
    pub(crate) time: bool,
}

/// What `text` holds if it holds nothing but dates and times and the words around them.
pub(crate) fn only(text: &str) -> Option<Found> {
    if text.contains("   ") || text.contains("--") {
        return None;
    }
    if stamped(text) {
        return Some(Found { labelled: false, day: true, time: false });
    }
    let mut found = Found::default();
    let (mut numbers, mut odd) = (0, false);
    let (mut figures, mut span, mut label, mut reading) = (false, false, false, false);
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '•' | '·' | '-' | '–' | '—' | ',' | '(' | ')' | '@' | '/' | '+' | '　')
    });
    for word in words {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            continue;
        }
        let lower = word.to_lowercase();
        let lower = lower.as_str();
        if let Some(figure) = Figure::of(lower) {
            figures = true;
            found.day |= figure == Figure::Date;
            found.time |= figure == Figure::Time;
            if figure == Figure::Number {
                numbers += 1;
                odd |= !within_date(lower);
            }
            // `23. 12. 2024`: a year after two numbers
            found.day |= numbers >= 3 && lower.len() == 4 && lower.starts_with(['1', '2']);
        } else if month(lower).is_some() {
            found.day = true;
        } else if WORDS.has("labels", lower) {
            label = true;
        } else if WORDS.has("reading", lower) {
            reading = true;
        } else if WORDS.has("spans", lower) {
            span = true;
        } else if WORDS.has("days", lower) {
            (found.time, figures) = (true, true);
        } else if !WORDS.has("beside", lower) {
            return None;
        }
    }
    let spaced = text.split_whitespace().filter(|word| matches!(*word, "/" | "-")).count() >= 2;
    found.day |= spaced || text.split_whitespace().any(has_two_joints);
    found.day &= figures;
    found.time |= span && figures;
    found.labelled = label && (figures || text.len() < 24) || reading && figures;
    // more figures than a date with its time and an update has are a row of a table
    (!odd && numbers <= 8 && (found.labelled || found.day || found.time)).then_some(found)
}

/// `28/10/2025`; a score has one sign in each set, `4-6 6-4 6-4`.
fn has_two_joints(word: &str) -> bool {
    word.bytes().filter(|b| matches!(b, b'/' | b'-')).count() >= 2
}

/// Whether a bare number can be a day, an hour, a minute or a year; `13.05` is a time in some languages.
fn within_date(figure: &str) -> bool {
    let number = |part: &str| part.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u32>().ok();
    match figure.split_once('.') {
        Some((hour, minute)) => number(hour).is_some_and(|n| n <= 31) && number(minute).is_some_and(|n| n < 60),
        None => number(figure).is_some_and(|n| n <= 60 || (1800..2200).contains(&n)),
    }
}

/// `2025年1月13日 21時37分`: figures and the signs of Chinese, Japanese and Korean dates.
fn stamped(text: &str) -> bool {
    const SIGNS: &str = "年月日時时分秒更新公開配信前午後년월일시분";
    text.contains(['日', '일', '時', '分'])
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.chars().all(|c| !c.is_alphabetic() || SIGNS.contains(c))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Number,
    Date,
    Time,
}

impl Figure {
    /// `28.10.2025`, `09:14`, `2025-10-28T09:14:00Z`, `19th`, `8:15pm`: figures with what may stand between and behind them.
    fn of(word: &str) -> Option<Self> {
        let figures = word.bytes().filter(u8::is_ascii_digit).count();
        let head = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let tail = &word[head.len()..];
        let known = matches!(tail, "" | "am" | "pm" | "th" | "st" | "nd" | "rd" | "h" | "z" | "min");
        if figures == 0
            || figures > 14
            || !known
            || head.bytes().any(|b| !b.is_ascii_digit() && !matches!(b, b'.' | b':' | b't' | b'h'))
        {
            return None;
        }
        let dots = head.bytes().filter(|b| *b == b'.').count();
        Some(if dots == 2 {
            Self::Date
        } else if head.contains(':') || matches!(tail, "am" | "pm" | "h") {
            Self::Time
        } else {
            Self::Number
        })
    }
}

fn month(word: &str) -> Option<u32> {
    (1..=12).find(|number| WORDS.has(MONTHS[*number as usize - 1], word))
}

/// Words that may stand before a date on its line: `Published on Tuesday`, `Zuletzt aktualisiert am`.
const LABEL_WORDS: usize = 6;

/// The date that a line holds: all of it once the label before it is passed over, else the first day it names.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    starts.take(LABEL_WORDS).find_map(|start| Date::parse(text[start..].trim())).or_else(|| first_day(text))
}

/// The first day that `text` names: `28 October 2025`, `October 28, 2025`, `2025-10-28`, `28.10.2025`.
fn first_day(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|three| {
        let number = |at: usize| three[at].trim_end_matches(|c: char| c.is_alphabetic()).parse::<u32>().ok();
        let year =
            |at: usize| number(at).filter(|year| (1800..2200).contains(year)).and_then(|year| i32::try_from(year).ok());
        if let (Some(month), Some(year)) = (month(three[1]), year(2)) {
            return Date::day(year, month, number(0)?);
        }
        if let (Some(month), Some(year)) = (month(three[0]), year(2)) {
            return Date::day(year, month, number(1)?);
        }
        if let Some(year) = year(0) {
            return Date::day(year, number(1)?, number(2)?);
        }
        // 05/06/2025 is June here and May there: only figures with dots are read
        let dotted = format!("{}.{}.{}", three[0], three[1], three[2]);
        if lower.replace(". ", ".").contains(&dotted) { Date::day(year(2)?, number(1)?, number(0)?) } else { None }
    })
}
