//! Which lines are residue that no rule knows: counted over many articles, a pure function of these.
//!
//! A line is learned when it stands in several stories of one outlet and in a fair share of its articles, or in those of
//! several outlets. Copies of one story, told by their sketches, count once, so that a wire report that is published ten
//! times teaches none of its text. How much evidence is asked for was set so that 13,571 agency reports teach nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::article::{Article, Origin};
use crate::clean::{LearnedLine, LineKey, SKETCH, line_with, publisher, sketch};

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

/// Where an article stands: in which part of all, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub part: u32,
    pub number: u32,
}

/// An article that has a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder {
    pub place: Place,
    pub short_key: u64,
    /// See [`publisher_key`](crate::clean::publisher_key).
    pub publisher: u64,
}

/// A line to learn.
pub(crate) struct Counted {
    key: LineKey,
    /// For the outlet of `first` only, or everywhere.
    of_outlet: bool,
    /// The article with the least key that has it there.
    pub first: Holder,
    /// How many articles have it there.
    articles: u64,
}

impl Counted {
    /// The line as `article`, the one of `first`, has it.
    pub(crate) fn line_of(&self, origin: &Origin, article: &Article) -> Option<LearnedLine> {
        let publisher = self.of_outlet.then(|| publisher(origin, &article.meta));
        line_with(&article.text, self.key).map(|line| LearnedLine { publisher, line, articles: self.articles })
    }
}

/// Articles whose lines can be counted, see [`line_keys`](crate::clean::line_keys).
pub(crate) trait Articles {
    /// No more lines than this come of [`Articles::each_line`].
    fn most_lines(&self) -> usize;

    /// Calls `visit` with the outlet of each article.
    fn each_publisher(&self, visit: &mut dyn FnMut(u64));

    /// Calls `visit` with all lines of all articles.
    fn each_line(&self, visit: &mut dyn FnMut(Place, LineKey));

    /// The article at a place that [`Articles::each_line`] gave.
    fn holder(&self, place: Place) -> Holder;

    /// The lines of that article.
    fn lines_of(&self, place: Place) -> BTreeSet<LineKey>;
}

/// The lines to learn, but for those in `kept`, which a person wants to keep. The order of the articles does not matter.
pub(crate) fn count(articles: &dyn Articles, kept: &HashSet<LineKey>) -> Vec<Counted> {
    let mut totals: HashMap<u64, u64> = HashMap::new();
    articles.each_publisher(&mut |publisher| *totals.entry(publisher).or_default() += 1);
    let all: u64 = totals.values().sum();
    let mut holders = holders_of_several(articles, kept);
    holders.sort_unstable_by_key(|(key, holder)| (*key, holder.short_key));
    let mut learned = Vec::new();
    for holders in holders.chunk_by(|(key, _), (other, _)| key == other) {
        let key = holders[0].0;
        let holders: Vec<Holder> = holders.iter().map(|(_, holder)| *holder).collect();
        learned.extend(decide(key, &holders, articles, &totals, all));
    }
    learned
}

/// The articles of lines that as many have as are needed to learn one, each with its line, and of a few others. Most lines
/// stand in one article: all are counted first, without their keys, so that memory holds few of these at once.
fn holders_of_several(articles: &dyn Articles, kept: &HashSet<LineKey>) -> Vec<(LineKey, Holder)> {
    // twice as many counts as lines: few lines share one. The last bit of a key says what it is of
    let mut counts = vec![0_u8; (2 * articles.most_lines()).next_power_of_two()];
    let mask = counts.len() - 1;
    let place_of = |key: LineKey| (key.0 >> 1) as usize & mask;
    articles.each_line(&mut |_, key| counts[place_of(key)] = counts[place_of(key)].saturating_add(1));
    let mut holders = Vec::new();
    articles.each_line(&mut |place, key| {
        if usize::from(counts[place_of(key)]) >= LINE.stories && !kept.contains(&key) {
            holders.push((key, articles.holder(place)));
        }
    });
    holders
}

/// What the articles that have a line, in the order of their keys, say of it.
fn decide(
    key: LineKey,
    holders: &[Holder],
    articles: &dyn Articles,
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
    if !key.is_prose() && outlets.len() >= OUTLETS && EVERYWHERE.is_met(holders, articles, all) {
        return counted(false, holders).into_iter().collect();
    }
    let needed = if key.is_prose() { &SENTENCE } else { &LINE };
    let total = |outlet: &u64| totals.get(outlet).copied().unwrap_or_default();
    let learned = outlets.into_iter().filter(|(outlet, holders)| needed.is_met(holders, articles, total(outlet)));
    learned.filter_map(|(_, holders)| counted(true, &holders)).collect()
}

impl Evidence {
    /// Whether `holders` of `all` articles are evidence enough.
    fn is_met(&self, holders: &[Holder], articles: &dyn Articles, all: u64) -> bool {
        if holders.len() < self.stories || (holders.len() as u64) * self.of < all {
            return false;
        }
        let mut stories: Vec<[u32; SKETCH]> = Vec::new();
        for holder in holders {
            let sketch = sketch(&articles.lines_of(holder.place));
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
