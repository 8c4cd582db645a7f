//! `newsdex check`: whether the index is as it was written, and what can be done where it is not.

use std::io::Write;
use std::path::Path;

use newsdex::index::check::{Checked, Depth, check};
use newsdex::index::{Index, Mended, mend};
use newsdex::ingest::{self, Progress};
use newsdex::present;

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::progress::Meter;
use crate::cli::stop;

/// Verify the index: checksums, counts, keys, and articles against their stored records
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mend what can be mended, drop what cannot be saved and say what; 'newsdex index' then restores it
    #[arg(long)]
    repair: bool,
    /// Compare every article with its stored record, not a sample of 200
    #[arg(long)]
    all: bool,
    /// NDJSON on standard output
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let place = shared.place()?;
        let depth = if self.all { Depth::All } else { Depth::default() };
        let named = |err| place.name(err);
        let mut checked = if self.repair {
            let mended = mend(&place.dir, depth, shared.patience()?, &|_, _, _| ()).map_err(named)?;
            self.tell_mended(&place.dir, &mended)?;
            if mended.before.findings.is_empty() {
                mended.before
            } else {
                self.settle(&place.dir, depth, &mended, shared)?
            }
        } else {
            check(&place.dir, depth, &|_, _, _| ()).map_err(named)?
        };
        checked.notes.sort();
        self.tell(&checked)?;
        Ok(if checked.findings.is_empty() { Done::Well } else { Done::Damaged })
    }

    /// Makes the lists anew that were lost, and checks again.
    fn settle(&self, dir: &Path, depth: Depth, mended: &Mended, shared: &Shared) -> Result<Checked, Failure> {
        if mended.rebuilt.is_some() || mended.lists_lost {
            settle(dir, shared)?;
        }
        Ok(check(dir, depth, &|_, _, _| ())?)
    }

    fn tell(&self, checked: &Checked) -> Result<(), Failure> {
        let mut out = output();
        match self.json {
            true => present::checked_json(&mut out, checked)?,
            false => present::checked(&mut out, checked)?,
        }
        Ok(out.flush()?)
    }

    fn tell_mended(&self, dir: &Path, mended: &Mended) -> Result<(), Failure> {
        if mended.before.findings.is_empty() {
            return Ok(());
        }
        self.tell(&mended.before)?;
        let roots = Index::open(dir)?.payload()?.roots;
        let is_there = |name: &str, path: &str| {
            roots.iter().find(|root| root.name == name).is_some_and(|root| {
                let root = Path::new(&root.path);
                if path.is_empty() { root.exists() } else { root.join(path).exists() }
            })
        };
        let mut out = output();
        match self.json {
            true => present::mended_json(&mut out, mended, &is_there)?,
            false => present::mended(&mut out, mended, &is_there)?,
        }
        Ok(out.flush()?)
    }
}

/// Settles what the articles of a new folder teach.
pub(crate) fn settle(dir: &Path, shared: &Shared) -> Result<(), Failure> {
    let meter = Meter::new(shared);
    let show = |progress: &Progress| meter.show(progress);
    let learned =
        ingest::learn(&shared.for_writing(Index::open(dir)?)?, &Config::here()?.options(), &show, stop::flag()?);
    meter.finish();
    learned?;
    Ok(())
}
