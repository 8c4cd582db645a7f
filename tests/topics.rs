//! Topics as people meet them: what there is, what speaks for one, and training one's own.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use common::Newsdex;

/// Forty articles about fish and ships, as NDJSON.
fn gold() -> String {
    let line = |number: usize| {
        let place = ["harbour", "island", "coast", "bay", "town"][number % 5];
        let (title, text, topics) = match number % 4 {
            0 => ("Catch grows", "Cod and herring were landed at the", r#"["fish/catch"]"#),
            1 => ("Yard full", "A freighter and a tug were launched at the", r#"["Ships"]"#),
            2 => ("Trawler lost", "The freighter and her herring were lost at the", r#"["Ships","fish/catch"]"#),
            _ => ("Choir sings", "The choir and the band were heard at the", "[]"),
        };
        format!("{{\"id\":\"{number}\",\"title\":\"{title}\",\"text\":\"{text} {place}.\",\"topics\":{topics}}}\n")
    };
    (0..40).map(line).collect()
}

#[test]
fn all_topics_are_listed() {
    let newsdex = Newsdex::new();
    let out = newsdex.run(["topics"]).ends(0).stdout;
    for expected in ["economy         04000000", "central-banks", "weather         17000000"] {
        assert!(out.contains(expected), "{expected} in {out}");
    }
    let lines = newsdex.run(["topics", "--json"]).ends(0).json();
    assert!(lines.len() > 17 + 120, "{}", lines.len());
    assert!(lines.iter().all(|line| line["type"] == "topic" && line["lexicon"] == true && line["trained"].is_null()));
    let out = newsdex.run(["topics", "soccer"]).ends(0).stdout;
    assert!(out.starts_with("sport/football") && out.contains("goalkeeper*"), "{out}");
    let error = newsdex.run(["topics", "footbal"]).ends(2).stderr;
    assert!(error.contains("did you mean 'sport/football'"), "{error}");
}

#[test]
fn what_is_trained_lies_beside_the_index() {
    let newsdex = Newsdex::new();
    newsdex.write("gold.jsonl", &gold());
    let trained = newsdex.run(["topics", "train", "gold.jsonl"]).ends(0);
    assert!(trained.stdout.contains("micro F1 1.000") && trained.stdout.contains("fish/catch"), "{}", trained.stdout);
    assert!(trained.stderr.starts_with("saved './index.topics': 2 topics from 40 articles in "), "{}", trained.stderr);
    let bytes = std::fs::read(newsdex.path("index.topics")).unwrap();
    newsdex.run(["--quiet", "--index", "other", "topics", "train", "gold.jsonl"]).ends(0);
    assert!(newsdex.path("other.topics").exists());
    let refused = newsdex.run(["topics", "train", "gold.jsonl", "--output", "gold.jsonl"]).ends(2);
    assert!(refused.stderr.contains("'gold.jsonl' is there and holds no trained topics"), "{refused:?}");
    let again = newsdex.run(["topics", "train", "gold.jsonl", "--json"]).ends(0).json();
    assert_eq!(std::fs::read(newsdex.path("index.topics")).unwrap(), bytes);
    let summary = again.last().unwrap();
    assert_eq!((&summary["articles"], &summary["topics"]), (&40.into(), &2.into()));
    assert_eq!(again[0]["f1"], 1.0);
    let out = newsdex.run(["topics"]).ends(0).stdout;
    assert!(out.ends_with("Ships (20), fish/catch (20)\n"), "{out}");
    let out = newsdex.run(["topics", "ships"]).ends(0).stdout;
    assert!(out.starts_with("Ships (trained: 20)") && out.contains("freight "), "{out}");
}

#[test]
fn what_cannot_be_trained_on_or_read_is_told() {
    let newsdex = Newsdex::new();
    let error = |args: [&str; 3]| newsdex.run(args).ends(2).stderr;
    assert!(error(["topics", "train", "none.jsonl"]).contains("'none.jsonl'"));
    newsdex.write("broken.jsonl", "{\"text\":\"x\",\"topics\":[]}\n{\"text\"");
    assert!(error(["topics", "train", "broken.jsonl"]).contains("cannot train on 'broken.jsonl': line 2: "));
    newsdex.write("empty.jsonl", "{\"text\":\"x\",\"topics\":[]}\n{\"text\":\"without\"}\n");
    assert!(error(["topics", "train", "empty.jsonl"]).ends_with("cannot train: no article has a label\n"));
    assert!(!newsdex.path("index.topics").exists());
    newsdex.write("gold.jsonl", &gold());
    newsdex.run(["topics", "train", "gold.jsonl", "--output", "mine"]).ends(0);
    let mut bytes = std::fs::read(newsdex.path("mine")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    newsdex.write_bytes("index.topics", &bytes);
    let error = newsdex.run(["topics"]).ends(2).stderr;
    assert!(error.contains("cannot use './index.topics': it is damaged (train anew"), "{error}");
    newsdex.run(["topics", "train", "gold.jsonl", "--output", "no/such/folder/file"]).ends(4);
}

#[test]
fn gold_may_be_compressed_and_in_several_files() {
    let newsdex = Newsdex::new();
    let gold = gold();
    let (first, second) = gold.split_at(gold.match_indices('\n').nth(19).unwrap().0 + 1);
    newsdex.write("a.jsonl", first);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, second.as_bytes()).unwrap();
    newsdex.write_bytes("b.jsonl.gz", &packed.finish().unwrap());
    newsdex.write("all.jsonl", &gold);
    newsdex.run(["topics", "train", "a.jsonl", "b.jsonl.gz", "--output", "two"]).ends(0);
    newsdex.run(["topics", "train", "all.jsonl", "--output", "one"]).ends(0);
    assert_eq!(std::fs::read(newsdex.path("one")).unwrap(), std::fs::read(newsdex.path("two")).unwrap());
}
