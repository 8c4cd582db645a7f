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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Index, Payload};
    use crate::query::sample::{entry, index};
    use crate::query::spoken::InLanguages;
    use tantivy::query::{DisjunctionMaxQuery, TermQuery};

    /// Two segments, of which one misses an article that was removed.
    fn archive() -> Index {
        let texts =
            ["The pier is new.", "Les quais, un pier.", "New piers, new quai.", "Nothing here.", "A pier pier quai."];
        let entry = |n: usize| entry(&n.to_string(), ["en", "fr", "en", "", "de"][n % 5], texts[n / 5 % 5]);
        let index = index(&(0..25).map(entry).collect::<Vec<_>>(), 20);
        let mut writer = index.writer().unwrap();
        writer.remove(entry(2).key().short());
        writer.commit(&Payload::default()).unwrap();
        writer.finish().unwrap();
        index
    }

    /// What a query finds, with its scores as bits.
    fn found(index: &Index, query: &dyn Query) -> Vec<(u32, DocId, u32)> {
        let searcher = index.searcher().unwrap();
        let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            weight.for_each(reader, &mut |doc, score| found.push((segment, doc, score.to_bits()))).unwrap();
            let mut pruned = Vec::new();
            let mut keep = |doc, score: Score| {
                pruned.push((segment, doc, score.to_bits()));
                0.0
            };
            weight.for_each_pruning(0.0, reader, &mut keep).unwrap();
            assert!(found.ends_with(&pruned));
        }
        found
    }

    #[test]
    fn it_finds_and_scores_as_the_engine_does() {
        let index = archive();
        let only = |languages: &[&str]| Some(languages.iter().map(|lang| (*lang).to_owned()).collect::<Vec<_>>());
        let term = |word: &str| Term::from_field_text(index.fields().text, word);
        for forms in [
            vec![(term("pier"), None), (term("quai"), only(&["fr", "en"]))],
            vec![(term("pier"), only(&["", "en"])), (term("quai"), only(&["fr"])), (term("new"), None)],
            vec![(term("pier"), only(&["pt"])), (term("unknown"), None)],
        ] {
            let part = |(term, only): &(Term, Option<Vec<String>>)| -> Box<dyn Query> {
                let query = Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
                match only {
                    Some(languages) => Box::new(InLanguages { query, languages: languages.clone() }),
                    None => query,
                }
            };
            let engine = DisjunctionMaxQuery::new(forms.iter().map(part).collect());
            let own = AnyForm { forms: forms.clone(), memo: Memo::default() };
            assert_eq!(found(&index, &own), found(&index, &engine), "{forms:?}");
        }
    }

    #[test]
    fn it_goes_on_to_any_later_document() {
        let index = archive();
        let searcher = index.searcher().unwrap();
        let term = |word: &str| (Term::from_field_text(index.fields().text, word), None);
        let own = AnyForm { forms: vec![term("new"), term("quai")], memo: Memo::default() };
        let weight = own.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
        let reader = searcher.segment_reader(0);
        let mut docs = Vec::new();
        weight.for_each_no_score(reader, &mut |found| docs.extend_from_slice(found)).unwrap();
        assert!(docs.len() > 2 && docs.len() < reader.max_doc() as usize);
        for target in 0..reader.max_doc() {
            let mut scorer = weight.scorer(reader, 1.0).unwrap();
            let next = docs.iter().copied().find(|doc| *doc >= target).unwrap_or(TERMINATED);
            assert_eq!(if scorer.doc() < target { scorer.seek(target) } else { scorer.doc() }, next.max(docs[0]));
        }
    }
}
