//! What sticks to words without a space: Korean particles behind them, Arabic conjunctions, prepositions and the article before.

use std::ops::Range;

/// Korean particles, from those that other endings end with to the longer ones.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "", "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로", "으로", "에서", "에게", "께서", "까지",
    "부터", "보다", "처럼", "에는", "에도", "에서는", "에서도", "에서의", "에게는", "으로는", "로는", "으로부터", "로부터", "으로의",
    "로의", "와의", "과의", "와는", "과는", "와도", "과도", "까지의", "부터의", "만의", "만이", "라는", "이라는", "이다", "이며", "이고",
];

/// Nouns that Korean writes together with the name of a country: its people, army, side, products, language, government.
const NOUNS: &[&str] = &["", "인", "인들", "군", "측", "산", "어", "계", "내", "정부"];

/// Bytes of the shortest Korean name: two syllables.
const SHORTEST_HANGUL: usize = 2 * 3;

/// Bytes of the shortest Arabic name behind a prefix, as in مصر: three letters.
const SHORTEST_ARABIC: usize = 3 * 2;

/// Whether a word may have something attached to it.
pub(super) fn may_have(text: &str, start: usize) -> bool {
    // no ASCII, Latin, Greek or Cyrillic letter begins with these bytes
    matches!(text.as_bytes()[start], 0xD8..=0xDB | 0xEA..=0xED)
}

/// Gives what is left of a Korean word without its endings, the longest first, until something is found.
pub(super) fn without_endings<T>(
    text: &str,
    word: &Range<usize>,
    mut found: impl FnMut(usize) -> Option<T>,
) -> Option<T> {
    if !matches!(text.as_bytes()[word.start], 0xEA..=0xED) {
        return None;
    }
    let mut ends: Vec<usize> = Vec::new();
    for particle in PARTICLES {
        let Some(rest) = text[word.clone()].strip_suffix(particle) else { continue };
        let nouns = NOUNS.iter().filter_map(|noun| rest.strip_suffix(noun));
        ends.extend(nouns.map(str::len).filter(|len| (SHORTEST_HANGUL..word.len()).contains(len)));
    }
    ends.sort_unstable_by(|a, b| b.cmp(a));
    ends.dedup();
    ends.into_iter().find_map(|len| found(word.start + len))
}

/// An Arabic word without its prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bare {
    /// Where it begins.
    pub(super) start: usize,
    /// Whether the article's alef is left out before it: للعراق is ل and العراق.
    pub(super) alef: bool,
}

/// Gives what is left of an Arabic word without prefixes, the longest first, until something is found.
pub(super) fn without_prefixes<T>(
    text: &str,
    word: &Range<usize>,
    mut found: impl FnMut(Bare) -> Option<T>,
) -> Option<T> {
    if !matches!(text.as_bytes()[word.start], 0xD8..=0xDB) {
        return None;
    }
    let whole = &text[word.clone()];
    let conjunctions = ["و", "ف"].into_iter().filter_map(|one| whole.strip_prefix(one));
    for rest in std::iter::once(whole).chain(conjunctions) {
        let prepositions = ["ب", "ك", "ل"].into_iter().filter_map(|one| rest.strip_prefix(one));
        for stem in std::iter::once(rest).chain(prepositions) {
            let alef = rest.starts_with("لل") && stem.len() < rest.len();
            let article = if alef { stem.strip_prefix('ل') } else { stem.strip_prefix("ال") };
            for (left, alef) in std::iter::once((stem, alef)).chain(article.map(|stem| (stem, false))) {
                if left.len() < SHORTEST_ARABIC || left.len() == whole.len() {
                    continue;
                }
                if let Some(found) = found(Bare { start: word.end - left.len(), alef }) {
                    return Some(found);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_words_lose_their_endings() {
        let finds = |word: &str, stem: &str| {
            without_endings(word, &(0..word.len()), |end| (&word[..end] == stem).then_some(())).is_some()
        };
        for word in ["일본은", "일본에서는", "일본인", "일본인들이", "일본정부의", "일본"] {
            assert_eq!(finds(word, "일본"), word != "일본", "{word}");
        }
        assert!(!finds("인도적", "인도"));
        assert!(!finds("인도", "인"));
        assert!(!finds("Japan", "Jap"));
    }

    #[test]
    fn arabic_words_lose_their_prefixes() {
        let finds = |word: &str, stem: &str| {
            let left = |bare: Bare| format!("{}{}", if bare.alef { "ا" } else { "" }, &word[bare.start..]);
            without_prefixes(word, &(0..word.len()), |bare| (left(bare) == stem).then_some(())).is_some()
        };
        for (word, stem) in [
            ("والعراق", "العراق"),
            ("بالعراق", "العراق"),
            ("للعراق", "العراق"),
            ("وللعراق", "العراق"),
            ("الفرنسي", "فرنسي"),
            ("لفرنسا", "فرنسا"),
            ("بمصر", "مصر"),
        ] {
            assert!(finds(word, stem), "{word}");
        }
        assert!(!finds("مصر", "مصر"), "nothing is attached");
        assert!(!finds("لمى", "مى"), "too short");
    }
}
