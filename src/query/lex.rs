//! Characters to tokens: phrases, runs of other signs, parentheses, prefixes, fields. Nothing is an error.

use crate::query::notes::{Notes, short};
use crate::query::signs::{
    Behind, Field, Sign, field, is_foreign_code, is_own_name, is_unsupported, nearest_name, sign,
};
use crate::query::tree::Asks;
use crate::query::value::{DATE_SIGNS, comparison, is_open_range, is_url, slop};
use crate::text::normal;

/// Longest query in bytes. A pasted paragraph has 1 KiB; 200,000 words would take seconds and a gigabyte.
pub const MAX_BYTES: usize = 8 * 1024;

/// Most other words among those of a phrase: a phrase that is looser than a lead is no phrase.
const MAX_SLOP: u32 = 50;

/// Most times that a word can be asked for.
const MAX_TIMES: u32 = 999;

/// Marks that open a phrase, and those that close it: English, German, Swedish, French, Danish, Chinese, Japanese, and
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
    ('《', &['》']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('‹', &['›']),
    ('\'', &['\'']),
];

/// Marks that are apostrophes too: they open a phrase only where one closes it, and are not missed.
const APOSTROPHES: &[char] = &['\'', '‘', '’', '‚', '‹'];

/// A part of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Signs up to a blank, a parenthesis or a phrase; whether a `!` at its end is the truncation of Nexis.
    Run {
        truncated: bool,
    },
    /// What stands between quotation marks.
    Phrase {
        slop: u32,
        exact: bool,
    },
    Open,
    Close,
    /// `-` or `+` before what it belongs to.
    Minus,
    Plus,
    Sign(Sign),
    /// A field before its value.
    Field(Field),
    /// `atleast3` before its parenthesis.
    AtLeast(u32),
    /// `words>800`; the text is `>800`.
    Words,
}

/// See [`Kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// As typed; of a phrase what is inside, of a comparison what follows the name.
    pub(crate) text: &'a str,
}

/// `text` cut to its bound, with one spelling of each sign: composed letters, full-width forms as ASCII, no marks of
/// direction. A full-width `！` or `？` stays: it ends a sentence and is no pattern.
pub(crate) fn plain(text: &str, notes: &mut Notes) -> String {
    let within = &text[..text.floor_char_boundary(MAX_BYTES)];
    if within.len() < text.len() {
        notes.add(format!("the query is longer than {MAX_BYTES} bytes; what is beyond was left out"));
    }
    let sign = |c: char| match c {
        '！' | '？' => Some(c),
        '\u{3000}' => Some(' '),
        '−' => Some('-'),
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ if c.is_control() => Some(' '),
        _ => Some(c),
    };
    normal(within.to_owned()).chars().filter_map(sign).collect()
}

/// The tokens of a text that [`plain`] made, in order. Linear in its length.
pub(crate) fn tokens<'a>(text: &'a str, notes: &mut Notes) -> Vec<Token<'a>> {
    let mut lexer = Lexer { text, at: 0, found: Vec::new(), unclosed: [false; QUOTES.len()], notes };
    while lexer.at < text.len() {
        lexer.token();
    }
    lexer.found
}

/// Whether the query has signs that nobody types in a sentence, so that `same` and `climat!` may be signs too.
pub(crate) fn has_syntax(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| match token.kind {
        Kind::Sign(Sign::Same(_)) => token.text != "same",
        Kind::Sign(Sign::And | Sign::Or | Sign::Near { .. }) | Kind::Field(_) | Kind::AtLeast(_) | Kind::Words => true,
        Kind::Run { .. } => token.text.len() > 2 && token.text.ends_with('*'),
        _ => false,
    })
}

/// Whether anything but words and phrases side by side is asked for.
pub(crate) fn has_operators(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| match token.kind {
        Kind::Run { .. } | Kind::Phrase { .. } | Kind::Open | Kind::Close => false,
        Kind::Sign(Sign::Same(_)) => token.text != "same",
        _ => true,
    })
}

struct Lexer<'a, 'n> {
    text: &'a str,
    at: usize,
    found: Vec<Token<'a>>,
    /// Rows of [`QUOTES`] of which no closing mark is left: each is looked for in vain only once.
    unclosed: [bool; QUOTES.len()],
    notes: &'n mut Notes,
}

impl<'a> Lexer<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, text: &'a str) {
        self.found.push(Token { kind, text });
    }

    fn before(&self) -> char {
        self.text[..self.at].chars().next_back().unwrap_or(' ')
    }

    /// Whether a new part begins here: behind a blank, a parenthesis, a prefix or a field.
    fn is_fresh(&self) -> bool {
        let before = self.before();
        before.is_whitespace() || before == '(' || self.is_bound()
    }

    /// Whether the last token waits for what it belongs to.
    fn is_bound(&self) -> bool {
        matches!(self.found.last(), Some(Token { kind: Kind::Minus | Kind::Plus | Kind::Field(_), .. }))
            && !self.before().is_whitespace()
    }

    /// Reads a blank or a token; always moves on.
    fn token(&mut self) {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        let one = first.len_utf8();
        let kind = match first {
            _ if first.is_whitespace() => {
                self.at += one;
                return;
            }
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '-' if self.is_fresh() && !self.is_bound() && begins(&rest[1..]) => Some(Kind::Minus),
            '+' if self.is_fresh() && !self.is_bound() && begins(&rest[1..]) => Some(Kind::Plus),
            _ => None,
        };
        if let Some(kind) = kind {
            self.at += one;
            self.push(kind, &rest[..one]);
            return;
        }
        let exact = usize::from(first == '=' && self.is_fresh());
        let before = if exact == 1 || self.is_fresh() { ' ' } else { self.before() };
        if let Some(row) = opening(&rest[exact..], before) {
            if self.phrase(exact, row) {
                return;
            }
            if self.at > self.text.len() - rest.len() {
                return;
            }
        }
        if self.is_fresh() && self.named() {
            return;
        }
        self.run();
    }

    /// Reads a phrase; false where its mark is never closed. Then the mark is passed over, unless it is an apostrophe.
    fn phrase(&mut self, exact: usize, row: usize) -> bool {
        let rest = self.rest();
        let mark = QUOTES[row].0;
        let inside = exact + mark.len_utf8();
        if let Some((end, len)) = self.closing(&rest[inside..], row) {
            let slop = slop(&rest[inside + len..]);
            self.at += inside + len + slop.map_or(0, |(_, length)| length);
            let mut words = slop.map_or(0, |(words, _)| words);
            if words > MAX_SLOP {
                self.notes.add(format!(
                    "a phrase takes at most {MAX_SLOP} other words; '~{words}' was read as '~{MAX_SLOP}'"
                ));
                words = MAX_SLOP;
            }
            self.push(Kind::Phrase { slop: words, exact: exact == 1 }, &rest[inside..inside + end]);
            return true;
        }
        if !APOSTROPHES.contains(&mark) {
            self.notes.add(format!("the quotation mark {mark} is never closed and was ignored"));
            self.at += inside;
        }
        false
    }

    /// Where the mark stands that closes row `row`, and the length with that mark.
    fn closing(&mut self, rest: &str, row: usize) -> Option<(usize, usize)> {
        if self.unclosed[row] {
            return None;
        }
        let (open, closers) = QUOTES[row];
        let mut before = ' ';
        for (at, c) in rest.char_indices() {
            let end = at + c.len_utf8();
            if closers.contains(&c) {
                let after = rest[end..].chars().next().unwrap_or(' ');
                let inside_word = if APOSTROPHES.contains(&open) {
                    after.is_alphanumeric() || before.is_whitespace()
                } else {
                    // the abbreviations of Hebrew
                    is_hebrew(before) && is_hebrew(after)
                };
                if !inside_word {
                    return Some((at, end));
                }
            }
            before = c;
        }
        self.unclosed[row] = true;
        None
    }

    /// Reads a field, a command or a comparison, if one stands here.
    fn named(&mut self) -> bool {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, behind) = rest.split_at(letters);
        if letters == 0 || letters > 16 {
            return false;
        }
        // a second field behind a field is a word
        let second = self.is_bound() && matches!(self.found.last(), Some(Token { kind: Kind::Field(_), .. }));
        if field(name, Behind::Colon) == Some(Field::Asks(Asks::Words))
            && !second
            && let Some((value, length)) = comparison(behind)
        {
            self.at += letters + length;
            self.push(Kind::Words, value);
            return true;
        }
        match behind.chars().next() {
            Some(':' | '=' | '(') if second => false,
            Some(':') => self.field(name, Behind::Colon),
            Some('=') => self.field(name, Behind::Equals),
            Some('(') => self.command(name),
            Some('<' | '>') if name.eq_ignore_ascii_case("date") => self.compared(behind, name),
            Some('0'..='9') => self.at_least(name, behind),
            _ => false,
        }
    }

    fn field(&mut self, name: &'a str, sign: Behind) -> bool {
        let value = &self.rest()[name.len() + 1..];
        let Some(found) = field(name, sign).filter(|found| *found != Field::Asks(Asks::Words)) else {
            if sign == Behind::Colon && name.len() > 1 && begins(value) {
                self.unknown(name);
            }
            if sign == Behind::Equals && is_foreign_code(name) && begins(value) {
                self.notes.add(format!("'{name}=' is not known here and was read as a word"));
            }
            return false;
        };
        let near = value.trim_start();
        if near.len() < value.len() {
            if is_own_name(name) && sign == Behind::Colon && begins(near) {
                self.notes.add(format!("'{name}: …' was read as '{name}:…'; without the colon it is a word"));
            } else {
                if is_own_name(&name.to_ascii_lowercase()) && !near.is_empty() {
                    self.notes.add(format!("'{name}:' before a blank was read as a word"));
                }
                return false;
            }
        } else if !begins(value) && !is_open_range(value) {
            return false;
        }
        let length = name.len() + 1;
        self.push(Kind::Field(found), &self.rest()[..length]);
        self.at += length + value.len() - near.len();
        true
    }

    fn unknown(&mut self, name: &str) {
        if self.notes.is_full() {
            return;
        }
        let near = nearest_name(name).map(|near| format!("; the nearest is '{near}:'")).unwrap_or_default();
        self.notes.add(format!("'{}:' is no field and was read as a word{near}", short(name)));
    }

    /// A segment of Nexis before its parenthesis.
    fn command(&mut self, name: &'a str) -> bool {
        let inside = &self.rest()[name.len() + 1..];
        // "headline(s)" is a word
        let is_ending = inside.starts_with("s)") || inside.starts_with("es)");
        if is_ending {
            return false;
        }
        if is_unsupported(name) {
            self.notes.add(format!("'{name}(…)' is not supported and was read without it"));
            self.at += name.len();
            return true;
        }
        if name.eq_ignore_ascii_case("around") {
            return self.around(name, inside);
        }
        match field(name, Behind::Parenthesis) {
            None => return false,
            Some(Field::Asks(Asks::Words)) => return self.length(name, inside),
            Some(Field::Asks(Asks::Date)) if self.compared(&self.rest()[name.len()..], name) => return true,
            Some(found) => self.push(Kind::Field(found), &self.rest()[..name.len()]),
        }
        self.at += name.len();
        true
    }

    /// `AROUND(5)` of web search.
    fn around(&mut self, name: &str, inside: &str) -> bool {
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        let distance = inside[..digits].parse().ok().filter(|words| *words > 0);
        let Some(distance) = distance.filter(|_| inside[digits..].starts_with(')')) else { return false };
        let length = name.len() + digits + 2;
        self.push(Kind::Sign(Sign::Near { distance, ordered: false }), &self.rest()[..length]);
        self.at += length;
        true
    }

    /// `LENGTH(>500)`
    fn length(&mut self, name: &str, inside: &'a str) -> bool {
        let Some((value, length)) = comparison(inside).filter(|(_, length)| inside[*length..].starts_with(')')) else {
            return false;
        };
        self.at += name.len() + length + 2;
        self.push(Kind::Words, value);
        true
    }

    /// `date>2025-10-01`, `DATE(geq(2025-10-01))`; `behind` is what follows the name.
    fn compared(&mut self, behind: &'a str, name: &str) -> bool {
        let inside = behind.trim_start_matches('(');
        let Some((typed, asks)) = DATE_SIGNS
            .iter()
            .find(|(typed, _)| inside.get(..typed.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(typed)))
        else {
            return false;
        };
        let value = inside[typed.len()..].trim_start_matches(['(', ' ']);
        let ends = |c: char| c == ')' || c == '(' || (c.is_whitespace() && inside.len() == behind.len());
        let (value, rest) = value.split_at(value.find(ends).unwrap_or(value.len()));
        if !value.starts_with(char::is_alphanumeric) {
            return false;
        }
        let opened = behind[..behind.len() - rest.len()].bytes().filter(|b| *b == b'(').count();
        let closed = rest.bytes().take_while(|b| *b == b')').count().min(opened);
        let bound = if *asks == Asks::Since { "since" } else { "until" };
        if !typed.contains('=') && !typed.ends_with("eq") {
            let value = short(value.trim());
            self.notes.add(format!("'{name} {typed} {value}' was read as '{bound}:{value}', with that day"));
        }
        self.push(Kind::Field(Field::Asks(*asks)), bound);
        self.push(Kind::Phrase { slop: 0, exact: false }, value.trim());
        self.at = self.text.len() - rest.len() + closed;
        true
    }

    fn at_least(&mut self, name: &str, behind: &str) -> bool {
        if !name.eq_ignore_ascii_case("atleast") && !name.eq_ignore_ascii_case("atl") {
            return false;
        }
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = behind.split_at(digits);
        if digits == 0 || !after.starts_with('(') {
            return false;
        }
        let typed = number.parse().unwrap_or(u32::MAX);
        let times = typed.clamp(1, MAX_TIMES);
        if times != typed {
            self.notes.add(format!("'atleast' takes 1 to {MAX_TIMES}; '{}' was read as {times}", short(number)));
        }
        let length = self.rest().len() - after.len();
        self.push(Kind::AtLeast(times), &self.rest()[..length]);
        self.at += length;
        true
    }

    /// Reads up to a blank, a parenthesis or a phrase.
    fn run(&mut self) {
        let rest = self.rest();
        let url = is_url(rest);
        let mut before = 'x';
        let mut opened = 0_usize;
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            opened += usize::from(c == '(');
            let parts = match c {
                _ if c.is_whitespace() => true,
                '(' => !url,
                ')' if url && opened > 0 => {
                    opened -= 1;
                    false
                }
                ')' => true,
                _ => at > 0 && opening(&rest[at..], before).is_some_and(|row| !APOSTROPHES.contains(&QUOTES[row].0)),
            };
            if parts {
                end = at;
                break;
            }
            before = c;
        }
        // a parenthesis never begins a run, and neither does a mark that was passed over: this moves on
        let text = &rest[..end.max(rest.chars().next().map_or(0, char::len_utf8))];
        self.at += text.len();
        let kind = match sign(text).filter(|_| !self.is_bound_to_value()) {
            Some(sign) => Kind::Sign(sign),
            None => Kind::Run { truncated: false },
        };
        self.push(kind, text);
    }

    /// Whether the last token is a prefix or a field: `-AND` and `title:same` are words.
    fn is_bound_to_value(&self) -> bool {
        matches!(self.found.last(), Some(Token { kind: Kind::Minus | Kind::Plus | Kind::Field(_), .. }))
    }
}

/// Whether something that can be asked for begins `rest`: `-word`, `-"phrase"`, `-(a b)`, but not ` - ` or `--`.
fn begins(rest: &str) -> bool {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or(' ');
    let second = chars.next().unwrap_or(' ');
    first.is_alphanumeric()
        || first == '('
        || opening(rest, ' ').is_some()
        || (matches!(first, '=' | '*' | '#' | '@' | '$') && (second.is_alphanumeric() || second == '"'))
}

/// The row of the quotation mark that opens `rest`; a mark right after a letter or digit (`27"`) opens nothing.
fn opening(rest: &str, before: char) -> Option<usize> {
    if before.is_alphanumeric() {
        return None;
    }
    let first = rest.chars().next()?;
    QUOTES.iter().position(|(open, _)| *open == first)
}

/// Whether a mark of a phrase, apostrophes not counted.
pub(crate) fn is_quote(c: char) -> bool {
    !APOSTROPHES.contains(&c) && QUOTES.iter().any(|(open, closers)| *open == c || closers.contains(&c))
}

pub(crate) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5ea}')
}
