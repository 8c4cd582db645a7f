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

/// Queries that a title names: more are counted.
const NAMED: usize = 4;

/// What a feed is of.
#[derive(Debug, Default)]
pub(super) struct Feed {
    /// The folder of the index, and when it was last written: microseconds since 1970 UTC, 0 when that is not known.
    pub(super) index: (String, u64),
    /// What was asked, query by query, as the title has it.
    pub(super) titles: Vec<String>,
    /// The same, as exactly as the id wants it.
    pub(super) asked: Vec<String>,
}

impl Feed {
    fn title(&self) -> String {
        let more = self.titles.len().saturating_sub(NAMED);
        let mut named: Vec<String> = self.titles.iter().take(NAMED).cloned().collect();
        named.extend((more > 0).then(|| format!("and {more} more")));
        if named.is_empty() { "newsdex".to_owned() } else { format!("newsdex: {}", named.join("; ")) }
    }

    /// The same as long as the same is asked of the same index.
    fn id(&self) -> String {
        uuid(&format!("feed\0{}\0{}", self.index.0, self.asked.join("\0")))
    }
}

/// When nothing is known of time: what RFC 4287 demands a date for must have one.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  \
         <generator>newsdex</generator>\n  <author><name>newsdex</name></author>"
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

/// The feed's title, id and date, which are known when all is asked: the order of elements means nothing in Atom. The date
/// is that of its youngest entry, or of the index where it has none.
pub(super) fn end(out: &mut dyn Write, feed: &Feed, youngest: Option<DateTime<Utc>>) -> io::Result<()> {
    let written = i64::try_from(feed.index.1).ok().filter(|micros| *micros > 0);
    let updated = youngest.or_else(|| DateTime::from_timestamp_micros(written?));
    writeln!(out, "  <title>{}</title>\n  <id>{}</id>", xml(&feed.title()), feed.id())?;
    writeln!(out, "  <updated>{}</updated>\n</feed>", moment(updated))
}

/// The moment of publication, or the beginning of the day. `-00:00` says that the zone is not known (RFC 3339, 4.3).
fn published(date: &Date) -> Option<String> {
    match date.precision {
        Precision::Year | Precision::Month => None,
        Precision::Day => Some(format!("{}T00:00:00-00:00", date.at.format("%F"))),
        Precision::Minute => {
            let zone = match date.offset {
                None => "-00:00".to_owned(),
                Some(0) => "Z".to_owned(),
                Some(minutes) => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
                }
            };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_claims_no_zone_that_is_not_known() {
        let day = Date::day(2025, 10, 28).unwrap();
        let at = Date { at: day.at.date().and_hms_opt(9, 14, 0).unwrap(), precision: Precision::Minute, offset: None };
        let of = |date: Date| published(&date).unwrap();
        assert_eq!(of(day), "2025-10-28T00:00:00-00:00");
        assert_eq!(of(at), "2025-10-28T09:14:00-00:00");
        assert_eq!(of(Date { offset: Some(0), ..at }), "2025-10-28T09:14:00Z");
        assert_eq!(of(Date { offset: Some(-210), ..at }), "2025-10-28T09:14:00-03:30");
        assert_eq!(published(&Date::month(2025, 10).unwrap()), None);
    }

    #[test]
    fn a_feed_is_called_by_what_it_is_of() {
        let feed = |index: &str, asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(|&asked| asked.to_owned()).collect();
            Feed { index: (index.into(), 0), titles: asked.clone(), asked }
        };
        assert_eq!(feed("a", &["lithium"]).title(), "newsdex: lithium");
        assert_eq!(feed("a", &["a", "b", "c", "d", "e"]).title(), "newsdex: a; b; c; d; and 1 more");
        assert_eq!(feed("a", &["lithium"]).id(), feed("a", &["lithium"]).id());
        assert_ne!(feed("a", &["lithium"]).id(), feed("b", &["lithium"]).id());
        assert_ne!(feed("a", &["lithium"]).id(), feed("a", &["copper"]).id());
    }
}
