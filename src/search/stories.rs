//! One hit for each story: copies of one report stand behind the best of them, in any order of hits and on any page.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Searcher, SegmentReader};

use crate::article::{Date, Key, Precision};
use crate::index::schema::column;
use crate::index::{ALONE, Member, Stories};
use crate::search::rank::Ranked;
use crate::search::{Copies, Published, StoryCount};

/// Up to so many hits, stories are counted one by one; of more, the first so many tell how many there are about.
const COUNTED: u64 = 10_000;

/// Room for so many copies more than there would be if copies were spread evenly.
const ROOM: usize = 3;

/// The first `needed` articles of a list, of each story the one that stands first; `list` gives the first `k` articles,
/// of `there` in all.
pub(crate) fn fold(
    searcher: &Searcher,
    stories: &Stories,
    needed: usize,
    there: usize,
    list: impl Fn(usize) -> tantivy::Result<Vec<Ranked>>,
) -> tantivy::Result<Vec<Ranked>> {
    // a little room for copies costs less than to ask again: for as many as are copies of others in the whole index
    let copies = stories.articles().saturating_sub(stories.len());
    let alone = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).saturating_sub(copies).max(1);
    let room = usize::try_from(needed as u128 * copies as u128 / alone as u128).unwrap_or(usize::MAX);
    let mut k = if needed == 0 { 0 } else { needed.saturating_add(room).saturating_add(ROOM).min(there) };
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
    let mut told = Told::new(stories);
    let mut total = 0;
    for reader in searcher.segment_readers() {
        let mut look = told.segment(reader)?;
        if is_word {
            total += u64::from(weight.count(reader)?);
            let mut scorer = weight.scorer(reader, 1.0)?;
            let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
            let mut more = look.docs(&[]);
            while more {
                let read = scorer.fill_buffer(&mut docs);
                more = look.docs(&docs[..read]) && read == docs.len();
            }
        } else {
            let alive = reader.alive_bitset();
            let mut more = look.docs(&[]);
            weight.for_each_no_score(reader, &mut |docs| {
                total += match alive {
                    None => docs.len() as u64,
                    Some(alive) => docs.iter().filter(|doc| alive.is_alive(**doc)).count() as u64,
                };
                more = more && look.docs(docs);
            })?;
        }
        look.finish()?;
    }
    let Told { articles, copies, .. } = told;
    let about = articles < total;
    let copies =
        if about { (u128::from(copies) * u128::from(total) / u128::from(articles.max(1))) as u64 } else { copies };
    Ok((total, StoryCount { stories: total.saturating_sub(copies), about }))
}

/// Which stories have been told so far.
struct Told<'a> {
    stories: &'a Stories,
    told: Vec<bool>,
    /// Articles that were looked at.
    articles: u64,
    /// Of these, copies of others among them.
    copies: u64,
}

impl<'a> Told<'a> {
    fn new(stories: &'a Stories) -> Self {
        Self { stories, told: vec![false; stories.len()], articles: 0, copies: 0 }
    }

    fn segment<'t>(&'t mut self, reader: &'a SegmentReader) -> tantivy::Result<Look<'t, 'a>> {
        let column = self.stories.column(reader, 0)?;
        let keys = reader.fast_fields().u64(column::SHORT_KEY)?;
        let block = vec![None; COLLECT_BLOCK_BUFFER_LEN];
        Ok(Look { before: self.articles, told: self, reader, column, keys, block })
    }

    fn add(&mut self, story: u32) {
        self.articles += 1;
        // an article without a copy has a number that no story has
        if let Some(told) = self.told.get_mut(story as usize) {
            self.copies += u64::from(std::mem::replace(told, true));
        }
    }
}

/// A look at the articles of a segment.
struct Look<'t, 'a> {
    told: &'t mut Told<'a>,
    reader: &'a SegmentReader,
    /// The story of each article, where it is known.
    column: Option<Arc<[u32]>>,
    keys: Column<u64>,
    block: Vec<Option<u64>>,
    /// Articles that were looked at in other segments.
    before: u64,
}

impl Look<'_, '_> {
    /// Counts in articles that were found; gives whether more are wanted.
    fn docs(&mut self, docs: &[DocId]) -> bool {
        let Self { told, reader, column, keys, block, .. } = self;
        let is_alive = |doc: DocId| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        match column {
            Some(column) => docs.iter().filter(|doc| is_alive(**doc)).for_each(|doc| told.add(column[*doc as usize])),
            None => {
                keys.first_vals(docs, &mut block[..docs.len()]);
                for (_, key) in docs.iter().zip(block).filter(|(doc, _)| is_alive(**doc)) {
                    told.add(key.and_then(|key| told.stories.of(key)).unwrap_or(ALONE));
                }
            }
        }
        told.articles < COUNTED
    }

    /// Says how many were looked up one by one.
    fn finish(self) -> tantivy::Result<()> {
        if self.column.is_none() {
            self.told.stories.column(self.reader, self.told.articles - self.before)?;
        }
        Ok(())
    }
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
