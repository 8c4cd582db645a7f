//! A TREC run: `query Q0 document rank score tag`, parted by blanks.
//!
//! trec_eval orders by score, so a list that is not ordered by its scores (by date, a sample, articles with all words
//! first) would be judged in another order than it was shown. Scores are therefore made from ranks: 1 for the first, less
//! for each that follows.

use std::io::{self, Write};

use crate::present::export::Answer;
use crate::present::safe::is_unsafe;
use crate::search::Hit;

/// The name of the run.
const TAG: &str = "newsdex";

pub(super) fn line(out: &mut dyn Write, answer: &Answer<'_>, hit: &Hit) -> io::Result<()> {
    let query = match answer.asked {
        None => "1".to_owned(),
        Some(asked) => asked.id.as_deref().map_or(asked.number.to_string(), unbroken),
    };
    run_line(out, &query, &unbroken(&hit.id), hit.rank)
}

/// A line of a run: `query` and `article` must have no blanks.
///
/// # Errors
/// Those of `out`.
pub fn run_line(out: &mut dyn Write, query: &str, article: &str, rank: usize) -> io::Result<()> {
    // neighbours at rank 100,000 differ in the tenth digit behind the point
    let score = 1.0 / rank.max(1) as f64;
    writeln!(out, "{query} Q0 {article} {rank} {score:.12} {TAG}")
}

/// An id without blanks: these are percent-encoded, and so are characters that no terminal should meet. The percent sign
/// always is, so that two ids never come out as one.
pub fn unbroken(id: &str) -> String {
    encoded(id, |c| c == '%' || c.is_whitespace() || is_unsafe(c))
}

/// `id` with the characters that are `bad` percent-encoded.
pub(crate) fn encoded(id: &str, bad: impl Fn(char) -> bool) -> String {
    let mut encoded = String::with_capacity(id.len() + 8);
    for c in id.chars() {
        if bad(c) {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_no_blanks() {
        assert_eq!(unbroken("AP-1 50%"), "AP-1%2050%25");
        assert_eq!(unbroken("50%"), "50%25");
        assert_ne!(unbroken("a b"), unbroken("a%20b"));
        assert_eq!(unbroken("a\u{202e}b"), "a%E2%80%AEb");
        assert_eq!(unbroken("日本"), "日本");
    }
}
