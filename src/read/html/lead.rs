//! The lead: what stands in larger type between headline and text, which extractors take for a part of the page's head.

use trafilatura::dom::{Document, NodeId};

use crate::read::html::body::{self, letters};
use crate::read::html::byline::classes;
use crate::read::html::tags::Tags;

/// Where a page repeats its lead for others.
const DESCRIPTIONS: &[&str] = &["og:description", "description", "twitter:description", "dc.description"];

/// How the names of classes begin that mark a lead, in the languages of the outlets met.
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
    "abstract",
    "summary",
    "teaser",
    "excerpt",
    "preamble",
    "sapo",
    "spot",
];

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
    let title = letters(&page.text_content(headline));
    let lines = body::lines(page);
    let below = lines.lines().skip_while(|line| letters(line) != title).skip(1).take(LINES);
    let is_lead = |line: &&str| {
        let line = letters(line);
        line.len() >= SHORTEST && described.iter().any(|described| alike(described, &line))
    };
    below.filter(|line| line.len() <= LONGEST).find(is_lead).map(str::to_owned)
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
