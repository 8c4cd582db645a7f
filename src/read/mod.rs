//! Bytes to raw records: one file a format, two kinds of failure (this file cannot be read, this record is bad).

mod batch;
mod code_page;
mod container;
mod docx;
mod encoding;
mod entities;
mod export;
mod feed;
mod fields;
mod html;
mod http;
mod json;
mod lists;
mod markdown;
mod mojibake;
mod ndjson;
mod newsml;
mod ninjs;
mod nitf;
mod paragraph;
mod path;
mod people;
mod plain;
mod rtf;
mod sgml;
mod sniff;
mod table;
mod warc;
mod worker;
mod xml;

pub use worker::{NO_WORKER, serve_worker, use_worker};

use std::cell::Cell;
use std::io::{BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::article::Raw;
use crate::read::container::{Layer, Ledger};
use crate::read::worker::Missed;
use crate::text::normal;

pub use container::Disk;

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
    /// The records of a web crawl.
    Warc,
    /// The SGML of test collections: `<DOC>` or `<REUTERS>`.
    Sgml,
    /// CSV or TSV, whose first row names the columns.
    Table,
    /// RSS, Atom, RDF.
    Feed,
    /// A document in the News Industry Text Format.
    Nitf,
    /// News items in NewsML-G2.
    NewsMl,
    /// A Word file: an article, or an export of Nexis or Factiva.
    Docx,
    /// RTF, as above.
    Rtf,
    /// An export of Nexis or Factiva as text.
    Export,
}

/// A piece of a file that can be parsed apart from the rest: whole articles, never half of one.
#[derive(Debug)]
pub struct Chunk {
    /// What its bytes are.
    pub format: Format,
    /// The bytes, as they stand in the file (UTF-16 has become UTF-8).
    pub bytes: Vec<u8>,
    /// The number of its first record within the file, counted from 1: the line of NDJSON, the row below the header of a
    /// table, the record of a WARC file whatever its type.
    pub first: usize,
    /// Records that were left out of `bytes` because they are too large to hold; [`parse`] hands them on.
    pub bad: Vec<BadRecord>,
    /// The member of the archive that it stands in: `a/b.html`, or `inner.zip!a/b.html`; `None` outside archives.
    pub member: Option<String>,
    /// Reading broke off here, so that what was known of it is not gone because it does not come.
    pub torn: bool,
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
    /// It is damaged or broke off: what stands behind that place is unknown, and may still be an article.
    Torn(String),
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

/// The name of standard input, which may be a pipe that somebody still writes into.
const PIPE: &str = "-";

/// Bytes of the largest file that is one article with its markup or one JSON text, and of the longest line of NDJSON: four
/// times the longest text, and a few such chunks in flight still fit into a small machine.
const LARGEST: usize = 16 << 20;

/// Bytes of the longest text of one article, which is that of the longest novels: cleaning, labelling and indexing it takes
/// some three seconds and 150 MB.
const LONGEST_TEXT: usize = 4 << 20;

/// Bytes of the largest export of a database, which holds hundreds of articles.
const LARGEST_EXPORT: usize = 64 << 20;

/// Bytes of the largest page: parsing takes about 30 times as much memory as the page has.
const LARGEST_PAGE: usize = 8 << 20;

impl Format {
    /// Every format.
    const ALL: [Self; 14] = [
        Self::Plain,
        Self::Markdown,
        Self::Html,
        Self::Json,
        Self::Ndjson,
        Self::Warc,
        Self::Sgml,
        Self::Table,
        Self::Feed,
        Self::Nitf,
        Self::NewsMl,
        Self::Docx,
        Self::Rtf,
        Self::Export,
    ];

    /// Whether files of it are cut between their records, so that a chunk larger than others has one alone.
    fn is_batch(self) -> bool {
        matches!(self, Self::Ndjson | Self::Warc | Self::Sgml | Self::Table)
    }

    /// Whether a chunk of so many `bytes` is parsed in this process: what takes each byte once, without recursion but
    /// for the 128 levels of serde_json, and whose memory is at most some hundred times its input (an object without a
    /// word, `{"":0}`, takes 632 bytes: the first node of a B-tree). The parts of it that are pages have a worker of their
    /// own. Everything else belongs to others, or is large enough to hurt.
    fn is_harmless(self, bytes: usize) -> bool {
        match self {
            Self::Html | Self::Warc => true,
            Self::Plain | Self::Markdown | Self::Json | Self::Ndjson | Self::Sgml | Self::Table => bytes <= HARMLESS,
            Self::Rtf | Self::Export => bytes <= HARMLESS,
            Self::Feed | Self::Nitf | Self::NewsMl | Self::Docx => false,
        }
    }
}

/// Bytes of a chunk that is parsed without a worker where its format allows: one that is put together from records has no
/// more, and a hundred times as much memory is 50 MiB.
const HARMLESS: usize = 512 << 10;

impl Chunk {
    /// Whole records in `bytes`, the first of which has the number `first`.
    fn new(format: Format, bytes: Vec<u8>, first: usize) -> Self {
        Self { format, bytes, first, bad: Vec::new(), member: None, torn: false }
    }

    /// A file that gives no article, within a container that goes on.
    fn skipped(reason: String) -> Self {
        let bad = vec![BadRecord { number: None, reason }];
        Self { bad, ..Self::new(Format::Plain, Vec::new(), 1) }
    }

    /// The same, as it stands in the member `path`.
    fn within(mut self, path: &str) -> Self {
        self.member = Some(match self.member {
            Some(inner) => format!("{path}!{inner}"),
            None => path.to_owned(),
        });
        self
    }

    /// Whether the file that begins with this chunk is what `newsdex clean --json` wrote.
    pub fn begins_cleaned(&self) -> bool {
        self.first == 1 && matches!(self.format, Format::Json | Format::Ndjson) && sniff::is_cleaned(&self.bytes)
    }
}

/// Cuts `input` into chunks: cheap and sequential, in bounded memory whatever the length of the input.
///
/// `name` is the file's path below its root, which decides only where content cannot. `disk` is the file that `input` is
/// the stream of, if there is one: some archives must be read from their end. Compressed files and archives are opened on
/// the way and never written out.
///
/// # Errors
/// A [`Skip`] when the file as a whole is no article; chunks given before stay good.
pub fn split(
    name: &str,
    input: &mut dyn BufRead,
    disk: Option<&Disk<'_>>,
    each: &mut dyn FnMut(Chunk),
) -> Result<(), Skip> {
    let ledger = Ledger::default();
    let layer = Layer { name, disk, ledger: &ledger, depth: 0 };
    let ended = guarded(each, |each| split_layer(&layer, &mut ledger.count(input), each));
    ended.unwrap_or_else(|| Err(Skip::Torn(OUR_ERROR.to_owned())))
}

/// What an input is told that our own code, or a library, fails on.
const OUR_ERROR: &str = "an error in newsdex itself, please report this file";

/// Runs a reader; `None` when it panics, unless it was `each` that did.
fn guarded<T, R>(each: &mut dyn FnMut(T), read: impl FnOnce(&mut dyn FnMut(T)) -> R) -> Option<R> {
    let is_given = Cell::new(false);
    let mut give = |found| {
        is_given.set(true);
        each(found);
        is_given.set(false);
    };
    match catch_unwind(AssertUnwindSafe(|| read(&mut give))) {
        Ok(done) => Some(done),
        Err(panic) if is_given.get() => resume_unwind(panic),
        Err(_) => None,
    }
}

/// A file, or what a container holds in its place.
fn split_layer(layer: &Layer<'_>, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut head = Vec::new();
    let mut torn;
    // what breaks within the head has a beginning too: its records are given before the break is told
    let input: &mut dyn BufRead = match begin(layer.name, input, &mut head) {
        Ok(()) => input,
        Err(error) => {
            torn = Torn(error);
            &mut torn
        }
    };
    match container::of(layer.name, &head) {
        Some(kind) => container::split(kind, layer, &mut head.as_slice().chain(input), each),
        None => split_bare(layer.name, head, input, each),
    }
}

/// Reads the bytes that the format is told from; of a pipe of articles its first line, because the others may take their time.
fn begin(name: &str, input: &mut dyn BufRead, head: &mut Vec<u8>) -> std::io::Result<()> {
    if name == PIPE {
        input.take(HEAD as u64).read_until(b'\n', head)?;
        if sniff::begins_with_article(head) {
            return Ok(());
        }
    }
    let missing = HEAD - head.len();
    input.take(missing as u64).read_to_end(head).map(drop)
}

/// The end of an input that cannot be read to its end.
struct Torn(std::io::Error);

impl Read for Torn {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::new(self.0.kind(), self.0.to_string()))
    }
}

impl BufRead for Torn {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Err(std::io::Error::new(self.0.kind(), self.0.to_string()))
    }

    fn consume(&mut self, _: usize) {}
}

/// `head` is the beginning of a file that is no container, `input` what comes after it.
fn split_bare(name: &str, mut head: Vec<u8>, input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    if let Some(utf16) = encoding::utf16(&head) {
        fill(input, &mut head, LARGEST_EXPORT + 1)?;
        small_enough(&head, LARGEST_EXPORT)?;
        let text = encoding::decode_as(utf16, &head).map_err(Skip::Bad)?;
        return split_utf8(name, text.into_bytes(), input, each);
    }
    split_utf8(name, head, input, each)
}

/// `head` is the beginning of the file, `rest` what comes after it.
fn split_utf8(name: &str, head: Vec<u8>, rest: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    if head.is_empty() {
        // the reason, where nothing at all could be read
        fill(rest, &mut Vec::new(), 1)?;
    }
    // what was UTF-16 is here as a whole
    let format = sniff::format(name, &head[..head.len().min(HEAD)])?;
    let split_records = match format {
        Format::Ndjson if name == PIPE => ndjson::follow,
        Format::Ndjson => ndjson::split,
        Format::Warc => warc::split,
        Format::Sgml => sgml::split,
        Format::Table => table::split,
        _ => return split_whole(name, format, head, rest, each),
    };
    split_records(&mut head.as_slice().chain(rest), each)
}

/// A file that is one article or one JSON text is one chunk.
fn split_whole(
    name: &str,
    format: Format,
    head: Vec<u8>,
    rest: &mut dyn BufRead,
    each: &mut dyn FnMut(Chunk),
) -> Result<(), Skip> {
    let limit = match format {
        Format::Html => LARGEST_PAGE,
        Format::Docx | Format::Rtf | Format::Export => LARGEST_EXPORT,
        _ => LARGEST,
    };
    let mut bytes = head;
    fill(rest, &mut bytes, limit + 1)?;
    small_enough(&bytes, limit)?;
    if encoding::without_bom(&bytes).iter().all(u8::is_ascii_whitespace) {
        return Err(Skip::Bad("empty file".to_owned()));
    }
    if !matches!(format, Format::Docx | Format::Rtf) && sniff::is_binary(&bytes) {
        return Err(sniff::binary(name));
    }
    each(Chunk::new(format, bytes, 1));
    Ok(())
}

/// Parses the articles of a chunk: the costly half, made to run on many chunks at once. Cannot fail as a whole; answers
/// whether the chunk was read to its end, or may have articles that are not given.
///
/// `name` is the file's path below its root: a day in it dates an article that does not say its own.
pub fn parse(name: &str, chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) -> bool {
    chunk.bad.iter().cloned().for_each(|bad| each(Err(bad)));
    if chunk.bytes.is_empty() {
        return true;
    }
    let is_harmless = chunk.format.is_harmless(chunk.bytes.len());
    let asked = if is_harmless { None } else { worker::ask_records(name, chunk, each) };
    asked.unwrap_or_else(|| parse_here(name, chunk, each))
}

/// Parses the articles of a chunk in this process.
fn parse_here(name: &str, chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) -> bool {
    let _ = worker::missed();
    let mut is_told = false;
    let mut give = |found: Result<Record, BadRecord>| {
        is_told |= found.as_ref().err().is_some_and(|bad| bad.reason.ends_with(NO_WORKER));
        each(found);
    };
    let ended = guarded(&mut give, |each| parse_bytes(name, chunk, each));
    if ended.is_none() {
        each(Err(BadRecord { number: None, reason: OUR_ERROR.to_owned() }));
    }
    // a page that a worker does not get through may be an article none the less
    let missed = worker::missed();
    if missed == Missed::ForNow && !is_told {
        each(Err(BadRecord { number: None, reason: NO_WORKER.to_owned() }));
    }
    ended.is_some() && missed == Missed::Nothing
}

fn parse_bytes(name: &str, chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let day = path::date(chunk.member.as_deref().unwrap_or(name));
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
        Format::Json => whole(&chunk.bytes, json::parse, &mut finish),
        Format::Ndjson => ndjson::parse(chunk, &mut finish),
        Format::Warc => warc::parse(chunk, &mut finish),
        Format::Sgml => sgml::parse(chunk, &mut finish),
        Format::Table => table::parse(chunk, &mut finish),
        Format::Feed => whole(&chunk.bytes, feed::parse, &mut finish),
        Format::Nitf => whole(&chunk.bytes, nitf::parse, &mut finish),
        Format::NewsMl => whole(&chunk.bytes, newsml::parse, &mut finish),
        Format::Docx => docx::parse(&chunk.bytes, &mut finish),
        Format::Rtf => rtf::parse(&chunk.bytes, &mut finish),
        Format::Export => whole(&chunk.bytes, export::parse_text, &mut finish),
    }
}

/// Takes what is found in a file.
type Each<'a> = &'a mut dyn FnMut(Result<Record, BadRecord>);

/// The records of a text of several, in the encoding that its XML line or nobody declares.
fn whole(bytes: &[u8], parse: impl Fn(&str, Each), each: Each) {
    let is_xml = encoding::without_bom(bytes).trim_ascii_start().starts_with(b"<?xml");
    let declared = is_xml.then(|| encoding::declared_in_page(bytes)).flatten();
    match encoding::decode(bytes, declared) {
        Ok(text) => parse(&text, each),
        Err(reason) => each(Err(BadRecord { number: None, reason })),
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
    if record.raw.text.len() > LONGEST_TEXT {
        let reason = format!("the text is too long for one article (over {} MiB)", LONGEST_TEXT >> 20);
        return Err(BadRecord { number: record.number, reason });
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
    Skip::Torn(format!("cannot be read to its end: {error}"))
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
