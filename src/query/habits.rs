//! Habits of other databases among the tokens: `and`, `or`, `not` in small letters, and `!` behind a beginning.

use crate::query::lex::{Kind, Token, has_syntax};
use crate::query::notes::{Notes, short};
use crate::query::signs::{Field, Sign};

/// Most parts of a query in which `and not` is taken for an operator that was meant: a sentence has more.
const FEW: usize = 6;

/// Fewest letters before the `!` of Nexis.
const BEGINNING: usize = 4;

/// Reads the habits into `tokens`.
pub(crate) fn settle(tokens: &mut [Token], notes: &mut Notes) {
    let first = truncations(tokens);
    if let Some(beside) = sign_of_a_database(tokens, &first) {
        join(tokens, &beside, notes);
    } else {
        hint(tokens, notes);
    }
    for (token, found) in truncations(tokens).into_iter().enumerate() {
        let text = tokens[token].text;
        let word = short(text.trim_end_matches('!'));
        match (found, &mut tokens[token].kind) {
            (Bang::Truncates, Kind::Run { truncated }) => {
                *truncated = true;
                notes.add(format!("'{}' was read as '{word}*'", short(text)));
            }
            (Bang::Hint, _) => notes.add(format!(
                "'{}' was read as a word; {}* finds what begins so",
                short(text),
                word.to_lowercase()
            )),
            _ => {}
        }
    }
}

/// What an exclamation mark at the end of a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bang {
    /// None, or the end of a sentence.
    No,
    /// Truncation.
    Truncates,
    /// A word, where truncation may have been meant.
    Hint,
}

/// What the `!` at the end of each token is. In a query with other signs it truncates; otherwise a word in small letters
/// alone, or first of two or three words. In a sentence the `!` stands at the end.
fn truncations(tokens: &[Token]) -> Vec<Bang> {
    let syntax = has_syntax(tokens);
    let short = tokens.len() <= 3;
    let last = tokens.len().saturating_sub(1);
    let read = |(at, token): (usize, &Token)| {
        let Some(word) = token.text.strip_suffix('!') else { return Bang::No };
        let is_word = matches!(token.kind, Kind::Run { .. })
            && word.chars().count() >= BEGINNING
            && word.chars().all(char::is_alphabetic)
            && !word.chars().skip(1).any(char::is_uppercase);
        let name = word.starts_with(char::is_uppercase);
        let apart = short && (at < last || last == 0);
        match (is_word, syntax, name) {
            (false, ..) => Bang::No,
            (_, true, _) => Bang::Truncates,
            _ if !apart => Bang::No,
            (_, _, false) => Bang::Truncates,
            (_, _, true) => Bang::Hint,
        }
    };
    tokens.iter().enumerate().map(read).collect()
}

/// A sign that only queries of a database have, as typed.
fn sign_of_a_database(tokens: &[Token], truncated: &[Bang]) -> Option<String> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let group = matches!(tokens.get(at + 1), Some(Token { kind: Kind::Open, .. }));
        match token.kind {
            Kind::Sign(Sign::Near { .. }) => Some(token.text.to_owned()),
            Kind::Sign(Sign::Same(_)) if token.text != "same" => Some(token.text.to_owned()),
            Kind::AtLeast(_) => Some(format!("{}(…)", token.text)),
            Kind::Field(Field::Part(_)) if group => Some(format!("{}(…)", token.text)),
            Kind::Run { .. } if truncated[at] == Bang::Truncates => Some(token.text.to_owned()),
            _ => None,
        }
    })
}

/// The operator that a word in small letters would be.
pub(crate) fn small(text: &str) -> Option<Sign> {
    match text {
        "and" => Some(Sign::And),
        "or" => Some(Sign::Or),
        "not" => Some(Sign::Not),
        _ => None,
    }
}

/// Words in small letters that stand by themselves become the operators that they name; values of filters are names.
fn join(tokens: &mut [Token], beside: &str, notes: &mut Notes) {
    let mut filter = None;
    let mut depth = 0_usize;
    let mut before = Kind::Open;
    for token in tokens {
        match token.kind {
            Kind::Open => {
                depth += 1;
                if filter.is_none() && matches!(before, Kind::Field(Field::Asks(_))) {
                    filter = Some(depth);
                }
            }
            Kind::Close => {
                filter = filter.filter(|at| *at < depth);
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let bound = matches!(before, Kind::Minus | Kind::Plus | Kind::Field(_));
        if let (Kind::Run { .. }, Some(sign), false) = (token.kind, small(token.text), bound || filter.is_some()) {
            token.kind = Kind::Sign(sign);
            notes.add(format!(
                "'{0}' is read as {1} beside '{2}'",
                token.text,
                token.text.to_uppercase(),
                short(beside)
            ));
        }
        before = token.kind;
    }
}

/// Says where an operator was plausibly meant and a word was read.
fn hint(tokens: &[Token], notes: &mut Notes) {
    let is = |at: usize, word: &str| {
        tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Run { .. }) && token.text == word)
    };
    let say = |word: &str, notes: &mut Notes| {
        notes.add(format!("'{word}' was read as a word; {} in capitals joins", word.to_uppercase()));
    };
    for at in 1..tokens.len() {
        if tokens.len() <= FEW && is(at, "and") && is(at + 1, "not") && at + 2 < tokens.len() {
            notes.add("'and not' was read as words; AND NOT in capitals leaves out".to_owned());
        }
        let alone = |at: usize| {
            tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Run { .. } | Kind::Phrase { .. }))
        };
        // (a or b or c): one word on each side of each
        let mut end = at;
        while alone(end) && (is(end + 1, "or") || is(end + 1, "and")) && alone(end + 2) {
            end += 2;
        }
        let inside = matches!(tokens[at - 1].kind, Kind::Open)
            && tokens.get(end + 1).is_none_or(|token| matches!(token.kind, Kind::Close));
        let value = at > 1 && matches!(tokens[at - 2].kind, Kind::Field(Field::Asks(_)));
        if end > at && inside && !value {
            say(tokens[at + 1].text, notes);
        }
    }
}

#[cfg(test)]
mod tests;
