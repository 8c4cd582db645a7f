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
fn name(article: &Value) -> &str {
    let path = article["path"].as_str().unwrap();
    let record = article["record"].as_str().filter(|_| !path.ends_with(".json"));
    record.unwrap_or(path.rsplit('/').next().unwrap())
}

/// Short names of the first `limit` hits.
fn hits(query: &str, limit: &str) -> Vec<String> {
    let lines = search(&[query, "--json", "-n", limit]).ends(0).json();
    lines.iter().filter(|line| line["type"] == "hit").map(|hit| name(hit).to_owned()).collect()
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
    assert!(first.stderr.contains("99 new") && !first.stderr.contains("skipped"), "{}", first.stderr);
    assert!(first.stdout.starts_with(" 1  "), "{}", first.stdout);
    assert!(!first.stdout.contains('\u{1b}') && first.stdout.contains("**rare**"), "{}", first.stdout);
    let stats = newsdex.run(["stats", "--json"]).ends(0).json().pop().unwrap();
    assert_eq!((&stats["articles"], &stats["skipped"]), (&99.into(), &0.into()));
    let again = newsdex.run(["search", "--corpus", CORPUS, "rare earths Japan", "--json"]).ends(0);
    assert!(again.stderr.contains("0 new, 0 changed, 0 removed"), "{}", again.stderr);
}

#[test]
fn rare_earths_japan_finds_the_pact_and_not_what_only_looks_like_it() {
    let hits = hits("rare earths Japan", "99");
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
    for (query, best) in [("rare earths Japan", PACT), ("new pope elected", POPE), ("Gaza ceasefire", HOSTAGES)] {
        let mut first = hits(query, &best.len().to_string());
        first.sort();
        let mut best = best.to_vec();
        best.sort();
        assert_eq!(first, best, "'{query}'");
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
    let main = |name: &str| cleaned(name)["countries"]["main"].to_string();
    assert!(!main("2025-01-28-peking-duck-at-home.md").contains("CN"));
    assert!(main("el-fasher-tombee.json").contains("SD") && !main("el-fasher-tombee.json").contains("TD"));
}

#[test]
fn filters_keep_the_false_friends_out() {
    let found = |args: [&str; 5]| {
        let lines = search(&args).json();
        lines.iter().filter(|line| line["type"] == "hit").map(|hit| name(hit).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(["--mentions", "Georgia", "--all", "--json", "--quiet"]), ["tbilisi-protests-eu.html"]);
    assert_eq!(found(["--country", "Turkey", "--all", "--json", "--quiet"]), ["MW2025-03-23-015"]);
    assert_eq!(found(["--mentions", "chad", "--all", "--json", "--quiet"]), ["el-fasher-tombee.json"]);
    assert_eq!(found(["--mentions", "JE", "--all", "--json", "--quiet"]), [""; 0]);
    search(&["--mentions", "JE", "--ids"]).ends(1);
    assert!(search(&["rare earths", "--country", "jp", "--ids", "-n", "1"]).ends(0).stdout.starts_with("mw-20251028-"));
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
