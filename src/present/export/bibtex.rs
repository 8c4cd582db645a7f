//! BibTeX: one `@article` a hit, for LaTeX of today, which reads UTF-8.

use std::io::{self, Write};

use crate::present::export::{Entry, known};

/// The macros that every style knows.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Letters of an outlet's name in a citation key.
const NAME_LETTERS: usize = 20;

pub(super) fn record(out: &mut dyn Write, entry: &Entry<'_>) -> io::Result<()> {
    write!(out, "@article{{{}", citation_key(entry))?;
    let mut field = |name: &str, value: String| match value.as_str() {
        "" => Ok(()),
        // a macro, which stands without braces
        month if name == "month" => write!(out, ",\n  month = {month}"),
        value => write!(out, ",\n  {name} = {{{value}}}"),
    };
    let authors: Vec<String> = entry.authors().iter().map(|name| author(name)).collect();
    field("author", authors.join(" and "))?;
    // braces within keep the capitals
    let title = escaped(&entry.title());
    field("title", if title.is_empty() { title } else { format!("{{{title}}}") })?;
    field("journal", escaped(&entry.source().unwrap_or_default()))?;
    if let Some((year, month, day)) = entry.date().map(known) {
        field("year", format!("{year:04}"))?;
        field(
            "month",
            month.and_then(|month| MONTHS.get(month as usize - 1)).map_or(String::new(), |name| (*name).to_owned()),
        )?;
        field("day", day.map(|day| day.to_string()).unwrap_or_default())?;
    }
    // an address is read as it stands, and what would end the field is percent-encoded
    field("url", entry.url().unwrap_or_default())?;
    field("urldate", entry.indexed().map(|at| at.format("%F").to_string()).unwrap_or_default())?;
    field("language", escaped(&entry.lang().unwrap_or_default()))?;
    field("abstract", escaped(&entry.quotes()))?;
    field("note", escaped(&entry.evidence()))?;
    out.write_all(b"\n}\n\n")
}

/// `harbourpost2025-k7q2m4…`: outlet, year, and the key of the article, which no other has.
fn citation_key(entry: &Entry<'_>) -> String {
    let source = entry.source().unwrap_or_default().to_lowercase();
    let name: String = source.chars().filter(char::is_ascii_alphanumeric).take(NAME_LETTERS).collect();
    let year = entry.date().map(|date| known(date).0.to_string()).unwrap_or_default();
    let parts: Vec<String> = [format!("{name}{year}"), entry.hit.key.to_string()].into();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// A name; one that holds the word that parts names is kept together.
fn author(name: &str) -> String {
    let escaped = escaped(name);
    if name.to_lowercase().split(' ').any(|word| word == "and") { format!("{{{escaped}}}") } else { escaped }
}

/// `text` as LaTeX prints it. Braces become commands: even escaped ones would have to be balanced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '$' | '&' | '#' | '_' | '%' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_latex_would_read_is_written_so_that_it_prints() {
        assert_eq!(escaped("50% of AT&T_x #1 $5"), "50\\% of AT\\&T\\_x \\#1 \\$5");
        assert_eq!(
            escaped("a{b}c\\d~e^f"),
            "a\\textbraceleft{}b\\textbraceright{}c\\textbackslash{}d\\textasciitilde{}e\\textasciicircum{}f"
        );
        assert_eq!(escaped("Zürich “東京”"), "Zürich “東京”");
        assert_eq!(author("Ministry of Food and Drink"), "{Ministry of Food and Drink}");
        assert_eq!(author("Andrea Sand"), "Andrea Sand");
    }
}
