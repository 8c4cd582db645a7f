//! Up to where a saved search has been seen: a moment of the index, a file a search.
//!
//! The files lie in the user's state folder and not in the index, which others may share, nor in `newsdex.toml`, which is a
//! person's. Losing them costs one long answer, never an article.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;

/// How far one saved search of one configuration has been seen in one index.
#[derive(Debug)]
pub(crate) struct Last {
    file: PathBuf,
}

impl Last {
    /// The search called `name` in the configuration at `config`, asked of the index at `index`.
    pub(crate) fn of(index: &Path, config: Option<&Path>, name: &str) -> Result<Self, Failure> {
        let folder = state().ok_or_else(|| {
            Failure::Usage("no place to note what has been seen; set HOME or XDG_STATE_HOME to a folder".to_owned())
        })?;
        let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut hasher = blake3::Hasher::new();
        // each part with its end, which none of them contains
        for part in [Some(index), config].into_iter().flatten() {
            hasher.update(place(part).as_os_str().as_encoded_bytes()).update(b"\0");
        }
        let hash = hasher.update(name.as_bytes()).finalize().to_hex();
        Ok(Self { file: folder.join("newsdex").join(format!("seen-{}", &hash[..32])) })
    }

    /// The moment of the index up to which all has been seen: that of its last commit then; 0 where nothing has.
    pub(crate) fn moment(&self) -> Result<u64, Failure> {
        match fs::read_to_string(&self.file) {
            // a damaged file has seen nothing
            Ok(text) => Ok(text.trim().parse().unwrap_or(0)),
            Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(err) => Err(self.unusable("read", &err)),
        }
    }

    /// Notes that all up to `moment` has been seen, whole or not at all; never less than before.
    pub(crate) fn record(&self, moment: u64) -> Result<(), Failure> {
        let moment = self.moment()?.max(moment);
        let fresh = self.file.with_extension(format!("new-{}", std::process::id()));
        let written = self
            .file
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&fresh, format!("{moment}\n")))
            .and_then(|()| fs::rename(&fresh, &self.file));
        written.map_err(|err| self.unusable("write", &err))
    }

    fn unusable(&self, what: &str, err: &std::io::Error) -> Failure {
        Failure::Usage(format!("cannot {what} '{}', which says what has been seen: {err}", self.file.display()))
    }
}

/// XDG base directories, else the platform's own place.
fn state() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    variable("XDG_STATE_HOME").or_else(|| if cfg!(windows) { variable("LOCALAPPDATA") } else { None }).or_else(|| {
        let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
        variable("HOME").map(|home| home.join(below))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_noted_and_never_goes_back() {
        let folder = tempfile::tempdir().unwrap();
        let last = Last { file: folder.path().join("deep/er/seen") };
        assert_eq!(last.moment().unwrap(), 0);
        last.record(7).unwrap();
        last.record(5).unwrap();
        assert_eq!(last.moment().unwrap(), 7);
        fs::write(&last.file, "damaged").unwrap();
        assert_eq!(last.moment().unwrap(), 0);
        assert_eq!(fs::read_dir(folder.path().join("deep/er")).unwrap().count(), 1);
    }
}
