//! A document as paragraphs: what Word files, RTF and exported text have in common.

use crate::article::{Date, Metadata, Raw};
use crate::read::{BadRecord, Record, export, fields, people};

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Its words; `\n` where a line ends within it, tabs as they stand.
    pub text: String,
    /// What its style says of it.
    pub style: Style,
    /// Whether a word in it is not bold.
    pub light: bool,
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
        Self { text: text.into(), style: Style::Text, light: true }
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

/// The title is the first paragraph, if it is styled as one or stands bold above the text, else one further down that is
/// styled as the title, else what the document declares.
fn document(paragraphs: &[Paragraph], declared: Metadata) -> Raw {
    let first = paragraphs.iter().position(|paragraph| !paragraph.is_blank());
    let titled = first
        .filter(|at| paragraphs[*at].style != Style::Text)
        .or_else(|| paragraphs.iter().position(|paragraph| paragraph.style == Style::Title && !paragraph.is_blank()))
        .or_else(|| first.filter(|at| is_headline(&paragraphs[*at], &paragraphs[at + 1..])));
    let declared = Metadata { title: declared.title.filter(|title| !is_default(title)), ..declared };
    let title = titled.map(|at| fields::one_line(&paragraphs[at].text)).or(declared.title.clone());
    let kept = paragraphs.iter().enumerate().filter(|(at, paragraph)| Some(*at) != titled && !paragraph.is_blank());
    let text: Vec<&str> = kept.map(|(_, paragraph)| paragraph.text.trim_end()).collect();
    Raw { id: None, meta: Metadata { title, ..declared }, text: text.join("\n") }
}

/// Characters of the longest headline: what is longer is a paragraph that was set bold.
const HEADLINE: usize = 200;

/// Whether a first paragraph is bold, as the text below it is not, and no byline, date or sentence.
fn is_headline(first: &Paragraph, below: &[Paragraph]) -> bool {
    let text = first.text.trim();
    !first.light
        && text.chars().count() <= HEADLINE
        && text.chars().any(char::is_alphabetic)
        && !text.ends_with(['.', ':'])
        && people::after_by(text).is_none()
        && Date::parse(text).is_none()
        && below.iter().any(|paragraph| paragraph.light && !paragraph.is_blank())
}

/// What programs write before the name of a file that they printed.
const PRINTED: &str = "microsoft word - ";

/// Names of documents that nobody has named, with or without a number, in the languages of the programs.
const UNNAMED: &[&str] = &[
    "document",
    "dokument",
    "documento",
    "untitled",
    "untitled document",
    "unbenannt",
    "unbenanntes dokument",
    "ohne titel",
    "sans titre",
    "sin título",
    "senza titolo",
    "sem título",
    "naamloos",
];

/// Ends of the names of files that become documents.
const FILES: &[&str] = &[".doc", ".docx", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".txt", ".pdf", ".pages"];

/// Whether a declared title says nothing of the text: a program's own, or the name of a file.
fn is_default(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let named = title.trim_end_matches(|c: char| c.is_ascii_digit() || " ()-".contains(c));
    title.starts_with(PRINTED)
        || UNNAMED.contains(&named)
        || FILES.iter().any(|end| title.ends_with(end))
        || (title.contains('_') && !title.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_one_article() {
        let title = Paragraph { text: "Ferry is back".to_owned(), style: Style::Heading, light: true };
        let lead = Paragraph::plain("One.");
        let late = Paragraph { text: "Late".to_owned(), style: Style::Heading, light: true };
        let declared = || Metadata { title: Some("Draft 3".to_owned()), ..Metadata::default() };
        let raw = document(&[Paragraph::default(), title, lead.clone(), late.clone()], declared());
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Ferry is back"), "One.\nLate"));
        let raw = document(&[lead, late], declared());
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Draft 3"), "One.\nLate"));
    }

    fn titled(declared: &str, paragraphs: &[Paragraph]) -> (Option<String>, String) {
        let raw = document(paragraphs, Metadata { title: Some(declared.to_owned()), ..Metadata::default() });
        (raw.meta.title, raw.text)
    }

    #[test]
    fn a_bold_line_above_the_text_is_its_title() {
        let bold = |text: &str| Paragraph { light: false, ..Paragraph::plain(text) };
        let lead = || Paragraph::plain("One.");
        let found = titled("Draft 3", &[bold("Ferry is back"), lead()]);
        assert_eq!(found, (Some("Ferry is back".to_owned()), "One.".to_owned()));
        for other in ["By Ann Lee", "28 October 2025", "The ferry is back.", "1", &"long ".repeat(50)] {
            assert_eq!(titled("Draft 3", &[bold(other), lead()]).0.as_deref(), Some("Draft 3"), "{other}");
        }
        assert_eq!(titled("Draft 3", &[bold("Ferry is back"), bold("One")]).0.as_deref(), Some("Draft 3"));
    }

    #[test]
    fn titles_of_programs_and_files_are_none() {
        let lead = [Paragraph::plain("One.")];
        for default in [
            "Microsoft Word - Document1",
            "Document1",
            "Dokument 2",
            "untitled",
            "ferry.docx",
            "Ferry v2.RTF",
            "ferry_v2",
        ] {
            assert_eq!(titled(default, &lead).0, None, "{default}");
        }
        for title in ["Document of the year", "Ferry is back", "Untitled no more", "Microsoft buys a word", "Ferry 2"] {
            assert_eq!(titled(title, &lead).0.as_deref(), Some(title));
        }
    }

    #[test]
    fn styles_are_known_by_their_built_in_names() {
        assert_eq!(
            [Style::of("Title"), Style::of("heading 1"), Style::of("heading 2")],
            [Style::Title, Style::Heading, Style::Text]
        );
    }
}
