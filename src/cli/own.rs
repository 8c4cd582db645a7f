//! The tables of `newsdex.toml` on labels: leaders, countries and topics of a person's own, and vetoes.

use chrono::NaiveDate;
use newsdex::Error;
use newsdex::annotate::{Own, OwnCountry, OwnLeader, OwnOffice, OwnTopic};
use newsdex::lexicon::countries::{self, Resolution};
use newsdex::text::language;
use serde::Deserialize;

/// A table `[[leader]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LeaderTable {
    name: String,
    aliases: Vec<String>,
    surname: String,
    country: String,
    office: Vec<OfficeTable>,
}

/// A table `[[leader.office]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OfficeTable {
    title: String,
    from: Option<When>,
    to: Option<When>,
}

/// `2025`, `2025-10-21` or `"2025-10"`: of an office the year counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum When {
    Year(i64),
    Day(toml::value::Datetime),
    Text(String),
}

/// A table `[[country]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CountryTable {
    code: String,
    name: String,
    aliases: Vec<String>,
}

/// A table `[[topic]]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TopicTable {
    name: String,
    terms: Vec<String>,
    hints: Vec<String>,
    lang: String,
}

/// The table `[labels]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LabelsTable {
    veto: Vec<String>,
}

/// What the tables say, checked: every code and every year is one.
///
/// # Errors
/// A sentence in lower case that names the table and the value.
pub(crate) fn own(
    leaders: &[LeaderTable],
    countries: &[CountryTable],
    topics: &[TopicTable],
    labels: &LabelsTable,
) -> Result<Own, String> {
    let countries = countries.iter().map(country).collect::<Result<Vec<_>, _>>()?;
    let leaders = leaders.iter().map(|table| leader(table, &countries)).collect::<Result<_, _>>()?;
    let topics = topics.iter().map(topic).collect::<Result<_, _>>()?;
    let vetoes = names(&labels.veto, "veto in [labels]")?;
    Ok(Own { leaders, countries, topics, vetoes })
}

fn leader(table: &LeaderTable, countries: &[OwnCountry]) -> Result<OwnLeader, String> {
    let name = named(&table.name, "name in [[leader]]")?;
    let table_of = |what: &str| format!("{what} of [[leader]] '{name}'");
    let office = |office: &OfficeTable| -> Result<OwnOffice, String> {
        let title = named(&office.title, &format!("title in [[leader.office]] of '{name}'"))?;
        let year = |when: &Option<When>, what: &str| {
            when.as_ref().map(|when| when.year().ok_or_else(|| when.unknown(&table_of(what)))).transpose()
        };
        let (from, to) = (year(&office.from, "from")?, year(&office.to, "to")?);
        match (from, to) {
            (Some(from), Some(to)) if from > to => {
                Err(format!("{} ends in {to}, before it begins in {from}", table_of(&format!("the office '{title}'"))))
            }
            _ => Ok(OwnOffice { title, from, to }),
        }
    };
    Ok(OwnLeader {
        aliases: names(&table.aliases, &table_of("aliases"))?,
        surname: one_line(&table.surname),
        country: code(&table.country, countries, &name)?,
        office: table.office.iter().map(office).collect::<Result<_, _>>()?,
        name,
    })
}

/// The code of a leader's country, which may be one of the person's own.
fn code(typed: &str, own: &[OwnCountry], leader: &str) -> Result<String, String> {
    let typed = one_line(typed);
    if typed.is_empty() || own.iter().any(|country| country.code == typed) {
        return Ok(typed);
    }
    let unknown = |nearest| {
        let error = Error::Unknown { what: "country", value: typed.clone(), nearest };
        format!("{error} (country of [[leader]] '{leader}')")
    };
    match countries::resolve(&typed) {
        Resolution::One(code) => Ok(code.to_owned()),
        Resolution::Many(codes) => Err(unknown(codes.into_iter().map(str::to_owned).collect())),
        Resolution::None(nearest) => Err(unknown(nearest)),
    }
}

fn country(table: &CountryTable) -> Result<OwnCountry, String> {
    let code = one_line(&table.code).to_uppercase();
    if !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(format!("code in [[country]] must be two or three letters, not '{}'", table.code));
    }
    let name = one_line(&table.name);
    if name.is_empty() && countries::name(&code).is_none() {
        return Err(format!("[[country]] '{code}' has no name, and no country is known by this code"));
    }
    let aliases = names(&table.aliases, &format!("aliases of [[country]] '{code}'"))?;
    Ok(OwnCountry { code, name, aliases })
}

fn topic(table: &TopicTable) -> Result<OwnTopic, String> {
    let spelled = named(&table.name, "name in [[topic]]")?.to_lowercase();
    let parts: Vec<String> =
        spelled.split('/').map(|part| part.split_whitespace().collect::<Vec<_>>().join("-")).collect();
    if parts.len() > 2 || parts.iter().any(String::is_empty) {
        return Err(format!("name in [[topic]] must be 'top' or 'top/child', not '{}'", table.name));
    }
    let name = parts.join("/");
    let of = |what: &str| format!("{what} of [[topic]] '{name}'");
    let (terms, hints) = (names(&table.terms, &of("terms"))?, names(&table.hints, &of("hints"))?);
    if terms.is_empty() && hints.is_empty() {
        return Err(format!("[[topic]] '{name}' has neither terms nor hints, so no article can have it"));
    }
    let lang = match table.lang.as_str() {
        "" => String::new(),
        lang => language::resolve(lang).map_err(|err| format!("{err} ({})", of("lang")))?.to_owned(),
    };
    Ok(OwnTopic { name, terms, hints, lang })
}

impl When {
    fn year(&self) -> Option<i32> {
        let year = match self {
            Self::Year(year) => i32::try_from(*year).ok(),
            Self::Day(day) => day.date.map(|date| i32::from(date.year)),
            Self::Text(text) => {
                let is_date = text.parse::<NaiveDate>().is_ok() || format!("{text}-01").parse::<NaiveDate>().is_ok();
                let year = if is_date { text.get(..4) } else { Some(text.as_str()) };
                year.and_then(|year| year.parse().ok())
            }
        };
        // a year of office: four digits, as in the lexicon
        year.filter(|year| (1000..=9999).contains(year))
    }

    fn unknown(&self, place: &str) -> String {
        let value = match self {
            Self::Year(year) => year.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Text(text) => text.clone(),
        };
        format!("{place} must be a year or a day such as 2025 or 2025-10-21, not '{value}'")
    }
}

/// Names, each with something in it.
fn names(list: &[String], place: &str) -> Result<Vec<String>, String> {
    list.iter().map(|name| named(name, place)).collect()
}

fn named(name: &str, place: &str) -> Result<String, String> {
    let name = one_line(name);
    if name.chars().any(char::is_alphanumeric) { Ok(name) } else { Err(format!("{place} is empty")) }
}

/// A name as labels are written: one blank between words.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
