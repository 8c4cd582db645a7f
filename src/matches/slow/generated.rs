//! Generated queries and articles in several languages: what the quick matcher marks and shows is what the slow one finds.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;

use crate::matches::slow::{Page, Place, Ways};
use crate::matches::{Excerpt, Found, Matcher, merged};
use crate::query::{Clause, Condition, Leaf, Part, Resolved, Slot, Tree, Unit};
use crate::text::{Terms, surface};

/// Pairs of a query and an article.
const PAIRS: u64 = 3000;

/// Languages with their words: inflected, with accents composed and not, in several scripts, some of them in two languages.
const LANGUAGES: [(&str, &[&str]); 7] = [
    (
        "en",
        &["port", "ports", "porting", "Ship", "ships", "shipped", "U.S.", "re-ship", "café", "cafe", "2025", "Élysée"],
    ),
    ("de", &["Haus", "Häuser", "hauser", "Öl", "ol", "Straße", "STRASSE", "Schiff", "Schiffe", "port"]),
    (
        "fr",
        &[
            "école",
            "ecole\u{301}s",
            "écoles",
            "l’eau",
            "eaux",
            "port",
            "ports",
            "Été",
            "été",
            "Élysée",
            "Elysee",
            "élysées",
        ],
    ),
    ("nl", &["geruch", "ruch", "geport", "port", "schip", "schepen"]),
    ("ja", &["日", "本", "日本", "京", "京都", "ガス", "か\u{3099}", "が", "port"]),
    ("ru", &["порт", "порты", "Порту", "йод", "иод", "корабль", "корабли"]),
    ("", &["ports", "서울", "서", "สวัสดี", "بيت", "port", "x"]),
];

/// A die that falls the same way each time.
struct Dice(u64);

impl Dice {
    /// A number below `sides` (SplitMix64, Steele and others 2014).
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % sides as u64) as usize
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    /// A text of up to `most` words, in sentences and paragraphs; some sentences never end.
    fn text(&mut self, words: &[&str], most: usize) -> String {
        let mut text = String::new();
        let endless = self.roll(8) == 0;
        for _ in 0..self.roll(most + 1) {
            match self.roll(5) {
                0 => text.push_str(&self.one(words).to_uppercase()),
                _ => text.push_str(words[self.roll(words.len())]),
            }
            text.push_str(match self.roll(if endless { 8 } else { 14 }) {
                0 => ", “",
                1 => "",
                2 => "’s ",
                8 => ". A ",
                9 => "。",
                10 => "! \"",
                11 => ".\nB ",
                12 => "?\n\n",
                _ => " ",
            });
        }
        text
    }

    fn slot(&mut self, words: &[&str]) -> Slot {
        let word = *self.one(words);
        let mut exact = String::new();
        surface(word, &mut exact);
        match self.roll(4) {
            // as of `=word`
            0 => Slot { surfaces: vec![exact], ..Slot::default() },
            // as of a pattern: what begins with the same letter
            1 => {
                let first = exact.chars().next();
                let mut slot = Slot::default();
                for other in words {
                    surface(other, &mut exact);
                    if exact.chars().next() == first {
                        slot.surfaces.push(exact.clone());
                    }
                }
                slot
            }
            _ => Slot::stemmed(word, &mut LANGUAGES.map(|(lang, _)| Terms::new(lang))),
        }
    }

    fn leaf(&mut self, words: &[&str]) -> Resolved {
        let count = *self.one(&[1, 1, 1, 2, 2, 3]);
        let slots = (0..count).map(|_| self.slot(words)).collect();
        let slop = *self.one(&[0, 0, 1, 3]);
        Tree::Leaf(Leaf { typed: String::new(), slots, slop })
    }

    fn several(&mut self, words: &[&str], depth: usize) -> Vec<Resolved> {
        (0..2 + self.roll(2)).map(|_| self.words_only(words, depth)).collect()
    }

    /// What may stand within proximity and parts of an article.
    fn words_only(&mut self, words: &[&str], depth: usize) -> Resolved {
        if depth == 0 {
            return self.leaf(words);
        }
        match self.roll(6) {
            0 => Tree::Near {
                left: Box::new(self.words_only(words, depth - 1)),
                right: Box::new(self.words_only(words, depth - 1)),
                distance: 1 + self.roll(6) as u32,
                ordered: self.roll(2) == 0,
            },
            1 => Tree::Any(self.several(words, depth - 1)),
            2 => Tree::Same {
                unit: *self.one(&[Unit::Sentence, Unit::Paragraph]),
                parts: self.several(words, depth - 1),
            },
            _ => self.leaf(words),
        }
    }

    fn tree(&mut self, words: &[&str], depth: usize) -> Resolved {
        if depth == 0 {
            return self.words_only(words, 1);
        }
        let parts = |dice: &mut Self| (0..2 + dice.roll(2)).map(|_| dice.tree(words, depth - 1)).collect::<Vec<_>>();
        match self.roll(8) {
            0 => {
                let mut parts = parts(self);
                match self.roll(3) {
                    0 => parts.push(Tree::Not(Box::new(self.words_only(words, 1)))),
                    1 => parts.push(Tree::Filter(Condition::Lang(Vec::new()))),
                    _ => {}
                }
                Tree::All(parts)
            }
            1 => Tree::Any(parts(self)),
            2 => Tree::In {
                part: *self.one(&[Part::Title, Part::Lead, Part::Body, Part::TitleOrLead]),
                tree: Box::new(self.words_only(words, 2)),
            },
            3 => Tree::AtLeast { times: 1 + self.roll(3) as u32, tree: Box::new(self.words_only(words, 1)) },
            _ => self.words_only(words, 2),
        }
    }
}

/// What is generated for a seed.
struct Case {
    lang: &'static str,
    title: String,
    body: String,
    clauses: Vec<Clause>,
    passes: bool,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let (lang, own) = *dice.one(&LANGUAGES);
        // some words of a query belong to another language
        let other = dice.one(&LANGUAGES).1;
        let all: Vec<&str> = own.iter().chain(own).chain(&other[..2]).copied().collect();
        let length = *dice.one(&[3, 12, 30, 90]);
        let clauses = (0..1 + dice.roll(2)).map(|_| Clause {
            typed: String::new(),
            tree: dice.tree(&all, 2),
            times: 1,
            function_word: false,
            boost: 1.0,
            required: false,
        });
        let clauses = clauses.collect();
        let (title, body) = (dice.text(&all, 6), dice.text(&all, length));
        Self { lang, title, body, clauses, passes: dice.roll(4) > 0 }
    }

    fn found(&self) -> Found {
        Matcher::new(&self.clauses).find(Some(self.lang), &self.title, &self.body, &mut |_| self.passes)
    }

    /// Whether the quick and the slow matcher agree; whether anything matched in the body.
    fn check(&self) -> bool {
        let page = Page::new(self.lang, &self.title, &self.body);
        let slow: Vec<Option<Ways>> = self.clauses.iter().map(|clause| page.find(&clause.tree, self.passes)).collect();
        let found = self.found();
        let satisfied: Vec<usize> = (0..slow.len()).filter(|number| slow[*number].is_some()).collect();
        assert_eq!(found.clauses, satisfied, "the clauses that the article satisfies");
        let matches: Ways = slow.into_iter().flatten().flatten().collect();
        let may: BTreeSet<Place> = matches.iter().flatten().flatten().copied().collect();
        let place = |title: bool| move |range: &Range<usize>| (title, range.start, range.end);
        let title = found.title.iter().map(|mark| place(true)(&mark.range));
        let marks: BTreeSet<Place> = title.chain(found.body.iter().map(|mark| place(false)(&mark.range))).collect();
        assert!(marks.is_subset(&may), "marked, but no match: {:?}", &marks - &may);
        for ways in &matches {
            assert!(ways.iter().any(|way| way.is_subset(&marks)), "a match, but not marked: {ways:?}");
        }
        let of_body: Vec<Range<usize>> =
            marks.iter().filter(|(title, ..)| !title).map(|(_, start, end)| *start..*end).collect();
        self.check_passages(&of_body, &found.passages(&self.body));
        let lines = found.lines(&self.title, &self.body, 40).count();
        assert_eq!(lines == 0, marks.is_empty());
        !of_body.is_empty()
    }

    /// Passages show marks wherever there are any; in each, every mark that lies in it, and nothing else.
    fn check_passages(&self, marks: &[Range<usize>], passages: &[Excerpt]) {
        assert!(passages.len() <= 3);
        assert!(!passages.is_empty() || !self.body.contains(char::is_alphanumeric));
        for Excerpt { range, marks: shown } in passages {
            assert_eq!(shown.is_empty(), marks.is_empty(), "unmarked only where nothing matches");
            let inside: BTreeSet<usize> = marks
                .iter()
                .filter(|mark| range.start <= mark.start && mark.end <= range.end)
                .flat_map(|mark| mark.clone())
                .collect();
            let marked: BTreeSet<usize> = shown.iter().flat_map(|mark| mark.clone()).collect();
            assert_eq!(marked, inside);
            assert!(self.body.get(range.clone()).is_some_and(|text| text.chars().count() <= 240));
        }
    }
}

#[test]
fn marks_are_what_a_slow_matcher_finds() {
    let mut with_marks = 0;
    for seed in 0..PAIRS {
        let case = Case::new(seed);
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case.check()));
        let Ok(marked) = checked else {
            panic!("seed {seed}: {:?} in {}: {:?} | {:?}", case.clauses, case.lang, case.title, case.body)
        };
        with_marks += u64::from(marked);
    }
    // else the generator makes queries that find nothing
    assert!(with_marks > PAIRS / 3, "only {with_marks} of {PAIRS} have marks in the body");
}

#[test]
fn overlapping_marks_are_one() {
    let case = Case::new(1);
    let found = case.found();
    assert!(merged(&found.body).windows(2).all(|pair| pair[0].end <= pair[1].start));
}

proptest! {
    #[test]
    fn marks_are_what_a_slow_matcher_finds_anywhere(seed: u64) {
        Case::new(seed).check();
    }
}
