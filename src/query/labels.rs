//! Countries, topics and languages as typed, to the codes and names that the index holds.

use tantivy::Searcher;

use crate::annotate::Own;
use crate::error::{Error, Result};
use crate::index::schema::Fields;
use crate::lexicon;
use crate::lexicon::countries::{self, Resolution};
use crate::lexicon::topics;
use crate::query::names::values;
use crate::text::near::nearest;

/// The names of countries: a person's own, those of the lexicon, and the codes that articles have.
pub struct Countries<'a> {
    /// What the configuration adds.
    pub own: &'a Own,
    /// Whether articles have a code that nobody knows: it may be an own one of another day.
    pub held: &'a dyn Fn(&str) -> bool,
}

/// What a name of a country means.
pub(crate) enum Named {
    /// These, by their codes: several where several bear the name.
    Codes(Vec<String>),
    /// None; the nearest names.
    Nearest(Vec<String>),
}

impl Countries<'_> {
    /// The code of a country.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names, [`Error::Ambiguous`] when several bear the name.
    pub fn code(&self, text: &str) -> Result<String> {
        let what = "country";
        match self.named(text) {
            Named::Codes(codes) => match <[String; 1]>::try_from(codes) {
                Ok([code]) => Ok(code),
                Err(codes) => {
                    let choices = codes.iter().map(|code| country_name(code)).collect();
                    Err(Error::Ambiguous { what, value: text.to_owned(), choices })
                }
            },
            Named::Nearest(nearest) => Err(Error::Unknown { what, value: text.to_owned(), nearest }),
        }
    }

    /// All countries of that name.
    pub(crate) fn named(&self, text: &str) -> Named {
        let typed = lexicon::fold(text);
        let own = self.own.countries.iter().find(|country| {
            let mut names = [&country.code, &country.name].into_iter().chain(&country.aliases);
            names.any(|name| !name.is_empty() && lexicon::fold(name) == typed)
        });
        if let Some(country) = own {
            return Named::Codes(vec![country.code.clone()]);
        }
        match countries::resolve(text) {
            Resolution::One(code) => Named::Codes(vec![code.to_owned()]),
            Resolution::Many(codes) => Named::Codes(codes.into_iter().map(str::to_owned).collect()),
            Resolution::None(nearest) => {
                let code = text.to_uppercase();
                if (self.held)(&code) { Named::Codes(vec![code]) } else { Named::Nearest(nearest) }
            }
        }
    }
}

/// The English name, or the code where it is an own one.
pub(crate) fn country_name(code: &str) -> String {
    countries::name(code).unwrap_or(code).to_owned()
}

/// The names of topics: those that articles of the index have, which a person may have made or trained, then a person's
/// own.
///
/// # Errors
/// The engine's, when the dictionary cannot be read.
pub fn known_topics(searcher: &Searcher, fields: &Fields, own: &Own) -> tantivy::Result<Vec<String>> {
    let mut known = values(searcher, fields.topics)?;
    for topic in &own.topics {
        let names = topics::parents(&topic.name).chain([topic.name.as_str()]);
        known.extend(names.map(str::to_owned));
    }
    Ok(known)
}

/// The topic that a person means: first of `known`, then of the lexicon, and what else these are called.
///
/// # Errors
/// [`Error::Unknown`] with the nearest names, [`Error::Ambiguous`] when several tops have such a child.
pub fn topic(known: &[String], text: &str) -> Result<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::OwnCountry;

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
        let names = Countries { own: &own, held: &|code| code == "QZ" };
        for (typed, code) in
            [("quarría", "QX"), ("qx", "QX"), ("QUARRIAN", "QX"), ("hexagon", "FR"), ("japan", "JP"), ("qz", "QZ")]
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
