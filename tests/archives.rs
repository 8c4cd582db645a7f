//! Archives on their whole way: what stands in them is found, named, shown, replaced and removed like files.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::io::{Cursor, Write};

use common::Newsdex;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in members {
        archive.start_file(*path, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn story(town: &str) -> String {
    format!(
        "Ferry to {town} resumes\n\nThe ferry to {town} runs again from Monday, its owners said. It had been away for repairs.\n"
    )
}

fn record(id: &str, town: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "title": format!("Ferry to {town}"), "text": story(town)}))
}

/// The last line of each hit as people see it, up to what follows the place.
fn found(newsdex: &Newsdex, word: &str) -> Vec<String> {
    let lines = newsdex.run(["search", word]).stdout;
    let places = lines.lines().map(str::trim).filter(|line| line.starts_with("news/"));
    places.map(|line| line.split(" · ").next().unwrap().to_owned()).collect()
}

#[test]
fn members_are_found_and_shown_by_the_name_they_stand_under() {
    let newsdex = Newsdex::new();
    newsdex.write_bytes("news/dump.zip", &zip(&[("a/oslo.txt", &story("Oslo")), ("lima.txt", &story("Lima"))]));
    newsdex.write_bytes(
        "news/dump.tar.gz",
        &gzip(&tar(&[("list.jsonl", &(record("x", "Hanoi") + &record("y", "Accra")))])),
    );
    newsdex.write_bytes("news/more.jsonl.gz", &gzip(record("z", "Quito").as_bytes()));
    newsdex.write_bytes("news/old.txt.zst", &zstd::encode_all(story("Bergen").as_bytes(), 1).unwrap());
    let run = newsdex.run(["index", "news"]).ends(0);
    assert!(run.stderr.contains("6 new") && run.stderr.contains("in 4 files"), "{}", run.stderr);
    for (town, path) in [
        ("Oslo", "news/dump.zip!a/oslo.txt"),
        ("Accra", "news/dump.tar.gz!list.jsonl#=y"),
        ("Quito", "news/more.jsonl.gz#z"),
        ("Bergen", "news/old.txt.zst"),
    ] {
        assert_eq!(found(&newsdex, town), [path]);
        let shown = newsdex.run(["show", path]).ends(0).stdout;
        assert!(shown.contains(town) && shown.contains(path), "{shown}");
    }
    assert!(newsdex.run(["clean", "news/dump.zip"]).ends(0).stdout.contains("dump.zip!lima.txt"));
}

#[test]
fn an_archive_that_changes_changes_its_members() {
    let newsdex = Newsdex::new();
    newsdex.write_bytes(
        "news/a.zip",
        &zip(&[("a.txt", &story("Oslo")), ("b.txt", &story("Lima")), ("c.txt", &story("Cork"))]),
    );
    newsdex.run(["index", "news"]).ends(0);
    newsdex.write_bytes(
        "news/a.zip",
        &zip(&[("b.txt", &story("Lima")), ("d.txt", &story("Hanoi")), ("c.txt", &story("Kiel"))]),
    );
    let run = newsdex.run(["index"]).ends(0);
    assert!(run.stderr.contains("1 new, 1 changed, 1 unchanged, 1 removed"), "{}", run.stderr);
    assert!(found(&newsdex, "Oslo").is_empty() && found(&newsdex, "Cork").is_empty());
    assert_eq!(found(&newsdex, "Kiel"), ["news/a.zip!c.txt"]);
}

#[test]
fn what_is_bad_in_an_archive_is_named_by_member_and_record() {
    let newsdex = Newsdex::new();
    let list = record("x", "Hanoi") + "{\"id\": \"broken\"\n" + &record("x", "Accra");
    newsdex.write_bytes(
        "news/a.zip",
        &zip(&[("list.jsonl", &list), ("paper.pdf", "%PDF-1.7"), ("oslo.txt", &story("Oslo"))]),
    );
    newsdex.write("news/broken.zip", "PK\u{3}\u{4} and no more");
    let run = newsdex.run(["index", "news"]).ends(3);
    for named in ["a.zip!list.jsonl:2", "a.zip!list.jsonl:3", "a.zip!paper.pdf", "news/broken.zip", "2 new"] {
        assert!(run.stderr.contains(named), "{named}: {}", run.stderr);
    }
    assert!(newsdex.run(["stats", "--skipped"]).ends(0).stdout.contains("news/a.zip!list.jsonl:2: "));
    newsdex.run(["index"]).ends(0);
}

#[test]
fn ids_and_numbers_of_records_are_never_the_same() {
    let newsdex = Newsdex::new();
    let lines =
        record("#3", "Oslo") + &record("3", "Lima") + &serde_json::json!({"text": story("Cork")}).to_string() + "\n";
    newsdex.write("news/a.jsonl", &lines.replace("\"3\"", "\"7\""));
    newsdex.write_bytes("news/b.zip", &zip(&[("m.jsonl", &lines)]));
    assert!(newsdex.run(["index", "news"]).ends(0).stderr.contains("6 new"));
    for (place, town) in [
        ("news/a.jsonl#=#3", "Oslo"),
        ("news/a.jsonl#7", "Lima"),
        ("news/a.jsonl#3", "Cork"),
        ("news/b.zip!m.jsonl#=3", "Lima"),
        ("news/b.zip!m.jsonl#3", "Cork"),
    ] {
        assert!(newsdex.run(["show", place]).ends(0).stdout.contains(town), "{place}");
    }
}

#[test]
fn clean_does_not_read_what_it_writes() {
    let newsdex = Newsdex::new();
    (0..60).for_each(|number| newsdex.write(&format!("news/{number}.txt"), &story(&format!("Port {number}"))));
    let mut command = newsdex.command(["clean", "--json", "news"]);
    let out = std::fs::File::create(newsdex.path("news/9.jsonl")).unwrap();
    command.stdout(out).stderr(std::process::Stdio::null());
    assert!(command.status().unwrap().code().is_some());
    let written = newsdex.read("news/9.jsonl");
    let articles = written.lines().filter(|line| !line.starts_with("{\"type\":\"skip\"")).count();
    assert_eq!(articles, 60, "{written}");
}

#[test]
fn an_archive_comes_through_a_pipe_too() {
    let newsdex = Newsdex::new();
    newsdex.write_bytes("a.tgz", &gzip(&tar(&[("a.txt", &story("Oslo")), ("b.txt", &story("Lima"))])));
    let mut command = newsdex.command(["clean", "--json"]);
    command.stdin(std::fs::File::open(newsdex.path("a.tgz")).unwrap());
    let run = common::output(command, "").ends(0);
    let records: Vec<_> = run.json().iter().map(|line| line["record"].as_str().unwrap().to_owned()).collect();
    assert_eq!(records, ["!a.txt", "!b.txt"]);
}

#[test]
fn what_an_ignore_file_names_is_left_alone_and_goes_when_it_is_named_later() {
    let newsdex = Newsdex::new();
    for (path, town) in [("a.txt", "Oslo"), ("drafts/b.txt", "Lima"), ("c.txt", "Cork"), ("d.txt", "Kiel")] {
        newsdex.write(&format!("news/{path}"), &story(town));
    }
    newsdex.run(["index", "news"]).ends(0);
    assert_eq!(found(&newsdex, "Lima"), ["news/drafts/b.txt"]);
    newsdex.write("news/.newsdexignore", "drafts/\n");
    let run = newsdex.run(["index"]).ends(0);
    assert!(run.stderr.contains("1 removed"), "{}", run.stderr);
    assert!(found(&newsdex, "Lima").is_empty());
    newsdex.write("news/.newsdexignore", "[z-a\n");
    assert!(newsdex.run(["index"]).ends(3).stderr.contains("news/.newsdexignore"));
}
