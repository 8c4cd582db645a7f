//! The rule for headlines that stand in the text.

use crate::article::Metadata;
use crate::clean::names;
use crate::clean::page::{Page, fold};
use crate::clean::rule::{Example, Rule, Stage};

/// Headlines are shorter (characters): the longest of newspapers stay below it.
const HEADLINE: usize = 120;

/// And longer (bytes): a single word is a section or a name.
const SHORTEST: usize = 12;

/// Words of the shortest headline: two or three are a section, a place or the first subheading. Scripts without spaces have
/// no words to count.
const FEWEST_WORDS: usize = 4;

/// The name of the rule.
pub(crate) const HEADLINE_RULE: &str = "headline";

pub(crate) const RULES: &[Rule] = &[Rule {
    name: HEADLINE_RULE,
    reason: "the headline, which becomes the title",
    explanation: "If the source declares a title, lines above the prose that equal it. If not, the first line, when it is short, does not end like a \
        sentence and prose follows soon. A text that begins with its lead keeps it and has no title.",
    fires: &[
        Example {
            text: "Ferry leaves before dawn\n\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
            takes: "Ferry leaves before dawn",
        },
        Example {
            text: "Why did the ferry leave?\nBy Hana Verhoeven\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
            takes: "Why did the ferry leave?",
        },
    ],
    spares: &[
        "The ferry left before dawn.\nIt came back at noon with all of the passengers on board, and the owners said nothing about the reasons.",
        "Ferry leaves before dawn",
        "Ferry leaves before dawn\nIsland waits for bridge",
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nIt came back.",
    ],
    page: Some((Stage::Rest, take_headline)),
    ..Rule::BLANK
}];

/// Takes the headline, and makes it the title if there is none.
pub(crate) fn take_headline(rule: &'static str, page: &mut Page, meta: &mut Metadata) {
    if meta.title.is_none() {
        meta.title = take_first(rule, page);
    }
    if let Some(title) = meta.title.as_deref().map(fold).filter(|title| !title.is_empty()) {
        take_equal(rule, page, &title);
    }
}

/// The lines that say what the title says, down to the first paragraph that does not.
fn take_equal(rule: &'static str, page: &mut Page, title: &str) {
    for line in page.lines.iter_mut().filter(|line| line.kept()) {
        if line.folded == title {
            line.taken = Some(rule);
        } else if line.prose {
            break;
        }
    }
}

/// The first line, if it can be nothing but a headline.
fn take_first(rule: &'static str, page: &mut Page) -> Option<String> {
    let mut rest = page.lines.iter_mut().filter(|line| line.kept());
    let first = rest.next()?;
    let asks = first.text.ends_with(['?', '!', '…', '’', '”', '"', '\'', '»', '“']);
    let fits = first.text.len() >= SHORTEST && !first.prose && first.text.chars().count() <= HEADLINE;
    // two short lines between headline and prose: summary and section
    let prose_soon = rest.take(3).any(|line| line.prose && line.text.len() > first.text.len());
    let words = first.text.split_whitespace().count();
    let section = words < FEWEST_WORDS && first.text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    if section
        || !fits
        || !prose_soon
        || first.closed() && !asks
        || !first.text.contains(' ')
        || names::is_person(first.text)
    {
        return None;
    }
    first.taken = Some(rule);
    Some(first.text.to_owned())
}
