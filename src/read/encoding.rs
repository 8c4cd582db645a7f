//! Bytes to text: byte order mark, declared encoding, UTF-8, then a guess; never signs that nobody wrote.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes of a page in which its `<meta charset>` stands (HTML Living Standard, 13.2.3.2, says 1024; pages are late).
const PRESCAN: usize = 8 << 10;

/// Decodes a text whose encoding may be declared.
///
/// # Errors
/// The reason, when no encoding gives a text.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    if mostly_utf8(bytes) {
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    }
    // what is declared as UTF-8 and is not must be guessed like the rest
    let declared = declared.filter(|encoding| *encoding != UTF_8);
    declared.and_then(|encoding| decode_as(encoding, bytes).ok()).map_or_else(|| decode_as(guess(bytes), bytes), Ok)
}

/// Decodes as `encoding`, without a byte order mark.
pub(super) fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    let lost = if broken { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    // C1 controls are not written by people: they are bytes of another encoding (ISO 6429)
    let control = text.chars().filter(|c| matches!(c, '\u{80}'..='\u{9f}' | '\0')).count();
    // a torn last sign or one damaged byte in a thousand does not make a text unreadable
    if (lost + control) * 1000 > text.len() + 999 {
        return Err("the encoding is not known (convert the file to UTF-8)".to_owned());
    }
    Ok(text.into_owned())
}

/// The bytes after a UTF-8 byte order mark.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// UTF-16 by its byte order mark, or by every second byte being NUL as in Western text.
pub(super) fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let nuls = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (nuls(0), nuls(1), head.len() / 2);
    // at least some words, so that a short binary file is not taken for text
    if pairs < 16 {
        return None;
    }
    match () {
        () if odd * 5 > pairs * 4 && even == 0 => Some(UTF_16LE),
        () if even * 5 > pairs * 4 && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// The encoding that a page declares in `<meta charset=…>`, `<meta http-equiv … content="…charset=…">` or its XML line.
pub(super) fn declared_in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let head: String = head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    for mark in ["charset=", "encoding="] {
        for (at, _) in head.match_indices(mark) {
            let label = head[at + mark.len()..].trim_start_matches(['"', '\'', ' ']);
            let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(label.len());
            // the text around the label may be Latin-1, but labels are ASCII
            if let Some(encoding) = Encoding::for_label(&label.as_bytes()[..end]) {
                // a page that can be read so far is not UTF-16, whatever it declares (HTML Living Standard, 13.2.3.2)
                return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
            }
        }
    }
    None
}

/// Whether damage to a UTF-8 text is likelier than another encoding: more sequences of several bytes are right than wrong.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    // text cut off in the middle of its only foreign sign
    let torn =
        wrong == 1 && bytes.utf8_chunks().last().is_some_and(|last| last.invalid().first() > Some(&0xc1)) && right > 0;
    torn || right > wrong
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long enough for a guess.
    const CZECH: &str = "Rybáři z malého přístavu si stěžují, že letošní úlovek je nižší než kdykoli předtím. Říkají, že \
        voda je příliš teplá.";

    #[test]
    fn bytes_become_the_text_that_was_written() {
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("Das Café an der Straße schließt früher, sagte der Wirt.");
        let (czech, _, _) = encoding_rs::WINDOWS_1250.encode(CZECH);
        let (japanese, _, _) =
            encoding_rs::SHIFT_JIS.encode("港の市場は朝早くから開いている。魚の値段は去年より高い。");
        let cases: [(&[u8], &str); 7] = [
            ("port".as_bytes(), "port"),
            (b"\xef\xbb\xbfport", "port"),
            (b"\xff\xfep\0o\0", "po"),
            (b"\xfe\xff\0p\0o", "po"),
            (&latin, "Das Café an der Straße schließt früher, sagte der Wirt."),
            (&czech, CZECH),
            (&japanese, "港の市場は朝早くから開いている。魚の値段は去年より高い。"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes, None).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_damaged_utf8_text_is_not_taken_for_another_encoding() {
        let mut bytes = "Müller, Jäger, Schäfer, Böttcher".as_bytes().to_vec();
        bytes.extend(b" \xff ");
        assert!(decode(&bytes, None).unwrap().starts_with("Müller"));
        let torn = "Straße am Fluß".as_bytes();
        assert!(decode(&torn[..torn.len() - 1], None).unwrap().starts_with("Straße"));
    }

    #[test]
    fn a_page_names_its_encoding() {
        let cases = [
            ("<meta charset=\"windows-1250\">", Some("windows-1250")),
            ("<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>", Some("Shift_JIS")),
            ("<?xml version='1.0' encoding='iso-8859-2'?>", Some("ISO-8859-2")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            ("<meta charset=nonsense>", None),
            ("<p>charset", None),
        ];
        for (page, name) in cases {
            assert_eq!(declared_in_page(page.as_bytes()).map(Encoding::name), name, "{page}");
        }
    }

    #[test]
    fn every_second_byte_tells_utf16() {
        let text = "A quiet morning in the harbour";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16(&le), Some(UTF_16LE));
        assert_eq!(utf16(&be), Some(UTF_16BE));
        assert_eq!(utf16(text.as_bytes()), None);
        assert_eq!(utf16(&[0; 64]), None);
    }
}
