//! Which articles tell one story: near-duplicates, found by their signatures and verified on their texts.
//!
//! A pure function of the articles that are there, made anew after a run that changed any:
//!
//! 1. Articles with the same words in the same order are one node. Nodes of which two neighbouring rows of the signature
//!    are equal (32 bands of 32 bits, in a ring) are a pair, if enough of the other rows are equal too.
//! 2. The texts of a pair are compared exactly, see `text::Shingles::is_copy`. What was found is kept, so that only pairs
//!    with a new text are read.
//! 3. The node with most copies stands for a story and takes all its copies that no other story has; then the next.
//!    So every article was compared with the one that its story is called by: a chain of small changes, a series of
//!    reports on one form, does not make one story of a thousand.
//!
//! Bands are no terms: 12 of 16 bits for each article cost 23 % of indexing when that was all there was to index, and
//! save only the sorting of a column, 40 ns an article and band. They are made here when they are needed.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use tantivy::{DocAddress, Searcher};

use crate::error::Result;
use crate::index::Index;
use crate::index::schema::column;
use crate::index::story_list::{Member, StoryList, Verdicts};
use crate::text::{Shingles, Signature};

/// Rows of a pair that must be equal before its texts are read. Texts that share .40 of their shingles have 12.8 equal
/// rows on average, with a deviation of 2.8; fewer than 6 have 3 in 1,000. By chance the two rows of a band are equal.
const EQUAL_ROWS: usize = 6;

/// In a larger band each node is compared with so many that follow it and with the first so many: a wire report is seldom
/// published in as many wordings, and ten thousand reports on one form would be fifty million pairs.
const CROWD: usize = 24;

/// Pairs that a thread takes at once.
const BATCH: usize = 256;

/// Texts whose shingles a thread remembers, some 4 kB each. Pairs come story by story, so few are read twice.
const REMEMBERED: usize = 4000;

/// An article in a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Holder {
    short_key: u64,
    address: DocAddress,
}

/// Articles with the same words.
struct Node {
    signature: Signature,
    /// In the order of their keys.
    holders: Vec<Holder>,
}

/// Two nodes, the first before the second.
type Pair = (u32, u32);

impl Index {
    /// Groups the articles of `searcher` into stories. `known` spares the comparison of texts that were compared before;
    /// `None` when `is_over` said so on the way.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub(crate) fn tell_stories(
        &self,
        searcher: &Searcher,
        known: &Verdicts,
        is_over: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<StoryList>> {
        let nodes = nodes(searcher).map_err(|err| self.unreadable(&err))?;
        let pairs = pairs(&nodes);
        let Some(verdicts) = self.compare(searcher, &nodes, &pairs, known, is_over)? else { return Ok(None) };
        let copies: Vec<Pair> =
            pairs.iter().copied().filter(|pair| verdicts.get(&texts(&nodes, *pair)) == Some(&true)).collect();
        let stories = stories(&nodes, &copies);
        let members = members(searcher, &stories).map_err(|err| self.unreadable(&err))?;
        Ok(Some(StoryList { stories: members, verdicts }))
    }

    /// Whether the texts of each pair are copies.
    fn compare(
        &self,
        searcher: &Searcher,
        nodes: &[Node],
        pairs: &[Pair],
        known: &Verdicts,
        is_over: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Verdicts>> {
        let mut verdicts = Verdicts::with_capacity(pairs.len());
        let mut fresh = Vec::new();
        for pair in pairs {
            match known.get(&texts(nodes, *pair)) {
                Some(verdict) => drop(verdicts.insert(texts(nodes, *pair), *verdict)),
                None => fresh.push(*pair),
            }
        }
        let fresh = together(nodes.len(), fresh);
        let batches = Mutex::new(fresh.chunks(BATCH));
        let verdicts = Mutex::new(verdicts);
        let work = || -> Result<()> {
            let mut read = Remembered { index: self, searcher, nodes, held: HashMap::new() };
            loop {
                let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(batch) = batch.filter(|_| !is_over()) else { return Ok(()) };
                let judged = batch.iter().map(|pair| Ok((texts(nodes, *pair), read.is_copy(*pair)?)));
                let judged = judged.collect::<Result<Vec<_>>>()?;
                verdicts.lock().unwrap_or_else(PoisonError::into_inner).extend(judged);
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(fresh.len().div_ceil(BATCH));
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let ended = workers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            ended.collect::<Result<Vec<()>>>()
        })?;
        Ok((!is_over()).then(|| verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The hashes of two texts, the smaller first: what a verdict is known by.
fn texts(nodes: &[Node], (a, b): Pair) -> (u64, u64) {
    (nodes[a as usize].signature.text, nodes[b as usize].signature.text)
}

/// All articles that have a signature, those with the same words together; in the order of the hashes of their texts.
fn nodes(searcher: &Searcher) -> tantivy::Result<Vec<Node>> {
    let mut found: Vec<(Signature, Holder)> = Vec::new();
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let signatures = segment.fast_fields().u64(column::SIGNATURE)?;
        let keys = segment.fast_fields().u64(column::SHORT_KEY)?;
        for doc in segment.doc_ids_alive() {
            if let Some(signature) = Signature::from_values(signatures.values_for_doc(doc)) {
                let short_key = keys.first(doc).unwrap_or_default();
                found.push((signature, Holder { short_key, address: DocAddress::new(ord, doc) }));
            }
        }
    }
    found.sort_unstable_by_key(|(signature, holder)| (signature.text, *holder));
    let mut nodes: Vec<Node> = Vec::new();
    for (signature, holder) in found {
        match nodes.last_mut() {
            Some(node) if node.signature.text == signature.text => node.holders.push(holder),
            _ => nodes.push(Node { signature, holders: vec![holder] }),
        }
    }
    Ok(nodes)
}

/// Nodes that may be copies, each pair once.
fn pairs(nodes: &[Node]) -> Vec<Pair> {
    let rows = Signature::ROWS;
    let mut pairs = Vec::new();
    let mut band: Vec<(u32, u32)> = Vec::with_capacity(nodes.len());
    for row in 0..rows {
        band.clear();
        band.extend((0..).zip(nodes).map(|(place, node)| {
            let of = |row: usize| u32::from(node.signature.rows[row % rows]);
            ((of(row) << 16) | of(row + 1), place)
        }));
        band.sort_unstable();
        for alike in band.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
            for (place, (_, one)) in alike.iter().enumerate() {
                // the places are in order, so the first of a pair is the smaller one
                let near = &alike[place + 1..alike.len().min(place + 1 + CROWD)];
                let first = if place >= CROWD { &alike[..CROWD] } else { &[] };
                pairs.extend(near.iter().map(|(_, other)| (*one, *other)).filter(|pair| may_be_copies(nodes, *pair)));
                pairs.extend(first.iter().map(|(_, other)| (*other, *one)).filter(|pair| may_be_copies(nodes, *pair)));
            }
        }
        // most pairs are found in several bands
        if row % 8 == 7 {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
    pairs
}

fn may_be_copies(nodes: &[Node], (a, b): Pair) -> bool {
    nodes[a as usize].signature.equal_rows(&nodes[b as usize].signature) >= EQUAL_ROWS
}

/// Puts the pairs next to each other that hang together, so that a text is in memory when it is compared again.
fn together(nodes: usize, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let mut above: Vec<u32> = (0..).take(nodes).collect();
    let root = |above: &mut [u32], mut node: u32| {
        while above[node as usize] != node {
            above[node as usize] = above[above[node as usize] as usize];
            node = above[node as usize];
        }
        node
    };
    for (a, b) in &pairs {
        let (a, b) = (root(&mut above, *a), root(&mut above, *b));
        above[a.max(b) as usize] = a.min(b);
    }
    pairs.sort_by_cached_key(|pair| (root(&mut above, pair.0), *pair));
    pairs
}

/// Stories of two articles or more, as the articles in them.
fn stories(nodes: &[Node], copies: &[Pair]) -> Vec<Vec<Holder>> {
    let mut beside: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
    for (a, b) in copies {
        beside[*a as usize].push(*b);
        beside[*b as usize].push(*a);
    }
    let mut order: Vec<u32> = (0..).take(nodes.len()).collect();
    let first_key = |node: u32| nodes[node as usize].holders[0].short_key;
    order.sort_by_cached_key(|node| (Reverse(beside[*node as usize].len()), first_key(*node)));
    let mut taken = vec![false; nodes.len()];
    let mut stories = Vec::new();
    for node in order {
        if std::mem::replace(&mut taken[node as usize], true) {
            continue;
        }
        let mut holders = nodes[node as usize].holders.clone();
        for copy in &beside[node as usize] {
            if !std::mem::replace(&mut taken[*copy as usize], true) {
                holders.extend(&nodes[*copy as usize].holders);
            }
        }
        if holders.len() > 1 {
            holders.sort_unstable();
            stories.push(holders);
        }
    }
    stories.sort_unstable();
    stories
}

/// What is said of the articles of each story.
fn members(searcher: &Searcher, stories: &[Vec<Holder>]) -> tantivy::Result<Vec<Vec<Member>>> {
    let segments: BTreeSet<u32> = stories.iter().flatten().map(|holder| holder.address.segment_ord).collect();
    let mut found: HashMap<u64, Member> = HashMap::new();
    for ord in segments {
        let fast = searcher.segment_reader(ord).fast_fields();
        let (order, date, precision) =
            (fast.i64(column::ORDER)?, fast.i64(column::DATE)?, fast.u64(column::DATE_PRECISION)?);
        let sources = fast.str(column::SOURCE)?;
        for holder in stories.iter().flatten().filter(|holder| holder.address.segment_ord == ord) {
            let doc = holder.address.doc_id;
            let mut source = None;
            if let Some(sources) = &sources
                && let Some(ord) = sources.term_ords(doc).next()
            {
                sources.ord_to_str(ord, source.get_or_insert_default())?;
            }
            let date = date.first(doc).zip(precision.first(doc));
            found.insert(
                holder.short_key,
                Member { key: holder.short_key, order: order.first(doc).unwrap_or_default(), date, source },
            );
        }
    }
    let of = |holder: &Holder| found.remove(&holder.short_key);
    let mut of = of;
    Ok(stories.iter().map(|story| story.iter().filter_map(&mut of).collect()).collect())
}

/// The shingles of texts that were read a moment ago.
struct Remembered<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    nodes: &'a [Node],
    held: HashMap<u32, Shingles>,
}

impl Remembered<'_> {
    fn is_copy(&mut self, (a, b): Pair) -> Result<bool> {
        if self.held.len() >= REMEMBERED {
            self.held.clear();
        }
        for node in [a, b] {
            if !self.held.contains_key(&node) {
                let address = self.nodes[node as usize].holders[0].address;
                let body = self.index.entry(self.searcher, address)?.article.text.body();
                self.held.insert(node, Shingles::of(&body));
            }
        }
        Ok(self.held[&a].is_copy(&self.held[&b]))
    }
}

#[cfg(test)]
#[path = "story_tests.rs"]
mod tests;
