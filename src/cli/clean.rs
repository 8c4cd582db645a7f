//! `newsdex clean`: prints cleaned and labelled articles and changes nothing.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use newsdex::annotate::Annotator;
use newsdex::article::{Origin, Raw};
use newsdex::clean::{Settings, Strength};
use newsdex::index::Entry;
use newsdex::ingest::{self, Cleaning, STDIN, Skipped};
use newsdex::present;

use crate::cli::args::Shared;
use crate::cli::failure::{Done, Failure};
use crate::cli::help;
use crate::cli::show::Printer;

/// Print cleaned and labelled articles, change nothing
///
/// Text that is not NDJSON is one article. 'newsdex clean --json corpus | newsdex index -' keeps ids.
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
    /// NDJSON on standard output: one article a line
    #[arg(long)]
    json: bool,
}

impl Args {
    fn strength(&self) -> Strength {
        if self.strict { Strength::Strict } else { Strength::Careful }
    }

    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        if self.paths.is_empty() && io::stdin().is_terminal() {
            return help::of_command("clean");
        }
        let stdin = [PathBuf::from(STDIN)];
        let paths = if self.paths.is_empty() { &stdin[..] } else { &self.paths };
        let mut cleaner = Cleaner {
            printer: Printer::new(self.json, self.explain, shared),
            cleaning: Cleaning {
                settings: Settings { strength: self.strength(), ..Settings::default() },
                ..Cleaning::default()
            },
            annotator: Annotator::new(),
            shared,
            skipped: 0,
        };
        let mut printed = Ok(());
        ingest::for_each_record(paths, &mut |found| {
            printed = match found {
                Ok((origin, raw)) => cleaner.print(origin, raw),
                Err(skipped) => cleaner.skip(&skipped),
            };
            printed.is_ok()
        });
        printed?;
        let Cleaner { printer, skipped, .. } = cleaner;
        Ok(match (printer.finish()?, skipped) {
            (_, 1..) => Done::Skipped,
            (0, 0) => Done::Nothing,
            _ => Done::Well,
        })
    }
}

struct Cleaner<'a> {
    printer: Printer,
    cleaning: Cleaning,
    annotator: Annotator,
    shared: &'a Shared,
    skipped: u64,
}

impl Cleaner<'_> {
    fn print(&mut self, origin: Origin, raw: Raw) -> io::Result<()> {
        let content = raw.fingerprint();
        match ingest::prepare(&origin, raw, &self.cleaning, &self.annotator) {
            Ok((article, labels)) => self.printer.print(&Entry { origin, article, labels, content }),
            Err(reason) => self.skip(&Skipped { path: origin.to_string(), record: None, reason, known: false }),
        }
    }

    fn skip(&mut self, skipped: &Skipped) -> io::Result<()> {
        self.skipped += 1;
        let place = present::skip_place(skipped);
        let line = present::one_line(&format!("skipped {place}: {}", skipped.reason));
        self.shared.say(|out| writeln!(out, "{line}"));
        Ok(())
    }
}
