//! A query taken apart: each thing that it asks for as a query of its own, with how it is said.

use tantivy::query::Query;

use crate::index::schema::Fields;
use crate::query::compiled::Compiled;
use crate::query::condition::passing;
use crate::query::print::read_as;
use crate::query::tree::{Clause, Occur, Resolved, Tree};

/// How a part counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Hits must have it.
    Needed,
    /// Hits must have one of all parts of this role.
    OneOf,
    /// Hits must not have it.
    Excluded,
}

/// One thing that a query asks for.
#[derive(Debug)]
pub struct Part {
    /// As `read_as` has it.
    pub label: String,
    /// The articles that have it.
    pub query: Box<dyn Query>,
    /// How it counts.
    pub role: Role,
    /// Whether it need not be there where any of the words are enough.
    pub ranked: bool,
}

impl Compiled {
    /// Everything that the query asks for: words and phrases, filters, exclusions. What operators join to one clause is
    /// parted at its outermost `AND`. Words that are only ranked are needed too where `all` of them are asked for.
    pub fn parts(&self, fields: &Fields, all: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        for clause in &self.clauses {
            let role = if clause.required || all || self.clauses.len() == 1 { Role::Needed } else { Role::OneOf };
            for tree in outermost(clause) {
                let negated = matches!(tree, Tree::Not(_));
                let wanted = if let Tree::Not(inner) = tree { inner } else { tree };
                parts.push(Part {
                    label: self.printed(if negated { Occur::Excluded } else { Occur::Optional }, wanted),
                    query: self.articles(fields, wanted),
                    role: if negated { Role::Excluded } else { role },
                    ranked: !clause.required,
                });
            }
        }
        for condition in &self.conditions {
            let label = self.printed(Occur::Required, &Tree::Filter(condition.clone()));
            parts.push(Part { label, query: passing(fields, condition), role: Role::Needed, ranked: false });
        }
        for gate in self.gates() {
            let (label, query) = (self.printed(Occur::Required, gate), self.articles(fields, gate));
            parts.push(Part { label, query, role: Role::Needed, ranked: false });
        }
        for clause in &self.excluded {
            let label = self.printed(Occur::Excluded, &clause.tree);
            let query = self.articles(fields, &clause.tree);
            parts.push(Part { label, query, role: Role::Excluded, ranked: false });
        }
        parts
    }

    fn printed(&self, occur: Occur, tree: &Resolved) -> String {
        read_as(&[(occur, tree.clone())], &|leaf| leaf.typed.clone(), &|condition| self.said(condition))
    }
}

fn outermost(clause: &Clause) -> &[Resolved] {
    match &clause.tree {
        Tree::All(parts) => parts,
        tree => std::slice::from_ref(tree),
    }
}
