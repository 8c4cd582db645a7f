//! The rule that weighs evidence: for lines that no named wording and no rule of places decides.

use crate::article::Metadata;
use crate::clean::headline::{HEADLINE_RULE, take_headline};
use crate::clean::page::Page;
use crate::clean::rule::{Example, Rule, Stage};
use crate::clean::seen::{Neighbour, Seen, Sight};
use crate::clean::settings::Strength;

/// Something to be seen of a line, and what it weighs.
struct Clue {
    #[allow(dead_code, reason = "read where weights are fitted, and by people")]
    name: &'static str,
    /// In hundredths of a natural logarithm of odds that the line is no body.
    weight: i32,
    holds: fn(&Seen) -> bool,
}

/// What a line weighs of which nothing is seen.
const START: i32 = -51;
/// What is weighed. The weights are those of a logistic regression (L2, C = 0.1) on the lines that the other rules left of
/// 542 pages of 181 publishers, mostly English and German, of which every line had been judged; the clues are what an L1
/// penalty left of 185. Pages that hold the text's surroundings alone count ten times as much as whole pages, and the body
/// lines of a page less the more it has of them.
///
/// Ten-fold cross-validation by publisher, with every phrase of the lists switched off on the page of the only publisher
/// that had it: together with the other rules, precision .96 and recall .64 of the lines that are no body where the body is
/// sacred (without this rule .98 and .52), .86 and .87 where it is to be clean. Gradient-boosted trees did no better.
#[rustfmt::skip]
const CLUES: &[Clue] = &[
    Clue { name: "no sentence end", weight: 80, holds: |s| !s.shape.closed },
    Clue { name: "every word high", weight: 81, holds: |s| s.shape.words >= 2 && s.shape.high >= s.shape.words },
    Clue { name: "few words capitalised", weight: -52, holds: |s| s.shape.words >= 3 && s.shape.capitalised * 4 <= s.shape.words },
    Clue { name: "all capitals", weight: -64, holds: |s| s.shape.letters >= 3 && s.shape.capitals == s.shape.letters },
    Clue { name: "begins with a sign", weight: -79, holds: |s| s.shape.signed },
    Clue { name: "one word", weight: 30, holds: |s| s.shape.words == 1 },
    Clue { name: "two words", weight: 17, holds: |s| s.shape.words == 2 },
    Clue { name: "thirty columns", weight: -19, holds: |s| (30..45).contains(&s.shape.width) },
    Clue { name: "forty-five columns", weight: -26, holds: |s| (45..60).contains(&s.shape.width) },
    Clue { name: "figures a third", weight: 49, holds: |s| s.shape.digits > 0 && s.shape.digits * 2 >= s.shape.letters },
    Clue { name: "function words a fifth", weight: -15, holds: |s| s.shape.words >= 4 && s.shape.function * 5 >= s.shape.words },
    Clue { name: "furniture words", weight: 57, holds: |s| s.shape.furniture >= 2 },
    Clue { name: "furniture words a quarter", weight: 68, holds: |s| s.shape.furniture > 0 && s.shape.furniture * 4 >= s.shape.words },
    Clue { name: "a word of by-lines", weight: 28, holds: |s| s.shape.makers > 0 },
    Clue { name: "ideographs", weight: 65, holds: |s| s.shape.wide },
    Clue { name: "stands twice", weight: 109, holds: |s| s.shape.repeated },
    Clue { name: "half its words in the prose", weight: -59, holds: |s| s.shape.long >= 2 && s.shape.shared * 2 >= s.shape.long },
    Clue { name: "most of its words in the prose", weight: -54, holds: |s| s.shape.long >= 2 && s.shape.shared * 4 >= s.shape.long * 3 },
    Clue { name: "prose below", weight: -62, holds: |s| s.after == Neighbour::Prose },
    Clue { name: "short heading between prose", weight: -88, holds: |s| s.between_prose() && !s.shape.closed && s.shape.words <= 7 },
    Clue { name: "heading between prose", weight: -60, holds: |s| s.between_prose() && !s.shape.closed && s.shape.furniture == 0 },
    Clue { name: "sentence among the prose", weight: -60, holds: |s| s.inside() && s.shape.closed },
    Clue { name: "furniture above among the prose", weight: 53, holds: |s| s.inside() && s.taken_before },
    Clue { name: "long heading among the prose", weight: 41, holds: |s| s.inside() && !s.shape.closed && s.shape.words > 12 },
    Clue { name: "after the first paragraphs", weight: -45, holds: |s| (1..=2).contains(&s.above) && s.below > 2 },
    Clue { name: "before the last paragraph", weight: 66, holds: |s| s.below == 1 && s.above > 2 },
    Clue { name: "near the top", weight: 40, holds: |s| s.above <= 1 },
    Clue { name: "heading below the prose", weight: 58, holds: |s| s.below == 0 && s.above > 0 && !s.shape.closed },
    Clue { name: "stub above", weight: 68, holds: |s| s.before == Neighbour::Stub },
    Clue { name: "stub below", weight: 54, holds: |s| s.after == Neighbour::Stub },
    Clue { name: "furniture near", weight: 26, holds: |s| s.taken_near },
    Clue { name: "furniture above", weight: 48, holds: |s| s.taken_before },
    Clue { name: "furniture below", weight: 45, holds: |s| s.taken_after },
    Clue { name: "much prose", weight: 80, holds: |s| s.above + s.below >= 15 },
    Clue { name: "little prose", weight: -73, holds: |s| s.above + s.below <= 3 },
];

/// Odds from which a line goes: 10 to 1 (logarithm of odds, in hundredths) where the body is sacred, even ones where it is
/// to be clean.
const CAREFUL: i32 = 225;
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
            takes: "Watch Live Video",
        },
    ],
    spares: &[
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nWhy the ferry left\nThe ferry came back at noon with none of the passengers on board, the owners said on Tuesday.",
        "One came home.",
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.\nNobody waved.",
    ],
    page: Some((Stage::Rest, take_unlikely)),
    ..Rule::BLANK
}];

fn take_unlikely(rule: &'static str, page: &mut Page, meta: &mut Metadata) {
    let least = match page.settings.strength {
        Strength::Careful => CAREFUL,
        Strength::Strict => STRICT,
    };
    let sight = Sight::of(page);
    for _ in 0..LOOKS {
        let unlikely: Vec<usize> =
            sight.see(page).into_iter().filter(|(_, seen)| seen.weight() >= least).map(|(at, _)| at).collect();
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

impl Seen {
    fn weight(&self) -> i32 {
        CLUES.iter().filter(|clue| (clue.holds)(self)).map(|clue| clue.weight).sum::<i32>() + START
    }

    fn between_prose(&self) -> bool {
        self.before == Neighbour::Prose && self.after == Neighbour::Prose
    }

    fn inside(&self) -> bool {
        self.above > 0 && self.below > 0
    }
}
