//! What people judged: queries, articles and grades.

use std::collections::{BTreeMap, BTreeSet};

use crate::measure::BadLine;
use crate::present::unbroken;

/// What columns of queries and of grades are called in a head, without what parts the letters (BEIR, ir_datasets, trec_eval).
const QUERY_HEADS: [&str; 8] = ["query", "queryid", "qid", "q", "topic", "topicid", "topicno", "id"];
const GRADE_HEADS: [&str; 8] = ["score", "relevance", "relevancy", "rel", "label", "grade", "judgment", "judgement"];

/// Judgements: for each query the articles that somebody looked at, and their grades. Above 0 is relevant, and the higher
/// the better; ids have no blanks, as in a TREC run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels(BTreeMap<String, BTreeMap<String, i32>>);

impl Qrels {
    /// Reads lines of four columns parted by blanks (TREC: query, a column that does not count, article, grade) or of three
    /// (BEIR: query, article, grade; parted by tabs, ids may have blanks), of which the first may be a head: `query-id corpus-id score`.
    ///
    /// # Errors
    /// The first line that is neither, or grades an article a second time and otherwise: a figure from a part of the
    /// judgements would be taken for one from all.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut qrels = Self::default();
        let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines()).filter(|(_, line)| !line.trim().is_empty());
        for (place, (number, line)) in lines.enumerate() {
            let (query, article, grade) = columns(line).map_err(|reason| BadLine::new(number, reason))?;
            let Ok(value) = grade.parse::<i32>() else {
                if place == 0 && is_head(query, grade) {
                    continue;
                }
                return Err(BadLine::new(number, format!("the grade '{grade}' is no whole number")));
            };
            let before = qrels.0.entry(unbroken_id(query)).or_default().insert(unbroken_id(article), value);
            if let Some(before) = before.filter(|before| *before != value) {
                let reason = format!("'{article}' has grade {value} for query '{query}', and {before} above");
                return Err(BadLine::new(number, reason));
            }
        }
        Ok(qrels)
    }

    /// The grades of a query; `None` where it was not judged.
    pub fn grades(&self, query: &str) -> Option<&BTreeMap<String, i32>> {
        self.0.get(query)
    }

    /// The judged queries that have a relevant article, by their ids.
    pub fn answerable(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, i32>)> {
        let judged = self.0.iter().map(|(query, grades)| (query.as_str(), grades));
        judged.filter(|(_, grades)| grades.values().any(|grade| *grade > 0))
    }

    /// How many judged queries have no relevant article: nothing can be measured on them.
    pub fn unanswerable(&self) -> usize {
        self.0.len() - self.answerable().count()
    }

    /// Every article that is relevant for a query.
    pub fn relevant(&self) -> BTreeSet<&str> {
        let grades = self.0.values().flatten();
        grades.filter(|(_, grade)| **grade > 0).map(|(article, _)| article.as_str()).collect()
    }

    /// What a list calls the article `id`: as the judgements of the query do, else without blanks.
    pub(super) fn name(&self, query: &str, id: &str) -> String {
        let is_judged = self.0.get(query).is_some_and(|grades| grades.contains_key(id));
        if is_judged { id.to_owned() } else { unbroken(id) }
    }
}

fn columns(line: &str) -> Result<(&str, &str, &str), String> {
    let tabbed: Vec<&str> = line.split('\t').map(str::trim).collect();
    let blanks: Vec<&str> = line.split_whitespace().collect();
    match (&tabbed[..], &blanks[..]) {
        ([query, article, grade], _) | (_, [query, _, article, grade] | [query, article, grade])
            if [query, article, grade].iter().all(|column| !column.is_empty()) =>
        {
            Ok((query, article, grade))
        }
        (_, blanks) => Err(format!(
            "{} columns; expected 'query 0 article grade', or query, article and grade parted by tabs",
            blanks.len()
        )),
    }
}

/// Whether the first line names its columns: with any other one a judgement would be lost.
fn is_head(query: &str, grade: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase()
    };
    QUERY_HEADS.contains(&&*letters(query)) && GRADE_HEADS.contains(&&*letters(grade))
}

/// The id that a run writes as `id`: `AP 7` for `AP%207`; `None` where no other is written so.
pub(super) fn with_blanks(id: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    String::from_utf8(bytes).ok().filter(|other| other != id && unbroken(other) == id)
}

/// An id as a run has it: with blanks it would be several columns there.
fn unbroken_id(id: &str) -> String {
    if id.contains(char::is_whitespace) { unbroken(id) } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Vec<(String, String, i32)> {
        let Qrels(queries) = Qrels::parse(text).unwrap();
        let rows = queries.into_iter().flat_map(|(query, grades)| {
            grades.into_iter().map(move |(article, grade)| (query.clone(), article, grade))
        });
        rows.collect()
    }

    fn row(query: &str, article: &str, grade: i32) -> (String, String, i32) {
        (query.to_owned(), article.to_owned(), grade)
    }

    #[test]
    fn both_forms_give_the_same() {
        let expected = [row("1", "a", 2), row("1", "b", 0), row("2", "a", -1)];
        assert_eq!(judged("1 0 a 2\n1 Q0 b 0\n\n2\t0\ta\t-1\n"), expected);
        assert_eq!(judged("query-id\tcorpus-id\tscore\r\n1\ta\t2\r\n1\tb\t0\r\n2\ta\t-1\r\n"), expected);
        for head in ["qid,docid,label", "Query_ID,Doc_ID,Relevance", "topic,iteration,document,grade"] {
            assert_eq!(judged(&format!("{}\n1\ta\t1", head.replace(',', "\t"))), [row("1", "a", 1)], "{head}");
        }
        assert_eq!(judged("\u{feff}1 a 2\n1 b 0\n1 b 0\n2 a -1"), expected);
    }

    #[test]
    fn ids_with_blanks_are_written_as_in_a_run() {
        assert_eq!(judged("1\tAP 7\t1"), [row("1", "AP%207", 1)]);
        assert_eq!(judged("1\t50%\t1"), [row("1", "50%", 1)]);
        let qrels = Qrels::parse("1\tAP 7\t1\n1\t50%\t1").unwrap();
        assert_eq!(["AP 7", "50%", "60%"].map(|id| qrels.name("1", id)), ["AP%207", "50%", "60%25"]);
    }

    #[test]
    fn what_is_written_with_codes_is_known_by_its_blanks() {
        for id in ["AP 7", "50%", "a\u{a0}b", "%2", "%é ", "% 41"] {
            assert_eq!(with_blanks(&unbroken(id)).as_deref(), Some(id), "{id}");
        }
        // a run writes none of these for another id
        for id in ["AP-7", "a%2Fb", "50%", "%2", "%é", "%+1", "%FF", ""] {
            assert_eq!(with_blanks(id), None, "{id}");
        }
    }

    #[test]
    fn a_bad_line_names_itself() {
        let check = |text: &str, line: usize, reason: &str| {
            let bad = Qrels::parse(text).unwrap_err();
            assert_eq!((bad.line, bad.reason.contains(reason)), (line, true), "{bad:?}");
        };
        check("1 0 a 1\n1 0 b", 2, "the grade 'b' is no whole number");
        check("1 0 a 1 x", 1, "5 columns; expected 'query 0 article grade'");
        check("1\ta\t1\n1\t\t1", 2, "2 columns");
        check("1 0 a 1.5", 1, "the grade '1.5'");
        check("query-id\tcorpus-id\tscore\nq\ta\thigh", 2, "the grade 'high'");
        check("s1 0 doc x\ns1 0 a 1", 1, "the grade 'x' is no whole number");
        check("query-id\tcorpus-id\thigh\n1\ta\t1", 1, "the grade 'high'");
        check("s1\ta\tscore\n1\ta\t1", 1, "the grade 'score'");
        check("query-id\tcorpus-id\tscore\nqid\tdocid\tlabel", 2, "the grade 'label'");
        check("1 0 a 1\n\n1 0 a 2", 3, "'a' has grade 2 for query '1', and 1 above");
    }

    #[test]
    fn queries_without_a_relevant_article_stand_apart() {
        let qrels = Qrels::parse("1 0 a 0\n2 0 a 1\n2 0 b 1\n3 0 b 3").unwrap();
        assert_eq!(qrels.answerable().map(|(query, _)| query).collect::<Vec<_>>(), ["2", "3"]);
        assert_eq!(qrels.unanswerable(), 1);
        assert_eq!(qrels.relevant().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
