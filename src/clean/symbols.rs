//! Rules for what holds no words: stray symbols, blank runs, end markers, and lines that stand twice.

use std::collections::HashSet;

use crate::article::Metadata;
use crate::clean::page::Page;
use crate::clean::rule::{Example, Rule, Stage};

/// The name under which white space goes.
pub(crate) const BLANK_RUN: &str = "blank-run";

/// Bytes from which a line cannot stand twice by chance: shorter ones are refrains, speakers, cells of tables.
const REPEATED: usize = 48;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "stray-symbol",
        reason: "lines without a letter or a digit",
        explanation: "Brackets, bullets, bars, stars and dashes that scraping left on a line of their own. A line with any \
            letter or digit of any script stays: scores, years and list numbers are words. So does a rule of underscores, with which \
            agencies part a report from its notes.",
        fires: &[
            Example { text: "One came home.\n)\n)\nTwo stayed away.", takes: ")\n)" },
            Example { text: "One came home.\n* * *\nTwo stayed away.", takes: "* * *" },
            Example { text: "One came home.\n|\n\u{200b}—\nTwo stayed away.", takes: "|\n\u{200b}—" },
        ],
        spares: &[
            "The score:\n3-1\nNobody cheered.",
            "The mark was\n½\nof a point.",
            "(He smiled.)",
            "Die Frage\n?!x",
            "One came home.\n___\nTwo stayed away.",
        ],
        line: Some(|line| {
            let ruled = line.text.len() >= 3 && line.text.bytes().all(|b| b == b'_');
            !ruled && !line.text.chars().any(char::is_alphanumeric)
        }),
        ..Rule::BLANK
    },
    Rule {
        name: BLANK_RUN,
        reason: "blank lines beyond the first, and those at either end",
        explanation: "One blank line between paragraphs stays. Where a removed line stood between two blank lines, one goes.",
        fires: &[
            Example { text: "One came home.\n\n\n\nTwo stayed away.", takes: "" },
            Example { text: "\n\nOne came home.", takes: "" },
        ],
        spares: &["One came home.\n\nTwo stayed away.", "One came home.\nTwo stayed away.", "One came home."],
        ..Rule::BLANK
    },
    Rule {
        name: "end-marker",
        reason: "the mark that says that the text is over",
        explanation: "Agencies close with ENDS; a mere ### is a stray symbol. Only a whole line.",
        fires: &[
            Example { text: "One came home.\nENDS", takes: "ENDS" },
            Example { text: "One came home.\n(Ends)", takes: "(Ends)" },
            Example { text: "One came home.\n-ENDS-", takes: "-ENDS-" },
        ],
        spares: &["It ends\nbadly.", "The end of the road", "It all ends here."],
        line: Some(|line| {
            matches!(
                line.text.trim_matches([' ', '-', '–', '—', '*', '#', '(', ')', '/']),
                "ENDS" | "Ends" | "ENDE" | "FIN" | "END"
            )
        }),
        ..Rule::BLANK
    },
    Rule {
        name: "repeated-line",
        reason: "a long line that already stands above",
        explanation: "Pull quotes, summaries and captions come twice out of a page. The first copy stays; lines under 48 bytes \
            stay all, because speakers, refrains and cells of tables repeat by right. A line of one text twice is a picture's name and its link.",
        fires: &[
            Example {
                text: "The harbour of the old town will be closed for a year.\nNobody minds.\nThe harbour of the old town will be closed for a year.",
                takes: "The harbour of the old town will be closed for a year.",
            },
            Example {
                text: "“We have waited long enough for this bridge,” she said.\n\n“We have waited long enough for this bridge,” she said.",
                takes: "“We have waited long enough for this bridge,” she said.",
            },
            Example {
                text: "Nobody minds.\nFerry leaves before dawn Ferry leaves before dawn\nOne came home.",
                takes: "Ferry leaves before dawn Ferry leaves before dawn",
            },
        ],
        spares: &[
            "No.\nWhy?\nNo.",
            "Question:\nWhere?\nQuestion:\nWhen?",
            "Never again, never again.\nHear, hear\nNo no",
            "The harbour of the old town will be closed for a year.\nThe harbour of the old town will be closed for a month.",
        ],
        line: Some(|line| says_twice(line.text)),
        page: Some((Stage::Whole, take_repeats)),
        ..Rule::BLANK
    },
];

fn take_repeats(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    let mut seen = HashSet::new();
    for line in page.lines.iter_mut().filter(|line| line.text.len() >= REPEATED && line.kept() && !line.bound) {
        if !seen.insert(line.text) {
            line.taken = Some(rule);
        }
    }
}

/// Bytes of the shortest text whose doubling is no emphasis.
const TWICE: usize = 12;

/// `A ferry leaves A ferry leaves`.
fn says_twice(text: &str) -> bool {
    let half = text.len() / 2;
    half >= TWICE
        && text.is_char_boundary(half)
        && text.is_char_boundary(text.len() - half)
        && text[..half].trim_end() == text[text.len() - half..].trim_start()
}
