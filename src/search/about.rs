//! Which articles are about a country or a leader that the query names.
//!
//! Names of countries are known, so that the words of the query are looked up among them; names of leaders are not, so that
//! those of the articles that are ranked are looked for in the query.

use std::collections::HashMap;
use std::sync::OnceLock;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::annotate::Own;
use crate::index::schema::column;
use crate::lexicon::{ambiguous, countries, fold};
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
    /// The codes of the countries that are named, and the clauses that name them.
    countries: HashMap<String, Vec<usize>>,
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
        let mut named = Self { text, clauses, countries: HashMap::new() };
        named.countries = named.known_countries();
        for country in &own.countries {
            // a person's names stand in place of ours
            named.countries.remove(&country.code);
            let names = std::iter::once(&country.name).chain(&country.aliases);
            let found: Vec<usize> = names.flat_map(|name| named.clauses_of(&fold(name))).collect();
            if !found.is_empty() {
                named.countries.insert(country.code.clone(), found);
            }
        }
        named
    }

    /// Whether the query has no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// For some articles of a segment.
    ///
    /// # Errors
    /// The engine's, when a column cannot be read.
    pub(crate) fn labels(&self, reader: &SegmentReader, docs: &[DocId]) -> tantivy::Result<Labels> {
        let open = |name| reader.fast_fields().str(name);
        let mut kinds = Vec::new();
        if let Some(column) = open(column::COUNTRIES)? {
            let mut labels = HashMap::new();
            for (code, clauses) in &self.countries {
                if let Some(number) = column.dictionary().term_ord(code)? {
                    labels.insert(number, (code.clone(), clauses.clone()));
                }
            }
            kinds.push((column, labels));
        }
        if let Some(column) = open(column::LEADERS)? {
            let labels = self.leaders(&column, docs)?;
            kinds.push((column, labels));
        }
        kinds.retain(|(_, labels)| !labels.is_empty());
        Ok(Labels { kinds })
    }

    /// The countries of the lexicon.
    fn known_countries(&self) -> HashMap<String, Vec<usize>> {
        let CountryNames { codes, longest } = CountryNames::get();
        let blanks: Vec<usize> = self.text.match_indices(' ').map(|(place, _)| place).collect();
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, begin) in blanks.iter().enumerate() {
            for end in blanks[number + 1..].iter().take(*longest) {
                let name = &self.text[begin + 1..*end];
                if let Some(code) = codes.get(name) {
                    found.entry((*code).to_owned()).or_default().extend(self.clauses_of(name));
                }
            }
        }
        found
    }

    /// The leaders of `docs`, by their numbers in `column`. The dictionary is read in its order: each look at one name
    /// would unpack a block of it.
    fn leaders(&self, column: &StrColumn, docs: &[DocId]) -> tantivy::Result<NamedLabels> {
        let mut numbers: Vec<u64> = docs.iter().flat_map(|doc| column.ords().values_for_doc(*doc)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let (mut found, mut rest) = (HashMap::new(), numbers.iter());
        column.dictionary().sorted_ords_to_term_cb(&numbers, |name| {
            let name = String::from_utf8_lossy(name);
            let clauses = self.leader(&name);
            if let (Some(number), false) = (rest.next(), clauses.is_empty()) {
                found.insert(*number, (name.into_owned(), clauses));
            }
        })?;
        Ok(found)
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

/// The names by which a query means a country.
struct CountryNames {
    /// Of folded names and demonyms.
    codes: HashMap<String, &'static str>,
    /// Words of the longest.
    longest: usize,
}

impl CountryNames {
    fn get() -> &'static Self {
        static NAMES: OnceLock<CountryNames> = OnceLock::new();
        NAMES.get_or_init(|| {
            let mut codes = HashMap::new();
            for country in countries::all() {
                let names = std::iter::once(&country.name).chain(&country.others).chain(&country.demonyms);
                codes.extend(names.map(|name| (fold(name), country.code)));
            }
            // `Georgia` may be the other one, and whoever means a country adds a word that tells
            codes.retain(|name, _| name.chars().count() >= SHORTEST && ambiguous::choices(name).is_none());
            let longest = codes.keys().map(|name| name.split(' ').count()).max().unwrap_or(0);
            Self { codes, longest }
        })
    }
}

/// The labels of a segment that a query names, by their numbers, and the clauses that name them.
type NamedLabels = HashMap<u64, (String, Vec<usize>)>;

/// What the articles of a segment are about.
pub(crate) struct Labels {
    /// Countries and leaders, where the query names some.
    kinds: Vec<(StrColumn, NamedLabels)>,
}

/// What an article is about that a query names.
#[derive(Default)]
pub(crate) struct About {
    /// Codes of countries and names of leaders.
    pub(crate) names: Vec<String>,
    /// The clauses that name them, each once, in the order of the query.
    pub(crate) clauses: Vec<usize>,
}

impl Labels {
    /// What the article, one of those that were asked for, is about that the query names.
    pub(crate) fn of(&self, doc: DocId) -> About {
        let mut about = About::default();
        for (column, labels) in &self.kinds {
            for (label, clauses) in column.ords().values_for_doc(doc).filter_map(|number| labels.get(&number)) {
                about.names.push(label.clone());
                about.clauses.extend(clauses);
            }
        }
        about.clauses.sort_unstable();
        about.clauses.dedup();
        about
    }
}
