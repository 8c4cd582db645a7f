//! Any bytes where newsdex keeps its state: an honest answer or an honest error, whatever the disk gives back.

use std::fs;
use std::sync::LazyLock;

use newsdex::annotate::topics::Model;
use newsdex::index::{Entry, Index, Manifest, Payload, read_learned};
use newsdex::meaning;
use newsdex::present::{Look, article, article_json};
use tempfile::TempDir;

use crate::targets::query::INDEX;

/// An empty index on the disk.
struct OnDisk {
    folder: TempDir,
    index: Index,
}

thread_local! {
    static EMPTY: LazyLock<OnDisk> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(folder.path()).unwrap();
        OnDisk { folder, index }
    });
}

/// Writes a file of an index and works with the index.
fn with_file(name: &str, bytes: &[u8], work: impl FnOnce(&Index)) {
    EMPTY.with(|there| {
        fs::write(there.folder.path().join(name), bytes).unwrap();
        work(&there.index);
    });
}

/// A stored record: shown, indexed, written again.
pub(super) fn entry(bytes: &[u8]) {
    let Ok(entry) = serde_json::from_slice::<Entry>(bytes) else { return };
    let again = serde_json::to_vec(&entry).unwrap();
    assert_eq!(serde_json::from_slice::<Entry>(&again).unwrap(), entry);
    let text = &entry.article.text;
    let body = text.body();
    assert!(text.raw().len() >= body.len());
    let _ = (text.residue().count(), text.lost_thousandths(), text.in_raw(0..body.len()), entry.id(), entry.key());
    let _ = (INDEX.document(&entry), meaning::passages(None, "", &body));
    let mut out = Vec::new();
    article(&mut out, &entry, None, &Look::default()).unwrap();
    article_json(&mut out, &entry, Some(&[])).unwrap();
}

/// The first 64 bits of the hash of `bytes`, as files of an index name it.
fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// What is known of files: read, or made anew. As it is, and with the checksum that it would need.
pub(super) fn manifest(bytes: &[u8]) {
    let sealed = [bytes, format!("{{\"seal\":\"{}\"}}\n", hash(bytes)).as_bytes()].concat();
    for bytes in [bytes, &sealed] {
        with_file("manifest.ndjson", bytes, |index| {
            let manifest = Manifest::load(index).unwrap();
            let files =
                manifest.roots.iter().flat_map(|(root, files)| files.keys().map(|path| (root.as_str(), path.as_str())));
            let _ = Manifest::hashes(index, &files.collect());
        });
    }
}

/// What stands beside the articles of a commit.
pub(super) fn payload(bytes: &[u8]) {
    let Ok(payload) = serde_json::from_slice::<Payload>(bytes) else { return };
    let again = serde_json::to_string(&payload).unwrap();
    assert_eq!(serde_json::from_str::<Payload>(&again).unwrap(), payload);
}

/// Learned lines and learned leaders: under the name that fits them, and under another.
pub(super) fn lists(bytes: &[u8]) {
    for name in ["x", &hash(bytes)] {
        let named = Payload { learned: name.to_owned(), leaders: name.to_owned(), ..Payload::default() };
        let [lines, leaders] = ["learned", "leaders"].map(|kind| format!("{kind}-{name}.ndjson"));
        with_file(&lines, bytes, |index| {
            let _ = index.learned(&named);
            let _ = read_learned(&index.dir().join(&lines));
        });
        with_file(&leaders, bytes, |index| {
            let _ = index.learned_leaders(&named);
        });
        for file in [lines, leaders] {
            EMPTY.with(|there| fs::remove_file(there.folder.path().join(file)).unwrap());
        }
    }
}

/// Which articles are copies of each other.
pub(super) fn stories(bytes: &[u8]) {
    let named = Payload { stories: "x".into(), ..Payload::default() };
    with_file("stories-x.bin", bytes, |index| {
        let Ok(Some(stories)) = index.stories(&named) else { return };
        for key in [0, 1, u64::MAX, 1 << 59] {
            let _ = stories.of(key);
        }
        for story in 0..stories.len().min(9) as u32 + 1 {
            let _ = stories.members(story);
        }
        assert!(stories.articles() <= bytes.len() && stories.len() <= bytes.len());
    });
}

/// Trained topics, as they are and with the checksum that they would need.
pub(super) fn topics(bytes: &[u8]) {
    let sealed = [b"newsdex topics", &1u16.to_le_bytes()[..], blake3::hash(bytes).as_bytes(), bytes].concat();
    for bytes in [bytes, &sealed] {
        if let Ok(model) = Model::from_bytes(bytes) {
            assert_eq!(model.to_bytes(), bytes, "a model is written as it was read");
            let _ = (model.words(), model.fingerprint(), model.labels().len());
            let decisions = model.classify("Tariffs on steel", "The harbour waits for ships.");
            assert!(decisions.len() <= model.labels().len());
            for label in model.labels() {
                let _ = model.speaks_for(&label.name);
            }
        }
    }
}
