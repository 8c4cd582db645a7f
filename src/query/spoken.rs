//! Terms that count in some languages only: `new` is a form of the French `news`, and no form of it in English.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, Term};

use crate::index::schema::column;

/// Which documents of a segment are in one of some languages.
pub(crate) struct Spoken {
    /// `None`: no document of the segment has a language.
    column: Option<Column<u64>>,
    /// By the number of a language.
    counts: Vec<bool>,
    /// Whether documents without a language count.
    unknown: bool,
}

impl Spoken {
    /// `languages` are ISO 639-1 codes; an empty one stands for documents whose language is not known.
    pub(crate) fn new(reader: &SegmentReader, languages: &[String]) -> Result<Self> {
        let unknown = languages.iter().any(String::is_empty);
        let Some(column) = reader.fast_fields().str(column::LANG)? else {
            return Ok(Self { column: None, counts: Vec::new(), unknown });
        };
        let mut counts = vec![false; column.num_terms()];
        for language in languages {
            let number = column.dictionary().term_ord(language)?.and_then(|number| usize::try_from(number).ok());
            if let Some(counts) = number.and_then(|number| counts.get_mut(number)) {
                *counts = true;
            }
        }
        Ok(Self { column: Some(column.ords().clone()), counts, unknown })
    }

    /// Whether `doc` is in one of them.
    pub(crate) fn has(&self, doc: DocId) -> bool {
        match self.column.as_ref().and_then(|column| column.first(doc)) {
            Some(number) => self.counts.get(number as usize).is_some_and(|counts| *counts),
            None => self.unknown,
        }
    }
}

/// What the query within matches, in documents of some languages.
#[derive(Debug)]
pub(crate) struct InLanguages {
    pub(crate) query: Box<dyn Query>,
    pub(crate) languages: Vec<String>,
}

impl Clone for InLanguages {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), languages: self.languages.clone() }
    }
}

impl Query for InLanguages {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let languages = self.languages.clone();
        Ok(Box::new(InLanguagesWeight { weight: self.query.weight(enable_scoring)?, languages }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct InLanguagesWeight {
    weight: Box<dyn Weight>,
    languages: Vec<String>,
}

impl Weight for InLanguagesWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let spoken = Spoken::new(reader, &self.languages)?;
        let mut scorer = InLanguagesScorer { scorer: self.weight.scorer(reader, boost)?, spoken };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

/// Leaves `seek_danger` to the trait, which builds it on `doc` and `seek`.
struct InLanguagesScorer {
    scorer: Box<dyn Scorer>,
    spoken: Spoken,
}

impl InLanguagesScorer {
    /// Goes on to a document in one of the languages, unless it stands at one.
    fn settle(&mut self) -> DocId {
        let mut doc = self.scorer.doc();
        while doc != TERMINATED && !self.spoken.has(doc) {
            doc = self.scorer.advance();
        }
        doc
    }
}

impl DocSet for InLanguagesScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.scorer.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.scorer.doc()
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }
}

impl Scorer for InLanguagesScorer {
    fn score(&mut self) -> Score {
        self.scorer.score()
    }
}
