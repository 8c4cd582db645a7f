//! What is asked: the command line, the evaluator and later HTTP fill the same request.

use chrono::NaiveDate;

use crate::annotate::Own;
use crate::query::{Effort, Filters};
use crate::search::{Step, Weights};

/// Which words an article must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// Any; in relevance order those with all words of a short query come first.
    #[default]
    Any,
    /// All.
    All,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match first; equal scores newest first.
    #[default]
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// What can be counted over all hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacetKind {
    /// Main countries.
    Country,
    /// Leaders.
    Leader,
    /// Topics, parents with their children's articles.
    Topic,
    /// Outlets.
    Source,
    /// Languages.
    Lang,
    /// Authors.
    Author,
    /// Months of publication.
    Month,
}

/// A random choice among all hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How many, if there are so many.
    pub size: usize,
    /// Another seed, another choice; the same seed and the same articles, the same choice in the same order.
    pub seed: u64,
}

/// A question to an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// As typed. Empty: everything that the filters let through.
    pub query: String,
    /// `None` when the person did not choose: any for ranked lists, all for what counts (facets, counts, ids of all,
    /// date order), with any as a noted fall-back.
    pub matching: Option<Matching>,
    /// The order.
    pub sort: Sort,
    /// What hits must have besides the words.
    pub filters: Filters,
    /// How many hits; `None` for all.
    pub limit: Option<usize>,
    /// How many hits to pass over first.
    pub offset: usize,
    /// What to count over all hits.
    pub facets: Vec<FacetKind>,
    /// A random choice among all hits instead of the first ones, in random order; `limit`, `offset` and `sort` do not matter
    /// then.
    pub sample: Option<Sample>,
    /// Whether hits carry their [`crate::search::Proof`].
    pub evidence: bool,
    /// Whether hits are counted along time, with this step or, for `Some(None)`, with one that fits.
    pub timeline: Option<Option<Step>>,
    /// Whether an exact total is wanted even under [`Sort::Newest`] and [`Sort::Oldest`], where it costs: every match is
    /// read. By relevance and with facets there is a total in any case.
    pub count: bool,
    /// Whether each copy of a story is a hit of its own; otherwise the best one stands for all, and limit and offset count
    /// stories.
    pub all_copies: bool,
    /// Whether hits carry what is drawn of them: heading, marks, snippets and short id; `false` for ids and counts alone.
    pub snippets: bool,
    /// What counts how much in the order of hits.
    pub weights: Weights,
    /// Under [`Sort::Relevance`]: newer articles count more, by so many days in which what an article gets for its age
    /// halves; `None`: age does not count.
    pub fresh: Option<f32>,
    /// Whether hits say what their score is made of.
    pub explain: bool,
    /// The day of asking: what `since:yesterday` is seen from.
    pub today: NaiveDate,
    /// What a person adds to countries and topics; names in the query are looked up there too.
    pub own: Own,
    /// What it may cost to answer.
    pub effort: Effort,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            matching: None,
            sort: Sort::default(),
            filters: Filters::default(),
            limit: Some(10),
            offset: 0,
            facets: Vec::new(),
            timeline: None,
            sample: None,
            evidence: false,
            count: false,
            all_copies: false,
            snippets: true,
            weights: Weights::default(),
            fresh: None,
            explain: false,
            today: NaiveDate::default(),
            own: Own::default(),
            effort: Effort::default(),
        }
    }
}
