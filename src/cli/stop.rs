//! Ctrl-C and SIGTERM: the first asks for a clean end, the second ends at once.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::failure::{Failure, INTERRUPTED};

static STOP: AtomicBool = AtomicBool::new(false);

/// The flag that work looks at. Only commands that write ask for it: the others may be ended at any moment.
pub(crate) fn flag() -> Result<&'static AtomicBool, Failure> {
    let heard = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
        let _ = writeln!(io::stderr(), "\nnewsdex: stopping when what was read is safe; once more ends at once");
    };
    ctrlc::set_handler(heard).map_err(|err| Failure::Usage(format!("cannot listen for Ctrl-C: {err}")))?;
    Ok(&STOP)
}
