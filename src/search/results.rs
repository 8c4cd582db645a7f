//! What answers a request: plain data, drawn elsewhere.

use std::ops::Range;

use crate::article::{Date, Key, Labels, Metadata, Origin};
use crate::query::Suggestion;
use crate::search::{Explanation, FacetKind, Matching, PartCount, Timeline};

/// A piece of a hit's text with marks on what matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// `title` or `body`.
    pub field: &'static str,
    /// The piece as it stands in the cleaned text; line breaks within it are still there.
    pub text: String,
    /// Byte ranges of `text` that matched, in order, disjoint, on character boundaries.
    pub marks: Vec<Range<usize>>,
    /// Byte offset of the piece within the title or the body.
    pub offset: usize,
    /// Whether the field goes on before and after the piece.
    pub cut: (bool, bool),
}

/// What proves a hit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// When it was indexed, new or changed: microseconds since 1970 UTC; 0 when that is not known.
    pub indexed: u64,
    /// The first 16 hexadecimal digits of the BLAKE3 hash of the original file, as it was when it was indexed; empty when it
    /// was not read to its end, for standard input, and unless evidence was asked for.
    pub file_hash: String,
    /// The sentences that matched, as they stand in the original, in the order of the text; empty unless evidence was asked
    /// for.
    pub quotes: Vec<String>,
}

/// One article that answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Place in the list, from 1, offset included.
    pub rank: usize,
    /// The score, on the scale of BM25; `None` under date order.
    pub score: Option<f32>,
    /// What the score is made of, where that was asked for and there is one.
    pub explanation: Option<Explanation>,
    /// Whether the article has every word of the query.
    pub all_words: bool,
    /// The id given, or the key.
    pub id: String,
    /// The document key.
    pub key: Key,
    /// The shortest beginning of the key, 6 letters or more, that no other article shares; empty unless snippets were
    /// asked for.
    pub short_id: String,
    /// Where it came from.
    pub origin: Origin,
    /// Its metadata.
    pub meta: Metadata,
    /// What proves it.
    pub proof: Proof,
    /// Title, or the beginning of the body where there is none; empty unless snippets were asked for.
    pub heading: String,
    /// Marks within `heading`.
    pub heading_marks: Vec<Range<usize>>,
    /// What it is about.
    pub labels: Labels,
    /// Other articles that tell the same story; `None` for one without a copy, where every copy is a hit, and where
    /// nothing is drawn.
    pub copies: Option<Copies>,
    /// The title first if it matched, whole; then the best passages of the body, best first, or its beginning without marks
    /// where it has no match.
    pub snippets: Vec<Passage>,
}

/// What else of an index tells the story of a hit, whether the query and its filters find it or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// How many other articles.
    pub others: u64,
    /// From how many outlets that are named.
    pub sources: u64,
    /// The first of all, this one too; `None` when none has a date.
    pub first: Option<Published>,
    /// The newest of all.
    pub newest: Option<Published>,
    /// The beginnings of the keys of the others, unique and enough to name them by.
    pub ids: Vec<String>,
}

/// When and where an article of a story was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The beginning of its key.
    pub id: String,
    /// When.
    pub date: Date,
    /// The outlet.
    pub source: Option<String>,
}

/// How many stories the articles tell that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryCount {
    /// Stories, articles without a copy among them.
    pub stories: u64,
    /// Whether the number was reckoned from a part of the articles.
    pub about: bool,
}

/// Counts of one column over all hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// What was counted.
    pub kind: FacetKind,
    /// Value and number of articles, most first; months in order of time.
    pub counts: Vec<(String, u64)>,
    /// Articles without a value.
    pub none: u64,
}

/// A query that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The whole query with other words in it.
    pub query: String,
    /// Which words, and why.
    pub words: Vec<Suggestion>,
}

/// Articles that were not found because cleaning took the words out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InRemoved {
    /// How many.
    pub articles: u64,
    /// The ids of the newest.
    pub ids: Vec<String>,
}

/// Articles that a filter of countries leaves out although they name the country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlyMentioning {
    /// ISO codes of the countries that were asked for.
    pub countries: Vec<String>,
    /// How many articles match everything else and name one of them, but are about none.
    pub articles: u64,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The page that was asked for.
    pub hits: Vec<Hit>,
    /// Whether any article matches as asked, on this page or on another.
    pub found: bool,
    /// Articles that match as asked; `None` under [`crate::search::Sort::Newest`] and `Oldest`, which stop early, unless a count
    /// or facets were asked for.
    pub total: Option<u64>,
    /// Of these, articles that have all words; `None` where there is no total.
    pub total_all: Option<u64>,
    /// How many stories these articles tell; `None` where there is no total, nothing is drawn, or stories are not known.
    pub stories: Option<StoryCount>,
    /// How words were matched in the end.
    pub matching: Matching,
    /// Articles in what was searched (the root, or the whole index).
    pub searched: u64,
    /// Hits without a date, under a date filter or date order: how many articles were left out or stand last.
    pub undated: Option<u64>,
    /// Whether a date was asked for, so that undated articles are left out.
    pub dated: bool,
    /// Where countries were asked for once, by a flag or in the query.
    pub only_mentioning: Option<OnlyMentioning>,
    /// Articles that have all words only together with what cleaning removed; looked for when the page is not full.
    pub in_removed: InRemoved,
    /// Hits along time, where that was asked for.
    pub timeline: Option<Timeline>,
    /// What each part of the query finds by itself, where all together find nothing.
    pub parts: Vec<PartCount>,
    /// What may have been meant; never run unasked.
    pub suggestion: Option<Suggested>,
    /// Counts.
    pub facets: Vec<FacetCounts>,
    /// The query as understood: `rare earths -china country:JP since:2025-10-01`.
    pub read_as: String,
    /// What could not be honoured, and what was done instead; sentences in lower case.
    pub notes: Vec<String>,
    /// Time in microseconds from request to results.
    pub took_us: u64,
}
