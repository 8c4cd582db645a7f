//! A table of phrases in any script, looked for from the places where words begin, or anywhere in scripts without spaces.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Where a phrase may begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edges {
    /// At the edges of words.
    Words,
    /// At the beginning of a word; what follows is attached to it, as Korean particles are.
    Beginnings,
    /// Anywhere, as in Chinese; a phrase in katakana is a whole run of katakana.
    Anywhere,
}

/// Phrases with what each means.
#[derive(Debug)]
pub(super) struct Phrases {
    edges: Edges,
    /// By the first two characters, the longest first.
    phrases: HashMap<(char, char), Vec<(String, u32)>>,
}

impl Phrases {
    /// Of phrases of two characters or more, with what they mean; the first meaning of a phrase stays.
    pub(super) fn new(edges: Edges, list: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut phrases: HashMap<_, Vec<(String, u32)>> = HashMap::new();
        for (phrase, meaning) in list {
            let Some(key) = key(&phrase) else { continue };
            let same = phrases.entry(key).or_default();
            if !same.iter().any(|(known, _)| *known == phrase) {
                same.push((phrase, meaning));
            }
        }
        phrases.values_mut().for_each(|same| same.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len())));
        Self { edges, phrases }
    }

    /// Whether there is nothing to find.
    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The phrases of a text from left to right, the longest at a position, none within another.
    pub(super) fn scan(&self, text: &str) -> Vec<(Range<usize>, u32)> {
        let mut found = Vec::new();
        let (mut at, mut last) = (0, None);
        while let Some(c) = text[at..].chars().next() {
            if self.begins(last, c)
                && let Some((end, meaning)) = self.longest(text, at)
            {
                found.push((at..end, meaning));
                (at, last) = (end, text[..end].chars().next_back());
            } else {
                (at, last) = (at + c.len_utf8(), Some(c));
            }
        }
        found
    }

    fn begins(&self, before: Option<char>, first: char) -> bool {
        match self.edges {
            Edges::Anywhere => !before.is_some_and(|before| is_katakana(before) && is_katakana(first)),
            _ => !before.is_some_and(is_letter),
        }
    }

    fn ends(&self, last: Option<char>, next: Option<char>) -> bool {
        match self.edges {
            Edges::Anywhere => !(last.is_some_and(is_katakana) && next.is_some_and(is_katakana)),
            Edges::Beginnings => true,
            Edges::Words => !next.is_some_and(is_letter),
        }
    }

    fn longest(&self, text: &str, at: usize) -> Option<(usize, u32)> {
        let rest = &text[at..];
        let same = self.phrases.get(&key(rest)?)?;
        let fits = |phrase: &str| {
            rest.strip_prefix(phrase).is_some_and(|next| self.ends(phrase.chars().next_back(), next.chars().next()))
        };
        same.iter().find(|(phrase, _)| fits(phrase)).map(|(phrase, meaning)| (at + phrase.len(), *meaning))
    }
}

fn key(text: &str) -> Option<(char, char)> {
    let mut letters = text.chars();
    Some((letters.next()?, letters.next()?))
}

/// Letters, digits, and the marks that Indian scripts write behind them.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

/// Katakana and its long vowel, not the point between its words.
fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// A name as printed: with either apostrophe, and in capitals throughout if it begins with one and has more than three
/// letters; shorter ones in capitals are other words of headlines.
pub(super) fn as_printed(name: &str) -> impl Iterator<Item = String> {
    let curly = |name: String| {
        let curly = name.contains('\'').then(|| name.replace('\'', "’"));
        std::iter::once(name).chain(curly)
    };
    let shouts = (name.chars().count() > 3 && name.starts_with(char::is_uppercase)).then(|| name.to_uppercase());
    std::iter::once(name.to_owned()).chain(shouts).flat_map(curly)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: Edges, phrases: &[&str], text: &str, expected: &[&str]) {
        let table =
            Phrases::new(edges, phrases.iter().zip(0..).map(|(phrase, meaning)| ((*phrase).to_owned(), meaning)));
        let found: Vec<_> = table.scan(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_in_scripts_with_spaces() {
        let names = ["Chine", "Côte d'Ivoire", "Niger", "भारत", "Guinée", "Guinée équatoriale"];
        check(Edges::Words, &names, "La Chine, l'Indochine et le Nigeria.", &["Chine"]);
        check(Edges::Words, &names, "Guinée équatoriale, Guinée", &["Guinée équatoriale", "Guinée"]);
        check(Edges::Words, &names, "भारत ने भारती", &["भारत"]);
        check(Edges::Words, &names, "", &[]);
    }

    #[test]
    fn particles_may_follow_where_they_are_attached() {
        check(Edges::Beginnings, &["일본", "인도", "인도적"], "일본은 인도적 지원, 타일본", &["일본", "인도적"]);
    }

    #[test]
    fn katakana_is_taken_in_whole_runs() {
        check(Edges::Anywhere, &["タイ", "日本", "日米"], "タイヤ会社とタイの日本法人、ネクタイ", &["タイ", "日本"]);
        check(Edges::Anywhere, &["印度", "印度洋"], "印度洋和印度", &["印度洋", "印度"]);
    }

    #[test]
    fn print_has_other_apostrophes_and_capitals() {
        let printed: Vec<_> = as_printed("Côte d'Ivoire").collect();
        assert_eq!(printed, ["Côte d'Ivoire", "Côte d’Ivoire", "CÔTE D'IVOIRE", "CÔTE D’IVOIRE"]);
        assert_eq!(as_printed("Mỹ").count() + as_printed("iranien").count() + as_printed("中国").count(), 4 - 1);
    }
}
