//! Names as people type them: the plain form that spellings share, and which known names come near.

use crate::text::{fold, surface};

/// At most this many names are offered: a person reads three, and skips a list.
const OFFERED: usize = 3;

/// Fewer letters than this stand within too many names to mean one of them.
const FEWEST_WITHIN: usize = 3;

/// A name without case, accents, dots and superfluous blanks.
pub(crate) fn plain(name: &str) -> String {
    let mut text = String::new();
    surface(name, &mut text);
    fold(&mut text);
    if text.split_whitespace().map(str::len).sum::<usize>() == text.len() {
        return text;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The nearest of `known` to `typed`, best first, at most three: names of which the whole or one word is at most a third
/// of the letters away (`reutres` is 1 of 7 away from `reuters`), and names that hold what was typed.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let typed = plain(typed);
    let letters = typed.chars().count();
    if letters == 0 {
        return Vec::new();
    }
    let allowed = (letters / 3).max(1);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for name in known {
        let name_plain = plain(name);
        let parts = name_plain.split([' ', '/']).chain([name_plain.as_str()]);
        let away = parts.filter_map(|part| distance(&typed, part, allowed)).min();
        let within = (letters >= FEWEST_WITHIN && name_plain.contains(&typed)).then_some(1);
        if let Some(away) = away.into_iter().chain(within).min() {
            near.push((away, name));
        }
    }
    // of names as near the shorter one has less that was not typed
    near.sort_unstable_by_key(|(away, name)| (*away, name.len(), *name));
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().take(OFFERED).map(|(_, name)| name.to_owned()).collect()
}

/// Letters to change, add, drop or swap with their neighbour (optimal string alignment), if at most `allowed`.
pub(crate) fn distance(a: &str, b: &str, allowed: usize) -> Option<usize> {
    // bytes bound characters: a cheap way out for most of a dictionary
    if a.len().abs_diff(b.len()) > 4 * allowed {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut rows: [Vec<usize>; 3] = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let change = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
        }
        if rows[2].iter().min().is_some_and(|best| *best > allowed) {
            return None;
        }
        rows.rotate_left(1);
    }
    let away = rows[1][b.len()];
    (away <= allowed).then_some(away)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_typing_errors() {
        assert_eq!(distance("abc", "acb", 2), Some(1));
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
        assert_eq!(distance("", "a", 1), Some(1));
    }

    #[test]
    fn near_names_come_best_first() {
        let check = |typed: &str, known: &[&str], expected: &[&str]| {
            assert_eq!(nearest(typed, known.iter().copied()), expected, "{typed}");
        };
        let topics = ["sport", "sport/football", "economy", "economy/trade"];
        check("sprot", &topics, &["sport", "sport/football"]);
        check("footbal", &topics, &["sport/football"]);
        check("zzzzzz", &topics, &[]);
        let countries = ["Germany", "Japan", "Jamaica", "Jordan", "Georgia", "Türkiye"];
        check("Jappan", &countries, &["Japan"]);
        check("jor", &countries, &["Jordan"]);
        check("turkiye", &countries, &["Türkiye"]);
        check("", &countries, &[]);
        let outlets = ["Harbour Post", "Harbor Times", "Evening Star", "Reuters", "Reuters"];
        check("reutres", &outlets, &["Reuters"]);
        check("harbour", &outlets, &["Harbour Post", "Harbor Times"]);
    }
}
