//! Where in an article a query matches: the meaning of every operator, on positions.
//!
//! The engine asks it of posting lists, highlighting asks it of a text; so what is found and what is marked agree.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::query::found::{BODY, Match, Span, stands};
use crate::query::pairs::{Found, MAX_MATCHES};
use crate::query::tree::{Part, Tree, Unit};

/// An article as an evaluation sees it.
pub trait Article<L, F, M = Match> {
    /// Where `leaf` stands, in order of starts: see [`sequence`].
    fn occurrences(&mut self, leaf: &L) -> Vec<M>;
    /// The number of the sentence or paragraph that a position lies in; equal means the same one.
    fn unit(&mut self, unit: Unit, position: u32) -> u32;
    /// Whether it passes a filter.
    fn passes(&mut self, filter: &F) -> bool;
    /// Told how many pairs of places were looked at, by those who count.
    fn looked(&mut self, _pairs: usize) {}
}

/// The matches of `tree`, `None` where the article does not satisfy it. A filter that passes and an exclusion that holds
/// have none.
pub fn evaluate<L, F>(tree: &Tree<L, F>, article: &mut dyn Article<L, F>) -> Option<Vec<Match>> {
    within(tree, None, article)
}

/// [`evaluate`] without what makes the matches up; only for a tree without a part of an article within another one, where
/// that is asked.
pub(crate) fn evaluate_spans<L, F>(tree: &Tree<L, F>, article: &mut dyn Article<L, F, Span>) -> Option<Vec<Span>> {
    within(tree, None, article)
}

fn within<L, F, M: Found>(tree: &Tree<L, F>, part: Option<Part>, article: &mut dyn Article<L, F, M>) -> Option<Vec<M>> {
    match tree {
        Tree::Leaf(leaf) => {
            let mut found = article.occurrences(leaf);
            found.retain(|found| part.is_none_or(|part| stands(part, found.span())));
            some(found)
        }
        Tree::Near { left, right, distance, ordered } => {
            let (left, right) = (within(left, part, article)?, within(right, part, article)?);
            let mut looks = 0;
            let found = M::pairs(left, right, *distance, *ordered, &mut looks);
            article.looked(looks);
            some(found)
        }
        Tree::Same { unit, parts } => {
            let parts: Option<Vec<_>> = parts.iter().map(|tree| within(tree, part, article)).collect();
            let parts = parts?;
            article.looked(parts.iter().map(Vec::len).sum());
            some(together(&parts, &mut |position| article.unit(*unit, position)))
        }
        Tree::All(parts) => {
            let mut all = Vec::new();
            for tree in parts {
                all.extend(within(tree, part, article)?);
            }
            Some(all)
        }
        Tree::Any(parts) => {
            let found: Vec<_> = parts.iter().filter_map(|tree| within(tree, part, article)).collect();
            (!found.is_empty()).then(|| found.into_iter().flatten().collect())
        }
        Tree::Not(tree) => within(tree, part, article).is_none().then(Vec::new),
        // the narrower of two nested parts: title within body is nowhere
        Tree::In { part: inner, tree } => {
            let mut found = within(tree, Some(*inner), article)?;
            if let Some(outer) = part {
                found.retain(|found| found.lies_in(outer));
                return some(found);
            }
            Some(found)
        }
        Tree::AtLeast { times, tree } => {
            let found = within(tree, part, article)?;
            let mut spans: Vec<Span> = found.iter().map(Found::span).collect();
            spans.sort_unstable();
            spans.dedup();
            (spans.len() >= *times as usize).then_some(found)
        }
        Tree::Filter(filter) => article.passes(filter).then(Vec::new),
    }
}

fn some<M>(matches: Vec<M>) -> Option<Vec<M>> {
    (!matches.is_empty()).then_some(matches)
}

/// One match for each sentence or paragraph that has all parts, no two of them at one place.
fn together<M: Found>(parts: &[Vec<M>], unit: &mut dyn FnMut(u32) -> u32) -> Vec<M> {
    let mut units: BTreeMap<u32, Vec<Vec<&M>>> = BTreeMap::new();
    for (number, matches) in parts.iter().enumerate() {
        for found in matches {
            let (start, end) = (unit(found.span().start), unit(found.span().end));
            if start == end {
                units.entry(start).or_insert_with(|| vec![Vec::new(); parts.len()])[number].push(found);
            }
        }
    }
    let joined = |parts: Vec<Vec<&M>>| {
        let mut all = parts.into_iter().flatten();
        let first = all.next()?.clone();
        Some(all.fold(first, |joined, one| joined.with(one)))
    };
    units.into_values().filter(|parts| are_apart(parts)).filter_map(joined).collect()
}

/// Whether each part has a match of its own: `a same a` wants two.
fn are_apart<M: Found>(parts: &[Vec<&M>]) -> bool {
    let mut parts: Vec<Vec<Span>> =
        parts.iter().map(|matches| matches.iter().map(|found| found.span()).collect()).collect();
    for spans in &mut parts {
        // what ends first leaves the most room
        spans.sort_unstable_by_key(|span| (span.end, span.start));
        spans.dedup();
    }
    // the part with the fewest places first
    parts.sort_by_key(Vec::len);
    let mut steps = MAX_MATCHES;
    have_room(&parts, &mut Vec::with_capacity(parts.len()), &mut steps)
}

/// Whether there is a span of each part that overlaps none of those taken and none of the others.
fn have_room(parts: &[Vec<Span>], taken: &mut Vec<Span>, steps: &mut usize) -> bool {
    let [spans, rest @ ..] = parts else { return true };
    for span in spans {
        if *steps == 0 {
            return false;
        }
        *steps -= 1;
        if taken.iter().all(|other| span.end < other.start || span.start > other.end) {
            taken.push(*span);
            if have_room(rest, taken, steps) {
                return true;
            }
            taken.pop();
        }
    }
    false
}

/// Where a phrase stands, by the positions of its words in order; each list is sorted. With `slop` 0 the words follow
/// each other in this order; else they stand in any order, with at most `slop` other words among them, and these others
/// are not part of what is marked.
pub fn sequence(slots: &[&[u32]], slop: u32) -> Vec<Match> {
    sequence_of(slots, slop)
}

/// [`sequence`], for any kind of match.
pub(crate) fn sequence_of<M: Found>(slots: &[&[u32]], slop: u32) -> Vec<M> {
    let whole = |start, end| M::new(Span { start, end }, std::iter::once(Span { start, end }));
    match slots {
        [] => Vec::new(),
        [one] => one.iter().map(|&at| whole(at, at)).collect(),
        [first, rest @ ..] if slop == 0 => {
            let follows = |at: u32| (1..).zip(rest).all(|(n, slot)| slot.binary_search(&(at + n)).is_ok());
            let last = rest.len() as u32;
            let one_text = |at: u32| (at < BODY) == (at + last < BODY);
            first.iter().filter(|at| one_text(**at) && follows(**at)).map(|&at| whole(at, at + last)).collect()
        }
        _ => windows(slots, slop),
    }
}

/// The shortest windows with a word of each slot, no two at one position.
fn windows<M: Found>(slots: &[&[u32]], slop: u32) -> Vec<M> {
    let widest = (slots.len() as u32).saturating_add(slop);
    let mut found: Vec<M> = Vec::new();
    let mut starts: Vec<u32> = slots.iter().flat_map(|slot| slot.iter().copied()).collect();
    let words = starts.len();
    starts.sort_unstable();
    starts.dedup();
    // where no position is of two slots, the first word of each is the one
    let apart = starts.len() == words;
    let mut rest: Vec<&[u32]> = slots.to_vec();
    for start in starts {
        for slot in &mut rest {
            while slot.first().is_some_and(|at| *at < start) {
                *slot = &slot[1..];
            }
        }
        let end = start.saturating_add(widest);
        let room = |at: u32| at < end && (at < BODY) == (start < BODY);
        let window: Option<M> = if apart { first_words(&rest, start, &room) } else { shortest(&rest, start, &room) };
        let Some(window) = window else { continue };
        // a window within one that was found before is the better one
        if found.last().is_some_and(|last| last.span().end == window.span().end) {
            found.pop();
        }
        found.push(window);
        if found.len() == MAX_MATCHES {
            break;
        }
    }
    found
}

/// The window from `start` that the first word of each slot makes, if all have room.
fn first_words<M: Found>(slots: &[&[u32]], start: u32, room: &dyn Fn(u32) -> bool) -> Option<M> {
    let mut end = start;
    for slot in slots {
        end = end.max(slot.first().copied().filter(|at| room(*at))?);
    }
    let mut leaves = slots.iter().filter_map(|slot| slot.first()).map(|&at| Span { start: at, end: at });
    Some(M::new(Span { start, end }, &mut leaves))
}

/// The shortest window from `start` that holds each slot at a position of its own.
fn shortest<M: Found>(slots: &[&[u32]], start: u32, room: &dyn Fn(u32) -> bool) -> Option<M> {
    let slots: Vec<&[u32]> = slots.iter().map(|slot| &slot[..slot.partition_point(|at| room(*at))]).collect();
    // before the last of the first words a slot has none
    let firsts: Option<Vec<u32>> = slots.iter().map(|slot| slot.first().copied()).collect();
    let begin = firsts?.into_iter().max()?.max(start + slots.len() as u32 - 1);
    let mut ends: Vec<u32> = slots.iter().flat_map(|slot| slot.iter().copied()).filter(|end| *end >= begin).collect();
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().find_map(|end| {
        let options: Vec<&[u32]> = slots.iter().map(|slot| &slot[..slot.partition_point(|at| *at <= end)]).collect();
        let mut places = assigned(&options)?;
        places.sort_unstable();
        let first = places.first() == Some(&start);
        first.then(|| M::new(Span { start, end }, places.into_iter().map(|at| Span { start: at, end: at })))
    })
}

/// A position for each slot, no two the same (augmenting paths: phrases have few words).
fn assigned(options: &[&[u32]]) -> Option<Vec<u32>> {
    let mut holder: HashMap<u32, usize> = HashMap::new();
    // the slots with the earliest words first, so that the first position is taken where it can be
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by_key(|slot| options[*slot].first().copied());
    let all = order.into_iter().all(|slot| place(slot, options, &mut holder, &mut HashSet::new()));
    all.then(|| holder.into_keys().collect())
}

fn place(slot: usize, options: &[&[u32]], holder: &mut HashMap<u32, usize>, tried: &mut HashSet<u32>) -> bool {
    for &at in options[slot] {
        if tried.insert(at) {
            let free = match holder.get(&at).copied() {
                None => true,
                Some(other) => place(other, options, holder, tried),
            };
            if free {
                holder.insert(at, slot);
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::found::LEAD_WORDS;

    /// Words of a title, `|`, words of a body; a full stop ends a sentence, `/` a paragraph.
    struct Page {
        words: Vec<(u32, String, u32, u32)>,
    }

    impl Page {
        fn new(text: &str) -> Self {
            let (mut words, mut sentence, mut paragraph) = (Vec::new(), 0, 0);
            let (title, body) = text.split_once('|').unwrap_or(("", text));
            for (first, text) in [(0, title), (BODY, body)] {
                (sentence, paragraph) = (sentence + 1, paragraph + 1);
                let mut at = first;
                for word in text.split_whitespace() {
                    match word {
                        "." => sentence += 1,
                        "/" => (sentence, paragraph) = (sentence + 1, paragraph + 1),
                        _ => {
                            words.push((at, word.to_owned(), sentence, paragraph));
                            at += 1;
                        }
                    }
                }
            }
            Self { words }
        }
    }

    impl Article<(&'static str, u32), bool> for Page {
        fn occurrences(&mut self, leaf: &(&'static str, u32)) -> Vec<Match> {
            let slots: Vec<Vec<u32>> = leaf
                .0
                .split(' ')
                .map(|word| self.words.iter().filter(|found| found.1 == word).map(|found| found.0).collect())
                .collect();
            sequence(&slots.iter().map(Vec::as_slice).collect::<Vec<_>>(), leaf.1)
        }

        fn unit(&mut self, unit: Unit, position: u32) -> u32 {
            let found = self.words.iter().find(|found| found.0 == position).unwrap();
            if unit == Unit::Sentence { found.2 } else { found.3 }
        }

        fn passes(&mut self, filter: &bool) -> bool {
            *filter
        }
    }

    type Query = Tree<(&'static str, u32), bool>;

    fn leaf(text: &'static str) -> Query {
        Tree::Leaf((text, 0))
    }

    fn near(left: Query, right: Query, distance: u32, ordered: bool) -> Query {
        Tree::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
    }

    /// The words that are marked, in order, or `-` where the article does not match.
    fn check(query: &Query, text: &str, expected: &str) {
        let mut page = Page::new(text);
        let shown = match evaluate(query, &mut page) {
            None => "-".to_owned(),
            Some(found) => {
                let mut leaves: Vec<Span> = found.iter().flat_map(|found| found.leaves.iter().copied()).collect();
                leaves.sort_unstable();
                leaves.dedup();
                let at = |span: &Span| {
                    let from = if span.start >= BODY { span.start - BODY } else { span.start };
                    format!(
                        "{from}{}",
                        if span.end > span.start {
                            format!("-{}", from + span.end - span.start)
                        } else {
                            String::new()
                        }
                    )
                };
                leaves.iter().map(at).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(shown, expected, "{query:?} in {text:?}");
    }

    #[test]
    fn phrases_stand_together() {
        check(&leaf("a b"), "a x b a b", "3-4");
        check(&leaf("a b"), "a|b", "-");
        check(&leaf("a a"), "a a a", "0-1 1-2");
        check(&Tree::Leaf(("a b", 1)), "b x a", "0 2");
        check(&Tree::Leaf(("a b", 1)), "b x x a", "-");
        check(&Tree::Leaf(("a b", 1)), "a x b a", "0 2 3");
        check(&Tree::Leaf(("a b c", 1)), "c b x a x b", "0 1 3");
        check(&Tree::Leaf(("a a", 1)), "x a x", "-");
    }

    #[test]
    fn near_counts_words_in_one_text() {
        check(&near(leaf("a"), leaf("b"), 2, false), "b x a x x b", "0 2");
        check(&near(leaf("a"), leaf("b"), 2, true), "b x a x x b", "-");
        check(&near(leaf("a"), leaf("b"), 3, true), "b x a x x b", "2 5");
        check(&near(leaf("a"), leaf("b"), 9, false), "a|b", "-");
        check(&near(leaf("a"), leaf("a"), 1, false), "a x a a", "2 3");
        check(&near(leaf("a"), leaf("a"), 1, false), "a x a", "-");
        check(&near(near(leaf("a"), leaf("b"), 1, false), leaf("c"), 2, false), "a b x c a c", "0 1 3");
    }

    #[test]
    fn sentences_and_paragraphs_hold_together() {
        let same = |unit| Tree::Same { unit, parts: vec![leaf("a"), leaf("b")] };
        check(&same(Unit::Sentence), "a . b x a . b", "1 3");
        check(&same(Unit::Paragraph), "a . b / a . x / b", "0 1");
        check(&Tree::Same { unit: Unit::Sentence, parts: vec![leaf("a"), leaf("a")] }, "a . a", "-");
        check(&Tree::Same { unit: Unit::Sentence, parts: vec![leaf("a b"), leaf("b")] }, "a b . b", "-");
        // the phrase leaves no room for the other part, but "c" does
        let (one, other) = (Tree::Any(vec![leaf("a b"), leaf("c")]), Tree::Any(vec![leaf("a"), leaf("b")]));
        check(&Tree::Same { unit: Unit::Sentence, parts: vec![one.clone(), other.clone()] }, "a b c", "0 0-1 1 2");
        check(&Tree::Same { unit: Unit::Sentence, parts: vec![one, other] }, "a b . c", "-");
    }

    #[test]
    fn parts_times_and_exclusions() {
        let inside = |part| Tree::In { part, tree: Box::new(leaf("a")) };
        check(&inside(Part::Title), "a|a", "0");
        check(&inside(Part::Title), "b|a", "-");
        check(&inside(Part::Body), "a|b a", "1");
        let late = format!("a|{}a", "x ".repeat(LEAD_WORDS as usize));
        check(&inside(Part::Lead), &late, "-");
        check(&inside(Part::TitleOrLead), &late, "0");
        check(&inside(Part::Body), &late, "50");
        let thrice = Tree::AtLeast { times: 3, tree: Box::new(Tree::Any(vec![leaf("a"), leaf("b")])) };
        check(&thrice, "a b a", "0 1 2");
        check(&thrice, "a b x", "-");
        check(&Tree::All(vec![leaf("a"), Tree::Not(Box::new(leaf("b")))]), "a x", "0");
        check(&Tree::All(vec![leaf("a"), Tree::Not(Box::new(leaf("b")))]), "a b", "-");
        let either = Tree::Any(vec![Tree::All(vec![leaf("a"), leaf("b")]), leaf("c")]);
        check(&either, "a c", "1");
        check(&Tree::All(vec![leaf("a"), Tree::Filter(false)]), "a", "-");
        check(&Tree::All(vec![leaf("a"), Tree::Filter(true)]), "a", "0");
    }
}
