//! What people and the corpus add to the lexicons: own leaders, countries and topics, vetoes, learned leaders.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::annotate::topics::Model;

/// Everything that labels depend on besides text, code and lexicons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lists {
    /// What a person wrote down in `newsdex.toml`.
    pub own: Own,
    /// Leaders that the articles of an index have taught.
    pub learned: Vec<LearnedLeader>,
    /// Topics that a person trained; lists that are written down go without it, and [`Model::fingerprint`] stands for it.
    #[serde(skip)]
    pub model: Option<Arc<Model>>,
}

/// What a person decides about labels: the tables `[[leader]]`, `[[country]]`, `[[topic]]` and `[labels]` of `newsdex.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Own {
    /// People, who come before those of the same name in the lexicon.
    pub leaders: Vec<OwnLeader>,
    /// Countries of their own, and more names for those of the lexicon.
    pub countries: Vec<OwnCountry>,
    /// Topics of their own, and more words for those of the lexicon.
    pub topics: Vec<OwnTopic>,
    /// Names and phrases that never give a label: a full name, a word for a country, a term of a topic.
    pub vetoes: Vec<String>,
}

/// A person whom somebody wants to have labelled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnLeader {
    /// The canonical full name: the label.
    pub name: String,
    /// Other spellings and orders of the full name.
    pub aliases: Vec<String>,
    /// The name that stands for the full one once that was said; what the full name says itself when empty.
    pub surname: String,
    /// ISO code; empty for nobody's.
    pub country: String,
    /// Offices.
    pub office: Vec<OwnOffice>,
}

/// An office that a person of [`Own::leaders`] holds or held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnOffice {
    /// As one would print it: `Prime Minister`.
    pub title: String,
    /// First year; unknown when `None`.
    pub from: Option<i32>,
    /// Last year; still held when `None`.
    pub to: Option<i32>,
}

/// A country of a person's own, or more names for one that is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnCountry {
    /// A code of ISO 3166-1 for one that is known, else two or three capital letters.
    pub code: String,
    /// The short name; needed for a new code.
    pub name: String,
    /// Other names, demonyms, capitals, seats.
    pub aliases: Vec<String>,
}

/// A topic of a person's own, or more words for one that is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnTopic {
    /// `top/child` below one of the 17 tops, or a top of their own.
    pub name: String,
    /// Terms that name it by themselves, written as in `topics.tsv`.
    pub terms: Vec<String>,
    /// Terms that only hint at it.
    pub hints: Vec<String>,
    /// ISO 639-1 of the language of the terms; every language when empty.
    pub lang: String,
}

/// A leader whom no list has and articles name beside an office.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct LearnedLeader {
    /// The spelling that most articles have: the label.
    pub name: String,
    /// Other spellings met.
    pub aliases: Vec<String>,
    /// The office met last, in lower case.
    pub office: String,
    /// ISO code; empty when no article says.
    pub country: String,
    /// The day of the first article that says so, `2025-10-21`, or what is known of it; empty when none has a date.
    pub first: String,
    /// The day of the last one.
    pub last: String,
    /// Articles that name the person beside an office.
    pub articles: u64,
    /// The beginning of the key of the first of them.
    pub article: String,
}
