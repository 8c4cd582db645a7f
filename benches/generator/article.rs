//! One invented article: a function of seed and number alone.

use chrono::{Days, NaiveDate};

use crate::generator::corpus::{Kind, Language, Model, Word};
use crate::generator::countries::{self, Cast};
use crate::generator::random::Random;
use crate::generator::{dirt, words};

/// Mean length of a text in bytes: an archive of 20,000 articles has 58 MB of text.
pub(crate) const MEAN_BYTES: f64 = 2900.0;

/// Standard deviation of the logarithm of the length: .50 to .66 on three sets of news articles (news pages of 2025,
/// hand-labelled articles of 2001-2026, a magazine of 1963).
const SIGMA: f64 = 0.6;

/// Share of articles in English; the rest is spread evenly over the other articles of the corpus.
const ENGLISH: f64 = 0.85;

/// Share of sentences that come from the one or two articles which this one is about.
const ON_TOPIC: f64 = 0.4;

/// Share of sentences that end as another one: with 1,000 sentences and a dozen joints each, some 10^6 wordings.
const JOINED: f64 = 0.7;

/// Longest sentence in words.
const LONGEST: usize = 45;

/// Shares of content words that an article exchanges for another one of the corpus, and for an invented one: the same one
/// throughout, so that words come in bursts. Two neighbours of the corpus stay together in one article of five, so that
/// phrases are still found and do not stand in every third article.
const OTHER_WORD: f64 = 0.43;
const COMPOUND: f64 = 0.12;

/// Shares of other words that are exchanged, each time anew.
const INVENTED_NAME: f64 = 0.6;
const OTHER_NUMBER: f64 = 0.5;

/// Share of invented names that the article has had before: names come in bursts.
const SAME_NAME: f64 = 0.3;

/// Share of articles with what scraping leaves.
const DIRTY: f64 = 0.35;

/// Share of articles without a date.
const UNDATED: f64 = 0.03;

/// The last day of the archive, and how many days it goes back: twenty years.
const LAST_DAY: (i32, u32, u32) = (2025, 11, 30);
const DAYS: f64 = 7305.0;

/// Outlets, and how many people sign in each.
const OUTLETS: usize = 40;
const REPORTERS: usize = 25;

/// An article as a scraper would have found it.
pub struct Article {
    /// Its number, from 0.
    pub number: u64,
    /// ISO 639-1.
    pub lang: String,
    /// The headline.
    pub title: String,
    /// Paragraphs, some of them dirt.
    pub paragraphs: Vec<String>,
    /// The day; one in thirty has none.
    pub date: Option<NaiveDate>,
    /// The outlet.
    pub source: String,
    /// None to two people.
    pub authors: Vec<String>,
}

impl Article {
    /// The text, paragraphs apart by a blank line.
    pub fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// The article of a number.
pub(crate) fn write(languages: &[Language], seed: u64, number: u64) -> Article {
    let mut random = Random::new(seed, number);
    let language = language(languages, &mut random);
    let date = date(&mut random);
    let (source, authors) = outlet(&mut random);
    let mut writer =
        Writer { language, cast: Cast::new(&mut random), exchanges: random.next(), names: Vec::new(), random };
    let topic = writer.topic();
    let title = writer.sentence(&topic[0].title, None);
    let mut paragraphs = writer.body(&topic, date);
    if writer.random.chance(DIRTY) {
        dirt::soil(&mut paragraphs, &authors, &mut writer.random);
    }
    Article { number, lang: language.code.clone(), title, paragraphs, date, source, authors }
}

fn language<'a>(languages: &'a [Language], random: &mut Random) -> &'a Language {
    let english = languages.iter().position(|language| language.code == "en").unwrap_or_default();
    if random.chance(ENGLISH) {
        return &languages[english];
    }
    let others = || languages.iter().enumerate().filter(|(at, _)| *at != english).map(|(_, language)| language);
    let total: usize = others().map(|language| language.models.len()).sum();
    let mut left = random.below(total.max(1));
    for language in others() {
        if left < language.models.len() {
            return language;
        }
        left -= language.models.len();
    }
    &languages[english]
}

/// The square root lets the number of articles grow evenly with the years, as archives do.
fn date(random: &mut Random) -> Option<NaiveDate> {
    let (year, month, day) = LAST_DAY;
    let back = DAYS * (1.0 - random.unit().sqrt());
    let dated = !random.chance(UNDATED);
    NaiveDate::from_ymd_opt(year, month, day)?.checked_sub_days(Days::new(back as u64)).filter(|_| dated)
}

/// Outlets and their reporters: the first ones write the most.
fn outlet(random: &mut Random) -> (String, Vec<String>) {
    const PAPERS: [&str; 8] = ["Post", "Ledger", "Courier", "Herald", "Wire", "Observer", "Gazette", "Echo"];
    let square = |random: &mut Random, n: usize| (random.unit().powi(2) * n as f64) as usize % n;
    let outlet = square(random, OUTLETS);
    let source = format!("{} {}", words::name_of(outlet * 37), PAPERS[outlet % PAPERS.len()]);
    let signed = [1, 1, 1, 1, 2, 0][random.below(6)];
    let person = |random: &mut Random| {
        let person = outlet * REPORTERS + square(random, REPORTERS);
        format!("{} {}", words::name_of(person % 61 * 8), words::name_of(1000 + person))
    };
    let mut authors: Vec<String> = (0..signed).map(|_| person(random)).collect();
    authors.dedup();
    (source, authors)
}

struct Writer<'a> {
    language: &'a Language,
    cast: Cast,
    /// The seed of what is exchanged throughout the article.
    exchanges: u64,
    /// Invented names that the article has.
    names: Vec<String>,
    random: Random,
}

impl<'a> Writer<'a> {
    fn topic(&mut self) -> [&'a Model; 2] {
        [self.random.pick(&self.language.models), self.random.pick(&self.language.models)]
    }

    /// Paragraphs of two to four sentences until the drawn length is reached.
    fn body(&mut self, topic: &[&'a Model; 2], date: Option<NaiveDate>) -> Vec<String> {
        // the mean of a log-normal variable is exp(mu + sigma^2 / 2)
        let wanted = (MEAN_BYTES.ln() - SIGMA * SIGMA / 2.0 + SIGMA * self.random.normal()).exp();
        let (mut paragraphs, mut told) = (Vec::new(), Vec::new());
        let mut paragraph = self.dateline(date);
        let (mut bytes, mut left) = (0.0, 2 + self.random.below(3));
        loop {
            let sentence = self.fresh(topic, &mut told);
            let end = self.random.chance(JOINED).then(|| self.other_end(sentence)).flatten();
            let sentence = self.sentence(sentence, end);
            bytes += sentence.len() as f64 + 1.0;
            paragraph.push_str(&sentence);
            // half a sentence too much is as likely as half a sentence too little
            let enough = bytes + sentence.len() as f64 / 2.0 > wanted;
            left -= 1;
            if left == 0 || enough {
                paragraphs.push(std::mem::take(&mut paragraph));
                left = 2 + self.random.below(3);
            } else {
                paragraph.push(' ');
            }
            if enough {
                return paragraphs;
            }
        }
    }

    /// A sentence that the article does not begin with a second time, unless it is very long.
    fn fresh(&mut self, topic: &[&'a Model; 2], told: &mut Vec<*const Word>) -> &'a [Word] {
        let mut tries = 0;
        loop {
            let model = if self.random.chance(ON_TOPIC) {
                *self.random.pick(topic)
            } else {
                self.random.pick(&self.language.models)
            };
            let sentence = self.random.pick(&model.sentences);
            tries += 1;
            if tries == 8 || !told.contains(&sentence.as_ptr()) {
                told.push(sentence.as_ptr());
                return sentence;
            }
        }
    }

    fn dateline(&mut self, date: Option<NaiveDate>) -> String {
        match date {
            Some(date) if self.language.code == "en" && self.random.chance(0.5) => {
                let capital = countries::capital(&mut self.random).to_uppercase();
                format!("{capital}, {} - ", date.format("%b %-d"))
            }
            _ => String::new(),
        }
    }

    /// A word in the middle of `sentence`, and how another sentence goes on after the same word.
    fn other_end(&mut self, sentence: &[Word]) -> Option<(usize, &'a [Word])> {
        let middle = sentence.len() / 4..sentence.len() * 3 / 4;
        let joints: Vec<usize> = middle.filter(|at| matches!(sentence[*at].kind, Kind::Joint)).collect();
        let at = *joints.get(self.random.below(joints.len().max(1)))?;
        let places = self.language.joints(&sentence[at].text);
        let (model, other, word) = *places.get(self.random.below(places.len().max(1)))?;
        let end = &self.language.models[model].sentences[other][word..];
        (at + end.len() <= LONGEST).then_some((at, end))
    }

    /// The words of `sentence`, up to a joint and on with another one's if there is one, some of them exchanged.
    fn sentence(&mut self, sentence: &[Word], end: Option<(usize, &[Word])>) -> String {
        let (at, end) = end.unwrap_or((sentence.len(), &[]));
        let mut text = String::new();
        for word in sentence[..at].iter().chain(end) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word.before);
            self.exchange(word, &mut text);
            text.push_str(&word.after);
        }
        text
    }

    fn exchange(&mut self, word: &Word, text: &mut String) {
        match word.kind {
            Kind::Country(cell) => text.push_str(self.cast.play(cell)),
            Kind::Name if self.random.chance(INVENTED_NAME) => text.push_str(&self.name()),
            Kind::Number if self.random.chance(OTHER_NUMBER) => {
                let digits = word.text.len();
                text.push(char::from(b'1' + self.random.below(9) as u8));
                (1..digits).for_each(|_| text.push(char::from(b'0' + self.random.below(10) as u8)));
            }
            Kind::Content => self.content(&word.text, text),
            _ => text.push_str(&word.text),
        }
    }

    fn content(&self, word: &str, text: &mut String) {
        // FNV-1a (Fowler, Noll and Vo): any hash that is the same everywhere
        let hash = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut random = Random::new(self.exchanges, hash);
        let share = random.unit();
        if share < COMPOUND {
            text.push_str(&words::compound(&mut random));
        } else if share < COMPOUND + OTHER_WORD {
            let other: &String = random.pick(&self.language.content);
            text.push_str(other);
        } else {
            text.push_str(word);
        }
    }

    fn name(&mut self) -> String {
        if !self.names.is_empty() && self.random.chance(SAME_NAME) {
            return self.random.pick(&self.names).clone();
        }
        let name = words::name(&mut self.random);
        self.names.push(name.clone());
        name
    }
}
