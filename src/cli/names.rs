//! Countries, topics and languages as typed, to the codes that the index holds.

use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::index::schema::Fields;
use newsdex::lexicon::countries::{self, Resolution};
use newsdex::lexicon::topics;
use newsdex::query::values;
use newsdex::text::language;
use newsdex::text::near::nearest;
use newsdex::{Error, Result, lexicon};
use tantivy::schema::Field;

/// Each of `typed` through `resolve`; the first that is unknown or ambiguous ends it.
pub(crate) fn resolve_all(typed: &[String], resolve: impl Fn(&str) -> Result<String>) -> Result<Vec<String>> {
    typed.iter().map(|text| resolve(text)).collect()
}

/// Countries as typed: a person's own, those of the lexicon, and whatever the index holds.
pub(crate) struct Countries<'a> {
    /// What the configuration adds.
    pub(crate) own: &'a Own,
    /// The index, opened only for a name that nobody knows; none where it cannot be.
    pub(crate) index: &'a dyn Fn() -> Option<Index>,
}

impl Countries<'_> {
    /// The code of a country; a name that several bear asks which.
    pub(crate) fn country(&self, text: &str) -> Result<String> {
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
            Resolution::None(nearest) => self
                .held(&text.to_uppercase(), |fields| fields.mentioned)
                .ok_or_else(|| Error::Unknown { what, value: text.to_owned(), nearest }),
        }
    }

    /// `value`, if an article of the index has it: it may be one's own of another day.
    fn held(&self, value: &str, field: fn(&Fields) -> Field) -> Option<String> {
        let index = (self.index)()?;
        let held = values(&index.searcher().ok()?, field(index.fields())).ok()?;
        held.into_iter().find(|known| known == value)
    }
}

/// The names of topics: a person's own, then those that articles of the index have, which may be trained, then those of
/// the lexicon, and what else these are called.
pub(crate) fn topics(index: &Index, own: &Own, typed: &[String]) -> Result<Vec<String>> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let held = values(&index.searcher()?, index.fields().topics).map_err(|err| index.unreadable(&err))?;
    typed.iter().map(|text| topic(own, &held, text)).collect()
}

fn topic(own: &Own, held: &[String], text: &str) -> Result<String> {
    let typed = text.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
    let is_own = |name: &str| name == typed || name.split_once('/').is_some_and(|(_, child)| child == typed);
    let is_top = |name: &str| name.split_once('/').is_some_and(|(top, _)| top == typed);
    let names = || own.topics.iter().map(|topic| topic.name.as_str());
    if let Some(name) = names().find(|name| is_own(name)) {
        return Ok(name.to_owned());
    }
    if names().any(is_top) {
        return Ok(typed);
    }
    if let Some(name) = held.iter().find(|name| name.to_lowercase() == text.trim().to_lowercase()) {
        return Ok(name.clone());
    }
    topics::resolve(text).map(str::to_owned).map_err(|err| match err {
        Error::Unknown { what, value, nearest: known } => {
            let nearest = nearest(text, held.iter().chain(&known).map(String::as_str));
            Error::Unknown { what, value, nearest: if nearest.is_empty() { known } else { nearest } }
        }
        err => err,
    })
}

/// The code of a language.
pub(crate) fn language(text: &str) -> Result<String> {
    language::resolve(text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use newsdex::annotate::{OwnCountry, OwnTopic};

    use super::*;

    #[test]
    fn topics_of_the_index_come_first() {
        let held = ["Cod quota".to_owned(), "trade".to_owned()];
        let found = |text: &str| topic(&Own::default(), &held, text).map_err(|err| err.to_string());
        assert_eq!(found("cod QUOTA"), Ok("Cod quota".to_owned()));
        assert_eq!(found("trade"), Ok("trade".to_owned()));
        assert_eq!(found("tariffs"), Ok("economy/trade".to_owned()));
        assert_eq!(topic(&Own::default(), &[], "trade").ok().as_deref(), Some("economy/trade"));
        assert_eq!(found("cod quta"), Err("unknown topic 'cod quta'; did you mean 'Cod quota'?".to_owned()));
    }

    #[test]
    fn own_names_come_first_and_others_as_ever() {
        let country = |code: &str, name: &str, alias: &str| OwnCountry {
            code: code.into(),
            name: name.into(),
            aliases: vec![alias.into()],
        };
        let one = |name: &str| OwnTopic { name: name.into(), ..OwnTopic::default() };
        let own = Own {
            countries: vec![country("QX", "Quarria", "Quarrian"), country("FR", "", "Hexagon")],
            topics: vec![one("harbours/inland-ports"), one("economy/dredging")],
            ..Own::default()
        };
        let countries = Countries { own: &own, index: &|| None };
        for (typed, code) in [("quarría", "QX"), ("qx", "QX"), ("QUARRIAN", "QX"), ("hexagon", "FR"), ("japan", "JP")]
        {
            assert_eq!(countries.country(typed).unwrap(), code);
        }
        assert!(countries.country("nowhere at all").is_err());
        for (typed, name) in [
            ("Inland Ports", "harbours/inland-ports"),
            ("harbours", "harbours"),
            ("economy/dredging", "economy/dredging"),
            ("economy", "economy"),
            ("trade", "economy/trade"),
        ] {
            assert_eq!(topic(&own, &[], typed).unwrap(), name);
        }
        assert!(topic(&own, &[], "nothing like it").is_err());
    }
}
