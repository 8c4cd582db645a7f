//! Takes a root, a file or an article out of the index on request; the files on disk stay as they are.

use std::path::Path;

use tantivy::Term;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use crate::article::{Key, Origin};
use crate::error::Result;
use crate::index::{Index, Manifest, term_text};
use crate::ingest::roots::{locate, within};

/// Forgets `target`: a root by name or path, a file or folder within a root, or an article by the id given or its whole
/// key. Gives the number of articles that are gone; 0 when nothing fits.
///
/// A file that still stands on disk comes back when it changes; a forgotten root only when it is indexed again.
///
/// # Errors
/// When the index cannot be written.
pub fn forget(index: &Index, target: &str) -> Result<u64> {
    let mut writer = index.writer()?;
    let mut payload = index.payload()?;
    let mut manifest = Manifest::load(index)?;
    let before = index.articles()?;
    let named = payload.roots.iter().find(|root| root.name == target).map(|root| (root.name.clone(), String::new()));
    let is_known = |(root, below): &(String, String)| {
        manifest.roots.get(root).is_some_and(|files| files.keys().any(|path| within(below, path)))
    };
    if let Some((root, below)) = named.or_else(|| locate(Path::new(target), &payload).filter(is_known)) {
        if below.is_empty() {
            writer.remove_root(&root);
            manifest.roots.remove(&root);
            payload.roots.retain(|known| known.name != root);
        } else if let Some(files) = manifest.roots.get_mut(&root) {
            for (path, file) in files.iter_mut().filter(|(path, _)| within(&below, path)) {
                writer.remove_file(Key::of(&Origin { root: root.clone(), path: path.clone(), record: None }));
                file.articles = 0;
            }
        }
    } else {
        for origin in articles_with_id(index, target)? {
            writer.remove(Key::of(&origin).short());
            if let Some(file) = manifest.roots.get_mut(&origin.root).and_then(|files| files.get_mut(&origin.path)) {
                file.articles = file.articles.saturating_sub(1);
            }
        }
    }
    let opstamp = writer.commit(&payload)?;
    manifest.save(index, opstamp)?;
    writer.finish()?;
    Ok(before - index.articles()?.min(before))
}

fn articles_with_id(index: &Index, id: &str) -> Result<Vec<Origin>> {
    let searcher = index.searcher()?;
    let mut origins = Vec::new();
    for field in [index.fields().id, index.fields().key] {
        let query = TermQuery::new(Term::from_field_text(field, term_text(id)), IndexRecordOption::Basic);
        let found = searcher.search(&query, &DocSetCollector).map_err(|err| index.unreadable(&err))?;
        for address in found {
            origins.push(index.entry(&searcher, address)?.origin);
        }
    }
    Ok(origins)
}
