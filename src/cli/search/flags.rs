//! The flags of a search: which page, which articles, what is printed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;
use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::present::Format;
use newsdex::query::{Filters, check_values};
use newsdex::search::{FacetKind, Step};

use crate::cli::failure::Failure;
use crate::cli::watch::Limit;
use crate::cli::{dates, names};

#[derive(Debug, clap::Args)]
pub(crate) struct Page {
    /// Number of hits, of lines with --kwic [default: 10, all lines]
    #[arg(short = 'n', long, value_name = "N")]
    pub(super) limit: Option<usize>,
    /// Pass over the first N hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// Articles with any of the words, or with all of them
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(super) r#match: Option<MatchArg>,
    /// Order of hits
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(super) sort: Option<SortArg>,
    /// Each copy of a story as a hit of its own
    #[arg(long)]
    pub(super) all_copies: bool,
    /// Rank by words and where they stand, not by meaning nor by what articles are about
    #[arg(long)]
    pub(super) lexical: bool,
    /// Rank newer articles higher: what an article gets for its age halves every DAYS days [default: 30]
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "30",
        value_parser = half_life, conflicts_with = "sample")]
    pub(super) fresh: Option<f32>,
    /// A random sample of N hits, for hand coding
    #[arg(long, value_name = "N", conflicts_with_all = ["limit", "offset", "sort", "count"])]
    pub(super) sample: Option<usize>,
    /// Another S, another sample
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) cost: Limit,
}

/// What only a search that is typed can have.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Reach {
    /// All hits
    #[arg(long, conflicts_with_all = ["limit", "sample"])]
    pub(super) all: bool,
    /// Bring PATH up to date first, then search only there
    #[arg(long, value_name = "PATH")]
    pub(super) corpus: Option<PathBuf>,
    /// Say why this article is not found, or stands low
    #[arg(long, value_name = "ID", conflicts_with_all = ["queries", "ids", "count", "facets", "timeline", "kwic", "sample"])]
    pub(super) why_not: Option<String>,
    /// Answer each line of FILE ('-': standard input); '#' begins a remark
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "kwic"])]
    pub(super) queries: Option<PathBuf>,
}

/// The flags that can be saved, and given anew when a saved search is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Question {
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    output: Output,
}

/// [`Question`], and all hits.
#[derive(Debug, clap::Args)]
pub(crate) struct Saved {
    /// All hits
    #[arg(long, conflicts_with_all = ["limit", "sample"])]
    all: bool,
    #[command(flatten)]
    question: Question,
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
    /// Names this leader
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
    /// Count hits along time, and their share of all articles: by day, week, month or year, or what fits
    #[arg(long, value_enum, value_name = "STEP", num_args = 0..=1, require_equals = true, default_missing_value = "fitting")]
    pub(super) timeline: Option<StepArg>,
    /// Only the number of articles
    #[arg(long, conflicts_with = "ids")]
    pub(super) count: bool,
    /// Only ids, one a line
    #[arg(long)]
    pub(super) ids: bool,
    /// Form: text, json, csv, tsv, ris, bibtex, csl-json, atom or trec ('newsdex help export')
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "ids", hide_possible_values = true)]
    pub(super) format: Option<FormatArg>,
    /// NDJSON on standard output, as --format json: hits, facets, summary
    #[arg(long, conflicts_with_all = ["ids", "format"])]
    pub(super) json: bool,
    /// Say what the score of each hit is made of
    #[arg(long, conflicts_with_all = ["ids", "count", "kwic", "sample"])]
    pub(super) explain: bool,
    /// Every occurrence in all hits, one line each, the keywords below each other
    #[arg(long, conflicts_with_all = ["ids", "count", "facets", "timeline", "sample"])]
    pub(super) kwic: bool,
    /// Order of these lines: as the hits, or by the words left or right of the keyword
    #[arg(long, value_enum, value_name = "ORDER", requires = "kwic")]
    pub(super) kwic_sort: Option<KwicSort>,
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

/// What a row of a timeline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StepArg {
    #[value(hide = true)]
    Fitting,
    Day,
    Week,
    Month,
    Year,
}

impl StepArg {
    /// `None` for one that fits.
    pub(super) fn step(self) -> Option<Step> {
        match self {
            Self::Fitting => None,
            Self::Day => Some(Step::Day),
            Self::Week => Some(Step::Week),
            Self::Month => Some(Step::Month),
            Self::Year => Some(Step::Year),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KwicSort {
    Hit,
    Left,
    Right,
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

/// How hits are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    #[default]
    Text,
    Json,
    Csv,
    Tsv,
    Ris,
    Bibtex,
    CslJson,
    Atom,
    Trec,
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

impl Page {
    /// Refuses what says how to rank where nothing is ranked; `explain`: whether scores are to be explained.
    pub(super) fn check(&self, explain: bool) -> Result<(), Failure> {
        let order = match self.sort {
            None | Some(SortArg::Relevance) => return Ok(()),
            Some(SortArg::Newest) => "newest",
            Some(SortArg::Oldest) => "oldest",
        };
        let asked = [(self.lexical, "--lexical"), (self.fresh.is_some(), "--fresh"), (explain, "--explain")];
        match asked.into_iter().find(|(is_asked, _)| *is_asked) {
            Some((_, what)) => Err(Failure::Usage(format!(
                "under '--sort {order}' nothing is ranked, so that {what} changes nothing; leave one of both out"
            ))),
            None => Ok(()),
        }
    }
}

impl Output {
    /// How hits are printed.
    pub(super) fn format(&self) -> FormatArg {
        if self.json { FormatArg::Json } else { self.format.unwrap_or_default() }
    }

    /// The format, where it is one for other programs than ours.
    pub(super) fn export(&self) -> Option<Format> {
        Some(match self.format() {
            FormatArg::Text | FormatArg::Json => return None,
            FormatArg::Csv => Format::Csv,
            FormatArg::Tsv => Format::Tsv,
            FormatArg::Ris => Format::Ris,
            FormatArg::Bibtex => Format::Bibtex,
            FormatArg::CslJson => Format::CslJson,
            FormatArg::Atom => Format::Atom,
            FormatArg::Trec => Format::Trec,
        })
    }

    /// Whether lines are printed, not hits.
    pub(crate) fn is_kwic(&self) -> bool {
        self.kwic
    }

    /// Whether hits are drawn for people.
    pub(super) fn is_drawn(&self) -> bool {
        self.format() == FormatArg::Text && !self.ids && !self.count
    }

    /// Whether hits carry their evidence: a drawn page shows none, and a run is ids and ranks.
    pub(super) fn wants_evidence(&self) -> bool {
        !self.ids && !self.count && !matches!(self.format(), FormatArg::Text | FormatArg::Trec)
    }

    /// Whether answers can be printed one after the other.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let form = |output: &Self| (output.format(), output.ids, output.count, output.kwic);
        form(self) == form(other)
    }

    /// What has no place in the format.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let numbers = [
            (self.count, "--count"),
            (!self.facets.is_empty(), "--facets"),
            (self.timeline.is_some(), "--timeline"),
            (self.kwic, "--kwic"),
            (self.explain, "--explain"),
        ];
        let asked = numbers.into_iter().find(|(is_asked, _)| *is_asked).filter(|_| self.export().is_some());
        let Some((_, what)) = asked else { return Ok(()) };
        Err(Failure::Usage(format!("{what} prints what only '--format text' and '--format json' have")))
    }
}

impl FilterArgs {
    /// Lists and values have an end: each is compared with all names of the index.
    fn check(&self) -> Result<(), Failure> {
        for (flag, values) in [
            ("--country", &self.country),
            ("--mentions", &self.mentions),
            ("--leader", &self.leader),
            ("--topic", &self.topic),
            ("--source", &self.source),
            ("--author", &self.author),
            ("--lang", &self.lang),
            ("--path", &self.path),
            ("--date", &self.date),
            ("--since", &self.since),
            ("--until", &self.until),
        ] {
            check_values(flag, values)?;
        }
        Ok(())
    }

    pub(super) fn resolve(
        &self,
        today: NaiveDate,
        own: &Own,
        index: &dyn Fn() -> Option<Index>,
    ) -> Result<Filters, Failure> {
        self.check()?;
        Ok(Filters {
            countries: names::country_codes(&self.country, own, index)?,
            mentioned: names::country_codes(&self.mentions, own, index)?,
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
            indexed: None,
        })
    }
}

/// Days in which what an article gets for its age halves.
pub(crate) fn half_life(typed: &str) -> Result<f32, String> {
    let days = typed.trim_end_matches(|c: char| c == 'd' || c.is_whitespace());
    match days.parse::<f32>() {
        Ok(days) if days.is_finite() && days > 0.0 => Ok(days),
        _ => Err("it takes a number of days, such as 30".to_owned()),
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
