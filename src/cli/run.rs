//! `newsdex run`: saved searches, whole or only what is new in them.

use newsdex::present::{Asked, one_line};
use newsdex::search::{Matching, Request};

use crate::cli::args::Shared;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::saved::{Search, named};
use crate::cli::search::{Flags, Given, Printer, args_of};
use crate::cli::since::Last;

/// Run saved searches
///
/// Flags given here replace those saved. --since-last prints all that was indexed, new or changed, since the last run with
/// --since-last that could print what it found, best first as the search has it; the first such run prints all. Where
/// nothing is new it says nothing and ends with 1, as cron likes it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which searches; 'newsdex save' lists them
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
    names: Vec<String>,
    /// All saved searches
    #[arg(long)]
    all: bool,
    /// Only what was indexed since the last run that succeeded, all of it
    #[arg(long, conflicts_with_all = ["limit", "offset", "sample"])]
    since_last: bool,
    /// As --since-last, but the next run prints the same again
    #[arg(long, conflicts_with_all = ["limit", "offset", "sample"])]
    peek: bool,
    #[command(flatten)]
    given: Given<Flags>,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let config = Config::here()?;
        let names: Vec<&String> = if self.all { config.searches.keys().collect() } else { self.names.iter().collect() };
        let mut searches = Vec::with_capacity(names.len());
        for name in names {
            let Search { query, flags } = self.over(named(&config.searches, name)?);
            let args =
                args_of(&query, &flags).map_err(|err| Failure::Usage(format!("search '{}': {err}", one_line(name))))?;
            searches.push((name, Search { query, flags }, args));
        }
        let Some((.., first)) = searches.first() else {
            return Err(Failure::Usage("no search is saved; save one with 'newsdex save NAME QUERY'".to_owned()));
        };
        if searches.iter().any(|(.., args)| !args.output().agrees(first.output())) {
            return Err(Failure::Usage(
                "these searches are saved with different formats; choose one with --format".to_owned(),
            ));
        }
        first.output().check()?;
        let only_new = self.since_last || self.peek;
        let several = searches.len() > 1;
        if several && first.output().is_kwic() {
            return Err(Failure::Usage("--kwic prints the lines of one search; name one".to_owned()));
        }
        let mut printer = Printer::new(first.output(), several, shared);
        if let [(name, ..)] = searches.as_slice() {
            printer = printer.called(name);
        }
        if only_new {
            printer = printer.quiet_without_hits();
        }
        let mut seen = Vec::new();
        let mut lines = None;
        for (number, (name, search, args)) in (1..).zip(&searches) {
            let (index, mut request) = args.ask(shared)?;
            if only_new {
                // before the index is searched: what comes in between is for the next run
                let moment = index.payload()?.indexed;
                let last = Last::of(index.dir(), config.path.as_deref(), name, search)?;
                only_what_is_new(&mut request, &last, moment)?;
                // numbers alone say nothing of the articles: these are still to be shown
                let is_shown = request.limit != Some(0) || args.output().is_kwic();
                seen.extend(is_shown.then_some((last, moment)));
            }
            if args.output().is_kwic() {
                lines = Some(args.print_lines(&index, &request, only_new, shared)?);
                continue;
            }
            let asked = Asked { number, id: Some((*name).clone()) };
            let results = args.answer(&index, &request)?;
            printer.answer(&index, several.then_some(&asked), &request, &results)?;
        }
        let done = printer.finish()?;
        // what could not be printed was not seen
        if !self.peek {
            seen.into_iter().try_for_each(|(last, moment): (Last, u64)| last.record(moment))?;
        }
        Ok(lines.unwrap_or(done))
    }

    /// The search with the flags given here in place of its own.
    fn over(&self, saved: &Search) -> Search {
        // the two ways to say how to print, and the two to say how many, are one thing each
        let same = |a: &str, b: &str| {
            let kind = |name: &str| match name {
                "json" | "format" | "ids" | "count" => "format".to_owned(),
                "limit" | "all" | "sample" => "limit".to_owned(),
                name => name.to_owned(),
            };
            kind(a) == kind(b)
        };
        let is_replaced = |name: &str| self.given.flags.iter().any(|(given, _)| same(given, name));
        let kept = saved.flags.iter().filter(|(name, _)| !is_replaced(name)).cloned();
        Search { query: saved.query.clone(), flags: kept.chain(self.given.flags.iter().cloned()).collect() }
    }
}

/// Narrows `request` to what came after the mark, up to `moment`: every article of it, each copy too.
fn only_what_is_new(request: &mut Request, last: &Last, moment: u64) -> Result<(), Failure> {
    request.filters.indexed = Some((last.before(moment)?, moment));
    (request.limit, request.offset, request.sample) = (request.limit.filter(|limit| *limit == 0), 0, None);
    // the mark passes over all of them: a copy that is not shown now never would be
    request.all_copies = true;
    // some of the words would do where no new article has all: that is no news
    request.matching = request.matching.or(Some(Matching::All));
    Ok(())
}
