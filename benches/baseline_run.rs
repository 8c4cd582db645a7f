//! The baseline that judged queries are compared with: tantivy as it comes, one English field, any of the words.
//!
//! Reads articles as NDJSON and queries as lines of id, tab, query, and writes a TREC run.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use anyhow::{Context, Result};
use serde::Deserialize;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, Searcher, TantivyDocument, Term};

/// Articles listed for each query: what R@100 looks at.
const DEPTH: usize = 100;

/// tantivy's own chain: words, lower case, at most 40 bytes, Snowball's English stemmer.
const ANALYZER: &str = "en_stem";

/// Memory of the one thread that indexes, in bytes: tantivy asks for 15 MB at least.
const MEMORY: usize = 100_000_000;

/// One article; other fields do not count.
#[derive(Deserialize)]
struct Article {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

fn main() -> Result<()> {
    // cargo adds --bench, also to a plain `cargo bench`, where nothing is asked
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [articles, queries] = words.as_slice() else {
        eprintln!("usage: cargo bench --bench baseline_run -- ARTICLES.jsonl QUERIES.tsv > RUN");
        return Ok(());
    };
    let (index, text, ids) = indexed(articles)?;
    let searcher = index.reader()?.searcher();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines(queries)? {
        let line = line?;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (id, query) = line.split_once('\t').with_context(|| format!("no tab in '{line}'"))?;
        answer(&mut out, &searcher, text, &ids, id, query)?;
    }
    Ok(out.flush()?)
}

fn lines(path: &str) -> Result<io::Lines<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("cannot read '{path}'"))?;
    Ok(BufReader::new(file).lines())
}

/// The articles in one segment, in the order of their file; their ids by that order.
fn indexed(path: &str) -> Result<(Index, Field, Vec<String>)> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(ANALYZER).set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, MEMORY)?;
    let mut ids = Vec::new();
    for line in lines(path)? {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let article: Article = serde_json::from_str(&line)?;
        let mut document = TantivyDocument::default();
        document.add_text(text, format!("{} {}", article.title, article.text));
        writer.add_document(document)?;
        ids.push(article.id);
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    anyhow::ensure!(
        index.searchable_segment_ids()?.len() <= 1,
        "more than one segment: ids follow the order of one; give fewer articles"
    );
    Ok((index, text, ids))
}

/// A line a hit. Of equal scores tantivy lists the earlier article first; scores made from ranks keep that order.
fn answer(out: &mut dyn Write, searcher: &Searcher, text: Field, ids: &[String], id: &str, query: &str) -> Result<()> {
    let mut analyzer: TextAnalyzer =
        TokenizerManager::default().get(ANALYZER).context("tantivy has an English stemmer")?;
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut stream = analyzer.token_stream(query);
    while stream.advance() {
        let term = Term::from_field_text(text, &stream.token().text);
        clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
    }
    let found = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(DEPTH).order_by_score())?;
    for (rank, (_, address)) in (1..).zip(found) {
        let article = &ids[address.doc_id as usize];
        writeln!(out, "{id} Q0 {article} {rank} {:.12} en_stem", 1.0 / f64::from(rank))?;
    }
    Ok(())
}
