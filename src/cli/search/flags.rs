//! The flags of a search: which page, which articles, what is printed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;
use newsdex::query::Filters;
use newsdex::search::FacetKind;

use crate::cli::failure::Failure;
use crate::cli::names::Countries;
use crate::cli::{dates, names};

#[derive(Debug, clap::Args)]
pub(crate) struct Page {
    /// Number of hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    /// Pass over the first N hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// All hits
    #[arg(long, conflicts_with = "limit")]
    pub(super) all: bool,
    /// Articles with any of the words, or with all of them
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(super) r#match: Option<MatchArg>,
    /// Order of hits
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(super) sort: Option<SortArg>,
    /// Bring PATH up to date first, then search only there
    #[arg(long, value_name = "PATH")]
    pub(super) corpus: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// About this country: name, demonym or ISO code
    #[arg(long, value_name = "X")]
    pub(super) country: Vec<String>,
    /// Mentions this country
    #[arg(long, value_name = "X")]
    pub(super) mentions: Vec<String>,
    /// Countries this leader
    #[arg(long, value_name = "NAME")]
    pub(super) leader: Vec<String>,
    /// On this topic; a parent finds its children
    #[arg(long, value_name = "T")]
    pub(super) topic: Vec<String>,
    /// From this outlet
    #[arg(long, value_name = "S")]
    pub(super) source: Vec<String>,
    /// Signed by this author
    #[arg(long, value_name = "A")]
    pub(super) author: Vec<String>,
    /// In this language
    #[arg(long, value_name = "L")]
    pub(super) lang: Vec<String>,
    /// In files like this: '*' within a folder, '**' across folders
    #[arg(long, value_name = "GLOB")]
    pub(super) path: Vec<String>,
    /// Published then: 2025, 2025-10, 2025-10-28, 'last week'
    #[arg(long, value_name = "D")]
    pub(super) date: Vec<String>,
    /// Published then or later
    #[arg(long, value_name = "D")]
    pub(super) since: Vec<String>,
    /// Published then or earlier
    #[arg(long, value_name = "D")]
    pub(super) until: Vec<String>,
    /// Without a date
    #[arg(long, conflicts_with_all = ["date", "since", "until"])]
    pub(super) undated: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Count values over all hits: country, leader, topic, source, lang, author, month, or all
    #[arg(long, value_enum, value_name = "FIELDS", value_delimiter = ',', hide_possible_values = true)]
    pub(super) facets: Vec<FacetArg>,
    /// Only the number of articles
    #[arg(long, conflicts_with = "ids")]
    pub(super) count: bool,
    /// Only ids, one a line
    #[arg(long)]
    pub(super) ids: bool,
    /// NDJSON on standard output: hits, facets, summary
    #[arg(long, conflicts_with = "ids")]
    pub(super) json: bool,
    /// Print a page that is longer than the screen at once, not through $PAGER
    #[arg(long)]
    pub(super) no_pager: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatchArg {
    Any,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FacetArg {
    Country,
    Leader,
    Topic,
    Source,
    Lang,
    Author,
    Month,
    All,
}

/// Every facet, in the order in which they are shown.
pub(crate) const ALL_FACETS: [FacetKind; 7] = [
    FacetKind::Country,
    FacetKind::Leader,
    FacetKind::Topic,
    FacetKind::Source,
    FacetKind::Lang,
    FacetKind::Author,
    FacetKind::Month,
];

impl FilterArgs {
    /// Whether a country or a topic is asked for, which the configuration may know.
    pub(super) fn names_something(&self) -> bool {
        [&self.country, &self.mentions, &self.topic].iter().any(|typed| !typed.is_empty())
    }

    pub(super) fn resolve(&self, today: NaiveDate, names: &Countries<'_>) -> Result<Filters, Failure> {
        Ok(Filters {
            countries: names::resolve_all(&self.country, |text| names.code(text))?,
            mentioned: names::resolve_all(&self.mentions, |text| names.code(text))?,
            leaders: self.leader.clone(),
            // known when the index is open
            topics: self.topic.clone(),
            sources: self.source.clone(),
            authors: self.author.clone(),
            langs: names::resolve_all(&self.lang, names::language)?,
            paths: self.path.clone(),
            root: None,
            dates: dates::periods(&self.date, &self.since, &self.until, today)?,
            undated: self.undated,
        })
    }
}

pub(super) fn kinds(args: &[FacetArg]) -> Vec<FacetKind> {
    if args.contains(&FacetArg::All) {
        return ALL_FACETS.to_vec();
    }
    let mut kinds = Vec::new();
    for arg in args {
        let kind = match arg {
            FacetArg::Country => FacetKind::Country,
            FacetArg::Leader => FacetKind::Leader,
            FacetArg::Topic => FacetKind::Topic,
            FacetArg::Source => FacetKind::Source,
            FacetArg::Lang => FacetKind::Lang,
            FacetArg::Author => FacetKind::Author,
            FacetArg::Month | FacetArg::All => FacetKind::Month,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}
