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
}
