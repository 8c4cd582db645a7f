//! `newsdex similar`: articles like another one.

use std::io::Write;

use newsdex::{present, search};

use crate::cli::args::{Shared, output};
use crate::cli::failure::{Done, Failure};
use crate::cli::watch::Limit;
use crate::cli::{last, show};

/// Find articles like another one
///
/// The words that tell the article from others, at most 25, are the query; which of them a hit has is said below it. The
/// article's own copies are left out. An ID is what 'newsdex show' takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which article
    #[arg(value_name = "ID")]
    id: String,
    /// Number of hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Each copy of a story as a hit of its own, those of the article too
    #[arg(long)]
    all_copies: bool,
    /// NDJSON on standard output: hits, each with the words it shares, and a summary
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    cost: Limit,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.open()?;
        let there = usize::try_from(index.searcher()?.num_docs()).unwrap_or(usize::MAX);
        let watch = self.cost.watch(&self.cost.effort_for(self.limit.min(there)));
        let Some(entry) = show::article(&index, &self.id)? else { return Ok(Done::Nothing) };
        let similar = search::similar(&index, &entry, self.limit, self.all_copies)?;
        drop(watch);
        let mut out = output();
        if self.json {
            present::similar_json(&mut out, &similar)?;
        } else {
            if !similar.results.hits.is_empty() {
                last::save(index.dir(), &similar.results);
            }
            present::similar(&mut out, &similar, &shared.look())?;
        }
        out.flush()?;
        if !self.json {
            let look = shared.look_aside();
            shared.say(|aside| present::similar_summary(aside, &similar, &look));
        }
        Ok(if similar.results.found { Done::Well } else { Done::Nothing })
    }
}
