//! Hits along time, beside all that the archive has of the same days: what is rare then may only be a thin archive.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use tantivy::Searcher;
use tantivy::query::{EnableScoring, Query};

use crate::index::schema::column;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Most rows of a timeline whose step was not chosen: two screens of a terminal.
const MOST_ROWS: i64 = 60;

/// Most rows in all. The step grows beyond, whatever was chosen: one misread date of the year 1 must not print 700,000
/// days.
const ROOM: i64 = 10_000;

/// What one row of a timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A calendar day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first day of the stretch.
    pub start: NaiveDate,
    /// Hits in it.
    pub hits: u64,
    /// Articles in it, hits or not: 0 is a gap in the archive.
    pub all: u64,
}

/// Hits along time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What a row stands for.
    pub step: Step,
    /// From the first hit to the last one without a hole, in order of time.
    pub rows: Vec<Row>,
    /// Hits whose date is known less exactly than a step: of a month only, where rows are days. They are in no row.
    pub coarse: u64,
    /// Hits without a date.
    pub undated: u64,
}

/// How exactly a date is known, as column `date_precision` has it: 0 year, 1 month, 2 day, 3 minute.
type Precision = u64;

/// Articles by day and precision, and those without a date.
#[derive(Default)]
struct Dated {
    days: BTreeMap<(NaiveDate, Precision), u64>,
    undated: u64,
}

/// Counts the articles of `hits` and of `all` by date. `step` is chosen by the time between the first hit and the last
/// one, where none is asked for.
pub(crate) fn timeline(
    searcher: &Searcher,
    hits: &dyn Query,
    all: &dyn Query,
    step: Option<Step>,
) -> tantivy::Result<Timeline> {
    let (hits, all) = (dated(searcher, hits)?, dated(searcher, all)?);
    Ok(draw(&hits, &all, step))
}

fn dated(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Dated> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut seen: BTreeMap<(i64, Precision), u64> = BTreeMap::new();
    let mut undated = 0;
    for reader in searcher.segment_readers() {
        let dates = reader.fast_fields().i64(column::DATE)?;
        let precision = reader.fast_fields().u64(column::DATE_PRECISION)?;
        let alive = reader.alive_bitset();
        weight.for_each_no_score(reader, &mut |docs| {
            for &doc in docs.iter().filter(|doc| alive.is_none_or(|alive| alive.is_alive(**doc))) {
                match dates.first(doc) {
                    Some(seconds) => {
                        let key = (seconds.div_euclid(DAY), precision.first(doc).unwrap_or(2));
                        *seen.entry(key).or_default() += 1;
                    }
                    None => undated += 1,
                }
            }
        })?;
    }
    let mut found = Dated { days: BTreeMap::new(), undated };
    for ((day, precision), number) in seen {
        // dates were made from calendar days, so none lies beyond the calendar
        let Some(date) = chrono::DateTime::from_timestamp(day.saturating_mul(DAY), 0) else { continue };
        found.days.insert((date.date_naive(), precision), number);
    }
    Ok(found)
}

fn draw(hits: &Dated, all: &Dated, asked: Option<Step>) -> Timeline {
    let mut step = asked.unwrap_or(Step::Day);
    let (first, last) = match (hits.days.first_key_value(), hits.days.last_key_value()) {
        (Some(((first, _), _)), Some(((last, _), _))) => (*first, *last),
        _ => {
            return Timeline { step: asked.unwrap_or(Step::Month), rows: Vec::new(), coarse: 0, undated: hits.undated };
        }
    };
    let room = if asked.is_some() { ROOM } else { MOST_ROWS };
    while step < Step::Year
        && (rows_between(first, last, step) > room || asked.is_none() && is_mostly_coarser(hits, step))
    {
        step = step.next();
    }
    let (counts, coarse) = by_step(hits, step);
    let (totals, _) = by_step(all, step);
    let (Some(&first), Some(&last)) = (counts.keys().next(), counts.keys().last()) else {
        return Timeline { step, rows: Vec::new(), coarse, undated: hits.undated };
    };
    let starts = std::iter::successors(Some(first), |start| step.after(*start)).take_while(|start| *start <= last);
    let number = |of: &BTreeMap<NaiveDate, u64>, start| of.get(&start).copied().unwrap_or(0);
    let rows = starts.map(|start| Row { start, hits: number(&counts, start), all: number(&totals, start) }).collect();
    Timeline { step, rows, coarse, undated: hits.undated }
}

/// About how many rows reach from the first day to the last one.
fn rows_between(first: NaiveDate, last: NaiveDate, step: Step) -> i64 {
    let days = (last - first).num_days();
    match step {
        Step::Day => days + 1,
        Step::Week => days / 7 + 1,
        Step::Month => days / 30 + 1,
        Step::Year => days / 365 + 1,
    }
}

/// Whether more than half of the hits would stand in no row.
fn is_mostly_coarser(hits: &Dated, step: Step) -> bool {
    let number = |coarse: bool| -> u64 {
        hits.days
            .iter()
            .filter(|((_, precision), _)| step.is_finer(*precision) == coarse)
            .map(|(_, number)| number)
            .sum()
    };
    number(true) > number(false)
}

/// Numbers by the first day of each step, and how many are not known so exactly.
fn by_step(dated: &Dated, step: Step) -> (BTreeMap<NaiveDate, u64>, u64) {
    let (mut counts, mut coarse) = (BTreeMap::new(), 0);
    for ((day, precision), number) in &dated.days {
        if step.is_finer(*precision) {
            coarse += number;
        } else {
            *counts.entry(step.start(*day)).or_default() += number;
        }
    }
    (counts, coarse)
}

impl Step {
    fn next(self) -> Self {
        match self {
            Self::Day => Self::Week,
            Self::Week => Self::Month,
            Self::Month | Self::Year => Self::Year,
        }
    }

    /// Whether a date known as exactly as `precision` says has no place in one step.
    fn is_finer(self, precision: Precision) -> bool {
        match self {
            Self::Day | Self::Week => precision < 2,
            Self::Month => precision < 1,
            Self::Year => false,
        }
    }

    /// The first day of the step that `day` lies in.
    fn start(self, day: NaiveDate) -> NaiveDate {
        let start = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => day.with_day(1),
            Self::Year => day.with_ordinal(1),
        };
        // the first week of the calendar begins with the calendar
        start.unwrap_or(day)
    }

    /// The first day of the next step; none at the end of the calendar.
    fn after(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => start.succ_opt(),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
            Self::Year => start.checked_add_months(Months::new(12)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(days: &[(&str, Precision, u64)]) -> Dated {
        let days = days.iter().map(|(day, precision, number)| ((day.parse().unwrap(), *precision), *number));
        Dated { days: days.collect(), undated: 0 }
    }

    fn check(hits: &[(&str, Precision, u64)], step: Option<Step>, expected: &str) {
        let all = dated(&[("2025-10-01", 2, 9), ("2025-10-03", 2, 5), ("2025-12-31", 3, 7)]);
        let line = draw(&dated(hits), &all, step);
        let rows: Vec<String> = line.rows.iter().map(|row| format!("{} {}/{}", row.start, row.hits, row.all)).collect();
        assert_eq!(format!("{:?} {}, coarse {}", line.step, rows.join(", "), line.coarse), expected);
    }

    #[test]
    fn days_weeks_months_and_years_follow_each_other() {
        let short = [("2025-10-01", 2, 2), ("2025-10-03", 3, 1)];
        check(&short, None, "Day 2025-10-01 2/9, 2025-10-02 0/0, 2025-10-03 1/5, coarse 0");
        check(&short, Some(Step::Week), "Week 2025-09-29 3/14, coarse 0");
        check(&short, Some(Step::Year), "Year 2025-01-01 3/21, coarse 0");
        let long = [("2025-10-01", 2, 2), ("2025-12-31", 3, 1)];
        check(&long, Some(Step::Month), "Month 2025-10-01 2/14, 2025-11-01 0/0, 2025-12-01 1/7, coarse 0");
        check(&[], None, "Month , coarse 0");
    }

    #[test]
    fn the_step_grows_with_the_time() {
        let step = |last: &str| draw(&dated(&[("2025-01-01", 2, 1), (last, 2, 1)]), &dated(&[]), None).step;
        assert_eq!(step("2025-03-01"), Step::Day);
        assert_eq!(step("2025-03-02"), Step::Week);
        assert_eq!(step("2026-06-01"), Step::Month);
        assert_eq!(step("2032-01-01"), Step::Year);
        let misread = dated(&[("0001-01-01", 2, 1), ("2025-01-01", 2, 1)]);
        assert_eq!(draw(&misread, &dated(&[]), Some(Step::Day)).step, Step::Year);
    }

    #[test]
    fn dates_that_are_not_exact_stand_in_no_finer_row() {
        let mixed = [("2025-10-01", 1, 1), ("2025-10-01", 2, 2), ("2025-10-02", 2, 2)];
        check(&mixed, None, "Day 2025-10-01 2/9, 2025-10-02 2/0, coarse 1");
        check(&mixed, Some(Step::Month), "Month 2025-10-01 5/14, coarse 0");
        check(&[("2025-10-01", 1, 3), ("2025-10-02", 2, 2)], None, "Month 2025-10-01 5/14, coarse 0");
        // a step that was asked for stays
        check(&[("2025-10-01", 1, 3), ("2025-10-03", 2, 2)], Some(Step::Day), "Day 2025-10-03 2/5, coarse 3");
        check(&[("2025-10-01", 1, 3)], Some(Step::Day), "Day , coarse 3");
        check(&[("2025-01-01", 0, 3)], None, "Year 2025-01-01 3/21, coarse 0");
    }
}
