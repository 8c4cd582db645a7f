//! `newsdex.toml`, here or in the nearest folder above: what a person decides once, for every run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use newsdex::Error;
use newsdex::annotate::Own;
use newsdex::clean::{LEARNED_RULE, Settings, Strength, rules};
use newsdex::ingest::Options;
use newsdex::text::near::nearest;
use serde::Deserialize;

use crate::cli::failure::Failure;
use crate::cli::own::{CountryTable, LabelsTable, LeaderTable, TopicTable, own};
use crate::cli::saved::{self, Search};

pub(crate) const FILE: &str = "newsdex.toml";

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
    /// People to label.
    leader: Vec<LeaderTable>,
    /// Countries of one's own, and more names for others.
    country: Vec<CountryTable>,
    /// Topics of one's own, and more words for others.
    topic: Vec<TopicTable>,
    /// What gives no label.
    labels: LabelsTable,
    /// Saved searches, by their names.
    search: BTreeMap<String, toml::Table>,
    /// These, understood.
    #[serde(skip)]
    pub(crate) searches: BTreeMap<String, Search>,
    /// What labels are added, checked.
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

    /// What the text of a file says.
    pub(crate) fn of(text: &str, path: &Path) -> Result<Self, Failure> {
        let failed = |reason: &str| Failure::Usage(format!("'{}': {}", path.display(), shown(reason.trim_end())));
        let config: Self = toml::from_str(text).map_err(|err| failed(&err.to_string()))?;
        let names = || rules().iter().map(|known| known.name).chain([LEARNED_RULE]);
        for rule in &config.cleaning.off {
            if !names().any(|known| known == rule) {
                let nearest = nearest(rule, names());
                return Err(Error::Unknown { what: "cleaning rule", value: rule.clone(), nearest }.into());
            }
        }
        let own = own(&config.leader, &config.country, &config.topic, &config.labels).map_err(|err| failed(&err))?;
        let searches = saved::read(&config.search).map_err(|err| failed(&err))?;
        Ok(Self { path: Some(path.to_owned()), own, searches, ..config })
    }

    /// How to clean.
    pub(crate) fn settings(&self) -> Settings {
        let strength = if self.cleaning.strict { Strength::Strict } else { Strength::Careful };
        Settings { strength, off: self.cleaning.off.clone() }
    }

    /// How to bring an index up to date, as far as the file says.
    pub(crate) fn options(&self) -> Options {
        let (kept, own) = (self.cleaning.keep.clone(), self.own.clone());
        Options { settings: self.settings(), kept, own, commit_every: commit_every(), ..Options::default() }
    }
}

/// What NEWSDEX_COMMIT_EVERY_MS says, in milliseconds: for tests that kill a run between many commits, not for use.
fn commit_every() -> Option<Duration> {
    std::env::var("NEWSDEX_COMMIT_EVERY_MS").ok()?.parse().ok().map(Duration::from_millis)
}

/// Most letters of a line of the file that a message repeats: two lines of a terminal.
const SHOWN: usize = 160;

/// A message with its lines cut: the parser repeats that of the file, whose length nobody bounds.
fn shown(reason: &str) -> String {
    let cut = |line: &str| match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    reason.lines().map(cut).collect::<Vec<_>>().join("\n")
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
    #[test]
    fn leaders_countries_and_topics_can_be_added() {
        let config = of(r#"
            [[leader]]
            name = "Aldo  Perrin"
            aliases = ["Perrin Aldo", "ペラン"]
            surname = "Perrin"
            country = "france"
            [[leader.office]]
            title = "Prime Minister"
            from = 2025-10-21
            [[leader.office]]
            title = "Mayor"
            from = "2019-03"
            to = 2021
            [[leader]]
            name = "Mira Quill"
            country = "QX"
            [[country]]
            code = "qx"
            name = "Quarria"
            aliases = ["Quarrian"]
            [[topic]]
            name = "Harbours/Inland Ports"
            terms = ["dredger"]
            lang = "english"
            [labels]
            veto = ["Perrin Award"]
            "#)
        .unwrap();
        let [aldo, mira] = &config.own.leaders[..] else { panic!("two leaders") };
        assert_eq!((aldo.name.as_str(), aldo.country.as_str(), mira.country.as_str()), ("Aldo Perrin", "FR", "QX"));
        let years: Vec<_> = aldo.office.iter().map(|office| (office.from, office.to)).collect();
        assert_eq!(years, [(Some(2025), None), (Some(2019), Some(2021))]);
        assert_eq!(config.own.countries[0].code, "QX");
        let topic = &config.own.topics[0];
        assert_eq!((topic.name.as_str(), topic.lang.as_str()), ("harbours/inland-ports", "en"));
        assert_eq!(config.options().own.vetoes, ["Perrin Award"]);
    }

    #[test]
    fn what_is_wrong_with_own_labels_is_named() {
        for (text, named) in [
            ("[[leader]]\nname = \" \"", "name in [[leader]] is empty"),
            ("[[leader]]\ncountry = \"FR\"", "name in [[leader]] is empty"),
            ("[[leader]]\nname = \"A B\"\ncountry = \"Frnace\"", "unknown country 'Frnace'; did you mean 'France'"),
            ("[[leader]]\nname = \"A B\"\ncountry = \"Korea\"", "did you mean 'KR' or 'KP'"),
            ("[[leader]]\nname = \"A B\"\nofice = []", "ofice"),
            (
                "[[leader]]\nname = \"A B\"\n[[leader.office]]\nfrom = 2020",
                "title in [[leader.office]] of 'A B' is empty",
            ),
            ("[[leader]]\nname = \"A B\"\n[[leader.office]]\ntitle = \"x\"\nfrom = \"soon\"", "not 'soon'"),
            ("[[leader]]\nname = \"A B\"\n[[leader.office]]\ntitle = \"x\"\nfrom = 12:30:00", "not '12:30:00'"),
            (
                "[[leader]]\nname = \"A B\"\n[[leader.office]]\ntitle = \"x\"\nfrom = 2021\nto = 2020",
                "before it begins",
            ),
            ("[[country]]\ncode = \"QQQQ\"", "two or three letters, not 'QQQQ'"),
            ("[[country]]\ncode = \"QX\"", "'QX' has no name"),
            ("[[topic]]\nname = \"a/b/c\"\nterms = [\"x\"]", "not 'a/b/c'"),
            ("[[topic]]\nname = \"harbours\"", "neither terms nor hints"),
            ("[[topic]]\nname = \"harbours\"\nterms = [\"x\"]\nlang = \"xx\"", "unknown language 'xx'"),
            ("[labels]\nveto = [\"\"]", "veto in [labels] is empty"),
            ("[labels]\nvetoes = []", "vetoes"),
        ] {
            let error = of(text).unwrap_err().to_string();
            assert!(error.starts_with("'newsdex.toml': ") && error.contains(named), "{text}\n{error}");
        }
    }

    #[test]
    fn no_damage_is_a_panic() {
        let whole = "index = \"x\"\n[cleaning]\noff = [\"tags\"]\nkeep = [\"a\"]\n[[leader]]\nname = \"A B\"\ncountry = \"FR\"\n\
            [[leader.office]]\ntitle = \"Mayor\"\nfrom = 2019-03-01\nto = \"2021\"\n[[country]]\ncode = \"QX\"\nname = \"Quarria\"\n\
            [[topic]]\nname = \"a/b\"\nterms = [\"x\"]\nlang = \"de\"\n[labels]\nveto = [\"v\"]\n\
            [search.one]\nquery = \"tariff\"\nsince = \"2025\"\ncountry = \"JP\"\nlimit = 5\n";
        let mut read = 0;
        for at in 0..=whole.len() {
            for piece in ["", "\"", "[", "\n", "9", "-", "=", "é", "\u{202e}"] {
                let end = (at + usize::from(piece != "[")).min(whole.len());
                match of(&[&whole[..at], piece, &whole[end..]].concat()) {
                    Ok(_) => read += 1,
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
        assert!(read > 50, "{read} of them say something");
    }
}
