//! The rule that weighs evidence: for lines that no named wording and no rule of places decides.

use std::collections::HashSet;

use crate::article::Metadata;
use crate::clean::headline::{HEADLINE_RULE, take_headline};
use crate::clean::page::Page;
use crate::clean::rule::{Example, Rule, Stage};
use crate::clean::seen::{Neighbour, Seen, Sight};
use crate::clean::settings::Strength;

/// Something to be seen of a line, and what it weighs.
struct Clue {
    #[cfg_attr(not(test), expect(dead_code, reason = "for people, and for fitting the weights"))]
    name: &'static str,
    /// In hundredths of a natural logarithm of odds that the line is no body.
    weight: i32,
    holds: fn(&Seen) -> bool,
}

/// What a line weighs of which nothing is seen.
const START: i32 = -37;

/// What is weighed. The weights are those of a logistic regression (L2, C = 0.1) on the lines that the other rules left of
/// 542 pages of 181 publishers, mostly English and German, of which every line had been judged; the clues are what an L1
/// penalty left of 185. Pages cut to the surroundings of the text count ten times as much as whole pages, and the body
/// lines of a page less the more it has of them.
///
/// Ten-fold cross-validation by publisher, with every phrase of the lists switched off on the pages of a publisher that
/// alone had it: together with the other rules, precision .96 and recall .64 of the lines that are no body where the body is
/// sacred (without this rule .98 and .53), .86 and .87 where it is to be clean. Gradient-boosted trees did no better.
#[rustfmt::skip]
const CLUES: &[Clue] = &[
    Clue { name: "no sentence end", weight: 71, holds: |s| !s.shape.closed },
    Clue { name: "every word high", weight: 78, holds: |s| s.shape.words >= 2 && s.shape.high >= s.shape.words },
    Clue { name: "few words capitalised", weight: -49, holds: |s| s.shape.words >= 3 && s.shape.capitalised * 4 <= s.shape.words },
    Clue { name: "all capitals", weight: -59, holds: |s| s.shape.letters >= 3 && s.shape.capitals == s.shape.letters },
    Clue { name: "begins with a sign", weight: -72, holds: |s| s.shape.signed },
    Clue { name: "one word", weight: 30, holds: |s| s.shape.words == 1 },
    Clue { name: "two words", weight: 16, holds: |s| s.shape.words == 2 },
    Clue { name: "thirty columns", weight: -19, holds: |s| (30..45).contains(&s.shape.width) },
    Clue { name: "forty-five columns", weight: -26, holds: |s| (45..60).contains(&s.shape.width) },
    Clue { name: "figures a third", weight: 50, holds: |s| s.shape.figured() },
    Clue { name: "function words a fifth", weight: -15, holds: |s| s.shape.words >= 4 && s.shape.function * 5 >= s.shape.words },
    Clue { name: "furniture words", weight: 55, holds: |s| s.shape.furniture >= 2 },
    Clue { name: "furniture words a quarter", weight: 55, holds: |s| s.shape.furnished() },
    Clue { name: "a word of by-lines", weight: 26, holds: |s| s.shape.makers > 0 },
    Clue { name: "ideographs", weight: 62, holds: |s| s.shape.wide },
    Clue { name: "stands twice", weight: 105, holds: |s| s.shape.repeated },
    Clue { name: "half its words in the prose", weight: -61, holds: |s| s.shape.long >= 2 && s.shape.shared * 2 >= s.shape.long },
    Clue { name: "most of its words in the prose", weight: -53, holds: |s| s.shape.long >= 2 && s.shape.shared * 4 >= s.shape.long * 3 },
    Clue { name: "prose below", weight: -62, holds: |s| s.after == Neighbour::Prose },
    Clue { name: "short heading between prose", weight: -94, holds: |s| s.between_prose() && !s.shape.closed && s.shape.words <= 7 },
    Clue { name: "heading between prose", weight: -53, holds: |s| s.is_heading() },
    Clue { name: "sentence among the prose", weight: -57, holds: |s| s.inside() && s.shape.closed },
    Clue { name: "furniture above among the prose", weight: 53, holds: |s| s.inside() && s.taken_before },
    Clue { name: "long heading among the prose", weight: 35, holds: |s| s.inside() && !s.shape.closed && s.shape.words > 12 },
    Clue { name: "after the first paragraphs", weight: -44, holds: |s| (1..=2).contains(&s.above) && s.below > 2 },
    Clue { name: "before the last paragraph", weight: 77, holds: |s| s.below == 1 && s.above > 2 },
    Clue { name: "near the top", weight: 43, holds: |s| s.above <= 1 },
    Clue { name: "heading below the prose", weight: 48, holds: |s| s.below == 0 && s.above > 0 && !s.shape.closed },
    Clue { name: "stub above", weight: 60, holds: |s| s.before == Neighbour::Stub },
    Clue { name: "stub below", weight: 51, holds: |s| s.after == Neighbour::Stub },
    Clue { name: "furniture near", weight: 26, holds: |s| s.taken_near },
    Clue { name: "furniture above", weight: 49, holds: |s| s.taken_before },
    Clue { name: "furniture below", weight: 46, holds: |s| s.taken_after },
    Clue { name: "much prose", weight: 88, holds: |s| s.above + s.below >= 15 },
    Clue { name: "little prose", weight: -65, holds: |s| s.above + s.below <= 3 },
    Clue { name: "short sentences in this text", weight: -45, holds: |s| s.company.closed * 4 >= s.company.all },
    Clue { name: "headings in this text", weight: -27, holds: |s| s.company.headings * 10 >= s.company.all * 3 },
    Clue { name: "furniture in this text", weight: 53, holds: |s| s.company.furnished * 5 >= s.company.all },
];

/// Logarithm of odds, in hundredths, from which a line goes: 10 to 1 where the body is sacred (in the cross-validation 14 of 100
/// articles then lose a line, 8 of them by other rules), even ones where it is to be clean (body tokens kept .984).
const CAREFUL: i32 = 235;
const STRICT: i32 = 0;

/// How often the lines that are left are looked at again, now that others are gone: a third look takes next to nothing.
const LOOKS: usize = 3;

pub(crate) const RULES: &[Rule] = &[Rule {
    name: "unlikely-body",
    reason: "short lines that all evidence says are no body",
    explanation: "What no other rule knew is weighed: capitals, figures, words of furniture, words that the prose has too, what stands above \
        and below. Lines that read like prose are never weighed. Careful cleaning wants odds of ten to one, strict cleaning even ones.",
    fires: &[
        Example {
            text: "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nHarbour Weekly Gallery Videos\nBuy Tickets\nBuy Tickets\nHarbour Post Shop",
            takes: "Harbour Weekly Gallery Videos\nBuy Tickets\nBuy Tickets\nHarbour Post Shop",
        },
        Example {
            text: "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nWatch Live Video\nTop 10 Gallery\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
            takes: "Watch Live Video\nTop 10 Gallery",
        },
    ],
    spares: &[
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nWhy the ferry left\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
        "One came home.",
        "Tides at the quay\nMay 3 06:12 4.1\nMay 4 07:01 4.3\nMay 5 07:48 4.4\nMay 6 08:30 4.4",
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nNobody waved.",
    ],
    page: Some((Stage::Rest, take_unlikely)),
    ..Rule::BLANK
}];

fn take_unlikely(rule: &'static str, page: &mut Page, meta: &mut Metadata) {
    // without prose nobody can say what the rest is beside
    let strict = page.settings.strength == Strength::Strict;
    let least = match page.settings.strength {
        Strength::Careful => CAREFUL,
        Strength::Strict => STRICT,
    };
    if !page.lines.iter().any(|line| line.kept() && !line.prose) {
        return;
    }
    let sight = Sight::of(page);
    for _ in 0..LOOKS {
        let seen = sight.see(page);
        let tables = rows_of_tables(&seen);
        let unlikely: Vec<usize> = seen
            .iter()
            .filter(|(at, seen)| {
                seen.weight() >= least && !tables.contains(at) && (strict || seen.above + seen.below > 0)
            })
            .map(|(at, _)| *at)
            .collect();
        if unlikely.is_empty() {
            break;
        }
        for at in unlikely {
            page.lines[at].taken = Some(rule);
        }
        // the headline may have come near the prose
        if page.settings.allows(HEADLINE_RULE) {
            take_headline(HEADLINE_RULE, page, meta);
        }
    }
}

/// Lines of figures or in columns below each other from which they are a table: prices, results, tides. Two may be dates of teasers.
const ROWS: usize = 3;

/// The lines of `seen` that stand in tables: whatever they look like, a table is what its article is about.
fn rows_of_tables(seen: &[(usize, Seen)]) -> HashSet<usize> {
    let runs = seen.chunk_by(|a, b| a.1.shape.tabular() == b.1.shape.tabular());
    let tables = runs.filter(|run| run.len() >= ROWS && run[0].1.shape.tabular());
    tables.flatten().map(|(at, _)| *at).collect()
}

impl Seen {
    fn weight(&self) -> i32 {
        CLUES.iter().filter(|clue| (clue.holds)(self)).map(|clue| clue.weight).sum::<i32>() + START
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clues_have_names_of_their_own_and_no_single_one_decides() {
        let mut names: Vec<&str> = CLUES.iter().map(|clue| clue.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CLUES.len());
        assert!(CLUES.iter().all(|clue| clue.weight != 0 && (START + clue.weight) < CAREFUL));
    }
}
