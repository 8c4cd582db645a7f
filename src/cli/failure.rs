//! How a run ends: exit codes, and errors in one voice.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use newsdex::{Error, present};

/// How a run ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Done, or something found.
    Well,
    /// Nothing found.
    Nothing,
    /// Done, but inputs that should be articles were skipped.
    Skipped,
    /// Looked, and found the index damaged.
    Damaged,
    /// Stopped by a person; what was done until then holds.
    Interrupted,
}

/// Why a run ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the command line says cannot be done: the message.
    Usage(String),
    /// clap's own errors, help and version.
    Clap(Box<clap::Error>),
    /// The library's.
    Library(Error),
    /// Standard output or another stream failed.
    Io(io::Error),
    /// What must not happen did: where, and what.
    Bug(String),
}

impl Done {
    fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Nothing => 1,
            Self::Skipped => 3,
            Self::Damaged => UNUSABLE,
            Self::Interrupted => INTERRUPTED,
        }
    }
}

/// Wrong usage, no such index, or a query that costs too much.
const USAGE: u8 = 2;
/// An index, or a file, that could not be written or read.
const UNUSABLE: u8 = 4;
/// As shells report a process that SIGINT ended (128 + 2).
pub(crate) const INTERRUPTED: u8 = 130;

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::Clap(err) => u8::try_from(err.exit_code()).unwrap_or(USAGE),
            Self::Library(err) => match err {
                Error::NoIndex { .. }
                | Error::NotAnIndex { .. }
                | Error::Trained { .. }
                | Error::Unknown { .. }
                | Error::TooCostly { .. }
                | Error::TooLong { .. }
                | Error::Ambiguous { .. } => USAGE,
                Error::Interrupted => INTERRUPTED,
                _ => UNUSABLE,
            },
            Self::Io(err) if err.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Io(_) | Self::Bug(_) => UNUSABLE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Clap(err) => {
                let text = err.render().to_string();
                // the words of the standard library tell nobody what to do
                let text = text.replace(": invalid digit found in string", "; give a whole number, 0 or more");
                f.write_str(text.strip_prefix("error: ").unwrap_or(&text).trim_end())
            }
            Self::Library(err) => err.fmt(f),
            Self::Io(err) => write!(f, "cannot write the output: {err}"),
            Self::Bug(what) => write!(f, "this is a mistake in newsdex itself, please report it: {what}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(err: Error) -> Self {
        Self::Library(err)
    }
}

impl From<clap::Error> for Failure {
    fn from(err: clap::Error) -> Self {
        Self::Clap(Box::new(err))
    }
}

impl From<io::Error> for Failure {
    fn from(err: io::Error) -> Self {
        Self::Io(err)
    }
}

/// Says what went wrong, if anything did, and gives the exit code.
pub(crate) fn end(outcome: Result<Done, Failure>) -> ExitCode {
    let code = match outcome {
        Ok(done) => done.code(),
        Err(failure) => {
            say_failure(&failure);
            failure.code()
        }
    };
    ExitCode::from(code)
}

fn say_failure(failure: &Failure) {
    match failure {
        Failure::Io(err) if err.kind() == io::ErrorKind::BrokenPipe => {}
        // help and version, asked for or shown for want of a command: clap knows the stream and the colour
        Failure::Clap(err)
            if !err.use_stderr() || err.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            let _ = err.print();
        }
        // nobody is left to hear that standard error is closed
        failure => drop(writeln!(io::stderr(), "newsdex: {}", present::sanitize(&failure.to_string()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn every_end_has_its_code() {
        let index = |reason: &str| Error::Index { action: "written", path: PathBuf::from("i"), reason: reason.into() };
        let cases = [
            (Failure::Usage("x".into()), 2),
            (Error::NoIndex { path: "i".into(), looked: String::new() }.into(), 2),
            (Error::Unknown { what: "country", value: "x".into(), nearest: vec![] }.into(), 2),
            (Error::TooCostly { used: "1 s".into() }.into(), 2),
            (index("disk full").into(), 4),
            (Error::Locked { path: "i".into(), by: "process 4711".into() }.into(), 4),
            (Error::OtherSchema { path: "i".into(), what: "schema", found: 2, expected: 1 }.into(), 4),
            (Error::Interrupted.into(), 130),
            (io::Error::from(io::ErrorKind::BrokenPipe).into(), 0),
            (io::Error::from(io::ErrorKind::StorageFull).into(), 4),
        ];
        for (failure, code) in cases {
            assert_eq!(failure.code(), code, "{failure}");
        }
        let ends = [Done::Well, Done::Nothing, Done::Skipped, Done::Damaged, Done::Interrupted];
        assert_eq!(ends.map(Done::code), [0, 1, 3, 4, 130]);
    }
}
