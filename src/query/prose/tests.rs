//! What is running text and what is a query, however long.

use crate::query::grammar::read;

const NOTE: &str = "stands in running text";

/// How `text` is read where it is running text; the reading is read as itself.
#[track_caller]
fn check(text: &str, expected: &str) {
    let parsed = read(text);
    let printed = parsed.read_as();
    assert_eq!(printed, expected, "{text:?}, notes {:?}", parsed.notes);
    assert!(parsed.notes.iter().any(|note| note.contains(NOTE)), "{text:?}: {:?}", parsed.notes);
    assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} printed {printed:?}");
}

/// `text` is read as a query, operators and phrases included.
#[track_caller]
fn check_query(text: &str, expected: &str) {
    let parsed = read(text);
    let printed = parsed.read_as();
    assert_eq!(printed, expected, "{text:?}, notes {:?}", parsed.notes);
    assert!(!parsed.notes.iter().any(|note| note.contains(NOTE)), "{text:?}: {:?}", parsed.notes);
    assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} printed {printed:?}");
}

#[test]
fn capitals_in_running_text_stress() {
    check(
        "The harbour office says that the bridge is NOT closed to lorries, whatever is said on the quay.",
        "The harbour office says that the bridge is \"NOT\" closed to lorries whatever is said on the quay",
    );
    check(
        "Reminder: the ferry to the island leaves at noon ON THE SAME DAY as the last train from the north",
        "Reminder the ferry to the island leaves at noon ON THE \"SAME\" DAY as the last train from the north",
    );
    check(
        "Der Hafen bleibt bis Montag geschlossen, sagt die Behörde, und das gilt NOT nur für die Fähre",
        "Der Hafen bleibt bis Montag geschlossen sagt die Behörde und das gilt \"NOT\" nur für die Fähre",
    );
}

#[test]
fn pronouns_and_auxiliaries_bind_sentences_too() {
    check(
        "She asked me if I could see why they do NOT answer her calls anymore, can you believe it",
        "She asked me if I could see why they do \"NOT\" answer her calls anymore can you believe it",
    );
}

#[test]
fn a_comma_is_as_good_as_a_function_word() {
    check(
        "GREAT NEWS!!! Ferry to Eastport runs AGAIN, harbour office SAYS AND promises new, larger ships by June",
        "GREAT NEWS Ferry to Eastport runs AGAIN harbour office SAYS \"AND\" promises new larger ships by June",
    );
    check_query(
        "ferry to eastport AND harbour office ships by june larger cargo fish crew pier quay",
        "ferry AND to AND eastport AND harbour AND office AND ships AND by AND june AND larger AND cargo AND fish AND crew \
         AND pier AND quay",
    );
}

#[test]
fn a_long_text_keeps_the_words_that_tell_most() {
    let names: Vec<String> = (0..40).map(|number| format!("name{number} of the")).collect();
    let text = names.join(" ") + " and last but not least the harbour";
    let parsed = read(&text);
    let printed = parsed.read_as();
    assert!(printed.starts_with("name0 name1 ") && printed.ends_with(" name39 last least harbour"), "{printed}");
    assert_eq!(parsed.notes, ["the text has more than 64 words; function words and what it repeats were left out"]);
    assert_eq!(read(&printed).clauses, parsed.clauses);
    // a list of names without a sentence is cut where there is no more room
    let parsed = read(&names.join(" ").replace(" of the", " x"));
    assert_eq!(parsed.clauses.len(), 64);
}

#[test]
fn asides_and_quotations_change_nothing() {
    check(
        "He was asked by the council about the pier and said «it is NOT \"closed\"now» (which is NOT so) on his way to lunch",
        "He was asked by the council about the pier and said \"it is NOT closed now\" which is \"NOT\" so on his way to lunch",
    );
    check(
        "The crew of the ferry was told to wait, and it was *really* NOT told \"no way\" by the harbour office",
        "The crew of the ferry was told to wait and it was really \"NOT\" told \"no way\" by the harbour office",
    );
}

#[test]
fn a_dash_before_a_function_word_excludes_nothing() {
    check(
        "The bridge is closed -the mayor said that it was NOT for repairs of the pier- and it opens in May",
        "The bridge is closed the mayor said that it was \"NOT\" for repairs of the pier and it opens in May",
    );
    // before a name it is a wish, and holds for all of a phrase
    check(
        "what was said by the minister -\"hong kong\" on the tariffs for steel AND on the quotas of the north and the south",
        "what was said by the minister -\"hong kong\" on the tariffs for steel \"AND\" on the quotas of the north and the south",
    );
}

#[test]
fn queries_stay_queries() {
    for (text, expected) in [
        ("tariff NOT china", "tariff -china"),
        ("what was said about the \"rare earths\"", "what was said about the \"rare earths\""),
        (
            "bank of england OR federal reserve OR bank of japan OR people's bank of china AND interest rates NOT housing",
            "(bank AND of AND england) OR (federal AND reserve) OR (bank AND of AND japan) OR (people AND bank AND of AND \
             china AND interest AND rates AND NOT housing)",
        ),
        (
            "minister for the interior AND border with the neighbours AND rules on asylum OR the right to stay OR visas",
            "(minister AND for AND the AND interior AND border AND with AND the AND neighbours AND rules AND on AND asylum) \
             OR (the AND right AND to AND stay) OR visas",
        ),
        (
            "the price of rice in the markets of the north and the south was said to rise AND NOT fall",
            "the AND price AND of AND rice AND in AND the AND markets AND of AND the AND north AND and AND the AND south AND \
             was AND said AND to AND rise AND NOT fall",
        ),
        (
            "the price of rice in the markets of the north was said to rise AND \"rare earths\"",
            "the AND price AND of AND rice AND in AND the AND markets AND of AND the AND north AND was AND said AND to AND \
             rise AND \"rare earths\"",
        ),
        (
            "what was said by the bank of japan on the yen in the month (october OR november) of the election",
            "what AND was AND said AND by AND the AND bank AND of AND japan AND on AND the AND yen AND in AND the AND month \
             AND (october OR november) AND of AND the AND election",
        ),
        (
            "articles that are about the port and the workers in the north and the strike \"dock labour\" country:jp",
            "articles that are about the port and the workers in the north and the strike \"dock labour\" country:jp",
        ),
        (
            "wool lamb mutton beef pork veal venison rabbit hare \"spring chicken\" duck goose turkey quail pigeon",
            "wool lamb mutton beef pork veal venison rabbit hare \"spring chicken\" duck goose turkey quail pigeon",
        ),
    ] {
        check_query(text, expected);
    }
}

#[test]
fn signs_of_databases_make_a_query_of_any_text() {
    for sign in [
        "w/5 the",
        "title:port",
        "climat* wat* win*",
        "\"port strike\"~3",
        "=\"port strike\"",
        "-(pier quay)",
        "&& the",
    ] {
        let text = format!("what was said by the minister on {sign} tariffs for steel and on the quotas of NOT fish");
        let notes = read(&text).notes;
        assert!(!notes.iter().any(|note| note.contains(NOTE)), "{text}: {notes:?}");
    }
}

#[test]
fn what_becomes_running_text_when_it_is_printed_is_read_so_at_once() {
    for text in [
        "AND the port of the town is open to the ships that come from \"the far north\" OR",
        "the port of the town is open to ships that come \"w/5\" w/5 ) from \"the far north\"",
        "title:() the port of the town is open to ships that come from \"the far north\" and the east",
    ] {
        let parsed = read(text);
        let printed = parsed.read_as();
        assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} printed {printed:?}");
    }
}
