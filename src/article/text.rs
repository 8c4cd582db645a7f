//! A text with marks on what cleaning took out of it: nothing is deleted, everything can be undone.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The raw text and the byte ranges of it that are not body.
///
/// The body is the raw text without those ranges and nothing else, so cleaning cannot invent a word, and every
/// offset in the body has one in the raw text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Text {
    raw: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Removal>,
}

/// What was written of a text, and may have been damaged since.
#[derive(Deserialize)]
struct Stored {
    raw: String,
    #[serde(default)]
    removed: Vec<Removal>,
}

impl TryFrom<Stored> for Text {
    type Error = &'static str;

    fn try_from(Stored { raw, removed }: Stored) -> Result<Self, Self::Error> {
        Self::marked(raw, removed)
    }
}

/// A byte range of the raw text that a rule took out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// First byte, on a character boundary.
    #[serde(rename = "s")]
    pub start: usize,
    /// One past the last byte, on a character boundary.
    #[serde(rename = "e")]
    pub end: usize,
    /// The name of the rule.
    #[serde(rename = "r")]
    pub rule: String,
}

/// One removed piece, as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Residue<'a> {
    /// The name of the rule that removed it.
    pub rule: &'a str,
    /// The line of the raw text where it starts, counted from 1.
    pub line: usize,
    /// What was removed, without white space around it.
    pub text: &'a str,
}

impl From<String> for Text {
    fn from(raw: String) -> Self {
        Self { raw, removed: Vec::new() }
    }
}

impl Text {
    /// A text with these marks.
    ///
    /// # Errors
    /// When they do not lie in the text, in order, each behind the one before it.
    pub fn marked(raw: String, removed: Vec<Removal>) -> Result<Self, &'static str> {
        let mut end = 0;
        for removal in &removed {
            let within = end <= removal.start && removal.start <= removal.end;
            if !within || !raw.is_char_boundary(removal.start) || !raw.is_char_boundary(removal.end) {
                return Err("what is marked as removed does not lie in the text");
            }
            end = removal.end;
        }
        Ok(Self { raw, removed })
    }

    /// The text as it was read.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// What was taken out, in order, disjoint.
    pub fn removed(&self) -> &[Removal] {
        &self.removed
    }

    /// Marks `range` as removed by `rule`. What an earlier rule took stays that rule's: only the parts of `range` that
    /// are still body are marked. Bounds that lie inside a character move outward to its edges.
    pub fn remove(&mut self, range: Range<usize>, rule: &str) {
        let mut start = self.raw.floor_char_boundary(range.start.min(self.raw.len()));
        let end = self.raw.ceil_char_boundary(range.end.min(self.raw.len()));
        let mut fresh = Vec::new();
        let first = self.removed.partition_point(|old| old.end <= start);
        for old in self.removed[first..].iter().take_while(|old| old.start < end) {
            if start < old.start {
                fresh.push(start..old.start);
            }
            start = old.end;
        }
        if start < end {
            fresh.push(start..end);
        }
        for Range { start, end } in fresh {
            let at = self.removed.partition_point(|old| old.start < start);
            self.removed.insert(at, Removal { start, end, rule: rule.to_owned() });
        }
    }

    /// Gives back what `rule` took.
    pub fn restore(&mut self, rule: &str) {
        self.removed.retain(|removal| removal.rule != rule);
    }

    /// What of `range` is left in the body, or would be if `but` had taken nothing.
    pub fn kept_of(&self, range: Range<usize>, but: &str) -> String {
        let first = self.removed.partition_point(|old| old.end <= range.start);
        let (mut kept, mut at) = (String::new(), range.start);
        for old in self.removed[first..].iter().take_while(|old| old.start < range.end).filter(|old| old.rule != but) {
            kept.push_str(&self.raw[at..old.start.max(at)]);
            at = old.end.min(range.end);
        }
        kept.push_str(&self.raw[at..range.end]);
        kept
    }

    /// Whether nothing of `range` but white space is left in the body.
    pub fn is_gone(&self, range: Range<usize>) -> bool {
        self.kept_within(range).all(|piece| piece.trim().is_empty())
    }

    /// The cleaned text: what no rule removed, without white space at its ends.
    pub fn body(&self) -> String {
        let body: String = self.kept_within(0..self.raw.len()).collect();
        let trimmed = body.trim();
        if trimmed.len() == body.len() { body } else { trimmed.to_owned() }
    }

    /// Where bytes of the body stand in the raw text: from the first to the last, with what was removed between them.
    pub fn in_raw(&self, body: Range<usize>) -> Range<usize> {
        let mut kept: Vec<Range<usize>> = Vec::with_capacity(self.removed.len() + 1);
        let mut at = 0;
        for removal in &self.removed {
            kept.push(at..removal.start.max(at));
            at = removal.end;
        }
        kept.push(at..self.raw.len());
        // the body has no white space at its beginning
        let mut blank = 0;
        for piece in &kept {
            let rest = self.raw[piece.clone()].trim_start();
            blank += piece.len() - rest.len();
            if !rest.is_empty() {
                break;
            }
        }
        let (mut before, (start, end)) = (0, (body.start + blank, body.end + blank));
        let mut found = self.raw.len()..self.raw.len();
        for piece in kept {
            let after = before + piece.len();
            if (before..after).contains(&start) {
                found.start = piece.start + (start - before);
            }
            if before < end && end <= after {
                found.end = piece.start + (end - before);
            }
            before = after;
        }
        found.start.min(found.end)..found.end
    }

    /// The removed pieces with line numbers; white space alone is not shown.
    pub fn residue(&self) -> impl Iterator<Item = Residue<'_>> {
        let (mut line, mut seen) = (1, 0);
        self.removed.iter().filter_map(move |removal| {
            let piece = &self.raw[removal.start..removal.end];
            let text = piece.trim();
            let start = removal.start + (piece.len() - piece.trim_start().len());
            line += self.raw[seen..start].matches('\n').count();
            seen = start;
            (!text.is_empty()).then_some(Residue { rule: &removal.rule, line, text })
        })
    }

    /// How much was removed: thousandths of the bytes that are no white space.
    pub fn lost_thousandths(&self) -> u64 {
        let bytes = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count() as u64;
        let lost: u64 = self.removed.iter().map(|removal| bytes(&self.raw[removal.start..removal.end])).sum();
        // most articles lose nothing, and then the rest need not be counted
        if lost == 0 { 0 } else { lost * 1000 / bytes(&self.raw).max(1) }
    }

    /// The pieces of `range` that stay in the body, in order.
    fn kept_within(&self, range: Range<usize>) -> impl Iterator<Item = &str> {
        let first = self.removed.partition_point(|old| old.end <= range.start);
        let mut at = range.start;
        let gaps =
            self.removed[first..].iter().take_while(move |old| old.start < range.end).map(|old| old.start..old.end);
        gaps.chain(std::iter::once(range.end..range.end)).map(move |gap| {
            let piece = if at < gap.start { &self.raw[at..gap.start] } else { "" };
            at = gap.end.max(at);
            piece
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str, ranges: &[(usize, usize, &str)]) -> Text {
        let mut text = Text::from(raw.to_owned());
        for (start, end, rule) in ranges {
            text.remove(*start..*end, rule);
        }
        text
    }

    #[test]
    fn the_body_is_the_raw_text_without_what_was_removed() {
        assert_eq!(text("one\n)\ntwo", &[(4, 6, "a")]).body(), "one\ntwo");
        assert_eq!(text("one two", &[]).body(), "one two");
        assert_eq!(text("one two", &[(0, 7, "a")]).body(), "");
        assert_eq!(text(" \n one \n", &[]).body(), "one");
    }

    #[test]
    fn marks_that_do_not_lie_in_the_text_are_an_error() {
        let stored = |marks: &str| {
            let json = format!(r#"{{"raw":"é bc","removed":[{marks}]}}"#);
            serde_json::from_str::<Text>(&json).map(|text| text.body())
        };
        assert_eq!(stored(r#"{"s":0,"e":2,"r":"a"},{"s":3,"e":4,"r":"b"}"#).unwrap(), "c");
        assert_eq!(stored("").unwrap(), "é bc");
        for damaged in [
            r#"{"s":0,"e":9,"r":"a"}"#,
            r#"{"s":1,"e":3,"r":"a"}"#,
            r#"{"s":3,"e":2,"r":"a"}"#,
            r#"{"s":2,"e":4,"r":"a"},{"s":3,"e":5,"r":"b"}"#,
        ] {
            assert!(stored(damaged).unwrap_err().to_string().contains("does not lie in the text"), "{damaged}");
        }
    }

    #[test]
    fn what_an_earlier_rule_took_stays_its_own() {
        let text = text("abcdefgh", &[(2, 4, "first"), (0, 8, "second")]);
        let rules: Vec<_> = text.removed().iter().map(|r| (r.start, r.end, r.rule.as_str())).collect();
        assert_eq!(rules, [(0, 2, "second"), (2, 4, "first"), (4, 8, "second")]);
        assert_eq!(text.body(), "");
    }

    #[test]
    fn bounds_inside_a_character_move_outward() {
        assert_eq!(text("aéb", &[(2, 3, "a")]).body(), "ab");
        assert_eq!(text("ab", &[(1, 99, "a")]).body(), "a");
    }

    #[test]
    fn residue_names_line_and_text() {
        let text = text("one\n\n)\ntwo (x)\n", &[(3, 4, "blank"), (5, 7, "symbol"), (11, 14, "tail")]);
        let seen: Vec<_> = text.residue().map(|r| (r.rule, r.line, r.text)).collect();
        assert_eq!(seen, [("symbol", 3, ")"), ("tail", 4, "(x)")]);
    }

    #[test]
    fn what_a_rule_took_can_be_given_back_or_looked_through() {
        let mut text = text("ab cd ef", &[(0, 2, "a"), (3, 5, "b")]);
        assert_eq!(text.kept_of(0..8, "b"), " cd ef");
        assert_eq!(text.kept_of(1..4, "-"), " ");
        text.restore("a");
        assert_eq!(text.body(), "ab  ef");
    }

    #[test]
    fn a_range_is_gone_when_only_white_space_is_left() {
        let text = text("ab cd\nef", &[(0, 2, "a"), (3, 5, "a")]);
        assert_eq!(text.lost_thousandths(), 666);
        assert!(text.is_gone(0..6));
        assert!(!text.is_gone(0..8));
    }

    #[test]
    fn the_body_is_found_again_in_the_raw_text() {
        let raw = "(AD)\n The port (AD) is shut.\nShare this\nShips wait. ";
        let text = text(raw, &[(0, 4, "advert"), (15, 20, "advert"), (29, 40, "share")]);
        let body = text.body();
        assert_eq!(body, "The port is shut.\nShips wait.");
        let original = |piece: &str| {
            let start = body.find(piece).unwrap();
            &raw[text.in_raw(start..start + piece.len())]
        };
        assert_eq!(original("The port is shut."), "The port (AD) is shut.");
        assert_eq!(original("Ships"), "Ships");
        assert_eq!(original("port"), "port");
        assert_eq!(original("shut.\nShips"), "shut.\nShare this\nShips");
        assert_eq!(text.in_raw(90..99), raw.len()..raw.len());
        assert_eq!(Text::default().in_raw(0..0), 0..0);
    }
}
