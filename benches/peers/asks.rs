//! Asking: whole processes from start to exit, ten hits with title and snippet, and the exact count.
//!
//! Every program gets the same words, any of which may match. They run in turns, and who comes first changes from round to
//! round; a measurement is the mean processor time of all queries of a round.
//!
//! - newsdex: `search --lexical --all-copies`, and `search` as it comes, with meaning, nearness and stories.
//! - tantivy and FTS5: no query language, no filters, no languages; BM25, titles and one snippet each, a count.
//! - Xapian: `quest`, which prints the stored text of ten hits whole and has no snippets; it looks at every match, as an
//!   exact count asks.
//! - ripgrep: the first line of each file with one of the words, whatever its case. No stems, no order, no count.
//! - `true`, and `newsdex --version`: what it costs to start a program at all.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde::Serialize;

use crate::archive::Archive;
use crate::contest::{Ratio, median};
use crate::draw::Drawn;
use crate::process;

/// Queries of each of rare, medium and frequent words; of several words twice as many.
const QUERIES: usize = 3;

/// What asking one program took.
#[derive(Serialize)]
pub(crate) struct Ask {
    pub(crate) program: &'static str,
    /// Milliseconds of processor time, a query.
    pub(crate) cpu_ms: f64,
    /// newsdex with `--lexical --all-copies` against it, the same round.
    pub(crate) lexical: Ratio,
    /// newsdex with everything on against it.
    pub(crate) full: Ratio,
}

type Commands<'a> = (&'static str, Box<dyn Fn(&str) -> Command + 'a>);

/// Asks every program that has an index.
pub(crate) fn all(archive: &Archive, newsdex: &Path, drawn: &Drawn, rounds: usize) -> Result<Vec<Ask>> {
    let words = [&drawn.rare, &drawn.medium, &drawn.frequent].map(|words| &words[..words.len().min(QUERIES)]);
    let groups = &drawn.groups[..drawn.groups.len().min(2 * QUERIES)];
    let queries: Vec<&String> = words.into_iter().chain([groups]).flatten().collect();
    let programs = programs(archive, newsdex)?;
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); programs.len()];
    // one round more: the first one warms up
    for round in 0..=rounds {
        for place in 0..programs.len() {
            let at = (place + round) % programs.len();
            let mut taken = 0.0;
            for query in &queries {
                taken += process::cpu(&mut programs[at].1(query))?.as_secs_f64() * 1e3;
            }
            if round > 0 {
                times[at].push(taken / queries.len() as f64);
            }
        }
    }
    let ask = |(at, (program, _)): (usize, &Commands<'_>)| Ask {
        program,
        cpu_ms: median(&times[at]),
        lexical: Ratio::of(&times[0], &times[at]),
        full: Ratio::of(&times[1], &times[at]),
    };
    Ok(programs.iter().enumerate().map(ask).collect())
}

/// The two ways of newsdex first.
fn programs<'a>(archive: &Archive, newsdex: &'a Path) -> Result<Vec<Commands<'a>>> {
    let index = archive.index("newsdex");
    let search = move |query: &str| {
        let mut command = Command::new(newsdex);
        command.arg("search").arg(query).arg("--index").arg(&index);
        command
    };
    let lexical = search.clone();
    let mut programs: Vec<Commands<'a>> = vec![
        (
            "newsdex --lexical --all-copies",
            Box::new(move |query| {
                let mut command = lexical(query);
                command.args(["--lexical", "--all-copies"]);
                command
            }),
        ),
        ("newsdex, everything on", Box::new(search)),
    ];
    for (program, path) in
        [("tantivy", env!("CARGO_BIN_EXE_bare_tantivy")), ("FTS5", env!("CARGO_BIN_EXE_bare_sqlite"))]
    {
        let index = archive.index(program);
        programs.push((
            program,
            Box::new(move |query| {
                let mut command = Command::new(path);
                command.arg("any").arg(&index).args(query.split(' '));
                command
            }),
        ));
    }
    programs.extend(xapian(archive));
    programs.extend(ripgrep(archive)?);
    programs.push(("true", Box::new(|_| Command::new("true"))));
    programs.push((
        "newsdex --version",
        Box::new(move |_| {
            let mut command = Command::new(newsdex);
            command.arg("--version");
            command
        }),
    ));
    Ok(programs)
}

fn xapian<'a>(archive: &Archive) -> Option<Commands<'a>> {
    let (index, articles) = (archive.index("Xapian"), archive.articles);
    if !index.exists() || !process::is_installed("quest") {
        eprintln!("Xapian is not asked: no index, or 'quest' is not installed (xapian-tools)");
        return None;
    }
    let ask = move |query: &str| {
        let mut command = Command::new("quest");
        // it estimates what it has not looked at
        let every = format!("--check-at-least={articles}");
        command.args(["--stemmer=english", "--msize=10", &every, "--db"]).arg(&index).arg(query);
        command
    };
    Some(("Xapian", Box::new(ask)))
}

fn ripgrep<'a>(archive: &Archive) -> Result<Option<Commands<'a>>> {
    if !process::is_installed("rg") {
        eprintln!("ripgrep is passed over: 'rg' is not installed");
        return Ok(None);
    }
    let Some(files) = archive.files()? else {
        eprintln!("ripgrep is passed over: too many files");
        return Ok(None);
    };
    let ask = move |query: &str| {
        let mut command = Command::new("rg");
        command.args(["--ignore-case", "--word-regexp", "--fixed-strings", "--max-count=1"]);
        for word in query.split(' ') {
            command.args(["-e", word]);
        }
        command.arg(&files);
        command
    };
    Ok(Some(("ripgrep", Box::new(ask))))
}
