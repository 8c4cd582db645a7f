//! NDJSON for programs: one object a line, versioned, nothing in it that a terminal could take for a command.

mod answers;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::article::{Date, Evidence, Labels, Residue};
use crate::index::Entry;
use crate::ingest::{Skipped, Summary};
use crate::present::facets::name;
use crate::present::safe::is_unsafe;
use crate::present::stats::Stats;
use crate::search::FacetCounts;

pub use answers::{kwic_json, kwic_summary_json, results_json, similar_json};

/// The version of all lines; raised when a field changes its meaning or goes, not when one is added.
pub(crate) const VERSION: u32 = 1;

/// One article with its body and what cleaning removed; `evidence` when somebody asked for it.
///
/// # Errors
/// Those of `out`.
pub fn article_json(out: &mut dyn Write, entry: &Entry, evidence: Option<&[Evidence]>) -> io::Result<()> {
    let (article, meta) = (&entry.article, &entry.article.meta);
    write_line(
        out,
        &ArticleLine {
            id: entry.id(),
            path: entry.origin.file(),
            record: entry.origin.record.as_deref(),
            title: meta.title.as_deref(),
            body: article.text.body(),
            date: meta.date.as_ref().map(Date::iso),
            date_precision: meta.date.map(|date| date.precision.as_str()),
            source: meta.source.as_deref(),
            authors: &meta.authors,
            credit: meta.credit.as_deref(),
            url: meta.url.as_deref(),
            lang: meta.lang.as_deref(),
            section: meta.section.as_deref(),
            keywords: &meta.keywords,
            countries: Countries::from(&entry.labels),
            leaders: &entry.labels.leaders,
            topics: &entry.labels.topics,
            removed: article.text.residue().collect(),
            evidence,
        },
    )
}

/// What a run of indexing did: its skips, then its counts.
///
/// # Errors
/// Those of `out`.
pub fn index_json(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    for skipped in &summary.skipped {
        write_line(out, &SkipLine::from(skipped))?;
    }
    for (kind, label, number) in summary.relabelled.commonest(usize::MAX) {
        write_line(out, &serde_json::json!({"type": "relabelled", "kind": kind, "label": label, "articles": number}))?;
    }
    let newly_skipped = summary.newly_skipped().count();
    let labels: serde_json::Map<_, _> = summary
        .relabelled
        .by_kind()
        .into_iter()
        .map(|(kind, gained, lost)| (kind.to_owned(), serde_json::json!({"gained": gained, "lost": lost})))
        .collect();
    let stages: Vec<_> = summary.stages.iter().map(|(name, time)| (*name, time.as_micros() as u64)).collect();
    let rest = serde_json::json!({
        "roots": summary.roots, "files_read": summary.files_read,
        "read": summary.read, "new": summary.new, "changed": summary.changed, "unchanged": summary.unchanged,
        "removed": summary.removed, "skipped": summary.skipped.len(), "newly_skipped": newly_skipped,
        "garbled": summary.garbled.as_ref().map_or(0, |(articles, _)| *articles),
        "learned_lines": summary.relearned.map_or(0, |learned| learned.lines),
        "cleaned_again": summary.relearned.map_or(0, |learned| learned.articles),
        "learned_leaders": summary.leaders_learned, "forgotten_leaders": summary.leaders_forgotten,
        "labelled_again": summary.relabelled.articles, "labels": labels,
        "ignored": summary.ignored, "bytes": summary.bytes, "took_us": summary.elapsed.as_micros() as u64,
        "stages": stages, "total": summary.total, "interrupted": summary.interrupted,
    });
    write_line(out, &Summed { r#type: "summary", version: VERSION, rest })
}

/// What an index holds.
///
/// # Errors
/// Those of `out`.
pub fn stats_json(out: &mut dyn Write, stats: &Stats) -> io::Result<()> {
    for facet in &stats.facets {
        write_line(out, &FacetLine::from(facet))?;
    }
    let roots: Vec<_> = stats
        .roots
        .iter()
        .map(|root| {
            serde_json::json!({"name": root.name, "path": root.path, "articles": root.articles,
            "files": root.files, "skipped": root.skipped})
        })
        .collect();
    let unlabelled: serde_json::Map<_, _> =
        stats.unlabelled().map(|(kind, number)| (name(kind).to_owned(), number.into())).collect();
    let rest = serde_json::json!({
        "index": stats.index, "articles": stats.articles, "roots": roots,
        "unlabelled": unlabelled, "learned_leaders": stats.learned_leaders,
        "skipped": stats.skipped(), "cleaned": stats.cleaned.touched, "heavy": stats.cleaned.heavy.len(), "bytes": stats.bytes, "segments": stats.segments,
        "versions": {"schema": stats.versions.schema, "text": stats.versions.text, "clean": stats.versions.clean,
            "meaning": stats.versions.meaning, "labels": stats.versions.labels},
    });
    write_line(out, &Summed { r#type: "summary", version: VERSION, rest })
}

/// Writes `value` as one line of JSON. Characters that could command a terminal are written as `\u` escapes, which any
/// JSON reader turns back.
///
/// # Errors
/// Those of `out`.
pub fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    write_value(out, value)?;
    out.write_all(b"\n")
}

/// As [`write_line`], without the line's end.
pub(crate) fn write_value(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Escaping))?)
}

/// The line that ends an output. What it is comes first, by which `read` knows our own output again.
#[derive(Serialize)]
pub(crate) struct Summed {
    pub(crate) r#type: &'static str,
    pub(crate) version: u32,
    #[serde(flatten)]
    pub(crate) rest: serde_json::Value,
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[derive(Serialize)]
struct Countries<'a> {
    main: &'a [String],
    mentioned: &'a [String],
}

impl<'a> From<&'a Labels> for Countries<'a> {
    fn from(labels: &'a Labels) -> Self {
        Self { main: &labels.main, mentioned: &labels.mentioned }
    }
}

#[derive(Serialize)]
struct FacetLine<'a> {
    r#type: &'static str,
    field: &'static str,
    counts: &'a [(String, u64)],
    none: u64,
}

impl<'a> From<&'a FacetCounts> for FacetLine<'a> {
    fn from(facet: &'a FacetCounts) -> Self {
        Self { r#type: "facet", field: name(facet.kind), counts: &facet.counts, none: facet.none }
    }
}

#[derive(Serialize)]
struct ArticleLine<'a> {
    id: String,
    path: String,
    record: Option<&'a str>,
    title: Option<&'a str>,
    body: String,
    date: Option<String>,
    date_precision: Option<&'static str>,
    source: Option<&'a str>,
    authors: &'a [String],
    credit: Option<&'a str>,
    url: Option<&'a str>,
    lang: Option<&'a str>,
    section: Option<&'a str>,
    keywords: &'a [String],
    countries: Countries<'a>,
    leaders: &'a [String],
    topics: &'a [String],
    removed: Vec<Residue<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a [Evidence]>,
}

/// One skipped input, as in `--report` and `stats --skipped --json`.
#[derive(Serialize)]
pub(crate) struct SkipLine<'a> {
    r#type: &'static str,
    path: &'a str,
    record: Option<usize>,
    reason: &'a str,
}

impl<'a> From<&'a Skipped> for SkipLine<'a> {
    fn from(skipped: &'a Skipped) -> Self {
        Self { r#type: "skip", path: &skipped.path, record: skipped.record, reason: &skipped.reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Metadata, Origin, Text};

    fn lines(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<String> {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_could_command_a_terminal_is_escaped() {
        let text = "a\u{1b}[1m\u{9b}b\u{202e}c\u{7f}\u{e0041}\"\\\n東";
        let line = lines(|out| write_line(out, &text)).remove(0);
        assert_eq!(line, r#""a\u001b[1m\u009bb\u202ec\u007f\udb40\udc41\"\\\n東""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn an_article_carries_its_body_and_what_was_removed() {
        let mut text = Text::from("Ships wait.\n)\nPort shut.".to_owned());
        text.remove(12..14, "stray-symbol");
        let meta = Metadata { title: Some("Harbour".into()), ..Metadata::default() };
        let origin = Origin { root: "r".into(), path: "a.jsonl".into(), record: Some("#2".into()) };
        let article = Article { id: Some("doc 7".into()), meta, text };
        let entry = Entry { origin, article, ..Entry::default() };
        let line = lines(|out| article_json(out, &entry, None)).remove(0);
        let start = r##"{"id":"doc 7","path":"r/a.jsonl","record":"#2","title":"Harbour","body":"Ships wait.\nPort shut.","date":null"##;
        assert!(line.starts_with(start), "{line}");
        let end = r#""removed":[{"rule":"stray-symbol","line":2,"text":")"}]}"#;
        assert!(line.ends_with(end), "{line}");
        let evidence = [Evidence { kind: "country", label: "JP".into(), words: vec!["Tokyo".into()], learned: false }];
        let line = lines(|out| article_json(out, &entry, Some(&evidence))).remove(0);
        assert!(line.ends_with(r#""evidence":[{"kind":"country","label":"JP","words":["Tokyo"]}]}"#), "{line}");
    }
}
