//! The people whom names may stand for: own, listed and learned ones, by every spelling and by surname.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::annotate::alike;
use crate::annotate::folded;
use crate::annotate::learned::Learned;
use crate::annotate::lists::LearnedLeader;
use crate::annotate::lists::Lists;
use crate::annotate::lists::OwnLeader;
use crate::lexicon;
use crate::lexicon::leaders;
use crate::lexicon::leaders::Leader;

/// Who says that somebody is a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A person, in `newsdex.toml`.
    Own,
    /// The lexicon.
    Listed,
    /// The articles of the index.
    Learned,
}

/// One of those whom no article has taught.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) leader: Cow<'static, Leader>,
    pub(super) source: Source,
}

/// Everybody known, in the order in which they are believed: own, listed, learned.
pub(super) struct Directory {
    /// The first rows.
    entries: Vec<Entry>,
    /// The rows behind them.
    learned: Learned,
    /// Rows by full name.
    full: Index,
    /// Rows by short name.
    short: Index,
    /// Rows by the first and by the last word of a name as they sound, once a name is not known.
    sounds: Arc<OnceLock<Sounds>>,
    /// Names that give no label, as [`same_person_key`] has them.
    vetoed: HashSet<String>,
}

/// Years before the first office in which a name in full already counts: candidates, lesser offices.
pub(super) const BEFORE: i32 = 5;
/// Years that a former leader keeps being named by title and surname: a decade.
pub(super) const AFTER: i32 = 10;
/// Letters that the forms of a given name share in several languages.
const GIVEN: usize = 5;
/// An undated article names by surname alone only who was in office in the last decades.
const RECENT: i32 = 1990;

/// The names of everybody who was not learned as they sound.
#[derive(Default)]
struct Sounds {
    /// Of each row all names, as words.
    names: Vec<Vec<Vec<String>>>,
    /// Rows by the first and by the last word.
    ends: Index,
}

/// Rows by the hash of a name: a map of strings takes four times as much.
#[derive(Default)]
struct Index {
    /// Places of the first and the last link of a key.
    ends: FxHashMap<u64, (u32, u32)>,
    /// Rows, each with the place of the next one of its key, its own for the last.
    links: Vec<(u32, u32)>,
}

impl Index {
    fn reserve(&mut self, names: usize) {
        self.ends.reserve(names);
        self.links.reserve(names);
    }

    fn has(&self, key: u64) -> bool {
        self.ends.contains_key(&key)
    }

    /// Adds a row behind those of its key, unless it is the last of them.
    fn add(&mut self, key: u64, row: usize) {
        let (Ok(new), Ok(row)) = (u32::try_from(self.links.len()), u32::try_from(row)) else { return };
        let (_, last) = self.ends.entry(key).or_insert((new, new));
        if *last != new {
            let link = &mut self.links[*last as usize];
            if link.0 == row {
                return;
            }
            link.1 = new;
            *last = new;
        }
        self.links.push((row, new));
    }

    /// Adds a row unless its key has one.
    fn add_first(&mut self, key: u64, row: usize) {
        if !self.has(key) {
            self.add(key, row);
        }
    }

    /// The rows of a key, in the order in which they came.
    fn rows(&self, key: u64) -> impl Iterator<Item = usize> {
        let first = self.ends.get(&key).map(|(first, _)| *first);
        let next = |place: &u32| Some(self.links[*place as usize].1).filter(|next| next != place);
        std::iter::successors(first, next).map(|place| self.links[place as usize].0 as usize)
    }
}

/// The hash of a name's [`same_person_key`].
fn full_hash(name: &str) -> u64 {
    plain_hash(name).unwrap_or_else(|| folded::hash_folded(&same_person_key(name)))
}

/// The hash of a folded short name.
fn short_hash(name: &str) -> u64 {
    plain_hash(name).unwrap_or_else(|| folded::hash_folded(&lexicon::fold(name)))
}

/// The hash of a name of ASCII letters in words of two or more, as most are: only its case is folded, and nothing made.
fn plain_hash(name: &str) -> Option<u64> {
    let mut letters = 0;
    for byte in name.bytes() {
        letters = match byte {
            b' ' if letters > 1 => 0,
            _ if byte.is_ascii_alphanumeric() => letters + 1,
            _ => return None,
        };
    }
    folded::hash_ascii(name, 0..name.len()).filter(|_| letters > 1)
}

impl Directory {
    /// The people of the lists and of the lexicon; `listed` is the lexicon's part.
    pub(super) fn new(lists: &Lists, listed: &'static [Leader]) -> Self {
        let own: Vec<Leader> = lists.own.leaders.iter().map(own).collect();
        let mut same: FxHashMap<String, usize> = FxHashMap::default();
        for (row, leader) in own.iter().enumerate() {
            same.entry(same_person_key(&leader.name)).or_insert(row);
        }
        let mut entries: Vec<Entry> =
            own.into_iter().map(|leader| Entry { leader: Cow::Owned(leader), source: Source::Own }).collect();
        for leader in listed {
            // most people have no leaders of their own
            let own = if same.is_empty() { None } else { same.get(&same_person_key(&leader.name)) };
            match own {
                Some(row) if is_compatible(&entries[*row].leader, leader) => {
                    complete(entries[*row].leader.to_mut(), leader);
                }
                _ => entries.push(Entry { leader: Cow::Borrowed(leader), source: Source::Listed }),
            }
        }
        let vetoed = lists.own.vetoes.iter().map(|name| same_person_key(name)).collect();
        let (full, short, sounds) = (Index::default(), Index::default(), Arc::default());
        let mut directory = Self { entries, learned: Learned::default(), full, short, sounds, vetoed };
        directory.reserve(lists.learned.len());
        directory.index_entries();
        for person in &lists.learned {
            let key = full_hash(&person.name);
            // what the lists have by now needs no learning
            if !directory.full.has(key) {
                directory.learn(key, person);
            }
        }
        directory
    }

    /// One whose own and listed people are those of `self`, so that what is known of their names holds: only the learned
    /// ones of the lists are others.
    pub(super) fn with_learned(&self, lists: &Lists, listed: &'static [Leader]) -> Self {
        Self { sounds: Arc::clone(&self.sounds), ..Self::new(lists, listed) }
    }

    /// Makes room for everybody.
    fn reserve(&mut self, learned: usize) {
        self.learned.reserve(learned);
        self.full.reserve(self.entries.len() + learned);
        self.short.reserve(self.entries.len() + learned);
    }

    /// Makes everybody findable who was not learned; a full name belongs to who has it first.
    fn index_entries(&mut self) {
        for (row, Entry { leader, .. }) in self.entries.iter().enumerate() {
            for name in std::iter::once(&leader.name).chain(&leader.aliases) {
                self.full.add_first(full_hash(name), row);
            }
            leader.short.iter().for_each(|name| self.short.add(short_hash(name), row));
        }
    }

    /// Adds somebody who was learned, with the key of the name, and makes them findable.
    fn learn(&mut self, key: u64, person: &LearnedLeader) {
        let row = self.entries.len() + self.learned.len();
        self.learned.push(person);
        self.full.add_first(key, row);
        person.aliases.iter().for_each(|name| self.full.add_first(full_hash(name), row));
        let spellings = std::iter::once(&person.name).chain(&person.aliases);
        let surnames = spellings.filter_map(|name| leaders::surname(name, &person.country));
        surnames.for_each(|name| self.short.add(short_hash(name), row));
    }

    /// The rows of a short name in whatever spelling, in order.
    fn by_short<'a>(&'a self, short: &str) -> impl Iterator<Item = usize> + use<'a> {
        let key = lexicon::fold(short);
        let rows = self.short.rows(folded::hash_folded(&key));
        // a number may stand for two names
        rows.filter(move |row| self.leader(*row).short.iter().any(|short| lexicon::fold(short) == key))
    }

    /// Everybody but who was learned, with their row.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate()
    }

    pub(super) fn leader(&self, row: usize) -> &Leader {
        match self.entries.get(row) {
            Some(entry) => &entry.leader,
            None => self.learned.leader(row - self.entries.len()),
        }
    }

    /// Who was learned: their row, the spellings of their name and the code of their country.
    pub(super) fn learned(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = &str>, &str)> {
        let person = |at| (self.entries.len() + at, self.learned.spellings(at), self.learned.country(at));
        (0..self.learned.len()).map(person)
    }

    pub(super) fn source(&self, row: usize) -> Source {
        self.entries.get(row).map_or(Source::Learned, |entry| entry.source)
    }

    /// The row of a full name in whatever spelling.
    pub(super) fn by_name(&self, printed: &str) -> Option<usize> {
        let key = same_person_key(printed);
        let is_same = |row: &usize| {
            let leader = self.leader(*row);
            std::iter::once(&leader.name).chain(&leader.aliases).any(|name| same_person_key(name) == key)
        };
        self.full.rows(folded::hash_folded(&key)).find(is_same)
    }

    /// The one own or listed leader whose name is nearly the printed one, and whose office and years fit: other
    /// transliterations, umlauts written out, misprints. An empty country stands for an unknown one.
    pub(super) fn near(&self, printed: &str, office: &str, country: &str, year: Option<i32>) -> Option<usize> {
        let heard = alike::sounds(printed);
        let known = self.sounds.get_or_init(|| self.by_sound());
        let ends = [heard.first()?, heard.last()?];
        let mut rows: Vec<usize> = ends.iter().flat_map(|word| known.ends.rows(folded::hash_folded(word))).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|row| {
            let leader = self.leader(*row);
            (country.is_empty() || leader.country.is_empty() || leader.country == country)
                && leader.office.split('|').any(|held| fits(held, office))
                && is_of_their_years(leader, year)
                && known.names[*row].iter().any(|name| alike::is_alike(name, &heard))
        });
        match rows[..] {
            [row] => Some(row),
            _ => None,
        }
    }

    fn by_sound(&self) -> Sounds {
        let mut sounds = Sounds::default();
        for (row, entry) in self.entries() {
            let names = std::iter::once(&entry.leader.name).chain(&entry.leader.aliases);
            let heard: Vec<Vec<String>> = names.map(|name| alike::sounds(name)).collect();
            for word in heard.iter().flat_map(|name| name.first().into_iter().chain(name.last())) {
                sounds.ends.add(folded::hash_folded(word), row);
            }
            sounds.names.push(heard);
        }
        sounds
    }

    /// Whether somebody wants no label for this full name.
    pub(super) fn is_vetoed(&self, name: &str) -> bool {
        !self.vetoed.is_empty() && self.vetoed.contains(&same_person_key(name))
    }

    /// Whether a person is vetoed by any spelling of their name.
    pub(super) fn is_vetoed_row(&self, row: usize) -> bool {
        let leader = self.leader(row);
        std::iter::once(&leader.name).chain(&leader.aliases).any(|name| self.is_vetoed(name))
    }

    /// The row itself, or that of who bore the same first and last name in the year of the article: George Bush.
    pub(super) fn of_the_time(&self, row: usize, year: Option<i32>) -> usize {
        let leader = self.leader(row);
        let Some(year) = year.filter(|year| *year < leader.from) else { return row };
        // Georges and Georgios are one given name
        let first =
            |leader: &Leader| leader.name.split(' ').next().map(|name| name.chars().take(GIVEN).collect::<String>());
        let namesakes = leader.short.iter().flat_map(|short| self.by_short(short));
        let mut of_the_year = namesakes.filter(|other| {
            let other = self.leader(*other);
            first(other) == first(leader) && other.from <= year && year <= other.to.saturating_add(AFTER)
        });
        of_the_year.next().unwrap_or(row)
    }

    /// The one leader of that surname whose office, country and years fit; `countries` are the codes that the article
    /// names.
    pub(super) fn only(&self, surname: &str, office: &str, countries: &[&str], year: Option<i32>) -> Option<usize> {
        let mut rows: Vec<usize> = self.by_short(surname).collect();
        let leader = |row: &usize| self.leader(*row);
        let named = |row: &usize| countries.contains(&&*leader(row).country) || leader(row).country.is_empty();
        rows.retain(|row| named(row) || !leader(row).common);
        rows.retain(|row| leader(row).office.split('|').any(|held| fits(held, office)));
        rows.retain(|row| is_of_their_years(leader(row), year));
        if rows.iter().any(named) {
            rows.retain(named);
        }
        match rows[..] {
            [row] if !self.is_vetoed_row(row) => Some(row),
            _ => None,
        }
    }
}

/// Whether somebody in office in this year may be the leader; without a date the article is taken for one of the last
/// decades.
fn is_of_their_years(leader: &Leader, year: Option<i32>) -> bool {
    match year {
        Some(year) => leader.from <= year && year <= leader.to.saturating_add(AFTER),
        None => leader.to >= RECENT,
    }
}

/// Whether a listed leader may be the own one of the same name: nothing that the own one says is about another country.
fn is_compatible(own: &Leader, listed: &Leader) -> bool {
    own.country.is_empty() || own.country == listed.country
}

/// What an own leader leaves out stands in the lexicon.
fn complete(own: &mut Leader, listed: &Leader) {
    own.aliases.extend(listed.aliases.iter().cloned());
    if listed.name != own.name {
        own.aliases.push(listed.name.clone());
    }
    own.country = listed.country.clone();
    own.short.extend(listed.short.iter().cloned());
    own.short.sort_unstable();
    own.short.dedup();
    if own.office.is_empty() {
        own.office = listed.office.clone();
        (own.from, own.to) = (listed.from, listed.to);
    }
}

/// An own leader: of their offices the last one stands for all, their years span them.
fn own(person: &OwnLeader) -> Leader {
    let aliases: Vec<Cow<'static, str>> = person.aliases.iter().cloned().map(Cow::from).collect();
    let country = person.country.trim().to_uppercase();
    let short = if person.surname.is_empty() {
        leaders::surnames(&person.name, &aliases, &country)
    } else {
        vec![person.surname.clone()]
    };
    let office = person.office.iter().max_by_key(|office| (office.to.is_none(), office.to, office.from));
    Leader {
        name: person.name.clone().into(),
        aliases,
        country: country.into(),
        office: office.map(|office| office.title.to_lowercase()).unwrap_or_default().into(),
        from: person.office.iter().map(|office| office.from.unwrap_or(0)).min().unwrap_or(0),
        to: person.office.iter().map(|office| office.to.unwrap_or(i32::MAX)).max().unwrap_or(i32::MAX),
        short: short.into_iter().map(Cow::from).collect(),
        common: false,
    }
}

/// Whether an office as printed may be that of the list, where everybody has one office: who was minister of one thing
/// was often minister of another.
pub(super) fn fits(listed: &str, printed: &str) -> bool {
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
        "central bank governor" => {
            listed.contains("central bank") || listed.contains("governor of the") || listed == "bundesbank president"
        }
        "premier" => ["prime minister", "premier"].iter().any(|office| listed.contains(office)),
        "leader" => ["president", "prime minister", "premier", "leader", "chancellor", "general secretary"]
            .contains(&listed.as_str()),
        "pres." => listed.ends_with("president"),
        "chancellor" if listed == "chancellor of the exchequer" => true,
        _ if cabinet(printed) => cabinet(listed),
        _ if chair(printed) => chair(listed),
        _ => listed.contains(printed),
    }
}

/// What the printed variants of a person's name share: no case, accents, hyphens or initials. Two people of one name
/// share it too.
pub fn same_person_key(name: &str) -> String {
    let folded = lexicon::fold(name);
    let is_initial = |word: &&str| word.chars().nth(1).is_none();
    if !folded.split(' ').any(|word| is_initial(&word)) {
        return folded;
    }
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(' ').filter(|word| !is_initial(word)) {
        key.push_str(if key.is_empty() { "" } else { " " });
        key.push_str(word);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::OwnOffice;

    #[test]
    fn variants_of_a_name_share_their_key() {
        for (one, other) in [
            ("Volodymyr Zelenskyy", "VOLODYMYR  ZELENSKYY"),
            ("John F. Kennedy", "John Kennedy"),
            ("Ban Ki-moon", "Ban Ki Moon"),
            ("Lars Løkke", "Lars Lokke"),
        ] {
            assert_eq!(same_person_key(one), same_person_key(other));
        }
        assert_ne!(same_person_key("George Bush"), same_person_key("Jeb Bush"));
    }

    #[test]
    fn an_own_leader_takes_what_the_lexicon_knows() {
        let person = OwnLeader {
            name: "Angela Merkel".into(),
            aliases: vec!["Mutti Merkel".into()],
            office: vec![OwnOffice { title: "Chancellor".into(), from: Some(2005), to: Some(2021) }],
            ..OwnLeader::default()
        };
        let namesake = OwnLeader { name: "Helmut Kohl".into(), country: "AT".into(), ..OwnLeader::default() };
        let mut lists = Lists::default();
        lists.own.leaders = vec![person, namesake];
        let directory = Directory::new(&lists, leaders::all());
        let row = directory.by_name("Mutti Merkel").expect("her own name is known");
        assert_eq!((directory.source(row), &*directory.leader(row).country), (Source::Own, "DE"));
        assert_eq!(directory.entries().filter(|(_, entry)| entry.leader.name == "Angela Merkel").count(), 1);
        assert_eq!(directory.entries().filter(|(_, entry)| entry.leader.name == "Helmut Kohl").count(), 2);
    }
}
