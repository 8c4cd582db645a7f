//! Which known names come close to a word that a person typed.

/// At most this many names are offered: a person reads three, and skips a list.
const OFFERED: usize = 3;

/// The nearest of `known` to `typed`, best first, at most three: names within a third of the letters in edits, and
/// names that contain what was typed or are contained in it.
pub(crate) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let typed = typed.to_lowercase();
    let limit = (typed.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let edits = distance(&typed, &lower);
            let within = typed.len() >= 3 && (lower.contains(&typed) || typed.contains(&lower));
            // one held in the other is as near as two slips of the finger
            if within { Some((edits.min(2), name)) } else { (edits <= limit).then_some((edits, name)) }
        })
        .collect();
    near.sort();
    let mut names: Vec<String> = Vec::new();
    for (_, name) in near {
        if names.len() < OFFERED && !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Edits that turn one word into the other: insertion, deletion, replacement, and exchange of neighbours (optimal
/// string alignment). Time is the product of the lengths, so both are cut at 64 characters: no name is longer.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in
            [("", "", 0), ("a", "", 1), ("trade", "trade", 0), ("tarde", "trade", 1), ("rugbi", "rugby", 1)]
        {
            assert_eq!(distance(a, b), edits, "{a} {b}");
        }
    }

    #[test]
    fn near_names_come_best_first() {
        let known = ["sport", "sport/football", "economy", "economy/trade"];
        assert_eq!(nearest("sprot", known), ["sport"]);
        assert_eq!(nearest("football!", known), Vec::<String>::new());
        assert_eq!(nearest("footbal", known), ["sport/football"]);
        assert_eq!(nearest("zzzzzz", known), Vec::<String>::new());
    }
}
