//! JSON: one object, an array of objects, or several values one after the other; each object is an article.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::article::Raw;
use crate::read::{BadRecord, Record, fields, html, ninjs};

/// What a record without a text is told.
const NO_TEXT: &str = "no text (expected 'text', 'body', 'contents' or 'html')";

/// Names of the array that a whole file is wrapped in.
const WRAPPERS: &[&str] = &["articles", "docs"];

/// Parses a whole JSON text; records before a broken one stay good.
pub(super) fn parse(text: &str, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = Values { each, seen: 0, single: None };
    let mut stream = serde_json::Deserializer::from_str(text);
    loop {
        match (&mut values).deserialize(&mut stream) {
            Ok(()) if stream.end().is_ok() => break,
            Ok(()) => values.number_kept(),
            Err(error) => {
                values.number_kept();
                let number = (values.seen > 0).then_some(values.seen + 1);
                return (values.each)(Err(BadRecord { number, reason: broken(&error) }));
            }
        }
    }
    match values.single.take() {
        Some(Value::Object(map)) => wrapped(map, values.each),
        Some(_) => (values.each)(Err(BadRecord { number: None, reason: NO_TEXT.to_owned() })),
        None if values.seen == 0 => (values.each)(Err(BadRecord { number: None, reason: NO_TEXT.to_owned() })),
        None => {}
    }
}

/// The article of one line; `None` for what is by its own word no text.
///
/// # Errors
/// Why it is none.
pub(super) fn line(line: &str) -> Result<Option<Raw>, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(map)) => article(&map),
        Ok(_) => Err(NO_TEXT.to_owned()),
        Err(error) => Err(broken(&error)),
    }
}

/// Whether a line is one article, and not a list of them.
pub(super) fn is_line(line: &str) -> bool {
    serde_json::from_str(line).is_ok_and(|value| is_article(&value))
}

fn broken(error: &serde_json::Error) -> String {
    let what = if error.is_eof() { "JSON ends too early" } else { "broken JSON" };
    format!("{what}: {error}")
}

/// Gives the elements of arrays at once, so that memory holds one; keeps a first object back, which may be all there is.
struct Values<'a> {
    each: &'a mut dyn FnMut(Result<Record, BadRecord>),
    /// Records given.
    seen: usize,
    single: Option<Value>,
}

impl Values<'_> {
    /// There are several values, so the one kept back has a number.
    fn number_kept(&mut self) {
        if let Some(value) = self.single.take() {
            self.give(value);
        }
    }

    fn give(&mut self, value: Value) {
        self.seen += 1;
        let number = Some(self.seen);
        let raw = match &value {
            Value::Object(map) => article(map),
            _ => Err(NO_TEXT.to_owned()),
        };
        give(number, raw, self.each);
    }
}

impl<'de> DeserializeSeed<'de> for &mut Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.number_kept();
        while let Some(value) = elements.next_element()? {
            self.give(value);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        let value =
            Value::Object(serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(entries))?);
        if self.seen > 0 {
            self.give(value)
        } else {
            self.single = Some(value)
        }
        Ok(())
    }
}

/// One object that is an article, or that wraps an array of them.
fn wrapped(mut map: Map<String, Value>, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let inner = WRAPPERS.iter().find_map(|name| match map.get_mut(*name) {
        Some(Value::Array(values)) if values.first().is_some_and(is_article) => Some(std::mem::take(values)),
        _ => None,
    });
    match inner {
        Some(values) if text(&map).is_none() => {
            let mut many = Values { each, seen: 0, single: None };
            values.into_iter().for_each(|value| many.give(value));
        }
        _ => {
            give(None, article(&map), each);
        }
    }
}

/// Hands on what was found; of what is no text there is nothing to say.
pub(super) fn give(
    number: Option<usize>,
    raw: Result<Option<Raw>, String>,
    each: &mut dyn FnMut(Result<Record, BadRecord>),
) {
    match raw {
        Ok(Some(raw)) => each(Ok(Record { number, raw })),
        Ok(None) => {}
        Err(reason) => each(Err(BadRecord { number, reason })),
    }
}

fn is_article(value: &Value) -> bool {
    value.as_object().is_some_and(|map| text(map).is_some() || page(map).is_some() || ninjs::is(map))
}

fn article(map: &Map<String, Value>) -> Result<Option<Raw>, String> {
    let names: Vec<(String, &Value)> = map.iter().map(|(key, value)| (key.to_lowercase(), value)).collect();
    let get = |name: &str| -> Vec<String> {
        names.iter().find(|(key, _)| key == name).map(|(_, value)| strings(value)).unwrap_or_default()
    };
    let declared = fields::metadata(&get);
    // an item of an agency has its plain text beside its marked-up one, and the names of its own standard
    if ninjs::is(map) && map.get("uri").is_some_and(Value::is_string) && !has_own_text_field(map) {
        return Ok(ninjs::article(map, declared)?.map(|raw| Raw { id: id_of(map).or(raw.id), ..raw }));
    }
    let mut raw = match (text(map), page(map)) {
        (Some(text), _) => Raw { text, ..Raw::default() },
        (None, Some(page)) => html::parse(page)?,
        (None, None) if ninjs::is(map) => {
            return Ok(ninjs::article(map, declared)?.map(|raw| Raw { id: id_of(map).or(raw.id), ..raw }));
        }
        // a headline with an empty text is a flash, and can be found
        (None, None) if declared.title.is_some() && has_text_field(map) => Raw::default(),
        (None, None) => return Err(NO_TEXT.to_owned()),
    };
    raw.meta = html::prefer(declared, raw.meta);
    raw.id = id_of(map);
    Ok(Some(raw))
}

fn id_of(map: &Map<String, Value>) -> Option<String> {
    fields::ID.iter().find_map(|name| id(map.get(*name)?))
}

/// Whether a text is there at all, be it empty.
fn has_text_field(map: &Map<String, Value>) -> bool {
    fields::TEXT.iter().any(|name| map.get(*name).is_some_and(Value::is_string))
}

/// Whether a text has a name that is not the agencies' own.
fn has_own_text_field(map: &Map<String, Value>) -> bool {
    fields::TEXT.iter().any(|name| *name != "body_text" && map.contains_key(*name))
}

/// The first text with a word in it; an array of paragraphs is a text too.
fn text(map: &Map<String, Value>) -> Option<String> {
    fields::TEXT.iter().find_map(|name| {
        let text = match map.get(*name)? {
            Value::String(text) => text.clone(),
            Value::Array(lines) => lines.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join("\n"),
            _ => return None,
        };
        let text = if html::is_fragment(&text) { html::text(&text).ok()? } else { text };
        (!text.trim().is_empty()).then_some(text)
    })
}

fn page(map: &Map<String, Value>) -> Option<&str> {
    map.get(fields::HTML)?.as_str().filter(|page| !page.trim().is_empty())
}

/// Exactly as given. A number that is no 64-bit integer would come back changed, so it is none.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => (!id.is_empty()).then(|| id.clone()),
        Value::Number(id) if id.is_i64() || id.is_u64() => Some(id.to_string()),
        _ => None,
    }
}

/// The strings of a value: itself, its elements, or its name when it is an object.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(map) => map.get("name").filter(|name| name.is_string()).map(strings).unwrap_or_default(),
        _ => Vec::new(),
    }
}
