//! The least that answers a query with ten titles and snippets: tantivy alone, on the index that newsdex made.
//!
//! No query language, no facets, no rescoring. As a whole process it is what `newsdex search` is compared with.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Directory, DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Hits and characters of a snippet, as newsdex shows them.
const LIMIT: usize = 10;
const SNIPPET_CHARS: usize = 200;

/// What is needed of the stored record.
#[derive(Deserialize)]
struct Record {
    article: Article,
}

#[derive(Deserialize)]
struct Article {
    meta: Meta,
    text: Text,
}

#[derive(Deserialize)]
struct Meta {
    title: Option<String>,
}

#[derive(Deserialize)]
struct Text {
    raw: String,
    #[serde(default)]
    removed: Vec<Removed>,
}

#[derive(Deserialize)]
struct Removed {
    s: usize,
    e: usize,
}

impl Text {
    /// What cleaning left.
    fn body(&self) -> String {
        let mut body = String::with_capacity(self.raw.len());
        let mut at = 0;
        for removed in &self.removed {
            body.push_str(&self.raw[at..removed.s]);
            at = removed.e;
        }
        body.push_str(&self.raw[at..]);
        body
    }
}

fn main() -> Result<()> {
    // cargo adds --bench, also to a plain `cargo bench`, where nothing is asked
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [dir, query @ ..] = words.as_slice() else {
        eprintln!("usage: cargo bench --bench bare_tantivy -- DIR WORD…");
        return Ok(());
    };
    let segments = Sealed(MmapDirectory::open(Path::new(dir).join("segments"))?);
    let index = Index::open(segments).with_context(|| format!("no index at '{dir}'"))?;
    let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
    answer(&index, &searcher, &query.join(" "))
}

fn answer(index: &Index, searcher: &Searcher, query: &str) -> Result<()> {
    let schema = index.schema();
    let (text, record) = (schema.get_field("text")?, schema.get_field("record")?);
    let analyzer = TokenizerManager::default().get("en_stem").context("tantivy has an English stemmer")?;
    let terms = stems(query, analyzer.clone(), text);
    let clauses = terms.iter().map(|term| {
        let term: Box<dyn Query> = Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
        (Occur::Should, term)
    });
    let query = BooleanQuery::new(clauses.collect());
    let (top, total) = searcher.search(&query, &(TopDocs::with_limit(LIMIT).order_by_score(), Count))?;
    let snippets = snippets(searcher, &terms, analyzer, text)?;
    for (place, (score, address)) in top.into_iter().enumerate() {
        let article = stored(searcher, address, record)?;
        let title = article.meta.title.as_deref().unwrap_or_default();
        let mut snippet = snippets.snippet(&article.text.body());
        snippet.set_snippet_prefix_postfix("**", "**");
        println!("{:2}  {title}  {score:.2}\n    {}\n", place + 1, snippet.to_html());
    }
    eprintln!("{total} articles");
    Ok(())
}

/// Split, lower-cased, stemmed.
fn stems(query: &str, mut analyzer: TextAnalyzer, field: Field) -> Vec<Term> {
    let mut terms = Vec::new();
    analyzer.token_stream(query).process(&mut |token| terms.push(Term::from_field_text(field, &token.text)));
    terms
}

/// Rare words weigh more, as in `SnippetGenerator::create`, which would take the analyzer of the index.
fn snippets(searcher: &Searcher, terms: &[Term], analyzer: TextAnalyzer, field: Field) -> Result<SnippetGenerator> {
    let mut weights = BTreeMap::new();
    for term in terms {
        let found = searcher.doc_freq(term)?;
        if let Some(word) = term.value().as_str().filter(|_| found > 0) {
            weights.insert(word.to_owned(), 1.0 / (1.0 + found as f32));
        }
    }
    Ok(SnippetGenerator::new(weights, analyzer, field, SNIPPET_CHARS))
}

fn stored(searcher: &Searcher, address: DocAddress, field: Field) -> Result<Article> {
    let document: TantivyDocument = searcher.doc(address)?;
    let bytes = document.get_first(field).and_then(|value| value.as_bytes()).context("a document without a record")?;
    // what stands behind it belongs to newsdex
    let mut records = serde_json::Deserializer::from_slice(bytes).into_iter::<Record>();
    Ok(records.next().context("an empty record")??.article)
}

/// tantivy's own directory, whose list of segments has two more lines, which only newsdex reads.
#[derive(Clone, Debug)]
struct Sealed(MmapDirectory);

impl Directory for Sealed {
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.0.atomic_read(path)?;
        if let Some(end) = bytes.windows(3).position(|end| end == b"\n}\n") {
            bytes.truncate(end + 3);
        }
        Ok(bytes)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}
