//! Bytes to raw records: one file a format, two kinds of failure (this file cannot be read, this record is bad).

mod encoding;
mod fields;
mod html;
mod json;
mod markdown;
mod mojibake;
mod ndjson;
mod path;
mod people;
mod plain;
mod sniff;

use std::io::{BufRead, Read};

use crate::article::Raw;
use crate::text::normal;

/// What the bytes of a file are, decided by content first and by name only where content cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Running text.
    Plain,
    /// Markdown, with or without front matter.
    Markdown,
    /// A web page.
    Html,
    /// One JSON object, an array of objects, or several objects one after the other.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// A piece of a file that can be parsed apart from the rest: whole articles, never half of one.
#[derive(Debug)]
pub struct Chunk {
    /// What its bytes are.
    pub format: Format,
    /// The bytes, as they stand in the file (UTF-16 has become UTF-8).
    pub bytes: Vec<u8>,
    /// The number of its first record within the file, counted from 1; in NDJSON the number of the line.
    pub first: usize,
    /// Records that were left out of `bytes` because they are too large to hold; [`parse`] hands them on.
    pub bad: Vec<BadRecord>,
}

/// One article of a file, before cleaning.
#[derive(Debug)]
pub struct Record {
    /// Its number within the file, counted from 1, in NDJSON the number of its line; `None` when the file is one article.
    pub number: Option<usize>,
    /// What was found.
    pub raw: Raw,
}

/// Why a file gives no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It is not an article and does not look like one (image, style, script): no word about it.
    NotAnArticle,
    /// It should be one: the reason in lower case, with the remedy where there is one.
    Bad(String),
}

/// A record that cannot be used, in a file that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Its number within the file, counted from 1; `None` when the file is one article.
    pub number: Option<usize>,
    /// The reason, in lower case.
    pub reason: String,
}

/// Bytes from which the format is told: enough for the longest page head met and for some lines of NDJSON.
const HEAD: usize = 64 << 10;

/// Bytes of the largest file that is one article or one JSON text, and of the longest line of NDJSON: the longest novels
/// have a quarter of that, and a few such chunks in flight still fit into a small machine.
const LARGEST: usize = 16 << 20;

/// Bytes of the largest page: parsing takes about 30 times as much memory as the page has.
const LARGEST_PAGE: usize = 8 << 20;

impl Chunk {
    /// Whole records in `bytes`, the first of which has the number `first`.
    fn new(format: Format, bytes: Vec<u8>, first: usize) -> Self {
        Self { format, bytes, first, bad: Vec::new() }
    }

    /// Whether the file that begins with this chunk is what `newsdex clean --json` wrote.
    pub fn begins_cleaned(&self) -> bool {
        self.first == 1 && matches!(self.format, Format::Json | Format::Ndjson) && sniff::is_cleaned(&self.bytes)
    }
}

/// Cuts `input` into chunks: cheap and sequential, in bounded memory whatever the length of the input.
///
/// `name` is the file's path below its root, which decides only where content cannot.
///
/// # Errors
/// A [`Skip`] when the file as a whole is no article; chunks given before stay good.
pub fn split(name: &str, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut head = Vec::new();
    fill(input, &mut head, HEAD)?;
    if let Some(utf16) = encoding::utf16(&head) {
        fill(input, &mut head, LARGEST + 1)?;
        small_enough(&head, LARGEST)?;
        let text = encoding::decode_as(utf16, &head).map_err(Skip::Bad)?;
        return split_utf8(name, text.into_bytes(), input, each);
    }
    split_utf8(name, head, input, each)
}

/// `head` is the beginning of the file, `rest` what comes after it.
fn split_utf8(name: &str, head: Vec<u8>, rest: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let format = sniff::format(name, &head)?;
    if format == Format::Ndjson {
        return ndjson::split(&mut head.as_slice().chain(rest), each);
    }
    let limit = if format == Format::Html { LARGEST_PAGE } else { LARGEST };
    let mut bytes = head;
    fill(rest, &mut bytes, limit + 1)?;
    small_enough(&bytes, limit)?;
    if encoding::without_bom(&bytes).iter().all(u8::is_ascii_whitespace) {
        return Err(Skip::Bad("empty file".to_owned()));
    }
    if sniff::is_binary(&bytes) {
        return Err(sniff::binary(name));
    }
    each(Chunk::new(format, bytes, 1));
    Ok(())
}

/// Parses the articles of a chunk: the costly half, made to run on many chunks at once. Cannot fail as a whole.
///
/// `name` is the file's path below its root: a day in it dates an article that does not say its own.
pub fn parse(name: &str, chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    chunk.bad.iter().cloned().for_each(|bad| each(Err(bad)));
    let day = path::date(name);
    let mut finish = |found: Result<Record, BadRecord>| {
        each(found.and_then(finished).map(|mut record| {
            // the day in the name of a file of many articles is that of the collection
            if record.number.is_none() && record.raw.meta.date.is_none() {
                record.raw.meta.date = day;
            }
            record
        }));
    };
    match chunk.format {
        Format::Plain => finish(single(&chunk.bytes, None, |text| Ok(plain::parse(text)))),
        Format::Markdown => finish(single(&chunk.bytes, None, |text| Ok(markdown::parse(text)))),
        Format::Html => finish(single(&chunk.bytes, encoding::declared_in_page(&chunk.bytes), html::parse)),
        Format::Json => match encoding::decode(&chunk.bytes, None) {
            Ok(text) => json::parse(&text, &mut finish),
            Err(reason) => finish(Err(BadRecord { number: None, reason })),
        },
        Format::Ndjson => ndjson::parse(chunk, &mut finish),
    }
}

/// The record of a file that is one article.
fn single(
    bytes: &[u8],
    declared: Option<&'static encoding_rs::Encoding>,
    parse: impl Fn(&str) -> Result<Raw, String>,
) -> Result<Record, BadRecord> {
    let raw = encoding::decode(bytes, declared).and_then(|text| parse(&text));
    raw.map(|raw| Record { number: None, raw }).map_err(|reason| BadRecord { number: None, reason })
}

/// Text and metadata spelt as everything after reading expects them; a record without a word is none, one with a headline
/// alone is a flash.
fn finished(mut record: Record) -> Result<Record, BadRecord> {
    let Raw { text, meta, .. } = &mut record.raw;
    let names = [&mut meta.title, &mut meta.source, &mut meta.credit, &mut meta.section];
    let lists = meta.authors.iter_mut().chain(&mut meta.keywords);
    for spelt in names.into_iter().flatten().chain(lists).chain([text]) {
        *spelt = normal(mojibake::mended(std::mem::take(spelt)));
    }
    if record.raw.text.trim().is_empty() && record.raw.meta.title.is_none() {
        return Err(BadRecord { number: record.number, reason: "the text is empty".to_owned() });
    }
    Ok(record)
}

/// Reads on until `bytes` holds `limit` bytes or the input ends.
fn fill(input: &mut dyn BufRead, bytes: &mut Vec<u8>, limit: usize) -> Result<(), Skip> {
    let missing = limit.saturating_sub(bytes.len()) as u64;
    input.take(missing).read_to_end(bytes).map(drop).map_err(|error| unreadable(&error))
}

fn unreadable(error: &std::io::Error) -> Skip {
    Skip::Bad(format!("cannot be read to its end: {error}"))
}

fn small_enough(bytes: &[u8], limit: usize) -> Result<(), Skip> {
    if bytes.len() <= limit {
        return Ok(());
    }
    let limit = limit >> 20;
    Err(Skip::Bad(format!(
        "too large for one article (over {limit} MiB; many articles go into one file as NDJSON, one a line)"
    )))
}

#[cfg(test)]
mod tests;
