//! Names of places that are parts of other names: of firms, clubs, streets and currencies. They name no country.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::words;

/// Currencies, as they stand behind an adjective; not `won`, which is a verb, nor `crown`, which kings have.
#[rustfmt::skip]
static CURRENCIES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FxHashSet::from_iter([
    "dollar", "dollars", "dlr", "dlrs", "franc", "francs", "pound", "pounds", "marks", "yen", "yuan", "rand", "peso",
    "pesos", "rupee", "rupees", "lira", "lire", "krona", "kronor", "krone", "kroner", "crowns", "guilder", "guilders",
    "schilling", "schillings", "shilling", "shillings", "ringgit", "baht", "ruble", "rubles", "rouble", "roubles",
    "riyal", "riyals", "rial", "rials", "dinar", "dinars", "dirham", "dirhams", "naira", "eurobond", "stg",
]));

/// Streets, and what has a city's name in the next street.
const STREETS: &[&str] = &["Street", "Avenue", "Road", "Boulevard", "Lane", "Drive", "Guest", "Hotel", "Properties"];

/// What clubs put behind the name of their city.
#[rustfmt::skip]
const CLUB_BEHIND: &[&str] = &[
    "United", "City", "FC", "Wednesday", "Forest", "Rovers", "Wanderers", "Albion", "Hotspur", "Athletic", "Town",
    "Villa", "Argyle", "Orient",
];

/// What clubs put before it.
#[rustfmt::skip]
const CLUB_BEFORE: &[&str] = &[
    "FC", "AFC", "AC", "AS", "SC", "SSC", "CF", "RC", "OGC", "HSV", "VfB", "VfL", "MSV", "FSV", "TSV", "RB", "Borussia", "Bayern",
    "Eintracht", "Fortuna", "Hertha", "Real", "Atletico", "Atlético", "Olympique", "Inter", "Internazionale", "Dynamo",
    "Dinamo", "Spartak", "Lokomotiv", "Sporting", "Deportivo",
];

/// What navies and shipping lines put before the names of ships.
const SHIPS: &[&str] = &["USS", "HMS", "HMAS", "HMCS", "HMNZS", "INS", "SS", "RMS", "MV", "USNS"];

/// Names that are English words without their accents.
const ACCENTED: &[&str] = &["reunion", "male", "pecs"];

/// Whether a name is part of another that holds no country: the ticker in `<UK>`, the sum in `US$25`, the city in
/// `Allied-Lyons` and in `Toulouse Street`, the currency of `Swiss francs`.
pub(super) fn is_part(text: &str, hits: &[Hit], hit: &Hit) -> bool {
    let (head, tail) = (&text[..hit.start], &text[hit.end..]);
    if head.ends_with('<') && tail.starts_with('>') || tail.starts_with('$') {
        return true;
    }
    let before = words::before(text, hit.start).filter(|word| word.end + 1 == hit.start).map(|word| &text[word]);
    let place = is_city(hit) || matches!(hit.sense, Sense::Country(_) | Sense::Ambiguous(_) | Sense::Region(_));
    let is_word = || ACCENTED.iter().any(|word| text[hit.start..hit.end].eq_ignore_ascii_case(word));
    if place && (is_word() || before.is_some_and(|word| SHIPS.contains(&word))) {
        return true;
    }
    let behind = words::after(text, hit.end).filter(|word| word.start == hit.end + 1).map(|word| &text[word]);
    let street = || behind.is_some_and(|word| STREETS.contains(&word));
    let currency = || behind.is_some_and(|word| CURRENCIES.contains(&*words::small(word)));
    match hit.sense {
        Sense::City(_) | Sense::Dateline(_) => street() || follows_a_name(text, hits, hit),
        // Paris and London are ambiguous because people bear the names too
        Sense::Ambiguous(_) => street() || currency(),
        Sense::Country(_) => currency(),
        _ => false,
    }
}

/// Whether a hyphen ties a city to a capitalised word that is no place; both of Paris-Berlin are.
fn follows_a_name(text: &str, hits: &[Hit], hit: &Hit) -> bool {
    let Some(head) = text[..hit.start].strip_suffix('-') else { return false };
    let word = words::before(head, head.len());
    word.is_some_and(|word| words::is_capital(&text[word.clone()]) && names::within(hits, word).next().is_none())
}

/// The cities that a text names as clubs: all that it says of Leeds is of the team then, but what is done in Leeds.
pub(super) fn clubs<'a>(text: &'a str, hits: &[Hit]) -> Vec<&'a str> {
    let near =
        |word: Option<std::ops::Range<usize>>, list: &[&str]| word.is_some_and(|word| list.contains(&&text[word]));
    let club = |hit: &&Hit| {
        let behind = words::after(text, hit.end).filter(|word| word.start == hit.end + 1);
        let before = words::before(text, hit.start).filter(|word| word.end + 1 == hit.start);
        near(behind, CLUB_BEHIND) || near(before, CLUB_BEFORE)
    };
    let mut clubs: Vec<&str> =
        hits.iter().filter(|hit| is_city(hit)).filter(club).map(|hit| &text[hit.start..hit.end]).collect();
    clubs.sort_unstable();
    clubs.dedup();
    clubs
}

/// Whether a city stands for its club here. Teams lose to Leeds and come from Leeds; people live in Leeds.
pub(super) fn is_club(text: &str, clubs: &[&str], hit: &Hit) -> bool {
    let place = |word: std::ops::Range<usize>| ["in", "In", "near", "outside"].contains(&&text[word]);
    clubs.contains(&&text[hit.start..hit.end]) && !words::before(text, hit.start).is_some_and(place)
}

/// Whether a hit is a city that is no capital.
fn is_city(hit: &Hit) -> bool {
    matches!(hit.sense, Sense::City(_) | Sense::Dateline(_))
}
