//! The road of an archive: indexed, searched, changed, indexed again, week after week, from files and from pipes.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use common::{CORPUS, Newsdex, Output, output};
use serde_json::{Value, json};

/// An article of its own on a subject.
fn story(subject: &str) -> String {
    format!(
        "The {subject} returns to Holm\n\nHOLM, 3 Nov - The {subject} came back to the harbour on Monday after two years, \
         and the mayor thanked everybody who had paid for the {subject}.\n"
    )
}

fn record(id: &str, subject: &str) -> String {
    format!("{}\n", json!({"id": id, "title": format!("The {subject} returns"), "text": story(subject)}))
}

/// The last line of a run with `--json`.
fn summary(run: &Output) -> Value {
    run.json().pop().unwrap()
}

/// Counts of a run: new, changed, unchanged, removed, skipped, files read.
#[track_caller]
fn check(newsdex: &Newsdex, args: &[&str], code: i32, expected: [u64; 6]) {
    let mut command = newsdex.command(["index", "--json"]);
    command.args(args);
    let run = output(command, "").ends(code);
    let summary = summary(&run);
    let counts = ["new", "changed", "unchanged", "removed", "skipped", "files_read"]
        .map(|name| summary[name].as_u64().unwrap_or(u64::MAX));
    assert_eq!(counts, expected, "new, changed, unchanged, removed, skipped, read: {}", run.stdout);
}

/// The paths of the articles that a query finds.
fn paths(newsdex: &Newsdex, query: &str) -> Vec<String> {
    let lines = newsdex.run(["search", query, "--json", "--all"]).json();
    let hits = lines.iter().filter(|line| line["type"] == "hit");
    let mut paths: Vec<String> = hits.map(|hit| hit["path"].as_str().unwrap().to_owned()).collect();
    paths.sort();
    paths
}

fn archive() -> Newsdex {
    let newsdex = Newsdex::new();
    for subject in ["ferry", "tram", "library", "bakery"] {
        newsdex.write(&format!("news/{subject}.txt"), &story(subject));
    }
    newsdex.write("news/wire/list.jsonl", &(record("a1", "cinema") + &record("a2", "circus")));
    // files younger than a tick of the file system's clock are read once more
    thread::sleep(Duration::from_millis(40));
    newsdex
}

#[test]
fn week_after_week() {
    let newsdex = archive();
    check(&newsdex, &["news"], 0, [6, 0, 0, 0, 0, 5]);
    check(&newsdex, &[], 0, [0, 0, 6, 0, 0, 0]);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
    assert_eq!(paths(&newsdex, "circus"), ["news/wire/list.jsonl"]);

    newsdex.write("news/ferry.txt", &story("lighthouse"));
    newsdex.write("news/new/museum.txt", &story("museum"));
    fs::remove_file(newsdex.path("news/tram.txt")).unwrap();
    fs::rename(newsdex.path("news/library.txt"), newsdex.path("news/books.txt")).unwrap();
    let bakery = fs::File::options().append(true).open(newsdex.path("news/bakery.txt")).unwrap();
    bakery.set_modified(std::time::SystemTime::now()).unwrap();
    newsdex.write("news/wire/list.jsonl", &(record("a2", "circus") + &record("a3", "theatre")));
    thread::sleep(Duration::from_millis(40));
    let run = newsdex.run(["index", "--json"]).ends(0);
    let summary = summary(&run);
    let counts = ["new", "changed", "unchanged", "removed", "total"].map(|name| summary[name].as_u64().unwrap());
    assert_eq!(counts, [3, 1, 2, 3, 6], "new: museum, books, a3; changed: ferry; removed: tram, library, a1");
    for (query, expected) in [
        ("ferry", &[][..]),
        ("lighthouse", &["news/ferry.txt"]),
        ("museum", &["news/new/museum.txt"]),
        ("tram", &[]),
        ("library", &["news/books.txt"]),
        ("cinema", &[]),
        ("theatre", &["news/wire/list.jsonl"]),
    ] {
        assert_eq!(paths(&newsdex, query), expected, "{query}");
    }
    newsdex.run(["search", "tram"]).ends(1);
    newsdex.run(["index"]).ends(0);
    check(&newsdex, &[], 0, [0, 0, 6, 0, 0, 0]);
}

#[test]
fn roots_live_apart() {
    let newsdex = archive();
    newsdex.write("other/ferry.txt", &story("ferry"));
    newsdex.write("other/zoo.txt", &story("zoo"));
    newsdex.run(["index", "news"]).ends(0);
    newsdex.run(["index", "other"]).ends(0);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt", "other/ferry.txt"]);
    let only = newsdex.run(["search", "ferry", "--corpus", "other", "--json"]).ends(0);
    let hits: Vec<Value> = only.json().into_iter().filter(|line| line["type"] == "hit").collect();
    assert_eq!((hits.len(), &hits[0]["path"]), (1, &"other/ferry.txt".into()));
    assert!(only.stderr.contains("only 'other'"), "{}", only.stderr);

    // a disk that is not mounted today
    fs::rename(newsdex.path("other"), newsdex.path("away")).unwrap();
    let absent = newsdex.run(["index"]).ends(3);
    assert!(absent.stderr.contains("nothing stands at") && absent.stderr.contains("--forget"), "{}", absent.stderr);
    assert_eq!(paths(&newsdex, "zoo"), ["other/zoo.txt"]);
    newsdex.run(["index", "other"]).ends(3);
    assert_eq!(paths(&newsdex, "zoo"), ["other/zoo.txt"]);
    fs::rename(newsdex.path("away"), newsdex.path("other")).unwrap();
    newsdex.run(["index"]).ends(0);

    newsdex.run(["index", "--forget", "other"]).ends(0);
    assert_eq!(paths(&newsdex, "zoo"), [""; 0]);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
    newsdex.run(["index"]).ends(0);
    assert_eq!(paths(&newsdex, "zoo"), [""; 0]);
    newsdex.run(["index", "other"]).ends(0);
    assert_eq!(paths(&newsdex, "zoo"), ["other/zoo.txt"]);
}

#[test]
fn removing_most_of_a_root_asks() {
    let newsdex = archive();
    newsdex.run(["index", "news"]).ends(0);
    for gone in ["ferry", "tram", "library", "bakery"] {
        fs::remove_file(newsdex.path(&format!("news/{gone}.txt"))).unwrap();
    }
    let held = newsdex.run(["index"]).ends(3);
    assert!(held.stderr.contains("removing 4 of its 6 articles") && held.stderr.contains("--prune"), "{}", held.stderr);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
    let dry = newsdex.run(["index", "--prune", "--dry-run"]).ends(0);
    assert!(dry.stderr.contains("dry run") && dry.stderr.contains("4 removed"), "{}", dry.stderr);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
    newsdex.run(["index", "--prune"]).ends(0);
    assert_eq!(paths(&newsdex, "ferry"), [""; 0]);
    assert_eq!(paths(&newsdex, "circus"), ["news/wire/list.jsonl"]);
}

#[test]
fn one_article_can_be_forgotten() {
    let newsdex = archive();
    newsdex.run(["index", "news"]).ends(0);
    let said = newsdex.run(["index", "--forget", "news/tram.txt"]).ends(0).stderr;
    assert_eq!(said, "forgot 'news/tram.txt': 1 article\n");
    newsdex.run(["index", "--forget", "a1"]).ends(0);
    // the id as a search prints it, wherever one stands
    let id = newsdex.run(["search", "ferry", "--ids"]).ends(0).stdout;
    let mut forget = newsdex.command(["--index", "../index", "index", "--forget", &id[..6]]);
    forget.current_dir(newsdex.path("news"));
    output(forget, "").ends(0);
    for gone in ["tram", "cinema", "ferry"] {
        newsdex.run(["search", gone]).ends(1);
    }
    newsdex.run(["search", "circus"]).ends(0);
    newsdex.run(["index"]).ends(0);
    newsdex.run(["search", "tram"]).ends(1);
    newsdex.run(["index", "--forget", "news/nonsense.txt"]).ends(1);
    let absent = newsdex.run(["index", "news", "nwes"]).ends(3);
    assert!(absent.stderr.contains("no such file or folder\n  nwes\n"), "{}", absent.stderr);
}

#[test]
fn standard_input_adds_and_its_ids_come_back() {
    let newsdex = Newsdex::new();
    let lines = [
        json!({"id": "doc 7", "title": "Ferry", "text": "The ferry left the island before dawn, the owners said."}),
        json!({"docno": "WSJ870324-0001", "text": "The ferry came back at noon with nobody on board."}),
        json!({"_id": 42, "contents": "Nobody knows why the ferry came back without its passengers."}),
        json!({"doc_id": "ä/é?", "html": "<p>A ferry with <b>nobody</b> on board is a strange sight, said one.</p>"}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = newsdex.run_with(["index", "-", "--json"], &text).ends(0);
    assert_eq!(summary(&run)["new"], 4);
    let ids = || {
        let run = newsdex.run(["search", "ferry", "--ids", "--all"]).ends(0);
        let mut ids: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(), ["42", "WSJ870324-0001", "doc 7", "ä/é?"]);
    for id in ids() {
        let shown = newsdex.run(["show", &id, "--json"]).ends(0).json().remove(0);
        assert_eq!(shown["id"], id.as_str());
    }
    // the same again, then one changed and one more: what is silent now stays
    let same = newsdex.run_with(["index", "-", "--json"], &text).ends(0);
    assert_eq!((&summary(&same)["unchanged"], &summary(&same)["total"]), (&4.into(), &4.into()));
    let more = record("doc 7", "tram") + &record("doc 8", "ferry");
    let run = newsdex.run_with(["index", "-", "--json"], &more).ends(0);
    let summary = summary(&run);
    assert_eq!((&summary["new"], &summary["changed"], &summary["total"]), (&1.into(), &1.into(), &5.into()));
    assert_eq!(ids(), ["42", "WSJ870324-0001", "doc 8", "ä/é?"]);
    assert_eq!(newsdex.run(["search", "tram", "--ids"]).ends(0).stdout, "doc 7\n");
    // without standard input there is nothing to do for it
    newsdex.run(["index"]).ends(0);
    assert_eq!(ids().len(), 4);
}

#[test]
fn cleaned_articles_keep_their_ids_through_a_pipe() {
    let newsdex = Newsdex::new();
    let cleaned = newsdex.run(["clean", "--json", CORPUS]).ends(0).stdout;
    let run = newsdex.run_with(["index", "-", "--index", "piped", "--json"], &cleaned).ends(0);
    assert_eq!(summary(&run)["new"], 111, "{}", run.stderr);
    newsdex.run(["index", CORPUS, "--index", "direct"]).ends(0);
    let ids = |index: &str| {
        let run = newsdex.run(["search", "--sort", "newest", "--all", "--ids", "--index", index]).ends(0);
        let mut ids: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("piped"), ids("direct"));
    assert_eq!(ids("piped").len(), 111);
    // what was cleaned is clean
    for query in ["rare earths Japan", "Bundestagswahl Merz"] {
        let first = |index: &str| newsdex.run(["search", query, "--ids", "-n", "5", "--index", index]).ends(0).stdout;
        assert_eq!(first("piped"), first("direct"), "{query}");
    }
}

#[test]
fn two_colleagues_with_the_same_files_get_the_same_ids() {
    let ids = |newsdex: &Newsdex| {
        newsdex.run(["index", "news"]).ends(0);
        newsdex.run(["search", "returns", "--all", "--ids", "--sort", "newest"]).ends(0).stdout
    };
    let (one, two) = (archive(), archive());
    let mut lines = [ids(&one), ids(&two)].map(|ids| ids.lines().map(str::to_owned).collect::<Vec<_>>());
    lines.iter_mut().for_each(|ids| ids.sort());
    assert_eq!(lines[0], lines[1]);
    assert_eq!(lines[0].len(), 6);
}

#[test]
fn our_own_things_within_a_root_are_no_articles() {
    let newsdex = archive();
    check(&newsdex, &["news", "--index", "news/index"], 0, [6, 0, 0, 0, 0, 5]);
    check(&newsdex, &["news", "--index", "news/index"], 0, [0, 0, 6, 0, 0, 0]);
    newsdex.run(["index", "news"]).ends(0);
    for (name, args) in [
        ("out.jsonl", &["search", "ferry", "--json", "--facets", "all"][..]),
        ("nothing.jsonl", &["search", "zeppelin", "--json"]),
        ("stats.jsonl", &["stats", "--json"]),
        ("run.jsonl", &["index", "--json", "--dry-run"]),
    ] {
        let mut command = newsdex.command([]);
        command.args(args);
        let text = output(command, "").stdout;
        newsdex.write(&format!("news/{name}"), &text);
    }
    check(&newsdex, &[], 0, [0, 0, 6, 0, 0, 4]);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
}

#[test]
fn what_clean_wrote_is_no_second_copy_of_its_folder() {
    let newsdex = archive();
    newsdex.run(["index", "news"]).ends(0);
    let cleaned = newsdex.run(["clean", "--json", "news"]).ends(0).stdout;
    newsdex.write("news/cleaned.jsonl", &cleaned);
    let run = newsdex.run(["index"]).ends(3);
    assert!(run.stderr.contains("written by 'newsdex clean --json'"), "{}", run.stderr);
    assert_eq!(paths(&newsdex, "ferry"), ["news/ferry.txt"]);
    // named by a person it is an archive like any other
    newsdex.write("export.jsonl", &cleaned);
    check(&newsdex, &["export.jsonl"], 0, [6, 0, 0, 0, 0, 1]);
}

#[test]
fn a_report_within_a_root_is_no_article() {
    let newsdex = archive();
    newsdex.write("news/empty.txt", "");
    let first = newsdex.run(["index", "news", "--report", "news/report.jsonl"]).ends(3);
    let again = newsdex.run(["index", "news", "--report", "news/report.jsonl"]).ends(0);
    for run in [first, again] {
        assert!(!run.stderr.contains("report.jsonl"), "{}", run.stderr);
    }
    assert_eq!(newsdex.read("news/report.jsonl").lines().count(), 1);
}

#[test]
fn an_article_of_furniture_alone_is_named() {
    let newsdex = archive();
    newsdex.write("news/signs.txt", ")\n]\n\nADVERTISEMENT\n");
    let run = newsdex.run(["index", "news"]).ends(3);
    assert!(run.stderr.contains("nothing is left of it after cleaning"), "{}", run.stderr);
    assert!(run.stderr.contains("news/signs.txt"), "{}", run.stderr);
}

#[test]
fn a_run_reports_every_skip() {
    let newsdex = archive();
    for number in 0..12 {
        newsdex.write(&format!("news/empty-{number:02}.txt"), "");
    }
    let run = newsdex.run(["index", "news", "--report", "report.jsonl"]).ends(3);
    assert!(run.stderr.contains("skipped 12 inputs: empty file"), "{}", run.stderr);
    assert!(run.stderr.contains("  news/empty-09.txt") && !run.stderr.contains("news/empty-10.txt"), "{}", run.stderr);
    assert!(run.stderr.contains("2 more not named here"), "{}", run.stderr);
    let report = newsdex.read("report.jsonl");
    assert_eq!(report.lines().count(), 12);
    for line in report.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&line["type"], &line["reason"], &line["record"]),
            (&"skip".into(), &"empty file".into(), &Value::Null)
        );
    }
    let again = newsdex.run(["index"]).ends(0);
    assert!(again.stderr.contains("12 skips known from before, unchanged"), "{}", again.stderr);
    assert!(!again.stderr.contains("empty-"), "{}", again.stderr);
    assert_eq!(newsdex.run(["stats", "--skipped"]).ends(0).stdout.lines().count(), 12);
    let path = newsdex.run(["show", "news/empty-03.txt"]).ends(1);
    assert!(path.stderr.contains("gave no article: empty file"), "{}", path.stderr);
    newsdex.write("news/empty-00.txt", &story("windmill"));
    newsdex.run(["index"]).ends(0);
    assert_eq!(paths(&newsdex, "windmill"), ["news/empty-00.txt"]);
}

#[test]
fn the_index_stands_where_it_was_asked_for() {
    let newsdex = archive();
    let with = |args: &[&str], folder: &str, variable: Option<&str>| {
        let mut command = newsdex.command([]);
        command.args(args).current_dir(newsdex.path(folder));
        variable.map(|dir| command.env("NEWSDEX_INDEX", dir));
        output(command, "")
    };
    with(&["index", "news"], "", Some("by-variable")).ends(0);
    assert!(newsdex.path("by-variable").is_dir() && !newsdex.path("index").exists());
    with(&["search", "ferry"], "", Some("by-variable")).ends(0);
    with(&["search", "ferry", "--index", "nowhere"], "", Some("by-variable")).ends(2);
    newsdex.write("newsdex.toml", "index = \"by-config\"\n");
    with(&["index", "."], "news", None).ends(0);
    assert!(newsdex.path("by-config").is_dir());
    with(&["search", "ferry"], "news/wire", None).ends(0);
    newsdex.write("precious/thesis.txt", "years of work");
    let refused = with(&["index", "news", "--index", "precious"], "", None).ends(2);
    assert!(refused.stderr.contains("neither empty nor an index"), "{}", refused.stderr);
    let kept: Vec<_> = fs::read_dir(newsdex.path("precious")).unwrap().collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn a_dry_run_writes_nothing_and_says_the_same() {
    let newsdex = archive();
    check(&newsdex, &["news", "--dry-run"], 0, [6, 0, 0, 0, 0, 5]);
    assert!(!newsdex.path("index").exists());
    check(&newsdex, &["news"], 0, [6, 0, 0, 0, 0, 5]);
    newsdex.write("news/zoo.txt", &story("zoo"));
    fs::remove_file(newsdex.path("news/tram.txt")).unwrap();
    check(&newsdex, &["--dry-run"], 0, [1, 0, 5, 1, 0, 1]);
    assert_eq!(paths(&newsdex, "zoo"), [""; 0]);
    assert_eq!(paths(&newsdex, "tram"), ["news/tram.txt"]);
}

/// An archive that takes some seconds to index in a build without optimisation.
fn large() -> Newsdex {
    let newsdex = Newsdex::new();
    for file in 0..24 {
        let text: String = (0..120)
            .map(|number| {
                let words: Vec<String> =
                    (0..150).map(|word| format!("word{}", (file * 131 + number * 17 + word * 7) % 2999)).collect();
                format!(
                    "{}\n",
                    json!({"id": format!("{file}-{number}"), "text": format!("Council {}.", words.join(" "))})
                )
            })
            .collect();
        newsdex.write(&format!("news/{file}.jsonl"), &text);
    }
    newsdex
}

/// Starts indexing and waits until articles have been read.
fn started(newsdex: &Newsdex) -> (std::process::Child, BufReader<std::process::ChildStderr>) {
    let mut command = newsdex.command(["index", "news", "--progress", "json"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    assert!(line.starts_with(r#"{"type":"progress""#), "{line}");
    (child, lines)
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so_and_the_next_one_goes_on() {
    let newsdex = large();
    let (mut child, mut lines) = started(&newsdex);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    lines.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("interrupted") && said.contains("the next run goes on"), "{said}");
    let run = newsdex.run(["index", "news", "--json"]).ends(0);
    let summary = summary(&run);
    assert_eq!(summary["total"], 24 * 120);
    assert_eq!(summary["new"].as_u64().unwrap() + summary["unchanged"].as_u64().unwrap(), 24 * 120);
    let count = newsdex.run(["search", "council", "--count"]).ends(0);
    assert_eq!(count.stdout.trim(), (24 * 120).to_string());
}

#[test]
fn a_second_writer_is_told_to_wait() {
    let newsdex = large();
    newsdex.write("more/zoo.txt", &story("zoo"));
    let (mut child, mut lines) = started(&newsdex);
    let second = newsdex.run(["index", "more"]).ends(4);
    assert!(second.stderr.starts_with("newsdex: ") && second.stderr.lines().count() == 1, "{}", second.stderr);
    // reading goes on meanwhile
    assert!([0, 1].contains(&newsdex.run(["search", "council"]).code));
    let mut said = String::new();
    lines.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    newsdex.run(["index", "more"]).ends(0);
    assert_eq!(paths(&newsdex, "zoo"), ["more/zoo.txt"]);
}
