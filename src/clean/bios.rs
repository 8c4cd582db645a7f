//! The rule for what is said about the authors.

use crate::article::Metadata;
use crate::clean::names;
use crate::clean::page::{Line, Page};
use crate::clean::rule::{Example, Rule, Stage};

/// Words of the trade: the news, too, says of people that they are professors.
const TRADES: &[&str] = &[
    "reporter",
    "editor",
    "correspondent",
    "journalist",
    "columnist",
    "writer",
    "producer",
    "contributor",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "journalistin",
    "reporterin",
    "autorin",
    "volontär",
    "volontärin",
    "kolumnist",
    "kolumnistin",
    "journaliste",
    "rédacteur",
    "rédactrice",
    "correspondant",
    "correspondante",
    "periodista",
    "redactor",
    "redactora",
    "corresponsal",
    "giornalista",
    "corrispondente",
    "jornalista",
    "redacteur",
    "verslaggever",
    "journalista",
    "journalist",
    "dziennikarz",
    "dziennikarka",
    "redaktor",
    "novinář",
    "muhabir",
];

/// What stands between a name and a trade.
const IS: &[&str] = &["is", "was", "ist", "war", "est", "es", "è", "é", "is,", "jest", "je", "är", "er"];

/// What such people do, after their names.
const DO: &[&str] = &[
    "covers",
    "reports",
    "writes",
    "schreibt",
    "berichtet",
    "couvre",
    "écrit",
    "cubre",
    "escribe",
    "scrive",
    "schrijft",
];

/// Words between the verb and the trade: `is a senior White House correspondent`.
const BETWEEN: usize = 6;

/// Bytes of the longest note about an author.
const NOTE: usize = 400;

pub(crate) const RULES: &[Rule] = &[Rule {
    name: "author-bio",
    reason: "what the outlet says about the author",
    explanation: "Above the first paragraph, or below all but one, a line that begins with a name and goes on with `is` and a trade of the \
        press, or with `covers` and the like: `Hana Verhoeven is a reporter …`. The name becomes the author if there is none. \
        Elsewhere such a sentence is news about somebody.",
    fires: &[
        Example {
            text: "One came home.\nHana Verhoeven is a senior harbour reporter at the Post, and lives on the island with two dogs.",
            takes: "Hana Verhoeven is a senior harbour reporter at the Post, and lives on the island with two dogs.",
        },
        Example {
            text: "Einer kam heim.\nJonas Ahrend ist Redakteur im Ressort Hafen.",
            takes: "Jonas Ahrend ist Redakteur im Ressort Hafen.",
        },
        Example {
            text: "One came home.\nTom Hale covers ferries and weather for the Post.",
            takes: "Tom Hale covers ferries and weather for the Post.",
        },
    ],
    spares: &[
        "One came home.\nHana Verhoeven is a baker on the island.",
        "One came home.\nThe mayor was a reporter in her youth.",
        "Snow covers ferries and quays alike.",
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nHana Verhoeven is a reporter who was there.\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.\nNobody on either shore could say why it had been so late, and nobody seemed to ask for the reasons.",
    ],
    page: Some((Stage::Whole, take_bios)),
    learn: Some(|text, meta| {
        if meta.authors.is_empty() {
            meta.authors.extend(subject(text));
        }
    }),
    ..Rule::BLANK
}];

fn take_bios(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    let bios: Vec<bool> =
        page.lines.iter().map(|line| line.kept() && !line.bound && subject(line.text).is_some()).collect();
    if !bios.contains(&true) {
        return;
    }
    let prose = |(line, bio): (&Line, &bool)| line.kept() && line.looks_like_prose() && !bio;
    let mut below = page.lines.iter().zip(&bios).filter(|pair| prose(*pair)).count();
    let mut above = 0;
    // the first line of all is the headline or the lead
    let mut first = true;
    for (line, bio) in page.lines.iter_mut().zip(&bios) {
        let paragraph = prose((line, bio));
        above += usize::from(paragraph);
        below -= usize::from(paragraph);
        if *bio && !first && (above == 0 || below <= 1) {
            line.taken = Some(rule);
        }
        first &= line.blank();
    }
}

/// The person whom a note is about.
fn subject(text: &str) -> Option<String> {
    if text.len() > NOTE || !text.starts_with(char::is_uppercase) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().take(4 + BETWEEN).collect();
    let verb = (2..=4).find(|at| words.get(*at).is_some_and(|word| IS.contains(word) || DO.contains(word)))?;
    let name = words[..verb].join(" ");
    let trade = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        TRADES.contains(&word.as_str())
    };
    let noted = DO.contains(&words[verb]) || words[verb + 1..].iter().take(BETWEEN).any(trade);
    (noted && names::is_person(name.trim_end_matches(','))).then(|| name.trim_end_matches(',').to_owned())
}
