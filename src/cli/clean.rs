//! `newsdex clean`: prints cleaned and labelled articles and changes nothing.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use newsdex::Error;
use newsdex::annotate::{Annotator, Lists, Own};
use newsdex::article::{Origin, Raw};
use newsdex::clean::{Learned, Strength};
use newsdex::index::{Entry, Index, read_learned, trained, trained_path};
use newsdex::ingest::{self, Cleaning, STDIN, Skipped};
use newsdex::present;

use crate::cli::args::Shared;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::show::Printer;
use crate::cli::{help, leaders};

/// Print cleaned and labelled articles, change nothing
///
/// Takes all that 'newsdex index' takes ('newsdex help formats'). 'newsdex clean --json corpus | newsdex index -' keeps ids.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files and folders; '-' or nothing is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show what cleaning took out, by rule, and which words gave each label
    #[arg(long)]
    explain: bool,
    /// Take out what is probably no body too; without it what is doubtful stays
    #[arg(long)]
    strict: bool,
    /// Take out the lines listed in FILE too, one a line or as 'stats --residue --json' prints them; --index DIR takes the
    /// lines and the leaders that an index has learned
    #[arg(long, value_name = "FILE")]
    learned: Option<PathBuf>,
    /// NDJSON on standard output: a line for each article, or for the input that gave none, in the order of the input
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        if self.paths.is_empty() && io::stdin().is_terminal() {
            return help::of_command("clean");
        }
        let stdin = [PathBuf::from(STDIN)];
        let paths = if self.paths.is_empty() { &stdin[..] } else { &self.paths };
        let (config, named) = (Config::here()?, named_index(shared)?);
        let cleaning = self.cleaning(&config, named.as_ref())?;
        let annotator = Annotator::new(&named_lists(&config, shared)?);
        let work = |found: Result<(Origin, Raw), Skipped>| -> Result<Entry, Skipped> {
            let (origin, raw) = found?;
            let content = raw.fingerprint();
            match ingest::prepare(&origin, raw, &cleaning, &annotator) {
                Ok((article, labels)) => Ok(Entry { origin, article, labels, content, indexed: 0 }),
                Err(reason) => Err(Skipped { path: origin.to_string(), record: None, reason, known: false }),
            }
        };
        let mut printer = Printer::new(self.json, self.explain.then_some(&annotator), shared);
        let (mut printed, mut skipped) = (Ok(()), 0);
        ingest::map_records(paths, &work, &mut |made| {
            printed = match made {
                Ok(entry) => printer.print(&entry),
                Err(input) => {
                    skipped += 1;
                    let line = format!("skipped {}: {}", present::skip_place(&input), input.reason);
                    shared.say(|out| writeln!(out, "{}", present::one_line(&line)));
                    // a line for each that came in, so that what goes out can be laid beside it
                    if self.json { printer.print_skip(&input) } else { Ok(()) }
                }
            };
            printed.is_ok()
        });
        printed?;
        Ok(match (printer.finish()?, skipped) {
            (_, 1..) => Done::Skipped,
            (0, 0) => Done::Nothing,
            _ => Done::Well,
        })
    }

    fn cleaning(&self, config: &Config, index: Option<&Index>) -> Result<Cleaning, Failure> {
        let mut settings = config.settings();
        if self.strict {
            settings.strength = Strength::Strict;
        }
        let learned = match (&self.learned, index) {
            (Some(file), _) => read_learned(file)?,
            (None, Some(index)) => learned_by(index)?,
            (None, None) => Learned::default(),
        };
        Ok(Cleaning { settings, learned })
    }
}

/// The index that the command line itself names: what a filter does must not depend on one that lies about. None too where
/// there is no index yet and only topics were trained for it.
fn named_index(shared: &Shared) -> Result<Option<Index>, Failure> {
    match shared.named_index().map(Index::open).transpose() {
        Err(Error::NoIndex { .. }) if shared.named_index().is_some_and(|dir| trained_path(dir).exists()) => Ok(None),
        opened => Ok(opened?),
    }
}

/// What labels depend on besides the articles: what a person decided, and of the index that the command line names what
/// its articles taught and what was trained for it.
pub(crate) fn named_lists(config: &Config, shared: &Shared) -> Result<Lists, Failure> {
    let own = config.own.clone();
    match (named_index(shared)?, shared.named_index()) {
        (Some(index), _) => lists_of(&index, &own),
        (None, dir) => Ok(Lists { own, model: dir.map(trained).transpose()?.flatten(), ..Lists::default() }),
    }
}

/// The same of an index; a list of leaders that was lost must not pass for an empty one.
pub(crate) fn lists_of(index: &Index, own: &Own) -> Result<Lists, Failure> {
    leaders::learned_by(index)?;
    Ok(index.lists(&index.payload()?, own)?)
}

/// What an index has learned.
pub(crate) fn learned_by(index: &Index) -> Result<Learned, Failure> {
    let lost = || {
        let dir = index.dir().display();
        Failure::Usage(format!("the lines that '{dir}' has learned are lost (make them anew with 'newsdex index')"))
    };
    index.learned(&index.payload()?).ok_or_else(lost)
}
