//! Whether the queries of two measurements took different times, or whether noise alone can make such a difference.
//!
//! What is compared is the geometric mean, over the queries of a class, of each query's median over the rounds: ratios are
//! averaged as ratios (Fleming and Wallace, How not to lie with statistics, 1986). Its range comes from a bootstrap of two
//! levels, as Kalibera and Jones (Rigorous benchmarking in reasonable time, 2013) have it: rounds are resampled, the same for
//! all queries of a class, since a busy machine slows a whole round, and queries are. A query that both have stays a pair.
//! Three measurements of one program beside other builds, whose times differed by up to a half, were called different in 2 of
//! 66 classes; with the least time of each query in place of its median in 5.

use crate::measure::Timings;
use crate::measure::dice::Dice;

/// Resamples of the bootstrap. For 22 classes, the end of a range rests on 11 of them.
const RESAMPLES: usize = 10_000;

/// How often chance alone may call anything different in a whole comparison.
const ERROR: f64 = 0.05;

/// Smaller differences are none, however sure: where a program and its memory happen to lie changes times by some hundredths
/// (Mytkowicz, Diwan, Hauswirth and Sweeney, Producing wrong data without doing anything obviously wrong, 2009), and no
/// repetition within one process sees that.
pub const MARGIN: f64 = 0.05;

/// Rounds below which nothing is known of noise.
const MIN_ROUNDS: usize = 3;

/// The same files, the same range.
const SEED: u64 = 1;

/// What a comparison says of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The second took less time.
    Faster,
    /// The second took more time.
    Slower,
    /// Noise can make such a difference.
    NotShown,
}

/// A class in two measurements.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The class.
    pub name: String,
    /// Medians of all runs in microseconds, of the first and of the second.
    pub p50_us: (f64, f64),
    /// The time of the second, in times of the first.
    pub ratio: f64,
    /// Where the ratio of all classes at once lies in 95 of 100 such pairs of measurements.
    pub range: (f64, f64),
    /// The same of processor time, where both know it: of all runs together, and without a range.
    pub cpu_ratio: Option<f64>,
    /// Whether both asked the same queries.
    pub paired: bool,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Verdict {
    /// `faster`, `slower`, `no difference shown`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Faster => "faster",
            Self::Slower => "slower",
            Self::NotShown => "no difference shown",
        }
    }
}

/// Compares the classes that both have, in the order of the first.
pub fn compare(first: &[Timings], second: &[Timings]) -> Vec<Change> {
    let same = |one: &Timings| second.iter().find(|other| other.name == one.name && other.rounds() > 0);
    let both: Vec<_> = first.iter().filter(|one| one.rounds() > 0).filter_map(|one| Some((one, same(one)?))).collect();
    // all ranges together are to hold (Bonferroni)
    let tail = ERROR / 2.0 / both.len().max(1) as f64;
    both.into_iter().map(|(one, other)| change(one, other, tail)).collect()
}

fn change(first: &Timings, second: &Timings, tail: f64) -> Change {
    let paired = first.queries.iter().map(|timed| &timed.query).eq(second.queries.iter().map(|timed| &timed.query));
    let (one, other) = (Runs::of(first), Runs::of(second));
    let ratio = (other.mean(&other.queries(), &other.rounds()) - one.mean(&one.queries(), &one.rounds())).exp();
    let mut dice = Dice(SEED);
    let mut resampled = || {
        let of_one = dice.resample(one.logs.len());
        let of_other = if paired { of_one.clone() } else { dice.resample(other.logs.len()) };
        let (in_one, in_other) = (dice.resample(one.rounds), dice.resample(other.rounds));
        (other.mean(&of_other, &in_other) - one.mean(&of_one, &in_one)).exp()
    };
    let mut ratios: Vec<f64> = (0..RESAMPLES).map(|_| resampled()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let cut = ((tail * RESAMPLES as f64) as usize).min(RESAMPLES / 2 - 1);
    let range = (ratios[cut], ratios[RESAMPLES - 1 - cut]);
    let is_known = one.rounds.min(other.rounds) >= MIN_ROUNDS;
    let verdict = match range {
        _ if !is_known || (ratio - 1.0).abs() < MARGIN => Verdict::NotShown,
        (_, high) if high < 1.0 => Verdict::Faster,
        (low, _) if low > 1.0 => Verdict::Slower,
        _ => Verdict::NotShown,
    };
    let p50_us = (first.percentile(50), second.percentile(50));
    let cpu_ratio = first.cpu_us.zip(second.cpu_us).filter(|(one, _)| *one > 0.0).map(|(one, other)| other / one);
    Change { name: first.name.clone(), p50_us, ratio, range, cpu_ratio, paired, verdict }
}

/// Logarithms of times: a difference of theirs is a ratio.
struct Runs {
    /// By query, then by round.
    logs: Vec<Vec<f64>>,
    rounds: usize,
}

impl Runs {
    fn of(timings: &Timings) -> Self {
        // a time below the clock's step is no reason for a ratio without end
        let log = |us: &f64| us.max(1e-3).ln();
        let logs = timings.queries.iter().map(|timed| timed.runs_us.iter().map(log).collect());
        Self { logs: logs.collect(), rounds: timings.rounds() }
    }

    fn queries(&self) -> Vec<usize> {
        (0..self.logs.len()).collect()
    }

    fn rounds(&self) -> Vec<usize> {
        (0..self.rounds).collect()
    }

    /// The mean over these queries of each one's median over these rounds.
    fn mean(&self, queries: &[usize], rounds: &[usize]) -> f64 {
        let mut runs = Vec::with_capacity(rounds.len());
        let mut typical = |query: usize| {
            runs.clear();
            runs.extend(rounds.iter().map(|round| self.logs[query][*round]));
            runs.sort_unstable_by(f64::total_cmp);
            (runs[(runs.len() - 1) / 2] + runs[runs.len() / 2]) / 2.0
        };
        queries.iter().map(|query| typical(*query)).sum::<f64>() / queries.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Timed;

    /// Twenty queries of 100 to 2,000 µs in seven rounds, times `factor`, some rounds slower by up to `noise`.
    fn measured(factor: f64, noise: f64, seed: u64) -> Timings {
        let mut dice = Dice(seed);
        let slow: Vec<f64> = (0..7).map(|_| 1.0 + noise * dice.below(1000) as f64 / 1000.0).collect();
        let queries = (1..=20).map(|n| Timed {
            query: n.to_string(),
            runs_us: slow.iter().map(|slow| 100.0 * f64::from(n) * factor * slow).collect(),
            ..Timed::default()
        });
        Timings { name: "phrase".into(), queries: queries.collect(), cpu_us: None }
    }

    fn verdict(first: &Timings, second: &Timings) -> Verdict {
        compare(std::slice::from_ref(first), std::slice::from_ref(second))[0].verdict
    }

    #[test]
    fn what_is_faster_is_called_so() {
        let first = measured(1.0, 0.1, 1);
        assert_eq!(verdict(&first, &measured(0.7, 0.1, 2)), Verdict::Faster);
        assert_eq!(verdict(&first, &measured(1.4, 0.1, 3)), Verdict::Slower);
        let [change] = &compare(std::slice::from_ref(&first), &[measured(0.5, 0.0, 4)])[..] else {
            panic!("one class")
        };
        assert!(change.paired && change.range.0 <= change.ratio && change.ratio <= change.range.1, "{change:?}");
        assert!((change.p50_us.0 / change.p50_us.1 - 2.0).abs() < 0.3, "{change:?}");
    }

    #[test]
    fn noise_is_no_difference() {
        let first = measured(1.0, 0.5, 1);
        let called = (2..22).filter(|seed| verdict(&first, &measured(1.0, 0.5, *seed)) != Verdict::NotShown);
        assert!(called.count() <= 1, "one of twenty may be");
        // sure, but smaller than what the place of a program in memory makes
        assert_eq!(verdict(&measured(1.0, 0.0, 1), &measured(1.03, 0.0, 1)), Verdict::NotShown);
        // half the time in both rounds: two are too few to know
        let mut few = [measured(1.0, 0.0, 1), measured(0.5, 0.0, 1)];
        few.iter_mut().flat_map(|timings| &mut timings.queries).for_each(|timed| timed.runs_us.truncate(2));
        assert_eq!(verdict(&few[0], &few[1]), Verdict::NotShown);
    }

    #[test]
    fn other_queries_are_no_pairs() {
        let first = measured(1.0, 0.0, 1);
        let mut second = measured(0.9, 0.0, 1);
        assert_eq!(verdict(&first, &second), Verdict::Faster);
        second.queries.iter_mut().for_each(|timed| timed.query.push('!'));
        let [change] = &compare(std::slice::from_ref(&first), &[second])[..] else { panic!("one class") };
        assert!(!change.paired);
        assert_eq!(change.verdict, Verdict::NotShown, "twenty queries differ by more than a tenth: {change:?}");
    }

    #[test]
    fn classes_that_one_alone_has_are_passed_over() {
        let other = Timings { name: "facets".into(), ..measured(1.0, 0.0, 1) };
        assert_eq!(compare(&[measured(1.0, 0.0, 1)], &[other]), []);
        let empty = Timings { queries: Vec::new(), ..measured(1.0, 0.0, 1) };
        let empty = std::slice::from_ref(&empty);
        assert_eq!(compare(empty, empty), []);
    }
}
