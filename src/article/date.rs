//! When an article was published: never more precise than what its source says.

mod parse;
mod words;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// How much of a date its source gave. What lies below is filled with the first month, day and minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// `2025`
    Year,
    /// `2025-10`
    Month,
    /// `2025-10-28`
    Day,
    /// `2025-10-28T09:14`, seconds are dropped
    Minute,
}

impl Precision {
    /// As in `date_precision` of the JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
        }
    }
}

/// A date as printed on the article: the outlet's own wall clock, and its distance from UTC if that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Date {
    /// Wall clock of the outlet; 28 October stays 28 October whatever the zone of the reader.
    pub at: NaiveDateTime,
    /// How much of `at` was given.
    pub precision: Precision,
    /// Minutes east of UTC; `None` when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i32>,
}

impl Date {
    /// A day, with nothing known below it. `None` for a day that does not exist.
    pub fn day(year: i32, month: u32, day: u32) -> Option<Self> {
        Some(Self {
            at: NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?,
            precision: Precision::Day,
            offset: None,
        })
    }

    /// A month, with nothing known below it.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Some(Self { precision: Precision::Month, ..Self::day(year, month, 1)? })
    }

    /// A year, with nothing known below it.
    pub fn year(year: i32) -> Option<Self> {
        Some(Self { precision: Precision::Year, ..Self::day(year, 1, 1)? })
    }

    /// Seconds since 1970 on the outlet's wall clock: what date filters and months compare with.
    pub fn wall_seconds(&self) -> i64 {
        self.at.and_utc().timestamp()
    }

    /// Seconds since 1970 UTC, the wall clock taken as UTC when the zone is unknown: what date order compares with.
    pub fn instant_seconds(&self) -> i64 {
        self.wall_seconds() - i64::from(self.offset.unwrap_or(0)) * 60
    }

    /// ISO 8601, only what is known: `2025`, `2025-10`, `2025-10-28`, `2025-10-28T09:14+09:00`.
    pub fn iso(&self) -> String {
        match self.precision {
            Precision::Year => format!("{:04}", self.at.year()),
            Precision::Month => self.at.format("%Y-%m").to_string(),
            Precision::Day => self.at.format("%Y-%m-%d").to_string(),
            Precision::Minute => {
                let zone = match self.offset {
                    None => String::new(),
                    Some(0) => "Z".to_owned(),
                    Some(minutes) => {
                        let sign = if minutes < 0 { '-' } else { '+' };
                        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
                    }
                };
                format!("{}{zone}", self.at.format("%Y-%m-%dT%H:%M"))
            }
        }
    }

    /// From an instant with its zone, to the minute.
    pub fn from_instant(instant: DateTime<FixedOffset>) -> Self {
        let at = instant.naive_local();
        let at = at.date().and_hms_opt(chrono::Timelike::hour(&at), chrono::Timelike::minute(&at), 0).unwrap_or(at);
        Self { at, precision: Precision::Minute, offset: Some(instant.offset().local_minus_utc() / 60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_says_only_what_is_known() {
        let minute = DateTime::parse_from_rfc3339("2025-10-28T09:14:59+09:00").map(Date::from_instant).unwrap();
        let cases = [
            (Date::year(2025).unwrap(), "2025"),
            (Date::month(2025, 3).unwrap(), "2025-03"),
            (Date::day(2025, 3, 9).unwrap(), "2025-03-09"),
            (minute, "2025-10-28T09:14+09:00"),
            (Date { offset: None, ..minute }, "2025-10-28T09:14"),
            (Date { offset: Some(-150), ..minute }, "2025-10-28T09:14-02:30"),
            (Date { offset: Some(0), ..minute }, "2025-10-28T09:14Z"),
        ];
        for (date, iso) in cases {
            assert_eq!(date.iso(), iso);
        }
        assert_eq!(Date::day(2025, 2, 30), None);
    }

    #[test]
    fn the_zone_moves_the_instant_not_the_day() {
        let tokyo = DateTime::parse_from_rfc3339("2025-10-28T08:00:00+09:00").map(Date::from_instant).unwrap();
        assert_eq!(tokyo.wall_seconds() - tokyo.instant_seconds(), 9 * 3600);
        assert_eq!(tokyo.at.date(), NaiveDate::from_ymd_opt(2025, 10, 28).unwrap());
    }
}
