//! What people type, everyday and hostile: how it is read, that the reading is read as itself, what is noted, and what the
//! sample corpus answers.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use common::{Newsdex, output};
use newsdex::Error;
use newsdex::article::Key;
use newsdex::index::Index;
use newsdex::query::grammar::{Parsed, read};
use newsdex::search::{Request, Results, find, search};

/// A query, how it is read, and the path or id of an article of the sample that it must find, `-` where none is meant;
/// parted by tabs. A line that begins with `# ` is a comment.
const EVERYDAY: &str = include_str!("queries/everyday.tsv");

/// One query a line, with escapes as in Rust: `\t`, `\n`, `\\`, `\u{200f}`, and `\x{1000}` behind a part in braces that is
/// repeated: `{ab}\x{1000}`. A line that begins with `# ` is a comment.
const HOSTILE: &str = include_str!("queries/hostile.txt");

/// Longest time to read or to answer a query: one of 8 KiB is read in milliseconds and answered in tenths of a second by an
/// unoptimised build, and a noisy machine is slower.
const SLOW: Duration = Duration::from_secs(5);

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// The sample corpus, indexed.
static SAMPLE: LazyLock<Newsdex> = LazyLock::new(|| Newsdex::sample("queries"));

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::open(&SAMPLE.path("index")).unwrap());

/// What the sample answers on a day soon after its last article, each copy of a story by itself.
#[track_caller]
fn ask(query: &str, limit: Option<usize>) -> Results {
    answer(query, limit).unwrap_or_else(|err| panic!("{query:?}: {err}"))
}

fn answer(query: &str, limit: Option<usize>) -> Result<Results, Error> {
    let today = NaiveDate::from_ymd_opt(2025, 11, 24).unwrap();
    let request = Request { query: query.to_owned(), limit, all_copies: true, today, ..Request::default() };
    search(&INDEX, &request)
}

/// The articles that were found.
fn keys(results: &Results) -> BTreeSet<Key> {
    results.hits.iter().map(|hit| hit.key).collect()
}

/// The article that a line of the everyday file names.
#[track_caller]
fn named(name: &str) -> Key {
    match find(&INDEX, name).unwrap().as_slice() {
        [entry] => entry.key(),
        found => panic!("'{name}' names {} articles", found.len()),
    }
}

/// A reading that is read as itself.
#[track_caller]
fn stable(text: &str) -> Parsed {
    let parsed = read(text);
    let printed = parsed.read_as();
    assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} is read as {printed:?}");
    parsed
}

#[test]
fn everyday_queries_are_read_as_they_are_meant() {
    let mut wrong = Vec::new();
    for line in lines(EVERYDAY) {
        let mut columns = line.split('\t');
        let (query, expected) = (columns.next().unwrap(), columns.next().unwrap_or_default());
        let parsed = stable(query);
        if parsed.read_as() != expected {
            wrong.push(format!("{query}\t{}\texpected {expected}\t{:?}", parsed.read_as(), parsed.notes));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(lines(EVERYDAY).count() >= 200, "{}", lines(EVERYDAY).count());
}

#[test]
fn everyday_queries_find_the_article_that_is_meant() {
    let (mut wrong, mut meant) = (Vec::new(), 0);
    for line in lines(EVERYDAY) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [query, _, name] = columns[..] else { panic!("three columns: {line}") };
        let results = ask(query, Some(10));
        if name == "-" {
            continue;
        }
        meant += 1;
        let key = named(name);
        if !results.hits.iter().any(|hit| hit.key == key) {
            let rank = ask(query, None).hits.iter().position(|hit| hit.key == key).map(|at| at + 1);
            wrong.push(format!("{query}\t{name}\trank {rank:?} of {:?}\t{:?}", results.total, results.notes));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(meant >= 200, "{meant}");
}

#[test]
fn what_was_understood_finds_the_same_when_it_is_typed() {
    let mut wrong = Vec::new();
    for line in lines(EVERYDAY) {
        let query = line.split('\t').next().unwrap();
        let first = ask(query, None);
        let again = ask(&first.read_as, None);
        if (&first.read_as, keys(&first)) != (&again.read_as, keys(&again)) {
            wrong.push(format!(
                "{query}\t{}\t{}\t{:?} then {:?}",
                first.read_as, again.read_as, first.total, again.total
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn hostile_queries_are_answered() {
    for line in lines(HOSTILE) {
        let text = unescaped(line);
        // what its operators need is not left out in silence
        if read(&text).cut {
            assert!(matches!(answer(&text, Some(10)), Err(Error::TooLong { .. })), "{line}");
            continue;
        }
        let results = ask(&text, Some(10));
        assert!(results.took_us < SLOW.as_micros().try_into().unwrap(), "{line}: {} µs", results.took_us);
        let again = ask(&results.read_as, Some(10));
        assert_eq!((&again.read_as, keys(&again)), (&results.read_as, keys(&results)), "{line}");
    }
}

#[test]
fn hostile_queries_are_read_in_time_and_as_themselves() {
    for line in lines(HOSTILE) {
        let text = unescaped(line);
        let start = Instant::now();
        let parsed = stable(&text);
        assert!(start.elapsed() < SLOW, "{line}: {:?}", start.elapsed());
        assert!(parsed.clauses.len() <= newsdex::query::MAX_CLAUSES, "{line}");
        for note in &parsed.notes {
            assert!(!note.is_empty() && !note.ends_with('.') && note.len() < 400, "{line}: {note}");
        }
        if parsed.clauses.is_empty() && !text.trim().is_empty() {
            assert!(!parsed.notes.is_empty(), "{line}: nothing is left, and nothing is said");
        }
    }
    assert!(lines(HOSTILE).count() >= 150, "{}", lines(HOSTILE).count());
}

#[test]
fn nothing_typed_after_search_ends_in_a_crash() {
    let check = |args: &[&str]| {
        let mut command = SAMPLE.command(["search"]);
        command.args(args);
        let run = output(command, "");
        let shown: Vec<String> = args.iter().map(|arg| arg.chars().take(60).collect()).collect();
        let refused = run.code == 2 && run.stderr.contains("its operators need them all");
        assert!([0, 1].contains(&run.code) || refused, "{shown:?} ended with {}: {}", run.code, run.stderr);
        assert!(!run.stderr.contains("panicked"), "{shown:?}: {}", run.stderr);
        // whatever was typed, no sign of it steers the terminal
        let safe = |c: char| !c.is_control() || c == '\n';
        assert!(run.stdout.chars().chain(run.stderr.chars()).all(safe), "{shown:?}");
        run.stdout
    };
    let (deep, long, many) = ("(".repeat(8000), "tariff Japan ".repeat(700), "-a ".repeat(3000));
    for text in [
        "\"",
        "'",
        "\"rare earths",
        "“rare earths”",
        "„seltene Erden“",
        "-",
        "-x",
        "-Japan",
        "- -",
        "+",
        "*",
        "?",
        "~",
        "(",
        ")",
        "\\",
        "%s%n",
        "$(id)",
        "\u{1}\u{2}\u{1b}[31m tariff",
        "\u{7f}\u{85}\u{9b}31m",
        "\u{feff}\u{202e}tariff",
        "AND",
        "NOT NOT",
        "w/5",
        "title:",
        &deep,
        &long,
        &many,
    ] {
        check(&[text]);
        check(&["--", text]);
        check(&["--count", "--", text]);
        check(&["--kwic", "--", text]);
        check(&["--json", "--facets", "all", "--timeline", "--", text]);
    }
    check(&["--", "--"]);
    check(&["--", "--no-such-flag"]);
    check(&["\"rare", "earths\"", "-Malaysia", "--", "--"]);
    check(&["", "--sort", "newest"]);
    assert!(check(&["tariff", "-Japan", "--count"]).trim() != check(&["tariff", "--count"]).trim());
    let unknown = SAMPLE.run(["search", "--no-such-flag", "tariff"]).ends(2);
    assert!(unknown.stderr.contains("--no-such-flag"), "{}", unknown.stderr);
}

/// The text that a line of the hostile file stands for.
fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let (c, after) = escape.split_at(escape.chars().next().map_or(0, char::len_utf8));
        let braces = after.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        rest = after;
        match (c, braces) {
            ("t", _) => text.push('\t'),
            ("n", _) => text.push('\n'),
            ("r", _) => text.push('\r'),
            ("0", _) => text.push('\0'),
            ("u", Some((hex, after))) => {
                text.push(char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap());
                rest = after;
            }
            ("x", Some((times, after))) => {
                let part = text.rfind('{').map(|at| text.split_off(at)).unwrap();
                let part = part.trim_start_matches('{').trim_end_matches('}');
                text.push_str(&part.repeat(times.parse().unwrap()));
                rest = after;
            }
            (other, _) => text.push_str(other),
        }
    }
    text + rest
}

#[test]
fn escapes_stand_for_signs() {
    assert_eq!(unescaped(r"a\tb\u{200f}\\"), "a\tb\u{200f}\\");
    assert_eq!(unescaped(r"x{ab}\x{3}y"), "xabababy");
}

#[test]
fn what_has_no_word_finds_nothing() {
    for text in ["😀", "€", "?????", "\"\"", "-", "=", "(((("] {
        let results = ask(text, None);
        assert_eq!(results.hits.len(), 0, "{text}");
        assert!(results.notes.iter().any(|note| note.contains("no word to look for")), "{text}: {:?}", results.notes);
    }
    for text in ["", "  ", "*"] {
        assert!(!ask(text, None).hits.is_empty(), "{text:?}");
    }
}

#[test]
fn outlets_ranges_and_exclusions_are_understood_or_noted() {
    assert_eq!(ask("source:ledger country:japan", None).read_as, "source:\"The Northern Ledger\" country:JP");
    for (text, part) in [
        ("tariff NOT country:nowhere", "nothing is left out by it"),
        ("tariff country:nowhere", "the filter finds nothing"),
        ("tariff date:2025-11..2025-10", "ends before it begins"),
        ("tariff words:800..300", "ends before it begins"),
        ("tariff date:10/1/2025", "no date in '10/1/2025'"),
    ] {
        let notes = ask(text, None).notes;
        assert!(notes.iter().any(|note| note.contains(part)), "{text}: {notes:?}");
    }
    for text in ["tariff date:2025-10..2025-11", "tariff words:300..800", "tariff date:28/10/2025"] {
        assert!(
            !ask(text, None).notes.iter().any(|note| note.contains("begins") || note.contains("no date")),
            "{text}"
        );
    }
}

#[test]
fn notes_say_what_was_not_honoured() {
    for (query, part) in [
        ("climat! policy", "'climat!' was read as 'climat*'"),
        ("tilte:bridge", "the nearest is 'title:'"),
        ("country: japan", "without the colon it is a word"),
        ("rare earths w/5 Japan", "\"rare earths\""),
        ("\"rare earths", "never closed"),
        ("a w/500 b", "'w/500' is farther than 100 words"),
        ("a AND b OR c", "AND binds before OR"),
        ("a*", "at least 2 letters"),
        ("allcaps(US)", "not supported"),
        ("🙂", "no word to look for"),
    ] {
        let notes = read(query).notes;
        assert!(notes.iter().any(|note| note.contains(part)), "{query}: {notes:?}");
    }
}
