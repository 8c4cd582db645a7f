//! The sentences of the sample corpus, read at run time and cut into words that can be exchanged.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::generator::countries::Cell;

/// Lines below this length in characters, and those that no sentence ends, are headings and what scraping left.
const SHORTEST_PARAGRAPH: usize = 60;

/// Words up to this length in letters carry the grammar: they stay, and sentences are joined at them.
const LONGEST_GRAMMATICAL: usize = 3;

/// Longer words that stand in this share of articles carry it as well: `with`, `from`, `after`, `which`.
const GRAMMATICAL_SHARE: f64 = 0.3;

/// Names that stand in this share of articles are the language's: titles, weekdays, months. Labels need them.
const COMMON_NAME_SHARE: f64 = 0.08;

/// What a word may be exchanged for.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Nothing; two sentences that share it can be joined at it.
    Joint,
    /// Another word of the corpus, or an invented compound.
    Content,
    /// An invented name.
    Name,
    /// Another number of the same length.
    Number,
    /// What the same column says of another country.
    Country(Cell),
    /// Nothing.
    Fixed,
}

/// A word with the signs around it.
pub(crate) struct Word {
    pub(crate) before: String,
    pub(crate) text: String,
    pub(crate) after: String,
    pub(crate) kind: Kind,
}

/// Place of a word: article, sentence, word.
pub(crate) type Place = (usize, usize, usize);

/// An article of the corpus.
pub(crate) struct Model {
    pub(crate) title: Vec<Word>,
    pub(crate) sentences: Vec<Vec<Word>>,
}

/// The articles in one language.
pub(crate) struct Language {
    pub(crate) code: String,
    pub(crate) models: Vec<Model>,
    joints: HashMap<String, Vec<Place>>,
    /// Every content word as often as it stands in the corpus.
    pub(crate) content: Vec<String>,
}

impl Language {
    fn new(code: String, mut models: Vec<Model>) -> Self {
        fix_common(&mut models);
        let mut joints: HashMap<String, Vec<Place>> = HashMap::new();
        let mut content = Vec::new();
        for (m, model) in models.iter().enumerate() {
            for (s, sentence) in model.sentences.iter().enumerate() {
                for (w, word) in sentence.iter().enumerate() {
                    match word.kind {
                        Kind::Joint => joints.entry(word.text.clone()).or_default().push((m, s, w)),
                        Kind::Content => content.push(word.text.clone()),
                        _ => {}
                    }
                }
            }
        }
        Self { code, models, joints, content }
    }

    /// Where else `word` joins words.
    pub(crate) fn joints(&self, word: &str) -> &[Place] {
        self.joints.get(word).map_or(&[], Vec::as_slice)
    }
}

/// Takes the words that carry the language out of what may be exchanged.
fn fix_common(models: &mut [Model]) {
    let mut articles: HashMap<String, usize> = HashMap::new();
    for model in models.iter() {
        let words: HashSet<&str> = model.sentences.iter().flatten().map(|word| word.text.as_str()).collect();
        words.into_iter().for_each(|word| *articles.entry(word.to_owned()).or_default() += 1);
    }
    // a language of two or three articles cannot tell
    let common = |share: f64| (share * models.len() as f64).max(4.0);
    let (grammatical, names) = (common(GRAMMATICAL_SHARE), common(COMMON_NAME_SHARE));
    for word in models.iter_mut().flat_map(|model| model.sentences.iter_mut().chain([&mut model.title])).flatten() {
        let limit = match word.kind {
            Kind::Content => grammatical,
            Kind::Name => names,
            _ => continue,
        };
        if articles.get(&word.text).is_some_and(|count| *count as f64 >= limit) {
            word.kind = Kind::Fixed;
        }
    }
}

/// Reads the plain text and JSON of the corpus; its pages say nothing that is not there in other words.
///
/// Languages come in the order of their codes, articles in that of their paths: the same on every machine.
pub(crate) fn load(folder: &Path) -> Vec<Language> {
    let mut languages: BTreeMap<String, Vec<Model>> = BTreeMap::new();
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap_or_else(|err| panic!("cannot read '{}': {err}", path.display()));
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.trim_start_matches('\u{feff}').replace('\r', "");
        for (lang, title, body) in articles(&path, &text) {
            let model = model(&lang, &title, &body);
            if !model.sentences.is_empty() {
                languages.entry(lang).or_default().push(model);
            }
        }
    }
    languages.into_iter().map(|(code, models)| Language::new(code, models)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "README.md")
        .map(walkdir::DirEntry::into_path)
        .collect();
    found.sort();
    found
}

/// Language, title and body of the articles in a file.
fn articles(path: &Path, text: &str) -> Vec<(String, String, String)> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match extension.as_ref() {
        "ndjson" | "jsonl" => text.lines().filter_map(record).collect(),
        "json" => record(text).into_iter().collect(),
        _ if text.trim_start().starts_with('<') || matches!(extension.as_ref(), "css" | "png") => Vec::new(),
        _ => {
            let lang = if path.components().any(|part| part.as_os_str() == "tageblick") { "de" } else { "en" };
            let body = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
                Some((_front_matter, body)) => body,
                None => text,
            };
            let title = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            vec![(lang.to_owned(), title.trim_start_matches('#').trim().to_owned(), body.to_owned())]
        }
    }
}

fn record(json: &str) -> Option<(String, String, String)> {
    let record: Value = serde_json::from_str(json).ok()?;
    let text = |names: &[&str]| names.iter().find_map(|name| record[name].as_str()).map(str::to_owned);
    let lang = text(&["lang"]).unwrap_or_else(|| "en".to_owned());
    Some((lang, text(&["title"])?, text(&["text", "body", "contents"])?))
}

fn model(lang: &str, title: &str, body: &str) -> Model {
    let paragraphs = body.lines().map(str::trim).filter(|line| {
        line.chars().count() >= SHORTEST_PARAGRAPH && line.ends_with(['.', '!', '?']) && !line.contains('|')
    });
    let sentences = paragraphs.flat_map(sentences).map(|sentence| words(lang, sentence));
    Model { title: words(lang, title), sentences: sentences.filter(|words| words.len() >= 5).collect() }
}

/// Cuts where a sign that ends sentences, a space and a capital follow one another.
fn sentences(paragraph: &str) -> Vec<&str> {
    // a dateline names a place and a day: each article gets its own
    let mut rest = paragraph.split_once(" - ").filter(|(head, _)| head.len() < 50).map_or(paragraph, |(_, rest)| rest);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = rest[from..].find(". ").map(|at| from + at) {
        if rest[at + 2..].starts_with(char::is_uppercase) {
            found.push(&rest[..=at]);
            rest = &rest[at + 2..];
            from = 0;
        } else {
            from = at + 2;
        }
    }
    found.push(rest);
    found
}

fn words(lang: &str, sentence: &str) -> Vec<Word> {
    let cut: Vec<(&str, &str, &str)> = sentence.split_whitespace().map(cut).collect();
    let kind = |at: usize| {
        let next = cut.get(at + 1).map_or("", |(_, text, _)| text);
        let after_new = at > 0 && cut[at - 1].1 == "New";
        match Cell::of(cut[at].1, next).filter(|_| lang == "en" && !after_new) {
            Some(cell) => Kind::Country(cell),
            None => kind(cut[at].1, at == 0),
        }
    };
    let word = |at: usize| {
        let (before, text, after) = cut[at];
        Word { before: before.to_owned(), text: text.to_owned(), after: after.to_owned(), kind: kind(at) }
    };
    (0..cut.len()).map(word).collect()
}

/// The signs before a word, its letters and hyphens, and what comes after: `("`, `Japan`, `'s`.
fn cut(token: &str) -> (&str, &str, &str) {
    let start = token.find(char::is_alphanumeric).unwrap_or(token.len());
    let (before, rest) = token.split_at(start);
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    (before, &rest[..end], &rest[end..])
}

fn kind(word: &str, opens: bool) -> Kind {
    let letters = word.chars().count();
    let lower = word.chars().all(char::is_lowercase);
    if letters >= 2 && word.bytes().all(|b| b.is_ascii_digit()) && !(letters == 4 && word.starts_with(['1', '2'])) {
        Kind::Number
    } else if lower && (2..=LONGEST_GRAMMATICAL).contains(&letters) {
        Kind::Joint
    } else if lower && letters > LONGEST_GRAMMATICAL {
        Kind::Content
    } else if !opens && letters > LONGEST_GRAMMATICAL && word.starts_with(char::is_uppercase) {
        Kind::Name
    } else {
        Kind::Fixed
    }
}
