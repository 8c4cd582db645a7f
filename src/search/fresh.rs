//! What an article gets for its age.

use chrono::NaiveDate;
use tantivy::Searcher;

use crate::index::schema::{UNDATED, column};

/// Seconds of a day.
const DAY: f32 = 86_400.0;

/// Age halves what an article gets, again and again: the exponential decay of Li and Croft, "Time-based language models"
/// (CIKM 2003).
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
            // a segment is sorted by date, newest first; those that were removed or written anew do not count
            let order = reader.fast_fields().i64(column::ORDER)?;
            let first = reader.doc_ids_alive().next().and_then(|doc| order.first(doc));
            newest = newest.max(first.unwrap_or(UNDATED));
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
    use crate::article::Date;
    use crate::index::Payload;
    use crate::search::tests::{entry, index};

    #[test]
    fn age_is_counted_from_the_newest_article_that_is_left_or_from_today() {
        let dated = |day: u32| {
            let mut entry = entry(&format!("{day}.txt"), "en", "", "The ferry is late");
            entry.article.meta.date = Date::day(2025, 3, day);
            entry
        };
        let index = index(&[dated(1), dated(9), dated(5), entry("undated.txt", "en", "", "A ferry")], 4);
        let of = |index: &crate::index::Index, today: (u32, u32), day: u32| {
            let today = NaiveDate::from_ymd_opt(2025, today.0, today.1).unwrap();
            let fresh = Freshness::new(&index.searcher().unwrap(), 2.0, today).unwrap();
            fresh.of(dated(day).article.meta.date.unwrap().instant_seconds())
        };
        assert_eq!((of(&index, (12, 1), 9), of(&index, (12, 1), 5)), (1.0, 0.25));
        // what is dated later than today is no older than what is of today
        assert_eq!((of(&index, (3, 5), 9), of(&index, (3, 5), 5) > 0.7), (1.0, true));
        let mut writer = index.writer().unwrap();
        writer.remove(dated(9).key().short());
        writer.commit(&Payload::default()).unwrap();
        assert_eq!((of(&index, (12, 1), 5), of(&index, (12, 1), 1)), (1.0, 0.25));
        assert_eq!(of(&crate::index::Index::in_memory(), (12, 1), 1), 1.0);
    }

    #[test]
    fn age_halves_what_there_is_to_get() {
        let fresh = Freshness { from: 1_000_000_000, half_life: 30.0 * DAY };
        let of = |days: i64| fresh.of(1_000_000_000 - days * 86_400);
        assert_eq!((of(0), of(-5), of(30), of(60)), (1.0, 1.0, 0.5, 0.25));
        assert!(of(40_000) < 1e-6 && fresh.of(UNDATED) == 0.0);
    }
}
