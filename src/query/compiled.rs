//! A query as understood, and what the engine is asked for it.

use tantivy::query::{BooleanQuery, BoostQuery, EmptyQuery, Occur, Query};

use crate::index::schema::Fields;
use crate::query::build::{Builder, everything, is_simple};
use crate::query::condition::{passing, said};
use crate::query::memo::Memo;
use crate::query::places::{Member, members};
use crate::query::signs::{Field, name_of};
use crate::query::steady::Steady;
use crate::query::tree::{Asked, Clause, Condition, Leaf, Resolved, Slot, Tree};
use crate::query::words::Forms;

/// A query as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compiled {
    /// What articles should have, each once, in the order typed.
    pub clauses: Vec<Clause>,
    /// What they must not have.
    pub excluded: Vec<Clause>,
    /// What they must pass besides.
    pub conditions: Vec<Condition>,
    /// What could not be honoured.
    pub notes: Vec<String>,
    /// The query as understood; filters that were not typed in it are not among it.
    pub read_as: String,
    /// The clauses by number as they were typed, each as often as it was.
    pub(crate) sequence: Vec<usize>,
    /// Filters joined by operators, without words.
    pub(crate) gates: Vec<Resolved>,
    /// Whether something was typed that has no word and no filter: it finds nothing.
    pub(crate) wordless: bool,
    /// Whether words were left out that its operators need.
    pub(crate) cut: bool,
    /// Filters that no article passes, as they were typed.
    pub(crate) unknown: Vec<(Condition, Asked)>,
    /// Whether its function words say that it is in another language than English.
    pub(crate) foreign: bool,
    pub(crate) forms: Forms,
    pub(crate) memo: Memo,
}

impl Compiled {
    /// Whether every article that matches has all clauses.
    pub fn is_strict(&self) -> bool {
        self.clauses.len() <= 1 || self.clauses.iter().all(|clause| clause.required)
    }

    /// Articles with any clause and all that are required; their scores add up. `None` without clauses.
    pub fn any(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        self.combine(fields, |clause| if clause.required { Occur::Must } else { Occur::Should })
    }

    /// Articles with all clauses; their scores add up. `None` without clauses.
    pub fn all(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        self.combine(fields, |_| Occur::Must)
    }

    /// Articles that have all clauses only if what was removed is counted too. `None` without clauses, and where places or
    /// exact forms are asked for, which are not looked up in what was removed.
    pub fn all_only_with_removed(&self, fields: &Fields) -> Option<Box<dyn Query>> {
        if !self.clauses.iter().all(|clause| is_simple(&clause.tree)) {
            return None;
        }
        let texts = [fields.text, fields.residue];
        let either = Builder { texts: &texts, ..self.builder(fields) };
        let mut parts: Vec<_> = self.clauses.iter().map(|clause| (Occur::Must, either.query(&clause.tree))).collect();
        parts.push((Occur::MustNot, Box::new(Steady(self.all(fields)?))));
        Some(Box::new(BooleanQuery::new(parts)))
    }

    /// The articles of one clause.
    pub fn query(&self, fields: &Fields, clause: &Clause) -> Box<dyn Query> {
        let query = self.builder(fields).query(&clause.tree);
        let boost = f32::from(clause.times) * clause.boost;
        if boost == 1.0 { query } else { Box::new(BoostQuery::new(query, boost)) }
    }

    /// The words of each clause as written, and whether each may be its own stem; without those that stand for others.
    pub(crate) fn written(&self) -> impl Iterator<Item = Vec<(String, bool)>> {
        self.clauses.iter().map(|clause| {
            let mut words: Vec<(String, bool)> = Vec::new();
            clause.tree.wanted(&mut |leaf: &Leaf| {
                let written = self.forms.written.get(&leaf.typed).into_iter().flatten();
                for (word, slot) in written.zip(&leaf.slots) {
                    words.extend(word.iter().map(|word| (word.clone(), slot.stems.contains(word))));
                }
            });
            words
        })
    }

    /// What articles should have side by side: words and the ends of phrases that were typed next to each other, or with
    /// function words alone between them, as what may stand there, each pair once. Words joined by operators have their
    /// places already, and a word that stands for many has none of its own.
    pub(crate) fn side_by_side(&self) -> Vec<[Vec<Member>; 2]> {
        let mut known: Vec<[&Slot; 2]> = Vec::new();
        let mut sequence = self.sequence.clone();
        sequence.retain(|number| !self.clauses[*number].function_word);
        // where little else is said they say what is meant: `the who`
        let sequence = if sequence.len() > 1 { &sequence } else { &self.sequence };
        // a word that is typed twice does not stand beside itself
        for pair in sequence.windows(2).filter(|pair| pair[0] != pair[1]) {
            let [(_, last), (first, _)] = [pair[0], pair[1]].map(|number| self.ends(&self.clauses[number]));
            known.extend(last.zip(first).map(|(last, first)| [last, first]).filter(|pair| !known.contains(pair)));
        }
        known.into_iter().map(|pair| pair.map(|slot| members(slot, &self.forms))).collect()
    }

    /// The first and the last word of a clause that is a plain word or phrase.
    fn ends<'a>(&self, clause: &'a Clause) -> (Option<&'a Slot>, Option<&'a Slot>) {
        match &clause.tree {
            Tree::Leaf(leaf) if leaf.slop == 0 && !self.forms.expanded.contains(&leaf.typed) => {
                (leaf.slots.first(), leaf.slots.last())
            }
            _ => (None, None),
        }
    }

    /// What articles must pass for each of the conditions that `keep` keeps.
    pub fn passing(&self, fields: &Fields, keep: impl Fn(&Condition) -> bool) -> Vec<Box<dyn Query>> {
        let kept = self.conditions.iter().filter(|condition| keep(condition));
        kept.map(|condition| passing(fields, condition)).collect()
    }

    /// Articles that have a clause in what was removed of them; `None` where that is not looked up.
    pub(crate) fn in_removed(&self, fields: &Fields, clause: &Clause) -> Option<Box<dyn Query>> {
        let removed = Builder { texts: std::slice::from_ref(&fields.residue), ..self.builder(fields) };
        is_simple(&clause.tree).then(|| removed.query(&clause.tree))
    }

    /// The articles that a part of the query matches.
    pub(crate) fn articles(&self, fields: &Fields, tree: &Resolved) -> Box<dyn Query> {
        self.builder(fields).query(tree)
    }

    /// Filters joined by operators, without words.
    pub(crate) fn gates(&self) -> &[Resolved] {
        &self.gates
    }

    /// What a filter asks, as it is typed; of one that nothing passes what was typed.
    pub(crate) fn said(&self, condition: &Condition) -> (&'static str, Vec<String>) {
        match self.unknown.iter().find(|(known, _)| known == condition) {
            Some((_, asked)) => (name_of(Field::Asks(asked.asks)), vec![asked.value.clone()]),
            None => said(condition),
        }
    }

    fn builder<'a>(&'a self, fields: &'a Fields) -> Builder<'a> {
        Builder { fields, texts: std::slice::from_ref(&fields.text), forms: &self.forms, memo: &self.memo }
    }

    fn combine(&self, fields: &Fields, occur: impl Fn(&Clause) -> Occur) -> Option<Box<dyn Query>> {
        match self.clauses.as_slice() {
            [] => None,
            [one] => Some(self.query(fields, one)),
            many => {
                let parts = many.iter().map(|clause| (occur(clause), self.query(fields, clause))).collect();
                Some(Box::new(BooleanQuery::new(parts)))
            }
        }
    }

    /// `words` without the articles that have an excluded clause, and only those that pass all of `filters`, which do
    /// not score.
    pub fn narrow(&self, fields: &Fields, words: Option<Box<dyn Query>>, filters: &[Box<dyn Query>]) -> Box<dyn Query> {
        if self.wordless {
            return Box::new(EmptyQuery);
        }
        let builder = self.builder(fields);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        parts.extend(words.map(|query| (Occur::Must, query)));
        parts.extend(filters.iter().map(|query| (Occur::Must, query.box_clone())));
        parts.extend(self.gates.iter().map(|gate| (Occur::Must, builder.query(gate))));
        if parts.is_empty() {
            parts.push((Occur::Must, everything()));
        }
        if parts.len() == 1 && self.excluded.is_empty() {
            return parts.remove(0).1;
        }
        parts.extend(self.excluded.iter().map(|clause| builder.without(&clause.tree)));
        Box::new(BooleanQuery::new(parts))
    }
}
