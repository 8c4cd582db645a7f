//! The one analysis: a tokenizer that knows the language of each document, and the layout of its positions.
//!
//! All languages share one field, so that scores compare. A value begins with a header that names its language; title
//! and body follow in ranges of places of their own, so that one field answers for title, lead and body alike. Positions
//! are how the index keeps places: the room that nearly all titles leave is not in them, see [`place_of`].
//!
//! At one position may stand: the stem (twice in a title: that is its weight), another stem of a word with accents as if
//! it had none (as often), `EXACT` and the surface where it differs from the stem, and `SENTENCE` and `PARAGRAPH` where one
//! begins.

use std::collections::HashMap;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::{Opens, Terms, Word, Words, words};

/// The version of the analysis: an index made by another one is not opened, because its terms are not ours.
pub const VERSION: u32 = 5;

/// Place of the body's first word. Titles have fewer words; one that has more keeps its first 1,024 apart.
pub const BODY_POSITION: usize = 1024;

/// Position of the body's first word behind a title of fewer words. A position is kept as what lies between it and the one
/// before it, in as many bits as the largest of 128 of these takes: 1,024 in their place made an index of 60 MB of text
/// larger by 2.5 MB.
const NARROW_BODY: usize = 64;

/// From here on stand the positions of wide articles, each as far behind as its place says: those with longer titles, and
/// those of so many bytes that their words could reach it. 128 positions of which one is of such an article take two bytes
/// each; from 2^26 on they took twice as much.
const WIDE: usize = 1 << 16;

/// How often a title's words count: BM25F with a title weight of 2. Weights of 1 to 3 differ by less than .01 nDCG@10
/// on three judged news sets; 2 puts a title match first among equals.
pub const TITLE_WEIGHT: usize = 2;

/// What stands before a surface form in the term dictionary: no word contains it.
pub const EXACT: char = '\u{1}';

/// The term at the first word of each sentence.
pub const SENTENCE: &str = "\u{2}s";

/// The term at the first word of each paragraph; a title is one.
pub const PARAGRAPH: &str = "\u{2}p";

const HEADER: char = '\u{2}';
const TITLE_END: char = '\u{3}';

/// The place of the word that the index keeps at `position`: in the title below [`BODY_POSITION`], else in the body.
pub fn place_of(position: u32) -> u32 {
    match position as usize {
        0..NARROW_BODY => position,
        NARROW_BODY..WIDE => position + (BODY_POSITION - NARROW_BODY) as u32,
        WIDE.. => position - WIDE as u32,
    }
}

/// The position of a place, in a wide article or in another one.
fn position_of(place: usize, is_wide: bool) -> usize {
    match place {
        _ if is_wide => (WIDE + place).min(u32::MAX as usize),
        0..BODY_POSITION => place,
        BODY_POSITION.. => place - (BODY_POSITION - NARROW_BODY),
    }
}

/// Whether the places of an article do not fit below [`WIDE`]: a word has one byte or more.
fn is_wide(title: &str, body: &str) -> bool {
    body.len() >= WIDE - NARROW_BODY || words(title).nth(NARROW_BODY - 1).is_some()
}

/// What is handed to the index as the value of a text field.
pub fn field_value(lang: Option<&str>, title: &str, body: &str) -> String {
    let title = title.replace(TITLE_END, " ");
    format!("{}{HEADER}{title}{TITLE_END}{body}", lang.unwrap_or_default())
}

/// The tokenizer of all text fields: takes what [`field_value`] gives.
#[derive(Clone, Default)]
pub struct Analyzer {
    languages: HashMap<String, Terms>,
}

impl Analyzer {
    /// The name that the index knows it by.
    pub const NAME: &str = "news";
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> Tokens<'a> {
        let (lang, text) = value.split_once(HEADER).unwrap_or(("", value));
        let (title, body) = text.split_once(TITLE_END).unwrap_or(("", text));
        if !self.languages.contains_key(lang) {
            self.languages.insert(lang.to_owned(), Terms::cached(lang));
        }
        let terms = self.languages.get_mut(lang).expect("inserted above");
        Tokens {
            terms,
            is_wide: is_wide(title, body),
            title: Some(words(title)),
            body: words(body),
            place: 0,
            surface: String::new(),
            waiting: Vec::with_capacity(6),
            token: Token::default(),
        }
    }
}

/// What is left to emit at the position of the last word.
#[derive(Clone, Copy)]
enum Waiting {
    Exact,
    Again,
    Unaccented,
    Mark(&'static str),
}

/// The tokens of one value.
pub struct Tokens<'a> {
    terms: &'a mut Terms,
    /// `None` once the title has been read.
    title: Option<Words<'a>>,
    is_wide: bool,
    body: Words<'a>,
    /// The place of the next word.
    place: usize,
    surface: String,
    waiting: Vec<Waiting>,
    token: Token,
}

impl<'a> Tokens<'a> {
    fn next_word(&mut self) -> Option<Word<'a>> {
        if let Some(title) = &mut self.title {
            if let Some(word) = title.next() {
                return Some(word);
            }
            self.title = None;
            self.place = BODY_POSITION;
        }
        self.body.next()
    }

    /// Emits the stem now and leaves the rest of the position waiting, last first.
    fn start(&mut self, word: Word<'a>) {
        let in_title = self.title.is_some();
        let place = if in_title { self.place.min(BODY_POSITION - 1) } else { self.place };
        self.token.position = position_of(place, self.is_wide);
        self.place += 1;
        self.terms.of(word.text, &mut self.surface, &mut self.token.text);
        if word.opens >= Opens::Paragraph {
            self.waiting.push(Waiting::Mark(PARAGRAPH));
        }
        if word.opens >= Opens::Sentence {
            self.waiting.push(Waiting::Mark(SENTENCE));
        }
        if self.token.text != self.surface {
            self.waiting.push(Waiting::Exact);
        }
        let weight = if in_title { TITLE_WEIGHT } else { 1 };
        if self.terms.unaccented().is_some() {
            self.waiting.extend(std::iter::repeat_n(Waiting::Unaccented, weight));
        }
        self.waiting.extend(std::iter::repeat_n(Waiting::Again, weight - 1));
    }
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        match self.waiting.pop() {
            // the stem still stands in the token
            Some(Waiting::Again) => {}
            Some(Waiting::Unaccented) => {
                self.token.text.clear();
                self.token.text.push_str(self.terms.unaccented().unwrap_or_default());
            }
            Some(Waiting::Exact) => {
                self.token.text.clear();
                self.token.text.push(EXACT);
                self.token.text.push_str(&self.surface);
            }
            Some(Waiting::Mark(mark)) => {
                self.token.text.clear();
                self.token.text.push_str(mark);
            }
            None => match self.next_word() {
                Some(word) => self.start(word),
                None => return false,
            },
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(value: &str) -> Vec<(usize, String)> {
        let mut analyzer = Analyzer::default();
        let mut stream = analyzer.token_stream(value);
        let mut found = Vec::new();
        while stream.advance() {
            let place = place_of(stream.token().position as u32);
            found.push((place as usize, stream.token().text.clone()));
        }
        found
    }

    fn check(value: &str, expected: &[(usize, &str)]) {
        let found = tokens(value);
        let found: Vec<(usize, &str)> = found.iter().map(|(position, text)| (*position, text.as_str())).collect();
        assert_eq!(found, expected, "{value:?}");
    }

    #[test]
    fn title_and_body_have_positions_of_their_own() {
        check(
            &field_value(Some("en"), "Tariff", "Two tariffs. They rise"),
            &[
                (0, "tariff"),
                (0, "tariff"),
                (0, SENTENCE),
                (0, PARAGRAPH),
                (1024, "two"),
                (1024, SENTENCE),
                (1024, PARAGRAPH),
                (1025, "tariff"),
                (1025, "\u{1}tariffs"),
                (1026, "they"),
                (1026, SENTENCE),
                (1027, "rise"),
            ],
        );
    }

    #[test]
    fn the_language_of_the_header_stems() {
        check(
            &field_value(Some("de"), "", "Häuser"),
            &[(1024, "haus"), (1024, "\u{1}häuser"), (1024, SENTENCE), (1024, PARAGRAPH)],
        );
        check(&field_value(Some("xx"), "", "houses"), &[(1024, "houses"), (1024, SENTENCE), (1024, PARAGRAPH)]);
        check(
            &field_value(None, "", "houses"),
            &[(1024, "hous"), (1024, "\u{1}houses"), (1024, SENTENCE), (1024, PARAGRAPH)],
        );
    }

    #[test]
    fn a_word_with_accents_has_both_its_stems() {
        check(
            &field_value(Some("fr"), "Élysée", "le musée"),
            &[
                (0, "elys"),
                (0, "elys"),
                (0, "elyse"),
                (0, "elyse"),
                (0, "\u{1}élysée"),
                (0, SENTENCE),
                (0, PARAGRAPH),
                (1024, "le"),
                (1024, SENTENCE),
                (1024, PARAGRAPH),
                (1025, "mus"),
                (1025, "muse"),
                (1025, "\u{1}musée"),
            ],
        );
    }

    #[test]
    fn an_endless_title_stays_below_the_body() {
        let found = tokens(&field_value(Some("en"), &"word ".repeat(3000), "last"));
        assert!(found.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert_eq!(found.iter().filter(|(position, _)| *position >= BODY_POSITION).count(), 3);
    }

    #[test]
    fn positions_leave_out_the_room_that_short_titles_leave() {
        let positions = |title: &str| {
            let value = field_value(Some("en"), title, "last");
            let mut analyzer = Analyzer::default();
            let mut stream = analyzer.token_stream(&value);
            let mut found = Vec::new();
            while stream.advance() {
                found.push(stream.token().position);
            }
            found.dedup();
            found
        };
        assert_eq!(positions("one two"), [0, 1, 64]);
        let most = positions(&"word ".repeat(63));
        assert_eq!(most[62..], [62, 64]);
        let more = positions(&"word ".repeat(64));
        assert_eq!((more[0], more[63], more[64]), (WIDE, WIDE + 63, WIDE + 1024));
        // the place of the word before it, of the first of the body, and so on
        assert_eq!([0, 63, 64, 65, WIDE as u32 - 1].map(place_of), [0, 63, 1024, 1025, WIDE as u32 + 959]);
        assert_eq!([0, 1023, 1024].map(|place| place_of(position_of(place, true) as u32)), [0, 1023, 1024]);
        assert!(!is_wide("", &"a ".repeat(WIDE / 4)) && is_wide("", &"a".repeat(WIDE)));
    }

    #[test]
    fn control_characters_in_a_text_are_no_header() {
        let value = field_value(Some("en"), "a\u{3}b", "c\u{2}d");
        let words: Vec<String> = tokens(&value).into_iter().map(|(_, text)| text).filter(|t| t.len() == 1).collect();
        assert_eq!(words, ["a", "a", "b", "b", "c", "d"]);
    }
}
