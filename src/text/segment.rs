//! Words of scripts that put no blanks between them: Chinese, Japanese, Thai, Khmer, Lao, Burmese.
//!
//! The index keeps one term a character in these scripts. A query is parted into words, so that each of them is looked
//! for by itself, as a phrase of its characters.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

/// Dictionaries for Chinese and Japanese, small neural models for the others; made when such a text first comes.
static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// Chinese and Japanese words of one sign that stand in nearly every sentence: particles, the copula, "and", "in".
const PARTICLES: &str = "的了是在和与與及之也着著就";

/// Japanese particles and endings of two signs.
const ENDINGS: &[&str] =
    &["です", "ます", "した", "する", "して", "から", "まで", "など", "には", "では", "とは", "への", "との", "より"];

/// Whether a sign belongs to a script without blanks between words. Korean has blanks.
pub fn lacks_blanks(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
}

/// The pieces of a run of letters, in order. What is in other scripts is one piece with all of its signs; particles
/// and endings are left out unless there is nothing else. A sign behind digits stays with them (`10月`), and katakana, which
/// writes foreign words, is parted only where the writer did.
pub fn segments(run: &str) -> Vec<&str> {
    if !run.contains(lacks_blanks) {
        return vec![run];
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for stretch in stretches(run) {
        if !run[stretch.clone()].contains(lacks_blanks) {
            pieces.push(stretch);
            continue;
        }
        let ends = SEGMENTER.segment_str(&run[stretch.clone()]).map(|at| stretch.start + at);
        let mut start = stretch.start;
        for end in ends.filter(|end| *end > stretch.start) {
            let piece = start..end;
            start = end;
            match pieces.last_mut().filter(|last| belong(&run[(*last).clone()], &run[piece.clone()])) {
                Some(last) => last.end = piece.end,
                None => pieces.push(piece),
            }
        }
    }
    let mut parts: Vec<&str> = together(run, pieces).into_iter().map(|piece| &run[piece]).collect();
    parts.retain(|piece| piece.contains(char::is_alphanumeric));
    if parts.iter().any(|piece| !is_particle(piece)) {
        parts.retain(|piece| !is_particle(piece));
    }
    parts
}

/// Single signs side by side are a name that no dictionary has (`特朗普`), and stay one piece; so does a sign that is also
/// a particle, between two such (`李在明`).
fn together(run: &str, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let single = |piece: &Range<usize>| {
        let mut chars = run[piece.clone()].chars();
        chars.next().filter(|c| is_han(*c) && chars.next().is_none())
    };
    let is_name = |piece: &Range<usize>| single(piece).is_some_and(|c| !PARTICLES.contains(c));
    let mut joined: Vec<Range<usize>> = Vec::new();
    // whether the last of `joined` is made of single signs
    let mut open = false;
    for (at, piece) in pieces.iter().enumerate() {
        let inner = single(piece).is_some_and(|c| !"的了".contains(c)) && pieces.get(at + 1).is_some_and(is_name);
        let joins = is_name(piece) || (open && inner);
        match joined.last_mut().filter(|last| open && joins && last.end == piece.start) {
            Some(last) => last.end = piece.end,
            None => joined.push(piece.clone()),
        }
        open = joins;
    }
    joined
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Parts a run where scripts with and without blanks meet; marks belong to the letter before them.
fn stretches(run: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut kind = None;
    for (at, c) in run.char_indices() {
        let this = lacks_blanks(c);
        match found.last_mut().filter(|_| kind == Some(this)) {
            Some(last) => last.end = at + c.len_utf8(),
            None => found.push(at..at + c.len_utf8()),
        }
        kind = Some(this);
    }
    found
}

fn belong(before: &str, piece: &str) -> bool {
    let one = piece.chars().count() == 1;
    (one && !is_particle(piece) && before.ends_with(|c: char| c.is_numeric() && !lacks_blanks(c)))
        || (before.chars().all(is_katakana) && piece.chars().all(is_katakana))
}

/// Katakana and its long vowel, but not the dot that parts names.
fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー' | '\u{30fd}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

fn is_particle(piece: &str) -> bool {
    // an ending that was parted from its verb begins with a small kana, as no word does
    if ENDINGS.contains(&piece) || piece.starts_with(['っ', 'ゃ', 'ゅ', 'ょ']) {
        return true;
    }
    let mut chars = piece.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    matches!(c, '\u{3041}'..='\u{309f}') || PARTICLES.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(run: &str, expected: &str) {
        assert_eq!(segments(run).join(" "), expected, "{run}");
    }

    #[test]
    fn words_without_blanks_are_parted() {
        check("日本の首相", "日本 首相");
        check("中国的稀土出口", "中国 稀土 出口");
        check("レアアース輸出規制", "レアアース 輸出 規制");
        check("特朗普", "特朗普");
        check("普京", "普京");
        check("李在明", "李在明");
        check("東京都", "東京 都");
        check("การเลือกตั้งประเทศไทย", "การ เลือกตั้ง ประเทศ ไทย");
    }

    #[test]
    fn other_scripts_digits_and_particles_alone_stay_as_they_are() {
        check("COVID-19", "COVID-19");
        check("대통령", "대통령");
        check("2025年10月", "2025年 10月");
        check("COVID-19対策", "COVID-19 対策");
        check("ドナルド・トランプ", "ドナルド トランプ");
        check("の", "の");

        check("", "");
    }
}
