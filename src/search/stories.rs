//! One hit for each story: copies of one report stand behind the best of them, in any order of hits and on any page.

use std::collections::{BTreeSet, HashSet};
use std::io;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Searcher};

use crate::article::{Date, Key, Precision};
use crate::index::schema::column;
use crate::index::{Member, Stories};
use crate::search::rank::Ranked;
use crate::search::{Copies, Published, StoryCount};

/// Up to so many hits, stories are counted one by one; of more, the first so many tell how many there are about.
const COUNTED: u64 = 10_000;

/// The first `needed` articles of a list, of each story the one that stands first; `list` gives the first `k` articles,
/// of `there` in all.
pub(crate) fn fold(
    searcher: &Searcher,
    stories: &Stories,
    needed: usize,
    there: usize,
    list: impl Fn(usize) -> tantivy::Result<Vec<Ranked>>,
) -> tantivy::Result<Vec<Ranked>> {
    // a little room for copies costs less than to ask again
    let mut k = if needed == 0 { 0 } else { (needed + needed / 2).saturating_add(5).min(there) };
    loop {
        let ranked = list(k)?;
        let all = ranked.len() < k || k == there;
        let mut first = firsts(searcher, stories, ranked)?;
        if all || first.len() >= needed {
            first.truncate(needed);
            return Ok(first);
        }
        k = k.saturating_mul(2).min(there);
    }
}

/// `ranked` without those whose story stands further up.
fn firsts(searcher: &Searcher, stories: &Stories, ranked: Vec<Ranked>) -> tantivy::Result<Vec<Ranked>> {
    let mut keys: Vec<Option<Column<u64>>> = vec![None; searcher.segment_readers().len()];
    let mut seen = HashSet::new();
    let mut first = Vec::with_capacity(ranked.len());
    for ranked in ranked {
        let place = ranked.address.segment_ord as usize;
        if keys[place].is_none() {
            keys[place] =
                Some(searcher.segment_reader(ranked.address.segment_ord).fast_fields().u64(column::SHORT_KEY)?);
        }
        let key = keys[place].as_ref().and_then(|keys| keys.first(ranked.address.doc_id));
        let story = key.and_then(|key| stories.of(key));
        if story.is_none_or(|story| seen.insert(story)) {
            first.push(ranked);
        }
    }
    Ok(first)
}

/// How many articles `query` finds, and how many stories they tell.
pub(crate) fn count(searcher: &Searcher, stories: &Stories, query: &dyn Query) -> tantivy::Result<(u64, StoryCount)> {
    // articles of one word are counted without looking at them; others are looked at once, for both counts
    let is_word = query.is::<TermQuery>();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut told = vec![false; stories.len()];
    let (mut total, mut articles, mut copies) = (0, 0, 0);
    let mut block = vec![None; COLLECT_BLOCK_BUFFER_LEN];
    for reader in searcher.segment_readers() {
        let keys = reader.fast_fields().u64(column::SHORT_KEY)?;
        let alive = reader.alive_bitset();
        let mut look = |docs: &[DocId]| {
            keys.first_vals(docs, &mut block[..docs.len()]);
            for (doc, key) in docs.iter().zip(&block) {
                if alive.is_none_or(|alive| alive.is_alive(*doc)) {
                    articles += 1;
                    let story = key.and_then(|key| stories.of(key));
                    let told = story.and_then(|story| told.get_mut(story as usize));
                    copies += u64::from(told.is_some_and(|told| std::mem::replace(told, true)));
                }
            }
            articles < COUNTED
        };
        if is_word {
            total += u64::from(weight.count(reader)?);
            let mut scorer = weight.scorer(reader, 1.0)?;
            let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
            let mut more = look(&[]);
            while more {
                let read = scorer.fill_buffer(&mut docs);
                more = look(&docs[..read]) && read == docs.len();
            }
        } else {
            let mut more = look(&[]);
            weight.for_each_no_score(reader, &mut |docs| {
                total += match alive {
                    None => docs.len() as u64,
                    Some(alive) => docs.iter().filter(|doc| alive.is_alive(**doc)).count() as u64,
                };
                more = more && look(docs);
            })?;
        }
    }
    let about = articles < total;
    let copies =
        if about { (u128::from(copies) * u128::from(total) / u128::from(articles.max(1))) as u64 } else { copies };
    Ok((total, StoryCount { stories: total.saturating_sub(copies), about }))
}

/// What else tells the story of the article with this key; `None` for one without a copy.
///
/// # Errors
/// When the list of stories is damaged.
pub(crate) fn copies(stories: &Stories, key: Key) -> io::Result<Option<Copies>> {
    let Some(story) = stories.of(key.short()) else { return Ok(None) };
    let members = stories.members(story)?;
    let others: Vec<&Member> = members.iter().filter(|member| member.key != key.short()).collect();
    let sources: BTreeSet<&str> = others.iter().filter_map(|member| member.source.as_deref()).collect();
    let dated = || members.iter().filter(|member| member.date.is_some());
    Ok(Some(Copies {
        others: others.len() as u64,
        sources: sources.len() as u64,
        first: dated().min_by_key(|member| (member.order, member.key)).and_then(published),
        newest: dated().max_by_key(|member| (member.order, member.key)).and_then(published),
        ids: others.iter().map(|member| Key::beginning(member.key)).collect(),
    }))
}

/// The keys of the other articles of a story.
///
/// # Errors
/// As [`copies`].
pub(crate) fn members(stories: &Stories, key: u64) -> io::Result<Vec<u64>> {
    let Some(story) = stories.of(key) else { return Ok(Vec::new()) };
    Ok(stories.members(story)?.into_iter().map(|member| member.key).collect())
}

fn published(member: &Member) -> Option<Published> {
    let (seconds, precision) = member.date?;
    let precision = match precision {
        0 => Precision::Year,
        1 => Precision::Month,
        2 => Precision::Day,
        _ => Precision::Minute,
    };
    let at = chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc();
    let date = Date { at, precision, offset: None };
    Some(Published { id: Key::beginning(member.key), date, source: member.source.clone() })
}
