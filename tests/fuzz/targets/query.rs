//! Any text as a query: read, printed, compiled, searched, marked and drawn.

use std::ops::{ControlFlow, Range};
use std::sync::LazyLock;

use chrono::NaiveDate;
use newsdex::article::{Article, Date, Labels, Metadata, Origin};
use newsdex::index::{Entry, Index, Payload};
use newsdex::present::{Answer, Export, Format, Links, Look, hits, summary};
use newsdex::query::grammar::read;
use newsdex::query::{Glob, MAX_CLAUSES, corrected, days};
use newsdex::search::{LineOrder, Matching, Request, Results, Sort, addresses, concordance, find, search, why_not};

/// The day of asking.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 24).unwrap()
}

/// Language, title, body, day of October 2025, a country, a topic.
const ARTICLES: &[(&str, &str, &str, u32, &str, &str)] = &[
    (
        "en",
        "Tariffs on steel",
        "Japan's new tariffs hit steel makers.\n\nThe U.S. answered at once, Ms Stone said.",
        28,
        "JP",
        "economy/trade",
    ),
    (
        "en",
        "Rare earths are mined again",
        "Rare earths are mined in the north. A tariff looms. Nobody w/5 knows.",
        2,
        "CN",
        "economy",
    ),
    ("de", "Häuser in Zürich", "Ein neues Haus steht am See. Seltene Erden sind selten.", 5, "CH", "society"),
    ("fr", "L'État et la mer", "L'Assemblée s'oppose aux droits de douane; Côte d'Ivoire aussi.", 7, "FR", "politics"),
    ("ja", "東京の天気", "東日本は晴れ。京都は雨。レアアースの価格が上がる。", 9, "JP", "weather"),
    ("ru", "Новые пошлины", "Россия вводит пошлины на сталь. Ёлки растут.", 11, "RU", "economy/trade"),
    ("ar", "رسوم جديدة", "رسوم على الصلب في المدينة.", 12, "EG", "economy"),
    ("th", "ข่าววันนี้", "ราคาข้าวเพิ่มขึ้นในกรุงเทพ", 13, "TH", "economy"),
    ("en", "", "A harbour; a harbour. The port of O'Brien, AT&T and C++.", 0, "", ""),
];

fn entry(number: usize) -> Entry {
    let (lang, title, body, day, country, topic) = ARTICLES[number];
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let list = |text: &str| some(text).into_iter().collect::<Vec<_>>();
    Entry {
        origin: Origin { root: "wire".into(), path: format!("2025/{number}.txt"), record: None },
        article: Article {
            meta: Metadata {
                title: some(title),
                lang: some(lang),
                date: Date::day(2025, 10, day),
                source: Some(format!("Post {}", number % 2)),
                authors: vec!["Ána Ruiz".into()],
                ..Metadata::default()
            },
            text: body.to_owned().into(),
            ..Article::default()
        },
        labels: Labels { main: list(country), mentioned: list(country), topics: list(topic), ..Labels::default() },
        ..Entry::default()
    }
}

/// A small archive of several languages in two segments.
pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let index = Index::in_memory();
    let mut writer = index.writer().unwrap();
    for number in 0..ARTICLES.len() {
        writer.add(index.document(&entry(number))).unwrap();
        if number == 4 {
            writer.commit(&Payload::default()).unwrap();
        }
    }
    writer.commit(&Payload::default()).unwrap();
    writer.finish().unwrap();
    index
});

fn asked(text: &str, bytes: &[u8]) -> Request {
    let kind = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    Request {
        query: text.to_owned(),
        matching: [None, Some(Matching::Any), Some(Matching::All)][usize::from(kind) % 3],
        sort: [Sort::Relevance, Sort::Relevance, Sort::Newest, Sort::Oldest][usize::from(kind >> 2) % 4],
        explain: kind & 16 != 0,
        evidence: kind & 32 != 0,
        timeline: (kind & 64 != 0).then_some(None),
        count: kind & 128 != 0,
        today: today(),
        ..Request::default()
    }
}

/// What was read is read again as the same, everything is answered, and every mark lies in its text.
pub(super) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parsed = read(&text);
    let printed = parsed.read_as();
    assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} is read as {printed:?}");
    assert!(parsed.clauses.len() <= MAX_CLAUSES);
    assert!(parsed.notes.iter().all(|note| !note.is_empty() && !note.ends_with('.')), "{:?}", parsed.notes);
    let request = asked(&text, bytes);
    let results = search(&INDEX, &request).unwrap();
    in_bounds(&results);
    let again = Request { query: results.read_as.clone(), ..request.clone() };
    let again = search(&INDEX, &again).unwrap();
    assert_eq!((&again.read_as, keys(&again)), (&results.read_as, keys(&results)), "{text:?}");
    if let Some(suggested) = &results.suggestion {
        let _ = corrected(&text, &suggested.words);
    }
    // one of the other ways to an answer, so that more inputs are tried
    match bytes.len() % 4 {
        0 => drawn(&request, &results),
        1 => {
            let found = addresses(&INDEX, &INDEX.searcher().unwrap(), &request).unwrap();
            assert_eq!(found.len(), results.hits.len());
        }
        2 => {
            let mut lines = 0;
            let mut count = |_| {
                lines += 1;
                ControlFlow::Continue(())
            };
            concordance(&INDEX, &request, LineOrder::Hit, Some(100), &mut count).unwrap();
            assert!(lines <= 100);
        }
        _ => drop(why_not(&INDEX, &request, entry(0)).unwrap()),
    }
}

fn keys(results: &Results) -> Vec<newsdex::article::Key> {
    let mut keys: Vec<_> = results.hits.iter().map(|hit| hit.key).collect();
    keys.sort_unstable();
    keys
}

fn in_bounds(results: &Results) {
    for hit in &results.hits {
        marks_lie_in(&hit.heading, &hit.heading_marks);
        for passage in &hit.snippets {
            marks_lie_in(&passage.text, &passage.marks);
        }
        assert!(hit.score.is_none_or(f32::is_finite), "{:?}", hit.score);
    }
}

fn marks_lie_in(text: &str, marks: &[Range<usize>]) {
    let mut end = 0;
    for mark in marks {
        assert!(end <= mark.start && mark.start < mark.end && mark.end <= text.len(), "{marks:?} in {text:?}");
        assert!(text.is_char_boundary(mark.start) && text.is_char_boundary(mark.end), "{marks:?} in {text:?}");
        end = mark.end;
    }
}

/// On a terminal, in every export.
fn drawn(request: &Request, results: &Results) {
    let look = Look { color: true, width: 80, terminal: true };
    let mut out = Vec::new();
    hits(&mut out, results, &Links::to(&[]), &look).unwrap();
    summary(&mut out, request, results, &look).unwrap();
    for format in [Format::Csv, Format::Ris, Format::Bibtex, Format::CslJson, Format::Atom, Format::Trec] {
        let mut export = Export::new(format);
        export.answer(&mut out, &Answer { asked: None, request, results }).unwrap();
        export.end(&mut out).unwrap();
    }
    assert!(std::str::from_utf8(&out).is_ok());
}

/// What stands behind a flag: days, patterns of paths, names of articles.
pub(super) fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some((first, last)) = days(&text, today()) {
        assert!(first <= last, "{text:?} is {first} to {last}");
    }
    let _ = (Glob::new(&text).matches("wire/2025/1.txt"), Glob::new("*2025?*").matches(&text));
    find(&INDEX, &text).unwrap();
}
