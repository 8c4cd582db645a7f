//! Whatever a person types: every text is a query, every filter filters, and all pages agree.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::io::Read;
use std::process::Stdio;
use std::sync::LazyLock;

use common::{CORPUS, Newsdex, Output, output};
use serde_json::Value;

static SAMPLE: LazyLock<Newsdex> = LazyLock::new(|| Newsdex::sample("search"));

fn search(args: &[&str]) -> Output {
    let mut command = SAMPLE.command(["search"]);
    command.args(args);
    output(command, "")
}

fn run(args: &[&str]) -> Output {
    let mut command = SAMPLE.command([]);
    command.args(args);
    output(command, "")
}

/// Ids in their order.
#[track_caller]
fn ids(args: &[&str]) -> Vec<String> {
    let run = search(&[args, &["--ids"]].concat());
    assert!([0, 1].contains(&run.code), "{args:?}: {run:?}");
    run.stdout.lines().map(str::to_owned).collect()
}

#[track_caller]
fn count(args: &[&str]) -> u64 {
    let run = search(&[args, &["--count"]].concat());
    let number: u64 = run.stdout.trim().parse().unwrap();
    assert_eq!(run.code, i32::from(number == 0), "{run:?}");
    number
}

#[track_caller]
fn summary(args: &[&str]) -> Value {
    search(&[args, &["--json"]].concat()).json().pop().unwrap()
}

#[rustfmt::skip]
const TYPED: &[&str] = &[
    "rare earths Japan", "Rare Earths JAPAN!!!", "O'Brien", "O’Brien", "Côte d'Ivoire", "Cote d’Ivoire",
    "Trump: We will win", "\"rare earths\"", "“rare earths”", "„seltene Erden“", "«terres rares»", "‘rare earths’",
    "'rare earths'", "`rare earths`", "\"rare earths", "rare earths\"", "\"\"", "\"\"\"", "\" \"", "\"-\"", "'", "-x",
    "-", "--", "---", "- -", "-\"trade war\"", "tariff -china", "tariff - china", "climate - change",
    "climate-change", "-climate -change", "+tariff +japan", "(", ")", "()", "((((", "))))", "(()(", "(tariff",
    "tariff)", "(tariff OR rice) AND japan", "AND", "OR", "NOT", "AND OR", "NOT NOT", "OR OR OR", "tariff AND",
    "AND tariff", "NOT tariff", "*", "**", "*a", "a*", "clim*", "clim*te", "?", "clim?te", "tariff~", "tariff~2",
    "\"rare earths\"~3", "tariff^2", "^", "~", "title:tariff", "body:", ":", "::", "a:b:c", "date:2020-09-13",
    "country:JP", "[sic]", "[", "]", "[a TO b]", "{a TO b}", "{", "}", "<b>tariff</b>", "<", ">",
    "<script>alert(1)</script>", "C++", "C#", ".NET", "AT&T", "R&D", "Q&A", "50%", "$5bn", "€5", "3.5", "1,000",
    "1.000,50", "24/7", "9/11", "5G", "COP30", "G7", "U.S.", "US", "u.s.a.", "e-mail", "10:30", "#metoo", "@handle",
    "a@b.example", "https://harbour-post.example/a?b=c&d=e#f", "C:\\Windows\\x", "/etc/passwd", "../..", "%00", "%20",
    "\\", "\\\"", "\\u0000", "$(reboot)", "`id`", "; rm -rf", "' OR 1=1 --", "🚢", "🇯🇵 🇺🇸", "👩‍👩‍👧", "東京", "レアアース",
    "희토류", "稀土 日本", "ไทย", "الصين", "ישראל", "Киев", "Ζυρίχη", "Zürich", "Zurich", "zurich", "Straße", "STRASSE",
    "İstanbul", "ıstanbul", "ﬁnance", "naïve", "e\u{301}lan", "soft\u{ad}hyphen", "zero\u{200b}width",
    "\u{202e}reversed", "\u{feff}bom", "tab\there", "line\nbreak", "\u{1}\u{2}\u{1b}[31m", "\u{7f}", "…",
    "–", "—", "the", "the of and", "a", "I", "to be or not to be", "who", "und", "le la les", "x", "zzzqx",
    "rare rare rare rare", "Japan's", "Japans", "Yumeshima?", "4-6 6-4", "2-1", "What would it cost?", "* * *",
    "| | |", ")",
];

#[test]
fn everything_typed_is_a_query() {
    assert!(TYPED.len() >= 120, "{}", TYPED.len());
    for nothing in ["", "  ", "\r\n", "\u{85}"] {
        assert!(search(&[nothing]).ends(2).stderr.contains("nothing to look for"), "{nothing:?}");
    }
    for text in TYPED {
        // an unknown long flag is an error, behind two dashes it is text
        let run = if text.starts_with("--") { search(&["--", text]) } else { search(&[text]) };
        assert!([0, 1].contains(&run.code), "{text:?}: {run:?}");
        assert!(!run.stderr.contains("panicked") && !run.stderr.contains("newsdex:"), "{text:?}: {}", run.stderr);
        assert_eq!(run.code == 1, run.stdout.is_empty(), "{text:?}: {run:?}");
        let bad = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
        assert!(!bad(&run.stdout) && !bad(&run.stderr), "{text:?}: {run:?}");
        // what is typed is never silently dropped, and all ways of asking agree
        let json = search(&["--json", "--", text]);
        assert_eq!(json.code, search(&["--ids", "--", text]).code, "{text:?}");
        assert!(json.json().pop().unwrap()["read_as"].is_string(), "{text:?}");
    }
}

#[test]
fn long_queries_are_cut_with_a_note_and_in_time() {
    for text in [
        "tariff ".repeat(1500),
        "x".repeat(10_000),
        (0..2000).map(|number| format!("word{number} ")).collect(),
        "(".repeat(10_000),
        "\"".repeat(10_001),
        "-".repeat(10_000),
        "東京".repeat(4000),
        "a* ".repeat(3000),
        "\u{301}".repeat(5000),
        format!("\"{}\"", "rare earths ".repeat(800)),
    ] {
        let began = std::time::Instant::now();
        let run = search(&["--", &text]);
        assert!([0, 1].contains(&run.code), "{}…: {run:?}", &text.chars().take(20).collect::<String>());
        assert!(began.elapsed().as_secs() < 5, "{}…", text.chars().take(20).collect::<String>());
    }
}

#[test]
fn spelling_of_case_accents_and_quotes_does_not_matter() {
    for group in [
        &["Zürich", "zurich", "ZÜRICH", "Zu\u{308}rich"][..],
        &["\"rare earths\"", "“rare earths”", "„rare earths“", "«rare earths»"],
        &["O'Brien Japan", "O’Brien Japan", "o'brien japan"],
        &["rare earths", "RARE EARTHS", " rare   earths ", "rare, earths!"],
    ] {
        let first = ids(&[group[0], "--all"]);
        for text in group {
            assert_eq!(ids(&[text, "--all"]), first, "{text:?} and {:?}", group[0]);
        }
    }
    assert_eq!(count(&["tariff"]), count(&["tariffs"]));
    assert!(count(&["\"rare earths\""]) < count(&["rare earths", "--match", "any"]));
}

#[test]
fn any_and_all_and_what_is_excluded() {
    let (any, all) = (ids(&["rice japan", "--match", "any", "--all"]), ids(&["rice japan", "--match", "all", "--all"]));
    assert!(all.len() < any.len() && all.iter().all(|id| any.contains(id)), "{all:?} {any:?}");
    assert_eq!(all.len() as u64, count(&["rice japan"]), "what counts takes all words");
    let line = summary(&["rice japan"]);
    assert_eq!((line["total"].as_u64(), line["total_all"].as_u64()), (Some(any.len() as u64), Some(all.len() as u64)));
    let without = ids(&["tariff", "-japan", "--all"]);
    let with = ids(&["tariff japan", "--match", "all", "--all"]);
    assert_eq!(without.len() + with.len(), ids(&["tariff", "--all"]).len());
    assert!(with.iter().all(|id| !without.contains(id)));
    assert_eq!(count(&["-japan"]) + count(&["japan"]), 111);
    assert_eq!(count(&["tariff", "-\"per cent\""]), count(&["tariff", "-per cent"]));
    let none = search(&["rice zzzqx", "--count"]).ends(0);
    assert!(none.stderr.contains("note: no article has all words"), "{}", none.stderr);
    search(&["rice zzzqx", "--match", "all"]).ends(1);
}

#[test]
fn articles_with_all_words_come_first() {
    for query in ["rice japan", "rare earths japan", "gaza ceasefire", "minister election vote"] {
        let lines = search(&[query, "--all-copies", "--json", "-n", "111"]).ends(0).json();
        let flags: Vec<bool> = lines.iter().filter(|l| l["type"] == "hit").map(|l| l["all_words"] == true).collect();
        assert!(flags.is_sorted_by(|a, b| a >= b), "{query}: {flags:?}");
        let all = flags.iter().filter(|flag| **flag).count() as u64;
        assert_eq!(lines.last().unwrap()["total_all"], all, "{query}");
        assert_eq!(lines.last().unwrap()["total"], flags.len() as u64, "{query}");
        let drawn = search(&[query, "-n", "111"]).ends(0).stdout;
        assert_eq!(drawn.contains("── below: not all words ──"), flags.contains(&false) && flags[0], "{query}");
    }
}

#[test]
fn pages_agree_with_one_long_list() {
    for args in [
        &["minister", "--match", "any"][..],
        &["japan minister"],
        &["--country", "us"],
        &["--sort", "newest"],
        &["election", "--sort", "oldest"],
    ] {
        let whole = ids(&[args, &["--all"]].concat());
        assert!(whole.len() > 7, "{args:?}: {}", whole.len());
        let mut pages = Vec::new();
        for offset in (0..whole.len() + 7).step_by(7) {
            pages.extend(ids(&[args, &["-n", "7", "--offset", &offset.to_string()]].concat()));
        }
        // --all takes all words: a ranked list that takes any goes on behind it
        assert!(pages.len() >= whole.len(), "{args:?}");
        let mut twice = pages.clone();
        twice.sort();
        twice.dedup();
        assert_eq!(twice.len(), pages.len(), "an article stands on two pages: {args:?}");
        let long = ids(&[args, &["-n", "111"]].concat());
        assert_eq!(pages, long[..pages.len()], "{args:?}");
    }
    let lines = search(&["minister", "--json", "-n", "3", "--offset", "4"]).ends(0).json();
    let ranks: Vec<u64> = lines.iter().filter_map(|line| line["rank"].as_u64()).collect();
    assert_eq!(ranks, [5, 6, 7]);
    assert!(search(&["minister", "--offset", "5000"]).ends(0).stderr.contains("none after the first 5,000"));
    search(&["minister", "-n", "1000000000000"]).ends(0);
    search(&["minister", "-n", "0"]).ends(0);
    search(&["minister", "--offset", "18446744073709551615"]).ends(0);
    for order in ["relevance", "newest", "oldest"] {
        let past = search(&["minister", "--sort", order, "--offset", "5000"]).ends(0);
        assert!(past.stdout.is_empty() && past.stderr.contains("none after the first 5,000"), "{order}: {past:?}");
        let nothing = search(&["zeppelinx", "--sort", order, "--offset", "5000"]).ends(1);
        assert!(nothing.stderr.contains("nothing found"), "{order}: {nothing:?}");
        search(&["zeppelinx", "--sort", order, "--offset", "5000", "--ids"]).ends(1);
    }
}

#[test]
fn a_wire_report_in_two_papers_is_one_hit() {
    let lines = search(&["rice japan", "--json", "-n", "111"]).ends(0).json();
    let hits = lines.iter().filter(|line| line["type"] == "hit");
    let copied = hits.clone().find(|hit| !hit["copies"].is_null()).unwrap();
    let others = copied["copies"]["others"].as_u64().unwrap();
    assert_eq!(copied["copies"]["ids"].as_array().unwrap().len() as u64, others);
    for id in copied["copies"]["ids"].as_array().unwrap() {
        assert!(run(&["show", id.as_str().unwrap()]).ends(0).stdout.len() > 100);
    }
    let summary = lines.last().unwrap();
    assert_eq!(summary["stories"], hits.count() as u64);
    assert_eq!(ids(&["rice japan", "-n", "111"]).len() as u64, summary["total"]);
    let drawn = search(&["rice japan", "-n", "111"]).ends(0);
    assert!(drawn.stdout.contains(&format!("+{others} cop")), "{}", drawn.stdout);
    assert!(drawn.stderr.contains(" stories · "), "{}", drawn.stderr);
    let like = run(&["similar", copied["id"].as_str().unwrap(), "-n", "3"]).ends(0);
    assert_eq!(like.stdout.matches("    shares: ").count(), 3, "{}", like.stdout);
    run(&["similar", "zzzzzz"]).ends(1);
}

#[test]
fn order_by_date() {
    let dates = |order: &str| {
        let lines = search(&["--sort", order, "--all", "--all-copies", "--json"]).ends(0).json();
        let hits = lines.iter().filter(|line| line["type"] == "hit");
        hits.map(|hit| hit["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let newest = dates("newest");
    assert_eq!(newest.len(), 111);
    assert!(newest.is_sorted_by(|a, b| a[..10] >= b[..10]), "{newest:?}");
    assert!(dates("oldest").is_sorted_by(|a, b| a[..10] <= b[..10]));
    assert!(newest[0].starts_with("2025-11-23"), "{}", newest[0]);
}

#[test]
fn filters_narrow_and_combine() {
    let japan = count(&["--country", "japan"]);
    assert_eq!(japan, count(&["--country", "JP"]));
    assert_eq!(japan, count(&["--country", "jpn"]));
    assert_eq!(japan, count(&["--country", "Japanese"]));
    assert!(count(&["--mentions", "japan"]) > japan);
    let either = count(&["--country", "japan", "--country", "france"]);
    assert!(either > japan && either <= japan + count(&["--country", "france"]));
    assert!(count(&["--country", "japan", "--topic", "economy"]) < japan);
    assert!(count(&["--topic", "economy"]) > count(&["--topic", "economy/mining"]));
    assert_eq!(count(&["--lang", "fr"]), 9);
    assert_eq!(count(&["--lang", "French", "--lang", "german"]), 16);
    assert_eq!(count(&["--source", "Le Cadran"]), 9);
    assert_eq!(count(&["--source", "le cadran"]), 9);
    assert_eq!(count(&["--path", "corpus/le-cadran/**"]), 9);
    assert_eq!(count(&["--path", "corpus/harbour-post/*"]), 24);
    assert_eq!(count(&["--path", "corpus/le-cadran"]), 9, "a folder is all below it");
    assert_eq!(count(&["--path", "corpus/le-cadran/"]), 9);
    assert_eq!(count(&["--path", "corpus/le-cad"]), 0);
    assert_eq!(count(&["--path", "corpus/northern-ledger/2025/*"]), 0);
    assert!(count(&["--author", "Hana Verhoeven"]) >= 3);
    assert!(count(&["--leader", "takaichi"]) >= 4);
    assert_eq!(count(&["--leader", "takaichi"]), count(&["--leader", "Sanae Takaichi"]));
    assert_eq!(count(&["--since", "2023-08", "--until", "2025-11"]), 111);
    let (before, after) = (count(&["--until", "2025-09"]), count(&["--since", "2025-10"]));
    assert_eq!(before + after, 111);
    assert_eq!(count(&["--date", "2025-10"]), count(&["--since", "2025-10", "--until", "2025-10"]));
    assert_eq!(count(&["--date", "2025-10-28"]), 4);
    assert_eq!(count(&["--date", "2024", "--date", "2025"]) + count(&["--date", "2023"]), 111);
    assert_eq!(count(&["--since", "2026"]), 0);
    assert_eq!(count(&["--undated"]), 0);
    assert!(count(&["rare earths", "--country", "jp", "--since", "2025-10", "--lang", "en", "--topic", "economy"]) > 0);
}

#[test]
fn what_a_filter_does_not_know() {
    for (args, said) in [
        (["--country", "Germny"], "did you mean 'Germany'"),
        (["--mentions", "Frnace"], "did you mean 'France'"),
        (["--topic", "econmy"], "did you mean 'economy'"),
        (["--lang", "germn"], "did you mean 'German'"),
        (["--country", "Korea"], "'South Korea' or 'North Korea'"),
        (["--country", "congo"], "is more than one country"),
        (["--date", "2025-13"], "'2025-13'"),
        (["--since", "soon"], "'soon'"),
    ] {
        let run = search(&args).ends(2);
        assert!(run.stderr.contains(said) && run.stderr.starts_with("newsdex: "), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    for (args, said) in [
        (["--source", "Habour Post"], "nearest: 'Harbour Post'"),
        (["--leader", "Tramp"], "nearest: 'Donald Trump'"),
        (["--source", "nobody at all"], "no article has the source"),
    ] {
        let run = search(&args).ends(1);
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        let note = &search(&[args[0], args[1], "--json"]).ends(1).json()[0]["notes"][0];
        assert!(note.as_str().is_some_and(|note| note.contains("no article has")), "{note}");
    }
    assert_eq!(count(&["--country", "georgia"]), 1, "one country of that name is no question");
}

#[test]
fn facets_count_what_the_filters_find() {
    let lines = search(&["--json", "-n", "0", "--facets", "all"]).ends(0).json();
    let fields: Vec<&str> = lines.iter().filter_map(|line| line["field"].as_str()).collect();
    assert_eq!(fields, ["country", "leader", "topic", "source", "lang", "author", "month"]);
    for line in lines.iter().filter(|line| line["type"] == "facet") {
        let flag = match line["field"].as_str().unwrap() {
            "month" => "--date".to_owned(),
            field => format!("--{field}"),
        };
        for pair in line["counts"].as_array().unwrap().iter().take(4) {
            let (value, number) = (pair[0].as_str().unwrap(), pair[1].as_u64().unwrap());
            if flag != "--topic" {
                assert_eq!(count(&[&flag, value]), number, "{flag} {value}");
            }
        }
    }
    let rice = search(&["rice japan", "--facets", "month", "--json"]).ends(0).json();
    let facet = rice.iter().find(|line| line["type"] == "facet").unwrap();
    let total: u64 = facet["counts"].as_array().unwrap().iter().map(|pair| pair[1].as_u64().unwrap()).sum();
    assert_eq!(total + facet["none"].as_u64().unwrap(), count(&["rice japan"]));
    let drawn = search(&["rice", "--facets", "country,month", "-n", "1"]).ends(0).stdout;
    assert!(drawn.contains("\ncountry\n") && drawn.contains("\nmonth\n"), "{drawn}");
}

#[test]
fn json_has_every_field_that_is_promised() {
    let run = search(&["rare earths japan", "--json", "--all-copies", "--facets", "country"]).ends(0);
    assert_eq!(run.stderr, "");
    let lines = run.json();
    let keys = |line: &Value| {
        let mut keys: Vec<String> = line.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let hits: Vec<&Value> = lines.iter().filter(|line| line["type"] == "hit").collect();
    assert_eq!(hits.len(), 10);
    let first = &hits[0]["snippets"][0];
    assert_eq!((&first["field"], &first["text"], &first["offset"]), (&"title".into(), &hits[0]["title"], &0.into()));
    for (at, hit) in hits.iter().enumerate() {
        assert_eq!(
            keys(hit),
            [
                "all_words",
                "authors",
                "copies",
                "countries",
                "credit",
                "date",
                "date_precision",
                "id",
                "indexed",
                "lang",
                "leaders",
                "original_blake3",
                "path",
                "quotes",
                "rank",
                "record",
                "score",
                "snippets",
                "source",
                "title",
                "topics",
                "type",
                "url"
            ]
        );
        assert_eq!(hit["rank"], at as u64 + 1);
        assert!(hit["score"].is_f64() && hit["all_words"].is_boolean() && hit["authors"].is_array(), "{hit}");
        let main = hit["countries"]["main"].as_array().unwrap();
        let mentioned = hit["countries"]["mentioned"].as_array().unwrap();
        assert!(main.iter().all(|code| mentioned.contains(code)), "main is in mentioned: {hit}");
        for snippet in hit["snippets"].as_array().unwrap() {
            assert_eq!(keys(snippet), ["char_marks", "field", "marks", "offset", "text"]);
            let text = snippet["text"].as_str().unwrap();
            let chars: Vec<char> = text.chars().collect();
            let pairs = |name: &str| {
                let pair = |mark: &Value| [mark[0].as_u64().unwrap() as usize, mark[1].as_u64().unwrap() as usize];
                snippet[name].as_array().unwrap().iter().map(pair).collect::<Vec<_>>()
            };
            for (bytes, letters) in pairs("marks").into_iter().zip(pairs("char_marks")) {
                let marked = &text[bytes[0]..bytes[1]];
                assert_eq!(marked, chars[letters[0]..letters[1]].iter().collect::<String>());
                let stems = ["rare", "earth", "japan"];
                assert!(stems.iter().any(|stem| marked.to_lowercase().starts_with(stem)), "{marked}");
            }
            let body = run_json(&["show", hit["id"].as_str().unwrap(), "--json"])["body"].as_str().unwrap().to_owned();
            if snippet["field"] == "body" {
                let start: String = text.chars().take(30).collect();
                let offset = snippet["offset"].as_u64().unwrap() as usize;
                let there = body[offset..].split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(there.starts_with(start.trim()), "{start:?} is not at {offset}");
            }
        }
    }
    let facet = lines.iter().find(|line| line["type"] == "facet").unwrap();
    assert_eq!(
        (&facet["field"], facet["counts"][0][0].is_string(), facet["counts"][0][1].is_u64()),
        (&"country".into(), true, true)
    );
    let summary = lines.last().unwrap();
    assert_eq!(
        keys(summary),
        [
            "in_removed",
            "in_removed_ids",
            "match",
            "notes",
            "only_mentioning",
            "query",
            "read_as",
            "searched",
            "stories",
            "stories_about",
            "suggestion",
            "took_us",
            "total",
            "total_all",
            "type",
            "undated",
            "version"
        ]
    );
    assert_eq!(
        (&summary["type"], &summary["version"], &summary["query"]),
        (&"summary".into(), &1.into(), &"rare earths japan".into())
    );
}

/// The one line of JSON that a command prints.
#[track_caller]
fn run_json(args: &[&str]) -> Value {
    run(args).ends(0).json().remove(0)
}

#[test]
fn an_article_has_many_names() {
    let title = |name: &str| run_json(&["show", name, "--json"])["title"].as_str().unwrap().to_owned();
    let expected = title("mw-20251028-0412");
    assert_eq!(title("https://meridian-wire.example/n/mw-20251028-0412"), expected);
    assert_eq!(title("corpus/meridian-wire/2025-h2.ndjson#mw-20251028-0412"), expected);
    let ours = ids(&["Yumeshima drones", "-n", "1"]).remove(0);
    let expo = title(&ours);
    assert!(expo.contains("Expo"), "{expo}");
    for name in [
        &ours[..6],
        &ours[..12],
        &ours.to_uppercase(),
        "corpus/harbour-post/2025-10-14-expo-closes.md",
        "harbour-post/2025-10-14-expo-closes.md",
    ] {
        assert_eq!(title(name), expo, "{name}");
    }
    assert_eq!(title(&format!("{CORPUS}/harbour-post/2025-10-14-expo-closes.md")), expo, "a path from elsewhere");
    assert_eq!(title(&format!("{CORPUS}/meridian-wire/2025-h2.ndjson#mw-20251028-0412")), expected);
    let many = run(&["show", "corpus/meridian-wire/2024.ndjson"]).ends(2);
    assert!(many.stderr.contains("is more than one article"), "{}", many.stderr);
    let folder = run(&["show", "corpus/harbour-post"]).ends(1);
    assert!(folder.stderr.contains("is a folder"), "{}", folder.stderr);
    let ignored = run(&["show", "corpus/northern-ledger/assets/pixel.png"]).ends(1);
    assert!(ignored.stderr.starts_with("newsdex: "), "{}", ignored.stderr);
    for unknown in ["nonsense", "corpus/absent.txt", "https://nowhere.example/", "e", "", "zzzzzzzz", "@"] {
        assert!(run(&["show", unknown]).ends(1).stderr.contains("no article"), "{unknown}");
    }
    let some = run(&["show", &ours, "nonsense", "--json"]).ends(1);
    assert_eq!(some.json().len(), 1, "what is found is shown");
}

#[test]
fn the_last_list_gives_numbers() {
    // an index of its own: other tests search meanwhile
    let newsdex = Newsdex::new();
    newsdex.run(["index", CORPUS]).ends(0);
    assert!(newsdex.run(["show", "@1"]).ends(2).stderr.contains("run 'newsdex search' first"));
    let drawn = newsdex.run(["search", "rice japan", "-n", "3"]).ends(0).stdout;
    let second = newsdex.run(["show", "@2", "--json"]).ends(0).json().remove(0);
    let title = second["title"].as_str().unwrap();
    assert!(drawn.replace("**", "").contains(&format!(" 2  {}", &title[..30])), "{title} in {drawn}");
    assert!(newsdex.run(["show", "@4"]).ends(2).stderr.contains("showed 1 to 3"));
    newsdex.run(["search", "gaza", "--ids"]).ends(0);
    assert_eq!(newsdex.run(["show", "@2", "--json"]).ends(0).json().remove(0)["id"], second["id"]);
    newsdex.run(["search", "rice japan", "-n", "2", "--offset", "1"]).ends(0);
    assert_eq!(newsdex.run(["show", "@2", "--json"]).ends(0).json().remove(0)["id"], second["id"], "ranks, not places");
}

#[test]
fn hits_fit_eighty_columns_and_carry_no_colour() {
    for query in ["rare earths Japan", "minister", "--country=france", "Bundestagswahl", "東京"] {
        let run = search(&[query, "-n", "30"]);
        for line in run.stdout.lines().filter(|line| !line.trim_start().starts_with("corpus/")) {
            assert!(line.chars().count() <= 80 + 4 * line.matches("**").count(), "{query}: {line}");
            assert_eq!(line, line.trim_end(), "{query}");
        }
        assert!(!run.stdout.contains('\u{1b}'));
    }
    let mut command = SAMPLE.command(["search", "rice", "--color", "auto"]);
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1");
    assert!(!output(command, "").ends(0).stdout.contains('\u{1b}'));
    assert!(search(&["rice", "--color", "always"]).ends(0).stdout.contains('\u{1b}'));
    assert_eq!(search(&["rice", "--quiet"]).ends(0).stderr, "");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for args in [
        &["search", "--sort", "newest", "--all", "--json"][..],
        &["search", "--sort", "newest", "--all"],
        &["stats"],
        &["help", "query"],
    ] {
        let mut command = SAMPLE.command([]);
        let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("newsdex:"), "{args:?}: {stderr}");
    }
}

#[test]
fn every_occurrence_has_a_line() {
    let run = search(&["tariffs", "--kwic"]);
    assert_eq!(run.code, 0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines.len() > 10 && lines.iter().all(|line| line.contains("**") && line.chars().count() <= 143));
    let columns: std::collections::BTreeSet<_> =
        lines.iter().map(|line| line.split("**").next().unwrap().chars().count()).collect();
    assert_eq!(columns.len(), 1, "{lines:#?}");
    assert!(run.stderr.contains(&format!("{} lines in ", lines.len())), "{}", run.stderr);
    let few = search(&["tariffs", "--kwic", "-n", "3"]);
    assert_eq!(few.stdout.lines().collect::<Vec<_>>(), lines[..3]);
    assert!(few.stderr.contains(&format!("3 of {} lines in ", lines.len())), "{}", few.stderr);
    let json = search(&["tariffs", "--kwic", "--json"]).json();
    assert_eq!(json.len(), lines.len() + 1);
    assert_eq!((&json[0]["type"], &json[lines.len()]["lines"]), (&"kwic".into(), &lines.len().into()));
    let right = search(&["tariffs", "--kwic", "--kwic-sort", "right", "--json"]).json();
    let first = |line: &Value| {
        let right = line["right"].as_str().unwrap_or_default().to_lowercase();
        right.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default().to_owned()
    };
    let words: Vec<String> = right[..lines.len()].iter().map(first).collect();
    assert!(words.is_sorted(), "{words:?}");
    assert_eq!(search(&["qqqq", "--kwic"]).code, 1);
    for wrong in [&["x", "--kwic-sort", "left"][..], &["x", "--kwic", "--ids"], &["x", "--kwic", "--count"]] {
        assert_eq!(search(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn an_article_is_shown_with_what_matched() {
    let id = ids(&["tariffs"]).remove(0);
    let run = self::run(&["show", &id, "--highlight", "tariffs -zeppelin"]);
    assert_eq!(run.code, 0);
    let marks = run.stdout.matches("**").count() / 2;
    assert!(marks > 0 && run.stdout.to_lowercase().contains("**tariff"), "{}", run.stdout);
    assert!(run.stderr.starts_with(&format!("{marks} mark")), "{}", run.stderr);
    let plain = self::run(&["show", &id]).stdout;
    assert_eq!(run.stdout.replace("**", ""), plain);
    let none = self::run(&["show", &id, "--highlight", "qqqq"]);
    assert_eq!((none.code, none.stdout), (1, plain));
    assert_eq!(self::run(&["show", &id, "--highlight", "x", "--json"]).code, 2);
}
