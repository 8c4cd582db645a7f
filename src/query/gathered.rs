//! Articles with any of many words, as `min*` stands for up to a thousand.
//!
//! To go on from article to article, each time asking whichever lists have it, costs more than to read them. So the lists
//! are read one after another, for a stretch of documents at a time, and what was found is sorted: as Lucene's
//! `BooleanScorer` does it, for whose windows of 2,048 documents scores are added up list by list. Who leaps over documents
//! gets short stretches.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, Scorer};
use tantivy::{DocId, DocSet, Result, Score, TERMINATED};

use crate::query::effort::Effort;
use crate::query::memo::{MAX_KNOWN, Segment};
use crate::query::places::{Lists, Member};
use crate::query::span_query::weighed;
use crate::query::spoken::Spoken;
use crate::text::{BODY_POSITION, place_of};

/// Most documents of a stretch: twice Lucene's window. Articles of news come to [`MAX_WORDS`] first.
const MAX_STRETCH: u32 = 4096;

/// About as many words as all documents of a stretch may have, as the engine knows their lengths: 1 MB of places when a
/// question asks for all of them. Each pattern of a query may hold as much.
const MAX_WORDS: u32 = 1 << 17;

/// So many lists that are looked at for a stretch count as a place of a word: of each it is one number, next to that of the
/// list before. Reckoned, not measured: it keeps short stretches over many lists from costing nothing.
const LISTS_A_STEP: usize = 4;

/// A document and a place in it, in their order.
type Place = u64;

fn place(doc: DocId, position: u32) -> Place {
    u64::from(doc) << 32 | u64::from(place_of(position))
}

fn doc_of(place: Place) -> DocId {
    (place >> 32) as DocId
}

/// A posting list.
struct List {
    postings: SegmentPostings,
    /// The languages in which it counts.
    spoken: Option<Spoken>,
    /// Where one of these stands, it does not count.
    unless: Vec<SegmentPostings>,
}

/// Scores the articles of a segment by how often they have any of the words.
pub(crate) struct GatheredScorer {
    lists: Vec<List>,
    /// The document that each list stands on; apart from the lists, since all are looked at for each stretch.
    next: Vec<DocId>,
    /// What matches in the stretch, with the number of matches, and where among them this stands.
    matching: Vec<(DocId, u32)>,
    at: usize,
    /// Behind the stretch.
    end: DocId,
    /// Documents of the stretch.
    stretch: u32,
    places: Vec<Place>,
    lengths: FieldNormReader,
    similarity: Option<Bm25Weight>,
    known: Segment,
    /// What matched so far, as long as no document was leapt over.
    found: Option<Vec<(DocId, u32)>>,
    effort: Effort,
    /// Articles of all lists.
    articles: u64,
    max_doc: DocId,
}

impl GatheredScorer {
    /// Stands on the first article.
    ///
    /// # Errors
    /// The engine's, when a list cannot be read.
    pub(crate) fn new(
        lists: &Lists<'_>,
        members: &[Member],
        similarity: Option<Bm25Weight>,
        known: Segment,
        effort: Effort,
    ) -> Result<Self> {
        let mut open = Vec::with_capacity(members.len());
        for member in members {
            let Some(postings) = lists.open(&member.term)?.filter(|postings| postings.doc() != TERMINATED) else {
                continue;
            };
            let spoken = member.only.as_deref().map(|only| Spoken::new(lists.reader, only)).transpose()?;
            let unless = member.unless.iter().filter_map(|term| lists.open(term).transpose());
            open.push(List { postings, spoken, unless: unless.collect::<Result<_>>()? });
        }
        let mut scorer = Self {
            next: open.iter().map(|list| list.postings.doc()).collect(),
            matching: Vec::new(),
            at: 0,
            end: 0,
            stretch: 1,
            places: Vec::new(),
            lengths: lists.reader.get_fieldnorms_reader(lists.field)?,
            similarity,
            known,
            found: Some(Vec::new()),
            effort,
            articles: open.iter().map(|list| u64::from(list.postings.size_hint())).sum(),
            max_doc: lists.reader.max_doc(),
            lists: open,
        };
        scorer.fill(0);
        Ok(scorer)
    }

    /// The next stretch with articles that match, from `start` on; the end where there is none.
    fn fill(&mut self, mut start: DocId) -> DocId {
        (self.at, self.end) = (0, start);
        self.matching.clear();
        while self.matching.is_empty() && !self.effort.is_over() {
            for (list, next) in self.lists.iter_mut().zip(&mut self.next).filter(|(_, next)| **next < start) {
                *next = list.postings.seek(start);
            }
            let Some(first) = self.next.iter().copied().min().filter(|first| *first != TERMINATED) else {
                if let Some(found) = self.found.take() {
                    self.known.is_all(found);
                }
                break;
            };
            self.end = self.end_of_stretch(first);
            self.gather();
            self.widen();
            start = self.end;
        }
        if let Some(found) = &mut self.found {
            found.extend_from_slice(&self.matching);
        }
        // so many are not remembered
        self.found.take_if(|found| found.len() > MAX_KNOWN);
        self.doc()
    }

    /// Who goes on from stretch to stretch is given longer ones.
    fn widen(&mut self) {
        self.stretch = (2 * self.stretch).min(MAX_STRETCH);
    }

    fn end_of_stretch(&self, first: DocId) -> DocId {
        let mut words: u32 = 0;
        // a damaged list may have a document that is none; the engine says so when it is asked for its length
        let most = first.saturating_add(self.stretch).min(self.max_doc).max(first + 1);
        let beyond = (first..most).find(|doc| {
            words = words.saturating_add(self.lengths.fieldnorm(*doc));
            words > MAX_WORDS
        });
        beyond.map_or(most, |doc| doc.max(first + 1))
    }

    /// Reads what the lists have before `end`.
    fn gather(&mut self) {
        let (end, mut positions) = (self.end, Vec::new());
        let mut steps = self.lists.len() / LISTS_A_STEP;
        self.places.clear();
        for (list, next) in self.lists.iter_mut().zip(&mut self.next).filter(|(_, next)| **next < end) {
            let (first, begin) = (*next, self.places.len());
            steps += read(&mut list.postings, list.spoken.as_ref(), end, &mut positions, &mut self.places);
            *next = list.postings.doc();
            if self.places.len() == begin {
                continue;
            }
            for other in &mut list.unless {
                let mut taken = Vec::new();
                if other.doc() < first {
                    other.seek(first);
                }
                steps += read(other, None, end, &mut positions, &mut taken);
                without(&mut self.places, begin, &taken);
            }
        }
        // stable, since it makes use of what is sorted already
        self.places.sort();
        self.places.dedup();
        for here in self.places.chunk_by(|one, other| doc_of(*one) == doc_of(*other)) {
            let titles = here.partition_point(|place| (*place as u32 as usize) < BODY_POSITION);
            self.matching.push((doc_of(here[0]), weighed(here.len(), titles)));
        }
        self.effort.spend(steps);
    }
}

/// Reads a list up to the document `end` into `places`; gives what it cost, in steps.
fn read(
    list: &mut SegmentPostings,
    spoken: Option<&Spoken>,
    end: DocId,
    positions: &mut Vec<u32>,
    places: &mut Vec<Place>,
) -> usize {
    let (mut doc, mut steps) = (list.doc(), 0);
    while doc < end {
        steps += 1;
        if spoken.is_none_or(|spoken| spoken.has(doc)) {
            list.positions(positions);
            places.extend(positions.iter().map(|position| place(doc, *position)));
            steps += positions.len();
        }
        doc = list.advance();
    }
    steps
}

/// Takes what is in `taken` out of what stands from `begin` on; both are sorted.
fn without(places: &mut Vec<Place>, begin: usize, taken: &[Place]) {
    if taken.is_empty() {
        return;
    }
    let (mut at, mut kept) = (0, begin);
    for read in begin..places.len() {
        let place = places[read];
        while taken.get(at).is_some_and(|taken| *taken < place) {
            at += 1;
        }
        if taken.get(at) != Some(&place) {
            places[kept] = place;
            kept += 1;
        }
    }
    places.truncate(kept);
}

impl DocSet for GatheredScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at < self.matching.len() {
            return self.doc();
        }
        self.fill(self.end)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        if target < self.end {
            self.at += self.matching[self.at..].partition_point(|(doc, _)| *doc < target);
            return if self.at < self.matching.len() { self.doc() } else { self.fill(self.end) };
        }
        if target > self.end {
            self.found = None;
        }
        // who leaps farther than that asks for few documents
        if target - self.end > self.stretch {
            self.stretch = 1;
        }
        self.fill(target)
    }

    fn doc(&self) -> DocId {
        self.matching.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.articles).unwrap_or(u32::MAX).min(self.max_doc)
    }

    /// To read places costs about ten times as much as to read numbers of documents, as the engine reckons for phrases.
    fn cost(&self) -> u64 {
        self.articles.saturating_mul(10)
    }
}

impl Scorer for GatheredScorer {
    fn score(&mut self) -> Score {
        let Some((doc, matches)) = self.matching.get(self.at) else { return 0.0 };
        self.similarity.as_ref().map_or(0.0, |weight| weight.score(self.lengths.fieldnorm_id(*doc), *matches))
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;

    use tantivy::query::{EnableScoring, Query, Weight};
    use tantivy::schema::Field;

    use super::*;
    use crate::index::{Entry, Index};
    use crate::query::memo::Memo;
    use crate::query::sample::{entry, index};
    use crate::query::span_query::SpanQuery;
    use crate::query::tree::{Leaf, Resolved, Slot, Tree};
    use crate::query::words::{Dictionary, Forms};

    /// Articles of which every third has none of the words, and one has very many.
    fn archive() -> Index {
        let text = |n: u32| match n % 6 {
            0 => "The mining town and the mine; mines, mined.".to_owned(),
            1 => "A harbour.".to_owned(),
            2 => format!("Mineral rights, minister {n}. Minor mining."),
            3 => "The ministers of the minor towns".to_owned(),
            4 => "Nothing.".to_owned(),
            _ => "mine mine mines ".repeat(1 + n as usize % 40),
        };
        let mut entries: Vec<Entry> = (0..900)
            .map(|n| {
                let mut entry = entry(&n.to_string(), ["en", "de", ""][n as usize % 3], &text(n));
                entry.article.meta.title = (n % 4 == 0).then(|| "Mine of minerals".to_owned());
                entry
            })
            .collect();
        // more words than a stretch may have
        entries[77].article.text = "mined mining minister ".repeat(100_000).into();
        index(&entries, 400)
    }

    fn words(index: &Index, surfaces: &[&str]) -> (Resolved, Forms) {
        let surfaces = surfaces.iter().map(|word| (*word).to_owned()).collect();
        let mut slot = Slot { surfaces, ..Slot::default() };
        slot.stems.push("minor".to_owned());
        slot.only.insert("minor".to_owned(), vec!["en".to_owned()]);
        let (searcher, mut forms) = (index.searcher().unwrap(), Forms::default());
        let languages = ["", "en", "de"].map(str::to_owned);
        let effort = Effort::default();
        let mut dictionary = Dictionary::new(&searcher, index.fields().text, &languages, &effort).unwrap();
        dictionary.settle(&mut [&mut slot], &mut forms).unwrap();
        (Tree::Leaf(Leaf { typed: "min*".to_owned(), slots: vec![slot], slop: 0 }), forms)
    }

    fn weight(index: &Index, tree: &Resolved, forms: &Forms, memo: &Memo) -> Box<dyn Weight> {
        let field: Field = index.fields().text;
        let none = |_: &_| -> Box<dyn Query> { unreachable!("there is no condition") };
        let query = SpanQuery::new(field, tree, forms, memo.of(field, tree), &none);
        query.weight(EnableScoring::enabled_from_searcher(&index.searcher().unwrap())).unwrap()
    }

    /// What a query finds in each segment, with its scores as bits.
    fn found(index: &Index, tree: &Resolved, forms: &Forms, memo: &Memo) -> Vec<(usize, DocId, u32)> {
        let weight = weight(index, tree, forms, memo);
        let mut found = Vec::new();
        for (segment, reader) in index.searcher().unwrap().segment_readers().iter().enumerate() {
            weight.for_each(reader, &mut |doc, score| found.push((segment, doc, score.to_bits()))).unwrap();
        }
        found
    }

    const SLOTS: &[&[&str]] = &[
        &["mine", "minister"],
        &["mine", "mines", "mined", "mining", "mineral", "minerals"],
        &["mining"],
        &["unknown"],
    ];

    #[test]
    fn it_finds_and_scores_as_places_read_one_by_one_do() {
        let index = archive();
        for surfaces in SLOTS {
            let (tree, forms) = words(&index, surfaces);
            let one_by_one = Tree::AtLeast { times: 1, tree: Box::new(tree.clone()) };
            let memo = Memo::default();
            let all = found(&index, &tree, &forms, &memo);
            assert_eq!(all, found(&index, &one_by_one, &forms, &memo), "{surfaces:?}");
            assert!(all.len() >= 150 && all.len() < 900, "{surfaces:?}: {}", all.len());
            // and once more, from what is remembered
            assert_eq!(all, found(&index, &tree, &forms, &memo), "{surfaces:?}");
        }
    }

    #[test]
    fn it_goes_on_to_any_later_document() {
        let index = archive();
        let (tree, forms) = words(&index, SLOTS[0]);
        let all = found(&index, &tree, &forms, &Memo::default());
        let searcher = index.searcher().unwrap();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let docs: Vec<DocId> = all.iter().filter(|found| found.0 == segment).map(|found| found.1).collect();
            let next_of = |target| docs.iter().copied().find(|doc| *doc >= target).unwrap_or(TERMINATED);
            for leap in [1, 2, 7, 50, 300] {
                let memo = Memo::default();
                let mut scorer = weight(&index, &tree, &forms, &memo).scorer(reader, 1.0).unwrap();
                let (mut doc, mut turn) = (scorer.doc(), 0);
                assert_eq!(doc, docs[0]);
                while doc != TERMINATED {
                    let target = if turn % 3 == 0 { doc + 1 } else { doc + leap };
                    doc = if turn % 3 == 0 { scorer.advance() } else { scorer.seek(target) };
                    assert_eq!((doc, scorer.doc()), (next_of(target), doc), "{target} by {leap}");
                    turn += 1;
                }
                assert_eq!(scorer.advance(), TERMINATED);
                // who leapt has not seen all
                assert_eq!(found(&index, &tree, &forms, &memo), all);
            }
        }
    }

    #[test]
    fn a_stretch_has_so_many_documents_and_words() {
        let index = archive();
        let (tree, forms) = words(&index, SLOTS[0]);
        let Tree::Leaf(leaf) = &tree else { unreachable!("it is one") };
        let members = crate::query::places::members(&leaf.slots[0], &forms);
        let (searcher, field) = (index.searcher().unwrap(), index.fields().text);
        let mut longest = 0;
        for reader in searcher.segment_readers() {
            let lists = Lists { reader, index: reader.inverted_index(field).unwrap(), field };
            let known = Memo::default().of(field, &tree).segment(reader.segment_id());
            let mut scorer = GatheredScorer::new(&lists, &members, None, known, Effort::default()).unwrap();
            scorer.stretch = MAX_STRETCH;
            for first in 0..reader.max_doc() {
                let end = scorer.end_of_stretch(first);
                let words: u32 = (first..end).map(|doc| scorer.lengths.fieldnorm(doc)).sum();
                assert!(first < end && end <= reader.max_doc(), "{first} to {end}");
                assert!(words <= MAX_WORDS || end == first + 1, "{first} to {end}: {words}");
                longest = longest.max(words);
            }
            // a damaged list would be named, and none goes on for ever
            let beyond = AssertUnwindSafe(|| scorer.end_of_stretch(reader.max_doc()));
            assert!(std::panic::catch_unwind(beyond).is_err());
        }
        assert!(longest > MAX_WORDS, "{longest}: no article is longer");
    }

    #[test]
    fn it_ends_when_the_effort_does() {
        let index = archive();
        let (tree, forms) = words(&index, SLOTS[0]);
        let memo = Memo::new(Effort::of_steps(50));
        let some = found(&index, &tree, &forms, &memo);
        assert!(memo.effort().is_over() && some.len() < 50, "{}", some.len());
    }

    #[test]
    fn what_is_taken_is_left_out() {
        for (places, begin, taken, left) in [
            (vec![1, 5, 9], 0, vec![5], vec![1, 9]),
            (vec![1, 5, 9], 1, vec![1, 9, 12], vec![1, 5]),
            (vec![7, 1, 2], 1, vec![1, 2, 3], vec![7]),
            (vec![7, 1, 2], 1, vec![], vec![7, 1, 2]),
        ] {
            let mut kept = places.clone();
            without(&mut kept, begin, &taken);
            assert_eq!(kept, left, "{places:?} from {begin} without {taken:?}");
        }
    }
}
