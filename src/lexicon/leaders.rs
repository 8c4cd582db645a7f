//! Heads of state and government, ministers and heads of international organisations, with their years.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::lexicon;

/// A leader and the words that name them.
#[derive(Clone, Debug)]
pub struct Leader {
    /// The label.
    pub name: Cow<'static, str>,
    /// Other spellings and orders of the full name.
    pub aliases: Vec<Cow<'static, str>>,
    /// The country's code; empty for an organisation.
    pub country: Cow<'static, str>,
    /// The offices that the surname is called by, the main one first, separated by `|`.
    pub office: Cow<'static, str>,
    /// The first year in public life; 0 when it is not known.
    pub from: i32,
    /// The last one; `i32::MAX` when it is not over, or not known.
    pub to: i32,
    /// Names that stand for the full name once that was said: mostly the surname.
    pub short: Vec<Cow<'static, str>>,
    /// Whether so many people bear the name that it counts only beside a title.
    pub common: bool,
}

/// All leaders.
pub fn all() -> &'static [Leader] {
    static ALL: OnceLock<Vec<Leader>> = OnceLock::new();
    ALL.get_or_init(|| lexicon::rows(include_str!("leaders.tsv")).map(leader).collect())
}

fn leader([name, aliases, country, office, from, to, short, flag]: [&'static str; 8]) -> Leader {
    let aliases: Vec<_> = lexicon::values(aliases).map(Cow::from).collect();
    let short = match short {
        "-" => Vec::new(),
        "" => surnames(name, &aliases, country).into_iter().map(Cow::from).collect(),
        given => lexicon::values(given).map(Cow::from).collect(),
    };
    Leader {
        name: name.into(),
        aliases,
        country: if country == "-" { "" } else { country }.into(),
        office: office.into(),
        from: from.parse().unwrap_or(0),
        to: to.parse().unwrap_or(i32::MAX),
        short,
        common: flag == "title",
    }
}

/// The surnames within the spellings of a name, each once.
pub(crate) fn surnames(name: &str, aliases: &[Cow<'static, str>], country: &str) -> Vec<String> {
    let spellings = std::iter::once(name).chain(aliases.iter().map(AsRef::as_ref));
    let mut short: Vec<_> = spellings.filter_map(|full| surname(full, country)).map(str::to_owned).collect();
    short.sort_unstable();
    short.dedup();
    short
}

/// Small words that belong to the surname behind them.
const PARTICLES: &[&str] = &[
    "de", "De", "da", "dos", "di", "Di", "du", "von", "van", "Van", "der", "den", "la", "La", "le", "Le", "bin", "al",
    "Al", "el", "ben", "Ben", "ter", "ten", "St.", "ould", "Ould", "ag",
];

/// Bytes of the longest of them.
const LONGEST_PARTICLE: usize = 4;

/// Countries where the family name comes first.
const FAMILY_FIRST: &[&str] = &["CN", "HK", "KP", "KR", "TW"];

/// The surname within a full name: the last word with the particles before it, the first one where the family name
/// comes first. `None` for a name of one word and for kings and popes.
pub(crate) fn surname<'a>(full: &'a str, country: &str) -> Option<&'a str> {
    // bytes of a short text are looked at faster one by one than prepared for looking at many
    let space_before = |end: usize| full.as_bytes()[..end].iter().rposition(|byte| *byte == b' ');
    let last = &full[space_before(full.len())? + 1..];
    if last.bytes().all(|b| b"IVX".contains(&b)) {
        return None;
    }
    let family_first = FAMILY_FIRST.contains(&country) || (country == "SG" && full.split(' ').count() == 3);
    if family_first && !full.contains('.') {
        return full.split(' ').next();
    }
    let end = if ["Jr", "Jr."].contains(&last) { full.len() - last.len() - 1 } else { full.len() };
    let mut start = space_before(end)? + 1;
    while let Some(before) = space_before(start - 1) {
        let word = &full[before + 1..start - 1];
        if word.len() > LONGEST_PARTICLE || !PARTICLES.contains(&word) {
            break;
        }
        start = before + 1;
    }
    Some(&full[start..end])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::lexicon::countries;

    #[test]
    fn every_leader_has_one_row_and_a_country_that_exists() {
        let mut seen = HashSet::new();
        for leader in all() {
            assert!(seen.insert(&leader.name), "{} twice", leader.name);
            assert!(leader.country.is_empty() || countries::code(&leader.country).is_some(), "{}", leader.name);
            assert!(!leader.office.is_empty() && leader.from > 1600 && leader.from <= leader.to, "{}", leader.name);
        }
        let both: Vec<_> = all().iter().flat_map(|l| &l.aliases).filter(|alias| seen.contains(*alias)).collect();
        assert!(both.is_empty(), "aliases that are somebody's name: {both:?}");
    }

    #[test]
    fn surnames_take_their_particles() {
        for (full, country, short) in [
            ("Ursula von der Leyen", "-", Some("von der Leyen")),
            ("Charles de Gaulle", "FR", Some("de Gaulle")),
            ("Xi Jinping", "CN", Some("Xi")),
            ("Fumio Kishida", "JP", Some("Kishida")),
            ("Kim Jong Un", "KP", Some("Kim")),
            ("Ferdinand Marcos Jr.", "PH", Some("Marcos")),
            ("Lee Hsien Loong", "SG", Some("Lee")),
            ("Sukarno", "ID", None),
            ("Charles III", "GB", None),
        ] {
            assert_eq!(surname(full, country), short, "{full}");
        }
    }

    #[test]
    fn explicit_short_names_win() {
        let lula = all().iter().find(|leader| leader.name.contains("Lula")).expect("Lula is listed");
        assert_eq!(lula.short, ["Lula"]);
    }
}
