//! Saved searches: tables `[search.NAME]` of `newsdex.toml`, each with the query and the flags by their long names.

use std::collections::BTreeMap;

use newsdex::text::near::nearest;
use toml::{Table, Value};

use crate::cli::failure::Failure;
use crate::cli::search::{NAMELESS, unknown};

/// A search that a person gave a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Search {
    pub(crate) query: String,
    /// Flags by their long names; a switch has no values.
    pub(crate) flags: Vec<(String, Vec<String>)>,
}

/// Longest name in characters: it stands in messages and in the headings of answers.
const MAX_NAME: usize = 100;

/// Whether a search can be called so.
pub(crate) fn check_name(name: &str) -> Result<(), Failure> {
    let fits = !name.trim().is_empty() && name.chars().count() <= MAX_NAME && !name.contains(char::is_control);
    if fits { Ok(()) } else { Err(Failure::Usage(format!("a search cannot be called '{}'", name.escape_debug()))) }
}

/// The searches that the tables mean.
///
/// # Errors
/// What is wrong with the first one that cannot be understood.
pub(crate) fn read(tables: &BTreeMap<String, Table>) -> Result<BTreeMap<String, Search>, String> {
    tables.iter().map(|(name, table)| Ok((name.clone(), search(name, table)?))).collect()
}

fn search(name: &str, table: &Table) -> Result<Search, String> {
    let mut search = Search::default();
    for (key, value) in table {
        if NAMELESS.contains(&key.as_str()) {
            return Err(format!(
                "'{key}' in [search.{name}] is no part of a saved search; give --{key} to 'newsdex search'"
            ));
        }
        if let Some(nearest) = unknown(key) {
            let means = nearest.first().map(|nearest| format!("; did you mean '{nearest}'?")).unwrap_or_default();
            return Err(format!("unknown key '{key}' in [search.{name}]{means}"));
        }
        if key == "query" {
            search.query =
                value.as_str().ok_or_else(|| format!("query in [search.{name}] is a text, not '{value}'"))?.to_owned();
            continue;
        }
        if let Some(values) = values(value).ok_or_else(|| format!("'{key}' in [search.{name}] cannot be '{value}'"))? {
            search.flags.push((key.clone(), values));
        }
    }
    Ok(search)
}

/// What would be typed for it: nothing for `false`, a switch for `true`. `None` for what no flag can be.
fn values(value: &Value) -> Option<Option<Vec<String>>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    };
    match value {
        Value::Boolean(on) => Some(on.then(Vec::new)),
        Value::Array(values) => {
            let values: Option<Vec<String>> = values.iter().map(one).collect();
            values.map(|values| (!values.is_empty()).then_some(values))
        }
        value => one(value).map(|value| Some(vec![value])),
    }
}

/// The search called `name`.
pub(crate) fn named<'a>(searches: &'a BTreeMap<String, Search>, name: &str) -> Result<&'a Search, Failure> {
    searches.get(name).ok_or_else(|| {
        let nearest = nearest(name, searches.keys().map(String::as_str));
        let nearest: Vec<String> = nearest.into_iter().map(|name| format!("'{name}'")).collect();
        let help = match (searches.is_empty(), nearest.is_empty()) {
            (true, _) => "none is saved; save one with 'newsdex save NAME QUERY'".to_owned(),
            (_, true) => "'newsdex save' lists them".to_owned(),
            (_, false) => format!("did you mean {}?", nearest.join(" or ")),
        };
        Failure::Usage(format!("no saved search '{name}'; {help}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Search, String> {
        search("x", &text.parse().unwrap())
    }

    #[test]
    fn a_table_is_a_query_and_its_flags() {
        let found = of("query = \"lithium -battery\"\ncountry = [\"JP\", \"CL\"]\nlimit = 5\nsince = 2025-10-01\nundated = false\nall = true").unwrap();
        assert_eq!(found.query, "lithium -battery");
        let flag = |name: &str| found.flags.iter().find(|(flag, _)| flag == name).map(|(_, values)| values.join(","));
        assert_eq!(flag("country"), Some("JP,CL".into()));
        assert_eq!((flag("limit"), flag("since")), (Some("5".into()), Some("2025-10-01".into())));
        assert_eq!((flag("undated"), flag("all")), (None, Some(String::new())));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, named) in [
            ("contry = \"JP\"", "unknown key 'contry' in [search.x]; did you mean 'country'?"),
            ("query = 7", "query in [search.x] is a text, not '7'"),
            ("limit = 1.5", "'limit' in [search.x] cannot be '1.5'"),
            ("corpus = \"a\"", "'corpus' in [search.x] is no part of a saved search"),
            ("country = [[\"JP\"]]", "'country' in [search.x]"),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.starts_with(named), "{text}: {error}");
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let searches = BTreeMap::from([("lithium".to_owned(), Search::default())]);
        let error = |name| named(&searches, name).unwrap_err().to_string();
        assert_eq!(error("litium"), "no saved search 'litium'; did you mean 'lithium'?");
        assert_eq!(error("copper"), "no saved search 'copper'; 'newsdex save' lists them");
        assert!(named(&BTreeMap::new(), "x").unwrap_err().to_string().contains("none is saved"));
        assert!(named(&searches, "lithium").is_ok());
        assert!(check_name("a b").is_ok() && check_name(" ").is_err() && check_name("a\nb").is_err());
    }
}
