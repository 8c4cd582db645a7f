//! Ctrl-C and SIGTERM: the first asks for a clean end, the second ends at once. A file that may not grow is an error.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::failure::{Failure, INTERRUPTED};

static STOP: AtomicBool = AtomicBool::new(false);
static PAGING: AtomicBool = AtomicBool::new(false);

/// Whether somebody listens, or why not.
static LISTENING: OnceLock<Result<(), String>> = OnceLock::new();

/// The flag that work looks at. Only commands that write ask for it: the others may be ended at any moment.
pub(crate) fn flag() -> Result<&'static AtomicBool, Failure> {
    match listen() {
        Ok(()) => Ok(&STOP),
        Err(err) => Err(Failure::Usage(format!("cannot listen for Ctrl-C: {err}"))),
    }
}

/// From now on Ctrl-C is the pager's: whose terminal it is must not end before it.
pub(crate) fn leave_to_pager() {
    PAGING.store(true, Ordering::Relaxed);
    // without it the pager may end after us, which does no harm
    let _ = listen();
}

/// Lets a file that has reached the size that the system allows this process fail like a full disk, instead of ending the
/// process in the middle of its work.
pub(crate) fn outlive_size_limit() {
    #[cfg(unix)]
    {
        // that it was heard is enough: nobody looks at the flag, the system call fails by itself
        let heard = std::sync::Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heard);
    }
}

fn listen() -> &'static Result<(), String> {
    LISTENING.get_or_init(|| ctrlc::set_handler(heard).map_err(|err| err.to_string()))
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
