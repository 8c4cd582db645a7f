//! What cleaning took out, counted over all articles from the columns alone.

use std::collections::BTreeMap;

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher, SegmentReader};

use crate::error::Result;
use crate::index::Index;
use crate::index::schema::column;

/// Above this share, in thousandths of its letters and signs, so much of an article went that a person should look.
pub const HEAVY_LOSS: u64 = 200;

/// Counts of articles by the rules that took something out of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovedCounts {
    /// Articles.
    pub articles: u64,
    /// Articles that lost anything.
    pub touched: u64,
    /// By rule.
    pub rules: BTreeMap<String, u64>,
    /// By outlet; those without a name under `None`.
    pub outlets: BTreeMap<Option<String>, OutletCounts>,
    /// Articles that lost more than [`HEAVY_LOSS`], and how much in thousandths; the greatest loss first.
    pub heavy: Vec<(u64, DocAddress)>,
}

/// Counts of one outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletCounts {
    /// Articles.
    pub articles: u64,
    /// Articles that lost anything.
    pub touched: u64,
    /// By rule.
    pub rules: BTreeMap<String, u64>,
}

impl Index {
    /// Counts what was removed.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when a column cannot be read.
    pub fn removed(&self, searcher: &Searcher) -> Result<RemovedCounts> {
        let mut counts = RemovedCounts::default();
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            add(&mut counts, ord, segment).map_err(|err| self.unreadable(&err))?;
        }
        counts.heavy.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(counts)
    }
}

/// Adds the counts of a segment: by the numbers of its dictionaries first, by name at the end.
fn add(counts: &mut RemovedCounts, ord: u32, segment: &SegmentReader) -> tantivy::Result<()> {
    let fast = segment.fast_fields();
    let (rules, sources, lost) = (fast.str(column::RULES)?, fast.str(column::SOURCE)?, fast.u64(column::LOST)?);
    let mut outlets: BTreeMap<Option<u64>, (u64, u64, BTreeMap<u64, u64>)> = BTreeMap::new();
    for doc in segment.doc_ids_alive() {
        let source = sources.as_ref().and_then(|sources| sources.term_ords(doc).next());
        let (articles, touched, by_rule) = outlets.entry(source).or_default();
        *articles += 1;
        let mut taken = rules.iter().flat_map(|rules| rules.term_ords(doc)).peekable();
        *touched += u64::from(taken.peek().is_some());
        taken.for_each(|rule| *by_rule.entry(rule).or_default() += 1);
        let share = lost.first(doc).unwrap_or_default();
        if share > HEAVY_LOSS {
            counts.heavy.push((share, DocAddress::new(ord, doc)));
        }
    }
    for (source, (articles, touched, by_rule)) in outlets {
        let source = source.map(|source| name(sources.as_ref(), source)).transpose()?;
        let outlet = counts.outlets.entry(source).or_default();
        outlet.articles += articles;
        outlet.touched += touched;
        counts.articles += articles;
        counts.touched += touched;
        for (rule, number) in by_rule {
            let rule = name(rules.as_ref(), rule)?;
            *outlet.rules.entry(rule.clone()).or_default() += number;
            *counts.rules.entry(rule).or_default() += number;
        }
    }
    Ok(())
}

fn name(column: Option<&StrColumn>, ord: u64) -> tantivy::Result<String> {
    let mut name = String::new();
    if let Some(column) = column {
        column.ord_to_str(ord, &mut name)?;
    }
    Ok(name)
}
