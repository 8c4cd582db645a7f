//! Factiva: articles that end with their accession number, with two-letter field codes or without.

use crate::article::{Date, Metadata, Precision, Raw};
use crate::read::export::{Documents, Found, Line, is_copyright, unwrapped};
use crate::read::paragraph::Style;
use crate::read::{fields, people};

/// The codes of its fields.
const CODES: &[&str] = &[
    "SE", "HD", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT", "RF", "CO", "IN",
    "NS", "RE", "IPC", "IPD", "PUB", "AN", "BY", "CLM", "ART", "CX", "DLN",
];

/// Codes that must stand in a file with field codes, and how many more.
const MUST: &[&str] = &["HD", "PD"];
const OTHERS: usize = 3;

/// Words for words, of the languages of its pages.
const WORDS: &[&str] = &["words", "wörter", "mots", "palabras", "parole", "palavras", "woorden"];

/// Words before the accession number.
const DOCUMENTS: &[&str] = &["Document", "Dokument", "Documento"];

/// The names of languages in the languages of its pages.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["english", "englisch", "anglais", "inglés", "inglese", "inglês"]),
    ("de", &["german", "deutsch", "allemand", "alemán", "tedesco", "alemão"]),
    ("fr", &["french", "französisch", "français", "francés", "francese", "francês"]),
    ("es", &["spanish", "spanisch", "espagnol", "español", "spagnolo", "espanhol"]),
    ("it", &["italian", "italienisch", "italien", "italiano"]),
    ("pt", &["portuguese", "portugiesisch", "portugais", "portugués", "portoghese", "português"]),
    ("nl", &["dutch", "niederländisch", "néerlandais", "neerlandés", "nederlands"]),
    ("ru", &["russian", "russisch", "russe", "ruso"]),
    ("zh", &["chinese - simplified", "chinese - traditional", "chinese", "chinesisch", "chinois", "chino"]),
    ("ja", &["japanese", "japanisch", "japonais", "japonés"]),
    ("ar", &["arabic", "arabisch", "arabe", "árabe"]),
    ("pl", &["polish", "polnisch", "polonais", "polaco"]),
    ("sv", &["swedish", "schwedisch", "suédois", "sueco"]),
];

/// Most articles that one file holds: of a search that found more the file holds a part.
const MOST: usize = 100;

/// Lines above the count of words that belong to an article: section, headline over two lines, byline.
const ABOVE: usize = 4;

/// Lines between the count of words and the text: date, time, source, code, edition, page, language, copyright.
const BELOW: usize = 14;

/// `1,520 words`
pub(super) fn is_words(line: &str) -> bool {
    let Some((number, words)) = line.split_once(char::is_whitespace) else { return false };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    digits && number.starts_with(|c: char| c.is_ascii_digit()) && WORDS.contains(&words.trim().to_lowercase().as_str())
}

/// The accession number of `Document LBA0000020251028elas00abc`.
pub(super) fn accession(line: &str) -> Option<&str> {
    let (word, code) = line.split_once(char::is_whitespace)?;
    let code = code.trim();
    (DOCUMENTS.contains(&word) && is_accession(code)).then_some(code)
}

/// A code of the source, the date, and letters that nobody else uses: 25 signs, more or less.
fn is_accession(code: &str) -> bool {
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    (18..=32).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && digits >= 8
}

/// The field code that a line is or begins with, and what stands behind it.
fn code(line: &str) -> Option<(&'static str, &str)> {
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let (code, value) = line.split_at(end);
    let code = CODES.iter().find(|known| **known == code)?;
    // one blank may stand in a sentence, columns have more
    let column =
        value.is_empty() || value.starts_with('\t') || value.chars().take_while(|c| c.is_whitespace()).count() > 1;
    column.then(|| (*code, value.trim()))
}

/// Whether the lines have field codes.
pub(super) fn is_coded(lines: &[Line]) -> bool {
    let mut seen: Vec<&str> = lines.iter().filter_map(|line| code(line.text)).map(|(code, _)| code).collect();
    seen.sort_unstable();
    seen.dedup();
    MUST.iter().all(|code| seen.contains(code)) && seen.len() >= MUST.len() + OTHERS
}

/// How many articles the search found: `Results Found`, beside or above the number.
fn stated(lines: &[Line]) -> Option<usize> {
    let at = lines.iter().rposition(|line| line.text == "Search Summary")?;
    let mut rest = lines[at..].iter().map(|line| line.text).filter(|line| !line.is_empty());
    let line = rest.find(|line| line.starts_with("Results Found"))?;
    let value = line["Results Found".len()..].trim_start_matches(':').trim();
    let value = if value.is_empty() { rest.next()? } else { value };
    value.replace([',', '.'], "").parse().ok().filter(|number| *number <= MOST)
}

/// The fields of one article.
#[derive(Default)]
struct Fields<'a>(Vec<(&'static str, Vec<Line<'a>>)>);

impl<'a> Fields<'a> {
    fn lines(&self, code: &str) -> impl Iterator<Item = &Line<'a>> {
        self.0.iter().filter(move |(known, _)| *known == code).flat_map(|(_, lines)| lines)
    }

    fn one(&self, code: &str) -> Option<String> {
        let line = self.lines(code).map(|line| line.text).collect::<Vec<_>>().join(" ");
        Some(fields::one_line(&line)).filter(|line| !line.is_empty())
    }

    fn has(&self, code: &str) -> bool {
        self.0.iter().any(|(known, _)| *known == code)
    }

    fn article(&self) -> Raw {
        let day = self.one("PD").and_then(|day| Date::parse(&day));
        let text: Vec<Line> = ["LP", "TD"].iter().flat_map(|code| self.lines(code)).copied().collect();
        let meta = Metadata {
            title: self.one("HD"),
            date: day.map(|day| at_time(day, self.one("ET").as_deref())),
            authors: people::names(self.one("BY").as_deref()),
            source: self.one("SN"),
            credit: self.one("CR"),
            lang: self.one("LA").and_then(|name| language(&name)),
            section: self.one("SE").or_else(|| self.one("CLM")),
            ..Metadata::default()
        };
        let id = self.one("AN").map(|value| accession(&value).unwrap_or(&value).to_owned());
        Raw { id, meta, text: unwrapped(&text) }
    }
}

/// The articles of a file with field codes.
pub(super) fn coded(lines: &[Line]) -> Documents {
    let mut found = Vec::new();
    let mut fields = Fields::default();
    let mut numbered = false;
    let end = lines.iter().rposition(|line| line.text == "Search Summary").unwrap_or(lines.len());
    for line in &lines[..end] {
        match code(line.text) {
            Some((code, value)) => {
                // an article begins with its section or its headline
                let begins = matches!(code, "SE" | "HD") && fields.has(code) || code == "SE" && fields.has("HD");
                if begins || fields.has("AN") && matches!(code, "SE" | "HD" | "BY" | "WC") {
                    numbered |= fields.has("AN");
                    found.push(Ok(std::mem::take(&mut fields).article()));
                }
                fields.0.push((code, vec![Line { text: value, ..*line }]));
            }
            None => match fields.0.last_mut() {
                // behind the accession number there is no field
                Some(("AN", lines)) if lines.iter().any(|line| !line.text.is_empty()) => {}
                Some((_, lines)) => lines.push(*line),
                None => {}
            },
        }
    }
    let cut_off = fields.has("HD") && numbered && !fields.has("AN") && end == lines.len();
    if fields.has("HD") {
        found.push(Ok(fields.article()));
    }
    Documents { found, stated: stated(lines), cut_off }
}

/// The articles of a file without field codes.
pub(super) fn documents(lines: &[Line]) -> Documents {
    let mut found = Vec::new();
    let mut rest = lines;
    while let Some(end) = rest.iter().position(|line| accession(line.text).is_some()) {
        found.push(document(&rest[..end], accession(rest[end].text)));
        rest = &rest[end + 1..];
    }
    // an article that was cut off has no number
    let begun = rest.iter().any(|line| is_words(line.text));
    let cut_off = begun && !found.is_empty();
    if begun {
        found.push(document(rest, None));
    }
    Documents { found, stated: stated(lines), cut_off }
}

fn document(lines: &[Line], id: Option<&str>) -> Found {
    let lines: Vec<Line> = lines.iter().skip_while(|line| line.text.is_empty()).copied().collect();
    let words = lines.iter().position(|line| is_words(line.text)).ok_or("no line with its number of words")?;
    let mut meta = Metadata::default();
    above(&lines[..words], &mut meta);
    let body = words + 1 + below(&lines[words + 1..], &mut meta);
    let text = unwrapped(&lines[body..]);
    Ok(Raw { id: id.map(str::to_owned), meta, text })
}

/// Section, headline and byline, which stand above the number of words.
fn above(lines: &[Line], meta: &mut Metadata) {
    let is_part = |line: &&Line| !line.text.is_empty() && !is_copyright(line.text);
    let mut named: Vec<Line> = lines.iter().rev().filter(is_part).take(ABOVE).copied().collect();
    named.reverse();
    if let Some(at) = named.iter().rposition(|line| line.style != Style::Text) {
        meta.title = Some(named[at].text.to_owned());
        meta.section = at.checked_sub(1).map(|above| named[above].text.to_owned());
        meta.authors = people::names(named[at + 1..].iter().map(|line| line.text));
        return;
    }
    let texts: Vec<&str> = named.iter().map(|line| line.text).collect();
    let (signed, rest) = match texts[..] {
        [ref rest @ .., last] if !rest.is_empty() && is_byline(last, rest[rest.len() - 1]) => (Some(last), rest),
        ref all => (None, all),
    };
    meta.authors = people::names(signed);
    (meta.section, meta.title) = match *rest {
        [] => (None, None),
        [title] => (None, Some(title.to_owned())),
        // a section is a word or two, and what stands further up belongs to something else
        [.., section, title] if section.split_whitespace().count() <= SECTION => {
            (Some(section.to_owned()), Some(title.to_owned()))
        }
        [.., first, second] => (None, Some(format!("{first} {second}"))),
    };
}

/// Words of the name of a section.
const SECTION: usize = 3;

/// `By Ann Lee`, or words that are names below a headline that is longer.
fn is_byline(line: &str, headline: &str) -> bool {
    let lower = line.to_lowercase();
    if ["by ", "von ", "par ", "por ", "di ", "door "].iter().any(|by| lower.starts_with(by)) {
        return true;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let named =
        words.iter().all(|word| word.starts_with(char::is_uppercase) || matches!(*word, "and" | "und" | "et" | "y"));
    (2..=5).contains(&words.len()) && named && headline.split_whitespace().count() > words.len().max(SECTION)
}

/// What stands between the number of words and the text: date, time, source, codes, language, copyright.
fn below(lines: &[Line], meta: &mut Metadata) -> usize {
    let named: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].text.is_empty()).take(BELOW).collect();
    let text = |at: usize| named.get(at).map(|line| lines[*line].text);
    let mut next = 0;
    if let Some(day) = text(next).and_then(Date::parse) {
        next += 1;
        let time = text(next).filter(|line| is_time(line));
        next += usize::from(time.is_some());
        meta.date = Some(at_time(day, time));
    }
    meta.source = text(next).map(str::to_owned);
    next += usize::from(meta.source.is_some());
    let spoken = (next..named.len()).find(|at| text(*at).is_some_and(|line| language(line).is_some()));
    if let Some(at) = spoken {
        meta.lang = text(at).and_then(language);
        next = at + 1;
    }
    // without its language only the short codes of source and page are passed over
    while spoken.is_none() && text(next).is_some_and(is_short_code) {
        next += 1;
    }
    while text(next).is_some_and(is_copyright) {
        next += 1;
    }
    next.checked_sub(1).and_then(|at| named.get(at)).map_or(0, |at| at + 1)
}

/// `LBA`, `A4`, `12`
fn is_short_code(line: &str) -> bool {
    line.len() <= 8 && !line.contains(' ') && !line.chars().any(char::is_lowercase)
}

fn is_time(line: &str) -> bool {
    line.len() <= 16
        && Date::parse(&format!("2000-01-01 {line}")).is_some_and(|date| date.precision == Precision::Minute)
}

/// The day with the time that stands beside it.
fn at_time(day: Date, time: Option<&str>) -> Date {
    time.and_then(|time| Date::parse(&format!("{} {time}", day.iso()))).unwrap_or(day)
}

fn language(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let known = LANGUAGES.iter().find(|(_, names)| names.contains(&name.as_str()));
    known.map(|(code, _)| (*code).to_owned())
}
