//! A folder with a world and an index of it, the real binary that writes the index, and a reader that tells what is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use newsdex::index::Index;
use tempfile::TempDir;

use crate::program::program;
use crate::world::{Story, World, path_word};

/// The folder of the index that the engine writes into.
const SEGMENTS: &str = "segments";

/// A number from the environment, for the long forms.
pub(crate) fn given(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Every article: where it is and what is stored of it, but for when it was indexed.
pub(crate) type Fingerprint = BTreeMap<String, String>;

/// A folder of its own.
pub(crate) struct Desk {
    folder: TempDir,
    /// Where the index is.
    pub(crate) index: PathBuf,
    /// Milliseconds between commits.
    pub(crate) commit_every: Option<u64>,
}

impl Desk {
    /// An empty folder; in memory where that can be had, because a kill asks nothing of the disk.
    pub(crate) fn new() -> Self {
        let memory = tempfile::Builder::new().prefix("newsdex-crash-").tempdir_in("/dev/shm");
        let folder = memory.or_else(|_| tempfile::tempdir()).unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { index: folder.path().join("index"), folder, commit_every: None }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn news(&self) -> PathBuf {
        self.path("news")
    }

    /// What is told to run in this folder, with nothing of the user's settings.
    pub(crate) fn tool(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_clear().env("HOME", self.path(".home")).stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        if let Some(every) = self.commit_every {
            command.env("NEWSDEX_COMMIT_EVERY_MS", every.to_string());
        }
        command
    }

    /// newsdex with arguments, on the index of this desk.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.tool(program());
        command.args(args).arg("--index").arg(&self.index);
        command
    }

    /// The run that brings the index up to date, and tells each commit.
    pub(crate) fn indexing(&self) -> Command {
        self.indexing_by(&[])
    }

    /// The same run, started by another program that has it as its last arguments.
    pub(crate) fn indexing_by(&self, starter: &[String]) -> Command {
        let own = program().into_os_string();
        let mut words = starter.iter().map(Into::into).chain([own]);
        let mut command = self.tool(words.next().unwrap());
        command.args(words).args(["index", "--progress", "plain", "--index"]).arg(&self.index).arg(self.news());
        command
    }

    /// Opens the index and reads every article.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        fingerprint(&self.index).0
    }

    /// Checks that the index holds exactly the world, and its folder nothing else.
    #[track_caller]
    pub(crate) fn check_whole(&self, world: &World) {
        let found = holdings(&self.index);
        let expected: BTreeSet<&String> = world.stories.keys().collect();
        assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected, "the articles of the index and of the folder");
        for (path, (title, body)) in &found {
            assert!(world.stories[path].is(title, body), "{path} is not what its file says: {title}\n{body}");
        }
        let traces = traces(&self.index);
        assert!(traces.is_empty(), "what no list names is left in the index: {traces:?}");
    }

    /// Checks that the index can be read and holds of each story what `before` or `after` says, no more and no less, and
    /// each once; gives how many articles it holds, and of how many the files have another number.
    #[track_caller]
    pub(crate) fn check_between(&self, before: &World, after: &World) -> Holding {
        let found = holdings(&self.index);
        for (path, (title, body)) in &found {
            let versions = [before, after].map(|world| world.stories.get(path));
            let known = versions.into_iter().flatten().any(|story| story.is(title, body));
            assert!(known, "{path} is of no batch: {title}\n{body}");
        }
        let lost: Vec<&String> = before
            .stories
            .keys()
            .filter(|path| after.stories.contains_key(*path) && !found.contains_key(*path))
            .collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        let is_new = |path: &&String| !before.stories.contains_key(*path);
        let is_gone = |path: &&String| !after.stories.contains_key(*path) && !found.contains_key(*path);
        Holding {
            articles: found.len(),
            added: found.keys().filter(is_new).count(),
            removed: before.stories.keys().filter(is_gone).count(),
        }
    }

    /// Searches for the word of a story with the binary: it is found once.
    #[track_caller]
    pub(crate) fn check_search(&self, path: &str, story: &Story) {
        for word in [&path_word(path), &story.word] {
            let run = Run::start(self.command(&["search", "--json", word])).end();
            assert_eq!(run.code(), 0, "searching {word}: {}{}", run.stdout, run.lines.join("\n"));
            let hits = run.stdout.lines().filter(|line| line.contains("\"type\":\"hit\"")).count();
            assert!(hits == 1 && run.stdout.contains(path), "{word} is in {path} alone: {}", run.stdout);
        }
    }
}

/// What an index holds between two worlds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holding {
    pub(crate) articles: usize,
    /// Stories that were not there before.
    pub(crate) added: usize,
    /// Stories of before that are not there any more.
    pub(crate) removed: usize,
}

/// Every article of an index, and title and body by path; each article stands there once.
#[track_caller]
fn fingerprint(dir: &Path) -> (Fingerprint, BTreeMap<String, (String, String)>) {
    let index = Index::open(dir).unwrap_or_else(|err| panic!("the index cannot be opened: {err}"));
    let (mut prints, mut texts) = (BTreeMap::new(), BTreeMap::new());
    let read = index.for_each_entry(&mut |mut entry| {
        entry.indexed = 0;
        let print = serde_json::to_string(&entry).unwrap();
        let twice = prints.insert(entry.origin.to_string(), print);
        assert!(twice.is_none(), "{} is there twice", entry.origin);
        let name = entry.origin.record.clone().unwrap_or_else(|| entry.origin.path.clone());
        texts.insert(name, (entry.article.meta.title.clone().unwrap_or_default(), entry.article.text.body()));
    });
    read.unwrap_or_else(|err| panic!("the index cannot be read: {err}"));
    (prints, texts)
}

/// Title and body of every article, by path, or by id where it has been given one.
#[track_caller]
pub(crate) fn holdings(dir: &Path) -> BTreeMap<String, (String, String)> {
    fingerprint(dir).1
}

/// Files of an index that no list names: what a killed run had begun, or not yet deleted.
pub(crate) fn traces(dir: &Path) -> BTreeSet<String> {
    let named = named_segments(&dir.join(SEGMENTS));
    let mut found = BTreeSet::new();
    for folder in [dir.to_owned(), dir.join(SEGMENTS)] {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let stem = name.split('.').next().unwrap_or_default();
            let is_segment = stem.len() == 32 && stem.chars().all(|c| c.is_ascii_hexdigit());
            // of a deletion list the whole name counts, of other files that of the segment
            let is_named = if name.ends_with(".del") { named.contains(&name) } else { named.contains(stem) };
            let is_begun = entry.metadata().is_ok_and(|metadata| metadata.len() > 0);
            if name.starts_with(".tmp") || (is_segment && !is_named && is_begun) {
                found.insert(name);
            }
        }
    }
    found
}

/// The names of segments and of deletion lists in the list of segments.
fn named_segments(dir: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(dir.join("meta.json")).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
    let Some(Ok(list)) = values.next() else { return BTreeSet::new() };
    let segments = list["segments"].as_array().into_iter().flatten();
    segments
        .flat_map(|segment| {
            let name = segment["segment_id"].as_str().unwrap_or_default().replace('-', "");
            let deleted = segment["deletes"]["opstamp"].as_u64().map(|opstamp| format!("{name}.{opstamp}.del"));
            [Some(name), deleted]
        })
        .flatten()
        .collect()
}

/// Whether the two copies of the list of segments are the same.
pub(crate) fn are_lists_equal(dir: &Path) -> bool {
    let read = |name: &str| fs::read(dir.join(SEGMENTS).join(name)).ok();
    read("meta.json") == read("meta.copy.json")
}

/// A process, and what it has said.
pub(crate) struct Run {
    pub(crate) child: Child,
    /// Lines of standard error as they come.
    pub(crate) said: Receiver<String>,
    stdout: JoinHandle<String>,
    started: Instant,
}

/// What a process said, and how it ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) lines: Vec<String>,
    pub(crate) stdout: String,
    pub(crate) took: Duration,
}

impl Run {
    #[track_caller]
    pub(crate) fn start(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|err| panic!("{command:?}: {err}"));
        let (said, heard) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| said.send(line)));
        let mut out = child.stdout.take().unwrap();
        let stdout = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = out.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        Self { child, said: heard, stdout, started: Instant::now() }
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let status = self.child.wait().unwrap();
        let took = self.started.elapsed();
        Ended { status, took, lines: self.said.iter().collect(), stdout: self.stdout.join().unwrap() }
    }

    /// Lets it run for so long, then kills it.
    pub(crate) fn kill_after(mut self, delay: Duration) -> Ended {
        std::thread::sleep(delay.saturating_sub(self.started.elapsed()));
        let _ = self.child.kill();
        self.end()
    }

    /// Waits until it has said a line that `wanted` likes; gives all lines until then.
    #[track_caller]
    pub(crate) fn wait_for(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        // a limit that only a run that hangs comes to
        while let Ok(line) = self.said.recv_timeout(Duration::from_secs(300)) {
            lines.push(line);
            if lines.last().is_some_and(|line| wanted(line)) {
                return lines;
            }
        }
        panic!("the line that was waited for did not come: {}", lines.join("\n"));
    }
}

impl Ended {
    /// The exit code; -1 where a signal ended it.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// How many articles the index held after each commit that it has told.
    pub(crate) fn commits(&self) -> Vec<usize> {
        self.lines.iter().filter_map(|line| committed(line)).collect()
    }

    /// Whether a thread of it ended as none may.
    pub(crate) fn panicked(&self) -> bool {
        self.lines.iter().any(|line| line.contains("thread '") && line.contains("panicked at"))
    }

    /// The sentence that says what went wrong.
    pub(crate) fn sentence(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| line.strip_prefix("newsdex: "))
    }
}

/// The number of articles in a line that acknowledges a commit.
pub(crate) fn committed(line: &str) -> Option<usize> {
    line.strip_prefix("committed ")?.split(' ').next()?.replace(',', "").parse().ok()
}
