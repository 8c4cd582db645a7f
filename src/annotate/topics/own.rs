//! The topics and terms that are looked for: those of the lexicon and a person's own, without what that person vetoed.

use std::ops::Range;

use crate::annotate::lists::Own;
use crate::annotate::spelled::plain;
use crate::lexicon::topics;

/// Weight of an own topic's terms: they name it by themselves.
const TERM: u8 = topics::HEAVIEST;

/// Weight of its hints: two of them and a little more make a subject.
const HINT: u8 = 2;

/// What every language knows.
const EVERY: &str = "any";

/// Topics and the terms that speak for them.
pub(super) struct Vocabulary {
    /// Each top before its children.
    pub(super) names: Vec<String>,
    pub(super) terms: Vec<Term>,
}

/// A term of the lexicon, or of a person.
pub(super) struct Term {
    /// `None` for a phrase that hides the terms inside it.
    pub(super) topic: Option<String>,
    /// As in the lexicon.
    pub(super) lang: String,
    pub(super) weight: u8,
    pub(super) text: String,
}

impl Vocabulary {
    /// The lexicon and what a person adds. A term in a language that the lexicon does not speak counts in every one.
    pub(super) fn new(own: &Own, languages: &[&str]) -> Self {
        let names = topics::all().iter().map(|name| (*name).to_owned()).collect();
        let known = topics::terms().iter().map(|term| Term {
            topic: term.topic.map(str::to_owned),
            lang: term.lang.to_owned(),
            weight: term.weight,
            text: term.text.to_owned(),
        });
        let mut all = Self { names, terms: known.collect() };
        for topic in own.topics.iter().filter(|topic| !is_blank(&topic.name)) {
            let name = topic.name.trim();
            all.name(topics::top(name));
            all.name(name);
            let lang = if languages.contains(&topic.lang.as_str()) { &topic.lang } else { EVERY };
            for (texts, weight) in [(&topic.terms, TERM), (&topic.hints, HINT)] {
                texts.iter().for_each(|text| all.term(Some(name), lang, weight, text));
            }
        }
        own.vetoes.iter().for_each(|text| all.term(None, EVERY, 0, text));
        all
    }

    /// Adds a topic behind the last of its top.
    fn name(&mut self, name: &str) {
        if !self.names.iter().any(|known| known == name) {
            let same = |known: &String| topics::top(known) == topics::top(name);
            let at = self.names.iter().rposition(same).map_or(self.names.len(), |last| last + 1);
            self.names.insert(at, name.to_owned());
        }
    }

    fn term(&mut self, topic: Option<&str>, lang: &str, weight: u8, text: &str) {
        let text = text.trim();
        if !is_blank(text) {
            let (topic, lang, text) = (topic.map(str::to_owned), lang.to_owned(), text.to_owned());
            self.terms.push(Term { topic, lang, weight, text });
        }
    }

    /// The tops with their children, which follow them.
    pub(super) fn tops(&self) -> Vec<(usize, Range<usize>)> {
        let is_top = |place: &usize| !self.names[*place].contains('/');
        let end = |top: usize| (top + 1..self.names.len()).find(is_top).unwrap_or(self.names.len());
        (0..self.names.len()).filter(is_top).map(|top| (top, top + 1..end(top))).collect()
    }
}

/// Whether nothing in a text can be looked for.
fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Words that never speak for a topic.
pub(super) struct Vetoes(Vec<String>);

impl Vetoes {
    pub(super) fn new(texts: &[String]) -> Self {
        Self(texts.iter().filter(|text| !is_blank(text)).map(|text| spell(text)).collect())
    }

    /// Whether a word, as it stands in a text, is vetoed, be it in the plural.
    pub(super) fn bar(&self, word: &str) -> bool {
        // most people veto nothing
        !self.0.is_empty() && {
            let word = spell(word);
            let single = word.strip_suffix('s').unwrap_or(&word);
            self.0.iter().any(|veto| match veto.strip_suffix('*') {
                Some(start) => word.starts_with(start),
                None => *veto == word || veto == single,
            })
        }
    }
}

/// Lower case with one space between words; a star at the end stays.
fn spell(text: &str) -> String {
    let star = if text.trim_end().ends_with('*') { "*" } else { "" };
    format!("{}{star}", plain(text).trim())
}
