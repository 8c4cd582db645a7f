//! Countries that people add in `newsdex.toml`, and their vetoes.

use std::ops::Range;

use crate::annotate::folded::Word;
use crate::annotate::lists::Own;
use crate::annotate::phrases::Capitals;
use crate::annotate::phrases::Phrases;

/// Own names of countries, and phrases that name none.
pub(super) struct OwnCountries {
    names: Phrases,
    /// The code of each row of `[[country]]`.
    codes: Vec<String>,
    /// None where nothing is vetoed: most people veto nothing, and a scan costs.
    vetoes: Option<Phrases>,
}

impl OwnCountries {
    pub(super) fn new(own: &Own) -> Self {
        let (mut names, mut vetoes) = (Phrases::default(), Phrases::default());
        for (country, row) in own.countries.iter().zip(0..) {
            let all = std::iter::once(&country.name).chain(&country.aliases);
            all.for_each(|name| names.add(name.trim(), Capitals::PrintedOrAll, row));
        }
        own.vetoes.iter().for_each(|phrase| vetoes.add(phrase.trim(), Capitals::PrintedOrAll, 0));
        Self {
            names,
            codes: own.countries.iter().map(|country| country.code.trim().to_uppercase()).collect(),
            vetoes: Some(vetoes).filter(|_| !own.vetoes.is_empty()),
        }
    }

    /// Whether this is the code of one of them.
    pub(super) fn knows(&self, code: &str) -> bool {
        self.codes.iter().any(|known| known == code)
    }

    /// Where own names stand in a text, each with its code.
    pub(super) fn names(&self, text: &str, words: &[Word]) -> Vec<(Range<usize>, &str)> {
        if self.codes.is_empty() {
            return Vec::new();
        }
        let found = self.names.scan(text, words).into_iter();
        found.map(|one| (one.start..one.end, self.codes[one.value as usize].as_str())).collect()
    }

    /// Where vetoed phrases stand in a text.
    pub(super) fn vetoed(&self, text: &str, words: &[Word]) -> Vec<Range<usize>> {
        let found = self.vetoes.iter().flat_map(|vetoes| vetoes.scan(text, words));
        found.map(|one| one.start..one.end).collect()
    }
}
