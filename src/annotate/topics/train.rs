//! Training: labelled articles to a [`Model`], and what to expect of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotate::topics::features;
use crate::annotate::topics::model::{Label, Model, by_feature};
use crate::annotate::topics::svm::{Plane, Vector, solve};
use crate::annotate::topics::thresholds::{Candidate, fit, may_be};

/// Parts of the examples, each of which is judged by planes that the others trained: four fifths teach nearly as much as all.
const FOLDS: usize = 5;

/// Articles that must have a word: what only one has can teach nothing about others.
const LEAST_ARTICLES: u32 = 2;

/// Labels times words at most: two planes in hand of that size, and the weights kept, stay within some 100 MB. Rare words
/// go first.
const LARGEST: usize = 16 << 20;

/// Labels at most, as a model numbers them.
const MOST_LABELS: usize = 10_000;

/// Collects examples, then trains.
#[derive(Debug, Default)]
pub struct Trainer {
    places: FxHashMap<String, u32>,
    /// How many articles have each word.
    articles_with: Vec<u32>,
    articles: Vec<Example>,
    /// Names with the articles that have them.
    labels: BTreeMap<String, Vec<u32>>,
}

/// What counts of one article: words with how often they stand there, in order, each once.
type Example = Box<[(u32, f32)]>;

/// How a label does on articles that its model was not trained on.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// The label.
    pub label: String,
    /// Articles that have it and get it.
    pub right: u64,
    /// Articles that get it and do not have it.
    pub wrong: u64,
    /// Articles that have it and do not get it.
    pub missed: u64,
}

impl Trainer {
    /// Adds an article with all its labels; one without a label is an example of what has none.
    pub fn add(&mut self, title: &str, body: &str, labels: &[String]) {
        let mut seen: Vec<(u32, f32)> = Vec::new();
        features::each(title, body, &mut |feature| {
            let next = self.articles_with.len() as u32;
            let place = match self.places.get(feature.key) {
                Some(place) => *place,
                None => {
                    self.places.insert(feature.key.to_owned(), next);
                    self.articles_with.push(0);
                    next
                }
            };
            seen.push((place, feature.count));
        });
        seen.sort_by_key(|(place, _)| *place);
        let sum = |run: Range<usize>| (seen[run.start].0, seen[run].iter().map(|(_, count)| count).sum());
        let example: Example = features::runs(&seen).map(sum).collect();
        for (place, _) in &example {
            self.articles_with[*place as usize] += 1;
        }
        let number = self.articles.len() as u32;
        for label in labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty()).collect::<BTreeSet<_>>()
        {
            self.labels.entry(label.to_owned()).or_default().push(number);
        }
        self.articles.push(example);
    }

    /// Articles so far.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Labels so far, each with the number of its articles.
    pub fn labels(&self) -> impl Iterator<Item = (&str, usize)> {
        self.labels.iter().map(|(name, articles)| (name.as_str(), articles.len()))
    }

    /// Ends the collecting.
    ///
    /// # Errors
    /// Why these examples teach nothing, in lower case.
    pub fn ready(self) -> Result<Training, String> {
        if self.labels.is_empty() {
            return Err("no article has a label".to_owned());
        }
        if self.labels.len() > MOST_LABELS {
            let number = self.labels.len();
            return Err(format!("{number} labels are more than {MOST_LABELS}: are they topics?"));
        }
        let (words, places) = self.vocabulary();
        let (keys, rarities): (Vec<String>, Vec<f32>) =
            words.into_iter().map(|(key, rarity)| (key.to_owned(), rarity)).unzip();
        let articles = self.articles.iter().map(|example| vector(example, &places, &rarities)).collect();
        Ok(Training { keys, rarities, articles, labels: self.labels.into_iter().collect() })
    }

    /// Trains all labels, one after the other.
    ///
    /// # Errors
    /// As [`Trainer::ready`].
    pub fn train(self) -> Result<(Model, Vec<Expected>), String> {
        let training = self.ready()?;
        let learned = (0..training.labels()).map(|label| training.learn(label)).collect();
        Ok(training.model(learned))
    }

    /// The words that count in order, with how rare they are, and the new places of all words.
    fn vocabulary(&self) -> (Vec<(&str, f32)>, Vec<Option<u32>>) {
        let most = LARGEST / self.labels.len().max(1);
        let articles_with = |place: u32| self.articles_with[place as usize];
        let mut words: Vec<(&str, u32)> = self.places.iter().map(|(key, place)| (key.as_str(), *place)).collect();
        words.retain(|(_, place)| articles_with(*place) >= LEAST_ARTICLES);
        words.sort_unstable_by_key(|(key, place)| (std::cmp::Reverse(articles_with(*place)), *key));
        words.truncate(most);
        words.sort_unstable();
        let mut places = vec![None; self.articles_with.len()];
        for ((_, old), new) in words.iter().zip(0..) {
            places[*old as usize] = Some(new);
        }
        let rarity = |place| (self.articles.len() as f32 / articles_with(place) as f32).ln();
        (words.into_iter().map(|(key, place)| (key, rarity(place))).collect(), places)
    }
}

/// An article as a vector of length one.
fn vector(example: &Example, places: &[Option<u32>], rarities: &[f32]) -> Box<Vector> {
    let known = example.iter().filter_map(|(old, count)| places[*old as usize].map(|new| (new, *count)));
    let mut vector: Vec<(u32, f32)> =
        known.map(|(place, count)| (place, features::value(count, rarities[place as usize]))).collect();
    let length = vector.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    vector.retain_mut(|(_, value)| {
        *value /= length;
        value.is_finite()
    });
    vector.sort_unstable_by_key(|(place, _)| *place);
    vector.into_boxed_slice()
}

/// Examples that are ready to be learned from, label by label: whoever has several cores may learn several at once.
#[derive(Debug)]
pub struct Training {
    keys: Vec<String>,
    rarities: Vec<f32>,
    articles: Vec<Box<Vector>>,
    labels: Vec<(String, Vec<u32>)>,
}

/// What was learned about one label.
#[derive(Debug)]
pub struct Learned {
    plane: Plane,
    threshold: f32,
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Training {
    /// The number of labels.
    pub fn labels(&self) -> usize {
        self.labels.len()
    }

    /// Learns one label, which is below [`Training::labels`]: on all examples, and on all but a fifth five times over to
    /// find its threshold and what to expect.
    pub fn learn(&self, label: usize) -> Learned {
        let mut is_so = vec![false; self.articles.len()];
        self.labels[label].1.iter().for_each(|article| is_so[*article as usize] = true);
        learn(&self.articles, &is_so, self.keys.len())
    }

    /// The model, and what to expect of it, of what was learned about each label in order. The same examples in the same
    /// order give the same model, to the byte.
    pub fn model(self, learned: Vec<Learned>) -> (Model, Vec<Expected>) {
        let (mut labels, mut planes, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        for ((name, having), Learned { plane, threshold, right, wrong, missed }) in self.labels.into_iter().zip(learned)
        {
            expected.push(Expected { label: name.clone(), right, wrong, missed });
            labels.push(Label { name, examples: having.len() as u32, bias: plane.bias, threshold });
            planes.push(plane);
        }
        let (ends, weights) = by_feature(&planes, self.keys.len());
        let (keys, rarities, fingerprint, places) = (self.keys, self.rarities, 0, FxHashMap::default());
        (Model { labels, keys, rarities, ends, weights, fingerprint, places }.finished(), expected)
    }
}

fn learn(articles: &[Box<Vector>], is_so: &[bool], features: usize) -> Learned {
    let chosen = |is_in: &dyn Fn(usize) -> bool| -> Vec<(&Vector, bool)> {
        (0..articles.len()).filter(|at| is_in(*at)).map(|at| (&*articles[at], is_so[at])).collect()
    };
    let mut candidates = Vec::new();
    for fold in 0..FOLDS {
        let plane = solve(&chosen(&|at| at % FOLDS != fold), features);
        for at in (fold..articles.len()).step_by(FOLDS) {
            let score = plane.score(&articles[at]);
            if may_be(score, is_so[at]) {
                candidates.push(Candidate { article: at as u32, score, is_so: is_so[at] });
            }
        }
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.article.cmp(&b.article)));
    let plane = solve(&chosen(&|_| true), features);
    let mut learned = Learned { plane, threshold: fit(&candidates), right: 0, wrong: 0, missed: 0 };
    // each fold by the threshold of the others: its own would promise too much
    for fold in 0..FOLDS {
        let is_here = |candidate: &&Candidate| candidate.article as usize % FOLDS == fold;
        let others: Vec<Candidate> = candidates.iter().filter(|candidate| !is_here(candidate)).copied().collect();
        let threshold = fit(&others);
        for candidate in candidates.iter().filter(is_here) {
            match (candidate.score >= threshold, candidate.is_so) {
                (true, true) => learned.right += 1,
                (true, false) => learned.wrong += 1,
                (false, true) => learned.missed += 1,
                (false, false) => {}
            }
        }
    }
    learned
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty short articles about fish, about ships, about both and about neither.
    fn examples() -> Trainer {
        let mut trainer = Trainer::default();
        let places = ["harbour", "island", "coast", "bay", "town"];
        for number in 0..40 {
            let place = places[number % places.len()];
            let (title, body, labels): (&str, String, &[&str]) = match number % 4 {
                0 => ("Catch grows", format!("Cod and herring were landed at the {place}."), &["fish"]),
                1 => ("Yard full", format!("A freighter and a tug were launched at the {place}."), &["ships"]),
                2 => (
                    "Trawler lost",
                    format!("The freighter and her herring were lost at the {place}."),
                    &["ships", "fish"],
                ),
                _ => ("Choir sings", format!("The choir and the band were heard at the {place}."), &[]),
            };
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            trainer.add(title, &body, &labels);
        }
        trainer
    }

    fn names(model: &Model, title: &str, body: &str) -> Vec<String> {
        let name = |found: crate::annotate::topics::Decision| model.labels()[found.label].name.clone();
        let mut names: Vec<String> = model.classify(title, body).into_iter().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_shown_is_found_again() {
        let (model, expected) = examples().train().expect("there are labels");
        assert_eq!(names(&model, "", "Fresh cod at the market"), ["fish"]);
        assert_eq!(names(&model, "Freighter at sea", "A long way."), ["ships"]);
        assert_eq!(names(&model, "", "The freighter and her herring were lost."), ["fish", "ships"]);
        assert_eq!(names(&model, "Choir on tour", "The choir and the band were heard."), [""; 0]);
        assert_eq!(names(&model, "", ""), [""; 0]);
        assert_eq!(names(&model, "Zebra", "Quagga xylophone."), [""; 0]);
        assert_eq!(expected.len(), 2);
        assert!(expected.iter().all(|label| label.right == 20 && label.wrong + label.missed == 0), "{expected:?}");
        assert_eq!(model.labels()[0].examples, 20);
    }

    #[test]
    fn labels_say_which_words_speak_for_them() {
        let (model, _) = examples().train().expect("there are labels");
        let found = model.classify("", "Herring and more were landed.");
        assert!(found[0].words.iter().any(|(word, _)| word == "Herring"), "{found:?}");
        let words: Vec<String> = model.speaks_for("ships").into_iter().map(|(word, _)| word).collect();
        assert!(words.contains(&"freight".to_owned()), "{words:?}");
        assert!(model.speaks_for("nothing").is_empty());
    }

    #[test]
    fn the_same_examples_give_the_same_bytes() {
        let bytes = || examples().train().expect("there are labels").0.to_bytes();
        let (one, two) = (bytes(), bytes());
        assert_eq!(one, two);
        let model = Model::from_bytes(&one).expect("it was just written");
        assert_eq!(model.to_bytes(), one);
        assert_eq!(model, examples().train().expect("there are labels").0);
        assert_eq!(names(&model, "", "Fresh cod at the market"), ["fish"]);
    }

    #[test]
    fn damage_is_told_and_never_panics() {
        let bytes = examples().train().expect("there are labels").0.to_bytes();
        for end in [0, 5, 14, 16, 40, bytes.len() - 1] {
            assert!(Model::from_bytes(&bytes[..end]).is_err(), "{end}");
        }
        for at in (0..bytes.len()).step_by(7) {
            let mut broken = bytes.clone();
            broken[at] ^= 0x40;
            assert!(Model::from_bytes(&broken).is_err(), "{at}");
        }
        let error = |bytes: &[u8]| Model::from_bytes(bytes).expect_err("no model");
        assert_eq!(error(b"{}"), "it holds no trained topics");
        assert_eq!(error(b"newsdex topics\x63\x00"), "its format is 99, this newsdex reads 1");
        assert_eq!(error(&bytes[..bytes.len() - 1]), "it is damaged");
    }

    #[test]
    fn little_is_enough_and_nothing_is_not() {
        let error = Trainer::default().train().expect_err("no example");
        assert_eq!(error, "no article has a label");
        let mut trainer = Trainer::default();
        trainer.add("", "", &[" lone ".to_owned(), "lone".to_owned(), " ".to_owned()]);
        assert_eq!(trainer.labels().collect::<Vec<_>>(), [("lone", 1)]);
        let (model, _) = trainer.train().expect("there is a label");
        assert!(model.knows("lone") && model.classify("Lone", "wolf").is_empty());
    }
}
