//! What all commands share: where the index is, colour, how much is said.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::ValueEnum;
use newsdex::Error;
use newsdex::index::{Index, Patience};
use newsdex::present::Look;

use crate::cli::failure::Failure;
use crate::cli::place::{self, Place};
use crate::cli::stop;

/// Columns when nobody can say how wide the terminal is.
const WIDTH: usize = 80;

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressKind {
    /// A bar on a terminal, nothing elsewhere
    Auto,
    /// A line now and then
    Plain,
    /// A line of JSON now and then
    Json,
    /// Nothing
    None,
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Shared {
    /// The index; else NEWSDEX_INDEX, newsdex.toml here or above, ./index
    #[arg(long, value_name = "DIR", global = true)]
    index: Option<PathBuf>,
    /// Colour in the output
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_possible_values = true,
        help = "Colour: auto, always or never"
    )]
    color: When,
    /// Say nothing on standard error but errors
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: which index, every skipped input
    #[arg(long, global = true)]
    pub(crate) verbose: bool,
    /// Progress on standard error: auto, plain, json or none
    #[arg(long, value_name = "HOW", global = true, default_value = "auto", hide_possible_values = true)]
    pub(crate) progress: ProgressKind,
    /// Where another newsdex writes the index, wait until it has finished
    #[arg(long, global = true)]
    wait: bool,
}

impl Shared {
    /// Where the index is, or would be made.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let place = place::find(self.index.as_deref())?;
        if self.verbose {
            self.say(|out| writeln!(out, "index: {}{}", place.dir.display(), place.why));
        }
        Ok(place)
    }

    /// The index that the command line itself names.
    pub(crate) fn named_index(&self) -> Option<&Path> {
        self.index.as_deref()
    }

    /// Opens the index for reading.
    pub(crate) fn open(&self) -> Result<Index, Failure> {
        let place = self.place()?;
        Ok(place.open()?)
    }

    /// An index that is to be written: its writers wait where the command line says so.
    pub(crate) fn for_writing(&self, index: Index) -> Result<Index, Failure> {
        Ok(match self.patience()? {
            Some(patience) => index.patient(patience),
            None => index,
        })
    }

    /// How to wait for another writer, where the command line says so.
    pub(crate) fn patience(&self) -> Result<Option<Patience>, Failure> {
        if !self.wait {
            return Ok(None);
        }
        let tell = if self.quiet { |_: &Error| {} } else { say_waiting };
        Ok(Some(Patience { stop: stop::flag()?, tell }))
    }

    /// How to draw on standard output.
    pub(crate) fn look(&self) -> Look {
        let stdout = io::stdout();
        let auto = || AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        self.look_of(terminal_size::terminal_size_of(&stdout), stdout.is_terminal(), auto)
    }

    /// Lines of the terminal that standard output is; `None` when it is none.
    pub(crate) fn rows(&self) -> Option<usize> {
        let stdout = io::stdout();
        let size = terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal())?;
        Some(usize::from(size.1.0))
    }

    /// How to draw on standard error.
    pub(crate) fn look_aside(&self) -> Look {
        let stderr = io::stderr();
        let auto = || AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
        self.look_of(terminal_size::terminal_size_of(&stderr), stderr.is_terminal(), auto)
    }

    fn look_of(
        &self,
        size: Option<(terminal_size::Width, terminal_size::Height)>,
        terminal: bool,
        auto: impl FnOnce() -> bool,
    ) -> Look {
        let color = match self.color {
            When::Auto => auto(),
            When::Always => true,
            When::Never => false,
        };
        Look { color, width: size.map_or(WIDTH, |(width, _)| usize::from(width.0)), terminal }
    }

    /// Writes to standard error, unless only errors are wanted. That it is closed stops nothing.
    pub(crate) fn say(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if !self.quiet {
            let mut text = Vec::new();
            let _ = write(&mut text).and_then(|()| io::stderr().write_all(&text));
        }
    }
}

fn say_waiting(locked: &Error) {
    if let Error::Locked { by, .. } = locked {
        let _ = writeln!(io::stderr(), "newsdex: waiting for the index, which is being written by {by}");
    }
}

/// Standard output, buffered: flush it before the end.
pub(crate) fn output() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::new(io::stdout().lock())
}
