//! One invented article: a function of seed and number alone.

use chrono::{Days, NaiveDate};

use crate::generator::corpus::{Kind, Language, Model, Word};
use crate::generator::countries::{self, Cast};
use crate::generator::random::Random;
use crate::generator::{dirt, people, words};

/// Mean length of a text in bytes: 20,000 articles have 60 MB of text with titles and dirt.
pub(crate) const MEAN_BYTES: f64 = 2900.0;

/// Standard deviation of the logarithm of the length: .50 to .66 on three sets of news articles (news pages of 2025,
/// hand-labelled articles of 2001-2026, a magazine of 1963).
const SIGMA: f64 = 0.6;

/// Share of articles in English; the rest is spread evenly over the other articles of the corpus.
const ENGLISH: f64 = 0.85;

/// Share of sentences that come from the one or two articles which this one is about.
const ON_TOPIC: f64 = 0.4;

/// Share of short words at which a sentence goes on as another one does after the same word: eight words in a row have
/// three of them or more, so one run of eight in eight or fewer comes from one sentence of the corpus.
const JOINED: f64 = 0.5;

/// Sentences of fewer words are told anew, of more words come to their end.
const SHORTEST: usize = 5;
const LONGEST: usize = 30;

/// Shares of content words that an article exchanges for another one of the corpus, and for an invented one: the same one
/// throughout, so that words come in bursts. Two neighbours of the corpus stay together in one article of five, so that
/// phrases are still found and do not stand in every third article.
const OTHER_WORD: f64 = 0.43;
const COMPOUND: f64 = 0.12;

/// Share of names that are exchanged, each for the same one throughout the article: names come in bursts.
const INVENTED_NAME: f64 = 0.8;

/// Share of numbers that are exchanged, each time anew.
const OTHER_NUMBER: f64 = 0.8;

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
    let mut writer = Writer { language, cast: Cast::new(&mut random), exchanges: random.next(), random };
    let topic = writer.topic();
    let title = writer.told(topic[0].title.iter());
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
            let walk = self.walk(topic, &mut told);
            let sentence = self.told(walk.into_iter());
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
            let model = self.model(topic);
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

    /// The beginning of a sentence, on from a short word as another one goes on after it, from there as a third: a walk
    /// through the sentences of the corpus, as a Markov chain that remembers one word would go (C. E. Shannon, A
    /// mathematical theory of communication, 1948, section 3).
    fn walk(&mut self, topic: &[&'a Model; 2], told: &mut Vec<*const Word>) -> Vec<&'a Word> {
        loop {
            let mut rest = self.fresh(topic, told);
            let mut walk: Vec<&Word> = Vec::new();
            while let Some((word, after)) = rest.split_first() {
                walk.push(word);
                let joins = matches!(word.kind, Kind::Joint) && walk.len() < LONGEST && self.random.chance(JOINED);
                rest = joins.then(|| self.elsewhere(topic, word)).flatten().unwrap_or(after);
            }
            if walk.len() >= SHORTEST {
                return walk;
            }
        }
    }

    /// How a sentence goes on after `word` in an article that is drawn for it, if it goes on there.
    fn elsewhere(&mut self, topic: &[&'a Model; 2], word: &Word) -> Option<&'a [Word]> {
        let model = self.model(topic);
        let places = model.joints(&word.text);
        let (sentence, at) = *places.get(self.random.below(places.len().max(1)))?;
        Some(&model.sentences[sentence][at + 1..])
    }

    /// One of those that the article is about, or any.
    fn model(&mut self, topic: &[&'a Model; 2]) -> &'a Model {
        if self.random.chance(ON_TOPIC) { topic[self.random.below(2)] } else { self.random.pick(&self.language.models) }
    }

    /// Words with what stands between them, some of them exchanged.
    fn told<'b>(&mut self, words: impl Iterator<Item = &'b Word>) -> String {
        let mut text = String::new();
        for word in words {
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
            Kind::Name | Kind::Person | Kind::Leader(_) => self.name(word, text),
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
        let mut random = Random::of_word(self.exchanges, word);
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

    /// A full name and the last one alone are the same person's.
    fn name(&self, word: &Word, text: &mut String) {
        let mut random = Random::of_word(self.exchanges, people::last(&word.text));
        if !random.chance(INVENTED_NAME) {
            return text.push_str(&word.text);
        }
        let name = match word.kind {
            Kind::Leader(home) => people::leader(self.cast.row(home), &mut random),
            Kind::Person => people::person(&mut random),
            _ => words::name(&mut random),
        };
        text.push_str(if word.text.contains(' ') { &name } else { people::last(&name) });
    }
}
