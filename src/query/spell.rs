//! Suggestions for words that are probably misspelt: words of the index that look alike and stand in many more articles.
//!
//! A suggestion is only ever offered. Numbers and what holds one, short words, and words of scripts that are indexed
//! letter by letter get none: there is nothing to tell a typing error from another word by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::text::near::distance;
use crate::text::{EXACT, Terms, fold, surface, words};

/// Words of fewer letters than this have too many neighbours: half of all words of three letters are one error away from
/// another one.
const FEWEST_LETTERS: usize = 4;

/// From this length on two errors are looked for, as Elasticsearch's fuzziness `AUTO` does: shorter words have neighbours
/// at two errors that mean something else.
const LETTERS_FOR_TWO: usize = 6;

/// Letters of the longest word that is looked up. Longer ones are no words, and the automaton grows with them.
const MOST_LETTERS: usize = 40;

/// Misspelt words of one query that are looked up: each costs a walk through the dictionary.
const MOST_WORDS: usize = 8;

/// A word that some articles have is called a misprint only if its neighbour stands in so many times as many.
const FAR_RARER: u64 = 200;

/// And if at most so many articles have it: what more writers write is a word.
const RARE: u64 = 2;

/// And if it has so many letters: of 1,000 headlines of news agencies 28 hold a word that is rare, right and one error
/// away from a frequent one, and each of these words is shorter.
const LETTERS_OF_MISPRINT: usize = 6;

/// A word that no article has may be a misprint of a word that so many have.
const FEWEST_ARTICLES: u64 = 2;

/// A word of a query and the word that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As typed.
    pub typed: String,
    /// Articles that have it.
    pub articles: u64,
    /// The word of the index that looks most like it, in lower case.
    pub instead: String,
    /// Articles that have that one.
    pub instead_articles: u64,
}

/// What may have been meant by those of `typed` that no article has, or far fewer than have a word that looks alike; in
/// their order. `languages` are those of the index.
///
/// # Errors
/// The engine's, when a dictionary cannot be read.
pub fn suggest(
    searcher: &Searcher,
    field: Field,
    typed: &[String],
    languages: &[String],
) -> tantivy::Result<Vec<Suggestion>> {
    let terms = std::iter::once("").chain(languages.iter().map(String::as_str)).map(Terms::new).collect();
    let mut speller = Speller { searcher, field, terms, walks: 0 };
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for word in typed {
        if speller.walks < MOST_WORDS && seen.insert(word) && may_be_misspelt(word) {
            found.extend(speller.better(word)?);
        }
    }
    Ok(found)
}

/// `query` with the words of `suggestions` put in place of what was typed; signs and blanks stay.
pub fn corrected(query: &str, suggestions: &[Suggestion]) -> String {
    let mut text = String::with_capacity(query.len() + 8);
    let mut at = 0;
    for word in words(query) {
        if let Some(known) = suggestions.iter().find(|known| known.typed == word.text) {
            text.push_str(&query[at..word.start]);
            text.push_str(&known.instead);
            at = word.end();
        }
    }
    text.push_str(&query[at..]);
    text
}

/// Whether a word is long enough, has no digit, and is one word of the index.
fn may_be_misspelt(word: &str) -> bool {
    let letters = word.chars().count();
    (FEWEST_LETTERS..=MOST_LETTERS).contains(&letters)
        && word.chars().all(char::is_alphabetic)
        && words(word).count() == 1
}

struct Speller<'a> {
    searcher: &'a Searcher,
    field: Field,
    /// Of each language of the index, and one that only folds.
    terms: Vec<Terms>,
    /// Words that were looked up.
    walks: usize,
}

/// A word of the index that looks like the one typed.
struct Neighbour {
    word: String,
    /// Errors between them.
    away: usize,
    /// Articles with just this word.
    articles: u64,
}

impl Speller<'_> {
    fn better(&mut self, typed: &str) -> tantivy::Result<Option<Suggestion>> {
        let mut word = String::new();
        surface(typed, &mut word);
        let articles = self.articles(&word)?;
        let letters = word.chars().count();
        if articles > RARE || (articles > 0 && letters < LETTERS_OF_MISPRINT) {
            return Ok(None);
        }
        let errors = if articles == 0 && letters >= LETTERS_FOR_TWO { 2 } else { 1 };
        let least = if articles == 0 { FEWEST_ARTICLES } else { articles * FAR_RARER };
        let mut best: Option<(usize, u64, String)> = None;
        self.walks += 1;
        for Neighbour { word: near, away, articles } in self.neighbours(&word, errors)? {
            let better =
                best.as_ref().is_none_or(|(nearest, most, _)| (away, Reverse(articles)) < (*nearest, Reverse(*most)));
            if articles >= least && better {
                best = Some((away, articles, near));
            }
        }
        let Some((_, instead_articles, instead)) = best else { return Ok(None) };
        let instead = self.written(instead, instead_articles)?;
        Ok(Some(Suggestion { typed: typed.to_owned(), articles, instead, instead_articles }))
    }

    /// `term` as it is written: where each of its articles may have another form (`picture` for `pictur`), the one that
    /// most have.
    fn written(&mut self, term: String, articles: u64) -> tantivy::Result<String> {
        // a stem may change its word's last letter: happi, happy
        let kept = term.char_indices().next_back().map_or(0, |(last, _)| last);
        let begins = format!("{EXACT}{}", &term[..kept]);
        let mut forms: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.field)?;
            let mut stream = index.terms().range().ge(&begins).lt(format!("{begins}\u{10ffff}")).into_stream()?;
            while stream.advance() {
                let Some(form) = std::str::from_utf8(stream.key()).ok().and_then(|key| key.strip_prefix(EXACT)) else {
                    continue;
                };
                *forms.entry(form.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        forms.retain(|form, _| self.stems(form).contains(&term));
        let all: u64 = forms.values().sum();
        let most = forms.into_iter().max_by_key(|(_, number)| *number);
        Ok(most.filter(|_| all >= articles).map_or(term, |(form, _)| form))
    }

    /// Articles that a search for `word` finds: of the stems in all languages the most frequent one.
    fn articles(&mut self, word: &str) -> tantivy::Result<u64> {
        let (mut surface, mut term) = (String::new(), String::new());
        let mut most = 0;
        for terms in &mut self.terms {
            terms.of(word, &mut surface, &mut term);
            for stem in std::iter::once(term.as_str()).chain(terms.unaccented()) {
                most = most.max(self.searcher.doc_freq(&Term::from_field_text(self.field, stem))?);
            }
        }
        Ok(most)
    }

    /// The words of the index at most `errors` away; not those that a search for `word` finds anyhow. A term that only
    /// ever stands for other forms (`climat` for climate) is no word, and left out where one of those forms is as near.
    fn neighbours(&mut self, word: &str, errors: u8) -> tantivy::Result<Vec<Neighbour>> {
        let mut own = word.to_owned();
        fold(&mut own);
        let own_terms = self.stems(word);
        let mut near: Vec<(Neighbour, bool)> = Vec::new();
        for ((other, is_surface), articles) in self.terms_near(word, errors)? {
            let mut plain = other.clone();
            fold(&mut plain);
            let same = plain == own || self.stems(&other).iter().any(|term| own_terms.contains(term));
            if !same && may_be_misspelt(&other) {
                let away = distance(word, &other, errors.into());
                near.extend(away.map(|away| (Neighbour { word: other, away, articles }, is_surface)));
            }
        }
        let surfaces = near.iter().filter(|(_, is_surface)| *is_surface);
        let forms: Vec<(Vec<String>, usize)> =
            surfaces.map(|(other, _)| (self.stems(&other.word), other.away)).collect();
        near.retain(|(other, is_surface)| {
            *is_surface || !forms.iter().any(|(stems, away)| *away <= other.away && stems.contains(&other.word))
        });
        Ok(near.into_iter().map(|(other, _)| other).collect())
    }

    /// The terms of the index at most `errors` away, whether they are surface forms, and how many articles have them.
    fn terms_near(&self, word: &str, errors: u8) -> tantivy::Result<BTreeMap<(String, bool), u64>> {
        let marked = format!("{EXACT}{word}");
        let mut found: BTreeMap<(String, bool), u64> = BTreeMap::new();
        for (start, is_surface) in [(word, false), (&marked, true)] {
            // a swap of neighbours is one error
            let query = FuzzyTermQuery::new(Term::from_field_text(self.field, start), errors, true);
            for reader in self.searcher.segment_readers() {
                let index = reader.inverted_index(self.field)?;
                let mut stream = index.terms().search(query.automaton()?).into_stream()?;
                while stream.advance() {
                    let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                    let exact = term.strip_prefix(EXACT);
                    if exact.is_some() == is_surface {
                        let key = (exact.unwrap_or(term).to_owned(), is_surface);
                        *found.entry(key).or_default() += u64::from(stream.value().doc_freq);
                    }
                }
            }
        }
        Ok(found)
    }

    fn stems(&mut self, word: &str) -> Vec<String> {
        let (mut surface, mut term) = (String::new(), String::new());
        let mut all = Vec::with_capacity(self.terms.len());
        // the first only folds: no stem
        for terms in self.terms.iter_mut().skip(1) {
            terms.of(word, &mut surface, &mut term);
            all.push(term.clone());
            all.extend(terms.unaccented().map(str::to_owned));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::{Entry, Index};

    /// An index of one article for each text.
    fn index(texts: &[(&str, usize)]) -> Index {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        let mut number = 0;
        for (text, times) in texts {
            for _ in 0..*times {
                number += 1;
                let mut entry = Entry {
                    origin: Origin { root: "r".into(), path: format!("{number}.txt"), record: None },
                    article: Article::default(),
                    ..Entry::default()
                };
                entry.article.meta.lang = Some("en".into());
                entry.article.meta.title = Some((*text).to_owned());
                writer.add(index.document(&entry)).unwrap();
            }
        }
        writer.commit(&crate::index::Payload::default()).unwrap();
        index
    }

    fn check(texts: &[(&str, usize)], typed: &str, expected: &str) {
        let index = index(texts);
        let searcher = index.searcher().unwrap();
        let typed: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        let found = suggest(&searcher, index.fields().text, &typed, &["en".to_owned()]).unwrap();
        let shown: Vec<String> = found.iter().map(|one| format!("{}>{}", one.typed, one.instead)).collect();
        assert_eq!(shown.join(" "), expected, "{typed:?}");
    }

    #[test]
    fn a_word_that_no_article_has_gets_its_neighbour() {
        let texts = [("government tariffs", 3), ("governments tariff", 1), ("climate zürich", 2)];
        check(&texts, "goverment", "goverment>government");
        check(&texts, "Tarrifs tarif", "Tarrifs>tariffs tarif>tariff");
        check(&texts, "climaet", "climaet>climate");
        check(&texts, "gvernmnet", "gvernmnet>government");
        check(&texts, "zurihc", "zurihc>zurich");
        check(&[("picture happy", 3), ("pictures", 1)], "pitcur hapyp", "pitcur>picture hapyp>happy");
    }

    #[test]
    fn what_is_there_or_may_be_another_word_gets_none() {
        let texts = [("government tariff rates", 3), ("covid19 2025 trade", 3), ("lonely", 1)];
        check(&texts, "government zurich", "");
        check(&texts, "governments TARIFF", "");
        check(&texts, "rate rat ra", "");
        check(&texts, "2026 covid18", "");
        check(&texts, "lonley", "");
        check(&texts, "東京都庁 日本", "");
        check(&texts, "trxdx", "");
    }

    #[test]
    fn a_far_rarer_neighbour_is_a_misprint() {
        check(&[("ministry", FAR_RARER as usize), ("minisrty", 1)], "minisrty", "minisrty>ministry");
        check(&[("ministry", FAR_RARER as usize - 1), ("minisrty", 1)], "minisrty", "");
    }

    #[test]
    fn so_many_words_are_looked_up_and_each_once() {
        let texts = [("government tariffs", 3)];
        let unknown =
            |words: usize| ["qqqa", "qqqb", "qqqc", "qqqd", "qqqe", "qqqf", "qqqg", "qqqh"][..words].join(" ");
        check(&texts, &format!("{} goverment", unknown(MOST_WORDS - 1)), "goverment>government");
        check(&texts, &format!("{} goverment", unknown(MOST_WORDS)), "");
        check(&texts, &format!("{}goverment goverment", "qqqa ".repeat(100)), "goverment>government");
    }

    #[test]
    fn the_rest_of_a_query_stays() {
        let one = |typed: &str, instead: &str| Suggestion {
            typed: typed.into(),
            articles: 0,
            instead: instead.into(),
            instead_articles: 1,
        };
        let found = [one("goverment", "government"), one("Tarrif", "tariff")];
        assert_eq!(
            corrected("title:\"goverment Tarrif\" -goverments", &found),
            "title:\"government tariff\" -goverments"
        );
        assert_eq!(corrected("nothing", &[]), "nothing");
    }
}
