//! Names beside offices, counted while articles come, before the index can be asked for them.
//!
//! What this teaches is only a guess at what all articles of a run will teach at its end: nothing is settled by it.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::annotate::{LearnedLeader, same_person_key};
use crate::index::Entry;
use crate::index::entry::precision_number;
use crate::index::leaders::{Dated, Seen, decide};

/// Names with an office and a country that are counted: with 200 to 900 bytes each below 50 MB, and enough for those that
/// most articles name, because these come early. Later ones are learned at the end of the run.
const MOST: usize = 50_000;

/// Articles held of each: the years and the commonest spelling come out right for nearly everybody.
const HELD: usize = 16;

/// What articles have said so far.
#[derive(Default)]
pub(crate) struct Tally {
    /// By what the spellings of a name share.
    people: HashMap<String, Seen>,
    counted: usize,
}

impl Tally {
    /// Counts the sightings of an article, but for people of whom `is_known` says that they need not be learned.
    pub(crate) fn count(&mut self, entry: &Entry, is_known: &dyn Fn(&str) -> bool) {
        let date = entry.article.meta.date;
        let date = date.map(|date| (date.wall_seconds(), precision_number(date.precision)));
        let article = Dated { short_key: entry.key().short(), date };
        for sighting in &entry.labels.sightings {
            if is_known(&sighting.name) {
                continue;
            }
            let key = same_person_key(&sighting.name);
            if self.counted == MOST && !self.people.contains_key(&key) {
                continue;
            }
            let seen = self.people.entry(key).or_default();
            match seen.iter_mut().find(|(known, _)| known == sighting) {
                Some((_, held)) => hold(held, article),
                None if self.counted < MOST => {
                    seen.push((sighting.clone(), vec![article]));
                    self.counted += 1;
                }
                None => {}
            }
        }
    }

    /// Who is a leader by what was counted, in alphabetical order. Misprints are not told from names: that costs more than
    /// it spares.
    pub(crate) fn learned(&self) -> Vec<LearnedLeader> {
        let mut learned: Vec<_> = self.people.values().filter_map(decide).collect();
        learned.sort_unstable();
        learned
    }
}

/// Adds an article, in place of one between the first and the last where there are enough.
fn hold(held: &mut Vec<Dated>, article: Dated) {
    held.push(article);
    if held.len() > HELD {
        held.sort_unstable_by_key(|one| Reverse(one.date));
        held.swap_remove(HELD / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date, Labels, Origin, Precision, Sighting};

    fn entry(number: u32, year: i32, sightings: &[Sighting]) -> Entry {
        let origin = Origin { root: "r".into(), path: number.to_string(), record: None };
        let at = chrono::NaiveDate::from_ymd_opt(year, 5, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let mut article = Article::default();
        article.meta.date = Some(Date { at, precision: Precision::Day, offset: None });
        Entry {
            origin,
            article,
            labels: Labels { sightings: sightings.to_vec(), ..Labels::default() },
            ..Entry::default()
        }
    }

    fn minister(name: &str) -> Sighting {
        Sighting { name: name.into(), office: "finance minister".into(), country: "FR".into(), head: false }
    }

    #[test]
    fn who_is_seen_twice_is_learned_and_who_is_known_is_not() {
        let mut tally = Tally::default();
        let is_known = |name: &str| name == "Brun Ilo";
        tally.count(&entry(1, 2003, &[minister("Aldo Perrin"), minister("Brun Ilo")]), &is_known);
        assert!(tally.learned().is_empty(), "one article may err");
        tally.count(&entry(2, 2004, &[minister("Aldo Perrin"), minister("Brun Ilo")]), &is_known);
        let learned = tally.learned();
        assert_eq!(learned.len(), 1);
        assert_eq!(
            (&*learned[0].name, &*learned[0].first, &*learned[0].last),
            ("Aldo Perrin", "2003-05-01", "2004-05-01")
        );
    }

    #[test]
    fn years_stay_right_however_many_articles_come() {
        let mut tally = Tally::default();
        for number in 0..100 {
            let year = 1950 + (number * 37 % 60) as i32;
            tally.count(&entry(number, year, &[minister("Aldo Perrin")]), &|_| false);
        }
        let learned = tally.learned();
        assert_eq!((&*learned[0].first, &*learned[0].last), ("1950-05-01", "2009-05-01"));
        assert!(tally.people.values().all(|seen| seen[0].1.len() <= HELD));
    }
}
