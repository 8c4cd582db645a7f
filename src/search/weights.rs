//! What counts how much in the order of hits: every weight stands here, with the measurement it comes from.
//!
//! Measured is nDCG@10 on four sets of judged queries, in this order: TIME 1963 (82 queries), tweets and the claims that they
//! repeat (ct20tr, 997), Cranfield (225), CACM (52). Each line is one run of
//! `newsdex eval --queries FILE --qrels FILE --set NAME=VALUE`; tantivy's is that of `benches/baseline_run.rs`.
//!
//! ```text
//! everything on                                .7061  .8243  .3977  .5273
//! the same with about=0                        .6908  .8228  .3977  .5259
//! lexical                                      .6753  .8044  .3860  .5226
//! tantivy as it comes, en_stem                 .6769  .8068  .3713  .4655
//! Lucene 9.5, English analyser, k1 1.2, b .75  .6866  .8206  .3742  .4942
//! ```
//!
//! These are of the same day; those below each weight, and the last ones here, were taken before short names (`US`, `Xi`) were
//! names and before queries in other languages were no longer compared in meaning.
//!
//! The weights were chosen on these very sets. What choosing is worth on queries without a say in it, `--try` tells: meaning,
//! about and near together, chosen on nine tenths of the queries of a set and measured on the last tenth, make .702, .824,
//! .399 and .514.

/// The largest weight that can be set: such a part outweighs all others, and far larger ones would make scores infinite.
const MOST: f32 = 1000.0;

/// The weights of what is counted besides the words themselves, whose BM25 score has weight 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Of the form as typed: the share of the score of a word that is added where an article has it in this very form, with
    /// its accents and its ending.
    ///
    /// With about=0: 0 .6913 .8209 .3957 .5298; .1 .6908 .8228 .3977 .5259; .2 .6906 .8222 .3992 .5242.
    pub as_typed: f32,
    /// Of function words (`the`, `of`, `what`) in a query that has others, against 1 for these.
    ///
    /// With about=0: .1 .6912 .8184 .3965 .5270; .25 .6908 .8228 .3977 .5259; .5 .6906 .8180 .3983 .5310.
    pub function_words: f32,
    /// Of words of the query that stand next to each other in the article, in their order.
    ///
    /// This and the next one, with about=0: 0 .6940 .8198 .3966 .5223; .1 .6908 .8228 .3977 .5259;
    /// .25 .6863 .8218 .3978 .5312.
    pub next_to: f32,
    /// Of words of the query that stand near each other in the article, in any order.
    pub near: f32,
    /// Of meaning: the passage that is nearest in meaning adds up to this many times the difference that words make between
    /// the first and the last article of the pool.
    ///
    /// With about=0: 0 .6753 .8044 .3860 .5226; .5 .6893 .8208 .3954 .5238; .67 .6908 .8228 .3977 .5259;
    /// .8 .6919 .8220 .3974 .5275. It is .4 against .6 for words in a convex sum of both.
    pub meaning: f32,
    /// Of being about a country or a leader that the query names: the share of the best score that the name reaches.
    ///
    /// 0 .6908 .8228 .3977 .5259; .15 .6949 .8243 .3977 .5260; .3 .6990 .8256 .3977 .5273; .5 .7064 .8247 .3977 .5273;
    /// .7 .7026 .8254, .5271 on CACM; 1 .6996 .8223, .5278 on CACM. Cranfield names hardly any.
    pub about: f32,
    /// Of age, where it is asked for: an article of the newest day gets this many times what words make of the best
    /// one. Chosen, not measured: no set judges what is new. Of reports that answer alike the newest comes first, and one that
    /// has half of the words does not come before one that has all.
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

    /// Sets the weight called `name`, and says whether there is one and `value` fits: from 0 to 1000. A negative part would let
    /// articles of the pool fall below those that are not in it.
    pub fn set(&mut self, name: &str, value: f32) -> bool {
        let fits = (0.0..=MOST).contains(&value);
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
        assert!(!weights.set("near", 1000.1) && !weights.set("near", f32::INFINITY));
        assert_eq!(weights, Weights::default());
        assert_eq!(weights.get("height"), None);
    }
}
