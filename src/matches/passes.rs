//! Whether an article passes a filter of a query: on its record, as the index answers on its columns.

use crate::index::{Entry, count_words, term_text};
use crate::query::{Condition, Period};

/// Whether `entry` passes `condition`.
pub fn passes(entry: &Entry, condition: &Condition) -> bool {
    let (labels, meta) = (&entry.labels, &entry.article.meta);
    match condition {
        Condition::Country(codes) => any(codes, &labels.main),
        Condition::Mentions(codes) => any(codes, &labels.mentioned),
        Condition::Leader(names) => any(names, &labels.leaders),
        Condition::Author(names) => any(names, &meta.authors),
        Condition::Source(names) => any(names, &meta.source),
        Condition::Lang(codes) => any(codes, &meta.lang),
        Condition::Topic(topics) => {
            let is_below = |topic: &String, parent: &String| {
                topic.strip_prefix(parent.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            labels.topics.iter().any(|topic| topics.iter().any(|parent| is_below(topic, parent)))
        }
        Condition::Date(periods) => {
            let Some(date) = meta.date else { return false };
            let day = date.at.date();
            let lies_in = |period: &Period| {
                period.since.is_none_or(|since| since <= day) && period.until.is_none_or(|until| day <= until)
            };
            periods.iter().any(lies_in)
        }
        Condition::Words { least, most } => (*least..=*most).contains(&count_words(&entry.article.text.body())),
    }
}

/// Whether one of the values is asked for, as terms of the index are.
fn any<'a>(asked: &[String], values: impl IntoIterator<Item = &'a String>) -> bool {
    values.into_iter().any(|value| asked.iter().any(|asked| term_text(asked) == term_text(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date, Labels, Metadata};

    fn check(condition: &Condition, expected: bool) {
        let owned = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
        let entry = Entry {
            article: Article {
                meta: Metadata {
                    date: Date::month(2025, 10),
                    source: Some("Harbour Post".into()),
                    authors: owned(&["Ana Ruiz"]),
                    lang: Some("en".into()),
                    ..Metadata::default()
                },
                text: "Three short words".to_owned().into(),
                ..Article::default()
            },
            labels: Labels {
                main: owned(&["JP"]),
                mentioned: owned(&["CN", "JP"]),
                leaders: owned(&["Ada Stone"]),
                topics: owned(&["economy/trade"]),
                ..Labels::default()
            },
            ..Entry::default()
        };
        assert_eq!(passes(&entry, condition), expected, "{condition:?}");
        let empty = Entry::default();
        assert!(!passes(&empty, condition), "{condition:?} and no labels");
    }

    #[test]
    fn labels_and_metadata_pass_or_not() {
        let one = |value: &str| vec![value.to_owned()];
        check(&Condition::Country(vec!["US".into(), "JP".into()]), true);
        check(&Condition::Country(one("CN")), false);
        check(&Condition::Mentions(one("CN")), true);
        check(&Condition::Leader(one("Ada Stone")), true);
        check(&Condition::Leader(one("Stone")), false);
        check(&Condition::Topic(one("economy")), true);
        check(&Condition::Topic(one("economy/trade")), true);
        check(&Condition::Topic(one("econ")), false);
        check(&Condition::Source(one("Harbour Post")), true);
        check(&Condition::Author(one("Ana Ruiz")), true);
        check(&Condition::Author(one("Ana")), false);
        check(&Condition::Lang(one("en")), true);
        check(&Condition::Lang(one("de")), false);
    }

    #[test]
    fn dates_and_lengths_have_both_ends() {
        let period = |since: &str, until: &str| {
            Condition::Date(vec![Period { since: since.parse().ok(), until: until.parse().ok() }])
        };
        check(&period("2025-10-01", "2025-10-01"), true);
        check(&period("", "2025-10-01"), true);
        check(&period("2025-10-02", ""), false);
        check(&period("2025-09-01", "2025-09-30"), false);
        check(&Condition::Words { least: 3, most: 3 }, true);
        check(&Condition::Words { least: 4, most: 9 }, false);
        check(&Condition::Words { least: 1, most: 2 }, false);
    }
}
