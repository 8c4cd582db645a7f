//! Terms that count in some languages only: `new` is a form of the French `news`, and no form of it in English.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{Cardinality, Column, StrColumn};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, Term};

use crate::index::schema::{self, column};

/// The languages of the documents of a segment.
pub(crate) struct Tongues {
    /// `None`: no document of the segment has a language.
    column: Option<StrColumn>,
    /// The documents in sets of languages that were asked for often: by the numbers of the languages, and whether documents
    /// without one count.
    sets: Mutex<Vec<(Counts, Arc<[u64]>)>>,
}

/// Which languages count, by their numbers, and whether documents without a language do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    languages: Vec<bool>,
    unknown: bool,
}

/// Which documents of a segment are in one of some languages.
pub(crate) enum Spoken {
    /// All are.
    Everywhere,
    /// None is.
    Nowhere,
    /// By the language of each.
    Read(Column<u64>, Counts),
    /// A bit each, which is a tenth of the work where many are asked about.
    Set(Arc<[u64]>),
}

impl Spoken {
    /// For a few documents; `languages` as [`Tongues::spoken`] has them.
    pub(crate) fn new(reader: &SegmentReader, languages: &[String]) -> Result<Self> {
        Tongues::open(reader)?.spoken(reader, languages, 0)
    }

    /// Whether `doc` is in one of them.
    #[inline]
    pub(crate) fn has(&self, doc: DocId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Nowhere => false,
            Self::Read(column, counts) => match column.first(doc) {
                Some(number) => counts.languages.get(number as usize).is_some_and(|counts| *counts),
                None => counts.unknown,
            },
            Self::Set(bits) => bits.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1),
        }
    }
}

impl Tongues {
    pub(crate) fn open(reader: &SegmentReader) -> Result<Self> {
        Ok(Self { column: reader.fast_fields().str(column::LANG)?, sets: Mutex::default() })
    }

    /// The documents in one of `languages`, ISO 639-1 codes; an empty one stands for documents whose language is not known.
    /// `asked` is about how many will be asked about.
    ///
    /// # Errors
    /// The engine's, when a dictionary or a posting list cannot be read.
    pub(crate) fn spoken(&self, reader: &SegmentReader, languages: &[String], asked: u32) -> Result<Spoken> {
        let unknown = languages.iter().any(String::is_empty);
        let Some(column) = &self.column else {
            return Ok(if unknown { Spoken::Everywhere } else { Spoken::Nowhere });
        };
        let mut counts = vec![false; column.num_terms()];
        for language in languages {
            let number = column.dictionary().term_ord(language)?.and_then(|number| usize::try_from(number).ok());
            if let Some(counts) = number.and_then(|number| counts.get_mut(number)) {
                *counts = true;
            }
        }
        // where all have a language those without one may count as it suits
        let full = column.ords().get_cardinality() == Cardinality::Full;
        if counts.iter().all(|counts| *counts) && (unknown || full) {
            return Ok(Spoken::Everywhere);
        }
        if !counts.contains(&true) && (!unknown || full) {
            return Ok(Spoken::Nowhere);
        }
        let counts = Counts { languages: counts, unknown: unknown || full };
        match self.set(reader, column, &counts, asked)? {
            Some(bits) => Ok(Spoken::Set(bits)),
            None => Ok(Spoken::Read(column.ords().clone(), counts)),
        }
    }

    /// The documents that count, where it costs less to read who is in or out than to look `asked` of them up.
    fn set(
        &self,
        reader: &SegmentReader,
        column: &StrColumn,
        counts: &Counts,
        asked: u32,
    ) -> Result<Option<Arc<[u64]>>> {
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bits)) = sets.iter().find(|(known, _)| known == counts) {
            return Ok(Some(bits.clone()));
        }
        let field = schema::lang(reader.schema())?;
        let index = reader.inverted_index(field)?;
        // whoever is not in counts where those without a language do, and else who is in
        let (mut lists, mut cost) = (Vec::new(), 0);
        for (number, _) in (0..).zip(&counts.languages).filter(|(_, counting)| **counting != counts.unknown) {
            let mut language = String::new();
            column.ord_to_str(number, &mut language)?;
            if let Some(info) = index.get_term_info(&Term::from_field_text(field, &language))? {
                cost += info.doc_freq;
                lists.push(info);
            }
        }
        if cost > asked {
            return Ok(None);
        }
        let all = if counts.unknown { u64::MAX } else { 0 };
        let mut bits = vec![all; reader.max_doc().div_ceil(64) as usize];
        for info in lists {
            let mut postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                bits[postings.doc() as usize / 64] ^= 1 << (postings.doc() % 64);
                postings.advance();
            }
        }
        let bits: Arc<[u64]> = bits.into();
        sets.push((counts.clone(), bits.clone()));
        Ok(Some(bits))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::query::sample::{entry, index};

    /// The documents of an index that `spoken` has, by segment, in sets and one by one.
    fn found(index: &Index, languages: &[&str]) -> [Vec<(usize, DocId)>; 2] {
        let searcher = index.searcher().unwrap();
        let languages: Vec<String> = languages.iter().map(|language| (*language).to_owned()).collect();
        [0, 100].map(|asked| {
            let mut found = Vec::new();
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                let spoken = Tongues::open(reader).unwrap().spoken(reader, &languages, asked).unwrap();
                assert!(asked == 0 || !matches!(spoken, Spoken::Read(..)));
                found.extend(reader.doc_ids_alive().filter(|doc| spoken.has(*doc)).map(|doc| (segment, doc)));
            }
            found
        })
    }

    #[test]
    fn sets_and_single_looks_agree() {
        let with = |languages: &[&str]| {
            let entries = (0..).zip(languages).map(|(n, lang): (u32, _)| entry(&n.to_string(), lang, "A pier."));
            index(&entries.collect::<Vec<_>>(), 100)
        };
        let (some, all) = (with(&["en", "de", "en", "", "fr", "en"]), with(&["en", "de", "en", "fr"]));
        for languages in [&["en"][..], &["", "en"], &["de", "fr"], &["", "de"], &[""], &["pt"], &["de", "en", "fr"]] {
            for (index, articles) in [(&some, 6), (&all, 4)] {
                let [one_by_one, set] = found(index, languages);
                assert_eq!(one_by_one, set, "{languages:?}");
                assert!(set.len() < articles || (articles == 4 && languages.len() == 3), "{languages:?}");
            }
        }
        assert_eq!(found(&some, &["", "en"]).map(|docs| docs.len()), [4, 4]);
        assert_eq!(found(&all, &["", "en"]).map(|docs| docs.len()), [2, 2]);
    }
}
