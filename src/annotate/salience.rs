//! Which countries an article is about: mentions weighed by where they stand.

use crate::annotate::countries::Mention;
use crate::annotate::leaders::Named;

/// A mention in the headline. The unit of all weights is one mention in the body.
///
/// The weights were drawn at random, 5,000 times, and judged by the F1 of main countries on the 12,368 articles of
/// Reuters-21578 train that have a body and a country (micro, macro, and without the US) and on 165 modern articles and ones
/// of 1963 labelled by hand. The best 250 lie on a flat top, of which this is a point near the middle: the figures change by
/// less than 0.005 from one to the next. Weights chosen on four fifths of both give the last fifth a micro F1 of .938 on
/// Reuters and of .92 on the other articles.
const TITLE: f32 = 3.0;
/// A dateline, once.
const DATELINE: f32 = 4.5;
/// A mention in the lead.
const LEAD: f32 = 2.5;
/// A mention of a place in the body or the lead counts this much of one of the country itself: where something stands or
/// somebody comes from is less what an article is about. Chosen from 0.4 to 0.75 with the length of the lead and the next
/// number on all articles named above and 105 more: the values around them differ by less than 0.01.
const PLACE: f32 = 0.5;
/// What a country weighs counts this much where it is first named behind the lead and the middle of the body:
/// comparisons, other cases and the background stand at the end.
const LATE: f32 = 0.5;
/// Mentions behind the lead count less the more there are: their number to this power.
const BODY_POWER: f32 = 0.8;
/// A mention of a leader counts for their country, where that is named at all.
const LEADER: f32 = 1.5;
/// A country of this weight is a main one in an article of up to `SHORT` bytes,
const MAIN: f32 = 3.2;
/// of this much more for every thousand bytes above that, up to `MOST` more: long articles name many countries by the way,
const PER_THOUSAND_BYTES: f32 = 0.5;
/// Bytes of an agency's short report.
const SHORT: usize = 1000;
/// The most that length adds.
const MOST: f32 = 4.0;
/// the weightiest one with less,
const TOP: f32 = 1.5;
/// unless it has less than this part of the weightiest one.
const SHARE: f32 = 0.2;
/// Bytes of a lead: its first sentence, or most of it.
const LEAD_BYTES: usize = 200;

/// Where a country is named.
struct Places<'a> {
    code: &'a str,
    title: usize,
    dateline: bool,
    lead: f32,
    body: f32,
    leaders: usize,
    /// Whether it is first named behind the lead and the middle of the body.
    late: bool,
    /// Whether more than passing mentions name it.
    firmly: bool,
}

impl Places<'_> {
    fn weight(&self) -> f32 {
        if !self.firmly {
            return 0.0;
        }
        let weight = TITLE * self.title as f32
            + if self.dateline { DATELINE } else { 0.0 }
            + LEAD * self.lead
            + self.body.powf(BODY_POWER)
            + LEADER * self.leaders as f32;
        if self.late { LATE * weight } else { weight }
    }
}

/// The main countries, most salient first. `behind_dateline` is where the text begins that is no dateline.
pub(super) fn main<'a>(
    body: &str,
    behind_dateline: usize,
    mentions: &[(usize, Mention<'a>)],
    named: &[Named],
) -> Vec<&'a str> {
    let mut places: Vec<Places> = Vec::new();
    let lead = body.floor_char_boundary(behind_dateline + LEAD_BYTES);
    for (part, mention) in mentions {
        let known = places.iter().position(|place| place.code == mention.code).unwrap_or_else(|| {
            places.push(Places {
                code: mention.code,
                title: 0,
                dateline: false,
                lead: 0.0,
                body: 0.0,
                leaders: 0,
                // mentions come in the order of their places
                late: *part == 1 && mention.start > lead.max(body.len() / 2),
                firmly: false,
            });
            places.len() - 1
        });
        let place = &mut places[known];
        let dateline = *part == 1 && mention.start < behind_dateline;
        place.firmly |= dateline || !mention.passing;
        let one = if mention.place { PLACE } else { 1.0 };
        match part {
            0 => place.title += 1,
            _ if dateline => place.dateline = true,
            _ if mention.start < lead => place.lead += one,
            _ => place.body += one,
        }
    }
    for person in named {
        if let Some(place) = places.iter_mut().find(|place| place.code == person.country) {
            place.leaders += person.at.len();
        }
    }
    let mut weights: Vec<(&'a str, f32)> = places.iter().map(|place| (place.code, place.weight())).collect();
    let top = weights.iter().map(|(_, weight)| *weight).fold(0.0, f32::max);
    let long = body.len().saturating_sub(SHORT) as f32 / 1000.0;
    let least = (MAIN + (PER_THOUSAND_BYTES * long).min(MOST)).max(SHARE * top);
    weights.retain(|(_, weight)| *weight >= if *weight < top { least } else { TOP.min(least) });
    // equal weights keep the order of the first mention
    weights.sort_by(|a, b| b.1.total_cmp(&a.1));
    weights.into_iter().map(|(code, _)| code).collect()
}
