//! Lines of a concordance (KWIC, key word in context): every mark of an article with the words on both sides.

use std::ops::Range;

use crate::matches::marks::{Found, Mark};
use crate::text::words;

/// The part of an article that a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The body.
    Body,
}

impl Field {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
        }
    }
}

/// One occurrence in its context. Nothing in it depends on how wide it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub field: Field,
    /// What stands before the keyword, up to it: whole words, with signs and white space between them as they are.
    pub left: String,
    /// What is marked.
    pub keyword: String,
    /// What follows the keyword.
    pub right: String,
    /// Byte offset of the keyword within the title or the body.
    pub offset: usize,
    /// The number of its sentence within the title or the body, from 1.
    pub sentence: usize,
}

impl Found {
    /// A line for every place that is marked (words of the query next to each other share one), title first, with at most `context` characters on each side. `title` and
    /// `body` are those that were read.
    pub fn lines<'a>(&'a self, title: &'a str, body: &'a str, context: usize) -> impl Iterator<Item = Line> + 'a {
        let of = move |field, text: &'a str, sentences: &'a [usize], range: Range<usize>| Line {
            field,
            left: before(text, range.start, context).to_owned(),
            keyword: text[range.clone()].to_owned(),
            right: after(text, range.end, context).to_owned(),
            offset: range.start,
            sentence: sentences.partition_point(|start| *start <= range.start),
        };
        let title = keywords(title, &self.title)
            .into_iter()
            .map(move |range| of(Field::Title, title, &self.title_sentences, range));
        let body =
            keywords(body, &self.body).into_iter().map(move |range| of(Field::Body, body, &self.sentences, range));
        title.chain(body)
    }
}

/// What lines are of: marks in order, those that overlap as one, and so those of different words of the query with nothing
/// but white space between them: `rare earths` is one line, whether it was typed as a phrase or as two words.
fn keywords(text: &str, marks: &[Mark]) -> Vec<Range<usize>> {
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let mut keywords: Vec<(Range<usize>, u64)> = Vec::with_capacity(marks.len());
    for mark in marks {
        if let Some((last, leaves)) = keywords.last_mut() {
            let beside = || *leaves & mark.leaves == 0 && text[last.end..mark.range.start].trim().is_empty();
            if mark.range.start < last.end || beside() {
                last.end = last.end.max(mark.range.end);
                *leaves |= mark.leaves;
                continue;
            }
        }
        keywords.push((mark.range.clone(), mark.leaves));
    }
    keywords.into_iter().map(|(range, _)| range).collect()
}

/// Whole words before byte `at`.
fn before(text: &str, at: usize, context: usize) -> &str {
    let from = text[..at].char_indices().rev().take(context).last().map_or(at, |(offset, _)| offset);
    if from == 0 || text[..from].ends_with(char::is_whitespace) || text[from..at].starts_with(char::is_whitespace) {
        return &text[from..at];
    }
    // the first word may be cut
    words(&text[from..at]).nth(1).map_or("", |word| &text[from + word.start..at])
}

/// Whole words from byte `at` on.
fn after(text: &str, at: usize, context: usize) -> &str {
    let to = text[at..].char_indices().nth(context).map_or(text.len(), |(offset, _)| at + offset);
    if to == text.len() || text[to..].starts_with(char::is_whitespace) || text[at..to].ends_with(char::is_whitespace) {
        return &text[at..to];
    }
    // the last word may be cut
    let mut ends = (0, 0);
    for word in words(&text[at..to]) {
        ends = (ends.1, word.end());
    }
    &text[at..at + ends.0]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matches::Matcher;
    use crate::query::compile;

    fn lines(query: &str, title: &str, body: &str, context: usize) -> Vec<Line> {
        let clauses = compile(query, &["en".to_owned()]).clauses;
        let found = Matcher::new(&clauses).find(Some("en"), title, body, &mut |_| true);
        found.lines(title, body, context).collect()
    }

    fn check(query: &str, title: &str, body: &str, context: usize, expected: &[&str]) {
        let lines = lines(query, title, body, context);
        let shown: Vec<String> =
            lines.iter().map(|line| format!("{}|{}|{}", line.left, line.keyword, line.right)).collect();
        assert_eq!(shown, expected, "{query:?} with {context}");
    }

    #[test]
    fn every_occurrence_has_a_line() {
        let body = "The port opened. A new port, or an old-port quarrel?";
        check(
            "port",
            "Port",
            body,
            12,
            &["|Port|", "The |port| opened. A", "A new |port|, or an", "an old-|port| quarrel?"],
        );
        check("\"new port\"", "Port", body, 5, &["A |new port|, or "]);
        check("port", "", body, 0, &["|port|", "|port|", "|port|"]);
        check("ship", "", body, 9, &[]);
        check("new port", "", "A new port, new new ports", 0, &["|new port|", "|new|", "|new ports|"]);
    }

    #[test]
    fn words_are_not_cut_in_any_script() {
        check("京", "", "東京都は晴れ", 2, &["東|京|都"]);
        check("b", "", "zoe\u{301}zoe\u{301} b zoe\u{301}zoe\u{301}", 4, &["|b|"]);
        check("b", "", &format!("{} b {}", "x".repeat(500), "y".repeat(500)), 100, &["|b|"]);
    }

    #[test]
    fn lines_say_where_they_stand() {
        let lines = lines("port", "A port", "Two ships. One port. A port.", 99);
        let places: Vec<_> = lines.iter().map(|line| (line.field, line.offset, line.sentence)).collect();
        assert_eq!(places, [(Field::Title, 2, 1), (Field::Body, 15, 2), (Field::Body, 23, 3)]);
    }

    proptest! {
        #[test]
        fn lines_are_pieces_of_the_text(text in "[ab .\n日é\u{301}]{0,80}", query in "[ab日é]", context in 0usize..20) {
            for line in lines(&query, "", &text, context) {
                let start = line.offset - line.left.len();
                let whole = format!("{}{}{}", line.left, line.keyword, line.right);
                prop_assert_eq!(text.get(start..start + whole.len()), Some(whole.as_str()));
                prop_assert!(line.left.chars().count() <= context && line.right.chars().count() <= context);
            }
        }
    }
}
