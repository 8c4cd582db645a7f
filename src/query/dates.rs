//! Dates as people type them: `2025-10`, `last week`, `3 days ago`. Each is a stretch of days.

use crate::query::Period;
use chrono::{Datelike, Days, Months, NaiveDate};

/// How a date can be written, for messages.
pub const DATE_FORMS: &str = "write 2025, 2025-10, 2025-10-28, 'October 2025', '28 October 2025', today, yesterday, 'this month', 'last week' or '3 days ago'";

/// The first and the last day of what `text` names, seen from `today`. `None` when it names none.
pub fn days(text: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text.split([' ', ',', '\t', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["today"] => Some((today, today)),
        ["yesterday"] => single(today.checked_sub_days(Days::new(1))),
        ["this", unit] => around(unit, today),
        ["last", unit] => around(unit, back(today, 1, unit)?),
        [name, date] if month_of(name).is_some() => written(None, name, date),
        [first, second, date] if month_of(first).is_some() => written(Some(second), first, date),
        [first, second, date] if month_of(second).is_some() => written(Some(first), second, date),
        [number, unit, "ago"] => single(back(today, count(number)?, unit)),
        [date] => absolute(date).or_else(|| parted(date)),
        _ => None,
    }
}

fn single(day: Option<NaiveDate>) -> Option<(NaiveDate, NaiveDate)> {
    day.map(|day| (day, day))
}

fn count(number: &str) -> Option<u32> {
    if matches!(number, "a" | "one") { Some(1) } else { number.parse().ok() }
}

/// The day `count` units before `today`; the last of a month where it has no such day.
fn back(today: NaiveDate, count: u32, unit: &str) -> Option<NaiveDate> {
    match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => today.checked_sub_days(Days::new(count.into())),
        "week" => today.checked_sub_days(Days::new(7 * u64::from(count))),
        "month" => today.checked_sub_months(Months::new(count)),
        "year" => today.checked_sub_months(Months::new(count.checked_mul(12)?)),
        _ => None,
    }
}

/// The week (Monday to Sunday), month or year that `day` lies in.
fn around(unit: &str, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    match unit {
        "week" => {
            let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))?;
            Some((monday, monday.checked_add_days(Days::new(6))?))
        }
        "month" => month(day.year(), day.month()),
        "year" => year(day.year()),
        _ => None,
    }
}

/// `2025`, `2025-10`, `2025-10-28`: four digits, then two and two.
fn absolute(date: &str) -> Option<(NaiveDate, NaiveDate)> {
    let parts: Vec<&str> = date.split('-').collect();
    let is_number = |part: &&str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    let fits = parts.iter().enumerate().all(|(i, part)| is_number(part, if i == 0 { 4 } else { 2 }));
    let number = |i: usize| parts.get(i)?.parse::<u32>().ok();
    let first = i32::try_from(number(0)?).ok().filter(|year| fits && *year > 0)?;
    match parts.len() {
        1 => year(first),
        2 => month(first, number(1)?),
        3 => single(NaiveDate::from_ymd_opt(first, number(1)?, number(2)?)),
        _ => None,
    }
}

/// Months as English writes them, in full or with their first three letters (`sept` too).
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn month_of(name: &str) -> Option<u32> {
    let name = name.trim_end_matches('.');
    let is = |full: &&str| *full == name || (name.len() >= 3 && name.len() <= 4 && full.starts_with(name));
    let at = MONTHS.iter().position(is)?;
    u32::try_from(at + 1).ok()
}

/// `October 2025`, `28 October 2025`, `Oct 28, 2025`, `October 28th 2025`.
fn written(day: Option<&str>, name: &str, date: &str) -> Option<(NaiveDate, NaiveDate)> {
    let year = date.parse().ok().filter(|year| date.len() == 4 && *year > 0)?;
    let number = month_of(name)?;
    let Some(day) = day else { return month(year, number) };
    let digits = day.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let known = ["", ".", "st", "nd", "rd", "th"].contains(&&day[digits.len()..]);
    single(NaiveDate::from_ymd_opt(year, number, digits.parse().ok().filter(|_| known)?))
}

/// `2025/10/28`, `2025-10-28T12:00`, `28.10.2025`, and `28/10/2025` where only one of the numbers can be a month.
fn parted(date: &str) -> Option<(NaiveDate, NaiveDate)> {
    if let Some((day, time)) = date.split_once('t') {
        let is_time = time.len() >= 5 && time.bytes().all(|b| b.is_ascii_digit() || b":.+-z".contains(&b));
        return absolute(day).filter(|found| is_time && found.0 == found.1);
    }
    if date.as_bytes().get(4) == Some(&b'/') {
        return absolute(&date.replace('/', "-"));
    }
    let sign = if date.contains('.') { '.' } else { '/' };
    let parts: Vec<&str> = date.split(sign).collect();
    let fits = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let [first, second, year] = parts[..] else { return None };
    if !(fits(first, 1..=2) && fits(second, 1..=2) && fits(year, 4..=4)) {
        return None;
    }
    let (first, second, year) = (first.parse::<u32>().ok()?, second.parse::<u32>().ok()?, year.parse().ok()?);
    if sign == '.' || first > 12 {
        return single(NaiveDate::from_ymd_opt(year, second, first));
    }
    // 10/1/2025 is in October or in January: the same day only where both numbers are
    if second > 12 || first == second { single(NaiveDate::from_ymd_opt(year, first, second)) } else { None }
}

fn month(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
}

fn year(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// The days of `2025-10`, `2025-10-01..2025-10-15`, `2025..` or `..2025-10`, both ends included.
pub(crate) fn stretch(text: &str, today: NaiveDate) -> Option<Period> {
    let Some((since, until)) = text.split_once("..") else {
        let (since, until) = days(text, today)?;
        return Some(Period { since: Some(since), until: Some(until) });
    };
    let bound = |text: &str| (!text.trim().is_empty()).then(|| days(text, today));
    let (since, until) = (bound(since), bound(until));
    if since.is_none() && until.is_none() {
        return None;
    }
    let since = since.map_or(Some(None), |found| found.map(|days| Some(days.0)))?;
    let until = until.map_or(Some(None), |found| found.map(|days| Some(days.1)))?;
    Some(Period { since, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn today() -> NaiveDate {
        // a Friday
        day("2025-10-31")
    }

    fn check(text: &str, expected: Option<(&str, &str)>) {
        assert_eq!(days(text, today()), expected.map(|(first, last)| (day(first), day(last))), "{text}");
    }

    #[test]
    fn every_form_is_a_stretch_of_days() {
        check("2025", Some(("2025-01-01", "2025-12-31")));
        check("2024-02", Some(("2024-02-01", "2024-02-29")));
        check("2025-12", Some(("2025-12-01", "2025-12-31")));
        check(" 2025-10-28 ", Some(("2025-10-28", "2025-10-28")));
        check("Today", Some(("2025-10-31", "2025-10-31")));
        check("yesterday", Some(("2025-10-30", "2025-10-30")));
        check("this week", Some(("2025-10-27", "2025-11-02")));
        check("last week", Some(("2025-10-20", "2025-10-26")));
        check("this month", Some(("2025-10-01", "2025-10-31")));
        check("last  month", Some(("2025-09-01", "2025-09-30")));
        check("this year", Some(("2025-01-01", "2025-12-31")));
        check("last year", Some(("2024-01-01", "2024-12-31")));
        check("3 days ago", Some(("2025-10-28", "2025-10-28")));
        check("1 day ago", Some(("2025-10-30", "2025-10-30")));
        check("2 weeks ago", Some(("2025-10-17", "2025-10-17")));
        check("a month ago", Some(("2025-09-30", "2025-09-30")));
        for text in [
            "28 October 2025",
            "Oct 28, 2025",
            "October 28th 2025",
            "28. Oct. 2025",
            "28.10.2025",
            "28/10/2025",
            "10/28/2025",
            "2025/10/28",
            "2025-10-28T12:00",
            "2025-10-28T12:00:00Z",
        ] {
            check(text, Some(("2025-10-28", "2025-10-28")));
        }
        check("October 2025", Some(("2025-10-01", "2025-10-31")));
        check("sept 2025", Some(("2025-09-01", "2025-09-30")));
        check("10/10/2025", Some(("2025-10-10", "2025-10-10")));
        check("10 years ago", Some(("2015-10-31", "2015-10-31")));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "28",
            "20251028",
            "2025-13",
            "2025-02-30",
            "2025-1",
            "2025-10-28-01",
            "0000",
            "2025-",
            "+025",
            "２０２５",
            "tomorrow",
            "last",
            "last day",
            "days ago",
            "-3 days ago",
            "4294967295 years ago",
            "9999999 days ago x",
            "10/1/2025",
            "13/13/2025",
            "31 February 2025",
            "2025-10-28T",
            "2025-10T12:00",
            "march",
            "ma 2025",
            "octopus 2025",
        ] {
            check(text, None);
        }
        assert_eq!(days("4294967295 days ago", today()), None);
        assert_eq!(days("9999-12", today()).map(|(_, last)| last), Some(day("9999-12-31")));
    }

    #[test]
    fn a_stretch_has_two_ends_or_one() {
        let check = |text: &str, expected: Option<(Option<&str>, Option<&str>)>| {
            let expected = expected.map(|(since, until)| Period { since: since.map(day), until: until.map(day) });
            assert_eq!(stretch(text, today()), expected, "{text}");
        };
        check("2025-10", Some((Some("2025-10-01"), Some("2025-10-31"))));
        check("2025-10-01..2025-10-15", Some((Some("2025-10-01"), Some("2025-10-15"))));
        check("2024..2025-02", Some((Some("2024-01-01"), Some("2025-02-28"))));
        check("2025..", Some((Some("2025-01-01"), None)));
        check("..2025-10", Some((None, Some("2025-10-31"))));
        for text in ["", "..", "2025..x", "x..2025", "2025...2026"] {
            check(text, None);
        }
    }
}
