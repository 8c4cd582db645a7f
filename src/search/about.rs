//! Which articles are about a country or a leader that the query names.
//!
//! Names of countries are known, so that the words of the query are looked up among them; names of leaders are not, so that
//! those of the articles that are ranked are looked for in the query.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::index::InvertedIndexReader;
use tantivy::{DocId, SegmentReader};

use crate::annotate::Own;
use crate::index::schema::{Fields, column};
use crate::lexicon::{fold, queried};
use crate::query::Compiled;
use crate::text::words;

/// Shortest name that is one however it is typed, in letters: `us`, `may` and `kim` are other words too, or parts of longer
/// names. Shorter ones are names where they are typed as names: `US`, `U.S.`, `UK`, `Xi`.
const SHORTEST: usize = 4;

/// Longest first word of a name that stands for the whole, in letters: as a family name that comes first, `Xi`, `Li`. Longer
/// ones are mostly given names, as in `Ada Stone`.
const FAMILY_NAME: usize = 2;

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
            let names = std::iter::once(&country.name).chain(&country.aliases);
            let found: Vec<usize> = names.flat_map(|name| named.clauses_of(&fold(name))).collect();
            if !found.is_empty() {
                named.countries.entry(country.code.clone()).or_default().extend(found);
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
    pub(crate) fn labels(&self, reader: &SegmentReader, fields: &Fields, docs: &[DocId]) -> tantivy::Result<Labels> {
        let open = |name| reader.fast_fields().str(name);
        let mut kinds = Vec::new();
        // most queries name no country, and need no column
        if !self.countries.is_empty()
            && let Some(column) = open(column::COUNTRIES)?
        {
            let mut labels = HashMap::new();
            for (code, clauses) in &self.countries {
                if let Some(number) = column.dictionary().term_ord(code)? {
                    labels.insert(number, (code.clone(), clauses.clone()));
                }
            }
            kinds.push((column, labels));
        }
        if let Some(column) = open(column::LEADERS)? {
            let labels = self.leaders(&column, &*reader.inverted_index(fields.leaders)?, docs)?;
            kinds.push((column, labels));
        }
        kinds.retain(|(_, labels)| !labels.is_empty());
        Ok(Labels { kinds })
    }

    /// The countries of the lexicon: at each place the longest name, so that `South Sudan` is not the Sudan too.
    fn known_countries(&self) -> HashMap<String, Vec<usize>> {
        let blanks: Vec<usize> = self.text.match_indices(' ').map(|(place, _)| place).collect();
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        let mut at = 0;
        // behind the last blank is no word
        while at + 1 < blanks.len() {
            let ends = blanks.len().min(at + queried::LONGEST + 1);
            let name_to = |end: usize| &self.text[blanks[at] + 1..blanks[end]];
            let is_name = |end: &usize| {
                let name = name_to(*end);
                self.is_name(blanks[at], name, Short::Capitals) && queried::codes(name).next().is_some()
            };
            let Some(end) = (at + 1..ends).rev().find(is_name) else {
                at += 1;
                continue;
            };
            for code in queried::codes(name_to(end)) {
                found.entry(code.to_owned()).or_default().extend(self.clauses_at(blanks[at], name_to(end)));
            }
            at = end;
        }
        found
    }

    /// The leaders of `docs`, by their numbers in `column`. The terms of the field have the same numbers, unless some were too
    /// long for terms; the column unpacks a block of its dictionary for each name, which made a
    /// query of one rare word among 200,000 articles cost 6 times as much.
    fn leaders(&self, column: &StrColumn, terms: &InvertedIndexReader, docs: &[DocId]) -> tantivy::Result<NamedLabels> {
        let mut numbers: Vec<u64> = docs.iter().flat_map(|doc| column.ords().values_for_doc(*doc)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let terms = Some(terms.terms()).filter(|terms| terms.num_terms() == column.num_terms());
        let (mut found, mut name) = (HashMap::new(), Vec::new());
        for number in numbers {
            match terms {
                Some(terms) => terms.ord_to_term(number, &mut name)?,
                None => column.ord_to_bytes(number, &mut name)?,
            };
            let name = String::from_utf8_lossy(&name);
            let clauses = self.leader(&name);
            if !clauses.is_empty() {
                found.insert(number, (name.into_owned(), clauses));
            }
        }
        Ok(found)
    }

    /// The clauses that name this leader: by the whole name, the last one, or a first one as short as `Xi`.
    fn leader(&self, name: &str) -> Vec<usize> {
        let name = fold(name);
        // most are not named at all
        if !name.split(' ').any(|word| self.text.contains(word)) {
            return Vec::new();
        }
        let mut found = self.clauses_of(&name);
        if let (true, Some((_, last))) = (found.is_empty(), name.rsplit_once(' ')) {
            found = self.clauses_of(last);
        }
        match name.split_once(' ') {
            Some((first, _)) if found.is_empty() && first.chars().count() <= FAMILY_NAME => self.clauses_of(first),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::OwnCountry;
    use crate::article::Labels as ArticleLabels;
    use crate::index::{Entry, Index, Payload};
    use crate::query::compile;
    use crate::search::tests::{entry, index};

    fn about(name: &str, main: &[&str], leaders: &[&str]) -> Entry {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let labels = ArticleLabels { main: all(main), leaders: all(leaders), ..ArticleLabels::default() };
        Entry { labels, ..entry(name, "en", "", "The pier was painted.") }
    }

    fn archive() -> Index {
        let entries = [
            about("a", &["JP", "US"], &["Ada Stone", "Ödön Bárány"]),
            about("b", &["GE"], &["Bea Quill", "Ada Moss"]),
            about("c", &["GB", "CG"], &[]),
            about("d", &["JP"], &["Cleo Marsh Stone"]),
        ];
        index(&entries, 4)
    }

    /// What the articles of `index` are about that `query` names, those that are about nothing of it first.
    fn names(index: &Index, query: &str, own: &Own) -> Vec<Vec<String>> {
        let searcher = index.searcher().unwrap();
        let named = Named::new(&compile(query, &["en".to_owned()]), own);
        let mut names = Vec::new();
        for reader in searcher.segment_readers() {
            let docs: Vec<DocId> = reader.doc_ids_alive().collect();
            let labels = named.labels(reader, index.fields(), &docs).unwrap();
            names.extend(docs.iter().map(|doc| labels.of(*doc).names));
        }
        names.sort();
        names
    }

    fn check(query: &str, expected: [&[&str]; 4]) {
        assert_eq!(names(&archive(), query, &Own::default()), expected, "{query}");
    }

    #[test]
    fn countries_are_named_by_names_and_demonyms() {
        check("pier Japan", [&[], &[], &["JP"], &["JP"]]);
        check("japanese pier united states of america", [&[], &[], &["JP"], &["JP", "US"]]);
        check("United Kingdom", [&[], &[], &[], &["GB"]]);
        // either of two may be meant
        check("Congo", [&[], &[], &[], &["CG"]]);
        // a capital, a name too short to be told from a word
        check("Tokyo", [&[]; 4]);
        check("us pier", [&[]; 4]);
    }

    #[test]
    fn leaders_are_named_by_the_whole_name_or_the_last() {
        check("Stone", [&[], &[], &["Ada Stone"], &["Cleo Marsh Stone"]]);
        check("ada moss pier", [&[], &[], &[], &["Ada Moss"]]);
        check("barany", [&[], &[], &[], &["Ödön Bárány"]]);
        check("Ada", [&[]; 4]);
        check("Marsh", [&[]; 4]);
        check("stones", [&[]; 4]);
    }

    #[test]
    fn the_clauses_that_name_them_are_told() {
        for (main, leader, expected) in
            [("JP", "Ada Stone", &[1, 2, 3][..]), ("JP", "Cleo Stone", &[1, 3]), ("GB", "Ada Moss", &[])]
        {
            let index = index(&[about("a", &[main], &[leader])], 1);
            let searcher = index.searcher().unwrap();
            let named = Named::new(&compile("pier Japan Ada Stone", &["en".to_owned()]), &Own::default());
            let labels = named.labels(searcher.segment_reader(0), index.fields(), &[0]).unwrap();
            assert_eq!(labels.of(0).clauses, expected);
        }
    }

    #[test]
    fn a_person_may_add_names_and_countries() {
        let country = OwnCountry { code: "JP".into(), name: "Nippon".into(), ..OwnCountry::default() };
        let other = OwnCountry { code: "GE".into(), name: String::new(), aliases: vec!["Sakartvelo".into()] };
        let own = Own { countries: vec![country, other], ..Own::default() };
        for query in ["nippon pier", "Japan"] {
            assert_eq!(names(&archive(), query, &own), [&[][..], &[], &["JP"], &["JP"]]);
        }
        assert_eq!(names(&archive(), "sakartvelo", &own), [&[][..], &[], &[], &["GE"]]);
    }

    #[test]
    fn labels_keep_their_numbers_when_articles_go() {
        let index = archive();
        let mut writer = index.writer().unwrap();
        writer.remove(about("b", &[], &[]).key().short());
        writer.commit(&Payload::default()).unwrap();
        writer.add(index.document(&about("e", &["FR"], &["Aaron Stone"]))).unwrap();
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        let found = names(&index, "stone", &Own::default());
        assert_eq!(found, [&[][..], &["Aaron Stone"], &["Ada Stone"], &["Cleo Marsh Stone"]]);
    }
}
