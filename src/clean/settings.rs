//! How to clean: how far to go, and which rules are switched off.

use std::collections::BTreeSet;

/// How far cleaning goes where a line is doubtful.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strength {
    /// The body is sacred: what is doubtful stays.
    #[default]
    Careful,
    /// The body is to be clean: what is probably no body goes.
    Strict,
}

/// What a person decides about cleaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How far to go.
    pub strength: Strength,
    /// Names of rules that take nothing.
    pub off: BTreeSet<String>,
}

impl Settings {
    /// Whether a rule may take anything.
    pub fn allows(&self, rule: &str) -> bool {
        !self.off.contains(rule)
    }
}
