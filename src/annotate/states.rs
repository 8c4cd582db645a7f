//! Whose an office is: a state's, a province's, a firm's.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::annotate::folded;
use crate::annotate::folded::Word;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::names::starting_at;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::countries;
use crate::lexicon::countries::Country;
use crate::lexicon::titles;
use crate::lexicon::titles::Office;

/// Words between a country and its office.
pub(super) const BETWEEN: &[&str] = &[
    "former",
    "ex",
    "then",
    "late",
    "acting",
    "interim",
    "outgoing",
    "new",
    "current",
    "ousted",
    "deposed",
    "incoming",
    "caretaker",
    "transitional",
    "longtime",
    "exiled",
    "first",
    "newly",
    "newly-elected",
    "elected",
    "re-elected",
    "reelected",
    "sitting",
    "incumbent",
    "veteran",
    "jailed",
    "embattled",
    "toppled",
    "assassinated",
    "previous",
    "ailing",
    "fugitive",
];

/// Words that may begin a sentence before an office of state.
const FUNCTION: &[&str] = &[
    "when",
    "as",
    "but",
    "and",
    "while",
    "after",
    "both",
    "in",
    "by",
    "if",
    "although",
    "though",
    "since",
    "with",
    "for",
    "to",
    "from",
    "under",
    "before",
    "even",
    "said",
    "however",
    "that",
    "because",
    "like",
    "on",
    "at",
    "so",
    "yet",
    "where",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mr",
    "how",
    "why",
    "der",
    "die",
    "das",
    "dem",
    "den",
    "des",
    "mit",
    "und",
    "von",
    "auch",
];

/// Whether a word may begin a sentence before an office or a surname.
pub(super) fn is_function(word: &str) -> bool {
    FUNCTION.contains(&&*words::small(word))
}

/// Words that stand for the country of the article before its office.
const OURS: &[&str] = &[
    "country's",
    "country’s",
    "nation's",
    "nation’s",
    "island's",
    "island’s",
    "kingdom's",
    "kingdom’s",
    "republic's",
    "republic’s",
    "state's",
    "state’s",
];

pub(super) fn is_country(hit: &Hit) -> bool {
    matches!(hit.sense, Sense::Country(_) | Sense::Ambiguous(_))
}

fn code(hit: &Hit) -> Option<&'static str> {
    match hit.sense {
        Sense::Country(code) => Some(code),
        Sense::Ambiguous(row) => ambiguous::all()[row].usual,
        _ => None,
    }
}

/// The code of whatever place a hit names.
pub(super) fn place(hit: &Hit) -> Option<&'static str> {
    match hit.sense {
        Sense::Region(code) | Sense::City(code) | Sense::Postal(code) | Sense::Dateline(code) => Some(code),
        _ => code(hit),
    }
}

/// Whether a country's hit is the name of its capital or of a seat.
pub(super) fn is_capital_city(text: &str, hit: &Hit) -> bool {
    called(text, hit) == Called::Capital
}

/// Whether nothing but a space or a possessive ending lies between a country and what follows.
fn is_possessive_gap(between: Option<&str>) -> bool {
    between.is_some_and(|between| ["", "'s", "’s", "'", "’"].contains(&between.trim()))
}

/// What a country is called where it stands.
#[derive(PartialEq, Eq)]
enum Called {
    Name,
    Demonym,
    Capital,
}

fn called(text: &str, hit: &Hit) -> Called {
    static BY_CODE: LazyLock<FxHashMap<&str, &Country>> =
        LazyLock::new(|| countries::all().iter().map(|country| (country.code, country)).collect());
    let printed = &text[hit.start..hit.end];
    // of other languages: französische
    if printed.starts_with(char::is_lowercase) {
        return Called::Demonym;
    }
    let country = code(hit).and_then(|code| BY_CODE.get(code));
    let Some(country) = country else { return Called::Name };
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(printed));
    if is(&country.capitals) || is(&country.seats) {
        Called::Capital
    } else if is(&country.demonyms) {
        Called::Demonym
    } else {
        Called::Name
    }
}

/// The hit of the country whose office stands at `hits[i]`, when it stands before it: French President, Peru's former
/// president. Not GM Canada president, Bank of America president, Real Madrid president.
pub(super) fn before<'a>(text: &str, hits: &'a [Hit], i: usize) -> Option<&'a Hit> {
    let mut at = hits[i].start;
    // the Brazilian Mines and Energy Minister; but American Sports president is a firm's
    let field = matches!(hits[i].sense, Sense::Title(Office::Strong | Office::Body));
    for _ in 0..3 {
        if let Some(last) = hits[..i].last().filter(|last| is_possessive_gap(text.get(last.end..at))) {
            return Some(last).filter(|last| is_country(last) && is_owner(text, hits, last, at));
        }
        let word = words::before(text, at)?;
        let token = &text[word.clone()];
        if !(BETWEEN.contains(&words::small(token).trim_end_matches('-'))
            || field && titles::all().portfolio.contains(token))
        {
            return None;
        }
        at = word.start;
    }
    None
}

/// Whether a country before an office at `end` has that office itself, and not something with its name in it.
fn is_owner(text: &str, hits: &[Hit], country: &Hit, end: usize) -> bool {
    let possessive = text[country.end..end].contains(['\'', '’']);
    match called(text, country) {
        Called::Demonym => true,
        _ if possessive => true,
        Called::Capital => false,
        Called::Name => {
            let Some(word) = words::before(text, country.start).filter(|word| country.start - word.end <= 1) else {
                return !text[..country.start].trim_end().ends_with(')');
            };
            let token = &text[word.clone()];
            let part = words::is_capital(token)
                && !is_function(token)
                && !BETWEEN.contains(&&*words::small(token))
                && starting_at(hits, word.start).is_none();
            !part && !["of", "in"].contains(&token)
        }
    }
}

/// Whether the word before an office says that it is that of the article's country.
pub(super) fn is_ours(text: &str, start: usize) -> bool {
    let mut at = start;
    for _ in 0..2 {
        let Some(word) = words::before(text, at) else { return false };
        let small = words::small(&text[word.clone()]);
        if OURS.contains(&&*small) {
            return true;
        }
        if !BETWEEN.contains(&&*small) {
            return false;
        }
        at = word.start;
    }
    false
}

/// Whether what stands before the capitalised office at `hits[i]` lets it be a state's: a sentence begins there, or
/// a word in lower case that is no firm's or club's precedes it.
pub(super) fn opens(text: &str, hits: &[Hit], i: usize) -> bool {
    let mut at = hits[i].start;
    for _ in 0..3 {
        let Some(word) = words::before(text, at) else { break };
        let token = &text[word.clone()];
        let small = words::small(token);
        // Ex-president
        if !BETWEEN.contains(&small.trim_end_matches('-')) {
            let opens = !words::is_capital(token) || FUNCTION.contains(&&*small) || small == "the";
            return opens && !titles::all().corporate.contains(&*small);
        }
        at = word.start;
    }
    let head = text[..at].trim_end();
    if let Some(head) = head.strip_suffix(',') {
        // in Lima, President X; but Board of Trade, CBT, President X
        let Some(word) = words::before(text, head.len()) else { return false };
        let token = &text[word.clone()];
        return !words::is_capital(token)
            || FUNCTION.contains(&&*words::small(token))
            || token.bytes().all(|byte| byte.is_ascii_digit())
            || hits[..i]
                .iter()
                .rev()
                .take(3)
                .any(|hit| hit.end == head.len() && !matches!(hit.sense, Sense::Title(_)));
    }
    !head.ends_with(')') && words::begins_sentence(text, at)
}

/// Whether the office at `hits[i]` is that of a province or of a state of a union: Ontario finance minister.
pub(super) fn is_regional(text: &str, hits: &[Hit], i: usize) -> bool {
    hits[..i].last().is_some_and(|last| {
        matches!(last.sense, Sense::Region(_)) && is_possessive_gap(text.get(last.end..hits[i].start))
    })
}

/// Whether a capitalised word before the office at `hits[i]` makes it one of something else: Chicago Fed chief.
pub(super) fn is_of_something(text: &str, hits: &[Hit], i: usize) -> bool {
    let start = hits[i].start;
    let Some(word) = words::before(text, start).filter(|word| start - word.end <= 1) else { return false };
    let token = &text[word.clone()];
    let small = words::small(token);
    // a city is one at the beginning of a sentence, too
    let place = || starting_at(hits, word.start).is_some_and(|hit| !matches!(hit.sense, Sense::Title(_)));
    words::is_capital(token)
        && (!words::begins_sentence(text, word.start) || place())
        && !FUNCTION.contains(&&*small)
        && !BETWEEN.contains(&&*small)
        && !small.ends_with("-born")
}

/// Whether a country behind `of` is all that the office is of: not of French sugar makers, not of Peru's exporters.
pub(super) fn is_whole(text: &str, hit: &Hit) -> bool {
    let rest = &text[hit.end..];
    // of the U.S. beet sugar association
    let acronym = text[hit.start..hit.end].chars().all(|c| c.is_uppercase() || c == '.');
    let goes_on = acronym && words::after(text, hit.end).is_some_and(|word| !words::is_capital(&text[word]));
    called(text, hit) == Called::Name && !goes_on && !rest.starts_with(['\'', '’', '-', '‑'])
}

/// The country whose office stands at `hits[i]`, as the words before it, between it and the name, or behind the name say:
/// French President X Y, the president of France, X Y, President X Y of France.
pub(super) fn of_office(text: &str, hits: &[Hit], i: usize, name: &Range<usize>) -> Option<&'static str> {
    if let Some(country) = before(text, hits, i) {
        return code(country);
    }
    [hits[i].end, name.end].into_iter().find_map(|end| behind(text, hits, end))
}

/// The country in `of France`, `for Foreign Affairs of France` behind a byte.
pub(super) fn behind(text: &str, hits: &[Hit], end: usize) -> Option<&'static str> {
    let of = words::after(text, end).filter(|word| ["of", "for"].contains(&&text[word.clone()]))?;
    let mut at = of.end;
    for _ in 0..6 {
        let word = words::after(text, at)?;
        if let Some(hit) = starting_at(hits, word.start).filter(|hit| is_country(hit)) {
            return code(hit).filter(|_| is_whole(text, hit));
        }
        let token = &text[word.clone()];
        if !["the", "of"].contains(&token) && !titles::all().portfolio.contains(token) {
            return None;
        }
        at = word.end;
    }
    None
}

/// Words of texts about firms, clubs and colleges.
const BUSINESS: &[&str] = &[
    "company",
    "shares",
    "shareholders",
    "shareholder",
    "inc",
    "corp",
    "ltd",
    "plc",
    "firm",
    "quarter",
    "sales",
    "university",
    "students",
    "campus",
    "club",
    "league",
    "season",
    "fans",
    "stake",
    "earnings",
    "subsidiary",
    "acquisition",
    "college",
    "faculty",
    "coach",
    "association",
    "chairman",
    "products",
];

/// Words of texts about states.
const POLITICS: &[&str] = &[
    "government",
    "parliament",
    "minister",
    "ministers",
    "ministry",
    "election",
    "elections",
    "presidential",
    "cabinet",
    "opposition",
    "troops",
    "constitution",
    "palace",
    "ambassador",
    "rebels",
    "regime",
    "summit",
    "voters",
    "vote",
    "embassy",
    "coup",
    "democracy",
    "parliamentary",
    "sanctions",
    "treaty",
    "army",
    "military",
];

/// Words of a text that are looked at: what an article is about stands in its first half.
const LOOKED_AT: usize = 600;

/// Whether a text has more words of firms, clubs and colleges than of states.
pub(super) fn is_business(words: &[Word]) -> bool {
    // by the hash of the folded word, which is known already
    static CUES: LazyLock<FxHashMap<u64, i32>> = LazyLock::new(|| {
        let cues = BUSINESS.iter().map(|word| (word, 1)).chain(POLITICS.iter().map(|word| (word, -1)));
        cues.map(|(word, vote)| (folded::hash_folded(word), vote)).collect()
    });
    words.iter().take(LOOKED_AT).filter_map(|word| CUES.get(&word.hash)).sum::<i32>() > 0
}
