//! What is gone from disk leaves the index, unless that is most of a root.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use crate::index::FileRecord;
use crate::ingest::books::Books;
use crate::ingest::roots::{STDIN, within};
use crate::ingest::run::{Options, Walk};
use crate::ingest::walk::Hidden;

/// The end of the reason why a removal was refused.
const NEEDS_PRUNE: &str = "needs --prune";

/// Takes what the walks saw into the books, and removes what the index holds and they did not see.
///
/// A run that was stopped removes nothing: it has not seen everything.
pub(crate) fn remove_gone(books: &mut Books<'_>, walks: &[Walk], options: &Options, stopped: bool) {
    for walk in walks {
        books.summary.unchanged += walk.unchanged;
        books.summary.skipped.extend(walk.known_skips.iter().cloned());
        for Hidden { path, reason } in &walk.hidden {
            books.name_skip(&walk.scope.root.name, path, reason.clone());
        }
    }
    let gone_articles = std::mem::take(&mut books.gone);
    let roots: BTreeSet<&str> = walks.iter().map(|walk| walk.scope.root.name.as_str()).collect();
    for root in roots {
        let files: Vec<(String, FileRecord)> =
            walks.iter().filter(|walk| walk.scope.root.name == root).flat_map(|walk| gone_files(books, walk)).collect();
        let articles: Vec<_> = gone_articles.iter().filter(|(of, ..)| of == root).collect();
        let lost =
            files.iter().filter(|(_, file)| !books.hashes.contains(&file.hash)).map(|(_, f)| f.articles).sum::<u64>()
                + articles.iter().map(|(_, _, keys)| keys.len() as u64).sum::<u64>();
        let total = books.totals.get(root).copied().unwrap_or(0);
        // what was refused stays refused, whatever came in since: a wrong disk at this path fills up too
        let pending = books.skip_of(root, "").is_some_and(|reason| reason.ends_with(NEEDS_PRUNE));
        let refused = !options.prune && (2 * lost > total || pending && lost > 0);
        if stopped || refused {
            for (_, path, keys) in &articles {
                // they are still in the index: the file is to be read again
                books.change(root, path, |file| FileRecord {
                    stamp: None,
                    hash: String::new(),
                    articles: file.articles + keys.len() as u64,
                    ..file
                });
            }
        }
        if stopped {
            continue;
        }
        if refused {
            let reason =
                format!("removing {lost} of its {total} articles, which are gone from its files, {NEEDS_PRUNE}");
            books.name_skip(root, "", reason);
            continue;
        }
        files.iter().for_each(|(path, _)| books.remove_file(root, path));
        articles.iter().for_each(|(_, _, keys)| books.remove_articles(keys));
    }
}

/// Files below a scope that the manifest knows and the walk did not see. What could not be looked at is not gone.
fn gone_files(books: &Books<'_>, walk: &Walk) -> Vec<(String, FileRecord)> {
    if !walk.complete || walk.scope.root.name == STDIN {
        return Vec::new();
    }
    let manifest = books.manifest.read().unwrap_or_else(PoisonError::into_inner);
    let none = BTreeMap::new();
    let files = manifest.roots.get(&walk.scope.root.name).unwrap_or(&none);
    let is_gone = |path: &str| {
        within(&walk.scope.below, path)
            && !walk.seen.contains(path)
            && !walk.hidden.iter().any(|hidden| within(&hidden.path, path))
    };
    files.iter().filter(|(path, _)| is_gone(path)).map(|(path, file)| (path.clone(), file.clone())).collect()
}
