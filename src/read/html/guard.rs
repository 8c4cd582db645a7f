//! Bounds on a page before anything is built from it: one scan, a stack of open tags, no tree.
//!
//! Parsers spend quadratic time or their whole stack on deep nesting and on formatting tags that are never closed, which
//! the standard reopens in every paragraph. The scan follows the standard so far as these two need (HTML Living Standard,
//! 13.2.4.3 and 13.2.6.4.7) and counts too much rather than too little.

/// Bytes of a page.
const BYTES: usize = 8 << 20;
/// Open tags within each other. Browsers stop at 512; the deepest of 162 news pages has 76.
const DEPTH: usize = 256;
/// Attributes of one tag: each is compared with those before it.
const ATTRIBUTES: usize = 256;
/// Formatting tags open at once beyond the element that they stood in.
const UNCLOSED: usize = 64;
/// Elements that the tree will have: the extractor takes about 50 µs for each; the largest of 162 news pages has 4,076.
const ELEMENTS: usize = 20_000;
/// Open tags around each element, summed up: the extractor walks up and down through all of them, about 2 µs each; the
/// largest sum of 162 news pages is 62,000.
const DEPTHS: usize = 400_000;
/// Signs `<`, of end tags and comments too; the largest number in 162 news pages is 7,840.
const SIGNS: usize = 100_000;
/// Bytes of text outside of tags, scripts and styles: the longest novels of the 19th century have three times that.
const TEXT: usize = 1 << 20;

/// Tags without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "keygen", "frame", "bgsound", "basefont",
];
/// Tags whose content is no markup, outside SVG and MathML.
const OPAQUE: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];
/// Tags that are opened again after the element around them has closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Tags that close others of a kind without saying so: what opens, what it closes, and what keeps it from doing so.
const IMPLIED: &[(&[&str], &[&str], &[&str])] = &[
    (&["li"], &["li"], &["ul", "ol", "table", "div"]),
    (&["dt", "dd"], &["dt", "dd"], &["dl", "table", "div"]),
    (&["td", "th"], &["td", "th"], &["table"]),
    (&["tr"], &["tr"], &["table"]),
    (&["tbody", "thead", "tfoot"], &["tbody", "thead", "tfoot"], &["table"]),
    (&["option"], &["option"], &["select"]),
    (&["a"], &["a"], &["table", "td", "th"]),
    (&["button"], &["button"], &["table", "td", "th"]),
    (
        &[
            "p",
            "div",
            "ul",
            "ol",
            "dl",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "section",
            "article",
            "header",
            "footer",
            "nav",
            "aside",
            "main",
            "figure",
            "blockquote",
            "pre",
            "form",
            "hr",
            "address",
            "center",
        ],
        &["p"],
        &["table", "td", "th", "button", "object"],
    ),
];

/// Checks a page.
///
/// # Errors
/// Which bound it breaks.
pub(super) fn check(page: &str) -> Result<(), String> {
    if page.len() > BYTES {
        return Err(format!("the page is too large (over {} MiB)", BYTES >> 20));
    }
    let mut scan = Scan::default();
    let mut rest = page;
    let mut signs = 0;
    while let Some(at) = rest.find('<') {
        signs += 1;
        scan.text += at;
        if signs > SIGNS {
            return Err(format!("the page has too many tags (over {SIGNS})"));
        }
        rest = scan.tag(&rest[at + 1..])?;
    }
    if scan.text + rest.len() > TEXT {
        return Err(format!("the page has too much text (over {} KiB)", TEXT >> 10));
    }
    Ok(())
}

/// What is open at a point of the page.
#[derive(Default)]
struct Scan {
    /// Names and attributes of the open tags, outermost first.
    open: Vec<(String, u64)>,
    /// Formatting tags that will be reopened.
    unclosed: Vec<(String, u64)>,
    elements: usize,
    depths: usize,
    /// Bytes of text passed over.
    text: usize,
}

impl Scan {
    /// Takes in the tag that `rest` begins with, after its `<`; gives what follows it.
    fn tag<'a>(&mut self, rest: &'a str) -> Result<&'a str, String> {
        if let Some(comment) = rest.strip_prefix("!--") {
            return Ok(after_comment(comment));
        }
        let (closing, inner) = rest.strip_prefix('/').map_or((false, rest), |inner| (true, inner));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Ok(rest);
        }
        let end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(inner.len());
        let name = inner[..end].to_ascii_lowercase();
        let (attributes, after) = attributes(&inner[end..])?;
        if closing {
            self.close(&name);
            return Ok(after);
        }
        self.start(name, hash(attributes))?;
        let name = self.open.last().map_or("", |(name, _)| name.as_str());
        if OPAQUE.contains(&name) && !self.open.iter().any(|(name, _)| name == "svg" || name == "math") {
            let end = after_opaque(after, name);
            if !matches!(name, "script" | "style") {
                self.text += after.len() - end.len();
            }
            self.open.pop();
            return Ok(end);
        }
        Ok(after)
    }

    fn start(&mut self, name: String, attributes: u64) -> Result<(), String> {
        for (opens, closes, stops) in IMPLIED {
            if opens.contains(&name.as_str()) {
                let found = self.open.iter().rposition(|(open, _)| {
                    let open = open.as_str();
                    closes.contains(&open) || stops.contains(&open)
                });
                if let Some(at) = found.filter(|at| closes.contains(&self.open[*at].0.as_str())) {
                    self.cut(at);
                }
            }
        }
        self.elements += 1 + self.unclosed.len();
        if self.elements > ELEMENTS {
            return Err(format!("the page has too many elements (over {ELEMENTS})"));
        }
        self.depths += self.open.len() + self.unclosed.len();
        if self.depths > DEPTHS {
            return Err("the page is nested too deeply in too many places".to_owned());
        }
        if VOID.contains(&name.as_str()) {
            return Ok(());
        }
        self.open.push((name, attributes));
        if self.open.len() + self.unclosed.len() > DEPTH {
            return Err(format!("the page is nested too deeply (over {DEPTH} tags)"));
        }
        if self.unclosed.len() > UNCLOSED {
            return Err(format!("the page leaves too many formatting tags open (over {UNCLOSED})"));
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            self.cut(at + 1);
            self.open.pop();
        } else if let Some(at) = self.unclosed.iter().rposition(|(open, _)| open == name) {
            self.unclosed.remove(at);
        }
    }

    /// Closes all tags from `at`; the standard remembers formatting tags, each kind at most three times.
    fn cut(&mut self, at: usize) {
        for tag in self.open.drain(at..) {
            let formatting = FORMATTING.contains(&tag.0.as_str());
            if formatting && self.unclosed.iter().filter(|other| **other == tag).count() < 3 {
                self.unclosed.push(tag);
            }
        }
    }
}

/// The attributes up to the `>` of the tag, and what follows it.
fn attributes(rest: &str) -> Result<(&str, &str), String> {
    let bytes = rest.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() && bytes[at] != b'>' {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
            at += 1;
            continue;
        }
        count += 1;
        if count > ATTRIBUTES {
            return Err(format!("a tag of the page has too many attributes (over {ATTRIBUTES})"));
        }
        at = after_attribute(bytes, at);
    }
    // all that was passed over byte by byte stands between ASCII signs
    let end = rest.ceil_char_boundary(at);
    Ok((&rest[..end], rest.get(end + 1..).unwrap_or_default()))
}

/// The position after `name`, `name=value`, `name="value"`.
fn after_attribute(bytes: &[u8], mut at: usize) -> usize {
    let until = |mut at: usize, stop: &dyn Fn(u8) -> bool| {
        while at < bytes.len() && !stop(bytes[at]) {
            at += 1;
        }
        at
    };
    // a first `=` belongs to the name
    at = until(at + 1, &|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
    let equals = until(at, &|byte| !byte.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return at;
    }
    let value = until(equals + 1, &|byte| !byte.is_ascii_whitespace());
    match bytes.get(value) {
        Some(quote @ (b'"' | b'\'')) => until(value + 1, &|byte| byte == *quote) + 1,
        _ => until(value, &|byte| byte.is_ascii_whitespace() || byte == b'>'),
    }
    .min(bytes.len())
}

/// What follows a comment; one that never ends swallows the page.
fn after_comment(comment: &str) -> &str {
    if let Some(after) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return after;
    }
    let mut rest = comment;
    while let Some(at) = rest.find("--") {
        rest = &rest[at + 2..];
        let end = rest.trim_start_matches('-');
        if let Some(after) = end.strip_prefix('>').or_else(|| end.strip_prefix("!>")) {
            return after;
        }
        rest = end;
    }
    ""
}

/// What follows the end tag `name`, beginning with it.
fn after_opaque<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some(at) = rest.find("</") {
        let inner = &rest.as_bytes()[at + 2..];
        if inner.len() >= name.len() && inner[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return &rest[at + 2 + name.len()..];
        }
        rest = &rest[at + 2..];
    }
    ""
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_pages_are_turned_away() {
        let distinct: String = (0..20_000).map(|n| format!("<font color=c{n}>")).collect();
        let apart: String = (0..20_000).map(|n| format!("<div><font color=c{n}></div>")).collect();
        let attributes: String = (0..300).map(|n| format!(" a{n}=1")).collect();
        let cases = [
            ("<div>".repeat(10_000), "nested too deeply"),
            ("<b>".repeat(100_000), "nested too deeply"),
            ("<b></i>".repeat(100_000), "nested too deeply"),
            ("<svg><style>".to_owned() + &"<b>".repeat(1000), "nested too deeply"),
            (distinct, "nested too deeply"),
            (apart, "formatting tags open"),
            (format!("<p{attributes}>"), "too many attributes"),
            ("<p>".repeat(100_000), "too many elements"),
            ("<!--><b>".repeat(1000), "nested too deeply"),
            ("<div>".repeat(100) + &"<p>".repeat(10_000), "in too many places"),
            ("</p>".repeat(200_000), "too many tags"),
            ("<!-- -->".repeat(200_000), "too many tags"),
            ("word ".repeat(300_000), "too much text"),
            ("<title>".to_owned() + &"word ".repeat(300_000), "too much text"),
            (" ".repeat(BYTES + 1), "too large"),
        ];
        for (page, reason) in cases {
            let found = check(&page).unwrap_err();
            assert!(found.contains(reason), "{found}: {}", &page[..40]);
        }
    }

    #[test]
    fn careless_pages_pass() {
        let list = "<li>one<li><b>two<li>three";
        let cases = [
            format!("<ul>{}</ul>", list.repeat(500)),
            "<p><b>one<p>two".repeat(1000),
            "<table><tr><td>one<td>two<tr><td>three</table>".repeat(1000),
            format!("<script>{}</script><p>text", "'<div>'".repeat(300_000)),
            format!("<!-- {} --><p>text", "<div>".repeat(1000)),
            "<p title='a > b' class=\"<div>\">one</p>".repeat(1000),
            "<a href=x>one<a href=y>two".repeat(1000),
            "a < b and c <3 d </ e".repeat(1000),
        ];
        for page in cases {
            assert_eq!(check(&page), Ok(()), "{}", &page[..30]);
        }
    }
}
