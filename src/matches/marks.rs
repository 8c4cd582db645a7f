//! Marks: the words and phrases of a query where they stand in a text, by the same analysis that indexed it.

use std::collections::HashMap;
use std::ops::Range;

use crate::query::Clause;
use crate::text::{Opens, Terms, fold, words};

/// Languages whose stemmers change beginnings (they take prefixes off; Turkish leaves single letters and changes them):
/// a term need not begin as its word does. The other 14 keep the first letter of each of 140,000 words of news.
const PREFIXING: &[&str] = &["ar", "nl", "ta", "tr"];

/// A place where a clause stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text, on character boundaries; a phrase is one mark from its first to its last word.
    pub range: Range<usize>,
    /// The number of the clause in the query, below 64.
    pub clause: usize,
}

/// What one reading of a text finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// In the order of their ends.
    pub(crate) marks: Vec<Mark>,
    /// Where the first word of each sentence begins.
    pub(crate) sentences: Vec<usize>,
}

/// Finds the clauses of one query in texts. A phrase is found only where it stands as a phrase.
pub struct Matcher {
    /// The terms of all clauses.
    vocabulary: HashMap<String, u32>,
    /// All alternatives of all clauses, by their last term.
    ends: Vec<Vec<Sequence>>,
    /// Words of the longest phrase.
    longest: usize,
    firsts: Firsts,
    languages: HashMap<String, Terms>,
}

struct Sequence {
    clause: usize,
    /// The terms before the last, first one first.
    before: Vec<u32>,
}

impl Matcher {
    /// For the clauses that articles should have; excluded ones are never marked.
    pub fn new(clauses: &[Clause]) -> Self {
        let mut matcher = Self {
            vocabulary: HashMap::new(),
            ends: Vec::new(),
            longest: 1,
            firsts: Firsts::default(),
            languages: HashMap::new(),
        };
        let alternatives =
            |(n, clause): (usize, &Clause)| clause.alternatives().into_iter().map(move |terms| (n, terms));
        for (clause, alternative) in clauses.iter().enumerate().flat_map(alternatives) {
            let mut before: Vec<u32> = alternative.iter().map(|term| matcher.number(term)).collect();
            matcher.longest = matcher.longest.max(before.len());
            if let Some(last) = before.pop() {
                matcher.ends[last as usize].push(Sequence { clause, before });
            }
        }
        matcher
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(&known) = self.vocabulary.get(term) {
            return known;
        }
        let number = u32::try_from(self.ends.len()).expect("a query has some thousand terms at most");
        self.vocabulary.insert(term.to_owned(), number);
        self.ends.push(Vec::new());
        self.firsts.add(term);
        number
    }

    /// The byte ranges of `text`, in language `lang`, that match: in order, disjoint, on character boundaries. Words
    /// next to each other have marks of their own, a phrase has one.
    pub fn marks(&mut self, lang: Option<&str>, text: &str) -> Vec<Range<usize>> {
        merged(self.scan(lang, text).marks.iter())
    }

    /// Reads `text` once.
    pub(crate) fn scan(&mut self, lang: Option<&str>, text: &str) -> Scan {
        let mut scan = Scan::default();
        let lang = lang.unwrap_or_default();
        if !self.languages.contains_key(lang) {
            self.languages.insert(lang.to_owned(), Terms::new(lang));
        }
        let terms = self.languages.get_mut(lang).expect("inserted above");
        let any_first = PREFIXING.contains(&lang);
        let (mut surface, mut term) = (String::new(), String::new());
        // number and start of the last words, the query's words only: a gap empties it
        let mut run: Vec<(u32, usize)> = Vec::new();
        for word in words(text) {
            if word.opens >= Opens::Sentence {
                scan.sentences.push(word.start);
            }
            if !any_first && !self.firsts.may_begin(word.text) {
                run.clear();
                continue;
            }
            terms.of(word.text, &mut surface, &mut term);
            let Some(&number) = self.vocabulary.get(term.as_str()) else {
                run.clear();
                continue;
            };
            run.push((number, word.start));
            for sequence in &self.ends[number as usize] {
                if let Some(start) = sequence.start(&run) {
                    scan.marks.push(Mark { range: start..word.end(), clause: sequence.clause });
                }
            }
            if run.len() >= 2 * self.longest {
                run.drain(..=self.longest);
            }
        }
        scan
    }
}

impl Sequence {
    /// Where this sequence starts if `run`, which ends in its last term, ends in all of it.
    fn start(&self, run: &[(u32, usize)]) -> Option<usize> {
        let tail = run.get(run.len().checked_sub(self.before.len() + 1)?..)?;
        let same = self.before.iter().zip(tail).all(|(term, (number, _))| term == number);
        same.then_some(tail.first()?.1)
    }
}

/// The ranges of marks in order, those that overlap as one.
pub fn merged<'a>(marks: impl Iterator<Item = &'a Mark>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = marks.map(|mark| mark.range.clone()).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// The characters that the query's terms begin with: a word that begins otherwise need not be stemmed.
#[derive(Default)]
struct Firsts {
    /// One bit for each ASCII character.
    ascii: u128,
    others: Vec<char>,
    /// What was said of characters beyond ASCII.
    known: HashMap<char, bool>,
}

impl Firsts {
    fn add(&mut self, term: &str) {
        match term.chars().next() {
            Some(c) if c.is_ascii() => self.ascii |= 1 << u32::from(c),
            Some(c) => self.others.push(c),
            None => {}
        }
    }

    fn may_begin(&mut self, word: &str) -> bool {
        let Some(first) = word.chars().next() else { return false };
        if first.is_ascii() {
            return self.ascii >> u32::from(first.to_ascii_lowercase()) & 1 == 1;
        }
        if let Some(&known) = self.known.get(&first) {
            return known;
        }
        let mut folded: String = first.to_lowercase().collect();
        fold(&mut folded);
        let may = match folded.chars().next() {
            Some(c) if c.is_ascii() => self.ascii >> u32::from(c) & 1 == 1,
            Some(c) => self.others.contains(&c),
            // a lone accent folds to nothing, and its word to whatever follows
            None => true,
        };
        self.known.insert(first, may);
        may
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::compile;

    const LANGS: [&str; 4] = ["en", "de", "nl", "tr"];

    fn matcher(query: &str) -> Matcher {
        Matcher::new(&compile(query, &LANGS.map(str::to_owned)).clauses)
    }

    /// Marks are written as `[word]`.
    fn check(query: &str, lang: &str, marked: &str) {
        let text = marked.replace(['[', ']'], "");
        let mut shown = String::new();
        let mut at = 0;
        for range in matcher(query).marks(Some(lang), &text) {
            shown += &format!("{}[{}]", &text[at..range.start], &text[range.clone()]);
            at = range.end;
        }
        shown += &text[at..];
        assert_eq!(shown, marked, "{query:?} in {lang}");
    }

    #[test]
    fn words_are_marked_in_all_their_forms() {
        check("tariff", "en", "New [tariffs] and a [Tariff], not a tarifa");
        check("zurich", "de", "In [Zürich] schneit es, [ZÜRICH]!");
        check("Häuser", "de", "Das [Haus] und die [Häuser]");
        check("aerzte", "de", "no match: the stems differ");
        check("öl", "de", "[Öl] und [ol]");
        check("日本", "ja", "東[日本]の日と本");
        check("strasse", "de", "Die [Straße]");
        check("ruch", "nl", "een [geruch]");
    }

    #[test]
    fn a_phrase_marks_itself_alone() {
        check("\"rare earths\"", "en", "Rare birds, earths, and [rare earth] mines; [rare\nearths]");
        check("O'Brien", "en", "Mr [O’Brien] and O Henry, Brien");
        check("\"a b a\"", "", "[a b a b a] b b a");
        check("\"a a\"", "", "[a a a]");
        check("rare \"rare earths\"", "en", "[rare earths] are [rare]");
    }

    #[test]
    fn excluded_words_are_not_marked() {
        check("gas -oil", "en", "[gas] and oil");
        check("-oil", "en", "gas and oil");
    }

    /// Every word stemmed, every alternative tried at every word.
    fn slow(query: &str, lang: &str, text: &str) -> Vec<Range<usize>> {
        let clauses = compile(query, &LANGS.map(str::to_owned)).clauses;
        let mut terms = Terms::new(lang);
        let found: Vec<(String, Range<usize>)> = words(text)
            .map(|word| {
                let (mut surface, mut term) = (String::new(), String::new());
                terms.of(word.text, &mut surface, &mut term);
                (term, word.start..word.end())
            })
            .collect();
        let mut marks = Vec::new();
        let alternatives =
            |(n, clause): (usize, &Clause)| clause.alternatives().into_iter().map(move |terms| (n, terms));
        for (clause, wanted) in clauses.iter().enumerate().flat_map(alternatives) {
            for window in found.windows(wanted.len()) {
                if window.iter().zip(&wanted).all(|((term, _), wanted)| term == wanted) {
                    marks.push(Mark { range: window[0].1.start..window[wanted.len() - 1].1.end, clause });
                }
            }
        }
        merged(marks.iter())
    }

    proptest! {
        #[test]
        fn the_quick_matcher_finds_what_the_slow_one_finds(
            query in "[\"abgeÄß日 -]{0,16}",
            text in "[abgeäÄßtß日. ]{0,60}",
            lang in prop::sample::select(&LANGS[..]),
        ) {
            prop_assert_eq!(matcher(&query).marks(Some(lang), &text), slow(&query, lang, &text));
        }

        #[test]
        fn marks_stand_on_character_boundaries(text in "\\PC{0,80}", query in "\\PC{0,12}") {
            for range in matcher(&query).marks(Some("en"), &text) {
                prop_assert!(text.get(range).is_some_and(|marked| !marked.is_empty()));
            }
        }
    }
}
