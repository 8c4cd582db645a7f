//! Countries: ISO 3166-1 and the states of ISO 3166-3 that archives need, their names, demonyms, capitals and seats of power.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::lexicon;
use crate::lexicon::ambiguous;
use crate::text::near::nearest;

/// A country and the words that name it.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2, ISO 3166-3 for states that are no more, `XK` for Kosovo.
    pub code: &'static str,
    /// ISO 3166-1 alpha-3.
    pub alpha3: &'static str,
    /// The short English name.
    pub name: &'static str,
    /// Formal, former and other names.
    pub others: Vec<&'static str>,
    /// Adjectives and people, in the singular.
    pub demonyms: Vec<&'static str>,
    /// The capital, with former capitals and spellings.
    pub capitals: Vec<&'static str>,
    /// Seats of power and institutions that stand for the country.
    pub seats: Vec<&'static str>,
}

/// What a person may have meant who typed a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One country, by its code.
    One(&'static str),
    /// Several countries of that name, by their codes.
    Many(Vec<&'static str>),
    /// No country; the nearest names.
    None(Vec<String>),
}

/// All countries, in the order of their codes, the states that are no more at the end.
pub fn all() -> &'static [Country] {
    static ALL: OnceLock<Vec<Country>> = OnceLock::new();
    ALL.get_or_init(|| {
        lexicon::rows(include_str!("countries.tsv"))
            .map(|[code, alpha3, name, others, demonyms, capitals, seats]| Country {
                code,
                alpha3,
                name,
                others: lexicon::values(others).collect(),
                demonyms: lexicon::values(demonyms).collect(),
                capitals: lexicon::values(capitals).collect(),
                seats: lexicon::values(seats).collect(),
            })
            .collect()
    })
}

/// The short English name of a code in any case; `None` for a code that is not used.
pub fn name(code: &str) -> Option<&'static str> {
    all().iter().find(|country| country.code.eq_ignore_ascii_case(code)).map(|country| country.name)
}

/// The code itself as the data file has it: a label that lives as long as the program.
pub(crate) fn code(code: &str) -> Option<&'static str> {
    all().iter().find(|country| country.code == code).map(|country| country.code)
}

/// Finds the country that a person means by an ISO code, a name, a demonym or a capital, in any case, with or without
/// accents. `Korea` and `Congo` are several.
pub fn resolve(text: &str) -> Resolution {
    let wanted = lexicon::fold(text);
    let wanted = wanted.strip_prefix("the ").unwrap_or(&wanted);
    if let Some(choices) = ambiguous::choices(wanted) {
        return Resolution::Many(choices.to_vec());
    }
    if let Some(code) = dictionary().get(wanted) {
        return Resolution::One(code);
    }
    let names = all().iter().flat_map(|country| std::iter::once(country.name).chain(country.others.iter().copied()));
    Resolution::None(nearest(wanted, names))
}

/// Folded names, demonyms, capitals and codes; what stands earlier in this order wins.
fn dictionary() -> &'static HashMap<String, &'static str> {
    static DICTIONARY: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    DICTIONARY.get_or_init(|| {
        let mut dictionary = HashMap::new();
        let mut learn = |text: &str, code| {
            let folded = lexicon::fold(text);
            let folded = folded.strip_prefix("the ").map(str::to_owned).unwrap_or(folded);
            dictionary.entry(folded).or_insert(code);
        };
        all().iter().for_each(|country| learn(country.code, country.code));
        all().iter().for_each(|country| learn(country.alpha3, country.code));
        all().iter().for_each(|country| learn(country.name, country.code));
        for country in all() {
            country.others.iter().chain(&country.demonyms).for_each(|text| learn(text, country.code));
            country.demonyms.iter().filter_map(|one| plural(one)).for_each(|text| learn(&text, country.code));
            country.capitals.iter().for_each(|text| learn(text, country.code));
        }
        dictionary
    })
}

/// The plural of a demonym, where English makes one in -s: Germans, Israelis, Serbs; not Chinese, Swiss, Frenchmen.
pub(crate) fn plural(demonym: &str) -> Option<String> {
    let last = demonym.chars().next_back()?;
    let fixed = ["ese", "ish", "ch", "men", "man", "ss", "s", "women", "woman", "lic"];
    let makes = last.is_ascii_lowercase() && !fixed.iter().any(|end| demonym.ends_with(end));
    // Burman is no demonym of ours, German and Roman are words in -man with a plural
    (makes || demonym.ends_with("German") || demonym.ends_with("Oman")).then(|| format!("{demonym}s"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_of_iso_3166_is_there_once() {
        let codes: HashSet<_> = all().iter().map(|country| country.code).collect();
        assert_eq!(codes.len(), all().len());
        // 249 of ISO 3166-1, SU YU CS DD YD of 3166-3, XK
        assert_eq!(all().len(), 255);
        assert!(all().iter().all(|c| c.code.len() == 2 && c.code.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(all().iter().all(|c| c.alpha3.len() == 3 && !c.name.is_empty()));
    }

    #[test]
    fn no_name_belongs_to_two_countries() {
        let mut owners: HashMap<String, &str> = HashMap::new();
        for country in all() {
            let others = country.others.iter().chain(&country.demonyms).chain(&country.capitals).chain(&country.seats);
            for name in std::iter::once(&country.name).chain(others) {
                let owner = owners.entry(lexicon::fold(name)).or_insert(country.code);
                assert_eq!(*owner, country.code, "{name}");
            }
        }
    }

    #[test]
    fn people_may_type_codes_names_and_demonyms() {
        for (text, code) in [
            ("jp", "JP"),
            ("USA", "US"),
            ("u.s.", "US"),
            ("japan", "JP"),
            ("Japanese", "JP"),
            ("germans", "DE"),
            ("cote d'ivoire", "CI"),
            ("Türkiye", "TR"),
            ("holland", "NL"),
            ("the Netherlands", "NL"),
            ("Guinea", "GN"),
            ("Burma", "MM"),
            ("South Korea", "KR"),
            ("DR Congo", "CD"),
            ("soviet union", "SU"),
            ("Tokyo", "JP"),
            ("no", "NO"),
        ] {
            assert_eq!(resolve(text), Resolution::One(code), "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_asks_and_what_is_unknown_suggests() {
        assert_eq!(resolve("Korea"), Resolution::Many(vec!["KR", "KP"]));
        assert_eq!(resolve("Georgia"), Resolution::One("GE"));
        assert_eq!(resolve("congo"), Resolution::Many(vec!["CG", "CD"]));
        assert_eq!(resolve("Jappan"), Resolution::None(vec!["Japan".to_owned()]));
        assert_eq!(resolve("atlantis"), Resolution::None(Vec::new()));
        assert_eq!(resolve(""), Resolution::None(Vec::new()));
    }

    #[test]
    fn codes_have_names() {
        assert_eq!(name("JP"), Some("Japan"));
        assert_eq!(name("jp"), Some("Japan"));
        assert_eq!(name("ZZ"), None);
    }

    #[test]
    fn demonyms_in_plural() {
        assert_eq!(plural("Israeli").as_deref(), Some("Israelis"));
        assert_eq!(plural("German").as_deref(), Some("Germans"));
        assert_eq!(plural("Japanese"), None);
        assert_eq!(plural("Swiss"), None);
        assert_eq!(plural("Frenchmen"), None);
    }
}
