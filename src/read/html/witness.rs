//! The text that a page states in its JSON-LD, held against what the extractor found.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::read::html::body::letters;

/// Letters of a shingle: three words, in any script.
const SHINGLE: usize = 16;
/// Letters from which a stated text is a text and not a summary.
const LONG: usize = 400;
/// Share of the stated text below which the extractor found something else.
const MISSED: f64 = 0.5;
/// How many times longer than what was found the stated text must then be: some pages state another article's text.
const LONGER: f64 = 1.5;
/// Share of the stated text, and its length against that of the extracted one, from which both are the same article.
const SAME: f64 = 0.9;
/// Share of a line that must be stated for it to belong to the article.
const BELONGS: f64 = 0.5;

/// The stated text where the extractor missed the article; else its lines, up to the last one that is stated too.
pub(super) fn settle(mut lines: Vec<String>, stated: &str) -> String {
    let stated_letters = letters(stated);
    if stated_letters.len() < LONG {
        return joined(&lines);
    }
    let found = letters(&joined(&lines));
    let share = share(&stated_letters, &shingles(&found));
    if share < MISSED && stated_letters.len() as f64 >= LONGER * found.len() as f64 {
        return stated.to_owned();
    }
    if share >= SAME && stated_letters.len() as f64 >= SAME * found.len() as f64 {
        let stated = shingles(&stated_letters);
        let belongs = |line: &String| self::share(&letters(line), &stated) >= BELONGS;
        let end = lines.iter().rposition(belongs).map_or(lines.len(), |at| at + 1);
        lines.truncate(end);
    }
    joined(&lines)
}

/// Each line ended by a line feed.
pub(super) fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// The share of the shingles of `letters` that are among `known`.
fn share(letters: &str, known: &HashSet<u64>) -> f64 {
    let own = shingles(letters);
    own.iter().filter(|shingle| known.contains(shingle)).count() as f64 / own.len().max(1) as f64
}

fn shingles(letters: &str) -> HashSet<u64> {
    let letters: Vec<char> = letters.chars().collect();
    let hash = |shingle: &[char]| {
        let mut hasher = DefaultHasher::new();
        shingle.hash(&mut hasher);
        hasher.finish()
    };
    // a line shorter than a shingle is one shingle, found only where it ends a text
    letters.windows(SHINGLE.min(letters.len()).max(1)).map(hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(numbers: std::ops::Range<usize>) -> Vec<String> {
        numbers.map(|n| format!("Boat number {n} came back to harbour {} before noon.", n * 7)).collect()
    }

    #[test]
    fn what_is_stated_replaces_what_was_missed() {
        let stated = joined(&lines(0..30));
        assert_eq!(settle(lines(100..110), &stated), stated);
        let other = lines(100..130);
        assert_eq!(settle(other.clone(), &stated), joined(&other));
    }

    #[test]
    fn what_follows_the_stated_text_goes() {
        let article = lines(0..30);
        let mut found = article.clone();
        found.push("Sign up for our letter to sailors".to_owned());
        assert_eq!(settle(found, &joined(&article)), joined(&article));
    }

    #[test]
    fn a_summary_is_no_witness() {
        let found = lines(0..30);
        assert_eq!(settle(found.clone(), "All boats are back in harbour."), joined(&found));
        assert_eq!(settle(found.clone(), &joined(&lines(0..20))), joined(&found));
    }
}
