//! Small files that are written whole or not at all.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Puts `text` in the place of what stands at `path`: first beside it under a name of its own, then on the disk, then
/// there. Who reads in between sees the old text or the new one; a failure leaves the old one.
pub(crate) fn replace(path: &Path, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}-{nanos}", std::process::id()));
    let fresh = path.with_file_name(name);
    let written = OpenOptions::new().write(true).create_new(true).open(&fresh).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        permissions.map_or(Ok(()), |permissions| fs::set_permissions(&fresh, permissions))?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("newsdex.toml");
        replace(&path, "one", None).unwrap();
        replace(&path, "two", None).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert!(replace(&folder.path().join("no/such/folder"), "x", None).is_err());
        // a folder in the way: what was written beside it is gone again
        fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(replace(&folder.path().join("taken"), "x", None).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
