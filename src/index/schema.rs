//! The schema: the only place that names a field.
//!
//! One scored text field holds title and body of all languages; every other column can be rebuilt from the stored
//! record.

use tantivy::schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};

use crate::text::Analyzer;

/// The version of the schema. Raised when fields or analysis change: an index of another version cannot be opened.
pub const VERSION: u32 = 6;

/// The order of an undated article: after every dated one.
pub const UNDATED: i64 = i64::MIN;

/// Handles of all fields, and the names of the columns.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The id that the record carried.
    pub id: Field,
    /// The key of the file: all records of a file share it.
    pub file: Field,
    /// The name of the root.
    pub root: Field,
    /// The path below the root.
    pub path: Field,
    /// The address on the web.
    pub url: Field,
    /// Title and body: scored, with positions.
    pub text: Field,
    /// What cleaning removed.
    pub residue: Field,
    /// Column of filter and facet values.
    pub countries: Field,
    /// Every country named.
    pub mentioned: Field,
    /// Canonical names.
    pub leaders: Field,
    /// Topics and their ancestors.
    pub topics: Field,
    /// Full names beside an office, with that office: what leaders are learned from.
    pub sightings: Field,
    /// The outlet.
    pub source: Field,
    /// People who signed.
    pub authors: Field,
    /// ISO 639-1.
    pub lang: Field,
    /// Seconds since 1970 UTC, [`UNDATED`] when unknown; the index is sorted by it, newest first.
    pub order: Field,
    /// Seconds since 1970 on the outlet's wall clock; absent when unknown.
    pub date: Field,
    /// 0 year, 1 month, 2 day, 3 minute.
    pub date_precision: Field,
    /// Words of the body.
    pub words: Field,
    /// The first 60 bits of the document key: what articles are known by, and what removals name.
    pub short_key: Field,
    /// Hash of the record as it was read.
    pub content: Field,
    /// When it was indexed: microseconds since 1970, see `Payload::indexed`.
    pub indexed: Field,
    /// Hash of the outlet that lines are counted for, see `clean::publisher`.
    pub publisher: Field,
    /// Keys of the lines that the rules left, see `clean::line_keys`: what residue is learned from. As terms they took two
    /// and a half times the room, because most stand in one article only.
    pub lines: Field,
    /// Names of the rules that took something.
    pub rules: Field,
    /// Share of the text that was removed, in thousandths of its letters and signs.
    pub lost: Field,
    /// Embedded passages, `meaning::PASSAGE_WORDS` numbers each; none in other languages than English.
    pub passages: Field,
    /// Hash and MinHash rows of the body, see `text::Signature`; none for short texts. Bands of rows are made where they
    /// are needed: as terms, 12 of an article, they cost more than to sort this column (see `index/stories.rs`).
    pub signature: Field,
    /// The stored record.
    pub record: Field,
}

/// Names of the columns that are read as columns.
pub mod column {
    #![allow(missing_docs, reason = "their names say what they hold, and so does `Fields`")]
    pub const COUNTRIES: &str = "countries";
    pub const MENTIONED: &str = "mentioned";
    pub const LEADERS: &str = "leaders";
    pub const TOPICS: &str = "topics";
    pub const SOURCE: &str = "source";
    pub const AUTHORS: &str = "authors";
    pub const LANG: &str = "lang";
    pub const ORDER: &str = "order";
    pub const DATE: &str = "date";
    pub const DATE_PRECISION: &str = "date_precision";
    pub const WORDS: &str = "words";
    pub const SHORT_KEY: &str = "short_key";
    pub const CONTENT: &str = "content";
    pub const INDEXED: &str = "indexed";
    pub const PUBLISHER: &str = "publisher";
    pub const LINES: &str = "lines";
    pub const PASSAGES: &str = "passages";
    pub const SIGNATURE: &str = "signature";
    pub const RULES: &str = "rules";
    pub const LOST: &str = "lost";
}

/// The schema and its handles.
pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // nobody asks how many terms an article has in these
    let whole = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic);
    let exact = TextOptions::default().set_indexing_options(whole.set_fieldnorms(false));
    let label = exact.clone().set_fast("raw");
    let number = NumericOptions::default().set_fast();
    let text = |record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(Analyzer::NAME).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: schema.add_text_field("id", exact.clone()),
        file: schema.add_text_field("file", exact.clone()),
        root: schema.add_text_field("root", exact.clone()),
        path: schema.add_text_field("path", exact.clone()),
        url: schema.add_text_field("url", exact.clone()),
        text: schema.add_text_field("text", text(IndexRecordOption::WithFreqsAndPositions)),
        residue: schema.add_text_field("residue", text(IndexRecordOption::WithFreqsAndPositions)),
        countries: schema.add_text_field(column::COUNTRIES, label.clone()),
        mentioned: schema.add_text_field(column::MENTIONED, label.clone()),
        leaders: schema.add_text_field(column::LEADERS, label.clone()),
        topics: schema.add_text_field(column::TOPICS, label.clone()),
        sightings: schema.add_text_field("sightings", exact.clone()),
        source: schema.add_text_field(column::SOURCE, label.clone()),
        authors: schema.add_text_field(column::AUTHORS, label.clone()),
        lang: schema.add_text_field(column::LANG, label),
        order: schema.add_i64_field(column::ORDER, number.clone()),
        date: schema.add_i64_field(column::DATE, number.clone()),
        date_precision: schema.add_u64_field(column::DATE_PRECISION, number.clone()),
        words: schema.add_u64_field(column::WORDS, number.clone()),
        short_key: schema.add_u64_field(column::SHORT_KEY, number.clone().set_indexed()),
        content: schema.add_u64_field(column::CONTENT, number.clone()),
        indexed: schema.add_u64_field(column::INDEXED, number.clone()),
        publisher: schema.add_u64_field(column::PUBLISHER, number.clone()),
        lines: schema.add_u64_field(column::LINES, number.clone()),
        rules: schema.add_text_field(column::RULES, exact.clone().set_fast("raw")),
        lost: schema.add_u64_field(column::LOST, number.clone()),
        passages: schema.add_u64_field(column::PASSAGES, number.clone()),
        signature: schema.add_u64_field(column::SIGNATURE, number),
        record: schema.add_bytes_field("record", STORED),
    };
    (schema.build(), fields)
}

/// The field of languages of an open index.
///
/// # Errors
/// The engine's, when the index has none.
pub(crate) fn lang(schema: &Schema) -> tantivy::Result<Field> {
    schema.get_field(column::LANG)
}
