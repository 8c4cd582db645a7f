//! What the name of a country or city means throughout an article that once says it in full: the town in `Peru, Indiana`,
//! the man in `Michael Jordan`.

use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

use crate::annotate::countries::Part;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::ambiguous::Ambiguous;
use crate::lexicon::ambiguous::Person;
use crate::lexicon::false_friends;
use crate::lexicon::places;
use crate::lexicon::titles;

/// Names of countries and places that are given names too, but so much oftener the place that a capital behind them does
/// not tell: `India Walton`, but `London Underground`. A surname, an office or an age has to tell.
#[rustfmt::skip]
const GIVEN: &[&str] = &[
    "Adelaide", "Alexandria", "America", "Boston", "Brittany", "Brooklyn", "Cairo", "China", "Cuba", "Dallas", "Denver",
    "Florence", "Geneva", "Havana", "Holland", "Houston", "India", "Indiana", "Ireland", "Jamaica", "Kenya", "London",
    "Lourdes", "Malaysia", "Milan", "Montana", "Paris", "Santiago", "Sydney", "Valencia", "Verona", "Vienna",
    "Washington",
];

/// What a person does and a firm or a team does not, or seldom in these words.
#[rustfmt::skip]
const DEEDS: &[&str] = &[
    "who", "lost", "won", "scored", "thanked", "sang", "tweeted", "wrote", "starred", "married", "ran", "smiled", "died",
    "plays", "played",
];

/// Women's teams and their like, which win and lose too.
const TEAMS: &[&str] =
    &["Women", "Men", "Ladies", "Legends", "Lions", "A", "B", "XI", "Under", "Team", "Sevens", "Today"];

/// Particles of surnames, which no name of a place has behind it.
const PARTICLES: &[&str] = &["le", "la", "van", "von", "der", "du", "de", "del", "di", "da", "al", "el", "bin", "ten"];

/// The senses that single articles give to names.
#[derive(Debug, Default)]
pub(super) struct Namesakes<'a> {
    /// Towns that bear the name of a country or of a more famous town, in small letters, each with its country.
    towns: FxHashMap<String, &'static str>,
    /// Words of the names of people.
    people: FxHashSet<&'a str>,
    /// Names that the body says before it introduces a person of that name, if it does: they are the places'.
    places: FxHashSet<&'a str>,
    /// What names each country, in small letters, each name once.
    names: FxHashMap<&'static str, FxHashSet<String>>,
}

impl<'a> Namesakes<'a> {
    /// Reads the parts of an article.
    pub(super) fn new(parts: &[Part<'a>]) -> Self {
        let mut found = Self::default();
        for (number, part) in parts.iter().enumerate() {
            for (i, hit) in part.hits.iter().enumerate() {
                found.read(part, number == 1, i, hit);
            }
        }
        found
    }

    fn read(&mut self, part: &Part<'a>, in_body: bool, i: usize, hit: &Hit) {
        let (text, hits) = (part.text, part.hits);
        let printed = &text[hit.start..hit.end];
        if let Sense::FalseFriend(row) = hit.sense {
            let row = &false_friends::all()[row];
            if row.people {
                self.people.extend(printed.split([' ', '-']).filter(|word| words::is_capital(word)));
            } else if let ([code], Some((town, _))) = (row.codes.as_slice(), printed.split_once(", ")) {
                self.towns.insert(town.to_lowercase(), code);
            }
            return;
        }
        let Some(usual) = own(hit) else { return };
        if let Some(code) = followed_region(text, hit, hits.get(i + 1)) {
            if code != usual && !is_listed(text, hits, i) {
                self.towns.insert(printed.to_lowercase(), code);
            }
            // the region's own name means that one, too: Georgia
            if let Some(region) = hits.get(i + 1).filter(|next| own(next).is_some_and(|other| other != code)) {
                self.towns.insert(text[region.start..region.end].to_lowercase(), code);
            }
            return;
        }
        let person = match hit.sense {
            Sense::Ambiguous(row) => {
                let one = &ambiguous::all()[row];
                is_person(text, hit, hits.get(i + 1), one) && !is_adjective(printed)
            }
            _ => false,
        };
        if person || is_rare_person(text, hits, i) {
            self.people.insert(printed);
        } else {
            if in_body && !self.bears(printed) {
                self.places.insert(printed);
            }
            self.names.entry(usual).or_default().insert(singular(printed));
        }
    }

    /// The country of the town that a name means in this article; `None` where it means what it always does.
    pub(super) fn town(&self, text: &str, hit: &Hit) -> Option<&'static str> {
        if self.towns.is_empty() {
            return None;
        }
        let own = own(hit)?;
        let code = self.towns.get(&text[hit.start..hit.end].to_lowercase())?;
        (!self.is_named_otherwise(own, &text[hit.start..hit.end])).then_some(*code)
    }

    /// Whether a name is that of a person of this article: nothing else names the country, nor is anything done in it.
    pub(super) fn is_person(&self, text: &str, hit: &Hit) -> bool {
        let printed = &text[hit.start..hit.end];
        if self.people.is_empty() || self.places.contains(printed) || is_placed(text, hit) {
            return false;
        }
        self.bears(printed) && own(hit).is_some_and(|own| !self.is_named_otherwise(own, printed))
    }

    /// Whether a person who was named so far bears a name; of an order, also in the plural.
    fn bears(&self, name: &str) -> bool {
        self.people.contains(name) || name.strip_suffix('s').is_some_and(|one| self.people.contains(one))
    }

    /// Whether an article names a country also by another name than this one.
    fn is_named_otherwise(&self, code: &str, name: &str) -> bool {
        let name = singular(name);
        self.names.get(code).is_some_and(|names| names.iter().any(|one| *one != name))
    }
}

/// A name in small letters, of a people that of one of them.
fn singular(name: &str) -> String {
    name.to_lowercase().trim_end_matches('s').to_owned()
}

/// The country that a name mostly means.
fn own(hit: &Hit) -> Option<&'static str> {
    match hit.sense {
        Sense::Country(code) | Sense::City(code) | Sense::Region(code) => Some(code),
        Sense::Ambiguous(row) => ambiguous::all()[row].usual,
        _ => None,
    }
}

/// The code of the region in `City, Region`: Paris, Texas is no French matter.
pub(super) fn followed_region(text: &str, hit: &Hit, next: Option<&Hit>) -> Option<&'static str> {
    let place = matches!(hit.sense, Sense::Country(_) | Sense::City(_) | Sense::Dateline(_) | Sense::Ambiguous(_));
    let next = next.filter(|next| place && &text[hit.end..next.start] == ", ")?;
    match next.sense {
        Sense::Region(code) | Sense::Postal(code) => Some(code),
        // people are called Virginia, and a state of the Caucasus Georgia
        Sense::Ambiguous(row) => match ambiguous::all()[row].name {
            "Georgia" => {
                GEORGIAN.iter().any(|town| text[hit.start..hit.end].eq_ignore_ascii_case(town)).then_some("US")
            }
            name => places::region(name),
        },
        _ => None,
    }
}

/// Towns of the American Georgia that bear the names of more famous ones.
const GEORGIAN: &[&str] =
    &["Athens", "Rome", "Vienna", "Cairo", "Dublin", "Oxford", "Manchester", "Bremen", "Warsaw", "Lebanon", "Milan"];

/// Whether a place and the region behind it are parts of a longer list: `Tokyo, Hawaii and Guam`.
fn is_listed(text: &str, hits: &[Hit], i: usize) -> bool {
    let glued = |one: &Hit, next: &Hit, glue: &[&str]| glue.contains(&&text[one.end..next.start]);
    let before = i.checked_sub(1).and_then(|before| hits.get(before));
    before.is_some_and(|before| own(before).is_some() && glued(before, &hits[i], &[", "]))
        || hits
            .get(i + 2)
            .is_some_and(|last| own(last).is_some() && glued(&hits[i + 1], last, &[", ", " and ", " or ", ", and "]))
}

/// Whether a name that people bear stands as a person's: Michael Jordan, Jordan Lee, Mr London.
pub(super) fn is_person(text: &str, hit: &Hit, next: Option<&Hit>, one: &Ambiguous) -> bool {
    let titles = titles::all();
    if one.person == Person::No {
        return false;
    }
    let adjacent = |range: &std::ops::Range<usize>| text[range.end..hit.start].len() == 1;
    if words::before(text, hit.start).filter(adjacent).is_some_and(|word| titles.given.contains(&text[word])) {
        return true;
    }
    if one.person != Person::Given {
        return false;
    }
    let Some((surname, particle)) = surname(text, hit) else { return false };
    let known = next.is_some_and(|next| next.start == surname.start);
    let behind = words::bare(&text[surname]);
    words::is_capital(behind)
        && !known
        && !behind.chars().all(char::is_uppercase)
        && !titles.institutions.contains(behind)
        && (particle || !words::in_headline(text, hit.start))
}

/// The word behind a given name, or behind the particles behind it, and whether there is a particle: `Chad le Clos`.
fn surname(text: &str, hit: &Hit) -> Option<(std::ops::Range<usize>, bool)> {
    let mut word = words::after(text, hit.end).filter(|word| word.start == hit.end + 1)?;
    let mut particle = false;
    // the longest have two: van der
    for _ in 0..2 {
        if !PARTICLES.contains(&&text[word.clone()]) {
            break;
        }
        particle = true;
        word = words::after(text, word.end).filter(|next| next.start == word.end + 1)?;
    }
    Some((word, particle))
}

/// Whether a place name that few people bear is a given name here: behind an office or a form of address, before an age,
/// or of a country and before what only people do.
fn is_rare_person(text: &str, hits: &[Hit], i: usize) -> bool {
    let hit = &hits[i];
    let printed = &text[hit.start..hit.end];
    if !GIVEN.contains(&printed) || hits.get(i + 1).is_some_and(|next| next.start == hit.end + 1) {
        return false;
    }
    let Some(word) = words::after(text, hit.end).filter(|word| word.start == hit.end + 1) else { return false };
    let surname = words::bare(&text[word.clone()]);
    let titles = titles::all();
    let shouts = surname.chars().all(char::is_uppercase);
    if !words::is_capital(surname) || shouts || titles.institutions.contains(surname) || TEAMS.contains(&surname) {
        return false;
    }
    let office = i
        .checked_sub(1)
        .map(|before| &hits[before])
        .is_some_and(|before| matches!(before.sense, Sense::Title(_)) && &text[before.end..hit.start] == " ");
    const OFFICES: &[&str] =
        &["Mayor", "Councilwoman", "Councilman", "Senator", "Actress", "actress", "singer", "Detective"];
    let address = || {
        let before = words::before(text, hit.start).filter(|word| word.end + 1 == hit.start);
        before.is_some_and(|word| OFFICES.contains(&&text[word.clone()]) || titles.given.contains(&text[word]))
    };
    office
        || address()
        || is_aged(&text[word.end..])
        || is_country(hit) && {
            let deed = words::after(text, word.end).filter(|deed| deed.start == word.end + 1);
            !surname.ends_with('s') && deed.is_some_and(|deed| DEEDS.contains(&&text[deed]))
        }
}

/// Whether an age in commas begins a text: `, 33,`.
fn is_aged(tail: &str) -> bool {
    let digits = tail
        .strip_prefix(", ")
        .map(|age| (age.len() - age.trim_start_matches(|c: char| c.is_ascii_digit()).len(), age));
    digits.is_some_and(|(count, age)| (1..=2).contains(&count) && age[count..].starts_with(','))
}

/// Whether a hit is the name of a whole country or region, which has no firms, clubs and streets named like people.
fn is_country(hit: &Hit) -> bool {
    matches!(hit.sense, Sense::Country(_) | Sense::Region(_) | Sense::Ambiguous(_))
}

/// Whether a name is an adjective in the first place, which no person takes from the article: Dawn French, French wine.
fn is_adjective(name: &str) -> bool {
    ["French", "English", "German", "Turk", "Finn", "Dane", "Scot", "Brit"].contains(&name)
}

/// Whether a name stands behind a word that places lead to: what a person did "in Chad" was done in the country.
pub(super) fn is_placed(text: &str, hit: &Hit) -> bool {
    const PLACING: &[&str] = &["in", "In", "to", "from", "From", "across", "near", "into", "within", "throughout"];
    words::before(text, hit.start).is_some_and(|word| PLACING.contains(&&text[word]))
}
