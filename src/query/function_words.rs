//! Words that hold a sentence together and say little by themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

/// English ones, as `text::surface` writes them: the 33 that Lucene leaves out, and pronouns, auxiliaries, question words
/// and quantifiers; not `us`, which is a country more often than not. A list, because frequency does not tell them: in a
/// small archive of one subject its main words stand in most articles too.
const ENGLISH: &str = "\
    a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was \
    will with \
    i you he she we his her hers its our ours your yours my mine me him them themselves himself herself itself \
    has have had having been were being am do does did doing can could would should may might must shall \
    which who whom whose what when where how why \
    from about than so also any some all each both more most other others another only own same too very just s t";

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH.split_ascii_whitespace().collect());

/// Whether `word`, as `text::surface` gives it, is one.
pub(crate) fn is_function_word(word: &str) -> bool {
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_something_are_none() {
        for word in ["of", "the", "would", "s"] {
            assert!(is_function_word(word), "{word}");
        }
        for word in ["minister", "us", "us-led", "new", "no-one", "die", ""] {
            assert!(!is_function_word(word), "{word}");
        }
        assert_eq!(WORDS.len(), ENGLISH.split_ascii_whitespace().count(), "no word twice");
    }
}
