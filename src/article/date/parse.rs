//! Dates as people and machines write them, read strictly: what is not wholly understood is no date.

use chrono::{DateTime, NaiveTime, Timelike};

use crate::article::Date;
use crate::article::Precision;
use crate::article::date::words::{FILLERS, MONTHS, ZONES};

/// Longest text that may be a date, in bytes: a weekday, a long date, a time and a zone stay below 80.
const LONGEST: usize = 128;

/// Years that are dates of articles and not some other number.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

/// What has been understood so far.
#[derive(Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<NaiveTime>,
    afternoon: Option<bool>,
    offset: Option<i32>,
}

impl Date {
    /// Reads a date: ISO 8601 and its relatives (`2025`, `2025-10`, `2025-10-28 09:14`, `20251028`), RFC 2822, Unix
    /// seconds and milliseconds, and long dates in fifteen languages (`October 28, 2025`, `28. Oktober 2025, 9:14 CET`).
    ///
    /// What is missing lowers the precision and is never filled with today. `None` for what is not a date through and
    /// through, for `03/04/2025`, which is two days, and for years outside 1000..=9999.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return from_digits(text);
        }
        let mut parts = Parts::default();
        for token in plain_separators(text).split([' ', ',', '(', ')']).filter(|token| !token.is_empty()) {
            parts.take(token)?;
        }
        parts.finish()
    }
}

/// Lower case, no bracketed zone names, the Chinese and Japanese signs as the separators they stand for, and a space
/// where `T` parts day and time.
fn plain_separators(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' => while chars.next_if(|c| *c != ']').is_some() {},
            ']' => {}
            '年' | '月' => plain.push('-'),
            '日' => plain.push(' '),
            '時' | '时' => plain.push(':'),
            '分' => plain.push(' '),
            '\u{2212}' => plain.push('-'),
            'T' | 't'
                if plain.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().is_some_and(char::is_ascii_digit) =>
            {
                plain.push(' ');
            }
            c if c.is_whitespace() || c == '·' || c == '|' || c == '–' || c == '—' => plain.push(' '),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

/// `2025`, `20251028`, `20251028091400`, Unix seconds (10 digits) and milliseconds (13 digits).
fn from_digits(digits: &str) -> Option<Date> {
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        4 => year(number).and_then(Date::year),
        8 | 12 | 14 => {
            let day = &digits[..8];
            let mut parts = Parts {
                year: Some(year(day[..4].parse().ok()?)?),
                month: day[4..6].parse().ok(),
                day: day[6..].parse().ok(),
                ..Parts::default()
            };
            if digits.len() > 8 {
                parts.time =
                    Some(NaiveTime::from_hms_opt(digits[8..10].parse().ok()?, digits[10..12].parse().ok()?, 0)?);
            }
            parts.finish()
        }
        10 => Some(Date::from_instant(DateTime::from_timestamp(number, 0)?.fixed_offset())),
        13 => Some(Date::from_instant(DateTime::from_timestamp_millis(number)?.fixed_offset())),
        _ => None,
    }
}

fn year(number: i64) -> Option<i32> {
    i32::try_from(number).ok().filter(|year| YEARS.contains(year))
}

/// Puts `value` where nothing stands yet: a second year, month or day means that this is no date.
fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

impl Parts {
    /// Takes one token in; `None` when it has no place in a date.
    fn take(&mut self, token: &str) -> Option<()> {
        let token = token.trim_matches('.');
        if token.is_empty() || token == "-" {
            return Some(());
        }
        if let Some(month) = month(token) {
            return put(&mut self.month, month);
        }
        match token {
            "am" | "a.m" if self.time.is_some() => return put(&mut self.afternoon, false),
            "pm" | "p.m" if self.time.is_some() => return put(&mut self.afternoon, true),
            // the weekdays of Dutch, Danish, Norwegian and Swedish all end alike
            _ if FILLERS.contains(&token) || token.ends_with("dag") => return Some(()),
            _ => {}
        }
        if let Some(offset) = zone(token) {
            return self.zone(offset);
        }
        if !token.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if self.day.is_some() && self.time.is_none() && compact_time(token) {
            return self.number(token);
        }
        if token.contains(':') || clock_with_h(token) { self.clock(token) } else { self.day_token(token) }
    }

    /// `GMT` and `+0900` may both stand there.
    fn zone(&mut self, offset: Option<i32>) -> Option<()> {
        self.time?;
        self.offset = offset.or(self.offset);
        Some(())
    }

    /// `09:14`, `9:14pm`, `09:14:59.123+09:00`, `9h14`.
    fn clock(&mut self, token: &str) -> Option<()> {
        let is_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
        let (clock, rest) = if clock_with_h(token) {
            let (hour, minute) = token.split_once('h')?;
            (format!("{hour}:{}", if minute.is_empty() { "00" } else { minute }), "")
        } else {
            let end = token.find(|c| !is_clock(c)).unwrap_or(token.len());
            (token[..end].to_owned(), &token[end..])
        };
        let mut units = clock.trim_end_matches(':').split(':');
        let hour = small(units.next()?)?;
        let minute = small(units.next()?)?;
        // seconds and their fractions are not kept, but must be there in good form
        if units.any(|unit| unit.split('.').any(|digits| digits.bytes().any(|byte| !byte.is_ascii_digit()))) {
            return None;
        }
        put(&mut self.time, NaiveTime::from_hms_opt(hour, minute, 0)?)?;
        if rest.is_empty() { Some(()) } else { self.take(rest) }
    }

    /// `28`, `28th`, `2025`, `2025-10-28`, `28/10/2025`, `28-oct-2025`, and `20251028` before a time.
    fn day_token(&mut self, token: &str) -> Option<()> {
        let pieces: Vec<&str> = token.split(['-', '/', '.']).filter(|piece| !piece.is_empty()).collect();
        match pieces[..] {
            [one] => self.number(one),
            // 16.03 Uhr, kl. 16.03
            [hour, minute] if token.contains('.') && self.day.is_some() && self.year.is_some() && minute.len() == 2 => {
                put(&mut self.time, NaiveTime::from_hms_opt(small(hour)?, small(minute)?, 0)?)
            }
            [y, m] if y.len() == 4 => {
                put(&mut self.year, year(y.parse().ok()?)?)?;
                put(&mut self.month, small(m)?)
            }
            [y, m, d] if y.len() == 4 => {
                put(&mut self.year, year(y.parse().ok()?)?)?;
                put(&mut self.month, small(m).or_else(|| month(m))?)?;
                put(&mut self.day, small(d)?)
            }
            [a, b, y] if y.len() == 4 => {
                put(&mut self.year, year(y.parse().ok()?)?)?;
                let (day, month) = match (small(a)?, small(b)) {
                    (day, None) => (day, month(b)?),
                    // whoever writes dots writes the day first
                    (day, Some(month)) if day == month || day > 12 || token.contains('.') => (day, month),
                    (month, Some(day)) if day > 12 => (day, month),
                    _ => return None,
                };
                put(&mut self.month, month)?;
                put(&mut self.day, day)
            }
            _ => None,
        }
    }

    fn number(&mut self, token: &str) -> Option<()> {
        let end = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
        let (digits, suffix) = token.split_at(end);
        if self.day.is_some() && self.year.is_some() && matches!(digits.len(), 4 | 6) {
            // the compact form of ISO 8601: 20251028T0914Z
            put(&mut self.time, NaiveTime::from_hms_opt(small(&digits[..2])?, small(&digits[2..4])?, 0)?)?;
            return if suffix.is_empty() { Some(()) } else { self.take(suffix) };
        }
        match (digits.len(), suffix) {
            (4, "") => put(&mut self.year, year(digits.parse().ok()?)?),
            (1 | 2, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°") => put(&mut self.day, small(digits)?),
            (8, "") => {
                put(&mut self.year, year(digits[..4].parse().ok()?)?)?;
                put(&mut self.month, small(&digits[4..6])?)?;
                put(&mut self.day, small(&digits[6..])?)
            }
            _ => None,
        }
    }

    fn finish(self) -> Option<Date> {
        let year = self.year?;
        let date = match (self.month, self.day) {
            (Some(month), Some(day)) => Date::day(year, month, day)?,
            (Some(month), None) => Date::month(year, month)?,
            (None, None) => Date::year(year)?,
            (None, Some(_)) => return None,
        };
        match self.time {
            None => Some(date),
            Some(_) if date.precision != Precision::Day => None,
            Some(time) => {
                let time = match self.afternoon {
                    None => time,
                    // 12 am is midnight, 12 pm is noon
                    Some(afternoon) => time.with_hour(clock_of_twelve(time.hour(), afternoon)?)?,
                };
                Some(Date { at: date.at.date().and_time(time), precision: Precision::Minute, offset: self.offset })
            }
        }
    }
}

fn clock_of_twelve(hour: u32, afternoon: bool) -> Option<u32> {
    // "14:05 pm" is seen; the first number says it already
    if hour > 12 && afternoon {
        return Some(hour);
    }
    (1..=12).contains(&hour).then_some(hour % 12 + if afternoon { 12 } else { 0 })
}

fn clock_with_h(token: &str) -> bool {
    token
        .split_once('h')
        .is_some_and(|(hour, minute)| small(hour).is_some() && (minute.is_empty() || small(minute).is_some()))
}

/// The time of ISO 8601's compact form with a zone of hours and minutes: `091459-05:00`, `0914+0900`.
fn compact_time(token: &str) -> bool {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let zone = &token[digits..];
    matches!(digits, 4 | 6) && zone.starts_with(['+', '-']) && zone.len() >= "+0900".len()
}

/// A number of one or two digits.
fn small(digits: &str) -> Option<u32> {
    let fits = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    MONTHS.iter().position(|names| names.contains(&word)).map(|at| at as u32 + 1)
}

/// `Some` for a zone, holding its distance if that is certain.
fn zone(token: &str) -> Option<Option<i32>> {
    let letters = token.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(token.len());
    let (name, distance) = token.split_at(letters);
    if distance.is_empty() {
        return ZONES.iter().find(|(zone, _)| *zone == name).map(|(_, offset)| *offset);
    }
    if !matches!(name, "" | "utc" | "gmt" | "z") {
        return None;
    }
    let (sign, digits) = match distance.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (small(&digits)?, 0),
        4 if digits.is_ascii() => (small(&digits[..2])?, small(&digits[2..])?),
        _ => return None,
    };
    // the clocks of the world stand between 12 hours west and 14 hours east (IANA time zone database)
    (hours <= 14 && minutes < 60).then(|| Some(sign * (hours * 60 + minutes) as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_with_what_they_say_and_no_more() {
        let cases = [
            ("2025", "2025"),
            ("2025-10", "2025-10"),
            ("2025-10-28", "2025-10-28"),
            ("2025/10/28", "2025-10-28"),
            ("2025-1-2", "2025-01-02"),
            ("20251028", "2025-10-28"),
            ("2025-10-28T09:14", "2025-10-28T09:14"),
            ("2025-10-28 09:14:59", "2025-10-28T09:14"),
            ("2025-10-28T09:14:59Z", "2025-10-28T09:14Z"),
            ("2025-10-28T09:14:59.123+09:00", "2025-10-28T09:14+09:00"),
            ("2025-10-28T09:14:59.123456-0530", "2025-10-28T09:14-05:30"),
            ("2025-10-28T09:14:59+02:00[Europe/Berlin]", "2025-10-28T09:14+02:00"),
            ("20251028T091459Z", "2025-10-28T09:14Z"),
            ("20251028T0914+0900", "2025-10-28T09:14+09:00"),
            ("20251028T091459+0900", "2025-10-28T09:14+09:00"),
            ("20251028T091459-0500", "2025-10-28T09:14-05:00"),
            ("20251028T091459-05:00", "2025-10-28T09:14-05:00"),
            ("20251028T0914+01:00", "2025-10-28T09:14+01:00"),
            ("20251028T091459", "2025-10-28T09:14"),
            ("Tue, 28 Oct 2025 09:14:00 +0900", "2025-10-28T09:14+09:00"),
            ("Tue, 28 Oct 2025 09:14:00 GMT", "2025-10-28T09:14Z"),
            ("28 October 2025", "2025-10-28"),
            ("October 28, 2025", "2025-10-28"),
            ("Oct. 28th, 2025", "2025-10-28"),
            ("October 2025", "2025-10"),
            ("28-Oct-2025", "2025-10-28"),
            ("28-OCT-2025 09:14:01.79", "2025-10-28T09:14"),
            ("Tuesday 28 October 2025", "2025-10-28"),
            ("28 Oct 2025, 09:14 JST", "2025-10-28T09:14+09:00"),
            ("28 Oct 2025, 9:14 PM EDT", "2025-10-28T21:14-04:00"),
            ("28 Oct 2025 12:05 a.m.", "2025-10-28T00:05"),
            ("28 Oct 2025 12:05pm", "2025-10-28T12:05"),
            ("28 Oct 2025, 09:14 IST", "2025-10-28T09:14"),
            ("28 Oct 2025, 09:14 GMT+1", "2025-10-28T09:14+01:00"),
            ("28. Oktober 2025", "2025-10-28"),
            ("Dienstag, den 28. Oktober 2025 um 9:14 Uhr", "2025-10-28T09:14"),
            ("28. Oktober 2025 - 16.03 Uhr", "2025-10-28T16:03"),
            ("28 oktober 2025 kl. 16.03", "2025-10-28T16:03"),
            ("28. maj 2025", "2025-05-28"),
            ("28 Maret 2025", "2025-03-28"),
            ("28 октября 2025 года", "2025-10-28"),
            ("28 października 2025", "2025-10-28"),
            ("28. října 2025", "2025-10-28"),
            ("28 Ağustos 2025", "2025-08-28"),
            ("3. März 2025", "2025-03-03"),
            ("1er février 2025", "2025-02-01"),
            ("28 octobre 2025 à 9h14", "2025-10-28T09:14"),
            ("28 de octubre de 2025", "2025-10-28"),
            ("28 ottobre 2025", "2025-10-28"),
            ("dinsdag 4 maart 2025", "2025-03-04"),
            ("28 de outubro de 2025", "2025-10-28"),
            ("28/10/2025", "2025-10-28"),
            ("10/28/2025", "2025-10-28"),
            ("05/05/2025", "2025-05-05"),
            ("28.10.2025", "2025-10-28"),
            ("3.4.2025", "2025-04-03"),
            ("2025年10月28日 9時14分", "2025-10-28T09:14"),
            ("1761642840", "2025-10-28T09:14Z"),
            ("1761642840000", "2025-10-28T09:14Z"),
            ("  2025-10-28\n", "2025-10-28"),
        ];
        for (text, iso) in cases {
            assert_eq!(Date::parse(text).map_or("none".to_owned(), |date| date.iso()), iso, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_stays_none() {
        let cases = [
            "",
            "-",
            "today",
            "3 hours ago",
            "28 October",
            "October",
            "28",
            "03/04/2025",
            "28/10/25",
            "2025-13-01",
            "2025-02-30",
            "0999-01-01",
            "12345",
            "123456789012345",
            "2025-10-28 and 2025-10-29",
            "2025-10-28 2025-10-29",
            "2025-10-28 2025-10",
            "20251028T996000-05:00",
            "12 people died in March 1990",
            "10:30",
            "2025 10:30",
            "may be 2025",
            "99999999",
            "28 Oct 2025 25:00",
            "2025-10-28T09:14+99:00",
            "October 28 November 2025",
            "28 listopada 2025",
            "16.03 2025",
            "28 October 2025 16.3",
        ];
        for text in cases {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            Date::parse(&text);
        }

        #[test]
        fn nor_do_date_like_texts(text in "[0-9TtZz:/. +年月日º-]{0,30}( (oct|märz|pm|GMT|h|a\\.m\\.))?") {
            Date::parse(&text);
        }

        #[test]
        fn iso_comes_back(seconds in -10_000_000_000i64..100_000_000_000, offset in prop::option::of(-720i32..840)) {
            let at = DateTime::from_timestamp(seconds - seconds.rem_euclid(60), 0).unwrap().naive_utc();
            let date = Date { at, precision: Precision::Minute, offset };
            prop_assert_eq!(Date::parse(&date.iso()), Some(date));
        }
    }
}
