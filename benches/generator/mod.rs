//! Archives of any size, made from the sample corpus: the same seed gives the same bytes.
//!
//! What an index and a search cost depends on how many articles there are, how long they are, how many different words
//! they have and how those are spread. So these are what is kept like in news, and sense is not:
//!
//! - **Length**: log-normal, `L = exp(ln 2900 - σ²/2 + σ N(0,1))` bytes with σ = .6, so the mean is 2.9 kB ([`article`]).
//! - **Vocabulary**: grows by Heaps' law, `V = K n^β`, because invented names and compounds are drawn from an endless urn
//!   with Zipf's law ([`words`] has the formula and its sources).
//! - **Frequencies**: sentences are walks through those of the corpus, from one to another at words that both have; short
//!   words stay, so the commonest words are as common as in the language, and content words are exchanged for others by
//!   their frequency in the corpus ([`corpus`], [`article`]). Of runs of eight words in 20,000 articles 3 % stand in
//!   another one too; Reuters-21578 has 13 %, full of lists, a magazine of 1963 has .1 %.
//! - **Labels**: countries, their people, capitals and leaders change roles from article to article, all of them together
//!   ([`countries`]). Other people return by Zipf's law, the holders of offices of each country among themselves, so
//!   their number grows more slowly than the archive ([`people`]).
//! - **Dirt**: a third of the articles has what scraping leaves ([`dirt`]).
//!
//! An article is a function of seed and number alone: the first 2,000 of 8,000 articles are the 2,000 that one would get,
//! and memory does not grow. Logarithms and powers are the platform's: where these round otherwise, a word in 10^9 may be
//! another one.

#![allow(dead_code, reason = "each program that includes this module uses a part of it")]
#![allow(unreachable_pub, reason = "public here is what the including program may use")]

mod article;
mod corpus;
mod countries;
mod dirt;
pub mod output;
mod people;
pub mod random;
mod words;

use std::path::Path;

pub use article::Article;

use corpus::Language;

/// The sentences to build from, and the seed.
pub struct Generator {
    languages: Vec<Language>,
    seed: u64,
}

impl Generator {
    /// Reads the sample corpus of this project.
    pub fn new(seed: u64) -> Self {
        let languages = corpus::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
        assert!(!languages.is_empty(), "the sample corpus has no articles in text or JSON");
        Self { languages, seed }
    }

    /// The article of a number.
    pub fn article(&self, number: u64) -> Article {
        article::write(&self.languages, self.seed, number)
    }

    /// The first `count` articles.
    pub fn articles(&self, count: u64) -> impl Iterator<Item = Article> + '_ {
        (0..count).map(|number| self.article(number))
    }
}
