//! The driver: whole files in, records out.

use proptest::prelude::*;

use crate::read::*;

type Found = Vec<Result<Record, BadRecord>>;

fn read(name: &str, bytes: &[u8]) -> Result<Found, Skip> {
    let mut found = Vec::new();
    split(name, &mut &*bytes, None, &mut |chunk| {
        parse(name, &chunk, &mut |record| found.push(record));
    })?;
    Ok(found)
}

/// One line a record: number, id, title, date, text; or number and reason.
fn shown(name: &str, text: &str) -> Vec<String> {
    let number = |number: Option<usize>| number.map_or("-".to_owned(), |number| number.to_string());
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    read(name, text.as_bytes())
        .expect("a file of articles")
        .into_iter()
        .map(|record| match record {
            Ok(Record { number: n, raw }) => format!(
                "{} {} {} {} {}",
                number(n),
                or(raw.id),
                or(raw.meta.title),
                or(raw.meta.date.map(|date| date.iso())),
                raw.text
            ),
            Err(BadRecord { number: n, reason }) => format!("{} bad: {reason}", number(n)),
        })
        .collect()
}

#[test]
fn files_become_records() {
    let no_text = "bad: no text (expected 'text', 'body', 'contents' or 'html')";
    let cases: &[(&str, &str, &[&str])] = &[
        ("a.txt", "One\r\ntwo\rthree", &["- - - - One\ntwo\nthree"]),
        ("a.txt", "The cafÃ© by the har\u{ad}bour\u{a0}is ﬁne", &["- - - - The café by the harbour is fine"]),
        ("2025-10-28-a.txt", "One", &["- - - 2025-10-28 One"]),
        ("2025/10/a.md", "# Head\nOne", &["- - Head 2025-10 One"]),
        ("a.json", r#"{"id": 7, "headline": "Head", "body": "One", "date": "2025"}"#, &["- 7 Head 2025 One"]),
        ("a.json", r#"[{"text": "One"}, {"id": " x ", "contents": "Two"}]"#, &["1 - - - One", "2  x  - - Two"]),
        ("a.json", "{\n\"text\": \"One\"\n}\n{\n\"text\": \"Two\"\n}\n", &["1 - - - One", "2 - - - Two"]),
        ("a.json", r#"{"total": 1, "articles": [{"text": "One"}]}"#, &["1 - - - One"]),
        ("a.json", r#"{"text": ["One", "two"], "content": "no"}"#, &["- - - - One\ntwo"]),
        ("a.json", r#"{"text": 5, "contents": "One", "title": {"a": 1}, "date": false}"#, &["- - - - One"]),
        ("a.json", r#"{"text": "<p>One &amp; two</p><p>three</p>"}"#, &["- - - - One & two\nthree\n"]),
        ("a.json", r#"{"id": 123456789012345678901234567890, "text": "One"}"#, &["- - - - One"]),
        (
            "a.json",
            r#"{"debug": true, "port": 80}"#,
            &["- bad: no text (expected 'text', 'body', 'contents' or 'html')"],
        ),
        ("a.json", r#"{"title": "A flash", "text": ""}"#, &["- - A flash - "]),
        (
            "a.json",
            r#"{"uri": "urn:x:1", "type": "text", "versioncreated": "2025-03-04", "headline": "Head", "body_xhtml": "<p>One</p>", "body_text": "One."}"#,
            &["- urn:x:1 Head 2025-03-04 One\n"],
        ),
        ("a.json", r#"{"title": "My settings"}"#, &["- bad: no text (expected 'text', 'body', 'contents' or 'html')"]),
        ("a.json", r#"{"text": " "}"#, &["- bad: no text (expected 'text', 'body', 'contents' or 'html')"]),
        ("a.json", r#"["x"]"#, &["1 bad: no text (expected 'text', 'body', 'contents' or 'html')"]),
        ("a.json", r#"{"text": "One"#, &["- bad: JSON ends too early: EOF while parsing a string at line 1 column 13"]),
        (
            "a.json",
            "[{\"text\": \"One\"},\n{\"text\": ",
            &["1 - - - One", "2 bad: JSON ends too early: EOF while parsing a value at line 2 column 9"],
        ),
        ("2025-10-28.jsonl", "\n{\"text\":\"One\"}\n", &["2 - - - One"]),
        (
            "a.jsonl",
            "{\"text\":\"One\"}\n[]\n{\"title\":\"x\"}\n\n{\"text\":\"Two\",\"_id\":\"b\"}\r\n{\"text\":\"Th",
            &[
                "1 - - - One",
                &format!("2 {no_text}"),
                &format!("3 {no_text}"),
                "5 b - - Two",
                "6 bad: JSON ends too early: EOF while parsing a string at line 1 column 11",
            ],
        ),
        ("a.jsonl", "{\"text\":\" \\n \"}", &[&format!("1 {no_text}")]),
        ("a.jsonl", "{\"type\":\"skip\",\"path\":\"x\"}\n{\"text\":\"One\"}", &["2 - - - One"]),
        (
            "a.jsonl",
            r#"{"id":"k","path":"x","title":"Head","body":"One","date":"2025-10-28","date_precision":"day","removed":[{"rule":"r","line":1,"text":")"}]}"#,
            &["1 k Head 2025-10-28 One"],
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(shown(name, text), *expected, "{name} {text}");
    }
}

#[test]
fn files_of_many_records_become_records() {
    let warc = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: conversion\r\n\
        Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nOne\r\n\r\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("2025-10-28.warc", warc, &["2 - - - One"]),
        ("2025-10-28.sgm", "<DOC>\n<DOCNO> k </DOCNO>\n<TEXT>\nOne\n</TEXT>\n</DOC>\n", &["1 k - - One"]),
        ("2025-10-28.csv", "id,text\r\nk,One\r\n,\r\n,Two", &["1 k - - One", "3 - - - Two"]),
        ("a.txt", "\u{feff}title;text;date\nHead;One;2025", &["1 - Head 2025 One"]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(shown(name, text), *expected, "{name} {text}");
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(name, &utf16).unwrap().len(), expected.len());
    }
}

#[test]
fn fields_are_taken_by_all_their_names() {
    let record = r#"{"text":"One","publisher":{"name":"Harbour Post"},"authors":[{"name":"Ann Lee"},"Bo Ek"],
        "link":"https://example.org/1","language":"en-GB","section":"Sea","tags":["a","b"],"credit":"Wires"}"#;
    let found = read("a.json", record.as_bytes()).unwrap().remove(0).unwrap().raw.meta;
    assert_eq!(found.source.as_deref(), Some("Harbour Post"));
    assert_eq!(found.authors, ["Ann Lee", "Bo Ek"]);
    assert_eq!(found.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(found.lang.as_deref(), Some("en"));
    assert_eq!(found.section.as_deref(), Some("Sea"));
    assert_eq!(found.keywords, ["a", "b"]);
    assert_eq!(found.credit.as_deref(), Some("Wires"));
}

#[test]
fn nothing_to_read_is_said() {
    for (name, bytes) in
        [("a.txt", &b""[..]), ("a.txt", b" \n\t\n"), ("a.txt", b"\xef\xbb\xbf\n"), ("a.jsonl", b"\n \n")]
    {
        assert_eq!(read(name, bytes).unwrap_err(), Skip::Bad("empty file".to_owned()), "{name}");
    }
}

#[test]
fn utf16_is_read_whatever_the_format() {
    let utf16 =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let found = read("a.txt", &utf16("Žluť\r\nTwo")).unwrap().remove(0).unwrap();
    assert_eq!(found.raw.text, "Žluť\nTwo");
    let found = read("a.jsonl", &utf16("{\"text\":\"One\"}\n{\"text\":\"Two\"}\n")).unwrap();
    assert_eq!(found.len(), 2);
}

#[test]
fn an_export_in_utf16_may_be_as_large_as_another() {
    let line = "The ferry came home before the storm, and the harbour master shut the gate behind it.\n";
    let text = format!(
        "\u{feff}1 of 1 DOCUMENTS\n\nPort Post\n\nLENGTH: 9 words\n\n{}",
        line.repeat(LARGEST / line.len() * 2 / 3)
    );
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(wide.len() > LARGEST);
    let mut formats = Vec::new();
    split("a.txt", &mut &*wide, None, &mut |chunk| formats.push(chunk.format)).unwrap();
    assert_eq!(formats, [Format::Export]);
}

#[test]
fn lines_without_an_article_before_our_own_are_ours() {
    let skip = "{\"type\":\"skip\",\"path\":\"a.txt\",\"record\":null,\"reason\":\"empty file\"}\n";
    let ours = "{\"id\":\"1\",\"path\":\"b.txt\",\"record\":null,\"title\":null,\"body\":\"One\"}\n";
    for (text, expected) in [
        (skip.repeat(10_000) + ours, true),
        (ours.to_owned() + skip, true),
        (skip.to_owned(), false),
        (skip.to_owned() + "{\"text\":\"One\"}", false),
        ("{\"text\":\"One\"}\n".repeat(20_000) + ours, false),
    ] {
        let mut found = Vec::new();
        split("a.jsonl", &mut text.as_bytes(), None, &mut |chunk| found.push(chunk.begins_cleaned())).unwrap();
        assert!(found[0] == expected && found[1..].iter().all(|ours| !ours), "{text:.200}");
    }
    let numbered = skip.repeat(10_000) + "{\"text\":\"One\"}\n" + skip + "{\"text\":\"Two\"}\n";
    assert_eq!(shown("a.jsonl", &numbered), ["10001 - - - One", "10003 - - - Two"]);
    assert_eq!(shown("a.json", skip), [""; 0]);
}

#[test]
fn agency_files_and_exports_are_known_by_their_content() {
    let feed = "<?xml version=\"1.0\" encoding=\"ENCODING\"?>\n<rss version='2.0'><channel><item><title>Fähre</title>\
        <description>Über See.</description></item></channel></rss>";
    let declared = feed.replace("ENCODING", "iso-8859-1");
    let latin = encoding_rs::WINDOWS_1252.encode(&declared).0.into_owned();
    let wide: Vec<u8> = format!("\u{feff}{feed}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let page = docx::tests::word(&["Fähre", &"Über See. ".repeat(20_000)]);
    let rtf = b"{\\rtf1\\ansi F\\'e4hre \x01 \x02 \x03 \x04}".to_vec();
    for (name, bytes) in [("a.xml", latin), ("a", wide), ("a.zip", page), ("a.txt", rtf)] {
        let raw = read(name, &bytes).unwrap().remove(0).unwrap().raw;
        let all = format!("{} {}", raw.meta.title.unwrap_or_default(), raw.text);
        assert!(all.contains("Fähre"), "{name}: {all:.100}");
    }
}

/// Yields `left` copies of one byte, then the lines of `tail`.
fn long_line(left: u64, tail: &'static [u8]) -> impl BufRead {
    std::io::BufReader::new(std::io::repeat(b'x').take(left).chain(tail))
}

#[test]
fn a_line_beyond_all_bounds_is_a_bad_record_and_the_rest_goes_on() {
    let mut found = Vec::new();
    let mut input =
        (&b"{\"text\":\"One\"}\n{\"text\":\""[..]).chain(long_line(LARGEST as u64, b"\"}\n{\"text\":\"Three\"}\n"));
    split("a.jsonl", &mut input, None, &mut |chunk| {
        assert!(chunk.bytes.len() <= LARGEST);
        parse("a.jsonl", &chunk, &mut |record| {
            found.push(record.map(|r| (r.number, r.raw.text)).map_err(|b| b.number))
        });
    })
    .unwrap();
    found.sort_by_key(|record| record.as_ref().map_or_else(|number| *number, |(number, _)| *number));
    assert_eq!(found, [Ok((Some(1), "One".to_owned())), Err(Some(2)), Ok((Some(3), "Three".to_owned()))]);
}

#[test]
fn a_file_beyond_all_bounds_is_skipped() {
    let skip = split("a.txt", &mut long_line(LARGEST as u64 + 1, b""), None, &mut |_| panic!("no chunk")).unwrap_err();
    assert!(matches!(skip, Skip::Bad(reason) if reason.starts_with("too large")));
}

#[test]
fn a_line_of_a_pipe_does_not_wait_for_the_next() {
    /// Gives a line whenever it is read, and notes how many were taken before that.
    struct Writer<'a> {
        lines: Vec<&'static [u8]>,
        given: usize,
        taken: &'a std::cell::Cell<usize>,
        waited: Vec<usize>,
    }
    impl Read for Writer<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.waited.push(self.taken.get());
            let line = self.lines.get(self.given).copied().unwrap_or_default();
            self.given += 1;
            buffer[..line.len()].copy_from_slice(line);
            Ok(line.len())
        }
    }
    let taken = std::cell::Cell::new(0);
    let lines: Vec<&[u8]> =
        vec![b"{\"text\":\"One\"}\n", b"{\"text\":\"Two\"}\n{\"text\":\"Th", b"ree\"}\n", b"{\"text\":\"Four\"}"];
    let writer = Writer { lines, given: 0, taken: &taken, waited: Vec::new() };
    let mut input = std::io::BufReader::with_capacity(HEAD, writer);
    split(PIPE, &mut input, None, &mut |chunk| {
        parse(PIPE, &chunk, &mut |record| {
            taken.set(taken.get() + 1);
            assert_eq!(record.unwrap().number, Some(taken.get()));
        });
    })
    .unwrap();
    // before each read the lines that are whole are out, and the last read is the end
    assert_eq!((&input.get_ref().waited[..5], taken.get()), (&[0, 1, 2, 3, 3][..], 4));
}

#[test]
fn what_is_read_as_fast_as_it_can_be_comes_in_large_chunks() {
    let line = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(600));
    let text = line.repeat(2000);
    for name in ["a.jsonl", PIPE] {
        let mut lengths = Vec::new();
        let mut input = std::io::BufReader::with_capacity(HEAD, text.as_bytes());
        split(name, &mut input, None, &mut |chunk| lengths.push(chunk.bytes.len())).unwrap();
        let small = lengths.iter().filter(|length| **length < batch::CHUNK - line.len()).count();
        // of a pipe also the first line, and the rest of the read that it came with
        assert!(small <= if name == PIPE { 3 } else { 1 }, "{name} {lengths:?}");
    }
}

#[test]
fn endless_lines_come_in_chunks() {
    let line = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(100));
    let (mut chunks, mut records) = (0, 0);
    split("a.jsonl", &mut line.repeat(5000).as_bytes(), None, &mut |chunk| {
        assert!(chunk.bytes.len() < (256 << 10) + line.len());
        assert_eq!(chunk.first, records + 1);
        chunks += 1;
        parse("a.jsonl", &chunk, &mut |record| records = record.unwrap().number.unwrap());
    })
    .unwrap();
    assert_eq!((records, chunks > 5), (5000, true));
}

const FORMATS: [Format; 14] = [
    Format::Plain,
    Format::Markdown,
    Format::Html,
    Format::Json,
    Format::Ndjson,
    Format::Warc,
    Format::Sgml,
    Format::Table,
    Format::Feed,
    Format::Nitf,
    Format::NewsMl,
    Format::Docx,
    Format::Rtf,
    Format::Export,
];

fn any_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.sgm", "a", "2025-10-28.bin"])
        .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn no_bytes_panic(name in any_name(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&name, &bytes);
        for format in FORMATS {
            let chunk = Chunk::new(format, bytes.clone(), 1);
            parse(&name, &chunk, &mut |_| ());
        }
    }

    #[test]
    fn no_text_of_signs_panics(name in any_name(), text in "([\\[\\](){}<>*_#!`~>:,\"'\\\\/=&; \n-]|<p|<b|<a href=|</|--|p>|é|[a-c0-2]){0,120}") {
        let _ = read(&name, text.as_bytes());
        for format in FORMATS {
            let chunk = Chunk::new(format, text.clone().into_bytes(), 1);
            parse(&name, &chunk, &mut |_| ());
        }
    }

    #[test]
    fn cutting_changes_no_record(lengths in prop::collection::vec(0usize..200_000, 1..12), step in 1usize..100_000) {
        let text: String = lengths.iter().map(|n| match n % 7 {
            0 => "\n".to_owned(),
            1 => "{broken\n".to_owned(),
            _ => format!("{{\"text\":\"{}\"}}\n", "é".repeat(n / 2 + 1)),
        }).collect();
        let show = |record: Result<Record, BadRecord>| record.map(|r| (r.number, r.raw.text.len())).map_err(|b| b.number);
        let mut whole = Vec::new();
        let chunk = Chunk::new(Format::Ndjson, text.clone().into_bytes(), 1);
        parse("a.jsonl", &chunk, &mut |record| whole.push(show(record)));
        let mut cut = Vec::new();
        let mut input = std::io::BufReader::with_capacity(step, text.as_bytes());
        let result = split("a.jsonl", &mut input, None, &mut |chunk| {
            parse("a.jsonl", &chunk, &mut |record| cut.push(show(record)));
        });
        prop_assert_eq!(result.is_ok(), !text.trim().is_empty());
        prop_assert_eq!(cut, whole);
    }
}
