//! A document as paragraphs: what Word files, RTF and exported text have in common.

use crate::article::{Metadata, Raw};
use crate::read::{BadRecord, Record, export, fields};

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Its words; `\n` where a line ends within it, tabs as they stand.
    pub text: String,
    /// What its style says of it.
    pub style: Style,
}

/// What a style makes of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// Running text, or any other style.
    #[default]
    Text,
    /// The title of the document: `Title`.
    Title,
    /// A heading of the first level: `heading 1`.
    Heading,
}

impl Style {
    /// By the name of a built-in style, which is English in every edition of Word (ECMA-376, 17.7.4.9).
    pub(super) fn of(name: &str) -> Self {
        match name.trim().to_lowercase().as_str() {
            "title" => Self::Title,
            "heading 1" | "heading1" => Self::Heading,
            _ => Self::Text,
        }
    }
}

impl Paragraph {
    /// A paragraph without a style.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Text }
    }

    /// Whether there is no word in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Gives the articles of a document: those of an export of Nexis or Factiva, else the one that it is. `declared` is what
/// the document says of itself, `torn` whether the file ends too early.
pub(super) fn articles(
    paragraphs: &[Paragraph],
    declared: Metadata,
    torn: bool,
    each: &mut dyn FnMut(Result<Record, BadRecord>),
) {
    if export::parse(paragraphs, torn, each) {
        return;
    }
    let raw = document(paragraphs, declared);
    if torn {
        each(Err(BadRecord { number: None, reason: export::CUT_OFF.to_owned() }));
    }
    if !torn || !raw.text.trim().is_empty() {
        each(Ok(Record { number: None, raw }));
    }
}

/// The title is the first paragraph that is styled as one and has nothing but titles before it, else what the document
/// declares.
fn document(paragraphs: &[Paragraph], declared: Metadata) -> Raw {
    let first = paragraphs.iter().position(|paragraph| !paragraph.is_blank());
    let titled = first
        .filter(|at| paragraphs[*at].style != Style::Text)
        .or_else(|| paragraphs.iter().position(|paragraph| paragraph.style == Style::Title && !paragraph.is_blank()));
    let title = titled.map(|at| fields::one_line(&paragraphs[at].text)).or(declared.title.clone());
    let kept = paragraphs.iter().enumerate().filter(|(at, paragraph)| Some(*at) != titled && !paragraph.is_blank());
    let text: Vec<&str> = kept.map(|(_, paragraph)| paragraph.text.trim_end()).collect();
    Raw { id: None, meta: Metadata { title, ..declared }, text: text.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_one_article() {
        let title = Paragraph { text: "Ferry is back".to_owned(), style: Style::Heading };
        let lead = Paragraph::plain("One.");
        let late = Paragraph { text: "Late".to_owned(), style: Style::Heading };
        let declared = || Metadata { title: Some("Draft 3".to_owned()), ..Metadata::default() };
        let raw = document(&[Paragraph::default(), title, lead.clone(), late.clone()], declared());
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Ferry is back"), "One.\nLate"));
        let raw = document(&[lead, late], declared());
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Draft 3"), "One.\nLate"));
    }

    #[test]
    fn styles_are_known_by_their_built_in_names() {
        assert_eq!(
            [Style::of("Title"), Style::of("heading 1"), Style::of("heading 2")],
            [Style::Title, Style::Heading, Style::Text]
        );
    }
}
