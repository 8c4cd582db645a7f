//! Counts lines over all articles and decides which are residue: a pure function of the articles that are there.
//!
//! A line is learned when it stands in several stories of one outlet and in a fair share of its articles, or in those of
//! several outlets. Copies of one story, told by their sketches, count once, so that a wire report that is published ten
//! times teaches none of its text. How much evidence is asked for was set so that 13,571 agency reports teach nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::postings::TermInfo;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocAddress, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

use crate::clean::{LEARNED_RULE, Learned, LearnedLine, LineKey, SKETCH, line_with, publisher, publisher_key};
use crate::error::Result;
use crate::index::schema::column;
use crate::index::{Entry, Index};

/// What must come together for a line to be learned.
struct Evidence {
    /// Different stories that have it.
    stories: usize,
    /// One of so many articles has it.
    of: u64,
}

/// A heading, a label, a button of one outlet: the third time it is no chance, and below one article in fifty it may be
/// a heading that writers like.
const LINE: Evidence = Evidence { stories: 3, of: 50 };

/// A sentence of one outlet: reporters repeat their background in many stories of one running event, but hardly in
/// every fourth of all.
const SENTENCE: Evidence = Evidence { stories: 5, of: 4 };

/// A line of the whole corpus.
const EVERYWHERE: Evidence = Evidence { stories: 5, of: 100 };

/// Outlets that must have it then.
const OUTLETS: usize = 3;

/// Equal numbers of two sketches from which two articles are copies: half of the sentences in common.
const ALIKE: usize = SKETCH / 2;

/// An article that has a line.
#[derive(Clone, Copy)]
struct Holder {
    address: DocAddress,
    short_key: u64,
    publisher: u64,
}

/// A line to learn.
struct Counted {
    key: LineKey,
    /// For the outlet of `first` only, or everywhere.
    of_outlet: bool,
    /// The article with the least key that has it there.
    first: Holder,
    /// How many articles have it there.
    articles: u64,
}

/// The columns of a segment that counting needs.
struct Columns<'a> {
    segment: &'a SegmentReader,
    lines: Arc<InvertedIndexReader>,
    short_key: Column<u64>,
    publisher: Column<u64>,
    sketch: Column<u64>,
}

impl Index {
    /// What the articles of `searcher` teach, but for the lines in `kept`, which a person wants to keep.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a segment cannot be read.
    pub fn learn_residue(&self, searcher: &Searcher, kept: &[String]) -> Result<Learned> {
        let kept: HashSet<LineKey> = kept.iter().map(|line| LineKey::of(line)).collect();
        let counted = self.count(searcher, &kept).map_err(|err| self.unreadable(&err))?;
        let mut lines = Vec::new();
        for Counted { key, of_outlet, first, articles } in counted {
            let Entry { origin, article, .. } = self.entry(searcher, first.address)?;
            let publisher = of_outlet.then(|| publisher(&origin, &article.meta));
            if let Some(line) = line_with(&article.text, key) {
                lines.push(LearnedLine { publisher, line, articles });
            }
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
        let found = || -> tantivy::Result<_> {
            let columns = self.columns(searcher)?;
            let mut found = HashSet::new();
            for (outlet, key) in lines {
                let term = Term::from_field_u64(self.fields().lines, key.0);
                for (ord, columns) in (0..).zip(&columns) {
                    let Some(info) = columns.lines.get_term_info(&term)? else { continue };
                    let holders = columns.holders(ord, &info)?;
                    let concerned = |holder: &Holder| outlet == publisher_key(None) || holder.publisher == outlet;
                    found.extend(holders.into_iter().filter(concerned).map(|holder| holder.address));
                }
            }
            Ok(found)
        };
        found().map_err(|err| self.unreadable(&err))
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
                lines: segment.inverted_index(self.fields().lines)?,
                short_key: fast.u64(column::SHORT_KEY)?,
                publisher: fast.u64(column::PUBLISHER)?,
                sketch: fast.u64(column::SKETCH)?,
            })
        });
        columns.collect()
    }

    /// The lines to learn.
    fn count(&self, searcher: &Searcher, kept: &HashSet<LineKey>) -> tantivy::Result<Vec<Counted>> {
        let columns = self.columns(searcher)?;
        let mut totals: HashMap<u64, u64> = HashMap::new();
        for columns in &columns {
            for doc in columns.segment.doc_ids_alive() {
                *totals.entry(columns.publisher.first(doc).unwrap_or_default()).or_default() += 1;
            }
        }
        let all: u64 = totals.values().sum();
        let mut terms = TermMerger::new(
            columns.iter().map(|columns| columns.lines.terms().stream()).collect::<std::io::Result<Vec<_>>>()?,
        );
        let mut learned = Vec::new();
        while terms.advance() {
            let Ok(bytes) = <[u8; 8]>::try_from(terms.key()) else { continue };
            let key = LineKey(u64::from_be_bytes(bytes));
            let infos: Vec<(usize, TermInfo)> = terms.current_segment_ords_and_term_infos().collect();
            let most: u32 = infos.iter().map(|(_, info)| info.doc_freq).sum();
            if (most as usize) < LINE.stories || kept.contains(&key) {
                continue;
            }
            let mut holders = Vec::new();
            for (ord, info) in &infos {
                holders.extend(columns[*ord].holders(*ord as u32, info)?);
            }
            // the order of indexing must not matter
            holders.sort_unstable_by_key(|holder| holder.short_key);
            learned.extend(decide(key, &holders, &columns, &totals, all));
        }
        Ok(learned)
    }
}

/// What the articles that have a line, in the order of their keys, say of it.
fn decide(
    key: LineKey,
    holders: &[Holder],
    columns: &[Columns<'_>],
    totals: &HashMap<u64, u64>,
    all: u64,
) -> Vec<Counted> {
    let counted = |of_outlet, holders: &[Holder]| {
        let first = *holders.first()?;
        Some(Counted { key, of_outlet, first, articles: holders.len() as u64 })
    };
    let mut outlets: BTreeMap<u64, Vec<Holder>> = BTreeMap::new();
    for holder in holders {
        outlets.entry(holder.publisher).or_default().push(*holder);
    }
    if !key.is_prose() && outlets.len() >= OUTLETS && EVERYWHERE.is_met(holders, columns, all) {
        return counted(false, holders).into_iter().collect();
    }
    let needed = if key.is_prose() { &SENTENCE } else { &LINE };
    let total = |outlet: &u64| totals.get(outlet).copied().unwrap_or_default();
    let learned = outlets.into_iter().filter(|(outlet, holders)| needed.is_met(holders, columns, total(outlet)));
    learned.filter_map(|(_, holders)| counted(true, &holders)).collect()
}

impl Evidence {
    /// Whether `holders` of `all` articles are evidence enough.
    fn is_met(&self, holders: &[Holder], columns: &[Columns<'_>], all: u64) -> bool {
        if holders.len() < self.stories || (holders.len() as u64) * self.of < all {
            return false;
        }
        let mut stories: Vec<[u32; SKETCH]> = Vec::new();
        for holder in holders {
            let sketch = columns[holder.address.segment_ord as usize].sketch_of(holder.address.doc_id);
            let is_copy = |story: &[u32; SKETCH]| story.iter().zip(&sketch).filter(|(a, b)| a == b).count() >= ALIKE;
            if !stories.iter().any(is_copy) {
                stories.push(sketch);
                if stories.len() >= self.stories {
                    return true;
                }
            }
        }
        false
    }
}

impl Columns<'_> {
    /// The articles behind an entry of the dictionary, without those that were deleted.
    fn holders(&self, ord: u32, info: &TermInfo) -> tantivy::Result<Vec<Holder>> {
        let mut postings = self.lines.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut holders = Vec::new();
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !self.segment.is_deleted(doc) {
                holders.push(Holder {
                    address: DocAddress::new(ord, doc),
                    short_key: self.short_key.first(doc).unwrap_or_default(),
                    publisher: self.publisher.first(doc).unwrap_or_default(),
                });
            }
            doc = postings.advance();
        }
        Ok(holders)
    }

    fn sketch_of(&self, doc: u32) -> [u32; SKETCH] {
        let mut sketch = [0; SKETCH];
        for (pair, value) in sketch.chunks_exact_mut(2).zip(self.sketch.values_for_doc(doc)) {
            pair.copy_from_slice(&[(value >> 32) as u32, value as u32]);
        }
        sketch
    }
}
