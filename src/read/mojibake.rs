//! UTF-8 that somebody read as Windows-1252, within a text that is valid: `Ã©` was `é`, `â€™` was `’`.
//!
//! Each run of signs that were the bytes of one character is judged for itself, so a text may be damaged in parts. The idea
//! of telling such runs from what people write is that of ftfy (R. Speer).

use crate::text::WINDOWS_1252;

/// How often a text may have been misread: `Ã¢â‚¬â„¢` is `’` misread twice.
const TIMES: usize = 3;

/// Mends what was misread; a text without such runs is handed back as it is.
pub(super) fn mended(mut text: String) -> String {
    for _ in 0..TIMES {
        if text.is_ascii() || !suspicious(&text) {
            break;
        }
        match mend_once(&text) {
            Some(better) => text = better,
            None => break,
        }
    }
    text
}

/// Whether a sign that may be a lead byte stands before one that may continue it.
fn suspicious(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let lead = ('\u{c2}'..='\u{f4}').contains(&before);
        before = c;
        lead && continuation(c).is_some()
    })
}

/// How sure it is that a run is no writing of somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    /// `Ã¼`, `â€œ`, `ðŸ˜€`: nobody writes so.
    Sure,
    /// `É”`, `Ä“`: a capital before a quotation mark, or a misread letter.
    Doubtful,
}

/// The text with its runs mended, the doubtful ones only beside sure ones; `None` if there is nothing to mend.
fn mend_once(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if let Some((length, c)) = misread(&chars[at..]) {
            runs.push((at, length, c, judge(&chars, at, length)));
            at += length;
        } else {
            at += 1;
        }
    }
    if !runs.iter().any(|run| run.3 == Run::Sure) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, length, c, _) in runs {
        out.extend(&chars[done..at]);
        out.push(c);
        done = at + length;
    }
    out.extend(&chars[done..]);
    Some(out)
}

/// The character whose UTF-8 bytes stand at the front of `chars` as signs of their own, and how many they are.
fn misread(chars: &[char]) -> Option<(usize, char)> {
    let lead = *chars.first()?;
    // lead bytes of UTF-8 are letters in Windows-1252: Â to ß, à to ï, ð to ô
    let length = match lead {
        '\u{c2}'..='\u{df}' => 2,
        '\u{e0}'..='\u{ef}' => 3,
        '\u{f0}'..='\u{f4}' => 4,
        _ => return None,
    };
    let mut bytes = [u32::from(lead) as u8; 4];
    for (byte, c) in bytes[1..length].iter_mut().zip(chars.get(1..length)?) {
        *byte = continuation(*c)?;
    }
    let c = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    // nobody writes control characters, but what Windows-1252 leaves open comes back through them
    (c > '\u{9f}' || chars[1].is_control()).then_some((length, c))
}

/// The byte of a sign, if it is one of those that continue a character in UTF-8.
fn continuation(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{bf}' => u8::try_from(u32::from(c)).ok(),
        c => WINDOWS_1252.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// Signs that may follow a letter in what people write: quotation marks, dashes, dots, spaces and their like.
fn follows_letters(c: char) -> bool {
    matches!(
        c,
        '‚' | '„'
            | '…'
            | '‹'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '•'
            | '–'
            | '—'
            | '›'
            | '\u{a0}'
            | '«'
            | '»'
            | '·'
            | '\u{ad}'
            | '®'
            | '™'
            | '°'
            | '²'
            | '³'
            | '¹'
            | '†'
            | '‡'
    )
}

/// A run is doubtful where each of its signs has a reason to stand there: a letter, then what follows letters, then no letter.
fn judge(chars: &[char], at: usize, length: usize) -> Run {
    let rest = &chars[at + 1..at + length];
    let control = rest.iter().any(|c| c.is_control());
    let written = rest.iter().all(|c| follows_letters(*c));
    let before = at.checked_sub(1).and_then(|at| chars.get(at));
    // `voilÃ `: no capital stands behind a small letter
    let hump = chars[at].is_uppercase() && before.is_some_and(|c| c.is_lowercase());
    // `Ã–sterreich`: a word goes on, and not as `AMANHÃ…mas`
    let goes_on = chars.get(at + length).is_some_and(|c| c.is_lowercase()) && !before.is_some_and(|c| c.is_uppercase());
    // `Â°` and `Ã ` alone: no word is the bare letter
    let bare = matches!(chars[at], 'Â' | 'Ã') && !before.is_some_and(|c| c.is_alphabetic());
    // `â€™`: within a word or at its end, no other letter stands before two signs of which the first is the euro's
    let typographic = chars[at] == 'â' && rest[0] == '€' || chars[at] == 'ð';
    if control || typographic || !written || hump || goes_on || bare && length == 2 && !quoted(rest[0]) {
        Run::Sure
    } else {
        Run::Doubtful
    }
}

/// Quotation marks and dots, which follow a bare letter too: `the letter Ã”`.
fn quoted(c: char) -> bool {
    matches!(c, '…' | '‘' | '’' | '“' | '”' | '»' | '«' | '›' | '‹' | '–' | '—' | '™' | '®')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(mended(text.to_owned()), expected, "{text:?}");
    }

    /// `text` as a program shows it that reads its UTF-8 as Windows-1252.
    fn misread_as_1252(text: &str) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_misread_is_mended() {
        check("The cafÃ© isnâ€™t open", "The café isn’t open");
        check("â€œWe leave at dawn,â€\u{9d} she said â€“ twice.", "“We leave at dawn,” she said – twice.");
        check("MÃ¼ller, JÃ¤ger und GRÃœN, MaÃŸ", "Müller, Jäger und GRÜN, Maß");
        check("20 Â°C, Â£5, Â© 2025", "20 °C, £5, © 2025");
        check("Ã\u{a0} Paris", "à Paris");
        check("isnÃ¢â‚¬â„¢t", "isn’t");
        check("cafÃƒÂ©", "café");
        check("cafÃ\u{a9} and â\u{80}\u{99}", "café and ’");
        check("ðŸ˜€ at the quay", "😀 at the quay");
    }

    #[test]
    fn whole_texts_of_many_scripts_come_back() {
        for text in [
            "Žluťoučký kůň přešel most „v noci“ – a nikdo ho neviděl.",
            "Паром ушёл до рассвета, сказали владельцы.",
            "İstanbul’da feribot şafaktan önce ayrıldı.",
            "フェリーは夜明け前に島を出た。",
            "L’été dernier, à Noël, le garçon « a vu » l’île…",
            "สะพานเก่าปิดแล้ว",
        ] {
            check(&misread_as_1252(text), text);
            check(&misread_as_1252(&misread_as_1252(text)), text);
        }
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "SÃO PAULO, AMANHÃ… “IRMÃ” e «AMANHû » – a MAÇÃ\u{a0}vermelha",
            "Le CAFÉ” et l’ÉTÉ… Â la carte, CRÂNE, ÂGE",
            "« L’ÉTÉ » et « CAFÉ»",
            "„SPÄ“ stand da, und „Ö“ auch. Ä™ ist kein Wort.",
            "Đà Nẵng, Łódź, Åre, SMÅ”, Ñandú, ÍSLAND, ñ°",
            "à… â… ä“ é” è» ï»",
            "naïve façade, résumé, 20 °C, £5, ©",
            "A grade of Â or Ã is no letter of ours.",
            "plain",
            "",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_text_that_needs_nothing_is_not_copied() {
        let text = "Die Fähre fuhr nach Århus, São Tomé und Łódź.".to_owned();
        let address = text.as_ptr();
        let mended = mended(text);
        assert_eq!(mended.as_ptr(), address);
    }
}
