//! What a cleaning rule is: a name, its reasons, its examples, and what it looks at.

use crate::article::Metadata;
use crate::clean::page::{Line, Page, Place};

/// One named rule. `newsdex help cleaning` prints what is public here; the tests hold every example.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// As it stands beside removed text: lower case, words joined by hyphens.
    pub name: &'static str,
    /// What it removes, in one short sentence.
    pub reason: &'static str,
    /// When it fires, when it does not, and why.
    pub explanation: &'static str,
    /// Texts in which it fires.
    pub fires: &'static [Example],
    /// Texts in which it takes nothing.
    pub spares: &'static [&'static str],
    /// Lines known by their wording: a list as `vocabulary` reads it.
    pub(crate) phrases: &'static str,
    /// Decides on a line by that line alone.
    pub(crate) line: Option<fn(&Line) -> bool>,
    /// Decides on a line by itself and by where it stands.
    pub(crate) place: Option<fn(&Line, Place) -> bool>,
    /// Works on the whole page, at its stage.
    pub(crate) page: Option<(Stage, PageRule)>,
    /// What a removed line says about the article.
    pub(crate) learn: Option<fn(&str, &mut Metadata)>,
}

/// Marks lines of a page under the rule's name, and may read or complete the metadata.
pub(crate) type PageRule = fn(&'static str, &mut Page, &mut Metadata);

/// A text and what the rule takes out of it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The text before cleaning.
    pub text: &'static str,
    /// The removed pieces, joined by line ends; empty when only white space goes.
    pub takes: &'static str,
}

/// When a page rule works; the rules of lines come after `Cut`, those of places after `Whole`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before lines are judged.
    Cut,
    /// When lines are judged, before prose is told from the rest.
    Whole,
    /// When every line has been judged.
    Rest,
}

impl Rule {
    /// A rule that does nothing, to fill in.
    pub(crate) const BLANK: Self = Self {
        name: "",
        reason: "",
        explanation: "",
        fires: &[],
        spares: &[],
        phrases: "",
        line: None,
        place: None,
        page: None,
        learn: None,
    };
}
