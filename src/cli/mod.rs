//! The command line: one file a command, what they share in `args`.

mod args;
mod bench;
mod check;
mod clean;
mod config;
mod dates;
mod eval;
mod failure;
mod heap;
mod help;
mod index;
mod last;
mod leaders;
mod names;
mod own;
mod page_worker;
mod pager;
mod place;
mod progress;
mod run;
mod save;
mod saved;
mod search;
mod show;
mod similar;
mod since;
mod stats;
mod stop;
mod topics;
mod trouble;
mod upgrade;
mod watch;
mod words;
mod written;

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::args::Shared;
pub(crate) use crate::cli::failure::end;
use crate::cli::failure::{Done, Failure};

/// The search engine for news archives: clean, label and search folders of scraped articles.
///
/// Start with 'newsdex index FOLDER', then 'newsdex search WORDS'.
#[derive(Debug, Parser)]
#[command(name = "newsdex", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(
    after_help = "'newsdex help TOPIC' explains formats, query, ranking, filters, stories, export, json, exit, upkeep, cleaning and labels."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Args),
    Search(Box<search::Args>),
    Show(show::Args),
    Save(save::Args),
    Run(run::Args),
    Similar(similar::Args),
    Clean(clean::Args),
    Stats(stats::Args),
    Leaders(leaders::Args),
    Topics(topics::Args),
    Check(check::Args),
    Upgrade(upgrade::Args),
    Help(help::Args),
    Bench(bench::Args),
    Eval(Box<eval::Args>),
    #[command(name = page_worker::NAME, hide = true)]
    PageWorker,
}

/// The command line of a search, without the definitions of all other commands.
#[derive(Debug, Parser)]
#[command(name = "newsdex")]
struct Searching {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Search,
}

#[derive(Debug, Subcommand)]
enum Search {
    Search(Box<search::Args>),
}

/// Reads the command line. Help and version come as a failure with exit code 0, as clap has it.
pub(crate) fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, Failure> {
    let args: Vec<OsString> = args.collect();
    if let Some(search) = plain_search(&args) {
        return Ok(search);
    }
    let mut command = Cli::command().color(color_of(&args));
    command.build();
    let args = words::arrange(args, &command);
    let matches = command.try_get_matches_from_mut(args);
    // the definition of all commands ends with the process: to take it apart would be a tenth of the start
    std::mem::forget(command);
    let matches = matches?;
    Ok(Cli::from_arg_matches(&matches)?)
}

/// A search that is well asked for. Programs ask thousands, and to define all other commands would be a part of each that
/// nobody reads; whatever clap has to say, it says with all of them at hand.
fn plain_search(args: &[OsString]) -> Option<Cli> {
    args.get(1).filter(|name| *name == "search")?;
    let mut command = Searching::command();
    command.build();
    let args = words::arrange(args.to_vec(), &command);
    let matches = command.try_get_matches_from_mut(args);
    std::mem::forget(command);
    let Searching { shared, command: Search::Search(args) } = Searching::from_arg_matches(&matches.ok()?).ok()?;
    Some(Cli { shared, command: Command::Search(args) })
}

/// The colour of clap's own messages, which are written before the command line is understood.
fn color_of(args: &[OsString]) -> ColorChoice {
    let mut args = args.iter().map(|arg| arg.to_string_lossy()).take_while(|arg| arg != "--");
    let mut choice = ColorChoice::Auto;
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--color") {
            Some("") => args.next().map(|value| value.into_owned()),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        choice = match value.as_deref() {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => choice,
        };
    }
    choice
}

impl Cli {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<Done, Failure> {
        if matches!(self.command, Command::PageWorker) {
            return page_worker::run();
        }
        if matches!(self.command, Command::Index(_) | Command::Upgrade(_)) {
            heap::bound();
        }
        page_worker::announce();
        stop::outlive_size_limit();
        let Self { shared, command } = self;
        trouble::guarded(&shared, || command.run(&shared))
    }
}

impl Command {
    fn run(self, shared: &Shared) -> Result<Done, Failure> {
        match self {
            Command::Index(args) => args.run(shared),
            Command::Search(args) => args.run(shared),
            Command::Show(args) => args.run(shared),
            Command::Save(args) => args.run(shared),
            Command::Run(args) => args.run(shared),
            Command::Similar(args) => args.run(shared),
            Command::Clean(args) => args.run(shared),
            Command::Stats(args) => args.run(shared),
            Command::Leaders(args) => args.run(shared),
            Command::Topics(args) => args.run(shared),
            Command::Check(args) => args.run(shared),
            Command::Upgrade(args) => args.run(shared),
            Command::Help(args) => args.run(),
            Command::Bench(args) => args.run(shared),
            Command::Eval(args) => args.run(shared),
            Command::PageWorker => page_worker::run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn colour_is_known_before_the_rest() {
        let color = |args: &[&str]| color_of(&args.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(color(&["newsdex", "--color", "never", "search"]), ColorChoice::Never);
        assert_eq!(color(&["newsdex", "--color=always"]), ColorChoice::Always);
        assert_eq!(color(&["newsdex", "search", "--", "--color=always"]), ColorChoice::Auto);
        assert_eq!(color(&["newsdex", "--color"]), ColorChoice::Auto);
    }
}
