//! Which leaders an article names: listed names in full, names beside an office, and surnames of who was named before.

use std::ops::Range;

use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

use crate::annotate::directory::AFTER;
use crate::annotate::directory::BEFORE;
use crate::annotate::directory::Directory;
use crate::annotate::directory::Source;
use crate::annotate::directory::same_person_key;
use crate::annotate::folded;
use crate::annotate::lone;
use crate::annotate::lone::Bearer;
use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::offices;
use crate::annotate::offices::Beside;
use crate::annotate::offices::Reader;
use crate::annotate::people;
use crate::annotate::states;
use crate::annotate::words;
use crate::lexicon::leaders::Leader;
use crate::lexicon::titles;

/// A piece of an article with what was found in it: the headline, then the body.
pub(super) struct Part<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) headline: bool,
    /// Whether all of it was in capitals, so that capitals tell nothing.
    pub(super) shouted: bool,
}

/// A leader named in an article.
#[derive(Debug)]
pub(super) struct Named {
    /// The canonical full name.
    pub(super) name: String,
    /// Code of their country; empty when it is not known.
    pub(super) country: String,
    /// Part and bytes of every mention, sorted.
    pub(super) at: Vec<(usize, Range<usize>)>,
    /// Who says that they are a leader; `None` when only an office in this article does.
    pub(super) source: Option<Source>,
    /// What the spellings of a name share that is not in the directory.
    key: String,
    /// The row of the directory, if there is one.
    row: Option<usize>,
    /// Whether an office stands beside the name somewhere.
    titled: bool,
    /// Whether only the surname names them.
    lone: bool,
    /// Whether another trade does.
    traded: bool,
    /// Names that stand for this person once the full name was said.
    short: Vec<String>,
}

/// The leaders of an article in the order of their first mention.
///
/// `year` is the article's, `countries` are the codes that it names.
pub(super) fn find(directory: &Directory, parts: &[Part<'_>], countries: &[&str], year: Option<i32>) -> Vec<Named> {
    let mut people = People::of(directory);
    let mut surnames = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        for (i, hit) in part.reader.hits.iter().enumerate() {
            match hit.sense {
                Sense::Leader(row) => people.listed(number, part, i, directory.of_the_time(row, year)),
                Sense::Title(_) if !part.headline => match part.reader.beside(i) {
                    Some(Beside::Full(range)) if part.shouted => {
                        let surname = first_word(part.reader.text, range.clone());
                        let text = part.reader.text;
                        // where every word has a capital a surname seems to go on
                        let (printed, office) = (&text[surname.clone()], &text[hit.start..hit.end]);
                        let full = people::shouted_name(text, &range)
                            .filter(|full| is_called(text, hit) || people.row_beside(part, i, full, year).is_some());
                        match full {
                            Some(full) if !people.is_surname(printed, office, countries, year) => {
                                people.made(number, part, i, full, year);
                            }
                            _ => surnames.push((number, hit, surname)),
                        }
                    }
                    Some(Beside::Full(range)) => people.made(number, part, i, range, year),
                    Some(Beside::Surname(range)) => surnames.push((number, hit, range)),
                    None => {}
                },
                _ => {}
            }
        }
    }
    people.keep(|person, others| {
        person.counts(directory, year) && person.is_meant(directory, others, (parts, countries), year)
    });
    for (number, hit, range) in surnames {
        let text = parts[number].reader.text;
        let (printed, office) = (&text[range.clone()], &text[hit.start..hit.end]);
        if let Some(person) = people.by_surname(printed, office, countries, year) {
            person.at.push((number, range));
        }
    }
    for (number, part) in parts.iter().enumerate() {
        people.link(number, part);
    }
    // only now: until here a surname may be that of somebody whom nobody wants to see
    people.all.retain(|person| !person.is_vetoed(directory));
    for person in &mut people.all {
        person.at.sort_unstable_by_key(|(part, range)| (*part, range.start));
    }
    people.all.sort_by_key(|person| person.at.first().map(|(part, range)| (*part, range.start)));
    people.all
}

/// Whether an office in a text in capitals calls a name: one with an article does not, the premier froze rents.
fn is_called(text: &str, hit: &Hit) -> bool {
    let before = words::before(text, hit.start).map(|word| words::small(&text[word]));
    let strong = matches!(hit.sense, Sense::Title(titles::Office::Strong | titles::Office::Body));
    strong && !before.is_some_and(|word| ["the", "a", "an", "his", "her", "their", "its", "of"].contains(&&*word))
}

fn first_word(text: &str, range: Range<usize>) -> Range<usize> {
    let end = words::after(text, range.start).map_or(range.end, |word| word.start + words::bare(&text[word]).len());
    range.start..end
}

/// Whether the full name at `range` beside an office may be a leader's: in a sentence, of no other trade.
pub(super) fn may_lead(text: &str, range: &Range<usize>, hits: &[Hit]) -> bool {
    !words::in_headline(text, range.start) && !people::has_other_trade(text, range, hits)
}

/// Whether a listed name stands within a full name that is not the beginning of a longer one: Mohammed bin Rashid al-Fulani.
pub(super) fn has_listed(text: &str, range: &Range<usize>, hits: &[Hit]) -> bool {
    names::within(hits, range.clone()).any(|hit| {
        let begins = hit.start == range.start && hit.end < range.end && text[hit.start..hit.end].contains(' ');
        let longer = || begins && people::is_thing(text, &(hit.start..hit.end), hits, false);
        matches!(hit.sense, Sense::Leader(_)) && !longer()
    })
}

/// The people found so far.
struct People<'d> {
    directory: &'d Directory,
    all: Vec<Named>,
    /// Places in `all` by row and by what the spellings of a name share.
    places: FxHashMap<(Option<usize>, String), usize>,
    /// The short names of all.
    short: FxHashSet<String>,
    /// Rows whose surname somebody else in the article bears.
    others: FxHashSet<usize>,
}

impl<'d> People<'d> {
    fn of(directory: &'d Directory) -> Self {
        let (places, short, others) = (FxHashMap::default(), FxHashSet::default(), FxHashSet::default());
        Self { directory, all: Vec::new(), places, short, others }
    }

    /// Drops who is not to be kept.
    fn keep(&mut self, mut is_kept: impl FnMut(&Named, &FxHashSet<usize>) -> bool) {
        self.all.retain(|person| is_kept(person, &self.others));
        let places = self.all.iter().enumerate();
        self.places = places.map(|(at, person)| ((person.row, person.key.clone()), at)).collect();
        self.short = self.all.iter().flat_map(|person| &person.short).cloned().collect();
    }

    /// The person of this row, or of this name; new if need be.
    fn person(&mut self, row: Option<usize>, printed: &str) -> &mut Named {
        // the row tells known people apart
        let key = if row.is_none() { same_person_key(printed) } else { String::new() };
        let new = self.all.len();
        let at = *self.places.entry((row, key.clone())).or_insert(new);
        if at == new {
            let person = Named::new(self.directory, row, printed, key);
            self.short.extend(person.short.iter().cloned());
            self.all.push(person);
        }
        &mut self.all[at]
    }

    /// A name of the directory in full.
    fn listed(&mut self, number: usize, part: &Part<'_>, i: usize, row: usize) {
        let range = part.reader.hits[i].start..part.reader.hits[i].end;
        let printed = &part.reader.text[range.clone()];
        if people::is_thing(part.reader.text, &range, part.reader.hits, part.shouted) {
            if people::is_junior_name(part.reader.text, range.end)
                || !printed.contains(' ')
                    && !part.shouted
                    && people::goes_on(part.reader.text, range.end, part.reader.hits)
            {
                self.others.insert(row);
            }
            return;
        }
        // a surname that only one bears who matters names them by itself, but not in a headline and not behind another's
        // given name
        let leader = self.directory.leader(row);
        let lone = !printed.contains(' ') && leader.name.contains(' ');
        if lone && !part.headline && lone::bearer(part, &range, leader) == Bearer::Other {
            self.others.insert(row);
        }
        if lone && (part.headline || !is_unmistakable(part, &range, leader)) {
            return;
        }
        let titled = offices::is_titled(part.reader.text, part.reader.hits, i);
        let traded = people::has_other_trade(part.reader.text, &range, part.reader.hits);
        let person = self.person(Some(row), &part.reader.text[range.clone()]);
        person.lone &= lone;
        person.titled |= titled && !traded;
        person.traded |= traded;
        person.at.push((number, range));
    }

    /// A full name beside an office, which need not be known.
    fn made(&mut self, number: usize, part: &Part<'_>, i: usize, range: Range<usize>, year: Option<i32>) {
        let (text, hits) = (part.reader.text, part.reader.hits);
        if !may_lead(text, &range, hits) || has_listed(text, &range, hits) {
            return;
        }
        let printed = &text[range.clone()];
        let row = self.row_beside(part, i, &range, year);
        let person = self.person(row, printed);
        (person.titled, person.lone) = (true, false);
        person.at.push((number, range));
    }

    /// The row of the full name at `range` beside the office at a hit, in this or nearly this spelling.
    fn row_beside(&self, part: &Part<'_>, i: usize, range: &Range<usize>, year: Option<i32>) -> Option<usize> {
        let (text, hits) = (part.reader.text, part.reader.hits);
        let printed = &text[range.clone()];
        self.directory.by_name(printed).or_else(|| {
            let office = titles::all().usual(&text[hits[i].start..hits[i].end]);
            let country = states::of_office(text, hits, i, range).unwrap_or_default();
            self.directory.near(printed, &office, country, year)
        })
    }

    /// A surname alone behind an office, where exactly one person of the directory fits.
    fn by_surname(&mut self, printed: &str, office: &str, countries: &[&str], year: Option<i32>) -> Option<&mut Named> {
        if self.short.contains(printed) {
            return None;
        }
        let office = titles::all().usual(office);
        let row = self.directory.only(printed, &office, countries, year)?;
        let person = self.person(Some(row), printed);
        person.titled = true;
        Some(person)
    }

    /// Whether a word behind an office is the surname of who is named already or alone fits.
    fn is_surname(&self, printed: &str, office: &str, countries: &[&str], year: Option<i32>) -> bool {
        let office = titles::all().usual(office);
        self.short.contains(printed) || self.directory.only(printed, &office, countries, year).is_some()
    }

    /// Surnames of who was named in full: in the body from there on, in the headline wherever.
    fn link(&mut self, number: usize, part: &Part<'_>) {
        let short = self.short_names(number, part);
        if short.is_empty() {
            return;
        }
        // most words begin otherwise than any of the names
        let mut begins = [false; 256];
        short.keys().filter_map(|name| name.bytes().next()).for_each(|byte| begins[usize::from(byte)] = true);
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for person in &self.all {
            let here = person.at.iter().filter(|(part, _)| *part == number);
            taken.extend(here.map(|(_, range)| (range.start, range.end)));
        }
        taken.sort_unstable();
        let mut at = 0;
        for word in part.reader.words {
            if word.start < at || !begins[usize::from(part.reader.text.as_bytes()[word.start])] {
                continue;
            }
            // a name in full covers its words
            let before = taken.partition_point(|(start, _)| *start <= word.start);
            if let Some((_, end)) = taken[..before].last().filter(|(_, end)| *end > word.start) {
                at = *end;
                continue;
            }
            let Some(candidates) = short.get(&part.reader.text[word.start..word.end]) else { continue };
            let fits = |one: &&Short| {
                let end = word.start + one.name.len();
                one.from <= word.start
                    && part.reader.text[word.start..].starts_with(&one.name)
                    && stands_alone(part.reader.text, &(word.start..end), part.shouted)
            };
            if let Some(one) = candidates.iter().find(fits) {
                let range = word.start..word.start + one.name.len();
                at = range.end;
                self.all[one.person].at.push((number, range));
            }
        }
    }

    /// The short names that stand for one person alone, by their first word, longest first.
    fn short_names(&self, number: usize, part: &Part<'_>) -> FxHashMap<String, Vec<Short>> {
        // nobody owns what several do
        let mut owners: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for (i, person) in self.all.iter().enumerate() {
            for short in &person.short {
                let capitals = part.headline.then(|| short.to_uppercase());
                let plain = (!short.is_ascii()).then(|| names::without_accents(short));
                let forms = [Some(short.clone()), plain, capitals];
                for form in forms.into_iter().flatten() {
                    let owner = owners.entry(form).or_insert(Some(i));
                    *owner = owner.filter(|owner| *owner == i);
                }
            }
        }
        let mut short: FxHashMap<String, Vec<Short>> = FxHashMap::default();
        for (name, owner) in owners {
            let Some(person) = owner else { continue };
            let Some(first) = words::run(&name, 0, char::is_alphanumeric).map(|word| name[word].to_owned()) else {
                continue;
            };
            let from = self.all[person].anchor(number, part);
            short.entry(first).or_default().push(Short { name, person, from });
        }
        short.values_mut().for_each(|names| names.sort_by_key(|one| usize::MAX - one.name.len()));
        short
    }
}

/// A short name, whose it is, and the first byte from where it stands for them.
struct Short {
    name: String,
    person: usize,
    from: usize,
}

impl Named {
    fn new(directory: &Directory, row: Option<usize>, printed: &str, key: String) -> Self {
        let known = row.map(|row| directory.leader(row));
        let short = match known {
            Some(leader) => leader.short.iter().map(|short| short.clone().into_owned()).collect(),
            None => {
                let usual = people::usual_capitals(printed);
                usual.rsplit(' ').next().map(str::to_owned).into_iter().collect()
            }
        };
        let name = known
            .map_or_else(|| people::usual_capitals(printed).into_owned(), |leader| leader.name.clone().into_owned());
        let country = known.map(|leader| leader.country.clone().into_owned()).unwrap_or_default();
        let source = row.map(|row| directory.source(row));
        Self { name, country, at: Vec::new(), source, key, row, titled: false, lone: true, traded: false, short }
    }

    /// Whether the evidence makes a label: a common name needs an office, so does another trade, and a name out of its
    /// bearer's time. When somebody whom only articles have taught was in office is not known but by their dates.
    fn counts(&self, directory: &Directory, year: Option<i32>) -> bool {
        let Some(leader) = self.row.map(|row| directory.leader(row)) else { return true };
        let early = year.is_some_and(|year| year < leader.from.saturating_sub(BEFORE));
        let late =
            self.source == Some(Source::Learned) && year.is_some_and(|year| year > leader.to.saturating_add(AFTER));
        self.titled || !(leader.common || self.traded || early || late)
    }

    /// Whether who is called by the surname alone is meant: nobody else in the article bears it, unless an office tells them
    /// apart, and their country or office is named.
    fn is_meant(
        &self,
        directory: &Directory,
        others: &FxHashSet<usize>,
        (parts, countries): (&[Part<'_>], &[&str]),
        year: Option<i32>,
    ) -> bool {
        let Some(row) = self.row.filter(|_| self.lone) else { return true };
        let printed = self.at.first().map_or("", |(part, range)| &parts[*part].reader.text[range.clone()]);
        let leader = directory.leader(row);
        let late = year.is_some_and(|year| year > leader.to.saturating_add(AFTER));
        (self.titled || !others.contains(&row)) && lone::is_supported(leader, printed, parts, countries, late)
    }

    fn is_vetoed(&self, directory: &Directory) -> bool {
        directory.is_vetoed(&self.name) || self.row.is_some_and(|row| directory.is_vetoed_row(row))
    }

    /// The byte from where the short name stands for this person in a part: behind the full name, anywhere in a headline
    /// and in a body whose headline has the full name.
    fn anchor(&self, number: usize, part: &Part<'_>) -> usize {
        let before = self.at.first().is_some_and(|(first, _)| *first < number);
        if part.headline || before {
            return 0;
        }
        let here = self.at.iter().filter(|(part, _)| *part == number);
        here.map(|(_, range)| range.end).min().unwrap_or(part.reader.text.len())
    }
}

/// Whether a surname at `range` can be that of who alone matters: behind no word that may be another's given name.
fn is_unmistakable(part: &Part<'_>, range: &Range<usize>, leader: &Leader) -> bool {
    stands_alone(part.reader.text, range, part.shouted)
        && (part.shouted || lone::bearer(part, range, leader) == Bearer::Known)
}

/// Whether a surname is a word and no part of somebody else's name: not Melania Trump, not Trump Tower.
fn stands_alone(text: &str, range: &Range<usize>, shouted: bool) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c == '-' || c.is_alphanumeric() && folded::is_spaced(c));
    if touches(text[..range.start].chars().next_back()) || touches(text[range.end..].chars().next()) {
        return false;
    }
    let Some(word) = words::before(text, range.start).filter(|word| word.end + 1 == range.start) else { return true };
    let before = &text[word.clone()];
    if shouted {
        return !titles::all().given.contains(before);
    }
    // Egypt's Nasser
    words::bare(before) != before
        || !words::is_capital(before)
        || words::begins_sentence(text, word.start)
        || titles::all().honours.contains(&*words::small(before))
        || titles::all().translation(before).is_some()
        || !before.chars().any(char::is_lowercase)
        || ["President", "Minister", "Premier", "Chancellor", "King", "Secretary", "Leader", "Former"].contains(&before)
}
