//! The figures of one ranked list, by the definitions of trec_eval 9.

use std::collections::BTreeMap;

/// Places that nDCG looks at: a page of results.
const NDCG_PLACES: usize = 10;

/// Places that P@5 looks at, and what it divides by however few were found.
const PRECISION_PLACES: usize = 5;

/// Places that R@100 looks at.
const RECALL_PLACES: usize = 100;

/// What is measured of a ranked list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Normalised discounted cumulated gain of the first ten (trec_eval's `ndcg_cut_10`): the gain is the grade, divided by
    /// log2(place + 1), and the sum by that of the best possible list (Järvelin and Kekäläinen 2002).
    Ndcg10,
    /// Average precision (`map`): the precision at each relevant article, 0 at those not listed, over all relevant ones.
    Map,
    /// Precision of the first five (`P_5`).
    P5,
    /// Recall of the first hundred (`recall_100`).
    Recall100,
}

impl Measure {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Ndcg10, Self::Map, Self::P5, Self::Recall100];

    /// What programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndcg10 => "ndcg_10",
            Self::Map => "map",
            Self::P5 => "p_5",
            Self::Recall100 => "recall_100",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ndcg10 => "nDCG@10",
            Self::Map => "MAP",
            Self::P5 => "P@5",
            Self::Recall100 => "R@100",
        }
    }
}

/// The measures of one ranked list, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures([f64; Measure::ALL.len()]);

impl Figures {
    /// Of a list, best first, that names no article twice. An article is relevant when its grade is above 0. Without a
    /// relevant article all figures are 0, as in trec_eval.
    pub fn of<'a>(grades: &BTreeMap<String, i32>, ranked: impl Iterator<Item = &'a str>) -> Self {
        let relevant = grades.values().filter(|grade| **grade > 0).count();
        if relevant == 0 {
            return Self::default();
        }
        let (mut gain, mut precisions, mut found) = (0.0, 0.0, [0_usize; 2]);
        let mut hits = 0;
        for (place, article) in (1..).zip(ranked) {
            let grade = grades.get(article).copied().unwrap_or(0);
            if grade <= 0 {
                continue;
            }
            hits += 1;
            precisions += f64::from(hits) / f64::from(place);
            let place = place as usize;
            if place <= NDCG_PLACES {
                gain += discounted(grade, place);
            }
            found[0] += usize::from(place <= PRECISION_PLACES);
            found[1] += usize::from(place <= RECALL_PLACES);
        }
        let all = relevant as f64;
        let [in_five, in_hundred] = found.map(|found| found as f64);
        Self([gain / best_gain(grades), precisions / all, in_five / PRECISION_PLACES as f64, in_hundred / all])
    }

    /// One of them.
    pub fn get(&self, measure: Measure) -> f64 {
        self.0[measure as usize]
    }
}

fn discounted(grade: i32, place: usize) -> f64 {
    f64::from(grade) / (place as f64 + 1.0).log2()
}

/// The gain of the best possible list.
fn best_gain(grades: &BTreeMap<String, i32>) -> f64 {
    let mut grades: Vec<i32> = grades.values().copied().filter(|grade| *grade > 0).collect();
    grades.sort_unstable_by(|one, other| other.cmp(one));
    (1..).zip(grades).take(NDCG_PLACES).map(|(place, grade)| discounted(grade, place)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(grades: &[(&str, i32)], ranked: &[&str]) -> [f64; 4] {
        let grades = grades.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect();
        let figures = Figures::of(&grades, ranked.iter().copied());
        Measure::ALL.map(|measure| figures.get(measure))
    }

    #[test]
    fn nothing_relevant_and_nothing_found_are_zero() {
        assert_eq!(figures(&[("a", 0)], &["a"]), [0.0; 4]);
        assert_eq!(figures(&[("a", 1)], &[]), [0.0; 4]);
        assert_eq!(figures(&[("a", 1)], &["b"]), [0.0; 4]);
    }

    #[test]
    fn a_perfect_list_of_five_is_one() {
        let grades = [("a", 3), ("b", 2), ("c", 1), ("d", 1), ("e", 1), ("f", 0), ("g", -1)];
        assert_eq!(figures(&grades, &["a", "b", "c", "d", "e", "g", "f"]), [1.0; 4]);
    }

    #[test]
    fn precision_divides_by_five_and_what_is_not_relevant_gains_nothing() {
        assert_eq!(figures(&[("a", 1)], &["a"]), [1.0, 1.0, 0.2, 1.0]);
        let [ndcg, map, p5, recall] = figures(&[("a", 1), ("b", 1), ("x", -2)], &["x", "a"]);
        assert!((ndcg - (1.0 / 3_f64.log2()) / (1.0 + 1.0 / 3_f64.log2())).abs() < 1e-15);
        assert_eq!((map, p5, recall), (0.25, 0.2, 0.5));
    }

    #[test]
    fn cut_offs_are_after_the_tenth_and_the_hundredth_place() {
        let at = |place: usize| {
            let filler: Vec<String> = (1..place).map(|number| format!("x{number}")).collect();
            let ranked: Vec<&str> = filler.iter().map(String::as_str).chain(["a"]).collect();
            figures(&[("a", 1)], &ranked)
        };
        assert!(at(10)[0] > 0.28 && at(11)[0] == 0.0);
        assert_eq!((at(5)[2], at(6)[2]), (0.2, 0.0));
        assert_eq!((at(100)[3], at(101)[3], at(101)[1]), (1.0, 0.0, 1.0 / 101.0));
    }
}
