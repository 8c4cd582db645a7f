//! Filters as a person would type them.

use crate::article::Origin;
use crate::query::print::filter_text;
use crate::query::{Filters, Period};

/// The filters as understood, with the names that were found in the index.
pub(crate) fn describe(filters: &Filters, leaders: &[String], sources: &[String], authors: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    let lists: [(&str, &[String]); 7] = [
        ("country", &filters.countries),
        ("mentions", &filters.mentioned),
        ("leader", leaders),
        ("topic", &filters.topics),
        ("source", sources),
        ("author", authors),
        ("lang", &filters.langs),
    ];
    for (name, values) in lists {
        if !values.is_empty() {
            said.push(filter_text(name, values, " OR "));
        }
    }
    // what no query can ask is said as the flag that asks it
    said.extend(filters.paths.iter().map(|path| format!("--path {}", argument(path))));
    if let Some((root, path)) = &filters.root {
        let folder = Origin { root: root.clone(), path: path.clone(), record: None };
        said.push(format!("--corpus {}", argument(&folder.file())));
    }
    match filters.dates.as_slice() {
        [] => {}
        [Period { since: Some(since), until: Some(until) }] if since == until => said.push(format!("date:{since}")),
        [one] => {
            said.extend(one.since.map(|day| format!("since:{day}")));
            said.extend(one.until.map(|day| format!("until:{day}")));
        }
        many => said.push(filter_text("date", &many.iter().map(stretch).collect::<Vec<_>>(), " OR ")),
    }
    if filters.undated {
        said.push("--undated".to_owned());
    }
    said
}

/// `2025-10-28` or `2025-10-01..2025-10-31`, open where unknown.
fn stretch(period: &Period) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    if period.since == period.until {
        day(period.since)
    } else {
        format!("{}..{}", day(period.since), day(period.until))
    }
}

/// A value of a flag as a shell takes it.
fn argument(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@".contains(c);
    if value.chars().all(plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn filters_are_said_as_they_are_typed() {
        let day = |d| NaiveDate::from_ymd_opt(2025, 10, d);
        let filters = Filters {
            countries: vec!["JP".into(), "US".into()],
            root: Some(("corpus".into(), "asia".into())),
            dates: vec![Period { since: day(1), until: None }],
            undated: true,
            ..Filters::default()
        };
        let said = describe(&filters, &["Ada Stone".to_owned()], &[], &[]);
        assert_eq!(
            said.join(" "),
            "country:(JP OR US) leader:\"Ada Stone\" --corpus corpus/asia since:2025-10-01 --undated"
        );
        let dates = vec![Period { since: day(1), until: day(2) }, Period { since: day(9), until: day(9) }];
        let filters = Filters { dates, ..Filters::default() };
        assert_eq!(describe(&filters, &[], &[], &[]), ["date:(2025-10-01..2025-10-02 OR 2025-10-09)"]);
    }
}
