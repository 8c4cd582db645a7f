//! What a setting is worth that was chosen by judged queries: measured on queries that did not choose it.

/// Parts that the queries are divided into: each is measured with what the other nine choose.
const FOLDS: usize = 10;

/// What choosing is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossValidated {
    /// The figure of each query under the setting that the other folds chose.
    pub values: Vec<f64>,
    /// For each setting, how many folds were measured with it.
    pub chosen: Vec<usize>,
}

/// The fold of a query, below [`FOLDS`]: by the BLAKE3 hash of its id, so that everybody divides alike.
fn fold(query: &str) -> usize {
    let hash = blake3::hash(query.as_bytes());
    let number = hash.as_bytes().iter().take(8).rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    (number % FOLDS as u64) as usize
}

/// For each fold chooses the setting with the highest mean on all other folds, of equal ones the first. `settings` holds a
/// row a setting with a figure a query; without a setting the values are empty.
pub fn cross_validate(queries: &[&str], settings: &[Vec<f64>]) -> CrossValidated {
    let folds: Vec<usize> = queries.iter().map(|query| fold(query)).collect();
    let mut found = CrossValidated { values: Vec::new(), chosen: vec![0; settings.len()] };
    let best_of: Vec<Option<usize>> = (0..FOLDS).map(|held_out| best(settings, &folds, held_out)).collect();
    for (held_out, best) in best_of.iter().enumerate() {
        if let Some(best) = best.filter(|_| folds.contains(&held_out)) {
            found.chosen[best] += 1;
        }
    }
    let figures = folds.iter().enumerate().filter_map(|(place, fold)| settings.get(best_of[*fold]?)?.get(place));
    found.values = figures.copied().collect();
    found
}

fn best(settings: &[Vec<f64>], folds: &[usize], held_out: usize) -> Option<usize> {
    let sum = |figures: &Vec<f64>| -> f64 {
        figures.iter().zip(folds).filter(|(_, fold)| **fold != held_out).map(|(figure, _)| figure).sum()
    };
    let mut best: Option<(usize, f64)> = None;
    for (place, sum) in settings.iter().map(sum).enumerate() {
        if best.is_none_or(|(_, highest)| sum > highest) {
            best = Some((place, sum));
        }
    }
    best.map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_the_same_everywhere() {
        assert_eq!(["1", "2", "3", "q-17"].map(fold), FOLDS_OF_IDS);
        let mut sizes = [0; FOLDS];
        (0..1000).for_each(|number| sizes[fold(&number.to_string())] += 1);
        assert!(sizes.iter().all(|size| (70..130).contains(size)), "{sizes:?}");
    }

    const FOLDS_OF_IDS: [usize; 4] = [4, 9, 8, 8];

    #[test]
    fn a_query_has_no_say_in_its_own_setting() {
        let ids: Vec<String> = (0..200).map(|number| number.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        // the first setting is better everywhere but in one fold
        let first: Vec<f64> = ids.iter().map(|id| if fold(id) == 3 { 0.0 } else { 0.6 }).collect();
        let second: Vec<f64> = ids.iter().map(|id| if fold(id) == 3 { 1.0 } else { 0.5 }).collect();
        let found = cross_validate(&ids, &[first.clone(), second.clone()]);
        assert_eq!(found.values.len(), 200);
        let in_three = ids.iter().zip(&found.values).filter(|(id, _)| fold(id) == 3);
        assert!(in_three.clone().count() > 0 && in_three.clone().all(|(_, value)| *value == 0.0));
        assert_eq!(found.chosen[0] + found.chosen[1], FOLDS);
        assert!(found.chosen[0] > 0);
    }

    #[test]
    fn of_equal_settings_the_first_is_chosen() {
        let found = cross_validate(&["a"], &[vec![0.5], vec![0.5]]);
        assert_eq!((found.values, found.chosen), (vec![0.5], vec![1, 0]));
        let none = cross_validate(&["a"], &[]);
        assert_eq!((none.values.len(), none.chosen.len()), (0, 0));
        assert_eq!(cross_validate(&[], &[vec![]]).chosen, [0]);
    }
}
