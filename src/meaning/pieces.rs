//! Text to word pieces, as bert-base-uncased does it: lower case, no accents, signs alone, then of each word the longest
//! piece that it begins with, and the longest that continues it (WordPiece: Wu et al. 2016; Devlin et al. 2019).

use std::hash::BuildHasher;
use std::ops::ControlFlow;

use rustc_hash::FxBuildHasher;
use unicode_normalization::char::decompose_canonical;

use crate::meaning::table::{Class, Hash, Piece, class};

/// Longest word in characters; of a longer one there are no pieces.
const LONGEST_WORD: usize = 100;

/// Longest piece in characters.
const LONGEST_PIECE: usize = 18;

/// Longest word in bytes that is remembered, and most pieces of one: with their numbers they fill half a line of the
/// processor's cache.
const KNOWN_BYTES: usize = 20;
const KNOWN_PIECES: usize = 5;

/// Words that are remembered, a power of two: a quarter of a megabyte.
const KNOWN: usize = 8192;

/// The pieces of the latest words, each at the place that its hash gives; the default remembers nothing.
#[derive(Default)]
pub(crate) struct Memory(Vec<Known>);

/// A word and its pieces; of no letters for no word.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Known {
    word: [u8; KNOWN_BYTES],
    pieces: [Piece; KNOWN_PIECES],
    len: u8,
    count: u8,
}

impl Memory {
    /// For many texts.
    pub(crate) fn new() -> Self {
        Self(vec![Known { word: [0; KNOWN_BYTES], pieces: [Piece::FIRST; KNOWN_PIECES], len: 0, count: 0 }; KNOWN])
    }

    /// The place of a word.
    fn at(&mut self, word: &str) -> Option<&mut Known> {
        if word.len() > KNOWN_BYTES { None } else { self.0.get_mut(FxBuildHasher.hash_one(word) as usize % KNOWN) }
    }
}

impl Known {
    fn pieces_of(&self, word: &str) -> Option<&[Piece]> {
        (&self.word[..usize::from(self.len)] == word.as_bytes()).then(|| &self.pieces[..usize::from(self.count)])
    }

    fn keep(&mut self, word: &str, pieces: &[Piece]) {
        if pieces.len() <= KNOWN_PIECES {
            self.word[..word.len()].copy_from_slice(word.as_bytes());
            self.pieces[..pieces.len()].copy_from_slice(pieces);
            // at most 20 and 5
            (self.len, self.count) = (word.len() as u8, pieces.len() as u8);
        }
    }
}

/// Gives the pieces of a text to `each`, in order, until it breaks off. A word that cannot be put together from pieces has
/// none. Takes a time that grows with the text, whatever stands in it.
pub(crate) fn pieces(
    text: &str,
    memory: &mut Memory,
    mut each: impl FnMut(Piece) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut word = Word::of(memory);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // letters of most texts come in runs
        let run = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if run > 0 {
            word.push_run(&rest[..run]);
            rest = &rest[run..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c == ' ' {
            word.end(&mut each)?;
        } else if c.is_ascii_punctuation() {
            word.alone(c, &mut each)?;
        } else {
            let mut taken = ControlFlow::Continue(());
            decompose_canonical(c, |c| {
                if taken.is_continue() {
                    taken = word.take(c, &mut each);
                }
            });
            taken?;
        }
    }
    word.end(&mut each)
}

/// The word that is being read.
struct Word<'m> {
    text: String,
    /// Characters; the text holds at most [`LONGEST_WORD`] of them.
    chars: usize,
    /// Room for its pieces.
    pieces: Vec<Piece>,
    memory: &'m mut Memory,
}

impl<'m> Word<'m> {
    fn of(memory: &'m mut Memory) -> Self {
        Self { text: String::new(), chars: 0, pieces: Vec::new(), memory }
    }

    fn push(&mut self, c: char) {
        self.chars += 1;
        if self.chars <= LONGEST_WORD {
            self.text.push(c);
        }
    }

    /// Letters and digits of ASCII.
    fn push_run(&mut self, run: &str) {
        let kept = run.len().min(LONGEST_WORD.saturating_sub(self.chars));
        let start = self.text.len();
        self.text.push_str(&run[..kept]);
        self.text[start..].make_ascii_lowercase();
        self.chars += run.len();
    }

    /// Reads one more character, which is decomposed.
    fn take(&mut self, c: char, each: &mut impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
        match class(c) {
            Class::Letter => c.to_lowercase().for_each(|c| self.push(c)),
            Class::Vanishes => {}
            Class::Space => self.end(each)?,
            Class::Alone => self.alone(c, each)?,
        }
        ControlFlow::Continue(())
    }

    /// Ends at a character that is a word of its own.
    fn alone(&mut self, c: char, each: &mut impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
        self.end(each)?;
        self.push(c);
        self.end(each)
    }

    /// Gives away its pieces and begins the next word.
    fn end(&mut self, each: &mut impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
        let is_word = !self.text.is_empty() && self.chars <= LONGEST_WORD;
        let given = if is_word { self.give(each) } else { ControlFlow::Continue(()) };
        self.text.clear();
        self.chars = 0;
        given
    }

    /// Gives its pieces away, if it has some for all its letters.
    fn give(&mut self, each: &mut impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut known = self.memory.at(&self.text);
        if let Some(pieces) = known.as_ref().and_then(|known| known.pieces_of(&self.text)) {
            return pieces.iter().copied().try_for_each(each);
        }
        find(&self.text, &mut self.pieces);
        if let Some(known) = &mut known {
            known.keep(&self.text, &self.pieces);
        }
        self.pieces.iter().copied().try_for_each(each)
    }
}

/// The pieces of a word, in place of what is in `found`; none if there are not some for all its letters.
fn find(word: &str, found: &mut Vec<Piece>) {
    found.clear();
    let mut at = 0;
    while at < word.len() {
        let Some((piece, len)) = longest(&word[at..], at > 0) else { return found.clear() };
        found.push(piece);
        at += len;
    }
}

/// The longest piece that a text begins with, and its length in bytes.
fn longest(text: &str, continues: bool) -> Option<(Piece, usize)> {
    let mut hash = if continues { Hash::CONTINUES } else { Hash::BEGINS };
    // most words are one piece
    if text.len() <= LONGEST_PIECE
        && let Some(piece) = hash.with(text.as_bytes()).piece(text.as_bytes(), continues)
    {
        return Some((piece, text.len()));
    }
    let mut ends = [(0, hash); LONGEST_PIECE];
    let mut count = 0;
    for (end, (at, c)) in ends.iter_mut().zip(text.char_indices()) {
        let after = at + c.len_utf8();
        hash = hash.with(&text.as_bytes()[at..after]);
        *end = (after, hash);
        count += 1;
    }
    let found =
        |(end, hash): &(usize, Hash)| hash.piece(&text.as_bytes()[..*end], continues).map(|piece| (piece, *end));
    ends[..count].iter().rev().find_map(found)
}

#[cfg(test)]
#[cfg(feature = "meaning")]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// The names of the pieces of a text.
    fn names(text: &str) -> Vec<String> {
        let of = |memory: &mut Memory| {
            let mut names = Vec::new();
            let _ = pieces(text, memory, |piece| {
                names.push(String::from_utf8_lossy(piece.name()).into_owned());
                ControlFlow::Continue(())
            });
            names
        };
        let names = of(&mut Memory::default());
        // what is remembered is the same
        MEMORY.with_borrow_mut(|memory| (0..2).for_each(|_| assert_eq!(of(memory), names, "{text:?}")));
        names
    }

    thread_local! { static MEMORY: RefCell<Memory> = RefCell::new(Memory::new()); }

    #[test]
    fn words_of_one_place_in_the_memory_do_not_mix() {
        // twice as many words as places
        let word = |number: usize| format!("tariff{number}{} ", "x".repeat(number % 30));
        names(&(0..2 * KNOWN).map(word).collect::<String>());
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(names(text).join(" "), expected, "{text:?}");
    }

    /// As the reference implementation has them (huggingface/tokenizers 0.23), without its `[UNK]`.
    #[test]
    fn pieces_are_those_of_bert() {
        check("Harbour dredging unaffordable, says Mayor", "harbour dr ##edging una ##ff ##ord ##able , says mayor");
        check("The tariff-free zone costs £4.5bn!", "the tariff - free zone costs £ ##4 . 5 ##bn !");
        check("O'Brien's #1 a_b C++ <b> 50%", "o ' brien ' s # 1 a _ b c + + < b > 50 %");
        check(
            "qwxzjkv blockchainification antidisestablishmentarianism",
            "q ##w ##x ##z ##jk ##v block ##chai ##ni ##fication anti ##dis ##est ##ab ##lish ##ment ##arian ##ism",
        );
    }

    #[test]
    fn accents_and_what_nobody_sees_vanish() {
        check(
            "Zürich's Bürgermeister Peña naïvely café-hopped",
            "zurich ' s burger ##meister pena naive ##ly cafe - hopped",
        );
        check("e\u{301}lan e\u{200d}\u{301}lan", "el ##an el ##an");
        check("soft\u{ad}hyphen nul\0byte", "soft ##hy ##ph ##en nu ##lby ##te");
        check("foo\u{2028}bar\u{85}baz\u{1c}qux", "foo bar ##ba ##z ##qu ##x");
        check("İstanbul ΣΊΣΥΦΟΣ", "istanbul σ ##ι ##σ ##υ ##φ ##ο ##σ");
    }

    #[test]
    fn signs_and_ideographs_stand_alone() {
        check(
            "“Curly” quotes — dashes… and\u{a0}no-break\u{2003}spaces",
            "“ curly ” quotes — dash ##es … and no - break spaces",
        );
        check("東京 and中国 reopened", "東 京 and 中 国 reopened");
        check("नमस्ते 한국어", "न ##म ##स ##त ᄒ ##ᅡ ##ᆫ ##ᄀ ##ᅮ ##ᆨ ##ᄋ ##ᅥ");
        check("ﬁnance ½ x²", "ﬁ ##nan ##ce ½ x ##²");
    }

    #[test]
    fn a_word_that_cannot_be_put_together_has_no_pieces() {
        check("☃ snow ☃man snow☃ 🙂ok", "snow");
        check("", "");
        check(&format!("{} end", "x".repeat(101)), "end");
        assert_eq!(names(&"y".repeat(100)).len(), 100);
    }

    #[test]
    fn whoever_has_enough_hears_no_more() {
        let mut left = 3;
        let given = pieces(&"unaffordable ".repeat(9), &mut Memory::new(), |_| {
            left -= 1;
            if left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert_eq!((given, left), (ControlFlow::Break(()), 0));
    }

    #[test]
    fn hostile_texts_are_read_to_their_end() {
        let megabyte =
            ["x", "é", "e\u{301}\u{301}", "\u{1e9b}\u{323}", "각", "東", "☃", "\0", "\u{ad}", ".", "ﷺ", "𝔞", "़"]
                .map(|letter| letter.repeat(1_000_000 / letter.len()));
        for text in megabyte {
            let mut count = 0;
            let _ = pieces(&format!("{text} end"), &mut Memory::new(), |_| {
                count += 1;
                ControlFlow::Continue(())
            });
            assert!((1..=1_000_001).contains(&count), "{:?}", text.chars().next());
        }
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            assert!(names(&format!("a{c}b")).len() < 40, "{c:?}");
        }
    }
}
