//! Rules for by-lines and timestamps, which become metadata.

use std::collections::HashMap;

use crate::article::Metadata;
use crate::clean::names;
use crate::clean::page::{Line, Page};
use crate::clean::rule::{Example, Rule, Stage};
use crate::clean::when;

/// How by-lines begin, folded; longer ones first where one begins another.
const BY: &[&str] = &[
    "written by",
    "posted by",
    "reported by",
    "story by",
    "words by",
    "report by",
    "text by",
    "article by",
    "kommentar von",
    "ein kommentar von",
    "gastbeitrag von",
    "ein gastbeitrag von",
    "interview von",
    "eine analyse von",
    "analyse von",
    "bericht von",
    "text von",
    "aus",
    "by",
    "von",
    "par",
    "por",
    "di",
    "av",
    "af",
    "door",
    "text",
    "author",
    "autor",
    "autorin",
    "autore",
    "beitrag von",
    "redacción",
    "author of the article",
    "oleh",
    "yazan",
    "napsal",
    "skrevet av",
    "skrevet af",
];

/// A by-line is shorter (bytes), roles and date included.
const BYLINE: usize = 140;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "byline",
        reason: "who wrote it",
        explanation: "`By` or its like and capitalised words, near the beginning or below the last paragraph; also a name before a date, and \
            `By` alone with the name on the next line. The names become the authors if the source declares none.",
        fires: &[
            Example { text: "By Hana Verhoeven\nOne came home.", takes: "By Hana Verhoeven" },
            Example { text: "Von Jonas Ahrend und Mia Ode\nEiner kam heim.", takes: "Von Jonas Ahrend und Mia Ode" },
            Example {
                text: "By Hana Verhoeven | Harbour Post | 28 October 2025\nOne came home.",
                takes: "By Hana Verhoeven | Harbour Post | 28 October 2025",
            },
            Example { text: "Par\nJeanne Aubert\nUn est rentré.", takes: "Par\nJeanne Aubert" },
        ],
        spares: &[
            "By Monday all was over.",
            "By The Numbers\nOne came home.",
            "Von Hamburg aus fuhren sie weiter.",
            "By design, nobody came.",
        ],
        place: Some(|line, place| {
            let near = place.top() || place.tail();
            line.text.len() <= BYLINE
                && (near && (signature(line).is_some() || dated_name(line.text).is_some()) || plain(line))
        }),
        page: Some((Stage::Rest, take_split)),
        learn: Some(learn_authors),
        ..Rule::BLANK
    },
    Rule {
        name: "timestamp",
        reason: "when it was published, and how long it takes to read",
        explanation: "Lines of nothing but dates, times and words such as `Published`. With such a word anywhere, without one only above the \
            third paragraph: dates may be headings of a chronicle. The first one read becomes the date if the source declares none.",
        fires: &[
            Example {
                text: "Published 28 October 2025, 09:14 JST\nOne came home.",
                takes: "Published 28 October 2025, 09:14 JST",
            },
            Example {
                text: "Updated: 28.10.2025, 18:05 Uhr\nEiner kam heim.",
                takes: "Updated: 28.10.2025, 18:05 Uhr",
            },
            Example { text: "5 min read\nOne came home.", takes: "5 min read" },
            Example { text: "Stand: 28. Oktober 2025\nEiner kam heim.", takes: "Stand: 28. Oktober 2025" },
        ],
        spares: &[
            "In October 2025 one came home.",
            "3-1",
            "One came home.\n4-6 6-4 6-4 6-4\nTwo stayed away.",
            "May 2 be enough?",
            "2025",
            "He read for 5 minutes on Monday.",
            "4 March 1998\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\n12 May 2007\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
        ],
        place: Some(|line, place| {
            line.text.len() <= BYLINE
                && plausible(line.text)
                && when::only(line.text).is_some_and(|found| {
                    found.labelled
                        || !line.closed()
                            && (found.day && (place.top() || place.tail()) || found.time && place.above == 0)
                })
        }),
        learn: Some(|text, meta| {
            if meta.date.is_none() {
                meta.date = when::parse(text);
            }
        }),
        phrases: include_str!("phrases/timestamp.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "kicker",
        reason: "sections, places and names beside by-line or date",
        explanation: "Above the first paragraph, lines under 44 bytes that touch a removed by-line, date or share bar and do not end like a \
            sentence; below the last paragraph only names. The first line stays: it may be the headline.",
        fires: &[
            Example {
                text: "Ferry leaves before dawn\nIslands\n28 October 2025\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
                takes: "Islands",
            },
            Example {
                text: "By Hana Verhoeven\nThe ferry affair in full\nHarbour correspondent\n28 October 2025\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
                takes: "Harbour correspondent",
            },
        ],
        spares: &[
            "By Hana Verhoeven\nNobody came.\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
            "Ferry leaves\n28 October 2025\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
            "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\n28 October 2025\nWhat is at stake\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
        ],
        page: Some((Stage::Rest, take_kickers)),
        learn: Some(|text, meta| {
            if meta.authors.is_empty() && names::is_person(text) {
                learn_authors(text, meta);
            }
            // `Leverkusen, 14. April 2024, 21.40 Uhr`
            if meta.date.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
                meta.date = when::parse(text);
            }
        }),
        ..Rule::BLANK
    },
];

/// Dates and times that each stand right above a paragraph are the headings of a chronicle or of a live report, from two
/// on: a page has one date of its own. They count as prose, so that no later rule touches them. A paragraph that stands in
/// the text already is none, because the rule of repeated lines takes it.
pub(crate) fn keep_chronicle(page: &mut Page) {
    let rows: Vec<usize> = (0..page.lines.len()).filter(|at| page.lines[*at].kept()).collect();
    let heads = |pair: &&[usize]| {
        let (line, below) = (&page.lines[pair[0]], &page.lines[pair[1]]);
        let stamp = || when::only(line.text).is_some_and(|found| !found.labelled && (found.day || found.time));
        below.prose && !line.prose && line.text.len() <= BYLINE && plausible(line.text) && stamp()
    };
    let headings: Vec<&[usize]> = rows.windows(2).filter(heads).collect();
    if headings.len() < 2 {
        return;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    rows.iter().for_each(|at| *times.entry(page.lines[*at].text).or_default() += 1);
    let once = |pair: &&[usize]| pair.iter().all(|at| times[page.lines[*at].text] == 1);
    let headings: Vec<usize> = headings.into_iter().filter(once).map(|pair| pair[0]).collect();
    if headings.len() > 1 {
        headings.into_iter().for_each(|at| page.lines[at].prose = true);
    }
}

/// Cheap look before every word is tried: figures, or a label without them.
fn plausible(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) || text.len() < 24
}

/// The names of a line that begins like a by-line and holds nothing else but roles and dates behind a sign.
fn signature(line: &Line) -> Option<Vec<String>> {
    let by = BY.iter().find(|by| line.folded.strip_prefix(**by).is_some_and(|rest| rest.starts_with([' ', ':'])))?;
    let skip = by.split(' ').count();
    let text = line.text.trim_start_matches(|c: char| !c.is_alphanumeric()).replace(':', " ");
    let words: Vec<&str> = text.split_whitespace().skip(skip).collect();
    let names = signed_names(&words)?;
    Some(names)
}

/// Names at the front of `words`, if what follows them is nothing, a role behind a sign, or a date.
fn signed_names(words: &[&str]) -> Option<Vec<String>> {
    let end =
        words.iter().position(|word| matches!(*word, "|" | "-" | "–" | "—" | "•" | "·" | "/")).unwrap_or(words.len());
    let named = names::count(&words[..end]);
    let wire = words.first().is_some_and(|word| matches!(*word, "dpa" | "AFP" | "Reuters" | "DPA" | "AP"));
    let capitals = words[..named].iter().filter(|word| names::capitalised(word)).count();
    let closed = words.last().is_some_and(|word| word.ends_with(['.', '!', '?']) && word.len() > 3);
    if !(wire || (2..=9).contains(&capitals)) || closed {
        return None;
    }
    let rest = words[named..end].join(" ");
    (wire || rest.is_empty() || when::only(&rest).is_some()).then(|| names::people(&words[..named].join(" ")))
}

/// A name and a date behind it: `Hana Verhoeven, 28.10.2025 10:00`.
fn dated_name(text: &str) -> Option<Vec<String>> {
    let (name, date) = text.split_once([',', '|', '•', '·', '-', '–'])?;
    let found = date.bytes().any(|b| b.is_ascii_digit()) && names::is_person(name.trim()) && when::only(date).is_some();
    found.then(|| vec![name.trim().to_owned()])
}

/// `By` on one line and the name on the next.
fn take_split(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    let rows: Vec<usize> = (0..page.lines.len()).filter(|at| page.lines[*at].kept()).collect();
    for pair in rows.windows(2) {
        let by = &page.lines[pair[0]].folded;
        if matches!(
            by.as_str(),
            "by" | "von" | "par" | "por" | "di" | "av" | "text von" | "kommentar von" | "written by"
        ) && names::is_person(page.lines[pair[1]].text)
        {
            page.lines[pair[0]].taken = Some(rule);
            page.lines[pair[1]].taken = Some(rule);
        }
    }
}

fn learn_authors(text: &str, meta: &mut Metadata) {
    if meta.authors.is_empty() {
        let line = Line::alone(text);
        let people = signature(&line)
            .or_else(|| dated_name(text))
            .or_else(|| names::is_person(text).then(|| vec![text.to_owned()]));
        meta.authors = people.unwrap_or_default();
    }
    if meta.date.is_none() && text.bytes().any(|b| b.is_ascii_digit()) {
        meta.date = when::parse(text);
    }
}

/// `By` and a person and nothing else: no heading reads so, wherever it stands.
fn plain(line: &Line) -> bool {
    let rest = ["By ", "Von ", "von "].iter().find_map(|by| line.text.strip_prefix(by));
    rest.is_some_and(names::is_person)
}

/// Rules beside whose lines a short line is furniture of the same kind.
const ANCHORS: &[&str] = &["byline", "timestamp", "kicker", "share-bar", "desk-note", "photo-credit"];

/// Bytes of a section, a place, a function or a name.
const KICKER: usize = 44;

/// Above the first and below the last prose: short lines beside by-line, date or share bar.
fn take_kickers(rule: &'static str, page: &mut Page, meta: &mut Metadata) {
    let places = page.places();
    let rows: Vec<usize> = (0..page.lines.len()).filter(|at| !page.lines[*at].blank()).collect();
    let first = rows.iter().copied().find(|at| page.lines[*at].kept());
    // down and up again, so that a row of such lines goes from either side
    let down: Vec<(usize, usize)> = rows.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let up = down.iter().rev().map(|pair| (pair.1, pair.0));
    for (anchor, at) in down.iter().copied().chain(up) {
        let (line, place) = (&page.lines[at], places[at]);
        let beside = page.lines[anchor].taken.is_some_and(|name| ANCHORS.contains(&name));
        if !beside || !line.kept() || line.prose || line.text.len() > KICKER || line.closed() {
            continue;
        }
        let person = names::is_person(line.text);
        let title = Some(at) == first && meta.title.is_none() && !person;
        let here = place.above == 0 && place.below > 0 && !title || place.tail() && person;
        if here {
            page.lines[at].taken = Some(rule);
        }
    }
}
