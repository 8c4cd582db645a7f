//! The real binary in a fresh folder of its own.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]
#![allow(dead_code, reason = "each test file uses its own part of the harness")]

mod program;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) use program::program;

/// The sample corpus of the repository: never written to.
pub(crate) const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

/// What a run printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Output {
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// Exit code.
    pub(crate) code: i32,
}

impl Output {
    /// The lines of standard output as JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Fails with all that was printed unless the run ended with `code`.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }
}

/// A folder with files, and newsdex in it. Nothing of the user's own settings reaches it.
pub(crate) struct Newsdex {
    folder: TempDir,
}

impl Newsdex {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The sample corpus of the repository, indexed at `index`: one for all tests of a file, which only read it.
    ///
    /// It lies below `target`, because what a static holds is never dropped.
    pub(crate) fn sample(name: &str) -> Self {
        let newsdex = Self::empty(name);
        newsdex.run(["index", CORPUS]).ends(0);
        newsdex
    }

    /// An empty folder below `target`, for what a static holds.
    pub(crate) fn empty(name: &str) -> Self {
        let target = env!("CARGO_TARGET_TMPDIR");
        let _ = fs::remove_dir_all(format!("{target}/{name}"));
        let folder = tempfile::Builder::new().prefix(name).rand_bytes(0).tempdir_in(target).unwrap();
        Self { folder }
    }

    /// Where `path` is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, with the folders it needs.
    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// Writes a file that is no text.
    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// A command that has not been started.
    pub(crate) fn command<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = Command::new(program());
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.env("HOME", self.path(".home")).stdin(Stdio::null());
        command
    }

    /// Runs newsdex in the folder.
    pub(crate) fn run<const N: usize>(&self, args: [&str; N]) -> Output {
        output(self.command(args), "")
    }

    /// Runs newsdex with `input` on standard input.
    pub(crate) fn run_with<const N: usize>(&self, args: [&str; N], input: &str) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        output(command, input)
    }
}

/// Runs a command to its end.
pub(crate) fn output(mut command: Command, input: &str) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // written beside the reading: a child that prints while it reads would wait for ever
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
        child.wait_with_output().unwrap()
    });
    Output {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}
