//! Values of filters as typed: numbers, days, addresses, and the names in parentheses.

use crate::query::items::Asking;
use crate::query::lex::is_quote;
use crate::query::notes::{Notes, short};
use crate::query::signs::{Field, name_of};
use crate::query::tree::{Asked, Asks, Tree};

/// How days are compared, and which bound that is.
pub(crate) const DATE_SIGNS: &[(&str, Asks)] = &[
    (">=", Asks::Since),
    ("<=", Asks::Until),
    (">", Asks::Since),
    ("<", Asks::Until),
    ("geq", Asks::Since),
    ("leq", Asks::Until),
    ("aft ", Asks::Since),
    ("bef ", Asks::Until),
];

/// `..2025`: a range without a beginning.
pub(crate) fn is_open_range(value: &str) -> bool {
    value.strip_prefix("..").is_some_and(|end| end.starts_with(|c: char| c.is_ascii_digit()))
}

/// `https://…`, `www.…`: no signs of ours inside.
pub(crate) fn is_url(rest: &str) -> bool {
    let scheme = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    (scheme > 1 && rest[scheme..].starts_with("://")) || rest.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("www."))
}

/// Whether an address stands in `token`.
pub(crate) fn has_url(token: &str) -> bool {
    token.contains("://") || token.contains("www.") || is_url(token)
}

/// The number of `~3` behind a phrase, and its length.
pub(crate) fn slop(rest: &str) -> Option<(u32, usize)> {
    let number = rest.strip_prefix('~')?;
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !number[digits..].starts_with(char::is_alphanumeric);
    (digits > 0 && ends).then(|| (number[..digits].parse().unwrap_or(u32::MAX), 1 + digits))
}

/// What is compared behind the name `words`: `>800`, `:<300`, `:300..800`, `=800`; and the length with the colon.
pub(crate) fn comparison(behind: &str) -> Option<(&str, usize)> {
    let value = behind.strip_prefix([':', '=']).unwrap_or(behind);
    let signs = value.bytes().take_while(|b| matches!(b, b'<' | b'>' | b'=')).count();
    let named = value.len() < behind.len();
    let is_sign = matches!(&value[..signs], "<" | ">" | "<=" | ">=") || (signs == 0 && named);
    let length = signs + value[signs..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let length = value[..length].trim_end_matches('.').len();
    let ends = !value[length..].starts_with(char::is_alphanumeric);
    let is_number = |number: &str| number.starts_with(|c: char| c.is_ascii_digit()) || is_open_range(number);
    let number = value.get(signs..length).is_some_and(is_number);
    (is_sign && ends && number).then(|| (&value[..length], behind.len() - value.len() + length))
}

/// The values of a filter in parentheses.
#[derive(Default)]
pub(crate) struct Group {
    value: String,
    pub(crate) values: Vec<Asking>,
    pub(crate) all: bool,
    pub(crate) any: bool,
}

impl Group {
    pub(crate) fn word(&mut self, asks: Asks, text: &str) {
        let (text, ends) = match text.strip_suffix(',') {
            Some(text) => (text, true),
            None => (text, false),
        };
        if !self.value.is_empty() {
            self.value.push(' ');
        }
        self.value.push_str(text);
        if ends {
            self.end(asks);
        }
    }

    pub(crate) fn end(&mut self, asks: Asks) {
        let value = std::mem::take(&mut self.value);
        self.values.extend(filter_value(asks, &value));
    }

    pub(crate) fn tree(self) -> Option<Asking> {
        if self.all && !self.any && self.values.len() > 1 { Some(Tree::All(self.values)) } else { any_of(self.values) }
    }
}

pub(crate) fn any_of(mut values: Vec<Asking>) -> Option<Asking> {
    if values.len() > 1 { Some(Tree::Any(values)) } else { values.pop() }
}

pub(crate) fn asked(asks: Asks, value: &str) -> Asking {
    Tree::Filter(Asked { asks, value: value.to_owned() })
}

/// A value without marks and signs around it.
pub(crate) fn filter_value(asks: Asks, typed: &str) -> Option<Asking> {
    let value: String = typed.chars().map(|c| if is_quote(c) { ' ' } else { c }).collect();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    // an open stretch of days ends in dots
    let days = matches!(asks, Asks::Date | Asks::Since | Asks::Until) && value.contains("..");
    let value = if days { value } else { value.trim_matches(|c: char| !c.is_alphanumeric()) };
    value.contains(char::is_alphanumeric).then(|| asked(asks, value))
}

/// A value in quotation marks: its signs belong to it.
pub(crate) fn quoted_value(asks: Asks, typed: &str) -> Option<Asking> {
    if matches!(asks, Asks::Date | Asks::Since | Asks::Until | Asks::Words) {
        return filter_value(asks, typed);
    }
    let value: String = typed.chars().map(|c| if is_quote(c) { ' ' } else { c }).collect();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    value.contains(char::is_alphanumeric).then(|| asked(asks, &value))
}

/// `since:2025-10..2025-11` has two ends, as dates have. The bounds beside it become stretches that are open at one end,
/// so that all values of a filter stay one filter.
pub(crate) fn ranged(mut filters: Vec<Asking>, notes: &mut Notes) -> Vec<Asking> {
    let is_bound = |asks: Asks| matches!(asks, Asks::Since | Asks::Until);
    let has_ends = |filter: &Asking| match filter {
        Tree::Filter(Asked { asks, value }) => is_bound(*asks) && value.contains(".."),
        _ => false,
    };
    if !filters.iter().any(has_ends) {
        return filters;
    }
    for filter in &mut filters {
        let Tree::Filter(Asked { asks, value }) = filter else { continue };
        if value.contains("..") {
            let name = name_of(Field::Asks(*asks));
            notes.add(format!("'{name}:{0}' was read as 'date:{0}'", short(value)));
        } else {
            *value = if *asks == Asks::Since { format!("{value}..") } else { format!("..{value}") };
        }
        *asks = Asks::Date;
    }
    filters
}
