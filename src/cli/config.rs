//! `newsdex.toml`, here or in the nearest folder above: what a person decides once, for every run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use newsdex::Error;
use newsdex::annotate::Own;
use newsdex::clean::{LEARNED_RULE, Settings, Strength, rules};
use newsdex::ingest::Options;
use newsdex::text::near::nearest;
use serde::Deserialize;

use crate::cli::failure::Failure;

const FILE: &str = "newsdex.toml";

/// What the file says; the defaults where there is none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The file itself.
    #[serde(skip)]
    pub(crate) path: Option<PathBuf>,
    /// The folder of the index, from the file's own folder on.
    pub(crate) index: Option<String>,
    /// Cleaning.
    cleaning: Cleaning,
    /// What a person decided about labels.
    #[serde(skip)]
    pub(crate) own: Own,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Cleaning {
    /// Take out what is probably no body too.
    strict: bool,
    /// Rules that take nothing.
    off: BTreeSet<String>,
    /// Lines that are body, however many articles have them.
    keep: Vec<String>,
}

impl Config {
    /// Reads the nearest file from `here` upwards.
    pub(crate) fn above(here: &Path) -> Result<Self, Failure> {
        for folder in here.ancestors() {
            let path = folder.join(FILE);
            return match fs::read_to_string(&path) {
                Ok(text) => Self::of(&text, &path),
                Err(err) if err.kind() == std::io::ErrorKind::NotFound => continue,
                Err(err) => Err(Failure::Usage(format!("cannot read '{}': {err}", path.display()))),
            };
        }
        Ok(Self::default())
    }

    /// That of the working directory; one that was removed has nothing above it.
    pub(crate) fn here() -> Result<Self, Failure> {
        Self::above(&std::env::current_dir().unwrap_or_default())
    }

    fn of(text: &str, path: &Path) -> Result<Self, Failure> {
        let config: Self = toml::from_str(text)
            .map_err(|err| Failure::Usage(format!("'{}': {}", path.display(), err.to_string().trim_end())))?;
        let names = || rules().iter().map(|known| known.name).chain([LEARNED_RULE]);
        for rule in &config.cleaning.off {
            if !names().any(|known| known == rule) {
                let nearest = nearest(rule, names());
                return Err(Error::Unknown { what: "cleaning rule", value: rule.clone(), nearest }.into());
            }
        }
        Ok(Self { path: Some(path.to_owned()), ..config })
    }

    /// How to clean.
    pub(crate) fn settings(&self) -> Settings {
        let strength = if self.cleaning.strict { Strength::Strict } else { Strength::Careful };
        Settings { strength, off: self.cleaning.off.clone() }
    }

    /// How to bring an index up to date, as far as the file says.
    pub(crate) fn options(&self) -> Options {
        Options { settings: self.settings(), kept: self.cleaning.keep.clone(), ..Options::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Config, Failure> {
        Config::of(text, Path::new("newsdex.toml"))
    }

    #[test]
    fn rules_and_lines_can_be_decided_about() {
        let config =
            of("[cleaning]\nstrict = true\noff = [\"tags\", \"learned-residue\"]\nkeep = [\"Background\"]").unwrap();
        assert_eq!(config.settings().strength, Strength::Strict);
        assert!(config.settings().off.contains("tags"));
        assert_eq!(config.options().kept, ["Background"]);
        assert_eq!(of("").unwrap().settings(), Settings::default());
    }

    #[test]
    fn what_is_mistyped_is_named() {
        let unknown = of("[cleaning]\noff = [\"tag\"]").unwrap_err().to_string();
        assert!(unknown.contains("'tag'") && unknown.contains("tags"), "{unknown}");
        for (text, named) in [
            ("[cleaning]\nof = []", "of"),
            ("[cleanign]\nkeep = []", "cleanign"),
            ("index = 7", "index"),
            ("index = ", "newsdex.toml"),
        ] {
            let error = of(text).unwrap_err();
            assert!(matches!(error, Failure::Usage(_)) && error.to_string().contains(named), "{error}");
        }
    }
}
