//! The SGML of test collections: `<DOC>` of TREC and its relatives, `<REUTERS>` of Reuters-21578. Not XML: tags are in
//! either case, some are never closed, and each collection has its own.

use std::cell::RefCell;
use std::io::BufRead;

use crate::article::{Date, Metadata, Raw};
use crate::read::batch::{Batch, CHUNK, Found, Mark, Window, too_large};
use crate::read::{BadRecord, Chunk, Format, LARGEST, Record, Skip, encoding, entities, fields, people};

/// Tags that a record stands between.
const RECORDS: &[&str] = &["doc", "reuters"];

/// Bytes that tell a record's tag: `</REUTERS>`.
const TELLING: usize = 10;

const BEGIN: Mark = Mark { first: b'<', needs: TELLING, test: |bytes| is_record(bytes, b"<") };

/// A record ends at its own end tag, or where it was forgotten at the next record.
const BOUND: Mark =
    Mark { first: b'<', needs: TELLING, test: |bytes| is_record(bytes, b"<") || is_record(bytes, b"</") };

fn is_record(bytes: &[u8], before: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(before) else { return false };
    RECORDS.iter().any(|name| {
        let (Some(found), next) = (rest.get(..name.len()), rest.get(name.len())) else { return false };
        found.eq_ignore_ascii_case(name.as_bytes()) && next.is_none_or(|next| b"> \t\r\n".contains(next))
    })
}

/// Cuts at the tags of records. A file that ends within a record, and words between two of them, are named.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    // the number of a note is that of a record which may be good, so it travels beside what the batch counts
    let notes = RefCell::new(Vec::new());
    let mut hand_on = |mut chunk: Chunk| {
        chunk.bad.append(&mut notes.borrow_mut());
        each(chunk);
    };
    let mut batch = Batch::new(Format::Sgml, Vec::new(), &mut hand_on);
    let ended = cut(&mut Window::new(input), &mut batch, &notes);
    batch.flush();
    let is_empty = batch.is_empty();
    let bad = notes.into_inner();
    if !bad.is_empty() && !is_empty {
        each(Chunk { bad, ..Chunk::new(Format::Sgml, Vec::new(), 1) });
    }
    ended?;
    if is_empty { Err(Skip::Bad("no record in it (expected '<DOC>' or '<REUTERS>')".to_owned())) } else { Ok(()) }
}

/// What a record is told in which the file ends.
const CUT_OFF: &str = "the file ends within this record";

fn cut(window: &mut Window, batch: &mut Batch, notes: &RefCell<Vec<BadRecord>>) -> Result<(), Skip> {
    let note = |number, reason| notes.borrow_mut().push(BadRecord { number, reason });
    // whether a record had its end tag: there are collections without
    let (mut count, mut closed) = (0, false);
    let mut outside: Option<(usize, usize)> = None;
    let mut in_record = false;
    loop {
        let (begins, words) = between(window)?;
        if words && !in_record {
            let (first, places) = outside.unwrap_or((count, 0));
            outside = Some((first, places + 1));
        }
        if !begins {
            break;
        }
        count += 1;
        let found = window.find(1, LARGEST, &BOUND)?;
        in_record = found == Found::Beyond;
        let (length, ends) = match found {
            Found::At(end) => (end, false),
            Found::End => (window.bytes().len(), closed || count == 1),
            Found::Beyond => {
                batch.bad(too_large());
                window.consume(1);
                continue;
            }
        };
        let record = &window.bytes()[..length];
        closed |= window.bytes()[length..].starts_with(b"</");
        if ends && !has_text(record) {
            batch.bad(CUT_OFF.to_owned());
        } else {
            batch.push(record);
            if ends {
                note(Some(count), CUT_OFF.to_owned());
            }
        }
        window.consume(length);
    }
    if let Some((first, places)) = outside {
        let place = if first == 0 { "before the first" } else { "behind this one" };
        let more = if places > 1 { format!(", in {places} places") } else { String::new() };
        note((first > 0).then_some(first), format!("text outside of a record ({place}{more})"));
    }
    Ok(())
}

/// Passes over what stands before the next record: whether there is one, and whether there were words.
fn between(window: &mut Window) -> Result<(bool, bool), Skip> {
    let mut words = false;
    loop {
        let found = window.find(0, CHUNK, &BEGIN)?;
        let length = match found {
            Found::At(at) => at,
            Found::Beyond => CHUNK,
            Found::End => window.bytes().len(),
        };
        words = words || has_words(&window.bytes()[..length]);
        window.consume(length);
        if found != Found::Beyond {
            return Ok((found != Found::End, words));
        }
    }
}

/// Whether a letter stands outside of tags and comments.
fn has_words(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let is_tag =
            *first == b'<' && after.first().is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(next));
        rest = if rest.starts_with(b"<!--") {
            rest.windows(3).position(|three| three == b"-->").map_or(&[], |at| &rest[at + 3..])
        } else if is_tag {
            after.iter().position(|byte| b"<>".contains(byte)).map_or(&[], |at| &after[at..])
        } else if first.is_ascii_alphabetic() || !first.is_ascii() && !MARK.contains(first) {
            return true;
        } else {
            after
        };
    }
    false
}

/// The bytes of a byte order mark, which is no word.
const MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// Whether a record that was cut off has begun its text.
fn has_text(record: &[u8]) -> bool {
    let raw = encoding::decode(record, None).and_then(|text| article(&text));
    raw.is_ok_and(|raw| !raw.text.trim().is_empty())
}

/// Parses the records of a chunk.
pub(super) fn parse(chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let bytes = chunk.bytes.as_slice();
    let mut begins = (0..bytes.len()).filter(|at| bytes[*at] == b'<' && is_record(&bytes[*at..], b"<"));
    let Some(mut start) = begins.next() else { return };
    for number in chunk.first.. {
        let next = begins.next();
        let record = &bytes[start..next.unwrap_or(bytes.len())];
        let raw = encoding::decode(record, None).and_then(|text| article(&text));
        let number = Some(number);
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
        match next {
            Some(next) => start = next,
            None => return,
        }
    }
}

/// What the text between two tags is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Id,
    Title,
    Date,
    Dateline,
    Byline,
    Text,
    Source,
    Section,
    Keywords,
    Language,
    Url,
    /// A line of the text around it.
    Line,
    /// Codes of the collection that nobody reads.
    Silent,
}

/// How many roles there are.
const ROLES: usize = Role::Silent as usize + 1;

/// Tags by what they hold, as AP, FBIS, the Federal Register, FT, LA Times, SJMN, WSJ (TREC disks 1 to 5), AQUAINT, GigaWord
/// and Reuters-21578 use them.
const TAGS: &[(Role, &[&str])] = &[
    (Role::Id, &["docno", "docid", "id"]),
    (Role::Title, &["headline", "head", "hl", "title", "ti", "h3", "doctitle", "heading"]),
    (Role::Date, &["date", "date1", "dd", "date_time", "pubdate", "datetime"]),
    (Role::Dateline, &["dateline"]),
    (Role::Byline, &["byline", "author", "au"]),
    (Role::Text, &["text", "body", "lp", "leadpara", "content", "story", "summary"]),
    (Role::Source, &["pub", "so", "source", "publisher"]),
    (Role::Section, &["section", "category"]),
    (Role::Keywords, &["subject", "descript", "topics", "places", "people", "orgs", "exchanges", "keywords"]),
    (Role::Language, &["language", "lang"]),
    (Role::Url, &["url"]),
    (Role::Line, &["p", "br", "div", "h1", "h2", "h4", "h5", "h6", "ul", "ol", "li", "d", "table", "tr", "td"]),
];

fn role(name: &str) -> Role {
    let found = TAGS.iter().find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
    found.map_or(Role::Silent, |(role, _)| *role)
}

/// Open tags that are followed: what stands deeper counts as what is around it.
const DEPTH: usize = 16;

/// Tags within a line.
const INLINE: &[&str] = &["b", "i", "u", "em", "strong", "a", "f", "font", "sup", "sub"];

/// A record being read.
#[derive(Default)]
struct Reading<'a> {
    /// What each role has got, in the order of [`Role`].
    texts: [String; ROLES],
    /// Whether that holds a word.
    has: [bool; ROLES],
    /// Open tags: texts hold other tags, everything else ends where a known tag begins.
    open: Vec<(&'a str, Role)>,
}

impl<'a> Reading<'a> {
    fn of(record: &'a str) -> Self {
        let mut reading = Self::default();
        let mut rest = record;
        while !rest.is_empty() {
            let (piece, after) = match tag(rest) {
                Some((tag, after)) => {
                    reading.tag(tag);
                    ("", after)
                }
                None => {
                    let from = usize::from(rest.starts_with('<'));
                    rest.split_at(rest[from..].find('<').map_or(rest.len(), |at| at + from))
                }
            };
            reading.text(piece);
            rest = after;
        }
        reading
    }

    /// The innermost role; what stands outside of all tags may be the text of a record that has no tag for it.
    fn role(&self) -> Role {
        self.open.last().map_or(Role::Line, |(_, role)| *role)
    }

    fn text(&mut self, piece: &str) {
        let role = self.role() as usize;
        self.has[role] = self.has[role] || !piece.trim().is_empty();
        self.texts[role].push_str(piece);
    }

    fn tag(&mut self, tag: &'a str) {
        let end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.');
        let name = tag.trim_start_matches('/').split(end).next().unwrap_or_default();
        // comments and what is within a line
        if name.is_empty() || INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
            return;
        }
        self.text(PARTED);
        if tag.starts_with('/') {
            if let Some(at) = self.open.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name)) {
                self.open.truncate(at);
            }
            return;
        }
        let role = role(name);
        let inside_text = self.open.iter().any(|(_, role)| *role == Role::Text);
        let is_line = match role {
            Role::Line => true,
            // markup of the text, or of a name
            Role::Silent => inside_text || !matches!(self.role(), Role::Line | Role::Silent),
            Role::Text => false,
            // a heading within the text stays in it when the record has its headline
            _ => inside_text && self.has[role as usize],
        };
        if is_line {
            return;
        }
        if self.role() != Role::Text {
            self.open.pop();
        }
        if self.open.len() < DEPTH {
            self.open.push((name, role));
        }
    }

    /// What a role has got, references replaced.
    fn all(&self, role: Role) -> String {
        entities::decoded(&self.texts[role as usize])
    }

    /// What each tag of a role held.
    fn each(&self, role: Role) -> Vec<String> {
        self.all(role).split(PARTED).map(fields::one_line).filter(|part| !part.is_empty()).collect()
    }
}

/// What stands between the contents of two tags.
const PARTED: &str = "\n\n";

/// Bytes of the longest tag: those of GigaWord and Reuters-21578 stay below 300.
const TAG: usize = 1000;

/// The tag that `text` begins with, without its brackets, and what follows; a comment is a tag without a name.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) {
        return None;
    }
    let end = inside.bytes().take(TAG).position(|byte| matches!(byte, b'>' | b'<'))?;
    inside[end..].starts_with('>').then(|| (&inside[..end], &inside[end + 1..]))
}

/// The value of `name="value"` or `name=value` within a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(|c: char| c.is_whitespace()).unwrap_or((after, "")),
        };
        if before.split_whitespace().next_back().is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(entities::decoded(value).trim().to_owned()).filter(|value| !value.is_empty());
        }
        rest = next;
    }
    None
}

/// The article of a record, which begins with its tag.
fn article(record: &str) -> Result<Raw, String> {
    let (outer, inside) = tag(record).ok_or("its first tag does not end")?;
    let is_reuters = outer.get(..7).is_some_and(|name| name.eq_ignore_ascii_case("reuters"));
    let reading = Reading::of(inside);
    let mut titles = reading.each(Role::Title).into_iter();
    let title = titles.next();
    let (id, meta) = metadata(outer, is_reuters, &reading, title);
    let text = if reading.has[Role::Text as usize] { reading.all(Role::Text) } else { reading.all(Role::Line) };
    let mut paragraphs = paragraphs(if is_reuters { without_end_marks(&text) } else { &text });
    if let Some(dateline) = reading.each(Role::Dateline).into_iter().next() {
        put_dateline(&mut paragraphs, dateline);
    }
    // further headlines are lines above the text
    let text = titles.chain(paragraphs).collect::<Vec<_>>().join("\n");
    if text.is_empty() && meta.title.is_none() {
        return Err("no text (expected '<TEXT>' or '<BODY>' with words)".to_owned());
    }
    Ok(Raw { id, meta, text })
}

/// The id of a record, and what its tags declare.
fn metadata(outer: &str, is_reuters: bool, reading: &Reading, title: Option<String>) -> (Option<String>, Metadata) {
    let first = |role| reading.each(role).into_iter().next();
    let until = |text: String, signs: &[char]| text.split(signs).next().map(|head| head.trim().to_owned());
    let id = attribute(outer, if is_reuters { "newid" } else { "id" }).or_else(|| first(Role::Id));
    let date = reading.each(Role::Date).iter().chain(&attribute(outer, "date")).find_map(|text| date(text));
    let meta = Metadata {
        title: title.or_else(|| attribute(outer, "title").map(|title| fields::one_line(&title))),
        date: date.or_else(|| date_of_id(id.as_deref()?)),
        authors: people::names(reading.each(Role::Byline).iter().map(String::as_str)),
        // behind a name stand its code and the page
        source: first(Role::Source)
            .and_then(|name| until(name, &['(', ',']))
            .or(is_reuters.then(|| "Reuters".to_owned())),
        url: first(Role::Url).or_else(|| attribute(outer, "url")),
        lang: first(Role::Language).and_then(|lang| fields::language(&lang)),
        // behind a section stand the page and the desk
        section: first(Role::Section).and_then(|section| until(section, &[';'])),
        keywords: fields::keywords(&[reading.each(Role::Keywords).join(";")]),
        ..Metadata::default()
    };
    (id, meta)
}

/// Wires break lines at some 70 characters. A paragraph begins after a blank line or with an indented one, so that rows of
/// tables, which are all indented, stay lines.
fn paragraphs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        let words = fields::one_line(line);
        let indented = line.starts_with("  ") || line.starts_with('\t');
        match found.last_mut() {
            _ if words.is_empty() => fresh = true,
            Some(last) if !fresh && !indented => {
                last.push(' ');
                last.push_str(&words);
            }
            _ => {
                found.push(words);
                fresh = false;
            }
        }
    }
    found
}

/// The last line of the texts of Reuters-21578.
const AGENCY: &str = "Reuter";

/// Without what Reuters-21578 has around its texts: stars before a brief, the agency's name on the last line.
fn without_end_marks(text: &str) -> &str {
    let text = text.trim_end();
    let name = text.len().checked_sub(AGENCY.len()).and_then(|at| text.split_at_checked(at));
    let before =
        name.filter(|(_, name)| name.eq_ignore_ascii_case(AGENCY)).map(|(before, _)| before.trim_end_matches(' '));
    let text = before.filter(|before| before.ends_with('\n')).unwrap_or(text);
    let bare = text.trim_start();
    if bare.starts_with('*') { bare.trim_start_matches('*') } else { text }
}

/// Bytes of the longest dateline: a place, a date and an agency take some ninety.
const DATELINE: usize = 120;

/// The dateline before the first words, as wires print it: `HOLM, Feb 26 - …`.
fn put_dateline(paragraphs: &mut Vec<String>, dateline: String) {
    match paragraphs.first_mut() {
        Some(first) if dateline.len() <= DATELINE => {
            let ends = dateline.ends_with(['-', '–', '—', '_', ':']);
            *first = format!("{dateline}{}{first}", if ends { " " } else { " - " });
        }
        _ => paragraphs.insert(0, dateline),
    }
}

/// A date as collections write it: what [`Date::parse`] reads, `880212`, or either of them with an edition or a damaged
/// time behind it.
fn date(text: &str) -> Option<Date> {
    let mut text = text.trim();
    loop {
        if let Some(date) = Date::parse(text).or_else(|| six_digits(text)) {
            return Some(date);
        }
        text = text[..text.rfind([',', ' '])?].trim_end();
    }
}

/// `880212`; years as POSIX reads them in `%y`: 69 to 99 are of the 20th century.
fn six_digits(text: &str) -> Option<Date> {
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i32 = text[..2].parse().ok()?;
    let century = if year >= 69 { 1900 } else { 2000 };
    Date::day(century + year, text[2..4].parse().ok()?, text[4..].parse().ok()?)
}

/// Collections whose ids begin with the day in six digits.
const SIX_DIGITS: &[&str] = &["AP", "WSJ", "FR"];

/// The day in an id: `NYT_ENG_20040115.0001`, `APW19980601.0003`, `AP880212-0001`.
fn date_of_id(id: &str) -> Option<Date> {
    let start = id.find(|c: char| c.is_ascii_digit()).filter(|start| *start > 0)?;
    let (name, rest) = id.split_at(start);
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (day, rest) = rest.split_at(end);
    match end {
        6 if SIX_DIGITS.contains(&name) && rest.starts_with('-') => six_digits(day),
        8 if rest.starts_with('.') && day.starts_with(['1', '2']) => Date::parse(day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_in(bytes: &[u8], step: usize) -> (Result<(), Skip>, Vec<Result<Record, BadRecord>>) {
        let mut found = Vec::new();
        let mut input = std::io::BufReader::with_capacity(step, bytes);
        let ended = split(&mut input, &mut |chunk| {
            chunk.bad.iter().cloned().for_each(|bad| found.push(Err(bad)));
            parse(&chunk, &mut |record| found.push(record));
        });
        found.sort_by_key(|found| found.as_ref().map_or_else(|bad| bad.number, |record| record.number));
        (ended, found)
    }

    fn one(text: &str) -> Raw {
        let (_, mut found) = read_in(text.as_bytes(), 1 << 16);
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0).unwrap().raw
    }

    /// id, title, date and text.
    #[track_caller]
    fn check(text: &str, id: &str, title: &str, iso: &str, body: &str) {
        let raw = one(text);
        let date = raw.meta.date.map(|date| date.iso());
        let found = (raw.id.as_deref(), raw.meta.title.as_deref(), date.as_deref(), raw.text.as_str());
        let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
        assert_eq!(found, (some(id), some(title), some(iso), body));
    }

    #[test]
    fn the_collections_of_trec_are_read() {
        check(
            "<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<HEAD>Ferry Home</HEAD>\n<HEAD>Storm Passed\n\
             By</HEAD>\n<BYLINE>By ANN LEE</BYLINE>\n<DATELINE>HOLM (AP) </DATELINE>\n<TEXT>\n   The ferry came\nhome.\n   All &amp; sundry\ncheered.\n</TEXT>\n</DOC>\n",
            "AP880212-0001",
            "Ferry Home",
            "1988-02-12",
            "Storm Passed By\nHOLM (AP) - The ferry came home.\nAll & sundry cheered.",
        );
        check(
            "<DOC>\n<DOCNO>FT911-3</DOCNO>\n<PROFILE>_AN-BE0A7AAIFT</PROFILE>\n<DATE>910514\n</DATE>\n<HEADLINE>\nFT  14 MAY 91 / Ferry\nhome\n</HEADLINE>\n\
             <TEXT>\nThe ferry came home.\n\nAll cheered.\n</TEXT>\n<PUB>The Sound Times\n</PUB>\n<PAGE>\nHolm Page 16\n</PAGE>\n</DOC>",
            "FT911-3",
            "FT 14 MAY 91 / Ferry home",
            "1991-05-14",
            "The ferry came home.\nAll cheered.",
        );
        check(
            "<DOC>\n<DOCNO> LA010189-0001 </DOCNO>\n<DOCID> 1 </DOCID>\n<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition \n</P>\n</DATE>\n<SECTION>\n<P>\nPorts; Page 1\n</P>\n\
             </SECTION>\n<LENGTH>\n<P>\n12 words\n</P>\n</LENGTH>\n<HEADLINE>\n<P>\nFERRY HOME \n</P>\n</HEADLINE>\n<TEXT>\n<P>\nThe ferry came\nhome. \n</P>\n<P>\nAll cheered. \n</P>\n</TEXT>\n</DOC>",
            "LA010189-0001",
            "FERRY HOME",
            "1989-01-01",
            "The ferry came home.\nAll cheered.",
        );
        check(
            "<DOC>\n<DOCNO> FBIS3-1 </DOCNO>\n<HT>    \"cr00000011994001\" </HT>\n<HEADER>\n<H2>   March Reports </H2>\n<DATE1>  1 March 1994 </DATE1>\n<F P=100>  </F>\n\
             <H3> <TI>      Ferry Home </TI></H3>\n</HEADER>\n<TEXT>\nLanguage: <F P=105>English</F>\n\n   The ferry came home.\n<H3>Later</H3>\nAll cheered.\n</TEXT>\n</DOC>",
            "FBIS3-1",
            "Ferry Home",
            "1994-03-01",
            "Language: English\nThe ferry came home.\nLater\nAll cheered.",
        );
        check(
            "<DOC>\n<DOCNO> FR940104-0-00001 </DOCNO>\n<PARENT> FR940104-0-00001 </PARENT>\n<TEXT>\n<!-- PJG ITAG l=90 g=1 f=1 -->\n<DOCTITLE>Rules&blank;for ferries</DOCTITLE>\n\
             Section 1&hyph;2 &para; applies.\n</TEXT>\n</DOC>",
            "FR940104-0-00001",
            "Rules for ferries",
            "1994-01-04",
            "Section 1-2 ¶ applies.",
        );
        check(
            "<DOC>\n<DOCNO> WSJ870324-0001 </DOCNO>\n<HL> Ferry Home </HL>\n<DD> 03/24/87</DD>\n<SO> SOUND JOURNAL (J), PAGE A1</SO>\n<IN> BOATS\n</IN>\n<LP>\nThe ferry came home.\n</LP>\n<TEXT>\nAll cheered.\n</TEXT>\n</DOC>",
            "WSJ870324-0001",
            "Ferry Home",
            "1987-03-24",
            "The ferry came home.\nAll cheered.",
        );
        check(
            "<DOC>\n<DOCNO> SJMN91-06001001 </DOCNO>\n<ACCESS> 06001001 </ACCESS>\n<LEADPARA>  The ferry came home. </LEADPARA>\n<HEADLINE>  FERRY HOME </HEADLINE>\n<TEXT>  All cheered. </TEXT>\n<PUBDATE> 910101 </PUBDATE>\n</DOC>",
            "SJMN91-06001001",
            "FERRY HOME",
            "1991-01-01",
            "The ferry came home.\nAll cheered.",
        );
    }

    #[test]
    fn later_collections_and_relatives_are_read() {
        check(
            "<DOC>\n<DOCNO> APW19980601.0003 </DOCNO>\n<DOCTYPE> NEWS STORY </DOCTYPE>\n<DATE_TIME> 1998-06-01 00:17:00 </DATE_TIME>\n<HEADER>\nw0123 &Cx1f;\n</HEADER>\n<BODY>\n\
             <SLUG> BC-Ferry </SLUG>\n<HEADLINE>\nFerry home\n</HEADLINE>\n<TEXT>\n   The ferry came home.\n<P>\nAll cheered.\n</TEXT>\n</BODY>\n<TRAILER>\nAP-NY\n</TRAILER>\n</DOC>",
            "APW19980601.0003",
            "Ferry home",
            "1998-06-01T00:17",
            "BC-Ferry\nThe ferry came home.\nAll cheered.",
        );
        check(
            "<DOC id=\"NYT_ENG_20040115.0001\" type=\"story\" >\n<HEADLINE>\nFERRY\nHOME\n</HEADLINE>\n<DATELINE>\nHOLM, Jan. 15 (Sound)\n</DATELINE>\n<TEXT>\n<P>\nThe ferry\ncame home.\n</P>\n<P>\nAll cheered.\n</P>\n</TEXT>\n</DOC>",
            "NYT_ENG_20040115.0001",
            "FERRY HOME",
            "2004-01-15",
            "HOLM, Jan. 15 (Sound) - The ferry came home.\nAll cheered.",
        );
        check(
            "<doc id=\"12\" url=\"https://post.example/12\" title=\"Ferry\">\nThe ferry\n\nIt came home.\n</doc>",
            "12",
            "Ferry",
            "",
            "The ferry\nIt came home.",
        );
        check(
            "<DOC><DOCNO>x-1</DOCNO><HEADLINE>Unclosed<TEXT>It came < home & <all> cheered</DOC>",
            "x-1",
            "Unclosed",
            "",
            "It came < home &\ncheered",
        );
        check("<DOC><DOCNO>x</DOCNO><TITLE>A flash</TITLE><TEXT>\n</TEXT></DOC>", "x", "A flash", "", "");
    }

    #[test]
    fn reuters_records_are_read() {
        let of = |date: &str, text: &str| {
            format!(
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" CGISPLIT=\"TRAINING-SET\" OLDID=\"5544\" NEWID=\"1\">\n<DATE>{date}</DATE>\n\
             <TOPICS><D>cocoa</D><D>ship</D></TOPICS>\n<PLACES><D>denmark</D></PLACES>\n<PEOPLE></PEOPLE>\n<UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute</UNKNOWN>\n{text}\n</REUTERS>\n"
            )
        };
        let text = of(
            "26-FEB-1987 15:01:01.79",
            "<TEXT>&#2;\n<TITLE>FERRY &lt;HOLM.C> HOME</TITLE>\n<AUTHOR>    By Ann Lee, Reuters</AUTHOR>\n<DATELINE>    HOLM, Feb 26 - </DATELINE><BODY>The ferry came\nhome.\n    All cheered.\n Reuter\n&#3;</BODY></TEXT>",
        );
        check(
            &text,
            "1",
            "FERRY <HOLM.C> HOME",
            "1987-02-26T15:01",
            "HOLM, Feb 26 - The ferry came home.\nAll cheered.",
        );
        assert_eq!(one(&text).meta.keywords, ["cocoa", "ship", "denmark"]);
        assert_eq!(one(&text).meta.source.as_deref(), Some("Reuters"));
        let unprocessed = of(
            " 3-MAR-1987 605:12:19.12",
            "<TEXT TYPE=\"UNPROC\">&#2;\n  FERRY HOME\n\n  HOLM, March 3 - It came\nhome with Reuter.\n\u{3}</TEXT>",
        );
        check(&unprocessed, "1", "", "1987-03-03", "FERRY HOME\nHOLM, March 3 - It came home with Reuter.");
        let brief = of("soon", "<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>FERRY HOME\n</TITLE>Blah\n&#3;</TEXT>");
        check(&brief, "1", "FERRY HOME", "", "Blah");
    }

    #[test]
    fn records_end_where_the_next_begins() {
        let text = "junk <docs> <DOC>\n<DOCNO>1</DOCNO>one <DOC><DOCNO>2</DOCNO>two</DOC ><doc><DOCNO>3</DOCNO></doc>\n<Doc\n><DOCNO>4</DOCNO>four";
        let shown: Vec<_> = read_in(text.as_bytes(), 7)
            .1
            .into_iter()
            .map(|found| found.map(|r| (r.number, r.raw.id, r.raw.text)).map_err(|bad| bad.number))
            .collect();
        let ok = |number: usize, text: &str| Ok((Some(number), Some(number.to_string()), text.to_owned()));
        // the file has words before its first record, and ends within its last
        assert_eq!(shown, [Err(None), ok(1, "one"), ok(2, "two"), Err(Some(3)), Err(Some(4)), ok(4, "four")]);
        assert!(matches!(read_in(b"<docs>", 7).0, Err(Skip::Bad(reason)) if reason.starts_with("no record in it")));
    }

    /// Numbers with the text of good records and the reasons of bad ones.
    fn told(text: &str) -> Vec<(Option<usize>, String)> {
        let found = read_in(text.as_bytes(), 1 << 16).1.into_iter();
        found.map(|found| found.map_or_else(|bad| (bad.number, bad.reason), |r| (r.number, r.raw.text))).collect()
    }

    #[test]
    fn a_file_that_ends_within_a_record_is_named() {
        let of = |number: usize, text: &str| (Some(number), text.to_owned());
        let whole = "<DOC><DOCNO>1</DOCNO><TEXT>One.</TEXT></DOC>\n";
        assert_eq!(told(&format!("{whole}<DOC><TEXT>Two")), [of(1, "One."), of(2, CUT_OFF), of(2, "Two")]);
        assert_eq!(told(&format!("{whole}<DOC><TEXT>Two</TEXT></DO")).last(), Some(&of(2, "Two")));
        assert_eq!(told(&format!("{whole}<DOC><TITLE>Two</TITLE><TEXT>")), [of(1, "One."), of(2, CUT_OFF)]);
        assert_eq!(told("<DOC><DOCNO>1</DOCNO>"), [of(1, CUT_OFF)]);
        // collections that close no record
        assert_eq!(told("<DOC><TEXT>One\n<DOC><TEXT>Two\n"), [of(1, "One"), of(2, "Two")]);
        assert_eq!(told(&whole.repeat(2)), [of(1, "One."), of(2, "One.")]);
    }

    #[test]
    fn words_outside_of_records_are_named() {
        let one = "<DOC><TEXT>One</TEXT></DOC>";
        let behind = (Some(1), "text outside of a record (behind this one, in 2 places)".to_owned());
        let good = |number: usize| (Some(number), "One".to_owned());
        assert_eq!(told(&format!("{one}\nlost words\n{one} more")), [behind, good(1), good(2)]);
        let before = (None, "text outside of a record (before the first)".to_owned());
        assert_eq!(told(&format!("lost words {one}")), [before, good(1)]);
        let quiet = format!(
            "\u{feff}<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\"> ]>\n<docs>\n1\n{one} <!-- a > b -->\n{one}</docs>\n"
        );
        assert_eq!(told(&quiet), [good(1), good(2)]);
    }

    #[test]
    fn a_record_beyond_all_bounds_is_named() {
        let text = format!("<DOC>one</DOC><DOC>{}</DOC><DOC>three</DOC>", "word ".repeat(LARGEST / 5 + 1));
        let shown: Vec<_> = read_in(text.as_bytes(), 1 << 16)
            .1
            .into_iter()
            .map(|found| found.map(|r| (r.number, r.raw.text)).map_err(|bad| bad.number))
            .collect();
        assert_eq!(shown, [Ok((Some(1), "one".to_owned())), Err(Some(2)), Ok((Some(3), "three".to_owned()))]);
    }

    #[test]
    fn only_ids_with_a_day_date_their_articles() {
        let cases = [
            ("NYT_ENG_20040115.0001", Some("2004-01-15")),
            ("XIE19960101.0001", Some("1996-01-01")),
            ("AP880212-0001", Some("1988-02-12")),
            ("FR940104-0-00001", Some("1994-01-04")),
            ("LA010189-0001", None),
            ("ZX010203-0001", None),
            ("FT911-3", None),
            ("FBIS3-1", None),
            ("SJMN91-06001001", None),
            ("20040115.0001", None),
            ("AB20041315.0001", None),
            ("12", None),
            ("", None),
        ];
        for (id, iso) in cases {
            assert_eq!(date_of_id(id).map(|date| date.iso()).as_deref(), iso, "{id}");
        }
    }

    #[test]
    fn no_tag_stands_twice() {
        let names: Vec<&str> = TAGS.iter().flat_map(|(_, names)| *names).chain(INLINE).copied().collect();
        assert!(names.iter().enumerate().all(|(at, name)| !names[at + 1..].contains(name)));
    }

    proptest! {
        #[test]
        fn cutting_changes_no_record_and_nothing_panics(
            parts in prop::collection::vec("<DOC>|</doc>|<REUTERS NEWID=\"1\">|<TEXT>|</TEXT>|<TITLE>|<DATE>8802|<P|<|&#3;|word |=\"|é|\n  |</", 0..40),
            step in 1usize..40,
        ) {
            let bytes = parts.concat().into_bytes();
            let show = |(ended, found): (Result<(), Skip>, Vec<Result<Record, BadRecord>>)| {
                let found: Vec<_> = found.into_iter().map(|record| record.map(|r| (r.number, r.raw)).map_err(|b| (b.number, b.reason))).collect();
                (ended, found)
            };
            prop_assert_eq!(show(read_in(&bytes, step)), show(read_in(&bytes, 1 << 16)));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_in(&bytes, 64);
            parse(&Chunk::new(Format::Sgml, bytes.clone(), 1), &mut |_| ());
            parse(&Chunk::new(Format::Sgml, [b"<DOC>", bytes.as_slice()].concat(), 1), &mut |_| ());
        }
    }
}
