//! Answers of a search: hits, counts, timelines, lines of a concordance, and the summary behind them.

use std::io::{self, Write};

use serde::Serialize;

use crate::article::Date;
use crate::present::export::indexed;
use crate::present::json::{Countries, FacetLine, Summed, VERSION, write_line};
use crate::present::timeline::{label, step_name};
use crate::present::{Answer, Asked};
use crate::search::{
    Concordance, Copies, Explanation, Hit, Matching, Occurrence, PartCount, Passage, Published, Request, Results,
    Similar, Timeline,
};

/// Hits, facets and the summary.
///
/// # Errors
/// Those of `out`.
pub fn results_json(out: &mut dyn Write, answer: &Answer<'_>) -> io::Result<()> {
    let Answer { asked, request, results } = *answer;
    for hit in &results.hits {
        write_line(
            out,
            &Of { line: HitLine::from(hit), asked: asked.map(|asked| AskedLine::new(asked, Some(request))) },
        )?;
    }
    for facet in &results.facets {
        write_line(
            out,
            &Of { line: FacetLine::from(facet), asked: asked.map(|asked| AskedLine::new(asked, Some(request))) },
        )?;
    }
    if let Some(timeline) = &results.timeline {
        let line = TimelineLine::from(timeline);
        write_line(out, &Of { line, asked: asked.map(|asked| AskedLine::new(asked, Some(request))) })?;
    }
    // which says itself what was asked
    let line = SummaryLine::new(request, results);
    write_line(out, &Of { line, asked: asked.map(|asked| AskedLine::new(asked, None)) })
}

/// A line, and which of several queries it answers.
#[derive(Serialize)]
struct Of<'a, T> {
    #[serde(flatten)]
    line: T,
    #[serde(flatten)]
    asked: Option<AskedLine<'a>>,
}

#[derive(Serialize)]
struct AskedLine<'a> {
    query_number: usize,
    query_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
}

impl<'a> AskedLine<'a> {
    fn new(asked: &'a Asked, request: Option<&'a Request>) -> Self {
        Self {
            query_number: asked.number,
            query_id: asked.id.as_deref(),
            query: request.map(|request| request.query.as_str()),
        }
    }
}

/// Articles like another one, each with the words that it shares, and the summary.
///
/// # Errors
/// Those of `out`.
pub fn similar_json(out: &mut dyn Write, similar: &Similar) -> io::Result<()> {
    let results = &similar.results;
    for (hit, shared) in results.hits.iter().zip(&similar.shared) {
        write_line(out, &SimilarLine { hit: HitLine::from(hit), shared })?;
    }
    let rest = serde_json::json!({
        "read_as": results.read_as, "searched": results.searched, "notes": results.notes, "took_us": results.took_us,
    });
    write_line(out, &Summed { r#type: "summary", version: VERSION, rest })
}

/// One line of a concordance.
///
/// # Errors
/// Those of `out`.
pub fn kwic_json(out: &mut dyn Write, occurrence: &Occurrence) -> io::Result<()> {
    let Occurrence { rank, id, date, source, line, .. } = occurrence;
    write_line(
        out,
        &KwicLine {
            r#type: "kwic",
            rank: *rank,
            id,
            date: date.as_ref().map(Date::iso),
            source: source.as_deref(),
            field: line.field.as_str(),
            left: &line.left,
            keyword: &line.keyword,
            right: &line.right,
            offset: line.offset,
            sentence: line.sentence,
        },
    )
}

/// The summary behind the lines of a concordance.
///
/// # Errors
/// Those of `out`.
pub fn kwic_summary_json(out: &mut dyn Write, request: &Request, concordance: &Concordance) -> io::Result<()> {
    let (lines, all_lines) = (Some(concordance.lines), Some(concordance.all));
    write_line(out, &SummaryLine { lines, all_lines, ..SummaryLine::new(request, &concordance.results) })
}

#[derive(Serialize)]
struct HitLine<'a> {
    r#type: &'static str,
    rank: usize,
    score: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<ExplainLine<'a>>,
    all_words: bool,
    id: &'a str,
    title: Option<&'a str>,
    date: Option<String>,
    date_precision: Option<&'static str>,
    source: Option<&'a str>,
    authors: &'a [String],
    credit: Option<&'a str>,
    url: Option<&'a str>,
    path: String,
    record: Option<&'a str>,
    lang: Option<&'a str>,
    countries: Countries<'a>,
    leaders: &'a [String],
    topics: &'a [String],
    snippets: Vec<SnippetLine<'a>>,
    copies: Option<CopiesLine<'a>>,
    quotes: &'a [String],
    indexed: Option<String>,
    original_blake3: Option<&'a str>,
}

impl<'a> From<&'a Hit> for HitLine<'a> {
    fn from(hit: &'a Hit) -> Self {
        let meta = &hit.meta;
        Self {
            r#type: "hit",
            rank: hit.rank,
            score: hit.score,
            explain: hit.explanation.as_ref().map(ExplainLine::from),
            all_words: hit.all_words,
            id: &hit.id,
            title: meta.title.as_deref(),
            date: meta.date.as_ref().map(Date::iso),
            date_precision: meta.date.map(|date| date.precision.as_str()),
            source: meta.source.as_deref(),
            authors: &meta.authors,
            credit: meta.credit.as_deref(),
            url: meta.url.as_deref(),
            path: hit.origin.file(),
            record: hit.origin.record.as_deref(),
            lang: meta.lang.as_deref(),
            countries: Countries::from(&hit.labels),
            leaders: &hit.labels.leaders,
            topics: &hit.labels.topics,
            snippets: hit.snippets.iter().map(SnippetLine::from).collect(),
            copies: hit.copies.as_ref().map(CopiesLine::from),
            quotes: &hit.proof.quotes,
            indexed: indexed(hit).map(|at| at.format("%FT%TZ").to_string()),
            original_blake3: Some(hit.proof.file_hash.as_str()).filter(|hash| !hash.is_empty()),
        }
    }
}

/// The parts of a score, which add up to it.
#[derive(Serialize)]
struct ExplainLine<'a> {
    words: Vec<WordLine<'a>>,
    as_typed: f32,
    nearness: f32,
    meaning: f32,
    likeness: Option<f32>,
    about: f32,
    named: &'a [String],
    fresh: f32,
    in_pool: bool,
}

#[derive(Serialize)]
struct WordLine<'a> {
    word: &'a str,
    score: Option<f32>,
}

impl<'a> From<&'a Explanation> for ExplainLine<'a> {
    fn from(why: &'a Explanation) -> Self {
        let Explanation { words, as_typed, nearness, meaning, likeness, about, named, fresh, in_pool } = why;
        Self {
            words: words.iter().map(|(word, score)| WordLine { word, score: *score }).collect(),
            as_typed: *as_typed,
            nearness: *nearness,
            meaning: *meaning,
            likeness: *likeness,
            about: *about,
            named,
            fresh: *fresh,
            in_pool: *in_pool,
        }
    }
}

#[derive(Serialize)]
struct SimilarLine<'a> {
    #[serde(flatten)]
    hit: HitLine<'a>,
    shared: &'a [String],
}

#[derive(Serialize)]
struct CopiesLine<'a> {
    others: u64,
    sources: u64,
    first: Option<PublishedLine<'a>>,
    newest: Option<PublishedLine<'a>>,
    ids: &'a [String],
}

#[derive(Serialize)]
struct PublishedLine<'a> {
    id: &'a str,
    date: String,
    date_precision: &'static str,
    source: Option<&'a str>,
}

impl<'a> From<&'a Copies> for CopiesLine<'a> {
    fn from(copies: &'a Copies) -> Self {
        let Copies { others, sources, first, newest, ids } = copies;
        let (first, newest) = (first.as_ref().map(PublishedLine::from), newest.as_ref().map(PublishedLine::from));
        Self { others: *others, sources: *sources, first, newest, ids }
    }
}

impl<'a> From<&'a Published> for PublishedLine<'a> {
    fn from(published: &'a Published) -> Self {
        let Published { id, date, source } = published;
        Self { id, date: date.iso(), date_precision: date.precision.as_str(), source: source.as_deref() }
    }
}

#[derive(Serialize)]
struct SnippetLine<'a> {
    field: &'a str,
    text: &'a str,
    marks: Vec<[usize; 2]>,
    char_marks: Vec<[usize; 2]>,
    offset: usize,
}

impl<'a> From<&'a Passage> for SnippetLine<'a> {
    fn from(passage: &'a Passage) -> Self {
        let text = passage.text.as_str();
        // one pass over the text whatever the number of marks: they are in order
        let (mut at, mut chars) = (0, 0);
        let mut in_chars = |byte: usize| {
            let byte = text.floor_char_boundary(byte);
            chars += text.get(at..byte).map_or(0, |piece| piece.chars().count());
            at = byte.max(at);
            chars
        };
        let char_marks = passage.marks.iter().map(|mark| [in_chars(mark.start), in_chars(mark.end)]).collect();
        let marks = passage.marks.iter().map(|mark| [mark.start, mark.end]).collect();
        Self { field: passage.field, text, marks, char_marks, offset: passage.offset }
    }
}

#[derive(Serialize)]
struct KwicLine<'a> {
    r#type: &'static str,
    rank: usize,
    id: &'a str,
    date: Option<String>,
    source: Option<&'a str>,
    field: &'static str,
    left: &'a str,
    keyword: &'a str,
    right: &'a str,
    offset: usize,
    sentence: usize,
}

#[derive(Serialize)]
struct PartLine<'a> {
    part: &'a str,
    articles: u64,
    without: u64,
}

impl<'a> From<&'a PartCount> for PartLine<'a> {
    fn from(part: &'a PartCount) -> Self {
        Self { part: &part.label, articles: part.alone, without: part.without }
    }
}

#[derive(Serialize)]
struct TimelineLine {
    r#type: &'static str,
    step: &'static str,
    /// Label, hits, all articles of that time.
    counts: Vec<(String, u64, u64)>,
    coarse: u64,
    undated: u64,
}

impl From<&Timeline> for TimelineLine {
    fn from(line: &Timeline) -> Self {
        let counts = line.rows.iter().map(|row| (label(line.step, row.start), row.hits, row.all)).collect();
        Self { r#type: "timeline", step: step_name(line.step), counts, coarse: line.coarse, undated: line.undated }
    }
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    r#type: &'static str,
    version: u32,
    total: Option<u64>,
    total_all: Option<u64>,
    stories: Option<u64>,
    stories_about: bool,
    r#match: &'static str,
    took_us: u64,
    query: &'a str,
    read_as: &'a str,
    searched: u64,
    undated: Option<u64>,
    /// `null` where no country was asked for.
    only_mentioning: Option<u64>,
    in_removed: u64,
    in_removed_ids: &'a [String],
    notes: &'a [String],
    suggestion: Option<&'a str>,
    /// What each part finds by itself, and the rest without it; where nothing is found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_lines: Option<u64>,
}

impl<'a> SummaryLine<'a> {
    fn new(request: &'a Request, results: &'a Results) -> Self {
        Self {
            r#type: "summary",
            version: VERSION,
            total: results.total,
            total_all: results.total_all,
            stories: results.stories.map(|count| count.stories),
            stories_about: results.stories.is_some_and(|count| count.about),
            r#match: match results.matching {
                Matching::Any => "any",
                Matching::All => "all",
            },
            took_us: results.took_us,
            query: &request.query,
            read_as: &results.read_as,
            searched: results.searched,
            undated: results.undated,
            only_mentioning: results.only_mentioning.as_ref().map(|more| more.articles),
            in_removed: results.in_removed.articles,
            in_removed_ids: &results.in_removed.ids,
            notes: &results.notes,
            suggestion: results.suggestion.as_ref().map(|suggested| suggested.query.as_str()),
            parts: results.parts.iter().map(PartLine::from).collect(),
            lines: None,
            all_lines: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::terminal::tests::{hit, results};
    use crate::search::{FacetCounts, FacetKind};

    #[test]
    fn results_are_hits_facets_and_a_summary() {
        let mut page = results(vec![hit(1, true)]);
        let counts = vec![("JP".to_owned(), 12), ("US".to_owned(), 9)];
        page.facets.push(FacetCounts { kind: FacetKind::Country, counts, none: 1 });
        let request = Request { query: "rare earths".into(), ..Request::default() };
        let answer = Answer { asked: None, request: &request, results: &page };
        let mut out = Vec::new();
        results_json(&mut out, &answer).unwrap();
        let lines: Vec<&str> = std::str::from_utf8(&out).unwrap().lines().collect();
        assert_eq!(lines.len(), 3);
        let start = r#"{"type":"hit","rank":1,"score":12.5,"all_words":true,"id":""#;
        assert!(lines[0].starts_with(start), "{}", lines[0]);
        for part in [
            r#""date":"2025-10-28","date_precision":"day","source":"Harbour Post","authors":["Ana Writer"],"credit":null"#,
            r#""path":"harbour/2025-10-28-pact-1.html""#,
            r#""countries":{"main":["JP","US"],"mentioned":["CN","JP","KR","US"]},"leaders":["Sanae Takaichi"],"topics":["economy/trade"]"#,
            r#""marks":[[32,36],[37,43],[66,71]],"char_marks":[[32,36],[37,43],[66,71]],"offset":1042}"#,
        ] {
            assert!(lines[0].contains(part), "{part} in {}", lines[0]);
        }
        assert_eq!(lines[1], r#"{"type":"facet","field":"country","counts":[["JP",12],["US",9]],"none":1}"#);
        assert_eq!(
            lines[2],
            r#"{"type":"summary","version":1,"total":57,"total_all":4,"stories":null,"stories_about":false,"match":"any","took_us":912,"query":"rare earths","read_as":"rare earths japan","searched":1204,"undated":null,"only_mentioning":null,"in_removed":0,"in_removed_ids":[],"notes":[],"suggestion":null}"#
        );
    }

    #[test]
    fn char_marks_count_characters() {
        let text = "Zürich 東京 é";
        let marks = vec![0..7, 8..14, 15..17];
        let passage = Passage { field: "body", text: text.into(), marks, offset: 0, cut: (false, false) };
        let line = SnippetLine::from(&passage);
        assert_eq!(line.marks, [[0, 7], [8, 14], [15, 17]]);
        assert_eq!(line.char_marks, [[0, 6], [7, 9], [10, 11]]);
    }
}
