//! Which countries an article names and which it is about: mentions weighed by where they stand.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;

use crate::annotate::folded::Word;
use crate::annotate::foreign;
use crate::annotate::former;
use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::namesakes;
use crate::annotate::namesakes::Namesakes;
use crate::annotate::other_names;
use crate::annotate::own_countries::OwnCountries;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::ambiguous::Ambiguous;
use crate::lexicon::false_friends;
use crate::lexicon::places;

/// A country named at a place; the code may be one of a person's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) code: &'a str,
    /// Whether it names the country only in passing: by a city where bodies of many states sit.
    pub(super) passing: bool,
    /// Whether it names a place in the country and not the country itself or its people.
    pub(super) place: bool,
}

/// One part of an article, title or body, and what the scan found in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [Word],
    pub(super) hits: &'a [Hit],
    /// Where the text begins that is no dateline.
    pub(super) dateline: usize,
}

/// The countries that an article names, each with the number of its part, in order of their places: by English names, by
/// those of the article's language, and by a person's own, less what that person vetoed.
pub(super) fn find<'a>(
    parts: &[Part],
    lang: Option<&str>,
    year: Option<i32>,
    own: &'a OwnCountries,
) -> Vec<(usize, Mention<'a>)> {
    let context: Vec<&str> = parts.iter().map(|part| part.text).collect();
    let clubs: Vec<&str> = parts.iter().flat_map(|part| other_names::clubs(part.text, part.hits)).collect();
    let namesakes = Namesakes::new(parts);
    let mut found = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut here = mentions(part, &context, &clubs, &namesakes);
        let foreign = foreign::scan(lang, part.text, part.words).into_iter();
        overlay(&mut here, part.hits, foreign.map(|(at, codes)| (at, codes.to_vec())).collect());
        let own_names = own.names(part.text, part.words).into_iter();
        overlay(&mut here, part.hits, own_names.map(|(at, code)| (at, vec![code])).collect());
        let vetoed = own.vetoed(part.text, part.words);
        here.retain(|mention| {
            let next = vetoed.partition_point(|veto| veto.end < mention.end);
            vetoed.get(next).is_none_or(|veto| mention.start < veto.start)
        });
        here.sort_by_key(|mention| mention.start);
        for mention in &mut here {
            let name = part.text[mention.start..mention.end].to_lowercase();
            (mention.passing, mention.place) = (is_host(&name), places::is_place(&name));
        }
        found.extend(here.into_iter().map(|mention| (number, mention)));
    }
    former::restore(&mut found, &context, year);
    found
}

/// Whether a name in small letters is that of a city where bodies of many states sit: what Brussels decides is seldom Belgian.
fn is_host(name: &str) -> bool {
    #[rustfmt::skip]
    static HOSTS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FxHashSet::from_iter([
        "brussels", "the hague", "geneva", "strasbourg", "brüssel", "den haag", "genf", "straßburg", "bruxelles", "la haye",
        "genève", "bruselas", "la haya", "ginebra", "estrasburgo", "l'aia", "ginevra", "strasburgo", "bruxelas", "haia",
        "genebra", "estrasburgo", "brussel", "брюссель", "гаага", "женева",
    ]));
    HOSTS.contains(name)
}

/// Puts the names of another table over what was found there, but for those that a longer phrase holds. Of two that share
/// a byte the first stays.
fn overlay<'a>(here: &mut Vec<Mention<'a>>, hits: &[Hit], mut found: Vec<(Range<usize>, Vec<&'a str>)>) {
    found.retain(|(at, _)| {
        let longer = |hit: &Hit| hit.end - hit.start > at.len() && !matches!(hit.sense, Sense::Title(_));
        !names::within(hits, at.clone()).any(longer)
    });
    found.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    found.dedup_by(|(next, _), (first, _)| next.start < first.end);
    here.retain(|mention| {
        let next = found.partition_point(|(at, _)| at.end <= mention.start);
        found.get(next).is_none_or(|(at, _)| mention.end <= at.start)
    });
    for (at, codes) in found {
        let mention = |code| Mention { start: at.start, end: at.end, code, passing: false, place: false };
        here.extend(codes.into_iter().map(mention));
    }
}

/// The countries that the hits of a part name, in order. `context` is the whole article, for ambiguous names, and `clubs` are
/// the cities that it names as such, `namesakes` the towns and people.
fn mentions(part: &Part, context: &[&str], clubs: &[&str], namesakes: &Namesakes) -> Vec<Mention<'static>> {
    let Part { text, hits, dateline, .. } = *part;
    let mut known: FxHashMap<usize, Option<&'static str>> = FxHashMap::default();
    let mut found = Vec::new();
    for (i, hit) in hits.iter().enumerate().filter(|(_, hit)| !other_names::is_part(text, hits, hit)) {
        if other_names::is_club(text, clubs, hit) {
            continue;
        }
        let mut add = |code| found.push(Mention { start: hit.start, end: hit.end, code, passing: false, place: false });
        let town = namesakes::followed_region(text, hit, hits.get(i + 1)).or_else(|| namesakes.town(text, hit));
        if let Some(code) = town {
            add(code);
            continue;
        }
        if namesakes.is_person(text, hit) {
            continue;
        }
        match hit.sense {
            Sense::Country(code) | Sense::Region(code) | Sense::City(code) if !is_language(text, hit) => add(code),
            Sense::Ambiguous(row) => {
                let one = &ambiguous::all()[row];
                let usual = *known.entry(row).or_insert_with(|| decide(one, context));
                let person = namesakes::is_person(text, hit, hits.get(i + 1), one);
                if let Some(code) = usual.filter(|_| !person && !is_language(text, hit)) {
                    add(code);
                }
            }
            Sense::Dateline(code) if hit.end <= dateline => add(code),
            Sense::Postal(code) if hit.end <= dateline && text[..hit.start].ends_with(", ") => add(code),
            Sense::FalseFriend(row) => false_friends::all()[row].codes.iter().for_each(|code| add(code)),
            _ => {}
        }
    }
    found
}

/// What an ambiguous name means in this article. Cues count in capitals too: datelines and old headlines shout.
fn decide(one: &Ambiguous, context: &[&str]) -> Option<&'static str> {
    let stands = |cue: &str| context.iter().any(|text| text.contains(cue));
    let count = |cues: &[&str]| cues.iter().filter(|cue| stands(cue) || stands(&cue.to_uppercase())).count();
    let cues = count(&one.cues);
    if cues > 0 && cues > count(&one.against) { one.cued } else { one.usual }
}

/// Whether a demonym stands for its language: "in German," and "speaks French".
fn is_language(text: &str, hit: &Hit) -> bool {
    const VERBS: &[&str] = &["speak", "speaks", "spoke", "speaking", "spoken", "learn", "learning", "fluent"];
    if !LANGUAGES.contains(&text[hit.start..hit.end]) {
        return false;
    }
    let Some(word) = words::before(text, hit.start) else { return false };
    let closes = text[hit.end..].starts_with(['.', ',', ';', ':', ')', '"', '”']);
    VERBS.contains(&&text[word.clone()]) || (closes && &text[word] == "in")
}

/// Demonyms that are names of languages too.
#[rustfmt::skip]
static LANGUAGES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| FxHashSet::from_iter([
    "English", "French", "German", "Spanish", "Italian", "Russian", "Chinese", "Japanese", "Korean", "Portuguese",
    "Dutch", "Polish", "Swedish", "Danish", "Norwegian", "Finnish", "Turkish", "Greek", "Czech", "Hungarian",
    "Romanian", "Bulgarian", "Serbian", "Croatian", "Ukrainian", "Vietnamese", "Thai", "Indonesian", "Irish", "Welsh",
    "Catalan", "Basque",
]));

/// Months as datelines print them.
const MONTHS: &[&str] = &[
    "Jan",
    "Feb",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "January",
    "February",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first byte behind the dateline, 0 without one: `TOKYO (AP) — `, `BERLIN, Feb 26 - `, `NEW DELHI: `.
pub(super) fn dateline(body: &str, hits: &[Hit]) -> usize {
    // a place, an agency and a date take at most some ninety bytes
    let line = &body[..body.floor_char_boundary(90)];
    let line = line.split('\n').next().unwrap_or_default();
    let dash =
        behind_dash(line).or_else(|| line.ends_with(" -").then_some(line.len())).or_else(|| dash_behind_day(line));
    let behind = |mark: char| line.match_indices(mark).map(|(at, _)| at + 1).find(|at| line[*at..].starts_with(' '));
    let colon = behind(':').map(|at| at + 1).filter(|at| !line[..*at].chars().any(char::is_lowercase));
    let agency = behind(')').map(|at| at + 1).filter(|at| line[..*at].contains(" ("));
    let Some(end) = [dash, colon, agency].into_iter().flatten().min() else { return 0 };
    let head = &line[..end];
    let shouts =
        |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 2 && !word.chars().any(char::is_lowercase);
    let month = head.split([' ', ',']).any(|word| MONTHS.contains(&word.trim_end_matches('.')));
    let begins = head.split_whitespace().take(2).any(shouts) || head.contains(" (") || month;
    let small = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let clause = head.split_whitespace().filter(small).count() > 1;
    let place = hits
        .iter()
        .take_while(|hit| hit.end <= end)
        .any(|hit| !matches!(hit.sense, Sense::Leader(_) | Sense::Title(_)));
    // a village that nobody knows is a place where capitals and a date say so
    let unknown = month && head.split_whitespace().next().is_some_and(shouts);
    if begins && !clause && (place || unknown) { end } else { 0 }
}

/// Behind the first dash that stands between spaces, or is a long one.
fn behind_dash(line: &str) -> Option<usize> {
    line.char_indices().filter(|(_, c)| matches!(c, '—' | '–' | '-')).find_map(|(at, dash)| {
        let (head, tail) = (&line[..at], &line[at + dash.len_utf8()..]);
        let gap = match dash {
            '—' => return Some(line.len() - tail.len()),
            '-' if tail.starts_with("- ") => "- ",
            _ => " ",
        };
        (head.ends_with(' ') && tail.starts_with(gap)).then_some(line.len() - tail.len() + gap.len())
    })
}

/// Behind the dash in `March 2- The`: teleprinters drop the space between the day and the dash.
fn dash_behind_day(line: &str) -> Option<usize> {
    let at = line.find("- ")?;
    line[..at].ends_with(|c: char| c.is_ascii_digit()).then_some(at + "- ".len())
}
