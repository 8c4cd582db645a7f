//! Why nothing was found: what each part of the query finds by itself, which one leaves nothing over, what else was meant.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::present::{Look, MARK, QUIET, count, counted, one_line};
use crate::query::Suggestion;
use crate::search::PartCount;

/// Columns of the longest label: longer parts are cut, the number is what matters here.
const MAX_LABEL: usize = 40;

/// Parts that are named: half a screen. Of a text that was pasted the rarest words are why nothing has all of them.
const MAX_PARTS: usize = 10;

/// Writes one line a part with its number of articles, then the one without which there would be hits.
///
/// # Errors
/// Those of `out`.
pub(crate) fn parts(out: &mut dyn Write, parts: &[PartCount], look: &Look) -> io::Result<()> {
    let shown = shown(parts);
    let labels: Vec<String> = shown.iter().map(|part| short(&one_line(&part.label))).collect();
    let widest = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
    let digits = shown.iter().map(|part| count(part.alone).len()).max().unwrap_or(0);
    for (part, label) in shown.iter().zip(&labels) {
        let pad = " ".repeat(widest - display_width(label));
        let noun = if part.alone == 1 { "article" } else { "articles" };
        let number = look.paint(QUIET, &format!("{:>digits$} {noun}", count(part.alone)));
        writeln!(out, "  {label}{pad}  {number}")?;
    }
    if parts.len() > shown.len() {
        writeln!(out, "  and {} more", count((parts.len() - shown.len()) as u64))?;
    }
    if parts.len() < 2 {
        return Ok(());
    }
    let mut helpful: Vec<&PartCount> = parts.iter().filter(|part| part.without > 0).collect();
    helpful.sort_by_key(|part| std::cmp::Reverse(part.without));
    helpful.truncate(MAX_PARTS);
    match helpful.as_slice() {
        [] if parts.iter().any(|part| part.alone > 0) => {
            writeln!(out, "more than one part leaves nothing over: leaving out any one of them finds nothing either")?;
        }
        [] => {}
        helpful => {
            for part in helpful {
                writeln!(out, "without {}: {}", one_line(&part.label), counted(part.without, "article"))?;
            }
        }
    }
    Ok(())
}

/// All parts as they were typed, or of too many those with the fewest articles, fewest first.
fn shown(parts: &[PartCount]) -> Vec<&PartCount> {
    let mut shown: Vec<&PartCount> = parts.iter().collect();
    if shown.len() > MAX_PARTS {
        shown.sort_by_key(|part| part.alone);
        shown.truncate(MAX_PARTS);
    }
    shown
}

/// `did you mean 'government tariff'? goverment: in no article, government: in 1,204`
///
/// # Errors
/// Those of `out`.
pub(crate) fn suggestion(out: &mut dyn Write, query: &str, words: &[Suggestion], look: &Look) -> io::Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    let reasons: Vec<String> = words
        .iter()
        .map(|word| {
            let articles = if word.articles == 0 { "no article".to_owned() } else { count(word.articles) };
            let (typed, instead) = (one_line(&word.typed), one_line(&word.instead));
            format!("{typed}: in {articles}, {instead}: in {}", count(word.instead_articles))
        })
        .collect();
    let query = look.paint(MARK, &one_line(query));
    writeln!(out, "did you mean '{query}'? {}", look.paint(QUIET, &reasons.join("; ")))
}

fn short(label: &str) -> String {
    if display_width(label) <= MAX_LABEL {
        return label.to_owned();
    }
    let mut cut = String::new();
    for c in label.chars() {
        cut.push(c);
        if display_width(&cut) >= MAX_LABEL {
            cut.pop();
            break;
        }
    }
    cut + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(counts: &[(&str, u64, u64)]) -> String {
        let counts: Vec<PartCount> = counts
            .iter()
            .map(|(label, alone, without)| PartCount {
                label: (*label).into(),
                alone: *alone,
                without: *without,
                ranked: true,
            })
            .collect();
        let mut out = Vec::new();
        parts(&mut out, &counts, &Look::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn check(counts: &[(&str, u64, u64)], expected: &str) {
        assert_eq!(drawn(counts), expected);
    }

    #[test]
    fn the_part_that_leaves_nothing_is_named() {
        let expected = "  \"rare earths\"     12 articles
  country:JP     1,204 articles
  Atlantis           0 articles
without Atlantis: 7 articles
";
        check(&[("\"rare earths\"", 12, 0), ("country:JP", 1204, 0), ("Atlantis", 0, 7)], expected);
        check(&[("Atlantis", 0, 1204)], "  Atlantis  0 articles\n");
        let two = "  a  1 article\n  b  2 articles\n  c  0 articles\n\
                   more than one part leaves nothing over: leaving out any one of them finds nothing either\n";
        check(&[("a", 1, 0), ("b", 2, 0), ("c", 0, 0)], two);
        check(&[("a", 0, 0), ("b", 0, 0)], "  a  0 articles\n  b  0 articles\n");
    }

    #[test]
    fn of_many_parts_the_rarest_are_named() {
        let labels: Vec<String> = (0..69).map(|number| format!("w{number:02}")).collect();
        let counts: Vec<(&str, u64, u64)> = (0..69).rev().map(|n: u64| (labels[n as usize].as_str(), n, 0)).collect();
        let text = drawn(&counts);
        assert!(text.starts_with("  w00  0 articles\n  w01  1 article\n"), "{text}");
        assert!(text.contains("  w09  9 articles\n  and 59 more\n"), "{text}");
        assert_eq!(text.lines().count(), 12);
    }

    #[test]
    fn a_suggestion_says_what_it_rests_on() {
        let word = |typed: &str, articles| Suggestion {
            typed: typed.into(),
            articles,
            instead: "government".into(),
            instead_articles: 1204,
        };
        let mut out = Vec::new();
        suggestion(&mut out, "government x", &[word("goverment", 0), word("govermnent", 2)], &Look::default()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "did you mean 'government x'? goverment: in no article, government: in 1,204; govermnent: in 2, government: in 1,204\n"
        );
        let mut out = Vec::new();
        suggestion(&mut out, "x", &[], &Look::default()).unwrap();
        assert!(out.is_empty());
    }
}
