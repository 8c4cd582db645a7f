//! Searches by class on one generated index that is open: what a server or the evaluator waits for.

mod generator;

use std::fs::File;
use std::io::BufWriter;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use generator::Generator;
use generator::output::write_ndjson;
use newsdex::index::Index;
use newsdex::ingest::{Options, update};
use newsdex::query::{Filters, Period};
use newsdex::search::{FacetKind, Matching, Request, Sort, search_in};

/// Articles in the index, unless NEWSDEX_BENCH_ARTICLES says otherwise.
const ARTICLES: u64 = 5000;

const SEED: u64 = 1;

/// Name and request of every class, with the share of generated articles that it finds.
fn classes() -> Vec<(&'static str, Request)> {
    let query = |query: &str| Request { query: query.to_owned(), ..Request::default() };
    let matching =
        |query: &str, matching| Request { query: query.to_owned(), matching: Some(matching), ..Request::default() };
    let filters = Filters {
        countries: vec!["JP".to_owned()],
        dates: vec![Period { since: chrono::NaiveDate::from_ymd_opt(2020, 1, 1), until: None }],
        ..Filters::default()
    };
    let facets = vec![FacetKind::Country, FacetKind::Leader, FacetKind::Topic, FacetKind::Source, FacetKind::Month];
    vec![
        // .1 %, 6 %, 85 %
        ("rare word", query("bepaberg")),
        ("medium word", query("tariffs")),
        ("frequent word", query("the")),
        // 41 % and 6 %
        ("two words, any", matching("tariffs Japan", Matching::Any)),
        ("two words, all", matching("tariffs Japan", Matching::All)),
        // 12 %
        ("phrase", query("\"rare earths\"")),
        ("three words as typed", query("rare earths Japan")),
        ("filtered", Request { filters, ..query("tariffs") }),
        ("newest first", Request { sort: Sort::Newest, ..query("tariffs Japan") }),
        ("facets", Request { facets, ..query("tariffs") }),
        ("ten snippets", query("tariffs minister")),
        ("no snippets", Request { snippets: false, ..query("tariffs minister") }),
    ]
}

fn index() -> (tempfile::TempDir, Index) {
    let articles = std::env::var("NEWSDEX_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(ARTICLES);
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let file = folder.path().join("archive.jsonl");
    let mut out = BufWriter::new(File::create(&file).expect("the folder was made above"));
    write_ndjson(Generator::new(SEED).articles(articles), &mut out).expect("there is room for the archive");
    let index = Index::open_or_create(&folder.path().join("index")).expect("the folder is ours");
    let stop = AtomicBool::new(false);
    let summary = update(&index, &[file], &Options::default(), &|_| {}, &stop);
    let summary = summary.expect("a generated archive can be indexed");
    assert_eq!(summary.total, articles, "{:?}", summary.skipped.first());
    (folder, index)
}

fn queries(criterion: &mut Criterion) {
    let (_folder, index) = index();
    let searcher = index.searcher().expect("the index was made above");
    let mut group = criterion.benchmark_group("queries");
    for (name, request) in classes() {
        let found = search_in(&index, &searcher, &request).expect("the index was made above");
        eprintln!("{name}: {} hits of {:?}", found.hits.len(), found.total);
        group.bench_function(name, |bencher| {
            bencher.iter(|| search_in(&index, &searcher, &request).expect("the index was made above"));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = queries
}
criterion_main!(benches);
