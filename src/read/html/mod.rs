//! Web pages: a guard in front, the article out of the middle, the metadata from what the page declares.

mod body;
mod guard;
mod json_ld;
mod metadata;
mod tags;
mod witness;

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;

use crate::article::{Metadata, Raw};
use crate::read::html::tags::Tags;

/// The article of a page.
///
/// # Errors
/// Why there is none.
pub(super) fn parse(page: &str) -> Result<Raw, String> {
    guarded(page, || {
        let document = Document::parse(page);
        let tags = Tags::of(&document);
        let stated = json_ld::read(&tags.json_ld);
        let declared = metadata::of(&tags, stated.meta);
        let (text, extracted) = body::extract(document, stated.text.as_deref())?;
        let meta = prefer(declared, extracted);
        let headlines: Vec<&str> = meta.title.iter().chain(&tags.headings).map(String::as_str).collect();
        let text = body::without_titles(&text, &headlines);
        if text.trim().is_empty() {
            return Err(body::NO_TEXT.to_owned());
        }
        Ok(Raw { id: None, meta, text })
    })
}

/// All text of a piece of a page, one line a paragraph.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn text(fragment: &str) -> Result<String, String> {
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

/// Runs `work` on a page within bounds; what panics inside becomes a reason.
fn guarded<T>(page: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    guard::check(page)?;
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("the page broke its parser".to_owned()))
}

#[cfg(test)]
mod tests;
