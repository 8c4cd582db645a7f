//! Articles against their stored records: everything else that the index holds of an article is made from its record, so
//! it can be made once more and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption, OwnedValue, Value};
use tantivy::tokenizer::{TextAnalyzer, TokenStream};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use crate::article::Key;
use crate::error::Result;
use crate::index::check::contents::Part;
use crate::index::check::{Checked, Depth, RESTORE};
use crate::index::schema::column;
use crate::index::{Entry, Index, STORY_RULES, Versions};
use crate::text::Analyzer;

/// Articles after which it is told how far the comparison is.
const TELL: u64 = 1000;

/// What is wrong with an article: how the name of the file ends, and what does not fit.
type Wrong = (&'static str, String);

/// What stands in for the three files of which nobody can say which is wrong.
const POSTINGS: &str = "idx";

/// Compares articles with their records.
///
/// # Errors
/// When what the commit says of itself cannot be read.
pub(crate) fn compare_records(
    index: &Index,
    searcher: &Searcher,
    engine: &str,
    depth: Depth,
    checked: &mut Checked,
    note: &dyn Fn(&'static str, u64, u64),
) -> Result<()> {
    let payload = index.payload()?;
    let is_ours = payload.versions == Versions::CURRENT && payload.told == STORY_RULES;
    if !is_ours {
        checked
            .notes
            .push("articles were written by another version: of columns and words only keys are compared".into());
    }
    let chosen: Vec<Vec<DocId>> =
        searcher.segment_readers().iter().map(|reader| choose(reader, depth, searcher)).collect();
    let all = chosen.iter().map(|docs| docs.len() as u64).sum();
    for (reader, docs) in searcher.segment_readers().iter().zip(chosen) {
        let part = Part { index, reader, stem: format!("{engine}/{}", reader.segment_id().uuid_string()) };
        let Ok(mut sample) = Sample::new(&part, is_ours) else { continue };
        for doc in docs {
            checked.compared += 1;
            if checked.compared.is_multiple_of(TELL) {
                note("articles", checked.compared, all);
            }
            let compared = catch_unwind(AssertUnwindSafe(|| sample.compare(doc)));
            let wrong = match compared {
                Ok(Ok(None)) => continue,
                Ok(Ok(Some(wrong))) => wrong,
                Ok(Err(err)) => (POSTINGS, err.to_string()),
                Err(_) => (POSTINGS, format!("article {doc} cannot be read")),
            };
            checked.find(part.file(wrong.0), wrong.1, RESTORE);
            break;
        }
    }
    Ok(())
}

/// The articles of a segment that are compared: the first, the last, and others evenly between them, so that the same
/// index is checked in the same places on every machine.
fn choose(reader: &SegmentReader, depth: Depth, searcher: &Searcher) -> Vec<DocId> {
    let alive = reader.doc_ids_alive();
    let Depth::Sample(number) = depth else { return alive.collect() };
    let (held, all) = (u64::from(reader.num_docs()), searcher.num_docs().max(1));
    let share = (u64::from(number) * held / all).max(2);
    let step = (held / share).max(1) as usize;
    let mut chosen: Vec<DocId> = alive.step_by(step).collect();
    chosen.extend(reader.doc_ids_alive().last().filter(|last| chosen.last() != Some(last)));
    chosen
}

/// Compares the articles of a segment.
struct Sample<'a> {
    part: &'a Part<'a>,
    store: tantivy::store::StoreReader,
    analyzer: TextAnalyzer,
    /// Whether this program makes of a record what the one made that wrote it.
    is_ours: bool,
}

impl<'a> Sample<'a> {
    fn new(part: &'a Part<'a>, is_ours: bool) -> tantivy::Result<Self> {
        let store = part.reader.get_store_reader(1)?;
        Ok(Self { part, store, analyzer: TextAnalyzer::from(Analyzer::default()), is_ours })
    }

    fn compare(&mut self, doc: DocId) -> tantivy::Result<Option<Wrong>> {
        let Ok(entry) = self.part.index.entry_in(&self.store, doc) else {
            return Ok(Some(("store", format!("the record of article {doc} cannot be read"))));
        };
        if let Some(wrong) = self.key(doc, &entry)? {
            return Ok(Some(wrong));
        }
        if !self.is_ours {
            return Ok(None);
        }
        let document = self.part.index.document(&entry);
        let mut values: BTreeMap<Field, Vec<OwnedValue>> = BTreeMap::new();
        for (field, value) in document.field_values() {
            values.entry(field).or_default().push(OwnedValue::from(value.as_value()));
        }
        let schema = self.part.reader.schema().clone();
        for (field, declared) in schema.fields() {
            let values = values.get(&field).map_or(&[][..], Vec::as_slice);
            let wrong = match declared.is_fast() && !self.has_column(doc, declared, values)? {
                true => Some("fast"),
                false if declared.is_indexed() => self.terms(doc, field, declared, values)?,
                false => None,
            };
            if let Some(end) = wrong {
                let reason = format!("'{}' of {} does not fit its record", declared.name(), entry.key());
                return Ok(Some((end, reason)));
            }
        }
        Ok(None)
    }

    /// Which of record, column and terms tells another key than the two others.
    fn key(&self, doc: DocId, entry: &Entry) -> tantivy::Result<Option<Wrong>> {
        let key = entry.key();
        let in_column = self.part.reader.fast_fields().u64(column::SHORT_KEY)?.first(doc);
        // columns and terms fit each other: that was looked at before
        let wrong = in_column != Some(key.short());
        let found = in_column.map(Key::beginning).unwrap_or_default();
        Ok(wrong.then(|| ("store", format!("the record of {key} stands in the place of {found}…"))))
    }

    fn has_column(&self, doc: DocId, declared: &FieldEntry, values: &[OwnedValue]) -> tantivy::Result<bool> {
        let columns = self.part.reader.fast_fields();
        Ok(match declared.field_type() {
            FieldType::U64(_) => {
                let Some(column) = columns.column_opt::<u64>(declared.name())? else { return Ok(values.is_empty()) };
                column.values_for_doc(doc).eq(values.iter().filter_map(|value| value.as_u64()))
            }
            FieldType::I64(_) => {
                let Some(column) = columns.column_opt::<i64>(declared.name())? else { return Ok(values.is_empty()) };
                column.values_for_doc(doc).eq(values.iter().filter_map(|value| value.as_i64()))
            }
            FieldType::Str(_) => {
                let Some(column) = columns.str(declared.name())? else { return Ok(values.is_empty()) };
                let mut found = BTreeSet::new();
                for ord in column.term_ords(doc) {
                    let mut text = String::new();
                    column.ord_to_str(ord, &mut text)?;
                    found.insert(text);
                }
                let expected: BTreeSet<&str> = values.iter().filter_map(|value| value.as_str()).collect();
                found.iter().map(String::as_str).eq(expected)
            }
            _ => true,
        })
    }

    /// How the name of the file ends that lacks a term or a position of the article, or tells another length.
    fn terms(
        &mut self,
        doc: DocId,
        field: Field,
        declared: &FieldEntry,
        values: &[OwnedValue],
    ) -> tantivy::Result<Option<&'static str>> {
        let record = declared.field_type().get_index_record_option().unwrap_or(IndexRecordOption::Basic);
        let mut expected: BTreeMap<Term, Vec<u32>> = BTreeMap::new();
        let mut tokens = 0;
        for value in values {
            match (value.as_str(), value.as_u64()) {
                (Some(text), _) if record.has_positions() => {
                    let mut stream = self.analyzer.token_stream(text);
                    while stream.advance() {
                        let token = stream.token();
                        let positions = expected.entry(Term::from_field_text(field, &token.text)).or_default();
                        positions.push(token.position as u32);
                        tokens += 1;
                    }
                }
                (Some(text), _) => drop(expected.entry(Term::from_field_text(field, text)).or_default()),
                (_, Some(number)) => drop(expected.entry(Term::from_field_u64(field, number)).or_default()),
                _ => {}
            }
        }
        let terms = self.part.reader.inverted_index(field)?;
        for (term, positions) in &expected {
            let Some(mut postings) = terms.read_postings(term, record)? else { return Ok(Some("term")) };
            if postings.doc() < doc && postings.seek(doc) != doc || postings.doc() != doc {
                return Ok(Some(POSTINGS));
            }
            if record.has_positions() {
                let mut found = Vec::new();
                postings.positions(&mut found);
                if found != *positions {
                    return Ok(Some("pos"));
                }
            }
        }
        let is_measured = record.has_positions() && declared.has_fieldnorms();
        let length =
            if is_measured { Some(self.part.reader.get_fieldnorms_reader(field)?.fieldnorm_id(doc)) } else { None };
        let wrong = length.is_some_and(|length| length != FieldNormReader::fieldnorm_to_id(tokens));
        Ok(wrong.then_some("fieldnorm"))
    }
}
