//! Stories of small indexes: copies and articles on one topic, in any order, with and without their list.

use std::collections::BTreeSet;

use crate::article::{Article, Date, Metadata, Origin};
use crate::index::samples::index;
use crate::index::stories::{DEPTHS, EQUAL_ROWS, NEAR, VERSION, WINDOW};
use crate::index::story_list::{StoryList, Verdicts};
use crate::index::{Entry, Index};
use crate::text::{Shingles, Signature};

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WHO: &[&str] = &[
    "the harbour board",
    "the minister",
    "a spokesman",
    "the union",
    "fishermen",
    "the mayor of Lower Quay",
    "officials",
    "the ferry company",
    "residents",
    "the finance committee",
    "two engineers",
    "the coast guard",
    "opposition members",
    "the new owners",
    "a court in the capital",
    "investors",
    "the chief executive",
    "local farmers",
    "the regulator",
];
const DID: &[&str] = &[
    "said",
    "announced",
    "denied",
    "repeated",
    "confirmed",
    "argued",
    "warned",
    "made it known",
    "wrote",
    "explained",
];
const WHAT: &[&str] = &[
    "the old pier would be closed",
    "prices had risen",
    "the plan was too dear",
    "no ship had left",
    "talks would go on",
    "repairs had begun",
    "the contract was signed",
    "jobs were safe",
    "the vote was put off",
    "the storm had done little harm",
    "the budget was short",
    "new rules would apply",
    "the strike was over",
    "the bridge needed another survey",
    "exports had fallen",
    "a second tender was under way",
];
const MORE: &[&str] = &[
    "after a night of rain",
    "despite the protests",
    "for the third time",
    "in a letter to the council",
    "as the market opened",
    "before the summer",
    "without giving reasons",
    "at a meeting in the town hall",
    "while crowds waited outside",
    "according to the plan of last year",
    "as had been expected",
    "on the quay",
];
const TAIL: &[&str] = &[
    "and nobody was hurt",
    "and the work will cost {n} million crowns",
    "which {n} people had asked for",
    "and {n} lorries stood in line",
    "but {n} families must move",
    "and {n} tonnes were lost",
    "though a report of {n} pages says otherwise",
    "and the rest is to follow within {n} weeks",
    "with {n} votes to spare",
];

fn sentence(random: &mut Random) -> String {
    let number = 2 + random.below(900);
    let tail = random.of(TAIL).replace("{n}", &number.to_string());
    let mut text =
        format!("{} {} that {} {} {}", random.of(WHO), random.of(DID), random.of(WHAT), random.of(MORE), tail);
    if random.below(3) == 0 {
        text.push_str(&format!(", and {} {} it", random.of(WHO), random.of(DID)));
    }
    text[..1].to_uppercase() + &text[1..] + "."
}

fn sentences(random: &mut Random, count: usize) -> Vec<String> {
    (0..count).map(|_| sentence(random)).collect()
}

/// The head of an article as an outlet sets it: byline, dateline, a line of its own.
fn head(random: &mut Random) -> String {
    let town = random.of(&["LOWER QUAY", "UPPER QUAY", "The capital", "Northport", "Sandhaven"]);
    let paper = random.of(&["Harbour Post", "Evening Star", "Meridian Wire", "Coast Courier"]);
    let line = random.of(&[
        "This story was updated in the evening.",
        "Photographs by our own staff.",
        "",
        "From our correspondent.",
        "The following is a report of the wire service that we print without changes.",
    ]);
    let name = random.of(&["Ana Writer", "Bo Penman", "Cy Quill", "Dee Inkwell"]);
    match random.below(3) {
        0 => format!("By {name}\n{line}\n\n{town}, Oct {} ({paper}) - ", 1 + random.below(30)),
        1 => format!("{line}\n{town} — "),
        _ => format!("{name}, {paper}\n\n"),
    }
}

/// Up to a fifth of the sentences edited: a word changed, rewritten, left out, one put in.
fn edited(random: &mut Random, original: &[String]) -> Vec<String> {
    let mut copy = original.to_vec();
    for _ in 0..random.below(original.len() / 5 + 1) {
        let at = random.below(copy.len());
        match random.below(4) {
            0 => copy[at] = copy[at].replace("the", "this").replace("had", "has"),
            1 => copy[at] = sentence(random),
            2 => drop(copy.remove(at)),
            _ => copy.insert(at, sentence(random)),
        }
    }
    copy
}

fn body(random: &mut Random, sentences: &[String]) -> String {
    let mut text = head(random);
    for (place, sentence) in sentences.iter().enumerate() {
        text.push_str(sentence);
        text.push_str(if place % 3 == 2 { "\n\n" } else { " " });
    }
    text
}

fn entry(path: &str, body: &str) -> Entry {
    let article = Article {
        meta: Metadata { lang: Some("en".into()), date: Date::day(2025, 10, 28), ..Metadata::default() },
        text: body.to_owned().into(),
        ..Article::default()
    };
    Entry { origin: Origin { root: "r".into(), path: path.into(), record: None }, article, ..Entry::default() }
}

fn told(index: &Index, known: &Verdicts) -> StoryList {
    index.tell_stories(&index.searcher().unwrap(), known, &|| false).unwrap().unwrap()
}

fn keys(list: &StoryList) -> Vec<BTreeSet<u64>> {
    list.stories.iter().map(|story| story.iter().map(|member| member.key).collect()).collect()
}

#[test]
fn copies_are_told_from_articles_on_one_topic() {
    let mut random = Random(7);
    let (mut entries, mut pairs) = (Vec::new(), Vec::new());
    for number in 0..400 {
        let count = 7 + random.below(24);
        // a topic: a background that all its articles carry
        let background = sentences(&mut random, 1 + count / 9);
        let mut article = sentences(&mut random, count);
        article.extend(background.clone());
        let copy = edited(&mut random, &article);
        let mut others = sentences(&mut random, count);
        others.extend(background);
        let texts = [("a", article), ("b", copy), ("c", others)];
        let made = texts.map(|(name, text)| entry(&format!("{number}{name}"), &body(&mut random, &text)));
        pairs.push([made[0].key().short(), made[1].key().short()]);
        entries.extend(made);
    }
    let stories = keys(&told(&index(&entries, 500), &Verdicts::new()));
    let expected: BTreeSet<(u64, u64)> = pairs.iter().map(|[a, b]| (*a.min(b), *a.max(b))).collect();
    let mut found = BTreeSet::new();
    for story in &stories {
        let all: Vec<u64> = story.iter().copied().collect();
        for (place, one) in all.iter().enumerate() {
            found.extend(all[place + 1..].iter().map(|other| (*one, *other)));
        }
    }
    let right = found.intersection(&expected).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / expected.len() as f64);
    println!("precision {precision:.4}, recall {recall:.4}, of {} pairs", expected.len());
    assert!(precision >= 0.98 && recall >= 0.95, "precision {precision:.4}, recall {recall:.4}");
}

#[test]
#[ignore = "prints the distribution that the thresholds were chosen by"]
fn how_alike_copies_are() {
    let mut random = Random(11);
    let (mut copies, mut topics) = (Vec::new(), Vec::new());
    for _ in 0..1200 {
        let count = 7 + random.below(24);
        let background = sentences(&mut random, 1 + count / 9);
        let mut article = sentences(&mut random, count);
        article.extend(background.clone());
        let copy = edited(&mut random, &article);
        let mut others = sentences(&mut random, count);
        others.extend(background);
        let texts = [&article, &copy, &others].map(|text| body(&mut random, text));
        let shingles = texts.each_ref().map(|text| Shingles::of(text));
        let signatures = texts.each_ref().map(|text| Signature::of(text).unwrap());
        for (list, other) in [(&mut copies, 1), (&mut topics, 2)] {
            let shared = shingles[0].shared(&shingles[other]) as f64;
            let (a, b) = (shingles[0].len() as f64, shingles[other].len() as f64);
            let rows = signatures[0].equal_rows(&signatures[other]) as f64;
            list.push([shared / (a + b - shared), shared / a.min(b), shingles[0].kept(&shingles[other]), rows]);
        }
    }
    for (name, list) in [("copies", copies), ("one topic", topics)] {
        for (measure, what) in ["resemblance", "containment", "kept", "rows"].iter().enumerate() {
            let mut values: Vec<f64> = list.iter().map(|one| one[measure]).collect();
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
            let [a, b, c, d, e] = [0.0, 0.01, 0.5, 0.99, 1.0].map(at);
            println!("{name:10} {what:12} min {a:.2} 1% {b:.2} median {c:.2} 99% {d:.2} max {e:.2}");
        }
    }
}

#[test]
fn the_order_of_indexing_does_not_matter_nor_what_was_known() {
    let mut random = Random(3);
    let mut entries = Vec::new();
    for number in 0..30 {
        let count = 12 + random.below(9);
        let article = sentences(&mut random, count);
        for copy in 0..1 + number % 4 {
            let text = edited(&mut random, &article);
            entries.push(entry(&format!("{number}-{copy}"), &body(&mut random, &text)));
        }
    }
    let list = told(&index(&entries, 100), &Verdicts::new());
    assert!(list.stories.len() >= 20, "{}", list.stories.len());
    for batch in [1, 7, 40] {
        entries.rotate_left(11);
        entries.reverse();
        assert_eq!(told(&index(&entries, batch), &Verdicts::new()), list);
        assert_eq!(told(&index(&entries, batch), &list.verdicts), list);
    }
    // who is gone takes only itself away
    let gone = entries.pop().unwrap().key().short();
    let left = told(&index(&entries, 9), &list.verdicts);
    assert!(keys(&left).iter().all(|story| !story.contains(&gone) && story.len() > 1));
    assert_eq!(left, told(&index(&entries, 9), &Verdicts::new()));
}

#[test]
fn a_chain_of_small_changes_is_not_one_story() {
    let mut random = Random(5);
    let mut window = sentences(&mut random, 20);
    let mut entries = Vec::new();
    for day in 0..40 {
        entries.push(entry(&format!("day{day}"), &window.join(" ")));
        window.drain(..4);
        window.extend(sentences(&mut random, 4));
    }
    let stories = keys(&told(&index(&entries, 9), &Verdicts::new()));
    // each shares enough with the one in the middle, not with the one at the other end
    assert!(stories.len() > 4, "{stories:?}");
    assert!(stories.iter().all(|story| story.len() <= 9), "{stories:?}");
}

/// Partners that an article has at most.
const PARTNERS: usize = NEAR + DEPTHS.len();

#[test]
fn ten_thousand_reports_on_one_form_cost_no_square() {
    let mut random = Random(9);
    let form = sentences(&mut random, 12).join(" ");
    let entries: Vec<Entry> =
        (0..1500).map(|number| entry(&format!("{number}"), &format!("{form} Number {number} of them."))).collect();
    let list = told(&index(&entries, 500), &Verdicts::new());
    assert!(list.verdicts.len() <= 1500 * PARTNERS, "{}", list.verdicts.len());
    assert_eq!(list.stories.iter().map(Vec::len).sum::<usize>(), 1500);
}

#[test]
fn copies_are_found_among_reports_on_one_form() {
    let mut random = Random(13);
    let mut report = |number: usize| -> String {
        let line = |n: usize| format!("Ships came to quay {n} and took {} tonnes of it away. ", 10 + number * n % 7919);
        let mut text: String = (1..13).map(line).collect();
        text.push_str(&sentences(&mut random, 3).join(" "));
        text
    };
    let mut entries = Vec::new();
    for number in 1..600 {
        let text = report(number);
        entries.push(entry(&format!("{number}-a"), &text));
        if number % 10 == 0 {
            entries.push(entry(&format!("{number}-b"), &text.replace("quay 3 ", "quay three ")));
        }
    }
    let list = told(&index(&entries, 500), &Verdicts::new());
    assert!(list.verdicts.len() <= entries.len() * PARTNERS, "{}", list.verdicts.len());
    let stories = keys(&list);
    let of = |path: String| entries.iter().find(|entry| entry.origin.path == path).unwrap().key().short();
    let found = (10..600).step_by(10).filter(|number| {
        let pair = BTreeSet::from(["a", "b"].map(|copy| of(format!("{number}-{copy}"))));
        stories.contains(&pair)
    });
    let found = found.count();
    assert!(found >= 57, "{found} of 59 copies; {} stories", stories.len());
}

#[test]
fn a_report_in_a_hundred_wordings_is_one_story() {
    let mut random = Random(17);
    let original = sentences(&mut random, 30);
    let wording = |random: &mut Random| edited(random, &original).join(" ");
    let mut entries = vec![entry("original", &original.join(" "))];
    entries.extend((0..100).map(|number| entry(&format!("{number}"), &wording(&mut random))));
    let list = told(&index(&entries, 30), &Verdicts::new());
    assert_eq!(list.stories.iter().map(Vec::len).collect::<Vec<_>>(), [101]);
    assert!(list.verdicts.len() <= entries.len() * PARTNERS, "{}", list.verdicts.len());
}

#[test]
fn texts_that_differ_in_stops_alone_tell_the_same_story_in_any_order() {
    let mut random = Random(19);
    let stopped = sentences(&mut random, 14);
    let mut update = stopped.clone();
    update[3] = sentence(&mut random);
    let unstopped = stopped.join(" ").replace('.', "").to_lowercase();
    let all = [("a", stopped.join(" ")), ("b", unstopped), ("u", update.join(" "))];
    let all = all.map(|(path, text)| entry(path, &text));
    let expected = told(&index(&all, 9), &Verdicts::new());
    assert_eq!(expected.stories.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let entries = order.map(|place| all[place].clone());
        for batch in 1..3 {
            let first = told(&index(&entries[..batch], 1), &Verdicts::new());
            let known = told(&index(&entries[..2], 1), &first.verdicts).verdicts;
            assert_eq!(told(&index(&entries, batch), &known), expected, "{order:?} {batch}");
        }
    }
}

/// What the version stands for: these numbers change with the rules, and then the version has to.
#[test]
fn the_version_is_that_of_the_rules() {
    let mut random = Random(23);
    let texts: Vec<String> = (0..8).map(|_| sentences(&mut random, 9).join(" ")).collect();
    let signed: Vec<u8> =
        texts.iter().flat_map(|text| Signature::of(text).unwrap().values().map(u64::to_le_bytes)).flatten().collect();
    let rules = format!(
        "{:?} {} {} {} {}",
        Shingles::rules(),
        EQUAL_ROWS,
        WINDOW,
        NEAR,
        DEPTHS.map(|depth| depth.to_string()).join(" ")
    );
    let hash = blake3::hash(&[&signed, rules.as_bytes()].concat()).to_hex();
    assert_eq!(
        (VERSION, &hash[..16]),
        (2, "01f8cf3d11ffc2e5"),
        "raise the version with the rules, then note the new hash"
    );
}
