//! The sentences that matched, as they stand in the original.

use std::ops::Range;

use crate::article::Text;
use crate::matches::sentence_starts;
use crate::search::Passage;
use crate::text::{Opens, words};

/// Longest quotation in bytes: a text without full stops is quoted as far as its passage shows it. Twice the longest
/// sentence of 40 words that newspapers print, in a script with three bytes a letter.
const MAX_QUOTE: usize = 1500;

/// The sentences of the body that marks of `passages` lie in, in the order of the text, with whatever cleaning took out of
/// them.
pub(crate) fn quotes(text: &Text, body: &str, passages: &[Passage]) -> Vec<String> {
    let marked: Vec<(Range<usize>, &Passage)> = passages
        .iter()
        .filter(|passage| passage.field == "body")
        .flat_map(|passage| passage.marks.iter().map(move |mark| (mark, passage)))
        .map(|(mark, passage)| (passage.offset + mark.start..passage.offset + mark.end, passage))
        .collect();
    if marked.is_empty() {
        return Vec::new();
    }
    let firsts: Vec<usize> = words(body).filter(|word| word.opens >= Opens::Sentence).map(|word| word.start).collect();
    let starts = sentence_starts(body, &firsts);
    let mut ranges: Vec<Range<usize>> =
        marked.iter().map(|(mark, passage)| around(body, &starts, mark, passage)).collect();
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup();
    ranges.into_iter().map(|range| text.raw()[text.in_raw(range)].to_owned()).collect()
}

/// The sentence, or the sentences, that `mark` lies in.
fn around(body: &str, starts: &[usize], mark: &Range<usize>, passage: &Passage) -> Range<usize> {
    let first = starts.partition_point(|start| *start <= mark.start).saturating_sub(1);
    let next = starts.partition_point(|start| *start < mark.end);
    let start = starts.get(first).copied().unwrap_or(0);
    let end = starts.get(next).copied().unwrap_or(body.len());
    if end - start > MAX_QUOTE {
        return passage.offset..passage.offset + passage.text.len();
    }
    start..start + body[start..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(raw: &str, removed: &[&str], marked: &[&str], expected: &[&str]) {
        let mut text = Text::from(raw.to_owned());
        for piece in removed {
            let start = raw.find(piece).unwrap();
            text.remove(start..start + piece.len(), "advert");
        }
        let body = text.body();
        let marks = marked.iter().map(|word| body.find(word).map(|start| start..start + word.len()).unwrap()).collect();
        let passage = Passage { field: "body", text: body.clone(), marks, offset: 0, cut: (false, false) };
        assert_eq!(quotes(&text, &body, &[passage]), expected);
    }

    #[test]
    fn sentences_are_quoted_whole_and_once() {
        let raw = "A storm came. “The harbour closed,” said the mayor, and the cranes stopped. Ships wait.";
        let closed = "“The harbour closed,” said the mayor, and the cranes stopped.";
        check(raw, &[], &["cranes", "harbour"], &[closed]);
        check(raw, &[], &["Ships", "storm"], &["A storm came.", "Ships wait."]);
        check(raw, &[], &[], &[]);
        check("港は閉まった。船は待つ。", &[], &["船"], &["船は待つ。"]);
    }

    #[test]
    fn what_cleaning_took_out_stands_in_the_quotation() {
        check(
            "The port (ad) is shut today. Nobody knows why.",
            &["(ad) "],
            &["shut"],
            &["The port (ad) is shut today."],
        );
    }

    #[test]
    fn a_text_without_full_stops_is_quoted_as_its_passage_shows_it() {
        let body = "word ".repeat(1000);
        let text = Text::from(body.clone());
        let passage = Passage {
            field: "body",
            text: body[500..600].to_owned(),
            marks: std::iter::once(0..4).collect(),
            offset: 500,
            cut: (true, true),
        };
        assert_eq!(quotes(&text, body.trim(), &[passage]), [&body[500..600]]);
    }

    proptest! {
        #[test]
        fn any_text_with_any_marks_is_quoted_from_the_original(
            raw in "[ab .!?\n日“é]{0,80}",
            removed in prop::collection::vec((0..80_usize, 0..20_usize), 0..4),
            marked in prop::collection::vec((0..80_usize, 1..20_usize), 0..4),
        ) {
            let mut text = Text::from(raw.clone());
            for (start, len) in removed {
                text.remove(start..start + len, "advert");
            }
            let body = text.body();
            let end = |at: usize| body.floor_char_boundary(at.min(body.len()));
            let marks = marked.iter().map(|(start, len)| end(*start)..end(start + len)).collect();
            let passage = Passage { field: "body", text: body.clone(), marks, offset: 0, cut: (false, false) };
            for quote in quotes(&text, &body, &[passage]) {
                prop_assert!(raw.contains(&quote));
            }
        }
    }
}
