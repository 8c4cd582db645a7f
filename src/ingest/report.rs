//! What a run of indexing did: counts, and every input that gave no article.

use std::collections::BTreeMap;
use std::time::Duration;

/// An input that should have given an article and did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Root and path as people see them, or the path as given when no root has it.
    pub path: String,
    /// The record within the file, counted from 1; `None` for the file as a whole.
    pub record: Option<usize>,
    /// Why, in lower case.
    pub reason: String,
    /// Whether an earlier run said so already and the file has not changed since.
    pub known: bool,
}

/// Where a run stands, for a progress bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that the walk has found so far.
    pub files_found: u64,
    /// Whether the walk has ended, so that `files_found` is the total.
    pub walked: bool,
    /// Files done, unchanged ones included.
    pub files_done: u64,
    /// Articles read.
    pub articles: u64,
    /// Articles written into the index; those that were read may wait for what later ones teach.
    pub written: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Inputs skipped, known ones included.
    pub skipped: u64,
    /// Stored articles that were cleaned or labelled again, or would have been.
    pub reworked: u64,
    /// Told once after each commit: the articles that the index holds now, whatever happens to the machine.
    pub committed: Option<u64>,
}

/// What a run did. Articles are counted, not files, unless it says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Names of the roots that were brought up to date.
    pub roots: Vec<String>,
    /// Files that were opened and read.
    pub files_read: u64,
    /// Articles parsed out of them.
    pub read: u64,
    /// Not in the index before.
    pub new: u64,
    /// In the index before, otherwise than now.
    pub changed: u64,
    /// In the index before, as now; those of files that were not even opened included.
    pub unchanged: u64,
    /// In the index before, gone from disk.
    pub removed: u64,
    /// Inputs that gave no article, known ones included, in the order of roots and paths.
    pub skipped: Vec<Skipped>,
    /// Files that are no articles by nature (images, styles).
    pub ignored: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Articles read now with signs that were lost before (`�`), and where one of them is.
    pub garbled: Option<(u64, String)>,
    /// What the articles taught of residue, if that changed any.
    pub relearned: Option<Relearned>,
    /// Leaders whom the articles teach now and did not teach before.
    pub leaders_learned: u64,
    /// Leaders whom they no longer teach.
    pub leaders_forgotten: u64,
    /// Which labels of stored articles changed because of what was learned or decided since.
    pub relabelled: Relabelled,
    /// Wall time.
    pub elapsed: Duration,
    /// Processor time by stage, in the order of the road; empty where the system does not tell.
    pub stages: Vec<(&'static str, Duration)>,
    /// Articles in the index now.
    pub total: u64,
    /// Whether the run was stopped before its end; what was done is committed.
    pub interrupted: bool,
}

impl Summary {
    /// Inputs skipped that no earlier run has named.
    pub fn newly_skipped(&self) -> impl Iterator<Item = &Skipped> {
        self.skipped.iter().filter(|skipped| !skipped.known)
    }
}

/// What was learned of residue in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relearned {
    /// Lines that are known now.
    pub lines: u64,
    /// Articles that were cleaned again.
    pub articles: u64,
}

/// What labelling stored articles again has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relabelled {
    /// Articles with other labels than before.
    pub articles: u64,
    /// Articles that got a label, by kind (`country` for main countries, `mention`, `leader`, `topic`) and label.
    pub gained: BTreeMap<(&'static str, String), u64>,
    /// Articles that lost one.
    pub lost: BTreeMap<(&'static str, String), u64>,
}

impl Relabelled {
    /// Adds what a further pass has changed.
    pub(crate) fn add(&mut self, other: Self) {
        self.articles += other.articles;
        other.gained.into_iter().for_each(|(label, number)| *self.gained.entry(label).or_default() += number);
        other.lost.into_iter().for_each(|(label, number)| *self.lost.entry(label).or_default() += number);
    }

    /// Kind, labels gained and labels lost, in alphabetical order of kinds; only kinds with a change.
    pub fn by_kind(&self) -> Vec<(&'static str, u64, u64)> {
        let mut kinds: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
        self.gained.iter().for_each(|((kind, _), number)| kinds.entry(kind).or_default().0 += number);
        self.lost.iter().for_each(|((kind, _), number)| kinds.entry(kind).or_default().1 += number);
        kinds.into_iter().map(|(kind, (gained, lost))| (kind, gained, lost)).collect()
    }

    /// The labels that most articles got or lost, as a difference each, the greatest first, at most `limit`.
    pub fn commonest(&self, limit: usize) -> Vec<(&'static str, &str, i64)> {
        let mut sums: BTreeMap<(&'static str, &str), i64> = BTreeMap::new();
        for (counts, sign) in [(&self.gained, 1), (&self.lost, -1)] {
            for ((kind, label), number) in counts {
                // no index holds so many articles that this wraps
                *sums.entry((kind, label)).or_default() += sign * *number as i64;
            }
        }
        let mut labels: Vec<_> = sums.into_iter().map(|((kind, label), number)| (kind, label, number)).collect();
        labels.retain(|(_, _, number)| *number != 0);
        labels.sort_by_key(|(_, _, number)| std::cmp::Reverse(number.abs()));
        labels.truncate(limit);
        labels
    }
}
