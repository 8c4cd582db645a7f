//! Tests over the whole table, over an article with all the dirt, and over arbitrary texts.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::article::{Article, Date, Metadata, Raw};
use crate::clean::page::fold;
use crate::clean::vocabulary::entries;
use crate::clean::{Settings, Strength, clean, rules};

fn cleaned(text: &str) -> Article {
    clean(Raw { text: text.to_owned(), ..Raw::default() }, &Settings::default())
}

/// What `rule` takes out of `text`, pieces joined by line ends.
fn taken(text: &str, rule: &str) -> String {
    let article = cleaned(text);
    let pieces: Vec<&str> = article.text.residue().filter(|piece| piece.rule == rule).map(|piece| piece.text).collect();
    pieces.join("\n")
}

#[test]
fn names_are_kebab_case_and_unique() {
    let mut seen = HashMap::new();
    for rule in rules() {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        assert_eq!(seen.insert(rule.name, ()), None, "{} stands twice", rule.name);
        assert!(!rule.reason.is_empty() && !rule.reason.ends_with('.'), "{}: reason", rule.name);
        assert!(rule.explanation.len() > rule.reason.len(), "{}: explanation", rule.name);
    }
}

#[test]
fn every_rule_fires_where_it_says_and_nowhere_else() {
    for rule in rules() {
        assert!(rule.fires.len() >= 2, "{} needs examples that fire", rule.name);
        assert!(rule.spares.len() >= 3, "{} needs examples that must not fire", rule.name);
        for example in rule.fires {
            assert_eq!(taken(example.text, rule.name), example.takes, "{} in {:?}", rule.name, example.text);
        }
        for text in rule.spares {
            let fired = cleaned(text).text.removed().iter().any(|removal| removal.rule == rule.name);
            assert!(!fired, "{} must not fire in {text:?}", rule.name);
        }
    }
}

#[test]
fn phrases_are_folded_and_belong_to_one_rule() {
    let mut owners = HashMap::new();
    for rule in rules() {
        for (section, phrase) in entries(rule.phrases) {
            assert!(matches!(section, "whole" | "weak" | "labels" | "starts" | "ends"), "{}: {section}", rule.name);
            // what follows a beginning keeps its last sign: `already a member?`
            let folded = if section == "starts" { fold(&format!("{phrase} x")) } else { format!("{} x", fold(phrase)) };
            assert_eq!(folded, format!("{phrase} x"), "{} {section}: not folded", rule.name);
            let kind = if section == "weak" { "whole" } else { section };
            let owner = owners.insert((kind, phrase), rule.name);
            assert_eq!(owner, None, "{phrase:?} in {} too", rule.name);
        }
    }
}

/// An article of our own with the dirt that scraping leaves.
const DIRTY: &str = "\
Harbour towns’ new ferry master Ilse Brandt met the island’s council on Tuesday, as both sides try to renew a pact that lapsed last winter.
During the talks, Brandt said that “the ferry is our bridge”, while the council [all nine of it] said that it wants “a boat every hour”.

Here’s what is at stake.
What’s on the table?
The talks are expected to turn on fares, on winter crossings, and on who pays for the two new boats (about 40 million crowns).
Impact Shorts
More ShortsEyes on the mainland
Brandt’s way with the mainland’s port will decide how well she works with the islanders, who have long memories and short tempers.


ADVERTISEMENT
“We are in the last stage,” she said; the papers put the odds at 3-1.
3-1
Also read: Why the old ferry sank twice
Share this article
The two sides plan to sign on Thursday, the harbour paper said citing people who know the plans.
With inputs from agencies


)

)
)


)
";

#[test]
fn a_dirty_article_keeps_every_word_of_its_prose() {
    let article = cleaned(DIRTY);
    let body = article.text.body();
    let prose = [
        "Harbour towns’ new ferry master",
        "“the ferry is our bridge”, while the council [all nine of it] said",
        "a boat every hour”.\n\nHere’s what is at stake.\nWhat’s on the table?\nThe talks",
        "(about 40 million crowns).\nEyes on the mainland\nBrandt’s way",
        "short tempers.\n\n“We are in the last stage,”",
        "3-1.\n3-1\nThe two sides plan",
    ];
    for piece in prose {
        assert!(body.contains(piece), "{piece:?} is not in\n{body}");
    }
    assert!(body.ends_with("citing people who know the plans."), "{body}");
    for dirt in ["Shorts", "ADVERTISEMENT", "Also read", "Share", "agencies", "\n\n\n", ")\n)"] {
        assert!(!body.contains(dirt), "{dirt:?} is still in\n{body}");
    }
    assert_eq!(article.meta.credit.as_deref(), Some("With inputs from agencies"));
    assert_eq!(article.meta.title, None, "a lead is no headline");
}

#[test]
fn metadata_is_completed_from_the_text() {
    let text = "Ferry leaves before dawn\nBy Hana Verhoeven and Tom Hale\nPublished 28 October 2025, 09:14 JST\n\n\
        ISLE PORT, Oct 28 (Reuters) - The ferry left the island before dawn with all of the passengers on board.\n";
    let meta = cleaned(text).meta;
    assert_eq!(meta.title.as_deref(), Some("Ferry leaves before dawn"));
    assert_eq!(meta.authors, ["Hana Verhoeven", "Tom Hale"]);
    assert_eq!(meta.date.map(|date| date.at.date()), Date::day(2025, 10, 28).map(|date| date.at.date()));
    assert_eq!(meta.credit.as_deref(), Some("Reuters"));
    assert!(cleaned(text).text.body().starts_with("ISLE PORT, Oct 28 (Reuters) - The ferry"));
}

#[test]
fn what_the_source_declares_stays() {
    let declared = Metadata {
        title: Some("FERRY leaves  before dawn".to_owned()),
        date: Date::day(2024, 1, 2),
        authors: vec!["Mia Ode".to_owned()],
        credit: Some("AFP".to_owned()),
        lang: Some("en-GB".to_owned()),
        ..Metadata::default()
    };
    let text =
        "Ferry leaves before dawn\nBy Hana Verhoeven\n28 October 2025\nThe ferry left.\nWith inputs from agencies";
    let article = clean(Raw { meta: declared.clone(), text: text.to_owned(), ..Raw::default() }, &Settings::default());
    assert_eq!(article.meta, Metadata { lang: Some("en".to_owned()), ..declared });
    assert_eq!(article.text.body(), "The ferry left.");
}

#[test]
fn languages_are_brought_to_two_letters() {
    let lang = |code: &str| {
        let meta = Metadata { lang: Some(code.to_owned()), ..Metadata::default() };
        clean(Raw { meta, ..Raw::default() }, &Settings::default()).meta.lang
    };
    assert_eq!(lang("en-GB").as_deref(), Some("en"));
    assert_eq!(lang(" DE_at").as_deref(), Some("de"));
    assert_eq!(lang("english"), None);
    assert_eq!(lang(""), None);
}

#[test]
fn neighbours_of_a_removed_line_do_not_glue() {
    assert_eq!(cleaned("One came home.\nShare this article\nTwo stayed.").text.body(), "One came home.\nTwo stayed.");
    let blank = cleaned("One came home.\n\nShare this article\n\nTwo stayed.");
    assert_eq!(blank.text.body(), "One came home.\n\nTwo stayed.");
}

#[test]
fn a_rule_that_is_off_takes_nothing() {
    let text = "One came home.\nImpact Shorts\nTwo stayed away.\nShare this article";
    let off = ["widget-head".to_owned()].into();
    let article = clean(Raw { text: text.to_owned(), ..Raw::default() }, &Settings { off, ..Settings::default() });
    assert_eq!(article.text.body(), "One came home.\nImpact Shorts\nTwo stayed away.");
}

#[test]
fn strict_cleaning_takes_what_careful_cleaning_leaves() {
    let paragraph =
        "The ferry left the island before dawn with all of the passengers on board, the owners said on Monday.";
    let text = format!("{paragraph}\n{paragraph} Nobody waved.\nFerry Late Again Today\nIsland Wants Bridge");
    let body = |strength| {
        let settings = Settings { strength, ..Settings::default() };
        clean(Raw { text: text.clone(), ..Raw::default() }, &settings).text.body()
    };
    assert_eq!(body(Strength::Careful), text);
    assert_eq!(body(Strength::Strict), format!("{paragraph}\n{paragraph} Nobody waved."));
}

#[test]
fn an_article_of_dirt_alone_is_empty() {
    assert_eq!(cleaned(")\n\n)\nShare this article\n").text.body(), "");
    assert_eq!(cleaned("").text.body(), "");
}

/// Lines of which texts with dirt are made.
fn line() -> impl Strategy<Value = String> {
    let fixed: Vec<String> = rules()
        .iter()
        .flat_map(|rule| rule.fires.iter().map(|example| example.text).chain(rule.spares.iter().copied()))
        .flat_map(str::lines)
        .map(str::to_owned)
        .collect();
    prop_oneof![
        4 => prop::sample::select(fixed),
        1 => Just(String::new()),
        1 => Just("The ferry left the island before dawn with all of the passengers on board, the owners said.".to_owned()),
        1 => Just("A second boat followed at noon, and nobody on either shore could say why it had been so late.".to_owned()),
        1 => ".{0,60}",
    ]
}

proptest! {
    #[test]
    fn nothing_is_invented(text in "(.{0,50}\n){0,8}.{0,50}") {
        check_marks(&text)?;
    }

    #[test]
    fn nothing_is_invented_in_dirt(lines in prop::collection::vec(line(), 0..16)) {
        check_marks(&lines.join("\n"))?;
    }

    /// Where the body is sacred. Strict cleaning weighs each line against what is left, so a second look may take one more:
    /// in one of about 3,000 such texts.
    #[test]
    fn cleaning_twice_is_cleaning_once(lines in prop::collection::vec(line(), 0..16)) {
        let settings = Settings::default();
        let first = clean(Raw { text: lines.join("\n"), ..Raw::default() }, &settings);
        let body = first.text.body();
        let again = clean(Raw { meta: first.meta.clone(), text: body.clone(), ..Raw::default() }, &settings);
        prop_assert_eq!(again.text.body(), body);
    }
}

/// Removals are sorted, disjoint and on characters; the body is what they leave, but for white space at its ends.
fn check_marks(raw: &str) -> Result<(), TestCaseError> {
    let article = cleaned(raw);
    let text = &article.text;
    let mut at = 0;
    let mut left = String::new();
    for removal in text.removed() {
        prop_assert!(at <= removal.start && removal.start < removal.end);
        prop_assert!(raw.is_char_boundary(removal.start) && raw.is_char_boundary(removal.end));
        prop_assert!(rules().iter().any(|rule| rule.name == removal.rule));
        left.push_str(&raw[at..removal.start]);
        at = removal.end;
    }
    left.push_str(&raw[at..]);
    prop_assert_eq!(text.raw(), raw);
    prop_assert_eq!(text.body(), left.trim());
    prop_assert!(!text.body().contains("\n\n\n"));
    Ok(())
}
