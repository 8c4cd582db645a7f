//! What cleaning took out of an index: by rule, by outlet, what was learned, and which articles lost much.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::clean::LearnedLine;
use crate::index::{HEAVY_LOSS, RemovedCounts};
use crate::present::figures::counted;
use crate::present::json::write_line;
use crate::present::{Look, PLACE, QUIET, TITLE, count, one_line};

/// Rules that are named for an outlet, most frequent first.
const RULES_OF_OUTLET: usize = 4;

/// What there is to say.
#[derive(Clone, Debug, Default)]
pub struct RemovedStats {
    /// Counts.
    pub counts: RemovedCounts,
    /// Lines that were learned.
    pub learned: Vec<LearnedLine>,
    /// The first of the articles that lost much, in the order of the counts.
    pub heavy: Vec<Heavy>,
}

/// An article that lost much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heavy {
    /// How much, in thousandths.
    pub lost: u64,
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub place: String,
}

/// Draws it; of learned lines and articles `limit` each.
///
/// # Errors
/// Those of `out`.
pub fn removed(out: &mut dyn Write, stats: &RemovedStats, limit: usize, look: &Look) -> io::Result<()> {
    let counts = &stats.counts;
    writeln!(
        out,
        "cleaning took something out of {} of {}; 'newsdex show --explain ID' shows it in place",
        count(counts.touched),
        counted(counts.articles, "article")
    )?;
    rules(out, &counts.rules, look)?;
    outlets(out, stats, look)?;
    learned(out, &stats.learned, limit, look)?;
    heavy(out, stats, limit, look)
}

fn heading(out: &mut dyn Write, text: &str, look: &Look) -> io::Result<()> {
    writeln!(out, "\n{}", look.paint(TITLE, text))
}

fn more(out: &mut dyn Write, all: usize, limit: usize) -> io::Result<()> {
    match all.saturating_sub(limit) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more (--json lists all)", count(more as u64)),
    }
}

/// Most frequent first.
fn sorted(rules: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut rules: Vec<(&str, u64)> = rules.iter().map(|(rule, number)| (rule.as_str(), *number)).collect();
    rules.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    rules
}

fn rules(out: &mut dyn Write, rules: &BTreeMap<String, u64>, look: &Look) -> io::Result<()> {
    if rules.is_empty() {
        return Ok(());
    }
    heading(out, "articles by rule", look)?;
    let widest = rules.keys().map(String::len).max().unwrap_or(0);
    let digits = rules.values().map(|number| count(*number).len()).max().unwrap_or(0);
    sorted(rules)
        .into_iter()
        .try_for_each(|(rule, number)| writeln!(out, "  {rule:widest$}  {:>digits$}", count(number)))
}

fn outlets(out: &mut dyn Write, stats: &RemovedStats, look: &Look) -> io::Result<()> {
    if stats.counts.touched == 0 {
        return Ok(());
    }
    heading(out, "articles by outlet", look)?;
    for (outlet, counts) in stats.counts.outlets.iter().filter(|(_, counts)| counts.touched > 0) {
        let name = outlet.as_deref().map_or_else(|| "(no name)".to_owned(), one_line);
        let rules: Vec<String> = sorted(&counts.rules)
            .into_iter()
            .take(RULES_OF_OUTLET)
            .map(|(rule, number)| format!("{rule} {}", count(number)))
            .collect();
        let left = counts.rules.len().saturating_sub(RULES_OF_OUTLET);
        let left = if left > 0 { format!(", {}", counted(left as u64, "other rule")) } else { String::new() };
        let of = format!("{} of {}", count(counts.touched), count(counts.articles));
        writeln!(out, "  {name}  {of}  {}", look.paint(QUIET, &format!("{}{left}", rules.join(", "))))?;
    }
    Ok(())
}

fn learned(out: &mut dyn Write, lines: &[LearnedLine], limit: usize, look: &Look) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    heading(out, "lines learned from the articles (keep one: [cleaning] keep = [\"…\"] in newsdex.toml)", look)?;
    for LearnedLine { publisher, line, articles } in lines.iter().take(limit) {
        let outlet = publisher.as_deref().map_or_else(|| "everywhere".to_owned(), one_line);
        let articles = counted(*articles, "article");
        writeln!(out, "  “{}”  {}", one_line(line), look.paint(QUIET, &format!("{outlet}, {articles}")))?;
    }
    more(out, lines.len(), limit)
}

fn heavy(out: &mut dyn Write, stats: &RemovedStats, limit: usize, look: &Look) -> io::Result<()> {
    if stats.heavy.is_empty() {
        return Ok(());
    }
    heading(out, &format!("articles that lost more than {} %", HEAVY_LOSS / 10), look)?;
    for Heavy { lost, id, place } in stats.heavy.iter().take(limit) {
        let (id, place) = (look.paint(PLACE, &one_line(id)), look.paint(QUIET, &one_line(place)));
        writeln!(out, "  {:>3} %  {id}  {place}", lost / 10)?;
    }
    more(out, stats.counts.heavy.len().max(stats.heavy.len()), limit)
}

/// The same as lines of JSON.
///
/// # Errors
/// Those of `out`.
pub fn removed_json(out: &mut dyn Write, stats: &RemovedStats) -> io::Result<()> {
    let counts = &stats.counts;
    for (rule, articles) in sorted(&counts.rules) {
        write_line(out, &serde_json::json!({"type": "rule", "rule": rule, "articles": articles}))?;
    }
    for (outlet, counts) in &counts.outlets {
        write_line(
            out,
            &serde_json::json!({"type": "outlet", "source": outlet, "articles": counts.articles,
                "touched": counts.touched, "rules": counts.rules}),
        )?;
    }
    for LearnedLine { publisher, line, articles } in &stats.learned {
        write_line(
            out,
            &serde_json::json!({"type": "learned", "publisher": publisher, "line": line, "articles": articles}),
        )?;
    }
    for Heavy { lost, id, place } in &stats.heavy {
        write_line(out, &serde_json::json!({"type": "heavy", "id": id, "path": place, "lost_thousandths": lost}))?;
    }
    write_line(
        out,
        &serde_json::json!({"type": "summary", "version": 1, "articles": counts.articles, "touched": counts.touched}),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::OutletCounts;

    fn stats() -> RemovedStats {
        let rules: BTreeMap<String, u64> = [("tags".to_owned(), 2), ("share-bar".to_owned(), 3)].into();
        let outlet = OutletCounts { articles: 5, touched: 4, rules: rules.clone() };
        let untouched = OutletCounts { articles: 2, ..OutletCounts::default() };
        let counts = RemovedCounts {
            articles: 7,
            touched: 4,
            rules,
            outlets: [(Some("Harbour Post".to_owned()), outlet), (None, untouched)].into(),
            heavy: Vec::new(),
        };
        let line = |publisher: Option<&str>, line: &str| LearnedLine {
            publisher: publisher.map(str::to_owned),
            line: line.to_owned(),
            articles: 3,
        };
        RemovedStats {
            counts,
            learned: vec![line(None, "Quiz"), line(Some("harbour post"), "Letters\u{1b}")],
            heavy: vec![Heavy { lost: 345, id: "seven".to_owned(), place: "r/a.txt".to_owned() }],
        }
    }

    #[test]
    fn it_is_said_by_rule_by_outlet_and_by_article() {
        let mut out = Vec::new();
        removed(&mut out, &stats(), 1, &Look::default()).unwrap();
        let expected = "\
cleaning took something out of 4 of 7 articles; 'newsdex show --explain ID' shows it in place

articles by rule
  share-bar  3
  tags       2

articles by outlet
  Harbour Post  4 of 5  share-bar 3, tags 2

lines learned from the articles (keep one: [cleaning] keep = [\"…\"] in newsdex.toml)
  “Quiz”  everywhere, 3 articles
  and 1 more (--json lists all)

articles that lost more than 20 %
   34 %  seven  r/a.txt
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn programs_get_all_of_it() {
        let mut out = Vec::new();
        removed_json(&mut out, &stats()).unwrap();
        let lines = String::from_utf8(out).unwrap();
        assert_eq!(lines.lines().count(), 2 + 2 + 2 + 1 + 1);
        assert!(lines.contains(r#""lost_thousandths":345"#) && lines.contains(r"Letters\u001b"), "{lines}");
    }
}
