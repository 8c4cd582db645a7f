//! Two hundred hostile files among a thousand good ones: each is named or tamed, every good one is found, nothing breaks.
//!
//! `cargo test --test hostile -- --ignored --nocapture` reads each hostile file alone and says what it took at most.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;
#[path = "hostile/mod.rs"]
mod hostile;

use std::collections::{HashMap, HashSet};

use common::Newsdex;
use hostile::{Fate, GOOD, HOSTILE, Hostile, What, good, hostile as files, put};
use serde_json::Value;

/// The seed of the files that are looked at.
const SEED: u64 = 7;

/// Hostile files that this system can hold.
fn put_all(newsdex: &Newsdex, files: Vec<Hostile>) -> Vec<Hostile> {
    let folder = newsdex.path("news");
    let is_there = |file: &Hostile| {
        let is_put = put(&folder, file);
        assert!(is_put || !cfg!(target_os = "linux"), "{:?}", file.path);
        is_put
    };
    files.into_iter().filter(is_there).collect()
}

/// The words of the articles that hostile files have none the less.
fn words(files: &[Hostile]) -> Vec<&str> {
    let words = files.iter().flat_map(|file| match &file.fate {
        Fate::Named(_) => &[],
        Fate::InPart(_, words) => words.as_slice(),
        Fate::Tamed(word) => std::slice::from_ref(word),
    });
    words.map(String::as_str).collect()
}

/// The reasons of each path, archives' members and records with their file, as the report has them.
fn reasons(report: &str) -> HashMap<String, Vec<String>> {
    let mut reasons: HashMap<String, Vec<String>> = HashMap::new();
    for line in report.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let path = line["path"].as_str().unwrap().split('!').next().unwrap();
        reasons.entry(path.to_owned()).or_default().push(line["reason"].as_str().unwrap().to_owned());
    }
    reasons
}

/// What is wrong with how files were named.
fn misnamed(files: &[Hostile], reasons: &HashMap<String, Vec<String>>) -> Vec<String> {
    files.iter().filter_map(|file| misnamed_one(file, reasons)).collect()
}

fn misnamed_one(file: &Hostile, reasons: &HashMap<String, Vec<String>>) -> Option<String> {
    let of_file = reasons.get(&format!("news/{}", file.path)).map_or(&[][..], Vec::as_slice);
    let is_right = match &file.fate {
        Fate::Named(expected) | Fate::InPart(expected, _) => {
            of_file.iter().any(|reason| reason.contains(expected) && reason.len() < 300)
        }
        Fate::Tamed(_) => of_file.is_empty(),
    };
    (!is_right).then(|| format!("{}: {:?}", file.path, &of_file[..of_file.len().min(3)]))
}

#[test]
fn the_same_seed_makes_the_same_files() {
    let bytes = |files: Vec<Hostile>| {
        let what = |file: Hostile| match file.what {
            What::Bytes(bytes) => bytes,
            What::Link(target) => target.into_bytes(),
            What::Pipe | What::Socket => Vec::new(),
        };
        files.into_iter().map(what).collect::<Vec<_>>()
    };
    let hostile = files(SEED);
    assert_eq!(hostile.len(), HOSTILE);
    assert!(hostile::kinds().len() >= 40);
    let good: HashSet<String> = (0..GOOD).map(good::word).collect();
    let all: HashSet<&str> = words(&hostile).into_iter().chain(good.iter().map(String::as_str)).collect();
    assert_eq!(all.len(), GOOD + words(&hostile).len(), "every article has a word of its own");
    assert!(bytes(hostile) == bytes(files(SEED)));
}

#[test]
fn each_hostile_file_is_named_or_tamed_and_every_good_one_found() {
    let newsdex = Newsdex::new();
    for (path, bytes) in (0..GOOD).map(good::file) {
        newsdex.write_bytes(&format!("news/{path}"), &bytes);
    }
    let hostile = put_all(&newsdex, files(SEED));
    // the socket and the pipes are of no use to anybody else
    let run = newsdex.run(["index", "news", "--report", "report.jsonl"]).ends(3);
    assert!(!run.stderr.contains("panic") && !run.stderr.contains("please report"), "{}", run.stderr);
    is_safe(&run.stderr);
    let report = newsdex.read("report.jsonl");
    let reasons = reasons(&report);
    let wrong = misnamed(&hostile, &reasons);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let expected: HashSet<String> = hostile.iter().map(|file| format!("news/{}", file.path)).collect();
    let others: Vec<_> = reasons.keys().filter(|path| !expected.contains(*path)).collect();
    assert!(others.is_empty(), "{others:?}");
    let words: Vec<String> = (0..GOOD).map(good::word).chain(words(&hostile).into_iter().map(str::to_owned)).collect();
    found_once(&newsdex, &words);
    let tamed: Vec<&str> = hostile
        .iter()
        .filter_map(|file| match &file.fate {
            Fate::Tamed(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    check_outputs(&newsdex, &tamed);
    assert!(newsdex.run(["index"]).ends(0).stderr.contains("known from before"), "the next run is calm");
    println!("{} hostile files named or tamed ({} tamed), {GOOD} good ones found", hostile.len(), tamed.len());
}

/// Each word has one article, and there is no other.
fn found_once(newsdex: &Newsdex, words: &[String]) {
    let queries: String = words.iter().map(|word| format!("{word}\t{word}\n")).collect();
    newsdex.write("queries.tsv", &queries);
    let args = ["search", "--queries", "queries.tsv", "--lexical", "--limit", "2", "--format", "trec"];
    let run = newsdex.run(args).ends(0).stdout;
    let answered: Vec<&str> = run.lines().map(|hit| hit.split(' ').next().unwrap()).collect();
    let lost: Vec<&String> = words.iter().filter(|word| !answered.contains(&word.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(answered.len(), words.len(), "a word of one article is in another one too");
    let stats = newsdex.run(["stats", "--json"]).ends(0).json().pop().unwrap();
    assert_eq!(stats["articles"], words.len(), "{stats}");
}

/// What hostile articles want to do is in no output.
fn check_outputs(newsdex: &Newsdex, words: &[&str]) {
    newsdex.write("tamed.tsv", &words.iter().map(|word| format!("{word}\t{word}\n")).collect::<String>());
    for format in ["text", "csv", "tsv", "ris", "bibtex", "csl-json", "atom", "trec"] {
        let run = newsdex.run(["search", "--queries", "tamed.tsv", "--color", "never", "--format", format]).ends(0);
        is_safe(&run.stdout);
        is_safe(&run.stderr);
        match format {
            "csv" => no_formulas(&run.stdout),
            "atom" => {
                assert!(!run.stdout.contains("<script") && !run.stdout.contains("\"javascript:"), "{}", run.stdout)
            }
            "ris" | "bibtex" => assert!(!run.stdout.contains("javascript:"), "{}", run.stdout),
            _ => {}
        }
    }
    let hits = newsdex.run(["search", "--queries", "tamed.tsv", "--json"]).ends(0);
    let no_control = |c: char| c == '\n' || !c.is_control();
    assert!(hits.stdout.chars().all(no_control), "{}", hits.stdout.escape_debug());
    let lines = hits.json();
    let ids = lines.iter().filter(|line| line["type"] == "hit").map(|hit| hit["id"].as_str().unwrap());
    let mut show = newsdex.command(["show", "--color", "never"]);
    show.args(ids);
    let shown = common::output(show, "").ends(0).stdout;
    is_safe(&shown);
    assert!(!shown.contains("<script") && words.iter().all(|word| shown.contains(word)), "{shown}");
    is_safe(&newsdex.run(["stats", "--skipped", "--color", "never"]).ends(0).stdout);
    is_safe(&newsdex.run(["stats", "--color", "never"]).ends(0).stdout);
}

/// Nothing in it commands a terminal, or turns the order of its signs.
#[track_caller]
fn is_safe(text: &str) {
    let hostile = |c: &char| {
        let turns =
            matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        turns || c.is_control() && !matches!(c, '\n' | '\t' | '\r')
    };
    let found = text.chars().position(|c| hostile(&c));
    let around = |at: usize| text.chars().skip(at.saturating_sub(80)).take(120).collect::<String>();
    assert!(found.is_none(), "{}", around(found.unwrap_or_default()).escape_debug());
}

/// No cell is a formula to a spreadsheet.
fn no_formulas(table: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    for row in reader.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
}

/// What a process and its children take, as Linux shows it.
#[cfg(target_os = "linux")]
mod alone {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::*;

    /// What a hostile file may take.
    const LONGEST: Duration = Duration::from_secs(5);
    const MIB: u64 = 512;

    fn children(process: u32) -> Vec<u32> {
        let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
        let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        lists.flat_map(|list| list.split(' ').filter_map(|id| id.trim().parse().ok()).collect::<Vec<_>>()).collect()
    }

    /// The largest memory of each of a process and its children so far, added up: never less than what they took at once.
    fn memory(process: u32) -> u64 {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let own: u64 = most.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default();
        own + children(process).into_iter().map(memory).sum::<u64>()
    }

    #[test]
    #[ignore = "long: each hostile file alone, some minutes"]
    fn each_hostile_file_alone_takes_no_more_than_it_may() {
        let mut took = Vec::new();
        for file in files(SEED) {
            let newsdex = Newsdex::new();
            let file = put_all(&newsdex, vec![file]).remove(0);
            let began = Instant::now();
            let mut child = newsdex.command(["index", "news", "--report", "report.jsonl", "--quiet"]).spawn().unwrap();
            let mut most = 0;
            let status = loop {
                most = most.max(memory(child.id()));
                match child.try_wait().unwrap() {
                    Some(status) => break status,
                    None => std::thread::sleep(Duration::from_millis(5)),
                }
            };
            let elapsed = began.elapsed();
            let expected = if matches!(file.fate, Fate::Tamed(_)) { 0 } else { 3 };
            assert_eq!(status.code(), Some(expected), "{}", file.path);
            assert_eq!(misnamed_one(&file, &reasons(&newsdex.read("report.jsonl"))), None);
            took.push((elapsed, most >> 10, file.path));
        }
        took.sort();
        let (slowest, _, slow) = took.iter().max_by_key(|(elapsed, ..)| *elapsed).unwrap();
        let (_, largest, large) = took.iter().max_by_key(|(_, mib, _)| *mib).unwrap();
        println!("{} hostile files: slowest {slowest:.1?} ({slow:?}), largest {largest} MiB ({large:?})", took.len());
        for (elapsed, mib, path) in took.iter().rev().take(12) {
            println!("{elapsed:7.2?} {mib:5} MiB {path:?}");
        }
        assert!(*slowest <= LONGEST && *largest <= MIB, "over {LONGEST:?} or {MIB} MiB");
    }
}
