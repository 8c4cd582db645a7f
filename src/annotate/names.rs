//! Every name and title in one table: where they stand in a text, as bytes, the longest at a position.

use std::collections::HashMap;

use crate::annotate::directory::Directory;
use crate::annotate::directory::Source;
use crate::annotate::trie::Trie;
use crate::annotate::words;
use crate::lexicon;
use crate::lexicon::ambiguous;
use crate::lexicon::countries;
use crate::lexicon::false_friends;
use crate::lexicon::leaders::Leader;
use crate::lexicon::places;
use crate::lexicon::titles;
use crate::lexicon::titles::Office;

/// What a phrase means where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// A country's name, demonym, capital or seat of power.
    Country(&'static str),
    /// A region of a country: a city before it and a comma follow it.
    Region(&'static str),
    /// A region's abbreviation, which names only behind a city and a comma.
    Postal(&'static str),
    /// A city.
    City(&'static str),
    /// A city that names only in a dateline.
    Dateline(&'static str),
    /// A row of `ambiguous.tsv`.
    Ambiguous(usize),
    /// A row of `false_friends.tsv`.
    FalseFriend(usize),
    /// A row of the directory, named in full.
    Leader(usize),
    /// An office.
    Title(Office),
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// What it means.
    pub(super) sense: Sense,
}

/// The hit that begins at a byte; the hits are in order.
pub(super) fn starting_at(hits: &[Hit], at: usize) -> Option<&Hit> {
    hits.get(hits.partition_point(|hit| hit.start < at)).filter(|hit| hit.start == at)
}

/// The hits that share a byte with a range.
pub(super) fn within(hits: &[Hit], range: std::ops::Range<usize>) -> impl Iterator<Item = &Hit> {
    let first = hits.partition_point(|hit| hit.end <= range.start);
    hits[first..].iter().take_while(move |hit| hit.start < range.end)
}

/// The hits of a text with those of learned names put among them: of two that share a byte the longer stays, of two of
/// one length the first list's.
pub(super) fn merged(hits: &[Hit], learned: &[Hit]) -> Vec<Hit> {
    let long = |hit: &Hit| hit.end - hit.start;
    let longest = |one: &&Hit| within(hits, one.start..one.end).all(|other| long(other) < long(one));
    let learned: Vec<Hit> = learned.iter().filter(longest).copied().collect();
    let free = hits.iter().filter(|hit| within(&learned, hit.start..hit.end).next().is_none());
    let mut all: Vec<Hit> = free.chain(&learned).copied().collect();
    all.sort_unstable_by_key(|hit| hit.start);
    all
}

/// All names and titles.
pub(super) struct Names {
    phrases: Trie,
    senses: Vec<Sense>,
}

impl Names {
    /// All names and titles but those of people whom articles have taught.
    pub(super) fn new(directory: &Directory) -> Self {
        let mut table = Table::default();
        table.fill(directory);
        Self::of(table)
    }

    /// The names of those people alone: what an article teaches must not depend on what others have taught.
    pub(super) fn of_learned(directory: &Directory) -> Option<Self> {
        let mut table = Table::default();
        table.people(directory, |source| source == Source::Learned);
        Some(Self::of(table)).filter(|names| !names.senses.is_empty())
    }

    fn of(table: Table) -> Self {
        Self { phrases: Trie::new(table.phrases.into_iter().collect()), senses: table.senses }
    }

    /// The phrases of a text from left to right: whole words, the longest at a position, none within another.
    pub(super) fn scan(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some(word) = words::run(text, at, char::is_alphanumeric) {
            // 'Abd begins with its apostrophe
            let mark = text[at..word.start].chars().next_back().filter(|c| matches!(c, '\'' | '’'));
            let mark = mark.map(|mark| word.start - mark.len_utf8());
            let mark = mark.filter(|start| !text[..*start].ends_with(char::is_alphanumeric));
            let hit = mark.and_then(|start| self.longest(text, start)).or_else(|| self.longest(text, word.start));
            at = hit.map_or(word.end, |hit| hit.end);
            hits.extend(hit);
        }
        hits
    }

    /// The longest phrase that begins at a byte where a word does.
    fn longest(&self, text: &str, start: usize) -> Option<Hit> {
        let (mut state, mut longest) = (Trie::ROOT, None);
        for (end, byte) in (start + 1..).zip(text[start..].bytes()) {
            let Some(next) = self.phrases.next(state, byte) else { break };
            state = next;
            if let Some(value) = self.phrases.value(state).filter(|_| !text[end..].starts_with(char::is_alphanumeric)) {
                longest = Some(Hit { start, end, sense: self.senses[value as usize] });
            }
        }
        longest
    }
}

/// The phrases in every form that print gives them; the first sense of a phrase stays.
#[derive(Default)]
struct Table {
    phrases: HashMap<String, u32>,
    senses: Vec<Sense>,
}

impl Table {
    fn fill(&mut self, directory: &Directory) {
        for (row, one) in ambiguous::all().iter().enumerate() {
            self.name(one.name, Sense::Ambiguous(row));
        }
        for (row, group) in false_friends::all().iter().enumerate() {
            group.phrases.iter().for_each(|phrase| self.name(phrase, Sense::FalseFriend(row)));
        }
        self.people(directory, |source| source != Source::Learned);
        titles::all().offices.iter().for_each(|(phrase, office)| self.title(phrase, *office));
        for form in titles::all().headships.iter().flat_map(|one| &one.forms) {
            self.phrase(form.clone(), Sense::Title(Office::Body));
            self.phrase(capital(form), Sense::Title(Office::Body));
        }
        for one in &titles::all().foreign {
            self.title(&one.form, one.office);
            // US-Präsident, UN-Generalsekretär
            if let Some((before, behind)) = one.form.split_once('-') {
                let nato = if before == "nato" { capital(before) } else { before.to_uppercase() };
                self.phrase(format!("{nato}-{}", capital(behind)), Sense::Title(one.office));
                self.phrase(format!("{}-{}", before.to_uppercase(), capital(behind)), Sense::Title(one.office));
            }
        }
        for country in countries::all() {
            let sense = Sense::Country(country.code);
            self.name(country.name, sense);
            let words = country.others.iter().chain(&country.demonyms).chain(&country.capitals).chain(&country.seats);
            words.for_each(|word| self.name(word, sense));
            country.demonyms.iter().filter_map(|one| countries::plural(one)).for_each(|many| self.name(&many, sense));
        }
        for group in places::all() {
            let sense = match group.kind {
                places::Kind::Region => Sense::Region(group.code),
                places::Kind::Postal => Sense::Postal(group.code),
                places::Kind::Dateline => Sense::Dateline(group.code),
                places::Kind::City => Sense::City(group.code),
            };
            group.names.iter().for_each(|name| self.name(name, sense));
        }
    }

    /// The people of some sources.
    fn people(&mut self, directory: &Directory, wanted: impl Fn(Source) -> bool) {
        for (row, entry) in directory.entries().filter(|(_, entry)| wanted(entry.source)) {
            let leader = &entry.leader;
            std::iter::once(&leader.name).chain(&leader.aliases).for_each(|name| self.person(name, leader, row));
        }
    }

    /// A name as printed, without accents, with a curly apostrophe, and in capitals for datelines and old headlines.
    fn name(&mut self, name: &str, sense: Sense) {
        self.spellings(name, sense);
        // three letters in capitals are words of other headlines: UK and USA stand in the files as they are
        if name.len() > 3 {
            self.spellings(&name.to_uppercase(), sense);
        }
    }

    /// A person's name, without capitals throughout: headlines link by surname. Where the family name comes second, also before the given name, as their own papers print it.
    fn person(&mut self, name: &str, leader: &Leader, row: usize) {
        self.spellings(name, Sense::Leader(row));
        let points = name.contains(". ");
        if points {
            self.spellings(&name.replace(". ", " "), Sense::Leader(row));
        }
        if let Some((given, family)) = name.split_once(' ').filter(|_| ["JP", "HU"].contains(&&*leader.country))
            && !family.contains(' ')
        {
            self.spellings(&format!("{family} {given}"), Sense::Leader(row));
        }
    }

    /// A title in lower case, with a capital, with capitals, in capitals.
    fn title(&mut self, phrase: &str, office: Office) {
        let acronyms = ["pm", "fm", "un", "u.n.", "eu", "nato", "who", "wto", "imf", "ecb", "us", "u.s.", "opec"];
        let each = |change: &dyn Fn(&str) -> String| {
            let words =
                phrase.split(' ').map(|word| if acronyms.contains(&word) { word.to_uppercase() } else { change(word) });
            words.collect::<Vec<_>>().join(" ")
        };
        let small = ["of", "the", "for", "to", "and"];
        let sense = Sense::Title(office);
        self.phrase(each(&str::to_owned), sense);
        self.phrase(capital(&each(&str::to_owned)), sense);
        let title = each(&|word| if small.contains(&word) { word.to_owned() } else { capital(word) });
        self.phrase(title.replace("-general", "-General").replace("-elect", "-Elect"), sense);
        self.phrase(title, sense);
        self.phrase(phrase.to_uppercase(), sense);
    }

    fn spellings(&mut self, name: &str, sense: Sense) {
        self.phrase(name.to_owned(), sense);
        if name.contains('\'') {
            self.phrase(name.replace('\'', "’"), sense);
        }
        if !name.is_ascii() {
            self.phrase(without_accents(name), sense);
        }
    }

    fn phrase(&mut self, phrase: String, sense: Sense) {
        let next = u32::try_from(self.senses.len()).expect("there are some ten thousand phrases");
        if let std::collections::hash_map::Entry::Vacant(free) = self.phrases.entry(phrase) {
            free.insert(next);
            self.senses.push(sense);
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name as an American agency prints it.
pub(super) fn without_accents(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    let mut plain = String::with_capacity(name.len());
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        match lexicon::plain(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Lists;
    use crate::lexicon::leaders;

    #[test]
    fn phrases_begin_where_words_do() {
        let mut table = Table::default();
        table.fill(&Directory::new(&Lists::default(), leaders::all()));
        let word = |phrase: &str| phrase.trim_start_matches(['\'', '’']).starts_with(char::is_alphanumeric);
        let other: Vec<_> = table.phrases.keys().filter(|phrase| !word(phrase)).collect();
        assert!(other.is_empty(), "{other:?}");
    }

    #[test]
    fn the_longest_whole_phrase_is_found() {
        let names = Names::new(&Directory::new(&Lists::default(), leaders::all()));
        let found =
            |text: &'static str| names.scan(text).iter().map(|hit| &text[hit.start..hit.end]).collect::<Vec<_>>();
        assert_eq!(found("South Korea and Korean firms, not Koreaboo"), ["South Korea", "Korean"]);
        assert_eq!(found("the prime minister of Francese"), ["prime minister"]);
        assert_eq!(found("the late 'Akilisi Pōhiva, of Tonga's"), ["'Akilisi Pōhiva", "Tonga"]);
        assert_eq!(found("…"), [""; 0]);
    }
}
