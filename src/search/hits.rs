//! Ranked addresses to hits: stored records, marks, passages, short ids.

use std::ops::Range;

use tantivy::Searcher;

use crate::error::Result;
use crate::index::{Entry, Index, Manifest};
use crate::matches::{Excerpt, Found, Matcher, merged, passes};
use crate::query::Clause;
use crate::search::find::short_id;
use crate::search::quotes::quotes;
use crate::search::rank::Ranked;
use crate::search::{Hit, Passage, Proof};

/// Characters of a heading that stands for a missing title: one line of a terminal.
const HEADING_CHARS: usize = 80;

/// What of hits is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) snippets: bool,
    pub(crate) evidence: bool,
    pub(crate) scores: bool,
}

/// Reads the records of `ranked`, whose first one has rank `offset + 1`.
pub(crate) fn hits(
    index: &Index,
    searcher: &Searcher,
    clauses: &[Clause],
    ranked: &[Ranked],
    offset: usize,
    shape: Shape,
) -> Result<Vec<Hit>> {
    let mut matcher = Matcher::new(clauses);
    let records = index.records(searcher);
    // in the order of the store, whose blocks hold neighbours
    let mut order: Vec<usize> = (0..ranked.len()).collect();
    order.sort_by_key(|place| ranked[*place].address);
    let mut found: Vec<(usize, Hit)> = Vec::with_capacity(ranked.len());
    for place in order {
        let entry = records.entry(ranked[place].address)?;
        let short = match shape.snippets {
            true => short_id(searcher, index.fields(), entry.key()).map_err(|err| index.unreadable(&err))?,
            false => String::new(),
        };
        let mut hit = hit(entry, short, &mut matcher, shape);
        hit.rank = offset + place + 1;
        hit.score = shape.scores.then_some(ranked[place].parts.sum());
        hit.all_words = ranked[place].all;
        found.push((place, hit));
    }
    if shape.evidence {
        let files = found.iter().map(|(_, hit)| (hit.origin.root.as_str(), hit.origin.path.as_str())).collect();
        let hashes = Manifest::hashes(index, &files)?;
        for (_, hit) in &mut found {
            let file = (hit.origin.root.clone(), hit.origin.path.clone());
            hit.proof.file_hash = hashes.get(&file).cloned().unwrap_or_default();
        }
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, hit)| hit).collect())
}

fn hit(entry: Entry, short_id: String, matcher: &mut Matcher, shape: Shape) -> Hit {
    let Drawn { heading, heading_marks, snippets } =
        if shape.snippets { drawn(&entry, matcher) } else { Drawn::default() };
    let quotes = match shape.evidence {
        true => quotes(&entry.article.text, &entry.article.text.body(), &snippets),
        false => Vec::new(),
    };
    Hit {
        rank: 0,
        score: None,
        explanation: None,
        all_words: false,
        id: entry.id(),
        key: entry.key(),
        short_id,
        heading,
        heading_marks,
        snippets,
        proof: Proof { indexed: entry.indexed, file_hash: String::new(), quotes },
        origin: entry.origin,
        meta: entry.article.meta,
        labels: entry.labels,
        copies: None,
    }
}

/// What of a hit is only for those who look at it.
#[derive(Default)]
struct Drawn {
    heading: String,
    heading_marks: Vec<Range<usize>>,
    snippets: Vec<Passage>,
}

fn drawn(entry: &Entry, matcher: &mut Matcher) -> Drawn {
    let article = &entry.article;
    let (title, body) = (article.meta.title.as_deref(), article.text.body());
    let found = matcher.find(article.meta.lang.as_deref(), title.unwrap_or_default(), &body, &mut |condition| {
        passes(entry, condition)
    });
    let heading = article.heading(HEADING_CHARS);
    let heading_marks = match title {
        Some(_) => merged(&found.title),
        None => marks_of_lead(&heading, &body, &found),
    };
    // a heading that was made from the body is no field of its own
    let title = title.filter(|_| !heading_marks.is_empty()).map(|title| Passage {
        field: "title",
        text: title.to_owned(),
        marks: heading_marks.clone(),
        offset: 0,
        cut: (false, false),
    });
    let of_body = found.passages(&body).into_iter().map(|excerpt| passage(&body, excerpt));
    let snippets = title.into_iter().chain(of_body).collect();
    Drawn { heading, heading_marks, snippets }
}

/// The marks of the body that lie in a heading made from its beginning.
fn marks_of_lead(heading: &str, body: &str, found: &Found) -> Vec<Range<usize>> {
    let shared = heading.bytes().zip(body.bytes()).take_while(|(one, other)| one == other).count();
    let mut marks = merged(&found.body);
    marks.retain(|mark| mark.end <= shared);
    marks
}

fn passage(body: &str, excerpt: Excerpt) -> Passage {
    let Range { start, end } = excerpt.range;
    Passage {
        field: "body",
        text: body[start..end].to_owned(),
        marks: excerpt.marks.into_iter().map(|mark| mark.start - start..mark.end - start).collect(),
        offset: start,
        cut: (start > 0, end < body.len()),
    }
}
