//! How much speaks for each topic: what its terms weigh, where and how often they stand, and how far they run through the text.

use crate::lexicon::topics;

/// A term in the title counts as this many in the body: a headline names the subject, a body also its surroundings. All
/// figures here are micro F1 of the tops on three sets that were labelled by hand by different people: 60 articles of
/// 2001-2026, and twice 105 others, mostly of the web. A title worth 2 to 4 serves alike.
const TITLE: f32 = 3.0;

/// Words of the lead: news say first what they are about. Of 30, 50, 80 and 100 words, 30 and 50 serve best.
const LEAD: usize = 50;

/// A term in the lead counts as this many further on. With it .834 .877 .786, without .818 .877 .778; 1.5 and 3 are between.
const LEADING: f32 = 2.0;

/// Words of a piece of text, some two sentences or a paragraph of news.
const PIECE: usize = 50;

/// The part of its weight that a topic keeps that stands in hardly any piece: a subject runs through a text, its setting,
/// an example or what else happened that day fills a paragraph. With the spread .834 .877 .786, without .839 .855 .752;
/// .2 to .6 serve alike.
const KEPT: f32 = 0.4;

/// Least weight that says that a topic is present in a piece: a mere hint does not.
const PRESENT: f32 = 2.0;

/// Words added to the length before its root is taken, so that a lone headline needs more than one hint.
const SHORTEST: f32 = 30.0;

/// Least score of the best top: at 300 words it asks for two terms that name the topic and run through the text. An
/// article is about something, so the best needs less than the others; .3 to .45 serve alike.
const FIRST: f32 = 0.4;

/// Least score of any other top: three such terms and a hint. Of .65 to .8, which all serve, from the lower middle.
const THRESHOLD: f32 = 0.7;

/// Least part of the best top's score: what stands far behind the subject is its setting. .3 and .35 serve best.
const SHARE: f32 = 0.3;

/// At most this many tops of the lexicon: people give 1.6, and more than three to no article.
const TOPS: usize = 3;

/// Least score of a child: it has fewer words than its top, which has passed already.
const CHILD_THRESHOLD: f32 = 0.25;

/// Least part of the best child's score within one top.
const CHILD_SHARE: f32 = 0.5;

/// Least sum of the weights of different terms: one word alone must name the topic.
const EVIDENCE: f32 = topics::HEAVIEST as f32;

/// At most this many children of one top.
const CHILDREN: usize = 2;

/// At most this many labels: an article about more is about nothing in particular.
pub(super) const LABELS: usize = 5;

/// That a term speaks for a topic in some languages.
#[derive(Clone, Copy)]
pub(super) struct Speaks {
    /// A set of languages.
    pub(super) lang: u32,
    /// Number of the topic.
    pub(super) topic: usize,
    /// 1 to [`topics::HEAVIEST`].
    pub(super) weight: f32,
}

/// Where a term stands: in the title, or in the body at the word of this number.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Title,
    Body(usize),
}

/// What speaks for one topic.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    score: f32,
    /// Sum of the weights of different terms, however often they stand in the text.
    evidence: f32,
    /// Pieces of the text in which it is present, the title among them.
    pieces: usize,
    /// The last of them.
    last: Option<usize>,
}

impl Place {
    /// How many terms further on in the body one here counts as.
    pub(super) fn worth(self) -> f32 {
        match self {
            Self::Title => TITLE,
            Self::Body(at) if at < LEAD => LEADING,
            Self::Body(_) => 1.0,
        }
    }

    /// Number of the piece of the text.
    pub(super) fn piece(self) -> usize {
        match self {
            Self::Title => 0,
            Self::Body(at) => 1 + at / PIECE,
        }
    }
}

impl Tally {
    /// Notes that a term of this weight stands in a piece; pieces come in order.
    pub(super) fn stands_in(&mut self, piece: usize, weight: f32) {
        if weight >= PRESENT && self.last != Some(piece) {
            self.last = Some(piece);
            self.pieces += 1;
        }
    }

    /// Adds a term that stands in the text this often, weighted by place. A repeated term saturates, and a weight is worth
    /// its square, so that four hints do not make up for a name.
    pub(super) fn add(&mut self, weight: f32, count: f32) {
        self.score += weight.powi(2) / f32::from(topics::HEAVIEST) * (1.0 + count.ln());
        self.evidence += weight;
    }

    /// What speaks for the topic, after [`measure`].
    pub(super) fn score(&self) -> f32 {
        self.score
    }

    /// Whether different terms of a topic weigh as much as one that names it by itself.
    pub(super) fn is_named(&self) -> bool {
        self.evidence >= EVIDENCE
    }

    fn passes(&self, least: f32) -> bool {
        self.score >= least && self.is_named()
    }
}

/// Sets the scores in proportion to a text with so many words in title and body. More of the terms stand in a longer text
/// by chance: roughly with the root of its length, as vocabulary grows (Heaps' law).
pub(super) fn measure(tallies: &mut [Tally], [title, body]: [usize; 2]) {
    let length = ((title + body) as f32 + SHORTEST).sqrt();
    let pieces = body.div_ceil(PIECE).max(1) as f32;
    for tally in tallies {
        let spread = (tally.pieces as f32 / pieces).min(1.0).sqrt();
        tally.score *= (KEPT + (1.0 - KEPT) * spread) / length;
    }
}

/// Which tops an article has.
pub(super) struct Tops(Vec<usize>);

impl Tops {
    /// Of all tops, those that pass, at most [`TOPS`] of those `of_lexicon`: what a person adds takes no place from them.
    pub(super) fn new(
        tallies: &[Tally],
        tops: impl Iterator<Item = usize>,
        of_lexicon: impl Fn(usize) -> bool,
    ) -> Self {
        let mut tops: Vec<usize> = tops.collect();
        tops.sort_by(|a, b| tallies[*b].score.total_cmp(&tallies[*a].score));
        let most = tops.first().map_or(0.0, |best| tallies[*best].score);
        let mut least = FIRST;
        let mut places = TOPS;
        tops.retain(|top| {
            let has_place = places > 0 || !of_lexicon(*top);
            let passes = has_place && tallies[*top].passes(least.max(SHARE * most));
            if passes {
                least = THRESHOLD;
                places -= usize::from(of_lexicon(*top));
            }
            passes
        });
        Self(tops)
    }

    pub(super) fn passes(&self, top: usize) -> bool {
        self.0.contains(&top)
    }
}

/// Of the children of one top those that pass, best first.
pub(super) fn children(tallies: &[Tally], mut children: Vec<usize>) -> Vec<usize> {
    children.sort_by(|a, b| tallies[*b].score.total_cmp(&tallies[*a].score));
    let best = children.first().map_or(0.0, |child| tallies[*child].score);
    children.retain(|child| tallies[*child].passes(CHILD_THRESHOLD.max(CHILD_SHARE * best)));
    children.truncate(CHILDREN);
    children
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores in a text of so many words of terms of weight 4 at these words.
    fn score(words: usize, at: &[usize]) -> f32 {
        let mut tally = [Tally::default()];
        for word in at {
            let place = Place::Body(*word);
            tally[0].stands_in(place.piece(), 4.0);
            tally[0].add(4.0, 1.0);
        }
        measure(&mut tally, [0, words]);
        tally[0].score()
    }

    fn tally(score: f32) -> Tally {
        Tally { score, evidence: 8.0, ..Tally::default() }
    }

    fn passing(scores: &[f32], own: usize) -> Vec<usize> {
        let tallies: Vec<_> = scores.iter().copied().map(tally).collect();
        Tops::new(&tallies, 0..scores.len(), |top| top < scores.len() - own).0
    }

    #[test]
    fn what_runs_through_the_text_is_its_subject() {
        let (through, heaped) = (score(400, &[60, 120, 210, 380]), score(400, &[360, 365, 370, 380]));
        assert!(through > 1.2 * heaped, "{through} {heaped}");
        // one piece is all there is
        assert_eq!(score(40, &[1, 2]), score(40, &[30, 35]));
        // hints say nothing of where a topic is
        let mut hinted = Tally::default();
        hinted.stands_in(3, 1.0);
        assert_eq!(hinted.pieces, 0);
    }

    #[test]
    fn a_headline_alone_is_whole() {
        let mut tally = [Tally::default()];
        tally[0].stands_in(Place::Title.piece(), 4.0);
        tally[0].add(4.0, Place::Title.worth());
        measure(&mut tally, [6, 0]);
        let whole = 4.0 * (1.0 + TITLE.ln()) / 36.0_f32.sqrt();
        assert!((tally[0].score() - whole).abs() < 1e-6);
    }

    #[test]
    fn title_and_lead_count_more() {
        let worth = |place: Place| place.worth();
        assert!(worth(Place::Title) > worth(Place::Body(0)));
        assert!(worth(Place::Body(LEAD - 1)) > worth(Place::Body(LEAD)));
        assert_eq!(worth(Place::Body(LEAD)), worth(Place::Body(9_000)));
    }

    #[test]
    fn the_best_top_needs_less_than_the_others() {
        assert_eq!(passing(&[0.1, 0.45, 0.44], 0), [1]);
        assert_eq!(passing(&[0.75, 0.1, 0.8], 0), [2, 0]);
        // far behind the best
        assert_eq!(passing(&[0.75, 0.1, 2.6], 0), [2]);
        assert_eq!(passing(&[0.3, 0.1], 0), [0; 0]);
        assert_eq!(passing(&[], 0), [0; 0]);
    }

    #[test]
    fn three_tops_and_those_that_a_person_adds() {
        assert_eq!(passing(&[1.0, 1.1, 1.2, 1.3], 0), [3, 2, 1]);
        assert_eq!(passing(&[1.0, 1.1, 1.2, 1.3, 0.9], 1), [3, 2, 1, 4]);
    }

    #[test]
    fn children_pass_beside_the_best_of_them() {
        let tallies: Vec<_> = [0.2, 0.5, 0.6, 0.55, 0.26].into_iter().map(tally).collect();
        assert_eq!(children(&tallies, (0..5).collect()), [2, 3]);
        assert_eq!(children(&tallies, vec![0]), [0; 0]);
        assert_eq!(children(&tallies, vec![4, 0]), [4]);
    }
}
