//! A phrase whose articles are remembered for one request: they are counted, ranked, judged and scored, and places are read
//! in each article that has its words. From the second time on they are read where the phrase stands alone.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

use crate::query::memo::{Known, MAX_KNOWN, Segment, Walk};

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
        Ok(Box::new(AgainScorer { walk: Walk::new(all), scorer }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

/// Notes what is found, as long as nothing is passed over and there is room.
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
            self.found.take_if(|found| found.len() > MAX_KNOWN);
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

/// Goes through what was found.
struct AgainScorer {
    walk: Walk,
    /// `None` where nothing scores. It is only asked for what it matches.
    scorer: Option<Box<dyn Scorer>>,
}

impl DocSet for AgainScorer {
    fn advance(&mut self) -> DocId {
        self.walk.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.walk.seek(target)
    }

    fn doc(&self) -> DocId {
        self.walk.doc()
    }

    fn size_hint(&self) -> u32 {
        self.walk.size_hint()
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

#[cfg(test)]
mod tests {
    use tantivy::Term;
    use tantivy::collector::{Count, DocSetCollector, TopDocs};
    use tantivy::query::PhraseQuery;

    use super::*;
    use crate::query::memo::Memo;
    use crate::query::sample::{entry, index};

    #[test]
    fn what_is_found_again_is_what_was_found() {
        let bodies = ["old pier", "a pier", "the old pier, the old pier", "old and new pier", "an old pier"];
        let entries: Vec<_> = (0..).zip(bodies).map(|(n, body): (u32, _)| entry(&n.to_string(), "en", body)).collect();
        let index = index(&entries, 3);
        let searcher = index.searcher().unwrap();
        let terms: Vec<Term> =
            ["old", "pier"].iter().map(|word| Term::from_field_text(index.fields().text, word)).collect();
        let phrase = PhraseQuery::new(terms.clone());
        let known = Memo::default().of_phrase(&terms, None);
        let query = Remembered { query: Box::new(phrase.clone()), known: known.clone() };
        let top = || TopDocs::with_limit(9).order_by_score();
        // scores first, so that what they are read from has not been remembered, and then twice from memory
        for _ in 0..3 {
            assert_eq!(searcher.search(&query, &top()).unwrap(), searcher.search(&phrase, &top()).unwrap());
            assert_eq!(searcher.search(&query, &DocSetCollector).unwrap().len(), 3);
            assert_eq!(searcher.search(&query, &Count).unwrap(), 3);
        }
        let remembered = searcher.segment_readers().iter().map(|reader| known.segment(reader.segment_id()).all());
        assert_eq!(remembered.map(|all| all.unwrap().len()).sum::<usize>(), 3);
    }
}
