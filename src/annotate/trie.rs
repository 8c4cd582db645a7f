//! Phrases by their bytes: a double array, one look a byte, for texts that are read from the beginnings of their words.
//!
//! An automaton that finds phrases anywhere looks at every byte; phrases begin where words do, and most words of a text
//! part from all phrases within a few bytes.

use std::ops::Range;

/// The phrases. A child stands at the base of its parent plus the byte that leads to it (Aoe 1989).
pub(super) struct Trie {
    states: Vec<State>,
}

#[derive(Clone, Copy)]
struct State {
    base: u32,
    /// The state that leads here.
    parent: u32,
    value: u32,
}

/// No parent, no value.
const NONE: u32 = u32::MAX;

/// A place where nothing stands.
const FREE: State = State { base: 0, parent: NONE, value: NONE };

impl Trie {
    /// Where every phrase begins.
    pub(super) const ROOT: u32 = 0;

    /// Of phrases with their values, none twice.
    pub(super) fn new(mut phrases: Vec<(String, u32)>) -> Self {
        phrases.sort_unstable();
        let mut trie = Self { states: vec![FREE] };
        // a base is above the root, whatever byte is the first of its children
        let mut free = usize::from(u8::MAX) + 1;
        // depth first: the states of a phrase come to stand side by side, and few lines of the processor's cache hold them
        let mut open = vec![(Self::ROOT, 0, 0..phrases.len())];
        while let Some((state, depth, mut range)) = open.pop() {
            if let Some((_, value)) = phrases[range.clone()].first().filter(|(phrase, _)| phrase.len() == depth) {
                trie.states[state as usize].value = *value;
                range.start += 1;
            }
            let children = children(&phrases, depth, range);
            if children.is_empty() {
                continue;
            }
            let base = trie.room(&children, &mut free);
            trie.states[state as usize].base = base;
            for (byte, range) in children {
                let child = base + u32::from(byte);
                trie.take(child, state);
                open.push((child, depth + 1, range));
            }
        }
        trie
    }

    /// A base whose places for these children are free; `free` is behind the places known to be taken.
    fn room(&self, children: &[(u8, Range<usize>)], free: &mut usize) -> u32 {
        let taken = |place: usize| self.states.get(place).is_some_and(|state| state.parent != NONE);
        while taken(*free) {
            *free += 1;
        }
        let first = usize::from(children[0].0);
        let fits = |base: &usize| children.iter().all(|(byte, _)| !taken(base + usize::from(*byte)));
        let base = (*free - first..).find(fits).expect("behind the last state all is free");
        u32::try_from(base).expect("the phrases have far fewer than 2^32 bytes")
    }

    fn take(&mut self, place: u32, parent: u32) {
        let place = place as usize;
        if self.states.len() <= place {
            self.states.resize(place + 1, FREE);
        }
        self.states[place].parent = parent;
    }

    /// The state behind one more byte, if a phrase goes on so.
    #[inline]
    pub(super) fn next(&self, state: u32, byte: u8) -> Option<u32> {
        let child = self.states[state as usize].base + u32::from(byte);
        self.states.get(child as usize).is_some_and(|known| known.parent == state).then_some(child)
    }

    /// The value of the phrase that ends here.
    #[inline]
    pub(super) fn value(&self, state: u32) -> Option<u32> {
        Some(self.states[state as usize].value).filter(|value| *value != NONE)
    }
}

/// The bytes at a depth of sorted phrases, each with the phrases that have it there.
fn children(phrases: &[(String, u32)], depth: usize, range: Range<usize>) -> Vec<(u8, Range<usize>)> {
    let byte = |at: usize| phrases[at].0.as_bytes()[depth];
    let mut children: Vec<(u8, Range<usize>)> = Vec::new();
    for at in range {
        match children.last_mut().filter(|(last, _)| *last == byte(at)) {
            Some((_, same)) => same.end = at + 1,
            None => children.push((byte(at), at..at + 1)),
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(trie: &Trie, phrase: &str) -> Option<u32> {
        let end = phrase.bytes().try_fold(Trie::ROOT, |state, byte| trie.next(state, byte))?;
        trie.value(end)
    }

    #[test]
    fn phrases_and_nothing_else_have_values() {
        let phrases = ["a", "an", "and", "ant", "b", "bär", "\u{0}", "\u{10ffff}", "zoo keeper"];
        let trie = Trie::new(phrases.iter().zip(0..).map(|(phrase, value)| ((*phrase).to_owned(), value)).collect());
        for (phrase, value) in phrases.iter().zip(0..) {
            assert_eq!(get(&trie, phrase), Some(value), "{phrase}");
        }
        for other in ["", "c", "ann", "ands", "bä", "zoo", "zoo keepers", "\u{1}"] {
            assert_eq!(get(&trie, other), None, "{other}");
        }
    }

    #[test]
    fn many_phrases_stay_apart() {
        let phrases: Vec<(String, u32)> =
            (0..5000u32).map(|n| (format!("{:x}", n.wrapping_mul(2_654_435_761)), n)).collect();
        let trie = Trie::new(phrases.clone());
        assert!(phrases.iter().all(|(phrase, value)| get(&trie, phrase) == Some(*value)));
    }

    #[test]
    fn no_phrase_is_no_trie() {
        assert_eq!(get(&Trie::new(Vec::new()), ""), None);
        assert_eq!(get(&Trie::new(Vec::new()), "a"), None);
    }
}
