//! Texts as terms are spelled: in lower case, with one space between words.

use crate::annotate::trie::Trie;
use crate::annotate::words;

/// A text in lower case, its words with one space before, between and after them.
pub(super) fn plain(text: &str) -> String {
    let (mut plain, mut at) = (String::with_capacity(text.len() + 2), 0);
    while let Some(word) = words::run(text, at, is_letter) {
        plain.push(' ');
        at = word.end;
        let (word, start) = (&text[word], plain.len());
        if word.is_ascii() {
            plain.push_str(word);
            plain[start..].make_ascii_lowercase();
        } else {
            plain.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    plain.push(' ');
    plain
}

/// Whether a character belongs to a word: combining accents belong to the one they stand in.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Gives the phrases that begin at `start`, shortest first, with the end of the last of their words. The text is read as
/// if it were [`plain`], no further than a phrase goes.
pub(super) fn follow(trie: &Trie, text: &str, start: usize, found: &mut dyn FnMut(u32, usize)) {
    let (mut state, mut at) = (Trie::ROOT, start);
    let mut step = |byte: u8, at: usize| {
        let Some(next) = trie.next(state, byte) else { return false };
        state = next;
        if let Some(value) = trie.value(state) {
            // most end where a word does
            let ends = text.as_bytes().get(at).is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric());
            found(value, if ends { at } else { words::run_end(text, at, is_letter) });
        }
        true
    };
    loop {
        let goes_on = match text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() => {
                at += 1;
                step(byte.to_ascii_lowercase(), at)
            }
            Some(byte) if !byte.is_ascii() && text[at..].starts_with(is_letter) => {
                let c = text[at..].chars().next().unwrap_or_default();
                at += c.len_utf8();
                let mut small = c.to_lowercase();
                small.all(|c| c.encode_utf8(&mut [0; 4]).bytes().all(|byte| step(byte, at)))
            }
            _ => {
                let space = step(b' ', at);
                let next = if space { words::run(text, at, is_letter) } else { None };
                at = next.as_ref().map_or(at, |word| word.start);
                next.is_some()
            }
        };
        if !goes_on {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_is_spelled() {
        let texts = ["Tax CUTS", "tax—cuts, too", "Öl: E\u{301}lan", "İzmir", "STRASSE ß", "x"];
        for text in texts {
            let plain = plain(text);
            let start = text.find(is_letter).expect("each has a letter");
            let mut found = Vec::new();
            follow(&Trie::new(vec![(plain[1..].to_owned(), 7)]), text, start, &mut |value, end| {
                found.push((value, end))
            });
            assert_eq!(found, [(7, text.len())], "{text}");
        }
    }

    #[test]
    fn phrases_are_followed_to_their_ends() {
        let phrases = ["tax", "tax cut ", "tax cut too ", "ax "];
        let trie = Trie::new(phrases.iter().zip(0..).map(|(phrase, value)| ((*phrase).to_owned(), value)).collect());
        let found = |text: &str, start| {
            let mut found = Vec::new();
            follow(&trie, text, start, &mut |value, end| found.push(format!("{value} {}", &text[start..end])));
            found
        };
        assert_eq!(found("Taxation", 0), ["0 Taxation"]);
        assert_eq!(found("a tax - cut to", 2), ["0 tax", "1 tax - cut"]);
        assert_eq!(found("tax cuts", 0), ["0 tax"]);
        assert_eq!(found("tax cut … ", 0), ["0 tax", "1 tax cut"]);
        assert_eq!(found("cut", 0), [""; 0]);
    }
}
