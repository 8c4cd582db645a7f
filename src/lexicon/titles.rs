//! The words around a name that tell a leader from everybody else.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon;

/// What an office says about the name beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// An office of state wherever it stands: prime minister.
    Strong,
    /// Also an office of firms, clubs and colleges: president.
    Weak,
    /// Links a known name and never makes one: king, pope.
    Royal,
    /// Short for an office; links a known name and never makes one: PM.
    Short,
    /// The head of an international body or of a central bank: IMF chief.
    Body,
}

/// An office of `bodies.tsv` in all its forms.
#[derive(Debug)]
pub struct Headship {
    /// As printed: `IMF chief`, `chief of the IMF`.
    pub forms: Vec<String>,
    /// As it is called most often, in lower case: `imf managing director`, `central bank governor`.
    pub office: String,
    /// Code of a central bank's country; empty for international bodies, and when the text has to say it.
    pub country: &'static str,
}

/// An office in another language, as `offices.tsv` has it.
#[derive(Debug)]
pub struct Foreign {
    /// As printed, in lower case.
    pub form: String,
    /// The same office in English.
    pub english: &'static str,
    /// What it says about the name beside it.
    pub office: Office,
}

/// The tables of titles.
#[derive(Debug)]
pub struct Titles {
    /// Offices in lower case.
    pub offices: Vec<(&'static str, Office)>,
    /// The offices of international bodies and of central banks.
    pub headships: Vec<Headship>,
    /// Offices in other languages.
    pub foreign: Vec<Foreign>,
    /// Rows of `headships` by form in lower case.
    headed: FxHashMap<String, usize>,
    /// Rows of `foreign` by form.
    translated: FxHashMap<String, usize>,
    /// May stand between office and name; lower case.
    pub honours: FxHashSet<&'static str>,
    /// Before an office, makes it less than one; lower case.
    pub junior: FxHashSet<&'static str>,
    /// May stand between "minister of" and the name; as printed.
    pub portfolio: FxHashSet<&'static str>,
    /// Makes a weak office one of a firm; lower case.
    pub corporate: FxHashSet<&'static str>,
    /// Other trades; lower case.
    pub trades: FxHashSet<&'static str>,
    /// Behind a name, things named after the leader; as printed.
    pub things: FxHashSet<&'static str>,
    /// Before a name, ships and saints; as printed.
    pub vessels: FxHashSet<&'static str>,
    /// Given names and forms of address; as printed.
    pub given: FxHashSet<&'static str>,
    /// Capitalised words that follow the name of a country; as printed.
    pub institutions: FxHashSet<&'static str>,
}

impl Titles {
    /// The office that a phrase of [`Titles::headships`] means.
    pub fn headship(&self, phrase: &str) -> Option<&Headship> {
        self.headed.get(&*small(phrase)).map(|row| &self.headships[*row])
    }

    /// What a phrase of [`Titles::foreign`] is in English.
    pub fn translation(&self, phrase: &str) -> Option<&'static str> {
        self.translated.get(&*small(phrase)).map(|row| self.foreign[*row].english)
    }

    /// The usual English name of an office as printed, in lower case.
    pub fn usual(&self, phrase: &str) -> Cow<'_, str> {
        match self.headship(phrase) {
            Some(body) => Cow::from(&body.office),
            None => self.translation(phrase).map_or_else(|| synonym(phrase.to_lowercase()).into(), Cow::from),
        }
    }
}

/// One name for offices that have several.
fn synonym(office: String) -> String {
    let one = match office.as_str() {
        "minister of foreign affairs"
        | "minister for foreign affairs"
        | "foreign affairs minister"
        | "external affairs minister"
        | "external relations minister" => "foreign minister",
        "economics minister" => "economy minister",
        "farm minister" => "agriculture minister",
        "petroleum minister" => "oil minister",
        "home affairs minister" => "home minister",
        "secretary of defence" => "defence secretary",
        "secretary of the treasury" => "treasury secretary",
        "secretary of commerce" => "commerce secretary",
        "secretary of agriculture" => "agriculture secretary",
        "attorney-general" => "attorney general",
        "governor-general" => "governor general",
        "vice-president" => "vice president",
        "central bank chief" | "central bank president" => "central bank governor",
        "commission president" => "european commission president",
        "federal reserve chairman" | "federal reserve board chairman" | "fed chairman" | "fed chair" | "fed chief" => {
            "federal reserve chair"
        }
        _ => return office,
    };
    one.into()
}

/// A phrase in lower case; most stand so already.
fn small(phrase: &str) -> Cow<'_, str> {
    if phrase.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::from(phrase)
    } else {
        Cow::from(phrase.to_lowercase())
    }
}

/// The forms of `offices.tsv`, each once; the first of several stays.
fn translations() -> Vec<Foreign> {
    let mut known: FxHashSet<String> = FxHashSet::default();
    let mut all = Vec::new();
    for [lang, english, kind, forms] in lexicon::rows::<4>(include_str!("offices.tsv")) {
        let office = if kind == "weak" { Office::Weak } else { Office::Strong };
        let endings: &[&str] = if lang == "de" { &["", "s", "en", "in"] } else { &[""] };
        for (form, ending) in lexicon::values(forms).flat_map(|form| endings.iter().map(move |ending| (form, ending))) {
            let form = format!("{form}{ending}");
            // some are English words, too
            let english_too = ["premier", "minister", "premiers"].contains(&form.as_str());
            if !english_too && known.insert(form.clone()) {
                all.push(Foreign { form, english, office });
            }
        }
    }
    all
}

/// The offices of a row of `bodies.tsv`.
fn heads([names, country, offices]: [&'static str; 3]) -> impl Iterator<Item = Headship> {
    let first = |cell| lexicon::values(cell).next().unwrap_or_default();
    let office = match country {
        "-" => format!("{} {}", first(names), first(offices)).to_lowercase(),
        "US" => "federal reserve chair".to_owned(),
        _ => "central bank governor".to_owned(),
    };
    let code = if ["-", "*"].contains(&country) { "" } else { country };
    let pairs = lexicon::values(offices).flat_map(move |head| lexicon::values(names).map(move |body| (head, body)));
    pairs.map(move |(head, body)| {
        let forms = [head.to_owned(), titled(head)].into_iter().flat_map(|head| {
            [
                format!("{body} {head}"),
                format!("{body}'s {head}"),
                format!("{body}’s {head}"),
                format!("{head} of the {body}"),
                format!("{head} of {body}"),
            ]
        });
        Headship { forms: forms.collect(), office: office.clone(), country: code }
    })
}

/// The words of an office with capitals: `Managing Director`, `Secretary-General`.
fn titled(office: &str) -> String {
    let mut capital = true;
    let letters = office.chars().map(|letter| {
        let printed = if capital { letter.to_ascii_uppercase() } else { letter };
        capital = !letter.is_ascii_alphabetic();
        printed
    });
    letters.collect()
}

/// The tables.
pub fn all() -> &'static Titles {
    static ALL: OnceLock<Titles> = OnceLock::new();
    ALL.get_or_init(|| {
        let kind = |wanted: &'static str| {
            let rows = lexicon::rows::<2>(include_str!("titles.tsv")).filter(move |[kind, _]| *kind == wanted);
            rows.flat_map(|[_, phrases]| lexicon::values(phrases))
        };
        let offices = [("strong", Office::Strong), ("weak", Office::Weak), ("royal", Office::Royal)];
        let offices = offices.into_iter().chain([("abbreviation", Office::Short)]);
        let headships: Vec<Headship> = lexicon::rows(include_str!("bodies.tsv")).flat_map(heads).collect();
        let forms = headships.iter().enumerate();
        let forms = forms.flat_map(|(row, one)| one.forms.iter().map(move |form| (form.to_lowercase(), row)));
        let foreign = translations();
        Titles {
            translated: foreign.iter().enumerate().map(|(row, one)| (one.form.clone(), row)).collect(),
            foreign,
            headed: forms.collect(),
            headships,
            offices: offices.flat_map(|(name, office)| kind(name).map(move |phrase| (phrase, office))).collect(),
            honours: kind("honour").collect(),
            junior: kind("junior").collect(),
            portfolio: kind("portfolio").collect(),
            corporate: kind("corporate").collect(),
            trades: kind("trade").collect(),
            things: kind("thing").collect(),
            vessels: kind("vessel").collect(),
            given: kind("given").collect(),
            institutions: kind("institution").collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn heads_of_bodies_have_their_forms() {
        let office = |phrase: &str| all().headship(phrase).map(|one| (one.office.as_str(), one.country));
        assert_eq!(office("Chief of the IMF"), Some(("imf managing director", "")));
        assert_eq!(office("Bank of Japan Governor"), Some(("central bank governor", "JP")));
        assert_eq!(office("Fed's Chair"), Some(("federal reserve chair", "US")));
        assert_eq!(office("Bank of China president"), None);
        assert_eq!(titled("secretary-general"), "Secretary-General");
    }

    #[test]
    fn offices_of_other_languages_are_known_by_their_english_name() {
        for (form, english) in [
            ("Außenministerin", Some("foreign minister")),
            ("US-Präsidenten", Some("president")),
            ("Premier ministre", Some("prime minister")),
            ("canciller", Some("foreign minister")),
            ("premier", None),
            ("president", None),
        ] {
            assert_eq!(all().translation(form), english, "{form}");
        }
        assert_eq!((&*all().usual("Fed Chair"), &*all().usual("Senator")), ("federal reserve chair", "senator"));
        assert_eq!(&*all().usual("Minister of Foreign Affairs"), "foreign minister");
        assert_eq!(&*all().usual("Central Bank chief"), "central bank governor");
    }

    #[test]
    fn every_office_stands_once_and_in_lower_case() {
        let titles = all();
        let names: HashSet<_> = titles.offices.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), titles.offices.len());
        assert!(titles.offices.iter().all(|(name, _)| name.to_lowercase() == **name));
        for table in [&titles.honours, &titles.junior, &titles.portfolio, &titles.trades, &titles.things] {
            assert!(!table.is_empty());
        }
    }
}
