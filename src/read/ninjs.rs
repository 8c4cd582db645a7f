//! ninjs, the JSON of IPTC: 1.x with `headline` and `body_text`, 2.x and 3.x with lists `headlines` and `bodies`.

use serde_json::{Map, Value};

use crate::article::{Date, Metadata, Raw};
use crate::read::{fields, html, people};

/// The beginning of the names of bodies in 1.x: `body_text`, `body_html`, `body_xhtml`.
const BODY: &str = "body_";

/// Names of dates; when a version was made is the last to ask.
const DATES: &[&str] = &["firstcreated", "contentcreated", "versioncreated"];

/// Types of items that are texts (ninjs 3.1, `type`).
const TEXTS: &[&str] = &["text", "article"];

/// Whether an object is an item of ninjs.
pub(super) fn is(map: &Map<String, Value>) -> bool {
    let body = map.iter().any(|(key, value)| key.starts_with(BODY) && value.is_string());
    let bodies = list(map, "bodies").any(|body| body.contains_key("value"));
    let item = string(map, "uri").is_some() && (map.contains_key("versioncreated") || map.contains_key("headlines"));
    body || bodies || item
}

/// The article of an item; `None` for pictures, videos and other items that are no text.
///
/// # Errors
/// Why a text gives none.
pub(super) fn article(map: &Map<String, Value>, declared: Metadata) -> Result<Option<Raw>, String> {
    if string(map, "type").is_some_and(|kind| !TEXTS.contains(&kind)) {
        return Ok(None);
    }
    let meta = html::prefer(metadata(map), declared);
    let text = text(map)?;
    if text.trim().is_empty() && meta.title.is_none() {
        return Err("no text (expected 'body_text', 'body_html', 'body_xhtml' or 'bodies')".to_owned());
    }
    let text = string(map, "located").map_or(text.clone(), |place| fields::dated(place, &text));
    Ok(Some(Raw { id: string(map, "uri").map(str::to_owned), meta, text }))
}

fn string<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The objects of a list.
fn list<'a>(map: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    map.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The names in a list.
fn names<'a>(map: &'a Map<String, Value>, lists: &'a [&str]) -> impl Iterator<Item = &'a str> {
    lists.iter().flat_map(|name| list(map, name)).filter_map(|item| string(item, "name"))
}

fn metadata(map: &Map<String, Value>) -> Metadata {
    let headline = || main(map, "headlines").and_then(|headline| string(headline, "value"));
    let byline = string(map, "byline").or_else(|| string(map, "by"));
    let signed: Vec<&str> = match byline {
        Some(byline) => vec![byline],
        None => names(map, &["authors"]).collect(),
    };
    // a list of one is no list with commas
    let subjects = names(map, &["subject", "subjects"]).map(str::to_owned).chain([String::new()]);
    let source = string(map, "copyrightholder").or_else(|| names(map, &["infosource", "infosources"]).next());
    Metadata {
        title: string(map, "headline").or_else(headline).map(fields::one_line),
        date: DATES.iter().find_map(|name| Date::parse(string(map, name)?)),
        authors: people::names(signed),
        source: source.map(str::to_owned),
        url: string(map, "uri").filter(|uri| uri.starts_with("http")).map(str::to_owned),
        lang: string(map, "language").and_then(fields::language),
        keywords: fields::keywords(&subjects.collect::<Vec<_>>()),
        ..Metadata::default()
    }
}

/// The item of a list whose role is `main` or that has none, else the first.
fn main<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    let is_main = |item: &&Map<String, Value>| string(item, "role").is_none_or(|role| role == "main");
    list(map, name).find(is_main).or_else(|| list(map, name).next())
}

fn text(map: &Map<String, Value>) -> Result<String, String> {
    let bodies =
        ["text", "xhtml", "html"].iter().filter_map(|kind| Some((*kind, string(map, &format!("{BODY}{kind}"))?)));
    let bodies = bodies.chain(main(map, "bodies").and_then(of_list));
    let bodies = bodies.chain(list(map, "bodies").filter_map(of_list));
    let others = map.iter().filter(|(key, _)| key.starts_with(BODY));
    let mut bodies = bodies.chain(others.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))));
    bodies.find(|(_, text)| !text.trim().is_empty()).map_or(Ok(String::new()), |(kind, text)| {
        if kind.contains("html") || html::is_fragment(text) { html::text(text) } else { Ok(text.to_owned()) }
    })
}

/// The type and the value of a body in a list.
fn of_list(body: &Map<String, Value>) -> Option<(&str, &str)> {
    Some((string(body, "contenttype").unwrap_or("text/plain"), string(body, "value")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Option<Raw>, String> {
        let map: Map<String, Value> = serde_json::from_str(json).unwrap();
        assert!(is(&map), "{json}");
        article(&map, Metadata::default())
    }

    #[test]
    fn both_forms_become_articles() {
        let first = r#"{"uri":"https://example.org/1","type":"text","versioncreated":"2025-10-29T10:00:00Z",
            "firstcreated":"2025-10-28T09:14:00+01:00","headline":"Ferry is back","byline":"By Ann Lee","language":"en-GB",
            "copyrightholder":"Harbour Post","located":"Holm","subject":[{"name":"ports, small"},{"code":"1"}],
            "body_html":"<p>The ferry returned.</p><p>It was late &amp; full.</p>"}"#;
        let raw = read(first).unwrap().unwrap();
        assert_eq!(raw.id.as_deref(), Some("https://example.org/1"));
        assert_eq!(raw.text, "Holm - The ferry returned.\nIt was late & full.\n");
        assert_eq!(raw.meta.title.as_deref(), Some("Ferry is back"));
        assert_eq!(raw.meta.date.unwrap().iso(), "2025-10-28T09:14+01:00");
        assert_eq!(raw.meta.authors, ["Ann Lee"]);
        assert_eq!(raw.meta.source.as_deref(), Some("Harbour Post"));
        assert_eq!(raw.meta.lang.as_deref(), Some("en"));
        assert_eq!(raw.meta.keywords, ["ports, small"]);
        let second = r#"{"uri":"urn:2","headlines":[{"role":"short","value":"Ferry"},{"role":"main","value":"Ferry is back"}],
            "bodies":[{"role":"caption","contenttype":"text/plain","value":"A ferry."},
                {"role":"main","contenttype":"application/xhtml+xml","value":"<p>One</p><p>two</p>"}],
            "by":"Bo Ek","infosources":[{"name":"Meridian Wire"}],"versioncreated":"2025-10-28"}"#;
        let raw = read(second).unwrap().unwrap();
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Ferry is back"), "One\ntwo\n"));
        assert_eq!((raw.meta.authors, raw.meta.source.as_deref()), (vec!["Bo Ek".to_owned()], Some("Meridian Wire")));
        assert_eq!(raw.meta.url, None);
    }

    #[test]
    fn pictures_are_passed_over_and_empty_texts_named() {
        assert_eq!(read(r#"{"uri":"a","type":"picture","versioncreated":"2025","headline":"A ferry"}"#), Ok(None));
        assert!(read(r#"{"uri":"a","type":"text","versioncreated":"2025"}"#).unwrap_err().starts_with("no text"));
        let other: Map<String, Value> = serde_json::from_str(r#"{"uri":"a","text":"One"}"#).unwrap();
        assert!(!is(&other));
    }
}
