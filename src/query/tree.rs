//! The shape of a query: words and phrases joined by operators, as typed and as the index knows them.

use std::collections::BTreeMap;

use crate::query::Period;
use crate::text::Terms;

/// A query or a part of one. `L` are its words and phrases, `F` its filters: as typed first ([`Typed`], [`Asked`]), then
/// as the index knows them ([`Leaf`], [`Condition`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<L, F> {
    /// A word or a phrase.
    Leaf(L),
    /// `a w/5 b`, `a pre/3 b`: both, the last word of the first at most `distance` words before the first word of the
    /// other (1: next to each other); in this order only, where `ordered`.
    Near {
        /// What is typed first.
        left: Box<Self>,
        /// What is typed behind it.
        right: Box<Self>,
        /// In words, at least 1.
        distance: u32,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// `a same b`, `a /s b`: all parts within one sentence or one paragraph.
    Same {
        /// Which of them.
        unit: Unit,
        /// At least two.
        parts: Vec<Self>,
    },
    /// All of them. Words next to each other become this where the query has `AND` or `OR`.
    All(Vec<Self>),
    /// Any of them.
    Any(Vec<Self>),
    /// Articles without it: stands within [`Tree::All`] only, beside something that is wanted.
    Not(Box<Self>),
    /// `title:…`, `lead:…`, `body:…`.
    In {
        /// Where it must stand.
        part: Part,
        /// What.
        tree: Box<Self>,
    },
    /// `atleast3(…)`: so many matches in one article.
    AtLeast {
        /// How many, at least 1.
        times: u32,
        /// Of what.
        tree: Box<Self>,
    },
    /// `country:japan`, `words>800`: passes or not, matches no word and scores nothing.
    Filter(F),
}

/// What words can share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `/s`
    Sentence,
    /// `/p`, `same`; a title is one.
    Paragraph,
}

/// Where words can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The title.
    Title,
    /// The first words of the body.
    Lead,
    /// The body, its lead too.
    Body,
    /// `hlead(…)`: the title or the lead.
    TitleOrLead,
}

/// A word or a phrase as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// As typed, with its quotation marks and signs in plain ASCII; white space is one blank.
    pub typed: String,
    /// Its words in order, at least one: several are a phrase (`O'Brien`, `"rare earths"`).
    pub words: Vec<TypedWord>,
    /// 0: next to each other in this order. More: in any order, with so many other words among them (`"a b"~3`).
    pub slop: u32,
}

/// One word of a [`Typed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedWord {
    /// One word, as the text is parted into words; of a pattern the letters, `*` and `?`.
    pub text: String,
    /// How it is meant.
    pub form: Form,
}

/// How a typed word is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// In all its forms: as stems.
    Stem,
    /// `=word`: as written, accents included; case does not matter.
    Exact,
    /// `climat*`, `wom?n`, `*ology`: `*` any letters, `?` one letter; accents do not matter.
    Pattern,
    /// `zelenski~`: words that are at most so many typing errors away, 1 or 2.
    Fuzzy(u8),
}

/// What can be asked of an article besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asks {
    /// `country:` it is about.
    Country,
    /// `mentions:` a country.
    Mentions,
    /// `leader:`
    Leader,
    /// `topic:`
    Topic,
    /// `source:`
    Source,
    /// `author:`
    Author,
    /// `lang:`
    Lang,
    /// `date:2025-10`, `date:2025-10-01..2025-10-15`
    Date,
    /// `since:`
    Since,
    /// `until:`
    Until,
    /// `words>800`, `words<300`, `words:300..800`; the value is `>800`, `<300`, `300..800`.
    Words,
}

/// A filter as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is asked.
    pub asks: Asks,
    /// The value without quotation marks.
    pub value: String,
}

/// How a clause of a query counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occur {
    /// Ranked: one of several is enough, unless all words are asked for.
    Optional,
    /// `+word`, a filter, and a query with operators as a whole.
    Required,
    /// `-word`, `NOT word`.
    Excluded,
}

/// A word or a phrase as the index knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// As typed: see [`Typed::typed`].
    pub typed: String,
    /// One for each of its words, in order; at least one.
    pub slots: Vec<Slot>,
    /// As [`Typed::slop`].
    pub slop: u32,
}

/// What may stand at one position: any word with one of the stems, and any of the surface forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Terms as `text::Terms` gives them, in each language of the index, both of a word with accents;
    /// different ones only.
    pub stems: Vec<String>,
    /// The languages in which a stem counts, where these are not all: one of another language is another word.
    pub only: BTreeMap<String, Vec<String>>,
    /// Words as `text::surface` gives them, accents included: only the exact form matches.
    pub surfaces: Vec<String>,
}

impl Slot {
    /// A word in all its forms; `languages` are those of the index.
    pub fn stemmed(word: &str, languages: &mut [Terms]) -> Self {
        let (mut surface, mut term) = (String::new(), String::new());
        let mut slot = Self::default();
        for terms in &mut *languages {
            terms.of(word, &mut surface, &mut term);
            for stem in std::iter::once(term.as_str()).chain(terms.unaccented()) {
                if !slot.stems.iter().any(|known| known == stem) {
                    slot.stems.push(stem.to_owned());
                }
                slot.only.entry(stem.to_owned()).or_default().push(terms.language().to_owned());
            }
        }
        // with one language beside the unknown one there is nothing to mistake
        let all = languages.len();
        slot.only.retain(|_, spoken| all > 2 && spoken.len() < all);
        slot
    }

    /// Whether `stem`, one of [`Slot::stems`], counts in articles in `language`; empty for those whose language is not
    /// known.
    pub fn counts_in(&self, stem: &str, language: &str) -> bool {
        self.only.get(stem).is_none_or(|spoken| spoken.iter().any(|known| known == language))
    }
}

/// A filter as the index knows it: an article passes with any of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// ISO codes of countries that it is about.
    Country(Vec<String>),
    /// ISO codes of countries that it names.
    Mentions(Vec<String>),
    /// Full names.
    Leader(Vec<String>),
    /// Topics or parents of topics.
    Topic(Vec<String>),
    /// Outlets.
    Source(Vec<String>),
    /// Authors.
    Author(Vec<String>),
    /// ISO 639-1 codes.
    Lang(Vec<String>),
    /// Days of publication.
    Date(Vec<Period>),
    /// Words of the body, both ends included.
    Words {
        /// The fewest.
        least: u64,
        /// The most.
        most: u64,
    },
}

impl Condition {
    /// The names, any of which is enough; `None` for days and numbers of words.
    pub(crate) fn names(&self) -> Option<&[String]> {
        match self {
            Self::Country(names)
            | Self::Mentions(names)
            | Self::Leader(names)
            | Self::Topic(names)
            | Self::Source(names)
            | Self::Author(names)
            | Self::Lang(names) => Some(names),
            Self::Date(_) | Self::Words { .. } => None,
        }
    }
}

/// A tree as the index knows it.
pub type Resolved = Tree<Leaf, Condition>;

/// A part of a query that counts and scores by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// As typed.
    pub typed: String,
    /// What it means.
    pub tree: Resolved,
    /// How often it was typed: its score counts as often.
    pub times: u16,
    /// Whether it is a function word (`the`, `of`, `what`) among words that say more.
    pub function_word: bool,
    /// What its score is multiplied by besides; see [`crate::query::Compiled::weigh`].
    pub boost: f32,
    /// Whether articles must have it even where any word is enough.
    pub required: bool,
}

impl<L, F> Tree<L, F> {
    /// Calls `visit` with each word and phrase that articles should have, in the order typed.
    pub(crate) fn wanted<'a>(&'a self, visit: &mut dyn FnMut(&'a L)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::Near { left, right, .. } => {
                left.wanted(visit);
                right.wanted(visit);
            }
            Self::Same { parts, .. } | Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.wanted(visit));
            }
            Self::In { tree, .. } | Self::AtLeast { tree, .. } => tree.wanted(visit),
            Self::Not(_) | Self::Filter(_) => {}
        }
    }

    /// Calls `visit` with each word and phrase, in the order typed; those that must not be there too.
    pub fn leaves<'a>(&'a self, visit: &mut dyn FnMut(&'a L)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::Near { left, right, .. } => {
                left.leaves(visit);
                right.leaves(visit);
            }
            Self::Same { parts, .. } | Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.leaves(visit));
            }
            Self::Not(tree) | Self::In { tree, .. } | Self::AtLeast { tree, .. } => tree.leaves(visit),
            Self::Filter(_) => {}
        }
    }

    /// The same shape with other words and filters.
    pub fn map<M, G>(&self, leaf: &mut dyn FnMut(&L) -> M, filter: &mut dyn FnMut(&F) -> G) -> Tree<M, G> {
        let mut all = |parts: &[Self]| parts.iter().map(|part| part.map(leaf, filter)).collect();
        match self {
            Self::Same { unit, parts } => Tree::Same { unit: *unit, parts: all(parts) },
            Self::All(parts) => Tree::All(all(parts)),
            Self::Any(parts) => Tree::Any(all(parts)),
            Self::Leaf(one) => Tree::Leaf(leaf(one)),
            Self::Near { left, right, distance, ordered } => Tree::Near {
                left: Box::new(left.map(leaf, filter)),
                right: Box::new(right.map(leaf, filter)),
                distance: *distance,
                ordered: *ordered,
            },
            Self::Not(tree) => Tree::Not(Box::new(tree.map(leaf, filter))),
            Self::In { part, tree } => Tree::In { part: *part, tree: Box::new(tree.map(leaf, filter)) },
            Self::AtLeast { times, tree } => Tree::AtLeast { times: *times, tree: Box::new(tree.map(leaf, filter)) },
            Self::Filter(one) => Tree::Filter(filter(one)),
        }
    }
}
