//! Judged queries put to an index.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tantivy::{DocAddress, Searcher};

use crate::error::Result;
use crate::index::Index;
use crate::measure::ranking::qrels::with_blanks;
use crate::measure::ranking::{Qrels, Run, Topic};
use crate::search::{Request, Weights, addresses, is_known};

/// One view of an index, and the ids of the articles that were listed so far: a second setting reads no record again.
pub struct Asker<'a> {
    index: &'a Index,
    searcher: Searcher,
    request: Request,
    ids: HashMap<DocAddress, String>,
}

/// What an index answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The lists.
    pub run: Run,
    /// Queries for which nothing was found.
    pub nothing: usize,
    /// Wall-clock time of all queries, one after the other, from text to ranked list; records are not read in it.
    pub time: Duration,
}

impl<'a> Asker<'a> {
    /// Opens a view. Queries are asked as `request` is, but that every copy of a story is listed, as it is in the run that
    /// `search` writes.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub fn new(index: &'a Index, request: Request) -> Result<Self> {
        let request = Request { all_copies: true, snippets: false, evidence: false, ..request };
        Ok(Self { index, searcher: index.searcher()?, request, ids: HashMap::new() })
    }

    /// Asks every topic with the same weights.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub fn ask(&mut self, topics: &[Topic], qrels: &Qrels, weights: Weights) -> Result<Answers> {
        let mut answers = Answers::default();
        for Topic { id, query } in topics {
            let request = Request { query: query.clone(), weights, ..self.request.clone() };
            let started = Instant::now();
            let found = addresses(self.index, &self.searcher, &request)?;
            answers.time += started.elapsed();
            answers.nothing += usize::from(found.is_empty());
            let named = found.into_iter().map(|address| Ok(qrels.name(id, self.id(address)?)));
            answers.run.insert(id.clone(), named.collect::<Result<Vec<String>>>()?);
        }
        Ok(answers)
    }

    fn id(&mut self, address: DocAddress) -> Result<&str> {
        if !self.ids.contains_key(&address) {
            self.ids.insert(address, self.index.entry(&self.searcher, address)?.id());
        }
        Ok(&self.ids[&address])
    }

    /// How many articles that are relevant for some query are not in the index: no ranking can find them.
    ///
    /// # Errors
    /// [`crate::Error::Index`] when the index cannot be read.
    pub fn missing(&self, qrels: &Qrels) -> Result<usize> {
        let mut missing = 0;
        for id in qrels.relevant() {
            let known = |id: &str| is_known(self.index, &self.searcher, id);
            let is_found = known(id)? || with_blanks(id).map_or(Ok(false), |id| known(&id))?;
            missing += usize::from(!is_found);
        }
        Ok(missing)
    }
}
