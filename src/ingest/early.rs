//! Lines that are residue, learned from the articles that wait when the first of them is to be written, so that those that
//! have them are written once.
//!
//! It changes nothing of what stands in the index at the end: [`settle`](crate::ingest::settle) counts over all articles and
//! cleans those again that this list has cleaned otherwise. Only a run that fills an empty index learns early: the others
//! begin with what the articles before them taught.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::article::{Article, Origin};
use crate::clean::{Articles, Holder, LEARNED_RULE, Learned, LineKey, Place, count, publisher};
use crate::ingest::batch::{Packed, Waits};
use crate::ingest::pipeline::Run;

/// What was learned early.
pub(crate) struct Early {
    /// Lines that a person wants to keep.
    kept: HashSet<LineKey>,
    /// Nothing in it before the first article is written.
    learned: OnceLock<Option<Learned>>,
    cleaned: AtomicU64,
}

impl Early {
    pub(crate) fn new(kept: &[String]) -> Self {
        let kept = kept.iter().map(|line| LineKey::of(line)).collect();
        Self { kept, learned: OnceLock::new(), cleaned: AtomicU64::new(0) }
    }

    /// The list that every article of the index was cleaned with; `None` where there is none.
    pub(crate) fn learned(&self) -> Option<&Learned> {
        self.learned.get()?.as_ref()
    }

    /// Whether articles may have been cleaned with it.
    pub(crate) fn is_used(&self) -> bool {
        self.learned().is_some_and(|learned| !learned.lines().is_empty())
    }

    /// How many articles it changed.
    pub(crate) fn cleaned(&self) -> u64 {
        self.cleaned.load(Ordering::Relaxed)
    }

    /// Takes the lines of the list out of an article, which has the lines `lines`; whether there were any.
    pub(crate) fn clean(&self, origin: &Origin, article: &mut Article, holder: u64, lines: &[LineKey]) -> bool {
        let Some(learned) = self.learned().filter(|learned| learned.has_any(holder, lines)) else { return false };
        let changed = learned.apply(&publisher(origin, &article.meta), article);
        self.cleaned.fetch_add(changed.into(), Ordering::Relaxed);
        changed
    }
}

impl Run<'_> {
    /// Learns from what waits, before anything was written.
    pub(crate) fn learn_early(&self) {
        self.early.learned.get_or_init(|| {
            let is_first = self.before.num_docs() == 0 && self.cleaning.learned.lines().is_empty();
            let is_asked = is_first && self.cleaning.settings.allows(LEARNED_RULE);
            is_asked.then(|| self.waiting.look(|batches| learn(batches, &self.early.kept)))
        });
    }
}

/// What the articles of these batches teach. Of a batch that cannot be read nothing is learned: that is an error when it is
/// written.
fn learn(batches: &VecDeque<Packed>, kept: &HashSet<LineKey>) -> Learned {
    let mut counted = count(&Waiting { batches, last: RefCell::default() }, kept);
    // each batch is unpacked once
    counted.sort_unstable_by_key(|counted| counted.first.place);
    let mut lines = Vec::new();
    for counted in counted.chunk_by(|one, other| one.first.place.part == other.first.place.part) {
        let Ok(entries) = batches[counted[0].first.place.part as usize].entries() else { continue };
        for counted in counted {
            let entry = entries.read(counted.first.place.number as usize);
            lines.extend(entry.and_then(|entry| counted.line_of(&entry.origin, &entry.article)));
        }
    }
    Learned::of(lines)
}

/// Articles that wait: a part is a batch.
struct Waiting<'a> {
    batches: &'a VecDeque<Packed>,
    /// The part that was looked at last.
    last: RefCell<Option<(u32, Rc<[Waits]>)>>,
}

impl Waiting<'_> {
    fn part(&self, part: u32) -> Rc<[Waits]> {
        let mut last = self.last.borrow_mut();
        match &*last {
            Some((number, heads)) if *number == part => Rc::clone(heads),
            _ => {
                let heads: Rc<[Waits]> = self.batches[part as usize].heads().unwrap_or_default().into();
                *last = Some((part, Rc::clone(&heads)));
                heads
            }
        }
    }

    fn each(&self, mut visit: impl FnMut(Place, &Waits)) {
        for part in 0..self.batches.len() as u32 {
            for (number, article) in (0..).zip(&*self.part(part)) {
                visit(Place { part, number }, article);
            }
        }
    }
}

impl Articles for Waiting<'_> {
    fn most_lines(&self) -> usize {
        let mut lines = 0;
        self.each(|_, article| lines += article.lines.len());
        lines
    }

    fn each_publisher(&self, visit: &mut dyn FnMut(u64)) {
        self.each(|_, article| visit(article.publisher));
    }

    fn each_line(&self, visit: &mut dyn FnMut(Place, LineKey)) {
        self.each(|place, article| article.lines.iter().for_each(|key| visit(place, *key)));
    }

    fn holder(&self, place: Place) -> Holder {
        let articles = self.part(place.part);
        let (short_key, publisher) =
            articles.get(place.number as usize).map_or((0, 0), |article| (article.key, article.publisher));
        Holder { place, short_key, publisher }
    }

    fn lines_of(&self, place: Place) -> BTreeSet<LineKey> {
        let articles = self.part(place.part);
        articles.get(place.number as usize).into_iter().flat_map(|article| article.lines.iter().copied()).collect()
    }
}
