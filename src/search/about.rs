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
use crate::text::words;

/// Shortest name that is one however it is typed, in letters: `us`, `may` and `kim` are other words too, or parts of longer
/// names. Shorter ones are names where they are typed as names: `US`, `U.S.`, `UK`, `Xi`.
const SHORTEST: usize = 4;

/// The words of a query in which names are looked for.
pub(crate) struct Named {
    /// Folded, with a blank before each and behind the last one.
    text: String,
    /// The clause of each word, by the place of the blank before it.
    clauses: HashMap<usize, usize>,
    /// How the word is typed at such a place that is shorter than [`SHORTEST`].
    short: HashMap<usize, Short>,
    /// The codes of the countries that are named, and the clauses that name them.
    countries: HashMap<String, Vec<usize>>,
}

/// How a short word is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Short {
    /// `US`, `U.S.`
    Capitals,
    /// `Xi`
    Capital,
}

impl Short {
    /// How `folded`, a word of what was `typed`, stands there; `None` in small letters.
    fn of(folded: &str, typed: &str) -> Option<Self> {
        let word = words(typed).map(|word| word.text).find(|word| fold(word) == folded)?;
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next().is_some_and(char::is_uppercase);
        match (first, letters.clone().next().is_some() && letters.all(char::is_uppercase)) {
            (true, true) => Some(Self::Capitals),
            (true, false) => Some(Self::Capital),
            (false, _) => None,
        }
    }
}

impl Named {
    pub(crate) fn new(compiled: &Compiled, own: &Own) -> Self {
        let (mut text, mut clauses, mut short) = (String::new(), HashMap::new(), HashMap::new());
        for ((number, clause), words) in compiled.clauses.iter().enumerate().zip(compiled.written()) {
            for (word, _) in words {
                let folded = fold(&word);
                if folded.chars().count() < SHORTEST {
                    short.extend(Short::of(&folded, &clause.typed).map(|typed| (text.len(), typed)));
                }
                clauses.insert(text.len(), number);
                text.push(' ');
                text.push_str(&folded);
            }
        }
        text.push(' ');
        let mut named = Self { text, clauses, short, countries: HashMap::new() };
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

    /// The countries of the lexicon: at each place the longest name, so that `South Sudan` is not the Sudan too.
    fn known_countries(&self) -> HashMap<String, Vec<usize>> {
        let CountryNames { codes, longest } = CountryNames::get();
        let blanks: Vec<usize> = self.text.match_indices(' ').map(|(place, _)| place).collect();
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        let mut at = 0;
        while at < blanks.len() {
            let ends = blanks.len().min(at + longest + 1);
            let name_to = |end: usize| &self.text[blanks[at] + 1..blanks[end]];
            let is_name = |end: &usize| {
                codes.contains_key(name_to(*end)) && self.is_name(blanks[at], name_to(*end), Short::Capitals)
            };
            let Some(end) = (at + 1..ends).rev().find(is_name) else {
                at += 1;
                continue;
            };
            for code in &codes[name_to(end)] {
                found.entry((*code).to_owned()).or_default().extend(self.clauses_at(blanks[at], name_to(end)));
            }
            at = end;
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

    /// The clauses that name this leader: by the whole name, the last one, or a first one as short as `Xi`.
    fn leader(&self, name: &str) -> Vec<usize> {
        let name = fold(name);
        let mut found = self.clauses_of(&name);
        if let (true, Some((_, last))) = (found.is_empty(), name.rsplit_once(' ')) {
            found = self.clauses_of(last);
        }
        match name.split_once(' ') {
            Some((first, _)) if found.is_empty() && first.chars().count() < SHORTEST => self.clauses_of(first),
            _ => found,
        }
    }

    fn clauses_of(&self, name: &str) -> Vec<usize> {
        match self.text.find(&format!(" {name} ")) {
            Some(at) if self.is_name(at, name, Short::Capital) => self.clauses_at(at, name),
            _ => Vec::new(),
        }
    }

    /// Whether what stands at `at` is long enough to be a name, or typed as one: a short one at least as `least`.
    fn is_name(&self, at: usize, name: &str, least: Short) -> bool {
        let typed = || self.short.get(&at).is_some_and(|typed| *typed == Short::Capitals || *typed == least);
        name.chars().count() >= SHORTEST || typed()
    }

    fn clauses_at(&self, at: usize, name: &str) -> Vec<usize> {
        (at..at + name.len()).filter_map(|place| self.clauses.get(&place).copied()).collect()
    }
}

/// The names by which a query means a country.
struct CountryNames {
    /// Of folded names and demonyms; of several countries where they are as good as each other: `Korea`.
    codes: HashMap<String, Vec<&'static str>>,
    /// Words of the longest.
    longest: usize,
}

impl CountryNames {
    fn get() -> &'static Self {
        static NAMES: OnceLock<CountryNames> = OnceLock::new();
        NAMES.get_or_init(|| {
            let mut codes: HashMap<String, Vec<&str>> = HashMap::new();
            for country in countries::all() {
                let names = std::iter::once(&country.name).chain(&country.others).chain(&country.demonyms);
                names.for_each(|name| codes.entry(fold(name)).or_default().push(country.code));
            }
            for name in ambiguous::all().iter().filter(|name| !name.choices.is_empty()) {
                codes.insert(fold(name.name), name.choices.clone());
            }
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
