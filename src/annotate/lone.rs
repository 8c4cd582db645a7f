//! Surnames that name somebody without the full name: whose they are when others in the article bear them, too.

use std::ops::Range;

use crate::annotate::alike;
use crate::annotate::directory;
use crate::annotate::leaders::Part;
use crate::annotate::names;
use crate::annotate::names::Sense;
use crate::annotate::people;
use crate::annotate::states;
use crate::annotate::words;
use crate::lexicon::leaders::Leader;
use crate::lexicon::titles;
use crate::lexicon::titles::Office;

/// What the words before a surname say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// Nothing speaks against the one whom everybody knows.
    Known,
    /// Somebody else of that name stands here: a relative, a namesake.
    Other,
    /// A thing, or it cannot be told.
    Nobody,
}

/// Forms of address that a surname may have: of a man, as all are who are called by theirs alone.
const ADDRESSED: &[&str] = &["mr", "mr.", "herr", "herrn", "monsieur", "m.", "señor", "dr", "dr."];

/// Forms of address of relatives.
const RELATIVES: &[&str] =
    &["mrs", "mrs.", "ms", "ms.", "miss", "frau", "madame", "mme", "señora", "first lady", "lady"];

/// Words that begin a sentence before a surname, besides those before an office.
const OPENING: &[&str] = &[
    "meanwhile",
    "today",
    "yesterday",
    "earlier",
    "later",
    "once",
    "only",
    "now",
    "then",
    "until",
    "unless",
    "this",
    "these",
    "those",
    "not",
    "no",
    "would",
    "will",
    "could",
    "can",
    "did",
    "does",
    "has",
    "had",
    "is",
    "was",
    "should",
    "what",
    "whether",
    "instead",
    "still",
    "here",
    "there",
    "nor",
    "or",
    "the",
    "an",
    "a",
    "our",
    "his",
    "her",
    "their",
    "also",
    "perhaps",
    "maybe",
    "afterwards",
    "despite",
    "given",
    "without",
    "following",
    "about",
    "against",
    "says",
    "ex",
    "former",
    "candidate",
    "republican",
    "democrat",
    "republicans",
    "democrats",
    "into",
    "through",
    "during",
];

/// Whose the surname at `range` is, as the words beside it say; `leader` is who alone is called by it.
pub(super) fn bearer(part: &Part<'_>, range: &Range<usize>, leader: &Leader) -> Bearer {
    let (text, hits) = (part.reader.text, part.reader.hits);
    let before = words::before(text, range.start).filter(|word| word.end + 1 == range.start);
    let Some(word) = before else { return Bearer::Known };
    let token = &text[word.clone()];
    let small = words::small(token);
    if RELATIVES.contains(&&*small) {
        return Bearer::Other;
    }
    let office = names::within(hits, word.clone()).find_map(|hit| match hit.sense {
        Sense::Title(office) => Some((office, &text[hit.start..hit.end])),
        _ => None,
    });
    if let Some((office, printed)) = office {
        // Chief Minister Stalin is no general secretary
        let foreign = office == Office::Strong && printed.to_lowercase() == "minister";
        return if foreign { Bearer::Other } else { Bearer::Known };
    }
    if !words::is_capital(token)
        || words::bare(token) != token
        || states::is_function(token)
        || ADDRESSED.contains(&&*small)
    {
        return Bearer::Known;
    }
    let opens = OPENING.contains(&&*small) || small.ends_with("ly") && words::begins_sentence(text, word.start);
    if part.shouted || opens {
        return if part.shouted && titles::all().given.contains(token) { Bearer::Other } else { Bearer::Known };
    }
    // their own given name or initial would have been found with it
    let full = alike::sounds(&text[word.start..range.end]);
    let own =
        std::iter::once(&leader.name).chain(&leader.aliases).any(|name| alike::is_alike(&alike::sounds(name), &full));
    let named = !own && !words::in_headline(text, range.start) && people::may_be_given(text, &word, hits);
    if named { Bearer::Other } else { Bearer::Nobody }
}

/// Whether something in the article speaks for the one who is called by a surname alone: their country, or an office that
/// they held. `late` says that their time is long over: offices are then others', but for those of no country.
///
/// Names in other scripts are whole names, which need nothing.
pub(super) fn is_supported(leader: &Leader, printed: &str, parts: &[Part<'_>], countries: &[&str], late: bool) -> bool {
    let latin = |c: char| c.is_ascii() || ('\u{c0}'..'\u{250}').contains(&c);
    let office_tells = !late || leader.country.is_empty();
    !printed.starts_with(latin)
        || countries.iter().any(|code| is_theirs(leader, code))
        || office_tells && has_office(leader, parts)
}

/// Whether a country is the leader's, or is what is left of it.
fn is_theirs(leader: &Leader, code: &str) -> bool {
    match &*leader.country {
        "SU" => ["SU", "RU"].contains(&code),
        "RS" | "YU" => ["RS", "YU"].contains(&code),
        "RU" => ["SU", "RU"].contains(&code),
        country => country == code,
    }
}

/// Whether an office that the leader held, or one like it in another language, stands anywhere in the article.
fn has_office(leader: &Leader, parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| {
        part.reader.hits.iter().any(|hit| {
            let printed = || titles::all().usual(&part.reader.text[hit.start..hit.end]);
            matches!(hit.sense, Sense::Title(_))
                && leader.office.split('|').any(|held| directory::fits(held, &printed()))
        })
    })
}
