//! Parse, run, print the error, exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = cli::parse(std::env::args_os()).and_then(|command| command.run());
    cli::end(outcome)
}
