//! Looks at each file's stamp once: what stands below a scope, without opening anything.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::{File, FileType, Metadata};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use crate::index::{MARKER, Stamp};
use crate::ingest::ignored::Ignored;
use crate::ingest::roots::{Scope, slashed};

/// A file that stands below a scope.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The root's name.
    pub root: String,
    /// The path below the root.
    pub path: String,
    /// Where it is.
    pub disk: PathBuf,
    /// What the file system says of it.
    pub stamp: Stamp,
}

impl Found {
    /// The name that tells a reader what the content may be: the path below the root, or the root's own.
    pub(crate) fn name(&self) -> &str {
        if self.path.is_empty() { &self.root } else { &self.path }
    }
}

/// A place that could not be looked at; what was known of it stays.
#[derive(Debug)]
pub(crate) struct Hidden {
    /// The path below the root; empty for the root itself.
    pub path: String,
    /// What the system says.
    pub reason: String,
}

/// Walks a scope in the order of names. Hidden files, what has a root of its own, what an ignore file names and anything
/// that carries the marker of an index are passed over; links and what is no file are named. Ignore files that cannot be
/// understood come last.
pub(crate) fn walk<'a>(
    scope: &Scope,
    roots: &'a HashSet<PathBuf>,
) -> impl Iterator<Item = Result<Found, Hidden>> + use<'a> {
    let base = PathBuf::from(&scope.root.path);
    let root = scope.root.name.clone();
    let ignored = Rc::new(RefCell::new(Ignored::below(&base)));
    let unread = Rc::clone(&ignored);
    let entries = WalkDir::new(&scope.disk).follow_links(false).sort_by_file_name().into_iter();
    let wanted = entries.filter_entry(move |entry| is_wanted(entry, roots) && !is_ignored(entry, &ignored));
    let files = wanted.filter_map(move |entry| {
        let below = |path: &Path| slashed(path.strip_prefix(&base).unwrap_or(path));
        let entry = match entry {
            Ok(entry) => entry,
            Err(err) => return Some(Err(hidden(&err, &below))),
        };
        let path = below(entry.path());
        if let Some(reason) = oddity(entry.file_type()) {
            return Some(Err(Hidden { path, reason: reason.to_owned() }));
        }
        if !entry.file_type().is_file() {
            return None;
        }
        Some(match entry.metadata() {
            Ok(metadata) => Ok(Found { root: root.clone(), path, stamp: stamp(&metadata), disk: entry.into_path() }),
            Err(err) => Err(hidden(&err, &below)),
        })
    });
    let mut bad = None;
    let rest = std::iter::from_fn(move || {
        bad.get_or_insert_with(|| std::mem::take(&mut unread.borrow_mut().bad)).pop().map(Err)
    });
    files.chain(rest)
}

/// Whether an ignore file names it; for the place where the walk begins, those of all folders around it count.
fn is_ignored(entry: &DirEntry, ignored: &RefCell<Ignored>) -> bool {
    let (path, is_folder) = (entry.path(), entry.file_type().is_dir());
    let mut ignored = ignored.borrow_mut();
    if entry.depth() == 0 { ignored.covers_any_of(path, is_folder) } else { ignored.covers(path, is_folder) }
}

fn is_wanted(entry: &DirEntry, roots: &HashSet<PathBuf>) -> bool {
    let is_hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_index = entry.file_type().is_dir() && entry.path().join(MARKER).exists();
    let is_other_root = entry.depth() > 0 && roots.contains(entry.path());
    !is_hidden && !is_index && !is_other_root
}

fn hidden(err: &walkdir::Error, below: &dyn Fn(&Path) -> String) -> Hidden {
    let path = err.path().map(below).unwrap_or_default();
    let reason = err.io_error().map_or_else(|| err.to_string(), reason);
    Hidden { path, reason }
}

/// Why an entry that is neither file nor folder is not read; `None` for those two.
fn oddity(kind: FileType) -> Option<&'static str> {
    if kind.is_symlink() {
        return Some("a link, which is not followed (what it leads to is read where it stands)");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a pipe and no file (pipe its text into 'newsdex index -')");
        }
        if kind.is_socket() {
            return Some("a socket and no file");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return Some("a device and no file");
        }
    }
    None
}

/// Opens a file that the walk found, unless something else has taken its place since: a pipe would block, a device never
/// end.
pub(crate) fn open(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("it is no file any more")) }
}

/// `O_NONBLOCK`, with which a pipe that nobody writes into opens at once; files do not know it (open(2)).
#[cfg(all(target_os = "linux", not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64"))))]
const NONBLOCK: i32 = 0o4000;
#[cfg(any(target_os = "macos", target_arch = "sparc64"))]
const NONBLOCK: i32 = 0x4;
#[cfg(all(target_os = "linux", any(target_arch = "mips", target_arch = "mips64")))]
const NONBLOCK: i32 = 0o200;

/// What the system says, in our words where it has none for people.
pub(crate) fn reason(err: &std::io::Error) -> String {
    match err.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "it vanished while it was read".to_owned(),
        _ => err.to_string(),
    }
}

/// The stamp of a file.
pub(crate) fn stamp(metadata: &Metadata) -> Stamp {
    let nanos = |time: std::io::Result<SystemTime>| time.ok().map_or(0, nanos_since_1970);
    let (changed, inode) = entry_stamp(metadata);
    Stamp { size: metadata.len(), modified: nanos(metadata.modified()), changed, inode }
}

#[cfg(unix)]
fn entry_stamp(metadata: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn entry_stamp(_: &Metadata) -> (i64, u64) {
    (0, 0)
}

fn nanos_since_1970(time: SystemTime) -> i64 {
    let nanos = |duration: Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    time.duration_since(UNIX_EPOCH).map_or_else(|before| -nanos(before.duration()), nanos)
}

/// Whether a later change would show in the stamp of a file read at `now`.
///
/// File systems keep times in ticks: a change in the tick of the last one leaves the same stamp, so a file that is that
/// young must be looked at again. Linux counts ticks of at most 10 ms (`CONFIG_HZ=100`), FAT of 2 s; whole seconds
/// betray a file system of the second kind.
pub(crate) fn is_settled(stamp: &Stamp, now: SystemTime) -> bool {
    const TICK: i64 = 10_000_000;
    const COARSE_TICK: i64 = 2_000_000_000;
    let youngest = stamp.modified.max(stamp.changed);
    let tick = if stamp.modified % 1_000_000_000 == 0 { COARSE_TICK } else { TICK };
    nanos_since_1970(now).saturating_sub(youngest) > tick
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Root;
    use std::fs;

    fn paths(folder: &Path, roots: &[&str]) -> Vec<String> {
        let root = Root { name: "r".into(), path: folder.to_str().unwrap().to_owned() };
        let scope = Scope { root, below: String::new(), disk: folder.to_owned() };
        let roots = roots.iter().map(|root| folder.join(root)).collect();
        walk(&scope, &roots).map(|found| found.unwrap().path).collect()
    }

    #[test]
    fn files_come_in_order_without_what_is_not_ours_to_read() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "b.txt",
            "a/z.txt",
            ".git/x",
            "a/.hidden",
            "old/newsdex.json",
            "old/x.txt",
            "other/y.txt",
            "a/own.txt",
            "a/c.log",
        ] {
            fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            fs::write(folder.path().join(path), "x").unwrap();
        }
        fs::write(folder.path().join(".newsdexignore"), "*.log").unwrap();
        assert_eq!(paths(folder.path(), &["other", "a/own.txt", ""]), ["a/z.txt", "b.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_named_and_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(at("a.txt"), at("link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path(), at("loop")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        let has_pipe = std::process::Command::new("mkfifo").arg(at("pipe")).status().is_ok_and(|it| it.success());
        let root = Root { name: "r".into(), path: folder.path().to_str().unwrap().to_owned() };
        let scope = Scope { root, below: String::new(), disk: folder.path().to_owned() };
        let found: Vec<_> = walk(&scope, &HashSet::new()).collect();
        let files: Vec<_> = found.iter().flatten().map(|found| found.path.as_str()).collect();
        let mut odd: Vec<_> = found.iter().filter_map(|found| found.as_ref().err()).collect();
        odd.retain(|hidden| hidden.path != "pipe" || hidden.reason.starts_with("a pipe"));
        assert_eq!(files, ["a.txt"]);
        assert_eq!(odd.len(), if has_pipe { 4 } else { 3 }, "{odd:?}");
        assert!(open(&at("a.txt")).is_ok());
        for odd in ["loop", "pipe", "socket"] {
            assert!(open(&at(odd)).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_young_file_is_not_settled() {
        let now = UNIX_EPOCH + Duration::from_secs(1000);
        let at = |modified| Stamp { modified, ..Stamp::default() };
        assert!(is_settled(&at(999_900_000_000), now));
        assert!(!is_settled(&at(999_995_000_000), now));
        assert!(!is_settled(&at(999_000_000_000), now));
        assert!(is_settled(&at(990_000_000_000), now));
    }
}
