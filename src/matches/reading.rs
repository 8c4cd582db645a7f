//! One reading of an article: where the words stand that a query asks for, and where sentences and paragraphs begin.
//! Positions are the places of the index, see `text::place_of`.

use std::ops::Range;

use crate::matches::vocabulary::{Vocabulary, Words};
use crate::query::{Span, Unit};
use crate::text::{BODY_POSITION, Opens, words};

/// The first position of the body.
pub(crate) const BODY: u32 = BODY_POSITION as u32;

/// What one reading of title and body found.
#[derive(Default)]
pub(crate) struct Reading {
    /// The positions of each slot of the query, rising.
    slots: Vec<Vec<u32>>,
    /// The words that answer a slot, in order: their positions, and their bytes in title or body.
    words: Vec<(u32, Range<usize>)>,
    /// Where sentences begin, in title and body: position, byte.
    sentences: Vec<(u32, usize)>,
    /// Where paragraphs begin.
    paragraphs: Vec<u32>,
}

impl Reading {
    /// Reads both texts, which are in language `lang`.
    pub(crate) fn new(vocabulary: &mut Vocabulary, lang: &str, title: &str, body: &str) -> Self {
        let mut reading = Self { slots: vec![Vec::new(); vocabulary.len()], ..Self::default() };
        let mut asked = vocabulary.reader(lang);
        reading.read(&mut asked, title, 0, BODY - 1);
        reading.read(&mut asked, body, BODY, u32::MAX);
        reading
    }

    /// Reads a text whose first word has position `first`; all words from position `last` on share it.
    fn read(&mut self, asked: &mut Words<'_>, text: &str, first: u32, last: u32) {
        let mut next = first;
        for word in words(text) {
            let position = next;
            next = next.saturating_add(1).min(last);
            if word.opens >= Opens::Sentence {
                self.sentences.push((position, word.start));
                if word.opens == Opens::Paragraph {
                    self.paragraphs.push(position);
                }
            }
            let slots = asked.slots(word.text);
            if slots.is_empty() {
                continue;
            }
            self.words.push((position, word.start..word.end()));
            for slot in slots {
                let positions = &mut self.slots[*slot as usize];
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
        }
    }

    /// Where a slot stands.
    pub(crate) fn positions(&self, slot: u32) -> &[u32] {
        &self.slots[slot as usize]
    }

    /// Whether no word of the query stands in the article.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The number of the sentence or paragraph of a position.
    pub(crate) fn unit(&self, unit: Unit, position: u32) -> u32 {
        let number = match unit {
            Unit::Sentence => self.sentences.partition_point(|(start, _)| *start <= position),
            Unit::Paragraph => self.paragraphs.partition_point(|start| *start <= position),
        };
        number as u32
    }

    /// The bytes from the first word of a span to its last, in title or body. Words of the query stand at both ends of
    /// any match; of those that share the last position of an endless title it is the first.
    pub(crate) fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let word = |position: u32| {
            let place = self.words.partition_point(|(at, _)| *at < position);
            self.words.get(place).filter(|(at, _)| *at == position).map(|(_, bytes)| bytes)
        };
        Some(word(span.start)?.start..word(span.end)?.end)
    }

    /// Where the sentences of the body begin, in bytes.
    pub(crate) fn sentences_of_body(&self) -> Vec<usize> {
        let first = self.sentences.partition_point(|(position, _)| *position < BODY);
        self.sentences[first..].iter().map(|(_, byte)| *byte).collect()
    }

    /// Where the sentences of the title begin, in bytes.
    pub(crate) fn sentences_of_title(&self) -> Vec<usize> {
        self.sentences.iter().take_while(|(position, _)| *position < BODY).map(|(_, byte)| *byte).collect()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    use super::*;
    use crate::query::Slot;
    use crate::text::{Analyzer, PARAGRAPH, SENTENCE, field_value, place_of};

    fn read(title: &str, body: &str, words: &[&str]) -> Reading {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            vocabulary.add(&Slot { stems: vec![(*word).to_owned()], ..Slot::default() });
        }
        Reading::new(&mut vocabulary, "en", title, body)
    }

    /// Where the analyzer of the index puts `term`.
    fn indexed(title: &str, body: &str, term: &str) -> Vec<u32> {
        let value = field_value(Some("en"), title, body);
        let mut analyzer = Analyzer::default();
        let mut stream = analyzer.token_stream(&value);
        let mut found = Vec::new();
        while stream.advance() {
            if stream.token().text == term {
                found.push(place_of(stream.token().position as u32));
            }
        }
        found.dedup();
        found
    }

    #[test]
    fn positions_are_those_of_the_index() {
        let endless = "tariff word ".repeat(700);
        for (title, body) in [
            ("Tariffs and a tariff", "Two tariffs rose. They hit U.S. steel.\nA tariff fell, Dr. Low said! No tariff."),
            ("", "“Tariff,” he said.\n\n\nTariff."),
            ("One title. Two tariffs", ""),
            (endless.as_str(), endless.as_str()),
        ] {
            let reading = read(title, body, &["tariff", "steel"]);
            assert_eq!(reading.positions(0), indexed(title, body, "tariff"));
            assert_eq!(reading.positions(1), indexed(title, body, "steel"));
            let mut sentences: Vec<u32> = reading.sentences.iter().map(|(position, _)| *position).collect();
            sentences.dedup();
            assert_eq!(sentences, indexed(title, body, SENTENCE));
            let mut paragraphs = reading.paragraphs.clone();
            paragraphs.dedup();
            assert_eq!(paragraphs, indexed(title, body, PARAGRAPH));
        }
    }

    #[test]
    fn spans_have_their_bytes() {
        let reading = read("A tariff", "Steel and iron tariffs", &["tariff", "steel"]);
        assert_eq!(reading.bytes(Span { start: 1, end: 1 }), Some(2..8));
        assert_eq!(reading.bytes(Span { start: BODY, end: BODY + 3 }), Some(0..22));
        assert_eq!(reading.bytes(Span { start: BODY, end: BODY + 1 }), None);
        assert_eq!(reading.unit(Unit::Paragraph, 0), 1);
        assert_eq!(reading.unit(Unit::Paragraph, BODY + 2), 2);
    }
}
