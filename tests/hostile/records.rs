//! Files of many records, some or all of which are broken: lengths, nesting, types, lines without end.

use crate::hostile::{Dice, Fate, Kind, What, named};

pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, ending, times, make| Kind { name, ending, times, make };
    vec![
        kind("deep-json", ".json", 3, |dice| {
            named(format!("{{\"text\": {}", "[".repeat(dice.within(1_000, 200_000))), "broken JSON")
        }),
        kind("torn-json", ".json", 3, |dice| {
            named(format!("{{\"title\": \"Torn\", \"text\": \"The boat {} came", dice.word()), "JSON ends too early")
        }),
        kind("json-of-objects", ".json", 1, |_| {
            let objects = "{\"\":0},".repeat(1_900_000);
            named(format!("{{\"text\": \"one\", \"more\": [{objects}0]}}"), "takes too")
        }),
        kind("json-number", ".json", 2, |dice| named(format!("{{\"text\": {}}}", dice.within(1, 999)), "no text")),
        kind("half-surrogate", ".json", 2, |_| named("{\"title\": \"\\ud800\", \"text\": \"\\udfff\"}", "broken JSON")),
        kind("one-bad-line", ".jsonl", 3, |dice| {
            among(dice, |word| format!("{{\"id\": 1, \"text\": \"{word}\n"), "JSON")
        }),
        kind("deep-line", ".jsonl", 2, |dice| {
            among(dice, |_| format!("{{\"text\": {}\n", "{\"a\":".repeat(5_000)), "broken JSON")
        }),
        kind("line-without-end", ".jsonl", 1, |dice| {
            among(dice, |_| format!("{{\"text\": \"{}\"}}\n", "x".repeat(17 << 20)), "too large for one article")
        }),
        kind("line-of-objects", ".jsonl", 1, |dice| {
            among(
                dice,
                |_| format!("{{\"text\": \"one\", \"more\": [{}0]}}\n", "{\"\":0},".repeat(1_900_000)),
                "takes too",
            )
        }),
        kind("nul-line", ".jsonl", 2, |dice| {
            among(dice, |_| "{\"text\": \"a\u{1}b\u{2}\"}\n".to_owned(), "broken JSON")
        }),
        kind("lines-of-nothing", ".jsonl", 2, |dice| {
            let first = "{\"text\": \"\"}\n".repeat(2);
            named(first + &"x\n".repeat(dice.within(200_000, 300_000)), "")
        }),
        kind("open-quote", ".csv", 3, |dice| {
            let word = dice.word();
            let text = format!("title,text\nBoat,\"The boat {word} came in.\"\nTorn,\"The boat came\n");
            (What::Bytes(text.into_bytes()), Fate::InPart("quotation mark in it is not closed", vec![word]))
        }),
        kind("columns", ".csv", 2, |dice| {
            named(format!("title,text{}\na,b\n", ",a".repeat(dice.within(50_000, 90_000))), "is too long")
        }),
        kind("no-text-column", ".csv", 2, |_| named("title,date\nBoats,2025-10-28\n", "no column with the text")),
        kind("false-length", ".warc", 3, |dice| {
            let length = ["-1", "99999999999999999999", "1e9", "0x10"][dice.within(0, 4)];
            let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n");
            named(head + "HTTP/1.1 200 OK\r\n\r\nA boat\r\n\r\n", "Content-Length")
        }),
        kind("heads-without-end", ".warc", 2, |dice| {
            named("WARC/1.0\r\n".repeat(dice.within(20_000, 30_000)), "its WARC header does not end")
        }),
        kind("torn-record", ".warc", 2, |dice| {
            let head =
                format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", dice.within(900, 9_000));
            named(head + "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>A boat", "the file ends within it")
        }),
        kind("packed-bomb", ".warc", 1, |_| {
            let body = crate::hostile::pack::gzip(&vec![b' '; 20 << 20]);
            let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
            let length = http.len() + body.len();
            let head = format!(
                "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{http}"
            );
            named([head.as_bytes(), &body, b"\r\n\r\n"].concat(), "too large for one page")
        }),
        kind("empty-documents", ".sgm", 2, |dice| named("<DOC>\n</DOC>\n".repeat(dice.within(9, 900)), "no text")),
    ]
}

/// A bad line between two good ones.
fn among(dice: &mut Dice, bad: fn(&str) -> String, reason: &'static str) -> (What, Fate) {
    let words = [dice.word(), dice.word()];
    let line =
        |word: &str| format!("{}\n", serde_json::json!({"id": word, "text": format!("The boat {word} came in.")}));
    let text = line(&words[0]) + &bad("boat") + &line(&words[1]);
    (What::Bytes(text.into_bytes()), Fate::InPart(reason, words.to_vec()))
}
