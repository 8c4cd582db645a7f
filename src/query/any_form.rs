//! A word in any of its forms: the stems that the languages of an index make of it, of which the best scores.
//!
//! The engine's own union prepares 4,096 documents ahead and asks each list through a table of functions. A word has two to
//! six forms, of which one has nearly all articles: to look at all of them for each document costs a third of that, and
//! nothing for documents that nobody asks about.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::query::memo::Memo;
use crate::query::spoken::Spoken;

/// Articles with any of the forms.
#[derive(Clone, Debug)]
pub(crate) struct AnyForm {
    /// Terms of one field, and the languages in which each counts, where these are not all; at least one.
    pub(crate) forms: Vec<(Term, Option<Vec<String>>)>,
    pub(crate) memo: Memo,
}

impl Query for AnyForm {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let forms = self.forms.iter().map(|(term, only)| {
            let similarity = match enable_scoring {
                EnableScoring::Enabled { statistics_provider, .. } => {
                    Some(Bm25Weight::for_terms(statistics_provider, std::slice::from_ref(term))?)
                }
                EnableScoring::Disabled { .. } => None,
            };
            Ok(Form { term: term.clone(), only: only.clone(), similarity })
        });
        Ok(Box::new(AnyFormWeight { forms: forms.collect::<Result<_>>()?, memo: self.memo.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.forms.iter().for_each(|(term, _)| visitor(term, false));
    }
}

struct Form {
    term: Term,
    only: Option<Vec<String>>,
    /// `None` where nothing scores.
    similarity: Option<Bm25Weight>,
}

struct AnyFormWeight {
    forms: Vec<Form>,
    memo: Memo,
}

impl AnyFormWeight {
    fn lists(&self, reader: &SegmentReader, boost: Score) -> Result<AnyFormScorer> {
        let mut scorer = AnyFormScorer { lists: Vec::with_capacity(self.forms.len()), doc: TERMINATED, norms: None };
        for Form { term, only, similarity } in &self.forms {
            let index = reader.inverted_index(term.field())?;
            let Some(info) = index.get_term_info(term)? else { continue };
            let spoken = match only {
                Some(only) => self.memo.tongues(reader)?.spoken(reader, only, info.doc_freq)?,
                None => Spoken::Everywhere,
            };
            let record = if similarity.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
            let postings = index.read_postings_from_terminfo(&info, record)?;
            if similarity.is_some() && scorer.norms.is_none() {
                scorer.norms = Some(reader.get_fieldnorms_reader(term.field())?);
            }
            let similarity = similarity.as_ref().map(|similarity| similarity.boost_by(boost));
            let mut list = List { doc: postings.doc(), postings, spoken, similarity };
            list.settle();
            scorer.doc = scorer.doc.min(list.doc);
            scorer.lists.push(list);
        }
        Ok(scorer)
    }
}

impl Weight for AnyFormWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        Ok(Box::new(self.lists(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        let mut scorer = self.lists(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("a word in its forms: the best BM25", scorer.score()))
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> Result<()> {
        let mut scorer = self.lists(reader, 1.0)?;
        while scorer.doc != TERMINATED {
            let score = scorer.score();
            if score > threshold {
                threshold = callback(scorer.doc, score);
            }
            scorer.advance();
        }
        Ok(())
    }
}

/// The articles of one form.
struct List {
    /// Where it stands.
    doc: DocId,
    postings: SegmentPostings,
    spoken: Spoken,
    similarity: Option<Bm25Weight>,
}

impl List {
    /// Goes on to a document in one of its languages, unless it stands at one.
    fn settle(&mut self) {
        while self.doc != TERMINATED && !self.spoken.has(self.doc) {
            self.doc = self.postings.advance();
        }
    }
}

/// Leaves `seek_danger` to the trait, which builds it on `doc` and `seek`.
struct AnyFormScorer {
    lists: Vec<List>,
    /// The first document of all lists.
    doc: DocId,
    /// `None` where nothing scores.
    norms: Option<FieldNormReader>,
}

impl DocSet for AnyFormScorer {
    fn advance(&mut self) -> DocId {
        let (at, mut next) = (self.doc, TERMINATED);
        if at == TERMINATED {
            return at;
        }
        for list in &mut self.lists {
            if list.doc == at {
                list.doc = list.postings.advance();
                list.settle();
            }
            next = next.min(list.doc);
        }
        self.doc = next;
        next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let mut next = TERMINATED;
        for list in &mut self.lists {
            if list.doc < target {
                list.doc = list.postings.seek(target);
                list.settle();
            }
            next = next.min(list.doc);
        }
        self.doc = next;
        next
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.lists.iter().fold(0, |sum, list| sum.saturating_add(list.postings.size_hint()))
    }
}

impl Scorer for AnyFormScorer {
    fn score(&mut self) -> Score {
        let Some(norms) = &self.norms else { return 0.0 };
        let length = norms.fieldnorm_id(self.doc);
        let here = self.lists.iter().filter(|list| list.doc == self.doc);
        let scores = here.filter_map(|list| Some(list.similarity.as_ref()?.score(length, list.postings.term_freq())));
        scores.fold(0.0, Score::max)
    }
}
