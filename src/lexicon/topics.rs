//! Topics: the 17 tops of the IPTC Media Topics, their children, and the words that speak for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::{Error, Result};
use crate::text::near::nearest;

/// Read by people as well: its head explains the columns.
const DATA: &str = include_str!("topics.tsv");

/// The row topic of phrases that hide the terms inside them and label nothing.
const HIDING: &str = "-";

/// Heaviest weight of a term; see the head of the data file.
pub const HEAVIEST: u8 = 4;

/// One term of one topic in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// `top` or `top/child`; `None` for a phrase that hides the terms inside it.
    pub topic: Option<&'static str>,
    /// ISO 639-1, or `any`.
    pub lang: &'static str,
    /// 1 (a hint) to [`HEAVIEST`] (names the topic by itself); 0 where there is no topic.
    pub weight: u8,
    /// As in the file, with its stars and capitals.
    pub text: &'static str,
}

#[derive(Default)]
struct Table {
    /// In the order of the file: each top before its children.
    topics: Vec<&'static str>,
    codes: BTreeMap<&'static str, &'static str>,
    aliases: BTreeMap<&'static str, &'static str>,
    terms: Vec<Term>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| parse(DATA).expect("a test reads every line of the data file"));

/// Every topic, each top before its children.
pub fn all() -> &'static [&'static str] {
    &TABLE.topics
}

/// Every term and every hiding phrase.
pub fn terms() -> &'static [Term] {
    &TABLE.terms
}

/// The 17 tops.
pub fn tops() -> impl Iterator<Item = &'static str> {
    all().iter().copied().filter(|topic| !topic.contains('/'))
}

/// The IPTC Media Topic code (eight digits) of a topic's top; `None` for what is no topic.
pub fn code(topic: &str) -> Option<&'static str> {
    TABLE.codes.get(top(topic)).copied()
}

/// The top of a topic: itself, or what stands before the slash.
pub fn top(topic: &str) -> &str {
    topic.split_once('/').map_or(topic, |(top, _)| top)
}

/// What a topic implies, nearest first: `economy` for `economy/trade`, nothing for `economy`.
pub fn parents(topic: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(topic.rsplit_once('/'), |(parent, _)| parent.rsplit_once('/')).map(|(parent, _)| parent)
}

/// The topic that a person means: `economy/trade`, `trade`, `Central banks`, `soccer`, or an IPTC code of a top.
///
/// # Errors
/// [`Error::Unknown`] with the nearest names, [`Error::Ambiguous`] when several tops have such a child.
pub fn resolve(text: &str) -> Result<&'static str> {
    let typed = spell(text);
    let number = if typed.ends_with('s') { typed.trim_end_matches('s').to_owned() } else { format!("{typed}s") };
    for name in [&typed, &number] {
        if let Some(topic) = named(name, text)? {
            return Ok(topic);
        }
    }
    let mut near: Vec<String> = Vec::new();
    for name in nearest(&typed, all().iter().chain(TABLE.aliases.keys()).copied()) {
        // an alias stands for its topic
        let topic = named(&name, &name).ok().flatten().map_or(name, str::to_owned);
        if !near.contains(&topic) {
            near.push(topic);
        }
    }
    Err(Error::Unknown { what: "topic", value: text.to_owned(), nearest: near })
}

/// As names are spelled here: lower case, hyphens between words, no space around the slash.
fn spell(text: &str) -> String {
    let parts = text.split('/').map(|part| {
        let words: Vec<_> =
            part.split(|c: char| c.is_whitespace() || c == '-' || c == '_').filter(|w| !w.is_empty()).collect();
        words.join("-").to_lowercase()
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A path, a child's own name, another name, or a code.
fn named(name: &str, typed: &str) -> Result<Option<&'static str>> {
    if let Some(topic) = all().iter().find(|topic| **topic == name) {
        return Ok(Some(topic));
    }
    let children: Vec<_> =
        all().iter().copied().filter(|t| t.split_once('/').is_some_and(|(_, c)| c == name)).collect();
    match children[..] {
        [] => {
            let coded = || TABLE.codes.iter().find(|(_, code)| **code == name).map(|(top, _)| *top);
            Ok(TABLE.aliases.get(name).copied().or_else(coded))
        }
        [child] => Ok(Some(child)),
        _ => Err(Error::Ambiguous {
            what: "topic",
            value: typed.to_owned(),
            choices: children.iter().map(|c| (*c).to_owned()).collect(),
        }),
    }
}

/// Reads the table; the error is the line that is not understood.
fn parse(data: &'static str) -> std::result::Result<Table, &'static str> {
    let mut table = Table::default();
    for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let [topic, lang, weight, terms] = columns[..] else { return Err(line) };
        let topic = (topic != HIDING).then_some(topic);
        table.topics.extend(topic.filter(|name| !table.topics.contains(name)));
        match (lang, topic) {
            ("iptc", Some(top)) => {
                table.codes.insert(top, terms);
            }
            ("alias", Some(topic)) => table.aliases.extend(terms.split(", ").map(|alias| (alias, topic))),
            _ => {
                let weight = weight.parse().map_err(|_| line)?;
                table.terms.extend(terms.split(", ").map(|text| Term { topic, lang, weight, text }));
            }
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// As the head of the file names them.
    const LANGUAGES: [&str; 18] =
        ["any", "en", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "da", "pl", "cs", "ru", "tr", "id", "ja", "zh"];

    const TOPS: [(&str, &str); 17] = [
        ("arts", "01000000"),
        ("crime", "02000000"),
        ("disaster", "03000000"),
        ("economy", "04000000"),
        ("education", "05000000"),
        ("environment", "06000000"),
        ("health", "07000000"),
        ("human-interest", "08000000"),
        ("labour", "09000000"),
        ("lifestyle", "10000000"),
        ("politics", "11000000"),
        ("religion", "12000000"),
        ("science", "13000000"),
        ("society", "14000000"),
        ("sport", "15000000"),
        ("conflict", "16000000"),
        ("weather", "17000000"),
    ];

    #[test]
    fn the_file_is_read_to_its_last_line() {
        assert_eq!(parse(DATA).err(), None);
    }

    #[test]
    fn tops_are_the_iptc_ones() {
        let found: Vec<_> = tops().map(|top| (top, code(top).expect("every top has a code"))).collect();
        assert_eq!(found, TOPS);
        assert_eq!(code("economy/trade"), Some("04000000"));
        assert_eq!(code("nonsense"), None);
    }

    #[test]
    fn children_follow_their_top_and_no_topic_stands_twice() {
        let mut last = "";
        let mut seen = BTreeSet::new();
        for topic in all() {
            assert!(seen.insert(topic), "{topic} twice");
            match topic.split_once('/') {
                None => last = topic,
                Some((parent, child)) => {
                    assert_eq!(parent, last, "{topic} does not follow its top");
                    assert!(!child.contains('/') && !child.is_empty(), "{topic}");
                }
            }
            assert_eq!(spell(topic), *topic);
        }
        assert!(all().len() > 17 + 120, "{}", all().len());
    }

    #[test]
    fn every_topic_has_words_and_each_once() {
        for topic in all() {
            assert!(
                terms().iter().any(|t| t.topic == Some(topic) && t.weight == HEAVIEST) || tops().any(|t| t == *topic),
                "{topic}"
            );
        }
        let mut seen = BTreeSet::new();
        for term in terms() {
            assert!(seen.insert((term.topic, term.lang, term.text)), "{term:?} twice");
            assert!(term.text.chars().any(char::is_alphanumeric), "{term:?} is empty");
            assert_eq!(term.text.trim(), term.text, "{term:?}");
            assert!(!term.text.contains(','), "{term:?}: a comma without a space");
            // in bytes: two characters of Chinese are a word
            let stem: usize = term.text.chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
            assert!(!term.text.contains('*') || stem >= 3, "{term:?}: too short for a star");
        }
    }

    #[test]
    fn weights_and_languages_are_within_range() {
        for term in terms() {
            match term.topic {
                Some(_) => assert!((1..=HEAVIEST).contains(&term.weight), "{term:?}"),
                None => assert_eq!(term.weight, 0, "{term:?}"),
            }
            assert!(LANGUAGES.contains(&term.lang), "{term:?}");
        }
    }

    #[test]
    fn aliases_name_something_new() {
        for (alias, topic) in &TABLE.aliases {
            assert!(all().contains(topic));
            assert_eq!(spell(alias), *alias);
            assert_eq!(resolve(alias).ok(), Some(*topic), "{alias} is hidden by a topic's own name");
        }
    }

    #[test]
    fn people_find_topics_as_they_type_them() {
        let cases = [
            ("economy", "economy"),
            ("economy/trade", "economy/trade"),
            ("trade", "economy/trade"),
            ("Economy / Trade", "economy/trade"),
            ("Central banks", "economy/central-banks"),
            ("central_bank", "economy/central-banks"),
            ("earthquakes", "disaster/earthquake"),
            ("Human Interest", "human-interest"),
            ("sports", "sport"),
            ("soccer", "sport/football"),
            ("business", "economy"),
            ("15000000", "sport"),
        ];
        for (typed, topic) in cases {
            assert_eq!(resolve(typed).ok(), Some(topic), "{typed}");
        }
    }

    #[test]
    fn unknown_topics_name_the_nearest() {
        let message = |typed| resolve(typed).expect_err("no topic").to_string();
        assert_eq!(
            message("footbal"),
            "unknown topic 'footbal'; did you mean 'sport/football' or 'sport/american-football'?"
        );
        assert_eq!(message("qqqq"), "unknown topic 'qqqq'; 'newsdex help labels' names them");
        assert!(message("").starts_with("unknown topic ''"));
    }

    #[test]
    fn parents_are_what_a_topic_implies() {
        assert_eq!(parents("economy/trade").collect::<Vec<_>>(), ["economy"]);
        assert_eq!(parents("economy").count(), 0);
        assert_eq!(top("economy/trade"), "economy");
    }
}
