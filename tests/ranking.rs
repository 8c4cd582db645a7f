//! Judged queries through the real binary: the sample corpus, runs, comparisons, settings.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::sync::LazyLock;

use common::{Newsdex, Output, output};
use serde_json::Value;

const QUERIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ranking/queries.tsv");
const QRELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ranking/qrels.txt");

static SAMPLE: LazyLock<Newsdex> = LazyLock::new(|| Newsdex::sample("ranking"));

fn eval(args: &[&str]) -> Output {
    let mut command = SAMPLE.command(["eval", "--qrels", QRELS]);
    command.args(args);
    output(command, "")
}

/// The line of a kind that has `value` under `name`.
fn line<'a>(lines: &'a [Value], name: &str, value: &str) -> &'a Value {
    lines.iter().find(|line| line[name] == value).unwrap_or_else(|| panic!("no {name} {value} in {lines:?}"))
}

#[test]
fn the_sample_is_ranked_well() {
    let run = eval(&["--queries", QUERIES]).ends(0);
    assert!(run.stdout.starts_with("25 queries    mean  95 % from      to"), "{}", run.stdout);
    let lines = eval(&["--queries", QUERIES, "--json", "--per-query"]).ends(0).json();
    let all = &lines[0];
    for (count, expected) in [("queries", 25), ("unjudged", 0), ("unasked", 0), ("missing", 0), ("nothing_found", 0)] {
        assert_eq!(all[count], expected, "{count}");
    }
    // a floor, so that a change of the ranking that breaks it is seen; what is exact stands in the tests of measure
    for (measure, least) in [("ndcg_10", 0.75), ("map", 0.65), ("p_5", 0.3), ("recall_100", 0.9)] {
        let [mean, low, high] = ["mean", "low", "high"].map(|name| all[measure][name].as_f64().unwrap());
        assert!(mean > least && low <= mean && mean <= high && high <= 1.0, "{measure}: {low} {mean} {high}");
        assert_eq!(all[measure]["mean"], all[measure]["mean_of_answered"], "every query is answered");
    }
    assert_eq!(lines.len(), 26);
    let moon = line(&lines, "query_id", "s11");
    assert_eq!((&moon["query"], &moon["systems"][0]["map"]), (&"moon landing India".into(), &1.0.into()));
}

#[test]
fn a_score_is_explained_by_parts_that_add_up() {
    let asked = |more: &[&str]| {
        let mut command = SAMPLE.command(["search", "rare", "earths", "Japan", "--explain"]);
        command.args(more);
        output(command, "").ends(0)
    };
    for (more, counts) in [(&["--json"][..], true), (&["--json", "--lexical"], false)] {
        let hits: Vec<Value> = asked(more).json().into_iter().filter(|line| line["type"] == "hit").collect();
        assert!(hits.len() == 10, "{more:?}");
        for hit in &hits {
            let why = &hit["explain"];
            let words = why["words"].as_array().unwrap().iter().filter_map(|word| word["score"].as_f64());
            let parts = ["as_typed", "nearness", "meaning", "about", "fresh"].map(|part| why[part].as_f64().unwrap());
            let (sum, score) = (words.sum::<f64>() + parts.iter().sum::<f64>(), hit["score"].as_f64().unwrap());
            assert!((sum - score).abs() < 1e-5 * score, "{more:?}: {hit}");
            assert!(counts || parts[2] + parts[3] + parts[4] == 0.0, "{more:?}: {hit}");
        }
        let is_about = |hit: &Value| hit["explain"]["about"].as_f64() > Some(0.0) && hit["explain"]["named"][0] == "JP";
        assert_eq!(hits.iter().any(is_about), counts, "{more:?}");
    }
    let drawn = asked(&["-n", "1"]).stdout;
    assert!(
        drawn.contains("made of\n") && drawn.contains("  for Japan\n") && drawn.contains("for being about Japan"),
        "{drawn}"
    );
    assert!(!SAMPLE.run(["search", "rare", "earths", "--json"]).ends(0).stdout.contains("\"explain\""));
    SAMPLE.run(["search", "rare", "--explain", "--sort", "newest"]).ends(2);
}

#[test]
fn countries_of_a_persons_own_are_what_articles_are_about() {
    let newsdex = Newsdex::new();
    newsdex.write("newsdex.toml", "[[country]]\ncode = \"QX\"\nname = \"Quarria\"\n");
    let text = "Quarria opens its ports to ferries. The government of Quarria says that more will come.";
    newsdex.write("news/quarria.txt", &format!("Quarria opens its ports\n\n{text}\n"));
    newsdex
        .write("news/ports.txt", "Ports of the north\n\nThe ports of the north are closed to ferries until spring.\n");
    newsdex.run(["index", "news"]).ends(0);
    let named = |query: &str| {
        newsdex.run(["search", query, "--json", "--explain"]).ends(0).json()[0]["explain"]["named"].clone()
    };
    assert_eq!(named("quarria ports"), serde_json::json!(["QX"]));
    assert_eq!(named("ferries ports"), serde_json::json!([]));
}

#[test]
fn a_run_is_written_and_read_again() {
    let to_stdout = eval(&["--queries", QUERIES, "--run", "-"]).ends(0).stdout;
    let searched = ["search", "--queries", QUERIES, "--format", "trec", "-n", "100", "--all-copies"];
    let mut expected: Vec<String> = SAMPLE.run(searched).ends(0).stdout.lines().map(str::to_owned).collect();
    let mut found: Vec<String> = to_stdout.lines().map(str::to_owned).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "the run that search writes");
    eval(&["--queries", QUERIES, "--run", "all.run"]).ends(0);
    eval(&["--queries", QUERIES, "--depth", "2", "--run", "two.run"]).ends(0);
    assert_eq!(SAMPLE.read("all.run"), to_stdout);
    let lines = eval(&["--compare", "two.run", "all.run", "--json"]).ends(0).json();
    let recall = line(&lines, "measure", "recall_100");
    assert!(recall["difference"].as_f64().unwrap() > 0.0 && recall["worse"] == 0, "{recall}");
    let p = recall["p"].as_f64().unwrap();
    assert!(p > 0.0 && p < 0.05, "{recall}");
    let again = eval(&["--compare", "all.run", "--queries", QUERIES, "--json"]).ends(0).json();
    let same = line(&again, "measure", "ndcg_10");
    assert_eq!((&same["difference"], &same["p"], &same["equal"]), (&0.0.into(), &1.0.into(), &25.into()));
    let table = eval(&["--compare", "two.run", "all.run"]).ends(0).stdout;
    assert!(table.starts_with("first   two.run\nsecond  all.run\n25 queries"), "{table}");
    assert!(table.contains("nDCG@10 gains most") && !table.contains("loses most"), "{table}");
    assert!(eval(&["--compare", "two.run", "all.run", "--per-query"]).ends(0).stdout.contains("\nh3 "));
}

#[test]
fn settings_are_compared_and_tried() {
    let same =
        eval(&["--queries", QUERIES, "--set", "as-typed=.1", "--against", "as-typed=.1", "--json"]).ends(0).json();
    assert_eq!(line(&same, "measure", "map")["difference"], 0.0);
    assert_eq!(same[0]["system"], "as-typed=0.1");
    let fresh =
        eval(&["--queries", QUERIES, "--fresh=7", "--set", "fresh=9", "--against", "fresh=0", "--json"]).ends(0);
    assert_ne!(line(&fresh.json(), "measure", "map")["difference"], 0.0, "age changes the order");
    let tried = ["--queries", QUERIES, "--try", "as-typed=0,.1", "--try", "near=0,.1", "--choose-by", "map"];
    let table = eval(&tried).ends(0).stdout;
    assert!(table.contains("\nas-typed=0 near=0.1 ") && table.contains("\nshipped weights "), "{table}");
    assert!(table.contains("\ncross-validated  shipped  chosen  difference"), "{table}");
    let mut json = tried.to_vec();
    json.push("--json");
    let lines = eval(&json).ends(0).json();
    let folds: u64 = lines.iter().filter_map(|line| line["folds"].as_u64()).sum();
    assert!((5..=10).contains(&folds), "25 queries fill most of ten folds: {folds}");
    let validated = line(&lines, "second", "cross-validated");
    let (mean, best) =
        (validated["mean"].as_f64().unwrap(), lines[..4].iter().map(|line| line["map"]["mean"].as_f64().unwrap()));
    assert!(mean <= best.fold(0.0, f64::max) + 1e-12, "queries that have no say cannot gain by their say");
}

#[test]
fn what_cannot_be_measured_is_said() {
    let wrong = |args: &[&str], expected: &str| {
        let run = eval(args).ends(2);
        assert!(run.stderr.contains(expected) && run.stdout.is_empty(), "{args:?}: {}", run.stderr);
    };
    SAMPLE.write("bad.tsv", "1\trare earths\nno tab here\n");
    wrong(&["--queries", "bad.tsv"], "bad.tsv:2: no tab in 'no tab here'");
    SAMPLE.write("bad.run", "s1 Q0 a 1 1.0 x\ns1 Q0 b 2\n");
    wrong(&["--compare", "bad.run", "bad.run"], "bad.run:2: 4 columns");
    SAMPLE.write("other.tsv", "x1\trare earths\n");
    wrong(&["--queries", "other.tsv"], "no query that is judged in");
    wrong(&["--compare", "bad.run"], "--compare takes two runs, or one and --queries");
    wrong(&["--queries", "absent.tsv"], "cannot read --queries 'absent.tsv'");
    wrong(&["--queries", QUERIES, "--set", "height=1"], "no weight 'height'; there are as-typed");
    wrong(&["--queries", QUERIES, "--set", "near=-1"], "give a number from 0 to 1000");
    wrong(&["--queries", QUERIES, "--try", "near=1,2", "--against", "near=1"], "cannot be used with");
    wrong(&["--queries", QUERIES, "--set", "fresh=2"], "counts only with --fresh");
    wrong(&["--queries", QUERIES, "--depth", "0"], "--depth");
    wrong(&["--queries", QUERIES, "--field", "desc"], "has no <desc>; give no --field");
    wrong(&["--queries", QUERIES, "--set", "near=.1,near=.2"], "weight 'near' is given twice");
    let index = SAMPLE.run(["eval", "--qrels", QRELS, "--index", "elsewhere"]).ends(2).stderr;
    assert!(index.contains("Usage: newsdex eval --queries <FILE>") && !index.contains("--index"), "{index}");
    assert!(SAMPLE.run(["eval", "--queries", QUERIES]).ends(2).stderr.contains("--qrels"));
    assert!(SAMPLE.run(["eval", "--qrels", QRELS]).ends(2).stderr.contains("required"));
    SAMPLE.write("bad.qrels", "s1 0 a 1\ns1 0 b good\n");
    let run = SAMPLE.run(["eval", "--queries", QUERIES, "--qrels", "bad.qrels"]).ends(2);
    assert!(run.stderr.contains("bad.qrels:2: the grade 'good' is no whole number"), "{}", run.stderr);
    SAMPLE.write("none.qrels", "s1 0 a 0\n");
    let run = SAMPLE.run(["eval", "--queries", QUERIES, "--qrels", "none.qrels"]).ends(2);
    assert!(run.stderr.contains("no relevant article in 'none.qrels'"), "{}", run.stderr);
}

#[test]
fn what_is_missing_is_counted() {
    SAMPLE.write(
        "few.qrels",
        "query-id\tcorpus-id\tscore\nt1\tno-such-article\t1\nt1\tmw-20251028-0412\t2\nt9\tmw-20251028-0412\t1\n",
    );
    SAMPLE.write(
        "few.topics",
        "<top>\n<num> Number: t1\n<title> rare earths\n<desc> Description:\nzzxqv\n</top>\n<top><num>t2<title>x</top>\n",
    );
    let run = SAMPLE.run(["eval", "--queries", "few.topics", "--qrels", "few.qrels"]).ends(0);
    for said in
        ["relevant articles not in the index", "1 of 2", "that were not asked: 0 each", "queries without judgements"]
    {
        assert!(run.stdout.contains(said), "{}", run.stdout);
    }
    assert!(run.stdout.starts_with("2 queries    mean  95 % from      to  of 1 answered"), "{}", run.stdout);
    assert!(!run.stderr.contains("no relevant article"), "one is there: {}", run.stderr);
    let args = ["eval", "--queries", "few.topics", "--qrels", "few.qrels", "--per-query"];
    let each = SAMPLE.run(args).ends(0).stdout;
    assert!(each.contains("  (not asked)\n") && each.contains("  rare earths\n"), "{each}");
    let each = SAMPLE.run([args[0], args[1], args[2], args[3], args[4], args[5], "--json"]).ends(0).json();
    assert_eq!(
        (&line(&each, "query_id", "t1")["asked"], &line(&each, "query_id", "t9")["asked"]),
        (&true.into(), &false.into())
    );
    SAMPLE.write("wrong.qrels", "t1 0 no-such-article 1\n");
    let run = SAMPLE.run(["eval", "--queries", "few.topics", "--qrels", "wrong.qrels"]).ends(0);
    assert!(run.stderr.contains("no relevant article is in the index '"), "{}", run.stderr);
    assert!(run.stdout.contains("\nMAP      0.0000          -   -\n"), "{}", run.stdout);
    let run = SAMPLE.run(["eval", "--queries", "few.topics", "--qrels", "wrong.qrels", "--json"]).ends(0).json();
    assert!(run[0]["map"]["low"].is_null() && run[0]["map"]["mean"] == 0.0, "{run:?}");
    let args = ["eval", "--queries", "few.topics", "--qrels", "few.qrels", "--field", "title+desc"];
    assert!(SAMPLE.run(args).ends(2).stderr.contains("few.topics:7: topic 't2' has no"));
    SAMPLE.write("void.tsv", "t1\tzzxqv\n");
    SAMPLE.run(["eval", "--queries", "void.tsv", "--qrels", "few.qrels"]).ends(1);
}

#[test]
fn ids_with_blanks_are_known_to_the_index() {
    let article = |id: &str| {
        format!(
            "{{\"id\": \"{id}\", \"title\": \"Ferry lines\", \"text\": \"The ferry of {id} left the harbour late.\"}}\n"
        )
    };
    SAMPLE.write("blanks.jsonl", &(article("AP 7") + &article("AP 8")));
    SAMPLE.run(["index", "blanks.jsonl", "--index", "blanks"]).ends(0);
    SAMPLE.write("blanks.tsv", "q\tferry\n");
    for (qrels, missing) in [
        ("q\tAP 7\t1\nq\tAP 8\t1\n", 0),
        ("q 0 AP%207 1\nq 0 AP%208 1\n", 0),
        ("q\tAP 7\t1\nq\tAP 9\t1\nq\tAP%2F8\t1\n", 2),
    ] {
        SAMPLE.write("blanks.qrels", qrels);
        let args = ["eval", "--queries", "blanks.tsv", "--qrels", "blanks.qrels", "--index", "blanks", "--json"];
        let all = SAMPLE.run(args).ends(0).json().remove(0);
        assert_eq!(all["missing"], missing, "{qrels}");
        assert_eq!(all["recall_100"]["mean"].as_f64().unwrap() < 1.0, missing > 0, "{qrels}");
    }
}

#[test]
fn queries_come_from_standard_input_too() {
    let ask =
        |file: &str, input: &str| SAMPLE.run_with(["eval", "--qrels", QRELS, "--queries", file, "--run", "-"], input);
    let typed = std::fs::read_to_string(QUERIES).unwrap();
    assert_eq!(ask("-", &typed).ends(0).stdout, ask(QUERIES, "").ends(0).stdout);
    let none = ask("-", "no tab\n").ends(2);
    assert!(none.stderr.contains("-:1: no tab in"), "{}", none.stderr);
}

#[test]
fn recall_is_named_by_the_places_that_count() {
    let table = |depth: &str, more: &[&str]| {
        eval(&[&["--queries", QUERIES, "--depth", depth][..], more].concat()).ends(0).stdout
    };
    for more in [&["--per-query"][..], &["--against", "lexical"], &["--try", "near=0,.1", "--choose-by", "r100"]] {
        let (short, long) = (table("5", more), table("200", more));
        assert!(short.contains("R@5") && !short.contains("R@100"), "{short}");
        assert!(long.contains("R@100") && !long.contains("R@200"), "{long}");
    }
    let lines =
        eval(&["--queries", QUERIES, "--depth", "5", "--per-query", "--against", "lexical", "--json"]).ends(0).json();
    assert!(lines[0]["recall_5"]["mean"].is_f64() && lines[0]["recall_100"].is_null(), "{}", lines[0]);
    assert!(line(&lines, "measure", "recall_5")["difference"].is_f64());
    assert!(line(&lines, "type", "query")["systems"][1]["recall_5"].is_f64());
    // a run is cut as the lists of the index are
    eval(&["--queries", QUERIES, "--run", "long.run"]).ends(0);
    let same = eval(&["--compare", "long.run", "--queries", QUERIES, "--depth", "5", "--json"]).ends(0).json();
    assert_eq!(line(&same, "measure", "recall_5")["difference"], 0.0);
}
