//! One file on its way through the pipeline: its chunks are done by several threads, its outcome is one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::index::{FileRecord, Held, SkippedRecord};
use crate::ingest::walk::Found;
use crate::read::{Chunk, NO_WORKER};

/// Inputs of one file that are named when they give no article, at some 200 bytes each: a file can hold millions of
/// broken lines.
const NAMED: usize = 50_000;

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    New,
    Changed,
    Unchanged,
}

/// Articles of one file by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
}

impl Counts {
    fn of(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::New => &mut self.new,
            Fate::Changed => &mut self.changed,
            Fate::Unchanged => &mut self.unchanged,
        }
    }
}

/// A file that is being read.
pub(crate) struct FileState {
    /// The file.
    pub found: Found,
    /// What was known of it.
    pub known: Option<FileRecord>,
    /// What the index holds of it: by short key.
    pub held: HashMap<u64, Held>,
    /// When reading it began.
    pub opened: SystemTime,
    /// What has come of it so far.
    pub progress: Mutex<FileProgress>,
}

impl FileState {
    /// Notes whether something was lost before a chunk of it.
    pub(crate) fn note_torn(&self, chunk: &Chunk) {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).torn |= chunk.torn;
    }
}

/// The number of a record and what became of its article, in eight bytes: four times the number, and the fate.
#[derive(Clone, Copy)]
struct Met(u64);

impl Met {
    fn of(number: usize, fate: Fate) -> Self {
        Self((number as u64) << 2 | fate as u64)
    }

    fn parts(self) -> (usize, Fate) {
        let fate = match self.0 & 3 {
            0 => Fate::New,
            1 => Fate::Changed,
            _ => Fate::Unchanged,
        };
        ((self.0 >> 2) as usize, fate)
    }
}

/// What has come of a file so far.
#[derive(Default)]
pub(crate) struct FileProgress {
    /// The articles met, by short key: 16 bytes each in a tree, which grows with them. A hash map is twice as large as the
    /// last time whenever it is full, and stands beside the old one until all are moved.
    met: BTreeMap<u64, Met>,
    /// Their fates, counted.
    pub counts: Counts,
    /// What gave no article: the first [`NAMED`] met.
    pub skipped: Vec<SkippedRecord>,
    /// How many more there are.
    pub unnamed: u64,
    /// The hash of its bytes, once it has been read to the end.
    pub hash: Option<String>,
    /// The file as a whole gives no article and is none by nature.
    pub ignored: bool,
    /// Reading broke off and is to be tried again: what was not met may still be there.
    pub unfinished: bool,
    /// The file is damaged: what was not met may stand behind the damage. It is read again when it changes.
    pub torn: bool,
    /// Bytes read.
    pub bytes: u64,
    /// Articles with signs that were lost before they came here, and where one of them is.
    pub garbled: Option<(u64, String)>,
}

/// What is to be done with an article in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is not there.
    Add,
    /// It is there otherwise.
    Replace,
    /// It is there as it is.
    Leave,
    /// Another record of this file has the same id and comes first.
    Refuse,
}

impl FileProgress {
    /// Of a file whose bytes are known.
    pub(crate) fn of_known_bytes(hash: String) -> Self {
        Self { hash: Some(hash), ..Self::default() }
    }

    /// Decides about the article with `key`, found in record `number` of the file or of a member of it, given what the index held before and whether that
    /// is the same content.
    ///
    /// Of two records with one id the first in the file stands, whichever thread comes first; the other one is named.
    pub(crate) fn meet(&mut self, key: u64, member: Option<&str>, number: usize, fate: Fate) -> Put {
        let earlier = self.met.get(&key).copied().map(Met::parts);
        match earlier {
            Some((first, _)) if first < number => {
                self.skip_twin(member, number, first);
                return Put::Refuse;
            }
            Some((later, fate)) => {
                *self.counts.of(fate) -= 1;
                self.skip_twin(member, later, number);
            }
            None => {}
        }
        self.met.insert(key, Met::of(number, fate));
        *self.counts.of(fate) += 1;
        match (earlier, fate) {
            // whatever the later record put there has to go
            (Some(_), _) | (None, Fate::Changed) => Put::Replace,
            (None, Fate::New) => Put::Add,
            (None, Fate::Unchanged) => Put::Leave,
        }
    }

    /// Whether the article with `key` is still that of record `number`.
    pub(crate) fn stands(&self, key: u64, number: usize) -> bool {
        self.met.get(&key).is_some_and(|met| met.parts().0 == number)
    }

    /// Takes an article back, as if it had not been met; whether it still stood.
    pub(crate) fn withdraw(&mut self, key: u64, number: usize) -> bool {
        let met = if self.stands(key, number) { self.met.remove(&key) } else { None };
        if let Some(met) = met {
            *self.counts.of(met.parts().1) -= 1;
        }
        met.is_some()
    }

    /// Notes that an article that was met gives none after all.
    pub(crate) fn lose(&mut self, key: u64, member: Option<&str>, number: usize, reason: &str) {
        if self.withdraw(key, number) {
            self.skip(SkippedRecord {
                member: member.map(str::to_owned),
                number: Some(number),
                reason: reason.to_owned(),
            });
        }
    }

    fn skip_twin(&mut self, member: Option<&str>, number: usize, first: usize) {
        let reason = format!("its id stands in record {first} already");
        let member = member.map(str::to_owned);
        self.skip(SkippedRecord { member, number: Some(number), reason });
    }

    /// Notes what gave no article.
    pub(crate) fn skip(&mut self, skipped: SkippedRecord) {
        self.unfinished |= skipped.reason.ends_with(NO_WORKER);
        if self.skipped.len() < NAMED {
            self.skipped.push(skipped);
        } else {
            self.unnamed += 1;
        }
    }

    /// What gave no article, in order, and how many more.
    pub(crate) fn sum_up_skips(&mut self) {
        self.skipped.sort_by(|a, b| (&a.member, a.number).cmp(&(&b.member, b.number)));
        if self.unnamed > 0 {
            let all = self.unnamed + NAMED as u64;
            let more = format!("{all} records give no article, of which {NAMED} are named");
            self.skipped.push(SkippedRecord::file(more));
        }
    }

    /// Notes that the article at `place` has signs that nobody can read any more.
    pub(crate) fn note_garbled(&mut self, place: impl FnOnce() -> String) {
        let (articles, place) = self.garbled.take().unwrap_or_else(|| (0, place()));
        self.garbled = Some((articles + 1, place));
    }

    /// Articles that are in the index now.
    pub(crate) fn articles(&self) -> u64 {
        self.met.len() as u64
    }

    /// What the index held of the file and the file no longer has.
    pub(crate) fn gone<'a>(&'a self, held: &'a HashMap<u64, Held>) -> impl Iterator<Item = u64> + 'a {
        held.keys().copied().filter(|key| !self.met.contains_key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_record_is_kept_in_eight_bytes() {
        for met in [(1, Fate::New), (7, Fate::Changed), (usize::MAX >> 2, Fate::Unchanged)] {
            assert_eq!(Met::of(met.0, met.1).parts(), met);
        }
    }

    #[test]
    fn the_first_of_two_records_with_one_id_stands_in_any_order() {
        for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]] {
            let mut progress = FileProgress::default();
            for number in order {
                progress.meet(7, None, number, Fate::New);
            }
            assert_eq!(progress.met[&7].parts(), (1, Fate::New));
            assert_eq!(progress.counts, Counts { new: 1, ..Counts::default() });
            let mut named: Vec<_> = progress.skipped.iter().filter_map(|skipped| skipped.number).collect();
            named.sort_unstable();
            assert_eq!(named, [2, 3]);
        }
    }

    #[test]
    fn an_article_is_written_only_while_its_record_stands() {
        let mut progress = FileProgress::default();
        progress.meet(7, None, 5, Fate::New);
        assert!(progress.stands(7, 5));
        progress.meet(7, None, 3, Fate::New);
        assert!(progress.stands(7, 3) && !progress.stands(7, 5) && !progress.stands(8, 3));
        progress.lose(7, None, 5, "our own code fails on it");
        assert_eq!((progress.articles(), progress.skipped.len()), (1, 1), "another one stands there");
        progress.lose(7, None, 3, "our own code fails on it");
        assert_eq!((progress.articles(), progress.counts), (0, Counts::default()));
        assert_eq!(progress.skipped[1].reason, "our own code fails on it");
    }

    #[test]
    fn a_million_broken_records_are_counted_and_not_all_named() {
        let mut progress = FileProgress::default();
        let bad = |number| SkippedRecord { member: None, number: Some(number), reason: "no".to_owned() };
        (1..=NAMED + 7).rev().for_each(|number| progress.skip(bad(number)));
        progress.sum_up_skips();
        assert_eq!((progress.skipped.len(), progress.skipped[0].number), (NAMED + 1, Some(8)));
        assert!(progress.skipped[NAMED].reason.starts_with("50007 records give"), "{:?}", progress.skipped[NAMED]);
        let mut few = FileProgress::default();
        few.skip(bad(1));
        few.sum_up_skips();
        assert_eq!(few.skipped, [bad(1)]);
    }

    #[test]
    fn what_no_process_could_read_is_tried_again() {
        let mut progress = FileProgress::default();
        progress.skip(SkippedRecord::file("no text".to_owned()));
        assert!(!progress.unfinished);
        progress.skip(SkippedRecord::file(NO_WORKER.to_owned()));
        assert!(progress.unfinished);
    }

    #[test]
    fn each_fate_has_its_own_work() {
        let mut progress = FileProgress::default();
        assert_eq!(progress.meet(1, None, 1, Fate::New), Put::Add);
        assert_eq!(progress.meet(2, None, 2, Fate::Changed), Put::Replace);
        assert_eq!(progress.meet(3, None, 3, Fate::Unchanged), Put::Leave);
        assert_eq!(progress.meet(3, None, 4, Fate::Changed), Put::Refuse);
        let held = HashMap::from([(3, Held::default()), (9, Held::default())]);
        assert_eq!(progress.gone(&held).collect::<Vec<_>>(), [9]);
        assert_eq!(progress.articles(), 3);
    }
}
