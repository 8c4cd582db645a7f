//! The files that `clean` reads: what stands below a path, as indexing would see it.

use std::path::{Path, PathBuf};

use newsdex::article::Origin;
use newsdex::index::MARKER;
use walkdir::{DirEntry, WalkDir};

/// A file to read.
#[derive(Debug)]
pub(crate) struct Input {
    /// The last name of the path as given is its root.
    pub(crate) origin: Origin,
    /// Where it is.
    pub(crate) disk: PathBuf,
    /// Whether a person named this very file.
    pub(crate) named: bool,
}

/// The files below `path` in the order of their names, or the place and the reason where one cannot be looked at.
/// Hidden files, links and indexes are passed over.
pub(crate) fn inputs(path: &Path) -> impl Iterator<Item = Result<Input, (String, String)>> {
    let base = path.to_owned();
    // `.` and `..` have no name of their own
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let root = full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned();
    // a link is followed only where a person names it
    let start = if path.is_symlink() { full } else { path.to_owned() };
    let walk = WalkDir::new(&start).follow_links(false).sort_by_file_name().into_iter().filter_entry(is_wanted);
    walk.filter_map(move |entry| match entry {
        Ok(entry) if !entry.file_type().is_file() => None,
        Ok(entry) => {
            let below = entry.path().strip_prefix(&start).unwrap_or(entry.path());
            let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
            let origin = Origin { root: root.clone(), path: names.join("/"), record: None };
            Some(Ok(Input { origin, named: entry.depth() == 0, disk: entry.into_path() }))
        }
        Err(err) => {
            let place = err.path().unwrap_or(&base).display().to_string();
            let reason = match err.io_error() {
                Some(io) if io.kind() == std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
                Some(io) => io.to_string(),
                None => err.to_string(),
            };
            Some(Err((place, reason)))
        }
    })
}

fn is_wanted(entry: &DirEntry) -> bool {
    let is_hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_index = entry.file_type().is_dir() && entry.path().join(MARKER).exists();
    !is_hidden && !is_index
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn files_come_in_order_without_hidden_ones_and_indexes() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b.txt", "a/z.txt", ".git/x", "old/newsdex.json", "old/x.txt"] {
            fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            fs::write(folder.path().join(path), "x").unwrap();
        }
        let found: Vec<Input> = inputs(folder.path()).map(Result::unwrap).collect();
        let paths: Vec<&str> = found.iter().map(|input| input.origin.path.as_str()).collect();
        assert_eq!(paths, ["a/z.txt", "b.txt"]);
        assert!(found.iter().all(|input| !input.named));
        let one = inputs(&folder.path().join("b.txt")).next().unwrap().unwrap();
        assert_eq!((one.origin.root.as_str(), one.origin.path.as_str(), one.named), ("b.txt", "", true));
        let (_, reason) = inputs(&folder.path().join("absent")).next().unwrap().unwrap_err();
        assert_eq!(reason, "no such file or folder");
    }
}
