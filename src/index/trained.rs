//! The topics that a person trained: a file beside the index, which may be thrown away without it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotate::topics::Model;
use crate::error::{Error, Result};

/// What the file is called beside its index.
const ENDING: &str = ".topics";

/// Where the trained topics of the index in `dir` lie: `./index.topics` of `./index`.
pub fn trained_path(dir: &Path) -> PathBuf {
    let named =
        if dir.file_name().is_some() { dir.to_owned() } else { fs::canonicalize(dir).unwrap_or(dir.to_owned()) };
    let mut name = named.file_name().unwrap_or_default().to_owned();
    name.push(ENDING);
    named.with_file_name(name)
}

/// The trained topics of the index in `dir`, whether there is an index or not; `None` when none were trained.
///
/// # Errors
/// [`Error::Trained`] when the file is there and cannot be used.
pub fn trained(dir: &Path) -> Result<Option<Arc<Model>>> {
    let path = trained_path(dir);
    if !fs::exists(&path).unwrap_or(true) {
        return Ok(None);
    }
    let model = fs::read(&path).map_err(|err| err.to_string()).and_then(|bytes| Model::from_bytes(&bytes));
    model.map(|model| Some(Arc::new(model))).map_err(|reason| Error::Trained { path, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_lies_beside_the_index() {
        assert_eq!(trained_path(Path::new("./index")), Path::new("./index.topics"));
        assert_eq!(trained_path(Path::new("a/b/")), Path::new("a/b.topics"));
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("index");
        assert_eq!(trained(&dir).unwrap(), None);
        fs::write(trained_path(&dir), "newsdex topics and nothing more").unwrap();
        let error = trained(&dir).unwrap_err().to_string();
        assert!(error.contains("index.topics") && error.contains("newsdex topics train"), "{error}");
    }
}
