//! Bylines to names: who signed, without "By" and without addresses.

/// Words before the names, in the languages of the outlets met.
const BY: &[&str] =
    &["by", "von", "par", "por", "di", "da", "av", "af", "door", "written by", "reported by", "text:", "author:"];

/// Signs and words between two names.
const BETWEEN: &[&str] =
    &[";", " and ", " und ", " et ", " y ", " e ", " och ", " og ", " en ", " & ", " | ", " / ", "\n", "、", "，"];

/// Longest name in characters: what is longer is a sentence about the author.
const LONGEST: usize = 80;

/// Longest byline in bytes, and most names that one article may have: what is more is a list of something else.
const BYLINE: usize = 2000;
const MOST: usize = 50;

/// The names in the bylines `lines`, each once, in order.
pub(super) fn names<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in lines.into_iter().take(MOST).filter(|line| line.len() <= BYLINE).flat_map(split).take(MOST) {
        if !found.iter().any(|old| old.to_lowercase() == name.to_lowercase()) {
            found.push(name);
        }
    }
    found
}

/// A name without the "and" before it, where a list was taken apart at its commas.
pub(super) fn after_and(name: &str) -> &str {
    let name = name.trim();
    BETWEEN.iter().find_map(|mark| name.strip_prefix(mark.trim_start()).filter(|_| mark.len() > 2)).unwrap_or(name)
}

/// What follows "By" in a line that begins so.
pub(super) fn after_by(line: &str) -> Option<&str> {
    let rest = without_by(line.trim());
    (rest.len() < line.trim().len()).then_some(rest)
}

/// `Lee, Ann` as Ann Lee.
pub(super) fn turned(name: &str) -> String {
    match name.split_once(',').map(|(family, given)| (family.trim(), given.trim())) {
        Some((family, given)) if !family.is_empty() && !given.is_empty() && !given.contains(',') => {
            format!("{given} {family}")
        }
        _ => name.to_owned(),
    }
}

/// Whether a text that stands where a name may stand is that of a person: two to five words, each with a capital except
/// for particles, in scripts without capitals two to five words or as many signs.
pub(super) fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = name.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "-.'’‐·".contains(c));
    let is_other = is_role(name) || words.iter().any(|word| OTHERS.contains(&word.to_lowercase().as_str()));
    let has_case = name.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let is_name = if has_case {
        let capitals = words.iter().filter(|word| is_capital(word)).count();
        let particles = words.iter().filter(|word| PARTICLES.contains(*word)).count();
        (2..=WORDS).contains(&words.len()) && capitals >= 2 && capitals + particles == words.len()
    } else {
        (2..=WORDS).contains(&words.len()) || (words.len() == 1 && (2..=WORDS).contains(&name.chars().count()))
    };
    letters && !is_other && is_name
}

/// `Lee`, `d'Arbre`, `al-Hadi`.
fn is_capital(word: &str) -> bool {
    let main = word.split_once(['\'', '’', '-']).filter(|(before, _)| before.chars().count() <= 2);
    word.starts_with(char::is_uppercase) || main.is_some_and(|(_, main)| main.starts_with(char::is_uppercase))
}

/// Most words of a person's name, most signs of a Chinese or Japanese one.
const WORDS: usize = 5;

/// Words within names that begin small.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "di", "da", "das", "do", "dos", "du", "la", "le", "von", "van", "der", "den", "ter", "ten",
    "zu", "zum", "al", "el", "bin", "ibn", "y", "e", "af", "av", "vom",
];

/// Words besides roles that no name has: parts of an outlet, and what buttons beside names say.
const OTHERS: &[&str] = &[
    "editors",
    "editorial",
    "desk",
    "team",
    "bureau",
    "news",
    "press",
    "agency",
    "agencies",
    "author",
    "authors",
    "newsroom",
    "producer",
    "autor",
    "autorin",
    "redacción",
    "redazione",
    "rédaction",
    "redaktionen",
    "agenturen",
    "nachrichten",
    "follow",
    "read",
    "share",
    "view",
    "profile",
    "comments",
    "comment",
    "email",
    "published",
    "updated",
    "posts",
    "subscribe",
    "newsletter",
    "written",
    "all",
    "about",
    "by",
    "von",
    "mehr",
    "the",
    "photo",
    "foto",
    "fotos",
    "image",
];

fn split(line: &str) -> Vec<String> {
    let line = without_by(line.trim());
    let mut pieces = vec![line];
    for mark in BETWEEN {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(mark)).collect();
    }
    let pieces: Vec<&str> = without_others(pieces).into_iter().flat_map(at_commas).map(without_place).collect();
    pieces.into_iter().filter_map(clean).collect()
}

/// `Ann Lee, Bo Ek` are two people, `Lee, Ann` is one, and so is `Ann Lee, Political Editor`.
fn at_commas(piece: &str) -> Vec<&str> {
    let all: Vec<&str> = piece.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let count = all.len();
    let parts = without_others(all);
    if parts.len() > 1 && parts.iter().all(|part| part.contains(' ')) {
        return parts;
    }
    match parts[..] {
        [one] if count > 1 => vec![one],
        // a family name before its given name, and a role behind both
        [first, .., last] if parts.len() < count => vec![between(piece, first, last)],
        _ => vec![piece],
    }
}

/// What stands in `text` from its part `first` to its part `last`.
fn between<'a>(text: &'a str, first: &str, last: &str) -> &'a str {
    let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    &text[at(first)..at(last) + last.len()]
}

/// Without roles and agencies, which stand beside names; where there is no name they are all that is known.
fn without_others(parts: Vec<&str>) -> Vec<&str> {
    let named: Vec<&str> = parts.iter().copied().filter(|part| !is_role(part) && !is_agency(part)).collect();
    let is_named = named.len() > 1 || named.iter().any(|part| part.split_whitespace().nth(1).is_some());
    if is_named { named } else { parts }
}

/// `Staff Writer`, `Politikredakteurin`, `Senior Correspondent in Rome`
fn is_role(part: &str) -> bool {
    let part = part.to_lowercase();
    let mut words = part.split(|c: char| !c.is_alphanumeric());
    words.any(|word| STAFF.contains(&word) || CRAFTS.iter().any(|craft| word.ends_with(craft)))
}

fn is_agency(part: &str) -> bool {
    let part = part.trim();
    let part = ["the ", "The ", "THE "].iter().find_map(|the| part.strip_prefix(the)).unwrap_or(part);
    let is = |agency: &&str| part == *agency || part == agency.to_uppercase();
    AGENCIES.iter().any(is) || WIRES.contains(&part.to_lowercase().as_str())
}

/// A name without the place, the outlet or the agency behind it: `Ann Lee in Lisbon`, `Ann Lee for the Quay`, `Ann Lee
/// (dpa)`, `Ann Lee avec AFP`.
fn without_place(name: &str) -> &str {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    for (word, is_other) in [
        (" in ", &capital as &dyn Fn(&str) -> bool),
        (" for ", &|rest| (capital(rest) || rest.starts_with("the ")) && !is_institution(name)),
        (" with ", &is_agency),
        (" avec ", &is_agency),
        (" mit ", &is_agency),
        (" con ", &is_agency),
        (" (", &|rest| rest.strip_suffix(')').is_some_and(is_agency)),
    ] {
        let parted = name.split_once(word).map(|(before, rest)| (before.trim(), rest.trim()));
        if let Some((before, rest)) = parted.filter(|(before, _)| is_person(before))
            && is_other(rest)
        {
            return before;
        }
    }
    name
}

/// `Harbour Council for Trade` is no person who writes for an outlet.
fn is_institution(name: &str) -> bool {
    name.split_whitespace().any(|word| INSTITUTIONS.contains(&word.to_lowercase().as_str()))
}

/// Ends of words that say what somebody is at work, and whole words that do: `Wirtschaftsredakteur`, but not `Wagstaff`.
const CRAFTS: &[&str] = &[
    "writer",
    "editor",
    "correspondent",
    "reporter",
    "columnist",
    "journalist",
    "contributor",
    "redakteur",
    "redakteurin",
    "redaktion",
    "korrespondent",
    "korrespondentin",
    "reporterin",
    "journalistin",
    "journaliste",
    "correspondant",
    "correspondante",
    "rédacteur",
    "rédactrice",
    "redactor",
    "redactora",
    "corresponsal",
    "periodista",
    "redattore",
    "redattrice",
    "corrispondente",
    "giornalista",
    "redacteur",
    "correspondente",
    "jornalista",
    "redaktör",
    "redaktør",
];
const STAFF: &[&str] = &["staff", "chief"];

/// Agencies as they write themselves, or all in capitals: `Efe` is a given name, `EFE` is not.
const AGENCIES: &[&str] = &[
    "AP",
    "AFP",
    "Reuters",
    "dpa",
    "APA",
    "EFE",
    "ANSA",
    "ANP",
    "UPI",
    "PTI",
    "Belga",
    "Lusa",
    "Ritzau",
    "Xinhua",
    "Kyodo",
    "Yonhap",
    "Bloomberg",
    "Associated Press",
    "Agence France-Presse",
    "Press Association",
    "PA Media",
    "Thomson Reuters",
];

/// Words for agencies that are not named.
const WIRES: &[&str] =
    &["agencies", "agency", "wires", "agenturen", "agences", "agencias", "agenzie", "agências", "agentschappen"];

/// What is itself called something for something.
const INSTITUTIONS: &[&str] = &[
    "institute",
    "center",
    "centre",
    "council",
    "consortium",
    "committee",
    "coalition",
    "campaign",
    "foundation",
    "fund",
    "alliance",
    "network",
    "society",
    "association",
    "department",
    "ministry",
    "office",
    "project",
    "initiative",
    "union",
    "forum",
    "school",
    "group",
    "partnership",
    "commission",
    "doctors",
    "reporters",
    "citizens",
];

fn without_by(line: &str) -> &str {
    BY.iter()
        .find_map(|by| {
            let head = line.get(..by.len())?;
            let rest = line[by.len()..].strip_prefix([' ', '\u{a0}', ':'])?;
            head.eq_ignore_ascii_case(by).then(|| rest.trim())
        })
        .unwrap_or(line)
}

fn clean(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| matches!(c, ',' | '@' | ':' | '-' | '–' | '•' | '·')).trim();
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().count() <= LONGEST
        && !name.contains("://")
        && !name.starts_with("www.")
        && !name.contains('@');
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: [(&str, &[&str]); 12] = [
            ("By Ann Lee", &["Ann Lee"]),
            ("Von Jo Maier und Ute Roth", &["Jo Maier", "Ute Roth"]),
            ("Ann Lee, Bo Ek and Cy Dorn", &["Ann Lee", "Bo Ek", "Cy Dorn"]),
            ("Lee, Ann", &["Lee, Ann"]),
            ("Ann Lee;Bo Ek", &["Ann Lee", "Bo Ek"]),
            ("Byron Lee", &["Byron Lee"]),
            ("Ann Lee; ann lee", &["Ann Lee"]),
            ("https://example.org/ann", &[]),
            ("ann@example.org", &[]),
            ("  ", &[]),
            ("山田太郎、鈴木花子", &["山田太郎", "鈴木花子"]),
            ("12", &[]),
        ];
        for (line, people) in cases {
            assert_eq!(names([line]), people, "{line}");
        }
    }

    #[test]
    fn names_stand_without_roles_places_and_outlets() {
        let cases: [(&str, &[&str]); 16] = [
            ("By GRETA HOLM, Staff Writer", &["GRETA HOLM"]),
            ("By Greta Holm, Political Editor", &["Greta Holm"]),
            ("Von Greta Holm, Wirtschaftsredakteurin", &["Greta Holm"]),
            ("Greta Holm and agencies", &["Greta Holm"]),
            ("Greta Holm with agencies", &["Greta Holm"]),
            ("Greta Holm in Lisbon", &["Greta Holm"]),
            ("Greta Holm in Lisbon and Bo Ek in St. John's", &["Greta Holm", "Bo Ek"]),
            ("Greta Holm in Lisbon, Portugal", &["Greta Holm"]),
            ("By Greta Holm, Reuters", &["Greta Holm"]),
            ("Greta Holm (dpa)", &["Greta Holm"]),
            ("By Greta Holm for the Quay", &["Greta Holm"]),
            ("By Greta Holm for Sound News", &["Greta Holm"]),
            ("Greta Holm, Bo Ek, AFP", &["Greta Holm", "Bo Ek"]),
            ("GRETA HOLM; Staff Writer", &["GRETA HOLM"]),
            ("Lee, Ann, Staff Writer", &["Lee, Ann"]),
            ("Greta Holm / AFP", &["Greta Holm"]),
        ];
        for (line, people) in cases {
            assert_eq!(names([line]), people, "{line}");
        }
    }

    #[test]
    fn names_that_look_like_roles_and_places_stay() {
        for name in [
            "Ann in 't Veld",
            "Maria in den Hof",
            "Jean-Pierre de la Tour",
            "Lee, Ann",
            "Lee, Efe",
            "Ed Wagstaff",
            "Reuters",
            "Staff Writer",
            "Political Editor",
            "Harbour Council for Trade",
            "Women in Ports",
        ] {
            assert_eq!(names([name]), [name]);
        }
        assert_eq!(names(["Staff and agencies"]), ["Staff", "agencies"]);
        assert_eq!(names(["Ed Wagstaff and Ann Lee"]), ["Ed Wagstaff", "Ann Lee"]);
    }

    #[test]
    fn people_are_told_from_desks_and_buttons() {
        for name in [
            "Ann Lee",
            "Dr. Max Kolbe",
            "Jean-Luc d'Arbre",
            "Omar al-Hadi",
            "Ana de la Vega",
            "Ярослав Бондар",
            "山田太郎",
            "Bill MCCOY",
        ] {
            assert!(is_person(name), "{name}");
        }
        for other in [
            "Ann",
            "Political Editor",
            "Read the article",
            "28 October",
            "ann lee",
            "The boats came back to harbour",
            "Redaktion Post",
            "@ann",
        ] {
            assert!(!is_person(other), "{other}");
        }
    }

    #[test]
    fn lines_that_begin_with_by_are_known() {
        assert_eq!(after_by(" By Ann Lee"), Some("Ann Lee"));
        assert_eq!(after_by("Byron Lee"), None);
        assert_eq!((after_and("and Ann Lee"), after_and("Andy Lee"), after_and("und")), ("Ann Lee", "Andy Lee", "und"));
        assert_eq!(
            (turned("Lee, Ann"), turned("Ann Lee"), turned("A, B, C")),
            ("Ann Lee".into(), "Ann Lee".into(), "A, B, C".into())
        );
    }
}
