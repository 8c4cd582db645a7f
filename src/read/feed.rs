//! Feeds: RSS, Atom and RDF, one article an entry; each entry is parsed apart, so that a broken one costs itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use feed_rs::model::{Entry, Feed, Link};
use feed_rs::parser::Builder;
use quick_xml::events::{BytesStart, Event};

use crate::article::{Date, Metadata, Raw};
use crate::read::xml::{Signs, attributes, lenient, reason};
use crate::read::{BadRecord, Record, fields, html, people};

/// Bytes of the tags around the entries, which are repeated for each: namespaces take some hundreds.
const LONGEST_FRAME: usize = 8 << 10;

/// What stands behind an entry of RSS.
const RSS_END: &str = "</channel></rss>";

/// What a feed without entries is told.
const NO_ENTRIES: &str = "the feed holds no entries";

/// Parses the entries of a feed.
pub(super) fn parse(text: &str, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let cut = Cut::of(text);
    let single = cut.root == "entry";
    let feed = if single { None } else { cut.head(text) };
    let declared = feed.map(|feed| of_feed(&feed)).unwrap_or_default();
    let mut count = 0;
    for entry in &cut.entries {
        count += 1;
        let number = (!single).then_some(count);
        let raw = cut.frame.as_ref().map_err(Clone::clone).and_then(|frame| article(frame, entry, &declared));
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
    }
    match cut.broken {
        Some(reason) => each(Err(BadRecord { number: (!single).then_some(count + 1), reason })),
        None if count == 0 => each(Err(BadRecord { number: None, reason: NO_ENTRIES.to_owned() })),
        None => {}
    }
}

/// A feed cut into its entries.
struct Cut<'a> {
    /// The name of the outermost element, in lower case.
    root: String,
    /// What stands before an entry and after it, so that it is a feed of its own.
    frame: Result<(String, &'static str), String>,
    /// Where the feed's own description ends.
    first: usize,
    entries: Vec<&'a str>,
    /// Why the rest is not read.
    broken: Option<String>,
}

impl<'a> Cut<'a> {
    fn of(text: &'a str) -> Self {
        let mut reader = lenient(text);
        let mut cut = Self {
            root: String::new(),
            frame: Err(NO_ENTRIES.to_owned()),
            first: text.len(),
            entries: Vec::new(),
            broken: None,
        };
        let mut bindings = String::new();
        // where the entry begins that is open, and its name
        let mut open: Option<(usize, String)> = None;
        loop {
            let before = reader.buffer_position() as usize;
            let event = reader.read_event();
            let behind = reader.buffer_position() as usize;
            let is_empty = matches!(event, Ok(Event::Empty(_)));
            match event {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    let name = start.local_name().as_ref().to_lowercase();
                    if cut.root.is_empty() {
                        bindings = namespaces(&start);
                        cut.root = name.clone();
                    } else if name == "channel" && cut.entries.is_empty() {
                        bindings = bindings + &namespaces(&start);
                    }
                    let full = start.name().as_ref().to_lowercase();
                    // no entry holds another: one that begins within it shows that it was never closed
                    if let Some((start, _)) = open.take_if(|(_, open)| *open == full) {
                        cut.entries.push(&text[start..before]);
                    }
                    if matches!(name.as_str(), "item" | "entry") && open.is_none() {
                        cut.first = cut.first.min(before);
                        if is_empty {
                            cut.entries.push(&text[before..behind]);
                        } else {
                            open = Some((before, full));
                        }
                    }
                }
                Ok(Event::End(end)) => {
                    let full = end.name().as_ref().to_lowercase();
                    if let Some((start, _)) = open.take_if(|(_, open)| *open == full) {
                        cut.entries.push(&text[start..behind]);
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => {
                    cut.broken = Some(reason(&error));
                    break;
                }
            }
        }
        if open.is_some() && cut.broken.is_none() {
            cut.broken = Some("the feed ends within an entry".to_owned());
        }
        cut.frame = frame(&cut.root, &bindings);
        cut
    }

    /// What the feed says of itself.
    fn head(&self, text: &str) -> Option<Feed> {
        let head = &text[..self.first];
        let at = head.to_ascii_lowercase().find(&format!("<{}", self.root)).or_else(|| head.find('<'))?;
        let ends = match self.root.as_str() {
            "feed" => ["</feed>", ""],
            "rss" => [RSS_END, "</rss>"],
            _ => ["", ""],
        };
        let head = &head[at..];
        let head = if self.root == "feed" { head.to_owned() } else { without_people(head).0 };
        ends.iter().find_map(|end| {
            let closed = if self.root == "rdf" { of_rdf(&head) } else { format!("{head}{end}") };
            feed_of(&closed).ok().map(|(feed, _)| feed)
        })
    }
}

/// The description of an RDF feed closes before its items; it is read as the head of an RSS feed.
fn of_rdf(head: &str) -> String {
    let inner = head.find("<channel").map_or("", |at| &head[at..]);
    let end = inner.find("</channel>").unwrap_or(inner.len());
    let inner = inner[..end].split_once('>').map_or("", |(_, inner)| inner);
    format!("<rss version=\"2.0\"><channel>{inner}</channel></rss>")
}

/// The declarations of an element's tag that hold for what stands within it.
fn namespaces(start: &BytesStart) -> String {
    let bindings = attributes(start).filter(|(name, _)| name.starts_with("xmlns") || name.starts_with("xml:"));
    bindings.map(|(name, value)| format!(" {name}=\"{}\"", value.replace('"', "&quot;"))).collect()
}

fn frame(root: &str, bindings: &str) -> Result<(String, &'static str), String> {
    if bindings.len() > LONGEST_FRAME {
        return Err("the feed's first tag is too long".to_owned());
    }
    match root {
        "entry" => Ok((String::new(), "")),
        "feed" => Ok((format!("<feed{bindings}>"), "</feed>")),
        // all versions have the same items, and RDF's differ by their namespace
        _ => Ok((format!("<rss version=\"2.0\"{bindings}><channel>"), RSS_END)),
    }
}

/// Parses a feed; its dates are numbers of places in the list that comes with it.
fn feed_of(text: &str) -> Result<(Feed, Vec<Date>), String> {
    // the parser's own dates know no zone and no precision: ours wait in a list while it carries their places
    let dates = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&dates);
    let place = move |text: &str| {
        let date = Date::parse(text)?;
        let mut list = list.lock().ok()?;
        list.push(date);
        DateTime::from_timestamp(list.len() as i64 - 1, 0)
    };
    // it would invent an id where there is none
    let parser = Builder::new().timestamp_parser(place).id_generator(|_, _, _| String::new()).build();
    let feed = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    let feed = feed.map_err(|_| "the entry broke its parser".to_owned())?.map_err(|error| error.to_string())?;
    drop(parser);
    let dates = dates.lock().map(|list| list.clone()).unwrap_or_default();
    Ok((feed, dates))
}

/// What holds for every entry.
fn of_feed(feed: &Feed) -> Metadata {
    Metadata {
        source: feed.title.as_ref().and_then(|title| title_of(&title.content)),
        lang: feed.language.as_deref().and_then(fields::language),
        ..Metadata::default()
    }
}

fn article(frame: &(String, &'static str), entry: &str, declared: &Metadata) -> Result<Raw, String> {
    let (before, after) = frame;
    let (unsigned, signed) = if *after == RSS_END { without_people(entry) } else { (entry.to_owned(), Vec::new()) };
    let (feed, dates) = feed_of(&format!("{before}{unsigned}{after}"))?;
    let lang = feed.language.as_deref().and_then(fields::language);
    let found = feed.entries.into_iter().next().ok_or("no entry where one begins")?;
    let text = text_of(&found, entry)?;
    let date = found.published.or(found.updated).and_then(|at| dates.get(at.timestamp() as usize).copied());
    let meta = Metadata {
        title: found.title.as_ref().and_then(|title| title_of(&title.content)),
        date,
        authors: people::names(
            found.authors.iter().filter_map(|it| it.name.as_deref()).chain(signed.iter().map(String::as_str)),
        ),
        url: url(&found.links),
        lang: found.language.as_deref().and_then(fields::language).or(lang),
        keywords: fields::keywords(&keywords(&found)),
        ..Metadata::default()
    };
    let id = Some(found.id).filter(|id| !id.is_empty());
    Ok(Raw { id, meta: html::prefer(meta, declared.clone()), text })
}

/// Elements of RSS that name people, without prefix.
const PEOPLE: &[&str] = &["author", "creator", "managingEditor", "webMaster", "owner"];

/// RSS without its people, and those who signed it: the parser panics at a sign of several bytes beside a mail address.
fn without_people(xml: &str) -> (String, Vec<String>) {
    let mut reader = lenient(xml);
    let (mut kept, mut signed) = (String::with_capacity(xml.len()), Vec::new());
    // where the kept text goes on, and the element that is being left out
    let (mut from, mut open): (usize, Option<String>) = (0, None);
    let mut name = String::new();
    let mut signs = Signs::default();
    loop {
        let before = reader.buffer_position() as usize;
        match reader.read_event() {
            Ok(Event::Start(start)) if open.is_none() && PEOPLE.contains(&start.local_name().as_ref()) => {
                kept.push_str(&xml[from..before]);
                open = Some(start.name().into_inner().to_owned());
            }
            Ok(Event::End(end)) if open.as_deref() == Some(end.name().into_inner()) => {
                let by = open.take().is_some_and(|tag| tag == "author" || tag.ends_with("creator"));
                let person = std::mem::take(&mut name);
                signed.extend(by.then(|| person_of(&person)));
                from = reader.buffer_position() as usize;
            }
            Ok(Event::Text(text)) if open.is_some() => name.push_str(&text),
            Ok(Event::CData(text)) if open.is_some() => name.push_str(&text),
            Ok(Event::GeneralRef(sign)) if open.is_some() => signs.push(&sign, &mut name),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if open.is_none() {
        kept.push_str(&xml[from..]);
    }
    (kept, signed)
}

/// The name in `ann@example.org (Ann Lee)` and `Ann Lee <ann@example.org>`.
fn person_of(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let within = text.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map(|(name, _)| name);
    let words = text.split_whitespace().filter(|word| !word.contains('@'));
    within.map_or_else(|| words.collect::<Vec<_>>().join(" "), str::to_owned)
}

/// The full text, else the summary; markup that should have been escaped and is not is read too.
fn text_of(entry: &Entry, xml: &str) -> Result<String, String> {
    let content = entry.content.as_ref().and_then(|content| content.body.clone());
    let summary = entry.summary.as_ref().map(|summary| summary.content.clone());
    for text in [content, summary].into_iter().flatten() {
        let text = readable(&text)?;
        if !text.trim().is_empty() {
            return Ok(text);
        }
    }
    ["content:encoded", "description"].iter().find_map(|name| inner(xml, name)).map_or(Ok(String::new()), readable)
}

/// What stands between the tags of the element `name`.
fn inner<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let rest = &xml[xml.find(&format!("<{name}>"))? + name.len() + 2..];
    let inner = rest[..rest.find(&format!("</{name}>"))?].trim();
    // what is wrapped has been read by the parser
    (!inner.is_empty() && inner.starts_with('<') && !inner.starts_with("<!")).then_some(inner)
}

/// The text of HTML, or plain text as it stands.
fn readable(text: &str) -> Result<String, String> {
    let tagged = text
        .match_indices('<')
        .any(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'));
    match () {
        () if tagged => html::text(text),
        // without tags its line ends are its paragraphs
        () if text.contains('&') => html::text(&text.trim().replace('<', "&lt;").replace('\n', "<br>")),
        () => Ok(text.trim().to_owned()),
    }
}

fn title_of(title: &str) -> Option<String> {
    let title = readable(title).unwrap_or_else(|_| title.to_owned());
    Some(fields::one_line(&title)).filter(|title| !title.is_empty())
}

/// The page of the entry: never the feed's own address, a comment or a recording.
fn url(links: &[Link]) -> Option<String> {
    let page = |link: &&Link| matches!(link.rel.as_deref(), None | Some("alternate")) && link.target.is_none();
    links.iter().find(page).map(|link| link.href.trim().to_owned()).filter(|href| !href.is_empty())
}

fn keywords(entry: &Entry) -> Vec<String> {
    entry.categories.iter().map(|category| category.label.clone().unwrap_or_else(|| category.term.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Result<Record, BadRecord>> {
        let mut found = Vec::new();
        parse(text, &mut |record| found.push(record));
        found
    }

    /// Number, id, title, date, text; or number and reason.
    fn shown(text: &str) -> Vec<String> {
        let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let number = |number: Option<usize>| number.map_or("-".to_owned(), |number| number.to_string());
        let line = |record: Result<Record, BadRecord>| match record {
            Ok(Record { number: n, raw }) => format!(
                "{} {} {} {} {}",
                number(n),
                or(raw.id),
                or(raw.meta.title),
                or(raw.meta.date.map(|date| date.iso())),
                raw.text.trim()
            ),
            Err(bad) => format!("{} bad: {}", number(bad.number), bad.reason),
        };
        read(text).into_iter().map(line).collect()
    }

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour &amp; Post</title><language>en-gb</language>
        <lastBuildDate>Wed, 29 Oct 2025 10:00:00 GMT</lastBuildDate>
        <item><title>Ferry is back</title><link>https://example.org/1</link><guid>hp-1</guid><category>Sea</category>
          <category>Port</category><dc:creator>Ann Lee</dc:creator><pubDate>Tue, 28 Oct 2025 09:14:00 +0900</pubDate>
          <description>Short.</description><content:encoded><![CDATA[<p>The ferry</p><p>is back &amp; full.</p>]]></content:encoded></item>
        <item><title>No date &lt;b&gt;here&lt;/b&gt;</title><description>&lt;p&gt;A summary&amp;nbsp;only.&lt;/p&gt;</description></item>
        </channel></rss>"#;

    #[test]
    fn entries_become_articles() {
        assert_eq!(
            shown(RSS),
            [
                "1 hp-1 Ferry is back 2025-10-28T09:14+09:00 The ferry\nis back & full.",
                "2 - No date here - A summary only."
            ]
        );
        let raw = read(RSS).remove(0).unwrap().raw;
        assert_eq!(raw.meta.source.as_deref(), Some("Harbour & Post"));
        assert_eq!(raw.meta.lang.as_deref(), Some("en"));
        assert_eq!(raw.meta.authors, ["Ann Lee"]);
        assert_eq!(raw.meta.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(raw.meta.keywords, ["Sea", "Port"]);
    }

    #[test]
    fn atom_and_rdf_are_read_as_well() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title><id>f</id>
            <updated>2025-10-30T00:00:00Z</updated>
            <entry><title type="html">Neue &lt;i&gt;Kr&amp;auml;ne&lt;/i&gt;</title><id>urn:1</id><link rel="self" href="https://example.org/s"/>
              <link href="https://example.org/a"/><updated>2025-10-29T00:00:00Z</updated><published>2025-10-28T06:00:00+01:00</published>
              <author><name>Jo Maier</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eins</p><p>zwei</p></div></content></entry>
            <entry><title>B</title><id>urn:2</id><updated>2025-10-29T00:00:00Z</updated><content type="html"></content><summary>Kurz</summary></entry></feed>"#;
        assert_eq!(
            shown(atom),
            ["1 urn:1 Neue Kräne 2025-10-28T06:00+01:00 Eins\nzwei", "2 urn:2 B 2025-10-29T00:00Z Kurz"]
        );
        let raw = read(atom).remove(0).unwrap().raw;
        assert_eq!(raw.meta.source.as_deref(), Some("Hafenblatt"));
        assert_eq!(raw.meta.lang.as_deref(), Some("de"));
        assert_eq!(raw.meta.url.as_deref(), Some("https://example.org/a"));
        let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Port Wire</title></channel>
            <item rdf:about="y"><title>Crane</title><description>It turns.</description><dc:date>2025-10-28</dc:date></item></rdf:RDF>"#;
        assert_eq!(shown(rdf), ["1 - Crane 2025-10-28 It turns."]);
        assert_eq!(read(rdf).remove(0).unwrap().raw.meta.source.as_deref(), Some("Port Wire"));
        let entry = r#"<entry xmlns="http://www.w3.org/2005/Atom"><title>Alone</title><id>u</id><content>One</content></entry>"#;
        assert_eq!(shown(entry), ["- u Alone - One"]);
        for version in ["0.90", "0.91", "2.01", ""] {
            let old = format!(
                "<rss version='{version}'><channel><item><title>T</title><description>D</description></item></channel></rss>"
            );
            assert_eq!(shown(&old), ["1 - T - D"], "{version}");
        }
    }

    #[test]
    fn a_broken_entry_costs_itself() {
        let feed = |items: &str| format!("<rss version='2.0'><channel><title>P</title>{items}</channel></rss>");
        let item = "<item><title>A</title><description>One</description></item>";
        let found = shown(&feed(&format!("{item}<item><title>B</b></item>{item}")));
        assert_eq!((found.len(), &*found[0], &*found[2]), (3, "1 - A - One", "3 - A - One"));
        assert!(found[1].starts_with("2 bad: "), "{found:?}");
        let author = "<item><title>C</title><author>“…”…ann@example.org…</author><description>Two</description></item>";
        assert_eq!(shown(&feed(&format!("{author}{item}"))), ["1 - C - Two", "2 - A - One"]);
        for torn in ["<item><title>B", "<item><title>B</title><description><![CDATA[x", "<item><tit"] {
            let text = feed(&format!("{item}{torn}"));
            let text = &text[..text.rfind(torn).unwrap() + torn.len()];
            let found = shown(text);
            assert_eq!((found.len(), &*found[0]), (2, "1 - A - One"), "{torn} {found:?}");
            assert!(found[1].starts_with("2 bad: "), "{found:?}");
        }
        assert_eq!(shown(&feed("")), ["- bad: the feed holds no entries"]);
        // what the driver turns away, because there is no word in it
        assert_eq!(shown(&feed(&format!("{item}<item/>{item}"))), ["1 - A - One", "2 - - - ", "3 - A - One"]);
        assert_eq!(shown(&feed("<item rdf:about='x' />")), ["1 - - - "]);
        let open = "<item><title>C</title><description>Two</description>";
        let found = shown(&feed(&format!("{item}{open}{item}")));
        assert_eq!((found.len(), &*found[0], &*found[2]), (3, "1 - A - One", "3 - A - One"));
        let other = "<item><title>D</title><x:item>no</x:item><x:item/><description>Two</description></item>";
        assert_eq!(shown(&feed(&format!("{other}{item}"))), ["1 - D - Two", "2 - A - One"]);
        let bare = "<item><title>D</title><description><p>Two</p><p>lines</p></description></item>";
        assert_eq!(shown(&feed(bare)), ["1 - D - Two\nlines"]);
    }

    #[test]
    fn people_are_named_without_their_addresses() {
        let cases = [
            ("<author>ann@example.org (Ann Lee)</author>", "<item></item>", "Ann Lee"),
            ("<author>Ann Lee &lt;ann@example.org></author>", "<item></item>", "Ann Lee"),
            ("<dc:creator><![CDATA[Ann Lee]]></dc:creator>", "<item></item>", "Ann Lee"),
            ("<description>&lt;author>x&lt;/author></description>", "", ""),
            ("<itunes:owner><a>Ann</a></itunes:owner>", "<item></item>", ""),
        ];
        for (inner, kept, name) in cases {
            let item = format!("<item>{inner}</item>");
            let (rest, signed) = without_people(&item);
            assert_eq!((rest.as_str(), signed.concat().as_str()), (if kept.is_empty() { &*item } else { kept }, name));
        }
    }

    #[test]
    fn no_entity_is_expanded() {
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"boom\"><!ENTITY b \"&a;&a;\">]><rss version='2.0'><channel>\
            <item><title>A</title><description>x &b; y</description></item></channel></rss>";
        assert_eq!(shown(bomb), ["1 - A - x &b; y"]);
    }

    #[test]
    fn many_entries_take_linear_time() {
        let item = "<item><title>A</title><description>One</description></item>";
        let feed = format!("<rss version='2.0'><channel>{}</channel></rss>", item.repeat(20_000));
        let began = std::time::Instant::now();
        assert_eq!(read(&feed).len(), 20_000);
        assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(<rss version='2.0'>|<channel>|<item>|</item>|<feed|<entry>|</entry>|<title>|</title>|<pubDate>|<author>|@x.org|&|;|[ -~é…]){0,60}") {
            read(&text);
        }

        #[test]
        fn nor_does_a_damaged_feed(at in 0usize..RSS.len(), sign in "[<>&'\"a/é]") {
            let at = RSS.floor_char_boundary(at);
            read(&format!("{}{sign}{}", &RSS[..at], &RSS[at..]));
            read(&RSS[..at]);
        }
    }
}
