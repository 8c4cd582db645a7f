//! The generator of large archives makes what it says: the same bytes, lengths and vocabulary as in news.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use std::collections::{HashMap, HashSet};

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::output::{write_folder, write_ndjson};
use generator::{Article, Generator};

/// How often each lower-cased word stands in the articles.
fn counts(articles: impl Iterator<Item = Article>) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    articles.for_each(|article| count(&article, &mut counts));
    counts
}

fn count(article: &Article, counts: &mut HashMap<String, u64>) {
    let text = format!("{} {}", article.title, article.text()).to_lowercase();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match counts.get_mut(word) {
            Some(count) => *count += 1,
            None => drop(counts.insert(word.to_owned(), 1)),
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed, count| {
        let mut out = Vec::new();
        write_ndjson(Generator::new(seed).articles(count), &mut out).unwrap();
        out
    };
    let first = bytes(1, 100);
    assert_eq!(first, bytes(1, 100));
    assert_ne!(first, bytes(2, 100));
    assert!(bytes(1, 150).starts_with(&first), "a larger archive begins with the smaller one");
}

#[test]
fn lengths_are_those_of_news() {
    let mut lengths: Vec<usize> = Generator::new(1).articles(3000).map(|article| article.text().len()).collect();
    let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
    // three standard errors of a log-normal mean are 4 % here, and dirt adds 1 to 2 %
    assert!((2780.0..3080.0).contains(&mean), "{mean}");
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2] as f64;
    // exp(-sigma^2 / 2) = .835
    assert!((0.79..0.89).contains(&(median / mean)), "{median} of {mean}");
}

#[test]
fn the_vocabulary_grows_by_heaps_law() {
    let generator = Generator::new(1);
    let size = |counts: &HashMap<String, u64>| (counts.len() as f64, counts.values().sum::<u64>() as f64);
    let mut counts = counts(generator.articles(2000));
    let (small, small_tokens) = size(&counts);
    (2000..8000).for_each(|number| count(&generator.article(number), &mut counts));
    let (large, large_tokens) = size(&counts);
    let growth = (large / small).ln() / (large_tokens / small_tokens).ln();
    assert!((0.47..0.60).contains(&growth), "{growth}: {small} to {large} words");
    // Reuters RCV1 has 38,000 different words in its first million
    assert!((25_000.0..60_000.0).contains(&small), "{small}");
}

#[test]
fn frequencies_follow_zipfs_law() {
    let mut counts: Vec<u64> = counts(Generator::new(1).articles(1000)).into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let slope = |from: usize, to: usize| {
        (counts[from - 1] as f64 / counts[to - 1] as f64).ln() / (to as f64 / from as f64).ln()
    };
    assert!((0.75..1.25).contains(&slope(10, 1000)), "{}", slope(10, 1000));
    assert!((0.75..1.25).contains(&slope(100, 10_000)), "{}", slope(100, 10_000));
    let all: u64 = counts.iter().sum();
    assert!((0.03..0.08).contains(&(counts[0] as f64 / all as f64)), "'the' is one word in 12 to 30");
}

#[test]
fn sentences_and_phrases_do_not_repeat_without_end() {
    let texts: Vec<String> = Generator::new(1).articles(2000).map(|article| article.text()).collect();
    let mut sentences: HashMap<&str, u64> = HashMap::new();
    for sentence in texts.iter().flat_map(|text| text.split(". ")).filter(|sentence| sentence.len() > 60) {
        *sentences.entry(sentence).or_default() += 1;
    }
    let (all, different) = (sentences.values().sum::<u64>() as f64, sentences.len() as f64);
    assert!(different / all > 0.95, "{different} of {all}");
    let with_phrase = texts.iter().filter(|text| text.contains("rare earths")).count();
    assert!((20..200).contains(&with_phrase), "{with_phrase} of 2000");
}

#[test]
fn runs_of_words_are_shared_as_rarely_as_in_news() {
    let articles = 2000;
    let mut holders: HashMap<Vec<String>, HashSet<u64>> = HashMap::new();
    for article in Generator::new(1).articles(articles) {
        let text = article.text().to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for run in words.windows(8) {
            holders.entry(run.iter().map(|&word| word.to_owned()).collect()).or_default().insert(article.number);
        }
    }
    let all: usize = holders.values().map(HashSet::len).sum();
    let shared: usize = holders.values().map(HashSet::len).filter(|held| *held > 1).sum();
    let share = shared as f64 / all as f64;
    assert!((0.001..0.04).contains(&share), "{share}");
    let (run, most) = holders.iter().map(|(run, held)| (run, held.len())).max_by_key(|(_, held)| *held).unwrap();
    assert!((most as f64) < 0.06 * articles as f64, "{run:?} in {most} of {articles}");
}

#[test]
fn holders_of_offices_return() {
    let generator = Generator::new(1);
    let mut known = HashSet::new();
    let mut mentions = 0;
    let mut read = |numbers: std::ops::Range<u64>| {
        for text in numbers.map(|number| generator.article(number).text()) {
            let words: Vec<&str> = text.split_whitespace().collect();
            for name in words.windows(3).filter(|words| ["President", "Minister"].contains(&words[0])) {
                let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.len() > 3;
                if is_name(name[1]) && is_name(name[2]) {
                    mentions += 1;
                    known.insert(
                        name[1..].iter().map(|part| part.trim_matches([',', '.']).to_owned()).collect::<Vec<_>>(),
                    );
                }
            }
        }
        (known.len() as f64, mentions)
    };
    let (few, _) = read(0..1000);
    let (many, mentions) = read(1000..8000);
    let growth = (many / few).ln() / 8_f64.ln();
    assert!((0.4..0.8).contains(&growth), "{growth}: {few} to {many} of {mentions}");
}

#[test]
fn articles_have_what_labels_filters_and_cleaning_need() {
    let articles: Vec<Article> = Generator::new(1).articles(2000).collect();
    let share = |test: &dyn Fn(&Article) -> bool| {
        articles.iter().filter(|article| test(article)).count() as f64 / articles.len() as f64
    };
    assert!((0.01..0.06).contains(&share(&|article| article.date.is_none())));
    assert!((0.80..0.90).contains(&share(&|article| article.lang == "en")));
    assert!((0.10..0.25).contains(&share(&|article| article.authors.is_empty())));
    assert!(share(&|article| article.text().contains("President")) > 0.2);
    assert!(
        (0.05..0.5).contains(&share(&|article| article.text().contains("Peru") || article.text().contains("Kenya")))
    );
    assert!((0.05..0.35).contains(&share(&|article| article.text().contains("More Shorts"))));
    let years: std::collections::BTreeSet<_> =
        articles.iter().filter_map(|article| Some(chrono::Datelike::year(&article.date?))).collect();
    assert!(years.len() >= 19, "{years:?}");
    let sources: std::collections::BTreeSet<_> = articles.iter().map(|article| &article.source).collect();
    assert!((30..=40).contains(&sources.len()), "{sources:?}");
}

#[test]
fn a_folder_holds_every_article_once() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(Generator::new(1).articles(60), folder.path()).unwrap();
    let mut found: HashMap<String, usize> = HashMap::new();
    for entry in walkdir::WalkDir::new(folder.path()).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            *found.entry(entry.path().extension().unwrap().to_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert_eq!((found["txt"], found["html"], found["json"]), (36, 15, 9));
}
