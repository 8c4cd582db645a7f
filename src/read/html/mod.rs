//! Web pages: a guard in front, the article out of the middle, the metadata from what the page declares; all of it by a
//! worker where one is wanted.

mod body;
mod byline;
mod guard;
mod json_ld;
mod lead;
mod metadata;
mod tags;
mod witness;

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;

use crate::article::{Metadata, Raw};
use crate::read::html::tags::Tags;
use crate::read::worker::{self, Task};

/// The article of a page.
///
/// # Errors
/// Why there is none.
pub(super) fn parse(page: &str) -> Result<Raw, String> {
    worker::ask(&Task::Page(page)).unwrap_or_else(|| article(page))
}

/// All text of a piece of a page, one line a paragraph.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn text(piece: &str) -> Result<String, String> {
    let asked = if piece.len() <= HARMLESS { None } else { worker::ask(&Task::Fragment(piece)) };
    asked.map_or_else(|| fragment(piece), |raw| raw.map(|raw| raw.text))
}

/// Bytes up to which a piece of a page is read in this process: nothing there walks it recursively, its tags squared are
/// milliseconds, and the way to the worker and back costs 27 µs, much beside the cleaning of a short text.
const HARMLESS: usize = 16 << 10;

/// The article of a page, found in this process.
pub(super) fn article(page: &str) -> Result<Raw, String> {
    guarded(page, || {
        let mut document = Document::parse(page);
        json_ld::bound(&mut document);
        let tags = Tags::of(&document);
        let headlines: Vec<&str> = tags.headings.iter().map(String::as_str).chain(tags.meta(&["og:title"])).collect();
        let stated = json_ld::read(&tags.json_ld, &headlines);
        let declared = metadata::of(&document, &tags, stated.meta);
        let lead = lead::of(&document, &tags, stated.description.as_deref());
        let (text, extracted) = body::extract(document, stated.text.as_deref())?;
        let meta = prefer(declared, extracted);
        let headlines: Vec<&str> = meta.title.iter().chain(&tags.headings).map(String::as_str).collect();
        let text = lead::before(lead, body::without_titles(&text, &headlines));
        if text.trim().is_empty() {
            return Err(body::NO_TEXT.to_owned());
        }
        Ok(Raw { id: None, meta, text })
    })
}

/// All text of a piece of a page, found in this process.
pub(super) fn fragment(fragment: &str) -> Result<String, String> {
    guarded(fragment, || Ok(body::lines(&Document::parse(fragment))))
}

/// Whether a text field holds marked-up text: it begins with a tag and closes one.
pub(super) fn is_fragment(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('<') else { return false };
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let known = ["p", "div", "html", "body", "article", "section", "h1", "h2", "h3", "ul", "ol", "figure", "span"];
    known.contains(&name.as_str()) && text.contains("</")
}

/// `first` where it says something, `second` elsewhere.
pub(super) fn prefer(first: Metadata, second: Metadata) -> Metadata {
    let list = |first: Vec<String>, second: Vec<String>| if first.is_empty() { second } else { first };
    Metadata {
        title: first.title.or(second.title),
        date: first.date.or(second.date),
        authors: list(first.authors, second.authors),
        source: first.source.or(second.source),
        credit: first.credit.or(second.credit),
        url: first.url.or(second.url),
        lang: first.lang.or(second.lang),
        section: first.section.or(second.section),
        keywords: list(first.keywords, second.keywords),
    }
}

/// What a page is told that breaks what reads it.
const BROKEN: &str = "the page broke its parser";

/// Runs `work` on a page within bounds; what panics inside becomes a reason.
fn guarded<T>(page: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    guard::check(page)?;
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(BROKEN.to_owned()))
}

#[cfg(test)]
mod tests;
