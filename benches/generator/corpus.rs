//! The sentences of the sample corpus, read at run time and cut into words that can be exchanged.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::generator::countries::Cell;
use crate::generator::people;

/// Lines below this length in characters, and those that no sentence ends, are headings and what scraping left.
const SHORTEST_PARAGRAPH: usize = 60;

/// Words up to this length in letters carry the grammar: they stay, and sentences are joined at them.
const LONGEST_GRAMMATICAL: usize = 3;

/// Longer words that stand in this share of articles do so as well: `with`, `from`, `after`, `which`.
const GRAMMATICAL_SHARE: f64 = 0.3;

/// Names that stand in this share of articles are the language's: weekdays, months, the best known. Labels need them.
const COMMON_NAME_SHARE: f64 = 0.08;

/// Words between a country and the holder of an office there, at most: "Japanese Prime Minister", "the president of Kenya,".
const OFFICE_REACH: usize = 4;

/// What a word may be exchanged for.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Nothing; two sentences that share it can be joined at it.
    Joint,
    /// Another word of the corpus, or an invented compound.
    Content,
    /// An invented name.
    Name,
    /// The name of another person; the text is the whole name, or the last one alone.
    Person,
    /// The name of another holder of an office, of the country that plays this row of the table.
    Leader(usize),
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

/// Place of a word in an article: sentence, word.
pub(crate) type Place = (usize, usize);

/// An article of the corpus.
pub(crate) struct Model {
    pub(crate) title: Vec<Word>,
    pub(crate) sentences: Vec<Vec<Word>>,
    joints: HashMap<String, Vec<Place>>,
}

impl Model {
    /// Where `word` joins words.
    pub(crate) fn joints(&self, word: &str) -> &[Place] {
        self.joints.get(word).map_or(&[], Vec::as_slice)
    }
}

/// The articles in one language.
pub(crate) struct Language {
    pub(crate) code: String,
    pub(crate) models: Vec<Model>,
    /// Every content word as often as it stands in the corpus.
    pub(crate) content: Vec<String>,
}

impl Language {
    fn new(code: String, mut models: Vec<Model>) -> Self {
        fix_common(&mut models);
        name_people(&mut models);
        let mut content = Vec::new();
        for model in &mut models {
            for (s, sentence) in model.sentences.iter().enumerate() {
                for (w, word) in sentence.iter().enumerate() {
                    match word.kind {
                        Kind::Joint => model.joints.entry(word.text.clone()).or_default().push((s, w)),
                        Kind::Content => content.push(word.text.clone()),
                        _ => {}
                    }
                }
            }
        }
        Self { code, models, content }
    }
}

/// The names behind a title: the best known of them make room for others too.
fn officials(models: &[Model]) -> HashSet<String> {
    let mut found = HashSet::new();
    for sentence in models.iter().flat_map(|model| &model.sentences) {
        let mut behind = false;
        for word in sentence {
            let is_title = people::is_title(&word.text);
            behind = is_title || behind && matches!(word.kind, Kind::Name);
            if behind && !is_title {
                found.insert(word.text.clone());
            }
            behind &= matches!(word.after.as_str(), "" | ",");
        }
    }
    found
}

/// Makes one word of the names that follow one another, and tells holders of offices from other people and from places.
fn name_people(models: &mut [Model]) {
    let texts = models.iter_mut().flat_map(|model| model.sentences.iter_mut().chain([&mut model.title]));
    let mut texts: Vec<&mut Vec<Word>> = texts.collect();
    let (mut people, mut leaders) = (HashSet::new(), HashMap::new());
    for text in &mut texts {
        **text = joined(std::mem::take(*text));
        for (at, word) in text.iter().enumerate().filter(|(_, word)| matches!(word.kind, Kind::Name)) {
            let last = people::last(&word.text);
            if last.len() < word.text.len() {
                people.insert(last.to_owned());
            }
            if at > 0 && people::is_title(&text[at - 1].text) && matches!(text[at - 1].after.as_str(), "" | ",") {
                let home = text[at.saturating_sub(OFFICE_REACH)..at].iter().rev().find_map(|word| match word.kind {
                    Kind::Country(cell) => Some(cell.row()),
                    _ => None,
                });
                let known = leaders.entry(last.to_owned()).or_insert(home);
                *known = known.or(home);
            }
        }
    }
    for word in texts.into_iter().flatten().filter(|word| matches!(word.kind, Kind::Name)) {
        let last = people::last(&word.text);
        word.kind = match leaders.get(last) {
            Some(home) => Kind::Leader(home.unwrap_or_else(|| people::home(last))),
            None if people.contains(last) => Kind::Person,
            None => Kind::Name,
        };
    }
}

/// The words of a sentence, names that nothing stands between as one.
fn joined(words: Vec<Word>) -> Vec<Word> {
    let mut text: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match text.last_mut() {
            Some(before)
                if matches!((before.kind, word.kind), (Kind::Name, Kind::Name))
                    && before.after.is_empty()
                    && word.before.is_empty() =>
            {
                before.text = format!("{} {}", before.text, word.text);
                before.after = word.after;
            }
            _ => text.push(word),
        }
    }
    text
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
    let officials = officials(models);
    for word in models.iter_mut().flat_map(|model| model.sentences.iter_mut().chain([&mut model.title])).flatten() {
        let limit = match word.kind {
            Kind::Content if articles.get(&word.text).is_some_and(|count| *count as f64 >= grammatical) => {
                word.kind = Kind::Joint;
                continue;
            }
            Kind::Name if people::is_title(&word.text) => 0.0,
            Kind::Name if officials.contains(&word.text) => continue,
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
        _ if text.trim_start().starts_with('<') || matches!(extension.as_ref(), "css" | "csv" | "png") => Vec::new(),
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
    let sentences = sentences.filter(|words| words.len() >= 5).collect();
    Model { title: words(lang, title), sentences, joints: HashMap::new() }
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
    if letters > 0 && word.bytes().all(|b| b.is_ascii_digit()) && !(letters == 4 && word.starts_with(['1', '2'])) {
        Kind::Number
    } else if lower && (1..=LONGEST_GRAMMATICAL).contains(&letters) {
        Kind::Joint
    } else if lower && letters > LONGEST_GRAMMATICAL {
        Kind::Content
    } else if !opens && letters >= 2 && word.contains(char::is_uppercase) && word.contains(char::is_lowercase) {
        Kind::Name
    } else {
        Kind::Fixed
    }
}
