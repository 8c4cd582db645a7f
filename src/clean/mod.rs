//! Raw to article: named rules mark what is not body. Cannot fail, touches no disk and no clock.
//!
//! A text goes through four stages. Pieces glued to headings are cut. Each line is judged alone, by its wording or by
//! a rule's own look at it. What is left is told apart into prose and the rest, and short lines are judged by where
//! they stand. Last, lists under removed heads, the headline, and runs of blank lines. A line that reads like prose
//! goes only for wording that is unmistakable: the body is sacred, and what is doubtful stays.

mod bios;
mod credits;
mod evidence;
mod furniture;
mod headline;
mod learned;
mod names;
mod page;
mod promos;
mod rule;
mod seen;
mod settings;
mod share;
mod signed;
mod symbols;
mod table;
#[cfg(test)]
mod tests;
mod unlikely;
mod vocabulary;
mod when;
mod widgets;

pub(crate) use evidence::{Articles, Holder, Place, count};
pub use learned::{
    LEARNED_RULE, Learned, LearnedLine, LineKey, SKETCH, line_keys, line_with, publisher, publisher_key, sketch,
};
pub use rule::{Example, Rule};
pub use settings::{Settings, Strength};
pub use table::rules;

use crate::article::{Article, Metadata, Raw, Text};
use crate::clean::page::{LONG, Page};
use crate::clean::rule::Stage;
use crate::clean::vocabulary::Verdict;

/// The version of the rules: raised whenever a rule changes what it removes, so that indexes know what they hold.
pub const VERSION: u32 = 2;

/// Cleans one article.
///
/// The body is the raw text without the ranges marked, so nothing is invented; metadata that the source did not
/// declare is completed from what is removed. A declared language is brought to its ISO 639-1 form.
pub fn clean(raw: Raw, settings: &Settings) -> Article {
    let Raw { id, mut meta, text } = raw;
    meta.lang = meta.lang.as_deref().and_then(primary_language);
    let mut page = Page::of(&text, settings);
    run_stage(Stage::Cut, &mut page, &mut meta);
    judge_lines(&mut page);
    run_stage(Stage::Whole, &mut page, &mut meta);
    page.find_prose();
    signed::keep_chronicle(&mut page);
    judge_places(&mut page);
    widgets::take_weak(&mut page);
    run_stage(Stage::Rest, &mut page, &mut meta);
    learn(&page, &mut meta);
    let removals = page.removals(symbols::BLANK_RUN);
    let mut text = Text::from(text);
    for (range, rule) in removals {
        text.remove(range, rule);
    }
    Article { id, meta, text }
}

fn run_stage(stage: Stage, page: &mut Page, meta: &mut Metadata) {
    for rule in rules().iter().filter(|rule| page.settings.allows(rule.name)) {
        if let Some((at, work)) = rule.page
            && at == stage
        {
            work(rule.name, page, meta);
        }
    }
}

/// Wording first, because it is cheapest and surest; then the rules that look for themselves.
fn judge_lines(page: &mut Page) {
    let settings = page.settings;
    let allowed = |rule: &&Rule| settings.allows(rule.name);
    for line in page.lines.iter_mut().filter(|line| line.kept() && !line.bound && line.text.len() <= LONG) {
        line.taken = match vocabulary::verdict(line) {
            Some(Verdict::Sure(rule)) if settings.allows(rule) => Some(rule),
            _ => {
                let fires = |rule: &&Rule| rule.line.is_some_and(|fires| fires(line));
                rules().iter().filter(allowed).find(fires).map(|rule| rule.name)
            }
        };
    }
}

fn judge_places(page: &mut Page) {
    let places = page.places();
    let settings = page.settings;
    let allowed = |rule: &&Rule| settings.allows(rule.name);
    for (line, place) in page.lines.iter_mut().zip(places) {
        if line.kept() && !line.prose {
            let fires = |rule: &&Rule| rule.place.is_some_and(|fires| fires(line, place));
            let rule = rules().iter().filter(allowed).find(fires);
            line.taken = rule.map(|rule| rule.name);
        }
    }
}

/// Completes the metadata from the removed lines, in their order.
fn learn(page: &Page, meta: &mut Metadata) {
    for line in &page.lines {
        let rule = line.taken.and_then(|name| rules().iter().find(|rule| rule.name == name));
        if let Some(learn) = rule.and_then(|rule| rule.learn) {
            learn(line.text, meta);
        }
    }
}

/// `en-GB`, `EN_us` and `en` are `en`; what is no code of two letters is unknown.
fn primary_language(declared: &str) -> Option<String> {
    let code = declared.trim().split(['-', '_']).next().unwrap_or_default();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())).then(|| code.to_ascii_lowercase())
}
