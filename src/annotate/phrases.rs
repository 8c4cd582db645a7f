//! Many phrases found in one pass: an automaton whose symbols are folded words, so that a text is read word by word and
//! most words are left after one look.
//!
//! A state is what the words that lead to it share; states lie in one open table, by their hash. Who stands at a state is
//! compared with the text letter by letter, so that no two phrases can be taken for each other.

use std::borrow::Cow;

use crate::annotate::attached;
use crate::annotate::folded;
use crate::annotate::folded::Word;

/// Which capitals a phrase asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capitals {
    /// Those that it is printed with.
    Printed,
    /// Those that it is printed with, or all.
    PrintedOrAll,
    /// At least those that it is printed with.
    AtLeast,
    /// Those that it is printed with, or from some word behind the first on all: Emmanuel MACRON.
    Name,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What was said with it.
    pub(super) value: u32,
}

/// The phrases.
pub(super) struct Phrases {
    /// Bits of how phrases begin.
    begins: Vec<u64>,
    /// The part of its hash that tells a state, and its first entry; as many as a power of two.
    states: Vec<(u32, u32)>,
    taken: usize,
    entries: Vec<Entry>,
    /// All phrases as printed, one behind the other.
    printed: String,
    /// The words of the phrase that is being added.
    words: Vec<Word>,
}

/// A phrase at its state.
struct Entry {
    /// Where it is in [`Phrases::printed`].
    start: u32,
    len: u16,
    /// Bytes behind its last word: the point of `Jr.`.
    tail: u8,
    capitals: Capitals,
    value: u32,
    /// The entry that comes after it at the same state.
    next: u32,
}

/// No state, no entry.
const NONE: u32 = u32::MAX;

/// Bits of the set of beginnings: 131,072 take 16 KiB, half of the processor's nearest cache, and the names of the
/// lexicon begin with some 8,000 words.
const BEGINS: usize = 1 << 17;

/// Bits of the set of beginnings for each of very many phrases.
const BITS_A_PHRASE: usize = 16;

/// Bytes between two words of a phrase, `, ` or ` & `: more is a gap in the text.
const GAP: usize = 8;

/// Where every phrase begins.
const ROOT: u64 = 0;

impl Default for Phrases {
    fn default() -> Self {
        Self {
            begins: vec![0; BEGINS / 64],
            states: vec![(0, NONE); 1 << 10],
            taken: 0,
            entries: Vec::new(),
            printed: String::new(),
            words: Vec::new(),
        }
    }
}

impl Phrases {
    /// Makes room for so many phrases, each of two words, before there are any.
    pub(super) fn reserve(&mut self, phrases: usize) {
        let bits = (phrases * BITS_A_PHRASE).next_power_of_two();
        if self.entries.is_empty() && bits / 64 > self.begins.len() {
            self.begins = vec![0; bits / 64];
        }
        self.entries.reserve(phrases);
        let wanted = ((self.taken + phrases * 2) * 4 / 3).next_power_of_two();
        self.grow(wanted);
    }

    /// Adds a phrase. Of two that fit the same words of a text the first counts. A phrase without a letter is none, nor is one
    /// with a gap or of more than 255 bytes behind its last word.
    pub(super) fn add(&mut self, phrase: &str, capitals: Capitals, value: u32) {
        let mut words = std::mem::take(&mut self.words);
        folded::words_into(phrase, &mut words);
        if let (Some(first), Some(last)) = (words.first(), words.last())
            && let Ok(tail) = u8::try_from(phrase.len() - last.end)
        {
            let start = lead(phrase, first.start).unwrap_or(first.start);
            if let Some(state) = self.open_path(phrase, start, &words) {
                self.put(state, &phrase[start..], tail, capitals, value);
                self.begin(&phrase[start..], first.hash, capitals);
            }
        }
        self.words = words;
    }

    /// The place of the state behind these words of a phrase.
    fn open_path(&mut self, phrase: &str, start: usize, words: &[Word]) -> Option<usize> {
        let (mut state, mut before, mut place) = (ROOT, start, None);
        if words.iter().zip(words.iter().skip(1)).any(|(word, next)| next.start - word.end > GAP) {
            return None;
        }
        for word in words {
            state = step(state, &phrase[before..word.start], word.hash);
            before = word.end;
            place = Some(self.open(state));
        }
        place
    }

    /// Puts a phrase at its state, behind those that stand there, unless it does so already.
    fn put(&mut self, place: usize, phrase: &str, tail: u8, capitals: Capitals, value: u32) {
        let (mut at, mut before) = (self.states[place].1, NONE);
        while let Some(entry) = self.entries.get(at as usize) {
            if entry.capitals == capitals && self.phrase(entry) == phrase {
                return;
            }
            (before, at) = (at, entry.next);
        }
        let numbers =
            (u32::try_from(self.entries.len()), u32::try_from(self.printed.len()), u16::try_from(phrase.len()));
        let (Ok(new), Ok(start), Ok(len)) = numbers else { return };
        match self.entries.get_mut(before as usize) {
            Some(before) => before.next = new,
            None => self.states[place].1 = new,
        }
        self.printed.push_str(phrase);
        self.entries.push(Entry { start, len, tail, capitals, value, next: NONE });
    }

    /// The place of a beginning. Words in small letters have bits of their own: few phrases begin so, and most words do.
    fn begin_bit(&self, hash: u64, small: bool) -> (usize, u64) {
        let hash = if small { !hash } else { hash };
        let place = hash as usize & (self.begins.len() * 64 - 1);
        (place / 64, 1 << (place % 64))
    }

    /// Notes that a phrase begins so.
    fn begin(&mut self, phrase: &str, hash: u64, capitals: Capitals) {
        let first = phrase.chars().find(|c| *c != '\'').filter(char::is_ascii);
        let small = first.is_some_and(|c| c.is_ascii_lowercase());
        // a letter beyond ASCII may stand without its accent
        let either = first.is_none() || capitals == Capitals::AtLeast;
        let cases = [(true, either || small), (false, either || !small || capitals == Capitals::PrintedOrAll)];
        for (small, _) in cases.into_iter().filter(|(_, begins)| *begins) {
            let (at, bit) = self.begin_bit(hash, small);
            self.begins[at] |= bit;
        }
    }

    /// Makes the table of states as large as this power of two.
    fn grow(&mut self, size: usize) {
        if size <= self.states.len() {
            return;
        }
        let old = std::mem::replace(&mut self.states, vec![(0, NONE); size]);
        for (tag, first) in old.into_iter().filter(|(tag, _)| *tag != 0) {
            let place = self.place(tag);
            self.states[place] = (tag, first);
        }
    }

    /// The place of a state, which is made if need be; places stay until the next one is made.
    fn open(&mut self, state: u64) -> usize {
        // three quarters full, a look finds its place within two or three (Knuth 6.4, linear probing)
        if self.taken * 4 >= self.states.len() * 3 {
            self.grow(self.states.len() * 2);
        }
        let place = self.place(tag(state));
        if self.states[place].0 == 0 {
            self.states[place].0 = tag(state);
            self.taken += 1;
        }
        place
    }

    /// Where a state stands or would stand.
    fn place(&self, tag: u32) -> usize {
        let last = self.states.len() - 1;
        let mut place = (tag >> (u32::BITS - self.states.len().ilog2())) as usize;
        while self.states[place].0 != 0 && self.states[place].0 != tag {
            place = (place + 1) & last;
        }
        place
    }

    fn phrase(&self, entry: &Entry) -> &str {
        &self.printed[entry.start as usize..][..usize::from(entry.len)]
    }

    /// Whether a phrase may begin with this word: one look, and most words of a text are done with.
    fn may_begin(&self, text: &str, word: &Word) -> bool {
        let first = text.as_bytes()[word.start];
        let (at, bit) = self.begin_bit(word.hash, first.is_ascii_lowercase());
        self.begins[at] & bit != 0 || !first.is_ascii() && attached::may_have(text, word.start)
    }

    /// The phrases of a text from left to right: whole words, the longest at a position, none within another. `words` are
    /// those of the text.
    pub(super) fn scan(&self, text: &str, words: &[Word]) -> Vec<Match> {
        let mut found = Vec::new();
        if self.entries.is_empty() {
            return found;
        }
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            if !self.may_begin(text, word) {
                continue;
            }
            if let Some(one) = self.longest(text, &words[at - 1..]) {
                found.push(one);
                at += words[at..].iter().take_while(|word| word.start < one.end).count();
            }
        }
        found
    }

    /// The longest phrase that begins with the first of these words.
    fn longest(&self, text: &str, words: &[Word]) -> Option<Match> {
        let (first, rest) = words.split_first()?;
        let whole = |start| self.follow(text, &Path { start, alef: false }, first, rest);
        let found = lead(text, first.start).and_then(whole).or_else(|| whole(first.start));
        found.or_else(|| {
            attached::without_prefixes(text, &(first.start..first.end), |bare| {
                let path = Path { start: bare.start, alef: bare.alef };
                let mut folded = String::from(if bare.alef { ALEF } else { "" });
                folded::fold_into(&text[bare.start..first.end], &mut folded);
                let hash = folded::hash_folded(&folded);
                self.follow(text, &path, &Word { start: bare.start, end: first.end, hash }, rest)
            })
        })
    }

    /// The longest phrase along a path.
    fn follow(&self, text: &str, path: &Path, first: &Word, rest: &[Word]) -> Option<Match> {
        let (mut state, mut longest, mut before) = (ROOT, None, path.start);
        for word in std::iter::once(first).chain(rest) {
            if word.start - before > GAP {
                break;
            }
            let gap = &text[before..word.start];
            let next = step(state, gap, word.hash);
            let known = self.state(next);
            let found = known.and_then(|first| self.at_state(text, path, word.end, first));
            let found = found.or_else(|| {
                attached::without_endings(text, &(word.start..word.end), |end| {
                    let hash = folded::hash(text, word.start..end, &mut String::new());
                    self.at_state(text, path, end, self.state(step(state, gap, hash))?)
                })
            });
            let found = found.or_else(|| self.genitive(text, path, word, state, gap));
            longest = found.or(longest);
            if known.is_none() {
                break;
            }
            (state, before) = (next, word.end);
        }
        longest
    }

    /// A phrase of several words whose last one has the ending of a genitive: Angela Merkels.
    fn genitive(&self, text: &str, path: &Path, word: &Word, state: u64, gap: &str) -> Option<Match> {
        let ends_so = state != ROOT && text.as_bytes()[word.end - 1] == b's' && word.end - word.start > 1;
        let stem = ends_so.then(|| &text[..word.end - 1])?;
        let hash = folded::hash(text, word.start..stem.len(), &mut String::new());
        self.at_state(text, path, stem.len(), self.state(step(state, gap, hash))?)
    }

    /// The first entry of a state, [`NONE`] where phrases only go on.
    fn state(&self, state: u64) -> Option<u32> {
        let (tag, first) = self.states[self.place(tag(state))];
        (tag != 0).then_some(first)
    }

    /// The phrase of a state that a piece of text is; the one that goes on furthest behind the last word.
    fn at_state(&self, text: &str, path: &Path, end: usize, first: u32) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut at = first;
        while let Some(entry) = self.entries.get(at as usize) {
            at = entry.next;
            let end = end + usize::from(entry.tail);
            if best.is_some_and(|best| best.end >= end) || !text.is_char_boundary(end) {
                continue;
            }
            let closed = entry.tail == 0 || !text[end..].starts_with(folded::is_spaced);
            let piece = &text[path.start..end];
            let piece = if path.alef { Cow::Owned([ALEF, piece].concat()) } else { Cow::Borrowed(piece) };
            if closed && stands(&piece, self.phrase(entry), entry.capitals) {
                best = Some(Match { start: path.start, end, value: entry.value });
            }
        }
        best
    }
}

/// The letter that the Arabic article loses behind a preposition.
const ALEF: &str = "ا";

/// Where a phrase begins in a text.
struct Path {
    start: usize,
    /// Whether its first letter, an [`ALEF`], is left out.
    alef: bool,
}

/// Where the apostrophe stands that a name may begin with: the one of 'Abd, not that of O'Hara.
fn lead(text: &str, word: usize) -> Option<usize> {
    let head = &text[..word];
    let mark = head.chars().next_back().filter(|c| matches!(c, '\'' | '‘' | '’' | 'ʻ' | 'ʼ'))?;
    let start = word - mark.len_utf8();
    (!text[..start].ends_with(char::is_alphanumeric)).then_some(start)
}

/// The state behind a gap and a word.
fn step(state: u64, gap: &str, word: u64) -> u64 {
    let gap = match gap {
        "" => 0,
        " " => 1,
        _ => {
            let mut folded = String::new();
            folded::fold_into(gap, &mut folded);
            folded.bytes().fold(2, |hash, byte| folded::mix(hash ^ u64::from(byte)))
        }
    };
    folded::mix(state.rotate_left(5) ^ word.wrapping_add(gap))
}

/// The part of a state's hash that tells it, which is never 0.
fn tag(state: u64) -> u32 {
    (state >> 32) as u32 | 1
}

/// Whether a piece of text is this phrase with the capitals that it asks for.
fn stands(piece: &str, phrase: &str, capitals: Capitals) -> bool {
    if piece == phrase {
        return true;
    }
    if piece.is_ascii() && phrase.is_ascii() {
        let letters = || piece.chars().zip(phrase.chars());
        return piece.eq_ignore_ascii_case(phrase) && fits(letters().map(|(a, b)| (case(a), case(b))), capitals);
    }
    let (piece, phrase) = (spelled(piece), spelled(phrase));
    let same = piece.len() == phrase.len() && piece.iter().zip(&phrase).all(|((a, _), (b, _))| a == b);
    same && fits(piece.iter().zip(&phrase).map(|((_, a), (_, b))| (*a, *b)), capitals)
}

/// Folded letters, and whether each is a capital; nothing where there are no capitals or another letter tells.
fn spelled(text: &str) -> Vec<(char, Option<bool>)> {
    let mut spelled = Vec::with_capacity(text.len());
    for c in text.chars() {
        let mut case = case(c);
        folded::fold(c, &mut |folded| spelled.push((folded, case.take())));
    }
    spelled
}

fn case(c: char) -> Option<bool> {
    (c.is_uppercase() || c.is_lowercase()).then(|| c.is_uppercase())
}

/// Whether the capitals of a text are those that a phrase asks for; letter by letter, of the text and of the phrase.
fn fits(letters: impl Iterator<Item = (Option<bool>, Option<bool>)>, capitals: Capitals) -> bool {
    let (mut printed, mut all, mut least) = (true, true, true);
    let (mut name, mut spaced, mut surname) = (true, false, false);
    for (text, phrase) in letters {
        surname |= spaced && text == Some(true) && phrase == Some(false);
        name &= if surname { text != Some(false) } else { text.is_none() || phrase.is_none() || text == phrase };
        spaced |= text.is_none() && phrase.is_none();
        printed &= text.is_none() || phrase.is_none() || text == phrase;
        all &= text != Some(false);
        least &= phrase != Some(true) || text != Some(false);
    }
    match capitals {
        Capitals::Printed => printed,
        Capitals::PrintedOrAll => printed || all,
        Capitals::AtLeast => least,
        Capitals::Name => name,
    }
}
