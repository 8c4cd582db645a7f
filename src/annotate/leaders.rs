//! Which leaders an article names: listed names in full, names beside an office, and surnames of who was named before.

use std::collections::HashMap;
use std::ops::Range;

use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::offices;
use crate::annotate::offices::Beside;
use crate::annotate::people;
use crate::annotate::words;
use crate::lexicon;
use crate::lexicon::leaders;
use crate::lexicon::leaders::Leader;

/// A piece of an article with what was found in it: the headline, then the body.
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) hits: &'a [Hit],
    pub(super) headline: bool,
}

/// A leader named in an article.
#[derive(Debug)]
pub(super) struct Named {
    /// The canonical full name.
    pub(super) name: String,
    /// What its spellings share, of a name that is not listed.
    key: String,
    /// The row of `leaders.tsv`, if there is one.
    pub(super) row: Option<usize>,
    /// Part and bytes of every mention, sorted.
    pub(super) at: Vec<(usize, Range<usize>)>,
    /// Whether an office stands beside the name somewhere.
    titled: bool,
    /// Whether another trade does.
    traded: bool,
    /// Names that stand for this person once the full name was said.
    short: Vec<String>,
}

/// The list of leaders, by every spelling of the full name and by short names.
pub(super) struct Directory {
    full: HashMap<String, usize>,
    short: HashMap<String, Vec<usize>>,
}

impl Directory {
    pub(super) fn new() -> Self {
        let (mut full, mut short) = (HashMap::new(), HashMap::<String, Vec<usize>>::new());
        for (row, leader) in leaders::all().iter().enumerate() {
            for name in std::iter::once(&leader.name).chain(&leader.aliases) {
                full.entry(spelling(name)).or_insert(row);
            }
            let mut keys: Vec<String> = leader.short.iter().map(|short| lexicon::fold(short)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().for_each(|key| short.entry(key).or_default().push(row));
        }
        Self { full, short }
    }

    /// The leaders of an article in the order of their first mention.
    ///
    /// `year` is the article's, `countries` are the codes that it names.
    pub(super) fn find(&self, parts: &[Part<'_>], countries: &[&str], year: Option<i32>) -> Vec<Named> {
        let mut people = People::default();
        let mut surnames = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            for (i, hit) in part.hits.iter().enumerate() {
                match hit.sense {
                    Sense::Leader(row) => people.listed(number, part, i, self.of_the_time(row, year)),
                    Sense::Title(_) if !part.headline => match offices::beside(part.text, part.hits, i) {
                        Some(Beside::Full(range)) => self.made(&mut people, number, part, range),
                        Some(Beside::Surname(range)) => surnames.push((number, hit, range)),
                        None => {}
                    },
                    _ => {}
                }
            }
        }
        people.all.retain(|person| person.counts(year));
        for (number, hit, range) in surnames {
            let text = parts[number].text;
            let (printed, office) = (&text[range.clone()], &text[hit.start..hit.end]);
            if let Some(person) = self.by_surname(&mut people, printed, office, countries, year) {
                person.at.push((number, range));
            }
        }
        for (number, part) in parts.iter().enumerate() {
            people.link(number, part);
        }
        for person in &mut people.all {
            person.at.sort_unstable_by_key(|(part, range)| (*part, range.start));
        }
        people.all.sort_by_key(|person| person.at.first().map(|(part, range)| (*part, range.start)));
        people.all
    }

    /// The row itself, or that of who bore the same first and last name in the year of the article: George Bush.
    fn of_the_time(&self, row: usize, year: Option<i32>) -> usize {
        let leader = &leaders::all()[row];
        let Some(year) = year.filter(|year| *year < leader.from) else { return row };
        let first = |name: &'static str| name.split(' ').next();
        let namesakes = leader.short.iter().filter_map(|short| self.short.get(&lexicon::fold(short))).flatten();
        let mut of_the_year = namesakes.copied().filter(|other| {
            let other = &leaders::all()[*other];
            first(other.name) == first(leader.name) && other.from <= year && year <= other.to.saturating_add(AFTER)
        });
        of_the_year.next().unwrap_or(row)
    }

    /// A full name beside an office, which need not be listed.
    fn made(&self, people: &mut People, number: usize, part: &Part<'_>, range: Range<usize>) {
        if words::in_headline(part.text, range.start) || people::has_other_trade(part.text, &range) {
            return;
        }
        let inside = names::within(part.hits, range.clone()).any(|hit| matches!(hit.sense, Sense::Leader(_)));
        if inside {
            return;
        }
        let printed = &part.text[range.clone()];
        let row = self.full.get(&spelling(printed)).copied();
        let person = people.person(row, printed);
        person.titled = true;
        person.at.push((number, range));
    }

    /// A surname alone behind an office, where exactly one listed leader fits.
    fn by_surname<'p>(
        &self,
        people: &'p mut People,
        printed: &str,
        office: &str,
        countries: &[&str],
        year: Option<i32>,
    ) -> Option<&'p mut Named> {
        if people.all.iter().any(|person| person.short.iter().any(|short| short == printed)) {
            return None;
        }
        let row = self.only(printed, &words::small(office), countries, year)?;
        let person = people.person(Some(row), printed);
        person.titled = true;
        Some(person)
    }

    /// The one leader of that surname whose office, country and years fit.
    fn only(&self, surname: &str, office: &str, countries: &[&str], year: Option<i32>) -> Option<usize> {
        let mut rows = self.short.get(&lexicon::fold(surname))?.clone();
        let leader = |row: &usize| -> &'static Leader { &leaders::all()[*row] };
        let named = |row: &usize| countries.contains(&leader(row).country) || leader(row).country.is_empty();
        rows.retain(|row| named(row) || !leader(row).common);
        rows.retain(|row| fits(leader(row).office, office));
        // without a date the article is taken for one of the last decades
        rows.retain(|row| match year {
            Some(year) => leader(row).from <= year && year <= leader(row).to.saturating_add(AFTER),
            None => leader(row).to >= RECENT,
        });
        if rows.iter().any(named) {
            rows.retain(named);
        }
        match rows[..] {
            [row] => Some(row),
            _ => None,
        }
    }
}

/// Years before the first office in which a name in full already counts: candidates, lesser offices.
const BEFORE: i32 = 5;
/// Years that a former leader keeps being named by title and surname: a decade.
const AFTER: i32 = 10;
/// An undated article names by surname alone only who was in office in the last decades.
const RECENT: i32 = 1990;

/// Whether an office as printed may be that of the list, where everybody has one office: who was minister of one thing
/// was often minister of another.
fn fits(listed: &str, printed: &str) -> bool {
    let cabinet = |office: &str| {
        (office.ends_with("minister") && !office.ends_with("prime minister"))
            || office.ends_with("secretary")
            || office.starts_with("secretary")
            || ["chancellor of the exchequer", "attorney general", "trade representative", "treasurer"]
                .contains(&office)
    };
    let chair =
        |office: &str| office.contains("federal reserve") || office.starts_with("fed ") || office.contains("fed chair");
    let listed = &listed.to_lowercase();
    match printed {
        "pm" => ["prime minister", "taoiseach"].contains(&listed.as_str()),
        "pres." => listed.ends_with("president"),
        "chancellor" if listed == "chancellor of the exchequer" => true,
        _ if cabinet(printed) => cabinet(listed),
        _ if chair(printed) => chair(listed),
        _ => listed.contains(printed),
    }
}

/// What two spellings of a full name share: no accents, hyphens or initials.
fn spelling(name: &str) -> String {
    let folded = lexicon::fold(&name.replace('-', " "));
    let names: Vec<&str> = folded.split(' ').filter(|word| word.chars().count() > 1).collect();
    names.join(" ")
}

impl Named {
    /// Whether the evidence makes a label: a common name needs an office, so does another trade, and a name long before
    /// its bearer's time.
    fn counts(&self, year: Option<i32>) -> bool {
        let leader = self.row.map(|row| &leaders::all()[row]);
        let common = leader.is_some_and(|leader| leader.common);
        let early = leader.zip(year).is_some_and(|(leader, year)| year < leader.from - BEFORE);
        self.titled || !(common || self.traded || early)
    }
}

/// The people found so far.
#[derive(Default)]
struct People {
    all: Vec<Named>,
}

impl People {
    /// The person of this row, or of this name; new if need be.
    fn person(&mut self, row: Option<usize>, printed: &str) -> &mut Named {
        // the row tells listed people apart
        let key = if row.is_none() { spelling(printed) } else { String::new() };
        let same = |person: &Named| person.row == row && person.key == key;
        let at = match self.all.iter().position(same) {
            Some(at) => at,
            None => {
                self.all.push(Named::new(row, printed, key));
                self.all.len() - 1
            }
        };
        &mut self.all[at]
    }

    /// A listed name in full.
    fn listed(&mut self, number: usize, part: &Part<'_>, i: usize, row: usize) {
        let range = part.hits[i].start..part.hits[i].end;
        if people::is_thing(part.text, &range, part.hits) {
            return;
        }
        let titled = offices::is_titled(part.text, part.hits, i);
        let traded = people::has_other_trade(part.text, &range);
        let person = self.person(Some(row), leaders::all()[row].name);
        person.titled |= titled && !traded;
        person.traded |= traded;
        person.at.push((number, range));
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
        while let Some(word) = words::run(part.text, at, char::is_alphanumeric) {
            at = word.end;
            if !begins[usize::from(part.text.as_bytes()[word.start])] {
                continue;
            }
            // a name in full covers its words
            let before = taken.partition_point(|(start, _)| *start <= word.start);
            if let Some((_, end)) = taken[..before].last().filter(|(_, end)| *end > word.start) {
                at = *end;
                continue;
            }
            let Some(candidates) = short.get(&part.text[word.clone()]) else { continue };
            let fits = |one: &&Short| {
                let end = word.start + one.name.len();
                one.from <= word.start
                    && part.text[word.start..].starts_with(&one.name)
                    && stands_alone(part.text, &(word.start..end))
            };
            if let Some(one) = candidates.iter().find(fits) {
                let range = word.start..word.start + one.name.len();
                at = range.end;
                self.all[one.person].at.push((number, range));
            }
        }
    }

    /// The short names that stand for one person alone, by their first word, longest first.
    fn short_names(&self, number: usize, part: &Part<'_>) -> HashMap<String, Vec<Short>> {
        let mut owners: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, person) in self.all.iter().enumerate() {
            for short in &person.short {
                let capitals = Some(short.to_uppercase()).filter(|_| part.headline);
                let forms = [Some(short.clone()), Some(names::without_accents(short)), capitals];
                for form in forms.into_iter().flatten() {
                    let owners = owners.entry(form).or_default();
                    if !owners.contains(&i) {
                        owners.push(i);
                    }
                }
            }
        }
        let mut short: HashMap<String, Vec<Short>> = HashMap::new();
        for (name, owners) in owners {
            let [person] = owners[..] else { continue };
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
    fn new(row: Option<usize>, printed: &str, key: String) -> Self {
        let short = match row {
            Some(row) => leaders::all()[row].short.iter().map(|short| (*short).to_owned()).collect(),
            None => printed.rsplit(' ').next().map(str::to_owned).into_iter().collect(),
        };
        let name = row.map_or(printed, |row| leaders::all()[row].name).to_owned();
        Self { key, name, row, at: Vec::new(), titled: false, traded: false, short }
    }

    /// The byte from where the short name stands for this person in a part: behind the full name, anywhere in a headline
    /// and in a body whose headline has the full name.
    fn anchor(&self, number: usize, part: &Part<'_>) -> usize {
        let before = self.at.first().is_some_and(|(first, _)| *first < number);
        if part.headline || before {
            return 0;
        }
        let here = self.at.iter().filter(|(part, _)| *part == number);
        here.map(|(_, range)| range.end).min().unwrap_or(part.text.len())
    }
}

/// Whether a surname is a word and no part of somebody else's name: not Melania Trump, not Trump Tower.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    if touches(text[..range.start].chars().next_back()) || touches(text[range.end..].chars().next()) {
        return false;
    }
    let Some(word) = words::before(text, range.start).filter(|word| word.end + 1 == range.start) else { return true };
    let before = &text[word.clone()];
    !words::is_capital(before)
        || words::begins_sentence(text, word.start)
        || lexicon::titles::all().honours.contains(&*words::small(before))
        || !before.chars().any(char::is_lowercase)
        || ["President", "Minister", "Premier", "Chancellor", "King", "Secretary", "Leader", "Former"].contains(&before)
}
