//! Ranked lists for many queries: TREC runs, read and written.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use crate::measure::BadLine;
use crate::present::run_line;

/// What a system found: for each query the ids of articles, best first, none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run(BTreeMap<String, Vec<String>>);

/// An article and its score; trec_eval holds scores in 32 bits, which makes ties of neighbours.
type Scored = (String, f32);

impl Run {
    /// Reads lines of six columns: query, a column that does not count, article, rank, score, name of the run. As in
    /// trec_eval the rank does not count: the highest score is first, and of equal scores the greatest id.
    ///
    /// # Errors
    /// The first line that has no six columns or no score, or names an article a second time for its query.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut queries: BTreeMap<String, Vec<Scored>> = BTreeMap::new();
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [query, _, article, _, score, _] = columns[..] else {
                let reason = format!("{} columns; expected 'query Q0 article rank score name'", columns.len());
                return Err(BadLine::new(number, reason));
            };
            let score = score.parse::<f64>().ok().map(|score| score as f32).filter(|score| !score.is_nan());
            let Some(score) = score else {
                return Err(BadLine::new(number, format!("the score '{}' is no number", columns[4])));
            };
            if !seen.insert((query, article)) {
                return Err(BadLine::new(number, format!("'{article}' stands above already for query '{query}'")));
            }
            queries.entry(query.to_owned()).or_default().push((article.to_owned(), score));
        }
        Ok(Self(queries.into_iter().map(|(query, found)| (query, ordered(found))).collect()))
    }

    /// Adds what was found for a query, best first.
    pub fn insert(&mut self, query: String, found: Vec<String>) {
        self.0.insert(query, found);
    }

    /// Keeps the first `depth` articles of each list.
    pub fn cut(&mut self, depth: usize) {
        self.0.values_mut().for_each(|found| found.truncate(depth));
    }

    /// What was found for a query, best first; `None` where it was not asked.
    pub fn get(&self, query: &str) -> Option<&[String]> {
        self.0.get(query).map(Vec::as_slice)
    }

    /// Every query and what was found, by the ids of queries.
    pub fn queries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(query, found)| (query.as_str(), found.as_slice()))
    }

    /// Writes the lines that [`Run::parse`] reads, with scores that follow from the ranks.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (query, found) in &self.0 {
            for (rank, article) in (1..).zip(found) {
                run_line(out, query, article, rank)?;
            }
        }
        Ok(())
    }
}

fn ordered(mut found: Vec<Scored>) -> Vec<String> {
    // neither is a NaN, so both orders are total; -0 and 0 are one score
    found.sort_by(|(id, score), (other_id, other)| {
        other.partial_cmp(score).unwrap_or(std::cmp::Ordering::Equal).then_with(|| other_id.cmp(id))
    });
    found.into_iter().map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_give_the_order_and_ties_go_to_the_greater_id() {
        let run = Run::parse("1 Q0 a 1 0.5 x\n1 Q0 b 2 0.5 x\n1 Q0 c 3 7e-1 x\n\n2 Q0 a 1 -1 x\n").unwrap();
        assert_eq!(run.get("1").unwrap(), ["c", "b", "a"]);
        assert_eq!(run.get("2").unwrap(), ["a"]);
        assert_eq!(run.get("3"), None);
        let mut first = run.clone();
        first.cut(2);
        assert_eq!(first.get("1").unwrap(), ["c", "b"]);
        assert_eq!(first.get("2"), run.get("2"), "a shorter list stays");
        // one score in 32 bits
        let run = Run::parse("1 Q0 a 1 2.00000001 x\n1 Q0 b 2 2.0 x").unwrap();
        assert_eq!(run.get("1").unwrap(), ["b", "a"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut run = Run::default();
        run.insert("q".into(), (0..5000).map(|number| format!("id-{number}")).collect());
        run.insert("r".into(), Vec::new());
        let mut out = Vec::new();
        run.write(&mut out).unwrap();
        let read = Run::parse(std::str::from_utf8(&out).unwrap()).unwrap();
        assert_eq!(read.get("q"), run.get("q"));
        assert_eq!(read.get("r"), None, "a run has no line for a query without an answer");
    }

    #[test]
    fn a_bad_line_names_itself() {
        let check = |text: &str, line: usize, reason: &str| {
            let bad = Run::parse(text).unwrap_err();
            assert_eq!((bad.line, bad.reason.contains(reason)), (line, true), "{bad:?}");
        };
        check("1 Q0 a 1 0.5 x\n1 Q0 a", 2, "3 columns");
        check("1 Q0 a 1 high x", 1, "the score 'high'");
        check("1 Q0 a 1 nan x", 1, "the score 'nan'");
        check("1 Q0 a 1 2 x\n2 Q0 a 1 2 x\n1 Q0 a 2 1 x", 3, "'a' stands above already for query '1'");
    }
}
