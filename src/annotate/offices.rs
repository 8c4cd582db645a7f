//! Offices in a text: whether one is of a state, and the name that it stands beside.

use std::ops::Range;

use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::names::starting_at;
use crate::annotate::names::within;
use crate::annotate::people;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::titles;
use crate::lexicon::titles::Office;

/// A name beside an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A full name, at these bytes.
    Full(Range<usize>),
    /// A surname alone behind the office.
    Surname(Range<usize>),
}

/// International bodies whose heads count as leaders.
const BODIES: &[&str] = &[
    "UN",
    "U.N",
    "U.N.",
    "Nations",
    "NATO",
    "OPEC",
    "EU",
    "WHO",
    "WTO",
    "OECD",
    "ASEAN",
    "Asean",
    "Commonwealth",
    "European",
    "ECB",
    "IMF",
    "Opec",
    "Nato",
];

/// Words that may begin a sentence before an office of state.
const FUNCTION: &[&str] = &[
    "when", "as", "but", "and", "while", "after", "both", "in", "by", "if", "although", "though", "since", "with",
    "for", "to", "from", "under", "before", "even", "said", "however", "that", "because", "like", "on", "at", "so",
    "yet", "where",
];

/// Weak offices that are nobody's in particular without a country, even in capitals.
const PLAIN: &[&str] =
    &["vice president", "vice-president", "chief executive", "treasurer", "attorney general", "general secretary"];

/// The name that the office at `hits[i]` stands beside, if that makes a leader of its bearer.
pub(super) fn beside(text: &str, hits: &[Hit], i: usize) -> Option<Beside> {
    let Sense::Title(office) = hits[i].sense else { return None };
    if is_junior(text, hits, i) {
        return None;
    }
    let (at, of_state, comma) = behind(text, hits, i);
    let state = of_state || is_of_state(text, hits, i, office);
    let makes = matches!(office, Office::Strong) || matches!(office, Office::Weak) && state;
    let ahead = people::name_after(text, at, hits).filter(|name| !comma || closes(text, name.end));
    match ahead {
        Some(name) if makes && !of_a_firm(text, &name, hits, office) => return Some(Beside::Full(name)),
        Some(_) => return None,
        None => {}
    }
    let known =
        hits[i + 1..].iter().take_while(|hit| hit.start <= at + 12).any(|hit| matches!(hit.sense, Sense::Leader(_)));
    if known {
        return None;
    }
    if let Some(name) = people::surname_after(text, at, hits).filter(|_| !comma && (office != Office::Weak || state)) {
        return Some(Beside::Surname(name));
    }
    apposition(text, hits, i).filter(|_| makes || of_state).map(Beside::Full)
}

/// Where a name may begin behind the office: behind `of Foreign Affairs`, `of Bolivia`, a comma, `Mr`. Also whether
/// a country was named there, and whether a comma stands before the name.
fn behind(text: &str, hits: &[Hit], i: usize) -> (usize, bool, bool) {
    let titles = titles::all();
    let mut at = hits[i].end;
    let mut of_state = false;
    let linking = |at| words::after(text, at).filter(|word| ["of", "for"].contains(&&text[word.clone()]));
    if let Some(of) = linking(at) {
        let mut end = of.end;
        while let Some(word) = words::after(text, end) {
            let country = starting_at(hits, word.start).filter(|hit| is_country(hit));
            let token = &text[word.clone()];
            end = match country {
                Some(hit) => {
                    of_state = true;
                    hit.end
                }
                None if token == "the" || titles.portfolio.contains(token) => word.end,
                None => break,
            };
        }
        at = if end > of.end { end } else { at };
    }
    let comma = text[at..].starts_with(", ");
    at += usize::from(comma);
    while let Some(word) = words::after(text, at) {
        if !titles.honours.contains(&*words::small(&text[word.clone()]))
            || starting_at(hits, word.start).is_some_and(|hit| matches!(hit.sense, Sense::Leader(_)))
        {
            break;
        }
        at = word.end;
    }
    (at, of_state, comma)
}

/// Whether a name that stands between commas is closed by one.
fn closes(text: &str, end: usize) -> bool {
    text[end..].starts_with([',', '.', ';', '—', ')'])
}

/// Whether a lesser office stands in the words before: deputy, shadow, assistant.
fn is_junior(text: &str, hits: &[Hit], i: usize) -> bool {
    let office = words::small(&text[hits[i].start..hits[i].end]);
    if ["prime minister", "president", "premier", "chancellor"].contains(&&*office) {
        return false;
    }
    let mut at = hits[i].start;
    for _ in 0..2 {
        let Some(word) = words::before(text, at) else { return false };
        if titles::all().junior.contains(&*words::small(&text[word.clone()])) {
            return true;
        }
        at = word.start;
    }
    false
}

/// Words between a country and its office.
const BETWEEN: &[&str] = &[
    "former", "ex", "then", "late", "acting", "interim", "outgoing", "new", "current", "ousted", "deposed", "incoming",
];

/// Whether a weak office is a state's: a country or an international body stands before it, or it is capitalised with
/// nothing before it that a firm's would have.
fn is_of_state(text: &str, hits: &[Hit], i: usize, office: Office) -> bool {
    if office != Office::Weak {
        return true;
    }
    let hit = &hits[i];
    let printed = &text[hit.start..hit.end];
    let alone = words::is_capital(printed) && !PLAIN.contains(&&*words::small(printed));
    let mut at = hit.start;
    for _ in 0..3 {
        if let Some(last) = hits[..i].last().filter(|last| is_possessive_gap(text.get(last.end..at))) {
            return is_country(last);
        }
        let Some(word) = words::before(text, at) else { break };
        let token = &text[word.clone()];
        let small = words::small(token);
        if BODIES.contains(&token) {
            return true;
        }
        if !BETWEEN.contains(&&*small) {
            let opens = !words::is_capital(token) || FUNCTION.contains(&&*small);
            return alone && opens && !titles::all().corporate.contains(&*small);
        }
        at = word.start;
    }
    alone && (words::begins_sentence(text, at) || text[..at].ends_with(", "))
}

/// The country whose office stands at `hits[i]`, as the words before it, between it and the name, or behind the name say:
/// French President X Y, the president of France, X Y, President X Y of France.
pub(super) fn country(text: &str, hits: &[Hit], i: usize, name: &Range<usize>) -> Option<&'static str> {
    let mut at = hits[i].start;
    for _ in 0..3 {
        if let Some(last) = hits[..i].last().filter(|last| is_possessive_gap(text.get(last.end..at))) {
            return code(last);
        }
        let Some(word) = words::before(text, at) else { break };
        let token = &text[word.clone()];
        if !BETWEEN.contains(&&*words::small(token)) && !titles::all().portfolio.contains(token) {
            break;
        }
        at = word.start;
    }
    [hits[i].end, name.end].into_iter().find_map(|end| country_of(text, hits, end))
}

/// The country in `of France`, `for Foreign Affairs of France` behind a byte.
fn country_of(text: &str, hits: &[Hit], end: usize) -> Option<&'static str> {
    let of = words::after(text, end).filter(|word| ["of", "for"].contains(&&text[word.clone()]))?;
    let mut at = of.end;
    for _ in 0..6 {
        let word = words::after(text, at)?;
        if let Some(hit) = starting_at(hits, word.start).filter(|hit| is_country(hit)) {
            return code(hit);
        }
        let token = &text[word.clone()];
        if !["the", "of"].contains(&token) && !titles::all().portfolio.contains(token) {
            return None;
        }
        at = word.end;
    }
    None
}

/// The field in `of Foreign Affairs` behind an office, in lower case; empty when there is none.
pub(super) fn portfolio(text: &str, end: usize) -> String {
    let mut field = String::new();
    let Some(of) = words::after(text, end).filter(|word| ["of", "for"].contains(&&text[word.clone()])) else {
        return field;
    };
    let mut at = of.end;
    while let Some(word) = words::after(text, at) {
        let token = &text[word.clone()];
        if !titles::all().portfolio.contains(token) {
            break;
        }
        if !field.is_empty() {
            field.push(' ');
        }
        field.push_str(&words::small(token));
        at = word.end;
    }
    let field = field.trim_end_matches(" and");
    if ["foreign affairs", "external affairs"].contains(&field) { "foreign".to_owned() } else { field.to_owned() }
}

fn code(hit: &Hit) -> Option<&'static str> {
    match hit.sense {
        Sense::Country(code) => Some(code),
        Sense::Ambiguous(row) => ambiguous::all()[row].usual,
        _ => None,
    }
}

/// Whether nothing but a space or a possessive ending lies between a country and what follows.
fn is_possessive_gap(between: Option<&str>) -> bool {
    between.is_some_and(|between| ["", "'s", "’s"].contains(&between.trim()))
}

fn is_country(hit: &Hit) -> bool {
    matches!(hit.sense, Sense::Country(_) | Sense::Ambiguous(_))
}

/// Whether a weak office turns out to be a firm's behind the name: `President X Y of Acme`.
fn of_a_firm(text: &str, name: &Range<usize>, hits: &[Hit], office: Office) -> bool {
    if office != Office::Weak {
        return false;
    }
    let Some(of) = words::after(text, name.end).filter(|word| &text[word.clone()] == "of") else { return false };
    let country = within(hits, of.end..of.end + 6).any(is_country);
    !country
}

/// The name before an office that explains it: `X Y, the French prime minister`.
fn apposition(text: &str, hits: &[Hit], i: usize) -> Option<Range<usize>> {
    let mut at = hits[i].start;
    for _ in 0..6 {
        let head = text[..at].trim_end_matches(' ');
        if let Some(head) = head.strip_suffix(',') {
            return people::name_before(text, head.len(), hits);
        }
        // words between comma and office are few, on the same line and in the same clause
        at = words::before(text, at)?.start;
    }
    None
}

/// Whether an office stands right beside the full name at `range`, whose hit is `hits[i]`.
pub(super) fn is_titled(text: &str, hits: &[Hit], i: usize) -> bool {
    let near = |from: usize, to: usize| {
        let between = &text[from..to];
        between.len() < 60 && !between.contains(['.', ';', '\n', ':']) && between.split_whitespace().count() <= 6
    };
    let is_office = |hit: &Hit| matches!(hit.sense, Sense::Title(_));
    let ahead = hits[..i].iter().rev().take(3).find(|hit| is_office(hit)).is_some_and(|hit| {
        let between = &text[hit.end..hits[i].start];
        let names_only = between.split_whitespace().all(|word| {
            let token = word.trim_end_matches(',');
            titles::all().honours.contains(&*words::small(token))
                || titles::all().portfolio.contains(token)
                || ["of", "for", "the", ",", ""].contains(&token)
                || within(hits, hit.end..hits[i].start)
                    .any(|hit| text[hit.start..hit.end].contains(token) && is_country(hit))
        });
        near(hit.end, hits[i].start) && names_only
    });
    let behind = hits[i + 1..].iter().take(3).find(|hit| is_office(hit)).is_some_and(|hit| {
        let between = &text[hits[i].end..hit.start];
        near(hits[i].end, hit.start) && between.starts_with(',') && between.matches(',').count() == 1
    });
    ahead || behind
}
