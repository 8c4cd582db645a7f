//! Passages: the sentences of a text that show best why it was found.

use std::ops::Range;

use crate::matches::marks::{Found, merged};
use crate::text::words;

/// Longest passage in characters: three lines of 80 columns, what result lists of search engines show.
pub const PASSAGE_CHARS: usize = 240;

/// Most passages of a text: more is reading, not choosing.
pub const PASSAGES: usize = 3;

/// Words kept before the first mark when a sentence is too long to be shown whole: enough to see its subject.
const WORDS_BEFORE: usize = 8;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// Bytes of the text that matched within it, in order, disjoint.
    pub marks: Vec<Range<usize>>,
}

impl Found {
    /// The best passages of `body`, best first: whole sentences as far as they are short enough. The first shows the most
    /// words and phrases of the query, and a whole match where its words must stand together; each further one shows words
    /// that those before do not. Without a mark in the body: its beginning, unmarked. None of an empty text.
    pub fn passages(&self, body: &str) -> Vec<Excerpt> {
        let sentences = Sentences::new(body, &self.sentences);
        let mut windows = sentences.windows(self);
        let (mut chosen, mut shown): (Vec<Excerpt>, u64) = (Vec::new(), 0);
        while chosen.len() < PASSAGES {
            windows.retain(|window| window.leaves & !shown != 0);
            let best = windows.iter().max_by_key(|window| {
                let new = (window.leaves & !shown).count_ones();
                (new, window.whole, window.marks.len(), std::cmp::Reverse(window.range.start))
            });
            let Some(best) = best else { break };
            shown |= best.leaves;
            let range = best.range.clone();
            let inside = merged(self.body[best.marks.clone()].iter().filter(|mark| within(&mark.range, &range)));
            windows = windows.into_iter().filter_map(|window| sentences.outside(window, &range, self)).collect();
            chosen.push(Excerpt { range, marks: inside });
        }
        if chosen.is_empty() {
            chosen.extend(sentences.lead().map(|range| Excerpt { range, marks: Vec::new() }));
        }
        chosen
    }

    /// The window of `range`, if a mark lies in it.
    fn window(&self, range: Range<usize>) -> Option<Window> {
        // marks are in the order of their ends
        let start = self.body.partition_point(|mark| mark.range.end <= range.start);
        let end = self.body.partition_point(|mark| mark.range.end <= range.end);
        let inside = self.body[start..end].iter().filter(|mark| within(&mark.range, &range));
        let leaves = inside.fold(0, |bits, mark| bits | mark.leaves);
        let first = self.wholes.partition_point(|whole| whole.start < range.start);
        let begun = self.wholes[first..].iter().take_while(|whole| whole.start < range.end);
        let whole = begun.into_iter().any(|whole| whole.end <= range.end);
        (leaves != 0).then_some(Window { range, marks: start..end, leaves, whole })
    }
}

/// A passage that could be shown.
struct Window {
    range: Range<usize>,
    /// Which marks lie in it.
    marks: Range<usize>,
    /// One bit for each word or phrase of the query, as in [`crate::matches::Mark`].
    leaves: u64,
    /// Whether all of a match lies in it whose words must stand together.
    whole: bool,
}

/// Where the sentences begin whose first words begin at `firsts`: with the quotation marks and brackets before these.
pub(crate) fn sentence_starts(text: &str, firsts: &[usize]) -> Vec<usize> {
    let mut floor = 0;
    let start = |&first: &usize| {
        let glued = text[floor..first].chars().rev().take_while(|c| !c.is_whitespace());
        // "。" glues to the next sentence where no blanks part them: it belongs to the one before
        let glued: usize = glued.take_while(|c| !ends_sentence(*c)).map(char::len_utf8).sum();
        floor = first;
        first - glued
    };
    firsts.iter().map(start).collect()
}

struct Sentences<'a> {
    text: &'a str,
    ranges: Vec<Range<usize>>,
}

impl<'a> Sentences<'a> {
    /// From where their first words begin: a sentence has the quotation marks and brackets before its first word, and no
    /// white space at its end.
    fn new(text: &'a str, starts: &[usize]) -> Self {
        let starts = sentence_starts(text, starts);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let ranges = starts.iter().zip(ends).map(|(&start, end)| start..start + text[start..end].trim_end().len());
        Self { text, ranges: ranges.collect() }
    }

    fn fits(&self, range: &Range<usize>) -> bool {
        fits(&self.text[range.clone()])
    }

    /// The beginning of the text.
    fn lead(&self) -> Option<Range<usize>> {
        let first = self.ranges.first()?;
        if !self.fits(first) {
            return Some(self.crop(first, first.start));
        }
        let mut lead = first.clone();
        for next in &self.ranges[1..] {
            if !self.fits(&(lead.start..next.end)) {
                break;
            }
            lead.end = next.end;
        }
        Some(lead)
    }

    /// One window for each sentence with a mark, from it onward; a long sentence has as many as its marks need.
    fn windows(&self, found: &Found) -> Vec<Window> {
        let mut anchors: Vec<&Range<usize>> = found.body.iter().map(|mark| &mark.range).chain(&found.wholes).collect();
        anchors.sort_by_key(|anchor| (anchor.start, anchor.end));
        let mut windows: Vec<Window> = Vec::new();
        let mut seen = None;
        for anchor in anchors {
            let n = self.ranges.partition_point(|range| range.start <= anchor.start).saturating_sub(1);
            let Some(sentence) = self.ranges.get(n) else { continue };
            let (again, fits) = (seen == Some(n), self.fits(sentence));
            if again && (fits || windows.last().is_some_and(|last| anchor.end <= last.range.end)) {
                continue;
            }
            seen = Some(n);
            let range = if fits { self.grow(n) } else { self.crop(sentence, anchor.start) };
            windows.extend(found.window(range));
        }
        windows
    }

    /// What of `window` does not overlap `taken`, in whole sentences.
    fn outside(&self, window: Window, taken: &Range<usize>, found: &Found) -> Option<Window> {
        let Range { start, end } = window.range;
        if end <= taken.start || taken.end <= start {
            return Some(window);
        }
        if start >= taken.start {
            let next = self.ranges.get(self.ranges.partition_point(|sentence| sentence.start < taken.end));
            let next = next.filter(|next| next.start < end).and_then(|next| found.window(next.start..end));
            // of a sentence that is too long to be shown whole what was cut off, from its next word
            let rest = || {
                let word = words(self.text.get(taken.end..end)?).next()?;
                found.window(taken.end + word.start..end)
            };
            return next.or_else(rest);
        }
        let before = self.ranges.partition_point(|sentence| sentence.end <= taken.start).checked_sub(1)?;
        let last = self.ranges[before].end;
        (start < last).then(|| found.window(start..last))?
    }

    /// Sentence `n` and what follows it as long as it is short enough, then what precedes it.
    fn grow(&self, n: usize) -> Range<usize> {
        let mut range = self.ranges[n].clone();
        for next in &self.ranges[n + 1..] {
            if !self.fits(&(range.start..next.end)) {
                break;
            }
            range.end = next.end;
        }
        for previous in self.ranges[..n].iter().rev() {
            if !self.fits(&(previous.start..range.end)) {
                break;
            }
            range.start = previous.start;
        }
        range
    }

    /// The part of a long sentence around `at`, cut between words.
    fn crop(&self, sentence: &Range<usize>, at: usize) -> Range<usize> {
        let before = self.words_before(sentence, at);
        let mut end = at;
        for word in words(&self.text[at..sentence.end]) {
            let next = at + word.end();
            if !fits(&self.text[before..next]) {
                break;
            }
            end = next;
        }
        // a single word that is longer than a passage is cut within
        if end == at {
            let chars = self.text[at..sentence.end].char_indices().nth(PASSAGE_CHARS);
            end = chars.map_or(sentence.end, |(offset, _)| at + offset);
            return at..end;
        }
        let rest = &self.text[end..sentence.end];
        if !rest.contains(char::is_alphanumeric) && fits(&self.text[before..sentence.end]) {
            end = sentence.end
        }
        before..end
    }

    /// Where the passage begins that has a few words before `at`.
    fn words_before(&self, sentence: &Range<usize>, at: usize) -> usize {
        // as far back as half a passage may reach, so that a sentence without end costs no more than others
        let reach = self.text[sentence.start..at].char_indices().rev().take(PASSAGE_CHARS / 2).last();
        let from = reach.map_or(at, |(offset, _)| sentence.start + offset);
        if from == at {
            return at;
        }
        let starts: Vec<usize> = words(&self.text[from..at]).map(|word| from + word.start).collect();
        // the first one may be cut by the reach
        let whole = if from > sentence.start { starts.get(1..).unwrap_or_default() } else { &starts };
        match whole.len().checked_sub(WORDS_BEFORE) {
            Some(more) => whole[more],
            None if from == sentence.start => from,
            None => whole.first().copied().unwrap_or(at),
        }
    }
}

fn within(part: &Range<usize>, range: &Range<usize>) -> bool {
    range.start <= part.start && part.end <= range.end
}

fn fits(text: &str) -> bool {
    // four bytes are the longest character
    text.len() <= PASSAGE_CHARS || (text.len() <= 4 * PASSAGE_CHARS && text.chars().count() <= PASSAGE_CHARS)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matches::Matcher;
    use crate::query::{Tree, compile};

    fn passages(query: &str, text: &str) -> Vec<Excerpt> {
        let clauses = compile(query, &["en".to_owned()]).clauses;
        Matcher::new(&clauses).find(Some("en"), "", text, &mut |_| true).passages(text)
    }

    /// Passages with their marks as `[word]`.
    fn check(query: &str, text: &str, expected: &[&str]) {
        let shown: Vec<String> = passages(query, text)
            .iter()
            .map(|excerpt| {
                let (mut shown, mut at) = (String::new(), excerpt.range.start);
                for mark in &excerpt.marks {
                    shown += &format!("{}[{}]", &text[at..mark.start], &text[mark.clone()]);
                    at = mark.end;
                }
                shown + &text[at..excerpt.range.end]
            })
            .collect();
        assert_eq!(shown, expected, "{query:?}");
    }

    const FILLER: &str =
        "The committee met for a long time in the old hall and did not say a word about what it had heard there. ";

    #[test]
    fn a_short_text_is_its_own_passage() {
        check("harbour", "A storm came. The harbour closed.", &["A storm came. The [harbour] closed."]);
        check("harbour", "", &[]);
        check("x", " … ", &[]);
    }

    #[test]
    fn without_a_match_the_lead_is_shown() {
        check(
            "x",
            "“One storm came,” they said.\nThe harbour closed.",
            &["“One storm came,” they said.\nThe harbour closed."],
        );
    }

    #[test]
    fn the_passage_with_most_clauses_wins_and_others_add_what_it_lacks() {
        let text = format!("Ships wait. {0}{0}Ships and cranes stand still. {0}{0}{0}Even the mayor waits.", FILLER);
        let found = passages("ship crane mayor", &text);
        assert_eq!(found.len(), 2);
        assert!(text[found[0].range.clone()].starts_with("Ships and cranes"));
        assert!(text[found[1].range.clone()].ends_with("Even the mayor waits."));
        assert_eq!(found[1].marks.len(), 1);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = format!("{0} and the harbour was closed {0} again", "many words without any end ".repeat(30));
        let found = passages("harbour", &text);
        let piece = &text[found[0].range.clone()];
        assert!(piece.chars().count() <= PASSAGE_CHARS, "{piece}");
        assert!(
            piece.starts_with("words without any end  and the") || piece.contains("the harbour was closed"),
            "{piece}"
        );
        assert!(text[..found[0].range.start].ends_with(' ') && text[found[0].range.end..].starts_with(' '));
        assert_eq!(&text[found[0].marks[0].clone()], "harbour");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let text = "x".repeat(10_000);
        assert_eq!(passages("y", &text)[0].range, 0..PASSAGE_CHARS);
    }

    /// `one w/distance other` in `text`.
    fn near(one: &str, other: &str, distance: u32, text: &str) -> Vec<Excerpt> {
        let mut clauses = compile(&format!("{one} {other}"), &["en".to_owned()]).clauses;
        let [left, right] = [0, 1].map(|place: usize| Box::new(clauses[place].tree.clone()));
        clauses.truncate(1);
        clauses[0].tree = Tree::Near { left, right, distance, ordered: false };
        Matcher::new(&clauses).find(Some("en"), "", text, &mut |_| true).passages(text)
    }

    #[test]
    fn a_whole_match_is_shown_where_words_must_stand_together() {
        // the first sentence has the end of one match and the beginning of another, too far apart to be shown as one
        let long = "many words without any end ".repeat(12);
        let text = format!("Ships {long}port. {FILLER}{FILLER}{FILLER}The port has ships.");
        let found = near("ship", "port", 61, &text);
        assert!(text[found[0].range.clone()].ends_with("The port has ships."), "{found:?}");
        assert_eq!(found[0].marks.len(), 2);
        // in a sentence without end the passage begins early enough
        let endless = "and many more words ".repeat(40);
        let text = format!("{endless}ships, one two three four five six seven eight nine ten, port {endless}");
        let found = near("ship", "port", 12, &text);
        assert_eq!(found[0].marks.len(), 2, "{found:?}");
    }

    #[test]
    fn both_ends_of_a_match_are_shown_however_far_apart() {
        for between in 1..=60 {
            let text = format!("Ships {}wait for a port {0}", "and more words ".repeat(between));
            let found = near("ship", "port", 300, &text);
            let marked: Vec<&str> =
                found.iter().flat_map(|excerpt| &excerpt.marks).map(|mark| &text[mark.clone()]).collect();
            assert_eq!(marked, ["Ships", "port"], "{between}: {found:?}");
            let apart = found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
            assert!(apart && found.len() <= 2, "{between}: {found:?}");
        }
    }

    #[test]
    fn every_part_of_one_clause_counts() {
        let mut clauses = compile("ship crane mayor", &["en".to_owned()]).clauses;
        let parts = clauses.iter().map(|clause| clause.tree.clone()).collect();
        clauses.truncate(1);
        clauses[0].tree = Tree::All(parts);
        let text = format!("Ships wait. {0}{0}Ships and cranes stand still. {0}{0}{0}Even the mayor waits.", FILLER);
        let found = Matcher::new(&clauses).find(Some("en"), "", &text, &mut |_| true).passages(&text);
        assert_eq!(found.len(), 2);
        assert!(text[found[0].range.clone()].starts_with("Ships and cranes"));
    }

    proptest! {
        #[test]
        fn passages_are_short_and_hold_their_marks(text in "[abc .!?\n日“é]{0,900}", query in "[abc日\" ]{0,8}") {
            for excerpt in passages(&query, &text) {
                let piece = text.get(excerpt.range.clone());
                prop_assert!(piece.is_some_and(|piece| piece.chars().count() <= PASSAGE_CHARS && !piece.is_empty()));
                for mark in &excerpt.marks {
                    prop_assert!(excerpt.range.start <= mark.start && mark.end <= excerpt.range.end);
                    prop_assert!(text.get(mark.clone()).is_some());
                }
            }
        }
    }
}
