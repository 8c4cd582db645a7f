//! `--corpus PATH`: brings a file or folder up to date before it is searched.

use std::path::Path;

use newsdex::index::{Index, Manifest};
use newsdex::{Error, ingest, present};

use crate::cli::args::Shared;
use crate::cli::config::Config;
use crate::cli::failure::Failure;
use crate::cli::index;

/// Indexes `path` as far as it changed; gives the index, and the root and place in it that `path` is.
pub(super) fn bring_up_to_date(path: &Path, shared: &Shared) -> Result<(Index, (String, String)), Failure> {
    let place = shared.place()?;
    let nothing = || Failure::Usage(format!("no file or folder '{}' to search", path.display()));
    // a mistyped path leaves no empty index behind
    let index = match place.open() {
        Err(Error::NoIndex { .. }) if path.exists() => Index::open_or_create(&place.dir)?,
        Err(Error::NoIndex { .. }) => return Err(nothing()),
        opened => opened?,
    };
    if !path.exists() && !was_there(&index, path)? {
        return Err(nothing());
    }
    let index = shared.for_writing(index)?;
    let summary = index::update(&index, &[path.to_owned()], &Config::here()?.options(), shared)?;
    if summary.interrupted {
        return Err(Error::Interrupted.into());
    }
    let root = ingest::locate(path, &index.payload()?).ok_or_else(nothing)?;
    shared.say(|out| {
        let skipped = summary.newly_skipped().count() as u64;
        let skipped = if skipped == 0 {
            String::new()
        } else {
            format!(", {} skipped: see 'newsdex stats --skipped'", present::count(skipped))
        };
        let [new, changed, removed] = [summary.new, summary.changed, summary.removed].map(present::count);
        let path = present::one_line(&path.display().to_string());
        writeln!(out, "only '{path}', up to date: {new} new, {changed} changed, {removed} removed{skipped}")
    });
    Ok((index, root))
}

/// Whether articles of `path` are indexed still.
fn was_there(index: &Index, path: &Path) -> Result<bool, Failure> {
    let Some((root, below)) = ingest::locate(path, &index.payload()?) else { return Ok(false) };
    let manifest = Manifest::load(index)?;
    let is_below = |file: &String| {
        below.is_empty() || file.strip_prefix(&below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Ok(manifest.roots.get(&root).is_some_and(|files| files.keys().any(is_below)))
}
