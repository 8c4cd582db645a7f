//! What is fuzzed: functions that take any bytes and panic only where newsdex is wrong.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod query;
mod read;
mod stored;
mod text;

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

/// A name, and what takes the bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// As in the names of its folders and tests.
    pub(crate) name: &'static str,
    check: fn(&[u8]),
}

/// All targets, in the order in which the long run goes round.
pub(crate) const ALL: &[Target] = &[
    Target { name: "query", check: query::query },
    Target { name: "dates", check: query::dates },
    Target { name: "clean", check: text::clean_text },
    Target { name: "annotate", check: text::annotate },
    Target { name: "words", check: text::words_of },
    Target { name: "languages", check: text::languages },
    Target { name: "html", check: |bytes| read::file("page.html", bytes) },
    Target { name: "read", check: read::named },
    Target { name: "plain", check: |bytes| read::file("note.txt", bytes) },
    Target { name: "markdown", check: |bytes| read::file("note.md", bytes) },
    Target { name: "json", check: |bytes| read::file("wire.json", bytes) },
    Target { name: "ndjson", check: |bytes| read::file("wire.ndjson", bytes) },
    Target { name: "table", check: |bytes| read::file("desk.csv", bytes) },
    Target { name: "feed", check: |bytes| read::file("feed.xml", bytes) },
    Target { name: "nitf", check: |bytes| read::file("story.xml", bytes) },
    Target { name: "newsml", check: |bytes| read::file("item.xml", bytes) },
    Target { name: "sgml", check: |bytes| read::file("wire.sgm", bytes) },
    Target { name: "warc", check: |bytes| read::file("crawl.warc", bytes) },
    Target { name: "rtf", check: |bytes| read::file("press.rtf", bytes) },
    Target { name: "docx", check: |bytes| read::file("press.docx", bytes) },
    Target { name: "docx_xml", check: read::word_xml },
    Target { name: "export", check: |bytes| read::file("press-database.txt", bytes) },
    Target { name: "gzip", check: |bytes| read::file("wire.ndjson.gz", bytes) },
    Target { name: "zstd", check: |bytes| read::file("wire.ndjson.zst", bytes) },
    Target { name: "tar", check: |bytes| read::file("news.tar", bytes) },
    Target { name: "zip", check: |bytes| read::file("news.zip", bytes) },
    Target { name: "entry", check: stored::entry },
    Target { name: "manifest", check: stored::manifest },
    Target { name: "payload", check: stored::payload },
    Target { name: "lists", check: stored::lists },
    Target { name: "stories", check: stored::stories },
    Target { name: "topics", check: stored::topics },
];

/// The target of that name.
pub(crate) fn named(name: &str) -> Option<Target> {
    ALL.iter().find(|target| target.name == name).copied()
}

thread_local! {
    /// Whether a target is running in this thread.
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    /// What panicked in it, and whether that was our own code, which is kept before all else.
    static PANICKED: RefCell<Option<(String, bool)>> = const { RefCell::new(None) };
}

/// From here on panics within targets are remembered instead of printed.
///
/// newsdex catches what breaks inside of foreign parsers, so such a panic is no finding unless it gets through; one of our
/// own code always is, wherever it is caught.
pub(crate) fn watch_panics() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !RUNNING.get() {
                return before(info);
            }
            PANICKED.with_borrow_mut(|last| {
                if !last.as_ref().is_some_and(|(_, ours)| *ours) {
                    *last = Some((info.to_string(), is_ours(info)));
                }
            });
        }));
    });
}

/// Paths of this package are relative, those of others and of the standard library are absolute.
fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    info.location().is_none_or(|at| !at.file().starts_with('/'))
}

/// Gives one input to a target.
///
/// # Errors
/// What panicked.
pub(crate) fn run(target: &Target, bytes: &[u8]) -> Result<(), String> {
    PANICKED.take();
    RUNNING.set(true);
    let done = catch_unwind(AssertUnwindSafe(|| (target.check)(bytes)));
    RUNNING.set(false);
    match (done, PANICKED.take()) {
        (Ok(()), None | Some((_, false))) => Ok(()),
        (_, Some((why, _))) => Err(why),
        (Err(_), None) => Err("a panic that nobody saw".to_owned()),
    }
}

/// A target that is none of newsdex's own.
#[cfg(not(fuzzing))]
pub(crate) fn failing(check: fn(&[u8])) -> Target {
    Target { name: "failing", check }
}
