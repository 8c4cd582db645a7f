//! One batch for an index that stands there: the play that is played again and again with another mishap.

use std::fs;
use std::path::Path;

use crate::desk::{Desk, Ended, Fingerprint, Run, traces};
use crate::kills::check_fresh;
use crate::world::{Batch, World};

/// A folder that has changed since it was indexed, its index as it was, and what the index must hold in the end.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    /// What was indexed.
    pub(crate) before: World,
    /// What the folder holds.
    pub(crate) after: World,
    /// What a run without mishap gives.
    goal: Fingerprint,
}

impl Stage {
    /// An index of `stories` stories, and a batch after it; no index at all where there are none.
    pub(crate) fn new(seed: u64, stories: usize, batch: Batch) -> Self {
        let desk = Desk::new();
        let mut world = World::new(seed, stories, &desk.news());
        if stories > 0 {
            end_well(Run::start(desk.indexing()).end());
            copy(&desk.index, &desk.path("base"));
        }
        let before = world.clone();
        world.change(batch, &desk.news());
        end_well(Run::start(desk.indexing()).end());
        desk.check_whole(&world);
        check_fresh(&desk);
        let goal = desk.fingerprint();
        Self { desk, before, after: world, goal }
    }

    /// Puts the index of before in its place.
    pub(crate) fn restore(&self) {
        if self.desk.index.exists() {
            fs::remove_dir_all(&self.desk.index).unwrap();
        }
        if !self.before.stories.is_empty() {
            copy(&self.desk.path("base"), &self.desk.index);
        }
    }

    /// Whether there is an index: before the first batch there need not be one.
    pub(crate) fn has_index(&self) -> bool {
        !self.before.stories.is_empty() || self.desk.index.join("newsdex.json").exists()
    }

    /// Checks what a run that could not do its work has left.
    #[track_caller]
    pub(crate) fn check_between(&self) {
        if self.has_index() {
            self.desk.check_between(&self.before, &self.after);
        }
    }

    /// Whether the index holds all that it must in the end.
    pub(crate) fn is_done(&self) -> bool {
        self.has_index() && self.desk.fingerprint() == self.goal
    }

    /// Runs the same batch again: it is done, exactly, and nothing is left behind.
    #[track_caller]
    pub(crate) fn complete(&self, what: &str) {
        let ended = Run::start(self.desk.indexing()).end();
        assert_eq!(ended.code(), 0, "the next run after {what}: {}", ended.lines.join("\n"));
        assert!(self.is_done(), "after {what} the index is not that of a clean run: {}", ended.lines.join("\n"));
        let left = traces(&self.desk.index);
        assert!(left.is_empty(), "after {what} there is left: {left:?}");
    }
}

#[track_caller]
fn end_well(ended: Ended) {
    assert_eq!(ended.code(), 0, "{}", ended.lines.join("\n"));
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}
