//! One spelling of every text: composed letters, plain spaces, Unix line ends, nothing invisible.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Brings a text to the form in which everything after reading sees it.
///
/// - Letters and their accents are composed (NFC, Unicode Standard Annex 15); Latin ligatures become letters.
/// - Every kind of space becomes a plain one, every line end `\n`; tabs stay.
/// - Control characters that are signs of Windows-1252 read as Latin-1 become those signs.
/// - Soft hyphens, byte order marks, other control and zero-width characters go, apart from those that carry meaning: joiners
///   within scripts and emoji that are shaped by them, word breaks of scripts without spaces, marks of direction in texts
///   that run from right to left.
///
/// A text that is so already is handed back as it is.
pub fn normal(text: String) -> String {
    let plain = text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t'));
    if plain || !text.chars().any(is_odd) && is_composed(&text) {
        return text;
    }
    let out = plain_signs(&text);
    if is_composed(&out) { out } else { out.nfc().collect() }
}

fn is_composed(text: &str) -> bool {
    is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// What does not stay as it is, or not everywhere.
fn is_odd(c: char) -> bool {
    match c {
        '\n' | '\t' | ' '..='~' => false,
        '\0'..='\u{a0}' | '\u{ad}' => true,
        '\u{a1}'..='\u{61b}' => false,
        _ => {
            space(c)
                || line_end(c)
                || invisible(c)
                || joiner(c)
                || direction(c)
                || ligature(c).is_some()
                || c == '\u{200b}'
        }
    }
}

/// The signs of Windows-1252 from 0x80; what it leaves open is a control character (WHATWG Encoding Standard).
pub(crate) const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What was meant by a control character from 0x80: its byte was read as Latin-1, as browsers know (HTML, 13.2.5.80).
fn meant(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(0x80)?;
    WINDOWS_1252.get(usize::try_from(at).ok()?).copied().filter(|c| !c.is_control())
}

fn plain_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    // looked for once, and only where a mark of direction stands
    let mut leftward = None;
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' | ' '..='~' => out.push(c),
            c if line_end(c) => out.push('\n'),
            c if space(c) => out.push(' '),
            '\u{80}'..='\u{9f}' => out.extend(meant(c)),
            c if c.is_control() || c == '\u{ad}' || invisible(c) => {}
            c if joiner(c) => {
                if out.chars().next_back().is_some_and(is_shaped) && chars.peek().is_some_and(|next| is_shaped(*next)) {
                    out.push(c);
                }
            }
            '\u{200b}' => {
                if out.chars().next_back().is_some_and(is_unspaced) {
                    out.push(c);
                }
            }
            c if direction(c) => {
                if *leftward.get_or_insert_with(|| text.chars().any(runs_leftward)) {
                    out.push(c);
                }
            }
            c => match ligature(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(c),
            },
        }
    }
    out
}

/// No-break, typographic and ideographic spaces: all of Unicode's category Zs.
fn space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Line ends besides `\n` and `\r`: vertical tab, form feed, line and paragraph separators (UAX 14, class BK).
fn line_end(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

/// Word joiners and invisible operators, embeddings and overrides of direction, byte order mark, annotation anchors.
fn invisible(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// Letters and signs that joiners shape: Arabic and Syriac, the Indic scripts and their kin to Mongolian, and emoji.
fn is_shaped(c: char) -> bool {
    matches!(u32::from(c), 0x0600..=0x08FF | 0x0900..=0x109F | 0x1700..=0x18AF | 0x1B00..=0x1C4F | 0xA800..=0xABFF
        | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE | 0x2190..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF)
}

/// Scripts that write no spaces between words: Thai, Lao, Tibetan, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x109F | 0x1780..=0x17FF)
}

/// Hebrew, Arabic and their kin.
fn runs_leftward(c: char) -> bool {
    matches!(u32::from(c), 0x0590..=0x061B | 0x061D..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE)
}

fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(normal(text.to_owned()), expected, "{text:?}");
    }

    #[test]
    fn signs_of_one_meaning_become_one() {
        check("Zu\u{308}rich", "Zürich");
        check("e\u{301}lan", "élan");
        check("the oﬃce ﬂoor is ﬁne, so is the ﬀ", "the office floor is fine, so is the ff");
        check("10\u{a0}000\u{202f}€\u{3000}x\u{2009}y", "10 000 € x y");
        check("One\r\ntwo\rthree\u{2028}four\u{b}five\u{c}six", "One\ntwo\nthree\nfour\nfive\nsix");
        check("har\u{ad}bour\u{200b}\u{feff} to\u{2060}wn\u{0}\u{8}\u{1b}\u{7f}\u{9d}", "harbour town");
        check("it\u{92}s \u{93}so\u{94}\u{85}", "it’s “so”…");
        check("a\u{202e}b\u{200e}c", "abc");
        check("fer\u{200d}ry\u{200c}", "ferry");
    }

    #[test]
    fn what_carries_meaning_stays() {
        for text in [
            "",
            "One\n\ttwo  three",
            "Zürich, Łódź, Đà Nẵng, Straße – “so” … ½ №",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🚒 ⚓\u{fe0f}",
            "שלום\u{200f}!",
            "ភាសា\u{200b}ខ្មែរ",
            "ガス 서울 हिन्दी",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_normal_text_is_not_copied() {
        for text in ["The ferry left before dawn.\n", "Die Fähre fuhr vor der Dämmerung – „leer“."] {
            let text = text.to_owned();
            let address = text.as_ptr();
            let normal = normal(text);
            assert_eq!(normal.as_ptr(), address);
        }
    }

    proptest! {
        #[test]
        fn normal_is_normal(text in "(\\PC|[\\x00-\\xad\u{200b}-\u{200f}\u{2028}\u{300}-\u{310}\u{3000}]){0,40}") {
            let once = normal(text);
            prop_assert_eq!(normal(once.clone()), once);
        }
    }
}
