//! Folding: what two spellings of one word have in common, and the exact form beside it.

use unicode_normalization::UnicodeNormalization;

/// The surface form of a word: lower case, composed (NFC), without soft hyphens, joiners and the dots of `U.S.`.
pub fn surface(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
        if word.contains('.') {
            out.retain(|c| c != '.');
        }
        return;
    }
    let visible = word.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}'));
    out.extend(visible.flat_map(char::to_lowercase).nfc());
}

/// Takes accents off and opens ligatures: `Zürich` and `Zurich`, `ﬁnance` and `finance` become equal. Marks that carry
/// meaning in their script (vowel signs of Indic scripts, voicing of kana) stay.
pub fn fold(text: &mut String) {
    if text.is_ascii() {
        return;
    }
    let bare = text.nfkd().filter(|c| !is_accent(*c)).nfc();
    let mut folded = String::with_capacity(text.len());
    for c in bare {
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    *text = folded;
}

/// Accents of Latin, Greek and Cyrillic letters; points of Hebrew and Arabic, which news leaves out.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x064B..=0x0652 | 0x0670)
}

/// Latin letters that Unicode does not decompose, as people type them on another keyboard.
pub(crate) fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        // the letter of `Əliyev`, whom English papers call Aliyev
        'ə' => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected_surface: &str, expected_folded: &str) {
        let mut text = String::new();
        surface(word, &mut text);
        assert_eq!(text, expected_surface, "surface of {word:?}");
        fold(&mut text);
        assert_eq!(text, expected_folded, "{word:?} folded");
    }

    #[test]
    fn spellings_meet() {
        check("Zürich", "zürich", "zurich");
        check("Zu\u{308}rich", "zürich", "zurich");
        check("STRASSE", "strasse", "strasse");
        check("Straße", "straße", "strasse");
        check("İstanbul", "i\u{307}stanbul", "istanbul");
        check("ﬁnance", "ﬁnance", "finance");
        check("U.S.", "us", "us");
        check("co\u{ad}op", "coop", "coop");
        check("Йод", "йод", "иод");
        check("ガス", "ガス", "ガス");
        check("서울", "서울", "서울");
        check("हिन्दी", "हिन्दी", "हिन्दी");
    }
}
