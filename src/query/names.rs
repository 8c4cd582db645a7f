//! Names in the dictionaries of the index, found whatever their case and accents.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::text::{fold, surface};

/// How many names an unknown one is answered with.
const MAX_NEAREST: usize = 3;

/// The languages of an index, as its articles name them.
///
/// # Errors
/// The engine's, when the dictionary cannot be read.
pub fn languages(searcher: &Searcher, lang: Field) -> tantivy::Result<Vec<String>> {
    let mut found = BTreeSet::new();
    each(searcher, lang, |value| {
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

/// A name without case, accents, dots and superfluous blanks.
pub(crate) fn plain(name: &str) -> String {
    let mut text = String::new();
    surface(name, &mut text);
    fold(&mut text);
    if text.split_whitespace().map(str::len).sum::<usize>() == text.len() {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The values that are called `plain_name`.
pub(crate) fn equal(values: &BTreeMap<String, String>, plain_name: &str) -> Vec<String> {
    pick(values, |known| known == plain_name)
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

/// The values nearest to `plain_name`, best first: those that hold it or a word of it, and those a few letters away.
pub(crate) fn nearest(values: &BTreeMap<String, String>, plain_name: &str) -> Vec<String> {
    // a third of the letters may be wrong: "reutres" is 2 of 7 away from "reuters"
    let allowed = (plain_name.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &String)> = values
        .iter()
        .filter_map(|(value, known)| {
            let parts = known.split(' ').map(|part| distance(part, plain_name, allowed));
            let away = parts.chain([distance(known, plain_name, allowed)]).flatten().min();
            let within = (plain_name.len() > 2 && known.contains(plain_name)).then_some(1);
            away.into_iter().chain(within).min().map(|away| (away, value))
        })
        .collect();
    found.sort();
    found.into_iter().take(MAX_NEAREST).map(|(_, value)| value.clone()).collect()
}

/// Letters to change, add, drop or swap with their neighbour (optimal string alignment), if at most `allowed`.
fn distance(a: &str, b: &str, allowed: usize) -> Option<usize> {
    // bytes bound characters: a cheap way out for most of a dictionary
    if a.len().abs_diff(b.len()) > 4 * allowed {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut rows: [Vec<usize>; 3] = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let change = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
        }
        if rows[2].iter().min().is_some_and(|best| *best > allowed) {
            return None;
        }
        rows.rotate_left(1);
    }
    let away = rows[1][b.len()];
    (away <= allowed).then_some(away)
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

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        let names = values(&["Harbour Post", "Harbor Times", "Evening Star", "Reuters"]);
        assert_eq!(nearest(&names, "reutres"), ["Reuters"]);
        assert_eq!(nearest(&names, "harbour"), ["Harbour Post", "Harbor Times"]);
        assert_eq!(nearest(&names, "zzzz"), Vec::<String>::new());
    }

    #[test]
    fn distance_counts_typing_errors() {
        assert_eq!(distance("abc", "acb", 2), Some(1));
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
        assert_eq!(distance("", "a", 1), Some(1));
    }
}
