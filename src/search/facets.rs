//! Counts of labels, outlets and months over all hits.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::index::schema::column;
use crate::search::{FacetCounts, FacetKind};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Counts the articles of `query`, and each of `kinds` over them.
pub(crate) fn count(
    searcher: &Searcher,
    query: &dyn Query,
    kinds: &[FacetKind],
) -> tantivy::Result<(u64, Vec<FacetCounts>)> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut total = 0;
    let mut sums: Vec<Sum> = kinds.iter().map(|_| Sum::default()).collect();
    for reader in searcher.segment_readers() {
        if kinds.is_empty() {
            total += u64::from(weight.count(reader)?);
            continue;
        }
        let columns = kinds.iter().map(|kind| Counter::open(reader, *kind));
        let mut counters = columns.collect::<tantivy::Result<Vec<Counter>>>()?;
        let alive = reader.alive_bitset();
        weight.for_each_no_score(reader, &mut |docs| {
            for &doc in docs {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    total += 1;
                    counters.iter_mut().for_each(|counter| counter.add(doc));
                }
            }
        })?;
        for (counter, sum) in counters.into_iter().zip(&mut sums) {
            counter.finish(sum)?;
        }
    }
    let counts = kinds.iter().zip(sums).map(|(kind, sum)| sum.finish(*kind)).collect();
    Ok((total, counts))
}

/// Counts of all segments.
#[derive(Default)]
struct Sum {
    values: HashMap<String, u64>,
    /// By days since 1970, and whether only the year is known.
    days: BTreeMap<(i64, bool), u64>,
    none: u64,
}

impl Sum {
    fn finish(self, kind: FacetKind) -> FacetCounts {
        let counts = if kind == FacetKind::Month {
            months(&self.days)
        } else {
            let mut counts: Vec<(String, u64)> = self.values.into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counts
        };
        FacetCounts { kind, counts, none: self.none }
    }
}

/// Days to months, in order of time; a year without a month stands before its months.
fn months(days: &BTreeMap<(i64, bool), u64>) -> Vec<(String, u64)> {
    let mut months: BTreeMap<(i32, u32), u64> = BTreeMap::new();
    for ((day, year_only), count) in days {
        // dates were made from calendar days, so none lies beyond the calendar
        let Some(date) = chrono::DateTime::from_timestamp(day.saturating_mul(DAY), 0) else { continue };
        let month = if *year_only { 0 } else { date.month() };
        *months.entry((date.year(), month)).or_default() += count;
    }
    let label = |(year, month)| if month == 0 { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
    months.into_iter().map(|(month, count)| (label(month), count)).collect()
}

/// Counts of one segment.
enum Counter {
    /// By the number of the value in the segment's dictionary.
    Labels {
        column: StrColumn,
        counts: Vec<u64>,
        none: u64,
    },
    Days {
        dates: Column<i64>,
        precision: Column<u64>,
        counts: HashMap<(i64, bool), u64>,
        none: u64,
    },
    /// The segment has no value at all.
    Nothing {
        none: u64,
    },
}

impl Counter {
    fn open(reader: &SegmentReader, kind: FacetKind) -> tantivy::Result<Self> {
        let name = match kind {
            FacetKind::Country => column::COUNTRIES,
            FacetKind::Leader => column::LEADERS,
            FacetKind::Topic => column::TOPICS,
            FacetKind::Source => column::SOURCE,
            FacetKind::Lang => column::LANG,
            FacetKind::Author => column::AUTHORS,
            FacetKind::Month => {
                let dates = reader.fast_fields().i64(column::DATE)?;
                let precision = reader.fast_fields().u64(column::DATE_PRECISION)?;
                return Ok(Self::Days { dates, precision, counts: HashMap::new(), none: 0 });
            }
        };
        Ok(match reader.fast_fields().str(name)? {
            Some(column) => Self::Labels { counts: vec![0; column.num_terms()], column, none: 0 },
            None => Self::Nothing { none: 0 },
        })
    }

    fn add(&mut self, doc: DocId) {
        match self {
            Self::Labels { column, counts, none } => {
                let mut any = false;
                for number in column.term_ords(doc) {
                    counts[number as usize] += 1;
                    any = true;
                }
                *none += u64::from(!any);
            }
            Self::Days { dates, precision, counts, none } => match dates.first(doc) {
                Some(seconds) => {
                    let year_only = precision.first(doc) == Some(0);
                    *counts.entry((seconds.div_euclid(DAY), year_only)).or_default() += 1;
                }
                None => *none += 1,
            },
            Self::Nothing { none } => *none += 1,
        }
    }

    fn finish(self, sum: &mut Sum) -> tantivy::Result<()> {
        match self {
            Self::Labels { column, counts, none } => {
                sum.none += none;
                let (numbers, counts): (Vec<u64>, Vec<u64>) = (0..).zip(counts).filter(|(_, count)| *count > 0).unzip();
                let mut counts = counts.into_iter();
                // in one pass over the dictionary: to look up each value by itself would read its block each time
                column.dictionary().sorted_ords_to_term_cb(&numbers, |value| {
                    let count = counts.next().unwrap_or_default();
                    *sum.values.entry(String::from_utf8_lossy(value).into_owned()).or_default() += count;
                })?;
            }
            Self::Days { counts, none, .. } => {
                sum.none += none;
                for (day, count) in counts {
                    *sum.days.entry(day).or_default() += count;
                }
            }
            Self::Nothing { none } => sum.none += none,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_1970_and_years_alone_are_counted() {
        let days = BTreeMap::from([((-1, false), 2), ((0, false), 1), ((0, true), 3), ((30, false), 1)]);
        let expected = [("1969-12", 2), ("1970", 3), ("1970-01", 2)];
        assert_eq!(months(&days), expected.map(|(month, count)| (month.to_owned(), count)));
    }
}
