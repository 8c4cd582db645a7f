//! Where the index is: `--index`, NEWSDEX_INDEX, `newsdex.toml` here or above, `./index`; and which of them said so.

use std::fs;
use std::path::{Path, PathBuf};

use newsdex::Error;
use newsdex::index::Index;

use crate::cli::failure::Failure;

const VARIABLE: &str = "NEWSDEX_INDEX";
const CONFIG: &str = "newsdex.toml";
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
        Index::open(&self.dir).map_err(|err| match err {
            Error::NoIndex { path, .. } => Error::NoIndex { path, looked: self.why.clone() },
            err => err,
        })
    }
}

/// Decides where the index is; nothing is opened.
pub(crate) fn find(flag: Option<&Path>) -> Result<Place, Failure> {
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    // a working directory that was removed has nothing above it
    let here = std::env::current_dir().unwrap_or_default();
    choose(flag, variable.as_deref(), &here)
}

fn choose(flag: Option<&Path>, variable: Option<&Path>, here: &Path) -> Result<Place, Failure> {
    if let Some(dir) = flag {
        return Ok(Place { dir: dir.to_owned(), why: " (from --index)".to_owned() });
    }
    if let Some(dir) = variable {
        return Ok(Place { dir: dir.to_owned(), why: format!(" (from {VARIABLE})") });
    }
    for folder in here.ancestors() {
        let config = folder.join(CONFIG);
        let text = match fs::read_to_string(&config) {
            Ok(text) => text,
            Err(err) if err.kind() == std::io::ErrorKind::NotFound => continue,
            Err(err) => return Err(Failure::Usage(format!("cannot read '{}': {err}", config.display()))),
        };
        return Ok(match index_in(&text).map_err(|err| Failure::Usage(format!("'{}': {err}", config.display())))? {
            Some(dir) => Place { dir: folder.join(dir), why: format!(" (from {})", config.display()) },
            None => Place { dir: DEFAULT.into(), why: format!(" ('{}' names no index)", config.display()) },
        });
    }
    let why = format!(" (looked there because there is no --index, no {VARIABLE}, and no {CONFIG} here or above)");
    Ok(Place { dir: DEFAULT.into(), why })
}

/// What a configuration says of the index.
fn index_in(text: &str) -> Result<Option<String>, String> {
    let table: toml::Table = text.parse().map_err(|err: toml::de::Error| err.to_string().trim_end().to_owned())?;
    match table.get("index") {
        None => Ok(None),
        Some(toml::Value::String(dir)) => Ok(Some(dir.clone())),
        Some(other) => Err(format!("index = {other} is no folder; write index = \"FOLDER\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_comes_first_then_the_environment() {
        let here = Path::new("/nowhere");
        let place = choose(Some(Path::new("a")), Some(Path::new("b")), here).unwrap();
        assert_eq!((place.dir, place.why.as_str()), ("a".into(), " (from --index)"));
        let place = choose(None, Some(Path::new("b")), here).unwrap();
        assert_eq!((place.dir, place.why.as_str()), ("b".into(), " (from NEWSDEX_INDEX)"));
    }

    #[test]
    fn a_configuration_above_counts_from_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join(CONFIG), "index = \"store\"\n[labels]\nx = 1\n").unwrap();
        assert_eq!(choose(None, None, &deep).unwrap().dir, folder.path().join("store"));
        fs::write(folder.path().join("a").join(CONFIG), "").unwrap();
        let place = choose(None, None, &deep).unwrap();
        assert_eq!(place.dir, PathBuf::from(DEFAULT));
        assert!(place.why.contains("names no index"), "{}", place.why);
        fs::write(deep.join(CONFIG), "index = 7").unwrap();
        assert!(choose(None, None, &deep).unwrap_err().to_string().contains("index = 7"));
        fs::write(deep.join(CONFIG), "index = ").unwrap();
        assert!(matches!(choose(None, None, &deep), Err(Failure::Usage(_))));
    }
}
