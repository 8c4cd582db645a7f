//! The flags of dates: what `--date`, `--since` and `--until` ask together.

use chrono::NaiveDate;
use newsdex::query::{DATE_FORMS, Period, days};

use crate::cli::failure::Failure;

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
            days(text, today).ok_or_else(|| Failure::Usage(format!("no date in --{flag} '{text}'; {DATE_FORMS}")))
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

    fn today() -> NaiveDate {
        // a Friday
        "2025-10-31".parse().unwrap()
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
