//! Phrases that hold the name of a country and mean something else.

use std::sync::OnceLock;

use crate::lexicon;
use crate::lexicon::countries;

/// A group of phrases and the countries that they name themselves, mostly none.
#[derive(Debug)]
pub struct FalseFriends {
    /// The phrases as printed.
    pub phrases: Vec<&'static str>,
    /// The codes that the phrases name.
    pub codes: Vec<&'static str>,
    /// Whether they name people or their like: the name of a place in them is theirs alone then.
    pub people: bool,
}

/// All groups.
pub fn all() -> &'static [FalseFriends] {
    static ALL: OnceLock<Vec<FalseFriends>> = OnceLock::new();
    ALL.get_or_init(|| {
        lexicon::rows(include_str!("false_friends.tsv"))
            .map(|[phrases, codes]| FalseFriends {
                phrases: lexicon::values(phrases).collect(),
                codes: lexicon::values(codes).filter_map(countries::code).collect(),
                people: codes == "person",
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_exists() {
        for [phrases, codes] in lexicon::rows::<2>(include_str!("false_friends.tsv")) {
            assert!(!phrases.is_empty());
            assert!(
                ["-", "person"].contains(&codes) || lexicon::values(codes).all(|code| countries::code(code).is_some()),
                "{codes}"
            );
        }
    }
}
