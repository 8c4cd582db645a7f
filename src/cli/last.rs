//! What the last search showed, so that `@3` is its third hit.
//!
//! It lies in the user's cache folder, a file an index: a read-only index can be searched, and two people who share one
//! do not take each other's hits. That it cannot be written stops nothing.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use newsdex::search::Results;

use crate::cli::failure::Failure;

/// Remembers the page.
pub(crate) fn save(index: &Path, results: &Results) {
    let lines: String = results.hits.iter().map(|hit| format!("{} {}\n", hit.rank, hit.key)).collect();
    if let Some(file) = file(index) {
        let _ = match write(&file, &lines) {
            Err(err) if err.kind() == ErrorKind::NotFound => {
                file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| write(&file, &lines))
            }
            written => written,
        };
    }
}

/// Writes a file anew where it stands. One that is emptied first is put on the disk at once by some file systems, which costs
/// more than all the rest of this.
fn write(file: &Path, lines: &str) -> io::Result<()> {
    let mut file = File::options().write(true).create(true).truncate(false).open(file)?;
    file.set_len(lines.len() as u64)?;
    file.write_all(lines.as_bytes())
}

/// The key of the hit that `@number` means; `None` when `name` is no such thing.
pub(crate) fn key(index: &Path, name: &str) -> Result<Option<String>, Failure> {
    let Some(rank) = name.strip_prefix('@').and_then(|number| number.parse::<usize>().ok()) else { return Ok(None) };
    let text = file(index).and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    pick(&text, rank).map(Some).map_err(|why| Failure::Usage(format!("nothing stands for '{name}': {why}")))
}

fn pick(text: &str, rank: usize) -> Result<String, String> {
    let hits: Vec<(usize, &str)> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(n, key)| Some((n.parse().ok()?, key)))
        .collect();
    if let Some((_, key)) = hits.iter().find(|(number, _)| *number == rank) {
        return Ok((*key).to_owned());
    }
    Err(match (hits.first(), hits.last()) {
        (Some((first, _)), Some((last, _))) => format!("the last search here showed {first} to {last}"),
        _ => "the last search here showed no hits; run 'newsdex search' first, or give an id".to_owned(),
    })
}

/// The file for the index at `dir`, named by a hash of where that is.
fn file(dir: &Path) -> Option<PathBuf> {
    let dir = dir.canonicalize().ok()?;
    let hash = blake3::hash(dir.as_os_str().as_encoded_bytes()).to_hex();
    Some(cache()?.join("newsdex").join(format!("last-{}", &hash[..16])))
}

/// XDG base directories, else the platform's own place.
fn cache() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    variable("XDG_CACHE_HOME").or_else(|| if cfg!(windows) { variable("LOCALAPPDATA") } else { None }).or_else(|| {
        variable("HOME").map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_that_were_shown() {
        let text = "11 abc\n12 def\n";
        assert_eq!(pick(text, 12), Ok("def".to_owned()));
        assert_eq!(pick(text, 1), Err("the last search here showed 11 to 12".to_owned()));
        assert!(pick("", 1).unwrap_err().contains("run 'newsdex search' first"));
        assert!(pick("damaged\n\u{0}\n", 1).is_err());
    }

    #[test]
    fn of_a_longer_page_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("last");
        for page in ["1 abc\n2 def\n", "3 ghi\n", "", "4 jkl\n5 mno\n"] {
            write(&file, page).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), page);
        }
        assert!(write(&folder.path().join("none/last"), "").is_err());
    }

    #[test]
    fn only_a_number_behind_the_sign_is_a_rank() {
        let nowhere = Path::new("/nonexistent/newsdex/index");
        assert!(matches!(key(nowhere, "@home"), Ok(None)));
        assert!(matches!(key(nowhere, "abc"), Ok(None)));
        assert!(matches!(key(nowhere, "@3"), Err(Failure::Usage(_))));
    }
}
