//! More like this: the words that tell an article from others are the query for articles like it.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{DocAddress, Score, Searcher, Term};

use crate::error::Result;
use crate::index::schema::column;
use crate::index::{Entry, Index, Stories};
use crate::query::{Clause, Leaf, Slot, Tree};
use crate::search::engine::{guarded, microseconds};
use crate::search::hits::{Shape, hits};
use crate::search::rank::Ranked;
use crate::search::stories::{copies, fold, members};
use crate::search::{Hit, Matching, Results};
use crate::text::{Analyzer, EXACT, field_value, words};

/// Words that make the query. Robertson and Sparck Jones took 10 to 30 of a relevant text; beyond 25 their weights are a
/// tenth of the first one's.
const WORDS: usize = 25;

/// Words whose frequency in the index is looked up: the most frequent ones of a long article.
const CANDIDATES: usize = 400;

/// Letters from which a word may be one of the query; of scripts that are segmented into signs one sign is a word and
/// says little, but no other is there.
const LETTERS: usize = 2;

/// Words that are named as shared with a hit.
const NAMED: usize = 8;

/// Articles like another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// The articles, as a search for the words would give them.
    pub results: Results,
    /// For each hit the words that it shares with the article, the weightiest first.
    pub shared: Vec<Vec<String>>,
}

/// A word of the article.
struct Weighted {
    term: String,
    /// As it stands in the text.
    word: String,
    /// Its part in the article: `1 + ln tf`.
    often: Score,
    /// That times its idf.
    weight: Score,
}

/// The `limit` articles that are most like `entry`, which stands in `index`: neither itself nor its copies, and one of
/// each story, unless `all_copies`.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn similar(index: &Index, entry: &Entry, limit: usize, all_copies: bool) -> Result<Similar> {
    let started = Instant::now();
    let searcher = index.searcher()?;
    let mut similar = guarded(index, || look(index, &searcher, entry, limit, all_copies))?;
    similar.results.took_us = microseconds(started);
    Ok(similar)
}

fn look(index: &Index, searcher: &Searcher, entry: &Entry, limit: usize, all_copies: bool) -> Result<Similar> {
    let unreadable = |err: tantivy::TantivyError| index.unreadable(&err);
    let told = index.stories_of(searcher);
    let notes = told.note.iter().map(|note| (*note).to_owned()).collect();
    let stories = told.stories.filter(|_| !all_copies);
    let best = best_words(index, searcher, entry).map_err(unreadable)?;
    let mut without = HashSet::from([entry.key().short()]);
    if let Some(stories) = &stories {
        without.extend(members(stories, entry.key().short()).map_err(|err| index.unreadable(&err))?);
    }
    let ranked = ranked(index, searcher, &best, &without, stories.as_deref(), limit).map_err(unreadable)?;
    let text: Vec<&str> = best.iter().map(|best| best.word.as_str()).collect();
    // what is marked is what was looked for: a word of a headline may look like an operator
    let clauses: Vec<Clause> = best.iter().map(clause).collect();
    let shared = shared(index, searcher, &best, &ranked).map_err(unreadable)?;
    let mut hits =
        hits(index, searcher, &clauses, &ranked, 0, Shape { snippets: true, evidence: false, scores: true })?;
    if let Some(stories) = &stories {
        name_copies(&mut hits, stories).map_err(|err| index.unreadable(&err))?;
    }
    let results = Results {
        found: !hits.is_empty(),
        hits,
        total: None,
        total_all: None,
        stories: None,
        matching: Matching::Any,
        searched: searcher.num_docs(),
        undated: None,
        dated: false,
        only_mentioning: None,
        in_removed: Default::default(),
        timeline: None,
        parts: Vec::new(),
        suggestion: None,
        facets: Vec::new(),
        read_as: text.join(" "),
        notes,
        took_us: 0,
    };
    Ok(Similar { results, shared })
}

fn clause(best: &Weighted) -> Clause {
    let slot = Slot { stems: vec![best.term.clone()], ..Slot::default() };
    let leaf = Leaf { typed: best.word.clone(), slots: vec![slot], slop: 0 };
    Clause {
        typed: best.word.clone(),
        tree: Tree::Leaf(leaf),
        times: 1,
        function_word: false,
        boost: 1.0,
        required: false,
    }
}

fn name_copies(hits: &mut [Hit], stories: &Stories) -> std::io::Result<()> {
    for hit in hits {
        hit.copies = copies(stories, hit.key)?;
    }
    Ok(())
}

/// The words of an article by tf·idf, the weightiest first: how often it has them, against how many articles do.
fn best_words(index: &Index, searcher: &Searcher, entry: &Entry) -> tantivy::Result<Vec<Weighted>> {
    let field = index.fields().text;
    let all = searcher.num_docs() as Score;
    let mut best = Vec::new();
    for (term, (count, word)) in counted(entry) {
        let articles = searcher.doc_freq(&Term::from_field_text(field, &term))? as Score;
        // what no other article has finds none, and what most have tells none from another
        if articles < 2.0 || articles > all / 2.0 && all > 20.0 {
            continue;
        }
        let often = 1.0 + (count as Score).ln();
        best.push(Weighted { term, word, often, weight: often * (1.0 + all / articles).ln() });
    }
    best.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    best.truncate(WORDS);
    Ok(best)
}

/// The most frequent terms of an article: how often it has each, and the first word that gives it.
fn counted(entry: &Entry) -> Vec<(String, (usize, String))> {
    let mut analyzer = Analyzer::default();
    let lang = entry.article.meta.lang.as_deref();
    let text = format!("{}\n\n{}", entry.article.meta.title.as_deref().unwrap_or_default(), entry.article.text.body());
    let mut counts: HashMap<String, (usize, String)> = HashMap::new();
    for word in words(&text) {
        let value = field_value(lang, "", word.text);
        let mut stream = analyzer.token_stream(&value);
        // its stem comes first; what else stands there says the same
        if stream.advance() {
            let term = &stream.token().text;
            let is_word =
                !term.starts_with(EXACT) && !term.starts_with('\u{2}') && !term.bytes().all(|b| b.is_ascii_digit());
            if is_word && (term.chars().count() >= LETTERS || !term.is_ascii()) {
                counts.entry(term.clone()).or_insert_with(|| (0, word.text.to_owned())).0 += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(CANDIDATES);
    counts
}

/// The best articles for the words but those of the keys in `without`, one of each story.
fn ranked(
    index: &Index,
    searcher: &Searcher,
    best: &[Weighted],
    without: &HashSet<u64>,
    stories: Option<&Stories>,
    limit: usize,
) -> tantivy::Result<Vec<Ranked>> {
    let there = searcher.num_docs() as usize;
    if best.is_empty() || there == 0 {
        return Ok(Vec::new());
    }
    let parts = best.iter().map(|best| -> (Occur, Box<dyn Query>) {
        // the index has its own idf in its scores, so that only the article's part is left to add
        (Occur::Should, Box::new(BoostQuery::new(Box::new(term_query(index, &best.term)), best.often)))
    });
    let query = BooleanQuery::new(parts.collect());
    let list = |k: usize| -> tantivy::Result<Vec<Ranked>> {
        // copies of the article itself are taken out of the list
        let k = k.saturating_add(without.len()).min(there).max(1);
        let mut top = searcher.search(&query, &TopDocs::with_limit(k).order_by_score())?;
        top.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut ranked = Vec::with_capacity(top.len());
        for (score, address) in top {
            if !without.contains(&short_key(searcher, address)?) {
                let mut one = Ranked::new(address);
                (one.parts.words, one.all) = (score, false);
                ranked.push(one);
            }
        }
        Ok(ranked)
    };
    let needed = limit.min(there);
    match stories {
        Some(stories) => fold(searcher, stories, needed, there, list),
        None => list(needed).map(|mut ranked| {
            ranked.truncate(needed);
            ranked
        }),
    }
}

fn short_key(searcher: &Searcher, address: DocAddress) -> tantivy::Result<u64> {
    let keys = searcher.segment_reader(address.segment_ord).fast_fields().u64(column::SHORT_KEY)?;
    Ok(keys.first(address.doc_id).unwrap_or_default())
}

fn term_query(index: &Index, term: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(index.fields().text, term), IndexRecordOption::WithFreqs)
}

/// Which of the words each article has.
fn shared(
    index: &Index,
    searcher: &Searcher,
    best: &[Weighted],
    ranked: &[Ranked],
) -> tantivy::Result<Vec<Vec<String>>> {
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weights = best.iter().map(|best| term_query(index, &best.term).weight(scoring));
    let weights: Vec<Box<dyn Weight>> = weights.collect::<tantivy::Result<_>>()?;
    let mut shared = Vec::with_capacity(ranked.len());
    for ranked in ranked {
        let DocAddress { segment_ord, doc_id } = ranked.address;
        let reader = searcher.segment_reader(segment_ord);
        let mut named: Vec<String> = Vec::new();
        for (weight, best) in weights.iter().zip(best) {
            let mut scorer = weight.scorer(reader, 1.0)?;
            let at = if scorer.doc() < doc_id { scorer.seek(doc_id) } else { scorer.doc() };
            if at == doc_id && named.len() < NAMED {
                named.push(best.word.clone());
            }
        }
        shared.push(named);
    }
    Ok(shared)
}
