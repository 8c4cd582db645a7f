//! tantivy without anything around it: one field with its English stemmer for title and body, which are stored beside it.
//!
//! Shared by the program `bare_tantivy`, which is compared as a whole process, and by the comparison within one process.

#![allow(dead_code, reason = "each program that includes this module uses a part of it")]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::ops::Bound;
use std::path::Path;

use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{
    DocAddress, Index, IndexSettings, IndexWriter, Order, ReloadPolicy, Result, Searcher, TantivyDocument,
    TantivyError, Term,
};

/// Hits and characters of a snippet, as newsdex shows them.
const LIMIT: usize = 10;
const SNIPPET_CHARS: usize = 200;

/// Memory of the writer, its threads and the segments that are left, as newsdex has them.
const WRITER_BYTES: usize = 80_000_000;
const MAX_THREADS: usize = 4;
const MAX_SEGMENTS: usize = 4;

/// What a query is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any of the words.
    Any,
    /// All of them.
    All,
    /// All of them, next to each other and in this order.
    Phrase,
    /// Words that begin so.
    Begin,
}

/// A line of the archive.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    title: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
    date: Option<&'a str>,
}

struct Fields {
    text: Field,
    title: Field,
    body: Field,
    day: Field,
}

impl Fields {
    fn schema() -> Schema {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        schema.add_text_field("title", STORED);
        schema.add_text_field("body", STORED);
        schema.add_i64_field("day", FAST | INDEXED);
        schema.build()
    }

    fn of(schema: &Schema) -> Result<Self> {
        let field = |name| schema.get_field(name);
        Ok(Self { text: field("text")?, title: field("title")?, body: field("body")?, day: field("day")? })
    }
}

/// Makes an index of an archive of NDJSON.
pub(crate) fn build(dir: &Path, archive: &Path) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
        ..IndexSettings::default()
    };
    let index = Index::builder().schema(Fields::schema()).settings(settings).create_in_dir(dir)?;
    let fields = Fields::of(&index.schema())?;
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MAX_THREADS));
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, WRITER_BYTES)?;
    for line in std::io::BufReader::new(std::fs::File::open(archive)?).lines() {
        let line = line?;
        let article: Line<'_> =
            serde_json::from_str(&line).map_err(|err| TantivyError::InvalidArgument(err.to_string()))?;
        let mut document = TantivyDocument::default();
        document.add_text(fields.text, &article.title);
        document.add_text(fields.text, &article.text);
        document.add_text(fields.title, &article.title);
        document.add_text(fields.body, &article.text);
        document.add_i64(fields.day, article.date.map_or(i64::MIN, day));
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    merge(&index)
}

/// `2025-10-28` as 20251028, which has the order of days.
pub(crate) fn day(date: &str) -> i64 {
    date.bytes().filter(u8::is_ascii_digit).fold(0, |day, digit| day * 10 + i64::from(digit - b'0'))
}

/// The smallest segments become one until few are left.
fn merge(index: &Index) -> Result<()> {
    let mut segments = index.searchable_segment_metas()?;
    if segments.len() <= MAX_SEGMENTS {
        return Ok(());
    }
    segments.sort_by_key(|segment| segment.num_docs());
    let small: Vec<_> = segments[..=segments.len() - MAX_SEGMENTS].iter().map(|segment| segment.id()).collect();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    writer.merge(&small).wait()?;
    writer.wait_merging_threads()
}

/// An answer: how many articles, title and snippet of the first ones.
pub(crate) struct Answer {
    /// `None` where nobody counted.
    pub(crate) total: Option<usize>,
    /// Title and snippet.
    pub(crate) hits: Vec<(String, String)>,
}

/// An index that is open.
pub(crate) struct Bare {
    fields: Fields,
    searcher: Searcher,
    analyzer: TextAnalyzer,
}

impl Bare {
    /// Opens an index that [`build`] made.
    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let index = Index::open_in_dir(dir)?;
        let fields = Fields::of(&index.schema())?;
        let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
        let analyzer = index.tokenizer_for_field(fields.text)?;
        Ok(Self { fields, searcher, analyzer })
    }

    /// The share of articles with a word.
    pub(crate) fn share(&self, word: &str) -> Result<f64> {
        let mut most = 0;
        for term in self.stems(word) {
            most = most.max(self.searcher.doc_freq(&term)?);
        }
        Ok(most as f64 / self.searcher.num_docs().max(1) as f64)
    }

    /// Split, lower-cased, stemmed.
    fn stems(&self, text: &str) -> Vec<Term> {
        let mut terms = Vec::new();
        let mut analyzer = self.analyzer.clone();
        analyzer
            .token_stream(text)
            .process(&mut |token| terms.push(Term::from_field_text(self.fields.text, &token.text)));
        terms
    }

    /// Ten hits by BM25 and their count in one search, with titles and snippets.
    pub(crate) fn ranked(&self, kind: Kind, text: &str, since: Option<i64>) -> Result<Answer> {
        let terms = self.stems(text);
        let query = self.query(kind, text, &terms, since)?;
        let (top, total) = self.searcher.search(&query, &(TopDocs::with_limit(LIMIT).order_by_score(), Count))?;
        let hits = self.drawn(top.into_iter().map(|(_, address)| address), &terms)?;
        Ok(Answer { total: Some(total), hits })
    }

    /// Ten hits by BM25 and nothing else: no count, no stored text. Gives their number.
    pub(crate) fn top(&self, kind: Kind, text: &str) -> Result<usize> {
        let query = self.query(kind, text, &self.stems(text), None)?;
        Ok(self.searcher.search(&query, &TopDocs::with_limit(LIMIT).order_by_score())?.len())
    }

    /// The ten newest hits, with titles and snippets.
    pub(crate) fn newest(&self, kind: Kind, text: &str) -> Result<Answer> {
        let terms = self.stems(text);
        let top = self.newest_top(&*self.query(kind, text, &terms, None)?)?;
        Ok(Answer { total: None, hits: self.drawn(top.into_iter(), &terms)? })
    }

    /// The ten newest hits and nothing else. Gives their number.
    pub(crate) fn newest_alone(&self, kind: Kind, text: &str) -> Result<usize> {
        Ok(self.newest_top(&*self.query(kind, text, &self.stems(text), None)?)?.len())
    }

    fn newest_top(&self, query: &dyn Query) -> Result<Vec<DocAddress>> {
        let collector = TopDocs::with_limit(LIMIT).order_by_fast_field::<i64>("day", Order::Desc);
        Ok(self.searcher.search(query, &collector)?.into_iter().map(|(_, address)| address).collect())
    }

    fn query(&self, kind: Kind, text: &str, terms: &[Term], since: Option<i64>) -> Result<Box<dyn Query>> {
        let words = |occur| {
            let clauses = terms.iter().map(|term| {
                let term: Box<dyn Query> = Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
                (occur, term)
            });
            BooleanQuery::new(clauses.collect())
        };
        let query: Box<dyn Query> = match kind {
            Kind::Phrase if terms.len() > 1 => Box::new(PhraseQuery::new(terms.to_vec())),
            Kind::Begin => Box::new(RegexQuery::from_pattern(&format!("{text}.*"), self.fields.text)?),
            Kind::Any => Box::new(words(Occur::Should)),
            Kind::All | Kind::Phrase => Box::new(words(Occur::Must)),
        };
        let Some(since) = since else { return Ok(query) };
        let from = Bound::Included(Term::from_field_i64(self.fields.day, since));
        let period: Box<dyn Query> = Box::new(RangeQuery::new(from, Bound::Unbounded));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, period)])))
    }

    fn drawn(&self, addresses: impl Iterator<Item = DocAddress>, terms: &[Term]) -> Result<Vec<(String, String)>> {
        let snippets = self.snippets(terms)?;
        let mut hits = Vec::new();
        for address in addresses {
            #[expect(clippy::disallowed_methods, reason = "a bare program reads what it wrote as the engine has it")]
            let document: TantivyDocument = self.searcher.doc(address)?;
            let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
            let mut snippet = snippets.snippet(text(self.fields.body));
            snippet.set_snippet_prefix_postfix("**", "**");
            hits.push((text(self.fields.title).to_owned(), snippet.to_html()));
        }
        Ok(hits)
    }

    /// Rare words weigh more, as in `SnippetGenerator::create`.
    fn snippets(&self, terms: &[Term]) -> Result<SnippetGenerator> {
        let mut weights = BTreeMap::new();
        for term in terms {
            let found = self.searcher.doc_freq(term)?;
            if let Some(word) = term.value().as_str().filter(|_| found > 0) {
                weights.insert(word.to_owned(), 1.0 / (1.0 + found as f32));
            }
        }
        Ok(SnippetGenerator::new(weights, self.analyzer.clone(), self.fields.text, SNIPPET_CHARS))
    }
}
