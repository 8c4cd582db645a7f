//! What was typed to words, phrases and exclusions; nothing is a syntax error.

use crate::text::words;

/// Longest query in bytes. A pasted paragraph has 1 KiB; 200,000 words would take seconds and a gigabyte.
pub const MAX_BYTES: usize = 8 * 1024;

/// Most words or phrases of a query: their matches fit the bits of a `u64`.
pub const MAX_CLAUSES: usize = 64;

/// Most words of all clauses together: 256 words in 19 languages are 5,000 look-ups.
pub const MAX_WORDS: usize = 256;

/// Quotation marks that open a phrase, and those that close it: English, German, Swedish, French, Danish, Japanese, and
/// what keyboards and copied pages make of them.
const QUOTES: &[(char, &[char])] = &[
    ('"', &['"', '”']),
    ('“', &['”', '"', '“']),
    ('„', &['“', '”', '"', '„']),
    ('”', &['”', '"']),
    ('«', &['»']),
    ('»', &['«']),
    ('「', &['」']),
    ('『', &['』']),
    ('＂', &['＂']),
];

/// A word or a phrase of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As typed, without what surrounds it; white space is one blank.
    pub typed: String,
    /// Its words in order, at least one. Several are a phrase.
    pub words: Vec<String>,
    /// Whether articles must not have it.
    pub excluded: bool,
}

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// In the order typed.
    pub pieces: Vec<Piece>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// Takes a query apart. Linear in the length of `text`.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::default();
    let within = &text[..text.floor_char_boundary(MAX_BYTES)];
    if within.len() < text.len() {
        parser.note(format!("the query is longer than {MAX_BYTES} bytes; what is beyond was left out"));
    }
    parser.read(within);
    parser.parsed
}

#[derive(Default)]
struct Parser {
    parsed: Parsed,
    words: usize,
    /// Rows of [`QUOTES`] of which no closing mark is left: each is looked for in vain only once.
    unclosed: [bool; QUOTES.len()],
    full: bool,
}

impl Parser {
    fn read(&mut self, text: &str) {
        let (mut at, mut before) = (0, ' ');
        while let Some(c) = text[at..].chars().next() {
            if c.is_whitespace() {
                (at, before) = (at + c.len_utf8(), c);
                continue;
            }
            let excluded = c == '-' && before.is_whitespace() && excludes(&text[at + 1..]);
            let start = at + usize::from(excluded);
            let end = self.piece(text, start, if excluded { ' ' } else { before }, excluded);
            before = text[..end].chars().next_back().unwrap_or(' ');
            at = end;
        }
    }

    /// Reads a phrase or a run of other characters at `start` and gives its end, which is behind `start`.
    fn piece(&mut self, text: &str, start: usize, before: char, excluded: bool) -> usize {
        let first = text[start..].chars().next().map_or(0, char::len_utf8);
        if let Some(row) = opening(&text[start..], before) {
            return match self.closing(&text[start + first..], row) {
                Some((inside, len)) => {
                    self.push(inside, excluded);
                    start + first + len
                }
                // the rest of the token follows, and is still excluded
                None if excluded => self.run(text, start + first, excluded),
                None => start + first,
            };
        }
        self.run(text, start, excluded)
    }

    /// Reads up to white space or a phrase.
    fn run(&mut self, text: &str, start: usize, excluded: bool) -> usize {
        let mut before = 'x';
        for (offset, c) in text[start..].char_indices() {
            if c.is_whitespace() || (offset > 0 && opening(&text[start + offset..], before).is_some()) {
                self.push(&text[start..start + offset], excluded);
                return start + offset;
            }
            before = c;
        }
        self.push(&text[start..], excluded);
        text.len()
    }

    /// What stands before the mark that closes row `row`, and the length with that mark.
    fn closing<'a>(&mut self, rest: &'a str, row: usize) -> Option<(&'a str, usize)> {
        if !self.unclosed[row] {
            let closers = QUOTES[row].1;
            if let Some((end, mark)) = rest.char_indices().find(|(_, c)| closers.contains(c)) {
                return Some((&rest[..end], end + mark.len_utf8()));
            }
            self.unclosed[row] = true;
        }
        self.note(format!("the quotation mark {} is never closed and was ignored", QUOTES[row].0));
        None
    }

    fn push(&mut self, text: &str, excluded: bool) {
        let found: Vec<_> = words(text).collect();
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return };
        if self.full {
            return;
        }
        let room = MAX_WORDS - self.words;
        if self.parsed.pieces.len() == MAX_CLAUSES || found.len() > room {
            self.full = true;
            self.note(format!(
                "a query has at most {MAX_CLAUSES} words or phrases and {MAX_WORDS} words in all; what follows from '{}' on was left out",
                first.text
            ));
            return;
        }
        self.words += found.len();
        self.parsed.pieces.push(Piece {
            typed: text[first.start..last.end()].split_whitespace().collect::<Vec<_>>().join(" "),
            words: found.iter().map(|word| word.text.to_owned()).collect(),
            excluded,
        });
    }

    /// Says each thing once.
    fn note(&mut self, note: String) {
        if !self.parsed.notes.contains(&note) {
            self.parsed.notes.push(note);
        }
    }
}

/// Whether a minus before `rest` excludes: `-word`, `-"phrase"`, but not ` - ` or `--`.
fn excludes(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric) || opening(rest, ' ').is_some()
}

/// The row of the quotation mark that opens `rest`; a mark right after a letter or digit (`27"`) opens nothing.
fn opening(rest: &str, before: char) -> Option<usize> {
    if before.is_alphanumeric() {
        return None;
    }
    let first = rest.chars().next()?;
    QUOTES.iter().position(|(open, _)| *open == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let parsed = parse(text);
        let shown: Vec<String> = parsed
            .pieces
            .iter()
            .map(|piece| format!("{}{}", if piece.excluded { "-" } else { "" }, piece.words.join("+")))
            .collect();
        assert_eq!(shown.join(" "), expected, "{text:?}");
    }

    #[test]
    fn everything_that_is_no_phrase_or_exclusion_is_words() {
        check("Trump: We will win", "Trump We will win");
        check("[sic] C++ AND (((((", "sic C AND");
        check("O'Brien COVID-19 U.S.-led", "O+Brien COVID+19 U.S.+led");
        check("climate - change", "climate change");
        check("日本 tariff*", "日+本 tariff");
        check("   ", "");
        check("--- … !!", "");
    }

    #[test]
    fn quotes_of_many_languages_make_phrases() {
        for phrase in ["\"a b\"", "“a b”", "„a b“", "„a b”", "«a b»", "»a b«", "”a b”", "«\u{a0}a b\u{a0}»", "「a b」"]
        {
            check(&format!("x {phrase} y"), "x a+b y");
        }
        check("(\"a b\")c", "a+b c");
        check("\"\" x", "x");
    }

    #[test]
    fn an_unclosed_quote_is_dropped_and_noted() {
        check("x \"a b", "x a b");
        assert_eq!(parse("x \"a b").notes, ["the quotation mark \" is never closed and was ignored"]);
        check("a 27\" screen", "a 27 screen");
        assert!(parse("a 27\" screen").notes.is_empty());
    }

    #[test]
    fn a_minus_before_a_word_or_phrase_excludes() {
        check("tariff -china -\"rare earths\" -O'Brien", "tariff -china -rare+earths -O+Brien");
        check("well-known x-y", "well+known x+y");
        check("--china -- - -", "china");
        check("-\"china silk", "-china silk");
        check("\"a b\"-c", "a+b c");
    }

    #[test]
    fn what_is_beyond_the_bounds_is_cut_and_noted() {
        let many = "word ".repeat(100);
        assert_eq!(parse(&many).pieces.len(), MAX_CLAUSES);
        assert_eq!(parse(&many).notes.len(), 1);
        let long = format!("\"{}\"", "w ".repeat(300));
        assert_eq!(parse(&long).pieces, []);
        assert_eq!(parse(&"é".repeat(MAX_BYTES)).notes.len(), 1);
        assert_eq!(parse(&"\"„".repeat(2000)).pieces, []);
    }
}
