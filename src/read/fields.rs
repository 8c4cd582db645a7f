//! The names that articles give their fields, in JSON, in front matter and in header lines: one table for all.

use crate::article::{Date, Metadata};
use crate::read::people;

/// Names of the record's own id.
pub(super) const ID: &[&str] = &["id", "_id", "doc_id", "docno", "article_id", "docid", "document_id", "news_id"];
/// Names of the plain text, the most certain first.
pub(super) const TEXT: &[&str] = &[
    "text",
    "body",
    "contents",
    "content",
    "article_text",
    "article_body",
    "articlebody",
    "article_content",
    "full_text",
    "fulltext",
    "body_text",
    "bodytext",
    "maintext",
    "main_text",
    "plain_text",
    "clean_text",
    "cleaned_text",
    "content_text",
    "news_text",
    "story",
    "article",
];
/// Name of a page.
pub(super) const HTML: &str = "html";
/// Names of what stands for the text in a table that has no other.
pub(super) const SUMMARY: &[&str] =
    &["summary", "description", "short_description", "abstract", "lead_paragraph", "lead", "snippet", "excerpt"];
const TITLE: &[&str] =
    &["title", "headline", "heading", "headlines", "headline_text", "article_title", "news_title", "title_text"];
const DATE: &[&str] = &[
    "date",
    "published",
    "date_published",
    "publish_date",
    "datepublished",
    "published_at",
    "publishedat",
    "pub_date",
    "pubdate",
    "publication_date",
    "published_date",
    "date_publish",
    "publish_time",
    "published_time",
    "article_date",
    "datetime",
    "date_time",
];
const PRECISION: &[&str] = &["date_precision"];
const URL: &[&str] = &["url", "link", "web_url", "article_url", "article_link", "news_url", "permalink"];
const SOURCE: &[&str] = &[
    "source",
    "publisher",
    "outlet",
    "site",
    "publication",
    "newspaper",
    "source_name",
    "media_name",
    "pubtitle",
    "source_domain",
];
const AUTHORS: &[&str] = &["authors", "author", "byline", "author_name", "journalist"];
const LANG: &[&str] = &["lang", "language"];
const CREDIT: &[&str] = &["credit"];
const SECTION: &[&str] = &["section", "category", "section_name"];
const KEYWORDS: &[&str] = &["keywords", "tags"];

/// Three-letter codes and names of the languages of most of the world's news, with their ISO 639-1 codes.
const LANGUAGES: &[(&str, &str)] = &[
    ("eng", "en"),
    ("english", "en"),
    ("deu", "de"),
    ("ger", "de"),
    ("german", "de"),
    ("deutsch", "de"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("french", "fr"),
    ("français", "fr"),
    ("spa", "es"),
    ("spanish", "es"),
    ("español", "es"),
    ("ita", "it"),
    ("italian", "it"),
    ("italiano", "it"),
    ("por", "pt"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("rus", "ru"),
    ("russian", "ru"),
    ("jpn", "ja"),
    ("japanese", "ja"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("chinese", "zh"),
    ("kor", "ko"),
    ("korean", "ko"),
    ("ara", "ar"),
    ("arabic", "ar"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("dutch", "nl"),
    ("pol", "pl"),
    ("polish", "pl"),
    ("tur", "tr"),
    ("turkish", "tr"),
    ("swe", "sv"),
    ("swedish", "sv"),
    ("dan", "da"),
    ("danish", "da"),
    ("nor", "no"),
    ("norwegian", "no"),
    ("fin", "fi"),
    ("finnish", "fi"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("czech", "cs"),
    ("hin", "hi"),
    ("hindi", "hi"),
    ("heb", "he"),
    ("hebrew", "he"),
    ("ukr", "uk"),
    ("ukrainian", "uk"),
    ("fas", "fa"),
    ("per", "fa"),
    ("persian", "fa"),
];

/// Metadata out of named fields; `get` gives the values of a name, trimmed and not empty.
pub(super) fn metadata(get: &dyn Fn(&str) -> Vec<String>) -> Metadata {
    let all = |names: &[&str]| names.iter().map(|name| get(name)).find(|values| !values.is_empty()).unwrap_or_default();
    let one = |names: &[&str]| all(names).into_iter().next();
    Metadata {
        title: one(TITLE).map(|title| one_line(&title)),
        date: DATE.iter().find_map(|name| get(name).iter().find_map(|date| Date::parse(date))).map(|date| {
            let precision = one(PRECISION);
            lowered(date, precision.as_deref())
        }),
        authors: people::names(all(AUTHORS).iter().map(String::as_str)),
        source: one(SOURCE),
        credit: one(CREDIT),
        url: one(URL),
        lang: one(LANG).and_then(|lang| language(&lang)),
        section: one(SECTION),
        keywords: keywords(&all(KEYWORDS)),
    }
}

/// Whether `name` is one of those that [`metadata`] asks for.
pub(super) fn is_known(name: &str) -> bool {
    [ID, TITLE, DATE, URL, SOURCE, AUTHORS, LANG, CREDIT, SECTION, KEYWORDS].iter().any(|names| names.contains(&name))
}

/// Whether a column of a table is one that is read, and whether it is its text or title; `name` as [`plain`] gives it.
pub(super) fn column(name: &str) -> Option<Column> {
    let among = |names: &[&str]| names.iter().any(|known| is_plain(known, name));
    match () {
        () if among(TEXT) || name == HTML => Some(Column::Text),
        () if among(SUMMARY) => Some(Column::Summary),
        () if among(TITLE) => Some(Column::Title),
        () if [ID, DATE, PRECISION, URL, SOURCE, AUTHORS, LANG, CREDIT, SECTION, KEYWORDS].into_iter().any(among) => {
            Some(Column::Other)
        }
        () => None,
    }
}

/// What a known column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Summary,
    Title,
    Other,
}

/// A name as tables are searched for it: `articlebody` of `articleBody`, `Article_Body` and `article body`.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `known`, one of the names above, is the [`plain`] name.
pub(super) fn is_plain(known: &str, plain: &str) -> bool {
    known.chars().filter(|c| c.is_alphanumeric()).eq(plain.chars())
}

/// White space, line ends included, as single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters after a dateline within which its place still belongs to it.
const OPENING: usize = 20;

/// `text` with its dateline before the first line, unless it says itself where it comes from.
pub(super) fn dated(dateline: &str, text: &str) -> String {
    let city = dateline.split([',', '(', ':']).next().unwrap_or(dateline).trim();
    // a place in capitals ends where the day begins: `HOLM Oct 28`
    let capitals = |word: &&str| !word.chars().any(|c| c.is_lowercase() || c.is_ascii_digit());
    let placed = city.split(' ').take_while(capitals).collect::<Vec<_>>().join(" ");
    let city = if placed.is_empty() { city } else { &placed }.to_lowercase();
    let opening: String = text.chars().take(dateline.chars().count() + OPENING).collect();
    if text.is_empty() || city.is_empty() || opening.to_lowercase().contains(&city) {
        return text.to_owned();
    }
    let between = if dateline.ends_with(['-', '–', '—', ':']) { " " } else { " - " };
    format!("{dateline}{between}{text}")
}

/// The ISO 639-1 code of `en-GB`, `eng`, `English`.
pub(super) fn language(value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let main = value.split(['-', '_', ',', ' ']).next().unwrap_or_default();
    if main.len() == 2 && main.bytes().all(|byte| byte.is_ascii_lowercase()) {
        // Bokmål and Nynorsk are articles in Norwegian
        return Some(if matches!(main, "nb" | "nn") { "no" } else { main }.to_owned());
    }
    LANGUAGES.iter().find(|(name, _)| *name == main).map(|(_, code)| (*code).to_owned())
}

/// Most keywords that an article may have: what is more is made for machines.
const KEYWORDS_MOST: usize = 100;

/// A list, or one string with commas.
pub(super) fn keywords(values: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let single = values.len() == 1;
    let words = values.iter().flat_map(|value| value.split(|c| single && matches!(c, ',' | ';')));
    for word in words.take(KEYWORDS_MOST) {
        let word = one_line(word);
        if !word.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The date with no more precision than the record grants it.
fn lowered(date: Date, precision: Option<&str>) -> Date {
    use chrono::Datelike;
    let day = date.at.date();
    let lower = match precision {
        Some("year") => Date::year(day.year()),
        Some("month") => Date::month(day.year(), day.month()),
        Some("day") => Date::day(day.year(), day.month(), day.day()),
        _ => None,
    };
    lower.filter(|lower| lower.precision < date.precision).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Metadata {
        metadata(&|name| pairs.iter().filter(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()).collect())
    }

    #[test]
    fn the_first_name_with_a_value_counts() {
        let meta =
            of(&[("headline", "Second"), ("title", "First\n line"), ("author", "By Ann Lee"), ("tags", "a, b,a")]);
        assert_eq!(meta.title.as_deref(), Some("First line"));
        assert_eq!(meta.authors, ["Ann Lee"]);
        assert_eq!(meta.keywords, ["a", "b"]);
    }

    #[test]
    fn columns_are_known_whatever_parts_their_words() {
        for name in ["articleBody", "Article_Body", "article body", "TEXT", "html", "Full-Text"] {
            assert_eq!(column(&plain(name)), Some(Column::Text), "{name}");
        }
        assert_eq!(column(&plain("Headline")), Some(Column::Title));
        assert_eq!(column(&plain("Short Description")), Some(Column::Summary));
        assert_eq!(column(&plain("_id")), Some(Column::Other));
        for name in ["", "texts", "body_count", "urlToImage", "Unnamed: 0"] {
            assert_eq!(column(&plain(name)), None, "{name}");
        }
    }

    #[test]
    fn a_date_is_never_more_precise_than_the_record_says() {
        let day = of(&[("date", "2025-10-28T00:00"), ("date_precision", "day")]).date.unwrap();
        assert_eq!(day.iso(), "2025-10-28");
        let year = of(&[("date", "2025"), ("date_precision", "day")]).date.unwrap();
        assert_eq!(year.iso(), "2025");
        assert_eq!(of(&[("date", "soon"), ("published", "2025-10")]).date.unwrap().iso(), "2025-10");
    }

    #[test]
    fn a_dateline_stands_before_a_text_without_one() {
        assert_eq!(dated("HOLM, Oct 28", "The ferry."), "HOLM, Oct 28 - The ferry.");
        assert_eq!(dated("HOLM, Oct 28 —", "The ferry."), "HOLM, Oct 28 — The ferry.");
        assert_eq!(dated("HOLM", "Holm (MW) - The ferry."), "Holm (MW) - The ferry.");
        assert_eq!(dated("HOLM Oct 28", "HOLM, Monday - The ferry."), "HOLM, Monday - The ferry.");
        assert_eq!(dated("HOLM", ""), "");
    }

    #[test]
    fn languages_become_codes() {
        let cases = [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("pt_BR", Some("pt")),
            ("German", Some("de")),
            ("eng", Some("en")),
            ("nb-NO", Some("no")),
            ("x", None),
            ("klingon", None),
            ("", None),
        ];
        for (value, code) in cases {
            assert_eq!(language(value).as_deref(), code, "{value}");
        }
    }
}
