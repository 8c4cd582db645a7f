//! Texts in capitals throughout, as old wires and archives have them, set as other papers would.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Letters that tell whether a text is set in capitals.
const SAMPLE: usize = 400;

/// Capitals among a hundred letters of a text in capitals; in others they are some five.
const PERCENT: usize = 80;

/// Words that names do not hold, and the small words that they do hold.
#[rustfmt::skip]
static SMALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FxHashSet::from_iter([
    "a", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "can",
    "could", "did", "do", "for", "from", "had", "has", "have", "he", "her", "his", "how", "if", "in", "into", "is",
    "it", "its", "last", "may", "more", "most", "new", "no", "not", "now", "of", "off", "on", "one", "only", "or",
    "other", "our", "out", "over", "own", "said", "says", "she", "should", "so", "some", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "to", "told", "two", "up", "was", "we", "week",
    "again", "almost", "already", "always", "away", "back", "became", "because", "began", "both", "brought", "called",
    "came", "down", "each", "even", "ever", "every", "felt", "few", "flew", "found", "four", "gave", "get", "got",
    "held", "here", "himself", "just", "kept", "knew", "led", "left", "let", "like", "lost", "made", "many", "met",
    "month", "much", "must", "never", "once", "paid", "put", "ran", "sat", "saw", "sent", "set", "since", "sought",
    "soon", "spoke", "still", "stood", "through", "took", "too", "three", "thus", "under", "until", "very", "went",
    "without", "won", "wrote", "year", "years", "yet", "were", "what", "when", "where", "which", "while", "who",
    "whom", "whose", "why", "will", "with", "would", "you", "de", "da", "di", "du", "von", "van", "der", "den", "bin",
    "ibn", "al", "la", "le", "del", "della", "dos", "the",
]));

/// Acronyms and numerals, which stay.
const KEPT: &[&str] = &[
    "US", "USA", "UN", "UK", "EU", "EC", "NATO", "USSR", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII",
    "XIV", "XV", "XVI", "XXIII", "JFK", "LBJ",
];

/// The text in small letters with capitals where words begin that can be names, byte for byte as long; `None` when the
/// text is not in capitals.
pub(super) fn set_small(text: &str) -> Option<String> {
    if !is_shouted(text) {
        return None;
    }
    let mut small = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        small.push_str(&rest[..start]);
        let end = rest[start..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |len| start + len);
        let ending = end - start <= 2 && small.ends_with(['\'', '’']);
        small.push_str(&word(&rest[start..end], ending));
        rest = &rest[end..];
    }
    small.push_str(rest);
    Some(small)
}

/// Whether there is a sample of letters and enough of them are capitals.
fn is_shouted(text: &str) -> bool {
    let (mut all, mut small) = (0, 0);
    for letter in text.bytes().filter(u8::is_ascii_alphabetic) {
        all += 1;
        small += usize::from(letter.is_ascii_lowercase());
        // most texts have told by their second line
        if small * 100 > SAMPLE * (100 - PERCENT) {
            return false;
        }
        if all == SAMPLE {
            return true;
        }
    }
    false
}

/// A word as a name would be set; `ending` says that it is what follows an apostrophe.
fn word(printed: &str, ending: bool) -> String {
    let small = printed.to_ascii_lowercase();
    if KEPT.contains(&printed) {
        printed.to_owned()
    } else if ending || printed.len() > 1 && SMALL.contains(small.as_str()) {
        small
    } else {
        // McNamara
        let second = if small.starts_with("mc") && small.len() > 4 { 2 } else { 0 };
        let capital = |(at, letter): (usize, char)| {
            if at == 0 || at == second { letter.to_ascii_uppercase() } else { letter }
        };
        small.char_indices().map(capital).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_set_small_where_a_text_has_nothing_else() {
        let line = "PREMIER PERRIN'S AIDE SAID THAT MCNALLY OF THE U.S. MET CHARLES DE BRUN II IN THE US . ";
        let text = line.repeat(10);
        let small = set_small(&text).expect("all of it is in capitals");
        assert_eq!(
            &small[..line.len()],
            "Premier Perrin's Aide said that McNally of the U.S. met Charles de Brun II in the US . "
        );
        assert_eq!(small.len(), text.len());
        assert_eq!(set_small(line), None);
        assert_eq!(set_small(&"The premier said so. ".repeat(40)), None);
    }
}
