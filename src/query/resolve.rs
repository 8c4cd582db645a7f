//! Filters to the engine's queries: names are looked up in the dictionaries of the index.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use chrono::{NaiveDate, NaiveTime};
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::article::Origin;
use crate::index::schema::{Fields, UNDATED};
use crate::index::term_text;
use crate::query::describe::describe;
use crate::query::names::{outlets, people, plain_values};
use crate::query::notes::short;
use crate::query::{Filters, Glob, Period, names};
use crate::text::near::{nearest, plain};

/// Most notes on names: a person reads a few.
const MAX_NOTES: usize = 20;

/// More names than this are said as typed and not one by one.
const MAX_SAID: usize = 3;

/// What filters ask of an index. No query here adds to a score.
#[derive(Debug, Default)]
pub struct Restriction {
    /// What hits must pass, by the names that [`describe`] gives, all of it; countries and dates apart.
    filters: Vec<(&'static str, Box<dyn Query>)>,
    /// The countries that were asked for, by their codes: apart, because articles that only mention them are told of.
    pub countries: Option<(Vec<String>, Box<dyn Query>)>,
    /// The days that were asked for: apart, because undated articles are told of.
    pub dates: Option<Box<dyn Query>>,
    /// The filters as understood, one by one.
    said: Vec<String>,
    /// Names that are not in the index, and those that mean several people.
    pub notes: Vec<String>,
}

impl Restriction {
    /// The filters as understood.
    pub fn read_as(&self) -> String {
        self.said.join(" ")
    }

    /// All filters, dates too.
    pub fn all(&self) -> Vec<Box<dyn Query>> {
        self.undated().into_iter().chain(self.dates.as_ref().map(|query| query.box_clone())).collect()
    }

    /// All filters but the countries.
    pub fn uncountried(&self) -> Vec<Box<dyn Query>> {
        self.filters.iter().map(|(_, query)| query).chain(&self.dates).map(|query| query.box_clone()).collect()
    }

    /// All filters but the dates.
    pub fn undated(&self) -> Vec<Box<dyn Query>> {
        let countries = self.countries.iter().map(|(_, query)| query);
        self.filters.iter().map(|(_, query)| query).chain(countries).map(|query| query.box_clone()).collect()
    }

    /// Each filter with how it was understood.
    pub fn labelled(&self) -> Vec<(String, Box<dyn Query>)> {
        let countries = self.countries.iter().map(|(_, query)| ("country", query));
        let dates = self.dates.iter().map(|query| ("date", query));
        let filters = self.filters.iter().map(|(name, query)| (*name, query));
        let said = |name: &str| {
            let of_it =
                self.said.iter().filter(|said| said.split([':', ' ']).next().is_some_and(|before| is_of(name, before)));
            let said = of_it.map(String::as_str).collect::<Vec<_>>().join(" ");
            if said.is_empty() { name.to_owned() } else { said }
        };
        countries.chain(filters).chain(dates).map(|(name, query)| (said(name), query.box_clone())).collect()
    }
}

/// Whether what is printed as `said` is the filter `name`: days are printed as three of them.
fn is_of(name: &str, said: &str) -> bool {
    said == name || said.strip_prefix("--") == Some(name) || (name == "date" && matches!(said, "since" | "until"))
}

/// Looks the names of `filters` up.
///
/// Articles are in a period when the first moment that their date allows lies in it: one dated `2025-10` is in October
/// and on 1 October, not on the 28th. Undated articles are in no period.
///
/// # Errors
/// The engine's, when a dictionary cannot be read.
pub fn resolve(searcher: &Searcher, fields: &Fields, filters: &Filters) -> tantivy::Result<Restriction> {
    let mut found = Restriction::default();
    let upper = |values: &[String]| values.iter().map(|value| value.to_ascii_uppercase()).collect::<Vec<_>>();
    let lower = |values: &[String]| values.iter().map(|value| value.to_ascii_lowercase()).collect::<Vec<_>>();
    let countries = upper(&filters.countries);
    if !countries.is_empty() {
        let query = any_of(fields.countries, &countries);
        found.countries = Some((countries, query));
    }
    for (name, field, values) in [
        ("mentions", fields.mentioned, upper(&filters.mentioned)),
        ("topic", fields.topics, filters.topics.clone()),
        ("lang", fields.lang, lower(&filters.langs)),
    ] {
        if !values.is_empty() {
            found.filters.push((name, any_of(field, &values)));
        }
    }
    let mut named = |what: &'static str, field, typed: &[String], rule: Rule| -> tantivy::Result<Vec<String>> {
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let names = Names { what, typed, values: &plain_values(searcher, field)? };
        let (values, said) = names.resolve(rule, &mut found.notes);
        found.filters.push((what, any_of(field, &values)));
        Ok(said)
    };
    let leaders = named("leader", fields.leaders, &filters.leaders, people)?;
    let sources = named("source", fields.source, &filters.sources, outlets)?;
    let authors = named("author", fields.authors, &filters.authors, people)?;
    if !filters.paths.is_empty() {
        found.filters.push(("path", paths(searcher, fields, &filters.paths, &mut found.notes)?));
    }
    found.filters.extend(filters.root.as_ref().map(|(root, path)| ("corpus", resolve_root(fields, root, path))));
    if filters.undated {
        let undated = Bound::Included(Term::from_field_i64(fields.order, UNDATED));
        found.filters.push(("undated", silent(RangeQuery::new(undated.clone(), undated))));
    }
    if let Some((after, until)) = filters.indexed {
        let moment = |moment| Term::from_field_u64(fields.indexed, moment);
        let since = RangeQuery::new(Bound::Excluded(moment(after)), Bound::Included(moment(until)));
        found.filters.push(("indexed since the last run", silent(since)));
    }
    found.dates = dates(fields, &filters.dates);
    if filters.undated && found.dates.is_some() {
        found.notes.push("an undated article is in no period: undated and a date together find nothing".to_owned());
    }
    if found.notes.len() > MAX_NOTES {
        found.notes.truncate(MAX_NOTES);
        found.notes.push("more names are not in the index, or mean several, than are said here".to_owned());
    }
    found.said = describe(filters, &leaders, &sources, &authors);
    Ok(found)
}

/// The articles of a root, or of a file or folder below it.
pub fn resolve_root(fields: &Fields, root: &str, path: &str) -> Box<dyn Query> {
    let within = any_of(fields.root, &[root]);
    let path = path.trim_end_matches('/');
    if path.is_empty() {
        return within;
    }
    // '0' follows '/': everything that begins with "path/"
    let below = |end: char| Term::from_field_text(fields.path, &format!("{}{end}", term_text(path)));
    let folder = RangeQuery::new(Bound::Included(below('/')), Bound::Excluded(below('0')));
    let path = BooleanQuery::union(vec![any_of(fields.path, &[path]), silent(folder)]);
    silent(BooleanQuery::intersection(vec![within, Box::new(path)]))
}

/// Articles that name one of `countries` and are about none of them.
pub fn only_mentioning(fields: &Fields, countries: &[String]) -> Box<dyn Query> {
    let parts =
        vec![(Occur::Must, any_of(fields.mentioned, countries)), (Occur::MustNot, any_of(fields.countries, countries))];
    silent(BooleanQuery::new(parts))
}

pub(crate) type Rule = fn(&BTreeMap<String, String>, &str) -> Vec<String>;

/// Names that a person typed, and the dictionary they are looked up in.
pub(crate) struct Names<'a> {
    pub(crate) what: &'static str,
    pub(crate) typed: &'a [String],
    pub(crate) values: &'a BTreeMap<String, String>,
}

impl Names<'_> {
    /// The values meant, and how to say them.
    pub(crate) fn resolve(&self, rule: Rule, notes: &mut Vec<String>) -> (Vec<String>, Vec<String>) {
        let (mut all, mut said) = (BTreeSet::new(), Vec::new());
        for name in self.typed {
            let name_plain = plain(name);
            let found = rule(self.values, &name_plain);
            if found.is_empty() {
                notes.push(self.unknown(name, &nearest(name, self.values.keys().map(String::as_str))));
            }
            if found.iter().any(|value| plain(value) != name_plain) && found.len() > 1 {
                let kind = if self.what == "source" { "outlets" } else { "people" };
                notes.push(format!("{} '{}' is {} {kind}: {}", self.what, short(name), found.len(), some(&found)));
            }
            if (1..=MAX_SAID).contains(&found.len()) {
                said.extend(found.clone())
            } else {
                said.push(name.clone())
            }
            all.extend(found);
        }
        (all.into_iter().collect(), said)
    }

    fn unknown(&self, name: &str, nearest: &[String]) -> String {
        let hint = match nearest {
            [] => String::new(),
            names => format!("; nearest: '{}'", names.join("', '")),
        };
        format!("no article has the {} '{}'{hint}", self.what, short(name))
    }
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    let more = if names.len() > MAX_SAID { ", …" } else { "" };
    format!("{}{more}", names[..names.len().min(MAX_SAID)].join(", "))
}

/// Articles with any of `values` in `field`; none without values.
pub(crate) fn any_of(field: Field, values: &[impl AsRef<str>]) -> Box<dyn Query> {
    let term = |value: &str| Term::from_field_text(field, term_text(value));
    match values {
        [] => Box::new(EmptyQuery),
        [one] => silent(TermQuery::new(term(one.as_ref()), IndexRecordOption::Basic)),
        many => silent(TermSetQuery::new(many.iter().map(|value| term(value.as_ref())))),
    }
}

/// Passes or not, and adds nothing to the score.
pub(crate) fn silent(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

/// Articles whose `root/path` matches any of `patterns`. Root and path are separate columns: a path is tried below each
/// root, and must then stand below that one.
fn paths(
    searcher: &Searcher,
    fields: &Fields,
    patterns: &[String],
    notes: &mut Vec<String>,
) -> tantivy::Result<Box<dyn Query>> {
    // a name without a wildcard is that of a file, or of a folder with all that lies below it
    let below_it = |pattern: &String| {
        let is_name = !pattern.contains(['*', '?']);
        is_name.then(|| Glob::new(&format!("{}/**", pattern.trim_end_matches('/'))))
    };
    let folders = patterns.iter().filter_map(below_it);
    let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::new(pattern)).chain(folders).collect();
    let mut roots = BTreeSet::new();
    names::each(searcher, fields.root, |root| {
        roots.insert(root.to_owned());
    })?;
    let mut below: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut origin = Origin::default();
    names::each(searcher, fields.path, |path| {
        path.clone_into(&mut origin.path);
        for root in &roots {
            origin.root.clone_from(root);
            let file = origin.file();
            if globs.iter().any(|glob| glob.matches(&file)) {
                below.entry(root).or_default().insert(path.to_owned());
            }
        }
    })?;
    if below.is_empty() {
        let example = roots.first().map_or("root", String::as_str);
        notes.push(format!(
            "no path matches '{}'; patterns are of the form '{example}/**'",
            patterns.iter().take(MAX_SAID).map(|pattern| short(pattern)).collect::<Vec<_>>().join("', '")
        ));
    }
    let parts = below.into_iter().map(|(root, paths)| {
        let paths: Vec<String> = paths.into_iter().collect();
        Box::new(BooleanQuery::intersection(vec![any_of(fields.root, &[root]), any_of(fields.path, &paths)]))
            as Box<dyn Query>
    });
    Ok(union(parts.collect()))
}

/// Articles of any of `periods`; `None` when nothing is asked.
pub(crate) fn dates(fields: &Fields, periods: &[Period]) -> Option<Box<dyn Query>> {
    if periods.is_empty() {
        return None;
    }
    let start = |day: NaiveDate| Term::from_field_i64(fields.date, day.and_time(NaiveTime::MIN).and_utc().timestamp());
    let queries = periods.iter().map(|period| {
        let since = period.since.map_or(Bound::Unbounded, |day| Bound::Included(start(day)));
        // the last day of the calendar has no next one, and nothing lies behind it
        let until =
            period.until.and_then(|day| day.succ_opt()).map_or(Bound::Unbounded, |day| Bound::Excluded(start(day)));
        // a range needs a bound: every date lies behind the earliest one
        let since = match (&since, &until) {
            (Bound::Unbounded, Bound::Unbounded) => Bound::Included(Term::from_field_i64(fields.date, i64::MIN)),
            _ => since,
        };
        silent(RangeQuery::new(since, until))
    });
    Some(union(queries.collect()))
}

/// Articles whose body has so many words, both ends included.
pub(crate) fn word_counts(fields: &Fields, least: u64, most: u64) -> Box<dyn Query> {
    if least > most {
        return Box::new(EmptyQuery);
    }
    let bound = |words| Bound::Included(Term::from_field_u64(fields.words, words));
    silent(RangeQuery::new(bound(least), bound(most)))
}

fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => silent(BooleanQuery::union(queries)),
    }
}
