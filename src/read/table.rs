//! Tables, CSV and TSV: a row an article, its columns named by the first row.

use std::io::BufRead;

use csv::{ReaderBuilder, StringRecord};

use crate::article::Raw;
use crate::read::batch::{Batch, Mark, Window, too_large};
use crate::read::fields::Column;
use crate::read::{BadRecord, Chunk, Format, HEAD, LARGEST, Record, Skip, encoding, fields, html};

/// What may stand between two cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes of the longest name of a column that makes a first line a header.
const NAME: usize = 40;

/// Bytes of the longest first line that is taken for a header where the name of the file does not say so.
const HEADER: usize = 2000;

/// Columns that a table without a text is told it has.
const NAMED: usize = 6;

/// What a cell says that says nothing.
const NOTHING: &[&str] = &["nan", "NaN", "None", "NULL", "null", "\\N", "N/A"];

const LINE_END: Mark = Mark { first: b'\n', needs: 1, test: |_| true };

/// Whether a text begins with a header: names only, two of them known, one of which is that of a text or a title.
pub(super) fn begins(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    if line.len() > HEADER {
        return false;
    }
    let names = cells(line.as_bytes(), delimiter(line.as_bytes()));
    let known: Vec<Column> = names.iter().filter_map(|name| fields::column(&fields::plain(name))).collect();
    names.iter().all(|name| name.len() <= NAME)
        && known.len() > 1
        && known.iter().any(|column| *column != Column::Other)
}

/// Cuts at the ends of rows; every chunk begins with the header.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut window = Window::new(input);
    let (header, delimiter) = header(&mut window)?;
    let mut batch = Batch::new(Format::Table, header, each);
    let ended = cut(&mut window, delimiter, &mut batch);
    batch.flush();
    ended?;
    if batch.is_empty() { Err(Skip::Bad("a table without rows".to_owned())) } else { Ok(()) }
}

/// The header with its line end, and what stands between its cells.
fn header(window: &mut Window) -> Result<(Vec<u8>, u8), Skip> {
    let bom = window.hold(3)?.len() - encoding::without_bom(window.bytes()).len();
    window.consume(bom);
    skip_blank(window)?;
    let head = window.hold(HEAD)?;
    let line = &head[..head.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(head.len())];
    let delimiter = delimiter(line);
    let Row::Whole(length) = row(window, delimiter)? else {
        return Err(Skip::Bad("no line with the names of the columns".to_owned()));
    };
    if length > HEAD {
        // each of its cells is held many times over
        let reason = format!("the line with the names of the columns is too long (over {} KiB)", HEAD >> 10);
        return Err(Skip::Bad(reason));
    }
    let mut header = window.bytes()[..length].to_vec();
    window.consume(length);
    let names = cells(&header, delimiter);
    let is_text = |name: &String| matches!(fields::column(&fields::plain(name)), Some(Column::Text | Column::Summary));
    if !names.iter().any(is_text) {
        return Err(Skip::Bad(no_text_column(&names)));
    }
    if !header.ends_with(b"\n") {
        header.push(b'\n');
    }
    Ok((header, delimiter))
}

fn no_text_column(names: &[String]) -> String {
    let mut found: Vec<String> =
        names.iter().take(NAMED).map(|name| format!("'{}'", &name[..name.floor_char_boundary(NAME)])).collect();
    if names.len() > NAMED {
        found.push("…".to_owned());
    }
    format!(
        "no column with the text (found {}; expected 'text', 'body', 'content', 'article' or 'html')",
        found.join(", ")
    )
}

fn cut(window: &mut Window, delimiter: u8, batch: &mut Batch) -> Result<(), Skip> {
    loop {
        skip_blank(window)?;
        match row(window, delimiter)? {
            Row::End => return Ok(()),
            Row::Whole(length) => {
                batch.push(&window.bytes()[..length]);
                window.consume(length);
                continue;
            }
            Row::Open => batch.bad("a quotation mark in it is not closed".to_owned()),
            Row::Beyond => batch.bad(too_large()),
        }
        // the rows after a quotation mark that is never closed are good
        let length = usize::from(window.skip_to(&LINE_END)?);
        window.consume(length);
    }
}

fn skip_blank(window: &mut Window) -> Result<(), Skip> {
    while let Some(b'\r' | b'\n') = window.hold(1)?.first() {
        window.consume(1);
    }
    Ok(())
}

/// The row that a table goes on with.
enum Row {
    /// It has so many bytes, all of which are held.
    Whole(usize),
    /// It goes on to the end or beyond all bounds, in quotation marks.
    Open,
    /// It goes on beyond all bounds.
    Beyond,
    /// There is none.
    End,
}

fn row(window: &mut Window, delimiter: u8) -> Result<Row, Skip> {
    let mut scan = Scan { delimiter, place: Place::Start, at: 0 };
    loop {
        let bytes = window.bytes();
        let within = &bytes[..bytes.len().min(LARGEST)];
        if let Some(length) = scan.end(within) {
            return Ok(Row::Whole(length));
        }
        let is_open = scan.place == Place::Quoted;
        if within.len() == LARGEST {
            return Ok(if is_open { Row::Open } else { Row::Beyond });
        }
        if !window.more()? {
            return Ok(match window.bytes().len() {
                0 => Row::End,
                _ if is_open => Row::Open,
                length => Row::Whole(length),
            });
        }
    }
}

/// Looks for the end of a row exactly as the csv crate does, so that both count the same rows.
struct Scan {
    delimiter: u8,
    place: Place,
    /// Bytes of the row that have been seen.
    at: usize,
}

/// Where in a row a scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the beginning of a cell.
    Start,
    /// In a cell without quotation marks, or behind them.
    Bare,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark that closes, unless another one follows.
    Closed,
}

impl Scan {
    /// The length of the row with the byte that ends it.
    fn end(&mut self, row: &[u8]) -> Option<usize> {
        for byte in &row[self.at..] {
            self.at += 1;
            self.place = match (self.place, byte) {
                (Place::Quoted, b'"') => Place::Closed,
                (Place::Quoted, _) | (Place::Closed, b'"') => Place::Quoted,
                (_, b'\n' | b'\r') => return Some(self.at),
                (_, byte) if *byte == self.delimiter => Place::Start,
                (Place::Start, b'"') => Place::Quoted,
                _ => Place::Bare,
            };
        }
        None
    }
}

/// The delimiter that makes the most known names out of a header, then the most names.
fn delimiter(line: &[u8]) -> u8 {
    let worth = |delimiter: &u8| {
        let names = cells(line, *delimiter);
        let known = names.iter().filter(|name| fields::column(&fields::plain(name)).is_some()).count();
        (known, names.len())
    };
    // the first of equals
    DELIMITERS.into_iter().rev().max_by_key(worth).unwrap_or(b',')
}

/// The cells of one row, trimmed.
fn cells(row: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = reader(row, delimiter);
    let mut record = csv::ByteRecord::new();
    let is_there = reader.read_byte_record(&mut record).unwrap_or_default();
    let cells = record.iter().filter(|_| is_there);
    cells.map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// Parses the rows of a chunk; blank ones are counted and passed over.
pub(super) fn parse(chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let (text, unknown) = match encoding::decode(&chunk.bytes, None) {
        Ok(text) => (text, None),
        Err(reason) => (String::from_utf8_lossy(&chunk.bytes).into_owned(), Some(reason)),
    };
    let delimiter = delimiter(text.lines().next().unwrap_or_default().as_bytes());
    let mut reader = reader(text.as_bytes(), delimiter);
    let mut row = StringRecord::new();
    // a text has no row that cannot be read
    let mut next = |row: &mut StringRecord| reader.read_record(row).unwrap_or_default();
    if !next(&mut row) {
        return;
    }
    let columns: Vec<String> = row.iter().map(fields::plain).collect();
    let ends_in_text = columns.last().and_then(|name| fields::column(name)) == Some(Column::Text);
    for number in chunk.first.. {
        if !next(&mut row) {
            return;
        }
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if ends_in_text && row.len() > columns.len() {
            row = joined(&row, columns.len(), delimiter);
        }
        let number = Some(number);
        let raw = unknown.clone().map_or_else(|| article(&columns, &row), Err);
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
    }
}

/// The row in `columns` cells: who writes a text without quotation marks writes its commas as they are.
fn joined(row: &StringRecord, columns: usize, delimiter: u8) -> StringRecord {
    let (before, last): (Vec<_>, Vec<_>) = row.iter().enumerate().partition(|(at, _)| at + 1 < columns);
    let last: Vec<&str> = last.into_iter().map(|(_, cell)| cell).collect();
    let delimiter = char::from(delimiter);
    let last = last.join(&delimiter.to_string());
    before.into_iter().map(|(_, cell)| cell).chain([last.trim_end_matches(delimiter)]).collect()
}

/// The article of a row.
///
/// # Errors
/// Why it is none.
fn article(columns: &[String], row: &StringRecord) -> Result<Raw, String> {
    let cell = |name: &str| -> Option<&str> {
        let mut cells =
            columns.iter().zip(row).filter(|(column, _)| fields::is_plain(name, column)).map(|(_, cell)| cell);
        cells.find(|cell| !cell.trim().is_empty() && !NOTHING.contains(&cell.trim()))
    };
    let declared = fields::metadata(&|name| cell(name).map(listed).unwrap_or_default());
    let text = |names: &[&str]| names.iter().find_map(|name| text(cell(name)?));
    let mut raw = match (text(fields::TEXT), cell(fields::HTML), text(fields::SUMMARY)) {
        (Some(text), ..) | (None, None, Some(text)) => Raw { text, ..Raw::default() },
        (None, Some(page), _) => html::parse(page)?,
        // a headline with an empty text is a flash, and can be found
        (None, None, None) if declared.title.is_some() => Raw::default(),
        (None, None, None) => return Err("no text in the row".to_owned()),
    };
    raw.meta = html::prefer(declared, raw.meta);
    raw.id = fields::ID.iter().find_map(|name| cell(name)).map(|id| id.trim().to_owned());
    Ok(raw)
}

/// The text of a cell, without the tags it may have.
fn text(cell: &str) -> Option<String> {
    let text = if html::is_fragment(cell) { html::text(cell).ok()? } else { cell.to_owned() };
    (!text.trim().is_empty()).then_some(text)
}

/// The values of a cell: one, or those of a list as Python prints it: `['Ann Lee', "Bo O'Ek"]`.
fn listed(cell: &str) -> Vec<String> {
    let cell = cell.trim();
    let inside = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim);
    let Some(mut rest) = inside.filter(|inside| inside.starts_with(['\'', '"'])) else { return vec![cell.to_owned()] };
    let mut values = Vec::new();
    while let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"')) {
        let Some((value, after)) = rest[1..].split_once(quote) else { break };
        values.push(value.trim().to_owned());
        rest = after.trim_start_matches([',', ' ']);
    }
    values.retain(|value| !value.is_empty());
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Found = Vec<Result<Record, BadRecord>>;

    fn read_in(bytes: &[u8], step: usize) -> (Result<(), Skip>, Found) {
        let mut found = Vec::new();
        let mut input = std::io::BufReader::with_capacity(step, bytes);
        let ended = split(&mut input, &mut |chunk| {
            chunk.bad.iter().cloned().for_each(|bad| found.push(Err(bad)));
            parse(&chunk, &mut |record| found.push(record));
        });
        found.sort_by_key(|found| found.as_ref().map_or_else(|bad| bad.number, |record| record.number));
        (ended, found)
    }

    /// One line a row: number, id, title, date, text; or number and reason.
    fn shown(text: &str) -> Vec<String> {
        let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let (ended, found) = read_in(text.as_bytes(), 1 << 16);
        assert_eq!(ended, Ok(()), "{text}");
        let show = |found: Result<Record, BadRecord>| match found {
            Ok(Record { number, raw }) => {
                let date = raw.meta.date.map(|date| date.iso());
                format!("{} {} {} {} {}", number.unwrap(), or(raw.id), or(raw.meta.title), or(date), raw.text)
            }
            Err(BadRecord { number, reason }) => format!("{} bad: {reason}", number.unwrap()),
        };
        found.into_iter().map(show).collect()
    }

    #[test]
    fn rows_become_articles() {
        let cases: &[(&str, &[&str])] = &[
            (
                "id,title,text\n1,Ferry,It came home.\n2,Gull,\"It said \"\"no\"\",\nand left.\"\n",
                &["1 1 Ferry - It came home.", "2 2 Gull - It said \"no\",\nand left."],
            ),
            (
                "\u{feff}\r\nID;Headline;Article Body;Pub Date\r\n7;Ferry;Home, at last.;2025-10-28\r\n\r\n;;;\r\n8;Gull;Away",
                &["1 7 Ferry 2025-10-28 Home, at last.", "3 8 Gull - Away"],
            ),
            ("articleBody\tpublished_at\nHome.\t2025-10\n", &["1 - - 2025-10 Home."]),
            ("title|content\nFerry|<p>Home &amp; dry</p>\n", &["1 - Ferry - Home & dry\n"]),
            ("text\nHome.\nAway.\n", &["1 - - - Home.", "2 - - - Away."]),
            (",Unnamed: 0,title,description\n0,0,Ferry,Home.\n", &["1 - Ferry - Home."]),
            ("text,summary\nlong,short\nnan,short\n", &["1 - - - long", "2 - - - short"]),
            (
                "id,title,text,x\n1,Ferry\n2,Gull,Away.,y,z,w\n3\n",
                &["1 1 Ferry - ", "2 2 Gull - Away.", "3 bad: no text in the row"],
            ),
            ("id,text\n1,Home, at last, said one.\n2,Away,,\n", &["1 1 - - Home, at last, said one.", "2 2 - - Away"]),
            (
                "id,text\n1,\"open\n2,two\n3,three\n",
                &["1 bad: a quotation mark in it is not closed", "2 2 - - two", "3 3 - - three"],
            ),
            ("id,text\r1,one\r2,two\r", &["1 1 - - one", "2 2 - - two"]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    #[test]
    fn columns_are_taken_by_all_their_names() {
        let text = "Article,Publication,authors,URL,Language,Category,Keywords\nHome.,Harbour Post,\"['Ann Lee', \"\"Bo O'Ek\"\"]\",https://post.example/1,English,Sea,\"a, b\"\n";
        let (_, mut found) = read_in(text.as_bytes(), 64);
        let meta = found.remove(0).unwrap().raw.meta;
        assert_eq!(meta.source.as_deref(), Some("Harbour Post"));
        assert_eq!(meta.authors, ["Ann Lee", "Bo O'Ek"]);
        assert_eq!(meta.url.as_deref(), Some("https://post.example/1"));
        assert_eq!(meta.lang.as_deref(), Some("en"));
        assert_eq!(meta.section.as_deref(), Some("Sea"));
        assert_eq!(meta.keywords, ["a", "b"]);
    }

    #[test]
    fn a_page_in_a_cell_is_read_as_one() {
        let words = "The ferry of Holm came home before the storm, and the harbour master counted every boat twice before he slept. ";
        let text = format!(
            "id,html\n1,\"<html><head><title>Ferry</title></head><body><p>{}</p></body></html>\"\n",
            words.repeat(3)
        );
        assert!(shown(&text)[0].starts_with("1 1 Ferry - The ferry of Holm"));
    }

    #[test]
    fn other_encodings_are_read() {
        let (latin, _, _) = encoding_rs::WINDOWS_1252
            .encode("id,text\n1,Die Fähre kam vor dem Sturm nach Hause, und das Café blieb für alle geöffnet.\n");
        let (_, mut found) = read_in(&latin, 64);
        assert!(found.remove(0).unwrap().raw.text.starts_with("Die Fähre kam"));
    }

    #[test]
    fn a_table_without_a_text_is_told_what_is_expected() {
        let skip = |text: &str| read_in(text.as_bytes(), 64).0.unwrap_err();
        let expected = "expected 'text', 'body', 'content', 'article' or 'html'";
        assert_eq!(skip("a,b\n1,2\n"), Skip::Bad(format!("no column with the text (found 'a', 'b'; {expected})")));
        assert_eq!(
            skip("a;b;c;d;e;f;g\n"),
            Skip::Bad(format!("no column with the text (found 'a', 'b', 'c', 'd', 'e', 'f', …; {expected})"))
        );
        assert_eq!(skip("id,text\n\n"), Skip::Bad("a table without rows".to_owned()));
        assert_eq!(skip("\n"), Skip::Bad("no line with the names of the columns".to_owned()));
        assert_eq!(skip("\"id,text\n1,2"), Skip::Bad("no line with the names of the columns".to_owned()));
    }

    #[test]
    fn a_header_is_told_from_prose() {
        for header in ["id,text", "title;date;x\n1;2;3", ",url\ttitle\t", "\"Title\",\"Published At\"", "headline|body"]
        {
            assert!(begins(header), "{header}");
        }
        let prose = [
            "",
            "text",
            "Title: Ferry",
            "The text, the author and the title were lost, he said.",
            "id,date\n1,2",
            "one,text\n",
            "| title | of the table",
        ];
        for prose in prose {
            assert!(!begins(prose), "{prose}");
        }
    }

    #[test]
    fn an_open_quotation_mark_does_not_swallow_the_rest() {
        let rows = format!("2,{}\n", "word ".repeat(2000)).repeat(LARGEST / 9000);
        let text = format!("id,text\n1,\"open\n{rows}");
        let (_, found) = read_in(text.as_bytes(), 1 << 16);
        assert_eq!(found.len(), 1 + LARGEST / 9000);
        assert!(found[0].as_ref().is_err_and(|bad| bad.reason == "a quotation mark in it is not closed"));
        assert!(found[1..].iter().all(Result::is_ok));
    }

    #[test]
    fn a_row_beyond_all_bounds_is_named() {
        let text = format!("id,text\n1,one\n2,{}\n3,three\n", "x".repeat(LARGEST));
        let shown = shown(&text);
        assert_eq!(shown, ["1 1 - - one", "2 bad: too large for one article (over 16 MiB)", "3 3 - - three"]);
    }

    #[test]
    fn every_chunk_is_a_table() {
        let text = format!("id,text\n{}", format!("x,\"{}\n\"\n", "word ".repeat(200)).repeat(2000));
        let (mut chunks, mut rows) = (0, 0);
        split(&mut text.as_bytes(), &mut |chunk| {
            assert!(chunk.bytes.starts_with(b"id,text\n") && chunk.bytes.len() < 300 << 10);
            assert_eq!(chunk.first, rows + 1);
            chunks += 1;
            parse(&chunk, &mut |record| rows = record.unwrap().number.unwrap());
        })
        .unwrap();
        assert_eq!((rows, chunks > 5), (2000, true));
    }

    proptest! {
        #[test]
        fn rows_end_where_the_csv_crate_ends_them(text in "[\",;\n\r a\t]{0,60}", delimiter in prop::sample::select(DELIMITERS.to_vec())) {
            let mut ours = 0;
            let mut rest = text.as_bytes();
            loop {
                let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                rest = &rest[blank..];
                if rest.is_empty() {
                    break;
                }
                let end = Scan { delimiter, place: Place::Start, at: 0 }.end(rest).unwrap_or(rest.len());
                let both = (cells(&rest[..end], delimiter), reader(text.as_bytes(), delimiter).byte_records().nth(ours));
                let theirs: Vec<String> = both.1.unwrap().unwrap().iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
                prop_assert_eq!(both.0, theirs);
                ours += 1;
                rest = &rest[end..];
            }
            prop_assert_eq!(reader(text.as_bytes(), delimiter).byte_records().count(), ours);
        }

        #[test]
        fn cutting_changes_no_row_and_nothing_panics(text in "((id|text|title),){0,3}text\n([\",\n\r ab;é]{0,80})", step in 1usize..20) {
            let show = |(ended, found): (Result<(), Skip>, Found)| {
                let found: Vec<_> = found.into_iter().map(|record| record.map(|r| (r.number, r.raw)).map_err(|b| (b.number, b.reason))).collect();
                (ended, found)
            };
            prop_assert_eq!(show(read_in(text.as_bytes(), step)), show(read_in(text.as_bytes(), 1 << 16)));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_in(&bytes, 64);
            let _ = read_in(&[b"id,text\n", bytes.as_slice()].concat(), 64);
            parse(&Chunk::new(Format::Table, bytes, 1), &mut |_| ());
        }
    }
}
