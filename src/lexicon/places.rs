//! Regions and cities that name their country for a reader of news.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::lexicon;
use crate::lexicon::countries;

/// How a place names its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A first-level region: `City, Region` follows it.
    Region,
    /// The abbreviation of a region, which names only behind a city and a comma.
    Postal,
    /// A city or part of one.
    City,
    /// A city that names only in a dateline: elsewhere its name is a surname, a word or another city.
    Dateline,
}

/// Places of one kind in one country.
#[derive(Debug)]
pub struct Places {
    /// The country.
    pub code: &'static str,
    /// What they are.
    pub kind: Kind,
    /// Their names.
    pub names: Vec<&'static str>,
}

/// All places.
pub fn all() -> &'static [Places] {
    static ALL: OnceLock<Vec<Places>> = OnceLock::new();
    ALL.get_or_init(|| {
        lexicon::rows(include_str!("places.tsv"))
            .filter_map(|[code, kind, names]| {
                let kind = match kind {
                    "region" => Kind::Region,
                    "postal" => Kind::Postal,
                    "dateline" => Kind::Dateline,
                    _ => Kind::City,
                };
                Some(Places { code: countries::code(code)?, kind, names: lexicon::values(names).collect() })
            })
            .collect()
    })
}

/// The country of a region by its name as printed.
pub(crate) fn region(name: &str) -> Option<&'static str> {
    let regions = all().iter().filter(|group| group.kind == Kind::Region);
    regions.filter(|group| group.names.contains(&name)).map(|group| group.code).next()
}

/// Whether a name in small letters is that of a region, a city or a capital, and not of a whole country too, as Singapore.
pub(crate) fn is_place(small: &str) -> bool {
    static PLACES: OnceLock<FxHashSet<String>> = OnceLock::new();
    let places = PLACES.get_or_init(|| {
        let capitals = countries::all().iter().flat_map(|country| &country.capitals);
        let names = all().iter().flat_map(|group| &group.names).chain(capitals);
        let mut places: FxHashSet<String> = names.map(|name| name.to_lowercase()).collect();
        for country in countries::all() {
            std::iter::once(&country.name).chain(&country.others).for_each(|name| {
                places.remove(&name.to_lowercase());
            });
        }
        places
    });
    places.contains(small)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_place_lies_in_one_country() {
        let mut owners = HashMap::new();
        for [code, kind, names] in lexicon::rows::<3>(include_str!("places.tsv")) {
            assert!(countries::code(code).is_some(), "{code}");
            assert!(["region", "postal", "city", "dateline"].contains(&kind), "{kind}");
            for name in lexicon::values(names) {
                assert_eq!(*owners.entry(name).or_insert(code), code, "{name}");
            }
        }
    }
}
