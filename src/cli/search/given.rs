//! Flags of a search as they were typed, so that they can be saved and typed again.

use std::ffi::OsString;
use std::marker::PhantomData;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, FromArgMatches};
use newsdex::text::near::nearest;

use crate::cli::failure::Failure;
use crate::cli::search::Args;

/// What cannot be saved: it depends on where and when it is typed, or is itself the file of queries.
pub(crate) const NAMELESS: [&str; 2] = ["corpus", "queries"];

/// The flags of `T` that were typed, by their long names, in the order of their definition. A switch has no values.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    pub(crate) flags: Vec<(String, Vec<String>)>,
    of: PhantomData<T>,
}

impl<T: clap::Args> clap::Args for Given<T> {
    fn augment_args(command: Command) -> Command {
        T::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        T::augment_args_for_update(command)
    }
}

impl<T: clap::Args> FromArgMatches for Given<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let command = T::augment_args(Command::new("search"));
        let typed = |arg: &&Arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let flag = |arg: &Arg| {
            let values = matches.get_raw(arg.get_id().as_str()).into_iter().flatten();
            let values = values.map(|value| value.to_string_lossy().into_owned());
            let values = if arg.get_action().takes_values() { values.collect() } else { Vec::new() };
            Some((arg.get_long()?.to_owned(), values))
        };
        Ok(Self { flags: command.get_arguments().filter(typed).filter_map(flag).collect(), of: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The search that somebody would have typed with these flags.
pub(crate) fn args_of(query: &str, flags: &[(String, Vec<String>)]) -> Result<Args, Failure> {
    let mut line: Vec<OsString> = Vec::new();
    for (name, values) in flags {
        match values.as_slice() {
            [] => line.push(format!("--{name}").into()),
            values => line.extend(values.iter().map(|value| format!("--{name}={value}").into())),
        }
    }
    if !query.is_empty() {
        line.extend(["--".into(), query.into()]);
    }
    let command = <Args as clap::Args>::augment_args(Command::new("search").no_binary_name(true));
    Ok(Args::from_arg_matches(&command.try_get_matches_from(line)?)?)
}

/// The names most like `name` among those of flags that can be saved; `None` when it is one of them.
pub(crate) fn unknown(name: &str) -> Option<Vec<String>> {
    let command = <Args as clap::Args>::augment_args(Command::new("search"));
    let mut names: Vec<&str> = command.get_arguments().filter_map(Arg::get_long).collect();
    names.retain(|name| !NAMELESS.contains(name));
    names.push("query");
    (!names.contains(&name)).then(|| nearest(name, names))
}
