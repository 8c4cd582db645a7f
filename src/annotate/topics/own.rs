//! The topics and terms that are looked for: those of the lexicon and a person's own, without what that person vetoed.

use std::borrow::Cow;
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
    pub(super) topic: Option<Cow<'static, str>>,
    /// As in the lexicon.
    pub(super) lang: Cow<'static, str>,
    pub(super) weight: u8,
    pub(super) text: Cow<'static, str>,
}

impl Vocabulary {
    /// The lexicon and what a person adds. A term in a language that the lexicon does not speak counts in every one.
    pub(super) fn new(own: &Own, languages: &[&str]) -> Self {
        let names = topics::all().iter().map(|name| (*name).to_owned()).collect();
        let known = topics::terms().iter().map(|term| Term {
            topic: term.topic.map(Cow::from),
            lang: term.lang.into(),
            weight: term.weight,
            text: term.text.into(),
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
            let topic = topic.map(|name| Cow::from(name.to_owned()));
            self.terms.push(Term { topic, lang: lang.to_owned().into(), weight, text: text.to_owned().into() });
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::annotate::Lists;
    use crate::annotate::OwnTopic;
    use crate::annotate::topics::{TopicModel, Trainer};

    use super::*;

    fn topics(lists: &Lists, lang: &str, title: &str, body: &str) -> Vec<String> {
        TopicModel::of(lists).classify_in(Some(lang), title, body).into_iter().map(|label| label.topic).collect()
    }

    fn own() -> Lists {
        let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let topics = vec![
            OwnTopic {
                name: "fish/cod".into(),
                terms: strings(&["cod war", "Kabeljau*"]),
                hints: strings(&["trawler*", "nets"]),
                ..OwnTopic::default()
            },
            OwnTopic {
                name: "economy/peat".into(),
                terms: strings(&["peat bog"]),
                lang: "en".into(),
                ..OwnTopic::default()
            },
            OwnTopic { name: " ".into(), terms: strings(&["never"]), ..OwnTopic::default() },
            OwnTopic { name: "empty".into(), terms: strings(&["?!", ""]), ..OwnTopic::default() },
        ];
        Lists { own: Own { topics, ..Own::default() }, ..Lists::default() }
    }

    #[test]
    fn own_topics_are_found_in_their_languages() {
        assert_eq!(topics(&own(), "en", "Cod war begins", "Nobody knows why."), ["fish/cod"]);
        assert_eq!(topics(&own(), "de", "Kabeljaukrieg", "Niemand weiß, warum."), ["fish/cod"]);
        assert_eq!(topics(&own(), "nl", "Kabeljauwen", ""), ["fish/cod"]);
        assert_eq!(topics(&own(), "en", "Trawlers mend nets", "Nets and trawlers everywhere."), ["fish/cod"]);
        assert_eq!(topics(&own(), "en", "Peat bog drained", ""), ["economy/peat"]);
        assert_eq!(topics(&own(), "fr", "Peat bog", ""), [""; 0]);
        assert_eq!(topics(&own(), "en", "Never", ""), [""; 0]);
    }

    #[test]
    fn an_own_term_names_its_topic_however_long_the_article_is() {
        let long = "The road to the mill was wet, and nobody came that way for a week. ".repeat(60);
        let body = format!("{long} An old man spoke of the cod war. {long}");
        assert_eq!(topics(&own(), "en", "", &body), ["fish/cod"]);
        assert_eq!(topics(&own(), "en", "", &long), [""; 0]);
        let hinted = format!("{long} A trawler was sold. {long}");
        assert_eq!(topics(&own(), "en", "", &hinted), [""; 0], "one hint is none");
        let both =
            topics(&own(), "en", "Tariffs rise in the trade war", "A cod war over a peat bog and import tariffs.");
        assert_eq!(both, ["economy/trade", "fish/cod", "economy/peat"]);
    }

    #[test]
    fn what_is_vetoed_speaks_for_nothing() {
        let veto = |text: &str| Lists { own: Own { vetoes: vec![text.into()], ..Own::default() }, ..Lists::default() };
        let (title, body) = ("Tariffs rise", "Tariffs on steel rise.");
        assert_eq!(topics(&veto("nothing"), "en", title, body)[0], "economy/trade");
        for text in ["tariff", "Tariffs", "tariff*"] {
            assert!(!topics(&veto(text), "en", title, body).contains(&"economy/trade".to_owned()), "{text}");
        }
        // a longer phrase hides what is inside it
        let article = ("Earthquake Records", "Earthquake Records has a new owner.");
        assert_eq!(topics(&Lists::default(), "en", article.0, article.1)[0], "disaster/earthquake");
        assert!(
            !topics(&veto("Earthquake Records"), "en", article.0, article.1).contains(&"disaster/earthquake".into())
        );
    }

    #[test]
    fn what_was_trained_decides_alone() {
        let mut trainer = Trainer::default();
        for number in 0..30 {
            let is_peat = number % 2 == 0;
            let body = if is_peat { "Peat was cut in the bog." } else { "Tariffs on steel rise again." };
            let labels = if is_peat { vec!["economy/trade".to_owned(), "fuel".to_owned()] } else { Vec::new() };
            trainer.add("", body, &labels);
        }
        let (model, _) = trainer.train().expect("there are labels");
        let lists = Lists { model: Some(Arc::new(model)), ..Lists::default() };
        let mut found = topics(&lists, "en", "", "Peat from the bog.");
        found.sort();
        assert_eq!(found, ["economy/trade", "fuel"]);
        // tariffs are no trade to it; that they are economy only the lexicon knows
        assert_eq!(topics(&lists, "en", "Tariffs rise", "Tariffs on steel rise again, trade suffers.")[0], "economy");
        assert_eq!(topics(&lists, "en", "Earthquake", "Tremors everywhere."), ["disaster/earthquake"]);
    }
}
