//! Article to labels: countries, leaders, topics. Cannot fail, touches no disk and no clock.

mod alike;
mod attached;
mod begins;
mod countries;
#[cfg(test)]
mod country_tests;
mod directory;
mod folded;
mod foreign;
mod former;
#[cfg(test)]
mod leader_tests;
mod leaders;
mod learned;
#[cfg(test)]
mod list_tests;
mod lists;
mod lone;
mod names;
mod namesakes;
mod offices;
mod other_names;
mod own_countries;
mod people;
mod phrases;
mod salience;
mod setting;
mod shouted;
mod sightings;
mod spelled;
mod states;
pub mod topics;
mod trie;
mod words;

pub use alike::{NameSounds, WordSketch, name_sounds};
pub use directory::same_person_key;
pub use lists::{LearnedLeader, Lists, Own, OwnCountry, OwnLeader, OwnOffice, OwnTopic};

use std::sync::Arc;

use chrono::Datelike;

use crate::annotate::folded::Word;
use crate::annotate::names::Hit;
use crate::annotate::offices::Reader;
use crate::article::Article;
use crate::article::Evidence;
use crate::article::Labels;
use crate::article::Sighting;
use crate::lexicon;

/// The version of lexicons and rules: raised whenever a label can come out otherwise.
pub const VERSION: u32 = 2;

/// Everything that labelling needs, built once and shared by all threads.
pub struct Annotator {
    names: Arc<names::Names>,
    own_countries: Arc<own_countries::OwnCountries>,
    learned: Option<names::Names>,
    directory: directory::Directory,
    topics: Arc<topics::TopicModel>,
    /// The lexicon's part of the directory.
    listed: &'static [lexicon::leaders::Leader],
}

impl std::fmt::Debug for Annotator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Annotator").finish_non_exhaustive()
    }
}

impl Default for Annotator {
    fn default() -> Self {
        Self::new(&Lists::default())
    }
}

/// What two functions give, at the same time where the system lets us.
fn both<A: Send, B>(one: &(dyn Fn() -> A + Sync), other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, one);
        let other = other();
        (thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(one), other)
    })
}

/// A text, its words, and the names in it.
struct Read<'a> {
    text: &'a str,
    words: Vec<Word>,
    hits: Vec<Hit>,
}

/// How much of an article is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// What learned leaders have a part in: neither topics nor sightings.
    Learned,
    /// All labels.
    Labels,
    /// All labels, and the words that give it its topics.
    Why,
}

/// What was found in an article.
struct Found<'a> {
    title: &'a str,
    body: &'a str,
    mentions: Vec<(usize, countries::Mention<'a>)>,
    /// Of the mentions, sorted, each once.
    codes: Vec<&'a str>,
    leaders: Vec<leaders::Named>,
    sightings: Vec<Sighting>,
    main: Vec<&'a str>,
    topics: Vec<topics::TopicScore>,
}

impl Annotator {
    /// Builds the tables of all names and terms: some milliseconds, so only commands that label make one.
    pub fn new(lists: &Lists) -> Self {
        Self::with_people(lists, lexicon::leaders::all())
    }

    /// One that knows no leader of the lexicon: for measuring what lists and articles teach by themselves.
    pub fn without_lexicon_leaders(lists: &Lists) -> Self {
        Self::with_people(lists, &[])
    }

    fn with_people(lists: &Lists, listed: &'static [lexicon::leaders::Leader]) -> Self {
        let (topics, directory) = both(&|| topics::TopicModel::of(lists), || directory::Directory::new(lists, listed));
        let (learned, names) = both(&|| names::Names::of_learned(&directory), || names::Names::new(&directory));
        let own_countries = Arc::new(own_countries::OwnCountries::new(&lists.own));
        Self { names: Arc::new(names), own_countries, learned, directory, topics: Arc::new(topics), listed }
    }

    /// One of the same lexicons, the same model and the same lists of a person's own, and of other learned leaders: `lists`
    /// must differ in nothing else. What these have no part in is shared.
    pub fn with_learned(&self, lists: &Lists) -> Self {
        let directory = self.directory.with_learned(lists, self.listed);
        let learned = names::Names::of_learned(&directory);
        let (names, own_countries) = (Arc::clone(&self.names), Arc::clone(&self.own_countries));
        Self { names, own_countries, learned, directory, topics: Arc::clone(&self.topics), listed: self.listed }
    }

    /// Labels one article.
    pub fn annotate(&self, article: &Article) -> Labels {
        let body = unwrapped(article.text.body());
        self.find(article, &body, Depth::Labels).labels()
    }

    /// The half of the labels that nothing learned has a part in: topics and sightings. With the other half, which is that of
    /// [`Annotator::annotate_again`], they are those of [`Annotator::annotate`].
    pub fn annotate_first(&self, article: &Article) -> Labels {
        let body = unwrapped(article.text.body());
        let title = article.meta.title.as_deref().unwrap_or_default();
        let lang = article.meta.lang.as_deref();
        let read = self.read(&body);
        let abroad = foreign::merged(lang, &body, &read.words, &read.hits);
        let reader = Reader::new(&body, &read.words, abroad.as_deref().unwrap_or(&read.hits));
        let year = article.meta.date.map(|date| date.at.year());
        let sightings = sightings::find(&self.directory, &reader, year).into_iter().map(|(one, _)| one).collect();
        let topics = self.topics.classify_words(lang, [(title, &*folded::words(title)), (&*body, &*read.words)], false);
        let topics = topics.into_iter().map(|topic| topic.topic).collect();
        Labels { topics, sightings, ..Labels::default() }
    }

    /// Labels one article again after articles have taught other leaders: `known` are its labels by the same lexicons and
    /// the same lists of a person's own. Topics and sightings stay as they are, because nothing learned has a part in them:
    /// to find them is half of the work.
    pub fn annotate_again(&self, article: &Article, known: &Labels) -> Labels {
        let body = unwrapped(article.text.body());
        let found = self.find(article, &body, Depth::Learned);
        Labels { topics: known.topics.clone(), sightings: known.sightings.clone(), ..found.labels() }
    }

    /// Labels one article and says which words gave each label.
    pub fn explain(&self, article: &Article) -> (Labels, Vec<Evidence>) {
        let body = unwrapped(article.text.body());
        let found = self.find(article, &body, Depth::Why);
        let labels = found.labels();
        let evidence = found.evidence(&labels);
        (labels, evidence)
    }

    /// Who is seen beside an office in an article, each with the words there: `Prime Minister Aldo Perrin`.
    pub fn explain_sightings(&self, article: &Article) -> Vec<(Sighting, String)> {
        let body = unwrapped(article.text.body());
        let read = self.read(&body);
        let year = article.meta.date.map(|date| date.at.year());
        let abroad = foreign::merged(article.meta.lang.as_deref(), &body, &read.words, &read.hits);
        let hits = abroad.as_deref().unwrap_or(&read.hits);
        let seen = sightings::find(&self.directory, &Reader::new(&body, &read.words, hits), year);
        seen.into_iter().map(|(sighting, words)| (sighting, body[words].to_owned())).collect()
    }

    /// Whether a label can be this code: of the lexicon, or a person's own.
    pub fn knows_country(&self, code: &str) -> bool {
        lexicon::countries::code(code).is_some() || self.own_countries.knows(code)
    }

    /// Whether a full name need not or must not be learned: the lexicon or a person lists it, or somebody vetoes it.
    pub fn needs_no_learning(&self, name: &str) -> bool {
        let row = self.directory.by_name(name);
        let listed = row.is_some_and(|row| self.directory.source(row) != directory::Source::Learned);
        listed || self.directory.is_vetoed(name)
    }

    /// Whether somebody of this full name is listed, learned or vetoed.
    pub fn knows(&self, name: &str) -> bool {
        self.directory.by_name(name).is_some() || self.directory.is_vetoed(name)
    }

    /// What there is in an article.
    fn find<'a>(&'a self, article: &'a Article, body: &'a str, depth: Depth) -> Found<'a> {
        let title = article.meta.title.as_deref().unwrap_or_default();
        let read = [title, body].map(|text| self.read(text));
        let lang = article.meta.lang.as_deref();
        // countries in the article's language, which tell whose an office is
        let abroad = [0, 1].map(|part| foreign::merged(lang, read[part].text, &read[part].words, &read[part].hits));
        let reader = Reader::new(body, &read[1].words, abroad[1].as_deref().unwrap_or(&read[1].hits));
        let year = article.meta.date.map(|date| date.at.year());
        let sightings = match depth {
            Depth::Learned => Vec::new(),
            _ => sightings::find(&self.directory, &reader, year).into_iter().map(|(one, _)| one).collect(),
        };
        let taught = [0, 1].map(|part| self.taught(&read[part], &read[part].hits));
        let hits = [0, 1].map(|part| taught[part].as_deref().unwrap_or(&read[part].hits));
        let datelines = [0, countries::dateline(body, hits[1])];
        let part = |number: usize| countries::Part {
            text: read[number].text,
            words: &read[number].words,
            hits: hits[number],
            dateline: datelines[number],
        };
        let mentions = countries::find(&[part(0), part(1)], lang, year, &self.own_countries);
        let mut codes: Vec<&str> = mentions.iter().map(|(_, mention)| mention.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let both = [0, 1].map(|part| abroad[part].as_ref().and_then(|hits| self.taught(&read[part], hits)));
        let leading = [0, 1].map(|part| both[part].as_deref().or(abroad[part].as_deref()).unwrap_or(hits[part]));
        let small = shouted::set_small(body);
        let small = small.as_deref().map(|text| {
            let read = self.read(text);
            Read { hits: self.taught(&read, &read.hits).unwrap_or(read.hits), ..read }
        });
        let reader = match &small {
            Some(small) => Reader::new(small.text, &small.words, &small.hits),
            None if taught[1].is_some() => Reader::new(body, &read[1].words, leading[1]),
            // what it has read already for the sightings holds
            None => reader,
        };
        let title_reader = Reader::new(title, &read[0].words, leading[0]);
        let parts = [
            leaders::Part { reader: &title_reader, headline: true, shouted: false },
            leaders::Part { reader: &reader, headline: false, shouted: small.is_some() },
        ];
        let leaders = leaders::find(&self.directory, &parts, &codes, year);
        let main = salience::main(body, datelines[1], &mentions, &leaders);
        let topics = match depth {
            Depth::Learned => Vec::new(),
            _ => {
                let parts = [(title, &*read[0].words), (body, &*read[1].words)];
                self.topics.classify_words(lang, parts, depth == Depth::Why)
            }
        };
        Found { title, body, mentions, codes, leaders, sightings, main, topics }
    }
}

impl Annotator {
    /// A text with its words and what the lexicon and people name in it.
    fn read<'t>(&self, text: &'t str) -> Read<'t> {
        let words = folded::words(text);
        Read { text, hits: self.names.scan(text, &words), words }
    }

    /// Hits of a text with those of learned names; `None` where there are none.
    fn taught(&self, read: &Read, hits: &[Hit]) -> Option<Vec<Hit>> {
        let learned = self.learned.as_ref()?.scan(read.text, &read.words);
        (!learned.is_empty()).then(|| names::merged(hits, &learned))
    }
}

impl Found<'_> {
    fn labels(&self) -> Labels {
        Labels {
            main: self.main.iter().map(|code| (*code).to_owned()).collect(),
            mentioned: self.codes.iter().map(|code| (*code).to_owned()).collect(),
            leaders: self.leaders.iter().map(|leader| leader.name.clone()).collect(),
            topics: self.topics.iter().map(|topic| topic.topic.clone()).collect(),
            sightings: self.sightings.clone(),
        }
    }

    /// The words of every label, in the order of the labels: countries, leaders, topics.
    fn evidence(&self, labels: &Labels) -> Vec<Evidence> {
        let text = |part: usize| if part == 0 { self.title } else { self.body };
        let countries = labels.mentioned.iter().map(|code| {
            let here = self.mentions.iter().filter(|(_, mention)| mention.code == code.as_str());
            let words = here.map(|(part, mention)| &text(*part)[mention.start..mention.end]);
            Evidence { kind: "country", label: code.clone(), words: once_each(words), learned: false }
        });
        let leaders = self.leaders.iter().map(|leader| {
            let words = leader.at.iter().map(|(part, range)| &text(*part)[range.clone()]);
            Evidence {
                kind: "leader",
                label: leader.name.clone(),
                words: once_each(words),
                learned: leader.source == Some(directory::Source::Learned),
            }
        });
        let topics = self.topics.iter().map(|topic| Evidence {
            kind: "topic",
            label: topic.topic.clone(),
            words: topic.words.clone(),
            learned: false,
        });
        countries.chain(leaders).chain(topics).collect()
    }
}

/// The longest line of a text that somebody wrapped by hand, in bytes: teleprinters stop at 69, mail at 80.
const WRAPPED: usize = 90;

/// A text whose lines were broken by hand, with spaces for the breaks within paragraphs, so that a name on two lines is
/// one; offsets stay. Other texts stay as they are.
fn unwrapped(body: String) -> String {
    let is_blank = |line: &str| line.chars().all(char::is_whitespace);
    let mut lines = body.lines().filter(|line| !is_blank(line));
    let wrapped = lines.try_fold((0, 0), |(count, longest), line| {
        (line.len() <= WRAPPED).then(|| (count + 1, longest.max(line.len())))
    });
    let Some((3.., longest)) = wrapped else { return body };
    let (mut breaks, mut start) = (Vec::new(), 0);
    for (end, _) in body.match_indices('\n') {
        let (line, next) = (&body[start..end], &body[end + 1..]);
        let next_is_blank = next.chars().find(|c| *c == '\n' || !c.is_whitespace()).is_none_or(|c| c == '\n');
        // a paragraph begins behind a blank line, or is indented, or the line before is short
        if !(next_is_blank || next.starts_with([' ', '\t']) || line.len() * 2 < longest) {
            breaks.push(end);
        }
        start = end + 1;
    }
    let mut bytes = body.into_bytes();
    breaks.into_iter().for_each(|at| bytes[at] = b' ');
    String::from_utf8(bytes).expect("a line break and a space are one byte each")
}

/// The words in their order, each once.
fn once_each<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for word in words {
        if !seen.iter().any(|known| known == word) {
            seen.push(word.to_owned());
        }
    }
    seen
}

#[cfg(test)]
mod tests;
