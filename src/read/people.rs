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
    let has_role = words.iter().any(|word| ROLES.contains(&word.to_lowercase().as_str()));
    let has_case = name.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let is_name = if has_case {
        let capitals = words.iter().filter(|word| is_capital(word)).count();
        let particles = words.iter().filter(|word| PARTICLES.contains(*word)).count();
        (2..=WORDS).contains(&words.len()) && capitals >= 2 && capitals + particles == words.len()
    } else {
        (2..=WORDS).contains(&words.len()) || (words.len() == 1 && (2..=WORDS).contains(&name.chars().count()))
    };
    letters && !has_role && is_name
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

/// Words that no name has: what people are, and what buttons beside their names say.
const ROLES: &[&str] = &[
    "editor",
    "editors",
    "editorial",
    "staff",
    "reporter",
    "correspondent",
    "writer",
    "columnist",
    "journalist",
    "desk",
    "team",
    "bureau",
    "news",
    "press",
    "agency",
    "agencies",
    "contributor",
    "author",
    "authors",
    "newsroom",
    "producer",
    "redaktion",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "autor",
    "autorin",
    "journalistin",
    "redacción",
    "redazione",
    "rédaction",
    "redaktør",
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
    pieces.into_iter().flat_map(at_commas).filter_map(clean).collect()
}

/// `Ann Lee, Bo Ek` are two people, `Lee, Ann` is one.
fn at_commas(piece: &str) -> Vec<&str> {
    let parts: Vec<&str> = piece.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && parts.iter().all(|part| part.contains(' ')) { parts } else { vec![piece] }
}

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
