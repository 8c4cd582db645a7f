//! Pages made to break what reads them: each is named or read, none takes the program down, and their neighbours are found.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::time::{Duration, Instant};

use common::Newsdex;
use serde_json::json;

/// A page with an article; `head` and `top` go where they belong.
fn page(head: &str, top: &str) -> String {
    let day = |n: usize| {
        format!(
            "<p>On day {n} of the regatta the kayaks came back to the basin at dusk, and the keeper of the lock counted \
             {n}00 paddles, buoys and lanterns before he closed the gates.</p>\n"
        )
    };
    let days: String = (1..=8).map(day).collect();
    format!(
        "<!doctype html><html lang=en><head><title>Kayaks return</title>{head}</head><body>\
         <article>{top}{days}</article></body></html>"
    )
}

fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// Hostile pages by name.
fn hostile() -> Vec<(&'static str, String)> {
    let linked = |json: String| page(&format!("<script type='application/ld+json'>{json}</script>"), "");
    let words = |bytes: usize| "herring ".repeat(bytes / 8);
    let mega = 1 << 20;
    let stated =
        |body: String| linked(json!({"@type": "NewsArticle", "headline": "x", "articleBody": body}).to_string());
    vec![
        ("divs", page("", &"<div>".repeat(10_000))),
        ("divs-below-the-bound", page("", &"<div>".repeat(240))),
        ("bold", page("", &"<b>".repeat(100_000))),
        ("fonts", page("", &many(20_000, |n| format!("<font color=c{n}>")))),
        ("fonts-apart", page("", &many(20_000, |n| format!("<div><font color=c{n}></div>")))),
        ("lists", page("", &"<ul><li>".repeat(5_000))),
        ("tables", page("", &"<table><tr><td>".repeat(3_000))),
        ("foster", page("", &"<table><a>x".repeat(8_000))),
        ("forms", page("", &"<a><p><b></a>".repeat(4_000))),
        ("attributes", page("", &format!("<p {}>", many(100_000, |n| format!(" a{n}=1"))))),
        ("attributes-shared", page("", &many(60, |n| format!("<p{}>{n}", many(250, |n| format!(" a{n}=1")))))),
        ("attribute-of-7-mb", page("", &format!("<p title='{}'>x</p>", words(7 * mega)))),
        ("text-of-8-mb", page("", &format!("<p>{}</p>", words(8 * mega - 4096)))),
        ("text-of-1-mb", page("", &format!("<p>{}</p>", words(mega - 4096)))),
        ("word-of-1-mb", page("", &format!("<p>{}</p>", "x".repeat(mega - 4096)))),
        ("marks-of-1-mb", page("", &format!("<p>{}</p>", "e\u{301}\u{301}\u{301}".repeat(mega / 8)))),
        ("newlines-of-1-mb", page("", &format!("<pre>{}</pre>", "\n".repeat(mega - 4096)))),
        ("brackets-of-1-mb", page("", &format!("<p>{}</p>", "([{".repeat(mega / 4)))),
        ("dates-of-1-mb", page("", &format!("<p>{}</p>", "2025-10-28 ".repeat(mega / 12)))),
        ("entities", page("", &"&#x26;".repeat(100_000))),
        ("entities-unknown", page("", &"&notanentity".repeat(80_000))),
        ("cells", page("", &format!("<table>{}</table>", "<tr><td>one<td>two".repeat(10_000)))),
        ("cells-below-the-bound", page("", &format!("<table>{}</table>", "<tr><td>one<td>two".repeat(6_000)))),
        ("paragraphs", page("", &"<p>A short line of an article.</p>".repeat(18_000))),
        ("breaks", page("", &"one<br><br>".repeat(9_000))),
        ("links", page("", &many(50_000, |n| format!("<a href=/{n}>link {n}</a>")))),
        ("links-below-the-bound", page("", &many(18_000, |n| format!("<a href=/{n}>link {n}</a> ")))),
        ("wide-and-deep", page("", &format!("{}{}", "<div>".repeat(18), "<p>one".repeat(19_000)))),
        ("nested-in-runs", page("", &format!("{}one{}", "<div>".repeat(60), "</div>".repeat(60)).repeat(200))),
        ("metas", page(&many(50_000, |n| format!("<meta name=author content='Ann {n}'>")), "")),
        ("metas-below-the-bound", page(&many(19_000, |n| format!("<meta name=author content='Ann {n}'>")), "")),
        ("author-of-7-mb", page(&format!("<meta name=author content='{}'>", "By Ann and ".repeat(7 * mega / 11)), "")),
        (
            "attributes-of-5-mb",
            page("", &many(14_000, |n| format!("<i{}>x</i>", many(25, |a| format!(" data-{a}={n}"))))),
        ),
        ("keywords", page(&many(19_000, |n| format!("<meta property=article:tag content='k{n}'>")), "")),
        ("refreshes", page(&many(19_000, |n| format!("<meta http-equiv=refresh content='0;url=/{n}'>")), "")),
        ("times", page("", &many(50_000, |n| format!("<time datetime=x{n}>x</time>")))),
        ("times-below-the-bound", page("", &many(19_000, |n| format!("<time datetime=x{n}>x</time>")))),
        ("headings", page("", &many(19_000, |n| format!("<h1>Kayaks {n}</h1>")))),
        ("authors-inside", page("", &many(200, |n| format!("<div itemprop=author rel=author>{n}")))),
        ("svg", page("", &format!("<svg>{}</svg>", many(50_000, |n| format!("<path d='M{n} 0'/>"))))),
        ("svg-of-7-mb", page("", &format!("<svg><path d='{}'/></svg>", "M0 0".repeat(7 * mega / 4)))),
        ("style-of-7-mb", page(&format!("<style>{}</style>", "p{color:red}".repeat(7 * mega / 12)), "")),
        ("script-of-7-mb", page(&format!("<script>{}</script>", "'<div>'+".repeat(7 * mega / 8)), "")),
        ("comment-of-7-mb", page("", &format!("<!--{}-->", words(7 * mega)))),
        ("comment-open", page(&format!("<!--{}", words(mega)), "")),
        ("script-open", page(&format!("<script>{}", words(mega)), "")),
        ("title-of-1-mb", page(&format!("<title>{}</title>", words(mega - 4096)), "")),
        ("nuls", page("", &"\0".repeat(900_000))),
        ("controls", page("", &"\u{1}\u{7f}\u{200f}\u{feff}".repeat(100_000))),
        ("signs", page("", &"< <! <? </ <a".repeat(15_000))),
        ("ends", page("", &"</p>".repeat(90_000))),
        (
            "linked-keywords-of-7-mb",
            linked(json!({"@type": "NewsArticle", "keywords": vec!["k"; 1_750_000]}).to_string()),
        ),
        (
            "linked-keywords",
            linked(json!({"@type": "NewsArticle", "headline": "x", "keywords": vec!["&lt;"; 140_000]}).to_string()),
        ),
        (
            "linked-names",
            linked(
                json!({"@type": "NewsArticle", "headline": "x", "author": vec![vec![vec!["&"; 99]; 99]; 25]})
                    .to_string(),
            ),
        ),
        ("linked-objects", linked(format!("{{\"@type\":\"NewsArticle\",\"a\":[{}1]}}", "{\"\":1},".repeat(149_000)))),
        (
            "preloaded",
            page("", &format!("<div id=data-preloaded data-preloaded='[{}1]'>x</div>", "{\"\":1},".repeat(900_000))),
        ),
        ("linked-deep", linked("[".repeat(100_000))),
        ("linked-graph", linked(format!("{{\"@graph\":[{}1]}}", "{\"@type\":\"NewsArticle\"},".repeat(40_000)))),
        (
            "linked-references",
            linked(format!(
                "{{\"@graph\":[{}{{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"author\":[{}1]}}]}}",
                many(1_900, |n| format!("{{\"@id\":\"{n}\"}},")),
                "{\"@id\":\"y\"},".repeat(20_000)
            )),
        ),
        ("linked-bold", stated("<b>".repeat(9_000))),
        ("linked-paragraphs", stated("<p>one".repeat(18_000))),
        ("linked-text-of-1-mb", stated(words(mega - 4096))),
        (
            "linked-scripts",
            page(&"<script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script>".repeat(15_000), ""),
        ),
    ]
}

/// Reasons of the pages that are turned away before anything is built from them.
const TURNED_AWAY: &[(&str, &str)] = &[
    ("divs", "nested too deeply"),
    ("bold", "nested too deeply"),
    ("fonts", "nested too deeply"),
    ("fonts-apart", "formatting tags open"),
    ("lists", "nested too deeply"),
    ("attributes", "too many attributes"),
    ("text-of-8-mb", "too much text"),
    ("cells", "too many elements"),
    ("links", "too many elements"),
    ("metas", "too many elements"),
    ("times", "too many elements"),
];

#[test]
fn each_hostile_page_costs_itself_and_no_other() {
    let newsdex = Newsdex::new();
    let pages = hostile();
    for (name, text) in &pages {
        newsdex.write(&format!("news/{name}.html"), text);
    }
    newsdex.write("news/aa-first.html", &page("", "<p>A walrus slept on the slipway.</p>"));
    newsdex.write("news/zz-last.html", &page("", "<p>The walrus left on Monday.</p>"));
    let began = Instant::now();
    let run = newsdex.run(["index", "news", "--json"]).ends(3);
    // a page has 1.5 s at most, and tests run beside each other
    assert!(began.elapsed() < Duration::from_secs(120), "{:?}", began.elapsed());
    let lines = run.json();
    let reason = |name: &str| {
        let path = format!("news/{name}.html");
        lines.iter().find(|line| line["path"] == path.as_str()).map(|line| line["reason"].as_str().unwrap().to_owned())
    };
    for (name, expected) in TURNED_AWAY {
        assert!(reason(name).is_some_and(|reason| reason.contains(expected)), "{name}: {:?}", reason(name));
    }
    let read = pages.iter().filter(|(name, _)| reason(name).is_none()).count();
    assert_eq!(lines.last().unwrap()["total"], read + 2, "{lines:#?}");
    assert_eq!(newsdex.run(["search", "walrus", "--count"]).ends(0).stdout.trim(), "2");
    newsdex.run(["index"]).ends(0);
}

#[test]
fn hostile_pages_in_records_cost_their_records() {
    let newsdex = Newsdex::new();
    let deep = "<div>".repeat(10_000);
    let good = |n: usize| json!({"id": format!("good {n}"), "html": page("", "<p>A walrus slept on the slipway.</p>")});
    let lines = [
        good(1),
        json!({"id": "page", "html": page("", &deep)}),
        json!({"id": "fragment", "text": format!("<div>{deep}</div>")}),
        good(2),
    ];
    newsdex.write("news.jsonl", &lines.map(|line| line.to_string()).join("\n"));
    let run = newsdex.run(["index", "news.jsonl", "--json"]).ends(3);
    let numbers: Vec<_> = run.json().iter().filter_map(|line| line["record"].as_u64()).collect();
    assert_eq!(numbers, [2, 3]);
    assert_eq!(newsdex.run(["search", "walrus", "--count"]).ends(0).stdout.trim(), "2");
}

#[test]
fn the_worker_is_nobodys_command_and_ends_with_its_input() {
    let newsdex = Newsdex::new();
    let run = newsdex.run_with(["page-worker"], "").ends(0);
    assert_eq!(run.stdout, format!("newsdex pages {}\n", env!("CARGO_PKG_VERSION")));
    assert!(!newsdex.run(["--help"]).ends(0).stdout.contains("page-worker"));
    newsdex.run_with(["page-worker"], "p\u{1}").ends(4);
}

/// The children of a process and what becomes of them, as Linux shows them.
#[cfg(target_os = "linux")]
mod children {
    use super::*;
    use std::fs;
    use std::io::Write;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};

    /// Pages that take some seconds together.
    const PAGES: u64 = 200;

    /// The pages, each with `news` and its number in it.
    fn pages(news: &str) -> String {
        let rest = "<p>A walrus slept here.</p>".repeat(50);
        let text = |n: u64| format!("<p>{news} number {n}.</p>{rest}");
        (0..PAGES).map(|n| json!({"id": n.to_string(), "html": page("", &text(n))}).to_string() + "\n").collect()
    }

    /// They are being read.
    fn indexing(newsdex: &Newsdex, pages: &str) -> Child {
        newsdex.write("news.jsonl", pages);
        spawn(newsdex.command(["index", "news.jsonl", "--json"]))
    }

    fn spawn(mut command: Command) -> Child {
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The run ends well, with all pages in the index.
    #[track_caller]
    fn ends_with_all(index: Child) {
        let output = index.wait_with_output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let summary: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!((summary["total"].as_u64(), output.status.code()), (Some(PAGES), Some(0)), "{lines}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panic"));
    }

    /// The state and the parent of a process: the two fields behind its name.
    fn state_and_parent(process: u32) -> Option<(String, u32)> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
    }

    fn wait_for<T>(what: &str, found: impl Fn() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = found() {
                return found;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn workers_of(parent: &Child) -> Vec<u32> {
        let all = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
        all.filter(|process| state_and_parent(*process).is_some_and(|(state, of)| of == parent.id() && state != "Z"))
            .collect()
    }

    fn worker_of(parent: &Child) -> u32 {
        wait_for("a worker starts", || workers_of(parent).pop())
    }

    /// Whether a worker has answered a page: it has said more than hello.
    fn has_answered(worker: u32) -> bool {
        let Ok(io) = fs::read_to_string(format!("/proc/{worker}/io")) else { return false };
        let said = io.lines().find_map(|line| line.strip_prefix("wchar: ")?.parse::<usize>().ok());
        said.is_some_and(|said| said > 100)
    }

    fn kill(signal: &str, process: u32) {
        // it may have ended
        let _ = Command::new("kill").args([signal, &process.to_string()]).stderr(Stdio::null()).status().unwrap();
    }

    #[test]
    fn workers_that_are_killed_cost_no_page() {
        let newsdex = Newsdex::new();
        ends_with_all(indexing(&newsdex, &pages("A boat came")));
        let mut index = indexing(&newsdex, &pages("A ferry left"));
        // a page that is asked again is the first of its worker, so none meets this twice
        let mut killed = 0;
        while index.try_wait().unwrap().is_none() {
            for worker in workers_of(&index).into_iter().filter(|worker| has_answered(*worker)) {
                kill("-9", worker);
                killed += 1;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        ends_with_all(index);
        assert!(killed > 9, "{killed}");
        assert_eq!(newsdex.run(["search", "ferry", "--count"]).ends(0).stdout.trim(), PAGES.to_string());
    }

    #[test]
    fn a_worker_that_is_stopped_costs_time_and_no_page() {
        let newsdex = Newsdex::new();
        // too long for the line to the worker, so that it takes no more of one when it is stopped
        let script = format!("<script>{}</script>", "// a walrus\n".repeat(50_000));
        let long = |line: &str| {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["html"] = format!("{}{script}", record["html"].as_str().unwrap()).into();
            record.to_string() + "\n"
        };
        let index = indexing(&newsdex, &pages("A boat came").lines().map(long).collect::<String>());
        kill(
            "-STOP",
            wait_for("a page is read", || workers_of(&index).into_iter().find(|worker| has_answered(*worker))),
        );
        ends_with_all(index);
    }

    #[test]
    fn workers_are_started_of_a_program_that_has_been_replaced() {
        let newsdex = Newsdex::new();
        let program = newsdex.path("newsdex");
        let built = Path::new(env!("CARGO_BIN_EXE_newsdex"));
        fs::hard_link(built, &program).or_else(|_| fs::copy(built, &program).map(drop)).unwrap();
        let mut command = Command::new(&program);
        command.args(["index", "-", "--json"]).current_dir(newsdex.path(".")).env_clear().stdin(Stdio::piped());
        let mut index = spawn(command);
        fs::remove_file(&program).unwrap();
        fs::copy("/bin/true", &program).unwrap();
        index.stdin.as_mut().unwrap().write_all(pages("A boat came").as_bytes()).unwrap();
        wait_for("a worker answers", || workers_of(&index).into_iter().find(|worker| has_answered(*worker)));
        ends_with_all(index);
    }

    #[test]
    fn no_worker_outlives_its_parent() {
        let newsdex = Newsdex::new();
        let mut index = indexing(&newsdex, &pages("A boat came"));
        let worker = worker_of(&index);
        kill("-9", index.id());
        index.wait().unwrap();
        // a zombie waits for whoever adopted it
        wait_for("the worker ends", || state_and_parent(worker).is_none_or(|(state, _)| state == "Z").then_some(()));
    }

    #[test]
    fn an_interrupted_run_keeps_its_pages_and_says_nothing_of_workers() {
        let newsdex = Newsdex::new();
        let index = indexing(&newsdex, &pages("A boat came"));
        worker_of(&index);
        kill("-2", index.id());
        let output = index.wait_with_output().unwrap();
        assert!([Some(130), Some(0)].contains(&output.status.code()), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("worker") && !said.contains("parser"), "{said}");
        newsdex.run(["index"]).ends(0);
        assert_eq!(newsdex.run(["search", "walrus", "--count"]).ends(0).stdout.trim(), PAGES.to_string());
    }
}
