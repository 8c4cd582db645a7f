//! Matches near each other: with all that makes them up where that is asked, else the stretches alone, which are fewer.

use crate::query::found::{BODY, Match, Span, stands};
use crate::query::tree::Part;

/// Most matches of one operator that are told apart in one article: a bound on work. Two words with a thousand
/// occurrences each have a million pairs.
pub(crate) const MAX_MATCHES: usize = 10_000;

/// Most looks at two stretches for one operator in one article: about 0.2 ms. An article of 500 words needs 20,000 where the
/// four most frequent words may stand anywhere.
const MAX_LOOKS: usize = 50_000;

/// A match as an evaluation keeps it: a [`Match`], or its [`Span`] alone where nobody asks what makes it up. A list for
/// each of thousands of matches costs more than to find them.
pub trait Found: Clone {
    /// A match that is made up of `leaves`.
    fn new(span: Span, leaves: impl Iterator<Item = Span>) -> Self;
    /// From its first word to its last.
    fn span(&self) -> Span;
    /// One match of two, over both.
    fn with(&self, other: &Self) -> Self;
    /// Whether all that makes it up lies in a part of an article.
    fn lies_in(&self, part: Part) -> bool;
    /// The matches of two operands that stand near each other, each stretch once, in their order: at most `most` words from
    /// the one to the other, and the left one first, where `ordered`. Adds to `looks` what it took.
    fn pairs(left: Vec<Self>, right: Vec<Self>, most: u32, ordered: bool, looks: &mut usize) -> Vec<Self>;
}

impl Found for Span {
    fn new(span: Span, _: impl Iterator<Item = Span>) -> Self {
        span
    }

    fn span(&self) -> Span {
        *self
    }

    fn with(&self, other: &Self) -> Self {
        over(*self, *other)
    }

    fn lies_in(&self, part: Part) -> bool {
        stands(part, *self)
    }

    fn pairs(mut left: Vec<Self>, mut right: Vec<Self>, most: u32, ordered: bool, looks: &mut usize) -> Vec<Self> {
        let mut found = Vec::new();
        *looks += follow(&mut left, &mut right, most, &mut found);
        if !ordered {
            *looks += follow(&mut right, &mut left, most, &mut found);
        }
        // two rows in order: a merge
        found.sort();
        found.dedup();
        found
    }
}

impl Found for Match {
    fn new(span: Span, leaves: impl Iterator<Item = Span>) -> Self {
        Self { span, leaves: leaves.collect() }
    }

    fn span(&self) -> Span {
        self.span
    }

    fn with(&self, other: &Self) -> Self {
        Self { span: over(self.span, other.span), leaves: [self.leaves.as_slice(), &other.leaves].concat() }
    }

    fn lies_in(&self, part: Part) -> bool {
        self.leaves.iter().all(|leaf| stands(part, *leaf))
    }

    fn pairs(left: Vec<Self>, right: Vec<Self>, most: u32, ordered: bool, looks: &mut usize) -> Vec<Self> {
        *looks += left.len() + right.len();
        joined(&left, right, most, ordered)
    }
}

fn over(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}

/// Words from the end of the first span to the start of the other: 1 for neighbours; `None` where they overlap or stand
/// in title and body.
fn distance(first: Span, other: Span) -> Option<u32> {
    let one_text = (first.end < BODY) == (other.start < BODY);
    (one_text && other.start > first.end).then(|| other.start - first.end)
}

/// Each match of the one with each of the other near it.
fn joined(left: &[Match], mut right: Vec<Match>, most: u32, ordered: bool) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    right.sort_by_key(|one| one.span);
    let longest = right.iter().map(|one| one.span.end - one.span.start).max().unwrap_or(0);
    for one in left {
        let span = one.span;
        // what starts before this cannot end near enough
        let from = if ordered { span.end } else { span.start.saturating_sub(most.saturating_add(longest)) };
        let begin = right.partition_point(|other| other.span.start < from);
        for other in &right[begin..] {
            let there = other.span;
            if there.start > span.end.saturating_add(most) {
                break;
            }
            let behind = distance(span, there);
            let before = if ordered { None } else { distance(there, span) };
            if behind.or(before).is_some_and(|words| words <= most) {
                found.push(one.with(other));
                if found.len() == MAX_MATCHES {
                    found = distinct(found);
                    // what is left to find lies in places that have been found over and over
                    if found.len() > MAX_MATCHES / 2 {
                        return found;
                    }
                }
            }
        }
    }
    distinct(found)
}

/// Matches of one stretch as one.
fn distinct(mut matches: Vec<Match>) -> Vec<Match> {
    matches.sort_unstable_by_key(|found| found.span);
    matches.dedup_by(|next, kept| {
        let again = next.span == kept.span;
        if again {
            kept.leaves.append(&mut next.leaves);
            kept.leaves.sort_unstable();
            kept.leaves.dedup();
        }
        again
    });
    matches
}

/// Adds what begins with one of `first` and ends with one of `other` behind it, at most `most` words away. Of all that
/// begin at one place and end at one place it is enough that one pair is near: so however often results are paired again,
/// there are no more than places to begin times places to end. Gives how many pairs it looked at.
fn follow(first: &mut [Span], other: &mut [Span], most: u32, found: &mut Vec<Span>) -> usize {
    first.sort_unstable();
    other.sort_by_key(|span| (span.end, span.start));
    let longest = other.iter().map(|span| span.end - span.start).max().unwrap_or(0);
    let ends: Vec<&[Span]> = other.chunk_by(|one, next| one.end == next.end).collect();
    let mut looks = 0;
    for start in first.chunk_by(|one, next| one.start == next.start) {
        let (near, far) = (start[0].end, start[start.len() - 1].end);
        let farthest = far.saturating_add(most).saturating_add(longest);
        let begin = ends.partition_point(|end| end[0].end <= near);
        for end in ends[begin..].iter().take_while(|end| end[0].end <= farthest) {
            looks += start.len().min(end.len());
            if looks > MAX_LOOKS {
                return looks;
            }
            if is_near(start, end, most) {
                found.push(Span { start: start[0].start, end: end[0].end });
            }
        }
    }
    looks + first.len() + other.len()
}

/// Whether one of `other`, which end at one place, begins at most `most` words behind one of `first`, which begin at one.
fn is_near(first: &[Span], other: &[Span], most: u32) -> bool {
    let near = |one: Span, next: Span| distance(one, next).is_some_and(|words| words <= most);
    if first.len() <= other.len() {
        first.iter().any(|one| {
            let next = other.partition_point(|next| next.start <= one.end);
            other.get(next).is_some_and(|next| near(*one, *next))
        })
    } else {
        other.iter().any(|next| {
            let before = first.partition_point(|one| one.end < next.start);
            before.checked_sub(1).is_some_and(|last| near(first[last], *next))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Stretches of a title and a body, some of them within each other.
    fn spans() -> impl Strategy<Value = Vec<Span>> {
        let start = prop_oneof![BODY - 12..BODY, BODY..BODY + 30];
        let span = (start, 0..4_u32).prop_map(|(start, long)| {
            let last = if start < BODY { BODY - 1 } else { u32::MAX };
            Span { start, end: (start + long).min(last) }
        });
        proptest::collection::vec(span, 0..20)
    }

    proptest! {
        #[test]
        fn stretches_alone_are_those_of_the_matches(
            left in spans(), right in spans(), most in 1..12_u32, ordered: bool,
        ) {
            let matches = |spans: &[Span]| -> Vec<Match> {
                spans.iter().map(|span| Match { span: *span, leaves: vec![*span] }).collect()
            };
            let whole = Match::pairs(matches(&left), matches(&right), most, ordered, &mut 0);
            let whole: Vec<Span> = whole.iter().map(|found| found.span).collect();
            prop_assert_eq!(Span::pairs(left, right, most, ordered, &mut 0), whole);
        }
    }

    #[test]
    fn thousands_of_places_are_paired_in_bounded_work() {
        let places: Vec<Span> = (0..20_000).map(|at| Span { start: BODY + at, end: BODY + at }).collect();
        let wide: Vec<Span> = (0..200_u32)
            .flat_map(|at| (0..200_u32).map(move |long| Span { start: BODY + at, end: BODY + at + long }))
            .collect();
        for (left, right) in [(&places, &places), (&wide, &wide), (&wide, &places)] {
            let found = Span::pairs(left.clone(), right.clone(), 100, false, &mut 0);
            assert!(!found.is_empty() && found.len() <= 2 * MAX_LOOKS);
        }
    }
}
