//! Names beside offices, counted while articles come, before the index can be asked for them.
//!
//! What this teaches is only a guess at what all articles of a run will teach at its end: nothing is settled by it.

use std::collections::HashMap;

use crate::annotate::{LearnedLeader, same_person_key};
use crate::article::Sighting;
use crate::index::Entry;
use crate::index::entry::precision_number;
use crate::index::leaders::{Dated, Seen, decide, without_misprints};

/// Names with an office and a country that are counted: 200,000 generated articles, each of which may
/// invent some, have 39,000. Later ones are learned at the end of the run.
const MOST: usize = 150_000;

/// Articles held of all together, at 24 bytes each: 200,000 generated articles are held 280,000 times.
const MOST_HELD: usize = 1_500_000;

/// What articles have said so far. It goes when they are written, and the allocator gives back only large pieces: so what is
/// counted of an article lies in one.
#[derive(Default)]
pub(crate) struct Tally {
    /// The sightings, numbered.
    sightings: HashMap<Sighting, u32>,
    /// Articles, each with the number of a sighting.
    held: Vec<(Dated, u32)>,
}

impl Tally {
    /// Counts the sightings of an article, but for people of whom `is_known` says that they need not be learned.
    pub(crate) fn count(&mut self, entry: &Entry, is_known: &dyn Fn(&str) -> bool) {
        let date = entry.article.meta.date;
        let date = date.map(|date| (date.wall_seconds(), precision_number(date.precision)));
        let article = Dated::new(entry.key().short(), date);
        for sighting in &entry.labels.sightings {
            if self.held.len() >= MOST_HELD || is_known(&sighting.name) {
                continue;
            }
            let next = self.sightings.len();
            let number = match self.sightings.get(sighting) {
                Some(number) => *number,
                None if next < MOST => *self.sightings.entry(sighting.clone()).or_insert(next as u32),
                None => continue,
            };
            self.held.push((article, number));
        }
    }

    /// Who is a leader by what was counted, in alphabetical order.
    pub(crate) fn learned(&self) -> Vec<LearnedLeader> {
        let mut held: Vec<Vec<Dated>> = vec![Vec::new(); self.sightings.len()];
        self.held.iter().for_each(|(article, sighting)| held[*sighting as usize].push(*article));
        // by what the spellings of a name share
        let mut people: HashMap<String, Seen> = HashMap::new();
        for (sighting, number) in &self.sightings {
            // most are seen in one way
            let seen = people.entry(same_person_key(&sighting.name)).or_insert_with(|| Vec::with_capacity(1));
            seen.push((sighting.clone(), std::mem::take(&mut held[*number as usize])));
        }
        let people = people.iter().map(|(key, seen)| (key.as_str(), seen));
        let mut learned: Vec<_> = without_misprints(people).iter().filter_map(|seen| decide(seen)).collect();
        learned.sort_unstable();
        learned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date, Labels, Origin, Precision};

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
    fn articles_are_counted_with_what_is_known_of_their_date() {
        let mut tally = Tally::default();
        let mut undated = entry(0, 2003, &[minister("Aldo Perrin")]);
        undated.article.meta.date = None;
        tally.count(&undated, &|_| false);
        (1..100).for_each(|number| {
            tally.count(&entry(number, 1950 + number as i32, &[minister("Aldo Perrin")]), &|_| false)
        });
        let learned = tally.learned();
        assert_eq!((learned[0].articles, &*learned[0].first, &*learned[0].last), (100, "1951-05-01", "2049-05-01"));
    }

    #[test]
    fn what_is_beyond_the_bounds_is_left_to_the_end_of_the_run() {
        let mut names = Tally::default();
        names.sightings.extend((0..MOST as u32).map(|number| (minister(&number.to_string()), number)));
        names.count(&entry(1, 2003, &[minister("Aldo Perrin"), minister("7")]), &|_| false);
        assert_eq!((names.sightings.len(), names.held.len()), (MOST, 1), "who was there before is counted");
        let mut articles = Tally { held: vec![(Dated::new(1, None), 0); MOST_HELD], ..Tally::default() };
        articles.count(&entry(1, 2003, &[minister("Aldo Perrin")]), &|_| false);
        assert_eq!((articles.sightings.len(), articles.held.len()), (0, MOST_HELD));
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
