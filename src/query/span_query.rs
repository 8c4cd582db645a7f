//! A query for words whose places count: the engine's own queries know neither distance in order, nor sentences, nor
//! parts of an article.
//!
//! Documents that have the words are found first, from their numbers alone; then places are read and
//! [`evaluate`](crate::query::evaluate) says whether they match. Of a single word the places are all that is asked: see
//! [`crate::query::gathered`].

use std::sync::{Arc, OnceLock};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, Bm25Weight, BooleanQuery, EmptyQuery, EnableScoring, Explanation, Query, Scorer,
    TermQuery, TermSetQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::query::effort::Effort;
use crate::query::found::Span;
use crate::query::gathered::GatheredScorer;
use crate::query::memo::{Known, Segment, Walk};
use crate::query::pairs::Found;
use crate::query::places::{Lists, Member, Page, Plan, members};
use crate::query::spans::{evaluate, evaluate_spans};
use crate::query::tree::{Condition, Resolved, Tree};
use crate::query::words::Forms;
use crate::text::{BODY_POSITION, TITLE_WEIGHT};

/// From this number of terms on, documents with any of them are gathered in a set: a union asks each term at each step.
const MANY_TERMS: usize = 16;

/// What it takes to go on to an article and to ask anything of it, against reading a place of a word: its posting lists
/// are moved.
const STEPS_OF_AN_ARTICLE: usize = 50;

/// A part of a query, evaluated on positions.
#[derive(Clone)]
pub(crate) struct SpanQuery {
    field: Field,
    /// Leaves and filters by their numbers.
    tree: Arc<Tree<usize, usize>>,
    leaves: Arc<Vec<Plan>>,
    filters: Arc<Vec<Box<dyn Query>>>,
    known: Known,
}

impl std::fmt::Debug for SpanQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpanQuery").field("tree", &self.tree).finish_non_exhaustive()
    }
}

impl SpanQuery {
    /// `filter` gives the query of a condition; what was found before is in `known`.
    pub(crate) fn new(
        field: Field,
        tree: &Resolved,
        forms: &Forms,
        known: Known,
        filter: &dyn Fn(&Condition) -> Box<dyn Query>,
    ) -> Self {
        let (mut leaves, mut filters) = (Vec::new(), Vec::new());
        let tree = tree.map(
            &mut |leaf| {
                let slots = leaf.slots.iter().map(|slot| members(slot, forms)).collect();
                leaves.push(Plan { slots, slop: leaf.slop });
                leaves.len() - 1
            },
            &mut |condition| {
                filters.push(filter(condition));
                filters.len() - 1
            },
        );
        Self { field, tree: Arc::new(tree), leaves: Arc::new(leaves), filters: Arc::new(filters), known }
    }

    fn term(&self, text: &str) -> Term {
        Term::from_field_text(self.field, text)
    }

    /// Documents that may match; `None` where any may.
    fn candidates(&self, tree: &Tree<usize, usize>) -> Option<Box<dyn Query>> {
        let of = |parts: &[Tree<usize, usize>]| -> Vec<Box<dyn Query>> {
            parts.iter().filter_map(|part| self.candidates(part)).collect()
        };
        match tree {
            Tree::Leaf(leaf) => both(self.leaves[*leaf].slots.iter().map(|slot| self.any_of(slot)).collect()),
            Tree::Near { left, right, .. } => {
                both([left, right].into_iter().filter_map(|t| self.candidates(t)).collect())
            }
            Tree::Same { parts, .. } | Tree::All(parts) => both(of(parts)),
            Tree::Any(parts) => {
                let found = of(parts);
                (found.len() == parts.len()).then(|| Box::new(BooleanQuery::union(found)) as Box<dyn Query>)
            }
            Tree::Not(_) | Tree::Filter(_) => None,
            Tree::In { tree, .. } | Tree::AtLeast { tree, .. } => self.candidates(tree),
        }
    }

    fn any_of(&self, members: &[Member]) -> Box<dyn Query> {
        let terms = members.iter().map(|member| self.term(&member.term));
        let one = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>;
        match members.len() {
            0 => Box::new(EmptyQuery),
            1..MANY_TERMS => Box::new(BooleanQuery::union(terms.map(one).collect())),
            _ => Box::new(TermSetQuery::new(terms)),
        }
    }

    /// BM25 of the whole: its frequency is the number of matches, its idf the sum over the words that are wanted, as
    /// Lucene's `SpanWeight` has it. A word of several forms counts as one term.
    fn similarity(&self, statistics: &dyn Bm25StatisticsProvider) -> Result<Option<Bm25Weight>> {
        let total = statistics.total_num_docs()?;
        let frequencies = self.known.frequencies(|| self.frequencies(statistics, total))?;
        let known = Frequencies { total, tokens: statistics.total_num_tokens(self.field)?, frequencies };
        if known.frequencies.is_empty() || total == 0 {
            return Ok(None);
        }
        let terms: Vec<Term> = (0..known.frequencies.len()).map(|n| self.term(&n.to_string())).collect();
        Bm25Weight::for_terms(&known, &terms).map(Some)
    }

    /// In how many of `total` articles each word that is wanted stands, in any of its forms.
    fn frequencies(&self, statistics: &dyn Bm25StatisticsProvider, total: u64) -> Result<Vec<u64>> {
        let mut wanted = Vec::new();
        self.tree.wanted(&mut |leaf| wanted.push(*leaf));
        let mut frequencies = Vec::new();
        for slot in wanted.into_iter().flat_map(|leaf| &self.leaves[leaf].slots) {
            let mut without = 1.0;
            for member in slot {
                let frequency = statistics.doc_freq(&self.term(&member.term))?;
                // as if forms stood in articles independently of each other
                without *= 1.0 - frequency as f64 / total.max(1) as f64;
            }
            frequencies.push(((1.0 - without) * total as f64).round() as u64);
        }
        Ok(frequencies)
    }
}

/// Documents of all; `None` of nothing.
fn both(mut queries: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    match queries.len() {
        0 => None,
        1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::intersection(queries))),
    }
}

/// Whether a tree asks for a part of an article within another one: there it is asked where the words of a match stand.
fn has_parts(tree: &Tree<usize, usize>, within: bool) -> bool {
    match tree {
        Tree::In { tree, .. } => within || has_parts(tree, true),
        Tree::Near { left, right, .. } => has_parts(left, within) || has_parts(right, within),
        Tree::Same { parts, .. } | Tree::All(parts) | Tree::Any(parts) => {
            parts.iter().any(|part| has_parts(part, within))
        }
        Tree::Not(tree) | Tree::AtLeast { tree, .. } => has_parts(tree, within),
        Tree::Leaf(_) | Tree::Filter(_) => false,
    }
}

/// Statistics of words of several forms, which are named by their numbers.
struct Frequencies {
    total: u64,
    tokens: u64,
    frequencies: Vec<u64>,
}

impl Bm25StatisticsProvider for Frequencies {
    fn total_num_tokens(&self, _: Field) -> Result<u64> {
        Ok(self.tokens)
    }

    fn total_num_docs(&self) -> Result<u64> {
        Ok(self.total)
    }

    fn doc_freq(&self, term: &Term) -> Result<u64> {
        let number = term.value().as_str().and_then(|number| number.parse::<usize>().ok());
        Ok(number.and_then(|number| self.frequencies.get(number)).copied().unwrap_or(0))
    }
}

impl Query for SpanQuery {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let similarity = match enable_scoring {
            EnableScoring::Enabled { statistics_provider, .. } => self.similarity(statistics_provider)?,
            EnableScoring::Disabled { .. } => None,
        };
        let silent = match enable_scoring.searcher() {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(enable_scoring.schema()),
        };
        let filters = self.filters.iter().map(|filter| filter.weight(silent)).collect::<Result<_>>()?;
        Ok(Box::new(SpanWeight { query: self.clone(), candidates: OnceLock::new(), filters, similarity }))
    }
}

struct SpanWeight {
    query: SpanQuery,
    /// Made when a segment is asked about of which not all is known: of a thousand terms it takes longer than to read them.
    candidates: OnceLock<Box<dyn Weight>>,
    filters: Vec<Box<dyn Weight>>,
    /// `None` where nothing scores.
    similarity: Option<Bm25Weight>,
}

impl SpanWeight {
    fn candidates(&self, reader: &SegmentReader) -> Result<Box<dyn Scorer>> {
        if let Some(known) = self.candidates.get() {
            return known.scorer(reader, 1.0);
        }
        let query = self.query.candidates(&self.query.tree).unwrap_or_else(|| Box::new(AllQuery));
        let made = query.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        self.candidates.get_or_init(|| made).scorer(reader, 1.0)
    }
}

impl Weight for SpanWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let SpanQuery { field, tree, leaves, known, .. } = &self.query;
        let similarity = match &self.similarity {
            Some(weight) => Some((weight.boost_by(boost), reader.get_fieldnorms_reader(*field)?)),
            None => None,
        };
        let (known, effort) = (known.segment(reader.segment_id()), known.effort.clone());
        if let Some(all) = known.all() {
            return Ok(Box::new(KnownScorer { walk: Walk::new(all), similarity }));
        }
        let lists = Lists { reader, index: reader.inverted_index(*field)?, field: *field };
        if let Tree::Leaf(leaf) = tree.as_ref()
            && let [words] = leaves[*leaf].slots.as_slice()
        {
            let similarity = similarity.map(|(weight, _)| weight);
            return Ok(Box::new(GatheredScorer::new(&lists, words, similarity, known, effort)?));
        }
        let filters = self.filters.iter().map(|filter| filter.scorer(reader, 1.0)).collect::<Result<_>>()?;
        let mut scorer = SpanScorer {
            tree: tree.clone(),
            candidates: self.candidates(reader)?,
            page: Page::new(&lists, leaves, filters)?,
            telling: has_parts(tree, false),
            known,
            found: Some(Vec::new()),
            effort,
            ended: false,
            similarity,
            frequency: 0,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("words in their places: BM25 of the number of matches", scorer.score()))
    }
}

struct SpanScorer {
    tree: Arc<Tree<usize, usize>>,
    /// Stands on a document that matches, or at the end.
    candidates: Box<dyn Scorer>,
    page: Page,
    /// Whether matches must say which words make them up.
    telling: bool,
    known: Segment,
    /// What matched so far, as long as no article was passed over.
    found: Option<Vec<(DocId, u32)>>,
    effort: Effort,
    /// Whether the effort was used up: then no article is left.
    ended: bool,
    similarity: Option<(Bm25Weight, FieldNormReader)>,
    /// Matches in the document.
    frequency: u32,
}

impl SpanScorer {
    /// Goes on to the next document that matches, from where the candidates stand.
    fn settle(&mut self) -> DocId {
        let mut doc = self.candidates.doc();
        while doc != TERMINATED {
            self.ended = self.effort.is_over();
            if self.ended {
                return TERMINATED;
            }
            if self.matches(doc) {
                if let Some(found) = &mut self.found {
                    found.push((doc, self.frequency));
                }
                return doc;
            }
            doc = self.candidates.advance();
        }
        if let Some(found) = self.found.take() {
            self.known.is_all(found);
        }
        TERMINATED
    }

    fn matches(&mut self, doc: DocId) -> bool {
        let Self { tree, page, telling, effort, .. } = self;
        self.frequency = self.known.matches(doc, || {
            page.turn(doc);
            let found = match telling {
                true => evaluate(tree, page).map_or(0, |found| frequency(&found)),
                false => evaluate_spans(tree, page).map_or(0, |found| frequency(&found)),
            };
            effort.spend(STEPS_OF_AN_ARTICLE + page.steps());
            found
        });
        self.frequency > 0
    }
}

/// The number of different matches, at least 1 for an article that matches; a match in the title weighs as a word there
/// does.
fn frequency<M: Found>(found: &[M]) -> u32 {
    let mut spans: Vec<Span> = found.iter().map(Found::span).collect();
    spans.sort_unstable();
    spans.dedup();
    let titles = spans.partition_point(|span| (span.start as usize) < BODY_POSITION);
    weighed(spans.len(), titles).max(1)
}

/// So many matches, of which some are in the title, as a frequency.
pub(crate) fn weighed(matches: usize, titles: usize) -> u32 {
    u32::try_from(matches + (TITLE_WEIGHT - 1) * titles).unwrap_or(u32::MAX)
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc() == TERMINATED {
            return TERMINATED;
        }
        self.candidates.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        self.found = None;
        self.candidates.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        if self.ended { TERMINATED } else { self.candidates.doc() }
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }

    /// To read places costs about ten times as much as to read numbers of documents, as the engine reckons for phrases.
    fn cost(&self) -> u64 {
        self.candidates.cost().saturating_mul(10)
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        score(self.similarity.as_ref(), self.doc(), self.frequency)
    }
}

fn score(similarity: Option<&(Bm25Weight, FieldNormReader)>, doc: DocId, frequency: u32) -> Score {
    similarity.map_or(0.0, |(weight, norms)| weight.score(norms.fieldnorm_id(doc), frequency))
}

/// Articles that were found before.
struct KnownScorer {
    walk: Walk,
    similarity: Option<(Bm25Weight, FieldNormReader)>,
}

impl DocSet for KnownScorer {
    fn advance(&mut self) -> DocId {
        self.walk.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.walk.seek(target)
    }

    fn doc(&self) -> DocId {
        self.walk.doc()
    }

    fn size_hint(&self) -> u32 {
        self.walk.size_hint()
    }
}

impl Scorer for KnownScorer {
    fn score(&mut self) -> Score {
        score(self.similarity.as_ref(), self.doc(), self.walk.matches())
    }
}
