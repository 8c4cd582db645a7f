//! `newsdex search --kwic`: every occurrence in a line of its own.

use std::ops::ControlFlow;

use newsdex::index::Index;
use newsdex::present;
use newsdex::search::{self, LineOrder, Request};

use crate::cli::args::Shared;
use crate::cli::failure::{Done, Failure};
use crate::cli::pager;
use crate::cli::search::flags::{FormatArg, KwicSort, Output};

/// Prints a line for every occurrence, at most `limit`; `quiet`: nothing is said where there is none.
pub(super) fn print(
    index: &Index,
    request: &Request,
    limit: Option<usize>,
    output: &Output,
    quiet: bool,
    shared: &Shared,
) -> Result<Done, Failure> {
    let order = match output.kwic_sort {
        None | Some(KwicSort::Hit) => LineOrder::Hit,
        Some(KwicSort::Left) => LineOrder::Left,
        Some(KwicSort::Right) => LineOrder::Right,
    };
    let (look, json) = (shared.look(), output.format() == FormatArg::Json);
    let rows = if json || output.no_pager || !pager::can_be_left() { None } else { shared.rows() };
    let mut out = pager::Paged::new(rows);
    let mut written = Ok(());
    let found = search::concordance(index, request, order, limit, &mut |occurrence| {
        written = match json {
            true => present::kwic_json(&mut out, &occurrence),
            false => present::kwic_line(&mut out, &occurrence, &look),
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    let says = found.lines > 0 || !quiet;
    if json && says {
        present::kwic_summary_json(&mut out, request, &found)?;
    }
    out.finish()?;
    if !json && says {
        shared.say(|aside| present::concordance_summary(aside, request, &found, &shared.look_aside()));
    }
    Ok(if found.lines > 0 { Done::Well } else { Done::Nothing })
}
