//! Names as they are printed: chains of capitalised words beside an office, forwards and backwards.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::annotate::names::Hit;
use crate::annotate::names::Sense;
use crate::annotate::names::starting_at;
use crate::annotate::names::within;
use crate::annotate::words;
use crate::lexicon::ambiguous;
use crate::lexicon::ambiguous::Person;
use crate::lexicon::titles;

/// Names of more words are lists, firms or headlines.
const LONGEST: usize = 6;

/// Lower-case words within names.
static PARTICLES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
        "de", "da", "do", "dos", "das", "di", "du", "del", "della", "von", "van", "der", "den", "la", "le", "bin",
        "ibn", "al", "el", "ben", "ul", "ould", "ter", "zu", "arap", "wa", "y", "ag",
    ])
});

/// Capitalised words that end a name.
static STOPS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "The",
        "On",
        "In",
        "At",
        "And",
        "But",
        "For",
        "Says",
        "Said",
        "To",
        "Of",
        "From",
        "With",
        "After",
        "As",
        "He",
        "She",
        "It",
        "They",
        "Who",
        "Will",
        "Is",
        "Was",
        "Has",
        "Sir",
        "Lord",
        "Lady",
        "Vice",
        "Adm",
        "Ambassador",
        "Premier",
        "Chairman",
        "Chief",
        "Minister",
        "President",
        "Secretary",
    ])
});

/// Capitalised words that make a name that of an organisation.
static BODIES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
        "Corp",
        "Inc",
        "Ltd",
        "Co",
        "Plc",
        "Company",
        "Corporation",
        "Group",
        "Bank",
        "University",
        "Party",
        "Ministry",
        "Office",
        "Government",
        "Parliament",
        "Senate",
        "House",
        "Council",
        "Committee",
        "Court",
        "Union",
        "Commission",
        "Republic",
        "State",
        "States",
        "Nations",
        "Organization",
        "Organisation",
        "Agency",
        "Cabinet",
        "Congress",
        "Assembly",
        "Church",
        "Club",
        "Cup",
        "League",
        "Street",
        "Palace",
        "Award",
        "Prize",
        "Summit",
        "Affairs",
        "Foreign",
        "Finance",
        "Defence",
        "Defense",
        "Interior",
        "General",
        "Board",
        "Department",
        "Treasury",
        "Trade",
        "Health",
        "Education",
        "Energy",
        "Security",
        "Association",
        "Associations",
        "Institute",
        "Services",
        "Service",
        "Producers",
        "Exporters",
        "Bankers",
        "Growers",
        "Expansion",
        "Rating",
        "Federation",
        "Front",
        "Movement",
        "Alliance",
        "Authority",
        "Centre",
        "Center",
        "Exchange",
        "Solution",
        "Solutions",
        "Partner",
        "Partners",
        "Inn",
        "Class",
        "Edition",
    ])
});

/// The name that begins right behind `at`: at least two names, or one with two initials, each behind one space.
pub(super) fn name_after(text: &str, at: usize, hits: &[Hit]) -> Option<Range<usize>> {
    let start = words::after(text, at)?.start;
    let (mut end, mut names, mut initials, mut position) = (start, 0, 0, start);
    for _ in 0..LONGEST {
        let Some(word) = words::after(text, position).filter(|word| word.start - position <= 1) else { break };
        let token = &text[word.clone()];
        let bare = words::bare(token);
        if BODIES.contains(&bare) {
            return None;
        }
        if PARTICLES.contains(&token) && names > 0 {
            position = word.end;
            continue;
        }
        let surname = names > 0 && is_shouted_surname(bare);
        if !(is_name(bare) || surname) || is_other(text, &word, hits) {
            break;
        }
        position = word.start + bare.len();
        if is_initial(bare) {
            initials += 1;
        } else {
            names += 1;
            end = position;
        }
        if bare.len() < token.len() || !text[position..].starts_with([' ', '\u{a0}']) {
            break;
        }
    }
    // two initials are as good as a name: R. T. Tansberg
    (names >= 2 || names == 1 && initials >= 2).then_some(start..end)
}

/// The single capitalised word right behind `at`, when no name of several words stands there.
pub(super) fn surname_after(text: &str, at: usize, hits: &[Hit]) -> Option<Range<usize>> {
    let first = words::after(text, at)?;
    let mut word = first.clone();
    // President de Gaulle, Crown Prince bin Salman
    for _ in 0..2 {
        let particle = PARTICLES.contains(&&*words::small(&text[word.clone()]));
        let Some(next) = words::after(text, word.end).filter(|next| particle && next.start == word.end + 1) else {
            break;
        };
        word = next;
    }
    let bare = words::bare(&text[word.clone()]);
    let end = word.start + bare.len();
    let initial = is_initial(bare);
    (is_name(bare) && !initial && !is_other(text, &word, hits) && name_after(text, at, hits).is_none())
        .then_some(first.start..end)
}

/// The name at `range` of a text in capitals, where nothing but small words and points ends a name: without a verb at its
/// end, of two words, or of three when a point closes it. `None` where its end is not known.
pub(super) fn shouted_name(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let printed: Vec<&str> = text[range.clone()].split(' ').collect();
    let verb = printed.iter().position(|word| is_inflected(word));
    let names = &printed[..verb.unwrap_or(printed.len())];
    let end = range.start + names.join(" ").len();
    let closed = verb.is_some() || text[end..].trim_start().starts_with(['.', ',', ';', ')', '\'', '’']);
    let full = names.iter().filter(|word| !is_initial(word) && !PARTICLES.contains(*word)).count();
    (full == 2 || full == 3 && closed).then_some(range.start..end)
}

/// Whether a word has the ending of a verb or an adverb and not that of a name: demanded, meeting, quickly.
fn is_inflected(word: &str) -> bool {
    let names = ["med", "eed", "led", "hed", "ming", "elly", "olly"];
    // Fred and King are shorter
    let long = word.len() > 5;
    long && ["ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending))
        && (!names.iter().any(|ending| word.ends_with(ending)) || word.len() > 8)
}

/// The name that ends at `end`: `X Y` in `X Y, the prime minister`.
pub(super) fn name_before(text: &str, end: usize, hits: &[Hit]) -> Option<Range<usize>> {
    let (mut start, mut names, mut position) = (end, 0, end);
    for _ in 0..LONGEST {
        let Some(word) = words::before(text, position).filter(|word| position - word.end <= 1) else { break };
        let token = &text[word.clone()];
        if BODIES.contains(&token) {
            return None;
        }
        if PARTICLES.contains(&token) && names > 0 {
            position = word.start;
            continue;
        }
        // "But John Howard": the first word of a sentence is a name only if it can be nothing else
        let surname = names == 0 && is_shouted_surname(token);
        if !(is_name(token) || surname) || is_other(text, &word, hits) {
            break;
        }
        position = word.start;
        if !is_initial(token) {
            names += 1;
            start = position;
        }
    }
    (names >= 2).then_some(start..end)
}

/// A word that can be part of a name: a capital and small letters, an initial, or an Arabic name with its article.
fn is_name(word: &str) -> bool {
    let article = || ["al-", "el-", "as-", "ar-", "ash-", "Al-", "El-"].iter().any(|article| word.starts_with(article));
    let leaning = || ["d'", "d’"].iter().any(|start| word.strip_prefix(start).is_some_and(words::is_capital));
    let letters = || word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '‑'));
    let shouted = || word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase);
    (words::is_capital(word) || article() || leaning())
        && letters()
        && !shouted()
        && !STOPS.contains(&word)
        && !BODIES.contains(&word)
        && !titles::all().honours.contains(&*words::small(word))
}

/// Whether a word behind a given name may be a surname in capitals, as wires of French and Spanish have them; shorter ones
/// are acronyms.
fn is_shouted_surname(word: &str) -> bool {
    word.chars().count() > 3
        && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\'' | '’'))
        && !KNOWN_ACRONYMS.contains(&word)
}

/// Acronyms that stand behind names: of networks and agencies.
const KNOWN_ACRONYMS: &[&str] = &["NATO", "OPEC", "UNESCO", "UNICEF", "ASEAN", "CNBC", "NASA", "UEFA", "FIFA"];

/// A printed name with a surname in capitals set small: Emmanuel MACRON is Emmanuel Macron.
pub(super) fn usual_capitals(printed: &str) -> Cow<'_, str> {
    if !printed.split(' ').skip(1).any(is_shouted_surname) {
        return Cow::Borrowed(printed);
    }
    let words =
        printed.split(' ').map(|word| if is_shouted_surname(word) { with_one_capital(word) } else { word.to_owned() });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// A word in capitals with those only that begin its parts.
fn with_one_capital(word: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let set = if begins { c.to_string() } else { c.to_lowercase().to_string() };
        begins = !c.is_alphabetic();
        set
    };
    word.chars().map(letter).collect()
}

/// Whether the word at a range before a surname may be a given name: no place, office or body.
pub(super) fn may_be_given(text: &str, word: &Range<usize>, hits: &[Hit]) -> bool {
    let token = &text[word.clone()];
    is_name(token) && !token.ends_with(['\'', '’']) && words::bare(token) == token && !is_other(text, word, hits)
}

/// Whether a surname that ends at `end` is somebody's given name: another name of no body and no thing follows.
pub(super) fn goes_on(text: &str, end: usize, hits: &[Hit]) -> bool {
    let next = words::after(text, end).filter(|word| word.start == end + 1);
    next.is_some_and(|word| {
        let token = &text[word.clone()];
        is_name(words::bare(token))
            && !is_initial(token)
            && !titles::all().things.contains(token)
            // Trump Republicans
            && !token.ends_with('s')
            && !is_other(text, &word, hits)
    })
}

/// Whether a name goes on at `end` as a son's: Jr.
pub(super) fn is_junior_name(text: &str, end: usize) -> bool {
    let next = words::after(text, end).filter(|word| word.start == end + 1);
    next.is_some_and(|word| ["Jr", "Jr.", "Junior", "Sr", "Sr.", "III"].contains(&&text[word]))
}

fn is_initial(word: &str) -> bool {
    word.trim_end_matches('.').chars().count() == 1
}

/// Whether the word belongs to a hit that is no person: a country, a title, a false friend.
fn is_other(text: &str, word: &Range<usize>, hits: &[Hit]) -> bool {
    within(hits, word.clone()).any(|hit| match hit.sense {
        Sense::Ambiguous(row) => ambiguous::all()[row].person == Person::No,
        Sense::Title(_) | Sense::Country(_) | Sense::FalseFriend(_) | Sense::Region(_) => {
            // a hyphenated surname may hold a country's name
            hit.start == word.start && hit.end >= word.start + words::bare(&text[word.clone()]).len()
        }
        // Rio de Janeiro is nobody, Lima may be somebody
        Sense::City(_) => hit.start == word.start && text[hit.start..hit.end].contains(' '),
        Sense::Leader(_) | Sense::Dateline(_) | Sense::Postal(_) => false,
    })
}

/// Whether the name at `range` is that of a thing named after a leader, or of a longer name: Charles de Gaulle airport,
/// USS Ronald Reagan, Donald Trump Jr. Where all words have a capital nothing tells a longer name.
pub(super) fn is_thing(text: &str, range: &Range<usize>, hits: &[Hit], shouted: bool) -> bool {
    let titles = titles::all();
    if words::before(text, range.start).is_some_and(|word| titles.vessels.contains(&text[word])) {
        return true;
    }
    let Some(word) = words::after(text, range.end).filter(|word| word.start == range.end + 1) else { return false };
    let token = &text[word.clone()];
    let longer = !shouted
        && is_name(token)
        && !is_initial(token)
        && !is_other(text, &word, hits)
        && starting_at(hits, word.start).is_none()
        && !words::in_headline(text, range.start);
    titles.things.contains(token) || longer
}

/// Whether the name at `range` is said to be of another trade, or of an age without an office: `striker X Y`,
/// `X Y, 34, a plumber`.
pub(super) fn has_other_trade(text: &str, range: &Range<usize>, hits: &[Hit]) -> bool {
    let trades = &titles::all().trades;
    let mut at = range.start;
    let mut before = String::new();
    for _ in 0..2 {
        let Some(word) = words::before(text, at) else { break };
        at = word.start;
        // the director of the IMF is no film's
        if within(hits, word.clone()).any(|hit| matches!(hit.sense, Sense::Title(_))) {
            break;
        }
        let small = words::small(&text[word]);
        before = if before.is_empty() { small.into_owned() } else { format!("{small} {before}") };
        if trades.contains(before.as_str()) {
            return true;
        }
    }
    let Some(rest) = text[range.end..].strip_prefix(", ") else { return false };
    let clause: Vec<&str> = rest.split([' ', ',', '.', '\n']).filter(|word| !word.is_empty()).take(5).collect();
    let aged = clause.first().is_some_and(|age| age.len() == 2 && age.bytes().all(|b| b.is_ascii_digit()));
    let article = clause.first().is_some_and(|word| ["a", "an", "the"].contains(word));
    let skip = usize::from(aged);
    (aged || article)
        && clause.iter().skip(skip).enumerate().any(|(i, word)| {
            let pair = clause.get(i + skip + 1).map(|next| format!("{word} {next}"));
            trades.contains(word) || pair.is_some_and(|pair| trades.contains(pair.as_str()))
        })
}
