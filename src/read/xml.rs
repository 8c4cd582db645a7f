//! XML as a tree: names without prefixes, nothing expanded but characters, no recursion over its depth.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::read::fields::one_line;
use crate::read::html;

/// Deepest nesting that is followed: news markup stays below 20, hostile files go down for ever.
const DEEPEST: usize = 256;

/// Elements that stand beside each other on a line.
const CELLS: &[&str] = &["td", "th"];

/// Longest name of a character that HTML knows (`CounterClockwiseContourIntegral`), and how many it knows
/// (HTML Living Standard, 13.5).
const NAME: usize = 31;
const NAMES: usize = 2231;

/// A parsed text.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The outermost elements: one, or those of documents that were put together.
    roots: Vec<usize>,
    /// Why the text broke off; what was closed before that is whole.
    pub broken: Option<String>,
}

#[derive(Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
    closed: bool,
}

enum Child {
    Text(String),
    Element(usize),
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    tree: &'a Tree,
    at: usize,
}

/// What lines are made of.
pub(super) struct Layout {
    /// Elements that stand on lines of their own.
    pub blocks: &'static [&'static str],
    /// Elements that are passed over.
    pub silent: &'static [&'static str],
}

/// A reader that bears with what people write: ends that fit nothing, signs that should have been escaped.
pub(super) fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The attributes of a tag: full name, and value as it is written.
pub(super) fn attributes<'a>(start: &'a BytesStart) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    attributes.flatten().map(|attribute| (attribute.key.into_inner(), attribute.value))
}

/// The value of the attribute `wanted`, whatever its prefix, with its characters resolved.
pub(super) fn attribute(start: &BytesStart, wanted: &str) -> Option<String> {
    attributes(start).find(|(name, _)| local(name) == wanted).map(|(_, value)| unescaped(&value))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned)
}

/// The sign that `&name;` stands for.
#[derive(Default)]
pub(super) struct Signs(HashMap<String, String>);

impl Signs {
    /// Appends what a reference stands for, by number or by name.
    pub(super) fn push(&mut self, reference: &BytesRef, into: &mut String) {
        match reference.resolve_char_ref() {
            Ok(Some(sign)) => into.push(sign),
            Ok(None) => self.resolve(reference, into),
            Err(_) => {}
        }
    }

    /// Appends the sign named `name`; a name that means nothing stays as it is.
    fn resolve(&mut self, name: &str, into: &mut String) {
        if let Some(sign) = resolve_xml_entity(name) {
            return into.push_str(sign);
        }
        let is_name = name.len() <= NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !self.0.contains_key(name) {
            let written = format!("&{name};");
            if !is_name || self.0.len() >= NAMES {
                return into.push_str(&written);
            }
            // agencies use the names of HTML, which their document types declare
            // between letters, so that a blank is not trimmed
            let read = html::text(&format!("x{written}x")).unwrap_or_default();
            let sign = read.trim().strip_prefix('x').and_then(|sign| sign.strip_suffix('x'));
            // HTML also knows names without their end, and would read `&nothing;` as `¬hing;`
            let sign = sign.filter(|sign| !sign.contains(';'));
            let sign = sign.map_or(written, str::to_owned);
            self.0.insert(name.to_owned(), sign);
        }
        into.push_str(&self.0[name]);
    }
}

impl Tree {
    /// Parses as far as the text is XML; linear in its length.
    pub(super) fn parse(text: &str) -> Self {
        let mut growing = Growing::default();
        let mut reader = lenient(text);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => growing.take(event),
                Err(error) => {
                    growing.tree.broken = Some(reason(&error));
                    break;
                }
            }
        }
        let Growing { mut tree, open, .. } = growing;
        if let (None, Some(open)) = (&tree.broken, open.last()) {
            tree.broken = Some(format!("XML ends too early: '{}' is not closed", tree.nodes[*open].name));
        }
        tree
    }

    /// The outermost element, or the first of several.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.roots().next()
    }

    /// The outermost elements: programs put documents together in one file, although XML knows only one.
    pub(super) fn roots(&self) -> impl Iterator<Item = Element<'_>> {
        self.roots.iter().map(|at| Element { tree: self, at: *at })
    }
}

/// A tree being built.
#[derive(Default)]
struct Growing {
    tree: Tree,
    /// The open elements, innermost last.
    open: Vec<usize>,
    /// How many of each name are open: the end of nothing is known without a look at all of them.
    names: HashMap<String, usize>,
    /// How many are open below the deepest that is followed.
    below: usize,
    signs: Signs,
}

impl Growing {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(_) if self.open.len() >= DEEPEST => self.below += 1,
            Event::Start(start) => {
                let at = self.add(&start);
                self.open.push(at);
                *self.names.entry(self.tree.nodes[at].name.clone()).or_default() += 1;
            }
            Event::Empty(start) => {
                let at = self.add(&start);
                self.tree.nodes[at].closed = true;
            }
            Event::End(_) if self.below > 0 => self.below -= 1,
            Event::End(end) => self.close(end.local_name().as_ref()),
            Event::Text(piece) => self.text(&piece),
            Event::CData(piece) => self.text(&piece),
            Event::GeneralRef(sign) => {
                let mut text = String::new();
                self.signs.push(&sign, &mut text);
                self.text(&text);
            }
            _ => {}
        }
    }

    /// A new element within the innermost.
    fn add(&mut self, start: &BytesStart) -> usize {
        let nodes = &mut self.tree.nodes;
        let at = nodes.len();
        match self.open.last() {
            Some(parent) => nodes[*parent].children.push(Child::Element(at)),
            None => self.tree.roots.push(at),
        }
        let attributes = attributes(start).map(|(name, value)| (local(name).to_owned(), unescaped(&value))).collect();
        nodes.push(Node { name: start.local_name().as_ref().to_owned(), attributes, ..Node::default() });
        at
    }

    /// Closes the innermost element of that name and what was left open within it; an end of nothing is passed over.
    fn close(&mut self, name: &str) {
        if self.names.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        while let Some(at) = self.open.pop() {
            let node = &mut self.tree.nodes[at];
            node.closed = true;
            if let Some(open) = self.names.get_mut(&node.name) {
                *open -= 1;
            }
            if node.name == name {
                return;
            }
        }
    }

    /// Text that goes on within the innermost element.
    fn text(&mut self, piece: &str) {
        let Some(at) = self.open.last() else { return };
        let children = &mut self.tree.nodes[*at].children;
        match children.last_mut() {
            Some(Child::Text(text)) => text.push_str(piece),
            _ => children.push(Child::Text(piece.to_owned())),
        }
    }
}

/// What the parser says, in few words.
pub(super) fn reason(error: &Error) -> String {
    format!("broken XML: {error}")
}

impl<'a> Element<'a> {
    /// Its name without prefix.
    pub(super) fn name(self) -> &'a str {
        &self.tree.nodes[self.at].name
    }

    /// Whether it was read to its end.
    pub(super) fn is_closed(self) -> bool {
        self.tree.nodes[self.at].closed
    }

    /// A value with a word in it.
    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        let attributes = &self.tree.nodes[self.at].attributes;
        attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The elements directly within it.
    pub(super) fn elements(self) -> impl Iterator<Item = Element<'a>> {
        let children = self.tree.nodes[self.at].children.iter();
        children.filter_map(move |child| match child {
            Child::Element(at) => Some(Element { tree: self.tree, at: *at }),
            Child::Text(_) => None,
        })
    }

    /// The elements named `name` directly within it.
    pub(super) fn all(self, name: &'a str) -> impl Iterator<Item = Element<'a>> {
        self.elements().filter(move |element| element.name() == name)
    }

    /// The first element at the end of the names in `path`.
    pub(super) fn at(self, path: &[&str]) -> Option<Element<'a>> {
        path.iter().try_fold(self, |element, name| element.elements().find(|child| child.name() == *name))
    }

    /// Every element within it named `name`, at any depth, in order.
    pub(super) fn within(self, name: &str) -> Vec<Element<'a>> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(element) = waiting.pop() {
            if element.name() == name && element.at != self.at {
                found.push(element);
            }
            let children: Vec<_> = element.elements().collect();
            waiting.extend(children.into_iter().rev());
        }
        found
    }

    /// All its text on one line, `None` without a word.
    pub(super) fn line(self) -> Option<String> {
        let text = one_line(&self.text());
        (!text.is_empty()).then_some(text)
    }

    /// All its text as it is written.
    pub(super) fn text(self) -> String {
        let mut out = String::new();
        let mut waiting = vec![Step::Enter(self)];
        while let Some(step) = waiting.pop() {
            match step {
                Step::Text(text) => out.push_str(text),
                Step::Enter(element) => waiting.extend(element.steps().rev()),
                Step::Break => {}
            }
        }
        out
    }

    fn steps(self) -> impl DoubleEndedIterator<Item = Step<'a>> {
        self.tree.nodes[self.at].children.iter().map(move |child| match child {
            Child::Text(text) => Step::Text(text),
            Child::Element(at) => Step::Enter(Element { tree: self.tree, at: *at }),
        })
    }

    /// Its text, one line a block, as a person would read it.
    pub(super) fn lines(self, layout: &Layout) -> String {
        let mut out = Lines::default();
        let mut waiting = vec![Step::Enter(self)];
        while let Some(step) = waiting.pop() {
            match step {
                Step::Text(text) => out.text(text),
                Step::Break => out.end(),
                Step::Enter(element) if layout.silent.contains(&element.name()) => {}
                Step::Enter(element) => {
                    let block = layout.blocks.contains(&element.name());
                    if CELLS.contains(&element.name()) {
                        out.text(" ");
                    }
                    if block {
                        out.end();
                        waiting.push(Step::Break);
                    }
                    waiting.extend(element.steps().rev());
                }
            }
        }
        out.end();
        out.done
    }
}

enum Step<'a> {
    Text(&'a str),
    Enter(Element<'a>),
    Break,
}

/// Lines being written.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
}

impl Lines {
    fn text(&mut self, text: &str) {
        self.line.push_str(text);
    }

    fn end(&mut self) {
        let line = one_line(&self.line);
        self.line.clear();
        if !line.is_empty() {
            self.done.push_str(&line);
            self.done.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LAYOUT: Layout = Layout { blocks: &["p", "br"], silent: &["media"] };

    fn lines(text: &str) -> String {
        Tree::parse(text).root().map(|root| root.lines(&LAYOUT)).unwrap_or_default()
    }

    #[test]
    fn texts_become_lines() {
        let cases = [
            ("<a><p>One <b>two</b>\n three</p><p>four</p></a>", "One two three\nfour\n"),
            ("<a>One<br/>two<media>no</media></a>", "One\ntwo\n"),
            ("<a>&lt;b&gt; &#233;t&eacute;&nbsp;&nothing; AT&T</a>", "<b> été &nothing; AT&T\n"),
            ("<a><![CDATA[1 < 2]]><!-- no --></a>", "1 < 2\n"),
            ("<x:a xmlns:x='u'><x:p>One</x:p></x:a>", "One\n"),
            ("<a><p>One</q></p>two</a>", "One\ntwo\n"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text), expected, "{text}");
        }
    }

    #[test]
    fn no_entity_is_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"boom\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]><a>&x;&y;</a>";
        assert_eq!(lines(bomb), "&x;&y;\n");
    }

    #[test]
    fn what_was_closed_before_a_break_is_whole() {
        for text in ["<a><p>One</p><p>two", "<a><p>One</p><p>two<![CDATA[", "<a><p>One</p><p>two<"] {
            let tree = Tree::parse(text);
            assert!(tree.broken.is_some(), "{text}");
            let closed: Vec<bool> = tree.root().unwrap().all("p").map(Element::is_closed).collect();
            assert_eq!(closed, [true, false], "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("<a>{}deep{}</a>", "<b>".repeat(200_000), "</b>".repeat(200_000));
        assert!(Tree::parse(&deep).root().unwrap().is_closed());
        let attributes = "<a".to_owned() + &" b='c'".repeat(100_000) + "/>";
        assert_eq!(Tree::parse(&attributes).root().unwrap().attribute("b"), Some("c"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(<a|<p>|</p>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&|amp;|#x?|[ -~é\"=>/]){0,80}") {
            lines(&text);
        }
    }
}
