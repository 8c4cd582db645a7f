//! The road itself: compile, resolve, count, rank, show.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Instant;

use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use crate::error::{Error, Result};
use crate::index::check::damage;
use crate::index::{Index, Stories, Told};
use crate::query::{Compiled, Context, MAX_BYTES, MAX_CLAUSES, Restriction, compile_for, languages, resolve};
use crate::search::by_date::by_date;
use crate::search::explain::explain;
use crate::search::hits::{Shape, hits};
use crate::search::rank::{Ranked, Ranker};
use crate::search::sample::sample;
use crate::search::stories::{copies, fold};
use crate::search::{
    FacetCounts, Hit, InRemoved, Matching, OnlyMentioning, Request, Results, Sort, StoryCount, facets, stories,
};

/// Up to this many words or phrases, articles with all of them come first in a list that takes any.
const ALL_FIRST_CLAUSES: usize = 4;

/// Answers `request` from the last commit of `index`.
///
/// # Errors
/// [`Error::Index`] when the index cannot be read, [`Error::TooLong`] and [`Error::TooCostly`] for what is bounded; whatever
/// else the query is, it is no error.
pub fn search(index: &Index, request: &Request) -> Result<Results> {
    let started = Instant::now();
    let searcher = index.searcher()?;
    answer(index, &searcher, request, started)
}

/// Answers `request` from an open view of `index`.
///
/// # Errors
/// As [`search`].
pub fn search_in(index: &Index, searcher: &Searcher, request: &Request) -> Result<Results> {
    answer(index, searcher, request, Instant::now())
}

fn answer(index: &Index, searcher: &Searcher, request: &Request, started: Instant) -> Result<Results> {
    let mut results = afforded(index, request, || {
        let road = Road::new(index, searcher, request)?;
        road.walk()
    })?;
    results.took_us = microseconds(started);
    Ok(results)
}

/// What `read` gives, if it did not cost more than it may: what was found until then is no answer.
pub(super) fn afforded<T>(index: &Index, request: &Request, read: impl FnOnce() -> Result<T>) -> Result<T> {
    request.filters.check()?;
    let answer = guarded(index, read);
    request.effort.check()?;
    answer
}

/// What `read` gives: the engine trusts its files, damaged columns panic. Only then the files are looked at.
pub(crate) fn guarded<T>(index: &Index, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| match damage(index.dir()) {
        Some(reason) => Err(index.unreadable(&reason)),
        None => resume_unwind(panic),
    })
}

pub(crate) fn microseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The page that `request` asks for, as addresses, and its results without the hits.
pub(crate) fn listed(
    index: &Index,
    searcher: &Searcher,
    request: &Request,
) -> Result<(Vec<Ranked>, Compiled, Results)> {
    let mut road = Road::new(index, searcher, request)?;
    let mut found = road.find().map_err(|err| index.unreadable(&err))?;
    let page = found.ranked.split_off(request.offset.min(found.ranked.len()));
    let compiled = road.compiled.clone();
    Ok((page, compiled, road.results(found, Vec::new())?))
}

/// Where the hits of `request` stand in an open view of `index`, and nothing else of the answer.
///
/// # Errors
/// As [`search`].
pub fn addresses(index: &Index, searcher: &Searcher, request: &Request) -> Result<Vec<DocAddress>> {
    afforded(index, request, || {
        let mut road = Road::new(index, searcher, request)?;
        let found = road.find().map_err(|err| index.unreadable(&err))?;
        Ok(found.ranked.iter().skip(request.offset).map(|ranked| ranked.address).collect())
    })
}

/// A request on its way.
pub(super) struct Road<'a> {
    pub(super) index: &'a Index,
    pub(super) searcher: &'a Searcher,
    pub(super) request: &'a Request,
    pub(super) compiled: Compiled,
    pub(super) restriction: Restriction,
    pub(super) notes: Vec<String>,
    /// Which articles are copies of each other, where anybody asks.
    stories: Option<Arc<Stories>>,
}

/// What was counted before anything is ranked.
pub(super) struct Counts {
    pub(super) matching: Matching,
    total: Option<u64>,
    total_all: Option<u64>,
    stories: Option<StoryCount>,
    facets: Vec<FacetCounts>,
}

/// The counts of one way to match.
#[derive(Default)]
struct Total {
    articles: Option<u64>,
    stories: Option<StoryCount>,
    facets: Vec<FacetCounts>,
}

/// What was found, before the records are read.
struct Found {
    counts: Counts,
    /// From the first on, whatever the page.
    ranked: Vec<Ranked>,
    /// Whether anything matches, even if no page of it was asked for.
    any: bool,
    undated: Option<u64>,
    only_mentioning: Option<OnlyMentioning>,
    searched: u64,
}

impl<'a> Road<'a> {
    /// # Errors
    /// [`Error::TooLong`] for a query with operators of which a part would have to be left out, [`Error::Index`] when the
    /// index cannot be read.
    pub(super) fn new(index: &'a Index, searcher: &'a Searcher, request: &'a Request) -> Result<Self> {
        let road = Self::compiled(index, searcher, request).map_err(|err| index.unreadable(&err))?;
        let (most, of) = match request.query.len() > MAX_BYTES {
            true => (MAX_BYTES, "bytes, and its operators need them all"),
            false => (MAX_CLAUSES, "words, phrases and filters, and its operators need them all"),
        };
        match road.compiled.cut {
            true => Err(Error::TooLong { what: "the query", most, of }),
            false => Ok(road),
        }
    }

    fn compiled(index: &'a Index, searcher: &'a Searcher, request: &'a Request) -> tantivy::Result<Self> {
        request.effort.begin();
        let fields = index.fields();
        let languages = languages(searcher, fields.lang)?;
        let context = Context {
            searcher,
            fields,
            languages: &languages,
            own: &request.own,
            today: request.today,
            effort: &request.effort,
        };
        let mut compiled = compile_for(&request.query, &context)?;
        compiled.weigh(request.weights.function_words);
        let restriction = resolve(searcher, fields, &request.filters)?;
        let mut notes: Vec<String> = compiled.notes.iter().chain(&restriction.notes).cloned().collect();
        let wanted = request.count || !request.all_copies;
        let told = if wanted { index.stories_of(searcher) } else { Told::default() };
        notes.extend(told.note.map(str::to_owned));
        let by_meaning =
            request.sort == Sort::Relevance && request.weights.meaning > 0.0 && !compiled.clauses.is_empty();
        notes.extend(index.lacks_passages(searcher).filter(|_| by_meaning).map(str::to_owned));
        Ok(Self { index, searcher, request, compiled, restriction, notes, stories: told.stories })
    }

    fn walk(mut self) -> Result<Results> {
        let found = self.find().map_err(|err| self.index.unreadable(&err))?;
        self.request.effort.check()?;
        let offset = self.request.offset.min(found.ranked.len());
        let mut hits =
            hits(self.index, self.searcher, &self.compiled.clauses, &found.ranked[offset..], offset, self.shape())?;
        if let Some(stories) = self.folded().filter(|_| self.request.snippets) {
            for hit in &mut hits {
                hit.copies = copies(stories, hit.key).map_err(|err| self.index.unreadable(&err))?;
            }
        }
        if self.request.explain && !self.in_date_order() {
            let why = explain(&self, &found.ranked[offset..]).map_err(|err| self.index.unreadable(&err))?;
            hits.iter_mut().zip(why).for_each(|(hit, why)| hit.explanation = Some(why));
        }
        self.results(found, hits)
    }

    fn results(self, found: Found, hits: Vec<Hit>) -> Result<Results> {
        let Found { counts, any, undated, only_mentioning, searched, .. } = found;
        let in_removed = if self.is_page_full(&counts, hits.len()) {
            InRemoved::default()
        } else {
            self.in_removed().map_err(|err| self.index.unreadable(&err))??
        };
        Ok(Results {
            hits,
            found: any,
            total: counts.total,
            total_all: counts.total_all,
            stories: counts.stories,
            matching: counts.matching,
            searched,
            undated,
            dated: self.is_dated(),
            only_mentioning,
            in_removed,
            timeline: self.timeline(counts.matching).map_err(|err| self.index.unreadable(&err))?,
            parts: self.parts(any, counts.matching).map_err(|err| self.index.unreadable(&err))?,
            suggestion: self.suggestion().map_err(|err| self.index.unreadable(&err))?,
            facets: counts.facets,
            read_as: self.read_as(),
            notes: self.notes,
            took_us: 0,
        })
    }

    /// The query and the filters as understood.
    pub(super) fn read_as(&self) -> String {
        let read_as = [self.compiled.read_as.clone(), self.restriction.read_as()];
        read_as.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn find(&mut self) -> tantivy::Result<Found> {
        let counts = self.count()?;
        let ranked = self.ranked(&counts)?;
        if let (Some(sample), Some(total)) = (self.request.sample, counts.total) {
            self.notes.push(format!("sample of {} out of {total}, seed {}", ranked.len(), sample.seed));
        }
        let any = match counts.total {
            Some(total) => total > 0,
            None => !ranked.is_empty() || self.is_any(&*self.query(counts.matching))?,
        };
        let (undated, searched) = (self.undated(counts.matching)?, self.searched()?);
        let only_mentioning = self.only_mentioning(counts.matching)?;
        Ok(Found { counts, ranked, any, undated, only_mentioning, searched })
    }

    /// Whether hits are listed by date: because it was asked for, or because there are no words to rank by. Samples are
    /// not ranked either.
    pub(super) fn in_date_order(&self) -> bool {
        self.request.sort != Sort::Relevance || self.request.sample.is_some() || self.compiled.clauses.is_empty()
    }

    fn shape(&self) -> Shape {
        Shape { snippets: self.request.snippets, evidence: self.request.evidence, scores: !self.in_date_order() }
    }

    /// The words and all filters.
    pub(super) fn query(&self, matching: Matching) -> Box<dyn Query> {
        self.narrowed(matching, &self.filters())
    }

    /// Those of the flags and those of the query.
    pub(super) fn filters(&self) -> Vec<Box<dyn Query>> {
        let mut filters = self.restriction.all();
        filters.extend(self.compiled.passing(self.index.fields(), |_| true));
        filters
    }

    pub(super) fn narrowed(&self, matching: Matching, filters: &[Box<dyn Query>]) -> Box<dyn Query> {
        let fields = self.index.fields();
        let words = match matching {
            Matching::Any => self.compiled.any(fields),
            Matching::All => self.compiled.all(fields),
        };
        self.compiled.narrow(fields, words, filters)
    }

    fn is_one_clause(&self) -> bool {
        self.compiled.is_strict()
    }

    /// Decides how words are matched, and counts. Under date order only what was asked for is counted, because the
    /// newest articles are found without reading all.
    pub(super) fn count(&mut self) -> tantivy::Result<Counts> {
        let Request { sort, limit, facets: kinds, count, matching, .. } = self.request;
        let counting = *count
            || self.request.sample.is_some()
            || self.request.timeline.is_some()
            || !kinds.is_empty()
            || limit.is_none()
            || *sort != Sort::Relevance;
        let asked = matching.unwrap_or(if counting { Matching::All } else { Matching::Any });
        let want_total = *count || !kinds.is_empty() || *sort == Sort::Relevance;
        if self.is_one_clause() {
            let Total { articles: total, stories, facets } = self.total(want_total, asked)?;
            return Ok(Counts { matching: asked, total, total_all: total, stories, facets });
        }
        let mut chosen = asked;
        let may_fall_back = matching.is_none() && asked == Matching::All;
        if may_fall_back && !self.is_any(&*self.query(Matching::All))? && self.is_any(&*self.query(Matching::Any))? {
            chosen = Matching::Any;
            self.notes.push("no article has all words: counted and listed are those that have any".to_owned());
        }
        if let Some(clauses) = self.bare_clauses().filter(|_| chosen == Matching::Any && want_total && kinds.is_empty())
        {
            let stories = self.counted_stories();
            let (any, stories, all) = stories::count_any_and_all(self.searcher, stories, &clauses)?;
            return Ok(Counts {
                matching: chosen,
                total: Some(any),
                total_all: Some(all),
                stories,
                facets: Vec::new(),
            });
        }
        let Total { articles: total, stories, facets } = self.total(want_total, chosen)?;
        let total_all = match chosen {
            Matching::All => total,
            Matching::Any if want_total => Some(facets::count(self.searcher, &*self.query(Matching::All), &[])?.0),
            Matching::Any => None,
        };
        Ok(Counts { matching: chosen, total, total_all, stories, facets })
    }

    /// The clauses, where they alone say what is found: without filters, exclusions, or words that must be there.
    fn bare_clauses(&self) -> Option<Vec<Box<dyn Query>>> {
        let Compiled { clauses, excluded, wordless, .. } = &self.compiled;
        let bare = !wordless && excluded.is_empty() && self.compiled.gates().is_empty() && self.filters().is_empty();
        let fields = self.index.fields();
        let bare = bare && clauses.iter().all(|clause| !clause.required);
        bare.then(|| clauses.iter().map(|clause| self.compiled.query(fields, clause)).collect())
    }

    /// The stories, where anybody reads how many there are: not beside hits that are copies one by one.
    fn counted_stories(&self) -> Option<&Stories> {
        let Request { snippets, count, all_copies, .. } = self.request;
        self.stories.as_deref().filter(|_| *count || *snippets && !all_copies)
    }

    fn total(&self, wanted: bool, matching: Matching) -> tantivy::Result<Total> {
        if !wanted {
            return Ok(Total::default());
        }
        let query = self.query(matching);
        let (mut total, told) =
            match self.counted_stories().map(|stories| stories::count(self.searcher, stories, &*query)).transpose()? {
                Some((total, told)) => (Some(total), Some(told)),
                None => (None, None),
            };
        let mut facets = Vec::new();
        // one look at the articles gives both counts
        if total.is_none() || !self.request.facets.is_empty() {
            let (articles, counted) = facets::count(self.searcher, &*query, &self.request.facets)?;
            (total, facets) = (Some(articles), counted);
        }
        Ok(Total { articles: total, stories: told, facets })
    }

    fn is_any(&self, query: &dyn Query) -> tantivy::Result<bool> {
        Ok(!by_date(self.searcher, query, false, 1)?.is_empty())
    }

    /// How many articles from the first on are needed: never more than there are.
    fn needed(&self, total: Option<u64>) -> usize {
        let there = total.unwrap_or_else(|| self.searcher.num_docs());
        let there = usize::try_from(there).unwrap_or(usize::MAX);
        match self.request.limit {
            Some(0) => 0,
            Some(limit) => self.request.offset.saturating_add(limit).min(there),
            None => there,
        }
    }

    /// The stories by which copies stand behind the best of them.
    fn folded(&self) -> Option<&Stories> {
        self.stories.as_deref().filter(|_| !self.request.all_copies)
    }

    fn ranked(&self, counts: &Counts) -> tantivy::Result<Vec<Ranked>> {
        let list = |k| if self.in_date_order() { self.by_date(counts, k) } else { self.by_relevance(counts, k) };
        let needed = self.needed(counts.total);
        let listed = needed.saturating_sub(self.request.offset);
        self.request.effort.want(self.request.sample.map_or(listed, |sample| sample.size.min(listed)));
        match self.folded() {
            Some(stories) => {
                let there = usize::try_from(counts.total.unwrap_or_else(|| self.searcher.num_docs()));
                fold(self.searcher, stories, needed, there.unwrap_or(usize::MAX), list)
            }
            None => list(needed),
        }
    }

    /// Whether articles with all words come before those with some.
    pub(super) fn puts_all_first(&self) -> bool {
        !self.is_one_clause() && self.compiled.clauses.len() <= ALL_FIRST_CLAUSES
    }

    fn by_relevance(&self, counts: &Counts, k: usize) -> tantivy::Result<Vec<Ranked>> {
        let ranker = Ranker::new(self.index, self.searcher, self.request, &self.compiled)?;
        let pool = ranker.pool()?;
        if counts.matching == Matching::All || !self.puts_all_first() {
            return ranker.best(&pool, &*self.query(counts.matching), k);
        }
        let with_all = counts.total_all.and_then(|total| usize::try_from(total).ok()).unwrap_or(usize::MAX);
        let mut ranked = ranker.best(&pool, &*self.query(Matching::All), k.min(with_all))?;
        if ranked.len() < k {
            // at most `with_all` of the best `k` have all words, so enough others are among them
            let others = ranker.best(&pool, &*self.query(Matching::Any), k)?;
            ranked.extend(others.into_iter().filter(|ranked| !ranked.all));
            ranked.truncate(k);
        }
        Ok(ranked)
    }

    fn by_date(&self, counts: &Counts, k: usize) -> tantivy::Result<Vec<Ranked>> {
        let oldest = self.request.sort == Sort::Oldest;
        let query = self.query(counts.matching);
        let found = match self.request.sample {
            Some(chosen) => sample(self.searcher, &*query, chosen)?,
            None => by_date(self.searcher, &*query, oldest, k)?,
        };
        let mut ranked: Vec<Ranked> = found.iter().copied().map(Ranked::new).collect();
        if counts.matching == Matching::Any && !self.is_one_clause() {
            // only the page is asked about, and it comes back in the order of the index
            let mut page = ranked.split_off(self.request.offset.min(ranked.len()));
            let order: Vec<_> = page.iter().map(|ranked| ranked.address).collect();
            Ranker::new(self.index, self.searcher, self.request, &self.compiled)?.judge(&mut page)?;
            ranked.extend(order.iter().filter_map(|address| {
                page.binary_search_by_key(address, |ranked| ranked.address).ok().map(|place| page[place])
            }));
        }
        Ok(ranked)
    }

    /// Whether there is so much to read that nobody misses what was removed.
    fn is_page_full(&self, counts: &Counts, hits: usize) -> bool {
        let found =
            counts.total_all.or(counts.total).map_or(hits, |total| usize::try_from(total).unwrap_or(usize::MAX));
        self.request.limit.is_none_or(|limit| found >= limit)
    }
}
