//! The words of a dictionary that begin as a stem does but for accents: a walk through its trie, which turns back where no such
//! word can follow. To read a range of it for each letter that may have one takes ten times as many steps.

use tantivy_fst::Automaton;

use crate::query::beginnings::spelled_plainly;
use crate::text::EXACT;

/// Latin letters with accents: the Latin-1 Supplement with Latin Extended-A, and Latin Extended Additional.
const ACCENTED: [std::ops::Range<u32>; 2] = [0xc0..0x180, 0x1e00..0x1f00];

/// Exact forms that are not ASCII and whose plain spelling begins with a stem that is.
pub(crate) struct Accented {
    /// With the sign of exact forms before it.
    stem: String,
}

impl Accented {
    pub(crate) fn of(stem: &str) -> Self {
        Self { stem: format!("{EXACT}{stem}") }
    }

    /// Behind a letter that takes the place of the stem from `at` on.
    fn behind(&self, at: usize, letter: char) -> State {
        if !ACCENTED.iter().any(|letters| letters.contains(&u32::from(letter))) {
            return State::Other;
        }
        let (plain, rest) = (spelled_plainly(letter.encode_utf8(&mut [0; 4])), &self.stem[at..]);
        match (rest.starts_with(&plain), plain.starts_with(rest)) {
            (true, _) => State::Accented(at + plain.len()),
            // the stem ends within `æ`
            (false, true) => State::Accented(self.stem.len()),
            (false, false) => State::Other,
        }
    }
}

/// Where a walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Behind so many bytes of the stem as it is.
    Plain(usize),
    /// Behind so many bytes of it, of which some letters had accents.
    Accented(usize),
    /// Within a letter that takes its place from there on: the bits of the letter so far, and the bytes that it lacks.
    Letter(usize, u32, u8),
    /// In another word.
    Other,
}

impl Automaton for Accented {
    type State = State;

    fn start(&self) -> State {
        State::Plain(0)
    }

    fn is_match(&self, state: &State) -> bool {
        *state == State::Accented(self.stem.len())
    }

    fn can_match(&self, state: &State) -> bool {
        *state != State::Other
    }

    fn will_always_match(&self, state: &State) -> bool {
        self.is_match(state)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let bits = u32::from(byte & 0x3f);
        match *state {
            _ if self.is_match(state) => *state,
            State::Plain(at) if self.stem.as_bytes().get(at) == Some(&byte) => State::Plain(at + 1),
            State::Accented(at) if self.stem.as_bytes().get(at) == Some(&byte) => State::Accented(at + 1),
            // the first bytes of letters of two and of three, see RFC 3629; behind a whole stem without accents all is plain
            State::Plain(at) | State::Accented(at) if at < self.stem.len() => match byte {
                0xc3..=0xc5 => State::Letter(at, bits & 0x1f, 1),
                0xe1 => State::Letter(at, bits & 0x0f, 2),
                _ => State::Other,
            },
            State::Letter(at, known, 1) => {
                char::from_u32(known << 6 | bits).map_or(State::Other, |c| self.behind(at, c))
            }
            State::Letter(at, known, lacks) => State::Letter(at, known << 6 | bits, lacks - 1),
            State::Plain(_) | State::Accented(_) | State::Other => State::Other,
        }
    }
}

/// Whether a walk comes to a term: it must be able to at each step.
#[cfg(test)]
pub(crate) fn comes_to(walk: &impl Automaton, term: &str) -> bool {
    let mut state = walk.start();
    for byte in term.bytes() {
        if !walk.can_match(&state) {
            return false;
        }
        state = walk.accept(&state, byte);
    }
    walk.is_match(&state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(stem: &str, word: &str) -> bool {
        comes_to(&Accented::of(stem), &format!("{EXACT}{word}"))
    }

    #[test]
    fn words_that_differ_in_accents_are_found() {
        for (stem, word) in [
            ("zurich", "zürich"),
            ("zurich", "zürichs"),
            ("lycee", "lycée"),
            ("lycee", "lÿçéëöß漢"),
            ("econom", "économies"),
            ("strass", "straße"),
            ("stras", "straße"),
            ("aeon", "æon"),
            ("ha noi", "hà nội"),
            ("thor", "þor"),
        ] {
            assert!(finds(stem, word), "{stem} {word}");
            assert!(spelled_plainly(word).starts_with(stem), "{stem} {word}");
        }
    }

    #[test]
    fn others_are_not() {
        for (stem, word) in [
            // without accents where the stem is
            ("zurich", "zurich"),
            ("zurich", "zuriché"),
            // another letter
            ("zurich", "zärich"),
            ("zurich", "züric"),
            ("zurich", "ürich"),
            ("strass", "strabe"),
            ("aeon", "œon"),
            // letters of no Latin alphabet, and of another length
            ("a", "а"),
            ("a", "𝒶"),
            ("zurich", "zu漢"),
        ] {
            assert!(!finds(stem, word), "{stem} {word}");
        }
    }
}
