//! Tests watch what is done to the files of a folder, and let it fail.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::index::disk::Deed;

/// Is asked before each deed.
pub(crate) trait Watcher: Send + Sync {
    fn before(&self, deed: Deed<'_>) -> io::Result<()>;
}

static WATCHED: Mutex<Option<HashMap<PathBuf, Arc<dyn Watcher>>>> = Mutex::new(None);

/// Watches all folders below one until it is dropped.
pub(crate) struct Watch(PathBuf);

impl Watch {
    pub(crate) fn over(folder: &Path, watcher: Arc<dyn Watcher>) -> Self {
        let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        watched.get_or_insert_default().insert(folder.to_owned(), watcher);
        Self(folder.to_owned())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        watched.as_mut().map(|watched| watched.remove(&self.0));
    }
}

/// Asks whoever watches.
pub(crate) fn tell(deed: Deed<'_>) -> io::Result<()> {
    let (Deed::Create(path)
    | Deed::Write(path, _)
    | Deed::Sync(path)
    | Deed::Rename(path, _)
    | Deed::Remove(path)
    | Deed::SyncFolder(path)
    | Deed::Read(path)) = deed;
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    let watcher = watched.as_ref().and_then(|watched| path.ancestors().find_map(|folder| watched.get(folder))).cloned();
    drop(watched);
    watcher.map_or(Ok(()), |watcher| watcher.before(deed))
}
