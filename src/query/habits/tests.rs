//! Operators of other databases, as people type them: honoured, or said to be words.

use crate::query::grammar::read;
use crate::query::grammar::tests::{check, check_note, check_silent};

#[test]
fn small_operators_count_beside_the_signs_of_a_database() {
    check(
        "(trump or biden) w/10 (tariff! or duty) and not china",
        "(trump OR biden) w/10 (tariff* OR duty) AND NOT china",
    );
    check_note("a or b w/10 c", "'or' is read as OR beside 'w/10'");
    check("hd=(trump or biden)", "title:(trump OR biden)");
    check("atleast2(trump or xi)", "atleast2(trump OR xi)");
    check("x or y /s z", "x OR y /s z");
    check("\"and\" w/5 x", "\"and\" w/5 x");
    check("title:and x or y", "title:\"and\" x \"or\" y");
    // names have small words
    check("country:(trinidad and tobago) a w/2 b", "country:\"trinidad and tobago\" (a w/2 b)");
    // elsewhere they are words, and a note says so where more may have been meant
    check("(trump or biden) tariff", "trump or biden tariff");
    check_note("(trump or biden) tariff", "'or' was read as a word; OR in capitals joins");
    check("trump and not tariff", "trump and not tariff");
    check_note("trump and not tariff", "AND NOT in capitals");
    check_silent("Trump and Xi meet", "Trump and Xi meet");
    check_silent("Ships (and the crews on board) or not", "Ships and the crews on board or not");
}

#[test]
fn operators_of_elsewhere_are_honoured_or_noted() {
    check("a AROUND(5) b onear/3 c", "a w/5 b pre/3 c");
    check("source(harbour) country(japan) title(x)", "source:harbour country:japan title:x");
    check("LENGTH(>500) a words(<9)", "words>500 a words<9");
    check("DATE(>2025-10-01) date>=2025 date<2026", "since:2025-10-01 since:2025 until:2026");
    check("date(geq(10/1/2025)) x", "since:10/1/2025 x");
    check("atl2(a)", "atleast2(a)");
    check_note("a pre/s b", "in any order");
    for (text, part) in [
        ("a w/0 b", "'w/0' was read as words"),
        ("a /-5 b", "'/-5' was read as words"),
        ("rst=tdjw", "'rst='"),
        ("!trump", "-trump leaves it out"),
        ("trump || biden", "'||' was read as OR"),
        ("AND", "'AND' joins nothing and was read as a word"),
        ("since:2025-10..2025-11", "was read as 'date:2025-10..2025-11'"),
        ("source:meridian*", "a part of the name is enough"),
    ] {
        check_note(text, part);
    }
    assert_eq!(read("AND").notes.len(), 1);
    check("since:2024..2025,2023", "date:(2024..2025 OR 2023..)");
    check("until:(2024..2025 OR 2023)", "date:(2024..2025 OR ..2023)");
    check_silent("since:2024,2025", "since:(2024 OR 2025)");
    check_silent("a w/o b, x=y and the source (a harbour)", "a w/o b \"x=y\" and the source a harbour");
    check_silent("date:..2025-01 words:..300", "date:..2025-01 words:..300");
    check_silent("source:\"(Anon)\" source:\"Dr. No (UK)\"", "source:\"(Anon)\" source:\"Dr. No (UK)\"");
}

#[test]
fn words_are_parted_where_blanks_are_left_out() {
    check_silent("tariff—japan US/Japan a,b;c x--y", "tariff japan US Japan a b c x y");
    check_silent("24/7 50,000 and/or w/o COVID-19 O'Brien", "24/7 50,000 and/or w/o COVID-19 O'Brien");
    check_silent("-US/Japan \"US/Japan\"", "-\"US/Japan\" \"US/Japan\"");
}
