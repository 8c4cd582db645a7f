//! Countries that people add in `newsdex.toml`, and their vetoes.

use std::ops::Range;

use crate::annotate::lists::Own;
use crate::annotate::phrases;
use crate::annotate::phrases::Edges;
use crate::annotate::phrases::Phrases;

/// Own names of countries, and phrases that name none.
#[derive(Debug)]
pub(super) struct OwnCountries {
    names: Phrases,
    /// The code of each row of `[[country]]`.
    codes: Vec<String>,
    vetoes: Phrases,
}

impl OwnCountries {
    pub(super) fn new(own: &Own) -> Self {
        let rows = own.countries.iter().zip(0..);
        let names = rows.flat_map(|(country, row)| {
            let names = std::iter::once(&country.name).chain(&country.aliases);
            names.flat_map(|name| phrases::as_printed(name.trim())).map(move |phrase| (phrase, row))
        });
        let vetoes = own.vetoes.iter().flat_map(|phrase| phrases::as_printed(phrase.trim()));
        Self {
            names: Phrases::new(Edges::Words, names),
            codes: own.countries.iter().map(|country| country.code.trim().to_uppercase()).collect(),
            vetoes: Phrases::new(Edges::Words, vetoes.map(|phrase| (phrase, 0))),
        }
    }

    /// Where own names stand in a text, each with its code.
    pub(super) fn names(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        if self.names.is_empty() {
            return Vec::new();
        }
        self.names.scan(text).into_iter().map(|(at, row)| (at, self.codes[row as usize].as_str())).collect()
    }

    /// Where vetoed phrases stand in a text.
    pub(super) fn vetoed(&self, text: &str) -> Vec<Range<usize>> {
        if self.vetoes.is_empty() {
            return Vec::new();
        }
        self.vetoes.scan(text).into_iter().map(|(at, _)| at).collect()
    }
}
