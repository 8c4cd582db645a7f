//! Which countries an article is about: mentions weighed by where they stand.

use crate::annotate::countries::Mention;
use crate::annotate::leaders::Named;
use crate::lexicon::leaders;

/// A mention in the headline. The unit of all weights is one mention in the body.
const TITLE: f32 = 2.0;
/// What a mention in the lead counts more.
const LEAD: f32 = 0.5;
/// What a mention in the dateline counts.
const DATELINE: f32 = 3.0;
/// What a mention of a leader counts for their country, where that is named at all.
const LEADER: f32 = 0.5;
/// A country of this weight is a main one.
const MAIN: f32 = 3.0;
/// Bytes of a lead: some three lines.
const LEAD_BYTES: usize = 300;

/// The main countries, most salient first. `behind_dateline` is where the text begins that is no dateline.
pub(super) fn main(
    body: &str,
    behind_dateline: usize,
    mentions: &[(usize, Mention)],
    named: &[Named],
) -> Vec<&'static str> {
    let mut weights: Vec<(&'static str, f32)> = Vec::new();
    let lead = body.floor_char_boundary(behind_dateline + LEAD_BYTES);
    for (part, mention) in mentions {
        let weight = match part {
            0 => TITLE,
            _ if mention.start < behind_dateline => DATELINE,
            _ if mention.start < lead => 1.0 + LEAD,
            _ => 1.0,
        };
        match weights.iter_mut().find(|(code, _)| *code == mention.code) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((mention.code, weight)),
        }
    }
    for person in named {
        let Some(country) = person.row.map(|row| leaders::all()[row].country) else { continue };
        if let Some((_, sum)) = weights.iter_mut().find(|(code, _)| *code == country) {
            *sum += LEADER * person.at.len() as f32;
        }
    }
    weights.retain(|(_, weight)| *weight >= MAIN);
    // equal weights keep the order of the first mention
    weights.sort_by(|a, b| b.1.total_cmp(&a.1));
    weights.into_iter().map(|(code, _)| code).collect()
}
