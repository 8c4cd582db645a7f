//! Which countries an article names and which it is about: mentions weighed by where they stand.

use std::collections::HashMap;

use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::ambiguous::Ambiguous;
use crate::lexicon::ambiguous::Person;
use crate::lexicon::false_friends;
use crate::lexicon::titles;

/// A country named at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) code: &'static str,
}

/// The countries that the hits of a text name, in order. `context` is the whole article, for ambiguous names.
///
/// `dateline` is where the text begins that is no dateline.
pub(super) fn mentions(text: &str, hits: &[Hit], dateline: usize, context: &[&str]) -> Vec<Mention> {
    let mut known: HashMap<usize, Option<&'static str>> = HashMap::new();
    let mut people: HashMap<usize, bool> = HashMap::new();
    let mut found = Vec::new();
    for (i, hit) in hits.iter().enumerate() {
        let mut add = |code| found.push(Mention { start: hit.start, end: hit.end, code });
        if let Some(code) = followed_region(text, hit, hits.get(i + 1)) {
            add(code);
            continue;
        }
        match hit.sense {
            Sense::Country(code) | Sense::Region(code) | Sense::City(code) if !is_language(text, hit) => add(code),
            Sense::Ambiguous(row) => {
                let one = &ambiguous::all()[row];
                let usual = *known.entry(row).or_insert_with(|| decide(one, context));
                if is_person(text, hit, hits.get(i + 1), one) {
                    people.entry(row).or_insert_with(|| is_only_person(hits, one));
                } else if let Some(code) = usual.filter(|_| !is_language(text, hit))
                    && (people.get(&row) != Some(&true) || is_placed(text, hit))
                {
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

/// States that are no more, their last year, the state that has their capital now, and how its own names begin.
const FORMER: &[(&str, i32, &str, &str)] =
    &[("SU", 1991, "RU", "Russia"), ("YU", 2002, "RS", "Serb"), ("CS", 1992, "CZ", "Czech")];

/// Gives Moscow back to the Soviet Union, and so on, in articles of its years, and in undated ones that name the Soviet
/// Union and not Russia.
pub(super) fn restore(mentions: &mut [(usize, Mention)], texts: &[&str], year: Option<i32>) {
    for (old, last, new, stem) in FORMER {
        let named = mentions.iter().any(|(_, mention)| mention.code == *old);
        let own = |part: usize, mention: &Mention| {
            texts[part]
                .get(mention.start..mention.start + stem.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(stem))
        };
        let successor = mentions.iter().any(|(part, mention)| mention.code == *new && own(*part, mention));
        if year.map_or(named && !successor, |year| year <= *last) {
            for (part, mention) in mentions.iter_mut() {
                if mention.code == *new && !own(*part, mention) {
                    mention.code = old;
                }
            }
        }
    }
}

/// The code of the region in `City, Region`: Paris, Texas is no French matter.
fn followed_region(text: &str, hit: &Hit, next: Option<&Hit>) -> Option<&'static str> {
    let place = matches!(hit.sense, Sense::Country(_) | Sense::City(_) | Sense::Dateline(_) | Sense::Ambiguous(_));
    let next = next.filter(|next| place && &text[hit.end..next.start] == ", ")?;
    match next.sense {
        Sense::Region(code) | Sense::Postal(code) => Some(code),
        _ => None,
    }
}

/// What an ambiguous name means in this article.
fn decide(one: &Ambiguous, context: &[&str]) -> Option<&'static str> {
    let count = |cues: &[&str]| cues.iter().filter(|cue| context.iter().any(|text| text.contains(**cue))).count();
    if count(&one.cues) > count(&one.against) { one.cued } else { one.usual }
}

/// Whether a name that people bear stands as a person's: Michael Jordan, Jordan Lee, Mr London.
fn is_person(text: &str, hit: &Hit, next: Option<&Hit>, one: &Ambiguous) -> bool {
    let titles = titles::all();
    if one.person == Person::No {
        return false;
    }
    let adjacent = |range: &std::ops::Range<usize>| text[range.end..hit.start].len() == 1;
    if words::before(text, hit.start).filter(adjacent).is_some_and(|word| titles.given.contains(&text[word])) {
        return true;
    }
    let Some(word) =
        words::after(text, hit.end).filter(|word| one.person == Person::Given && word.start == hit.end + 1)
    else {
        return false;
    };
    let known = next.is_some_and(|next| next.start == word.start);
    let behind = words::bare(&text[word]);
    words::is_capital(behind)
        && !known
        && !behind.chars().all(char::is_uppercase)
        && !titles.institutions.contains(behind)
        && !words::in_headline(text, hit.start)
}

/// Whether nothing else in the text names the country whose name a person bears: Chad Chronister and no Chadian, but
/// Israel Katz and an Israeli.
fn is_only_person(hits: &[Hit], one: &Ambiguous) -> bool {
    let named = |hit: &Hit| match hit.sense {
        Sense::Country(code) | Sense::City(code) => Some(code) == one.usual,
        _ => false,
    };
    one.person == Person::Given && !hits.iter().any(named)
}

/// Whether a name stands behind a word that places lead to: what a person did "in Chad" was done in the country.
fn is_placed(text: &str, hit: &Hit) -> bool {
    const PLACING: &[&str] = &["in", "In", "to", "from", "From", "across", "near", "into", "within", "throughout"];
    words::before(text, hit.start).is_some_and(|word| PLACING.contains(&&text[word]))
}

/// Whether a demonym stands for its language: "in German," and "speaks French".
fn is_language(text: &str, hit: &Hit) -> bool {
    const VERBS: &[&str] = &["speak", "speaks", "spoke", "speaking", "spoken", "learn", "learning", "fluent"];
    if !LANGUAGES.contains(&&text[hit.start..hit.end]) {
        return false;
    }
    let Some(word) = words::before(text, hit.start) else { return false };
    let closes = text[hit.end..].starts_with(['.', ',', ';', ':', ')', '"', '”']);
    VERBS.contains(&&text[word.clone()]) || (closes && &text[word] == "in")
}

/// Demonyms that are names of languages too.
#[rustfmt::skip]
const LANGUAGES: &[&str] = &[
    "English", "French", "German", "Spanish", "Italian", "Russian", "Chinese", "Japanese", "Korean", "Portuguese",
    "Dutch", "Polish", "Swedish", "Danish", "Norwegian", "Finnish", "Turkish", "Greek", "Czech", "Hungarian",
    "Romanian", "Bulgarian", "Serbian", "Croatian", "Ukrainian", "Vietnamese", "Thai", "Indonesian", "Irish", "Welsh",
    "Catalan", "Basque",
];

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
    let dash = ["—", " – ", " - ", " -- "].iter().filter_map(|dash| Some(line.find(dash)? + dash.len())).min();
    let dash = dash.or_else(|| line.ends_with(" -").then_some(line.len()));
    let colon = line.find(": ").map(|at| at + 2).filter(|at| !line[..*at].chars().any(char::is_lowercase));
    let agency = line.find(") ").map(|at| at + 2).filter(|at| line[..*at].contains(" ("));
    let Some(end) = [dash, colon, agency].into_iter().flatten().min() else { return 0 };
    let head = &line[..end];
    let shouts =
        |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 2 && !word.chars().any(char::is_lowercase);
    let month = head.split([' ', ',']).any(|word| MONTHS.iter().any(|month| word.trim_end_matches('.') == *month));
    let begins = head.split_whitespace().take(2).any(shouts) || head.contains(" (") || month;
    let small = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let clause = head.split_whitespace().filter(small).count() > 1;
    let place = hits
        .iter()
        .take_while(|hit| hit.end <= end)
        .any(|hit| !matches!(hit.sense, Sense::Leader(_) | Sense::Title(_)));
    if begins && !clause && place { end } else { 0 }
}
