//! Opening for writing and reading beside it, from outside: who writes, who waits, who may only read.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Newsdex, Output, output, program};

/// A folder with an index of two articles.
fn indexed() -> Newsdex {
    let newsdex = Newsdex::new();
    newsdex.write("news/ferry.txt", "The ferry to the island runs again after the storm, the harbour master said.\n");
    newsdex.write("news/bridge.txt", "The bridge over the river is closed for repairs until spring.\n");
    newsdex.run(["index", "news"]).ends(0);
    newsdex
}

/// Holds the lock as another newsdex would that is this process.
fn hold(newsdex: &Newsdex) -> File {
    let path = newsdex.path("index/writer.lock");
    let held = File::options().read(true).write(true).open(&path).unwrap();
    held.try_lock().unwrap();
    fs::write(path, format!("{} 1700000000\n", std::process::id())).unwrap();
    held
}

#[test]
fn a_root_is_known_before_its_first_article() {
    let newsdex = Newsdex::new();
    newsdex.write("news/a.txt", "The ferry came late to the old harbour.");
    let mut index = newsdex.command(["index", "news", "-"]);
    let mut index = index.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // standard input is open, so that the run cannot have ended
    let roots = || newsdex.command(["stats", "--json"]).output().unwrap().stdout;
    let deadline = Instant::now() + Duration::from_secs(60);
    while !String::from_utf8_lossy(&roots()).contains("news") {
        assert!(Instant::now() < deadline, "{}", String::from_utf8_lossy(&roots()));
    }
    index.kill().unwrap();
    index.wait().unwrap();
    let run = newsdex.run(["index"]).ends(0).stderr;
    assert!(run.contains("news: 1 new"), "{run}");
    let run = Newsdex::new();
    run.write("a.txt", "A ferry.");
    run.run(["index", "a.txt"]).ends(0);
    run.run(["index", "--forget", "a.txt"]).ends(0);
    assert!(run.run(["index"]).ends(2).stderr.contains("nothing was indexed before"));
}

#[test]
fn a_second_writer_hears_who_writes_and_ends_with_4() {
    let newsdex = indexed();
    let held = hold(&newsdex);
    let commands: [&[&str]; 4] = [
        &["index", "news"],
        &["index", "--relabel"],
        &["index", "--forget", "news"],
        &["search", "ferry", "--corpus", "news"],
    ];
    for command in commands {
        let mut run = newsdex.command([]);
        let run = output_of(run.args(command)).ends(4);
        let said = format!("is being written by process {} since 2023-11-1", std::process::id());
        assert!(run.stderr.contains(&said) && run.stderr.contains("--wait"), "{}", run.stderr);
    }
    // reading and looking need no lock
    newsdex.run(["search", "ferry"]).ends(0);
    newsdex.run(["index", "news", "--dry-run"]).ends(0);
    drop(held);
    // what a process that has gone wrote there is no obstacle
    newsdex.run(["index", "news"]).ends(0);
}

fn output_of(command: &mut Command) -> Output {
    let run = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { stdout: text(run.stdout), stderr: text(run.stderr), code: run.status.code().unwrap_or(-1) }
}

#[test]
fn who_waits_says_so_once_and_goes_on() {
    let newsdex = indexed();
    let held = hold(&newsdex);
    let mut waiting = newsdex.command(["index", "news", "--wait"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(waiting.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains(&format!("waiting for the index, which is being written by process {}", std::process::id())));
    drop(held);
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(waiting.wait().unwrap().code(), Some(0), "{rest}");
    assert!(!rest.contains("waiting"), "{rest}");
}

#[cfg(unix)]
#[test]
fn who_waits_can_be_stopped() {
    let newsdex = indexed();
    let _held = hold(&newsdex);
    let mut waiting = newsdex.command(["index", "news", "--wait"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(waiting.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-INT", &waiting.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(waiting.wait().unwrap().code(), Some(130), "{rest}");
}

#[test]
fn several_may_make_an_index_at_once() {
    for wait in [true, false] {
        let newsdex = Newsdex::new();
        let parts = ["a", "b", "c", "d"];
        for part in parts {
            newsdex
                .write(&format!("{part}/story.txt"), &format!("The council of {part}ville met about the harbour.\n"));
        }
        let started: Vec<_> = parts
            .iter()
            .map(|part| {
                let mut command = newsdex.command(["index", part]);
                command.args(wait.then_some("--wait")).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let mut done = 0;
        for child in started {
            let run = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&run.stderr);
            let refused = run.status.code() == Some(4) && said.contains("is being written by");
            assert!(run.status.success() || (refused && !wait), "{said}");
            done += usize::from(run.status.success());
        }
        assert!(done >= 1);
        let count = newsdex.run(["search", "council", "--count"]).ends(0);
        assert_eq!(count.stdout.trim(), done.to_string());
    }
}

/// Everything that only reads.
const READING: [&[&str]; 9] = [
    &["search", "ferry"],
    &["search", "ferry", "--json"],
    &["search", "--count", "ferry"],
    &["search", "ferry", "--kwic"],
    &["search", "--facets", "all", "ferry"],
    &["show", "news/ferry.txt"],
    &["similar", "news/ferry.txt"],
    &["stats"],
    &["stats", "--residue"],
];

#[cfg(unix)]
fn set_mode(path: &std::path::Path, folder: u32, file: u32) {
    use std::os::unix::fs::PermissionsExt;
    if path.is_dir() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        fs::read_dir(path).unwrap().for_each(|entry| set_mode(&entry.unwrap().path(), folder, file));
    }
    let mode = if path.is_dir() { folder } else { file };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// As a user whom the file modes bind: this one, unless it is root.
#[cfg(unix)]
fn as_other(newsdex: &Newsdex, args: &[&str]) -> Option<Output> {
    let root = output_of(Command::new("id").arg("-u")).stdout.trim() == "0";
    let mut command = newsdex.command([]);
    command.args(args);
    if root {
        let mut other = Command::new("setpriv");
        other.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(command.get_program());
        other.args(args).current_dir(newsdex.path("")).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        let mut can = Command::new("setpriv");
        can.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        can.arg(command.get_program()).arg("--version");
        if !can.output().is_ok_and(|run| run.status.success()) {
            return None;
        }
        command = other;
    }
    Some(output_of(&mut command))
}

#[cfg(unix)]
#[test]
fn who_may_not_write_can_read_all() {
    let newsdex = indexed();
    // as it was written, then with no write permission, then without the locks that a writer leaves
    for step in 0..3 {
        set_mode(&newsdex.path(""), 0o755, 0o644);
        if step == 2 {
            for lock in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
                fs::remove_file(newsdex.path("index/segments").join(lock)).unwrap();
            }
            fs::remove_file(newsdex.path("index/writer.lock")).unwrap();
        }
        if step > 0 {
            set_mode(&newsdex.path("index"), 0o555, 0o444);
        }
        for args in READING {
            let Some(run) = as_other(&newsdex, args) else {
                set_mode(&newsdex.path(""), 0o755, 0o644);
                return eprintln!("skipped who_may_not_write_can_read_all: nobody to be but root");
            };
            assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        }
        if step > 0 {
            let run = as_other(&newsdex, &["index", "news"]).unwrap().ends(4);
            assert!(run.stderr.lines().count() == 1 && run.stderr.contains("writer.lock"), "{}", run.stderr);
        }
    }
    set_mode(&newsdex.path(""), 0o755, 0o644);
    newsdex.run(["index", "news"]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_medium_that_cannot_be_written_can_be_read() {
    let newsdex = indexed();
    let run = |args: &[&str]| {
        let mut command = newsdex.command([]);
        command.args(args);
        let mut mounted = Command::new("unshare");
        let script = "mount --bind index index && mount -o remount,bind,ro index index && \
                      if touch index/x 2>/dev/null; then exit 99; fi; exec \"$0\" \"$@\"";
        mounted.args(["--mount", "sh", "-c", script]).arg(command.get_program()).args(args);
        mounted.current_dir(newsdex.path("")).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        mounted.stdin(Stdio::null()).output().ok().map(|run| {
            let text = |bytes| String::from_utf8(bytes).unwrap();
            Output { stdout: text(run.stdout), stderr: text(run.stderr), code: run.status.code().unwrap_or(-1) }
        })
    };
    if run(&["--version"]).is_none_or(|run| run.code != 0) {
        return eprintln!("skipped a_medium_that_cannot_be_written_can_be_read: this user cannot mount");
    }
    for lock in [None, Some("index/segments/.tantivy-meta.lock")] {
        lock.map_or(Ok(()), |lock| fs::remove_file(newsdex.path(lock))).unwrap();
        for args in READING {
            let run = run(args).unwrap();
            assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        }
    }
    let run = run(&["index", "news"]).unwrap().ends(4);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_is_an_error_and_the_index_stands() {
    let newsdex = indexed();
    let many: String = (0..400)
        .map(|number| {
            let words: Vec<String> = (0..60).map(|word| format!("word{}", (number * 61 + word * 7) % 4999)).collect();
            serde_json::json!({"id": number.to_string(), "text": format!("Council {}.", words.join(" "))}).to_string()
                + "\n"
        })
        .collect();
    newsdex.write("more/many.jsonl", &many);
    for blocks in ["1", "8", "60"] {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -f \"$1\" && shift && exec \"$@\"", "sh", blocks]);
        command.arg(program()).args(["index", "more"]).current_dir(newsdex.path(""));
        let run = output(command, "").ends(4);
        assert!(run.stderr.starts_with("newsdex: ") && run.stderr.lines().count() == 1, "{}", run.stderr);
        assert!(run.stderr.to_lowercase().contains("file too large"), "{}", run.stderr);
        let count = newsdex.run(["search", "ferry OR bridge", "--count"]).ends(0);
        assert_eq!(count.stdout.trim(), "2", "with {blocks} blocks");
    }
    newsdex.run(["index", "more"]).ends(0);
    assert_eq!(newsdex.run(["search", "council", "--count"]).ends(0).stdout.trim(), "400");
}

#[test]
fn each_commit_is_named_when_that_is_wanted() {
    let newsdex = indexed();
    newsdex.write("news/mill.txt", "The old mill by the river opens as a museum on Sunday.\n");
    let run = newsdex.run(["index", "news", "--verbose"]).ends(0);
    assert!(run.stderr.lines().any(|line| line == "committed 3 articles"), "{}", run.stderr);
    newsdex.write("news/fair.txt", "The winter fair opens on the market square.\n");
    let run = newsdex.run(["index", "news", "--progress", "json"]).ends(0);
    assert!(run.stderr.lines().any(|line| line == r#"{"type":"committed","articles":4}"#), "{}", run.stderr);
    newsdex.write("news/frost.txt", "Frost has damaged the vines in the valley.\n");
    let run = newsdex.run(["index", "news"]).ends(0);
    assert!(!run.stderr.contains("committed"), "{}", run.stderr);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn the_allocator_of_who_writes_has_bounds_unless_a_person_has_set_others() {
    let newsdex = Newsdex::new();
    for (given, bounds) in
        [(None, "glibc.malloc.mmap_threshold=524288"), (Some("glibc.malloc.check=0"), "glibc.malloc.check=0")]
    {
        let mut command = newsdex.command(["index", "-"]);
        command.env_remove("GLIBC_TUNABLES").envs(given.map(|given| ("GLIBC_TUNABLES", given)));
        let mut reading = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let environment = format!("/proc/{}/environ", reading.id());
        let wanted = format!("GLIBC_TUNABLES={bounds}");
        let since = Instant::now();
        while !String::from_utf8_lossy(&fs::read(&environment).unwrap()).contains(&wanted) {
            assert!(since.elapsed().as_secs() < 60, "it was not started anew");
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(reading.stdin.take());
        // nothing came
        assert_eq!(reading.wait().unwrap().code(), Some(3));
    }
}
