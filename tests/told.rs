//! What is told beside hits: why nothing was found, what was meant, why not this article, hits along time.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use common::{Newsdex, Output, output};

/// Three articles of 2025: two on steel in Oslo, one on copper, with a note that cleaning takes out.
fn desk() -> Newsdex {
    let newsdex = Newsdex::new();
    let lines = [
        r#"{"id":"a","title":"Steel waits","date":"2025-08-03","source":"Post","lang":"en","text":"The steel of Oslo lies at the quay. Nobody in the government came to fetch it."}"#,
        r#"{"id":"b","title":"Steel moves","date":"2025-08-20","source":"Star","lang":"en","text":"A train took the steel away on Friday, and the government thanked the drivers."}"#,
        r#"{"id":"c","title":"Copper stays","date":"2025-10-01","source":"Post","lang":"en","text":"The copper remains where it was. The quay is quiet and the government is away."}"#,
    ];
    newsdex.write("news.jsonl", &(lines.join("\n") + "\n"));
    newsdex.run(["index", "news.jsonl"]).ends(0);
    newsdex
}

fn search<const N: usize>(newsdex: &Newsdex, args: [&str; N]) -> Output {
    let mut command = newsdex.command(["search"]);
    command.args(args);
    output(command, "")
}

#[test]
fn nothing_found_names_the_part_that_leaves_nothing_over() {
    let newsdex = desk();
    let asked = search(&newsdex, ["steel AND copper AND quay"]).ends(1);
    for line in ["  steel   2 articles", "  copper  1 article", "  quay    2 articles", "without steel: 1 article"] {
        assert!(asked.stderr.lines().any(|told| told == line), "{line:?} in {}", asked.stderr);
    }
    assert!(!asked.stderr.contains("without quay"), "{}", asked.stderr);
    let filtered = search(&newsdex, ["steel", "--source", "Post", "--since", "2025-09", "--json"]).ends(1).json();
    let part = |name: &str| filtered[0]["parts"].as_array().unwrap().iter().find(|part| part["part"] == name).cloned();
    assert_eq!(part("steel").unwrap()["without"], 1);
    assert_eq!(part("since:2025-09-01").unwrap()["articles"], 1);
    assert_eq!(part("source:Post").unwrap()["articles"], 2);
    // where something is found there is nothing to explain
    let found = search(&newsdex, ["steel", "--json"]).ends(0).json();
    assert!(found.last().unwrap().get("parts").is_none());
}

#[test]
fn a_misspelt_word_gets_a_suggestion_and_is_not_replaced() {
    let newsdex = desk();
    let asked = search(&newsdex, ["\"goverment\" oslo", "--json"]).ends(0).json();
    let summary = asked.last().unwrap();
    assert_eq!(summary["suggestion"], "\"government\" oslo");
    assert_eq!(summary["total"], 1);
    let told = search(&newsdex, ["goverment"]).ends(1).stderr;
    assert!(told.contains("did you mean 'government'? goverment: in no article, government: in 3"), "{told}");
    for fine in ["government steel", "2026", "-goverment steel", "goverm*", "=goverment", "goverment~", "O'govermen"] {
        let asked = search(&newsdex, ["--json", "--", fine]).json();
        assert!(asked.last().unwrap()["suggestion"].is_null(), "{fine}");
    }
}

#[test]
fn why_an_article_is_not_found_or_stands_low() {
    let newsdex = desk();

    let out = search(&newsdex, ["steel -train", "--why-not", "b", "--source", "Post"]).ends(0).stdout;
    assert!(out.starts_with("Steel moves b\nis not found:\n"), "{out}");
    assert!(out.contains("  it has train, which is excluded\n"), "{out}");
    assert!(out.contains("  it does not have source:Post; its own: Star\n"), "{out}");
    let low = search(&newsdex, ["steel copper quay", "--why-not", "b"]).ends(0).stdout;
    assert!(low.contains("stands at place 3 of 3") && low.contains("  it does not have copper, quay\n"), "{low}");
    let first = search(&newsdex, ["copper", "--why-not", "c", "--json"]).ends(0).json();
    assert_eq!((&first[0]["found"], &first[0]["stands"]["rank"]), (&true.into(), &1.into()));
    search(&newsdex, ["copper", "--why-not", "nobody"]).ends(1);
}

#[test]
fn the_place_is_the_rank_in_the_list() {
    let newsdex = desk();
    for query in ["steel quay", "the government", "steel copper quay friday", "oslo OR copper"] {
        for hit in search(&newsdex, [query, "--json", "--all-copies"]).ends(0).json() {
            if let Some(id) = hit["id"].as_str() {
                let why = search(&newsdex, [query, "--why-not", id, "--json"]).ends(0).json();
                assert_eq!(why[0]["stands"]["rank"], hit["rank"], "{query}: {id}");
            }
        }
    }
}

#[test]
fn hits_along_time_stand_beside_all_articles() {
    let newsdex = desk();
    let drawn = search(&newsdex, ["steel OR copper", "--timeline=month", "-n", "0"]).ends(0).stdout;
    let lines: Vec<&str> = drawn.lines().collect();
    assert_eq!(lines[0], "articles a month, and their share of all articles of that month");
    assert!(lines[1].starts_with("  2025-08  2   100 %  █"), "{drawn}");
    assert_eq!(lines[2], "  2025-09  -  no articles");
    assert!(lines[3].starts_with("  2025-10  1   100 %  █"), "{drawn}");
    let json = search(&newsdex, ["quay", "--timeline=year", "-n", "0", "--json"]).ends(0).json();
    assert_eq!(json[0]["counts"], serde_json::json!([["2025", 2, 3]]));
    search(&newsdex, ["quay", "--timeline=decade"]).ends(2);
    search(&newsdex, ["quay", "--timeline", "--format", "csv"]).ends(2);
}
