//! Running text, as it stands; an optional block of header lines at its very top is metadata.

use crate::article::{Date, Raw};
use crate::read::fields;

/// Header lines that make a block: one alone may be prose.
const ENOUGH: usize = 2;

/// A text; the title is left to cleaning unless the header names it.
pub(super) fn parse(text: &str) -> Raw {
    let text = text.trim_start_matches('\u{feff}');
    let Some((pairs, body)) = header(text) else { return Raw { text: text.to_owned(), ..Raw::default() } };
    let get = |name: &str| -> Vec<String> {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    Raw { id: None, meta: fields::metadata(&get), text: body.to_owned() }
}

/// `Key: value` lines up to a blank line, all of them known, and the text after them.
fn header(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        if line.trim().is_empty() {
            break;
        }
        let (key, value) = line.split_once(':')?;
        let (key, value) = (key.trim().to_lowercase(), value.trim());
        // a date that cannot be read stays in the text, where nothing is lost
        if !fields::is_known(&key) || value.is_empty() || (key == "date" && Date::parse(value).is_none()) {
            return None;
        }
        pairs.push((key, value.to_owned()));
    }
    (pairs.len() >= ENOUGH && !rest.trim().is_empty()).then_some((pairs, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_block_is_metadata() {
        let raw =
            parse("Title: Boats return\r\nDate: 28 October 2025\r\nAuthor: Ann Lee\r\n\r\nThe boats: all back.\n");
        assert_eq!(raw.meta.title.as_deref(), Some("Boats return"));
        assert_eq!(raw.meta.date.unwrap().iso(), "2025-10-28");
        assert_eq!(raw.meta.authors, ["Ann Lee"]);
        assert_eq!(raw.text, "The boats: all back.\n");
    }

    #[test]
    fn prose_with_colons_is_not_a_header() {
        let cases = [
            "Title: Boats return\n\nOne line only.",
            "Title: Boats\nMayor: we wait\n\nText",
            "Title: Boats\nDate: some day\n\nText",
            "Title: Boats\nDate: 2025\n",
            "Author: Ann\nText without a blank line",
        ];
        for text in cases {
            assert_eq!(parse(text), Raw { text: text.to_owned(), ..Raw::default() });
        }
    }
}
