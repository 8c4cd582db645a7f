//! The words around a name that tell a leader from everybody else.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::lexicon;

/// What an office says about the name beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// An office of state wherever it stands: prime minister.
    Strong,
    /// Also an office of firms, clubs and colleges: president.
    Weak,
    /// Links a known name and never makes one: king, pope.
    Royal,
    /// Short for an office; links a known name and never makes one: PM.
    Short,
}

/// The tables of titles.
#[derive(Debug)]
pub struct Titles {
    /// Offices in lower case.
    pub offices: Vec<(&'static str, Office)>,
    /// May stand between office and name; lower case.
    pub honours: HashSet<&'static str>,
    /// Before an office, makes it less than one; lower case.
    pub junior: HashSet<&'static str>,
    /// May stand between "minister of" and the name; as printed.
    pub portfolio: HashSet<&'static str>,
    /// Makes a weak office one of a firm; lower case.
    pub corporate: HashSet<&'static str>,
    /// Other trades; lower case.
    pub trades: HashSet<&'static str>,
    /// Behind a name, things named after the leader; as printed.
    pub things: HashSet<&'static str>,
    /// Before a name, ships and saints; as printed.
    pub vessels: HashSet<&'static str>,
    /// Given names and forms of address; as printed.
    pub given: HashSet<&'static str>,
    /// Capitalised words that follow the name of a country; as printed.
    pub institutions: HashSet<&'static str>,
}

/// The tables.
pub fn all() -> &'static Titles {
    static ALL: OnceLock<Titles> = OnceLock::new();
    ALL.get_or_init(|| {
        let kind = |wanted: &'static str| {
            let rows = lexicon::rows::<2>(include_str!("titles.tsv")).filter(move |[kind, _]| *kind == wanted);
            rows.flat_map(|[_, phrases]| lexicon::values(phrases))
        };
        let offices = [("strong", Office::Strong), ("weak", Office::Weak), ("royal", Office::Royal)];
        let offices = offices.into_iter().chain([("abbreviation", Office::Short)]);
        Titles {
            offices: offices.flat_map(|(name, office)| kind(name).map(move |phrase| (phrase, office))).collect(),
            honours: kind("honour").collect(),
            junior: kind("junior").collect(),
            portfolio: kind("portfolio").collect(),
            corporate: kind("corporate").collect(),
            trades: kind("trade").collect(),
            things: kind("thing").collect(),
            vessels: kind("vessel").collect(),
            given: kind("given").collect(),
            institutions: kind("institution").collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_office_stands_once_and_in_lower_case() {
        let titles = all();
        let names: HashSet<_> = titles.offices.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), titles.offices.len());
        assert!(titles.offices.iter().all(|(name, _)| name.to_lowercase() == **name));
        for table in [&titles.honours, &titles.junior, &titles.portfolio, &titles.trades, &titles.things] {
            assert!(!table.is_empty());
        }
    }
}
