//! `newsdex save`: searches with names, in `newsdex.toml`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use newsdex::present;
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::cli::args::{Shared, output};
use crate::cli::config::{Config, FILE};
use crate::cli::failure::{Done, Failure};
use crate::cli::saved::{Search, check_name, named};
use crate::cli::search::{Given, Saved, args_of};
use crate::cli::words;
use crate::cli::written::replace;

/// Save a search under a name, in newsdex.toml
///
/// NAME comes first, then QUERY and flags as for 'newsdex search'. Without NAME: lists what is saved. It is written into the
/// nearest newsdex.toml, here or above, else into a new one here; 'newsdex run NAME' runs it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to call it, then what to look for
    #[arg(value_names = ["NAME", "QUERY"])]
    words: Vec<String>,
    /// Replace the search that has this name
    #[arg(long)]
    force: bool,
    /// Forget the search called NAME
    #[arg(long, value_name = "NAME", conflicts_with_all = ["words", "force"])]
    delete: Option<String>,
    #[command(flatten)]
    given: Given<Saved>,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let here = std::env::current_dir().unwrap_or_default();
        let config = Config::above(&here)?;
        let path = config.path.clone().unwrap_or_else(|| here.join(FILE));
        if let Some(name) = &self.delete {
            named(&config.searches, name)?;
            edit(&path, |searches| drop(searches.remove(name)))?;
            let path = present::one_line(&path.display().to_string());
            shared.say(|out| writeln!(out, "forgot '{}' in '{path}'", present::one_line(name)));
            return Ok(Done::Well);
        }
        let Some((name, query)) = self.words.split_first() else { return list(&config) };
        check_name(name)?;
        let search = Search { query: words::query(query), flags: self.given.flags };
        if search.query.trim().is_empty() && search.flags.is_empty() {
            return Err(Failure::Usage(format!("nothing to save as '{name}': give words or flags after the name")));
        }
        args_of(&search.query, &search.flags)?.check(&config.own, shared)?;
        if config.searches.contains_key(name) && !self.force {
            return Err(Failure::Usage(format!("a search '{name}' is saved already (replace it with --force)")));
        }
        edit(&path, |searches| drop(searches.insert(name, Item::Table(table(&search)))))?;
        shared.say(|out| {
            let (shown, path) =
                (words::typed(&present::one_line(name)), present::one_line(&path.display().to_string()));
            writeln!(out, "saved in '{path}'; run it with: newsdex run {shown}")
        });
        Ok(Done::Well)
    }
}

/// One search a line, as it would be typed.
fn list(config: &Config) -> Result<Done, Failure> {
    let mut out = output();
    for (name, search) in &config.searches {
        let mut line = format!("{name}:");
        if !search.query.is_empty() {
            line.push_str(&format!(" {}", search.query));
        }
        for (flag, values) in &search.flags {
            match values.as_slice() {
                [] => line.push_str(&format!(" --{flag}")),
                values => values.iter().for_each(|value| line.push_str(&format!(" --{flag}={value}"))),
            }
        }
        writeln!(out, "{}", present::one_line(&line))?;
    }
    out.flush()?;
    Ok(if config.searches.is_empty() { Done::Nothing } else { Done::Well })
}

/// The table of a search: one value as itself, several as a list, numbers as numbers, a switch as `true`.
fn table(search: &Search) -> Table {
    let mut table = Table::new();
    if !search.query.is_empty() {
        table["query"] = value(&search.query);
    }
    for (flag, values) in &search.flags {
        table[flag.as_str()] = match values.as_slice() {
            [] => value(true),
            // a year is a number too, and reads as the same date
            [one] => one.parse::<i64>().ok().filter(|n| n.to_string() == *one).map_or_else(|| value(one), value),
            several => value(several.iter().collect::<Array>()),
        };
    }
    table
}

/// Changes the saved searches of a file and nothing else in it: the whole file is written, or nothing.
fn edit(path: &Path, change: impl FnOnce(&mut dyn toml_edit::TableLike)) -> Result<(), Failure> {
    let unusable =
        |what: &str, err: &dyn std::fmt::Display| Failure::Usage(format!("cannot {what} '{}': {err}", path.display()));
    // a link to a file that stands elsewhere stays one
    let path: PathBuf = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let text = match fs::read_to_string(&path) {
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|err| unusable("read", &err))?,
    };
    let mut document: DocumentMut = text.parse().map_err(|err| unusable("read", &err))?;
    let searches = document.entry("search").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let searches = searches.as_table_like_mut().ok_or_else(|| unusable("change", &"'search' is no table"))?;
    change(searches);
    let text = document.to_string();
    Config::of(&text, &path)?;
    let permissions = fs::metadata(&path).ok().map(|old| old.permissions());
    replace(&path, &text, permissions).map_err(|err| unusable("write", &err))
}
