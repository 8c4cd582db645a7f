//! `newsdex stats`: what the index holds.

use std::io::Write;
use std::path::Path;

use newsdex::index::{Index, Manifest};
use newsdex::ingest::{STDIN, Skipped};
use newsdex::present::{self, Heavy, RemovedStats, RootStats, Stats};
use newsdex::search::{self, FacetKind, Request};
use walkdir::WalkDir;

use crate::cli::args::{Shared, output};
use crate::cli::clean::learned_by;
use crate::cli::failure::{Done, Failure};
use crate::cli::search::ALL_FACETS;

/// Show what the index holds: articles by country, leader, topic, source, language and month
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List every input that gave no article, and why
    #[arg(long)]
    skipped: bool,
    /// Show what cleaning took out: by rule, by outlet, what was learned, and which articles lost much
    #[arg(long, conflicts_with = "skipped")]
    residue: bool,
    /// NDJSON on standard output
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.open()?;
        let manifest = Manifest::load(&index)?;
        let mut out = output();
        if self.residue {
            let stats = removed(&index, if self.json { usize::MAX } else { LISTED })?;
            match self.json {
                true => present::removed_json(&mut out, &stats)?,
                false => present::removed(&mut out, &stats, LISTED, &shared.look())?,
            }
        } else if self.skipped {
            let skipped = skipped(&manifest);
            if self.json {
                present::report(&mut out, &skipped)?;
            } else {
                for input in &skipped {
                    writeln!(out, "{}: {}", present::skip_place(input), present::one_line(&input.reason))?;
                }
            }
            shared.say(|aside| writeln!(aside, "{} skipped", present::count(skipped.len() as u64)));
        } else {
            let stats = gather(&index, &manifest)?;
            match self.json {
                true => present::stats_json(&mut out, &stats)?,
                false => present::stats(&mut out, &stats, &shared.look())?,
            }
        }
        out.flush()?;
        Ok(Done::Well)
    }
}

/// Learned lines and articles that are listed for people.
const LISTED: usize = 20;

fn removed(index: &Index, limit: usize) -> Result<RemovedStats, Failure> {
    let searcher = index.searcher()?;
    let counts = index.removed(&searcher)?;
    let learned = learned_by(index)?.lines().to_vec();
    let heavy = counts.heavy.iter().take(limit).map(|(lost, address)| {
        let entry = index.entry(&searcher, *address)?;
        Ok(Heavy { lost: *lost, id: entry.id(), place: entry.origin.to_string() })
    });
    let heavy = heavy.collect::<newsdex::Result<Vec<_>>>()?;
    Ok(RemovedStats { counts, learned, heavy })
}

fn gather(index: &Index, manifest: &Manifest) -> Result<Stats, Failure> {
    let facets = ALL_FACETS.into_iter().filter(|kind| *kind != FacetKind::Author).collect();
    let request = Request { limit: Some(0), facets, count: true, snippets: false, ..Request::default() };
    let results = search::search(index, &request)?;
    let payload = index.payload()?;
    let leaders = index.learned_leaders(&payload).unwrap_or_default().len() as u64;
    let roots = payload.roots.into_iter().map(|root| {
        let files = manifest.roots.get(&root.name);
        let sum = |number: fn(&newsdex::index::FileRecord) -> u64| {
            files.into_iter().flatten().map(|(_, file)| number(file)).sum()
        };
        RootStats {
            articles: sum(|file| file.articles),
            files: if root.name == STDIN { 0 } else { sum(|_| 1) },
            skipped: sum(|file| file.skipped.len() as u64),
            name: root.name,
            path: root.path,
        }
    });
    Ok(Stats {
        index: index.dir().display().to_string(),
        articles: results.searched,
        roots: roots.collect(),
        bytes: size(index.dir()),
        segments: index.searcher()?.segment_readers().len(),
        versions: payload.versions,
        cleaned: index.removed(&index.searcher()?)?,
        learned_leaders: leaders,
        facets: results.facets,
    })
}

/// Every input that gave no article, in the order of roots and paths.
fn skipped(manifest: &Manifest) -> Vec<Skipped> {
    let files = manifest.roots.iter().flat_map(|(root, files)| files.iter().map(move |file| (root, file)));
    let of_file = |(root, (path, file)): (&String, (&String, &newsdex::index::FileRecord))| {
        let input = |skipped: &newsdex::index::SkippedRecord| Skipped {
            path: skipped.place(root, path),
            record: skipped.number,
            reason: skipped.reason.clone(),
            known: true,
        };
        file.skipped.iter().map(input).collect::<Vec<_>>()
    };
    files.flat_map(of_file).collect()
}

/// Bytes of all files below `dir`; one that vanishes meanwhile (a merge) counts nothing.
pub(crate) fn size(dir: &Path) -> u64 {
    let files = WalkDir::new(dir).into_iter().flatten().filter_map(|entry| entry.metadata().ok());
    files.filter(|metadata| metadata.is_file()).map(|metadata| metadata.len()).sum()
}
