//! The lock of whoever writes an index: the system's, so that it ends with its process, however that ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Local, Utc};

use crate::error::{Error, Result};

/// The file that is locked. It stays: if it went with its holder, two could hold a lock of that name.
pub(crate) const FILE: &str = "writer.lock";

/// How often who waits looks again: nobody notices a tenth of a second after minutes.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How often who is refused looks for the name of the holder, which is written an instant after its lock was taken.
const LOOKS: usize = 5;

/// How to wait for another writer.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Ends the waiting.
    pub stop: &'static AtomicBool,
    /// Is told once whom it waits for.
    pub tell: fn(&Error),
}

/// Held until it is dropped.
pub(crate) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// # Errors
    /// [`Error::Locked`] when another writer holds it, [`Error::Index`] where the file system has no locks, [`Error::File`].
    pub(crate) fn take(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(|source| Error::File { action: "write", path: path.clone(), source })?;
        match file.try_lock() {
            Ok(()) => {
                let mut lock = Self { file };
                // only a message wants it; on a full disk the lock is one all the same
                let _ = lock.sign();
                Ok(lock)
            }
            Err(TryLockError::WouldBlock) => Err(Error::Locked { path: dir.to_owned(), by: holder(&path) }),
            Err(TryLockError::Error(err)) => Err(Error::unwritable(dir, &without_locks(&err))),
        }
    }

    /// As [`WriterLock::take`], but waits where that is wanted.
    ///
    /// # Errors
    /// As [`WriterLock::take`], and [`Error::Interrupted`] when the waiting was ended.
    pub(crate) fn take_when_free(dir: &Path, patience: Option<Patience>) -> Result<Self> {
        when_free(patience, || Self::take(dir))
    }

    /// Writes down who holds it since when: process and seconds since 1970.
    fn sign(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "{} {}", std::process::id(), Utc::now().timestamp())
    }
}

/// Takes a lock, and waits for it where that is wanted.
///
/// # Errors
/// Those of `take`, and [`Error::Interrupted`] when the waiting was ended.
pub(crate) fn when_free<T>(patience: Option<Patience>, take: impl Fn() -> Result<T>) -> Result<T> {
    let mut told = false;
    loop {
        match (take(), patience) {
            (Err(locked @ Error::Locked { .. }), Some(Patience { stop, tell })) => {
                if stop.load(Ordering::Relaxed) {
                    return Err(Error::Interrupted);
                }
                if !told {
                    tell(&locked);
                }
                told = true;
                std::thread::sleep(LOOK_AGAIN);
            }
            (taken, _) => return taken,
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // nobody is to be told of a holder that has gone
        let _ = self.file.set_len(0);
    }
}

/// Who holds the lock, for a message.
fn holder(path: &Path) -> String {
    for _ in 0..LOOKS {
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(64).read_to_string(&mut text));
        if let Some(holder) = read.ok().and_then(|_| signed(&text)) {
            return holder;
        }
        std::thread::sleep(LOOK_AGAIN / 10);
    }
    "another newsdex".to_owned()
}

/// What a holder has written; `None` before it has, and where a process stands that has gone.
fn signed(text: &str) -> Option<String> {
    let (process, since) = text.strip_suffix('\n')?.split_once(' ')?;
    let process: u32 = process.parse().ok()?;
    let since = DateTime::from_timestamp(since.parse().ok()?, 0)?.with_timezone(&Local);
    let lives = !Path::new("/proc/self").exists() || Path::new("/proc").join(process.to_string()).exists();
    lives.then(|| format!("process {process} since {}", since.format("%Y-%m-%d %H:%M:%S")))
}

fn without_locks(err: &std::io::Error) -> String {
    format!(
        "its file system gives no lock ({err}), and without one two writers would destroy each other's work; \
         keep the index on a local disk"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_writes_since_when() {
        let folder = tempfile::tempdir().unwrap();
        let held = WriterLock::take(folder.path()).unwrap();
        let refused = WriterLock::take(folder.path()).err().unwrap().to_string();
        assert!(refused.contains(&format!("is being written by process {} since 2", std::process::id())), "{refused}");
        drop(held);
        assert!(WriterLock::take(folder.path()).is_ok());
    }

    #[test]
    fn a_process_that_has_gone_is_no_obstacle_and_is_not_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        // killed with the lock: the system has taken it back, the text stands
        std::fs::write(&path, "4294967295 1700000000\n").unwrap();
        let held = WriterLock::take(folder.path()).unwrap();
        let signed = std::fs::read_to_string(&path).unwrap();
        assert!(signed.starts_with(&format!("{} ", std::process::id())), "{signed}");
        std::fs::write(&path, "4294967295 1700000000\n").unwrap();
        if Path::new("/proc/self").exists() {
            let refused = WriterLock::take(folder.path()).err().unwrap().to_string();
            assert!(refused.contains("by another newsdex"), "{refused}");
        }
        drop(held);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
    }

    #[test]
    fn who_waits_is_told_once_and_gets_it_or_is_stopped() {
        static STOP: AtomicBool = AtomicBool::new(false);
        static TOLD: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let patience = Some(Patience {
            stop: &STOP,
            tell: |_| {
                TOLD.fetch_add(1, Ordering::Relaxed);
            },
        });
        let folder = tempfile::tempdir().unwrap();
        let held = WriterLock::take(folder.path()).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| WriterLock::take_when_free(folder.path(), patience));
            while TOLD.load(Ordering::Relaxed) == 0 {
                std::thread::yield_now();
            }
            std::thread::sleep(3 * LOOK_AGAIN);
            drop(held);
            assert!(waiting.join().unwrap().is_ok());
        });
        assert_eq!(TOLD.load(Ordering::Relaxed), 1);
        let _held = WriterLock::take(folder.path()).unwrap();
        STOP.store(true, Ordering::Relaxed);
        assert!(matches!(WriterLock::take_when_free(folder.path(), patience), Err(Error::Interrupted)));
    }

    #[test]
    fn only_what_a_holder_writes_is_a_holder() {
        let own = std::process::id();
        assert!(signed(&format!("{own} 1700000000\n")).is_some());
        for text in ["", "12", "x 1\n", "12 \n"] {
            assert_eq!(signed(text), None, "{text:?}");
        }
        // not written to its end
        assert_eq!(signed(&format!("{own} 17")), None);
    }
}
