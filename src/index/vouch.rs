//! Nothing is made from files that are not what was written: whatever is made gets a right checksum, and the damage in it
//! could never be told again. Lucene looks at checksums before each merge for the same reason. What deletions look up is not
//! vouched for: reading all terms at each opening would take as long as a check.

use std::io::{self, ErrorKind};

use tantivy::index::SegmentId;

use crate::error::Result;
use crate::index::Index;
use crate::index::check::{ListedSegment, SegmentList};
use crate::index::ground::SEGMENT_LIST;
use crate::index::{disk, sealed};

impl Index {
    /// Reads the files of these segments and compares their checksums. Segments that the last commit does not name any more
    /// are passed over: they were looked at when they were merged.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] when a file is damaged, and those of the disk.
    pub(crate) fn vouch_for(&self, segments: &[SegmentId]) -> io::Result<()> {
        let vouched = self.vouch(segments, |segment| segment.files().collect());
        vouched.map_err(|err| io::Error::new(err.kind(), format!("{err} ('newsdex check --repair' mends it)")))
    }

    /// The same for what a document is made from again: its stored record and its columns.
    ///
    /// # Errors
    /// [`crate::Error::Index`].
    pub(crate) fn vouch_for_records(&self, segments: &[SegmentId]) -> Result<()> {
        let files = |segment: &ListedSegment| {
            segment.deletions().into_iter().chain([segment.store(), segment.columns()]).collect()
        };
        self.vouch(segments, files).map_err(|err| self.unreadable(&err))
    }

    /// The same for the files of deletions, which the next deletion in their segment replaces.
    ///
    /// # Errors
    /// [`crate::Error::Index`].
    pub(crate) fn vouch_for_deletions(&self) -> Result<()> {
        let all = self.engine().searchable_segment_ids().map_err(|err| self.unreadable(&err))?;
        let vouched = self.vouch(&all, |segment| segment.deletions().into_iter().collect());
        vouched.map_err(|err| self.unreadable(&err))
    }

    fn vouch(&self, segments: &[SegmentId], files: impl Fn(&ListedSegment) -> Vec<String>) -> io::Result<()> {
        if segments.is_empty() || !self.is_on_disk() {
            return Ok(());
        }
        let list = SegmentList::parse(&sealed::read(&self.engine_dir().join(SEGMENT_LIST))?)?;
        let stems: Vec<String> = segments.iter().map(SegmentId::uuid_string).collect();
        let listed = list.segments.iter().filter(|segment| stems.contains(&segment.stem()));
        for name in listed.flat_map(files) {
            if !list.is_whole(&name, &mut disk::open(&self.engine_dir().join(&name))?)? {
                let reason = format!("'{name}' is damaged, so that nothing can be made from it");
                return Err(io::Error::new(ErrorKind::InvalidData, reason));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::article::{Article, Origin, Text};
    use crate::index::{Entry, Payload};

    /// An index of as many segments as words.
    fn index_of(words: &[&str]) -> (tempfile::TempDir, Index) {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        for word in words {
            let origin = Origin { root: "r".into(), path: (*word).into(), record: None };
            let text = Text::from(format!("The {word} waits in the harbour."));
            let article = Article { text, ..Article::default() };
            writer.add(index.document(&Entry { origin, article, ..Entry::default() })).unwrap();
            writer.commit(&Payload::default()).unwrap();
        }
        writer.close().unwrap();
        (folder, index)
    }

    fn segments(index: &Index) -> Vec<SegmentId> {
        index.engine().searchable_segment_ids().unwrap()
    }

    /// Changes one bit in the middle of a file of a segment.
    fn damage(index: &Index, segment: SegmentId, part: &str) {
        let path = index.engine_dir().join(format!("{}.{part}", segment.uuid_string()));
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 3;
        bytes[middle] ^= 4;
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn damage_is_told_where_it_is_and_only_there() {
        let (_folder, index) = index_of(&["ferry", "crane"]);
        let ids = segments(&index);
        index.vouch_for(&ids).unwrap();
        damage(&index, ids[0], "pos");
        assert_eq!(index.vouch_for(&ids).unwrap_err().kind(), ErrorKind::InvalidData);
        index.vouch_for(&ids[1..]).unwrap();
        index.vouch_for_records(&ids).unwrap();
        damage(&index, ids[1], "store");
        let told = index.vouch_for_records(&ids).unwrap_err().to_string();
        assert!(told.contains(&format!("'{}.store' is damaged", ids[1].uuid_string())), "{told}");
    }

    #[test]
    fn no_merge_makes_damage_look_whole() {
        let words = ["ferry", "crane", "buoy", "quay", "tug"];
        let (_folder, index) = index_of(&words);
        let ids = segments(&index);
        assert_eq!(ids.len(), words.len(), "more than a finished run leaves");
        ids.iter().for_each(|id| damage(&index, *id, "store"));
        let told = index.writer().unwrap().finish().unwrap_err().to_string();
        assert!(told.contains("is damaged") && told.contains("check --repair"), "{told}");
        assert_eq!(segments(&index), ids);
    }
}
