//! WARC 1.0 and 1.1 (ISO 28500), the crawls of archives: one record after the other, each as long as its header says.

use std::io::BufRead;

use crate::article::Raw;
use crate::read::batch::{Batch, Found, Mark, Window, too_large};
use crate::read::http::{self, Fields};
use crate::read::{BadRecord, Chunk, Format, HEAD, LARGEST, Record, Skip, encoding, fields, html, path, plain, sniff};

/// Bytes of the longest header: the longest addresses met have 8 KiB.
const HEADER: usize = 64 << 10;

/// Bytes behind a record in which the next one must begin: two line ends, and some for writers that leave more.
const BETWEEN: usize = 16;

/// What every record begins with.
const BEGIN: &[u8] = b"WARC/";

/// The blank line that ends a header, or the next record, with which a header without one ends: otherwise each of a
/// million headers that do not end would be searched as far as the longest may be.
const HEADER_END: Mark = Mark { first: b'\n', needs: 8, test: |bytes| is_blank_line(bytes) || (NEXT.test)(bytes) };

/// The line end before a record.
const NEXT: Mark = Mark { first: b'\n', needs: 8, test: |bytes| matches!(bytes, b"\nWARC/1." | b"\nWARC/0.") };

fn is_blank_line(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\n\n") || bytes.starts_with(b"\n\r\n")
}

/// Cuts where the headers say, and after a damaged record where the next one begins.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Chunk)) -> Result<(), Skip> {
    let mut batch = Batch::new(Format::Warc, Vec::new(), each);
    let ended = cut(&mut Window::new(input), &mut batch);
    batch.flush();
    ended
}

fn cut(window: &mut Window, batch: &mut Batch) -> Result<(), Skip> {
    loop {
        while let Some(b'\r' | b'\n') = window.hold(1)?.first() {
            window.consume(1);
        }
        if window.bytes().is_empty() {
            return Ok(());
        }
        match ahead(window)? {
            Ahead::Whole(length) => {
                batch.push(&window.bytes()[..length]);
                window.consume(length);
                continue;
            }
            Ahead::Bad(reason) => batch.bad(reason),
            Ahead::Other => batch.pass_over(),
        }
        // a length that leads nowhere is not believed, and one beyond all bounds not needed
        let found = usize::from(window.skip_to(&NEXT)?);
        window.consume(found);
    }
}

/// The record that a stream goes on with.
enum Ahead {
    /// It has so many bytes, all of which are held.
    Whole(usize),
    /// It cannot be used.
    Bad(String),
    /// It is too large to hold, and no article.
    Other,
}

fn ahead(window: &mut Window) -> Result<Ahead, Skip> {
    let bad = |reason: &str| Ok(Ahead::Bad(reason.to_owned()));
    if !window.hold(BEGIN.len())?.starts_with(BEGIN) {
        return bad("no WARC record begins where one should");
    }
    let end = match window.find(0, HEADER, &HEADER_END)? {
        Found::At(end) if is_blank_line(&window.bytes()[end..]) => end,
        _ => return bad("its WARC header does not end"),
    };
    let start = end + if window.bytes()[end + 1] == b'\r' { 3 } else { 2 };
    let header = Fields::of(&window.bytes()[..start]);
    let length = match content_length(&header) {
        Ok(length) => length,
        Err(reason) => return Ok(Ahead::Bad(reason)),
    };
    if length > LARGEST - start {
        let held = window.hold(start + HEAD)?;
        let payload = &held[start..held.len().min(start + HEAD)];
        return Ok(if content(&header, payload).is_some() { Ahead::Bad(too_large()) } else { Ahead::Other });
    }
    let whole = start + length;
    let bytes = window.hold(whole + BETWEEN)?;
    // no more than was asked for: how much is held beyond it is a matter of buffers
    let bytes = &bytes[..bytes.len().min(whole + BETWEEN)];
    Ok(match bytes.get(whole..) {
        None => Ahead::Bad(format!("the file ends within it ({} of {length} bytes are there)", bytes.len() - start)),
        Some(rest) if begins_next(rest) => Ahead::Whole(whole),
        Some(_) => Ahead::Bad(format!("its Content-Length '{length}' does not lead to the next record")),
    })
}

/// Whether the bytes behind a record are those before the next one or the last of the file.
fn begins_next(rest: &[u8]) -> bool {
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let next = &rest[blank..];
    next.starts_with(BEGIN) || next.len() < BEGIN.len() && BEGIN.starts_with(next)
}

fn content_length(header: &Fields) -> Result<usize, String> {
    let length = header.get("Content-Length").ok_or("no Content-Length in its WARC header")?;
    length.parse().map_err(|_| format!("its Content-Length is no number: '{length}'"))
}

/// Parses the records of a chunk; those that are no articles are counted and passed over.
pub(super) fn parse(chunk: &Chunk, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let mut rest = chunk.bytes.as_slice();
    for number in chunk.first.. {
        if rest.is_empty() {
            return;
        }
        let number = Some(number);
        let Some((header, payload, after)) = record(rest) else {
            let reason = "its WARC header is broken".to_owned();
            return each(Err(BadRecord { number, reason }));
        };
        if let Some(content) = content(&header, payload) {
            let raw = content.and_then(|content| article(&header, content));
            each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
        }
        rest = after;
    }
}

/// The header and the payload of the first record, and the records after it.
fn record(bytes: &[u8]) -> Option<(Fields, &[u8], &[u8])> {
    let (header, rest) = bytes.split_at(http::head_length(bytes)?);
    let header = Fields::of(header);
    let (payload, after) = rest.split_at_checked(content_length(&header).ok()?)?;
    Some((header, payload, after))
}

/// What may be an article.
struct Content<'a> {
    is_page: bool,
    /// Of the response, or those of the WARC header where there was none.
    fields: Fields,
    body: &'a [u8],
}

/// What a record holds; `None` when it is no article by nature. `payload` may be its beginning only.
fn content<'a>(header: &Fields, payload: &'a [u8]) -> Option<Result<Content<'a>, String>> {
    // what a crawler writes about itself stands at addresses of these kinds
    let own = |url: &str| ["metadata:", "urn:"].iter().any(|kind| url.starts_with(kind));
    if address(header).is_some_and(|url| path_of(url) == "/robots.txt" || own(url)) {
        return None;
    }
    let kind = header.get("WARC-Type")?.to_ascii_lowercase();
    let (fields, body) = match kind.as_str() {
        "response" if matches!(header.media().as_str(), "" | "application/http") => {
            match http::status(payload) {
                Some(200) => {}
                Some(_) => return None,
                None => return Some(Err("no HTTP status in the response".to_owned())),
            }
            let (head, body) = payload.split_at(http::head_length(payload).unwrap_or(payload.len()));
            (Fields::of(head), body)
        }
        "resource" | "conversion" => (
            Fields::of(format!("\nContent-Type: {}", header.get("Content-Type").unwrap_or_default()).as_bytes()),
            payload,
        ),
        _ => return None,
    };
    let media = fields.media();
    let is_page = match media.as_str() {
        "application/pdf" => return Some(Err(PDF.to_owned())),
        "text/html" | "application/xhtml+xml" | "" if body.starts_with(b"%PDF-") => return Some(Err(PDF.to_owned())),
        "text/html" | "application/xhtml+xml" => true,
        "" => sniff::is_page_content(&body[..body.len().min(HEAD)]).then_some(true)?,
        "text/plain" => (kind != "response").then_some(false)?,
        _ => return None,
    };
    Some(Ok(Content { is_page, fields, body }))
}

const PDF: &str = "PDF is not read (convert it to text, e.g. with pdftotext)";

/// The article of a page or text. The day of the crawl is not that of the article; the day in its address is.
fn article(header: &Fields, content: Content) -> Result<Raw, String> {
    let body = http::body(&content.fields, content.body)?;
    let declared = content.fields.charset();
    let mut raw = if content.is_page {
        html::parse(&encoding::decode(&body, declared.or_else(|| encoding::declared_in_page(&body)))?)?
    } else {
        plain::parse(&encoding::decode(&body, declared)?)
    };
    let url = address(header);
    raw.meta.date = raw.meta.date.or_else(|| path::date(path_of(url?)));
    raw.meta.url = raw.meta.url.or_else(|| url.filter(|url| url.starts_with("http")).map(str::to_owned));
    raw.meta.lang = raw.meta.lang.or_else(|| fields::language(header.get("WARC-Identified-Content-Language")?));
    Ok(raw)
}

/// The address of a record; some writers put it in angle brackets, as the grammar of WARC 1.0 has it.
fn address(header: &Fields) -> Option<&str> {
    header.get("WARC-Target-URI").map(|url| url.trim_start_matches('<').trim_end_matches('>'))
}

/// `/2025/10/28/slug` of `https://example.org/2025/10/28/slug?page=1`.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "The ferry of Holm came home before the storm on Tuesday, and the harbour master counted every boat twice \
        before he shut the gate and went to bed. Nobody had seen such waves since the winter of the long ice, he said.";

    fn page(more: &str) -> String {
        format!(
            "<html><head><title>Ferry home</title>{more}</head><body><article><h1>Ferry home</h1><p>{TEXT}</p></article></body></html>"
        )
    }

    fn record(kind: &str, fields: &str, payload: &[u8]) -> Vec<u8> {
        let head = format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {}\r\n\r\n", payload.len());
        [head.as_bytes(), payload, b"\r\n\r\n"].concat()
    }

    /// A response with `url` and HTTP fields.
    fn response(url: &str, http: &str, body: &str) -> Vec<u8> {
        let fields = format!(
            "WARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        );
        record("response", &fields, format!("HTTP/1.1 {http}\r\n\r\n{body}").as_bytes())
    }

    fn html(url: &str, body: &str) -> Vec<u8> {
        response(url, "200 OK\r\nContent-Type: text/html", body)
    }

    fn read_in(bytes: &[u8], step: usize) -> Vec<Result<Record, BadRecord>> {
        let mut found = Vec::new();
        let mut input = std::io::BufReader::with_capacity(step, bytes);
        split(&mut input, &mut |chunk| {
            chunk.bad.iter().cloned().for_each(|bad| found.push(Err(bad)));
            parse(&chunk, &mut |record| found.push(record));
        })
        .unwrap();
        found.sort_by_key(|found| found.as_ref().map_or_else(|bad| bad.number, |record| record.number));
        found
    }

    /// One line a record: number, title, date, address; or number and reason.
    fn shown(records: &[Vec<u8>]) -> Vec<String> {
        read_in(&records.concat(), 1 << 16)
            .into_iter()
            .map(|found| match found {
                Ok(Record { number, raw }) => {
                    assert!(raw.text.contains("counted every boat"), "{raw:?}");
                    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
                    let date = raw.meta.date.map(|date| date.iso());
                    format!("{} {} {} {}", number.unwrap(), or(raw.meta.title), or(date), or(raw.meta.url))
                }
                Err(BadRecord { number, reason }) => format!("{} bad: {reason}", number.unwrap()),
            })
            .collect()
    }

    #[test]
    fn pages_are_taken_and_the_rest_is_passed_over() {
        let home = "https://post.example/2025/10/28/ferry?x=1";
        let canonical = page("<link rel=canonical href='https://post.example/ferry'>");
        let records = [
            record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: crawler/1\r\n"),
            record("request", "Content-Type: application/http; msgtype=request\r\n", b"GET / HTTP/1.1\r\n\r\n"),
            html(home, &page("")),
            record("metadata", "", b"fetchTimeMs: 12"),
            record("revisit", "Content-Type: application/http\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
            response("https://post.example/gone", "404 Not Found\r\nContent-Type: text/html", &page("")),
            response("https://post.example/a.png", "200 OK\r\nContent-Type: image/png", "\u{89}PNG"),
            response("https://post.example/a.json", "200 OK\r\nContent-Type: application/json", "{\"text\":\"x\"}"),
            response("https://post.example/robots.txt", "200 OK\r\nContent-Type: text/html", "<p>x"),
            response("https://post.example/a", "200\r\ncontent-type: application/xhtml+xml; charset=utf-8", &canonical),
            response("https://post.example/b", "200 OK\r\nServer: x", &page("")),
            response("https://post.example/c", "200 OK", "no page"),
            response("https://post.example/d.pdf", "200 OK\r\nContent-Type: application/pdf", "%PDF-1.7"),
            response("https://post.example/e", "200 OK\r\nContent-Type: text/html", "<html></html>"),
            record(
                "conversion",
                "WARC-Target-URI: <https://post.example/f>\r\nContent-Type: text/plain\r\n",
                TEXT.as_bytes(),
            ),
            record("resource", "WARC-Target-URI: file:///g\r\nContent-Type: text/html\r\n", page("").as_bytes()),
            record("response", "WARC-Target-URI: dns:post.example\r\nContent-Type: text/dns\r\n", b"2026 x"),
            record("response", "Content-Type: application/http\r\n", b"garbage"),
            record("resource", "WARC-Target-URI: metadata://crawler/log\r\nContent-Type: text/plain\r\n", b"log"),
        ];
        let expected = [
            "3 Ferry home 2025-10-28 https://post.example/2025/10/28/ferry?x=1",
            "10 Ferry home - https://post.example/ferry",
            "11 Ferry home - https://post.example/b",
            "13 bad: PDF is not read (convert it to text, e.g. with pdftotext)",
            "14 bad: no article text found in the page",
            "15 - - https://post.example/f",
            "16 Ferry home - -",
            "18 bad: no HTTP status in the response",
        ];
        assert_eq!(shown(&records), expected);
    }

    #[test]
    fn what_the_page_says_comes_before_its_address() {
        let dated = page("<meta property='article:published_time' content='2024-05-06'>");
        let shown = shown(&[html("https://post.example/2025/10/28/ferry", &dated)]);
        assert_eq!(shown, ["1 Ferry home 2024-05-06 https://post.example/2025/10/28/ferry"]);
    }

    #[test]
    fn a_damaged_record_costs_itself_alone() {
        let good = html("https://post.example/a", &page(""));
        let with_length = |length: &str| {
            let text = String::from_utf8(good.clone()).unwrap();
            let (head, rest) = text.split_once("Content-Length: ").unwrap();
            format!("{head}{length}{}", &rest[rest.find('\r').unwrap()..]).into_bytes()
        };
        let ends = "Ferry home - https://post.example/a";
        let cases: [(Vec<u8>, &str); 7] = [
            (with_length("X: 1"), "no Content-Length in its WARC header"),
            (with_length("Content-Length: many"), "its Content-Length is no number: 'many'"),
            (with_length("Content-Length: -5"), "its Content-Length is no number: '-5'"),
            (with_length("Content-Length: 99"), "its Content-Length '99' does not lead to the next record"),
            (with_length("Content-Length: 700"), "its Content-Length '700' does not lead to the next record"),
            (with_length("Content-Length: 99999"), "the file ends within it"),
            (with_length("Content-Length: 99999999999"), "too large for one article (over 16 MiB)"),
        ];
        for (broken, reason) in cases {
            let shown = shown(&[good.clone(), broken, good.clone()]);
            assert_eq!(
                (shown.len(), &*shown[0], &*shown[2]),
                (3, &*format!("1 {ends}"), &*format!("3 {ends}")),
                "{shown:?}"
            );
            assert!(shown[1].starts_with(&format!("2 bad: {reason}")), "{shown:?}");
        }
        let cut = &good[..good.len() - 40];
        assert_eq!(
            shown(&[good.clone(), cut.to_vec()])[1],
            format!(
                "2 bad: the file ends within it ({} of {} bytes are there)",
                cut.len() - http::head_length(cut).unwrap(),
                good.len() - 4 - http::head_length(&good).unwrap()
            )
        );
        assert_eq!(
            shown(&[good.clone(), b"WARC/1.0\r\nWARC-Type: res".to_vec()])[1],
            "2 bad: its WARC header does not end"
        );
    }

    #[test]
    fn files_of_the_first_versions_go_on_behind_damage_too() {
        let old = |url: &str| {
            let text = String::from_utf8(html(url, &page(""))).unwrap();
            text.replacen("WARC/1.0", "WARC/0.18", 1).into_bytes()
        };
        let broken = String::from_utf8(old("https://post.example/b")).unwrap().replace("Content-Length", "X");
        let shown = shown(&[old("https://post.example/a"), broken.into_bytes(), old("https://post.example/c")]);
        assert_eq!((shown.len(), &*shown[2]), (3, "3 Ferry home - https://post.example/c"), "{shown:?}");
    }

    #[test]
    fn what_stands_between_records_is_judged_alike_whatever_the_buffer() {
        let good = html("https://post.example/a", &page(""));
        for blank in [0, 11, 12, 13, 14, 15, 40] {
            for between in ["", "WAR", "x"] {
                let file = [&good[..], "\n".repeat(blank).as_bytes(), between.as_bytes(), b"\n", &good].concat();
                let numbers = |step: usize| -> Vec<_> {
                    read_in(&file, step)
                        .into_iter()
                        .map(|found| found.map(|r| r.number).map_err(|b| b.number))
                        .collect()
                };
                assert_eq!(numbers(1), numbers(1 << 16), "{blank} {between}");
                assert_eq!(numbers(7), numbers(1 << 16), "{blank} {between}");
            }
        }
    }

    #[test]
    fn what_is_too_large_is_named_when_it_is_a_page_and_not_when_it_is_a_film() {
        let good = html("https://post.example/a", &page(""));
        let large = "x".repeat(LARGEST);
        let film = response("https://post.example/b.mp4", "200 OK\r\nContent-Type: video/mp4", &large);
        let long = html("https://post.example/c", &large);
        let shown = shown(&[good.clone(), film, long, good]);
        let expected = [
            "1 Ferry home - https://post.example/a",
            "3 bad: too large for one article (over 16 MiB)",
            "4 Ferry home - https://post.example/a",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn headers_may_be_folded_and_lines_end_in_either_way() {
        let body = page("");
        let http = format!("HTTP/1.1 200 OK\nContent-Type:\n text/html\n\n{body}");
        let warc = format!(
            "WARC/1.1\nwarc-type: response\nWARC-Target-URI: https://post.example/\n\ta\nContent-Type: application/http;\n msgtype=response\n\
             CONTENT-LENGTH: {}\n\n{http}\n\n",
            http.len()
        );
        assert_eq!(shown(&[warc.clone().into_bytes(), warc.into_bytes()]).len(), 2);
    }

    #[test]
    fn the_charset_of_the_answer_comes_before_that_of_the_page() {
        let body = page("<meta charset=windows-1251>").replace("storm", "st\u{f6}rm");
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&body);
        let http =
            [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n".as_slice(), &latin].concat();
        let record = record("response", "Content-Type: application/http\r\n", &http);
        let text = read_in(&record, 512).remove(0).unwrap().raw.text;
        assert!(text.contains("st\u{f6}rm"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), step in 1usize..40) {
            read_in(&bytes, step);
            parse(&Chunk::new(Format::Warc, bytes, 1), &mut |_| ());
        }

        #[test]
        fn cutting_changes_no_record(
            parts in prop::collection::vec("WARC/1.0\r?\n|WARC-Type: response\r\n|WARC-Type: conversion\nContent-Type: text/plain\n|Content-Length: [0-9]{1,2}\n|\r?\n|HTTP/1.1 200 OK\r\n|<p>x", 0..40),
            step in 1usize..40,
        ) {
            let bytes = parts.concat().into_bytes();
            let show = |found: Vec<Result<Record, BadRecord>>| -> Vec<_> {
                found.into_iter().map(|record| record.map(|r| (r.number, r.raw)).map_err(|b| (b.number, b.reason))).collect()
            };
            prop_assert_eq!(show(read_in(&bytes, step)), show(read_in(&bytes, 1 << 16)));
        }
    }
}
