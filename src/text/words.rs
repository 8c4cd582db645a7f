//! Segmentation: where the words of a text stand, and which of them open a sentence or a paragraph.

use unicode_normalization::char::is_combining_mark;

/// What begins with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opens {
    /// Nothing: it stands within a sentence.
    Nothing,
    /// A sentence.
    Sentence,
    /// A paragraph, and so a sentence too.
    Paragraph,
}

/// One word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word, with the dots of `U.S.` but without a possessive `'s`.
    pub text: &'a str,
    /// Byte offset of its first letter.
    pub start: usize,
    /// What begins here.
    pub opens: Opens,
}

impl Word<'_> {
    /// Byte offset behind its last letter.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of `text` in order.
///
/// A word is a run of letters and digits. Apostrophes and hyphens part words (`O'Brien` is two, a query for it a
/// phrase); a possessive `'s` is no word; letters with dots between them are one (`U.S.`), and so are a letter and the
/// signs of a programming language (`C++`, `C#`). Scripts that put no spaces
/// between words (Chinese, Japanese, Thai, …), and Korean, whose particles stick to their words, give one word a
/// character: a query in them is a phrase of characters, which finds any part of any run.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, opens: Opens::Paragraph, last: "" }
}

/// Iterator over the words of a text: see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'a> {
    text: &'a str,
    /// Where to go on reading.
    at: usize,
    /// What the next word opens.
    opens: Opens,
    /// The word before, to tell an abbreviation's dot from a full stop.
    last: &'a str,
}

/// Short forms whose dot ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "sen", "rep", "gov", "lt", "col", "capt", "sgt", "rev",
    "vs", "no", "nr", "mme", "mlle", "sra", "dra", "bzw", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec",
];

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let start = self.skip_to_word()?;
        let end = self.word_end(start);
        let text = &self.text[start..end];
        self.at = end + possessive(&self.text[end..]);
        self.last = text;
        let opens = std::mem::replace(&mut self.opens, Opens::Nothing);
        Some(Word { text, start, opens })
    }
}

impl Words<'_> {
    /// Moves to the next letter or digit and notes what was passed on the way.
    fn skip_to_word(&mut self) -> Option<usize> {
        // most words stand behind one space
        if let Some([b' ', letter, ..]) = self.text.as_bytes().get(self.at..)
            && letter.is_ascii_alphanumeric()
        {
            self.at += 1;
            return Some(self.at);
        }
        let mut stopped = false;
        for (offset, c) in self.text[self.at..].char_indices() {
            match c {
                _ if c.is_alphanumeric() => {
                    // a full stop counts only before what can begin a sentence: not in "3.5", "e.g. this", "acme.com"
                    if stopped && !c.is_lowercase() {
                        self.opens = self.opens.max(Opens::Sentence);
                    }
                    self.at += offset;
                    return Some(self.at);
                }
                '\n' | '\u{2029}' => self.opens = Opens::Paragraph,
                '.' if self.is_abbreviation() => {}
                '.' => stopped = self.text[self.at + offset + 1..].starts_with(|n: char| !n.is_alphanumeric()),
                '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' => stopped = true,
                _ => {}
            }
        }
        None
    }

    fn is_abbreviation(&self) -> bool {
        let mut letters = self.last.chars();
        let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        single || (self.last.len() <= 4 && ABBREVIATIONS.iter().any(|short| self.last.eq_ignore_ascii_case(short)))
    }

    /// The end of the word that begins at `start`.
    fn word_end(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        if let Some(len) = acronym(rest) {
            return start + len;
        }
        let bytes = rest.as_bytes();
        let ascii = bytes.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if bytes.get(ascii).is_none_or(u8::is_ascii) {
            let signs = if ascii == 1 { language_signs(rest) } else { 0 };
            return start + ascii + signs;
        }
        let mut chars = rest.char_indices();
        let first = chars.next().map_or(' ', |(_, c)| c);
        let alone = stands_alone(first);
        let goes_on = |c: char| joins(c) || (!alone && c.is_alphanumeric() && !stands_alone(c));
        start + chars.find(|&(_, c)| !goes_on(c)).map_or(rest.len(), |(offset, _)| offset)
    }
}

/// Characters that belong to the letter before them: accents, vowel signs, soft hyphens, joiners.
fn joins(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Characters of scripts that are segmented into characters: Thai to Tibetan, Myanmar, Khmer, kana, Han, Hangul.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0FFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF
        | 0x3130..=0x318F | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC | 0x20000..=0x3FFFF)
}

/// The length of `U.S.` or `U.N` at the beginning of `rest`: two or more single ASCII letters with dots between them.
fn acronym(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    // most words have no dot behind their first letter
    if bytes.get(1) != Some(&b'.') {
        return None;
    }
    let pairs =
        bytes.chunks(2).take_while(|pair| pair.len() == 2 && pair[0].is_ascii_alphabetic() && pair[1] == b'.').count();
    let last = bytes.get(2 * pairs).is_some_and(u8::is_ascii_alphabetic);
    let letters = pairs + usize::from(last);
    let len = if last { 2 * pairs + 1 } else { 2 * pairs };
    let closed = !rest[len..].starts_with(char::is_alphanumeric);
    match (pairs, last, closed) {
        (1.., _, true) if letters >= 2 => Some(len),
        // "e.g.Word": the last letter belongs to a word of its own
        (2.., true, false) => Some(len - 1),
        _ => None,
    }
}

/// The length of what makes the one letter at the beginning of `rest` a programming language: `++` or `#`, or 0.
fn language_signs(rest: &str) -> usize {
    let (letter, tail) = rest.split_at(1);
    let Some(signs) = ["++", "#"].into_iter().find(|signs| tail.starts_with(signs)) else { return 0 };
    let named = letter.starts_with(|c: char| c.is_ascii_alphabetic());
    if named && !tail[signs.len()..].starts_with(char::is_alphanumeric) { signs.len() } else { 0 }
}

/// The length of a possessive `'s` at the beginning of `rest`, or 0.
fn possessive(rest: &str) -> usize {
    let Some(tail) = rest.strip_prefix(['\'', '’']) else { return 0 };
    let Some(after) = tail.strip_prefix(['s', 'S']) else { return 0 };
    if after.starts_with(char::is_alphanumeric) { 0 } else { rest.len() - after.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).map(|word| word.text).collect();
        assert_eq!(found, expected, "words of {text:?}");
        for word in words(text) {
            assert_eq!(&text[word.start..word.end()], word.text);
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        check("", &[]);
        check(" — … \n", &[]);
        check("Rare earths, 550 billion.", &["Rare", "earths", "550", "billion"]);
        check("COVID-19 and 5G", &["COVID", "19", "and", "5G"]);
        check("O'Brien’s d'Ivoire", &["O", "Brien", "d", "Ivoire"]);
        check("Japan's yen, the allies' men", &["Japan", "yen", "the", "allies", "men"]);
        check("the U.S. and the U.N., a.m. 3.5", &["the", "U.S.", "and", "the", "U.N.", "a.m.", "3", "5"]);
        check("i.e. George W. Bush", &["i.e.", "George", "W", "Bush"]);
        check("C++, C#; (F#) C++'s I/C++. c# d", &["C++", "C#", "F#", "C++", "I", "C++", "c#", "d"]);
        check(
            "C + + C+1 #C C#a C++11 C++é A+ AC++ éC# 1# F-35 C+ C",
            &["C", "C", "1", "C", "C", "a", "C", "11", "C", "é", "A", "AC", "éC", "1", "F", "35", "C", "C"],
        );
        check("Zürich cafe\u{301} co\u{ad}op", &["Zürich", "cafe\u{301}", "co\u{ad}op"]);
        check("日本とレア アース", &["日", "本", "と", "レ", "ア", "ア", "ー", "ス"]);
        check("abc日本", &["abc", "日", "本"]);
        check("Москва говорит", &["Москва", "говорит"]);
    }

    #[test]
    fn sentences_and_paragraphs_open_at_their_first_word() {
        let text = "Mr. Smith paid 3.5 dollars. “He left,” she said! Why? e.g. this\nNew one. 東京。大阪";
        let opens: Vec<(&str, Opens)> =
            words(text).filter(|w| w.opens > Opens::Nothing).map(|w| (w.text, w.opens)).collect();
        assert_eq!(
            opens,
            [
                ("Mr", Opens::Paragraph),
                ("He", Opens::Sentence),
                ("Why", Opens::Sentence),
                ("New", Opens::Paragraph),
                ("東", Opens::Sentence),
                ("大", Opens::Sentence),
            ]
        );
        let opens: Vec<Opens> = words("She knows C++. He does not.").map(|word| word.opens).collect();
        assert_eq!(opens.iter().filter(|opens| **opens == Opens::Sentence).count(), 1);
    }
}
