//! Small gold of our own, scored by hand.

use crate::clean::Strength;
use crate::measure::cleaning::*;

fn line(text: &str, keep: Option<bool>, gold: Option<&str>) -> GoldLine {
    GoldLine { text: text.to_owned(), keep, gold: gold.map(str::to_owned) }
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn shingles_are_counted_as_often_as_they_occur() {
    // gold: abcd bcde; found: abcd bcde cdef
    let score = shingle_score("a b c d e", "a, b, c - d (e) f");
    close(score.precision, 2.0 / 3.0);
    close(score.recall, 1.0);
    close(score.f1(), 0.8);
    // gold has the run twice, what was found once
    let score = shingle_score("a b c d a b c d", "a b c d");
    close(score.precision, 1.0);
    close(score.recall, 1.0 / 5.0);
    let short = shingle_score("one two", "one two");
    assert_eq!((short.precision, short.recall), (1.0, 1.0));
    let case = shingle_score("One two", "one two");
    assert_eq!((case.precision, case.recall, case.f1()), (0.0, 0.0, 0.0));
}

#[test]
fn empty_texts_have_their_scores() {
    let score = |gold, found| {
        let score = shingle_score(gold, found);
        (score.precision, score.recall)
    };
    assert_eq!(score("", ""), (1.0, 1.0));
    assert_eq!(score("a b", ""), (0.0, 0.0));
    assert_eq!(score("", "a b"), (0.0, 1.0));
}

#[test]
fn words_are_runs_of_letters_and_digits() {
    let found = |text| words(text).collect::<Vec<_>>();
    assert_eq!(found("It's 3.5 m_2, naïve"), ["It", "s", "3", "5", "m_2", "naïve"]);
    // a vowel sign is a mark and parts words, a letter in a circle is a symbol, a superscript is a number
    assert_eq!(found("कि न"), ["क", "न"]);
    assert_eq!(found("a\u{24b6}b x\u{b2}"), ["a", "b", "x\u{b2}"]);
}

#[test]
fn lines_are_counted_by_the_words_that_are_left() {
    let gold = [
        line("Share this page", Some(false), None),
        line("The ferry left at dawn.", Some(true), None),
        line("Most read", Some(false), None),
        line("HOLM - The harbour is closed. Advert", None, Some("The harbour is closed.")),
        line("All of it came back at noon.", Some(true), None),
        line("***", Some(false), None),
    ];
    // one residue line left, the mixed line without its advert, the last line with two of seven words
    let counts = line_counts(&gold, "The ferry left at dawn.\nMost read\nHOLM - The harbour is closed.\n\nAll of");
    let expected =
        LineCounts { residue_removed: 1, residue_left: 1, body_lines_lost: 1, words_kept: 5 + 4 + 2, words_lost: 5 };
    assert_eq!(counts, expected);
    let all = line_counts(&gold, &gold.each_ref().map(|line| line.text.as_str()).join("\n"));
    assert_eq!(all, LineCounts { residue_left: 2, words_kept: 16, ..LineCounts::default() });
    let none = line_counts(&gold, "");
    assert_eq!(none, LineCounts { residue_removed: 2, body_lines_lost: 2, words_lost: 16, ..LineCounts::default() });
}

#[test]
fn a_part_that_is_not_there_is_taken_for_the_beginning() {
    let words = |text: &str| folded_words(text);
    assert_eq!(place(&words("a b c"), &words("b c")), 1..3);
    assert_eq!(place(&words("a b c"), &words("x y")), 0..2);
    assert_eq!(place(&words("a"), &words("x y z")), 0..1);
    assert_eq!(place(&words("a"), &[]), 0..0);
}

/// Two judged texts and a page, in one file.
fn gold() -> String {
    let prose = |n: usize| {
        format!(
            "The keeper of lighthouse {n} said on Monday that the lamp had burnt all night and that no ship had been lost."
        )
    };
    let text = |variant: &str| {
        serde_json::json!({"id": "1", "variant": variant, "lines": [
            {"text": prose(1), "keep": true}, {"text": ")", "keep": false}, {"text": prose(2), "keep": true},
        ]})
    };
    let paragraphs: String = (1..9).map(|n| format!("<p>{}</p>", prose(n))).collect();
    let body: Vec<String> = (1..9).map(prose).collect();
    let page = serde_json::json!({
        "html": format!("<html><head><title>The lamp burnt</title><meta name=author content='Ann Lee'>\
            <meta property='article:published_time' content='2025-10-28T09:14:00Z'></head><body><article>{paragraphs}</article>"),
        "body": body.join("\n"), "title": " The LAMP  burnt", "date": "2025-10-28", "authors": ["ann lee"],
    });
    let none = serde_json::json!({"html": "<p>", "body": "A text.", "title": "x", "date": null, "authors": null});
    format!("{}\n\n{}\n{page}\n{none}\n", text("full"), text("light"))
}

#[test]
fn both_forms_are_told_by_their_fields() {
    let score = |variant| score_cleaning(&mut gold().as_bytes(), &Settings::default(), variant).unwrap();
    let CleaningScores { pages, lines, .. } = score(None);
    assert_eq!((lines.articles, lines.losing, lines.kept.share()), (2, Tally { yes: 0, of: 2 }, Some(1.0)));
    assert_eq!((pages.pages, pages.without), (2, 1));
    assert_eq!((pages.body.precision, pages.body.recall), (0.5, 0.5));
    assert_eq!((pages.dates, pages.titles), (Tally { yes: 1, of: 1 }, Tally { yes: 1, of: 2 }));
    assert_eq!(pages.authors, Tally { yes: 1, of: 1 });
    let light = score(Some("light"));
    assert_eq!((light.lines.articles, light.pages.pages), (1, 0));
}

#[test]
fn how_to_clean_is_said_by_the_settings() {
    let gold = serde_json::json!({"lines": [
        {"text": "The keeper said on Monday that the lamp had burnt all night and that no ship had been lost.", "keep": true},
        {"text": "MOST READ", "keep": false},
    ]})
    .to_string();
    let score = |settings: &Settings| score_cleaning(&mut gold.as_bytes(), settings, None).unwrap().lines.residue;
    let strict = Settings { strength: Strength::Strict, ..Settings::default() };
    assert_eq!([score(&Settings::default()).recall, score(&strict).recall], [1.0, 1.0]);
    let off = crate::clean::rules().iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(score(&Settings { off, ..Settings::default() }).recall, 0.0);
}

#[test]
fn gold_of_no_known_form_is_named() {
    let check = |gold: &str, expected: &str| {
        let found = score_cleaning(&mut gold.as_bytes(), &Settings::default(), None).unwrap().bad.remove(0);
        let found = format!("line {}: {}", found.line, found.reason);
        assert!(found.contains(expected), "{found}");
    };
    check("{\"lines\":[]}\n{}", "line 2: expected either 'html' and 'body', or 'lines'");
    check("{\"html\":\"x\"}", "line 1: expected");
    check("x", "line 1: ");
    check("{\"lines\":[{\"keep\":true}]}", "missing field `text`");
}
