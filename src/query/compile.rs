//! Words to terms of the index, terms to the engine's queries.

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::query::parse::{MAX_WORDS, Parsed, parse};
use crate::query::steady::Steady;
use crate::query::tree::{Clause, Leaf, Slot, Tree};
use crate::text::Terms;

impl Clause {
    /// The engine's query: the best of the alternatives scores.
    pub fn query(&self, field: Field) -> Box<dyn Query> {
        let mut queries: Vec<Box<dyn Query>> = self.alternatives().iter().map(|terms| sequence(field, terms)).collect();
        let query = match queries.len() {
            1 => queries.remove(0),
            _ => Box::new(DisjunctionMaxQuery::new(queries)),
        };
        if self.times == 1 { query } else { Box::new(BoostQuery::new(query, f32::from(self.times))) }
    }

    /// Every way to say its words.
    pub fn alternatives(&self) -> Vec<Vec<String>> {
        let Tree::Leaf(leaf) = &self.tree else { return Vec::new() };
        let mut all = vec![Vec::new()];
        for slot in &leaf.slots {
            all = all
                .iter()
                .flat_map(|before: &Vec<String>| {
                    slot.stems.iter().map(move |stem| [before.as_slice(), std::slice::from_ref(stem)].concat())
                })
                .take(MAX_WORDS)
                .collect();
        }
        all
    }
}

/// A query as understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// What articles should have, each once, in the order typed.
    pub clauses: Vec<Clause>,
    /// What they must not have.
    pub excluded: Vec<Clause>,
    /// What could not be honoured.
    pub notes: Vec<String>,
    /// The words as understood; filters are not among them.
    pub read_as: String,
}

impl Compiled {
    /// Articles with any clause; their scores add up. `None` without clauses.
    pub fn any(&self, field: Field) -> Option<Box<dyn Query>> {
        self.combine(field, Occur::Should)
    }

    /// Articles with all clauses; their scores add up. `None` without clauses.
    pub fn all(&self, field: Field) -> Option<Box<dyn Query>> {
        self.combine(field, Occur::Must)
    }

    /// Articles that have all clauses only if what stands in `also` is counted too. `None` without clauses.
    pub fn all_only_with(&self, field: Field, also: Field) -> Option<Box<dyn Query>> {
        let either = |clause: &Clause| -> Box<dyn Query> {
            let fields = [field, also].map(|field| (Occur::Should, clause.query(field)));
            Box::new(BooleanQuery::new(fields.into()))
        };
        let mut parts: Vec<_> = self.clauses.iter().map(|clause| (Occur::Must, either(clause))).collect();
        parts.push((Occur::MustNot, Box::new(Steady(self.all(field)?))));
        Some(Box::new(BooleanQuery::new(parts)))
    }

    fn combine(&self, field: Field, occur: Occur) -> Option<Box<dyn Query>> {
        match self.clauses.as_slice() {
            [] => None,
            [one] => Some(one.query(field)),
            many => Some(Box::new(BooleanQuery::new(many.iter().map(|c| (occur, c.query(field))).collect()))),
        }
    }

    /// `words` without the articles that have an excluded clause, and only those that pass all of `filters`, which do
    /// not score.
    pub fn narrow(&self, field: Field, words: Option<Box<dyn Query>>, filters: &[Box<dyn Query>]) -> Box<dyn Query> {
        if self.excluded.is_empty() && filters.is_empty() {
            return words.unwrap_or_else(|| Box::new(AllQuery));
        }
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        parts.extend(words.map(|query| (Occur::Must, query)));
        parts.extend(filters.iter().map(|query| (Occur::Must, query.box_clone())));
        if parts.is_empty() {
            parts.push((Occur::Must, Box::new(AllQuery)));
        }
        parts.extend(
            self.excluded
                .iter()
                .map(|clause| (Occur::MustNot, Box::new(Steady(clause.query(field))) as Box<dyn Query>)),
        );
        Box::new(BooleanQuery::new(parts))
    }
}

/// Compiles what was typed for an index that holds articles in `languages` (ISO 639-1). Cannot fail.
pub fn compile(text: &str, languages: &[String]) -> Compiled {
    let Parsed { pieces, notes } = parse(text);
    let mut compiled = Compiled { notes, ..Compiled::default() };
    // articles without a known language are only folded
    let mut languages: Vec<Terms> =
        std::iter::once("").chain(languages.iter().map(String::as_str)).map(Terms::new).collect();
    let mut shown = Vec::new();
    for piece in pieces {
        let typed = if piece.words.len() == 1 { piece.typed } else { format!("\"{}\"", piece.typed) };
        let slots = piece.words.iter().map(|word| Slot::stemmed(word, &mut languages)).collect();
        let tree = Tree::Leaf(Leaf { typed: typed.clone(), slots, slop: 0 });
        let clause = Clause { typed, tree, times: 1, required: false };
        let list = if piece.excluded { &mut compiled.excluded } else { &mut compiled.clauses };
        if let Some(known) = list.iter_mut().find(|known| same_words(known, &clause)) {
            known.times += 1;
            continue;
        }
        shown.push(format!("{}{}", if piece.excluded { "-" } else { "" }, clause.typed));
        list.push(clause);
    }
    compiled.read_as = shown.join(" ");
    if compiled.clauses.is_empty() && !compiled.excluded.is_empty() {
        compiled.notes.push("the query only excludes: found are all articles but those".to_owned());
    }
    compiled
}

/// Whether two clauses ask for the same.
fn same_words(one: &Clause, other: &Clause) -> bool {
    let (Tree::Leaf(one), Tree::Leaf(other)) = (&one.tree, &other.tree) else { return false };
    one.slots == other.slots
}

fn sequence(field: Field, terms: &[String]) -> Box<dyn Query> {
    match terms {
        [one] => Box::new(TermQuery::new(Term::from_field_text(field, one), IndexRecordOption::WithFreqs)),
        many => Box::new(PhraseQuery::new(many.iter().map(|term| Term::from_field_text(field, term)).collect())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, read_as: &str) {
        let compiled = compile(text, &["en".to_owned(), "de".to_owned()]);
        assert_eq!(compiled.read_as, read_as, "{text:?}");
    }

    #[test]
    fn a_query_is_read_as_it_is_understood() {
        check("", "");
        check("rare earths -china", "rare earths -china");
        check("„rare  earths“ -«new deal»", "\"rare earths\" -\"new deal\"");
        check("O'Brien COVID-19 U.S. 日本", "\"O'Brien\" \"COVID-19\" U.S. \"日本\"");
        check("Trump: We will win", "Trump We will win");
        check("\"tariffs\" (x)", "tariffs x");
        check("((((( AND OR", "AND OR");
    }

    #[test]
    fn duplicates_collapse_where_no_language_tells_them_apart() {
        check("tariff Tariff TARIFF", "tariff");
        check("Zürich Zurich", "Zürich");
        check("tariff tariffs", "tariff tariffs");
        check("x -x", "x -x");
        check("\"a b\" a-b", "\"a b\"");
        let compiled = compile("tariff steel tariff", &[]);
        assert_eq!(compiled.clauses.iter().map(|clause| clause.times).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn each_language_gives_an_alternative_once() {
        let compiled = compile("Häuser", &["de".to_owned(), "en".to_owned(), "xx".to_owned()]);
        assert_eq!(compiled.clauses[0].alternatives(), [["hauser"], ["haus"]]);
        let compiled = compile("\"new houses\"", &["en".to_owned()]);
        assert_eq!(compiled.clauses[0].alternatives(), [["new", "houses"], ["new", "hous"]]);
    }

    #[test]
    fn exclusions_alone_are_noted() {
        assert_eq!(compile("-x", &[]).notes.len(), 1);
        assert_eq!(compile("y -x", &[]).notes.len(), 0);
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(text in "\\PC{0,200}") {
            compile(&text, &["en".to_owned(), "ar".to_owned()]);
        }

        #[test]
        fn marks_and_minuses_make_no_panic(text in "[-\"“”„«»「a-c' (\\n日.]{0,80}") {
            let compiled = compile(&text, &["en".to_owned()]);
            prop_assert!(compiled.clauses.iter().chain(&compiled.excluded).all(|clause| !clause.alternatives().is_empty()));
        }
    }
}
