//! The text of a page: what the extractor takes for the article, one line a heading, paragraph, list item or table row.

use trafilatura::dom::{Document, NodeId};
use trafilatura::{Options, extract_document};

use crate::article::{Date, Metadata};
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

/// The article's text, and the metadata that the extractor found on its own.
///
/// # Errors
/// When there is no article.
pub(super) fn extract(page: Document) -> Result<(String, Metadata), String> {
    let mut options = Options::default().with_fallback(true);
    options.exclude_comments = true;
    let found = extract_document(page, &options).map_err(|_| NO_TEXT.to_owned())?;
    let text = lines(&Document::parse(&found.content_html));
    let some = |text: String| Some(fields::one_line(&text)).filter(|text| !text.is_empty());
    let meta = found.metadata;
    let day = meta.date.and_then(|day| Date::parse(&day.to_string()));
    Ok((
        text,
        Metadata {
            title: some(meta.title),
            date: day,
            authors: people::names(meta.author.split(';')),
            source: some(meta.sitename),
            url: some(meta.url).filter(|url| url.starts_with("http")),
            ..Metadata::default()
        },
    ))
}

/// All text of a document in lines.
pub(super) fn lines(document: &Document) -> String {
    enum Step {
        Enter(NodeId),
        Break,
    }
    let mut out = Lines::default();
    let mut steps = vec![Step::Enter(document.root())];
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Enter(node) => node,
            Step::Break => {
                out.end();
                continue;
            }
        };
        if document.is_text(node) {
            out.push(&document.text_content(node));
            continue;
        }
        let tag = document.tag_name(node);
        if SILENT.contains(&tag) {
            continue;
        }
        if BLOCKS.contains(&tag) {
            out.end();
            steps.push(Step::Break);
        } else if tag == "td" || tag == "th" {
            out.push(" ");
        }
        steps.extend(document.child_nodes(node).into_iter().rev().map(Step::Enter));
    }
    out.end();
    out.text
}

/// Lines being written, white space within them as single spaces.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where the current line starts.
    line: usize,
    space: bool,
}

impl Lines {
    fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else {
                if std::mem::take(&mut self.space) && self.text.len() > self.line {
                    self.text.push(' ');
                }
                self.text.push(c);
            }
        }
    }

    fn end(&mut self) {
        if self.text.len() > self.line {
            self.text.push('\n');
        }
        self.line = self.text.len();
        self.space = false;
    }
}

/// The text without a first line that only repeats the title.
pub(super) fn without_title(text: String, title: Option<&str>) -> String {
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    match title {
        Some(title) if same(first, title) => rest.to_owned(),
        _ => text,
    }
}

fn same(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    letters(a) == letters(b)
}
