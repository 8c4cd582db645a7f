//! Texts as names share them: words without case, accents and kinds of quotes; where a script puts no spaces, every
//! character is a word.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;
use unicode_normalization::char::is_combining_mark;

use crate::annotate::words;
use crate::lexicon;

/// A word of a text, where it stands and what it shares with its other spellings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Of the folded word; two words that share it are taken for one until they are compared.
    pub(super) hash: u64,
}

/// The words of a text from left to right.
pub(super) fn words(text: &str) -> Vec<Word> {
    // English words have five letters and a space
    let mut words = Vec::with_capacity(text.len() / 5);
    words_into(text, &mut words);
    words
}

/// As [`words`], into a list that is used again and again.
pub(super) fn words_into(text: &str, words: &mut Vec<Word>) {
    words.clear();
    let (mut at, mut buffer) = (0, String::new());
    loop {
        if let Some(word) = short(text, at) {
            at = word.end;
            words.push(word);
            continue;
        }
        let Some(word) = next(text, at) else { break };
        at = word.end;
        words.push(Word { start: word.start, end: word.end, hash: hash(text, word, &mut buffer) });
    }
}

/// The word behind at most one space, where it is one of fewer than eight ASCII letters and digits, as most are.
fn short(text: &str, at: usize) -> Option<Word> {
    let bytes = text.as_bytes();
    let start = at + usize::from(bytes.get(at) == Some(&b' '));
    let eight = *bytes.get(start..)?.first_chunk()?;
    let letters = words::leading_letters(eight);
    if letters == 0 || !eight.get(letters)?.is_ascii() {
        return None;
    }
    let own = (1 << (letters * 8)) - 1;
    let folded = (u64::from_le_bytes(eight) | SMALL) & own;
    Some(Word { start, end: start + letters, hash: mix(folded) })
}

/// The first word at or behind `at`.
fn next(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = at;
    loop {
        let byte = bytes.get(start)?;
        if byte.is_ascii_alphanumeric() {
            return Some(start..words::run_end(text, start, is_spaced));
        }
        if byte.is_ascii() {
            start += 1;
            continue;
        }
        let c = text[start..].chars().next()?;
        let end = start + c.len_utf8();
        match script(c) {
            _ if !is_letter(c) => start = end,
            Script::Spaced => return Some(start..words::run_end(text, start, is_spaced)),
            Script::Alone => return Some(start..end),
            Script::Katakana => return Some(start..words::run_end(text, start, |c| script(c) == Script::Katakana)),
            Script::Hangul => return Some(start..words::run_end(text, start, |c| script(c) == Script::Hangul)),
        }
    }
}

/// How a script parts its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// By spaces.
    Spaced,
    /// Not at all: Han, Hiragana, Thai, Lao, Tibetan, Myanmar, Khmer.
    Alone,
    /// Japanese sets off foreign names, and so the names of most countries, by this script.
    Katakana,
    /// By spaces, but particles stick to words.
    Hangul,
}

fn script(c: char) -> Script {
    match u32::from(c) {
        0..=0x0DFF => Script::Spaced,
        0x0E00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF => Script::Alone,
        0x30A0..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Script::Katakana,
        0x3005..=0x3007
        | 0x3040..=0x309F
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0x2_0000..=0x3_FFFF => Script::Alone,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        _ => Script::Spaced,
    }
}

/// Whether a word may begin with this character; the okina and its like are quotes here.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && quote(c).is_none()
}

/// Whether a word of a script with spaces goes on with this character: combining marks and joiners belong to words.
pub(super) fn is_spaced(c: char) -> bool {
    script(c) == Script::Spaced && (is_letter(c) || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}'))
}

/// What stands for the kinds of apostrophes and of hyphens.
fn quote(c: char) -> Option<char> {
    match c {
        '‘' | '’' | 'ʻ' | 'ʼ' => Some('\''),
        '‐' | '‑' => Some('-'),
        '\u{a0}' | '\u{202f}' => Some(' '),
        _ => None,
    }
}

/// Gives a character folded: lower case, no accents, no ligatures; mostly one, sometimes none.
pub(super) fn fold(c: char, each: &mut dyn FnMut(char)) {
    if c.is_ascii() {
        return each(c.to_ascii_lowercase());
    }
    if let Some(plain) = quote(c) {
        return each(plain);
    }
    for small in c.to_lowercase() {
        // the marks of kana and the parts of Hangul make other letters
        if matches!(u32::from(small), 0x3040..=0x30FF | 0xAC00..=0xD7AF) {
            each(small);
            continue;
        }
        decompose_compatible(small, |part| match lexicon::plain(part) {
            _ if is_silent(part) => {}
            Some(letters) => letters.chars().for_each(&mut *each),
            None => each(spelled_alike(part)),
        });
    }
}

/// Signs that spellings of one name leave out: accents of Latin, Greek and Cyrillic letters, points of Hebrew, points and
/// hamzas of Arabic, its stroke that widens words, and joiners.
fn is_silent(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0640 | 0x064B..=0x0655 | 0x0670 | 0x200C | 0x200D)
}

/// Arabic letters that countries print differently: the yeh of Egypt and of Iran, the kaf of Iran.
fn spelled_alike(c: char) -> char {
    match c {
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        _ => c,
    }
}

/// Adds a text folded.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    text.chars().for_each(|c| fold(c, &mut |c| folded.push(c)));
}

/// What all spellings of a word share. `buffer` is for the folded word, used again and again.
pub(super) fn hash(text: &str, word: Range<usize>, buffer: &mut String) -> u64 {
    hash_ascii(text, word.clone()).unwrap_or_else(|| {
        buffer.clear();
        fold_into(&text[word], buffer);
        hash_folded(buffer)
    })
}

/// What all spellings of a word share that is folded already.
pub(super) fn hash_folded(folded: &str) -> u64 {
    hash_bytes(folded.as_bytes(), 0..folded.len(), 0).1
}

/// Small letters and digits have this bit in each byte; capitals become small by it.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The hash of ASCII letters, digits and spaces in whatever case; none of others.
pub(super) fn hash_ascii(text: &str, word: Range<usize>) -> Option<u64> {
    let (seen, hash) = hash_bytes(text.as_bytes(), word, SMALL);
    (seen & 0x8080_8080_8080_8080 == 0).then_some(hash)
}

/// The bytes of a word taken together, and their hash with these bits set in each eight bytes.
fn hash_bytes(bytes: &[u8], word: Range<usize>, bits: u64) -> (u64, u64) {
    let (mut seen, mut hash, mut at) = (0, 0, word.start);
    while at < word.end {
        let left = word.end - at;
        let own = if left < 8 { (1 << (left * 8)) - 1 } else { u64::MAX };
        let eight = match (bytes[at..].first_chunk(), bytes[..word.end].last_chunk()) {
            (Some(eight), _) => u64::from_le_bytes(*eight) & own,
            // the text ends before eight bytes: these and others are its last eight
            (None, Some(eight)) => u64::from_le_bytes(*eight) >> (u64::BITS as usize - left * 8),
            (None, None) => {
                u64::from_le_bytes(std::array::from_fn(|i| bytes.get(at + i).copied().unwrap_or_default())) & own
            }
        };
        seen |= eight;
        hash = mix(hash ^ (eight | (bits & own)));
        at += 8;
    }
    (seen, hash)
}

/// Spreads every bit over all: a product of 128 bits whose halves are added (Wang Yi's wyhash); the factor is 2^64 by the
/// golden ratio.
#[inline]
pub(super) fn mix(value: u64) -> u64 {
    let product = u128::from(value ^ 0x2D35_8DCC_AA6C_78A5) * 0x9E37_79B9_7F4A_7C15;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| &text[word.start..word.end]).collect()
    }

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        fold_into(text, &mut folded);
        folded
    }

    #[test]
    fn words_are_read_in_every_script() {
        let cases: [(&str, &[&str]); 10] = [
            (" The 2nd—Zürich, of O'Hara…", &["The", "2nd", "Zürich", "of", "O", "Hara"]),
            ("Zu\u{308}rich", &["Zu\u{308}rich"]),
            ("Москва и Київ", &["Москва", "и", "Київ"]),
            ("日本とEU", &["日", "本", "と", "EU"]),
            ("ロシアとウクライナ", &["ロシア", "と", "ウクライナ"]),
            ("일본은 한국", &["일본은", "한국"]),
            ("हिन्दी में", &["हिन्दी", "में"]),
            ("والعراق، مصر", &["والعراق", "مصر"]),
            ("Nukuʻalofa", &["Nuku", "alofa"]),
            ("… — ", &[]),
        ];
        for (text, words) in cases {
            assert_eq!(read(text), words, "{text}");
        }
    }

    #[test]
    fn spellings_of_a_word_fold_alike() {
        let cases = [
            ("Zürich", "zurich"),
            ("ZÜRICH", "zurich"),
            ("Straße", "strasse"),
            ("İzmir", "izmir"),
            ("Əliyev", "aliyev"),
            ("Łódź", "lodz"),
            ("d’Ivoire", "d'ivoire"),
            ("Ki‑moon", "ki-moon"),
            ("ПЁТР", "петр"),
            ("إيران", "ايران"),
            ("ایران", "ايران"),
            ("ＥＵ", "eu"),
            ("ガーナ", "ガーナ"),
            ("서울", "서울"),
            ("हिन्दी", "हिन्दी"),
        ];
        for (text, plain) in cases {
            assert_eq!(folded(text), plain);
            let hash = |text: &str| hash(text, 0..text.len(), &mut String::new());
            assert_eq!(hash(text), hash(plain), "{text}");
        }
    }

    #[test]
    fn hashes_tell_words_apart() {
        let text = "a an and Andorra andorran representatives representative 1 12 é éa";
        for word in words(text) {
            let alone = hash(&text[word.start..word.end], 0..word.end - word.start, &mut String::new());
            assert_eq!(alone, word.hash, "{}", &text[word.start..word.end]);
        }
        let mut hashes: Vec<u64> = words(text).iter().map(|word| word.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), words(text).len());
    }
}
