//! `newsdex search`: ranked answers with highlighted snippets.

mod corpus;
mod flags;
mod given;
mod kwic;
mod print;
mod queries;
#[cfg(test)]
mod tests;
mod why_not;

use std::cell::OnceCell;
use std::hint::black_box;
use std::mem::ManuallyDrop;

use chrono::{Local, NaiveDate};
use newsdex::annotate::Own;
use newsdex::index::Index;
use newsdex::query::Filters;
use newsdex::search::{self, Matching, Request, Results, Sample, Sort, Weights};

use crate::cli::args::Shared;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::search::corpus::bring_up_to_date;
use crate::cli::search::flags::{FilterArgs, MatchArg, Output, Page, Reach, SortArg, StepArg, kinds};
use crate::cli::search::queries::Question;
use crate::cli::watch::Watch;
use crate::cli::{names, words};

pub(crate) use crate::cli::search::flags::{ALL_FACETS, Question as Flags, Saved, half_life};
pub(crate) use crate::cli::search::given::{Given, NAMELESS, args_of, unknown};
pub(crate) use crate::cli::search::print::Printer;

/// Hits, if nobody says how many: a page of a result list.
const LIMIT: usize = 10;

/// Bytes of the piece of memory that is asked for and given back at the start of a search: what unpacking a block of texts takes
/// is a fifth of it.
const PIECE: usize = 1 << 20;

/// Find articles: ranked, with highlighted snippets
///
/// QUERY is text: tariff -china, '"rare earths"'. A word that begins with a minus is not wanted; what follows '--' is text
/// even if it looks like a flag. See 'newsdex help query', 'newsdex help filters' and 'newsdex help export'.
#[derive(Debug, clap::Args)]
#[command(after_help = "A filter repeated means or, different filters mean and.")]
pub(crate) struct Args {
    /// What to look for; nothing with filters: everything that passes them
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        self.output.check()?;
        if self.reach.why_not.is_some() && self.output.export().is_some() {
            return Err(Failure::Usage("--why-not says what only '--format text' and '--format json' have".to_owned()));
        }
        let queries = self.reach.queries.as_deref().map(queries::read).transpose()?;
        keep_freed_memory();
        let (index, request) = self.ask(shared)?;
        // the end of the process takes it back at once: to unmap its files one by one, while somebody looks on from another
        // processor, is 4 % of a search
        let index = ManuallyDrop::new(index);
        if let Some(id) = &self.reach.why_not {
            let _watch = self.watch(&request);
            return why_not::print(&index, &request, id, &self.output, shared);
        }
        if self.output.kwic {
            return self.print_lines(&index, &request, false, shared);
        }
        let mut printer = Printer::new(&self.output, queries.is_some(), shared);
        let Some(queries) = queries else {
            let results = self.answer(&index, &request)?;
            printer.answer(&index, None, &request, &results)?;
            return printer.finish();
        };
        for Question { asked, query } in queries {
            let request = Request { query, ..request.clone() };
            let results = self.answer(&index, &request)?;
            printer.answer(&index, Some(&asked), &request, &results)?;
        }
        printer.finish()
    }

    /// Prints a line for every occurrence; `quiet`: nothing is said where there is none.
    pub(crate) fn print_lines(
        &self,
        index: &Index,
        request: &Request,
        quiet: bool,
        shared: &Shared,
    ) -> Result<Done, Failure> {
        let limit = self.page.limit.filter(|_| request.filters.indexed.is_none());
        let _watch = self.page.cost.watch_printing(&request.effort);
        kwic::print(index, request, limit, &self.output, quiet, shared)
    }

    /// Answers one question, unless it costs more than it may.
    pub(crate) fn answer(&self, index: &Index, request: &Request) -> Result<Results, Failure> {
        let _watch = self.watch(request);
        Ok(search::search(index, request)?)
    }

    fn watch(&self, request: &Request) -> Watch {
        self.page.cost.watch(&request.effort)
    }

    /// Opens the index, brings it up to date where that is asked for, and says what is looked for in it.
    pub(crate) fn ask(&self, shared: &Shared) -> Result<(Index, Request), Failure> {
        // names of a person's own count in filters, in the query, and in what articles are about
        let own = Config::here()?.own;
        let mut request = {
            // most filters are resolved without the index, and nobody needs to look on
            let watch = OnceCell::new();
            let open = || {
                watch.get_or_init(|| self.page.cost.watch(&self.page.cost.effort()));
                shared.open().ok()
            };
            self.request(Local::now().date_naive(), &own, &open)?
        };
        let index = match &self.reach.corpus {
            Some(path) => {
                let (index, root) = bring_up_to_date(path, shared)?;
                request.filters.root = Some(root);
                index
            }
            None => shared.open()?,
        };
        request.filters.topics = names::topics(&own, &index, &request.filters.topics)?;
        Ok((index, request))
    }

    /// Whether it could be asked: dates, countries and languages that nobody knows are told before it is saved.
    pub(crate) fn check(&self, own: &Own, shared: &Shared) -> Result<(), Failure> {
        self.output.check()?;
        self.request(Local::now().date_naive(), own, &|| shared.open().ok()).map(drop)
    }

    /// How answers are printed.
    pub(crate) fn output(&self) -> &Output {
        &self.output
    }

    fn request(&self, today: NaiveDate, own: &Own, index: &dyn Fn() -> Option<Index>) -> Result<Request, Failure> {
        let (page, reach, output) = (&self.page, &self.reach, &self.output);
        page.check(output.explain)?;
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
            limit: match (page.sample.is_some() || reach.all || output.kwic, output.count) {
                (_, true) => Some(0),
                (true, _) => None,
                (false, false) => Some(page.limit.unwrap_or(LIMIT)),
            },
            offset: page.offset,
            facets: kinds(&output.facets),
            timeline: output.timeline.map(StepArg::step),
            sample: page.sample.map(|size| Sample { size, seed: page.seed }),
            evidence: output.wants_evidence(),
            count: output.count,
            // programs that ask for ids want every article, and so does who counts by hand
            all_copies: page.all_copies || output.ids || output.export().is_some() || page.sample.is_some(),
            snippets: !output.ids && !output.count && !output.kwic,
            weights: if page.lexical { Weights::default().lexical() } else { Weights::default() },
            fresh: page.fresh,
            explain: output.explain,
            today,
            own: own.clone(),
            effort: page.cost.effort(),
        };
        let asks_something = !request.query.trim().is_empty()
            || request.filters != Filters::default()
            || !request.facets.is_empty()
            || request.timeline.is_some()
            || reach.corpus.is_some()
            || reach.queries.is_some()
            || page.sort.is_some()
            || page.sample.is_some()
            || reach.all
            || output.count;
        if asks_something {
            return Ok(request);
        }
        Err(Failure::Usage(
            "nothing to look for: give words, a filter such as '--country japan', or '--sort newest'".to_owned(),
        ))
    }
}

/// Lets the allocator keep what is freed. That of the GNU C library gives the end of its heap back as soon as 128 kB of it are
/// free, and asks the system for them again when the next text is unpacked: 6 % of a search. It keeps twice the size of the
/// largest piece that was ever mapped by itself and given back, see `M_TRIM_THRESHOLD` in mallopt(3). To other allocators one
/// piece that is never written is nothing.
fn keep_freed_memory() {
    drop(black_box(Vec::<u8>::with_capacity(PIECE)));
}
