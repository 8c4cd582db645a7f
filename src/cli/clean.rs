//! `newsdex clean`: prints cleaned and labelled articles and changes nothing.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use newsdex::annotate::Annotator;
use newsdex::article::Origin;
use newsdex::index::Entry;
use newsdex::ingest::{self, STDIN};
use newsdex::present;
use newsdex::read::{self, Record, Skip};

use crate::cli::args::Shared;
use crate::cli::failure::{Done, Failure};
use crate::cli::files::{Input, inputs};
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
    /// NDJSON on standard output: one article a line
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
        let mut cleaner = Cleaner {
            printer: Printer::new(self.json, self.explain, shared),
            annotator: Annotator::new(),
            shared,
            skipped: 0,
        };
        for path in paths {
            cleaner.path(path)?;
        }
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
    annotator: Annotator,
    shared: &'a Shared,
    skipped: u64,
}

impl Cleaner<'_> {
    fn path(&mut self, path: &Path) -> Result<(), Failure> {
        if path.as_os_str() == STDIN {
            let origin = Origin { root: STDIN.to_owned(), ..Origin::default() };
            return self.read(&origin, io::stdin().lock(), true);
        }
        for input in inputs(path) {
            match input {
                Ok(Input { origin, disk, named }) => match File::open(&disk) {
                    Ok(file) => self.read(&origin, file, named)?,
                    Err(err) => self.skip(&origin.file(), None, &err.to_string()),
                },
                Err((place, reason)) => self.skip(&place, None, &reason),
            }
        }
        Ok(())
    }

    /// `named` by a person, and so expected to be an article.
    fn read(&mut self, origin: &Origin, input: impl Read, named: bool) -> Result<(), Failure> {
        // set when standard output has failed: nothing more need be read
        let closed = Cell::new(None);
        let name = if origin.path.is_empty() { origin.root.clone() } else { origin.path.clone() };
        let ended = read::split(&name, &mut BufReader::new(Tap { input, closed: &closed }), &mut |chunk| {
            read::parse(&name, &chunk, &mut |found| {
                if closed.get().is_some() {
                    return;
                }
                let printed = match found {
                    Ok(record) => self.print(origin, record),
                    Err(bad) => {
                        self.skip(&origin.file(), bad.number, &bad.reason);
                        Ok(())
                    }
                };
                if let Err(err) = printed {
                    closed.set(Some(err.kind()));
                }
            });
        });
        if let Some(kind) = closed.get() {
            return Err(io::Error::from(kind).into());
        }
        match ended {
            Err(Skip::Bad(reason)) => self.skip(&origin.file(), None, &reason),
            Err(Skip::NotAnArticle) if named => self.skip(&origin.file(), None, "not an article"),
            Err(Skip::NotAnArticle) | Ok(()) => {}
        }
        Ok(())
    }

    fn print(&mut self, file: &Origin, Record { number, raw }: Record) -> io::Result<()> {
        let record = raw.id.clone().or_else(|| number.map(|number| format!("#{number}")));
        match ingest::prepare(raw, &self.annotator) {
            Ok((article, labels)) => {
                let origin = Origin { record, ..file.clone() };
                self.printer.print(&Entry { origin, article, labels, content: 0 })
            }
            Err(reason) => {
                self.skip(&file.file(), number, &reason);
                Ok(())
            }
        }
    }

    fn skip(&mut self, path: &str, record: Option<usize>, reason: &str) {
        self.skipped += 1;
        let record = record.map_or(String::new(), |record| format!(":{record}"));
        let line = present::one_line(&format!("skipped {path}{record}: {reason}"));
        self.shared.say(|out| writeln!(out, "{line}"));
    }
}

/// An input that ends when the output is closed.
struct Tap<'a, R> {
    input: R,
    closed: &'a Cell<Option<io::ErrorKind>>,
}

impl<R: Read> Read for Tap<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.closed.get().is_some() { Ok(0) } else { self.input.read(buffer) }
    }
}
