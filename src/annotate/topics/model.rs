//! A trained model: for each label a weight of every word, and from which sum on an article has it.

use rustc_hash::FxHashMap;

use crate::annotate::topics::features;
use crate::annotate::topics::svm::Plane;

/// Words that are named for a label, the strongest first.
const WORDS: usize = 10;

/// The smallest weight that is kept: on Reuters four fifths are smaller. An article is a vector of length one, so that those
/// of 60 different words move its score by .005 times the root of 60 at most, .04.
pub(super) const LEAST_WEIGHT: f32 = 0.005;

/// Labels with what speaks for them, learned from articles that people labelled.
#[derive(Clone)]
pub struct Model {
    pub(super) labels: Vec<Label>,
    /// What counts of words, in order: see [`features`].
    pub(super) keys: Vec<String>,
    /// How rare each is: the logarithm of all articles by those that have it.
    pub(super) rarities: Vec<f32>,
    /// Where the weights of each end.
    pub(super) ends: Vec<u32>,
    /// Places in `labels` with weights, feature after feature.
    pub(super) weights: Vec<(u16, f32)>,
    /// Of all of the above.
    pub(super) fingerprint: u64,
    /// The keys' places.
    pub(super) places: FxHashMap<String, u32>,
}

/// A label that a model knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// As the examples have it.
    pub name: String,
    /// Articles that it was learned from.
    pub examples: u32,
    /// What is added to the weights of an article's words.
    pub(super) bias: f32,
    /// From which score on an article has the label.
    pub(super) threshold: f32,
}

/// A label of an article and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The place of the label in [`Model::labels`].
    pub label: usize,
    /// How far above its threshold the article is; the distance of the margins from each other is 2.
    pub margin: f32,
    /// The words that speak for it most, as they stand in the text, with what each adds; the strongest first.
    pub words: Vec<(String, f32)>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (labels, words) = (self.labels.len(), self.keys.len());
        f.debug_struct("Model").field("labels", &labels).field("words", &words).finish_non_exhaustive()
    }
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

/// What a word of an article is worth to a model.
struct Value<'t> {
    count: f32,
    word: &'t str,
}

impl Model {
    /// The labels in alphabetical order.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Whether this model decides about a label.
    pub fn knows(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.labels.binary_search_by(|label| label.name.as_str().cmp(name)).ok()
    }

    /// Equal for models that label alike: a hash of all that was learned.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many different words, or beginnings of words, it has weights for; those of titles count apart.
    pub fn words(&self) -> usize {
        self.keys.len()
    }

    /// The labels of an article, the surest first.
    pub fn classify(&self, title: &str, body: &str) -> Vec<Decision> {
        let article = self.values(title, body);
        let mut scores: Vec<f32> = self.labels.iter().map(|label| label.bias).collect();
        for (feature, value) in &article {
            for (label, weight) in self.weights_of(*feature) {
                scores[usize::from(*label)] += weight * value.count;
            }
        }
        let margin = |label: &usize| scores[*label] - self.labels[*label].threshold;
        let passes = |label: &usize| !article.is_empty() && margin(label) >= 0.0;
        let mut found: Vec<usize> = (0..self.labels.len()).filter(passes).collect();
        found.sort_by(|a, b| margin(b).total_cmp(&margin(a)));
        let decide = |label| Decision { label, margin: margin(&label), words: self.speakers(label, &article) };
        found.into_iter().map(decide).collect()
    }

    /// The words that speak for a label whatever the article, with their weights, the strongest first; those that count in
    /// the title only as `title:word`.
    pub fn speaks_for(&self, name: &str) -> Vec<(String, f32)> {
        let Some(place) = self.place(name) else { return Vec::new() };
        let spelled = |key: &str| match features::read(key) {
            (word, true) => format!("title:{word}"),
            (word, false) => word.to_owned(),
        };
        let words =
            (0..).zip(&self.keys).filter_map(|(at, key)| self.weight(at, place).map(|weight| (spelled(key), weight)));
        strongest(words.collect(), usize::MAX)
    }

    /// An article as a vector of length one, with its words.
    fn values<'t>(&self, title: &'t str, body: &'t str) -> Vec<(u32, Value<'t>)> {
        let mut seen: Vec<(u32, Value<'t>)> = Vec::new();
        features::each(title, body, &mut |feature| {
            if let Some(place) = self.places.get(feature.key) {
                seen.push((*place, Value { count: feature.count, word: feature.word }));
            }
        });
        seen.sort_by_key(|(place, _)| *place);
        let mut article: Vec<(u32, Value<'t>)> = Vec::with_capacity(seen.len());
        for run in features::runs(&seen) {
            let (place, first) = &seen[run.start];
            let count = seen[run].iter().map(|(_, value)| value.count).sum();
            let count = features::value(count, self.rarities[*place as usize]);
            article.push((*place, Value { count, word: first.word }));
        }
        let length = article.iter().map(|(_, value)| value.count.powi(2)).sum::<f32>().sqrt();
        article.retain_mut(|(_, value)| {
            value.count /= length;
            value.count.is_finite()
        });
        article
    }

    fn weights_of(&self, feature: u32) -> &[(u16, f32)] {
        let feature = feature as usize;
        let start = feature.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.weights[start as usize..self.ends[feature] as usize]
    }

    /// The weight of a feature for a label.
    fn weight(&self, feature: u32, label: usize) -> Option<f32> {
        let weights = self.weights_of(feature);
        let place = weights.binary_search_by_key(&label, |(known, _)| usize::from(*known)).ok()?;
        Some(weights[place].1)
    }

    /// The words of an article that speak for a label.
    fn speakers(&self, label: usize, article: &[(u32, Value<'_>)]) -> Vec<(String, f32)> {
        let adds =
            |(feature, value): &(u32, Value<'_>)| self.weight(*feature, label).map(|weight| weight * value.count);
        let mut words: Vec<(String, f32)> =
            article.iter().filter_map(|one| Some((one.1.word.to_owned(), adds(one)?))).collect();
        // a word of the title speaks twice
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0.0 };
            same
        });
        strongest(words, WORDS)
    }
}

/// Those that speak for something, the strongest first.
fn strongest(mut words: Vec<(String, f32)>, most: usize) -> Vec<(String, f32)> {
    words.retain(|(_, weight)| *weight > 0.0);
    words.sort_by(|a, b| b.1.total_cmp(&a.1));
    words.truncate(most);
    words
}

/// Planes to weights by feature: where those of each end, and the weights.
pub(super) fn by_feature(planes: &[Plane], features: usize) -> (Vec<u32>, Vec<(u16, f32)>) {
    let (mut ends, mut weights) = (Vec::with_capacity(features), Vec::new());
    for feature in 0..features {
        let labels = (0..).zip(planes).map(|(label, plane)| (label, plane.weights[feature]));
        weights.extend(labels.filter(|(_, weight): &(u16, f32)| weight.abs() >= LEAST_WEIGHT));
        // labels times features are limited, so that this holds
        ends.push(weights.len() as u32);
    }
    (ends, weights)
}
