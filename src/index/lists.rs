//! The lists beside the index of what its articles taught, lines of residue, leaders and stories: files whose names the commit
//! gives, so that both change at once.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::annotate::{LearnedLeader, Lists, Own};
use crate::clean::{Learned, LearnedLine};
use crate::error::{Error, Result};
use crate::index::story_list::{Stories, StoryList};
use crate::index::{Index, Payload, disk, sealed, trained};

/// What stands before the hash of its content in the name of a list of lines.
const LINES: &str = "learned-";

/// The same of a list of leaders.
const LEADERS: &str = "leaders-";

/// The same of a list of stories.
const STORIES: &str = "stories-";

/// Reads a list of learned lines: as an index keeps it, as `newsdex stats --residue --json` prints it, or the lines
/// themselves, one a line.
///
/// # Errors
/// [`Error::File`] when it cannot be read, or a line of JSON in it is broken.
pub fn read_learned(path: &Path) -> Result<Learned> {
    let failed = |source| Error::File { action: "read", path: path.to_owned(), source };
    let mut lines = Vec::new();
    for line in BufReader::new(disk::open(path).map_err(failed)?).lines() {
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

/// What of learned leaders labels may depend on: who they are, and the years; not what changes with every article.
pub fn label_part(leaders: &[LearnedLeader]) -> Vec<LearnedLeader> {
    let year = |day: &str| day.get(..4).unwrap_or_default().to_owned();
    let part = |one: &LearnedLeader| LearnedLeader {
        first: year(&one.first),
        last: year(&one.last),
        articles: 0,
        article: String::new(),
        ..one.clone()
    };
    leaders.iter().map(part).collect()
}

impl Index {
    /// The lines that the articles of the last commit were cleaned of; `None` when the list was lost.
    pub fn learned(&self, payload: &Payload) -> Option<Learned> {
        if payload.learned.is_empty() {
            return Some(Learned::default());
        }
        let text = self.read_list(LINES, &payload.learned)?;
        let lines: Option<_> = text.lines().map(|line| serde_json::from_str(line).ok()).collect();
        Some(Learned::of(lines?))
    }

    /// The learned leaders that the articles of the last commit were labelled with; `None` when the list was lost.
    pub fn learned_leaders(&self, payload: &Payload) -> Option<Vec<LearnedLeader>> {
        if payload.leaders.is_empty() {
            return Some(Vec::new());
        }
        let text = self.read_list(LEADERS, &payload.leaders)?;
        text.lines().map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Everything that the labels of the articles of the last commit depend on besides text and code, with what a person
    /// decides now. A list that was lost is empty.
    ///
    /// # Errors
    /// [`Error::Trained`] when the topics that were trained for this index cannot be used.
    pub fn lists(&self, payload: &Payload, own: &Own) -> Result<Lists> {
        let learned = label_part(&self.learned_leaders(payload).unwrap_or_default());
        Ok(Lists { own: own.clone(), learned, model: trained(self.dir())? })
    }

    /// Writes a list of lines, and gives the name by which the next commit is to know it; empty for an empty list.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(crate) fn save_learned(&self, learned: &Learned) -> Result<String> {
        self.save_list(LINES, learned.lines())
    }

    /// Writes a list of leaders in the same way.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(crate) fn save_leaders(&self, leaders: &[LearnedLeader]) -> Result<String> {
        self.save_list(LEADERS, leaders)
    }

    /// The stories of the last commit: `Ok(None)` when no article has a copy.
    ///
    /// # Errors
    /// When the list was lost, or is damaged.
    pub fn stories(&self, payload: &Payload) -> io::Result<Option<Stories>> {
        if payload.stories.is_empty() {
            return Ok(None);
        }
        Stories::open(&self.list_path(STORIES, &payload.stories)).map(Some)
    }

    /// The same for who goes on from them: every byte of the list is read first.
    ///
    /// # Errors
    /// As [`Index::stories`].
    pub(crate) fn whole_stories(&self, payload: &Payload) -> io::Result<Option<Stories>> {
        if !payload.stories.is_empty() {
            let mut hasher = blake3::Hasher::new();
            io::copy(&mut disk::open(&self.list_path(STORIES, &payload.stories))?, &mut hasher)?;
            if hasher.finalize().to_hex()[..16] != *payload.stories {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        self.stories(payload)
    }

    /// Writes a list of stories in the same way.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(crate) fn save_stories(&self, list: &StoryList) -> Result<String> {
        if list.stories.is_empty() && list.verdicts.is_empty() {
            return Ok(String::new());
        }
        self.save_bytes(STORIES, &list.to_bytes())
    }

    fn save_list(&self, kind: &str, list: &[impl Serialize]) -> Result<String> {
        if list.is_empty() {
            return Ok(String::new());
        }
        let mut text = Vec::new();
        for line in list {
            serde_json::to_writer(&mut text, line).expect("what is learned holds strings and numbers");
            text.push(b'\n');
        }
        self.save_bytes(kind, &text)
    }

    fn save_bytes(&self, kind: &str, text: &[u8]) -> Result<String> {
        let name = name_of(text);
        let path = self.list_path(kind, &name);
        // somebody may be reading the list that the last commit names
        if fs::read(&path).is_ok_and(|known| known == text) {
            return Ok(name);
        }
        let written = sealed::place(&path, |mut file| file.write_all(text).map(|()| file));
        written.map(|()| name).map_err(|source| Error::File { action: "write", path, source })
    }

    /// A list that is as it was written; `None` when it was lost or is damaged.
    fn read_list(&self, kind: &str, name: &str) -> Option<String> {
        let text = fs::read_to_string(self.list_path(kind, name)).ok()?;
        (name_of(text.as_bytes()) == name).then_some(text)
    }

    /// Deletes all lists but those that the last commit names; one that cannot be deleted does no harm.
    pub(crate) fn drop_other_lists(&self, payload: &Payload) {
        let current = [(LINES, &payload.learned), (LEADERS, &payload.leaders), (STORIES, &payload.stories)];
        let current = current.map(|(kind, name)| self.list_path(kind, name));
        for entry in fs::read_dir(self.dir()).into_iter().flatten().flatten() {
            let file = entry.file_name();
            let file = file.to_string_lossy();
            if is_list_name(&file) && !current.contains(&entry.path()) {
                let _ = disk::remove(&entry.path());
            }
        }
    }

    fn list_path(&self, kind: &str, name: &str) -> PathBuf {
        self.dir().join(file_name(kind, name))
    }
}

/// The files of the lists that a commit names, and the hash of the content of each.
pub(crate) fn list_names(payload: &Payload) -> Vec<(String, String)> {
    let named = [(LINES, &payload.learned), (LEADERS, &payload.leaders), (STORIES, &payload.stories)];
    let named = named.into_iter().filter(|(_, name)| !name.is_empty());
    named.map(|(kind, name)| (file_name(kind, name), name.clone())).collect()
}

/// Whether a file is called as lists are.
pub(crate) fn is_list_name(file: &str) -> bool {
    let is_hash = |name: &str| name.len() == NAME && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name_in = |kind| file.strip_prefix(kind).and_then(|rest| rest.strip_suffix(&format!(".{}", ending(kind))));
    [LINES, LEADERS, STORIES].into_iter().filter_map(name_in).any(is_hash)
}

fn file_name(kind: &str, name: &str) -> String {
    format!("{kind}{name}.{}", ending(kind))
}

fn ending(kind: &str) -> &'static str {
    if kind == STORIES { "bin" } else { "ndjson" }
}

/// Hexadecimal digits of the name of a list.
const NAME: usize = 16;

/// A list is called by the hash of its content.
fn name_of(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..NAME].to_owned()
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
        let named = |learned: &str| Payload { learned: learned.to_owned(), ..Payload::default() };
        index.drop_other_lists(&named(&new));
        let found = |learned: &str| index.learned(&named(learned));
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
    #[test]
    fn leaders_have_a_list_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let leaders = vec![LearnedLeader {
            name: "Aldo Perrin".into(),
            office: "prime minister".into(),
            ..LearnedLeader::default()
        }];
        let name = index.save_leaders(&leaders).unwrap();
        let payload = Payload { leaders: name.clone(), ..Payload::default() };
        assert_eq!(index.learned_leaders(&payload), Some(leaders));
        index.drop_other_lists(&payload);
        assert!(index.learned_leaders(&payload).is_some(), "what the commit names stays");
        index.drop_other_lists(&Payload::default());
        assert_eq!(index.learned_leaders(&payload), None);
        assert_eq!(index.learned_leaders(&Payload::default()), Some(Vec::new()));
        assert_eq!(index.save_leaders(&[]).unwrap(), "");
    }
}
