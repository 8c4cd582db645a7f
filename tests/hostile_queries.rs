//! 500 hostile questions to the real program: each is answered, or refused in one sentence, in a bound of time and memory.
//!
//! The short form asks half of them of 2,000 short articles. The long form measures each alone on 20,000 articles:
//! `cargo test --release --test hostile_queries -- --ignored --nocapture`. `NEWSDEX_BIN` measures another program
//! than the one that was built for the test, `NEWSDEX_INDEX_OF_TEST` another index.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;
#[path = "../benches/generator/mod.rs"]
mod generator;
#[path = "hostile_queries/kinds.rs"]
mod kinds;
#[path = "hostile_queries/measured.rs"]
mod measured;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use common::{Newsdex, program};
use generator::Generator;
use kinds::{Question, questions};
use measured::{NO_TEXT, Run, run};

/// Questions of one run, and what they are drawn by.
const QUESTIONS: usize = 500;
const SEED: u64 = 7;

/// Those of the short form: each kind five times.
const BRIEF: usize = 250;

/// What a refusal says.
const REFUSAL: &str = "the query costs too much to answer";

/// An index of so many articles, each cut after so many letters.
fn archive(name: &str, articles: u64, letters: usize) -> Newsdex {
    let generator = Generator::new(1);
    let line = |(number, article): (u64, generator::Article)| {
        let text: String = article.text().chars().take(letters).collect();
        let date = format!("{}-{:02}-{:02}", 1995 + number % 30, 1 + number % 12, 1 + number % 28);
        serde_json::json!({"id": number.to_string(), "title": article.title, "text": text, "date": date}).to_string()
            + "\n"
    };
    let lines: String = (0..).zip(generator.articles(articles)).map(line).collect();
    let newsdex = Newsdex::empty(name);
    newsdex.write("g.jsonl", &lines);
    newsdex.run(["index", "g.jsonl"]).ends(0);
    newsdex
}

/// One for all tests, which only read it.
static ARCHIVE: LazyLock<Newsdex> = LazyLock::new(|| archive("hostile_queries", 2000, 500));

/// What is wrong with the end of a run, if anything is.
fn fault(question: &Question, run: &Run) -> Option<String> {
    let refusals = run.stderr.matches(REFUSAL).count();
    let asks_json = question.args.iter().any(|arg| arg == "--json");
    let is_json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    let fault = match run.code {
        None => "ended by a signal",
        Some(code) if !(0..=2).contains(&code) => "another exit code than 0, 1 and 2",
        _ if run.stderr.contains("panicked") => "a panic",
        _ if run.stderr.contains("damaged") => "an index that is whole is called damaged",
        Some(2) if run.stderr.trim().is_empty() => "nothing said about a refusal",
        _ if refusals > 1 => "a refusal said twice",
        Some(0 | 1) if refusals > 0 => "a refusal that ends as an answer",
        _ if asks_json && !run.stdout.lines().all(is_json) => "lines that are no JSON",
        _ if run.stdout.starts_with(NO_TEXT) || run.stderr.starts_with(NO_TEXT) => "bytes that are no text",
        // the reading of a query of 8 KiB is said with its counts
        _ if run.stderr.len() > 100_000 => "messages that nobody reads",
        _ if run.stderr.chars().any(|c| c.is_control() && c != '\n') => "signs that steer a terminal",
        _ => return None,
    };
    let shown: Vec<String> =
        question.args.iter().map(|arg| arg.to_string_lossy().chars().take(200).collect()).collect();
    let said: String = run.stderr.chars().take(500).collect();
    Some(format!("{}: {fault}: {:?} for {shown:?}: {said}", question.kind, run.code))
}

/// Asks, to be refused after a shorter while than usual: an unoptimised program would take minutes for all.
fn asked_briefly(question: &Question) -> Option<String> {
    let is_bounded = question.args.iter().any(|arg| arg.to_string_lossy().starts_with("--timeout"));
    let mut command = ARCHIVE.command([]);
    command.arg(&question.args[0]).args((!is_bounded).then_some("--timeout=0.2")).args(&question.args[1..]);
    fault(question, &run(command, &question.input))
}

#[test]
fn hostile_questions_are_answered_or_refused() {
    let all = questions(BRIEF, SEED);
    let kinds: BTreeSet<&str> = all.iter().map(|question| question.kind).collect();
    assert!(kinds.len() >= 25, "{}", kinds.len());
    // made before the threads ask for it
    let _ = ARCHIVE.path("index");
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let faults: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..threads)
            .map(|thread| {
                let mine = all.iter().skip(thread).step_by(threads);
                scope.spawn(move || mine.filter_map(asked_briefly).collect::<Vec<_>>())
            })
            .collect();
        asked.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{} of {BRIEF}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_costs_too_much_is_refused_and_nothing_else() {
    let near = "(the w/100 of) w/100 (in w/100 to)";
    // the steps of a hundred-thousandth of a second do not go far
    let refused = ARCHIVE.run(["search", "--timeout", "0.00001", near]).ends(2);
    assert_eq!((refused.stdout.as_str(), refused.stderr.matches(REFUSAL).count()), ("", 1), "{}", refused.stderr);
    assert!(refused.stderr.contains("--timeout SECONDS"), "{}", refused.stderr);
    let whole = ARCHIVE.run(["search", "--timeout", "0", "--count", near]).ends(0);
    assert!(!whole.stderr.contains(REFUSAL), "{}", whole.stderr);
    ARCHIVE.run(["search", "the"]).ends(0);
    ARCHIVE.run(["search", "--all", "--ids", "the"]).ends(0);
}

#[test]
fn hostile_settings_are_named_and_end_nothing_else() {
    let newsdex = Newsdex::new();
    newsdex.write("a.txt", "Tariffs on steel\n\nThe ministry raised tariffs on steel by a tenth on Monday.\n");
    newsdex.run(["index", "a.txt"]).ends(0);
    for text in [
        "[search.a]\nquery = 3\n",
        "[search.a]\nquery = \"tariff\"\nlimit = 99999999999999999999\n",
        "[search.a]\nquery = \"tariff\"\nlimit = -1\n",
        "[search.a]\nquery = \"tariff\"\nno-such = \"x\"\n",
        "[search.a]\nquery = \"tariff\"\nsince = \"9999999\"\n",
        "[search]\na = [[[[[]]]]]\n",
        "search = 1\n",
        "\u{feff}[[[",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("[search.a]\nquery = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000))])
    {
        newsdex.write("newsdex.toml", &text);
        let run = newsdex.run(["run", "a"]);
        let shown: String = text.chars().take(60).collect();
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{shown}: {}", run.stderr);
        assert!(!run.stderr.contains("panicked") && run.stderr.len() < 20_000, "{shown}: {}", run.stderr);
    }
}

/// Bounds of one question: processor time, and memory that no file is mapped to.
const SECONDS: f64 = 1.0;
const MEGABYTES: f64 = 200.0;

#[test]
#[ignore = "long: each question alone on 20,000 articles, measured"]
fn hostile_questions_cost_no_more_than_a_second() {
    let is_given = std::env::var_os("NEWSDEX_BIN").is_some();
    assert!(is_given || !cfg!(debug_assertions), "an unoptimised program says nothing; give --release");
    let program = program();
    let folder = Newsdex::new();
    let archive = std::env::var_os("NEWSDEX_INDEX_OF_TEST")
        .is_none()
        .then(|| archive("hostile_queries_long", 20_000, usize::MAX));
    let index = archive.as_ref().map(|archive| archive.path("index").into_os_string());
    let index = index.or_else(|| std::env::var_os("NEWSDEX_INDEX_OF_TEST")).unwrap();
    let mut worst: BTreeMap<&str, [f64; 5]> = BTreeMap::new();
    let mut faults = Vec::new();
    for question in questions(QUESTIONS, SEED) {
        let mut command = Command::new(&program);
        command.current_dir(folder.path(".")).arg("--index").arg(&index).args(&question.args);
        let run = run(command, &question.input);
        faults.extend(fault(&question, &run));
        let of_kind = worst.entry(question.kind).or_default();
        let refused = f64::from(u8::from(run.stderr.contains(REFUSAL)));
        let seen = [run.processor, run.wall.as_secs_f64(), run.megabytes];
        of_kind.iter_mut().zip(seen).for_each(|(worst, seen)| *worst = worst.max(seen));
        of_kind[3] += refused;
        of_kind[4] += 1.0;
        // a bound that somebody asked for is his own
        if run.processor > SECONDS || run.megabytes > MEGABYTES {
            faults.push(format!("{}: {:.2} s, {:.0} MB", question.kind, run.processor, run.megabytes));
        }
    }
    println!("worst of each kind: processor s, wall s, MB; refused of asked");
    for (kind, [processor, wall, megabytes, refused, asked]) in &worst {
        println!("{processor:5.2} {wall:6.2} {megabytes:5.0} {refused:4}/{asked}  {kind}");
    }
    assert!(faults.is_empty(), "{} of {QUESTIONS}\n{}", faults.len(), faults.join("\n"));
}
