//! Running text among the tokens: in a pasted sentence capitals stress, and join or exclude nothing.
//!
//! A query of a database is terms with operators between them: hardly any word in it binds others grammatically, and every
//! second or third is an operator. Running text has a function word in three or four and a word in capitals now and then.

use std::collections::HashSet;

use crate::query::items::MAX_CLAUSES;
use crate::query::lex::{Kind, Token};
use crate::query::notes::Notes;
use crate::query::signs::Sign;
use crate::query::tree::Unit;
use crate::text::FunctionWords;

/// Fewest words outside quotation marks: questions and lists of key words are shorter, and in these signs are meant.
pub(crate) const FEWEST_WORDS: usize = 12;

/// Fewest different function words among them, or one fewer and a comma. Names of offices and firms in a list of terms
/// repeat one or two (`Bank of England`, `Minister for the Interior`).
const FUNCTION_WORDS: usize = 3;

/// Fewest words for each operator: in queries of a database one stands behind every second or third word.
const WORDS_AN_OPERATOR: usize = 8;

/// Whether `tokens` are running text: long enough, with function words, few words in capitals that could be operators, and
/// no sign that only queries have.
pub(crate) fn is_prose(tokens: &[Token]) -> bool {
    let mut words: Vec<&str> = Vec::new();
    let mut operators = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Run { .. } if is_pattern(token.text) => operators += 1,
            Kind::Run { .. } => words.extend(bare(token.text)),
            Kind::Phrase { slop: 0, exact: false } | Kind::Open | Kind::Close => {}
            Kind::Sign(_) if is_word(token) => operators += usize::from(token.text != "same"),
            Kind::Minus | Kind::Plus if !matches!(tokens.get(at + 1), Some(Token { kind: Kind::Open, .. })) => {
                operators += 1;
            }
            _ => return false,
        }
    }
    words.len() >= FEWEST_WORDS
        && operators * WORDS_AN_OPERATOR <= words.len()
        && !joins(tokens)
        && FunctionWords::most_of(words.into_iter()).different + usize::from(has_stop(tokens)) >= FUNCTION_WORDS
}

/// Reads operators in running text as the words that they are. Groups are none. A minus or a plus right before a word is
/// kept, as everywhere on the web, where dashes stand between blanks; before a function word it is a dash. Quotation marks
/// stay too: a phrase that no article has counts by its words (see [`crate::query::absent`]).
pub(crate) fn as_words(tokens: &mut Vec<Token>, notes: &mut Notes) {
    let words =
        tokens.iter().filter(|token| matches!(token.kind, Kind::Run { .. })).filter_map(|token| bare(token.text));
    let binding = FunctionWords::most_of(words);
    let mut read: Vec<&str> = Vec::new();
    let mut found = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let run = |text| Token { kind: Kind::Run { truncated: false }, text };
        match token.kind {
            Kind::Open | Kind::Close => {}
            Kind::Minus | Kind::Plus if is_dash(tokens.get(at + 1), binding) => {}
            Kind::Sign(_) => {
                let is_new = token.text != "same" && !read.contains(&token.text);
                read.extend(is_new.then_some(token.text));
                found.push(run(token.text));
            }
            Kind::Run { .. } => found.push(run(stressed(token.text).unwrap_or(token.text))),
            _ => found.push(*token),
        }
    }
    if !read.is_empty() {
        let are = if read.len() == 1 { "it is a word" } else { "they are words" };
        notes.add(format!("{} stands in running text, where {are}", read.join(" and ")));
    }
    *tokens = found;
    if tokens.len() > MAX_CLAUSES {
        shorten(tokens, binding, notes);
    }
}

/// Leaves out what a long text can best do without: words that it repeats, and function words.
fn shorten(tokens: &mut Vec<Token>, binding: FunctionWords, notes: &mut Notes) {
    let mut seen = HashSet::new();
    let mut signed = false;
    tokens.retain(|token| {
        let is_run = matches!(token.kind, Kind::Run { .. });
        let word = bare(token.text).unwrap_or_default();
        let keep = !is_run || signed || (!binding.has(word) && seen.insert(word.to_lowercase()));
        signed = matches!(token.kind, Kind::Minus | Kind::Plus);
        keep
    });
    notes.add(format!("the text has more than {MAX_CLAUSES} words; function words and what it repeats were left out"));
}

/// Whether a minus or a plus before `behind` is a dash.
fn is_dash(behind: Option<&Token>, binding: FunctionWords) -> bool {
    behind.is_none_or(|token| match token.kind {
        Kind::Run { .. } => bare(token.text).is_some_and(|word| binding.has(word)),
        _ => false,
    })
}

/// Whether a word ends in a sign that parts sentences or their parts, and more follows. One `!` may be the truncation of
/// Nexis, and a dot an abbreviation's.
fn has_stop(tokens: &[Token]) -> bool {
    let before_last = &tokens[..tokens.len().saturating_sub(1)];
    let stops = |text: &str| text.ends_with([',', ';', ':', '?', '…']) || text.ends_with("!!");
    before_last
        .iter()
        .any(|token| matches!(token.kind, Kind::Run { .. }) && bare(token.text).is_some() && stops(token.text))
}

/// Whether an operator is a word as well, as `NOT` is and `&&` and `w/5` are not.
fn is_word(token: &Token) -> bool {
    let named = matches!(token.kind, Kind::Sign(Sign::And | Sign::Or | Sign::Not | Sign::Same(Unit::Paragraph)));
    named && token.text.chars().all(char::is_alphabetic)
}

/// Whether operators join something to a phrase or a group, stand in a group between alternatives, or behind each other
/// (`AND NOT`): then a person wrote them as operators.
fn joins(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    let mut before = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Sign(sign) if token.text != "same" => {
                let behind = tokens.get(at + 1).map(|token| token.kind);
                let left = matches!(before, Some(Kind::Close | Kind::Phrase { .. } | Kind::Sign(_)));
                let right = matches!(behind, Some(Kind::Open | Kind::Phrase { .. } | Kind::Sign(_)));
                if left || right || (depth > 0 && sign != Sign::Not) {
                    return true;
                }
            }
            _ => {}
        }
        before = Some(token.kind);
    }
    false
}

/// A word that stands between stars, as in mail and chats, without these.
fn stressed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('*')?.trim_end_matches(|c: char| c != '*' && !c.is_alphanumeric());
    let inner = inner.strip_suffix('*')?.trim_matches('*');
    (!inner.contains('*')).then_some(inner)
}

/// Whether a run has a star that stands for letters.
fn is_pattern(text: &str) -> bool {
    text.contains('*') && text.contains(char::is_alphanumeric) && stressed(text).is_none()
}

/// A run without the signs around it; none where it is signs alone.
fn bare(text: &str) -> Option<&str> {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests;
