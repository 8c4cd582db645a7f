//! The list of learned lines beside the index: a file whose name the commit gives, so that both change at once.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::clean::{Learned, LearnedLine};
use crate::error::{Error, Result};
use crate::index::{Index, Payload};

/// The beginning and the end of the file's name; a hash of its content stands between them.
const NAME: (&str, &str) = ("learned-", ".ndjson");

/// Reads a list of learned lines: as an index keeps it, as `newsdex stats --residue --json` prints it, or the lines
/// themselves, one a line.
///
/// # Errors
/// [`Error::File`] when it cannot be read, or a line of JSON in it is broken.
pub fn read_learned(path: &Path) -> Result<Learned> {
    let failed = |source| Error::File { action: "read", path: path.to_owned(), source };
    let mut lines = Vec::new();
    for line in BufReader::new(fs::File::open(path).map_err(failed)?).lines() {
        let line = line.map_err(failed)?;
        match line.trim() {
            "" => {}
            json if json.starts_with('{') => {
                let value: serde_json::Value = serde_json::from_str(json).map_err(|error| failed(error.into()))?;
                // the other lines of the statistics speak of rules and articles
                if value.get("line").is_some() {
                    lines.push(serde_json::from_value(value).map_err(|error| failed(error.into()))?);
                }
            }
            plain => lines.push(LearnedLine { publisher: None, line: plain.to_owned(), articles: 0 }),
        }
    }
    Ok(Learned::of(lines))
}

impl Index {
    /// The lines that the articles of the last commit were cleaned of; `None` when the list was lost.
    pub fn learned(&self, payload: &Payload) -> Option<Learned> {
        if payload.learned.is_empty() {
            return Some(Learned::default());
        }
        read_learned(&self.learned_path(&payload.learned)).ok()
    }

    /// Writes a list, and gives the name by which the next commit is to know it; empty for an empty list.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(crate) fn save_learned(&self, learned: &Learned) -> Result<String> {
        if learned.lines().is_empty() {
            return Ok(String::new());
        }
        let mut text = Vec::new();
        for line in learned.lines() {
            serde_json::to_writer(&mut text, line).expect("a learned line holds strings and a number");
            text.push(b'\n');
        }
        let name = blake3::hash(&text).to_hex()[..16].to_owned();
        let path = self.learned_path(&name);
        // somebody may be reading the list that the last commit names
        if fs::read(&path).is_ok_and(|known| known == text) {
            return Ok(name);
        }
        let fresh = path.with_extension("new");
        let write = || {
            let mut file = fs::File::create(&fresh)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&fresh, &path)
        };
        write().map_err(|source| Error::File { action: "write", path: path.clone(), source })?;
        Ok(name)
    }

    /// Deletes all lists but the one that the last commit names; one that cannot be deleted does no harm.
    pub(crate) fn drop_other_learned(&self, name: &str) {
        let current = self.learned_path(name);
        for entry in fs::read_dir(self.dir()).into_iter().flatten().flatten() {
            let file = entry.file_name();
            let file = file.to_string_lossy();
            if file.starts_with(NAME.0) && entry.path() != current {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn learned_path(&self, name: &str) -> PathBuf {
        self.dir().join(format!("{}{name}{}", NAME.0, NAME.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_by_its_name_and_older_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let list = |line: &str| {
            Learned::of(vec![LearnedLine { publisher: Some("post".into()), line: line.into(), articles: 3 }])
        };
        let old = index.save_learned(&list("Quiz of the day")).unwrap();
        let new = index.save_learned(&list("Harbour quiz")).unwrap();
        index.drop_other_learned(&new);
        let found = |learned: &str| index.learned(&Payload { learned: learned.to_owned(), ..Payload::default() });
        assert_eq!(found(&new).unwrap().lines(), list("Harbour quiz").lines());
        assert!(found(&old).is_none());
        assert!(found("").unwrap().lines().is_empty());
        assert_eq!(index.save_learned(&Learned::default()).unwrap(), "");
        let file = folder.path().join("list");
        fs::write(&file, "Quiz of the day\n\n{\"type\":\"rule\",\"rule\":\"tags\"}\n{\"type\":\"learned\",\"publisher\":\"post\",\"line\":\"Harbour quiz\",\"articles\":3}\n").unwrap();
        let read = read_learned(&file).unwrap();
        assert_eq!(
            read.lines().iter().map(|line| line.line.as_str()).collect::<Vec<_>>(),
            ["Quiz of the day", "Harbour quiz"]
        );
        fs::write(&file, "{\"line\": ").unwrap();
        assert!(read_learned(&file).is_err());
    }
}
