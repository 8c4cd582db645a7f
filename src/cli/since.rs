//! Up to where a saved search has been seen: a moment of the index, a file a search.
//!
//! The files lie in the user's state folder and not in the index, which others may share, nor in `newsdex.toml`, which is a
//! person's. Losing them costs one long answer, never an article.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::saved::Search;
use crate::cli::written::replace;

/// How far one saved search of one configuration has been seen in one index.
#[derive(Debug)]
pub(crate) struct Last {
    file: PathBuf,
}

impl Last {
    /// The search called `name` in the configuration at `config`, asked of the index at `index`. A search that finds other
    /// articles is another one, whatever it is called: what is new in it was never shown.
    pub(crate) fn of(index: &Path, config: Option<&Path>, name: &str, search: &Search) -> Result<Self, Failure> {
        let folder = state().ok_or_else(|| {
            Failure::Usage("no place to note what has been seen; set HOME or XDG_STATE_HOME to a folder".to_owned())
        })?;
        let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut hasher = blake3::Hasher::new();
        // each part with its end, which none of them contains
        for part in [Some(index), config].into_iter().flatten() {
            hasher.update(place(part).as_os_str().as_encoded_bytes()).update(b"\0");
        }
        for part in asked(name, search) {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        let hash = hasher.finalize().to_hex();
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

    /// What is new in an index whose last commit is that of `moment` came after this. A mark beyond that was made when the
    /// clock was wrong, or of another index that stood here: nothing has been seen then.
    pub(crate) fn before(&self, moment: u64) -> Result<u64, Failure> {
        self.moment().map(|mark| if mark > moment { 0 } else { mark })
    }

    /// Notes that all up to `moment` has been seen, whole or not at all.
    pub(crate) fn record(&self, moment: u64) -> Result<(), Failure> {
        let folder = self.file.parent().map_or(Ok(()), fs::create_dir_all);
        let written = folder.and_then(|()| replace(&self.file, &format!("{moment}\n"), None));
        written.map_err(|err| self.unusable("write", &err))
    }

    fn unusable(&self, what: &str, err: &std::io::Error) -> Failure {
        Failure::Usage(format!("cannot {what} '{}', which says what has been seen: {err}", self.file.display()))
    }
}

/// Flags that say how articles are shown, not which: they change nothing of what is new.
const SHOWN_BY: [&str; 18] = [
    "all",
    "all-copies",
    "count",
    "facets",
    "format",
    "ids",
    "json",
    "kwic",
    "kwic-sort",
    "limit",
    "no-pager",
    "offset",
    "sample",
    "seed",
    "since-last",
    "sort",
    "timeline",
    "timeout",
];

/// What a search asks, part by part; the order of flags means nothing.
fn asked(name: &str, search: &Search) -> Vec<String> {
    let flags = search.flags.iter().filter(|(flag, _)| !SHOWN_BY.contains(&flag.as_str()));
    let mut flags: Vec<String> = flags.map(|(flag, values)| format!("{flag}\0{}", values.join("\0"))).collect();
    flags.sort_unstable();
    [vec![name.to_owned(), search.query.clone()], flags].concat()
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
    fn a_search_is_known_by_what_it_asks() {
        let flag = |name: &str, value: &str| (name.to_owned(), vec![value.to_owned()]);
        let last = |query: &str, flags: &[(String, Vec<String>)]| {
            let search = Search { query: query.to_owned(), flags: flags.to_vec() };
            asked("x", &search)
        };
        let lithium = last("lithium", &[flag("lang", "en"), flag("country", "JP")]);
        assert_eq!(lithium, last("lithium", &[flag("country", "JP"), flag("lang", "en"), flag("format", "csv")]));
        assert_ne!(lithium, last("cobalt", &[flag("lang", "en"), flag("country", "JP")]));
        assert_ne!(lithium, last("lithium", &[flag("lang", "en"), flag("country", "CL")]));
        assert_ne!(lithium, last("lithium", &[flag("lang", "en")]));
    }

    #[test]
    fn a_moment_is_noted_and_one_to_come_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let last = Last { file: folder.path().join("deep/er/seen") };
        assert_eq!(last.moment().unwrap(), 0);
        last.record(7).unwrap();
        assert_eq!((last.before(7).unwrap(), last.before(8).unwrap(), last.before(6).unwrap()), (7, 7, 0));
        last.record(5).unwrap();
        assert_eq!(last.moment().unwrap(), 5);
        fs::write(&last.file, "damaged").unwrap();
        assert_eq!(last.moment().unwrap(), 0);
        assert_eq!(fs::read_dir(folder.path().join("deep/er")).unwrap().count(), 1);
    }
}
