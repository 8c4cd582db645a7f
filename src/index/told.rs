//! The stories of a view: the list that its own commit names, whatever was committed since, and what to say where none fits.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{Searcher, SearcherGeneration};

use crate::index::records::Stores;
use crate::index::stories::VERSION;
use crate::index::{Index, Payload, Stories};

/// Views of which it is remembered what their commits say; a server has one, a command one or two.
const VIEWS: usize = 8;

/// What is said where the articles changed since the list was made: `index` is at work, or was cut short.
const BEHIND: &str = "copies that came since the last finished run of 'newsdex index' are listed one by one: \
                      another run is at work, or did not end";

/// The same where the rules changed.
const OTHER_RULES: &str =
    "copies are listed one by one: another version of newsdex told the stories ('newsdex index' tells them anew)";

/// The same where the list cannot be read: damaged, deleted, or taken away by a run that ended since the view was opened.
const LOST: &str = "copies are listed one by one: the list of stories does not belong to these articles or was lost \
                    (search again; if that does not help, 'newsdex index' makes it anew)";

/// The stories of a view.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// `None` when no article has a copy, and where the list cannot be used.
    pub stories: Option<Arc<Stories>>,
    /// For people: what of the stories is not known, and why.
    pub note: Option<&'static str>,
}

/// The view that was opened last.
struct Last {
    /// The engine's list of segments that it is of, as it stood in its file.
    list: Vec<u8>,
    searcher: Searcher,
    /// Whether its records were read.
    is_read: bool,
    /// Where they are read from then on.
    stores: Option<Arc<Stores>>,
}

/// What is known of the views that were opened last.
#[derive(Default)]
pub(crate) struct Views {
    /// What their commits say, the last one at the end. Commits that changed no article look the same: the later one counts.
    opened: Mutex<Vec<(SearcherGeneration, Payload)>>,
    /// Older ones would keep files on the disk that are long deleted.
    last: Mutex<Option<Last>>,
    /// The list that was read last, by the name that commits know it by.
    list: Mutex<Option<(String, Arc<Stories>)>>,
}

impl Views {
    /// Notes a view, the list that it is of, and what its commit says.
    pub(crate) fn opened(&self, searcher: &Searcher, list: Vec<u8>, payload: Payload) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.retain(|(view, _)| view != searcher.generation());
        if opened.len() == VIEWS {
            opened.remove(0);
        }
        opened.push((searcher.generation().clone(), payload));
        let last = Last { list, searcher: searcher.clone(), is_read: false, stores: None };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }

    /// The view of this list, if it is the one that was opened last.
    pub(crate) fn of_list(&self, list: &[u8]) -> Option<Searcher> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|last| last.list == list).map(|last| last.searcher.clone())
    }

    pub(crate) fn payload(&self, searcher: &Searcher) -> Option<Payload> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.iter().find(|(view, _)| view == searcher.generation()).map(|(_, payload)| payload.clone())
    }

    /// Where the stored records of a view are read. Nothing is kept of them the first time, and of another view than the last.
    pub(crate) fn stores(&self, searcher: &Searcher) -> Arc<Stores> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_mut().filter(|last| last.searcher.generation() == searcher.generation())
            && std::mem::replace(&mut last.is_read, true)
        {
            return Arc::clone(last.stores.get_or_insert_with(|| Arc::new(Stores::to_keep(searcher))));
        }
        Arc::new(Stores::for_once(searcher))
    }
}

impl Index {
    /// The stories that the articles of a view tell; remembered, so that a server reads them once. While articles come and
    /// go the list of the last finished run is used, so that pages stay what they are: an article that it does not know
    /// stands alone.
    pub fn stories_of(&self, searcher: &Searcher) -> Told {
        let lost = Told { stories: None, note: Some(LOST) };
        let Some(payload) = self.views().payload(searcher) else { return lost };
        if payload.told != VERSION {
            return Told { stories: None, note: Some(OTHER_RULES) };
        }
        let note = (!payload.settled).then_some(BEHIND);
        let mut list = self.views().list.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, stories)) = list.as_ref()
            && *name == payload.stories
        {
            return Told { stories: Some(Arc::clone(stories)), note };
        }
        match self.stories(&payload) {
            Ok(None) => Told { stories: None, note },
            Ok(Some(stories)) => {
                let stories = Arc::new(stories);
                *list = Some((payload.stories, Arc::clone(&stories)));
                Told { stories: Some(stories), note }
            }
            Err(_) => lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Origin};
    use crate::index::story_list::{Member, StoryList, Verdicts};
    use crate::index::{Entry, Writer};

    fn list(keys: [u64; 2]) -> StoryList {
        let member = |key| Member { key, order: 0, date: None, source: None };
        StoryList { stories: vec![keys.map(member).to_vec()], verdicts: Verdicts::new() }
    }

    fn add(index: &Index, writer: &Writer, path: &str) {
        let origin = Origin { root: "r".into(), path: path.into(), record: None };
        let article = Article { text: "some words".to_owned().into(), ..Article::default() };
        writer.add(index.document(&Entry { origin, article, ..Entry::default() })).unwrap();
    }

    fn commit(index: &Index, writer: &mut Writer, payload: &Payload) {
        writer.commit(payload).unwrap();
        index.drop_other_lists(payload);
    }

    #[test]
    fn a_view_keeps_the_stories_of_its_own_commit() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        add(&index, &writer, "a");
        let first = Payload { stories: index.save_stories(&list([1, 2])).unwrap(), ..Payload::default() };
        commit(&index, &mut writer, &first);
        let (old, unread) = (index.searcher().unwrap(), Index::open(folder.path()).unwrap());
        let unread_view = unread.searcher().unwrap();
        assert_eq!(index.stories_of(&old).stories.unwrap().of(1), Some(0));
        add(&index, &writer, "b");
        let second = Payload { stories: index.save_stories(&list([3, 4])).unwrap(), ..Payload::default() };
        commit(&index, &mut writer, &second);
        let new = index.searcher().unwrap();
        // the list of the older view is still open, and not the one of the newer commit
        let told = index.stories_of(&old);
        assert!(told.note.is_none() && told.stories.unwrap().of(3).is_none());
        let told = index.stories_of(&new);
        assert!(told.note.is_none() && told.stories.is_some_and(|stories| stories.of(3) == Some(0)));
        // and where it was not yet open, it is gone
        let told = unread.stories_of(&unread_view);
        assert!(told.stories.is_none() && told.note.is_some_and(|note| note.contains("does not belong")));
        let files = std::fs::read_dir(folder.path()).unwrap().flatten();
        let files = files.filter(|file| file.file_name().to_string_lossy().starts_with("stories-"));
        assert_eq!(files.count(), 1, "only the list that the last commit names is left");
        writer.finish().unwrap();
    }

    #[test]
    fn a_view_is_opened_once_and_anew_after_a_commit() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        add(&index, &writer, "a");
        commit(&index, &mut writer, &Payload::default());
        let first = index.searcher().unwrap();
        let is_first = |view: &Searcher| view.segment_readers().as_ptr() == first.segment_readers().as_ptr();
        assert!(is_first(&index.searcher().unwrap()));
        assert!(!is_first(&Index::open(folder.path()).unwrap().searcher().unwrap()));
        // the same articles, and other things said of them
        let told = Payload { told: 7, ..Payload::default() };
        commit(&index, &mut writer, &told);
        let second = index.searcher().unwrap();
        assert!(!is_first(&second) && index.views().payload(&second) == Some(told));
        add(&index, &writer, "b");
        commit(&index, &mut writer, &Payload::default());
        assert_eq!(index.searcher().unwrap().num_docs(), 2);
        writer.finish().unwrap();
    }

    #[test]
    fn what_is_read_twice_is_kept() {
        let index = Index::in_memory();
        let mut writer = index.writer().unwrap();
        add(&index, &writer, "a");
        commit(&index, &mut writer, &Payload::default());
        let view = index.searcher().unwrap();
        let [first, second, third] = std::array::from_fn(|_| index.views().stores(&view));
        assert!(!Arc::ptr_eq(&first, &second) && Arc::ptr_eq(&second, &third));
        writer.finish().unwrap();
    }

    #[test]
    fn an_unfinished_run_leaves_the_last_list_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        let mut writer = index.writer().unwrap();
        let payload = Payload { stories: index.save_stories(&list([1, 2])).unwrap(), ..Payload::default() };
        commit(&index, &mut writer, &payload);
        add(&index, &writer, "a");
        commit(&index, &mut writer, &Payload { settled: false, ..payload.clone() });
        let told = index.stories_of(&index.searcher().unwrap());
        assert_eq!(told.stories.unwrap().of(2), Some(0));
        assert!(told.note.is_some_and(|note| note.contains("at work, or did not end")));
        // the same articles, settled
        commit(&index, &mut writer, &payload);
        assert_eq!(index.stories_of(&index.searcher().unwrap()).note, None);
        // rules of another version
        for told in [0, VERSION + 1] {
            commit(&index, &mut writer, &Payload { told, ..payload.clone() });
            let told = index.stories_of(&index.searcher().unwrap());
            assert!(told.stories.is_none() && told.note.is_some_and(|note| note.contains("another version")));
        }
        writer.finish().unwrap();
    }
}
