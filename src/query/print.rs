//! A query as a person would type it.

use crate::query::habits::small;
use crate::query::signs::{Field, name_of, sign};
use crate::query::tree::{Occur, Tree, Unit};

/// What a filter asks, as printed: the name before the colon, and its values, any of which is enough.
pub type Asks = (&'static str, Vec<String>);

/// How loosely a tree is bound: what binds looser than its surroundings stands in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Or,
    And,
    Same,
    Near,
    Tight,
}

/// Clauses as typed text, which is read as the same clauses. `leaf` gives a word or a phrase as typed, `filter` what a
/// filter asks.
pub fn read_as<L, F>(
    clauses: &[(Occur, Tree<L, F>)],
    leaf: &dyn Fn(&L) -> String,
    filter: &dyn Fn(&F) -> Asks,
) -> String {
    // beside the signs of a database these words would be operators
    let signs = clauses.iter().any(|(_, tree)| has_signs(tree));
    let leaf = |one: &L| {
        let word = leaf(one);
        if signs && small(&word).is_some() { format!("\"{word}\"") } else { word }
    };
    let printer = Printer { leaf: &leaf, filter };
    let alone = clauses.len() == 1;
    let printed: Vec<String> = clauses.iter().map(|(occur, tree)| printer.clause(*occur, tree, alone)).collect();
    printed.join(" ")
}

struct Printer<'a, L, F> {
    leaf: &'a dyn Fn(&L) -> String,
    filter: &'a dyn Fn(&F) -> Asks,
}

impl<L, F> Printer<'_, L, F> {
    fn clause(&self, occur: Occur, tree: &Tree<L, F>, alone: bool) -> String {
        // a query with operators is required as a whole, and so is a filter
        let needs_no_sign = self.filters(tree).is_some() || joins(self, tree);
        let (sign, loosest) = match occur {
            Occur::Excluded => ("-", Bond::Tight),
            Occur::Required if !needs_no_sign => ("+", Bond::Tight),
            _ if alone => ("", Bond::Or),
            _ => ("", Bond::Tight),
        };
        format!("{sign}{}", self.tree(tree, loosest))
    }

    /// `tree` where nothing that binds looser than `loosest` may stand.
    fn tree(&self, tree: &Tree<L, F>, loosest: Bond) -> String {
        if let Some((name, values)) = self.filters(tree) {
            return filter_text(name, &values, if matches!(tree, Tree::All(_)) { " AND " } else { " OR " });
        }
        let (bond, printed) = match tree {
            Tree::Leaf(leaf) => (Bond::Tight, (self.leaf)(leaf)),
            Tree::Near { left, right, distance, ordered } => {
                let sign = if *ordered { "pre" } else { "w" };
                let (left, right) = (self.tree(left, Bond::Near), self.tree(right, Bond::Tight));
                (Bond::Near, format!("{left} {sign}/{distance} {right}"))
            }
            Tree::Same { unit: Unit::Sentence, parts } => (Bond::Same, self.list(parts, Bond::Near, " /s ")),
            Tree::Same { unit: Unit::Paragraph, parts } => (Bond::Same, self.list(parts, Bond::Near, " /p ")),
            Tree::All(parts) => (Bond::And, self.list(parts, Bond::Same, " AND ")),
            Tree::Any(parts) => (Bond::Or, self.list(parts, Bond::Same, " OR ")),
            Tree::Not(tree) => (Bond::And, format!("NOT {}", self.tree(tree, Bond::Tight))),
            Tree::In { part, tree } => {
                let name = name_of(Field::Part(*part));
                (Bond::Tight, format!("{name}:{}", self.tree(tree, Bond::Tight)))
            }
            Tree::AtLeast { times, tree } => (Bond::Tight, format!("atleast{times}({})", self.tree(tree, Bond::Or))),
            Tree::Filter(_) => (Bond::Tight, String::new()),
        };
        if bond < loosest { format!("({printed})") } else { printed }
    }

    fn list(&self, parts: &[Tree<L, F>], loosest: Bond, sign: &str) -> String {
        let print = |part: &Tree<L, F>| match part {
            Tree::Not(_) => self.tree(part, Bond::Or),
            part => self.tree(part, loosest),
        };
        parts.iter().map(print).collect::<Vec<_>>().join(sign)
    }

    /// The filter that a tree is, or the values of one filter that it lists.
    fn filters(&self, tree: &Tree<L, F>) -> Option<Asks> {
        match tree {
            Tree::Filter(filter) => Some((self.filter)(filter)),
            Tree::Any(parts) | Tree::All(parts) => {
                let mut all: Option<Asks> = None;
                for part in parts {
                    let Tree::Filter(filter) = part else { return None };
                    let (name, values) = (self.filter)(filter);
                    match &mut all {
                        None => all = Some((name, values)),
                        // comparisons have no list
                        Some((known, list)) if *known == name && name != "words" => list.extend(values),
                        Some(_) => return None,
                    }
                }
                all
            }
            _ => None,
        }
    }
}

/// Whether `AND` or `OR` is printed somewhere in a tree, other than in the values of a filter.
fn joins<L, F>(printer: &Printer<L, F>, tree: &Tree<L, F>) -> bool {
    if printer.filters(tree).is_some() {
        return false;
    }
    match tree {
        Tree::Leaf(_) | Tree::Filter(_) => false,
        Tree::All(_) | Tree::Any(_) => true,
        Tree::Near { left, right, .. } => joins(printer, left) || joins(printer, right),
        Tree::Same { parts, .. } => parts.iter().any(|part| joins(printer, part)),
        Tree::Not(tree) | Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => joins(printer, tree),
    }
}

/// Whether a sign is printed that only queries of a database have.
fn has_signs<L, F>(tree: &Tree<L, F>) -> bool {
    match tree {
        Tree::Leaf(_) | Tree::Filter(_) => false,
        Tree::Near { .. } | Tree::Same { .. } | Tree::In { .. } | Tree::AtLeast { .. } => true,
        Tree::All(parts) | Tree::Any(parts) => parts.iter().any(has_signs),
        Tree::Not(tree) => has_signs(tree),
    }
}

/// A filter as it is typed: its name, and its values joined by `sign`.
pub(crate) fn filter_text(name: &str, values: &[String], sign: &str) -> String {
    if name == "words" && values.len() == 1 {
        let sign = if values[0].starts_with(['<', '>']) { "" } else { ":" };
        return format!("{name}{sign}{}", values[0]);
    }
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    match values.as_slice() {
        [one] => format!("{name}:{one}"),
        many => format!("{name}:({})", many.join(sign)),
    }
}

/// A value with quotation marks where a blank or a sign would part it.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./&'@#".contains(c);
    let open = value.strip_prefix("..").unwrap_or(value);
    let begins = open.starts_with(char::is_alphanumeric) && value.ends_with(|c: char| c.is_alphanumeric() || c == '.');
    let ends = !value.ends_with('.') || value.ends_with("..");
    if begins && ends && value.chars().all(plain) && sign(value).is_none() && small(value).is_none() {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}
