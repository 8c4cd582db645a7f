//! A query taken apart, and as it is printed.

use crate::query::print::read_as;
use crate::query::signs::{Field, name_of};
use crate::query::tree::{Asked, Occur, Tree, Typed};

/// A query as typed, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// In the order typed. A query with `AND` or `OR` is one required clause, or some excluded ones.
    pub clauses: Vec<(Occur, Tree<Typed, Asked>)>,
    /// Whether `AND` or `OR` joins its words.
    pub boolean: bool,
    /// Whether something was typed, and no word and no filter is in it.
    pub wordless: bool,
    /// Whether words were left out of a query with operators: what is left asks for something else.
    pub cut: bool,
    /// What could not be honoured, and what was decided between two readings.
    pub notes: Vec<String>,
}

impl Parsed {
    /// The query as understood, in a form that is read as the same clauses.
    pub fn read_as(&self) -> String {
        if self.wordless {
            return "\"\"".to_owned();
        }
        let filter = |asked: &Asked| (name_of(Field::Asks(asked.asks)), vec![asked.value.clone()]);
        read_as(&self.clauses, &|typed: &Typed| typed.typed.clone(), &filter)
    }
}

#[cfg(test)]
mod tests {
    use crate::query::grammar::read;
    use crate::query::items::MAX_CLAUSES;
    use crate::query::lex::MAX_BYTES;

    #[test]
    fn what_operators_need_is_not_left_out_in_silence() {
        let words: Vec<String> = (0..=MAX_CLAUSES).map(|n| format!("w{n}")).collect();
        let cut = |text: &str| read(text).cut;
        assert!(cut(&format!("{} NOT x", words.join(" "))));
        assert!(cut(&format!("{} -x", words.join(" "))));
        assert!(cut(&words.join(" OR ")));
        assert!(cut(&format!("country:jp {}", words.join(" "))));
        assert!(cut(&format!("a w/5 b {}", "long ".repeat(MAX_BYTES / 5))));
        // words side by side are ranked: one less is a little less
        assert!(!cut(&words.join(" ")));
        assert!(!cut(&format!("\"{}\"", words.join("\" \""))));
        assert!(!cut(&words[..MAX_CLAUSES].join(" OR ")));
        assert!(!cut(&"a word ".repeat(MAX_BYTES)));
    }
}
