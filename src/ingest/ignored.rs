//! What a person wants left alone: `.newsdexignore`, in the language of `.gitignore`, in any folder of a root.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::ingest::walk::Hidden;

/// The name of the file.
const FILE: &str = ".newsdexignore";

/// The ignore files of a root, each read once. Those above the root do not count, so that a colleague with the same files
/// sees the same articles.
pub(crate) struct Ignored {
    base: PathBuf,
    files: HashMap<PathBuf, Gitignore>,
    /// Lines that could not be understood, and files that could not be read.
    pub bad: Vec<Hidden>,
}

impl Ignored {
    pub(crate) fn below(base: &Path) -> Self {
        Self { base: base.to_owned(), files: HashMap::new(), bad: Vec::new() }
    }

    /// Whether `path` or a folder around it is to be passed over.
    pub(crate) fn covers_any_of(&mut self, path: &Path, is_folder: bool) -> bool {
        let folders: Vec<&Path> = path.ancestors().skip(1).take_while(|folder| *folder != self.base).collect();
        folders.into_iter().rev().any(|folder| self.covers(folder, true)) || self.covers(path, is_folder)
    }

    /// Whether `path` is to be passed over, given that no folder around it is. The nearest file that says anything counts.
    pub(crate) fn covers(&mut self, path: &Path, is_folder: bool) -> bool {
        if path == self.base || !path.starts_with(&self.base) {
            return false;
        }
        for folder in path.ancestors().skip(1) {
            let said = self.file_in(folder).matched(path, is_folder);
            if !said.is_none() {
                return said.is_ignore();
            }
            if folder == self.base {
                break;
            }
        }
        false
    }

    fn file_in(&mut self, folder: &Path) -> &Gitignore {
        // looked up twice, because most folders are known and cost no copy of their path
        if !self.files.contains_key(folder) {
            let file = self.read(folder);
            self.files.insert(folder.to_owned(), file);
        }
        &self.files[folder]
    }

    fn read(&mut self, folder: &Path) -> Gitignore {
        let file = folder.join(FILE);
        let path = file.strip_prefix(&self.base).unwrap_or(&file).to_string_lossy().into_owned();
        let mut bad = |reason: String| self.bad.push(Hidden { path: path.clone(), reason });
        let text = match fs::read(&file) {
            // a sign of another encoding costs its own line at most, never those below it
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Gitignore::empty();
            }
            Err(error) => {
                bad(error.to_string());
                return Gitignore::empty();
            }
        };
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            if line.contains([char::REPLACEMENT_CHARACTER, '\0']) {
                bad(format!("a line that is no UTF-8: '{line}'"));
            }
            if let Err(error) = builder.add_line(None, line) {
                bad(error.to_string());
            }
        }
        builder.build().unwrap_or_else(|error| {
            bad(error.to_string());
            Gitignore::empty()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_counts_and_folders_close_what_is_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        fs::create_dir_all(base.join("a/drafts")).unwrap();
        fs::write(base.join(FILE), "# a note\n*.log\ndrafts/\n/top.txt\n").unwrap();
        fs::write(base.join("a").join(FILE), "!keep.log\n").unwrap();
        let mut ignored = Ignored::below(base);
        let cases = [
            ("x.log", true),
            ("a/x.log", true),
            ("a/keep.log", false),
            ("keep.log", true),
            ("top.txt", true),
            ("a/top.txt", false),
            ("a/drafts/x.txt", true),
            ("drafts", false),
        ];
        for (path, expected) in cases {
            assert_eq!(ignored.covers_any_of(&base.join(path), false), expected, "{path}");
        }
        assert!(ignored.covers(&base.join("drafts"), true));
        assert!(!ignored.covers(base, true));
        assert!(ignored.bad.is_empty());
    }

    #[test]
    fn files_above_the_root_do_not_count_and_bad_lines_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("root");
        fs::create_dir(&base).unwrap();
        fs::write(folder.path().join(FILE), "*\n").unwrap();
        fs::write(base.join(FILE), "[z-a\nb.txt\n").unwrap();
        let mut ignored = Ignored::below(&base);
        assert!(!ignored.covers(&base.join("a.txt"), false));
        assert!(ignored.covers(&base.join("b.txt"), false));
        assert_eq!(ignored.bad.len(), 1);
        assert_eq!(ignored.bad[0].path, FILE);
        assert!(ignored.bad[0].reason.contains("[z-a"), "{}", ignored.bad[0].reason);
        fs::write(base.join(FILE), b"caf\xe9.txt\nsecret.txt\n").unwrap();
        let mut ignored = Ignored::below(&base);
        assert!(ignored.covers(&base.join("secret.txt"), false), "what follows a bad line still holds");
        assert_eq!(ignored.bad.len(), 1);
    }
}
