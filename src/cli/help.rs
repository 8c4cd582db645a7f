//! `newsdex help TOPIC`: short pages on what flags cannot say.

use std::io::Write;

use clap::CommandFactory;
use newsdex::clean;

use crate::cli::Cli;
use crate::cli::args::output;
use crate::cli::failure::{Done, Failure};

/// The pages.
const TOPICS: [(&str, &str); 11] = [
    ("formats", include_str!("help/formats.md")),
    ("query", include_str!("help/query.md")),
    ("ranking", include_str!("help/ranking.md")),
    ("filters", include_str!("help/filters.md")),
    ("stories", include_str!("help/stories.md")),
    ("export", include_str!("help/export.md")),
    ("json", include_str!("help/json.md")),
    ("exit", include_str!("help/exit.md")),
    ("upkeep", include_str!("help/upkeep.md")),
    ("cleaning", include_str!("help/cleaning.md")),
    ("labels", include_str!("help/labels.md")),
];

/// Where the table of rules goes in the page on cleaning.
const RULES: &str = "{rules}\n";

/// Explain a topic or a command: formats, query, ranking, filters, stories, export, json, exit, upkeep, cleaning, labels
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A topic, or the name of a command
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let Some(topic) = self.topic else {
            Cli::command().print_help()?;
            return Ok(Done::Well);
        };
        match TOPICS.iter().find(|(name, _)| *name == topic) {
            Some((_, page)) => {
                let mut out = output();
                out.write_all(page.replace(RULES, &rules()).as_bytes())?;
                out.flush()?;
                Ok(Done::Well)
            }
            None => of_command(&topic),
        }
    }
}

/// Prints the help of a command.
pub(crate) fn of_command(name: &str) -> Result<Done, Failure> {
    let mut command = Cli::command();
    command.build();
    match command.find_subcommand_mut(name) {
        Some(command) => command.print_long_help()?,
        None => {
            let topics = TOPICS.map(|(name, _)| name).join(", ");
            return Err(Failure::Usage(format!("no help on '{name}'; topics are {topics}, and every command")));
        }
    }
    Ok(Done::Well)
}

/// The rules by name, each with what it removes.
fn rules() -> String {
    let rules = clean::rules();
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    rules.iter().map(|rule| format!("  {:<widest$}  {}\n", rule.name, rule.reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_fit_a_terminal_and_name_themselves() {
        for (name, page) in TOPICS {
            let page = page.replace(RULES, "");
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{name}");
            assert!(page.starts_with(|c: char| c.is_uppercase()) && page.ends_with('\n'), "{name}");
        }
    }

    #[test]
    fn the_page_on_cleaning_lists_the_rules() {
        let (_, page) = TOPICS.iter().find(|(name, _)| *name == "cleaning").unwrap();
        assert!(page.contains(RULES));
        assert!(clean::rules().iter().all(|rule| rules().contains(rule.name)));
    }
}
