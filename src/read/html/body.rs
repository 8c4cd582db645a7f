//! The text of a page: what the extractor takes for the article, one line a heading, paragraph, list item or table row.

use trafilatura::dom::{Document, NodeId};
use trafilatura::{Options, extract_document};

use crate::article::{Date, Metadata};
use crate::read::html::tags::LONGEST;
use crate::read::html::witness;
use crate::read::{fields, people};

/// What a page without an article is told.
pub(super) const NO_TEXT: &str = "no article text found in the page";

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "caption",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "br",
    "hr",
    "form",
    "fieldset",
    "address",
    "body",
    "details",
    "summary",
    "center",
    "title",
];

/// Elements whose text nobody reads.
const SILENT: &[&str] = &["script", "style", "template", "noscript", "head", "svg", "math", "iframe", "select"];

/// Share of a line's letters in one link from which it is a link to something else and not the article's text: of .5 to
/// .9 and none, the dev pages' F1 is best from .7 on (.936 without, .938 with).
const LINKED: f64 = 0.9;

/// Posts of social networks within an article, as the networks' own code for pages marks them.
const POSTS: &str = "blockquote.twitter-tweet, blockquote.twitter-video, blockquote.instagram-media, \
                     blockquote.tiktok-embed, blockquote.bluesky-embed, blockquote.reddit-embed-bq";

/// The article's text, and the metadata that the extractor found on its own. `stated` is the text that the page states in
/// its JSON-LD.
///
/// # Errors
/// When there is no article.
pub(super) fn extract(mut page: Document, stated: Option<&str>) -> Result<(String, Metadata), String> {
    for post in page.query_selector_all(page.root(), POSTS) {
        page.remove(post, true);
    }
    let mut options = Options::default().with_fallback(true).with_links(true);
    options.exclude_comments = true;
    let Ok(found) = extract_document(page, &options) else {
        return stated.map(|text| (text.to_owned(), Metadata::default())).ok_or_else(|| NO_TEXT.to_owned());
    };
    let content = Document::parse(&found.content_html);
    let lines = lines_of(&content, content.root());
    let own = |line: &Line| (line.linked as f64) < LINKED * line.text.len() as f64;
    let lines: Vec<String> = lines.into_iter().filter(own).map(|line| line.text).collect();
    let text = match stated {
        Some(stated) => witness::settle(lines, stated),
        None => witness::joined(&lines),
    };
    let short = |text: &String| !text.is_empty() && text.len() <= LONGEST;
    let some = |text: String| Some(fields::one_line(&text)).filter(short);
    let meta = found.metadata;
    let meta = Metadata {
        title: some(meta.title),
        date: meta.date.and_then(|day| Date::parse(&day.to_string())),
        authors: people::names(some(meta.author).iter().flat_map(|names| names.split(';'))),
        source: some(meta.sitename),
        url: some(meta.url).filter(|url| url.starts_with("http")),
        ..Metadata::default()
    };
    Ok((text, meta))
}

/// All text of a document in lines.
pub(super) fn lines(document: &Document) -> String {
    lines_of(document, document.root()).into_iter().map(|line| line.text + "\n").collect()
}

/// All text below a node in lines.
pub(super) fn lines_below(document: &Document, node: NodeId) -> Vec<String> {
    lines_of(document, node).into_iter().map(|line| line.text).collect()
}

/// The first `most` lines that come after a node.
pub(super) fn lines_after(document: &Document, node: NodeId, most: usize) -> Vec<String> {
    let mut steps = vec![Step::EndLine];
    steps.extend(after(document, node).into_iter().flat_map(|node| [Step::EndLine, Step::Enter(node)]));
    read(document, steps, most).into_iter().map(|line| line.text).collect()
}

/// The nodes that come after one and are not inside it, each with all that is in it; the first is the last of the list.
pub(super) fn after(document: &Document, node: NodeId) -> Vec<NodeId> {
    let mut groups = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        groups.push(std::iter::successors(document.next_sibling(node), |node| document.next_sibling(*node)));
        at = document.parent(node);
    }
    let mut nodes: Vec<NodeId> = groups.into_iter().flatten().collect();
    nodes.reverse();
    nodes
}

/// A line of text, white space within it as single spaces.
#[derive(Default)]
struct Line {
    text: String,
    /// Bytes of it that stand in links.
    linked: usize,
    /// Whether white space waits for the next word.
    space: bool,
}

impl Line {
    fn push(&mut self, piece: &str, linked: bool) {
        for c in piece.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            let before = self.text.len();
            if std::mem::take(&mut self.space) && before > 0 {
                self.text.push(' ');
            }
            self.text.push(c);
            self.linked += if linked { self.text.len() - before } else { 0 };
        }
    }
}

/// What is left to do on a walk through a document.
enum Step {
    Enter(NodeId),
    EndLine,
    EndLink,
}

fn lines_of(document: &Document, root: NodeId) -> Vec<Line> {
    read(document, vec![Step::EndLine, Step::Enter(root)], usize::MAX)
}

/// Takes the steps, and all that follow from them, until there are `most` lines.
fn read(document: &Document, mut steps: Vec<Step>, most: usize) -> Vec<Line> {
    let (mut lines, mut line, mut links) = (Vec::new(), Line::default(), 0_usize);
    while let Some(step) = steps.pop().filter(|_| lines.len() < most) {
        let node = match step {
            Step::Enter(node) => node,
            Step::EndLink => {
                links = links.saturating_sub(1);
                continue;
            }
            Step::EndLine => {
                end(&mut line, &mut lines);
                continue;
            }
        };
        if document.is_text(node) {
            line.push(&document.text_content(node), links > 0);
            continue;
        }
        match document.tag_name(node) {
            tag if SILENT.contains(&tag) => continue,
            tag if BLOCKS.contains(&tag) => {
                end(&mut line, &mut lines);
                steps.push(Step::EndLine);
            }
            "td" | "th" => line.space = true,
            "a" => {
                links += 1;
                steps.push(Step::EndLink);
            }
            _ => {}
        }
        steps.extend(document.child_nodes(node).into_iter().rev().map(Step::Enter));
    }
    lines
}

fn end(line: &mut Line, lines: &mut Vec<Line>) {
    let full = std::mem::take(line);
    if !full.text.is_empty() {
        lines.push(full);
    }
}

/// Lines at the top that may repeat a headline: a kicker or a date may stand before it.
const TOP: usize = 4;

/// The text without lines at its top that only repeat one of `titles`.
pub(super) fn without_titles(text: &str, titles: &[&str]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| letters(title)).collect();
    let repeats = |at: usize, line: &str| at < TOP && titles.contains(&letters(line));
    let kept = text.lines().enumerate().filter(|(at, line)| !repeats(*at, line));
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// Letters and digits in lower case: what two writings of a headline have in common.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
