//! A run against judgements: the figures of every query, and their means.

use crate::measure::ranking::{Figures, Interval, Measure, Qrels, Run, interval, mean};

/// A run that was judged: every judged query that has a relevant article counts, as under `trec_eval -c`, and one that the
/// run does not answer is 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    queries: Vec<(String, Figures)>,
    /// For each query whether the run lists any article.
    answered: Vec<bool>,
}

/// The mean of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Over all judged queries that have a relevant article.
    pub value: f64,
    /// Its 95 % interval, from resampled queries; see [`interval`].
    pub interval: Option<Interval>,
    /// Over those of them that the run answers: what `trec_eval` says without `-c`.
    pub of_answered: f64,
}

/// Judges `run`.
pub fn score(qrels: &Qrels, run: &Run) -> Judged {
    let mut judged = Judged::default();
    for (query, grades) in qrels.answerable() {
        let found = run.get(query).unwrap_or_default();
        judged.queries.push((query.to_owned(), Figures::of(grades, found.iter().map(String::as_str))));
        judged.answered.push(!found.is_empty());
    }
    judged
}

impl Judged {
    /// The queries that count with their figures, by id.
    pub fn queries(&self) -> &[(String, Figures)] {
        &self.queries
    }

    /// How many of them the run does not answer.
    pub fn unanswered(&self) -> usize {
        self.answered.iter().filter(|answered| !**answered).count()
    }

    /// One measure of each query, in the order of [`Judged::queries`].
    pub fn values(&self, measure: Measure) -> Vec<f64> {
        self.queries.iter().map(|(_, figures)| figures.get(measure)).collect()
    }

    /// The mean of a measure.
    pub fn mean(&self, measure: Measure) -> Mean {
        let values = self.values(measure);
        let of_answered: Vec<f64> =
            values.iter().zip(&self.answered).filter(|(_, answered)| **answered).map(|(value, _)| *value).collect();
        Mean { value: mean(&values), interval: interval(&values), of_answered: mean(&of_answered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grades above, at and below 0, equal scores, a score that only 64 bits tell from another, an article without
    /// judgement, lists shorter and longer than the cut-offs, a query without an answer, one without a relevant article and
    /// one that nobody judged.
    fn fixture() -> (Qrels, Run) {
        let qrels = "a 0 d1 2\na 0 d2 1\na 0 d3 -1\na 0 d4 0\nb 0 e1 3\nb 0 e2 3\nb 0 e3 1\nb 0 e9 2\nc 0 f1 1\nn 0 g 0\n\
                     t 0 h001 1\nt 0 h007 2\nt 0 h012 1\nt 0 h099 1\nt 0 h110 3\n";
        let mut run = "a Q0 d3 1 3.0 x\na Q0 d2 2 2.0 x\na Q0 d1 3 2.0 x\na Q0 z 4 2.0 x\na Q0 d4 5 2.00000001 x\n\
                       b Q0 e2 9 0.5 x\nb Q0 u 1 0.25 x\nb Q0 e1 2 0.25 x\nb Q0 e3 7 -1 x\nn Q0 g 1 1 x\nu Q0 d1 1 1 x\n"
            .to_owned();
        // in steps of three equal scores
        for place in 1..=120_u32 {
            run += &format!("t Q0 h{place:03} {place} {} x\n", 100 - place / 3);
        }
        (Qrels::parse(qrels).unwrap(), Run::parse(&run).unwrap())
    }

    #[test]
    fn figures_are_those_of_trec_eval() {
        let (qrels, run) = fixture();
        let judged = score(&qrels, &run);
        assert_eq!(judged.queries.iter().map(|(query, _)| query.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "t"]);
        for ((query, figures), expected) in judged.queries.iter().zip(TREC_EVAL) {
            for (measure, expected) in Measure::ALL.into_iter().zip(expected) {
                let found = figures.get(measure);
                assert!((found - expected).abs() < 1e-15, "{query} {}: {found} {expected}", measure.name());
            }
        }
    }

    /// As pytrec-eval-terrier 0.5.11, which runs trec_eval 9, gives them: ndcg_cut_10, map, P_5, recall_100. It has nothing
    /// to say of `c`, which counts as 0 under `-c`.
    const TREC_EVAL: [[f64; 4]; 4] = [
        [0.45777815652719006, 0.325, 0.4, 1.0],
        [0.7797427390883919, 0.6041666666666666, 0.6, 0.75],
        [0.0; 4],
        [0.2325696326071158, 0.21718005133846718, 0.2, 0.6],
    ];

    #[test]
    fn queries_without_an_answer_count_as_nothing_found() {
        let (qrels, run) = fixture();
        let judged = score(&qrels, &run);
        let mean = judged.mean(Measure::P5);
        assert_eq!(judged.unanswered(), 1);
        assert_eq!(mean.value * 4.0, mean.of_answered * 3.0);
        let Interval { low, high } = mean.interval.unwrap();
        assert!(low <= mean.value && mean.value <= high);
        let nothing = score(&Qrels::default(), &run).mean(Measure::Map);
        assert_eq!((nothing.value, nothing.of_answered), (0.0, 0.0));
    }
}
