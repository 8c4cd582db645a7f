//! What a typing error in a headline costs, and how much of it the suggestion wins back, on any index.
//!
//! `cargo bench --bench typos -- INDEX [--headlines N] [--seed S] [--clean FILE] [--show]`. Headlines of the index are
//! drawn, one error is put in each, and the article of a headline is the one that ought to be found.

use std::path::Path;

use anyhow::{Context, Result};
use newsdex::index::{Entry, Index};
use newsdex::search::{Matching, Request, Results, search_in};
use newsdex::text::words;
use tantivy::Searcher;

/// Headlines unless the command line says otherwise.
const HEADLINES: usize = 1000;

/// Shorter words get no error: which word is meant by three letters of which one is wrong, nobody can tell.
const FEWEST_LETTERS: usize = 4;

/// Words of a short query: the rarest of a headline.
const FEW_WORDS: usize = 3;

/// Hits that count: nDCG@10.
const LIMIT: usize = 10;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let Some(dir) = args.first().filter(|arg| !arg.starts_with('-')) else {
        eprintln!("usage: cargo bench --bench typos -- INDEX [--headlines N] [--seed S] [--clean FILE] [--show]");
        return Ok(());
    };
    let headlines = value("--headlines").map_or(Ok(HEADLINES), |number| number.parse())?;
    let seed = value("--seed").map_or(Ok(1), |number| number.parse())?;
    let index = Index::open(Path::new(dir))?;
    let bench = Bench { searcher: index.searcher()?, index: &index, show: args.iter().any(|arg| arg == "--show") };
    let drawn = bench.draw(headlines, seed)?;
    println!("{} headlines of '{dir}', seed {seed}; the known article's nDCG@{LIMIT}", drawn.len());
    let whole: Vec<(String, String)> = drawn.iter().map(|(title, id)| (title.clone(), id.clone())).collect();
    bench.measure("whole headlines", &whole, seed)?;
    let mut few = Vec::new();
    for (title, id) in &drawn {
        few.extend(bench.rarest(title)?.map(|query| (query, id.clone())));
    }
    bench.measure("their rarest words", &few, seed)?;
    let single: Vec<(String, String)> = few
        .iter()
        .filter_map(|(query, id)| query.split(' ').next().map(|word| (word.to_owned(), id.clone())))
        .collect();
    bench.measure("one of these alone", &single, seed)?;
    if let Some(path) = value("--clean") {
        bench.clean(path)?;
    }
    Ok(())
}

/// A small generator of random numbers (SplitMix64, Steele et al. 2014): the same seed, the same errors.
struct Random(u64);

impl Random {
    /// Less than `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn letter(&mut self) -> char {
        char::from(b'a' + self.below(26) as u8)
    }
}

/// `query` with one error in one of its longer words, and the word before and after; nothing without such a word.
fn misspelt(query: &str, random: &mut Random) -> Option<(String, String, String)> {
    let long: Vec<_> = words(query)
        .filter(|word| {
            word.text.chars().count() >= FEWEST_LETTERS && word.text.chars().all(|c| c.is_ascii_alphabetic())
        })
        .collect();
    if long.is_empty() {
        return None;
    }
    let word = long[random.below(long.len())];
    let letters: Vec<char> = word.text.chars().collect();
    loop {
        let mut wrong = letters.clone();
        let at = random.below(letters.len());
        match random.below(4) {
            0 => wrong[at] = random.letter(),
            1 => drop(wrong.remove(at)),
            2 => wrong.insert(random.below(letters.len() + 1), random.letter()),
            _ if at > 0 => wrong.swap(at - 1, at),
            _ => continue,
        }
        let wrong: String = wrong.into_iter().collect();
        if !wrong.eq_ignore_ascii_case(word.text) {
            let query = format!("{}{wrong}{}", &query[..word.start], &query[word.end()..]);
            return Some((query, word.text.to_owned(), wrong));
        }
    }
}

struct Bench<'a> {
    index: &'a Index,
    searcher: Searcher,
    show: bool,
}

/// What became of the queries of one kind.
#[derive(Default)]
struct Sums {
    queries: usize,
    clean_offered: usize,
    offered: usize,
    right: usize,
    clean: f64,
    wrong: f64,
    helped: f64,
    /// Microseconds of each clean and each misspelt query.
    took: [Vec<u64>; 2],
}

impl Bench<'_> {
    /// So many headlines of at least three words, each with the id of its article.
    fn draw(&self, headlines: usize, seed: u64) -> Result<Vec<(String, String)>> {
        let mut all = Vec::new();
        self.index.for_each_entry(&mut |entry: Entry| {
            let title = entry.article.meta.title.as_deref().unwrap_or_default();
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            if title.split(' ').count() >= 3 {
                all.push((title, entry.id()));
            }
        })?;
        all.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let mut random = Random(seed);
        for at in 0..headlines.min(all.len()) {
            let other = at + random.below(all.len() - at);
            all.swap(at, other);
        }
        all.truncate(headlines);
        Ok(all)
    }

    fn search(&self, query: &str) -> Result<Results> {
        let request = Request {
            query: query.to_owned(),
            matching: Some(Matching::Any),
            limit: Some(LIMIT),
            all_copies: true,
            snippets: false,
            ..Request::default()
        };
        Ok(search_in(self.index, &self.searcher, &request)?)
    }

    /// Its rarest words that can get an error, in the order of the headline, the rarest one first where there are fewer.
    fn rarest(&self, title: &str) -> Result<Option<String>> {
        let mut found: Vec<(u64, usize, &str)> = Vec::new();
        for (place, word) in words(title).enumerate() {
            let fits = word.text.chars().count() >= FEWEST_LETTERS && word.text.chars().all(char::is_alphabetic);
            if fits && found.iter().all(|(_, _, known)| !known.eq_ignore_ascii_case(word.text)) {
                let articles = self.search(&format!("\"{}\"", word.text))?.total.context("ranked lists have totals")?;
                found.push((articles, place, word.text));
            }
        }
        found.sort_unstable();
        found.truncate(FEW_WORDS);
        let few: Vec<&str> = found.iter().map(|(_, _, word)| *word).collect();
        Ok((!few.is_empty()).then(|| few.join(" ")))
    }

    /// nDCG of a list in which one article is right: 1 / log2(rank + 1).
    fn gain(&self, results: &Results, id: &str) -> f64 {
        let place = results.hits.iter().position(|hit| hit.id == id);
        place.map_or(0.0, |place| 1.0 / (place as f64 + 2.0).log2())
    }

    fn measure(&self, name: &str, queries: &[(String, String)], seed: u64) -> Result<()> {
        let mut random = Random(seed);
        let mut sums = Sums::default();
        for (query, id) in queries {
            let Some((wrong, before, after)) = misspelt(query, &mut random) else { continue };
            let clean = self.search(query)?;
            sums.queries += 1;
            sums.clean_offered += usize::from(clean.suggestion.is_some());
            sums.clean += self.gain(&clean, id);
            let typed = self.search(&wrong)?;
            sums.took[0].push(clean.took_us);
            sums.took[1].push(typed.took_us);
            let gain = self.gain(&typed, id);
            sums.wrong += gain;
            let offered = typed.suggestion.as_ref();
            sums.offered += usize::from(offered.is_some());
            let right = offered.is_some_and(|offered| offered.query.eq_ignore_ascii_case(query));
            sums.right += usize::from(right);
            let helped = match offered {
                Some(offered) => self.gain(&self.search(&offered.query)?, id),
                None => gain,
            };
            sums.helped += helped;
            if self.show
                && let Some(offered) = &clean.suggestion
            {
                println!("CLEAN {query} -> {}", offered.query);
            }
            if self.show && helped < self.gain(&clean, id) {
                let instead = offered.map_or("-".to_owned(), |offered| offered.words[0].instead.clone());
                println!("LOST {before} {after} -> {instead} ({helped:.2}) in {wrong}");
            }
        }
        sums.print(name);
        Ok(())
    }

    /// How many of other people's queries, a line each, get a suggestion.
    fn clean(&self, path: &str) -> Result<()> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read '{path}'"))?;
        let (mut all, mut offered) = (0, 0);
        for query in text.lines().filter(|line| !line.trim().is_empty()) {
            let found = self.search(query)?.suggestion;
            all += 1;
            offered += usize::from(found.is_some());
            if let Some(found) = found.filter(|_| self.show) {
                for word in found.words {
                    println!(
                        "OFFERED {} ({}) -> {} ({}) in {query}",
                        word.typed, word.articles, word.instead, word.instead_articles
                    );
                }
            }
        }
        println!(
            "queries of '{path}': {offered} of {all} get a suggestion ({:.2} %)",
            percent(offered as f64, all as f64)
        );
        Ok(())
    }
}

impl Sums {
    fn print(&self, name: &str) {
        let number = self.queries.max(1) as f64;
        let (clean, wrong, helped) = (self.clean / number, self.wrong / number, self.helped / number);
        println!("{name}: {} queries", self.queries);
        println!("  clean ones with a suggestion  {:6.2} %", percent(self.clean_offered as f64, number));
        println!("  misspelt ones with one        {:6.2} %", percent(self.offered as f64, number));
        println!("  with just the word meant      {:6.2} %", percent(self.right as f64, number));
        println!("  nDCG clean, misspelt, helped  {clean:.4} {wrong:.4} {helped:.4}");
        println!("  recovered                     {:6.2} %", percent(helped, clean));
        println!("  of the loss                   {:6.2} %", percent(helped - wrong, clean - wrong));
        let [clean, typed] = [0, 1].map(|kind| {
            let mut took = self.took[kind].clone();
            took.sort_unstable();
            let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
            format!("{} {}", at(50), at(99))
        });
        println!("  microseconds, median and 99 of 100: clean {clean}, misspelt {typed}");
    }
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
}
