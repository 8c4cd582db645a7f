//! The sample corpus: what a stranger finds with the first command, and every trap that its README names.

#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

mod common;

use std::sync::LazyLock;

use common::{CORPUS, Newsdex, Output, output};
use serde_json::Value;

static SAMPLE: LazyLock<Newsdex> = LazyLock::new(|| Newsdex::sample("sample"));

/// Every article as `clean --json` prints it.
static CLEANED: LazyLock<Vec<Value>> = LazyLock::new(|| SAMPLE.run(["clean", "--json", CORPUS]).ends(0).json());

/// The versions of the story on the pact.
const PACT: &[&str] = &[
    "mw-20251028-0412",
    "2025-10-28-tokyo-minerals-pact.txt",
    "japan-us-rare-earths-framework.html",
    "mw-20251028-0221",
];
const HOSTAGES: &[&str] = &[
    "MW2025-01-19-031",
    "mw-20251013-1520",
    "2025-10-13-last-living-hostages.txt",
    "gaza-hostages-freed.html",
    "mw-20251013-1130",
];
const POPE: &[&str] = &["MW2025-05-08-077", "2025-05-09-leo-xiv.txt", "new-pope-leo-xiv.html"];

fn search(args: &[&str]) -> Output {
    let mut command = SAMPLE.command(["search"]);
    command.args(args);
    output(command, "")
}

/// The short name of an article, as the README of the corpus has it.
fn name(article: &Value) -> String {
    let path = article["path"].as_str().unwrap();
    let file = path.rsplit('/').next().unwrap();
    match article["record"].as_str().filter(|_| !path.ends_with(".json")) {
        Some(number) if number.starts_with('#') => format!("{file}{number}"),
        record => record.unwrap_or(file).to_owned(),
    }
}

/// Short names of the first `limit` hits.
fn hits(query: &str, limit: &str) -> Vec<String> {
    let lines = search(&[query, "--all-copies", "--json", "-n", limit]).ends(0).json();
    lines.iter().filter(|line| line["type"] == "hit").map(name).collect()
}

/// The one cleaned article of that short name.
#[track_caller]
fn cleaned(wanted: &str) -> &'static Value {
    let mut found = CLEANED.iter().filter(|article| name(article) == wanted);
    let article = found.next().unwrap_or_else(|| panic!("no article '{wanted}'"));
    assert!(found.next().is_none(), "two articles '{wanted}'");
    article
}

#[test]
fn the_first_command_of_a_stranger() {
    let newsdex = Newsdex::new();
    let first = newsdex.run(["search", "--corpus", CORPUS, "rare earths Japan"]).ends(0);
    assert!(first.stderr.contains("111 new") && !first.stderr.contains("skipped"), "{}", first.stderr);
    assert!(first.stdout.starts_with(" 1  "), "{}", first.stdout);
    assert!(!first.stdout.contains('\u{1b}') && first.stdout.contains("**rare**"), "{}", first.stdout);
    let stats = newsdex.run(["stats", "--json"]).ends(0).json().pop().unwrap();
    assert_eq!((&stats["articles"], &stats["skipped"]), (&111.into(), &0.into()));
    let again = newsdex.run(["search", "--corpus", CORPUS, "rare earths Japan", "--json"]).ends(0);
    assert!(again.stderr.contains("0 new, 0 changed, 0 removed"), "{}", again.stderr);
}

#[test]
fn rare_earths_japan_finds_the_pact_and_not_what_only_looks_like_it() {
    let hits = hits("rare earths Japan", "111");
    let rank = |name: &str| hits.iter().position(|hit| hit == name).unwrap_or(usize::MAX);
    assert!(PACT.contains(&hits[0].as_str()), "{hits:?}");
    let good = [
        "2025-10-30-japan-2010-stockpile-lessons.md",
        "2025-07-04-minamitorishima-seabed-mud.txt",
        "2025-06-06-suzuki-swift-halt.txt",
        "lynas-dysprosium.txt",
        "mw-20251016-0930",
    ];
    let tempting = [
        "pentagon-mp-materials.html",
        "greenland-coalition-vance.html",
        "ukraine-us-minerals-fund.html",
        "2025-10-29-malaysia-raw-export-ban.txt",
        "2025-05-22-rice-price-minister.txt",
        "2025-07-21-upper-house-majority-lost.txt",
        "2025-10-27-nikkei-50000.txt",
        "MW2024-01-03-011",
        "2025-10-14-expo-closes.md",
        "2024-04-06-new-jersey-tremor.txt",
        "2023-08-30-takahe-release.txt",
        "bennu-capsule-lands.html",
        "uaw-stand-up-strike.html",
    ];
    let last_good = PACT.iter().chain(&good).map(|name| rank(name)).max().unwrap();
    assert!(last_good < 10, "{hits:?}");
    for name in tempting {
        assert!(rank(name) > last_good, "{name} in {hits:?}");
    }
}

#[test]
fn judged_queries_bring_a_best_answer_first() {
    // the last column: by which rank the first best answer stands, 1 wherever the ranking is as judged
    for (query, best, within) in [
        ("Bank of Japan interest rate", &["MW2024-03-19-022"][..], 2),
        ("earthquake Japan", &["MW2024-01-03-011"], 2),
        ("Gaza ceasefire", HOSTAGES, 1),
        ("Ukraine minerals deal", &["ukraine-us-minerals-fund.html"], 1),
        ("new pope elected", POPE, 1),
        ("tariff 15 per cent cars", &["2025-07-23-tariff-fifteen-per-cent.txt", "mw-20250728-0600"], 1),
        ("car workers strike Detroit", &["uaw-stand-up-strike.html"], 1),
        ("climate summit finance poor countries", &["MW2024-11-24-003"], 2),
        ("Georgia protests European Union", &["tbilisi-protests-eu.html"], 1),
        ("moon landing India", &["2023-08-24-chandrayaan-3-lands.txt"], 1),
        ("turkey pardon White House", &["2024-11-25-turkey-pardon.txt"], 1),
        ("rugby final South Africa", &["2023-10-29-springboks-by-one.txt"], 1),
        ("terres rares Japon", &["terres-rares-lacq.json"], 1),
        ("Bundestagswahl Merz", &["bundestagswahl-2025-ergebnis.html"], 1),
    ] {
        let hits = hits(query, "10");
        let rank = hits.iter().position(|hit| best.contains(&hit.as_str())).map(|at| at + 1);
        assert!(rank.is_some_and(|rank| rank <= within), "'{query}': best answer at {rank:?} of {hits:?}");
    }
}

#[test]
fn the_best_answers_of_a_story_stand_together() {
    // the last column: how many others may stand among them
    for (query, best, others) in
        [("rare earths Japan", PACT, 1), ("new pope elected", POPE, 0), ("Gaza ceasefire", HOSTAGES, 0)]
    {
        let first = hits(query, &(best.len() + others).to_string());
        assert!(best.contains(&first[0].as_str()), "'{query}': {first:?}");
        assert!(best.iter().all(|name| first.iter().any(|hit| hit == name)), "'{query}': {first:?}");
    }
}

/// A name, the code that it must not give, and the code that it must give among the mentioned ones, if any.
const FALSE_FRIENDS: &[(&str, &str, &str)] = &[
    ("georgia-after-helene.html", "GE", "US"),
    ("trump-wins-second-term.html", "GE", "US"),
    ("trump-wins-second-term.html", "JE", "US"),
    ("2024-11-25-turkey-pardon.txt", "GE", "US"),
    ("2024-11-25-turkey-pardon.txt", "TR", "US"),
    ("tbilisi-protests-eu.html", "US", "GE"),
    ("2024-12-19-jordan-nascar-ruling.txt", "JO", "US"),
    ("2024-12-19-jordan-nascar-ruling.txt", "GE", "US"),
    ("2023-10-29-springboks-by-one.txt", "JO", "FR"),
    ("MW2025-03-23-015", "JO", "TR"),
    ("2024-12-04-chronister-withdraws", "TD", "US"),
    ("el-fasher-tombee.json", "FR", "TD"),
    ("2024-04-06-new-jersey-tremor.txt", "JE", "US"),
    ("2024-04-06-new-jersey-tremor.txt", "MX", "US"),
];

#[test]
fn false_friends_give_no_country() {
    for &(article, not, there) in FALSE_FRIENDS {
        let mentioned = &cleaned(article)["countries"]["mentioned"];
        let mentioned: Vec<&str> = mentioned.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
        assert!(!mentioned.contains(&not), "{article}: {not} in {mentioned:?}");
        assert!(mentioned.contains(&there), "{article}: no {there} in {mentioned:?}");
    }
    // the dish names no country; the queues of Beijing, which begin and end the recipe, do
    let recipe = format!("{CORPUS}/harbour-post/2025-01-28-peking-duck-at-home.md");
    let recipe = &SAMPLE.run(["clean", "--json", "--explain", &recipe]).ends(0).json()[0];
    let of_china = |piece: &&Value| piece["label"] == "CN";
    let words = recipe["evidence"].as_array().unwrap().iter().find(of_china).map(|piece| &piece["words"]);
    assert_eq!(words.unwrap(), &serde_json::json!(["Beijing"]));
    let main = |name: &str| cleaned(name)["countries"]["main"].to_string();
    assert!(main("el-fasher-tombee.json").contains("SD") && !main("el-fasher-tombee.json").contains("TD"));
}

#[test]
fn filters_keep_the_false_friends_out() {
    let found = |args: [&str; 5]| {
        let lines = search(&args).json();
        lines.iter().filter(|line| line["type"] == "hit").map(name).collect::<Vec<_>>()
    };
    assert_eq!(found(["--mentions", "Georgia", "--all", "--json", "--quiet"]), ["tbilisi-protests-eu.html"]);
    assert_eq!(found(["--country", "Turkey", "--all", "--json", "--quiet"]), ["MW2025-03-23-015"]);
    assert_eq!(found(["--mentions", "chad", "--all", "--json", "--quiet"]), ["el-fasher-tombee.json"]);
    assert_eq!(found(["--mentions", "JE", "--all", "--json", "--quiet"]), [""; 0]);
    search(&["--mentions", "JE", "--ids"]).ends(1);
    assert!(search(&["rare earths", "--country", "jp", "--ids", "-n", "1"]).ends(0).stdout.starts_with("mw-20251016-"));
}

#[test]
fn a_rare_earthquake_is_no_rare_earth() {
    let topics = |name: &str| cleaned(name)["topics"].to_string();
    assert!(!topics("2024-04-06-new-jersey-tremor.txt").contains("mining"));
    for name in PACT {
        assert!(topics(name).contains("economy/mining"), "{name}");
    }
}

#[test]
fn leaders_are_named_with_and_without_a_title() {
    for (article, leader) in [
        ("2024-07-05-labour-landslide.md", "Charles III"),
        ("mw-it-20250713-02", "Felipe VI"),
        ("2023-10-29-springboks-by-one.txt", "Cyril Ramaphosa"),
        ("2025-05-22-rice-price-minister.txt", "Shinjiro Koizumi"),
        ("2025-05-22-rice-price-minister.txt", "Junichiro Koizumi"),
        ("mw-20251028-0412", "Sanae Takaichi"),
        ("mw-20251028-0412", "Donald Trump"),
        ("sarkozy-a-la-sante.json", "Nicolas Sarkozy"),
    ] {
        let leaders = cleaned(article)["leaders"].as_array().unwrap();
        assert!(leaders.iter().any(|name| name == leader), "{article}: no {leader} in {leaders:?}");
    }
}

/// Texts that look like dirt and are content.
const CONTENT: &[(&str, &[&str])] = &[
    ("2023-08-24-chandrayaan-3-lands.txt", &["(India spent some 6 billion rupees"]),
    (
        "2025-10-30-japan-2010-stockpile-lessons.md",
        &["(Lynas sends its ore", "More short-term pain", "- recycling of magnets", "A stockpile buys time"],
    ),
    (
        "2025-06-30-shorts-on-the-runway.md",
        &["[A word on socks", "Shorts in fashion", "More shorts, fewer ties", "\"I have ordered forty pairs"],
    ),
    ("uaw-stand-up-strike.html", &["[The last of those demands"]),
    ("mw-20250816-0540", &["[Ukraine was not at the table.]"]),
    ("leverkusen-meister.txt", &["[Der Verfasser bekennt", "\n5:0\n"]),
    ("el-fasher-tombee.json", &["(Une trêve de trois mois"]),
    ("2025-05-09-leo-xiv.txt", &["\n\"Peace be with you all!\"\n"]),
    ("mw-20250728-0600", &["“The biggest deal ever made”"]),
    ("bce-premiere-baisse.json", &["« Comme le dit la publicité", "| Dépôt | 4,00 | 3,75 |"]),
    ("2025-10-14-expo-closes.md", &["Six months we walked", "took one more lantern to its heart."]),
    ("2025-01-28-peking-duck-at-home.md", &["* one duck of about two kilos", "* thin pancakes"]),
    ("2025-10-21-takaichi-elected.md", &["| Finance | Satsuki Katayama |"]),
    ("MW2025-04-03-002", &["| Cambodia | 49 |", "| Japan | 24 |"]),
    ("2024-07-15-spain-england-final.txt", &["\n2-1\n"]),
    ("2023-10-29-springboks-by-one.txt", &["\n12-11\n"]),
    ("mw-it-20250713-02", &["\n4-6 6-4 6-4 6-4\n"]),
    ("2025-07-04-minamitorishima-seabed-mud.txt", &["What would it cost?"]),
    ("mw-es-20240603-01", &["¿Qué hereda?"]),
    ("trump-wins-second-term.html", &["advertisement after advertisement"]),
    ("MW2024-12-08-005", &["Reuters, AP and AFP were all sending pictures"]),
    ("hp-20250220-liner", &["(Her designer, William Francis Gibbs"]),
    ("2025-06.warc#3", &["(It has promised so before"]),
];

#[test]
fn cleaning_does_not_fire_on_content() {
    for (article, texts) in CONTENT {
        let body = cleaned(article)["body"].as_str().unwrap();
        for text in *texts {
            assert!(body.contains(text), "{article}: '{text}' is gone from\n{body}");
        }
    }
    let tables = [("paris-medal-table.html", ["40", "Japan"]), ("fed-quarter-point.html", ["4.00", "2025"])];
    for (article, cells) in tables {
        let body = cleaned(article)["body"].as_str().unwrap();
        cells.iter().for_each(|cell| assert!(body.contains(cell), "{article}: no '{cell}' in\n{body}"));
    }
}

#[test]
fn articles_without_dirt_lose_nothing() {
    for article in [
        "MW2025-05-08-077",
        "MW2024-12-08-005",
        "mw-20251013-1520",
        "mw-20251008-1405",
        "MW2025-01-24-008",
        "pentagon-mp-materials.html",
    ] {
        assert_eq!(cleaned(article)["removed"], Value::Array(vec![]), "{article}");
    }
    assert!(cleaned("mw-20251008-1405")["body"].as_str().unwrap().contains("## "));
}

/// Dirt: where, the rule, the text as it stood.
const DIRT: &[(&str, &str, &str)] = &[
    ("2025-10-28-tokyo-minerals-pact.txt", "stray-symbol", ")"),
    ("2025-10-28-tokyo-minerals-pact.txt", "widget-head", "Impact Shorts"),
    ("2025-10-28-tokyo-minerals-pact.txt", "glued-widget", "More Shorts"),
    ("2025-10-28-tokyo-minerals-pact.txt", "agency-credit", "With inputs from agencies"),
    ("2025-10-28-tokyo-minerals-pact.txt", "ad-marker", "Story continues below"),
    ("2025-10-28-tokyo-minerals-pact.txt", "byline", "By Hana Verhoeven"),
    ("2025-10-28-tokyo-minerals-pact.txt", "timestamp", "Published 28 October 2025, 14:20 JST"),
    ("2025-10-28-tokyo-minerals-pact.txt", "share-bar", "Share on Facebook Twitter WhatsApp"),
    ("2023-08-24-chandrayaan-3-lands.txt", "glued-widget", "More Shorts"),
    ("2024-11-25-turkey-pardon.txt", "widget-head", "Trending Now"),
    ("2024-11-25-turkey-pardon.txt", "share-bar", "Share this story"),
    ("2025-10-13-last-living-hostages.txt", "widget-head", "Top Stories"),
    ("MW2024-08-15-014", "widget-head", "Most Read"),
    ("MW2024-01-03-011", "widget-head", "Top Stories"),
    ("MW2024-06-05-019", "glued-widget", "More Shorts"),
    ("MW2025-03-23-015", "glued-widget", "More Shorts"),
    ("lee-jae-myung-president.html", "glued-widget", "More Stories"),
    ("MW2025-01-19-031", "stray-symbol", "|"),
    ("sarkozy-a-la-sante.json", "stray-symbol", ")"),
    ("sarkozy-a-la-sante.json", "ad-marker", "[Publicité]"),
    ("2025-10-27-nikkei-50000.txt", "agency-credit", "— AFP"),
    ("2025-06-06-suzuki-swift-halt.txt", "agency-credit", "(With inputs from Reuters)"),
    ("2024-12-19-jordan-nascar-ruling.txt", "agency-credit", "Source: AP"),
    ("schweiz-zoll-39-prozent.html", "agency-credit", "(sda)"),
    (
        "2025-07-04-minamitorishima-seabed-mud.txt",
        "read-also",
        "Also read: Suzuki stops Swift line as magnet parts run short",
    ),
    ("2024-07-05-labour-landslide.md", "read-also", "READ MORE: Why Scotland turned red again"),
    ("mw-es-20240603-01", "read-also", "Lea también: Las cuatro vidas de Xóchitl Gálvez"),
    ("mw-pt-20250519-01", "read-also", "Leia também: Quem votou no Chega?"),
    ("mw-it-20250508-01", "read-also", "Leggi anche: Chi sono i 133 elettori"),
    ("2025-07-23-tariff-fifteen-per-cent.txt", "share-bar", "Share on Facebook Twitter WhatsApp Copy link"),
    ("louvre-sept-minutes.json", "share-bar", "Partager sur Facebook Twitter WhatsApp"),
    ("2025-10-14-expo-closes.md", "share-bar", "Copy link | Share on Facebook | Share on X"),
    ("2023-08-30-takahe-release.txt", "newsletter-prompt", "Sign up to our nature newsletter"),
    ("notre-dame-rouvre.json", "newsletter-prompt", "Inscrivez-vous à notre lettre d'information"),
    ("2025-06-06-suzuki-swift-halt.txt", "ad-marker", "ADVERTISEMENT"),
    ("melissa-jamaica.html", "ad-marker", "ADVERTISEMENT"),
    ("terres-rares-lacq.json", "ad-marker", "Publicité"),
    ("2025-10-30-japan-2010-stockpile-lessons.md", "photo-credit", "File photo"),
    ("2025-10-30-japan-2010-stockpile-lessons.md", "tags", "Tags: Japan, rare earths, JOGMEC, Lynas, China"),
    ("MW2025-03-12-009", "tags", "Tags: ICC, Philippines, courts"),
    ("2024-01-24-gdl-streik.txt", "legal-notice", "© 2024 Tageblick"),
    ("2024-01-24-gdl-streik.txt", "widget-head", "Mehr zum Thema"),
    ("2024-01-24-gdl-streik.txt", "read-also", "Lesen Sie auch: Diese Rechte haben Reisende"),
    ("leverkusen-meister.txt", "widget-head", "Das könnte Sie auch interessieren"),
    ("leverkusen-meister.txt", "photo-credit", "Foto: Imago"),
    ("ceremonie-sous-la-pluie.json", "widget-head", "Les plus lus"),
    ("mw-20250816-0540", "photo-credit", "Photo: Reuters"),
    ("hp-20240913-spacewalk", "share-bar", "Share on Facebook Twitter WhatsApp"),
    ("hp-20240512-eurovision", "glued-widget", "More Shorts"),
    ("MW2025-01-07-014", "widget-head", "Most Read"),
    ("MW2025-07-08-021", "agency-credit", "— AFP"),
    ("press-database.txt#1", "read-also", "READ MORE: Five Korean novels to begin with"),
    ("press-database.txt#2", "widget-head", "Impact Shorts"),
    ("2024-12-06-romania.xml", "widget-head", "Top Stories"),
    ("2025-06.warc#3", "ad-marker", "ADVERTISEMENT"),
    ("2025-06.warc#4", "agency-credit", "(With inputs from Reuters)"),
];

#[test]
fn dirt_is_gone_and_listed_with_its_rule() {
    let mut wrong = Vec::new();
    for &(article, rule, text) in DIRT {
        let cleaned = cleaned(article);
        let body = cleaned["body"].as_str().unwrap();
        if body.lines().any(|line| line == text) || (text.len() > 12 && body.contains(text)) {
            wrong.push(format!("{article}: '{text}' still stands in the body"));
        }
        let removed = cleaned["removed"].as_array().unwrap();
        if !removed.iter().any(|piece| piece["rule"] == rule && piece["text"] == text) {
            wrong.push(format!("{article}: no {rule} '{text}' in {removed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_body_keeps_lines_of_signs_nor_runs_of_blank_lines() {
    for article in CLEANED.iter() {
        let body = article["body"].as_str().unwrap();
        let signs = |line: &&str| !line.is_empty() && !line.chars().any(char::is_alphanumeric);
        assert_eq!(body.lines().find(signs), None, "{}", name(article));
        assert!(!body.contains("\n\n\n") && body.trim() == body && !body.is_empty(), "{}", name(article));
        for mark in ["More Shorts", "Impact Shorts", "ADVERTISEMENT", "Story continues", "&nbsp;", "&amp;", "<p"] {
            assert!(!body.contains(mark), "{}: '{mark}'", name(article));
        }
    }
}

#[test]
fn what_was_glued_keeps_its_subheading() {
    for (article, heading) in [
        ("2025-10-28-tokyo-minerals-pact.txt", "\nWhat the pact says\n"),
        ("lee-jae-myung-president.html", "\nA boy from the glove factory\n"),
    ] {
        assert!(cleaned(article)["body"].as_str().unwrap().contains(heading), "{article}");
    }
}

#[test]
fn metadata_comes_out_of_every_format() {
    for (article, field, value) in [
        ("mw-20251028-0412", "date", "2025-10-28T04:12Z"),
        ("lynas-dysprosium.txt", "source", "The Northern Ledger"),
        (
            "2025-10-28-tokyo-minerals-pact.txt",
            "title",
            "Japan and US sign rare earths pact in Tokyo to loosen China's grip",
        ),
        ("2025-10-28-tokyo-minerals-pact.txt", "credit", "With inputs from agencies"),
        ("2024-12-19-jordan-nascar-ruling.txt", "credit", "Source: AP"),
        ("schweiz-zoll-39-prozent.html", "lang", "de"),
        ("2024-07-05-labour-landslide.md", "lang", "en"),
    ] {
        assert_eq!(cleaned(article)[field], value, "{article}: {field}");
    }
    assert_eq!(cleaned("2025-10-28-tokyo-minerals-pact.txt")["authors"][0], "Hana Verhoeven");
    let date = |name: &str| cleaned(name)["date"].as_str().unwrap_or_default().to_owned();
    assert!(date("2025-10-28-tokyo-minerals-pact.txt").starts_with("2025-10-28"));
    assert!(date("leverkusen-meister.txt").starts_with("2024-04-14"), "a date in prose only");
    assert!(date("MW2024-03-19-022").starts_with("2024-03-19"), "a date in mail form");
    assert!(date("2024-12-04-chronister-withdraws").starts_with("2024-12-04"), "a date in the file name");
    for article in CLEANED.iter() {
        assert!(article["title"].as_str().is_some_and(|title| !title.is_empty()), "{}", name(article));
    }
}

/// What formats that hold many articles, and those of agencies, say of each: title, date, outlet.
const FORMATS: &[(&str, [&str; 3])] = &[
    (
        "hp-20250220-liner",
        ["Fastest of the liners leaves Philadelphia to be sunk", "2025-02-20T07:30Z", "Harbour Post"],
    ),
    (
        "hp-20240913-spacewalk",
        ["Two step out of a capsule that no government owns", "2024-09-13T06:10Z", "Harbour Post"],
    ),
    ("hp-20240512-eurovision", ["Switzerland breaks the code in Malmö", "2024-05-12T08:45Z", "Harbour Post"]),
    (
        "MW2025-01-07-014",
        ["Indonesia, \"no one's junior partner\", joins the BRICS", "2025-01-07T03:20Z", "Meridian Wire"],
    ),
    (
        "MW2025-04-29-003",
        ["Iberia in the dark: 15 gigawatts gone in five seconds", "2025-04-29T06:45Z", "Meridian Wire"],
    ),
    ("MW2025-07-08-021", ["Bulgaria gets its date, its rate and its euro", "2025-07-08T15:05Z", "Meridian Wire"]),
    (
        "press-database.txt#1",
        [
            "A novelist of dreams and wounds brings South Korea its first Nobel for literature",
            "2024-10-11",
            "The Northern Ledger",
        ],
    ),
    (
        "press-database.txt#2",
        ["Tall ship drifts backwards into Brooklyn Bridge, two cadets dead", "2025-05-19", "Harbour Post"],
    ),
    (
        "press-database.txt#3",
        ["Four years in prison for the men who felled a tree", "2025-07-16", "The Northern Ledger"],
    ),
    (
        "2024-12-06-romania.xml",
        [
            "Romania's top court throws out a presidential vote that was half over",
            "2024-12-06T17:40+02:00",
            "Meridian Wire",
        ],
    ),
    ("2025-06.warc#3", ["Finland boards a tanker and looks for its anchor", "2024-12-30T08:00+02:00", "Harbour Post"]),
    (
        "2025-06.warc#4",
        ["Fish until 2038: Britain and the Union make up at Lancaster House", "2025-05-20T06:30+01:00", "Harbour Post"],
    ),
];

/// Checks what is said of the articles of a file, and that it has no others; their bodies in order.
#[track_caller]
fn of_format(file: &str) -> Vec<&'static str> {
    let found: Vec<&Value> = CLEANED.iter().filter(|it| it["path"].as_str().unwrap().ends_with(file)).collect();
    for article in &found {
        let name = name(article);
        let (_, expected) = FORMATS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("'{name}'"));
        assert_eq!(["title", "date", "source"].map(|field| article[field].as_str().unwrap()), *expected, "{name}");
    }
    found.iter().map(|article| article["body"].as_str().unwrap()).collect()
}

#[test]
fn a_feed_gives_the_whole_text_of_its_items() {
    let bodies = of_format("web/world.rss");
    assert_eq!(bodies.len(), 3);
    // what stands in content:encoded, not the summary
    assert!(bodies[0].contains("at close to 300 metres"), "{}", bodies[0]);
    assert!(!bodies[0].contains("After 28 years at a pier"), "{}", bodies[0]);
    assert!(bodies[1].contains("“From here, Earth sure looks"), "{}", bodies[1]);
    assert!(bodies[2].contains("\nWhat else broke\n"), "{}", bodies[2]);
    assert_eq!(cleaned("hp-20250220-liner")["authors"][0], "Bram Castellanos");
    assert_eq!(cleaned("hp-20250220-liner")["id"], "hp-20250220-liner");
}

#[test]
fn a_table_gives_its_rows_with_all_that_stands_in_a_cell() {
    let bodies = of_format("2025-desk.csv");
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].contains("\"Free and active\" is what Indonesia"), "{}", bodies[0]);
    assert!(bodies[1].contains("candles, radios and, for cash only, warm beer"), "{}", bodies[1]);
    assert!(bodies[1].contains("\n\nWhat was it?\n\n"), "{}", bodies[1]);
    assert!(bodies[2].contains("| Leva for one euro | 1.95583 |"), "{}", bodies[2]);
    assert_eq!(cleaned("MW2025-04-29-003")["authors"].as_array().unwrap().len(), 2);
    assert_eq!(cleaned("MW2025-01-07-014")["section"], "World");
}

#[test]
fn an_export_of_a_press_database_gives_its_documents() {
    let bodies = of_format("clippings/press-database.txt");
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].starts_with("STOCKHOLM - Han Kang had just finished supper with her son"), "{}", bodies[0]);
    assert!(
        bodies[0].contains("telephone rang. It was the Swedish Academy"),
        "what was wrapped goes on: {}",
        bodies[0]
    );
    assert!(bodies[2].contains("\nWhat is left of it?\n"), "{}", bodies[2]);
    for body in bodies {
        for label in ["DOCUMENTS", "BYLINE", "LENGTH", "LOAD-DATE", "Newspaper", "Copyright", "above the first yard"] {
            assert!(!body.contains(label), "'{label}' in {body}");
        }
    }
    assert_eq!(cleaned("press-database.txt#2")["authors"][0], "Bram Castellanos");
}

#[test]
fn a_document_of_an_agency_gives_its_article() {
    let bodies = of_format("2024-12-06-romania.xml");
    assert_eq!(bodies.len(), 1);
    assert!(bodies[0].starts_with("BUCHAREST, Dec 6 - Romanians abroad"), "{}", bodies[0]);
    assert!(bodies[0].contains("\nTwo losers, one opinion\n"), "{}", bodies[0]);
    assert!(!bodies[0].contains("Police before the court"), "a caption: {}", bodies[0]);
    let article = cleaned("2024-12-06-romania.xml");
    assert_eq!((&article["authors"][0], &article["section"]), (&"Felix Anyadike".into(), &"World".into()));
    assert_eq!(article["url"], "https://meridian-wire.example/2024/12/06/romania-court");
}

#[test]
fn a_crawl_gives_its_pages_and_nothing_else() {
    let bodies = of_format("web/2025-06.warc");
    assert_eq!(bodies.len(), 2, "two pages among four records");
    assert!(bodies[0].starts_with("HELSINKI, Dec 30 - On Christmas Day"), "{}", bodies[0]);
    assert!(bodies[1].contains("\nAnd in the ports?\n"), "{}", bodies[1]);
    for body in bodies {
        for around in ["Tide tables", "Subscribe", "HTTP/1.1", "WARC", "GET /"] {
            assert!(!body.contains(around), "'{around}' in {body}");
        }
    }
    assert_eq!(cleaned("2025-06.warc#3")["url"], "https://harbour-post.example/2024/12/eagle-s-boarded");
}

/// The line that no rule knows and six articles of the Harbour Post have.
const HOUSE_LINE: &str = "The tide waits for nobody, nor do we";

#[test]
fn the_line_of_the_house_is_learned() {
    let newsdex = Newsdex::new();
    let run = newsdex.run(["index", CORPUS]).ends(0);
    assert!(run.stderr.contains("learned 1 line of residue, cleaned 6 articles again"), "{}", run.stderr);
    let residue = newsdex.run(["stats", "--residue"]).ends(0).stdout;
    assert!(residue.contains(&format!("“{HOUSE_LINE}”  harbour post, 6 articles")), "{residue}");
    // without an index nothing is learned
    let holders: Vec<&Value> =
        CLEANED.iter().filter(|article| article["body"].as_str().unwrap().contains(HOUSE_LINE)).collect();
    assert_eq!(holders.len(), 6);
    for article in holders {
        let id = article["id"].as_str().unwrap();
        let name = name(article);
        assert_eq!(article["source"], "Harbour Post", "{name}");
        let shown = newsdex.run(["show", id]).ends(0).stdout;
        assert!(!shown.contains(HOUSE_LINE), "{name}: {shown}");
        let explained = newsdex.run(["show", id, "--explain"]).ends(0).stdout;
        assert!(explained.contains(&format!("[- learned-residue: {HOUSE_LINE} -]")), "{name}: {explained}");
    }
    newsdex.run(["search", &format!("\"{HOUSE_LINE}\"")]).ends(1);
}

#[test]
fn a_scraped_page_of_the_usual_kind_comes_out_clean() {
    let newsdex = Newsdex::new();
    newsdex.write(
        "scraped/2025-11-03-ferry.txt",
        "Island ferry gets a second captain after the winter of cancellations\n\n\
         Impact Shorts\n\nMore ShortsWhy the ferry stopped\n\
         The council of Holm agreed on Monday to pay for a second captain, so that the ferry no longer stays in port when the first one is ill.\n\
         )\n\n\n\n\n)\n\
         Last winter the boat missed 41 crossings. The school closed on nine days because its teachers live across the sound.\n\
         ]\n|\n\
         \"We are an island, not an excuse,\" the mayor said.\n\n\
         Also read: The bakery that lends out bicycles\n\
         (With inputs from agencies)\n)\n",
    );
    let article = newsdex.run(["clean", "--json", "scraped"]).ends(0).json().remove(0);
    assert_eq!(article["title"], "Island ferry gets a second captain after the winter of cancellations");
    let body = article["body"].as_str().unwrap();
    assert!(body.starts_with("Why the ferry stopped\n"), "{body}");
    assert!(body.ends_with("the mayor said."), "{body}");
    assert!(!body.contains("\n\n\n") && !body.contains("Shorts") && !body.contains("bakery"), "{body}");
    assert_eq!(article["credit"], "With inputs from agencies");
    assert_eq!(article["date"], "2025-11-03");
    newsdex.run(["index", "scraped"]).ends(0);
    newsdex.run(["search", "shorts"]).ends(1);
    newsdex.run(["search", "bakery"]).ends(1);
    newsdex.run(["search", "ferry captains"]).ends(0);
}
