//! Building: the same NDJSON into the index of each program, each as a process of its own.
//!
//! - newsdex cleans, labels, detects near-duplicates and languages, makes passages for meaning, stores raw and clean text.
//! - tantivy has one field with its English stemmer and positions over title and body, stores both (zstd as newsdex), merges
//!   to at most four segments. As many threads and as much memory of the writer as newsdex.
//! - FTS5 has title and body with `porter unicode61`, stores both, one transaction, `optimize` at the end.
//! - Xapian is `scriptindex` with its English stemmer and positions, and stores both; its input is written before.
//! - ripgrep builds nothing.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;

use crate::archive::Archive;
use crate::process;

/// What building one index took.
#[derive(Serialize)]
pub(crate) struct Build {
    pub(crate) program: &'static str,
    /// Seconds of all threads, user and system.
    pub(crate) cpu: f64,
    /// Seconds.
    pub(crate) wall: f64,
    /// Bytes, see [`process::Taken`].
    pub(crate) private: Option<u64>,
    /// Bytes of the index.
    pub(crate) bytes: u64,
}

/// How `scriptindex` takes the input below.
const SCRIPT: &str = "title : field=title index\ntext : field=text index\n";

/// Builds all indexes, one after the other.
pub(crate) fn all(archive: &Archive, newsdex: &Path) -> Result<Vec<Build>> {
    let lines = archive.lines();
    let mut builds = Vec::new();
    let mut command = Command::new(newsdex);
    command.arg("index").arg(&lines).arg("--quiet").arg("--index").arg(archive.index("newsdex"));
    builds.push(built("newsdex", command, &archive.index("newsdex"))?);
    for (program, path) in
        [("tantivy", env!("CARGO_BIN_EXE_bare_tantivy")), ("FTS5", env!("CARGO_BIN_EXE_bare_sqlite"))]
    {
        let mut command = Command::new(path);
        command.arg("index").arg(archive.index(program)).arg(&lines);
        builds.push(built(program, command, &archive.index(program))?);
    }
    if process::is_installed("scriptindex") {
        builds.push(xapian(archive)?);
    } else {
        eprintln!("Xapian is passed over: 'scriptindex' is not installed (xapian-omega)");
    }
    Ok(builds)
}

fn built(program: &'static str, mut command: Command, index: &Path) -> Result<Build> {
    let taken = process::run(&mut command)?;
    let build = Build {
        program,
        cpu: taken.cpu.as_secs_f64(),
        wall: taken.wall.as_secs_f64(),
        private: taken.private,
        bytes: process::size(index),
    };
    eprintln!("{program}: built in {:.1} s of CPU", build.cpu);
    Ok(build)
}

fn xapian(archive: &Archive) -> Result<Build> {
    let (input, script) = (archive.index("xapian.input"), archive.index("xapian.script"));
    fs::write(&script, SCRIPT)?;
    let mut out = BufWriter::new(fs::File::create(&input)?);
    for line in BufReader::new(fs::File::open(archive.lines())?).lines() {
        let article: Value = serde_json::from_str(&line?)?;
        let field = |name: &str| article[name].as_str().context("an article without title or text");
        // a line that begins with '=' goes on with the field before, an empty one ends the record
        writeln!(out, "title={}\ntext={}\n", field("title")?, field("text")?.replace('\n', "\n="))?;
    }
    out.into_inner()?;
    let mut command = Command::new("scriptindex");
    command.arg("--stemmer=english").arg(archive.index("Xapian")).arg(&script).arg(&input);
    let build = built("Xapian", command, &archive.index("Xapian"));
    fs::remove_file(&input)?;
    build
}
