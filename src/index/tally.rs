//! Names beside offices, counted while articles come, before the index can be asked for them.
//!
//! What this teaches is only a guess at what all articles of a run will teach at its end: nothing is settled by it.

use std::collections::HashMap;

use crate::annotate::{LearnedLeader, same_person_key};
use crate::index::Entry;
use crate::index::entry::precision_number;
use crate::index::leaders::{Dated, Seen, decide, without_misprints};

/// Names with an office and a country that are counted, with 200 to 900 bytes each: 200,000 generated articles, each of which
/// may invent some, have 39,000. Later ones are learned at the end of the run.
const MOST: usize = 150_000;

/// Articles held of all together, at 32 bytes each, or twice as much while a list grows.
const MOST_HELD: usize = 1_500_000;

/// Articles held of each, once so many are held of all: the years and the commonest spelling come out right for nearly
/// everybody.
const HELD: usize = 16;

/// What articles have said so far.
#[derive(Default)]
pub(crate) struct Tally {
    /// By what the spellings of a name share.
    people: HashMap<String, Seen>,
    counted: usize,
    held: usize,
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
                Some((_, held)) => {
                    let before = held.len();
                    hold(held, article, if self.held < MOST_HELD { usize::MAX } else { HELD });
                    self.held = self.held + held.len() - before;
                }
                None if self.counted < MOST => {
                    seen.push((sighting.clone(), vec![article]));
                    self.counted += 1;
                    self.held += 1;
                }
                None => {}
            }
        }
    }

    /// Who is a leader by what was counted, in alphabetical order.
    pub(crate) fn learned(&self) -> Vec<LearnedLeader> {
        let people = self.people.iter().map(|(key, seen)| (key.as_str(), seen));
        let mut learned: Vec<_> = without_misprints(people).iter().filter_map(|seen| decide(seen)).collect();
        learned.sort_unstable();
        learned
    }
}

/// Adds an article, in place of one that is neither the first nor the last where there are `enough`. Those two stand in
/// front, so that nobody looks for them in thousands.
fn hold(held: &mut Vec<Dated>, article: Dated, enough: usize) {
    held.push(article);
    let new = held.len() - 1;
    if held[new].age() < held[0].age() {
        held.swap(new, 0);
    }
    if new > 1 && held[new].date > held[1].date {
        held.swap(new, 1);
    }
    if held.len() > enough.max(2) {
        let others = held.len() as u64 - 2;
        held.swap_remove(2 + (article.short_key % others) as usize);
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
        let mut tally = Tally { held: MOST_HELD, ..Tally::default() };
        for number in 0..100 {
            let year = 1950 + (number * 37 % 60) as i32;
            tally.count(&entry(number, year, &[minister("Aldo Perrin")]), &|_| false);
        }
        let learned = tally.learned();
        assert_eq!((&*learned[0].first, &*learned[0].last), ("1950-05-01", "2009-05-01"));
        assert!(tally.people.values().all(|seen| seen[0].1.len() == HELD));
    }

    #[test]
    fn every_article_is_held_while_they_are_few() {
        let mut tally = Tally::default();
        (0..100).for_each(|number| tally.count(&entry(number, 2003, &[minister("Aldo Perrin")]), &|_| false));
        assert_eq!((tally.held, tally.learned()[0].articles), (100, 100));
    }

    #[test]
    fn misprints_are_told_from_names() {
        let mut tally = Tally::default();
        for number in 0..6 {
            let name = if number == 5 { "Aldo Perrln" } else { "Aldo Perrin" };
            tally.count(&entry(number, 2003, &[minister(name)]), &|_| false);
        }
        assert_eq!(tally.learned().len(), 1);
    }
}
