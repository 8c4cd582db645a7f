//! What counts how much in the order of hits: every weight stands here, with the measurement it comes from.

/// The weights of what is counted besides the words themselves, whose BM25 score has weight 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Of the form as typed: the share of the score of a word that is added where an article has it in this very form, with
    /// its accents and its ending.
    pub as_typed: f32,
    /// Of function words (`the`, `of`, `what`) in a query that has others, against 1 for these.
    pub function_words: f32,
    /// Of words of the query that stand next to each other in the article, in their order.
    pub next_to: f32,
    /// Of words of the query that stand near each other in the article, in any order.
    pub near: f32,
    /// Of meaning: the passage that is nearest in meaning adds up to this many times the difference that words make between
    /// the first and the last article of the pool.
    pub meaning: f32,
    /// Of being about a country or a leader that the query names: the share of the best score that the name reaches.
    pub about: f32,
    /// Of age, where it is asked for: an article of the newest day adds up to this many times the difference that words make
    /// between the first and the last article of the pool.
    pub fresh: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { as_typed: 0.1, function_words: 0.25, next_to: 0.1, near: 0.1, meaning: 0.67, about: 0.5, fresh: 0.5 }
    }
}

impl Weights {
    /// The names by which weights are set.
    pub const NAMES: [&'static str; 7] = ["as-typed", "function-words", "next-to", "near", "meaning", "about", "fresh"];

    /// The words alone: where they stand counts, what they mean and what articles are about does not.
    #[must_use]
    pub fn lexical(self) -> Self {
        Self { meaning: 0.0, about: 0.0, ..self }
    }

    /// The weight called `name`; `None` for a name that is none of [`Weights::NAMES`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f32> {
        let mut weights = *self;
        weights.named(name).map(|weight| *weight)
    }

    /// Sets the weight called `name`, and says whether there is one. `value` must be finite and not negative: a negative part
    /// would let articles of the pool fall below those that are not in it.
    pub fn set(&mut self, name: &str, value: f32) -> bool {
        let fits = value.is_finite() && value >= 0.0;
        match self.named(name) {
            Some(weight) if fits => {
                *weight = value;
                true
            }
            _ => false,
        }
    }

    fn named(&mut self, name: &str) -> Option<&mut f32> {
        Some(match name {
            "as-typed" => &mut self.as_typed,
            "function-words" => &mut self.function_words,
            "next-to" => &mut self.next_to,
            "near" => &mut self.near,
            "meaning" => &mut self.meaning,
            "about" => &mut self.about,
            "fresh" => &mut self.fresh,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_sets_a_weight_of_its_own() {
        let mut weights = Weights::default();
        for (place, name) in Weights::NAMES.into_iter().enumerate() {
            assert!(weights.set(name, place as f32 + 2.0));
        }
        for (place, name) in Weights::NAMES.into_iter().enumerate() {
            assert_eq!(weights.get(name), Some(place as f32 + 2.0));
        }
    }

    #[test]
    fn what_is_no_weight_is_not_set() {
        let mut weights = Weights::default();
        assert!(!weights.set("height", 1.0) && !weights.set("near", -0.1) && !weights.set("near", f32::NAN));
        assert_eq!(weights, Weights::default());
        assert_eq!(weights.get("height"), None);
    }
}
