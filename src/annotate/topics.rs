//! What an article is about: weighted words of each topic, found in one pass; every label can say which words gave it.

use std::collections::{BTreeMap, HashMap};

use daachorse::DoubleArrayAhoCorasick;

use crate::lexicon::topics;
use crate::text::language;

/// A term in the title counts as this many in the body: a headline names the subject, a body also its surroundings.
const TITLE: f32 = 3.0;

/// Words added to the length before its root is taken, so that a lone headline needs more than one hint.
const SHORTEST: f32 = 50.0;

/// Least score of a top.
const THRESHOLD: f32 = 0.6;

/// Least part of the best top's score: what stands far behind the subject is its setting.
const SHARE: f32 = 0.35;

/// Least score of a child.
const CHILD_THRESHOLD: f32 = 0.4;

/// Least part of the best child's score within one top.
const CHILD_SHARE: f32 = 0.5;

/// At most this many children of one top.
const CHILDREN: usize = 2;

/// At most this many labels: an article about more is about nothing in particular.
const LABELS: usize = 5;

/// One label and why.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicScore {
    /// `top`, or `top/child`, which stands for its top as well.
    pub topic: String,
    /// Weight of its words by length; comparable within one article.
    pub score: f32,
    /// The words that speak for it as they stand in the text, each once, in order.
    pub words: Vec<String>,
}

/// All terms in one automaton, built once and shared by all threads.
pub struct TopicModel {
    automaton: DoubleArrayAhoCorasick<u32>,
    /// For each value of the automaton, the terms that are spelled so.
    spelled: Vec<Vec<u32>>,
    terms: Vec<Term>,
}

/// One spelling with everything it speaks for.
#[derive(Debug)]
struct Term {
    capitals: Capitals,
    /// Topic (its place in [`topics::all`]; `None` hides), weight, languages.
    speaks: Vec<(Option<usize>, f32, Languages)>,
}

/// A set of languages, a bit each.
type Languages = u8;

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "it", "pt"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Capitals {
    Any,
    First,
    All,
}

/// A text in lower case, its words with one space before, between and after them, and where each word stood.
struct Words<'t> {
    text: &'t str,
    plain: String,
    /// Start in `plain`, start and end in `text`.
    at: Vec<(usize, usize, usize)>,
}

/// A term found: its first and last word.
struct Hit {
    first: usize,
    last: usize,
    term: u32,
}

/// How often a term stands in the text, title counted more, and how it stands there first.
struct Seen<'t> {
    count: f32,
    order: usize,
    word: &'t str,
}

impl Default for TopicModel {
    fn default() -> Self {
        Self::new()
    }
}

impl TopicModel {
    /// Builds the automaton: some milliseconds, so only commands that label make one.
    pub fn new() -> Self {
        let places: HashMap<_, _> = topics::all().iter().enumerate().map(|(place, topic)| (*topic, place)).collect();
        let mut ids: BTreeMap<(String, Capitals), u32> = BTreeMap::new();
        let mut terms: Vec<Term> = Vec::new();
        let mut spellings: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for term in topics::terms() {
            let (plain, capitals) = (pattern(term.text), capitals(term.text));
            let id = *ids.entry((plain.clone(), capitals)).or_insert_with(|| {
                terms.push(Term { capitals, speaks: Vec::new() });
                terms.len() as u32 - 1
            });
            let topic = term.topic.and_then(|topic| places.get(topic).copied());
            terms[id as usize].speaks.push((topic, f32::from(term.weight), languages(term.lang)));
            for spelling in plural(&plain, term.lang).into_iter().chain([plain]) {
                let same = spellings.entry(spelling).or_default();
                if !same.contains(&id) {
                    same.push(id);
                }
            }
        }
        let patterns = spellings.keys().enumerate().map(|(value, plain)| (plain.as_bytes().to_vec(), value as u32));
        let automaton = DoubleArrayAhoCorasick::with_values(patterns).expect("a test builds it from the data file");
        Self { automaton, spelled: spellings.into_values().collect(), terms }
    }

    /// The topics of an article in the language that its text shows, best first, at most five.
    pub fn classify(&self, title: &str, body: &str) -> Vec<TopicScore> {
        let lang = language::detect(body, None).or_else(|| language::detect(title, None));
        self.classify_in(lang.as_deref(), title, body)
    }

    /// The topics of an article in a language (ISO 639-1). Of a language without terms, and of an unknown one, the
    /// English terms are tried: loan words and names are much of the news.
    pub fn classify_in(&self, lang: Option<&str>, title: &str, body: &str) -> Vec<TopicScore> {
        let lang = lang.map(languages).filter(|set| *set != 0).unwrap_or(languages(LANGUAGES[0]));
        let mut seen: HashMap<u32, Seen> = HashMap::new();
        let (title, body) = (Words::of(title), Words::of(body));
        for (words, worth) in [(&title, TITLE), (&body, 1.0)] {
            for hit in self.hits(words, lang) {
                let order = seen.len();
                let found = seen.entry(hit.term).or_insert(Seen { count: 0.0, order, word: words.standing(&hit) });
                found.count += worth;
            }
        }
        let length = (title.at.len() + body.at.len()) as f32;
        self.labels(&seen, lang, (length + SHORTEST).sqrt())
    }

    /// Terms of these languages in order; of overlapping ones the first, of those that start together the longest.
    fn hits(&self, words: &Words, lang: Languages) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for found in self.automaton.find_overlapping_iter(&words.plain) {
            let (first, last) = (words.index(found.start() + 1), words.index(found.end() - 1));
            for &term in &self.spelled[found.value() as usize] {
                let known = &self.terms[term as usize];
                let hit = Hit { first, last, term };
                if known.speaks.iter().any(|speaks| speaks.2 & lang != 0)
                    && stands(known.capitals, words.standing(&hit))
                {
                    hits.push(hit);
                }
            }
        }
        hits.sort_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last)));
        let (mut free, mut kept) = (0, (0, 0));
        hits.retain(|hit| {
            let keep = hit.first >= free || (hit.first, hit.last) == kept;
            if keep {
                (free, kept) = (hit.last + 1, (hit.first, hit.last));
            }
            keep
        });
        hits
    }

    /// Scores of all topics, and the labels that pass.
    fn labels(&self, seen: &HashMap<u32, Seen>, lang: Languages, length: f32) -> Vec<TopicScore> {
        let names = topics::all();
        let tops = top_places();
        let mut scores = vec![0.0f32; names.len()];
        for (term, found) in seen {
            let mut best: BTreeMap<usize, f32> = BTreeMap::new();
            let speaks = self.terms[*term as usize].speaks.iter().filter(|speaks| speaks.2 & lang != 0);
            for (topic, weight, _) in speaks {
                for place in topic.iter().flat_map(|place| [*place, tops[*place]]) {
                    let heaviest = best.entry(place).or_default();
                    *heaviest = heaviest.max(*weight);
                }
            }
            for (place, weight) in best {
                scores[place] += weight * (1.0 + found.count.ln()) / length;
            }
        }
        let most =
            scores.iter().enumerate().filter(|(place, _)| tops[*place] == *place).fold(0.0f32, |a, (_, b)| a.max(*b));
        let mut labels = Vec::new();
        for top in
            (0..names.len()).filter(|place| tops[*place] == *place && scores[*place] >= THRESHOLD.max(SHARE * most))
        {
            let mut children: Vec<usize> =
                (0..names.len()).filter(|place| *place != top && tops[*place] == top).collect();
            children.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
            let best = children.first().map_or(0.0, |child| scores[*child]);
            children.retain(|child| scores[*child] >= CHILD_THRESHOLD.max(CHILD_SHARE * best));
            children.truncate(CHILDREN);
            labels.extend(if children.is_empty() { vec![top] } else { children });
        }
        labels.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        labels.truncate(LABELS);
        labels
            .into_iter()
            .map(|place| TopicScore {
                topic: names[place].to_owned(),
                score: scores[place],
                words: self.words(seen, lang, place, &tops),
            })
            .collect()
    }

    /// The words that speak for a topic, each once, in order.
    fn words(&self, seen: &HashMap<u32, Seen>, lang: Languages, place: usize, tops: &[usize]) -> Vec<String> {
        let speaks = |term: u32| {
            self.terms[term as usize].speaks.iter().any(|(topic, _, langs)| {
                langs & lang != 0 && topic.is_some_and(|topic| topic == place || tops[topic] == place)
            })
        };
        let mut words: Vec<_> =
            seen.iter().filter(|(term, _)| speaks(**term)).map(|(_, found)| (found.order, found.word)).collect();
        words.sort_unstable();
        words.into_iter().map(|(_, word)| word.to_owned()).collect()
    }
}

/// For each topic the place of its top.
fn top_places() -> Vec<usize> {
    let mut top = 0;
    let places = topics::all().iter().enumerate();
    places
        .map(|(place, name)| {
            if !name.contains('/') {
                top = place;
            }
            top
        })
        .collect()
}

/// What the automaton looks for: the words of a term between spaces, a space missing where a star lets a word go on.
fn pattern(term: &str) -> String {
    let plain = Words::of(term).plain;
    let plain = if term.ends_with('*') { plain.trim_end() } else { &plain };
    if term.starts_with('*') { plain.trim_start().to_owned() } else { plain.to_owned() }
}

/// The plural in -s, where the language forms it so and the term is not one already.
fn plural(plain: &str, lang: &str) -> Option<String> {
    let word = plain.strip_suffix(' ')?;
    (matches!(lang, "en" | "fr" | "es" | "pt") && !word.ends_with(['s', 'x', 'z'])).then(|| format!("{word}s "))
}

/// Which capitals a term asks for: as it is written in the data file.
fn capitals(term: &str) -> Capitals {
    let mut letters = term.chars().filter(|c| c.is_alphabetic());
    let all = letters.clone().all(char::is_uppercase) && letters.clone().count() > 1;
    match letters.next() {
        _ if all => Capitals::All,
        Some(first) if first.is_uppercase() => Capitals::First,
        _ => Capitals::Any,
    }
}

/// Whether a piece of text has the capitals that a term asks for.
fn stands(capitals: Capitals, piece: &str) -> bool {
    match capitals {
        Capitals::Any => true,
        Capitals::First => piece.chars().next().is_some_and(char::is_uppercase),
        // the plural of an acronym ends in a small s
        Capitals::All => !piece.trim_end_matches('s').chars().any(char::is_lowercase),
    }
}

/// The set of one language; `any` is all of them; of a language without terms the empty set.
fn languages(lang: &str) -> Languages {
    if lang == "any" {
        Languages::MAX
    } else {
        LANGUAGES.iter().position(|known| *known == lang).map_or(0, |bit| 1 << bit)
    }
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        let mut words = Self { text, plain: String::with_capacity(text.len() + 2), at: Vec::new() };
        let mut within = false;
        for (at, c) in text.char_indices() {
            // combining accents belong to the word they stand in
            let letter = c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
            if letter {
                if !within {
                    words.plain.push(' ');
                    words.at.push((words.plain.len(), at, at));
                }
                words.plain.extend(c.to_lowercase());
                if let Some(word) = words.at.last_mut() {
                    word.2 = at + c.len_utf8();
                }
            }
            within = letter;
        }
        words.plain.push(' ');
        words
    }

    /// The word that a byte of `plain` belongs to.
    fn index(&self, byte: usize) -> usize {
        self.at.partition_point(|word| word.0 <= byte).saturating_sub(1)
    }

    /// A hit as it stands in the text.
    fn standing(&self, hit: &Hit) -> &'t str {
        &self.text[self.at[hit.first].1..self.at[hit.last].2]
    }
}
