//! The table of all rules, in the order in which they are heard.

use std::sync::LazyLock;

use crate::clean::rule::Rule;
use crate::clean::{bios, credits, furniture, headline, promos, share, signed, symbols, unlikely, widgets};

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let files = [
        symbols::RULES,
        widgets::RULES,
        share::RULES,
        promos::RULES,
        credits::RULES,
        signed::RULES,
        bios::RULES,
        furniture::RULES,
        headline::RULES,
        unlikely::RULES,
    ];
    files.concat()
});

/// Every cleaning rule, in the order in which they are heard: what an earlier rule took stays its own.
pub fn rules() -> &'static [Rule] {
    &RULES
}
