//! JSON-LD of schema.org: the page's own article among all that its scripts describe.

use serde_json::{Map, Value};
use trafilatura::dom::Document;

use crate::article::{Date, Metadata};
use crate::read::html::tags::LONGEST;
use crate::read::html::{body, guard};
use crate::read::{fields, people};

/// Objects looked at in one page: the descriptions of whole archives are not read to their end.
const OBJECTS: usize = 2000;

/// The type of its scripts, which may be followed by parameters.
pub(super) const KIND: &str = "application/ld+json";

/// Types of schema.org that are articles, besides all that end in `Article`.
const ARTICLES: &[&str] = &["Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Review", "Recipe"];

/// Types that are a page with an article in it.
const PAGES: &[&str] = &["WebPage", "ItemPage"];

/// Where an article stands within another object.
const INSIDE: &[&str] = &["@graph", "mainEntity", "mainEntityOfPage"];

/// Values of a list that are read: authors, keywords.
const LIST: usize = 100;

/// Bytes of all JSON of a page together that is read: the largest of 162 news pages has a tenth of that.
const BYTES: usize = 1 << 20;

/// As many bytes count for an object: of those with one short member, 1 MiB takes 300 MB of memory in the extractor.
const OBJECT: usize = 64;

/// Where the extractor looks for the text of a forum's page.
const PRELOADED: &str = "data-preloaded";

/// Takes JSON out of the page that is too much to be read: the extractor would read it as well, and has no bounds.
pub(super) fn bound(page: &mut Document) {
    let mut left = BYTES;
    let mut is_affordable = |json: &str| {
        let cost = json.len() + OBJECT * json.matches('{').count();
        left.checked_sub(cost).map(|rest| left = rest).is_some()
    };
    for script in page.get_elements_by_tag_name(page.root(), "script") {
        let kind = page.get_attribute(script, "type").unwrap_or_default().trim().to_ascii_lowercase();
        let is_read = kind.starts_with(KIND) || kind == "application/settings+json";
        if is_read && !is_affordable(&page.text_content(script)) {
            page.remove(script, true);
        }
    }
    for node in page.query_selector_all(page.root(), &format!("[{PRELOADED}]")) {
        if !is_affordable(&page.get_attribute(node, PRELOADED).unwrap_or_default()) {
            page.remove_attribute(node, PRELOADED);
        }
    }
}

/// What JSON-LD says of the page's article.
#[derive(Default)]
pub(super) struct Stated {
    /// Its metadata.
    pub meta: Metadata,
    /// Its text, if it is there.
    pub text: Option<String>,
    /// What it is about, often its lead.
    pub description: Option<String>,
}

/// The page's article, among the objects of its scripts the one with one of the page's own `headlines`, else the first with
/// a headline. Where there is none, the page as a whole may say who wrote it and when.
pub(super) fn read(scripts: &[String], headlines: &[&str]) -> Stated {
    let roots: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let mut objects = Vec::new();
    roots.iter().for_each(|root| collect(root, &mut objects));
    let articles: Vec<_> = objects.iter().copied().filter(|object| is_article(object)).collect();
    if articles.is_empty() {
        let page = objects.iter().find(|object| is(object, PAGES) && object.contains_key("datePublished"));
        let meta = page.map(|page| Metadata { title: None, ..of(page, &objects) });
        return Stated { meta: meta.unwrap_or_default(), ..Stated::default() };
    }
    let headline = |object: &Map<String, Value>| object.get("headline").and_then(Value::as_str).map(plain);
    let headlines: Vec<String> = headlines.iter().map(|headline| body::letters(headline)).collect();
    // most pages have one, and then there is nothing to compare
    let same = |object: &&&Map<String, Value>| {
        articles.len() > 1 && headline(object).is_some_and(|headline| headlines.contains(&body::letters(&headline)))
    };
    let article = articles.iter().find(same);
    let article = article.or_else(|| articles.iter().find(|object| object.contains_key("headline")));
    article
        .or(articles.first())
        .map(|article| Stated {
            meta: of(article, &objects),
            text: text(article),
            description: article
                .get("description")
                .and_then(Value::as_str)
                .filter(|text| text.len() <= LONGEST)
                .map(plain),
        })
        .unwrap_or_default()
}

/// Texts are stated plainly, with character references or with tags.
fn text(article: &Map<String, Value>) -> Option<String> {
    let text = article.get("articleBody")?.as_str()?;
    if !text.contains(['&', '<']) {
        return Some(text.to_owned());
    }
    // within a script it has not been looked at yet
    guard::check(text).ok()?;
    // outside of tags line ends are spaces, but here they may part paragraphs
    Some(body::lines(&Document::parse(&text.replace('\n', "<br>"))))
}

/// Scripts carry comments around the JSON and a semicolon after it, and JSON that is none.
fn parse(script: &str) -> Option<Value> {
    let text = script.trim();
    let start = text.find(['{', '['])?;
    let end = text.rfind(['}', ']'])?;
    // the mark of a comment has a bracket: <![CDATA[
    let start = text.find("<![CDATA[").filter(|at| *at < start).map_or(Some(start), |at| {
        let after = at + "<![CDATA[".len();
        text[after..].find(['{', '[']).map(|at| after + at)
    })?;
    let end = text.rfind("]]>").filter(|at| *at <= end).map_or(Some(end), |at| text[..at].rfind(['}', ']']))?;
    let text = text.get(start..=end)?;
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&mended(text)).ok())
}

/// JSON without what others let pass: raw line ends in strings, escapes that there are not, commas before a closing
/// bracket.
fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut in_string = false;
    // where the last comma stands, while only white space follows
    let mut comma = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_string => {
                if chars.peek().is_some_and(|next| "\"\\/bfnrtu".contains(*next)) {
                    mended.push(c);
                    mended.extend(chars.next());
                }
            }
            '"' => {
                in_string = !in_string;
                comma = None;
                mended.push(c);
            }
            c if c.is_control() => mended.push(' '),
            _ if in_string => mended.push(c),
            ',' => {
                comma = Some(mended.len());
                mended.push(c);
            }
            '}' | ']' => {
                if let Some(at) = comma.take() {
                    mended.truncate(at);
                }
                mended.push(c);
            }
            c => {
                comma = comma.filter(|_| c.is_whitespace());
                mended.push(c);
            }
        }
    }
    mended
}

/// The objects that may be the page's article: the outermost ones and those in [`INSIDE`].
fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    // serde_json has bounded the depth at 128
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(object) if found.len() < OBJECTS => {
            found.push(object);
            INSIDE.iter().filter_map(|key| object.get(*key)).for_each(|value| collect(value, found));
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    is_kind(object, &|kind| kind.ends_with("Article") || ARTICLES.contains(&kind))
}

fn is(object: &Map<String, Value>, kinds: &[&str]) -> bool {
    is_kind(object, &|kind| kinds.contains(&kind))
}

/// Whether one of an object's types, without the address of the vocabulary, is a certain one.
fn is_kind(object: &Map<String, Value>, certain: &dyn Fn(&str) -> bool) -> bool {
    let is =
        |kind: &Value| certain(kind.as_str().unwrap_or_default().rsplit(['/', ':', '#']).next().unwrap_or_default());
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

fn of(article: &Map<String, Value>, objects: &[&Map<String, Value>]) -> Metadata {
    let names = |key: &str| article.get(key).map(|value| names(value, objects)).unwrap_or_default();
    let one = |key: &str| names(key).into_iter().next();
    let date = |key: &str| one(key).and_then(|date| Date::parse(&date));
    let link = |key: &str| match article.get(key)? {
        Value::Object(page) => page.get("@id").or(page.get("url"))?.as_str(),
        value => value.as_str(),
    };
    let url = ["url", "mainEntityOfPage"]
        .into_iter()
        .filter_map(link)
        .find(|url| url.starts_with("http") && url.len() <= LONGEST);
    Metadata {
        title: one("headline").or_else(|| one("name")),
        date: date("datePublished").or_else(|| date("dateCreated")),
        authors: authors(article, objects),
        source: one("publisher").or_else(|| one("sourceOrganization")),
        credit: None,
        url: url.map(str::to_owned),
        lang: one("inLanguage").and_then(|lang| fields::language(&lang)),
        section: one("articleSection"),
        keywords: fields::keywords(&names("keywords")),
    }
}

/// Whoever signed, people and organisations.
fn authors(article: &Map<String, Value>, objects: &[&Map<String, Value>]) -> Vec<String> {
    let found = ["author", "creator"].into_iter().filter_map(|key| article.get(key)).map(|value| {
        let found = names(value, objects);
        people::names(found.iter().map(String::as_str))
    });
    found.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The strings of a value: itself, its elements, or its name; `{"@id": …}` stands for the object with that id.
fn names(value: &Value, objects: &[&Map<String, Value>]) -> Vec<String> {
    match value {
        Value::String(text) if text.len() > LONGEST => Vec::new(),
        Value::String(text) => Some(plain(text)).filter(|text| !text.is_empty()).into_iter().collect(),
        Value::Array(values) => values.iter().take(LIST).flat_map(|value| names(value, objects)).collect(),
        Value::Object(object) => match object.get("name").or(object.get("alternateName")) {
            Some(name @ (Value::String(_) | Value::Array(_))) => names(name, &[]),
            // the other forms of a list and of a text: {"@list": […]}, {"@value": "…", "@language": "en"}
            Some(Value::Object(name)) => name.get("@value").map_or_else(Vec::new, |name| names(name, &[])),
            None if object.contains_key("@list") => names(&object["@list"], objects),
            None if object.contains_key("@value") => names(&object["@value"], &[]),
            None if object.contains_key("familyName") => {
                let part = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
                names(&Value::String(format!("{} {}", part("givenName"), part("familyName"))), &[])
            }
            _ => {
                let same =
                    |other: &&&Map<String, Value>| object.get("@id").is_some_and(|id| other.get("@id") == Some(id));
                objects
                    .iter()
                    .find(|other| same(other) && other.contains_key("name"))
                    .map_or_else(Vec::new, |other| names(&other["name"], &[]))
            }
        },
        _ => Vec::new(),
    }
}

/// Without the character references and tags that some outlets leave in their JSON.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) {
        let page = Document::parse(text);
        return fields::one_line(&page.text_content(page.root()));
    }
    fields::one_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(scripts: &[&str]) -> Metadata {
        let scripts: Vec<String> = scripts.iter().map(|script| (*script).to_owned()).collect();
        read(&scripts, &["Boats return"]).meta
    }

    #[test]
    fn every_form_of_an_author_is_read() {
        let forms = [
            r#""Ann Lee""#,
            r#"["Ann Lee"]"#,
            r#"{"name":"Ann Lee"}"#,
            r#"{"name":["Ann Lee"]}"#,
            r#"{"name":{"@value":"Ann Lee","@language":"en"}}"#,
            r#"{"@list":[{"@type":"Person","name":"By Ann Lee"}]}"#,
            r#"{"@type":"Person","givenName":"Ann","familyName":"Lee"}"#,
            r#"[],"creator":["Ann Lee"]"#,
        ];
        for kind in ["NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "https://schema.org/NewsArticle"] {
            for form in forms {
                let script = format!(r#"{{"@type":"{kind}","headline":"Boats","author":{form}}}"#);
                assert_eq!(stated(&[&script]).authors, ["Ann Lee"], "{script}");
            }
        }
    }

    #[test]
    fn the_article_with_the_headline_of_the_page_comes_first() {
        let other = r#"{"@type":"NewsArticle","headline":"Nets are dear","author":"Bo Ek"}"#;
        let own = r#"[{"@type":"NewsArticle","headline":"&quot;Boats&quot; return","author":"Ann Lee"}]"#;
        assert_eq!(stated(&[other, own]).authors, ["Ann Lee"]);
        assert_eq!(stated(&[other]).authors, ["Bo Ek"]);
    }

    #[test]
    fn a_page_speaks_for_its_article_only_where_that_is_silent() {
        let page = r#"{"@type":"WebPage","name":"Boats - Harbour Post","datePublished":"2025-10-28T09:14:00+00:00","author":{"name":"Ann Lee"}}"#;
        let meta = stated(&[page]);
        assert_eq!((meta.title, meta.authors), (None, vec!["Ann Lee".to_owned()]));
        assert_eq!(meta.date.unwrap().iso(), "2025-10-28T09:14Z");
        let article = r#"{"@type":"Article","headline":"Boats","author":"Bo Ek"}"#;
        assert_eq!(stated(&[page, article]).authors, ["Bo Ek"]);
        assert_eq!(stated(&[r#"{"@type":"Recipe","name":"Soup"},{"@type":"WebPage"}"#]).authors, Vec::<String>::new());
    }

    #[test]
    fn small_faults_of_json_are_mended() {
        let cases = [
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Boats\"}\n//]]>",
            "<!-- {\"@type\":\"Article\",\"headline\":\"Boats\"} -->;",
            "{\"@type\":[\"Article\",],\"headline\":\"Boats\" , }",
            "{\"@type\":\"Article\",\"headline\":\"Bo\\ats\"}",
            "{\"@type\":\"Article\",\"headline\":\"Boats\n\"}",
        ];
        for case in cases {
            assert_eq!(stated(&[case]).title.as_deref(), Some("Boats"), "{case}");
        }
        assert_eq!(stated(&["{\"@type\":\"Article\",\"headline\":\"Boats\""]), Metadata::default());
        assert_eq!(mended(r#"{"a":",}",  "b":[1 ,2]}"#), r#"{"a":",}",  "b":[1 ,2]}"#);
    }
}
