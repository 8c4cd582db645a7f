//! Answers as they leave the program: formats, saved searches, what is new, lists of queries, samples.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::fs;

use common::{Newsdex, output};

fn story(town: &str, topic: &str) -> String {
    format!(
        "The {topic} of {town}\n\nThe council of {town} met about {topic} on Monday. Nobody left early, and what was said there will be \
         read out again in the spring.\n"
    )
}

/// A folder with a few articles, indexed.
fn desk() -> Newsdex {
    let newsdex = Newsdex::new();
    for (name, town, topic) in [("a", "Oslo", "lithium"), ("b", "Lima", "lithium"), ("c", "Quito", "copper")] {
        newsdex.write(&format!("news/{name}.txt"), &story(town, topic));
    }
    newsdex.run(["index", "news"]).ends(0);
    newsdex
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn every_format_comes_out_whole() {
    let newsdex = desk();
    let run = |format| newsdex.run(["search", "lithium", "--format", format]).ends(0).stdout;
    assert_eq!(lines(&run("csv")).len(), 3);
    assert!(run("csv").contains("The council of Oslo met about lithium on Monday."));
    assert_eq!(lines(&run("tsv")).len(), 3);
    assert_eq!(run("ris").matches("TY  - NEWS\r\n").count(), 2);
    assert_eq!(run("bibtex").matches("@article{").count(), 2);
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&run("csl-json")).unwrap().len(), 2);
    assert!(run("atom").ends_with("</feed>\n"));
    assert_eq!(lines(&run("trec"))[0].split(' ').count(), 6);
    assert_eq!(run("json").lines().count(), 3);
    assert!(run("text").contains("**lithium**"));
    // the hash of the original is that of the file, as others compute it
    let hash = blake3::hash(&fs::read(newsdex.path("news/a.txt")).unwrap()).to_hex()[..16].to_owned();
    assert!(run("csv").contains(&hash) && run("json").contains(&hash));
    let hit = &newsdex.run(["search", "oslo", "--json"]).ends(0).json()[0];
    assert_eq!(hit["quotes"], serde_json::json!(["The council of Oslo met about lithium on Monday."]));
    assert!(hit["indexed"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn what_no_format_can_print_is_told() {
    let newsdex = desk();
    for args in [
        ["search", "a", "--format", "csv", "--json"],
        ["search", "a", "--format", "csv", "--ids"],
        ["search", "a", "--format", "ris", "--count"],
        ["search", "a", "--format", "csv", "--facets=all"],
        ["search", "a", "--format", "excel", "--quiet"],
        ["search", "a", "--queries", "q.txt", "--quiet"],
        ["search", "a", "--sample", "2", "--offset=1"],
        ["search", "a", "--seed", "2", "--quiet"],
        ["search", "a", "--limit", "abc", "--quiet"],
        ["search", "a", "--why-not=x", "--format", "csv"],
    ] {
        newsdex.run(args).ends(2);
    }
    assert_eq!(newsdex.run(["search", "zeppelin", "--format", "csv"]).ends(1).stdout.lines().count(), 1);
}

#[test]
fn a_search_is_saved_run_listed_and_forgotten() {
    let newsdex = desk();
    newsdex.write("newsdex.toml", "# ours\n[cleaning]\nkeep = [\"Background\"] # always\n");
    newsdex.run(["save", "metal", "lithium", "-oslo", "--limit", "5", "--lang", "en", "--lang=fr", "--json"]).ends(0);
    let config = newsdex.read("newsdex.toml");
    assert!(config.starts_with("# ours\n[cleaning]\nkeep = [\"Background\"] # always\n"), "{config}");
    for line in ["[search.metal]", "query = \"lithium -oslo\"", "limit = 5", "lang = [\"en\", \"fr\"]", "json = true"] {
        assert!(config.lines().any(|known| known == line), "{line} in {config}");
    }
    let saved = newsdex.run(["run", "metal"]).ends(0).json();
    assert_eq!((saved.len(), saved[0]["path"].as_str()), (2, Some("news/b.txt")));
    assert!(newsdex.run(["run", "metal", "--format", "text"]).ends(0).stdout.contains("Lima"));
    let listed = newsdex.run(["save"]).ends(0).stdout;
    assert_eq!(listed, "metal: lithium -oslo --json --lang=en --lang=fr --limit=5\n");
    newsdex.run(["save", "metal", "copper"]).ends(2);
    assert!(newsdex.run(["save", "other", "copper", "--since", "someday"]).ends(2).stderr.contains("'someday'"));
    assert!(newsdex.run(["save", "other", "copper", "--country", "Chlie"]).ends(2).stderr.contains("'Chile'"));
    newsdex.run(["save", "other", "--corpus", "news"]).ends(2);
    newsdex.run(["save", "metal", "copper", "--force"]).ends(0);
    assert!(newsdex.run(["run", "metal"]).ends(0).stdout.contains("Quito"));
    assert!(newsdex.run(["run", "metl"]).ends(2).stderr.contains("did you mean 'metal'?"));
    newsdex.run(["save", "--delete", "metl"]).ends(2);
    newsdex.run(["save", "--delete", "metal"]).ends(0);
    assert_eq!(newsdex.read("newsdex.toml"), "# ours\n[cleaning]\nkeep = [\"Background\"] # always\n");
    newsdex.run(["save"]).ends(1);
    newsdex.run(["run", "--all"]).ends(2);
}

#[test]
fn a_search_by_hand_is_checked() {
    let newsdex = desk();
    newsdex.write("newsdex.toml", "[search.x]\nquery = \"lithium\"\ncontry = \"JP\"\n");
    let error = newsdex.run(["run", "x"]).ends(2).stderr;
    assert!(error.contains("unknown key 'contry' in [search.x]; did you mean 'country'?"), "{error}");
    newsdex.write("newsdex.toml", "[search.x]\nquery = \"lithium\"\nlimit = \"many\"\n");
    assert!(newsdex.run(["run", "x"]).ends(2).stderr.contains("search 'x'"));
    newsdex.write("newsdex.toml", "[search.x]\nquery = \"lithium\"\nsince = 2001\nundated = false\nall = true\n");
    newsdex.run(["run", "x"]).ends(1);
}

#[test]
fn only_what_is_new_is_printed_once() {
    let newsdex = desk();
    newsdex.run(["save", "metal", "lithium", "--ids", "--limit", "1"]).ends(0);
    let new = || newsdex.run(["run", "metal", "--since-last"]);
    assert_eq!(new().ends(0).stdout.lines().count(), 2, "all, whatever the limit");
    let nothing = new().ends(1);
    assert_eq!((nothing.stdout.as_str(), nothing.stderr.as_str()), ("", ""));
    newsdex.write("news/d.txt", &story("Accra", "lithium"));
    newsdex.write("news/e.txt", &story("Hanoi", "copper"));
    newsdex.run(["index", "news"]).ends(0);
    let peek = newsdex.run(["run", "metal", "--peek"]).ends(0).stdout;
    assert_eq!(peek.lines().count(), 1);
    assert_eq!(newsdex.run(["run", "metal", "--peek"]).ends(0).stdout, peek);
    assert_eq!(new().ends(0).stdout, peek);
    new().ends(1);
    // labelled again is not new, changed is
    newsdex.run(["index", "--relabel"]).ends(0);
    new().ends(1);
    newsdex.write("news/a.txt", &story("Bergen", "lithium"));
    newsdex.run(["index", "news"]).ends(0);
    assert_eq!(new().ends(0).stdout.lines().count(), 1);
    new().ends(1);
    newsdex.run(["run", "metal", "--since-last", "--limit", "3"]).ends(2);
}

#[test]
fn every_copy_is_news_and_numbers_are_not() {
    let newsdex = Newsdex::new();
    let body = "Lithium left the harbour of Lima on Monday, and nobody there could say who had bought it or why the ship \
                was empty again by noon. The council will meet about it in the spring, with all who have a quay.\n";
    for name in ["a", "b", "c"] {
        newsdex.write(&format!("news/{name}.txt"), &format!("Lithium leaves\n\n{body}"));
    }
    newsdex.run(["index", "news"]).ends(0);
    assert_eq!(newsdex.run(["search", "lithium", "--json"]).ends(0).stdout.lines().count(), 2, "one story");
    let lines = newsdex.run(["search", "lithium", "--kwic"]).ends(0).stdout.lines().count();
    let every = newsdex.run(["search", "lithium", "--kwic", "--all-copies"]).ends(0).stdout.lines().count();
    assert!(lines > 0 && every == 3 * lines, "copies repeat what they copy: {lines}, {every}");
    newsdex.run(["save", "metal", "lithium"]).ends(0);
    let count = || newsdex.run(["run", "metal", "--since-last", "--count"]).ends(0).stdout;
    assert_eq!((count().as_str(), count().as_str()), ("3\n", "3\n"), "what was only counted is still news");
    let news = newsdex.run(["run", "metal", "--since-last", "--json"]).ends(0).stdout;
    assert_eq!(news.lines().count(), 4, "{news}");
    for format in ["csv", "ris", "csl-json", "atom", "json", "text"] {
        let nothing = newsdex.run(["run", "metal", "--since-last", "--format", format]).ends(1);
        assert_eq!((nothing.stdout.as_str(), nothing.stderr.as_str()), ("", ""), "{format}");
    }
    // other programs get every article, people and our own lines a story once
    for (format, lines) in [("csv", 4), ("tsv", 4), ("trec", 3), ("json", 2)] {
        let text = newsdex.run(["search", "lithium", "--format", format]).ends(0).stdout;
        assert_eq!(text.lines().count(), lines, "{format}: {text}");
    }
    for (format, sign) in [("ris", "TY  - "), ("bibtex", "@article{"), ("csl-json", "\"type\""), ("atom", "<entry>")] {
        let text = newsdex.run(["search", "lithium", "--format", format]).ends(0).stdout;
        assert_eq!(text.matches(sign).count(), 3, "{format}: {text}");
    }
}

#[test]
fn a_search_that_asks_something_else_was_never_shown() {
    let newsdex = desk();
    newsdex.run(["save", "metal", "lithium", "--ids"]).ends(0);
    let new = || newsdex.run(["run", "metal", "--since-last"]);
    new().ends(0);
    new().ends(1);
    newsdex.run(["save", "metal", "copper", "--ids", "--force"]).ends(0);
    assert_eq!(new().ends(0).stdout.lines().count(), 1);
    newsdex.run(["save", "metal", "copper", "--force"]).ends(0);
    new().ends(1);
    // a mark that lies ahead was made by a wrong clock
    let state = newsdex.path(".home/.local/state/newsdex");
    for file in fs::read_dir(&state).unwrap() {
        fs::write(file.unwrap().path(), "9999999999999999").unwrap();
    }
    assert!(new().ends(0).stdout.contains("**copper**"));
    new().ends(1);
}

#[test]
fn an_article_is_marked_as_a_search_would() {
    let newsdex = desk();
    let show = |query| newsdex.run(["show", "news/a.txt", "--highlight", query]);
    for (query, marked) in [("lith*", "lithium"), ("lithiun~", "lithium"), ("lithium words>3", "lithium")] {
        let shown = show(query).ends(0);
        assert!(shown.stdout.contains(&format!("**{marked}**")) && !shown.stderr.contains("not found"), "{shown:?}");
    }
    let lacks = show("lithium AND copper").ends(1);
    assert!(lacks.stderr.contains("is not found:\n  it does not have copper"), "{lacks:?}");
    let excluded = show("lithium -monday").ends(1);
    assert!(
        excluded.stdout.contains("**lithium**") && excluded.stderr.contains("it has monday, which"),
        "{excluded:?}"
    );
    let short = show("lithium words>3000").ends(1);
    assert!(short.stderr.contains("it does not have words>=3001"), "{short:?}");
    // any of the words are enough, as in a ranked list
    show("lithium copper").ends(0);
}

#[test]
fn words_of_a_headline_are_no_operators() {
    let newsdex = Newsdex::new();
    for (name, town) in [("a", "Lima"), ("b", "Oslo"), ("c", "Quito")] {
        let text = format!(
            "PORT OR NOT\n\n{town} asked whether the harbour needs a port OR a NOT so small quay. {town} said no.\n"
        );
        newsdex.write(&format!("news/{name}.txt"), &text);
    }
    newsdex.run(["index", "news"]).ends(0);
    let like = newsdex.run(["similar", "news/a.txt", "--all-copies"]);
    assert!(!like.stderr.contains("note:") && !like.stdout.contains("excluded"), "{like:?}");
    assert!(like.stdout.contains("**NOT so small"), "{like:?}");
}

#[test]
fn a_folder_that_never_was_is_told() {
    let newsdex = desk();
    newsdex.write("news/deep/d.txt", &story("Accra", "tin"));
    newsdex.run(["index", "news"]).ends(0);
    let wrong = newsdex.run(["search", "tin", "--corpus", "news/nodir"]).ends(2).stderr;
    assert!(wrong.contains("no file or folder 'news/nodir' to search"), "{wrong}");
    newsdex.run(["search", "tin", "--corpus", "news/deep"]).ends(0);
    // one that was there when it was indexed is no mistake
    fs::remove_dir_all(newsdex.path("news/deep")).unwrap();
    newsdex.run(["search", "tin", "--corpus", "news/deep"]).ends(0);
}

#[test]
fn a_concordance_is_saved_and_run() {
    let newsdex = desk();
    newsdex.run(["save", "metal", "lithium", "--kwic"]).ends(0);
    newsdex.run(["save", "other", "copper", "--kwic"]).ends(0);
    let lines = newsdex.run(["run", "metal", "--since-last"]).ends(0).stdout;
    assert_eq!(lines.matches("**lithium**").count(), 4, "{lines}");
    let nothing = newsdex.run(["run", "metal", "--since-last"]).ends(1);
    assert_eq!((nothing.stdout.as_str(), nothing.stderr.as_str()), ("", ""));
    newsdex.run(["run", "--all"]).ends(2);
}

#[test]
fn some_of_the_words_are_no_news() {
    let newsdex = desk();
    newsdex.run(["save", "both", "lithium Accra", "--ids"]).ends(0);
    newsdex.run(["run", "both", "--since-last"]).ends(1);
    newsdex.write("news/d.txt", &story("Hanoi", "lithium"));
    newsdex.run(["index", "news"]).ends(0);
    newsdex.run(["run", "both", "--since-last"]).ends(1);
    newsdex.write("news/e.txt", &story("Accra", "lithium"));
    newsdex.run(["index", "news"]).ends(0);
    assert_eq!(newsdex.run(["run", "both", "--since-last"]).ends(0).stdout.lines().count(), 1);
}

#[test]
#[cfg(unix)]
fn what_could_not_be_printed_was_not_seen() {
    let newsdex = desk();
    newsdex.run(["save", "metal", "lithium", "--ids"]).ends(0);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = newsdex.command(["run", "metal", "--since-last"]);
    let status = command.stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(4));
    assert_eq!(newsdex.run(["run", "metal", "--since-last"]).ends(0).stdout.lines().count(), 2);
}

#[test]
fn several_searches_say_whose_hits_they_print() {
    let newsdex = desk();
    newsdex.run(["save", "one", "lithium"]).ends(0);
    newsdex.run(["save", "two", "copper"]).ends(0);
    let both = newsdex.run(["run", "--all"]).ends(0).stdout;
    assert!(both.starts_with("── one: lithium ──\n") && both.contains("\n── two: copper ──\n"), "{both}");
    let json = newsdex.run(["run", "two", "one", "--json"]).ends(0).json();
    assert_eq!((&json[0]["query_id"], &json[0]["query_number"]), (&"two".into(), &1.into()));
    newsdex.run(["save", "three", "copper", "--json"]).ends(0);
    assert!(newsdex.run(["run", "--all"]).ends(2).stderr.contains("different formats"));
    assert_eq!(newsdex.run(["run", "--all", "--ids"]).ends(0).stdout.lines().count(), 4);
}

#[test]
fn each_line_of_a_file_is_answered() {
    let newsdex = desk();
    newsdex.write("q.txt", "# metals\nlithium\n\nzeppelin\ncopper\n");
    let json = newsdex.run(["search", "--queries", "q.txt", "--json"]).ends(0).json();
    let numbers: Vec<_> = json.iter().map(|line| line["query_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 2, 2, 4, 5, 5]);
    assert!(json.iter().all(|line| line["query"].is_string() && line["query_id"].is_null()));
    let text = newsdex.run(["search", "--queries", "q.txt"]).ends(0);
    assert!(
        text.stdout.starts_with("── 2: lithium ──\n") && text.stderr.contains("── 4: zeppelin ──\nnothing found"),
        "{text:?}"
    );
    let trec =
        newsdex.run_with(["search", "--queries", "-", "--format", "trec"], "q1\tlithium\nq2\tcopper\n").ends(0).stdout;
    assert_eq!(lines(&trec).iter().map(|line| &line[..3]).collect::<Vec<_>>(), ["q1 ", "q1 ", "q2 "]);
    assert!(
        newsdex.run_with(["search", "--queries", "-", "--count"], "lithium\ncopper\n").ends(0).stdout == "1\t2\n2\t1\n"
    );
    newsdex.run_with(["search", "--queries", "-"], "zeppelin\n").ends(1);
    newsdex.run_with(["search", "--queries", "-"], "# nothing\n").ends(2);
    newsdex.run(["search", "--queries", "absent.txt"]).ends(2);
}

#[test]
fn a_sample_depends_on_its_seed_and_on_nothing_else() {
    let newsdex = Newsdex::new();
    for number in 0..40 {
        newsdex.write(&format!("news/{number}.txt"), &story(&format!("Town{number}"), "lithium"));
    }
    newsdex.run(["index", "news"]).ends(0);
    let sample =
        |seed: &'static str| newsdex.run(["search", "lithium", "--sample", "5", "--ids", "--seed", seed]).ends(0);
    let first = sample("1");
    assert_eq!(first.stdout.lines().count(), 5);
    assert!(first.stderr.contains("note: sample of 5 out of 40, seed 1"), "{}", first.stderr);
    assert_eq!(sample("1").stdout, first.stdout);
    assert_ne!(sample("2").stdout, first.stdout);
    // another layout of segments, the same articles
    let other = Newsdex::new();
    for part in [20..40, 0..20] {
        for number in part {
            other.write(&format!("news/{number}.txt"), &story(&format!("Town{number}"), "lithium"));
        }
        other.run(["index", "news"]).ends(0);
    }
    assert_eq!(other.run(["search", "lithium", "--sample", "5", "--ids", "--seed", "1"]).ends(0).stdout, first.stdout);
    // every article has its chance: 40 samples of 5 leave one out with (35/40)^40 = 0.5 %
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..40 {
        let seed = seed.to_string();
        let mut command = newsdex.command(["search", "lithium", "--sample", "5", "--ids", "--seed"]);
        command.arg(&seed);
        seen.extend(output(command, "").ends(0).stdout.lines().map(str::to_owned));
    }
    assert!(seen.len() > 35, "{}", seen.len());
    assert_eq!(newsdex.run(["search", "lithium", "--sample", "99", "--ids"]).ends(0).stdout.lines().count(), 40);
    newsdex.run(["search", "zeppelin", "--sample", "9"]).ends(1);
}

#[test]
fn what_was_exported_is_no_article() {
    let newsdex = desk();
    for format in ["csv", "tsv", "ris", "bibtex", "csl-json", "atom", "trec", "json"] {
        let text = newsdex.run(["search", "lithium", "--format", format]).ends(0).stdout;
        newsdex.write(&format!("news/hits.{format}"), &text);
        newsdex.write(&format!("news/{format}"), &text);
    }
    let run = newsdex.run(["index", "news", "--json"]).ends(0).json();
    let summary = run.last().unwrap();
    assert_eq!((&summary["total"], &summary["skipped"]), (&3.into(), &0.into()), "{summary}");
}
