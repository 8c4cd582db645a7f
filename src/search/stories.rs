//! One hit for each story: copies of one report stand behind the best of them, in any order of hits and on any page.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery, Weight};
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
    Ok((total, told.count(total)))
}

/// How many articles have any of several clauses, how many stories these tell, and how many have all. Each posting list is
/// read once, where two queries would read it three times: once for any, and for all with jumps that find little to leave out
/// unless a word is rare.
pub(crate) fn count_any_and_all(
    searcher: &Searcher,
    stories: Option<&Stories>,
    clauses: &[Box<dyn Query>],
) -> tantivy::Result<(u64, Option<StoryCount>, u64)> {
    let silent = EnableScoring::disabled_from_searcher(searcher);
    let weights = clauses.iter().map(|clause| clause.weight(silent)).collect::<tantivy::Result<Vec<_>>>()?;
    let mut told = stories.map(Told::new);
    let (mut with_any, mut with_all) = (0, 0);
    for reader in searcher.segment_readers() {
        let [any, all] = any_and_all(reader, &weights)?;
        with_any += alive(reader, &any);
        with_all += alive(reader, &all);
        if let Some(told) = &mut told {
            let mut look = told.segment(reader)?;
            let mut docs = any.iter().zip(0..).flat_map(|(word, place)| bits(*word).map(move |bit| place * 64 + bit));
            let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
            while look.docs(&block) {
                block.clear();
                block.extend(docs.by_ref().take(COLLECT_BLOCK_BUFFER_LEN));
                if block.is_empty() {
                    break;
                }
            }
            look.finish()?;
        }
    }
    Ok((with_any, told.map(|told| told.count(with_any)), with_all))
}

/// A bit for each article of a segment: whether any of `clauses` has it, and whether all have.
fn any_and_all(reader: &SegmentReader, clauses: &[Box<dyn Weight>]) -> tantivy::Result<[Vec<u64>; 2]> {
    let words = reader.max_doc().div_ceil(64) as usize;
    let (mut any, mut all) = (vec![0; words], vec![u64::MAX; words]);
    let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
    for clause in clauses {
        let mut one = vec![0_u64; words];
        let mut scorer = clause.scorer(reader, 1.0)?;
        loop {
            let read = scorer.fill_buffer(&mut docs);
            docs[..read].iter().for_each(|doc| one[*doc as usize / 64] |= 1 << (doc % 64));
            if read < docs.len() {
                break;
            }
        }
        any.iter_mut().zip(&one).for_each(|(any, one)| *any |= one);
        all.iter_mut().zip(&one).for_each(|(all, one)| *all &= one);
    }
    Ok([any, all])
}

/// How many of the articles with a bit were not removed.
fn alive(reader: &SegmentReader, found: &[u64]) -> u64 {
    let all: u64 = found.iter().map(|word| u64::from(word.count_ones())).sum();
    let Some(alive) = reader.alive_bitset().filter(|_| all > 0) else { return all };
    let removed = (0..reader.max_doc()).filter(|doc| alive.is_deleted(*doc));
    all - removed.map(|doc| found[doc as usize / 64] >> (doc % 64) & 1).sum::<u64>()
}

/// The places of the bits of a word that are set, from the lowest.
fn bits(mut word: u64) -> impl Iterator<Item = DocId> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
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

    /// Of `total` articles, of which the first were looked at.
    fn count(&self, total: u64) -> StoryCount {
        let about = self.articles < total;
        let copies = match about {
            true => (u128::from(self.copies) * u128::from(total) / u128::from(self.articles.max(1))) as u64,
            false => self.copies,
        };
        StoryCount { stories: total.saturating_sub(copies), about }
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
