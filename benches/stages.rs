//! The stages of the road of an article: cleaning and labelling in MB/s, indexing in articles a second.

mod generator;

use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use generator::Generator;
use generator::output::write_ndjson;
use newsdex::annotate::{Annotator, LearnedLeader, Lists};
use newsdex::article::{Article, Metadata, Raw};
use newsdex::clean::{Settings, clean};
use newsdex::index::Index;
use newsdex::ingest::{Options, update};

/// Articles that are cleaned or labelled in one round: 1.5 MB of text, more than a cache of the second level holds.
const ARTICLES: u64 = 500;

/// Articles that are indexed in one round, unless NEWSDEX_BENCH_ARTICLES says otherwise.
const INDEXED: u64 = 2000;

const SEED: u64 = 1;

fn raws() -> Vec<Raw> {
    let raw = |article: generator::Article| Raw {
        id: Some(article.number.to_string()),
        text: article.text(),
        meta: Metadata {
            title: Some(article.title),
            source: Some(article.source),
            authors: article.authors,
            lang: Some(article.lang),
            ..Metadata::default()
        },
    };
    Generator::new(SEED).articles(ARTICLES).map(raw).collect()
}

fn cleaning(criterion: &mut Criterion) {
    let raws = raws();
    let mut group = criterion.benchmark_group("cleaning");
    group.throughput(Throughput::Bytes(raws.iter().map(|raw| raw.text.len() as u64).sum()));
    group.bench_function("generated", |bencher| {
        let clean_all =
            |raws: Vec<Raw>| raws.into_iter().map(|raw| clean(raw, &Settings::default())).collect::<Vec<Article>>();
        bencher.iter_batched(|| raws.clone(), clean_all, BatchSize::LargeInput);
    });
    group.finish();
}

/// Leaders that an archive may have taught; more than all heads and ministers of fifty years.
const LEARNED: usize = 50_000;

/// A name of syllables: the digits of the number in base 20.
fn word(number: usize, syllables: u32) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "ren", "mo", "ta", "kel", "shi", "du", "vor", "lin", "ga", "es", "pi", "hanu", "zer", "ko", "ral", "yo",
        "fen", "ni", "cas",
    ];
    let part = |place: u32| SYLLABLES[number / SYLLABLES.len().pow(place) % SYLLABLES.len()];
    let name: String = (0..syllables).map(part).collect();
    name[..1].to_uppercase() + &name[1..]
}

/// As many people as an archive may teach: names of two or three words, some with particles, initials and accents, from
/// countries of every order of names, few with another spelling.
fn learned() -> Lists {
    const COUNTRIES: [&str; 12] = ["US", "JP", "CN", "", "FR", "KR", "DE", "HU", "IN", "NG", "BR", "SG"];
    const OFFICES: [&str; 5] = ["minister", "foreign minister", "president", "prime minister", "central bank governor"];
    let person = |number: usize| {
        let (given, family) = (word(number, 2), word(number * 7919, 4));
        let middle = match number % 10 {
            0 => " de".to_owned(),
            1 => " A.".to_owned(),
            2 | 3 => format!(" {}", word(number * 31, 2)),
            _ => String::new(),
        };
        let accent = if number.is_multiple_of(17) { "é" } else { "" };
        let alias = number.is_multiple_of(12).then(|| format!("{} {family}", word(number + 1, 2)));
        LearnedLeader {
            name: format!("{given}{middle} {family}{accent}"),
            aliases: alias.into_iter().collect(),
            office: OFFICES[number % OFFICES.len()].to_owned(),
            country: COUNTRIES[number % COUNTRIES.len()].to_owned(),
            first: "2025-10-21".to_owned(),
            last: "2025-12-31".to_owned(),
            ..LearnedLeader::default()
        }
    };
    Lists { learned: (0..LEARNED).map(person).collect(), ..Lists::default() }
}

/// The articles to label: generated ones, or those of the NDJSON file that NEWSDEX_BENCH_TEXTS names, which have `title`
/// and `body`.
fn articles() -> Vec<Article> {
    let raws = match std::env::var("NEWSDEX_BENCH_TEXTS") {
        Err(_) => raws(),
        Ok(file) => {
            let lines = std::fs::read_to_string(file).expect("NEWSDEX_BENCH_TEXTS names a file");
            let record = |line: &str| serde_json::from_str(line).expect("each line is a JSON object");
            lines.lines().map(record).map(|record: serde_json::Value| raw(&record)).collect()
        }
    };
    raws.into_iter().map(|raw| clean(raw, &Settings::default())).collect()
}

fn raw(record: &serde_json::Value) -> Raw {
    let text = |field: &str| record[field].as_str().unwrap_or_default().to_owned();
    let meta = Metadata { title: Some(text("title")), lang: Some("en".to_owned()), ..Metadata::default() };
    Raw { id: None, text: text("body"), meta }
}

/// Labelling in MB/s and the time until it can begin, without and with the names that an archive has taught.
fn labelling(criterion: &mut Criterion) {
    let articles = articles();
    let lists = [("no names learned", Lists::default()), ("50,000 names learned", learned())];
    let mut group = criterion.benchmark_group("labelling");
    for (name, lists) in &lists {
        let before = resident();
        let annotator = Annotator::new(lists);
        black_box(annotator.annotate(&articles[0]));
        let kib = resident().zip(before).map(|(now, before)| now.saturating_sub(before));
        println!("{name}: tables take {} KiB", kib.map_or("?".to_owned(), |kib| kib.to_string()));
        group.throughput(Throughput::Bytes(articles.iter().map(|article| article.text.body().len() as u64).sum()));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| articles.iter().for_each(|article| drop(black_box(annotator.annotate(article)))));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("labelling ready");
    for (name, lists) in &lists {
        group.bench_function(*name, |bencher| bencher.iter_with_large_drop(|| Annotator::new(lists)));
    }
    group.finish();
}

/// Memory of this process that no file stands behind, in KiB, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// A whole run: reading, cleaning, labelling, writing, committing, merging; and one that finds nothing new.
fn indexing(criterion: &mut Criterion) {
    let articles = std::env::var("NEWSDEX_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(INDEXED);
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let file = folder.path().join("archive.jsonl");
    let mut out = BufWriter::new(File::create(&file).expect("the folder was made above"));
    write_ndjson(Generator::new(SEED).articles(articles), &mut out).expect("there is room for the archive");
    let mut group = criterion.benchmark_group("indexing");
    group.throughput(Throughput::Elements(articles));
    group.bench_function("all new", |bencher| {
        let fresh = || tempfile::tempdir().expect("the folder for temporary files can be written");
        // the folder is given back, so that removing it is not measured
        let index = |index: tempfile::TempDir| {
            bring_up_to_date(index.path(), &file, articles);
            index
        };
        bencher.iter_batched(fresh, index, BatchSize::PerIteration);
    });
    let index = folder.path().join("index");
    bring_up_to_date(&index, &file, articles);
    group.bench_function("nothing new", |bencher| bencher.iter(|| bring_up_to_date(&index, &file, articles)));
    group.finish();
}

fn bring_up_to_date(index: &Path, file: &Path, articles: u64) {
    let index = Index::open_or_create(index).expect("the folder is ours");
    let stop = AtomicBool::new(false);
    let summary = update(&index, &[file.to_owned()], &Options::default(), &|_| {}, &stop);
    let summary = summary.expect("a generated archive can be indexed");
    assert_eq!(summary.total, articles, "{:?}", summary.skipped.first());
}

criterion_group! {
    name = stages;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5));
    targets = cleaning, labelling, indexing
}
criterion_main!(stages);
