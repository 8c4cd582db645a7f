//! `--queries FILE`: one query a line.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use newsdex::present::Asked;

use crate::cli::failure::Failure;

/// A line with a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) asked: Asked,
    pub(super) query: String,
}

/// Reads a file of queries; `-` is standard input.
pub(super) fn read(path: &Path) -> Result<Vec<Question>, Failure> {
    let mut bytes = Vec::new();
    let read = match path == Path::new("-") {
        true => io::stdin().lock().read_to_end(&mut bytes).map(drop),
        false => fs::read(path).map(|read| bytes = read),
    };
    read.map_err(|err| Failure::Usage(format!("cannot read the queries in '{}': {err}", path.display())))?;
    let questions = parse(&String::from_utf8_lossy(&bytes));
    if questions.is_empty() {
        return Err(Failure::Usage(format!("no query in '{}'; write one a line", path.display())));
    }
    Ok(questions)
}

/// The queries of `text`. Where each line has a tab, what stands before the first one is the id of the query.
fn parse(text: &str) -> Vec<Question> {
    let lines: Vec<(usize, &str)> = (1..)
        .zip(text.trim_start_matches('\u{feff}').lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .collect();
    let with_ids = lines.iter().all(|(_, line)| line.split_once('\t').is_some_and(|(id, _)| !id.trim().is_empty()));
    let question = |(number, line): &(usize, &str)| {
        let (id, query) = match line.split_once('\t') {
            Some((id, query)) if with_ids => (Some(id.trim().to_owned()), query),
            _ => (None, *line),
        };
        Question { asked: Asked { number: *number, id }, query: query.trim().to_owned() }
    };
    lines.iter().map(question).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, Option<&str>, &str)]) {
        let found = parse(text);
        let found: Vec<_> = found.iter().map(|q| (q.asked.number, q.asked.id.as_deref(), q.query.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_is_a_query() {
        check("rare earths\n\n# a remark\n  \"#metoo\" \r\n", &[(1, None, "rare earths"), (4, None, "\"#metoo\"")]);
        check("\u{feff}one", &[(1, None, "one")]);
        check("# nothing\n\n", &[]);
    }

    #[test]
    fn ids_stand_before_a_tab_where_each_line_has_one() {
        check(
            "q1\trare earths\nq2\ttariff\tsteel\n",
            &[(1, Some("q1"), "rare earths"), (2, Some("q2"), "tariff\tsteel")],
        );
        check("q1\trare earths\ntariff\n", &[(1, None, "q1\trare earths"), (2, None, "tariff")]);
        check("\trare\n", &[(1, None, "rare")]);
    }
}
