//! Takes a root, a place within one, or articles out of the index on request; the files on disk stay as they are.

use std::path::Path;

use crate::article::{Key, Origin};
use crate::error::Result;
use crate::index::{Index, Manifest};
use crate::ingest::roots::{locate, within};

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A root with all its articles, by its name.
    Root(String),
    /// A file or folder within a root: the root's name and the path below it.
    Place(String, String),
    /// Articles.
    Articles(Vec<Origin>),
}

/// The root or the place that a person calls `name`: a root's name, or a path that the index has read; `None` when it
/// may be the id of an article.
///
/// # Errors
/// When the index cannot be read.
pub fn place_called(index: &Index, name: &str) -> Result<Option<Target>> {
    let payload = index.payload()?;
    if payload.roots.iter().any(|root| root.name == name) {
        return Ok(Some(Target::Root(name.to_owned())));
    }
    let Some((root, below)) = locate(Path::new(name), &payload) else { return Ok(None) };
    if below.is_empty() {
        return Ok(Some(Target::Root(root)));
    }
    let manifest = Manifest::load(index)?;
    let is_known = manifest.roots.get(&root).is_some_and(|files| files.keys().any(|path| within(&below, path)));
    Ok(is_known.then_some(Target::Place(root, below)))
}

/// Forgets `target` and gives the number of articles that are gone.
///
/// A file that still stands on disk comes back when it changes; a forgotten root only when it is indexed again.
///
/// # Errors
/// When the index cannot be written.
pub fn forget(index: &Index, target: &Target) -> Result<u64> {
    let mut writer = index.writer()?;
    let mut payload = index.payload()?;
    let mut manifest = Manifest::load(index)?;
    let before = index.articles()?;
    match target {
        Target::Root(root) => {
            writer.remove_root(root);
            manifest.roots.remove(root);
            payload.roots.retain(|known| known.name != *root);
        }
        Target::Place(root, below) => {
            let files = manifest.roots.entry(root.clone()).or_default();
            for (path, file) in files.iter_mut().filter(|(path, _)| within(below, path)) {
                writer.remove_file(Key::of(&Origin { root: root.clone(), path: path.clone(), record: None }));
                file.articles = 0;
            }
        }
        Target::Articles(origins) => {
            for origin in origins {
                writer.remove(Key::of(origin).short());
                if let Some(file) = manifest.roots.get_mut(&origin.root).and_then(|files| files.get_mut(&origin.path)) {
                    file.articles = file.articles.saturating_sub(1);
                }
            }
        }
    }
    // what the others teach without them is settled by the next run
    payload.settled = false;
    let opstamp = writer.commit(&payload)?;
    manifest.save(index, opstamp)?;
    writer.finish()?;
    Ok(before - index.articles()?.min(before))
}
