//! Which articles tell one story: near-duplicates, found by their signatures and verified on their texts.
//!
//! A pure function of the articles that are there, made anew after a run that changed any:
//!
//! 1. Articles with the same words in the same order and the same sentences are one node. The nodes are put in order by
//!    their signatures, 32 times, beginning with another row each time (an LSH forest: Bawa, Condie and Ganesan 2005).
//!    There each meets its neighbours, and the first of all nodes whose next rows are the same. It is paired with those of
//!    them that are most like it, 16 at most: ten thousand reports on one form are 160,000 pairs and not fifty million.
//! 2. The texts of a pair are compared exactly, see `text::Shingles::is_copy`. What was found is kept, so that only pairs
//!    with a new text are read.
//! 3. The node with most copies stands for a story and takes all its copies that no other story has; then the next.
//!    So every article was compared with the one that its story is called by: a chain of small changes, a series of
//!    reports on one form, does not make one story of a thousand.
//!
//! Rows are no terms: 12 of 16 bits for each article cost 23 % of indexing when that was all there was to index, and
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

/// The version of these rules, of [`Signature`] and of [`Shingles::is_copy`]. Raised when any of them changes: then all
/// signatures are made and all texts compared anew.
pub(crate) const VERSION: u32 = 2;

/// Rows of a pair that must be equal before its texts are read. Texts that share .40 of their shingles have 12.8 equal
/// rows on average, with a deviation of 2.8; fewer than 6 have 3 in 1,000. By chance two rows in a row are equal.
const EQUAL_ROWS: u8 = 6;

/// Rows in a row that two nodes must have in common to meet: by chance one pair in four thousand million has two of 16 bits.
const MEET: u8 = 2;

/// Nodes behind it in each order that a node meets, and as many before it. In 32 orders a pair of copies that share .66 of
/// their shingles, the least of 1,200 generated ones, stands side by side where no more than so many others are as near.
const WINDOW: usize = 8;

/// Partners that a node has at most of those that it met in this way, the most alike: stories of up to 13 wordings are
/// compared pair by pair.
const NEAR: usize = 12;

/// Rows in a row that the nodes have in common of which the first is a partner of all others, the first one that is alike
/// enough in all orders. So a story of many wordings has one that all were compared with. The more rows, the smaller the
/// groups: on a form that thousands share, those of one report have a first of their own only where many rows are the same.
const DEPTHS: [u8; 4] = [MEET, 6, 12, 20];

/// Pairs that a thread takes at once.
const BATCH: usize = 256;

/// Bytes of the shingles that all threads together remember: 15,000 reports of 120 words, 1,500 of 1,200. Pairs come story
/// by story, so that few texts are read twice; a larger story is read at most once for each pair. Of 64 MB, which a million
/// articles filled with what was not needed any more, the allocator did not give all back.
const REMEMBERED: usize = 16_000_000;

/// An article in a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Holder {
    short_key: u64,
    address: DocAddress,
}

/// All articles that have a signature, those with the same words and sentences together as one node: 24 MB of a million.
/// Their signatures take 72 MB more, and go when the pairs are known.
struct Nodes {
    /// The hash of its text and each article, in this order.
    articles: Vec<(u64, Holder)>,
    /// Where each node begins, and behind the last one the number of articles.
    starts: Vec<u32>,
}

impl Nodes {
    fn of(mut articles: Vec<(u64, Holder)>) -> Self {
        articles.sort_unstable();
        let begins = |at: &usize| *at == 0 || articles[at - 1].0 != articles[*at].0;
        let starts = (0..articles.len()).filter(begins).chain([articles.len()]);
        // no index holds as many articles as 32 bits count
        let starts = starts.map(|at| at as u32).collect();
        Self { articles, starts }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn articles(&self, node: u32) -> &[(u64, Holder)] {
        let node = node as usize;
        &self.articles[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// The hash of the text.
    fn text(&self, node: u32) -> u64 {
        self.articles(node)[0].0
    }

    /// In the order of their keys.
    fn holders(&self, node: u32) -> impl Iterator<Item = Holder> {
        self.articles(node).iter().map(|(_, holder)| *holder)
    }

    /// The one that stands for the node.
    fn first(&self, node: u32) -> Holder {
        self.articles(node)[0].1
    }
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
        let pairs = pairs(&signatures(searcher, &nodes).map_err(|err| self.unreadable(&err))?);
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
        nodes: &Nodes,
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
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(fresh.len().div_ceil(BATCH));
        let work = || -> Result<()> {
            let most = REMEMBERED / threads;
            let mut read = Remembered { index: self, searcher, nodes, held: HashMap::new(), bytes: 0, most };
            loop {
                let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(batch) = batch.filter(|_| !is_over()) else { return Ok(()) };
                let judged = batch.iter().map(|pair| Ok((texts(nodes, *pair), read.is_copy(*pair)?)));
                let judged = judged.collect::<Result<Vec<_>>>()?;
                verdicts.lock().unwrap_or_else(PoisonError::into_inner).extend(judged);
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let ended = workers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            ended.collect::<Result<Vec<()>>>()
        })?;
        Ok((!is_over()).then(|| verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The hashes of two texts, the smaller first: what a verdict is known by.
fn texts(nodes: &Nodes, (a, b): Pair) -> (u64, u64) {
    (nodes.text(a), nodes.text(b))
}

/// The nodes of the articles of a view.
fn nodes(searcher: &Searcher) -> tantivy::Result<Nodes> {
    let mut found = Vec::with_capacity(searcher.num_docs() as usize);
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let signatures = segment.fast_fields().u64(column::SIGNATURE)?;
        let keys = segment.fast_fields().u64(column::SHORT_KEY)?;
        for doc in segment.doc_ids_alive() {
            if let Some(signature) = Signature::from_values(signatures.values_for_doc(doc)) {
                let short_key = keys.first(doc).unwrap_or_default();
                found.push((signature.text, Holder { short_key, address: DocAddress::new(ord, doc) }));
            }
        }
    }
    Ok(Nodes::of(found))
}

/// The signature of each node.
fn signatures(searcher: &Searcher, nodes: &Nodes) -> tantivy::Result<Vec<Signature>> {
    let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64(column::SIGNATURE));
    let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
    let of = |node| {
        let DocAddress { segment_ord, doc_id } = nodes.first(node).address;
        let values = columns[segment_ord as usize].values_for_doc(doc_id);
        Signature::from_values(values).expect("it was there when the nodes were made")
    };
    Ok((0..nodes.len() as u32).map(of).collect())
}

/// The partners that a node has chosen; in its box, because most articles have no copy and choose none.
#[derive(Default)]
struct Chosen(Option<Box<Partners>>);

#[derive(Default)]
struct Partners {
    /// How many rows are equal, and which node, the best first.
    near: Vec<(Reverse<u8>, u32)>,
    /// The first node of each of [`DEPTHS`].
    first: [Option<u32>; DEPTHS.len()],
}

impl Chosen {
    fn partners(&mut self) -> &mut Partners {
        self.0.get_or_insert_default()
    }
}

impl Partners {
    fn meet(&mut self, equal: u8, node: u32) {
        let met = (Reverse(equal), node);
        if let Err(place) = self.near.binary_search(&met)
            && place < NEAR
        {
            self.near.truncate(NEAR - 1);
            self.near.insert(place, met);
        }
    }
}

/// Nodes that may be copies, each pair once, and no more than [`NEAR`] and the number of [`DEPTHS`] for each node. Which
/// these are depends on nothing but the signatures.
fn pairs(signatures: &[Signature]) -> Vec<Pair> {
    let mut chosen: Vec<Chosen> = (0..signatures.len()).map(|_| Chosen::default()).collect();
    for row in 0..Signature::ROWS {
        let order = in_order(signatures, row);
        // rows that each has in common with the next one
        let common: Vec<u8> = order.windows(2).map(|two| common(signatures, row, two[0], two[1])).collect();
        meet_near(signatures, &order, &common, &mut chosen);
        for (which, depth) in DEPTHS.iter().enumerate() {
            meet_first(signatures, &order, &common, (which, *depth), &mut chosen);
        }
    }
    let mut pairs = Vec::new();
    for (one, chosen) in (0..).zip(chosen) {
        let Some(partners) = chosen.0 else { continue };
        let others = partners.near.iter().map(|(_, other)| *other).chain(partners.first.into_iter().flatten());
        pairs.extend(others.map(|other: u32| (other.min(one), other.max(one))));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The rows of a node from `row` on, round the ring.
fn ring(signatures: &[Signature], row: usize, node: u32) -> impl Iterator<Item = u16> + '_ {
    let rows = &signatures[node as usize].rows;
    rows[row..].iter().chain(&rows[..row]).copied()
}

/// All nodes in the order of their rows from `row` on.
fn in_order(signatures: &[Signature], row: usize) -> Vec<u32> {
    // two rows in one number tell most nodes from each other
    let begin = |node| ring(signatures, row, node).take(2).fold(0, |begin, row| (begin << 16) | u32::from(row));
    let mut order: Vec<(u32, u32)> = (0..).take(signatures.len()).map(|node| (begin(node), node)).collect();
    order.sort_unstable_by(|(a, one), (b, other)| {
        a.cmp(b).then_with(|| ring(signatures, row, *one).cmp(ring(signatures, row, *other))).then(one.cmp(other))
    });
    order.into_iter().map(|(_, node)| node).collect()
}

/// How many rows two nodes have in common from `row` on until one differs.
fn common(signatures: &[Signature], row: usize, one: u32, other: u32) -> u8 {
    // at most all ROWS
    ring(signatures, row, one).zip(ring(signatures, row, other)).take_while(|(a, b)| a == b).count() as u8
}

/// Every node meets its neighbours on both sides.
fn meet_near(signatures: &[Signature], order: &[u32], common: &[u8], chosen: &mut [Chosen]) {
    for (place, one) in order.iter().enumerate() {
        let behind = order[place + 1..].iter().zip(&common[place.min(common.len())..]);
        for (other, _) in behind.take(WINDOW).take_while(|(_, common)| **common >= MEET) {
            if let Some(equal) = alike(signatures, *one, *other) {
                chosen[*one as usize].partners().meet(equal, *other);
                chosen[*other as usize].partners().meet(equal, *one);
            }
        }
    }
}

/// Every node meets the first of all those that have `depth` rows in common with it.
fn meet_first(signatures: &[Signature], order: &[u32], common: &[u8], depth: (usize, u8), chosen: &mut [Chosen]) {
    let (which, depth) = depth;
    let mut from = 0;
    while from < order.len() {
        let rest = &common[from.min(common.len())..];
        let to = from + 1 + rest.iter().take_while(|common| **common >= depth).count();
        let first = order[from..to].iter().copied().min().unwrap_or_default();
        for one in order[from..to].iter().filter(|one| **one != first) {
            let known = chosen[*one as usize].0.as_ref().and_then(|partners| partners.first[which]);
            if known.is_none_or(|known| first < known) && alike(signatures, *one, first).is_some() {
                chosen[*one as usize].partners().first[which] = Some(first);
            }
        }
        from = to;
    }
}

/// How many rows of two nodes are equal, where these are enough for copies.
fn alike(signatures: &[Signature], a: u32, b: u32) -> Option<u8> {
    // at most all ROWS
    let equal = signatures[a as usize].equal_rows(&signatures[b as usize]) as u8;
    (equal >= EQUAL_ROWS).then_some(equal)
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
fn stories(nodes: &Nodes, copies: &[Pair]) -> Vec<Vec<Holder>> {
    let mut beside: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
    for (a, b) in copies {
        beside[*a as usize].push(*b);
        beside[*b as usize].push(*a);
    }
    let mut order: Vec<u32> = (0..).take(nodes.len()).collect();
    let first_key = |node: u32| nodes.first(node).short_key;
    order.sort_by_cached_key(|node| (Reverse(beside[*node as usize].len()), first_key(*node)));
    let mut taken = vec![false; nodes.len()];
    let mut stories = Vec::new();
    for node in order {
        if std::mem::replace(&mut taken[node as usize], true) {
            continue;
        }
        let mut holders: Vec<Holder> = nodes.holders(node).collect();
        for copy in &beside[node as usize] {
            if !std::mem::replace(&mut taken[*copy as usize], true) {
                holders.extend(nodes.holders(*copy));
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
    nodes: &'a Nodes,
    held: HashMap<u32, Shingles>,
    /// What they take, and how much that may be.
    bytes: usize,
    most: usize,
}

impl Remembered<'_> {
    fn is_copy(&mut self, (a, b): Pair) -> Result<bool> {
        if self.bytes >= self.most {
            self.held.clear();
            self.bytes = 0;
        }
        for node in [a, b] {
            if !self.held.contains_key(&node) {
                let address = self.nodes.first(node).address;
                let body = self.index.entry(self.searcher, address)?.article.text.body();
                let shingles = Shingles::of(&body);
                self.bytes += shingles.bytes();
                self.held.insert(node, shingles);
            }
        }
        Ok(self.held[&a].is_copy(&self.held[&b]))
    }
}

#[cfg(test)]
#[path = "story_tests.rs"]
mod tests;
