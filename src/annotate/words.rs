//! Words and the space between them, read from a byte offset to either side; nothing here panics on any text.

use std::borrow::Cow;
use std::ops::Range;

/// The first run at or behind `at` of characters that are letters; of ASCII, letters and digits are.
pub(super) fn run(text: &str, at: usize, is_letter: fn(char) -> bool) -> Option<Range<usize>> {
    let mut start = at;
    loop {
        let byte = text.as_bytes().get(start)?;
        if byte.is_ascii_alphanumeric() {
            break;
        }
        // most characters of most texts are ASCII, which need not be decoded
        if byte.is_ascii() {
            start += 1;
            continue;
        }
        let c = text[start..].chars().next()?;
        if is_letter(c) {
            break;
        }
        start += c.len_utf8();
    }
    Some(start..run_end(text, start, is_letter))
}

/// The end of the run of letters that `at` lies in.
pub(super) fn run_end(text: &str, at: usize, is_letter: fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    // most words end within eight bytes, which are looked at together
    while let Some(eight) = bytes.get(end..).and_then(|rest| rest.first_chunk()) {
        let letters = leading_letters(*eight);
        end += letters;
        if letters < eight.len() {
            break;
        }
    }
    while let Some(byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() {
            end += 1;
            continue;
        }
        if byte.is_ascii() {
            break;
        }
        let letter = text[end..].chars().next().filter(|c| is_letter(*c));
        let Some(letter) = letter else { break };
        end += letter.len_utf8();
    }
    end
}

/// How many of these bytes, from the first on, are ASCII letters or digits. All are compared at once, each in its part of
/// one number: what is added to a byte lifts it to 128 where it is not below the bound (Warren, Hacker's Delight, 6).
#[inline]
pub(super) fn leading_letters(bytes: [u8; 8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let all = u64::from_le_bytes(bytes);
    let ascii = all & (0x7f * EACH);
    // the bit that tells small letters from capitals
    let small = ascii | (0x20 * EACH);
    let from = |bytes: u64, least: u8| bytes + u64::from(0x80 - least) * EACH;
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    let digits = from(ascii, b'0') & !from(ascii, b'9' + 1);
    let others = !((letters | digits) & !all) & (0x80 * EACH);
    (others.trailing_zeros() / u8::BITS) as usize
}

/// A word in lower case; most stand so already.
pub(super) fn small(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// Bytes of the longest word: what goes on without a space for longer is none, and is not walked through from every name
/// in it.
const LONGEST: usize = 64;

/// The word that begins at `at`, behind spaces on the same line: letters and digits, with hyphens, apostrophes and the
/// point of an abbreviation within.
pub(super) fn after(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = at;
    loop {
        match bytes.get(start..)? {
            [b' ', ..] => start += 1,
            [0xC2, 0xA0, ..] => start += '\u{a0}'.len_utf8(),
            _ => break,
        }
    }
    let mut end = end_of_ascii(bytes, start).unwrap_or_else(|| end_of_any(text, start));
    // an initial, or an abbreviated title, keeps its point
    if bytes.get(end) == Some(&b'.') && is_shortened(&text[start..end]) {
        end += 1;
    }
    (start < end && end - start <= LONGEST).then_some(start..end)
}

/// The end of a word as [`after`] has it, if no letter beyond ASCII has a part in it.
fn end_of_ascii(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = start;
    loop {
        match bytes.get(end..)? {
            _ if end - start > LONGEST => return Some(end),
            [byte, ..] if byte.is_ascii_alphanumeric() => end += 1,
            [b'-' | b'\'', next, ..] if end > start && next.is_ascii_alphanumeric() => end += 2,
            [byte, ..] if !byte.is_ascii() => return None,
            [b'-' | b'\'', next, ..] if !next.is_ascii() => return None,
            _ => return Some(end),
        }
    }
}

/// The end of a word as [`after`] has it.
fn end_of_any(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = text[start..].char_indices().peekable();
    while let Some((offset, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let inner = matches!(c, '-' | '\'' | '’' | '‑') && next.is_some_and(char::is_alphanumeric);
        if end - start > LONGEST || !(c.is_alphanumeric() || (end > start && inner)) {
            break;
        }
        end = start + offset + c.len_utf8();
    }
    end
}

/// Whether a word with a point behind it is an initial or an abbreviated title.
fn is_shortened(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        || ["Jr", "Sr", "Dr", "Mr", "Mrs", "Ms", "Gen", "Col", "Sen", "Prof", "St", "Ma", "Md", "Lt", "Maj"]
            .contains(&word)
}

/// The word that ends at `at`, before spaces on the same line.
pub(super) fn before(text: &str, at: usize) -> Option<Range<usize>> {
    let end = text[..at].trim_end_matches([' ', '\u{a0}']).len();
    // one letter more than a word can have
    let from = text.floor_char_boundary(end.saturating_sub(LONGEST + 1));
    let head = &text[from..end];
    let start = start_of_ascii(head.as_bytes()).unwrap_or_else(|| {
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '‑' | '.');
        head.char_indices().rev().take_while(|(_, c)| inner(*c)).last().map_or(head.len(), |(offset, _)| offset)
    });
    let (start, word) = (from + start, &head[start..]);
    // a full point ends a sentence, the one of an initial or of an abbreviation does not
    let ended = word.ends_with('.') && !is_abbreviation(word);
    (start < end && end - start <= LONGEST && !ended).then_some(start..end)
}

/// The start of the last word as [`before`] has it, if no letter beyond ASCII stands in it or before it.
fn start_of_ascii(head: &[u8]) -> Option<usize> {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'\'' | b'.');
    let start = head.len() - head.iter().rev().take_while(|byte| inner(byte)).count();
    head[..start].last().is_none_or(u8::is_ascii).then_some(start)
}

/// `J.`, `U.S.`, `Mr.`: a word whose point ends no sentence.
fn is_abbreviation(word: &str) -> bool {
    let stem = word.trim_end_matches('.');
    stem.contains('.')
        || stem.chars().count() == 1
        || ["Mr", "Mrs", "Ms", "Dr", "Gen", "Col", "Sen", "Rep", "Prof", "St", "Lt", "Maj", "Gov"].contains(&stem)
}

/// Whether a word begins with a capital.
pub(super) fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The word without a possessive ending.
pub(super) fn bare(word: &str) -> &str {
    ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// Whether a sentence or a line begins at `at`.
pub(super) fn begins_sentence(text: &str, at: usize) -> bool {
    let head = text[..at].trim_end_matches([' ', '\u{a0}', '"', '“', '‘', '\'', '(', '—', '-', '–']);
    match head.chars().next_back() {
        None => true,
        Some(c) => matches!(c, '.' | '!' | '?' | ':' | ';' | '\n' | '”' | '’' | '…' | ')'),
    }
}

/// Whether the line around `at` is set in headline capitals: at least four words, and more than two thirds of those of
/// four letters or more begin with a capital.
pub(super) fn in_headline(text: &str, at: usize) -> bool {
    // a headline is short: 200 bytes are some thirty words
    let (from, to) =
        (text.floor_char_boundary(at.saturating_sub(200)), text.ceil_char_boundary((at + 200).min(text.len())));
    let start = text[from..at].rfind('\n').map_or(from, |newline| from + newline + 1);
    let end = text[at..to].find('\n').map_or(to, |newline| at + newline);
    if end - start > 200 {
        return false;
    }
    let line = &text[start..end];
    let words: Vec<&str> = line.split_whitespace().filter(|word| word.chars().count() >= 4).collect();
    let capitals = words.iter().filter(|word| is_capital(word.trim_start_matches(['"', '“', '‘', '\'']))).count();
    words.len() >= 4 && capitals * 3 > words.len() * 2 && !line.trim_end().ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_either_side() {
        let text = "Mr. Jean-Luc O'Hara's boat. He J. Smith";
        let next = |at| after(text, at).map(|range| &text[range]);
        assert_eq!(next(0), Some("Mr."));
        assert_eq!(next(3), Some("Jean-Luc"));
        assert_eq!(next(12), Some("O'Hara's"));
        let last = |at| before(text, at).map(|range| &text[range]);
        assert_eq!(last(12), Some("Jean-Luc"));
        assert_eq!(last(3), Some("Mr."));
        assert_eq!(last(28), None);
        assert_eq!(last(text.len()), Some("Smith"));
        assert_eq!((after("", 0), before("", 0)), (None, None));
    }

    #[test]
    fn runs_of_letters() {
        let runs = |text: &'static str| {
            let next = |last: &Range<usize>| run(text, last.end, char::is_alphanumeric);
            std::iter::successors(run(text, 0, char::is_alphanumeric), next)
                .map(|range| &text[range])
                .collect::<Vec<_>>()
        };
        assert_eq!(runs(" The 2nd—Zürich, of O'Hara…"), ["The", "2nd", "Zürich", "of", "O", "Hara"]);
        assert_eq!(runs("日本 é"), ["日本", "é"]);
        assert_eq!(runs("… — "), [""; 0]);
        assert_eq!(run_end("Zürich.", 2 + 1, char::is_alphanumeric), 7);
        assert_eq!((small("said"), small("Élan"), small("UN")), ("said".into(), "élan".into(), "un".into()));
    }

    #[test]
    fn eight_bytes_are_looked_at_together() {
        for byte in 0..=u8::MAX {
            let count = if byte.is_ascii_alphanumeric() { 8 } else { 3 };
            assert_eq!(leading_letters([b'a', b'Z', b'5', byte, b'z', b'A', b'0', b'9']), count, "{byte}");
            assert_eq!(leading_letters([byte; 8]), if count == 8 { 8 } else { 0 }, "{byte}");
        }
    }

    #[test]
    fn sentences_and_headlines() {
        assert!(begins_sentence("One. Two", 5));
        assert!(!begins_sentence("One, Two", 5));
        assert!(in_headline("Premier Eyes New Powers After Vote\nThe vote", 3));
        assert!(!in_headline("The premier eyes new powers after a vote in Paris.", 3));
    }
}
