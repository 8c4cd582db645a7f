//! When the engine fails over what it reads: people see a sentence that names the damage, not the text of a panic.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

use newsdex::Error;
use newsdex::index::check::damage;

use crate::cli::args::Shared;
use crate::cli::failure::{Done, Failure};

/// The first panic of this process.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command. What panics in it may be the engine, which trusts its files: then they are looked at.
pub(crate) fn guarded(shared: &Shared, run: impl FnOnce() -> Result<Done, Failure>) -> Result<Done, Failure> {
    set_hook(Box::new(|panic| {
        FIRST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| panic.to_string());
    }));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(failure(shared)))
}

fn failure(shared: &Shared) -> Failure {
    let dir = shared.place().map(|place| place.dir);
    match dir.map(|dir| (damage(&dir), dir)) {
        Ok((Some(reason), path)) => Error::Index { action: "read", path, reason }.into(),
        _ => {
            let first = FIRST.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
            Failure::Bug(first)
        }
    }
}
