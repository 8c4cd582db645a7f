//! Where the words of a query stand in the documents of a segment, read from posting lists as they are asked for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::query::pairs::Found;
use crate::query::spans::{Article, sequence_of};
use crate::query::spoken::Spoken;
use crate::query::tree::{Slot, Unit};
use crate::query::words::Forms;
use crate::text::{EXACT, PARAGRAPH, SENTENCE, place_of};

/// A term, and the terms beside which it does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) term: String,
    pub(crate) unless: Vec<String>,
    /// The languages in which it counts; `None` for all.
    pub(crate) only: Option<Vec<String>>,
}

/// The terms of which any may stand in a place of a phrase.
pub(crate) fn members(slot: &Slot, forms: &Forms) -> Vec<Member> {
    let whole = |term: String| Member { term, unless: Vec::new(), only: None };
    let stem = |stem: &String| Member { only: slot.only.get(stem).cloned(), ..whole(stem.clone()) };
    let mut members: Vec<Member> = slot.stems.iter().map(stem).collect();
    for surface in &slot.surfaces {
        members.push(whole(format!("{EXACT}{surface}")));
        // it stands as its own stem, where no other form of that stem does
        if let Some(others) = forms.others(surface) {
            let unless = others.iter().map(|other| format!("{EXACT}{other}")).collect();
            members.push(Member { unless, ..whole(surface.clone()) });
        }
    }
    members
}

/// A word or phrase: the members of each slot.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) slots: Vec<Vec<Member>>,
    pub(crate) slop: u32,
}

/// A document of a segment as an evaluation sees it: leaves and filters are numbers.
pub(crate) struct Page {
    doc: DocId,
    leaves: Vec<Phrase>,
    filters: Vec<Box<dyn Scorer>>,
    sentences: Cursor,
    paragraphs: Cursor,
    /// Places read and pairs looked at since somebody asked.
    steps: usize,
}

/// The posting lists of a field of a segment.
pub(crate) struct Lists<'a> {
    pub(crate) reader: &'a SegmentReader,
    pub(crate) index: Arc<InvertedIndexReader>,
    pub(crate) field: Field,
}

impl Lists<'_> {
    pub(crate) fn open(&self, term: &str) -> tantivy::Result<Option<SegmentPostings>> {
        let term = Term::from_field_text(self.field, term);
        Ok(self.index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?)
    }

    fn cursor(&self, term: &str) -> tantivy::Result<Cursor> {
        Ok(Cursor { postings: self.open(term)?, read: None, places: Vec::new() })
    }
}

impl Page {
    pub(crate) fn new(lists: &Lists<'_>, plans: &[Plan], filters: Vec<Box<dyn Scorer>>) -> tantivy::Result<Self> {
        let leaves = plans.iter().map(|plan| Phrase::new(lists, plan)).collect::<tantivy::Result<_>>()?;
        let (sentences, paragraphs) = (lists.cursor(SENTENCE)?, lists.cursor(PARAGRAPH)?);
        Ok(Self { doc: 0, leaves, filters, sentences, paragraphs, steps: 0 })
    }

    /// Turns to a document, which must not lie before the last one.
    pub(crate) fn turn(&mut self, doc: DocId) {
        self.doc = doc;
    }

    /// What was read and looked at since this was asked last.
    pub(crate) fn steps(&mut self) -> usize {
        std::mem::take(&mut self.steps)
    }
}

impl<M: Found> Article<usize, usize, M> for Page {
    fn occurrences(&mut self, leaf: &usize) -> Vec<M> {
        let leaf = &mut self.leaves[*leaf];
        let found = leaf.occurrences(self.doc);
        self.steps += leaf.slots.iter().map(|slot| slot.here.len() + slot.places.len()).sum::<usize>();
        found
    }

    fn unit(&mut self, unit: Unit, position: u32) -> u32 {
        let cursor = match unit {
            Unit::Sentence => &mut self.sentences,
            Unit::Paragraph => &mut self.paragraphs,
        };
        let before = cursor.places(self.doc).partition_point(|start| *start <= position);
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    fn looked(&mut self, pairs: usize) {
        self.steps += pairs;
    }

    fn passes(&mut self, filter: &usize) -> bool {
        let scorer = &mut self.filters[*filter];
        let at = if scorer.doc() < self.doc { scorer.seek(self.doc) } else { scorer.doc() };
        at == self.doc
    }
}

struct Phrase {
    slots: Vec<Place>,
    slop: u32,
}

impl Phrase {
    fn new(lists: &Lists<'_>, plan: &Plan) -> tantivy::Result<Self> {
        let slots = plan.slots.iter().map(|members| Place::new(lists, members)).collect::<tantivy::Result<_>>()?;
        Ok(Self { slots, slop: plan.slop })
    }

    fn occurrences<M: Found>(&mut self, doc: DocId) -> Vec<M> {
        for slot in &mut self.slots {
            slot.turn(doc);
            if slot.places().is_empty() {
                return Vec::new();
            }
        }
        let slots: Vec<&[u32]> = self.slots.iter().map(|slot| slot.places.as_slice()).collect();
        sequence_of(&slots, self.slop)
    }
}

/// Words of which any may stand in a document of a segment.
pub(crate) struct Sighting(Place);

impl Sighting {
    pub(crate) fn new(lists: &Lists<'_>, members: &[Member]) -> tantivy::Result<Self> {
        Place::new(lists, members).map(Self)
    }

    /// Whether a document has one; it must not lie before the last that was asked about.
    pub(crate) fn stands_in(&mut self, doc: DocId) -> bool {
        self.0.turn(doc);
        self.0.is_certain() || !self.0.places().is_empty()
    }

    /// Reads where they stand in the document that was asked about last.
    pub(crate) fn read(&mut self) {
        self.0.places();
    }

    /// Where they stand in the document that was read last, ascending, each place once.
    pub(crate) fn places(&self) -> &[u32] {
        &self.0.places
    }
}

/// One place of a phrase. Of a thousand members few stand in a document: a queue says which.
struct Place {
    members: Vec<(Cursor, Vec<Cursor>, Option<Spoken>)>,
    /// The next document of each member that is not in `here`, or one before it.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
    /// The members that have the document that was turned to.
    here: Vec<usize>,
    /// Empty between two turns.
    left: Vec<usize>,
    doc: Option<DocId>,
    /// Of that document, once somebody asks.
    places: Vec<u32>,
    is_read: bool,
}

impl Place {
    fn new(lists: &Lists<'_>, members: &[Member]) -> tantivy::Result<Self> {
        let mut place = Self {
            members: Vec::new(),
            next: BinaryHeap::new(),
            here: Vec::new(),
            left: Vec::new(),
            doc: None,
            places: Vec::new(),
            is_read: false,
        };
        for member in members {
            let cursor = lists.cursor(&member.term)?;
            let Some(first) = cursor.doc() else { continue };
            let unless = member.unless.iter().map(|term| lists.cursor(term)).collect::<tantivy::Result<Vec<_>>>()?;
            let spoken = member.only.as_deref().map(|only| Spoken::new(lists.reader, only)).transpose()?;
            place.next.push(Reverse((first, place.members.len())));
            place.members.push((cursor, unless, spoken));
        }
        Ok(place)
    }

    /// Turns to a document, which must not lie before the last one; reads no positions.
    fn turn(&mut self, doc: DocId) {
        if self.doc.replace(doc) == Some(doc) {
            return;
        }
        self.is_read = false;
        // without a turn in the queue, which costs more than the posting list does
        std::mem::swap(&mut self.here, &mut self.left);
        while let Some(number) = self.left.pop() {
            self.seek(number, doc);
        }
        while let Some(Reverse((_, number))) = self.next.peek().copied().filter(|next| next.0.0 <= doc) {
            self.next.pop();
            self.seek(number, doc);
        }
    }

    fn seek(&mut self, number: usize, doc: DocId) {
        let (cursor, _, spoken) = &mut self.members[number];
        cursor.seek(doc);
        match cursor.doc() {
            Some(at) if at == doc && spoken.as_ref().is_none_or(|spoken| spoken.has(doc)) => self.here.push(number),
            Some(at) => self.next.push(Reverse((at.max(doc + 1), number))),
            None => {}
        }
    }

    /// Whether the document has one of them whatever else stands in it.
    fn is_certain(&self) -> bool {
        self.here.iter().any(|number| self.members[*number].1.is_empty())
    }

    /// In the document that was turned to.
    fn places(&mut self) -> &[u32] {
        let Some(doc) = self.doc.filter(|_| !self.is_read) else { return &self.places };
        self.is_read = true;
        self.places.clear();
        for number in &self.here {
            let (cursor, unless, _) = &mut self.members[*number];
            let begin = self.places.len();
            self.places.extend_from_slice(cursor.places(doc));
            for other in unless {
                let taken = other.places(doc);
                retain_from(&mut self.places, begin, |place| taken.binary_search(place).is_err());
            }
        }
        if self.here.len() > 1 {
            self.places.sort_unstable();
            self.places.dedup();
        }
        &self.places
    }
}

/// Keeps of what stands from `begin` on only what `keep` says.
fn retain_from(places: &mut Vec<u32>, begin: usize, keep: impl Fn(&u32) -> bool) {
    let mut number = 0;
    places.retain(|place| {
        number += 1;
        number <= begin || keep(place)
    });
}

/// A posting list, and where its term stands in the document that was read last.
struct Cursor {
    postings: Option<SegmentPostings>,
    read: Option<DocId>,
    places: Vec<u32>,
}

impl Cursor {
    fn doc(&self) -> Option<DocId> {
        self.postings.as_ref().map(DocSet::doc).filter(|doc| *doc != TERMINATED)
    }

    fn seek(&mut self, doc: DocId) {
        if let Some(postings) = self.postings.as_mut().filter(|postings| postings.doc() < doc) {
            postings.seek(doc);
        }
    }

    /// Its places in `doc`, each once: words of a title are written twice.
    fn places(&mut self, doc: DocId) -> &[u32] {
        if self.read != Some(doc) {
            self.seek(doc);
            self.read = Some(doc);
            match &mut self.postings {
                Some(postings) if postings.doc() == doc => postings.positions(&mut self.places),
                _ => self.places.clear(),
            }
            self.places.dedup();
            self.places.iter_mut().for_each(|place| *place = place_of(*place));
        }
        &self.places
    }
}
