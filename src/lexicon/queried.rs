//! The names by which a query means a country: found where they stand in the file, because to read and fold all names of all
//! countries is a tenth of a search.

/// Words of the longest name.
pub(crate) const LONGEST: usize = 8;

/// Lines of a folded name, a tab and the codes of its countries with blanks between, in the order of their bytes: what
/// `countries.tsv` and `ambiguous.tsv` say of queries. A test compares them.
const NAMES: &str = include_str!("queried.tsv");

/// The codes of the countries that a folded name or demonym may mean; several where they are as good as each other (`korea`),
/// none where it names no country.
pub(crate) fn codes(folded: &str) -> impl Iterator<Item = &'static str> {
    line_of(folded).unwrap_or_default().split_ascii_whitespace()
}

/// What stands behind the tab in the line of `name`, by halving the file.
fn line_of(name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, NAMES.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let is_end = |byte: &u8| *byte == b'\n';
        let begin = NAMES.as_bytes()[low..middle].iter().rposition(is_end).map_or(low, |end| low + end + 1);
        let end = NAMES.as_bytes()[middle..high].iter().position(is_end).map_or(high, |end| middle + end);
        let (known, codes) = NAMES[begin..end].split_once('\t')?;
        match known.cmp(name) {
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Equal => return Some(codes),
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lexicon::{ambiguous, countries, fold};

    /// The file as it must be.
    fn names() -> String {
        let mut codes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for country in countries::all() {
            for name in std::iter::once(&country.name).chain(&country.others).chain(&country.demonyms) {
                let codes = codes.entry(fold(name)).or_default();
                if codes.last() != Some(&country.code) {
                    codes.push(country.code);
                }
            }
        }
        for name in ambiguous::all().iter().filter(|name| !name.choices.is_empty()) {
            codes.insert(fold(name.name), name.choices.clone());
        }
        codes.iter().map(|(name, codes)| format!("{name}\t{}\n", codes.join(" "))).collect()
    }

    #[test]
    fn the_file_says_what_the_lists_of_countries_say() {
        let names = names();
        assert!(names == NAMES, "run: cargo test --lib -- --ignored queried::tests::write_the_file");
        assert_eq!(names.lines().map(|line| line.split('\t').next().unwrap().split(' ').count()).max(), Some(LONGEST));
    }

    #[test]
    #[ignore = "changes the source"]
    fn write_the_file() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lexicon/queried.tsv"), names()).unwrap();
    }

    #[test]
    fn every_name_is_found_and_nothing_else() {
        let mut found = 0;
        for (name, expected) in NAMES.lines().map(|line| line.split_once('\t').unwrap()) {
            assert_eq!(codes(name).collect::<Vec<_>>().join(" "), expected, "{name}");
            assert_eq!(codes(&format!("{name}x")).count(), 0, "{name}");
            found += 1;
        }
        assert!(found > 300, "{found}");
        assert!(codes("korea").count() > 1);
        assert!(
            ["", "\t", "a", "zzz", "tokyo", "JP", "japan\tJP", "\u{10ffff}"].iter().all(|no| codes(no).count() == 0)
        );
    }
}
