//! Countries, topics and languages as typed, to the codes that the index holds.

use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::lexicon::countries::{self, Resolution};
use newsdex::lexicon::topics;
use newsdex::query::values;
use newsdex::text::language;
use newsdex::text::near::nearest;
use newsdex::{Error, Result, lexicon};

/// Each of `typed` through `resolve`; the first that is unknown or ambiguous ends it.
pub(crate) fn resolve_all(typed: &[String], resolve: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    typed.iter().map(|text| resolve(text)).collect()
}

/// The names of countries: a person's own, those of the lexicon, and the codes that articles have.
pub(crate) struct Countries<'a> {
    /// What the configuration adds.
    pub(crate) own: &'a Own,
    /// The index, opened only for a name that nobody knows; none where it cannot be.
    pub(crate) index: &'a dyn Fn() -> Option<Index>,
}

impl Countries<'_> {
    /// The code of a country; a name that several bear asks which.
    pub(crate) fn code(&self, text: &str) -> Result<String> {
        let what = "country";
        let typed = lexicon::fold(text);
        let own = self.own.countries.iter().find(|country| {
            let mut names = [&country.code, &country.name].into_iter().chain(&country.aliases);
            names.any(|name| !name.is_empty() && lexicon::fold(name) == typed)
        });
        if let Some(country) = own {
            return Ok(country.code.clone());
        }
        match countries::resolve(text) {
            Resolution::One(code) => Ok(code.to_owned()),
            Resolution::Many(codes) => {
                let named = |code: &str| countries::name(code).unwrap_or_default().to_owned();
                Err(Error::Ambiguous { what, value: text.to_owned(), choices: codes.into_iter().map(named).collect() })
            }
            Resolution::None(nearest) => {
                let unknown = || Error::Unknown { what, value: text.to_owned(), nearest };
                self.held(&text.to_uppercase()).ok_or_else(unknown)
            }
        }
    }

    /// A code that articles have: it may be an own one of another day.
    fn held(&self, code: &str) -> Option<String> {
        let index = (self.index)()?;
        let held = values(&index.searcher().ok()?, index.fields().mentioned).ok()?;
        held.into_iter().find(|known| known == code)
    }
}

/// The names of topics: first those that articles of the index have, which a person may have made or trained, then a
/// person's own, those of the lexicon, and what else these are called.
pub(crate) fn topics(own: &Own, index: &Index, typed: &[String]) -> Result<Vec<String>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = values(&index.searcher()?, index.fields().topics).map_err(|err| index.unreadable(&err))?;
    for topic in &own.topics {
        let names = topics::parents(&topic.name).chain([topic.name.as_str()]);
        known.extend(names.map(str::to_owned));
    }
    typed.iter().map(|text| topic(&known, text)).collect()
}

fn topic(known: &[String], text: &str) -> Result<String> {
    // own names are written with hyphens, trained ones as their examples have them
    let (typed, hyphened) = (text.trim().to_lowercase(), text.split_whitespace().collect::<Vec<_>>().join("-"));
    let is_typed = |name: &str| [&typed, &hyphened.to_lowercase()].contains(&&name.to_lowercase());
    if let Some(name) = known.iter().find(|name| is_typed(name)) {
        return Ok(name.clone());
    }
    let of_lexicon = topics::resolve(text).map(str::to_owned);
    // a child's own name, where the lexicon has none such
    let child = known.iter().find(|name| name.split_once('/').is_some_and(|(_, child)| is_typed(child)));
    match (of_lexicon, child) {
        (Err(Error::Unknown { .. }), Some(name)) => Ok(name.clone()),
        (Err(Error::Unknown { what, value, nearest: listed }), None) => {
            let nearest = nearest(text, known.iter().chain(&listed).map(String::as_str));
            Err(Error::Unknown { what, value, nearest: if nearest.is_empty() { listed } else { nearest } })
        }
        (found, _) => found,
    }
}

/// The code of a language.
pub(crate) fn language(text: &str) -> Result<String> {
    language::resolve(text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use newsdex::annotate::OwnCountry;

    use super::*;

    #[test]
    fn own_countries_come_first_and_others_as_ever() {
        let country = |code: &str, name: &str, alias: &str| OwnCountry {
            code: code.into(),
            name: name.into(),
            aliases: vec![alias.into()],
        };
        let own = Own {
            countries: vec![country("QX", "Quarria", "Quarrian"), country("FR", "", "Hexagon")],
            ..Own::default()
        };
        let names = Countries { own: &own, index: &|| None };
        for (typed, code) in [("quarría", "QX"), ("qx", "QX"), ("QUARRIAN", "QX"), ("hexagon", "FR"), ("japan", "JP")]
        {
            assert_eq!(names.code(typed).unwrap(), code);
        }
        assert!(names.code("nowhere at all").is_err());
    }

    #[test]
    fn topics_of_the_index_come_first() {
        let known = ["Cod quota", "trade", "harbours/inland-ports", "harbours"].map(str::to_owned);
        let found = |text: &str| topic(&known, text).map_err(|err| err.to_string());
        for (typed, name) in [
            ("cod QUOTA", "Cod quota"),
            ("trade", "trade"),
            ("tariffs", "economy/trade"),
            ("Harbours", "harbours"),
            ("inland ports", "harbours/inland-ports"),
            ("Harbours/Inland-Ports", "harbours/inland-ports"),
        ] {
            assert_eq!(found(typed).as_deref(), Ok(name));
        }
        assert_eq!(topic(&[], "trade").ok().as_deref(), Some("economy/trade"));
        assert_eq!(found("cod quta"), Err("unknown topic 'cod quta'; did you mean 'Cod quota'?".to_owned()));
    }
}
