//! Random trees on random articles: the engine finds what a slow reader of the texts finds.

use proptest::prelude::*;

use crate::index::Entry;
use crate::query::{
    Asked, Form, Glob, Match, Occur, Part, Slot, Tree, Typed, TypedWord, Unit, Words, evaluate, languages, sequence,
};
use crate::search::operator_tests::{Query, at_least, found, inside, leaf, near, not};
use crate::search::tests::{entry, index};
use crate::text::near::distance;
use crate::text::{BODY_POSITION, Opens, Terms, fold, surface, words};

/// A text as a slow reader sees it.
struct Page {
    words: Vec<Word>,
    lang: String,
    langs: Vec<String>,
}

struct Word {
    at: u32,
    surface: String,
    folded: String,
    stems: Vec<String>,
    sentence: u32,
    paragraph: u32,
}

impl Page {
    fn new(lang: &str, title: &str, body: &str, langs: &[String]) -> Self {
        let (mut terms, mut all, mut sentence, mut paragraph) = (Terms::new(lang), Vec::new(), 0, 0);
        for (first, text) in [(0, title), (BODY_POSITION as u32, body)] {
            for (at, word) in (first..).zip(words(text)) {
                sentence += u32::from(word.opens >= Opens::Sentence);
                paragraph += u32::from(word.opens >= Opens::Paragraph);
                let (mut surface, mut stem) = (String::new(), String::new());
                terms.of(word.text, &mut surface, &mut stem);
                let stems = std::iter::once(stem).chain(terms.unaccented().map(str::to_owned)).collect();
                let mut folded = surface.clone();
                fold(&mut folded);
                all.push(Word { at, surface, folded, stems, sentence, paragraph });
            }
        }
        Self { words: all, lang: lang.to_owned(), langs: langs.to_vec() }
    }

    fn stands(&self, word: &TypedWord, found: &Word) -> bool {
        let (mut written, mut plain) = (String::new(), String::new());
        surface(&word.text, &mut written);
        plain.clone_from(&written);
        fold(&mut plain);
        match word.form {
            Form::Stem => {
                let mut languages: Vec<Terms> =
                    std::iter::once("").chain(self.langs.iter().map(String::as_str)).map(Terms::new).collect();
                // in a mixed archive a word is read in the language of the article; with one language in all of them
                let languages = match self.langs.len() {
                    0 | 1 => languages.as_mut_slice(),
                    _ => &mut [Terms::new(&self.lang)],
                };
                let asked = Slot::stemmed(&word.text, languages).stems;
                found.stems.iter().any(|stem| asked.contains(stem))
            }
            Form::Exact => found.surface == written,
            Form::Pattern => Glob::new(&plain).matches(&found.folded),
            Form::Fuzzy(1) => distance(&plain, &found.folded, 1).is_some(),
            Form::Fuzzy(_) => {
                found.folded.chars().next() == plain.chars().next() && distance(&plain, &found.folded, 2).is_some()
            }
        }
    }
}

impl Words<Typed, Asked> for Page {
    fn occurrences(&mut self, leaf: &Typed) -> Vec<Match> {
        let slots: Vec<Vec<u32>> = leaf
            .words
            .iter()
            .map(|word| self.words.iter().filter(|found| self.stands(word, found)).map(|found| found.at).collect())
            .collect();
        sequence(&slots.iter().map(Vec::as_slice).collect::<Vec<_>>(), leaf.slop)
    }

    fn unit(&mut self, unit: Unit, position: u32) -> u32 {
        let found = self.words.iter().find(|found| found.at == position).unwrap();
        if unit == Unit::Sentence { found.sentence } else { found.paragraph }
    }

    fn passes(&mut self, _: &Asked) -> bool {
        unreachable!("no filters are drawn")
    }
}

fn some_leaf() -> impl Strategy<Value = Query> {
    let word = prop::sample::select(
        &[
            "market",
            "markets",
            "=market",
            "=markets",
            "mark*",
            "ma?ket*",
            "marktes~",
            "pony",
            "ponies",
            "poni*",
            "=poni",
            "*s",
            "zürich",
            "=zurich",
            "zur*",
            "haus",
            "häuser",
            "=haus",
            "hau~~",
            "élysée",
            "elysee",
            "=élysée",
            "=elyse",
            "elys*",
            "x",
        ][..],
    );
    (prop::collection::vec(word, 1..4), 0..3_u32).prop_map(|(words, slop)| {
        let words = words.join(" ");
        leaf(&if slop > 0 { format!("{words}~{slop}") } else { words })
    })
}

fn some_tree() -> impl Strategy<Value = Query> {
    some_leaf().prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        let unit = prop::sample::select(&[Unit::Sentence, Unit::Paragraph][..]);
        let part = prop::sample::select(&[Part::Title, Part::Lead, Part::Body, Part::TitleOrLead][..]);
        prop_oneof![
            several.clone().prop_map(Tree::All),
            several.clone().prop_map(Tree::Any),
            (inner.clone(), inner.clone(), 1..4_u32, any::<bool>()).prop_map(|(a, b, n, order)| near(a, b, n, order)),
            (unit, prop::collection::vec(inner.clone(), 2..3)).prop_map(|(unit, parts)| Tree::Same { unit, parts }),
            (part, inner.clone()).prop_map(|(part, tree)| inside(part, tree)),
            (1..4_u32, inner.clone()).prop_map(|(times, tree)| at_least(times, tree)),
            inner.prop_map(not),
        ]
    })
}

fn some_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(
        &[
            "market",
            "markets",
            "Marketing",
            "pony",
            "ponies",
            "poni",
            "Zürich",
            "Zurich",
            "zurück",
            "Haus",
            "Häuser",
            "hauses",
            "Élysée",
            "Elysee",
            "elyse",
            "x",
            "y.",
            "y.\n\n",
        ][..],
    );
    prop::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_engine_finds_what_a_slow_reader_finds(
        articles in prop::collection::vec((prop::sample::select(&["en", "de", "fr", ""][..]), some_text(), some_text()), 1..6),
        trees in prop::collection::vec(some_tree(), 12),
    ) {
        let path = |number: usize| format!("a{number}");
        let entries: Vec<Entry> = articles
            .iter()
            .enumerate()
            .map(|(n, (lang, title, body))| entry(&path(n), lang, title, body))
            .collect();
        let index = index(&entries, 2);
        let langs = languages(&index.searcher().unwrap(), index.fields().lang).unwrap();
        for tree in trees {
            let expected: Vec<String> = articles
                .iter()
                .enumerate()
                .filter(|(_, (lang, title, body))| evaluate(&tree, &mut Page::new(lang, title, body, &langs)).is_some())
                .map(|(n, _)| path(n))
                .collect();
            let found = found(&index, vec![(Occur::Required, tree.clone())]);
            prop_assert_eq!(found, expected, "{:?}", tree);
        }
    }
}
