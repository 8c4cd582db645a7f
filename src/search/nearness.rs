//! Words that are typed side by side: how often they stand next to each other in an article, and how often near each
//! other.
//!
//! The sequential dependence model of Metzler and Croft ("A Markov random field model for term dependencies", 2005), on the
//! scale of BM25. It is counted where it can change the order that people see: in the best articles alone.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::{DocId, Score, Searcher, SegmentReader, Term};

use crate::index::schema::Fields;
use crate::query::{BODY, Compiled, Lists, Member, Sighting, most_frequent};
use crate::search::Weights;

/// Words within which two words are near each other, both counted: the window of Metzler and Croft, four for each word.
const WINDOW: u32 = 8;

/// Most pairs of a query; of more, those of the rarest words: a bound on work. Of 30 frequent words they cost 0.4 ms on a pool
/// of 300 of 20,000 articles, and all their pairs 1.0 ms; of 100,000 articles 0.8 ms.
const MAX_PAIRS: usize = 12;

/// The words of a query that were typed side by side.
pub(crate) struct Nearness {
    words: Vec<Word>,
    /// By number, as typed.
    pairs: Vec<[usize; 2]>,
}

struct Word {
    members: Vec<Member>,
    /// How many articles have its most frequent member.
    articles: u64,
    bm25: Bm25Weight,
}

impl Nearness {
    /// The pairs of `compiled`, without those of words that no article has.
    ///
    /// # Errors
    /// The engine's, when a dictionary cannot be read.
    pub(crate) fn new(searcher: &Searcher, fields: &Fields, compiled: &Compiled) -> tantivy::Result<Self> {
        let mut nearness = Self { words: Vec::new(), pairs: Vec::new() };
        let typed = compiled.side_by_side();
        if typed.is_empty() {
            return Ok(nearness);
        }
        let all = searcher.total_num_docs()?;
        let length = searcher.total_num_tokens(fields.text)? as Score / all as Score;
        for pair in typed {
            let mut numbers = [0; 2];
            for (number, members) in numbers.iter_mut().zip(pair) {
                *number = match nearness.words.iter().position(|known| known.members == members) {
                    Some(known) => known,
                    None => {
                        let term = |member: &Member| Term::from_field_text(fields.text, &member.term);
                        let articles = most_frequent(searcher, &members.iter().map(term).collect::<Vec<_>>())?;
                        let bm25 = Bm25Weight::for_one_term_without_explain(articles, all, length);
                        nearness.words.push(Word { members, articles, bm25 });
                        nearness.words.len() - 1
                    }
                };
            }
            nearness.pairs.push(numbers);
        }
        let words = &nearness.words;
        nearness.pairs.retain(|pair| pair.iter().all(|word| words[*word].articles > 0));
        if nearness.pairs.len() > MAX_PAIRS {
            nearness.pairs.sort_by_key(|[left, right]| words[*left].articles.saturating_mul(words[*right].articles));
            nearness.pairs.truncate(MAX_PAIRS);
        }
        Ok(nearness)
    }

    /// Whether no two words stand side by side.
    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// For the articles of a segment.
    ///
    /// # Errors
    /// The engine's, when posting lists cannot be read.
    pub(crate) fn segment(&self, reader: &SegmentReader, fields: &Fields) -> tantivy::Result<NearnessOf<'_>> {
        let lists = Lists { reader, index: reader.inverted_index(fields.text)?, field: fields.text };
        let none: &[Member] = &[];
        let sighting = |(number, word): (usize, &Word)| {
            let paired = self.pairs.iter().any(|pair| pair.contains(&number));
            Sighting::new(&lists, if paired { &word.members } else { none })
        };
        let sightings = self.words.iter().enumerate().map(sighting).collect::<tantivy::Result<_>>()?;
        Ok(NearnessOf { nearness: self, sightings, lengths: reader.get_fieldnorms_reader(fields.text)? })
    }
}

/// See [`Nearness::segment`].
pub(crate) struct NearnessOf<'a> {
    nearness: &'a Nearness,
    /// Of each word.
    sightings: Vec<Sighting>,
    lengths: FieldNormReader,
}

impl NearnessOf<'_> {
    /// What an article scores for its pairs; articles must be asked about in their order.
    pub(crate) fn score(&mut self, doc: DocId, weights: &Weights) -> Score {
        let length = self.lengths.fieldnorm_id(doc);
        let nearness = self.nearness;
        let mut score = 0.0;
        for pair in &nearness.pairs {
            if let Some(counts) = self.counts(*pair, doc) {
                score += of_pair(pair.map(|word| &nearness.words[word].bm25), counts, length, weights);
            }
        }
        score
    }

    /// `None` where the article has not both words. Where they stand is read last, of the words of several pairs once.
    fn counts(&mut self, [left, right]: [usize; 2], doc: DocId) -> Option<Counts> {
        let words = &self.nearness.words;
        let (rarer, other) = if words[left].articles <= words[right].articles { (left, right) } else { (right, left) };
        if !self.sightings[rarer].stands_in(doc) || !self.sightings[other].stands_in(doc) {
            return None;
        }
        self.sightings[left].read();
        self.sightings[right].read();
        Some(Counts::of(self.sightings[left].places(), self.sightings[right].places()))
    }
}

/// How often the words of a pair stand together in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Next to each other, in the order typed.
    next_to: u32,
    /// Within [`WINDOW`] words, in any order.
    near: u32,
}

impl Counts {
    /// Of the positions of both; a title and a body are two texts.
    fn of(left: &[u32], right: &[u32]) -> Self {
        let (left, right) = (left.split_at(titles(left)), right.split_at(titles(right)));
        let count = |count: fn(&[u32], &[u32]) -> u32| count(left.0, right.0).saturating_add(count(left.1, right.1));
        Self { next_to: count(ordered), near: count(|left, right| within(left, right, WINDOW)) }
    }
}

/// How many of `places` are in the title.
fn titles(places: &[u32]) -> usize {
    places.partition_point(|place| *place < BODY)
}

/// What a pair scores in an article whose length is the field norm `length`: what its words would score on the average, if
/// each stood in it as often as they stand together.
fn of_pair(words: [&Bm25Weight; 2], counts: Counts, length: u8, weights: &Weights) -> Score {
    let of = |times: u32| match times {
        0 => 0.0,
        times => words.iter().map(|word| word.score(length, times)).sum::<Score>() / 2.0,
    };
    weights.next_to * of(counts.next_to) + weights.near * of(counts.near)
}

/// How many of `right` come right behind one of `left`. Both ascend without repetition.
fn ordered(left: &[u32], right: &[u32]) -> u32 {
    let (mut count, mut next) = (0, 0);
    for place in left {
        while right.get(next).is_some_and(|other| other <= place) {
            next += 1;
        }
        count += u32::from(right.get(next).is_some_and(|other| other - place == 1));
    }
    count
}

/// How many pairs, one of `left` and another of `right`, lie within `window` words, both counted. Both ascend without
/// repetition.
fn within(left: &[u32], right: &[u32], window: u32) -> u32 {
    let (mut count, mut begin, mut end) = (0_u32, 0, 0);
    for place in left {
        while right.get(begin).is_some_and(|other| other < place && place - other >= window) {
            begin += 1;
        }
        while right.get(end).is_some_and(|other| other <= place || other - place < window) {
            end += 1;
        }
        let near = &right[begin..end];
        count += near.len() as u32 - u32::from(near.binary_search(place).is_ok());
    }
    count
}

#[cfg(test)]
mod tests;
