//! ninjs, the JSON of IPTC: 1.x with `headline` and `body_text`, 2.x and 3.x with lists `headlines` and `bodies`; 3.x
//! writes `versionCreated` where the older ones write `versioncreated`.

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
    let body = map.iter().any(|(key, value)| is_body(key) && value.is_string());
    let bodies = list(map, "bodies").any(|body| field(body, "value").is_some());
    let versioned = field(map, "versioncreated").or_else(|| field(map, "headlines")).is_some();
    let item = string(map, "uri").is_some() && versioned;
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

/// The field of that name, in whichever case it is written.
fn field<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn is_body(name: &str) -> bool {
    name.get(..BODY.len()).is_some_and(|head| head.eq_ignore_ascii_case(BODY))
}

fn string<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    field(map, name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The objects of a list.
fn list<'a>(map: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    field(map, name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
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
    list(map, name).find(|item| is_main(item)).or_else(|| list(map, name).next())
}

fn is_main(item: &Map<String, Value>) -> bool {
    string(item, "role").is_none_or(|role| role.eq_ignore_ascii_case("main"))
}

/// The first body with words in it; one with markup says where its paragraphs end, so it comes before its plain copy.
fn text(map: &Map<String, Value>) -> Result<String, String> {
    let named =
        ["xhtml", "html", "text"].iter().filter_map(|kind| Some((*kind, string(map, &format!("{BODY}{kind}"))?)));
    let mut listed: Vec<_> = list(map, "bodies").filter_map(|body| Some((is_main(body), of_list(body)?))).collect();
    listed.sort_by_key(|(main, (kind, _))| (!main, *main && !is_html(kind)));
    let others = map.iter().filter(|(key, _)| is_body(key));
    let others = others.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    let mut failed = None;
    for (kind, body) in named.chain(listed.into_iter().map(|(_, body)| body)).chain(others) {
        let text = if is_html(kind) || html::is_fragment(body) { html::text(body) } else { Ok(body.to_owned()) };
        match text {
            Ok(text) if !text.trim().is_empty() => return Ok(text),
            Ok(_) => {}
            Err(reason) => failed = failed.or(Some(reason)),
        }
    }
    failed.map_or(Ok(String::new()), Err)
}

fn is_html(kind: &str) -> bool {
    kind.to_ascii_lowercase().contains("html")
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
    fn the_body_with_markup_is_read_and_what_stands_around_it_kept() {
        let item = r#"{"uri":"urn:ninjs:1","type":"text","versioncreated":"2025-03-04T12:00:00Z","headline":"A wall",
            "copyrightholder":"QW","body_text":"Stones came. They stayed.","body_xhtml":"<p>Stones came.</p><p>They stayed.</p>"}"#;
        let raw = read(item).unwrap().unwrap();
        assert_eq!((raw.id.as_deref(), &*raw.text), (Some("urn:ninjs:1"), "Stones came.\nThey stayed.\n"));
        assert_eq!(raw.meta.date.unwrap().iso(), "2025-03-04T12:00Z");
        assert_eq!(raw.meta.source.as_deref(), Some("QW"));
        // markup without a word
        let empty = item.replace("<p>Stones came.</p><p>They stayed.</p>", "<p> </p>");
        assert_eq!(read(&empty).unwrap().unwrap().text, "Stones came. They stayed.");
    }

    #[test]
    fn names_are_read_in_either_case() {
        let third = r#"{"uri":"urn:3","type":"text","versionCreated":"2025-10-28T09:00:00Z","firstCreated":"2025-10-27",
            "headlines":[{"role":"main","value":"Crane turns"}],"infoSources":[{"name":"Meridian Wire"}],
            "bodies":[{"role":"main","contentType":"text/plain","value":"It turns. It stops."},
                {"role":"main","contentType":"text/html","value":"It turns.<br>It stops."}]}"#;
        let raw = read(third).unwrap().unwrap();
        assert_eq!(
            (raw.meta.title.as_deref(), &*raw.text.replace('\n', "/")),
            (Some("Crane turns"), "It turns./It stops./")
        );
        assert_eq!(
            (raw.meta.date.unwrap().iso(), raw.meta.source.as_deref()),
            ("2025-10-27".into(), Some("Meridian Wire"))
        );
        let held = third.replace("\"infoSources\"", "\"copyrightHolder\":\"Harbour Post\",\"infoSources\"");
        assert_eq!(read(&held).unwrap().unwrap().meta.source.as_deref(), Some("Harbour Post"));
        let other: Map<String, Value> = serde_json::from_str(r#"{"Uri":"a","Versions":"1","Headline":"One"}"#).unwrap();
        assert!(!is(&other));
    }

    #[test]
    fn pictures_are_passed_over_and_empty_texts_named() {
        assert_eq!(read(r#"{"uri":"a","type":"picture","versioncreated":"2025","headline":"A ferry"}"#), Ok(None));
        assert!(read(r#"{"uri":"a","type":"text","versioncreated":"2025"}"#).unwrap_err().starts_with("no text"));
        let other: Map<String, Value> = serde_json::from_str(r#"{"uri":"a","text":"One"}"#).unwrap();
        assert!(!is(&other));
    }
}
