//! Counts names beside offices over all articles and decides who is a leader: a pure function of the articles that are
//! there.
//!
//! A head of state or government is known from the first article that names one beside the office, anybody else from two:
//! what one writer calls a minister may be a slip. Whom the lexicon or a person has listed need not be learned.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::num::NonZeroI64;

use chrono::DateTime;
use tantivy::columnar::Column;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocAddress, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

use crate::annotate::{LearnedLeader, NameSounds, WordSketch, name_sounds, same_person_key};
use crate::article::{Date, Key, Precision, Sighting};
use crate::error::Result;
use crate::index::Index;
use crate::index::entry::sighting_of;
use crate::index::schema::column;
use crate::lexicon;
use crate::lexicon::leaders::surname;
use crate::text::{Terms, words};

/// Articles that must name somebody beside an office who heads neither a state nor a government.
const ARTICLES: usize = 2;

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// An article, and when it was published. In 16 bytes: of 200,000 generated articles 280,000 are held at once.
#[derive(Clone, Copy)]
pub(crate) struct Dated {
    pub short_key: u64,
    /// The seconds times [`PRECISIONS`], and the precision.
    date: Option<NonZeroI64>,
}

/// No fewer than there are, which leaves seconds for 36,000,000,000 years.
const PRECISIONS: i64 = 8;

impl Dated {
    /// `date` is seconds on the outlet's wall clock, and the precision as the column has it.
    pub(crate) fn new(short_key: u64, date: Option<(i64, u64)>) -> Self {
        // never zero
        let packed = |(seconds, precision): (i64, u64)| {
            let precision = precision.min(PRECISIONS as u64 - 2) as i64;
            NonZeroI64::new(seconds.saturating_mul(PRECISIONS).saturating_add(1 + precision))
        };
        Self { short_key, date: date.and_then(packed) }
    }

    /// As it was given.
    pub(crate) fn date(&self) -> Option<(i64, u64)> {
        let packed = self.date?.get() - 1;
        Some((packed.div_euclid(PRECISIONS), packed.rem_euclid(PRECISIONS) as u64))
    }

    /// The day, the month or the year, as far as it is known; empty for none.
    pub(crate) fn day(&self) -> String {
        let day = || {
            let (seconds, precision) = self.date()?;
            let at = DateTime::from_timestamp(seconds, 0)?.naive_utc();
            let precision = match precision {
                0 => Precision::Year,
                1 => Precision::Month,
                _ => Precision::Day,
            };
            Some(Date { at, precision, offset: None }.iso())
        };
        day().unwrap_or_default()
    }

    /// Earlier articles first, undated ones last, in an order that indexing does not change.
    pub(crate) fn age(&self) -> (bool, Option<NonZeroI64>, u64) {
        (self.date.is_none(), self.date, self.short_key)
    }
}

/// The first of some articles, and the last that has a date.
pub(crate) fn first_and_last<'a>(articles: impl Iterator<Item = &'a Dated> + Clone) -> Option<(Dated, Dated)> {
    let first = *articles.clone().min_by_key(|one| one.age())?;
    let last = articles.filter(|one| one.date.is_some()).max_by_key(|one| one.age());
    Some((first, last.copied().unwrap_or(first)))
}

/// The columns of a segment that give the dates of articles.
pub(crate) struct Calendar<'a> {
    segment: &'a SegmentReader,
    short_key: Column<u64>,
    date: Column<i64>,
    precision: Column<u64>,
}

impl<'a> Calendar<'a> {
    /// Of every segment.
    pub(crate) fn all(searcher: &'a Searcher) -> tantivy::Result<Vec<Self>> {
        let open = |segment: &'a SegmentReader| {
            let fast = segment.fast_fields();
            let (short_key, date) = (fast.u64(column::SHORT_KEY)?, fast.i64(column::DATE)?);
            Ok(Self { segment, short_key, date, precision: fast.u64(column::DATE_PRECISION)? })
        };
        searcher.segment_readers().iter().map(open).collect()
    }

    /// The articles behind an entry of a dictionary, without those that were deleted.
    pub(crate) fn holders(&self, index: &InvertedIndexReader, info: &TermInfo) -> tantivy::Result<Vec<Dated>> {
        let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut holders = Vec::with_capacity(info.doc_freq as usize);
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !self.segment.is_deleted(doc) {
                let precision = self.precision.first(doc).unwrap_or_default();
                let date = self.date.first(doc).map(|seconds| (seconds, precision));
                holders.push(Dated::new(self.short_key.first(doc).unwrap_or_default(), date));
            }
            doc = postings.advance();
        }
        Ok(holders)
    }
}

/// A term of a sighting with the articles that have it.
pub(crate) type Held = (Sighting, Vec<Dated>);

/// All that is seen of one person.
pub(crate) type Seen = Vec<Held>;

impl Index {
    /// The leaders that the articles of `searcher` teach, in alphabetical order; `is_known` says whose name needs no
    /// learning or must not be learned.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn learn_leaders(&self, searcher: &Searcher, is_known: &dyn Fn(&str) -> bool) -> Result<Vec<LearnedLeader>> {
        let people = self.sighted(searcher, is_known).map_err(|err| self.unreadable(&err))?;
        let people = people.iter().filter_map(|(key, seen)| Some((key.as_str(), seen.as_ref()?)));
        let mut learned: Vec<_> = without_misprints(people).iter().filter_map(|seen| decide(seen)).collect();
        learned.sort_unstable();
        Ok(learned)
    }

    /// Everybody who is seen beside an office, by what the spellings of a name share; `None` for who is known.
    fn sighted(
        &self,
        searcher: &Searcher,
        is_known: &dyn Fn(&str) -> bool,
    ) -> tantivy::Result<HashMap<String, Option<Seen>>> {
        let calendars = Calendar::all(searcher)?;
        let field = self.fields().sightings;
        let indexes =
            searcher.segment_readers().iter().map(|s| s.inverted_index(field)).collect::<tantivy::Result<Vec<_>>>()?;
        let streams = indexes.iter().map(|index| index.terms().stream()).collect::<std::io::Result<Vec<_>>>()?;
        let mut terms = TermMerger::new(streams);
        let mut people: HashMap<String, Option<Seen>> = HashMap::new();
        while terms.advance() {
            let Some(sighting) = sighting_of(terms.key()) else { continue };
            let key = same_person_key(&sighting.name);
            if let Some(None) = people.get(&key) {
                continue;
            }
            let infos: Vec<(usize, TermInfo)> = terms.current_segment_ords_and_term_infos().collect();
            let mut holders = Vec::with_capacity(infos.iter().map(|(_, info)| info.doc_freq as usize).sum());
            for (ord, info) in &infos {
                holders.extend(calendars[*ord].holders(&indexes[*ord], info)?);
            }
            // a name that only deleted articles have must not even make another one known
            if holders.is_empty() {
                continue;
            }
            // most are seen in one way, and a vector that grows has room for four
            let person = people.entry(key).or_insert_with(|| Some(Vec::with_capacity(1)));
            match person {
                Some(seen) if !is_known(&sighting.name) => seen.push((sighting, holders)),
                person => *person = None,
            }
        }
        Ok(people)
    }

    /// The articles whose labels may depend on these people: those with a surname of theirs, which every spelling of a
    /// full name has too.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub(crate) fn with_surname_of<'a>(
        &self,
        searcher: &Searcher,
        people: impl Iterator<Item = &'a LearnedLeader>,
    ) -> Result<HashSet<DocAddress>> {
        let found = || -> tantivy::Result<_> {
            let mut languages: Vec<Terms> = self.languages(searcher)?.iter().map(|lang| Terms::new(lang)).collect();
            languages.push(Terms::new(""));
            let mut terms = BTreeSet::new();
            for person in people {
                for spelling in std::iter::once(&person.name).chain(&person.aliases) {
                    add_terms(surname(spelling, &person.country).unwrap_or(spelling), &mut languages, &mut terms);
                }
            }
            let mut found = HashSet::new();
            for (ord, segment) in (0..).zip(searcher.segment_readers()) {
                let index = segment.inverted_index(self.fields().text)?;
                for term in &terms {
                    let term = Term::from_field_text(self.fields().text, term);
                    let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
                    let mut doc = postings.doc();
                    while doc != TERMINATED {
                        if !segment.is_deleted(doc) {
                            found.insert(DocAddress::new(ord, doc));
                        }
                        doc = postings.advance();
                    }
                }
            }
            Ok(found)
        };
        found().map_err(|err| self.unreadable(&err))
    }

    /// The languages of the articles.
    fn languages(&self, searcher: &Searcher) -> tantivy::Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.fields().lang)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                found.insert(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
        Ok(found)
    }
}

/// The terms of the longest word of a name, as printed and without its accents, in each language.
fn add_terms(name: &str, languages: &mut [Terms], found: &mut BTreeSet<String>) {
    let Some(longest) = words(name).map(|word| word.text).max_by_key(|word| word.len()) else { return };
    let bare = lexicon::fold(longest);
    let (mut surface, mut term) = (String::new(), String::new());
    for terms in languages {
        for word in [longest, bare.as_str()] {
            terms.of(word, &mut surface, &mut term);
            found.insert(term.clone());
        }
    }
}

/// Everybody who is learned, each with the sightings of their misprinted names: those nearly the same as that of who is seen
/// more often, of the same country or of none.
pub(crate) fn without_misprints<'a>(people: impl Iterator<Item = (&'a str, &'a Seen)>) -> Vec<Vec<&'a Held>> {
    let count = |seen: &Seen| seen.iter().map(|(_, held)| held.len()).sum::<usize>();
    let mut people: Vec<(&str, &Seen)> = people.collect();
    people.sort_by(|(one, seen), (other, held)| count(held).cmp(&count(seen)).then_with(|| one.cmp(other)));
    let names: Vec<NameSounds> = people.iter().map(|(key, _)| name_sounds(key)).collect();
    // by all words but one: thousands may share a surname, and sketches of the other word tell most of them apart
    let mut by_rest: Vec<(u64, usize, WordSketch)> = Vec::new();
    for (person, name) in names.iter().enumerate() {
        by_rest.extend(name.all_but_one().map(|(rest, word)| (rest, person, word)));
    }
    by_rest.sort_unstable_by_key(|(rest, person, _)| (*rest, *person));
    let mut kept: Vec<Vec<&Held>> = Vec::new();
    // who is no misprint, and where
    let mut places: Vec<Option<usize>> = Vec::with_capacity(people.len());
    for (person, (_, seen)) in people.iter().enumerate() {
        let near = names[person].all_but_one().flat_map(|(rest, word)| {
            let others = &by_rest[by_rest.partition_point(|(known, ..)| *known < rest)..];
            let others = others.iter().take_while(move |(known, other, _)| *known == rest && *other < person);
            others.filter(move |(.., other)| other.may_be_near(word)).map(|(_, other, _)| *other)
        });
        let near = near.filter_map(|other| Some((places[other]?, other)));
        let like = |(at, other): &(usize, usize)| names[*other].is_near(&names[person]) && is_like(&kept[*at], seen);
        match near.filter(like).map(|(at, _)| at).min() {
            Some(at) => {
                kept[at].extend(seen.iter());
                places.push(None);
            }
            None => {
                places.push(Some(kept.len()));
                kept.push(seen.iter().collect());
            }
        }
    }
    kept
}

/// Whether two people may be one: an office of one country, or of one whose country nobody says.
fn is_like(one: &[&Held], other: &[Held]) -> bool {
    one.iter().any(|(one, _)| {
        let country =
            |other: &Sighting| other.country == one.country || other.country.is_empty() || one.country.is_empty();
        other.iter().any(|(other, _)| other.office == one.office && country(other))
    })
}

/// What is learned of one person; `None` while too little speaks for it.
pub(crate) fn decide(seen: &[&Held]) -> Option<LearnedLeader> {
    let all: BTreeMap<u64, Dated> =
        seen.iter().flat_map(|(_, held)| held.iter().map(|one| (one.short_key, *one))).collect();
    let needed = if seen.iter().any(|(sighting, _)| sighting.head) { 1 } else { ARTICLES };
    if all.len() < needed {
        return None;
    }
    let (first, last) = first_and_last(all.values())?;
    let mut names = by_frequency(seen, |sighting| Some(&sighting.name), |_| true).into_iter();
    let country = by_frequency(seen, |sighting| Some(&sighting.country).filter(|code| !code.is_empty()), |_| true);
    let day = |one: &Dated| one.date().map(|(seconds, _)| seconds.div_euclid(DAY));
    let office = by_frequency(seen, |sighting| Some(&sighting.office), |one| day(one) == day(&last));
    Some(LearnedLeader {
        name: names.next()?,
        aliases: names.collect(),
        office: office.into_iter().next().unwrap_or_default(),
        country: country.into_iter().next().unwrap_or_default(),
        first: first.day(),
        last: last.day(),
        articles: all.len() as u64,
        article: Key::beginning(first.short_key),
    })
}

/// The values of sightings in the articles that count, that of most articles first, of equals in alphabetical order.
fn by_frequency(
    seen: &[&Held],
    value: impl Fn(&Sighting) -> Option<&String>,
    counts: impl Fn(&Dated) -> bool,
) -> Vec<String> {
    let mut articles: BTreeMap<&String, BTreeSet<u64>> = BTreeMap::new();
    for (sighting, held) in seen {
        if let Some(value) = value(sighting) {
            let counted = held.iter().filter(|one| counts(one)).map(|one| one.short_key);
            articles.entry(value).or_default().extend(counted);
        }
    }
    articles.retain(|_, articles| !articles.is_empty());
    let mut values: Vec<(&String, usize)> = articles.iter().map(|(value, articles)| (*value, articles.len())).collect();
    values.sort_by_key(|(_, articles)| Reverse(*articles));
    values.into_iter().map(|(value, _)| value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Labels, Origin, Text};
    use crate::index::{Entry, Payload};

    #[test]
    fn a_date_is_held_as_it_was_given() {
        for date in [None, Some((0, 0)), Some((-1, 3)), Some((-2_208_988_800, 2)), Some((1_700_000_000, 1))] {
            assert_eq!(Dated::new(7, date).date(), date);
        }
        let age = |seconds, precision| Dated::new(7, Some((seconds, precision))).age();
        assert!(age(-9, 3) < age(-8, 0) && age(5, 0) < age(5, 1) && age(5, 1) < Dated::new(7, None).age());
    }

    fn sighting(name: &str, office: &str, country: &str) -> Sighting {
        let head = office == "prime minister";
        Sighting { name: name.into(), office: office.into(), country: country.into(), head }
    }

    fn article(path: &str, date: Option<Date>, sightings: &[Sighting]) -> Entry {
        let origin = Origin { root: "r".into(), path: path.into(), record: None };
        let names: Vec<&str> = sightings.iter().map(|sighting| sighting.name.as_str()).collect();
        let mut article = Article { text: Text::from(names.join(". ")), ..Article::default() };
        article.meta.date = date;
        article.meta.lang = Some("en".to_owned());
        let labels = Labels { sightings: sightings.to_vec(), ..Labels::default() };
        Entry { origin, article, labels, content: 0, indexed: 0 }
    }

    /// What the articles teach when they come in this order, each in a commit of its own.
    fn taught(entries: &[Entry]) -> Vec<LearnedLeader> {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        for entry in entries {
            writer.add(index.document(entry)).unwrap();
            writer.commit(&Payload::default()).unwrap();
        }
        index.learn_leaders(&index.searcher().unwrap(), &|name| name == "Ada Known").unwrap()
    }

    #[test]
    fn misprints_are_those_seen_more_often() {
        let one = sighting("Almir Quillonotto", "labour minister", "PE");
        let misprint = sighting("Almir Quillanotto", "labour minister", "");
        let other = sighting("Almiro Perrin", "labour minister", "PE");
        let articles = [
            article("a", None, std::slice::from_ref(&one)),
            article("b", None, &[one]),
            article("c", None, &[misprint]),
            article("d", None, std::slice::from_ref(&other)),
            article("e", None, &[other]),
        ];
        let learned = taught(&articles);
        let names: Vec<_> = learned.iter().map(|leader| (leader.name.as_str(), leader.articles)).collect();
        assert_eq!(names, [("Almir Quillonotto", 3), ("Almiro Perrin", 2)]);
        assert_eq!(learned[0].aliases, ["Almir Quillanotto"]);
    }

    #[test]
    fn heads_are_learned_from_one_article_others_from_two() {
        let head = sighting("Aldo Perrin", "prime minister", "FR");
        let minister = sighting("Mira Quill", "fisheries minister", "");
        let learned = taught(&[article("a", Date::day(2026, 3, 4), &[head, minister.clone()])]);
        let expected = LearnedLeader {
            name: "Aldo Perrin".into(),
            office: "prime minister".into(),
            country: "FR".into(),
            first: "2026-03-04".into(),
            last: "2026-03-04".into(),
            articles: 1,
            article: Key::beginning(article("a", None, &[]).key().short()),
            ..LearnedLeader::default()
        };
        assert_eq!(learned, [expected]);
        let twice = [article("a", None, std::slice::from_ref(&minister)), article("b", None, &[minister])];
        let learned = taught(&twice);
        assert_eq!((learned.len(), learned[0].articles, learned[0].first.as_str()), (1, 2, ""));
    }

    #[test]
    fn who_is_known_is_not_learned_under_another_spelling_either() {
        let other = article("a", None, &[sighting("Ada B. Known", "prime minister", "FR")]);
        let listed = article("b", None, &[sighting("Ada Known", "prime minister", "FR")]);
        assert_eq!(taught(std::slice::from_ref(&other)).len(), 1);
        assert!(taught(&[other, listed]).is_empty());
    }

    #[test]
    fn the_order_of_indexing_does_not_matter() {
        let seen = |name: &str, office: &str, country: &str| [sighting(name, office, country)];
        let mut entries = vec![
            article("a", Date::day(2026, 5, 1), &seen("Aldo Perrin", "foreign minister", "FR")),
            article("b", Date::month(2026, 2), &seen("Aldo Perrin", "finance minister", "")),
            article("c", None, &seen("Aldo J. Perrin", "finance minister", "BE")),
            article("d", Date::day(2026, 5, 2), &seen("Aldo J. Perrin", "prime minister", "BE")),
            article("e", Date::day(2026, 5, 2), &seen("ALDO PERRIN", "prime minister", "BE")),
            article("f", Date::year(2026), &seen("Aldo Perrin", "finance minister", "BE")),
        ];
        let learned = taught(&entries);
        let [one] = &learned[..] else { panic!("{learned:?}") };
        assert_eq!(
            (one.name.as_str(), &one.aliases[..]),
            ("Aldo Perrin", &["Aldo J. Perrin".into(), "ALDO PERRIN".to_owned()][..])
        );
        assert_eq!((one.office.as_str(), one.country.as_str(), one.articles), ("prime minister", "BE", 6));
        assert_eq!((one.first.as_str(), one.last.as_str()), ("2026", "2026-05-02"));
        for _ in 0..entries.len() {
            entries.rotate_left(1);
            assert_eq!(taught(&entries), learned);
            entries.swap(0, 3);
            assert_eq!(taught(&entries), learned);
        }
    }

    #[test]
    fn what_only_deleted_articles_say_teaches_nothing() {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        let known = article("a", None, &[sighting("Ada Known", "prime minister", "FR")]);
        let other = article("b", None, &[sighting("Ada B. Known", "prime minister", "FR")]);
        let perrin = article("c", None, &[sighting("Aldo Perrin", "prime minister", "FR")]);
        for entry in [&known, &other, &perrin] {
            writer.add(index.document(entry)).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        writer.remove(known.key().short());
        writer.remove(perrin.key().short());
        writer.commit(&Payload::default()).unwrap();
        let learned = index.learn_leaders(&index.searcher().unwrap(), &|name| name == "Ada Known").unwrap();
        assert_eq!(learned.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ada B. Known"]);
    }

    #[test]
    fn articles_with_a_surname_are_found_in_any_language() {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        let mut german = article("a", None, &[sighting("Jörg Küsters", "minister", "DE")]);
        german.article.meta.lang = Some("de".to_owned());
        let english = article("b", None, &[sighting("Jorg Kusters", "minister", "DE")]);
        let nobody = article("c", None, &[sighting("Aldo Perrin", "minister", "DE")]);
        for entry in [&german, &english, &nobody] {
            writer.add(index.document(entry)).unwrap();
        }
        writer.commit(&Payload::default()).unwrap();
        let leader = LearnedLeader { name: "Jörg Küsters".into(), country: "DE".into(), ..LearnedLeader::default() };
        let found = index.with_surname_of(&index.searcher().unwrap(), std::iter::once(&leader)).unwrap();
        assert_eq!(found.len(), 2);
    }
}
