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
    let names = all().iter().flat_map(|topic| [topic, topic.rsplit('/').next().unwrap_or(topic)]);
    let mut near: Vec<String> = nearest(&typed, names.chain(TABLE.aliases.keys().copied()))
        .iter()
        .filter_map(|n| named(n, n).ok()?)
        .map(str::to_owned)
        .collect();
    near.dedup();
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
