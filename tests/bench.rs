//! `newsdex bench`: its classes, its forms, and what its comparisons say.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::collections::HashSet;

use common::Newsdex;
use serde_json::{Value, json};

/// Forty reports of invented places; every class can be drawn from them.
fn archive() -> Newsdex {
    let newsdex = Newsdex::new();
    let letters = |n: u32| -> String {
        format!("{n:02}").repeat(2).chars().map(|digit| char::from(b'k' + digit as u8 - b'0')).collect()
    };
    let report = |n: u32| {
        // a word of two reports, and one of this alone
        let (word, name) = (letters(n / 2), letters(n));
        json!({"id": n.to_string(), "title": format!("Tokyo raises tariffs on harbour{word}"), "date": "2025-10-28",
            "text": format!("TOKYO - Japan raised import tariffs on harbour{word} and mooring{name} after a trade dispute, the \
                Japanese trade ministry said. Exporters in Japan feared for their free trade agreement.")})
    };
    let lines: String = (0..40).map(|n| format!("{}\n", report(n))).collect();
    newsdex.write("corpus/news.jsonl", &lines);
    newsdex.run(["index", "corpus"]).ends(0);
    newsdex
}

fn of_type<'a>(lines: &'a [Value], wanted: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == wanted).collect()
}

#[test]
fn every_class_is_measured() {
    let newsdex = archive();
    let run = newsdex
        .run(["bench", "--per-class", "2", "--rounds", "2", "--threads", "1,2", "--svg", "a.svg", "--json"])
        .ends(0);
    let lines = run.json();
    let classes = of_type(&lines, "bench");
    let names: Vec<&str> = classes.iter().map(|line| line["name"].as_str().unwrap()).collect();
    for name in [
        "rare word",
        "medium word",
        "frequent word",
        "two words, any",
        "three words, any",
        "four words, any",
        "two words, all",
        "three words, all",
        "four words, all",
        "phrase",
        "proximity, w/5",
        "truncation, word*",
        "fuzzy, word~",
        "filter, country",
        "filter, topic",
        "filter, month",
        "newest first",
        "facets",
        "no snippets",
        "ten snippets",
        "hundred snippets",
        "cold first query",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let summary = of_type(&lines, "summary")[0];
    assert_eq!((&summary["version"], &summary["articles"], &summary["rounds"]), (&1.into(), &40.into(), &2.into()));
    assert_eq!((&summary["interrupted"], &summary["without_queries"]), (&false.into(), &json!([])));
    for class in classes {
        let [p50, p95, p99] = ["p50_us", "p95_us", "p99_us"].map(|field| class[field].as_u64().unwrap());
        assert!(0 < p50 && p50 <= p95 && p95 <= p99, "{class}");
        assert_eq!((&class["version"], &class["queries"], &class["rounds"]), (&1.into(), &2.into(), &2.into()));
    }
    let queries = of_type(&lines, "query");
    assert_eq!(queries.len(), 2 * names.len());
    assert!(queries.iter().all(|line| line["runs_us"].as_array().unwrap().len() == 2));
    assert!(queries.iter().all(|line| line["found"] != json!(0)), "a drawn query has an answer");
    let threads: Vec<_> = of_type(&lines, "throughput").iter().map(|line| line["threads"].as_u64().unwrap()).collect();
    assert_eq!(threads, [1, 2]);
    well_formed(&newsdex.read("a.svg"), &names);
    assert!(run.stderr.contains("40 articles in "), "{}", run.stderr);
}

/// Fails unless the picture is XML, and names what it shows.
fn well_formed(svg: &str, names: &[&str]) {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut texts = HashSet::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Text(text) => drop(texts.insert(text.trim().to_owned())),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(names.iter().all(|name| texts.contains(*name)), "{names:?} in {texts:?}");
    assert!(texts.iter().any(|text| text.contains("milliseconds")) && texts.contains("p99"), "{texts:?}");
}

#[test]
fn classes_and_queries_can_be_chosen() {
    let newsdex = archive();
    let names = |args: &[&str]| {
        let mut command = newsdex.command(["bench", "--rounds", "1", "--per-class", "2", "--threads", "1", "--json"]);
        command.args(args);
        let lines = common::output(command, "").ends(0).json();
        of_type(&lines, "bench").iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--class", "Phrase", "--class", "w/5", "--lexical"]), ["phrase", "proximity, w/5"]);
    assert_eq!(names(&["--class", "cold", "--all-copies"]), ["cold first query"]);
    let run = newsdex.run(["bench", "--class", "sonnet"]).ends(2);
    assert!(run.stderr.contains("no class 'sonnet'; there are: rare word; "), "{}", run.stderr);
    newsdex.write("queries.tsv", "1\ttariffs japan\n\n-japan\nzeppelin\n");
    let run = newsdex.run(["bench", "--queries", "queries.tsv", "--rounds", "1", "--threads", "1", "--json"]).ends(0);
    let lines = run.json();
    let of = |class: &str| {
        let lines = of_type(&lines, "query").into_iter().filter(|line| line["name"] == class);
        lines.map(|line| line["query"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("given"), ["tariffs japan", "-japan", "zeppelin"]);
    assert_eq!(of("cold first query"), of("given"));
    assert!(run.stderr.contains("found nothing"), "{}", run.stderr);
    assert!(
        newsdex.run(["bench", "--queries", "none.tsv"]).ends(2).stderr.contains("cannot read --queries 'none.tsv'")
    );
    assert!(newsdex.run(["bench", "--svg", "nowhere/a.svg"]).ends(2).stderr.contains("cannot write --svg"));
    newsdex.run(["bench", "--threads", "0"]).ends(2);
}

#[test]
fn an_index_without_words_has_no_queries() {
    let newsdex = Newsdex::new();
    assert!(newsdex.run(["bench"]).ends(2).stderr.contains("no index"));
    newsdex.write("corpus/picture.png", "");
    newsdex.run(["index", "corpus"]).ends(3);
    let run = newsdex.run(["bench"]).ends(1);
    assert!(run.stdout.is_empty() && run.stderr.contains("the index holds no such queries"), "{run:?}");
}

#[test]
fn the_table_is_for_people() {
    let newsdex = archive();
    let run = newsdex.run(["bench", "--class", "word", "--per-class", "1", "--rounds", "1", "--threads", "1"]).ends(0);
    assert!(run.stdout.starts_with("class, one thread  "), "{}", run.stdout);
    assert!(
        run.stdout.contains("\nfrequent word ")
            && run.stdout.contains("\n1 thread ")
            && run.stdout.contains("\nmemory: ")
    );
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

/// A measurement of two classes of ten queries in five rounds: those of the second take `factor` times as long, and rounds
/// differ by `noise` either way.
fn measurement(factor: f64, noise: f64) -> String {
    let mut lines = Vec::new();
    for (class, factor) in [("phrase", 1.0), ("facets", factor)] {
        lines.push(json!({"type": "bench", "version": 1, "name": class, "cpu_us": null}));
        for n in 1..=10 {
            let run = |round: u32| f64::from(100 * n) * factor * (1.0 + noise * (f64::from(round % 3) - 1.0));
            let runs: Vec<f64> = (0..5).map(run).collect();
            lines.push(json!({"type": "query", "name": class, "query": format!("q{n}"), "found": 1, "hits": 1, "runs_us": runs}));
        }
    }
    lines
        .push(json!({"type": "throughput", "threads": 2, "queries": 1000, "took_us": 1_000_000, "per_second": 1000.0}));
    lines.push(json!({"type": "summary", "version": 1, "newsdex": "0.1.0", "articles": 40, "lexical": factor > 2.0}));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn measurements_are_compared() {
    let newsdex = Newsdex::new();
    for (name, factor, noise) in [("a", 1.0, 0.02), ("fast", 0.6, 0.02), ("slow", 3.0, 0.02), ("noisy", 1.1, 0.5)] {
        newsdex.write(name, &measurement(factor, noise));
    }
    let verdicts = |second: &str| {
        let lines = newsdex.run(["bench", "--compare", "a", second, "--json"]).ends(0).json();
        let verdicts = of_type(&lines, "comparison").iter().map(|line| line["verdict"].clone()).collect::<Vec<_>>();
        (verdicts, lines.last().unwrap()["notes"].clone())
    };
    let none = "no difference shown";
    assert_eq!(verdicts("a"), (vec![none.into(), none.into()], json!([])));
    assert_eq!(verdicts("fast").0, [none, "faster"]);
    assert_eq!(
        verdicts("slow"),
        (vec![none.into(), "slower".into()], json!(["asked otherwise: no flags in A, --lexical in B"]))
    );
    assert_eq!(verdicts("noisy").0, [none, none]);
    let run = newsdex.run(["bench", "--compare", "a", "fast"]).ends(0);
    let line = run.stdout.lines().find(|line| line.starts_with("facets")).unwrap();
    assert!(line.contains("  0.60  ") && line.ends_with("  faster"), "{line}");
    assert!(
        run.stderr.ends_with("faster in 1, slower in 0, no difference shown in 1 of 2 classes\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let newsdex = Newsdex::new();
    newsdex.write("a", &measurement(1.0, 0.0));
    newsdex.write("other", &measurement(1.0, 0.0).replace("phrase", "given").replace("facets", "rare word"));
    newsdex.write("empty", "");
    let run = newsdex.run(["bench", "--compare", "a", "other"]).ends(1);
    assert!(
        run.stderr.contains("only in A: phrase; facets") && run.stderr.contains("no class in common"),
        "{}",
        run.stderr
    );
    assert!(newsdex.run(["bench", "--compare", "a", "empty"]).ends(2).stderr.contains("no times of queries"));
    assert!(newsdex.run(["bench", "--compare", "a", "away"]).ends(2).stderr.contains("cannot compare 'away'"));
    newsdex.run(["bench", "--compare", "a"]).ends(2);
}

#[test]
#[cfg(unix)]
fn who_interrupts_gets_what_there_is() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};
    let newsdex = archive();
    let args = ["bench", "--class", "phrase", "--per-class", "1", "--rounds", "65535", "--json", "--progress", "json"];
    let mut child = newsdex.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // the first asking is the warming, so that at three a round is whole
    let done = |line: String| serde_json::from_str::<Value>(&line).ok().and_then(|line| line["done"].as_u64());
    assert!(lines.by_ref().any(|line| done(line.unwrap()).is_some_and(|done| done >= 3)), "it says how far it is");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(lines);
    let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(of_type(&lines, "summary")[0]["interrupted"], true);
    assert!(of_type(&lines, "bench")[0]["rounds"].as_u64().unwrap() >= 1);
}
