//! Trees in one shape: nothing nested in its own kind, exclusions only beside something wanted, positions only of words.

use crate::query::items::Asking;
use crate::query::notes::Notes;
use crate::query::signs::{Field, name_of};
use crate::query::tree::{Occur, Part, Tree, Unit};

/// Both or all; none of nothing.
pub(crate) fn all(parts: Vec<Asking>) -> Option<Asking> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Tree::All(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    if flat.len() > 1 { Some(Tree::All(flat)) } else { flat.pop() }
}

/// One or more of them; what only excludes is no alternative and is left out.
pub(crate) fn any(parts: Vec<Asking>, notes: &mut Notes) -> Option<Asking> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Tree::Any(inner) => flat.extend(inner),
            part if only_excludes(&part) => {
                notes.add("an alternative of 'OR' that only excludes was left out".to_owned());
            }
            part => flat.push(part),
        }
    }
    if flat.len() > 1 { Some(Tree::Any(flat)) } else { flat.pop() }
}

/// One or more of them. `lang:fr a OR b`: filters at the one end or the other, so many as `ends` says, hold for all
/// alternatives where no other has a filter of its own.
pub(crate) fn alternatives(mut either: Vec<Asking>, ends: (usize, usize), notes: &mut Notes) -> Option<Asking> {
    let others = |parts: &[Asking]| !parts.iter().all(only_excludes) && !parts.iter().any(has_filter);
    let alone = either.iter().filter(|tree| has_filter(tree)).count() == 1;
    let outer = match (ends, either.as_mut_slice()) {
        ((begin, 0), [Tree::All(parts), _, ..]) if alone && parts.get(begin..).is_some_and(others) => {
            parts.drain(..begin).collect()
        }
        ((0, end), [_, .., Tree::All(parts)]) if alone && others(&parts[..parts.len().saturating_sub(end)]) => {
            parts.split_off(parts.len() - end)
        }
        _ => Vec::new(),
    };
    if !outer.is_empty() {
        notes.add("a filter beside words and OR holds for all of them; parentheses say it otherwise".to_owned());
    }
    let either = either.into_iter().filter_map(|tree| match tree {
        Tree::All(parts) => all(parts),
        tree => Some(tree),
    });
    let either = any(either.collect(), notes);
    all(outer.into_iter().chain(either).collect())
}

/// The one clause of a query with `AND` or `OR`; exclusions and filters need no company.
pub(crate) fn whole(parts: Vec<Asking>) -> Vec<(Occur, Asking)> {
    match all(parts) {
        None => Vec::new(),
        Some(Tree::All(parts)) if parts.iter().all(only_excludes) || parts.iter().all(only_filters) => {
            parts.into_iter().map(clause).collect()
        }
        Some(tree) => vec![clause(tree)],
    }
}

fn clause(tree: Asking) -> (Occur, Asking) {
    match tree {
        Tree::Not(tree) => (Occur::Excluded, *tree),
        tree => (Occur::Required, tree),
    }
}

/// Whether a tree is a filter, or any of some.
pub(crate) fn is_filter(tree: &Asking) -> bool {
    !matches!(tree, Tree::All(_)) && only_filters(tree)
}

fn has_filter(tree: &Asking) -> bool {
    match tree {
        Tree::Filter(_) => true,
        Tree::All(parts) | Tree::Any(parts) => parts.iter().any(has_filter),
        Tree::Not(tree) | Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => has_filter(tree),
        Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } => false,
    }
}

/// Everything without it.
pub(crate) fn not(tree: Asking) -> Asking {
    match tree {
        Tree::Not(inner) => *inner,
        // none of "neither a nor b" is a or b
        Tree::All(parts) if parts.iter().all(only_excludes) => Tree::Any(parts.into_iter().map(not).collect()),
        tree => Tree::Not(Box::new(tree)),
    }
}

/// Whether a tree names nothing that is wanted.
pub(crate) fn only_excludes(tree: &Asking) -> bool {
    match tree {
        Tree::Not(_) => true,
        Tree::All(parts) => parts.iter().all(only_excludes),
        _ => false,
    }
}

/// Whether a tree asks for nothing but filters.
pub(crate) fn only_filters(tree: &Asking) -> bool {
    match tree {
        Tree::Filter(_) => true,
        Tree::Any(parts) | Tree::All(parts) => parts.iter().all(only_filters),
        _ => false,
    }
}

/// `tree` in a part of the article: `title:(a b)` is `title:a title:b`.
pub(crate) fn within(part: Part, tree: Asking, notes: &mut Notes) -> Asking {
    match tree {
        Tree::All(parts) => Tree::All(parts.into_iter().map(|tree| within(part, tree, notes)).collect()),
        Tree::Any(parts) if !parts.iter().all(has_positions) => {
            Tree::Any(parts.into_iter().map(|tree| within(part, tree, notes)).collect())
        }
        Tree::Not(tree) => Tree::Not(Box::new(within(part, *tree, notes))),
        Tree::Filter(_) => tree,
        Tree::In { part: inner, tree } => {
            if inner != part {
                let (inner, outer) = (name_of(Field::Part(inner)), name_of(Field::Part(part)));
                notes.add(format!("'{inner}:' within '{outer}:' was read as '{inner}:'"));
            }
            Tree::In { part: inner, tree }
        }
        tree => Tree::In { part, tree: Box::new(tree) },
    }
}

/// Whether a tree matches at positions: words and what is made of their distances.
fn has_positions(tree: &Asking) -> bool {
    match tree {
        Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } | Tree::AtLeast { .. } => true,
        Tree::Any(parts) => parts.iter().all(has_positions),
        _ => false,
    }
}

/// What joins the words of `AND` where only positions count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Joint {
    Near { distance: u32, ordered: bool },
    Same(Unit),
}

impl Joint {
    /// Two trees joined, or the one that there is.
    pub(crate) fn join(self, left: Option<Asking>, right: Option<Asking>) -> Option<Asking> {
        let (left, right) = match (left, right) {
            (Some(left), Some(right)) => (left, right),
            (left, right) => return left.or(right),
        };
        Some(match self {
            Self::Near { distance, ordered } => {
                Tree::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
            }
            Self::Same(unit) => Tree::Same { unit, parts: vec![left, right] },
        })
    }
}

/// `tree` as something with positions, for proximity and `atleast`; `part` is where it must stand, if that was said.
pub(crate) fn positions(tree: Asking, joint: Joint, part: &mut Option<Part>, notes: &mut Notes) -> Option<Asking> {
    match tree {
        Tree::Leaf(_) | Tree::Near { .. } | Tree::Same { .. } => Some(tree),
        Tree::Any(parts) => {
            let parts: Vec<_> = parts.into_iter().filter_map(|tree| positions(tree, joint, part, notes)).collect();
            any(parts, notes)
        }
        Tree::All(parts) => {
            let parts: Vec<_> = parts.into_iter().filter_map(|tree| positions(tree, joint, part, notes)).collect();
            if parts.len() > 1 {
                notes.add("AND inside proximity was read as the same proximity".to_owned());
            }
            parts.into_iter().map(Some).reduce(|left, right| joint.join(left, right)).flatten()
        }
        Tree::In { part: inner, tree } => {
            notes.add(format!("'{}:' inside proximity holds for all of it", name_of(Field::Part(inner))));
            part.get_or_insert(inner);
            positions(*tree, joint, part, notes)
        }
        Tree::AtLeast { times, tree } => {
            notes.add(format!("'atleast{times}' inside proximity was ignored"));
            positions(*tree, joint, part, notes)
        }
        Tree::Not(_) => {
            notes.add("NOT inside proximity was left out".to_owned());
            None
        }
        Tree::Filter(_) => {
            notes.add("a filter inside proximity was left out".to_owned());
            None
        }
    }
}
