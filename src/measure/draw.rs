//! Queries drawn from the articles of an index, the same ones for the same seed and index.

use std::collections::HashSet;

use tantivy::{DocAddress, Searcher, Term};

use crate::error::Result;
use crate::index::{Entry, Index};
use crate::measure::dice::Dice;
use crate::query::{compile, languages};
use crate::search::{Matching, Request, search_in};
use crate::text::words;

/// Words in less than one of a thousand articles are rare, and in any index those that a single article has.
const RARE: f64 = 0.001;

/// Words in more than one of twenty articles are frequent.
const FREQUENT: f64 = 0.05;

/// Letters of a word to be drawn: shorter ones are articles and initials.
const MIN_LETTERS: usize = 3;

/// Letters of a word beside an operator: `same` and `near` are operators themselves there.
const MIN_LETTERS_NEAR: usize = 5;

/// Letters of a word that is cut or misspelt: with less left a pattern finds half of the index.
const MIN_LETTERS_ALTERED: usize = 6;

/// Letters taken from the end of a word for `climat*`.
const CUT: usize = 2;

/// Words on which the second word of `a w/5 b` is looked for.
const NEAR: usize = 5;

/// Words of an article that are looked at for one of the wanted frequency.
const LOOKS: usize = 16;

/// Articles read for each query wanted before a class is left short: in a small index few words are rare.
const ARTICLES_PER_QUERY: usize = 10;

/// How often a word occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frequency {
    Rare,
    Medium,
    Frequent,
}

/// How a query is made of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipe {
    /// One word.
    Word(Frequency),
    /// Different words of one article.
    Words(usize),
    /// A word that is neither rare nor frequent, and a frequent one.
    Broad,
    /// Two words that follow each other.
    Phrase,
    /// Two words at most [`NEAR`] words apart.
    Near,
    /// The beginning of a word.
    Truncated,
    /// A word with one letter too few.
    Misspelt,
    /// A word, and a country that its article is about.
    Country,
    /// A word, and a topic of its article.
    Topic,
    /// A word, and the month of its article.
    Month,
}

/// Draws queries from one view of an index.
pub(crate) struct Draw<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    langs: Vec<String>,
    /// What is asked besides words.
    base: &'a Request,
    seed: u64,
    /// What was drawn, so that classes that differ in the form of the answer alone ask the same.
    drawn: Vec<(Recipe, Vec<String>)>,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(index: &'a Index, searcher: &'a Searcher, base: &'a Request, seed: u64) -> Result<Self> {
        let langs = languages(searcher, index.fields().lang).map_err(|err| index.unreadable(&err))?;
        Ok(Self { index, searcher, langs, base, seed, drawn: Vec::new() })
    }

    /// Up to `wanted` different queries, each of which has an answer that has all of its words. Each recipe throws dice of its
    /// own: whether others are drawn changes nothing.
    pub(crate) fn queries(&mut self, recipe: Recipe, wanted: usize) -> Result<Vec<String>> {
        if let Some((_, queries)) = self.drawn.iter().find(|(drawn, _)| *drawn == recipe) {
            return Ok(queries.clone());
        }
        let mut dice = Dice(self.seed ^ recipe.salt());
        let (mut queries, mut seen) = (Vec::new(), HashSet::new());
        for _ in 0..wanted.saturating_mul(ARTICLES_PER_QUERY) {
            if queries.len() >= wanted {
                break;
            }
            let Some(address) = article(&mut dice, self.searcher) else { break };
            let entry = self.index.entry(self.searcher, address)?;
            let Some(query) = self.make(recipe, &entry, &mut dice)? else { continue };
            if seen.insert(query.clone()) && self.is_answered(&query)? {
                queries.push(query);
            }
        }
        self.drawn.push((recipe, queries.clone()));
        Ok(queries)
    }

    fn make(&self, recipe: Recipe, entry: &Entry, dice: &mut Dice) -> Result<Option<String>> {
        let body = entry.article.text.body();
        let all: Vec<String> = words(&body).map(|word| word.text.to_lowercase()).collect();
        let with = |part: Option<String>, dice: &mut Dice| -> Result<Option<String>> {
            let Some(part) = part else { return Ok(None) };
            Ok(self.word(&all, Frequency::Medium, dice)?.map(|word| format!("{word} {part}")))
        };
        let labels = &entry.labels;
        Ok(match recipe {
            Recipe::Word(frequency) => self.word(&all, frequency, dice)?,
            Recipe::Words(number) => different(&all, number, dice),
            Recipe::Broad => {
                let medium = self.word(&all, Frequency::Medium, dice)?;
                medium.zip(self.word(&all, Frequency::Frequent, dice)?).map(|(one, other)| format!("{one} {other}"))
            }
            Recipe::Phrase => pair(&all, 1, MIN_LETTERS, dice).map(|(one, other)| format!("\"{one} {other}\"")),
            Recipe::Near => {
                let distance = 1 + dice.below(NEAR);
                pair(&all, distance, MIN_LETTERS_NEAR, dice).map(|(one, other)| format!("{one} w/{NEAR} {other}"))
            }
            Recipe::Truncated => altered(&all, dice).map(|word| format!("{}*", without(word, letters(word) - CUT..))),
            Recipe::Misspelt => altered(&all, dice).map(|word| {
                let lost = 1 + dice.below(letters(word) - 2);
                format!("{}~", without(word, lost..=lost))
            }),
            Recipe::Country => with(labels.main.first().map(|code| format!("country:{code}")), dice)?,
            Recipe::Topic => with(labels.topics.first().map(|topic| format!("topic:\"{topic}\"")), dice)?,
            Recipe::Month => {
                let date = entry.article.meta.date.as_ref().filter(|date| date.iso().len() >= "2025-10".len());
                with(date.map(|date| format!("date:{}", &date.iso()[.."2025-10".len()])), dice)?
            }
        })
    }

    /// One of the article's words that occurs as often as wanted.
    fn word(&self, all: &[String], wanted: Frequency, dice: &mut Dice) -> Result<Option<String>> {
        let long = at_least(all, MIN_LETTERS);
        for _ in 0..LOOKS {
            let Some(word) = dice.one_of(&long) else { break };
            if self.frequency(word).map_err(|err| self.index.unreadable(&err))? == wanted {
                return Ok(Some((*word).clone()));
            }
        }
        Ok(None)
    }

    fn frequency(&self, word: &str) -> tantivy::Result<Frequency> {
        let clauses = compile(word, &self.langs).clauses;
        let mut stems: Vec<&String> = Vec::new();
        for clause in &clauses {
            clause.tree.leaves(&mut |leaf| stems.extend(leaf.slots.iter().flat_map(|slot| &slot.stems)));
        }
        let mut most = 0;
        for stem in stems {
            most = most.max(self.searcher.doc_freq(&Term::from_field_text(self.index.fields().text, stem))?);
        }
        let share = most as f64 / self.searcher.num_docs().max(1) as f64;
        Ok(match share {
            _ if most <= 1 || share < RARE => Frequency::Rare,
            _ if share > FREQUENT => Frequency::Frequent,
            _ => Frequency::Medium,
        })
    }

    /// Whether an article has all of the query: a word can be read as an operator, or stand where no query finds it.
    fn is_answered(&self, query: &str) -> Result<bool> {
        let request = Request {
            query: query.to_owned(),
            matching: Some(Matching::All),
            limit: Some(1),
            snippets: false,
            ..self.base.clone()
        };
        let results = search_in(self.index, self.searcher, &request)?;
        Ok(!results.hits.is_empty() && results.matching == Matching::All)
    }
}

impl Recipe {
    /// Another number for each recipe, the same in every version.
    fn salt(self) -> u64 {
        let number: u64 = match self {
            Self::Word(Frequency::Rare) => 1,
            Self::Word(Frequency::Medium) => 2,
            Self::Word(Frequency::Frequent) => 3,
            Self::Broad => 4,
            Self::Phrase => 5,
            Self::Near => 6,
            Self::Truncated => 7,
            Self::Misspelt => 8,
            Self::Country => 9,
            Self::Topic => 10,
            Self::Month => 11,
            Self::Words(number) => 100 + number as u64,
        };
        // far apart, so that no seed that a person gives meets another recipe's
        Dice(number).next()
    }
}

/// A living article, each as likely as any other.
fn article(dice: &mut Dice, searcher: &Searcher) -> Option<DocAddress> {
    let mut place = dice.below(usize::try_from(searcher.num_docs()).ok()?);
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let here = reader.num_docs() as usize;
        if place < here {
            let doc =
                if reader.has_deletes() { reader.doc_ids_alive().nth(place)? } else { u32::try_from(place).ok()? };
            return Some(DocAddress::new(segment, doc));
        }
        place -= here;
    }
    None
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

fn at_least(all: &[String], least: usize) -> Vec<&String> {
    all.iter().filter(|word| letters(word) >= least).collect()
}

/// So many different words, each kind as likely as any other: people ask few function words.
fn different(all: &[String], number: usize, dice: &mut Dice) -> Option<String> {
    let mut kinds = at_least(all, MIN_LETTERS);
    kinds.sort_unstable();
    kinds.dedup();
    let mut chosen: Vec<&str> = Vec::with_capacity(number);
    while chosen.len() < number && !kinds.is_empty() {
        chosen.push(kinds.swap_remove(dice.below(kinds.len())));
    }
    (chosen.len() == number).then(|| chosen.join(" "))
}

/// Two different words, the second so many words behind the first.
fn pair<'a>(all: &'a [String], distance: usize, least: usize, dice: &mut Dice) -> Option<(&'a str, &'a str)> {
    let pairs = all.iter().zip(all.iter().skip(distance));
    let is_fit = |word: &str| letters(word) >= least && word.chars().all(char::is_alphabetic);
    let fit: Vec<_> = pairs.filter(|(one, other)| one != other && is_fit(one) && is_fit(other)).collect();
    dice.one_of(&fit).map(|(one, other)| (one.as_str(), other.as_str()))
}

/// A word that is long enough to lose letters.
fn altered<'a>(all: &'a [String], dice: &mut Dice) -> Option<&'a str> {
    let mut fit = at_least(all, MIN_LETTERS_ALTERED);
    fit.retain(|word| word.chars().all(char::is_alphabetic));
    dice.one_of(&fit).map(|word| word.as_str())
}

/// The word without the letters at these places.
fn without(word: &str, places: impl std::ops::RangeBounds<usize>) -> String {
    word.chars().enumerate().filter(|(place, _)| !places.contains(place)).map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn words_of_a_query_differ() {
        let all = of("tide tide of harbour harbour tide");
        for seed in 0..20 {
            let query = different(&all, 2, &mut Dice(seed)).unwrap();
            assert!(["tide harbour", "harbour tide"].contains(&query.as_str()), "{query}");
            assert_eq!(different(&all, 3, &mut Dice(seed)), None, "'of' is too short");
        }
    }

    #[test]
    fn pairs_stand_as_far_apart_as_asked() {
        let all = of("alpha beta gamma delta");
        for seed in 0..20 {
            let (one, other) = pair(&all, 2, 3, &mut Dice(seed)).unwrap();
            assert!([("alpha", "gamma"), ("beta", "delta")].contains(&(one, other)));
        }
        assert_eq!(pair(&all, 4, 3, &mut Dice(1)), None);
        assert_eq!(pair(&of("alpha al"), 1, 3, &mut Dice(1)), None);
    }

    #[test]
    fn words_lose_letters_whatever_their_bytes() {
        assert_eq!(altered(&of("harbour of"), &mut Dice(1)), Some("harbour"));
        assert_eq!(altered(&of("short 1234567"), &mut Dice(1)), None);
        assert_eq!((without("müller", 1..=1), without("müller", 4..)), ("mller".into(), "müll".into()));
    }

    #[test]
    fn recipes_throw_dice_of_their_own() {
        let recipes = [Recipe::Words(2), Recipe::Words(3), Recipe::Word(Frequency::Medium), Recipe::Near];
        let salts: HashSet<u64> = recipes.into_iter().map(Recipe::salt).collect();
        assert_eq!(salts.len(), recipes.len());
    }
}
