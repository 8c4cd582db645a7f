//! What an article gets for its age.

use chrono::NaiveDate;
use tantivy::Searcher;

use crate::index::schema::{UNDATED, column};

/// Seconds of a day.
const DAY: f32 = 86_400.0;

/// Age halves what an article gets, again and again: the exponential decay of Li and Croft, "Time-based language models" (CIKM 2003).
pub(crate) struct Freshness {
    /// Seconds since 1970 from which age is counted.
    from: i64,
    /// Seconds in which an article loses half of what it gets.
    half_life: f32,
}

impl Freshness {
    /// Age is counted from `today` or, in an archive that ends before, from its newest article; `half_life` is in days.
    ///
    /// # Errors
    /// The engine's, when a column cannot be read.
    pub(crate) fn new(searcher: &Searcher, half_life: f32, today: NaiveDate) -> tantivy::Result<Self> {
        let mut newest = UNDATED;
        for reader in searcher.segment_readers() {
            // the index is sorted by date, newest first
            let order = reader.fast_fields().i64(column::ORDER)?;
            newest = newest.max(order.max_value());
        }
        let tonight = today.succ_opt().unwrap_or(today).and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        Ok(Self { from: newest.min(tonight), half_life: half_life * DAY })
    }

    /// From 1, for what was published on the day from which age is counted or later, down to 0; 0 for what has no date.
    pub(crate) fn of(&self, published: i64) -> f32 {
        if published == UNDATED {
            return 0.0;
        }
        let age = self.from.saturating_sub(published).max(0) as f32;
        (-age / self.half_life).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_halves_what_there_is_to_get() {
        let fresh = Freshness { from: 1_000_000_000, half_life: 30.0 * DAY };
        let of = |days: i64| fresh.of(1_000_000_000 - days * 86_400);
        assert_eq!((of(0), of(-5), of(30), of(60)), (1.0, 1.0, 0.5, 0.25));
        assert!(of(40_000) < 1e-6 && fresh.of(UNDATED) == 0.0);
    }
}
