//! Counts lines over all articles and decides which are residue: a pure function of the articles that are there.
//!
//! A line is learned when it stands in several stories of one outlet and in a fair share of its articles, or in those of
//! several outlets. Copies of one story, told by their sketches, count once, so that a wire report that is published ten
//! times teaches none of its text. How much evidence is asked for was set so that 13,571 agency reports teach nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, Term};

use crate::clean::{LEARNED_RULE, Learned, LearnedLine, LineKey, SKETCH, line_with, publisher, publisher_key, sketch};
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
        let mut holders = holders_of_several(&columns, kept);
        // the order of indexing must not matter
        holders.sort_unstable_by_key(|(key, holder)| (*key, holder.short_key));
        let mut learned = Vec::new();
        for holders in holders.chunk_by(|(key, _), (other, _)| key == other) {
            let key = holders[0].0;
            let holders: Vec<Holder> = holders.iter().map(|(_, holder)| *holder).collect();
            learned.extend(decide(key, &holders, &columns, &totals, all));
        }
        Ok(learned)
    }
}

/// The articles of lines that as many have as are needed to learn one, each with its line, and of a few others. Most lines
/// stand in one article: all are counted first, without their keys, so that memory holds few of these at once.
fn holders_of_several(columns: &[Columns<'_>], kept: &HashSet<LineKey>) -> Vec<(LineKey, Holder)> {
    let lines: u32 = columns.iter().filter_map(|columns| Some(columns.lines.as_ref()?.values.num_vals())).sum();
    // twice as many counts as lines: few lines share one. The last bit of a key says what it is of
    let mut counts = vec![0_u8; (2 * lines as usize).next_power_of_two()];
    let mask = counts.len() - 1;
    let place = |key: LineKey| (key.0 >> 1) as usize & mask;
    for columns in columns {
        columns.each_line(&mut |_, key| counts[place(key)] = counts[place(key)].saturating_add(1));
    }
    let mut holders = Vec::new();
    for (ord, columns) in (0..).zip(columns) {
        columns.each_line(&mut |doc, key| {
            if usize::from(counts[place(key)]) >= LINE.stories && !kept.contains(&key) {
                holders.push((key, columns.holder(ord, doc)));
            }
        });
    }
    holders
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
    /// Calls `visit` with the lines of all articles that were not deleted.
    fn each_line(&self, visit: &mut dyn FnMut(DocId, LineKey)) {
        let Some(lines) = &self.lines else { return };
        for doc in self.segment.doc_ids_alive() {
            lines.values_for_doc(doc).for_each(|key| visit(doc, LineKey(key)));
        }
    }

    fn holder(&self, ord: u32, doc: DocId) -> Holder {
        Holder {
            address: DocAddress::new(ord, doc),
            short_key: self.short_key.first(doc).unwrap_or_default(),
            publisher: self.publisher.first(doc).unwrap_or_default(),
        }
    }

    fn sketch_of(&self, doc: DocId) -> [u32; SKETCH] {
        let keys = self.lines.iter().flat_map(|lines| lines.values_for_doc(doc)).map(LineKey);
        sketch(&keys.collect())
    }
}
