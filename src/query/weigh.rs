//! How much each part of a query counts: function words say little about what is looked for.

use crate::query::Compiled;
use crate::query::tree::Tree;
use crate::text::FunctionWords;

impl Compiled {
    /// Marks the ranked function words of the query, where other words stand beside them. A word in capitals among others in
    /// small letters is a name (`WHO`, `Theresa May`), and what must be there was meant.
    pub(crate) fn mark_function_words(&mut self) {
        let mut found: Vec<(usize, String)> = Vec::new();
        let words: Vec<Vec<(String, bool)>> = self.written().collect();
        for ((number, clause), words) in self.clauses.iter().enumerate().zip(&words) {
            let is_word = matches!(&clause.tree, Tree::Leaf(leaf) if leaf.slots.len() == 1) && !clause.required;
            if let ([(word, _)], true) = (words.as_slice(), is_word) {
                found.push((number, word.clone()));
            }
        }
        let lists = FunctionWords::most_of(found.iter().map(|(_, word)| word.as_str()));
        self.foreign = !lists.is_english();
        let begins_small = |typed: &str| typed.starts_with(char::is_lowercase);
        let cased = self.clauses.iter().any(|clause| begins_small(&clause.typed));
        // a sentence begins with a capital, and `A` is one
        let is_begun = |typed: &str| typed.chars().filter(|c| c.is_uppercase()).count() == 1;
        found.retain(|(number, word)| {
            let typed = &self.clauses[*number].typed;
            lists.has(word) && (!cased || begins_small(typed) || (*number == 0 && is_begun(typed)))
        });
        if found.len() < self.clauses.len() {
            for (number, _) in found {
                self.clauses[number].function_word = true;
            }
        }
    }

    /// Multiplies the scores of function words by `function_words`.
    pub(crate) fn weigh(&mut self, function_words: f32) {
        for clause in self.clauses.iter_mut().filter(|clause| clause.function_word) {
            clause.boost = function_words;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::query::compile;

    /// The words that count less.
    fn check(text: &str, expected: &str) {
        let compiled = compile(text, &["en".to_owned()]);
        let less = compiled.clauses.iter().filter(|clause| clause.function_word);
        assert_eq!(less.map(|clause| clause.typed.as_str()).collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn function_words_count_less_beside_others() {
        check("What is the role of Japan in rare earths?", "What is the of in");
        check("THE ROLE OF JAPAN", "THE OF");
        check("rare earths Japan", "");
    }

    #[test]
    fn what_was_meant_counts_in_full() {
        check("to be or not to be", "");
        check("WHO guidelines on masks", "on");
        check("A guideline on masks", "A on");
        check("what Theresa May said at the WHO", "what said at the");
        check("+the \"of the\" japan", "");
        check("it", "");
    }
}
