//! The file of stories beside the index, whose name the commit gives: which story an article tells, and who tells it too.
//!
//! A search reads the keys, 12 bytes for each article that has a copy, and looks an article up in one or two steps; of
//! the stories it reads those that it shows. All numbers are little-endian, in this order:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `NDXSTOR1` |
//! | 8 | number of articles *n* |
//! | 8 | number of stories *m* |
//! | 8 *n* | short keys, ascending |
//! | 4 *n* | the story of each |
//! | 8 (*m* + 1) | where the members of a story begin, and where the last ones end, counted from here |
//! | | members, a list in JSON for each story |
//! | 17 each | verdicts: the hashes of two texts, and 1 for copies; only who writes the index reads them |

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use crate::index::disk;
use crate::index::schema::column;

/// What the file begins with.
const MAGIC: &[u8; 8] = b"NDXSTOR1";

/// Bytes before the keys.
const HEAD: u64 = 24;

/// Bytes of an article.
const ENTRY: u64 = 12;

/// Bytes of a verdict.
const VERDICT: usize = 17;

/// Bits of a short key.
const KEY_BITS: u32 = 60;

/// Whether two texts are copies, by their hashes.
pub(crate) type Verdicts = HashMap<(u64, u64), bool>;

/// An article of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The first 60 bits of its key.
    #[serde(rename = "k")]
    pub key: u64,
    /// Its place in time, as in the column of that name.
    #[serde(rename = "o")]
    pub order: i64,
    /// Seconds since 1970 on the outlet's clock and the precision, as in the columns; `None` when unknown.
    #[serde(rename = "d")]
    pub date: Option<(i64, u64)>,
    /// The outlet.
    #[serde(rename = "s")]
    pub source: Option<String>,
}

/// All stories of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoryList {
    /// The members of each story, two or more, in the order of their keys; stories in the order of their first keys.
    pub stories: Vec<Vec<Member>>,
    /// What was found on the way.
    pub verdicts: Verdicts,
}

impl StoryList {
    /// The file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        let (mut lists, mut offsets) = (Vec::new(), vec![0]);
        for (story, members) in (0..).zip(&self.stories) {
            entries.extend(members.iter().map(|member| (member.key, story)));
            serde_json::to_writer(&mut lists, members).expect("members hold strings and numbers");
            offsets.push(lists.len() as u64);
        }
        entries.sort_unstable();
        let mut bytes = MAGIC.to_vec();
        bytes.extend((entries.len() as u64).to_le_bytes());
        bytes.extend((self.stories.len() as u64).to_le_bytes());
        bytes.extend(entries.iter().flat_map(|(key, _)| key.to_le_bytes()));
        bytes.extend(entries.iter().flat_map(|(_, story)| story.to_le_bytes()));
        bytes.extend(offsets.iter().flat_map(|offset: &u64| offset.to_le_bytes()));
        bytes.extend(lists);
        let mut verdicts: Vec<_> = self.verdicts.iter().collect();
        verdicts.sort_unstable();
        for ((a, b), verdict) in verdicts {
            bytes.extend([a.to_le_bytes(), b.to_le_bytes()].concat());
            bytes.push(u8::from(*verdict));
        }
        bytes
    }
}

/// The stories of an index as a search asks for them.
#[derive(Debug)]
pub struct Stories {
    keys: Vec<u64>,
    of: Vec<u32>,
    /// Where the keys begin whose first bits are this place, and where the last ones end.
    starts: Vec<u32>,
    /// How far a key is moved for its place.
    shift: u32,
    stories: u64,
    /// Bytes of the file.
    len: u64,
    file: Mutex<File>,
    columns: Mutex<HashMap<SegmentId, Asked>>,
}

/// How often the articles of a segment were asked about, and in the end the story of each.
#[derive(Debug, Default)]
struct Asked {
    times: u64,
    column: Option<Arc<[u32]>>,
}

/// What stands in a column for an article without a copy.
pub(crate) const ALONE: u32 = u32::MAX;

impl Stories {
    /// Opens the file.
    ///
    /// # Errors
    /// When it cannot be read, or is no list of stories.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = disk::open(path)?;
        let len = file.metadata()?.len();
        let mut head = [0; HEAD as usize];
        file.read_exact(&mut head)?;
        let [articles, stories] = [number(&head[8..16]), number(&head[16..24])];
        // as many as fit into the file, so that a damaged number asks for no endless memory
        let fit = len.saturating_sub(HEAD + 8) / ENTRY;
        let begin = HEAD + ENTRY * articles.min(fit) + 8 * (stories.min(fit) + 1);
        if &head[..8] != MAGIC || articles > fit.min(u64::from(u32::MAX)) || stories > articles || begin > len {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; (articles * ENTRY) as usize];
        file.read_exact(&mut bytes)?;
        let (keys, of) = bytes.split_at(8 * articles as usize);
        let keys: Vec<u64> = keys.chunks_exact(8).map(number).collect();
        // keys are hashes: with two places for each, most places have one or none
        let bits = (2 * keys.len()).next_power_of_two().ilog2();
        let shift = KEY_BITS - bits;
        Ok(Self {
            starts: starts(&keys, bits, shift),
            shift,
            len,
            keys,
            of: of.chunks_exact(4).map(|bytes| number(bytes) as u32).collect(),
            stories,
            file: Mutex::new(file),
            columns: Mutex::default(),
        })
    }

    /// The story that an article tells with others, given the first 60 bits of its key.
    pub fn of(&self, key: u64) -> Option<u32> {
        let place = (key >> self.shift) as usize;
        let (start, end) = (*self.starts.get(place)? as usize, *self.starts.get(place + 1)? as usize);
        let found = match end - start {
            0 => return None,
            // keys that were not spread evenly would crowd in one place
            9.. => start + self.keys[start..end].binary_search(&key).ok()?,
            _ => start + self.keys[start..end].iter().position(|known| *known == key)?,
        };
        Some(self.of[found])
    }

    /// The story of each article of a segment, [`ALONE`] for none, where that is worth the time: one search looks its hits
    /// up one by one; when as many were looked up as the segment has articles, all are, once. `looks` is how many will be.
    ///
    /// # Errors
    /// The engine's, when the column of keys cannot be read.
    pub(crate) fn column(&self, reader: &SegmentReader, looks: u64) -> tantivy::Result<Option<Arc<[u32]>>> {
        let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = columns.entry(reader.segment_id()).or_default();
        if asked.column.is_none() {
            if asked.times < u64::from(reader.max_doc()) {
                asked.times += looks;
                return Ok(None);
            }
            let keys = reader.fast_fields().u64(column::SHORT_KEY)?;
            let story = |doc: DocId| keys.first(doc).and_then(|key| self.of(key)).unwrap_or(ALONE);
            asked.column = Some((0..reader.max_doc()).map(story).collect());
        }
        Ok(asked.column.clone())
    }

    /// The articles of a story, in the order of their keys.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn members(&self, story: u32) -> io::Result<Vec<Member>> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        if u64::from(story) >= self.stories {
            return Err(damaged());
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut range = [0; 16];
        file.seek(SeekFrom::Start(self.offsets() + 8 * u64::from(story)))?;
        file.read_exact(&mut range)?;
        let [start, end] = [&range[..8], &range[8..]].map(|at| self.lists().checked_add(number(at)));
        let (start, end) = start.zip(end).ok_or_else(damaged)?;
        let len = end.min(self.len).checked_sub(start).filter(|_| end <= self.len).ok_or_else(damaged)?;
        let mut list = vec![0; len as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut list)?;
        let members: Vec<Member> = serde_json::from_slice(&list)?;
        if members.iter().all(|member| member.key >> KEY_BITS == 0) { Ok(members) } else { Err(damaged()) }
    }

    /// Articles that tell a story with others.
    pub fn articles(&self) -> usize {
        self.keys.len()
    }

    /// Stories that more than one article tells.
    pub fn len(&self) -> usize {
        self.stories as usize
    }

    /// Whether every article stands alone.
    pub fn is_empty(&self) -> bool {
        self.stories == 0
    }

    /// What was found when they were made; nothing where that part is damaged.
    pub(crate) fn verdicts(&self) -> Verdicts {
        let read = || -> io::Result<Vec<u8>> {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let mut end = [0; 8];
            file.seek(SeekFrom::Start(self.offsets() + 8 * self.stories))?;
            file.read_exact(&mut end)?;
            let end = self.lists().checked_add(number(&end)).ok_or(io::ErrorKind::InvalidData)?;
            file.seek(SeekFrom::Start(end))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = read().unwrap_or_default();
        bytes.chunks_exact(VERDICT).map(|one| ((number(&one[..8]), number(&one[8..16])), one[16] == 1)).collect()
    }

    fn offsets(&self) -> u64 {
        HEAD + ENTRY * self.keys.len() as u64
    }

    fn lists(&self) -> u64 {
        self.offsets() + 8 * (self.stories + 1)
    }
}

/// Where the keys of each place begin: one place for each value of their first `bits`.
fn starts(keys: &[u64], bits: u32, shift: u32) -> Vec<u32> {
    let mut starts = Vec::with_capacity((1 << bits) + 1);
    for (at, key) in (0..).zip(keys) {
        let place = ((key >> shift) as usize).min((1 << bits) - 1);
        while starts.len() <= place {
            starts.push(at);
        }
    }
    // fewer keys than 2^32: looked at before
    starts.resize((1 << bits) + 1, keys.len() as u32);
    starts
}

/// The number that up to eight bytes are.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(key: u64) -> Member {
        Member { key, order: -5, date: Some((7, 2)), source: Some("Harbour Post".into()) }
    }

    fn opened(list: &StoryList) -> (tempfile::TempDir, Stories) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        std::fs::write(&path, list.to_bytes()).unwrap();
        let stories = Stories::open(&path).unwrap();
        (folder, stories)
    }

    #[test]
    fn every_article_is_found_and_no_other() {
        // evenly spread, crowded at both ends, and in one place
        for spread in [1 << 45, 1, 1 << 60] {
            let spread_out = |n: u64| ((n.wrapping_mul(spread) + n * n) % (1 << 60)) | 1;
            let mut keys: Vec<u64> = (0..20_000).map(spread_out).collect();
            keys.sort_unstable();
            keys.dedup();
            let stories: Vec<Vec<Member>> =
                keys.chunks_exact(2).map(|pair| pair.iter().map(|key| member(*key)).collect()).collect();
            let list = StoryList { stories, verdicts: Verdicts::new() };
            let (_folder, found) = opened(&list);
            for (story, members) in (0..).zip(&list.stories).step_by(97) {
                assert_eq!(found.members(story).unwrap(), *members);
                for member in members {
                    assert_eq!(found.of(member.key), Some(story));
                    assert_eq!(found.of(member.key & !1), None);
                }
            }
            assert_eq!((found.of(0), found.of(u64::MAX)), (None, None));
            assert_eq!((found.articles(), found.len()), (keys.len() / 2 * 2, keys.len() / 2));
        }
    }

    #[test]
    fn verdicts_are_kept() {
        let verdicts = Verdicts::from([((1, u64::MAX), true), ((2, 3), false)]);
        let list = StoryList { stories: vec![vec![member(1), member(5)]], verdicts: verdicts.clone() };
        assert_eq!(opened(&list).1.verdicts(), verdicts);
        let (_folder, empty) = opened(&StoryList::default());
        assert!(empty.is_empty() && empty.of(7).is_none() && empty.verdicts().is_empty());
    }

    #[test]
    fn damage_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let whole = StoryList { stories: vec![vec![member(1), member(5)]], verdicts: Verdicts::new() }.to_bytes();
        let mut endless = whole.clone();
        endless[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
        for bytes in [&whole[..10], &whole[..30], b"nothing of the kind, but long enough to be one", &endless] {
            std::fs::write(&path, bytes).unwrap();
            assert!(Stories::open(&path).is_err());
        }
        std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        assert!(Stories::open(&path).unwrap().members(0).is_err());
        assert!(Stories::open(&path).unwrap().members(u32::MAX).is_err());
    }

    /// Asks for everything; `Ok` or an error, never a panic.
    fn use_all(path: &Path, bytes: &[u8]) -> bool {
        std::fs::write(path, bytes).unwrap();
        let Ok(stories) = Stories::open(path) else { return false };
        for key in [0, 1, 5, 7, 90, u64::MAX, 1 << 59].into_iter().chain(stories.keys.clone()) {
            stories.of(key);
        }
        stories.verdicts();
        (0..stories.len().min(9) as u32 + 1).filter(|story| stories.members(*story).is_ok()).count() == 3
    }

    #[test]
    fn no_damage_is_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let verdicts = Verdicts::from([((1, u64::MAX), true), ((2, 3), false)]);
        let far = (1 << 60) - 1;
        let stories = vec![vec![member(1), member(5)], vec![member(2), member(far)], vec![member(3), member(1 << 40)]];
        let whole = StoryList { stories, verdicts }.to_bytes();
        assert!(use_all(&path, &whole));
        for cut in 0..whole.len() - 2 * VERDICT {
            assert!(!use_all(&path, &whole[..cut]), "{cut}");
        }
        for bit in 0..8 * whole.len() {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            use_all(&path, &flipped);
        }
        // whole numbers as large as can be, wherever they stand
        for at in 0..whole.len() - 8 {
            for number in [u64::MAX, u64::MAX - 8, i64::MAX as u64, u64::from(u32::MAX)] {
                let mut broken = whole.clone();
                broken[at..at + 8].copy_from_slice(&number.to_le_bytes());
                use_all(&path, &broken);
            }
        }
    }
}
