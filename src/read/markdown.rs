//! Markdown to plain lines: front matter is metadata, marks go, the words of prose stay as they are.

use crate::article::Raw;
use crate::read::fields;

/// Lines in which front matter must end: what goes on longer is a text between rules.
const FRONT: usize = 200;

/// A text without its marks; the title is that of the front matter, then the first `# Heading`.
pub(super) fn parse(text: &str) -> Raw {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (pairs, body) = front_matter(&text).unwrap_or((Vec::new(), &text));
    let get = |name: &str| -> Vec<String> {
        pairs.iter().find(|(key, _)| key == name).map(|(_, values)| values.clone()).unwrap_or_default()
    };
    let mut meta = fields::metadata(&get);
    let id = fields::ID.iter().find_map(|name| get(name).into_iter().next());
    let mut lines = Vec::new();
    let mut fence = None;
    for line in body.lines() {
        let mark = fence_mark(line);
        if fence.is_some() {
            if mark == fence {
                fence = None
            } else {
                lines.push(line.to_owned())
            }
            continue;
        }
        if mark.is_some() {
            fence = mark;
            continue;
        }
        let heading = heading(line).map(|(level, heading)| (level, inline(heading)));
        if let Some((1, heading)) = &heading {
            let first = lines.iter().all(|line: &String| line.trim().is_empty());
            let title = meta.title.get_or_insert_with(|| fields::one_line(heading));
            if first && *title == fields::one_line(heading) {
                continue;
            }
        }
        lines.push(heading.map_or_else(|| inline(without_quote(line)), |(_, heading)| heading));
    }
    Raw { id, meta, text: lines.join("\n") }
}

/// Front matter: each key in lower case with its values.
type Pairs = Vec<(String, Vec<String>)>;

/// The pairs between two `---` lines at the very top, and the text after them.
fn front_matter(text: &str) -> Option<(Pairs, &str)> {
    let inside = text.strip_prefix("---\n")?;
    let mut pairs = Pairs::new();
    let mut at = 0;
    for line in inside.split_inclusive('\n').take(FRONT) {
        at += line.len();
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            return (!pairs.is_empty()).then_some((pairs, &inside[at..]));
        }
        front_line(bare, &mut pairs)?;
    }
    None
}

/// `key: value`, `key: [a, b]`, `- item` and indented lines that go on; `None` for what is no front matter.
fn front_line(line: &str, pairs: &mut Pairs) -> Option<()> {
    let bare = line.trim();
    if bare.is_empty() || bare.starts_with('#') {
        return Some(());
    }
    if let Some(item) = bare.strip_prefix("- ") {
        pairs.last_mut()?.1.push(unquoted(item));
        return Some(());
    }
    if line.starts_with([' ', '\t']) {
        // a folded value, or a map within the map, whose values nobody asks for
        let (_, values) = pairs.last_mut()?;
        match values.last_mut() {
            Some(value) => *value = format!("{value} {bare}"),
            None => values.push(bare.to_owned()),
        }
        return Some(());
    }
    let (key, value) = bare.split_once(':')?;
    let value = value.trim();
    let values = match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
        Some(list) => list.split(',').map(unquoted).filter(|item| !item.is_empty()).collect(),
        None if matches!(value, "" | "|" | ">" | "|-" | ">-" | "null" | "~") => Vec::new(),
        None => vec![unquoted(value)],
    };
    pairs.push((key.trim().to_lowercase(), values));
    Some(())
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let quoted = |quote: char| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    if quoted('"') {
        value[1..value.len() - 1].replace("\\\"", "\"")
    } else if quoted('\'') {
        value[1..value.len() - 1].replace("''", "'")
    } else {
        value.to_owned()
    }
}

/// The sign of a line that opens or closes a code block.
fn fence_mark(line: &str) -> Option<char> {
    let line = line.trim_start();
    ['`', '~'].into_iter().find(|mark| line.chars().take_while(|c| c == mark).count() >= 3)
}

/// Level and words of `## Heading ##`.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let words = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, words.trim().trim_end_matches('#').trim_end()))
}

fn without_quote(mut line: &str) -> &str {
    while let Some(rest) = line.trim_start().strip_prefix('>') {
        line = rest.strip_prefix(' ').unwrap_or(rest);
    }
    line
}

/// A line without the marks of links, images and emphasis.
fn inline(line: &str) -> String {
    emphasis(&links(line))
}

/// `[words](address)` becomes its words, `![words](address)` nothing; other brackets are prose.
fn links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    // where brackets opened in `out`, and whether they belong to an image
    let mut open: Vec<(usize, bool)> = Vec::new();
    // brackets in `out` that belong to links
    let mut marks: Vec<usize> = Vec::new();
    let mut at = 0;
    // once a line has no closing parenthesis left, it has none further on either
    let mut closes = true;
    while let Some(c) = line[at..].chars().next() {
        match c {
            '\\' if line[at + 1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                out.push_str(&line[at..at + 2]);
                at += 2;
                continue;
            }
            '[' => {
                let image = out.ends_with('!');
                open.push((out.len() - usize::from(image), image));
            }
            ']' => {
                if let Some((start, image)) = open.pop()
                    && closes
                    && line[at + 1..].starts_with('(')
                {
                    match address_end(&line[at + 2..]) {
                        Some(end) => {
                            if image {
                                out.truncate(start);
                                // brackets nest, so the links within the image are the last ones
                                while marks.pop_if(|mark| *mark >= start).is_some() {}
                            } else {
                                marks.push(start);
                            }
                            at += 2 + end + 1;
                            continue;
                        }
                        None => closes = false,
                    }
                }
            }
            _ => {}
        }
        out.push(c);
        at += c.len_utf8();
    }
    marks.sort_unstable();
    out.char_indices().filter(|(at, _)| marks.binary_search(at).is_err()).map(|(_, c)| c).collect()
}

/// Where the parenthesis around an address closes; addresses may hold pairs of their own.
fn address_end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Drops pairs of `**`, `__`, `*` and `_` that stand around words; single ones are prose.
fn emphasis(line: &str) -> String {
    if !line.contains(['*', '_', '\\']) {
        return line.to_owned();
    }
    let chars: Vec<char> = line.chars().collect();
    let mut gone = vec![false; chars.len()];
    // openers not yet closed: sign, first position, length
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let sign = chars[at];
        if sign == '\\' && chars.get(at + 1).is_some_and(char::is_ascii_punctuation) {
            gone[at] = true;
            at += 2;
            continue;
        }
        if sign != '*' && sign != '_' {
            at += 1;
            continue;
        }
        let run = chars[at..].iter().take_while(|c| **c == sign).count();
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let after = chars.get(at + run).copied().unwrap_or(' ');
        let closes = !before.is_whitespace() && (sign == '*' || !after.is_alphanumeric());
        let opens = !after.is_whitespace() && (sign == '*' || !before.is_alphanumeric());
        // at most *** is emphasis, so what is searched stays short
        let opener = open.iter().rposition(|(other, _, length)| *other == sign && *length == run);
        match opener.filter(|_| closes) {
            Some(found) => {
                let (_, start, length) = open[found];
                gone[start..start + length].fill(true);
                gone[at..at + run].fill(true);
                open.truncate(found);
            }
            None if opens && run <= 3 && open.len() < 32 => open.push((sign, at, run)),
            None => {}
        }
        at += run;
    }
    chars.iter().zip(gone).filter(|(_, gone)| !gone).map(|(c, _)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_metadata() {
        let raw = parse(
            "---\ntitle: \"Boats: the return\"\ndate: 2025-10-28\nauthors:\n  - Ann Lee\n  - Bo Ek\ntags: [sea, 'port']\n\
             id: 17\nlang: en-GB\n---\n\n# Boats: the return\n\nAll are back.\n",
        );
        assert_eq!(raw.id.as_deref(), Some("17"));
        assert_eq!(raw.meta.title.as_deref(), Some("Boats: the return"));
        assert_eq!(raw.meta.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(raw.meta.keywords, ["sea", "port"]);
        assert_eq!(raw.meta.lang.as_deref(), Some("en"));
        assert_eq!(raw.text.trim(), "All are back.");
    }

    #[test]
    fn rules_around_prose_are_not_front_matter() {
        for text in ["---\nA line of prose\n---\nmore", "---\n---\nmore", "---\ntitle: never closed\n"] {
            assert_eq!(parse(text).text.trim(), text.trim());
        }
    }

    #[test]
    fn headings_become_title_and_lines() {
        let raw = parse("# Boats return\n\nAll are back.\n\n## Tomorrow\n\n> They leave.\n\n```\nx = [a](b)\n```\n");
        assert_eq!(raw.meta.title.as_deref(), Some("Boats return"));
        assert_eq!(raw.text, "\nAll are back.\n\nTomorrow\n\nThey leave.\n\nx = [a](b)");
        let later = parse("Harbour Post\n\n# Boats return\n\nBack.");
        assert_eq!(later.meta.title.as_deref(), Some("Boats return"));
        assert_eq!(later.text, "Harbour Post\n\nBoats return\n\nBack.");
    }

    #[test]
    fn marks_go_and_prose_stays() {
        let cases = [
            ("a [link](http://x.org/a_(b)) here", "a link here"),
            ("![pic](x.png)text", "text"),
            ("[![pic](x.png)](y) text", " text"),
            ("[sic] and [Update] (noon)", "[sic] and [Update] (noon)"),
            ("[open](never closed", "[open](never closed"),
            ("**bold** and *soft*, __bold__, _soft_", "bold and soft, bold, soft"),
            ("***both***", "both"),
            ("2 * 3 * 4 and a*b", "2 * 3 * 4 and a*b"),
            ("snake_case_name", "snake_case_name"),
            ("\\*not soft\\* 5\\$", "*not soft* 5$"),
            ("#tag is no heading", "#tag is no heading"),
            ("* item", "* item"),
        ];
        for (line, expected) in cases {
            assert_eq!(parse(&format!("x\n{line}")).text, format!("x\n{expected}"));
        }
    }
}
