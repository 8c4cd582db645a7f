//! Words as they were typed: among articles that answer alike, those come first that have a word in this very form, with
//! its accents and its ending.

use tantivy::{DocId, Searcher, SegmentReader};

use crate::index::schema::Fields;
use crate::query::Compiled;
use crate::query::names::languages;
use crate::query::places::{Lists, Member, Sighting};
use crate::query::words::Dictionary;
use crate::text::EXACT;

/// The words of a query that articles have in this form or another one.
pub(crate) struct Written {
    /// Of each clause.
    words: Vec<Vec<Vec<Member>>>,
}

impl Written {
    /// The words of `compiled`, without those that stand in one form only in all articles.
    ///
    /// # Errors
    /// The engine's, when a dictionary cannot be read.
    pub(crate) fn new(searcher: &Searcher, fields: &Fields, compiled: &Compiled) -> tantivy::Result<Self> {
        let all: Vec<String> = std::iter::once(String::new()).chain(languages(searcher, fields.lang)?).collect();
        let mut dictionary = Dictionary::new(searcher, fields.text, &all, compiled.memo.effort())?;
        let of_clause = |words: Vec<(String, bool)>| -> tantivy::Result<Vec<Vec<Member>>> {
            words
                .into_iter()
                .filter_map(|(word, is_stem)| members(&mut dictionary, word, is_stem).transpose())
                .collect()
        };
        let words = compiled.written().map(of_clause).collect::<tantivy::Result<_>>()?;
        Ok(Self { words })
    }

    /// For the articles of a segment.
    ///
    /// # Errors
    /// The engine's, when posting lists cannot be read.
    pub(crate) fn segment(&self, reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Seen> {
        let lists = Lists { reader, index: reader.inverted_index(fields.text)?, field: fields.text };
        let of_clause = |words: &Vec<Vec<Member>>| words.iter().map(|members| Sighting::new(&lists, members)).collect();
        Ok(Seen(self.words.iter().map(of_clause).collect::<tantivy::Result<_>>()?))
    }
}

/// See [`Written::segment`].
pub(crate) struct Seen(Vec<Vec<Sighting>>);

impl Seen {
    /// The share of the words of a clause, from 0 to 1, that an article has as typed; each clause must be asked about
    /// articles in their order.
    pub(crate) fn share(&mut self, clause: usize, doc: DocId) -> f32 {
        let words = &mut self.0[clause];
        let seen = words.iter_mut().filter_map(|word| word.stands_in(doc).then_some(())).count();
        if seen == 0 { 0.0 } else { seen as f32 / words.len() as f32 }
    }
}

/// The terms by which a word stands in an article as typed; `None` where all articles have it so, or none.
fn members(dictionary: &mut Dictionary, word: String, is_stem: bool) -> tantivy::Result<Option<Vec<Member>>> {
    // of one letter there is no other form, and scripts that are read letter by letter have many of these
    if word.chars().nth(1).is_none() {
        return Ok(None);
    }
    let exact = format!("{EXACT}{word}");
    let others = if is_stem { dictionary.beside(&word)? } else { Vec::new() };
    let mut members = Vec::new();
    if dictionary.has(&exact)? {
        members.push(Member { term: exact, unless: Vec::new(), only: None });
    }
    if is_stem && !(members.is_empty() && others.is_empty()) {
        let unless = others.iter().map(|other| format!("{EXACT}{other}")).collect();
        members.push(Member { term: word, unless, only: None });
    }
    Ok((!members.is_empty()).then_some(members))
}
