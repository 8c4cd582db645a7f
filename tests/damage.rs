//! Damage to an index: whatever a disk does to its files, `check` names the file, every command ends with a sentence and an
//! exit code, and `check --repair` with the next `index` brings all articles back.
//!
//! The long form, 500 damages and some minutes: `cargo test --test damage -- --ignored --nocapture`;
//! `NEWSDEX_BIN` names another program than the one that was built for tests, such as a release.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use program::program;
use tempfile::TempDir;

/// No command has anything to do on 150 articles that takes so long; what does hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Files of locks: nothing stands in them.
const LOCKS: [&str; 3] = ["writer.lock", ".tantivy-writer.lock", ".tantivy-meta.lock"];

/// How a run ended: `None` by a signal, or by us because it hung.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn text(&self) -> String {
        format!("exit {:?}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// Whether it ended as the list of exit codes has it, and said nothing that is not for people.
    fn is_orderly(&self) -> bool {
        let told = format!("{}{}", self.stdout, self.stderr);
        let panicked = ["panicked", "mistake in newsdex", "memory allocation", "stack overflow"];
        matches!(self.code, Some(0..=4)) && !panicked.iter().any(|word| told.contains(word))
    }
}

/// A folder with sources, and an index of them.
struct Archive {
    folder: TempDir,
}

impl Archive {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, index: &Path, args: &[&str]) -> Ended {
        let (out, err) = (self.path("stdout"), self.path("stderr"));
        let mut child = Command::new(program())
            .args(args)
            .arg("--index")
            .arg(index)
            .current_dir(self.folder.path())
            .env_remove("NEWSDEX_INDEX")
            .env("HOME", self.folder.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .stdin(Stdio::null())
            .stdout(File::create(&out).unwrap())
            .stderr(File::create(&err).unwrap())
            .spawn()
            .unwrap();
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if started.elapsed() > HANGS {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        Ended { code: status.and_then(|status| status.code()), stdout: read(&out), stderr: read(&err) }
    }

    /// 150 articles of 8 outlets in files and in records, brought by several runs: new, changed, removed, with copies,
    /// residue and leaders that are learned.
    fn build() -> (Self, PathBuf) {
        let archive = Self { folder: tempfile::tempdir().unwrap() };
        let index = archive.path("index");
        fs::create_dir_all(archive.path("news/wire")).unwrap();
        for batch in 0..4 {
            let records: Vec<String> = (0..20).map(|n| record(batch, n)).collect();
            fs::write(archive.path(&format!("news/wire/{batch}.ndjson")), records.concat()).unwrap();
            for n in 0..20 {
                fs::write(archive.path(&format!("news/outlet{}-{batch}-{n}.txt", n % 8)), article(batch, n)).unwrap();
            }
            assert_eq!(archive.run(&index, &["index", "news"]).code, Some(0));
        }
        for n in 0..10 {
            fs::remove_file(archive.path(&format!("news/outlet{}-1-{n}.txt", n % 8))).unwrap();
        }
        let changed = article(0, 3).replace("harbour", "harbour and its mole");
        fs::write(archive.path("news/outlet3-0-3.txt"), changed).unwrap();
        let ended = archive.run(&index, &["index", "news"]);
        assert_eq!(ended.code, Some(0), "{}", ended.text());
        (archive, index)
    }
}

/// Words that no two articles share.
fn marks(batch: usize, n: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    (0..30).map(|k| format!("q{}{}{}x", letter(batch), letter(n), letter(k))).collect::<Vec<_>>().join(" ")
}

fn article(batch: usize, n: usize) -> String {
    // two outlets print the same report now and then
    let twin = if n % 8 == 7 { n - 1 } else { n };
    format!(
        "Ferry number {twin} of batch {batch} leaves the harbour\n\n2024-0{}-{:02}\n\nThe harbour master of Veldmark said that \
         ferry {twin} left on time. Prime Minister Aldo Perrin of Norway watched from the pier.\n\nThe words of the day \
         were {}.\n\nRead the harbour quiz of the week\n",
        batch + 1,
        n + 1,
        marks(batch, twin)
    )
}

fn record(batch: usize, n: usize) -> String {
    let record = serde_json::json!({
        "id": format!("wire-{batch}-{n}"),
        "title": format!("Grain prices at the harbour, note {n}"),
        "text": format!("Grain was sold at the harbour for {} crowns in France and Japan. {}", 100 + n, marks(batch + 9, n)),
        "date": format!("2023-0{}-{:02}", batch + 1, n + 1),
        "source": "Harbour Wire",
    });
    format!("{record}\n")
}

/// A generator of numbers that gives the same ones everywhere (splitmix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

const KINDS: [&str; 10] = [
    "bit flipped",
    "bit flipped near the end",
    "bytes zeroed",
    "page zeroed",
    "page of another file",
    "cut at random",
    "cut at a border",
    "bytes behind its end",
    "removed",
    "swapped",
];

/// The files of an index that hold state, from its folder on.
fn files(index: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(index).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() && !LOCKS.contains(&&*entry.file_name().to_string_lossy()) {
            found.push(entry.path().strip_prefix(index).unwrap().to_str().unwrap().to_owned());
        }
    }
    found.sort();
    found
}

/// Damages one file; gives the names of those that changed, or `None` where this damage would change nothing.
fn damage(index: &Path, file: &str, kind: &str, others: &[String], dice: &mut Dice) -> Option<Vec<String>> {
    let path = index.join(file);
    let before = fs::read(&path).unwrap();
    let mut bytes = before.clone();
    let len = bytes.len();
    let same_kind: Vec<&String> =
        others.iter().filter(|other| *other != file && ending(other) == ending(file)).collect();
    let other = same_kind.get(dice.below(same_kind.len())).map_or(file, |name| name.as_str());
    let page = dice.below(len.div_ceil(512)) * 512;
    match kind {
        "bit flipped" => bytes[dice.below(len)] ^= 1 << dice.below(8),
        "bit flipped near the end" => bytes[len - 1 - dice.below(len.min(110))] ^= 1 << dice.below(8),
        "bytes zeroed" => {
            let start = dice.below(len);
            let end = (start + 1 + dice.below(64)).min(len);
            bytes[start..end].fill(0);
        }
        "page zeroed" => bytes[page..(page + 512).min(len)].fill(0),
        "page of another file" => {
            let from = fs::read(index.join(other)).unwrap();
            let end = (page + 512).min(len).min(from.len()).max(page);
            if page < from.len() {
                bytes[page..end].copy_from_slice(&from[page..end]);
            }
        }
        "cut at random" => bytes.truncate(dice.below(len)),
        "cut at a border" => bytes.truncate([0, 1, len / 2, len - 1, len.saturating_sub(8), page][dice.below(6)]),
        "bytes behind its end" => bytes.extend([0; 7]),
        "removed" => {
            fs::remove_file(&path).unwrap();
            return Some(vec![file.to_owned()]);
        }
        _ => {
            let from = fs::read(index.join(other)).unwrap();
            fs::write(index.join(other), &bytes).unwrap();
            fs::write(&path, &from).unwrap();
            return (from != before).then(|| vec![file.to_owned(), other.to_owned()]);
        }
    }
    if bytes == before {
        return None;
    }
    fs::write(&path, bytes).unwrap();
    Some(vec![file.to_owned()])
}

fn ending(file: &str) -> &str {
    file.rsplit('.').next().unwrap()
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(place).unwrap(),
            false => drop(fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// What can be seen of all articles: which are found, and with which labels.
fn seen(archive: &Archive, index: &Path) -> String {
    let ended = archive.run(index, &["search", "harbour", "--json", "--all", "--sort", "oldest", "--all-copies"]);
    let mut hits: Vec<String> = Vec::new();
    for line in ended.stdout.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["type"] == "hit" {
            let part =
                ["id", "title", "date", "countries", "leaders", "topics", "lang"].map(|field| line[field].to_string());
            hits.push(part.join(" "));
        }
    }
    hits.sort();
    hits.join("\n")
}

/// What came of all damages: what has to be 0 by what it is, each with an example.
#[derive(Default)]
struct Tally {
    damages: usize,
    failures: BTreeMap<&'static str, Vec<String>>,
    codes: BTreeMap<String, usize>,
}

impl Tally {
    fn expect(&mut self, holds: bool, what: &'static str, example: impl FnOnce() -> String) {
        if !holds {
            let example = example();
            println!("{what}: {example}");
            self.failures.entry(what).or_default().push(example);
        }
    }
}

const READING: [&[&str]; 7] = [
    &["search", "harbour"],
    &["search", "ferry grain", "--facets", "all", "--explain"],
    &["search", "\"harbour master\" since:2023", "--sort", "newest", "--count"],
    &["stats"],
    &["show", "wire-1-7"],
    &["similar", "wire-1-7"],
    &["leaders"],
];

/// How much of what is to hold after a damage is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Care {
    /// `check` and one search.
    Named,
    /// All commands that read, and the repair.
    Mended,
    /// Repair after a run of `index` that met the damage too.
    WorkedOn,
}

/// One damage: everything that is to hold.
fn suffer(archive: &Archive, expected: &str, damaged: (&str, &[String]), care: Care, tally: &mut Tally) {
    let (what, names) = damaged;
    let index = archive.path("damaged");
    let checked = archive.run(&index, &["check"]);
    let is_named = names.iter().any(|name| checked.stdout.contains(name.as_str()));
    tally.expect(checked.code == Some(4) && is_named && checked.is_orderly(), "check does not name it", || {
        format!("{what}: {}", checked.text())
    });
    for command in &READING[..if care == Care::Named { 1 } else { READING.len() }] {
        let ended = archive.run(&index, command);
        tally.expect(ended.is_orderly(), "a command does not end in order", || {
            format!("{what}: {command:?}: {}", ended.text())
        });
        let code = ended.code.map_or("signal".to_owned(), |code| code.to_string());
        *tally.codes.entry(format!("{} ends with {code}", command[0])).or_default() += 1;
    }
    if care == Care::Named {
        return;
    }
    let worked_on = archive.path("worked-on");
    copy(&index, &worked_on);
    let ended = archive.run(&worked_on, &["index", "news"]);
    tally.expect(ended.is_orderly(), "index does not end in order", || format!("{what}: {}", ended.text()));
    let code = ended.code.map_or("signal".to_owned(), |code| code.to_string());
    *tally.codes.entry(format!("index ends with {code}")).or_default() += 1;
    for index in &[index, worked_on][..if care == Care::WorkedOn { 2 } else { 1 }] {
        let repaired = archive.run(index, &["check", "--repair"]);
        let again = archive.run(index, &["index", "news"]);
        let clean = archive.run(index, &["check", "--all"]);
        let ends = [repaired.code, again.code, clean.code];
        tally.expect(ends == [Some(0); 3], "repair does not help", || {
            format!("{what}: {}\n{}\n{}", repaired.text(), again.text(), clean.text())
        });
        let seen = seen(archive, index);
        tally.expect(seen == expected, "articles are not as they were", || {
            let missing: Vec<&str> = expected.lines().filter(|line| !seen.contains(*line)).collect();
            let more: Vec<&str> = seen.lines().filter(|line| !expected.contains(*line)).collect();
            format!("{what}: missing {missing:#?}\nmore {more:#?}\n{}", repaired.text())
        });
    }
}

/// `damages` of them, every kind and every file in turn.
fn damage_often(damages: usize, seed: u64, care: impl Fn(usize) -> Care) {
    let (archive, whole) = Archive::build();
    let clean = archive.run(&whole, &["check", "--all"]);
    assert_eq!(clean.code, Some(0), "{}", clean.text());
    let expected = seen(&archive, &whole);
    assert_eq!(expected.lines().count(), 150);
    let files = files(&whole);
    let (mut dice, mut tally) = (Dice(seed), Tally::default());
    let mut turn = 0;
    while tally.damages < damages {
        // every kind for every file before the second time, in an order that mixes both
        let (file, kind) = (&files[turn % files.len()], KINDS[(turn + turn / files.len()) % KINDS.len()]);
        turn += 1;
        let index = archive.path("damaged");
        copy(&whole, &index);
        let Some(names) = damage(&index, file, kind, &files, &mut dice) else { continue };
        tally.damages += 1;
        if tally.damages % 50 == 0 {
            println!("{} damages, {:?}", tally.damages, tally.failures.values().map(Vec::len).collect::<Vec<_>>());
        }
        suffer(&archive, &expected, (&format!("{file}, {kind}"), &names), care(tally.damages), &mut tally);
    }
    let Tally { damages, failures, codes } = &tally;
    println!("{damages} damages to {} files of an index of 150 articles", files.len());
    println!("named by check: {}", damages - failures.get("check does not name it").map_or(0, Vec::len));
    for (what, examples) in failures {
        println!("{what}: {}", examples.len());
    }
    for (end, times) in codes {
        println!("{end}: {times}");
    }
    let examples: Vec<_> =
        failures.iter().flat_map(|(what, all)| all.iter().take(4).map(move |one| (what, one))).collect();
    let text: String = examples.iter().map(|(what, one)| format!("== {what}\n{one}\n")).collect();
    assert!(failures.is_empty(), "\n{text}");
}

#[test]
fn damage_is_named_and_mended() {
    damage_often(SHORT, 7, |number| if number % 20 == 0 { Care::WorkedOn } else { Care::Named });
}

/// Some of each kind, over every file; the rest is left to the long form.
const SHORT: usize = 40;

#[test]
#[ignore = "long: 500 damages, a minute or two"]
fn five_hundred_damages_are_named() {
    damage_often(500, 13, |_| Care::Named);
}

#[test]
#[ignore = "long: 500 damages with every command and repair, many minutes"]
fn five_hundred_damages_are_mended() {
    damage_often(500, 11, |number| if number % 4 == 0 { Care::WorkedOn } else { Care::Mended });
}
