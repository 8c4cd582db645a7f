//! System calls that fail, or are the last thing that the process does: strace puts the mishap where it is wanted.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};

use crate::desk::{Ended, Run};
use crate::stage::Stage;
use crate::world::Dice;

/// Whether strace is there and may trace; says so where it is not.
pub(crate) fn can_trace() -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    let can = strace.status().is_ok_and(|status| status.success());
    if !can {
        eprintln!("left out: there is no strace that may trace here");
    }
    can
}

/// Calls that move a file to its place. A question mark: not every machine has each of them.
const RENAMES: &str = "?rename,?renameat,?renameat2";
/// Calls that put something on the disk.
const SYNCS: &str = "?fsync,?fdatasync";

/// A mishap: which calls, what befalls them, which of them in each thread, and only on which of the stage's files.
#[derive(Clone, Debug)]
struct Mishap {
    calls: &'static str,
    effect: &'static str,
    when: usize,
    only: Vec<String>,
}

/// Indexes with a mishap; gives the calls that it befell.
fn play(stage: &Stage, mishap: &Mishap) -> (Ended, Vec<String>) {
    let log = stage.desk.path("calls.log");
    let Mishap { calls, effect, when, only } = mishap;
    let mut starter: Vec<String> = ["strace", "-f", "-y", "-qq", "-o"].map(String::from).to_vec();
    starter.push(log.display().to_string());
    starter.extend([
        "-e".into(),
        format!("trace={calls}"),
        "-e".into(),
        format!("inject={calls}:{effect}:when={when}"),
    ]);
    let place = |path: &String| if path == "." { stage.desk.index.clone() } else { stage.desk.index.join(path) };
    let only = only.iter().flat_map(|path| ["-P".to_owned(), place(path).display().to_string()]);
    starter.extend(only.chain(["--".to_owned()]));
    let ended = Run::start(stage.desk.indexing_by(&starter)).end();
    let log = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
    (ended, injected(&log))
}

/// The lines of calls that were made to fail; one that others came between stands in two pieces, and both are given.
fn injected(log: &str) -> Vec<String> {
    let mut begun = HashMap::new();
    let mut found = Vec::new();
    for line in log.lines() {
        let thread = line.split(' ').next().unwrap_or_default();
        if line.ends_with("<unfinished ...>") {
            begun.insert(thread, line);
        } else if line.contains("INJECTED") {
            let resumed = line.contains(" resumed>");
            found.extend(begun.remove(thread).filter(|_| resumed).map(str::to_owned));
            found.push(line.to_owned());
        }
    }
    found
}

#[test]
fn calls_in_two_pieces_are_known() {
    let log = "7 write(2<pipe:[1]>, \"x\", 1 <unfinished ...>\n8 fsync(3</a>) = 0\n\
               7 <... write resumed>)  = -1 EIO (Input/output error) (INJECTED)\n8 fsync(3</b>) = -1 EIO (INJECTED)\n";
    let hit = injected(log);
    assert!(hit.len() == 3 && hit[0].contains("write(2<") && hit[2].contains("/b"), "{hit:?}");
}

/// What was done: printed by the long forms.
#[derive(Debug, Default)]
pub(crate) struct Count {
    /// Mishaps that happened.
    pub(crate) mishaps: usize,
    /// Of those, runs that named one and ended with exit code 4.
    pub(crate) reported: usize,
    /// Runs that skipped an input by name.
    pub(crate) skipped: usize,
    /// Runs that did all of their work all the same.
    pub(crate) done: usize,
    /// Mishaps after which something was not as it must be.
    pub(crate) wrong: usize,
}

/// Where a small file is written before it is moved to its place; strace knows a rename by where it begins.
fn unfinished(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}.tmp-{name}")
}

/// Kills at each rename of some files: before it, and at the sync that follows it.
pub(crate) fn kill_at_renames(stage: &Stage, files: &[&str], after: bool, most: usize) -> Count {
    let mut count = Count::default();
    let moves = files.iter().map(|file| (RENAMES, vec![unfinished(file)]));
    let syncs = [vec!["segments".to_owned()], vec![".".to_owned()], vec![]].map(|only| (SYNCS, only));
    let places: Vec<_> = moves.chain(after.then_some(syncs).into_iter().flatten()).collect();
    for (calls, only) in places {
        for when in 1..=most {
            let mishap = Mishap { calls, effect: "signal=SIGKILL", when, only: only.clone() };
            stage.restore();
            let (ended, _) = play(stage, &mishap);
            if ended.status.code().is_some() {
                assert_eq!(ended.code(), 0, "{mishap:?}: {}", ended.lines.join("\n"));
                assert!(stage.is_done(), "{mishap:?}");
                break;
            }
            count.mishaps += 1;
            stage.check_between();
            stage.complete(&format!("{mishap:?}"));
        }
    }
    count
}

/// Calls, and how they fail.
const FAILURES: &[(&str, &str)] = &[
    ("?write,?pwrite64,?writev", "error=ENOSPC"),
    (SYNCS, "error=EIO"),
    (RENAMES, "error=ENOSPC"),
    ("?open,?openat", "error=EIO"),
    ("?write,?pwrite64,?writev", "error=EIO"),
    (SYNCS, "error=ENOSPC"),
    (RENAMES, "error=EIO"),
    ("?open,?openat", "error=ENOSPC"),
    ("?unlink,?unlinkat", "error=EIO"),
    ("?read,?pread64", "error=EIO"),
    ("?flock", "error=EIO"),
    ("?getdents64", "error=EIO"),
    ("?statx,?newfstatat,?stat", "error=EIO"),
    ("?mkdir,?mkdirat", "error=ENOSPC"),
    ("?ftruncate", "error=EIO"),
    ("?open,?openat", "error=EMFILE"),
];

/// The words that the sentence must have.
fn cause(mishap: &Mishap) -> &'static str {
    match mishap.effect {
        // to the engine a lock that cannot be had is that of another writer
        _ if mishap.calls == "?flock" => "index",
        "error=ENOSPC" => "No space left on device",
        "error=EIO" => "Input/output error",
        "error=EMFILE" => "Too many open files",
        _ => "Cannot allocate memory",
    }
}

/// Lets each of these calls fail, one in a run, until a run has no more of them; `most` of each.
pub(crate) fn fail_each(stage: &Stage, most: usize) -> Count {
    let mut count = Count::default();
    for (calls, effect) in FAILURES {
        let mut here = 0;
        for when in 1..=most {
            let mishap = Mishap { calls, effect, when, only: vec![] };
            // the others are tried all the same: what is wrong has been printed
            let failed = catch_unwind(AssertUnwindSafe(|| fail_once(stage, &mishap, &mut count)));
            if let Ok(false) = failed {
                break;
            }
            count.wrong += usize::from(failed.is_err());
            here += 1;
        }
        eprintln!("{calls} {effect}: {here}");
    }
    // a file that cannot be mapped, of those that are there
    let base = fs::read_dir(stage.desk.path("base/segments")).into_iter().flatten().flatten();
    let files: Vec<String> = base.map(|entry| format!("segments/{}", entry.file_name().to_str().unwrap())).collect();
    for when in 1..=most {
        let mishap = Mishap { calls: "?mmap", effect: "error=ENOMEM", when, only: files.clone() };
        if files.is_empty() || !fail_once(stage, &mishap, &mut count) {
            break;
        }
    }
    count
}

/// Lets `times` calls fail that chance chooses among the first of each thread.
pub(crate) fn fail_some(stage: &Stage, seed: u64, times: usize) -> Count {
    let (mut count, mut dice) = (Count::default(), Dice::new(seed));
    for failure in 0..times {
        let (calls, effect) = FAILURES[failure % 4];
        fail_once(stage, &Mishap { calls, effect, when: 1 + dice.below(12), only: vec![] }, &mut count);
    }
    count
}

/// A run in which a call fails: it says so, or has done all of its work, and the next run does the rest. Whether there was
/// such a call.
#[track_caller]
fn fail_once(stage: &Stage, mishap: &Mishap, count: &mut Count) -> bool {
    stage.restore();
    let (ended, hit) = play(stage, mishap);
    if hit.is_empty() {
        return false;
    }
    count.mishaps += 1;
    let what = format!("{mishap:?}:\n{}\n--- exit code {}\n{}", hit.join("\n"), ended.code(), ended.lines.join("\n"));
    assert!(!ended.panicked(), "{what}");
    let of_stage = |folder: &std::path::Path| {
        let ends = ["/", "\"", ">"].map(|end| format!("{}{end}", folder.display()));
        hit.iter().any(|line| ends.iter().any(|folder| line.contains(folder)))
    };
    let (in_index, in_news) = (of_stage(&stage.desk.index), of_stage(&stage.desk.news()));
    stage.check_between();
    match ended.code() {
        0 => {
            assert!(stage.is_done(), "success was told of what is not done: {what}");
            count.done += 1;
        }
        3 => {
            assert!(in_news, "{what}");
            count.skipped += 1;
        }
        // a loader that cannot load the program, and a program that cannot even speak, are not asked for a sentence
        _ if !in_index && !in_news => count.reported += 1,
        code => {
            // it cannot speak where the call that failed was that of speaking
            let is_dumb = hit.iter().any(|line| line.contains("write(2<"));
            // the engine keeps to itself why it could not have a lock
            let is_lock = hit.iter().any(|line| line.contains(".lock"));
            let is_why = |sentence: &str| sentence.contains(cause(mishap)) || is_lock && sentence.contains("lock");
            let says_why = ended.sentence().is_some_and(is_why);
            assert!(code == 4 && (is_dumb || says_why), "{what}");
            count.reported += 1;
        }
    }
    stage.complete(&what);
    true
}
