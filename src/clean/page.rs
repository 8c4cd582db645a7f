//! A text as the rules see it: lines, their folded wording, and where the prose is.

use std::ops::Range;

use crate::clean::settings::Settings;

/// Longer lines (bytes) are prose whatever they say: no rule of lines looks at them, so prose costs next to nothing.
pub(crate) const LONG: usize = 420;

/// A sentence of this many bytes, or any line of [`PARAGRAPH`] bytes, is prose. Headings and teasers are mostly shorter.
const SENTENCE: usize = 80;
const PARAGRAPH: usize = 180;

/// One line of the raw text.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// First byte of the line in the raw text.
    start: usize,
    /// One past its last byte, without the line end.
    end: usize,
    /// First byte of `text` in the raw text.
    at: usize,
    /// What is still to be judged, without white space around it.
    pub(crate) text: &'a str,
    /// `text` as [`fold`] gives it; empty when bound or longer than [`LONG`].
    pub(crate) folded: String,
    /// The rule that cut off what stands before `text`.
    cut: Option<&'static str>,
    /// The rule that took the line.
    pub(crate) taken: Option<&'static str>,
    /// A sentence or paragraph, not taken by the rules of lines.
    pub(crate) prose: bool,
    /// A piece of a sentence that goes on in the line above or below: no rule touches it.
    pub(crate) bound: bool,
}

/// Where a line stands among the prose that is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Lines of prose above it.
    pub(crate) above: usize,
    /// Lines of prose below it.
    pub(crate) below: usize,
}

impl Place {
    /// Near the beginning: a summary of two paragraphs may stand above by-line and date.
    pub(crate) fn top(self) -> bool {
        self.above <= 2
    }

    /// Below the last line of prose, in a text that has prose.
    pub(crate) fn tail(self) -> bool {
        self.below == 0 && self.above > 0
    }

    /// Above the first or below the last line of prose, in a text that has prose.
    pub(crate) fn edge(self) -> bool {
        (self.above == 0) != (self.below == 0)
    }
}

impl<'a> Line<'a> {
    /// A line outside any text.
    pub(crate) fn alone(text: &'a str) -> Self {
        Self {
            start: 0,
            end: text.len(),
            at: 0,
            text,
            folded: fold(text),
            cut: None,
            taken: None,
            prose: false,
            bound: false,
        }
    }

    /// Nothing but white space.
    pub(crate) fn blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Still body, as far as judged.
    pub(crate) fn kept(&self) -> bool {
        self.taken.is_none() && !self.blank()
    }

    /// Ends like a sentence.
    pub(crate) fn closed(&self) -> bool {
        closed(self.text)
    }

    /// As long as a column of a wrapped text (bytes; 45 to 90 letters are usual), and not the end of a sentence.
    fn runs_on(&self) -> bool {
        (45..=100).contains(&self.text.len()) && !sentence_ends(self.text)
    }

    /// As long as a paragraph, or as a sentence that ends like one.
    pub(crate) fn looks_like_prose(&self) -> bool {
        self.text.len() >= PARAGRAPH || self.text.len() >= SENTENCE && self.closed()
    }
}

/// Ends with a full stop, a question, an exclamation, their likes, or what announces more.
pub(crate) fn closed(text: &str) -> bool {
    sentence_ends(text) || text.ends_with([';', ':', ','])
}

/// Ends with a full stop, a question, an exclamation or their likes, within quotes or brackets or not.
fn sentence_ends(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '“', '»', '«', ')', ']', '」', '』', '）', '‘']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔'])
}

/// The lines of a text, in order.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) lines: Vec<Line<'a>>,
    pub(crate) settings: &'a Settings,
}

impl<'a> Page<'a> {
    pub(crate) fn of(raw: &'a str, settings: &'a Settings) -> Self {
        let mut start = 0;
        let lines = raw.split('\n').map(|line| {
            let first = start;
            start += line.len() + 1;
            let text = line.trim();
            let at = first + (line.len() - line.trim_start().len());
            Line {
                start: first,
                end: first + line.len(),
                at,
                text,
                folded: String::new(),
                cut: None,
                taken: None,
                prose: false,
                bound: false,
            }
        });
        let mut page = Self { lines: lines.collect(), settings };
        page.bind();
        for line in page.lines.iter_mut().filter(|line| !line.bound && line.text.len() <= LONG) {
            line.folded = fold(line.text);
        }
        page
    }

    /// Texts of agencies are wrapped at a column: a line of theirs may be any piece of a sentence, so one that goes on
    /// from the line above, or goes on in the line below, is bound.
    fn bind(&mut self) {
        if !self.wrapped() {
            return;
        }
        let open: Vec<bool> = self.lines.iter().map(|line| !line.blank() && !sentence_ends(line.text)).collect();
        for at in 0..self.lines.len() {
            let above = at > 0 && open[at - 1];
            let below = open[at] && self.lines.get(at + 1).is_some_and(|next| !next.blank());
            self.lines[at].bound = !self.lines[at].blank() && (above || below);
        }
    }

    /// Three lines of ten are as long as a column, end within a sentence, and go on with a small letter in the next:
    /// lists of titles and captions do not, English and German agency texts have five to eight of ten.
    fn wrapped(&self) -> bool {
        let written = self.lines.iter().filter(|line| !line.blank()).count();
        let pairs = self.lines.windows(2);
        let wraps = pairs.filter(|pair| pair[0].runs_on() && pair[1].text.starts_with(char::is_lowercase)).count();
        written >= 4 && wraps * 10 >= written * 3
    }

    /// Cuts `bytes` off the front of a line; the rest is judged as if it had always stood alone.
    pub(crate) fn cut(&mut self, at: usize, bytes: usize, rule: &'static str) {
        let line = &mut self.lines[at];
        let rest = line.text[bytes..].trim_start();
        line.at += line.text.len() - rest.len();
        line.cut = Some(rule);
        line.folded = if rest.len() <= LONG { fold(rest) } else { String::new() };
        line.text = rest;
    }

    /// Tells prose from the rest, once all rules of lines have been heard.
    pub(crate) fn find_prose(&mut self) {
        for line in &mut self.lines {
            line.prose = line.kept() && (line.bound || line.looks_like_prose());
        }
    }

    /// Every line's place, in order.
    pub(crate) fn places(&self) -> Vec<Place> {
        let all = self.lines.iter().filter(|line| line.prose).count();
        let mut above = 0;
        self.lines
            .iter()
            .map(|line| {
                let place = Place { above, below: all - above - usize::from(line.prose) };
                above += usize::from(line.prose);
                place
            })
            .collect()
    }

    /// What is decided, in order. Of a run of blank lines the first stays if body is around it.
    pub(crate) fn removals(&self, blank_rule: &'static str) -> Vec<(Range<usize>, &'static str)> {
        let mut removals = Vec::new();
        let last = self.lines.iter().rposition(Line::kept);
        let (mut body_seen, mut blank_kept) = (false, false);
        for (at, line) in self.lines.iter().enumerate() {
            if let Some(rule) = line.cut {
                removals.push((line.start..line.at, rule));
            }
            if let Some(rule) = line.taken {
                removals.push((line.start..line.end + 1, rule));
            } else if !line.blank() {
                (body_seen, blank_kept) = (true, false);
            } else if !body_seen || blank_kept || last.is_none_or(|last| at > last) {
                removals.push((line.start..line.end + 1, blank_rule));
            } else {
                blank_kept = true;
            }
        }
        removals
    }
}

/// Bytes at either end of a long line that [`fold`] keeps: beginnings, ends and credits of rules are shorter.
const ENDS: usize = 100;

/// The wording of a line without what varies: lower case, single spaces, straight apostrophes, every number `#`, every
/// dash `-`, no brackets, nothing but letters, numbers, `©`, `@` and `#` at its ends; of a long line only its ends.
pub(crate) fn fold(text: &str) -> String {
    if text.len() <= 2 * ENDS {
        return fold_all(text);
    }
    let head = &text[..text.floor_char_boundary(ENDS)];
    let tail = &text[text.ceil_char_boundary(text.len() - ENDS)..];
    fold_all(head) + " … " + &fold_all(tail)
}

fn fold_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '0'..='9' => {
                while chars.next_if(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '\u{a0}')).is_some() {}
                out.push('#');
            }
            '(' | ')' | '[' | ']' | '{' | '}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => {}
            '’' | '‘' | '´' | '`' => out.push('\''),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '：' => out.push(':'),
            // most of a text, in runs
            'a'..='z' => {
                out.push(c);
                while let Some(c) = chars.next_if(char::is_ascii_lowercase) {
                    out.push(c);
                }
            }
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            c if c.is_ascii_graphic() => out.push(c),
            c if c.is_whitespace() => {
                if out.bytes().next_back().is_some_and(|last| last != b' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    let end = out.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '©' | '@')).len();
    out.truncate(end);
    let start = end - out.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '©' | '@')).len();
    out.drain(..start);
    out
}
