//! Suggestions for words that are probably misspelt: words of the index that look alike and fit the query better.
//!
//! A speller of the noisy channel: a word is meant as far as its articles fit the other words of the query, and less the
//! more unlikely the error is that makes of it what was typed. A suggestion is only ever offered. Numbers and what holds
//! one, short words, and words of scripts that are indexed letter by letter get none: there is nothing to tell a typing
//! error from another word by.

mod company;
mod errors;
mod neighbours;

use std::collections::HashSet;

use tantivy::query::PhraseQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::query::spell::company::Company;
use crate::query::spell::errors::{JOINED, cost};
use crate::query::spell::neighbours::{Dictionary, Neighbour};
use crate::text::{surface, words};

/// Words of fewer letters than this have too many neighbours: half of all words of three letters are one error away from
/// another one.
const FEWEST_LETTERS: usize = 4;

/// A word of so many letters may be a longer one without one of them.
const FEWEST_TYPED: usize = 3;

/// From this length on two errors are looked for, as Elasticsearch's fuzziness `AUTO` does: shorter words have neighbours
/// at two errors that mean something else.
const LETTERS_FOR_TWO: usize = 6;

/// Letters of the longest word that is looked up. Longer ones are no words, and the automaton grows with them.
const MOST_LETTERS: usize = 40;

/// Misspelt words of one query that are looked up: each costs a walk through the dictionary.
const MOST_WORDS: usize = 8;

/// Neighbours whose company is looked at, those that are likeliest without it.
const MOST_NEIGHBOURS: usize = 40;

/// Letters of the parts of a word that should have been two.
const FEWEST_OF_PART: usize = 3;

/// Places to part a word whose company is looked at.
const MOST_PARTINGS: usize = 3;

/// A word that more articles have is no misprint: what more writers write is a word.
const RARE: u64 = 5;

/// A word that some articles have is called a misprint only if its neighbour weighs so many times as much: of 1,000 clean
/// headlines none gets a suggestion then.
const FAR_RARER: f64 = 200.0;

/// And, where there is no company to judge it by, if it has so many letters: of 1,000 headlines of news agencies 28 hold a
/// word that is rare, right and one error away from a frequent one, and each of these words is shorter.
const LETTERS_OF_MISPRINT: usize = 6;

/// A stem that articles have speaks for a form that none has, but less than the word itself would: e to the power of 2.
const FORM_KNOWN: f64 = 2.0;

/// The least likelihood of what stands for a word that no article has: e to the power of it is its weight less its error.
/// Of 500 headlines whose articles are not in the index, so that many hold new names, 4.4 in 100 get a suggestion, with
/// 0.4 it were 5.8; of the headlines' rarest words with an error 84.0 and 84.8 in 100 are made right. On others than it was
/// chosen on: 5.2 in 100 and 82 to 83.
const LEAST: f64 = 1.0;

/// So much more for each letter that misses to [`LETTERS_FOR_TWO`]: short words have neighbours by chance. With 1 (and 0.4
/// above) 8.8 in 100 of those headlines get a suggestion and 86.0 errors in 100 are made right, with 2 5.8 and 84.8.
const LEAST_A_LETTER: f64 = 2.0;

/// The same where no other word says anything. Nothing or little is found then, and what looks alike is worth a look:
/// one error away from any article's word, or two from one that two articles have.
const LEAST_ALONE: f64 = -4.5;

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

/// What may have been meant by those of `typed` that no article has, or that do not fit `beside`, all words of the query;
/// in their order. `languages` are those of the index.
///
/// # Errors
/// The engine's, when a dictionary cannot be read.
pub fn suggest(
    searcher: &Searcher,
    field: Field,
    typed: &[String],
    beside: &[String],
    languages: &[String],
) -> tantivy::Result<Vec<Suggestion>> {
    let dictionary = Dictionary::new(searcher, field, languages);
    let mut speller = Speller { searcher, field, dictionary, beside, walks: 0 };
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
    has_letters(word, FEWEST_TYPED)
}

/// Whether a word may be offered.
fn may_be_meant(word: &str) -> bool {
    has_letters(word, FEWEST_LETTERS)
}

fn has_letters(word: &str, fewest: usize) -> bool {
    let letters = word.chars().count();
    (fewest..=MOST_LETTERS).contains(&letters) && word.chars().all(char::is_alphabetic) && words(word).count() == 1
}

struct Speller<'a> {
    searcher: &'a Searcher,
    field: Field,
    dictionary: Dictionary<'a>,
    /// All words of the query.
    beside: &'a [String],
    /// Words that were looked up.
    walks: usize,
}

/// What was typed, as the index knows it.
struct Typed {
    surface: String,
    /// The least that another word must weigh.
    least: f64,
    /// Whether neither it nor a stem of it is known.
    unknown: bool,
}

/// What may have been meant.
struct Meant {
    likelihood: f64,
    word: String,
    articles: u64,
    /// Whether it is a term that may be written in another way.
    is_term: bool,
}

impl<'a> Speller<'a> {
    fn better(&mut self, typed: &str) -> tantivy::Result<Option<Suggestion>> {
        let mut surface_form = String::new();
        surface(typed, &mut surface_form);
        let own = self.dictionary.own_terms(&surface_form)?;
        let mut articles = 0;
        for term in &own {
            articles += self.dictionary.having(term)?;
        }
        if articles > RARE {
            return Ok(None);
        }
        let company = self.company(typed)?;
        let Some(known) = self.known(surface_form, articles, &own, &company)? else { return Ok(None) };
        self.walks += 1;
        let mut best = self.nearest(&known, 1, &company)?;
        if known.unknown {
            let parted = self.parted(&known, &company)?;
            best = best.into_iter().chain(parted).max_by(|a, b| a.likelihood.total_cmp(&b.likelihood));
        }
        if best.is_none() && articles == 0 && known.surface.chars().count() >= LETTERS_FOR_TWO {
            best = self.nearest(&known, 2, &company)?;
        }
        let Some(best) = best else { return Ok(None) };
        let instead = match best.is_term {
            true => self.dictionary.written(best.word, best.articles)?,
            false => best.word,
        };
        Ok(Some(Suggestion { typed: typed.to_owned(), articles, instead, instead_articles: best.articles }))
    }

    /// The articles of the other words.
    fn company(&mut self, typed: &str) -> tantivy::Result<Company<'a>> {
        let mut seen = HashSet::from([typed]);
        let mut others = Vec::new();
        for word in self.beside {
            if seen.insert(word) {
                others.push(self.dictionary.stems(word));
            }
        }
        Company::new(self.searcher, self.field, &others)
    }

    /// How likely the typed word is meant; `None` where it fits the others.
    fn known(
        &mut self,
        surface: String,
        articles: u64,
        own: &[String],
        company: &Company,
    ) -> tantivy::Result<Option<Typed>> {
        let letters = surface.chars().count();
        let fewest = if articles > 0 { LETTERS_OF_MISPRINT } else { FEWEST_LETTERS };
        if !company.is_any() && letters < fewest {
            return Ok(None);
        }
        let (terms, prior) = match articles {
            0 => (self.dictionary.stems(&surface), FORM_KNOWN),
            _ => (own.to_vec(), FAR_RARER.ln()),
        };
        let mut found = 0;
        for term in &terms {
            found += self.dictionary.having(term)?;
        }
        let weight = company.weight(&terms)?;
        // as heavy as articles are on the average, or heavier
        if articles > 0 && company.is_any() && weight >= found as f64 {
            return Ok(None);
        }
        let unknown = match company.is_any() {
            true => LEAST + LEAST_A_LETTER * LETTERS_FOR_TWO.saturating_sub(letters) as f64,
            false => LEAST_ALONE,
        };
        let least = if found == 0 { unknown } else { unknown.max(weight.ln() + prior) };
        Ok(Some(Typed { surface, least, unknown: found == 0 }))
    }

    /// The neighbour that is likeliest meant, if it is likelier than what was typed.
    fn nearest(&mut self, typed: &Typed, errors: u8, company: &Company) -> tantivy::Result<Option<Meant>> {
        let near = self.dictionary.near(&typed.surface, errors)?;
        let prior = |near: &Neighbour| (near.articles as f64).ln() - cost(&typed.surface, &near.word, near.away);
        let mut near: Vec<(f64, Neighbour)> = near.into_iter().map(|near| (prior(&near), near)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word)));
        near.truncate(MOST_NEIGHBOURS);
        let mut best: Option<Meant> = None;
        for (_, Neighbour { word, term, away, articles }) in near {
            let is_term = term == word;
            let weight = company.weight(&[term])?;
            let likelihood = weight.ln() - cost(&typed.surface, &word, away);
            if likelihood > best.as_ref().map_or(typed.least, |best| best.likelihood) {
                best = Some(Meant { likelihood, word, articles, is_term });
            }
        }
        Ok(best)
    }

    /// The two words that were typed as one, if articles have them side by side.
    fn parted(&mut self, typed: &Typed, company: &Company) -> tantivy::Result<Option<Meant>> {
        let mut places: Vec<(u64, usize, [String; 2])> = Vec::new();
        let letters = typed.surface.chars().count();
        let parts = FEWEST_OF_PART..=letters.saturating_sub(FEWEST_OF_PART);
        for (number, (at, _)) in typed.surface.char_indices().enumerate() {
            if !parts.contains(&number) {
                continue;
            }
            let (left, right) = typed.surface.split_at(at);
            let (left, right) = (self.commonest(left)?, self.commonest(right)?);
            let rarer = left.0.min(right.0);
            if rarer > 0 {
                places.push((rarer, at, [left.1, right.1]));
            }
        }
        places.sort_by_key(|(rarer, _, _)| std::cmp::Reverse(*rarer));
        let mut best: Option<Meant> = None;
        for (_, at, terms) in places.into_iter().take(MOST_PARTINGS) {
            let terms = terms.map(|term| Term::from_field_text(self.field, &term));
            let (articles, weight) = company.weight_of(&PhraseQuery::new(terms.to_vec()))?;
            let likelihood = weight.ln() - JOINED;
            if likelihood > best.as_ref().map_or(typed.least, |best| best.likelihood) {
                // a hyphen keeps them one part of the query, under operators and fields too
                let word = format!("{}-{}", &typed.surface[..at], &typed.surface[at..]);
                best = Some(Meant { likelihood, word, articles, is_term: false });
            }
        }
        Ok(best)
    }

    /// Of the terms of `part` the one that most articles have, with their number.
    fn commonest(&mut self, part: &str) -> tantivy::Result<(u64, String)> {
        let mut most = (0, String::new());
        for stem in self.dictionary.stems(part) {
            most = most.max((self.dictionary.having(&stem)?, stem));
        }
        Ok(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::{Entry, Index};

    /// An index of so many articles of each text; `fr:` before it names its language.
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
                let (lang, title) = text.split_once(':').unwrap_or(("en", *text));
                entry.article.meta.lang = Some(lang.into());
                entry.article.meta.title = Some(title.to_owned());
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
        let found =
            suggest(&searcher, index.fields().text, &typed, &typed, &["en".to_owned(), "fr".to_owned()]).unwrap();
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
        check(&texts, "東京都庁 日本", "");
        check(&texts, "trxdx", "");
    }

    #[test]
    fn a_far_rarer_neighbour_is_a_misprint() {
        check(&[("ministry", FAR_RARER as usize + 1), ("minisrty", 1)], "minisrty", "minisrty>ministry");
        check(&[("ministry", FAR_RARER as usize - 1), ("minisrty", 1)], "minisrty", "");
        // too short
        check(&[("cabin", FAR_RARER as usize + 1), ("cabni", 1)], "cabni", "");
    }

    #[test]
    fn the_other_words_decide() {
        let texts = [("sea monster", 60), ("prime minister", 10)];
        check(&texts, "minster", "minster>monster");
        check(&texts, "prime minster", "minster>minister");
        check(&texts, "sea minster", "minster>monster");
        // what short words look like says little
        check(&[("harbour town", 3), ("iron bridge", 3)], "iron tovn", "");
        check(&[("harbour town", 3), ("iron bridge", 3)], "tovn", "tovn>town");
    }

    #[test]
    fn a_rare_word_out_of_place_is_a_misprint() {
        let texts = [("prime minister", 100), ("sea wind", 300), ("old minster", 1)];
        check(&texts, "prime minster", "minster>minister");
        check(&texts, "old minster", "");
        check(&texts, "minster", "");
    }

    #[test]
    fn a_stem_of_another_language_makes_no_word() {
        // both are parl in French
        check(&[("parliament", 20), ("fr:parler", 1)], "parliment", "parliment>parliament");
        check(&[("parliament", 5), ("fr:parler", 1)], "parliment", "");
        check(&[("climate", 20)], "climates", "");
    }

    #[test]
    fn articles_without_a_language_have_words_in_all_their_forms() {
        let index = index(&[(":harbour tariffs", 3)]);
        let searcher = index.searcher().unwrap();
        let check = |typed: &str, expected: &[&str]| {
            let typed: Vec<String> = typed.split(' ').map(str::to_owned).collect();
            let found = suggest(&searcher, index.fields().text, &typed, &typed, &[]).unwrap();
            assert_eq!(found.iter().map(|one| one.instead.as_str()).collect::<Vec<_>>(), expected, "{typed:?}");
        };
        check("harbours tariff", &[]);
        check("harbor tarrifs", &["harbour", "tariffs"]);
    }

    #[test]
    fn two_words_typed_as_one_are_parted() {
        check(&[("climate change", 3)], "climatechange", "climatechange>climate-change");
        check(&[("change climate", 3)], "climatechange", "");
        check(&[("climate change", 3), ("climatechange", 1)], "climatechange", "");
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
