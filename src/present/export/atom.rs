//! Atom (RFC 4287): a feed with an entry a hit.
//!
//! `updated` is when the article was indexed, so that readers show what is new here; `published` is its own date where at
//! least the day is known. An id never changes: it is made of the article's key.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use quick_xml::escape::escape;

use crate::article::{Date, Precision};
use crate::present::export::Entry;
use crate::present::one_line;

/// The id of the feed: whatever was searched, it is this program's list.
const FEED: &str = "urn:uuid:6e657773-6465-8078-8000-666565640001";

/// When nothing is known of time: what RFC 4287 demands a date for must have one.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <title>newsdex</title>\n  \
         <id>{FEED}</id>\n  <author><name>newsdex</name></author>"
    )
}

pub(super) fn entry(out: &mut dyn Write, entry: &Entry<'_>) -> io::Result<()> {
    writeln!(out, "  <entry>")?;
    let mut element = |name: &str, text: &str| writeln!(out, "    <{name}>{}</{name}>", xml(text));
    element("title", &entry.title())?;
    element("id", &uuid(&entry.hit.key.to_string()))?;
    element("updated", &moment(entry.indexed()))?;
    if let Some(published) = entry.date().and_then(published) {
        element("published", &published)?;
    }
    for author in entry.authors() {
        writeln!(out, "    <author><name>{}</name></author>", xml(&author))?;
    }
    if let Some(source) = entry.source().filter(|_| entry.authors().is_empty()) {
        writeln!(out, "    <author><name>{}</name></author>", xml(&source))?;
    }
    if let Some(url) = entry.url() {
        writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", xml(&url))?;
    }
    for term in entry.hit.labels.topics.iter().chain(&entry.hit.labels.main) {
        writeln!(out, "    <category term=\"{}\"/>", xml(&one_line(term)))?;
    }
    let quotes = entry.quotes();
    let text = [entry.source().unwrap_or_default(), quotes, entry.evidence()];
    let text: Vec<String> = text.into_iter().filter(|part| !part.is_empty()).collect();
    let lang = entry.lang().map(|lang| format!(" xml:lang=\"{}\"", xml(&lang))).unwrap_or_default();
    writeln!(out, "    <content type=\"text\"{lang}>{}</content>\n  </entry>", xml(&text.join("\n")))
}

/// The feed's end, and its date: that of its youngest entry. The order of elements means nothing in Atom.
pub(super) fn end(out: &mut dyn Write, youngest: Option<DateTime<Utc>>) -> io::Result<()> {
    writeln!(out, "  <updated>{}</updated>\n</feed>", moment(youngest))
}

/// The moment of publication; the beginning of the day in UTC where neither time nor zone is known.
fn published(date: &Date) -> Option<String> {
    match date.precision {
        Precision::Year | Precision::Month => None,
        Precision::Day => Some(format!("{}T00:00:00Z", date.at.format("%F"))),
        Precision::Minute => {
            let zone = date.offset.filter(|minutes| *minutes != 0);
            let zone = zone.map_or("Z".to_owned(), |minutes: i32| {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            });
            Some(format!("{}{zone}", date.at.format("%FT%T")))
        }
    }
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or(NEVER.to_owned(), |at| at.format("%FT%TZ").to_string())
}

/// A UUID of a kind of its own (version 8, RFC 9562) from the hash of a name.
fn uuid(name: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// `text` as XML 1.0 may hold it: escaped, without the two characters that it forbids beside controls.
fn xml(text: &str) -> String {
    escape(text.replace(['\u{fffe}', '\u{ffff}'], "")).into_owned()
}
