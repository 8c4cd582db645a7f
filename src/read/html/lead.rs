//! The lead: what stands in larger type between headline and text, which extractors take for a part of the page's head.

use trafilatura::dom::{Document, NodeId};

use crate::read::html::body::{self, letters};
use crate::read::html::byline::classes;
use crate::read::html::tags::Tags;

/// Where a page repeats its lead for others.
const DESCRIPTIONS: &[&str] = &["og:description", "description", "twitter:description", "dc.description"];

/// Words in names of classes that mark a lead, in the languages of the outlets met.
const LEADS: &[&str] = &[
    "lead",
    "lede",
    "standfirst",
    "subtitle",
    "subheadline",
    "subhead",
    "dek",
    "deck",
    "intro",
    "ingress",
    "vorspann",
    "chapo",
    "chapeau",
    "entradilla",
    "bajada",
    "sottotitolo",
    "sommario",
    "perex",
    "manchet",
    "excerpt",
    "synopsis",
    "preamble",
    "sapo",
];

/// Words in names of classes of what leads to other articles.
const OTHERS: &[&str] = &[
    "teaser",
    "card",
    "related",
    "recommended",
    "sidebar",
    "image",
    "img",
    "media",
    "caption",
    "figure",
    "video",
    "author",
    "bio",
    "newsletter",
];

/// Elements in which no lead stands.
const ELSEWHERE: &[&str] =
    &["script", "style", "template", "noscript", "svg", "nav", "footer", "aside", "figure", "form", "a", "button"];

/// Bytes of text below the headline in which a lead may begin that only its class says.
const NEAR: usize = 1000;

/// Letters from which a line is a lead and not a label.
const SHORTEST: usize = 40;

/// Bytes of the longest lead.
const LONGEST: usize = 1500;

/// Lines below the headline in which a lead is looked for: kicker, byline, date, buttons to share may come before it.
const LINES: usize = 16;

/// Letters of a line's beginning by which it is known again in a text.
const BEGINNING: usize = 40;

/// Share of the longer of a line and a description that the shorter must have: descriptions are cut, leads have datelines.
const ALIKE: f64 = 0.6;

/// The lead of a page, if it shows one. `stated` is the description in its JSON-LD.
pub(super) fn of(page: &Document, tags: &Tags, stated: Option<&str>) -> Option<String> {
    let headline = page.query_selector(page.root(), "h1")?;
    let described: Vec<String> = DESCRIPTIONS
        .iter()
        .flat_map(|name| tags.metas_of(name))
        .chain(stated)
        .map(letters)
        .filter(|letters| letters.len() >= SHORTEST)
        .collect();
    let is_lead = |line: &String| {
        let line = letters(line);
        line.len() >= SHORTEST && described.iter().any(|described| alike(described, &line))
    };
    let below = body::lines_after(page, headline, LINES).into_iter();
    let described = below.filter(|line| line.len() <= LONGEST).find(is_lead);
    described.or_else(|| marked(page, headline))
}

/// The first element below the headline whose class says that it is a lead.
fn marked(page: &Document, headline: NodeId) -> Option<String> {
    let mut passed = 0;
    let mut nodes = body::after(page, headline);
    while let Some(node) = nodes.pop() {
        if page.is_text(node) {
            passed += page.text_content(node).trim().len();
        }
        if passed > NEAR {
            return None;
        }
        if page.is_element(node) {
            let classes = if ELSEWHERE.contains(&page.tag_name(node)) { continue } else { classes(page, node) };
            let is = |words: &[&str]| classes.iter().any(|class| words.contains(&class.as_str()));
            if is(OTHERS) {
                continue;
            }
            if is(LEADS) {
                let lines = body::lines_below(page, node);
                let length: usize = lines.iter().map(String::len).sum();
                if (SHORTEST..=LONGEST).contains(&length) {
                    return Some(lines.join("\n"));
                }
            }
        }
        nodes.extend(page.child_nodes(node).into_iter().rev());
    }
    None
}

fn alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() as f64 >= ALIKE * long.len() as f64 && long.contains(short)
}

/// The text with its lead in front, if it is not there.
pub(super) fn before(lead: Option<String>, text: String) -> String {
    let Some(lead) = lead else { return text };
    let beginning: String = letters(&lead).chars().take(BEGINNING).collect();
    if letters(&text).contains(&beginning) { text } else { format!("{lead}\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "After nine days at sea the northern fleet has come back to the old harbour.";

    fn found(head: &str, below: &str) -> Option<String> {
        let page = Document::parse(&format!("<head>{head}</head><body><p>{LEAD}</p><h1>Boats return</h1>{below}"));
        of(&page, &Tags::of(&page), None)
    }

    #[test]
    fn what_describes_the_page_and_stands_below_the_headline_is_its_lead() {
        let head = format!("<meta name=description content='{LEAD}'>");
        let lead = format!("<p>By Ann Lee</p><div><b>{LEAD}</b></div>");
        assert_eq!(found(&head, &lead).as_deref(), Some(LEAD));
        assert_eq!(found(&head, &format!("<p>BERGEN. {LEAD}</p>")), Some(format!("BERGEN. {LEAD}")));
        assert_eq!(found("", &lead), None);
        assert_eq!(found(&head, "<p>The council meets on Monday to talk about the price of ice.</p>"), None);
        assert_eq!(found(&head, &format!("{}<p>{LEAD}</p>", "<p>Share</p>".repeat(LINES))), None);
    }

    #[test]
    fn what_is_marked_as_the_lead_is_one() {
        for class in ["standfirst", "article-excerpt", "article__lead", "leadText"] {
            assert_eq!(found("", &format!("<p class={class}>{LEAD}</p>")).as_deref(), Some(LEAD), "{class}");
        }
        for class in ["leading-loose", "teaser-intro", "introduction"] {
            assert_eq!(found("", &format!("<p class={class}>{LEAD}</p>")), None, "{class}");
        }
        assert_eq!(found("", "<p class=lead>Sea</p>"), None);
        assert_eq!(found("", &format!("<p>{}</p><p class=lead>{LEAD}</p>", "Boats. ".repeat(NEAR))), None);
    }

    #[test]
    fn a_lead_is_put_in_front_once() {
        let text = "The council meets on Monday.\n".to_owned();
        assert_eq!(before(Some(LEAD.to_owned()), text.clone()), format!("{LEAD}\n{text}"));
        let whole = format!("{LEAD}\n{text}");
        assert_eq!(before(Some(LEAD.to_owned()), whole.clone()), whole);
        assert_eq!(before(None, text.clone()), text);
    }
}
