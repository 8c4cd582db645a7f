//! Filters as a person would type them.

use crate::article::Origin;
use crate::query::{Filters, Period};

/// The filters as understood, with the names that were found in the index.
pub(crate) fn describe(filters: &Filters, leaders: &[String], sources: &[String], authors: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    let lists: [(&str, &[String]); 8] = [
        ("country", &filters.countries),
        ("mentions", &filters.mentioned),
        ("leader", leaders),
        ("topic", &filters.topics),
        ("source", sources),
        ("author", authors),
        ("lang", &filters.langs),
        ("path", &filters.paths),
    ];
    for (name, values) in lists {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            said.push(format!("{name}:{}", values.join(",")));
        }
    }
    if let Some((root, path)) = &filters.root {
        let folder = Origin { root: root.clone(), path: path.clone(), record: None };
        said.push(format!("in:{}", quoted(&folder.file())));
    }
    match filters.dates.as_slice() {
        [] => {}
        [Period { since: Some(since), until: Some(until) }] if since == until => said.push(format!("date:{since}")),
        [one] => {
            said.extend(one.since.map(|day| format!("since:{day}")));
            said.extend(one.until.map(|day| format!("until:{day}")));
        }
        many => said.push(format!("date:{}", many.iter().map(stretch).collect::<Vec<_>>().join(","))),
    }
    if filters.undated {
        said.push("undated".to_owned());
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

fn quoted(value: &str) -> String {
    if value.contains([' ', ',']) { format!("\"{value}\"") } else { value.to_owned() }
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
        assert_eq!(said.join(" "), "country:JP,US leader:\"Ada Stone\" in:corpus/asia since:2025-10-01 undated");
        let dates = vec![Period { since: day(1), until: day(2) }, Period { since: day(9), until: day(9) }];
        let filters = Filters { dates, ..Filters::default() };
        assert_eq!(describe(&filters, &[], &[], &[]), ["date:2025-10-01..2025-10-02,2025-10-09"]);
    }
}
