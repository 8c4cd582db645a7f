//! How sure a mean over queries is, and whether two systems differ.

use crate::measure::dice::Dice;

/// Resamples of the bootstrap. With 10,000 the ends of a 95 % interval rest on 250 means each, and another seed moves them
/// by about one hundredth of the interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13, take at
/// least 1,000).
const RESAMPLES: usize = 10_000;

/// Permutations of the test: the error of a p-value of .05 is then .0007 (Smucker, Allan and Carterette, A Comparison of
/// Statistical Significance Tests for Information Retrieval Evaluation, 2007, take as many).
const PERMUTATIONS: usize = 100_000;

/// With so few queries that differ, all ways to exchange them are fewer than [`PERMUTATIONS`], and each is looked at.
const MAX_EXACT: usize = 16;

/// The percentiles of a 95 % interval.
const TAIL: f64 = 0.025;

/// The same queries, the same interval.
const SEED: u64 = 1;

/// Sums of the same numbers with other signs differ by rounding; figures are at most 1.
const ROUNDING: f64 = 1e-9;

/// Where a mean lies in 95 of 100 sets of queries like this one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// One measure of two systems on the same queries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// The mean of the second less that of the first.
    pub difference: f64,
    /// The 95 % interval of the difference, from resampled queries; see [`interval`].
    pub interval: Option<Interval>,
    /// How often chance alone makes so great a difference, either way: the randomisation test of Fisher.
    pub p: f64,
    /// Queries on which the second is better.
    pub wins: usize,
    /// Queries on which both are equal.
    pub ties: usize,
    /// Queries on which the second is worse.
    pub losses: usize,
}

/// The mean; 0 of none.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The percentile bootstrap of the mean of `values`, one of each query; `None` of fewer than two, which say nothing of how
/// queries differ.
pub fn interval(values: &[f64]) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let mut dice = Dice(SEED);
    let mut resampled = || (0..values.len()).map(|_| values[dice.below(values.len())]).sum::<f64>();
    let mut means: Vec<f64> = (0..RESAMPLES).map(|_| resampled() / values.len() as f64).collect();
    means.sort_unstable_by(f64::total_cmp);
    let cut = (TAIL * RESAMPLES as f64) as usize;
    Some(Interval { low: means[cut], high: means[RESAMPLES - 1 - cut] })
}

/// Compares the figures of two systems, which stand in the same order of queries.
pub fn paired(first: &[f64], second: &[f64]) -> Paired {
    let differences: Vec<f64> = first.iter().zip(second).map(|(first, second)| second - first).collect();
    let wins = differences.iter().filter(|difference| **difference > 0.0).count();
    let losses = differences.iter().filter(|difference| **difference < 0.0).count();
    Paired {
        difference: mean(&differences),
        interval: interval(&differences),
        p: by_chance(&differences),
        wins,
        ties: differences.len() - wins - losses,
        losses,
    }
}

/// If both systems were alike, each difference could as well have the other sign: the share of all such exchanges that
/// give a mean as far from 0. Queries without a difference change nothing.
fn by_chance(differences: &[f64]) -> f64 {
    let differences: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    let seen = differences.iter().sum::<f64>().abs() - ROUNDING;
    if differences.len() <= MAX_EXACT {
        let all = 1_u64 << differences.len();
        let far = (0..all).filter(|signs| exchanged(&differences, *signs).abs() >= seen).count();
        return far as f64 / all as f64;
    }
    let mut dice = Dice(SEED);
    let mut sum = || differences.chunks(64).map(|part| exchanged(part, dice.next())).sum::<f64>();
    let far = (0..PERMUTATIONS).filter(|_| sum().abs() >= seen).count();
    // what was seen is one of the exchanges, so chance is never nil (Phipson and Smyth 2010)
    (far + 1) as f64 / (PERMUTATIONS + 1) as f64
}

/// The sum of up to 64 numbers, each with the sign that its bit says.
fn exchanged(differences: &[f64], signs: u64) -> f64 {
    let signed = |(place, difference): (usize, &f64)| if signs >> place & 1 == 1 { -difference } else { *difference };
    differences.iter().enumerate().map(signed).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_systems_do_not_differ() {
        let same = paired(&[0.5, 0.25], &[0.5, 0.25]);
        assert_eq!((same.difference, same.p, same.ties), (0.0, 1.0, 2));
        assert_eq!(same.interval, Some(Interval::default()));
        let none = paired(&[], &[]);
        assert_eq!((none.difference, none.p, none.ties), (0.0, 1.0, 0));
    }

    #[test]
    fn few_queries_are_exchanged_in_every_way() {
        // all ten better: two of 1,024 exchanges are as far from 0
        let better = paired(&[0.0; 10], &[0.1; 10]);
        assert_eq!((better.p, better.wins), (2.0 / 1024.0, 10));
        let Interval { low, high } = better.interval.unwrap();
        assert!((low - 0.1).abs() < 1e-12 && (high - 0.1).abs() < 1e-12);
        let mixed = paired(&[0.0, 0.0, 0.5], &[0.2, 0.3, 0.1]);
        // of the eight sums of ±.2 ±.3 ±.4 all but ±.1 are farther than .1, and ±.1 is as far
        assert_eq!((mixed.p, mixed.wins, mixed.losses), (1.0, 2, 1));
    }

    #[test]
    fn many_queries_are_exchanged_at_random_and_agree_with_the_normal_law() {
        // 100 differences of +1 and -1, sum 20: z = 19/10 with the correction for steps, p = .0574; exactly .0569
        let second: Vec<f64> = (0..100).map(|place| if place < 60 { 1.0 } else { 0.0 }).collect();
        let first: Vec<f64> = second.iter().map(|value| 1.0 - value).collect();
        let found = paired(&first, &second);
        assert!((found.p - 0.0569).abs() < 0.003, "{}", found.p);
        // the deviation of the mean is .098
        let Interval { low, high } = found.interval.unwrap();
        assert!((low - (0.2 - 1.96 * 0.098)).abs() < 0.02, "{low}");
        assert!((high - (0.2 + 1.96 * 0.098)).abs() < 0.02, "{high}");
        assert_eq!(found, paired(&first, &second), "same queries, same figures");
    }

    #[test]
    fn an_interval_holds_the_mean() {
        let values: Vec<f64> = (0..50).map(|place| f64::from(place % 5) / 4.0).collect();
        let Interval { low, high } = interval(&values).unwrap();
        assert!(low < 0.5 && 0.5 < high && (mean(&values) - 0.5).abs() < 1e-12);
        // 1.96 · sqrt(.125 / 50) = .098
        assert!((high - low - 0.196).abs() < 0.01, "{low} {high}");
    }

    #[test]
    fn one_query_has_no_interval() {
        assert_eq!((interval(&[]), interval(&[0.5])), (None, None));
        assert_eq!(interval(&[0.5, 0.5]), Some(Interval { low: 0.5, high: 0.5 }));
        assert_eq!(paired(&[0.5], &[0.75]).interval, None);
    }
}
