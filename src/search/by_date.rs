//! Articles in the order of their dates. Segments are sorted newest first, so the newest need not read to the end.

use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, Searcher, SegmentReader, TERMINATED};

use crate::index::schema::{UNDATED, column};

/// Place by date, then by key: the smallest comes first.
type Place = (u64, u64, DocAddress);

/// The first `k` articles of `query`, undated ones last.
pub(crate) fn by_date(
    searcher: &Searcher,
    query: &dyn Query,
    oldest: bool,
    k: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    if k == 0 {
        return Ok(Vec::new());
    }
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut first: BinaryHeap<Place> = BinaryHeap::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let (order, key) = (reader.fast_fields().i64(column::ORDER)?, reader.fast_fields().u64(column::SHORT_KEY)?);
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            let place = date_place(order.first(doc).unwrap_or(UNDATED), oldest);
            let full = first.len() == k;
            let last = first.peek().map_or(u64::MAX, |last| last.0);
            // what follows in the segment is older still
            if full && !oldest && place > last {
                break;
            }
            if (!full || place <= last) && !reader.is_deleted(doc) {
                first.push((place, key.first(doc).unwrap_or(0), DocAddress::new(segment, doc)));
                if full {
                    first.pop();
                }
            }
            doc = scorer.advance();
        }
    }
    Ok(first.into_sorted_vec().into_iter().map(|(_, _, address)| address).collect())
}

/// Maps a date to its place in the list, undated last either way.
fn date_place(order: i64, oldest: bool) -> u64 {
    let monotonic = tantivy::i64_to_u64(order);
    match (order == UNDATED, oldest) {
        (true, _) => u64::MAX,
        (false, true) => monotonic,
        (false, false) => !monotonic,
    }
}

/// How many articles of `query` have no date: they stand at the end of each segment.
pub(crate) fn count_undated(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<u64> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut count = 0;
    for reader in searcher.segment_readers() {
        let first = first_undated(reader, &reader.fast_fields().i64(column::ORDER)?);
        if first == reader.max_doc() {
            continue;
        }
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = if scorer.doc() < first { scorer.seek(first) } else { scorer.doc() };
        while doc != TERMINATED {
            count += u64::from(!reader.is_deleted(doc));
            doc = scorer.advance();
        }
    }
    Ok(count)
}

fn first_undated(reader: &SegmentReader, order: &Column<i64>) -> u32 {
    let (mut low, mut high) = (0, reader.max_doc());
    while low < high {
        let middle = low + (high - low) / 2;
        if order.first(middle).unwrap_or(UNDATED) == UNDATED { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undated_articles_come_last_in_either_order() {
        for oldest in [false, true] {
            // the last moment of the calendar
            let end = chrono::DateTime::<chrono::Utc>::MAX_UTC.timestamp();
            let mut dates = [UNDATED, 5, -7, end, 0];
            dates.sort_by_key(|date| date_place(*date, oldest));
            assert_eq!(dates, if oldest { [-7, 0, 5, end, UNDATED] } else { [end, 5, 0, -7, UNDATED] });
        }
    }
}
