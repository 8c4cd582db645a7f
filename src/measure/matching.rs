//! What two sequences have in common: Ratcliff and Obershelp's matching as Python's difflib does it, without its junk
//! heuristics, so that scores agree with those of scorers written there.

use std::collections::HashMap;
use std::hash::Hash;

/// `len` elements that are the same, from `a` in the one sequence and from `b` in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Block {
    pub a: usize,
    pub b: usize,
    pub len: usize,
}

/// The longest common run, of equally long ones the first in `a`, then in `b`; then the same on both sides of it.
pub(crate) fn blocks<T: Eq + Hash>(a: &[T], b: &[T]) -> Vec<Block> {
    let mut places: HashMap<&T, Vec<usize>> = HashMap::new();
    b.iter().enumerate().for_each(|(at, element)| places.entry(element).or_default().push(at));
    let mut found = Vec::new();
    let mut parts = vec![(0..a.len(), 0..b.len())];
    while let Some((in_a, in_b)) = parts.pop() {
        let block = longest(a, &places, in_a.clone(), in_b.clone());
        if block.len > 0 {
            found.push(block);
            parts.push((in_a.start..block.a, in_b.start..block.b));
            parts.push((block.a + block.len..in_a.end, block.b + block.len..in_b.end));
        }
    }
    found.sort_unstable();
    found
}

type Range = std::ops::Range<usize>;

fn longest<T: Eq + Hash>(a: &[T], places: &HashMap<&T, Vec<usize>>, in_a: Range, in_b: Range) -> Block {
    let mut best = Block { a: in_a.start, b: in_b.start, len: 0 };
    // how long the run is that ends at the element before, by where it ends in `b`
    let mut runs: HashMap<usize, usize> = HashMap::new();
    for at in in_a {
        let mut longer = HashMap::new();
        let places = places.get(&a[at]).map_or(&[][..], Vec::as_slice);
        let first = places.partition_point(|place| *place < in_b.start);
        for place in places[first..].iter().copied().take_while(|place| *place < in_b.end) {
            let before = place.checked_sub(1).and_then(|before| runs.get(&before)).copied().unwrap_or(0);
            let len = before + 1;
            longer.insert(place, len);
            if len > best.len {
                best = Block { a: at + 1 - len, b: place + 1 - len, len };
            }
        }
        runs = longer;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_those_of_difflib() {
        let check = |a: &str, b: &str, expected: &[(usize, usize, usize)]| {
            let a: Vec<char> = a.chars().collect();
            let b: Vec<char> = b.chars().collect();
            let found: Vec<_> = blocks(&a, &b).into_iter().map(|block| (block.a, block.b, block.len)).collect();
            assert_eq!(found, expected, "{a:?} {b:?}");
        };
        // as SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() gives them, without the last
        check("abxcd", "abcd", &[(0, 0, 2), (3, 2, 2)]);
        check("qabxcd", "abycdf", &[(1, 0, 2), (4, 3, 2)]);
        check("abcabc", "abc", &[(0, 0, 3)]);
        check("xyabab", "ababxy", &[(2, 0, 4)]);
        check("", "a", &[]);
        check("a", "b", &[]);
    }
}
