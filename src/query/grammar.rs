//! Items to clauses: which operator binds what. Nothing fails, and recursion is no deeper than parentheses may be.

use std::collections::VecDeque;

use crate::query::habits::settle;
use crate::query::items::{Asking, Item, Items, items};
use crate::query::lex::{MAX_BYTES, has_operators, plain, tokens};
use crate::query::notes::{Notes, short};
pub use crate::query::parsed::Parsed;
use crate::query::prose::{FEWEST_WORDS, as_words, is_prose};
use crate::query::shape::{Joint, all, alternatives, is_filter, not, only_filters, positions, whole, within};
use crate::query::signs::Sign;
use crate::query::tree::{Occur, Part, Tree, Typed, Unit};
use crate::query::typed::joined;

/// Takes a query apart. Cannot fail; time is linear in the length of `text`.
pub fn read(text: &str) -> Parsed {
    let (parsed, prose) = taken_apart(text);
    // once odd signs are gone, what is left may be running text: then it is read as that at once, not when typed again
    if !prose && is_long_list(&parsed) {
        let (mut again, prose) = taken_apart(&parsed.read_as());
        if prose {
            again.notes = parsed.notes.into_iter().chain(again.notes).collect();
            return again;
        }
    }
    parsed
}

/// Whether a query is so many words side by side that it may be running text.
fn is_long_list(parsed: &Parsed) -> bool {
    !parsed.boolean && parsed.clauses.len() >= FEWEST_WORDS
}

/// A query taken apart, and whether it was read as running text.
fn taken_apart(text: &str) -> (Parsed, bool) {
    let mut notes = Notes::default();
    let plain = plain(text, &mut notes);
    let mut tokens = tokens(&plain, &mut notes);
    let prose = is_prose(&tokens);
    if prose {
        as_words(&mut tokens, &mut notes);
    } else {
        settle(&mut tokens, &mut notes);
    }
    let Items { items, boolean, full } = items(&tokens, &mut notes);
    let cut = (full || text.len() > MAX_BYTES) && has_operators(&tokens);
    let parts = Parser { items: items.into(), boolean, notes: &mut notes }.group();
    let clauses = if boolean {
        whole(parts.into_iter().map(Operand::tree).collect())
    } else {
        parts.into_iter().flat_map(ranked).collect()
    };
    // a star alone stands for anything
    let wordless = clauses.is_empty() && !text.trim().is_empty() && text.trim() != "*";
    if wordless {
        notes.add(format!("there is no word to look for in '{}'", short(text.trim())));
    }
    (Parsed { clauses, boolean, wordless, cut, notes: notes.into_vec() }, prose)
}

/// The clauses of a part of a query without `AND` and `OR`.
fn ranked(part: Operand) -> Vec<(Occur, Asking)> {
    let occur = match part.mark {
        Mark::Minus => Occur::Excluded,
        Mark::Plus => Occur::Required,
        Mark::None if only_filters(&part.tree) => Occur::Required,
        Mark::None => Occur::Optional,
    };
    match part.tree {
        Tree::All(parts) if occur != Occur::Excluded => parts.into_iter().map(|tree| (occur, tree)).collect(),
        tree => vec![(occur, tree)],
    }
}

/// How a part of a query was marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Plus,
    Minus,
}

/// A part of a query between operators.
#[derive(Clone, Debug)]
struct Operand {
    mark: Mark,
    tree: Asking,
    /// Whether it is a bare word, which forms a phrase with its neighbours beside an operator of proximity.
    is_word: bool,
    /// Of the first word of a run without blanks: the whole run as a phrase, and its number of words.
    run: Option<(Typed, usize)>,
}

impl Operand {
    fn new(tree: Asking) -> Self {
        Self { mark: Mark::None, tree, is_word: false, run: None }
    }

    fn word(typed: Typed) -> Self {
        Self { is_word: true, ..Self::new(Tree::Leaf(typed)) }
    }

    /// Where all that is side by side is wanted.
    fn tree(self) -> Asking {
        if self.mark == Mark::Minus { not(self.tree) } else { self.tree }
    }
}

/// What stands between `AND` and `OR`.
#[derive(Debug)]
enum Element {
    /// More than one: words of a script without blanks, a group without operators.
    Operands(Vec<Operand>),
    Joint(Joint, String),
    Apart(String),
}

/// A prefix of what follows.
enum Prefix {
    Minus,
    Plus,
    Part(Part),
    AtLeast(u32),
}

struct Parser<'n> {
    items: VecDeque<Item>,
    boolean: bool,
    notes: &'n mut Notes,
}

impl Parser<'_> {
    /// Reads up to the end of a group: what stands side by side in it, or the one tree that `AND` and `OR` make of it.
    fn group(&mut self) -> Vec<Operand> {
        let (mut either, mut both): (Vec<Asking>, Vec<Asking>) = (Vec::new(), Vec::new());
        let mut elements: Vec<Element> = Vec::new();
        let (mut ands, mut ors, mut begin) = (false, false, 0);
        loop {
            match self.items.pop_front() {
                None | Some(Item::Close) => break,
                Some(Item::Sign(Sign::And, _)) => {
                    ands = true;
                    both.extend(self.beside(std::mem::take(&mut elements)));
                }
                Some(Item::Sign(Sign::Or, _)) => {
                    if !ors {
                        begin = filters(elements.iter());
                    }
                    ors = true;
                    both.extend(self.beside(std::mem::take(&mut elements)));
                    either.extend(all(std::mem::take(&mut both)));
                }
                Some(Item::Sign(Sign::Near { distance, ordered }, text)) => {
                    elements.push(Element::Joint(Joint::Near { distance, ordered }, text));
                }
                Some(Item::Sign(Sign::Same(unit), text)) => elements.push(Element::Joint(Joint::Same(unit), text)),
                Some(Item::Apart(text)) => elements.push(Element::Apart(text)),
                Some(item) => {
                    let operands = self.operand(item);
                    elements.push(Element::Operands(operands));
                }
            }
        }
        if !ands && !ors {
            return self.chains(elements);
        }
        if ands && ors {
            self.notes.add("AND binds before OR; parentheses say it otherwise".to_owned());
        }
        let ends = if ands { (0, 0) } else { (begin, filters(elements.iter().rev())) };
        both.extend(self.beside(elements));
        either.extend(all(both));
        let tree = if ors { alternatives(either, ends, self.notes) } else { either.pop() };
        tree.map(Operand::new).into_iter().collect()
    }

    /// All of what stands side by side.
    fn beside(&mut self, elements: Vec<Element>) -> Option<Asking> {
        let operands = self.chains(elements);
        let bare = operands.windows(2).any(|pair| pair[0].mark == Mark::Minus && pair[0].is_word && pair[1].is_word);
        if bare {
            self.notes.add("NOT holds for the next word alone; quotation marks or parentheses take in more".to_owned());
        }
        all(operands.into_iter().map(Operand::tree).collect())
    }

    /// Reads one operand that begins with `item`, with its prefixes.
    fn operand(&mut self, item: Item) -> Vec<Operand> {
        let (mut prefixes, mut item) = (Vec::new(), item);
        loop {
            prefixes.push(match item {
                Item::Minus | Item::Sign(..) => Prefix::Minus,
                Item::Plus => Prefix::Plus,
                Item::Part(part) => Prefix::Part(part),
                Item::AtLeast(times) => Prefix::AtLeast(times),
                _ => break,
            });
            let Some(next) = self.items.pop_front() else { return Vec::new() };
            item = next;
        }
        let whole = prefixes.iter().any(|prefix| matches!(prefix, Prefix::Minus | Prefix::Plus));
        let mut operands: Vec<Operand> = match item {
            // without a word of several in a row is without the row
            Item::Words(_, run) if whole => vec![Operand::word(run)],
            Item::Words(parts, run) => {
                let number = parts.len();
                let mut operands: Vec<Operand> = parts.into_iter().map(Operand::word).collect();
                operands.iter_mut().take(1).for_each(|first| first.run = Some((run.clone(), number)));
                operands
            }
            Item::Phrase(typed) => vec![Operand::new(Tree::Leaf(typed))],
            Item::Filter(tree) => vec![Operand::new(tree)],
            Item::Open => {
                let mut operands = self.group();
                let alone = operands.len() == 1;
                operands.iter_mut().for_each(|operand| operand.is_word &= !alone || prefixes.is_empty());
                operands
            }
            _ => Vec::new(),
        };
        for prefix in prefixes.into_iter().rev() {
            operands = self.prefixed(&prefix, operands);
        }
        operands
    }

    fn prefixed(&mut self, prefix: &Prefix, operands: Vec<Operand>) -> Vec<Operand> {
        let marked = |mark: Mark| {
            move |operand: Operand| Operand {
                mark: if operand.mark == Mark::None { mark } else { operand.mark },
                ..operand
            }
        };
        match prefix {
            Prefix::Plus => operands.into_iter().map(marked(Mark::Plus)).collect(),
            Prefix::Minus if self.boolean && operands.len() > 1 => {
                let tree = all(operands.into_iter().map(Operand::tree).collect());
                tree.map(|tree| Operand { mark: Mark::Minus, ..Operand::new(tree) }).into_iter().collect()
            }
            Prefix::Minus => operands
                .into_iter()
                .map(|operand| Operand {
                    mark: if operand.mark == Mark::Minus { Mark::None } else { Mark::Minus },
                    ..operand
                })
                .collect(),
            Prefix::Part(part) => operands
                .into_iter()
                .map(|operand| Operand {
                    tree: within(*part, operand.tree, self.notes),
                    mark: operand.mark,
                    is_word: false,
                    run: None,
                })
                .collect(),
            Prefix::AtLeast(times) => self.at_least(*times, operands),
        }
    }

    /// So many of a word, a phrase or alternatives; of words joined by `AND` so many of each.
    fn at_least(&mut self, times: u32, operands: Vec<Operand>) -> Vec<Operand> {
        let parts: Vec<Asking> = match self.phrase(&operands, &format!("atleast{times}")) {
            Some(tree) => vec![tree],
            None => operands
                .into_iter()
                .flat_map(|operand| match operand.tree() {
                    Tree::All(parts) => parts,
                    tree => vec![tree],
                })
                .collect(),
        };
        if parts.len() > 1 {
            self.notes.add(format!("'atleast{times}' of several words asks for each of them"));
        }
        let parts = parts.into_iter().filter_map(|tree| {
            let mut part = None;
            let joint = Joint::Same(Unit::Paragraph);
            let tree = Box::new(positions(tree, joint, &mut part, self.notes)?);
            let counted = Tree::AtLeast { times, tree };
            Some(match part {
                Some(part) => Tree::In { part, tree: Box::new(counted) },
                None => counted,
            })
        });
        let parts: Vec<Asking> = parts.collect();
        if self.boolean {
            all(parts).into_iter().map(Operand::new).collect()
        } else {
            parts.into_iter().map(Operand::new).collect()
        }
    }

    /// Bare words side by side as one phrase.
    fn phrase(&mut self, operands: &[Operand], beside: &str) -> Option<Asking> {
        let plain = operands.iter().all(|operand| operand.is_word) && operands.len() > 1;
        if !plain {
            return None;
        }
        let mut parts = Vec::with_capacity(operands.len());
        let mut at = 0;
        while let Some(operand) = operands.get(at) {
            let (typed, number) = match (&operand.run, &operand.tree) {
                (Some((run, number)), _) => (run, *number),
                (None, Tree::Leaf(typed)) => (typed, 1),
                (None, _) => return None,
            };
            parts.push(typed);
            at += number;
        }
        let typed = joined(&parts)?;
        let shown = if typed.typed.starts_with('"') { typed.typed.clone() } else { format!("\"{}\"", typed.typed) };
        self.notes.add(format!("words beside '{beside}' are a phrase: {}", short(&shown)));
        Some(Tree::Leaf(typed))
    }

    /// What stands side by side, operators of proximity folded in.
    fn chains(&mut self, elements: Vec<Element>) -> Vec<Operand> {
        let mut done: Vec<Operand> = Vec::new();
        // what the next operator takes at its left
        let mut chain: Vec<(Option<(Joint, String)>, Operand)> = Vec::new();
        let mut waiting: Option<(Joint, String)> = None;
        let mut apart: Option<String> = None;
        let mut row: Vec<Operand> = Vec::new();
        let mut elements: VecDeque<Element> = elements.into();
        loop {
            let element = elements.pop_front();
            if let Some(Element::Operands(operands)) = element {
                row.extend(operands);
                continue;
            }
            if let Some(text) = apart.take() {
                self.notes.add(format!("'NOT {text}' is not supported; it was left out with what follows it"));
                let taken = leading(&row);
                row.drain(..taken);
            } else if let Some(sign) = waiting.take() {
                let taken: Vec<Operand> = row.drain(..leading(&row)).collect();
                if let Some(right) = self.side(taken, &sign.1) {
                    chain.push((Some(sign), right));
                }
            }
            let next = match element {
                Some(Element::Joint(joint, text)) => Some((joint, text)),
                Some(Element::Apart(text)) => {
                    apart = Some(text);
                    None
                }
                _ => None,
            };
            // the chain goes on only where one row is both the right of one operator and the left of the next
            if let Some(sign) = next {
                if !row.is_empty() || chain.is_empty() {
                    done.extend(self.fold(std::mem::take(&mut chain)));
                    let from = trailing(&row);
                    let left = row.split_off(from);
                    done.append(&mut row);
                    let left = self.side(left, &sign.1);
                    chain.extend(left.map(|left| (None, left)));
                }
                waiting = Some(sign);
            } else {
                done.extend(self.fold(std::mem::take(&mut chain)));
                done.append(&mut row);
            }
            if elements.is_empty() && waiting.is_none() && apart.is_none() {
                return done;
            }
        }
    }

    /// One side of an operator of proximity: a row of bare words is a phrase.
    fn side(&mut self, mut operands: Vec<Operand>, beside: &str) -> Option<Operand> {
        if operands.len() == 1 {
            return operands.pop();
        }
        let mark = operands.first()?.mark;
        let tree = match self.phrase(&operands, beside) {
            Some(tree) => tree,
            None => all(operands.into_iter().map(Operand::tree).collect())?,
        };
        Some(Operand { mark, ..Operand::new(tree) })
    }

    /// Folds `a w/5 b same c`: distances before sentences and paragraphs, each from the left. A mark on the first operand
    /// holds for all of it.
    fn fold(&mut self, chain: Vec<(Option<(Joint, String)>, Operand)>) -> Option<Operand> {
        if chain.len() < 2 {
            return chain.into_iter().next().map(|(_, operand)| operand);
        }
        let mark = chain[0].1.mark;
        let joints: Vec<Joint> = chain.iter().filter_map(|(sign, _)| sign.as_ref().map(|sign| sign.0)).collect();
        let mut part = None;
        let mut sides: Vec<(Joint, Option<Asking>)> = Vec::new();
        for (at, (_, operand)) in chain.into_iter().enumerate() {
            let joint = joints[at.saturating_sub(1)];
            let tree = if at == 0 { operand.tree } else { operand.tree() };
            let tree = positions(tree, joint, &mut part, self.notes);
            match (joint, sides.last_mut()) {
                (Joint::Near { .. }, Some((_, left))) if at > 0 => *left = joint.join(left.take(), tree),
                _ => sides.push((joint, tree)),
            }
        }
        let mut folded: Option<Asking> = None;
        for (at, (joint, tree)) in sides.into_iter().enumerate() {
            folded = match (at, joint, folded, tree) {
                (0, _, _, tree) => tree,
                (_, Joint::Same(unit), Some(Tree::Same { unit: before, mut parts }), Some(tree))
                    if at > 1 && unit == before =>
                {
                    parts.push(tree);
                    Some(Tree::Same { unit, parts })
                }
                (_, joint, left, right) => joint.join(left, right),
            };
        }
        let tree = folded?;
        let tree = if let Some(part) = part { within(part, tree, self.notes) } else { tree };
        Some(Operand { mark, ..Operand::new(tree) })
    }
}

/// How many filters come before the first words.
fn filters<'a>(elements: impl Iterator<Item = &'a Element>) -> usize {
    let is_filter = |one: &Operand| one.mark == Mark::None && is_filter(&one.tree);
    let mut number = 0;
    for element in elements {
        match element {
            Element::Operands(operands) if matches!(operands.as_slice(), [one] if is_filter(one)) => number += 1,
            Element::Operands(operands) if !operands.is_empty() => return number,
            _ => break,
        }
    }
    0
}

/// How many operands at the beginning of `row` an operator before it takes: a row of bare words, or one.
fn leading(row: &[Operand]) -> usize {
    let words = row.iter().enumerate().take_while(|(at, one)| one.is_word && (*at == 0 || one.mark == Mark::None));
    words.count().max(1).min(row.len())
}

/// Where the operands at the end of `row` begin that an operator behind it takes.
fn trailing(row: &[Operand]) -> usize {
    let mut from = row.len().saturating_sub(1);
    while from > 0 && row[from].is_word && row[from].mark == Mark::None && row[from - 1].is_word {
        from -= 1;
    }
    from
}

#[cfg(test)]
pub(crate) mod tests;
