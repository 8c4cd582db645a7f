//! All phrases of all rules, looked up at once: three hashes a line, however many phrases there are.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::clean::page::Line;
use crate::clean::rule::Rule;
use crate::clean::table;

/// What a line's wording says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the rule's, wherever it stands.
    Sure(&'static str),
    /// It is the rule's if what stands around it is furniture too.
    Weak(&'static str),
}

/// A beginning or an end of lines.
struct Affix {
    phrase: &'static str,
    /// A colon, bar or dash must follow.
    label: bool,
    rule: &'static str,
}

struct Vocabulary {
    whole: HashMap<&'static str, Verdict>,
    /// By first word.
    starts: HashMap<&'static str, Vec<Affix>>,
    /// By last word.
    ends: HashMap<&'static str, Vec<Affix>>,
    /// Bytes of the longest whole phrase.
    longest: usize,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(table::rules()));

/// What a line is by its wording alone.
///
/// Of a line that begins with a quotation mark, or whose label announces a sentence, only the whole counts: speech may
/// begin with any words.
pub(crate) fn verdict(line: &Line) -> Option<Verdict> {
    let quoted = line.text.starts_with(['“', '"', '„', '«', '»', '‚', '‘', '「', '\'']);
    VOCABULARY.verdict(&line.folded, quoted || announces_a_sentence(line.text))
}

/// `Related: he leaves a wife and two sons.` A small letter after the colon and a full stop at the end: titles of other
/// stories have neither.
fn announces_a_sentence(text: &str) -> bool {
    let rest = text.split_once(':').map_or("", |(_, rest)| rest.trim_start());
    text.ends_with('.') && rest.starts_with(char::is_lowercase)
}

impl Vocabulary {
    fn of(rules: &[Rule]) -> Self {
        let mut new = Self { whole: HashMap::new(), starts: HashMap::new(), ends: HashMap::new(), longest: 0 };
        for rule in rules {
            for (section, phrase) in entries(rule.phrases) {
                new.add(rule.name, section, phrase);
            }
        }
        new.longest = new.whole.keys().map(|phrase| phrase.len()).max().unwrap_or(0);
        new
    }

    fn add(&mut self, rule: &'static str, section: &str, phrase: &'static str) {
        let affix = |label| Affix { phrase, label, rule };
        match section {
            "whole" => drop(self.whole.insert(phrase, Verdict::Sure(rule))),
            "weak" => drop(self.whole.insert(phrase, Verdict::Weak(rule))),
            "labels" => self.starts.entry(first_word(phrase)).or_default().push(affix(true)),
            "starts" => self.starts.entry(first_word(phrase)).or_default().push(affix(false)),
            _ => self.ends.entry(last_word(phrase)).or_default().push(affix(false)),
        }
    }

    fn verdict(&self, folded: &str, quoted: bool) -> Option<Verdict> {
        if folded.len() <= self.longest
            && let Some(verdict) = self.whole.get(folded)
        {
            return Some(*verdict);
        }
        if quoted {
            return None;
        }
        let starts = self.starts.get(first_word(folded)).into_iter().flatten();
        let start = starts.filter(|affix| folded.strip_prefix(affix.phrase).is_some_and(|rest| affix.before(rest)));
        let ends = self.ends.get(last_word(folded)).into_iter().flatten();
        let end = ends.filter(|affix| folded.strip_suffix(affix.phrase).is_some_and(|rest| rest.ends_with(' ')));
        start.chain(end).next().map(|affix| Verdict::Sure(affix.rule))
    }
}

impl Affix {
    /// Whether `rest` may follow the phrase: something must, and no word may go on.
    fn before(&self, rest: &str) -> bool {
        if self.label {
            rest.trim_start().starts_with([':', '|', '-', '»', '>', '•'])
        } else {
            rest.starts_with(|c: char| !c.is_alphanumeric())
        }
    }
}

/// Lists of single words by section, for rules that look at every word of a line.
pub(crate) struct Words(HashMap<&'static str, Vec<&'static str>>);

impl Words {
    /// Reads a list.
    pub(crate) fn of(list: &'static str) -> Self {
        let mut words: HashMap<_, Vec<_>> = HashMap::new();
        for (section, word) in entries(list) {
            words.entry(word).or_default().push(section);
        }
        Self(words)
    }

    /// Whether `word`, folded, stands in a section.
    pub(crate) fn has(&self, section: &str, word: &str) -> bool {
        self.0.get(word).is_some_and(|sections| sections.contains(&section))
    }
}

/// The entries of a list with their sections: `[section]` on a line of its own, then one entry a line, all folded.
///
/// - `whole`: the whole line.
/// - `weak`: the whole line, if it stands beside other furniture or outside the prose: `facebook` may be a heading.
/// - `labels`: the words before a colon, a bar or a dash: `also read: …`.
/// - `starts`, `ends`: the first or the last words of a longer line.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    list.lines().filter(|line| !line.is_empty()).filter_map(move |line| {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => {
                section = name;
                None
            }
            None => Some((section, line)),
        }
    })
}

fn first_word(text: &str) -> &str {
    text.split([' ', ':']).next().unwrap_or_default()
}

fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or_default()
}
