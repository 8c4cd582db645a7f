//! Leaders as a table, and as JSON.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use textwrap::core::display_width;

use crate::present::json::write_line;
use crate::present::{Look, PLACE, QUIET, TITLE, count, one_line};

/// Who says that somebody is a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LeaderSource {
    /// The lexicon.
    Listed,
    /// A person, in `newsdex.toml`.
    Own,
    /// The articles of the index.
    Learned,
    /// One article by itself, which is too little to learn from.
    Unlisted,
}

impl LeaderSource {
    fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Own => "own",
            Self::Learned => "learned",
            Self::Unlisted => "unlisted",
        }
    }
}

/// One leader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeaderLine {
    /// The label.
    pub name: String,
    /// Other spellings met.
    pub aliases: Vec<String>,
    /// The last office; empty when nobody says.
    #[serde(serialize_with = "null_if_empty")]
    pub office: String,
    /// ISO code; empty when nobody says.
    #[serde(serialize_with = "null_if_empty")]
    pub country: String,
    /// The day of the first article, or what is known of it; empty when it has no date.
    #[serde(serialize_with = "null_if_empty")]
    pub first: String,
    /// The day of the last one.
    #[serde(serialize_with = "null_if_empty")]
    pub last: String,
    /// Articles.
    pub articles: u64,
    /// The id of the first article.
    #[serde(serialize_with = "null_if_empty")]
    pub id: String,
    /// Its title, or the beginning of its body.
    #[serde(serialize_with = "null_if_empty")]
    pub title: String,
    /// The words there that say so: `Prime Minister Aldo Perrin`; empty for those who were not learned.
    #[serde(serialize_with = "null_if_empty")]
    pub why: String,
    /// Who says so.
    pub source: LeaderSource,
}

fn null_if_empty<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    Some(text).filter(|text| !text.is_empty()).serialize(to)
}

#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    leader: &'a LeaderLine,
}

/// One leader a line.
///
/// # Errors
/// Those of `out`.
pub fn leaders_json(out: &mut dyn Write, leaders: &[LeaderLine]) -> io::Result<()> {
    leaders.iter().try_for_each(|leader| write_line(out, &Line { r#type: "leader", leader }))
}

/// Names, countries, days and counts in columns; below each the first article and its words. With `sources` it says who
/// each is known from.
///
/// # Errors
/// Those of `out`.
pub fn leaders(out: &mut dyn Write, leaders: &[LeaderLine], sources: bool, look: &Look) -> io::Result<()> {
    let Some(head) = (!leaders.is_empty()).then(|| head(sources)) else { return Ok(()) };
    let rows: Vec<[String; 6]> =
        std::iter::once(head).chain(leaders.iter().map(|leader| row(leader, sources))).collect();
    let widths: [usize; 6] =
        std::array::from_fn(|column| rows.iter().map(|row| display_width(&row[column])).max().unwrap_or(0));
    for (row, leader) in rows.iter().zip(std::iter::once(None).chain(leaders.iter().map(Some))) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate().filter(|(_, (_, width))| *width > 0) {
            let pad = " ".repeat(width - display_width(cell));
            let painted = if column == 0 { look.paint(TITLE, cell) } else { cell.clone() };
            let gap = if line.is_empty() { "" } else { "  " };
            // numbers end where their column ends
            let cell = if column == COUNT { format!("{gap}{pad}{painted}") } else { format!("{gap}{painted}{pad}") };
            line.push_str(&cell);
        }
        writeln!(out, "{}", line.trim_end())?;
        let Some(leader) = leader else { continue };
        let place = [look.paint(PLACE, &one_line(&leader.id)), look.paint(QUIET, &one_line(&leader.title))];
        let why = if leader.why.is_empty() { String::new() } else { format!(": \"{}\"", one_line(&leader.why)) };
        writeln!(out, "    {}{why}", place.join(" "))?;
    }
    Ok(())
}

/// The column of the number of articles.
const COUNT: usize = 4;

/// The names of the columns. Of who was learned only the articles count that name the office.
fn head(sources: bool) -> [String; 6] {
    let (articles, known) = if sources { ("articles", "known") } else { ("with the office", "") };
    ["name", "", "office", "days", articles, known].map(str::to_owned)
}

fn row(leader: &LeaderLine, sources: bool) -> [String; 6] {
    let days = match (leader.first.as_str(), leader.last.as_str()) {
        ("", "") => "undated".to_owned(),
        (first, last) if first == last || last.is_empty() => first.to_owned(),
        ("", last) => last.to_owned(),
        (first, last) => format!("{first} to {last}"),
    };
    let source = if sources { leader.source.as_str().to_owned() } else { String::new() };
    let [name, country, office] = [&leader.name, &leader.country, &leader.office].map(|cell| one_line(cell));
    [name, country, office, days, count(leader.articles), source]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, articles: u64) -> LeaderLine {
        LeaderLine {
            name: name.into(),
            aliases: Vec::new(),
            office: "prime minister".into(),
            country: "FR".into(),
            first: "2026-03-04".into(),
            last: "2026-05".into(),
            articles,
            id: "k7q2m4".into(),
            title: "Harbour\u{1b}[1m reopens".into(),
            why: "Prime Minister Aldo Perrin".into(),
            source: LeaderSource::Learned,
        }
    }

    #[test]
    fn leaders_stand_in_columns() {
        let other = LeaderLine {
            first: String::new(),
            last: String::new(),
            country: String::new(),
            why: String::new(),
            source: LeaderSource::Unlisted,
            ..line("Mira Quill-Öz", 1)
        };
        let drawn = |sources| {
            let mut out = Vec::new();
            leaders(&mut out, &[line("Aldo Perrin", 1200), other.clone()], sources, &Look::default()).unwrap();
            String::from_utf8(out).unwrap()
        };
        let expected = "\
name               office          days                   with the office
Aldo Perrin    FR  prime minister  2026-03-04 to 2026-05            1,200
    k7q2m4 Harbour[1m reopens: \"Prime Minister Aldo Perrin\"
Mira Quill-Öz      prime minister  undated                              1
    k7q2m4 Harbour[1m reopens
";
        assert_eq!(drawn(false), expected);
        assert!(drawn(true).contains("1,200  learned\n") && drawn(true).contains("       1  unlisted\n"));
    }

    #[test]
    fn each_leader_is_a_line_of_json() {
        let mut out = Vec::new();
        leaders_json(&mut out, &[line("Aldo Perrin", 2)]).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with(r#"{"type":"leader","name":"Aldo Perrin","aliases":[],"office":"prime minister""#),
            "{text}"
        );
        assert!(text.ends_with("\"why\":\"Prime Minister Aldo Perrin\",\"source\":\"learned\"}\n"), "{text}");
    }
}
