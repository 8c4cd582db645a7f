//! What comes from documents, made safe for a terminal: no character of it can command the screen or reorder the line.

use std::ops::Range;

/// `text` without anything that could command a terminal; lines stay lines.
///
/// Gone are control characters (C0, C1, DEL, and with ESC and CSI every escape sequence's beginning), marks and
/// overrides of writing direction, and characters without width that only serve to disguise. Tabs become spaces.
pub fn sanitize(text: &str) -> String {
    text.chars().filter_map(|c| if c == '\n' { Some(c) } else { safe_char(c) }).collect()
}

/// As [`sanitize`], with every run of white space, line breaks included, as one space, and none at the ends.
pub fn one_line(text: &str) -> String {
    let line: String = pieces(text, &[]).into_iter().map(|(piece, _)| piece).collect();
    line.trim().to_owned()
}

/// The safe pieces of `text` in one line, each with whether it is marked.
pub(crate) fn pieces(text: &str, marks: &[Range<usize>]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut marks = marks.iter().peekable();
    let mut spaced = false;
    for (at, c) in text.char_indices() {
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        let marked = marks.peek().is_some_and(|mark| mark.contains(&at));
        let Some(c) = safe_char(c) else { continue };
        let space = c.is_whitespace();
        if space && spaced {
            continue;
        }
        spaced = space;
        let c = if space { ' ' } else { c };
        match pieces.last_mut() {
            Some((piece, same)) if *same == marked => piece.push(c),
            _ => pieces.push((c.to_string(), marked)),
        }
    }
    pieces
}

/// What stands for `c` in print: itself, a space for what moves the cursor, nothing for the rest.
fn safe_char(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_unsafe(c) => None,
        c => Some(c),
    }
}

/// Characters that no reader should meet raw. The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // soft hyphen, Arabic letter mark, zero-width space, direction marks, separators
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            // direction embeddings, overrides and isolates; invisible operators and the deprecated format characters
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // byte order mark, annotation, tags
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_commands_it() {
        let cases = [
            ("a\u{1b}[31mred\u{1b}[0m", "a[31mred[0m"),
            ("bell\u{7} back\u{8} del\u{7f}", "bell back del"),
            ("\u{9b}2J c1 \u{90}", "2J c1 "),
            ("\u{202e}txt.exe\u{202c} \u{2066}x\u{2069}", "txt.exe x"),
            ("ze\u{200b}ro\u{feff}", "zero"),
            ("two\nlines\r\n\tand tab", "two\nlines \n and tab"),
            ("Zürich 東京 می\u{200c}خواهم 👩\u{200d}🔬", "Zürich 東京 می\u{200c}خواهم 👩\u{200d}🔬"),
        ];
        for (text, expected) in cases {
            assert_eq!(sanitize(text), expected);
        }
    }

    #[test]
    fn one_line_has_no_runs_of_white_space() {
        assert_eq!(one_line("  a\n\n b\u{85}c\u{a0} d \t"), "a b c d");
        assert_eq!(one_line(""), "");
    }

    #[test]
    fn marks_stay_on_their_words() {
        let text = "so\n the \u{1b}rare\u{200b} earths go";
        let start = text.find("rare").unwrap();
        let end = text.find(" go").unwrap();
        let found = pieces(text, std::slice::from_ref(&(start..end)));
        let found: Vec<(&str, bool)> = found.iter().map(|(piece, marked)| (piece.as_str(), *marked)).collect();
        assert_eq!(found, [("so the ", false), ("rare earths", true), (" go", false)]);
    }

    #[test]
    fn odd_marks_do_no_harm() {
        let joined =
            |marks: &[Range<usize>]| pieces("aéb", marks).into_iter().map(|(piece, _)| piece).collect::<String>();
        assert_eq!(joined(&[2..3, 90..99]), "aéb");
        assert_eq!(joined(&[0..2, 3..9]), "aéb");
    }
}
