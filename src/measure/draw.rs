//! Queries drawn from the articles of an index, the same ones for the same seed and index.

use tantivy::{DocAddress, Searcher, Term};

use crate::error::Result;
use crate::index::{Entry, Index};
use crate::measure::dice::Dice;
use crate::query::{Filters, compile, languages};
use crate::search::{FacetKind, Matching, Request, Sort};
use crate::text::words;

/// Words in less than one of a thousand articles are rare.
const RARE: f64 = 0.001;

/// Words in more than one of twenty articles are frequent.
const FREQUENT: f64 = 0.05;

/// Letters of a word to be drawn: shorter ones are articles and initials.
const MIN_LETTERS: usize = 3;

/// Words taken from one article for each class, so that queries come from many.
const WORDS_PER_ARTICLE: usize = 2;

/// Articles read for each query wanted before a class is left short: in a small index nothing is rare.
const ARTICLES_PER_QUERY: usize = 4;

/// Queries of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// `rare word`, `phrase`, …
    pub name: &'static str,
    /// What is asked.
    pub requests: Vec<Request>,
}

/// One query a line, blank lines apart, as ranked lists of ten.
pub fn from_lines(text: &str) -> Class {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Class { name: "from file", requests: lines.map(|line| ask(line.to_owned())).collect() }
}

/// Draws up to `per_class` queries of each class; classes that the index has no queries for are left out.
///
/// # Errors
/// [`crate::Error::Index`] when the index cannot be read.
pub fn draw(index: &Index, seed: u64, per_class: usize) -> Result<Vec<Class>> {
    let searcher = index.searcher()?;
    let unreadable = |err: tantivy::TantivyError| index.unreadable(&err);
    let langs = languages(&searcher, index.fields().lang).map_err(unreadable)?;
    let mut dice = Dice(seed);
    let mut drawn = Drawn::default();
    for _ in 0..per_class.saturating_mul(ARTICLES_PER_QUERY) {
        if drawn.is_full(per_class) {
            break;
        }
        let Some(address) = dice.article(&searcher) else { break };
        let entry = index.entry(&searcher, address)?;
        let frequency = |word: &str| share(index, &searcher, word, &langs).map_err(unreadable);
        drawn.take(&entry, &mut dice, per_class, frequency)?;
    }
    Ok(drawn.classes())
}

/// The share of articles that have a word.
fn share(index: &Index, searcher: &Searcher, word: &str, langs: &[String]) -> tantivy::Result<f64> {
    let clauses = compile(word, langs).clauses;
    let mut stems: Vec<&String> = Vec::new();
    for clause in &clauses {
        clause.tree.leaves(&mut |leaf| stems.extend(leaf.slots.iter().flat_map(|slot| &slot.stems)));
    }
    let mut most = 0;
    for stem in stems {
        most = most.max(searcher.doc_freq(&Term::from_field_text(index.fields().text, stem))?);
    }
    Ok(most as f64 / searcher.num_docs().max(1) as f64)
}

#[derive(Default)]
struct Drawn {
    rare: Vec<String>,
    medium: Vec<String>,
    frequent: Vec<String>,
    pairs: Vec<String>,
    phrases: Vec<String>,
    /// A word and a country that its article is about.
    of_country: Vec<(String, String)>,
}

impl Drawn {
    fn is_full(&self, wanted: usize) -> bool {
        let words = [&self.rare, &self.medium, &self.frequent, &self.pairs, &self.phrases];
        words.iter().all(|list| list.len() >= wanted) && self.of_country.len() >= wanted
    }

    fn take(
        &mut self,
        entry: &Entry,
        dice: &mut Dice,
        wanted: usize,
        frequency: impl Fn(&str) -> Result<f64>,
    ) -> Result<()> {
        let body = entry.article.text.body();
        let all: Vec<&str> = words(&body).map(|word| word.text).collect();
        let long: Vec<&str> = all.iter().copied().filter(|word| word.chars().count() >= MIN_LETTERS).collect();
        let (Some(first), Some(second)) = (dice.one_of(&long), dice.one_of(&long)) else { return Ok(()) };
        let mut taken = [0; 3];
        for _ in 0..8 * WORDS_PER_ARTICLE {
            let Some(word) = dice.one_of(&long) else { break };
            let share = frequency(word)?;
            let class = if share < RARE { 0 } else { 1 + usize::from(share > FREQUENT) };
            let list = match class {
                0 => &mut self.rare,
                1 => &mut self.medium,
                _ => &mut self.frequent,
            };
            if taken[class] < WORDS_PER_ARTICLE {
                taken[class] += 1;
                push(list, wanted, (*word).to_owned());
            }
        }
        push(&mut self.pairs, wanted, format!("{first} {second}"));
        if let Some(two) = dice.one_of(&all.windows(2).collect::<Vec<_>>()) {
            push(&mut self.phrases, wanted, format!("\"{}\"", two.join(" ")));
        }
        if let Some(country) = entry.labels.main.first() {
            push(&mut self.of_country, wanted, ((*first).to_owned(), country.clone()));
        }
        Ok(())
    }

    fn classes(self) -> Vec<Class> {
        let ranked = |queries: &[String]| queries.iter().cloned().map(ask).collect::<Vec<Request>>();
        let changed = |queries: &[String], change: fn(&mut Request)| {
            let mut requests = ranked(queries);
            requests.iter_mut().for_each(change);
            requests
        };
        let filtered = |(query, country): &(String, String)| Request {
            filters: Filters { countries: vec![country.clone()], ..Filters::default() },
            ..ask(query.clone())
        };
        let facets = |request: &mut Request| {
            request.facets = vec![FacetKind::Country, FacetKind::Topic, FacetKind::Source, FacetKind::Month];
        };
        let classes = [
            ("rare word", ranked(&self.rare)),
            ("medium word", ranked(&self.medium)),
            ("frequent word", ranked(&self.frequent)),
            ("two words, any", ranked(&self.pairs)),
            ("two words, all", changed(&self.pairs, |request| request.matching = Some(Matching::All))),
            ("phrase", ranked(&self.phrases)),
            ("word of a country", self.of_country.iter().map(filtered).collect()),
            ("word, newest first", changed(&self.frequent, |request| request.sort = Sort::Newest)),
            ("word with facets", changed(&self.medium, facets)),
        ];
        let classes = classes.into_iter().filter(|(_, requests)| !requests.is_empty());
        classes.map(|(name, requests)| Class { name, requests }).collect()
    }
}

fn push<T>(list: &mut Vec<T>, wanted: usize, value: T) {
    if list.len() < wanted {
        list.push(value);
    }
}

fn ask(query: String) -> Request {
    Request { query, ..Request::default() }
}

impl Dice {
    /// A living article; the next one where a removed one was drawn.
    fn article(&mut self, searcher: &Searcher) -> Option<DocAddress> {
        let alive: u64 = searcher.num_docs();
        let mut place = self.below(usize::try_from(alive).ok()?);
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let here = reader.num_docs() as usize;
            if place < here {
                return Some(DocAddress::new(segment, reader.doc_ids_alive().nth(place)?));
            }
            place -= here;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_query_a_line() {
        let class = from_lines("rare earths\n\n  \"new deal\" \n");
        let queries: Vec<&str> = class.requests.iter().map(|request| request.query.as_str()).collect();
        assert_eq!(queries, ["rare earths", "\"new deal\""]);
    }
}
