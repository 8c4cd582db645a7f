//! `newsdex upgrade`: an index of an older version becomes one of this version, from the articles that it holds.

use std::io::Write;

use newsdex::index::renew;
use newsdex::present;

use crate::cli::args::{Shared, output};
use crate::cli::check::settle;
use crate::cli::failure::{Done, Failure};

/// Bring an index of an older version to this one, from its own stored articles
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// NDJSON on standard output
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let place = shared.place()?;
        let renewed = renew(&place.dir, shared.patience()?, &|_, _, _| ()).map_err(|err| place.name(err))?;
        if renewed.is_some() {
            settle(&place.dir, shared)?;
        }
        let articles = renewed.map(|rebuilt| rebuilt.kept);
        if self.json {
            let mut out = output();
            let line = serde_json::json!({"type": "summary", "version": 1, "upgraded": articles.is_some(), "articles": articles});
            present::write_line(&mut out, &line)?;
            out.flush()?;
        } else {
            shared.say(|out| match articles {
                Some(articles) => writeln!(out, "upgraded: {}", present::counted(articles, "article")),
                None => writeln!(out, "nothing to upgrade: the index is of this version"),
            });
        }
        Ok(Done::Well)
    }
}
