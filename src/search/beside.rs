//! What is told beside the hits: what was left out and why, what else may have been meant, how hits lie in time.

use tantivy::query::{AllQuery, Query};

use crate::error::Result;
use crate::query::{
    Condition, Form, Occur, QueryPart, Role, Typed, corrected, languages, only_mentioning, read, resolve_root, suggest,
};
use crate::search::by_date::{by_date, count_undated};
use crate::search::engine::Road;
use crate::search::parts::count_parts;
use crate::search::timeline::timeline;
use crate::search::{InRemoved, Matching, OnlyMentioning, PartCount, Sort, Suggested, Timeline, facets};

/// Articles that are named because they match only in removed text: enough to look at.
const NAMED_IN_REMOVED: usize = 3;

impl Road<'_> {
    pub(super) fn in_removed(&self) -> tantivy::Result<Result<InRemoved>> {
        let fields = self.index.fields();
        let Some(words) = self.compiled.all_only_with_removed(fields) else {
            return Ok(Ok(InRemoved::default()));
        };
        let query = self.compiled.narrow(fields, Some(words), &self.filters());
        let articles = facets::count(self.searcher, &*query, &[])?.0;
        let newest = if articles > 0 { by_date(self.searcher, &*query, false, NAMED_IN_REMOVED)? } else { Vec::new() };
        let ids = newest.into_iter().map(|address| Ok(self.index.entry(self.searcher, address)?.id()));
        Ok(ids.collect::<Result<Vec<_>>>().map(|ids| InRemoved { articles, ids }))
    }

    /// Undated articles that a date filter leaves out, or that stand last in date order.
    pub(super) fn undated(&self, matching: Matching) -> tantivy::Result<Option<u64>> {
        if !self.is_dated() && self.request.sort == Sort::Relevance {
            return Ok(None);
        }
        let mut filters = self.restriction.undated();
        filters.extend(self.compiled.passing(self.index.fields(), |condition| !is_date(condition)));
        count_undated(self.searcher, &*self.narrowed(matching, &filters)).map(Some)
    }

    /// Whether a date was asked for, by a flag or in the query.
    pub(super) fn is_dated(&self) -> bool {
        self.restriction.dates.is_some() || self.compiled.conditions.iter().any(is_date)
    }

    /// Articles that are left out because they only name the countries that were asked for. Where countries were asked
    /// for twice, nobody knows which of them is meant.
    pub(super) fn only_mentioning(&self, matching: Matching) -> tantivy::Result<Option<OnlyMentioning>> {
        let fields = self.index.fields();
        let of_query = self.compiled.conditions.iter().filter_map(|condition| match condition {
            Condition::Country(codes) => Some(codes),
            _ => None,
        });
        let mut asked = self.restriction.countries.iter().map(|(codes, _)| codes).chain(of_query);
        let (Some(countries), None) = (asked.next(), asked.next()) else { return Ok(None) };
        let mut filters: Vec<Box<dyn Query>> = self.restriction.uncountried();
        filters.extend(self.compiled.passing(fields, |condition| !matches!(condition, Condition::Country(_))));
        filters.push(only_mentioning(fields, countries));
        let articles = facets::count(self.searcher, &*self.narrowed(matching, &filters), &[])?.0;
        Ok(Some(OnlyMentioning { countries: countries.clone(), articles }))
    }

    /// How many articles are searched.
    pub(super) fn searched(&self) -> tantivy::Result<u64> {
        Ok(facets::count(self.searcher, &*self.scope(), &[])?.0)
    }

    /// The root that is searched, or the whole index.
    pub(super) fn scope(&self) -> Box<dyn Query> {
        match &self.request.filters.root {
            Some((root, path)) => resolve_root(self.index.fields(), root, path),
            None => Box::new(AllQuery),
        }
    }

    /// The hits along time, where that is asked for.
    pub(super) fn timeline(&self, matching: Matching) -> tantivy::Result<Option<Timeline>> {
        let Some(step) = self.request.timeline else { return Ok(None) };
        timeline(self.searcher, &*self.query(matching), &*self.scope(), step).map(Some)
    }

    /// What each part of the query finds by itself, where all together find nothing.
    pub(super) fn parts(&self, any: bool, matching: Matching) -> tantivy::Result<Vec<PartCount>> {
        if any {
            return Ok(Vec::new());
        }
        count_parts(self.searcher, &*self.scope(), &self.asked_parts(matching))
    }

    /// Everything that is asked for, in the query and by flags.
    pub(super) fn asked_parts(&self, matching: Matching) -> Vec<QueryPart> {
        let mut parts = self.compiled.parts(self.index.fields(), matching == Matching::All);
        let flags = self.restriction.labelled().into_iter();
        parts.extend(flags.map(|(label, query)| QueryPart { label, query, role: Role::Needed, ranked: false }));
        parts
    }

    /// The query with other words for those that are probably misspelt.
    pub(super) fn suggestion(&self) -> tantivy::Result<Option<Suggested>> {
        let (mut typed, mut beside): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (occur, tree) in &read(&self.request.query).clauses {
            if *occur != Occur::Excluded {
                let mut visit = |leaf: &Typed| {
                    // the parts of a name such as O'Brien are no words of their own
                    let apart =
                        leaf.words.len() == 1 || leaf.typed.starts_with('"') || !leaf.typed.contains(['\'', '’']);
                    let stems = leaf.words.iter().filter(|word| apart && word.form == Form::Stem);
                    typed.extend(stems.map(|word| word.text.clone()));
                    let whole = leaf.words.iter().filter(|word| matches!(word.form, Form::Stem | Form::Exact));
                    beside.extend(whole.map(|word| word.text.clone()));
                };
                tree.leaves(&mut visit);
            }
        }
        let fields = self.index.fields();
        let languages = languages(self.searcher, fields.lang)?;
        let words = suggest(self.searcher, fields.text, &typed, &beside, &languages)?;
        let query = corrected(&self.request.query, &words);
        Ok((!words.is_empty()).then_some(Suggested { query, words }))
    }
}

fn is_date(condition: &Condition) -> bool {
    matches!(condition, Condition::Date(_))
}
