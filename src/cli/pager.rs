//! What is longer than the screen goes through a pager.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use crate::cli::stop;

/// When PAGER names none: what fits is shown at once (F), colours come through (R), the text stays on the screen (X).
const DEFAULT: &str = "less -FRX";

/// Whether somebody sits there who can leave a pager: a keyboard, and a terminal that knows how to draw.
pub(crate) fn can_be_left() -> bool {
    io::stdin().is_terminal() && env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// Whether `text` does not fit a screen of `rows` lines, one of which the prompt takes.
pub(crate) fn is_wanted(text: &[u8], rows: usize) -> bool {
    text.iter().filter(|byte| **byte == b'\n').count() >= rows
}

/// Shows `text` in the pager; `false` when there is none, and the text is still to be printed.
pub(crate) fn show(text: &[u8]) -> io::Result<bool> {
    let named = env::var("PAGER").unwrap_or_else(|_| DEFAULT.to_owned());
    command(&named).map_or(Ok(false), |command| feed(command, text))
}

/// Standard output for text of any length: through a pager as soon as it is longer than the screen.
pub(crate) struct Paged {
    /// Lines of the screen; `None` where nothing is paged.
    rows: Option<usize>,
    /// What may still fit the screen.
    held: Vec<u8>,
    lines: usize,
    pager: Option<Child>,
}

impl Paged {
    /// For a screen of `rows` lines; `None`: written as it comes.
    pub(crate) fn new(rows: Option<usize>) -> Self {
        Self { rows, held: Vec::new(), lines: 0, pager: None }
    }

    /// Writes what is left, and waits until the person has left the pager.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        let Some(mut pager) = self.pager else { return Ok(()) };
        // the pager sees the end
        drop(pager.stdin.take());
        pager.wait().map(drop)
    }

    /// Writes what is held to the pager, or to standard output where there is none.
    fn hand_on(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        match self.pager.as_mut().and_then(|pager| pager.stdin.as_mut()) {
            Some(stdin) => stdin.write_all(&held),
            None => {
                let mut out = io::stdout().lock();
                out.write_all(&held)?;
                out.flush()
            }
        }
    }
}

/// Bytes that are written at once: what a pipe holds.
const PIECE: usize = 64 << 10;

impl Write for Paged {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(text);
        self.lines += text.iter().filter(|byte| **byte == b'\n').count();
        if self.rows.is_some_and(|rows| self.lines >= rows) {
            self.rows = None;
            let named = env::var("PAGER").unwrap_or_else(|_| DEFAULT.to_owned());
            if let Some(mut command) = command(&named) {
                stop::leave_to_pager();
                self.pager = command.stdin(Stdio::piped()).spawn().ok();
            }
            self.hand_on()?;
        } else if self.rows.is_none() && self.held.len() >= PIECE {
            self.hand_on()?;
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Program and arguments, parted by blanks; none when PAGER is set to nothing.
fn command(named: &str) -> Option<Command> {
    let mut words = named.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words);
    Some(command)
}

fn feed(mut command: Command, text: &[u8]) -> io::Result<bool> {
    stop::leave_to_pager();
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else { return Ok(false) };
    // dropped when written: the pager sees the end
    let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(text));
    child.wait()?;
    match written {
        // who leaves the pager early has seen enough
        Err(err) if err.kind() != io::ErrorKind::BrokenPipe => Err(err),
        _ => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_longer_than_the_screen_is_paged() {
        assert!(!is_wanted(b"", 3));
        assert!(!is_wanted(b"a\nb\n", 3));
        assert!(is_wanted(b"a\nb\nc\n", 3));
    }

    #[test]
    fn a_pager_is_a_program_with_arguments() {
        let command = command(" less  -F -R ").unwrap();
        assert_eq!(command.get_program(), "less");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["-F", "-R"]);
        assert!(self::command(" ").is_none());
    }

    #[test]
    fn an_absent_pager_shows_nothing() {
        assert!(!feed(Command::new("/nonexistent/newsdex/pager"), b"a\n").unwrap());
    }

    #[test]
    #[cfg(unix)]
    fn a_pager_that_is_left_early_is_no_error() {
        assert!(feed(Command::new("true"), &[b'\n'; 1 << 20]).unwrap());
    }
}
