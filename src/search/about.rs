//! Which articles are about a country or a leader that the query names.
//!
//! Not the query is searched for names, which would take a look at all of them, but the labels of the few articles that are
//! ranked are looked for in the query.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::annotate::Own;
use crate::index::schema::column;
use crate::lexicon::countries::{self, Country};
use crate::lexicon::fold;
use crate::query::Compiled;

/// Shortest name that is told from other words without its capitals, in letters: `us`, `uk` and `may` are words of other
/// kinds too, `Xi` and `Kim` stand for a whole name mostly where that is in the query.
const SHORTEST: usize = 4;

/// The words of a query in which names are looked for.
pub(crate) struct Named {
    /// Folded, with a blank before each and behind the last one.
    text: String,
    /// The clause of each word, by the place of the blank before it.
    clauses: HashMap<usize, usize>,
    /// Codes and folded names of countries that a person added.
    own: Vec<(String, Vec<String>)>,
}

impl Named {
    pub(crate) fn new(compiled: &Compiled, own: &Own) -> Self {
        let (mut text, mut clauses) = (String::new(), HashMap::new());
        for (clause, words) in compiled.written().enumerate() {
            for (word, _) in words {
                clauses.insert(text.len(), clause);
                text.push(' ');
                text.push_str(&fold(&word));
            }
        }
        text.push(' ');
        let names = |country: &crate::annotate::OwnCountry| {
            std::iter::once(&country.name).chain(&country.aliases).map(|name| fold(name)).collect()
        };
        let own = own.countries.iter().map(|country| (country.code.clone(), names(country))).collect();
        Self { text, clauses, own }
    }

    /// Whether the query has no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// For the articles of a segment.
    ///
    /// # Errors
    /// The engine's, when a column cannot be read.
    pub(crate) fn labels(&self, reader: &SegmentReader) -> tantivy::Result<Labels<'_>> {
        let open = |name| reader.fast_fields().str(name);
        let columns = [open(column::COUNTRIES)?, open(column::LEADERS)?];
        Ok(Labels { named: self, columns, known: [HashMap::new(), HashMap::new()] })
    }

    /// The clauses that name the country with this code.
    fn country(&self, code: &str) -> Vec<usize> {
        if let Some((_, names)) = self.own.iter().find(|(own, _)| own == code) {
            return names.iter().flat_map(|name| self.clauses_of(name)).collect();
        }
        let Some(country) = countries::all().iter().find(|country| country.code == code) else { return Vec::new() };
        let names = names_of(country).chain(country.demonyms.iter().copied()).map(fold);
        names.flat_map(|name| self.clauses_of(&name).into_iter().filter(move |_| !self.is_in_longer(&name))).collect()
    }

    /// Whether the query has a longer name of a country around `name`: `South Sudan` around `Sudan`.
    fn is_in_longer(&self, name: &str) -> bool {
        let mut longer = countries::all().iter().flat_map(names_of).filter(|other| other.len() > name.len());
        longer.any(|other| other.to_ascii_lowercase().contains(name) && !self.clauses_of(&fold(other)).is_empty())
    }

    /// The clauses that name this leader, by the whole name or the last one.
    fn leader(&self, name: &str) -> Vec<usize> {
        let name = fold(name);
        let whole = self.clauses_of(&name);
        match name.rsplit_once(' ') {
            Some((_, last)) if whole.is_empty() => self.clauses_of(last),
            _ => whole,
        }
    }

    fn clauses_of(&self, name: &str) -> Vec<usize> {
        if name.chars().count() < SHORTEST {
            return Vec::new();
        }
        let Some(at) = self.text.find(&format!(" {name} ")) else { return Vec::new() };
        (at..at + name.len()).filter_map(|place| self.clauses.get(&place).copied()).collect()
    }
}

fn names_of(country: &Country) -> impl Iterator<Item = &'static str> {
    std::iter::once(country.name).chain(country.others.iter().copied())
}

/// What the articles of a segment are about.
pub(crate) struct Labels<'a> {
    named: &'a Named,
    /// Countries and leaders.
    columns: [Option<StrColumn>; 2],
    /// The labels met so far, by their numbers, and the clauses that name them.
    known: [HashMap<u64, (String, Vec<usize>)>; 2],
}

/// What an article is about that a query names.
#[derive(Default)]
pub(crate) struct About {
    /// Codes of countries and names of leaders.
    pub(crate) names: Vec<String>,
    /// The clauses that name them, each once, in the order of the query.
    pub(crate) clauses: Vec<usize>,
}

impl Labels<'_> {
    /// What the article is about that the query names.
    ///
    /// # Errors
    /// The engine's, when a column cannot be read.
    pub(crate) fn of(&mut self, doc: DocId) -> tantivy::Result<About> {
        let mut about = About::default();
        for (kind, (column, known)) in self.columns.iter().zip(&mut self.known).enumerate() {
            let Some(column) = column else { continue };
            for number in column.ords().values_for_doc(doc) {
                let (label, clauses) = match known.entry(number) {
                    Entry::Occupied(met) => met.into_mut(),
                    Entry::Vacant(new) => {
                        let mut label = String::new();
                        column.ord_to_str(number, &mut label)?;
                        let clauses = if kind == 0 { self.named.country(&label) } else { self.named.leader(&label) };
                        new.insert((label, clauses))
                    }
                };
                if !clauses.is_empty() {
                    about.names.push(label.clone());
                    about.clauses.extend(clauses.iter());
                }
            }
        }
        about.clauses.sort_unstable();
        about.clauses.dedup();
        Ok(about)
    }
}
