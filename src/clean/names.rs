//! Words that look like people's names, in lines that hold nothing else.

/// Words within a name that are not capitalised.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "di", "del", "della", "der", "den", "des", "du", "van", "von", "vom", "zu", "ten",
    "ter", "la", "le", "el", "al", "bin", "ibn", "y", "e", "af", "av",
];

/// Words between names.
const JOINTS: &[&str] = &["and", "und", "et", "y", "e", "og", "och", "en", "a", "i", "&"];

/// Words that begin headings and sentences rather than names.
const NO_NAME: &[&str] = &[
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "our",
    "your",
    "my",
    "its",
    "his",
    "her",
    "their",
    "all",
    "any",
    "no",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "einem",
    "einer",
    "den",
    "dem",
    "les",
    "une",
    "un",
    "los",
    "las",
    "il",
    "lo",
    "far",
    "now",
    "law",
    "numbers",
    "then",
    "popular",
    "design",
    "invitation",
    "chance",
    "more",
    "what",
    "how",
    "why",
    "where",
    "who",
    "when",
];

/// How many words from the front of `words` can be names, ending before the first that cannot.
pub(crate) fn count(words: &[&str]) -> usize {
    let begins = words.first().is_some_and(|word| !NO_NAME.contains(&word.to_lowercase().as_str()));
    if begins { words.iter().take_while(|word| possible(word)).count() } else { 0 }
}

/// Whether a word can stand within a list of names.
fn possible(word: &str) -> bool {
    capitalised(word) || PARTICLES.contains(&word) || JOINTS.contains(&word)
}

/// Begins with a capital letter and holds letters only, apart from what names hold.
pub(crate) fn capitalised(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', ';']);
    let mut chars = bare.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '‐' | '‑'))
}

/// Two to four capitalised words and nothing else: a person, if the place is right.
pub(crate) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && count(&words) == words.len()
        && words.iter().filter(|word| capitalised(word)).count() >= 2
        && !text.ends_with([',', '.', ';'])
        && text.chars().any(char::is_lowercase)
}

/// The single names in `text`: split at commas and joints.
pub(crate) fn people(text: &str) -> Vec<String> {
    let mut people = vec![String::new()];
    for word in text.split_whitespace() {
        let bare = word.trim_end_matches([',', ';']);
        if JOINTS.contains(&bare) {
            people.push(String::new());
            continue;
        }
        if let Some(name) = people.last_mut() {
            name.push_str(if name.is_empty() { "" } else { " " });
            name.push_str(bare);
        }
        if bare.len() < word.len() {
            people.push(String::new());
        }
    }
    people.retain(|name| name.chars().any(char::is_uppercase));
    people
}
