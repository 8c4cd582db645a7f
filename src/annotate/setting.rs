//! What stands around an office in its sentence: organisations, regions, plays; and which countries a text names.

use std::ops::Range;

use crate::annotate::countries;
use crate::annotate::names;
use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::states;
use crate::annotate::words;

/// Bytes to either side within which a sentence ends; the longest of news have some sixty words.
const LONGEST: usize = 400;

/// Organisations that have presidents.
#[rustfmt::skip]
const ORGANISATIONS: &[&str] = &[
    "union", "teamsters", "museum", "federation", "association", "bank", "university", "college", "church", "club",
    "company", "orchestra", "philharmonic", "symphony", "opera", "theatre", "fifa", "uefa", "ioc", "fia", "concacaf",
    "olympic", "institute", "foundation", "society", "league", "chamber", "guild", "corporation", "airline", "academy",
    "cross", "crescent", "seminary", "diocese", "synod", "trustees", "faculty", "alumni", "brewery", "publisher", "hospital",
];

/// Words before an organisation's that make it a state's or a place: European Union, Arab League, West Bank.
#[rustfmt::skip]
const OF_STATES: &[&str] = &["european", "african", "soviet", "customs", "eurasian", "arab", "world", "central", "west"];

/// Words behind which somebody of a work comes.
const OF_WORKS: &[&str] = &["film's", "novel's", "sitcom's", "movie's", "fictional", "fictitious"];

/// What an actor did with somebody, behind whom `by` comes.
const ACTED: &[&str] = &["played", "portrayed", "acted"];

/// Words between `in`, `of` or `from` and a work.
const ARTICLES: &[&str] = &["the", "a", "his", "her", "this", "that"];

/// Words for works in which people have offices, behind `in the` and the like.
const WORKS: &[&str] =
    &["film", "movie", "novel", "sitcom", "series", "drama", "comedy", "thriller", "musical", "satire", "miniseries"];

/// Words before an office that is somebody's in a play.
#[rustfmt::skip]
const STAGE: &[&str] = &[
    "plays", "playing", "portrays", "portrayed", "portraying", "fictional", "fictitious", "character", "impersonating",
    "impersonator", "impersonates",
];

/// States of unions whose parts have ministers and premiers of their own.
const UNIONS: &[&str] = &["AU", "CA", "DE", "IN", "AT", "US"];

/// What a text says of countries outside its dateline.
#[derive(Debug, Default)]
pub(super) struct Setting {
    /// The first byte behind the dateline.
    dateline: usize,
    /// Codes of the countries that are named or have an adjective.
    named: Vec<&'static str>,
    /// Code of the union whose city or region the dateline names.
    from_part: Option<&'static str>,
    /// Codes of all unions that the text names in whatever way.
    unions: Vec<&'static str>,
}

impl Setting {
    pub(super) fn of(text: &str, hits: &[Hit]) -> Self {
        let mut setting = Self { dateline: countries::dateline(text, hits), ..Self::default() };
        for hit in hits {
            let Some(code) = states::place(hit) else { continue };
            let country = states::is_country(hit) && !states::is_capital_city(text, hit);
            if country && hit.start >= setting.dateline && !setting.named.contains(&code) {
                setting.named.push(code);
            }
            let part = !states::is_country(hit);
            if part && hit.end <= setting.dateline && UNIONS.contains(&code) {
                setting.from_part = Some(code);
            }
            if UNIONS.contains(&code) && !setting.unions.contains(&code) {
                setting.unions.push(code);
            }
        }
        setting
    }

    /// Whether the text names a country by its name or adjective elsewhere than in its dateline.
    pub(super) fn names_a_country(&self) -> bool {
        !self.named.is_empty()
    }

    /// Whether it names one of these.
    pub(super) fn names(&self, codes: &[&str]) -> bool {
        self.named.iter().any(|code| codes.contains(code))
    }

    /// Whether it names a country that has premiers of its parts.
    pub(super) fn has_provinces(&self) -> bool {
        self.unions.iter().any(|code| ["AU", "CA"].contains(code))
    }

    /// Whether the sentence at `at`, without the dateline, names this country.
    pub(super) fn sentence_names(&self, text: &str, hits: &[Hit], at: usize, code: &str) -> bool {
        let sentence = sentence(text, at);
        let from = sentence.start.max(self.dateline).min(sentence.end);
        names::within(hits, from..sentence.end).any(|hit| states::is_country(hit) && states::place(hit) == Some(code))
    }

    /// Whether the office at `hits[i]` is one of a part of a union: its region stands in the sentence, or the dateline is
    /// of one and the office is one that the union itself does not have.
    pub(super) fn is_of_a_part(&self, text: &str, hits: &[Hit], i: usize, office: &str) -> bool {
        let state_office = office == "secretary of state";
        let minister = office.ends_with("minister") && !office.ends_with("prime minister");
        if !(state_office || minister || office == "premier") || states::before(text, hits, i).is_some() {
            return false;
        }
        let is_part = |hit: &Hit| match hit.sense {
            Sense::Region(code) => {
                if state_office {
                    code == "US"
                } else {
                    UNIONS.contains(&code)
                }
            }
            Sense::City(code) | Sense::Postal(code) | Sense::Dateline(code) => state_office && code == "US",
            _ => false,
        };
        let sentence = sentence(text, hits[i].start);
        let from: Option<&str> = self.from_part;
        names::within(hits, sentence.start..sentence.end).any(is_part)
            || state_office && from == Some("US")
            || office == "premier" && from.is_some_and(|code| ["AU", "CA"].contains(&code))
    }
}

/// The bytes of the sentence around `at`.
fn sentence(text: &str, at: usize) -> Range<usize> {
    start(text, at)..end(text, at)
}

fn start(text: &str, at: usize) -> usize {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let mut ends = text[from..at].match_indices(['.', '!', '?', '\n']).rev();
    ends.find(|(end, _)| closes(text, from + end)).map_or(from, |(end, _)| from + end + 1)
}

fn end(text: &str, at: usize) -> usize {
    let to = text.ceil_char_boundary((at + LONGEST).min(text.len()));
    let mut ends = text[at..to].match_indices(['.', '!', '?', '\n']);
    ends.find(|(end, _)| closes(text, at + end)).map_or(to, |(end, _)| at + end)
}

/// Whether the mark at a byte ends a sentence: not that of an initial or an abbreviation, not one within a word.
fn closes(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    match text.as_bytes()[at] {
        b'\n' => true,
        b'.' => {
            let spaced = rest.is_empty() || rest.starts_with([' ', '\n', '"', '”', '’', ')']);
            spaced && words::before(text, at + 1).is_none()
        }
        _ => true,
    }
}

/// Whether an organisation that has presidents stands in the sentence at `at` or in the one before it.
pub(super) fn has_organisation(text: &str, at: usize) -> bool {
    let this = sentence(text, at);
    let before = start(text, text.floor_char_boundary(this.start.saturating_sub(1)));
    let tokens: Vec<_> = tokens(&text[before..this.end]).collect();
    let owned = |i: usize| i > 0 && OF_STATES.contains(&&*words::small(tokens[i - 1]));
    (0..tokens.len()).any(|i| is_organisation(tokens[i]) && !owned(i))
}

fn is_organisation(token: &str) -> bool {
    let small = words::small(words::bare(token));
    let one = small.strip_suffix('s').unwrap_or(&small);
    // cross is a verb in small letters
    let capital =
        !["cross", "crescent", "academy", "opera", "society", "symphony"].contains(&one) || words::is_capital(token);
    capital && (ORGANISATIONS.contains(&&*small) || ORGANISATIONS.contains(&one))
}

/// Whether the office is one in a play or a film.
pub(super) fn is_played(text: &str, start: usize) -> bool {
    let mut at = start;
    for _ in 0..4 {
        let Some(word) = words::before(text, at) else { return false };
        if STAGE.contains(&&text[word.clone()]) {
            return true;
        }
        at = word.start;
    }
    false
}

/// Whether the sentence at `at` tells of a play, a film or a book.
pub(super) fn is_fiction(text: &str, at: usize) -> bool {
    // the last two words; case does not count
    let (mut before, mut last) = ("", "");
    let (mut acted, mut told, mut talks) = (false, false, false);
    for token in tokens(&text[sentence(text, at)]) {
        // a series of talks is no work
        talks |= is_one_of(last, &["series"]) && is_one_of(token, &["of"]);
        acted |= is_one_of(last, OF_WORKS) || is_one_of(last, ACTED) && is_one_of(token, &["by"]);
        told |= is_one_of(token, WORKS) && is_one_of(last, ARTICLES) && is_one_of(before, &["in", "of", "from"]);
        (before, last) = (last, token);
    }
    acted || told && !talks
}

/// Whether a word is one of a few of ASCII letters, in whatever case.
fn is_one_of(word: &str, few: &[&str]) -> bool {
    few.iter().any(|one| one.eq_ignore_ascii_case(word))
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))).filter(|token| !token.is_empty())
}
