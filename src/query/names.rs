//! Names in the dictionaries of the index, found whatever their case and accents.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::text::near::plain;

/// The languages of an index, as its articles name them.
///
/// # Errors
/// The engine's, when the dictionary cannot be read.
pub fn languages(searcher: &Searcher, lang: Field) -> tantivy::Result<Vec<String>> {
    values(searcher, lang)
}

/// The values of a field of an index, in alphabetical order, each once.
///
/// # Errors
/// The engine's, when the dictionary cannot be read.
pub fn values(searcher: &Searcher, field: Field) -> tantivy::Result<Vec<String>> {
    let mut found = BTreeSet::new();
    each(searcher, field, |value| {
        found.insert(value.to_owned());
    })?;
    Ok(found.into_iter().collect())
}

/// Calls `visit` with each value of `field`, segment by segment.
pub(crate) fn each(searcher: &Searcher, field: Field, mut visit: impl FnMut(&str)) -> tantivy::Result<()> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().stream()?;
        while stream.advance() {
            if let Ok(value) = std::str::from_utf8(stream.key()) {
                visit(value);
            }
        }
    }
    Ok(())
}

/// The values of `field` with their plain forms.
pub(crate) fn plain_values(searcher: &Searcher, field: Field) -> tantivy::Result<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    each(searcher, field, |value| {
        if !values.contains_key(value) {
            values.insert(value.to_owned(), plain(value));
        }
    })?;
    Ok(values)
}

/// The values that are called `plain_name`.
pub(crate) fn equal(values: &BTreeMap<String, String>, plain_name: &str) -> Vec<String> {
    pick(values, |known| known == plain_name)
}

/// The outlets called `plain_name`, or else those that have it as a part of their names.
pub(crate) fn outlets(values: &BTreeMap<String, String>, plain_name: &str) -> Vec<String> {
    let whole = equal(values, plain_name);
    let name = format!(" {} ", spoken(plain_name));
    if whole.is_empty() && name.len() > 2 {
        return pick(values, |known| format!(" {} ", spoken(known)).contains(&name));
    }
    whole
}

/// The words of a name, one blank between them.
fn spoken(name: &str) -> String {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The people called `plain_name`: those whose full name it is, else whose last names, else whose first ones (`Xi` of
/// Xi Jinping), else those who have it in the middle.
pub(crate) fn people(values: &BTreeMap<String, String>, plain_name: &str) -> Vec<String> {
    let (tail, head) = (format!(" {plain_name}"), format!("{plain_name} "));
    let middle = format!(" {plain_name} ");
    let mut found = equal(values, plain_name);
    let rules: [&dyn Fn(&str) -> bool; 3] =
        [&|known| known.ends_with(&tail), &|known| known.starts_with(&head), &|known| known.contains(&middle)];
    for rule in rules {
        if found.is_empty() {
            found = pick(values, rule);
        }
    }
    found
}

fn pick(values: &BTreeMap<String, String>, rule: impl Fn(&str) -> bool) -> Vec<String> {
    values.iter().filter(|(_, known)| rule(known)).map(|(value, _)| value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), plain(name))).collect()
    }

    #[test]
    fn names_meet_whatever_their_case_and_accents() {
        let names = values(&["Le Monde", "LE MONDE", "El País", "Die Zeit"]);
        assert_eq!(equal(&names, &plain("le  monde")), ["LE MONDE", "Le Monde"]);
        assert_eq!(equal(&names, &plain("el pais")), ["El País"]);
        assert_eq!(equal(&names, &plain("zeit")), Vec::<String>::new());
    }

    #[test]
    fn outlets_are_found_by_a_part_of_their_names_where_none_has_the_whole() {
        let names = values(&["Northern Ledger", "Ledger", "The Northern Ledger on Sunday", "Yahoo!", "Mail (UK)"]);
        let found = |name: &str| outlets(&names, &plain(name));
        assert_eq!(found("ledger"), ["Ledger"]);
        assert_eq!(found("northern"), ["Northern Ledger", "The Northern Ledger on Sunday"]);
        assert_eq!(found("ledger northern"), Vec::<String>::new());
        assert_eq!(found("north"), Vec::<String>::new());
        assert_eq!(found("yahoo"), ["Yahoo!"]);
        assert_eq!(found("mail uk"), ["Mail (UK)"]);
        assert_eq!(found("!"), Vec::<String>::new());
    }

    #[test]
    fn people_are_found_by_the_most_telling_part_of_their_names() {
        let names = values(&["Ada Stone", "Stone Field", "Mei Lin", "Lin Mei Hua", "Ursa van der Berg"]);
        let found = |name: &str| people(&names, &plain(name));
        assert_eq!(found("ADA STONE"), ["Ada Stone"]);
        assert_eq!(found("stone"), ["Ada Stone"]);
        assert_eq!(found("der berg"), ["Ursa van der Berg"]);
        assert_eq!(found("ursa"), ["Ursa van der Berg"]);
        assert_eq!(found("van"), ["Ursa van der Berg"]);
        assert_eq!(found("one"), Vec::<String>::new());
    }
}
