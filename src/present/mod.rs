//! Results to terminal and JSON; never searches.
//!
//! Functions write to whatever they are given; what comes from documents passes [`sanitize`] or [`one_line`] on its way
//! to people, and JSON writes the same characters as escapes.

mod article;
mod checked;
mod dates;
mod explain;
mod export;
mod facets;
mod figures;
mod indexed;
mod json;
mod kwic;
mod leaders;
mod links;
mod nothing;
mod residue;
mod safe;
mod similar;
mod scores;
mod stats;
mod summary;
mod terminal;
mod timeline;
mod why_not;

pub use article::{article, article_marked, articles_divider, marks_summary};
pub use checked::{checked, checked_json, mended, mended_json, put_aside};
pub use dates::{day, full};
pub use export::{Answer, Asked, Export, Format, run_line, unbroken};
pub use facets::facets;
pub use figures::{bytes, count, counted, duration, rate};
pub use indexed::{indexed, learned, relabelled, report, skip_place, skips, stages};
pub use json::{
    article_json, index_json, kwic_json, kwic_summary_json, results_json, similar_json, stats_json, write_line,
};
pub use kwic::kwic_line;
pub use leaders::{LeaderLine, LeaderSource, leaders, leaders_json};
pub use links::{Links, without_links};
pub use residue::{Heavy, RemovedStats, removed, removed_json};
pub use safe::{one_line, sanitize};
pub use scores::scores;
pub use similar::{similar, similar_summary};
pub use stats::{RootStats, Stats, stats};
pub use summary::{concordance_summary, summary};
pub use terminal::{hits, ids, query_heading};
pub use timeline::timeline;
pub use why_not::{not_found, why_not, why_not_json};

use anstyle::{AnsiColor, Style};

/// Prose is not set wider than this many columns: longer lines are hard to read.
const MAX_PROSE: usize = 100;

/// Nor narrower, however small the window.
const MIN_PROSE: usize = 30;

/// What the reader's screen is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether escape sequences for colour are wanted; without them marks are `**so**`.
    pub color: bool,
    /// Columns.
    pub width: usize,
    /// Whether a terminal reads, and not a file or a program: long text is wrapped for people only.
    pub terminal: bool,
}

impl Default for Look {
    /// A file: no colour, 80 columns, nothing wrapped that a program could read.
    fn default() -> Self {
        Self { color: false, width: 80, terminal: false }
    }
}

impl Look {
    /// Columns for prose.
    fn prose(&self) -> usize {
        self.width.clamp(MIN_PROSE, MAX_PROSE)
    }

    /// `text` in `style`, word by word: a style that runs over a line's end is lost in pagers.
    fn paint(&self, style: Style, text: &str) -> String {
        if !self.color || style == Style::new() {
            return text.to_owned();
        }
        let mut painted = String::with_capacity(text.len() + 16);
        for word in text.split_inclusive(' ') {
            let bare = word.trim_end_matches(' ');
            if !bare.is_empty() {
                painted.push_str(&format!("{style}{bare}{style:#}"));
            }
            painted.push_str(&word[bare.len()..]);
        }
        painted
    }
}

/// Headlines.
const TITLE: Style = Style::new().bold();
/// What matched.
const MARK: Style = AnsiColor::Yellow.on_default().bold();
/// What helps to find a thing again: ids, paths.
const PLACE: Style = AnsiColor::Cyan.on_default();
/// What may be passed over.
const QUIET: Style = Style::new().dimmed();
/// What cleaning took out.
const REMOVED: Style = AnsiColor::Red.on_default();
