//! What an evaluation finds: stretches of words, and what they are made of.

use crate::query::tree::Part;
use crate::text::BODY_POSITION;

/// Words of the lead: the length that Nexis documents for its LEAD segment.
pub const LEAD_WORDS: u32 = 50;

/// The first position of the body.
pub(crate) const BODY: u32 = BODY_POSITION as u32;

/// A stretch of words, both ends included: places as `text::place_of` gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first word.
    pub start: u32,
    /// The last word.
    pub end: u32,
}

/// One match of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// From its first word to its last.
    pub span: Span,
    /// The words and phrases that make it up, in any order: what is marked.
    pub leaves: Vec<Span>,
}

/// Whether a stretch lies in a part of an article.
pub(crate) fn stands(part: Part, span: Span) -> bool {
    let title = span.end < BODY;
    let lead = span.start >= BODY && span.end < BODY + LEAD_WORDS;
    match part {
        Part::Title => title,
        Part::Lead => lead,
        Part::Body => span.start >= BODY,
        Part::TitleOrLead => title || lead,
    }
}
