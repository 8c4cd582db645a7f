//! Learns which lines are residue from all articles of an index, and finds the articles that have such lines.

use std::collections::{BTreeSet, HashSet};

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, Term};

use crate::clean::{Articles, Holder, LEARNED_RULE, Learned, LineKey, Place, count, publisher_key};
use crate::error::Result;
use crate::index::schema::column;
use crate::index::{Entry, Index};

/// The columns of a segment that counting needs.
struct Columns<'a> {
    segment: &'a SegmentReader,
    /// `None` where no article has a line that counts.
    lines: Option<Column<u64>>,
    short_key: Column<u64>,
    publisher: Column<u64>,
}

impl Index {
    /// What the articles of `searcher` teach, but for the lines in `kept`, which a person wants to keep.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn learn_residue(&self, searcher: &Searcher, kept: &[String]) -> Result<Learned> {
        let kept: HashSet<LineKey> = kept.iter().map(|line| LineKey::of(line)).collect();
        let columns = self.columns(searcher).map_err(|err| self.unreadable(&err))?;
        let mut lines = Vec::new();
        for counted in count(&Segments(columns), &kept) {
            let Place { part, number } = counted.first.place;
            let Entry { origin, article, .. } = self.entry(searcher, DocAddress::new(part, number))?;
            lines.extend(counted.line_of(&origin, &article));
        }
        Ok(Learned::of(lines))
    }

    /// The articles whose body depends on whether these lines of these outlets are learned.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn holding(
        &self,
        searcher: &Searcher,
        lines: impl Iterator<Item = (u64, LineKey)>,
    ) -> Result<HashSet<DocAddress>> {
        let lines: HashSet<(u64, LineKey)> = lines.collect();
        if lines.is_empty() {
            return Ok(HashSet::new());
        }
        let all = self.columns(searcher).map_err(|err| self.unreadable(&err))?;
        let mut found = HashSet::new();
        for (ord, columns) in (0..).zip(&all) {
            columns.each_line(&mut |doc, key| {
                let publisher = columns.publisher.first(doc).unwrap_or_default();
                if lines.contains(&(publisher_key(None), key)) || lines.contains(&(publisher, key)) {
                    found.insert(DocAddress::new(ord, doc));
                }
            });
        }
        Ok(found)
    }

    /// The articles that learned lines were removed from.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub(crate) fn with_learned_residue(&self, searcher: &Searcher) -> Result<HashSet<DocAddress>> {
        let query = TermQuery::new(Term::from_field_text(self.fields().rules, LEARNED_RULE), IndexRecordOption::Basic);
        searcher.search(&query, &DocSetCollector).map_err(|err| self.unreadable(&err))
    }

    fn columns<'a>(&self, searcher: &'a Searcher) -> tantivy::Result<Vec<Columns<'a>>> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let fast = segment.fast_fields();
            Ok(Columns {
                segment,
                lines: fast.column_opt(column::LINES)?,
                short_key: fast.u64(column::SHORT_KEY)?,
                publisher: fast.u64(column::PUBLISHER)?,
            })
        });
        columns.collect()
    }
}

/// All segments of a view.
struct Segments<'a>(Vec<Columns<'a>>);

impl Articles for Segments<'_> {
    fn most_lines(&self) -> usize {
        let lines = self.0.iter().filter_map(|columns| Some(columns.lines.as_ref()?.values.num_vals() as usize));
        lines.sum()
    }

    fn each_publisher(&self, visit: &mut dyn FnMut(u64)) {
        for columns in &self.0 {
            let docs = columns.segment.doc_ids_alive();
            docs.for_each(|doc| visit(columns.publisher.first(doc).unwrap_or_default()));
        }
    }

    fn each_line(&self, visit: &mut dyn FnMut(Place, LineKey)) {
        for (part, columns) in (0..).zip(&self.0) {
            columns.each_line(&mut |number, key| visit(Place { part, number }, key));
        }
    }

    fn holder(&self, place: Place) -> Holder {
        let (columns, doc) = (&self.0[place.part as usize], place.number);
        Holder {
            place,
            short_key: columns.short_key.first(doc).unwrap_or_default(),
            publisher: columns.publisher.first(doc).unwrap_or_default(),
        }
    }

    fn lines_of(&self, place: Place) -> BTreeSet<LineKey> {
        let lines = self.0[place.part as usize].lines.iter();
        lines.flat_map(|lines| lines.values_for_doc(place.number)).map(LineKey).collect()
    }
}

impl Columns<'_> {
    /// Calls `visit` with the lines of all articles that were not deleted.
    fn each_line(&self, visit: &mut dyn FnMut(DocId, LineKey)) {
        let Some(lines) = &self.lines else { return };
        for doc in self.segment.doc_ids_alive() {
            lines.values_for_doc(doc).for_each(|key| visit(doc, LineKey(key)));
        }
    }
}
