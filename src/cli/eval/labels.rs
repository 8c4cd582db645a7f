//! Scores of labels as tables and as NDJSON.

use std::io::{self, Write};

use newsdex::measure::{Difference, Kind, KindScores, LabelCounts, LabelScores};
use newsdex::present;

use crate::cli::eval::speed;

/// What is shown besides one row a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// Every single label.
    pub(super) labels: bool,
    /// Every article that differs from gold.
    pub(super) differences: bool,
}

pub(super) fn draw(out: &mut dyn Write, scores: &LabelScores, shown: Shown) -> io::Result<()> {
    let head = present::counted(scores.articles, "article");
    let mut rows: Vec<Vec<String>> = scores.kinds.iter().map(|(kind, scores)| summary_row(*kind, scores)).collect();
    if scores.without > 0 {
        rows.push(vec!["nothing left after cleaning".to_owned(), scores.without.to_string()]);
    }
    rows.extend(speed(scores.bytes, scores.time));
    present::scores(out, &[&head, "precision", "recall", "F1", "macro F1", "labels", "in gold"], &rows)?;
    for (kind, scores) in scores.kinds.iter().filter(|_| shown.labels) {
        writeln!(out)?;
        let mut labels: Vec<_> = scores.labels.iter().collect();
        labels.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.gold()));
        let rows: Vec<Vec<String>> = labels.into_iter().map(|(label, counts)| label_row(label, counts)).collect();
        present::scores(out, &[title(*kind), "precision", "recall", "F1", "right", "wrong", "missed"], &rows)?;
    }
    if shown.differences && !scores.differences.is_empty() {
        writeln!(out)?;
    }
    for difference in scores.differences.iter().filter(|_| shown.differences) {
        writeln!(out, "{}", told(difference))?;
    }
    Ok(())
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Main => "countries, main",
        Kind::Mentioned => "countries, mentioned",
        Kind::Leaders => "leaders",
        Kind::Tops => "topics, by their tops",
        Kind::Topics => "topics",
    }
}

/// Precision, recall and F1 of some counts.
fn figures(counts: &LabelCounts) -> [String; 3] {
    let score = counts.score();
    [score.precision, score.recall, score.f1()].map(|figure| format!("{figure:.4}"))
}

fn summary_row(kind: Kind, scores: &KindScores) -> Vec<String> {
    let micro = scores.micro();
    let (mean, labels) = scores.macro_f1().map_or(("-".to_owned(), 0), |(mean, labels)| (format!("{mean:.4}"), labels));
    let rest = [mean, labels.to_string(), micro.gold().to_string()];
    std::iter::once(title(kind).to_owned()).chain(figures(&micro)).chain(rest).collect()
}

fn label_row(label: &str, counts: &LabelCounts) -> Vec<String> {
    let numbers = [counts.right, counts.wrong, counts.missed].map(|count| count.to_string());
    std::iter::once(present::one_line(label)).chain(figures(counts)).chain(numbers).collect()
}

fn told(difference: &Difference) -> String {
    let named =
        |what: &str, labels: &[String]| Some(format!("{what} {}", labels.join(", "))).filter(|_| !labels.is_empty());
    let parts: Vec<String> =
        [named("wrong", &difference.wrong), named("missed", &difference.missed)].into_iter().flatten().collect();
    let line = format!("{}: {}: {}", difference.article, title(difference.kind), parts.join("; "));
    present::one_line(&line)
}

pub(super) fn json(out: &mut dyn Write, scores: &LabelScores, shown: Shown) -> io::Result<()> {
    for (kind, of_kind) in &scores.kinds {
        let (micro, score) = (of_kind.micro(), of_kind.micro().score());
        let line = serde_json::json!({
            "type": "eval", "version": 1, "name": kind.name(), "articles": of_kind.articles,
            "precision": score.precision, "recall": score.recall, "f1": score.f1(),
            "macro_f1": of_kind.macro_f1().map(|(mean, _)| mean), "labels": of_kind.macro_f1().map_or(0, |(_, labels)| labels),
            "right": micro.right, "wrong": micro.wrong, "missed": micro.missed,
            "without_article": scores.without, "bytes": scores.bytes, "took_us": scores.time.as_micros() as u64,
        });
        present::write_line(out, &line)?;
        for (label, counts) in of_kind.labels.iter().filter(|_| shown.labels) {
            let score = counts.score();
            let line = serde_json::json!({
                "type": "label", "name": kind.name(), "label": label,
                "precision": score.precision, "recall": score.recall, "f1": score.f1(),
                "right": counts.right, "wrong": counts.wrong, "missed": counts.missed,
            });
            present::write_line(out, &line)?;
        }
    }
    for Difference { article, kind, wrong, missed } in scores.differences.iter().filter(|_| shown.differences) {
        let line = serde_json::json!({
            "type": "difference", "name": kind.name(), "article": article, "wrong": wrong, "missed": missed,
        });
        present::write_line(out, &line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores() -> LabelScores {
        let mut kind = KindScores { articles: 2, ..KindScores::default() };
        kind.labels.insert("JP".to_owned(), LabelCounts { right: 1, wrong: 1, missed: 0 });
        kind.labels.insert("KR".to_owned(), LabelCounts { right: 0, wrong: 0, missed: 1 });
        let differences = vec![Difference {
            article: "a".into(),
            kind: Kind::Main,
            wrong: vec!["JP".into()],
            missed: vec!["KR".into()],
        }];
        LabelScores { articles: 2, kinds: [(Kind::Main, kind)].into(), differences, ..LabelScores::default() }
    }

    #[test]
    fn one_row_a_kind_and_what_is_asked_for() {
        let drawn = |shown| {
            let mut out = Vec::new();
            draw(&mut out, &scores(), shown).unwrap();
            String::from_utf8(out).unwrap()
        };
        let brief = "2 articles       precision  recall      F1  macro F1  labels  in gold\n\
                     countries, main     0.5000  0.5000  0.5000    0.3333       2        2\n";
        assert_eq!(drawn(Shown::default()), brief);
        let more = "\ncountries, main  precision  recall      F1  right  wrong  missed\n\
                    JP                  0.5000  1.0000  0.6667      1      1       0\n\
                    KR                  1.0000  0.0000  0.0000      0      0       1\n\
                    \n\
                    a: countries, main: wrong JP; missed KR\n";
        assert_eq!(drawn(Shown { labels: true, differences: true }), format!("{brief}{more}"));
    }

    #[test]
    fn programs_read_the_same() {
        let mut out = Vec::new();
        json(&mut out, &scores(), Shown { labels: true, differences: true }).unwrap();
        let lines: Vec<serde_json::Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4);
        assert_eq!((lines[0]["name"].as_str(), lines[0]["f1"].as_f64()), (Some("countries_main"), Some(0.5)));
        assert_eq!((lines[2]["label"].as_str(), lines[2]["missed"].as_u64()), (Some("KR"), Some(1)));
        assert_eq!(lines[3]["type"], "difference");
    }
}
