//! `newsdex run`: saved searches, whole or only what is new in them.

use newsdex::present::{Asked, one_line};
use newsdex::search::{self, Matching};

use crate::cli::args::Shared;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::saved::{Search, named};
use crate::cli::search::{self as command, Flags, Given, Printer, args_of};
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
            searches.push((name, args));
        }
        let Some((_, first)) = searches.first() else {
            return Err(Failure::Usage("no search is saved; save one with 'newsdex save NAME QUERY'".to_owned()));
        };
        if searches.iter().any(|(_, args)| !args.output().agrees(first.output())) {
            return Err(Failure::Usage(
                "these searches are saved with different formats; choose one with --format".to_owned(),
            ));
        }
        first.output().check()?;
        let only_new = self.since_last || self.peek;
        let several = searches.len() > 1;
        let mut printer = Printer::new(first.output(), several, shared);
        if only_new {
            printer = printer.quiet_without_hits();
        }
        let mut seen = Vec::new();
        for (number, (name, args)) in (1..).zip(&searches) {
            let asked = several.then(|| Asked { number, id: Some((*name).clone()) });
            let last = self.answer(name, args, asked.as_ref(), &config, &mut printer, shared)?;
            seen.extend(last);
        }
        let done = printer.finish()?;
        // what could not be printed was not seen
        if !self.peek {
            seen.into_iter().try_for_each(|(last, moment): (Last, u64)| last.record(moment))?;
        }
        Ok(done)
    }

    /// Answers one search; gives what to note when that is printed.
    fn answer(
        &self,
        name: &str,
        args: &command::Args,
        asked: Option<&Asked>,
        config: &Config,
        printer: &mut Printer<'_>,
        shared: &Shared,
    ) -> Result<Option<(Last, u64)>, Failure> {
        let (index, mut request) = args.ask(shared)?;
        let mut seen = None;
        if self.since_last || self.peek {
            // before the index is searched: what comes in between is for the next run
            let moment = index.payload()?.indexed;
            let last = Last::of(index.dir(), config.path.as_deref(), name)?;
            request.filters.indexed = Some((last.moment()?, moment));
            (request.limit, request.offset, request.sample) = (request.limit.filter(|limit| *limit == 0), 0, None);
            // some of the words would do where no new article has all: that is no news
            request.matching = request.matching.or(Some(Matching::All));
            seen = Some((last, moment));
        }
        let results = search::search(&index, &request)?;
        printer.answer(&index, asked, &request, &results)?;
        Ok(seen)
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
