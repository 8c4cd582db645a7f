//! A run of signs or a phrase to its words: patterns, typing errors, exact forms, scripts without blanks.

use crate::query::habits::small;
use crate::query::lex::{is_hebrew, is_quote};
use crate::query::notes::{Notes, short};
use crate::query::signs::sign;
use crate::query::tree::{Form, Typed, TypedWord};
use crate::query::value::has_url;
use crate::text::segment::{lacks_blanks, segments};
use crate::text::{Word, stands_alone, words};

/// Fewer letters than this, and a pattern or a word with errors could be nearly any word.
const FEWEST_LETTERS: usize = 2;

/// Letters from which two typing errors are looked for where none are named (Elasticsearch: from 6).
const TWO_ERRORS: usize = 6;

/// Most typing errors of a word: with three, most short words are each other.
const MAX_ERRORS: u8 = 2;

/// The words of a run without blanks, as the parts that are looked for each by itself: one, or several in scripts
/// without blanks.
pub(crate) fn run(text: &str, truncated: bool, notes: &mut Notes) -> Vec<Typed> {
    let starred = truncated.then(|| format!("{}*", text.trim_end_matches('!')));
    let text = starred.as_deref().unwrap_or(text);
    match text.strip_prefix('=') {
        Some(word) => phrase(word, 0, true, notes).into_iter().collect(),
        None => {
            if text.contains('*') && text.contains(lacks_blanks) {
                notes.add(format!("'{}' finds parts of words as it is; its signs were ignored", short(text)));
            }
            pieces(text).into_iter().filter_map(|piece| phrase(piece, 0, false, notes)).collect()
        }
    }
}

/// The parts of a run that stand for themselves: parted by signs that blanks mostly stand beside (`US/Japan`), and in
/// scripts without blanks by words.
fn pieces(run: &str) -> Vec<&str> {
    if has_url(run) {
        return vec![run];
    }
    let mut found = Vec::new();
    let (mut start, mut behind) = (0, 0);
    for (at, c) in run.char_indices() {
        let length = match c {
            ',' | ';' | '/' | '—' | '―' | '、' => c.len_utf8(),
            '-' if run[at..].starts_with("--") => 2,
            _ => continue,
        };
        if at >= behind && parts(c, &run[start..at], &run[at + length..]) {
            found.push(&run[start..at]);
            start = at + length;
        }
        behind = at + length;
    }
    found.push(&run[start..]);
    found.into_iter().filter(|piece| !piece.is_empty()).flat_map(segments).collect()
}

/// Whether the sign `c` parts words: not numbers (`24/7`, `50,000`), not `and/or`, and a slash no single letter (`w/o`).
fn parts(c: char, before: &str, after: &str) -> bool {
    let is_part = |c: char| !c.is_alphanumeric();
    let (left, right) = (before.rsplit(is_part).next().unwrap_or(""), after.split(is_part).next().unwrap_or(""));
    let numbers = left.ends_with(char::is_numeric) && right.starts_with(char::is_numeric);
    let choice = [left, right].iter().any(|word| small(&word.to_lowercase()).is_some());
    let single = left.chars().nth(1).is_none() || right.chars().nth(1).is_none();
    let ends = before.is_empty() || after.is_empty();
    !ends && !numbers && (c != '/' || !(choice || single))
}

/// The words of what stands between quotation marks, or of a run that is one phrase; none if there is no word.
pub(crate) fn phrase(text: &str, slop: u32, exact: bool, notes: &mut Notes) -> Option<Typed> {
    let (words, inner) = read(text, exact, notes);
    typed(words, &inner, slop, exact)
}

/// The words of a text, and the text in one spelling.
fn read(text: &str, exact: bool, notes: &mut Notes) -> (Vec<TypedWord>, String) {
    let mut reader = Reader { words: Vec::new(), inner: String::new(), exact, parted: false, notes };
    for token in text.split_whitespace() {
        reader.token(token);
    }
    (reader.words, reader.inner)
}

/// The words of several parts in order, as one phrase.
pub(crate) fn joined(parts: &[&Typed]) -> Option<Typed> {
    let words: Vec<TypedWord> = parts.iter().flat_map(|part| part.words.iter().cloned()).collect();
    let inner: Vec<String> = parts.iter().map(|part| inner_of(part)).collect();
    typed(words, &inner.join(" "), 0, false)
}

/// What stands within the quotation marks of a phrase; a sign of exactness before it stands before each word.
fn inner_of(part: &Typed) -> String {
    let exact = part.typed.starts_with('=');
    let inner = part.typed.strip_prefix('=').unwrap_or(&part.typed);
    let inner = inner.split_once('"').map_or(inner, |(_, rest)| rest.rsplit_once('"').map_or(rest, |(inner, _)| inner));
    let sign = if exact { "=" } else { "" };
    inner.split(' ').map(|token| format!("{sign}{token}")).collect::<Vec<_>>().join(" ")
}

fn typed(words: Vec<TypedWord>, inner: &str, slop: u32, exact: bool) -> Option<Typed> {
    if words.is_empty() {
        return None;
    }
    // odd signs between words can make other words of them in the new spelling: then blanks stand there
    let again = read(inner, exact, &mut Notes::default());
    let plain = if again.0 == words && again.1 == inner { None } else { Some(spaced(&words, exact)) };
    let inner = plain.as_deref().unwrap_or(inner);
    let slop = if words.len() == 1 { 0 } else { slop };
    let quoted = slop > 0 || !reads_bare(inner);
    let sign = if exact && words.iter().any(|word| word.form == Form::Exact) { "=" } else { "" };
    let typed = match (quoted, slop) {
        (false, _) => format!("{sign}{inner}"),
        (true, 0) => format!("{sign}\"{inner}\""),
        (true, _) => format!("{sign}\"{inner}\"~{slop}"),
    };
    Some(Typed { typed, words, slop })
}

fn spaced(words: &[TypedWord], exact: bool) -> String {
    let sign = |word: &TypedWord| if word.form == Form::Exact && !exact { "=" } else { "" };
    words.iter().map(|word| format!("{}{}", sign(word), spelled(word))).collect::<Vec<_>>().join(" ")
}

/// A word with the signs that say how it is meant.
fn spelled(word: &TypedWord) -> String {
    match word.form {
        Form::Fuzzy(errors) => format!("{}~{errors}", word.text),
        _ => word.text.clone(),
    }
}

/// Whether `inner` without quotation marks is read as the same words.
fn reads_bare(inner: &str) -> bool {
    let harmless = |c: char| c.is_alphanumeric() || !(c.is_whitespace() || is_quote(c) || "()<>=!:\\".contains(c));
    let time = || {
        inner.chars().all(|c| harmless(c) || c == ':')
            && inner.split(':').all(|part| part.ends_with(|c: char| c.is_ascii_digit()))
    };
    let begins = inner.starts_with(|c: char| c.is_alphanumeric() || c == '*');
    let plain = begins && (inner.chars().all(harmless) || time()) && sign(inner).is_none() && !has_url(inner);
    let whole = || pieces(inner) == [inner];
    plain && whole()
}

struct Reader<'n> {
    words: Vec<TypedWord>,
    /// The words with what stood between them, in one spelling.
    inner: String,
    exact: bool,
    /// Whether signs behind the last word were refused.
    parted: bool,
    notes: &'n mut Notes,
}

impl Reader<'_> {
    /// Reads a part without blanks.
    fn token(&mut self, token: &str) {
        let outer = self.exact;
        let bare = token.strip_prefix('=').unwrap_or(token);
        self.exact |= bare.len() < token.len();
        self.parts(bare, !outer && self.exact);
        self.exact = outer;
    }

    fn parts(&mut self, token: &str, sign: bool) {
        let found: Vec<Word> = words(token).collect();
        if found.is_empty() {
            self.ignored(token, token);
            return;
        }
        if !self.inner.is_empty() {
            self.inner.push(' ');
        }
        if sign && token.starts_with(char::is_alphanumeric) {
            self.inner.push('=');
        }
        let signs = !has_url(token) && token.contains(['*', '?', '~']);
        let mut at = 0;
        // where the word before ended, signs of its own counted
        let mut behind = None;
        while at < found.len() {
            if let Some(end) = behind {
                self.between(&token[end..found[at].start]);
            }
            let (next, end) = if signs { self.signed(token, &found, at, behind) } else { self.bare(&found, at) };
            (at, behind) = (next, Some(end));
        }
        if signs && !std::mem::take(&mut self.parted) {
            let end = behind.unwrap_or(0);
            self.ignored(&token[end..], token);
        }
    }

    fn bare(&mut self, found: &[Word], at: usize) -> (usize, usize) {
        let form = if self.exact { Form::Exact } else { Form::Stem };
        self.push(found[at].text.to_owned(), form);
        (at + 1, found[at].end())
    }

    /// Reads a word with the signs around it; gives the number of the next word and where this one ended.
    fn signed(&mut self, token: &str, found: &[Word], at: usize, behind: Option<usize>) -> (usize, usize) {
        let gap = &token[behind.unwrap_or(0)..found[at].start];
        let leading = gap.len() - gap.trim_end_matches('*').len();
        let start = found[at].start - leading;
        let (mut last, mut end) = (at, found[at].end());
        // signs that part what was meant as one word: wom?n, organi*ation
        while let Some(next) = found.get(last + 1).filter(|next| is_pattern(&token[end..next.start])) {
            (last, end) = (last + 1, next.end());
        }
        let signs = token[end..].bytes().take_while(|b| matches!(b, b'*' | b'?')).count();
        // a question mark at the end of a word ends a question
        let trailing = token[end..end + signs].trim_end_matches('?').len();
        end += trailing;
        if leading + trailing > 0 || last > at {
            if self.pattern(&token[start..end]) {
                return (last + 1, end);
            }
            self.parted = trailing > 0;
            return self.bare(found, at);
        }
        if let Some(length) = self.fuzzy(found[at].text, &token[end..]) {
            let end = end + length;
            let next = found[at + 1..].iter().take_while(|word| word.start < end).count();
            return (at + 1 + next, end);
        }
        self.bare(found, at)
    }

    /// Reads a pattern; false, and a note, where it cannot be one.
    fn pattern(&mut self, typed: &str) -> bool {
        let letters = typed.chars().filter(|c| c.is_alphanumeric()).count();
        if letters < FEWEST_LETTERS {
            self.notes.add(format!(
                "a pattern needs at least {FEWEST_LETTERS} letters; the signs of '{}' were ignored",
                short(typed)
            ));
            return false;
        }
        if typed.contains(stands_alone) {
            self.notes.add(format!("'{}' finds parts of words as it is; its signs were ignored", short(typed)));
            return false;
        }
        let mut text = String::with_capacity(typed.len());
        for c in typed.chars() {
            let dropped = c == '.' || (c == '*' && text.ends_with('*'));
            if !dropped {
                text.push(c);
            }
        }
        self.push(text, Form::Pattern);
        true
    }

    /// Reads `~`, `~1`, `~2` behind a word and gives its length.
    fn fuzzy(&mut self, word: &str, rest: &str) -> Option<usize> {
        let number = rest.strip_prefix('~')?;
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        if number[digits..].starts_with(char::is_alphanumeric) || !word.contains(char::is_alphabetic) {
            return None;
        }
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        if letters <= FEWEST_LETTERS || word.contains(stands_alone) || word.contains('.') {
            self.notes
                .add(format!("'{}' is too short for typing errors, or has none; its '~' was ignored", short(word)));
            self.push(word.to_owned(), if self.exact { Form::Exact } else { Form::Stem });
            self.parted = true;
            return Some(1 + digits);
        }
        let usual = if letters < TWO_ERRORS { 1 } else { MAX_ERRORS };
        let typed = number[..digits].parse().unwrap_or(if digits == 0 { usual } else { u8::MAX });
        let errors = typed.clamp(1, MAX_ERRORS);
        if errors != typed {
            self.notes.add(format!(
                "a word takes 1 or {MAX_ERRORS} typing errors; '{}~{}' was read as '{}~{errors}'",
                short(word),
                short(&number[..digits]),
                short(word)
            ));
        }
        self.push(word.to_owned(), Form::Fuzzy(errors));
        Some(1 + digits)
    }

    fn push(&mut self, text: String, form: Form) {
        let word = TypedWord { text, form };
        self.inner.push_str(&spelled(&word));
        self.words.push(word);
    }

    /// What stands between two words, without the signs that mean something.
    fn between(&mut self, gap: &str) {
        let before = self.inner.len();
        if std::mem::take(&mut self.parted) {
            self.inner.push(' ');
            return;
        }
        for c in gap.chars() {
            match c {
                '‘' | '’' => self.inner.push('\''),
                '"' if self.inner.ends_with(is_hebrew) => self.inner.push('״'),
                // a blank parts them as well
                _ if is_quote(c) || matches!(c, '*' | '?' | '~') => {
                    self.inner.truncate(before);
                    self.inner.push(' ');
                    return;
                }
                _ => self.inner.push(c),
            }
        }
    }

    /// Notes a star that stands for nothing.
    fn ignored(&mut self, signs: &str, token: &str) {
        if signs.contains('*') {
            self.notes.add(format!("'*' stands for the rest of a word; in '{}' it was ignored", short(token)));
        }
    }
}

fn is_pattern(gap: &str) -> bool {
    !gap.is_empty() && gap.bytes().all(|b| matches!(b, b'*' | b'?'))
}
