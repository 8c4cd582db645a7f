//! The command line as people and programs meet it: usage, exit codes, streams.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use common::{Newsdex, output};

#[test]
fn help_and_version_go_to_standard_output() {
    let newsdex = Newsdex::new();
    let version = newsdex.run(["--version"]).ends(0);
    assert_eq!(version.stdout, format!("newsdex {}\n", env!("CARGO_PKG_VERSION")));
    let help = newsdex.run(["--help"]).ends(0);
    for command in ["index", "search", "show", "save", "run", "clean", "stats", "help", "bench", "eval"] {
        assert!(help.stdout.contains(&format!("\n  {command}")), "{command} in {}", help.stdout);
    }
    assert_eq!(help.stderr, "");
    assert!(newsdex.run(["search", "-h"]).ends(0).stdout.contains("--country"));
    assert!(newsdex.run(["search", "tariff", "--help"]).ends(0).stdout.contains("--country"));
    let bare = newsdex.run([]).ends(2);
    assert!(bare.stdout.is_empty() && bare.stderr.contains("Usage"), "{bare:?}");
}

#[test]
fn every_topic_has_a_page() {
    let newsdex = Newsdex::new();
    for topic in ["query", "filters", "export", "json", "exit", "cleaning", "labels"] {
        let page = newsdex.run(["help", topic]).ends(0).stdout;
        assert!(page.starts_with(&topic.to_uppercase()), "{page}");
        assert!(!page.contains("{rules}"), "{page}");
    }
    assert!(newsdex.run(["help", "search"]).ends(0).stdout.contains("--country"));
    assert!(newsdex.run(["help"]).ends(0).stdout.contains("search"));
    assert!(newsdex.run(["help", "nonsense"]).ends(2).stderr.starts_with("newsdex: no help on 'nonsense'"));
}

#[test]
fn wrong_usage_is_code_two_in_one_voice() {
    let newsdex = Newsdex::new();
    for args in [
        ["search", "tariff", "--nonsense"],
        ["search", "tariff", "-n"],
        ["search", "--limit", "many"],
        ["search", "--date", "someday"],
        ["search", "--quiet", "--verbose"],
        ["index", "--nonsense", "x"],
        ["show", "--json", "--quiet"],
        ["stats", "--color", "sometimes"],
        ["nonsense", "a", "b"],
        ["search", "--color", "never"],
    ] {
        let run = newsdex.run(args).ends(2);
        assert!(run.stderr.starts_with("newsdex: "), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("error:") && run.stdout.is_empty(), "{args:?}: {run:?}");
    }
}

#[test]
fn an_error_says_where_it_looked_for_the_index() {
    let newsdex = Newsdex::new();
    let run = newsdex.run(["search", "tariff", "-china"]).ends(2);
    assert!(run.stderr.starts_with("newsdex: no index at './index' (make one with"), "{}", run.stderr);
    assert!(run.stderr.contains("NEWSDEX_INDEX") && run.stderr.contains("newsdex.toml"), "{}", run.stderr);
    assert!(newsdex.run(["stats", "--index", "a"]).ends(2).stderr.contains("'a'"));
    assert!(newsdex.run(["--index", "a", "stats"]).ends(2).stderr.contains("(from --index)"));
    assert!(newsdex.run(["--index", "a", "stats", "--index", "b"]).ends(2).stderr.contains("multiple times"));
    let mut command = newsdex.command(["show", "abc"]);
    command.env("NEWSDEX_INDEX", "elsewhere");
    let run = output(command, "").ends(2);
    assert!(run.stderr.contains("'elsewhere'") && run.stderr.contains("(from NEWSDEX_INDEX)"), "{}", run.stderr);
    newsdex.write("newsdex.toml", "index = \"store\"\n");
    newsdex.write("deep/er/x", "");
    let mut command = newsdex.command(["stats"]);
    command.current_dir(newsdex.path("deep/er"));
    let run = output(command, "").ends(2);
    assert!(run.stderr.contains("store'") && run.stderr.contains("newsdex.toml)"), "{}", run.stderr);
    newsdex.write("newsdex.toml", "index = 7\n");
    assert!(newsdex.run(["stats"]).ends(2).stderr.contains("index = 7"));
}

#[test]
fn a_mistyped_path_makes_no_index() {
    let newsdex = Newsdex::new();
    let run = newsdex.run(["index", "corpsu"]).ends(2);
    assert!(run.stderr.contains("no file or folder 'corpsu'"), "{}", run.stderr);
    newsdex.run(["index"]).ends(2);
    newsdex.run(["search", "x", "--corpus", "corpsu"]).ends(2);
    newsdex.write("corpus/a.txt", "A port strike enters its third week, officials say.\n");
    newsdex.run(["index", "corpus", "--dry-run"]).ends(0);
    assert!(!newsdex.path("index").exists());
    std::fs::create_dir(newsdex.path("index")).unwrap();
    let run = newsdex.run(["search", "x", "--corpus", "corpsu"]).ends(2);
    assert!(run.stderr.contains("no file or folder 'corpsu'"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(newsdex.path("index")).unwrap().count(), 0);
    newsdex.write("thesis/one.txt", "years of work");
    assert!(
        newsdex.run(["index", "corpus", "--index", "thesis"]).ends(2).stderr.contains("neither empty nor an index")
    );
    let run = newsdex.run(["index", "corpus", "--report", "no/such/folder/r"]).ends(2);
    assert!(run.stderr.contains("--report"), "{}", run.stderr);
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let newsdex = Newsdex::new();
    let text = "Harbour closed\n\nThe port is shut today, officials say. Ships wait outside for a second day.\n";
    let run = |args: [&str; 4]| newsdex.run_with(args, text).ends(0).stdout;
    assert!(!run(["clean", "-", "--color", "auto"]).contains('\u{1b}'));
    assert!(!run(["clean", "-", "--color", "never"]).contains('\u{1b}'));
    assert!(run(["clean", "-", "--color", "always"]).contains('\u{1b}'));
    let mut command = newsdex.command(["clean", "-", "--color=always"]);
    command.env("NO_COLOR", "1").stdin(Stdio::piped());
    // what is said on the command line counts more than the environment
    assert!(output(command, text).ends(0).stdout.contains('\u{1b}'));
    assert!(newsdex.run(["--color", "always", "--help"]).ends(0).stdout.contains('\u{1b}'));
    assert!(!newsdex.run(["--color", "never", "--help"]).ends(0).stdout.contains('\u{1b}'));
}

#[test]
fn clean_reads_text_and_ndjson() {
    let newsdex = Newsdex::new();
    let text = "Harbour closed\n\nThe port is shut today, officials say. Ships wait outside for a second day.\n";
    let plain = newsdex.run_with(["clean"], text).ends(0);
    assert!(plain.stdout.contains("Ships wait outside"), "{}", plain.stdout);
    let record = r#"{"id":"doc 7","title":"Harbour closed","text":"The port is shut today. Ships wait outside."}"#;
    let lines = format!("{record}\n{{\"id\":\"bad\"}}\n{}\n", record.replace('7', "8"));
    let run = newsdex.run_with(["clean", "-", "--json"], &lines).ends(3);
    let ids: Vec<_> = run.json().iter().map(|line| line["id"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(ids, ["doc 7", "", "doc 8"], "a line goes out for each that comes in");
    assert_eq!((&run.json()[1]["type"], &run.json()[1]["record"]), (&"skip".into(), &2.into()));
    assert!(run.stderr.contains("skipped -:2: "), "{}", run.stderr);
    let cleaned = run.stdout.lines().skip(1).collect::<Vec<_>>().join("\n");
    newsdex.run_with(["index", "-"], &cleaned).ends(0);
    assert_eq!(newsdex.run(["search", "ships", "--ids"]).ends(0).stdout, "doc 8\n");
    newsdex.write("corpus/a.txt", text);
    newsdex.write("corpus/b.txt", text);
    newsdex.write("corpus/logo.png", "\u{1}PNG");
    let run = newsdex.run(["clean", "corpus", "--json"]).ends(0);
    let paths: Vec<_> = run.json().iter().map(|article| article["path"].clone()).collect();
    assert_eq!(paths, ["corpus/a.txt", "corpus/b.txt"]);
    assert!(newsdex.run(["clean", "absent"]).ends(3).stderr.contains("skipped absent: "));
    assert!(newsdex.run(["clean", "corpus"]).ends(0).stdout.contains("────"));
}

#[test]
fn what_was_removed_is_not_found_but_told_of() {
    let newsdex = Newsdex::new();
    let prose = "The port is shut today, officials say, and the ships wait outside for a second day in a row.";
    newsdex
        .write("corpus/a.txt", &format!("Harbour closed\n\n{prose}\nAlso read: Lighthouse keeper retires\n{prose}\n"));
    newsdex.write(
        "corpus/b.txt",
        &format!("Lighthouse lit\n\n{prose} The lighthouse was lit at noon by its old keeper.\n"),
    );
    newsdex.run(["index", "corpus"]).ends(0);
    let found = newsdex.run(["search", "lighthouse", "ships"]).ends(0);
    assert!(found.stderr.contains("1 more article matches only in removed text: "), "{}", found.stderr);
    let missed = newsdex.run(["search", "\"keeper retires\"", "--json"]).ends(1);
    assert_eq!(missed.json()[0]["in_removed"], 1);
    let id = missed.json()[0]["in_removed_ids"][0].as_str().unwrap().to_owned();
    assert!(
        newsdex.run(["show", "--explain", &id]).ends(0).stdout.contains("[- read-also: Also read: Lighthouse keeper")
    );
    let none = newsdex.run(["search", "ships", "--json"]).ends(0);
    assert_eq!(none.json().last().unwrap()["in_removed"], 0);
}

#[test]
fn what_an_index_learned_is_used_only_where_it_is_asked_for() {
    let newsdex = Newsdex::new();
    let towns = ["Oslo", "Lima", "Hanoi", "Accra"];
    let story = |town: &str| {
        format!(
            "The council of {town} met on Monday and spoke about the {town} ferry for longer than anyone had expected.\n\
             Letters from the quay\n\
             Nobody in {town} could say when the boat would run again, and the owners did not answer questions.\n"
        )
    };
    towns.iter().for_each(|town| newsdex.write(&format!("post/{town}.txt"), &story(town)));
    let run = newsdex.run(["index", "post"]).ends(0);
    assert!(run.stderr.contains("learned 1 line of residue, cleaned 4 articles again"), "{}", run.stderr);
    assert!(newsdex.run(["stats", "--residue"]).ends(0).stdout.contains("“Letters from the quay”  post, 4 articles"));
    let has_it = |run: common::Output| run.ends(0).stdout.contains("Letters from the quay\n");
    assert!(has_it(newsdex.run(["clean", "post/Oslo.txt"])));
    newsdex.write("learned.jsonl", "{\"line\": \"Letters from the quay\", \"articles\": 4}\n");
    assert!(!has_it(newsdex.run(["clean", "post/Oslo.txt", "--learned", "learned.jsonl"])));
    assert!(!has_it(newsdex.run(["clean", "post", "--index", "index"])));
    let explained = newsdex.run(["clean", "post", "--index", "index", "--explain"]).ends(0).stdout;
    assert!(explained.contains("[- learned-residue: Letters from the quay -]"), "{explained}");
    assert!(newsdex.run(["clean", "post", "--learned", "absent"]).ends(4).stderr.contains("absent"));
    newsdex.write("newsdex.toml", "[cleaning]\nkeep = [\"Letters from the quay\"]\n");
    assert!(newsdex.run(["index"]).ends(0).stderr.contains("cleaned 4 articles again"), "the line is kept from now on");
    newsdex.write("newsdex.toml", "[cleaning]\noff = [\"advert\"]\n");
    assert!(newsdex.run(["index"]).ends(2).stderr.contains("unknown cleaning rule 'advert'"));
}

#[test]
fn clean_keeps_the_order_of_a_long_input() {
    let newsdex = Newsdex::new();
    let body = "The port is shut today, and the ships wait outside for a second day. ".repeat(20);
    let lines: String = (0..2000).map(|id| format!("{{\"id\":{id},\"text\":\"{body}\"}}\n")).collect();
    let run = newsdex.run_with(["clean", "--json"], &lines).ends(0);
    let ids = run.json().iter().map(|line| line["id"].as_str().unwrap().parse().unwrap()).collect::<Vec<usize>>();
    assert_eq!(ids, (0..2000).collect::<Vec<_>>());
}

#[test]
fn indexing_says_what_it_did() {
    let newsdex = Newsdex::new();
    newsdex.write("corpus/a.txt", "Harbour closed\n\nThe port is shut today, officials say. Ships wait outside.\n");
    newsdex.write("corpus/list.jsonl", "{\"id\":1,\"text\":\"One is a short text about ferries.\"}\n{\"id\":2}\n");
    let run = newsdex.run(["index", "corpus", "--report", "skips.jsonl"]).ends(3);
    assert!(run.stderr.contains("corpus: 2 new, 0 changed, 0 unchanged, 0 removed, 1 skipped"), "{}", run.stderr);
    assert!(
        run.stderr.contains("the index holds 2 articles") && run.stderr.contains("corpus/list.jsonl:2"),
        "{}",
        run.stderr
    );
    assert_eq!(run.stdout, "");
    let report = newsdex.read("skips.jsonl");
    assert!(report.starts_with(r#"{"type":"skip","path":"corpus/list.jsonl","record":2,"reason":""#), "{report}");
    let again = newsdex.run(["index", "--json"]).ends(0);
    let summary = again.json().pop().unwrap();
    assert_eq!(
        (&summary["unchanged"], &summary["skipped"], &summary["newly_skipped"]),
        (&2.into(), &1.into(), &0.into())
    );
    assert_eq!(again.stderr, "");
    assert_eq!(newsdex.run(["index", "--quiet"]).ends(0).stderr, "");
    let listed = newsdex.run(["stats", "--skipped"]).ends(0);
    assert!(listed.stdout.starts_with("corpus/list.jsonl:2: "), "{}", listed.stdout);
    newsdex.run(["index", "--forget", "nonsense"]).ends(1);
    newsdex.run(["index", "--forget", "corpus"]).ends(0);
}

#[test]
fn a_line_of_a_pipe_is_cleaned_before_the_next_one_is_written() {
    let newsdex = Newsdex::new();
    let mut command = newsdex.command(["clean", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut lines, mut cleaned) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    // each answer is waited for while the pipe stays open
    for text in ["The port is shut today.", "{broken", "Ships wait outside."] {
        let line = if text.starts_with('{') { text.to_owned() } else { format!("{{\"text\":\"{text}\"}}") };
        writeln!(lines, "{line}").unwrap();
        let mut answer = String::new();
        cleaned.read_line(&mut answer).unwrap();
        assert!(answer.contains(text) || answer.starts_with("{\"type\":\"skip\""), "{answer}");
    }
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let newsdex = Newsdex::new();
    let article = "The port is shut today, officials say. Ships wait outside for a second day.\n".repeat(4000);
    newsdex.write("corpus/a.txt", &article);
    newsdex.write("corpus/b.txt", &article);
    let mut command = newsdex.command(["clean", "corpus"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

/// A small archive, indexed.
fn archive() -> Newsdex {
    let newsdex = Newsdex::new();
    newsdex.write(
        "corpus/news.jsonl",
        concat!(
            r#"{"id":"a 1","title":"Ferry strike in Japan","date":"2025-10-28","source":"Harbour Post","lang":"en","text":"Ferry crews in Tokyo walked out on Tuesday. The strike over pay is the first in Japan for ten years, the union said."}"#,
            "\n",
            r#"{"id":"b2","title":"A bridge opens","date":"2024-03-02","source":"Daily Quay","lang":"en","text":"The new bridge spares commuters the ferry. Mayors praised it, and the last boat left in the evening with a band."}"#,
            "\n",
            r#"{"id":"c3","title":"Strike averted","source":"Daily Quay","lang":"en","text":"Bus drivers will not strike after all. An offer late at night settled the matter, both sides said."}"#,
            "\n"
        ),
    );
    newsdex.run(["index", "corpus"]).ends(0);
    newsdex
}

#[test]
fn a_search_draws_hits_and_sums_them_up() {
    let newsdex = archive();
    let run = newsdex.run(["search", "ferry", "strike"]).ends(0);
    assert!(
        run.stdout.starts_with(" 1  **Ferry strike** in Japan\n    28 Oct 2025 · Harbour Post · JP · "),
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.matches("── below: not all words ──").count(), 1);
    assert!(run.stderr.starts_with("1 article with all words, 3 with some · 1-3 · "), "{}", run.stderr);
    assert!(newsdex.run(["search", "ferry", "-strike"]).ends(0).stdout.contains("A bridge opens"));
    let none = newsdex.run(["search", "zeppelin"]).ends(1);
    assert!(none.stderr.contains("nothing found in 3 articles") && none.stderr.contains("try: "), "{}", none.stderr);
    assert_eq!(newsdex.run(["search", "strike", "--quiet"]).ends(0).stderr, "");
}

#[test]
fn a_search_can_be_counted_listed_and_read_by_programs() {
    let newsdex = archive();
    assert_eq!(newsdex.run(["search", "strike", "--count"]).ends(0).stdout, "2\n");
    assert_eq!(newsdex.run(["search", "zeppelin", "--count"]).ends(1).stdout, "0\n");
    assert_eq!(newsdex.run(["search", "--sort", "oldest", "--ids"]).ends(0).stdout, "b2\na 1\nc3\n");
    let run = newsdex.run(["search", "ferry", "--json", "--facets", "country"]).ends(0);
    let lines = run.json();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["hit", "hit", "facet", "summary"]);
    for hit in &lines[..2] {
        for snippet in hit["snippets"].as_array().unwrap() {
            let text = snippet["text"].as_str().unwrap();
            for mark in snippet["marks"].as_array().unwrap() {
                let mark = [0, 1].map(|end| mark[end].as_u64().unwrap() as usize);
                assert_eq!(text[mark[0]..mark[1]].to_lowercase(), "ferry");
            }
        }
    }
    assert_eq!(run.stderr, "");
    assert!(newsdex.run(["search", "--facets", "month", "-n", "0"]).ends(0).stdout.contains("2025-10  1 █"));
}

#[test]
fn filters_narrow_and_unknown_names_are_wrong_usage() {
    let newsdex = archive();
    let ids = |args| newsdex.run(args).ends(0).stdout;
    assert_eq!(ids(["search", "--country", "japanese", "--ids"]), "a 1\n");
    assert_eq!(ids(["search", "--until", "2024-03", "--ids"]), "b2\n");
    assert_eq!(ids(["search", "strike", "--undated", "--ids"]), "c3\n");
    assert!(newsdex.run(["search", "x", "--country", "Atlantida"]).ends(2).stderr.contains("'Atlantida'"));
    assert!(newsdex.run(["search", "x", "--country", "Korea"]).ends(2).stderr.contains("more than one country"));
    newsdex.run(["search", "x", "--topic", "zzz"]).ends(2);
    let run = newsdex.run(["search", "x", "--lang", "klingon"]).ends(2);
    assert!(run.stderr.contains("unknown language 'klingon'; give a name or an ISO 639 code"), "{}", run.stderr);
}

#[test]
fn a_hit_is_shown_by_its_place_in_the_last_search() {
    let newsdex = archive();
    assert!(newsdex.run(["show", "@1"]).ends(2).stderr.contains("run 'newsdex search' first"));
    newsdex.run(["search", "ferry", "strike"]).ends(0);
    newsdex.run(["search", "zeppelin"]).ends(1);
    newsdex.run(["search", "bus", "--json"]).ends(0);
    assert!(newsdex.run(["show", "@1"]).ends(0).stdout.starts_with("Ferry strike in Japan\n"));
    assert!(newsdex.run(["show", "@9"]).ends(2).stderr.contains("showed 1 to 3"));
    let article = newsdex.run(["show", "a 1", "--json", "--explain"]).ends(0).json().remove(0);
    assert_eq!((&article["id"], &article["path"]), (&"a 1".into(), &"corpus/news.jsonl".into()));
    assert!(article["evidence"].as_array().is_some_and(|evidence| !evidence.is_empty()), "{article}");
    assert!(newsdex.run(["show", "nothing-like-it"]).ends(1).stderr.contains("no article 'nothing-like-it'"));
    let stats = newsdex.run(["stats"]).ends(0).stdout;
    let many = newsdex.run(["show", "corpus/news.jsonl"]).ends(2).stderr;
    assert!(many.contains("more than one article: '") && many.lines().count() == 1, "{many}");
    let lines: String =
        (1..=12).map(|n| format!("{{\"text\":\"Report number {n} on the tide\\u001b[2J\"}}\n")).collect();
    newsdex.write("corpus/tides.jsonl", &lines);
    newsdex.run(["index"]).ends(0);
    let many = newsdex.run(["show", "corpus/tides.jsonl"]).ends(2).stderr;
    assert!(many.contains("more than one article:\n  corpus/tides.jsonl#") && many.ends_with("\n  …\n"), "{many}");
    assert!(stats.contains("articles  3\n") && stats.contains("corpus  3 in 1 file "), "{stats}");
}

#[test]
fn a_corpus_is_brought_up_to_date_and_searched_alone() {
    let newsdex = archive();
    newsdex.write(
        "other/tram.txt",
        "Tram strike ends\n\nThe tram strike ended on Friday after a vote, the drivers said.\n",
    );
    let run = newsdex.run(["search", "strike", "--corpus", "other", "--json"]).ends(0);
    assert_eq!(run.json().len(), 2);
    assert!(run.stderr.contains("only 'other', up to date: 1 new"), "{}", run.stderr);
    newsdex.run(["search", "ferry", "--corpus", "other"]).ends(1);
    assert_eq!(newsdex.run(["search", "strike", "--count"]).ends(0).stdout, "3\n");
}

/// Judged articles of our own wording.
const GOLD: &str = r#"{"id":"1","variant":"full","lines":[{"text":"The lighthouse keeper said on Monday that the lamp had burnt all night and that no ship had been lost.","keep":true},{"text":")","keep":false},{"text":"MOST READ","keep":false}]}
{"id":"2","variant":"light","lines":[{"text":"The lighthouse keeper said on Monday that the lamp had burnt all night and that no ship had been lost.","keep":true}]}
"#;

#[test]
fn cleaning_is_scored_on_judged_articles() {
    let newsdex = Newsdex::new();
    newsdex.write("gold.jsonl", GOLD);
    let run = newsdex.run(["eval", "--clean", "gold.jsonl"]).ends(0);
    assert!(run.stdout.starts_with("2 texts") && run.stdout.contains("words of the body that are left"), "{run:?}");
    let full = newsdex.run(["eval", "--clean", "gold.jsonl", "--variant", "full", "--strict", "--json"]).ends(0).json();
    assert_eq!((&full[0]["name"], &full[0]["articles"], &full[0]["recall"]), (&"lines".into(), &1.into(), &1.0.into()));
    newsdex.run(["eval", "--clean", "gold.jsonl", "--variant", "none"]).ends(1);
    newsdex.run(["eval"]).ends(2);
    newsdex.run(["eval", "--strict"]).ends(2);
    assert!(newsdex.run(["eval", "--clean", "absent"]).ends(2).stderr.contains("'absent'"));
    newsdex.write("gold.jsonl", "{}");
    let wrong = newsdex.run(["eval", "--clean", "gold.jsonl"]).ends(2);
    assert!(wrong.stderr.contains("'gold.jsonl': line 1: expected either 'html' and 'body', or 'lines'"), "{wrong:?}");
    newsdex.write("gold.jsonl", &format!("{GOLD}{{}}\n"));
    let run = newsdex.run(["eval", "--clean", "gold.jsonl"]).ends(3);
    assert!(run.stderr.contains("skipped gold.jsonl:3: expected") && run.stdout.starts_with("2 texts"), "{run:?}");
}

#[test]
fn gold_may_be_compressed() {
    let newsdex = Newsdex::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(GOLD.as_bytes()).unwrap();
    std::fs::write(newsdex.path("gold.jsonl.gz"), packed.finish().unwrap()).unwrap();
    newsdex.write("gold.jsonl", GOLD);
    let shares = |file| {
        let line = newsdex.run(["eval", "--clean", file, "--json"]).ends(0).json().remove(0);
        ["articles", "f1", "body_kept", "losing_body"].map(|name| line[name].as_f64())
    };
    assert_eq!(shares("gold.jsonl.gz"), shares("gold.jsonl"));
}

#[test]
fn labels_are_scored_on_labelled_articles() {
    let newsdex = Newsdex::new();
    let gold = r#"{"id":"1","text":"The ferry from Norway came to Lisbon on Monday.","countries_mentioned":["NO","SE"],"leaders":[]}"#;
    newsdex.write("gold.jsonl", gold);
    let run = newsdex.run(["eval", "--labels", "gold.jsonl", "--per-label", "--errors"]).ends(0);
    assert!(run.stdout.starts_with("1 article") && run.stdout.contains("\nSE "), "{run:?}");
    assert!(run.stdout.ends_with("\n1: countries, mentioned: wrong PT; missed SE\n"), "{run:?}");
    let lines = newsdex.run(["eval", "--labels", "gold.jsonl", "--json"]).ends(0).json();
    let figures = |line: &serde_json::Value| ["right", "wrong", "missed"].map(|name| line[name].as_u64().unwrap());
    assert_eq!(lines.iter().map(figures).collect::<Vec<_>>(), [[1, 1, 1], [0, 0, 0]]);
    newsdex.write("gold.jsonl", r#"{"text":"Nobody has judged this text about a ferry."}"#);
    newsdex.run(["eval", "--labels", "gold.jsonl"]).ends(1);
    newsdex.run(["eval", "--labels", "gold.jsonl", "--clean", "gold.jsonl"]).ends(2);
    newsdex.run(["eval", "--clean", "gold.jsonl", "--per-label"]).ends(2);
    newsdex.write("gold.jsonl", r#"{"leaders":"nobody"}"#);
    assert!(newsdex.run(["eval", "--labels", "gold.jsonl"]).ends(2).stderr.contains("'gold.jsonl': line 1: "));
    newsdex.write("gold.jsonl", &format!("{{\"leaders\":7}}\n{gold}\n"));
    let run = newsdex.run(["eval", "--labels", "gold.jsonl"]).ends(3);
    assert!(run.stderr.contains("skipped gold.jsonl:1: ") && run.stdout.starts_with("1 article"), "{run:?}");
}
