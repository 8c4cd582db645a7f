//! Snippets of ten hits: ours against tantivy's SnippetGenerator, both stemmed, on the same bodies.

mod generator;

use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use generator::Generator;
use generator::output::write_ndjson;
use newsdex::article::Article;
use newsdex::index::Index;
use newsdex::ingest::{Options, update};
use newsdex::matches::{Matcher, PASSAGE_CHARS};
use newsdex::query::{Clause, compile};
use newsdex::search::{Request, find, search};
use tantivy::schema::{STRING, Schema};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Articles in the index that the hits come from.
const ARTICLES: u64 = 2000;

const SEED: u64 = 1;

/// Rounds of both, in turns, that the ratio is the median of: single rounds are noisy on shared processors.
const ROUNDS: usize = 301;

const QUERIES: [(&str, &str); 4] = [
    ("one word", "tariffs"),
    ("three words", "rare earths Japan"),
    ("phrase", "\"rare earths\""),
    ("frequent word", "the"),
];

/// The ten best articles of `query`.
fn hits(index: &Index, query: &str) -> Vec<Article> {
    let request = Request { query: query.to_owned(), ..Request::default() };
    let results = search(index, &request).expect("the index was made above");
    let article = |id: &str| find(index, id).expect("the index was made above").remove(0).article;
    let articles: Vec<Article> = results.hits.iter().map(|hit| article(&hit.id)).collect();
    assert_eq!(articles.len(), 10, "{query}");
    articles
}

fn index() -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let file = folder.path().join("archive.jsonl");
    let mut out = BufWriter::new(File::create(&file).expect("the folder was made above"));
    write_ndjson(Generator::new(SEED).articles(ARTICLES), &mut out).expect("there is room for the archive");
    drop(out);
    let index = Index::open_or_create(&folder.path().join("index")).expect("the folder is ours");
    update(&index, &[file], &Options::default(), &|_| {}, &AtomicBool::new(false)).expect("the archive is good");
    (folder, index)
}

/// Ours, as a search draws them: the matcher is made once for a page, title and body are read, the passages chosen.
fn ours(clauses: &[Clause], pages: &[(Article, String)]) {
    let mut matcher = Matcher::new(clauses);
    for (article, body) in pages {
        let (title, lang) = (article.meta.title.as_deref().unwrap_or_default(), article.meta.lang.as_deref());
        let found = matcher.find(lang, title, body, &mut |_| true);
        black_box(found.passages(body));
    }
}

/// Tantivy's, which knows no phrases: of their words. It shows one passage of the same length.
fn theirs(terms: &BTreeMap<String, f32>, analyzer: &TextAnalyzer, pages: &[(Article, String)]) {
    let mut schema = Schema::builder();
    let field = schema.add_text_field("text", STRING);
    let generator = SnippetGenerator::new(terms.clone(), analyzer.clone(), field, PASSAGE_CHARS);
    for (_, body) in pages {
        black_box(generator.snippet(body));
    }
}

fn seconds(run: impl FnOnce()) -> f64 {
    let started = Instant::now();
    run();
    started.elapsed().as_secs_f64()
}

fn snippets(criterion: &mut Criterion) {
    let (_folder, index) = index();
    let mut analyzer = TokenizerManager::default().get("en_stem").expect("tantivy has an English stemmer");
    let mut group = criterion.benchmark_group("snippets");
    for (name, query) in QUERIES {
        let pages: Vec<(Article, String)> =
            hits(&index, query).into_iter().map(|article| (article.clone(), article.text.body())).collect();
        let bytes: usize = pages.iter().map(|(_, body)| body.len()).sum();
        let clauses = compile(query, &["en".to_owned()]).clauses;
        let mut terms = BTreeMap::new();
        analyzer.token_stream(query).process(&mut |token| {
            terms.insert(token.text.clone(), 1.0);
        });
        group.bench_function(format!("{name}, ours"), |bencher| bencher.iter(|| ours(&clauses, &pages)));
        group.bench_function(format!("{name}, tantivy"), |bencher| bencher.iter(|| theirs(&terms, &analyzer, &pages)));
        let round = |_| seconds(|| ours(&clauses, &pages)) / seconds(|| theirs(&terms, &analyzer, &pages));
        let mut ratios: Vec<f64> = (0..ROUNDS).map(round).collect();
        ratios.sort_by(f64::total_cmp);
        println!("{name}: {:.2} times tantivy on {bytes} bytes of ten bodies", ratios[ROUNDS / 2]);
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = snippets
}
criterion_main!(benches);
