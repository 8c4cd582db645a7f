//! `newsdex search`: ranked answers with highlighted snippets.

mod corpus;
mod flags;

use std::io::{self, Write};

use chrono::{Local, NaiveDate};
use newsdex::annotate::Own;
use newsdex::present;
use newsdex::present::Look;
use newsdex::query::Filters;
use newsdex::search::{self, Matching, Request, Results, Sort};

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::names::Countries;
use crate::cli::search::corpus::bring_up_to_date;
use crate::cli::search::flags::{FilterArgs, MatchArg, Output, Page, SortArg, kinds};
use crate::cli::{last, names, pager, words};

pub(crate) use crate::cli::search::flags::ALL_FACETS;

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

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let own = match self.filters.names_something() {
            true => Config::here()?.own,
            false => Own::default(),
        };
        let names = Countries { own: &own, index: &|| shared.open().ok() };
        let mut request = self.request(Local::now().date_naive(), &names)?;
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

    fn request(&self, today: NaiveDate, names: &Countries<'_>) -> Result<Request, Failure> {
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
            filters: self.filters.resolve(today, names)?,
            limit: match (page.all, output.count) {
                (_, true) => Some(0),
                (true, _) => None,
                (false, false) => Some(page.limit),
            },
            offset: page.offset,
            facets: kinds(&output.facets),
            count: output.count,
            snippets: !output.ids && !output.count,
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

#[cfg(test)]
mod tests;
