//! Which files the index has read, as they were then: what makes a second run read nothing that did not change.
//!
//! The manifest is a cache of the index. It names the commit it belongs to; when it is lost or behind, it is made anew
//! from the index with stamps that fit no file, so that everything is read once more and found unchanged.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::article::Origin;
use crate::error::{Error, Result};
use crate::index::{Index, sealed};

pub(crate) const FILE: &str = "manifest.ndjson";

/// What the file system says of a file: equal stamps mean equal bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    #[serde(rename = "s")]
    pub size: u64,
    /// Nanoseconds since 1970 of the last change of content.
    #[serde(rename = "m")]
    pub modified: i64,
    /// Nanoseconds since 1970 of the last change of the file's entry, which a rename changes too; 0 where unknown.
    #[serde(rename = "c")]
    pub changed: i64,
    /// Number of the file within its file system; 0 where unknown.
    #[serde(rename = "i")]
    pub inode: u64,
}

/// A record within a file, or a file, that gave no article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRecord {
    /// The member of the archive that the file is; `None` outside archives.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Its number within the file or member; `None` for the file or member as a whole.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<usize>,
    /// Why.
    #[serde(rename = "r")]
    pub reason: String,
}

impl SkippedRecord {
    /// The file as a whole.
    pub(crate) fn file(reason: String) -> Self {
        Self { member: None, number: None, reason }
    }

    /// The file, and the member where it is an archive: `news/dump.zip!a/b.html`.
    pub fn place(&self, root: &str, path: &str) -> String {
        let record = self.member.as_ref().map(|member| format!("!{member}"));
        Origin { root: root.to_owned(), path: path.to_owned(), record }.to_string()
    }
}

/// What is known of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The file's stamp when it was read; `None` when it must be read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Stamp>,
    /// The first 16 hexadecimal digits of its blake3 hash; empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
    /// [`crate::index::Versions::edition`] of the code that made its articles.
    #[serde(rename = "v", default)]
    pub edition: u64,
    /// Articles it gave.
    #[serde(rename = "a", default)]
    pub articles: u64,
    /// What it gave no article for.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<SkippedRecord>,
}

/// All files of all roots: root name and path below it, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// By root name, then by path.
    pub roots: BTreeMap<String, BTreeMap<String, FileRecord>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    opstamp: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    root: String,
    path: String,
    #[serde(flatten)]
    file: FileRecord,
}

/// Of a line no more than which file it is about.
#[derive(Deserialize)]
struct Place<'a> {
    #[serde(borrow)]
    root: Cow<'a, str>,
    #[serde(borrow)]
    path: Cow<'a, str>,
}

impl Manifest {
    /// Reads the manifest of `index`, or makes it anew when it does not belong to the last commit.
    ///
    /// # Errors
    /// [`Error::Index`] when the index itself cannot be read.
    pub fn load(index: &Index) -> Result<Self> {
        let opstamp = index.opstamp()?;
        match Self::read(&index.dir().join(FILE), opstamp) {
            Some(manifest) => Ok(manifest),
            None => Self::rebuild(index),
        }
    }

    /// `None` when it is absent, damaged, or of another commit.
    fn read(path: &Path, opstamp: u64) -> Option<Self> {
        let mut manifest = Self::default();
        for_each_file(path, opstamp, |line| {
            let Line { root, path, file } = serde_json::from_slice(line)?;
            manifest.roots.entry(root).or_default().insert(path, file);
            Ok(())
        })?;
        Some(manifest)
    }

    /// The hashes of files, given by root and path: only those that are known.
    ///
    /// # Errors
    /// [`Error::Index`] when the index itself cannot be read.
    pub fn hashes(index: &Index, files: &BTreeSet<(&str, &str)>) -> Result<HashMap<(String, String), String>> {
        let opstamp = index.opstamp()?;
        Ok(Self::read_hashes(&index.dir().join(FILE), opstamp, files).unwrap_or_default())
    }

    /// Lines of other files are read no further than to their paths: who asks for ten of a million waits for the answer.
    fn read_hashes(
        path: &Path,
        opstamp: u64,
        files: &BTreeSet<(&str, &str)>,
    ) -> Option<HashMap<(String, String), String>> {
        let mut hashes = HashMap::new();
        for_each_file(path, opstamp, |line| {
            let place: Place<'_> = serde_json::from_slice(line)?;
            if files.contains(&(&*place.root, &*place.path)) {
                let Line { root, path, file } = serde_json::from_slice(line)?;
                if !file.hash.is_empty() {
                    hashes.insert((root, path), file.hash);
                }
            }
            Ok(())
        })?;
        Some(hashes)
    }

    /// The manifest of the commit `opstamp`; `None` when it is of another one or damaged.
    pub(crate) fn of_commit(index: &Index, opstamp: u64) -> Option<Self> {
        Self::at(index.dir(), opstamp)
    }

    /// The same of the index in a folder.
    pub(crate) fn at(dir: &Path, opstamp: u64) -> Option<Self> {
        Self::read(&dir.join(FILE), opstamp)
    }

    /// The same of an index whose manifest is so old that it has no seal.
    pub(crate) fn unsealed(dir: &Path, opstamp: u64) -> Option<Self> {
        let text = std::fs::read(dir.join(FILE)).ok()?;
        let mut lines = text.strip_suffix(b"\n")?.split(|byte| *byte == b'\n');
        let header: Header = serde_json::from_slice(lines.next()?).ok()?;
        let mut manifest = Self::default();
        for line in lines {
            let Line { root, path, file } = serde_json::from_slice(line).ok()?;
            manifest.set(&root, &path, file);
        }
        Some(manifest).filter(|_| header.opstamp == opstamp)
    }

    pub(crate) fn rebuild(index: &Index) -> Result<Self> {
        let mut manifest = Self::default();
        index.for_each_entry(&mut |entry| {
            let files = manifest.roots.entry(entry.origin.root).or_default();
            files.entry(entry.origin.path).or_default().articles += 1;
        })?;
        Ok(manifest)
    }

    /// Writes the manifest that belongs to the commit `opstamp`: whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&self, index: &Index, opstamp: u64) -> Result<()> {
        let path = index.dir().join(FILE);
        let written = sealed::write_with(&path, |out| {
            write_line(out, &Header { opstamp })?;
            for (root, files) in &self.roots {
                for (path, file) in files {
                    write_line(out, &Line { root: root.clone(), path: path.clone(), file: file.clone() })?;
                }
            }
            Ok(())
        });
        written.map_err(|source| Error::File { action: "write", path, source })
    }

    /// What is known of a file.
    pub fn get(&self, root: &str, path: &str) -> Option<&FileRecord> {
        self.roots.get(root)?.get(path)
    }

    /// Notes what was found in a file.
    pub fn set(&mut self, root: &str, path: &str, file: FileRecord) {
        match self.roots.get_mut(root) {
            Some(files) => files.insert(path.to_owned(), file),
            None => self.roots.entry(root.to_owned()).or_default().insert(path.to_owned(), file),
        };
    }

    /// Forgets a file.
    pub fn remove(&mut self, root: &str, path: &str) {
        if let Some(files) = self.roots.get_mut(root) {
            files.remove(path);
        }
    }
}

/// Which commit the manifest at `path` belongs to, and its bytes; every line of it is read.
///
/// # Errors
/// When it is absent or damaged.
pub(crate) fn opstamp_of(path: &Path) -> io::Result<(u64, u64)> {
    let (mut opstamp, mut bytes) = (None, 0);
    sealed::for_each_line(path, |line| {
        bytes += line.len() as u64 + 1;
        match opstamp {
            None => opstamp = Some(serde_json::from_slice::<Header>(line)?.opstamp),
            Some(_) => drop(serde_json::from_slice::<Line>(line)?),
        }
        Ok(())
    })?;
    Ok((opstamp.ok_or(io::ErrorKind::InvalidData)?, bytes))
}

fn write_line(out: &mut dyn io::Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Hands on the lines of a manifest of the commit `opstamp`; `None` when it is none, is damaged, or `each` fails.
fn for_each_file(path: &Path, opstamp: u64, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> Option<()> {
    let mut is_ours = false;
    let read = sealed::for_each_line(path, |line| {
        if is_ours {
            return each(line);
        }
        let header: Header = serde_json::from_slice(line)?;
        is_ours = header.opstamp == opstamp;
        if is_ours { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
    });
    read.ok().filter(|()| is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Text};
    use crate::index::{Entry, Payload};

    fn index_with(paths: &[&str]) -> (tempfile::TempDir, Index, u64) {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        for path in paths {
            let origin = Origin { root: "r".into(), path: (*path).into(), record: None };
            let article = Article { text: Text::from("some words".to_owned()), ..Article::default() };
            let entry = Entry { origin, article, ..Entry::default() };
            writer.add(index.document(&entry)).unwrap();
        }
        let opstamp = writer.commit(&Payload::default()).unwrap();
        (folder, index, opstamp)
    }

    #[test]
    fn a_manifest_of_the_last_commit_is_read_back() {
        let (_folder, index, opstamp) = index_with(&["a"]);
        let mut manifest = Manifest::default();
        let skipped = vec![SkippedRecord { member: Some("a.jsonl".into()), number: Some(3), reason: "no text".into() }];
        let stamp = Some(Stamp { size: 1, modified: -5, changed: i64::MAX, inode: u64::MAX });
        manifest.set("r", "a", FileRecord { stamp, hash: "ff".into(), articles: 1, skipped, edition: 1 });
        manifest.save(&index, opstamp).unwrap();
        assert_eq!(Manifest::load(&index).unwrap(), manifest);
    }

    #[test]
    fn one_that_is_behind_or_lost_is_made_from_the_index() {
        let (_folder, index, opstamp) = index_with(&["a", "b/c"]);
        Manifest::default().save(&index, opstamp + 1).unwrap();
        let manifest = Manifest::load(&index).unwrap();
        let files: Vec<_> = manifest.roots["r"].iter().map(|(path, file)| (path.as_str(), file.articles)).collect();
        assert_eq!(files, [("a", 1), ("b/c", 1)]);
        assert_eq!(manifest.get("r", "a").unwrap().stamp, None);
    }
}
