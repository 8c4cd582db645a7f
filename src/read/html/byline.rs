//! Who signed and when, where a page only shows it: in elements whose class, link or first word says what they are.

use trafilatura::dom::{Document, NodeId};

use crate::article::{Date, Precision};
use crate::read::html::body;
use crate::read::people;

/// How the names of classes begin that mark a byline, in the languages of the outlets met.
const BYLINES: &[&str] = &[
    "author",
    "autor",
    "byline",
    "auteur",
    "journalist",
    "giornalista",
    "redakteur",
    "verfasser",
    "writer",
    "reporter",
    "columnist",
    "contributor",
    "skribent",
    "penulis",
    "yazar",
];

/// How the names of classes begin that mark the day of publication.
const DAYS: &[&str] =
    &["date", "datum", "publish", "pubdate", "published", "timestamp", "posted", "fecha", "tarih", "data"];

/// How the names of classes begin of what belongs to somebody or something else.
const OTHERS: &[&str] = &[
    "comment",
    "kommentar",
    "related",
    "teaser",
    "recommend",
    "sidebar",
    "quote",
    "blockquote",
    "caption",
    "credit",
    "newsletter",
    "popular",
    "trending",
    "modif",
    "updated",
];

/// Elements in which no article is signed.
const ELSEWHERE: &[&str] = &[
    "blockquote",
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "svg",
    "iframe",
    "select",
    "nav",
    "footer",
    "figure",
    "form",
];

/// Segments of addresses that lead to somebody's page.
const PROFILES: &[&str] = &[
    "author",
    "authors",
    "autor",
    "autoren",
    "autores",
    "auteur",
    "auteurs",
    "autore",
    "autori",
    "by",
    "journalist",
    "journalists",
    "reporter",
    "reporters",
    "writer",
    "writers",
    "contributor",
    "contributors",
    "staff",
    "profile",
    "people",
];

/// Bytes of the longest element that is a byline or a date: what is longer holds more than that.
const LONGEST: usize = 300;

/// Bytes of text of the block around the headline, whose byline may stand above it: kicker, headline and lead.
const AROUND: usize = 1000;

/// Bytes of text below the headline in which a byline or a date is looked for: the lead and two or three paragraphs.
const NEAR: usize = 3000;

/// Lines below the headline of which one may begin with "By".
const LINES: usize = 12;

/// What stands below the headline.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shown {
    /// The people who signed.
    pub authors: Vec<String>,
    /// The first day that stands there.
    pub date: Option<Date>,
}

/// Reads what stands below the first headline of a page; where there is none, what stands at its top.
pub(super) fn shown(page: &Document) -> Shown {
    let headline = page.query_selector(page.root(), "h1");
    let block = headline.map(|headline| around(page, headline));
    let mut walk = Walk { page, shown: Shown::default(), signed: None, passed: 0 };
    let mut below = headline.is_none();
    let mut nodes = vec![page.root()];
    while let Some(node) = nodes.pop() {
        below |= block == Some(node);
        let descend = if below { walk.enter(node) } else { !ELSEWHERE.contains(&page.tag_name(node)) };
        if walk.passed > NEAR {
            break;
        }
        if descend {
            nodes.extend(page.child_nodes(node).into_iter().rev());
        }
    }
    let mut shown = walk.shown;
    if shown.authors.is_empty() {
        shown.authors = headline.map(|headline| said(page, headline)).unwrap_or_default();
    }
    shown
}

/// The largest element around the headline that holds little else.
fn around(page: &Document, headline: NodeId) -> NodeId {
    let small = |node: &NodeId| page.text_content(*node).len() <= AROUND;
    let parents = std::iter::successors(Some(headline), |node| page.parent(*node).filter(small));
    parents.last().unwrap_or(headline)
}

/// A walk over what stands below the headline.
struct Walk<'a> {
    page: &'a Document,
    shown: Shown,
    /// The first element that names somebody.
    signed: Option<NodeId>,
    /// Bytes of text left behind.
    passed: usize,
}

impl Walk<'_> {
    /// Takes a node in; whether what it holds is still to be looked at.
    fn enter(&mut self, node: NodeId) -> bool {
        if self.page.is_text(node) {
            self.passed += self.page.text_content(node).trim().len();
            return false;
        }
        if !self.page.is_element(node) {
            return true;
        }
        if ELSEWHERE.contains(&self.page.tag_name(node)) {
            return false;
        }
        let classes = classes(self.page, node);
        let is = |words: &[&str]| classes.iter().any(|class| words.iter().any(|word| class.starts_with(word)));
        if is(OTHERS) {
            return false;
        }
        if is(BYLINES) || self.is_signature(node) {
            return !self.sign(node);
        }
        if self.shown.date.is_none() && is(DAYS) {
            self.shown.date = self.short_lines(node).iter().find_map(|line| day(line));
        }
        true
    }

    /// Takes the people whom a byline names: the first one's, and those of its neighbours.
    fn sign(&mut self, node: NodeId) -> bool {
        let parents = |node: NodeId| {
            let parent = self.page.parent(node);
            (parent, parent.and_then(|parent| self.page.parent(parent)))
        };
        let near = |first: NodeId| {
            let ((parent, above), (other, other_above)) = (parents(first), parents(node));
            parent == other || above == other_above
        };
        if !self.signed.is_none_or(near) {
            return false;
        }
        let lines = self.short_lines(node);
        let names = named(&lines);
        if names.is_empty() {
            return false;
        }
        self.signed = self.signed.or(Some(node));
        self.shown.date = self.shown.date.or_else(|| lines.iter().find_map(|line| day(line)));
        for name in names {
            if !self.shown.authors.contains(&name) {
                self.shown.authors.push(name);
            }
        }
        true
    }

    /// Whether an element is declared to name an author, or leads to somebody's page.
    fn is_signature(&self, node: NodeId) -> bool {
        let has = |name: &str, word: &str| {
            let value = self.page.get_attribute(node, name).unwrap_or_default();
            value.split_whitespace().any(|part| part.eq_ignore_ascii_case(word))
        };
        let leads = || {
            let href = self.page.get_attribute(node, "href").unwrap_or_default().to_ascii_lowercase();
            let path = href.split(['?', '#']).next().unwrap_or_default();
            let mut segments = path.trim_end_matches('/').rsplit('/');
            // the last segment is the person's
            segments.next().is_some() && segments.any(|segment| PROFILES.contains(&segment))
        };
        has("itemprop", "author") || (self.page.tag_name(node) == "a" && (has("rel", "author") || leads()))
    }

    fn short_lines(&self, node: NodeId) -> Vec<String> {
        if self.page.text_content(node).len() > LONGEST { Vec::new() } else { body::lines_below(self.page, node) }
    }
}

/// The words of an element's class and test id in lower case: `articleAuthor-name` are three.
pub(super) fn classes(page: &Document, node: NodeId) -> Vec<String> {
    let mut words = Vec::new();
    for name in ["class", "data-testid"] {
        let mut was_lower = false;
        let mut word = String::new();
        for c in page.get_attribute(node, name).unwrap_or_default().chars() {
            if !c.is_alphabetic() || (c.is_uppercase() && was_lower) {
                words.push(std::mem::take(&mut word));
            }
            was_lower = c.is_lowercase();
            word.extend(c.to_lowercase().filter(|c| c.is_alphabetic()));
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Words behind a name that lead to an agency, an outlet or a place.
const WITH: &[&str] = &[" mit ", " with ", " for ", " für ", " pour ", " para ", " in ", " aus ", " avec "];

/// The people in the lines of a byline, without places, roles and what else stands there.
fn named(lines: &[String]) -> Vec<String> {
    let lines: Vec<String> = lines.iter().map(|line| apart(line)).collect();
    let pieces = lines.iter().flat_map(|line| line.split([',', '|', '•', '·', '(', ')', '\n']));
    let pieces =
        pieces.map(|piece| WITH.iter().filter_map(|word| piece.find(word)).min().map_or(piece, |at| &piece[..at]));
    people::names(pieces.map(people::after_and)).into_iter().filter(|name| people::is_person(name)).collect()
}

/// A line with a line end where two texts touch that stand apart on the screen: `Ann LeemanFollow`. A capital after one
/// to three small letters is a name's own: `McArthur`, `DiLorenzo`.
fn apart(line: &str) -> String {
    let mut small = 0;
    let mut parted = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_uppercase() && small > 3 {
            parted.push('\n');
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
        parted.push(c);
    }
    parted
}

/// The people in a line near the headline that begins with "By".
fn said(page: &Document, headline: NodeId) -> Vec<String> {
    let below = body::lines_after(page, headline, LINES);
    let bylines = below.iter().filter(|line| line.len() <= LONGEST).filter_map(|line| people::after_by(line));
    bylines.map(|line| named(&[line.to_owned()])).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The day in a line, apart from words such as "Published:" and from what stands behind it.
fn day(line: &str) -> Option<Date> {
    let label = line.split_once(": ").map(|(_, rest)| rest);
    let pieces = [" | ", " / ", " - ", " – ", " (", " • "].into_iter().flat_map(|mark| line.split(mark));
    let dates = std::iter::once(line).chain(label).chain(pieces).filter_map(Date::parse);
    dates.into_iter().find(|date| date.precision >= Precision::Day)
}
