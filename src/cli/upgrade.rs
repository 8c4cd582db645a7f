//! `newsdex upgrade`: an index of an older version becomes one of this version, from the articles that it holds.

use std::io::{self, Write};

use newsdex::index::{Rebuilt, renew};
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
        if self.json {
            let mut out = output();
            let (articles, dropped) = (renewed.as_ref().map(|one| one.kept), renewed.as_ref().map(|one| one.dropped));
            let aside = renewed.as_ref().and_then(|one| one.aside.as_deref());
            let line = serde_json::json!({"type": "summary", "version": 1, "upgraded": renewed.is_some(),
                "articles": articles, "dropped": dropped, "put_aside": aside});
            present::write_line(&mut out, &line)?;
            out.flush()?;
        } else {
            shared.say(|out| match &renewed {
                Some(renewed) => tell(out, renewed),
                None => writeln!(out, "nothing to upgrade: the index is of this version"),
            });
        }
        Ok(Done::Well)
    }
}

fn tell(out: &mut dyn Write, renewed: &Rebuilt) -> io::Result<()> {
    writeln!(out, "upgraded: {}", present::counted(renewed.kept, "article"))?;
    if renewed.dropped == 0 {
        return Ok(());
    }
    let dropped = present::counted(renewed.dropped, "article");
    writeln!(out, "{dropped} dropped: their records are damaged; 'newsdex index' restores them from their sources")?;
    present::put_aside(out, renewed)
}
