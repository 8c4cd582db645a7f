//! Typed words to what may stand in their places: stems, exact forms, the words that a pattern stands for.

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::query::effort::Effort;
use crate::query::tree::{Form, Leaf, Slot, Typed, TypedWord};
use crate::query::words::{Dictionary, Expansion, Forms};
use crate::text::{Terms, surface};

/// Most different words with `*`, `?` or `~` in a query: each reads the dictionary, up to all of it.
const MAX_PATTERNS: usize = 16;

/// The words of one query.
pub(crate) struct Words {
    languages: Vec<Terms>,
    /// `None` without an index.
    dictionary: Option<Dictionary>,
    patterns: Vec<(String, Form)>,
    pub(crate) forms: Forms,
    /// What could not be honoured.
    pub(crate) notes: Vec<String>,
}

impl Words {
    /// For articles in `languages` (ISO 639-1), and a text field of an index.
    pub(crate) fn new(languages: &[String], index: Option<(&Searcher, Field, &Effort)>) -> tantivy::Result<Self> {
        // and those whose language is not known
        let all: Vec<String> = std::iter::once(String::new()).chain(languages.iter().cloned()).collect();
        let dictionary = match index {
            Some((searcher, field, effort)) => Some(Dictionary::new(searcher, field, &all, effort)?),
            None => None,
        };
        let languages = all.iter().map(|lang| Terms::new(lang)).collect();
        Ok(Self { languages, dictionary, patterns: Vec::new(), forms: Forms::default(), notes: Vec::new() })
    }

    /// What a typed word or phrase means.
    pub(crate) fn leaf(&mut self, typed: &Typed) -> tantivy::Result<Leaf> {
        let slots = typed.words.iter().map(|word| self.slot(word)).collect::<tantivy::Result<_>>()?;
        if typed.words.iter().any(|word| matches!(word.form, Form::Pattern | Form::Fuzzy(_))) {
            self.forms.expanded.insert(typed.typed.clone());
        }
        let written = typed.words.iter().map(|word| (word.form == Form::Stem).then(|| as_written(&word.text)));
        self.forms.written.insert(typed.typed.clone(), written.collect());
        Ok(Leaf { typed: typed.typed.clone(), slots, slop: typed.slop })
    }

    fn slot(&mut self, word: &TypedWord) -> tantivy::Result<Slot> {
        match word.form {
            Form::Stem => Ok(Slot::stemmed(&word.text, &mut self.languages)),
            Form::Exact => Ok(Slot { surfaces: vec![as_written(&word.text)], ..Slot::default() }),
            Form::Pattern | Form::Fuzzy(_) => self.expanded(word),
        }
    }

    fn expanded(&mut self, word: &TypedWord) -> tantivy::Result<Slot> {
        let sign = if word.form == Form::Pattern { "" } else { "~" };
        let shown = format!("{}{sign}", word.text);
        let key = (word.text.clone(), word.form);
        if !self.patterns.contains(&key) {
            if self.patterns.len() == MAX_PATTERNS {
                self.note(format!(
                    "a query has at most {MAX_PATTERNS} words with *, ? or ~; '{shown}' stands for no word"
                ));
                return Ok(Slot::default());
            }
            self.patterns.push(key);
        }
        let Some(dictionary) = &mut self.dictionary else { return Ok(Slot::default()) };
        let Expansion { surfaces, there } = match word.form {
            Form::Fuzzy(errors) => dictionary.near(&word.text, errors)?,
            _ => dictionary.like(&word.text)?,
        };
        if there == 0 {
            self.note(format!("no word of the index is like '{shown}'"));
        } else if surfaces.len() < there {
            let [stands, there] = [surfaces.len(), there].map(grouped);
            self.note(format!("'{shown}' stands for the {stands} most frequent of {there} words"));
        }
        Ok(Slot { surfaces, ..Slot::default() })
    }

    /// Prepares `slots` for searching: see [`Dictionary::settle`].
    pub(crate) fn settle(&mut self, slots: &mut [&mut Slot]) -> tantivy::Result<()> {
        match &mut self.dictionary {
            Some(dictionary) => dictionary.settle(slots, &mut self.forms),
            None => Ok(()),
        }
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

fn as_written(word: &str) -> String {
    let mut written = String::new();
    surface(word, &mut written);
    written
}

/// `12345` as `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
