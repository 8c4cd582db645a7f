//! Indexes of older versions: they are named, and `upgrade` makes the index of this version that their sources would give,
//! without them.
//!
//! `tests/upgrade/schema-N` was made by the last program of that schema: `newsdex index news --index schema-N` in a folder
//! `/srv/archive` that held a copy of `tests/upgrade/news`; lock files were left out.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{Newsdex, output};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/upgrade");

const SCHEMAS: [u32; 4] = [2, 3, 4, 5];

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(place).unwrap(),
            false => drop(fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// A folder with the index that the program of `schema` made; its sources are not there.
fn old_index(schema: u32) -> Newsdex {
    let newsdex = Newsdex::new();
    copy(&Path::new(FIXTURES).join(format!("schema-{schema}")), &newsdex.path("index"));
    newsdex
}

/// What searches show, without what depends on when and where it was indexed; deleted articles count in scores until merges.
fn seen(newsdex: &Newsdex) -> Vec<String> {
    let queries: [&[&str]; 4] = [&["harbour"], &["prime minister ferry"], &["\"light earthquake\""], &["country:jp"]];
    let mut seen = Vec::new();
    for query in queries {
        let mut command = newsdex.command(["search", "--json", "--index", "index"]);
        command.args(query);
        let output = output(command, "").ends(0);
        for mut line in output.json() {
            let line = line.as_object_mut().unwrap();
            for field in ["indexed", "took_us", "original_blake3", "score"] {
                line.remove(field);
            }
            seen.push(serde_json::to_string(line).unwrap());
        }
    }
    for mut article in newsdex.run(["show", "--json", "note-1", "note-2", "--index", "index"]).ends(0).json() {
        article.as_object_mut().unwrap().remove("indexed");
        seen.push(article.to_string());
    }
    seen
}

/// What an index of this version gives of the same sources.
fn anew() -> Vec<String> {
    let newsdex = Newsdex::new();
    copy(&Path::new(FIXTURES).join("news"), &newsdex.path("news"));
    newsdex.run(["index", "news", "--index", "index"]).ends(0);
    seen(&newsdex)
}

#[test]
fn older_indexes_give_after_upgrade_what_their_sources_give() {
    let anew = anew();
    assert!(anew.len() > 12, "{anew:#?}");
    for schema in SCHEMAS {
        let newsdex = old_index(schema);
        for command in ["stats", "check", "leaders"] {
            let refused = newsdex.run([command, "--index", "index"]).ends(4);
            assert!(refused.stderr.contains("'newsdex upgrade'"), "{}", refused.stderr);
        }
        newsdex.run(["upgrade", "--index", "index"]).ends(0);
        newsdex.run(["check", "--all", "--index", "index"]).ends(0);
        assert_eq!(seen(&newsdex), anew, "schema {schema}");
        let stats = newsdex.run(["stats", "--json", "--index", "index"]).ends(0).stdout;
        assert!(stats.contains("\"/srv/archive/news\""), "the root is carried over: {stats}");
        let again = newsdex.run(["upgrade", "--index", "index"]).ends(0);
        assert!(again.stderr.contains("nothing to upgrade"), "{}", again.stderr);
        // the sources are gone, their articles stay
        let run = newsdex.run(["index", "--index", "index"]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert_eq!(seen(&newsdex), anew, "schema {schema}");
        assert_eq!(engines(&newsdex).len(), 1);
    }
}

/// The folders of the engine.
fn engines(newsdex: &Newsdex) -> Vec<String> {
    let names = fs::read_dir(newsdex.path("index")).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter_map(|name| name.into_string().ok()).filter(|name| name.starts_with("segments")).collect()
}

#[test]
fn a_newer_index_is_refused_and_left_alone() {
    let newsdex = Newsdex::new();
    newsdex.write("a.txt", "Harbour opens\n\nThe harbour opened today.\n");
    newsdex.run(["index", "a.txt", "--index", "index"]).ends(0);
    let marker = "{\"what\":\"a newsdex index\",\"schema\":999,\"engine\":\"segments\"}\n";
    let seal = "{\"seal\":\"";
    let hash = blake3::hash(marker.as_bytes()).to_hex();
    newsdex.write("index/newsdex.json", &format!("{marker}{seal}{}\"}}\n", &hash[..16]));
    for command in ["upgrade", "check", "stats"] {
        let refused = newsdex.run([command, "--index", "index"]).ends(4);
        assert!(refused.stderr.contains("it is newer"), "{}", refused.stderr);
    }
    assert!(newsdex.path("index/segments/meta.json").exists());
}

/// Changes a bit in the last store of an old index.
fn damage(newsdex: &Newsdex) -> std::path::PathBuf {
    let stores = fs::read_dir(newsdex.path("index/segments")).unwrap().map(|entry| entry.unwrap().path());
    let store = stores.filter(|path| path.extension().is_some_and(|end| end == "store")).max().unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[20] ^= 4;
    fs::write(&store, bytes).unwrap();
    store
}

#[test]
fn an_old_index_with_a_damaged_record_keeps_the_others() {
    let newsdex = old_index(4);
    let store = damage(&newsdex);
    let damaged = fs::read(&store).unwrap();
    let told = newsdex.run(["upgrade", "--index", "index"]).ends(0).stderr;
    assert!(told.contains("dropped") && told.contains("'damaged-segments-1'"), "{told}");
    let checked = newsdex.run(["check", "--all", "--index", "index"]).ends(0).stdout;
    let line = checked.lines().find(|line| line.contains(" segment")).unwrap();
    let kept: usize = line.split(' ').next().unwrap().parse().unwrap();
    assert!((1..6).contains(&kept) && told.contains(&format!("{} article", 6 - kept)), "{told}{checked}");
    assert!(checked.contains("note: damaged files that a repair put aside: 'damaged-segments-1'"), "{checked}");
    // nothing else has these articles
    newsdex.run(["index", "--index", "index"]).ends(3);
    let aside = newsdex.path("index/damaged-segments-1").join(store.file_name().unwrap());
    assert_eq!(fs::read(aside).unwrap(), damaged);
    assert!(newsdex.path("index/damaged-segments-1/meta.json").exists());
    assert_eq!(engines(&newsdex), ["segments-2"]);
}

#[test]
fn an_old_index_whose_marker_is_lost_is_upgraded() {
    let anew = anew();
    for marker in [None, Some("{\"what\":\"a newsdex in")] {
        let newsdex = old_index(3);
        let list = fs::read(newsdex.path("index/segments/meta.json")).unwrap();
        match marker {
            None => fs::remove_file(newsdex.path("index/newsdex.json")).unwrap(),
            Some(text) => newsdex.write("index/newsdex.json", text),
        }
        for repair in [&[][..], &["--repair"]] {
            let mut command = newsdex.command(["check", "--index", "index"]);
            command.args(repair);
            let refused = output(command, "").ends(4);
            assert!(refused.stderr.contains("'newsdex upgrade'"), "{}", refused.stderr);
        }
        assert_eq!(fs::read(newsdex.path("index/segments/meta.json")).unwrap(), list);
        newsdex.run(["upgrade", "--index", "index"]).ends(0);
        assert_eq!(seen(&newsdex), anew);
    }
}

#[test]
fn what_former_upgrades_left_is_removed_first() {
    let newsdex = old_index(4);
    newsdex.write("index/segments-2/0123456789abcdef0123456789abcdef.store", "half of an index");
    newsdex.run(["upgrade", "--index", "index"]).ends(0);
    // the number is free again: it went before the new one was made
    assert_eq!(engines(&newsdex), ["segments-2"]);
    assert!(!newsdex.path("index/segments-2/0123456789abcdef0123456789abcdef.store").exists());
}

#[test]
fn an_old_index_that_is_being_written_is_left_alone_or_waited_for() {
    let newsdex = old_index(4);
    // versions of that time knew the lock of the engine only
    let lock = fs::File::create(newsdex.path("index/segments/.tantivy-writer.lock")).unwrap();
    lock.lock().unwrap();
    let refused = newsdex.run(["upgrade", "--index", "index"]);
    assert!(refused.code != 0 && refused.stderr.contains("is being written by an older newsdex"), "{}", refused.stderr);
    assert_eq!(engines(&newsdex), ["segments"]);
    let command = newsdex.command(["upgrade", "--wait", "--index", "index"]);
    let waited = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| output(command, ""));
        std::thread::sleep(Duration::from_millis(400));
        assert_eq!(engines(&newsdex), ["segments"]);
        drop(lock);
        waiting.join().unwrap()
    });
    assert!(waited.ends(0).stderr.contains("waiting for the index"));
    newsdex.run(["check", "--index", "index"]).ends(0);
}

/// Kills an upgrade `times` times, each at another moment: the old index or the new one is there, whole, and the next
/// upgrade ends. How many kills came before its end.
fn kill_upgrades(times: u64) -> u64 {
    let mut killed = 0;
    for time in 0..times {
        let newsdex = old_index(SCHEMAS[time as usize % SCHEMAS.len()]);
        let mut child = newsdex.command(["upgrade", "--index", "index", "--quiet"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(3 + time * 397 % 250));
        let _ = child.kill();
        killed += u64::from(child.wait().unwrap().code().is_none());
        let stats = newsdex.run(["stats", "--index", "index"]);
        assert!(stats.code == 0 || stats.code == 4 && stats.stderr.contains("'newsdex upgrade'"), "{}", stats.stderr);
        newsdex.run(["upgrade", "--index", "index"]).ends(0);
        newsdex.run(["index", "--index", "index"]).ends(3);
        let checked = newsdex.run(["check", "--index", "index"]).ends(0).stdout;
        assert!(checked.starts_with("6 articles in"), "{checked}");
        assert_eq!(engines(&newsdex).len(), 1);
    }
    killed
}

#[test]
fn an_upgrade_that_is_killed_leaves_an_index() {
    assert!(kill_upgrades(6) > 0);
}

#[test]
#[ignore = "long: 200 kills, a minute or two"]
fn an_upgrade_that_is_killed_at_any_moment_leaves_an_index() {
    println!("{} of 200 upgrades killed before their end; 0 indexes lost", kill_upgrades(200));
}
