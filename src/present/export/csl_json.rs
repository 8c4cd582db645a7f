//! CSL-JSON: an array of items as the schema `csl-data.json` of citationstyles.org has them.

use std::io::{self, Write};

use chrono::Datelike;
use serde_json::{Map, Value, json};

use crate::present::export::{Entry, known};
use crate::present::json::write_value;

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")
}

pub(super) fn item(out: &mut dyn Write, entry: &Entry<'_>, first: bool) -> io::Result<()> {
    out.write_all(if first { b"\n" } else { b",\n" })?;
    let mut item = Map::new();
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            item.insert(name.to_owned(), Value::String(value));
        }
    };
    field("id", entry.hit.key.to_string());
    field("type", "article-newspaper".to_owned());
    field("title", entry.title());
    field("container-title", entry.source().unwrap_or_default());
    field("URL", entry.url().unwrap_or_default());
    field("language", entry.lang().unwrap_or_default());
    field("abstract", entry.quotes());
    field("note", entry.evidence());
    let authors: Vec<Value> = entry.authors().into_iter().map(|name| json!({"literal": name})).collect();
    if !authors.is_empty() {
        item.insert("author".to_owned(), Value::Array(authors));
    }
    if let Some((year, month, day)) = entry.date().map(known) {
        let parts: Vec<Value> =
            [Some(json!(year)), month.map(Value::from), day.map(Value::from)].into_iter().flatten().collect();
        item.insert("issued".to_owned(), json!({"date-parts": [parts]}));
    }
    if let Some(at) = entry.indexed() {
        item.insert("accessed".to_owned(), json!({"date-parts": [[at.year(), at.month(), at.day()]]}));
    }
    write_value(out, &Value::Object(item))
}

pub(super) fn end(out: &mut dyn Write, empty: bool) -> io::Result<()> {
    out.write_all(if empty { b"]\n" } else { b"\n]\n" })
}
