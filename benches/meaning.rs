//! The meaning of words: passages of articles in MB/s, the vector of a query, and the comparison of it with 300 articles.

mod generator;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generator::Generator;
use newsdex::meaning::{PASSAGE_WORDS, Query, passages};

/// Articles whose passages are made in one round.
const ARTICLES: u64 = 500;

/// Articles that a search compares with its query.
const COMPARED: usize = 300;

/// Passages of each: those of 500 words.
const PASSAGES: usize = 5;

/// Title and text of generated articles, or of those in the NDJSON file that NEWSDEX_BENCH_TEXTS names.
fn texts() -> Vec<(String, String)> {
    match std::env::var("NEWSDEX_BENCH_TEXTS") {
        Err(_) => {
            let generator = Generator::new(1);
            generator.articles(ARTICLES).map(|article| (article.title.clone(), article.text())).collect()
        }
        Ok(file) => {
            let lines = std::fs::read_to_string(file).expect("NEWSDEX_BENCH_TEXTS names a file");
            let record = |line: &str| {
                let record: serde_json::Value = serde_json::from_str(line).expect("each line is a JSON object");
                let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
                (field("title"), field("body"))
            };
            lines.lines().map(record).collect()
        }
    }
}

fn meaning(criterion: &mut Criterion) {
    let texts = texts();
    let mut group = criterion.benchmark_group("meaning");
    group.throughput(Throughput::Bytes(texts.iter().map(|(title, body)| (title.len() + body.len()) as u64).sum()));
    group.bench_function("passages", |bencher| {
        bencher.iter(|| texts.iter().map(|(title, body)| passages(Some("en"), title, body).len()).sum::<usize>());
    });
    group.finish();
    let mut group = criterion.benchmark_group("meaning of a query");
    let typed = "which countries signed the agreement on rare earths";
    group.bench_function("vector", |bencher| bencher.iter(|| Query::new(black_box(typed))));
    let words: Vec<u64> = texts.iter().flat_map(|(title, body)| passages(Some("en"), title, body)).collect();
    let articles: Vec<&[u64]> = words.chunks_exact(PASSAGES * PASSAGE_WORDS).cycle().take(COMPARED).collect();
    if let Some(query) = Query::new(typed) {
        group.bench_function("300 articles", |bencher| {
            bencher.iter(|| articles.iter().filter_map(|words| query.similarity(words)).fold(0.0, f32::max));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    targets = meaning
}
criterion_main!(benches);
