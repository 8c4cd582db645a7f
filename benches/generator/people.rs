//! Invented people: holders of offices, and everybody else.
//!
//! People return as words do, by the law of [`words`]: a few stand in many articles, and new ones come ever more slowly.
//! Holders of offices come from one urn for each country, with far fewer in it than everybody else: newsdex learns some
//! 1,000 of 4,000 articles and 2,900 of 20,000.

use crate::generator::countries::ROWS;
use crate::generator::random::Random;
use crate::generator::words;

/// Heaps' exponent of the holders of offices: it is theirs and not one of the language. A country has a head, ministers
/// whom everybody names and hundreds of others whom few do, and all of them change with the years.
const OFFICE_BETA: f64 = 0.5;

/// Holders of an office who are named about equally often in one country: head of state, of government, foreign minister.
const OFFICE_SHIFT: f64 = 2.0;

/// Everybody else: nearly each of them is named in few articles.
const PERSON_BETA: f64 = 0.66;
const PERSON_SHIFT: f64 = 2000.0;

/// First names in use.
const FIRST_NAMES: usize = 600;

/// Words before a name that make it that of a holder of an office; they stay what they are.
const TITLES: [&str; 14] = [
    "president",
    "minister",
    "premier",
    "chancellor",
    "king",
    "queen",
    "pope",
    "governor",
    "mayor",
    "senator",
    "secretary",
    "general",
    "commissioner",
    "prime",
];

/// Whether names behind `word` are those of people.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES.iter().any(|title| word.eq_ignore_ascii_case(title))
}

/// The last of the names of a person.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// The country of a holder of an office whose name tells none.
pub(crate) fn home(name: &str) -> usize {
    Random::of_word(0, name).below(ROWS)
}

/// Somebody in an office of a country: first and last name.
pub(crate) fn leader(country: usize, random: &mut Random) -> String {
    named(words::drawn(random, OFFICE_BETA, OFFICE_SHIFT).saturating_mul(ROWS).saturating_add(country))
}

/// Anybody: first and last name.
pub(crate) fn person(random: &mut Random) -> String {
    named(words::drawn(random, PERSON_BETA, PERSON_SHIFT))
}

/// One last name, one first name: who is named again is the same person.
fn named(rank: usize) -> String {
    let first = Random::new(rank as u64, 0).below(FIRST_NAMES);
    format!("{} {}", words::name_of(first * 37), words::name_of(rank))
}
