//! `newsdex search`: ranked answers with highlighted snippets.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDate};
use clap::ValueEnum;
use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::ingest;
use newsdex::present::Look;
use newsdex::query::Filters;
use newsdex::search::{self, FacetKind, Matching, Request, Results, Sort};
use newsdex::{Error, present};

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::{dates, index, last, names, pager, words};

/// Find articles: ranked, with highlighted snippets
///
/// QUERY is text: tariff -china, '"rare earths"'. A word that begins with a minus is not wanted; what follows '--' is text
/// even if it looks like a flag. See 'newsdex help query' and 'newsdex help filters'.
#[derive(Debug, clap::Args)]
#[command(after_help = "A filter repeated means or, different filters mean and.")]
pub(crate) struct Args {
    /// What to look for; nothing with filters: everything that passes them
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Page {
    /// Number of hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Pass over the first N hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// All hits
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Articles with any of the words, or with all of them
    #[arg(long, value_enum, value_name = "WHICH")]
    r#match: Option<MatchArg>,
    /// Order of hits
    #[arg(long, value_enum, value_name = "ORDER")]
    sort: Option<SortArg>,
    /// Bring PATH up to date first, then search only there
    #[arg(long, value_name = "PATH")]
    corpus: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Filters")]
struct FilterArgs {
    /// About this country: name, demonym or ISO code
    #[arg(long, value_name = "X")]
    country: Vec<String>,
    /// Mentions this country
    #[arg(long, value_name = "X")]
    mentions: Vec<String>,
    /// Countries this leader
    #[arg(long, value_name = "NAME")]
    leader: Vec<String>,
    /// On this topic; a parent finds its children
    #[arg(long, value_name = "T")]
    topic: Vec<String>,
    /// From this outlet
    #[arg(long, value_name = "S")]
    source: Vec<String>,
    /// Signed by this author
    #[arg(long, value_name = "A")]
    author: Vec<String>,
    /// In this language
    #[arg(long, value_name = "L")]
    lang: Vec<String>,
    /// In files like this: '*' within a folder, '**' across folders
    #[arg(long, value_name = "GLOB")]
    path: Vec<String>,
    /// Published then: 2025, 2025-10, 2025-10-28, 'last week'
    #[arg(long, value_name = "D")]
    date: Vec<String>,
    /// Published then or later
    #[arg(long, value_name = "D")]
    since: Vec<String>,
    /// Published then or earlier
    #[arg(long, value_name = "D")]
    until: Vec<String>,
    /// Without a date
    #[arg(long, conflicts_with_all = ["date", "since", "until"])]
    undated: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
struct Output {
    /// Count values over all hits: country, leader, topic, source, lang, author, month, or all
    #[arg(long, value_enum, value_name = "FIELDS", value_delimiter = ',', hide_possible_values = true)]
    facets: Vec<FacetArg>,
    /// Only the number of articles
    #[arg(long, conflicts_with = "ids")]
    count: bool,
    /// Only ids, one a line
    #[arg(long)]
    ids: bool,
    /// NDJSON on standard output: hits, facets, summary
    #[arg(long, conflicts_with = "ids")]
    json: bool,
    /// Print a page that is longer than the screen at once, not through $PAGER
    #[arg(long)]
    no_pager: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MatchArg {
    Any,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FacetArg {
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

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        // a filter within the query has a colon
        let own = match self.filters.names_something() || self.words.iter().any(|word| word.contains(':')) {
            true => Config::here()?.own,
            false => Own::default(),
        };
        let mut request = self.request(Local::now().date_naive(), &own, &|| shared.open().ok())?;
        let index = match &self.page.corpus {
            Some(path) => {
                let (index, root) = bring_up_to_date(path, shared)?;
                request.filters.root = Some(root);
                index
            }
            None => shared.open()?,
        };
        request.filters.topics = names::topics(&own, &index, &request.filters.topics)?;
        let results = search::search(&index, &request)?;
        // before it is printed: a pager that closes early has shown hits; an empty page leaves what stood before
        if self.is_drawn() && !results.hits.is_empty() {
            last::save(index.dir(), &results);
        }
        self.print(&request, &results, shared)?;
        if !self.output.json {
            let look = shared.look_aside();
            shared.say(|out| present::summary(out, &request, &results, &look));
        }
        Ok(if results.found { Done::Well } else { Done::Nothing })
    }

    fn request(&self, today: NaiveDate, own: &Own, index: &dyn Fn() -> Option<Index>) -> Result<Request, Failure> {
        let (page, output) = (&self.page, &self.output);
        let request = Request {
            query: words::query(&self.words),
            matching: page.r#match.map(|which| match which {
                MatchArg::Any => Matching::Any,
                MatchArg::All => Matching::All,
            }),
            sort: match page.sort {
                None | Some(SortArg::Relevance) => Sort::Relevance,
                Some(SortArg::Newest) => Sort::Newest,
                Some(SortArg::Oldest) => Sort::Oldest,
            },
            filters: self.filters.resolve(today, own, index)?,
            limit: match (page.all, output.count) {
                (_, true) => Some(0),
                (true, _) => None,
                (false, false) => Some(page.limit),
            },
            offset: page.offset,
            facets: kinds(&output.facets),
            count: output.count,
            snippets: !output.ids && !output.count,
            today,
            own: own.clone(),
        };
        let asks_something = !request.query.trim().is_empty()
            || request.filters != Filters::default()
            || !request.facets.is_empty()
            || page.corpus.is_some()
            || page.sort.is_some()
            || page.all
            || output.count;
        if asks_something {
            return Ok(request);
        }
        Err(Failure::Usage(
            "nothing to look for: give words, a filter such as '--country japan', or '--sort newest'".to_owned(),
        ))
    }

    /// Whether hits are drawn for people, who may then say `@3`.
    fn is_drawn(&self) -> bool {
        !self.output.json && !self.output.ids && !self.output.count
    }

    fn print(&self, request: &Request, results: &Results, shared: &Shared) -> Result<(), Failure> {
        let may_page = self.is_drawn() && !self.output.no_pager && pager::can_be_left();
        let rows = if may_page { shared.rows() } else { None };
        let Some(rows) = rows else {
            let mut out = output();
            self.write(&mut out, request, results, &shared.look())?;
            return Ok(out.flush()?);
        };
        let mut page = Vec::new();
        self.write(&mut page, request, results, &shared.look())?;
        if !pager::is_wanted(&page, rows) || !pager::show(&page)? {
            io::stdout().write_all(&page)?;
        }
        Ok(())
    }

    fn write(&self, out: &mut dyn Write, request: &Request, results: &Results, look: &Look) -> io::Result<()> {
        if self.output.json {
            return present::results_json(out, request, results);
        }
        if self.output.count {
            writeln!(out, "{}", results.total.unwrap_or(0))?;
        } else if self.output.ids {
            present::ids(out, results, look)?;
        } else {
            present::hits(out, results, look)?;
        }
        if !results.facets.is_empty() {
            if !results.hits.is_empty() || self.output.count {
                writeln!(out)?;
            }
            present::facets(out, &results.facets, look)?;
        }
        Ok(())
    }
}

impl FilterArgs {
    /// Whether a country or a topic is asked for, which the configuration may know.
    fn names_something(&self) -> bool {
        [&self.country, &self.mentions, &self.topic].iter().any(|typed| !typed.is_empty())
    }

    fn resolve(&self, today: NaiveDate, own: &Own, index: &dyn Fn() -> Option<Index>) -> Result<Filters, Failure> {
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
        })
    }
}

fn kinds(args: &[FacetArg]) -> Vec<FacetKind> {
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

/// Indexes `path` as far as it changed; gives the index, and the root and place in it that `path` is.
fn bring_up_to_date(path: &Path, shared: &Shared) -> Result<(Index, (String, String)), Failure> {
    let place = shared.place()?;
    let nothing = || Failure::Usage(format!("no file or folder '{}' to search", path.display()));
    // a mistyped path leaves no empty index behind
    let index = match place.open() {
        Err(Error::NoIndex { .. }) if path.exists() => Index::open_or_create(&place.dir)?,
        Err(Error::NoIndex { .. }) => return Err(nothing()),
        opened => opened?,
    };
    if !path.exists() && ingest::locate(path, &index.payload()?).is_none() {
        return Err(nothing());
    }
    let summary = index::update(&index, &[path.to_owned()], &Config::here()?.options(), shared)?;
    if summary.interrupted {
        return Err(Error::Interrupted.into());
    }
    let root = ingest::locate(path, &index.payload()?).ok_or_else(nothing)?;
    shared.say(|out| {
        let skipped = summary.newly_skipped().count() as u64;
        let skipped = if skipped == 0 {
            String::new()
        } else {
            format!(", {} skipped: see 'newsdex stats --skipped'", present::count(skipped))
        };
        let [new, changed, removed] = [summary.new, summary.changed, summary.removed].map(present::count);
        let path = present::one_line(&path.display().to_string());
        writeln!(out, "only '{path}', up to date: {new} new, {changed} changed, {removed} removed{skipped}")
    });
    Ok((index, root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command, parse};
    use std::ffi::OsString;

    fn request(line: &[&str]) -> Result<Request, Failure> {
        let args = ["newsdex", "search"].iter().chain(line).map(OsString::from);
        let Cli { command: Command::Search(args), .. } = parse(args)? else { panic!("a search") };
        args.request("2025-10-31".parse().unwrap(), &Own::default(), &|| None)
    }

    fn query(line: &[&str]) -> String {
        request(line).unwrap().query
    }

    #[test]
    fn query_words_may_begin_with_a_minus() {
        assert_eq!(query(&["tariff", "-china"]), "tariff -china");
        assert_eq!(query(&["-china"]), "-china");
        assert_eq!(query(&["-n", "3", "tariff", "-trade war"]), "tariff -\"trade war\"");
        assert_eq!(query(&["tariff", "-news", "-health", "-Vienna"]), "tariff -news -health -Vienna");
        assert_eq!(query(&["--", "--json", "-n"]), "--json -n");
        assert_eq!(query(&["climate", "-", "change"]), "climate - change");
        assert_eq!(query(&["\"rare earths\""]), "\"rare earths\"");
        assert_eq!(request(&["tariff", "-n", "3"]).unwrap().limit, Some(3));
        let error = request(&["tariff", "-n"]).unwrap_err().to_string();
        assert!(error.contains("a value is required for '--limit <N>'"), "{error}");
    }

    #[test]
    fn wrong_usage_is_exit_code_two() {
        for line in [
            &["tariff", "-n"][..],
            &["tariff", "--nonsense"],
            &["tariff", "-n", "many"],
            &["tariff", "-n", "-3"],
            &["tariff", "--sort", "best"],
            &["tariff", "--date", "someday"],
            &["tariff", "--undated", "--since", "2025"],
            &["tariff", "--all", "-n", "3"],
            &["tariff", "--ids", "--count"],
            &["tariff", "--facets", "nonsense"],
            &["tariff", "--limit", "1", "--limit", "2"],
            &["--index", "a", "--index", "b", "tariff"],
            &[],
            &["-n", "5", "--json"],
            &["   "],
        ] {
            assert!(request(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn filters_are_resolved_and_facets_named() {
        let request =
            request(&["--since", "2025-09", "--until", "2025-10", "--facets", "country,month,country"]).unwrap();
        assert_eq!(request.facets, [FacetKind::Country, FacetKind::Month]);
        let period = request.filters.dates[0];
        assert_eq!((period.since, period.until), ("2025-09-01".parse().ok(), "2025-10-31".parse().ok()));
        assert_eq!(self::request(&["--facets", "all"]).unwrap().facets, ALL_FACETS);
        let request =
            self::request(&["--country", "JP", "--country", "us", "--source", "Post", "--path", "a/*"]).unwrap();
        assert_eq!(request.filters.countries, ["JP", "US"]);
        assert_eq!((request.filters.sources.len(), request.filters.paths.len()), (1, 1));
    }

    #[test]
    fn counting_wants_no_hits() {
        let request = request(&["a", "--count"]).unwrap();
        assert_eq!((request.limit, request.count, request.snippets), (Some(0), true, false));
        assert_eq!(self::request(&["a", "--all", "--ids"]).unwrap().limit, None);
        assert!(self::request(&["--sort", "newest"]).is_ok());
    }
}
