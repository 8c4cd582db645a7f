//! One article as people read it: cleaned, or with what cleaning took out of it in place.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;

use crate::article::{Evidence, Text};
use crate::index::Entry;
use crate::matches::{Found, Mark, merged};
use crate::present::figures::{count, counted};
use crate::present::terminal::{about, marked, place, write_parts, write_wrapped};
use crate::present::{Look, PLACE, QUIET, REMOVED, TITLE, full, one_line, sanitize};

/// Columns of the line between two articles.
const DIVIDER: usize = 40;

/// Draws an article. With `evidence`, what was removed stands in its place, and labels come with their words.
///
/// # Errors
/// Those of `out`.
pub fn article(out: &mut dyn Write, entry: &Entry, evidence: Option<&[Evidence]>, look: &Look) -> io::Result<()> {
    head(out, entry, &[], look)?;
    writeln!(out)?;
    match evidence {
        None => text(out, &sanitize(&entry.article.text.body()), look),
        Some(evidence) => {
            text(out, &with_residue(&entry.article.text, look), look)?;
            labels(out, evidence, look)
        }
    }
}

/// Draws an article with all that matched marked, in colour or `**so**`.
///
/// # Errors
/// Those of `out`.
pub fn article_marked(out: &mut dyn Write, entry: &Entry, found: &Found, look: &Look) -> io::Result<()> {
    head(out, entry, &merged(&found.title), look)?;
    writeln!(out)?;
    let (body, marks) = (entry.article.text.body(), merged(&found.body));
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        // a phrase may run over the end of a line
        let first = marks.partition_point(|mark| mark.end <= start);
        let inside = marks[first..].iter().take_while(|mark| mark.start < end);
        let inside: Vec<_> = inside.map(|mark| mark.start.max(start) - start..mark.end.min(end) - start).collect();
        paragraph(out, &marked(line.trim_end(), &inside, Style::new(), look), look)?;
    }
    Ok(())
}

/// How many places are marked in all that is shown: `3 marks, 1 in the title`.
///
/// # Errors
/// Those of `out`.
pub fn marks_summary(out: &mut dyn Write, found: &[&Found], look: &Look) -> io::Result<()> {
    let all = |marks: fn(&Found) -> &[Mark]| found.iter().map(|found| merged(marks(found)).len() as u64).sum::<u64>();
    let (title, body) = (all(|found| &found.title), all(|found| &found.body));
    let line = match (title, body) {
        (0, 0) => "nothing matches in what is shown".to_owned(),
        (0, body) => counted(body, "mark"),
        (title, body) => format!("{}, {} in the title", counted(title + body, "mark"), count(title)),
    };
    writeln!(out, "{}", look.paint(QUIET, &line))
}

/// Stands between two articles.
///
/// # Errors
/// Those of `out`.
pub fn articles_divider(out: &mut dyn Write, look: &Look) -> io::Result<()> {
    writeln!(out, "\n{}\n", look.paint(QUIET, &"─".repeat(DIVIDER)))
}

fn head(out: &mut dyn Write, entry: &Entry, marks: &[Range<usize>], look: &Look) -> io::Result<()> {
    let meta = &entry.article.meta;
    if let Some(title) = &meta.title {
        paragraph(out, marked(title, marks, TITLE, look).trim(), look)?;
    }
    let mut facts = about(meta, &entry.labels, &full(meta.date.as_ref()));
    facts.extend(meta.lang.as_deref().map(one_line));
    parts(out, &facts, look)?;
    let names: Vec<String> = meta.authors.iter().map(|name| one_line(name)).collect();
    let by = if names.is_empty() { String::new() } else { format!("by {}", names.join(", ")) };
    let credit = meta.credit.as_deref().map(one_line).unwrap_or_default();
    let signed: Vec<String> = [by, credit].into_iter().filter(|part| !part.is_empty()).collect();
    if !signed.is_empty() {
        parts(out, &signed, look)?;
    }
    if !entry.labels.leaders.is_empty() {
        let leaders: Vec<String> = entry.labels.leaders.iter().map(|name| one_line(name)).collect();
        paragraph(out, &look.paint(QUIET, &format!("with {}", leaders.join(", "))), look)?;
    }
    let id = look.paint(PLACE, &one_line(&entry.id()));
    writeln!(out, "{id} · {}", look.paint(QUIET, &place(&entry.origin, meta)))?;
    match &meta.url {
        Some(url) if entry.origin.root != "-" => writeln!(out, "{}", look.paint(QUIET, &one_line(url))),
        _ => Ok(()),
    }
}

/// Facts in a line, more lines for people where it gets long.
fn parts(out: &mut dyn Write, parts: &[String], look: &Look) -> io::Result<()> {
    let painted: Vec<String> = parts.iter().map(|part| look.paint(QUIET, part)).collect();
    match look.terminal {
        true => write_parts(out, &painted, "", look),
        false => writeln!(out, "{}", painted.join(" · ")),
    }
}

/// Lines of text: wrapped for people, whole for programs.
fn text(out: &mut dyn Write, text: &str, look: &Look) -> io::Result<()> {
    text.lines().try_for_each(|line| paragraph(out, line.trim_end(), look))
}

fn paragraph(out: &mut dyn Write, line: &str, look: &Look) -> io::Result<()> {
    match look.terminal {
        true => write_wrapped(out, line, "", "", look),
        false => writeln!(out, "{line}"),
    }
}

/// The raw text with every removed piece as `[- rule: piece -]`.
fn with_residue(text: &Text, look: &Look) -> String {
    let raw = text.raw();
    let mut marked = String::with_capacity(raw.len() + raw.len() / 8);
    let mut at = 0;
    for removal in text.removed() {
        marked.push_str(&sanitize(&raw[at..removal.start]));
        at = removal.end;
        let piece = &raw[removal.start..removal.end];
        let trimmed = piece.trim();
        if trimmed.is_empty() {
            marked.push_str(piece);
            continue;
        }
        // line breaks at its ends stay outside, so that what follows begins its own line
        let start = piece.len() - piece.trim_start().len();
        marked.push_str(&sanitize(&piece[..start]));
        let lines: Vec<String> = format!("[- {}: {} -]", one_line(&removal.rule), sanitize(trimmed))
            .lines()
            .map(|line| look.paint(REMOVED, line))
            .collect();
        marked.push_str(&lines.join("\n"));
        marked.push_str(&sanitize(&piece[start + trimmed.len()..]));
    }
    marked.push_str(&sanitize(&raw[at..]));
    marked
}

/// The labels, each with the words that gave it.
fn labels(out: &mut dyn Write, evidence: &[Evidence], look: &Look) -> io::Result<()> {
    if evidence.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", look.paint(TITLE, "labels"))?;
    for Evidence { kind, label, words, learned } in evidence {
        let words: Vec<String> = words.iter().map(|word| one_line(word)).collect();
        let learned = if *learned { " (learned)" } else { "" };
        let line = format!("{kind} {}{learned}: {}", look.paint(PLACE, &one_line(label)), words.join(", "));
        write_wrapped(out, &line, "  ", "      ", look)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date, Labels, Metadata, Origin};

    fn entry() -> Entry {
        let mut text =
            Text::from("Ships wait\u{1b}[31m outside.\nShare this page\n)\nThe port is shut (AD) today.".to_owned());
        let raw = text.raw().to_owned();
        let start = raw.find("Share").unwrap();
        text.remove(start..start + "Share this page\n)\n".len(), "page-tools");
        let start = raw.find("(AD)").unwrap();
        text.remove(start..start + 5, "advert");
        let meta = Metadata {
            title: Some("Harbour closed".into()),
            date: Date::day(2025, 10, 28),
            authors: vec!["Ana Writer".into(), "B. Other".into()],
            source: Some("Harbour Post".into()),
            credit: Some("With agencies".into()),
            url: Some("https://harbour.example/1".into()),
            lang: Some("en".into()),
            ..Metadata::default()
        };
        let labels = Labels { main: vec!["JP".into()], mentioned: vec!["JP".into()], ..Labels::default() };
        let origin = Origin { root: "r".into(), path: "a.txt".into(), record: None };
        Entry { origin, article: Article { id: Some("seven".into()), meta, text }, labels, content: 0, indexed: 0 }
    }

    fn drawn(evidence: Option<&[Evidence]>, look: &Look) -> String {
        let mut out = Vec::new();
        article(&mut out, &entry(), evidence, look).unwrap();
        String::from_utf8(out).unwrap()
    }

    const HEAD: &str = "\
Harbour closed
28 Oct 2025 · Harbour Post · JP · en
by Ana Writer, B. Other · With agencies
seven · r/a.txt
https://harbour.example/1
";

    #[test]
    fn an_article_is_its_head_and_its_body() {
        let expected = format!("{HEAD}\nShips wait[31m outside.\nThe port is shut today.\n");
        assert_eq!(drawn(None, &Look::default()), expected);
    }

    #[test]
    fn explained_it_shows_what_was_removed_in_its_place_and_the_words_of_its_labels() {
        let evidence = [Evidence {
            kind: "country",
            label: "JP".into(),
            words: vec!["Tokyo".into(), "Japan\u{7}ese".into()],
            learned: false,
        }];
        let expected = format!(
            "{HEAD}\nShips wait[31m outside.\n[- page-tools: Share this page\n) -]\n\
             The port is shut [- advert: (AD) -] today.\n\nlabels\n  country JP: Tokyo, Japanese\n"
        );
        assert_eq!(drawn(Some(&evidence), &Look::default()), expected);
    }

    #[test]
    fn people_get_wrapped_lines_programs_whole_ones() {
        let narrow = Look { terminal: true, width: 30, color: false };
        assert!(
            drawn(None, &narrow).lines().filter(|l| !l.starts_with("https")).all(|line| line.chars().count() <= 30)
        );
        assert!(drawn(None, &Look { width: 30, ..Look::default() }).contains("28 Oct 2025 · Harbour Post · JP · en\n"));
    }
}
