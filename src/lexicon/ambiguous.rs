//! Names that mean more than one thing: two countries, a country and a region, a place and a person.

use std::sync::OnceLock;

use crate::lexicon;
use crate::lexicon::countries;

/// Whether a place name is a person's name as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// It is not.
    No,
    /// A surname: a given name before it tells.
    Surname,
    /// A given name too: a capitalised word behind it tells.
    Given,
}

/// A name and how a text decides what it means.
#[derive(Debug)]
pub struct Ambiguous {
    /// The name as printed.
    pub name: &'static str,
    /// The countries that a person may mean who types it; empty when that is no question.
    pub choices: Vec<&'static str>,
    /// What a text means by it; `None` for no country.
    pub usual: Option<&'static str>,
    /// What a text means by it that holds more of `cues` than of `against`.
    pub cued: Option<&'static str>,
    /// Words that speak for `cued`.
    pub cues: Vec<&'static str>,
    /// Words that speak against it.
    pub against: Vec<&'static str>,
    /// Whether people bear the name.
    pub person: Person,
}

/// All ambiguous names.
pub fn all() -> &'static [Ambiguous] {
    static ALL: OnceLock<Vec<Ambiguous>> = OnceLock::new();
    ALL.get_or_init(|| {
        lexicon::rows(include_str!("ambiguous.tsv"))
            .map(|[name, choices, usual, cued, cues, against, person]| Ambiguous {
                name,
                choices: lexicon::values(choices).filter_map(countries::code).collect(),
                usual: countries::code(usual),
                cued: countries::code(cued),
                cues: lexicon::values(cues).collect(),
                against: lexicon::values(against).collect(),
                person: match person {
                    "surname" => Person::Surname,
                    "given" => Person::Given,
                    _ => Person::No,
                },
            })
            .collect()
    })
}

/// The countries that a folded name may mean; `None` when it is not ambiguous for a person who types it.
pub(crate) fn choices(folded: &str) -> Option<&'static [&'static str]> {
    let found = all().iter().find(|one| !one.choices.is_empty() && lexicon::fold(one.name) == folded)?;
    Some(&found.choices)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_sound() {
        let names: HashSet<_> = all().iter().map(|one| one.name).collect();
        assert_eq!(names.len(), all().len());
        for [name, choices, usual, cued, cues, _, person] in lexicon::rows::<7>(include_str!("ambiguous.tsv")) {
            let codes = lexicon::values(choices).chain([usual, cued]).filter(|code| *code != "-");
            codes.for_each(|code| assert!(countries::code(code).is_some(), "{name}: {code}"));
            assert_ne!(lexicon::values(choices).count(), 1, "{name}: one choice is no question");
            assert!(["", "surname", "given"].contains(&person), "{name}: {person}");
            assert!(cued == "-" || !cues.is_empty() || usual == cued, "{name}: no cues");
        }
    }
}
