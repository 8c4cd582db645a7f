//! One file on its way through the pipeline: its chunks are done by several threads, its outcome is one.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::SystemTime;

use crate::index::{FileRecord, Held, SkippedRecord};
use crate::ingest::walk::Found;

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

/// What has come of a file so far.
#[derive(Default)]
pub(crate) struct FileProgress {
    /// The articles met, by short key: the number of the record and what became of it.
    met: HashMap<u64, (usize, Fate)>,
    /// Their fates, counted.
    pub counts: Counts,
    /// What gave no article.
    pub skipped: Vec<SkippedRecord>,
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
        let earlier = self.met.get(&key).copied();
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
        self.met.insert(key, (number, fate));
        *self.counts.of(fate) += 1;
        match (earlier, fate) {
            // whatever the later record put there has to go
            (Some(_), _) | (None, Fate::Changed) => Put::Replace,
            (None, Fate::New) => Put::Add,
            (None, Fate::Unchanged) => Put::Leave,
        }
    }

    fn skip_twin(&mut self, member: Option<&str>, number: usize, first: usize) {
        let reason = format!("its id stands in record {first} already");
        let member = member.map(str::to_owned);
        self.skipped.push(SkippedRecord { member, number: Some(number), reason });
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
    fn the_first_of_two_records_with_one_id_stands_in_any_order() {
        for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]] {
            let mut progress = FileProgress::default();
            for number in order {
                progress.meet(7, None, number, Fate::New);
            }
            assert_eq!(progress.met[&7], (1, Fate::New));
            assert_eq!(progress.counts, Counts { new: 1, ..Counts::default() });
            let mut named: Vec<_> = progress.skipped.iter().filter_map(|skipped| skipped.number).collect();
            named.sort_unstable();
            assert_eq!(named, [2, 3]);
        }
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
