//! Rules for the boxes that pages put between paragraphs: teasers, videos, links to other stories.

use crate::article::Metadata;
use crate::clean::page::{Line, Page};
use crate::clean::rule::{Example, Rule, Stage};
use crate::clean::vocabulary::{self, Verdict};

/// Box labels as they stand glued to the front of a heading, in their usual spelling.
const GLUED: &[&str] = &[
    "Advertisement",
    "Anzeige",
    "Copy Link",
    "Editor's Picks",
    "Editor’s Picks",
    "Impact Shorts",
    "Lesen Sie auch",
    "Lire aussi",
    "Listen to this article",
    "Mehr anzeigen",
    "Mehr lesen",
    "More Shorts",
    "More Videos",
    "More Stories",
    "Publicité",
    "Publicidad",
    "Read More",
    "Read more",
    "Recommended Stories",
    "Related Articles",
    "Related Stories",
    "See More",
    "See all",
    "See more",
    "Share this article",
    "Show More",
    "Show more",
    "Top Stories",
    "Trending Now",
    "View All",
    "View all",
    "View More",
    "View more",
    "Watch Live",
    "Weiterlesen",
    "Werbung",
];

/// Links below one heading inside a text; more is a list that belongs to the article (number of lines).
const LISTED: usize = 8;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "glued-widget",
        reason: "a box label glued to the front of a line",
        explanation: "Scraping drops the space between a box and what follows: `More ShortsHarbour news`. The label goes, the \
            heading stays. It fires only where a small letter meets a capital, a quote or a digit without a space.",
        fires: &[
            Example { text: "More ShortsHarbour news\nThe harbour opened.", takes: "More Shorts" },
            Example { text: "Impact ShortsView AllHarbour news\nThe harbour opened.", takes: "Impact ShortsView All" },
            Example { text: "Show more“We are open,” she said.", takes: "Show more" },
        ],
        spares: &[
            "More Shorts on sale",
            "More short-term pain is ahead.",
            "Read moreover the second part",
            "View Allegra at the theatre",
        ],
        page: Some((Stage::Cut, cut_glued)),
        ..Rule::BLANK
    },
    Rule {
        name: "widget-head",
        reason: "headings of boxes with other stories or videos",
        explanation: "Whole lines only, from a list of headings in several languages. A sentence that begins with the same words stays.",
        fires: &[
            Example { text: "One came home.\nImpact Shorts\nTwo stayed away.", takes: "Impact Shorts" },
            Example { text: "One came home.\nTRENDING NOW\nTwo stayed away.", takes: "TRENDING NOW" },
            Example {
                text: "Einer kam heim.\nDas könnte Sie auch interessieren:\nZwei blieben.",
                takes: "Das könnte Sie auch interessieren:",
            },
        ],
        spares: &["More short-term pain is ahead.", "Top stories of the year were few.", "Most read the letter twice."],
        phrases: include_str!("phrases/widget-head.txt"),
        ..Rule::BLANK
    },
    Rule {
        name: "read-also",
        reason: "a pointer to another story in one line",
        explanation: "A label such as `Also read` followed by a colon, a bar or a dash and the title of another story. Without the \
            sign after it the words are prose. And a teaser: a sentence that ends with such a label, `… for the winter. Read more`. Lines \
            longer than 420 bytes are never looked at.",
        fires: &[
            Example {
                text: "One came home.\nAlso read: Why two stayed away\nThe rest is known.",
                takes: "Also read: Why two stayed away",
            },
            Example {
                text: "One came home.\nREAD MORE | Why two stayed away",
                takes: "READ MORE | Why two stayed away",
            },
            Example {
                text: "Einer kam heim.\nLesen Sie auch: Warum zwei blieben",
                takes: "Lesen Sie auch: Warum zwei blieben",
            },
            Example {
                text: "One came home.\nThe island asks for a ferry in winter... Read more\nTwo stayed away.",
                takes: "The island asks for a ferry in winter... Read more",
            },
            Example {
                text: "Un est rentré.\nÀ lire aussi : Pourquoi deux sont restés",
                takes: "À lire aussi : Pourquoi deux sont restés",
            },
        ],
        spares: &[
            "Read more books, she said.",
            "See also how they did it before.",
            "Related costs: ten million.",
            "Related: he leaves a wife and two sons.",
        ],
        phrases: include_str!("phrases/read-also.txt"),
        line: Some(is_teaser),
        ..Rule::BLANK
    },
    Rule {
        name: "link-list",
        reason: "short lines under the heading of a box",
        explanation: "Below the last paragraph, every short line under a removed heading of links or tags goes with it, unless it ends with a full stop. Between paragraphs only \
            headings of other stories count, and the last line before the prose stays: it may be a heading of the article.",
        fires: &[
            Example {
                text: "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nRelated articles\nFerry late again\nIsland wants a bridge",
                takes: "Ferry late again\nIsland wants a bridge",
            },
            Example {
                text: "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nMost read\nFerry late again",
                takes: "Ferry late again",
            },
        ],
        spares: &[
            "Impact Shorts\nWhat is at stake?\nThe ferry left the island before dawn with all of the passengers on board, the owners said on Monday.",
            "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nFerry late again",
            "Most read\nFerry late again",
            "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nRelated articles\nOne came home.",
        ],
        page: Some((Stage::Rest, take_lists)),
        ..Rule::BLANK
    },
];

/// Cuts labels off as long as one stands glued to the front; what is left is judged like any line.
fn cut_glued(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    for at in 0..page.lines.len() {
        while let Some(bytes) = glued(page.lines[at].text) {
            page.cut(at, bytes, rule);
        }
    }
}

/// The bytes of the label glued to the front of `text`.
fn glued(text: &str) -> Option<usize> {
    // the first letters are compared before any list is walked: most lines end here
    if !text.starts_with(['A', 'C', 'E', 'I', 'L', 'M', 'P', 'R', 'S', 'T', 'V', 'W']) {
        return None;
    }
    let label = GLUED.iter().find(|label| text.starts_with(**label))?;
    let mut rest = text[label.len()..].chars();
    let next = rest.next()?;
    let opens =
        matches!(next, '“' | '„' | '«' | '»' | '"' | '‘' | '[' | '0'..='9') || next == '-' && rest.next() == Some(' ');
    let begins = next.is_alphabetic() && !next.is_lowercase();
    (opens || begins).then_some(label.len())
}

/// Headings whose lists go with them below the prose.
const HEADS: &[&str] = &[
    "widget-head",
    "read-also",
    "tags",
    "newsletter-prompt",
    "comments-prompt",
    "share-bar",
    "legal-notice",
    "desk-note",
    "paywall-prompt",
];

fn take_lists(rule: &'static str, page: &mut Page, _: &mut Metadata) {
    let places = page.places();
    let mut below_head = false;
    for (line, place) in page.lines.iter_mut().zip(&places) {
        if line.taken.is_some_and(|name| HEADS.contains(&name)) {
            below_head |= place.tail();
        } else if below_head && line.kept() && !is_sentence(line) {
            line.taken = Some(rule);
        }
    }
    take_inner_lists(rule, page);
}

/// Ends with one full stop: titles of stories do not, and what is cut off ends with more.
fn is_sentence(line: &Line) -> bool {
    line.text.ends_with('.') && !line.text.ends_with("..")
}

/// Between paragraphs: the open lines under a heading of other stories, but not the last before the prose. Under any
/// other heading of a box they go from three on: an article has no three headings in a row.
fn take_inner_lists(rule: &'static str, page: &mut Page) {
    let mut run: Option<(usize, Vec<usize>)> = None;
    for at in 0..page.lines.len() {
        let line = &page.lines[at];
        if line.taken == Some("widget-head") {
            let fewest = if lists_stories(&line.folded) { 2 } else { 3 };
            run = Some(run.map_or((fewest, Vec::new()), |(old, lines)| (fewest.min(old), lines)));
        } else if line.prose || line.kept() && line.closed() {
            let list = run.take().filter(|(fewest, lines)| (*fewest..=LISTED).contains(&lines.len()));
            for item in list.iter().flat_map(|(_, lines)| &lines[..lines.len() - 1]) {
                page.lines[*item].taken = Some(rule);
            }
        } else if line.kept()
            && let Some((_, lines)) = &mut run
        {
            lines.push(at);
        }
    }
}

/// Headings that a list of titles follows, not a single box or button, by their first words.
const LISTS: &[&str] = &[
    "related",
    "read next",
    "most read",
    "recommended",
    "more on",
    "lesen sie",
    "mehr zum",
    "lire aussi",
    "leggi anche",
    "les også",
    "read more",
    "auch interessant",
    "trending",
    "you may",
];

fn lists_stories(folded: &str) -> bool {
    LISTS.iter().any(|start| folded.starts_with(start))
}

/// Takes the weak wordings that stand beside furniture or outside the prose.
pub(crate) fn take_weak(page: &mut Page) {
    let places = page.places();
    let weak: Vec<Option<&'static str>> = page
        .lines
        .iter()
        .map(|line| match vocabulary::verdict(line) {
            Some(Verdict::Weak(rule)) if line.kept() && !line.bound && page.settings.allows(rule) => Some(rule),
            _ => None,
        })
        .collect();
    let rows: Vec<usize> = (0..page.lines.len()).filter(|at| !page.lines[*at].blank()).collect();
    let furniture = |page: &Page, at: usize| weak[at].is_some() || page.lines[at].taken.is_some();
    let mut from = 0;
    while from < rows.len() {
        let run = rows[from..].iter().take_while(|at| furniture(page, **at)).count();
        let alone = run == 1;
        for at in &rows[from..from + run] {
            if let Some(rule) = weak[*at]
                && (!alone || places[*at].edge())
            {
                page.lines[*at].taken = Some(rule);
            }
        }
        from += run.max(1);
    }
}

/// How teasers end, as they are written behind a sentence.
const TEASER_ENDS: &[&str] = &[
    "Read more",
    "READ MORE",
    "Read More",
    "read more",
    "Continue reading",
    "Learn more",
    "mehr",
    "Mehr",
    "Weiterlesen",
    "weiterlesen",
    "Mehr lesen",
    "Zum Artikel",
    "Lire la suite",
    "lire la suite",
    "En savoir plus",
    "Leer más",
    "leer más",
    "Seguir leyendo",
    "Leggi tutto",
    "Continua a leggere",
    "Leia mais",
    "Saiba mais",
    "Lees meer",
    "Lees verder",
    "Läs mer",
    "Les mer",
    "Læs mere",
    "Devamını oku",
    "Czytaj więcej",
    "Czytaj dalej",
    "Číst dál",
    "Celý článek",
    "Читать далее",
    "Подробнее",
    "Baca selengkapnya",
];

/// A sentence, and behind its end a label that leads on.
fn is_teaser(line: &Line) -> bool {
    let text = line.text.trim_end_matches([' ', '»', '›', '>', '→', '.', '…', ':']);
    TEASER_ENDS.iter().any(|label| {
        let rest = text.strip_suffix(label).map(str::trim_end);
        rest.is_some_and(|rest| rest.len() < text.len() - label.len() && rest.ends_with(['.', '…', '!', '?', ']', '»']))
    })
}
