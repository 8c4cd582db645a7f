//! The people whom articles have taught, packed: there may be tens of thousands, of whom an article names few.

use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::annotate::lists::LearnedLeader;
use crate::lexicon::leaders;
use crate::lexicon::leaders::Leader;

/// Learned leaders, in the order in which they came.
#[derive(Default)]
pub(super) struct Learned {
    /// All spellings of all names, one behind the other.
    text: String,
    /// One past the last byte of each spelling.
    ends: Vec<usize>,
    people: Vec<Person>,
    /// Countries and offices, each once, and their places.
    words: Vec<String>,
    places: FxHashMap<String, usize>,
}

/// One of them.
struct Person {
    /// Their spellings, of which the first is the name.
    spellings: Range<usize>,
    country: usize,
    office: usize,
    /// Of the first and of the last article.
    years: (i32, i32),
    /// Unpacked once an article may name them.
    leader: OnceLock<Box<Leader>>,
}

/// Bytes of a name, as most are.
const NAME: usize = 16;

impl Learned {
    pub(super) fn reserve(&mut self, people: usize) {
        self.text.reserve(people * NAME);
        self.ends.reserve(people);
        self.people.reserve(people);
    }

    /// Adds somebody, of the years of the articles that teach them.
    pub(super) fn push(&mut self, person: &LearnedLeader) {
        let first = self.ends.len();
        for spelling in std::iter::once(&person.name).chain(&person.aliases) {
            self.text.push_str(spelling);
            self.ends.push(self.text.len());
        }
        let year = |day: &str| day.get(..4).and_then(|year| year.parse().ok());
        let new = Person {
            spellings: first..self.ends.len(),
            country: self.word(&person.country),
            office: self.word(&person.office),
            years: (year(&person.first).unwrap_or(0), year(&person.last).unwrap_or(i32::MAX)),
            leader: OnceLock::new(),
        };
        self.people.push(new);
    }

    /// The place of a country or of an office.
    fn word(&mut self, word: &str) -> usize {
        self.places.get(word).copied().unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.places.insert(word.to_owned(), self.words.len() - 1);
            self.words.len() - 1
        })
    }

    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// The name and its other spellings.
    pub(super) fn spellings(&self, at: usize) -> impl Iterator<Item = &str> {
        self.people[at].spellings.clone().map(|number| {
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.text[start..self.ends[number]]
        })
    }

    pub(super) fn country(&self, at: usize) -> &str {
        &self.words[self.people[at].country]
    }

    /// Everything about one of them.
    pub(super) fn leader(&self, at: usize) -> &Leader {
        let person = &self.people[at];
        person.leader.get_or_init(|| {
            let mut spellings = self.spellings(at).map(str::to_owned);
            let name = spellings.next().unwrap_or_default();
            let aliases: Vec<_> = spellings.map(Into::into).collect();
            let country = self.country(at).to_owned();
            Box::new(Leader {
                short: leaders::surnames(&name, &aliases, &country).into_iter().map(Into::into).collect(),
                name: name.into(),
                aliases,
                country: country.into(),
                office: self.words[person.office].clone().into(),
                from: person.years.0,
                to: person.years.1,
                common: false,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_packed_is_unpacked() {
        let person = |name: &str, alias: &str, country: &str| LearnedLeader {
            name: name.into(),
            aliases: vec![alias.into()],
            office: "premier".into(),
            country: country.into(),
            first: "2003-05-01".into(),
            last: "2004".into(),
            ..LearnedLeader::default()
        };
        let mut learned = Learned::default();
        learned.push(&person("Aldo Perrin", "Aldo Périn", "FR"));
        learned.push(&LearnedLeader::default());
        learned.push(&person("Brun Ilo", "Ilo Brun", "FR"));
        assert_eq!(learned.len(), 3);
        assert_eq!(learned.spellings(2).collect::<Vec<_>>(), ["Brun Ilo", "Ilo Brun"]);
        let leader = learned.leader(0);
        assert_eq!((&*leader.name, &*leader.country, &*leader.office), ("Aldo Perrin", "FR", "premier"));
        assert_eq!((leader.from, leader.to, leader.common), (2003, 2004, false));
        assert_eq!(
            (&leader.aliases[..], &leader.short[..]),
            (&["Aldo Périn".into()][..], &["Perrin".into(), "Périn".into()][..])
        );
        let unknown = learned.leader(1);
        assert_eq!((&*unknown.name, unknown.from, unknown.to), ("", 0, i32::MAX));
        assert!(unknown.short.is_empty());
    }
}
