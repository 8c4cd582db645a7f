//! Articles that are read although their signs, names and dates mean harm, which no output passes on.

use crate::hostile::good::page;
use crate::hostile::{Dice, Fate, Kind, What};

pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, ending, times, make| Kind { name, ending, times, make };
    vec![
        kind("escapes", ".txt", 3, |dice| {
            tamed(dice, |word| {
                format!("Boat \u{1b}]0;owned\u{7}\u{1b}[2J {word}\n\nThe \u{1b}[31m{word} came in.\u{9b}2J\n")
            })
        }),
        kind("bidi", ".txt", 3, |dice| {
            tamed(dice, |word| {
                format!("Boat \u{202e}txt.exe\u{202c} {word}\n\nThe \u{2066}{word}\u{2069} came\u{200b} in.\n")
            })
        }),
        kind("formula", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("=HYPERLINK(\"http://evil.example\",\"x\")", word, "", "2025-10-28"))
        }),
        kind("script", ".html", 3, |dice| {
            tamed(dice, |word| page(&format!("Boat {word}"), &format!("The {word} came in. <script>alert(1)</script>")))
        }),
        kind("script-address", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("A boat", word, "javascript:alert(1)", "2025-10-28"))
        }),
        kind("escape-address", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("A boat", word, "https://a.example/\u{1b}]8;;x\u{7}", "2025-10-28"))
        }),
        kind("date-too-late", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("A boat", word, "", "+262142-12-31T23:59:60Z"))
        }),
        kind("date-too-early", ".jsonl", 3, |dice| tamed(dice, |word| record("A boat", word, "", "-0044-03-15"))),
        kind("date-edges", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("A boat", word, "", "9999-12-31T23:59:59-23:59"))
        }),
        kind("date-of-milliseconds", ".jsonl", 3, |dice| {
            tamed(dice, |word| record("A boat", word, "", "99999999999999999999"))
        }),
        kind("false-letters", ".txt", 3, |dice| {
            let word = dice.word();
            let bytes =
                [b"The boat \xff\xfe\xc3\x28 ", word.as_bytes(), b" came in.\n\nIt \xed\xa0\x80 stayed.\n"].concat();
            (What::Bytes(bytes), Fate::Tamed(word))
        }),
        kind("long-line", ".txt", 2, |dice| {
            tamed(dice, |word| {
                format!("The boat {word} came in. {}\n", "It stayed for a day and left at noon. ".repeat(9_000))
            })
        }),
        kind("name\n\u{1b}[31m\u{202e}", ".txt", 3, |dice| {
            tamed(dice, |word| format!("The boat {word} came in.\n\nNobody had seen it since May.\n"))
        }),
        kind("=1+1,\"name", ".txt", 3, |dice| {
            tamed(dice, |word| format!("The boat {word} came in.\n\nNobody had seen it since May.\n"))
        }),
        kind("many-marks", ".txt", 2, |dice| {
            tamed(dice, |word| format!("The boat {word} came in.\n\nZ{} was its name.\n", "\u{301}".repeat(30_000)))
        }),
    ]
}

fn tamed(dice: &mut Dice, text: fn(&str) -> String) -> (What, Fate) {
    let word = dice.word();
    (What::Bytes(text(&word).into_bytes()), Fate::Tamed(word))
}

fn record(title: &str, word: &str, url: &str, date: &str) -> String {
    let text = format!("The boat {word} came in on Monday, and nobody knew from where.");
    format!("{}\n", serde_json::json!({"title": title, "text": text, "url": url, "date": date}))
}
