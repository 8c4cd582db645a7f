//! A phrase whose articles are remembered for one request: they are counted, ranked, judged and scored, and places are read
//! in each article that has its words. From the second time on they are read where the phrase stands alone.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

use crate::query::memo::{Known, Matching, Segment};

/// Matches what the query within matches.
#[derive(Debug)]
pub(crate) struct Remembered {
    pub(crate) query: Box<dyn Query>,
    pub(crate) known: Known,
}

impl Clone for Remembered {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), known: self.known.clone() }
    }
}

impl Query for Remembered {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let scores = enable_scoring.is_scoring_enabled();
        Ok(Box::new(RememberedWeight { weight: self.query.weight(enable_scoring)?, known: self.known.clone(), scores }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct RememberedWeight {
    weight: Box<dyn Weight>,
    known: Known,
    scores: bool,
}

impl Weight for RememberedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let known = self.known.segment(reader.segment_id());
        let Some(all) = known.all() else {
            let scorer = self.weight.scorer(reader, boost)?;
            let mut first = FirstScorer { scorer, known, found: Some(Vec::new()) };
            first.record();
            return Ok(Box::new(first));
        };
        if all.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let scorer = if self.scores { Some(self.weight.scorer(reader, boost)?) } else { None };
        Ok(Box::new(AgainScorer { all, at: 0, scorer }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

/// Notes what is found, as long as nothing is passed over.
struct FirstScorer {
    scorer: Box<dyn Scorer>,
    known: Segment,
    found: Option<Vec<(DocId, u32)>>,
}

impl FirstScorer {
    fn record(&mut self) -> DocId {
        let doc = self.scorer.doc();
        if doc != TERMINATED {
            self.found.iter_mut().for_each(|found| found.push((doc, 1)));
        } else if let Some(found) = self.found.take() {
            self.known.is_all(found);
        }
        doc
    }
}

impl DocSet for FirstScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance();
        self.record()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.found = None;
        self.scorer.seek(target)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        self.found = None;
        self.scorer.seek_danger(target)
    }

    fn doc(&self) -> DocId {
        self.scorer.doc()
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }

    fn cost(&self) -> u64 {
        self.scorer.cost()
    }
}

impl Scorer for FirstScorer {
    fn score(&mut self) -> Score {
        self.scorer.score()
    }
}

/// Goes through what was found; leaves `seek_danger` to the trait, which builds it on `doc` and `seek`.
struct AgainScorer {
    /// At least one.
    all: Matching,
    at: usize,
    /// `None` where nothing scores. It is only asked for what it matches.
    scorer: Option<Box<dyn Scorer>>,
}

impl DocSet for AgainScorer {
    fn advance(&mut self) -> DocId {
        self.at = self.all.len().min(self.at + 1);
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.all[self.at..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.all.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for AgainScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc();
        let Some(scorer) = self.scorer.as_mut().filter(|_| doc != TERMINATED) else { return 0.0 };
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        scorer.score()
    }
}
