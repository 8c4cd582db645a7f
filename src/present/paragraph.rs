//! Where the lines of a paragraph end: as evenly as can be.

use textwrap::core::Word;

/// What a line costs by itself, so that fewer lines are better than more. These are textwrap's `Penalties`, in squares of
/// columns, and so are the lines: those that its optimal fit finds by SMAWK, in a third of its time for the few words of a
/// snippet.
const LINE: u64 = 1000;

/// What each column costs by which a line is too long.
const TOO_LONG: u64 = 50 * 50;

/// What a last line costs that is one word, shorter than this part of the line.
const LONE_WORD: u64 = 25;
const LONE_WORD_PART: u64 = 4;

/// The best lines of the words up to one.
struct Best {
    /// The first word of the last line.
    from: usize,
    cost: u64,
    /// How many lines these are.
    lines: usize,
}

/// The lines of `words`, the first as wide as the first of `widths`, those that have none of their own as the last of them.
/// Words are not hyphenated.
pub(super) fn lines<'a, 'b>(words: &'b [Word<'a>], widths: &'b [usize]) -> Vec<&'b [Word<'a>]> {
    let Some(last) = words.len().checked_sub(1) else { return vec![words] };
    let width_of = |line: usize| widths.get(line).or(widths.last()).copied().unwrap_or(0).max(1) as u64;
    let widest = (0..widths.len()).map(width_of).max().unwrap_or(1);
    let mut best = Vec::with_capacity(words.len() + 1);
    best.push(Best { from: 0, cost: 0, lines: 0 });
    for (end, word) in words.iter().enumerate() {
        let mut found = Best { from: end, cost: u64::MAX, lines: 0 };
        let mut columns = word.width as u64;
        for from in (0..=end).rev() {
            if from < end {
                columns += (words[from].width + words[from].whitespace.len()) as u64;
            }
            // whatever comes before, from here on the line is longer and costs more
            if LINE + columns.saturating_sub(widest) * TOO_LONG > found.cost {
                break;
            }
            let before = &best[from];
            let room = width_of(before.lines);
            let cost = match room.checked_sub(columns) {
                None => (columns - room) * TOO_LONG,
                Some(gap) if end < last => gap * gap,
                Some(_) if from == end && columns * LONE_WORD_PART < room => LONE_WORD,
                Some(_) => 0,
            };
            // of equals the one that breaks first
            if before.cost + LINE + cost <= found.cost {
                found = Best { from, cost: before.cost + LINE + cost, lines: before.lines + 1 };
            }
        }
        best.push(found);
    }
    let mut lines = Vec::new();
    let mut end = words.len();
    while end > 0 {
        lines.push(&words[best[end].from..end]);
        end = best[end].from;
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use textwrap::{Options, WordSplitter, WrapAlgorithm};

    /// Texts of short, long and wide words, always the same.
    fn texts() -> impl Iterator<Item = String> {
        let mut seed = 1_u64;
        let mut any = move |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % below
        };
        (0..400).map(move |_| {
            let (words, longest) = (any(50), 1 + any(14));
            let mut text = String::new();
            for _ in 0..words {
                let length = usize::try_from(1 + any(longest)).unwrap();
                match any(30) {
                    0 => text.push_str(&"x".repeat(length * 9)),
                    1 => text.push_str(&"語".repeat(length)),
                    2 => text.push_str("well-known"),
                    _ => text.push_str(&"a".repeat(length)),
                }
                text.push_str(if any(20) == 0 { "  " } else { " " });
            }
            text
        })
    }

    #[test]
    fn lines_are_those_of_the_optimal_fit() {
        let mut several = 0;
        for text in texts() {
            for width in [1, 20, 40, 78, 100] {
                let options = Options::new(width).initial_indent(" 1  ").subsequent_indent("   ");
                let options = options.word_splitter(WordSplitter::NoHyphenation).break_words(false);
                let wrapped = textwrap::wrap(&text, options.clone().wrap_algorithm(WrapAlgorithm::Custom(lines)));
                let optimal = options.wrap_algorithm(WrapAlgorithm::new_optimal_fit());
                assert_eq!(wrapped, textwrap::wrap(&text, optimal), "{width}");
                several += usize::from(wrapped.len() > 2);
            }
        }
        assert!(several > 1000, "{several}");
    }

    #[test]
    fn no_words_are_one_line() {
        assert_eq!(lines(&[], &[78]).len(), 1);
        assert_eq!(lines(&[Word::from("word ")], &[]).len(), 1);
    }
}
