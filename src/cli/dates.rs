//! Dates as people type them: `2025-10`, `last week`, `3 days ago`. Each is a stretch of days.

use chrono::{Datelike, Days, Months, NaiveDate};
use newsdex::query::Period;

use crate::cli::failure::Failure;

const FORMS: &str = "write 2025, 2025-10, 2025-10-28, today, yesterday, 'this month', 'last week' or '3 days ago'";

/// The first and the last day of what `text` names, seen from `today`. `None` when it names none.
pub(crate) fn days(text: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["today"] => Some((today, today)),
        ["yesterday"] => single(today.checked_sub_days(Days::new(1))),
        ["this", unit] => around(unit, today),
        ["last", unit] => around(unit, back(today, 1, unit)?),
        [number, unit, "ago"] => single(back(today, count(number)?, unit)),
        [date] => absolute(date),
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

fn month(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
}

fn year(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// What `--date`, `--since` and `--until` ask together: any of the dates, and within the bounds. Repeated bounds mean
/// "or", so the widest holds.
pub(crate) fn periods(
    dates: &[String],
    since: &[String],
    until: &[String],
    today: NaiveDate,
) -> Result<Vec<Period>, Failure> {
    let read = |flag: &str, texts: &[String]| {
        let read = |text: &String| {
            days(text, today).ok_or_else(|| Failure::Usage(format!("no date in --{flag} '{text}'; {FORMS}")))
        };
        texts.iter().map(read).collect::<Result<Vec<_>, _>>()
    };
    let dates = read("date", dates)?;
    let since = read("since", since)?.into_iter().map(|(first, _)| first).min();
    let until = read("until", until)?.into_iter().map(|(_, last)| last).max();
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        return Err(Failure::Usage(format!("--since {since} is after --until {until}; exchange them")));
    }
    if dates.is_empty() {
        let bounded = since.is_some() || until.is_some();
        return Ok(bounded.then_some(Period { since, until }).into_iter().collect());
    }
    let within: Vec<Period> = dates
        .iter()
        .map(|(first, last)| {
            (since.map_or(*first, |since| since.max(*first)), until.map_or(*last, |until| until.min(*last)))
        })
        .filter(|(first, last)| first <= last)
        .map(|(first, last)| Period { since: Some(first), until: Some(last) })
        .collect();
    if within.is_empty() {
        // an empty list would ask nothing
        return Err(Failure::Usage("no day is in --date and within --since and --until; drop one of them".to_owned()));
    }
    Ok(within)
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
        ] {
            check(text, None);
        }
        assert_eq!(days("4294967295 days ago", today()), None);
        assert_eq!(days("9999-12", today()).map(|(_, last)| last), Some(day("9999-12-31")));
    }

    fn read(dates: &[&str], since: &[&str], until: &[&str]) -> Result<Vec<(String, String)>, String> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let text = |day: Option<NaiveDate>| day.map_or("…".to_owned(), |day| day.to_string());
        let periods = periods(&owned(dates), &owned(since), &owned(until), today()).map_err(|err| err.to_string())?;
        Ok(periods.into_iter().map(|period| (text(period.since), text(period.until))).collect())
    }

    fn pairs(pairs: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        Ok(pairs.iter().map(|(since, until)| ((*since).to_owned(), (*until).to_owned())).collect())
    }

    #[test]
    fn until_a_month_includes_it() {
        assert_eq!(read(&[], &[], &["2025-10"]), pairs(&[("…", "2025-10-31")]));
        assert_eq!(read(&[], &["2025-10"], &[]), pairs(&[("2025-10-01", "…")]));
        assert_eq!(read(&[], &[], &[]), pairs(&[]));
        assert_eq!(read(&[], &["2025", "2024-05"], &["2025-02", "2025-01"]), pairs(&[("2024-05-01", "2025-02-28")]));
    }

    #[test]
    fn repeated_dates_mean_or_and_bounds_cut_them() {
        assert_eq!(
            read(&["2024", "2025-10-28"], &[], &[]),
            pairs(&[("2024-01-01", "2024-12-31"), ("2025-10-28", "2025-10-28")])
        );
        assert_eq!(
            read(&["2024", "2025"], &["2024-11"], &["2025-01"]),
            pairs(&[("2024-11-01", "2024-12-31"), ("2025-01-01", "2025-01-31")])
        );
        assert_eq!(read(&["2024", "2025"], &["2025-06"], &[]), pairs(&[("2025-06-01", "2025-12-31")]));
        assert!(read(&["2024"], &["2025"], &[]).is_err());
        assert!(read(&[], &["2025"], &["2024"]).unwrap_err().contains("exchange them"));
        let error = read(&["next week"], &[], &[]).unwrap_err();
        assert!(error.contains("'next week'") && error.contains("'3 days ago'"), "{error}");
    }
}
