//! Why an article is not found, or where it stands and what it lacks.

use std::io::{self, Write};

use serde_json::json;

use crate::index::Entry;
use crate::present::json::{Summed, VERSION, write_line};
use crate::present::{Look, PLACE, QUIET, TITLE, count, one_line};
use crate::search::{Failed, Stand, WhyNot};

/// Characters of a heading that stands for a missing title: one line of a terminal.
const HEADING_CHARS: usize = 80;

/// Says it to people.
///
/// # Errors
/// Those of `out`.
pub fn why_not(out: &mut dyn Write, found: &WhyNot, look: &Look) -> io::Result<()> {
    let WhyNot { entry, fails, stands, read_as, notes } = found;
    let id = look.paint(PLACE, &one_line(&entry.id()));
    writeln!(out, "{} {id}", look.paint(TITLE, &one_line(&entry.article.heading(HEADING_CHARS))))?;
    failed(out, entry, fails)?;
    match stands {
        Some(stands) => standing(out, stands)?,
        None if fails.is_empty() => writeln!(out, "is found; without words to rank by, hits stand by date")?,
        None => {}
    }
    writeln!(out, "{}", look.paint(QUIET, &format!("read as: {}", one_line(read_as))))?;
    for note in notes {
        writeln!(out, "note: {}", one_line(note))?;
    }
    Ok(())
}

/// Says that a query does not find an article whose words are marked; nothing where it does.
///
/// # Errors
/// Those of `out`.
pub fn not_found(out: &mut dyn Write, entry: &Entry, fails: &[Failed], look: &Look) -> io::Result<()> {
    if !fails.is_empty() {
        write!(out, "{} ", look.paint(PLACE, &one_line(&entry.id())))?;
    }
    failed(out, entry, fails)
}

fn failed(out: &mut dyn Write, entry: &Entry, fails: &[Failed]) -> io::Result<()> {
    if !fails.is_empty() {
        writeln!(out, "is not found:")?;
    }
    for fail in fails {
        let label = one_line(&fail.label);
        match (label.strip_prefix('-'), fail.removed) {
            (Some(word), _) => writeln!(out, "  it has {word}, which is excluded")?,
            (None, true) => {
                writeln!(out, "  {label} stands only in what cleaning took out (newsdex show --explain ID)")?
            }
            (None, false) => writeln!(out, "  it does not have {label}{}", own(entry, &label))?,
        }
    }
    Ok(())
}

fn standing(out: &mut dyn Write, stands: &Stand) -> io::Result<()> {
    let Stand { rank, total, score, best, lacks, first } = stands;
    writeln!(out, "stands at place {} of {}, copies counted", count(*rank), count(*total))?;
    writeln!(out, "  it scores {score:.2}, the first hit {best:.2} (--explain says what for)")?;
    if !lacks.is_empty() {
        let lacks: Vec<String> = lacks.iter().map(|word| one_line(word)).collect();
        writeln!(out, "  it does not have {}", lacks.join(", "))?;
    }
    if *first > 0 {
        writeln!(out, "  {} that score less have all words, and come first", count(*first))?;
    }
    Ok(())
}

/// What the article has instead of the filter `label`.
fn own(entry: &Entry, label: &str) -> String {
    let (labels, meta) = (&entry.labels, &entry.article.meta);
    let Some((name, _)) = label.split_once([':', '<', '>']) else { return String::new() };
    let values: Vec<String> = match name {
        "country" => labels.main.clone(),
        "mentions" => labels.mentioned.clone(),
        "leader" => labels.leaders.clone(),
        "topic" => labels.topics.clone(),
        "source" => meta.source.iter().cloned().collect(),
        "author" => meta.authors.clone(),
        "lang" => meta.lang.iter().cloned().collect(),
        "date" | "since" | "until" => meta.date.iter().map(|date| date.iso()).collect(),
        "path" | "corpus" => vec![entry.origin.file()],
        _ => return String::new(),
    };
    match values.as_slice() {
        [] => format!("; it has no {name}"),
        values => format!("; its own: {}", one_line(&values.join(", "))),
    }
}

/// The same for programs.
///
/// # Errors
/// Those of `out`.
pub fn why_not_json(out: &mut dyn Write, found: &WhyNot) -> io::Result<()> {
    let fails: Vec<_> =
        found.fails.iter().map(|fail| json!({"part": fail.label, "only_removed": fail.removed})).collect();
    let stands = found.stands.as_ref().map(|stands| {
        json!({"rank": stands.rank, "total": stands.total, "score": stands.score, "best_score": stands.best,
            "lacks": stands.lacks, "all_words_first": stands.first})
    });
    let rest = json!({
        "id": found.entry.id(), "found": found.fails.is_empty(), "fails": fails, "stands": stands,
        "read_as": found.read_as, "notes": found.notes,
    });
    write_line(out, &Summed { r#type: "why_not", version: VERSION, rest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Labels;

    fn check(fails: &[(&str, bool)], stands: Option<Stand>, expected: &str) {
        let mut entry = Entry::default();
        entry.article.id = Some("a-1".into());
        entry.article.meta.title = Some("Ferries wait".into());
        entry.labels = Labels { main: vec!["CN".into()], ..Labels::default() };
        let fails = fails.iter().map(|(label, removed)| Failed { label: (*label).into(), removed: *removed }).collect();
        let found = WhyNot { entry, fails, stands, read_as: "x".into(), notes: Vec::new() };
        let mut out = Vec::new();
        why_not(&mut out, &found, &Look::default()).unwrap();
        let expected = format!("Ferries wait a-1\n{expected}read as: x\n");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        let mut out = Vec::new();
        why_not_json(&mut out, &found).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["found"], found.fails.is_empty());
    }

    #[test]
    fn what_an_article_fails_is_named_with_what_it_has_instead() {
        let fails = [
            ("\"rare earths\"", false),
            ("-tariff", false),
            ("country:JP", false),
            ("source:Post", false),
            ("ad", true),
        ];
        let expected = [
            "is not found:",
            "  it does not have \"rare earths\"",
            "  it has tariff, which is excluded",
            "  it does not have country:JP; its own: CN",
            "  it does not have source:Post; it has no source",
            "  ad stands only in what cleaning took out (newsdex show --explain ID)\n",
        ];
        check(&fails, None, &expected.join("\n"));
    }

    #[test]
    fn a_hit_has_its_place() {
        let stands = Stand { rank: 57, total: 1204, score: 3.217, best: 12.8, lacks: vec!["japan".into()], first: 4 };
        let expected = [
            "stands at place 57 of 1,204, copies counted",
            "  it scores 3.22, the first hit 12.80 (--explain says what for)",
            "  it does not have japan",
            "  4 that score less have all words, and come first\n",
        ];
        check(&[], Some(stands), &expected.join("\n"));
        check(&[], None, "is found; without words to rank by, hits stand by date\n");
    }
}
