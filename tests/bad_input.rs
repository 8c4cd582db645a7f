//! What scrapers leave behind: broken, hostile and strange inputs beside good articles.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::Newsdex;
use serde_json::{Value, json};

const GOOD: &str = "The zeppelin lands in Holm\n\nHOLM, 3 Nov - A zeppelin landed beside the harbour on Monday, \
    the first since 1931, and stayed for an hour.\n";

fn record(id: &str) -> String {
    json!({"id": id, "title": "A zeppelin again", "text": "Another zeppelin passed over the sound without landing."})
        .to_string()
}

/// An archive of two good articles.
fn archive() -> Newsdex {
    let newsdex = Newsdex::new();
    newsdex.write("news/good.txt", GOOD);
    newsdex.write("news/good.jsonl", &(record("good 1") + "\n"));
    newsdex
}

fn write(newsdex: &Newsdex, path: &str, bytes: &[u8]) {
    let path = newsdex.path(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Indexes and gives the skips as `place: reason`; the good articles must be there, and the next run must be calm.
#[track_caller]
fn skips(newsdex: &Newsdex, good: u64) -> Vec<String> {
    let run = newsdex.run(["index", "news", "--json"]);
    let lines = run.json();
    let summary = lines.last().unwrap();
    assert_eq!(summary["total"], good, "{}\n{}", run.stdout, run.stderr);
    let skips: Vec<String> = lines
        .iter()
        .filter(|line| line["type"] == "skip")
        .map(|skip| {
            let record = skip["record"].as_u64().map_or(String::new(), |number| format!(":{number}"));
            format!("{}{record}: {}", skip["path"].as_str().unwrap(), skip["reason"].as_str().unwrap())
        })
        .collect();
    assert_eq!(run.code, if skips.is_empty() { 0 } else { 3 }, "{}\n{}", run.stdout, run.stderr);
    let again = newsdex.run(["index"]).ends(0);
    if !skips.is_empty() {
        assert!(again.stderr.contains("known from before, unchanged"), "{}", again.stderr);
    }
    let found = newsdex.run(["search", "zeppelin", "--count"]).ends(0).stdout;
    assert!(found.trim().parse::<u64>().unwrap() >= 2, "{found}");
    skips
}

#[test]
fn broken_files_are_named_and_the_rest_is_read() {
    let newsdex = archive();
    write(&newsdex, "news/empty.txt", b"");
    write(&newsdex, "news/blank.txt", b" \n\n\t\n");
    write(&newsdex, "news/noise.txt", &[0u8, 1, 2, 3, 255, 254, 0, 0, 7, 8].repeat(50));
    write(&newsdex, "news/nul.txt", b"A zeppelin\0with\0holes\0in it, seen over the sound on Monday.\n");
    write(&newsdex, "news/half.json", br#"{"title": "Half a page", "text": "The zeppelin was cut in"#);
    write(&newsdex, "news/none.json", br#"{"title": "No text at all"}"#);
    write(&newsdex, "news/number.json", b"42");
    let skips = skips(&newsdex, 2);
    for place in ["blank.txt", "empty.txt", "half.json", "noise.txt", "none.json", "nul.txt"] {
        let named = skips.iter().filter(|skip| skip.starts_with(&format!("news/{place}"))).count();
        assert_eq!(named, 1, "{place} in {skips:#?}");
    }
    assert!(skips.iter().all(|skip| !skip.contains("panic") && skip.len() < 200), "{skips:#?}");
}

#[test]
fn a_torn_line_costs_itself_and_no_other() {
    let newsdex = archive();
    let lines = [
        record("n1"),
        r#"{"id": "torn", "text": "cut in the midd"#.to_owned(),
        record("n2"),
        "not json".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        String::new(),
        r#"{"id": "n3"}"#.to_owned(),
        r#"{"id": {"a": 1}, "title": 7, "text": ["list"], "date": {}}"#.to_owned(),
        r#"{"id": "n4", "text": ""}"#.to_owned(),
        record("n5"),
        format!(r#"{{"id": "n6", "text": {}1{}}}"#, "[".repeat(300), "]".repeat(300)),
        record("n7"),
        r#"{"id": "last", "text": "no line end and cut in the mi"#.to_owned(),
    ];
    newsdex.write("news/torn.jsonl", &lines.join("\n"));
    let skips = skips(&newsdex, 7);
    for line in [2, 4, 5, 6, 8, 10, 12, 14] {
        assert!(skips.iter().any(|skip| skip.starts_with(&format!("news/torn.jsonl:{line}: "))), "{line}: {skips:#?}");
    }
    for id in ["n1", "n2", "n5", "n7"] {
        newsdex.run(["show", id]).ends(0);
    }
}

/// A Word file of these paragraphs.
fn word(paragraphs: &[&str]) -> Vec<u8> {
    use std::io::Write;
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document><w:body>{body}</w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn feeds_agency_formats_and_exports_give_what_is_whole_and_name_the_rest() {
    let newsdex = archive();
    let item =
        "<item><title>A zeppelin waits</title><description>A zeppelin waited over the sound.</description></item>";
    newsdex.write("news/torn.rss", &format!("<rss version='2.0'><channel>{item}{item}<item><title>Cut"));
    newsdex.write("news/torn-nitf.xml", "<nitf><body><body.content><p>A zeppelin was cut");
    newsdex.write("news/item.xml", "<newsMessage><newsItem guid='a'><contentSet><inlineData>A zeppelin rose.</inlineData></contentSet></newsItem></newsMessage>");
    newsdex.write(
        "news/picture.xml",
        "<newsItem guid='b'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>",
    );
    newsdex.write("news/sitemap.xml", "<urlset><url><loc>https://example.org/</loc></url></urlset>");
    newsdex.write("news/other.xml", "<?xml version='1.0'?><inventory/>");
    newsdex.write("news/page.rtf", "{\\rtf1\\ansi A zeppelin over K\\'f8benhavn\\par }");
    let export = [
        "Job Number: 1",
        "Documents (2)",
        "1. Zeppelin",
        "2. Balloon",
        "A zeppelin",
        "Harbour Post",
        "October 28, 2025",
        "Length: 5 words",
        "Body",
        "The zeppelin came back to Holm.",
        "Load-Date: October 29, 2025",
        "End of Document",
    ];
    write(&newsdex, "news/export.docx", &word(&export));
    let whole = word(&["A zeppelin again"]);
    write(&newsdex, "news/torn.docx", &whole[..whole.len() / 2]);
    let skips = skips(&newsdex, 7);
    let begins = [
        "news/export.docx:2: the export says 2 documents, 1 was found",
        "news/other.xml: XML is not read",
        "news/torn-nitf.xml: XML ends too early",
        "news/torn.docx: broken Word file",
        "news/torn.rss:3: the feed ends within an entry",
    ];
    assert_eq!(skips.len(), begins.len(), "{skips:#?}");
    for begin in begins {
        assert!(skips.iter().any(|skip| skip.starts_with(begin)), "{begin} in {skips:#?}");
    }
    newsdex.run(["search", "København", "--match", "all"]).ends(0);
    newsdex.run(["search", "--source", "Harbour Post"]).ends(0);
}

#[test]
fn a_damaged_record_of_a_collection_costs_itself_and_no_other() {
    let newsdex = archive();
    let text = "A zeppelin passed over the sound at noon and was seen from all four of the islands, said the keeper.";
    let warc = |length: usize| {
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://post.example/{length}\r\n\
             Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n"
        )
    };
    let right = text.len();
    newsdex.write(
        "news/crawl.warc",
        &[warc(right), warc(right + 40), warc(right - 40), warc(right), warc(right + 999)].concat(),
    );
    let doc = |number: u32, text: &str| format!("<DOC>\n<DOCNO> Z-{number} </DOCNO>\n<TEXT>\n{text}\n</TEXT>\n");
    newsdex.write("news/disk.sgm", &[doc(1, text), doc(2, ""), doc(3, text)].concat());
    newsdex.write("news/table.csv", &format!("id,text\nc1,{text}\nc2,\nc3,{text}\nc4,\"{text}\nc5,{text}\n"));
    newsdex.write("news/prices.csv", "day,price\n1,2\n");
    let skips = skips(&newsdex, 2 + 2 + 2 + 3);
    let places =
        ["crawl.warc:2", "crawl.warc:3", "crawl.warc:5", "disk.sgm:2", "table.csv:2", "table.csv:4", "prices.csv"];
    for place in places {
        assert!(skips.iter().any(|skip| skip.starts_with(&format!("news/{place}: "))), "{place}: {skips:#?}");
    }
    assert_eq!(skips.len(), places.len(), "{skips:#?}");
    for id in ["Z-1", "Z-3", "c1", "c3", "c5"] {
        newsdex.run(["show", id]).ends(0);
    }
}

#[test]
fn text_that_is_not_utf_8_is_read_in_its_own_encoding() {
    let newsdex = archive();
    write(&newsdex, "news/latin.txt", "Zeppelin über Köln\n\nDer Zeppelin flog am Montag über Köln; die Straßen waren voll, sagte der Bürgermeister.\n".chars().map(|c| c as u8).collect::<Vec<u8>>().as_slice());
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(GOOD.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    write(&newsdex, "news/wide.txt", &wide);
    let mut broken =
        b"Zeppelin over Lima\n\nA zeppelin was seen over Lima on Monday, the paper said, and the crowd cheered. "
            .to_vec();
    broken.extend([0xc3, 0x28, 0xff, b'\n']);
    write(&newsdex, "news/broken.txt", &broken);
    assert_eq!(skips(&newsdex, 5), [""; 0]);
    newsdex.run(["search", "Köln Straßen", "--match", "all"]).ends(0);
    newsdex.run(["search", "Lima cheered", "--match", "all"]).ends(0);
}

#[test]
fn inputs_without_end_end() {
    let newsdex = archive();
    let mut long = format!(r#"{{"id": "long", "text": "{}"}}"#, "word ".repeat(17 * 1024 * 1024 / 5 + 1));
    long.push('\n');
    long += &record("after");
    newsdex.write("news/long.jsonl", &long);
    newsdex.write("news/deep.html", &format!("<html><body>{}<p>deep</p></body></html>", "<div>".repeat(50_000)));
    newsdex.write("news/bold.html", &format!("<html><body>{}deep</body></html>", "<b>".repeat(50_000)));
    newsdex.write("news/deep.json", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    newsdex.write("news/open.json", &"{\"a\":".repeat(100_000));
    let began = Instant::now();
    let run = newsdex.run(["index", "news", "--json"]).ends(3);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let text = run.stdout;
    for name in ["long.jsonl", "deep.html", "bold.html", "deep.json", "open.json"] {
        assert!(text.contains(name), "{name} in {text}");
    }
    newsdex.run(["show", "after"]).ends(0);
    newsdex.run(["search", "zeppelin landed", "--match", "all"]).ends(0);
    newsdex.run(["index"]).ends(0);
}

/// Titles, bodies and names that try to command a terminal.
const EVIL: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7} \u{9b}31m \u{202e}desrever\u{2066} \u{200f} \r overwritten \u{8}\u{8}\u{7f}";

#[test]
fn nothing_in_an_article_commands_the_terminal() {
    let newsdex = archive();
    let evil = json!({
        "id": format!("evil {EVIL}"), "title": format!("Zeppelin {EVIL} title"), "url": format!("https://x.example/{EVIL}"),
        "text": format!("A zeppelin {EVIL} body, and on Monday it landed.\nSecond line {EVIL} of the text, said one.\n"),
        "source": format!("Post {EVIL}"), "authors": [format!("Ann {EVIL} Author")],
    });
    newsdex.write("news/evil.jsonl", &format!("{evil}\n"));
    // mostly text: what is mostly control characters is a binary file
    let prose = "It stayed for an hour, and nobody at the harbour could say whose it was or where it went. ".repeat(8);
    newsdex.write("news/evil.txt", &format!("Zeppelin {EVIL} over Holm\n\nA zeppelin {EVIL} passed. {prose}\n"));
    newsdex.run(["index", "news"]).ends(0);
    // `--ids` into a pipe gives ids exactly as they were given, so it is no part of this
    let runs: [&[&str]; 11] = [
        &["search", "zeppelin"],
        &["search", "zeppelin", "--explain"],
        &["search", "zeppelin", "--json"],
        &["search", "zeppelin", "--facets", "all"],
        &["search", "evil", EVIL],
        &["search", "--source", EVIL],
        &["show", "@1", "@2", "@3", "@4"],
        &["show", "@1", "@2", "@3", "@4", "--json", "--explain"],
        &["stats"],
        &["clean", "news"],
        &["clean", "news", "--json", "--explain"],
    ];
    for args in runs {
        let mut command = newsdex.command([]);
        command.args(args);
        let run = common::output(command, "");
        assert!([0, 1, 2].contains(&run.code) && !(args[0] == "clean" && run.code != 0), "{args:?}: {run:?}");
        for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            let bad = text.chars().find(|c| {
                (c.is_control() && *c != '\n') || matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(bad, None, "{args:?} {stream}: {text:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn strange_names_are_found_and_shown_safely() {
    use std::os::unix::ffi::OsStrExt;
    let newsdex = archive();
    let names: [&[u8]; 6] = [
        b"two\nlines.txt",
        b"esc\x1b[31m.txt",
        b"latin-\xe9t\xe9.txt",
        b"-n.txt",
        b" space .txt",
        "é\u{202e}txt.txt".as_bytes(),
    ];
    for name in names {
        let path = newsdex.path("news").join(Path::new(std::ffi::OsStr::from_bytes(name)));
        if fs::write(&path, GOOD).is_err() {
            // some file systems take no such name
            return;
        }
    }
    let run = newsdex.run(["index", "news"]).ends(0);
    assert!(run.stderr.contains("8 articles"), "{}", run.stderr);
    for args in [["search", "zeppelin", "--all"], ["search", "zeppelin", "--json"], ["clean", "news", "--json"]] {
        let text = newsdex.run(args).ends(0).stdout;
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{args:?}: {text:?}");
    }
    let drawn = newsdex.run(["search", "zeppelin", "--all", "--match", "any"]).ends(0).stdout;
    assert!(!drawn.lines().any(|line| line.starts_with("lines.txt")), "{drawn}");
    newsdex.run(["index"]).ends(0);
    fs::remove_file(newsdex.path("news/-n.txt")).unwrap();
    assert!(newsdex.run(["index"]).ends(0).stderr.contains("1 removed"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_does_not_stop_the_walk() {
    use std::os::unix::fs::symlink;
    let newsdex = archive();
    fs::create_dir_all(newsdex.path("news/folder.txt/deeper")).unwrap();
    newsdex.write("news/folder.txt/deeper/in.txt", GOOD);
    symlink(newsdex.path("news/absent.txt"), newsdex.path("news/dangling.txt")).unwrap();
    symlink(newsdex.path("news"), newsdex.path("news/loop")).unwrap();
    symlink(newsdex.path("news/self.txt"), newsdex.path("news/self.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(newsdex.path("news/pipe.txt")).status();
    let began = Instant::now();
    let run = newsdex.run(["index", "news", "--json"]);
    assert!(began.elapsed() < Duration::from_secs(20), "a pipe that nobody writes to: {made:?}");
    assert!([0, 3].contains(&run.code), "{run:?}");
    let summary = run.json().pop().unwrap();
    assert_eq!(summary["total"], 3, "{}", run.stdout);
    newsdex.run(["index"]).ends(0);
    newsdex.run(["clean", "news", "--json"]);
    newsdex.run(["search", "zeppelin"]).ends(0);
    if made.is_ok_and(|status| status.success()) {
        let named = newsdex.run(["index", "news/pipe.txt", "--json"]);
        assert!([0, 2, 3].contains(&named.code), "{named:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_a_skip_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let newsdex = archive();
    newsdex.write("news/secret.txt", GOOD);
    newsdex.run(["index", "news"]).ends(0);
    let secret = newsdex.path("news/secret.txt");
    newsdex.write("news/secret.txt", &GOOD.replace("zeppelin", "balloon"));
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // root may read everything: then there is nothing to see here
    if fs::read(&secret).is_err() {
        let run = newsdex.run(["index"]).ends(3);
        assert!(run.stderr.contains("news/secret.txt"), "{}", run.stderr);
        assert_eq!(newsdex.run(["search", "zeppelin", "--count"]).ends(0).stdout.trim(), "3");
    }
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    newsdex.run(["index"]).ends(0);
    newsdex.run(["search", "balloon"]).ends(0);
}

#[test]
fn pictures_and_styles_are_passed_over_in_silence() {
    let newsdex = archive();
    for (name, bytes) in [
        ("logo.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("style.css", b"body { color: red }"),
        ("script.js", b"window.x = 1;"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("font.woff2", b"wOF2\0\x01"),
    ] {
        write(&newsdex, &format!("news/assets/{name}"), bytes);
    }
    assert_eq!(skips(&newsdex, 2), [""; 0]);
    assert!(newsdex.run(["show", "news/assets/logo.png"]).ends(1).stderr.contains("logo.png"));
}

#[test]
fn an_archive_of_nothing_but_rubbish_is_done_and_empty() {
    let newsdex = Newsdex::new();
    newsdex.write("news/empty.txt", "");
    newsdex.run(["index", "news"]).ends(3);
    let search = newsdex.run(["search", "anything"]).ends(1);
    assert!(search.stderr.contains("newsdex index"), "{}", search.stderr);
    let none = newsdex.run(["search", "anything", "--json"]).ends(1);
    assert_eq!(none.json().pop().unwrap()["total"], Value::from(0));
    newsdex.run(["stats"]).ends(0);
}

#[test]
fn signs_that_were_lost_before_are_told_of() {
    let newsdex = Newsdex::new();
    newsdex
        .write("news/a.txt", "The caf\u{fffd} at the quay opens at noon, its owner said. Nobody knows for how long.\n");
    newsdex.write("news/b.txt", "The cafÃ© at the quay opens at noon, its owner said. â€œNobody knows.â€\u{9d}\n");
    let run = newsdex.run(["index", "news"]).ends(0);
    assert!(run.stderr.contains("1 article with unreadable signs (\u{fffd}), such as news/a.txt"), "{}", run.stderr);
    assert!(newsdex.run(["show", "news/b.txt"]).ends(0).stdout.contains("The café at the quay"));
}

#[test]
fn good_articles_stand_behind_any_number_of_bad_lines() {
    let newsdex = archive();
    // more than are named, in many chunks
    let bad = (json!({"a": "x".repeat(90)}).to_string() + "\n").repeat(70_000);
    newsdex.write("news/dump.jsonl", &(bad + &record("last") + "\n"));
    let skips = skips(&newsdex, 3);
    assert_eq!(skips.len(), 50_001);
    let all = skips.iter().find(|skip| skip.contains("70000 records give no article")).unwrap();
    assert!(all.ends_with("of which 50000 are named"), "{all}");
}
