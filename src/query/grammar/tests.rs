//! What is typed, how it is read, and that the reading is read again as itself.

use proptest::prelude::*;

use crate::query::grammar::read;
use crate::query::items::{MAX_CLAUSES, MAX_DEPTH, MAX_WORDS};
use crate::query::lex::MAX_BYTES;
use crate::query::tree::{Occur, Typed};

/// How `text` is read; the reading is read as itself.
#[track_caller]
pub(crate) fn check(text: &str, expected: &str) {
    let parsed = read(text);
    let printed = parsed.read_as();
    assert_eq!(printed, expected, "{text:?}, notes {:?}", parsed.notes);
    assert_eq!(read(&printed).clauses, parsed.clauses, "{text:?} printed {printed:?}");
}

/// The words of each clause, those of a phrase joined by `+`.
#[track_caller]
fn check_words(text: &str, expected: &str) {
    let parsed = read(text);
    let mut shown = Vec::new();
    for (occur, tree) in &parsed.clauses {
        let sign = if *occur == Occur::Excluded { "-" } else { "" };
        tree.leaves(&mut |typed: &Typed| {
            let words: Vec<&str> = typed.words.iter().map(|word| word.text.as_str()).collect();
            shown.push(format!("{sign}{}", words.join("+")));
        });
    }
    assert_eq!(shown.join(" "), expected, "{text:?}");
}

/// Whether a note has `part`.
#[track_caller]
pub(crate) fn check_note(text: &str, part: &str) {
    let notes = read(text).notes;
    assert!(notes.iter().any(|note| note.contains(part)), "{text:?}: {notes:?}");
}

/// As [`check`], without a note.
#[track_caller]
pub(crate) fn check_silent(text: &str, expected: &str) {
    check(text, expected);
    assert_eq!(read(text).notes, [""; 0], "{text:?}");
}

#[test]
fn everything_that_is_no_phrase_or_exclusion_is_words() {
    check_words("Trump: We will win", "Trump We will win");
    check_words("[sic] C++ AND (((((", "sic C++");
    check_words("c# +C++ =F# \"C++ code\" A+ #C C+1", "c# C++ F# C+++code A C C+1");
    check_words("O'Brien COVID-19 U.S.-led", "O+Brien COVID+19 U.S.+led");
    check_words("climate - change", "climate change");
    check_words("--- … !!", "");
    check_silent("   ", "");
}

#[test]
fn quotes_of_many_languages_make_phrases() {
    for phrase in [
        "\"a b\"",
        "“a b”",
        "„a b“",
        "„a b”",
        "«a b»",
        "»a b«",
        "”a b”",
        "«\u{a0}a b\u{a0}»",
        "「a b」",
        "『a b』",
        "‘a b’",
        "‚a b‘",
        "‹a b›",
        "'a b'",
        "＂a b＂",
        "《a b》",
    ] {
        check_silent(&format!("x {phrase} y"), "x \"a b\" y");
    }
    check_words("(\"a b\")c", "a+b c");
    check_words("\"\" x", "x");
    check_silent("rock 'n' roll in the '90s", "rock n roll in the 90s");
    check_silent("the allies’ plan, O’Brien’s", "the allies plan O'Brien");
    check_words("ראש ממשלה ארה\"ב \"ארה\"ב ישראל\"", "ראש ממשלה ארה+ב ארה+ב+ישראל");
}

#[test]
fn an_unclosed_quote_is_dropped_and_noted() {
    check_words("x \"a b", "x a b");
    assert_eq!(read("x \"a b").notes, ["the quotation mark \" is never closed and was ignored"]);
    check_words("a 27\" screen", "a 27 screen");
    assert!(read("a 27\" screen").notes.is_empty());
}

#[test]
fn a_minus_before_a_word_or_phrase_excludes() {
    check_words("tariff -china -\"rare earths\" -O'Brien", "tariff -china -rare+earths -O+Brien");
    check_words("well-known x-y", "well+known x+y");
    check_words("--china -- - -", "china");
    check_words("-\"china silk", "-china silk");
    check_words("\"a b\"-c", "a+b c");
    check_silent(
        "tariff -(china OR \"south korea\") -country:us",
        "tariff AND NOT (china OR \"south korea\") AND NOT country:us",
    );
    check_silent("tariff -(china korea) +(japan yen)", "tariff -china -korea +japan +yen");
    check_silent("tariff NOT china", "tariff -china");
}

#[test]
fn and_or_and_not_bind_as_everywhere() {
    check_silent("a AND b", "a AND b");
    check_silent("rare earths AND Japan", "rare AND earths AND Japan");
    check_silent("a OR b", "a OR b");
    check("a AND b OR c AND d", "(a AND b) OR (c AND d)");
    check_note("a AND b OR c", "AND binds before OR");
    check_silent("a AND (b OR c) AND NOT d", "a AND (b OR c) AND NOT d");
    check_silent("a NOT b AND c", "a AND NOT b AND c");
    check_silent("NOT a AND NOT b", "-a -b");
    check_silent("a AND NOT (b AND c)", "a AND NOT (b AND c)");
    check_silent("a AND NOT (NOT b)", "a AND b");
    check("a OR NOT b", "+a");
    check_silent("a and b or not c", "a and b or not c");
    check_silent("(a b) c", "a b c");
    check_silent("a (b OR c)", "a AND (b OR c)");
}

#[test]
fn a_filter_beside_alternatives_holds_for_all_of_them() {
    check("lang:fr a OR b", "lang:fr AND (a OR b)");
    check_note("lang:fr a OR b", "a filter beside words and OR holds for all of them");
    check("a OR b c OR d lang:fr since:2025", "lang:fr AND since:2025 AND (a OR (b AND c) OR d)");
    check("title:(lang:fr a OR b)", "lang:fr AND title:(a OR b)");
    // what was said with AND or parentheses, and filters of single alternatives, stay
    check_silent("(lang:fr a) OR b", "(lang:fr AND a) OR b");
    check_silent("lang:fr a OR lang:de b", "(lang:fr AND a) OR (lang:de AND b)");
    check_silent("lang:fr OR b", "lang:fr OR b");
    check_silent("a OR lang:fr b OR c", "a OR (lang:fr AND b) OR c");
    check("lang:fr AND a OR b", "(lang:fr AND a) OR b");
    check("lang:fr -a OR b", "(lang:fr AND NOT a) OR b");
    check("-lang:fr a OR b", "(NOT lang:fr AND a) OR b");
    check_silent("lang:fr (a OR b)", "lang:fr AND (a OR b)");
}

#[test]
fn operators_in_the_wrong_place_are_ignored_and_noted() {
    check("AND a", "a");
    check("a OR", "a");
    check("a AND AND b", "a AND b");
    check("a AND OR b", "a AND b");
    check("(AND a) OR (b OR)", "a OR b");
    check("NOT", "\"NOT\"");
    check("AND OR", "\"AND\" \"OR\"");
    check("w/5 japan", "\"w/5\" japan");
    check("japan w/5", "japan \"w/5\"");
    check_note("japan w/5", "'w/5' has nothing behind it");
    check("NOT NOT a", "-a");
    check("a ) b (", "a b");
    check_note("a )", "never opened");
    check_note("( a", "never closed");
    check_silent("a () b \"\"", "a b");
    check("title:() b", "b");
}

#[test]
fn proximity_takes_rows_of_words_as_phrases() {
    check_silent("a w/5 b", "a w/5 b");
    check_silent("a W/5 b /3 c near2 d NEAR/4 e", "a w/5 b w/3 c w/2 d w/4 e");
    check_silent("a pre/3 b adj3 c", "a pre/3 b pre/3 c");
    check("rare earths w/5 Japan", "\"rare earths\" w/5 Japan");
    check_note("rare earths w/5 Japan", "\"rare earths\"");
    check_silent("\"rare earths\" w/5 (japan OR tokyo)", "\"rare earths\" w/5 (japan OR tokyo)");
    check_silent("tariff (climat* w/3 pol?cy)", "tariff (climat* w/3 pol?cy)");
    check("x AND a b w/5 c d AND y", "x AND \"a b\" w/5 \"c d\" AND y");
    check("a w/5 b \"c d\" e w/2 f", "(a w/5 b) \"c d\" (e w/2 f)");
    check("(a AND b) w/5 c", "+(a w/5 b w/5 c)");
    check("a w/5 NOT b", "a");
    check("a NOT w/5 b", "a");
    check_note("a NOT w/5 b", "NOT w/5");
    check_silent("NOT a w/5 b", "-(a w/5 b)");
    check("a w/500 b", "a w/100 b");
    check("title:a w/5 b", "title:(a w/5 b)");
    check("a w/5 country:japan", "a");
    check_silent("a w/5 (b w/2 c)", "a w/5 (b w/2 c)");
}

#[test]
fn same_is_an_operator_among_operators_only() {
    check_silent("the same day", "the \"same\" day");
    check_silent("fire SAME flood", "fire /p flood");
    check_silent("fire same flood AND x", "fire /p flood AND x");
    check_silent("a /s b w/s c", "a /s b /s c");
    check_silent("a /s b /p c", "(a /s b) /p c");
    check_silent("a w/3 b /s c", "a w/3 b /s c");
}

#[test]
fn fields_bind_to_words_phrases_and_groups() {
    check_silent("title:japan HEADLINE:(a OR b)", "title:japan AND title:(a OR b)");
    check_silent("title:(rare earths)", "title:rare title:earths");
    check_silent("title:\"rare earths\" lead:x body:y", "title:\"rare earths\" lead:x body:y");
    check_silent("hlead(trump) hd=xi by=\"Ada Stone\"", "hlead:trump title:xi author:\"Ada Stone\"");
    check_silent("country:japan rice", "country:japan rice");
    check_silent("country:(japan OR china) rice price", "country:(japan OR china) rice price");
    check_silent("country:JP,US rice", "country:(JP OR US) rice");
    check_silent("country:(south korea)", "country:\"south korea\"");
    check_silent("country:\"South Korea\" leader:xi", "country:\"South Korea\" leader:xi");
    check_silent(
        "date:2025-10-01..2025-10-15 since:2025 until:\"last week\"",
        "date:2025-10-01..2025-10-15 since:2025 until:\"last week\"",
    );
    check_silent("words>800 words:<300 words:300..800 length", "words>800 words<300 words:300..800 length");
    check("country: japan", "country:japan");
    check_note("country: japan", "country:…");
    check("Topic: the sea", "Topic the sea");
    check("foo:bar", "\"foo:bar\"");
    check_note("tilte:bar", "'title:'");
    for silent in ["https://example.org/a?b=c*d", "10:30", "1:0"] {
        assert_eq!(read(silent).notes, [""; 0], "{silent}");
    }
}

#[test]
fn patterns_errors_and_exact_forms() {
    check_silent("climat* wom?n *ology organi*ation", "climat* wom?n *ology organi*ation");
    check("climat! change", "climat* change");
    check_note("climat!", "climat*");
    check_silent("Yahoo! earns less this year", "Yahoo earns less this year");
    check("Zelensk!", "Zelensk");
    check_note("Zelensk!", "zelensk* finds what begins so");
    check("Takaich! w/5 prime", "Takaich* w/5 prime");
    check_silent("They shout Stop!", "They shout Stop");
    check_silent("They shout: stop!", "They shout stop");
    check("terror! AND bomb!", "terror* AND bomb*");
    check_silent("who won?", "who won");
    check_silent("what is this?", "what is this");
    check_silent("zelenski~ putn~1", "zelenski~2 putn~1");
    check("zelenski~7", "zelenski~2");
    check_silent("=markets =\"rare earth\"", "=markets =\"rare earth\"");
    check_silent("\"rare earth*\"~3", "\"rare earth*\"~3");
    check("*", "");
    check("a*", "a");
    check_note("a*", "at least 2 letters");
    check_silent("atleast3(tariff)", "atleast3(tariff)");
    check("atleast3(rare earths)", "atleast3(\"rare earths\")");
    check("ATLEAST2(a AND b)", "atleast2(a) AND atleast2(b)");
    check("atleast0(a)", "atleast1(a)");
}

#[test]
fn a_pasted_headline_is_its_words() {
    check_silent("Trump: \"We will win\" - live updates (video)", "Trump \"We will win\" live updates video");
    check("TRUMP AND XI MEET IN BUSAN", "TRUMP \"AND\" XI MEET IN BUSAN");
    check_silent("NATO AND UKRAINE", "NATO AND UKRAINE");
    check(
        "THE PORT STRIKE (SECOND OF TWO) HAS ENDED AND SHIPS SAIL .",
        "THE PORT STRIKE SECOND OF TWO HAS ENDED \"AND\" SHIPS SAIL",
    );
    check("DOCKERS SAY \"NO DEAL\" TO OWNERS AND WALK OUT", "DOCKERS SAY \"NO DEAL\" TO OWNERS \"AND\" WALK OUT");
    // a person who left the capitals on, but wrote operators
    check_silent("(RARE EARTHS OR LITHIUM) AND JAPAN TARIFFS", "((RARE AND EARTHS) OR LITHIUM) AND JAPAN AND TARIFFS");
    check_silent(
        "\"RARE EARTHS\" AND JAPAN CHINA TARIFFS EXPORTS",
        "\"RARE EARTHS\" AND JAPAN AND CHINA AND TARIFFS AND EXPORTS",
    );
    check("RARE EARTHS W/5 JAPAN AND CHINA TARIFFS", "\"RARE EARTHS\" w/5 JAPAN AND CHINA AND TARIFFS");
    check_silent(
        "AT&T, C# and C++: 3.5% of $5bn @handle #tag 24/7 9/11",
        "AT&T C# and C++ 3.5 of 5bn handle tag 24/7 9/11",
    );
}

#[test]
fn scripts_without_blanks_are_parted() {
    check_silent("日本の首相", "日本 首相");
    check_words("日本の首相", "日+本 首+相");
    check_silent("-日本の首相 東京", "-\"日本の首相\" 東京");
    check_silent("\"日本の首相\"", "\"日本の首相\"");
    check_silent("title:日本の首相", "title:日本 title:首相");
    check_silent("（日本 ＯＲ 中国） ＡＮＤ ＂輸出＂", "(日本 OR 中国) AND 輸出");
    check_silent("대통령 선거", "대통령 선거");
    check_silent("誰が勝った？", "誰 勝");
}

#[test]
fn what_is_beyond_the_bounds_is_cut_and_noted() {
    let many = "word ".repeat(100);
    assert_eq!(read(&many).clauses.len(), MAX_CLAUSES);
    assert_eq!(read(&many).notes.len(), 1);
    let long = format!("\"{}\"", "w ".repeat(MAX_WORDS + 44));
    assert_eq!(read(&long).clauses, []);
    assert_eq!(read(&"é".repeat(MAX_BYTES)).notes.len(), 1);
    assert_eq!(read(&"\"„".repeat(2000)).clauses, []);
    // a pasted paragraph without blanks keeps its first words
    assert_eq!(read(&"日本の首相は".repeat(300)).clauses.len(), MAX_CLAUSES);
    check_note(&"(".repeat(8000), "within each other");
    let deep = format!("{}a{} b", "(".repeat(MAX_DEPTH + 9), ")".repeat(MAX_DEPTH + 9));
    check(&deep, "a b");
    for part in ["title:(", "-(", "atleast3(", "NOT (", "a w/5 (", "a OR (b AND "] {
        read(&part.repeat(1500));
    }
    for part in ["a w/5 ", "a AND ", "NOT ", "-", "foo:", "title:", "'", "‘a ", "a/s ", "*", "a?", "~", "日本"] {
        read(&part.repeat(2500));
    }
}

/// Signs and words in a random order, mostly with blanks.
fn typing() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "Japan",
        "rare",
        "same",
        "SAME",
        "AND",
        "OR",
        "NOT",
        "and",
        "w/5",
        "pre/3",
        "/s",
        "/p",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "'",
        "’",
        "-",
        "+",
        "=",
        "*",
        "?",
        "!",
        "~",
        "~2",
        ":",
        "title:",
        "lead:",
        "hlead(",
        "country:",
        "date:",
        "words>800",
        "words:3..9",
        "atleast3(",
        "climat*",
        "wom?n",
        "U.S.",
        "O'Brien",
        "1:0",
        "10:30",
        "https://a.example/b?c=d*e",
        "日本の首相",
        "レアアース",
        "대통령",
        "ไทย",
        "ארה\"ב",
        ",",
        ".",
        "/",
        "&",
        "…",
        "『",
        "』",
        "«",
        "»",
        "foo:",
        "hd=",
        "nocaps(",
        "Trump's",
        "or",
        "not",
        "||",
        "&&",
        "—",
        "--",
        ";",
        "US/Japan",
        "Netanyah!",
        "特朗普",
        "AROUND(5)",
        "source(",
        "date>2025",
        "date:..2025",
        "since:2024..2025",
        "since:2024..2025,~2 NOT title: ",
        "!x",
        "w/0",
        "\u{200f}",
        "\u{200b}",
        "\t",
        "2025-10",
        "は",
        "x",
        "10",
        "月",
        "TWO WORDS",
        "\\",
        "<",
        ">",
        "#",
        "é",
        "e\u{301}",
    ]);
    let blank = prop::sample::select(vec![" ", " ", ""]);
    prop::collection::vec((part, blank), 0..24).prop_map(|parts| parts.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn a_reading_is_read_as_itself(text in typing()) {
        let parsed = read(&text);
        let printed = parsed.read_as();
        let again = read(&printed);
        prop_assert_eq!(&again.clauses, &parsed.clauses, "printed {:?}", printed);
        prop_assert_eq!(again.read_as(), printed);
    }

    #[test]
    fn no_text_is_an_error(text in "\\PC{0,200}") {
        let parsed = read(&text);
        prop_assert_eq!(read(&parsed.read_as()).clauses, parsed.clauses);
    }
}
