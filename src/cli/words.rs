//! Query words that begin with a minus are text, not flags: `newsdex search tariff -china`.
//!
//! clap has one rule for all values; this one differs by value, so the arguments of `search` are put in order before it
//! sees them: flags first, then `--`, then the words. Flags before the command move behind it, where clap notices that
//! one was given twice.

use std::ffi::OsString;

use clap::{Arg, Command};

/// The commands whose words are text.
const QUERIES: [&str; 2] = ["search", "save"];

/// Puts the arguments in order for clap. `command` must be built.
pub(crate) fn arrange(args: Vec<OsString>, command: &Command) -> Vec<OsString> {
    let mut args = args.into_iter();
    let mut arranged: Vec<OsString> = args.next().into_iter().collect();
    let mut moved = Vec::new();
    let name = loop {
        let Some(arg) = args.next() else { break None };
        match flag(&arg, command) {
            Kind::Text => break Some(arg),
            Kind::Flag(known) => {
                let place = if known.is_some_and(Arg::is_global_set) { &mut moved } else { &mut arranged };
                let value = known.filter(|known| wants_next(&arg, known)).and_then(|_| args.next());
                place.push(arg);
                place.extend(value);
            }
            Kind::End => {
                arranged.push(arg);
                break None;
            }
        }
    };
    let command = name.as_ref().and_then(|name| command.find_subcommand(name));
    arranged.extend(name);
    arranged.extend(moved);
    match command {
        Some(command) if QUERIES.contains(&command.get_name()) => part(args, command, arranged),
        _ => {
            arranged.extend(args);
            arranged
        }
    }
}

/// Flags with their values, then `--`, then the words.
fn part(args: impl Iterator<Item = OsString>, command: &Command, mut arranged: Vec<OsString>) -> Vec<OsString> {
    let mut args = args.peekable();
    let mut words = Vec::new();
    while let Some(arg) = args.next() {
        match flag(&arg, command) {
            Kind::Text => words.push(arg),
            Kind::Flag(known) => {
                let wants_value = known.is_some_and(|known| wants_next(&arg, known));
                arranged.push(arg);
                match args.next_if(|_| wants_value) {
                    // clap names the flag whose value is missing, if nothing follows that it could take for one
                    None if wants_value => return arranged,
                    value => arranged.extend(value),
                }
            }
            Kind::End => words.extend(args.by_ref()),
        }
    }
    arranged.push("--".into());
    arranged.extend(words);
    arranged
}

/// What an argument is where a flag may stand.
enum Kind<'a> {
    /// `--`
    End,
    /// A flag; `None` for a long one that nobody knows, which clap will name.
    Flag(Option<&'a Arg>),
    /// Anything else, `-` and `-china` among it.
    Text,
}

fn flag<'a>(arg: &OsString, command: &'a Command) -> Kind<'a> {
    let text = arg.to_string_lossy();
    if text == "--" {
        return Kind::End;
    }
    if let Some(long) = text.strip_prefix("--") {
        let name = long.split_once('=').map_or(long, |(name, _)| name);
        return Kind::Flag(command.get_arguments().find(|arg| arg.get_long() == Some(name)));
    }
    let Some(short) = text.strip_prefix('-').filter(|short| !short.is_empty()) else { return Kind::Text };
    let mut letters = short.chars();
    let first = letters.next();
    let Some(known) = command.get_arguments().find(|arg| first.is_some() && arg.get_short() == first) else {
        return Kind::Text;
    };
    // `-n` and `-n3`, but `-news` is a word that is not wanted
    let value = letters.as_str().trim_start_matches('=');
    let is_number = known.get_action().takes_values() && value.bytes().all(|b| b.is_ascii_digit());
    if letters.as_str().is_empty() || (is_number && !value.is_empty()) { Kind::Flag(Some(known)) } else { Kind::Text }
}

/// Whether the value of the flag stands in the next argument.
fn wants_next(arg: &OsString, known: &Arg) -> bool {
    let text = arg.to_string_lossy();
    let attached = if text.starts_with("--") { text.contains('=') } else { text.chars().count() > 2 };
    // the value of `--timeline[=STEP]` never stands apart from it
    known.get_action().takes_values() && !attached && !known.is_require_equals_set()
}

/// The query of several arguments. A shell takes quotes away: where one of several arguments is `-trade war`, the person
/// wrote `-"trade war"`, so the quotes are put back. A single argument is the query as it stands.
pub(crate) fn query(words: &[String]) -> String {
    match words {
        [one] => one.clone(),
        words => words.iter().map(|word| requoted(word)).collect::<Vec<_>>().join(" "),
    }
}

fn requoted(word: &str) -> String {
    let unwanted = word.strip_prefix('-').filter(|text| text.starts_with(char::is_alphanumeric));
    match unwanted {
        Some(text) if text.contains(char::is_whitespace) && !text.contains('"') => format!("-\"{text}\""),
        _ => word.to_owned(),
    }
}

/// `name` as it is typed to a shell: in quotes where the shell would read signs of it.
pub(crate) fn typed(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@+,%".contains(c);
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn check(line: &str, expected: &str) {
        let mut command = Cli::command();
        command.build();
        let args = line.split(' ').map(OsString::from).collect();
        let arranged: Vec<String> =
            arrange(args, &command).into_iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
        assert_eq!(arranged.join(" "), expected, "{line}");
    }

    #[test]
    fn words_with_a_minus_are_text() {
        check("newsdex search tariff -china", "newsdex search -- tariff -china");
        check("newsdex search -china", "newsdex search -- -china");
        check("newsdex search -n 3 tariff -china -news", "newsdex search -n 3 -- tariff -china -news");
        check("newsdex search -news", "newsdex search -- -news");
        check("newsdex search -n3 a -n=4", "newsdex search -n3 -n=4 -- a");
        check("newsdex search tariff -n", "newsdex search -n");
        check("newsdex search a - b", "newsdex search -- a - b");
        check("newsdex search -health -h", "newsdex search -h -- -health");
        check("newsdex search -Vienna -V", "newsdex search -- -Vienna -V");
        check("newsdex search -é -5", "newsdex search -- -é -5");
    }

    #[test]
    fn long_flags_are_never_text() {
        check("newsdex search a --json b", "newsdex search --json -- a b");
        check("newsdex search a --limit 3 b", "newsdex search --limit 3 -- a b");
        check("newsdex search a --limit=3 b", "newsdex search --limit=3 -- a b");
        check("newsdex search a --nonsense b", "newsdex search --nonsense -- a b");
        check("newsdex search --country japan x -y", "newsdex search --country japan -- x -y");
        check("newsdex search lithium --timeline", "newsdex search --timeline -- lithium");
        check("newsdex search --timeline -china tin", "newsdex search --timeline -- -china tin");
        check("newsdex search tin --timeline=year -china", "newsdex search --timeline=year -- tin -china");
    }

    #[test]
    fn two_dashes_end_the_flags() {
        check("newsdex search a -- --json -n 3", "newsdex search -- a --json -n 3");
        check("newsdex search -- --", "newsdex search -- --");
        check("newsdex search", "newsdex search --");
    }

    #[test]
    fn flags_before_the_command_go_behind_it() {
        check("newsdex --index i search a -b", "newsdex search --index i -- a -b");
        check("newsdex --quiet --index=i stats --json", "newsdex stats --quiet --index=i --json");
        check("newsdex --version", "newsdex --version");
        check("newsdex --nonsense search", "newsdex --nonsense search --");
        check("newsdex", "newsdex");
        check("newsdex clean -x --json", "newsdex clean -x --json");
    }

    #[test]
    fn quotes_that_the_shell_took_come_back() {
        let words = |words: &[&str]| query(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&["tariff", "-trade war"]), "tariff -\"trade war\"");
        assert_eq!(words(&["a", "-\"trade war\""]), "a -\"trade war\"");
        assert_eq!(words(&["-trade war"]), "-trade war");
        assert_eq!(words(&["rare earths", "japan"]), "rare earths japan");
        assert_eq!(words(&["a b: c", "-x"]), "a b: c -x");
        assert_eq!(words(&["a", "- b"]), "a - b");
        assert_eq!(words(&[]), "");
    }

    #[test]
    fn names_are_quoted_for_a_shell_where_it_would_read_them() {
        assert_eq!(typed("metals"), "metals");
        assert_eq!(typed("rare earths"), "'rare earths'");
        assert_eq!(typed("it's $5"), "'it'\\''s $5'");
        assert_eq!(typed(""), "''");
    }
}
