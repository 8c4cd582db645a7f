//! Every name and title in one table: where they stand in a text, as bytes, the longest at a position.

use crate::annotate::directory::Directory;
use crate::annotate::folded::Word;
use crate::annotate::phrases::Capitals;
use crate::annotate::phrases::Match;
use crate::annotate::phrases::Phrases;
use crate::lexicon;
use crate::lexicon::ambiguous;
use crate::lexicon::countries;
use crate::lexicon::false_friends;
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
    phrases: Phrases,
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
        let (least, most) = directory.learned().size_hint();
        table.phrases.reserve(most.unwrap_or(least));
        for (row, spellings, country) in directory.learned() {
            spellings.for_each(|name| table.person(name, country, row));
        }
        Some(Self::of(table)).filter(|names| !names.senses.is_empty())
    }

    fn of(table: Table) -> Self {
        Self { phrases: table.phrases, senses: table.senses }
    }

    /// The phrases of a text from left to right: whole words, the longest at a position, none within another. `words` are
    /// those of the text.
    pub(super) fn scan(&self, text: &str, words: &[Word]) -> Vec<Hit> {
        let hit = |found: Match| Hit { start: found.start, end: found.end, sense: self.senses[found.value as usize] };
        let found = self.phrases.scan(text, words).into_iter().map(hit);
        // only people have a genitive without an apostrophe: Angela Merkels
        found
            .filter(|hit| matches!(hit.sense, Sense::Leader(_)) || text.as_bytes().get(hit.end) != Some(&b's'))
            .collect()
    }
}

/// The phrases with their senses; the first sense of a phrase stays.
#[derive(Default)]
struct Table {
    phrases: Phrases,
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
        self.people(directory);
        titles::all().offices.iter().for_each(|(phrase, office)| self.title(phrase, *office));
        for form in titles::all().headships.iter().flat_map(|one| &one.forms) {
            self.phrase(form, Capitals::AtLeast, Sense::Title(Office::Body));
        }
        for one in &titles::all().foreign {
            self.phrase(&one.form, Capitals::AtLeast, Sense::Title(one.office));
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

    fn people(&mut self, directory: &Directory) {
        self.phrases.reserve(directory.entries().count());
        for (row, entry) in directory.entries() {
            let leader = &entry.leader;
            let names = std::iter::once(&leader.name).chain(&leader.aliases);
            names.for_each(|name| self.person(name, &leader.country, row));
        }
    }

    /// A name in any script, with the capitals that it is printed with, and in capitals for datelines and old headlines.
    /// Accents, kinds of apostrophes and what Arabic and Korean attach to names do not matter.
    fn name(&mut self, name: &str, sense: Sense) {
        // three letters in capitals are words of other headlines: UK and USA stand in the files as they are
        let capitals = if name.len() > 3 { Capitals::PrintedOrAll } else { Capitals::Printed };
        self.phrase(name, capitals, sense);
    }

    /// A person's name, without capitals throughout: headlines link by surname. Where the family name comes second, also before the given name, as their own papers print it.
    fn person(&mut self, name: &str, country: &str, row: usize) {
        self.phrase(name, Capitals::Name, Sense::Leader(row));
        if name.contains(". ") {
            self.phrase(&name.replace(". ", " "), Capitals::Name, Sense::Leader(row));
        }
        if ["JP", "HU"].contains(&country)
            && let Some((given, family)) = name.split_once(' ')
            && !family.contains(' ')
        {
            self.phrase(&format!("{family} {given}"), Capitals::Name, Sense::Leader(row));
        }
    }

    /// A title in small letters or with capitals, but for acronyms, which are words in small letters.
    fn title(&mut self, phrase: &str, office: Office) {
        let acronyms = ["pm", "fm", "un", "u.n.", "eu", "nato", "who", "wto", "imf", "ecb", "us", "u.s.", "opec"];
        let words =
            phrase.split(' ').map(|word| if acronyms.contains(&word) { word.to_uppercase() } else { word.to_owned() });
        self.phrase(&words.collect::<Vec<_>>().join(" "), Capitals::AtLeast, Sense::Title(office));
    }

    fn phrase(&mut self, phrase: &str, capitals: Capitals, sense: Sense) {
        let last = self.senses.last().is_some_and(|last| *last == sense);
        if !last {
            self.senses.push(sense);
        }
        let value = u32::try_from(self.senses.len() - 1).expect("there are far fewer than 2^32 senses");
        self.phrases.add(phrase, capitals, value);
    }
}

/// The name as an American agency prints it.
pub(super) fn without_accents(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    if name.is_ascii() {
        return name.to_owned();
    }
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
    use std::sync::LazyLock;

    use super::*;
    use crate::annotate::Lists;
    use crate::annotate::folded;
    use crate::lexicon::leaders;

    static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(&Directory::new(&Lists::default(), leaders::all())));

    fn found<'t>(names: &Names, text: &'t str) -> Vec<&'t str> {
        names.scan(text, &folded::words(text)).iter().map(|hit| &text[hit.start..hit.end]).collect()
    }

    /// A table of these names of countries, whose codes are the names themselves.
    fn countries(phrases: &[&'static str]) -> Names {
        let mut table = Table::default();
        phrases.iter().for_each(|phrase| table.name(phrase, Sense::Country(phrase)));
        Names::of(table)
    }

    fn codes(names: &Names, text: &str) -> Vec<String> {
        let code = |hit: &Hit| match hit.sense {
            Sense::Country(code) => format!("{code}: {}", &text[hit.start..hit.end]),
            _ => String::new(),
        };
        names.scan(text, &folded::words(text)).iter().map(code).collect()
    }

    #[test]
    fn the_longest_whole_phrase_is_found() {
        let cases: [(&str, &[&str]); 9] = [
            ("South Korea and Korean firms, not Koreaboo", &["South Korea", "Korean"]),
            ("the prime minister of Francese", &["prime minister"]),
            ("the late 'Akilisi Pōhiva, of Tonga's", &["'Akilisi Pōhiva", "Tonga"]),
            ("the late ‘Akilisi Pohiva, of O'Tonga’s", &["‘Akilisi Pohiva", "Tonga"]),
            ("The U.S. and Ferdinand Marcos Jr., who", &["U.S.", "Ferdinand Marcos Jr."]),
            ("Japan", &["Japan"]),
            ("South", &[]),
            ("…", &[]),
            ("", &[]),
        ];
        for (text, phrases) in cases {
            assert_eq!(found(&NAMES, text), phrases, "{text}");
        }
    }

    #[test]
    fn capitals_are_as_printed_or_all() {
        let cases: [(&str, &[&str]); 8] = [
            ("Turkey and TURKEY, not turkey nor TuRKEY", &["Turkey", "TURKEY"]),
            ("to polish Polish shoes", &["Polish"]),
            ("between us and the US, Us", &["US"]),
            ("a chad, Chad, CHAD", &["Chad", "CHAD"]),
            (
                "Côte d’Ivoire, Cote d'Ivoire, CÔTE D’IVOIRE, cote d'ivoire",
                &["Côte d’Ivoire", "Cote d'Ivoire", "CÔTE D’IVOIRE"],
            ),
            ("Angela Merkel, ANGELA MERKEL, angela merkel", &["Angela Merkel"]),
            ("prime minister, Prime Minister, PRIME MINISTER", &["prime minister", "Prime Minister", "PRIME MINISTER"]),
            ("the PM at 3 pm, the UN chief, un chief", &["PM", "UN chief"]),
        ];
        for (text, phrases) in cases {
            assert_eq!(found(&NAMES, text), phrases, "{text}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn names_are_found_in_every_script() {
        let names = countries(&[
            "Япония", "Соединённые Штаты", "العراق", "مصر", "الولايات المتحدة", "日本", "中国", "发展中国家", "イギリス", "일본",
            "인도", "인도네시아", "जापान", "สิงคโปร์", "Österreich",
        ]);
        let cases: [(&str, &[&str]); 12] = [
            ("Япония и СОЕДИНЕННЫЕ ШТАТЫ, япония", &["Япония: Япония", "Соединённые Штаты: СОЕДИНЕННЫЕ ШТАТЫ"]),
            ("قال العراق ومصر", &["العراق: العراق", "مصر: مصر"]),
            ("للعراق وبالولايات المتحدة", &["العراق: لعراق", "الولايات المتحدة: الولايات المتحدة"]),
            ("مصري", &[]),
            ("日本は中国と", &["日本: 日本", "中国: 中国"]),
            ("发展中国家", &["发展中国家: 发展中国家"]),
            ("イギリスの、イギリスパン", &["イギリス: イギリス"]),
            ("일본은 인도네시아에서", &["일본: 일본", "인도네시아: 인도네시아"]),
            ("인도적 인도인은 재일본", &["인도: 인도"]),
            ("जापान, जापानी", &["जापान: जापान"]),
            ("ในสิงคโปร์มี", &["สิงคโปร์: สิงคโปร์"]),
            ("ÖSTERREICH, Österreicher, Osterreich", &["Österreich: ÖSTERREICH", "Österreich: Osterreich"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(codes(&names, text), wanted, "{text}");
        }
    }

    #[test]
    fn the_first_sense_stays_and_capitals_tell_senses_apart() {
        let mut table = Table::default();
        table.name("Polish", Sense::Country("PL"));
        table.name("Polish", Sense::Country("XX"));
        table.name("POLISH", Sense::Country("YY"));
        table.title("polish", Office::Weak);
        let names = Names::of(table);
        let text = "polish Polish POLISH";
        let senses: Vec<Sense> = names.scan(text, &folded::words(text)).iter().map(|hit| hit.sense).collect();
        assert_eq!(senses, [Sense::Title(Office::Weak), Sense::Country("PL"), Sense::Country("PL")]);
    }

    #[test]
    fn odd_phrases_and_texts_do_not_trouble() {
        let names = countries(&["", "…", "'", "a        ,        b", "A\u{301}", "(Peru)", "Ü", "ß", "ا", "\0x"]);
        for text in
            ["", "'", "''", "‘’x", "Á", "Á’", "SS", "للل", "ل", "\u{301}\u{301}", "가", "(Peru", "Ü", "u\u{308}"]
        {
            names.scan(text, &folded::words(text));
        }
        assert_eq!(codes(&names, "(Peru)"), ["(Peru): Peru)"]);
    }
}
