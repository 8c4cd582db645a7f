//! Exports in the layouts of their makers, with words of our own.

use proptest::prelude::*;

use crate::article::Raw;
use crate::read::docx::tests::word;
use crate::read::export::samples::{CLASSIC, CODED, FACTIVA, NEXIS, NEXIS_SHOWN};
use crate::read::export::{date, is_export, parse_text};
use crate::read::{BadRecord, Record, docx, rtf};

type Found = Vec<Result<Record, BadRecord>>;

fn text(export: &str) -> Found {
    let mut found = Vec::new();
    parse_text(export, &mut |record| found.push(record));
    found
}

/// Title, date, source, authors, section, language and text of a record; or number and reason.
fn shown(found: &Found) -> Vec<String> {
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let line = |record: &Result<Record, BadRecord>| match record {
        Ok(Record { raw: Raw { meta, text, .. }, .. }) => format!(
            "{} | {} | {} | {} | {} | {} | {}",
            or(meta.title.clone()),
            or(meta.date.map(|date| date.iso())),
            or(meta.source.clone()),
            meta.authors.join(", "),
            or(meta.section.clone()),
            or(meta.lang.clone()),
            text.replace('\n', " / ")
        ),
        Err(bad) => format!("{} bad: {}", or(bad.number.map(|number| number.to_string())), bad.reason),
    };
    found.iter().map(line).collect()
}

#[test]
fn the_classic_layout_is_read() {
    let found = text(CLASSIC);
    assert_eq!(
        shown(&found),
        [
            "Ferry is back, and the whole of the harbour town came to see it land | 2025-10-28 | Harbour Post (Holm) | \
             Ann Lee, Bo Ek | NEWS | en | HOLM - The ferry returned to the harbour on Monday after a winter in the dry \
             dock, and nobody on the quay could quite believe it. / LANGUAGE: the captain spoke none that was known here, \
             the mayor said. / It was late.",
            "Crane turns | 2025-10-27T09:14Z | Meridian Wire |  | SEA | - | It turns. / And stops.",
        ]
    );
    assert!(found.iter().all(|record| record.as_ref().is_ok_and(|record| record.raw.id.is_none())));
    let numbers: Vec<_> = found.iter().map(|record| record.as_ref().unwrap().number).collect();
    assert_eq!(numbers, [Some(1), Some(2)]);
}

#[test]
fn german_and_french_labels_are_read() {
    let german = "\n               Dokument 1 von 1\n\n        Hafenblatt\n\n     28. Oktober 2025 Dienstag\n         Abendausgabe\n\n\
        Fähre ist zurück\n\nAUTOR: Von Jo Maier\n\nRUBRIK: LOKALES; S. 6\n\nLÄNGE: 12 Wörter\n\nSie kam am Montag.\n\n\
        UPDATE: 29. Oktober 2025\n\nSPRACHE: GERMAN; DEUTSCH\n\n  Copyright 2025 Hafenblatt GmbH\n   Alle Rechte vorbehalten\n";
    assert_eq!(
        shown(&text(german)),
        ["Fähre ist zurück | 2025-10-28 | Hafenblatt | Jo Maier | LOKALES | de | Sie kam am Montag."]
    );
    let french = "          Document 1 de 1\n\n      Le Quai\n\n    mardi 28 octobre 2025\n\nLe bac est revenu\n\nRUBRIQUE: PORT\n\n\
        LONGUEUR: 8 mots\n\nIl est revenu lundi.\n\nLANGUE: FRENCH; FRANÇAIS\n";
    assert_eq!(
        shown(&text(french)),
        ["Le bac est revenu | 2025-10-28 | Le Quai |  | PORT | fr | Il est revenu lundi."]
    );
}

#[test]
fn a_classic_document_alone_needs_no_number() {
    let dutch = "            Copyright 2025 De Haven\n\n                De Haven\n\n            28. Oktober 2025\n\n\
        October 28, 2025\n\nLENGTE: 9 words\n\nKOP: Veer is terug\n\nAUTEUR: Piet Vos\n\nTEKST:\n\nHet kwam maandag.\n\n\
        PUB-TYPE: Paper\n\nTAAL: Dutch / Nederlands\n\nLOAD-DATE: October 29, 2025\n";
    let found = text(dutch);
    assert_eq!(shown(&found), ["Veer is terug | 2025-10-28 | De Haven | Piet Vos | - | nl | Het kwam maandag."]);
    assert_eq!(found[0].as_ref().unwrap().number, None);
}

#[test]
fn exports_that_were_put_together_are_counted_together() {
    assert_eq!(text(&CLASSIC.repeat(3)).len(), 6);
    let torn = format!("{CLASSIC}{}", &CLASSIC[..CLASSIC.find("2 of 2").unwrap()]);
    assert_eq!(shown(&text(&torn)).last().unwrap(), "4 bad: the export says 4 documents, 3 were found");
}

#[test]
fn the_count_that_the_classic_layout_states_is_compared() {
    let one = &CLASSIC[..CLASSIC.find("2 of 2").unwrap()];
    let found = text(one);
    assert_eq!((found.len(), &*shown(&found)[1]), (2, "2 bad: the export says 2 documents, 1 was found"));
    assert_eq!(found[0].as_ref().unwrap().number, Some(1));
    let asked = format!("Download Request: Select Items: 1-1\n{one}");
    assert_eq!(text(&asked).len(), 1);
}

/// The paragraphs as a text, without styles.
fn plain(paragraphs: &[&str], between: &str) -> String {
    paragraphs.iter().map(|text| text.trim_start_matches('#')).collect::<Vec<_>>().join(between)
}

fn in_word(paragraphs: &[&str]) -> Found {
    let mut found = Vec::new();
    docx::parse(&word(paragraphs), &mut |record| found.push(record));
    found
}

fn in_rtf(paragraphs: &[&str]) -> Found {
    let coded = |text: &str| -> String {
        text.encode_utf16()
            .map(|unit| if unit < 128 { char::from(unit as u8).to_string() } else { format!("\\u{}?", unit as i16) })
            .collect()
    };
    let body: String =
        paragraphs.iter().map(|text| format!("{}\\par\n", coded(text.trim_start_matches('#')))).collect();
    let mut found = Vec::new();
    rtf::parse(format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}").as_bytes(), &mut |record| found.push(record));
    found
}

#[test]
fn a_delivery_of_nexis_is_read_in_every_form() {
    assert_eq!(shown(&in_word(NEXIS)), NEXIS_SHOWN);
    assert_eq!(shown(&in_rtf(NEXIS)), NEXIS_SHOWN);
    assert_eq!(shown(&text(&plain(NEXIS, "\n"))), NEXIS_SHOWN);
    assert_eq!(shown(&text(&plain(NEXIS, "\r\n\r\n"))), NEXIS_SHOWN);
    let unstyled: Vec<&str> = NEXIS.iter().map(|text| text.trim_start_matches('#')).collect();
    assert_eq!(shown(&in_word(&unstyled)), NEXIS_SHOWN);
    // without its cover
    let start = NEXIS.iter().position(|text| text.starts_with('#')).unwrap();
    assert_eq!(shown(&in_word(&NEXIS[start..])), NEXIS_SHOWN);
}

const NEXIS_TITLE: &str = "Ferry is back, and the whole harbour town came";

#[test]
fn a_cover_in_cells_and_two_deliveries_in_one_file_are_read() {
    let cells: Vec<&str> = NEXIS
        .iter()
        .flat_map(|text| match *text {
            "Timeline: Oct 01, 2025 to Oct 28, 2025" => vec!["Timeline:", "Oct 01, 2025 to Oct 28, 2025"],
            text if text.starts_with("Date and Time:") => {
                vec!["Date and Time:", "Tuesday, October 28, 2025 9:14:00 AM GMT"]
            }
            text => vec![text.trim_start_matches('#')],
        })
        .collect();
    assert_eq!(shown(&in_word(&cells)), NEXIS_SHOWN);
    // a title over two lines is known by the list, whether its number stands beside it or above
    for number in [
        vec!["1. Ferry is back, and the whole harbour town came"],
        vec!["1.", "Ferry is back, and the whole harbour town came"],
    ] {
        let split: Vec<&str> = cells
            .iter()
            .enumerate()
            .flat_map(|(at, text)| match *text {
                text if text.starts_with("1. ") => number.clone(),
                text if text == NEXIS_TITLE && at > 5 => vec!["Ferry is back, and", "the whole harbour town came"],
                text => vec![text],
            })
            .collect();
        assert_eq!(shown(&in_word(&split)), NEXIS_SHOWN);
    }
    assert_eq!(shown(&in_word(&NEXIS.repeat(2))), NEXIS_SHOWN.repeat(2));
    assert_eq!(shown(&in_word(&cells.repeat(2))), NEXIS_SHOWN.repeat(2));
}

#[test]
fn the_count_on_the_cover_is_compared() {
    let until = NEXIS.iter().rposition(|text| text.starts_with('#')).unwrap();
    for found in [in_word(&NEXIS[..until]), text(&plain(&NEXIS[..until], "\n"))] {
        assert_eq!(found.len(), 3);
        assert_eq!(shown(&found)[2], "3 bad: the export says 3 documents, 2 were found");
    }
    let cover = NEXIS.iter().position(|text| text.starts_with('#')).unwrap();
    assert_eq!(shown(&text(&plain(&NEXIS[..cover], "\n"))), ["1 bad: the export says 3 documents, 0 were found"]);
}

/// The last two of what was found.
#[track_caller]
fn check_cut_off(found: &Found, number: usize, last: &str) {
    let shown = shown(found);
    assert_eq!(shown[shown.len() - 2], format!("{number} bad: the file ends within this document"));
    assert!(shown[shown.len() - 1].starts_with(last), "{shown:?}");
}

#[test]
fn an_export_that_ends_within_a_document_is_named() {
    check_cut_off(&text(&plain(&NEXIS[..NEXIS.len() - 3], "\n")), 3, &NEXIS_SHOWN[2][..10]);
    let last = FACTIVA.find("Dokument HAFBL").unwrap();
    check_cut_off(&text(&FACTIVA[..last]), 3, "Neue Kräne im alten Hafen | 2025-10-28");
    let last = CODED.rfind("AN\n").unwrap();
    check_cut_off(&text(&CODED[..last]), 2, "Crane turns | 2025-10-27");
    let loaded = |at: usize, end: &str| {
        format!(
            "      {at} of 2 DOCUMENTS\n\n   Harbour Post\n\n   October 28, 2025\n\nCrane {at} turns\n\nLENGTH: 2 words\n\nIt turns.\n\n{end}"
        )
    };
    let end = "LOAD-DATE: October 29, 2025\n\n";
    check_cut_off(&text(&(loaded(1, end) + &loaded(2, ""))), 2, "Crane 2 turns");
    assert!(text(&(loaded(1, end) + &loaded(2, end))).iter().all(Result::is_ok));
    assert!(text(&(loaded(1, "") + &loaded(2, ""))).iter().all(Result::is_ok));
    // nothing but a head
    let until = NEXIS.iter().rposition(|text| text.starts_with('#')).unwrap();
    let head = text(&format!(
        "{}\nHarbour light\nHarbour Post\nOctober 28, 2025\nLength: 9 words\nBody\n",
        plain(&NEXIS[..until], "\n")
    ));
    assert_eq!(shown(&head)[2..], ["3 bad: the file ends within this document"]);
}

#[test]
fn rtf_without_its_last_brace_is_named() {
    let read = |rtf: &str| {
        let mut found = Vec::new();
        rtf::parse(rtf.as_bytes(), &mut |record| found.push(record));
        shown(&found)
    };
    assert_eq!(
        read(r"{\rtf1 One\par two"),
        ["- bad: the file ends within this document", "- | - | - |  | - | - | One / two"]
    );
    assert_eq!(read(r"{\rtf1{\b "), ["- bad: the file ends within this document"]);
    assert_eq!(read(r"{\rtf1 One\par two}"), ["- | - | - |  | - | - | One / two"]);
}

#[test]
fn a_document_alone_has_no_number() {
    let start = NEXIS.iter().position(|text| *text == "#Crane turns").unwrap();
    let end = NEXIS.iter().rposition(|text| text.starts_with('#')).unwrap();
    let found = in_word(&NEXIS[start..end]);
    assert_eq!(shown(&found), [NEXIS_SHOWN[1]]);
    assert_eq!(found[0].as_ref().unwrap().number, None);
}

#[test]
fn what_nexis_could_not_deliver_is_named() {
    let sorry = "We are sorry but there is an error in this document and it is not possible to display it.";
    let found = text(&format!(
        "{sorry}\nEnd of Document\nCrane turns\nMeridian Wire\nOctober 27, 2025\nLength: 2 words\nBody\nIt turns.\nEnd of Document\n"
    ));
    assert!(shown(&found)[0].starts_with("1 bad: the export says 'We are sorry"), "{:?}", shown(&found));
    assert_eq!(shown(&found)[1], NEXIS_SHOWN[1]);
}

#[test]
fn factiva_is_read_in_every_form() {
    let expected = [
        "Ferry is back, and the town came | 2025-10-28T09:14 | Harbour Post | Ann Lee | Sea | en | The ferry returned on \
         Monday. / It was late.",
        "Crane turns | 2025-10-27 | Meridian Wire |  | - | en | It turns.",
        "Neue Kräne im alten Hafen | 2025-10-28 | Hafenblatt | Jo Maier | - | de | Sie drehen sich.",
    ];
    let found = text(FACTIVA);
    assert_eq!(shown(&found), expected);
    let ids: Vec<_> = found.iter().map(|record| record.as_ref().unwrap().raw.id.clone().unwrap()).collect();
    assert_eq!(ids, ["HARBPT0020251028elas00abc", "MERW000020251027elar0001x", "HAFBL00020251028elas0002y"]);
    let paragraphs: Vec<&str> = FACTIVA.lines().collect();
    assert_eq!(shown(&in_rtf(&paragraphs)), shown(&found));
    assert_eq!(shown(&in_word(&paragraphs)), shown(&found));
}

#[test]
fn the_number_of_results_is_compared() {
    let more = FACTIVA.replace("Found\n3", "Found: 4");
    assert_eq!(shown(&text(&more))[3], "4 bad: the export says 4 documents, 3 were found");
    // of a larger search the file holds a part
    let many = FACTIVA.replace("Found\n3", "Found\n1,204");
    assert_eq!(text(&many).len(), 3);
}

#[test]
fn field_codes_are_read_beside_and_above_their_values() {
    let found = text(CODED);
    assert_eq!(
        shown(&found),
        [
            "Ferry is back, and the town came | 2025-10-28T09:14 | Harbour Post | Ann Lee | Sea | en | The ferry returned on \
             Monday. / It was late. / IN this case a sentence.",
            "Crane turns | 2025-10-27 | Meridian Wire |  | - | en | It turns.",
        ]
    );
    let ids: Vec<_> = found.iter().map(|record| record.as_ref().unwrap().raw.id.clone().unwrap()).collect();
    assert_eq!(ids, ["HARBPT0020251028elas00abc", "MERW000020251027elar0001x"]);
    // as Factiva's RTF has them: a table of two columns
    let rows = r"{\rtf1 HD\cell Crane turns\cell\row WC\cell 9 words\cell\row PD\cell 27 October 2025\cell\row SN\cell
        Meridian Wire\cell\row LA\cell English\cell\row LP\cell It turns.\par And stops.\cell\row AN\cell Document MERW000020251027elar0001x\cell\row}";
    let mut found = Vec::new();
    rtf::parse(rows.replace("\n        ", " ").as_bytes(), &mut |record| found.push(record));
    assert_eq!(shown(&found), ["Crane turns | 2025-10-27 | Meridian Wire |  | - | en | It turns. / And stops."]);
}

#[test]
fn prose_is_no_export() {
    for prose in [
        "The End of Document\n\nHe wrote 500 words\n\nBody\n\nText",
        "Document signed on 28 October\n520 words\n",
        "2 of 3 DOCUMENTS\n\nwere found in the harbour",
        "Body\n\nLength: 5 miles\n\nThe race",
        "HD is a code\nPD too\nSN, LA, WC, TD",
        "Copyright 2025 Harbour Post\n\nText\n\nIt was late.",
    ] {
        assert!(!is_export(prose), "{prose}");
    }
    for export in [CLASSIC, &plain(NEXIS, "\n"), FACTIVA, CODED] {
        assert!(is_export(export), "{export}");
    }
}

#[test]
fn dates_begin_their_lines() {
    let cases = [
        ("October 28, 2025 Tuesday", Some("2025-10-28")),
        ("October 28, 2025 Tuesday 9:14 PM EST", Some("2025-10-28T21:14-05:00")),
        ("October 28, 2025 Tuesday Late Edition - Final", Some("2025-10-28")),
        ("Dienstag 28. Oktober 2025 Abendausgabe", Some("2025-10-28")),
        ("Oct 01, 2025 to Oct 28, 2025", None),
        ("October 2025", Some("2025-10")),
        ("2025", None),
        ("May 2025 be better than the last year", None),
        ("Ferry is back on October 28, 2025", None),
        ("", None),
    ];
    for (line, iso) in cases {
        assert_eq!(date(line).map(|date| date.iso()).as_deref(), iso, "{line}");
    }
}

#[test]
fn long_exports_take_linear_time() {
    let began = std::time::Instant::now();
    let classic: String = (1..=3000)
        .map(|at| {
            CLASSIC.replacen("1 of 2", &format!("{at} of 6000"), 1).replacen(
                "2 of 2",
                &format!("{} of 6000", at + 3000),
                1,
            )
        })
        .collect();
    assert!(text(&classic).len() > 5000);
    let nexis = NEXIS[13..].repeat(1000);
    assert_eq!(text(&plain(&nexis, "\n")).len(), 3000);
    assert!(text(&FACTIVA.repeat(2000)).len() >= 6000);
    assert!(text(&CODED.repeat(2000)).len() >= 2000);
    let endless = "LENGTH: 5\n1 of 9 DOCUMENTS\nBody\n520 words\nHD\nPD\n".repeat(100_000);
    text(&endless);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

fn damaged(export: &str, at: usize, sign: &str) -> String {
    let at = export.floor_char_boundary(at % (export.len() + 1));
    format!("{}{sign}{}", &export[..at], &export[at..])
}

proptest! {
    #[test]
    fn no_damage_panics(at in any::<usize>(), sign in "(\n|End of Document|Body\n|HD |520 words|Document|é|LENGTH:)") {
        for export in [CLASSIC, &plain(NEXIS, "\n"), FACTIVA, CODED] {
            text(&damaged(export, at, &sign));
            let cut = damaged(export, at, "");
            text(&cut[export.floor_char_boundary(at % (export.len() + 1))..]);
        }
    }

    #[test]
    fn no_order_of_lines_panics(order in prop::collection::vec(0usize..200, 0..40)) {
        let nexis = plain(NEXIS, "\n");
        let lines: Vec<&str> = [CLASSIC, &nexis, FACTIVA, CODED].iter().flat_map(|export| export.lines()).collect();
        let mixed: Vec<&str> = order.iter().map(|at| lines[at % lines.len()]).collect();
        text(&mixed.join("\n"));
    }
}
