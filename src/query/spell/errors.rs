//! How unlikely a typing error is: the channel of a noisy-channel speller.
//!
//! Costs are logarithms of how many errors of a kind a word can have: two letters can be swapped, or one be left out, in
//! about as many ways as it has letters, a wrong or a further letter can be one of many (Kernighan, Church and Gale, A
//! spelling correction program based on a noisy channel model, 1990).

use std::cmp::Ordering;

/// Of a wrong or a further letter: five times as rare as two that are swapped, one left out or one doubled.
const OTHER_LETTER: f64 = 1.5;

/// Of a wrong first letter: few begin a word wrongly (Pollock and Zamora, Automatic spelling correction in scientific and
/// scholarly text, 1984, find 8 of 100 errors there).
const FIRST_LETTER: f64 = 1.0;

/// Of two errors in one word: 80 of 100 misspelt words have one (Damerau, A technique for computer detection and
/// correction of spelling errors, 1964), and far more words are two errors away than one.
const TWO_ERRORS: f64 = 5.0;

/// Of two words typed as one.
pub(super) const JOINED: f64 = 1.0;

/// The cost of typing `typed` where `meant` was meant, `away` errors apart.
pub(super) fn cost(typed: &str, meant: &str, away: usize) -> f64 {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let first = if typed.first() == meant.first() { 0.0 } else { FIRST_LETTER };
    if away > 1 {
        return TWO_ERRORS + first;
    }
    let begin = typed.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let (typed_rest, meant_rest) = (&typed[begin..], &meant[begin..]);
    let kind = match typed_rest.len().cmp(&meant_rest.len()) {
        Ordering::Less => 0.0,
        // what is doubled is behind the first of two
        Ordering::Greater if begin > 0 && typed_rest.first() == typed.get(begin - 1) => 0.0,
        Ordering::Greater => OTHER_LETTER,
        Ordering::Equal if are_swapped(typed_rest, meant_rest) => 0.0,
        Ordering::Equal if [typed_rest, meant_rest].iter().all(|rest| rest.first().is_some_and(is_vowel)) => {
            OTHER_LETTER / 2.0
        }
        Ordering::Equal => OTHER_LETTER,
    };
    kind + first
}

fn are_swapped(typed: &[char], meant: &[char]) -> bool {
    matches!((typed, meant), ([a, b, ..], [c, d, ..]) if a == d && b == c)
}

/// Vowels are taken for each other more than other letters are.
fn is_vowel(c: &char) -> bool {
    "aeiouy".contains(*c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_words_can_be_misspelt_by_costs_least() {
        let cost = |typed: &str, meant: &str| cost(typed, meant, crate::text::near::distance(typed, meant, 2).unwrap());
        for (typed, meant) in [("goverment", "government"), ("tairff", "tariff"), ("minnister", "minister")] {
            assert_eq!(cost(typed, meant), 0.0, "{typed}");
        }
        assert_eq!(cost("minixster", "minister"), OTHER_LETTER);
        assert_eq!(cost("minixter", "minister"), OTHER_LETTER);
        assert_eq!(cost("menister", "minister"), OTHER_LETTER / 2.0);
        assert_eq!(cost("inister", "minister"), FIRST_LETTER);
        assert_eq!(cost("goevrnmnet", "government"), TWO_ERRORS);
    }
}
