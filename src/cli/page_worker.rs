//! `newsdex page-worker`: the child that reads pages and files for its parent. No person calls it.

use std::io;

use newsdex::read;

use crate::cli::failure::{Done, Failure};

/// The command's name.
pub(crate) const NAME: &str = "page-worker";

/// Lets pages, and files with parsers that are not ours, be read by this program as a child of itself.
pub(crate) fn announce() {
    // without a path to itself it reads them as it is
    if let Ok(program) = std::env::current_exe() {
        read::use_worker(program, vec![NAME.into()]);
    }
}

/// Reads until nobody asks any more.
pub(crate) fn run() -> Result<Done, Failure> {
    #[cfg(unix)]
    {
        end_with_parent();
        bound_memory();
    }
    read::serve_worker(&mut io::stdin().lock(), &mut io::stdout().lock())?;
    Ok(Done::Well)
}

/// A worker that is busy does not hear that its input has ended, so it looks every second whether its parent lives.
#[cfg(unix)]
fn end_with_parent() {
    use std::os::unix::process::parent_id;
    let parent = parent_id();
    std::thread::spawn(move || {
        while parent_id() == parent {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
        std::process::exit(0);
    });
}

/// Bytes of address space of a worker: its keeper ends it at half of that, but looks only every now and then; the rest is
/// the program itself, and what allocators and threads reserve and never use.
#[cfg(unix)]
const ADDRESSES: u64 = 400 << 20;

/// What is asked for beyond the bound is not given, and ends the worker. Where the system knows no such bound, the keeper's
/// looks must do.
#[cfg(unix)]
fn bound_memory() {
    let bounded = rlimit::Resource::AS.get().map(|(soft, hard)| (soft.min(ADDRESSES), hard));
    // a bound that cannot be set is none
    let _ = bounded.and_then(|(soft, hard)| rlimit::Resource::AS.set(soft, hard));
}
