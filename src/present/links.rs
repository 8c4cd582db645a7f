//! Links that a terminal opens (OSC 8): to files on this machine, and to addresses on the web.

use std::collections::HashMap;

use crate::article::Origin;
use crate::index::Root;

/// Where the roots of an index stand on this machine. None known: no links.
#[derive(Clone, Debug, Default)]
pub struct Links {
    roots: Option<HashMap<String, String>>,
}

impl Links {
    /// Links to the files below these roots.
    pub fn to(roots: &[Root]) -> Self {
        Self { roots: Some(roots.iter().map(|root| (root.name.clone(), root.path.clone())).collect()) }
    }

    /// `text` as a link to the file that an article came from; as it is where that is not known.
    pub(crate) fn file(&self, origin: &Origin, text: &str) -> String {
        let root = self.roots.as_ref().and_then(|roots| roots.get(&origin.root)).filter(|root| is_absolute(root));
        let Some(root) = root else { return text.to_owned() };
        let mut path = root.replace('\\', "/");
        if !origin.path.is_empty() {
            path = format!("{}/{}", path.trim_end_matches('/'), origin.path);
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        link(&format!("file://{slash}{}", encoded(&path, "/:")), text)
    }

    /// `text` as a link to an address on the web; as it is where that is none.
    pub(crate) fn web(&self, url: Option<&str>, text: &str) -> String {
        match url.and_then(web_address) {
            Some(url) if self.roots.is_some() => link(&url, text),
            _ => text.to_owned(),
        }
    }
}

/// `url` where it is an address on the web, with what no address may hold percent-encoded; no other kind is followed: it
/// could be a script.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    // what is encoded stays so
    (begins("https://") || begins("http://")).then(|| encoded(url, "/:?#[]@!$&'()*+,;=%"))
}

/// `text` without the links that were drawn into it: for pagers, some of which print them as signs. Nothing else is lost,
/// because no text of a document holds the sign that begins one.
pub fn without_links(text: &str) -> String {
    let mut pieces = text.split(BEGIN);
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare.push_str(piece.split_once(END).map_or(piece, |(_, rest)| rest));
    }
    bare
}

/// What begins a link: an operating system command with the number 8, and no parameters.
const BEGIN: &str = "\u{1b}]8;;";

/// What ends its address.
const END: &str = "\u{1b}\\";

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

fn link(target: &str, text: &str) -> String {
    format!("{BEGIN}{target}{END}{text}{BEGIN}{END}")
}

/// Percent-encodes all but the unreserved characters of RFC 3986 and those of `keep`: what is left are printable ASCII
/// letters, so that no address can command the terminal.
fn encoded(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(c) || (byte.is_ascii() && keep.contains(c)) {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(path: &str) -> Links {
        Links::to(&[Root { name: "news".into(), path: path.into() }])
    }

    fn origin(path: &str) -> Origin {
        Origin { root: "news".into(), path: path.into(), record: None }
    }

    #[test]
    fn files_are_linked_where_their_root_stands() {
        let expected = "\u{1b}]8;;file:///home/a%20b/news/2025/Z%C3%BCrich%23.txt\u{1b}\\text\u{1b}]8;;\u{1b}\\";
        assert_eq!(links("/home/a b/news").file(&origin("2025/Zürich#.txt"), "text"), expected);
        assert!(links("/home/one.txt").file(&origin(""), "x").contains("file:///home/one.txt\u{1b}"));
        assert!(links("C:\\news").file(&origin("a.txt"), "x").contains(";file:///C:/news/a.txt\u{1b}"));
        assert_eq!(links("-").file(&origin("a.txt"), "text"), "text");
        assert_eq!(Links::default().file(&origin("a.txt"), "text"), "text");
    }

    #[test]
    fn links_are_taken_out_whole() {
        let links = links("/n");
        let text = format!(
            "a {} b\n{}c",
            links.web(Some("https://x.example/"), "\u{1b}[1mone\u{1b}[0m"),
            links.file(&origin("é"), "two")
        );
        assert_eq!(without_links(&text), "a \u{1b}[1mone\u{1b}[0m b\ntwoc");
        assert_eq!(without_links("plain"), "plain");
    }

    #[test]
    fn no_address_commands_the_terminal() {
        let hostile = "https://a.example/x\u{1b}]0;owned\u{7}?q=50%25&r=é";
        let linked = links("/n").web(Some(hostile), "text");
        assert_eq!(
            linked,
            "\u{1b}]8;;https://a.example/x%1B]0;owned%07?q=50%25&r=%C3%A9\u{1b}\\text\u{1b}]8;;\u{1b}\\"
        );
        for none in [Some("javascript:alert(1)"), Some("file:///etc/passwd"), Some(""), None] {
            assert_eq!(links("/n").web(none, "text"), "text");
        }
        assert_eq!(Links::default().web(Some("https://a.example/"), "text"), "text");
    }
}
