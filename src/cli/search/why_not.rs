//! `newsdex search --why-not ID`: why an article is not found, or stands low.

use std::io::Write;

use newsdex::index::Index;
use newsdex::present;
use newsdex::search::{self, Request};

use crate::cli::args::{Shared, output};
use crate::cli::failure::{Done, Failure};
use crate::cli::search::flags::{FormatArg, Output};
use crate::cli::show;

/// Prints the reasons.
pub(super) fn print(
    index: &Index,
    request: &Request,
    id: &str,
    format: &Output,
    shared: &Shared,
) -> Result<Done, Failure> {
    let Some(entry) = show::article(index, id)? else { return Ok(Done::Nothing) };
    let found = search::why_not(index, request, entry)?;
    let mut out = output();
    match format.format() {
        FormatArg::Json => present::why_not_json(&mut out, &found)?,
        _ => present::why_not(&mut out, &found, &shared.look())?,
    }
    out.flush()?;
    Ok(Done::Well)
}
