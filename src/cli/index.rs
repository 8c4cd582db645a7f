//! `newsdex index`: brings the index up to date.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use newsdex::article::Origin;
use newsdex::index::Index;
use newsdex::ingest::{self, Options, STDIN, Summary, Target};
use newsdex::{Error, present, search};

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::place::Place;
use crate::cli::progress::Meter;
use crate::cli::{last, stop};

/// Bring the index up to date with files and folders
///
/// What is new is read, what changed is read again, what is gone from disk is removed, what did not change is not even
/// opened. An index holds several roots: indexing one never touches the articles of another.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 3: done, but inputs that should be articles were skipped.")]
pub(crate) struct Args {
    /// Files and folders; '-' is NDJSON on standard input; none: everything indexed before
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look and count, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take a root, a file or an article out of the index; the files on disk stay
    #[arg(long, value_name = "PATH|ID", conflicts_with_all = ["paths", "dry_run", "prune", "report"])]
    forget: Vec<String>,
    /// Label the stored articles again, even if nothing changed, and look at no file
    #[arg(long, conflicts_with_all = ["paths", "forget", "prune", "report"])]
    relabel: bool,
    /// Remove even more than half of a root's articles
    #[arg(long)]
    prune: bool,
    /// Write every skipped input and the reason to FILE, as NDJSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// NDJSON on standard output: skipped inputs, then the counts
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        if !self.forget.is_empty() {
            return self.forget(shared);
        }
        if self.relabel {
            return self.relabel(shared);
        }
        let index = shared.for_writing(self.index(&shared.place()?)?)?;
        if self.paths.is_empty() && index.payload()?.roots.is_empty() {
            return Err(Failure::Usage("nothing was indexed before; give a file or a folder".to_owned()));
        }
        // before the work: hours of it must not end with a file that cannot be written
        self.report.as_deref().map_or(Ok(()), try_to_create)?;
        let options = Options { dry_run: self.dry_run, prune: self.prune, ..Config::here()?.options() };
        let summary = update(&index, &self.paths, &options, shared)?;
        if let Some(path) = &self.report {
            let write =
                |mut file: BufWriter<File>| present::report(&mut file, &summary.skipped).and_then(|()| file.flush());
            let written = File::create(path).map(BufWriter::new).and_then(write);
            written.map_err(|source| Error::File { action: "write", path: path.clone(), source })?;
        }
        self.tell(&summary, shared)?;
        Ok(ended(&summary))
    }

    /// Opens the index, makes one where there is none and something is to go into it.
    fn index(&self, place: &Place) -> Result<Index, Failure> {
        match place.open() {
            Err(Error::NoIndex { .. }) if !self.paths.is_empty() => {}
            opened => return Ok(opened?),
        }
        // a mistyped path leaves no empty index behind
        // what cannot be looked at is there, and named with the reason
        let is_there = |path: &PathBuf| path.as_os_str() == STDIN || !matches!(path.try_exists(), Ok(false));
        if let (false, Some(first)) = (self.paths.iter().any(is_there), self.paths.first()) {
            return Err(Failure::Usage(format!("no file or folder '{}' to index", first.display())));
        }
        Ok(if self.dry_run { Index::in_memory() } else { Index::open_or_create(&place.dir)? })
    }

    /// Labels what is stored again.
    fn relabel(&self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.for_writing(shared.open()?)?;
        let options = Options { dry_run: self.dry_run, ..Config::here()?.options() };
        let meter = Meter::new(shared);
        let summary = ingest::relabel(&index, &options, &|progress| meter.show(progress), stop::flag()?);
        meter.finish();
        let summary = summary?;
        self.tell(&summary, shared)?;
        Ok(ended(&summary))
    }

    fn tell(&self, summary: &Summary, shared: &Shared) -> Result<(), Failure> {
        if self.json {
            let mut out = output();
            present::index_json(&mut out, summary)?;
            return Ok(out.flush()?);
        }
        shared.say(|out| {
            match self.relabel {
                true => present::relabelled(out, summary, self.dry_run)?,
                false => present::indexed(out, summary, self.dry_run)?,
            }
            if shared.verbose {
                present::stages(out, summary)?;
            }
            present::skips(out, summary, shared.verbose)?;
            if summary.interrupted && !self.relabel {
                writeln!(out, "interrupted; what was done is safe, the next run goes on from there")?;
            }
            Ok(())
        });
        Ok(())
    }

    /// What those that are forgotten taught goes with them.
    fn learn_from_the_rest(&self, index: &Index, shared: &Shared) -> Result<(), Failure> {
        let meter = Meter::new(shared);
        let learned = ingest::learn(index, &Config::here()?.options(), &|progress| meter.show(progress), stop::flag()?);
        meter.finish();
        let summary = learned?;
        shared.say(|out| present::learned(out, &summary));
        Ok(())
    }

    fn forget(&self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.for_writing(shared.open()?)?;
        let mut total = 0;
        let mut known = 0;
        for name in &self.forget {
            let Some(target) = target(&index, name)? else {
                shared
                    .say(|out| writeln!(out, "nothing in the index is called '{name}'; it knows roots, paths and ids"));
                continue;
            };
            let gone = ingest::forget(&index, &target)?;
            known += 1;
            total += gone;
            shared.say(|out| writeln!(out, "forgot '{name}': {}", present::counted(gone, "article")));
        }
        if total > 0 {
            self.learn_from_the_rest(&index, shared)?;
        }
        if self.json {
            let mut out = output();
            let line = serde_json::json!({"type": "summary", "version": 1, "forgotten": total});
            present::write_line(&mut out, &line)?;
            out.flush()?;
        }
        Ok(if known > 0 { Done::Well } else { Done::Nothing })
    }
}

/// Brings the index up to date, with progress and an ear for Ctrl-C.
pub(crate) fn update(index: &Index, paths: &[PathBuf], options: &Options, shared: &Shared) -> Result<Summary, Failure> {
    let meter = Meter::new(shared);
    let summary = ingest::update(index, paths, options, &|progress| meter.show(progress), stop::flag()?);
    meter.finish();
    Ok(summary?)
}

fn ended(summary: &Summary) -> Done {
    if summary.interrupted {
        Done::Interrupted
    } else if summary.newly_skipped().next().is_some() {
        Done::Skipped
    } else {
        Done::Well
    }
}

/// What a person calls `name`: a root or a place, else an article as `show` finds it.
fn target(index: &Index, name: &str) -> Result<Option<Target>, Failure> {
    if let Some(target) = ingest::place_called(index, name)? {
        return Ok(Some(target));
    }
    let wanted = last::key(index.dir(), name)?.unwrap_or_else(|| name.to_owned());
    let origins: Vec<Origin> = search::find(index, &wanted)?.into_iter().map(|entry| entry.origin).collect();
    Ok((!origins.is_empty()).then_some(Target::Articles(origins)))
}

/// Whether a file can be written; one that was not there is gone again, so that it is no empty article of its folder.
fn try_to_create(path: &Path) -> Result<(), Failure> {
    let was_there = path.exists();
    let tried = File::options().append(true).create(true).open(path);
    tried.map_err(|err| Failure::Usage(format!("cannot write --report '{}': {err}", path.display())))?;
    if !was_there {
        fs::remove_file(path)?;
    }
    Ok(())
}
