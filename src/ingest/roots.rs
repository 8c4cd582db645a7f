//! What a run covers: paths as given become roots of the index and places within them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::index::{Payload, Root};
use crate::ingest::Skipped;

/// The name and path of the root that standard input is.
pub const STDIN: &str = "-";

/// A root, or a place within one, that is to be brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The root.
    pub root: Root,
    /// The place below it, with `/` between names; empty for the whole root.
    pub below: String,
    /// Where that is on disk.
    pub disk: PathBuf,
}

/// A path that gives no scope: the root that was there once, if it was one, and why.
pub(crate) type Missing = (Option<Root>, Skipped);

/// The scopes of `paths`, or of all roots when none is given. New roots are added to the payload; what is not there is
/// skipped by name.
pub(crate) fn scopes(paths: &[PathBuf], payload: &mut Payload) -> (Vec<Scope>, Vec<Missing>) {
    let found: Vec<_> = if paths.is_empty() {
        payload.roots.iter().filter(|root| root.path != STDIN).map(whole).collect()
    } else {
        paths.iter().map(|path| scope(path, payload)).collect()
    };
    let mut missing = Vec::new();
    let mut by_root: BTreeMap<String, Vec<Scope>> = BTreeMap::new();
    for found in found {
        match found {
            Ok(scope) => {
                let scopes = by_root.entry(scope.root.name.clone()).or_default();
                if !scopes.iter().any(|other| other.covers(&scope)) {
                    scopes.retain(|other| !scope.covers(other));
                    scopes.push(scope);
                }
            }
            Err(why) => missing.push(why),
        }
    }
    (by_root.into_values().flatten().collect(), missing)
}

/// The root that holds `path` and the place below it, if the index has it.
pub fn locate(path: &Path, payload: &Payload) -> Option<(String, String)> {
    let disk = path.canonicalize().or_else(|_| std::path::absolute(path)).ok()?;
    let holds = |root: &&Root| root.path != STDIN && disk.starts_with(&root.path);
    // of nested roots the innermost one holds it
    let root = payload.roots.iter().filter(holds).max_by_key(|root| root.path.len())?;
    let below = disk.strip_prefix(&root.path).ok()?;
    Some((root.name.clone(), slashed(below)))
}

/// A relative path with `/` between its names; bytes that are no UTF-8 as `\xff`, so that every file has a name.
pub(crate) fn slashed(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        for chunk in part.as_os_str().as_encoded_bytes().utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                text.push_str(&format!("\\x{byte:02x}"));
            }
        }
    }
    text
}

impl Scope {
    /// Whether another scope of the same root lies within this one.
    fn covers(&self, other: &Self) -> bool {
        within(&self.below, &other.below)
    }
}

/// Whether `path` is `place` or lies below it.
pub(crate) fn within(place: &str, path: &str) -> bool {
    place.is_empty() || path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn whole(root: &Root) -> Result<Scope, Missing> {
    let disk = PathBuf::from(&root.path);
    match disk.try_exists() {
        Ok(true) => Ok(Scope { root: root.clone(), below: String::new(), disk }),
        Ok(false) => Err(absent(root)),
        Err(err) => Err((Some(root.clone()), skip(&root.name, err.to_string()))),
    }
}

fn scope(path: &Path, payload: &mut Payload) -> Result<Scope, Missing> {
    if path == Path::new(STDIN) {
        let root = Root { name: STDIN.to_owned(), path: STDIN.to_owned() };
        return Ok(Scope { root: known_or_new(root, payload), below: String::new(), disk: PathBuf::from(STDIN) });
    }
    let shown = slashed(path);
    let disk = match path.canonicalize() {
        Ok(disk) => disk,
        Err(err) => {
            return Err(
                root_at(path, payload).map_or_else(|| (None, skip(&shown, missing(&err))), |root| absent(&root))
            );
        }
    };
    // a pipe would block, a device never end; what vanishes now is named by the walk
    if disk.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let reason = "no regular file or folder (pipe its text into 'newsdex index -')";
        return Err((None, skip(&shown, reason.to_owned())));
    }
    if let Some((name, below)) = locate(path, payload)
        && let Some(root) = payload.roots.iter().find(|root| root.name == name)
    {
        return Ok(Scope { root: root.clone(), below, disk });
    }
    let Some(text) = disk.to_str() else {
        return Err((None, skip(&shown, "the path of a root must be UTF-8".to_owned())));
    };
    let root = Root { name: free_name(&disk, payload), path: text.to_owned() };
    Ok(Scope { root: known_or_new(root, payload), below: String::new(), disk })
}

/// Why a path that somebody typed cannot be followed.
fn missing(err: &std::io::Error) -> String {
    match err.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        _ => err.to_string(),
    }
}

/// A root that was indexed from exactly this path, which is not there now.
fn root_at(path: &Path, payload: &Payload) -> Option<Root> {
    let absolute = std::path::absolute(path).ok()?;
    payload.roots.iter().find(|root| Path::new(&root.path) == absolute).cloned()
}

fn known_or_new(root: Root, payload: &mut Payload) -> Root {
    if !payload.roots.contains(&root) {
        payload.roots.push(root.clone());
    }
    root
}

/// The folder's own name, so that a colleague with the same files gets the same keys; numbered when another root has it.
fn free_name(disk: &Path, payload: &Payload) -> String {
    let base = disk.file_name().map_or_else(|| "root".to_owned(), |name| slashed(Path::new(name)));
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    // a folder of that name is not standard input
    let taken = |name: &String| name == STDIN || payload.roots.iter().any(|root| root.name == *name);
    std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(base)
}

fn absent(root: &Root) -> Missing {
    let reason = format!("nothing stands at '{}'; its articles stay (drop them with --forget)", root.path);
    (Some(root.clone()), skip(&root.name, reason))
}

fn skip(path: &str, reason: String) -> Skipped {
    Skipped { path: path.to_owned(), record: None, reason, known: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn places_within_a_root_belong_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("news");
        fs::create_dir_all(base.join("a")).unwrap();
        let mut payload = Payload::default();
        let (first, _) = scopes(std::slice::from_ref(&base), &mut payload);
        assert_eq!((first[0].root.name.as_str(), first[0].below.as_str()), ("news", ""));
        let (second, _) = scopes(&[base.join("a")], &mut payload);
        assert_eq!((second[0].root.name.as_str(), second[0].below.as_str()), ("news", "a"));
        let (both, _) = scopes(&[base.join("a"), base.clone(), base.join("a")], &mut payload);
        assert_eq!(both.len(), 1);
        assert_eq!(payload.roots.len(), 1);
    }

    #[test]
    fn roots_of_one_name_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().join("x/news"), folder.path().join("y/news")];
        paths.iter().for_each(|path| fs::create_dir_all(path).unwrap());
        let mut payload = Payload::default();
        let (found, _) = scopes(&paths, &mut payload);
        let names: Vec<_> = found.iter().map(|scope| scope.root.name.as_str()).collect();
        assert_eq!(names, ["news", "news-2"]);
    }

    #[test]
    fn what_is_not_there_is_skipped_and_makes_no_root() {
        let mut payload =
            Payload { roots: vec![Root { name: "old".into(), path: "/nowhere/old".into() }], ..Payload::default() };
        let (found, skipped) = scopes(&[], &mut payload);
        assert!(found.is_empty());
        assert_eq!((skipped[0].1.path.as_str(), skipped[0].0.is_some()), ("old", true));
        let (found, skipped) = scopes(&[PathBuf::from("/nowhere/new")], &mut payload);
        assert!(found.is_empty() && skipped.len() == 1);
        assert_eq!(payload.roots.len(), 1);
    }

    #[test]
    fn a_name_is_no_place_because_it_begins_alike() {
        assert!(within("", "a") && within("a", "a") && within("a", "a/b"));
        assert!(!within("a", "ab") && !within("a/b", "a"));
    }
}
