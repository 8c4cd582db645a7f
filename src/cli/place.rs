//! Where the index is: `--index`, NEWSDEX_INDEX, `newsdex.toml` here or above, `./index`; and which of them said so.

use std::path::{Path, PathBuf};

use newsdex::Error;
use newsdex::index::Index;

use crate::cli::config::Config;
use crate::cli::failure::Failure;

const VARIABLE: &str = "NEWSDEX_INDEX";
const DEFAULT: &str = "./index";

/// A folder, and who named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The folder.
    pub(crate) dir: PathBuf,
    /// ` (from NEWSDEX_INDEX)`, ready to follow the folder in a message.
    pub(crate) why: String,
}

impl Place {
    /// Opens the index there.
    pub(crate) fn open(&self) -> newsdex::Result<Index> {
        Index::open(&self.dir).map_err(|err| self.name(err))
    }

    /// Adds who named the folder to an error that says that there is no index in it.
    pub(crate) fn name(&self, err: Error) -> Error {
        match err {
            Error::NoIndex { path, .. } => Error::NoIndex { path, looked: self.why.clone() },
            err => err,
        }
    }
}

/// Decides where the index is; nothing is opened.
pub(crate) fn find(flag: Option<&Path>) -> Result<Place, Failure> {
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    choose(flag, variable.as_deref(), Config::here)
}

/// The configuration is asked for last, so that a broken one stands in nobody's way.
fn choose(
    flag: Option<&Path>,
    variable: Option<&Path>,
    config: impl FnOnce() -> Result<Config, Failure>,
) -> Result<Place, Failure> {
    if let Some(dir) = flag {
        return Ok(Place { dir: dir.to_owned(), why: " (from --index)".to_owned() });
    }
    if let Some(dir) = variable {
        return Ok(Place { dir: dir.to_owned(), why: format!(" (from {VARIABLE})") });
    }
    let Config { path, index, .. } = config()?;
    if let Some(path) = path {
        let folder = path.parent().unwrap_or(Path::new(""));
        return Ok(match index {
            Some(dir) => Place { dir: folder.join(dir), why: format!(" (from {})", path.display()) },
            None => Place { dir: DEFAULT.into(), why: format!(" ('{}' names no index)", path.display()) },
        });
    }
    let why = format!(" (looked there because there is no --index, no {VARIABLE}, and no newsdex.toml here or above)");
    Ok(Place { dir: DEFAULT.into(), why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const CONFIG: &str = "newsdex.toml";

    #[test]
    fn the_flag_comes_first_then_the_environment() {
        let none = || Ok(Config::default());
        let place = choose(Some(Path::new("a")), Some(Path::new("b")), none).unwrap();
        assert_eq!((place.dir, place.why.as_str()), ("a".into(), " (from --index)"));
        let place = choose(None, Some(Path::new("b")), none).unwrap();
        assert_eq!((place.dir, place.why.as_str()), ("b".into(), " (from NEWSDEX_INDEX)"));
    }

    #[test]
    fn a_configuration_above_counts_from_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join(CONFIG), "index = \"store\"\n[cleaning]\nstrict = true\n").unwrap();
        assert_eq!(choose(None, None, || Config::above(&deep)).unwrap().dir, folder.path().join("store"));
        fs::write(folder.path().join("a").join(CONFIG), "").unwrap();
        let place = choose(None, None, || Config::above(&deep)).unwrap();
        assert_eq!(place.dir, PathBuf::from(DEFAULT));
        assert!(place.why.contains("names no index"), "{}", place.why);
    }
}
