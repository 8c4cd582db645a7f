//! The queries: drawn by seed from the articles of the archive, the same ones for every program.
//!
//! Words are those that stand in English articles, three ASCII letters or more and lower-case, since the peers stem English
//! alone and know no other letters alike.

use anyhow::Result;

use crate::bare::Bare;
use crate::generator::Generator;
use crate::generator::random::Random;

/// Words in less than one of a thousand articles are rare, in more than one of twenty frequent, as in `newsdex bench`.
const RARE: f64 = 0.001;
const FREQUENT: f64 = 0.05;

/// Shortest word to be drawn.
const LETTERS: usize = 3;

/// Letters of a beginning, and of a word that is cut to one.
const BEGINNING: usize = 5;
const CUT: usize = 7;

/// Articles looked at for each query wanted.
const ARTICLES_PER_QUERY: usize = 20;

/// Queries by class; words of a query are apart by one space.
#[derive(Default)]
pub(crate) struct Drawn {
    pub(crate) rare: Vec<String>,
    pub(crate) medium: Vec<String>,
    pub(crate) frequent: Vec<String>,
    /// Two to four words of one article.
    pub(crate) groups: Vec<String>,
    /// Two or three words that stand next to each other.
    pub(crate) phrases: Vec<String>,
    pub(crate) beginnings: Vec<String>,
}

impl Drawn {
    /// Up to `wanted` queries of each class.
    pub(crate) fn from(generator: &Generator, articles: u64, index: &Bare, seed: u64, wanted: usize) -> Result<Self> {
        let mut random = Random::new(seed, u64::MAX);
        let mut drawn = Self::default();
        for _ in 0..wanted * ARTICLES_PER_QUERY {
            let article = generator.article(random.next() % articles);
            if article.lang == "en" {
                drawn.take(&article.text(), index, &mut random, wanted)?;
            }
            if drawn.is_full(wanted) {
                break;
            }
        }
        Ok(drawn)
    }

    fn is_full(&self, wanted: usize) -> bool {
        let lists = [&self.rare, &self.medium, &self.frequent, &self.groups, &self.phrases, &self.beginnings];
        lists.iter().all(|list| list.len() >= wanted)
    }

    /// One query of each class from an article, if it has one.
    fn take(&mut self, text: &str, index: &Bare, random: &mut Random, wanted: usize) -> Result<()> {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let plain = |word: &&str| word.len() >= LETTERS && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let words: Vec<&str> = tokens.iter().copied().filter(plain).collect();
        if words.len() < 4 {
            return Ok(());
        }
        let mut seen = [false; 3];
        for _ in 0..16 {
            let word = *random.pick(&words);
            let share = index.share(word)?;
            let class = if share < RARE { 0 } else { 1 + usize::from(share > FREQUENT) };
            let list = [&mut self.rare, &mut self.medium, &mut self.frequent].into_iter().nth(class);
            if let Some(list) = list.filter(|_| !std::mem::replace(&mut seen[class], true)) {
                push(list, wanted, word.to_owned());
            }
        }
        let group: Vec<&str> = (0..2 + random.below(3)).map(|_| *random.pick(&words)).collect();
        push(&mut self.groups, wanted, group.join(" "));
        let phrases: Vec<&[&str]> = tokens.windows(2 + random.below(2)).filter(|run| run.iter().all(plain)).collect();
        if !phrases.is_empty() {
            push(&mut self.phrases, wanted, random.pick(&phrases).join(" "));
        }
        if let Some(word) = words.iter().find(|word| word.len() >= CUT) {
            push(&mut self.beginnings, wanted, word[..BEGINNING].to_owned());
        }
        Ok(())
    }
}

fn push(list: &mut Vec<String>, wanted: usize, query: String) {
    if list.len() < wanted && !list.contains(&query) {
        list.push(query);
    }
}
