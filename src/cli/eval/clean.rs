//! Scores of cleaning as tables and as NDJSON.

use std::io::{self, Write};

use newsdex::measure::{CleaningScores, LineScores, PageScores, Score, Tally};
use newsdex::present;

use crate::cli::eval::speed;

pub(super) fn draw(out: &mut dyn Write, scores: &CleaningScores) -> io::Result<()> {
    if scores.pages.pages > 0 {
        draw_pages(out, &scores.pages)?;
    }
    if scores.lines.articles > 0 {
        draw_lines(out, &scores.lines)?;
    }
    Ok(())
}

pub(super) fn json(out: &mut dyn Write, scores: &CleaningScores) -> io::Result<()> {
    if scores.pages.pages > 0 {
        present::write_line(out, &json_of_pages(&scores.pages))?;
    }
    if scores.lines.articles > 0 {
        present::write_line(out, &json_of_lines(&scores.lines))?;
    }
    Ok(())
}

fn json_of_pages(scores: &PageScores) -> serde_json::Value {
    let PageScores { pages, without, body, dates, titles, authors, bytes, time } = scores;
    serde_json::json!({
        "type": "eval", "version": 1, "name": "pages", "articles": pages, "without_article": without,
        "precision": body.precision, "recall": body.recall, "f1": body.f1(),
        "dates": dates.share(), "titles": titles.share(), "authors": authors.share(),
        "bytes": bytes, "took_us": time.as_micros() as u64,
    })
}

fn json_of_lines(scores: &LineScores) -> serde_json::Value {
    let LineScores { articles, residue, kept, losing, bytes, time } = scores;
    serde_json::json!({
        "type": "eval", "version": 1, "name": "lines", "articles": articles,
        "precision": residue.precision, "recall": residue.recall, "f1": residue.f1(),
        "body_kept": kept.share(), "losing_body": losing.share(),
        "bytes": bytes, "took_us": time.as_micros() as u64,
    })
}

fn draw_pages(out: &mut dyn Write, scores: &PageScores) -> io::Result<()> {
    let PageScores { pages, without, body, dates, titles, authors, bytes, time } = scores;
    let head = present::counted(*pages, "page");
    let rows = [
        row("body, 4-word shingles", body),
        second_head(),
        tally("day of publication", dates),
        tally("title", titles),
        tally("authors", authors),
        tally("pages without an article", &Tally { yes: *without, of: *pages }),
        speed(*bytes, *time),
    ];
    present::scores(out, &[&head, "precision", "recall", "F1"], &rows.concat())
}

fn draw_lines(out: &mut dyn Write, scores: &LineScores) -> io::Result<()> {
    let LineScores { articles, residue, kept, losing, bytes, time } = scores;
    let head = present::counted(*articles, "text");
    let rows = [
        row("lines that are no body", residue),
        second_head(),
        tally("words of the body that are left", kept),
        tally("texts that lose a line of body", losing),
        speed(*bytes, *time),
    ];
    present::scores(out, &[&head, "precision", "recall", "F1"], &rows.concat())
}

fn row(name: &str, score: &Score) -> Vec<Vec<String>> {
    let figures = [score.precision, score.recall, score.f1()].map(|figure| format!("{figure:.4}"));
    vec![std::iter::once(name.to_owned()).chain(figures).collect()]
}

fn second_head() -> Vec<Vec<String>> {
    vec![["", "share", "number", "of"].map(str::to_owned).to_vec()]
}

fn tally(name: &str, tally: &Tally) -> Vec<Vec<String>> {
    let share = tally.share().map_or("-".to_owned(), |share| format!("{share:.4}"));
    vec![vec![name.to_owned(), share, tally.yes.to_string(), tally.of.to_string()]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_aligned() {
        let mut out = Vec::new();
        let residue = Score { precision: 0.5, recall: 1.0 };
        let (kept, losing) = (Tally { yes: 99, of: 100 }, Tally { yes: 1, of: 2 });
        draw_lines(&mut out, &LineScores { articles: 2, residue, kept, losing, ..LineScores::default() }).unwrap();
        draw_pages(&mut out, &PageScores { pages: 1, body: residue, ..PageScores::default() }).unwrap();
        let expected = "2 texts                          precision  recall      F1\n\
                        lines that are no body              0.5000  1.0000  0.6667\n\
                        \x20                                    share  number      of\n\
                        words of the body that are left     0.9900      99     100\n\
                        texts that lose a line of body      0.5000       1       2\n\
                        1 page                    precision  recall      F1\n\
                        body, 4-word shingles        0.5000  1.0000  0.6667\n\
                        \x20                             share  number      of\n\
                        day of publication                -       0       0\n\
                        title                             -       0       0\n\
                        authors                           -       0       0\n\
                        pages without an article     0.0000       0       1\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
