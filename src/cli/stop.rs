//! Ctrl-C and SIGTERM: the first asks for a clean end, the second ends at once.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::failure::{Failure, INTERRUPTED};

static STOP: AtomicBool = AtomicBool::new(false);
static PAGING: AtomicBool = AtomicBool::new(false);

/// The flag that work looks at. Only commands that write ask for it: the others may be ended at any moment.
pub(crate) fn flag() -> Result<&'static AtomicBool, Failure> {
    ctrlc::set_handler(heard).map_err(|err| Failure::Usage(format!("cannot listen for Ctrl-C: {err}")))?;
    Ok(&STOP)
}

/// From now on Ctrl-C is the pager's: whose terminal it is must not end before it.
pub(crate) fn leave_to_pager() {
    PAGING.store(true, Ordering::Relaxed);
    // fails where work has asked for the flag before: then `heard` is listening already
    let _ = ctrlc::set_handler(heard);
}

fn heard() {
    if PAGING.load(Ordering::Relaxed) {
        return;
    }
    if STOP.swap(true, Ordering::Relaxed) {
        std::process::exit(INTERRUPTED.into());
    }
    let _ = writeln!(io::stderr(), "\nnewsdex: stopping when what was read is safe; once more ends at once");
}
